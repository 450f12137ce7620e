/* SPDX-License-Identifier: MIT */
/* Between the files of the composition root: app.c (the modules), app_step.c (events to the core,
 * and what it answers), app_care.c (what care brings beside its messages), app_resume.c (how the
 * core goes on after a restart), app_history.c (what is kept), safety_mark.c (a
 * second witness to what was told of symptoms), app_show.c (prompts on the screen),
 * app_reminders.c (who else reminds of breaks), app_watch.c (the next input), app_surroundings.c
 * (what holds prompts back, and who does it), app_serve.c and app_serve_history.c (what the API
 * asks), app_preview.c and app_preview_read.c (the last days once more), app_diagnose.c and
 * app_diagnose_desktop.c (what works, and what to do about what does not).
 * core goes on after a restart), app_history.c (what is kept), app_keep.c (for how long),
 * app_show.c (prompts on the screen), app_reminders.c (who else reminds of breaks), app_watch.c
 * (the next input), app_surroundings.c (what holds prompts back, and who does it), app_serve.c and
 * app_serve_history.c (what the API asks), app_preview.c and app_preview_read.c (the last days once
 * more), app_diagnose.c and app_diagnose_desktop.c (what works, and what to do about what does
 * not).
 */
#pragma once

#include "api.h"
#include "app.h"
#include "app_record.h"
#include "bus.h"
#include "clock.h"
#include "config.h"
#include "content.h"
#include "core.h"
#include "deadline.h"
#include "do_not_disturb.h"
#include "fullscreen.h"
#include "history.h"
#include "journal.h"
#include "loop.h"
#include "microphone.h"
#include "notify.h"
#include "presence.h"
#include "reminders.h"
#include "safety_mark.h"
#include "userenv.h"
#include "zone.h"

struct varlink_server;

/* Of how the store does, as far as it was logged. */
struct history_told {
	enum history_state state;
	bool is_salvaging, is_lossy, is_ahead;
};

/* How the core goes on from the daemon before, see app_resume.c. */
struct resume {
	struct prompt_id boot_id;     /* of this boot of the machine */
	int64_t boot_shift_usec;      /* the clock's */
	usec_t suspended_before_usec; /* by the machine, before this boot */
	bool is_new_login;            /* the user was logged out meanwhile */
	bool is_ending;               /* orderly: what is written now is the last */
	bool is_unread;               /* there may be a snapshot, which is not written over */
	bool was_told;                /* ... and the person told something since */
	bool care_was_lost;           /* there was one, without all that was told of symptoms */
	/* Where the open prompt is on the screen; only after a kill. server_id 0: nowhere */
	struct prompt_id shown_id;
	struct notify_trace shown;
	struct core_event first; /* that is told to the core */
};

/* In the order of making; freed the other way round. */
struct app {
	struct clock clock;
	struct resume resume;
	struct config *config;
	struct content *content;
	struct loop *loop;
	struct zone *zone;
	struct deadline *deadline;
	struct api *api;
	struct loop_timer *api_timer; /* a call takes more than one step */
	void *preview;                /* the one that is at work; see app_preview.c */
	struct varlink_server *server;
	struct history *history; /* NULL when serving one connection only */
	struct loop_prepare history_hook;
	struct loop_timer *history_timer; /* more is to be done at once */
	struct bus *bus;                  /* the session's; NULL when serving one connection only */
	struct bus *system_bus;           /* likewise */
	struct notify *notify;            /* likewise */
	struct userenv *userenv;          /* likewise */
	struct presence_port *presence;   /* likewise */
	struct do_not_disturb *dnd;       /* likewise */
	struct microphone *microphone;    /* likewise */
	struct fullscreen *fullscreen;    /* likewise */
	struct record record;             /* what is on its way there */
	struct history_told history_told;
	struct safety_mark safety_mark;
	bool keep_is_due;         /* there may be entries older than History.Keep */
	size_t n_forgotten;       /* by it, until all are */
	bool not_stored_was_said; /* of a walk; once until it can be stored again */
	bool safety_is_in_doubt;  /* the checklist was opened for what the history lost, or is older
				     than safety_mark */
	bool is_running;          /* the core is there */
	bool serving_connection;  /* "varlinkctl call ./backcared": memory alone */
	bool stepping;
	bool care_changed; /* within a step */
	bool leads;        /* what to type is shown, under this id */
	struct prompt_id lead_id;
	int store_error; /* of the last step that somebody was waiting for */
	struct core core;
	struct journal journal;
	struct reminders reminders; /* as they were when it was looked for them last */
	bool gnome_reminds;         /* likewise */
	/* Who holds, for people; "": nobody, or not known */
	char surroundings_who[HOLD_REASON_MAX][API_DETAIL_MAX];
};

