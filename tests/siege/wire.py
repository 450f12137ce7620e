# SPDX-License-Identifier: MIT
"""The least that a Varlink client is made of. Nothing in here keeps anybody from breaking the protocol."""

import json
import os
import select
import socket
import time

INTERFACE = "io.github.backcare.Backcare"
SERVICE = "org.varlink.service"
# No answer within that time is a failure. Long, for a machine that has much to do; what it took is told.
DEADLINE_SEC = float(os.environ.get("SIEGE_DEADLINE_SEC", "10"))


class Failure(Exception):
    """What was to be held was not."""


def expect(condition, *what):
    if not condition:
        raise Failure(" | ".join(str(item) for item in what))


def wait_until(condition, what, seconds=None):
    """Until condition() is something; returns that."""
    deadline = time.monotonic() + (seconds or DEADLINE_SEC)
    while True:
        value = condition()
        if value:
            return value
        expect(time.monotonic() < deadline, "not in time", what() if callable(what) else what)
        time.sleep(0.005)


def call(method, parameters=None, **flags):
    """A call as bytes. A method without a dot is one of ours."""
    value = {"method": method if "." in method else f"{INTERFACE}.{method}"}
    if parameters is not None:
        value["parameters"] = parameters
    value.update(flags)
    return json.dumps(value).encode() + b"\0"


class Client:
    """One connection."""

    def __init__(self, path, buffer_bytes=None):
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        if buffer_bytes:
            self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, buffer_bytes)
        self.sock.settimeout(DEADLINE_SEC)
        self.sock.connect(path)
        self.input = b""

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.sock.close()

    def send(self, data):
        """Whatever the daemon still takes."""
        try:
            self.sock.sendall(data)
            return True
        except (BrokenPipeError, ConnectionResetError):
            return False

    def end_writing(self):
        try:
            self.sock.shutdown(socket.SHUT_WR)
        except OSError:
            pass  # closed from the other side already

    def read(self, timeout=None):
        """The next message. None at the end."""
        deadline = time.monotonic() + (DEADLINE_SEC if timeout is None else timeout)
        while b"\0" not in self.input:
            self.sock.settimeout(max(deadline - time.monotonic(), 0.000001))
            try:
                data = self.sock.recv(1 << 18)
            except ConnectionResetError:
                data = b""
            except (TimeoutError, BlockingIOError):
                raise Failure(f"no message in {deadline}, only {self.input[:200]!r}") from None
            finally:
                self.sock.settimeout(DEADLINE_SEC)
            if not data:
                expect(not self.input, "the end in the middle of a message", self.input[:200])
                return None
            self.input += data
        frame, self.input = self.input.split(b"\0", 1)
        return json.loads(frame.decode("utf-8"))

    def read_many(self, count):
        """So many messages, without the cost of cutting them off one by one."""
        messages = []
        parts = [self.input]
        n_found = self.input.count(b"\0")
        while n_found < count:
            try:
                data = self.sock.recv(1 << 18)
            except TimeoutError:
                raise Failure(f"only {n_found} of {count} replies in {DEADLINE_SEC:g} s") from None
            expect(data, f"the end after {n_found} of {count} replies")
            parts.append(data)
            n_found += data.count(b"\0")
        rest = b"".join(parts)
        frames = rest.split(b"\0", count)
        self.input = frames.pop()
        for frame in frames:
            messages.append(json.loads(frame))
        return messages

    def expect_silence(self, seconds):
        """Neither a message nor the end."""
        ready = select.select([self.sock], [], [], seconds)[0]
        expect(not self.input and not ready, "silence was expected", self.input[:200])

    def expect_end(self):
        message = self.read()
        expect(message is None, "closed without a reply was expected", message)

    def call(self, method, parameters=None, **flags):
        expect(self.send(call(method, parameters, **flags)), "closed before the call", method)
        reply = self.read()
        expect(reply is not None, "closed instead of a reply to", method, parameters, flags)
        return reply

    def get(self, method, parameters=None):
        """The parameters of a good reply."""
        reply = self.call(method, parameters)
        expect("error" not in reply, method, reply)
        return reply.get("parameters", {})

    def follow(self):
        """Monitor(): returns the snapshot."""
        return self.call("Monitor", more=True)["parameters"]

    def expect_error(self, message, error, **parameters):
        """A call as bytes, answered by that error."""
        expect(self.send(message), "closed before the call", message[:200])
        reply = self.read()
        expect(reply is not None, "closed instead of an error", message[:200])
        name = error if "." in error else f"{SERVICE}.{error}"
        expect(reply.get("error") == name and reply.get("parameters", {}) == parameters,
               message[:200], str(reply)[:400])
