/* SPDX-License-Identifier: MIT */
/* Where the core stands, over restarts: a snapshot in the history, written with all that a step
 * brings. It is read once, before anything else has looked at the clock: boot time goes on over a
 * restart of the machine, so that no point in time has to be put right anywhere.
 *
 * What was told of body and treatment is in it, whole or not at all: then the checklist is asked
 * again, with gentle prompts until it is answered, never silently none. A snapshot that is there
 * and cannot be read now (another program holds the file, it may not be read) is not written
 * over. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <backcare/cleanup.h>
#include <backcare/sockpath.h>

#include "app_internal.h"
#include "archive_json.h"
#include "log.h"
#include "symptoms.h"

/* Each waits HISTORY_BUSY_WAIT_MSEC at most. */
#define TRIES_WHILE_BUSY 50
/* A clock that was further off than this was set wrong. */
#define GAP_MAX_USEC (366 * USEC_PER_DAY)
#define MARKER_SUFFIX ".login"

/* -- names -- */

static const char *entry_id(uint16_t entry, void *userdata)
{
	return content_get_id(userdata, entry);
}

static uint16_t find_entry(const char *id, void *userdata)
{
	return content_find(userdata, id);
}

static struct archive_names get_names(const struct app *app)
{
	return (struct archive_names){
		.n_entries = content_get_catalogue(app->content)->n_entries,
		.entry_id = entry_id,
		.find_entry = find_entry,
		.userdata = app->content,
		.symptoms = symptoms_get(),
		.symptom_id = symptoms_get_id,
		.message_id = symptoms_get_message_id,
	};
}

/* -- writing -- */

static void walk_shown(struct archive *archive, struct resume *resume)
{
	struct notify_trace *shown = &resume->shown;
	int64_t server_id = shown->server_id;
	struct prompt_id bus_id;

	if (!archive->ops->begin_object(archive, "notification")) {
		return;
	}
	memcpy(bus_id.bytes, shown->bus_id, sizeof(bus_id.bytes));
	if (!archive->ops->id(archive, "prompt", &resume->shown_id) ||
		!archive->ops->id(archive, "bus", &bus_id) ||
		!archive->ops->text(archive, "owner", shown->owner, sizeof(shown->owner)) ||
		!archive->ops->integer(archive, "id", 0, UINT32_MAX, &server_id)) {
		server_id = 0;
	}
	memcpy(shown->bus_id, bus_id.bytes, sizeof(bus_id.bytes));
	shown->server_id = (uint32_t)server_id;
	archive->ops->end(archive);
}

/* What goes with the core: how its clock came to be, whether the daemon ended here, and the words
 * of the pause, of which the core knows nothing. */
static void walk(struct archive *archive, struct resume *resume, char *pause_reason)
{
	int64_t suspended_usec = (int64_t)resume->suspended_before_usec;

	(void)archive->ops->id(archive, "bootId", &resume->boot_id);
	(void)archive->ops->boolean(archive, "orderly", &resume->is_ending);
	(void)archive->ops->integer(
		archive, "bootShiftUSec", INT64_MIN, INT64_MAX, &resume->boot_shift_usec);
	(void)archive->ops->integer(archive, "suspendedBeforeUSec", 0, INT64_MAX, &suspended_usec);
	resume->suspended_before_usec = (usec_t)suspended_usec;
	if (archive->is_reading || pause_reason[0] != '\0') {
		(void)archive->ops->text(
			archive, "pauseReason", pause_reason, API_PAUSE_REASON_MAX);
	}
	if (archive->is_reading || resume->shown.server_id != 0) {
		walk_shown(archive, resume);
	}
}

static void note_shown(struct app *app)
{
	const struct prompt *prompt = &app->core.planner.prompt;

	app->resume.shown.server_id = 0;
	if (app->notify && prompt_is_open(prompt) &&
		notify_get_trace(app->notify, &prompt->id, &app->resume.shown)) {
		app->resume.shown_id = prompt->id;
	}
}

int app_write_snapshot(struct app *app, void **ret_data, size_t *ret_size)
{
	const struct archive_names names = get_names(app);
	struct archive_writer writer;
	char *text = NULL;
	int r;

	if (app->resume.is_unread) {
		return -EACCES;
	}
	note_shown(app);
	archive_writer_begin(&writer, &names);
	walk(&writer.archive, &app->resume, api_get_pause_reason(app->api));
	(void)writer.archive.ops->begin_object(&writer.archive, "core");
	core_archive(&app->core, &writer.archive);
	writer.archive.ops->end(&writer.archive);
	r = archive_writer_end(&writer, &text, ret_size);
	if (r == 0) {
		*ret_data = text;
	}
	return r;
}

