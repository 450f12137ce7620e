/* SPDX-License-Identifier: MIT */
/* Serves org.varlink.certification from the server core, for the certification clients of other
 * implementations: each method wants back what the one before it answered. Ends after End().
 *
 *     certification-server PATH
 *
 * One client at a time is what it is made for. The methods are those which the clients call; the
 * text of the interface is in their packages, and none of them asks for it. */
#include "jsonvalue.h"
#include "varlink_call.h"
#include "varlink_interface.h"
#include "varlink_server.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <event2/event.h>
#include <json-c/json.h>

#define CLIENT_ID "client"

/* What each method answers: the parameters of the next one, beside the id. */
static const char *const replies[] = {
	"{}",
	"{\"bool\":true}",
	"{\"int\":1}",
	"{\"float\":1.5}",
	"{\"string\":\"ping \xE2\x82\xAC\"}",
	"{\"bool\":false,\"int\":-2,\"float\":3.1415926535897931,\"string\":\"a lot of string\"}",
	"{\"struct\":{\"bool\":false,\"int\":2,\"float\":-1.5,\"string\":\"a lot of string\"}}",
	"{\"map\":{\"bar\":\"Bar\",\"foo\":\"Foo\"}}",
	"{\"set\":{\"one\":{},\"three\":{},\"two\":{}}}",
	"{\"mytype\":{\"object\":{\"method\":\"a.b.C\",\"parameters\":{\"l\":[1,null,true]}},"
	"\"enum\":\"two\",\"struct\":{\"first\":1,\"second\":\"2\"},"
	"\"array\":[\"one\",\"two\",\"three\"],\"dictionary\":{\"bar\":\"Bar\",\"foo\":\"Foo\"},"
	"\"stringset\":{\"one\":{},\"three\":{},\"two\":{}},"
	"\"nullable_array_struct\":[{\"first\":1,\"second\":\"2\"}],"
	"\"interface\":{\"foo\":[{\"one\":\"foo\"},{\"bar\":\"bar\",\"foo\":\"foo\"}],"
	"\"anon\":{\"foo\":true,\"bar\":false}}}}",
};

#define STREAM_COUNT 10

struct certification {
	struct event_base *base;
	bool failed;
};

static struct json_object *read_reply(int number)
{
	struct json_object *value = NULL;

	if (json_parse_strict(replies[number], strlen(replies[number]), &value) < 0) {
		abort();
	}
	return value;
}

/* Numbers by value, so that 1 and 1.0 are the same. */
static int compare_numbers(struct json_object *one, struct json_object *other)
{
	double a;
	double b;

	return json_get_float(one, &a) && json_get_float(other, &b) && a >= b && a <= b ? 0 : 1;
}

static bool is_same(struct json_object *wanted, struct json_object *got)
{
	if (json_object_is_type(wanted, json_type_object) &&
		json_object_is_type(got, json_type_object)) {
		json_object_object_foreach(wanted, key, value)
		{
			struct json_object *other = NULL;

			(void)json_object_object_get_ex(got, key, &other);
			if (!is_same(value, other)) {
				return false;
			}
		}
		return true;
	}
	if (json_object_is_type(wanted, json_type_array) &&
		json_object_is_type(got, json_type_array)) {
		size_t count = json_object_array_length(wanted);

		for (size_t i = 0; i < count; i++) {
			if (!is_same(json_object_array_get_idx(wanted, i),
				    json_object_array_get_idx(got, i))) {
				return false;
			}
		}
		return count == json_object_array_length(got);
	}
	return json_object_equal(wanted, got) || compare_numbers(wanted, got) == 0;
}

/* Is it the right client, and did it send what the method of that number answered? Answers itself
 * if not. */
static int check(
	struct varlink_call *call, const struct varlink_params *params, int number, bool *ret_fits)
{
	AUTO_JSON struct json_object *wanted = read_reply(number);
	AUTO_JSON struct json_object *parameters = NULL;
	int r = 0;

