# SPDX-License-Identifier: MIT
"""backcarectl doctor on a real desktop: what it says where all is well, where something is missing, and that its
advice helps. Rows for checks.py."""

import contextlib
import json
import subprocess
import time

from desk import (Failure, check, ctl, fresh_daemon, run, start_mako, start_sway, stop_mako, stop_sway, systemctl,
                  wait_for, wait_for_wayland)

WORKS = 'Backcare works here: it sees you and can prompt.\n'


def doctor(*words):
    """Exit status and output."""
    done = subprocess.run(['backcarectl', 'doctor', *words], capture_output=True, text=True, timeout=30, check=False)
    check(not done.stderr, f'on the standard error: {done.stderr}')
    return done.returncode, done.stdout


def rows():
    """What it found, by id."""
    code, text = doctor('--json')
    report = json.loads(text)
    check(code == (0 if report['works'] else 1), f'exit {code}, works: {report["works"]}')
    return {row['id']: row for row in report['checks']}


def expect_row(name, state, word=''):
    """A row in that state with the word in its remedy."""
    row = rows().get(name)
    check(row and row['state'] == state and word in row.get('remedy', ''), f'not {state} with {word!r}: {row}')


def doctor_finds_all_well():
    fresh_daemon({'Walk.Limit': '10min'})
    wait_for_wayland()
    code, text = doctor('--no-test')
    check(code == 0 and text.endswith(WORKS), f'exit {code}: {text}')
    check(all(len(line) <= 80 for line in text.splitlines()), f'too wide: {text}')
    found = rows()
    # sway 1.10 tells of films as if they were input.
    check(found['source']['state'] in ('ok', 'limited') and 'wayland' in found['source']['detail'], f'{found["source"]}')
    for name in ('daemon', 'version', 'units', 'notifications', 'session_bus', 'environment', 'settings', 'content'):
        check(found[name]['state'] == 'ok', f'{name}: {found[name]}')


def doctor_sees_a_key():
    fresh_daemon({'Walk.Limit': '10min'})
    wait_for_wayland()
    with subprocess.Popen(['backcarectl', 'doctor', '--test'], stdout=subprocess.PIPE, text=True) as tried:
        line = ''
        while 'Now press a key' not in line:
            line = tried.stdout.readline()
            check(line, 'nobody was asked for a key')
        time.sleep(1)
        run('wtype', 'a')
        rest = tried.stdout.read()
    check(tried.returncode == 0 and 'seen by wayland after' in rest and rest.endswith(WORKS), f'{tried.returncode}: {rest}')


def doctor_misses_a_notification_server():
    stop_mako()
    try:
        fresh_daemon({'Walk.Limit': '10min'})
        wait_for_wayland()
        ctl('now')
        row = wait_for('it says so', lambda: (r := rows()['notifications'])['state'] == 'failed' and r, 5)
        check('mako' in row['remedy'], f'the remedy: {row}')
        code, text = doctor('--brief')
        check(code == 1 and 'Backcare cannot prompt here' in text and 'mako' in text, f'exit {code}: {text}')
    finally:
        start_mako()
    wait_for('the advice was good', lambda: doctor('--brief')[0] == 0, 5)


def doctor_misses_the_environment():
    stop_mako()
    stop_sway()
    start_sway(announce=False)
    try:
        start_mako()
        fresh_daemon({'Walk.Limit': '10min'})
        wait_for_wayland()
        expect_row('environment', 'limited', 'systemctl --user import-environment')
        # As the remedy says, in a terminal of that desktop.
        run('systemctl', '--user', 'import-environment', 'WAYLAND_DISPLAY')
        ctl('config', 'reload')
        wait_for('the advice was good', lambda: rows()['environment']['state'] == 'ok', 5)
    finally:
        stop_mako()
        stop_sway()
        start_sway()
        start_mako()


def doctor_without_a_daemon():
    fresh_daemon()
    systemctl('stop', 'backcared.service', 'backcared.socket')
    try:
        code, text = doctor()
        check(code == 3 and 'systemctl --user enable --now backcared.socket' in text, f'exit {code}: {text}')
        systemctl('enable', '--now', 'backcared.socket', 'backcared.service')
        wait_for('the advice was good', lambda: doctor('--brief')[0] == 0, 5)
    finally:
        with contextlib.suppress(Failure):
            systemctl('start', 'backcared.socket', 'backcared.service')


CHECKS = [
    doctor_finds_all_well,
    doctor_sees_a_key,
    doctor_misses_a_notification_server,
    doctor_misses_the_environment,
    doctor_without_a_daemon,
]
