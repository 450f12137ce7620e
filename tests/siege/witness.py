# SPDX-License-Identifier: MIT
"""witness.py SOCKET   The well-behaved client that is served beside all others, as a process of its own.

It follows the events on one connection, and none may be missing. On another one it asks for the status
every few milliseconds, and from time to time for the settings to be read again, of which there has to be
an event. Each answer has a deadline. "report" on standard input: a line of JSON about the time since the
last one. It ends with its input."""

import json
import os
import select
import sys
import time

from wire import DEADLINE_SEC, INTERFACE, Client, Failure, call

PAUSE_SEC = 0.02
# Every so many calls is one that makes an event.
EVENT_EVERY = 10


class Witness:
    def __init__(self, path):
        self.stream = Client(path)
        self.calls = Client(path)
        self.stream.send(call("Monitor", more=True))
        self.sequence = None
        self.n_events = self.n_calls = self.n_own_events = 0
        self.slowest_sec = 0.0
        self.problems = []
        self.sent_sec = None      # when the call that is not answered was made
        self.own_event_sec = None  # when the event that has not come was asked for
        self.method = None
        self.next_sec = 0.0
        self.n_sent = 0

    def problem(self, text):
        if len(self.problems) < 10:
            self.problems.append(text)

    def take_event(self, message):
        event = message["parameters"]
        if message.get("continues") is not True:
            self.problem(f"the stream ended: {message}")
        if self.sequence is not None and event["sequence"] != self.sequence + 1:
            self.problem(f"event {event['sequence']} came after {self.sequence}")
        self.sequence = event["sequence"]
        self.n_events += 1
        if event["event"] == "settings":
            self.own_event_sec = None

    def take_reply(self, message):
        error = message.get("error")
        if self.sent_sec is None:
            self.problem(f"a reply that was not asked for: {message}")
            return
        if self.method == "GetStatus" and (error or "seatedUSec" not in message["parameters"]):
            self.problem(f"status: {message}")
        if self.method == "Reload" and error not in (None, INTERFACE + ".BadConfiguration"):
            self.problem(f"reload: {message}")
        self.slowest_sec = max(self.slowest_sec, time.monotonic() - self.sent_sec)
        self.sent_sec = None
        self.n_calls += 1

    def read(self, client, take):
        data = client.sock.recv(1 << 20)
        if not data:
            raise Failure("the daemon closed the connection")
        *frames, client.input = (client.input + data).split(b"\0")
        for frame in frames:
            take(json.loads(frame))

    def next_call(self, now):
        if self.sent_sec is not None or now < self.next_sec:
            return
        self.n_sent += 1
        self.method = "GetStatus"
        if self.n_sent % EVENT_EVERY == 0 and self.own_event_sec is None:
            self.method = "Reload"
            self.own_event_sec = now
            self.n_own_events += 1
        self.sent_sec = now
        self.next_sec = now + PAUSE_SEC
        self.calls.send(call(self.method))

    def check_deadlines(self, now):
        if self.sent_sec is not None and now - self.sent_sec > DEADLINE_SEC:
            raise Failure(f"no answer to {self.method} in {DEADLINE_SEC:g} s")
        if self.own_event_sec is not None and now - self.own_event_sec > DEADLINE_SEC:
            raise Failure(f"no event of Reload in {DEADLINE_SEC:g} s")

    def report(self):
        print(json.dumps({"calls": self.n_calls, "events": self.n_events, "slowest_sec": self.slowest_sec,
                          "own_events": self.n_own_events, "problems": self.problems}), flush=True)
        self.n_calls = self.n_events = self.n_own_events = 0
        self.slowest_sec = 0.0
        self.problems = []

    def obey(self):
        data = os.read(0, 4096)
        for _ in range(data.count(b"\n")):
            self.report()
        return bool(data)

    def turn(self):
        """False when told to end."""
        now = time.monotonic()
        self.check_deadlines(now)
        self.next_call(now)
        wait = self.next_sec - now if self.sent_sec is None else 1
        ready = select.select([self.stream.sock, self.calls.sock, 0], [], [], max(wait, 0))[0]
        if self.stream.sock in ready:
            self.read(self.stream, self.take_event)
        if self.calls.sock in ready:
            self.read(self.calls, self.take_reply)
        return self.obey() if 0 in ready else True


def main():
    witness = Witness(sys.argv[1])
    try:
        while witness.turn():
            pass
    except (Failure, OSError, ValueError, KeyError) as failure:
        witness.problem(f"{type(failure).__name__}: {failure}")
        # Whoever asks is told.
        while witness.obey():
            witness.problem(f"{type(failure).__name__}: {failure}, some time ago")


if __name__ == "__main__":
    main()
