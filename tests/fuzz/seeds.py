#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""seeds.py TEST_JSON TEST_CONFIG TEST_HOSTILE FOLDER: the rows of tables in unit tests as seeds of
fuzz targets, one file a row, in FOLDER/scan, FOLDER/settings and FOLDER/dispatch."""

import ast
import os
import re
import shutil
import sys

LITERALS = r'((?:\s*(?:"(?:[^"\\\n]|\\.)*"|[A-Z_]+))+)'
MACRO = re.compile(r'#define ([A-Z_]+) \\?\n?\s*"((?:[^"\\]|\\.)*)"')


def read_rows(path, begin):
    """What follows each 'begin' as string literals, as C has them."""
    with open(path, encoding='utf-8') as file:
        text = file.read()
    macros = {name: value for name, value in MACRO.findall(text)}
    for literals in re.findall(re.escape(begin) + LITERALS, text):
        value = b''
        for literal, macro in re.findall(r'"((?:[^"\\]|\\.)*)"|([A-Z_]+)', literals):
            # A digit behind \0 would belong to it in Python as well.
            value += ast.literal_eval('b"' + (macros[macro] if macro else literal) + '"')
        yield value


def write(folder, rows, end=b''):
    os.makedirs(folder)
    count = 0
    for count, row in enumerate(rows, 1):
        with open(os.path.join(folder, f'table-{count:03}'), 'wb') as file:
            file.write(row + end)
    if not count:
        sys.exit(f'{folder}: no rows found')


def main():
    json, config, hostile, folder = sys.argv[1:]
    shutil.rmtree(folder, ignore_errors=True)
    write(os.path.join(folder, 'scan'), read_rows(json, 'TEXT('))
    write(os.path.join(folder, 'settings'), (row for row in read_rows(config, '\t{') if b'=' in row))
    # A method of ours in place of the tests' own.
    write(os.path.join(folder, 'dispatch'),
          (row.replace(b'Test.Echo', b'Backcare.Pause').replace(b'"text"', b'"reason"')
           for row in read_rows(hostile, 'TEXT(')), b'\n')


main()
