/* SPDX-License-Identifier: MIT */
/* One event goes to the core, and what it answers is carried out: on the screen, in the history, to
 * those who follow. */
#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include <backcare/cleanup.h>

#include "app_internal.h"
#include "log.h"

void app_get_now(struct app *app, struct core_now *ret_now)
{
	usec_t monotonic_usec = clock_monotonic_usec(&app->clock), raw_usec;
	struct core_now now = {
		.boot_usec = clock_boot_usec(&app->clock),
		.real_usec = clock_real_usec(&app->clock),
	};

	raw_usec = clock_raw_boot_usec(&app->clock);
	now.suspended_usec = app->resume.suspended_before_usec +
			     (raw_usec > monotonic_usec ? raw_usec - monotonic_usec : 0);
	zone_get_offset(
		app->zone, now.real_usec, &now.utc_offset_usec, &now.offset_until_real_usec);
	*ret_now = now;
}

void app_make_id(usec_t real_usec, struct prompt_id *ret_id, uint64_t *ret_random)
{
	uint64_t random[2] = {real_usec, real_usec >> 3};
	uint64_t real_msec = real_usec / USEC_PER_MSEC;

	/* Without randomness (not seen since Linux 5.6) ids are still apart, by their time. */
	(void)!getrandom(random, sizeof(random), GRND_NONBLOCK);
	memcpy(ret_id->bytes, random, sizeof(ret_id->bytes));
	for (size_t i = 0; i < 6; i++) {
		ret_id->bytes[i] = (uint8_t)(real_msec >> (8 * (5 - i)));
	}
	ret_id->bytes[6] = (uint8_t)((ret_id->bytes[6] & 0x0f) | 0x70);
	ret_id->bytes[8] = (uint8_t)((ret_id->bytes[8] & 0x3f) | 0x80);
	*ret_random = random[0] ^ (random[1] << 1);
}

/* Where it leads was gone to. */
static bool ends_lead(const struct core_action *action)
{
	enum care_event_type type = action->care.event.type;

	return type == CARE_REPORT_SYMPTOMS || type == CARE_CLEAR || type == CARE_SET_COURSE ||
	       type == CARE_SET_STRENGTH;
}

static void carry_out(struct app *app, const struct core_action *action)
{
	switch (action->type) {
	case ACTION_SHOW:
		app_show_prompt(app, &action->prompt);
		(void)app_look_for_reminders(app);
		api_publish(app->api, API_PROMPT_SHOWN, &action->prompt, OUTCOME_NONE);
		break;
	case ACTION_WITHDRAW:
		if (app->notify) {
			notify_withdraw(app->notify, &action->prompt.id);
		}
		break;
	case ACTION_CLOSED:
		api_publish(app->api, API_PROMPT_CLOSED, &action->prompt, action->outcome);
		break;
	case ACTION_DECISION:
		journal_add(&app->journal, &action->decision);
		break;
	case ACTION_PRESENCE:
		api_publish(app->api, API_PRESENCE, NULL, OUTCOME_NONE);
		break;
	case ACTION_HOLD:
		api_publish(app->api, API_HOLD, NULL, OUTCOME_NONE);
		break;
	case ACTION_DAY:
		app_forget_old(app);
		api_publish(app->api, API_DAY, NULL, OUTCOME_NONE);
		break;
	case ACTION_CARE: /* told when it is stored */
		app->care_changed = true;
		if (ends_lead(action)) {
			app_take_lead_back(app);
		}
		break;
	case ACTION_SPAN: /* these are for the history */
	case ACTION_RECOUNTED:
	case ACTION_NATURAL:
		break;
	case ACTION_TYPE_MAX:
		assert(false);
	}
}

