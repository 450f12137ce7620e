# SPDX-License-Identifier: MIT
"""The real backcared in the world of a test."""

import os
import shutil
import socket
import subprocess

from run_client import DEADLINE_SEC

WELL = os.path.dirname(os.path.abspath(__file__)) + "/../support/well.db"


def start_daemon(world, program, **settings):
    """Returns when it says that it is ready."""
    os.makedirs(world.config + "/backcare", exist_ok=True)
    with open(world.config + "/backcare/backcared.conf", "w", encoding="utf-8") as file:
        file.write("[Hours]\nQuiet=\n")
        for name, value in settings.items():
            section, key = name.split("_")
            file.write(f"[{section}]\n{key}={value}\n")
    if not os.path.exists(world.directory + "/backcare"):
        # Of somebody who has answered the questions on symptoms: none of them.
        os.mkdir(world.directory + "/backcare", 0o700)
        shutil.copy(WELL, world.directory + "/backcare/history.db")
    notify = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    notify.bind(world.directory + "/notify")
    notify.settimeout(DEADLINE_SEC)
    environment = dict(world.environment, NOTIFY_SOCKET=world.directory + "/notify",
                       XDG_STATE_HOME=world.directory, DBUS_SESSION_BUS_ADDRESS="unix:path=" + world.runtime + "/bus")
    process = subprocess.Popen([program], env=environment, stderr=subprocess.DEVNULL)
    world.processes.append(process)
    while b"READY=1" not in notify.recv(4096):
        pass
    notify.close()
    return process
