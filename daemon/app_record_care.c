/* SPDX-License-Identifier: MIT */
/* What was told of body and treatment, as entries of the history: from calls and from buttons
 * alike. What care itself keeps of it is in the snapshot. */
#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "app_internal.h"
#include "date.h"
#include "encode.h"
#include "names.h"
#include "symptoms.h"
#include "vocabulary.h"

/* Ids, one after another with a space between. */
#define LIST_MAX HISTORY_DETAIL_MAX_BYTES

static void append_word(char *list, const char *word)
{
	size_t at = strlen(list);

	(void)snprintf(list + at, LIST_MAX - at, "%s%s", at > 0 ? " " : "", word);
}

struct report {
	struct app *app;
	const struct core_now *now;
	const struct care_event *event;
	struct record_entry entry;
	char id[RECORD_ID_MAX];
	char list[LIST_MAX];
	char day[DATE_TEXT_MAX];
	char numbers[2][RECORD_NUMBER_MAX];
};

/* About now. */
static void begin(struct report *report, enum history_type type, const char *what)
{
	record_begin(&report->app->record, &report->entry, type, what, report->now->real_usec,
		report->now->utc_offset_usec);
	app_new_entry_id(report->app, report->id);
	report->entry.entry.id = report->id;
	report->entry.entry.note = report->event->note;
	report->list[0] = '\0';
}

static void end(struct report *report)
{
	record_change(&report->app->record, HISTORY_ADD, &report->entry);
}

static void add_massage(struct report *report)
{
	const struct care_event *event = report->event;
	usec_t end_usec = event->massage.end_real_usec == USEC_INFINITY
				  ? report->now->real_usec
				  : event->massage.end_real_usec;
	usec_t length_usec =
		event->massage.duration_usec < end_usec ? event->massage.duration_usec : end_usec;

	begin(report, HISTORY_MASSAGE, names_care_by[event->massage.by]);
	encode_id(&event->massage.id, report->id);
	report->entry.entry.start_real_usec = (int64_t)(end_usec - length_usec);
	report->entry.entry.has_duration = true;
	report->entry.entry.duration_usec = event->massage.duration_usec;
	for (size_t i = 0; i < AREA_MAX; i++) {
		if (event->massage.areas & (1U << i)) {
			append_word(report->list, vocabulary_areas[i]);
		}
	}
	record_add_detail(&report->entry, "by", names_care_by[event->massage.by]);
	if (event->massage.pressure != CARE_PRESSURE_NOT_TOLD) {
		record_add_detail(
			&report->entry, "pressure", names_care_pressure[event->massage.pressure]);
	}
	record_add_detail(&report->entry, "areas", report->list);
	record_add_detail(&report->entry, "style", event->massage.style);
	end(report);
}

static void forget_massage(struct report *report)
{
	begin(report, HISTORY_MASSAGE, "forgotten");
	encode_id(&report->event->forget, report->id);
	record_change(&report->app->record, HISTORY_DROP, &report->entry);
}

static void add_check_in(struct report *report, const char *what)
{
	begin(report, HISTORY_CHECKIN, what);
	end(report);
}

static void add_symptoms(struct report *report, uint32_t symptoms)
{
	begin(report, HISTORY_SAFETY, symptoms != 0 ? "reported" : "none");
	for (size_t i = 0; i < symptoms_get().n_items; i++) {
		if (symptoms & (1U << i)) {
			append_word(report->list, symptoms_get_id(i));
		}
	}
	record_add_detail(&report->entry, "symptoms", report->list);
	record_add_detail(
		&report->entry, "level", names_care_level[report->app->core.planner.limits.level]);
	end(report);
}

static void add_permission(struct report *report, const char *name, enum care_permission permission)
{
	if (permission != CARE_PERMISSION_NOT_TOLD) {
		record_add_detail(&report->entry, name, names_care_permission[permission]);
	}
}

static void add_clearing(struct report *report)
{
	const struct care_event *event = report->event;

	begin(report, HISTORY_SAFETY, "cleared");
	record_add_detail(&report->entry, "how", names_care_clearing[event->clear.how]);
	if (event->clear.how == CARE_CLEARED_BY_CLINICIAN) {
		record_add_detail(&report->entry, "clinician", event->clear.clinician);
		record_add_detail(&report->entry, "seen_date",
			date_format(report->day, event->clear.seen_day));
		add_permission(report, "walking", event->clear.permissions.walking);
		add_permission(report, "exercise", event->clear.permissions.exercise);
		add_permission(report, "massage", event->clear.permissions.massage);
	}
	end(report);
}

