/* SPDX-License-Identifier: MIT */
/* Takes over what can be read of a file that was set aside. Which one and how far is in the new
 * file, so that it goes on after a crash. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "torn_file.h"

struct history;

struct salvage {
	bool is_running;
	bool is_open;
	struct torn_file file;
	int64_t next_page;
};

/* After opening: is there one to go on with? Returns 0 or a fault. */
int salvage_read_state(struct history *history);

/* The file that was just set aside, before the new one is used: its snapshot at once, the rest in
 * steps. Returns 0 or a fault. */
int salvage_begin(struct history *history);

/* One step, with transactions of its own, by history_run(). */
int salvage_step(struct history *history, void *argument);

void salvage_close(struct salvage *salvage);
