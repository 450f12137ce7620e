#!/bin/bash
# SPDX-License-Identifier: MIT
#
# run.sh WORK [CHECK...]
# run.sh WORK --desktops [DESKTOP...] | --session [CHECK...] | --screenshot SECONDS
#
# Boots a Debian 13 in a container, sets Backcare up in it with ./setup run, and runs there: checks.py (all
# checks, or those named), checks_session.py and side_by_side.py; or one of the two, or screenshot.py. WORK
# gets the logs and screenshot.png. TAP.
set -u -o pipefail
export LC_ALL=C.UTF-8

HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P) || exit 1
TOP=$(cd "$HERE/../.." && pwd -P) || exit 1
WORK=${1:?usage: run.sh WORK [CHECK...]}
shift
SUITE=trixie
SOURCES=/home/tester/backcare
# The same for every user, whatever a home may be opened by.
TESTS=/opt/tests/desktop
PARTS=(checks.py checks_session.py side_by_side.py)
case "${1:-}" in
--desktops) PARTS=(side_by_side.py) ;;
--session) PARTS=(checks_session.py) ;;
--screenshot) PARTS=(screenshot.py) ;;
'') ;;
*) PARTS=(checks.py) ;;
esac
case "${1:-}" in
--*) shift ;;
esac
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
	# Somebody who is logged in: without a session at logind nobody sits there.
	guest_enter systemd-run --quiet --unit=session-of-tester -p PAMName=login -p User=tester -E XDG_SESSION_TYPE=wayland \
		-E XDG_SESSION_CLASS=user sleep infinity || return 1
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
	! guest sh -c 'find /usr/local -name "*backcare*"; ls /usr/local/lib/systemd/user 2>/dev/null' | grep . >"$WORK/left.log" &&
		! guest_user tester systemctl --user cat backcared.service >>"$WORK/left.log" 2>&1 &&
		guest test -d /home/tester/.config/backcare
}

# run_part SCRIPT [ARGUMENT...]: what is about one user runs as that one, the rest as root.
run_part()
{
	local script=$1
	local log=$WORK/${script%.py}.log
	local status bad
	local -a as=(guest_user tester)
	shift

	case "$script" in
	checks_session.py | side_by_side.py) as=(guest env XDG_RUNTIME_DIR=/run) ;;
	esac
	"${as[@]}" python3 "$TESTS/$script" "$@" </dev/null >"$log" 2>&1
	status=$?
	cat "$log"
	count=$((count + $(grep -c -E '^(not )?ok ' "$log")))
	bad=$(grep -c '^not ok ' "$log")
	failed=$((failed + bad))
	if [ "$status" -ne 0 ] && [ "$bad" -eq 0 ]; then
		result 1 "$script ends well" "$log"
	fi
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
	grep -q -E 'Backcare (works here|does not see you here|cannot prompt here): ' "$WORK/setup-run.log" &&
	guest_user tester systemctl --user --quiet is-active backcared.socket backcared.service &&
	guest_user tester systemctl --user --quiet is-enabled backcared.socket backcared.service
result $? './setup run installs, enables and starts' "$WORK/setup-run.log"
[ "$failed" -eq 0 ] || finish

guest mkdir /opt/tests && guest cp -r "$SOURCES/tests/desktop" "$SOURCES/tests/support" /opt/tests &&
	guest "$TESTS/make-helpers.sh" /usr/local/libexec/backcare-test >"$WORK/helpers.log" 2>&1
result $? 'keyboards and windows for the desktops compile' "$WORK/helpers.log"
for part in "${PARTS[@]}"; do
	run_part "$part" "$@"
done
guest_user tester journalctl --user --no-pager -o short-monotonic >"$WORK/journal.log" 2>&1
cp "$WORK/share/screenshot.png" "$WORK/screenshot.png" 2>/dev/null

if [ ${#PARTS[@]} -gt 1 ]; then
	setup_inside run && guest_user tester systemctl --user --quiet is-active backcared.service &&
		! grep -E '^(rm|rmdir|mv|grep|comm|mkdir|chown):' "$WORK/setup-run.log"
	result $? './setup run again updates, and none of its commands complains' "$WORK/setup-run.log"
	setup_inside uninstall && check_nothing_left
	result $? './setup uninstall leaves only what is the user'"'"'s' "$WORK/left.log"
fi
finish
