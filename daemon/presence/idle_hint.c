/* SPDX-License-Identifier: MIT */
/*
 * The idle hint of the session: desktops that tell nobody else set it with logind, some minutes
 * after the last input, by their own settings. When that input was they do not say, so idle begins
 * with the hint.
 *
 * The proxy is the port's, which hands on what logind says; this is only a view of it.
 */
#include <stdlib.h>

#include "logind.h"
#include "source.h"

static struct source *hint_new(void)
{
	return calloc(1, sizeof(struct source));
}

static void hint_free(struct source *source)
{
	free(source);
}

static int hint_start(struct source *source)
{
	source_set_state(source, SOURCE_DOWN, "logind is not there");
	return 0;
}

static void hint_session_changed(struct source *source, const struct logind_session *session)
{
	enum input_state input = session->is_idle ? INPUT_IDLE : INPUT_ACTIVE;

	if (!session->is_known) {
		source_set_state(source, SOURCE_DOWN, "logind is not there");
	} else if (!session->is_present) {
		source_set_state(source, SOURCE_DOWN, "no session");
	} else if (!session->is_idle_hint_used) {
		source_set_state(source, SOURCE_UNAVAILABLE,
			"nobody sets the idle hint of session %s", session->id);
	} else {
		source_set_state(source, SOURCE_UP,
			"logind's idle hint of session %s, set by the desktop", session->id);
		/* The session also changes otherwise. */
		if (source->input != input ||
			source->since_boot_usec != session->idle_since_boot_usec) {
			source_set_input(source, input, session->idle_since_boot_usec);
		}
	}
}

const struct source_ops source_logind = {
	.name = "logind",
	.new = hint_new,
	.free = hint_free,
	.start = hint_start,
	.session_changed = hint_session_changed,
	.cannot_watch = "the desktop tells logind only after some minutes without input, and of no "
			"single key",
};
