# SPDX-License-Identifier: MIT
"""The machine as root sees it: users, and their sessions at logind. Runs inside the container."""

import os
import pathlib
import pwd
import subprocess
import time

from desk import Failure, run, wait_for

INHIBIT_DELAY = 5   # InhibitDelayMaxSec of logind: whoever does not let go delays sleep so long
# The leader of a session does what comes through a pipe, so that others can do things in the session.
LEADER = 'rm -f "$1"; mkfifo "$1"; exec 3<>"$1"; while read -r line <&3; do eval "$line" & done'


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
        self.name = name
        self.unit = f'session-of-{user.name}{name}'
        run('systemctl', 'stop', self.unit, limit=30, bad=True)
        before = self._all()
        words = [f'--setenv=XDG_SESSION_TYPE={kind}', '--setenv=XDG_SESSION_CLASS=user', f'--setenv=XDG_SEAT={seat}']
        run('systemd-run', '--quiet', '--collect', f'--unit={self.unit}', '--property=PAMName=login',
            f'--property=User={user.name}', f'--property=WorkingDirectory={user.home}', *words, 'sh', '-c', LEADER, 'sh', f'session{name}.fifo')
        self.id = wait_for(f'{user.name} has a session', lambda: self._all() - before, 5).pop()
        wait_for('its leader listens', (user.home / f'session{name}.fifo').exists, 5)

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

    def call(self, method, *words):
        """A method of the session, called by its user."""
        path = f'/org/freedesktop/login1/session/{self.id}'
        self.user.run('busctl', '--system', 'call', 'org.freedesktop.login1', path, 'org.freedesktop.login1.Session', method,
                      *words)

    def set_locked(self, locked):
        """As a locker does."""
        self.call('SetLockedHint', 'b', 'true' if locked else 'false')

    def do(self, line):
        """A line of shell, run in the session and not waited for."""
        with open(self.user.home / f'session{self.name}.fifo', 'w', encoding='utf-8') as fifo:
            fifo.write(line + '\n')

    def end(self):
        run('systemctl', 'stop', self.unit, limit=30, bad=True)
        wait_for(f'the session of {self.user.name} ends', lambda: not self.is_there(), 30)


class Sleep:
    """Lets this machine sleep, as far as its programs can see."""

    _drop_in = pathlib.Path('/run/systemd/system/systemd-suspend.service.d/test.conf')

    def __init__(self, seconds):
        self._seconds = seconds
        self.began = pathlib.Path('/run/sleep-began')
        run('mount', '-t', 'tmpfs', 'tmpfs', '/sys/power')
        pathlib.Path('/sys/power/state').write_text('freeze mem\n', encoding='ascii')
        pathlib.Path('/sys/power/mem_sleep').write_text('[s2idle]\n', encoding='ascii')
        self._drop_in.parent.mkdir(parents=True, exist_ok=True)
        self._drop_in.write_text(f'[Service]\nExecStart=\nExecStart={pathlib.Path(__file__).resolve().parent}/sleep.sh '
                                 f'{seconds} {self.began}\n', encoding='utf-8')
        run('systemctl', 'daemon-reload')

    def sleep(self):
        """How long it took to fall asleep. Returns when the machine is awake again."""
        self.began.unlink(missing_ok=True)
        asked = time.time()
        run('systemctl', 'suspend')
        wait_for('the machine sleeps', self.began.exists, INHIBIT_DELAY + 5)
        wait_for('the machine is awake', lambda: run('systemctl', 'is-active', 'systemd-suspend.service', bad=True).strip() ==
                 'inactive', self._seconds + 5)
        return float(self.began.read_text(encoding='ascii')) - asked

    def end(self):
        self._drop_in.unlink()
        run('systemctl', 'daemon-reload')
        run('umount', '/sys/power')


def need_root():
    if os.getuid() != 0:
        raise Failure('this runs as root, in the container')
