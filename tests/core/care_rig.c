/* SPDX-License-Identifier: MIT */
#include "care_rig.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <backcare/cleanup.h>

#include "care_internal.h"
#include "symptoms.h"

#define WORDS_MAX 8

static const char *const condition_names[] = {"leg-symptoms", "acute-flare", "soreness-under-48h",
	"soreness-over-48h", "post-massage-window", "post-massage-day", "pressure-caution",
	"balance-caution", "dizziness", "exertion-caution", "fluid-restriction"};
static const char *const kind_names[KIND_MAX] = {"posture", "walk", "mobility", "strength",
	"hydrate", "primer", "relax", "checkin", "safety"};
static const char *const level_names[CARE_LEVEL_MAX] = {
	"none", "flare", "soreness", "doctor-first", "urgent", "emergency"};
static const char *const field_names[CARE_FIELD_MAX] = {"nothing", "how", "phrase", "clinician",
	"seen-date", "walking", "exercise", "massage", "answers", "end", "duration", "id",
	"symptoms", "conditions", "start-date", "every-days", "count"};
static const char *const window_names[CARE_WINDOW_MAX] = {"relaxed", "day", "sore", "over"};

void care_rig_init(struct care_rig *rig)
{
	*rig = (struct care_rig){
		.now = {.boot_usec = USEC_PER_DAY,
			.real_usec = 1767603600 * USEC_PER_SEC,
			.offset_until_real_usec = USEC_INFINITY},
		.symptoms = symptoms_get(),
		.shown = CARE_MESSAGE_NONE,
	};
	care_init(&rig->care);
	care_rig_step(rig, &(struct care_event){.type = CARE_REPORT_SYMPTOMS});
}

struct care_at care_rig_at(struct care_rig *rig)
{
	return (struct care_at){&rig->now, 4 * USEC_PER_HOUR, &rig->symptoms, rig->unsure};
}

struct care_result care_rig_step(struct care_rig *rig, const struct care_event *event)
{
	struct care_at at = care_rig_at(rig);

	rig->last = care_step(&rig->care, &at, event);
	return rig->last;
}

void care_rig_wait(struct care_rig *rig, usec_t length_usec)
{
	rig->now.boot_usec += length_usec;
	rig->now.real_usec += length_usec;
}

struct prompt_id care_rig_id(struct care_rig *rig)
{
	return (struct prompt_id){{++rig->n_ids}};
}

int32_t care_rig_today(struct care_rig *rig)
{
	struct care_at at = care_rig_at(rig);

	return care_day_of(&at, rig->now.real_usec);
}

struct care_event care_rig_clearing(struct care_rig *rig)
{
	return (struct care_event){.type = CARE_CLEAR,
		.clear = {.how = CARE_CLEARED_BY_CLINICIAN,
			.phrase = "cleared by clinician",
			.clinician = "physiotherapist",
			.seen_day = care_rig_today(rig),
			.permissions = {
				CARE_PERMISSION_YES, CARE_PERMISSION_YES, CARE_PERMISSION_YES}}};
}

/* -- words -- */

/* "1d2h3m", a sign before it or not. */
static int64_t parse_span(const char *text)
{
	int64_t sum = 0, sign = *text == '-' ? -1 : 1;
	char *end;

	text += *text == '-' || *text == '+';
	while (*text != '\0') {
		int64_t number = strtol(text, &end, 10);

		sum += number * (int64_t)(*end == 'd'   ? USEC_PER_DAY
					  : *end == 'h' ? USEC_PER_HOUR
							: USEC_PER_MINUTE);
		text = end + (*end != '\0');
	}
	return sign * sum;
}

static size_t find_name(const char *const *names, size_t n_names, const char *name)
{
	size_t i = 0;

	while (i < n_names && strcmp(names[i], name) != 0) {
		i++;
	}
	if (i == n_names) {
		fprintf(stderr, "unknown word: %s\n", name);
		abort();
	}
	return i;
}

static enum care_message find_message(const char *id)
{
	enum care_message message = 0;

	while (message < CARE_MESSAGE_MAX && strcmp(symptoms_get_message_id(message), id) != 0) {
		message++;
	}
	return message;
}

static const char *message_name(enum care_message message)
{
	return message < CARE_MESSAGE_MAX ? symptoms_get_message_id(message) : "nothing";
}

static uint32_t parse_bits(const char *const *names, size_t n_names, char *const *words, size_t n)
{
	uint32_t bits = 0;

	for (size_t i = 0; i < n; i++) {
		bits |= 1U << find_name(names, n_names, words[i]);
	}
	return bits;
}

/* -- what happens -- */

