# SPDX-License-Identifier: MIT
"""What the compilers of data/ have in common: JSON files in, a file of C tables out."""

import json
import os
import sys

import data_rules as rules


class Blob:
    def __init__(self):
        self.data = bytearray(b"\0")
        self.places = {"": 0}

    def place(self, text):
        if text not in self.places:
            self.places[text] = len(self.data)
            self.data += text.encode() + b"\0"
        return self.places[text]

    def c_lines(self, name):
        chars = ["%d," % (byte if byte < 128 else byte - 256) for byte in self.data]
        return [f"const char {name}[] = {{",
                *["\t" + " ".join(chars[at:at + 24]) for at in range(0, len(chars), 24)], "};"]


def constant(prefix, word):
    return prefix + "_" + word.upper().replace("-", "_")


def bits(prefix, words):
    return " | ".join(constant(prefix, word) for word in words if word != "none") or "0"


def numbers(values):
    return "{ " + ", ".join(str(value) for value in values) + " }"


def read(folder, name, read_files):
    path = os.path.join(folder, name)
    read_files.append(path)
    with open(path, encoding="utf-8") as file:
        try:
            return json.load(file)
        except json.JSONDecodeError as error:
            raise rules.Bad(f"{path}:{error.lineno}:{error.colno}: {error.msg}") from error


def write(path, lines):
    with open(path, "w", encoding="utf-8") as file:
        file.write("\n".join(lines) + "\n")


def write_depfile(path, output_path, read_files):
    write(path, [f"{output_path}: {' '.join([*read_files, rules.__file__, __file__])}"])


def run(compile_data):
    """As a program: its arguments are those of the function."""
    try:
        compile_data(*sys.argv[1:])
    except rules.Bad as bad:
        sys.exit(str(bad))
