/* SPDX-License-Identifier: MIT */
#include "history_file.h"

#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <check.h>

#define DAY_START_USEC (4 * USEC_PER_HOUR)

static const char settings[] = "[Posture]\nPerDay=0\n[Hours]\nQuiet=\n";
struct rig rig;

void history_file_setup(void)
{
	rig_setup(&rig, settings);
}

void history_file_teardown(void)
{
	rig_teardown(&rig);
}

void call(const char *method, const char *parameters)
{
	(void)json_object_put(rig_call(&rig, method, parameters));
}

void report(const char *presence)
{
	char parameters[128];

	(void)snprintf(parameters, sizeof(parameters),
		"{\"source\":\"desk\",\"presence\":\"%s\",\"validUSec\":%llu}", presence,
		(unsigned long long)USEC_PER_DAY);
	call("ReportPresence", parameters);
}

void be(const char *presence, int64_t length_usec)
{
	report(presence);
	rig_wait(&rig, (usec_t)length_usec);
}

/* -- the file
 * -------------------------------------------------------------------------------------------------
 */

struct history *open_history(void)
{
	struct history *history;
	char path[256];

	(void)snprintf(path, sizeof(path), "%s/backcare/history.db", rig.directory);
	history = history_new(path, DAY_START_USEC);
	ck_assert_ptr_nonnull(history);
	return history;
}

static struct core_now get_now(void)
{
	return (struct core_now){
		.boot_usec = rig.manual.boot_usec, .real_usec = rig.manual.real_usec};
}

struct history_page *read_entries(unsigned types)
{
	const struct history_query query = {.since_real_usec = INT64_MIN,
		.until_real_usec = INT64_MAX,
		.types = types,
		.limit = HISTORY_PAGE_MAX};
	struct history *history = open_history();
	struct core_now now = get_now();
	struct history_page *page;

	ck_assert_int_eq(history_list(history, &query, &page), 0);
	(void)history_work(history, &now);
	(void)history_free(history);
	return page;
}

const char *get_detail(const struct history_entry *entry, const char *name)
{
	for (size_t i = 0; i < entry->n_details; i++) {
		if (strcmp(entry->details[i].name, name) == 0) {
			return entry->details[i].value;
		}
	}
	return "";
}

const struct history_entry *get_only(enum history_type type, struct history_page **ret_page)
{
	*ret_page = read_entries(1U << type);
	ck_assert_uint_eq((*ret_page)->n_entries, 1);
	return &(*ret_page)->entries[0];
}
