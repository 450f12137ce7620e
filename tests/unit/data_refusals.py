# SPDX-License-Identifier: MIT
"""Runs a compiler of data/ over changed copies of it, for test_data.py and test_symptoms.py. TAP."""

import copy
import json
import os
import sys
import tempfile

TOP = sys.argv[1]
sys.path.insert(0, os.path.join(TOP, "daemon/content"))
sys.dont_write_bytecode = True
import data_rules  # noqa: E402


def load(names):
    documents = {}
    for name in names:
        with open(os.path.join(TOP, "data", name), encoding="utf-8") as file:
            documents[name] = json.load(file)
    return documents


def compile_these(compile_data, outputs, documents):
    """What the compiler says against them, "" for nothing."""
    with tempfile.TemporaryDirectory() as folder:
        os.mkdir(os.path.join(folder, "schema"))
        for name, document in documents.items():
            with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
                json.dump(document, file)
        try:
            compile_data(folder, *(os.path.join(folder, name) for name in outputs))
        except data_rules.Bad as bad:
            return str(bad)
        return ""


def run(compile_data, outputs, names, rows, also=()):
    """Rows: what is done to the data, and words of the refusal; 'also': what holds of the data, and what is against it.
    Returns the exit status."""
    whole = load(names)
    said = compile_these(compile_data, outputs, whole)
    results = [(said == "", "the data as they are", said)]
    for name, find_amiss in also:
        amiss = find_amiss(whole)
        results.append((not amiss, name, amiss))
    for apply, expected in rows:
        documents = copy.deepcopy(whole)
        apply(documents)
        said = compile_these(compile_data, outputs, documents)
        results.append((expected in said, f"refuses: {expected}", said or "nothing"))
    print(f"1..{len(results)}")
    for number, (good, name, said) in enumerate(results, 1):
        print(f"{'ok' if good else 'not ok'} {number} - {name}")
        if not good:
            print(f"# said: {said}")
    return 0 if all(good for good, _, _ in results) else 1
