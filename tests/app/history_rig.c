/* SPDX-License-Identifier: MIT */
#include "history_rig.h"

#include <inttypes.h>
#include <json-c/json.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

#include <check.h>

#include <backcare/cleanup.h>
#include <backcare/protocol.h>

#include "api_idl.h"
#include "history_values.h"
#include "idl.h"
#include "jsonvalue.h"

static void fail_idl(const char *text, void *userdata)
{
	(void)userdata;
	ck_abort_msg("%s", text);
}

void words_begin(struct words *words)
{
	words->file = open_memstream(&words->text, &words->size);
	ck_assert_ptr_nonnull(words->file);
}

const char *words_end(struct words *words)
{
	ck_assert_int_eq(fclose(words->file), 0);
	return words->text;
}

/* Imports 'n' spells of a minute, 'step_usec' apart, with ids from PREFIX-00000 on. */
void words_say_entries(struct words *words, const char *prefix, size_t from, size_t n,
	int64_t start_usec, int64_t step_usec, const char *note)
{
	(void)fputs("{\"entries\":[", words->file);
	for (size_t i = from; i < from + n; i++) {
		(void)fprintf(words->file,
			"%s{\"id\":\"%s-%05zu\",\"type\":\"spell\",\"startUSec\":%" PRId64
			",\"durationUSec\":60000000,\"what\":\"seated\"%s%s%s}",
			i > from ? "," : "", prefix, i, start_usec + (int64_t)i * step_usec,
			note ? ",\"note\":\"" : "", note ? note : "", note ? "\"" : "");
	}
	(void)fputs("]}", words->file);
}

void rig_import_many(
	struct rig *rig, const char *prefix, size_t n, int64_t start_usec, int64_t step_usec)
{
	for (size_t from = 0; from < n; from += HISTORY_BATCH_MAX) {
		size_t lot = n - from < HISTORY_BATCH_MAX ? n - from : HISTORY_BATCH_MAX;
		struct words words;
		struct json_object *reply;

		words_begin(&words);
		words_say_entries(&words, prefix, from, lot, start_usec, step_usec, NULL);
		reply = rig_call(rig, "History.Import", words_end(&words));
		ck_assert_int_eq(rig_int(reply, "added"), (int64_t)lot);
		(void)json_object_put(reply);
		free(words.text);
	}
}

void rig_expect_import(struct rig *rig, const char *entries, int64_t added, int64_t present)
{
	AUTO_JSON struct json_object *reply = NULL;
	AUTO_FREE char *text = NULL;

	ck_assert_int_ge(asprintf(&text, "{\"entries\":[%s]}", entries), 0);
	reply = rig_call(rig, "History.Import", text);
	ck_assert_int_eq(rig_int(reply, "added"), added);
	ck_assert_int_eq(rig_int(reply, "present"), present);
}

/* "a b c": the ids of a page. */
char *rig_ids_of(struct json_object *reply)
{
	struct json_object *entries = json_object_object_get(reply, "entries");
	struct words words;

	words_begin(&words);
	for (size_t i = 0; i < json_object_array_length(entries); i++) {
		(void)fprintf(words.file, "%s%s", i > 0 ? " " : "",
			rig_string(json_object_array_get_idx(entries, i), "id"));
	}
	(void)words_end(&words);
	return words.text;
}

void rig_expect_list(struct rig *rig, const char *parameters, const char *expected)
{
	AUTO_JSON struct json_object *reply = rig_call(rig, "History.List", parameters);
	AUTO_FREE char *ids = rig_ids_of(reply);

	ck_assert_msg(strcmp(ids, expected) == 0, "%s: %s", parameters, ids);
}

void rig_expect_invalid(
	struct rig *rig, const char *method, const char *parameters, const char *name)
{
	AUTO_JSON struct json_object *error =
		rig_call_error(rig, method, parameters, "org.varlink.service.InvalidParameter");

	ck_assert_msg(strcmp(rig_string(error, "parameter"), name) == 0, "%s %s: %s", method,
		parameters, rig_string(error, "parameter"));
}

void rig_begin_history(int fd, const char *method, const char *parameters, bool more)
{
	AUTO_FREE char *text = NULL;

	ck_assert_int_ge(
		asprintf(&text,
			"{\"method\":\"" PROTOCOL_HISTORY_INTERFACE ".%s\",\"parameters\":%s%s}",
			method, parameters, more ? ",\"more\":true" : ""),
		0);
	rig_send(fd, text);
}

bool rig_is_readable(int fd)
{
	return poll(&(struct pollfd){.fd = fd, .events = POLLIN}, 1, 0) > 0;
}

/* All replies of a call with 'more'; the number of them. */
size_t rig_stream_history(struct rig *rig, const char *method, const char *parameters,
	const char *array, size_t *ret_n)
{
	struct idl *idl = idl_new(io_github_backcare_History_varlink, fail_idl, NULL);
	int fd = rig_connect(rig);
	size_t n_replies = 0;
	bool continues = true;

	*ret_n = 0;
	rig_begin_history(fd, method, parameters, true);
	while (continues) {
		AUTO_JSON struct json_object *reply = rig_receive(rig, fd);
		struct json_object *result = json_object_object_get(reply, "parameters");

		ck_assert(!rig_has(reply, "error"));
		ck_assert_uint_eq(idl_check_reply(idl, method, result, fail_idl, NULL), 0);
		continues = rig_has(reply, "continues");
		*ret_n += json_object_array_length(json_object_object_get(result, array));
		n_replies++;
	}
	(void)close(fd);
	(void)idl_free(idl);
	return n_replies;
}

size_t rig_count_entries(struct rig *rig, int fd)
{
	AUTO_JSON struct json_object *reply = NULL;

	rig_begin_history(fd, "List", "{\"limit\":1000," BEFORE "}", false);
	for (size_t i = 0; i < 10 && !rig_is_readable(fd); i++) {
		ck_assert_int_eq(app_run_once(rig->app), 0);
	}
	reply = rig_receive(rig, fd);
	return json_object_array_length(
		json_object_object_get(json_object_object_get(reply, "parameters"), "entries"));
}
