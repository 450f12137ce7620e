#!/bin/bash
# SPDX-License-Identifier: MIT
#
# desk-height.sh SIT STAND COMMAND [ARGUMENT...]
#
# For a desk that moves up and down: tells Backcare whether you work sitting or standing. COMMAND prints the height
# of the desk; the first number in what it prints counts (0.85 or 0,85), in whatever unit it has. At SIT or below you
# sit, at STAND or above you stand, and in between nothing changes, so that a desk that wavers does not make you get up
# and down.
#
#   desk-height.sh 0.85 0.95 idasen height                    # IKEA Idasen and other Linak desks over Bluetooth, in m
#   desk-height.sh 850 950 idasen-controller                  # the same desks, another program, in mm
#   desk-height.sh 85 95 cat /run/desk-height                 # written by something of yours, in cm
#   desk-height.sh 85 95 curl -fsS http://desk.lan/height     # a desk with a small computer in it
#
# `backcarectl stand` is said when the desk goes up, good for ten minutes, and said again every five while the desk
# is seen to be up: where the sensor or this script ends, you are soon taken to sit, as usual. What you say yourself
# (`backcarectl sit`, on a high chair) stays until the desk moves.
set -u
export LC_ALL=C

LOOK_SECONDS=${DESK_LOOK_SECONDS:-30}
VALID_SECONDS=${DESK_VALID_SECONDS:-600}
COMMAND_SECONDS=20 # a desk out of reach must not stop us

if [ $# -lt 3 ]; then
	echo 'usage: desk-height.sh SIT STAND COMMAND [ARGUMENT...]' >&2
	exit 2
fi
sit=$1
stand=$2
shift 2

# compare A OPERATOR B: of numbers with decimals, which the shell does not know.
compare()
{
	awk -v a="$1" -v b="$3" "BEGIN { exit !(a + 0 $2 b + 0) }"
}

# is_number TEXT: for awk all else is 0, and the desk would never be down, or always.
is_number()
{
	[[ $1 =~ ^[0-9]+([.][0-9]+)?$ ]]
}

if ! is_number "$sit" || ! is_number "$stand"; then
	echo "desk-height: SIT ($sit) and STAND ($stand) have to be numbers, such as 85 or 0.85." >&2
	exit 2
fi
if ! compare "$sit" '<' "$stand"; then
	echo "desk-height: SIT ($sit) has to be below STAND ($stand)." >&2
	exit 2
fi

read_height()
{
	timeout "$COMMAND_SECONDS" "$@" 2>/dev/null </dev/null | grep -o -a -E '[0-9]+([.,][0-9]+)?' | head -n 1 | tr , .
}

is_standing()
{
	backcarectl status --json 2>/dev/null | grep -q '"posture": *"standing"'
}

said=''   # the last that Backcare heard from us
said_at=0 # when, by SECONDS

tell()
{
	case $1 in
	sit) backcarectl sit ;;
	stand) backcarectl stand --for "${VALID_SECONDS}s" ;;
	esac >/dev/null 2>&1 || return # there is no daemon now; there may be one at the next turn
	said=$1
	said_at=$SECONDS
}

while :; do
	height=$(read_height "$@")
	now=$said
	if [ -n "$height" ] && compare "$height" '>=' "$stand"; then
		now=stand
	elif [ -n "$height" ] && compare "$height" '<=' "$sit"; then
		now=sit
	fi
	age=$((SECONDS - said_at))
	if [ "$now" != "$said" ]; then
		tell "$now"
	elif [ -z "$height" ] || [ "$said" != stand ]; then
		: # nothing is known, or nothing to be renewed
	elif [ "$age" -ge "$VALID_SECONDS" ] || { [ "$age" -ge $((VALID_SECONDS / 2)) ] && is_standing; }; then
		tell stand
	fi
	sleep "$LOOK_SECONDS"
done
