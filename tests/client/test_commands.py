# SPDX-License-Identifier: MIT
"""Every command against a peer that is well: what it asks for, what it prints, how it ends."""

import json
import os
import re
import socket
import subprocess

from peer import INTERFACE, SERVICE
from run_client import expect, main, rows
from samples import HOUR, MINUTE, NOW, PROMPT, SETTINGS, STATUS, TODAY, changed


def answers(parameters=None):
    return lambda connection, _: connection.reply(parameters)


def refuses(name, parameters=None):
    return lambda connection, _: connection.error(name, parameters)


@rows(
    ("now", "PromptNow", {}, {"prompt": PROMPT}, "A walk to the tap\nwalk, 3min\n"),
    ("now walk", "PromptNow", {"kind": "walk"}, {"prompt": PROMPT}, " 2. Walk to the tap"),
    ("now walk-tap", "PromptNow", {"entry": "walk-tap"}, {"prompt": PROMPT}, "backcarectl start | done"),
    ("done", "Respond", {"answer": "done"}, {"outcome": "claimed"}, "Noted, thank you.\nsitting 32min"),
    ("skip", "Respond", {"answer": "skip"}, {}, "Skipped.\nsitting 32min"),
    ("answer none_of_these", "Respond", {"answer": "choose", "choice": "none_of_these"}, {}, "Noted"),
    ("snooze", "Respond", {"answer": "snooze"}, None, "Put off.\nsitting 32min"),
    ("snooze 5min", "Respond", {"answer": "snooze", "durationUSec": 5 * MINUTE}, {}, "Put off for 5min"),
    ("start", "Respond", {"answer": "start", "id": "0195-1"}, {}, "`backcarectl done` when"),
    ("pause", "Pause", {}, {}, "Paused until `backcarectl resume`"),
    ("pause 1h 30min", "Pause", {"durationUSec": 90 * MINUTE}, {"untilUSec": NOW}, "Paused until 2026-03-10"),
    ("pause -r Lunch 1h", "Pause", {"durationUSec": HOUR, "reason": "Lunch"}, {}, "Paused"),
    ("pause until tomorrow", "Pause", {"untilTomorrow": True}, {"untilUSec": NOW}, "Paused until 2026-03-10"),
    ("pause --until tomorrow -r Trip", "Pause", {"untilTomorrow": True, "reason": "Trip"}, {"untilUSec": NOW}, "Paused"),
    ("resume", "Resume", {}, None, "No longer paused.\nsitting 32min, walk in 13min\n"),
    ("meeting start", "SetMeeting", {"active": True}, {}, "until `backcarectl meeting stop`"),
    ("meeting start --for 45min", "SetMeeting", {"active": True, "durationUSec": 45 * MINUTE}, {}, "In a meeting until"),
    ("meeting start 1h", "SetMeeting", {"active": True, "durationUSec": HOUR}, {}, "In a meeting until"),
    ("meeting stop", "SetMeeting", {"active": False}, {}, "The meeting is over.\nsitting 32min"),
    ("sit", "SetPosture", {"posture": "sitting"}, {"posture": "sitting"}, "Sitting."),
    ("stand", "SetPosture", {"posture": "standing"}, {}, "Standing, until `backcarectl sit`"),
    ("stand --for 30min", "SetPosture", {"posture": "standing", "validUSec": 30 * MINUTE}, {"untilUSec": NOW},
     "Standing, until 2026-03-10"),
    ("why", "Explain", {}, {"decisions": []}, "Nothing was decided yet. `backcarectl status` shows what comes next.\n"),
    ("why -n 5", "Explain", {"limit": 5}, {"decisions": []}, ""),
    ("config show", "GetConfiguration", {}, SETTINGS, "Walk.Limit             45min\n"),
    ("config", "GetConfiguration", {}, SETTINGS, "Hours.Quiet"),
    ("config show walk.break", "GetConfiguration", {}, SETTINGS, "Walk.Break             3min\n"),
    ("config reload", "Reload", {}, {}, "The settings were read again."),
    ("status", "GetStatus", {}, STATUS, "Sat     32min of 45min"),
    ("status --line", "GetStatus", {}, STATUS, "sitting 32min, walk in 13min\n"),
    ("status -l", "GetStatus", {}, STATUS, "sitting 32min, walk in 13min\n"),
    ("--line", "GetStatus", {}, STATUS, "sitting 32min, walk in 13min\n"),
    ("", "GetStatus", {}, STATUS, "Next    walk in 13min, at 14:17"),
)
def test_command(world, line, method, parameters, reply, output):
    peer = world.listen(GetStatus=answers(STATUS), Monitor=answers({"prompt": PROMPT}))
    peer.handlers[method] = answers(reply)
    printed = world.run(*line.split())
    expect(output in printed, printed)
    calls = [(name, sent) for name, sent, _ in peer.calls if name == method]
    expect(calls[0] == (method, parameters), peer.calls)
    expect(world.errors == "", world.errors)

    printed = world.run(*line.split(), "--json")
    if line == "config show walk.break":
        reply = SETTINGS["settings"][1]
    expect(json.loads(printed) == (reply or {}), printed)
    if line and not line.startswith("-"):
        expect(json.loads(world.run("--json", *line.split())) == (reply or {}))


