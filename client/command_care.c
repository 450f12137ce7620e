/* SPDX-License-Identifier: MIT */
/* checkin, profile, flare. */
#include <string.h>

#include <backcare/cleanup.h>
#include <backcare/protocol.h>

#include "care.h"
#include "commands.h"
#include "field.h"
#include "jsonvalue.h"
#include "view_care.h"

/* -- checkin
 * ------------------------------------------------------------------------------------------------
 */

static const struct ask_choice answers[] = {
	{"comfortable", "comfortable"},
	{"a_little_sore", "a little sore"},
	{"quite_sore", "quite sore"},
	{"settled", "it was sore, and has settled"},
	{"still_sore", "still sore"},
	{"something_new", "something new in the legs or the back"},
};

static enum outcome check_in(struct client *client, const char *soreness, const char *note)
{
	AUTO_REQUEST struct request request;
	AUTO_REPLY struct reply reply = REPLY_NULL;
	enum outcome outcome;

	request_init(&request, PROTOCOL_CARE_INTERFACE ".CheckIn");
	json_add_string(&request.error, request.parameters, "soreness", soreness);
	json_add_string(&request.error, request.parameters, "note", note);
	outcome = call_daemon(client, &request, &reply);
	if (outcome != OUTCOME_DONE || client->json) {
		return outcome != OUTCOME_DONE ? outcome : call_write_json(client, &reply);
	}
	if (!field_bool(reply.parameters, "checklist", false)) {
		view_care_write_advice(client->out, &client->style, reply.parameters);
		return OUTCOME_DONE;
	}
	if (ask_can(client)) {
		(void)fputs("Noted. A few questions, to see what it is about.\n\n", client->out);
		return care_ask_symptoms(client);
	}
	(void)fputs("Noted. `backcarectl symptoms report` asks a few questions about it.\n",
		client->out);
	return OUTCOME_DONE;
}

enum outcome command_checkin(struct client *client, const struct arguments *arguments)
{
	const char *note = arguments->options[OPTION_NOTE];
	size_t which = 0;

	if (arguments->word_count > 0) {
		which = ask_find_choice(answers, ELEMENTSOF(answers), arguments->words[0]);
		return which < ELEMENTSOF(answers)
			       ? check_in(client, answers[which].value, note)
			       : command_misused(client, "checkin",
					 "the answers are comfortable, a-little-sore, quite-sore, "
					 "settled, still-sore and something-new.");
	}
	if (!ask_can(client)) {
		return care_refuse_missing(client, "checkin", "the answer");
	}
	enum outcome outcome = ask_choice(client, "How does your body feel today?", answers,
		ELEMENTSOF(answers), ELEMENTSOF(answers), &which);
	return outcome == OUTCOME_DONE ? check_in(client, answers[which].value, note) : outcome;
}

/* -- where a prompt's answer leads
 * --------------------------------------------------------------------------
 */

static enum outcome show(struct client *client, call_view_fn view)
{
	AUTO_REQUEST struct request request;

	request_init(&request, PROTOCOL_CARE_INTERFACE ".GetCare");
	return call_and_view(client, &request, view);
}

enum outcome care_follow_choice(struct client *client, const char *choice)
{
	static const struct {
		const char *choice;
		enum { QUESTIONS, CLEARING, PLANS, NUMBER } leads;
	} ways[] = {
		{"something-fits", QUESTIONS},
		{"something-new", QUESTIONS},
		{"symptoms-changed", QUESTIONS},
		{"cleared-by-clinician", CLEARING},
		{"entered-by-mistake", CLEARING},
		{"plan", PLANS},
		{"edit-plan", PLANS},
		{"show-numbers", NUMBER},
	};

