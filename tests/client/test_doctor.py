# SPDX-License-Identifier: MIT
"""backcarectl doctor: without a daemon, with one that answers as the test wants, and with systemctl doing the same."""

import json
import os
import re
import shutil
import signal
import socket
import termios
import time

import run_client
from peer import INTERFACE, SERVICE
from run_client import expect, main, rows
from samples import STATUS, changed

VERSION = STATUS["version"]
GOOD = [
    {"id": "session", "state": "ok", "vital": True, "detail": "session 2, wayland, in front"},
    {"id": "source", "state": "ok", "vital": True, "detail": "wayland: sway"},
    {"id": "source_x11", "state": "absent", "vital": False, "detail": "no display"},
    {"id": "notifications", "state": "ok", "vital": True, "detail": "mako 1.10"},
    {"id": "microphone", "state": "absent", "vital": False, "detail": "no PipeWire"},
]
NO_SERVER = {"id": "notifications", "state": "failed", "vital": True, "detail": "no server", "remedy": "Install mako."}
FILMS = {"id": "source", "state": "limited", "vital": True, "detail": "films too", "remedy": "A newer one."}

RUNS = "loaded active enabled"


def answers(parameters):
    return lambda connection, _: connection.reply(parameters)


def diagnoses(*changes):
    """The good diagnosis, with other rows in place of those of the same id."""
    other = {change["id"]: change for change in changes}
    return answers({"checks": [other.get(check["id"], check) for check in GOOD] +
                    [change for change in changes if change["id"] not in [check["id"] for check in GOOD]]})


def systemctl(world, service=RUNS, socket_unit=RUNS, script=None):
    """A systemctl that knows the two units so."""
    text = script or ""
    for words in () if script else (service, socket_unit):
        load, active, enabled, *result = words.split()
        text += f"echo 'LoadState={load}\nActiveState={active}\nUnitFileState={enabled.strip('-')}\nResult={(result or ['success'])[0]}\n'\n"
    path = os.path.join(world.bin, "systemctl")
    with open(path, "w", encoding="utf-8") as file:
        file.write("#!/bin/sh\n" + text)
    os.chmod(path, 0o700)


def listen(world, **handlers):
    return world.listen(**{"GetStatus": answers(STATUS), "Diagnose": diagnoses(), **handlers})


def checks_of(text):
    report = json.loads(text)
    return report["works"], {check["id"]: check for check in report["checks"]}


def test_all_is_well(world):
    systemctl(world)
    peer = listen(world)
    text = world.run("doctor")
    expect(text.endswith("Backcare works here: it sees you and can prompt.\n"), text)
    for line in ("ok      Daemon          listens at", "ok      User units      enabled and active",
                 "ok      Presence        wayland: sway", f"ok      Versions        {VERSION}",
                 "absent  Microphone      no PipeWire"):
        expect(line in text, line, text)
    # One source is enough.
    expect("X11" not in text, text)
    expect(all(len(line) <= 80 for line in text.splitlines()), text)
    # It is no terminal, so nobody is asked for a key.
    expect(peer.names() == ["Diagnose", "GetStatus", "Diagnose"], peer.calls)
    expect(world.run("doctor", "--brief") == "Backcare works here: it sees you and can prompt.\n")


def test_json(world):
    systemctl(world)
    listen(world, Diagnose=diagnoses(NO_SERVER))
    works, checks = checks_of(world.run("doctor", "--json", code=1))
    expect(works is False)
    expect(checks["notifications"] == {**NO_SERVER, "from": "daemon"}, checks)
    expect(checks["daemon"]["from"] == "client" and checks["daemon"]["vital"] is True, checks)
    expect(set(checks) >= {"runtime", "daemon", "version", "units", "source_x11"}, checks)
    world.peer.handlers["Diagnose"] = diagnoses(FILMS)
    works, checks = checks_of(world.run("doctor", "--json"))
    expect(works is True and checks["source"]["state"] == "limited")


