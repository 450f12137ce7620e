#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""scenario.py DESKTOP FILE...: plays scenarios on a desktop of this user and holds the daemon to the
totals written in them. Prints TAP lines without a plan and leaves what was counted in ~/totals.json.

A daemon that starts or stops wakes up those of other users: logind tells all of them. So it makes
~/desktop-is-up, waits for a line on standard input, plays, and waits for the end of that before it takes
anything down.

A line of a scenario is an action; what stands after # is a remark. A time with a unit is as in the
settings (1.5s). Actions follow each other by the clock and not by when the one before was through: what
takes time of its own (crash, bus) takes it out of the next.

    set Section.Key VALUE     a setting, before the first action
    work TIME                 a key every half second, the first at once and the last at the end
    still TIME                no input
    quiet work|still TIME     the same, and the daemon may not wake up once
    inhibit on|off            something in the session keeps it from becoming idle
    window on|off             the same by a window, where a desktop knows such a thing
    lock on|off               the locker tells logind
    crash                     the compositor or X server is killed and started again
    bus restart               the session bus is killed; where that ends the desktop, it is started again
    expect presence WORD      also several words: one of them
    expect spell TIME         what `backcarectl status` says one has been sitting
    expect detail WORD        what status says about presence has the word in it
    total seated|away|asleep|standing TIME   what is counted from the first action to the last"""

import json
import pathlib
import re
import sys
import time
import traceback

import desk
from desk import SECOND, Failure, check, fresh_daemon, main_pid, source, status, voluntary_switches, wait_for
from desktops import Inhibitor, Window, get_desktop, run_in_session

STROKE = 0.5        # between two keys
PATIENCE = 2        # for what is expected to be true
SETTLE = 0.5        # after a question, before wake-ups are counted
TOLERANCE = 2
TOTALS = ('seated', 'away', 'asleep', 'standing')


def seconds(text):
    match = re.fullmatch(r'(\d+(?:\.\d+)?)(ms|s|min)', text)
    check(match, f'{text}: no time')
    return float(match[1]) * {'ms': 0.001, 's': 1, 'min': 60}[match[2]]


def read(path):
    """[(line number, [word, ...])]"""
    lines = path.read_text(encoding='utf-8').splitlines()
    words = [(number, line.partition('#')[0].split()) for number, line in enumerate(lines, 1)]
    return [(number, line) for number, line in words if line]


class Player:
    """One run of one scenario."""

    def __init__(self, desktop):
        self.desktop = desktop
        self.settings = {}
        self.wanted = {}
        self.inhibitors = {}
        self.due = None       # time.monotonic() at which the last timed action is over
        self.first = None     # status at the first action

    def begin(self):
        """At the first action. The day does not end within the hour, whenever the tests run."""
        hours = time.strftime('%H:00', time.localtime(time.time() + 12 * 3600))
        fresh_daemon({'Day.Start': hours, **self.settings})
        if self.desktop.source is not None:
            wait_for(f'the source {self.desktop.source} is up', lambda: source(self.desktop.source) == 'up', 5)
            self.desktop.press()
            wait_for('presence is active', lambda: status()['presence'] == 'active', PATIENCE)
        self.first = status()
        self.due = time.monotonic()

    def play(self, number, words):
        try:
            if words[0] == 'set':
                self.settings[words[1]] = ' '.join(words[2:])
                return
            if words[0] == 'total':
                self.wanted[words[1]] = seconds(words[2])
                return
            if self.first is None:
                self.begin()
            getattr(self, f'do_{words[0]}')(*words[1:])
        except Failure as failure:
            raise Failure(f'line {number}, {" ".join(words)}: {failure}') from failure

    def until(self, length):
        self.due += seconds(length)
        check(time.monotonic() < self.due, f'the actions before took {time.monotonic() - self.due:.1f} s longer than this')
        return self.due

    def do_work(self, length):
        end = self.until(length)
        while True:
            self.desktop.press()
            left = end - time.monotonic()
            if left <= 0:
                return
            time.sleep(min(STROKE, left))

    def do_still(self, length):
        end = self.until(length)
        time.sleep(max(0, end - time.monotonic()))

    def do_quiet(self, what, length):
        pid = main_pid()
        time.sleep(SETTLE)
        before = voluntary_switches(pid)
        {'work': self.do_work, 'still': self.do_still}[what](length)
        woken = voluntary_switches(pid) - before
        print(f'# {self.desktop.name}: {woken} wake-ups in {length} of {what}', flush=True)
        check(woken == 0, f'{woken} wake-ups')

    def do_inhibit(self, which):
        self.inhibit('session', which, Inhibitor)

    def do_window(self, which):
        self.inhibit('window', which, lambda: Window(self.desktop))

    def inhibit(self, name, which, make):
        if which == 'on':
            self.inhibitors[name] = make()
        else:
            self.inhibitors.pop(name).end()

    @staticmethod
    def do_lock(which):
        run_in_session('busctl --system call org.freedesktop.login1 /org/freedesktop/login1/session/auto '
                       f'org.freedesktop.login1.Session SetLockedHint b {"true" if which == "on" else "false"}')

    def do_crash(self):
        self.desktop.crash()
        wait_for(f'the source {self.desktop.source} is up again', lambda: source(self.desktop.source) == 'up', 5)

    def do_bus(self, _):
        self.desktop.restart_bus()
        wait_for(f'the source {self.desktop.source} is up again', lambda: source(self.desktop.source) == 'up', 5)

    def do_expect(self, what, *words):
        look = {'presence': self.is_presence, 'spell': self.is_spell, 'detail': self.is_detail}[what]
        try:
            wait_for(what, lambda: look(*words), PATIENCE)
        except Failure as failure:
            raise Failure(f'{failure}; status: {json.dumps(status())}') from failure

    @staticmethod
    def is_presence(*words):
        return status()['presence'] in words

    @staticmethod
    def is_spell(length):
        return abs(status()['seatedUSec'] / SECOND - seconds(length)) < 1

    @staticmethod
    def is_detail(word):
        return word in status().get('presenceDetail', '')

    def totals(self):
        """What was counted, in seconds."""
        last = status()
        check(last['today']['date'] == self.first['today']['date'], 'another day began')
        spans = {name: (last['today'][f'{name}USec'] - self.first['today'][f'{name}USec']) / SECOND
                 for name in (*TOTALS, 'estimated')}
        spans['elapsed'] = (last['timeUSec'] - self.first['timeUSec']) / SECOND
        return spans

    def judge(self):
        found = self.totals()
        for name, wanted in self.wanted.items():
            check(abs(found[name] - wanted) <= TOLERANCE, f'{name}: {found[name]:.1f} s, not {wanted} s; counted: {found}')
        counted = sum(found[name] for name in TOTALS)
        check(abs(counted - found['elapsed']) < 0.1, f'{found["elapsed"]} s went by, counted: {found}')
        return found

    def clean_up(self):
        for inhibitor in self.inhibitors.values():
            inhibitor.end()


def play(desktop, path):
    """Totals, or None if it failed. Prints a line of TAP."""
    begun = time.monotonic()
    player = Player(desktop)
    why, found = '', None
    try:
        for number, words in read(path):
            player.play(number, words)
        found = player.judge()
    except Failure as failure:
        why = str(failure)
    except Exception:  # pylint: disable=broad-except
        why = traceback.format_exc()
    finally:
        player.clean_up()
    print(f'{"not ok" if why else "ok"} - desktop {desktop.name}: {path.stem} ({time.monotonic() - begun:.1f} s)')
    if found:
        print('# ' + ', '.join(f'{name} {span:.1f} s' for name, span in found.items()))
    for line in why.splitlines():
        print(f'# {line}')
    if why:
        journal = desk.run('journalctl', '--user', '-u', 'backcared.service', '-n', '30', '-o', 'cat', '--no-pager', bad=True)
        for line in journal.splitlines():
            print(f'#   journal: {line}')
    sys.stdout.flush()
    return found


def main():
    desktop = get_desktop(sys.argv[1])
    totals = {}
    try:
        desktop.start()
        (desk.HOME / 'desktop-is-up').touch()
        sys.stdin.readline()
        for name in sys.argv[2:]:
            path = pathlib.Path(name)
            totals[path.stem] = play(desktop, path)
        (desk.HOME / 'totals.json').write_text(json.dumps(totals), encoding='utf-8')
        sys.stdin.read()
    except Failure as failure:
        print(f'not ok - desktop {desktop.name} starts\n# {failure}', flush=True)
        return 1
    finally:
        desktop.stop()
        desk.systemctl('stop', 'backcared.service', 'backcared.socket', bad=True)
    return 1 if None in totals.values() else 0


if __name__ == '__main__':
    sys.exit(main())
