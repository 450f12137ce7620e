#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""screenshot.py SECONDS: the picture of the README: sits until a walk is due after SECONDS (1200: twenty
minutes), and takes a picture of the prompt beside `backcarectl status`. Nothing in it is made up, so it
takes as long. Run by run.sh WORK --screenshot SECONDS."""

import sys
import time

import desk

MAKO = ('font=DejaVu Sans 12\nwidth=420\nheight=260\nbackground-color=#434c5e\nborder-color=#81a1c1\n'
        'border-radius=8\npadding=14\nmargin=24\n')
FOOT = '[main]\nfont=DejaVu Sans Mono:size=12\npad=14x12\n[colors]\nbackground=2e3440\nforeground=e5e9f0\n'
TERMINAL = r'printf "\033[?25l\033[1;32m$\033[0m backcarectl status\n"; backcarectl status; sleep 60'
SETTINGS = {'Walk.Break': '3min', 'Presence.IdleAfter': '60s', 'Prompt.MinGap': '10min', 'Prompt.MaxPerHour': '2',
            'Hold.Grace': '15s'}


def write(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding='utf-8')


def main():
    seconds = int(sys.argv[1])
    write(desk.HOME / '.config/mako/config', MAKO)
    write(desk.HOME / '.config/foot/foot.ini', FOOT)
    desk.start_sway(extra=['for_window [app_id="foot"] floating enable, move position 24 140'], size='1040x430')
    desk.start_mako()
    desk.fresh_daemon({**SETTINGS, 'Walk.Limit': f'{seconds}s'})
    desk.wait_for_wayland()
    with desk.Keys('-k', 'Shift_L'):
        desk.wait_for_prompt(seconds + 20)
        desk.start_unit('desk-foot', 'foot', '-W', '78x14', 'sh', '-c', TERMINAL,
                        env={'WAYLAND_DISPLAY': desk.DISPLAY, 'PATH': '/usr/local/bin:/usr/bin:/bin'})
        time.sleep(2)
        desk.run('grim', desk.SHARE / 'screenshot.png')
    print('ok - desktop screenshot')


if __name__ == '__main__':
    main()
