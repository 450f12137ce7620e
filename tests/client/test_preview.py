# SPDX-License-Identifier: MIT
"""preview: what it asks for and prints, against a peer, and of made-up days with the real backcared."""

import datetime
import json
import os
import re
import sys

from daemon_client import start_daemon
from peer import FAMILY
from run_client import expect, main, rows
from samples import HOUR, MINUTE

DAEMON = os.path.abspath(sys.argv.pop(2))
HISTORY = FAMILY + "History."


def figures(prompted, minutes, **fields):
    return dict({"prompted": prompted, "longestSeatedUSec": minutes * MINUTE}, **fields)


def day(date, recorded, same, often, every):
    one = figures(*recorded, date=date)
    for name, pair in (("samePresence", same), ("walksAsBefore", often), ("everyWalk", every)):
        one[name] = figures(*pair, promptedByKind={"walk": pair[0]} if pair[0] else {})
    return one


TRIED = {
    "days": [day("2026-03-06", (7, 58), (9, 58), (10, 41), (11, 30)),
             day("2026-03-09", (12, 1205), (104, 1205), (101, 63), (102, 30))],
    "walksPrompted": 12, "walksTaken": 7, "withoutEffect": [],
}
NOW = {
    "days": [day("2026-03-06", (7, 58), (6, 58), (8, 55), (8, 45)),
             day("2026-03-09", (12, 1205), (11, 1205), (11, 61), (13, 45))],
    "walksPrompted": 12, "walksTaken": 7, "withoutEffect": [],
}


def listen(world, tried=None):
    def preview(connection, asked):
        connection.reply((tried or TRIED) if asked["settings"] else NOW)

    return world.listen(**{"History.Preview": preview})


@rows(
    (["preview"], [({}, 14)]),
    (["preview", "--set", "Walk.Limit=30min"], [({"Walk.Limit": "30min"}, 14), ({}, 14)]),
    (["preview", "--set=Walk.Limit=30min", "-s", "Hours.Quiet=", "--days", "90"],
     [({"Walk.Limit": "30min", "Hours.Quiet": ""}, 90), ({}, 90)]),
    (["preview", "--set", "Walk.Limit=a=b", "--days=1", "--json"], [({"Walk.Limit": "a=b"}, 1)]),
)
def test_asks_for(world, line, asked):
    peer = listen(world)
    world.run(*line)
    calls = [(name, parameters["settings"], parameters["days"]) for name, parameters, _ in peer.calls]
    expect(calls == [("History.Preview", *one) for one in asked], calls)


TABLE = """\
                   Recorded    Same presence   Walks as often       Every walk
            asked   longest  asked   longest  asked   longest  asked   longest
Fri  6 Mar      7     58min      9     58min     10     41min     11     30min
Mon  9 Mar     12 20h 05min    104 20h 05min    101  1h 03min    102     30min
On a day      9.5 10h 31min   56.5 10h 31min   55.5     52min   56.5     30min
"""


def test_table(world):
    listen(world)
    printed = world.run("preview", "--set", "Walk.Limit=30min")
    lines = printed.splitlines()
    table, words = lines[: lines.index("")], " ".join(lines[lines.index("") + 1 :])
    expect(table == TABLE.splitlines() and len(table[0]) == 78, printed)
    expect("you take as many as you did (7 of 12). Every walk: likewise, and you take each." in words, words)
    expect("Under the settings in effect the replay with walks as often has 9.5 prompts on a day and 58min as the longest "
           "sitting; 9.5 and 10h 31min were recorded. By so much, and more, it may be wrong." in words, words)
    expect("Meetings, calls, films, do not disturb, pauses and what you pressed are not in a replay." in words, words)
    expect("no difference" not in words, words)
    # Under the settings in effect it is its own comparison.
    expect("By so much it may be wrong." in world.run("preview").replace("\n", " "))


@rows((100, 78, "Same presence"), (80, 78, "Same presence"), (77, 61, "Every walk"), (60, 44, "Recorded"), (43, 27, "Walks as often"))
def test_width(world, columns, width, shown):
    listen(world)
    process, reader = world.start_on_terminal("preview", columns=columns, NO_COLOR="1")
    printed = reader.wait_for_end().replace("\r", "")
    expect(process.wait() == 0, printed)
    table = printed.split("\n\n")[0].splitlines()
    expect({len(line) for line in table} == {width}, printed)
    expect(shown in table[0] and "Walks as often" in table[0], printed)
    expect(all(len(line) <= columns for line in printed.splitlines()), printed)
    expect(("Same presence:" in printed.replace("\n", " ")) == (columns >= 78), printed)


