/* SPDX-License-Identifier: MIT */
#include <assert.h>
#include <string.h>

#include "care_internal.h"
#include "core.h"
#include "planner_internal.h"
#include "resume.h"

/* The clocks drift apart by slewing; a difference above this is a clock that was set, or a suspend.
 */
#define JUMP_USEC USEC_PER_SEC
#define OVERDUE_RETRY_USEC USEC_PER_MINUTE

static usec_t difference(usec_t a, usec_t b)
{
	return a > b ? a - b : b - a;
}

static usec_t real_usec_at(const struct core_now *now, usec_t boot_usec)
{
	return boot_usec == USEC_INFINITY ? USEC_INFINITY
					  : now->real_usec + boot_usec - now->boot_usec;
}

/* Has anything but the passing of time happened to the clocks since the last full step? */
static bool clocks_went_on(const struct core *core, const struct core_now *now)
{
	const struct core_now *last = &core->last;

	return now->utc_offset_usec == last->utc_offset_usec &&
	       difference(now->real_usec + last->boot_usec, last->real_usec + now->boot_usec) <
		       JUMP_USEC &&
	       difference(now->suspended_usec, last->suspended_usec) < JUMP_USEC;
}

/* When a clock that is doubted is believed, USEC_INFINITY: never as it is. */
static usec_t clock_believed_boot_usec(const struct core *core, const struct core_now *now)
{
	return core->clock_is_doubted && care_clock_is_possible(now)
		       ? core->clock_doubted_boot_usec + CARE_CLOCK_BELIEVED_USEC
		       : USEC_INFINITY;
}

static void look_at_clock(struct core *core, const struct core_now *now)
{
	bool is_odd = care_clock_is_odd(&core->care, now);

	if (is_odd && !core->clock_is_doubted) {
		core->clock_doubted_boot_usec = now->boot_usec;
		core->clock_is_doubted = true;
	} else if (!is_odd || now->boot_usec >= clock_believed_boot_usec(core, now)) {
		core->clock_is_doubted = false;
	}
}

static usec_t next_boot_usec(const struct core *core, const struct planner_step *step)
{
	const struct core_now *now = step->now;
	usec_t next_usec = planner_next_boot_usec(&core->planner, step);

	if (core->tracker.next_boot_usec < next_usec) {
		next_usec = core->tracker.next_boot_usec;
	}
	if (clock_believed_boot_usec(core, now) < next_usec) {
		next_usec = clock_believed_boot_usec(core, now);
	}
	if (now->offset_until_real_usec != USEC_INFINITY &&
		now->offset_until_real_usec > now->real_usec) {
		usec_t offset_usec = now->boot_usec + now->offset_until_real_usec - now->real_usec;

		if (offset_usec < next_usec) {
			next_usec = offset_usec;
		}
	}
	return next_usec;
}

/* It lies ahead, since all that was due was done. If it did not, a daemon that wakes up for it
 * again and again would be worse than one that comes late. */
static void set_deadline(struct core *core, const struct planner_step *step)
{
	usec_t next_usec = next_boot_usec(core, step);

	if (next_usec <= step->now->boot_usec) {
		core->n_overdue++;
		next_usec = step->now->boot_usec + OVERDUE_RETRY_USEC;
	}
	core->deadline_boot_usec = next_usec;
}

/* -- events
 * ---------------------------------------------------------------------------------------------------
 */

static bool is_the_open_prompt(const struct core *core, const struct core_event *event)
{
	const struct prompt *prompt = &core->planner.prompt;

	return prompt_is_open(prompt) &&
	       (!event->answer.id_given ||
		       memcmp(&event->answer.id, &prompt->id, sizeof(prompt->id)) == 0);
}

