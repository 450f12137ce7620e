/* SPDX-License-Identifier: MIT */
#include "pace.h"

#include "clock.h"
#include "loop.h"

static void pace_over(void *userdata)
{
	struct pace *pace = userdata;

	pace->not_before_monotonic_usec = clock_system_monotonic_usec() + PACE_USEC;
	pace->fn(pace->userdata);
}

int pace_init(struct pace *pace, struct loop *loop, void (*fn)(void *userdata), void *userdata)
{
	*pace = (struct pace){.fn = fn, .userdata = userdata};
	return loop_timer_new(loop, pace_over, pace, &pace->timer);
}

void pace_deinit(struct pace *pace)
{
	pace->timer = loop_timer_free(pace->timer);
}

void pace_request(struct pace *pace)
{
	usec_t now_usec = clock_system_monotonic_usec();

	if (now_usec >= pace->not_before_monotonic_usec) {
		(void)loop_timer_set(pace->timer, USEC_INFINITY);
		pace_over(pace);
	} else if (!loop_timer_is_set(pace->timer)) {
		(void)loop_timer_set(pace->timer, pace->not_before_monotonic_usec - now_usec);
	}
}

void pace_cancel(struct pace *pace)
{
	(void)loop_timer_set(pace->timer, USEC_INFINITY);
}

void pace_reset(struct pace *pace)
{
	pace_cancel(pace);
	pace->not_before_monotonic_usec = 0;
}
