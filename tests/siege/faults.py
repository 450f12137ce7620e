# SPDX-License-Identifier: MIT
"""What happens around the daemon: the bus, the notification server and the compositor go and come, settings
are bad, descriptors run out, a second daemon is started."""

import contextlib
import fcntl
import os
import random
import resource
import select
import shutil
import signal
import socket
import subprocess
import time

from attacks import OTHER_UID, STATUS, fork_client, reap
from rows import SURROUNDINGS, Skip, row
from surroundings import Child, Gauge, World
from wire import DEADLINE_SEC, Client, Failure, call, expect, wait_until

GOOD_SETTINGS = "[Hours]\nQuiet=\n"
PARTIAL_SEC = 30
PEERS_MAX = 128


# -- the bus and the notification server -----------------------------------------------------------


def prompt(world):
    """Opens one. Returns its title."""
    return world.get("PromptNow", {"kind": "walk"})["prompt"]["title"]


def tell_server(world, line):
    """And waits until it is done. "spoof" is the one command of it that is answered; what it sends on top,
    signals of a stranger, may not matter at any time."""
    n_lines = len(world.server.collect())
    world.server.tell(line)
    world.server.tell("spoof")
    world.server.wait_for("spoofed", n_lines)


def skip_prompt(world):
    with world.client() as client:
        client.call("Respond", {"answer": "skip"})


def wait_for_notify(world, title, after=0):
    line = next_notify(world, title, after)
    return int(line.split()[2])


def next_notify(world, title, after):
    def found():
        return next((line for line in world.server.collect(0.01)[after:]
                     if line.startswith("notify ") and title in line), None)
    return wait_until(found, lambda: f"'{title}' shown; the server has {world.server.lines[after:]}; {world.warnings()}")


def count_notify(world, title, after=0):
    world.server.collect(0.05)
    return sum(line.startswith("notify ") and title in line for line in world.server.lines[after:])


@row(SURROUNDINGS, "notification server killed, open prompt")
def server_killed(world, _):
    title = prompt(world)
    wait_for_notify(world, title)
    for _ in range(5):
        world.server.end()
        world.start_server()
        wait_for_notify(world, title)
    world.wait_for_notifications()
    expect(count_notify(world, title) == 1, "shown", count_notify(world, title))
    server_id = wait_for_notify(world, title)
    world.server.tell(f"action {server_id} done")
    wait_until(lambda: "prompt" not in world.get("GetStatus"), "the prompt closed by its button")
    return "5 times killed and restarted", "shown again by each, once; its button works"


@row(SURROUNDINGS, "notification server dies in a call")
def server_dies_in_call(world, _):
    for _ in range(5):
        tell_server(world, "mode die")
        title = prompt(world)
        world.server.process.wait(DEADLINE_SEC)
        world.server.end()
        world.start_server()
        wait_for_notify(world, title)
        skip_prompt(world)
        world.server.wait_for("closed")
    world.wait_for_notifications()
    return "5 times", "shown by the next one, taken back when skipped"


@row(SURROUNDINGS, "notification server never answers", rounds=1)
def server_silent(world, _):
    tell_server(world, "mode silent")
    title = prompt(world)
    wait_for_notify(world, title)
    began = time.monotonic()
    wait_until(lambda: "does not answer" in world.warnings(), "a warning")
    seconds = time.monotonic() - began
    skip_prompt(world)
    second = prompt(world)
    expect(count_notify(world, title) <= 1 or title == second)
    world.server.tell("mode answer")
    world.server.tell("flush")
    world.wait_for_notifications()
    wait_for_notify(world, second)
    skip_prompt(world)
    return "a prompt, another one, then late answers", f"warned after {seconds:.1f} s; the late one taken back, the other shown"


@row(SURROUNDINGS, "notification server answers nonsense")
def server_nonsense(world, _):
    for mode in ("error", "types", "zero", "new-ids"):
        tell_server(world, "mode " + mode)
        title = prompt(world)
        wait_for_notify(world, title)
        skip_prompt(world)
        with world.client() as client:
            client.get("GetStatus")
    tell_server(world, "mode answer")
    n_lines = len(world.server.collect(0.05))
    title = prompt(world)
    server_id = wait_for_notify(world, title, n_lines)
    for line in (f"action {server_id} nosuch", f"action {server_id + 99} done", "close 4294967295 2", f"close {server_id} 77"):
        tell_server(world, line)
    expect("prompt" in world.get("GetStatus"), "closed by somebody else")
    skip_prompt(world)
    world.server.end()
    world.start_server()
    world.wait_for_notifications()
    return "errors, wrong types, id 0, changing ids, signals of others", "the prompt stays until it is answered"


