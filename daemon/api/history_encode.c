/* SPDX-License-Identifier: MIT */
#include "history_encode.h"

#include <json-c/json.h>

#include <backcare/cleanup.h>
#include <backcare/protocol.h>

#include "date.h"
#include "jsonvalue.h"
#include "names.h"

/* -- as JSON
 * ------------------------------------------------------------------------------------------------
 */

static struct json_object *encode_details(int *error, const struct history_entry *entry)
{
	struct json_object *object = json_new_object(error);

	for (size_t i = 0; i < entry->n_details; i++) {
		json_add_string(error, object, entry->details[i].name, entry->details[i].value);
	}
	return object;
}

struct json_object *history_encode_entry(int *error, const struct history_entry *entry)
{
	struct json_object *object = json_new_object(error);

	json_add_string(error, object, "id", entry->id);
	json_add_string(error, object, "type", names_history_type[entry->type]);
	json_add_int(error, object, "startUSec", entry->start_real_usec);
	if (entry->has_duration) {
		json_add_int(error, object, "durationUSec", (int64_t)entry->duration_usec);
	}
	json_add_string(error, object, "what", entry->what);
	json_add_string(error, object, "entry", entry->entry);
	json_add_string(error, object, "note", entry->note);
	if (entry->n_details > 0) {
		json_add_take(error, object, "details", encode_details(error, entry));
	}
	if (entry->has_utc_offset) {
		json_add_int(error, object, "utcOffsetUSec", entry->utc_offset_usec);
	}
	json_add_string(error, object, "machine", entry->machine);
	return object;
}

struct json_object *history_encode_day(int *error, const struct history_day *day)
{
	const struct {
		const char *name;
		uint64_t value;
	} rows[] = {
		{"seatedUSec", day->seated_usec},
		{"standingUSec", day->standing_usec},
		{"awayUSec", day->away_usec},
		{"longestSeatedUSec", day->longest_seated_usec},
		{"prompted", day->prompted},
		{"done", day->done},
		{"claimed", day->claimed},
		{"natural", day->natural},
		{"skipped", day->skipped},
		{"expired", day->expired},
		{"walkUSec", day->walk_usec},
		{"strengthSets", day->strength_sets},
	};
	struct json_object *object = json_new_object(error), *hours = json_new_array(error);
	char date[DATE_TEXT_MAX];

	json_add_string(error, object, "date", date_format(date, (int32_t)day->number));
	for (size_t i = 0; i < ELEMENTSOF(rows); i++) {
		json_add_int(error, object, rows[i].name, (int64_t)rows[i].value);
	}
	for (size_t i = 0; i < HISTORY_HOURS; i++) {
		json_append_int(error, hours, (int64_t)day->seated_by_hour_usec[i]);
	}
	json_add_take(error, object, "seatedByHourUSec", hours);
	return object;
}

/* -- and back
 * -----------------------------------------------------------------------------------------------
 */

/* What is too long for the history is said by history_entry_problem(), which names it, and not
 * here, where nobody would learn which entry it is. */
#define TEXT_MAX_BYTES PROTOCOL_MESSAGE_MAX_BYTES
#define TEXT(name_, nullable_) \
	{.name = name_, .type = VARLINK_STRING, .nullable = nullable_, .max_size = TEXT_MAX_BYTES}

static const struct varlink_field detail_element = {
	.type = VARLINK_STRING,
	.max_size = TEXT_MAX_BYTES,
};

const struct varlink_field history_entry_fields[HISTORY_ENTRY_FIELDS] = {
	TEXT("id", false),
	{.name = "type",
		.type = VARLINK_ENUM,
		.names = names_history_type,
		.n_names = ELEMENTSOF(names_history_type)},
	{.name = "startUSec", .type = VARLINK_INT},
	{.name = "durationUSec", .type = VARLINK_INT, .nullable = true},
	TEXT("what", false),
	TEXT("entry", true),
	TEXT("note", true),
	{.name = "details", .type = VARLINK_MAP, .nullable = true, .element = &detail_element},
	{.name = "utcOffsetUSec", .type = VARLINK_INT, .nullable = true},
	TEXT("machine", true),
};

/* How many there are is in the entry, also where they are too many to be taken over. */
static void decode_details(const struct varlink_params *params, struct history_sent *sent)
{
	struct json_object *details = varlink_params_elements(params, "details");
	size_t n = 0;

	sent->entry.details = sent->details;
	if (!details) {
		return;
	}
	json_object_object_foreach(details, name, value)
	{
		if (n < HISTORY_DETAILS_MAX) {
			sent->details[n] =
				(struct history_detail){name, json_object_get_string(value)};
		}
		n++;
	}
	sent->entry.n_details = n;
}

const char *history_decode_entry(const struct varlink_params *params, struct history_sent *ret_sent)
{
	int64_t duration_usec = varlink_params_int(params, "durationUSec", 0);

	ret_sent->entry = (struct history_entry){
		.id = varlink_params_string(params, "id"),
		.type = (enum history_type)varlink_params_enum(params, "type"),
		.start_real_usec = varlink_params_int(params, "startUSec", 0),
		.has_duration = varlink_params_has(params, "durationUSec"),
		.duration_usec = (usec_t)duration_usec,
		.what = varlink_params_string(params, "what"),
		.entry = varlink_params_string(params, "entry"),
		.note = varlink_params_string(params, "note"),
		.has_utc_offset = varlink_params_has(params, "utcOffsetUSec"),
		.utc_offset_usec = varlink_params_int(params, "utcOffsetUSec", 0),
		.machine = varlink_params_string(params, "machine"),
	};
	decode_details(params, ret_sent);
	return duration_usec < 0 ? "it ends before it begins"
				 : history_entry_problem(&ret_sent->entry);
}