static void add_profile(struct report *report)
{
	begin(report, HISTORY_SAFETY, "profile");
	for (size_t i = 0; i < symptoms_count_profile(); i++) {
		if (report->event->profile & (uint32_t)symptoms_get_profile_condition(i)) {
			append_word(report->list, symptoms_get_profile_id(i));
		}
	}
	record_add_detail(&report->entry, "conditions", report->list);
	end(report);
}

static void add_plan(struct report *report, enum names_plan plan)
{
	const struct care *care = &report->app->core.care;
	bool active = report->event->plan.active;
	int32_t start =
		plan == NAMES_PLAN_COURSE ? care->course.start_day : care->strength.start_day;

	begin(report, HISTORY_PLAN, names_plan[plan]);
	record_add_detail(&report->entry, "active", active ? "yes" : "no");
	if (active && start != CARE_NO_DAY) {
		record_add_detail(&report->entry, "start_date", date_format(report->day, start));
	}
	if (active && plan == NAMES_PLAN_COURSE) {
		record_add_number(
			&report->entry, "every_days", care->course.every_days, report->numbers[0]);
		record_add_number(&report->entry, "count", care->course.count, report->numbers[1]);
	}
	end(report);
}

/* A button of a message. Those that change nothing but the message are in its own entry. */
static void add_chosen(struct report *report)
{
	static const enum care_soreness soreness[CARE_CHOICE_MAX] = {
		[CARE_CHOICE_COMFORTABLE] = CARE_COMFORTABLE,
		[CARE_CHOICE_A_LITTLE_SORE] = CARE_A_LITTLE_SORE,
		[CARE_CHOICE_QUITE_SORE] = CARE_QUITE_SORE,
		[CARE_CHOICE_SETTLED] = CARE_SETTLED,
		[CARE_CHOICE_STILL_SORE] = CARE_STILL_SORE,
		[CARE_CHOICE_SOMETHING_NEW] = CARE_SOMETHING_NEW,
	};
	enum care_choice choice = report->event->chosen.choice;

	if (choice >= CARE_CHOICE_COMFORTABLE && choice <= CARE_CHOICE_SOMETHING_NEW) {
		add_check_in(report, names_care_soreness[soreness[choice]]);
	} else if (choice == CARE_CHOICE_NONE_OF_THESE) {
		add_symptoms(report, 0);
	} else if (choice == CARE_CHOICE_RESUME) {
		add_check_in(report, "flare_over");
	}
}

void app_record_care(struct app *app, const struct core_now *now, const struct care_event *event,
	enum care_outcome outcome)
{
	struct report report = {.app = app, .now = now, .event = event};

	if (outcome == CARE_NOT_CLEARED && event->clear.yes != 0) {
		/* Taken for the report that it is. */
		add_symptoms(&report, event->clear.yes);
		return;
	}
	if (outcome != CARE_OK) {
		return;
	}
	switch (event->type) {
	case CARE_MASSAGE:
		add_massage(&report);
		break;
	case CARE_FORGET_MASSAGE:
		forget_massage(&report);
		break;
	case CARE_CHECK_IN:
		add_check_in(&report, names_care_soreness[event->soreness]);
		break;
	case CARE_REPORT_SYMPTOMS:
		add_symptoms(&report, event->symptoms);
		break;
	case CARE_CLEAR:
		add_clearing(&report);
		break;
	case CARE_SET_FLARE:
		add_check_in(&report, event->flare ? "flare" : "flare_over");
		break;
	case CARE_SET_PROFILE:
		add_profile(&report);
		break;
	case CARE_SET_COURSE:
		add_plan(&report, NAMES_PLAN_COURSE);
		break;
	case CARE_SET_STRENGTH:
		add_plan(&report, NAMES_PLAN_STRENGTH);
		break;
	case CARE_CHOSEN:
		add_chosen(&report);
		break;
	case CARE_TICK:
	case CARE_STRENGTH_DONE:
	case CARE_SHOWN:
	case CARE_ACKNOWLEDGED:
	case CARE_LOGIN:
	case CARE_DOUBT:
	case CARE_EVENT_TYPE_MAX:
		break;
	}
}
