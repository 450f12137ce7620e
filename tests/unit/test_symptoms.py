#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""test_symptoms.py SOURCES: the compiler of the checklist and of care's messages refuses each thing that may be wrong
there, and says where. TAP."""

import copy
import json
import os
import sys
import tempfile

TOP = sys.argv[1]
sys.path.insert(0, os.path.join(TOP, "daemon/content"))
sys.dont_write_bytecode = True
import compile_symptoms as compiler  # noqa: E402
import data_rules  # noqa: E402

NAMES = ["symptoms.json", "messages.json", "nocebo_lexicon.json"]


def load():
    documents = {}
    for name in NAMES:
        with open(os.path.join(TOP, "data", name), encoding="utf-8") as file:
            documents[name] = json.load(file)
    return documents


def of_id(items, name):
    return next(item for item in items if item["id"] == name)


def symptom(name, field, value):
    def apply(documents):
        of_id(documents["symptoms.json"]["symptoms"], name)[field] = value
    return apply


def profile(name, field, value):
    def apply(documents):
        of_id(documents["symptoms.json"]["profile"], name)[field] = value
    return apply


def message(name, field, value):
    def apply(documents):
        of_id(documents["messages.json"]["messages"], name)[field] = value
    return apply


def without(kind, name):
    def apply(documents):
        documents["messages.json"][kind].remove(of_id(documents["messages.json"][kind], name))
    return apply


def many(documents):
    symptoms = documents["symptoms.json"]["symptoms"]
    symptoms += [dict(symptoms[0], id=f"more-{number}") for number in range(33 - len(symptoms))]


def twice(documents):
    symptoms = documents["symptoms.json"]["symptoms"]
    symptoms.append(copy.deepcopy(symptoms[0]))


# What is done to the data, and words of the refusal.
ROWS = [
    (twice, "the id 'saddle-numbness' stands there twice"),
    (many, "33 symptoms; at most 32"),
    (lambda documents: documents["symptoms.json"]["symptoms"].clear(), "0 symptoms"),
    (symptom("one-leg-tingling", "level", "soon"), "one-leg-tingling: 'soon' is none of"),
    (symptom("one-leg-tingling", "level", "urgent"), "'doctor-first' is no message of urgent"),
    (symptom("bladder-change", "message", "urgent-calf"), "'urgent-calf' is no message of emergency"),
    (symptom("bladder-change", "message", "emergency-other"), "'emergency-other' is no message of emergency"),
    (symptom("bladder-change", "question", "Say so."), "bladder-change: a question ends with '?'"),
    (symptom("bladder-change", "question", "x" * 240 + "?"), "a question ends with '?' and has at most 240"),
    (symptom("bladder-change", "question", "Is your back damaged?"), "'damaged' is not said"),
    (profile("dizziness", "id", "dizzy"), "'dizzy' is none of"),
    (profile("dizziness", "question", "Is your bad posture new?"), "'bad posture' is not said"),
    (lambda documents: documents["symptoms.json"].update(intro="Your back is fragile."), "'fragile' is not said"),
    (without("messages", "checkin-24h"), "the message 'checkin-24h' is missing"),
    (without("choices", "later"), "the choice 'later' has no label"),
    (message("checkin-24h", "actions", []), "checkin-24h: 0 actions; 1 to 4"),
    (message("checkin-24h", "actions", ["ok"] * 5), "checkin-24h: 5 actions"),
    (message("checkin-24h", "actions", ["clear"]), "checkin-24h: 'clear' is none of"),
]


def compile_these(documents):
    with tempfile.TemporaryDirectory() as folder:
        for name, document in documents.items():
            with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
                json.dump(document, file)
        try:
            compiler.main(folder, os.path.join(folder, "out.c"), os.path.join(folder, "out.d"))
        except data_rules.Bad as bad:
            return str(bad)
        return ""


def main():
    whole = load()
    print(f"1..{len(ROWS) + 1}")
    said = compile_these(whole)
    failed = said != ""
    print(f"{'not ok' if said else 'ok'} 1 - the data as they are{' # ' + said if said else ''}")
    for number, (apply, expected) in enumerate(ROWS, 2):
        documents = copy.deepcopy(whole)
        apply(documents)
        said = compile_these(documents)
        failed += expected not in said
        print(f"{'ok' if expected in said else 'not ok'} {number} - refuses: {expected}")
        if expected not in said:
            print(f"# said: {said or 'nothing'}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
