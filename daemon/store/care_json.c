/* SPDX-License-Identifier: MIT */
/* One table says what is stored; reading and writing both go by it, so that neither can forget a
 * field. A file that lacks one, or has a value out of range, is taken for damaged as a whole:
 * guessing at what somebody told of symptoms helps nobody, and the checklist is asked again. */
#include "care_json.h"

#include <json-c/json_object.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <backcare/cleanup.h>

#include "jsonvalue.h"

#define FORMAT "backcare-care"

/* Enumerations are stored by their number: a change of one is another version of the file. */
_Static_assert(CARE_LEVEL_MAX == 6 && CARE_BY_MAX == 6 && CARE_PRESSURE_MAX == 4 &&
		       CARE_PERMISSION_MAX == 4 && CARE_CLEARING_MAX == 2 && AREA_MAX == 16,
	"numbers in the file");

enum shape { SHAPE_BOOL, SHAPE_SIGNED, SHAPE_UNSIGNED };

struct field {
	const char *key;
	size_t offset;
	size_t size;
	enum shape shape;
};

#define FIELD(type, key_, member)                                   \
	{key_, offsetof(type, member), sizeof(((type *)0)->member), \
		_Generic(((type *)0)->member,                       \
			bool: SHAPE_BOOL,                           \
			int32_t: SHAPE_SIGNED,                      \
			default: SHAPE_UNSIGNED)}
#define CARE(key_, member) FIELD(struct care, key_, member)

static const struct field care_fields[] = {
	CARE("sore", sore.on),
	CARE("soreQuite", sore.quite),
	CARE("soreFromMassage", sore.from_massage),
	CARE("soreBaseUSec", sore.base_real_usec),
	CARE("soreReportedUSec", sore.reported_real_usec),
	CARE("soreAskedUSec", sore.asked_real_usec),
	CARE("lighterNextTime", lighter_next_time),
	CARE("checklistAnswered", checklist.answered),
	CARE("checklistOpen", checklist.open),
	CARE("checklistAnsweredUSec", checklist.answered_real_usec),
	CARE("checklistNextAskUSec", checklist.next_ask_real_usec),
	CARE("level", safety.level),
	CARE("reportedUSec", safety.reported_real_usec),
	CARE("told", safety.told),
	CARE("acknowledged", safety.acknowledged),
	CARE("toldUSec", safety.told_real_usec),
	CARE("restricted", safety.restricted),
	CARE("walking", safety.permissions.walking),
	CARE("exercise", safety.permissions.exercise),
	CARE("massage", safety.permissions.massage),
	CARE("gentleFromUSec", safety.gentle_from_real_usec),
	CARE("cleared", safety.cleared.ever),
	CARE("clearedHow", safety.cleared.how),
	CARE("clearedUSec", safety.cleared.real_usec),
	CARE("clearedSeenDay", safety.cleared.seen_day),
	CARE("clearedLevel", safety.cleared.level),
	CARE("flare", flare.on),
	CARE("flareSinceUSec", flare.since_real_usec),
	CARE("flareAskedCount", flare.n_asked),
	CARE("flareAskedUSec", flare.asked_real_usec),
	CARE("profile", profile),
	CARE("profileUSec", profile_real_usec),
	CARE("dizzyUntilUSec", dizzy_until_real_usec),
	CARE("courseStarted", course.started),
	CARE("courseActive", course.active),
	CARE("courseStartDay", course.start_day),
	CARE("courseEveryDays", course.every_days),
	CARE("courseCount", course.count),
	CARE("courseAsked", course.asked),
	CARE("courseReviewAsked", course.review_asked),
	CARE("courseLookBackDay", course.look_back_day),
	CARE("courseLookBackAsked", course.look_back_asked),
	CARE("courseLookBackFromDay", course.look_back_from_day),
	CARE("strengthActive", strength.active),
	CARE("strengthStartDay", strength.start_day),
	CARE("strengthReviewAsked", strength.review_asked),
};

