/* SPDX-License-Identifier: MIT */
#include "choose.h"

/* "No repeat within a day" */
#define REPEAT_USEC USEC_PER_DAY

bool choose_is_set(const struct catalogue_entry *entry, const struct core_settings *settings)
{
	return (settings->kinds & (1U << entry->kind)) && !(entry->needs & ~settings->tools);
}

bool choose_allows(const struct catalogue_entry *entry, const struct core_settings *settings,
	const struct care_limits *limits)
{
	return choose_is_set(entry, settings) && care_limits_allow(limits, entry, entry->kept);
}

uint16_t choose_follow_up(const struct catalogue *catalogue, const struct core_settings *settings,
	const struct care_limits *limits, uint16_t primer)
{
	const struct catalogue_entry *entry = &catalogue->entries[primer];
	uint16_t follow_up = entry->follow_up;

	for (size_t i = 0; follow_up != CATALOGUE_NO_ENTRY; i++) {
		if (follow_up < catalogue->n_entries &&
			choose_allows(&catalogue->entries[follow_up], settings, limits)) {
			return follow_up;
		}
		follow_up =
			i < CATALOGUE_ALTERNATES_MAX ? entry->alternates[i] : CATALOGUE_NO_ENTRY;
	}
	return CATALOGUE_NO_ENTRY;
}

static bool fits(const struct catalogue *catalogue, uint16_t index,
	const struct core_settings *settings, const struct wish *wish)
{
	const struct catalogue_entry *entry = &catalogue->entries[index];

	if (wish->with_follow_up &&
		choose_follow_up(catalogue, settings, wish->limits, index) == CATALOGUE_NO_ENTRY) {
		return false;
	}
	return (wish->kinds & (1U << entry->kind)) &&
	       (wish->areas == 0 || (wish->areas & (1U << entry->area))) &&
	       (entry->tags & wish->tags_all) == wish->tags_all &&
	       !(entry->tags & wish->tags_none) && entry->duration_sec >= wish->duration_min_sec &&
	       (wish->intensity_max == 0 || entry->intensity <= wish->intensity_max) &&
	       choose_allows(entry, settings, wish->limits);
}

bool choose_is_repeat(const struct chooser *chooser, uint16_t entry, usec_t boot_usec)
{
	usec_t shown_usec = chooser->entry_shown_usec[entry];

	return shown_usec && shown_usec + REPEAT_USEC > boot_usec;
}

/* Whether 'a' is to be preferred to 'b': negative; the other way: positive; 0: equals. */
static int compare(const struct chooser *chooser, const struct catalogue *catalogue, uint16_t a,
	uint16_t b, usec_t boot_usec)
{
	usec_t shown_a = chooser->entry_shown_usec[a], shown_b = chooser->entry_shown_usec[b];
	bool repeat_a = choose_is_repeat(chooser, a, boot_usec);
	bool repeat_b = choose_is_repeat(chooser, b, boot_usec);
	usec_t area_a = chooser->area_done_usec[catalogue->entries[a].area];
	usec_t area_b = chooser->area_done_usec[catalogue->entries[b].area];

	if (repeat_a != repeat_b) {
		return repeat_a ? 1 : -1;
	}
	if (repeat_a && shown_a != shown_b) {
		/* By the area alone the only walk that is good for the shoulders would come all
		 * afternoon. */
		return shown_a > shown_b ? 1 : -1;
	}
	if (area_a != area_b) {
		return area_a > area_b ? 1 : -1;
	}
	if (shown_a != shown_b) {
		return shown_a > shown_b ? 1 : -1;
	}
	return 0;
}

uint16_t choose_entry(const struct chooser *chooser, const struct catalogue *catalogue,
	const struct core_settings *settings, const struct wish *wish, usec_t boot_usec,
	uint64_t random)
{
	uint16_t best = CATALOGUE_NO_ENTRY;
	uint64_t n_equal = 0;

	for (uint16_t i = 0; i < catalogue->n_entries; i++) {
		const struct catalogue_entry *entry = &catalogue->entries[i];
		int order;

		if (!fits(catalogue, i, settings, wish) ||
			(wish->duration_max_sec && entry->duration_sec > wish->duration_max_sec)) {
			continue;
		}
		order = best == CATALOGUE_NO_ENTRY
				? -1
				: compare(chooser, catalogue, i, best, boot_usec);
		if (order < 0) {
			best = i;
			n_equal = 1;
		} else if (order == 0) {
			/* Each of n equals is taken with the same chance: the n-th replaces with
			 * 1/n. */
			n_equal++;
			random = random * 6364136223846793005ULL + 1442695040888963407ULL;
			if ((random >> 33) % n_equal == 0) {
				best = i;
			}
		}
	}
	return best;
}

uint16_t choose_shortest(const struct catalogue *catalogue, const struct core_settings *settings,
	const struct wish *wish)
{
	uint16_t best = CATALOGUE_NO_ENTRY;

	for (uint16_t i = 0; i < catalogue->n_entries; i++) {
		if (fits(catalogue, i, settings, wish) &&
			(best == CATALOGUE_NO_ENTRY ||
				catalogue->entries[i].duration_sec <
					catalogue->entries[best].duration_sec)) {
			best = i;
		}
	}
	return best;
}

void choose_note_shown(struct chooser *chooser, uint16_t entry, usec_t boot_usec)
{
	if (entry < CATALOGUE_ENTRIES_MAX) {
		chooser->entry_shown_usec[entry] = boot_usec + 1;
	}
}

void choose_note_done(struct chooser *chooser, const struct catalogue *catalogue, uint16_t entry,
	usec_t boot_usec)
{
	if (entry < catalogue->n_entries) {
		chooser->area_done_usec[catalogue->entries[entry].area] = boot_usec + 1;
	}
}
