#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""test_own_prompts.py BACKCARED SOURCES: files of own prompts, good and bad, through backcared --check-prompts; what the
schema refuses is refused, and what it takes is taken. TAP."""

import copy
import json
import os
import re
import subprocess
import sys
import tempfile
import time

import jsonschema

DAEMON, TOP = sys.argv[1:3]
FOLDER = tempfile.mkdtemp(prefix="backcare-prompts-")
count = failed = 0


def read(name):
    with open(os.path.join(TOP, "data", name), encoding="utf-8") as file:
        return json.load(file)


CATALOGUE = read("catalogue.json")
SCHEMA = jsonschema.Draft202012Validator(read("schema/own-prompts.schema.json"))
LEXICON = read("nocebo_lexicon.json")

WALK = {
    "id": "walk-garden", "kind": "walk", "area": "whole-body", "title": "Round the garden",
    "body": "Out of the door, once round the garden, and back to the desk.", "steps": ["Up you get.", "Once round."],
    "duration_s": 120, "needs": ["none"], "contraindicated_when": ["leg-symptoms"], "intensity": 1,
    "sources": ["who-2020"], "tags": ["sit-break"], "follow_up": None}
PRIMER = next(entry for entry in CATALOGUE["prompts"] if entry["id"] == "primer-foot-ball")
PRIMER = dict(copy.deepcopy(PRIMER), id="primer-my-foot")


def report(good, name, said=""):
    global count, failed
    count += 1
    failed += not good
    print(f"{'ok' if good else 'not ok'} {count} - {name}")
    if not good:
        print("".join(f"# {line}\n" for line in (said or "nothing was said").splitlines()[:12]), end="", flush=True)


def check(content, path=None):
    path = path or os.path.join(FOLDER, "own.json")
    if content is not None:
        with open(path, "wb") as file:
            file.write(content if isinstance(content, bytes) else content.encode())
    run = subprocess.run([DAEMON, "--check-prompts", path], capture_output=True, timeout=20, check=False)
    return run.returncode, run.stderr.decode()


def whole(*entries, **more):
    return json.dumps({"schema_version": "1.0", "prompts": list(entries), **more}, indent=1, ensure_ascii=False)


def changed(base, field, value):
    entry = copy.deepcopy(base)
    entry[field] = value
    return entry


def without(base, field):
    entry = copy.deepcopy(base)
    del entry[field]
    return entry


def with_follow(**values):
    entry = copy.deepcopy(PRIMER)
    entry["follow_up"].update(values)
    return entry


# An entry, the field that is named, words of the message; whether the schema knows of it too.
ROWS = [
    *[(without(WALK, field), field, "it is missing", True) for field in WALK if field != "follow_up"],
    (changed(WALK, "id", "Walk-Garden"), "id", "allowed are words of small letters", True),
    (changed(WALK, "id", "walk--garden"), "id", "allowed are words of small letters", True),
    (changed(WALK, "id", "walk-" + "x" * 60), "id", "at most 64", True),
    (changed(WALK, "id", "stroll-garden"), "id", "it begins with the kind: 'walk-...'", True),
    (changed(WALK, "id", 7), "id", "it is not a text", True),
    (changed(WALK, "kind", "run"), "kind", "'run' is none of: posture, walk", True),
    (changed(WALK, "kind", None), "kind", "it is not a word", True),
    (changed(WALK, "area", "elbow"), "area", "'elbow' is none of: whole-body", True),
    (changed(WALK, "title", "x" * 41), "title", "41 characters; allowed are 3 to 40", True),
    (changed(WALK, "title", "xy"), "title", "2 characters", True),
    (changed(WALK, "title", "Round\nthe garden"), "title", "line break", False),
    (changed(WALK, "title", "Round \u0085 garden"), "title", "control character", False),
    (changed(WALK, "title", ["x"]), "title", "it is not a text", True),
    (changed(WALK, "body", "x" * 161), "body", "161 characters; allowed are 20 to 160", True),
    (changed(WALK, "body", "x" * 19), "body", "19 characters", True),
    (changed(WALK, "steps", "Up."), "steps", "it is not a list", True),
    (changed(WALK, "steps", ["Up you get."]), "steps", "1 steps; allowed are 2 to 5", True),
    (changed(WALK, "steps", ["Up you get."] * 6), "steps", "6 steps", True),
    (changed(WALK, "steps", ["Up you get.", "x" * 91]), "steps", "91 characters; allowed are 3 to 90", True),
    (changed(WALK, "steps", ["Up you get.", 7]), "steps", "step 2 is not a text", True),
    (changed(WALK, "duration_s", 9), "duration_s", "whole numbers from 10 to 3600", True),
    (changed(WALK, "duration_s", 3601), "duration_s", "whole numbers from 10 to 3600", True),
    (changed(WALK, "duration_s", 60.5), "duration_s", "whole numbers from 10 to 3600", True),
    (changed(WALK, "duration_s", "60"), "duration_s", "whole numbers from 10 to 3600", True),
    (changed(WALK, "duration_s", 1e300), "duration_s", "whole numbers from 10 to 3600", True),
    (changed(WALK, "needs", []), "needs", "it is empty", True),
    (changed(WALK, "needs", ["rope"]), "needs", "'rope' is none of: chair", True),
    (changed(WALK, "needs", ["none", "wall"]), "needs", "'none' stands alone", True),
    (changed(WALK, "needs", ["wall", "wall"]), "needs", "'wall' stands there twice", True),
    (changed(WALK, "needs", ["none", "none"]), "needs", "'none' stands there twice", True),
    (changed(WALK, "contraindicated_when", ["leg-symptoms", "rain"]), "contraindicated_when", "'rain' is none of", True),
    (changed(WALK, "contraindicated_when", ["leg-symptoms"] * 2), "contraindicated_when", "twice", True),
    (changed(WALK, "contraindicated_when", []), "contraindicated_when", "add: leg-symptoms", False),
    (changed(WALK, "intensity", 2), "contraindicated_when", "acute-flare, soreness-over-48h, post-massage-window", False),
    (changed(WALK, "intensity", 3), "contraindicated_when", "post-massage-day", False),
    (changed(WALK, "intensity", 0), "intensity", "whole numbers from 1 to 3", True),
    (changed(WALK, "intensity", 4), "intensity", "whole numbers from 1 to 3", True),
    (changed(WALK, "sources", []), "sources", "0 sources; allowed are 1 to 8", True),
    (changed(WALK, "sources", ["who-2020", "who-2020"]), "sources", "'who-2020' stands there twice", True),
    (changed(WALK, "sources", ["who-2021"]), "sources", "there is no source 'who-2021'", False),
    (changed(WALK, "sources", ["a leaflet on " + "x" * 110]), "sources", "allowed are 3 to 120", True),
    (changed(WALK, "sources", ["my friend, who says it heals"]), "sources", "'heals' is not said", False),
    (changed(WALK, "sources", [7]), "sources", "source 1 is not a text", True),
    (changed(WALK, "sources", [f"book {i} of mine" for i in range(9)]), "sources", "9 sources", True),
    (changed(WALK, "tags", ["sit-breaks"]), "tags", "'sit-breaks' is none of: sit-break", True),
    (changed(WALK, "tags", ["sit-break", "sit-break"]), "tags", "twice", True),
    (changed(WALK, "tags", ["micro"]), "duration_s", "with the tag micro at most 60", False),
    (changed(WALK, "colour", "red"), "colour", "there is no such field", True),
    (changed(WALK, "off", True), "off", "nothing but the id", True),
    (changed(WALK, "off", False), "off", "allowed is true", True),
    (changed(WALK, "follow_up", dict(PRIMER["follow_up"])), "follow_up", "only a primer has one", True),
    (changed(PRIMER, "follow_up", None), "follow_up", "names the movement", True),
    (without(PRIMER, "follow_up"), "follow_up", "names the movement", True),
    (changed(PRIMER, "follow_up", "walk-one-minute"), "follow_up", "neither null nor", True),
    (with_follow(id="mobility-nowhere"), "follow_up", "there is no entry 'mobility-nowhere'", False),
    (with_follow(id="relax-far-gaze"), "follow_up", "'relax-far-gaze' is no movement", False),
    (with_follow(id="primer-my-foot"), "follow_up", "'primer-my-foot' is no movement", False),
    (with_follow(id=7), "follow_up", "an id is missing", True),
    (with_follow(within_s=301), "follow_up", "within_s: allowed are whole numbers from 0 to 300", True),
    (with_follow(alternates=["walk-after-primer"] * 2), "follow_up", "twice", True),
    (with_follow(alternates=["a-b", "a-c", "a-d", "a-e"]), "follow_up", "at most 3", True),
    (with_follow(alternates="walk-after-primer"), "follow_up", "at most 3", True),
    (with_follow(soon=True), "follow_up", "'soon' is not known there", True),
    (with_follow(id="strength-glute-bridge", alternates=[]), "follow_up", "has to need nothing that the primer", False),
    (with_follow(id="strength-one-leg-hinge"), "contraindicated_when", "what the movement after it has", False),
    (changed(PRIMER, "contraindicated_when", PRIMER["contraindicated_when"][:-1]), "contraindicated_when",
     PRIMER["contraindicated_when"][-1], False),
]


def by_schema(*entries):
    """What the schema that is installed beside the example has to say of it."""
    return next((error.message for error in SCHEMA.iter_errors(json.loads(whole(*entries)))), None)


def each_rule():
    for entry, field, words, in_schema in ROWS:
        code, said = check(whole(WALK if entry is not WALK and entry.get("kind") == "primer" else
                                 changed(WALK, "id", "walk-other"), entry))
        line = next((line for line in said.splitlines() if f", {field}: " in line and words in line), None)
        place = line and re.match(r".*/own\.json:(\d+):(\d+): ", line)
        good = code == 1 and place is not None and int(place[1]) > 2
        report(good, f"{field}: {words}", said)
        if in_schema and by_schema(entry) is None:
            report(False, f"the schema takes what is refused: {field}: {words}", json.dumps(entry))


def what_is_taken():
    rows = {
        "an entry": [WALK],
        "without follow_up": [without(WALK, "follow_up")],
        "a primer": [PRIMER],
        "a primer and its own movement, in either order": [with_follow(id="walk-garden"), changed(
            WALK, "contraindicated_when", ["leg-symptoms", "balance-caution"][:1])],
        "the longest texts": [dict(WALK, title="\u00e4" * 40, body="\u00f6" * 160, steps=["\u20ac" * 90] * 5)],
        "own words as a source": [changed(WALK, "sources", ["my physiotherapist", "who-2020", "Dr. M\u00fcller"])],
        "one that is built in": [changed(WALK, "id", "walk-five-easy")],
        "one switched off": [{"id": "walk-five-easy", "off": True}],
        "a whole number with a point": [changed(WALK, "duration_s", 120.0)],
        "words that look like ones that are not said": [changed(
            WALK, "body", "Count a number of steps: twenty to the gate, in a charming mood.")],
        "nothing": [],
    }
    for name, entries in rows.items():
        code, said = check(whole(*entries))
        report(code == 0 and said == "", f"taken: {name}", said)
        report(by_schema(*entries) is None, f"by the schema as well: {name}", by_schema(*entries))
    code, said = check(None, os.path.join(TOP, "data/catalogue.json"))
    report(code == 0 and said == "", "taken: the catalogue that is built in", said)


def files():
    rows = [
        ("[]", ":1:1: the file is not {"), ("7", ":1:1: the file is not {"), ("{}", "schema_version: allowed is"),
        (whole(schema_version="2.0"), "schema_version: allowed is \"1.0\""),
        (whole(schema_version=1), "schema_version is not a text"),
        ('{"schema_version": "1.0"}', "the list 'prompts' is missing"),
        ('{"schema_version": "1.0", "prompts": {}}', "prompts is not a list"),
        (whole(WALK, promts=[]), "'promts' is not known here"),
        (whole(7), "entry 1: it is not {...}"),
        (whole(WALK, WALK), "walk-garden, id: it stands in line"),
        (whole({"id": "walk-nowhere", "off": True}), "walk-nowhere, id: there is no such entry"),
        (b"\xef\xbb\xbf" + whole(WALK).encode(), ":1:1: the file begins with a byte order mark"),
        (whole(WALK).encode("utf-16"), ":1:1: this is not UTF-8"),
        (whole(changed(WALK, "title", "Um den G\u00e4rten")).encode("latin-1"), ":8:22: this is not UTF-8"),
        (whole(WALK).replace('"title"', "'title'"), ":8:4: this is not JSON"),
        (whole(WALK).replace('"title"', '"id"'), ":8:8: this is not JSON, or a key that stands there twice"),
        (whole(WALK) + "x", "this is not JSON"), (b"\0", "this is not JSON"),
        (whole(changed(WALK, "title", "a\0b")), "this is not JSON"),
        ("[" * 100000, "this is not JSON"),
        (b" " * (256 * 1024 + 1), "the file is larger than 256 KiB"),
        (b"[" * (10 * 1024 * 1024), "the file is larger than 256 KiB"),
        (whole(*[changed(WALK, "id", f"walk-w{i}") for i in range(257)]), "entry 257: at most 256 own entries"),
    ]
    for content, words in rows:
        code, said = check(content)
        report(code == 1 and words in said and "own.json" in said, f"a file: {words}", said)
    code, said = check(whole(*[changed(WALK, "id", f"walk-w{i}") for i in range(256)]))
    report(code == 0, "256 entries are taken", said)
    code, said = check(whole(WALK).encode() + b" " * (256 * 1024 - len(whole(WALK).encode())))
    report(code == 0, "256 KiB are taken", said)
    cycle = [dict(PRIMER, id=f"primer-{a}", follow_up={"id": f"primer-{b}", "within_s": 60, "alternates": []})
             for a, b in (("a", "b"), ("b", "c"), ("c", "a"))]
    both = [without(WALK, "tags"), with_follow(id="mobility-nowhere")]
    code, said = check(whole(*both))
    report(code == 1 and said.count("own.json:") == 2 and "mobility-nowhere" in said, "fields first, then follow-ups", said)
    code, said = check(whole(*cycle))
    report(code == 1 and said.count("is no movement") == 3, "a cycle of follow-ups", said)


def truncated():
    text = whole(WALK, PRIMER).encode()
    cut = [n for n in range(0, len(text) - 1, 7) if (lambda r: n > 0 and (r[0] != 1 or "own.json:" not in r[1]))(
        check(text[:n]))]
    report(not cut, "truncated anywhere: refused, and where", str(cut))


def no_files():
    fifo, link = os.path.join(FOLDER, "fifo.json"), os.path.join(FOLDER, "link.json")
    os.mkfifo(fifo)
    check(whole(WALK))
    os.symlink("own.json", link)
    begin = time.monotonic()
    for path, words in ((fifo, "it is no file"), (FOLDER, "it is no file"), ("/dev/zero", "it is no file"),
                        ("/nowhere.json", "No such file")):
        code, said = check(None, path)
        report(code == 1 and words in said and path in said, f"{os.path.basename(path)[:5]}: {words}", said)
    report(time.monotonic() - begin < 5, "none of them is waited for")
    report(check(None, link)[0] == 0, "a link to a file is followed")
    report(check(None, "/dev/null")[0] == 0, "/dev/null has nothing in it")


def words_not_said():
    terms = [(term, example) for term in LEXICON["terms"] for example in term["examples"]]
    entries = [changed(WALK, "id", f"walk-w{i}") for i in range(len(terms))]
    for entry, (_, example) in zip(entries, terms):
        entry["body"] = f"So they say: {example}, and other things like that."
    missed = []
    for at in range(0, len(terms), 60):
        said = check(whole(*entries[at:at + 60]))[1]
        missed += [terms[i][1] for i in range(at, min(at + 60, len(terms)))
                   if f"walk-w{i}, body: " not in said]
    report(not missed, f"each of {len(terms)} examples of the lexicon is found", ", ".join(missed))
    code, said = check(whole(changed(WALK, "steps", ["Don\u2019t wait.", "Go."])))
    report(code == 1 and "walk-garden, steps: 'Don't' is not said" in said, "curly quotes hide nothing", said)


for part in (each_rule, what_is_taken, files, truncated, no_files, words_not_said):
    part()
print(f"1..{count}")
subprocess.run(["rm", "-rf", FOLDER], check=False)
sys.exit(1 if failed else 0)
