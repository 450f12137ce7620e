/* SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <backcare/cleanup.h>

#include "care_known.h"
#include "content.h"
#include "life.h"
#include "life_digest.h"
#include "names.h"
#include "restore.h"

#define MONDAY_REAL_USEC ((usec_t)1767571200 * USEC_PER_SEC) /* 2026-01-05 00:00 UTC */
#define BOOTED_USEC (1000 * USEC_PER_SEC)

static struct catalogue catalogue;

__attribute__((format(printf, 2, 3))) static void broken(struct life *life, const char *format, ...)
{
	va_list arguments;

	if (life->broken[0]) {
		return;
	}
	va_start(arguments, format);
	(void)vsnprintf(life->broken, sizeof(life->broken), format, arguments);
	va_end(arguments);
}

static void hold_to(struct life *life, const char *problem)
{
	if (problem) {
		broken(life, "%s", problem);
	}
}

/* -- invariants
 * -----------------------------------------------------------------------------------------------
 */

static void check_conservation(struct life *life)
{
	const struct tracker *tracker = &life->core.tracker;
	const struct tally *total = &tracker->total;
	usec_t counted_usec = total->seated_usec + total->standing_usec + total->away_usec +
			      total->asleep_usec + tracker->undecided_usec;
	usec_t elapsed_usec = tracker->settled_boot_usec - tracker->began_boot_usec;
	struct core_view view;
	const struct tally *today = &view.day.tally;

	if (counted_usec != elapsed_usec) {
		broken(life, "counted %llu of %llu us elapsed", (unsigned long long)counted_usec,
			(unsigned long long)elapsed_usec);
	}
	if (total->estimated_usec > total->seated_usec) {
		broken(life, "more is estimated than was sat");
	}
	core_get_view(&life->core, &life->now, &view);
	counted_usec =
		today->seated_usec + today->standing_usec + today->away_usec + today->asleep_usec;
	elapsed_usec = life->now.boot_usec - tracker->today_from_boot_usec;
	if (counted_usec != elapsed_usec) {
		broken(life, "today: counted %llu of %llu us", (unsigned long long)counted_usec,
			(unsigned long long)elapsed_usec);
	}
	if (view.day.longest_seated_usec > today->seated_usec) {
		broken(life, "the longest sitting is longer than all sitting");
	}
}

/* What comes back at the time that the person named. */
static bool back_from_snooze(const struct life *life)
{
	for (size_t i = 0; i < life->actions.n_items; i++) {
		const struct core_action *action = &life->actions.items[i];

		if (action->type == ACTION_DECISION &&
			action->decision.reason == REASON_SNOOZE_OVER) {
			return true;
		}
	}
	return false;
}

/* -- the surroundings, as a second reading of the rules: behaviour, "Nothing lasts for ever" -- */

static void note_around(struct life *life, enum hold_reason reason, bool on)
{
	usec_t now_usec = life->now.boot_usec;
	usec_t gap_usec = now_usec - life->around[reason].ended_boot_usec;

	if (on && !life->around[reason].on &&
		(life->around[reason].from_boot_usec == 0 ||
			gap_usec >= life->core.settings.hold_grace_usec)) {
		life->around[reason].from_boot_usec = now_usec;
	} else if (!on && life->around[reason].on) {
		life->around[reason].ended_boot_usec = now_usec;
	}
	life->around[reason].on = on;
}

static bool is_held_by(const struct life *life, enum hold_reason reason, bool is_set, bool capped)
{
	usec_t for_usec = life->now.boot_usec - life->around[reason].from_boot_usec;

	return is_set && life->around[reason].on &&
	       (!capped || for_usec < life->core.settings.passive_max_usec);
}

