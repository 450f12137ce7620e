# shellcheck shell=bash
# SPDX-License-Identifier: MIT
#
# Boots a copy of a root made by make-root.sh and reaches in; to be sourced.
#
#   guest_boot ROOT WORK    WORK gets the copy (WORK/root), the log (WORK/boot.log), and WORK/share,
#                           which is /share inside. 0 when it is up.
#   guest COMMAND...        as root inside
#   guest_user NAME COMMAND...   as that user, with the user's runtime directory and session bus
#   guest_stop              end it, remove the copy; safe to call twice

GUEST_LEADER=''
GUEST_NSPAWN=''
GUEST_WORK=''
# Where control groups are: of systemd beside version 1, of version 2 beside that, of version 2 alone.
GUEST_HIERARCHIES=(/sys/fs/cgroup/systemd /sys/fs/cgroup/unified /sys/fs/cgroup)
# Environment of systemd-nspawn itself.
GUEST_ENVIRONMENT=()

# From outside into all namespaces but in none of the guest's control groups: logind and the like do
# not know such a process. Only for talking to the guest's PID 1.
guest_enter()
{
	nsenter -t "$GUEST_LEADER" -a -- env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
		HOME=/root LANG=C.UTF-8 TERM=dumb "$@"
}

guest()
{
	guest_enter systemd-run --quiet --pipe --wait --collect -E HOME=/root -E LANG=C.UTF-8 -E TERM=dumb -- "$@"
}

guest_user()
{
	local name=$1
	local uid
	shift

	uid=$(guest id -u "$name") || return 1
	guest runuser -u "$name" -- env HOME="/home/$name" XDG_RUNTIME_DIR="/run/user/$uid" \
		DBUS_SESSION_BUS_ADDRESS="unix:path=/run/user/$uid/bus" "$@"
}

# Runs a command where it may make control groups. Where systemd is PID 1 that is a scope of its own;
# whoever came into a container through nsenter is in none of the container's groups. Elsewhere it is a
# group of our own: two containers in the same one would take each other's user.slice for theirs, and
# freeze it when they sleep.
guest_outside()
{
	local group

	if [ -d /run/systemd/system ]; then
		exec systemd-run --scope --quiet --collect -p Delegate=yes "$@"
	fi
	for group in "${GUEST_HIERARCHIES[@]}"; do
		if [ -w "$group/cgroup.procs" ] && mkdir "$group/backcare-test-$BASHPID" 2>/dev/null; then
			printf '%s\n' "$BASHPID" >"$group/backcare-test-$BASHPID/cgroup.procs"
		fi
	done
	exec "$@"
}

# Takes the groups away again; whoever was in them is dead or dying.
guest_remove_groups()
{
	local group

	for group in "${GUEST_HIERARCHIES[@]}"; do
		for _ in $(seq 20); do
			[ -d "$group/backcare-test-$1" ] || break
			find "$group/backcare-test-$1" -depth -type d -exec rmdir {} + 2>/dev/null || sleep 0.1
		done
	done
}

guest_is_up()
{
	local state

	GUEST_LEADER=$(pgrep -P "$GUEST_NSPAWN" | head -n 1)
	[ -n "$GUEST_LEADER" ] || return 1
	state=$(guest_enter systemctl is-system-running 2>/dev/null)
	[ "$state" = running ] || [ "$state" = degraded ]
}

guest_boot()
{
	local root=$1
	local deadline=$((SECONDS + 90))

	GUEST_WORK=$2
	mkdir -p "$GUEST_WORK/share" && chmod 777 "$GUEST_WORK/share" || return 1
	rm -rf --one-file-system "$GUEST_WORK/root"
	cp -a --reflink=auto "$root" "$GUEST_WORK/root" || return 1
	# Standard input has to stay open, or the guest's console ends at once.
	rm -f "$GUEST_WORK/console" && mkfifo "$GUEST_WORK/console" || return 1
	exec 8<>"$GUEST_WORK/console"
	guest_outside env "${GUEST_ENVIRONMENT[@]}" systemd-nspawn -q -D "$GUEST_WORK/root" --register=no --keep-unit --link-journal=no -b --bind="$GUEST_WORK/share:/share" \
		--resolv-conf=off --timezone=off systemd.unit=multi-user.target \
		<&8 >"$GUEST_WORK/boot.log" 2>&1 &
	GUEST_NSPAWN=$!
	until guest_is_up; do
		if ! kill -0 "$GUEST_NSPAWN" 2>/dev/null || [ $SECONDS -ge $deadline ]; then
			guest_stop
			return 1
		fi
		sleep 0.2
	done
	if [ "$(guest_enter systemctl is-system-running)" = degraded ]; then
		guest_enter systemctl --failed --no-legend --plain >>"$GUEST_WORK/boot.log"
	fi
}

guest_stop()
{
	if [ -n "$GUEST_NSPAWN" ]; then
		# The copy is thrown away: no need to wait for an orderly end. All else dies with PID 1.
		kill -KILL "${GUEST_LEADER:-$GUEST_NSPAWN}" 2>/dev/null
		wait "$GUEST_NSPAWN" 2>/dev/null
		guest_remove_groups "$GUEST_NSPAWN"
		GUEST_NSPAWN=''
		GUEST_LEADER=''
		exec 8>&-
	fi
	if [ -n "$GUEST_WORK" ]; then
		rm -rf --one-file-system "$GUEST_WORK/root" "$GUEST_WORK/console"
	fi
}