/* To a message: what is no choice has seen it and no more. */
static enum core_result take_answer_to_care(
	struct planner *planner, const struct planner_step *step, const struct core_event *event)
{
	switch (event->answer.answer) {
	case ANSWER_CHOOSE:
		step->actions->care = planner_choose_answer(planner, step, event->answer.choice);
		break;
	case ANSWER_DONE:
	case ANSWER_FINISH:
		planner_dismiss_ask(planner, step, OUTCOME_DONE);
		break;
	case ANSWER_SKIP:
		planner_dismiss_ask(planner, step, OUTCOME_SKIPPED);
		break;
	case ANSWER_SNOOZE:
		return CORE_SNOOZE_LIMIT_REACHED;
	case ANSWER_START:
		/* There are no steps. */
		break;
	case ANSWER_MAX:
		assert(false);
	}
	return CORE_OK;
}

static enum core_result take_answer(
	struct core *core, const struct planner_step *step, const struct core_event *event)
{
	struct planner *planner = &core->planner;

	if (!is_the_open_prompt(core, event)) {
		return CORE_NO_SUCH_PROMPT;
	}
	if (planner->prompt.cause == PROMPT_CAUSE_CARE) {
		return take_answer_to_care(planner, step, event);
	}
	switch (event->answer.answer) {
	case ANSWER_CHOOSE:
		/* Nothing to choose from. */
		return CORE_NO_SUCH_PROMPT;
	case ANSWER_DONE:
		planner_claim(planner, step);
		break;
	case ANSWER_START:
		planner_start(planner, step);
		break;
	case ANSWER_FINISH:
		planner_finish(planner, step);
		break;
	case ANSWER_SNOOZE:
		if (!planner_offers_snooze(planner, &core->settings)) {
			return CORE_SNOOZE_LIMIT_REACHED;
		}
		planner_snooze(planner, step,
			event->answer.snooze_usec ? event->answer.snooze_usec
						  : core->settings.prompt_snooze_usec);
		break;
	case ANSWER_SKIP:
		planner_skip(planner, step);
		break;
	case ANSWER_MAX:
		assert(false);
	}
	return CORE_OK;
}

static void take_report(
	struct core *core, const struct core_now *now, enum presence presence, usec_t valid_usec)
{
	core->tracker.reported = presence != PRESENCE_UNKNOWN && valid_usec > 0;
	core->tracker.report = presence;
	core->tracker.report_until_boot_usec = now->boot_usec + valid_usec;
}

static void take_posture(
	struct core *core, const struct core_now *now, enum posture posture, usec_t valid_usec)
{
	core->tracker.posture = posture;
	core->tracker.posture_until_boot_usec =
		posture == POSTURE_SITTING || valid_usec == USEC_INFINITY
			? USEC_INFINITY
			: now->boot_usec + valid_usec;
}

static enum core_result take_correction(struct core *core, const struct core_now *now,
	const struct core_event *event, struct news_list *news)
{
	usec_t since_usec = event->correct.since_real_usec;
	usec_t until_usec = event->correct.until_real_usec;

	if (until_usec > now->real_usec) {
		until_usec = now->real_usec;
	}
	if (since_usec >= until_usec) {
		return CORE_NOTHING_TO_CORRECT;
	}
	/* What lies before the boot was not seen. */
	return tracker_correct(&core->tracker, &core->settings, now->boot_usec,
		       now->real_usec - since_usec < now->boot_usec
			       ? now->boot_usec - (now->real_usec - since_usec)
			       : 0,
		       now->real_usec - until_usec < now->boot_usec
			       ? now->boot_usec - (now->real_usec - until_usec)
			       : 0,
		       event->correct.span, news) > 0
		       ? CORE_OK
		       : CORE_NOTHING_TO_CORRECT;
}

static const enum core_result asked_results[] = {
	[PLANNER_SHOWN] = CORE_OK,
	[PLANNER_NOTHING_FITS] = CORE_NOTHING_FITS,
	[PLANNER_HELD_FOR_SAFETY] = CORE_HELD_FOR_SAFETY,
};

