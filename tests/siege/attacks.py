# SPDX-License-Identifier: MIT
"""What clients do: broken messages, too many, too large, too slow, and those that leave."""

import array
import contextlib
import os
import random
import signal
import socket
import time

from rows import CLIENTS, Skip, row
from wire import INTERFACE, SERVICE, call, expect, wait_until

STATUS = call("GetStatus")
MESSAGE_MAX_BYTES = 1 << 20
DEPTH_MAX = 32
PEERS_MAX = 128
ECHO_MAX_BYTES = 256
WITNESS_PEERS = 2
OTHER_UID = 65534


def header(text):
    """A call of GetStatus with that in its header."""
    return ('{"method":"%s.GetStatus",%s}' % (INTERFACE, text)).encode() + b"\0"


def pause(text):
    """A call of Pause with these parameters."""
    return ('{"method":"%s.Pause","parameters":{%s}}' % (INTERFACE, text)).encode() + b"\0"


def expect_closed(world, messages):
    """Each closes the connection without a reply, and what came before it is answered."""
    for message in messages:
        with world.client() as client:
            client.send(message)
            client.expect_end()
        with world.client() as client:
            client.send(STATUS + message + STATUS)
            expect("seatedUSec" in client.read()["parameters"])
            client.expect_end()
    return f"{len(messages)} messages, alone and between two calls", "closed, no reply; the call before is answered"


def sized(size):
    """A call of that many bytes with its NUL."""
    one = STATUS[:-1]
    return one + b" " * (size - len(STATUS)) + b"\0"


# -- cut in pieces ---------------------------------------------------------------------------------


@row(CLIENTS, "single bytes")
def single_bytes(world, _):
    with world.client() as client:
        for _ in range(5):
            for byte in STATUS:
                client.send(bytes([byte]))
            expect("seatedUSec" in client.read()["parameters"])
        return f"5 calls in {5 * len(STATUS)} writes", "5 answered"


@row(CLIENTS, "many messages in one write")
def many_in_one_write(world, _):
    with world.client() as client:
        client.send(b"".join(call(f"M{i}") for i in range(1000)))
        for i, reply in enumerate(client.read_many(1000)):
            expect(reply["parameters"]["method"] == f"{INTERFACE}.M{i}", i, reply)
    return "1000 calls in one write", "1000 answered, in order"


@row(CLIENTS, "cut anywhere")
def cut_anywhere(world, _):
    dice = random.Random(7)
    data = b"".join(call(f"M{i}") for i in range(2000))
    n_pieces = 0
    with world.client() as client:
        while data:
            size = dice.choice((1, 3, 50, 1000, 16384, 16385))
            client.send(data[:size])
            data = data[size:]
            n_pieces += 1
        for i, reply in enumerate(client.read_many(2000)):
            expect(reply["parameters"]["method"] == f"{INTERFACE}.M{i}", i, reply)
    return f"2000 calls in {n_pieces} pieces", "2000 answered, in order"


@row(CLIENTS, "the end in a message")
def end_in_a_message(world, _):
    for size in range(1, len(STATUS)):
        with world.client() as client:
            client.send(STATUS[:size])
            client.end_writing()
            client.expect_end()
    return f"{len(STATUS) - 1} beginnings of a call, then EOF", "closed, no reply"


@row(CLIENTS, "writing side closed after calls")
def half_closed(world, _):
    with world.client() as client:
        client.send(STATUS * 500)
        client.end_writing()
        client.read_many(500)
        client.expect_end()
    return "500 calls, then EOF", "500 answered, then closed"


@row(CLIENTS, "writing side closed in a stream")
def half_closed_stream(world, _):
    clients = [world.client() for _ in range(20)]
    for client in clients:
        client.send(call("Monitor", more=True))
        client.end_writing()
        client.read()
    world.get("Pause")
    world.get("Resume")
    for client in clients:
        events = [client.read()["parameters"]["event"] for _ in range(2)]
        expect(len(events) == 2, events)
        client.sock.close()
    return "20 subscribers, EOF, then gone", "events go on; all of them freed"


# -- messages that are none ------------------------------------------------------------------------


@row(CLIENTS, "no object")
def no_object(world, _):
    return expect_closed(world, [text + b"\0" for text in (
        b"", b" ", b"garbage", b"GET / HTTP/1.1\r\n\r\n", b"[]", b"[" + STATUS[:-1] + b"]", b'"x"', b"7",
        b"null", b"true", b"{}", b"{", b"}", b"\x7fELF\x02\x01\x01", os.urandom(300).replace(b"\0", b"\1"))])


