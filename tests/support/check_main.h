/* SPDX-License-Identifier: MIT */
/* main() of a test program: TAP on standard output. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include <check.h>

/* Runs the tests which 'add_tests' puts into the case; returns the exit code. */
int check_main(const char *name, void (*add_tests)(TCase *tcase));

/* Does each test run in a process of its own? Tests that expect a signal need it; under valgrind
 * (CK_FORK=no) they are left out. */
bool check_main_forks(void);

/* May a test expect that an assertion fails? */
bool check_main_asserts(void);

/* How many random lives to try: 'n', or 'n_sanitized' in a build with a sanitizer, where each takes
 * ten times as long, or a tenth of that under valgrind, where it takes a hundred times. */
size_t check_main_count(size_t n, size_t n_sanitized);
