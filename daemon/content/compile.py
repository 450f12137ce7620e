#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Checks what lies in data/ and compiles it into read-only C tables: compile.py DATA OUTPUT.c COUNTS.h DEPFILE

Texts go into one blob and are told by offset, not by pointer: a table of pointers would have to be relocated at each
start, which makes its pages private and dirty in every process.
"""

import os

import c_tables
import data_rules as rules
from c_tables import bits, constant, numbers

# In the order of enum content_message.
MESSAGES = ["escalate-60"]
# Of posture these stay on under an urgent hold: rules, safety.levels; see symptoms_keep_entry().
KEPT = ["posture-fresh-position", "posture-stand-when-ready"]


def core_row(entry, index_of):
    follow_up = entry["follow_up"] or {"id": None, "alternates": [], "within_s": 0}
    ids = [follow_up["id"], *follow_up["alternates"]]
    ids += [None] * (1 + rules.ALTERNATES_MAX - len(ids))
    places = [index_of[name] if name else "CATALOGUE_NO_ENTRY" for name in ids]
    return "\t{ %s, %s, %d, %s, %s, %s, %d, %s, %s, %d, %s }," % (
        constant("KIND", entry["kind"]), constant("AREA", entry["area"]), entry["duration_s"],
        bits("TOOL", entry["needs"]), bits("CONDITION", entry["contraindicated_when"]), bits("TAG", entry["tags"]),
        entry["intensity"], places[0], numbers(places[1:]), follow_up["within_s"],
        "true" if entry["id"] in KEPT else "false")


def text_row(entry, blob, source_index):
    return "\t{ %d, %d, %d, %d, %s, %d, %s }," % (
        blob.place(entry["id"]), blob.place(entry["title"]), blob.place(entry["body"]), len(entry["steps"]),
        numbers(blob.place(step) for step in entry["steps"]), len(entry["sources"]),
        numbers(source_index[source] for source in entry["sources"]))


def source_row(source, blob):
    return "\t{ %d, %d, %d, %d, %d, %d, %d, %d }," % (
        blob.place(source["id"]), blob.place(source["citation"]), source["year"] or 0, blob.place(source["doi"] or ""),
        blob.place(source["type"]), blob.place(source["strength"]), blob.place(source["finding"]),
        blob.place(source["limits"]))


def table(kind, name, rows):
    return [f"const {kind} {name}[] = {{", *rows, "};"]


def main(folder, output_path, counts_path, depfile):
    read_files = []
    catalogue = c_tables.read(folder, "catalogue.json", read_files)
    evidence = c_tables.read(folder, "evidence.json", read_files)
    lexicon = c_tables.read(folder, "nocebo_lexicon.json", read_files)
    messages = c_tables.read(folder, "messages.json", read_files)["messages"]
    for document, name in ((catalogue, "catalogue"), (evidence, "evidence")):
        schema = c_tables.read(folder, f"schema/{name}.schema.json", read_files)
        rules.check_schema(document, schema, os.path.join(folder, f"{name}.json"))
    prompts, sources = catalogue["prompts"], evidence["sources"]
    rules.check_lexicon(lexicon, os.path.join(folder, "nocebo_lexicon.json"))
    rules.check_sources(sources, lexicon, os.path.join(folder, "evidence.json"))
    rules.check_catalogue(prompts, sources, lexicon, os.path.join(folder, "catalogue.json"))
    rules.check_messages(messages, lexicon, os.path.join(folder, "messages.json"))

    blob = c_tables.Blob()
    index_of = {entry["id"]: index for index, entry in enumerate(prompts)}
    source_index = {source["id"]: index for index, source in enumerate(sources)}
    said = {message["id"]: message for message in messages}
    for name in MESSAGES:
        if name not in said:
            raise rules.Bad(f"{folder}/messages.json: the message '{name}' is missing")
    terms = [term for term in lexicon["terms"] if term["tier"] in lexicon["scopes"]["prompts"]]
    terms.sort(key=lambda term: term["tier"] != "hard")
    n_hard = sum(term["tier"] == "hard" for term in terms)
    lines = [
        "/* Made by compile.py; changes belong into data/. */", '#include "content_data.h"', "",
        *table("struct catalogue_entry", "content_data_entries", [core_row(entry, index_of) for entry in prompts]),
        *table("struct content_data_text", "content_data_texts",
               [text_row(entry, blob, source_index) for entry in prompts]),
        *table("struct content_data_source", "content_data_sources", [source_row(source, blob) for source in sources]),
        *table("struct content_data_message", "content_data_messages", [
            "\t{ %d, %d }," % (blob.place(said[name]["title"]), blob.place(said[name]["body"])) for name in MESSAGES]),
        *table("struct content_data_term", "content_data_terms", [
            "\t{ %d, %d }," % (blob.place(term["pattern"]), blob.place(term["instead"])) for term in terms]),
        *blob.c_lines("content_data_blob")]
    c_tables.write(output_path, lines)
    c_tables.write(counts_path, [
        "/* Made by compile.py. */", "#pragma once", "",
        f"#define CONTENT_DATA_ENTRIES {len(prompts)}", f"#define CONTENT_DATA_SOURCES {len(sources)}",
        f"#define CONTENT_DATA_TERMS {len(terms)}", f"#define CONTENT_DATA_TERMS_HARD {n_hard} /* the first of them */"])
    c_tables.write_depfile(depfile, output_path, read_files)


if __name__ == "__main__":
    c_tables.run(main)
