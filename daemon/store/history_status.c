/* SPDX-License-Identifier: MIT */
/* How the store does, in words. */
#include <stdarg.h>
#include <stdio.h>

#include "history_internal.h"

static const char *state_text(enum history_state state)
{
	static const char *const texts[HISTORY_STATE_MAX] = {
		[HISTORY_STATE_OK] = "",
		[HISTORY_STATE_BUSY] = "another program is using the history; it is tried again. ",
		[HISTORY_STATE_FULL] = "there is no space left for the history. ",
		[HISTORY_STATE_READ_ONLY] =
			"the history is read-only: its file or its directory cannot be written. ",
		[HISTORY_STATE_NO_DIRECTORY] =
			"the directory of the history does not exist and cannot be made. ",
		[HISTORY_STATE_NEWER] =
			"the history was written by a newer Backcare and is left as it is. ",
		[HISTORY_STATE_MISSING] =
			"the history needs SQLite (libsqlite3.so.0), which is not installed. ",
		[HISTORY_STATE_FAILED] = "the history could not be read or written. ",
	};

	return texts[state];
}

static size_t append(char *to, size_t at, const char *format, ...)
	__attribute__((__format__(__printf__, 3, 4)));

static size_t append(char *to, size_t at, const char *format, ...)
{
	va_list arguments;
	int n;

	va_start(arguments, format);
	n = vsnprintf(to + at, HISTORY_MESSAGE_MAX_BYTES - at, format, arguments);
	va_end(arguments);
	if (n < 0) {
		return at;
	}
	return at + (size_t)n < HISTORY_MESSAGE_MAX_BYTES ? at + (size_t)n
							  : HISTORY_MESSAGE_MAX_BYTES - 1;
}

static const char *entries(size_t n)
{
	return n == 1 ? "entry" : "entries";
}

static void describe(const struct history *history, struct history_status *status)
{
	char *to = status->message;
	size_t at = append(to, 0, "%s", state_text(history->state));

	if (history->aside_name[0]) {
		at = append(to, at,
			"the history was damaged and was set aside as %s; %zu %s of it could be "
			"read%s. ",
			history->aside_name, history->n_salvaged, entries(history->n_salvaged),
			status->is_salvaging ? " so far" : "");
	}
	if (status->n_lost > 0) {
		at = append(to, at, "%zu %s could not be kept. ", status->n_lost,
			entries(status->n_lost));
	}
	if (status->clock_behind_usec > 0) {
		char span[TIMESPAN_TEXT_MAX];

		at = append(to, at,
			"the newest entry lies %s in the future: was the clock set back? ",
			timespan_format(span, sizeof(span), status->clock_behind_usec,
				status->clock_behind_usec >= USEC_PER_MINUTE ? USEC_PER_MINUTE
									     : USEC_PER_SEC));
	}
	if (at > 0 && to[at - 1] == ' ') {
		to[at - 1] = '\0';
	}
}

void history_get_status(const struct history *history, struct history_status *ret_status)
{
	int64_t now = (int64_t)history->now.real_usec;

	*ret_status = (struct history_status){
		.state = history->state,
		.safety_may_be_lost = history->safety_may_be_lost,
		.is_salvaging = history->salvage.is_running || history->is_set_aside,
		.n_salvaged = history->n_salvaged,
		.n_waiting = history->queue.n_entries,
		.n_lost = history->n_lost,
	};
	if (history->newest_start_real_usec > now) {
		ret_status->clock_behind_usec = (usec_t)(history->newest_start_real_usec - now);
	}
	describe(history, ret_status);
}
