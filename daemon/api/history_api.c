/* SPDX-License-Identifier: MIT */
/* io.github.backcare.History: pages of entries and days, and the end of one. Each page is a turn of
 * its own. With 'more' the next one is read and sent when the client has fetched the one before:
 * what it does not read costs nothing. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <backcare/cleanup.h>

#include "date.h"
#include "history_encode.h"
#include "job.h"
#include "jsonvalue.h"

#define PAGE_DEFAULT 100
/* Of the texts of a page: in JSON, with all the rest, it is one message whatever is in them. */
#define PAGE_TEXT_BYTES ((size_t)96 * 1024)
/* A cursor of the history is shorter. */
#define CURSOR_MAX_BYTES 127
#define DAYS_PAGE 400
#define DAYS_DEFAULT 7

/* What is left of a listing. */
struct listing {
	struct api_job job; /* first */
	/* Makes the next page of it. Returns 1 if there is another one behind it, 0, or a negative
	 * errno of the history. */
	int (*make_page)(struct listing *listing, int *error, struct json_object *object);
	struct history_query query;
	char cursor[CURSOR_MAX_BYTES + 1]; /* for the query */
	int64_t first_day, last_day;
};

/* -- pages
 * --------------------------------------------------------------------------------------------------
 */

static int make_entries(struct listing *listing, int *error, struct json_object *object)
{
	const struct api *api = listing->job.api;
	struct json_object *entries = json_new_array(error);
	struct history_page *page = NULL;
	int r = api->ops->list_history(&listing->query, &page, api->userdata);

	for (size_t i = 0; r == 0 && i < page->n_entries; i++) {
		json_append_take(error, entries, history_encode_entry(error, &page->entries[i]));
	}
	json_add_take(error, object, "entries", entries);
	if (r == 0 && page->next) {
		json_add_string(error, object, "next", page->next);
		(void)snprintf(listing->cursor, sizeof(listing->cursor), "%s", page->next);
		listing->query.cursor = listing->cursor;
		r = 1;
	}
	(void)history_page_free(page);
	return r;
}

static int make_days(struct listing *listing, int *error, struct json_object *object)
{
	const struct api *api = listing->job.api;
	struct json_object *array = json_new_array(error);
	AUTO_FREE struct history_day *days = NULL;
	size_t n_days = 0;
	int r = api->ops->list_days(
		listing->first_day, listing->last_day, DAYS_PAGE, &days, &n_days, api->userdata);

	for (size_t i = 0; r == 0 && i < n_days; i++) {
		json_append_take(error, array, history_encode_day(error, &days[i]));
	}
	json_add_take(error, object, "days", array);
	if (r == 0 && n_days == DAYS_PAGE && days[n_days - 1].number < listing->last_day) {
		char date[DATE_TEXT_MAX];

		listing->first_day = days[n_days - 1].number + 1;
		json_add_string(
			error, object, "nextDate", date_format(date, (int32_t)listing->first_day));
		r = 1;
	}
	return r;
}

/* -- one or all
 * ---------------------------------------------------------------------------------------------
 */

/* Sends the next page, as the last one if there is no other behind it. */
static int step(struct api_job *job)
{
	struct listing *listing = (struct listing *)(void *)job;
	AUTO_JSON struct json_object *object = NULL;
	int error = 0, r, is_more;

	object = json_new_object(&error);
	is_more = listing->make_page(listing, &error, object);
	if (is_more < 0 || error < 0) {
		return is_more < 0 ? is_more : error;
	}
	if (is_more == 0 || !varlink_call_wants_more(job->call)) {
		return varlink_call_reply(job->call, object);
	}
	r = varlink_call_notify(job->call, object);
	return r < 0 ? r : API_JOB_SENT;
}

static void free_job(struct api_job *job)
{
	free(job);
}

static const struct api_job_ops job_ops = {.step = step, .free = free_job};

