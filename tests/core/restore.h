/* SPDX-License-Identifier: MIT */
/* A core out of its archive, as a daemon that begins again has it. */
#pragma once

#include "archive_json.h"
#include "core.h"

/* Of what is built in. */
const struct archive_names *restore_names(void);
/* The text with a NUL, for free(). */
char *restore_write(struct core *core);
/* Makes a core with these settings, as of 'now', and reads the text into it. */
void restore_read(const char *text, const struct core_settings *settings,
	const struct catalogue *catalogue, const struct core_now *now, struct core *ret_core,
	struct archive *ret_archive);
/* Takes the core out and puts it back. False if something was missing. */
bool restore_anew(struct core *core, const struct catalogue *catalogue);
