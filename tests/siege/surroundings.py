# SPDX-License-Identifier: MIT
"""A daemon under test with everything that is around it: directories, a session bus, a notification
server, a witness; and what the kernel says of its state."""

import contextlib
import json
import os
import resource
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

from wire import DEADLINE_SEC, INTERFACE, Client, expect, wait_until

HERE = os.path.dirname(os.path.abspath(__file__))
WELL = HERE + "/../support/well.db"


# Without the services of this machine: a prompt would start a notification server of its.
BUS_SETTINGS = """<busconfig>
<type>session</type>
<listen>unix:path={path}</listen>
<auth>EXTERNAL</auth>
<policy context="default">
<allow send_destination="*" eavesdrop="true"/>
<allow eavesdrop="true"/>
<allow own="*"/>
</policy>
</busconfig>
"""


class Child:
    """A program that is told by lines and tells by lines."""

    def __init__(self, arguments, environment, **options):
        self.process = subprocess.Popen(arguments, env=environment, stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, **options)
        self.lines = []
        self.rest = b""

    def tell(self, line):
        self.process.stdin.write(line.encode() + b"\n")
        self.process.stdin.flush()

    def collect(self, timeout=0.0):
        """Reads what is there; returns all lines so far."""
        while select.select([self.process.stdout], [], [], timeout)[0]:
            data = os.read(self.process.stdout.fileno(), 1 << 16)
            if not data:
                break
            *lines, self.rest = (self.rest + data).split(b"\n")
            self.lines += [line.decode() for line in lines]
            timeout = 0.0
        return self.lines

    def wait_for(self, start, after=0):
        """A line that begins so, not among the first 'after' ones."""
        def found():
            return next((line for line in self.collect(0.01)[after:] if line.startswith(start)), None)
        return wait_until(found, lambda: f"a line '{start}' of {self.process.args[0]}: {self.lines[after:]}")

    def end(self, number=signal.SIGKILL):
        if self.process.poll() is None:
            self.process.send_signal(number)
        code = self.process.wait(DEADLINE_SEC)
        self.process.stdin.close()
        self.process.stdout.close()
        return code


class World:
    """Below one directory. The socket's path has to fit into an address, so the directory is short."""

    def __init__(self, daemon, notification_server=None, name="bc-siege-"):
        self.program = daemon
        self.notification_server = notification_server
        self.directory = tempfile.mkdtemp(prefix=name)
        self.runtime = self.directory + "/run"
        self.config = self.directory + "/config"
        for path in (self.runtime, self.config, self.config + "/backcare"):
            os.mkdir(path, 0o700)
        self.settings = self.config + "/backcare/backcared.conf"
        self.path = f"{self.runtime}/backcare/{INTERFACE}"
        self.log_path = self.directory + "/log"
        self.environment = {
            "XDG_RUNTIME_DIR": self.runtime,
            "XDG_CONFIG_HOME": self.config,
            "XDG_STATE_HOME": self.directory,
            "DBUS_SESSION_BUS_ADDRESS": f"unix:path={self.runtime}/bus",
            # What the machine's own logind says of us is not what is tested.
            "DBUS_SYSTEM_BUS_ADDRESS": f"unix:path={self.runtime}/system",
            "HOME": self.directory,
            "PATH": "/usr/bin:/bin",
            "LC_ALL": "C.UTF-8",
            "TZ": "UTC",
        }
        for key in ("ASAN_OPTIONS", "UBSAN_OPTIONS", "LSAN_OPTIONS"):
            if key in os.environ:
                self.environment[key] = os.environ[key]
        self.daemon = self.bus = self.server = self.witness = None
        self.others = []
        self.write_settings("[Hours]\nQuiet=\n")
        # Of somebody who has answered the questions on symptoms: none of them.
        os.mkdir(self.directory + "/backcare", 0o700)
        shutil.copy(WELL, self.directory + "/backcare/history.db")

    def write_settings(self, text):
        """In one step, as an editor does."""
        with open(self.settings + ".new", "w", encoding="utf-8") as file:
            file.write(text)
        os.rename(self.settings + ".new", self.settings)

    # -- the daemon

    def start(self, arguments=(), wait=True, **options):
        """Starts the daemon; with 'wait' returns when it says that it is ready."""
        environment = dict(self.environment, **options.pop("environment", {}))
        notify = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        address = self.directory + "/notify"
        with contextlib.suppress(FileNotFoundError):
            os.unlink(address)
        notify.bind(address)
        os.chmod(address, 0o666)
        notify.settimeout(0.05)
        with open(self.log_path, "ab") as log:
            options.setdefault("stderr", log)
            process = subprocess.Popen([self.program, *arguments], stdin=subprocess.DEVNULL,
                                       env=dict(environment, NOTIFY_SOCKET=address), **options)
        self.others.append(process)
        if wait:
            deadline = time.monotonic() + 3 * DEADLINE_SEC
            while True:
                with contextlib.suppress(TimeoutError):
                    if b"READY=1" in notify.recv(4096):
                        break
                expect(process.poll() is None, "the daemon ended", process.returncode, self.log())
                expect(time.monotonic() < deadline, "the daemon does not say that it is ready", self.log())
            self.daemon = process
        notify.close()
        return process

    def stop(self, process=None):
        """Asks it to end, and tells how it did."""
        process = process or self.daemon
        process.send_signal(signal.SIGTERM)
        return process.wait(DEADLINE_SEC)

    def log(self, after=0):
        with open(self.log_path, "rb") as file:
            file.seek(after)
            return file.read().decode("utf-8", "backslashreplace")

    def log_size(self):
        return os.stat(self.log_path).st_size

    def client(self, **options):
        return Client(self.path, **options)

    def get(self, method, parameters=None):
        with self.client() as client:
            return client.get(method, parameters)

    def warnings(self):
        return " / ".join(self.get("GetStatus")["warnings"])

    # -- around it

    def start_bus(self):
        path = self.directory + "/bus.conf"
        with open(path, "w", encoding="utf-8") as file:
            file.write(BUS_SETTINGS.format(path=self.runtime + "/bus"))
        self.bus = Child(["dbus-daemon", "--nofork", "--nopidfile", "--print-address", "--config-file=" + path],
                         self.environment, stderr=subprocess.DEVNULL)
        self.bus.wait_for("unix:")

    def start_server(self, *capabilities):
        """The notification server that obeys."""
        self.server = Child([self.notification_server, self.environment["DBUS_SESSION_BUS_ADDRESS"],
                             *(capabilities or ("actions", "body"))], self.environment,
                            stderr=subprocess.DEVNULL)
        self.server.wait_for("ready")

    def wait_for_notifications(self):
        """Until the daemon has nothing to complain of the bus and of the server."""
        wait_until(lambda: not any(word in self.warnings() for word in ("bus", "notification")),
                   lambda: "notifications, but: " + self.warnings())

    def start_witness(self):
        self.witness = Child([sys.executable, HERE + "/witness.py", self.path],
                             dict(self.environment, PYTHONDONTWRITEBYTECODE="1",
                                  SIEGE_DEADLINE_SEC=str(DEADLINE_SEC)))

    def ask_witness(self):
        n_lines = len(self.witness.collect())
        self.witness.tell("report")
        return json.loads(self.witness.wait_for("{", n_lines))

    def close(self):
        for child in (self.witness, self.server, self.bus):
            if child:
                child.end()
        for process in self.others:
            if process.poll() is None:
                process.kill()
            process.wait()
        shutil.rmtree(self.directory)


