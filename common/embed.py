#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Makes C strings of .varlink files: embed.py OUTPUT.c OUTPUT.h INPUT...

a.b.C.varlink becomes "extern const char a_b_C_varlink[]".
"""

import os
import sys

ESCAPES = {'"': '\\"', '\\': '\\\\', '\n': '\\n', '\t': '\\t', '?': '\\?'}


def c_string(line):
    text = ''
    for byte in line.encode():
        character = chr(byte)
        if character in ESCAPES:
            text += ESCAPES[character]
        elif 0x20 <= byte < 0x7F:
            text += character
        else:
            text += f'\\{byte:03o}'
    return f'\t"{text}"'


def main():
    source, header, inputs = sys.argv[1], sys.argv[2], sys.argv[3:]
    names = []
    with open(source, 'w', encoding='ascii') as out:
        out.write(f'/* Made by embed.py. */\n#include "{os.path.basename(header)}"\n')
        for path in inputs:
            names.append(os.path.basename(path).replace('.', '_'))
            with open(path, encoding='utf-8', newline='') as file:
                lines = file.read().splitlines(keepends=True)
            body = '\n'.join(c_string(line) for line in lines) or '\t""'
            out.write(f'\nconst char {names[-1]}[] =\n{body};\n')
    with open(header, 'w', encoding='ascii') as out:
        out.write('/* Made by embed.py. */\n#pragma once\n\n')
        out.writelines(f'extern const char {name}[];\n' for name in names)


if __name__ == '__main__':
    main()
