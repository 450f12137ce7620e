# SPDX-License-Identifier: MIT
"""Replies as the daemon gives them. The time in them is 2026-03-10 14:05:00 UTC."""

import copy

MINUTE = 60 * 1000000
HOUR = 60 * MINUTE
NOW = 1773151500 * 1000000

PROMPT = {
    "id": "0195-1",
    "kind": "walk",
    "entry": "walk-fetch-water",
    "title": "A walk to the tap",
    "body": "Get up, fill a glass and take the long way back.",
    "steps": ["Stand up.", "Walk to the tap and fill a glass.", "Take the long way back."],
    "urgency": "normal",
    "choices": [
        {"id": "done", "label": "Done"},
        {"id": "snooze", "label": "Later"},
        {"id": "skip", "label": "Skip"},
    ],
    "durationUSec": 3 * MINUTE,
    "shownUSec": NOW - 2 * MINUTE,
    "expiresUSec": NOW + 13 * MINUTE,
    "snoozes": 0,
}

TODAY = {
    "date": "2026-03-10",
    "seatedUSec": 3 * HOUR + 5 * MINUTE,
    "standingUSec": 20 * MINUTE,
    "awayUSec": 45 * MINUTE,
    "longestSeatedUSec": 52 * MINUTE,
    "asleepUSec": 0,
    "estimatedUSec": 0,
    "prompted": 5,
    "done": 2,
    "claimed": 1,
    "natural": 1,
    "skipped": 1,
    "expired": 0,
}

STATUS = {
    "version": "0.1.0",
    "presence": "active",
    "posture": "sitting",
    "seatedUSec": 32 * MINUTE + 10 * 1000000,
    "seatedLimitUSec": 45 * MINUTE,
    "nextKind": "walk",
    "nextUSec": NOW + 12 * MINUTE + 50 * 1000000,
    "holds": [],
    "today": TODAY,
    "safety": "none",
    "seatedGrowing": True,
    "standingUSec": 0,
    "standingLimitUSec": 40 * MINUTE,
    "timeUSec": NOW,
    "limitReachedUSec": NOW + 12 * MINUTE + 50 * 1000000,
    "sources": [{"name": "wayland", "state": "up"}],
    "warnings": [],
}

SETTINGS = {
    "settings": [
        {"name": "Walk.Limit", "value": "45min", "defaultValue": "45min"},
        {"name": "Walk.Break", "value": "3min", "defaultValue": "3min"},
        {"name": "Hold.Grace", "value": "15s", "defaultValue": "15s"},
        {"name": "Posture.PerDay", "value": "8", "defaultValue": "8"},
        {"name": "Day.Start", "value": "04:00", "defaultValue": "04:00"},
        {"name": "Hours.Quiet", "value": "22:00-06:30", "defaultValue": "22:00-06:30"},
    ],
    "files": [],
}


def changed(sample, **fields):
    """A copy with other fields; None takes one out."""
    result = copy.deepcopy(sample)
    for name, value in fields.items():
        if value is None:
            result.pop(name, None)
        else:
            result[name] = value
    return result


def event(name, **fields):
    base = {key: STATUS[key] for key in ("presence", "posture", "seatedUSec", "nextKind", "nextUSec",
                                         "holds", "safety", "sources", "warnings", "timeUSec")}
    return changed(base, event=name, sequence=1, **fields)
