/* SPDX-License-Identifier: MIT */
#include "backoff.h"

#include <stdint.h>
#include <sys/random.h>

void backoff_init(struct backoff *backoff)
{
	*backoff = (struct backoff){.up_since_monotonic_usec = USEC_INFINITY};
}

void backoff_reset(struct backoff *backoff)
{
	backoff->failures = 0;
}

void backoff_succeeded(struct backoff *backoff, usec_t now_monotonic_usec)
{
	backoff->up_since_monotonic_usec = now_monotonic_usec;
}

usec_t backoff_failed(struct backoff *backoff, usec_t now_monotonic_usec)
{
	usec_t wait_usec = BACKOFF_FIRST_USEC;
	uint32_t random = 0;

	if (backoff->up_since_monotonic_usec != USEC_INFINITY &&
		now_monotonic_usec - backoff->up_since_monotonic_usec >= BACKOFF_STABLE_USEC) {
		backoff->failures = 0;
	}
	backoff->up_since_monotonic_usec = USEC_INFINITY;
	if (backoff->failures >= BACKOFF_TRIES_MAX) {
		return USEC_INFINITY;
	}
	for (unsigned i = 0; i < backoff->failures && wait_usec < BACKOFF_LAST_USEC; i++) {
		wait_usec *= 2;
	}
	if (wait_usec > BACKOFF_LAST_USEC) {
		wait_usec = BACKOFF_LAST_USEC;
	}
	backoff->failures++;
	/* Jitter keeps many daemons from knocking at the same moment; without randomness they do.
	 */
	(void)getrandom(&random, sizeof(random), GRND_NONBLOCK);
	return wait_usec - wait_usec / 4 * (random % 1024) / 1024;
}
