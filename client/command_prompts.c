/* SPDX-License-Identifier: MIT */
/* prompts, evidence: what there is to be shown, and what stands behind it. */
#include "commands.h"

#include <string.h>

#include <backcare/cleanup.h>
#include <backcare/protocol.h>

#include "call.h"
#include "config.h"
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

enum outcome command_evidence(struct client *client, const struct arguments *arguments)
{
	AUTO_REQUEST struct request request;

	request_init(&request, PROTOCOL_CATALOGUE_INTERFACE ".ListEvidence");
	json_add_string(&request.error, request.parameters, "entry",
		arguments->word_count > 0 ? arguments->words[0] : NULL);
	return call_and_view(client, &request, view_catalogue_write_evidence);
}
