/* SPDX-License-Identifier: MIT */
/* A preview: the last days out of the history, lived once more in cores of their own. It is done in
 * small steps, each of which reads a page or lives a day, so that nobody else waits for it; and one
 * preview after the other, so that many at once take no more memory than one.
 *
 * The history is read twice: first for the share of walks that were taken, by which the second
 * guess goes. Nothing is taken from the core that is at work but what care holds now. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <backcare/cleanup.h>

#include "app_internal.h"
#include "app_preview.h"

/* Entries of one step. */
#define PAGE_ENTRIES HISTORY_PAGE_MAX
/* Before the first day, so that it does not begin out of nothing. */
#define DAYS_BEFORE 2
/* Lived in one step at most. */
#define PIECE_USEC USEC_PER_DAY

enum preview_state {
	PREVIEW_WAITS, /* for its turn */
	PREVIEW_COUNTS,
	PREVIEW_LIVES,
	PREVIEW_DONE,
};

/* What takes room, and is there while it is at work. */
struct work {
	struct preview_reader reader;
	struct history_page *page;
	size_t n_read;                 /* of the page */
	struct replay_stretch stretch; /* what is left of it; length 0: nothing */
	char cursor[HISTORY_ID_MAX_BYTES + 64];
	struct catalogue catalogue;
	struct catalogue_entry entries[CATALOGUE_ENTRIES_MAX];
	struct replay replays[API_PREVIEW_GUESS_MAX];
};

struct preview {
	struct app *app;
	enum preview_state state;
	struct core_settings settings;
	int64_t first_day, last_day;
	usec_t since_real_usec, until_real_usec;
	struct work *work;
	struct api_preview_day *days;
	bool wants_prompts;
	struct replay_prompt *prompts;
	struct api_preview result;
};

/* -- beginning -- */

/* A replay does not know what these are about. */
static const enum config_key without_effect[] = {
	CONFIG_PRESENCE_IDLE_AFTER,
	CONFIG_PRESENCE_SOURCES,
	CONFIG_PRESENCE_PASSIVE_MAX,
	CONFIG_SAFETY_EMERGENCY_NUMBER,
	CONFIG_PROMPT_SNOOZE,
	CONFIG_PROMPT_SNOOZE_LIMIT,
	CONFIG_HOLD_MEETING,
	CONFIG_HOLD_DO_NOT_DISTURB,
	CONFIG_HOLD_MICROPHONE,
	CONFIG_HOLD_FULLSCREEN,
	CONFIG_HOLD_INHIBITOR,
	CONFIG_HISTORY_KEEP,
};

static void note_without_effect(struct api_preview *result, const char *name)
{
	for (size_t i = 0; i < ELEMENTSOF(without_effect); i++) {
		const char *key_name = config_key_name(without_effect[i]);

		if (strcmp(name, key_name) == 0) {
			result->without_effect[result->n_without_effect++] = key_name;
		}
	}
}

static int take_settings(struct preview *preview, const struct api_preview_request *request,
	size_t *ret_bad, char *message)
{
	struct config_change changes[API_PREVIEW_SETTINGS_MAX];
	AUTO_FREE struct config *config = NULL;
	int r;

	_Static_assert(API_PREVIEW_MESSAGE_MAX >= CONFIG_PROBLEM_MAX, "room for the sentence");
	for (size_t i = 0; i < request->n_settings; i++) {
		changes[i] = (struct config_change){
			request->settings[i].name, request->settings[i].value};
	}
	r = config_overlay(
		preview->app->config, changes, request->n_settings, &config, ret_bad, message);
	if (r < 0) {
		return r;
	}
	preview->settings = config->core;
	for (size_t i = 0; i < request->n_settings; i++) {
		note_without_effect(&preview->result, request->settings[i].name);
	}
	return 0;
}

static usec_t day_begins_real_usec(const struct app *app, const struct core_now *now, int64_t day)
{
	int64_t real_usec = day * (int64_t)USEC_PER_DAY +
			    (int64_t)app->config->core.day_start_usec - now->utc_offset_usec;

	return real_usec > 0 ? (usec_t)real_usec : 0;
}

int app_preview_begin(const struct api_preview_request *request, void **ret_preview,
	size_t *ret_bad, char *message, void *userdata)
{
	struct app *app = userdata;
	AUTO_FREE struct preview *preview = calloc(1, sizeof(*preview));
	struct core_now now;
	int r;

	if (!preview) {
		return -ENOMEM;
	}
	preview->app = app;
	preview->wants_prompts = request->wants_prompts;
	r = take_settings(preview, request, ret_bad, message);
	if (r < 0) {
		return r;
	}
	if (!app->history) {
		return -ENODEV;
	}
	app_get_now(app, &now);
	preview->last_day = app_get_today(app) - 1;
	preview->first_day = preview->last_day - (int64_t)request->n_days + 1;
	preview->since_real_usec =
		day_begins_real_usec(app, &now, preview->first_day - DAYS_BEFORE);
	/* Whatever its offset is, the last day is over by then. */
	preview->until_real_usec = day_begins_real_usec(app, &now, preview->last_day + 2);
	if (preview->until_real_usec > now.real_usec) {
		preview->until_real_usec = now.real_usec;
	}
	*ret_preview = TAKE_PTR(preview);
	return 0;
}

