/* SPDX-License-Identifier: MIT */
/* The programs that record sound at this moment: which of them count as using a microphone, and
 * what they are called. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "list.h"

#define RECORDING_NAME_MAX_BYTES 64
/* More at a time are a mistake of somebody, and not looked at. */
#define RECORDINGS_MAX 64
/* Of recordings_describe(), with its NUL. */
#define RECORDINGS_TEXT_MAX_BYTES (2 * RECORDING_NAME_MAX_BYTES + 32)

struct recordings {
	struct list list; /* of recording.recordings, the oldest first */
	size_t n;
};

/* Embedded in what keeps it up to date. */
struct recording {
	struct list recordings;
	bool is_running;
	/* The sound of the desktop, or a level meter: no microphone. */
	bool is_left_out;
	char name[RECORDING_NAME_MAX_BYTES]; /* one line of plain text; "" if not told */
};

/* The value of a property, or NULL. */
typedef const char *(*recording_get_fn)(const void *properties, const char *key);

void recordings_init(struct recordings *recordings);
/* Not running, and nothing known of it. Returns 0, or -E2BIG if there are RECORDINGS_MAX. */
int recordings_add(struct recordings *recordings, struct recording *recording);
/* Harmless if adding it failed. */
void recordings_remove(struct recordings *recordings, struct recording *recording);

/* As a stream of PipeWire has them; all of them, each time they change. */
void recording_set_properties(
	struct recording *recording, recording_get_fn get, const void *properties);

/* Who uses a microphone, in 'buffer', which is returned: "Firefox", "Firefox and Zoom", "Firefox,
 * Zoom and 2 more"; "" if nobody does. A program that records twice is named once. */
const char *recordings_describe(
	const struct recordings *recordings, char buffer[RECORDINGS_TEXT_MAX_BYTES]);
