# SPDX-License-Identifier: MIT
"""Massage, check-ins, symptoms, profile, gentle days and plans: with options alone, and question by question."""

import json
import os
import signal
import sys

from daemon_client import start_daemon
from peer import FAMILY
from run_client import DEADLINE_SEC, expect, main, rows
from samples import HOUR, MINUTE, NOW

DAEMON = os.path.abspath(sys.argv.pop(2))
CARE = FAMILY + "Care."

MASSAGE = {"id": "0195-2", "endUSec": NOW, "durationUSec": HOUR, "by": "partner", "areas": ["neck"],
           "window": "relaxed", "nextCheckInUSec": NOW + 24 * HOUR}
CARE_NOW = {"level": "none", "conditions": [], "lastMassage": MASSAGE, "plans": [], "symptoms": [],
            "checklistPending": False, "lighterNextTime": False}
PLAN = {"name": "massage_course", "startDate": "2026-03-10", "dueDates": ["2026-03-10", "2026-03-24"], "doneDates": [],
        "nextDate": "2026-03-10", "message": "Soon.", "everyDays": 14, "count": 2}
LIST = {"intro": "These are no diagnosis.",
        "symptoms": [{"id": "legs", "question": "Both legs?", "level": "emergency"},
                     {"id": "calf", "question": "One calf?", "level": "urgent"},
                     {"id": "tingling", "question": "Tingling?", "level": "doctor-first"}],
        "conditions": [{"id": "balance-caution", "question": "Unsteady?", "active": True},
                       {"id": "dizziness", "question": "Dizzy?", "active": False}]}
REPLIES = {
    "Care.LogMassage": {"massage": MASSAGE, "advice": "Rest a little.", "followUp": ["walk-easy"]},
    "Care.ForgetMassage": {},
    "Care.CheckIn": {"advice": "Good to hear.", "level": "none", "checklist": False},
    "Care.ListSymptoms": LIST,
    "Care.ReportSymptoms": {"level": "none", "title": "", "advice": "", "suppressed": []},
    "Care.ClearSafety": {"level": "none", "conditions": [], "title": "Welcome back", "advice": "Easy days first."},
    "Care.SetFlare": {"advice": "Easy today."},
    "Care.SetProfile": {"conditions": []},
    "Care.GetCare": CARE_NOW,
    "Care.SetPlan": {"plan": PLAN, "advice": "Without a trial."},
    "GetConfiguration": {"settings": [{"name": "Safety.EmergencyNumber", "value": "112", "defaultValue": "",
                                       "file": "/etc/backcared.conf"}], "files": []},
}


def listen(world, **other):
    replies = dict(REPLIES, **{"Care." + name: value for name, value in other.items()})
    return world.listen(**{name: lambda connection, _, value=value: connection.reply(value)
                           for name, value in replies.items()})


def told(peer):
    """What was told, without what was only asked for."""
    return [(name, parameters) for name, parameters, _ in peer.calls
            if name not in ("Care.ListSymptoms", "Care.GetCare", "GetConfiguration")]


# -- with options alone

ALL_NO = {"legs": False, "calf": False, "tingling": False}
CLEARED = ["symptoms", "clear", "--clinician", "Dr A", "--date", "2026-03-09", "--walking", "yes", "--exercise",
           "not-discussed", "--massage", "no", "--phrase", "cleared by clinician"]
CLEARING = {"how": "cleared_by_clinician", "clinician": "Dr A", "seenDate": "2026-03-09", "walking": "yes",
            "exercise": "not_discussed", "massage": "no", "phrase": "cleared by clinician"}


