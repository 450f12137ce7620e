/* SPDX-License-Identifier: MIT */
/* The state of the core by name, out of it and back into it. One walk serves both ways, so that
 * neither can forget a field; where it goes and comes from is the backend's. What the core is given
 * at its start (settings, catalogue, checklist) is no part of it, nor what it works out at each
 * step.
 *
 * A name is never used again for something else, and enumerations, which go by their number, only
 * grow at their end: so that each version can read what another one wrote. What is not known is
 * passed over, and what is missing stays as it was. */
#pragma once

#include "care_message.h"
#include "types.h"

struct archive;
struct core;

/* Each function of a backend puts the value down or, reading, sets it. 'key' names the member of
 * the object that was begun last; NULL: the next item of the list that was. False, with the value
 * as it was: there is none, or it is of another kind or out of range; writing never fails here. */
struct archive_ops {
	bool (*integer)(
		struct archive *archive, const char *key, int64_t min, int64_t max, int64_t *value);
	bool (*boolean)(struct archive *archive, const char *key, bool *value);
	bool (*id)(struct archive *archive, const char *key, struct prompt_id *value);
	/* By its id. CATALOGUE_NO_ENTRY is a value as well, and what one is read as that is gone.
	 */
	bool (*entry)(struct archive *archive, const char *key, uint16_t *value);
	/* By its id, or CARE_MESSAGE_NONE. One that is not known is missing. */
	bool (*message)(struct archive *archive, const char *key, enum care_message *value);
	/* By their ids. One that is not known makes all of them missing. */
	bool (*symptoms)(struct archive *archive, const char *key, uint32_t *value);
	/* UTF-8, also of nothing; 'size' with the NUL. */
	bool (*text)(struct archive *archive, const char *key, char *buffer, size_t size);
	bool (*begin_object)(struct archive *archive, const char *key);
	/* '*n': items to come, or, reading, that there are. */
	bool (*begin_list)(struct archive *archive, const char *key, size_t *n);
	/* Of what was begun. */
	void (*end)(struct archive *archive);
};

/* What backends begin with. */
struct archive {
	const struct archive_ops *ops;
	bool is_reading;
	/* Reading: values that were missing; the rest is good all the same. */
	size_t n_missing;
	/* Reading: what was told of body and treatment was all there, and can be. If not, the core
	 * has none of it: care_init(). */
	bool is_care_whole;
	/* Reading: where the time went, likewise. If not, the core begins to count now. */
	bool is_time_whole;
};

/* Writes the state, or reads it into a core that was made by core_init() just now. Of what cannot
 * be, the whole room (where the time went, what was planned, what was told of body and treatment)
 * is left as core_init() made it. After reading: core_step() with CORE_RESTART. */
void core_archive(struct core *core, struct archive *archive);
