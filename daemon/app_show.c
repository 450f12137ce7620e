/* SPDX-License-Identifier: MIT */
/* Prompts on the screen: words to the notification server, buttons back to the core. */
#include <string.h>

#include "app_internal.h"
#include "log.h"
#include "prompt_text.h"

/* GNOME shows three. */
#define ACTIONS_SHOWN_MAX 3

static void get_text(const struct app *app, const struct prompt *prompt, bool snooze_offered,
	struct prompt_text *ret_text)
{
	prompt_text_get(app->content, prompt, snooze_offered,
		app->config->values[CONFIG_SAFETY_EMERGENCY_NUMBER], ret_text);
}

void app_show_prompt(struct app *app, const struct prompt *prompt)
{
	struct notify_request request = {.id = prompt->id};
	struct prompt_text text;
	char steps[NOTIFY_BODY_MAX_BYTES];
	bool snooze_offered;
	int r;

	if (!app->notify) {
		return;
	}
	snooze_offered = prompt->snoozes < app->core.settings.prompt_snooze_limit;
	get_text(app, prompt, snooze_offered, &text);
	request.summary = text.title;
	request.body = text.body;
	request.category = "device.reminder";
	/* GNOME shows no banner for low. */
	request.urgency = text.critical ? NOTIFY_CRITICAL : NOTIFY_NORMAL;
	if (prompt->state == PROMPT_STARTED && text.n_steps > 0) {
		prompt_text_format_steps(&text, steps, sizeof(steps));
		request.body = steps;
	} else if (text.n_steps > 0) {
		request.actions[request.n_actions++] =
			(struct notify_action){.key = "default", .label = "Show the steps"};
	}
	for (size_t i = 0; i < text.n_choices && i < ACTIONS_SHOWN_MAX; i++) {
		request.actions[request.n_actions++] = (struct notify_action){
			.key = text.choices[i].id, .label = text.choices[i].label};
	}
	r = notify_show(app->notify, &request);
	if (r < 0) {
		log_error("cannot show the prompt '%s': %s", text.title, log_errno_text(r));
	}
}

static void answer(
	struct app *app, const struct prompt_id *id, enum answer answer, enum care_choice choice)
{
	bool of_care = app->core.planner.prompt.cause == PROMPT_CAUSE_CARE;
	struct care_result result = {.advice = CARE_MESSAGE_NONE};
	int r;

	/* A prompt that is closed by now: the button was late, nothing is to be done. */
	r = app_step_care(app,
		&(struct core_event){.type = CORE_ANSWER,
			.answer =
				{.answer = answer, .id_given = true, .id = *id, .choice = choice}},
		&result);
	app_lead_on(app, &result);
	if (r < 0 && (of_care || !app->not_stored_was_said)) {
		app->not_stored_was_said = true;
		app_tell_not_stored(app);
	}
}

void app_tell_not_stored(struct app *app)
{
	struct notify_request request = {
		.summary = "Your answer is not stored yet",
		.body = "It holds, and is stored as soon as that can be done. What is in the way: "
			"in a terminal, type: backcarectl status",
		.urgency = NOTIFY_NORMAL,
		.category = "device.error",
	};
	uint64_t random;
	int r;

	if (!app->notify) {
		return;
	}
	app_make_id(clock_real_usec(&app->clock), &request.id, &random);
	r = notify_show(app->notify, &request);
	if (r < 0) {
		log_error("cannot show that an answer is not stored: %s", log_errno_text(r));
	}
}

static void on_action(const struct prompt_id *id, const char *key, void *userdata)
{
	struct app *app = userdata;
	const struct prompt *prompt = &app->core.planner.prompt;
	struct prompt_text text;
	const struct prompt_choice *chosen;

	if (strcmp(key, "default") == 0) {
		answer(app, id, ANSWER_START, 0);
		return;
	}
	get_text(app, prompt, true, &text);
	chosen = prompt_text_find_choice(&text, key);
	if (chosen) {
		answer(app, id, chosen->answer, chosen->choice);
	}
}

static void on_closed(const struct prompt_id *id, enum notify_closed reason, void *userdata)
{
	/* The server timing out changes nothing: the prompt stays open in status. */
	if (reason == NOTIFY_CLOSED_DISMISSED) {
		answer(userdata, id, ANSWER_SKIP, 0);
	}
}

static void on_server(const struct notify_server *server, void *userdata)
{
	struct app *app = userdata;

	(void)server;
	/* Warnings may be others now. */
	api_publish(app->api, API_SETTINGS, NULL, OUTCOME_NONE);
}

/* For a daemon that comes after this one: it is replaced then, not shown beside. */
static void on_shown(const struct prompt_id *id, void *userdata)
{
	struct app *app = userdata;

	(void)id;
	app->record.is_due = true;
}

const struct notify_callbacks app_notify_callbacks = {
	.on_shown = on_shown,
	.on_action = on_action,
	.on_closed = on_closed,
	.on_server = on_server,
};
