/* SPDX-License-Identifier: MIT */
/* The API as the daemon sees it: what it has to provide, and where it says that something happened.
 */
#pragma once

#include "core.h"
#include "history_values.h"
#include "journal.h"
#include "replay.h"

#define API_SOURCES_MAX 8
#define API_DETAIL_MAX 256
#define API_WARNINGS_MAX 24
#define API_WARNING_MAX 1024
#define API_PAUSE_REASON_MAX 256

/* Of one check; what is longer is cut. */
#define API_CHECK_DETAIL_MAX 512
#define API_CHECK_REMEDY_MAX 1024
/* WatchInput: how long, without durationUSec and at most. */
#define API_WATCH_INPUT_DEFAULT_USEC (10 * USEC_PER_SEC)
#define API_WATCH_INPUT_MAX_USEC USEC_PER_MINUTE

struct api;
struct content;
struct varlink_server;

struct api_source {
	const char *name;
	const char *state; /* up, starting, down, unavailable */
	char detail[API_DETAIL_MAX];
};

/* All that can be told at one moment; strings that it points to are valid until the next event. */
struct api_snapshot {
	const struct content *content;
	struct core_now now;
	struct core_view view;
	char presence_detail[API_DETAIL_MAX]; /* "" if there is nothing to add */
	struct api_source sources[API_SOURCES_MAX];
	size_t n_sources;
	const char *hold_details[HOLD_REASON_MAX]; /* who holds; NULL: nothing to add */
	const char *emergency_number; /* Safety.EmergencyNumber; NULL or "": never told */
	char warnings[API_WARNINGS_MAX][API_WARNING_MAX];
	size_t n_warnings;
};

struct api_setting {
	const char *name;
	const char *value;
	const char *default_value;
	const char *file; /* NULL: built in */
	unsigned line;
	const char *problem; /* NULL: none */
	const char *note;    /* NULL: none */
};

/* First thing amiss in the files, for BadConfiguration. */
struct api_problem {
	const char *file;
	unsigned line;
	const char *message;
};

enum api_check_state {
	API_CHECK_OK,
	API_CHECK_LIMITED,
	API_CHECK_FAILED,
	API_CHECK_ABSENT,
	API_CHECK_STATE_MAX,
};

/* One thing that the daemon depends on: a row of Diagnose. */
struct api_check {
	char id[32];
	enum api_check_state state;
	bool vital; /* prompting depends on it */
	char detail[API_CHECK_DETAIL_MAX];
	char remedy[API_CHECK_REMEDY_MAX]; /* "": nothing to be done */
};

/* Copies what it needs of the check. */
typedef void (*api_check_fn)(const struct api_check *check, void *userdata);

enum api_watch_state {
	API_WATCH_WAITING,
	API_WATCH_READY,
	API_WATCH_ENDED,
	API_WATCH_UNABLE,
	API_WATCH_STATE_MAX,
};

/* A reply of WatchInput. */
struct api_watch_report {
	const char *source;
	enum api_watch_state state; /* the last two are the end */
	bool seen;
	usec_t after_usec;  /* if it was */
	const char *detail; /* NULL: nothing to add */
};

typedef void (*api_watch_fn)(const struct api_watch_report *report, void *userdata);

/* What keeps an entry of the catalogue from being shown; all zero: nothing. */
struct api_obstacles {
	bool kind;           /* Prompt.Kinds leaves it out */
	uint32_t tools;      /* enum tool: needed and not among Tools.Own */
	uint32_t conditions; /* enum condition: hold now and forbid it */
	bool movement;       /* no movement that may follow it could be shown */
};

/* Preview: days before today, without 'days' and at most. */
#define API_PREVIEW_DAYS_DEFAULT 14
#define API_PREVIEW_PROMPTS_DAYS_DEFAULT 7 /* of Backcare */
#define API_PREVIEW_DAYS_MAX 90
/* As many settings as there are, and some to spare for what is none. */
#define API_PREVIEW_SETTINGS_MAX 64
#define API_PREVIEW_MESSAGE_MAX 512
/* That are told one by one; what comes after them is in the sums alone. */
#define API_PREVIEW_PROMPTS_MAX 10000

struct api_preview_request {
	struct {
		const char *name; /* "Walk.Limit" */
		const char *value;
	} settings[API_PREVIEW_SETTINGS_MAX];
	size_t n_settings;
	unsigned n_days;
	bool wants_prompts; /* one by one, of API_PREVIEW_SAME_PRESENCE */
};

/* What the person would have done: guesses, see io.github.backcare.History. */
enum api_preview_guess {
	API_PREVIEW_SAME_PRESENCE,
	API_PREVIEW_WALKS_AS_BEFORE,
	API_PREVIEW_EVERY_WALK,
	API_PREVIEW_GUESS_MAX,
};

struct api_preview_day {
	int64_t number; /* see calendar_day_number() */
	uint64_t prompted;
	usec_t longest_seated_usec;
	struct replay_day replayed[API_PREVIEW_GUESS_MAX];
};

struct api_preview {
	const struct api_preview_day *days; /* oldest first */
	size_t n_days;
	const struct replay_prompt *prompts; /* oldest first, if they were wanted */
	size_t n_prompts;
	uint64_t n_walks_prompted;
	uint64_t n_walks_taken;
	const char *without_effect[API_PREVIEW_SETTINGS_MAX];
	size_t n_without_effect;
};