@rows(
    (["massage", "log", "--by", "own-hands", "--for", "1h"], "LogMassage", {"by": "own_hands", "durationUSec": HOUR},
     "Rest a little.\nMassage  1h 00min by a partner, until 2026-03-10 14:05, neck\nCheck-in now: `backcarectl checkin`\n"),
    (["massage", "log", "--by", "ball", "--for", "5min", "--pressure", "firm", "--area", "neck, low-back", "--date",
      "2026-03-09", "--until", "18:30"], "LogMassage",
     {"by": "ball", "durationUSec": 5 * MINUTE, "pressure": "firm", "areas": ["neck", "low-back"],
      "endUSec": NOW - 14 * 60 * MINUTE - (5 * 60 + 35) * MINUTE}, "Good now walk-easy"),
    (["massage", "log", "--by", "partner", "--for", "20min", "--style", "Swedish", "--note", "Anna, with „oil“"], "LogMassage",
     {"by": "partner", "durationUSec": 20 * MINUTE, "style": "Swedish", "note": "Anna, with „oil“"}, "Good now walk-easy"),
    (["massage", "forget", "0195-2"], "ForgetMassage", {"id": "0195-2"}, "Taken back"),
    (["massage", "forget", "last"], "ForgetMassage", {"id": "0195-2"}, "Taken back"),
    (["checkin", "a-little-sore"], "CheckIn", {"soreness": "a_little_sore"}, "Good to hear.\n"),
    (["checkin", "settled", "--note", "since noon"], "CheckIn", {"soreness": "settled", "note": "since noon"}, "Good to hear.\n"),
    (["checkin", "settled"], "CheckIn", {"soreness": "settled"}, "Good to hear.\n"),
    (["symptoms", "report", "--none"], "ReportSymptoms", {"symptoms": []}, "Noted, thank you.\n"),
    (["symptoms", "report", "legs", "calf"], "ReportSymptoms", {"symptoms": ["legs", "calf"]}, "Noted, thank you.\n"),
    (CLEARED, "ClearSafety", CLEARING, "Welcome back\nEasy days first.\n"),
    (["symptoms", "clear", "--mistake", "legs=no", "calf=no", "tingling=no"], "ClearSafety",
     {"how": "entered_by_mistake", "answers": ALL_NO}, "Welcome back\n"),
    (["symptoms", "clear", "--mistake", "legs=yes"], "ClearSafety",
     {"how": "entered_by_mistake", "answers": {"legs": True}}, ""),
    (["profile", "--none"], "SetProfile", {"conditions": []}, "Noted, thank you.\n"),
    (["profile", "dizziness"], "SetProfile", {"conditions": ["dizziness"]}, "Noted, thank you.\n"),
    (["flare", "on"], "SetFlare", {"active": True}, "Easy today.\n"),
    (["flare", "off"], "SetFlare", {"active": False}, "Back to the usual prompts.\n"),
    (["plan", "massage", "on"], "SetPlan", {"name": "massage_course", "active": True}, "Around   2026-03-10, 2026-03-24\n"),
    (["massage", "plan", "on", "--every", "7", "--sessions", "4", "--date", "2026-03-12"], "SetPlan",
     {"name": "massage_course", "active": True, "everyDays": 7, "count": 4, "startDate": "2026-03-12"},
     "Without a trial.\n"),
    (["plan", "massage", "off"], "SetPlan", {"name": "massage_course", "active": False}, ""),
    (["plan", "strength", "on", "--date", "2026-03-12"], "SetPlan",
     {"name": "strength", "active": True, "startDate": "2026-03-12"}, ""),
)
def test_command(world, line, method, parameters, output):
    peer = listen(world)
    printed = world.run(*line)
    expect(told(peer) == [("Care." + method, parameters)], peer.calls)
    expect(output in printed, printed)
    expect(json.loads(world.run(*line, "--json")) == REPLIES["Care." + method], line)


@rows(
    (["symptoms"], "No symptoms are noted.\n"),
    (["symptoms", "list"], "legs\n  Both legs?\n"),
    (["profile", "show"], "balance-caution (yes)\n  Unsteady?\n"),
    (["massage"], "Now      the easy window"),
    (["massage", "status"], "Id       0195-2\n"),
    (["massage", "plan"], "There is no plan."),
    (["plan"], "There is no plan."),
)
def test_look(world, line, output):
    peer = listen(world)
    expect(output in world.run(*line))
    expect(isinstance(json.loads(world.run(*line, "--json")), dict) and not told(peer))


