# SPDX-License-Identifier: MIT
"""backcarectl with the real backcared: what a user does on an ordinary day."""

import json
import os
import re
import signal
import subprocess
import sys
import time

from daemon_client import start_daemon
from run_client import DEADLINE_SEC, Reader, expect, main

DAEMON = os.path.abspath(sys.argv.pop(2))


def test_a_day(world):
    start_daemon(world, DAEMON)
    expect("Sat " in world.run(), "status")
    expect(re.match(r"sitting .*\n", world.run("status", "--line")))

    # A prompt asked for, put off, asked for again, begun and done.
    printed = world.run("now", "walk")
    expect("backcarectl start | done | snooze | skip" in printed and " 1. " in printed, printed)
    title = printed.splitlines()[0]
    expect(title in world.run("status") and title in world.run("status", "--line"))
    expect("Put off for 5min" in world.run("snooze", "5min"))
    world.run("done", code=1)
    expect("No prompt is open." in world.errors, world.errors)
    entry = json.loads(world.run("now", "--json"))["prompt"]["entry"]
    expect(json.loads(world.run("now", entry, "--json"))["prompt"]["entry"] == entry)
    expect("`backcarectl done` when" in world.run("start"))
    expect("begun at" in world.run("status"))
    expect("Noted" in world.run("done"))
    why = world.run("why")
    expect("shown" in why and "you asked for it" in why, why)
    expect(len(json.loads(world.run("why", "-n", "1", "--json"))["decisions"]) == 1)

    # Keeping prompts back.
    expect("Paused until" in world.run("pause", "1h", "--reason", "Workshop"))
    expect(re.search(r"Held +paused until .*Workshop", world.run("status")), "paused")
    world.run("resume")
    world.run("resume")
    expect("Held" not in world.run("status"))
    world.run("meeting", "start", "--for", "45min")
    expect(re.search(r"Held +meeting until", world.run("status")), "meeting")
    world.run("meeting", "stop")
    expect("Held    meeting" not in world.run("status"))

    # How one works.
    expect("Standing, until" in world.run("stand", "--for", "30min"))
    expect(world.run("status").startswith("Standing"))
    world.run("sit")
    expect(world.run("status").startswith("Sitting"))
    # The whole of this sitting was a rest, or so it is said.
    expect("counts as a rest now" in world.run("away", "10min"))
    expect("This spell of sitting is" in world.run("sat", "1min", "--until", "00:00"))
    world.run("now", "walk-to-the-moon", code=1)
    expect("no such entry" in world.errors, world.errors)


def test_settings(world):
    start_daemon(world, DAEMON, Walk_Break="4min")
    expect(world.run("config", "show", "Walk.Limit") == "Walk.Limit             45min\n")
    expect("backcared.conf:4, default 3min" in world.run("config", "show", "Walk.Break"))
    expect(world.run("config", "set", "Walk.Limit", "30min") == "Walk.Limit is now 30min.\n")
    expect("of 30min" in world.run("status"))
    with open(world.drop_in(), encoding="utf-8") as file:
        written = file.read()
    world.run("config", "set", "Walk.Limit", "soon", code=1)
    expect("Walk.Limit: 'soon' is not allowed" in world.errors, world.errors)
    with open(world.drop_in(), encoding="utf-8") as file:
        expect(file.read() == written)
    expect("of 30min" in world.run("status"))
    world.run("config", "set", "Walk.Limti", "30min", code=2)
    expect("Did you mean Walk.Limit?" in world.errors, world.errors)
    # The main file is read first, so ours wins over it, and unset lets it come back.
    expect(world.run("config", "set", "Walk.Break", "5min") == "Walk.Break is now 5min.\n")
    expect(world.run("config", "unset", "Walk.Break") == "Walk.Break is now 4min.\n")
    expect(world.run("config", "unset", "Walk.Limit") == "Walk.Limit is now 45min, the default.\n")
    world.run("config", "reload")
    # What it would take for half a minute is not what was meant.
    world.run("config", "set", "Walk.Limit", "30", code=2)
    expect("30 of what?" in world.errors, world.errors)
    # Every key has a value which set takes back.
    for setting in json.loads(world.run("config", "show", "--json"))["settings"]:
        world.run("config", "set", setting["name"], setting["value"])
    with open(world.config + "/backcare/backcared.conf.d/90-mine.conf", "w", encoding="utf-8") as file:
        file.write("[Walk]\nLimit=1h\n")
    world.run("config", "reload")
    world.run("config", "set", "Walk.Limit", "30min", code=1)
    expect("90-mine.conf:2 has the last word" in world.errors, world.errors)


def test_check(world):
    os.symlink(DAEMON, world.bin + "/backcared")
    expect("No errors" in world.run("config", "check"))
    bad = world.directory + "/bad.conf"
    with open(bad, "w", encoding="utf-8") as file:
        file.write("[Walk]\nLimit=soon\n")
    world.run("config", "check", bad, code=1)
    expect(f"{bad}:2:" in world.errors, world.errors)
    expect(json.loads(world.run("config", "check", bad, "--json", code=1)) == {"valid": False})
    world.run("config", "check", world.directory + "/none.conf", code=1)


