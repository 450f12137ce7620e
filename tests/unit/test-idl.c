/* SPDX-License-Identifier: MIT */
/* The reader of interface files, and every file that there is. */
#include "check_main.h"
#include "idl.h"
#include "idl_texts.h"
#include "jsonvalue.h"
#include "varlink_fixture.h"
#include "varlink_service.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char reports[4096];

static void remember(const char *text, void *userdata)
{
	size_t length = strlen(reports);

	(void)snprintf(reports + length, sizeof(reports) - length, "%s\n", text);
}

static void setup(void)
{
	reports[0] = '\0';
}

static const char *const files[] = {
	io_github_backcare_Backcare_varlink,
	io_github_backcare_Care_varlink,
	io_github_backcare_Catalogue_varlink,
	io_github_backcare_History_varlink,
};

START_TEST(reads_the_files)
{
	struct idl *idl = idl_new(files[_i], remember, NULL);

	ck_assert_msg(idl != NULL, "%s", reports);
	idl = idl_free(idl);
}
END_TEST

#define HEAD "# An interface.\ninterface a.b\n"

static const char *const good[] = {
	HEAD,
	HEAD "# A type.\ntype T (a: int)",
	HEAD "# A type.\ntype T (one, two)",
	HEAD "# A method.\nmethod M() -> ()",
	HEAD "# An error.\nerror E ()",
	HEAD "# A type.\ntype T (\n\t# A field.\n\ta: ?[]T,\n\t# And one more.\n\tb: ?[string]T\n)",
	HEAD "# A method.\nmethod M(a: (x, y), b: ?(c: bool, d: float)) -> (e: object)",
	HEAD "# \xC3\xBC\n# Two lines.\ntype T (a_b: string, aB2: string)",
};

static const char *const bad[] = {
	"",
	"interface a.b\n",
	"# An interface.\ninterface a\n",
	HEAD "type T (a: int)",
	HEAD "# A type.\ntype t (a: int)",
	HEAD "# A type.\ntype T ()",
	HEAD "# A type.\ntype T (one)",
	HEAD "# A type.\ntype T (a: int,)",
	HEAD "# A type.\ntype T (a: int b: int)",
	HEAD "# A type.\ntype T (a: int, a: int)",
	HEAD "# A type.\ntype T (a, b: int)",
	HEAD "# A type.\ntype T (a: int, b)",
	HEAD "# A type.\ntype T (a-b: int)",
	HEAD "# A type.\ntype T (a__b: int)",
	HEAD "# A type.\ntype T (_a: int)",
	HEAD "# A type.\ntype T (a_: int)",
	HEAD "# A type.\ntype T (1a: int)",
	HEAD "# A type.\ntype T (a: any)",
	HEAD "# A type.\ntype T (a: U)",
	HEAD "# A type.\ntype T (a: [][]int)",
	HEAD "# A type.\ntype T (a: [string][]int)",
	HEAD "# A type.\ntype T (a: []?int)",
	HEAD "# A type.\ntype T (a: ??int)",
	HEAD "# A type.\ntype T (a: [int]int)",
	HEAD "# A type.\ntype T (a: c.d.E)",
	HEAD "# A type.\ntype T (a: int # b\n, b: int)",
	HEAD "# A type.\ntype T (a: int\n# b\n)",
	HEAD "# A type.\ntype T (a: int)\r\n",
	HEAD "# A type.\ntype T (a: int)\n# A type.\ntype T (b: int)",
	HEAD "# A type.\ntype T (a: int)\n# An error.\nerror T (b: int)",
	HEAD "# A type.\ntype T (a: M)\n# A method.\nmethod M() -> ()",
	HEAD "# A method.\nmethod M()",
	HEAD "# A method.\nmethod M() -> (a, b)",
	HEAD "# A method.\nmethod M(a, b) -> ()",
	HEAD "# A method.\nmethod M()\n# b\n-> ()",
	HEAD "# An error.\nerror E",
	HEAD "# What?\nwhat T (a: int)",
	HEAD "# A type.\ntype T (a: int",
};

START_TEST(accepts)
{
	struct idl *idl = idl_new(good[_i], remember, NULL);

	ck_assert_msg(idl != NULL, "%s: %s", good[_i], reports);
	ck_assert_str_eq(idl_get_name(idl), "a.b");
	idl = idl_free(idl);
}
END_TEST

START_TEST(refuses)
{
	ck_assert_ptr_null(idl_new(bad[_i], remember, NULL));
	ck_assert_ptr_nonnull(strstr(reports, "line "));
}
END_TEST