@rows(
    (["massage", "log"], "--by is missing"),
    (["massage", "log", "--by", "partner"], "--for is missing"),
    (["massage", "log", "--for", "1h"], "--by is missing"),
    (["massage", "log", "--by", "cat", "--for", "1h"], "--by is professional, partner"),
    (["massage", "log", "--by", "ball", "--for", "45"], "45 of what?"),
    (["massage", "log", "--by", "ball", "--for", "1h", "--pressure", "some"], "light, medium or firm"),
    (["massage", "log", "--by", "ball", "--for", "1h", "--until", "soon"], "no time of day"),
    (["massage", "log", "--by", "ball", "--for", "1h", "--date", "2026-02-30"], "no date"),
    (["massage", "log", "--by", "ball", "--for", "1h", "--date", "2026-02-20", "--until", "25:00"], "no time of day"),
    (["massage", "forget"], "its ID or last, is missing"),
    (["massage", "forget", "last", "--by", "ball"], "belong to log"),
    (["massage", "forget", "last", "--note", "no"], "belong to log"),
    (["massage", "dance"], "log, forget, plan or status"),
    (["massage", "plan", "perhaps"], "on or off"),
    (["massage", "log", "--every", "7"], "belong to plan"),
    (["checkin"], "the answer is missing"),
    (["checkin", "fine"], "the answers are comfortable"),
    (["symptoms", "report"], "which symptoms, or --none, is missing"),
    (["symptoms", "report", "legs", "--none"], "either --none or some"),
    (["symptoms", "dance"], "status, list, report or clear"),
    (["symptoms", "report", "--mistake"], "belong to clear"),
    (["symptoms", "clear"], "is missing"),
    (["symptoms", "clear", "--none"], "belongs to report"),
    (["symptoms", "clear", "--mistake"], "an answer to every question"),
    (["symptoms", "clear", "--mistake", "legs"], "answered once"),
    (["symptoms", "clear", "--mistake", "legs=maybe"], "answered once"),
    (["symptoms", "clear", "--mistake", "legs=yes", "legs=no"], "answered once"),
    (["symptoms", "clear", "--mistake", "legs=no", "--clinician", "Dr A"], "either --mistake"),
    (["symptoms", "clear", "legs=no"], "belong to --mistake"),
    (["profile"], "what fits, or --none, or show, is missing"),
    (["profile", "dizziness", "--none"], "either --none or some"),
    (["flare"], "something is missing"),
    (["flare", "maybe"], "on or off"),
    (["plan", "yoga"], "massage and strength"),
    (["plan", "strength", "on", "--every", "7"], "take a --date alone"),
    (["plan", "massage", "on", "--every", "91"], "1 to 90"),
    (["plan", "massage", "on", "--sessions", "0"], "1 to 20"),
    (["plan", "massage", "on", "--sessions", "3x"], "1 to 20"),
    (["plan", "massage", "--every", "7"], "on or off"),
)
def test_wrong_usage_tells_nothing(world, line, words):
    peer = listen(world)
    world.run(*line, code=2)
    expect(words in world.errors, world.errors)
    expect(not told(peer), peer.calls)


def test_each_part_of_a_clearing_is_needed(world):
    peer = listen(world)
    for at in range(2, len(CLEARED), 2):
        world.run(*CLEARED[:at], *CLEARED[at + 2:], code=2)
        expect(CLEARED[at] in world.errors, CLEARED[at], world.errors)
    expect(not told(peer), peer.calls)


