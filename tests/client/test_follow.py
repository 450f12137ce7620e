# SPDX-License-Identifier: MIT
"""What goes on for longer: monitor, status --watch, start."""

import fcntl
import json
import os
import signal
import struct
import subprocess
import termios
import threading

from run_client import Reader, expect, main, rows
from samples import MINUTE, NOW, PROMPT, STATUS, changed, event

SECOND = 1000000


class Stream:
    """Handlers for Monitor() and GetStatus(); the test says when something happens."""

    def __init__(self, status=STATUS, snapshot=None):
        self.status = status
        self.snapshot = snapshot or event("snapshot")
        self.opened = threading.Event()
        self.connection = None

    def monitor(self, connection, _):
        self.connection = connection
        connection.reply(self.snapshot, continues=True)
        self.opened.set()

    def get_status(self, connection, _):
        connection.reply(self.status)

    def happen(self, name, **fields):
        expect(self.opened.wait(20))
        self.connection.reply(event(name, **fields), continues=True)


def watch(world, stream, *arguments):
    world.listen(Monitor=stream.monitor, GetStatus=stream.get_status)
    process = world.start(*arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    return process, Reader(process.stdout.fileno())


def end(process, code, sentence):
    errors = process.stderr.read().decode()
    expect(process.wait(20) == code and sentence in errors, process.returncode, errors)


def test_monitor(world):
    stream = Stream()
    process, reader = watch(world, stream, "monitor")
    reader.wait_for("14:05:00  now       sitting 32min, walk in 13min\n")
    stream.happen("prompt_shown", prompt=PROMPT)
    reader.wait_for("prompt    A walk to the tap")
    stream.happen("prompt_closed", prompt=PROMPT, outcome="skipped")
    reader.wait_for("closed    A walk to the tap: skipped")
    stream.connection.hang_up()
    end(process, 3, "closed the connection")


def test_monitor_json_is_a_line_each(world):
    stream = Stream()
    process, reader = watch(world, stream, "monitor", "--json")
    stream.happen("day", today={"date": "2026-03-11"})
    lines = reader.wait_for("\n", count=2).splitlines()
    expect([json.loads(line)["event"] for line in lines] == ["snapshot", "day"], lines)
    process.terminate()


@rows(("monitor",), ("status --watch",), ("status --watch --json",))
def test_reader_that_goes_away(world, line):
    """Noticed at once, not only when there is something to write."""
    process, reader = watch(world, Stream(), *line.split())
    reader.wait_for("\n")
    process.stdout.close()
    end(process, 1, "Broken pipe")


def test_watch_in_lines(world):
    stream = Stream()
    process, reader = watch(world, stream, "status", "--watch")
    reader.wait_for("sitting 32min, walk in 13min\n")
    stream.happen("presence")  # and nothing that is shown has changed
    world.peer.wait_for_calls("GetStatus", 2)
    stream.status = changed(STATUS, presence="away", seatedGrowing=False)
    stream.happen("presence")
    reader.wait_for("away\n")
    expect(reader.text == "sitting 32min, walk in 13min\naway\n", reader.text)
    # Asked once for each event, and never between them.
    expect(world.peer.names() == ["Monitor"] + ["GetStatus"] * 3, world.peer.calls)
    process.terminate()


def test_watch_takes_many_events_at_once(world):
    stream = Stream()
    process, reader = watch(world, stream, "status", "--watch")
    reader.wait_for("\n")
    stream.status = changed(STATUS, presence="locked")
    message = json.dumps({"parameters": event("presence"), "continues": True}).encode() + b"\0"
    stream.connection.raw(message * 500)
    reader.wait_for("locked\n")
    expect(world.peer.names().count("GetStatus") < 250, len(world.peer.calls))
    process.terminate()


def test_watch_json(world):
    stream = Stream()
    process, reader = watch(world, stream, "status", "--watch", "--json")
    reader.wait_for("\n")
    stream.happen("presence")
    lines = reader.wait_for("\n", count=2).splitlines()
    expect(all(json.loads(line) == STATUS for line in lines), lines)
    process.terminate()


def test_figures_grow_without_the_daemon(world):
    stream = Stream(changed(STATUS, seatedUSec=33 * MINUTE - SECOND // 5, nextUSec=NOW + 12 * MINUTE))
    process, reader = watch(world, stream, "status", "--watch")
    reader.wait_for("sitting 33min, walk in 12min\n")
    expect(reader.text == "sitting 32min, walk in 12min\nsitting 33min, walk in 12min\n", reader.text)
    expect(world.peer.names().count("GetStatus") == 1, world.peer.calls)
    process.terminate()


def test_watch_repaints_a_terminal(world):
    stream = Stream(changed(STATUS, seatedUSec=33 * MINUTE - SECOND // 5))
    world.listen(Monitor=stream.monitor, GetStatus=stream.get_status)
    process, terminal = world.start_on_terminal("status", "--watch", NO_COLOR="1")
    terminal.wait_for("\033[H\033[2JSitting\033[K")
    terminal.wait_for("33min of 45min")
    expect(terminal.text.count("\033[2J") == 1, terminal.text)
    stream.status = changed(STATUS, presence="away", seatedGrowing=False)
    stream.happen("presence")
    terminal.wait_for("\033[HAway\033[K")
    # Another width, other lines.
    stream.status = changed(STATUS, warnings=["word " * 30])
    stream.happen("settings")
    terminal.wait_for("Note")
    before = terminal.text.count("Note")
    fcntl.ioctl(terminal.fd, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 50, 0, 0))
    process.send_signal(signal.SIGWINCH)
    terminal.wait_for("Note", count=before + 1)
    last = terminal.text[terminal.text.rindex("Note"):].split("\033")[0]
    expect(len(last) <= 50, last)
    process.send_signal(signal.SIGINT)
    expect(process.wait(20) == -signal.SIGINT)


def start(world, prompt, respond=None, columns=80):
    stream = Stream(snapshot=event("snapshot", prompt=prompt))
    world.listen(Monitor=stream.monitor, GetStatus=stream.get_status,
                 Respond=respond or (lambda connection, _: connection.reply({})))
    process, terminal = world.start_on_terminal("start", columns=columns, NO_COLOR="1")
    return stream, process, terminal


def poll_exit(process, seconds):
    """Its exit code, None if it still runs after that time."""
    try:
        return process.wait(seconds)
    except subprocess.TimeoutExpired:
        return None


def answers_of(world):
    return [sent for name, sent, _ in world.peer.calls if name == "Respond"]


@rows(({},), ({"outcome": "done"},))
def test_start_runs_the_steps(world, reply):
    _, process, terminal = start(world, changed(PROMPT, durationUSec=1 * SECOND),
                                 lambda connection, _: connection.reply(reply))
    terminal.wait_for(" 1. Stand up.")
    terminal.wait_for("0:00 of 0:01")
    terminal.wait_for("0:01 of 0:01")
    terminal.wait_for("Well moved.")
    expect(process.wait(20) == 0)
    expect(answers_of(world) == [{"id": "0195-1", "answer": "start"}, {"id": "0195-1", "answer": "finish"}],
           world.peer.calls)
    # The stream was there before the daemon was told.
    expect(world.peer.names()[:2] == ["Monitor", "Respond"], world.peer.calls)


def test_start_ended_by_hand(world):
    _, process, terminal = start(world, PROMPT)
    terminal.wait_for("Enter: finished")
    os.write(terminal.fd, b"\n")
    terminal.wait_for("Well moved.")
    expect(process.wait(20) == 0)
    expect(answers_of(world)[1]["answer"] == "done", world.peer.calls)


def test_start_tells_each_step_in_its_share_of_the_time(world):
    steps = ["Stand up.", "Walk.", "Sit down."]
    _, process, terminal = start(world, changed(PROMPT, durationUSec=3 * SECOND, steps=steps),
                                 lambda connection, _: connection.reply({}))
    for index, step in enumerate(steps):
        terminal.wait_for(f"{index + 1} of 3: {step}")
        terminal.wait_for(f"0:0{index} of 0:03")
    expect(process.wait(20) == 0)


def test_start_paused_and_gone_on(world):
    _, process, terminal = start(world, changed(PROMPT, durationUSec=2 * SECOND),
                                 lambda connection, _: connection.reply({}))
    terminal.wait_for("p: pause")
    os.write(terminal.fd, b"p")
    terminal.wait_for("paused; p: go on")
    # Longer than all steps take.
    expect(poll_exit(process, 3) is None)
    expect([call["answer"] for call in answers_of(world)] == ["start"], world.peer.calls)
    os.write(terminal.fd, b" ")
    terminal.wait_for("0:02 of 0:02")
    terminal.wait_for("Well moved.")
    expect(process.wait(20) == 0)
    expect(answers_of(world)[1]["answer"] == "finish", world.peer.calls)


def widest(text):
    """The longest line of the terminal, were it so wide."""
    return max(len(line) for line in text.replace("\r", "\n").split("\n"))


@rows((40,), (79,))
def test_start_in_a_narrow_terminal(world, columns):
    _, process, terminal = start(world, changed(PROMPT, durationUSec=60 * SECOND), columns=columns)
    terminal.wait_for("0:01 of 1:00")
    os.write(terminal.fd, b"p")
    if columns < 79:
        expect(terminal.text.count("Enter: finished") == 1, terminal.text)
    terminal.wait_for("paused")
    # A line that runs over would begin anew each second, instead of being drawn over.
    bars = terminal.text[terminal.text.index("1 of 3: "):]
    expect(widest(bars) < columns, widest(bars), bars)
    os.write(terminal.fd, b"q")
    terminal.wait_for("The prompt stays open.")
    expect(process.wait(20) == 0)


def test_start_in_a_terminal_that_becomes_narrow(world):
    _, process, terminal = start(world, changed(PROMPT, durationUSec=60 * SECOND))
    terminal.wait_for("0:01 of 1:00")
    before = len(terminal.text)
    fcntl.ioctl(terminal.fd, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 40, 0, 0))
    terminal.wait_for("0:04 of 1:00")
    after = terminal.text[before:]
    expect(widest(after[after.index("\r", after.index("\r") + 1):]) < 40, after)
    os.write(terminal.fd, b"q")
    expect(process.wait(20) == 0)


@rows((b"q",), (b"\x03",))
def test_start_left_leaves_the_prompt_open(world, key):
    _, process, terminal = start(world, PROMPT)
    terminal.wait_for("q: quit")
    expect(not termios.tcgetattr(terminal.fd)[3] & termios.ICANON)
    os.write(terminal.fd, key)
    terminal.wait_for("The prompt stays open.")
    expect(process.wait(20) == 0)
    expect([call["answer"] for call in answers_of(world)] == ["start"], world.peer.calls)
    # The terminal is as it was.
    expect(termios.tcgetattr(terminal.fd)[3] & termios.ICANON)


@rows((signal.SIGTERM,), (signal.SIGHUP,), (signal.SIGINT,))
def test_start_ended_by_a_signal_leaves_the_terminal_as_it_was(world, number):
    _, process, terminal = start(world, PROMPT)
    terminal.wait_for("q: quit")
    expect(not termios.tcgetattr(terminal.fd)[3] & termios.ECHO)
    os.write(terminal.fd, b"p")
    terminal.wait_for("paused")
    process.send_signal(number)
    terminal.wait_for("The prompt stays open.")
    expect(process.wait(20) == -number)
    expect(termios.tcgetattr(terminal.fd)[3] & termios.ICANON and termios.tcgetattr(terminal.fd)[3] & termios.ECHO)


def test_start_of_a_prompt_that_closes(world):
    stream, process, terminal = start(world, PROMPT)
    terminal.wait_for("0:00 of 3:00")
    stream.happen("prompt_closed", prompt=changed(PROMPT, id="another"), outcome="done")
    stream.happen("prompt_closed", prompt=PROMPT, outcome="natural")
    terminal.wait_for("Closed: you got up yourself.")
    expect(process.wait(20) == 0)
    expect(len(answers_of(world)) == 1, world.peer.calls)


def test_start_without_a_prompt(world):
    _, process, terminal = start(
        world, None, lambda connection, _: connection.error("NoSuchPrompt", {"id": ""}))
    terminal.wait_for("No prompt is open.")
    expect(process.wait(20) == 1)


def test_start_when_the_daemon_leaves(world):
    stream, process, terminal = start(world, PROMPT)
    terminal.wait_for("0:00 of 3:00")
    stream.connection.hang_up()
    terminal.wait_for("closed the connection")
    expect(process.wait(20) == 3)


main(list(globals().items()))
