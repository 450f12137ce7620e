/* SPDX-License-Identifier: MIT */
/* make-well FILE: the history of somebody who has answered the questions on symptoms, none of them,
 * and of whom nothing else is known: tests/support/well.db. To be made again when more is kept of
 * body and treatment than it has. Afterwards:
 * sqlite3 FILE 'PRAGMA wal_checkpoint(TRUNCATE)'. */
#include <stdio.h>
#include <stdlib.h>

#include <backcare/cleanup.h>

#include "archive_internal.h"
#include "archive_json.h"
#include "history.h"

/* In 2026, and asked again in 2100. */
#define ANSWERED_USEC ((usec_t)1767225600 * USEC_PER_SEC)
#define NEXT_ASK_USEC ((usec_t)4102444800 * USEC_PER_SEC)

static int write_care(struct history_batch *batch, char **ret_text)
{
	const struct archive_names names = {.n_entries = 0};
	struct archive_writer writer;
	struct care care;

	care_init(&care);
	care.checklist = (struct care_checklist){.answered = true,
		.answered_real_usec = ANSWERED_USEC,
		.next_ask_real_usec = NEXT_ASK_USEC};
	archive_writer_begin(&writer, &names);
	(void)writer.archive.ops->begin_object(&writer.archive, "core");
	archive_care(&writer.archive, &care, &names.symptoms);
	writer.archive.ops->end(&writer.archive);
	return archive_writer_end(&writer, ret_text, &batch->snapshot_bytes);
}

int main(int argc, char *argv[])
{
	struct core_now now = {.real_usec = ANSWERED_USEC};
	struct history_batch batch = {.snapshot_version = 1, .is_durable = true};
	AUTO_FREE char *text = NULL;
	struct history *history;
	int r;

	if (argc != 2 || write_care(&batch, &text) < 0) {
		return EXIT_FAILURE;
	}
	batch.snapshot = text;
	history = history_new(argv[1], 4 * USEC_PER_HOUR);
	if (!history) {
		return EXIT_FAILURE;
	}
	r = history_write(history, &now, &batch);
	(void)history_free(history);
	return r < 0 ? EXIT_FAILURE : EXIT_SUCCESS;
}