@rows(
    ("NotCleared", {"field": "phrase", "message": "Type the words."}, "Not cleared. Type the words.\n"),
    ("NothingToClear", None, "There is nothing to clear.\n"),
    ("NoSuchSymptom", {"id": "cough"}, "There is no question cough; `backcarectl symptoms list`"),
    ("NoSuchMassage", {"id": "x"}, "That massage is not logged"),
)
def test_refusals(world, error, parameters, words):
    world.listen(**{"Care.ClearSafety": lambda connection, _: connection.error(CARE + error, parameters)})
    world.run(*CLEARED, code=1)
    expect(words in world.errors, world.errors)


# -- question by question

HOLD = {"level": "emergency", "title": "Please get emergency care now", "advice": "Call 112.", "suppressed": ["walk"]}

DIALOGUES = {
    "massage log": (
        [("Which one?", "2"), ("How long", "50min"), ("When did it end", ""), ("How firm", "firm"), ("Which areas", "neck")],
        "LogMassage", {"by": "partner", "durationUSec": 50 * MINUTE, "pressure": "firm", "areas": ["neck"]}),
    "massage forget": ([("Take it back?", "y")], "ForgetMassage", {"id": "0195-2"}),
    "massage plan on": (
        [("How many days", ""), ("How many sessions", "5"), ("On which day", "2026-02-30"),
         ("answer with a date", "2026-03-12")], "SetPlan",
        {"name": "massage_course", "active": True, "everyDays": 14, "count": 5, "startDate": "2026-03-12"}),
    "checkin": ([("Which one?", "quite-sore")], "CheckIn", {"soreness": "quite_sore"}),
    "symptoms report": (
        [("Both legs?", "n"), ("One calf?", "Yes"), ("Tingling?", "NO")], "ReportSymptoms", {"symptoms": ["calf"]}),
    "symptoms clear": (
        [("Which one?", "1"), ("Which clinician", "Dr A"), ("On which day", "2026-03-09"), ("about walking", "1"),
         ("about exercise", "3"), ("about massage", "no"), ("type these words", "cleared by clinician")], "ClearSafety",
        CLEARING),
    "symptoms clear mistake": (
        [("Which one?", "mistake"), ("Both legs?", "n"), ("One calf?", "n"), ("Tingling?", "n")], "ClearSafety",
        {"how": "entered_by_mistake", "answers": ALL_NO}),
    "profile": ([("Unsteady?", ""), ("Dizzy?", "")], "SetProfile", {"conditions": ["balance-caution"]}),
}


def open_dialogue(world, name):
    # A wide one, so that no question is broken over two lines.
    return world.start_on_terminal(*name.replace(" mistake", "").split(), columns=100, NO_COLOR="1")


def walk(terminal, steps):
    at = 0
    for question, text in steps:
        at = wait_question(terminal, question, at)
        os.write(terminal.fd, (text + "\n").encode())
    return at


def wait_question(terminal, question, at):
    """Until the question has come after 'at'."""
    terminal.wait_for(question, terminal.text[:at].count(question) + 1)
    return terminal.text.index(question, at) + len(question)


@rows(*((name,) for name in DIALOGUES))
def test_dialogue(world, name):
    steps, method, parameters = DIALOGUES[name]
    peer = listen(world)
    process, terminal = open_dialogue(world, name)
    walk(terminal, steps)
    terminal.wait_for_end()
    expect(process.wait(DEADLINE_SEC) == 0, terminal.text)
    expect(told(peer) == [("Care." + method, parameters)], peer.calls, terminal.text)


@rows(*((name, count) for name, dialogue in DIALOGUES.items() for count in range(len(dialogue[0]))))
def test_leaving_a_dialogue_tells_nothing(world, name, count):
    steps = DIALOGUES[name][0]
    peer = listen(world)
    for key in (b"\x03", b"\x04"):  # Ctrl-C, and the end of the input
        process, terminal = open_dialogue(world, name)
        at = walk(terminal, steps[:count])
        wait_question(terminal, steps[count][0], at)
        os.write(terminal.fd, key)
        code = process.wait(DEADLINE_SEC)
        expect(code == (-signal.SIGINT if key == b"\x03" else 1), name, count, code)
        if key == b"\x04":
            expect("Nothing more was noted." in terminal.wait_for_end(), terminal.text)
        os.close(terminal.fd)
    expect(not told(peer), peer.calls)