/* The tables of this folder's own interfaces. */
START_TEST(compares_tables)
{
	static const struct varlink_interface *const interfaces[] = {
		&test_interface, &varlink_service_interface};
	struct idl *idl = idl_new(interfaces[_i]->description, remember, NULL);

	ck_assert_ptr_nonnull(idl);
	ck_assert_msg(idl_compare(idl, interfaces[_i], remember, NULL) == 0, "%s", reports);
	idl = idl_free(idl);
}
END_TEST

static const char *const names[] = {"x", "y"};
static const struct varlink_field inner[] = {{.name = "i", .type = VARLINK_INT}};
static const struct varlink_field int_element = {.type = VARLINK_INT};
static const struct varlink_field fields[] = {
	{.name = "a", .type = VARLINK_INT},
	{.name = "b", .type = VARLINK_STRING, .nullable = true},
	{.name = "c", .type = VARLINK_ENUM, .names = names, .n_names = ELEMENTSOF(names)},
	{.name = "d", .type = VARLINK_STRUCT, .fields = inner, .n_fields = ELEMENTSOF(inner)},
	{.name = "e", .type = VARLINK_ARRAY, .element = &int_element},
};
static const struct varlink_method methods[] = {
	{"M", fields, ELEMENTSOF(fields), VARLINK_METHOD_NOT_IMPLEMENTED, NULL},
};
static const struct varlink_error errors[] = {{"E", inner, ELEMENTSOF(inner)}};
static const struct varlink_interface interface = {"a.b", "", methods, 1, errors, 1};

#define ERROR_E "\n# E\nerror E (i: int)"

static const struct {
	const char *text;
	const char *report;
} differences[] = {
	{HEAD "# M\nmethod M(a: int, b: ?string, c: (x, y), d: (i: int), e: []int) -> ()" ERROR_E,
		""},
	{HEAD "# M\nmethod M(a: float, b: ?string, c: (x, y), d: (i: int), e: []int) -> ()" ERROR_E,
		"method M, field a: is of another type in the file\n"},
	{HEAD "# M\nmethod M(a: int, b: string, c: (x, y), d: (i: int), e: []int) -> ()" ERROR_E,
		"method M, field b: may be null only in the table\n"},
	{HEAD "# M\nmethod M(a: ?int, b: ?string, c: (x, y), d: (i: int), e: []int) -> ()" ERROR_E,
		"method M, field a: may be null only in the file\n"},
	{HEAD "# M\nmethod M(a: int, b: ?string, c: (x, z), d: (i: int), e: []int) -> ()" ERROR_E,
		"method M, field c: value y is not in the file\n"
		"method M, field c: value z of the file is not in the table\n"},
	{HEAD "# M\nmethod M(a: int, b: ?string, c: (x, y), d: (j: int), e: []int) -> ()" ERROR_E,
		"method M, field d, field i: is not in the file\n"
		"method M, field d: field j of the file is not in the table\n"},
	{HEAD "# M\nmethod M(a: int, b: ?string, c: (x, y), d: (i: bool), e: []int) -> ()" ERROR_E,
		"method M, field d, field i: is of another type in the file\n"},
	{HEAD "# M\nmethod M(a: int, b: ?string, c: (x, y), d: (i: int), e: []string) -> "
	      "()" ERROR_E,
		"method M, field e, element : is of another type in the file\n"},
	{HEAD "# M\nmethod M(a: int, c: (x, y), d: (i: int), e: []int) -> ()" ERROR_E,
		"method M, field b: is not in the file\n"},
	{HEAD "# M\nmethod M(a: int, b: ?string, c: (x, y), d: (i: int), e: []int, f: int) -> "
	      "()" ERROR_E,
		"method M: field f of the file is not in the table\n"},
	{HEAD "# M\nmethod N() -> ()" ERROR_E,
		"method M: is not in the file\n: method N is not in the table\n"},
	{HEAD "# M\nmethod M(a: int, b: ?string, c: (x, y), d: (i: int), e: []int) -> ()",
		"error E: is not in the file\n"},
	{HEAD "# M\nmethod M(a: int, b: ?string, c: (x, y), d: (i: int), e: []int) -> ()\n"
	      "# E\nerror E (i: string)\n# F\nerror F ()",
		"error E, field i: is of another type in the file\n"
		": error F is not in the table\n"},
};