void app_get_now(struct app *app, struct core_now *ret_now);
/* A UUID of version 7: milliseconds since the epoch, then randomness. */
void app_make_id(usec_t real_usec, struct prompt_id *ret_id, uint64_t *ret_random);
enum core_result app_step(struct app *app, struct core_event *event);
/* With what came of CORE_CARE. Returns 0 or -ENOMEM; then the event is lost. */
int app_step_care(struct app *app, struct core_event *event, struct care_result *ret_care);

/* Wakes up when the core or the history has something to do. */
void app_set_deadline(struct app *app);

/* -- app_settings.c -- */

void app_log_problems(const struct config *config);
/* Takes them to all but the core, once that is made. */
void app_apply_settings(struct app *app);
/* False if a setting, or an entry of the user's own files, is bad; the others are taken. */
bool app_reload_settings(struct app *app);

/* -- app_history.c -- */

/* Sets app->history, and sees to its upkeep. Returns 0 or -errno. */
int app_history_new(struct app *app);
/* Writes what was collected, and where the core stands. Returns 0, or -errno where it could not be
 * written now; it waits in memory then, if that can help. */
int app_flush_history(struct app *app, bool is_durable);
/* When it has something to do; USEC_INFINITY: nothing. */
usec_t app_history_deadline_boot_usec(const struct app *app);
/* If it was asked for: the checklist is answered. */
void app_confirm_safety(struct app *app, const struct core_now *now);
/* For people, "" if all is well. */
void app_get_history_warning(const struct app *app, char *buffer, size_t size);
/* Also half-made. */
void app_history_free(struct app *app);

/* -- app_keep.c -- */

/* Entries may be older than History.Keep now. */
void app_forget_old(struct app *app);
/* Before the loop waits: one step of that. Returns whether there may be more to do at once. */
bool app_forget_old_step(struct app *app, const struct core_now *now);

/* -- app_record_step.c: what a step brings, as entries; app_record_care.c, app_record_recount.c --
 */

void app_record_action(
	struct app *app, const struct core_now *now, const struct core_action *action);
void app_record_care(struct app *app, const struct core_now *now, const struct care_event *event,
	enum care_outcome outcome);
void app_record_recount(
	struct app *app, const struct core_now *now, const struct core_recount *recount);
/* What an entry calls it. */
const char *app_spell_word(enum span span);
/* From 'from_boot_usec' to 'to_boot_usec', which may count from anywhere. */
void app_put_spell(struct app *app, const struct record_spell *spell);
/* RECORD_ID_MAX bytes, with the NUL. */
void app_new_entry_id(struct app *app, char *ret_id);

/* -- app_resume.c -- */

/* Makes the core, from where the daemon before left it if that is known, and sets the clock. After
 * the history, before anything else that looks at the clock. */
void app_resume(struct app *app);
/* Tells the core that it goes on, or just begins; when all else is there. */
void app_go_on(struct app *app);
/* Where the snapshot could not be read at the start: tries once more, and takes what was told of
 * body and treatment from it. Before the loop waits. */
void app_retry_resume(struct app *app);
/* The daemon ends, and was asked to: what is written from now on says so. */
void app_end(struct app *app);
/* For people who look into the file: names are never used again for something else. */
#define APP_SNAPSHOT_VERSION 1
/* Where the core stands, for the history; free() it. Returns 0, -ENOMEM, -E2BIG; -EACCES: there may
 * be one that could not be read, and must not be written over. */
int app_write_snapshot(struct app *app, void **ret_data, size_t *ret_size);

/* -- app_care.c -- */

/* The person is here again: an emergency is said once more. */
void app_greet(struct app *app);
/* To who pressed a button, and looks at no status: it is not on disk. */
void app_tell_not_stored(struct app *app);
/* What to type after a button that leads to a dialogue; shown, and no more. */
void app_lead_on(struct app *app, const struct care_result *result);
/* It was typed, or something graver came: takes it off the screen. */
void app_take_lead_back(struct app *app);

