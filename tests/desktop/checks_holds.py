# SPDX-License-Identifier: MIT
"""What keeps a prompt back that is due, and that it comes afterwards. Rows for checks.py."""

import time

from desk import (DISPLAY, HOME, RUNTIME, SECOND, Keys, check, ctl, fresh_daemon, notifications, run, start_unit, status,
                  stop_unit, swaymsg, systemctl, wait_for, wait_for_prompt, wait_for_wayland)
from why import HELD, LIMIT, MEETING_OVER, TAKEN_BACK, check_why, held_by, seated_when_shown


def wait_for_hold(reason, words, detail=None):
    """The limit passes and nothing is shown. Returns what `why` tells of it."""
    now = wait_for('the limit is passed', lambda: (s := status())['seatedUSec'] > s['seatedLimitUSec'] + 2 * SECOND and s, 15)
    check(held_by(now, reason), f'holds: {now["holds"]}')
    if detail:
        check([hold.get('detail') for hold in now['holds'] if hold['reason'] == reason] == [detail], f'holds: {now["holds"]}')
        check(detail in ctl('status'), ctl('status'))
    check(not now.get('prompt') and not notifications(), f'shown although held: {words}')
    held = ('held', 'walk', HELD, '8s', '8s', words)
    check_why(held)
    return held


def comes_after(held, end, *words):
    """Ends the hold: then it comes, after the grace. Returns what `why` tells of all that."""
    end(*words)
    ended = time.monotonic()
    wait_for_prompt(5)
    took = time.monotonic() - ended
    shown = ('shown', 'walk', LIMIT, seated_when_shown(), '8s')
    check(1.5 < took < 4, f'came {took:.1f} s after the hold, the grace is 2 s')
    check(len(notifications()) == 1, f'{len(notifications())} notifications')
    check_why(held, shown)
    return held, shown


def meeting_holds_the_prompt_back():
    fresh_daemon()
    wait_for_wayland()
    with Keys():
        wait_for('sitting', lambda: status()['seatedUSec'] > SECOND, 4)
        ctl('meeting', 'start')
        told = comes_after(wait_for_hold('meeting', 'a meeting'), ctl, 'meeting', 'stop')
        ctl('meeting', 'start', '1s')
        wait_for('it is taken back', lambda: not status().get('prompt') and not notifications(), 2)
        wait_for_prompt(5)
        check_why(*told,
                  ('held', 'walk', TAKEN_BACK, 'a meeting'),
                  ('credited', None, MEETING_OVER, '1s'),
                  ('shown', 'walk', LIMIT, seated_when_shown(), '8s'))
    check(status()['today']['prompted'] == 1, 'not exactly one prompt')


def a_recording_holds_the_prompt_back():
    fresh_daemon()
    systemctl('start', 'pipewire.service', 'wireplumber.service')
    wait_for('PipeWire', lambda: run('pw-cli', 'info', '0', bad=True), 10)
    run('pw-cli', 'create-node', 'adapter', '{ factory.name=support.null-audio-sink node.name=fakemic '
        'media.class=Audio/Source/Virtual object.linger=true audio.position=[FL,FR] }')
    wait_for_wayland()
    with Keys():
        start_unit('call', 'pw-cat', '--record', '--target', 'fakemic', '-P', '{ application.name=Caller }', HOME / 'call.wav')
        wait_for('the hold', lambda: held_by(status(), 'microphone'), 5)
        comes_after(wait_for_hold('microphone', 'the microphone is in use', 'Caller'), stop_unit, 'call')
    check(status()['today']['prompted'] == 1, 'not exactly one prompt')
    systemctl('stop', 'wireplumber.service', 'pipewire.service', 'pipewire.socket')
    # Sockets that are there and refuse would be tried again for a while, in the checks that count wake-ups.
    for left in RUNTIME.glob('pipewire-0*'):
        left.unlink()


def a_film_on_the_whole_screen_holds_the_prompt_back():
    fresh_daemon()
    wait_for_wayland()
    with Keys():
        start_unit('film', 'foot', '--app-id=film', 'sleep', 'infinity', env={'WAYLAND_DISPLAY': DISPLAY})
        try:
            wait_for('the window', lambda: '"film"' in swaymsg('-t', 'get_tree'), 5)
            swaymsg('[app_id="film"] fullscreen enable')
            # Nobody asks before it matters.
            check(not held_by(status(), 'fullscreen'), f'holds: {status()["holds"]}')
            comes_after(wait_for_hold('fullscreen', 'a fullscreen window', 'film'),
                        swaymsg, '[app_id="film"] fullscreen disable')
        finally:
            stop_unit('film')
    check(status()['today']['prompted'] == 1, 'not exactly one prompt')


CHECKS = [meeting_holds_the_prompt_back, a_recording_holds_the_prompt_back, a_film_on_the_whole_screen_holds_the_prompt_back]
