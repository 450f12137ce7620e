/* SPDX-License-Identifier: MIT */
/*
 * The offset of local time from the C library, which reads the zone.
 *
 * glibc looks at /etc/localtime again at each tzset(), but never again at a file that $TZ names.
 * So when such a file changed, $TZ is taken away for a moment. The change of the offset that comes
 * next is searched for by halving the two days ahead: a zone has no two changes so close together
 * that they cancel each other.
 */
#include "zone.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <backcare/cleanup.h>

#include "log.h"
#include "loop.h"
#include "pathwatch.h"

#define ZONE_FILE "/etc/localtime"

/* How long one search is good for; the horizon has to be farther. */
#define SEARCH_VALID_USEC (24 * USEC_PER_HOUR)

struct zone {
	void (*on_change)(void *userdata);
	void *userdata;
	struct pathwatch *watch;

	/* The last search: */
	usec_t searched_real_usec; /* USEC_INFINITY: none */
	usec_t change_real_usec;
	int64_t offset_usec;
};

static const char *named_file(void)
{
	const char *name = getenv("TZ");

	if (name == NULL) {
		return ZONE_FILE;
	}
	if (*name == ':') {
		name++;
	}
	return *name == '/' ? name : NULL;
}

static void read_anew(void)
{
	const char *name = getenv("TZ");
	AUTO_FREE char *copy = NULL;

	if (name == NULL) {
		return; /* tzset() does */
	}
	copy = strdup(name);
	if (copy != NULL && unsetenv("TZ") == 0) {
		tzset();
		(void)setenv("TZ", copy, 1);
	}
}

static void on_file(void *userdata)
{
	struct zone *zone = userdata;

	read_anew();
	zone->searched_real_usec = USEC_INFINITY;
	if (zone->on_change != NULL) {
		zone->on_change(zone->userdata);
	}
}

int zone_new(struct loop *loop, void (*on_change)(void *userdata), void *userdata,
	struct zone **ret_zone)
{
	struct zone *zone = calloc(1, sizeof(*zone));
	const char *file = named_file();

	if (zone == NULL) {
		return -ENOMEM;
	}
	zone->on_change = on_change;
	zone->userdata = userdata;
	zone->searched_real_usec = USEC_INFINITY;
	if (file != NULL) {
		int r = pathwatch_new(loop, file, on_file, zone, &zone->watch);

		if (r < 0) {
			log_warning(
				"Cannot watch the time zone in %s: %s", file, log_errno_text(r));
		}
	}
	*ret_zone = zone;
	return 0;
}

struct zone *zone_free(struct zone *zone)
{
	if (zone != NULL) {
		zone->watch = pathwatch_free(zone->watch);
		free(zone);
	}
	return NULL;
}

static int64_t offset_at(usec_t real_usec)
{
	time_t seconds = (time_t)(real_usec / USEC_PER_SEC);
	struct tm local;

	if (localtime_r(&seconds, &local) == NULL) {
		return 0; /* a year that does not fit into an int */
	}
	return (int64_t)local.tm_gmtoff * (int64_t)USEC_PER_SEC;
}

static usec_t search_change(usec_t real_usec, int64_t offset_usec)
{
	usec_t same = real_usec / USEC_PER_SEC; /* in seconds, as zones are */
	usec_t other = (real_usec + ZONE_HORIZON_USEC) / USEC_PER_SEC;

	if (offset_at(other * USEC_PER_SEC) == offset_usec) {
		return USEC_INFINITY;
	}
	while (other - same > 1) {
		usec_t middle = same + (other - same) / 2;

		if (offset_at(middle * USEC_PER_SEC) == offset_usec) {
			same = middle;
		} else {
			other = middle;
		}
	}
	return other * USEC_PER_SEC;
}

void zone_get_offset(
	struct zone *zone, usec_t real_usec, int64_t *ret_offset_usec, usec_t *ret_until_real_usec)
{
	int64_t offset_usec;

	tzset();
	offset_usec = offset_at(real_usec);
	if (zone->searched_real_usec == USEC_INFINITY || offset_usec != zone->offset_usec ||
		real_usec < zone->searched_real_usec || real_usec >= zone->change_real_usec ||
		real_usec - zone->searched_real_usec >= SEARCH_VALID_USEC) {
		zone->searched_real_usec = real_usec;
		zone->offset_usec = offset_usec;
		zone->change_real_usec = search_change(real_usec, offset_usec);
	}
	*ret_offset_usec = offset_usec;
	*ret_until_real_usec = zone->change_real_usec;
}
