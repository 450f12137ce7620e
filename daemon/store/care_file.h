/* SPDX-License-Identifier: MIT */
/* What was told of body and treatment, as one file of JSON: written whole beside the old one, then
 * put in its place, so that a power cut leaves the one or the other. Symptoms and the message go by
 * their id, since their numbers are those of one version of the checklist only. */
#pragma once

#include "care.h"

#define CARE_FILE_VERSION 1
/* What is larger was not written here. */
#define CARE_FILE_BYTES_MAX (64 * 1024)
#define CARE_FILE_PATH_MAX 512

/* Of the checklist; ids are constant. */
struct care_file_names {
	struct care_symptoms symptoms;
	const char *(*symptom_id)(size_t symptom);
	const char *(*message_id)(enum care_message message);
};

/* Durable when it returns 0: file, name and directory, which is made if need be, are synced.
 * Readable for the user alone. Else -errno, and the file is as it was. */
int care_file_save(const char *path, const struct care_file_names *names, const struct care *care);

/* Returns 0; -ENOENT: there is none; -EBADMSG: damaged, of another program or of another version;
 * -errno: it cannot be read. What is in it may still contradict itself: care_state_is_valid(). */
int care_file_load(const char *path, const struct care_file_names *names, struct care *ret_care);

/* Renames it, to "PATH.aside" with a number, so that nothing is lost. Returns 0 or -errno. */
int care_file_set_aside(const char *path, char *ret_aside, size_t size);
