/* SPDX-License-Identifier: MIT */
#include "deadline.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

#include "clock.h"
#include "log.h"
#include "loop.h"

struct deadline {
	struct clock clock;
	const struct deadline_callbacks *callbacks;
	void *userdata;
	usec_t at_boot_usec;
	int alarm_fd;
	int jumps_fd;
	struct loop_io *alarm_io;
	struct loop_io *jumps_io;
};

static void on_alarm(unsigned events, void *userdata)
{
	struct deadline *deadline = userdata;
	uint64_t count;

	if (read(deadline->alarm_fd, &count, sizeof(count)) != (ssize_t)sizeof(count)) {
		return; /* it was moved in the meantime */
	}
	deadline->at_boot_usec = USEC_INFINITY;
	deadline->callbacks->on_due(deadline->userdata);
}

static void on_jump(unsigned events, void *userdata)
{
	struct deadline *deadline = userdata;
	uint64_t count;
	int r;

	/* Fails with ECANCELED, which is the news. */
	if (read(deadline->jumps_fd, &count, sizeof(count)) < 0 && errno == EAGAIN) {
		return;
	}
	r = deadline->clock.ops->watch_jumps(deadline->clock.userdata, deadline->jumps_fd);
	if (r < 0) {
		log_warning("Cannot watch for changes of the clock: %s", log_errno_text(r));
		(void)loop_io_watch(deadline->jumps_io, -1, 0);
	}
	deadline->callbacks->on_clock_change(deadline->userdata);
}

int deadline_new(struct loop *loop, const struct clock *clock,
	const struct deadline_callbacks *callbacks, void *userdata, struct deadline **ret_deadline)
{
	struct deadline *deadline = calloc(1, sizeof(*deadline));
	int r;

	if (deadline == NULL) {
		return -ENOMEM;
	}
	deadline->clock = *clock;
	deadline->callbacks = callbacks;
	deadline->userdata = userdata;
	deadline->at_boot_usec = USEC_INFINITY;
	deadline->jumps_fd = -1;
	r = deadline->alarm_fd = clock->ops->open_alarm(clock->userdata);
	if (r >= 0) {
		r = deadline->jumps_fd = clock->ops->open_jumps(clock->userdata);
	}
	if (r >= 0) {
		r = clock->ops->watch_jumps(clock->userdata, deadline->jumps_fd);
	}
	if (r >= 0) {
		r = loop_io_new(loop, on_alarm, deadline, &deadline->alarm_io);
	}
	if (r >= 0) {
		r = loop_io_new(loop, on_jump, deadline, &deadline->jumps_io);
	}
	if (r >= 0) {
		r = loop_io_watch(deadline->alarm_io, deadline->alarm_fd, LOOP_READ);
	}
	if (r >= 0) {
		r = loop_io_watch(deadline->jumps_io, deadline->jumps_fd, LOOP_READ);
	}
	if (r < 0) {
		deadline = deadline_free(deadline);
		return r;
	}
	*ret_deadline = deadline;
	return 0;
}

struct deadline *deadline_free(struct deadline *deadline)
{
	if (deadline == NULL) {
		return NULL;
	}
	deadline->alarm_io = loop_io_free(deadline->alarm_io);
	deadline->jumps_io = loop_io_free(deadline->jumps_io);
	if (deadline->alarm_fd >= 0) {
		(void)close(deadline->alarm_fd);
	}
	if (deadline->jumps_fd >= 0) {
		(void)close(deadline->jumps_fd);
	}
	free(deadline);
	return NULL;
}

int deadline_set(struct deadline *deadline, usec_t at_boot_usec)
{
	int r;

	if (at_boot_usec == deadline->at_boot_usec) {
		return 0;
	}
	r = clock_set_alarm(&deadline->clock, deadline->alarm_fd, at_boot_usec);
	if (r < 0) {
		return r;
	}
	deadline->at_boot_usec = at_boot_usec;
	return 0;
}
