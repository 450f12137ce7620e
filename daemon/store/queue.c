/* SPDX-License-Identifier: MIT */
#include "queue.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "entry.h"

static size_t batch_bytes(const struct history_batch *batch)
{
	size_t bytes = sizeof(struct queued_batch);

	for (size_t i = 0; i < batch->n_changes; i++) {
		bytes += entry_bytes(&batch->changes[i].entry);
	}
	for (size_t i = 0; i < batch->n_decisions; i++) {
		const struct history_decision *decision = &batch->decisions[i];

		bytes += sizeof(*decision) + (decision->kind ? strlen(decision->kind) + 1 : 0) +
			 strlen(decision->decision) + strlen(decision->reason) + 2;
	}
	return bytes;
}

static const char *copy(struct arena *arena, const char *text, bool *failed)
{
	const char *result = text ? arena_copy(arena, text, strlen(text)) : NULL;

	*failed = *failed || (text && !result);
	return result;
}

static struct queued_batch *copy_batch(const struct history_batch *batch)
{
	struct arena arena = {0};
	struct queued_batch *to = arena_new(&arena, sizeof(*to));
	bool failed = !to;

	if (to) {
		to->changes = arena_new(&arena, (batch->n_changes + 1) * sizeof(*to->changes));
		to->decisions =
			arena_new(&arena, (batch->n_decisions + 1) * sizeof(*to->decisions));
		failed = !to->changes || !to->decisions;
	}
	for (size_t i = 0; !failed && i < batch->n_changes; i++) {
		to->changes[i].type = batch->changes[i].type;
		failed = entry_copy(&to->changes[i].entry, &batch->changes[i].entry, &arena) < 0;
		to->n_changes++;
	}
	for (size_t i = 0; !failed && i < batch->n_decisions; i++) {
		const struct history_decision *from = &batch->decisions[i];

		to->decisions[i] = (struct history_decision){
			.real_usec = from->real_usec,
			.kind = copy(&arena, from->kind, &failed),
			.decision = copy(&arena, from->decision, &failed),
			.reason = copy(&arena, from->reason, &failed),
		};
		to->n_decisions++;
	}
	if (failed) {
		arena_clear(&arena);
		return NULL;
	}
	to->arena = arena;
	return to;
}

static int keep_snapshot(struct queue *queue, const struct history_batch *batch)
{
	void *data;

	if (!batch->snapshot) {
		return 0;
	}
	data = malloc(batch->snapshot_bytes + 1);
	if (!data) {
		return -ENOMEM;
	}
	memcpy(data, batch->snapshot, batch->snapshot_bytes);
	free(queue->snapshot);
	queue->snapshot = data;
	queue->snapshot_bytes = batch->snapshot_bytes;
	queue->snapshot_version = batch->snapshot_version;
	return 0;
}

int queue_add(struct queue *queue, const struct history_batch *batch)
{
	size_t bytes = batch_bytes(batch);
	struct queued_batch *queued;
	int r;

	if (batch->n_changes > 0 || batch->n_decisions > 0) {
		if (queue->bytes + bytes > HISTORY_QUEUE_MAX_BYTES) {
			return -ENOBUFS;
		}
		queued = copy_batch(batch);
		if (!queued) {
			return -ENOMEM;
		}
		r = keep_snapshot(queue, batch);
		if (r < 0) {
			struct arena arena = queued->arena;

			arena_clear(&arena);
			return r;
		}
		if (!queue->first) {
			queue->last = &queue->first;
		}
		*queue->last = queued;
		queue->last = &queued->next;
		queue->bytes += bytes;
		queue->n_entries += batch->n_changes;
		return 0;
	}
	return keep_snapshot(queue, batch);
}

bool queue_is_empty(const struct queue *queue)
{
	return !queue->first && !queue->snapshot;
}

void queue_clear(struct queue *queue)
{
	while (queue->first) {
		struct queued_batch *queued = queue->first;
		struct arena arena = queued->arena;

		queue->first = queued->next;
		arena_clear(&arena);
	}
	free(queue->snapshot);
	*queue = (struct queue){0};
}
