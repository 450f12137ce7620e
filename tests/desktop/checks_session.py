#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""checks_session.py [NAME...]: what logind tells, from the real one: sessions, locks, the foreground, sleep,
who inhibits what, and that other users count for nothing. Without a desktop, so that nothing but logind can
have told. Runs as root in the container, after ./setup run. Prints TAP lines without a plan."""

import base64
import json
import sys
import time
import traceback

from desk import SECOND, WELL, Failure, check, run, wait_for
from machine import Session, Sleep, User, need_root

SOON = 1.5          # seconds from what happens at logind to what status says
ASLEEP = 3          # seconds
CHECKS = []
ANNA = None
BEN = None


def session_check(function):
    CHECKS.append(function)
    return function


# --- the daemon of a user ------------------------------------------------------------------------

SETTINGS = '[Walk]\nLimit=1h\nBreak=20s\nShortBreak=2s\n[Presence]\nIdleAfter=2s\n[Hours]\nQuiet=\n'


def systemctl(user, *words):
    return user.run('systemctl', '--user', *words, limit=30)


def fresh_daemon(user):
    systemctl(user, 'stop', 'backcared.service', 'backcared.socket')
    user.run('sh', '-c', 'rm -rf ~/.local/state/backcare; mkdir -p ~/.config/backcare; '
             'cat >~/.config/backcare/backcared.conf', stdin=SETTINGS)
    user.run('sh', '-c', 'mkdir -p ~/.local/state/backcare; base64 -d >~/.local/state/backcare/history.db',
             stdin=base64.b64encode(WELL.read_bytes()).decode('ascii'))
    systemctl(user, 'reset-failed')  # or so many starts in a row are too many
    systemctl(user, 'start', 'backcared.socket', 'backcared.service')
    wait_for('the daemon answers', lambda: user.run('backcarectl', 'status', '--json', bad=True), 5)


def status(user):
    return json.loads(user.run('backcarectl', 'status', '--json'))


def holds(user):
    return [hold['reason'] for hold in status(user)['holds']]


def becomes(user, presence, what, *, hold=None):
    """Soon, and with that hold, or none."""
    def as_wanted():
        now = status(user)
        reasons = [one['reason'] for one in now['holds']]
        return now['presence'] == presence and (hold in reasons if hold else not reasons)
    try:
        wait_for(what, as_wanted, SOON)
    except Failure as failure:
        raise Failure(f'{failure}; status: {json.dumps(status(user))}') from failure


def stays(user, presence, seconds=2):
    """Asked often, so that a short mistake is seen."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        now = status(user)
        check(now['presence'] == presence, f'presence went from {presence} to {now["presence"]}: {json.dumps(now)}')
        time.sleep(0.1)


def delay_locks(user):
    """How many of this user's processes delay sleep."""
    answer = run('busctl', '--system', '--json=short', 'call', 'org.freedesktop.login1', '/org/freedesktop/login1',
                 'org.freedesktop.login1.Manager', 'ListInhibitors')
    return sum(uid == user.uid and mode == 'delay' and 'sleep' in what.split(':')
               for what, _, _, mode, uid, _ in json.loads(answer)['data'][0])


class Inhibitor:
    """Something of a user that keeps the machine from becoming idle. Without a session: a service of the user."""

    def __init__(self, user, session=None, who='Film'):
        self._user = user
        self._who = who
        words = ['systemd-inhibit', '--what=idle', '--mode=block', f'--who={who}', '--why=Playing', 'sleep', '3600']
        if session is None:
            user.run('systemd-run', '--user', '--quiet', '--collect', '--unit=inhibitor', *words)
        else:
            session.do(' '.join(words))
        wait_for('the inhibitor holds', self._holds, 5)

    def _holds(self):
        return self._who in run('systemd-inhibit', '--list', '--no-legend')

    def end(self):
        run('pkill', '-u', self._user.name, '-f', '-x', 'sleep 3600')
        wait_for('the inhibitor is gone', lambda: not self._holds(), 5)


# --- this user's session -------------------------------------------------------------------------

@session_check
def a_session_begins_and_ends():
    fresh_daemon(ANNA)
    becomes(ANNA, 'away', 'nobody is there without a session', hold='no_session')
    for kind in ('wayland', 'x11', 'tty'):
        session = Session(ANNA, kind)
        becomes(ANNA, 'unknown', f'a session of the type {kind} is somebody')
        session.end()
        becomes(ANNA, 'away', 'the session is over', hold='no_session')