@rows(("sat 20min", "seated"), ("away 5min", "away"))
def test_last_gap_is_put_right(world, line, counts):
    peer = world.listen(CorrectPresence=answers({"seatedUSec": 35 * MINUTE}))
    printed = world.run(*line.split())
    sent = peer.calls[0][1]
    length = sent.pop("untilUSec") - sent.pop("sinceUSec")
    expect(length == int(re.search(r"\d+", line)[0]) * MINUTE, length)
    expect(sent == {"counts": counts}, sent)
    expect("This spell of sitting is 35min." in printed, printed)


@rows(("sat 20min", "sitting"), ("away 5min", "a rest"))
def test_gap_that_needs_nothing(world, line, what):
    world.listen(CorrectPresence=answers({"seatedUSec": 35 * MINUTE, "changed": False}))
    printed = world.run(*line.split())
    expect(re.match(rf"Nothing to change: what was recorded from .* to .* counts as {what} already\. This", printed), printed)


def test_gap_that_ended_earlier(world):
    peer = world.listen(CorrectPresence=answers({}))
    world.run("sat", "20min", "--until", "00:00")
    expect(peer.calls[0][1]["untilUSec"] % (24 * HOUR) == 0, peer.calls)


@rows(("pause --until 00:00",), ("pause until 00:00",))
def test_until_becomes_a_length(world, line):
    peer = world.listen(Pause=answers({}))
    world.run(*line.split())
    length = peer.calls[0][1]["durationUSec"]
    expect(0 < length <= 24 * HOUR, length)


@rows(
    ("Respond", "done", "NoSuchPrompt", {"id": ""}, "No prompt is open."),
    ("Respond", "snooze", "SnoozeLimitReached", {"limit": 2}, "2 times is the limit"),
    ("PromptNow", "now", "HeldForSafety", {"level": "urgent", "message": "Rest for now."}, "Rest for now."),
    ("PromptNow", "now", "NothingFits", {"message": "All were shown."}, "All were shown.\n"),
    ("Reload", "config reload", "BadConfiguration", {"file": "/x", "line": 3, "message": "no"}, "/x:3: no"),
    ("Pause", "pause", SERVICE + ".InvalidParameter", {"parameter": "reason"}, "That reason is too long"),
    ("Explain", "why", SERVICE + ".MethodNotImplemented", {"method": "m"}, "does not do that yet"),
    ("GetStatus", "status", SERVICE + ".PermissionDenied", None, "does not let you"),
    ("Monitor", "monitor", SERVICE + ".MethodNotImplemented", None, "does not do that yet"),
    ("Monitor", "status --watch", SERVICE + ".MethodNotImplemented", None, "does not do that yet"),
    ("Monitor", "start", SERVICE + ".MethodNotImplemented", None, "does not do that yet"),
    ("GetConfiguration", "config show", SERVICE + ".MethodNotImplemented", None, "does not do that yet"),
    ("GetConfiguration", "config set Walk.Limit 3min", SERVICE + ".MethodNotImplemented", None, "not do that yet"),
    ("Resume", "resume", "org.example.Odd", {"a": 1}, 'org.example.Odd {"a":1}'),
)
def test_refusal(world, method, line, error, parameters, sentence):
    world.listen(**{method: refuses(error, parameters)})
    expect(world.run(*line.split(), code=1) == "")
    expect(sentence in world.errors, world.errors)
    said = json.loads(world.run(*line.split(), "--json", code=1))
    expect(said["error"].endswith(error), said)
    expect(said.get("parameters") == parameters, said)
    expect(sentence in world.errors, world.errors)


