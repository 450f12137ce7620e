#!/bin/bash
# SPDX-License-Identifier: MIT
#
# certify.sh WORK   Asks others whether the server is one: builds these sources inside a Debian 13, and there
# runs the certification client of varlink-go against certification-server, and varlinkctl against the daemon
# itself. Not booted. WORK gets the copy of the root and the logs. TAP.
set -u -o pipefail
export LC_ALL=C.UTF-8

HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P) || exit 1
TOP=$(cd "$HERE/../.." && pwd -P) || exit 1
WORK=${1:?usage: certify.sh WORK}
SUITE=trixie
SOURCES=/root/backcare
BUILD=/root/build
INTERFACE=io.github.backcare.Backcare
CATALOGUE=io.github.backcare.Catalogue
CARE=io.github.backcare.Care
HISTORY=io.github.backcare.History
count=0
failed=0

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
		printf 'ok %s - certify: %s\n' "$count" "$2"
		return
	fi
	failed=$((failed + 1))
	printf 'not ok %s - certify: %s\n' "$count" "$2"
	if [ -s "${3:-}" ]; then
		tail -n 40 "$3" | sed 's/^/# /'
	fi
}

finish()
{
	printf '1..%s\n' "$count"
	rm -rf --one-file-system "$ROOT"
	[ "$failed" -eq 0 ]
	exit
}

inside()
{
	systemd-nspawn -q -D "$ROOT" --register=no --keep-unit --link-journal=no --resolv-conf=off --timezone=off \
		--setenv=LC_ALL=C.UTF-8 --setenv=XDG_RUNTIME_DIR=/run/user "$@" </dev/null
}

# With the packages of the desktop test, so that both have the same root.
make_root()
{
	local root
	local -a packages

	mapfile -t packages < <(
		"$TOP/setup" deps --list build
		grep -v '^#' "$TOP/tests/desktop/packages"
	)
	root=$("$TOP/tests/desktop/make-root.sh" "$SUITE" "${packages[@]}") || return 1
	rm -rf --one-file-system "$ROOT"
	cp -a --reflink=auto "$root" "$ROOT" && mkdir -p "$ROOT$SOURCES" || return 1
	tar -C "$TOP" --exclude=./.git --exclude='./build*' -c . | tar -C "$ROOT$SOURCES" -x --no-same-owner
}

# Only what is asked for below: libcheck is not there, so the certification server is built by hand.
build()
{
	inside /bin/bash -e -c "meson setup -Dtests=false $BUILD $SOURCES && ninja -C $BUILD &&
		cd $SOURCES && gcc -std=gnu11 -D_GNU_SOURCE -Iinclude -Icommon -Idaemon/varlink -o $BUILD/certification-server \
			tests/support/certification-server.c -Wl,--start-group \
			\$(find $BUILD/daemon/varlink $BUILD/common -name '*.a') -Wl,--end-group \
			\$(pkg-config --cflags --libs json-c libevent_core libsystemd)"
}

# The client ends with 0 if each of its calls was answered as it has to be.
certify()
{
	inside /bin/bash -c "$BUILD/certification-server /tmp/certify & server=\$!
		until [ -S /tmp/certify ]; do sleep 0.1; done
		timeout 60 varlink-go-certification --varlink=unix:/tmp/certify --client || exit 1
		wait \$server"
}

# call NAME WANTED ARGUMENT...: varlinkctl with the daemon as a program that it starts.
call()
{
	local name=$1
	local wanted=$2
	shift 2

	inside --setenv=SYSTEMD_COLORS=0 /bin/bash -c "mkdir -p -m 700 /run/user; cd $BUILD/daemon && exec timeout 60 varlinkctl \"\$@\"" \
		varlinkctl "$@" >"$WORK/varlinkctl.log" 2>&1 &&
		grep -q -e "$wanted" "$WORK/varlinkctl.log"
	result $? "varlinkctl $name" "$WORK/varlinkctl.log"
}

