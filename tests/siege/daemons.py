# SPDX-License-Identifier: MIT
"""Other daemons, each in a place of its own: how it begins and how it ends."""

import contextlib
import fcntl
import os
import resource
import shutil
import signal
import socket
import subprocess
import time

from attacks import OTHER_UID, STATUS, fork_client, reap
from faults import put
from rows import SURROUNDINGS, Skip, row
from surroundings import Gauge, World
from wire import DEADLINE_SEC, Client, call, expect, wait_until

# -- other daemons, in a place of their own ---------------------------------------------------------


@contextlib.contextmanager
def apart(world, **options):
    other = World(world.program, world.notification_server, **options)
    try:
        yield other
    finally:
        other.close()


def expect_refusal(other, *words, **options):
    """The daemon does not start, ends with an error, and says why."""
    size = other.log_size() if os.path.exists(other.log_path) else 0
    process = other.start(wait=False, **options)
    code = process.wait(3 * DEADLINE_SEC)
    log = other.log(size)
    expect(code == 1 and all(word in log for word in words), code, words, log)
    expect(log.count("\n") <= 2, "many words", log)


@row(SURROUNDINGS, "a second daemon", rounds=1)
def second_daemon(world, _):
    expect_refusal(world, "another backcared serves", world.path)
    world.get("GetStatus")
    with apart(world) as other:
        processes = [other.start(wait=False) for _ in range(10)]
        wait_until(lambda: sum(process.poll() is None for process in processes) <= 1, "all but one ended")
        living = [process for process in processes if process.poll() is None]
        expect(len(living) == 1, [process.poll() for process in processes])
        wait_until(lambda: os.path.exists(other.path), "its socket")
        other.get("GetStatus")
        expect(all(process.returncode == 1 for process in processes if process not in living))
        expect(other.stop(living[0]) == 0 and not os.path.lexists(other.path))
    return "beside this one; 10 at the same moment", "says so, exit 1; one of the 10 serves"


@row(SURROUNDINGS, "killed daemon, stale socket", rounds=1)
def stale_socket(world, _):
    with apart(world) as other:
        for _ in range(3):
            process = other.start()
            process.kill()
            process.wait()
            expect(os.path.exists(other.path))
        other.start()
        other.get("GetStatus")
        expect(other.stop() == 0)
    return "3 times kill -9", "the next one takes its place"


@row(SURROUNDINGS, "something else at the socket's path", rounds=1)
def foreign_path(world, _):
    def dgram(path):
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sock:
            sock.bind(path)
            kept.append(sock.dup())

    def listening(path):
        sock = socket.socket(socket.AF_UNIX)
        sock.bind(path)
        sock.listen()
        kept.append(sock)

    def foreign(path):
        with socket.socket(socket.AF_UNIX) as sock:
            sock.bind(path)
        os.chown(path, OTHER_UID, OTHER_UID)

    kept = []
    places = {"file": lambda path: put(path, b"precious"), "directory": os.mkdir, "fifo": os.mkfifo,
              "dangling symlink": lambda path: os.symlink("nowhere", path), "datagram socket": dgram,
              "living socket of a stranger": listening}
    if os.getuid() == 0:
        places["dead socket of another user"] = foreign
    for name, make in places.items():
        with apart(world) as other:
            os.mkdir(os.path.dirname(other.path), 0o700)
            make(other.path)
            before = os.lstat(other.path)
            expect_refusal(other, other.path)
            after = os.lstat(other.path)
            expect((before.st_ino, before.st_size) == (after.st_ino, after.st_size), "changed:", name)
            for sock in kept:
                sock.close()
    # One that comes while it runs is not removed at its end either.
    with apart(world) as other:
        other.start()
        os.unlink(other.path)
        put(other.path, b"precious")
        expect(other.stop() == 0 and os.path.exists(other.path))
    return f"{len(places)} kinds; a file put there later", "told with the path, exit 1, left alone"