@rows(
    ([NO_SERVER], 1, "fails   Notifications   no server\n        → Install mako.\n",
     "Backcare cannot prompt here: no server\n"),
    ([FILMS], 0, "partly  Presence        films too\n        → A newer one.\n", "works here: it sees you and can prompt.\n"),
    ([{**FILMS, "state": "absent"}], 1, "absent  Presence", "Backcare does not see you here: films too\n"),
    ([{**NO_SERVER, "vital": False}], 0, "fails   Notifications", "it sees you and can prompt.\n"),
    ([{"id": "moon", "state": "new", "vital": True, "detail": "none"}], 1, "new     moon            none\n",
     "Backcare cannot prompt here: none\n"),
    ([{**NO_SERVER, "remedy": "One:\n  exec mako\n\n"}], 1, "        → One:\n          exec mako\n", ""),
)
def test_what_is_not_well(world, changes, code, row, verdict):
    systemctl(world)
    listen(world, Diagnose=diagnoses(*changes))
    text = world.run("doctor", code=code)
    expect(row in text and text.endswith(verdict), text)
    brief = world.run("doctor", "--brief", code=code)
    expect(row in brief and brief.endswith(verdict) and "ok  " not in brief and "PipeWire" not in brief, brief)


def test_other_sources_where_presence_is_not_well(world):
    systemctl(world)
    listen(world, Diagnose=diagnoses(FILMS))
    expect("absent    X11           no display\n" in world.run("doctor"))
    # A desktop that is seen in part is seen.
    wayland = {"id": "source_wayland", "state": "ok", "vital": False, "detail": "films too"}
    world.peer.handlers["Diagnose"] = diagnoses(FILMS, wayland)
    expect("X11" not in world.run("doctor"))


@rows(
    # Not installed, not enabled, stopped, failed, refused to be started, runs elsewhere.
    ("not-found inactive -", "not-found inactive -", "sudo ./setup run", "units", "absent", ""),
    ("loaded inactive disabled", "loaded inactive disabled", "systemctl --user enable --now backcared.socket", "units",
     "limited", "systemctl --user enable backcared.socket"),
    ("loaded inactive enabled", "loaded inactive enabled", "systemctl --user enable --now", "units", "limited", ""),
    ("loaded failed enabled exit-code", RUNS, "journalctl --user -u backcared", "units", "failed", "journalctl"),
    (RUNS, "loaded failed enabled resources", "journalctl --user -u backcared", "units", "failed", "journalctl"),
    ("masked inactive masked", RUNS, "", "units", "failed", "systemctl --user unmask"),
    (RUNS, RUNS, "compare XDG_RUNTIME_DIR", "units", "ok", ""),
)
def test_units_without_a_daemon(world, service, socket_unit, remedy, _, state, units_remedy):
    systemctl(world, service, socket_unit)
    text = world.run("doctor", "--json", code=3)
    works, checks = checks_of(text)
    expect(works is False)
    expect(checks["daemon"]["state"] == "failed" and remedy in checks["daemon"]["remedy"], checks["daemon"])
    expect(checks["units"]["state"] == state and units_remedy in checks["units"].get("remedy", ""), checks["units"])
    text = world.run("doctor", code=3)
    expect("\nBackcare does not work here: nobody listens at" in text, text)


@rows(
    ("loaded inactive enabled", "loaded inactive enabled", "limited", "started by something else"),
    ("loaded active disabled", "loaded active disabled", "limited", "not started at login"),
    ("loaded active linked", "loaded active enabled-runtime", "ok", "enabled and active"),
)
def test_units_with_a_daemon(world, service, socket_unit, state, detail):
    systemctl(world, service, socket_unit)
    listen(world)
    works, checks = checks_of(world.run("doctor", "--json"))
    expect(works is True and checks["units"]["state"] == state and detail in checks["units"]["detail"], checks)


def test_systemctl_that_hangs(world):
    """It is ended with the time, and so is what it left behind."""
    systemctl(world, script=f"echo $$ >{world.directory}/pid\nexec sleep 100\n")
    listen(world)
    begin = time.monotonic()
    _, checks = checks_of(world.run("doctor", "--json"))
    expect(checks["units"]["state"] == "failed" and "does not answer" in checks["units"]["detail"], checks)
    expect(4.9 < time.monotonic() - begin < 20)
    with open(world.directory + "/pid", encoding="ascii") as file:
        expect(not os.path.exists(f"/proc/{file.read().strip()}"), "systemctl was left running")


