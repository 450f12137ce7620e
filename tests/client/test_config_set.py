# SPDX-License-Identifier: MIT
"""config set and unset: the value is in effect afterwards, or nothing was changed."""

import configparser
import json
import os
import stat
import subprocess

from run_client import expect, main, rows
from samples import SETTINGS, changed

FORMER = "# mine\n[Walk]\nLimit=1h\nBreak=5min\n\n[Day]\nStart=05:00\n"


class Daemon:
    """Reads the one file as the daemon would; 'bad' values are refused."""

    def __init__(self, world, bad=(), after=None, reload_error=None):
        self.world = world
        self.bad = bad
        self.after = after or {}
        self.reload_error = reload_error
        self.values = {}
        world.listen(GetConfiguration=self.get_configuration, Reload=self.reload)

    def path(self):
        return os.path.join(self.world.config, "backcare/backcared.conf.d/50-backcarectl.conf")

    def read(self):
        parser = configparser.ConfigParser(strict=False, interpolation=None)
        parser.optionxform = str
        parser.read(self.path())
        return {f"{section}.{key}": value for section in parser for key, value in parser[section].items()}

    def reload(self, connection, _):
        values = self.read()
        bad = [key for key, value in values.items() if value in self.bad]
        if self.reload_error:
            connection.error(*self.reload_error)
        elif bad:
            connection.error("BadConfiguration", {"file": self.path(), "line": 3, "message": f"{bad[0]}: {values[bad[0]]} is bad"})
        else:
            self.values = values
            connection.reply({})

    def get_configuration(self, connection, _):
        settings = []
        for setting in SETTINGS["settings"]:
            name = setting["name"]
            if name in self.after:
                setting = changed(setting, **self.after[name])
            elif name in self.values:
                setting = changed(setting, value=self.values[name], file=self.path(), line=3)
            settings.append(setting)
        connection.reply({"settings": settings, "files": []})


def write(path, text, mode=0o600):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    os.chmod(path, mode)


