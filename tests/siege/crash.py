# SPDX-License-Identifier: MIT
"""crash.py [--kills N] [--seed N] DAEMON NOTIFICATION_SERVER

Kills the daemon with SIGKILL at random moments, also while it starts and within calls, under clients that log
massages, answer prompts, pause and tell where the person is. What was acknowledged is in the history once, and what
was only asked at most once; a pause is as it was; the spells touch each other and are all the time that passed.
TAP. BACKCARE_CRASH_KILLS is for --kills."""

import argparse
import contextlib
import json
import os
import random
import threading
import time

from surroundings import World
from wire import Client, Failure, expect

CARE = "io.github.backcare.Care"
HISTORY = "io.github.backcare.History"
KILLS = 60
# Of the time that a start takes on this machine; the daemon is killed within.
LIFE_STARTS = 4
CLOCK_USEC = 2000  # what two readings of the clocks may be apart, at each kill
PAGE = 1000


class Book:
    """What each client asked, and what it was told."""

    def __init__(self):
        self.lock = threading.Lock()
        self.asked = {}  # massages: note -> id, None while nobody was told
        self.forgotten = {}  # id -> told
        self.answers = {}  # prompt -> [(answer, told)]
        self.pauses = [(False, True)]  # (paused, told), since the last that was told
        self.n_told = 0
        self.n_in_doubt = 0

    def count(self, told):
        with self.lock:
            self.n_told += told
            self.n_in_doubt += not told


class Worker(threading.Thread):
    """One client after the other, for as long as it takes."""

    def __init__(self, world, book, act, seed):
        super().__init__(daemon=True)
        self.world, self.book, self.act = world, book, act
        self.random = random.Random(seed)
        self.ending = threading.Event()
        self.problem = None

    def run(self):
        try:
            while not self.ending.is_set():
                try:
                    with Client(self.world.path) as client:
                        while not self.ending.is_set():
                            self.act(self, client)
                            time.sleep(self.random.random() * 0.01)
                except OSError:
                    time.sleep(0.001)  # it does not live
        except Exception as error:  # told by the main thread
            self.problem = repr(error)

    def ask(self, client, method, parameters):
        """The reply, or None where the daemon died before it came."""
        try:
            client.sock.sendall(json.dumps({"method": method, "parameters": parameters}).encode() + b"\0")
            reply = client.read()
        except (OSError, Failure):
            reply = None  # also when it dies within the reply
        self.book.count(reply is not None)
        if reply is None:
            raise ConnectionResetError
        return reply


def log_massages(worker, client):
    book = worker.book
    note = f"massage {len(book.asked)}"
    book.asked[note] = None
    reply = worker.ask(client, f"{CARE}.LogMassage", {"by": "own_hands", "durationUSec": 300000000, "note": note})
    expect("error" not in reply, reply)
    book.asked[note] = reply["parameters"]["massage"]["id"]
    if worker.random.random() < 0.2:
        massage = book.asked[note]
        book.forgotten[massage] = False
        reply = worker.ask(client, f"{CARE}.ForgetMassage", {"id": massage})
        expect("error" not in reply, reply)
        book.forgotten[massage] = True


def answer_prompts(worker, client):
    reply = worker.ask(client, "io.github.backcare.Backcare.PromptNow", {})
    if "error" in reply:
        expect(reply["error"].endswith(".NothingFits"), reply)
        return
    prompt = reply["parameters"]["prompt"]["id"]
    answer = worker.random.choice(["done", "skip"])
    told = worker.book.answers.setdefault(prompt, [])
    told.append((answer, False))
    reply = worker.ask(client, "io.github.backcare.Backcare.Respond", {"id": prompt, "answer": answer})
    # Another one may have been shown in its place, by the daemon itself.
    told[-1] = (answer, "error" not in reply)


def pause_and_go_on(worker, client):
    book = worker.book
    paused = worker.random.random() < 0.5
    book.pauses.append((paused, False))
    parameters = {"durationUSec": 3600 * 1000000} if paused else {}
    reply = worker.ask(client, "io.github.backcare.Backcare." + ("Pause" if paused else "Resume"), parameters)
    expect("error" not in reply, reply)
    book.pauses = [(paused, True)]


def come_and_go(worker, client):
    reply = worker.ask(client, "io.github.backcare.Backcare.ReportPresence",
                       {"source": "chair", "presence": worker.random.choice(["active", "away"]), "validUSec": 3600 * 1000000})
    expect("error" not in reply, reply)


ACTS = [log_massages, answer_prompts, pause_and_go_on, come_and_go]


