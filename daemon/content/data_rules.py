# SPDX-License-Identifier: MIT
"""What the files in data/ have to keep beside their schemas: vocabularies, references between entries, and what safety
asks of an entry. check_own.c holds a user's own files against the same rules."""

import re

try:
    import jsonschema
except ImportError:  # not before there is something to check
    jsonschema = None

KINDS = ["posture", "walk", "mobility", "strength", "hydrate", "primer", "relax"]
MOVEMENTS = ["walk", "mobility", "strength"]
AREAS = ["whole-body", "eyes", "jaw", "neck", "shoulders", "chest", "upper-back", "low-back", "trunk", "hips",
         "glutes", "thighs", "hamstrings", "calves", "feet", "wrists-hands"]
TOOLS = ["chair", "wall", "floor", "stairs", "ball", "foam-roller"]
TAGS = ["sit-break", "short-version", "micro", "bundle", "follow-up", "post-session", "post-break", "stand-break",
        "evening", "daily-target", "setup", "floor-session", "meeting-friendly", "flare-friendly", "leg-symptom-safe",
        "primer", "micro-plus"]
CONDITIONS = ["leg-symptoms", "acute-flare", "soreness-under-48h", "soreness-over-48h", "post-massage-window",
              "post-massage-day", "pressure-caution", "balance-caution", "dizziness", "exertion-caution",
              "fluid-restriction"]
# Where mobility may go on while a leg has symptoms.
UPPER_AREAS = ["neck", "shoulders", "chest", "wrists-hands"]
MICRO_MAX_SEC = 60
STEPS_MAX = 5
SOURCES_MAX = 8
ALTERNATES_MAX = 3


class Bad(Exception):
    """The place and what is wrong there."""


def check_schema(document, schema, path):
    if jsonschema is None:
        raise Bad("python3-jsonschema is missing; ./setup deps installs it")
    errors = sorted(jsonschema.Draft202012Validator(schema).iter_errors(document), key=lambda error: list(error.path))
    if errors:
        place = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in errors[0].absolute_path)
        raise Bad(f"{path}: {place or 'the file'}: {errors[0].message[:200]}")


def required_conditions(entry):
    """Conditions under which it must not be shown, whatever its author thinks."""
    kind, conditions = entry["kind"], []
    if kind in ("walk", "strength", "primer") or (kind == "mobility" and entry["area"] not in UPPER_AREAS):
        conditions.append("leg-symptoms")
    if kind in ("strength", "primer") or entry["intensity"] > 1:
        conditions += ["acute-flare", "soreness-over-48h", "post-massage-window"]
    if kind == "primer" or entry["intensity"] > 2:
        conditions.append("post-massage-day")
    if kind == "primer":
        conditions.append("pressure-caution")
    if kind == "hydrate":
        conditions.append("fluid-restriction")
    # A posture prompt may ask one to stand: the seated ones stay.
    return conditions


def check_unique(items, where, what):
    seen = set()
    for item in items:
        if item in seen:
            raise Bad(f"{where}: the {what} '{item}' stands there twice")
        seen.add(item)


def check_entry(entry, where, source_ids):
    if not entry["id"].startswith(entry["kind"] + "-"):
        raise Bad(f"{where}.id: does not begin with its kind, '{entry['kind']}-'")
    for field, known in (("tags", TAGS), ("contraindicated_when", CONDITIONS)):
        for word in entry[field]:
            if word not in known:
                raise Bad(f"{where}.{field}: '{word}' is none of {', '.join(known)}")
    if len(entry["sources"]) > SOURCES_MAX:
        raise Bad(f"{where}.sources: more than {SOURCES_MAX}")
    for source in entry["sources"]:
        if source not in source_ids:
            raise Bad(f"{where}.sources: there is no source '{source}'")
    for condition in required_conditions(entry):
        if condition not in entry["contraindicated_when"]:
            raise Bad(f"{where}.contraindicated_when: '{condition}' is missing")
    if "micro" in entry["tags"] and entry["duration_s"] > MICRO_MAX_SEC:
        raise Bad(f"{where}.duration_s: a micro-break takes at most {MICRO_MAX_SEC}")