def test_of_little(world):
    one = dict(TRIED, days=TRIED["days"][:1], walksPrompted=0, walksTaken=0, withoutEffect=["Hold.Meeting"])
    peer = listen(world, one)
    printed = world.run("preview", "--set", "Hold.Meeting=hold").replace("\n", " ")
    expect("On a day " not in printed, printed)
    expect("you take none, since no walk was prompted in these days." in printed, printed)
    expect(printed.endswith("Hold.Meeting makes no difference to a replay. "), printed)
    peer.handlers["History.Preview"] = lambda connection, _: connection.reply(dict(one, days=[], withoutEffect=["A.B", "C.D"]))
    printed = world.run("preview", "--set", "A.B=1", "--set", "C.D=1")
    expect(printed == "There is no whole day in the history yet that could be replayed.\n"
           "A.B, C.D make no difference to a replay.\n", printed)
    # Of a daemon that says less
    peer.handlers["History.Preview"] = lambda connection, _: connection.reply({"days": [{}, {"date": "soon", "prompted": "x"}]})
    world.run("preview")


@rows((["--set", "Walk.Limit"],), (["--set", "=30min"],), (["--set"],), (["--days", "0"],), (["--days", "91"],),
      (["--days", "9x"],), (["Walk.Limit=30min"],), (["--set", "A.B=1", "--set", "A.B=2"],),
      (sum((["--set", f"No.{i}=1"] for i in range(33)), []),))
def test_wrong_usage(world, line):
    peer = listen(world)
    expect(world.run("preview", *line, code=2) == "")
    expect("backcarectl preview" in world.errors, world.errors)
    expect(not peer.calls)


@rows(
    ("BadSetting", {"name": "Walk.Limti", "message": "'Walk.Limti' is not a setting"},
     "'Walk.Limti' is not a setting. `backcarectl config show` lists them.\n"),
    ("StorageFailed", {"message": "No space."}, "The history cannot be used now: No space.\n"),
)
def test_refused(world, error, parameters, said):
    world.listen(**{"History.Preview": lambda connection, _: connection.error(HISTORY + error, parameters)})
    expect(world.run("preview", code=1) == "")
    expect(world.errors == said, world.errors)
    expect(json.loads(world.run("preview", "--json", code=1))["error"] == HISTORY + error)


def test_no_daemon(world):
    world.run("preview", code=3)
    expect("backcared is not running" in world.errors, world.errors)


# -- the real one


def spell(midnight, what, first, last):
    return {"id": f"{midnight}-{first}", "type": "spell", "what": what, "startUSec": midnight + first * MINUTE,
            "durationUSec": (last - first) * MINUTE, "utcOffsetUSec": 0}


def test_of_made_up_days(world):
    """At the desk from 9 to 12 and 13 to 17 for three days: asked for after 45 min, or 30, and at twice that; who takes
    every walk is asked at 09:45, 10:33, 11:21, 13:45, 14:33, 15:21, 16:09 and 16:57."""
    start_daemon(world, DAEMON, Prompt_Kinds="walk", Posture_PerDay="0", Day_Start="00:00")
    today = datetime.datetime.now(datetime.timezone.utc).date()
    path = os.path.join(world.directory, "days.jsonl")
    with open(path, "w", encoding="utf-8") as file:
        for ago in (3, 2, 1):
            date = today - datetime.timedelta(days=ago)
            midnight = int(datetime.datetime(date.year, date.month, date.day, tzinfo=datetime.timezone.utc).timestamp()) * 1000000
            for what, first, last in (("away", 0, 540), ("seated", 540, 720), ("away", 720, 780), ("seated", 780, 1020),
                                      ("away", 1020, 1440)):
                file.write(json.dumps(spell(midnight, what, first, last)) + "\n")
    world.run("import", path)
    reply = json.loads(world.run("preview", "--json", "--days", "3"))
    expect([one["date"] for one in reply["days"]] == [str(today - datetime.timedelta(days=ago)) for ago in (3, 2, 1)], reply)
    for one in reply["days"]:
        expect(one["samePresence"] == figures(4, 240, promptedByKind={"walk": 4}), one)
        expect(one["everyWalk"] == figures(8, 45, promptedByKind={"walk": 8}), one)
        expect(one["longestSeatedUSec"] == 4 * HOUR and one["prompted"] == 0, one)
    reply = json.loads(world.run("preview", "--json", "--days", "3", "--set", "Walk.Limit=30min"))
    for one in reply["days"]:
        expect(one["everyWalk"] == figures(12, 30, promptedByKind={"walk": 12}), one)
    printed = world.run("preview", "--set", "Walk.Limit=30min", "--days", "3")
    expect(re.search(r"^On a day +0\.0 +4h 00min +4\.0 +4h 00min +4\.0 +4h 00min +12\.0 +30min$", printed, re.M), printed)
    world.run("preview", "--set", "Walk.Limit=soon", code=1)
    expect("Walk.Limit: 'soon' is not allowed; give " in world.errors, world.errors)
    world.run("preview", "--set", "Walk.Limti=30min", code=1)
    expect("'Walk.Limti' is not a setting" in world.errors, world.errors)
    expect("Walk.Limit " in world.run("config", "show", "Walk.Limit") and "45min" in world.run("config", "show", "Walk.Limit"))


if __name__ == "__main__":
    sys.exit(main(list(globals().items())))
