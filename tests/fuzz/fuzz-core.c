/* SPDX-License-Identifier: MIT */
/* Bytes as a life: settings, then one event or stretch of time after the other, with every clock
 * going where clocks go. tests/core/life.c checks the invariants after each step. */
#include <string.h>

#include <backcare/cleanup.h>

#include "content.h"
#include "fuzz.h"
#include "life.h"

/* Time that passes with a tick at every deadline, at a time. */
#define DAYS_WATCHED_USEC (2 * USEC_PER_DAY)
#define REAL_MAX_USEC (200 * 365 * USEC_PER_DAY)

static usec_t take_length(struct fuzz_input *input)
{
	static const usec_t units_usec[] = {1, USEC_PER_SEC, 10 * USEC_PER_SEC, USEC_PER_MINUTE,
		10 * USEC_PER_MINUTE, USEC_PER_HOUR, USEC_PER_DAY, 50 * USEC_PER_DAY};
	uint64_t byte = fuzz_take(input, 256);

	return (byte >> 3) * units_usec[byte & 7];
}

/* As a client may give it: 1 us to 100 years. */
static usec_t take_any_length(struct fuzz_input *input)
{
	switch (fuzz_take(input, 8)) {
	case 0:
		return 1;
	case 1:
		return TIMESPAN_MAX_USEC;
	case 2:
		return USEC_INFINITY;
	case 3:
		return 1 + fuzz_take(input, TIMESPAN_MAX_USEC);
	default:
		return 1 + take_length(input) % TIMESPAN_MAX_USEC;
	}
}

static usec_t take_setting(struct fuzz_input *input, usec_t min_usec, usec_t max_usec)
{
	usec_t length_usec = take_length(input);

	return length_usec < min_usec ? min_usec : length_usec > max_usec ? max_usec : length_usec;
}

static void take_hours(struct fuzz_input *input, struct hours *hours)
{
	hours->n_ranges = fuzz_take(input, 4);
	for (size_t i = 0; i < hours->n_ranges; i++) {
		hours->ranges[i] = (struct hours_range){
			.weekdays = (uint8_t)(1 + fuzz_take(input, HOURS_EVERY_DAY)),
			.from_min = (uint16_t)fuzz_take(input, 24 * 60),
			.to_min = (uint16_t)fuzz_take(input, 24 * 60 + 1),
		};
	}
}

static void take_settings(struct fuzz_input *input, struct core_settings *settings)
{
	life_settings_default(settings);
	if (fuzz_take(input, 4) == 0) {
		return;
	}
	settings->passive_max_usec = take_setting(input, USEC_PER_MINUTE, USEC_PER_DAY);
	settings->walk_limit_usec = take_setting(input, USEC_PER_SEC, USEC_PER_DAY);
	settings->walk_break_usec = take_setting(input, USEC_PER_SEC, USEC_PER_DAY);
	settings->walk_short_break_usec = take_setting(input, USEC_PER_SEC, USEC_PER_DAY);
	settings->stand_limit_usec = take_setting(input, USEC_PER_SEC, USEC_PER_DAY);
	settings->prompt_min_gap_usec = take_setting(input, USEC_PER_SEC, USEC_PER_DAY);
	settings->prompt_snooze_usec = take_setting(input, USEC_PER_SEC, USEC_PER_DAY);
	settings->prompt_expire_usec = take_setting(input, USEC_PER_SEC, USEC_PER_DAY);
	settings->hold_grace_usec = take_setting(input, 0, USEC_PER_HOUR);
	settings->day_start_usec = fuzz_take(input, 24 * 60) * USEC_PER_MINUTE;
	settings->prompt_max_per_hour =
		1 + (uint32_t)fuzz_take(input, SETTINGS_PROMPTS_PER_HOUR_MAX);
	settings->prompt_snooze_limit = (uint32_t)fuzz_take(input, 101);
	settings->posture_per_day = (uint32_t)fuzz_take(input, 1001);
	settings->kinds = (uint32_t)fuzz_take(input, 128);
	settings->tools = (uint32_t)fuzz_take(input, 64);
	settings->hold_meeting = fuzz_take(input, 2) == 0;
	settings->hold_do_not_disturb = fuzz_take(input, 2) == 0;
	settings->hold_microphone = fuzz_take(input, 2) == 0;
	settings->hold_fullscreen = fuzz_take(input, 2) == 0;
	settings->hold_inhibitor = fuzz_take(input, 2) == 0;
	take_hours(input, &settings->quiet_hours);
	take_hours(input, &settings->office_hours);
}