@row(SURROUNDINGS, "a path too long", rounds=1)
def path_too_long(world, _):
    with apart(world) as other:
        long = other.directory + "/" + "x" * 200
        os.mkdir(long, 0o700)
        expect_refusal(other, "too long", environment={"XDG_RUNTIME_DIR": long})
        expect_refusal(other, environment={"XDG_RUNTIME_DIR": other.directory + "/none"})
        fits = other.directory + "/" + "y" * (107 - len(other.path) + len(other.runtime) - len(other.directory) - 1)
        os.mkdir(fits, 0o700)
        other.start(environment={"XDG_RUNTIME_DIR": fits})
        with Client(other.path.replace(other.runtime, fits)) as client:
            client.get("GetStatus")
        expect(other.stop() == 0)
    return "above 107 bytes; exactly 107; no such directory", "refused and told why; served; refused"


def start_with(other, sock, arguments=(), environment=(), count=1):
    """As systemd and varlinkctl do: the socket as descriptor 3, and who it is for."""
    def prepare():
        for number in range(3, 3 + count):
            os.dup2(fd, number)

    # Out of the way of the numbers that it is to have.
    fd = fcntl.fcntl(sock.fileno(), fcntl.F_DUPFD_CLOEXEC, 100)
    variables = dict(other.environment, LISTEN_FDS=str(count), LISTEN_FDNAMES="varlink", **dict(environment))
    script = 'export LISTEN_PID=$$; exec "$0" "$@"'
    with open(other.log_path, "ab") as log:
        process = subprocess.Popen(["/bin/sh", "-c", script, other.program, *arguments], env=variables, stdin=subprocess.DEVNULL,
                                   stdout=log, stderr=log, close_fds=False, preexec_fn=prepare)
    os.close(fd)
    other.others.append(process)
    return process


def connected(other, **options):
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
    process = start_with(other, theirs, **options)
    theirs.close()
    client = Client.__new__(Client)
    client.sock = ours
    client.input = b""
    ours.settimeout(DEADLINE_SEC)
    return process, client


@row(SURROUNDINGS, "started for one connection", rounds=1)
def connected_socket(world, _):
    with apart(world) as other:
        process, client = connected(other)
        expect("seatedUSec" in client.get("GetStatus"))
        expect("watches nothing" in client.get("GetStatus")["warnings"][0])
        client.follow()
        client.sock.close()
        expect(process.wait(DEADLINE_SEC) == 0)
        process, client = connected(other)
        client.send(STATUS * 100)
        client.end_writing()
        client.read_many(100)
        client.expect_end()
        expect(process.wait(DEADLINE_SEC) == 0)
        process, client = connected(other)
        client.send(b"garbage\0")
        client.expect_end()
        expect(process.wait(DEADLINE_SEC) == 0)
        expect(not os.path.exists(other.path), "a socket of its own")
    return "LISTEN_FDS=1; calls, EOF, a stream, garbage", "served; exit 0 at its end"


@row(SURROUNDINGS, "sockets passed", rounds=1)
def sockets_passed(world, _):
    with apart(world) as other:
        os.mkdir(os.path.dirname(other.path), 0o700)
        listener = socket.socket(socket.AF_UNIX)
        listener.bind(other.path)
        listener.listen(8)
        for _ in range(2):
            process = start_with(other, listener)
            other.get("GetStatus")
            expect(other.stop(process) == 0)
            expect(os.path.exists(other.path), "the socket of systemd was removed")
        listener.close()
        size = other.log_size()
        with open("/dev/null", "rb") as null, socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as dgram, \
                socket.socket(socket.AF_INET) as inet:
            for passed in (null, dgram, inet):
                expect(start_with(other, passed).wait(3 * DEADLINE_SEC) == 1)
            expect(start_with(other, dgram, count=5).wait(3 * DEADLINE_SEC) == 1)
        log = other.log(size)
        expect(log.count("of no use") == 3 and "at most 4" in log, log)
    return "listening; a file, datagram, INET, five", "served and left there; refused, exit 1"


