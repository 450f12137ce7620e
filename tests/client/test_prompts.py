# SPDX-License-Identifier: MIT
"""The catalogue, its evidence and files of own prompts, with the real backcared and backcarectl."""

import json
import os
import shutil
import signal
import sys
import time

from daemon_client import start_daemon
from run_client import DEADLINE_SEC, expect, main

DAEMON = os.path.abspath(sys.argv.pop(2))
TOP = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../..")
EXAMPLE = os.path.join(TOP, "doc/examples/own-prompts.json")

WALK = {
    "id": "walk-garden", "kind": "walk", "area": "whole-body", "title": "Round the garden",
    "body": "Out of the door, once round the garden, and back to the desk.", "steps": ["Up you get.", "Once round."],
    "duration_s": 120, "needs": ["none"], "contraindicated_when": ["leg-symptoms"], "intensity": 1,
    "sources": ["my physiotherapist"], "tags": ["sit-break"]}


def own(world, name, content):
    folder = world.config + "/backcare/prompts.d"
    os.makedirs(folder, exist_ok=True)
    path = os.path.join(folder, name)
    if not isinstance(content, (bytes, str)):
        content = json.dumps({"schema_version": "1.0", "prompts": content}, indent=1)
    with open(path, "wb") as file:
        file.write(content if isinstance(content, bytes) else content.encode())
    return path


def ids(world, *options):
    return [entry["id"] for entry in json.loads(world.run("prompts", "list", "--json", *options))["entries"]]


def test_list_and_show(world):
    start_daemon(world, DAEMON)
    listed = world.run("prompts")
    expect(listed.startswith("posture\n  posture-fresh-position ") and "\n\nwalk\n" in listed, listed)
    expect("- primer-foot-ball " in listed and "prompts show ENTRY" in listed, listed)
    expect(max(len(line) for line in listed.splitlines()) <= 80)
    expect(len(ids(world)) == 101 and len(ids(world, "--kind", "strength")) == 18)
    expect(ids(world, "-k", "primer", "-a", "neck") == ["primer-neck-fingertips"])
    expect(world.run("prompts", "list", "--kind", "walk", "--area", "jaw") == "There are none.\n")
    world.run("prompts", "list", "--kind", "dance", code=2)
    expect("the kinds are posture, walk" in world.errors, world.errors)
    world.run("prompts", "list", "--area", "elbow", code=2)
    expect("the areas are whole-body, eyes" in world.errors, world.errors)
    shown = world.run("prompts", "show", "primer-foot-ball")
    for words in ("Warm-up: roll your feet (self-massage, feet, easy, 1min 15s)\n", "  1. Sit and rest",
                  "Then       mobility-toe-arch-play\n", "Needs      chair, ball\n",
                  "Now        needs what Tools.Own does not name: a ball\n"):
        expect(words in shown, words, shown)
    world.run("config", "set", "Tools.Own", "chair wall ball")
    expect("Now        could be shown\n" in world.run("prompts", "show", "primer-foot-ball"))
    world.run("prompts", "show", "walk-nowhere", code=1)
    expect("There is no entry walk-nowhere; `backcarectl prompts list`" in world.errors, world.errors)
    for words in (["show"], ["dance"], ["list", "walk"], ["check"]):
        world.run("prompts", *words, code=2)


def test_evidence(world):
    start_daemon(world, DAEMON)
    told = world.run("evidence", "walk-five-easy")
    expect(told.startswith("duran-2023 (") and told.count("  Found ") == 3, told)
    expect("  Strength weak: more studies" in told and "https://doi.org/10.1249/" in told, told)
    everything = world.run("evidence")
    expect(everything.count("\n\n") == 59 and everything.count("  Strength ") == 60)
    expect(max(len(line) for line in everything.splitlines() if "https" not in line) <= 80)
    for entry in json.loads(world.run("prompts", "--json"))["entries"]:
        expect(entry["sources"] and entry["body"], entry)
    world.run("evidence", "walk-nowhere", code=1)
    expect("There is no entry walk-nowhere" in world.errors)


def open_prompt(world):
    deadline = time.monotonic() + DEADLINE_SEC
    while time.monotonic() < deadline:
        prompt = json.loads(world.run("status", "--json")).get("prompt")
        if prompt:
            return prompt
        time.sleep(0.05)
    raise AssertionError(world.run("status"))


def test_evidence_of_what_rides(world):
    """A strength set and water ride on the first walk of the day, and are a part of what was prompted."""
    start_daemon(world, DAEMON)
    world.run("symptoms", "report", "--none")
    for key, value in (("Hours.Quiet", ""), ("Posture.PerDay", "0"), ("Prompt.MinGap", "1s"), ("Walk.Limit", "1s")):
        world.run("config", "set", key, value)
    prompt = open_prompt(world)
    expect(prompt["kind"] == "walk" and prompt["carries"], prompt)
    told = world.run("evidence", prompt["entry"])
    for entry in prompt["carries"]:
        expect("With it: " + json.loads(world.run("prompts", "show", entry, "--json"))["entry"]["title"] + "\n" in told, told)
    for source in prompt["sources"]:
        expect(len([line for line in told.splitlines() if line.startswith(source + " (")]) == 1, source, told)
    expect(max(len(line) for line in told.splitlines() if "https" not in line) <= 80, told)
    world.run("done")
    expect("With it" not in world.run("evidence", prompt["entry"]), "no prompt is open")


