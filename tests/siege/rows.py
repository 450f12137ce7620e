# SPDX-License-Identifier: MIT
"""The table of rows, filled by the modules that hold them."""

CLIENTS = "clients"
SURROUNDINGS = "surroundings"

table = []


class Skip(Exception):
    """It cannot be tried here, and why."""


class Row:
    def __init__(self, function, kind, name, rounds):
        self.function = function
        self.kind = kind
        self.name = name
        self.rounds = rounds


def row(kind, name, rounds=2):
    """function(world, gauge) returns what was tried and what was held, as texts. It is run 'rounds' times;
    all but the last one are there so that what is made once and kept is not taken for a leak."""

    def mark(function):
        table.append(Row(function, kind, name, rounds))
        return function

    return mark