/* Somebody sets the clock, or travels. */
static void take_clock(struct fuzz_input *input, struct life *life)
{
	struct core_now *now = &life->now;
	usec_t length_usec = take_length(input);

	switch (fuzz_take(input, 4)) {
	case 0:
		now->real_usec = now->real_usec + length_usec < REAL_MAX_USEC
					 ? now->real_usec + length_usec
					 : REAL_MAX_USEC;
		break;
	case 1:
		now->real_usec = now->real_usec > length_usec ? now->real_usec - length_usec : 0;
		break;
	case 2:
		now->utc_offset_usec =
			((int64_t)fuzz_take(input, 27 * 4) - 48) * 15 * (int64_t)USEC_PER_MINUTE;
		break;
	default:
		now->offset_until_real_usec = now->real_usec + length_usec;
		break;
	}
	(void)life_step(life, &(struct core_event){.type = CORE_TICK});
}

static void take_correction(struct fuzz_input *input, struct life *life, struct core_event *event)
{
	usec_t now_usec = life->now.real_usec, since_usec = take_length(input);

	event->correct.span = (enum span)fuzz_take(input, SPAN_AWAY + 1);
	event->correct.since_real_usec = since_usec < now_usec ? now_usec - since_usec : 0;
	event->correct.until_real_usec =
		fuzz_take(input, 8) == 0 ? INT64_MAX
					 : event->correct.since_real_usec + take_length(input);
}

/* The same catalogue, with some entries as if they were new and others changing places in memory.
 */
static void take_catalogue(struct fuzz_input *input, struct life *life, struct core_event *event)
{
	static uint16_t new_index[CATALOGUE_ENTRIES_MAX];
	size_t n_entries = life->core.catalogue->n_entries;
	size_t shift = (size_t)fuzz_take(input, 3),
	       n_gone = (size_t)fuzz_take(input, n_entries + 1);

	for (size_t i = 0; i < n_entries; i++) {
		size_t index = i < n_gone ? CATALOGUE_NO_ENTRY : (i + shift * 7) % n_entries;

		new_index[i] = (uint16_t)index;
	}
	event->catalogue.catalogue = life->core.catalogue;
	event->catalogue.new_index = new_index;
}

/* What the API lets through: names are checked there, figures here. */
static void take_care(struct fuzz_input *input, struct life *life, struct care_event *event)
{
	event->type = (enum care_event_type)fuzz_take(input, CARE_EVENT_TYPE_MAX);
	switch (event->type) {
	case CARE_MASSAGE:
		event->massage.id = (struct prompt_id){{(uint8_t)fuzz_take(input, 256)}};
		event->massage.end_real_usec = fuzz_take(input, 4) == 0
						       ? USEC_INFINITY
						       : life->now.real_usec - take_length(input);
		event->massage.duration_usec = take_any_length(input);
		event->massage.by = (enum care_by)fuzz_take(input, CARE_BY_MAX);
		event->massage.pressure = (enum care_pressure)fuzz_take(input, CARE_PRESSURE_MAX);
		break;
	case CARE_FORGET_MASSAGE:
		event->forget = (struct prompt_id){{(uint8_t)fuzz_take(input, 256)}};
		break;
	case CARE_CHECK_IN:
		event->soreness = (enum care_soreness)fuzz_take(input, CARE_SORENESS_MAX);
		break;
	case CARE_REPORT_SYMPTOMS:
		event->symptoms = (uint32_t)fuzz_take(input, UINT32_MAX);
		break;
	case CARE_CLEAR:
		event->clear.how = (enum care_clearing)fuzz_take(input, CARE_CLEARING_MAX);
		event->clear.answered = (uint32_t)fuzz_take(input, UINT32_MAX);
		event->clear.yes = (uint32_t)fuzz_take(input, UINT32_MAX);
		break;
	case CARE_SET_FLARE:
		event->flare = fuzz_take(input, 2) == 0;
		break;
	case CARE_SET_PROFILE:
		event->profile = (uint32_t)fuzz_take(input, UINT32_MAX);
		break;
	case CARE_SET_COURSE:
	case CARE_SET_STRENGTH:
		event->plan.active = fuzz_take(input, 2) == 0;
		event->plan.start_day = (int32_t)fuzz_take(input, UINT32_MAX);
		event->plan.every_days = (uint16_t)fuzz_take(input, UINT16_MAX);
		event->plan.count = (uint8_t)fuzz_take(input, UINT8_MAX);
		break;
	case CARE_SHOWN:
	case CARE_ACKNOWLEDGED:
		event->message = (enum care_message)fuzz_take(input, CARE_MESSAGE_MAX);
		break;
	case CARE_CHOSEN:
		event->chosen.message = (enum care_message)fuzz_take(input, CARE_MESSAGE_MAX);
		event->chosen.choice = (enum care_choice)fuzz_take(input, CARE_CHOICE_MAX);
		break;
	case CARE_TICK:
	case CARE_STRENGTH_DONE:
	case CARE_LOGIN:
	case CARE_DOUBT:
	case CARE_EVENT_TYPE_MAX:
		break;
	}
}

