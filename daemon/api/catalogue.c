/* SPDX-License-Identifier: MIT */
/* io.github.backcare.Catalogue: what can be shown, whether it could be now, and what supports it.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "api_internal.h"
#include "content.h"
#include "jsonvalue.h"
#include "vocabulary.h"

#define REASON_MAX_BYTES 512

/* -- why it could not be shown
 * --------------------------------------------------------------------------------
 */

static const char *const tool_words[VOCABULARY_TOOLS] = {
	"a chair", "a wall", "room on the floor", "stairs", "a ball", "a foam roller"};

/* "not shown ..." */
static const char *const condition_words[VOCABULARY_CONDITIONS] = {
	"while a change in a leg is noted",
	"on a gentle day",
	"so soon after a massage that is still felt",
	"while a massage is felt for more than two days",
	"in the first two hours after a massage",
	"on the day after a massage",
	"with your note on pressure",
	"with your note on balance",
	"on a day of dizziness",
	"with your note on exertion",
	"with your note on drinking",
};

static void add_words(char *buffer, size_t size, const char *begin, const char *const *words,
	size_t n_words, uint32_t bits)
{
	bool first = true;

	for (size_t i = 0; i < n_words; i++) {
		size_t used = strlen(buffer);

		if (bits & (1U << i)) {
			(void)snprintf(buffer + used, size - used, "%s%s%s",
				first && used > 0 ? "; " : "", first ? begin : ", ", words[i]);
			first = false;
		}
	}
}

static void describe_obstacles(const struct api_obstacles *obstacles, char *buffer, size_t size)
{
	buffer[0] = '\0';
	if (obstacles->kind) {
		(void)snprintf(buffer, size, "its kind is not among Prompt.Kinds");
	}
	add_words(buffer, size, "needs what Tools.Own does not name: ", tool_words,
		VOCABULARY_TOOLS, obstacles->tools);
	add_words(buffer, size, "not shown ", condition_words, VOCABULARY_CONDITIONS,
		obstacles->conditions);
	if (obstacles->movement) {
		size_t used = strlen(buffer);

		(void)snprintf(buffer + used, size - used,
			"%sno movement that may follow it could be shown", used > 0 ? "; " : "");
	}
}

/* -- as JSON
 * --------------------------------------------------------------------------------------------------
 */

static struct json_object *encode_words(
	int *error, const vocabulary_word *words, size_t n_words, uint32_t bits)
{
	struct json_object *array = json_new_array(error);

	for (size_t i = 0; i < n_words; i++) {
		if (bits & (1U << i)) {
			json_append_string(error, array, words[i]);
		}
	}
	return array;
}

static void add_lists(
	int *error, struct json_object *object, const struct content *content, uint16_t entry)
{
	const struct catalogue_entry *core = &content_get_catalogue(content)->entries[entry];
	struct json_object *steps = json_new_array(error), *sources = json_new_array(error);
	struct json_object *needs =
		encode_words(error, vocabulary_tools, VOCABULARY_TOOLS, core->needs);

	for (size_t i = 0; i < content_count_steps(content, entry); i++) {
		json_append_string(error, steps, content_get_step(content, entry, i));
	}
	for (size_t i = 0; i < content_count_entry_sources(content, entry); i++) {
		struct content_source source;

		content_get_entry_source(content, entry, i, &source);
		json_append_string(error, sources, source.id);
	}
	if (core->needs == 0) {
		json_append_string(error, needs, "none");
	}
	json_add_take(error, object, "steps", steps);
	json_add_take(error, object, "sources", sources);
	json_add_take(error, object, "needs", needs);
	json_add_take(error, object, "contraindicatedWhen",
		encode_words(error, vocabulary_conditions, VOCABULARY_CONDITIONS,
			core->contraindicated_when));
}

static struct json_object *encode_entry(int *error, const struct api *api, uint16_t entry)
{
	const struct content *content = api->ops->get_content(api->userdata);
	const struct catalogue_entry *core = &content_get_catalogue(content)->entries[entry];
	struct json_object *object = json_new_object(error);
	struct api_obstacles obstacles;
	bool available = api->ops->get_obstacles(entry, &obstacles, api->userdata);

	json_add_string(error, object, "id", content_get_id(content, entry));
	json_add_string(error, object, "kind", vocabulary_kinds[core->kind]);
	json_add_string(error, object, "area", vocabulary_areas[core->area]);
	json_add_string(error, object, "title", content_get_title(content, entry));
	json_add_string(error, object, "body", content_get_body(content, entry));
	add_lists(error, object, content, entry);
	json_add_usec(error, object, "durationUSec", core->duration_sec * USEC_PER_SEC);
	json_add_int(error, object, "intensity", core->intensity);
	if (core->follow_up != CATALOGUE_NO_ENTRY) {
		json_add_string(
			error, object, "followUp", content_get_id(content, core->follow_up));
	}
	json_add_bool(error, object, "available", available);
	if (!available) {
		char reason[REASON_MAX_BYTES];

		describe_obstacles(&obstacles, reason, sizeof(reason));
		json_add_string(error, object, "unavailableReason", reason);
	}
	return object;
}

