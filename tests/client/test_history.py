# SPDX-License-Identifier: MIT
"""stats, history, export, import and forget against a peer: what they ask for, what they print, and what goes wrong."""

import csv
import json
import os
import signal
import stat
import subprocess
import time

from peer import FAMILY, SERVICE
from run_client import DEADLINE_SEC, expect, main, rows
from samples import HOUR, MINUTE, NOW, STATUS, TODAY, changed

HISTORY = FAMILY + "History."
PAGE = 3


def entry(number, **fields):
    return dict({"id": f"0195-{number:04}", "type": "spell", "startUSec": NOW + number * HOUR, "durationUSec": 10 * MINUTE,
                 "what": "seated", "utcOffsetUSec": HOUR, "machine": "a1b2"}, **fields)


ENTRIES = [
    entry(0),
    entry(1, type="prompt", what="done", entry="walk-easy", details={"kind": "walk"}, durationUSec=0),
    entry(2, type="massage", what="partner", note='Good, "so"\nto say \x1b[31m', details={"by": "partner", "areas": "neck"}),
    entry(3, type="checkin", what="comfortable"),
    entry(4, type="safety", what="none", note=""),
    entry(5, type="plan", what="begun", details={}),
    entry(6),
]
del ENTRIES[3]["durationUSec"], ENTRIES[3]["utcOffsetUSec"], ENTRIES[4]["machine"]


class History:
    """As much of a daemon's as these tests want; the real one is in test_history_daemon.py."""

    def __init__(self, world, entries=()):
        self.entries = list(entries)
        self.delay_sec = 0
        self.peer = world.listen(**{
            "GetStatus": lambda connection, _: connection.reply(changed(STATUS, today=TODAY)),
            "History.List": self.list, "History.Import": self.take, "History.Forget": self.forget,
            "History.Remove": lambda connection, _: connection.reply({}),
            "History.GetDays": lambda connection, _: connection.reply({"days": []})})

    def list(self, connection, asked):
        found = [one for one in self.entries if asked.get("sinceUSec", 0) <= one["startUSec"] < asked.get("untilUSec", 1 << 60)
                 and (not asked.get("types") or one["type"] in asked["types"])]
        pages = [found[i : i + PAGE] for i in range(0, len(found), PAGE)] or [[]]
        for page in pages:
            connection.reply({"entries": page}, continues=page is not pages[-1])

    def take(self, connection, asked):
        time.sleep(self.delay_sec)
        for index, one in enumerate(asked["entries"]):
            if len(one["id"]) > 64:
                connection.error(HISTORY + "BadEntry", {"index": index, "id": one["id"], "problem": "the id is too long"})
                return
        known = {one["id"] for one in self.entries}
        new = [one for one in asked["entries"] if one["id"] not in known]
        self.entries += new
        connection.reply({"added": len(new), "present": len(asked["entries"]) - len(new)})

    def forget(self, connection, asked):
        stay = [one for one in self.entries if one["type"] in ("plan", "safety") or one["startUSec"] >= asked["untilUSec"]]
        removed = len(self.entries) - len(stay)
        self.entries = stay
        connection.reply({"removed": removed})

    def calls(self, name):
        return [parameters for called, parameters, _ in self.peer.calls if called == "History." + name]


def write(world, name, text):
    path = os.path.join(world.directory, name)
    with open(path, "w", encoding="utf-8", newline="") as file:
        file.write(text)
    return path


