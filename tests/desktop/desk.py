# SPDX-License-Identifier: MIT
"""A headless desktop of this user: sway, mako, keys, and the daemon under test as a user service.

Everything runs as a transient unit of the real user manager, so it shares the session bus with the
daemon, and ends with its unit. What is waited for has a limit; nothing waits for time alone unless time
is what is tested."""

import contextlib
import json
import os
import pathlib
import re
import shutil
import subprocess
import threading
import time

HOME = pathlib.Path.home()
RUNTIME = pathlib.Path(os.environ['XDG_RUNTIME_DIR'])
# Of somebody who has answered the questions on symptoms: none of them.
WELL = pathlib.Path(__file__).resolve().parent.parent / 'support/well.db'
CONFIG = HOME / '.config/backcare/backcared.conf'
SOCKET = RUNTIME / 'backcare/io.github.backcare.Backcare'
SHARE = pathlib.Path(os.environ.get('BACKCARE_TEST_SHARE', '/share'))
DISPLAY = 'wayland-1'
SWAY_ENVIRONMENT = {'WLR_BACKENDS': 'headless', 'WLR_RENDERER': 'pixman', 'WLR_LIBINPUT_NO_DEVICES': '1',
                    'LIBSEAT_BACKEND': 'noop', 'XDG_CURRENT_DESKTOP': 'sway'}
SECOND = 1000000


class Failure(Exception):
    """What was seen, and what should have been."""


def check(condition, message):
    if not condition:
        raise Failure(message)


def run(*command, limit=10, bad=False, env=None, stdin=None):
    """Its standard output. 'bad': a non-zero exit is no failure."""
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True, timeout=limit,
                          env={**os.environ, **(env or {})}, input=stdin, check=False)
    if done.returncode and not bad:
        raise Failure(f'{" ".join(map(str, command))}: exit {done.returncode}: {done.stderr.strip()} {done.stdout.strip()}')
    return done.stdout


def wait_for(what, question, limit):
    """Asks until the answer is true, and returns it."""
    end = time.monotonic() + limit
    while True:
        answer = question()
        if answer:
            return answer
        check(time.monotonic() < end, f'not within {limit} s: {what}')
        time.sleep(0.1)


# --- units ---------------------------------------------------------------------------------------

def systemctl(*words, bad=False):
    return run('systemctl', '--user', *words, limit=30, bad=bad)


def is_active(unit):
    return systemctl('is-active', unit, bad=True).strip() == 'active'


def start_unit(name, *command, env=None):
    stop_unit(name)
    words = [f'--setenv={key}={value}' for key, value in (env or {}).items()]
    run('systemd-run', '--user', '--quiet', '--collect', f'--unit={name}', *words, *command)


def stop_unit(name):
    systemctl('stop', name, bad=True)
    systemctl('reset-failed', name, bad=True)


# --- the desktop ---------------------------------------------------------------------------------

def start_sway(announce=True, extra=(), size='1280x720'):
    """'announce' puts WAYLAND_DISPLAY into the user manager's environment, as sessions do."""
    config = HOME / 'sway.conf'
    lines = [f'output * resolution {size} bg #3b4252 solid_color', 'default_border none', *extra]
    if announce:
        lines.append('exec dbus-update-activation-environment --systemd WAYLAND_DISPLAY XDG_CURRENT_DESKTOP')
    config.write_text('\n'.join(lines) + '\n', encoding='utf-8')
    start_unit('desk-sway', 'sway', '-c', config, env=SWAY_ENVIRONMENT)
    os.environ['WAYLAND_DISPLAY'] = DISPLAY
    wait_for('sway comes up', lambda: subprocess.run(['wayland-info'], capture_output=True, check=False).returncode == 0, 15)


def stop_sway():
    stop_unit('desk-sway')
    systemctl('unset-environment', 'WAYLAND_DISPLAY', 'XDG_CURRENT_DESKTOP')


def swaymsg(*words):
    """sway finds its socket by its process."""
    return run('swaymsg', '-s', next(RUNTIME.glob('sway-ipc.*.sock')), *words)


def has_name(name):
    return name in run('busctl', '--user', 'list', '--acquired', '--no-legend', bad=True)


def start_mako():
    start_unit('desk-mako', 'mako', env={'WAYLAND_DISPLAY': DISPLAY})
    wait_for('mako owns its name', lambda: has_name('org.freedesktop.Notifications'), 5)


def stop_mako():
    stop_unit('desk-mako')
    wait_for('mako gives its name back', lambda: not has_name('org.freedesktop.Notifications'), 5)