@rows(
    ("echo 'Failed to connect to bus: No medium found' >&2\nexit 1",),
    ("exit 127",),
    ("kill -9 $$",),
    ("head -c 100000 /dev/zero | tr '\\0' x",),
    ("echo LoadState=; echo LoadState=$(head -c 3000 /dev/zero | tr '\\0' x)",),
    ("exec 1>&- 2>&-; sleep 0.1; exit 1",),
)
def test_systemctl_that_is_of_no_use(world, script):
    systemctl(world, script=script)
    listen(world)
    works, checks = checks_of(world.run("doctor", "--json"))
    expect(works is True and checks["units"]["state"] == "absent", checks)


# On one that was booted with systemd a manager that cannot be reached may start it all the same.
NOT_STARTED = "absent" if os.path.isdir("/run/systemd/system") else "limited"


@rows(
    (None, None, NOT_STARTED, "sway/config: exec backcared"),
    (None, ("SWAYSOCK", "/run/sway"), NOT_STARTED, "exec backcared"),
    (None, ("I3SOCK", "/run/i3"), NOT_STARTED, "exec --no-startup-id backcared"),
    ("sway/config", None, "ok", ""),
    ("autostart/backcared.desktop", None, "ok", ""),
    ("../.xinitrc", None, "ok", ""),
)
def test_start_without_systemd(world, file, variable, state, remedy):
    systemctl(world, script="exit 1\n")
    listen(world)
    if variable:
        world.environment[variable[0]] = variable[1]
    if file:
        path = os.path.join(world.config, file)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as config:
            config.write("# mine\nexec backcared\n")
    _, checks = checks_of(world.run("doctor", "--json"))
    row = checks["autostart"]
    expect(row["state"] == state and (remedy in row.get("remedy", "") or state == "absent"), row)


def test_socket_that_was_left_behind(world):
    systemctl(world)
    os.mkdir(world.runtime + "/backcare", 0o700)
    with socket.socket(socket.AF_UNIX) as stale:
        stale.bind(world.runtime + "/backcare/" + INTERFACE)
    _, checks = checks_of(world.run("doctor", "--json", code=3))
    expect("nobody listens any more" in checks["daemon"]["detail"], checks)


def test_runtime_directory(world):
    systemctl(world)
    runtime = world.environment.pop("XDG_RUNTIME_DIR")
    _, checks = checks_of(world.run("doctor", "--json", code=3))
    expect(checks["runtime"]["state"] == "limited" and "not set" in checks["runtime"]["detail"], checks)
    for path, state in ((runtime + "/none", "failed"), (runtime + "/" + "x" * 120, "failed"), ("/", None), (runtime, "ok")):
        world.environment["XDG_RUNTIME_DIR"] = path
        _, checks = checks_of(world.run("doctor", "--json", code=3))
        expect(state in (None, checks["runtime"]["state"]), path, checks)
        expect(checks["daemon"]["state"] == "failed", checks)


@rows(
    (lambda connection, _: connection.hang_up(), 3, "does not answer"),
    (lambda connection, _: connection.raw(b"SSH-2.0\0"), 3, "is not backcared"),
    (lambda connection, _: connection.raw(b"{"), 3, "does not answer"),
)
def test_daemon_that_is_none(world, handler, code, detail):
    systemctl(world)
    listen(world, GetStatus=handler)
    _, checks = checks_of(world.run("doctor", "--json", code=code))
    expect(checks["daemon"]["state"] == "failed" and detail in checks["daemon"]["detail"], checks)
    expect("remedy" in checks["daemon"], checks)


def test_daemon_of_another_version(world):
    systemctl(world)
    listen(world, GetStatus=answers(changed(STATUS, version="9.9")))
    text = world.run("doctor")
    expect(re.search(r"partly  Versions        backcared is 9.9, backcarectl .*\n        → .*\n          systemctl --user restart", text), text)
    world.peer.handlers["Diagnose"] = lambda connection, _: connection.error(SERVICE + ".MethodNotFound", {"method": "x"})
    text = world.run("doctor", code=1)
    expect("fails   Diagnosis" in text and "cannot tell how it does here" in text, text)