void app_set_deadline(struct app *app)
{
	usec_t core_usec = core_deadline_boot_usec(&app->core);
	usec_t history_usec = app_history_deadline_boot_usec(app);
	int r;

	r = deadline_set(app->deadline, history_usec < core_usec ? history_usec : core_usec);
	if (r < 0) {
		log_error("cannot set the next time to wake up: %s", log_errno_text(r));
	}
}

/* By a call or a button: on disk before anybody is told that it was taken. */
static bool was_said(const struct core_event *event)
{
	switch (event->type) {
	case CORE_MEETING:
	case CORE_POSTURE:
	case CORE_CORRECT:
	case CORE_PAUSE:
	case CORE_RESUME:
	case CORE_ANSWER:
	case CORE_PROMPT_NOW:
		return true;
	case CORE_CARE:
		return event->care.type != CARE_LOGIN && event->care.type != CARE_DOUBT;
	case CORE_TICK:
	case CORE_INPUT:
	case CORE_LOCK:
	case CORE_SLEEP:
	case CORE_SESSION:
	case CORE_INHIBIT:
	case CORE_REPORT:
	case CORE_SETTINGS:
	case CORE_SURROUNDING:
	case CORE_CATALOGUE:
	case CORE_RESTART:
	case CORE_LOOK:
	case CORE_EVENT_TYPE_MAX:
		break;
	}
	return false;
}

/* Nothing to be kept: a hint that came too early, or something that was refused as a whole. */
static bool changed_nothing(
	const struct core *core, const struct core_now *last, const struct core_actions *actions)
{
	return actions->n_items == 0 && core->last.boot_usec == last->boot_usec &&
	       core->last.real_usec == last->real_usec;
}

static int run_step(struct app *app, struct core_event *event, enum core_result *ret_result,
	struct care_result *ret_care)
{
	AUTO_FREE struct core_actions *actions = malloc(sizeof(*actions));
	struct core_now now, last;
	enum core_result result;
	uint64_t random;

	/* No module calls back from within what an action makes it do. */
	assert(!app->stepping);
	if (!actions) {
		log_error("out of memory, an event is lost");
		return -ENOMEM;
	}
	app->stepping = true;
	app_get_now(app, &now);
	app_make_id(now.real_usec, &event->fresh_id, &event->random);
	if (event->type == CORE_CARE && event->care.type == CARE_MASSAGE) {
		/* Of its own: a prompt may be shown in this step. */
		app_make_id(now.real_usec, &event->care.massage.id, &random);
	}
	last = app->core.last;
	result = core_step(&app->core, &now, event, actions);
	for (size_t i = 0; i < actions->n_items; i++) {
		carry_out(app, &actions->items[i]);
		app_record_action(app, &now, &actions->items[i]);
	}
	app->record.is_due = app->record.is_due || !changed_nothing(&app->core, &last, actions) ||
			     was_said(event);
	app->store_error = 0;
	app->resume.was_told = app->resume.was_told || was_said(event);
	if (was_said(event) && (result == CORE_OK || event->type == CORE_CARE)) {
		app->store_error = app_flush_history(app, true);
		app_confirm_safety(app, &now);
	}
	if (app->care_changed) {
		app->care_changed = false;
		api_publish(app->api, API_CARE, NULL, OUTCOME_NONE);
	}
	app_set_deadline(app);
	if (app->fullscreen) {
		fullscreen_watch(app->fullscreen, core_is_on_lookout(&app->core));
	}
	app->stepping = false;
	*ret_result = result;
	*ret_care = actions->care;
	return 0;
}

enum core_result app_step(struct app *app, struct core_event *event)
{
	enum core_result result = CORE_OK;
	struct care_result care;

	(void)run_step(app, event, &result, &care);
	return result;
}

int app_step_care(struct app *app, struct core_event *event, struct care_result *ret_care)
{
	enum core_result result;
	int r;

	r = run_step(app, event, &result, ret_care);
	/* Refused ones have nothing to be stored that anybody was told of. */
	return r < 0 || result != CORE_OK ? r : app->store_error;
}