/* -- app_content.c -- */

/* api_ops.get_obstacles */
bool app_get_obstacles(uint16_t entry, struct api_obstacles *ret_obstacles, void *userdata);
/* Sets app->content, and logs what is wrong in the files. Returns 0 or -ENOMEM. */
int app_load_content(struct app *app);
/* Reads the files again and tells the core. False if something in them is bad. */
bool app_reload_content(struct app *app);

/* Steps the core with HOLD_DO_NOT_DISTURB, HOLD_MICROPHONE, HOLD_FULLSCREEN or HOLD_INHIBITOR, and
 * keeps who does it for status: 'who' is for people, on one line, and may be "" or NULL; copied,
 * cut after 255 bytes. For what adapters tell, from the loop; not from within a step. */
void app_set_surrounding(struct app *app, enum hold_reason reason, bool on, const char *who);
/* do_not_disturb_fn; 'userdata' is the app. */
void app_on_do_not_disturb(bool on, const char *who, void *userdata);
/* microphone_fn; 'userdata' is the app. */
void app_on_microphone(bool on, const char *who, void *userdata);
/* fullscreen_fn; 'userdata' is the app. */
void app_on_fullscreen(bool on, const char *who, void *userdata);
/* presence_callbacks.on_inhibit; 'userdata' is the app. */
void app_on_inhibit(bool inhibited, void *userdata);
/* Who holds for this reason, NULL if there is nothing to tell; valid until the next step. */
const char *app_get_surrounding_who(struct app *app, enum hold_reason reason);

/* -- app_serve_history.c: of api_ops; 'userdata' is the app -- */

int app_list_history(
	const struct history_query *query, struct history_page **ret_page, void *userdata);
int64_t app_get_today(void *userdata);
int app_list_days(int64_t first, int64_t last, size_t limit, struct history_day **ret_days,
	size_t *ret_n_days, void *userdata);
int app_list_decisions(int64_t before_real_usec, size_t limit,
	struct history_decision **ret_decisions, size_t *ret_n_decisions, void *userdata);
int app_import_history(const struct history_entry *entries, size_t n_entries, size_t *ret_added,
	size_t *ret_present, void *userdata);
int app_remove_history(const char *id, void *userdata);
int app_forget_history(int64_t until_real_usec, size_t *ret_removed, void *userdata);
void app_describe_history(int error, char *buffer, size_t size, void *userdata);
void app_want_turn(void *userdata);
/* Sets app->api. Returns 0 or -errno. */
int app_new_api(struct app *app);
/* After the server; also half-made. */
void app_free_api(struct app *app);

/* -- app_preview.c: likewise -- */

int app_preview_begin(const struct api_preview_request *request, void **ret_preview,
	size_t *ret_bad, char *message, void *userdata);
int app_preview_step(void *at_work, void *userdata);
const struct api_preview *app_preview_get(void *at_work, void *userdata);
void app_preview_end(void *at_work, void *userdata);

extern const struct notify_callbacks app_notify_callbacks;
void app_show_prompt(struct app *app, const struct prompt *prompt);

/* Looks for other programs that remind of breaks; returns whether there are others than before. */
bool app_look_for_reminders(struct app *app);
/* Those found that have not ended since, counted from 0; false after the last one. The strings are
 * constant. */
bool app_get_reminder(
	struct app *app, size_t index, const char **ret_name, const char **ret_remedy);

/* api_ops.diagnose; 'userdata' is the app. */
void app_diagnose(api_check_fn fn, void *fn_userdata, void *userdata);
/* api_ops.watch_input and unwatch_input; 'userdata' is the app. */
int app_watch_input(
	usec_t length_usec, api_watch_fn fn, void *fn_userdata, void **ret_watch, void *userdata);
void app_unwatch_input(void *watch, void *userdata);
/* The checks that need a desktop: session, sources, notifications and the like. */
struct app_report {
	struct app *app;
	api_check_fn fn;
	void *userdata;
};
void app_diagnose_desktop(const struct app_report *report);
/* Hands a check over; 'remedy' NULL: nothing to be done. */
void app_report(const struct app_report *report, const char *id, enum api_check_state state,
	bool vital, const char *remedy, const char *detail, ...)
	__attribute__((format(printf, 6, 7)));

extern const struct api_ops app_api_ops;