def test_an_emergency_is_told_at_once(world):
    peer = listen(world, ReportSymptoms=HOLD)
    process, terminal = open_dialogue(world, "symptoms report")
    walk(terminal, [("Both legs?", "y")])
    terminal.wait_for("Call 112.")
    terminal.wait_for_end()
    expect(process.wait(DEADLINE_SEC) == 0 and "One calf?" not in terminal.text, terminal.text)
    expect(told(peer) == [("Care.ReportSymptoms", {"symptoms": ["legs"]})], peer.calls)
    expect("Which number" not in terminal.text, terminal.text)


def test_a_yes_while_clearing_is_a_report(world):
    peer = listen(world, ReportSymptoms=HOLD)
    process, terminal = open_dialogue(world, "symptoms clear")
    walk(terminal, [("Which one?", "2"), ("Both legs?", "n"), ("One calf?", "y")])
    terminal.wait_for("the hold stays")
    terminal.wait_for_end()
    expect(process.wait(DEADLINE_SEC) == 0, terminal.text)
    expect(told(peer) == [("Care.ReportSymptoms", {"symptoms": ["calf"]})], peer.calls)


@rows(
    ("something-fits", [("Both legs?", "y")], "Care.ReportSymptoms"),
    ("something-new", [("Both legs?", "n"), ("One calf?", "n"), ("Tingling?", "y")], "Care.ReportSymptoms"),
    ("symptoms-changed", [("Both legs?", "y")], "Care.ReportSymptoms"),
    ("entered-by-mistake", DIALOGUES["symptoms clear mistake"][0], "Care.ClearSafety"),
    ("cleared-by-clinician", DIALOGUES["symptoms clear"][0], "Care.ClearSafety"),
)
def test_an_answer_leads_on(world, choice, steps, method):
    peer = listen(world)
    for name in ("Respond", "GetStatus"):
        peer.handlers[name] = lambda connection, _: connection.reply({})
    process, terminal = open_dialogue(world, "answer " + choice)
    walk(terminal, steps)
    terminal.wait_for_end()
    expect(process.wait(DEADLINE_SEC) == 0, terminal.text)
    expect([name for name, _ in told(peer)] == ["Respond", "GetStatus", method], peer.calls)


@rows(
    ("something-fits", "`backcarectl symptoms report` asks"),
    ("entered-by-mistake", "`backcarectl symptoms clear` does"),
    ("edit-plan", "There is no plan."),
    ("show-numbers", "Call 112."),
    ("comfortable", "Noted"),
)
def test_an_answer_of_a_script_leads_nowhere(world, choice, words):
    peer = listen(world, GetCare=dict(CARE_NOW, title="Now", advice="Call 112."))
    for name in ("Respond", "GetStatus"):
        peer.handlers[name] = lambda connection, _: connection.reply({})
    printed = world.run("answer", choice)
    expect(words in printed, printed)
    expect([name for name, _ in told(peer)] == ["Respond", "GetStatus"], peer.calls)


def test_what_is_no_answer_is_asked_again(world):
    peer = listen(world)
    process, terminal = open_dialogue(world, "symptoms report")
    walk(terminal, [("Both legs?", ""), ("Both legs?", "perhaps"), ("Both legs?", "x" * 600), ("Both legs?", "n"),
                    ("One calf?", "n"), ("Tingling?", "n")])
    terminal.wait_for_end()
    expect(process.wait(DEADLINE_SEC) == 0, terminal.text)
    expect(terminal.text.count("Please answer y or n.") == 2 and "That is too long." in terminal.text, terminal.text)
    expect(told(peer) == [("Care.ReportSymptoms", {"symptoms": []})], peer.calls)


# -- with the real daemon

def level(world):
    return json.loads(world.run("symptoms", "--json"))["level"]