static void check_surroundings(struct life *life)
{
	const struct core_settings *settings = &life->core.settings;
	const struct {
		enum hold_reason reason;
		bool is_set, capped;
	} rows[] = {
		{HOLD_DO_NOT_DISTURB, settings->hold_do_not_disturb, false},
		{HOLD_MICROPHONE, settings->hold_microphone, true},
		{HOLD_FULLSCREEN, settings->hold_fullscreen, false},
		{HOLD_INHIBITOR, settings->hold_inhibitor, true},
	};

	for (size_t i = 0; i < ELEMENTSOF(rows); i++) {
		bool held = life->core.planner.held & (1U << rows[i].reason);

		if (held != is_held_by(life, rows[i].reason, rows[i].is_set, rows[i].capped)) {
			broken(life, "%s: %d", names_hold_reason[rows[i].reason], held);
		}
	}
	if ((bool)(life->core.planner.held & (1U << HOLD_OFF_HOURS)) !=
		(settings->office_hours.n_ranges > 0 &&
			!hours_contain(&settings->office_hours, &life->now))) {
		broken(life, "office hours");
	}
	if (core_is_on_lookout(&life->core) &&
		(!settings->hold_fullscreen ||
			(life->core.planner.held & ~(1U << HOLD_FULLSCREEN)) != 0)) {
		broken(life, "on the lookout for what does not matter");
	}
	if (life->core.planner.held != life->holds_told &&
		core_deadline_boot_usec(&life->core) > life->holds_told_boot_usec + USEC_PER_SEC) {
		broken(life, "a hold is not told of");
	}
}

/* Prompt.MaxPerHour is not for these. */
static bool is_beside_the_limit(enum prompt_cause cause)
{
	return cause == PROMPT_CAUSE_MICRO || cause == PROMPT_CAUSE_FOLLOW_UP ||
	       cause == PROMPT_CAUSE_CARE;
}

static void check_first_showing(struct life *life, const struct prompt *prompt)
{
	const struct core_settings *settings = &life->core.settings;
	usec_t now_usec = life->now.boot_usec;
	enum presence presence = life->core.tracker.presence;
	bool planned = prompt->cause != PROMPT_CAUSE_ASKED && !back_from_snooze(life);
	bool again = life->walk_withdrawn && prompt->cause == PROMPT_CAUSE_LIMIT;
	bool at_once =
		prompt->cause == PROMPT_CAUSE_CARE &&
		(prompt->message <= CARE_MESSAGE_URGENT_SYSTEMIC || life_answered_care(life));

	if (life->open) {
		broken(life, "two prompts are open");
	}
	if (life->core.care.safety.level == CARE_LEVEL_EMERGENCY &&
		(prompt->cause != PROMPT_CAUSE_CARE || prompt->kind != KIND_SAFETY)) {
		broken(life, "something else is shown in an emergency");
	}
	if (prompt->cause != PROMPT_CAUSE_ASKED && !at_once && life->core.planner.held != 0) {
		broken(life, "a planned prompt is shown while held (%x)", life->core.planner.held);
	}
	if (prompt->cause != PROMPT_CAUSE_ASKED && !life_answered_care(life) &&
		(presence == PRESENCE_AWAY || presence == PRESENCE_LOCKED ||
			presence == PRESENCE_ASLEEP)) {
		broken(life, "a planned prompt is shown to nobody");
	}
	if (planned && !at_once && prompt->cause != PROMPT_CAUSE_FOLLOW_UP &&
		life->n_showings > 0 &&
		now_usec < life->last_shown_boot_usec + settings->prompt_min_gap_usec) {
		broken(life, "the gap was not kept");
	}
	if (planned && !again && !is_beside_the_limit(prompt->cause)) {
		size_t max = settings->prompt_max_per_hour;

		if (life->n_counted >= max &&
			now_usec < life->shown_boot_usec[life->n_counted - max] + USEC_PER_HOUR) {
			broken(life, "more than Prompt.MaxPerHour");
		}
	}
	if (prompt->cause == PROMPT_CAUSE_HALF_WAY &&
		life->core.planner.counts.nudges > settings->posture_per_day) {
		broken(life, "more nudges than Posture.PerDay");
	}
}

static void note_counted(struct life *life)
{
	size_t n_max = sizeof(life->shown_boot_usec) / sizeof(life->shown_boot_usec[0]);

	if (life->n_counted == n_max) {
		memmove(&life->shown_boot_usec[0], &life->shown_boot_usec[1],
			(n_max - 1) * sizeof(life->shown_boot_usec[0]));
		life->n_counted--;
	}
	life->shown_boot_usec[life->n_counted++] = life->now.boot_usec;
}

