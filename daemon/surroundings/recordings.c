/* SPDX-License-Identifier: MIT */
#include "recordings.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "plaintext.h"

static const char nameless[] = "a program without a name";

void recordings_init(struct recordings *recordings)
{
	list_init(&recordings->list);
	recordings->n = 0;
}

int recordings_add(struct recordings *recordings, struct recording *recording)
{
	*recording = (struct recording){0};
	list_init(&recording->recordings);
	if (recordings->n == RECORDINGS_MAX) {
		return -E2BIG;
	}
	list_append(&recordings->list, &recording->recordings);
	recordings->n++;
	return 0;
}

void recordings_remove(struct recordings *recordings, struct recording *recording)
{
	if (list_is_linked(&recording->recordings)) {
		list_remove(&recording->recordings);
		recordings->n--;
	}
}

/* The two ways that PipeWire itself reads. */
static bool is_true(const char *value)
{
	return value != NULL && (strcmp(value, "true") == 0 || strcmp(value, "1") == 0);
}

void recording_set_properties(
	struct recording *recording, recording_get_fn get, const void *properties)
{
	static const char *const name_keys[] = {
		"application.name", "node.name", "application.process.binary"};
	const char *name = NULL;

	recording->is_left_out = is_true(get(properties, "stream.monitor")) ||
				 is_true(get(properties, "stream.capture.sink"));
	for (size_t i = 0; i < sizeof(name_keys) / sizeof(name_keys[0]); i++) {
		if (name == NULL || name[0] == '\0') {
			name = get(properties, name_keys[i]);
		}
	}
	plaintext_copy(recording->name, sizeof(recording->name), name != NULL ? name : "");
}

static const char *name_of(const struct recording *recording)
{
	return recording->name[0] != '\0' ? recording->name : nameless;
}

/* Does it count, and is it the first of its name that does? */
static bool is_to_name(const struct recordings *recordings, const struct recording *recording)
{
	const struct recording *other;

	if (!recording->is_running || recording->is_left_out) {
		return false;
	}
	list_for_each (other, &recordings->list, recordings) {
		if (other == recording) {
			break;
		}
		if (other->is_running && !other->is_left_out &&
			strcmp(other->name, recording->name) == 0) {
			return false;
		}
	}
	return true;
}

const char *recordings_describe(
	const struct recordings *recordings, char buffer[RECORDINGS_TEXT_MAX_BYTES])
{
	const char *names[2] = {NULL, NULL};
	const struct recording *recording;
	size_t n = 0;

	list_for_each (recording, &recordings->list, recordings) {
		if (is_to_name(recordings, recording)) {
			if (n < 2) {
				names[n] = name_of(recording);
			}
			n++;
		}
	}
	buffer[0] = '\0';
	if (n == 1) {
		(void)snprintf(buffer, RECORDINGS_TEXT_MAX_BYTES, "%s", names[0]);
	} else if (n == 2) {
		(void)snprintf(buffer, RECORDINGS_TEXT_MAX_BYTES, "%s and %s", names[0], names[1]);
	} else if (n > 2) {
		(void)snprintf(buffer, RECORDINGS_TEXT_MAX_BYTES, "%s, %s and %zu more", names[0],
			names[1], n - 2);
	}
	return buffer;
}