/* The files of the user's own may be read again meanwhile: the catalogue is copied. */
static int begin_work(struct preview *preview)
{
	const struct app *app = preview->app;
	const struct catalogue *catalogue = content_get_catalogue(app->content);
	struct work *work = calloc(1, sizeof(*work));

	if (preview->wants_prompts && !preview->prompts) {
		preview->prompts = calloc(API_PREVIEW_PROMPTS_MAX, sizeof(*preview->prompts));
	}
	if (!work || (preview->wants_prompts && !preview->prompts)) {
		free(work);
		return -ENOMEM;
	}
	memcpy(work->entries, catalogue->entries,
		catalogue->n_entries * sizeof(*catalogue->entries));
	work->catalogue = (struct catalogue){work->entries, catalogue->n_entries};
	work->reader = (struct preview_reader){
		.first_day = preview->first_day,
		.last_day = preview->last_day,
		.day_start_usec = app->config->core.day_start_usec,
		.answer_usec = app->config->core.prompt_expire_usec + PLANNER_RAISE_WITHIN_USEC,
	};
	preview->work = work;
	return 0;
}

static void end_work(struct preview *preview)
{
	if (preview->work) {
		(void)history_page_free(preview->work->page);
		free(preview->work);
		preview->work = NULL;
	}
	if (preview->app->preview == preview) {
		preview->app->preview = NULL;
	}
}

/* -- reading -- */

/* The next page, from the cursor on. */
static int read_page(struct preview *preview)
{
	struct work *work = preview->work;
	const struct history_query query = {
		.since_real_usec = (int64_t)preview->since_real_usec,
		.until_real_usec = (int64_t)preview->until_real_usec,
		.types = 1U << HISTORY_SPELL | 1U << HISTORY_PROMPT,
		.limit = PAGE_ENTRIES,
		.cursor = work->cursor[0] != '\0' ? work->cursor : NULL,
	};

	work->page = history_page_free(work->page);
	work->n_read = 0;
	return app_list_history(&query, &work->page, preview->app);
}

/* Whether there is another page, from which the next read_page() goes on. */
static bool go_on(struct work *work)
{
	const char *next = work->page->next;

	if (next) {
		(void)snprintf(work->cursor, sizeof(work->cursor), "%s", next);
	}
	return next != NULL;
}

static void init_replays(struct preview *preview)
{
	struct work *work = preview->work;
	const struct preview_machine *machine = work->reader.chosen;
	struct core_care_view care;
	struct core_now now;
	uint64_t share = 0;

	if (machine) {
		preview->result.n_walks_prompted = machine->n_walks_prompted;
		preview->result.n_walks_taken = machine->n_walks_taken;
		if (machine->n_walks_prompted > 0) {
			share = machine->n_walks_taken * REPLAY_PERMILLE /
				machine->n_walks_prompted;
		}
	}
	app_get_now(preview->app, &now);
	core_get_care(&preview->app->core, &now, &care);
	for (enum api_preview_guess guess = 0; guess < API_PREVIEW_GUESS_MAX; guess++) {
		const struct replay_person person = {
			.walks_move = guess != API_PREVIEW_SAME_PRESENCE,
			.walks_permille =
				guess == API_PREVIEW_EVERY_WALK ? REPLAY_PERMILLE : (uint32_t)share,
		};

		replay_init(&work->replays[guess], &preview->settings, &work->catalogue,
			&care.limits, &person);
	}
	if (preview->prompts) {
		work->replays[API_PREVIEW_SAME_PRESENCE].prompts = preview->prompts;
		work->replays[API_PREVIEW_SAME_PRESENCE].n_prompts_max = API_PREVIEW_PROMPTS_MAX;
	}
}

static int count_page(struct preview *preview)
{
	struct work *work = preview->work;
	int r = read_page(preview);

	if (r < 0) {
		return r;
	}
	for (size_t i = 0; i < work->page->n_entries; i++) {
		preview_count(&work->reader, &work->page->entries[i]);
	}
	if (!go_on(work)) {
		preview_choose(&work->reader);
		init_replays(preview);
		work->page = history_page_free(work->page);
		work->cursor[0] = '\0';
		preview->state = PREVIEW_LIVES;
	}
	return 1;
}

/* -- living -- */

/* Returns how much that was. */
static usec_t live_piece(struct work *work)
{
	struct replay_stretch piece = work->stretch;

	if (piece.length_usec > PIECE_USEC) {
		piece.length_usec = PIECE_USEC;
	}
	for (enum api_preview_guess guess = 0; guess < API_PREVIEW_GUESS_MAX; guess++) {
		replay_add(&work->replays[guess], &piece);
	}
	work->stretch.start_real_usec += piece.length_usec;
	work->stretch.length_usec -= piece.length_usec;
	return piece.length_usec;
}

