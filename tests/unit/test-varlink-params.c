/* SPDX-License-Identifier: MIT */
#include "check_main.h"
#include "jsonvalue.h"
#include "varlink_fixture.h"
#include "varlink_limits.h"
#include "varlink_params.h"

#include <errno.h>
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <json-c/json.h>

static const struct varlink_method *typed;

static void setup(void)
{
	typed = varlink_interface_find_method(&test_interface, "Typed");
	ck_assert_ptr_nonnull(typed);
}

/* NULL: good. Else the parameter that is named. */
static const struct {
	const char *json;
	const char *bad;
} rows[] = {
	{"{\"flag\":true,\"number\":1}", NULL},
	{"{\"number\":10,\"flag\":false}", NULL},
	{"{\"flag\":true,\"number\":5.0}", NULL},
	{"{\"flag\":true,\"number\":1e1}", NULL},
	/* In the order of declaration, and what is not declared last. */
	{"{}", "flag"},
	{"null", "flag"},
	{"{\"zzz\":1}", "flag"},
	{"{\"zzz\":1,\"flag\":true}", "number"},
	{"{\"number\":0,\"flag\":0}", "flag"},
	{"{\"zzz\":1,\"flag\":true,\"number\":1}", "zzz"},
	{"{\"zzz\":null,\"flag\":true,\"number\":1}", "zzz"},
	{"{\"flag\":true,\"number\":1,\"Flag\":true}", "Flag"},
	{"{\"flag\":true,\"number\":1,\"\":true}", ""},
	/* Bool. */
	{"{\"flag\":null,\"number\":1}", "flag"},
	{"{\"flag\":1,\"number\":1}", "flag"},
	{"{\"flag\":\"true\",\"number\":1}", "flag"},
	/* Int. */
	{"{\"flag\":true,\"number\":0}", "number"},
	{"{\"flag\":true,\"number\":11}", "number"},
	{"{\"flag\":true,\"number\":null}", "number"},
	{"{\"flag\":true,\"number\":5.5}", "number"},
	{"{\"flag\":true,\"number\":\"5\"}", "number"},
	{"{\"flag\":true,\"number\":true}", "number"},
	{"{\"flag\":true,\"number\":[5]}", "number"},
	{"{\"flag\":true,\"number\":1e400}", "number"},
	{"{\"flag\":true,\"number\":1,\"anyNumber\":9223372036854775807}", NULL},
	{"{\"flag\":true,\"number\":1,\"anyNumber\":-9223372036854775808}", NULL},
	{"{\"flag\":true,\"number\":1,\"anyNumber\":null}", NULL},
	{"{\"flag\":true,\"number\":1,\"anyNumber\":9223372036854775808}", "anyNumber"},
	{"{\"flag\":true,\"number\":1,\"anyNumber\":-9223372036854775809}", "anyNumber"},
	{"{\"flag\":true,\"number\":1,\"anyNumber\":100000000000000000000000}", "anyNumber"},
	/* Float. */
	{"{\"flag\":true,\"number\":1,\"real\":1.5}", NULL},
	{"{\"flag\":true,\"number\":1,\"real\":2}", NULL},
	{"{\"flag\":true,\"number\":1,\"real\":null}", NULL},
	{"{\"flag\":true,\"number\":1,\"real\":1e400}", "real"},
	{"{\"flag\":true,\"number\":1,\"real\":\"1.5\"}", "real"},
	/* String: 8 bytes. */
	{"{\"flag\":true,\"number\":1,\"text\":\"12345678\"}", NULL},
	{"{\"flag\":true,\"number\":1,\"text\":\"\"}", NULL},
	{"{\"flag\":true,\"number\":1,\"text\":null}", NULL},
	{"{\"flag\":true,\"number\":1,\"text\":\"123456789\"}", "text"},
	{"{\"flag\":true,\"number\":1,\"text\":\"1234567\xC3\xA9\"}", "text"},
	{"{\"flag\":true,\"number\":1,\"text\":5}", "text"},
	/* Enum. */
	{"{\"flag\":true,\"number\":1,\"colour\":\"dark_green\"}", NULL},
	{"{\"flag\":true,\"number\":1,\"colour\":\"dark-green\"}", "colour"},
	{"{\"flag\":true,\"number\":1,\"colour\":\"Red\"}", "colour"},
	{"{\"flag\":true,\"number\":1,\"colour\":\"\"}", "colour"},
	{"{\"flag\":true,\"number\":1,\"colour\":0}", "colour"},
	/* Array: 1 to 3. */
	{"{\"flag\":true,\"number\":1,\"numbers\":[1]}", NULL},
	{"{\"flag\":true,\"number\":1,\"numbers\":[1,2,3]}", NULL},
	{"{\"flag\":true,\"number\":1,\"numbers\":[]}", "numbers"},
	{"{\"flag\":true,\"number\":1,\"numbers\":[1,2,3,4]}", "numbers"},
	{"{\"flag\":true,\"number\":1,\"numbers\":[null]}", "numbers"},
	{"{\"flag\":true,\"number\":1,\"numbers\":[1,\"2\"]}", "numbers"},
	{"{\"flag\":true,\"number\":1,\"numbers\":{}}", "numbers"},
	{"{\"flag\":true,\"number\":1,\"numbers\":1}", "numbers"},
	/* Map. */
	{"{\"flag\":true,\"number\":1,\"map\":{}}", NULL},
	{"{\"flag\":true,\"number\":1,\"map\":{\"a b\":true,\"\":false}}", NULL},
	{"{\"flag\":true,\"number\":1,\"map\":{\"a\":1}}", "map"},
	{"{\"flag\":true,\"number\":1,\"map\":{\"a\":null}}", "map"},
	{"{\"flag\":true,\"number\":1,\"map\":[true]}", "map"},
	/* Struct, and arrays of them. */
	{"{\"flag\":true,\"number\":1,\"point\":{\"x\":1}}", NULL},
	{"{\"flag\":true,\"number\":1,\"point\":{\"x\":1,\"y\":null,\"inner\":{\"tags\":[]}}}",
		NULL},
	{"{\"flag\":true,\"number\":1,\"point\":{}}", "point"},
	{"{\"flag\":true,\"number\":1,\"point\":{\"x\":1,\"z\":1}}", "point"},
	{"{\"flag\":true,\"number\":1,\"point\":{\"x\":1,\"inner\":{}}}", "point"},
	{"{\"flag\":true,\"number\":1,\"point\":{\"x\":1,\"inner\":{\"tags\":[1]}}}", "point"},
	{"{\"flag\":true,\"number\":1,\"point\":[]}", "point"},
	{"{\"flag\":true,\"number\":1,\"points\":[{\"x\":1},{\"x\":2,\"colour\":\"red\"}]}", NULL},
	{"{\"flag\":true,\"number\":1,\"points\":[]}", NULL},
	{"{\"flag\":true,\"number\":1,\"points\":[{\"x\":1},{}]}", "points"},
	{"{\"flag\":true,\"number\":1,\"points\":[{\"x\":1,\"colour\":\"blue\"}]}", "points"},
	/* Object. */
	{"{\"flag\":true,\"number\":1,\"free\":{\"a\":[null,{}]}}", NULL},
	{"{\"flag\":true,\"number\":1,\"free\":[]}", "free"},
	{"{\"flag\":true,\"number\":1,\"free\":\"x\"}", "free"},
};

