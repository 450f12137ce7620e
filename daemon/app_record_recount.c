/* SPDX-License-Identifier: MIT */
/* What was counted wrongly is put right in the history as well: the spells that it touches are cut,
 * and what lies between is one of what it was. Written with the step that counted anew, so that
 * both are there or neither. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <backcare/cleanup.h>

#include "app_internal.h"
#include "log.h"

/* A spell that began so long before may reach into it: a day has a few hundred. */
#define LOOK_BACK_USEC (2 * (int64_t)USEC_PER_DAY)
#define SPELLS_MAX 1024

struct spell {
	char id[HISTORY_ID_MAX_BYTES + 1];
	int64_t from_usec, to_usec; /* real time */
	enum span span;
	usec_t estimated_usec;
	int64_t utc_offset_usec;
	bool is_continued;
};

struct recount {
	struct app *app;
	int64_t from_usec, to_usec;
	enum span span;
	size_t n_spells;
	struct spell spells[SPELLS_MAX];
};

static const char *get_detail(const struct history_entry *entry, const char *name)
{
	for (size_t i = 0; i < entry->n_details; i++) {
		if (strcmp(entry->details[i].name, name) == 0) {
			return entry->details[i].value;
		}
	}
	return NULL;
}

static enum span span_of(const struct history_entry *entry)
{
	if (strcmp(entry->what, "seated") == 0) {
		return SPAN_SEATED;
	}
	if (strcmp(entry->what, "standing") == 0) {
		return SPAN_STANDING;
	}
	return get_detail(entry, RECORD_DETAIL_PRESENCE) ? SPAN_ASLEEP : SPAN_AWAY;
}

static bool is_ours(const struct recount *recount, const struct history_entry *entry)
{
	return entry->type == HISTORY_SPELL && entry->has_duration &&
	       strcmp(entry->machine ? entry->machine : "", recount->app->record.machine) == 0;
}

/* In the place of what has this id. */
static void take_in(struct recount *recount, const struct history_entry *entry)
{
	const char *estimated = get_detail(entry, "estimated_usec");
	size_t i = 0;

	if (!is_ours(recount, entry)) {
		return;
	}
	while (i < recount->n_spells && strcmp(recount->spells[i].id, entry->id) != 0) {
		i++;
	}
	if (i == SPELLS_MAX) {
		log_warning("the history of the day is too long to be put right as a whole");
		return;
	}
	recount->n_spells += i == recount->n_spells;
	recount->spells[i] = (struct spell){
		.from_usec = entry->start_real_usec,
		.to_usec = entry->start_real_usec + (int64_t)entry->duration_usec,
		.span = span_of(entry),
		.estimated_usec = estimated ? strtoull(estimated, NULL, 10) : 0,
		.utc_offset_usec = entry->utc_offset_usec,
		.is_continued = get_detail(entry, HISTORY_DETAIL_CONTINUES) != NULL,
	};
	strcpy(recount->spells[i].id, entry->id);
}

static int take_in_stored(struct recount *recount)
{
	struct history_query query = {
		.since_real_usec = recount->from_usec - LOOK_BACK_USEC,
		.until_real_usec = recount->to_usec,
		.types = 1U << HISTORY_SPELL,
		.limit = HISTORY_PAGE_MAX,
	};
	struct history_page *page;
	int r = history_list(recount->app->history, &query, &page);

	if (r < 0) {
		return r;
	}
	for (size_t i = 0; i < page->n_entries; i++) {
		take_in(recount, &page->entries[i]);
	}
	(void)history_page_free(page);
	return 0;
}

static void put(const struct recount *recount, const struct spell *spell, const char *id,
	int64_t from_usec, int64_t to_usec, enum span span)
{
	struct record_spell part = {
		.span = span,
		.from_real_usec = (usec_t)from_usec,
		.to_boot_usec = (usec_t)(to_usec - from_usec),
		.utc_offset_usec = spell->utc_offset_usec,
	};

	if (span == spell->span) {
		part.estimated_usec = spell->estimated_usec < part.to_boot_usec
					      ? spell->estimated_usec
					      : part.to_boot_usec;
		part.is_continued = spell->is_continued && from_usec == spell->from_usec;
	}
	if (id) {
		(void)snprintf(part.id, sizeof(part.id), "%s", id);
	} else {
		app_new_entry_id(recount->app, part.id);
	}
	app_put_spell(recount->app, &part);
}

/* The first part keeps the id. */
static void cut(const struct recount *recount, const struct spell *spell)
{
	int64_t from =
		spell->from_usec > recount->from_usec ? spell->from_usec : recount->from_usec;
	int64_t to = spell->to_usec < recount->to_usec ? spell->to_usec : recount->to_usec;
	const char *id = spell->id;

	if (from >= to || spell->span == SPAN_ASLEEP ||
		(spell->span == recount->span && spell->estimated_usec == 0)) {
		return;
	}
	if (spell->from_usec < from) {
		put(recount, spell, id, spell->from_usec, from, spell->span);
		id = NULL;
	}
	put(recount, &(struct spell){.utc_offset_usec = spell->utc_offset_usec, .span = SPAN_MAX},
		id, from, to, recount->span);
	if (spell->to_usec > to) {
		put(recount, spell, NULL, to, spell->to_usec, spell->span);
	}
}

void app_record_recount(
	struct app *app, const struct core_now *now, const struct core_recount *told)
{
	AUTO_FREE struct recount *recount = calloc(1, sizeof(*recount));
	struct record *record = &app->record;
	size_t n_changes = record->n_changes;
	int r;

	(void)now;
	if (!recount) {
		log_error("out of memory, the history is not put right");
		return;
	}
	recount->app = app;
	recount->from_usec = (int64_t)told->from_real_usec;
	recount->to_usec =
		recount->from_usec + (int64_t)(told->to_boot_usec - told->from_boot_usec);
	recount->span = told->span;
	r = take_in_stored(recount);
	if (r < 0) {
		log_warning("the history cannot be put right: %s", log_errno_text(r));
	}
	for (size_t i = 0; i < n_changes; i++) {
		if (record->changes[i].type == HISTORY_PUT) {
			take_in(recount, &record->changes[i].entry);
		}
	}
	for (size_t i = 0; i < recount->n_spells; i++) {
		cut(recount, &recount->spells[i]);
	}
	/* What comes now is another. */
	record->spell.id[0] = '\0';
}
