# SPDX-License-Identifier: MIT
"""Clients that put much into the history, want all of it, and leave in the middle."""

import random

from floods import expect_room, peak_growth_kib
from rows import CLIENTS, row
from wire import call, expect

HISTORY = "io.github.backcare.History"
# Before anything that the daemon writes itself.
BEGAN_USEC = 1_000_000_000_000_000
LONG_AGO_USEC = 1_500_000_000_000_000
MINUTE_USEC = 60_000_000
LOT = 1000
# Of pages that wait for a client; see varlink_limits.h, and a page on top of it.
UNREAD_KIB = 256 + 512


def entries(prefix, count, note=None):
    for number in range(count):
        entry = {"id": f"{prefix}-{number}", "type": "spell", "startUSec": BEGAN_USEC + number * MINUTE_USEC,
                 "durationUSec": MINUTE_USEC, "what": "seated"}
        if note:
            entry["note"] = note
        yield entry


def import_call(prefix, count=LOT, note=None):
    return call(f"{HISTORY}.Import", {"entries": list(entries(prefix, count, note))})


def stream(client):
    """How many entries there are from before the daemon."""
    client.send(call(f"{HISTORY}.List", {"untilUSec": LONG_AGO_USEC, "limit": 1000}, more=True))
    return read_stream(client)


def read_stream(client):
    count = 0
    while True:
        reply = client.read()
        expect(reply is not None and "error" not in reply, reply)
        count += len(reply["parameters"]["entries"])
        if not reply.get("continues"):
            return count


def forget(world):
    with world.client() as client:
        return client.get(f"{HISTORY}.Forget", {"untilUSec": LONG_AGO_USEC})["removed"]


@row(CLIENTS, "many imports at once")
def imports(world, _):
    dice = random.Random(7)
    clients = [world.client() for _ in range(12)]
    # Three of each, which are the same.
    for number, client in enumerate(clients):
        expect(client.send(import_call(f"n{number // 3}")))
    for client in clients[::2]:
        with world.client() as other:
            expect("seatedUSec" in other.get("GetStatus"))
        if dice.random() < 0.7:
            client.sock.close()
    n_left = sum(client.sock.fileno() < 0 for client in clients)
    added = 0
    for client in clients:
        if client.sock.fileno() >= 0:
            reply = client.read()["parameters"]
            expect(reply["added"] + reply["present"] == LOT, reply)
            added += reply["added"]
            client.sock.close()
    with world.client() as client:
        total = stream(client)
    expect(total == 4 * LOT and added <= total, total, added)
    expect(forget(world) == total)
    return f"12 of {LOT} entries, {n_left} left in the middle", f"each entry once, {total} in all"


@row(CLIENTS, "long lists not read")
def unread_lists(world, gauge):
    with world.client() as client:
        for number in range(30):
            client.send(import_call(f"l{number}", 200, "n" * 900))
            expect(client.read()["parameters"]["added"] == 200)

    def attack():
        clients = [world.client() for _ in range(16)]
        for client in clients:
            client.send(call(f"{HISTORY}.List", {"limit": 1000}, more=True))
        with world.client() as reader:
            expect(stream(reader) == 6000)
        return clients
    clients, growth = peak_growth_kib(gauge, attack)
    expect_room(gauge, growth, 17 * UNREAD_KIB)
    expect(read_stream(clients[0]) >= 6000)
    for client in clients:
        client.sock.close()
    expect(forget(world) == 6000)
    return "16 clients, 6 MiB each", f"at most {growth} KiB more; then all of it to one that reads"


def spoil(dice, entry):
    """So that it is no entry any more."""
    name = dice.choice(("id", "type", "startUSec", "durationUSec", "what", "note", "details", "machine", "other"))
    entry[name] = {
        "id": ("", "a b", "x" * 65, "\u00fc", 5, None),
        "type": ("walk", "", 0, None),
        "startUSec": (-1, 253402300800000000, 1.5, "now", None),
        "durationUSec": (-1, 9223372036854775807, "long"),
        "what": ("", "x" * 65, 1, None),
        "note": ("x" * 1025, ["x"]),
        "details": ({"A": "b"}, {"": ""}, {"a": 1}, {"a": "x" * 1025}, {f"d{i}": "" for i in range(33)}, []),
        "machine": ("x" * 65, {}),
        "other": (None, 1),
    }[name]
    entry[name] = dice.choice(entry[name])
    return not (name == "other" and entry[name] is None)


@row(CLIENTS, "entries that are none", rounds=1)
def bad_entries(world, _):
    dice = random.Random(11)
    names = {}
    with world.client() as client:
        for number in range(2000):
            lot = list(entries(f"b{number}", 3))
            index = dice.randrange(3)
            if not spoil(dice, lot[index]):
                continue
            reply = client.call(f"{HISTORY}.Import", {"entries": lot})
            error = reply.get("error", "none").rpartition(".")[2]
            names[error] = names.get(error, 0) + 1
            expect(error in ("BadEntry", "InvalidParameter"), lot, reply)
            expect(error != "BadEntry" or reply["parameters"]["index"] == index, lot, reply)
        expect(stream(client) == 0)
    return f"{sum(names.values())} imports", ", ".join(f"{count} {name}" for name, count in sorted(names.items()))
