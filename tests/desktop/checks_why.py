# SPDX-License-Identifier: MIT
"""Holds and credits, each brought about on the desktop, with what `why` says of it."""

import json
import time

from desk import (SECOND, SOCKET, Keys, check, ctl, fresh_daemon, run, status, systemctl, wait_for, wait_for_prompt,
                  wait_for_wayland, write_config)
from why import (CLAIMED, CORRECTED, CREDITED, EXPIRED, GAP, HELD, HELD_SNOOZED, LAST_LINE, LIMIT, NO_LONGER_DUE,
                 REPORT_OVER, SITTING_AGAIN, SNOOZED, STOOD, check_why, decisions, held_by, seated, seated_when_shown)

INTERFACE = 'io.github.backcare.Backcare'


def wait_until_told(count, limit=6):
    wait_for(f'{count} decisions', lambda: len(decisions()) >= count, limit)


def wait_for_presence(presence, limit=4):
    return wait_for(f'presence is {presence}', lambda: (s := status())['presence'] == presence and s, limit)


def quiet_hours_now():
    """Hours.Quiet that began an hour ago and end in an hour."""
    return '-'.join(time.strftime('%H:%M', time.localtime(time.time() + shift)) for shift in (-3600, 3600))


def pause_and_quiet_hours_hold_until_it_is_no_longer_due():
    changes = {'Walk.Limit': '3s', 'Hold.Grace': '1s'}
    fresh_daemon(changes)
    wait_for_wayland()
    with Keys():
        ctl('pause', '1h')
        wait_for('held back', decisions, 6)
        due, now = seated(), status()
        check(held_by(now, 'paused') and not now.get('prompt'), f'holds: {now["holds"]}')
        write_config({**changes, 'Hours.Quiet': quiet_hours_now()})
        systemctl('reload', 'backcared.service')
        wait_for('quiet hours', lambda: held_by(status(), 'quiet_hours'), 2)
        ctl('resume')
        wait_until_told(2)
        quiet, now = seated(), status()
        check(not held_by(now, 'paused') and not now.get('prompt'), f'holds: {now["holds"]}')
        write_config(changes)
        systemctl('reload', 'backcared.service')
        wait_for_prompt(4)
        sat, before = seated_when_shown(), seated()
        ctl('away', '4s')
        after = seated()
        wait_for('it is taken back', lambda: not status().get('prompt'), 2)
        check_why(('held', 'walk', HELD, due, '3s', 'paused'),
                  ('held', 'walk', HELD, quiet, '3s', 'quiet hours (Hours.Quiet)'),
                  ('shown', 'walk', LIMIT, sat, '3s'),
                  ('credited', None, CORRECTED, 4, before, after),
                  ('dropped', 'walk', NO_LONGER_DUE, after, '3s'))


def away_holds_and_a_short_rest_is_credited():
    fresh_daemon({'Walk.Limit': '6s', 'Walk.Break': '8s'})
    wait_for_wayland()
    with Keys() as keys:
        wait_for_prompt(9)
        sat = seated_when_shown()
        ctl('snooze', '5s')
        # Idle is proof of a rest if it began after the showing.
        answered = time.time()
        wait_for('a key after the answer', lambda: keys.last > answered + 0.5, 3)
        keys.stop()
        before = seated(wait_for_presence('away'))
        wait_until_told(3)
        now = status()
        check(held_by(now, 'away') and not now.get('prompt'), f'holds: {now["holds"]}')
    left = keys.last
    with Keys():
        back = wait_for_presence('active')
        rest, after = back['timeUSec'] / SECOND - left, seated(back)
        check(abs(before - rest * 6 / 8 - after) < 1, f'{rest:.1f} s took the spell from {before:.1f} to {after:.1f} s')
        check_why(('shown', 'walk', LIMIT, sat, '6s'),
                  ('dropped', 'walk', SNOOZED, '5s'),
                  ('held', 'walk', HELD_SNOOZED, '5s', 'you are away'),
                  ('credited', None, CREDITED, rest, before, after))


