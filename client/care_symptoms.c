/* SPDX-License-Identifier: MIT */
/* symptoms: the checklist, question by question or by name. It only ever adds; what lifts a hold is
 * in care_clear.c. */
#include <string.h>

#include <backcare/cleanup.h>
#include <backcare/protocol.h>

#include "care.h"
#include "commands.h"
#include "config.h"
#include "field.h"
#include "jsonvalue.h"
#include "view_care.h"

#define LIST PROTOCOL_CARE_INTERFACE ".ListSymptoms"
#define REPORT PROTOCOL_CARE_INTERFACE ".ReportSymptoms"
#define NUMBER "Safety.EmergencyNumber"

/* Asked once: who leaves it out has answered as well, and it is not asked again. */
static enum outcome ask_number(struct client *client)
{
	AUTO_REPLY struct reply reply = REPLY_NULL;
	char number[ASK_ANSWER_MAX];
	enum outcome outcome = config_get_configuration(client, &reply);
	json_object *setting =
		outcome == OUTCOME_DONE ? config_find_setting(reply.parameters, NUMBER) : NULL;

	if (!setting || field_string(setting, "file")) {
		return outcome;
	}
	outcome = ask_text(client,
		"Which number is called in an emergency where you live? It is only ever shown, "
		"and only where it is needed. Enter leaves it out.",
		NULL, true, number);
	/* Who leaves here has reported all the same, and is asked another time. */
	return outcome == OUTCOME_DONE ? config_set(client, NUMBER, number) : OUTCOME_DONE;
}

/* Sends the report; the advice comes at once. */
static enum outcome report(struct client *client, struct request *request, bool *ret_emergency)
{
	AUTO_REPLY struct reply reply = REPLY_NULL;
	enum outcome outcome = call_daemon(client, request, &reply);

	if (outcome != OUTCOME_DONE || client->json) {
		return outcome != OUTCOME_DONE ? outcome : call_write_json(client, &reply);
	}
	const char *level = field_string(reply.parameters, "level");
	*ret_emergency = level && strcmp(level, "emergency") == 0;
	view_care_write_report(client->out, &client->style, reply.parameters);
	return call_flush(client);
}

/* Until the end, or the first answer that is an emergency: then nothing else matters. */
static enum outcome ask_questions(
	struct client *client, json_object *questions, int *error, json_object *symptoms)
{
	for (size_t i = 0; i < field_array_length(questions); i++) {
		json_object *row = json_object_array_get_idx(questions, i);
		const char *id = field_string(row, "id"), *level = field_string(row, "level");
		const char *question = field_string(row, "question");
		bool yes = false;

		if (!id || !question) {
			continue;
		}
		enum outcome outcome = ask_yes(client, question, &yes);
		if (outcome != OUTCOME_DONE) {
			return outcome;
		}
		if (yes) {
			json_append_string(error, symptoms, id);
		}
		if (yes && level && strcmp(level, "emergency") == 0) {
			break;
		}
	}
	return OUTCOME_DONE;
}

enum outcome care_ask_symptoms(struct client *client)
{
	AUTO_REQUEST struct request request;
	AUTO_REPLY struct reply list = REPLY_NULL;
	json_object *symptoms;
	bool emergency = false;
	enum outcome outcome;

	request_init(&request, REPORT);
	outcome = care_get(client, LIST, &list);
	if (outcome != OUTCOME_DONE) {
		return outcome;
	}
	const char *intro = field_string(list.parameters, "intro");
	(void)text_write_wrapped(client->out, &client->style, 0, 0, intro ? intro : "");
	(void)fputs("\n\n", client->out);
	symptoms = json_new_array(&request.error);
	outcome = ask_questions(
		client, field_array(list.parameters, "symptoms"), &request.error, symptoms);
	json_add_take(&request.error, request.parameters, "symptoms", symptoms);
	if (outcome == OUTCOME_DONE) {
		(void)fputc('\n', client->out);
		outcome = report(client, &request, &emergency);
	}
	if (outcome == OUTCOME_DONE && !emergency) {
		outcome = ask_number(client);
	}
	return outcome;
}

static enum outcome report_named(struct client *client, const struct arguments *arguments)
{
	AUTO_REQUEST struct request request;
	json_object *symptoms;
	bool emergency = false;

	request_init(&request, REPORT);
	symptoms = json_new_array(&request.error);
	for (size_t i = 1; i < arguments->word_count; i++) {
		json_append_string(&request.error, symptoms, arguments->words[i]);
	}
	json_add_take(&request.error, request.parameters, "symptoms", symptoms);
	return report(client, &request, &emergency);
}

static enum outcome run_report(struct client *client, const struct arguments *arguments)
{
	bool named = arguments->word_count > 1, none = arguments->options[OPTION_NONE] != NULL;

	if (named && none) {
		return command_misused(client, "symptoms", "it is either --none or some of them.");
	}
	if (named || none) {
		return report_named(client, arguments);
	}
	if (ask_can(client)) {
		return care_ask_symptoms(client);
	}
	return care_refuse_missing(client, "symptoms", "which symptoms, or --none,");
}

static enum outcome show(struct client *client)
{
	AUTO_REQUEST struct request request;

	request_init(&request, PROTOCOL_CARE_INTERFACE ".GetCare");
	return call_and_view(client, &request, view_care_write_safety);
}

static bool has_clear_option(const struct arguments *arguments)
{
	static const enum option options[] = {OPTION_CLINICIAN, OPTION_DATE, OPTION_EXERCISE,
		OPTION_MASSAGE, OPTION_MISTAKE, OPTION_PHRASE, OPTION_WALKING};

	for (size_t i = 0; i < ELEMENTSOF(options); i++) {
		if (arguments->options[options[i]]) {
			return true;
		}
	}
	return false;
}

enum outcome command_symptoms(struct client *client, const struct arguments *arguments)
{
	const char *verb = arguments->word_count > 0 ? arguments->words[0] : "status";
	bool alone = arguments->word_count < 2;

	if (strcmp(verb, "clear") == 0) {
		return care_clear(client, arguments);
	}
	if (has_clear_option(arguments)) {
		return command_misused(client, "symptoms", "those options belong to clear.");
	}
	if (strcmp(verb, "report") == 0) {
		return run_report(client, arguments);
	}
	if (strcmp(verb, "status") == 0 && alone) {
		return show(client);
	}
	if (strcmp(verb, "list") == 0 && alone) {
		AUTO_REQUEST struct request request;

		request_init(&request, LIST);
		return call_and_view(client, &request, view_care_write_questions);
	}
	return command_misused(client, "symptoms", "it is status, list, report or clear.");
}
