#!/bin/sh
# SPDX-License-Identifier: MIT
#
# make-helpers.sh TARGET: compiles the keyboards and the window for the desktops. Runs in the container.
set -eu
here=$(cd "$(dirname "$0")" && pwd -P)
target=${1:?usage: make-helpers.sh TARGET}
protocols=/usr/share/wayland-protocols
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# make NAME SOURCE LIBRARIES... [-- PROTOCOL.xml...]: protocols become NAME-client-protocol.h and are linked.
make_helper()
{
	name=$1
	source=$2
	shift 2
	libraries=''
	while [ $# -gt 0 ] && [ "$1" != -- ]; do
		libraries="$libraries $1"
		shift
	done
	[ $# -eq 0 ] || shift
	files=$source
	for protocol in "$@"; do
		base=$work/$(basename "$protocol" .xml)
		wayland-scanner client-header "$protocol" "$base-client-protocol.h"
		wayland-scanner private-code "$protocol" "$base.c"
		files="$files $base.c"
	done
	# shellcheck disable=SC2046,SC2086 # lists
	gcc -O2 -Wall -Wextra -Wno-unused-parameter -Werror -D_GNU_SOURCE -I "$work" -o "$target/$name" $files \
		$(pkg-config --cflags --libs $libraries)
}

mkdir -p "$target"
make_helper keys-mutter "$here/keys-mutter.c" libsystemd
make_helper keys-kwin "$here/keys-kwin.c" libei-1.0 libsystemd
make_helper keys-sway "$here/keys-sway.c" wayland-client -- "$here/virtual-keyboard.xml"
make_helper idle-inhibit "$here/../support/idle-inhibit.c" wayland-client -- \
	$protocols/stable/xdg-shell/xdg-shell.xml $protocols/unstable/idle-inhibit/idle-inhibit-unstable-v1.xml
