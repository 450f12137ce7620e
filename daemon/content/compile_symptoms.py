#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Checks the symptom checklist and the messages of care and compiles them into read-only C tables:
compile_symptoms.py DATA OUTPUT.c DEPFILE

The order of the messages and choices here is the order of enum care_message and enum care_choice (daemon/core), which
the C side asserts by count and tests/core/test-care-data.c by name.
"""

import os
import re

import c_tables
import data_rules as rules

MESSAGES = ["emergency-saddle", "emergency-both-legs", "emergency-chest-trauma", "urgent-calf", "urgent-systemic",
            "doctor-first", "doctor-first-weekly", "clear-welcome", "symptom-check", "session-logged", "checkin-24h",
            "checkin-comfortable", "soreness-24h-mild", "soreness-48h", "soreness-96h", "soreness-7d",
            "soreness-settled", "flare-start", "flare-48h", "flare-still", "course-offer", "course-next",
            "course-review", "followup-2-months", "followup-5-months", "strength-review"]
CHOICES = ["none-of-these", "something-fits", "later", "comfortable", "a-little-sore", "quite-sore", "settled",
           "still-sore", "something-new", "resume", "keep", "book", "skip", "edit-plan", "easier", "same", "harder",
           "plan", "fine-as-is", "show-numbers", "cleared-by-clinician", "entered-by-mistake", "symptoms-changed",
           "not-yet", "ok"]
# In the order of enum symptoms_phrase; {…} is still to be put in, and has to be there.
PHRASES = {"plan-course-through": [], "plan-strength-ahead": [], "plan-strength-through": [],
           **{f"plan-strength-{name}": ["{week}", "{weeks}"] for name in (
               "easy", "easy-more", "moderate", "moderate-more", "strong", "strong-more")},
           **{f"reason-{name}": [] for name in ("massage", "check-in", "soreness", "flare", "symptoms", "profile")}}
LEVELS = ["doctor-first", "urgent", "emergency"]
SYMPTOMS_MAX = 32
CHOICES_MAX = 4
PHRASE_MAX = 160
QUESTION_MAX = 240


def by_id(items, path, what):
    rules.check_unique([item["id"] for item in items], path, what)
    return {item["id"]: item for item in items}


def check_question(item, lexicon, where):
    if not item["question"].endswith("?") or len(item["question"]) > QUESTION_MAX:
        raise rules.Bad(f"{where}: a question ends with '?' and has at most {QUESTION_MAX} characters")
    rules.check_words(item["question"], lexicon, "safety", where)


def check_symptoms(document, lexicon, path):
    symptoms, profile = document["symptoms"], document["profile"]
    by_id(symptoms + profile, path, "id")
    if not 0 < len(symptoms) <= SYMPTOMS_MAX:
        raise rules.Bad(f"{path}: {len(symptoms)} symptoms; at most {SYMPTOMS_MAX}")
    rules.check_words(document["intro"], lexicon, "safety", f"{path}: intro")
    for item in symptoms:
        where = f"{path}: {item['id']}"
        check_question(item, lexicon, where)
        if item["level"] not in LEVELS:
            raise rules.Bad(f"{where}: '{item['level']}' is none of {', '.join(LEVELS)}")
        # What is said is of the same level, or a hold would be told of as a lesser one.
        if item["message"] not in MESSAGES or not item["message"].startswith(item["level"]):
            raise rules.Bad(f"{where}: '{item['message']}' is no message of {item['level']}")
    for item in profile:
        check_question(item, lexicon, f"{path}: {item['id']}")
        if item["id"] not in rules.CONDITIONS:
            raise rules.Bad(f"{path}: '{item['id']}' is none of {', '.join(rules.CONDITIONS)}")


def check_messages(messages, choices, path):
    for name in MESSAGES:
        if name not in messages:
            raise rules.Bad(f"{path}: the message '{name}' is missing")
        actions = messages[name].get("actions", [])
        if not 0 < len(actions) <= CHOICES_MAX:
            raise rules.Bad(f"{path}: {name}: {len(actions)} actions; 1 to {CHOICES_MAX}")
        for action in actions:
            if action not in CHOICES:
                raise rules.Bad(f"{path}: {name}: '{action}' is none of {', '.join(CHOICES)}")
    for name in CHOICES:
        if not choices.get(name, {}).get("label"):
            raise rules.Bad(f"{path}: the choice '{name}' has no label")


def check_phrases(phrases, path):
    for name, inserts in PHRASES.items():
        if name not in phrases:
            raise rules.Bad(f"{path}: the phrase '{name}' is missing")
        text = phrases[name]["text"]
        if not 0 < len(text) <= PHRASE_MAX:
            raise rules.Bad(f"{path}: {name}: {len(text)} characters; 1 to {PHRASE_MAX}")
        if re.findall(r"\{[^}]*\}", text) != inserts:
            raise rules.Bad(f"{path}: {name}: it has {', '.join(inserts) or 'nothing'} to be put in, in this order")


def message_row(message, blob):
    actions = [c_tables.constant("CARE_CHOICE", action) for action in message["actions"]]
    return "\t{ %d, %d, %d, %d, %s }," % (
        blob.place(message["id"]), blob.place(message["title"]), blob.place(message["body"]), len(actions),
        c_tables.numbers(actions))


def table(kind, name, count, rows):
    return [f"const struct symptoms_data_{kind} symptoms_data_{name}[{count}] = {{", *rows, "};"]


def main(folder, output_path, depfile):
    read_files = []
    document = c_tables.read(folder, "symptoms.json", read_files)
    said = c_tables.read(folder, "messages.json", read_files)
    lexicon = c_tables.read(folder, "nocebo_lexicon.json", read_files)
    path = os.path.join(folder, "messages.json")
    check_symptoms(document, lexicon, os.path.join(folder, "symptoms.json"))
    messages = by_id(said["messages"], path, "id")
    choices = by_id(said["choices"], path, "choice")
    check_messages(messages, choices, path)
    phrases = by_id(said["phrases"], path, "phrase")
    check_phrases(phrases, path)
    rules.check_phrases(said["phrases"], lexicon, path)
    symptoms, profile, blob = document["symptoms"], document["profile"], c_tables.Blob()
    lines = [
        "/* Made by compile_symptoms.py; changes belong into data/. */", '#include "symptoms_data.h"', "",
        f"const struct care_symptom symptoms_data_levels[{len(symptoms)}] = {{",
        *["\t{ %s, %s }," % (c_tables.constant("CARE_LEVEL", item["level"]),
                             c_tables.constant("CARE_MESSAGE", item["message"])) for item in symptoms], "};",
        f"const size_t symptoms_data_n_symptoms = {len(symptoms)};",
        *table("question", "symptoms", len(symptoms), [
            "\t{ %d, %d, 0 }," % (blob.place(item["id"]), blob.place(item["question"])) for item in symptoms]),
        *table("question", "profile", len(profile), [
            "\t{ %d, %d, %s }," % (blob.place(item["id"]), blob.place(item["question"]),
                                   c_tables.constant("CONDITION", item["id"])) for item in profile]),
        f"const size_t symptoms_data_n_profile = {len(profile)};",
        *table("message", "messages", "CARE_MESSAGE_MAX", [message_row(messages[name], blob) for name in MESSAGES]),
        f"_Static_assert(CARE_MESSAGE_MAX == {len(MESSAGES)}, \"enum care_message and the list here differ\");",
        *table("choice", "choices", "CARE_CHOICE_MAX", [
            "\t{ %d, %d }," % (blob.place(name), blob.place(choices[name]["label"])) for name in CHOICES]),
        f"_Static_assert(CARE_CHOICE_MAX == {len(CHOICES)}, \"enum care_choice and the list here differ\");",
        "const uint32_t symptoms_data_phrases[SYMPTOMS_PHRASE_MAX] = {",
        *["\t%d," % blob.place(phrases[name]["text"]) for name in PHRASES], "};",
        f"_Static_assert(SYMPTOMS_PHRASE_MAX == {len(PHRASES)}, \"enum symptoms_phrase and the list here differ\");",
        "const uint32_t symptoms_data_intro = %d;" % blob.place(document["intro"]),
        *blob.c_lines("symptoms_data_blob")]
    c_tables.write(output_path, lines)
    c_tables.write_depfile(depfile, output_path, read_files)


if __name__ == "__main__":
    c_tables.run(main)
