/* SPDX-License-Identifier: MIT */
/* Reports of outside sensors: which is in force, until when, and which comes after it. */
#include "check_main.h"

#include <string.h>

#include "external.h"

#define START (1000 * USEC_PER_SEC)
#define STEPS_MAX 6

struct step {
	unsigned at; /* seconds from the start; the last step has no source */
	const char *source;
	enum presence presence;
	unsigned valid;
};

/* Who is in force from when on, as external_next_change_boot_usec() leads from one to the next. */
struct spell {
	unsigned at;
	const char *source; /* NULL: nobody */
};

static const struct {
	const char *name;
	struct step steps[STEPS_MAX];
	struct spell spells[STEPS_MAX];
} rows[] = {
	{
		"one alone",
		{{0, "desk", PRESENCE_AWAY, 120}},
		{{0, "desk"}, {120, NULL}},
	},
	{
		"the older is in force again",
		{{0, "desk", PRESENCE_AWAY, 120}, {10, "watch", PRESENCE_ACTIVE, 30}},
		{{10, "watch"}, {40, "desk"}, {120, NULL}},
	},
	{
		"also when the newer is taken back",
		{{0, "desk", PRESENCE_AWAY, 120}, {10, "watch", PRESENCE_ACTIVE, 60},
			{20, "watch", PRESENCE_UNKNOWN, 60}},
		{{20, "desk"}, {120, NULL}},
	},
	{
		"or said to be good for no time",
		{{0, "desk", PRESENCE_AWAY, 120}, {10, "watch", PRESENCE_ACTIVE, 60},
			{20, "watch", PRESENCE_ACTIVE, 0}},
		{{20, "desk"}, {120, NULL}},
	},
	{
		"the older is over by then",
		{{0, "desk", PRESENCE_AWAY, 30}, {10, "watch", PRESENCE_ACTIVE, 30}},
		{{10, "watch"}, {40, NULL}},
	},
	{
		"both end at once",
		{{0, "desk", PRESENCE_AWAY, 40}, {10, "watch", PRESENCE_ACTIVE, 30}},
		{{10, "watch"}, {40, NULL}},
	},
	{
		"one after the other, the newest first",
		{{0, "a", PRESENCE_AWAY, 100}, {1, "b", PRESENCE_AWAY, 50},
			{2, "c", PRESENCE_AWAY, 10}},
		{{2, "c"}, {12, "b"}, {51, "a"}, {100, NULL}},
	},
	{
		"what is renewed is the newest",
		{{0, "desk", PRESENCE_AWAY, 60}, {10, "watch", PRESENCE_ACTIVE, 60},
			{20, "desk", PRESENCE_AWAY, 10}},
		{{20, "desk"}, {30, "watch"}, {70, NULL}},
	},
	{
		"taken back by who never said anything",
		{{0, "desk", PRESENCE_AWAY, 60}, {10, "watch", PRESENCE_UNKNOWN, 60}},
		{{10, "desk"}, {60, NULL}},
	},
};

START_TEST(who_is_in_force)
{
	const struct step *step = rows[_i].steps;
	const struct spell *spell = rows[_i].spells;
	struct external external = {0};
	const struct external_report *newest;
	usec_t now_usec = START;

	for (; step->source != NULL; step++) {
		now_usec = START + step->at * USEC_PER_SEC;
		ck_assert_int_eq(external_report(&external, step->source, step->presence,
					 step->valid * USEC_PER_SEC, now_usec),
			0);
	}
	for (;; spell++) {
		usec_t next_usec = external_next_change_boot_usec(&external, now_usec);

		ck_assert_uint_eq(now_usec, START + spell->at * USEC_PER_SEC);
		newest = external_newest(&external, now_usec);
		if (spell->source == NULL) {
			ck_assert_msg(newest == NULL, "%s: not over", rows[_i].name);
			ck_assert_uint_eq(next_usec, USEC_INFINITY);
			break;
		}
		ck_assert_msg(newest != NULL && strcmp(newest->source, spell->source) == 0,
			"%s: another in force", rows[_i].name);
		/* It holds to the last moment. */
		ck_assert_ptr_eq(external_newest(&external, next_usec - 1), newest);
		now_usec = next_usec;
	}
}
END_TEST

START_TEST(nothing_was_reported)
{
	const struct external external = {0};

	ck_assert_ptr_null(external_newest(&external, START));
	ck_assert_uint_eq(external_next_change_boot_usec(&external, START), USEC_INFINITY);
}
END_TEST

static void add_tests(TCase *tcase)
{
	tcase_add_loop_test(tcase, who_is_in_force, 0, sizeof(rows) / sizeof(rows[0]));
	tcase_add_test(tcase, nothing_was_reported);
}

int main(void)
{
	return check_main("external", add_tests);
}
