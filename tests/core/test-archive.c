/* SPDX-License-Identifier: MIT */
/* The archive of the core: nothing is left out of it, and nothing that cannot be is taken from it.
 * That a core goes on from it as it would have is for test-scripts.c and the lives. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <backcare/cleanup.h>

#include "check_main.h"
#include "content.h"
#include "life.h"
#include "restore.h"

#ifdef __has_builtin
#if __has_builtin(__builtin_clear_padding)
#define KNOWS_PADDING
#endif
#endif

#ifdef KNOWS_PADDING
#define FULL 0x01

/* -- every byte -- */

struct range {
	const char *name;
	size_t from, size;
};

#define MEMBER(member) {#member, offsetof(struct core, member), sizeof(((struct core *)0)->member)}

/* What is given at the start, what each step works out, and counts of what went wrong. */
static const struct range left_out[] = {
	MEMBER(settings),
	MEMBER(catalogue),
	MEMBER(symptoms),
	MEMBER(fixed_limits),
	MEMBER(planner.limits),
	MEMBER(planner.quiet),
	MEMBER(planner.office),
	MEMBER(n_clock_steps_back),
	MEMBER(n_overdue),
};

static const char *why_left_out(size_t at)
{
	for (size_t i = 0; i < ELEMENTSOF(left_out); i++) {
		if (at >= left_out[i].from && at < left_out[i].from + left_out[i].size) {
			return left_out[i].name;
		}
	}
	return NULL;
}

/* All lists full, no two neighbours zero. */
static void fill(struct core *core, const struct catalogue *catalogue)
{
	memset(core, FULL, sizeof(*core));
	core->catalogue = catalogue;
	core->tracker.past.n_pieces = PAST_PIECES_MAX;
	core->tracker.spans.n_pieces = SPANS_PIECES_MAX;
	core->tracker.spans.n_labels = SPANS_LABELS_MAX;
	core->planner.n_shown = SETTINGS_PROMPTS_PER_HOUR_MAX;
	core->care.n_massages = CARE_MASSAGES_MAX;
	core->care.course.n_done = CARE_COURSE_SESSIONS_MAX;
	core->care.safety.symptoms = 1;
	core->care.safety.cleared.symptoms = 1;
	core->care.safety.message = CARE_MESSAGE_EMERGENCY_SADDLE;
	core->planner.snoozed_entry = 0;
	for (size_t i = 0; i < 2; i++) {
		struct prompt *prompt = i ? &core->planner.claim : &core->planner.prompt;

		prompt->entry = 0;
		prompt->carried[0] = prompt->carried[1] = 0;
		prompt->follow_up = 0;
		prompt->message = CARE_MESSAGE_EMERGENCY_SADDLE;
	}
	for (size_t i = catalogue->n_entries; i < CATALOGUE_ENTRIES_MAX; i++) {
		core->planner.chooser.entry_shown_usec[i] = 0;
	}
}

/* Symptoms are bits, of which the checklist has so many; lists are never longer than they can be.
 */
static bool is_beyond(const struct core *core, size_t at)
{
	const struct {
		const void *from;
		size_t used, size;
	} rows[] = {
		{&core->care.safety.symptoms, 1, sizeof(uint32_t)},
		{&core->care.safety.cleared.symptoms, 1, sizeof(uint32_t)},
		{&core->tracker.past.n_pieces, 1, sizeof(size_t)},
		{&core->tracker.spans.n_pieces, 1, sizeof(size_t)},
		{&core->tracker.spans.n_labels, 1, sizeof(size_t)},
		{&core->planner.n_shown, 1, sizeof(size_t)},
		{&core->care.n_massages, 1, sizeof(size_t)},
		{core->planner.chooser.entry_shown_usec,
			core->catalogue->n_entries * sizeof(usec_t),
			sizeof(core->planner.chooser.entry_shown_usec)},
	};

	for (size_t i = 0; i < ELEMENTSOF(rows); i++) {
		size_t from = (size_t)((const char *)rows[i].from - (const char *)core);

		if (at >= from + rows[i].used && at < from + rows[i].size) {
			return true;
		}
	}
	return false;
}

/* What gcc 12 does not find: it forgets what lies just before an array of structs, and all behind
 * it. */
#define BETWEEN(before, after)                                                          \
	{"padding", offsetof(struct core, before) + sizeof(((struct core *)0)->before), \
		offsetof(struct core, after) - offsetof(struct core, before) -          \
			sizeof(((struct core *)0)->before)}

