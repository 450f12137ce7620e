#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""test_data.py SOURCES: the compiler of data/ refuses each thing that may be wrong there, and says where. TAP."""

import copy
import re
import sys

import data_refusals
import compile as compiler  # after data_refusals, which knows where it is

NAMES = ["catalogue.json", "evidence.json", "messages.json", "nocebo_lexicon.json", "schema/catalogue.schema.json",
         "schema/evidence.schema.json"]


def entry(documents, name):
    return next(entry for entry in documents["catalogue.json"]["prompts"] if entry["id"] == name)


def change(name, field, value):
    def apply(documents):
        entry(documents, name)[field] = value
    return apply


def drop(name, field):
    def apply(documents):
        del entry(documents, name)[field]
    return apply


def follow(**values):
    def apply(documents):
        entry(documents, "primer-foot-ball")["follow_up"].update(values)
    return apply


def double(documents):
    documents["catalogue.json"]["prompts"].append(copy.deepcopy(entry(documents, "walk-five-easy")))


def allow(name, condition):
    def apply(documents):
        entry(documents, name)["contraindicated_when"].remove(condition)
    return apply


def finding(text):
    def apply(documents):
        documents["evidence.json"]["sources"][1]["finding"] = text
    return apply


WALK = "walk-five-easy"
# What is done to the data, and words of the refusal.
ROWS = [
    (change(WALK, "id", "Walk Five"), "Walk Five"),
    (change(WALK, "id", "stroll-five"), "does not begin with its kind"),
    (change(WALK, "kind", "run"), ".kind"),
    (change(WALK, "area", "elbow"), ".area"),
    (change(WALK, "title", "x" * 41), ".title"),
    (change(WALK, "title", "xy"), ".title"),
    (change(WALK, "body", "x" * 161), ".body"),
    (change(WALK, "body", "Too short."), ".body"),
    (change(WALK, "steps", ["Only one."]), ".steps"),
    (change(WALK, "steps", ["One more."] * 6), ".steps"),
    (change(WALK, "steps", ["Fine.", "x" * 91]), ".steps[1]"),
    (change(WALK, "duration_s", 9), ".duration_s"),
    (change(WALK, "duration_s", 3601), ".duration_s"),
    (change(WALK, "duration_s", "60"), ".duration_s"),
    (change(WALK, "needs", []), ".needs"),
    (change(WALK, "needs", ["rope"]), ".needs[0]"),
    (change(WALK, "needs", ["none", "wall"]), ".needs"),
    (change(WALK, "contraindicated_when", ["rain"]), ".contraindicated_when[0]"),
    (change(WALK, "intensity", 0), ".intensity"),
    (change(WALK, "intensity", 4), ".intensity"),
    (change(WALK, "sources", []), ".sources"),
    (change(WALK, "sources", ["nobody-1999"]), "there is no source 'nobody-1999'"),
    (change(WALK, "tags", ["sit-breaks"]), ".tags: 'sit-breaks'"),
    (change(WALK, "tags", ["micro", "sit-break"]), "a micro-break takes at most"),
    (change(WALK, "colour", "red"), "colour"),
    (drop(WALK, "sources"), "'sources' is a required property"),
    (double, "the id 'walk-five-easy' stands there twice"),
    (change(WALK, "body", "Your bad posture is what a walk is good for."), "'bad posture' is not said"),
    (change(WALK, "body", "Don\u2019t wait: a walk is what comes next now."), "is not said (tone)"),
    (allow(WALK, "leg-symptoms"), "'leg-symptoms' is missing"),
    (allow("mobility-cat-cow", "leg-symptoms"), "'leg-symptoms' is missing"),
    (allow("strength-half-squat", "post-massage-window"), "'post-massage-window' is missing"),
    (allow("strength-one-leg-hinge", "post-massage-day"), "'post-massage-day' is missing"),
    (allow("primer-foot-ball", "pressure-caution"), "'pressure-caution' is missing"),
    (allow("hydrate-sip", "fluid-restriction"), "'fluid-restriction' is missing"),
    (change(WALK, "follow_up", {"id": "walk-one-minute", "within_s": 60, "alternates": []}), ".follow_up"),
    (change("primer-foot-ball", "follow_up", None), ".follow_up"),
    (follow(id="mobility-nowhere"), "there is no entry 'mobility-nowhere'"),
    (follow(id="relax-far-gaze"), "'relax-far-gaze' is no movement"),
    (follow(id="primer-foot-ball"), "'primer-foot-ball' is no movement"),
    (follow(id="primer-calf-roller"), "'primer-calf-roller' is no movement"),
    (follow(within_s=301), ".follow_up: {"),
    (follow(id="strength-glute-bridge", alternates=[]), "can be done with what the primer needs"),
    (follow(alternates=["walk-after-primer", "walk-one-minute", "walk-five-easy", "walk-daylight"]), "more than 3"),
    (finding("Sitting ruins a back sooner or later, it is said."), "'ruins' is not said (hard)"),
    (lambda documents: documents["evidence.json"]["sources"][1].update(doi="11.1/x"), ".doi"),
    (lambda documents: documents["messages.json"]["messages"].clear(), "the message 'escalate-60' is missing"),
    (lambda documents: documents["nocebo_lexicon.json"]["terms"][0].update(examples=["fine"]), "its own example"),
]


# A primer that says itself what follows: the program does, which knows what is allowed and at hand.
ANNOUNCES = re.compile(r"\b(comes? (next|right after)|turn it into|(go straight|head) to|start (the|your)|"
                       r"then (take|open|wall|do|use|slide|circle|make|lie|step|stand for|turn|let your wrists|bridge)|"
                       r"turn your head)\b")


def find_announcing(documents):
    return [primer["id"] for primer in documents["catalogue.json"]["prompts"] if primer["kind"] == "primer" and
            any(ANNOUNCES.search(text) for text in [primer["body"], *primer["steps"]])]


if __name__ == "__main__":
    sys.exit(data_refusals.run(compiler.main, ["out.c", "out.h", "out.d"], NAMES, ROWS,
                               also=[("no primer says what follows it", find_announcing)]))
