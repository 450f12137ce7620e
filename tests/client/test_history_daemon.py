# SPDX-License-Identifier: MIT
"""The history through the real daemon and client: what comes out goes in again, here and on other machines."""

import contextlib
import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time

from daemon_client import start_daemon
from run_client import DEADLINE_SEC, World, expect, main, rows

DAEMON = os.path.abspath(sys.argv.pop(2))
SECOND = 1000000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
BEGIN = 1773014400 * SECOND  # 2026-03-09 00:00 UTC, a Monday
NOTES = ('plain', '', 'Grüße, "so"\nand so\r\n', ' \t ', "=1+1", "\x1b[31m\x7f\u0085\u202e", '";,')


def made_up(machine, count):
    """Entries of every type, with everything that may be in them or be left out."""
    choice = random.Random(machine)
    entries = []
    when = BEGIN
    for number in range(count):
        entry = {"id": f"{machine}-{number:06}", "startUSec": when}
        kind = number % 20
        if kind < 10:
            entry |= {"type": "spell", "what": choice.choice(("seated", "standing", "away")), "durationUSec": 17 * MINUTE}
        elif kind < 15:
            entry |= {"type": "prompt", "what": choice.choice(("done", "claimed", "skipped")), "entry": "walk-five-easy",
                      "details": {"kind": "walk", "cause": "limit"}, "durationUSec": 0}
        else:
            entry |= {"type": ("massage", "checkin", "safety", "plan", "massage")[kind - 15], "what": "partner"}
            entry |= {"note": choice.choice(NOTES), "details": choice.choice(({}, {"by": "ball", "a": '"\\'}))}
        if choice.random() < 0.8:
            entry |= {"utcOffsetUSec": choice.choice((0, HOUR, -9 * HOUR - 30 * MINUTE)), "machine": machine}
        entries.append(entry)
        when += 20 * MINUTE
    return entries


def write(world, name, entries):
    path = os.path.join(world.directory, name)
    with open(path, "w", encoding="utf-8") as file:
        file.writelines(json.dumps(entry) + "\n" for entry in entries)
    return path


def exported(world, *options):
    """By id; without what the daemon itself recorded meanwhile."""
    lines = [json.loads(line) for line in world.run("export", "--until", "2026-11-01", *options).splitlines()]
    assert lines == sorted(lines, key=lambda entry: (entry["startUSec"], entry["id"])), "not in order"
    return {entry["id"]: entry for entry in lines}


def by_id(entries):
    return {entry["id"]: entry for entry in entries}


@rows(("all.jsonl",), ("all.csv",))
def test_export_forget_import(world, name):
    start_daemon(world, DAEMON)
    entries = made_up("a", 2500)
    world.run("import", write(world, "made-up.jsonl", entries))
    before = exported(world)
    days = world.run("stats", "week", "2026-03-15", "--json")
    # A field that is left out is given back as left out, or as the empty one it stands for.
    expect(before.keys() == by_id(entries).keys())
    for entry in entries:
        given = dict(before[entry["id"]])
        expect(given.get("details", {}) == entry.get("details", {}), given, entry)
        for field in ("id", "type", "startUSec", "durationUSec", "what", "entry", "utcOffsetUSec", "machine"):
            expect(given.get(field) == entry.get(field), field, given, entry)
        expect(given.get("note", "") == entry.get("note", ""), given, entry)
    path = os.path.join(world.directory, name)
    expect(world.run("export", "--until", "2026-11-01", path) == f"Wrote 2500 entries to {path}.\n")
    kept = {key: entry for key, entry in before.items() if entry["type"] in ("plan", "safety")}
    expect(world.run("forget", "2026-11-01", "--yes") == f"{2500 - len(kept)} entries are forgotten.\n")
    expect(exported(world) == kept and len(kept) == 250)
    expect(json.loads(world.run("stats", "week", "2026-03-15", "--json"))["days"] == [])
    expect(world.run("import", path) == f"{2500 - len(kept)} entries are new, {len(kept)} were here already.\n")
    expect(exported(world) == before)
    expect(world.run("stats", "week", "2026-03-15", "--json") == days)


def test_two_machines_in_either_order(world):
    """Also where both changed what both had from a third."""
    worlds = [World(world.program) for _ in range(2)]
    try:
        shared = made_up("old", 300)
        first = made_up("a", 900) + shared
        second = made_up("b", 900) + [dict(entry, what="changed") for entry in shared]
        files = [write(world, "a.jsonl", first), write(world, "b.jsonl", second)]
        for other, order in zip(worlds, (files, files[::-1])):
            start_daemon(other, DAEMON)
            expect(other.run("import", *order) == "2100 entries are new, 300 were here already.\n")
        one, two = (other.run("export", "--until", "2026-11-01") for other in worlds)
        expect(one == two and one.count("\n") == 2100, one.count("\n"))
        expect(worlds[0].run("stats", "month", "2026-04-01", "--json") == worlds[1].run("stats", "month", "2026-04-01", "--json"))
        # And from the one machine into the other: nothing is new.
        whole = os.path.join(world.directory, "whole.csv")
        worlds[0].run("export", whole, "--until", "2026-11-01")
        expect(worlds[1].run("import", whole) == "0 entries are new, 2100 were here already.\n")
        expect(worlds[1].run("export", "--until", "2026-11-01") == one)
    finally:
        for other in worlds:
            other.close()