static bool take_event(struct fuzz_input *input, struct life *life, struct core_event *event)
{
	switch (event->type) {
	case CORE_TICK:
	case CORE_LOOK:
		break;
	case CORE_INPUT:
		event->input.state = (enum input_state)fuzz_take(input, INPUT_STATE_MAX);
		event->input.since_boot_usec =
			life->now.boot_usec - fuzz_take(input, 256) * USEC_PER_SEC;
		break;
	case CORE_LOCK:
		event->locked = fuzz_take(input, 2) == 0;
		break;
	case CORE_SLEEP:
		event->asleep = fuzz_take(input, 2) == 0;
		break;
	case CORE_SESSION:
		event->session_present = fuzz_take(input, 2) == 0;
		break;
	case CORE_INHIBIT:
		event->inhibited = fuzz_take(input, 2) == 0;
		break;
	case CORE_REPORT:
		event->report.presence = (enum presence)fuzz_take(input, PRESENCE_MAX);
		event->report.valid_usec = take_any_length(input) % (TIMESPAN_MAX_USEC + 1);
		break;
	case CORE_MEETING:
		event->meeting.active = fuzz_take(input, 2) == 0;
		event->meeting.length_usec =
			event->meeting.active ? take_any_length(input) : USEC_INFINITY;
		break;
	case CORE_POSTURE:
		event->posture.posture = (enum posture)fuzz_take(input, POSTURE_MAX);
		event->posture.valid_usec = take_any_length(input);
		break;
	case CORE_CORRECT:
		take_correction(input, life, event);
		break;
	case CORE_PAUSE:
		event->pause_usec = take_any_length(input);
		break;
	case CORE_RESUME:
		break;
	case CORE_ANSWER:
		event->answer.answer = (enum answer)fuzz_take(input, ANSWER_MAX);
		event->answer.snooze_usec = take_length(input) % (USEC_PER_DAY + 1);
		event->answer.id_given = fuzz_take(input, 2) == 0;
		event->answer.id = life->shown.id;
		break;
	case CORE_PROMPT_NOW:
		event->prompt_now.kind = (enum kind)fuzz_take(input, KIND_MAX + 1);
		event->prompt_now.entry = CATALOGUE_NO_ENTRY;
		if (event->prompt_now.kind == KIND_NONE && fuzz_take(input, 2) == 0) {
			event->prompt_now.entry =
				(uint16_t)fuzz_take(input, life->core.catalogue->n_entries);
		}
		break;
	case CORE_SETTINGS:
		take_settings(input, &life->settings);
		event->settings = &life->settings;
		break;
	case CORE_SURROUNDING:
		event->surrounding.reason =
			(enum hold_reason)(HOLD_DO_NOT_DISTURB + fuzz_take(input, 3));
		event->surrounding.on = fuzz_take(input, 2) == 0;
		break;
	case CORE_CATALOGUE:
		take_catalogue(input, life, event);
		break;
	case CORE_CARE:
		take_care(input, life, &event->care);
		break;
	case CORE_RESTART:
		event->restart.is_orderly = fuzz_take(input, 2) == 0;
		event->restart.is_new_boot = fuzz_take(input, 2) == 0;
		event->restart.booted_boot_usec =
			life->now.boot_usec + fuzz_take(input, 256) * USEC_PER_MINUTE;
		event->restart.logged_out = fuzz_take(input, 2) == 0;
		life_restart(life, fuzz_take(input, 256) * USEC_PER_MINUTE, event);
		return false;
	case CORE_EVENT_TYPE_MAX:
		return false;
	}
	return true;
}

static void live_on(struct fuzz_input *input, struct life *life)
{
	struct core_event event = {.type = CORE_TICK};
	uint64_t what = fuzz_take(input, 32);

	switch (what) {
	case 31:
	case 30:
		life_work(life, take_length(input) % DAYS_WATCHED_USEC);
		break;
	case 29:
	case 28:
		life_still(life, take_length(input) % DAYS_WATCHED_USEC, USEC_PER_MINUTE);
		break;
	case 27:
	case 26:
		life_wait(life, take_length(input) % DAYS_WATCHED_USEC);
		break;
	case 25:
		life_stall(life, take_length(input));
		break;
	case 24:
		life_suspend(life, take_length(input));
		break;
	case 23:
		take_clock(input, life);
		break;
	default:
		event.type = (enum core_event_type)(what % CORE_EVENT_TYPE_MAX);
		if (take_event(input, life, &event)) {
			(void)life_step(life, &event);
		}
		break;
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fuzz_input input = {.at = data, .end = data + size};
	AUTO_FREE struct life *life = malloc(sizeof(*life));
	struct core_settings settings;
	usec_t began_usec;

	FUZZ_CHECK(life, "memory");
	take_settings(&input, &settings);
	life_init(life, &settings, fuzz_take(&input, 24 * 60) * USEC_PER_MINUTE);
	began_usec = life->now.boot_usec;
	/* Ten years are enough of a life. */
	while (fuzz_has_more(&input) && life->now.boot_usec - began_usec < 3650 * USEC_PER_DAY) {
		live_on(&input, life);
		FUZZ_CHECK(!life->broken[0], "step %llu: %s", (unsigned long long)life->n_steps,
			life->broken);
	}
	return 0;
}