@row(SURROUNDINGS, "session bus killed, open prompt")
def bus_killed(world, _):
    title = prompt(world)
    wait_for_notify(world, title)
    slowest = 0.0
    for _ in range(5):
        world.bus.end()
        world.server.end()
        wait_until(lambda: "bus" in world.warnings(), lambda: "a warning, but: " + world.warnings())
        world.start_bus()
        world.start_server()
        began = time.monotonic()
        wait_for_notify(world, title)
        slowest = max(slowest, time.monotonic() - began)
    world.wait_for_notifications()
    expect(count_notify(world, title) == 1, "shown", count_notify(world, title))
    skip_prompt(world)
    return "5 times killed and restarted", f"warned; prompt shown again, once, within {slowest:.1f} s"


@row(SURROUNDINGS, "session bus killed in a call")
def bus_killed_in_call(world, _):
    for _ in range(5):
        tell_server(world, "mode silent")
        title = prompt(world)
        wait_for_notify(world, title)
        world.bus.end()
        world.server.end()
        skip_prompt(world)
        title = prompt(world)
        world.start_bus()
        world.start_server()
        wait_for_notify(world, title)
        skip_prompt(world)
    world.wait_for_notifications()
    return "5 times, with a call unanswered", "another prompt, asked for without a bus, is shown"


@row(SURROUNDINGS, "session bus stopped, socket refuses", rounds=1)
def bus_stopped(world, gauge):
    world.bus.process.send_signal(signal.SIGSTOP)
    title = prompt(world)
    skip_prompt(world)
    began = time.monotonic()
    for _ in range(50):
        world.get("GetStatus")
    expect(time.monotonic() - began < DEADLINE_SEC / 2, "status waits for the bus")
    world.bus.process.send_signal(signal.SIGCONT)
    title = prompt(world)
    wait_for_notify(world, title)
    # A socket at which nobody listens, and one that accepts and says nothing.
    world.bus.end()
    world.server.end()
    path = world.runtime + "/bus"
    with contextlib.suppress(FileNotFoundError):
        os.unlink(path)
    mute = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    mute.bind(path)
    time.sleep(0.1)
    cpu = gauge.cpu_sec()
    time.sleep(0.3)
    expect(gauge.cpu_sec() - cpu < 0.15, "spins")
    mute.listen(10)
    world.get("GetStatus")
    mute.close()
    world.start_bus()
    world.start_server()
    wait_for_notify(world, title)
    skip_prompt(world)
    world.wait_for_notifications()
    return "stopped; then a dead and a mute socket", "status answers; no spinning; the real one is found"


@row(SURROUNDINGS, "everything, in any order", rounds=1)
def storm(world, _):
    dice = random.Random(5)
    title = prompt(world)
    n_steps = 60
    for _ in range(n_steps):
        step = dice.randrange(7)
        if step == 0:
            world.bus.end()
            world.server.end()
        elif step in (1, 2) and world.bus.process.poll() is not None:
            world.start_bus()
        elif step == 3:
            world.server.end()
        elif step == 4 and world.bus.process.poll() is None and world.server.process.poll() is not None:
            world.start_server()
        elif step == 5:
            skip_prompt(world)
            title = prompt(world)
        elif step == 6:
            world.daemon.send_signal(signal.SIGHUP)
    if world.bus.process.poll() is not None:
        world.start_bus()
    world.server.end()
    world.start_server()
    world.wait_for_notifications()
    wait_for_notify(world, title)
    expect(count_notify(world, title) == 1, "shown", count_notify(world, title))
    skip_prompt(world)
    return f"{n_steps} steps: kill, restart, prompt, SIGHUP", "the open prompt is shown once"


@row(SURROUNDINGS, "compositor killed")
def compositor_killed(world, _):
    if not world.compositor_program:
        raise Skip("the fake compositor was not built: libwayland-server is missing")
    path = world.runtime + "/wayland-0"

    def state():
        return next((source["state"] for source in world.get("GetStatus")["sources"] if source["name"] == "wayland"), None)

    for number in range(5):
        compositor = Child([world.compositor_program, path], world.environment, stderr=subprocess.DEVNULL)
        compositor.wait_for("ready")
        wait_until(lambda: state() == "up", lambda: f"wayland up, but {world.get('GetStatus')['sources']}")
        compositor.wait_for("notification")
        if number % 3 == 0:
            compositor.tell("flood 1000")
        elif number % 3 == 1:
            compositor.tell("protocol")
        world.get("GetStatus")
        compositor.end()
        wait_until(lambda: state() != "up", "wayland down")
    for name in (path, path + ".lock"):
        with contextlib.suppress(FileNotFoundError):
            os.unlink(name)
    wait_until(lambda: world.get("GetStatus")["presence"] in ("unknown", "active", "away"), "presence")
    return "5 times, also with 1000 events and a protocol error", "found again each time"