def test_own_files(world):
    daemon = start_daemon(world, DAEMON)
    shutil.copy(EXAMPLE, own(world, "10-physio.json", []))
    world.run("config", "reload")
    expect(len(ids(world)) == 102 and "posture-phone-up" not in ids(world))
    expect("Round the garden" in world.run("now", "walk-round-the-garden"))
    expect("named in a file of your own" in world.run("evidence", "mobility-towel-reach"))
    # An entry that was built in, in other words.
    own(world, "20-mine.json", [dict(WALK, id="walk-five-easy", title="My own five")])
    world.run("config", "reload")
    expect(world.run("prompts", "show", "walk-five-easy").startswith("My own five (walk, "))
    expect(len(ids(world)) == 102)
    # The open one goes with its file.
    os.unlink(world.config + "/backcare/prompts.d/10-physio.json")
    daemon.send_signal(signal.SIGHUP)
    deadline = time.monotonic() + DEADLINE_SEC
    while len(ids(world)) != 101 and time.monotonic() < deadline:
        pass
    expect(len(ids(world)) == 101)
    expect("Round the garden" not in world.run("status"))
    expect("the catalogue has it no longer" in world.run("why"))


def test_at_the_start(world):
    own(world, "10-bad.json", [dict(WALK, steps=[])])
    own(world, "20-good.json", [WALK])
    start_daemon(world, DAEMON)
    expect("walk-garden" in ids(world))
    expect("10-bad.json:10:13:" in world.run("status"), world.run("status"))


def bad_files():
    whole = json.dumps({"schema_version": "1.0", "prompts": [WALK]})
    yield from ((f"cut after {n} bytes", whole[:n], "") for n in range(1, len(whole), 41))
    yield "10 MB", b" " * (10 * 1024 * 1024), "larger than 256 KiB"
    yield "latin-1", whole.replace("Round", "R\u00f6und").encode("latin-1"), "not UTF-8"
    yield "UTF-16", whole.encode("utf-16"), "not UTF-8"
    yield "an id twice", [WALK, WALK], "walk-garden, id:"
    yield "a nocebo word", [dict(WALK, body="A walk is good for your damaged disc, they say.")], "walk-garden, body: 'damaged'"
    yield "a cycle", [dict(
        WALK, id=f"primer-{a}", kind="primer", contraindicated_when=[
            "leg-symptoms", "acute-flare", "soreness-over-48h", "post-massage-window", "post-massage-day",
            "pressure-caution"], follow_up={"id": f"primer-{b}", "within_s": 60, "alternates": []})
        for a, b in ("ab", "ba")], "primer-a, follow_up: 'primer-b' is no movement"
    yield from ((f"without {field}", [{key: value for key, value in WALK.items() if key != field}], f"{field}: it is missing")
                for field in WALK)


def test_bad_files_are_refused_and_the_daemon_keeps_running(world):
    daemon = start_daemon(world, DAEMON)
    own(world, "20-good.json", [dict(WALK, id="walk-good")])
    for name, content, words in bad_files():
        path = own(world, "10-bad.json", content)
        world.run("config", "reload", code=1)
        expect(path in world.errors.replace("\n", "") and words in world.errors.replace("\n", " "), name, world.errors)
        expect(daemon.poll() is None, name)
        expect("walk-good" in ids(world) and len(ids(world)) == 102 + (name == "an id twice"), name)
        expect("10-bad.json" in json.loads(world.run("status", "--json"))["warnings"][-1], name)
    os.unlink(path)
    os.mkfifo(path)
    world.run("config", "reload", code=1)
    expect("it is no file" in world.errors, world.errors)
    os.unlink(path)
    world.run("config", "reload")
    expect("10-bad" not in world.run("status"))


def test_as_much_as_there_may_be(world):
    """The largest that is taken is still listed in one message."""
    entries = [dict(WALK, id=f"walk-{i}", title="\u20ac" * 40, body="\u20ac" * 160, steps=["\u20ac" * 90] * 5,
                    sources=["\u20ac" * 110 + str(i)]) for i in range(255)]
    for at in range(3):
        own(world, f"{at}.json", json.dumps(
            {"schema_version": "1.0", "prompts": entries[at * 85:at * 85 + 85]}, ensure_ascii=False))
    start_daemon(world, DAEMON)
    expect(len(ids(world)) == 101 + 170)
    expect("2.json: with it all files together are larger than 512 KiB" in
           json.loads(world.run("status", "--json"))["warnings"][-1])
    os.unlink(world.config + "/backcare/prompts.d/0.json")
    world.run("config", "reload")
    expect(len(ids(world)) == 101 + 170)


def test_a_folder_that_is_none(world):
    os.makedirs(world.config + "/backcare", exist_ok=True)
    with open(world.config + "/backcare/prompts.d", "w", encoding="utf-8") as file:
        file.write("{}")
    start_daemon(world, DAEMON)
    expect(len(ids(world)) == 101)
    expect("prompts.d: the folder cannot be read" in json.loads(world.run("status", "--json"))["warnings"][-1])


def test_check(world):
    os.symlink(DAEMON, world.bin + "/backcared")
    expect(world.run("prompts", "check", EXAMPLE) == "No errors in the file of prompts.\n")
    expect(json.loads(world.run("prompts", "check", EXAMPLE, "--json")) == {"valid": True})
    path = own(world, "bad.json", [dict(WALK, body="Fix your posture, they say, before it is too late.")])
    world.run("prompts", "check", path, code=1)
    expect(f"{path}:9:12:" in world.errors and "walk-garden, body: 'Fix your posture'" in world.errors, world.errors)
    world.run("prompts", "check", world.directory + "/none.json", code=1)
    expect("No such file" in world.errors, world.errors)


main(list(globals().items()))
