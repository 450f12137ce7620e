# SPDX-License-Identifier: MIT
"""Clients that send or want too much."""

import contextlib
import random
import resource
import select
import time

from attacks import (DEPTH_MAX, MESSAGE_MAX_BYTES, PEERS_MAX, STATUS, WITNESS_PEERS, expect_closed, header, pause,
                     sized)
from rows import CLIENTS, row
from wire import INTERFACE, Failure, call, expect

# -- too much --------------------------------------------------------------------------------------


def peak_growth_kib(gauge, function):
    before = gauge.rss_kib()
    gauge.reset_peak()
    value = function()
    return value, max(gauge.peak_kib() - before, 0)


def expect_room(gauge, growth_kib, limit_kib):
    if not gauge.is_sanitized:
        expect(growth_kib <= limit_kib, f"took {growth_kib} KiB more, at most {limit_kib} expected")


@row(CLIENTS, "message too long")
def too_long(world, gauge):
    def attack():
        with world.client() as client:
            client.send(sized(MESSAGE_MAX_BYTES))
            expect("seatedUSec" in client.read()["parameters"])
        for size in (MESSAGE_MAX_BYTES + 1, 17 << 20):
            with world.client() as client:
                client.send(sized(size))
                client.expect_end()
        with world.client() as client:
            expect(not client.send(b"x" * (20 << 20)), "20 MiB were read")
            client.expect_end()
    _, growth = peak_growth_kib(gauge, attack)
    expect_room(gauge, growth, 8 << 10)
    return "1 MiB; 1 MiB + 1, 17 MiB, 20 MiB without NUL", f"answered; closed; at most {growth} KiB more"


@row(CLIENTS, "depth")
def depth(world, _):
    def nested(count, before, after):
        return header('"a.b":' + before * count + "1" + after * count)

    with world.client() as client:
        client.send(nested(DEPTH_MAX - 1, "[", "]"))
        expect("seatedUSec" in client.read()["parameters"])
        client.send(nested(DEPTH_MAX - 1, '{"a":', "}"))
        expect("seatedUSec" in client.read()["parameters"])
    messages = [nested(count, *pair) for count in (DEPTH_MAX, 2000, 100000)
                for pair in (("[", "]"), ('{"a":', "}"))] + [header('"a.b":' + "[" * 500000)]
    expect_closed(world, messages)
    return f"{DEPTH_MAX}; {DEPTH_MAX + 1}, 2000, 100000 deep", "answered; closed"


@row(CLIENTS, "very many members")
def many_members(world, gauge):
    # The sanitizer's strict look at strings takes time by the square of it.
    n_names, n_numbers = (2000, 10000) if gauge.is_sanitized else (80000, 400000)
    names = ",".join(f'"k{i}":0' for i in range(n_names))
    numbers = ",".join("0" for _ in range(n_numbers))

    def attack():
        with world.client() as client:
            began = time.monotonic()
            client.expect_error(pause(names), "InvalidParameter", parameter="k0")
            client.send(header('"a.b":[%s]' % numbers))
            expect("seatedUSec" in client.read()["parameters"])
            return time.monotonic() - began
    seconds, growth = peak_growth_kib(gauge, attack)
    expect_room(gauge, growth, 64 << 10)
    return f"{n_names} parameters; {n_numbers} elements", f"answered in {seconds * 1000:.0f} ms, at most {growth >> 10} MiB more"


@row(CLIENTS, "10000 calls at once")
def pipelined(world, _):
    began = time.monotonic()
    with world.client() as client:
        n_sent = 0
        client.sock.setblocking(False)
        data = b"".join(call(f"M{i}") for i in range(10000))
        received = []
        n_received = 0
        deadline = time.monotonic() + 30
        while n_received < 10000 and time.monotonic() < deadline:
            with contextlib.suppress(BlockingIOError):
                n_sent += client.sock.send(data[n_sent:n_sent + 65536]) if n_sent < len(data) else 0
            with contextlib.suppress(BlockingIOError):
                received.append(client.sock.recv(1 << 18))
                n_received += received[-1].count(b"\0")
    seconds = time.monotonic() - began
    frames = b"".join(received).split(b"\0")
    expect(len(frames) == 10001, "replies", len(frames) - 1)
    for i in range(10000):
        expect(f'{INTERFACE}.M{i}"'.encode() in frames[i], i, frames[i])
    return "10000 calls pipelined", f"answered in order in {seconds:.2f} s"


@row(CLIENTS, "call behind a stream")
def behind_a_stream(world, _):
    with world.client() as client:
        client.send(call("Monitor", more=True) + STATUS * 100)
        expect(client.read()["parameters"]["event"] == "snapshot")
        world.get("Pause")
        world.get("Resume")
        n_events = 0
        end = time.monotonic() + 0.2
        while time.monotonic() < end:
            with contextlib.suppress(Failure):
                expect("event" in client.read(0.05)["parameters"], "a reply in the stream")
                n_events += 1
        expect(n_events >= 2)
    return "100 calls behind Monitor", f"none begun; {n_events} events came"