@rows(
    ({},), ({"checks": None},), ({"checks": {}},), ({"checks": [None, 5, "x", [], {}]},),
    ({"checks": [{"id": 5, "state": [], "vital": "yes", "detail": {}, "remedy": 7}]},),
    ({"checks": [{"id": "\033[2J", "state": "\033[2J", "vital": True, "detail": "\033[2J\u202e", "remedy": "\033[2J"}]},),
    ({"checks": [{"id": "x" * 200, "state": "y" * 200, "vital": False, "detail": "z" * 500, "remedy": "r" * 500}] * 30},),
    ({"checks": [{"id": "a", "from": "mars", "state": "ok", "vital": True, "detail": "ok"}]},),
)
def test_diagnosis_of_another_kind(world, reply):
    systemctl(world)
    listen(world, Diagnose=answers(reply))
    code = 1 if "\033[2J" in str(reply).replace("\\x1b", "\033") else 0
    for line in (["doctor"], ["doctor", "--brief"], ["doctor", "--json"]):
        text = world.run(*line, code=code)
        expect("\033" not in text, text)
        expect(line[-1] == "--json" or "\u202e" not in text, text)
        expect(line[-1] == "--json" or all(len(row) <= 80 for row in text.splitlines()), text)
    _, checks = checks_of(text)
    expect(checks.get("a", {}).get("from", "daemon") == "daemon", checks)


def test_settings_without_a_daemon(world):
    systemctl(world)
    os.mkdir(world.directory + "/alone")
    world.program = shutil.copy(world.program, world.directory + "/alone/backcarectl")
    _, checks = checks_of(world.run("doctor", "--json", code=3))
    expect("nor in PATH" in checks["program"]["detail"], checks)
    path = os.path.join(world.bin, "backcared")
    for script, state, detail in (("exit 0", "ok", "no errors"), ("echo 'x.conf:3: late is no time'; exit 1", "limited", "x.conf:3")):
        with open(path, "w", encoding="utf-8") as file:
            file.write(f"#!/bin/sh\n[ \"$1\" = --check-config ] || exit 9\n{script}\n")
        os.chmod(path, 0o700)
        _, checks = checks_of(world.run("doctor", "--json", code=3))
        expect(checks["settings_files"]["state"] == state and detail in checks["settings_files"]["detail"], checks)


@rows(("backcared.conf",), ("backcared.conf.d/10-mine.conf",))
def test_settings_file_that_cannot_be_read(world, name):
    """A link to itself, since root can read everything else."""
    systemctl(world)
    listen(world)
    expect("settings_files" not in checks_of(world.run("doctor", "--json"))[1])
    path = os.path.join(world.config, "backcare", name)
    os.makedirs(os.path.dirname(path))
    os.symlink(os.path.basename(path), path)
    works, checks = checks_of(world.run("doctor", "--json"))
    row = checks["settings_files"]
    expect(works is True and row["state"] == "failed" and path in row["detail"], row)
    expect(f"\nchmod u+rX '{path}'" in row["remedy"], row)


# --- the live test -------------------------------------------------------------------------------

def watch(*replies, hang_up=False):
    """WatchInput() that answers so, each in turn."""

    def handler(connection, parameters):
        expect(parameters == {"durationUSec": 10000000}, parameters)
        for number, reply in enumerate(replies, 1):
            connection.reply({"source": "wayland", "seen": False, **reply}, continues=number < len(replies) or reply["state"] in
                             ("waiting", "ready"))
        if hang_up:
            connection.hang_up()

    return handler


@rows(
    ([{"state": "waiting"}, {"state": "ready"}, {"state": "ended", "seen": True, "afterUSec": 840000}], 0,
     "Live test: hands off for a moment ...\nNow press a key or move the pointer, within 10 s ...\n"
     "ok      Live test       seen by wayland after 0.8 s\nBackcare works here"),
    ([{"state": "ready"}, {"state": "ended"}], 0, "partly  Live test       not seen by wayland within 10 s\n        → "),
    ([{"state": "ready"}, {"state": "ended"}], 0, "\nBackcare works here, though no key was seen to prove it.\n"),
    ([{"state": "waiting"}, {"state": "ended", "detail": "input never stopped"}], 0,
     "partly  Live test       not seen by wayland: input never stopped"),
    ([{"state": "unable", "detail": "logind does not tell of keys"}], 0, "partly  Live test       logind does not tell of keys\n"),
    ([{"state": "ended", "seen": True}], 0, "ok      Live test       seen by wayland\n"),
)
def test_live_test(world, replies, code, text):
    systemctl(world)
    listen(world, WatchInput=watch(*replies))
    printed = world.run("doctor", "--test", code=code)
    expect(text in printed, printed)
    _, checks = checks_of(world.run("doctor", "--test", "--json", code=code))
    expect("input_test" in checks, checks)


