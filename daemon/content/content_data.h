/* SPDX-License-Identifier: MIT */
/* Shape of the tables that compile.py makes. Offsets are into content_data_blob. */
#pragma once

#include "catalogue.h"

#define CONTENT_STEPS_MAX 5

struct content_data_text {
	uint32_t id;
	uint32_t title;
	uint32_t body;
	uint32_t n_steps;
	uint32_t steps[CONTENT_STEPS_MAX];
};

struct content_data_message {
	uint32_t title;
	uint32_t body;
};

extern const struct catalogue_entry content_data_entries[];
extern const struct content_data_text content_data_texts[];
extern const struct content_data_message content_data_messages[];
extern const size_t content_data_n_entries;
extern const char content_data_blob[];