def check_follow_up(entry, where, by_id):
    follow_up = entry["follow_up"]
    if follow_up is None:
        return
    ids = [follow_up["id"], *follow_up["alternates"]]
    check_unique(ids, f"{where}.follow_up", "entry")
    if len(ids) > 1 + ALTERNATES_MAX:
        raise Bad(f"{where}.follow_up.alternates: more than {ALTERNATES_MAX}")
    for name in ids:
        if name not in by_id:
            raise Bad(f"{where}.follow_up: there is no entry '{name}'")
        # So there are no cycles either: what follows is never a primer, and only primers are followed.
        if by_id[name]["kind"] not in MOVEMENTS:
            raise Bad(f"{where}.follow_up: '{name}' is no movement ({', '.join(MOVEMENTS)})")
    meant = by_id[ids[0]]
    for condition in meant["contraindicated_when"]:
        if condition not in entry["contraindicated_when"]:
            raise Bad(f"{where}.contraindicated_when: '{condition}' is missing, which '{ids[0]}' has")
    if not any(set(by_id[name]["needs"]) <= set(entry["needs"]) | {"none"} for name in ids):
        raise Bad(f"{where}.follow_up: none of them can be done with what the primer needs")


def normal(text):
    """As the lexicon wants it: plain quotes and dashes."""
    for fancy, plain in zip("\u2018\u2019\u201c\u201d\u2013\u2014", "''\"\"--"):
        text = text.replace(fancy, plain)
    return text


def find_words(text, lexicon, tiers):
    """(tier, what was found, what to say instead) of each term that the text has."""
    for term in lexicon["terms"]:
        if term["tier"] in tiers:
            for match in re.finditer(term["pattern"], normal(text), re.IGNORECASE):
                yield term["tier"], match.group(0), term["instead"]


def check_words(text, lexicon, scope, where):
    for tier, word, instead in find_words(text, lexicon, lexicon["scopes"][scope]):
        raise Bad(f"{where}: '{word}' is not said ({tier}); instead: {instead}")


def check_lexicon(lexicon, path):
    for term in lexicon["terms"]:
        for example in term["examples"]:
            if not re.search(term["pattern"], example, re.IGNORECASE):
                raise Bad(f"{path}: '{term['pattern']}' does not find its own example '{example}'")


def check_catalogue(prompts, sources, lexicon, path):
    by_id = {entry["id"]: entry for entry in prompts}
    source_ids = {source["id"] for source in sources}
    check_unique([entry["id"] for entry in prompts], path, "id")
    check_unique([entry["title"] for entry in prompts], path, "title")
    for index, entry in enumerate(prompts):
        where = f"{path}: prompts[{index}] ({entry['id']})"
        check_entry(entry, where, source_ids)
        check_follow_up(entry, where, by_id)
        check_words(" | ".join([entry["title"], entry["body"], *entry["steps"]]), lexicon, "prompts", where)


def check_sources(sources, lexicon, path):
    check_unique([source["id"] for source in sources], path, "id")
    for source in sources:
        # What was published says what it says; how we put what was found is ours.
        check_words(f"{source['finding']} | {source['limits']}", lexicon, "evidence", f"{path}: {source['id']}")


def check_messages(messages, lexicon, path):
    scopes = {"prompt": "prompts", "checkin": "checkins", "safety": "safety"}
    check_unique([message["id"] for message in messages], path, "id")
    for message in messages:
        where = f"{path}: {message['id']}"
        if message["scope"] not in scopes:
            raise Bad(f"{where}: the scope is none of {', '.join(scopes)}")
        check_words(f"{message['title']} | {message['body']}", lexicon, scopes[message["scope"]], where)


def check_phrases(phrases, lexicon, path):
    """Pieces of what is told of plans and conditions; of the same scope as check-ins."""
    check_unique([phrase["id"] for phrase in phrases], path, "phrase")
    for phrase in phrases:
        check_words(phrase["text"], lexicon, "checkins", f"{path}: {phrase['id']}")
