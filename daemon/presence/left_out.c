/* SPDX-License-Identifier: MIT */
/* Stands in for the source wayland when its library was not there when this was built: it has its
 * line, and says why it does nothing. */
#include <stdlib.h>

#include "source.h"

static struct source *left_out_new(void)
{
	return calloc(1, sizeof(struct source));
}

static void left_out_free(struct source *source)
{
	free(source);
}

static int left_out_start(struct source *source)
{
	source_set_state(source, SOURCE_UNAVAILABLE, "not part of this build");
	return 0;
}

const struct source_ops source_wayland = {
	.name = "wayland",
	.new = left_out_new,
	.free = left_out_free,
	.start = left_out_start,
};