static const struct field massage_fields[] = {
	FIELD(struct care_massage, "endUSec", end_real_usec),
	FIELD(struct care_massage, "loggedUSec", logged_real_usec),
	FIELD(struct care_massage, "durationUSec", duration_usec),
	FIELD(struct care_massage, "day", day),
	FIELD(struct care_massage, "by", by),
	FIELD(struct care_massage, "pressure", pressure),
	FIELD(struct care_massage, "areas", areas),
	FIELD(struct care_massage, "askedCount", n_asked),
	FIELD(struct care_massage, "askedUSec", asked_real_usec),
	FIELD(struct care_massage, "answered", answered),
};

/* -- numbers in structs -- */

static int64_t get_field(const void *base, const struct field *field)
{
	const char *at = (const char *)base + field->offset;
	uint8_t byte;
	uint16_t word;
	uint32_t wide;
	int32_t number;
	int64_t value;

	switch (field->size) {
	case sizeof(byte):
		memcpy(&byte, at, sizeof(byte));
		return byte;
	case sizeof(word):
		memcpy(&word, at, sizeof(word));
		return word;
	case sizeof(wide):
		memcpy(&wide, at, sizeof(wide));
		memcpy(&number, at, sizeof(number));
		return field->shape == SHAPE_SIGNED ? (int64_t)number : (int64_t)wide;
	default:
		memcpy(&value, at, sizeof(value));
		return value;
	}
}

static bool fits(const struct field *field, int64_t value)
{
	if (field->shape == SHAPE_BOOL) {
		return value == 0 || value == 1;
	}
	if (field->shape == SHAPE_SIGNED) {
		return value >= INT32_MIN && value <= INT32_MAX;
	}
	return value >= 0 && (field->size >= sizeof(value) || value >> (8 * field->size) == 0);
}

static bool set_field(void *base, const struct field *field, int64_t value)
{
	char *at = (char *)base + field->offset;
	uint8_t byte = (uint8_t)value;
	uint16_t word = (uint16_t)value;
	uint32_t wide = (uint32_t)value;

	if (!fits(field, value)) {
		return false;
	}
	switch (field->size) {
	case sizeof(byte):
		memcpy(at, &byte, sizeof(byte));
		break;
	case sizeof(word):
		memcpy(at, &word, sizeof(word));
		break;
	case sizeof(wide):
		memcpy(at, &wide, sizeof(wide));
		break;
	default:
		memcpy(at, &value, sizeof(value));
		break;
	}
	return true;
}

static void write_fields(int *error, struct json_object *object, const void *base,
	const struct field *fields, size_t n_fields)
{
	for (size_t i = 0; i < n_fields; i++) {
		json_add_int(error, object, fields[i].key, get_field(base, &fields[i]));
	}
}

static bool read_fields(
	struct json_object *object, void *base, const struct field *fields, size_t n_fields)
{
	for (size_t i = 0; i < n_fields; i++) {
		struct json_object *value;
		int64_t number;

		if (!json_object_object_get_ex(object, fields[i].key, &value) ||
			!json_get_int(value, &number) || !set_field(base, &fields[i], number)) {
			return false;
		}
	}
	return true;
}

/* -- lists -- */

static struct json_object *write_symptoms(
	int *error, const struct care_file_names *names, uint32_t symptoms)
{
	struct json_object *array = json_new_array(error);

	for (size_t i = 0; i < names->symptoms.n_items; i++) {
		if (symptoms & (1U << i)) {
			json_append_string(error, array, names->symptom_id(i));
		}
	}
	return array;
}

/* NULL if there is no list of this name. */
static struct json_object *get_array(struct json_object *object, const char *key)
{
	struct json_object *array;

	return json_object_object_get_ex(object, key, &array) &&
			       json_object_is_type(array, json_type_array)
		       ? array
		       : NULL;
}