# history_call NAME WANTED ARGUMENT...: varlinkctl with a daemon that runs beside and keeps what it is told.
history_call()
{
	local name=$1
	local wanted=$2
	shift 2

	inside --setenv=SYSTEMD_COLORS=0 --setenv=XDG_STATE_HOME=/root/state \
		/bin/bash -c "mkdir -p -m 700 /run/user; $BUILD/daemon/backcared 2>/tmp/backcared.log & daemon=\$!
		socket=/run/user/backcare/$INTERFACE
		for ((i = 0; i < 100; i++)); do [ -S \$socket ] && break; sleep 0.1; done
		timeout 60 varlinkctl \"\$@\"; status=\$?
		kill \$daemon; wait \$daemon; exit \$status" varlinkctl "$@" >"$WORK/varlinkctl.log" 2>&1 &&
		grep -q -e "$wanted" "$WORK/varlinkctl.log"
	result $? "varlinkctl $name" "$WORK/varlinkctl.log"
}

if [ "$(id -u)" -ne 0 ]; then
	skip_all 'a container needs root'
fi
for program in debootstrap systemd-nspawn; do
	command -v "$program" >/dev/null || skip_all "$program is not installed"
done
mkdir -p "$WORK" && WORK=$(cd "$WORK" && pwd -P) || exit 1
ROOT=$WORK/certify-root

make_root >"$WORK/certify-root.log" 2>&1
result $? 'a Debian 13 with varlink-go' "$WORK/certify-root.log"
[ "$failed" -eq 0 ] || finish
build >"$WORK/certify-build.log" 2>&1
result $? 'builds there' "$WORK/certify-build.log"
[ "$failed" -eq 0 ] || finish

certify >"$WORK/certify.log" 2>&1
result $? "varlink-go-certification is content" "$WORK/certify.log"
sed 's/^/# /' "$WORK/certify.log"

daemon=./backcared
call 'call ./backcared GetStatus' seatedUSec call "$daemon" "$INTERFACE.GetStatus" '{}'
call 'info ./backcared' "$INTERFACE" info "$daemon"
call 'introspect ./backcared' 'method GetStatus' introspect "$daemon" "$INTERFACE"
call 'list-methods ./backcared' Monitor list-methods "$daemon" "$INTERFACE"
call 'call ./backcared List' walk-five-easy call "$daemon" "$CATALOGUE.List" '{"kind":"walk"}'
call 'introspect ./backcared Catalogue' 'method ListEvidence' introspect "$daemon" "$CATALOGUE"
call 'validate-idl of the catalogue' '' validate-idl "$SOURCES/include/backcare/$CATALOGUE.varlink"
call 'call ./backcared GetCare' checklistPending call "$daemon" "$CARE.GetCare" '{}'
call 'introspect ./backcared Care' 'method ClearSafety' introspect "$daemon" "$CARE"
call 'validate-idl of care' '' validate-idl "$SOURCES/include/backcare/$CARE.varlink"
call 'introspect ./backcared History' 'method GetDays' introspect "$daemon" "$HISTORY"
call 'validate-idl of the history' '' validate-idl "$SOURCES/include/backcare/$HISTORY.varlink"
socket=unix:/run/user/backcare/$INTERFACE
entry='"id":"first","type":"spell","startUSec":1772452800000000,"durationUSec":600000000,"what":"seated"'
history_call 'Import' '"added" *: *1' call "$socket" "$HISTORY.Import" "{\"entries\":[{$entry,\"details\":{\"kind\":\"walk\"}}]}"
history_call 'List of what was imported' '"first"' call "$socket" "$HISTORY.List" '{"untilUSec":1772500000000000}'
history_call '--more List' '"first"' --more call "$socket" "$HISTORY.List" '{"limit":1}'
history_call 'GetDays' '"2026-03-02"' call "$socket" "$HISTORY.GetDays" '{"firstDate":"2026-03-01","lastDate":"2026-03-03"}'
history_call '--more GetDays' '"2026-03-02"' --more call "$socket" "$HISTORY.GetDays" '{"firstDate":"1970-01-01"}'
history_call '--graceful Remove of what is not there' NoSuchEntry \
	--graceful="$HISTORY.NoSuchEntry" call "$socket" "$HISTORY.Remove" '{"id":"second"}'
history_call 'Forget' '"removed" *: *[1-9]' call "$socket" "$HISTORY.Forget" '{"untilUSec":1772500000000000}'
finish
