#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""language.py TOP: holds all that a user can read below TOP against data/nocebo_lexicon.json, in its tiers.

What a study, a catalogue or a message says is looked at in whole; of the programs their strings, of pages their text.
Words of the trade of computers (a program fails, a process is killed) are in tests/lint/language-allowed, each for the
files that it is allowed in."""

import fnmatch
import glob
import json
import os
import re
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '../../daemon/content'))
import data_rules  # noqa: E402

# What is shown, where it is, and under which scope of the lexicon, or tiers, it falls. Prompts and what is said with
# them: everything. Elsewhere commands are in order, since a manual has to say "must".
PROMPTS = ['hard', 'clinical', 'tone']
PLACES = [
    ('daemon/content/prompt_text.c', PROMPTS),
    ('data/backcare.desktop', PROMPTS),
    # Safety and check-ins, which have to name what they ask for.
    ('daemon/**/*symptom*.c', ['hard']),
    ('daemon/**/care*.c', ['hard']),
    ('client/*symptom*.c', ['hard']),
    ('client/*massage*.c', ['hard']),
    ('client/*checkin*.c', ['hard']),
    ('client/*_care.c', ['hard']),
    ('client/care*.c', ['hard']),
    ('client/*safety*.c', ['hard']),
    ('daemon/**/*.c', ['hard', 'clinical']),
    ('client/*.c', ['hard', 'clinical']),
    ('client/completion/*', ['hard', 'clinical']),
    ('include/backcare/*.varlink', ['hard']),
    ('setup', ['hard', 'clinical']),
    ('data/backcared.conf', ['hard', 'clinical']),
    ('doc/*.scd', ['hard', 'clinical']),
    ('doc/examples/*', ['hard', 'clinical']),
    ('README.md', ['hard', 'clinical']),
]
STRING = re.compile(r'"((?:[^"\\\n]|\\.)*)"')
CHARACTER = re.compile(r"'(?:[^'\\\n]|\\.)+'")
COMMENT = re.compile(r'/\*.*?\*/', re.S)


def c_texts(text):
    """(line, text) of the strings of a C file; adjacent ones are one."""
    text = COMMENT.sub(lambda match: re.sub(r'[^\n]', ' ', match[0]), text)
    text = re.sub(r'^\s*#\s*include.*', '', text, flags=re.M)
    text = CHARACTER.sub("' '", text)
    line, joined, end = 0, '', None
    for match in STRING.finditer(text):
        if end is not None and not text[end:match.start()].strip():
            joined += match[1]
        else:
            if joined:
                yield line, joined
            line, joined = text.count('\n', 0, match.start()) + 1, match[1]
        end = match.end()
    if joined:
        yield line, joined


def page_texts(text):
    """Paragraphs, since a line may end in the middle of two words."""
    line = 1
    for part in re.split(r'(\n\s*\n)', text):
        if part.strip():
            yield line, re.sub(r'[\s*_`]+', ' ', part)
        line += part.count('\n')


def read_allowed(top):
    allowed = []
    path = os.path.join(top, 'tests/lint/language-allowed')
    with open(path, encoding='utf-8') as file:
        for number, line in enumerate(file, 1):
            line = line.split('#', 1)[0].strip()
            if line:
                pattern, colon, words = line.partition(':')
                if not colon:
                    sys.exit(f'{path}:{number}: no colon')
                allowed.append([pattern, {word.strip().lower() for word in words.split(',')}, number, set()])
    return allowed


def is_allowed(allowed, path, word):
    found = False
    for pattern, words, _, used in allowed:
        if fnmatch.fnmatch(path, pattern) and word.lower() in words:
            used.add(word.lower())
            found = True
    return found


def scan_file(top, path, tiers, lexicon, allowed):
    bad = 0
    with open(os.path.join(top, path), encoding='utf-8') as file:
        text = file.read()
    for line, part in c_texts(text) if path.endswith('.c') else page_texts(text):
        part = part.replace('\\n', ' ').replace('\\t', ' ').replace('\\"', '"')
        for tier, word, instead in data_rules.find_words(part, lexicon, tiers):
            if not is_allowed(allowed, path, word):
                print(f"{path}:{line}: '{word}' ({tier}); instead: {instead}")
                bad += 1
    return bad


def scan_data(top, lexicon):
    """What the build looks at as well, in case that is not asked."""
    def load(name):
        with open(os.path.join(top, 'data', name), encoding='utf-8') as file:
            return json.load(file)

    try:
        data_rules.check_lexicon(lexicon, 'data/nocebo_lexicon.json')
        sources = load('evidence.json')['sources']
        data_rules.check_sources(sources, lexicon, 'data/evidence.json')
        data_rules.check_catalogue(load('catalogue.json')['prompts'], sources, lexicon, 'data/catalogue.json')
        data_rules.check_messages(load('messages.json')['messages'], lexicon, 'data/messages.json')
        data_rules.check_phrases(load('messages.json')['phrases'], lexicon, 'data/messages.json')
    except data_rules.Bad as bad:
        print(bad)
        return 1
    return 0


def main():
    top = sys.argv[1]
    with open(os.path.join(top, 'data/nocebo_lexicon.json'), encoding='utf-8') as file:
        lexicon = json.load(file)
    allowed = read_allowed(top)
    bad, seen = 0, set()
    if os.path.exists(os.path.join(top, 'data/catalogue.json')):
        bad += scan_data(top, lexicon)
    for pattern, tiers in PLACES:
        for name in sorted(glob.glob(os.path.join(top, pattern), recursive=True)):
            path = os.path.relpath(name, top)
            if os.path.isfile(name) and path not in seen:
                seen.add(path)
                bad += scan_file(top, path, tiers, lexicon, allowed)
    for pattern, words, number, used in allowed:
        for word in sorted(words - used):
            print(f"tests/lint/language-allowed:{number}: '{word}' is nowhere in {pattern}")
            bad += 1
    if not seen:
        print('nothing to read found')
    return 1 if bad or not seen else 0


if __name__ == '__main__':
    sys.exit(main())
