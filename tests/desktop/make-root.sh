#!/bin/bash
# SPDX-License-Identifier: MIT
#
# make-root.sh SUITE PACKAGE...
#
# Makes the root of a Debian system with these packages, and prints its path. It is kept below
# /var/cache/backcare-test under a name made of the suite and the packages: the second time it is
# only looked up. Nobody may change it: boot a copy. The packages come from where this machine's
# own apt gets them.
set -u -o pipefail
export LC_ALL=C.UTF-8

CACHE=${BACKCARE_TEST_CACHE:-/var/cache/backcare-test}
# Counts up when this script makes something else of the same packages.
RECIPE=1

suite=$1
shift
packages=$(printf '%s\n' "$@" | sort -u)
key=$(printf '%s\n' "$RECIPE" "$suite" "$packages" | sha256sum | cut -c 1-12)
root=$CACHE/$suite-$key
log=$CACHE/$suite-$key.log

die()
{
	printf 'make-root: %s\n' "$1" >&2
	if [ -s "$log" ]; then
		tail -n 20 "$log" >&2
	fi
	exit 1
}

# The archive of this machine, from its sources in either format: the first for its own release.
find_mirror()
{
	local codename

	# shellcheck source=/dev/null
	codename=$(. /etc/os-release && printf '%s' "${VERSION_CODENAME:-}")
	{
		cat /etc/apt/sources.list.d/*.sources 2>/dev/null | awk -v want="$codename" '
			function flush() { if (uri != "" && (" " suites " ") ~ (" " want " ")) print uri; uri = suites = "" }
			/^[ \t]*$/ { flush() }
			tolower($1) == "uris:" { uri = $2 }
			tolower($1) == "suites:" { $1 = ""; suites = $0 }
			END { flush() }'
		cat /etc/apt/sources.list /etc/apt/sources.list.d/*.list 2>/dev/null |
			sed -n 's/\[[^]]*\]//; s/^deb[ \t]\+//p' | awk -v want="$codename" '$2 == want { print $1 }'
	} | head -n 1
}

# Proxies and what this machine's archive asks for, so that apt inside works as it does outside.
copy_apt_settings()
{
	apt-config dump | grep -E -i '^Acquire::([a-z]+::(proxy|verify)|check-|retries|force)' \
		>"$1/etc/apt/apt.conf.d/90as-outside" || true
	printf 'APT::Install-Recommends "false";\nDPkg::Options:: "--force-unsafe-io";\n' \
		>>"$1/etc/apt/apt.conf.d/90as-outside"
	cp /etc/resolv.conf "$1/etc/resolv.conf" 2>/dev/null || true
	cp /etc/hosts "$1/etc/hosts" 2>/dev/null || true
}

make_root()
{
	local new=$root.new
	local mirror include=systemd,systemd-sysv,dbus,dbus-user-session,libpam-systemd script=

	mirror=$(find_mirror)
	[ -n "$mirror" ] || die 'no Debian archive found in /etc/apt.'
	case "$mirror" in https:*) include=$include,ca-certificates ;; esac
	if [ ! -e "/usr/share/debootstrap/scripts/$suite" ]; then
		script=/usr/share/debootstrap/scripts/sid
	fi
	rm -rf --one-file-system "$new"
	# shellcheck disable=SC2086 # $script is one word or none
	debootstrap --variant=minbase --include="$include" "$suite" "$new" "$mirror" $script >"$log" 2>&1 </dev/null ||
		die "debootstrap $suite failed; its messages: $log"
	copy_apt_settings "$new"
	# Nothing may start while packages are installed.
	printf '#!/bin/sh\nexit 101\n' >"$new/usr/sbin/policy-rc.d"
	chmod 755 "$new/usr/sbin/policy-rc.d"
	if [ -n "$packages" ]; then
		# shellcheck disable=SC2086 # a list
		DEBIAN_FRONTEND=noninteractive chroot "$new" apt-get -q -y install --no-install-recommends $packages \
			>>"$log" 2>&1 </dev/null || die "installing packages into $suite failed; all messages: $log"
	fi
	rm -f "$new/usr/sbin/policy-rc.d" "$new"/var/cache/apt/archives/*.deb
	# The same for every copy; an empty one is filled in at boot.
	: >"$new/etc/machine-id"
	mv "$new" "$root"
}

mkdir -p "$CACHE" || die "$CACHE cannot be made."
exec 9>"$CACHE/lock"
flock 9 # two runs at once would make the same one
if [ ! -d "$root" ]; then
	find "$CACHE" -maxdepth 1 -name '*-*' -mtime +30 -exec rm -rf --one-file-system {} +
	make_root
fi
touch "$root"
printf '%s\n' "$root"
