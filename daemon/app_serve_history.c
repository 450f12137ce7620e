/* SPDX-License-Identifier: MIT */
/* What the API asks of the history, and the turns in which it does what takes long. */
#include <errno.h>
#include <stdio.h>

#include "app_internal.h"
#include "calendar.h"
#include "log.h"

int app_list_history(
	const struct history_query *query, struct history_page **ret_page, void *userdata)
{
	struct app *app = userdata;

	if (!app->history) {
		return -ENODEV;
	}
	/* What came in this pass of the loop is a part of it; if it cannot be written, the rest is
	 * still told. */
	(void)app_flush_history(app, false);
	return history_list(app->history, query, ret_page);
}

int64_t app_get_today(void *userdata)
{
	struct app *app = userdata;
	struct core_now now;

	app_get_now(app, &now);
	return calendar_day_number(&now, app->config->core.day_start_usec);
}

/* What the core has not told yet, as the spells that it would be now. Returns how many. */
static size_t get_open(struct app *app, struct history_entry entries[SPANS_TOLD_MAX])
{
	static const struct history_detail continues = {HISTORY_DETAIL_CONTINUES, "yes"};
	struct core_span spans[SPANS_TOLD_MAX];
	struct core_now now;
	size_t n;

	app_get_now(app, &now);
	n = core_get_untold(&app->core, &now, spans);
	for (size_t i = 0; i < n; i++) {
		const struct core_span *span = &spans[i];

		entries[i] = (struct history_entry){
			.type = HISTORY_SPELL,
			.start_real_usec = (int64_t)span->from_real_usec,
			.has_duration = true,
			.duration_usec = span->to_boot_usec - span->from_boot_usec,
			.what = app_spell_word(span->span),
			.details = &continues,
			.n_details = span->is_continued && span->span == SPAN_SEATED,
			.has_utc_offset = true,
			.utc_offset_usec = span->utc_offset_usec,
			.machine = app->record.machine[0] ? app->record.machine : NULL,
		};
	}
	return n;
}

int app_list_days(int64_t first, int64_t last, size_t limit, struct history_day **ret_days,
	size_t *ret_n_days, void *userdata)
{
	struct app *app = userdata;
	struct history_entry open[SPANS_TOLD_MAX];
	struct history_days_query query = {
		.first_number = first, .last_number = last, .limit = limit, .open = open};

	if (!app->history) {
		return -ENODEV;
	}
	(void)app_flush_history(app, false);
	query.n_open = get_open(app, open);
	return history_list_days(app->history, &query, ret_days, ret_n_days);
}

int app_list_decisions(int64_t before_real_usec, size_t limit,
	struct history_decision **ret_decisions, size_t *ret_n_decisions, void *userdata)
{
	struct app *app = userdata;
	struct history_decision *decisions;
	size_t n;
	int r;

	if (!app->history) {
		return -ENODEV;
	}
	/* The newest of them are in the journal. */
	limit += app->journal.n_decisions;
	r = history_list_decisions(app->history, INT64_MIN,
		limit < HISTORY_PAGE_MAX ? limit : HISTORY_PAGE_MAX, &decisions, &n);
	if (r < 0) {
		return r;
	}
	while (n > 0 && decisions[n - 1].real_usec >= before_real_usec) {
		n--;
	}
	*ret_decisions = decisions;
	*ret_n_decisions = n;
	return 0;
}

int app_import_history(const struct history_entry *entries, size_t n_entries, size_t *ret_added,
	size_t *ret_present, void *userdata)
{
	struct app *app = userdata;
	struct core_now now;

	if (!app->history) {
		return -ENODEV;
	}
	app_get_now(app, &now);
	return history_import(app->history, &now, entries, n_entries, ret_added, ret_present);
}

/* What is to go is all there is of it so far: the spell that goes on does not bring it back. */
static void let_go(struct app *app)
{
	(void)app_flush_history(app, false);
	app->record.spell.id[0] = '\0';
}

int app_remove_history(const char *id, void *userdata)
{
	struct app *app = userdata;
	struct core_now now;

	if (!app->history) {
		return -ENODEV;
	}
	let_go(app);
	app_get_now(app, &now);
	return history_remove(app->history, &now, id);
}

int app_forget_history(int64_t until_real_usec, size_t *ret_removed, void *userdata)
{
	struct app *app = userdata;
	struct core_now now;

	if (!app->history) {
		return -ENODEV;
	}
	let_go(app);
	app_get_now(app, &now);
	return history_forget(app->history, &now, until_real_usec, ret_removed);
}

void app_describe_history(int error, char *buffer, size_t size, void *userdata)
{
	struct app *app = userdata;
	struct history_status status;

	if (!app->history) {
		(void)snprintf(buffer, size,
			"this daemon was started for one connection: it has no history");
		return;
	}
	history_get_status(app->history, &status);
	(void)snprintf(buffer, size, "%s",
		status.state != HISTORY_STATE_OK ? status.message : log_errno_text(error));
}

void app_want_turn(void *userdata)
{
	struct app *app = userdata;
	int r = loop_timer_set(app->api_timer, 0);

	if (r < 0) {
		log_error("cannot go on with a call: %s", log_errno_text(r));
	}
}

static void take_turn(void *userdata)
{
	struct app *app = userdata;

	api_take_turn(app->api);
}

int app_new_api(struct app *app)
{
	int r = loop_timer_new(app->loop, take_turn, app, &app->api_timer);

	return r < 0 ? r : api_new(&app_api_ops, app, &app->api);
}

void app_free_api(struct app *app)
{
	app->api_timer = loop_timer_free(app->api_timer);
	app->api = api_free(app->api);
}