static enum core_result take_event(struct core *core, const struct planner_step *step,
	const struct core_event *event, struct news_list *news)
{
	struct tracker *tracker = &core->tracker;
	struct planner *planner = &core->planner;
	const struct core_now *now = step->now;

	switch (event->type) {
	case CORE_TICK:
		break;
	case CORE_INPUT:
		tracker_set_input(
			tracker, now->boot_usec, event->input.state, event->input.since_boot_usec);
		break;
	case CORE_LOCK:
		tracker->locked = event->locked;
		break;
	case CORE_SLEEP:
		if (event->asleep && !tracker->asleep) {
			tracker->asleep_since_boot_usec = now->boot_usec;
		}
		tracker->asleep = event->asleep;
		break;
	case CORE_SESSION:
		tracker->session_absent = !event->session_present;
		break;
	case CORE_INHIBIT:
		tracker_set_passive(tracker, event->inhibited, tracker->microphone);
		surroundings_set(&planner->surroundings, &core->settings, now->boot_usec,
			HOLD_INHIBITOR, event->inhibited);
		break;
	case CORE_REPORT:
		take_report(core, now, event->report.presence, event->report.valid_usec);
		break;
	case CORE_MEETING:
		tracker_set_meeting(tracker, now->boot_usec, event->meeting.active,
			event->meeting.length_usec == USEC_INFINITY
				? USEC_INFINITY
				: now->boot_usec + event->meeting.length_usec);
		break;
	case CORE_POSTURE:
		take_posture(core, now, event->posture.posture, event->posture.valid_usec);
		break;
	case CORE_CORRECT:
		return take_correction(core, now, event, news);
	case CORE_PAUSE:
		planner->paused = true;
		planner->paused_until_boot_usec = event->pause_usec == USEC_INFINITY
							  ? USEC_INFINITY
							  : now->boot_usec + event->pause_usec;
		break;
	case CORE_RESUME:
		planner->paused = false;
		break;
	case CORE_ANSWER:
		return take_answer(core, step, event);
	case CORE_PROMPT_NOW:
		return asked_results[planner_prompt_now(
			planner, step, event->prompt_now.kind, event->prompt_now.entry)];
	case CORE_SETTINGS:
		core->settings = *event->settings;
		planner->quiet = (struct hours_answer){0};
		planner->office = (struct hours_answer){0};
		break;
	case CORE_SURROUNDING:
		if (event->surrounding.reason == HOLD_FULLSCREEN && !planner->on_lookout) {
			/* An answer that came too late: it would not be heard when it is over. */
			break;
		}
		if (event->surrounding.reason == HOLD_MICROPHONE) {
			tracker_set_passive(tracker, tracker->inhibited, event->surrounding.on);
		}
		surroundings_set(&planner->surroundings, &core->settings, now->boot_usec,
			event->surrounding.reason, event->surrounding.on);
		break;
	case CORE_CATALOGUE:
		planner_withdraw_gone(planner, step);
		break;
	case CORE_CARE:
		step->actions->care = planner_take_care(planner, step, &event->care);
		return step->actions->care.outcome == CARE_OK ? CORE_OK : CORE_CARE_REFUSED;
	case CORE_LOOK:
		break;
	case CORE_RESTART:
		resume_planner(planner, step, event);
		break;
	case CORE_EVENT_TYPE_MAX:
		assert(false);
	}
	return CORE_OK;
}

/* -- interface
 * ------------------------------------------------------------------------------------------------
 */

static struct care_at care_at(const struct core *core, const struct core_now *now)
{
	return (struct care_at){
		now, core->settings.day_start_usec, &core->symptoms, core->clock_is_doubted};
}

static struct planner_step make_step(const struct core *core, struct tracker *tracker,
	struct care *care, const struct core_now *now, const struct core_event *event,
	struct core_actions *actions)
{
	return (struct planner_step){
		.settings = &core->settings,
		.catalogue = core->catalogue,
		.tracker = tracker,
		.care = care,
		.care_at = care_at(core, now),
		.fixed_limits = core->fixed_limits,
		.now = now,
		.fresh_id = event ? &event->fresh_id : NULL,
		.random = event ? event->random : 0,
		.actions = actions,
	};
}

