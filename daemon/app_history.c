/* SPDX-License-Identifier: MIT */
/* The history: where its file is, when what was collected is written, and what it has to do before
 * the daemon sleeps.
 *
 * What the person said is on disk before anybody is told that it is. All else is written once
 * before the loop waits, together with where the core stands: entries, decisions and snapshot are
 * always of one step. Where something around makes the core step again and again (a program that
 * takes and gives back an inhibitor), that is done each second and no more often. */
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <systemd/sd-id128.h>

#include <backcare/cleanup.h>
#include <backcare/sockpath.h>

#include "app_internal.h"
#include "log.h"

#define FILE_NAME "history.db"
#define PATH_MAX_BYTES 4096
/* Written at once so often, then each second. */
#define BURST 8
#define EACH_USEC USEC_PER_SEC
/* Written before there is more, however it is paced. */
#define WAITING_MAX 200

/* So that the name of the machine in the history is nobody else's name for it. */
static const sd_id128_t application_id =
	SD_ID128_MAKE(5b, 0c, 6a, 41, 9e, 27, 4d, 0f, 8e, 91, 2d, 7a, c3, 64, f0, 18);

/* Where there is no place for it, the store says that there is no such directory. */
static void get_path(char *buffer, size_t size)
{
	const char *state = getenv("XDG_STATE_HOME"), *home = getenv("HOME");
	int n = -1;

	/* A relative path is to be taken for none (XDG base directories). */
	if (state && state[0] == '/') {
		n = snprintf(buffer, size, "%s/backcare/" FILE_NAME, state);
	} else if (home && home[0] == '/') {
		n = snprintf(buffer, size, "%s/.local/state/backcare/" FILE_NAME, home);
	}
	if (n < 0 || (size_t)n >= size) {
		(void)snprintf(buffer, size, "/nonexistent/backcare/" FILE_NAME);
	}
}

static void name_machine(struct record *record)
{
	char text[SD_ID128_STRING_MAX];
	sd_id128_t id;

	if (sd_id128_get_machine_app_specific(application_id, &id) < 0) {
		return;
	}
	(void)snprintf(
		record->machine, sizeof(record->machine), "%s", sd_id128_to_string(id, text));
}

/* -- writing
 * --------------------------------------------------------------------------------------------------
 */

/* Once for each change of how the store does; how much is wrong may change all the time. */
static void tell_state(struct app *app)
{
	struct history_status status;
	struct history_told told;
	bool is_news;

	history_get_status(app->history, &status);
	told = (struct history_told){
		.state = status.state,
		.is_salvaging = status.is_salvaging,
		.is_lossy = status.n_lost > 0,
		.is_ahead = status.clock_behind_usec > 0,
	};
	if (told.state == app->history_told.state &&
		told.is_salvaging == app->history_told.is_salvaging &&
		told.is_lossy == app->history_told.is_lossy &&
		told.is_ahead == app->history_told.is_ahead) {
		return;
	}
	/* A clock that was set is told of by itself. */
	is_news = told.state != app->history_told.state ||
		  told.is_salvaging != app->history_told.is_salvaging ||
		  told.is_lossy != app->history_told.is_lossy;
	app->history_told = told;
	if (status.message[0] != '\0') {
		log_warning("history: %s", status.message);
	} else {
		log_info("history: all is well again");
	}
	if (is_news) {
		/* Warnings are others now. */
		api_publish(app->api, API_SETTINGS, NULL, OUTCOME_NONE);
	}
}

/* The questions are answered: also those that were asked because of a doubt. */
static bool safety_is_certain(const struct app *app)
{
	const struct care_checklist *checklist = &app->core.care.checklist;

	return checklist->answered && !checklist->open &&
	       (!app->safety_mark.differs || app->safety_is_in_doubt);
}

int app_flush_history(struct app *app, bool is_durable)
{
	struct record *record = &app->record;
	struct history_batch batch = {
		.changes = record->changes,
		.n_changes = record->n_changes,
		.decisions = record->decisions,
		.n_decisions = record->n_decisions,
		.is_durable = is_durable,
		.may_wait = true,
	};
	AUTO_FREE void *snapshot = NULL;
	struct core_now now;
	int r;

	if (!app->history || (!record->is_due && !is_durable)) {
		return 0;
	}
	safety_mark_write(&app->safety_mark, &app->core.care, safety_is_certain(app));
	/* Without where the core stands its entries would be told a second time after a restart. */
	r = app_write_snapshot(app, &snapshot, &batch.snapshot_bytes);
	if (r < 0 && !app->resume.is_unread) {
		log_error("where the core stands cannot be written down: %s", log_errno_text(r));
		return r;
	}
	batch.snapshot = snapshot;
	batch.snapshot_version = APP_SNAPSHOT_VERSION;
	app_get_now(app, &now);
	r = history_write(app->history, &now, &batch);
	if (r < 0 && r != -EINVAL && r != -EEXIST && r != -EPERM) {
		log_debug("the history cannot be written: %s", log_errno_text(r));
	} else if (r < 0) {
		log_error("the history refuses what it is given: %s", log_errno_text(r));
	}
	app->not_stored_was_said = app->not_stored_was_said && r != 0;
	record_clear(record);
	record->is_due = false;
	tell_state(app);
	if (r == 0 && app->resume.is_unread) {
		return -EACCES;
	}
	return r == HISTORY_WAITS ? -EAGAIN : r;
}

