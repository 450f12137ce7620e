/* SPDX-License-Identifier: MIT */
/* The source that sees nothing. It is always there, so that somebody is always in charge and says
 * plainly that nothing is known; the core counts such time as sitting, marked as estimated. */
#include <stdlib.h>

#include "clock.h"
#include "source.h"

static struct source *none_new(void)
{
	return calloc(1, sizeof(struct source));
}

static void none_free(struct source *source)
{
	free(source);
}

static int none_start(struct source *source)
{
	source_set_state(
		source, SOURCE_UP, "sees nothing; all time counts as sitting while it is used");
	source_set_input(source, INPUT_UNKNOWN, clock_boot_usec(source->clock));
	return 0;
}

const struct source_ops source_none = {
	.name = "none",
	.new = none_new,
	.free = none_free,
	.start = none_start,
	.cannot_watch = "nothing tells whether you are at the keyboard",
};