/* What the composition root provides. None of them may free the API. */
struct api_ops {
	void (*get_snapshot)(struct api_snapshot *ret_snapshot, void *userdata);
	/* When the local day ends, at Day.Start; real time, later than now. */
	usec_t (*get_tomorrow)(void *userdata);
	/* Takes the event to the core, with all that follows from it. fresh_id and random are
	 * filled in here. */
	enum core_result (*command)(struct core_event *event, void *userdata);
	/* Likewise for CORE_CARE; how it was taken is in *ret_result. Returns 0, or -errno where
	 * what was told could not be stored yet: it holds as long as the daemon runs. */
	int (*care)(struct core_event *event, struct care_result *ret_result, void *userdata);
	/* Valid until the next event. */
	void (*get_care)(struct core_care_view *ret_view, void *userdata);
	/* ReportPresence: as presence_port_report_external(). */
	int (*report_presence)(
		const char *source, enum presence presence, usec_t valid_usec, void *userdata);
	const struct journal *(*get_journal)(void *userdata);
	/* Those of the last days that are kept from before then, the newest 'limit' of them, oldest
	 * first: one block for free(). */
	int (*list_decisions)(int64_t before_real_usec, size_t limit,
		struct history_decision **ret_decisions, size_t *ret_n_decisions, void *userdata);
	/* The catalogue of now; valid until the next Reload. */
	const struct content *(*get_content)(void *userdata);
	/* Whether the core could choose this entry now; if not, why in *ret_obstacles. */
	bool (*get_obstacles)(uint16_t entry, struct api_obstacles *ret_obstacles, void *userdata);
	/* Runs 'fn' for each check, before it returns. */
	void (*diagnose)(api_check_fn fn, void *fn_userdata, void *userdata);
	/* 'fn' is run from the loop with each new state, never from within; after the last one what
	 * is returned in *ret_watch is gone. Returns 0, -ENOBUFS if there are too many, -errno. */
	int (*watch_input)(usec_t length_usec, api_watch_fn fn, void *fn_userdata, void **ret_watch,
		void *userdata);
	/* Before that; 'fn' is not run any more. */
	void (*unwatch_input)(void *watch, void *userdata);
	/* The history, as history.h has it, with its errors; -ENODEV if there is none. */
	int (*list_history)(
		const struct history_query *query, struct history_page **ret_page, void *userdata);
	/* The local day that it is; see calendar_day_number(). */
	int64_t (*get_today)(void *userdata);
	/* The first days from 'first' to 'last', at most 'limit'; today as of now. free() them. */
	int (*list_days)(int64_t first, int64_t last, size_t limit, struct history_day **ret_days,
		size_t *ret_n_days, void *userdata);
	int (*import_history)(const struct history_entry *entries, size_t n_entries,
		size_t *ret_added, size_t *ret_present, void *userdata);
	int (*remove_history)(const char *id, void *userdata);
	/* One step; 1 if there may be more. */
	int (*forget_history)(int64_t until_real_usec, size_t *ret_removed, void *userdata);
	/* The last days replayed under other settings, in steps. Returns 0 with *ret_preview, to be
	 * given back with preview_end(); -EINVAL with the index of the setting that is bad in
	 * *ret_bad and a sentence in 'message', which has API_PREVIEW_MESSAGE_MAX bytes; or as
	 * above. */
	int (*preview_begin)(const struct api_preview_request *request, void **ret_preview,
		size_t *ret_bad, char *message, void *userdata);
	/* One small step. 1 if there is more to do; 0: preview_get() has the result. */
	int (*preview_step)(void *preview, void *userdata);
	/* Valid until the end. */
	const struct api_preview *(*preview_get)(void *preview, void *userdata);
	void (*preview_end)(void *preview, void *userdata);
	/* What became of the last of these, for people; 'error' is what it returned. */
	void (*describe_history)(int error, char *buffer, size_t size, void *userdata);
	/* Has api_take_turn() run from the loop, after whoever else wants something of the daemon.
	 */
	void (*want_turn)(void *userdata);
	/* False after the last one. Strings are valid until the next Reload. */
	bool (*get_setting)(size_t index, struct api_setting *ret_setting, void *userdata);
	const char *(*get_settings_file)(size_t index, void *userdata);
	/* False if something is bad; the first of it in *ret_problem, valid until the next Reload.
	 */
	bool (*reload)(struct api_problem *ret_problem, void *userdata);
};

/* 'ops' is constant; it and the server outlive the API. */
int api_new(const struct api_ops *ops, void *userdata, struct api **ret_api);
/* After the server was freed. */
struct api *api_free(struct api *api);
/* What the last pause is for: API_PAUSE_REASON_MAX bytes with the NUL, to be read, and filled in
 * before anybody is served. Lives as long as the API. */
char *api_get_pause_reason(struct api *api);
/* Registers the interfaces. Returns 0 or -errno. */
int api_register(struct api *api, struct varlink_server *server);

/* One small step of a call that takes long; see api_ops.want_turn. */
void api_take_turn(struct api *api);

enum api_event {
	API_SNAPSHOT,
	API_PRESENCE,
	API_PROMPT_SHOWN,
	API_PROMPT_CLOSED,
	API_HOLD,
	API_SETTINGS,
	API_CARE,
	API_DAY,
	API_EVENT_MAX,
};

/* Tells everyone who follows. 'prompt' NULL: the open one, if there is one. */
void api_publish(
	struct api *api, enum api_event event, const struct prompt *prompt, enum outcome outcome);