class Crash:
    def __init__(self, world, kills, seed):
        self.world, self.kills = world, kills
        self.random = random.Random(seed)
        self.book = Book()
        self.workers = [Worker(world, self.book, act, seed * 10 + i) for i, act in enumerate(ACTS)]

    def measure_start(self):
        began = time.monotonic()
        self.world.start()
        # The questions on symptoms, once and for all: none of them fits.
        self.world.get(f"{CARE}.ReportSymptoms", {"symptoms": []})
        self.life_sec = LIFE_STARTS * (time.monotonic() - began)

    def kill_and_start(self):
        time.sleep(self.random.random() * self.life_sec)
        daemon = self.world.others.pop()
        daemon.kill()
        daemon.wait()
        self.world.start(wait=False)

    def run(self):
        self.measure_start()
        for worker in self.workers:
            worker.start()
        for _ in range(self.kills):
            self.kill_and_start()
            problems = [worker.problem for worker in self.workers if worker.problem]
            expect(not problems, problems)
        for worker in self.workers:
            worker.ending.set()
        for worker in self.workers:
            worker.join()
        # The last one may have died while it was asked.
        with contextlib.suppress(OSError):
            self.kill_and_start()
        self.world.others.pop().kill()
        self.world.start()

    # -- what is there afterwards

    def list(self, *types):
        entries, cursor = [], None
        while True:
            parameters = {"types": list(types), "limit": PAGE}
            if cursor:
                parameters["cursor"] = cursor
            reply = self.world.get(f"{HISTORY}.List", parameters)
            entries += reply["entries"]
            cursor = reply.get("next")
            if not cursor:
                return entries

    def check_massages(self):
        notes = [entry.get("note") for entry in self.list("massage")]
        ids = [entry["id"] for entry in self.list("massage")]
        expect(len(set(notes)) == len(notes) and len(set(ids)) == len(ids), "twice", notes)
        lost = [note for note, told in self.book.asked.items()
                if told and note not in notes and told not in self.book.forgotten]
        expect(not lost, "lost", lost)
        expect(not set(notes) - set(self.book.asked), "nobody asked for", set(notes) - set(self.book.asked))
        there = [told for told, done in self.book.forgotten.items() if done and told in ids]
        expect(not there, "forgotten and there again", there)
        return f"{len(notes)} of {len(self.book.asked)} massages"

    def check_answers(self):
        outcomes = {}
        for entry in self.list("prompt"):
            expect(entry["id"] not in outcomes, "twice", entry)
            outcomes[entry["id"]] = entry["what"]
        n_told = 0
        meant = {"done": ("claimed", "done"), "skip": ("skipped",)}
        for prompt, answers in self.book.answers.items():
            for answer, told in answers:
                n_told += told
                expect(not told or outcomes.get(prompt) in meant[answer], prompt, answer, outcomes.get(prompt))
        return f"{n_told} answers"

    def check_pause(self):
        holds = {hold["reason"] for hold in self.world.get("GetStatus")["holds"]}
        expect(("paused" in holds) in {paused for paused, _ in self.book.pauses}, self.book.pauses, holds)
        return "pause"

    def check_time(self):
        """Spells touch each other; with what goes on they are all the time since the first."""
        spells = sorted(self.list("spell"), key=lambda entry: entry["startUSec"])
        expect(spells, "no spell at all")
        total = 0
        for before, after in zip(spells, spells[1:]):
            end = before["startUSec"] + before["durationUSec"]
            expect(abs(after["startUSec"] - end) <= CLOCK_USEC, "a gap or an overlap of", after["startUSec"] - end, before, after)
        total = sum(spell["durationUSec"] for spell in spells)
        last = spells[-1]["startUSec"] + spells[-1]["durationUSec"]
        elapsed = last - spells[0]["startUSec"]
        expect(abs(total - elapsed) <= CLOCK_USEC, total, elapsed)
        status = self.world.get("GetStatus")
        now = time.time() * 1e6
        days = self.world.get(f"{HISTORY}.GetDays", {})["days"]
        counted = sum(day["seatedUSec"] + day["standingUSec"] + day["awayUSec"] for day in days)
        # The daemon tells it a moment before we read the clock.
        expect(-CLOCK_USEC * self.kills <= (now - spells[0]["startUSec"]) - counted <= 1000000 + CLOCK_USEC * self.kills,
               "counted", counted, "passed", now - spells[0]["startUSec"], status["warnings"])
        return f"{len(spells)} spells, {elapsed / 1e6:.1f} s"

    def check_quiet(self):
        log = self.world.log()
        expect("Sanitizer" not in log and "runtime error" not in log, log[-5000:])
        status = self.world.get("GetStatus")
        expect(not [warning for warning in status["warnings"] if "history" in warning.lower() and "desktop" not in warning],
               status["warnings"])
        return "nothing to complain of"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--kills", type=int, default=int(os.environ.get("BACKCARE_CRASH_KILLS", KILLS)))
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("daemon", type=os.path.abspath)
    parser.add_argument("notification_server", type=os.path.abspath)
    options = parser.parse_args()
    world = World(options.daemon, options.notification_server, name="bc-crash-")
    crash = Crash(world, options.kills, options.seed)
    checks = [crash.check_massages, crash.check_answers, crash.check_pause, crash.check_time, crash.check_quiet]
    n_failed = 0
    try:
        began = time.monotonic()
        crash.run()
        print(f"1..{len(checks)}")
        print(f"# {options.kills} kills in {time.monotonic() - began:.0f} s, {crash.book.n_told} calls answered, "
              f"{crash.book.n_in_doubt} cut off", flush=True)
        for number, check in enumerate(checks, 1):
            name = check.__name__.replace("_", " ")
            try:
                print(f"ok {number} - {name}: {check()}")
            except Failure as failure:
                n_failed += 1
                print(f"not ok {number} - {name}")
                print("\n".join("# " + line for line in str(failure)[:4000].splitlines()), flush=True)
    finally:
        world.close()
    raise SystemExit(n_failed > 0)


if __name__ == "__main__":
    main()
