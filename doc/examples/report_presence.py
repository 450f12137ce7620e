#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""report_presence.py NAME PRESENCE [SECONDS]

Tells Backcare once what a sensor knows, good for SECONDS (120). PRESENCE: active, passive, away, locked, asleep, or
unknown to take the last report back. Needs nothing but Python: a call is a line of JSON that ends in a null byte,
and so is the answer."""
import json
import os
import socket
import sys

INTERFACE = 'io.github.backcare.Backcare'


def report(name, presence, seconds):
    directory = os.environ.get('XDG_RUNTIME_DIR') or f'/run/user/{os.getuid()}'
    call = {
        'method': f'{INTERFACE}.ReportPresence',
        'parameters': {'source': name, 'presence': presence, 'validUSec': seconds * 1000000},
    }
    answer = b''
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(10)
        connection.connect(f'{directory}/backcare/{INTERFACE}')
        connection.sendall(json.dumps(call).encode() + b'\0')
        while not answer.endswith(b'\0'):
            part = connection.recv(4096)
            if not part:
                raise ConnectionError('Backcare closed the connection')
            answer += part
    return json.loads(answer[:-1])


def main(arguments):
    if len(arguments) not in (2, 3) or not all(text.isdecimal() for text in arguments[2:]):
        print(__doc__, file=sys.stderr)
        return 1
    try:
        answer = report(arguments[0], arguments[1], int(arguments[2]) if len(arguments) == 3 else 120)
    except OSError as error:
        print(f'report_presence: Backcare cannot be reached: {error}', file=sys.stderr)
        return 1
    if 'error' in answer:
        print(f'report_presence: {answer["error"]} {answer.get("parameters", "")}', file=sys.stderr)
        return 1
    return 0


sys.exit(main(sys.argv[1:]))
