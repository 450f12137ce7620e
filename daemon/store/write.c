/* SPDX-License-Identifier: MIT */
/* Everything that changes the history, each in one transaction. */
#include <errno.h>
#include <string.h>

#include "history_internal.h"

#define RETRY_BUSY_MIN_USEC (250 * USEC_PER_MSEC)
#define RETRY_BUSY_MAX_USEC USEC_PER_MINUTE
#define RETRY_FAULT_MIN_USEC (10 * USEC_PER_SEC)
#define RETRY_FAULT_MAX_USEC (10 * USEC_PER_MINUTE)

/* --- batches ---------------------------------------------------------------------------------- */

struct write_request {
	const struct history_batch *batch;
	struct touched_days touched;
	size_t n_lost; /* of those that waited: their ids were taken meanwhile */
};

static enum apply_type apply_type_of(enum history_change_type type)
{
	static const enum apply_type types[] = {
		[HISTORY_ADD] = APPLY_ADD,
		[HISTORY_PUT] = APPLY_PUT,
		[HISTORY_DROP] = APPLY_DROP,
	};

	return types[type];
}

static int apply_queue(struct history *history, struct write_request *request)
{
	struct queue *queue = &history->queue;
	int r = 0;

	for (struct queued_batch *batch = queue->first; batch && r >= 0; batch = batch->next) {
		for (size_t i = 0; i < batch->n_changes && r >= 0; i++) {
			r = apply_entry(history, &request->touched,
				apply_type_of(batch->changes[i].type), &batch->changes[i].entry);
			if (r < 0 && !history_is_fault(r)) {
				request->n_lost++;
				r = 0;
			}
		}
		for (size_t i = 0; i < batch->n_decisions && r >= 0; i++) {
			r = apply_decision(history, &batch->decisions[i]);
		}
	}
	if (r >= 0 && queue->snapshot) {
		r = apply_snapshot(
			history, queue->snapshot_version, queue->snapshot, queue->snapshot_bytes);
	}
	return r < 0 ? r : 0;
}

static int apply_batch(struct history *history, struct write_request *request)
{
	const struct history_batch *batch = request->batch;
	int r = 0;

	for (size_t i = 0; i < batch->n_changes && r >= 0; i++) {
		r = apply_entry(history, &request->touched, apply_type_of(batch->changes[i].type),
			&batch->changes[i].entry);
	}
	for (size_t i = 0; i < batch->n_decisions && r >= 0; i++) {
		r = apply_decision(history, &batch->decisions[i]);
	}
	if (r >= 0 && batch->snapshot) {
		r = apply_snapshot(
			history, batch->snapshot_version, batch->snapshot, batch->snapshot_bytes);
	}
	return r < 0 ? r : 0;
}

static int write_all(struct history *history, void *argument)
{
	struct write_request *request = argument;
	int r;

	touched_days_clear(&request->touched);
	request->n_lost = 0;
	r = database_begin(&history->database, request->batch->is_durable);
	if (r == 0) {
		r = apply_queue(history, request);
	}
	if (r == 0) {
		r = apply_batch(history, request);
	}
	if (r == 0) {
		r = days_sum_up(history, &request->touched);
	}
	if (r == 0) {
		r = history_store_loss(history);
	}
	return r == 0 ? database_commit(&history->database) : r;
}

static int check_batch(const struct history_batch *batch)
{
	if (batch->n_changes > HISTORY_BATCH_MAX || batch->n_decisions > HISTORY_BATCH_MAX ||
		(batch->snapshot && batch->snapshot_bytes > HISTORY_SNAPSHOT_MAX_BYTES)) {
		return -E2BIG;
	}
	for (size_t i = 0; i < batch->n_changes; i++) {
		const struct history_change *change = &batch->changes[i];

		if (change->type == HISTORY_DROP) {
			if (!change->entry.id ||
				strnlen(change->entry.id, HISTORY_ID_MAX_BYTES + 1) >
					HISTORY_ID_MAX_BYTES) {
				return -EINVAL;
			}
		} else if (history_entry_problem(&change->entry)) {
			return -EINVAL;
		}
	}
	return 0;
}

/* Twice as long each time. */
static void set_retry(struct history *history, int error)
{
	usec_t min_usec = error == -EBUSY ? RETRY_BUSY_MIN_USEC : RETRY_FAULT_MIN_USEC;
	usec_t max_usec = error == -EBUSY ? RETRY_BUSY_MAX_USEC : RETRY_FAULT_MAX_USEC;
	usec_t wait_usec = 2 * history->retry_wait_usec;

	wait_usec = wait_usec < min_usec ? min_usec : wait_usec;
	wait_usec = wait_usec > max_usec ? max_usec : wait_usec;
	history->retry_wait_usec = wait_usec;
	history->retry_boot_usec = history->now.boot_usec + wait_usec;
}

static int keep_in_memory(struct history *history, const struct history_batch *batch, int error)
{
	/* It would wait for ever. */
	int r = error == -EOPNOTSUPP || error == -ENOSYS ? error
							 : queue_add(&history->queue, batch);

	if (r < 0) {
		history->n_lost += batch->n_changes;
	}
	return r == 0 ? HISTORY_WAITS : r;
}

int history_write(
	struct history *history, const struct core_now *now, const struct history_batch *batch)
{
	struct write_request request = {.batch = batch};
	int r = check_batch(batch);

