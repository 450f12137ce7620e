/* SPDX-License-Identifier: MIT */
/* Between the files of the archive: archive.c (the whole), archive_tracker.c, archive_spans.c,
 * archive_planner.c, archive_prompt.c, archive_care.c. Each function returns the value that is to
 * be in place now. */
#pragma once

#include "archive.h"
#include "care.h"
#include "planner.h"
#include "tracker.h"

/* Longer than anybody lives: sums of a few cannot overflow. */
#define ARCHIVE_USEC_MAX ((usec_t)1 << 60)

bool archive_bool(struct archive *archive, const char *key, bool value);
/* USEC_INFINITY is a value as well. */
usec_t archive_usec(struct archive *archive, const char *key, usec_t value);
/* Whole numbers from 0 to 'max'. */
uint64_t archive_number(struct archive *archive, const char *key, uint64_t max, uint64_t value);
int64_t archive_signed(
	struct archive *archive, const char *key, int64_t min, int64_t max, int64_t value);
/* Returns how many items follow, each without a key; then archive_end(), unless it is 0: then there
 * are none, or more than 'max', and nothing was begun. */
size_t archive_begin_list(struct archive *archive, const char *key, size_t max, size_t n);
/* False: there is none. */
bool archive_begin_object(struct archive *archive, const char *key);
void archive_end(struct archive *archive);

#define ARCHIVE_BOOL(archive, key, place) ((place) = archive_bool(archive, key, place))
#define ARCHIVE_USEC(archive, key, place) ((place) = archive_usec(archive, key, place))
#define ARCHIVE_NUMBER(archive, key, max, place) \
	((place) = (typeof(place))archive_number(archive, key, max, (uint64_t)(place)))
/* 'end' is the first number that is none of the enumeration's. */
#define ARCHIVE_ENUM(archive, key, end, place) \
	ARCHIVE_NUMBER(archive, key, (uint64_t)(end) - 1, place)
#define ARCHIVE_DAY(archive, key, place)          \
	((place) = (typeof(place))archive_signed( \
		 archive, key, INT32_MIN, INT32_MAX, (int64_t)(place)))

void archive_id(struct archive *archive, const char *key, struct prompt_id *id);
void archive_entry(struct archive *archive, const char *key, uint16_t *entry);
void archive_message(struct archive *archive, const char *key, enum care_message *message);
void archive_symptoms(struct archive *archive, const char *key, uint32_t *symptoms);

void archive_offset(struct archive *archive, const char *key, int64_t *utc_offset_usec);
void archive_spans(struct archive *archive, struct spans *spans);
/* 'span_from_boot_usec': where the present one begins. */
bool archive_spans_are_valid(const struct spans *spans, usec_t span_from_boot_usec);

/* False if what was read cannot be. */
bool archive_tracker(struct archive *archive, struct tracker *tracker, usec_t last_boot_usec);
bool archive_planner(struct archive *archive, struct planner *planner,
	const struct catalogue *catalogue, usec_t last_boot_usec);
void archive_prompt(struct archive *archive, const char *key, struct prompt *prompt);
/* Reads into 'care' only what is whole. */
void archive_care(struct archive *archive, struct care *care, const struct care_symptoms *symptoms);
