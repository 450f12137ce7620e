/* SPDX-License-Identifier: MIT */
/* Diagnose: whether windows that fill the screen are told of, by compositors that do and do not. */
#include <json-c/json.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <backcare/cleanup.h>

#include "app_internal.h"
#include "check_main.h"
#include "harness.h"
#include "jsonvalue.h"
#include "rig.h"

static struct rig rig;
static struct child compositor;

static void setup(void)
{
	rig_setup(&rig, "");
}

static void teardown(void)
{
	child_end(&compositor, SIGKILL);
	rig_teardown(&rig);
}

static void start_compositor(const char *ability)
{
	char path[128];
	const char *arguments[] = {COMPOSITOR, path, ability, NULL};

	(void)snprintf(path, sizeof(path), "%s/wayland-1", rig.directory);
	compositor = child_start_ready(arguments);
}

static struct json_object *find_row(struct json_object *reply)
{
	struct json_object *checks;

	ck_assert(json_object_object_get_ex(reply, "checks", &checks));
	for (size_t i = 0; i < json_object_array_length(checks); i++) {
		struct json_object *row = json_object_array_get_idx(checks, i);

		if (strcmp(rig_string(row, "id"), "fullscreen") == 0) {
			return row;
		}
	}
	ck_abort_msg("no row about windows");
}

/* A diagnosis does not wait for an answer: the next one has it. */
static void wait_for_row(const char *state, const char *words)
{
	for (unsigned i = 0; i < 400; i++) {
		AUTO_JSON struct json_object *reply = rig_call(&rig, "Diagnose", "{}");
		struct json_object *row = find_row(reply);

		if (strcmp(rig_string(row, "state"), state) == 0 &&
			strstr(rig_string(row, "detail"), words)) {
			ck_assert_int_eq(rig_has(row, "remedy"), strcmp(state, "ok") != 0);
			return;
		}
		rig_settle(&rig);
		(void)usleep(5000);
	}
	ck_abort_msg("never %s, %s", state, words);
}

/* Asked anew at each: a desktop may be another one by then. */
START_TEST(who_tells_of_windows)
{
	wait_for_row("absent", "is not known: no compositor answers");
	start_compositor(NULL);
	wait_for_row("absent", "is not told by this desktop: the compositor on ");
	child_end(&compositor, SIGKILL);
	start_compositor("windows");
	wait_for_row("ok", "told by the compositor on ");
	app_on_fullscreen(true, "film", rig.app);
	wait_for_row("ok", "; now by film");
	app_on_fullscreen(false, "", rig.app);
	child_end(&compositor, SIGKILL);
	wait_for_row("absent", "no compositor answers");
}
END_TEST

static void add_tests(TCase *tcase)
{
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_set_timeout(tcase, 60);
	tcase_add_test(tcase, who_tells_of_windows);
}

int main(void)
{
	return check_main("windows", add_tests);
}
