/* SPDX-License-Identifier: MIT */
#include "made_up_days.h"

#include <inttypes.h>
#include <json-c/json.h>
#include <stdlib.h>

#include <backcare/cleanup.h>

#include "check_main.h"
#include "jsonvalue.h"

void days_begin(struct days *days, struct rig *rig)
{
	*days = (struct days){.rig = rig};
	days->file = open_memstream(&days->text, &days->size);
	ck_assert_ptr_nonnull(days->file);
	(void)fputs("{\"entries\":[", days->file);
}

void say_entry(struct days *days, const char *type, const char *what, int64_t start_usec,
	int64_t length_usec, const char *details)
{
	(void)fprintf(days->file,
		"%s{\"id\":\"%s-%" PRId64
		"-%zu\",\"type\":\"%s\",\"what\":\"%s\",\"startUSec\":%" PRId64
		",\"durationUSec\":%" PRId64 ",\"details\":{%s},\"utcOffsetUSec\":0",
		days->n > 0 ? "," : "", days->machine ? days->machine : "x", start_usec, days->n,
		type, what, start_usec, length_usec, details);
	if (days->machine) {
		(void)fprintf(days->file, ",\"machine\":\"%s\"", days->machine);
	}
	(void)fputs("}", days->file);
	days->n++;
}

/* Minutes of the day. */
void say_spell(struct days *days, int64_t midnight, const char *what, unsigned from, unsigned to)
{
	say_entry(days, "spell", what, midnight + from * MIN, (int64_t)(to - from) * MIN, "");
}

void say_walk(
	struct days *days, int64_t midnight, const char *outcome, const char *cause, unsigned at)
{
	char details[64];

	(void)snprintf(details, sizeof(details), "\"kind\":\"walk\",\"cause\":\"%s\"", cause);
	say_entry(days, "prompt", outcome, midnight + at * MIN, MIN, details);
}

void days_end(struct days *days)
{
	AUTO_JSON struct json_object *reply = NULL;

	(void)fputs("]}", days->file);
	ck_assert_int_eq(fclose(days->file), 0);
	reply = rig_call(days->rig, "History.Import", days->text);
	ck_assert_int_eq(rig_int(reply, "added"), (int64_t)days->n);
	free(days->text);
}

int64_t midnight_of(unsigned days_ago)
{
	return NOON_USEC - 12 * HOUR - days_ago * DAY;
}

/* At the desk from 9 to 12 and 13 to 17; asked at 09:45 in vain, and at 10:30 (the last line) as
 * well; at 13:45 they went, and stayed away for an hour: that is no walk, and stays. */
void say_office_day(struct days *days, unsigned days_ago)
{
	int64_t midnight = midnight_of(days_ago);

	say_spell(days, midnight, "away", 240, 540);
	say_spell(days, midnight, "seated", 540, 720);
	say_walk(days, midnight, "expired", "limit", 585);
	say_walk(days, midnight, "natural", "last_line", 719);
	say_spell(days, midnight, "away", 720, 780);
	say_spell(days, midnight, "seated", 780, 1020);
	say_entry(
		days, "spell", "away", midnight + 1020 * MIN, 11 * HOUR, "\"presence\":\"asleep\"");
}

/* Up and back again all day: 200 spells. */
void add_busy_days(struct rig *rig, unsigned first_ago, unsigned last_ago)
{
	for (unsigned ago = first_ago; ago >= last_ago && ago > 0; ago--) {
		struct days days;

		days_begin(&days, rig);
		for (unsigned i = 0; i < 100; i++) {
			unsigned from = 420 + 7 * i;

			say_spell(&days, midnight_of(ago), "seated", from, from + 6);
			say_spell(&days, midnight_of(ago), "away", from + 6, from + 7);
		}
		days_end(&days);
	}
}

void add_office_days(struct rig *rig, unsigned first_ago, unsigned last_ago)
{
	struct days days;

	for (unsigned ago = first_ago; ago >= last_ago && ago > 0; ago--) {
		days_begin(&days, rig);
		say_office_day(&days, ago);
		days_end(&days);
	}
}
