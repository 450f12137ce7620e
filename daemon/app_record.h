/* SPDX-License-Identifier: MIT */
/* What is on its way into the history: collected step by step, written together. */
#pragma once

#include "arena.h"
#include "core.h"
#include "history.h"

#define RECORD_ID_MAX 37 /* a UUID, with the NUL */
#define RECORD_MACHINE_MAX 17

/* The last stretch of time that was told, which the next one may go on with. */
struct record_spell {
	char id[RECORD_ID_MAX]; /* "": none */
	enum span span;
	usec_t from_real_usec;
	usec_t from_boot_usec;
	usec_t to_boot_usec;
	usec_t estimated_usec;
	int64_t utc_offset_usec;
	bool is_continued;
};

struct record {
	struct arena arena; /* all texts of what waits */
	struct history_change *changes;
	size_t n_changes, n_changes_allocated;
	struct history_decision *decisions;
	size_t n_decisions, n_decisions_allocated;
	struct record_spell spell;
	char machine[RECORD_MACHINE_MAX]; /* "": not known */
	bool is_due;                      /* the core is another than what was written last */
	usec_t paced_boot_usec;           /* see app_history.c */
};

/* Of a spell: away because the machine was suspended. */
#define RECORD_DETAIL_PRESENCE "presence"
#define RECORD_PRESENCE_ASLEEP "asleep"

/* An entry in the making. */
struct record_entry {
	struct history_entry entry;
	struct history_detail details[HISTORY_DETAILS_MAX];
};

/* Copies it all; what cannot be kept is logged and left out. */
void record_change(
	struct record *record, enum history_change_type type, const struct record_entry *entry);
void record_decision(struct record *record, const struct history_decision *decision);
/* What was collected was written, or is waiting elsewhere. */
void record_clear(struct record *record);

/* 'type', 'what' and the machine; it began at 'real_usec'. */
void record_begin(const struct record *record, struct record_entry *entry, enum history_type type,
	const char *what, usec_t real_usec, int64_t utc_offset_usec);
/* NULL and "" are no detail. The strings are copied by record_change(). */
void record_add_detail(struct record_entry *entry, const char *name, const char *value);

#define RECORD_NUMBER_MAX 24
/* Into 'buffer', which has room for RECORD_NUMBER_MAX. */
void record_add_number(struct record_entry *entry, const char *name, uint64_t value, char *buffer);