static int answer(struct api *api, struct varlink_call *call, const struct listing *begin)
{
	struct listing *listing = malloc(sizeof(*listing));

	if (!listing) {
		return -ENOMEM;
	}
	*listing = *begin;
	listing->job = (struct api_job){.ops = &job_ops, .api = api, .call = call};
	if (listing->query.cursor) {
		listing->query.cursor = listing->cursor;
	}
	api_job_begin(&listing->job);
	return 0;
}

/* -- methods
 * ------------------------------------------------------------------------------------------------
 */

/* As the history writes them: "1700000000000000:ID". */
static bool is_cursor(const char *cursor)
{
	char *end;
	size_t size = strlen(cursor);

	errno = 0;
	(void)strtoll(cursor, &end, 10);
	return size <= CURSOR_MAX_BYTES && errno == 0 && end > cursor && end[0] == ':' && end[1];
}

int api_list_history(struct varlink_call *call, const struct varlink_params *params, void *userdata)
{
	const char *cursor = varlink_params_string(params, "cursor");
	struct listing listing = {
		.make_page = make_entries,
		.query = {.since_real_usec = varlink_params_int(params, "sinceUSec", INT64_MIN),
			.until_real_usec = varlink_params_int(params, "untilUSec", INT64_MAX),
			.limit = (size_t)varlink_params_int(params, "limit", PAGE_DEFAULT),
			.max_bytes = PAGE_TEXT_BYTES},
	};

	for (size_t i = 0; i < varlink_params_count(params, "types"); i++) {
		listing.query.types |= 1U << varlink_params_enum_at(params, "types", i);
	}
	if (cursor) {
		if (!is_cursor(cursor)) {
			return varlink_call_error_invalid_parameter(call, "cursor");
		}
		(void)snprintf(listing.cursor, sizeof(listing.cursor), "%s", cursor);
		listing.query.cursor = listing.cursor;
	}
	return answer(userdata, call, &listing);
}

static int64_t get_today(const struct api *api)
{
	return api->ops->get_today(api->userdata);
}

int api_get_days(struct varlink_call *call, const struct varlink_params *params, void *userdata)
{
	struct api *api = userdata;
	const char *first_text = varlink_params_string(params, "firstDate");
	const char *last_text = varlink_params_string(params, "lastDate");
	struct listing listing = {.make_page = make_days};
	int32_t first = 0, last = 0;

	if (first_text && !date_parse(first_text, &first)) {
		return varlink_call_error_invalid_parameter(call, "firstDate");
	}
	if (last_text && !date_parse(last_text, &last)) {
		return varlink_call_error_invalid_parameter(call, "lastDate");
	}
	listing.last_day = last_text ? last : get_today(api);
	listing.first_day = first_text ? first : listing.last_day - (DAYS_DEFAULT - 1);
	if (last_text && listing.first_day > listing.last_day) {
		return varlink_call_error_invalid_parameter(call, "lastDate");
	}
	return answer(userdata, call, &listing);
}

static int error_no_such_entry(struct varlink_call *call, const char *id)
{
	AUTO_JSON struct json_object *object = NULL;
	int error = 0;

	object = json_new_object(&error);
	json_add_string(&error, object, "id", id);
	return error < 0 ? error : varlink_call_error(call, "NoSuchEntry", object);
}

static int error_entry_kept(struct varlink_call *call, const char *id)
{
	AUTO_JSON struct json_object *object = NULL;
	int error = 0;

	object = json_new_object(&error);
	json_add_string(&error, object, "id", id);
	json_add_string(&error, object, "message", "Safety reports stay in the history.");
	return error < 0 ? error : varlink_call_error(call, "EntryKept", object);
}

int api_remove_history(
	struct varlink_call *call, const struct varlink_params *params, void *userdata)
{
	struct api *api = userdata;
	const char *id = varlink_params_string(params, "id");
	int r = api->ops->remove_history(id, api->userdata);

	if (r == -ENXIO || r == -EINVAL) {
		return error_no_such_entry(call, id);
	}
	if (r == -EPERM) {
		return error_entry_kept(call, id);
	}
	return r < 0 ? api_error_storage_failed(api, call, r) : varlink_call_reply(call, NULL);
}