	for (size_t i = 0; i < ELEMENTSOF(ways); i++) {
		if (strcmp(ways[i].choice, choice) != 0) {
			continue;
		}
		switch (ways[i].leads) {
		case QUESTIONS:
			if (ask_can(client)) {
				return care_ask_symptoms(client);
			}
			(void)fputs(
				"`backcarectl symptoms report` asks what it is.\n", client->out);
			break;
		case CLEARING:
			if (ask_can(client)) {
				return care_ask_clear(client);
			}
			(void)fputs("`backcarectl symptoms clear` does that.\n", client->out);
			break;
		case PLANS:
			return show(client, view_care_write_plans);
		case NUMBER:
			return show(client, view_care_write_advice);
		}
	}
	return OUTCOME_DONE;
}

/* -- profile
 * ------------------------------------------------------------------------------------------------
 */

static enum outcome send_profile(struct client *client, struct request *request, json_object *yes)
{
	json_add_take(&request->error, request->parameters, "conditions", yes);
	return call_and_view(client, request, view_care_write_profile);
}

static enum outcome ask_profile(struct client *client)
{
	AUTO_REQUEST struct request request;
	AUTO_REPLY struct reply list = REPLY_NULL;
	json_object *yes, *questions;
	enum outcome outcome;

	request_init(&request, PROTOCOL_CARE_INTERFACE ".SetProfile");
	outcome = care_get(client, PROTOCOL_CARE_INTERFACE ".ListSymptoms", &list);
	if (outcome != OUTCOME_DONE) {
		return outcome;
	}
	yes = json_new_array(&request.error);
	questions = field_array(list.parameters, "conditions");
	for (size_t i = 0; outcome == OUTCOME_DONE && i < field_array_length(questions); i++) {
		json_object *row = json_object_array_get_idx(questions, i);
		const char *question = field_string(row, "question");
		bool fits = field_bool(row, "active", false);

		outcome = ask_yes_or_keep(client, question ? question : "?", fits, &fits);
		if (outcome == OUTCOME_DONE && fits) {
			json_append_string(&request.error, yes, field_string(row, "id"));
		}
	}
	if (outcome != OUTCOME_DONE) {
		json_object_put(yes);
		return outcome;
	}
	return send_profile(client, &request, yes);
}

static enum outcome set_profile(struct client *client, const struct arguments *arguments)
{
	AUTO_REQUEST struct request request;
	json_object *yes;

	request_init(&request, PROTOCOL_CARE_INTERFACE ".SetProfile");
	yes = json_new_array(&request.error);
	for (size_t i = 0; i < arguments->word_count; i++) {
		json_append_string(&request.error, yes, arguments->words[i]);
	}
	return send_profile(client, &request, yes);
}

enum outcome command_profile(struct client *client, const struct arguments *arguments)
{
	bool named = arguments->word_count > 0, none = arguments->options[OPTION_NONE] != NULL;

	if (named && none) {
		return command_misused(client, "profile", "it is either --none or some of them.");
	}
	if (arguments->word_count == 1 && strcmp(arguments->words[0], "show") == 0) {
		AUTO_REQUEST struct request request;

		request_init(&request, PROTOCOL_CARE_INTERFACE ".ListSymptoms");
		return call_and_view(client, &request, view_care_write_profile_questions);
	}
	if (named || none) {
		return set_profile(client, arguments);
	}
	return ask_can(client)
		       ? ask_profile(client)
		       : care_refuse_missing(client, "profile", "what fits, or --none, or show,");
}

/* -- flare
 * --------------------------------------------------------------------------------------------------
 */

static void view_flare_off(FILE *out, const struct text_style *style, json_object *reply)
{
	(void)style;
	(void)reply;
	(void)fputs("Back to the usual prompts.\n", out);
}

enum outcome command_flare(struct client *client, const struct arguments *arguments)
{
	AUTO_REQUEST struct request request;
	bool on = strcmp(arguments->words[0], "on") == 0;

	request_init(&request, PROTOCOL_CARE_INTERFACE ".SetFlare");
	if (!on && strcmp(arguments->words[0], "off") != 0) {
		return command_misused(client, "flare", "it is on or off.");
	}
	json_add_bool(&request.error, request.parameters, "active", on);
	return call_and_view(client, &request, on ? view_care_write_advice : view_flare_off);
}