def read(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


def only_file_in(path):
    return os.listdir(os.path.dirname(path)) == [os.path.basename(path)]


def test_set_writes_the_file(world):
    daemon = Daemon(world)
    expect(world.run("config", "set", "Walk.Limit", "30min") == "Walk.Limit is now 30min.\n")
    expect(daemon.read() == {"Walk.Limit": "30min"}, read(daemon.path()))
    expect(stat.S_IMODE(os.stat(daemon.path()).st_mode) == 0o600)
    expect(only_file_in(daemon.path()))
    # The name in any case, the value in several words, and JSON.
    said = json.loads(world.run("config", "set", "walk.limit", "1h", "30min", "--json"))
    expect(said["name"] == "Walk.Limit" and said["value"] == "1h 30min", said)
    expect(world.run("config", "set", "Hours.Quiet", "") == "Hours.Quiet is now empty.\n")
    expect(daemon.read() == {"Walk.Limit": "1h 30min", "Hours.Quiet": ""}, read(daemon.path()))


def test_set_keeps_the_rest_of_the_file(world):
    daemon = Daemon(world)
    write(daemon.path(), FORMER, 0o640)
    world.run("config", "set", "Walk.Limit", "30min")
    expect(read(daemon.path()) == FORMER.replace("1h", "30min"), read(daemon.path()))
    expect(stat.S_IMODE(os.stat(daemon.path()).st_mode) == 0o640)
    expect(world.run("config", "unset", "Walk.Limit") == "Walk.Limit is now 45min, the default.\n")
    expect(read(daemon.path()) == FORMER.replace("Limit=1h\n", ""), read(daemon.path()))


@rows((FORMER,), (None,), ("",))
def test_bad_value_changes_nothing(world, former):
    daemon = Daemon(world, bad=["soon"])
    if former is not None:
        write(daemon.path(), former)
    expect(world.run("config", "set", "Walk.Limit", "soon", code=1) == "")
    # Not where it stood for a moment: there is nothing to see there any more.
    expect(world.errors == "Walk.Limit: soon is bad\nNothing was changed.\n", world.errors)
    if former is None:
        expect(not os.path.exists(daemon.path()))
    else:
        expect(read(daemon.path()) == former)
    # It was told to read the former file again.
    expect(world.peer.names().count("Reload") == 2, world.peer.calls)
    expect(os.listdir(os.path.dirname(daemon.path())) in ([], [os.path.basename(daemon.path())]))


def test_bad_value_beside_it_in_our_file(world):
    """Edited by hand: there the line is what helps."""
    daemon = Daemon(world, bad=["soon"])
    write(daemon.path(), "[Walk]\nBreak=soon\n")
    world.run("config", "set", "Walk.Limit", "30min", code=1)
    expect(f"{daemon.path()}:3: Walk.Break: soon is bad\n" in world.errors, world.errors)
    expect(read(daemon.path()) == "[Walk]\nBreak=soon\n")


@rows(("30",), ("1.5",), ("030",))
def test_length_without_its_unit(world, value):
    daemon = Daemon(world)
    expect(world.run("config", "set", "Walk.Limit", value, code=2) == "")
    expect(f"{value} of what? Write {value}min for minutes, {value}s for seconds." in world.errors, world.errors)
    expect(not os.path.exists(daemon.path()))


@rows(("Hold.Grace", "0"), ("Posture.PerDay", "4"), ("Day.Start", "5"))
def test_number_that_needs_no_unit(world, key, value):
    """None is none in any unit, a count has none, and what is no length is for the daemon to judge."""
    daemon = Daemon(world)
    expect(world.run("config", "set", key, value) == f"{key} is now {value}.\n")
    expect(daemon.read() == {key: value})


def test_unset_beside_a_bad_file(world):
    """The daemon keeps the former value then, which is not the default."""
    daemon = Daemon(world, reload_error=("BadConfiguration", {"file": "/etc/x", "line": 2, "message": "odd"}),
                    after={"Walk.Limit": {"value": "30min"}})
    write(daemon.path(), "[Walk]\nLimit=30min\n")
    expect(world.run("config", "unset", "Walk.Limit") == "Walk.Limit is now 30min.\n")
    expect("/etc/x:2: odd" in world.errors, world.errors)


def test_trouble_in_another_file_is_only_told(world):
    daemon = Daemon(world, reload_error=("BadConfiguration", {"file": "/etc/x", "line": 2, "message": "odd"}),
                    after={"Walk.Limit": {"value": "30min"}})
    daemon.after["Walk.Limit"]["file"] = daemon.path()
    expect(world.run("config", "set", "Walk.Limit", "30min") == "Walk.Limit is now 30min.\n")
    expect("/etc/x:2: odd" in world.errors, world.errors)


@rows(
    ({"value": "1h", "file": "/home/a/99-mine.conf", "line": 4}, "/home/a/99-mine.conf:4 has the last word"),
    ({"value": "1h", "problem": "soon is no length of time"}, "soon is no length of time"),
)
def test_value_that_does_not_take_effect(world, after, sentence):
    daemon = Daemon(world, after={"Walk.Limit": after})
    world.run("config", "set", "Walk.Limit", "30min", code=1)
    expect(sentence in world.errors and "Nothing was changed." in world.errors, world.errors)
    expect(not os.path.exists(daemon.path()))


def test_value_with_a_remark(world):
    daemon = Daemon(world, after={"Walk.Limit": {"value": "1h", "note": "as the preset standard has it"}})
    daemon.after["Walk.Limit"]["file"] = daemon.path()
    printed = world.run("config", "set", "Walk.Limit", "1h")
    expect(printed == "Walk.Limit is now 1h; as the preset standard has it.\n", printed)


def test_daemon_that_leaves_in_between(world):
    daemon = Daemon(world)
    write(daemon.path(), FORMER)
    world.peer.handlers["Reload"] = lambda connection, _: connection.hang_up()
    world.run("config", "set", "Walk.Limit", "30min", code=3)
    expect(read(daemon.path()) == FORMER)


@rows(
    ("Walk.Limti", "Did you mean Walk.Limit?"),
    ("Wlak.Break", "Did you mean Walk.Break?"),
    ("Moon.Phase", "`backcarectl config show` lists them"),
)
def test_unknown_key(world, key, sentence):
    daemon = Daemon(world)
    for line in (["set", key, "1"], ["unset", key], ["show", key]):
        world.run("config", *line, code=2)
        expect(sentence in world.errors, world.errors)
    expect(not os.path.exists(os.path.dirname(daemon.path())))


@rows(("a\nb",), ("20min ; soon",), ("\033[31m",), ("x" * 600,))
def test_value_that_no_line_holds(world, value):
    daemon = Daemon(world)
    world.run("config", "set", "Walk.Limit", value, code=2)
    expect(not os.path.exists(daemon.path()))


def test_unset_without_a_file(world):
    daemon = Daemon(world)
    expect(world.run("config", "unset", "Walk.Limit") == "Walk.Limit is now 45min, the default.\n")
    expect(not os.path.exists(daemon.path()))


def test_link_stays_a_link(world):
    daemon = Daemon(world)
    target = os.path.join(world.directory, "dotfiles/backcare.conf")
    write(target, FORMER)
    os.makedirs(os.path.dirname(daemon.path()))
    os.symlink(target, daemon.path())
    world.run("config", "set", "Walk.Limit", "30min")
    expect(os.path.islink(daemon.path()))
    expect(read(target) == FORMER.replace("1h", "30min"))


@rows(
    (lambda path: write(path, "x" * 65537), "too large"),
    (lambda path: write(path, "[Walk]\n\0"), "no text file"),
    (os.makedirs, "no text file"),
    (lambda path: (os.makedirs(os.path.dirname(path)), os.mkfifo(path)), "no text file"),
)
def test_file_that_is_none(world, make, sentence):
    daemon = Daemon(world)
    make(daemon.path())
    world.run("config", "set", "Walk.Limit", "30min", code=1)
    expect(sentence in world.errors, world.errors)


def test_largest_file(world):
    daemon = Daemon(world)
    write(daemon.path(), "#" * 65535 + "\n")
    world.run("config", "set", "Walk.Limit", "30min")
    expect(daemon.read() == {"Walk.Limit": "30min"})


def test_home_without_configuration_directory(world):
    del world.environment["XDG_CONFIG_HOME"]
    daemon = Daemon(world)
    world.config = os.path.join(world.directory, ".config")
    world.run("config", "set", "Walk.Limit", "30min")
    expect(daemon.read() == {"Walk.Limit": "30min"})
    world.environment["XDG_CONFIG_HOME"] = "relative"  # to be ignored
    world.run("config", "set", "Walk.Limit", "31min")
    expect(daemon.read() == {"Walk.Limit": "31min"})


def test_two_at_once(world):
    """Each waits for the other, so both settings are there in the end."""
    daemon = Daemon(world)
    processes = [world.start("config", "set", key, value, stdout=subprocess.DEVNULL)
                 for key, value in (("Walk.Limit", "30min"), ("Walk.Break", "4min"), ("Hours.Quiet", ""))]
    expect([process.wait(30) for process in processes] == [0, 0, 0])
    expect(daemon.read() == {"Walk.Limit": "30min", "Walk.Break": "4min", "Hours.Quiet": ""}, daemon.read())


main(list(globals().items()))