START_TEST(finds_differences)
{
	struct idl *idl = idl_new(differences[_i].text, remember, NULL);

	ck_assert_msg(idl != NULL, "%s", reports);
	ck_assert_uint_eq(idl_compare(idl, &interface, remember, NULL) == 0,
		differences[_i].report[0] == '\0');
	ck_assert_str_eq(reports, differences[_i].report);
	idl = idl_free(idl);
}
END_TEST

START_TEST(finds_another_order)
{
	struct idl *idl = idl_new(HEAD "# M\nmethod M(b: ?string, a: int, c: (x, y), d: (i: int), "
				       "e: []int) -> ()" ERROR_E,
		remember, NULL);

	ck_assert_ptr_nonnull(idl);
	ck_assert_uint_gt(idl_compare(idl, &interface, remember, NULL), 0);
	ck_assert_ptr_nonnull(strstr(reports, "not in the order"));
	idl = idl_free(idl);
}
END_TEST

static const struct {
	const char *json;
	const char *report;
} replies[] = {
	{"{\"a\":1,\"t\":{\"c\":\"x\"},\"l\":[1]}", ""},
	{"{\"a\":1,\"b\":\"s\",\"t\":{\"c\":\"y\",\"m\":{\"k\":true}},\"l\":[]}", ""},
	{"{\"t\":{\"c\":\"x\"},\"l\":[]}", "reply of M, field a: is missing\n"},
	{"{\"a\":1,\"b\":null,\"t\":{\"c\":\"x\"},\"l\":[]}", "reply of M, field b: null\n"},
	{"{\"a\":\"1\",\"t\":{\"c\":\"x\"},\"l\":[]}",
		"reply of M, field a: \"1\" is of another type in the file\n"},
	{"{\"a\":1.5,\"t\":{\"c\":\"x\"},\"l\":[]}",
		"reply of M, field a: 1.5 is of another type in the file\n"},
	{"{\"a\":1,\"t\":{\"c\":\"z\"},\"l\":[]}",
		"reply of M, field t, field c: value z is not in the file\n"},
	{"{\"a\":1,\"t\":{\"c\":\"x\",\"m\":{\"k\":1}},\"l\":[]}",
		"reply of M, field t, field m, element : 1 is of another type in the file\n"},
	{"{\"a\":1,\"t\":{\"c\":\"x\"},\"l\":[true]}",
		"reply of M, field l, element : true is of another type in the file\n"},
	{"{\"a\":1,\"t\":{\"c\":\"x\"},\"l\":[],\"z\":1}",
		"reply of M: field z is not in the file\n"},
	{"null", "reply of M, field a: is missing\nreply of M, field t: is missing\n"
		 "reply of M, field l: is missing\n"},
};

START_TEST(checks_replies)
{
	AUTO_JSON struct json_object *reply = NULL;
	struct idl *idl =
		idl_new(HEAD "# T\ntype T (c: (x, y), m: ?[string]bool)\n# M\nmethod M() "
			     "-> (a: int, b: ?string, t: T, l: []int)\n# E\nerror E (i: int)",
			remember, NULL);

	ck_assert_ptr_nonnull(idl);
	ck_assert_int_eq(json_parse_strict(replies[_i].json, strlen(replies[_i].json), &reply), 0);
	(void)idl_check_reply(idl, "M", reply, remember, NULL);
	ck_assert_str_eq(reports, replies[_i].report);
	ck_assert_uint_eq(idl_check_error(idl, "E", NULL, remember, NULL), 1);
	ck_assert_uint_eq(idl_check_error(idl, "M", NULL, remember, NULL), 1);
	ck_assert_uint_eq(idl_check_reply(idl, "X", NULL, remember, NULL), 1);
	idl = idl_free(idl);
}
END_TEST

static void add_tests(TCase *tcase)
{
	tcase_add_checked_fixture(tcase, setup, NULL);
	tcase_add_loop_test(tcase, reads_the_files, 0, ELEMENTSOF(files));
	tcase_add_loop_test(tcase, accepts, 0, ELEMENTSOF(good));
	tcase_add_loop_test(tcase, refuses, 0, ELEMENTSOF(bad));
	tcase_add_loop_test(tcase, compares_tables, 0, 2);
	tcase_add_loop_test(tcase, finds_differences, 0, ELEMENTSOF(differences));
	tcase_add_test(tcase, finds_another_order);
	tcase_add_loop_test(tcase, checks_replies, 0, ELEMENTSOF(replies));
}

int main(void)
{
	return check_main("idl", add_tests);
}