START_TEST(checks)
{
	AUTO_JSON struct json_object *object = NULL;
	const char *bad = NULL;
	int r;

	ck_assert_int_eq(json_parse_strict(rows[_i].json, strlen(rows[_i].json), &object), 0);
	r = varlink_params_check(object, typed->fields, typed->n_fields, &bad);
	if (rows[_i].bad == NULL) {
		ck_assert_msg(r == 0, "%s: %s", rows[_i].json, bad);
	} else {
		ck_assert_msg(r == -EINVAL, "%s", rows[_i].json);
		ck_assert_str_eq(bad, rows[_i].bad);
	}
}
END_TEST

START_TEST(default_limits)
{
	static const struct varlink_field int_element = {.type = VARLINK_INT};
	static const struct varlink_field fields[] = {
		{.name = "text", .type = VARLINK_STRING, .nullable = true},
		{
			.name = "list",
			.type = VARLINK_ARRAY,
			.nullable = true,
			.element = &int_element,
		},
		{.name = "map", .type = VARLINK_MAP, .nullable = true, .element = &int_element},
	};

	for (size_t over = 0; over <= 1; over++) {
		AUTO_JSON struct json_object *with_text = json_object_new_object();
		AUTO_JSON struct json_object *with_list = json_object_new_object();
		AUTO_JSON struct json_object *with_map = json_object_new_object();
		AUTO_JSON struct json_object *with_key = json_object_new_object();
		struct json_object *list = json_object_new_array();
		struct json_object *map = json_object_new_object();
		struct json_object *key_map = json_object_new_object();
		char text[PROTOCOL_STRING_MAX_BYTES + 2] = "";
		int wanted = over == 0 ? 0 : -EINVAL;
		const char *bad;

		memset(text, 'x', PROTOCOL_STRING_MAX_BYTES + over);
		for (size_t i = 0; i < LIMIT_ELEMENTS + over; i++) {
			char key[32];

			(void)snprintf(key, sizeof(key), "%zu", i);
			json_object_array_add(list, json_object_new_int(1));
			json_object_object_add(map, key, json_object_new_int(1));
		}
		json_object_object_add(key_map, text, json_object_new_int(1));
		json_object_object_add(with_text, "text", json_object_new_string(text));
		json_object_object_add(with_list, "list", list);
		json_object_object_add(with_map, "map", map);
		json_object_object_add(with_key, "map", key_map);
		ck_assert_int_eq(varlink_params_check(with_text, fields, 3, &bad), wanted);
		ck_assert_int_eq(varlink_params_check(with_list, fields, 3, &bad), wanted);
		ck_assert_int_eq(varlink_params_check(with_map, fields, 3, &bad), wanted);
		ck_assert_int_eq(varlink_params_check(with_key, fields, 3, &bad), wanted);
	}
}
END_TEST