def test_doctor_without_a_bus_and_a_desktop(world):
    """A console: it counts and cannot see or show, and says so, with what to do."""
    start_daemon(world, DAEMON)
    report = json.loads(world.run("doctor", "--test", "--json", code=1))
    checks = {check["id"]: check for check in report["checks"]}
    expect(report["works"] is False)
    for name in ("source", "notifications", "session_bus"):
        expect(checks[name]["state"] == "failed" and checks[name]["vital"] and checks[name]["remedy"], checks[name])
    expect("dbus" in checks["session_bus"]["remedy"], checks["session_bus"])
    for name in ("daemon", "version", "settings", "content", "clock"):
        expect(checks[name]["state"] == "ok", checks[name])
    # Nothing that tells of a key is there to be tried, and that is known at once.
    expect(checks["input_test"]["state"] == "limited", checks["input_test"])
    text = world.run("doctor", code=1)
    expect("\nBackcare does not see you here: nothing tells" in text, text)
    expect(all(len(line) <= 80 for line in text.splitlines()), text)


def test_doctor_tells_of_bad_settings(world):
    start_daemon(world, DAEMON, Walk_Limit="soon")
    settings = [check for check in json.loads(world.run("doctor", "--json", code=1))["checks"] if check["id"] == "settings"]
    expect(settings[0]["state"] == "failed" and "backcared.conf:4" in settings[0]["detail"], settings)
    # As the remedy says.
    with open(world.config + "/backcare/backcared.conf", "w", encoding="utf-8") as file:
        file.write("[Walk]\nLimit=30min\n")
    world.run("config", "reload")
    settings = [check for check in json.loads(world.run("doctor", "--json", code=1))["checks"] if check["id"] == "settings"]
    expect(settings[0]["state"] == "ok", settings)


def test_following(world):
    daemon = start_daemon(world, DAEMON)
    readers = []
    for line in (["monitor"], ["status", "--watch"], ["monitor", "--json"]):
        process = world.start(*line, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        readers.append((process, Reader(process.stdout.fileno())))
        readers[-1][1].wait_for("\n")
    title = world.run("now", "walk").splitlines()[0]
    readers[0][1].wait_for("prompt    " + title)
    readers[1][1].wait_for("now: " + title)
    readers[2][1].wait_for('"event":"prompt_shown"')
    world.run("skip")
    readers[0][1].wait_for(f"closed    {title}: skipped")
    world.run("pause")
    readers[0][1].wait_for("hold      paused")
    readers[1][1].wait_for("paused\n")
    daemon.send_signal(signal.SIGTERM)
    expect([process.wait(DEADLINE_SEC) for process, _ in readers] == [3, 3, 3])
    expect(daemon.wait(DEADLINE_SEC) == 0)
    world.run("status", code=3)


def test_steps_on_a_terminal(world):
    start_daemon(world, DAEMON)
    title = world.run("now", "posture-fresh-position").splitlines()[0]
    process, terminal = world.start_on_terminal("start", NO_COLOR="1")
    terminal.wait_for(title)
    terminal.wait_for("0:01 of")
    world.run("skip")
    terminal.wait_for("Closed: skipped.")
    expect(process.wait(DEADLINE_SEC) == 0)


def wait_until_it_answers(world):
    deadline = time.monotonic() + DEADLINE_SEC
    while subprocess.run(world.command(["status"]), env=world.environment, capture_output=True, check=False).returncode:
        expect(time.monotonic() < deadline, "no daemon answers")
        time.sleep(0.05)


def test_advice_for_one_that_hangs(world):
    """Typed as it is printed, it ends in a daemon that answers. A stopped process does not heed a mere SIGTERM."""
    stopped = start_daemon(world, DAEMON)
    scripts = {
        "systemctl": "exit 1",  # no user manager of ours
        # Ends ours only, whoever else runs one on this machine.
        "pkill": f'case " $* " in *" -KILL "*) kill -KILL {stopped.pid} ;; *) kill -TERM {stopped.pid} ;; esac',
        "backcared": f'echo $$ >{world.directory}/pid\nexec "{DAEMON}" 2>/dev/null',
    }
    for name, script in scripts.items():
        with open(os.path.join(world.bin, name), "w", encoding="utf-8") as file:
            file.write(f"#!/bin/sh\n{script}\n")
        os.chmod(file.name, 0o700)
    stopped.send_signal(signal.SIGSTOP)
    checks = {check["id"]: check for check in json.loads(world.run("doctor", "--json", code=3))["checks"]}
    expect("does not answer" in checks["daemon"]["detail"], checks["daemon"])
    _, *typed = checks["daemon"]["remedy"].splitlines()
    expect(typed, "nothing to type", checks["daemon"])
    subprocess.run("; ".join(typed), shell=True, env=world.environment, stdin=subprocess.DEVNULL, check=True)
    try:
        wait_until_it_answers(world)
    finally:
        with open(world.directory + "/pid", encoding="ascii") as file:
            os.kill(int(file.read()), signal.SIGKILL)


main(list(globals().items()))
