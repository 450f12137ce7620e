# SPDX-License-Identifier: MIT
"""backcarectl against a peer that misbehaves."""

import json
import os
import time

from peer import INTERFACE
from run_client import expect, main, rows
from samples import NOW, STATUS, changed, event

WHOLE = json.dumps({"parameters": STATUS}).encode() + b"\0"
MESSAGE_MAX = 1024 * 1024


def padded(size):
    """A good reply of exactly so many bytes with its NUL."""
    start = json.dumps({"parameters": STATUS}).encode()
    return start + b" " * (size - len(start) - 1) + b"\0"


def raw(data, hang_up=False):
    def handler(connection, _):
        connection.raw(data)
        if hang_up:
            connection.hang_up()

    return handler


@rows(
    (b"\0",),
    (b"hello\0",),
    (b"[]\0",),
    (b"null\0",),
    (b"{}{}\0",),
    (b'{"parameters":{}\0',),
    (b'{"parameters":[]}\0',),
    (b'{"parameters":"x"}\0',),
    (b'{"error":5}\0',),
    (b'{"error":{}}\0',),
    (b'{"continues":"yes"}\0',),
    (b'{"continues":true}\0',),
    (b'{"error":"a.B","continues":true}\0',),
    (b'{"parameters":{"version":"\xff"}}\0',),
    (b'{"parameters":{"a":1,"a":2}}\0',),
    (b'{"parameters":{"a":NaN}}\0',),
    (b'{"parameters":' + b'{"a":' * 40 + b"1" + b"}" * 41 + b"\0",),
    (padded(MESSAGE_MAX + 1),),
    (b" " * (MESSAGE_MAX + 1),),
)
def test_what_is_no_reply(world, data):
    world.listen(GetStatus=raw(data))
    expect(world.run("status", code=1) == "")
    expect("not understood" in world.errors, world.errors)
    expect(world.run("status", "--json", code=1) == "")


@rows((b"",), (b'{"parameters":',), (WHOLE[:-1],))
def test_closed_before_the_end(world, data):
    world.listen(GetStatus=raw(data, hang_up=True))
    expect(world.run("status", code=3) == "")
    expect("closed the connection" in world.errors, world.errors)


@rows(
    (b'{}\0', "{}"),
    (b'{"parameters":null}\0', "{}"),
    (b'{"parameters":{},"error":null,"continues":false}\0', "{}"),
    (b' \t\r\n{"parameters":{},"org.example":{"x":1},"new":[1]}\n\0', "{}"),
    (b'{"parameters":{"a":"\\u001b","b":"\x7f\xc2\x9b"}}\0', r'{"a":"\u001b","b":"\u007f\u009b"}'),
    (padded(MESSAGE_MAX), json.dumps(STATUS)),
)
def test_odd_but_good(world, data, parameters):
    world.listen(GetStatus=raw(data))
    printed = world.run("status", "--json")
    expect(json.loads(printed) == json.loads(parameters), printed)
    expect("\x7f" not in printed and "\x9b" not in printed and "\033" not in printed)
    world.run("status")
    world.run("status", "--line")


def test_reply_in_single_bytes(world):
    def handler(connection, _):
        for byte in WHOLE:
            connection.raw(bytes([byte]))

    world.listen(GetStatus=handler)
    expect(world.run("status", "--line") == "sitting 32min, walk in 13min\n")


def test_reply_ahead_of_the_close(world):
    world.listen(GetStatus=raw(WHOLE, hang_up=True))
    expect(world.run("status", "--line") == "sitting 32min, walk in 13min\n")


@rows(("status",), ("monitor",), ("status --watch",))
def test_silence(world, line):
    """Neither one byte nor one a second prolongs the five seconds."""
    world.listen(GetStatus=raw(b"{"), Monitor=raw(b"{"))
    begin = time.monotonic()
    expect(world.run(*line.split(), code=3) == "")
    expect("does not answer" in world.errors, world.errors)
    expect(4.9 < time.monotonic() - begin < 15)


def test_dripping(world):
    gone = []

    def handler(connection, _):
        for byte in WHOLE:
            try:
                connection.sock.sendall(bytes([byte]))
            except OSError:
                gone.append(True)
                return
            time.sleep(0.1)  # not waiting for anything: this is the misbehaviour

    world.listen(GetStatus=handler)
    begin = time.monotonic()
    world.run("status", code=3)
    expect("does not answer" in world.errors, world.errors)
    expect(time.monotonic() - begin < 15)


