/* SPDX-License-Identifier: MIT */
#include "check_main.h"

#include <stdlib.h>
#include <string.h>

#ifdef __has_feature
#define HAVE_FEATURE(x) __has_feature(x)
#else
#define HAVE_FEATURE(x) 0
#endif
#if defined(__SANITIZE_ADDRESS__) || HAVE_FEATURE(address_sanitizer)
#define SANITIZED true
#else
#define SANITIZED false
#endif

bool check_main_forks(void)
{
	const char *fork_text = getenv("CK_FORK");

	return fork_text == NULL || strcmp(fork_text, "no") != 0;
}

bool check_main_asserts(void)
{
#ifdef NDEBUG
	return false;
#else
	return check_main_forks();
#endif
}

size_t check_main_count(size_t n, size_t n_sanitized)
{
	if (!check_main_forks()) {
		return n_sanitized < 10 ? 1 : n_sanitized / 10;
	}
	return SANITIZED ? n_sanitized : n;
}

int check_main(const char *name, void (*add_tests)(TCase *tcase))
{
	Suite *suite = suite_create(name);
	TCase *tcase = tcase_create(name);
	SRunner *runner = srunner_create(suite);
	int failed;

	/* For a machine that is busy with everything else, under valgrind. */
	tcase_set_timeout(tcase, 120);
	add_tests(tcase);
	suite_add_tcase(suite, tcase);
	srunner_set_tap(runner, "-");
	srunner_run_all(runner, CK_SILENT);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