	if (strcmp(varlink_params_string(params, "client_id"), CLIENT_ID) != 0) {
		return varlink_call_error(call, "ClientIdError", NULL);
	}
	*ret_fits = is_same(wanted, params->object);
	if (*ret_fits) {
		return 0;
	}
	(void)fprintf(stderr, "wanted %s, got %s\n", json_object_to_json_string(wanted),
		json_object_to_json_string(params->object));
	parameters = json_new_object(&r);
	json_add_take(&r, parameters, "wants", TAKE_PTR(wanted));
	json_add_take(&r, parameters, "got", json_object_get(params->object));
	return r < 0 ? r : varlink_call_error(call, "CertificationError", parameters);
}

static int handle_start(
	struct varlink_call *call, const struct varlink_params *params, void *userdata)
{
	int r = 0;
	AUTO_JSON struct json_object *reply = json_new_object(&r);

	json_add_string(&r, reply, "client_id", CLIENT_ID);
	return r < 0 ? r : varlink_call_reply(call, reply);
}

static int handle_test(
	struct varlink_call *call, const struct varlink_params *params, int number, void *userdata)
{
	struct certification *certification = userdata;
	AUTO_JSON struct json_object *reply = read_reply(number);
	bool fits = false;
	int r = check(call, params, number - 1, &fits);

	if (fits) {
		return varlink_call_reply(call, reply);
	}
	certification->failed = true;
	return r;
}

#define HANDLER(number)                                                                         \
	static int handle_##number(                                                             \
		struct varlink_call *call, const struct varlink_params *params, void *userdata) \
	{                                                                                       \
		return handle_test(call, params, number, userdata);                             \
	}

HANDLER(1)
HANDLER(2)
HANDLER(3)
HANDLER(4)
HANDLER(5)
HANDLER(6)
HANDLER(7)
HANDLER(8)
HANDLER(9)

static int handle_10(struct varlink_call *call, const struct varlink_params *params, void *userdata)
{
	struct certification *certification = userdata;
	bool fits = false;
	int r = check(call, params, 9, &fits);

	if (!fits) {
		certification->failed = true;
		return r;
	}
	for (int i = 1;; i++) {
		AUTO_JSON struct json_object *reply = json_new_object(&r);
		char text[32];

		(void)snprintf(text, sizeof(text), "Reply number %d", i);
		json_add_string(&r, reply, "string", text);
		if (r < 0) {
			return r;
		}
		if (i == STREAM_COUNT) {
			return varlink_call_reply(call, reply);
		}
		r = varlink_call_notify(call, reply);
		if (r < 0) {
			return r;
		}
	}
}

static int handle_11(struct varlink_call *call, const struct varlink_params *params, void *userdata)
{
	struct certification *certification = userdata;
	size_t count = varlink_params_count(params, "last_more_replies");

	certification->failed = certification->failed || count != STREAM_COUNT;
	for (size_t i = 0; i < count; i++) {
		char text[64];

		(void)snprintf(text, sizeof(text), "Reply number %zu", i + 1);
		if (strcmp(varlink_params_string_at(params, "last_more_replies", i), text) != 0) {
			certification->failed = true;
		}
	}
	return varlink_call_reply(call, NULL);
}

static int handle_end(
	struct varlink_call *call, const struct varlink_params *params, void *userdata)
{
	struct certification *certification = userdata;
	int r = 0;
	AUTO_JSON struct json_object *reply = json_new_object(&r);

	json_add_bool(&r, reply, "all_ok", !certification->failed);
	(void)event_base_loopexit(certification->base, NULL);
	return r < 0 ? r : varlink_call_reply(call, reply);
}

static const struct varlink_field string_element = {.type = VARLINK_STRING};
static const struct varlink_field empty_element = {.type = VARLINK_STRUCT};

#define ID_FIELD {.name = "client_id", .type = VARLINK_STRING}
#define VALUE_FIELDS                                                                  \
	{.name = "bool", .type = VARLINK_BOOL}, {.name = "int", .type = VARLINK_INT}, \
		{.name = "float", .type = VARLINK_FLOAT},                             \
	{                                                                             \
		.name = "string", .type = VARLINK_STRING                              \
	}