static void take_show(struct life *life, const struct prompt *prompt)
{
	bool first = !life->open || memcmp(&life->shown.id, &prompt->id, sizeof(prompt->id)) != 0;

	if (!prompt_is_open(prompt)) {
		broken(life, "a prompt is shown that is not open");
	}
	if (first) {
		check_first_showing(life, prompt);
		life->n_shown++;
		if (prompt->cause != PROMPT_CAUSE_CARE) {
			/* A question asks nobody to get up. */
			life->proofs[1] = life->proofs[0];
			life->proofs[0] = (struct proof_window){
				.from_boot_usec = life->now.boot_usec,
				.until_boot_usec = USEC_INFINITY,
			};
		}
		if (prompt->cause != PROMPT_CAUSE_ASKED && !is_beside_the_limit(prompt->cause) &&
			!back_from_snooze(life) &&
			!(life->walk_withdrawn && prompt->cause == PROMPT_CAUSE_LIMIT)) {
			note_counted(life);
		}
		life->shown = *prompt;
	}
	life->n_showings++;
	if (prompt->state == PROMPT_OPEN) {
		/* Steps that the person asked to see are no interruption. */
		life->last_shown_boot_usec = life->now.boot_usec;
	}
	life->open = true;
}

static void take_closed(struct life *life, const struct core_action *action)
{
	/* A claim may be raised while the next prompt is open. */
	bool raised = action->outcome == OUTCOME_DONE &&
		      (!life->open || memcmp(&life->shown.id, &action->prompt.id,
					      sizeof(action->prompt.id)) != 0);

	if (!life->open && !raised) {
		broken(life, "a prompt is closed that is not open");
	}
	if (!raised) {
		bool answered =
			action->outcome == OUTCOME_DONE || action->outcome == OUTCOME_CLAIMED ||
			action->outcome == OUTCOME_SKIPPED || action->outcome == OUTCOME_SNOOZED;

		life->open = false;
		if (action->prompt.cause != PROMPT_CAUSE_CARE) {
			life->proofs[0].until_boot_usec =
				life->now.boot_usec + (answered ? 2 * USEC_PER_MINUTE : 0);
		}
	}
	/* Forbidden by what was just told, it comes in another form in the same step. */
	life->walk_withdrawn |=
		action->outcome == OUTCOME_WITHDRAWN && action->prompt.cause == PROMPT_CAUSE_LIMIT;
	life->last_outcome = action->outcome;
}

static bool is_in(const struct proof_window *window, usec_t boot_usec)
{
	return boot_usec >= window->from_boot_usec && boot_usec <= window->until_boot_usec;
}

/* Idle that began while a prompt was open or within 2 min of its answer is a proven rest. */
static void check_idle_is_proven(struct life *life, usec_t rest_before_boot_usec)
{
	const struct tracker *tracker = &life->core.tracker;
	usec_t from_usec = tracker->rest_from_boot_usec;

	if (!tracker->resting || tracker->span != SPAN_UNDECIDED || tracker->ruled ||
		tracker->unseen || from_usec == rest_before_boot_usec ||
		from_usec != tracker->span_from_boot_usec) {
		return;
	}
	if (is_in(&life->proofs[0], from_usec) || is_in(&life->proofs[1], from_usec)) {
		broken(life, "idle that began at a prompt is no proven rest");
	}
}

