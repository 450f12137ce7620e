/* SPDX-License-Identifier: MIT */
/* Presence is told to the core by the most certain means there is: a desk sensor, which proves each
 * rest, and sleep. So what the recording core had to find out (was this idle a rest?) is not asked
 * a second time.
 *
 * The time of a replay has no suspend in it that the clocks would show, only one that is told; its
 * real time goes on with its boot time, so that a clock that was set back cannot take hours off.
 * There is no chance in it: which walks are taken follows from their share alone, evenly, and the
 * numbers that the core draws by are those of the steps. The same days give the same figures. */
#include <assert.h>
#include <string.h>

#include "replay.h"

/* Points in time that the core looks back to have to lie after 0. */
#define BEGIN_BOOT_USEC (400 * USEC_PER_DAY)
/* A report is taken back; it never runs out. */
#define VALID_USEC (100000 * USEC_PER_DAY)

static bool is_present(enum span span)
{
	return span == SPAN_SEATED || span == SPAN_STANDING;
}

/* -- what came of a step -- */

static void keep_day(struct replay *replay, const struct day_summary *day)
{
	replay->today.number = day->number;
	replay->today.seated_usec = day->tally.seated_usec;
	replay->today.longest_seated_usec = day->longest_seated_usec;
	if (replay->n_days == REPLAY_DAYS_MAX) {
		replay->n_days--;
		memmove(replay->days, replay->days + 1, replay->n_days * sizeof(*replay->days));
	}
	replay->days[replay->n_days++] = replay->today;
	replay->today = (struct replay_day){0};
}

static bool asks_to_get_up(const struct prompt *prompt)
{
	return prompt->cause == PROMPT_CAUSE_LIMIT || prompt->cause == PROMPT_CAUSE_LAST_LINE;
}

/* Bresenham's line: of a thousand walks exactly as many as the share has, evenly spread. */
static void take_walk_or_not(struct replay *replay)
{
	const struct core *core = &replay->core;

	if (!replay->person.walks_move || !is_present(replay->recorded)) {
		return;
	}
	replay->share_permille += replay->person.walks_permille;
	if (replay->share_permille >= REPLAY_PERMILLE) {
		replay->share_permille -= REPLAY_PERMILLE;
		replay->walk_until_boot_usec =
			replay->now.boot_usec + core->settings.walk_break_usec;
		replay->today.n_walks_taken++;
	}
}

static void note_prompt(struct replay *replay, const struct prompt *prompt)
{
	replay->today.n_prompts++;
	replay->today.n_prompts_of_kind[prompt->kind]++;
	if (replay->n_prompts < replay->n_prompts_max) {
		replay->prompts[replay->n_prompts++] = (struct replay_prompt){
			.day = replay->core.tracker.today.number,
			.real_usec = prompt->shown_real_usec,
			.kind = prompt->kind,
		};
	}
}

static void take_prompt(struct replay *replay, const struct prompt *prompt)
{
	/* A hold took it back and it comes again: it is the same one. */
	if (prompt->is_counted || prompt->cause == PROMPT_CAUSE_MICRO) {
		note_prompt(replay, prompt);
	}
	if (asks_to_get_up(prompt)) {
		take_walk_or_not(replay);
	}
}

static bool is_first_showing(const struct core_action *action, const struct prompt_id *fresh_id)
{
	return action->type == ACTION_SHOW &&
	       memcmp(&action->prompt.id, fresh_id, sizeof(*fresh_id)) == 0;
}

static void step(struct replay *replay, struct core_event event)
{
	replay->n_steps++;
	memcpy(event.fresh_id.bytes, &replay->n_steps, sizeof(replay->n_steps));
	event.random = replay->n_steps * 0x9E3779B97F4A7C15ULL;
	(void)core_step(&replay->core, &replay->now, &event, &replay->actions);
	for (size_t i = 0; i < replay->actions.n_items; i++) {
		const struct core_action *action = &replay->actions.items[i];

		if (action->type == ACTION_DAY) {
			keep_day(replay, &action->day);
		} else if (is_first_showing(action, &event.fresh_id)) {
			take_prompt(replay, &action->prompt);
		}
	}
}

/* -- living -- */

/* Where the person is now: the recorded stretch, or on a walk that the replay made up. */
static enum span present_span(const struct replay *replay)
{
	bool walks = replay->now.boot_usec < replay->walk_until_boot_usec;

	return walks && is_present(replay->recorded) ? SPAN_AWAY : replay->recorded;
}

static void report(struct replay *replay, bool away)
{
	if (replay->core.tracker.reported != away) {
		step(replay, (struct core_event){.type = CORE_REPORT,
				     .report = {.presence = away ? PRESENCE_AWAY : PRESENCE_UNKNOWN,
					     .valid_usec = VALID_USEC}});
	}
}

static void sleep_or_wake(struct replay *replay, bool asleep)
{
	if (replay->core.tracker.asleep != asleep) {
		step(replay, (struct core_event){.type = CORE_SLEEP, .asleep = asleep});
	}
}

