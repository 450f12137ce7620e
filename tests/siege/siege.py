#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""siege.py [--table FILE] [--only TEXT] DAEMON NOTIFICATION-SERVER [COMPOSITOR]

Besieges the real daemon: clients that break every rule, and surroundings that come and go. While that goes
on, a well-behaved client is served beside, and may lose nothing. Before and after each row: the same
process, as many descriptors, no more memory than MEMORY_ALLOWANCE_KIB above what it was, and no work while
nobody asks for any. TAP, and a table of what was tried and what was held, as comments or in FILE."""

import argparse
import contextlib
import os
import shutil
import signal
import sys
import textwrap
import time
import traceback

import attacks  # these fill the table
import floods
import histories
import faults
import daemons
from rows import Skip, table
from surroundings import Gauge, World
from wire import Failure, expect, wait_until

# Per row, in its last round. What the memory allocator keeps in pieces differs by about half of it.
MEMORY_ALLOWANCE_KIB = 256
# In a quiet window the daemon may use that share of one CPU; the witness is still asking.
QUIET_WINDOW_SEC = 0.05
QUIET_SHARE = 0.5
# Of the table: its columns, and how wide they are.
HEADING = ("fault or attack", "tried", "held", "memory", "answer", "time")
WIDTHS = (24, 30, 36, 8, 6, 6)


class Measured:
    """The state of the daemon before a row, and after it."""

    def __init__(self, world, gauge, fds=None):
        self.world = world
        self.gauge = gauge
        self.fds = fds or gauge.fds()
        self.settle()
        self.kib = gauge.private_kib()

    def settle(self):
        expect(self.gauge.is_alive(), "the daemon died", self.gauge.process.poll(), self.world.log()[-3000:])
        wait_until(lambda: self.gauge.fds() == self.fds, lambda: f"{self.fds} fds, but {self.gauge.names()}")
        wait_until(self.is_quiet, "quiet: the daemon works though nothing is to be done")

    def check(self, with_memory):
        gauge = self.gauge
        self.settle()
        expect("seatedUSec" in self.world.get("GetStatus"))
        growth = gauge.private_kib() - self.kib
        if with_memory and not gauge.is_sanitized:
            expect(growth <= MEMORY_ALLOWANCE_KIB, f"memory grew by {growth} KiB, from {self.kib}")
        return growth

    def is_quiet(self):
        before = self.gauge.cpu_sec()
        time.sleep(QUIET_WINDOW_SEC)
        return self.gauge.cpu_sec() - before < QUIET_SHARE * QUIET_WINDOW_SEC


class Result:
    def __init__(self, name, tried="", held="", figures=("", "", ""), problem=None, skipped=None):
        self.name = name
        self.tried = tried
        self.held = held
        self.figures = figures
        self.problem = problem
        self.skipped = skipped


# What the witness lived through.
totals = {"calls": 0, "events": 0, "slowest_sec": 0.0}


def check_witness(world):
    report = world.ask_witness()
    for key in ("calls", "events"):
        totals[key] += report[key]
    totals["slowest_sec"] = max(totals["slowest_sec"], report["slowest_sec"])
    expect(not report["problems"], "the witness", *report["problems"])
    return report


def run_row(row, world, gauge, fds):
    began = time.monotonic()
    try:
        for number in range(row.rounds):
            measured = Measured(world, gauge, fds)
            tried, held = row.function(world, gauge)
            growth = measured.check(number == row.rounds - 1 and row.rounds > 1)
        report = check_witness(world)
    except Skip as skip:
        return Result(row.name, skipped=str(skip))
    except Failure as failure:
        revive_witness(world)
        return Result(row.name, problem=str(failure))
    except Exception:  # whatever it was, the next row is to run
        revive_witness(world)
        return Result(row.name, problem=traceback.format_exc())
    memory = f"{growth:+d} KiB" if row.rounds > 1 and not gauge.is_sanitized else ""
    figures = (memory, f"{report['slowest_sec'] * 1000:.0f} ms", f"{time.monotonic() - began:.1f} s")
    return Result(row.name, tried, held, figures)


def revive_witness(world):
    """After a row that was not held, so that the next one is judged for itself."""
    with contextlib.suppress(Failure, OSError):
        world.witness.end()
        world.start_witness()
        wait_until(lambda: world.ask_witness()["calls"], "the witness")


def print_result(number, result):
    bad = "not ok" if result.problem else "ok"
    skip = f" # SKIP {result.skipped}" if result.skipped else ""
    print(f"{bad} {number} - {result.name}{skip}")
    for line in (result.problem or "").splitlines():
        print("#   " + line)
    sys.stdout.flush()


def format_line(cells):
    """Texts are wrapped within their columns, figures stand at the right."""
    texts = [textwrap.wrap(cell, width, subsequent_indent="  ") or [""] for cell, width in zip(cells[:3], WIDTHS)]
    height = max(len(text) for text in texts)
    figures = [cell.rjust(width) for cell, width in zip(cells[3:], WIDTHS[3:])]
    for i in range(height):
        line = [(text[i] if i < len(text) else "").ljust(width) for text, width in zip(texts, WIDTHS)]
        yield " | ".join(line + (figures if i == 0 else [" " * width for width in WIDTHS[3:]])).rstrip(" |")


def format_table(results, total):
    rule = "-+-".join("-" * width for width in WIDTHS)
    lines = [*format_line(HEADING), rule]
    for result in results:
        held = "NOT HELD, see above" if result.problem else result.held
        if result.skipped:
            held = "not tried: " + result.skipped
        lines.extend(format_line((result.name, result.tried, held, *result.figures)))
    return "\n".join([*lines, rule, "memory: what the daemon grew by; answer: the slowest one to the witness", *total])


class Siege:
    def __init__(self, options):
        self.world = World(options.daemon, options.notification_server)
        self.world.compositor_program = options.compositor
        self.results = []
        self.options = options

    def add(self, result):
        self.results.append(result)
        print_result(len(self.results), result)

    def begin(self):
        self.world.start_bus()
        self.world.start_server()
        self.world.start()
        self.gauge = Gauge(self.world.daemon)
        self.world.wait_for_notifications()
        self.world.start_witness()
        # It has its connections.
        wait_until(lambda: self.world.ask_witness()["calls"], "the witness")

    def run(self):
        rows = [row for row in table if self.options.only in row.name]
        print(f"1..{len(rows) + 2}", flush=True)
        began = time.monotonic()
        self.begin()
        if self.gauge.is_sanitized:
            print("# memory is not measured: the daemon is built with a sanitizer")
        at_first = Measured(self.world, self.gauge)
        background = faults.begin_background(self.world)
        for row in rows:
            self.add(run_row(row, self.world, self.gauge, at_first.fds))
            faults.look_at_background(background)
        self.add(self.end_background(background))
        self.add(self.end(at_first))
        total = ["the witness: {calls} calls answered, the slowest in {slowest_sec:.3f} s; {events} events, none missing"
                 .format(**totals),
                 f"{len(rows) + 2} rows in {time.monotonic() - began:.0f} s, process {self.gauge.pid} from the first to the last"]
        text = format_table(self.results, total)
        if self.options.table:
            with open(self.options.table, "w", encoding="utf-8") as file:
                file.write(text + "\n")
        else:
            print("".join(f"# {line}\n" for line in text.splitlines()), end="", flush=True)
        return not any(result.problem for result in self.results)

    def end_background(self, background):
        name = faults.BACKGROUND_NAME
        try:
            return Result(name, *faults.end_background(background))
        except Exception:
            return Result(name, problem=traceback.format_exc())

    def end(self, at_first):
        name = "all of it, and the end"
        try:
            at_first.check(False)
            check_witness(self.world)
            fds = at_first.fds
            before, after = at_first.kib, self.gauge.private_kib()
            # Its connections end with it.
            self.world.witness.end()
            began = time.monotonic()
            code = self.world.stop()
            seconds = time.monotonic() - began
            log = self.world.log()
            expect(code == 0, "exit code", code, log[-3000:])
            expect(not os.path.lexists(self.world.path), "the socket is left")
            expect("runtime error" not in log and "Sanitizer" not in log, log[-5000:])
            expect(all(line.startswith("backcared: ") for line in log.splitlines()), log[-3000:])
        except Exception:
            return Result(name, problem=traceback.format_exc())
        memory = "" if self.gauge.is_sanitized else f", {before} KiB at first and {after} at the end"
        return Result(name, "the rows above, then SIGTERM", f"{fds} fds before and after{memory}; exit 0 in {seconds * 1000:.0f} ms")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--table")
    parser.add_argument("--only", default="")
    parser.add_argument("daemon", type=os.path.abspath)
    parser.add_argument("notification_server", type=os.path.abspath)
    parser.add_argument("compositor", type=os.path.abspath, nargs="?")
    options = parser.parse_args()
    if not shutil.which("dbus-daemon"):
        print("1..0 # SKIP dbus-daemon is not installed")
        return
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    siege = Siege(options)
    try:
        good = siege.run()
    finally:
        siege.world.close()
    sys.exit(0 if good else 1)


if __name__ == "__main__":
    main()