/* -- reading -- */

static int read_snapshot(
	struct app *app, const struct core_now *now, struct history_snapshot *snapshot)
{
	int r = -EBUSY;

	/* Before anybody is served. */
	for (int i = 0; r == -EBUSY && i < TRIES_WHILE_BUSY; i++) {
		r = history_read_snapshot(app->history, now, snapshot);
	}
	return r;
}

/* The login is another one if the runtime directory was made anew. */
static bool is_new_login(void)
{
	char path[SOCKPATH_MAX + sizeof(MARKER_SUFFIX)];
	int fd AUTO_CLOSE = -1;

	if (sockpath_get(path, SOCKPATH_MAX, false) < 0) {
		return false;
	}
	(void)strcat(path, MARKER_SUFFIX);
	fd = open(path, O_RDONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
	return fd >= 0;
}

/* The last step, as read into a core that has nothing else of it yet. */
struct past_step {
	usec_t boot_usec;
	usec_t real_usec;
	usec_t suspended_usec;
};

static bool read_last(struct archive *archive, struct past_step *ret_last)
{
	int64_t boot_usec, real_usec, suspended_usec;
	bool known =
		archive->ops->integer(archive, "bootUSec", 0, INT64_MAX / 2, &boot_usec) &&
		archive->ops->integer(archive, "realUSec", 0, INT64_MAX / 2, &real_usec) &&
		archive->ops->integer(archive, "suspendedUSec", 0, INT64_MAX / 2, &suspended_usec);

	if (known) {
		*ret_last = (struct past_step){
			(usec_t)boot_usec, (usec_t)real_usec, (usec_t)suspended_usec};
	}
	return known;
}

/* Boot time goes on from the last step by the real time that has passed: by none if the clock was
 * set back. */
static void go_on_after_boot(struct app *app, const struct past_step *last)
{
	usec_t real_usec = clock_real_usec(&app->clock);
	usec_t passed_usec = real_usec > last->real_usec ? real_usec - last->real_usec : 0;

	if (passed_usec > GAP_MAX_USEC) {
		passed_usec = GAP_MAX_USEC;
	}
	app->resume.boot_shift_usec = (int64_t)(last->boot_usec + passed_usec) -
				      (int64_t)clock_raw_boot_usec(&app->clock);
	app->resume.suspended_before_usec = last->suspended_usec;
}

/* In the same boot its clock goes on as it was. */
static bool take_clock(struct app *app, const struct resume *before, const struct past_step *last)
{
	const struct prompt_id *boot_id = &app->resume.boot_id;

	app->resume.boot_shift_usec = before->boot_shift_usec;
	app->resume.suspended_before_usec = before->suspended_before_usec;
	if (memcmp(&before->boot_id, boot_id, sizeof(*boot_id)) == 0 &&
		clock_boot_usec(&app->clock) >= last->boot_usec) {
		return false;
	}
	go_on_after_boot(app, last);
	return true;
}

static void begin_anew(struct app *app)
{
	struct care_symptoms symptoms = symptoms_get();
	struct core_now now;

	app_get_now(app, &now);
	core_init(&app->core, &app->config->core, content_get_catalogue(app->content), &symptoms,
		NULL, &now);
}

/* When the machine was on again; 0: before all that is known. */
static usec_t booted_boot_usec(const struct app *app)
{
	return app->resume.boot_shift_usec > 0 ? (usec_t)app->resume.boot_shift_usec : 0;
}

static void read_core(struct app *app, struct archive *archive)
{
	struct resume before = {.is_ending = false};
	struct past_step last;
	bool is_new_boot = false, goes_on = false;

	walk(archive, &before, api_get_pause_reason(app->api));
	if (archive->ops->begin_object(archive, "core")) {
		if (read_last(archive, &last)) {
			is_new_boot = take_clock(app, &before, &last);
		}
		begin_anew(app);
		core_archive(&app->core, archive);
		archive->ops->end(archive);
		if (archive->is_care_whole) {
			safety_mark_compare(&app->safety_mark, &app->core.care);
		}
		goes_on = archive->is_time_whole;
	} else {
		begin_anew(app);
	}
	app->resume.care_was_lost = !archive->is_care_whole;
	app->resume.shown = before.shown;
	app->resume.shown_id = before.shown_id;
	app->resume.first = (struct core_event){.type = CORE_TICK};
	if (goes_on) {
		app->resume.first = (struct core_event){.type = CORE_RESTART,
			.restart = {
				.is_orderly = before.is_ending,
				.is_new_boot = is_new_boot,
				.booted_boot_usec = booted_boot_usec(app),
				.care_was_lost = app->resume.care_was_lost,
				.logged_out = app->resume.is_new_login && !is_new_boot,
			}};
	}
}

static void read_text(struct app *app, const char *text, size_t size)
{
	const struct archive_names names = get_names(app);
	struct archive_reader reader;
	int r = archive_reader_begin(&reader, &names, text, size);

	if (r < 0) {
		log_error("where the last daemon stood cannot be read: %s", log_errno_text(r));
		app->resume.care_was_lost = true;
		begin_anew(app);
		return;
	}
	read_core(app, &reader.archive);
	archive_reader_end(&reader);
	if (reader.archive.n_missing > 0) {
		log_info("of where the last daemon stood, %zu values are not known here",
			reader.archive.n_missing);
	}
	if (app->resume.care_was_lost) {
		log_error("what was told of symptoms and massages could not be read: the questions "
			  "are asked again");
	}
}

void app_resume(struct app *app)
{
	struct history_snapshot snapshot = {.data = NULL};
	struct core_now now;
	int r = -ENODATA;

	app->resume.first = (struct core_event){.type = CORE_TICK};
	(void)app->clock.ops->boot_id(app->clock.userdata, app->resume.boot_id.bytes);
	if (app->history) {
		app->resume.is_new_login = is_new_login();
		app_get_now(app, &now);
		r = read_snapshot(app, &now, &snapshot);
	}
	if (r == 0) {
		read_text(app, snapshot.data, snapshot.bytes);
		free(snapshot.data);
		return;
	}
	begin_anew(app);
	if (r != -ENODATA) {
		log_error("where the last daemon stood cannot be read, and is left alone: %s",
			log_errno_text(r));
		app->resume.is_unread = true;
	}
}

/* "None of these", said while nobody could see that there was a hold, does not lift it. */
static void add_care(struct app *app, const struct care *before)
{
	const struct care_symptoms symptoms = symptoms_get();
	struct core_now now;
	struct care_at at = {.now = &now,
		.day_start_usec = app->core.settings.day_start_usec,
		.symptoms = &symptoms,
		.clock_is_doubted = app->core.clock_is_doubted};

	app_get_now(app, &now);
	care_add_before(&app->core.care, &at, before);
}

/* Of what was read late only this: the time has gone on otherwise. */
static void take_care(struct app *app, const struct history_snapshot *snapshot)
{
	AUTO_FREE struct core *core = malloc(sizeof(*core));
	const struct archive_names names = get_names(app);
	struct archive_reader reader;

	if (!core || archive_reader_begin(&reader, &names, snapshot->data, snapshot->bytes) < 0) {
		app->resume.care_was_lost = true;
		return;
	}
	*core = app->core;
	if (reader.archive.ops->begin_object(&reader.archive, "core")) {
		core_archive(core, &reader.archive);
	}
	if (reader.archive.is_care_whole && app->resume.was_told) {
		add_care(app, &core->care);
	} else if (reader.archive.is_care_whole) {
		app->core.care = core->care;
		safety_mark_compare(&app->safety_mark, &app->core.care);
	}
	app->resume.care_was_lost = !reader.archive.is_care_whole;
	archive_reader_end(&reader);
}

void app_retry_resume(struct app *app)
{
	struct history_snapshot snapshot = {.data = NULL};
	struct core_now now;
	int r;

	if (!app->resume.is_unread) {
		return;
	}
	app_get_now(app, &now);
	r = history_read_snapshot(app->history, &now, &snapshot);
	if (r < 0 && r != -ENODATA) {
		return;
	}
	app->resume.is_unread = false;
	app->record.is_due = true;
	if (r == 0) {
		take_care(app, &snapshot);
		free(snapshot.data);
		log_info("what was told of symptoms and massages could be read after all");
		(void)app_step(app, &(struct core_event){.type = CORE_LOOK});
		api_publish(app->api, API_CARE, NULL, OUTCOME_NONE);
	}
}

void app_go_on(struct app *app)
{
	if (app->notify && app->resume.shown.server_id != 0 &&
		notify_adopt(app->notify, &app->resume.shown_id, &app->resume.shown) < 0) {
		log_error("out of memory, a prompt may be on the screen twice");
	}
	(void)app_step(app, &app->resume.first);
}

void app_end(struct app *app)
{
	(void)app_step(app, &(struct core_event){.type = CORE_LOOK});
	app->resume.is_ending = true;
	app->record.is_due = true;
}
