#!/bin/bash
# SPDX-License-Identifier: MIT
#
# run.sh BUILD [STEP...]   Everything that ./setup test does once the packages are there, or only some
# steps of it, or soak. A step that fails does not stop the others. Each keeps its log as BUILD/test-STEP.log and
# its results beside it. Near the end stands what the siege tried and what was held. The last line is the
# sum: N passed, N failed, N skipped
set -u -o pipefail
export LC_ALL=C.UTF-8

TOP=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P) || exit 1
BUILD=${1:?usage: run.sh BUILD [STEP...]}
shift
ALL_STEPS=(gcc clang sanitizers valgrind nowayland release lint desktop certify)
# Nothing in them measures time. In the order in which they run, beside the others; valgrind waits for the
# programs of the gcc step.
PATIENT_STEPS=(clang lint nowayland release valgrind)
PATIENT_NICE=10
PATIENT_TIMES=6
PATIENCE=1
# They wait for other programs most of the time, and time is measured in them: beside the others, before them.
WAITING_STEPS=(desktop certify)
WAITING_NICE=-5
JOBS=$(nproc)

# --- the steps; each returns 0 if all is well ----------------------------------------------------

# compile DIR [MESON OPTION...]: a build directory that is there is used again.
compile()
{
	local dir=$1
	local -a again=()
	shift

	if [ -f "$dir/build.ninja" ]; then
		again=(--reconfigure)
	else
		rm -rf "$dir"
	fi
	meson setup "${again[@]}" "$dir" "$TOP" -Dtests=true "$@" && ninja -j "$JOBS" -C "$dir"
}

# run_tests DIR RESULTS [OPTION...]: meson test, and a copy of its results.
run_tests()
{
	local dir=$1
	local results=$2
	local status
	shift 2

	rm -f "$dir/meson-logs/testlog"*.json
	meson test -C "$dir" --no-rebuild --num-processes "$JOBS" --timeout-multiplier "$PATIENCE" --print-errorlogs --logbase testlog "$@"
	status=$?
	cat "$dir/meson-logs/testlog"*.json >"$results" || return 1
	return "$status"
}

# The build itself counts as one test of the step.
built()
{
	if [ "$1" -eq 0 ]; then
		printf 'ok 1 - builds without a warning\n1..1\n' >"$BUILD/test-$STEP-build.tap"
	else
		printf 'not ok 1 - builds without a warning\n1..1\n' >"$BUILD/test-$STEP-build.tap"
	fi
	return "$1"
}

step_gcc()
{
	CC=gcc compile "$BUILD/gcc" -Dwerror=true
	built $? && run_tests "$BUILD/gcc" "$BUILD/test-gcc.json"
}

# What runs beside other programs and waits for them is run by gcc's build and under the sanitizers.
step_clang()
{
	CC=clang-19 compile "$BUILD/clang" -Dwerror=true
	built $? && run_tests "$BUILD/clang" "$BUILD/test-clang.json" --no-suite lint --no-suite siege --no-suite integration
}

step_sanitizers()
{
	export ASAN_OPTIONS=halt_on_error=1:abort_on_error=1:detect_leaks=1:detect_stack_use_after_return=1:strict_string_checks=1:check_initialization_order=1
	export UBSAN_OPTIONS=halt_on_error=1:abort_on_error=1:print_stacktrace=1

	CC=gcc compile "$BUILD/sanitizers" -Dwerror=true -Db_sanitize=address,undefined -Db_lundef=false
	built $? && run_tests "$BUILD/sanitizers" "$BUILD/test-sanitizers.json" --no-suite lint --timeout-multiplier 3
}

# With the programs of the gcc step. Check's forks would hide what is lost in a child.
step_valgrind()
{
	if is_wanted gcc; then
		until [ -e "$BUILD/test-gcc.ended" ]; do
			sleep 1
		done
	else
		CC=gcc compile "$BUILD/gcc" -Dwerror=true || return 1
	fi
	CK_FORK=no CK_DEFAULT_TIMEOUT=0 run_tests "$BUILD/gcc" "$BUILD/test-valgrind.json" --suite unit --suite core --no-suite python --wrapper 'valgrind --quiet --error-exitcode=99 --leak-check=full --trace-children=no --errors-for-leak-kinds=definite,possible'
}

# Without a desktop's library.
step_nowayland()
{
	CC=gcc compile "$BUILD/nowayland" -Dwerror=true -Dwayland=disabled
	built $? && run_tests "$BUILD/nowayland" "$BUILD/test-nowayland.json" --no-suite lint --no-suite integration --no-suite store
}

# No assert() may have a side effect that the program needs. Only suites that do not test the asserts.
step_release()
{
	CC=gcc compile "$BUILD/release" --buildtype=release -Db_ndebug=true
	built $? && run_tests "$BUILD/release" "$BUILD/test-release.json" --suite core --suite client
}

# Not among all the steps: what the others try a part of, here every point at which a disk may fail and a
# thousand kills. In the order of how long it takes.
step_soak()
{
	export BACKCARE_CRASH_KILLS=1000 BACKCARE_STORE_KILLS=1000 BACKCARE_STORE_FAULTS=all

	CC=gcc compile "$BUILD/gcc" -Dwerror=true
	built $? && run_tests "$BUILD/gcc" "$BUILD/test-soak.json" --timeout-multiplier 0 history-torn history-crash history-kill history-faults
}

step_lint()
{
	is_wanted clang || CC=clang-19 compile "$BUILD/clang" -Dwerror=true || return 1
	LINT_CLANG_BUILD=$BUILD/clang "$TOP/tests/lint/run.sh" format shellcheck units cppcheck tidy |
		tee "$BUILD/test-lint.tap"
}