static void take_actions(struct life *life)
{
	size_t n_held = 0;

	for (size_t i = 0; i < life->actions.n_items; i++) {
		const struct core_action *action = &life->actions.items[i];

		life_note_action(life, action);
		switch (action->type) {
		case ACTION_SHOW:
			take_show(life, &action->prompt);
			break;
		case ACTION_CLOSED:
			take_closed(life, action);
			break;
		case ACTION_DECISION:
			life->last_decision[action->decision.type] = action->decision;
			life->n_reasons[action->decision.reason]++;
			n_held += action->decision.type == DECISION_HELD;
			break;
		case ACTION_DAY:
			life->n_days++;
			break;
		case ACTION_HOLD:
			life->n_hold_events++;
			life->holds_told = life->core.planner.held;
			life->holds_told_boot_usec = life->now.boot_usec;
			break;
		case ACTION_SPAN:
			hold_to(life, life_take_span(life, &action->span));
			break;
		case ACTION_RECOUNTED:
			life_take_recount(life, &action->recount);
			break;
		case ACTION_WITHDRAW:
		case ACTION_PRESENCE:
		case ACTION_CARE:
		case ACTION_NATURAL:
		case ACTION_TYPE_MAX:
			break;
		}
	}
	life->n_held += (uint32_t)n_held;
	if (n_held > 1) {
		broken(life, "what holds back was said %zu times at once", n_held);
	}
}

static void check_all(struct life *life)
{
	check_conservation(life);
	hold_to(life, life_check_spans(life));
	if (core_deadline_boot_usec(&life->core) <= life->now.boot_usec ||
		life->core.n_overdue > 0) {
		broken(life, "the next deadline is not in the future");
	}
	if (life->open != prompt_is_open(&life->core.planner.prompt)) {
		broken(life, "what is open was not told");
	}
}

/* -- steps
 * ----------------------------------------------------------------------------------------------------
 */

void life_init(struct life *life, const struct core_settings *settings, usec_t time_of_day_usec)
{
	catalogue = *content_get_catalogue(content_builtin());
	*life = (struct life){
		.settings = *settings,
		.now = {.boot_usec = BOOTED_USEC,
			.real_usec = MONDAY_REAL_USEC + time_of_day_usec,
			.offset_until_real_usec = USEC_INFINITY},
		.last_outcome = OUTCOME_NONE,
		.spans.until_boot_usec = BOOTED_USEC,
	};
	core_init_well(&life->core, settings, &catalogue, &life->now);
	life->holds_told = life->core.planner.held;
	life->holds_told_boot_usec = life->now.boot_usec;
}

static uint64_t roll(struct life *life, uint64_t sides)
{
	life->chance = life_mix(life->chance, 1);
	return life->chance % sides;
}

/* A snapshot is what the archive has; the catalogue is set anew. */
static void restore(struct life *life)
{
	static struct catalogue other;

	other = *life->core.catalogue;
	if (!restore_anew(&life->core, &other)) {
		broken(life, "something is missing in the archive");
	}
}

/* The desktop answers at once. */
static void tell_fullscreen(struct life *life)
{
	if (core_is_on_lookout(&life->core) && life->fullscreen &&
		!life->around[HOLD_FULLSCREEN].on) {
		(void)life_step(life, &(struct core_event){.type = CORE_SURROUNDING,
					      .surrounding = {HOLD_FULLSCREEN, true}});
	}
}

enum core_result life_step(struct life *life, struct core_event *event)
{
	enum core_result result;
	const char *wrong;
	uint64_t id = life->n_shown + 1;
	usec_t rest_before_usec = life->core.tracker.rest_from_boot_usec;

	/* From what there is, so that more steps change nothing. */
	memcpy(event->fresh_id.bytes, &id, sizeof(id));
	event->random = life_mix(id, life->now.boot_usec);
	life->n_steps++;
	if (life->restored && roll(life, 4) == 0) {
		restore(life);
	}
	life->walk_withdrawn = life->core.planner.withdrawn_by_hold;
	if (event->type == CORE_INHIBIT) {
		note_around(life, HOLD_INHIBITOR, event->inhibited);
	} else if (event->type == CORE_SURROUNDING) {
		note_around(life, event->surrounding.reason, event->surrounding.on);
	}
	if (event->type == CORE_SURROUNDING && event->surrounding.reason == HOLD_FULLSCREEN) {
		life->fullscreen = event->surrounding.on;
	}
	for (size_t i = 0; event->type == CORE_RESTART && i < HOLD_REASON_MAX; i++) {
		note_around(life, (enum hold_reason)i, false);
	}
	result = core_step(&life->core, &life->now, event, &life->actions);
	if (event->type != CORE_CORRECT) {
		/* A correction leaves open what goes on. Before this step's prompts: idle is told
		 * of what was. */
		check_idle_is_proven(life, rest_before_usec);
	}
	take_actions(life);
	wrong = life_find_wrong_care(life, event);
	if (wrong) {
		broken(life, "%s", wrong);
	}
	check_all(life);
	if (!core_is_on_lookout(&life->core)) {
		note_around(life, HOLD_FULLSCREEN, false);
	}
	check_surroundings(life);
	tell_fullscreen(life);
	return result;
}

