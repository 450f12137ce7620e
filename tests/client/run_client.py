# SPDX-License-Identifier: MIT
"""backcarectl in a world of its own, and TAP for tests that are functions named test_..."""

import fcntl
import os
import pty
import select
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import termios
import time
import traceback

from peer import DEADLINE_SEC, Peer


class World:
    """One runtime and configuration directory, and a peer if asked for."""

    def __init__(self, program):
        self.program = program
        self.directory = tempfile.mkdtemp(prefix="bc-")
        self.runtime = os.path.join(self.directory, "run")
        self.config = os.path.join(self.directory, "config")
        self.bin = os.path.join(self.directory, "bin")
        for path in (self.runtime, self.config, self.bin):
            os.mkdir(path, 0o700)
        self.environment = {
            "XDG_RUNTIME_DIR": self.runtime,
            "XDG_CONFIG_HOME": self.config,
            # What the machine's own logind says of us is not what is tested.
            "DBUS_SYSTEM_BUS_ADDRESS": f"unix:path={self.runtime}/system",
            "HOME": self.directory,
            "PATH": self.bin + ":/usr/bin:/bin",
            "LC_ALL": "C.UTF-8",
            "TZ": "UTC",
            "TERM": "xterm",
        }
        for name in ("ASAN_OPTIONS", "UBSAN_OPTIONS", "LSAN_OPTIONS"):
            if name in os.environ:
                self.environment[name] = os.environ[name]
        self.peer = None
        self.processes = []

    def listen(self, **handlers):
        self.peer = Peer(self.runtime, handlers)
        return self.peer

    def command(self, arguments):
        return os.environ.get("BACKCARECTL_WRAPPER", "").split() + [self.program, *arguments]

    def run(self, *arguments, code=0, **options):
        """Runs to the end; returns the output. Errors go to self.errors."""
        options.setdefault("stdout", subprocess.PIPE)
        result = subprocess.run(self.command(arguments), stderr=subprocess.PIPE, stdin=subprocess.DEVNULL,
                                env=self.environment, timeout=DEADLINE_SEC * 3, check=False, **options)
        self.errors = result.stderr.decode()
        output = (result.stdout or b"").decode()
        assert result.returncode == code, f"{arguments}: exit {result.returncode}\n{output}{self.errors}"
        return output

    def start(self, *arguments, **options):
        """Runs beside the test."""
        options.setdefault("stdin", subprocess.DEVNULL)
        process = subprocess.Popen(self.command(arguments), env=self.environment, **options)
        self.processes.append(process)
        return process

    def start_on_terminal(self, *arguments, columns=80, **environment):
        """Returns the process and the terminal's other side."""
        ours, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
        self.environment.update(environment)
        process = self.start(*arguments, **on_terminal(theirs))
        os.close(theirs)
        return process, Reader(ours)

    def drop_in(self):
        return os.path.join(self.config, "backcare/backcared.conf.d/50-backcarectl.conf")

    def close(self):
        for process in self.processes:
            if process.poll() is None:
                process.kill()
            process.wait()
        if self.peer:
            self.peer.close()
        shutil.rmtree(self.directory)


def on_terminal(fd):
    """Options of a process whose terminal this is, as that of a shell's job."""
    return {"stdin": fd, "stdout": fd, "stderr": fd, "start_new_session": True,
            "preexec_fn": lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0)}


class Reader:
    """Reads until something has come, with a deadline."""

    def __init__(self, fd):
        self.fd = fd
        self.text = ""

    def wait_for(self, what, count=1):
        deadline = time.monotonic() + DEADLINE_SEC
        while self.text.count(what) < count:
            left = deadline - time.monotonic()
            ready = left > 0 and select.select([self.fd], [], [], left)[0]
            try:
                data = os.read(self.fd, 65536) if ready else b""
            except OSError:
                data = b""  # a terminal whose other side is closed
            if not data:
                raise AssertionError(f"no {what!r} in {self.text!r}")
            self.text += data.decode()
        return self.text

    def wait_for_end(self):
        try:
            self.wait_for("\0never\0")
        except AssertionError:
            pass
        return self.text


def expect(condition, *what):
    if not condition:
        raise AssertionError(" | ".join(str(item) for item in what))


def main(tests):
    # Who starts us with nohup, or beside others, has programs ignore them; here they are sent to be heard.
    for number in (signal.SIGHUP, signal.SIGINT, signal.SIGTERM, signal.SIGQUIT):
        if signal.getsignal(number) == signal.SIG_IGN:
            signal.signal(number, signal.SIG_DFL)
    program = os.path.abspath(sys.argv[1])
    chosen = sys.argv[2:]
    rows = []
    for name, test in tests:
        if name.startswith("test_") and (not chosen or name in chosen):
            for number, row in enumerate(getattr(test, "rows", [()])):
                rows.append((f"{name}[{number}]" if row else name, test, row))
    print(f"1..{len(rows)}", flush=True)
    failed = 0
    for number, (name, test, row) in enumerate(rows, 1):
        world = World(program)
        try:
            test(world, *row)
            print(f"ok {number} - {name}", flush=True)
        except Exception:  # whatever it was, the next test is to run
            failed += 1
            print(f"not ok {number} - {name}")
            print("".join("# " + line + "\n" for line in traceback.format_exc().splitlines()), flush=True)
        finally:
            world.close()
    sys.exit(1 if failed else 0)


def rows(*table):
    """The test is run once for each row."""

    def mark(test):
        test.rows = table
        return test

    return mark