@session_check
def another_session_of_the_same_user_takes_over():
    fresh_daemon(ANNA)
    text = Session(ANNA, 'tty', name='-text')
    graphical = Session(ANNA, 'wayland')
    try:
        becomes(ANNA, 'unknown', 'there are two sessions')
        graphical.set_locked(True)
        becomes(ANNA, 'locked', 'the graphical one is locked', hold='locked')
        graphical.end()
        becomes(ANNA, 'unknown', 'the one of text is left, and not locked')
    finally:
        text.end()
        if graphical.is_there():
            graphical.end()
    becomes(ANNA, 'away', 'none is left', hold='no_session')


@session_check
def a_lock_is_a_rest():
    fresh_daemon(ANNA)
    session = Session(ANNA, 'wayland')
    try:
        becomes(ANNA, 'unknown', 'somebody is there')
        before = status(ANNA)
        session.set_locked(True)
        becomes(ANNA, 'locked', 'the locker said so', hold='locked')
        time.sleep(3)
        session.set_locked(False)
        becomes(ANNA, 'unknown', 'the locker said that it is over')
        away = (status(ANNA)['today']['awayUSec'] - before['today']['awayUSec']) / SECOND
        check(3 <= away < 3 + SOON, f'away for {away:.1f} s')
    finally:
        session.end()


@session_check
def a_wish_to_lock_is_not_a_lock():
    fresh_daemon(ANNA)
    session = Session(ANNA, 'wayland')
    try:
        becomes(ANNA, 'unknown', 'somebody is there')
        run('loginctl', 'lock-session', session.id)  # and there is no locker
        stays(ANNA, 'unknown')
        run('loginctl', 'unlock-session', session.id)
        stays(ANNA, 'unknown', 1)
    finally:
        session.end()


@session_check
def a_session_in_the_background_is_nobody():
    fresh_daemon(ANNA)
    ours = Session(ANNA, 'wayland', seat='seat0')
    theirs = None
    try:
        becomes(ANNA, 'unknown', 'she has the seat')
        theirs = Session(BEN, 'wayland', seat='seat0')
        check(ours.show('Active') == 'no', 'the machine did not switch users')
        becomes(ANNA, 'away', 'somebody else has the seat', hold='no_session')
        run('loginctl', 'activate', ours.id)
        becomes(ANNA, 'unknown', 'she has the seat again')
        run('loginctl', 'activate', theirs.id)
        becomes(ANNA, 'away', 'somebody else has the seat again', hold='no_session')
        theirs.end()
        run('loginctl', 'activate', ours.id, bad=True)
        becomes(ANNA, 'unknown', 'she is alone')
    finally:
        ours.end()
        if theirs is not None and theirs.is_there():
            theirs.end()


@session_check
def the_idle_hint_is_a_source():
    fresh_daemon(ANNA)
    session = Session(ANNA, 'wayland')
    try:
        becomes(ANNA, 'unknown', 'nobody sets the hint')
        session.call('SetIdleHint', 'b', 'true')
        becomes(ANNA, 'away', 'idle by the hint', hold='away')
        session.call('SetIdleHint', 'b', 'false')
        becomes(ANNA, 'active', 'active by the hint')
    finally:
        session.end()


@session_check
def an_inhibitor_is_somebody_and_is_named():
    fresh_daemon(ANNA)
    session = Session(ANNA, 'wayland')
    try:
        session.call('SetIdleHint', 'b', 'true')
        becomes(ANNA, 'away', 'idle by the hint', hold='away')
        for where in (session, None):
            film = Inhibitor(ANNA, where)
            becomes(ANNA, 'passive', 'a film runs', hold='inhibitor')
            check('Film' in status(ANNA).get('presenceDetail', ''), f'status: {json.dumps(status(ANNA))}')
            check('Film' in ANNA.run('backcarectl', 'status'), ANNA.run('backcarectl', 'status'))
            film.end()
            becomes(ANNA, 'away', 'the film is over', hold='away')
    finally:
        session.end()


@session_check
def an_inhibitor_in_another_session_is_elsewhere():
    fresh_daemon(ANNA)
    text = Session(ANNA, 'tty', name='-text')
    session = Session(ANNA, 'wayland')
    film = None
    try:
        session.call('SetIdleHint', 'b', 'true')
        becomes(ANNA, 'away', 'idle by the hint', hold='away')
        film = Inhibitor(ANNA, text)
        stays(ANNA, 'away')
    finally:
        if film is not None:
            film.end()
        session.end()
        text.end()


# --- others --------------------------------------------------------------------------------------

