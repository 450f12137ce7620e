#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""checks.py [NAME...]: what a person at a desk would see, on a real desktop. Runs inside the container as
an ordinary user with a user manager, after ./setup run. Prints TAP lines without a plan."""

import json
import subprocess
import sys
import time
import traceback

from desk import (CONFIG, HOME, RUNTIME, SECOND, SHARE, SOCKET, Failure, Keys, check, ctl, differing_pixels,
                  fresh_daemon, is_active, main_pid, notifications, one_keyboard, picture, run, source, start_mako, start_sway,
                  start_unit, status, stop_mako, stop_sway, stop_unit, systemctl, voluntary_switches, wait_for,
                  wait_for_prompt, wait_for_wayland, write_config)
from why import (ASKED, BACK, CLAIMED, CLEARED, LEFT, LIMIT, RAISED, REPLACED, SKIPPED,
                 SNOOZED, SNOOZE_OVER, check_why, decisions, held_by, seated, seated_when_shown)
import checks_doctor
import checks_holds
import checks_why

INTERFACE = 'io.github.backcare.Backcare'
CHECKS = []


def desktop(function):
    CHECKS.append(function)
    return function


@desktop
def keys_count_as_sitting():
    fresh_daemon({'Walk.Limit': '10min'})
    wait_for_wayland()
    with Keys():
        wait_for('presence is active', lambda: status()['presence'] == 'active', 3)
        before = status()
        time.sleep(4)
        after = status()
    grown = after['seatedUSec'] - before['seatedUSec']
    elapsed = after['timeUSec'] - before['timeUSec']
    check(abs(grown - elapsed) < SECOND // 5, f'sitting grew by {grown} us in {elapsed} us')
    check(after['seatedGrowing'] is True, 'seatedGrowing is not true')
    check(after['today']['estimatedUSec'] - before['today']['estimatedUSec'] == 0, 'what was seen counts as estimated')


@desktop
def walk_prompt_appears():
    fresh_daemon()
    wait_for_wayland()
    empty = picture()
    with Keys():
        prompt, shown = wait_for_prompt(13)
        time.sleep(0.5)  # mako draws
        full = picture()
        run('grim', SHARE / 'screenshot.png')
        check_why(('shown', 'walk', LIMIT, seated_when_shown(), '8s'))
    check(prompt['kind'] == 'walk', f'the prompt is a {prompt["kind"]}')
    check(len(shown) == 1, f'{len(shown)} notifications')
    check(prompt['title'] in shown[0]['summary'], f'the notification says {shown[0]["summary"]!r}')
    changed = differing_pixels(empty, full)
    check(changed > 5000, f'only {changed} pixels of the screen changed')
    check(status()['today']['prompted'] == 1, 'not counted once as prompted')


@desktop
def done_on_the_notification_counts_as_claimed():
    fresh_daemon()
    wait_for_wayland()
    with Keys() as keys:
        prompt, shown = wait_for_prompt(13)
        sat, before = seated_when_shown(), seated()
        run('makoctl', 'invoke', '-n', shown[0]['id'], 'done')
        wait_for('the prompt is closed', lambda: not status().get('prompt'), 2)
        wait_for('the notification is gone', lambda: not notifications(), 2)
        today = status()['today']
        check(today['claimed'] == 1, f'today: {today}')
        check(today['natural'] == 0 and today['skipped'] == 0, f'today: {today}')
        claim = [('shown', 'walk', LIMIT, sat, '8s'),
                 ('credited', 'walk', CLAIMED, prompt['durationUSec'] / SECOND, before, '0')]
        check_why(*claim)
        keys.stop()
        left = seated(wait_for('presence is away', lambda: (s := status())['presence'] == 'away' and s, 4))
        today = wait_for('the absence raises it to done', lambda: (s := status()['today'])['done'] == 1 and s, 5)
    check(today['claimed'] == 0 and today['natural'] == 0, f'today: {today}')
    # Said when the break is over, however late it is looked at here.
    check_why(*claim, ('credited', 'walk', RAISED, '5s', '5s'),
              *([('credited', None, CLEARED, '5s', '5s', left)] if left else []))


@desktop
def leaving_is_backdated_and_takes_the_prompt_back():
    fresh_daemon()
    wait_for_wayland()
    with Keys() as keys:
        wait_for_prompt(13)
        sat = seated_when_shown()
        keys.stop()
        away = wait_for('presence is away', lambda: (s := status())['presence'] == 'away' and s, 4)
        gone = away['timeUSec'] / SECOND - keys.last
        counted = away['today']['awayUSec'] / SECOND
        check(abs(gone - counted) < 0.7, f'away for {gone:.1f} s, counted {counted:.1f} s')
        check(notifications(), 'the prompt went before the break was over')
        wait_for('the spell is cleared', lambda: status()['seatedUSec'] == 0, 5)
        gone = time.time() - keys.last
        wait_for('the prompt is taken back', lambda: not status().get('prompt') and not notifications(), 1)
    today = status()['today']
    check(today['natural'] == 1, f'today: {today}')
    check(today['claimed'] == 0 and today['expired'] == 0 and today['skipped'] == 0, f'today: {today}')
    check_why(('shown', 'walk', LIMIT, sat, '8s'),
              ('credited', 'walk', LEFT, gone, '5s'),
              ('credited', None, CLEARED, gone, '5s', seated(away)))


@desktop
def return_starts_a_new_spell():
    before = status()
    told = [(entry['decision'], entry.get('kind'), entry['reason']) for entry in decisions()]
    with Keys():
        back = wait_for('presence is active again', lambda: (s := status())['presence'] == 'active' and s, 3)
        check(back['seatedUSec'] < 3 * SECOND, f'sitting already {back["seatedUSec"]} us')
        check(back['today']['awayUSec'] >= before['today']['awayUSec'], 'time away was lost')
        wait_for_prompt(13)
        check_why(*told, ('credited', None, BACK, back['today']['awayUSec'] / SECOND),
                  ('shown', 'walk', LIMIT, seated_when_shown(), '8s'))


@desktop
def skip_and_snooze_on_the_command_line():
    fresh_daemon()
    wait_for_wayland()
    with Keys():
        wait_for_prompt(13)
        first = seated_when_shown()
        ctl('snooze', '3s')
        wait_for('the notification is gone', lambda: not notifications() and not status().get('prompt'), 2)
        wait_for_prompt(6)
        second = seated_when_shown()
        ctl('skip')
        wait_for('the notification is gone', lambda: not notifications() and not status().get('prompt'), 2)
        time.sleep(4)
        check(not notifications(), 'asked again although skipped')
        check(held_by(status(), 'quiet_until_up'), 'status does not say that it is quiet')
        check_why(('shown', 'walk', LIMIT, first, '8s'),
                  ('dropped', 'walk', SNOOZED, '3s'),
                  ('shown', 'walk', SNOOZE_OVER, '3s', '1', second),
                  ('dropped', 'walk', SKIPPED))
    check(status()['today']['skipped'] == 1, f'today: {status()["today"]}')


@desktop
def now_shows_one_in_the_terminal_and_on_the_desktop():
    fresh_daemon({'Walk.Limit': '10min'})
    wait_for_wayland()
    printed = ctl('now')
    prompt, shown = wait_for_prompt(2)
    check(prompt['title'] in printed, f'the terminal says {printed!r}')
    check(len(shown) == 1, f'{len(shown)} notifications')
    ctl('now', 'walk')
    walk = wait_for('a walk instead', lambda: (p := status().get('prompt')) and p['id'] != prompt['id'] and p, 2)
    before = seated()
    ctl('done')
    wait_for('the notification is gone', lambda: not notifications(), 2)
    check_why(('shown', prompt['kind'], ASKED), ('dropped', prompt['kind'], REPLACED), ('shown', 'walk', ASKED),
              ('credited', 'walk', CLAIMED, walk['durationUSec'] / SECOND, before, '0'))


@desktop
def dismissing_is_a_skip():
    fresh_daemon({'Walk.Limit': '10min'})
    ctl('now', 'walk')
    _, shown = wait_for_prompt(2)
    run('makoctl', 'dismiss', '-n', shown[0]['id'])
    wait_for('it counts as skipped', lambda: (s := status())['today']['skipped'] == 1 and not s.get('prompt'), 2)
    check_why(('shown', 'walk', ASKED), ('dropped', 'walk', SKIPPED))


@desktop
def notification_server_restarts():
    fresh_daemon({'Walk.Limit': '10min'})
    ctl('now', 'walk')
    wait_for_prompt(2)
    systemctl('kill', '-s', 'KILL', 'desk-mako')
    start_mako()
    wait_for_prompt(3)
    check(len(notifications()) == 1, f'{len(notifications())} notifications')
    check(status()['today']['prompted'] == 1, 'the second showing was counted')
    check_why(('shown', 'walk', ASKED))


@desktop
def no_notification_server():
    stop_mako()
    try:
        fresh_daemon({'Walk.Limit': '10min'})
        begun = time.monotonic()
        printed = ctl('now', 'walk')
        check(time.monotonic() - begun < 2, 'asking for a prompt took long')
        check(printed.strip(), 'nothing in the terminal')
        prompt = status().get('prompt')
        check(prompt, 'the prompt is not in status')
        wait_for('a warning', lambda: any('notif' in warning.lower() for warning in status()['warnings']), 2)
        check('notif' in ctl('status').lower(), 'status does not warn')
    finally:
        start_mako()
    now, _ = wait_for_prompt(3)
    check(now['id'] == prompt['id'], 'another prompt')
    wait_for('the warning is gone', lambda: not status()['warnings'], 2)
    check_why(('shown', 'walk', ASKED))


@desktop
def socket_alone_starts_the_daemon():
    fresh_daemon()
    systemctl('disable', 'backcared.service')
    systemctl('enable', 'backcared.socket')
    systemctl('stop', 'backcared.service')
    check(is_active('backcared.socket') and not is_active('backcared.service'), 'the socket is not alone')
    begun = time.monotonic()
    ctl('status')
    check(time.monotonic() - begun < 3, 'it took long')
    check(is_active('backcared.service'), 'the service is not active')
    systemctl('enable', 'backcared.service')


@desktop
def reload_takes_new_settings():
    fresh_daemon({'Walk.Limit': '10min'})
    write_config({'Walk.Limit': '20min'})
    systemctl('reload', 'backcared.service')
    wait_for('the new limit', lambda: status()['seatedLimitUSec'] == 20 * 60 * SECOND, 2)
    CONFIG.write_text('[Walk]\nLimit=soon\n', encoding='utf-8')
    systemctl('reload', 'backcared.service')
    wait_for('a warning', lambda: any('Limit' in warning for warning in status()['warnings']), 2)
    check(status()['seatedLimitUSec'] == 20 * 60 * SECOND, 'the former value was lost')


def compositor_found_later(announce):
    stop_mako()
    stop_sway()
    try:
        fresh_daemon({'Walk.Limit': '10min'})
        check(source('wayland') != 'up', 'wayland is up without a compositor')
        check(status()['presence'] == 'unknown', f'presence: {status()["presence"]}')
        waited = 0
        for _ in range(3):  # what is ours comes again; a session of somebody that ends does not
            switches = voluntary_switches(main_pid())
            time.sleep(3)
            waited = voluntary_switches(main_pid()) - switches
            if waited == 0:
                break
        check(waited == 0, f'{waited} wake-ups in 3 s of waiting for a compositor')
    finally:
        start_sway(announce)
        start_mako()
    wait_for_wayland(3)
    with Keys():
        wait_for('presence is active', lambda: status()['presence'] == 'active', 3)


@desktop
def compositor_found_by_its_environment():
    compositor_found_later(True)


@desktop
def compositor_found_by_its_socket():
    compositor_found_later(False)


@desktop
def compositor_restarts():
    fresh_daemon({'Walk.Limit': '10min'})
    wait_for_wayland()
    systemctl('kill', '-s', 'KILL', 'desk-sway')
    wait_for('wayland is down', lambda: source('wayland') != 'up', 3)
    start_sway()
    start_mako()
    wait_for_wayland(5)


@desktop
def wakes_up_for_nothing_while_idle():
    fresh_daemon({'Walk.Limit': '10min'})
    wait_for_wayland()
    sat = seated(wait_for('presence is away', lambda: (s := status())['presence'] == 'away' and s, 5))
    time.sleep(6)  # the break is over, and what it led to is done
    before = voluntary_switches(main_pid())
    time.sleep(20)
    woken = voluntary_switches(main_pid()) - before
    check(woken == 0, f'{woken} wake-ups in 20 s of idling')
    check_why(*([('credited', None, CLEARED, '5s', '5s', sat)] if sat else []))


@desktop
def wakes_up_for_nothing_while_keys_are_pressed():
    fresh_daemon({'Walk.Limit': '10min'})
    wait_for_wayland()
    with one_keyboard(30):
        wait_for('presence is active', lambda: status()['presence'] == 'active', 3)
        time.sleep(1)
        before = voluntary_switches(main_pid())
        time.sleep(20)
        woken = voluntary_switches(main_pid()) - before
        check(status()['presence'] == 'active', 'the keys were not seen')
    check(woken == 0, f'{woken} wake-ups in 20 s of typing')


@desktop
def varlinkctl_info_and_introspect():
    fresh_daemon({'Walk.Limit': '10min'})
    info = run('varlinkctl', 'info', SOCKET)
    check('Backcare' in info and INTERFACE in info and 'org.varlink.service' in info, info)
    check(INTERFACE in run('varlinkctl', 'list-interfaces', SOCKET), 'not in list-interfaces')
    text = run('varlinkctl', 'introspect', SOCKET, INTERFACE)
    check('method GetStatus' in text and 'method Monitor' in text and 'error NoSuchPrompt' in text, text)
    run('varlinkctl', 'validate-idl', stdin=text)
    check(f'{INTERFACE}.GetStatus' in run('varlinkctl', 'list-methods', SOCKET), 'not in list-methods')


@desktop
def varlinkctl_call():
    reply = json.loads(run('varlinkctl', 'call', '-j', SOCKET, f'{INTERFACE}.GetStatus', '{}'))
    check(reply['seatedLimitUSec'] == 600 * SECOND, f'reply: {reply}')
    registry = RUNTIME / 'varlink/registry' / INTERFACE
    check(json.loads(run('varlinkctl', 'call', '-j', registry, f'{INTERFACE}.GetStatus', '{}')), 'registry')
    for method, parameters, error in (('Respond', '{"id": "none", "answer": "done"}', 'NoSuchPrompt'),
                                      ('Respond', '{"answer": 1}', 'InvalidParameter'),
                                      ('Nonsense', '{}', 'MethodNotFound')):
        done = subprocess.run(['varlinkctl', 'call', str(SOCKET), f'{INTERFACE}.{method}', parameters],
                              capture_output=True, text=True, timeout=5, check=False)
        check(done.returncode != 0 and error in done.stderr, f'{method}: {done.returncode} {done.stderr}')


@desktop
def varlinkctl_monitor():
    with subprocess.Popen(['varlinkctl', 'call', '-j', '--more', str(SOCKET), f'{INTERFACE}.Monitor', '{}'],
                          stdout=subprocess.PIPE, text=True) as monitor:
        try:
            first = json.loads(monitor.stdout.readline().lstrip('\x1e'))
            check(first['event'] == 'snapshot', f'first: {first}')
            ctl('pause', '1h')
            second = json.loads(monitor.stdout.readline().lstrip('\x1e'))
            check(second['sequence'] == first['sequence'] + 1, f'second: {second}')
            check(any(hold['reason'] == 'paused' for hold in second['holds']), f'second: {second}')
            ctl('resume')
        finally:
            monitor.kill()


@desktop
def varlinkctl_runs_the_program_itself():
    reply = json.loads(run('varlinkctl', 'call', '-j', 'exec:/usr/local/bin/backcared', f'{INTERFACE}.GetStatus', '{}'))
    check('version' in reply, f'reply: {reply}')


@desktop
def ten_daemons_side_by_side():
    many = []
    try:
        for number in range(10):
            home = HOME / f'many/{number}'
            env = {'XDG_RUNTIME_DIR': str(home / 'run'), 'XDG_CONFIG_HOME': str(home / 'config'),
                   'XDG_STATE_HOME': str(home / 'state')}
            for folder in env.values():
                run('mkdir', '-p', '-m', '0700', folder)
            (home / 'config/backcare').mkdir(exist_ok=True)
            (home / 'config/backcare/backcared.conf').write_text(f'[Walk]\nLimit={number + 20}min\n', encoding='utf-8')
            start_unit(f'many-{number}', '/usr/local/bin/backcared', env=env)
            many.append(env)
        for number, env in enumerate(many):
            wait_for(f'number {number} answers', lambda env=env: ctl('status', '--json', bad=True, env=env), 5)
            limit = status(env)['seatedLimitUSec']
            check(limit == (number + 20) * 60 * SECOND, f'number {number} has the limit {limit}')
    finally:
        for number in range(len(many)):
            stop_unit(f'many-{number}')


@desktop
def units_are_valid():
    run('systemd-analyze', '--user', '--man=no', 'verify', 'backcared.service', 'backcared.socket', limit=30)
    fresh_daemon()
    check(run('stat', '-c', '%a', SOCKET.parent).strip() == '700', 'the directory of the socket is open to others')
    check(run('stat', '-c', '%a', SOCKET).strip() == '600', 'the socket is open to others')
    check(systemctl('show', '-P', 'ControlGroup', 'backcared.service').find('background.slice') > 0, 'not in background.slice')


def main():
    wanted = sys.argv[1:]
    bad = 0
    start_sway()
    start_mako()
    for function in CHECKS + checks_holds.CHECKS + checks_doctor.CHECKS + checks_why.CHECKS:
        name = function.__name__
        if wanted and name not in wanted:
            continue
        begun = time.monotonic()
        try:
            function()
            result, why = 'ok', ''
        except Failure as failure:
            result, why = 'not ok', str(failure)
        except Exception:  # pylint: disable=broad-except
            result, why = 'not ok', traceback.format_exc()
        print(f'{result} - desktop {name} ({time.monotonic() - begun:.1f} s)', flush=True)
        for line in why.splitlines():
            print(f'# {line}', flush=True)
        if why:
            bad += 1
            journal = run('journalctl', '--user', '-u', 'backcared.service', '-n', '15', '-o', 'cat', '--no-pager', bad=True)
            for line in journal.splitlines():
                print(f'#   journal: {line}', flush=True)
    return 1 if bad else 0


if __name__ == '__main__':
    sys.exit(main())
