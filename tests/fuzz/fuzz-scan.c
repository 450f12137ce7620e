/* SPDX-License-Identifier: MIT */
/* The strict reader of JSON against two others: a recogniser of our own that shares nothing with it
 * says what is JSON, and json-c's tokener, which takes all of that and more, says what is in it.
 * What was read can be written, and read again as the same.
 *
 * Where json-c is known to read something else: whole numbers beyond 64 bits, which it clips; and
 * escaped pairs of surrogates for characters whose lower half looks like a surrogate (U+10DFF2),
 * which it replaces by U+FFFD. */
#include <errno.h>
#include <math.h>
#include <string.h>

#include <json-c/json.h>

#include <backcare/protocol.h>

#include "fuzz.h"
#include "json_oracle.h"
#include "jsonscan.h"
#include "jsonvalue.h"

#define REPLACEMENT "\xEF\xBF\xBD"

/* All that was found in a tree. */
struct census {
	size_t members;
	bool is_wild;      /* has a number that is not finite, or a whole one beyond int64_t */
	bool has_replaced; /* has U+FFFD, which may have been another one */
};

static void count(struct json_object *value, struct census *census)
{
	double number =
		json_object_is_type(value, json_type_double) ? json_object_get_double(value) : 0;

	if (!isfinite(number) || fabs(number) >= 9.2e18) {
		census->is_wild = true;
	}
	if (json_object_is_type(value, json_type_string)) {
		census->has_replaced |= strstr(json_object_get_string(value), REPLACEMENT) != NULL;
	} else if (json_object_is_type(value, json_type_array)) {
		for (size_t i = 0; i < json_object_array_length(value); i++) {
			count(json_object_array_get_idx(value, i), census);
		}
	} else if (json_object_is_type(value, json_type_object)) {
		json_object_object_foreach(value, key, member)
		{
			census->has_replaced |= strstr(key, REPLACEMENT) != NULL;
			census->members++;
			count(member, census);
		}
	}
}

static struct json_object *read_leniently(const uint8_t *data, size_t size)
{
	struct json_tokener *tokener = json_tokener_new_ex(PROTOCOL_JSON_DEPTH_MAX + 2);
	AUTO_FREE char *text = malloc(size + 1);
	struct json_object *value;

	FUZZ_CHECK(tokener && text, "memory");
	memcpy(text, data, size);
	text[size] = '\0';
	value = json_tokener_parse_ex(tokener, text, (int)size + 1);
	FUZZ_CHECK(json_tokener_get_error(tokener) == json_tokener_success, "json-c says %s of %s",
		json_tokener_error_desc(json_tokener_get_error(tokener)), text);
	json_tokener_free(tokener);
	return value;
}

static void check_again(struct json_object *value)
{
	AUTO_JSON struct json_object *again = NULL;
	AUTO_FREE char *first = NULL;
	const char *text;
	size_t size, size_again;

	text = json_get_text(value, &size);
	FUZZ_CHECK(text, "memory");
	first = strdup(text);
	FUZZ_CHECK(json_parse_strict(text, size, &again) == 0, "unreadable: %s", text);
	FUZZ_CHECK(json_object_equal(value, again), "another value: %s", text);
	FUZZ_CHECK(strcmp(first, json_get_text(again, &size_again)) == 0, "%s is now %s", first,
		json_get_text(again, &size_again));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	AUTO_JSON struct json_object *value = NULL;
	AUTO_JSON struct json_object *lenient = NULL;
	struct census census = {0}, lenient_census = {0};
	size_t members;
	bool is_json = json_oracle_accepts(data, size, PROTOCOL_JSON_DEPTH_MAX, &members);
	int r = json_scan((const char *)data, size, PROTOCOL_JSON_DEPTH_MAX);

	FUZZ_CHECK(r == 0 || r == -EBADMSG, "%d", r);
	FUZZ_CHECK((r == 0) == is_json, "json_scan() says %d", r);
	r = json_parse_strict((const char *)data, size, &value);
	FUZZ_CHECK(r == 0 || (r == -EBADMSG && !value), "%d", r);
	if (!is_json) {
		FUZZ_CHECK(r < 0, "read what is not JSON");
		return 0;
	}
	lenient = read_leniently(data, size);
	count(lenient, &lenient_census);
	/* Of a key that is there twice json-c keeps one. */
	FUZZ_CHECK((r == 0) == (lenient_census.members == members) || lenient_census.has_replaced,
		"%zu of %zu members, %d", lenient_census.members, members, r);
	if (r < 0) {
		return 0;
	}
	count(value, &census);
	FUZZ_CHECK(census.members == members, "%zu of %zu members", census.members, members);
	if (!census.is_wild) {
		FUZZ_CHECK(lenient_census.has_replaced || json_object_equal(value, lenient),
			"json-c reads something else");
		check_again(value);
	}
	return 0;
}
