#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Compiles the catalogue and the messages into read-only C tables: compile.py CATALOGUE MESSAGES OUTPUT.c

Texts go into one blob and are told by offset, not by pointer: a table of pointers would have to be relocated at each
start, which makes its pages private and dirty in every process.
"""

import json
import re
import sys

KINDS = ["posture", "walk", "mobility", "strength", "hydrate", "primer", "relax"]
AREAS = ["whole-body", "eyes", "jaw", "neck", "shoulders", "chest", "upper-back", "low-back", "trunk", "hips",
         "glutes", "thighs", "hamstrings", "calves", "feet", "wrists-hands"]
TOOLS = ["chair", "wall", "floor", "stairs", "ball", "foam-roller"]
TAGS = ["sit-break", "short-version", "micro", "bundle", "follow-up", "post-session", "post-break", "stand-break",
        "evening", "daily-target", "setup", "floor-session", "meeting-friendly", "flare-friendly", "leg-symptom-safe",
        "primer", "micro-plus"]
CONDITIONS = ["leg-symptoms", "acute-flare", "soreness-under-48h", "soreness-over-48h", "post-massage-window",
              "post-massage-day", "pressure-caution", "balance-caution", "dizziness", "exertion-caution",
              "fluid-restriction"]
# In the order of enum content_message.
MESSAGES = ["escalate-60"]
STEPS_MAX = 5


class Bad(Exception):
    pass


def constant(prefix, word):
    return prefix + "_" + word.upper().replace("-", "_")


def bits(prefix, words, known, where):
    for word in words:
        if word not in known:
            raise Bad(f"{where}: '{word}' is none of {', '.join(known)}")
    return " | ".join(constant(prefix, word) for word in words) or "0"


class Blob:
    def __init__(self):
        self.data = bytearray()
        self.places = {}

    def place(self, text):
        if text not in self.places:
            self.places[text] = len(self.data)
            self.data += text.encode() + b"\0"
        return self.places[text]


def check_entry(entry, where):
    need = {"id": str, "kind": str, "area": str, "title": str, "body": str, "steps": list, "duration_s": int,
            "needs": list, "contraindicated_when": list, "intensity": int, "sources": list, "tags": list}
    for name, kind in need.items():
        if not isinstance(entry.get(name), kind):
            raise Bad(f"{where}: '{name}' is missing or not a {kind.__name__}")
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", entry["id"]):
        raise Bad(f"{where}: the id '{entry['id']}' is not of the form word-word")
    if entry["kind"] not in KINDS:
        raise Bad(f"{where}: the kind '{entry['kind']}' is none of {', '.join(KINDS)}")
    if entry["area"] not in AREAS:
        raise Bad(f"{where}: the area '{entry['area']}' is none of {', '.join(AREAS)}")
    if not 2 <= len(entry["steps"]) <= STEPS_MAX:
        raise Bad(f"{where}: {len(entry['steps'])} steps, allowed are 2 to {STEPS_MAX}")
    if not 10 <= entry["duration_s"] <= 3600:
        raise Bad(f"{where}: duration_s {entry['duration_s']}, allowed are 10 to 3600")
    if entry["intensity"] not in (1, 2, 3):
        raise Bad(f"{where}: intensity {entry['intensity']}, allowed are 1 to 3")
    if not entry["sources"]:
        raise Bad(f"{where}: no sources")


def main(catalogue_path, messages_path, output_path):
    with open(catalogue_path, encoding="utf-8") as file:
        entries = json.load(file)["prompts"]
    with open(messages_path, encoding="utf-8") as file:
        messages = {message["id"]: message for message in json.load(file)["messages"]}
    blob = Blob()
    core, texts, said, seen = [], [], [], set()
    for index, entry in enumerate(entries):
        where = f"{catalogue_path}: prompt {index + 1} ({entry.get('id')})"
        check_entry(entry, where)
        if entry["id"] in seen:
            raise Bad(f"{where}: the id stands there twice")
        seen.add(entry["id"])
        needs = [need for need in entry["needs"] if need != "none"]
        core.append("\t{ %s, %s, %d, %s, %s, %s, %d }," % (
            constant("KIND", entry["kind"]), constant("AREA", entry["area"]), entry["duration_s"],
            bits("TOOL", needs, TOOLS, where), bits("CONDITION", entry["contraindicated_when"], CONDITIONS, where),
            bits("TAG", entry["tags"], TAGS, where), entry["intensity"]))
        texts.append("\t{ %d, %d, %d, %d, { %s } }," % (
            blob.place(entry["id"]), blob.place(entry["title"]), blob.place(entry["body"]), len(entry["steps"]),
            ", ".join(str(blob.place(step)) for step in entry["steps"])))
    for name in MESSAGES:
        if name not in messages:
            raise Bad(f"{messages_path}: the message '{name}' is missing")
        said.append("\t{ %d, %d }," % (blob.place(messages[name]["title"]), blob.place(messages[name]["body"])))
    lines = ["/* Made by compile.py; changes belong into data/. */",
             '#include "content_data.h"', "",
             "const struct catalogue_entry content_data_entries[] = {", *core, "};",
             "const struct content_data_text content_data_texts[] = {", *texts, "};",
             "const struct content_data_message content_data_messages[] = {", *said, "};",
             f"const size_t content_data_n_entries = {len(core)};",
             "const char content_data_blob[] = {"]
    for at in range(0, len(blob.data), 24):
        lines.append("\t" + " ".join(
            ("%d," % (byte if byte < 128 else byte - 256)) for byte in blob.data[at:at + 24]))
    lines.append("};")
    with open(output_path, "w", encoding="utf-8") as file:
        file.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    try:
        main(*sys.argv[1:4])
    except Bad as bad:
        sys.exit(str(bad))
