#!/bin/bash
# SPDX-License-Identifier: MIT
#
# report-presence.sh NAME [FILE]
#
# Tells Backcare what a sensor of yours knows: a pressure mat on the chair, a motion detector, a desk. NAME is
# what `backcarectl status` calls it. It reads words, one a line, from standard input; or FILE again and again,
# which holds one (/sys/class/gpio/gpio17/value, something that MQTT writes):
#
#   1 occupied active   somebody is there
#   passive             there, but at neither keyboard nor mouse
#   0 empty away        nobody is there; this proves a break
#   unknown             the sensor does not know: what it said before is taken back
#
# A report is good for two minutes and renewed every minute, so that one whose sensor died is not believed for
# long. At the end of the input it is taken back.
#
#   mosquitto_sub -h broker -t office/chair | report-presence.sh chair
#   report-presence.sh chair /sys/class/gpio/gpio17/value
set -u

readonly VALID_SECONDS=120 RENEW_SECONDS=60 LOOK_SECONDS=5
readonly INTERFACE=io.github.backcare.Backcare
readonly SOCKET=${XDG_RUNTIME_DIR:-/run/user/$(id -u)}/backcare/$INTERFACE

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P) || exit 1
name=${1:?usage: report-presence.sh NAME [FILE]}
file=${2:-}
presence=unknown

case $name in
*[!A-Za-z0-9\ ._-]*)
	echo "report-presence: use letters, digits, blanks and ._- for NAME." >&2
	exit 1
	;;
esac

# A daemon that is not there now may be at the next turn.
report()
{
	if command -v varlinkctl >/dev/null; then
		varlinkctl call "$SOCKET" "$INTERFACE.ReportPresence" \
			"{\"source\": \"$name\", \"presence\": \"$1\", \"validUSec\": ${VALID_SECONDS}000000}" >/dev/null
	else
		"$here/report_presence.py" "$name" "$1" "$VALID_SECONDS"
	fi
}

understand()
{
	case $1 in
	1 | occupied | active) presence=active ;;
	passive) presence=passive ;;
	0 | empty | away) presence=away ;;
	unknown) presence=unknown ;;
	*)
		echo "report-presence: not understood: $1" >&2
		return 1
		;;
	esac
}

# Prints the first line of the file whenever it is another, as long as this script runs.
watch_file()
{
	local before='' now

	while kill -0 "$$" 2>/dev/null; do
		now=unknown
		{ read -r now <"$file"; } 2>/dev/null || now=${now:-unknown}
		if [ "$now" != "$before" ]; then
			printf '%s\n' "$now" || exit
			before=$now
		fi
		sleep "$LOOK_SECONDS"
	done
}

listen()
{
	local line status

	trap 'report unknown' EXIT
	trap 'exit 0' INT TERM HUP
	while :; do
		read -r -t "$RENEW_SECONDS" line
		status=$?
		if [ "$status" -eq 0 ]; then
			understand "$line" && report "$presence"
		elif [ "$status" -le 128 ]; then
			exit 0 # the end of the input
		elif [ "$presence" != unknown ]; then
			report "$presence"
		fi
	done
}

if [ -n "$file" ]; then
	exec < <(watch_file)
fi
listen
