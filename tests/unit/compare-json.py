#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Holds json_parse_strict() against Python's json over mutated texts.

compare-json.py FILTER [COUNT [SEED]]

Python's reader is lenient in a few known ways, which are taken away from it:
NaN and infinities, lone surrogates, NUL, doubled keys, invalid UTF-8, a byte
order mark, and depth. Everything else has to agree: what is refused, and the
value of what is not.
"""

import json
import math
import random
import subprocess
import sys

DEPTH_MAX = 32

SEEDS = [
    b'{"method":"org.varlink.service.GetInfo","parameters":{},"more":false}',
    b'{"method":"a.b.C","parameters":{"n":-12.5e+3,"s":"\\u00e9\\ud83d\\ude00\\n","l":[1,2,{"x":null}]}}',
    b'[true,false,null,0,-0,1e2,9223372036854775807,-9223372036854775808,9223372036854775808]',
    '{"g":"grüße €😀","k\\"":"\\\\\\/\\b\\f\\r\\t","":[[[[]]]],"o":{"o":{"o":{}}}}'.encode(),
    b' { "a" : [ 1 , 2 ] , "b" : "\x7f" } ',
]
BITS = [b'"', b'\\', b'\\u', b'\\u0000', b'\\ud800', b'\\udc00', b'{', b'}', b'[', b']', b',', b':', b' ', b'\t', b'\n',
        b'\x0b', b'\x1f', b'\x7f', b'\x80', b'\xc0\x80', b'\xed\xa0\x80', b'\xe2\x82\xac', b'\xef\xbb\xbf', b'\xf4\x90\x80\x80',
        b'0', b'00', b'-', b'+', b'.', b'e', b'E', b'1e400', b'NaN', b'Infinity', b'null', b'true', b'"a":1', b"'", b'/', b'//',
        b'[' * 31, b'[' * 33, b'18446744073709551616', b'-9223372036854775809', b'1.5', b'5.0', b'9' * 40]


class Refused(Exception):
    pass


def refuse(*_):
    raise Refused


def pairs(members):
    keys = [key for key, _ in members]
    if len(set(keys)) != len(keys):
        refuse()
    return dict(members)


def check(value, depth=0):
    """Refuses what Python takes and RFC 8259 in our reading does not."""
    if isinstance(value, str):
        if '\0' in value or any(0xD800 <= ord(character) <= 0xDFFF for character in value):
            refuse()
    elif isinstance(value, (list, dict)):
        if depth == DEPTH_MAX:
            refuse()
        for item in value.items() if isinstance(value, dict) else value:
            for part in item if isinstance(value, dict) else (item,):
                check(part, depth + 1)


def read(text):
    try:
        if text.startswith(b'\xef\xbb\xbf'):
            refuse()
        value = json.loads(text.decode('utf-8'), parse_constant=refuse, object_pairs_hook=pairs)
        check(value)
        return value
    except (Refused, ValueError, RecursionError):
        return Refused


def same(one, other):
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, (int, float)) and isinstance(other, (int, float)):
        try:
            return float(one) == float(other) if isinstance(other, float) or isinstance(one, float) else one == other
        except OverflowError:
            return math.isinf(other)
    if type(one) is not type(other):
        return False
    if isinstance(one, list):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    return one == other


def mutate(source, text):
    text = bytearray(text)
    for _ in range(source.randrange(4)):
        at = source.randrange(len(text) + 1)
        what = source.randrange(5)
        if what == 0:
            text[at:at + source.randrange(1, 4)] = b''
        elif what == 1:
            text[at:at] = source.choice(BITS)
        elif what == 2:
            text[at:at + source.randrange(1, 4)] = source.choice(BITS)
        elif what == 3:
            text[at:at + 1] = bytes([source.randrange(1, 256)])
        else:
            other = source.choice(SEEDS)
            begin = source.randrange(len(other))
            text[at:at] = other[begin:begin + source.randrange(20)]
    return bytes(text).replace(b'\0', b'')


def main():
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 100000
    seed = int(sys.argv[3]) if len(sys.argv) > 3 else 1
    source = random.Random(seed)
    texts = [mutate(source, source.choice(SEEDS)) for _ in range(count)]
    result = subprocess.run([sys.argv[1]], input=b'\0'.join(texts) + b'\0', stdout=subprocess.PIPE, check=True)
    lines = result.stdout.split(b'\n')
    assert len(lines) == count + 1, (len(lines), count)
    good = 0
    for text, line in zip(texts, lines):
        wanted = read(text)
        # A number out of the range of doubles is written again as it is kept: Infinity.
        got = Refused if line == b'bad' else json.loads(line.decode('utf-8'))
        if wanted is Refused or got is Refused:
            agree = wanted is got
        else:
            agree = same(wanted, got)
            good += 1
        if not agree:
            sys.exit(f'seed {seed}: {text!r}: Python says {wanted!r}, we say {line!r}')
    print(f'{count} texts, {good} of them good')


if __name__ == '__main__':
    main()
