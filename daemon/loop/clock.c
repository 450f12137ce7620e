/* SPDX-License-Identifier: MIT */
#include "clock.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

#include <backcare/cleanup.h>

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

static int system_boot_id(void *userdata, uint8_t ret_id[CLOCK_BOOT_ID_BYTES])
{
	uint8_t id[CLOCK_BOOT_ID_BYTES] = {0};
	char text[64];
	ssize_t n;
	size_t n_digits = 0;
	int fd AUTO_CLOSE = open("/proc/sys/kernel/random/boot_id", O_RDONLY | O_CLOEXEC);

	if (fd < 0) {
		return -errno;
	}
	n = read(fd, text, sizeof(text));
	for (ssize_t i = 0; i < n && n_digits < 2 * sizeof(id); i++) {
		if (isxdigit((unsigned char)text[i])) {
			char digit[2] = {text[i], '\0'};

			id[n_digits / 2] = (uint8_t)((unsigned)id[n_digits / 2] << 4 |
						     strtoul(digit, NULL, 16));
			n_digits++;
		}
	}
	if (n_digits < 2 * sizeof(id)) {
		return -EIO;
	}
	memcpy(ret_id, id, sizeof(id));
	return 0;
}

static const struct clock_ops system_ops = {
	.boot_usec = system_boot_usec,
	.monotonic_usec = system_monotonic_usec,
	.real_usec = system_real_usec,
	.open_alarm = system_open_alarm,
	.set_alarm = system_set_alarm,
	.open_jumps = system_open_jumps,
	.watch_jumps = system_watch_jumps,
	.boot_id = system_boot_id,
};

struct clock clock_system(void)
{
	return (struct clock){.ops = &system_ops};
}

usec_t clock_system_monotonic_usec(void)
{
	return read_clock(CLOCK_MONOTONIC);
}

usec_t clock_raw_boot_usec(const struct clock *clock)
{
	return clock->ops->boot_usec(clock->userdata);
}

static usec_t shifted(usec_t usec, int64_t by_usec)
{
	if (by_usec < 0 && usec < (usec_t)-by_usec) {
		return 0;
	}
	return usec + (usec_t)by_usec;
}

usec_t clock_boot_usec(const struct clock *clock)
{
	return shifted(
		clock_raw_boot_usec(clock), clock->boot_shift_usec ? *clock->boot_shift_usec : 0);
}

int clock_set_alarm(const struct clock *clock, int fd, usec_t at_boot_usec)
{
	int64_t shift_usec = clock->boot_shift_usec ? *clock->boot_shift_usec : 0;

	return clock->ops->set_alarm(clock->userdata, fd,
		at_boot_usec == USEC_INFINITY ? USEC_INFINITY : shifted(at_boot_usec, -shift_usec));
}

usec_t clock_monotonic_usec(const struct clock *clock)
{
	return clock->ops->monotonic_usec(clock->userdata);
}

usec_t clock_real_usec(const struct clock *clock)
{
	return clock->ops->real_usec(clock->userdata);
}