def spacing_holds_after_done():
    fresh_daemon({'Walk.Limit': '3s', 'Prompt.MinGap': '8s'})
    wait_for_wayland()
    with Keys():
        prompt, _ = wait_for_prompt(6)
        first = seated_when_shown()
        shown = time.monotonic()
        before = seated()
        ctl('done')
        check(seated() < 1, 'the claim did not clear the spell')
        wait_for('spacing holds', lambda: held_by(status(), 'spacing'), 6)
        due = seated()
        check(not status().get('prompt'), 'shown too near to the last one')
        wait_for_prompt(7)
        gap = time.monotonic() - shown
        check(abs(gap - 8) < 1, f'{gap:.1f} s after the last one')
        check_why(('shown', 'walk', LIMIT, first, '3s'),
                  ('credited', 'walk', CLAIMED, prompt['durationUSec'] / SECOND, before, '0'),
                  ('held', 'walk', HELD, due, '3s', 'the last prompt is too near (Prompt.MinGap, Prompt.MaxPerHour)'),
                  ('shown', 'walk', LIMIT, seated_when_shown(), '3s'))


def gap_counts_as_sitting_until_put_right():
    fresh_daemon({'Walk.Limit': '10min'})
    wait_for_wayland()
    with Keys() as keys:
        wait_for_presence('active')
        time.sleep(2)
    wait_for_presence('away')
    left = keys.last
    with Keys():
        back = wait_for_presence('active')
        gap = back['timeUSec'] / SECOND - left
        counted = back['today']['estimatedUSec'] / SECOND
        check(counted >= gap - 1, f'{gap:.1f} s without a key, {counted:.1f} s counted as estimated')
        rows = [('credited', None, GAP, gap, '5s')]
        for command, length in (('away', '3s'), ('sat', '2s')):
            before = seated()
            ctl(command, length)
            rows.append(('credited', None, CORRECTED, int(length[0]), before, seated()))
    check(rows[1][5] < 1 and rows[2][5] > rows[2][4], f'the corrections: {rows}')
    check_why(*rows)


def last_line_then_quiet():
    fresh_daemon({'Walk.Limit': '3s', 'Prompt.Expire': '1s'})
    wait_for_wayland()
    with Keys():
        wait_for_prompt(6)
        first = seated_when_shown()
        wait_until_told(3)
        last = seated_when_shown()
        check(abs(last - 6) < 1, f'the last line came after {last:.1f} s')
        wait_for('quiet until up', lambda: held_by(status(), 'quiet_until_up'), 3)
        check_why(('shown', 'walk', LIMIT, first, '3s'),
                  ('dropped', 'walk', EXPIRED, '1s'),
                  ('shown', 'walk', LAST_LINE, last, '3s'),
                  ('dropped', 'walk', EXPIRED, '1s'))


def standing_has_its_own_limit():
    fresh_daemon({'Walk.Limit': '10min', 'Stand.Limit': '2s', 'Prompt.Kinds': 'walk posture'})
    wait_for_wayland()
    with Keys():
        ctl('stand')
        wait_for_prompt(5)
        stood = status()['standingUSec'] / SECOND
        ctl('sit')
        wait_for('it is taken back', lambda: not status().get('prompt'), 2)
        check_why(('shown', 'posture', STOOD, stood, '2s'),
                  ('dropped', 'posture', SITTING_AGAIN))


def sensor_proves_a_rest():
    fresh_daemon({'Walk.Limit': '10min'})
    wait_for_wayland()
    with Keys():
        before = seated(wait_for_presence('active'))
        run('varlinkctl', 'call', SOCKET, f'{INTERFACE}.ReportPresence',
            json.dumps({'source': 'seat', 'presence': 'away', 'validUSec': 2 * SECOND}))
        check(status()['presence'] == 'away', 'the report is not taken')
        back = wait_for_presence('active')
        check_why(('credited', None, REPORT_OVER), ('credited', None, CREDITED, '2s', before, seated(back)))


CHECKS = [
    pause_and_quiet_hours_hold_until_it_is_no_longer_due,
    away_holds_and_a_short_rest_is_credited,
    spacing_holds_after_done,
    gap_counts_as_sitting_until_put_right,
    last_line_then_quiet,
    standing_has_its_own_limit,
    sensor_proves_a_rest,
]