def read(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


def lines(entries):
    return "".join(json.dumps(one) + "\n" for one in entries)


# -- looking


@rows(
    (["stats"], {"firstDate": "2026-03-04", "lastDate": "2026-03-10"}),
    (["stats", "week", "today"], {"firstDate": "2026-03-04", "lastDate": "2026-03-10"}),
    (["stats", "day", "yesterday"], {"firstDate": "2026-03-09", "lastDate": "2026-03-09"}),
    (["stats", "yesterday"], {"firstDate": "2026-03-09", "lastDate": "2026-03-09"}),
    (["stats", "month", "2024-02-29"], {"firstDate": "2024-01-31", "lastDate": "2024-02-29"}),
    (["stats", "year", "2026-03-10"], {"firstDate": "2025-04-01", "lastDate": "2026-03-10"}),
)
def test_stats_asks_for(world, line, asked):
    history = History(world)
    expect("Nothing was recorded.\n" in world.run(*line))
    expect(history.calls("GetDays") == [asked], history.peer.calls)
    expect(json.loads(world.run(*line, "--json")) == {"days": []})


@rows((["stats", "decade"],), (["stats", "week", "2026-02-30"],), (["stats", "2026-03-10", "week"],),
      (["history", "show"],), (["history", "remove"],), (["history", "remove", "a", "--ids"],), (["history", "-n", "0"],),
      (["history", "--type", "nap"],), (["history", "--since", "12"],), (["history", "--since", "soon"],),
      (["history", "--since", "2026-03-10", "--until", "2026-03-08"],), (["export", "--format", "xml"],),
      (["export", "--format", "csv", "--json"],), (["import"],), (["forget"],), (["forget", "all"],),
      (["forget", "2026-01-01", "--json"],), (["forget", "soon", "--yes"],))
def test_wrong_usage(world, line):
    history = History(world, ENTRIES)
    expect(world.run(*line, code=2) == "")
    expect("Usage: backcarectl " + line[0] in world.errors, world.errors)
    expect(not any(history.calls(name) for name in ("Import", "Forget", "Remove")))


def test_history(world):
    History(world, ENTRIES)
    printed = world.run("history", "--ids")
    expect(printed.startswith("Tue 10 Mar 2026\n15:05 sitting      10min\n      0195-0000\n"), printed)
    expect('a partner, neck, “Good, "so" to say \\x1b[31m”' in printed, printed)
    expect(printed.count("\n      0195-") == len(ENTRIES), printed)
    expect(json.loads(world.run("history", "--json")) == {"entries": ENTRIES})
    expect(json.loads(world.run("history", "--json", "-n", "2")) == {"entries": ENTRIES[-2:]})
    expect(json.loads(world.run("history", "--json", "--since", "2026-03-10 15:05", "--until", "2026-03-10"))
           == {"entries": ENTRIES[1:]})
    expect(json.loads(world.run("history", "--json", "--since", "2026-03-10", "--until", "2026-03-10 19:05"))
           == {"entries": ENTRIES[:5]})
    expect(json.loads(world.run("history", "--json", "--type", "massage,check-in")) == {"entries": ENTRIES[2:4]})
    expect(json.loads(world.run("history", "--json", "--until", "2020-01-01")) == {"entries": []})


@rows(("999999", ""), ("1000000", "estimated 1s"))
def test_an_estimate_of_moments_is_not_told(world, estimated, told):
    """There is one at each start, until a source of presence answers."""
    History(world, [entry(0, details={"estimated_usec": estimated})])
    printed = world.run("history")
    expect(("estimated" in printed) == bool(told) and told in printed, printed)


def test_history_asks_for_few_days_first(world):
    now = int(time.time()) * 1000000
    history = History(world, [entry(i, startUSec=now - (40 - i) * HOUR) for i in range(40)])
    expect(len(json.loads(world.run("history", "--json"))["entries"]) == 20)
    expect(len(history.calls("List")) == 1, history.calls("List"))
    shown = json.loads(world.run("history", "--json", "-n", "30"))["entries"]
    expect(shown == history.entries[10:], shown)


@rows(("history",), ("history", "--since", "3d"), ("history", "--type", "massage"))
def test_empty_history(world, *line):
    History(world)
    expect("Nothing was recorded there." in world.run(*line))


def test_remove(world):
    history = History(world, ENTRIES)
    expect(world.run("history", "remove", "0195-0002") == "Removed.\n")
    expect(history.calls("Remove") == [{"id": "0195-0002"}])


@rows(
    ("history remove x", "Remove", "NoSuchEntry", {"id": "x"}, "There is no such entry; `backcarectl history --ids`"),
    ("history remove x", "Remove", "EntryKept", {"id": "x", "message": "Reports stay."}, "Reports stay.\n"),
    ("history", "List", "StorageFailed", {"message": "No space."}, "The history cannot be used now: No space.\n"),
    ("stats", "GetDays", "StorageFailed", {"message": "No space."}, "The history cannot be used now: No space.\n"),
    ("export", "List", "StorageFailed", {"message": "No space."}, "The history cannot be used now"),
    ("forget all --yes", "Forget", "StorageFailed", {"message": "No space."}, "The history cannot be used now"),
    ("history", "List", SERVICE + ".InterfaceNotFound", {}, "does not know how to do that"),
)
def test_refused(world, line, method, error, parameters, said):
    history = History(world, ENTRIES)
    name = error if "." in error else HISTORY + error
    history.peer.handlers["History." + method] = lambda connection, _: connection.error(name, parameters)
    expect(world.run(*line.split(), code=1) == "")
    expect(said in world.errors, world.errors)
    expect(json.loads(world.run(*line.split(), "--json", code=1))["error"] == name)


def test_no_daemon(world):
    path = write(world, "some.jsonl", lines(ENTRIES))
    for line in (["stats"], ["history"], ["export"], ["export", path + ".new"], ["import", path], ["forget", "all", "--yes"]):
        world.run(*line, code=3)
        expect("backcared is not running" in world.errors, line, world.errors)
    expect(not os.path.exists(path + ".new") and read(path) == lines(ENTRIES))


# -- out and in


@rows(("all.jsonl", []), ("all.csv", []), ("all", ["--format", "csv"]), ("all.csv", ["--format", "jsonl"]))
def test_there_and_back(world, name, options):
    history = History(world, ENTRIES)
    path = os.path.join(world.directory, name)
    expect(world.run("export", path, *options) == f"Wrote 7 entries to {path}.\n")
    expect(stat.S_IMODE(os.stat(path).st_mode) == 0o600)
    expect(world.run("import", path) == "0 entries are new, 7 were here already.\n")
    history.entries = []
    expect(world.run("import", path) == "7 entries are new, 0 were here already.\n")
    expect(history.entries == ENTRIES, history.entries)
    expect(sorted(os.listdir(world.directory)) == sorted([name, "bin", "config", "run"]), os.listdir(world.directory))


def test_export_to_the_standard_output(world):
    History(world, ENTRIES)
    expect([json.loads(line) for line in world.run("export").splitlines()] == ENTRIES)
    expect(world.run("export", "-", "--json") == world.run("export"))
    table = list(csv.DictReader(world.run("export", "--format", "csv", "--type", "massage").splitlines(keepends=True)))
    expect(len(table) == 1 and table[0]["note"] == ENTRIES[2]["note"], table)
    expect(table[0]["start"] == "2026-03-10T17:05:00+01:00", table)
    expect(json.loads(table[0]["details"]) == ENTRIES[2]["details"])


def test_export_of_nothing(world):
    History(world)
    path = os.path.join(world.directory, "x.csv")
    expect(world.run("export") == "")
    expect(json.loads(world.run("export", path, "--json")) == {"file": path, "entries": 0})
    expect(world.run("import", path) == "0 entries are new, 0 were here already.\n")


@rows(("nowhere/x.jsonl", "No such file or directory"), (".", "Is a directory"), ("/dev/full", "No space left on device"),
      ("/proc/x", "No such file or directory"), ("run/x" + "y" * 300, "File name too long"))
def test_export_that_cannot_be_written(world, path, why):
    History(world, ENTRIES)
    path = os.path.join(world.directory, path)
    expect(world.run("export", path, code=1) == "")
    expect(world.errors == f"{path} cannot be written: {why}.\n", world.errors)


def test_full_standard_output(world):
    History(world, [entry(i) for i in range(2000)])
    with open("/dev/full", "w", encoding="utf-8") as full:
        world.run("export", code=1, stdout=full)
        expect("No space left" in world.errors, world.errors)
        world.run("history", "--since", "2000-01-01", code=1, stdout=full)


def test_export_replaces_a_file_whole_or_not(world):
    history = History(world, ENTRIES)
    path = write(world, "old.jsonl", "what was there\n")
    for handler in (lambda connection, _: connection.error(HISTORY + "StorageFailed", {"message": "No."}),
                    lambda connection, _: (connection.reply({"entries": ENTRIES}, continues=True), connection.hang_up())):
        history.peer.handlers["History.List"] = handler
        world.run("export", path, code=3 if "hang_up" in handler.__code__.co_names else 1)
        expect(read(path) == "what was there\n")
        expect(os.listdir(world.directory).count("old.jsonl") == 1 and len(os.listdir(world.directory)) == 4)
    history.peer.handlers["History.List"] = history.list
    world.run("export", path)
    expect(read(path) == world.run("export"))


def test_export_through_a_link(world):
    """A link stays one, and what it leads to is replaced."""
    History(world, ENTRIES)
    path = write(world, "old.jsonl", "what was there\n")
    link = os.path.join(world.directory, "link.jsonl")
    os.symlink(path, link)
    world.run("export", link)
    expect(os.path.islink(link) and read(path) == world.run("export"))
    expect(stat.S_IMODE(os.stat(path).st_mode) == 0o600)


def test_export_to_a_fifo(world):
    History(world, ENTRIES)
    path = os.path.join(world.directory, "fifo")
    os.mkfifo(path)
    process = world.start("export", path, stdout=subprocess.DEVNULL)
    expect(len(read(path).splitlines()) == len(ENTRIES))
    expect(process.wait(DEADLINE_SEC) == 0 and stat.S_ISFIFO(os.stat(path).st_mode))


@rows((signal.SIGINT,), (signal.SIGTERM,), (signal.SIGHUP,))
def test_interrupted_export(world, number):
    history = History(world, ENTRIES)
    # The second page never comes.
    history.peer.handlers["History.List"] = lambda connection, _: connection.reply({"entries": ENTRIES}, continues=True)
    path = os.path.join(world.directory, "x.jsonl")
    process, terminal = world.start_on_terminal("export", path)
    history.peer.wait_for_calls("History.List", 1)
    process.send_signal(number)
    terminal.wait_for("Stopped. Nothing was written to " + path)
    expect(process.wait(DEADLINE_SEC) == -number)
    expect(sorted(os.listdir(world.directory)) == ["bin", "config", "run"], os.listdir(world.directory))


BAD = ['{"id": "1"', "", '{"id":"a","type":"spell","startUSec":1,"what":"x"}', "   ", "nonsense",
       '{"id":"' + "b" * 65 + '","type":"spell","startUSec":1,"what":"x"}', '{"id":"c","type":"spell","startUSec":1,"what":"x"}',
       '{"id":"' + "d" * 65 + '","type":"spell","startUSec":1,"what":"x"}', "{}"]


def test_bad_lines_are_named(world):
    history = History(world)
    path = write(world, "bad.jsonl", "\n".join(BAD))
    expect(world.run("import", path, code=1) == "2 entries are new, 0 were here already.\n5 bad lines were passed over.\n")
    expect(sorted(world.errors.splitlines()) == sorted([
        f"{path}:1: this is no JSON; passed over", f"{path}:5: this is no JSON; passed over",
        f"{path}:6: the id is too long; passed over", f"{path}:8: the id is too long; passed over",
        f"{path}:9: 'id' is missing; passed over"]), world.errors)
    expect([one["id"] for one in history.entries] == ["a", "c"], history.entries)
    told = json.loads(world.run("import", path, "--json", code=1))
    expect({key: told[key] for key in ("added", "present", "bad")} == {"added": 0, "present": 2, "bad": 5}, told)
    expect(sorted(row["line"] for row in told["badLines"]) == [1, 5, 6, 8, 9] and told["badLines"][0]["file"] == path)


@rows((["x" * 65, "y" * 65, "z" * 65], 0), (["x" * 65, "a", "y" * 65], 1), (["a", "b", "x" * 65], 2), (["a", "x" * 65, "b"], 2))
def test_bad_entries_wherever_they_stand(world, ids, good):
    history = History(world)
    path = write(world, "x.jsonl", lines([entry(i, id=one) for i, one in enumerate(ids)]))
    world.run("import", path, code=1)
    expect([one["id"] for one in history.entries] == [one for one in ids if len(one) < 65], history.entries)
    expect(world.errors.count("passed over") == 3 - good, world.errors)


def test_file_that_is_something_else(world):
    History(world)
    path = os.path.join(world.directory, "noise")
    with open(path, "wb") as file:
        file.write(bytes(range(256)) * 4000)
    expect("0 entries are new" in world.run("import", path, code=1))
    expect(world.errors.count("passed over") == 100, world.errors.count("passed over"))
    expect("\x1b" not in world.errors)


@rows(("id,type,startUSec,nota\n1,spell,5,x\n", ":1: there is no column 'nota', or it comes twice."),
      ("\ufeffid,type,startUSec,what\n1,spell,5,x\n", None), ("id,type,startUSec,what\r\n1,spell,5,x\r\n", None),
      ('"id","type","startUSec","what"\n"1","spell","5","x"\n', None), ("startUSec,what,id,type\n5,x,1,spell\n", None))
def test_csv_of_other_programs(world, text, problem):
    history = History(world)
    path = write(world, "x.csv", text)
    world.run("import", path, code=1 if problem else 0)
    if problem:
        expect(world.errors == f"{path}{problem} Nothing of this file was taken.\n", world.errors)
    else:
        expect(history.entries == [{"id": "1", "type": "spell", "startUSec": 5, "what": "x"}], history.entries)


def test_files_that_cannot_be_read(world):
    history = History(world)
    for path, why in (("/nonexistent", "No such file or directory"), (world.directory, "Is a directory")):
        expect(world.run("import", path, code=1) == "")
        expect(world.errors == f"{path} cannot be read: {why}.\n", world.errors)
    expect(not history.calls("Import"))


def test_many_in_several_calls(world):
    history = History(world)
    entries = [entry(i) for i in range(1201)]
    path = write(world, "many.jsonl", lines(entries))
    expect(world.run("import", path, path) == "1201 entries are new, 1201 were here already.\n")
    expect(max(len(call["entries"]) for call in history.calls("Import")) == 1000)
    expect(history.entries == entries)


@rows(("large.jsonl",), ("large.csv",))
def test_large_entries(world, name):
    """As large as entries may be, and what becomes larger on the wire: no call is too large for the daemon."""
    large = [entry(i, note="\x01" * 1024, details={f"d{j}": "\x01" * 1000 for j in range(8)}) for i in range(200)]
    large += [entry(i, note="\x01" * 1024) for i in range(200, 1200)]
    history = History(world, large)
    path = os.path.join(world.directory, name)
    world.run("export", path)
    history.entries = []
    expect("1200 entries are new" in world.run("import", path))
    expect(history.entries == large)
    expect(max(len(json.dumps(call)) for call in history.calls("Import")) < 1024 * 1024)


def test_import_from_the_standard_input(world):
    history = History(world)
    path = write(world, "x.jsonl", lines(ENTRIES) + "bad\n")
    with open(path, encoding="utf-8") as file:
        process = world.start("import", "-", stdin=file, stderr=-1, stdout=-1)
        output, errors = process.communicate(timeout=DEADLINE_SEC)
    expect(b"7 entries are new" in output and b"standard input:8: this is no JSON" in errors, output, errors)
    expect(history.entries == ENTRIES)


def test_progress_and_interrupt(world):
    """A bar after a second; Ctrl-C in the middle says how far it came, and the same again does the rest."""
    history = History(world)
    entries = [entry(i) for i in range(9000)]
    path = write(world, "many.jsonl", lines(entries))
    history.delay_sec = 0.4
    process, terminal = world.start_on_terminal("import", path)
    terminal.wait_for("%  ")
    expect("█" in terminal.text and "entries" in terminal.text, terminal.text)
    process.send_signal(signal.SIGINT)
    terminal.wait_for("The same command again does the rest.")
    expect(process.wait(DEADLINE_SEC) == -signal.SIGINT)
    count = len(history.entries)
    expect(0 < count < 9000 and history.entries == entries[:count], count)
    expect(f"Stopped in {path} after line {count}. {count} entries are new, 0 were here already." in terminal.text, terminal.text)
    history.delay_sec = 0
    expect(world.run("import", path) == f"{9000 - count} entries are new, {count} were here already.\n")
    expect(history.entries == entries)


def test_no_progress_for_what_is_short(world):
    History(world)
    process, terminal = world.start_on_terminal("import", write(world, "x.jsonl", lines(ENTRIES)))
    expect(process.wait(DEADLINE_SEC) == 0)
    expect(terminal.wait_for_end() == "7 entries are new, 0 were here already.\r\n", terminal.text)


def test_daemon_goes_in_mid_import(world):
    history = History(world)
    path = write(world, "many.jsonl", lines([entry(i) for i in range(2200)]))

    def once(connection, asked):
        history.take(connection, asked)
        history.peer.handlers["History.Import"] = lambda connection, _: connection.hang_up()

    history.peer.handlers["History.Import"] = once
    expect(world.run("import", path, code=3) == "")
    expect("closed the connection" in world.errors, world.errors)
    expect(f"Stopped in {path} after line 1000. 1000 entries are new" in world.errors, world.errors)


# -- forgetting


def test_forget(world):
    history = History(world, ENTRIES)
    expect(world.run("forget", "2026-03-11", "--yes") == "5 entries are forgotten.\n")
    expect(history.calls("Forget") == [{"untilUSec": NOW - NOW % (24 * HOUR) + 24 * HOUR}], history.calls("Forget"))
    expect(json.loads(world.run("forget", "all", "--yes", "--json")) == {"removed": 0})


@rows(("n\n", "All of it stays.", 0), ("y\n", "6 entries are forgotten.", 0), ("\x04", "Nothing more was noted.", 1))
def test_forget_asks(world, typed, said, code):
    # The last one begins before, and ends after.
    history = History(world, ENTRIES + [entry(9, durationUSec=3 * HOUR)])
    process, terminal = world.start_on_terminal("forget", "2026-03-11")
    terminal.wait_for("Forget it? [y/n]")
    expect("2 stretches of sitting, standing or being away, 1 prompt, 1 massage," in terminal.text, terminal.text)
    expect("Plans and reports of symptoms stay: 2." in terminal.text and "export" in terminal.text, terminal.text)
    expect(not history.calls("Forget"))
    os.write(terminal.fd, typed.encode())
    terminal.wait_for(said)
    expect(process.wait(DEADLINE_SEC) == code)
    expect(len(history.calls("Forget")) == (typed == "y\n"))


def test_forget_where_there_is_nothing(world):
    history = History(world, ENTRIES)
    process, terminal = world.start_on_terminal("forget", "2026-01-01")
    terminal.wait_for("There is nothing that old.")
    expect(process.wait(DEADLINE_SEC) == 0 and not history.calls("Forget"))


main(list(globals().items()))
