# SPDX-License-Identifier: MIT
"""What happens around the daemon: the bus, the notification server and the compositor go and come, settings
are bad, descriptors run out, a second daemon is started."""

import contextlib
import os
import random
import select
import shutil
import signal
import socket
import subprocess
import time

from attacks import STATUS
from rows import SURROUNDINGS, Skip, row
from surroundings import Child, Gauge, World
from wire import DEADLINE_SEC, Failure, expect, wait_until

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
    path = world.runtime + "/wayland-0"

    def state():
        return next((source["state"] for source in world.get("GetStatus")["sources"] if source["name"] == "wayland"), None)

    if not world.compositor_program:
        if state() == "unavailable":
            return "a build without Wayland", "it says so, and sitting is an estimate"
        raise Skip("the fake compositor was not built: libwayland-server is missing")
    for number in range(5):
        compositor = Child([world.compositor_program, path], world.environment, stderr=subprocess.DEVNULL)
        compositor.wait_for("ready")
        wait_until(lambda: state() == "up", lambda: f"wayland up, but {world.get('GetStatus')['sources']}")
        compositor.wait_for("notification")
        if number % 3 == 0:
            compositor.tell("flood 1000")
            # Who contradicts itself so is not believed for a while, or until somebody asks again. With
            # version 2 of the protocol the daemon asks back, and never hears it as a contradiction.
            compositor.tell("seat+")
            compositor.wait_for("notification 1")  # all of it was read
            world.get("GetStatus")
            world.daemon.send_signal(signal.SIGHUP)
            wait_until(lambda: state() == "up", "believed")
        elif number % 3 == 1:
            compositor.tell("protocol")
        world.get("GetStatus")
        compositor.end()
        wait_until(lambda: state() != "up", "wayland down")
    for name in (path, path + ".lock"):
        with contextlib.suppress(FileNotFoundError):
            os.unlink(name)
    wait_until(lambda: world.get("GetStatus")["presence"] in ("unknown", "active", "away"), "presence")
    return "5 times, also after a protocol error and 1000 events that cannot be true", "found again each time"


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
