/* SPDX-License-Identifier: MIT */
/* prompts, evidence: what there is to be shown, and what stands behind it. */
#include "commands.h"

#include <string.h>

#include <backcare/cleanup.h>
#include <backcare/protocol.h>

#include "call.h"
#include "config.h"
#include "field.h"
#include "jsonvalue.h"
#include "names.h"
#include "view_catalogue.h"

/* As in the interface. */
static const char *const areas[] = {"whole-body", "eyes", "jaw", "neck", "shoulders", "chest",
	"upper-back", "low-back", "trunk", "hips", "glutes", "thighs", "hamstrings", "calves",
	"feet", "wrists-hands"};

static bool is_area(const char *word)
{
	for (size_t i = 0; i < ELEMENTSOF(areas); i++) {
		if (strcmp(areas[i], word) == 0) {
			return true;
		}
	}
	return false;
}

static enum outcome list(struct client *client, const struct arguments *arguments)
{
	AUTO_REQUEST struct request request;
	const char *kind = arguments->options[OPTION_KIND];
	const char *area = arguments->options[OPTION_AREA];

	request_init(&request, PROTOCOL_CATALOGUE_INTERFACE ".List");
	if (kind && !names_is_kind(kind)) {
		return command_misused(client, "prompts",
			"the kinds are posture, walk, mobility, strength, hydrate, primer and "
			"relax.");
	}
	if (area && !is_area(area)) {
		return command_misused(client, "prompts",
			"the areas are whole-body, eyes, jaw, neck, shoulders, chest, upper-back, "
			"low-back, trunk, hips, glutes, thighs, hamstrings, calves, feet and "
			"wrists-hands.");
	}
	json_add_string(&request.error, request.parameters, "kind", kind);
	json_add_string(&request.error, request.parameters, "area", area);
	return call_and_view(client, &request, view_catalogue_write_list);
}

static enum outcome show(struct client *client, const char *entry)
{
	AUTO_REQUEST struct request request;

	request_init(&request, PROTOCOL_CATALOGUE_INTERFACE ".Get");
	json_add_string(&request.error, request.parameters, "id", entry);
	return call_and_view(client, &request, view_catalogue_write_entry);
}

enum outcome command_prompts(struct client *client, const struct arguments *arguments)
{
	const char *verb = arguments->word_count > 0 ? arguments->words[0] : "list";
	const char *word = arguments->word_count > 1 ? arguments->words[1] : NULL;

	if (strcmp(verb, "list") == 0 && !word) {
		return list(client, arguments);
	}
	if (strcmp(verb, "show") == 0 && word) {
		return show(client, word);
	}
	if (strcmp(verb, "check") == 0 && word) {
		return config_run_check(
			client, "--check-prompts", word, "No errors in the file of prompts.");
	}
	return command_misused(client, "prompts", "it is list, show ENTRY, or check FILE.");
}

/* -- evidence
 * ------------------------------------------------------------------------------------------------
 */

static enum outcome tell_of_riding(struct client *client, json_object *carries, json_object *told)
{
	enum outcome outcome = OUTCOME_DONE;

	for (size_t i = 0; i < field_array_length(carries) && outcome == OUTCOME_DONE; i++) {
		AUTO_REPLY struct reply reply = REPLY_NULL;
		AUTO_REQUEST struct request request;

		request_init(&request, PROTOCOL_CATALOGUE_INTERFACE ".Get");
		json_add_string(&request.error, request.parameters, "id",
			json_object_get_string(json_object_array_get_idx(carries, i)));
		outcome = call_daemon(client, &request, &reply);
		if (outcome == OUTCOME_DONE) {
			view_catalogue_write_riding_evidence(
				client->out, &client->style, reply.parameters, told);
		}
	}
	return outcome;
}

/* What rides on the walk that is open is a part of what was prompted: who asks about the one means
 * the other as well. */
static enum outcome tell_of_open(struct client *client, const char *entry, json_object *evidence)
{
	AUTO_REPLY struct reply status = REPLY_NULL;
	AUTO_REQUEST struct request request;
	AUTO_JSON json_object *told = NULL;
	int error = 0;

	request_init(&request, "GetStatus");
	enum outcome outcome = call_daemon(client, &request, &status);
	json_object *prompt = field_object(status.parameters, "prompt");
	const char *open = field_string(prompt, "entry");
	if (outcome != OUTCOME_DONE || !open || strcmp(open, entry) != 0) {
		return outcome;
	}
	told = json_new_array(&error);
	for (size_t i = 0; i < field_array_length(evidence); i++) {
		json_append_string(
			&error, told, field_string(json_object_array_get_idx(evidence, i), "id"));
	}
	return tell_of_riding(client, field_array(prompt, "carries"), told);
}

enum outcome command_evidence(struct client *client, const struct arguments *arguments)
{
	const char *entry = arguments->word_count > 0 ? arguments->words[0] : NULL;
	AUTO_REPLY struct reply reply = REPLY_NULL;
	AUTO_REQUEST struct request request;

	request_init(&request, PROTOCOL_CATALOGUE_INTERFACE ".ListEvidence");
	json_add_string(&request.error, request.parameters, "entry", entry);
	enum outcome outcome = call_daemon(client, &request, &reply);
	if (outcome != OUTCOME_DONE || client->json) {
		return outcome != OUTCOME_DONE ? outcome : call_write_json(client, &reply);
	}
	view_catalogue_write_evidence(client->out, &client->style, reply.parameters);
	return entry ? tell_of_open(client, entry, field_array(reply.parameters, "evidence"))
		     : OUTCOME_DONE;
}