static struct json_object *encode_source(int *error, const struct content_source *source)
{
	struct json_object *object = json_new_object(error);

	json_add_string(error, object, "id", source->id);
	json_add_string(error, object, "citation", source->citation);
	if (source->year > 0) {
		json_add_int(error, object, "year", source->year);
	}
	json_add_string(error, object, "doi", source->doi[0] ? source->doi : NULL);
	json_add_string(error, object, "type", source->type);
	json_add_string(error, object, "strength", source->strength);
	json_add_string(error, object, "finding", source->finding);
	json_add_string(error, object, "limits", source->limits[0] ? source->limits : NULL);
	return object;
}

/* Of one entry; CATALOGUE_NO_ENTRY: all. */
static struct json_object *encode_sources(int *error, const struct content *content, uint16_t entry)
{
	struct json_object *array = json_new_array(error);
	bool all = entry == CATALOGUE_NO_ENTRY;
	size_t n =
		all ? content_count_sources(content) : content_count_entry_sources(content, entry);

	for (size_t i = 0; i < n; i++) {
		struct content_source source;

		if (all) {
			content_get_source(content, i, &source);
		} else {
			content_get_entry_source(content, entry, i, &source);
		}
		json_append_take(error, array, encode_source(error, &source));
	}
	return array;
}

/* -- methods
 * --------------------------------------------------------------------------------------------------
 */

static int error_no_such_entry(struct varlink_call *call, const char *id)
{
	AUTO_JSON struct json_object *object = NULL;
	int error = 0;

	object = json_new_object(&error);
	json_add_string(&error, object, "id", id);
	return error < 0 ? error : varlink_call_error(call, "NoSuchEntry", object);
}

int api_list_catalogue(
	struct varlink_call *call, const struct varlink_params *params, void *userdata)
{
	struct api *api = userdata;
	AUTO_JSON struct json_object *object = NULL;
	const struct catalogue *catalogue =
		content_get_catalogue(api->ops->get_content(api->userdata));
	const char *kind = varlink_params_string(params, "kind");
	const char *area = varlink_params_string(params, "area");
	struct json_object *entries;
	int error = 0;

	if (kind && vocabulary_find(vocabulary_kinds, VOCABULARY_KINDS, kind) == VOCABULARY_KINDS) {
		return varlink_call_error_invalid_parameter(call, "kind");
	}
	if (area && vocabulary_find(vocabulary_areas, AREA_MAX, area) == AREA_MAX) {
		return varlink_call_error_invalid_parameter(call, "area");
	}
	entries = json_new_array(&error);
	for (uint16_t i = 0; i < catalogue->n_entries; i++) {
		if ((!kind || strcmp(vocabulary_kinds[catalogue->entries[i].kind], kind) == 0) &&
			(!area ||
				strcmp(vocabulary_areas[catalogue->entries[i].area], area) == 0)) {
			json_append_take(&error, entries, encode_entry(&error, api, i));
		}
	}
	object = json_new_object(&error);
	json_add_take(&error, object, "entries", entries);
	return api_reply(call, error, object);
}

int api_get_catalogue_entry(
	struct varlink_call *call, const struct varlink_params *params, void *userdata)
{
	struct api *api = userdata;
	AUTO_JSON struct json_object *object = NULL;
	const struct content *content = api->ops->get_content(api->userdata);
	const char *id = varlink_params_string(params, "id");
	uint16_t entry = content_find(content, id);
	int error = 0;

	if (entry == CATALOGUE_NO_ENTRY) {
		return error_no_such_entry(call, id);
	}
	object = json_new_object(&error);
	json_add_take(&error, object, "entry", encode_entry(&error, api, entry));
	json_add_take(&error, object, "evidence", encode_sources(&error, content, entry));
	return api_reply(call, error, object);
}

int api_list_evidence(
	struct varlink_call *call, const struct varlink_params *params, void *userdata)
{
	struct api *api = userdata;
	AUTO_JSON struct json_object *object = NULL;
	const struct content *content = api->ops->get_content(api->userdata);
	const char *id = varlink_params_string(params, "entry");
	uint16_t entry = id ? content_find(content, id) : CATALOGUE_NO_ENTRY;
	int error = 0;

	if (id && entry == CATALOGUE_NO_ENTRY) {
		return error_no_such_entry(call, id);
	}
	object = json_new_object(&error);
	json_add_take(&error, object, "evidence", encode_sources(&error, content, entry));
	return api_reply(call, error, object);
}