static enum care_permission parse_permission(char letter)
{
	return letter == 'n'   ? CARE_PERMISSION_NO
	       : letter == 'd' ? CARE_PERMISSION_NOT_DISCUSSED
			       : CARE_PERMISSION_YES;
}

static struct care_event make_clearing(struct care_rig *rig, char *const *words, size_t n)
{
	struct care_event event = care_rig_clearing(rig);

	if (n > 0) {
		event.clear.permissions = (struct care_permissions){parse_permission(words[0][0]),
			parse_permission(words[0][1]), parse_permission(words[0][2])};
	}
	return event;
}

static struct care_event make_plan(
	struct care_rig *rig, enum care_event_type type, char *const *words, size_t n)
{
	struct care_event event = {.type = type, .plan = {true, CARE_NO_DAY, 0, 0}};

	if (n > 0 && strcmp(words[0], "off") == 0) {
		event.plan.active = false;
		return event;
	}
	if (n > 0) {
		event.plan.start_day = care_rig_today(rig) + atoi(words[0]);
	}
	event.plan.every_days = n > 1 ? (uint16_t)atoi(words[1]) : 0;
	event.plan.count = n > 2 ? (uint8_t)atoi(words[2]) : 0;
	return event;
}

static uint32_t parse_symptoms(char *const *words, size_t n)
{
	uint32_t symptoms = 0;

	for (size_t i = 0; i < n; i++) {
		symptoms |= 1U << symptoms_find(words[i]);
	}
	return symptoms;
}

static struct care_event make_massage(struct care_rig *rig, char *const *words, size_t n)
{
	struct care_event event = {.type = CARE_MASSAGE,
		.massage = {.id = care_rig_id(rig),
			.end_real_usec = USEC_INFINITY,
			.duration_usec = USEC_PER_HOUR,
			.by = CARE_BY_PROFESSIONAL,
			.pressure = CARE_PRESSURE_MEDIUM}};

	if (n > 0) {
		event.massage.end_real_usec = rig->now.real_usec - (usec_t)parse_span(words[0]);
	}
	return event;
}

static struct care_event make_check_in(const char *id)
{
	static const char *const names[] = {"comfortable", "a-little-sore", "quite-sore", "settled",
		"still-sore", "something-new"};

	return (struct care_event){.type = CARE_CHECK_IN,
		.soreness = (enum care_soreness)find_name(names, ELEMENTSOF(names), id)};
}

/* False: no such step. */
static bool make_event(struct care_rig *rig, char *const *words, size_t n, struct care_event *event)
{
	const char *verb = words[0];
	char *const *rest = words + 1;

	n--;
	if (strcmp(verb, "massage") == 0) {
		*event = make_massage(rig, rest, n);
	} else if (strcmp(verb, "forget") == 0) {
		size_t last = rig->care.n_massages - 1;

		*event = (struct care_event){
			.type = CARE_FORGET_MASSAGE, .forget = rig->care.massages[last].id};
	} else if (strcmp(verb, "checkin") == 0) {
		*event = make_check_in(rest[0]);
	} else if (strcmp(verb, "report") == 0) {
		*event = (struct care_event){
			.type = CARE_REPORT_SYMPTOMS, .symptoms = parse_symptoms(rest, n)};
	} else if (strcmp(verb, "clear") == 0) {
		*event = make_clearing(rig, rest, n);
	} else if (strcmp(verb, "mistake") == 0) {
		*event = (struct care_event){.type = CARE_CLEAR,
			.clear = {.how = CARE_ENTERED_BY_MISTAKE,
				.answered = (1U << rig->symptoms.n_items) - 1}};
	} else if (strcmp(verb, "flare") == 0) {
		*event = (struct care_event){
			.type = CARE_SET_FLARE, .flare = strcmp(rest[0], "on") == 0};
	} else if (strcmp(verb, "profile") == 0) {
		*event = (struct care_event){.type = CARE_SET_PROFILE,
			.profile =
				parse_bits(condition_names, ELEMENTSOF(condition_names), rest, n)};
	} else if (strcmp(verb, "course") == 0) {
		*event = make_plan(rig, CARE_SET_COURSE, rest, n);
	} else if (strcmp(verb, "strength") == 0) {
		*event = make_plan(rig, CARE_SET_STRENGTH, rest, n);
	} else if (strcmp(verb, "sets") == 0) {
		*event = (struct care_event){.type = CARE_STRENGTH_DONE};
	} else if (strcmp(verb, "doubt") == 0) {
		*event = (struct care_event){.type = CARE_DOUBT};
	} else if (strcmp(verb, "login") == 0) {
		*event = (struct care_event){.type = CARE_LOGIN};
	} else if (strcmp(verb, "ack") == 0) {
		*event = (struct care_event){.type = CARE_ACKNOWLEDGED,
			.message = n > 0 ? find_message(rest[0]) : rig->shown};
	} else if (strcmp(verb, "choose") == 0) {
		*event = (struct care_event){
			.type = CARE_CHOSEN, .chosen = {rig->shown, symptoms_find_choice(rest[0])}};
	} else {
		return false;
	}
	return true;
}

