/* SPDX-License-Identifier: MIT */
/* Which entry of the catalogue fits. Source: behaviour, "Choice" and "Tags". */
#pragma once

#include "care.h"
#include "catalogue.h"
#include "settings.h"

/* What was shown and done when; points in time are CLOCK_BOOTTIME plus one, 0 stands for never. */
struct chooser {
	usec_t entry_shown_usec[CATALOGUE_ENTRIES_MAX];
	usec_t area_done_usec[AREA_MAX];
};

struct wish {
	uint32_t kinds;     /* 1 << enum kind; any of them */
	uint32_t tags_all;  /* enum tag; every one of them */
	uint32_t tags_none; /* none of these */
	uint32_t areas;     /* 1 << enum area; any of them; 0: any at all */
	uint32_t duration_min_sec;
	uint32_t duration_max_sec; /* 0: any */
	const struct care_limits *limits;
	uint8_t intensity_max; /* 0: any */
	bool with_follow_up;   /* only what has a movement that may follow it */
};

/* Whether its kind is switched on and its tools are there. */
bool choose_is_set(const struct catalogue_entry *entry, const struct core_settings *settings);

/* Whether care allows the entry as well. */
bool choose_allows(const struct catalogue_entry *entry, const struct core_settings *settings,
	const struct care_limits *limits);

/* The movement that follows a primer: its own, or the first alternate that is allowed; or
 * CATALOGUE_NO_ENTRY. */
uint16_t choose_follow_up(const struct catalogue *catalogue, const struct core_settings *settings,
	const struct care_limits *limits, uint16_t primer);

/* The least recently done area first, no repeat within a day while others fit, 'random' between
 * equals. Returns the index or CATALOGUE_NO_ENTRY. */
uint16_t choose_entry(const struct chooser *chooser, const struct catalogue *catalogue,
	const struct core_settings *settings, const struct wish *wish, usec_t boot_usec,
	uint64_t random);

/* The shortest that fits the wish but for its length; for breaks that no entry is short enough for.
 */
uint16_t choose_shortest(const struct catalogue *catalogue, const struct core_settings *settings,
	const struct wish *wish);

/* Whether it was shown within a day. */
bool choose_is_repeat(const struct chooser *chooser, uint16_t entry, usec_t boot_usec);

void choose_note_shown(struct chooser *chooser, uint16_t entry, usec_t boot_usec);
void choose_note_done(struct chooser *chooser, const struct catalogue *catalogue, uint16_t entry,
	usec_t boot_usec);