@row(CLIENTS, "never reads replies")
def never_reads(world, gauge):
    question = call("GetConfiguration")

    def attack():
        clients = [world.client() for _ in range(16)]
        n_sent = []
        for client in clients:
            client.sock.setblocking(False)
            sent = 0
            quiet_sec = 0.0
            while quiet_sec < 0.02:
                with contextlib.suppress(BlockingIOError):
                    sent += client.sock.send((question * 200)[sent % len(question):])
                    quiet_sec = 0.0
                    continue
                time.sleep(0.002)
                quiet_sec += 0.002
            n_sent.append(sent)
        return clients, n_sent
    (clients, n_sent), growth = peak_growth_kib(gauge, attack)
    expect_room(gauge, growth, 16 * 2048)
    # One of them begins to read after all.
    client, sent = clients[0], n_sent[0]
    client.sock.settimeout(20)
    replies = client.read_many(sent // len(question))
    expect(all("settings" in reply["parameters"] for reply in replies))
    for client in clients:
        client.sock.close()
    return (f"16 clients, {sum(n_sent) >> 10} KiB of calls till nothing was taken",
            f"at most {growth} KiB more; then {len(replies)} replies to one that reads")


@row(CLIENTS, "subscribers that do not read")
def deaf_subscribers(world, gauge):
    reason = "x" * 255

    def attack():
        deaf = [world.client() for _ in range(20)]
        for client in deaf:
            client.send(call("Monitor", more=True))
        n_events = 0
        with world.client() as reader, world.client() as driver:
            reader.follow()
            # In small portions: who reads is not to be dropped.
            while n_events < 12000 and not is_dropped(deaf[-1]):
                driver.send((call("Pause", {"reason": reason}) + call("Resume")) * 10)
                driver.read_many(20)
                reader.read_many(20)
                n_events += 20
        n_dropped = sum(is_dropped(client) for client in deaf)
        for client in deaf:
            client.sock.close()
        return n_events, n_dropped

    def is_dropped(client):
        poll = select.poll()
        poll.register(client.sock, 0)
        return bool(poll.poll(0))

    (n_events, n_dropped), growth = peak_growth_kib(gauge, attack)
    world.get("Resume")
    expect(n_dropped == 20, f"{n_dropped} of 20 dropped after {n_events} events")
    expect_room(gauge, growth, 20 * 2048 + 20 * 1024)
    return f"20 subscribers, {n_events} events", f"all dropped at 2 MiB each, {growth >> 10} MiB at most; readers lost nothing"


@row(CLIENTS, "flood of oneway calls")
def oneway_flood(world, _):
    began = time.monotonic()
    with world.client() as client:
        client.send(call("GetStatus", oneway=True) * 25000)
        client.send(call("Nosuch", oneway=True) * 25000)
        expect("seatedUSec" in client.get("GetStatus"))
    return "50000 calls", f"no reply to any, the next call is answered; {time.monotonic() - began:.2f} s"


@row(CLIENTS, "3000 connections")
def many_connections(world, gauge):
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    count = min(3000, hard - 200)
    clients = []
    try:
        for _ in range(count):
            clients.append(world.client())
        served = refused = 0
        for client in clients:
            client.send(STATUS)
        for client in clients:
            if client.read() is None:
                refused += 1
            else:
                served += 1
        fds = gauge.fds()
    finally:
        for client in clients:
            client.sock.close()
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    expect(served == PEERS_MAX - WITNESS_PEERS, "served", served)
    return f"{count} connections at a time", f"{served} served beside the witness, {refused} closed at once; {fds} fds"


@row(CLIENTS, "connects and leaves")
def connects_and_leaves(world, _):
    for number in range(3000):
        with world.client() as client:
            if number % 3 == 1:
                client.send(STATUS)
            elif number % 3 == 2:
                client.send(STATUS[:20])
    return "3000 connections one after the other", "none kept"


@row(CLIENTS, "garbage again and again")
def complaints(world, _):
    size = world.log_size()
    for _ in range(2000):
        with world.client() as client:
            client.send(b"garbage\0")
            client.expect_end()
    n_lines = world.log(size).count("\n")
    expect(n_lines <= 10, n_lines, "lines of log")
    return "2000 connections with garbage", f"closed; {n_lines} lines of log"


@row(CLIENTS, "one after the other, many deep")
def reuse_of_descriptors(world, _):
    """Descriptor numbers come again at once: a stale event would be heard by the next one, or not at all."""
    dice = random.Random(3)
    clients = []
    for _ in range(2000):
        if clients and (len(clients) > 60 or dice.random() < 0.5):
            client = clients.pop(dice.randrange(len(clients)))
            if dice.random() < 0.5:
                expect("seatedUSec" in client.get("GetStatus"))
            client.sock.close()
        else:
            clients.append(world.client())
            if dice.random() < 0.2:
                clients[-1].send(STATUS * 3)
                clients[-1].read_many(3)
    for client in clients:
        expect("seatedUSec" in client.get("GetStatus"))
        client.sock.close()
    return "2000 comings and goings", "whoever asked was answered"