static const struct range holes[] = {
	BETWEEN(tracker.spans.pieces[0].is_continued, tracker.spans.pieces[1]),
	BETWEEN(tracker.spans.recounted, tracker.spans.recount),
	BETWEEN(tracker.spans.recount.span, planner),
	BETWEEN(care.strength.active, care.strength.start_day),
	BETWEEN(care.strength.review_asked, care.strength.weeks),
	BETWEEN(care.strength.weeks, fixed_limits),
	BETWEEN(clock_is_doubted, clock_doubted_boot_usec),
};

#define CLEAR_PADDING(array)                                                 \
	for (size_t i_ = 0; i_ < sizeof(array) / sizeof((array)[0]); i_++) { \
		__builtin_clear_padding(&(array)[i_]);                       \
	}

/* Bytes that belong to a field are not 0. */
static void find_padding(struct core *core)
{
	memset(core, 0xff, sizeof(*core));
	__builtin_clear_padding(core);
	__builtin_clear_padding(&core->tracker);
	__builtin_clear_padding(&core->planner);
	__builtin_clear_padding(&core->care);
	CLEAR_PADDING(core->tracker.past.pieces);
	CLEAR_PADDING(core->tracker.spans.pieces);
	CLEAR_PADDING(core->tracker.spans.labels);
	CLEAR_PADDING(core->planner.surroundings.told);
	CLEAR_PADDING(core->care.massages);
	CLEAR_PADDING(core->care.strength.weeks);
	for (size_t i = 0; i < ELEMENTSOF(holes); i++) {
		memset((char *)core + holes[i].from, 0, holes[i].size);
	}
}

static bool is_seen(struct core *core, unsigned char *byte, int by, const char *text)
{
	AUTO_FREE char *other = NULL;

	*byte = (unsigned char)(*byte + by);
	other = restore_write(core);
	*byte = (unsigned char)(*byte - by);
	return strcmp(text, other) != 0;
}

/* A byte that is another one makes another text, or somebody forgot a field. */
START_TEST(no_field_is_left_out)
{
	const struct catalogue *catalogue = content_get_catalogue(content_builtin());
	AUTO_FREE struct core *core = malloc(sizeof(*core));
	AUTO_FREE struct core *used = malloc(sizeof(*used));
	AUTO_FREE char *text = NULL;
	size_t n_seen = 0;

	ck_assert(core != NULL && used != NULL);
	find_padding(used);
	fill(core, catalogue);
	text = restore_write(core);
	for (size_t at = 0; at < sizeof(*core); at++) {
		if (((unsigned char *)used)[at] == 0 || why_left_out(at) || is_beyond(core, at)) {
			continue;
		}
		ck_assert_msg(is_seen(core, (unsigned char *)core + at, -1, text),
			"byte %zu of struct core is not archived", at);
		n_seen++;
	}
	ck_assert_uint_gt(n_seen, sizeof(*core) / 2);
}
END_TEST
#endif

/* -- out and back -- */

static struct core_settings settings;
static const struct catalogue *catalogue;

static void live_a_day(struct life *life)
{
	life_settings_default(&settings);
	catalogue = content_get_catalogue(content_builtin());
	life_init(life, &settings, 9 * USEC_PER_HOUR);
	for (size_t i = 0; i < 12; i++) {
		life_work(life, 25 * USEC_PER_MINUTE);
		life_still(life, (20 + 30 * i) * USEC_PER_SEC, USEC_PER_MINUTE);
	}
	life_work(life, 45 * USEC_PER_MINUTE);
	ck_assert(life->open);
	ck_assert_msg(!life->broken[0], "%s", life->broken);
}

static char *text_of_a_day(struct life **ret_life)
{
	struct life *life = malloc(sizeof(*life));

	ck_assert_ptr_nonnull(life);
	live_a_day(life);
	*ret_life = life;
	return restore_write(&life->core);
}

START_TEST(what_was_read_is_written_the_same)
{
	AUTO_FREE struct life *life = NULL;
	AUTO_FREE char *text = text_of_a_day(&life);
	AUTO_FREE char *again = NULL;
	struct core core;
	struct archive archive;

	restore_read(text, &settings, catalogue, &life->core.last, &core, &archive);
	ck_assert_uint_eq(archive.n_missing, 0);
	ck_assert(archive.is_care_whole);
	again = restore_write(&core);
	ck_assert_str_eq(text, again);
}
END_TEST

/* -- what another version, or nobody, wrote -- */

/* Replaces the first 'from' after 'behind'. */
static char *replaced(const char *text, const char *behind, const char *from, const char *to)
{
	const char *at = strstr(text, behind);
	size_t size = strlen(text) + strlen(to) + 1;
	char *result = malloc(size);

	ck_assert_ptr_nonnull(result);
	at = at ? strstr(at, from) : NULL;
	ck_assert_msg(at != NULL, "no %s after %s", from, behind);
	(void)snprintf(result, size, "%.*s%s%s", (int)(at - text), text, to, at + strlen(from));
	return result;
}

