/* SPDX-License-Identifier: MIT */
/* What waits in memory while the file cannot be written. */
#pragma once

#include "history.h"

#include "arena.h"

struct queued_batch {
	struct queued_batch *next;
	struct arena arena; /* of all below, and of this itself */
	struct history_change *changes;
	size_t n_changes;
	struct history_decision *decisions;
	size_t n_decisions;
};

struct queue {
	struct queued_batch *first, **last; /* last: NULL if it was never used */
	size_t bytes;
	size_t n_entries;
	/* The latest only */
	void *snapshot;
	size_t snapshot_bytes;
	uint32_t snapshot_version;
};

/* Keeps a copy. Returns 0, -ENOBUFS above HISTORY_QUEUE_MAX_BYTES, -ENOMEM. */
int queue_add(struct queue *queue, const struct history_batch *batch);
bool queue_is_empty(const struct queue *queue);
void queue_clear(struct queue *queue);
