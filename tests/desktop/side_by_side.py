#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""side_by_side.py [DESKTOP...]: plays the scenarios on all desktops at the same time, each by a user of its
own with a session at logind, and compares the totals. Meanwhile one more user does at this machine what
another user may do: none of it may be found in anybody's totals. Runs as root in the container, after
./setup run; prints TAP lines without a plan."""

import contextlib
import json
import pathlib
import subprocess
import sys
import threading

from desk import Failure, check, run, wait_for
from machine import Session, Sleep, User, need_root

HERE = pathlib.Path(__file__).resolve().parent
# User and desktop, type of the session, and the scenarios: with a bystander; then alone, as whatever
# happens to somebody's session may wake up those who follow logind; and with a suspend.
PLAYS = (
    ('sway', 'wayland', ('desk', 'window', 'lock'), ('quiet',), ('sleep',)),
    ('mutter', 'wayland', ('desk', 'lock'), ('quiet',), ('sleep',)),
    ('kwin', 'wayland', ('desk', 'window', 'lock'), ('quiet',), ('sleep',)),
    ('xorg', 'x11', ('desk', 'lock'), ('quiet',), ('sleep',)),
    ('none', 'tty', (), ('bare',), ()),
)
COMPARED = ('seated', 'away')
TOLERANCE = 2
LIMIT = 300         # seconds for all of it
SLEEP_AFTER = 6     # seconds from when the first plays, and then in seconds how long
ASLEEP = 3


class Bystander:
    """Another user, who inhibits idleness all the time, locks, unlocks, comes and goes."""

    def __init__(self):
        self._user = User('bystander')
        self._session = Session(self._user, 'wayland')
        self._user.run('systemd-run', '--user', '--quiet', '--collect', '--unit=inhibitor', 'systemd-inhibit', '--what=idle',
                       '--mode=block', '--who=Bystander', 'sleep', 'infinity')
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._live, daemon=True)
        self._thread.start()
        self.rounds = 0

    def _live(self):
        while not self._end.wait(2):
            self._session.set_locked(self.rounds % 2 == 0)
            if self.rounds % 4 == 3:
                self._session.end()
                self._session = Session(self._user, 'wayland')
            run('loginctl', 'lock-session' if self.rounds % 3 else 'unlock-session', self._session.id)
            self.rounds += 1

    def holds(self):
        return 'Bystander' in run('systemd-inhibit', '--list', '--no-legend')

    def end(self):
        self._end.set()
        self._thread.join()
        self._user.run('systemctl', '--user', 'stop', 'inhibitor')
        self._session.end()


def result(good, text, *remarks):
    print(f'{"ok" if good else "not ok"} - desktop {text}')
    for remark in remarks:
        print(f'# {remark}')
    sys.stdout.flush()
    return good


def wait_for_all(what, users, players, file):
    """Until each has made that file, or has ended."""
    with contextlib.suppress(Failure):
        wait_for(what, lambda: all(player.poll() is not None or (users[name].home / file).exists()
                                   for name, player in players.items()), LIMIT)


def play_all(users, scenarios, when_begun=None):
    """All at once; prints what each said. Whether all is well."""
    players = {}
    for name, names in scenarios.items():
        files = [HERE / f'scenarios/{scenario}.scenario' for scenario in names]
        for file in ('desktop-is-up', 'totals.json'):
            (users[name].home / file).unlink(missing_ok=True)
        players[name] = users[name].popen('python3', HERE / 'scenario.py', name, *files, stdin=subprocess.PIPE,
                                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    wait_for_all('all are up', users, players, 'desktop-is-up')
    for player in players.values():
        with contextlib.suppress(BrokenPipeError):
            player.stdin.write('play\n')
            player.stdin.flush()
    if when_begun is not None:
        when_begun()
    wait_for_all('all are through', users, players, 'totals.json')
    good = True
    for name, player in players.items():
        try:
            said, _ = player.communicate(timeout=20)
        except subprocess.TimeoutExpired:
            player.kill()
            said, _ = player.communicate()
        print(said, end='')
        bad = 'not ok ' in said
        good &= player.returncode == 0 or bad or result(False, f'{name} ends well', f'exit {player.returncode}')
        good &= not bad
    return good


def play_with_sleep(users, scenarios):
    machine = Sleep(ASLEEP)
    timer = threading.Timer(SLEEP_AFTER, machine.sleep)
    try:
        return play_all(users, scenarios, timer.start)
    finally:
        timer.join()
        machine.end()


def play_with_bystander(users, scenarios):
    bystander = Bystander()
    good = play_all(users, scenarios)
    held = bystander.holds()
    bystander.end()
    return result(held and bystander.rounds > 2, 'a bystander inhibits, locks, comes and goes all the while',
                  f'{bystander.rounds} rounds') and good


def compare(users, names):
    """The totals of the scenario that all of them played."""
    table = {}
    for name in names:
        path = users[name].home / 'totals.json'
        totals = json.loads(path.read_text(encoding='utf-8')) if path.exists() else {}
        if totals.get('desk'):
            table[name] = totals['desk']
    rows = [f'{name}: ' + ', '.join(f'{what} {span:.1f} s' for what, span in row.items()) for name, row in table.items()]
    good = len(table) == len(names)
    for what in COMPARED:
        spans = [row[what] for row in table.values()]
        good = good and max(spans, default=0) - min(spans, default=0) <= TOLERANCE
    return result(good, f'the totals agree on {", ".join(table)}', *rows)


def main():
    need_root()
    wanted = sys.argv[1:]
    plays = [play for play in PLAYS if not wanted or play[0] in wanted]
    check(plays, f'{wanted}: no such desktop')
    users = {name: User(name) for name, *_ in plays}
    sessions = [Session(users[name], kind) for name, kind, *_ in plays]
    together, alone, asleep = ({name: scenarios[phase] for name, _, *scenarios in plays if scenarios[phase]}
                               for phase in range(3))
    good = not together or play_with_bystander(users, together)
    if not wanted:
        good &= compare(users, together)
    good &= play_all(users, alone)
    good &= not asleep or play_with_sleep(users, asleep)
    for session in sessions:
        session.end()
    return 0 if good else 1


if __name__ == '__main__':
    sys.exit(main())