/* The next stretch of the page, up to the end of the days; false: there is none. */
static bool next_stretch(struct preview *preview)
{
	struct work *work = preview->work;

	while (work->n_read < work->page->n_entries) {
		usec_t left_usec;

		if (!preview_read(
			    &work->reader, &work->page->entries[work->n_read++], &work->stretch)) {
			continue;
		}
		left_usec = preview->until_real_usec - work->stretch.start_real_usec;
		if (work->stretch.length_usec > left_usec) {
			work->stretch.length_usec = left_usec;
		}
		if (work->stretch.length_usec > 0) {
			return true;
		}
	}
	return false;
}

/* A row for each of the days that there are in it. */
static struct api_preview_day *find_day(struct preview *preview, int64_t number)
{
	return number >= preview->first_day && number <= preview->last_day
		       ? &preview->days[number - preview->first_day]
		       : NULL;
}

static void keep_replay(struct preview *preview, enum api_preview_guess guess)
{
	struct replay *replay = &preview->work->replays[guess];

	replay_end(replay);
	for (size_t i = 0; i < replay->n_days; i++) {
		struct api_preview_day *day = find_day(preview, replay->days[i].number);

		if (day) {
			day->replayed[guess] = replay->days[i];
		}
	}
}

/* Those of the days that there are in it. */
static void keep_prompts(struct preview *preview)
{
	size_t n_noted = preview->work->replays[API_PREVIEW_SAME_PRESENCE].n_prompts, n = 0;

	for (size_t i = 0; i < n_noted; i++) {
		if (find_day(preview, preview->prompts[i].day)) {
			preview->prompts[n++] = preview->prompts[i];
		}
	}
	preview->result.prompts = preview->prompts;
	preview->result.n_prompts = n;
}

static bool is_of_interest(const struct api_preview_day *day)
{
	const struct replay_day *replayed = &day->replayed[API_PREVIEW_SAME_PRESENCE];

	return day->prompted > 0 || day->longest_seated_usec > 0 || replayed->n_prompts > 0 ||
	       replayed->seated_usec > 0;
}

/* Leaves out the days on which nobody was there. */
static void squeeze_days(struct preview *preview)
{
	size_t n = 0;

	for (int64_t number = preview->first_day; number <= preview->last_day; number++) {
		struct api_preview_day *day = find_day(preview, number);

		day->number = number;
		if (is_of_interest(day)) {
			preview->days[n++] = *day;
		}
	}
	preview->result.days = preview->days;
	preview->result.n_days = n;
}

static int finish(struct preview *preview)
{
	AUTO_FREE struct history_day *recorded = NULL;
	size_t n_recorded = 0;
	size_t n_days = (size_t)(preview->last_day - preview->first_day + 1);
	int r;

	preview->days = calloc(n_days, sizeof(*preview->days));
	if (!preview->days) {
		return -ENOMEM;
	}
	r = app_list_days(preview->first_day, preview->last_day, n_days, &recorded, &n_recorded,
		preview->app);
	if (r < 0) {
		return r;
	}
	for (size_t i = 0; i < n_recorded; i++) {
		struct api_preview_day *day = find_day(preview, recorded[i].number);

		if (day) {
			day->prompted = recorded[i].prompted;
			day->longest_seated_usec = recorded[i].longest_seated_usec;
		}
	}
	for (enum api_preview_guess guess = 0; guess < API_PREVIEW_GUESS_MAX; guess++) {
		keep_replay(preview, guess);
	}
	keep_prompts(preview);
	squeeze_days(preview);
	end_work(preview);
	preview->state = PREVIEW_DONE;
	return 0;
}

static int live_day(struct preview *preview)
{
	struct work *work = preview->work;
	usec_t lived_usec = 0;
	int r;

	if (!work->page) {
		r = read_page(preview);
		return r < 0 ? r : 1;
	}
	while (lived_usec < PIECE_USEC) {
		if (work->stretch.length_usec == 0 && !next_stretch(preview)) {
			if (!go_on(work)) {
				return finish(preview);
			}
			work->page = history_page_free(work->page);
			return 1;
		}
		lived_usec += live_piece(work);
	}
	return 1;
}

/* -- interface -- */

int app_preview_step(void *at_work, void *userdata)
{
	struct preview *preview = at_work;
	struct app *app = userdata;
	int r;

	switch (preview->state) {
	case PREVIEW_WAITS:
		if (app->preview) {
			return 1;
		}
		r = begin_work(preview);
		if (r < 0) {
			return r;
		}
		app->preview = preview;
		preview->state = PREVIEW_COUNTS;
		return 1;
	case PREVIEW_COUNTS:
		return count_page(preview);
	case PREVIEW_LIVES:
		return live_day(preview);
	case PREVIEW_DONE:
		break;
	}
	return 0;
}

const struct api_preview *app_preview_get(void *at_work, void *userdata)
{
	const struct preview *preview = at_work;

	(void)userdata;
	return &preview->result;
}

void app_preview_end(void *at_work, void *userdata)
{
	struct preview *preview = at_work;

	(void)userdata;
	end_work(preview);
	free(preview->prompts);
	free(preview->days);
	free(preview);
}
