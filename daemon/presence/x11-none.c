/* SPDX-License-Identifier: MIT */
/* Stands in for x11.c in a build without libxcb. */
#include <stdlib.h>

#include "source.h"

static struct source *absent_new(void)
{
	return calloc(1, sizeof(struct source));
}

static void absent_free(struct source *source)
{
	free(source);
}

static int absent_start(struct source *source)
{
	source_set_state(source, SOURCE_UNAVAILABLE, "not part of this build");
	return 0;
}

const struct source_ops source_x11 = {
	.name = "x11",
	.new = absent_new,
	.free = absent_free,
	.start = absent_start,
};