@row(CLIENTS, "two objects, something behind")
def trailing(world, _):
    one = STATUS[:-1]
    return expect_closed(world, [text + b"\0" for text in (
        one + one, one + b" x", one + b",", one + b"}", one[:-1], one[:-1] + b",}")])


@row(CLIENTS, "JSON that is none")
def bad_json(world, _):
    return expect_closed(world, [pause(text) for text in (
        '"durationUSec":NaN', '"durationUSec":Infinity', '"durationUSec":-Infinity', '"durationUSec":01',
        '"durationUSec":1.', '"durationUSec":.5', '"durationUSec":+1', '"durationUSec":0x10',
        '"durationUSec":1e', '"reason":TRUE', '"reason":nul', "'reason':\"x\"", '"reason":\'x\'',
        '"reason":"x",', 'reason:"x"', '"reason" "x"', '"reason":"\n"', '"reason":"\x01"', '"reason":"\\x"',
        '"reason":"\\u12"', '"reason":"\\u0000"')])


@row(CLIENTS, "comments")
def comments(world, _):
    one = STATUS[:-1]
    return expect_closed(world, [text + b"\0" for text in (
        b"/**/" + one, one + b"/**/", b"//\n" + one, b"#\n" + one, one.replace(b":", b":/**/"))])


@row(CLIENTS, "not UTF-8")
def not_utf8(world, _):
    texts = (b"\xff", b"\xc0\x80", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\xe2\x82", b"\\ud800", b"\\udc00\\ud800")
    messages = [pause('"reason":"@"').replace(b"@", text) for text in texts]
    return expect_closed(world, messages + [b"\xef\xbb\xbf" + STATUS, header('"a.b":"@"').replace(b"@", b"\xff")])


@row(CLIENTS, "the same key twice")
def same_key_twice(world, _):
    return expect_closed(world, [
        header(f'"method":"{INTERFACE}.GetStatus"'), header('"parameters":{},"parameters":{}'),
        header('"more":false,"more":false'), pause('"reason":"x","reason":"x"'),
        pause('"reason":"x","\\u0072eason":"y"'), header('"a.b":{"c":1,"c":2}')])


@row(CLIENTS, "header members")
def header_members(world, _):
    closed = expect_closed(world, [
        b'{"parameters":{}}\0', b'{"method":null}\0', b'{"method":7}\0', b'{"method":["a.b.C"]}\0',
        *(header(text) for text in (
            '"unknown":1', '"unknown":null', '"Method":"x"', '"":1', '"error":"a.b.C"', '"continues":true',
            '"parameters":[]', '"parameters":"x"', '"parameters":7'))])
    with world.client() as client:
        for text in ('"parameters":null', '"org.example":{"x":1}', '"more":false,"oneway":false,"upgrade":false'):
            client.send(header(text))
            expect("seatedUSec" in client.read()["parameters"])
    return closed[0] + "; 3 good ones", closed[1] + "; null, a.b and false are let be"


@row(CLIENTS, "flags")
def flags(world, _):
    closed = expect_closed(world, [header(text) for text in (
        '"more":1', '"more":"true"', '"oneway":0', '"upgrade":[]', '"more":true,"oneway":true',
        '"more":true,"upgrade":true', '"oneway":true,"upgrade":true')])
    with world.client() as client:
        client.expect_error(header('"upgrade":true'), "MethodNotImplemented", method=INTERFACE + ".GetStatus")
        client.expect_error(call("Monitor"), "ExpectedMore")
        expect("continues" not in client.call("GetStatus", more=True))
    return closed[0] + "; upgrade, more", closed[1] + "; errors of their own, the connection stays"


@row(CLIENTS, "parameters")
def parameters(world, _):
    wrong = ["5.5", '"5"', "true", "{}", "[]", "0", "-1", "1e400", "9223372036854775807",
             "9223372036854775808", "18446744073709551616", "-9223372036854775809", "1" + "0" * 400, "1e15.5"[:4] + "99"]
    with world.client() as client:
        for text in wrong:
            client.expect_error(pause(f'"durationUSec":{text}'), "InvalidParameter", parameter="durationUSec")
        client.expect_error(pause('"reason":7'), "InvalidParameter", parameter="reason")
        client.expect_error(pause('"reason":"%s"' % ("x" * 256)), "InvalidParameter", parameter="reason")
        client.expect_error(pause('"nosuch":null'), "InvalidParameter", parameter="nosuch")
        client.expect_error(call("SetMeeting"), "InvalidParameter", parameter="active")
        for active in (None, 1, "true", []):
            client.expect_error(call("SetMeeting", {"active": active}), "InvalidParameter", parameter="active")
        client.expect_error(call("Respond", {"answer": "explode"}), "InvalidParameter", parameter="answer")
        client.expect_error(call("GetStatus", {"x": 1}), "InvalidParameter", parameter="x")
        expect(client.get("Pause", {"durationUSec": 5.0e6, "reason": None})["untilUSec"] > 0)
        client.get("Resume")
    return f"{len(wrong) + 10} bad values, 1 odd one", "InvalidParameter with the name each; 5e6 and null taken"


@row(CLIENTS, "names nobody has")
def unknown_names(world, _):
    long = "x" * 300000
    with world.client() as client:
        client.expect_error(call("org.example.No.Method"), "InterfaceNotFound", interface="org.example.No")
        client.expect_error(call("Nosuch"), "MethodNotFound", method=INTERFACE + ".Nosuch")
        client.expect_error(b'{"method":""}\0', "MethodNotFound", method="")
        client.expect_error(b'{"method":"x"}\0', "MethodNotFound", method="x")
        replies = [client.call(long + ".x"), client.call("x." + long), client.call("GetStatus", {long: 1})]
        for reply in replies:
            expect(all(len(value) <= ECHO_MAX_BYTES for value in reply["parameters"].values()), str(reply)[:500])
    return "4 names; 3 of 300 kB", f"told which; cut to {ECHO_MAX_BYTES} bytes"


# -- too slow, or gone -----------------------------------------------------------------------------


@row(CLIENTS, "slow-loris")
def slow_loris(world, _):
    clients = [world.client() for _ in range(100)]
    for i in range(20):
        for client in clients:
            client.send(STATUS[i:i + 1])
        expect("seatedUSec" in world.get("GetStatus"))
    for client in clients:
        client.expect_silence(0)
        client.sock.close()
    return "100 clients, a byte at a time", "others served between; the time-out: see the last rows"


@row(CLIENTS, "descriptors passed along")
def descriptors_passed(world, gauge):
    before = gauge.fds()
    with world.client() as client:
        for i in range(20):
            fds = [client.sock.fileno() if i % 2 else 0] * 100
            client.sock.sendmsg([STATUS], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", fds))])
            expect("seatedUSec" in client.read()["parameters"])
            client.sock.sendmsg([b" "], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", fds))])
        during = gauge.fds()
    expect(during <= before + 1, f"{during - before} descriptors more")
    return "4000 descriptors, also the socket itself", "none taken; calls answered"


def fork_client(function):
    """Runs it in a process of its own. Returns the process id."""
    pid = os.fork()
    if pid == 0:
        status = 1
        try:
            function()
            status = 0
        finally:
            os._exit(status)
    return pid


def reap(pid):
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


@row(CLIENTS, "killed in a stream")
def killed_in_a_stream(world, gauge):
    before = gauge.fds()

    def live():
        client = world.client()
        client.follow()
        signal.pause()
    pids = [fork_client(live) for _ in range(20)]
    wait_until(lambda: gauge.fds() == before + 20, lambda: gauge.fds())
    for pid in pids:
        os.kill(pid, signal.SIGKILL)
        reap(pid)
    world.get("Pause")
    world.get("Resume")
    return "20 subscribers killed, then events", "all freed"


@row(CLIENTS, "killed in a message and in a reply")
def killed_anywhere(world, _):
    def live(number):
        client = world.client(buffer_bytes=4096)
        if number % 2:
            client.send(sized(1 << 19)[:-1])
        else:
            client.sock.setblocking(False)
            with contextlib.suppress(BlockingIOError):
                for _ in range(1000):
                    client.sock.send(call("GetConfiguration"))
        os.kill(os.getpid(), signal.SIGKILL)
    for pid in [fork_client(lambda i=i: live(i)) for i in range(20)]:
        reap(pid)
    return "20 clients", "all freed"


@row(CLIENTS, "other users")
def other_user(world, _):
    if os.getuid() != 0:
        raise Skip("only root can be another user")
    paths = [world.directory, world.runtime, world.runtime + "/backcare", world.path]

    def attack():
        os.setgroups([])
        os.setgid(OTHER_UID)
        os.setuid(OTHER_UID)
        for _ in range(10):
            with world.client() as client:
                client.send(STATUS)
                client.expect_end()
    # The directory alone keeps them away; here it is open to all, and the credentials have to.
    modes = [os.stat(path).st_mode for path in paths]
    try:
        for path in paths:
            os.chmod(path, 0o777)
        code = reap(fork_client(attack))
    finally:
        for path, mode in zip(paths, modes):
            os.chmod(path, mode)
    expect(code == 0, "another user was served")
    expect(modes[-1] & 0o777 == 0o600 and modes[-2] & 0o777 == 0o700, [oct(mode) for mode in modes])
    return f"10 connections of uid {OTHER_UID}, directory open", "closed, no reply; else 0700 and 0600"


# -- what it may not lead to -----------------------------------------------------------------------


@row(CLIENTS, "lines for the log")
def log_injection(world, _):
    size = world.log_size()
    evil = "x\n<0>backcared: forged\r\x1b[2J\x9b31m\u202e\x7f\u2028y"
    reason = evil.replace("\n", "\\n").replace("\r", "\\r").replace("\x1b", "\\u001b")
    with world.client() as client:
        client.call("a." + evil)
        client.call(evil + ".B")
        client.call("GetStatus", {evil: 1})
        client.call("Respond", {"answer": evil})
        client.call("Respond", {"answer": "done", "id": evil})
        client.call("PromptNow", {"entry": evil})
        client.call("ReportPresence", {"source": evil, "presence": "active", "validUSec": 1000000})
        client.call("SetPosture", {"posture": "sitting", "source": evil})
        client.call("Pause", {"reason": evil, "durationUSec": 1000000})
        client.get("GetStatus")
        client.get("Explain")
        client.get("Resume")
        client.send(pause('"reason":"%s"' % reason) + b"{" + evil.encode() + b"\0")
        client.read()
        client.expect_end()
    log = world.log(size)
    expect("forged" not in log.replace("\\x0a", "") or "\n<0>" not in log, log)
    expect(all(line.startswith("backcared: ") for line in log.splitlines() if line), log)
    expect(all(char.isprintable() or char == "\n" for char in log), repr(log))
    return "a line end, escapes and controls in 10 places", "no line of its own, nothing unprintable"


@row(CLIENTS, "anything at all")
def mutations(world, _):
    seeds = [STATUS, call("Monitor", more=True), call("Pause", {"durationUSec": 5000000, "reason": "x"}), call("Resume"),
             call("SetPosture", {"posture": "standing", "source": "desk", "validUSec": 60000000}),
             call("Respond", {"answer": "snooze", "durationUSec": 60000000}), call("Explain", {"limit": 3}),
             call(SERVICE + ".GetInfo"), call(SERVICE + ".GetInterfaceDescription", {"interface": INTERFACE}),
             call("CorrectPresence", {"sinceUSec": 1, "untilUSec": 2, "counts": "away"})]
    pieces = [b'"', b"{", b"}", b"[", b"]", b":", b",", b"\0", b"\\", b"\\u00e4", b"\xc3\xa4", b"null", b"true", b"-1",
              b"1e99", b"9" * 30, b'"more":true', b"\xff", b"\n"]
    dice = random.Random(11)
    n_messages = n_closed = 0
    clients = [world.client() for _ in range(8)]
    end = time.monotonic() + 1.5
    while time.monotonic() < end:
        i = dice.randrange(len(clients))
        data = bytearray(dice.choice(seeds))
        for _ in range(dice.randrange(3)):
            at = dice.randrange(len(data))
            data[at:at + dice.randrange(3)] = dice.choice(pieces)
        clients[i].sock.setblocking(False)
        n_messages += 1
        try:
            clients[i].sock.send(data)
            while clients[i].sock.recv(1 << 16):
                pass
            raise BrokenPipeError
        except BlockingIOError:
            pass
        except (BrokenPipeError, ConnectionResetError):
            n_closed += 1
            clients[i].sock.close()
            clients[i] = world.client()
    for client in clients:
        client.sock.close()
    with world.client() as client:
        client.get("Resume")
        client.get("SetPosture", {"posture": "sitting"})
        client.get("SetMeeting", {"active": False})
    return f"{n_messages} changed calls on 8 connections", f"{n_closed} closed, all others went on"