START_TEST(getters)
{
	static const char json[] =
		"{\"flag\":true,\"number\":5.0,\"anyNumber\":-3,\"real\":2,\"text\":\"hi\","
		"\"colour\":\"dark_green\",\"numbers\":[7,8.0],\"map\":{\"a\":true,\"b\":false},"
		"\"points\":[{\"x\":1},{\"x\":2,\"colour\":\"red\"}],"
		"\"point\":{\"x\":9,\"inner\":{\"tags\":[\"p\",\"q\"]}},\"free\":{\"k\":1}}";
	AUTO_JSON struct json_object *object = NULL;
	struct varlink_params params = {.fields = typed->fields, .n_fields = typed->n_fields};
	struct varlink_params point;
	struct varlink_params inner;
	const char *bad;

	ck_assert_int_eq(json_parse_strict(json, strlen(json), &object), 0);
	ck_assert_int_eq(varlink_params_check(object, typed->fields, typed->n_fields, &bad), 0);
	params.object = object;
	ck_assert(varlink_params_has(&params, "flag"));
	ck_assert(varlink_params_bool(&params, "flag"));
	ck_assert_int_eq(varlink_params_int(&params, "number", 0), 5);
	ck_assert_int_eq(varlink_params_int(&params, "anyNumber", 0), -3);
	ck_assert(!islessgreater(varlink_params_float(&params, "real", 0), 2.0));
	ck_assert_str_eq(varlink_params_string(&params, "text"), "hi");
	ck_assert_int_eq(varlink_params_enum(&params, "colour"), 1);
	ck_assert_uint_eq(varlink_params_count(&params, "numbers"), 2);
	ck_assert_int_eq(varlink_params_int_at(&params, "numbers", 0), 7);
	ck_assert_int_eq(varlink_params_int_at(&params, "numbers", 1), 8);
	ck_assert_uint_eq(varlink_params_count(&params, "map"), 2);
	ck_assert_ptr_nonnull(varlink_params_elements(&params, "map"));
	ck_assert_uint_eq(varlink_params_count(&params, "points"), 2);
	point = varlink_params_struct_at(&params, "points", 1);
	ck_assert_int_eq(varlink_params_int(&point, "x", 0), 2);
	ck_assert_int_eq(varlink_params_enum(&point, "colour"), 0);
	point = varlink_params_struct(&params, "point");
	inner = varlink_params_struct(&point, "inner");
	ck_assert_uint_eq(varlink_params_count(&inner, "tags"), 2);
	ck_assert_str_eq(varlink_params_string_at(&inner, "tags", 1), "q");
	ck_assert_int_eq(json_object_object_length(varlink_params_object(&params, "free")), 1);
}
END_TEST

