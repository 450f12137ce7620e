#!/bin/bash
# SPDX-License-Identifier: MIT
#
# run.sh CHECK...   Runs these checks (the names after check_ in checks.sh, with - for _), each first
# on a bad sample and then on the sources. TAP.
set -u -o pipefail
export LC_ALL=C.UTF-8

# shellcheck source=tests/lint/checks.sh
. "$(dirname "${BASH_SOURCE[0]}")/checks.sh"
# shellcheck source=tests/lint/selftest.sh
. "$LINT_DIR/selftest.sh"
LINT_TOP=$(cd "$LINT_DIR/../.." && pwd -P)

count=0
failed=0
log=$(mktemp) || exit 1
sample=''
trap 'rm -rf "$log" ${sample:+"$sample"}' EXIT

result()
{
	count=$((count + 1))
	if [ "$1" -eq 0 ]; then
		printf 'ok %s - %s\n' "$count" "$2"
	else
		failed=$((failed + 1))
		printf 'not ok %s - %s\n' "$count" "$2"
		head -n 60 "$log" | sed 's/^/# /'
	fi
}

# The check has to fail on the sample, and to say the right thing.
finds_bad_sample()
{
	local function=$1
	local said='' line

	sample=$(mktemp -d) || return 1
	# Its output is wanted, and so are the variables it sets.
	"selftest_$function" "$sample" >"$sample.expected"
	if "check_$function" "$sample" >"$log" 2>&1; then
		said='no failure'
	fi
	while IFS= read -r line || [ -n "$line" ]; do
		grep -q -F -e "$line" "$log" || said="not said: $line"
	done <"$sample.expected"
	rm -rf "$sample" "$sample.expected"
	sample=''
	if [ -n "$said" ]; then
		printf '%s\n' "$said" >>"$log"
		return 1
	fi
}

for name in "$@"; do
	function=${name//-/_}
	(finds_bad_sample "$function")
	result $? "lint $name finds a bad sample"
	"check_$function" "$LINT_TOP" >"$log" 2>&1
	result $? "lint $name"
done
printf '1..%s\n' "$count"
[ "$failed" -eq 0 ] && [ "$count" -gt 0 ]
