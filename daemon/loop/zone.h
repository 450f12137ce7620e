/* SPDX-License-Identifier: MIT */
/* The offset of local time, as the zone file or $TZ has it at this moment. */
#pragma once

#include <stdint.h>

#include <backcare/timespan.h>

struct loop;
struct zone;

/* How far ahead zone_get_offset() looks. */
#define ZONE_HORIZON_USEC (48 * USEC_PER_HOUR)

/* 'on_change' (or NULL) is run when the zone file was replaced or written. It is watched if it can
 * be; without inotify the offset is still read anew by each zone_get_offset(). Returns 0 or -errno.
 */
int zone_new(struct loop *loop, void (*on_change)(void *userdata), void *userdata,
	struct zone **ret_zone);
/* Also from its callback. */
struct zone *zone_free(struct zone *zone);

/* local time = real time + *ret_offset_usec, at 'real_usec' and until '*ret_until_real_usec': the
 * point at which the offset changes, if that is within ZONE_HORIZON_USEC, else USEC_INFINITY. The
 * zone is read again each time (tzset()), the search for the change is not repeated for a day. */
void zone_get_offset(
	struct zone *zone, usec_t real_usec, int64_t *ret_offset_usec, usec_t *ret_until_real_usec);
