#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""side_by_side.py [DESKTOP...]: plays the scenarios on all desktops at the same time, each by a user of its
own with a session at logind, and compares the totals. Meanwhile one more user does at this machine what
another user may do: none of it may be found in anybody's totals. Runs as root in the container, after
./setup run; prints TAP lines without a plan."""

import json
import pathlib
import subprocess
import sys
import threading

from desk import check, run
from machine import Session, User, need_root

HERE = pathlib.Path(__file__).resolve().parent
# User and desktop, type of the session, scenarios.
PLAYS = (
    ('sway', 'wayland', ('desk', 'window', 'quiet')),
    ('mutter', 'wayland', ('desk', 'quiet')),
    ('kwin', 'wayland', ('desk', 'window', 'quiet')),
    ('xorg', 'x11', ('desk', 'quiet')),
    ('none', 'tty', ('bare',)),
)
COMPARED = ('seated', 'away')
TOLERANCE = 2
LIMIT = 300         # seconds for all of it


class Bystander:
    """Another user, who inhibits idleness all the time, locks, unlocks, comes and goes."""

    def __init__(self):
        self._user = User('bystander')
        self._session = Session(self._user, 'wayland')
        self._inhibitor = self._user.popen('systemd-inhibit', '--what=idle', '--mode=block', '--who=Bystander', 'sleep',
                                           'infinity')
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
        self._inhibitor.terminate()
        self._session.end()


def result(good, text, *remarks):
    print(f'{"ok" if good else "not ok"} - desktop {text}')
    for remark in remarks:
        print(f'# {remark}')
    sys.stdout.flush()
    return good


def play_all(plays):
    """Starts all, waits for all, prints what each said. Whether all is well."""
    users = {name: User(name) for name, _, _ in plays}
    sessions = [Session(users[name], kind) for name, kind, _ in plays]
    bystander = Bystander()
    players = {}
    for name, _, scenarios in plays:
        files = [HERE / f'scenarios/{scenario}.scenario' for scenario in scenarios]
        players[name] = users[name].popen('python3', HERE / 'scenario.py', name, *files, stdin=subprocess.DEVNULL,
                                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    good = True
    for name, player in players.items():
        try:
            said, _ = player.communicate(timeout=LIMIT)
        except subprocess.TimeoutExpired:
            player.kill()
            said, _ = player.communicate()
        print(said, end='')
        good &= player.returncode == 0 or result(False, f'{name} ends well', f'exit {player.returncode}')
    held = bystander.holds()
    bystander.end()
    good &= result(held and bystander.rounds > 2, 'a bystander inhibits, locks, comes and goes all the while',
                   f'{bystander.rounds} rounds')
    for session in sessions:
        session.end()
    return good, users


def compare(users):
    """The totals of the scenario that all play."""
    table = {}
    for name, user in users.items():
        totals = json.loads((user.home / 'totals.json').read_text(encoding='utf-8'))
        if totals.get('desk'):
            table[name] = totals['desk']
    rows = [f'{name}: ' + ', '.join(f'{what} {span:.1f} s' for what, span in row.items()) for name, row in table.items()]
    good = len(table) > 1
    for what in COMPARED:
        spans = [row[what] for row in table.values()]
        good = good and max(spans) - min(spans) <= TOLERANCE
    return result(good, f'the totals agree on {", ".join(table)}', *rows)


def main():
    need_root()
    wanted = sys.argv[1:]
    plays = [play for play in PLAYS if not wanted or play[0] in wanted]
    check(plays, f'{wanted}: no such desktop')
    good, users = play_all(plays)
    if not wanted:
        good &= compare(users)
    return 0 if good else 1


if __name__ == '__main__':
    sys.exit(main())