def notifications():
    """What mako shows: [{'id', 'summary', 'text'}]."""
    found = []
    for line in run('makoctl', 'list', bad=True).splitlines():
        match = re.match(r'Notification (\d+): (.*)', line)
        if match:
            found.append({'id': match[1], 'summary': match[2], 'text': ''})
        elif found:
            found[-1]['text'] += line.strip() + '\n'
    return found


def picture():
    """The screen, as bytes of red, green, blue."""
    data = subprocess.run(['grim', '-t', 'ppm', '-'], capture_output=True, timeout=10, check=True).stdout
    return data[-1280 * 720 * 3:]


def differing_pixels(one, other):
    return sum(one[i:i + 3] != other[i:i + 3] for i in range(0, min(len(one), len(other)), 3))


class Keys:
    """Presses a key every second while it is used as a context; 'last' is the time of the last one."""

    def __init__(self, *words):
        self.last = 0.0
        self._words = words or ('a',)
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._press, daemon=True)

    def _press(self):
        while not self._end.is_set():
            subprocess.run(['wtype', *self._words], check=False, capture_output=True)
            self.last = time.time()
            self._end.wait(1)

    def __enter__(self):
        self._thread.start()
        return self

    def stop(self):
        self._end.set()
        self._thread.join()

    def __exit__(self, *_):
        self.stop()


@contextlib.contextmanager
def one_keyboard(seconds):
    """Presses a key every second on one keyboard that stays, as a real one does: wtype plugs in its own each
    time it is called, and a compositor tells every client about that."""
    words = ['-s', '1000', 'a'] * seconds
    with subprocess.Popen(['wtype', 'a', *words]) as typing:
        try:
            yield
        finally:
            typing.kill()


# --- the daemon ----------------------------------------------------------------------------------

SHORT = {
    'Walk.Limit': '8s', 'Walk.Break': '5s', 'Walk.ShortBreak': '1s', 'Presence.IdleAfter': '2s',
    'Prompt.MinGap': '1s', 'Prompt.MaxPerHour': '60', 'Prompt.Kinds': 'walk', 'Hold.Grace': '2s',
    'Hours.Quiet': '', 'Posture.PerDay': '0',
}


def write_config(changes=None):
    sections = {}
    for key, value in {**SHORT, **(changes or {})}.items():
        section, _, name = key.partition('.')
        sections.setdefault(section, []).append(f'{name}={value}')
    CONFIG.parent.mkdir(parents=True, exist_ok=True)
    (HOME / '.local/state/backcare').mkdir(parents=True, exist_ok=True)
    for log in ('history.db-wal', 'history.db-shm'):
        (HOME / '.local/state/backcare' / log).unlink(missing_ok=True)
    shutil.copy(WELL, HOME / '.local/state/backcare/history.db')
    CONFIG.write_text(''.join(f'[{name}]\n' + '\n'.join(lines) + '\n\n' for name, lines in sections.items()),
                      encoding='utf-8')


def fresh_daemon(changes=None):
    """The service, as if started for the first time, with short times."""
    systemctl('stop', 'backcared.service', 'backcared.socket', bad=True)
    run('makoctl', 'dismiss', '--all', bad=True)
    run('rm', '-rf', HOME / '.local/state/backcare', HOME / '.local/share/backcare')
    write_config(changes)
    systemctl('reset-failed', bad=True)
    systemctl('start', 'backcared.socket', 'backcared.service')
    wait_for('the daemon answers', lambda: ctl('status', '--json', bad=True), 5)


def ctl(*words, bad=False, env=None):
    return run('backcarectl', *words, bad=bad, env=env)


def status(env=None):
    return json.loads(ctl('status', '--json', env=env))


def main_pid():
    return int(systemctl('show', '-P', 'MainPID', 'backcared.service'))


def source(name):
    """The state of a source of presence, or None."""
    return next((entry['state'] for entry in status()['sources'] if entry['name'] == name), None)


def wait_for_wayland(limit=5):
    wait_for('the wayland source is up', lambda: source('wayland') == 'up', limit)


def wait_for_prompt(limit):
    """The walk prompt, in status and in mako."""
    def both():
        prompt = status().get('prompt')
        shown = notifications()
        return prompt and shown and (prompt, shown)
    return wait_for('a prompt, in status and as a notification', both, limit)


def voluntary_switches(pid):
    """Of all its threads."""
    total = 0
    for task in pathlib.Path(f'/proc/{pid}/task').iterdir():
        with contextlib.suppress(FileNotFoundError):
            total += int(re.search(r'^voluntary_ctxt_switches:\s*(\d+)', (task / 'status').read_text(), re.M)[1])
    return total
