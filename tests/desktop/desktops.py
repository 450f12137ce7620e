# SPDX-License-Identifier: MIT
"""Headless desktops of this user, all with the same few handles: start, stop, crash, press a key, and
something that keeps the session from becoming idle.

Each is a transient unit of the user manager, so it shares the session bus with the daemon. Its keyboard
is one process that lives as long as the desktop, as a real one stays plugged in: a compositor tells every
client about a keyboard that comes or goes."""

import contextlib
import os
import pathlib
import signal
import socket
import subprocess

from desk import HOME, RUNTIME, Failure, check, has_name, run, start_unit, stop_unit, systemctl, wait_for

HELPERS = pathlib.Path(os.environ.get('BACKCARE_TEST_HELPERS', '/usr/local/libexec/backcare-test'))
SESSION = HOME / 'session.fifo'


def listens(path):
    """Whether somebody takes connections there. A file that was left behind is not enough."""
    with socket.socket(socket.AF_UNIX) as probe:
        return probe.connect_ex(str(path)) == 0


def run_in_session(line):
    """A line of shell, run by the leader of this user's session (see machine.py)."""
    with open(SESSION, 'w', encoding='utf-8') as fifo:
        fifo.write(line + '\n')


class Inhibitor:
    """Somebody in this user's session who keeps it from becoming idle, as a film does."""

    def __init__(self, who='Film'):
        self._pid_file = HOME / 'inhibitor.pid'
        with contextlib.suppress(FileNotFoundError):
            self._pid_file.unlink()
        run_in_session(f'systemd-inhibit --what=idle --mode=block --who={who} --why=Playing '
                       f'sh -c \'echo $$ >{self._pid_file}; exec sleep infinity\'')
        wait_for('the inhibitor holds', lambda: self._pid_file.exists() and self._pid_file.read_text().strip(), 5)

    def end(self):
        os.kill(int(self._pid_file.read_text()), signal.SIGTERM)


class Window:
    """A window that keeps the session from becoming idle, by Wayland's own way."""

    def __init__(self, desktop):
        self._window = subprocess.Popen([HELPERS / 'idle-inhibit', '3600'], stdout=subprocess.PIPE, text=True,
                                        env={**os.environ, **desktop.announced})
        check(self._window.stdout.readline() == 'held\n', 'the window came to nothing')

    def end(self):
        self._window.kill()
        self._window.wait()


class Desktop:
    """Without any: only a session."""

    name = 'none'
    source = None         # of presence, in `backcarectl status`
    command = ()
    environment = {}      # of the desktop itself
    announced = {}        # what it puts into the user manager's environment
    keyboard = ()
    stroke = 'key\n'
    keeps_bus = True      # it outlives the session bus

    def __init__(self):
        self._keys = None
        self._starts = 0

    @property
    def unit(self):
        """Another one with each start: the manager does not forget one of the same name at once."""
        return f'desk-{self.name}-{os.getpid()}-{self._starts}'

    def is_up(self):
        return True

    def start(self):
        if self.command:
            self._starts += 1
            start_unit(self.unit, *self.command, env=self.environment)
            wait_for(f'{self.name} comes up', self.is_up, 20)
            systemctl('set-environment', *(f'{key}={value}' for key, value in self.announced.items()))
            self._plug_in()

    def stop(self):
        self._unplug()
        if self.command:
            stop_unit(self.unit)
            systemctl('unset-environment', *self.announced)

    def crash(self):
        """Killed, and started again by whoever looks after it."""
        systemctl('kill', '-s', 'KILL', self.unit)
        wait_for(f'{self.name} is gone', lambda: not self.is_running(), 5)
        self._unplug()
        self.start()

    def is_running(self):
        return systemctl('is-active', self.unit, bad=True).strip() in ('active', 'deactivating')

    def restart_bus(self):
        """A desktop that lives by its bus ends with it, and is started again."""
        systemctl('kill', '-s', 'KILL', 'dbus.service')
        wait_for('the session bus is back', lambda: has_name('org.freedesktop.systemd1'), 10)
        if self.command and not self.keeps_bus:
            wait_for(f'{self.name} is gone', lambda: not self.is_running(), 5)
            self._unplug()
            self.start()

    def press(self):
        if self._keys is None:
            return
        try:
            self._keys.stdin.write(self.stroke)
            self._keys.stdin.flush()
        except BrokenPipeError as error:
            raise Failure(f'the keyboard of {self.name} is gone (exit {self._keys.wait()})') from error

    def _plug_in(self):
        self._keys = subprocess.Popen(self.keyboard, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True,
                                      stderr=subprocess.DEVNULL, env={**os.environ, **self.announced})

    def _unplug(self):
        if self._keys is not None:
            with contextlib.suppress(BrokenPipeError):
                self._keys.stdin.close()
            self._keys.kill()
            self._keys.wait()
            self._keys = None


