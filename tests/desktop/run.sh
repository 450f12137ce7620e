#!/bin/bash
# SPDX-License-Identifier: MIT
#
# run.sh WORK [CHECK... | --screenshot SECONDS]
#
# Boots a Debian 13 in a container, sets Backcare up in it with ./setup run, and runs checks.py there (all
# checks, or those named), or screenshot.py. WORK gets the logs and screenshot.png. TAP.
set -u -o pipefail
export LC_ALL=C.UTF-8

HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P) || exit 1
TOP=$(cd "$HERE/../.." && pwd -P) || exit 1
WORK=${1:?usage: run.sh WORK [CHECK...]}
shift
SUITE=trixie
SOURCES=/home/tester/backcare
SCRIPT=checks.py
if [ "${1:-}" = --screenshot ]; then
	SCRIPT=screenshot.py
	shift
fi
count=0
failed=0

# shellcheck source=tests/desktop/guest.sh
. "$HERE/guest.sh"

skip_all()
{
	printf '1..0 # SKIP %s\n' "$1"
	exit 0
}

# result STATUS NAME [LOG]
result()
{
	count=$((count + 1))
	if [ "$1" -eq 0 ]; then
		printf 'ok - desktop %s\n' "$2"
		return
	fi
	failed=$((failed + 1))
	printf 'not ok - desktop %s\n' "$2"
	if [ -s "${3:-}" ]; then
		tail -n 40 "$3" | sed 's/^/# /'
	fi
}

finish()
{
	printf '1..%s\n' "$count"
	guest_stop
	[ "$failed" -eq 0 ]
	exit
}

boot()
{
	local root
	local -a packages

	mapfile -t packages < <("$TOP/setup" deps --list build; grep -v '^#' "$HERE/packages")
	root=$("$HERE/make-root.sh" "$SUITE" "${packages[@]}") || return 1
	guest_boot "$root" "$WORK" || return 1
	# So that the tests decide when there is a notification server.
	guest rm -f /usr/share/dbus-1/services/fr.emersion.mako.service
	guest useradd -m -s /bin/bash tester && guest loginctl enable-linger tester || return 1
	guest mkdir "$SOURCES" || return 1
	tar -C "$TOP" --exclude=./.git --exclude='./build*' -c . | tar -C "$GUEST_WORK/root$SOURCES" -x --no-same-owner || return 1
	guest chown -R tester: "$SOURCES"
	for _ in $(seq 50); do
		if guest_user tester systemctl --user is-system-running >/dev/null 2>&1; then
			return 0
		fi
		sleep 0.2
	done
	return 1
}

setup_inside()
{
	guest env SUDO_USER=tester "$SOURCES/setup" "$@" </dev/null >"$WORK/setup-$1.log" 2>&1
}

# What is left of it in the places that are not the user's own.
check_nothing_left()
{
	! guest sh -c 'find /usr/local -name "*backcare*" -type f; ls /usr/local/lib/systemd/user 2>/dev/null' | grep . >"$WORK/left.log" &&
		! guest_user tester systemctl --user cat backcared.service >>"$WORK/left.log" 2>&1 &&
		guest test -d /home/tester/.config/backcare
}

if [ "$(id -u)" -ne 0 ]; then
	skip_all 'booting a container needs root'
fi
for program in debootstrap systemd-nspawn nsenter pgrep; do
	command -v "$program" >/dev/null || skip_all "$program is not installed"
done
mkdir -p "$WORK" && WORK=$(cd "$WORK" && pwd -P) || exit 1
trap guest_stop EXIT

boot
result $? 'a Debian 13 boots with a user manager' "$WORK/boot.log"
[ "$failed" -eq 0 ] || finish

setup_inside run && grep -q 'Backcare is running' "$WORK/setup-run.log" &&
	guest_user tester systemctl --user --quiet is-active backcared.socket backcared.service &&
	guest_user tester systemctl --user --quiet is-enabled backcared.socket backcared.service
result $? './setup run installs, enables and starts' "$WORK/setup-run.log"
[ "$failed" -eq 0 ] || finish

guest_user tester python3 "$SOURCES/tests/desktop/$SCRIPT" "$@" </dev/null >"$WORK/checks.log" 2>&1
status=$?
cat "$WORK/checks.log"
count=$((count + $(grep -c -E '^(not )?ok ' "$WORK/checks.log")))
failed=$((failed + $(grep -c '^not ok ' "$WORK/checks.log")))
if [ "$status" -ne 0 ] && [ "$failed" -eq 0 ]; then
	result 1 "$SCRIPT ends well" "$WORK/checks.log"
fi
guest_user tester journalctl --user --no-pager -o short-monotonic >"$WORK/journal.log" 2>&1
cp "$WORK/share/screenshot.png" "$WORK/screenshot.png" 2>/dev/null

if [ $# -eq 0 ]; then
	setup_inside run && guest_user tester systemctl --user --quiet is-active backcared.service
	result $? './setup run again updates' "$WORK/setup-run.log"
	setup_inside uninstall && check_nothing_left
	result $? './setup uninstall leaves only what is the user'"'"'s' "$WORK/left.log"
fi
finish
