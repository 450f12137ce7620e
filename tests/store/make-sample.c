/* SPDX-License-Identifier: MIT */
/* make-sample FILE: a file of the present version, to be kept as history-vN.db before the next one
 * comes. Afterwards: sqlite3 FILE 'PRAGMA wal_checkpoint(TRUNCATE)'. */
#include <stdlib.h>

#include "store_rig.h"
#include "store_sample.h"

int main(int argc, char *argv[])
{
	struct core_now now = {.real_usec = (usec_t)RIG_MONDAY_USEC + 30 * USEC_PER_DAY};
	struct history *history;
	int r;

	if (argc != 2) {
		return EXIT_FAILURE;
	}
	history = history_new(argv[1], 0);
	r = store_sample_write(history, &now);
	history = history_free(history);
	return r == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