enum rooms { TRACKER = 1, PLANNER = 2, CARE = 4, ALL = 7 };

static const struct {
	const char *behind, *from, *to;
	unsigned kept; /* enum rooms */
} rows[] = {
	/* A key of a newer version is passed over; one that an older one did not have stays as it
	 * was. */
	{"\"tracker\"", "\"asleep\":", "\"newer\":[{}],\"asleep\":", ALL},
	{"\"tracker\"", "\"presenceSinceBootUSec\":", "\"other\":", ALL},
	{"\"planner\"", "\"snoozes\":", "\"other\":", ALL},
	{"\"planner\"", "\"entry\":\"", "\"entry\":\"gone-", ALL},
	/* Care is whole or none. */
	{"\"care\"", "\"answered\":true", "\"other\":true", TRACKER | PLANNER},
	{"\"care\"", "\"answered\":true", "\"answered\":1", TRACKER | PLANNER},
	{"\"care\"", "\"answered\":true", "\"answered\":false", TRACKER | PLANNER},
	{"\"care\"", "\"level\":0", "\"level\":6", TRACKER | PLANNER},
	{"\"care\"", "\"level\":0", "\"level\":5", TRACKER | PLANNER},
	{"\"care\"", "\"symptoms\":[]", "\"symptoms\":[\"no-such\"]", TRACKER | PLANNER},
	{"\"care\"", "\"massages\":[]", "\"massages\":[{}]", TRACKER | PLANNER},
	{"", "\"care\":", "\"other\":", TRACKER | PLANNER},
	/* What cannot be */
	{"", "\"tracker\":", "\"other\":", PLANNER | CARE},
	{"\"tracker\"", "\"settledBootUSec\":", "\"settledBootUSec\":9", PLANNER | CARE},
	{"\"total\"", "\"seatedUSec\":", "\"seatedUSec\":1", PLANNER | CARE},
	{"\"past\"", "\"toBootUSec\":", "\"toBootUSec\":1", PLANNER | CARE},
	{"", "\"planner\":", "\"other\":", TRACKER | CARE},
	{"\"planner\"", "\"state\":1", "\"state\":4", TRACKER | CARE},
	{"\"planner\"", "\"kind\":", "\"kind\":9,\"was\":", TRACKER | CARE},
	{"\"planner\"", "\"shownBootUSec\":", "\"shownBootUSec\":9", TRACKER | CARE},
	/* The last step at no time that can be: nothing of it but care */
	{"", "\"bootUSec\":", "\"bootUSec\":-1,\"was\":", CARE},
};

START_TEST(a_room_is_kept_whole_or_begins_anew)
{
	AUTO_FREE struct life *life = NULL;
	AUTO_FREE char *whole = text_of_a_day(&life);
	AUTO_FREE char *text = replaced(whole, rows[_i].behind, rows[_i].from, rows[_i].to);
	AUTO_FREE struct core_actions *actions = malloc(sizeof(*actions));
	struct core_now now = life->core.last;
	struct archive archive;
	struct core core;

	now.boot_usec += USEC_PER_SEC;
	now.real_usec += USEC_PER_SEC;
	restore_read(text, &settings, catalogue, &now, &core, &archive);
	ck_assert_msg(
		(core.tracker.spell_usec > 0) == ((rows[_i].kept & TRACKER) != 0), "row %d", _i);
	ck_assert_msg((core.planner.n_shown > 0) == ((rows[_i].kept & PLANNER) != 0), "row %d", _i);
	ck_assert_msg(core.care.checklist.answered == ((rows[_i].kept & CARE) != 0), "row %d", _i);
	ck_assert_int_eq(archive.is_care_whole, (rows[_i].kept & CARE) != 0);
	/* And it lives. */
	(void)core_step(&core, &now, &(struct core_event){.type = CORE_RESTART}, actions);
	now.boot_usec += USEC_PER_DAY;
	now.real_usec += USEC_PER_DAY;
	(void)core_step(&core, &now, &(struct core_event){.type = CORE_TICK}, actions);
}
END_TEST

static void add_tests(TCase *tcase)
{
#ifdef KNOWS_PADDING
	tcase_add_test(tcase, no_field_is_left_out);
#endif
	tcase_add_test(tcase, what_was_read_is_written_the_same);
	tcase_add_loop_test(tcase, a_room_is_kept_whole_or_begins_anew, 0, ELEMENTSOF(rows));
	tcase_set_timeout(tcase, 120);
}

int main(void)
{
	return check_main("archive", add_tests);
}