void core_init(struct core *core, const struct core_settings *settings,
	const struct catalogue *catalogue, const struct care_symptoms *symptoms,
	const struct care *care, const struct core_now *now)
{
	struct planner_step step;
	struct news_list news;

	*core = (struct core){
		.settings = *settings, .catalogue = catalogue, .symptoms = *symptoms, .last = *now};
	if (care) {
		core->care = *care;
	} else {
		care_init(&core->care);
	}
	look_at_clock(core, now);
	tracker_init(&core->tracker, settings, now);
	news.n_items = 0;
	tracker_advance(&core->tracker, settings, now, &news);
	step = make_step(core, &core->tracker, &core->care, now, NULL, NULL);
	planner_init(&core->planner, &step);
	set_deadline(core, &step);
}

static void tell_spans(struct core *core, const struct planner_step *step)
{
	struct core_recount recount;
	struct core_span span;

	while (spans_take(&core->tracker.spans, &span)) {
		planner_add_action(step, ACTION_SPAN)->span = span;
	}
	if (spans_take_recount(&core->tracker.spans, &recount)) {
		planner_add_action(step, ACTION_RECOUNTED)->recount = recount;
	}
}

enum core_result core_step(struct core *core, const struct core_now *given,
	const struct core_event *event, struct core_actions *ret_actions)
{
	struct core_now now = *given;
	struct news_list news;
	struct planner_step step;
	enum core_result result;

	assert(event->type < CORE_EVENT_TYPE_MAX);
	ret_actions->n_items = 0;
	ret_actions->care = (struct care_result){.advice = CARE_MESSAGE_NONE};
	news.n_items = 0;
	if (now.boot_usec < core->last.boot_usec) {
		now.boot_usec = core->last.boot_usec;
		core->n_clock_steps_back++;
	}
	if (event->type == CORE_TICK && now.boot_usec < core->deadline_boot_usec &&
		clocks_went_on(core, &now)) {
		return CORE_OK;
	}
	if (event->type == CORE_CATALOGUE) {
		/* Before anything is told of an entry: it has its new number then. */
		planner_renumber(
			&core->planner, event->catalogue.new_index, core->catalogue->n_entries);
		core->catalogue = event->catalogue.catalogue;
	}
	look_at_clock(core, &now);
	step = make_step(core, &core->tracker, &core->care, &now, event, ret_actions);
	spans_note_clock(&core->tracker.spans, &now);
	(void)care_step(&core->care, &step.care_at, &(struct care_event){.type = CARE_TICK});
	planner_update_limits(&core->planner, &step);
	if (event->type == CORE_RESTART) {
		resume_pass_gap(core, &now, event, &news);
	}
	tracker_advance(&core->tracker, &core->settings, &now, &news);
	planner_take_news(&core->planner, &step, &news);

	news.n_items = 0;
	result = take_event(core, &step, event, &news);
	tracker_facts_changed(&core->tracker, &core->settings, now.boot_usec, &news);
	/* What the event made overdue: standing that was declared in the middle of a long suspend,
	 * a cap that was lowered.
	 */
	tracker_advance(&core->tracker, &core->settings, &now, &news);
	planner_take_news(&core->planner, &step, &news);

	step.care_at = care_at(core, &now);
	planner_update_limits(&core->planner, &step);
	planner_run(&core->planner, &step);
	tell_spans(core, &step);
	if (event->type == CORE_RESTART) {
		resume_show(&core->planner, &step);
	}
	core->last = now;
	set_deadline(core, &step);
	return result;
}

usec_t core_deadline_boot_usec(const struct core *core)
{
	return core->deadline_boot_usec;
}

bool core_is_on_lookout(const struct core *core)
{
	return core->planner.on_lookout;
}

