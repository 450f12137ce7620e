/* SPDX-License-Identifier: MIT */
#include "manual_clock.h"

#include <errno.h>
#include <stdint.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

void manual_clock_init(struct manual_clock *manual)
{
	*manual = (struct manual_clock){
		.boot_usec = 1000 * USEC_PER_SEC,
		.monotonic_usec = 1000 * USEC_PER_SEC,
		.real_usec = (usec_t)1767603600 * USEC_PER_SEC,
	};
}

static void signal_fd(int fd)
{
	uint64_t one = 1;

	(void)!write(fd, &one, sizeof(one)); /* fails only if its owner closed it */
}

static usec_t manual_boot_usec(void *userdata)
{
	return ((struct manual_clock *)userdata)->boot_usec;
}

static usec_t manual_monotonic_usec(void *userdata)
{
	return ((struct manual_clock *)userdata)->monotonic_usec;
}

static usec_t manual_real_usec(void *userdata)
{
	return ((struct manual_clock *)userdata)->real_usec;
}

static int open_fd(struct manual_clock *manual, bool jumps)
{
	int fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);

	if (fd < 0) {
		return -errno;
	}
	for (unsigned i = 0; i < MANUAL_CLOCK_ALARMS_MAX; i++) {
		/* The same number again: its owner closed the one before. */
		if (manual->alarms[i].fd == 0 || manual->alarms[i].fd == fd) {
			manual->alarms[i].fd = fd;
			manual->alarms[i].at_boot_usec = USEC_INFINITY;
			manual->alarms[i].jumps = jumps;
			return fd;
		}
	}
	(void)close(fd);
	return -ENOBUFS;
}

static int manual_open_alarm(void *userdata)
{
	return open_fd(userdata, false);
}

static int manual_open_jumps(void *userdata)
{
	return open_fd(userdata, true);
}

static void fire(struct manual_clock *manual)
{
	for (unsigned i = 0; i < MANUAL_CLOCK_ALARMS_MAX; i++) {
		if (manual->alarms[i].fd > 0 &&
			manual->alarms[i].at_boot_usec <= manual->boot_usec) {
			manual->alarms[i].at_boot_usec = USEC_INFINITY;
			signal_fd(manual->alarms[i].fd);
		}
	}
}

static int manual_set_alarm(void *userdata, int fd, usec_t at_boot_usec)
{
	struct manual_clock *manual = userdata;
	uint64_t count;

	for (unsigned i = 0; i < MANUAL_CLOCK_ALARMS_MAX; i++) {
		if (manual->alarms[i].fd == fd) {
			(void)!read(fd, &count, sizeof(count));
			manual->alarms[i].at_boot_usec = at_boot_usec;
			fire(manual);
			return 0;
		}
	}
	return -EBADF;
}

static int manual_watch_jumps(void *userdata, int fd)
{
	return 0;
}

static int manual_boot_id(void *userdata, uint8_t ret_id[CLOCK_BOOT_ID_BYTES])
{
	memset(ret_id, 0, CLOCK_BOOT_ID_BYTES);
	ret_id[0] = ((struct manual_clock *)userdata)->boot;
	return 0;
}

static const struct clock_ops manual_ops = {
	.boot_usec = manual_boot_usec,
	.monotonic_usec = manual_monotonic_usec,
	.real_usec = manual_real_usec,
	.open_alarm = manual_open_alarm,
	.set_alarm = manual_set_alarm,
	.open_jumps = manual_open_jumps,
	.watch_jumps = manual_watch_jumps,
	.boot_id = manual_boot_id,
};

struct clock manual_clock_get(struct manual_clock *manual)
{
	return (struct clock){.ops = &manual_ops, .userdata = manual};
}

void manual_clock_advance(struct manual_clock *manual, usec_t length_usec)
{
	manual->boot_usec += length_usec;
	manual->monotonic_usec += length_usec;
	manual->real_usec += length_usec;
	fire(manual);
}

static void jump(struct manual_clock *manual)
{
	for (unsigned i = 0; i < MANUAL_CLOCK_ALARMS_MAX; i++) {
		if (manual->alarms[i].fd > 0 && manual->alarms[i].jumps) {
			signal_fd(manual->alarms[i].fd);
		}
	}
}

void manual_clock_suspend(struct manual_clock *manual, usec_t length_usec)
{
	manual->boot_usec += length_usec;
	manual->real_usec += length_usec;
	fire(manual);
	jump(manual);
}

void manual_clock_reboot(struct manual_clock *manual, usec_t off_usec, usec_t up_usec)
{
	manual->boot++;
	manual->boot_usec = manual->monotonic_usec = up_usec;
	manual->real_usec += off_usec + up_usec;
	for (unsigned i = 0; i < MANUAL_CLOCK_ALARMS_MAX; i++) {
		manual->alarms[i].fd = 0;
	}
}

void manual_clock_set_real(struct manual_clock *manual, usec_t real_usec)
{
	manual->real_usec = real_usec;
	jump(manual);
}

usec_t manual_clock_next_alarm(const struct manual_clock *manual)
{
	usec_t next_usec = USEC_INFINITY;

	for (unsigned i = 0; i < MANUAL_CLOCK_ALARMS_MAX; i++) {
		if (manual->alarms[i].fd > 0 && manual->alarms[i].at_boot_usec < next_usec) {
			next_usec = manual->alarms[i].at_boot_usec;
		}
	}
	return next_usec;
}
