# SPDX-License-Identifier: MIT
"""A daemon that answers as a test tells it to, well or badly.

The real daemon is tried elsewhere; this one is for what it does not do on demand: every error, replies
cut short, garbage, silence.
"""

import json
import os
import socket
import threading

INTERFACE = "io.github.backcare.Backcare"
FAMILY = "io.github.backcare."
SERVICE = "org.varlink.service"
DEADLINE_SEC = 20


class Connection:
    """What a handler writes to."""

    def __init__(self, peer, sock):
        self.peer = peer
        self.sock = sock
        self.input = b""

    def raw(self, data):
        try:
            self.sock.sendall(data)
        except OSError:
            pass  # the client is free to leave

    def message(self, value):
        self.raw(json.dumps(value).encode() + b"\0")

    def reply(self, parameters=None, continues=False):
        value = {}
        if parameters is not None:
            value["parameters"] = parameters
        if continues:
            value["continues"] = True
        self.message(value)

    def error(self, name, parameters=None):
        value = {"error": name if "." in name else INTERFACE + "." + name}
        if parameters is not None:
            value["parameters"] = parameters
        self.message(value)

    def hang_up(self):
        try:
            self.sock.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass

    def read_call(self):
        while b"\0" not in self.input:
            try:
                data = self.sock.recv(65536)
            except OSError:
                return None
            if not data:
                return None
            self.input += data
        frame, self.input = self.input.split(b"\0", 1)
        return json.loads(frame)

    def serve(self):
        with self.sock:
            while True:
                call = self.read_call()
                if call is None:
                    return
                method = call["method"]
                assert method.startswith(FAMILY), method
                # "GetStatus", but "Care.GetCare": as the client's own texts have it.
                name = method[len(INTERFACE) + 1 :] if method.startswith(INTERFACE + ".") else method[len(FAMILY) :]
                parameters = call.get("parameters", {})
                with self.peer.changed:
                    self.peer.calls.append((name, parameters, call.get("more", False)))
                    self.peer.changed.notify_all()
                handler = self.peer.handlers.get(name)
                if handler:
                    handler(self, parameters)
                else:
                    self.error(SERVICE + ".MethodNotImplemented", {"method": method})


class Peer:
    """Listens below 'runtime'. handlers: method -> function(connection, parameters)."""

    def __init__(self, runtime, handlers=None):
        self.handlers = dict(handlers or {})
        self.calls = []
        self.changed = threading.Condition()
        directory = os.path.join(runtime, "backcare")
        os.makedirs(directory, mode=0o700, exist_ok=True)
        self.path = os.path.join(directory, INTERFACE)
        self.listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.listener.bind(self.path)
        self.listener.listen(16)
        self.sockets = []
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            try:
                sock, _ = self.listener.accept()
            except OSError:
                return
            self.sockets.append(sock)
            threading.Thread(target=Connection(self, sock).serve, daemon=True).start()

    def names(self):
        return [name for name, _, _ in self.calls]

    def wait_for_calls(self, name, count):
        """Until so many calls of that name have come."""
        with self.changed:
            if not self.changed.wait_for(lambda: self.names().count(name) >= count, DEADLINE_SEC):
                raise AssertionError(f"no {count} calls of {name}: {self.calls}")

    def close(self):
        try:
            self.listener.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass
        self.listener.close()
        for sock in self.sockets:
            try:
                sock.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
        if os.path.exists(self.path):
            os.unlink(self.path)