# -- settings --------------------------------------------------------------------------------------


def setting(world, name):
    return next(item for item in world.get("GetConfiguration")["settings"] if item["name"] == name)


def put(path, content):
    """Puts something at the path: bytes, or a function that makes it."""
    with contextlib.suppress(FileNotFoundError):
        if os.path.isdir(path) and not os.path.islink(path):
            os.rmdir(path)
        else:
            os.unlink(path)
    if callable(content):
        content(path)
    elif content is not None:
        with open(path, "wb") as file:
            file.write(content)


@row(SURROUNDINGS, "settings: bad ones, SIGHUP")
def settings_bad(world, _):
    contents = {
        "a value": b"[Walk]\nLimit=soon\n", "no value": b"[Walk]\nLimit\n", "binary": os.urandom(5000), "NULs": b"\0" * 5000,
        "Latin-1": b"[Walk]\nLimit=\xfc\xfe\n\xe4\xf6=\xff\n[\xff\xff]\nx\xe9=1\n",
        "a character cut": ("[" + "x" * 38 + "\u20ac" * 30 + "]\n" + "y" * 37 + "\u20ac" * 9 + "=1\n" + "z" * 39 + "\u00e4" * 5 + "\n").encode(),
        "a long line": b"[Walk]\nLimit=" + b"9" * 3000000, "many lines": b"x\n" * 200000,
        "a directory": os.mkdir, "a fifo": os.mkfifo, "no end": lambda path: os.symlink("/dev/zero", path),
        "a loop": lambda path: os.symlink(path, path), "the terminal": lambda path: os.symlink("/dev/tty", path),
        "a socket": lambda path: socket.socket(socket.AF_UNIX).bind(path),
    }
    drop_ins = world.config + "/backcare/backcared.conf.d"
    os.mkdir(drop_ins)
    for name, content in contents.items():
        for path in (world.settings, drop_ins + "/50-x.conf", drop_ins + "/\udcff\udcfe.conf"):
            put(path, content)
            world.daemon.send_signal(signal.SIGHUP)
            try:
                with world.client() as client:
                    expect("error" in client.call("Reload"), "good settings?", name)
                    expect(client.get("GetStatus")["seatedLimitUSec"] == 45 * 60 * 1000000, name)
                    expect(client.get("GetStatus")["warnings"], name, "without a warning")
                    expect(client.get("GetConfiguration")["settings"], name)
            except Failure as failure:
                raise Failure(f"settings with {name} at {path[-12:]!r}: {failure}") from None
            put(path, GOOD_SETTINGS.encode() if path == world.settings else None)
    shutil.rmtree(drop_ins)
    world.daemon.send_signal(signal.SIGHUP)
    wait_until(lambda: ".conf" not in world.warnings(), lambda: "no warning, but: " + world.warnings())
    return f"{len(contents)} kinds at 3 places: fifo, /dev/zero, Latin-1 ...", "told by Reload and status; the former ones stay"


@row(SURROUNDINGS, "settings: good ones, SIGHUP")
def settings_good(world, _):
    for minutes in (30, 60, 45):
        world.write_settings(GOOD_SETTINGS + f"[Walk]\nLimit={minutes}min\n")
        world.daemon.send_signal(signal.SIGHUP)
        wait_until(lambda limit=minutes * 60 * 1000000: world.get("GetStatus")["seatedLimitUSec"] == limit, "the new limit")
    for _ in range(500):
        world.daemon.send_signal(signal.SIGHUP)
    os.unlink(world.settings)
    world.get("Reload")
    world.write_settings(GOOD_SETTINGS)
    world.get("Reload")
    return "3 changes, 500 SIGHUP, no file", "in effect at once"


# -- descriptors, signals --------------------------------------------------------------------------