class Gauge:
    """What the kernel tells of one process."""

    def __init__(self, process):
        self.process = process
        self.pid = process.pid
        with open(f"/proc/{self.pid}/maps", encoding="utf-8") as file:
            maps = file.read()
        self.is_sanitized = "libasan" in maps or "libubsan" in maps or "clang_rt" in maps

    def fds(self):
        """How many, when the history is closed: it is open only while something is written or asked."""
        def closed():
            names = self.names()
            return len(names) if not any("/history.db" in name for name in names) else 0
        return wait_until(closed, self.names)

    def names(self):
        """The descriptors, to be told when there are too many."""
        names = []
        for fd in sorted(os.listdir(f"/proc/{self.pid}/fd"), key=int):
            with contextlib.suppress(OSError):
                names.append(f"{fd}={os.readlink(f'/proc/{self.pid}/fd/{fd}')}")
        return names

    def private_kib(self):
        """Memory that only this process has, and wrote to."""
        with open(f"/proc/{self.pid}/smaps_rollup", encoding="utf-8") as file:
            return next(int(line.split()[1]) for line in file if line.startswith("Private_Dirty:"))

    def reset_peak(self):
        with contextlib.suppress(OSError):
            with open(f"/proc/{self.pid}/clear_refs", "w", encoding="utf-8") as file:
                file.write("5")

    def peak_kib(self):
        with open(f"/proc/{self.pid}/status", encoding="utf-8") as file:
            return next(int(line.split()[1]) for line in file if line.startswith("VmHWM:"))

    def rss_kib(self):
        with open(f"/proc/{self.pid}/status", encoding="utf-8") as file:
            return next(int(line.split()[1]) for line in file if line.startswith("VmRSS:"))

    def cpu_sec(self):
        with open(f"/proc/{self.pid}/schedstat", encoding="utf-8") as file:
            return int(file.read().split()[0]) / 1e9

    def is_alive(self):
        return self.process.poll() is None

    @contextlib.contextmanager
    def descriptor_limit(self, spare):
        """No descriptor above the highest one open now, and 'spare' more."""
        highest = max(int(fd) for fd in os.listdir(f"/proc/{self.pid}/fd"))
        before = resource.prlimit(self.pid, resource.RLIMIT_NOFILE)
        free = [fd for fd in range(highest) if not os.path.lexists(f"/proc/{self.pid}/fd/{fd}")]
        expect(len(free) <= 8, "many descriptors free below the highest", len(free))
        resource.prlimit(self.pid, resource.RLIMIT_NOFILE, (highest + 1 + spare, before[1]))
        try:
            yield spare + len(free)
        finally:
            resource.prlimit(self.pid, resource.RLIMIT_NOFILE, before)
