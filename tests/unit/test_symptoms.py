#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""test_symptoms.py SOURCES: the compiler of the checklist and of care's messages refuses each thing that may be wrong
there, and says where. TAP."""

import copy
import sys

import data_refusals
import compile_symptoms  # after data_refusals, which knows where it is

NAMES = ["symptoms.json", "messages.json", "nocebo_lexicon.json"]


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


def phrase(name, text):
    def apply(documents):
        of_id(documents["messages.json"]["phrases"], name)["text"] = text
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
    (without("phrases", "reason-flare"), "the phrase 'reason-flare' is missing"),
    (phrase("reason-flare", ""), "reason-flare: 0 characters; 1 to 160"),
    (phrase("reason-flare", "x" * 161), "reason-flare: 161 characters"),
    (phrase("reason-flare", "since {date}"), "reason-flare: it has nothing to be put in"),
    (phrase("plan-strength-easy", "Week {weeks} of {week}."), "it has {week}, {weeks} to be put in, in this order"),
    (phrase("reason-soreness", "because of your damaged back"), "'damaged' is not said"),
]


if __name__ == "__main__":
    sys.exit(data_refusals.run(compile_symptoms.main, ["out.c", "out.d"], NAMES, ROWS))