START_TEST(left_out)
{
	static const char *const jsons[] = {
		"{\"flag\":false,\"number\":1}",
		"{\"flag\":false,\"number\":1,\"anyNumber\":null,\"real\":null,\"text\":null,"
		"\"colour\":null,\"numbers\":null,\"map\":null,\"points\":null,\"point\":null,"
		"\"free\":null}",
	};
	AUTO_JSON struct json_object *object = NULL;
	struct varlink_params params = {.fields = typed->fields, .n_fields = typed->n_fields};
	struct varlink_params point;
	const char *bad;

	ck_assert_int_eq(json_parse_strict(jsons[_i], strlen(jsons[_i]), &object), 0);
	ck_assert_int_eq(varlink_params_check(object, typed->fields, typed->n_fields, &bad), 0);
	params.object = object;
	ck_assert(!varlink_params_has(&params, "anyNumber"));
	ck_assert(!varlink_params_has(&params, "map"));
	ck_assert_int_eq(varlink_params_int(&params, "anyNumber", 42), 42);
	ck_assert(!islessgreater(varlink_params_float(&params, "real", 0.5), 0.5));
	ck_assert_ptr_null(varlink_params_string(&params, "text"));
	ck_assert_int_eq(varlink_params_enum(&params, "colour"), -1);
	ck_assert_uint_eq(varlink_params_count(&params, "numbers"), 0);
	ck_assert_uint_eq(varlink_params_count(&params, "map"), 0);
	ck_assert_ptr_null(varlink_params_elements(&params, "map"));
	ck_assert_ptr_null(varlink_params_object(&params, "free"));
	point = varlink_params_struct(&params, "point");
	ck_assert_ptr_null(point.object);
	ck_assert_int_eq(varlink_params_int(&point, "x", 3), 3);
}
END_TEST

static const struct varlink_params none;
static const char *const no_names[] = {"a"};
static const struct varlink_field nullable_element = {.type = VARLINK_INT, .nullable = true};
static const struct varlink_field named_element = {.name = "x", .type = VARLINK_INT};

static const struct varlink_field unsound_fields[][2] = {
	{{.name = "a", .type = VARLINK_INT}, {.name = "a", .type = VARLINK_BOOL}},
	{{.name = "a", .type = VARLINK_INT}, {.type = VARLINK_BOOL}},
	{{.name = "a", .type = VARLINK_INT, .min = 2, .max = 1}, {.name = "b"}},
	{{.name = "a", .type = VARLINK_INT, .min = 2}, {.name = "b"}},
	{{.name = "a", .type = VARLINK_STRING, .min_size = 2, .max_size = 1}, {.name = "b"}},
	{{.name = "a", .type = VARLINK_ENUM}, {.name = "b"}},
	{{.name = "a", .type = VARLINK_ENUM, .names = no_names}, {.name = "b"}},
	{{.name = "a", .type = VARLINK_ARRAY}, {.name = "b"}},
	{{.name = "a", .type = VARLINK_MAP, .element = &nullable_element}, {.name = "b"}},
	{{.name = "a", .type = VARLINK_ARRAY, .element = &named_element}, {.name = "b"}},
	{{.name = "a", .type = VARLINK_TYPE_MAX}, {.name = "b"}},
};

START_TEST(unsound)
{
	ck_assert(varlink_fields_are_sound(typed->fields, typed->n_fields));
	ck_assert(varlink_interface_is_sound(&test_interface));
	ck_assert(!varlink_fields_are_sound(unsound_fields[_i], 2));
}
END_TEST

/* Mistakes of the programmer. */
START_TEST(unknown_name)
{
	(void)varlink_params_has(&none, "nothing");
}
END_TEST

START_TEST(wrong_type)
{
	struct varlink_params params = {.fields = typed->fields, .n_fields = typed->n_fields};

	(void)varlink_params_string(&params, "flag");
}
END_TEST

START_TEST(out_of_bounds)
{
	struct varlink_params params = {.fields = typed->fields, .n_fields = typed->n_fields};

	(void)varlink_params_int_at(&params, "numbers", 0);
}
END_TEST

static void add_tests(TCase *tcase)
{
	tcase_add_checked_fixture(tcase, setup, NULL);
	tcase_add_loop_test(tcase, checks, 0, ELEMENTSOF(rows));
	tcase_add_test(tcase, default_limits);
	tcase_add_test(tcase, getters);
	tcase_add_loop_test(tcase, left_out, 0, 2);
	tcase_add_loop_test(tcase, unsound, 0, ELEMENTSOF(unsound_fields));
	if (check_main_asserts()) {
		tcase_add_test_raise_signal(tcase, unknown_name, SIGABRT);
		tcase_add_test_raise_signal(tcase, wrong_type, SIGABRT);
		tcase_add_test_raise_signal(tcase, out_of_bounds, SIGABRT);
	}
}

int main(void)
{
	return check_main("varlink-params", add_tests);
}