static void tick(struct life *life)
{
	(void)life_step(life, &(struct core_event){.type = CORE_TICK});
}

static void pass(struct life *life, usec_t length_usec)
{
	life->now.boot_usec += length_usec;
	life->now.real_usec += length_usec;
}

void life_look(struct life *life)
{
	(void)life_step(
		life, &(struct core_event){.type = CORE_LOCK, .locked = life->core.tracker.locked});
}

/* Looks in, up to 'until'. */
static void look_in_between(struct life *life, usec_t until_boot_usec)
{
	for (size_t i = 0; i < 2 && life->now.boot_usec < until_boot_usec; i++) {
		pass(life, roll(life, until_boot_usec - life->now.boot_usec));
		tick(life);
		life_look(life);
	}
}

void life_wait(struct life *life, usec_t length_usec)
{
	usec_t end_usec = life->now.boot_usec + length_usec;

	if (life->late) {
		life_stall(life, length_usec);
		return;
	}
	for (;;) {
		usec_t deadline_usec = core_deadline_boot_usec(&life->core);

		if (life->split) {
			look_in_between(life, deadline_usec < end_usec ? deadline_usec : end_usec);
			/* A clock that was set by less than a jump is seen only now. */
			deadline_usec = core_deadline_boot_usec(&life->core);
		}
		if (deadline_usec > end_usec) {
			break;
		}
		pass(life, deadline_usec - life->now.boot_usec);
		tick(life);
	}
	pass(life, end_usec - life->now.boot_usec);
	check_all(life);
}

void life_set_clock(struct life *life, int64_t by_usec)
{
	life_look(life);
	life->now.real_usec += (usec_t)by_usec;
	tick(life);
	/* Less than a jump is seen only at a step. */
	life_look(life);
}

void life_set_zone(struct life *life, int64_t by_usec)
{
	life_look(life);
	life->now.utc_offset_usec += by_usec;
	tick(life);
}

void life_stall(struct life *life, usec_t length_usec)
{
	pass(life, length_usec);
	tick(life);
}

void life_suspend(struct life *life, usec_t length_usec)
{
	pass(life, length_usec);
	/* Less is taken for the clocks not being read at one instant. */
	life->now.suspended_usec += length_usec < USEC_PER_SEC ? 0 : length_usec;
	tick(life);
}

void life_restart(struct life *life, usec_t length_usec, struct core_event *event)
{
	event->type = CORE_RESTART;
	pass(life, length_usec);
	restore(life);
	(void)life_step(life, event);
}

static void tell_input(struct life *life, enum input_state state, usec_t since_boot_usec)
{
	(void)life_step(
		life, &(struct core_event){.type = CORE_INPUT,
			      .input = {.state = state, .since_boot_usec = since_boot_usec}});
}

void life_work(struct life *life, usec_t length_usec)
{
	if (life->core.tracker.input != INPUT_ACTIVE) {
		tell_input(life, INPUT_ACTIVE, life->now.boot_usec);
	}
	life_wait(life, length_usec);
}

void life_still(struct life *life, usec_t length_usec, usec_t idle_after_usec)
{
	usec_t since_usec = life->now.boot_usec;

	if (length_usec < idle_after_usec || life->core.tracker.input == INPUT_IDLE) {
		life_wait(life, length_usec);
		return;
	}
	life_wait(life, idle_after_usec);
	tell_input(life, INPUT_IDLE, since_usec);
	life_wait(life, length_usec - idle_after_usec);
}