def test_figures(world):
    start_daemon(world, DAEMON)
    day = BEGIN + 9 * HOUR
    spells = [("seated", 50, {}), ("away", 10, {}), ("seated", 30, {}), ("standing", 45, {}), ("seated", 5, {})]
    entries = []
    when = day
    for number, (what, minutes, details) in enumerate(spells):
        entries.append({"id": f"s{number}", "type": "spell", "what": what, "startUSec": when, "durationUSec": minutes * MINUTE,
                        "details": details})
        when += minutes * MINUTE
    entries.append({"id": "p", "type": "prompt", "what": "done", "startUSec": day + 50 * MINUTE, "durationUSec": 7 * MINUTE,
                    "details": {"kind": "walk"}})
    world.run("import", write(world, "day.jsonl", entries))
    printed = world.run("stats", "2026-03-09")
    expect(printed.startswith("Mon 9 Mar 2026\nSat      1h 25min, longest 50min\nStood    45min\nAway     10min\n"
                              "Prompts  1: 1 done\nWalked   7min\n"), printed)
    # Beginning at 04:00: the hours of 9, 10 and 11.
    expect(printed.endswith("    1h                ▃▃\n                      ██\n"
                            " 30min                ██ ██\n                      ██ ██ ▃▃\n"
                            "       4                 10                16                22\n"), printed)
    expect("Mon  9 Mar  1h 25min  ███████████████████    50min        1     1     0     7min\n"
           in world.run("stats", "week", "2026-03-10"))
    world.run("history", "remove", "s0")
    expect("Sat      35min, longest 30min\n" in world.run("stats", "2026-03-09"))
    world.run("history", "remove", "s0", code=1)
    expect("There is no such entry" in world.errors)


def test_what_stays(world):
    start_daemon(world, DAEMON)
    world.run("import", write(world, "x.jsonl", [{"id": "r", "type": "safety", "what": "none", "startUSec": BEGIN}]))
    world.run("history", "remove", "r", code=1)
    expect("stay" in world.errors, world.errors)
    expect("r" in exported(world))


def test_bad_entries_are_named_by_the_daemon(world):
    start_daemon(world, DAEMON)
    good = {"type": "spell", "what": "seated", "startUSec": BEGIN}
    bad = [dict(good, id="x" * 65), dict(good, id="a"), dict(good, id="b", what="w" * 65), dict(good, id="c", note="n" * 1025),
           dict(good, id="d", startUSec=-1), dict(good, id="e", durationUSec=-5), dict(good, id="f", utcOffsetUSec=19 * HOUR),
           dict(good, id="g", details={"A": "x"}), dict(good, id="h"), dict(good, id="i", startUSec=1 << 60)]
    path = write(world, "x.jsonl", bad)
    expect(world.run("import", path, code=1) == "2 entries are new, 0 were here already.\n8 bad lines were passed over.\n")
    for line in (1, 3, 4, 5, 6, 7, 8, 10):
        expect(f"{path}:{line}: " in world.errors, line, world.errors)
    expect(sorted(exported(world)) == ["a", "h"])


def test_interrupted_in_the_middle(world):
    """What it says is there is there, and the same again does the rest."""
    start_daemon(world, DAEMON)
    entries = made_up("a", 5000)
    path = write(world, "many.jsonl", entries)
    process = world.start("import", "-", stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    with open(path, "rb") as file:
        process.stdin.write(b"".join(file.readlines()[:2500]))
        process.stdin.flush()
    # It waits for the rest, having sent what was enough for a call.
    end = time.monotonic() + DEADLINE_SEC
    while len(exported(world)) < 2000:
        expect(time.monotonic() < end, "nothing arrives")
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    output, errors = process.communicate(timeout=DEADLINE_SEC)
    expect(process.returncode == -signal.SIGINT and output == b"", process.returncode, output)
    expect(errors == b"Stopped in standard input after line 2000. 2000 entries are new, 0 were here already.\n"
                     b"The same command again does the rest.\n", errors)
    expect(sorted(exported(world)) == [entry["id"] for entry in entries[:2000]])
    expect(world.run("import", path) == "3000 entries are new, 2000 were here already.\n")


def test_history_that_cannot_be_written(world):
    process = start_daemon(world, DAEMON)
    world.run("import", write(world, "a.jsonl", made_up("a", 10)))
    process.terminate()
    process.wait(DEADLINE_SEC)
    # A newer Backcare wrote it: it is left alone, and everybody who asks is told.
    database = os.path.join(world.directory, "backcare/history.db")
    with contextlib.closing(sqlite3.connect(database)) as file:
        file.execute("PRAGMA user_version = 1000")
    os.unlink(world.directory + "/notify")
    start_daemon(world, DAEMON)
    for line in (["history"], ["stats"], ["export"], ["import", world.directory + "/a.jsonl"], ["forget", "all", "--yes"]):
        expect(world.run(*line, code=1) == "")
        expect(world.errors.startswith("The history cannot be used now: "), line, world.errors)


main(list(globals().items()))