	if (r < 0) {
		return r;
	}
	history->now = *now;
	r = history_run(history, true, write_all, &request);
	touched_days_clear(&request.touched);
	if (r == 0) {
		history->n_lost += request.n_lost;
		queue_clear(&history->queue);
		history->retry_wait_usec = 0;
		return 0;
	}
	if (history_is_fault(r)) {
		int error = r;

		if (batch->may_wait) {
			r = keep_in_memory(history, batch, error);
		}
		if (!queue_is_empty(&history->queue)) {
			set_retry(history, error);
		}
	}
	return r;
}

/* --- import, remove, forget ------------------------------------------------------------------- */

struct change_request {
	const struct history_entry *entries;
	size_t n_entries;
	const char *id;
	int64_t until_real_usec;
	size_t n_changed;
	struct touched_days touched;
};

static int import(struct history *history, struct change_request *request)
{
	int r = 0;

	for (size_t i = 0; i < request->n_entries && r >= 0; i++) {
		r = apply_entry(history, &request->touched, APPLY_IMPORT, &request->entries[i]);
		request->n_changed += r == APPLY_ADDED;
	}
	return r < 0 ? r : 0;
}

static int remove_one(struct history *history, struct change_request *request)
{
	struct history_entry entry = {.id = request->id};
	int r = apply_entry(history, &request->touched, APPLY_DROP, &entry);

	return r == 0 ? -ENXIO : r < 0 ? r : 0;
}

struct old_entry {
	int64_t seq, start_usec, duration_usec, utc_offset_usec;
	enum history_type type;
};

static int read_old(struct history *history, const struct change_request *request,
	struct old_entry old[HISTORY_STEP_ROWS], size_t *ret_n)
{
	const struct sqlite_library *sqlite = &history->sqlite;
	sqlite3_stmt *statement;
	size_t n = 0;
	int r = database_bind(&history->database, STATEMENT_ENTRY_FORGETTABLE, &statement, "ii",
		request->until_real_usec, (int64_t)HISTORY_STEP_ROWS);

	while (r >= 0 && (r = database_step(&history->database, statement)) > 0) {
		old[n++] = (struct old_entry){
			.seq = sqlite->column_int64(statement, 0),
			.type = (enum history_type)sqlite->column_int64(statement, 1),
			.start_usec = sqlite->column_int64(statement, 2),
			.duration_usec = sqlite->column_int64(statement, 3),
			.utc_offset_usec = sqlite->column_int64(statement, 4),
		};
	}
	*ret_n = n;
	return r;
}

static int forget(struct history *history, struct change_request *request)
{
	struct old_entry old[HISTORY_STEP_ROWS];
	size_t n = 0;
	int r = read_old(history, request, old, &n);

	for (size_t i = 0; i < n && r == 0; i++) {
		r = touched_days_add(&request->touched, history, old[i].type, old[i].start_usec,
			old[i].duration_usec, old[i].utc_offset_usec);
		if (r == 0) {
			r = database_run(
				&history->database, STATEMENT_ENTRY_DELETE, "i", old[i].seq);
		}
	}
	request->n_changed = n;
	return r;
}

static int change(struct history *history, struct change_request *request,
	int (*apply)(struct history *history, struct change_request *request))
{
	int r;

	touched_days_clear(&request->touched);
	request->n_changed = 0;
	r = database_begin(&history->database, true);
	if (r == 0) {
		r = apply(history, request);
	}
	if (r == 0) {
		r = days_sum_up(history, &request->touched);
	}
	return r == 0 ? database_commit(&history->database) : r;
}

static int run_import(struct history *history, void *argument)
{
	return change(history, argument, import);
}

static int run_remove(struct history *history, void *argument)
{
	int r = change(history, argument, remove_one);

	history->wants_truncation = history->wants_truncation || r == 0;
	return r;
}

static int run_forget(struct history *history, void *argument)
{
	int r = change(history, argument, forget);

	history->wants_truncation = history->wants_truncation || r == 0;
	return r;
}

int history_import(struct history *history, const struct core_now *now,
	const struct history_entry *entries, size_t n_entries, size_t *ret_added,
	size_t *ret_present)
{
	struct change_request request = {.entries = entries, .n_entries = n_entries};
	int r;

	if (n_entries > HISTORY_BATCH_MAX) {
		return -E2BIG;
	}
	for (size_t i = 0; i < n_entries; i++) {
		if (history_entry_problem(&entries[i])) {
			return -EINVAL;
		}
	}
	history->now = *now;
	r = history_run(history, true, run_import, &request);
	touched_days_clear(&request.touched);
	if (r == 0) {
		*ret_added = request.n_changed;
		*ret_present = n_entries - request.n_changed;
	}
	return r;
}

int history_remove(struct history *history, const struct core_now *now, const char *id)
{
	struct change_request request = {.id = id};
	int r;

	if (strnlen(id, HISTORY_ID_MAX_BYTES + 1) > HISTORY_ID_MAX_BYTES) {
		return -ENXIO;
	}
	history->now = *now;
	r = history_run(history, true, run_remove, &request);
	touched_days_clear(&request.touched);
	return r;
}

int history_forget(struct history *history, const struct core_now *now, int64_t until_real_usec,
	size_t *ret_removed)
{
	struct change_request request = {.until_real_usec = until_real_usec};
	int r;

	history->now = *now;
	r = history_run(history, true, run_forget, &request);
	touched_days_clear(&request.touched);
	if (r == 0) {
		*ret_removed = request.n_changed;
		r = request.n_changed == HISTORY_STEP_ROWS;
	}
	return r;
}
