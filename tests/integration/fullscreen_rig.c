/* SPDX-License-Identifier: MIT */
#include "fullscreen_rig.h"

#include <signal.h>
#include <stdio.h>

#include "loop.h"

struct fullscreen *fullscreen;
struct child windows[FULLSCREEN_RIG_WINDOWS];
unsigned n_told;
bool on;
char who[FULLSCREEN_NAME_MAX_BYTES];
char text[FULLSCREEN_TEXT_MAX_BYTES];
static struct loop *run_by;

static void on_fullscreen(bool is_on, const char *by, void *userdata)
{
	on = is_on;
	(void)snprintf(who, sizeof(who), "%s", by);
	n_told++;
}

void fullscreen_rig_begin(struct loop *loop)
{
	run_by = loop;
	n_told = 0;
	on = false;
	who[0] = '\0';
	ck_assert_int_eq(fullscreen_new(loop, on_fullscreen, NULL, &fullscreen), 0);
}

void fullscreen_rig_end(void)
{
	fullscreen = fullscreen_free(fullscreen);
	for (size_t i = 0; i < FULLSCREEN_RIG_WINDOWS; i++) {
		child_end(&windows[i], SIGKILL);
	}
}

bool is_able(enum fullscreen_ability ability)
{
	return fullscreen_describe(fullscreen, text, sizeof(text)) == ability;
}

void watch(void)
{
	fullscreen_watch(fullscreen, true);
	RUN_UNTIL(run_by, is_able(FULLSCREEN_TOLD));
}
