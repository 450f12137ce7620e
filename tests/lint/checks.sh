# shellcheck shell=bash
# SPDX-License-Identifier: MIT
#
# The checks; to be sourced. Each is check_NAME TOP: says what is wrong and returns non-zero, or 1
# as well where it found nothing to look at. They work on any folder, so that selftest.sh can show
# each a bad one.
#
# LINT_CORE         libcore.a, for core-symbols
# LINT_CLANG_BUILD  a build directory of clang-19, for tidy

LINT_DIR=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)
LINT_LINES_MAX=600

# Our own files below TOP whose name matches one of the patterns.
lint_files()
{
	local top=$1
	local -a expression=()
	shift

	while [ $# -gt 0 ]; do
		expression+=(${expression[0]:+-o} -name "$1")
		shift
	done
	find "$top" \( -name '.git' -o -path "$top/build*" \) -prune -o -type f \( "${expression[@]}" \) -print | sort
}

# Shell files: by name, or by their first line.
lint_shell_files()
{
	local file

	while IFS= read -r file; do
		if [ "${file%.sh}" != "$file" ] || head -n 1 "$file" | grep -q '^#!.*sh$'; then
			printf '%s\n' "$file"
		fi
	done < <(lint_files "$1" '*.sh' '[!.]*[!.]' | grep -v '/[^/]*\.[^/]*$'; lint_files "$1" '*.sh') | sort -u
}

check_format()
{
	local -a files

	mapfile -t files < <(lint_files "$1" '*.c' '*.h')
	[ ${#files[@]} -gt 0 ] || return 1
	clang-format-19 --dry-run --Werror "${files[@]}"
}

check_tidy()
{
	local build=${LINT_CLANG_BUILD:?}
	local -a files

	# What the build knows, of our own and not made by it; tests abort by design and are left out.
	mapfile -t files < <(python3 -c '
import json, os, sys
top, build = sys.argv[1:]
for entry in json.load(open(build + "/compile_commands.json")):
    path = os.path.realpath(os.path.join(entry["directory"], entry["file"]))
    if path.startswith((top + "/common/", top + "/daemon/", top + "/client/")): print(path)
' "$(realpath "$1")" "$build" | sort -u)
	[ ${#files[@]} -gt 0 ] || return 1
	printf '%s\n' "${files[@]}" | xargs -P 2 -n 4 clang-tidy-19 --quiet -p "$build" 2>&1 |
		grep -a -E "(error|warning):"
	return "${PIPESTATUS[1]}"
}

# The leak checks do not know the cleanup attribute, uninitvar takes an array with a count of 0 for one, and
# nullPointerOutOfMemory a loop that a failed allocation keeps from running; clang-tidy looks closer. The
# re-entrant calls are for programs with threads.
check_cppcheck()
{
	local -a folders=() includes=()
	local folder

	for folder in common daemon client; do
		[ -d "$1/$folder" ] && folders+=("$1/$folder")
	done
	[ ${#folders[@]} -gt 0 ] || return 1
	# A macro that it has not seen stops newer ones.
	for folder in "$1"/include "$1"/common "$1"/daemon/*/; do
		includes+=(-I "$folder")
	done
	cppcheck -j 2 --quiet --std=c11 --library=posix --enable=warning,performance,portability --inline-suppr \
		--suppress=missingIncludeSystem --suppress=normalCheckLevelMaxBranches \
		--suppress=memleak --suppress=resourceLeak --suppress=uninitvar --suppress=nullPointerOutOfMemory \
		--suppress=readdirCalled --suppress=getpwuidCalled -D_GNU_SOURCE -DBACKCARE_VERSION='"0"' \
		"${includes[@]}" --error-exitcode=1 "${folders[@]}"
}

check_shellcheck()
{
	local -a files

	mapfile -t files < <(lint_shell_files "$1")
	[ ${#files[@]} -gt 0 ] || return 1
	shellcheck -x -P "$1" "${files[@]}"
}

# The units, as an ordinary systemd reads them; the program has to be there, so any will do.
check_units()
{
	local work result
	local -a files

	mapfile -t files < <(lint_files "$1" '*.service.in' '*.socket.in')
	[ ${#files[@]} -gt 0 ] || return 1
	work=$(mktemp -d) || return 1
	for file in "${files[@]}"; do
		sed 's#@bindir@/[a-z]*#/bin/true#' "$file" >"$work/$(basename "$file" .in)"
	done
	XDG_RUNTIME_DIR=$work systemd-analyze --user --man=no verify "$work"/backcared.* >"$work/log" 2>&1
	result=$?
	cat "$work/log"
	# It returns 0 for an unknown key.
	if grep -q 'backcared\.' "$work/log"; then
		result=1
	fi
	rm -rf "$work"
	return "$result"
}

check_spdx()
{
	local file bad=0
	local -a files

	mapfile -t files < <(
		lint_files "$1" '*.c' '*.h' '*.py' '*.sh' '*.in' '*.scd' meson.build meson_options.txt .clang-tidy \
			.clang-format
		lint_shell_files "$1"
	)
	[ ${#files[@]} -gt 0 ] || return 1
	for file in "${files[@]}"; do
		if ! head -n 3 "$file" | grep -q 'SPDX-License-Identifier: MIT'; then
			printf '%s: no SPDX line\n' "$file"
			bad=1
		fi
	done
	return "$bad"
}

check_length()
{
	local file lines bad=0
	local -a files

	mapfile -t files < <(lint_files "$1" '*.c' '*.h' '*.py' '*.sh' setup)
	[ ${#files[@]} -gt 0 ] || return 1
	for file in "${files[@]}"; do
		lines=$(wc -l <"$file")
		if [ "$lines" -gt "$LINT_LINES_MAX" ]; then
			printf '%s: %s lines, at most %s\n' "$file" "$lines" "$LINT_LINES_MAX"
			bad=1
		fi
	done
	return "$bad"
}

check_includes()
{
	python3 "$LINT_DIR/include_rules.py" "$1"
}

check_language()
{
	python3 "$LINT_DIR/language.py" "$1"
}

# The core can neither call anything nor remember anything outside its arguments.
check_core_symbols()
{
	local symbols unknown writable
	local allowed='memcpy|memset|memmove|memcmp|bcmp|__assert_fail|__stack_chk_fail|_GLOBAL_OFFSET_TABLE_'

	# Name, class and section; tables of pointers are in .data.rel.ro and are constant.
	symbols=$(nm -f sysv "${LINT_CORE:?}" | tr -d ' ' | awk -F '|' 'NF >= 7 { print $3, $1, $7 }') || return 1
	# nm of an empty archive says nothing.
	grep -q '^T ' <<<"$symbols" || return 1
	unknown=$(comm -23 <(awk '$1 == "U" { print $2 }' <<<"$symbols" | sort -u) \
		<(awk '$1 != "U" { print $2 }' <<<"$symbols" | sort -u) | grep -v -x -E "$allowed")
	writable=$(awk '$1 == "C" || $3 ~ /^\.(bss|data|tbss|tdata)/ && $3 !~ /^\.data\.rel\.ro/ { print $2 }' \
		<<<"$symbols" | sort -u)
	if [ -n "$unknown" ]; then
		printf 'the core calls: %s\n' "$unknown"
	fi
	if [ -n "$writable" ]; then
		printf 'the core has writable data: %s\n' "$writable"
	fi
	[ -z "$unknown" ] && [ -z "$writable" ]
}