def questions(world):
    return json.loads(world.run("symptoms", "list", "--json"))["symptoms"]


def test_no_accident_lifts_a_hold(world):
    start_daemon(world, DAEMON)
    world.run("symptoms", "report", "one-leg-tingling")
    expect(level(world) == "doctor_first")
    today = json.loads(world.run("status", "--json"))["today"]["date"]
    cleared = [today if word == "2026-03-09" else word for word in CLEARED]
    every = [row["id"] + "=no" for row in questions(world)]
    for line, code in (
            (["symptoms", "clear"], 2),
            (["symptoms", "report", "--none"], 0),
            (["flare", "off"], 0),
            (["profile", "--none"], 0),
            (["checkin", "comfortable"], 0),
            (["config", "reload"], 0),
            (["resume"], 0),
            (["symptoms", "clear", "--mistake"], 2),
            (["symptoms", "clear", "--mistake", *every, "one-leg-itch=no"], 1),
            *((["symptoms", "clear", "--mistake", *(every[:at] + every[at + 1:])], 1) for at in range(len(every))),
            *((cleared[:-1] + [phrase], 1) for phrase in
              ("Cleared by clinician", "CLEARED BY CLINICIAN", "cleared by clinician.", "cleared", " ")),
            ([*cleared[:5], "1999-01-01", *cleared[6:]], 1),
            ([*cleared[:5], "tomorrow", *cleared[6:]], 1),
            ([*cleared[:3], " ", *cleared[4:]], 1)):
        world.run(*line, code=code)
        expect(level(world) == "doctor_first", line)
    expect("talk with a doctor first" in world.run("status"))
    world.run("symptoms", "clear", "--mistake", *every)
    expect(level(world) == "none")
    world.run("symptoms", "clear", "--mistake", *every, code=1)
    expect("nothing to clear" in world.errors)


def test_a_yes_among_the_answers_stays(world):
    start_daemon(world, DAEMON)
    world.run("symptoms", "report", "one-leg-tingling")
    every = [row["id"] + ("=yes" if row["id"] == "bladder-change" else "=no") for row in questions(world)]
    world.run("symptoms", "clear", "--mistake", *every, code=1)
    expect("Call your local emergency number" in world.errors, world.errors)
    expect(level(world) == "emergency")


def test_first_questions_and_the_number_asked_once(world):
    start_daemon(world, DAEMON)
    world.run("checkin", "something-new")
    expect("questions are open" in world.run("symptoms"))
    rows_ = questions(world)
    for number in ("112", None):
        process, terminal = open_dialogue(world, "symptoms report")
        at = 0
        for row in rows_:
            at = wait_question(terminal, "[y/n]", at)
            os.write(terminal.fd, b"n\n")
        if number:
            wait_question(terminal, "Enter leaves it out.", at)
            os.write(terminal.fd, number.encode() + b"\n")
        terminal.wait_for_end()
        expect(process.wait(DEADLINE_SEC) == 0, terminal.text)
        expect(("Which number" in terminal.text) == bool(number), terminal.text)
    expect("questions are open" not in world.run("symptoms"))
    expect("Call 112." in world.run("symptoms", "report", "bladder-change"))


def test_a_number_left_out_is_not_asked_again(world):
    start_daemon(world, DAEMON)
    for asked in (True, False):
        process, terminal = open_dialogue(world, "symptoms report")
        at = 0
        for _ in questions(world):
            at = wait_question(terminal, "[y/n]", at)
            os.write(terminal.fd, b"n\n")
        if asked:
            wait_question(terminal, "Enter leaves it out.", at)
            os.write(terminal.fd, b"\n")
        terminal.wait_for_end()
        expect(process.wait(DEADLINE_SEC) == 0, terminal.text)
        expect(("Which number" in terminal.text) == asked, terminal.text)


