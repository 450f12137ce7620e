# SPDX-License-Identifier: MIT
"""What `backcarectl why` says, compared with what a check saw itself.

A row is (decision, kind, sentence, figure...). The sentence is that of daemon/api/reason.c, with {} where
a figure stands. A figure that is a text has to be there word by word; a number is a length in seconds that
the check measured, and may differ by TOLERANCE."""

import json
import re

from desk import SECOND, check, ctl, status

# Half of it is that the sentences have whole seconds.
TOLERANCE = 1.0
UNITS = {'h': 3600, 'min': 60, 's': 1}

LIMIT = 'you sat {}, the limit is {} (Walk.Limit)'
LAST_LINE = 'you sat {}, twice the limit of {}: one last line, then quiet until you are up'
STOOD = 'you stood {}, the limit is {} (Stand.Limit)'
SNOOZE_OVER = 'you put it off by {}, {} so far in this sitting; you sat {}'
ASKED = 'you asked for it'
HELD = 'due after {} of sitting (limit {}), held back: {}'
HELD_SNOOZED = 'put off by {} and due again, held back: {}'
TAKEN_BACK = 'taken back for now: {}; it comes again when that ends'
SKIPPED = 'skipped: not asked again in this sitting'
SNOOZED = 'you put it off by {}'
EXPIRED = 'no answer for {} (Prompt.Expire)'
REPLACED = 'another one came in its place'
NO_LONGER_DUE = 'you have sat {} of {}: no longer due'
CLEARED = 'a rest of {}: {} (Walk.Break) clear the spell; you had sat {}'
CREDITED = 'a rest of {} takes the spell from {} to {}'
CLAIMED = 'done: {} of movement take the spell from {} to {}'
RAISED = 'you were away for {} after saying done ({} needed): it counts as done'
LEFT = 'you left the desk for {} while it was open ({} needed): it counts'
BACK = 'back after {} away, counted as a rest'
GAP = 'no input for {}, less than {} (Walk.Break): counted as sitting'
CORRECTED = 'put right as you said: {}; the spell was {} and is {}'
MEETING_OVER = 'the meeting ended after {}'
SITTING_AGAIN = 'counted as sitting again'
REPORT_OVER = 'the report of an outside sensor ran out'


def in_seconds(text):
    """Of '1min 30s'; None if it is no length of time."""
    parts = re.findall(r'(\d+)(h|min|s)\b', text)
    if text == '0':
        return 0
    return sum(int(count) * UNITS[unit] for count, unit in parts) if parts else None


def pattern(sentence):
    return '(.+?)'.join(re.escape(part) for part in sentence.split('{}'))


def is_near(text, figure):
    if isinstance(figure, str):
        return text == figure
    length = in_seconds(text)
    return length is not None and abs(length - figure) <= TOLERANCE


def fits(entry, row):
    decision, kind, sentence, *figures = row
    match = re.fullmatch(pattern(sentence), entry['reason'])
    return (match and entry['decision'] == decision and entry.get('kind') == kind and
            all(is_near(text, figure) for text, figure in zip(match.groups(), figures, strict=True)))


def decisions(gaps=False):
    """All since the daemon began, oldest first; 'gaps': also those about gaps between keys, which a busy machine
    makes of its own. Which of the prompts that fit was chosen is by chance, and left out."""
    said = json.loads(ctl('why', '-n', '1000', '--json'))['decisions'][::-1]
    said = [entry for entry in said if entry['decision'] != 'planned' or '” was chosen: ' not in entry['reason']]
    return [entry for entry in said if gaps or not re.fullmatch(pattern(GAP), entry['reason'])]


def check_why(*rows):
    """`why` says these rows since the daemon began, and nothing else."""
    said = decisions(any(row[2] == GAP for row in rows))
    text = '\n'.join(f'{entry["decision"]} {entry.get("kind")}: {entry["reason"]}' for entry in said)
    wanted = '\n'.join(map(str, rows))
    check(len(said) == len(rows) and all(map(fits, said, rows)), f'why says\n{text}\nand was to say\n{wanted}')


def seated(now=None):
    """The spell of sitting in seconds."""
    return (now or status())['seatedUSec'] / SECOND


def seated_when_shown():
    """The spell of sitting, in seconds, at the moment at which the open prompt was shown."""
    now = status()
    return (now['seatedUSec'] - (now['timeUSec'] - now['prompt']['shownUSec'])) / SECOND


def held_by(now, reason):
    """Whether 'status' names that hold."""
    return any(hold['reason'] == reason for hold in now['holds'])
