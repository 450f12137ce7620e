#!/bin/bash
# SPDX-License-Identifier: MIT
#
# run.sh BUILD MINUTES [TARGET...]   Builds the fuzz targets with clang-19, libFuzzer and the address and
# undefined behaviour sanitizers in the folder BUILD, and runs each for MINUTES minutes, two at a time. What
# was learnt stays in BUILD/corpus-TARGET for the next run, an input that makes a finding in BUILD/findings.
# A line a target; returns non-zero if there is a finding.
set -u -o pipefail
export LC_ALL=C.UTF-8

usage()
{
	printf 'usage: run.sh BUILD MINUTES [TARGET...]\n' >&2
	exit 2
}

[ $# -ge 2 ] || usage
[[ $2 =~ ^[1-9][0-9]{0,4}$ ]] || usage
HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P) || exit 1
TOP=$(cd "$HERE/../.." && pwd -P) || exit 1
mkdir -p "$1/findings" || exit 1
BUILD=$(cd "$1" && pwd -P) || exit 1
MINUTES=$2
shift 2
AT_A_TIME=2
# A finding ends the target; so does an input that takes this long or this much.
INPUT_SECONDS=10
MEMORY_MB=2048

export ASAN_OPTIONS=abort_on_error=1:detect_stack_use_after_return=1:strict_string_checks=1
export UBSAN_OPTIONS=halt_on_error=1:abort_on_error=1:print_stacktrace=1
# Names of functions in a finding, where there is something to find them.
symbolizer=$(command -v llvm-symbolizer-19 || command -v addr2line) && export ASAN_SYMBOLIZER_PATH=$symbolizer

build()
{
	local -a again=()

	if [ -f "$BUILD/build.ninja" ]; then
		again=(--reconfigure)
	fi
	CC=clang-19 meson setup "${again[@]}" "$BUILD" "$TOP" -Dtests=true -Db_lundef=false \
		-Db_sanitize=address,undefined '-Dc_args=-fsanitize=fuzzer-no-link' &&
		ninja -j "$AT_A_TIME" -C "$BUILD" tests/fuzz/seeds "${NAMES[@]/#/tests/fuzz/fuzz-}"
}

fuzz()
{
	local name=$1
	local -a corpora=("$BUILD/corpus-$name" "$HERE/corpus/$name")
	local -a options=(-max_len=4096)

	mkdir -p "$BUILD/corpus-$name" || return 1
	if [ -d "$BUILD/tests/fuzz/seeds/$name" ]; then
		corpora+=("$BUILD/tests/fuzz/seeds/$name")
	fi
	if [ -f "$HERE/$name.dict" ]; then
		options+=("-dict=$HERE/$name.dict")
	fi
	exec "$BUILD/tests/fuzz/fuzz-$name" -max_total_time=$((MINUTES * 60)) -timeout="$INPUT_SECONDS" \
		-rss_limit_mb="$MEMORY_MB" -print_final_stats=1 -artifact_prefix="$BUILD/findings/$name-" \
		"${options[@]}" "${corpora[@]}" >"$BUILD/fuzz-$name.log" 2>&1
}

# The last coverage that was said, and the final figures.
tell()
{
	local name=$1
	local status=$2
	local log=$BUILD/fuzz-$name.log
	local runs edges findings=0

	runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")
	edges=$(grep -a -o 'cov: [0-9]*' "$log" | tail -n 1)
	if [ "$status" -ne 0 ]; then
		findings=1
	fi
	printf '%-9s %10s executions, %5s edges covered, %s inputs kept, %s finding(s)\n' "$name" "${runs:-?}" \
		"${edges#cov: }" "$(find "$BUILD/corpus-$name" -type f | wc -l)" "$findings"
	if [ "$findings" -ne 0 ]; then
		printf '  the end of %s:\n' "$log"
		grep -a -v '^stat::' "$log" | tail -n 40 | sed 's/^/    /'
	fi
}

if [ $# -gt 0 ]; then
	NAMES=("$@")
else
	mapfile -t NAMES < <(find "$HERE" -maxdepth 1 -name 'fuzz-*.c' -printf '%f\n' | sed 's/^fuzz-//; s/\.c$//' | sort)
fi
if ! build >"$BUILD/fuzz-build.log" 2>&1; then
	tail -n 40 "$BUILD/fuzz-build.log"
	printf 'The fuzz targets could not be built; all of it: %s\n' "$BUILD/fuzz-build.log"
	exit 1
fi

# By process: which target it is, and how it ended.
declare -A running=() ended=()
trap '[ ${#running[@]} -eq 0 ] || kill "${!running[@]}" 2>/dev/null' EXIT

wait_for_one()
{
	local process status

	wait -n -p process "${!running[@]}"
	status=$?
	ended[${running[$process]}]=$status
	unset "running[$process]"
}

for name in "${NAMES[@]}"; do
	if [ ${#running[@]} -ge "$AT_A_TIME" ]; then
		wait_for_one
	fi
	(fuzz "$name") &
	running[$!]=$name
done
while [ ${#running[@]} -gt 0 ]; do
	wait_for_one
done

result=0
for name in "${NAMES[@]}"; do
	tell "$name" "${ended[$name]}"
	if [ "${ended[$name]}" -ne 0 ]; then
		result=1
	fi
done
if [ "$result" -ne 0 ]; then
	printf 'Inputs that make a finding are kept in %s\n' "$BUILD/findings"
fi
exit "$result"