static const char *get_text(struct json_object *value)
{
	return json_object_is_type(value, json_type_string) ? json_object_get_string(value) : "";
}

/* One that the checklist does not have is not left out in silence. */
static bool read_symptoms(struct json_object *object, const char *key,
	const struct care_file_names *names, uint32_t *ret_symptoms)
{
	struct json_object *array = get_array(object, key);

	*ret_symptoms = 0;
	for (size_t i = 0; array && i < json_object_array_length(array); i++) {
		const char *id = get_text(json_object_array_get_idx(array, i));
		size_t symptom = 0;

		while (symptom < names->symptoms.n_items &&
			strcmp(names->symptom_id(symptom), id) != 0) {
			symptom++;
		}
		if (symptom == names->symptoms.n_items) {
			return false;
		}
		*ret_symptoms |= 1U << symptom;
	}
	return array != NULL;
}

static struct json_object *write_massages(int *error, const struct care *care)
{
	struct json_object *array = json_new_array(error);

	for (size_t i = 0; i < care->n_massages; i++) {
		const struct care_massage *massage = &care->massages[i];
		struct json_object *object = json_new_object(error);
		char id[2 * sizeof(massage->id.bytes) + 1];

		for (size_t j = 0; j < sizeof(massage->id.bytes); j++) {
			(void)snprintf(id + 2 * j, 3, "%02x", massage->id.bytes[j]);
		}
		json_add_string(error, object, "id", id);
		write_fields(error, object, massage, massage_fields, ELEMENTSOF(massage_fields));
		json_append_take(error, array, object);
	}
	return array;
}

static bool read_id(struct json_object *object, struct prompt_id *ret_id)
{
	struct json_object *value;
	const char *text;

	if (!json_object_object_get_ex(object, "id", &value)) {
		return false;
	}
	text = get_text(value);
	if (strlen(text) != 2 * sizeof(ret_id->bytes) ||
		strspn(text, "0123456789abcdef") != strlen(text)) {
		return false;
	}
	for (size_t i = 0; i < sizeof(ret_id->bytes); i++) {
		char pair[3] = {text[2 * i], text[2 * i + 1], '\0'};

		ret_id->bytes[i] = (uint8_t)strtoul(pair, NULL, 16);
	}
	return true;
}

static bool read_massages(struct json_object *object, struct care *care)
{
	struct json_object *array = get_array(object, "massages");

	if (!array || json_object_array_length(array) > CARE_MASSAGES_MAX) {
		return false;
	}
	care->n_massages = json_object_array_length(array);
	for (size_t i = 0; i < care->n_massages; i++) {
		struct json_object *item = json_object_array_get_idx(array, i);

		if (!json_object_is_type(item, json_type_object) ||
			!read_id(item, &care->massages[i].id) ||
			!read_fields(item, &care->massages[i], massage_fields,
				ELEMENTSOF(massage_fields))) {
			return false;
		}
	}
	return true;
}

static struct json_object *write_done_days(int *error, const struct care *care)
{
	struct json_object *array = json_new_array(error);

	for (size_t i = 0; i < care->course.n_done; i++) {
		json_append_int(error, array, care->course.done_days[i]);
	}
	return array;
}

static bool get_number(
	struct json_object *array, size_t index, int64_t min, int64_t max, int64_t *ret_number)
{
	return json_get_int(json_object_array_get_idx(array, index), ret_number) &&
	       *ret_number >= min && *ret_number <= max;
}

static bool read_done_days(struct json_object *object, struct care *care)
{
	struct json_object *array = get_array(object, "courseDoneDays");
	int64_t day;

	if (!array || json_object_array_length(array) > CARE_COURSE_SESSIONS_MAX) {
		return false;
	}
	care->course.n_done = (uint8_t)json_object_array_length(array);
	for (size_t i = 0; i < care->course.n_done; i++) {
		if (!get_number(array, i, INT32_MIN, INT32_MAX, &day)) {
			return false;
		}
		care->course.done_days[i] = (int32_t)day;
	}
	return true;
}

