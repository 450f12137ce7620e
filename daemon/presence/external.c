/* SPDX-License-Identifier: MIT */
#include "external.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "utf8.h"

static const char *const presence_words[PRESENCE_MAX] = {
	[PRESENCE_ACTIVE] = "active",
	[PRESENCE_PASSIVE] = "passive",
	[PRESENCE_AWAY] = "away",
	[PRESENCE_LOCKED] = "locked",
	[PRESENCE_ASLEEP] = "asleep",
	[PRESENCE_UNKNOWN] = "unknown",
};

static bool is_fresh(const struct external_report *report, usec_t now_boot_usec)
{
	return report->source[0] != '\0' && now_boot_usec < report->until_boot_usec;
}

/* It is shown to people, on one line. */
static bool is_name(const char *source)
{
	size_t size = strlen(source);

	if (size == 0 || size > PRESENCE_EXTERNAL_NAME_MAX_BYTES || !utf8_is_valid(source, size)) {
		return false;
	}
	for (size_t i = 0; i < size; i++) {
		if ((unsigned char)source[i] < ' ' || source[i] == 0x7f) {
			return false;
		}
	}
	return true;
}

static struct external_report *find_place(
	struct external *external, const char *source, usec_t now_boot_usec)
{
	struct external_report *stale = NULL;

	for (size_t i = 0; i < PRESENCE_EXTERNALS_MAX; i++) {
		struct external_report *report = &external->reports[i];

		if (strcmp(report->source, source) == 0) {
			return report;
		}
		if (!is_fresh(report, now_boot_usec)) {
			stale = report;
		}
	}
	return stale;
}

int external_report(struct external *external, const char *source, enum presence presence,
	usec_t valid_usec, usec_t now_boot_usec)
{
	struct external_report *report;

	if (!is_name(source) || presence >= PRESENCE_MAX) {
		return -EINVAL;
	}
	if (valid_usec > PRESENCE_EXTERNAL_VALID_MAX_USEC) {
		return -ERANGE;
	}
	report = find_place(external, source, now_boot_usec);
	if (report == NULL) {
		return -ENOBUFS;
	}
	(void)strcpy(report->source, source);
	report->presence = presence;
	report->at_boot_usec = now_boot_usec;
	report->until_boot_usec =
		presence == PRESENCE_UNKNOWN ? now_boot_usec : now_boot_usec + valid_usec;
	return 0;
}

const struct external_report *external_newest(const struct external *external, usec_t now_boot_usec)
{
	const struct external_report *newest = NULL;

	for (size_t i = 0; i < PRESENCE_EXTERNALS_MAX; i++) {
		const struct external_report *report = &external->reports[i];

		if (is_fresh(report, now_boot_usec) &&
			(newest == NULL || report->at_boot_usec > newest->at_boot_usec)) {
			newest = report;
		}
	}
	return newest;
}

usec_t external_next_change_boot_usec(const struct external *external, usec_t now_boot_usec)
{
	const struct external_report *newest = external_newest(external, now_boot_usec);

	return newest != NULL ? newest->until_boot_usec : USEC_INFINITY;
}

void external_describe(const struct external *external, usec_t now_boot_usec,
	struct presence_source_info *ret_info)
{
	const struct external_report *newest = external_newest(external, now_boot_usec);
	char left[TIMESPAN_TEXT_MAX];

	if (newest == NULL) {
		ret_info->state = SOURCE_DOWN;
		(void)snprintf(ret_info->detail, sizeof(ret_info->detail),
			"no outside sensor reports at present");
		return;
	}
	ret_info->state = SOURCE_UP;
	(void)snprintf(ret_info->detail, sizeof(ret_info->detail), "%s says %s, for %s more",
		newest->source, presence_words[newest->presence],
		timespan_format(left, sizeof(left), newest->until_boot_usec - now_boot_usec,
			newest->until_boot_usec - now_boot_usec >= USEC_PER_SEC ? USEC_PER_SEC
										: USEC_PER_MSEC));
}
