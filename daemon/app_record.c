/* SPDX-License-Identifier: MIT */
#include "app_record.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "log.h"

/* Room for one more; false without memory. */
static bool grow(void **array, size_t n, size_t *n_allocated, size_t size)
{
	size_t n_new = *n_allocated > 0 ? 2 * *n_allocated : 8;
	void *grown;

	if (n < *n_allocated) {
		return true;
	}
	grown = reallocarray(*array, n_new, size);
	if (!grown) {
		return false;
	}
	*array = grown;
	*n_allocated = n_new;
	return true;
}

static bool copy_text(struct record *record, const char **text)
{
	if (*text) {
		*text = arena_copy(&record->arena, *text, strlen(*text));
		return *text != NULL;
	}
	return true;
}

static bool copy_details(struct record *record, struct history_entry *entry)
{
	size_t size = entry->n_details * sizeof(entry->details[0]);
	struct history_detail *details = arena_new(&record->arena, size + 1);

	if (!details) {
		return false;
	}
	if (size > 0) {
		memcpy(details, entry->details, size);
	}
	entry->details = details;
	for (size_t i = 0; i < entry->n_details; i++) {
		if (!copy_text(record, &details[i].name) || !copy_text(record, &details[i].value)) {
			return false;
		}
	}
	return true;
}

static bool copy_entry(struct record *record, struct history_entry *entry)
{
	return copy_text(record, &entry->id) && copy_text(record, &entry->what) &&
	       copy_text(record, &entry->entry) && copy_text(record, &entry->note) &&
	       copy_text(record, &entry->machine) && copy_details(record, entry);
}

void record_change(
	struct record *record, enum history_change_type type, const struct record_entry *entry)
{
	struct history_change change = {.type = type, .entry = entry->entry};
	const char *problem = type == HISTORY_DROP ? NULL : history_entry_problem(&entry->entry);

	if (problem) {
		/* One entry must not keep all others of its batch from being written. */
		log_error("an entry of the history is left out: %s", problem);
		return;
	}
	if (!grow((void **)&record->changes, record->n_changes, &record->n_changes_allocated,
		    sizeof(record->changes[0])) ||
		!copy_entry(record, &change.entry)) {
		log_error("out of memory, an entry of the history is lost");
		return;
	}
	record->changes[record->n_changes++] = change;
}

void record_decision(struct record *record, const struct history_decision *decision)
{
	struct history_decision copy = *decision;

	if (!grow((void **)&record->decisions, record->n_decisions, &record->n_decisions_allocated,
		    sizeof(record->decisions[0])) ||
		!copy_text(record, &copy.kind) || !copy_text(record, &copy.decision) ||
		!copy_text(record, &copy.reason)) {
		log_error("out of memory, a decision is not in the history");
		return;
	}
	record->decisions[record->n_decisions++] = copy;
}

void record_clear(struct record *record)
{
	arena_clear(&record->arena);
	free(record->changes);
	free(record->decisions);
	record->changes = NULL;
	record->decisions = NULL;
	record->n_changes = record->n_changes_allocated = 0;
	record->n_decisions = record->n_decisions_allocated = 0;
}

void record_begin(const struct record *record, struct record_entry *entry, enum history_type type,
	const char *what, usec_t real_usec, int64_t utc_offset_usec)
{
	entry->entry = (struct history_entry){
		.type = type,
		.start_real_usec = (int64_t)real_usec,
		.what = what,
		.details = entry->details,
		.has_utc_offset = true,
		.utc_offset_usec = utc_offset_usec,
		.machine = record->machine[0] ? record->machine : NULL,
	};
}

void record_add_detail(struct record_entry *entry, const char *name, const char *value)
{
	if (!value || value[0] == '\0' || entry->entry.n_details == HISTORY_DETAILS_MAX) {
		return;
	}
	entry->details[entry->entry.n_details++] = (struct history_detail){name, value};
}

void record_add_number(struct record_entry *entry, const char *name, uint64_t value, char *buffer)
{
	(void)snprintf(buffer, RECORD_NUMBER_MAX, "%" PRIu64, value);
	record_add_detail(entry, name, buffer);
}