@row(SURROUNDINGS, "few descriptors from the start", rounds=1)
def few_descriptors(world, _):
    with apart(world) as other:
        other.start(preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64)))
        gauge = Gauge(other.daemon)
        clients = [other.client() for _ in range(100)]
        for client in clients:
            client.send(STATUS)
        served = sum(client.read() is not None for client in clients)
        fds = gauge.fds()
        expect(served == 48 and fds < 64, served, fds)
        for client in clients:
            client.sock.close()
        wait_until(lambda: gauge.fds() == fds - served, "closed")
        expect(other.stop() == 0)
    return "RLIMIT_NOFILE=64, 100 connections", f"{served} served, {64 - fds} descriptors stay free"


@row(SURROUNDINGS, "nowhere to log to", rounds=1)
def nowhere_to_log(world, _):
    with apart(world) as other:
        reading, writing = os.pipe()
        other.start(stderr=writing)
        os.close(reading)
        os.close(writing)
        for _ in range(20):
            with other.client() as client:
                client.send(b"garbage\0")
                client.expect_end()
        other.daemon.send_signal(signal.SIGUSR1)
        other.get("GetStatus")
        expect(other.stop() == 0)
        # No descriptor 0 to 2: the next ones opened get their numbers.
        process = other.start(["--log-level=debug"], wait=True, preexec_fn=lambda: [os.close(fd) for fd in range(3)])
        with other.client() as good, other.client() as bad:
            bad.send(b"garbage\0")
            bad.expect_end()
            process.send_signal(signal.SIGUSR1)
            good.get("GetStatus")
        expect(other.stop(process) == 0)
    return "a broken pipe; descriptors 0 to 2 closed", "served; no line of log in a connection"


@row(SURROUNDINGS, "daemon of another user", rounds=1)
def daemon_of_other_user(world, _):
    if os.getuid() != 0:
        raise Skip("only root can be another user")
    with apart(world) as other:
        # Theirs has to be able to reach it.
        program = shutil.copy(world.program, other.directory + "/backcared")
        with open(other.log_path, "wb"):
            pass
        for path in (other.directory, other.runtime, other.config, other.config + "/backcare", other.settings,
                     other.directory + "/backcare", other.directory + "/backcare/history.db", other.log_path, program):
            os.chown(path, OTHER_UID, OTHER_UID)
        other.program = program
        other.start(user=OTHER_UID, group=OTHER_UID, extra_groups=[])
        expect("seatedUSec" in other.get("GetStatus"), "root")

        def stranger():
            os.setgid(OTHER_UID - 1)
            os.setuid(OTHER_UID - 1)
            client = other.client()
            client.send(STATUS)
            client.expect_end()

        def owner():
            os.setgid(OTHER_UID)
            os.setuid(OTHER_UID)
            other.get("GetStatus")
        for path in (other.directory, other.runtime, other.runtime + "/backcare", other.path):
            os.chmod(path, 0o777)
        expect(reap(fork_client(owner)) == 0 and reap(fork_client(stranger)) == 0)
        expect(other.stop() == 0)
    return "the user, root, a third", "served, served, closed"


@row(SURROUNDINGS, "asked to end at work", rounds=1)
def end_at_work(world, _):
    with apart(world) as other:
        other.start()
        clients = [other.client() for _ in range(20)]
        for client in clients[:10]:
            client.follow()
        for client in clients[10:]:
            client.sock.setblocking(False)
            with contextlib.suppress(BlockingIOError):
                for _ in range(5000):
                    client.sock.send(call("GetConfiguration"))
        began = time.monotonic()
        expect(other.stop() == 0)
        seconds = time.monotonic() - began
        expect(not os.path.lexists(other.path))
        for client in clients:
            client.sock.close()
    return "10 streams, 10 that do not read, then SIGTERM", f"exit 0 after {seconds * 1000:.0f} ms"