/* -- what is expected -- */

static void expect(struct care_rig *rig, bool good, const char *is)
{
	if (!good && rig->broken[0] == '\0') {
		snprintf(rig->broken, sizeof(rig->broken), "it is %s", is);
	}
}

static void expect_number(struct care_rig *rig, long is, long wanted)
{
	char text[32];

	snprintf(text, sizeof(text), "%ld", is);
	expect(rig, is == wanted, text);
}

static void expect_ask(struct care_rig *rig, const char *id, int64_t in_usec, bool due)
{
	struct care_at at = care_rig_at(rig);
	struct care_ask ask;
	char text[128];
	int64_t ahead;
	bool is_due;

	care_get_ask(&rig->care, &at, &ask);
	ahead = (int64_t)(ask.due_real_usec - rig->now.real_usec);
	is_due = ask.due_real_usec <= rig->now.real_usec;
	snprintf(text, sizeof(text), "%s in %.3f h", message_name(ask.message),
		(double)ahead / (double)USEC_PER_HOUR);
	if (strcmp(id, "nothing") == 0) {
		expect(rig, !is_due, text);
	} else if (due) {
		expect(rig, is_due && ask.message == find_message(id), text);
	} else {
		expect(rig, !is_due && ahead == in_usec && ask.message == find_message(id), text);
	}
}

static bool expect_limits(struct care_rig *rig, char *const *words, size_t n)
{
	struct care_at at = care_rig_at(rig);
	struct care_limits limits;
	const char *verb = words[0];
	char text[64];

	care_get_limits(&rig->care, &at, &limits);
	snprintf(text, sizeof(text), "conditions %#x, off %#x, max %d, escalation %s",
		limits.conditions, limits.kinds_off, limits.intensity_max,
		limits.escalation_off ? "off" : "on");
	if (strcmp(verb, "has") == 0 || strcmp(verb, "not") == 0) {
		uint32_t bits =
			parse_bits(condition_names, ELEMENTSOF(condition_names), words + 1, n - 1);

		expect(rig, (limits.conditions & bits) == (verb[0] == 'h' ? bits : 0), text);
	} else if (strcmp(verb, "off") == 0 || strcmp(verb, "on") == 0) {
		uint32_t bits = parse_bits(kind_names, KIND_MAX, words + 1, n - 1);

		expect(rig, (limits.kinds_off & bits) == (verb[1] == 'f' ? bits : 0), text);
	} else if (strcmp(verb, "max") == 0) {
		expect_number(rig, limits.intensity_max, atoi(words[1]));
	} else if (strcmp(verb, "escalation") == 0) {
		expect(rig, limits.escalation_off == (strcmp(words[1], "off") == 0), text);
	} else if (strcmp(verb, "gentle") == 0 || strcmp(verb, "free") == 0) {
		expect(rig, limits.checklist_pending == (verb[0] == 'g'), "otherwise");
	} else if (strcmp(verb, "kept") == 0) {
		expect(rig, limits.posture_kept_only == (words[1][0] == 'y'), "otherwise");
	} else if (strcmp(verb, "prefers") == 0) {
		expect_number(rig, limits.prefer_tags == TAG_POST_SESSION, atoi(words[1]));
	} else if (strcmp(verb, "level") == 0) {
		expect(rig, limits.level == find_name(level_names, CARE_LEVEL_MAX, words[1]),
			level_names[limits.level]);
	} else {
		return false;
	}
	return true;
}

static void expect_week(struct care_rig *rig, char *const *words, size_t n)
{
	struct care_at at = care_rig_at(rig);
	struct care_strength_view view;
	char text[64];

	care_get_strength(&rig->care, &at, &view);
	snprintf(text, sizeof(text), "week %d, intensity %d, %s", view.week, view.intensity,
		view.more_reps ? "more" : "plain");
	expect(rig,
		view.week == atoi(words[1]) && view.intensity == atoi(words[2]) &&
			view.more_reps == (n > 3) && view.active == (view.week != 0),
		text);
}

static int count_done(const struct care_course *course)
{
	int n = 0;

	for (uint8_t i = 0; i < course->count; i++) {
		n += care_course_done_day(course, i) != CARE_NO_DAY;
	}
	return n;
}

