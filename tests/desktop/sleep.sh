#!/bin/sh
# SPDX-License-Identifier: MIT
#
# sleep.sh SECONDS FILE: stands in for systemd-sleep, which a container cannot run. As that does, it
# freezes what users run, and thaws it after so long. FILE gets the moment at which sleep began.
set -eu
for freezer in /sys/fs/cgroup/user.slice/cgroup.freeze /sys/fs/cgroup/unified/user.slice/cgroup.freeze; do
	[ ! -e "$freezer" ] || break
done
date +%s.%N >"$2"
echo 1 >"$freezer"
sleep "$1"
echo 0 >"$freezer"