def test_listener_that_never_accepts(world):
    """Its queue fills; connecting is given up as well."""
    import socket

    os.makedirs(world.runtime + "/backcare", 0o700)
    listener = socket.socket(socket.AF_UNIX)
    path = world.runtime + "/backcare/" + INTERFACE
    listener.bind(path)
    listener.listen(0)
    filling = []
    while True:
        one = socket.socket(socket.AF_UNIX)
        one.setblocking(False)
        filling.append(one)
        try:
            one.connect(path)
        except BlockingIOError:
            break
    world.run("status", code=3)
    expect("does not answer" in world.errors, world.errors)
    for one in filling + [listener]:
        one.close()


def test_signals_do_not_disturb(world):
    """A stopped and continued client goes on waiting."""
    import signal
    import subprocess

    ready = []

    def handler(connection, _):
        ready[0].send_signal(signal.SIGSTOP)
        os.waitid(os.P_PID, ready[0].pid, os.WSTOPPED | os.WNOWAIT)
        ready[0].send_signal(signal.SIGCONT)
        connection.raw(WHOLE)

    import threading
    started = threading.Event()

    def waiting(connection, parameters):
        started.wait()
        handler(connection, parameters)

    world.listen(GetStatus=waiting)
    process = world.start("status", "--line", stdout=subprocess.PIPE)
    ready.append(process)
    started.set()
    expect(process.stdout.read() == b"sitting 32min, walk in 13min\n")
    expect(process.wait() == 0)


def test_text_that_would_steer_the_terminal(world):
    evil = "\033]0;owned\007\033[2J\u202e\u009b31m\n\rx"
    world.listen(
        GetStatus=lambda connection, _: connection.reply(changed(STATUS, warnings=[evil], version=evil)),
        PromptNow=lambda connection, _: connection.error("NothingFits", {"message": evil}),
    )
    for text in (world.run("status"), world.run("status", "--json")):
        expect(not any(sign in text for sign in "\033\007\u009b\r"), text)
    world.run("now", code=1)
    expect(not any(sign in world.errors for sign in "\033\007\u009b\r\u202e"), world.errors)
    world.run("\033[2J", code=2)
    expect("\033" not in world.errors, world.errors)
    world.run("pause", "--\033[2J", code=2)
    expect("\033" not in world.errors, world.errors)
    world.run("resume", "\033[2J", code=2)
    expect("\033" not in world.errors, world.errors)


def test_arguments_that_are_no_utf8(world):
    peer = world.listen(Pause=lambda connection, _: connection.reply({}))
    world.run("pause", "--reason", b"caf\xe9")
    expect(peer.calls[0][1]["reason"] == "caf\ufffd", peer.calls)


@rows(
    ([], False, 3, "closed the connection"),
    ([event("snapshot")], False, 3, "closed the connection"),
    ([event("snapshot")], True, 0, ""),
)
def test_stream_that_ends(world, events, finished, code, sentence):
    def handler(connection, _):
        for one in events:
            connection.reply(one, continues=not finished)
        if not finished:
            connection.hang_up()

    world.listen(Monitor=handler)
    printed = world.run("monitor", code=code)
    expect(len(printed.splitlines()) == len(events), printed)
    expect(sentence in world.errors, world.errors)


def test_stream_that_turns_into_an_error(world):
    def handler(connection, _):
        connection.reply(event("snapshot"), continues=True)
        connection.error("org.example.TooSlow", {"message": "you do not read"})

    world.listen(Monitor=handler)
    printed = world.run("monitor", "--json", code=1)
    expect("you do not read" in world.errors, world.errors)
    expect(json.loads(printed.splitlines()[1])["error"] == "org.example.TooSlow", printed)


def test_status_that_fails_while_watched(world):
    def status(connection, _):
        connection.error("org.varlink.service.PermissionDenied")

    world.listen(Monitor=lambda connection, _: connection.reply(event("snapshot"), continues=True),
                 GetStatus=status)
    world.run("status", "--watch", code=1)
    expect("does not let you" in world.errors, world.errors)


def test_time_of_another_age(world):
    """A daemon on a clock of its own: what it says is told as of its own time."""
    later = 40 * 365 * 24 * 3600 * 1000000
    world.listen(GetStatus=lambda connection, _: connection.reply(
        changed(STATUS, timeUSec=NOW + later, nextUSec=STATUS["nextUSec"] + later)))
    expect(world.run("status", "--line") == "sitting 32min, walk in 13min\n")


main(list(globals().items()))