@rows(
    (watch({"state": "ready"}, hang_up=True), "the daemon closed the connection"),
    (lambda connection, _: connection.raw(b"nonsense\0"), "the daemon closed the connection"),
    (lambda connection, _: connection.error(SERVICE + ".MethodNotFound", {}), "has no such test"),
)
def test_live_test_that_fails(world, handler, detail):
    systemctl(world)
    listen(world, WatchInput=handler)
    _, checks = checks_of(world.run("doctor", "--test", "--json"))
    expect(detail in checks["input_test"]["detail"], checks["input_test"])


def test_live_test_without_an_answer(world):
    systemctl(world)
    listen(world, WatchInput=watch({"state": "ready"}))
    begin = time.monotonic()
    _, checks = checks_of(world.run("doctor", "--test", "--json"))
    expect("did not answer" in checks["input_test"]["detail"], checks["input_test"])
    expect(11 < time.monotonic() - begin < 20)


def on_terminal(world, *arguments, **environment):
    systemctl(world)
    listen(world, WatchInput=watch({"state": "waiting"}, {"state": "ready"}))
    return world.start_on_terminal("doctor", *arguments, NO_COLOR="1", **environment)


@rows(({}, 1, "fails   Live test       a key came to this terminal, but was not seen"),
      ({"SSH_CONNECTION": "a 1 b 22"}, 0, "partly  Live test       a key came here, over the network"))
def test_key_that_comes_to_the_terminal_only(world, environment, code, text):
    process, terminal = on_terminal(world, **environment)
    terminal.wait_for("Now press a key")
    os.write(terminal.fd, b"x")
    printed = terminal.wait_for_end().replace("\r", "")
    expect(text in printed, printed)
    expect("x" not in printed.split("...")[-1].split(" ")[0], "echoed", printed)
    expect(process.wait(20) == code)


def test_ctrl_c_ends_the_test_only(world):
    process, terminal = on_terminal(world)
    terminal.wait_for("Now press a key")
    process.send_signal(signal.SIGINT)
    printed = terminal.wait_for_end()
    expect("Live test  " not in printed and "Backcare works here" in printed, printed)
    expect(process.wait(20) == 0)


def test_terminal_is_left_as_it_was(world):
    ours, theirs = os.openpty()
    before = termios.tcgetattr(theirs)
    systemctl(world)
    listen(world, WatchInput=watch({"state": "ready"}))
    for number in (signal.SIGINT, signal.SIGTERM):
        process = world.start("doctor", **run_client.on_terminal(theirs))
        terminal = run_client.Reader(ours)
        terminal.wait_for("Now press a key")
        expect(not termios.tcgetattr(theirs)[3] & (termios.ICANON | termios.ECHO), "nothing was changed")
        process.send_signal(number)
        process.wait(20)
        expect(termios.tcgetattr(theirs) == before, "it was left changed")


@rows((signal.SIGTERM,), (signal.SIGHUP,))
def test_other_signals_end_it(world, number):
    process, terminal = on_terminal(world)
    terminal.wait_for("Now press a key")
    process.send_signal(number)
    expect(process.wait(20) == -number)


def test_no_test_is_wanted(world):
    process, terminal = on_terminal(world, "--no-test")
    expect("Backcare works here" in terminal.wait_for_end(), terminal.text)
    expect(process.wait(20) == 0)
    expect("WatchInput" not in world.peer.names(), world.peer.calls)
    world.run("doctor", "--test", "--no-test", code=2)
    expect("not both" in world.errors, world.errors)


main(list(globals().items()))