@rows(
    ("stauts", "Did you mean `backcarectl status`?"),
    ("frobnicate", "`backcarectl help` lists them"),
    ("set Walk.Limit 30min", "Did you mean `backcarectl config`?"),
    ("mute", "Did you mean `backcarectl pause`?"),
    ("walk", "Did you mean `backcarectl now`?"),
    ("pause --untl 15:00", "Did you mean --until?"),
    ("pause 60", "60 of what? Write 60min for minutes, 60s for seconds."),
    ("pause soon", "no length of time"),
    ("pause --until noon", "no time of day"),
    ("pause 1h --until 15:00", "one time is enough"),
    ("pause until tomorrow --until 15:00", "one time is enough"),
    ("pause 1h --until tomorrow", "one time is enough"),
    ("pause until monday", "no time of day"),
    ("pause until", "no length of time"),
    ("meeting start --until tomorrow", "no time of day"),
    ("snooze 0min", "zero"),
    ("sat", "something is missing"),
    ("resume now", "'now' is more than it takes"),
    ("meeting", "something is missing"),
    ("meeting begin", "say start or stop"),
    ("meeting stop 5min", "only start takes a time"),
    ("now wlak", "Did you mean walk?"),
    ("why -n 0", "from 1 to 1000"),
    ("why -n 1001", "from 1 to 1000"),
    ("why -n x", "from 1 to 1000"),
    ("why -n", "needs a N"),
    ("answer", "something is missing"),
    ("config sett Walk.Limit", "did you mean set?"),
    ("config get Walk.Limit", "did you mean show?"),
    ("config list", "did you mean show?"),
    ("config delete Walk.Limit", "did you mean unset?"),
    ("config Walk.Limit", "say show KEY to see it, set KEY VALUE to change it"),
    ("config Walk.Limit 30min", "say show KEY to see it, set KEY VALUE to change it"),
    ("config set Walk.Limit", "set takes a KEY and a VALUE"),
    ("config set Walk.Limit=30min", "set takes a KEY and a VALUE, with a blank between them"),
    ("config set Limit 3min", "has the form Section.Key"),
    ("config show a b", "show takes at most one KEY"),
    ("config reload now", "reload takes nothing more"),
    ("config unset", "unset takes one KEY"),
    ("help stauts", "Did you mean `backcarectl status`?"),
    ("--stauts", "no option --stauts"),
)
def test_wrong_usage(world, line, sentence):
    peer = world.listen()
    expect(world.run(*line.split(), code=2) == "")
    expect(sentence in world.errors, world.errors)
    expect(peer.calls == [], peer.calls)


def commands_of(world):
    return re.findall(r"^  ([a-z]+) +[a-z]", world.run("help"), re.M)


def test_help(world):
    names = commands_of(world)
    expect(len(names) >= 18, names)
    expect(world.run("--help") == world.run("help") == world.run("-h"))
    for name in names:
        text = world.run("help", name)
        expect(text == world.run(name, "--help"), name)
        expect(text.startswith("backcarectl " + name), text)
        expect("--json" in text and "Examples:" in text, text)
    for text in [world.run("help")] + [world.run("help", name) for name in names]:
        expect(all(len(line) <= 80 for line in text.splitlines()), text)