/* From when on what waits may be written. */
static usec_t paced_until_boot_usec(const struct record *record)
{
	return record->n_changes + record->n_decisions >= WAITING_MAX ? 0 : record->paced_boot_usec;
}

static void write_in_turn(struct app *app, const struct core_now *now)
{
	struct record *record = &app->record;
	usec_t burst_usec = BURST * EACH_USEC;
	usec_t earliest_usec = now->boot_usec > burst_usec ? now->boot_usec - burst_usec : 0;

	if (!record->is_due || paced_until_boot_usec(record) > now->boot_usec) {
		return;
	}
	(void)app_flush_history(app, false);
	if (record->paced_boot_usec < earliest_usec) {
		record->paced_boot_usec = earliest_usec;
	}
	record->paced_boot_usec += EACH_USEC;
}

usec_t app_history_deadline_boot_usec(const struct app *app)
{
	usec_t at_usec, paced_usec;

	if (!app->history) {
		return USEC_INFINITY;
	}
	at_usec = history_deadline_boot_usec(app->history);
	paced_usec = app->record.is_due ? paced_until_boot_usec(&app->record) : USEC_INFINITY;
	return paced_usec < at_usec ? paced_usec : at_usec;
}

/* -- what may be lost
 * -----------------------------------------------------------------------------------------
 */

/* Returns whether the core was told. */
static bool doubt(struct app *app)
{
	struct history_status status;

	history_get_status(app->history, &status);
	if (app->safety_is_in_doubt || (!status.safety_may_be_lost && !app->safety_mark.differs)) {
		return false;
	}
	log_warning("what was told of symptoms may be lost: the questions are asked again");
	(void)app_step(app, &(struct core_event){.type = CORE_CARE, .care = {.type = CARE_DOUBT}});
	app->safety_is_in_doubt = true;
	return true;
}

void app_confirm_safety(struct app *app, const struct core_now *now)
{
	int r;

	if (!app->safety_is_in_doubt || app->core.planner.limits.checklist_pending) {
		return;
	}
	r = history_confirm_safety(app->history, now);
	if (r < 0) {
		log_warning("the questions were answered, which cannot be stored: %s",
			log_errno_text(r));
		return;
	}
	app->safety_mark.differs = false;
	app->safety_is_in_doubt = false;
}

void app_get_history_warning(const struct app *app, char *buffer, size_t size)
{
	struct history_status status;

	buffer[0] = '\0';
	if (!app->history) {
		return;
	}
	history_get_status(app->history, &status);
	if (status.message[0] != '\0' && status.n_waiting > 0) {
		(void)snprintf(buffer, size, "%s %zu %s in memory.", status.message,
			status.n_waiting, status.n_waiting == 1 ? "entry waits" : "entries wait");
	} else {
		(void)snprintf(buffer, size, "%s", status.message);
	}
	buffer[0] = (char)toupper((unsigned char)buffer[0]);
}

/* -- before the loop waits
 * ------------------------------------------------------------------------------------
 */

static void go_on(void *userdata)
{
	/* The hook that runs before the loop waits again does the next step. */
	(void)userdata;
}

static bool work(void *userdata)
{
	struct app *app = userdata;
	struct core_now now;
	bool goes_on;
	int r;

	app_retry_resume(app);
	app_get_now(app, &now);
	write_in_turn(app, &now);
	goes_on = app_forget_old_step(app, &now);
	r = history_work(app->history, &now);
	if (r > 0 || goes_on) {
		/* A step a pass: clients are served between them. */
		r = loop_timer_set(app->history_timer, 0);
		if (r < 0) {
			log_error("cannot go on with the history: %s", log_errno_text(r));
		}
	}
	tell_state(app);
	app_set_deadline(app);
	return doubt(app);
}

int app_history_new(struct app *app)
{
	char path[PATH_MAX_BYTES], socket_path[SOCKPATH_MAX];
	int r;

	get_path(path, sizeof(path));
	if (sockpath_get(socket_path, sizeof(socket_path), false) < 0) {
		socket_path[0] = '\0';
	}
	r = safety_mark_init(&app->safety_mark, path, socket_path);
	if (r < 0) {
		return r;
	}
	name_machine(&app->record);
	app->history = history_new(path, app->config->core.day_start_usec);
	if (!app->history) {
		return -ENOMEM;
	}
	r = loop_timer_new(app->loop, go_on, app, &app->history_timer);
	if (r < 0) {
		return r;
	}
	loop_prepare_add(app->loop, &app->history_hook, LOOP_ORDER_FLUSH, work, app);
	return 0;
}

void app_history_free(struct app *app)
{
	if (app->is_running) {
		(void)app_flush_history(app, true);
	}
	loop_prepare_remove(&app->history_hook);
	app->history_timer = loop_timer_free(app->history_timer);
	app->history = history_free(app->history);
	safety_mark_deinit(&app->safety_mark);
	record_clear(&app->record);
}
