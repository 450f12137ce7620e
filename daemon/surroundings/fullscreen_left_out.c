/* SPDX-License-Identifier: MIT */
/* Stands in for compositors in a build without libwayland. */
#include <stdlib.h>

#include "fullscreen_front.h"

static void left_out_free(struct front *front)
{
	free(front);
}

static const struct front_ops left_out_ops = {.free = left_out_free};

struct front *fullscreen_wayland_new(struct loop *loop, const struct x11_desktop *desktop,
	void (*on_change)(void *userdata), void *userdata)
{
	struct front *front = calloc(1, sizeof(*front));

	if (front != NULL) {
		front->ops = &left_out_ops;
		front_set(front, FRONT_UNABLE, "Wayland is not part of this build");
	}
	return front;
}