def test_version(world):
    expect(re.fullmatch(r"backcarectl \d+\.\d+\.\d+\n", world.run("--version")))


def test_completion_knows_every_command(world):
    known = re.search(r"local commands='([^']*)'", read_source("client/completion/backcarectl"))[1].split()
    expect(sorted(known) == sorted(commands_of(world)), known)


@rows(
    ("backcarectl pa", "pause"),
    ("backcarectl me", "meeting"),
    ("backcarectl --w", "--watch"),
    ("backcarectl status --l", "--line"),
    ("backcarectl now mo", "mobility"),
    ("backcarectl meeting sto", "stop"),
    ("backcarectl config sh", "show"),
    ("backcarectl config set Walk.B", "Walk.Break"),
    ("backcarectl answer n", "none_of_these"),
    ("backcarectl pause --until 1", ""),
    ("backcarectl help wh", "why"),
    ("backcarectl doc", "doctor"),
    ("backcarectl prompts sh", "show"),
    ("backcarectl prompts list --ki", "--kind"),
    ("backcarectl prompts list --kind st", "strength"),
    ("backcarectl ev", "evidence"),
    ("backcarectl stats m", "month"),
    ("backcarectl history r", "remove"),
    ("backcarectl history --type ch", "checkin"),
    ("backcarectl export --format c", "csv"),
    ("backcarectl import /etc/os-rel", "/etc/os-release"),
    ("backcarectl forget --y", "--yes"),
    ("backcarectl doctor --b", "--brief"),
)
def test_completion(world, line, completed):
    question = changed(PROMPT, choices=[{"id": "none_of_these", "label": "None"}, {"id": "later", "label": "x"}])
    world.listen(GetConfiguration=answers(SETTINGS), GetStatus=answers(changed(STATUS, prompt=question)))
    os.symlink(world.program, world.bin + "/backcarectl")
    source = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../client/completion/backcarectl")
    script = f'. "{source}"; COMP_WORDS=({line}); COMP_CWORD={len(line.split()) - 1}; _backcarectl; echo "${{COMPREPLY[*]}}"'
    result = subprocess.run(["bash", "-uc", script], env=world.environment, stdout=subprocess.PIPE, check=True)
    expect(result.stdout.decode().strip() == completed, result.stdout)


def read_source(path):
    with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "../..", path), encoding="utf-8") as file:
        return file.read()


def test_manual_tells_of_every_command(world):
    manual = read_source("doc/backcarectl.1.scd")
    for name in commands_of(world):
        expect(re.search(rf"^\*{name}[* ]", manual, re.M), name)
        for option in re.findall(r"^  .{4}(--[a-z-]+)", world.run("help", name), re.M):
            expect(f"*{option}*" in manual, name, option)


def test_manual_tells_of_every_setting(world):
    rows_of_keys = re.findall(r'ROW\(\s*"(\w+)", "(\w+)",\s*"([^"]*)"', read_source("daemon/config/config_keys.c"))
    expect(len(rows_of_keys) > 20, rows_of_keys)
    manual = read_source("doc/backcared.conf.5.scd")
    for section, key, default in rows_of_keys:
        expect(f"*{section}.{key}=*{default}" in manual, section, key, default)


def test_no_daemon(world):
    for line in (["status"], ["now"], ["monitor"], ["status", "--watch"], ["config", "set", "A.B", "1"]):
        expect(world.run(*line, code=3) == "")
        expect("systemctl --user start backcared.socket" in world.errors, world.errors)
        expect("`backcared`" in world.errors, world.errors)
    expect(not os.path.exists(world.drop_in()))


def test_socket_that_nobody_listens_on(world):
    os.mkdir(world.runtime + "/backcare", 0o700)
    with socket.socket(socket.AF_UNIX) as stale:
        stale.bind(world.runtime + "/backcare/" + INTERFACE)
    world.run("status", code=3)
    expect("not running" in world.errors, world.errors)