def test_leaving_at_the_number_keeps_the_report(world):
    start_daemon(world, DAEMON)
    for key, code in ((b"\x04", 0), (b"\x03", -signal.SIGINT)):
        world.run("checkin", "something-new")
        process, terminal = open_dialogue(world, "symptoms report")
        at = 0
        for _ in questions(world):
            at = wait_question(terminal, "[y/n]", at)
            os.write(terminal.fd, b"n\n")
        wait_question(terminal, "Enter leaves it out.", at)
        os.write(terminal.fd, key)
        expect(process.wait(DEADLINE_SEC) == code, terminal.text)
        expect("Nothing was noted" not in terminal.text, terminal.text)
        expect(not json.loads(world.run("symptoms", "--json"))["checklistPending"])


def test_a_massage_and_what_follows(world):
    start_daemon(world, DAEMON)
    logged = json.loads(world.run("massage", "log", "--by", "partner", "--for", "45min", "--json"))
    expect(logged["massage"]["window"] == "relaxed" and len(logged["followUp"]) == 3, logged)
    expect("the easy window" in world.run("massage"))
    told_plan = world.run("plan", "massage", "on", "--every", "7", "--sessions", "3")
    expect("without a trial" in told_plan.replace("\n", " "), told_plan)
    expect("Done " in world.run("plan"))
    world.run("massage", "forget", "last")
    expect("No massage is logged" in world.run("massage"))
    world.run("massage", "forget", "last", code=1)
    world.run("massage", "forget", logged["massage"]["id"], code=1)
    expect("not logged" in world.errors)
    world.run("massage", "log", "--by", "ball", "--for", "5min", "--date", "2001-01-01", code=1)
    expect("not more than a year ago" in world.errors, world.errors)


def start_again(world, daemon, **options):
    """As after a power cut."""
    daemon.kill()
    daemon.wait()
    os.unlink(world.directory + "/notify")
    state = world.directory + "/backcare/history.db"
    if options:
        # Or the log would still have it.
        for log in ("-wal", "-shm"):
            if os.path.exists(state + log):
                os.unlink(state + log)
    if options.get("text") is not None:
        with open(state, "w", encoding="utf-8") as file:
            file.write(options["text"])
    elif options.get("deleted"):
        os.unlink(state)
    return start_daemon(world, DAEMON)


def test_the_first_run_asks(world):
    os.mkdir(world.directory + "/backcare", 0o700)  # and nothing in it
    start_daemon(world, DAEMON)
    expect("questions are open" in world.run("symptoms").replace("\n", " "))
    expect("backcarectl symptoms report" in world.run("status"), world.run("status"))
    world.run("symptoms", "report", "--none")
    expect("questions are open" not in world.run("symptoms"))


def test_a_hold_outlives_the_daemon(world):
    daemon = start_daemon(world, DAEMON)
    world.run("symptoms", "report", "one-leg-tingling")
    world.run("profile", "balance-caution")
    daemon = start_again(world, daemon)
    expect(level(world) == "doctor_first")
    expect("balance-caution (yes)" in world.run("profile", "show"))


@rows(({"text": ""},), ({"text": "{}"},), ({"text": "nonsense"},), ({"deleted": True},))
def test_what_is_lost_is_asked_again(world, damage):
    daemon = start_daemon(world, DAEMON)
    world.run("symptoms", "report", "one-leg-tingling")
    start_again(world, daemon, **damage)
    expect(json.loads(world.run("symptoms", "--json"))["checklistPending"], damage)


def test_profile_in_a_dialogue(world):
    start_daemon(world, DAEMON)
    for given, active in ((b"y\n", True), (b"\n", True), (b"n\n", False)):
        process, terminal = open_dialogue(world, "profile")
        at = 0
        for number in range(5):
            at = wait_question(terminal, "/", at)
            os.write(terminal.fd, given if number == 1 else b"\n")
        terminal.wait_for_end()
        expect(process.wait(DEADLINE_SEC) == 0, terminal.text)
        shown = world.run("profile", "show")
        expect(("balance-caution (yes)" in shown) == active and shown.count("(yes)") == active, shown)


main(list(globals().items()))
