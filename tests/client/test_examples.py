# SPDX-License-Identifier: MIT
"""The scripts of doc/examples with the real daemon and client."""

import json
import os
import subprocess
import sys
import time

from run_client import DEADLINE_SEC, expect, main, rows
from daemon_client import start_daemon

DAEMON = os.path.abspath(sys.argv.pop(2))
EXAMPLES = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../doc/examples")
VALID_SEC = 4


class Desk:
    """A desk whose height is in a file, and the script that watches it."""

    def __init__(self, world):
        self.world = world
        self.file = os.path.join(world.directory, "height")
        self.log = os.path.join(world.directory, "said")
        # What is said is written down on its way to the real program.
        with open(os.path.join(world.bin, "backcarectl"), "w", encoding="utf-8") as file:
            file.write(f'#!/bin/sh\n[ "$1" = status ] || echo "$1" >>{self.log}\nexec {world.program} "$@"\n')
        os.chmod(os.path.join(world.bin, "backcarectl"), 0o700)
        self.process = None

    def set(self, text):
        """In one step, as a file that is read at any moment has to be."""
        with open(self.file + ".new", "w", encoding="utf-8") as file:
            file.write(text)
        os.rename(self.file + ".new", self.file)

    def watch(self):
        environment = dict(self.world.environment, DESK_LOOK_SECONDS="0.1", DESK_VALID_SECONDS=str(VALID_SEC))
        self.process = subprocess.Popen(["bash", EXAMPLES + "/desk-height.sh", "0.85", "0.95", "cat", self.file],
                                        env=environment, stdin=subprocess.DEVNULL, start_new_session=True)
        self.world.processes.append(self.process)

    def said(self):
        if not os.path.exists(self.log):
            return []
        with open(self.log, encoding="utf-8") as file:
            return file.read().split()

    def wait_for(self, what, question, limit=DEADLINE_SEC):
        end = time.monotonic() + limit
        while not question():
            expect(time.monotonic() < end, "not seen: " + what, self.said(), self.posture())
            time.sleep(0.05)

    def posture(self):
        return json.loads(self.world.run("status", "--json"))["posture"]

    def wait_for_posture(self, posture):
        self.wait_for(posture, lambda: self.posture() == posture)


def test_desk_goes_up_and_down(world):
    start_daemon(world, DAEMON)
    desk = Desk(world)
    desk.set("Height: 0.72 m\n")
    desk.watch()
    desk.wait_for("a word", desk.said)
    expect(desk.posture() == "sitting")
    desk.set("Height: 1.10 m\n")
    desk.wait_for_posture("standing")
    # Between the two nothing changes, from either side.
    desk.set("Height: 0.90 m\n")
    time.sleep(0.5)  # what is tried is that nothing happens
    expect(desk.posture() == "standing" and desk.said() == ["sit", "stand"], desk.said())
    desk.set("0.85\n")
    desk.wait_for_posture("sitting")
    desk.set("0.949\n")
    time.sleep(0.5)
    expect(desk.posture() == "sitting" and desk.said() == ["sit", "stand", "sit"], desk.said())


def test_height_with_a_decimal_comma(world):
    """As half of Europe writes it: 0,99 m is no 0."""
    start_daemon(world, DAEMON)
    desk = Desk(world)
    desk.set("Höhe: 0,99 m\n")
    desk.watch()
    desk.wait_for("a word", desk.said)
    expect(desk.said() == ["stand"] and desk.posture() == "standing", desk.said())


@rows(("low", "95"), ("85", ""), ("85", "95cm"), ("-", "1"), ("1.2.3", "5"), ("95", "85"))
def test_heights_that_are_none(world, sit, stand):
    """Said at once: 'low' would be 0, and the desk never down."""
    result = subprocess.run(["bash", EXAMPLES + "/desk-height.sh", sit, stand, "echo", "100"], env=world.environment,
                            stdin=subprocess.DEVNULL, capture_output=True, timeout=DEADLINE_SEC, check=False)
    expect(result.returncode == 2 and b"SIT" in result.stderr, result)


def test_desk_that_stays_up_is_renewed(world):
    start_daemon(world, DAEMON)
    desk = Desk(world)
    desk.set("1.10\n")
    desk.watch()
    begun = time.monotonic()
    desk.wait_for("three words", lambda: len(desk.said()) >= 3)
    expect(desk.posture() == "standing" and set(desk.said()) == {"stand"}, desk.said())
    expect(time.monotonic() - begun > VALID_SEC - 2, "said too often")


def test_dead_sensor_falls_back(world):
    start_daemon(world, DAEMON)
    desk = Desk(world)
    desk.set("1.10\n")
    desk.watch()
    desk.wait_for_posture("standing")
    desk.set("no desk in reach\n")
    desk.wait_for_posture("sitting")
    desk.set("1.10\n")
    desk.wait_for_posture("standing")
    desk.process.kill()
    desk.wait_for_posture("sitting")


def test_what_one_says_oneself_stays(world):
    start_daemon(world, DAEMON)
    desk = Desk(world)
    desk.set("1.10\n")
    desk.watch()
    desk.wait_for_posture("standing")
    world.run("sit")
    time.sleep(VALID_SEC / 2 + 0.5)
    expect(desk.posture() == "sitting" and desk.said() == ["stand"], desk.said())


def test_daemon_comes_later(world):
    desk = Desk(world)
    desk.set("1.10\n")
    desk.watch()
    end = time.monotonic() + DEADLINE_SEC
    while len(desk.said()) < 2:
        expect(time.monotonic() < end, desk.said())
        time.sleep(0.05)
    start_daemon(world, DAEMON)
    desk.wait_for_posture("standing")


def test_wrong_usage(world):
    for words in ([], ["0.85", "0.95"], ["0.95", "0.85", "true"], ["1", "1", "true"]):
        done = subprocess.run(["bash", EXAMPLES + "/desk-height.sh", *words], env=world.environment, check=False,
                              stderr=subprocess.PIPE, timeout=DEADLINE_SEC)
        expect(done.returncode == 2 and b"SIT" in done.stderr, words, done)


main(list(globals().items()))