def test_socket_path_too_long(world):
    world.environment["XDG_RUNTIME_DIR"] = world.runtime + "/" + "x" * 100
    world.run("status", code=3)
    expect("XDG_RUNTIME_DIR" in world.errors, world.errors)


def test_full_disk(world):
    world.listen(GetStatus=answers(STATUS), Monitor=answers({}))
    for line in (["status"], ["status", "--json"], ["help"], ["monitor"]):
        with open("/dev/full", "wb") as full:
            world.run(*line, stdout=full, code=1)
        expect("No space left" in world.errors, world.errors)


def test_reader_that_is_gone(world):
    world.listen(GetStatus=answers(STATUS))
    ours, theirs = os.pipe()
    os.close(ours)
    world.run("status", stdout=theirs, code=1)
    os.close(theirs)
    expect("Broken pipe" in world.errors, world.errors)


def test_colour_only_on_a_terminal(world):
    world.listen(GetStatus=answers(changed(STATUS, today=TODAY)))
    expect("\033" not in world.run("status"))
    process, terminal = world.start_on_terminal("status")
    expect("\033[1mSitting\033[0m" in terminal.wait_for_end(), terminal.text)
    expect(process.wait() == 0)
    for environment in ({"NO_COLOR": "1"}, {"NO_COLOR": "", "TERM": "dumb"}):
        process, terminal = world.start_on_terminal("status", **environment)
        text = terminal.wait_for_end()
        expect("Sitting" in text and "\033" not in text, text)


def test_narrow_terminal(world):
    world.listen(GetStatus=answers(changed(STATUS, prompt=PROMPT, warnings=["word " * 60])))
    _, terminal = world.start_on_terminal("status", columns=50, NO_COLOR="1")
    text = terminal.wait_for_end()
    expect(all(len(line) <= 50 for line in text.replace("\r", "").split("\n")), text)


def test_other_locales_keep_to_ascii_of_their_own(world):
    world.listen(GetStatus=answers(STATUS))
    world.environment["LC_ALL"] = "C"
    text = world.run("status")
    expect("#####" in text and text.isascii(), text)


@rows(([], False), (["/tmp/some.conf"], False), ([], True))
def test_config_check(world, arguments, beside):
    """The program is looked for beside backcarectl, then in PATH."""
    directory = world.bin
    if beside:
        directory = os.path.join(world.directory, "beside")
        os.mkdir(directory)
        world.program = subprocess.run(["cp", world.program, directory + "/backcarectl"], check=True) and \
            directory + "/backcarectl"
        with open(os.path.join(world.bin, "backcared"), "w", encoding="utf-8") as file:
            file.write("#!/bin/sh\nexit 99\n")
        os.chmod(file.name, 0o700)
    else:
        # Away from a daemon of the same build, which would be beside it.
        os.mkdir(world.directory + "/alone")
        subprocess.run(["cp", world.program, world.directory + "/alone/backcarectl"], check=True)
        world.program = world.directory + "/alone/backcarectl"
        world.run("config", "check", code=1)
        expect("neither beside backcarectl nor in PATH" in world.errors, world.errors)
    script = os.path.join(directory, "backcared")
    with open(script, "w", encoding="utf-8") as file:
        file.write('#!/bin/sh\necho "$@"\nexit ${CODE:-0}\n')
    os.chmod(script, 0o700)
    expect(world.run("config", "check", *arguments) == " ".join(["--check-config", *arguments]) + "\nNo errors in the settings.\n")
    expect(json.loads(world.run("config", "check", "--json", *arguments)) == {"valid": True})
    world.environment["CODE"] = "1"
    world.run("config", "check", *arguments, code=1)
    expect(json.loads(world.run("config", "check", "--json", *arguments, code=1)) == {"valid": False})


def test_interface_name_is_that_of_the_contract(world):
    expect("interface " + INTERFACE in read_source(f"include/backcare/{INTERFACE}.varlink"))


main(list(globals().items()))
