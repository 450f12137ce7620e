/* SPDX-License-Identifier: MIT */
/* Shape of the tables that compile.py makes. Offsets are into content_data_blob. */
#pragma once

#include "catalogue.h"
#include "content_counts.h"

#define CONTENT_STEPS_MAX 5
#define CONTENT_SOURCES_MAX 8

struct content_data_text {
	uint32_t id;
	uint32_t title;
	uint32_t body;
	uint32_t n_steps;
	uint32_t steps[CONTENT_STEPS_MAX];
	uint16_t n_sources;
	uint16_t sources[CONTENT_SOURCES_MAX]; /* indices into the table of sources */
};

/* Offset 0 is "": not given. */
struct content_data_source {
	uint32_t id;
	uint32_t citation;
	int32_t year; /* 0: not given */
	uint32_t doi;
	uint32_t type;
	uint32_t strength;
	uint32_t finding;
	uint32_t limits;
};

/* A word that no prompt says: an extended regular expression, and what to say instead. */
struct content_data_term {
	uint32_t pattern;
	uint32_t instead;
};

struct content_data_message {
	uint32_t title;
	uint32_t body;
};

extern const struct catalogue_entry content_data_entries[CONTENT_DATA_ENTRIES];
extern const struct content_data_text content_data_texts[CONTENT_DATA_ENTRIES];
extern const struct content_data_source content_data_sources[CONTENT_DATA_SOURCES];
extern const struct content_data_message content_data_messages[];
extern const struct content_data_term content_data_terms[CONTENT_DATA_TERMS];
extern const char content_data_blob[];