/* In an order in which nobody is at the desk for a moment between two kinds of absence. */
static void tell_one(struct replay *replay, enum span span)
{
	enum posture posture = span == SPAN_STANDING ? POSTURE_STANDING : POSTURE_SITTING;

	if (is_present(span) && replay->core.tracker.posture != posture) {
		/* With an end of its own, or it would end with the day. */
		step(replay, (struct core_event){.type = CORE_POSTURE,
				     .posture = {.posture = posture, .valid_usec = VALID_USEC}});
	}
	if (span == SPAN_AWAY) {
		report(replay, true);
	}
	sleep_or_wake(replay, span == SPAN_ASLEEP);
	if (is_present(span)) {
		report(replay, false);
	}
}

/* Who comes back may find a prompt, and go again. */
static void tell_span(struct replay *replay)
{
	enum span span;

	do {
		span = present_span(replay);
		tell_one(replay, span);
	} while (present_span(replay) != span);
}

static void move_clock(struct replay *replay, usec_t boot_usec)
{
	replay->now.real_usec += boot_usec - replay->now.boot_usec;
	replay->now.boot_usec = boot_usec;
}

/* Time passes: the core looks at each of its deadlines, and a walk begins with its prompt. */
static void pass(struct replay *replay, usec_t until_boot_usec)
{
	tell_span(replay);
	while (replay->now.boot_usec < until_boot_usec) {
		usec_t next_usec = core_deadline_boot_usec(&replay->core);

		if (replay->walk_until_boot_usec > replay->now.boot_usec &&
			replay->walk_until_boot_usec < next_usec) {
			next_usec = replay->walk_until_boot_usec;
		}
		move_clock(replay, next_usec < until_boot_usec ? next_usec : until_boot_usec);
		step(replay, (struct core_event){.type = CORE_TICK});
		tell_span(replay);
	}
}

static void begin(struct replay *replay, const struct replay_stretch *stretch)
{
	struct core_settings settings = replay->core.settings;
	const struct catalogue *catalogue = replay->core.catalogue;
	struct care_symptoms no_symptoms = {0};
	struct care care;

	/* What care would say is fixed; there is nothing to ask. */
	care_init(&care);
	replay->now = (struct core_now){
		.boot_usec = BEGIN_BOOT_USEC,
		.real_usec = stretch->start_real_usec,
		.utc_offset_usec = stretch->utc_offset_usec,
		.offset_until_real_usec = USEC_INFINITY,
	};
	core_init(&replay->core, &settings, catalogue, &no_symptoms, &care, &replay->now);
	replay->core.fixed_limits = &replay->limits;
	replay->began = true;
	replay->recorded = SPAN_AWAY;
	report(replay, true);
	step(replay, (struct core_event){.type = CORE_INPUT,
			     .input = {.state = INPUT_ACTIVE,
				     .since_boot_usec = replay->now.boot_usec}});
}

/* -- interface -- */

void replay_init(struct replay *replay, const struct core_settings *settings,
	const struct catalogue *catalogue, const struct care_limits *limits,
	const struct replay_person *person)
{
	assert(person->walks_permille <= REPLAY_PERMILLE);
	*replay = (struct replay){
		.core = {.settings = *settings, .catalogue = catalogue},
		.limits = *limits,
		.person = *person,
		.seat = SPAN_SEATED,
	};
}

/* What the stretch is in this replay. */
static enum span span_of(const struct replay *replay, const struct replay_stretch *stretch)
{
	bool moves = replay->person.walks_move && stretch->answered &&
		     stretch->length_usec <= REPLAY_WALK_MAX_USEC;

	assert(stretch->span < SPAN_UNDECIDED);
	return moves && !is_present(stretch->span) ? replay->seat : stretch->span;
}

static void change_offset(struct replay *replay, int64_t utc_offset_usec)
{
	if (replay->now.utc_offset_usec == utc_offset_usec) {
		return;
	}
	/* What came before belongs to the day by the old clock: an event that changes nothing,
	 * since a tick before its time is not heard. */
	step(replay, (struct core_event){.type = CORE_RESUME});
	replay->now.utc_offset_usec = utc_offset_usec;
	step(replay, (struct core_event){.type = CORE_TICK});
}

void replay_add(struct replay *replay, const struct replay_stretch *stretch)
{
	usec_t start_usec = stretch->start_real_usec;
	usec_t end_usec = start_usec + stretch->length_usec;

	if (!replay->began) {
		begin(replay, stretch);
	}
	if (end_usec <= replay->now.real_usec) {
		return;
	}
	if (start_usec > replay->now.real_usec) {
		replay->recorded = SPAN_AWAY;
		pass(replay, replay->now.boot_usec + (start_usec - replay->now.real_usec));
	}
	change_offset(replay, stretch->utc_offset_usec);
	replay->recorded = span_of(replay, stretch);
	if (is_present(replay->recorded)) {
		replay->seat = replay->recorded;
	}
	pass(replay, replay->now.boot_usec + (end_usec - replay->now.real_usec));
}

void replay_end(struct replay *replay)
{
	struct day_summary day;

	if (!replay->began) {
		return;
	}
	tracker_today(&replay->core.tracker, replay->now.boot_usec, &day);
	keep_day(replay, &day);
}