/* Days and soreness of each week, one after the other. */
static struct json_object *write_weeks(int *error, const struct care *care)
{
	struct json_object *array = json_new_array(error);

	for (size_t i = 0; i < CARE_STRENGTH_WEEKS; i++) {
		json_append_int(error, array, care->strength.weeks[i].days);
		json_append_int(error, array, (int64_t)care->strength.weeks[i].soreness);
	}
	return array;
}

static bool read_weeks(struct json_object *object, struct care *care)
{
	struct json_object *array = get_array(object, "strengthWeeks");
	int64_t days, soreness;

	if (!array || json_object_array_length(array) != 2 * CARE_STRENGTH_WEEKS) {
		return false;
	}
	for (size_t i = 0; i < CARE_STRENGTH_WEEKS; i++) {
		if (!get_number(array, 2 * i, 0, UINT8_MAX, &days) ||
			!get_number(array, 2 * i + 1, 0, CARE_WEEK_MORE, &soreness)) {
			return false;
		}
		care->strength.weeks[i].days = (uint8_t)days;
		care->strength.weeks[i].soreness = (enum care_week_soreness)soreness;
	}
	return true;
}

/* -- the whole -- */

struct json_object *care_json_write(
	int *error, const struct care_file_names *names, const struct care *care)
{
	struct json_object *object = json_new_object(error);

	json_add_string(error, object, "format", FORMAT);
	json_add_int(error, object, "version", CARE_FILE_VERSION);
	write_fields(error, object, care, care_fields, ELEMENTSOF(care_fields));
	json_add_take(
		error, object, "symptoms", write_symptoms(error, names, care->safety.symptoms));
	json_add_take(error, object, "clearedSymptoms",
		write_symptoms(error, names, care->safety.cleared.symptoms));
	json_add_string(error, object, "message",
		care->safety.message < CARE_MESSAGE_MAX ? names->message_id(care->safety.message)
							: "");
	json_add_take(error, object, "massages", write_massages(error, care));
	json_add_take(error, object, "courseDoneDays", write_done_days(error, care));
	json_add_take(error, object, "strengthWeeks", write_weeks(error, care));
	return object;
}

static bool read_message(
	struct json_object *object, const struct care_file_names *names, struct care *care)
{
	struct json_object *value;
	enum care_message message = 0;
	const char *id;

	if (!json_object_object_get_ex(object, "message", &value) ||
		!json_object_is_type(value, json_type_string)) {
		return false;
	}
	id = json_object_get_string(value);
	while (message < CARE_MESSAGE_MAX && strcmp(names->message_id(message), id) != 0) {
		message++;
	}
	care->safety.message = message;
	return message < CARE_MESSAGE_MAX || *id == '\0';
}

static bool is_ours(struct json_object *object)
{
	struct json_object *format, *version;
	int64_t number;

	return json_object_is_type(object, json_type_object) &&
	       json_object_object_get_ex(object, "format", &format) &&
	       strcmp(get_text(format), FORMAT) == 0 &&
	       json_object_object_get_ex(object, "version", &version) &&
	       json_get_int(version, &number) && number == CARE_FILE_VERSION;
}

bool care_json_read(
	struct json_object *object, const struct care_file_names *names, struct care *care)
{
	*care = (struct care){.n_massages = 0};
	return is_ours(object) && read_fields(object, care, care_fields, ELEMENTSOF(care_fields)) &&
	       read_symptoms(object, "symptoms", names, &care->safety.symptoms) &&
	       read_symptoms(object, "clearedSymptoms", names, &care->safety.cleared.symptoms) &&
	       read_message(object, names, care) && read_massages(object, care) &&
	       read_done_days(object, care) && read_weeks(object, care);
}
