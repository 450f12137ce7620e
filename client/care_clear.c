/* SPDX-License-Identifier: MIT */
/* symptoms clear: the way to lift a hold. No answer has a default; the daemon holds each of them
 * against what it wants, and names the first that is missing. An answer that a symptom is there is
 * never lost: on the terminal it becomes a report, and so it does in the daemon. */
#include <string.h>

#include <backcare/cleanup.h>
#include <backcare/protocol.h>

#include "care.h"
#include "field.h"
#include "jsonvalue.h"
#include "view_care.h"

#define CLEAR PROTOCOL_CARE_INTERFACE ".ClearSafety"
#define PHRASE "cleared by clinician"

const struct ask_choice care_permissions[] = {
	{"yes", "yes"},
	{"no", "no"},
	{"not_discussed", "it was not discussed"},
};
const size_t care_permission_count = ELEMENTSOF(care_permissions);

static const struct {
	enum option option;
	const char *parameter, *question;
} permissions[] = {
	{OPTION_WALKING, "walking", "What did the clinician say about walking?"},
	{OPTION_EXERCISE, "exercise", "What did the clinician say about exercise?"},
	{OPTION_MASSAGE, "massage", "What did the clinician say about massage?"},
};

static enum outcome ask_clinician(struct client *client, struct request *request)
{
	char name[ASK_ANSWER_MAX], date[ASK_ANSWER_MAX], phrase[ASK_ANSWER_MAX];
	enum outcome outcome = ask_text(client, "Which clinician saw you?", NULL, false, name);

	if (outcome == OUTCOME_DONE) {
		outcome = care_ask_date(
			client, "On which day were you seen (as 2026-01-31)?", NULL, date);
	}
	for (size_t i = 0; outcome == OUTCOME_DONE && i < ELEMENTSOF(permissions); i++) {
		size_t which = 0;

		outcome = ask_choice(client, permissions[i].question, care_permissions,
			care_permission_count, care_permission_count, &which);
		json_add_string(&request->error, request->parameters, permissions[i].parameter,
			care_permissions[which].value);
	}
	if (outcome == OUTCOME_DONE) {
		outcome = ask_text(client, "If all of that is so, type these words: " PHRASE, NULL,
			false, phrase);
	}
	if (outcome == OUTCOME_DONE) {
		json_add_string(
			&request->error, request->parameters, "how", "cleared_by_clinician");
		json_add_string(&request->error, request->parameters, "clinician", name);
		json_add_string(&request->error, request->parameters, "seenDate", date);
		json_add_string(&request->error, request->parameters, "phrase", phrase);
	}
	return outcome;
}

static enum outcome report_instead(struct client *client, const char *id)
{
	AUTO_REQUEST struct request request;
	json_object *symptoms;

	request_init(&request, PROTOCOL_CARE_INTERFACE ".ReportSymptoms");
	symptoms = json_new_array(&request.error);
	json_append_string(&request.error, symptoms, id);
	json_add_take(&request.error, request.parameters, "symptoms", symptoms);
	(void)fputs("\nThat was noted, and the hold stays.\n", client->out);
	return call_and_view(client, &request, view_care_write_report);
}

/* *ret_yes is the question that fits, NULL if none does. It is in 'list'. */
static enum outcome ask_all(
	struct client *client, struct request *request, json_object *list, const char **ret_yes)
{
	json_object *questions = field_array(list, "symptoms");
	json_object *answers = json_new_object(&request->error);
	enum outcome outcome = OUTCOME_DONE;

	for (size_t i = 0;
		outcome == OUTCOME_DONE && !*ret_yes && i < field_array_length(questions); i++) {
		json_object *row = json_object_array_get_idx(questions, i);
		const char *id = field_string(row, "id");
		const char *question = field_string(row, "question");
		bool yes = false;

		if (!id || !question) {
			continue;
		}
		outcome = ask_yes(client, question, &yes);
		if (outcome == OUTCOME_DONE && yes) {
			*ret_yes = id;
		}
		json_add_bool(&request->error, answers, id, yes);
	}
	json_add_string(&request->error, request->parameters, "how", "entered_by_mistake");
	json_add_take(&request->error, request->parameters, "answers", answers);
	return outcome;
}

static enum outcome ask_mistake(struct client *client, struct request *request)
{
	AUTO_REPLY struct reply list = REPLY_NULL;
	const char *yes = NULL;
	enum outcome outcome = care_get(client, PROTOCOL_CARE_INTERFACE ".ListSymptoms", &list);

	if (outcome == OUTCOME_DONE) {
		(void)fputs("Then let us go through the questions once more.\n\n", client->out);
		outcome = ask_all(client, request, list.parameters, &yes);
	}
	if (outcome != OUTCOME_DONE || !yes) {
		return outcome == OUTCOME_DONE
			       ? call_and_view(client, request, view_care_write_cleared)
			       : outcome;
	}
	return report_instead(client, yes);
}

enum outcome care_ask_clear(struct client *client)
{
	static const struct ask_choice ways[] = {
		{"clinician", "a clinician saw me and cleared me"},
		{"mistake", "it was entered by mistake"},
	};
	AUTO_REQUEST struct request request;
	AUTO_REPLY struct reply care = REPLY_NULL;
	size_t way = 0;
	enum outcome outcome;