@session_check
def other_users_count_for_nothing():
    fresh_daemon(ANNA)
    theirs = Session(BEN, 'wayland')
    stays(ANNA, 'away', 1)
    check('no_session' in holds(ANNA), f'with a session of somebody else: {holds(ANNA)}')
    ours = Session(ANNA, 'wayland')
    film = None
    try:
        ours.call('SetIdleHint', 'b', 'true')
        becomes(ANNA, 'away', 'idle by the hint', hold='away')
        for where in (theirs, None):
            film = Inhibitor(BEN, where)
            stays(ANNA, 'away')
            check('Film' not in json.dumps(status(ANNA)), 'status names the inhibitor of somebody else')
            film.end()
        film = Inhibitor(BEN)
        ours.call('SetIdleHint', 'b', 'false')
        becomes(ANNA, 'active', 'active by the hint')
        theirs.set_locked(True)
        run('loginctl', 'lock-session', theirs.id)
        stays(ANNA, 'active')
        film.end()
        film = None
        theirs.end()
        stays(ANNA, 'active', 1)
    finally:
        if film is not None:
            film.end()
        ours.end()
        if theirs.is_there():
            theirs.end()


# --- sleep ---------------------------------------------------------------------------------------

@session_check
def sleep_is_a_rest_and_waits_no_longer_than_needed():
    fresh_daemon(ANNA)
    session = Session(ANNA, 'wayland')
    machine = Sleep(ASLEEP)
    try:
        becomes(ANNA, 'unknown', 'somebody is there')
        for turn in range(2):
            wait_for('the daemon delays sleep', lambda: delay_locks(ANNA) == 1, SOON)
            before = status(ANNA)
            took = machine.sleep()
            becomes(ANNA, 'unknown', 'somebody is there again')
            asleep = (status(ANNA)['today']['asleepUSec'] - before['today']['asleepUSec']) / SECOND
            print(f'# turn {turn}: asleep after {took * 1000:.0f} ms, counted {asleep:.2f} s of {ASLEEP} s')
            check(took < 1, f'sleep began after {took:.2f} s')
            check(ASLEEP <= asleep < ASLEEP + SOON, f'asleep for {asleep:.1f} s')
        wait_for('the daemon delays sleep', lambda: delay_locks(ANNA) == 1, SOON)
    finally:
        machine.end()
        session.end()


@session_check
def logind_restarts():
    """It forgets that a session was locked (257 does); for the rest nothing may change meanwhile."""
    fresh_daemon(ANNA)
    session = Session(ANNA, 'wayland')
    try:
        becomes(ANNA, 'unknown', 'somebody is there')
        run('systemctl', 'kill', '-s', 'KILL', 'systemd-logind.service')
        stays(ANNA, 'unknown', 3)
        wait_for('logind is back', session.is_there, 10)
        wait_for('the daemon delays sleep', lambda: delay_locks(ANNA) == 1, SOON)
        session.set_locked(True)
        becomes(ANNA, 'locked', 'the locker said so', hold='locked')
    finally:
        session.end()
    becomes(ANNA, 'away', 'the session is over', hold='no_session')


# --- running them --------------------------------------------------------------------------------

def without_terminals():
    """A seat without virtual terminals, as logind knows it: it then switches between sessions by itself."""
    run('mount', '-t', 'tmpfs', 'tmpfs', '/sys/class/tty')
    run('systemctl', 'restart', 'systemd-logind.service')


def main():
    global ANNA, BEN  # pylint: disable=global-statement
    wanted = sys.argv[1:]
    bad = 0
    need_root()
    ANNA, BEN = User('anna'), User('ben')
    without_terminals()
    try:
        for function in CHECKS:
            if wanted and function.__name__ not in wanted:
                continue
            begun = time.monotonic()
            why = ''
            try:
                function()
            except Failure as failure:
                why = str(failure)
            except Exception:  # pylint: disable=broad-except
                why = traceback.format_exc()
            print(f'{"not ok" if why else "ok"} - desktop {function.__name__} ({time.monotonic() - begun:.1f} s)')
            for line in why.splitlines():
                print(f'# {line}')
            if why:
                bad += 1
                for line in ANNA.run('journalctl', '--user', '-u', 'backcared.service', '-n', '12', '-o', 'cat', '--no-pager',
                                     bad=True).splitlines():
                    print(f'#   journal: {line}')
            sys.stdout.flush()
    finally:
        systemctl(ANNA, 'stop', 'backcared.service', 'backcared.socket')
        run('umount', '/sys/class/tty')
        run('systemctl', 'restart', 'systemd-logind.service')
    return 1 if bad else 0


if __name__ == '__main__':
    sys.exit(main())