static bool expect_other(struct care_rig *rig, char *const *words, size_t n)
{
	struct care_at at = care_rig_at(rig);
	const char *verb = words[0];

	if (strcmp(verb, "due") == 0) {
		expect_ask(rig, words[1], 0, true);
	} else if (strcmp(verb, "next") == 0) {
		expect_ask(rig, words[1], parse_span(words[2]), false);
	} else if (strcmp(verb, "advice") == 0) {
		expect(rig, strcmp(message_name(rig->last.advice), words[1]) == 0,
			message_name(rig->last.advice));
	} else if (strcmp(verb, "offers") == 0) {
		expect_number(rig, rig->last.offers, atoi(words[1]));
	} else if (strcmp(verb, "opens") == 0) {
		expect(rig,
			rig->last.open_checklist == (strcmp(words[1], "checklist") == 0) &&
				rig->last.open_clearing == (strcmp(words[1], "clearing") == 0) &&
				rig->last.open_plan == (strcmp(words[1], "plan") == 0),
			"otherwise");
	} else if (strcmp(verb, "refused") == 0) {
		expect(rig,
			rig->last.outcome != CARE_OK &&
				rig->last.field == find_name(field_names, CARE_FIELD_MAX, words[1]),
			rig->last.outcome == CARE_OK ? "taken" : field_names[rig->last.field]);
	} else if (strcmp(verb, "week") == 0) {
		expect_week(rig, words, n);
	} else if (strcmp(verb, "done") == 0) {
		expect_number(rig, count_done(&rig->care.course), atoi(words[1]));
	} else if (strcmp(verb, "lighter") == 0) {
		expect(rig, care_wants_lighter(&rig->care, &at) == (words[1][0] == 'y'),
			"otherwise");
	} else if (strcmp(verb, "window") == 0) {
		enum care_window window = care_get_window(
			&rig->care, &at, &rig->care.massages[rig->care.n_massages - 1]);

		expect(rig, window == find_name(window_names, CARE_WINDOW_MAX, words[1]),
			window_names[window]);
	} else {
		return false;
	}
	return true;
}

static void show(struct care_rig *rig, const char *id)
{
	expect_ask(rig, id, 0, true);
	rig->shown = find_message(id);
	care_rig_step(rig, &(struct care_event){.type = CARE_SHOWN, .message = rig->shown});
}

static void run_step(struct care_rig *rig, char *const *words, size_t n)
{
	struct care_event event;

	if (words[0][0] == '+') {
		care_rig_wait(rig, (usec_t)parse_span(words[0]));
	} else if (strcmp(words[0], "clock") == 0) {
		rig->now.real_usec += (usec_t)parse_span(words[1]);
		care_rig_step(rig, &(struct care_event){.type = CARE_TICK});
	} else if (strcmp(words[0], "unsure") == 0) {
		rig->unsure = strcmp(words[1], "on") == 0;
	} else if (strcmp(words[0], "zone") == 0) {
		rig->now.utc_offset_usec += parse_span(words[1]);
	} else if (strcmp(words[0], "fresh") == 0) {
		care_init(&rig->care);
	} else if (strcmp(words[0], "show") == 0) {
		show(rig, words[1]);
	} else if (make_event(rig, words, n, &event)) {
		care_rig_step(rig, &event);
	} else if (!expect_limits(rig, words, n) && !expect_other(rig, words, n)) {
		fprintf(stderr, "unknown step: %s\n", words[0]);
		abort();
	}
	if (rig->broken[0] == '\0' && !care_state_is_valid(&rig->care, &rig->symptoms)) {
		snprintf(rig->broken, sizeof(rig->broken), "the state is not valid");
	}
}

bool care_rig_run(struct care_rig *rig, const char *script)
{
	char copy[1024], *step, *rest = copy;

	snprintf(copy, sizeof(copy), "%s", script);
	while (rig->broken[0] == '\0' && (step = strsep(&rest, ";")) != NULL) {
		char *words[WORDS_MAX], *word, said[96];
		size_t n = 0;

		snprintf(said, sizeof(said), "%s", step);
		while ((word = strsep(&step, " ")) != NULL && n < WORDS_MAX) {
			if (*word != '\0') {
				words[n++] = word;
			}
		}
		if (n > 0) {
			run_step(rig, words, n);
		}
		if (rig->broken[0] != '\0') {
			size_t length = strlen(rig->broken);

			snprintf(rig->broken + length, sizeof(rig->broken) - length, " at '%s'",
				said);
		}
	}
	return rig->broken[0] == '\0';
}
