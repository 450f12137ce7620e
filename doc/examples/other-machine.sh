#!/bin/bash
# SPDX-License-Identifier: MIT
#
# other-machine.sh [USER@]DESK
#
# For two machines at one desk: run it on the second one, with Backcare on both. While somebody works on the second
# machine the first, DESK, hears over ssh that you are there. When nobody does the report is taken back, and DESK
# judges for itself: to be away from this machine is not to be away from the desk.
#
# The second machine should not prompt as well: `backcarectl pause` there. ssh has to work without a password, and
# report_presence.py has to be on DESK: at the place below, or where REPORT_PRESENCE says. A report is good for two
# minutes and renewed from here every minute: a connection that hangs cannot keep you at the desk.
set -u

readonly RENEW_SECONDS=60 RETRY_SECONDS=30

desk=${1:?usage: other-machine.sh [USER@]DESK}
command=${REPORT_PRESENCE:-/usr/local/share/doc/backcare/examples/report_presence.py}
name=$(uname -n)

report()
{
	# Standard input is the monitor's.
	ssh -o BatchMode=yes -o ConnectTimeout=10 "$desk" "$command" "$name" "$1" </dev/null
}

# One word for each line of the monitor.
only_presence()
{
	sed -u -n -e '/"presence":"/!d' -e 's/.*"presence":"\([a-z]*\)".*/\1/' \
		-e 's/^\(away\|locked\|asleep\)$/unknown/' -e p
}

follow()
{
	local presence=unknown word status

	while :; do
		read -r -t "$RENEW_SECONDS" word
		status=$?
		if [ "$status" -eq 0 ]; then
			[ "$word" != "$presence" ] || continue
			presence=$word
		elif [ "$status" -le 128 ]; then
			break # the daemon here ended
		elif [ "$presence" = unknown ]; then
			continue
		fi
		report "$presence"
	done
	if [ "$presence" != unknown ]; then
		report unknown
	fi
}

while :; do
	backcarectl monitor --json | only_presence | follow
	sleep "$RETRY_SECONDS"
done