void core_get_view(
	const struct core *core, const struct core_now *given, struct core_view *ret_view)
{
	struct core_now now = *given;
	struct tracker tracker = core->tracker;
	struct care care = core->care;
	struct planner_step step = make_step(core, &tracker, &care, &now, NULL, NULL);
	const struct planner *planner = &core->planner;
	usec_t seated_usec, limit_usec = core->settings.walk_limit_usec, next_usec;
	struct core_view view = {0};

	if (now.boot_usec < core->last.boot_usec) {
		now.boot_usec = core->last.boot_usec;
	}
	seated_usec = tracker_spell_usec(&tracker, now.boot_usec);
	view = (struct core_view){
		.presence = tracker.presence,
		.posture = tracker.posture,
		.seated_usec = seated_usec,
		.seated_limit_usec = limit_usec,
		.seated_growing = tracker_is_sitting(&tracker),
		.standing_usec = tracker_standing_spell_usec(&tracker, now.boot_usec),
		.standing_limit_usec = core->settings.stand_limit_usec,
		.limit_reached_real_usec = USEC_INFINITY,
		.prompt_open = prompt_is_open(&planner->prompt),
		.prompt = planner->prompt,
		.prompt_expires_real_usec = real_usec_at(&now, planner->prompt.expires_boot_usec),
		.snooze_offered = planner_offers_snooze(planner, &core->settings),
		.counts = planner->counts,
		.reported = tracker.reported,
		.meeting_until_real_usec =
			tracker.meeting ? real_usec_at(&now, tracker.meeting_until_boot_usec)
					: USEC_INFINITY,
		.posture_until_real_usec = real_usec_at(&now, tracker.posture_until_boot_usec),
	};
	if (view.seated_growing && seated_usec < limit_usec) {
		view.limit_reached_real_usec = now.real_usec + (limit_usec - seated_usec);
	}
	view.n_holds = planner_get_holds(planner, &step, view.holds);
	planner_get_next(planner, &step, &view.next_kind, &next_usec);
	view.next_real_usec = real_usec_at(&now, next_usec);
	tracker_today(&tracker, now.boot_usec, &view.day);
	target_get(planner->program.first_day, planner->program.day, &planner->effort,
		view.day.tally.standing_usec, &view.targets);
	view.standard_offered =
		core->settings.offers_standard &&
		planner->program.day - planner->program.first_day >= TARGET_OFFER_AFTER_DAYS;
	*ret_view = view;
}

void core_get_care(
	const struct core *core, const struct core_now *given, struct core_care_view *ret_view)
{
	const struct care *care = &core->care;
	struct core_now now = *given;
	struct care_at at = care_at(core, &now);

	*ret_view = (struct core_care_view){
		.care = care,
		.today = care_today(&at),
		.level = care_get_level(care, &at),
		.check_in_real_usec = care_check_in_due_usec(care, &at),
		.wants_lighter = care_wants_lighter(care, &at),
	};
	care_get_limits(care, &at, &ret_view->limits);
	ret_view->n_conditions = care_get_conditions(care, &at, ret_view->conditions);
	for (size_t i = 0; i < care->n_massages; i++) {
		ret_view->windows[i] = care_get_window(care, &at, &care->massages[i]);
	}
	for (uint8_t i = 0; i < care->course.count; i++) {
		ret_view->course_due_days[i] = care_course_due_day(&care->course, i);
		ret_view->course_done_days[i] = care_course_done_day(&care->course, i);
	}
	care_get_strength(care, &at, &ret_view->strength);
	care_get_ask(care, &at, &ret_view->ask);
}

size_t core_get_untold(const struct core *core, const struct core_now *now,
	struct core_span ret_spans[SPANS_TOLD_MAX])
{
	usec_t now_usec =
		now->boot_usec > core->last.boot_usec ? now->boot_usec : core->last.boot_usec;

	return tracker_untold(&core->tracker, now_usec, ret_spans);
}