@row(SURROUNDINGS, "no descriptor left", rounds=1)
def no_descriptor(world, gauge):
    clients = []
    with gauge.descriptor_limit(3) as spare:
        for _ in range(20):
            clients.append(world.client())
            clients[-1].send(STATUS)
        for client in clients[:spare]:
            expect(client.read() is not None)
        for client in clients[spare:]:
            client.expect_silence(0)
        cpu = gauge.cpu_sec()
        time.sleep(0.3)
        cpu = gauge.cpu_sec() - cpu
        expect(cpu < 0.15, "spins", cpu)
    began = time.monotonic()
    for client in clients[spare:]:
        expect(client.read() is not None)
        client.sock.close()
    for client in clients[:spare]:
        client.sock.close()
    return (f"20 connections, {spare} descriptors", f"{spare} served, {cpu * 1000:.0f} ms of CPU in 0.3 s, "
            f"the others served {time.monotonic() - began:.1f} s after there are some")


@row(SURROUNDINGS, "no descriptor left for the bus", rounds=1)
def no_descriptor_for_bus(world, gauge):
    title = prompt(world)
    wait_for_notify(world, title)
    with world.client() as client:
        world.bus.end()
        world.server.end()
        wait_until(lambda: any("bus" in text for text in client.get("GetStatus")["warnings"]), "a warning")
        with gauge.descriptor_limit(0) as spare:
            keep = [world.client() for _ in range(spare)]
            for one in keep:
                one.get("GetStatus")
            world.start_bus()
            world.start_server()
            time.sleep(0.3)
            expect(client.get("GetStatus")["warnings"], "connected without a descriptor?")
            for one in keep:
                one.sock.close()
    world.daemon.send_signal(signal.SIGHUP)
    wait_for_notify(world, title)
    skip_prompt(world)
    world.wait_for_notifications()
    return "bus restarted meanwhile", "goes on without; with SIGHUP and a descriptor it is back, prompt shown"


@row(SURROUNDINGS, "stopped and continued")
def stopped(world, _):
    world.daemon.send_signal(signal.SIGSTOP)
    clients = [world.client() for _ in range(50)]
    for client in clients:
        client.send(STATUS * 20)
    for client in clients[:25]:
        client.sock.close()
    time.sleep(0.3)
    world.daemon.send_signal(signal.SIGCONT)
    for client in clients[25:]:
        client.read_many(20)
        client.sock.close()
    return "0.3 s, 50 clients meanwhile, 25 gone before", "the others answered"


@row(SURROUNDINGS, "signals")
def signals(world, _):
    for _ in range(300):
        world.daemon.send_signal(signal.SIGUSR1)
        world.daemon.send_signal(signal.SIGHUP)
        world.daemon.send_signal(signal.SIGPIPE)
    world.get("GetStatus")
    return "300 of SIGHUP, SIGUSR1, SIGPIPE", "the same process goes on"


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
        for path in (other.directory, other.runtime, other.config, other.config + "/backcare", other.settings, other.log_path, program):
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


# -- what takes its time, beside all the others ----------------------------------------------------


BACKGROUND_NAME = "slow-loris, to the end"


def begin_background(world):
    """Messages that are begun and not completed, at a daemon of their own."""
    other = World(world.program)
    other.start()
    gauge = Gauge(other.daemon)
    fds = gauge.fds()
    idle = other.client()
    follower = other.client()
    follower.follow()
    loris = [other.client() for _ in range(PEERS_MAX - 3)]
    for number, client in enumerate(loris):
        client.send(STATUS[:1 + number % (len(STATUS) - 1)])
    return [other, gauge, fds, idle, follower, loris, time.monotonic(), None]


def look_at_background(background):
    """Now and then: notes when the first one was closed."""
    loris = background[5]
    if background[7] is None and select.select([client.sock for client in loris], [], [], 0)[0]:
        background[7] = time.monotonic()


def end_background(background):
    other, gauge, fds, idle, follower, loris, began, _ = background
    try:
        # One more byte is no excuse.
        loris[0].send(STATUS[1:2])
        while background[7] is None:
            expect(time.monotonic() - began < PARTIAL_SEC + DEADLINE_SEC, "still open")
            look_at_background(background)
            time.sleep(0.1)
        seconds = background[7] - began
        expect(seconds > PARTIAL_SEC - 1, "closed early", seconds)
        for client in loris:
            client.expect_end()
        expect("seatedUSec" in idle.get("GetStatus"), "idle")
        other.get("Pause")
        expect(follower.read()["parameters"]["event"] == "hold")
        for client in (idle, follower, *loris):
            client.sock.close()
        wait_until(lambda: gauge.fds() == fds, lambda: f"{fds} fds, but {gauge.names()}")
        expect(other.stop() == 0, other.log())
        return (f"{len(loris)} messages begun, not completed; one idle; one stream",
                f"closed after {PARTIAL_SEC} s (seen after {seconds:.0f} s); the idle one and the stream go on", "")
    finally:
        other.close()
