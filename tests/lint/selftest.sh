# shellcheck shell=bash
# SPDX-License-Identifier: MIT
#
# A check that cannot fail is none: shows each a bad sample. To be sourced after checks.sh.
# selftest_NAME SAMPLE fills the empty folder SAMPLE and prints what the check has to say about it.

selftest_format()
{
	cp "$LINT_TOP/.clang-format" "$1"
	printf 'int  f( void ) { return 1; }\n' >"$1/a.c"
	printf 'clang-format-violations'
}

selftest_tidy()
{
	cp "$LINT_TOP/.clang-tidy" "$1"
	mkdir "$1/common"
	printf 'int f(int *p);\nint f(int *p)\n{\n\tif (!p)\n\t\treturn *p;\n\treturn 0;\n}\n' >"$1/common/a.c"
	printf '[{"directory": "%s", "file": "common/a.c", "command": "cc -c common/a.c"}]\n' "$1" \
		>"$1/compile_commands.json"
	export LINT_CLANG_BUILD=$1
	printf 'NullDereference'
}

selftest_cppcheck()
{
	mkdir "$1/common"
	printf 'int f(void)\n{\n\tint a[2];\n\treturn a[2];\n}\n' >"$1/common/a.c"
	printf 'arrayIndexOutOfBounds'
}

selftest_shellcheck()
{
	# shellcheck disable=SC2016 # not to be expanded
	printf '#!/bin/sh\nrm $1\n' >"$1/a.sh"
	printf 'SC2086'
}

selftest_units()
{
	printf '[Service]\nExecStart=/bin/true\nExecStrat=/bin/true\n' >"$1/backcared.service.in"
	printf 'ExecStrat'
}

selftest_spdx()
{
	printf 'int a;\n' >"$1/a.h"
	printf 'no SPDX line'
}

selftest_length()
{
	yes | head -n $((LINT_LINES_MAX + 1)) >"$1/a.c"
	printf 'at most'
}

selftest_includes()
{
	mkdir -p "$1/tests/lint" "$1/daemon/core" "$1/daemon/loop"
	cp "$LINT_TOP/tests/lint/include-rules" "$1/tests/lint"
	: >"$1/daemon/loop/loop.h"
	printf '#include <stdint.h>\n#include <time.h>\n#include "loop.h"\n' >"$1/daemon/core/a.c"
	printf 'daemon/core/a.c:2: time.h: <time.h> is not allowed in daemon/core/\n'
	printf 'daemon/core/a.c:3: loop.h: daemon/loop/ is not allowed in daemon/core/'
}

selftest_core_symbols()
{
	printf '#include <time.h>\nstatic int calls;\nint f(void);\nint f(void) { return (int)time(0) + ++calls; }\n' >"$1/a.c"
	gcc -c -o "$1/a.o" "$1/a.c" && ar rc "$1/libcore.a" "$1/a.o"
	export LINT_CORE=$1/libcore.a
	printf 'the core calls: time\nthe core has writable data: calls'
}

selftest_language()
{
	mkdir -p "$1/client" "$1/data" "$1/daemon/content" "$1/tests/lint"
	cp "$LINT_TOP/data/nocebo_lexicon.json" "$1/data"
	printf 'client/b.c: failed\n' >"$1/tests/lint/language-allowed"
	printf '/* bad posture */\nconst char *a =\n\t"Fix your "\n\t"posture";\n' >"$1/client/a.c"
	printf 'A cure for\nstiff backs.\n' >"$1/README.md"
	printf 'const char *a = "Walk, you must.";\n' >"$1/daemon/content/prompt_text.c"
	printf "client/a.c:3: 'Fix your posture' (hard)\nREADME.md:1: 'cure' (hard)\nREADME.md:1: 'stiff' (clinical)\n"
	printf "prompt_text.c:1: 'must' (tone)\n'failed' is nowhere in client/b.c"
}