class Sway(Desktop):
    name = 'sway'
    source = 'wayland'
    announced = {'WAYLAND_DISPLAY': 'wayland-1', 'XDG_CURRENT_DESKTOP': 'sway', 'XDG_SESSION_TYPE': 'wayland'}
    environment = {'WLR_BACKENDS': 'headless', 'WLR_RENDERER': 'pixman', 'WLR_LIBINPUT_NO_DEVICES': '1',
                   'LIBSEAT_BACKEND': 'noop'}
    keyboard = (HELPERS / 'keys-sway',)

    @property
    def command(self):
        config = HOME / 'sway.conf'
        config.write_text('output * resolution 1280x720 bg #3b4252 solid_color\n', encoding='utf-8')
        return 'sway', '-c', config

    def is_up(self):
        return listens(RUNTIME / 'wayland-1')


class Mutter(Desktop):
    name = 'mutter'
    source = 'mutter'
    announced = {'WAYLAND_DISPLAY': 'wayland-0', 'XDG_CURRENT_DESKTOP': 'GNOME', 'XDG_SESSION_TYPE': 'wayland'}
    command = ('mutter', '--headless', '--wayland', '--no-x11', '--wayland-display', 'wayland-0',
               '--virtual-monitor', '1280x720')
    keyboard = (HELPERS / 'keys-mutter',)
    keeps_bus = False

    def is_up(self):
        return listens(RUNTIME / 'wayland-0') and has_name('org.gnome.Mutter.IdleMonitor') and \
            has_name('org.gnome.Mutter.RemoteDesktop')


class Kwin(Desktop):
    name = 'kwin'
    source = 'wayland'
    announced = {'WAYLAND_DISPLAY': 'wayland-0', 'XDG_CURRENT_DESKTOP': 'KDE', 'XDG_SESSION_TYPE': 'wayland'}
    command = ('kwin_wayland', '--virtual', '--width', '1280', '--height', '720', '--no-lockscreen',
               '--no-global-shortcuts', '--socket', 'wayland-0')
    keyboard = (HELPERS / 'keys-kwin',)

    def is_up(self):
        return listens(RUNTIME / 'wayland-0') and '/EIS/RemoteDesktop' in run('busctl', '--user', 'tree', 'org.kde.KWin', bad=True)


class Xorg(Desktop):
    name = 'xorg'
    source = 'x11'
    announced = {'DISPLAY': ':7', 'XDG_SESSION_TYPE': 'x11'}
    # Without 'local' as well: that name is for the whole network, which containers may share.
    command = ('Xvfb', ':7', '-screen', '0', '1280x720x24', '-nolisten', 'tcp', '-nolisten', 'local')
    keyboard = ('xdotool', '-')
    stroke = 'key shift\n'

    def is_up(self):
        return listens('/tmp/.X11-unix/X7')


DESKTOPS = {kind.name: kind for kind in (Sway, Mutter, Kwin, Xorg, Desktop)}


def get_desktop(name):
    check(name in DESKTOPS, f'{name}: not one of {", ".join(DESKTOPS)}')
    return DESKTOPS[name]()

