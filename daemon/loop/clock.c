/* SPDX-License-Identifier: MIT */
#include "clock.h"

#include <errno.h>
#include <limits.h>
#include <sys/timerfd.h>
#include <time.h>

static usec_t read_clock(clockid_t id)
{
	struct timespec now;

	if (clock_gettime(id, &now) < 0) {
		return 0; /* cannot happen for the clocks below */
	}
	return (usec_t)now.tv_sec * USEC_PER_SEC + (usec_t)now.tv_nsec / 1000;
}

static usec_t system_boot_usec(void *userdata)
{
	return read_clock(CLOCK_BOOTTIME);
}

static usec_t system_monotonic_usec(void *userdata)
{
	return read_clock(CLOCK_MONOTONIC);
}

static usec_t system_real_usec(void *userdata)
{
	return read_clock(CLOCK_REALTIME);
}

static int open_timer(clockid_t id)
{
	int fd = timerfd_create(id, TFD_CLOEXEC | TFD_NONBLOCK);

	return fd < 0 ? -errno : fd;
}

static int system_open_alarm(void *userdata)
{
	return open_timer(CLOCK_BOOTTIME);
}

static int system_set_alarm(void *userdata, int fd, usec_t at_boot_usec)
{
	struct itimerspec alarm = {0};

	if (at_boot_usec != USEC_INFINITY) {
		alarm.it_value.tv_sec = (time_t)(at_boot_usec / USEC_PER_SEC);
		alarm.it_value.tv_nsec = (long)(at_boot_usec % USEC_PER_SEC) * 1000;
		if (at_boot_usec == 0) {
			alarm.it_value.tv_nsec = 1; /* all zero would mean: never */
		}
	}
	return timerfd_settime(fd, TFD_TIMER_ABSTIME, &alarm, NULL) < 0 ? -errno : 0;
}

static int system_open_jumps(void *userdata)
{
	return open_timer(CLOCK_REALTIME);
}

static int system_watch_jumps(void *userdata, int fd)
{
	/* Never due; it is there to be cancelled when somebody sets the clock. */
	const struct itimerspec never = {.it_value.tv_sec = LONG_MAX};

	return timerfd_settime(fd, TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET, &never, NULL) < 0
		       ? -errno
		       : 0;
}

static const struct clock_ops system_ops = {
	.boot_usec = system_boot_usec,
	.monotonic_usec = system_monotonic_usec,
	.real_usec = system_real_usec,
	.open_alarm = system_open_alarm,
	.set_alarm = system_set_alarm,
	.open_jumps = system_open_jumps,
	.watch_jumps = system_watch_jumps,
};

struct clock clock_system(void)
{
	return (struct clock){.ops = &system_ops};
}

usec_t clock_system_monotonic_usec(void)
{
	return read_clock(CLOCK_MONOTONIC);
}

usec_t clock_boot_usec(const struct clock *clock)
{
	return clock->ops->boot_usec(clock->userdata);
}

usec_t clock_monotonic_usec(const struct clock *clock)
{
	return clock->ops->monotonic_usec(clock->userdata);
}

usec_t clock_real_usec(const struct clock *clock)
{
	return clock->ops->real_usec(clock->userdata);
}
