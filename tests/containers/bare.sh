#!/bin/bash
# SPDX-License-Identifier: MIT
#
# bare.sh SUITE WORK [--not-booted|--for-user] COMMAND...   Runs ./setup COMMAND... in a Debian (bookworm, trixie) that
# has nothing but systemd and D-Bus, from a copy of these sources. Not part of ./setup test, which it may
# run: for trying by hand that both commands of the README work on a new machine. The output of the
# command is that of this script; WORK gets the logs in build/. --for-user: as sudo would, for an ordinary
# user with a user manager; else for root, who has none.
set -u -o pipefail
export LC_ALL=C.UTF-8

TOP=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P) || exit 1
# shellcheck source=tests/desktop/guest.sh
. "$TOP/tests/desktop/guest.sh"

suite=${1:?usage: bare.sh SUITE WORK [--not-booted|--for-user] COMMAND...}
mkdir -p "${2:?}" && work=$(cd "$2" && pwd -P) || exit 1
shift 2
booted=1
user=''
case "${1:-}" in
--not-booted)
	booted=0
	shift
	;;
--for-user)
	user=tester
	shift
	;;
esac

copy_sources()
{
	mkdir -p "$1/root/backcare"
	tar -C "$TOP" --exclude=./.git --exclude='./build*' -c . | tar -C "$1/root/backcare" -x --no-same-owner
}

root=$("$TOP/tests/desktop/make-root.sh" "$suite") || exit 1
trap guest_stop EXIT
if [ "$booted" -eq 1 ]; then
	guest_boot "$root" "$work" || exit 1
	copy_sources "$work/root" || exit 1
	if [ -n "$user" ]; then
		guest useradd -m -s /bin/bash "$user" && guest loginctl enable-linger "$user" || exit 1
	fi
	guest env ${user:+SUDO_USER="$user"} /root/backcare/setup "$@" </dev/null
	status=$?
else
	GUEST_WORK=$work
	rm -rf --one-file-system "$work/root"
	cp -a --reflink=auto "$root" "$work/root" && copy_sources "$work/root" || exit 1
	systemd-nspawn -q -D "$work/root" --register=no --keep-unit --link-journal=no --resolv-conf=off \
		--timezone=off /root/backcare/setup "$@" </dev/null
	status=$?
fi
rm -rf "$work/build" && mkdir "$work/build"
cp "$work"/root/root/backcare/build/*.* "$work/build/" 2>/dev/null
cp -r "$work/root/root/backcare/build/desktop" "$work/build/" 2>/dev/null
exit "$status"