	request_init(&request, CLEAR);
	outcome = care_get(client, PROTOCOL_CARE_INTERFACE ".GetCare", &care);
	if (outcome != OUTCOME_DONE) {
		return outcome;
	}
	view_care_write_noted(client->out, &client->style, care.parameters);
	outcome = ask_choice(
		client, "How is it to be cleared?", ways, ELEMENTSOF(ways), ELEMENTSOF(ways), &way);
	if (outcome != OUTCOME_DONE) {
		return outcome;
	}
	if (way == 1) {
		return ask_mistake(client, &request);
	}
	outcome = ask_clinician(client, &request);
	return outcome == OUTCOME_DONE ? call_and_view(client, &request, view_care_write_cleared)
				       : outcome;
}

/* -- with options alone
 * --------------------------------------------------------------------------------------
 */

/* "one-leg-numbness=no" into the answers. */
static bool add_answer(int *error, json_object *answers, const char *word)
{
	const char *equals = strchr(word, '=');
	char id[64];

	if (!equals || (size_t)(equals - word) >= sizeof(id) || equals == word ||
		(strcmp(equals + 1, "yes") != 0 && strcmp(equals + 1, "no") != 0)) {
		return false;
	}
	memcpy(id, word, (size_t)(equals - word));
	id[equals - word] = '\0';
	if (json_object_object_get_ex(answers, id, NULL)) {
		return false;
	}
	json_add_bool(error, answers, id, strcmp(equals + 1, "yes") == 0);
	return true;
}

static enum outcome send_mistake(struct client *client, const struct arguments *arguments)
{
	AUTO_REQUEST struct request request;
	json_object *answers;
	bool good = true;

	request_init(&request, CLEAR);
	answers = json_new_object(&request.error);
	for (size_t i = 1; i < arguments->word_count; i++) {
		good = good && add_answer(&request.error, answers, arguments->words[i]);
	}
	json_add_string(&request.error, request.parameters, "how", "entered_by_mistake");
	json_add_take(&request.error, request.parameters, "answers", answers);
	if (!good) {
		return command_misused(client, "symptoms",
			"with --mistake each question is answered once, as "
			"one-leg-numbness=no.");
	}
	if (arguments->word_count < 2) {
		return care_refuse_missing(
			client, "symptoms", "an answer to every question, as one-leg-numbness=no,");
	}
	return call_and_view(client, &request, view_care_write_cleared);
}

static enum outcome send_clinician(struct client *client, const struct arguments *arguments)
{
	static const struct {
		enum option option;
		const char *parameter, *name;
	} texts[] = {
		{OPTION_CLINICIAN, "clinician", "--clinician"},
		{OPTION_DATE, "seenDate", "--date"},
		{OPTION_PHRASE, "phrase", "--phrase '" PHRASE "'"},
	};
	AUTO_REQUEST struct request request;

	request_init(&request, CLEAR);
	json_add_string(&request.error, request.parameters, "how", "cleared_by_clinician");
	for (size_t i = 0; i < ELEMENTSOF(texts); i++) {
		const char *text = arguments->options[texts[i].option];

		if (!text) {
			return care_refuse_missing(client, "symptoms", texts[i].name);
		}
		json_add_string(&request.error, request.parameters, texts[i].parameter, text);
	}
	for (size_t i = 0; i < ELEMENTSOF(permissions); i++) {
		const char *word = arguments->options[permissions[i].option];
		size_t which =
			ask_find_choice(care_permissions, care_permission_count, word ? word : "");

		if (which == care_permission_count) {
			return command_misused(client, "symptoms",
				"--%s is needed: yes, no or not-discussed.",
				permissions[i].parameter);
		}
		json_add_string(&request.error, request.parameters, permissions[i].parameter,
			care_permissions[which].value);
	}
	return call_and_view(client, &request, view_care_write_cleared);
}

enum outcome care_clear(struct client *client, const struct arguments *arguments)
{
	bool mistake = arguments->options[OPTION_MISTAKE] != NULL;
	bool clinician = arguments->options[OPTION_CLINICIAN] || arguments->options[OPTION_DATE] ||
			 arguments->options[OPTION_PHRASE] || arguments->options[OPTION_WALKING] ||
			 arguments->options[OPTION_EXERCISE] || arguments->options[OPTION_MASSAGE];

	if (arguments->options[OPTION_NONE]) {
		return command_misused(client, "symptoms", "--none belongs to report.");
	}
	if (mistake && clinician) {
		return command_misused(
			client, "symptoms", "it is either --mistake or what a clinician said.");
	}
	if (mistake) {
		return send_mistake(client, arguments);
	}
	if (arguments->word_count > 1) {
		return command_misused(client, "symptoms", "answers belong to --mistake.");
	}
	if (clinician) {
		return send_clinician(client, arguments);
	}
	return ask_can(client) ? care_ask_clear(client)
			       : care_refuse_missing(client, "symptoms",
					 "--clinician with what was said, or --mistake with all "
					 "answers,");
}
