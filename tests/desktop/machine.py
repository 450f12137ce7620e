# SPDX-License-Identifier: MIT
"""The machine as root sees it: users, and their sessions at logind. Runs inside the container."""

import os
import pathlib
import pwd
import subprocess

from desk import Failure, run, wait_for

# The leader of a session does what comes through a pipe, so that others can do things in the session.
LEADER = 'rm -f session.fifo; mkfifo session.fifo; exec 3<>session.fifo; while read -r line <&3; do eval "$line" & done'


class User:
    """A user with a user manager, made if there is none of that name."""

    def __init__(self, name):
        self.name = name
        try:
            pwd.getpwnam(name)
        except KeyError:
            run('useradd', '-m', '-s', '/bin/bash', name)
            run('loginctl', 'enable-linger', name)
        entry = pwd.getpwnam(name)
        self.uid = entry.pw_uid
        self.home = pathlib.Path(entry.pw_dir)
        self.runtime = pathlib.Path(f'/run/user/{self.uid}')
        wait_for(f'{name} has a user manager', self._has_manager, 20)

    def _has_manager(self):
        return (self.runtime / 'bus').exists() and self.run('systemctl', '--user', 'is-system-running', bad=True).strip() == \
            'running'

    def command(self, *words):
        """To be run by root: does it as the user, outside of any session."""
        return ['runuser', '-u', self.name, '--', 'env', f'HOME={self.home}', f'XDG_RUNTIME_DIR={self.runtime}',
                f'DBUS_SESSION_BUS_ADDRESS=unix:path={self.runtime}/bus', *map(str, words)]

    def run(self, *words, **how):
        return run(*self.command(*words), **how)

    def popen(self, *words, **how):
        return subprocess.Popen(self.command(*words), text=True, cwd=self.home, **how)


class Session:
    """A session at logind without a seat, or on the seat named. 'kind': wayland, x11, tty."""

    def __init__(self, user, kind, name='', seat=''):
        self.user = user
        self.unit = f'session-of-{user.name}{name}'
        before = self._all()
        words = [f'--setenv=XDG_SESSION_TYPE={kind}', '--setenv=XDG_SESSION_CLASS=user', f'--setenv=XDG_SEAT={seat}']
        run('systemd-run', '--quiet', '--collect', f'--unit={self.unit}', '--property=PAMName=login',
            f'--property=User={user.name}', f'--property=WorkingDirectory={user.home}', *words, 'sh', '-c', LEADER)
        self.id = wait_for(f'{user.name} has a session', lambda: self._all() - before, 5).pop()
        wait_for('its leader listens', (user.home / 'session.fifo').exists, 5)

    def _all(self):
        """Those of the user at a desk; the user manager has one as well."""
        found = set()
        for line in run('loginctl', 'list-sessions', '--no-legend').splitlines():
            words = line.split()
            if len(words) > 2 and words[2] == self.user.name and self.show('Class', words[0]) == 'user':
                found.add(words[0])
        return found

    def show(self, what, session=None):
        return run('loginctl', 'show-session', '-P', what, session or self.id, bad=True).strip()

    def is_there(self):
        return self.id in self._all()

    def set_locked(self, locked):
        """As a locker does, by the user himself."""
        path = self.show_path()
        self.user.run('busctl', '--system', 'call', 'org.freedesktop.login1', path, 'org.freedesktop.login1.Session',
                      'SetLockedHint', 'b', 'true' if locked else 'false')

    def show_path(self):
        answer = run('busctl', '--system', 'call', 'org.freedesktop.login1', '/org/freedesktop/login1',
                     'org.freedesktop.login1.Manager', 'GetSession', 's', self.id)
        return answer.split('"')[1]

    def end(self):
        run('systemctl', 'stop', self.unit, limit=30, bad=True)
        wait_for(f'the session of {self.user.name} ends', lambda: not self.is_there(), 10)


def need_root():
    if os.getuid() != 0:
        raise Failure('this runs as root, in the container')