static const struct varlink_field value_fields[] = {VALUE_FIELDS};
static const struct varlink_field id_fields[] = {ID_FIELD};
static const struct varlink_field fields_2[] = {ID_FIELD, {.name = "bool", .type = VARLINK_BOOL}};
static const struct varlink_field fields_3[] = {ID_FIELD, {.name = "int", .type = VARLINK_INT}};
static const struct varlink_field fields_4[] = {ID_FIELD, {.name = "float", .type = VARLINK_FLOAT}};
static const struct varlink_field fields_5[] = {
	ID_FIELD, {.name = "string", .type = VARLINK_STRING}};
static const struct varlink_field fields_6[] = {ID_FIELD, VALUE_FIELDS};
static const struct varlink_field fields_7[] = {
	ID_FIELD,
	{
		.name = "struct",
		.type = VARLINK_STRUCT,
		.fields = value_fields,
		.n_fields = ELEMENTSOF(value_fields),
	},
};
static const struct varlink_field fields_8[] = {
	ID_FIELD, {.name = "map", .type = VARLINK_MAP, .element = &string_element}};
static const struct varlink_field fields_9[] = {
	ID_FIELD, {.name = "set", .type = VARLINK_MAP, .element = &empty_element}};
static const struct varlink_field fields_10[] = {
	ID_FIELD, {.name = "mytype", .type = VARLINK_OBJECT}};
static const struct varlink_field fields_11[] = {
	ID_FIELD, {.name = "last_more_replies", .type = VARLINK_ARRAY, .element = &string_element}};
static const struct varlink_field certification_error_fields[] = {
	{.name = "wants", .type = VARLINK_OBJECT}, {.name = "got", .type = VARLINK_OBJECT}};

static const struct varlink_method methods[] = {
	{"Start", NULL, 0, 0, handle_start},
	{"Test01", id_fields, ELEMENTSOF(id_fields), 0, handle_1},
	{"Test02", fields_2, ELEMENTSOF(fields_2), 0, handle_2},
	{"Test03", fields_3, ELEMENTSOF(fields_3), 0, handle_3},
	{"Test04", fields_4, ELEMENTSOF(fields_4), 0, handle_4},
	{"Test05", fields_5, ELEMENTSOF(fields_5), 0, handle_5},
	{"Test06", fields_6, ELEMENTSOF(fields_6), 0, handle_6},
	{"Test07", fields_7, ELEMENTSOF(fields_7), 0, handle_7},
	{"Test08", fields_8, ELEMENTSOF(fields_8), 0, handle_8},
	{"Test09", fields_9, ELEMENTSOF(fields_9), 0, handle_9},
	{"Test10", fields_10, ELEMENTSOF(fields_10), VARLINK_METHOD_NEEDS_MORE, handle_10},
	{"Test11", fields_11, ELEMENTSOF(fields_11), 0, handle_11},
	{"End", id_fields, ELEMENTSOF(id_fields), 0, handle_end},
};

static const struct varlink_error errors[] = {
	{"ClientIdError", NULL, 0},
	{"CertificationError", certification_error_fields, ELEMENTSOF(certification_error_fields)},
};

static const struct varlink_interface interface = {
	.name = "org.varlink.certification",
	.description =
		"interface org.varlink.certification\n\nmethod Start() -> (client_id: string)\n",
	.methods = methods,
	.n_methods = ELEMENTSOF(methods),
	.errors = errors,
	.n_errors = ELEMENTSOF(errors),
};

int main(int argc, char **argv)
{
	static const struct varlink_server_info info = {"Backcare", "certification", "1", ""};
	struct certification certification = {.base = event_base_new()};
	struct varlink_server *server = NULL;

	if (argc != 2 || certification.base == NULL ||
		varlink_server_new(certification.base, &info, &server) < 0 ||
		varlink_server_add_interface(server, &interface, &certification) < 0 ||
		varlink_server_listen_path(server, argv[1]) < 0) {
		(void)fprintf(stderr, "certification-server PATH\n");
		return EXIT_FAILURE;
	}
	(void)event_base_dispatch(certification.base);
	server = varlink_server_free(server);
	event_base_free(certification.base);
	return certification.failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