step_desktop()
{
	"$TOP/tests/desktop/run.sh" "$BUILD/desktop" | tee "$BUILD/test-desktop.tap"
}

# What implementations of others say of the server.
step_certify()
{
	"$TOP/tests/siege/certify.sh" "$BUILD/certify" | tee "$BUILD/test-certify.tap"
}

# --- running and telling -------------------------------------------------------------------------

results_of()
{
	local file

	for file in "$BUILD/test-$1-build.tap" "$BUILD/test-$1.json" "$BUILD/test-$1.tap"; do
		if [ -e "$file" ]; then
			printf '%s\n' "$file"
		fi
	done
}

# A step that is bad and reported no failure would otherwise be lost from the sum. Leaves BUILD/test-STEP.failed
# where anything failed.
finish_step()
{
	local status=$1
	local -a files
	local sum

	mapfile -t files < <(results_of "$STEP")
	sum=$(python3 "$TOP/tests/tally.py" "${files[@]}" | tail -n 1)
	if [ "$status" -ne 0 ] && grep -q ' 0 failed' <<<"$sum"; then
		printf 'not ok 1 - the step as a whole\n1..1\n' >"$BUILD/test-$STEP-build.tap"
		mapfile -t files < <(results_of "$STEP")
		sum=$(python3 "$TOP/tests/tally.py" "${files[@]}" | tail -n 1)
	fi
	printf '%-11s %s (%s s)\n' "$STEP" "$sum" "$2"
	if [ "$status" -ne 0 ] || ! grep -q ' 0 failed' <<<"$sum"; then
		: >"$BUILD/test-$STEP.failed"
	fi
	: >"$BUILD/test-$STEP.ended"
}

# run_step STEP: leaves BUILD/test-STEP.ended, whatever becomes of it.
run_step()
{
	local began=$SECONDS

	STEP=$1
	("step_$STEP") >"$BUILD/test-$STEP.log" 2>&1 </dev/null
	finish_step $? $((SECONDS - began))
}

is_wanted()
{
	local step

	for step in "${steps[@]}"; do
		[ "$step" != "$1" ] || return 0
	done
	return 1
}

run_wanted()
{
	local step

	for step in "$@"; do
		if is_wanted "$step"; then
			run_step "$step"
		fi
	done
}

# Only root can become more urgent.
become_nice()
{
	renice -n "$1" -p "$BASHPID" >/dev/null 2>&1
	# Where each session has its share of the processors, nice counts within it only.
	printf '%s\n' "$1" 2>/dev/null >"/proc/$BASHPID/autogroup" || true
}

# On what the others leave of the processors; they are waited for more patiently.
run_patient_steps()
{
	become_nice "$PATIENT_NICE"
	export CK_TIMEOUT_MULTIPLIER=$PATIENT_TIMES
	PATIENCE=$PATIENT_TIMES
	run_wanted "${PATIENT_STEPS[@]}"
}

run_waiting_steps()
{
	become_nice "$WAITING_NICE"
	run_wanted "${WAITING_STEPS[@]}"
}

# The table of the first build that was besieged; where another one differs, its failures are told.
print_siege()
{
	local step table

	for step in "${steps[@]}"; do
		table=$BUILD/$step/tests/siege/table.txt
		if [ -s "$table" ]; then
			printf '\n--- the siege of the %s build: faults and attacks, and what was held\n\n' "$step"
			cat "$table"
			return
		fi
	done
}

steps=("$@")
if [ ${#steps[@]} -eq 0 ]; then
	steps=("${ALL_STEPS[@]}")
fi
mkdir -p "$BUILD" || exit 1
BUILD=$(cd "$BUILD" && pwd -P) || exit 1

for step in "${steps[@]}"; do
	if ! declare -F "step_$step" >/dev/null; then
		printf "run.sh: no step '%s'; there are: %s\n" "$step" "${ALL_STEPS[*]}" >&2
		exit 2
	fi
	rm -f "$BUILD/test-$step-build.tap" "$BUILD/test-$step.json" "$BUILD/test-$step.tap" \
		"$BUILD/test-$step.failed" "$BUILD/test-$step.ended" "$BUILD/$step/tests/siege/table.txt"
done

set -m
run_patient_steps &
patient=$!
run_waiting_steps &
waiting=$!
set +m
trap 'kill -TERM -- "-$patient" "-$waiting" 2>/dev/null' EXIT
for step in "${steps[@]}"; do
	case " ${PATIENT_STEPS[*]} ${WAITING_STEPS[*]} " in
	*" $step "*) ;;
	*) run_step "$step" ;;
	esac
done
wait "$patient" "$waiting"

all_results=()
failed_steps=()
for step in "${steps[@]}"; do
	mapfile -t files < <(results_of "$step")
	all_results+=("${files[@]}")
	if [ -e "$BUILD/test-$step.failed" ] || [ ! -e "$BUILD/test-$step.ended" ]; then
		failed_steps+=("$step")
	fi
done

for STEP in "${failed_steps[@]}"; do
	printf '\n--- %s failed; the end of %s:\n' "$STEP" "$BUILD/test-$STEP.log"
	tail -n 60 "$BUILD/test-$STEP.log"
done
# Made by root inside somebody's sources.
chown -R --reference="$TOP" "$BUILD" 2>/dev/null || true

print_siege
printf '\nAll logs: %s/test-*.log (%s s in all)\n' "$BUILD" "$SECONDS"
sum=$(python3 "$TOP/tests/tally.py" "${all_results[@]}") || sum='0 passed, 1 failed, 0 skipped'
grep -v -e ' passed, ' <<<"$sum"
sum=${sum##*$'\n'}
printf '%s\n' "$sum"
[ ${#failed_steps[@]} -eq 0 ] && ! grep -q '^0 passed' <<<"$sum"
