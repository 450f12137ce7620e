/* SPDX-License-Identifier: MIT */
/* A prompt comes and goes: what is chosen for which cause, and what its end means for the spell. */
#include <assert.h>

#include "planner_internal.h"

static const bool kind_is_movement[KIND_MAX] = {
	[KIND_WALK] = true,
	[KIND_MOBILITY] = true,
	[KIND_STRENGTH] = true,
};

struct core_action *planner_add_action(const struct planner_step *step, enum core_action_type type)
{
	struct core_action *action;

	assert(step->actions->n_items < CORE_ACTIONS_MAX);
	action = &step->actions->items[step->actions->n_items++];
	*action = (struct core_action){.type = type, .outcome = OUTCOME_NONE};
	return action;
}

void planner_decide(const struct planner_step *step, enum decision_type type, enum kind kind,
	enum reason reason, uint64_t a, uint64_t b, uint64_t c)
{
	planner_add_action(step, ACTION_DECISION)->decision = (struct decision){
		.real_usec = step->now->real_usec,
		.type = type,
		.kind = kind,
		.reason = reason,
		.value = {a, b, c},
	};
}

/* -- showing
 * --------------------------------------------------------------------------------------------------
 */

static usec_t duration_of(const struct planner_step *step, uint16_t entry)
{
	return entry < step->catalogue->n_entries
		       ? step->catalogue->entries[entry].duration_sec * USEC_PER_SEC
		       : 0;
}

static void note_shown(struct planner *planner, usec_t boot_usec)
{
	size_t n_kept = SETTINGS_PROMPTS_PER_HOUR_MAX;

	if (planner->n_shown == n_kept) {
		for (size_t i = 1; i < n_kept; i++) {
			planner->shown_boot_usec[i - 1] = planner->shown_boot_usec[i];
		}
		planner->n_shown--;
	}
	planner->shown_boot_usec[planner->n_shown++] = boot_usec;
}

static usec_t duration_of_all(const struct planner_step *step, const struct prompt *prompt)
{
	usec_t duration_usec = duration_of(step, prompt->entry);

	for (size_t i = 0; i < PROMPT_CARRIED_MAX; i++) {
		duration_usec += duration_of(step, prompt->carried[i]);
	}
	return duration_usec;
}

void planner_show(struct planner *planner, const struct planner_step *step, struct prompt *prompt,
	bool counted)
{
	const struct core_now *now = step->now;

	prompt->id = *step->fresh_id;
	prompt->duration_usec = duration_of_all(step, prompt);
	prompt->shown_boot_usec = now->boot_usec;
	prompt->shown_real_usec = now->real_usec;
	prompt->expires_boot_usec = prompt->persistent
					    ? USEC_INFINITY
					    : now->boot_usec + step->settings->prompt_expire_usec;
	prompt->snoozes = planner->snoozes;
	prompt->is_counted = counted;
	prompt_take(prompt, PROMPT_EVENT_SHOW);
	planner->prompt = *prompt;
	choose_note_shown(&planner->chooser, prompt->entry, now->boot_usec);
	for (size_t i = 0; i < PROMPT_CARRIED_MAX; i++) {
		choose_note_shown(&planner->chooser, prompt->carried[i], now->boot_usec);
	}
	if (counted && prompt->cause != PROMPT_CAUSE_ASKED) {
		/* One that was asked for keeps the gap, and takes no other one's place in the hour.
		 */
		note_shown(planner, now->boot_usec);
	}
	planner->last_shown_boot_usec = now->boot_usec;
	planner->micro_from_spell_usec = spell_usec(step);
	planner->counts.prompted += counted;
	planner->told_held = 0;
	if (prompt->cause != PROMPT_CAUSE_CARE) {
		proof_begin(&step->tracker->proof, now->boot_usec);
	}
	planner_add_action(step, ACTION_SHOW)->prompt = planner->prompt;
}

/* By care; the settings are another thing. */
static bool is_allowed(
	const struct planner *planner, const struct planner_step *step, uint16_t entry)
{
	const struct catalogue_entry *entries = step->catalogue->entries;

	return entry >= step->catalogue->n_entries ||
	       care_limits_allow(&planner->limits, &entries[entry], entries[entry].kept);
}

bool planner_open(struct planner *planner, const struct planner_step *step, enum prompt_cause cause,
	enum kind kind, uint16_t entry, bool counted)
{
	bool short_version = planner->snoozes >= PLANNER_SHORT_AFTER_SNOOZES;
	bool new_walk =
		cause == PROMPT_CAUSE_LIMIT && planner->snoozes == 0 && !planner->withdrawn_by_hold;
	bool chosen = entry == CATALOGUE_NO_ENTRY && cause != PROMPT_CAUSE_LAST_LINE;
	usec_t shown_usec = 0;
	struct prompt prompt = {
		.state = PROMPT_NONE,
		.cause = cause,
		.kind = KIND_WALK,
		.carried = {CATALOGUE_NO_ENTRY, CATALOGUE_NO_ENTRY},
		.follow_up = CATALOGUE_NO_ENTRY,
	};

	if (!is_allowed(planner, step, entry)) {
		/* It was put off, and then forbidden: another of its kind. */
		entry = CATALOGUE_NO_ENTRY;
	}
	if (entry == CATALOGUE_NO_ENTRY) {
		entry = cause == PROMPT_CAUSE_ASKED
				? planner_pick_of_kind(planner, step, kind)
				: planner_pick(planner, step, cause, kind, short_version);
	}
	prompt.entry = entry;
	if (cause != PROMPT_CAUSE_LAST_LINE) {
		if (entry == CATALOGUE_NO_ENTRY) {
			return false;
		}
		prompt.kind = step->catalogue->entries[entry].kind;
	}
	if (prompt.kind == KIND_PRIMER) {
		prompt.follow_up = planner_choose_follow_up(planner, step, entry);
		if (prompt.follow_up == CATALOGUE_NO_ENTRY) {
			return false;
		}
	}
	if (prompt.kind == KIND_WALK && cause == PROMPT_CAUSE_LIMIT && !short_version) {
		planner_pick_riding(planner, step, &prompt, new_walk);
	}
	if (chosen && choose_is_repeat(&planner->chooser, entry, now_usec(step))) {
		shown_usec = planner->chooser.entry_shown_usec[entry];
	}
	planner_show(planner, step, &prompt, counted);
	planner->effort.breaks_offered += new_walk;
	if (chosen) {
		planner_tell_chosen(planner, step, prompt.entry, shown_usec);
	}
	planner_tell_riding(planner, step);
	return true;
}

void planner_show_again(struct planner *planner, const struct planner_step *step)
{
	planner->prompt.reminded = true;
	planner->last_shown_boot_usec = step->now->boot_usec;
	planner_add_action(step, ACTION_SHOW)->prompt = planner->prompt;
}

/* -- closing
 * --------------------------------------------------------------------------------------------------
 */

void planner_reset_spell(struct planner *planner)
{
	planner->walk = WALK_NOT_ASKED;
	planner->snoozes = 0;
	planner->snoozed = false;
	planner->withdrawn_by_hold = false;
	planner->nudged = false;
	planner->micro_from_spell_usec = 0;
	planner->told_held = 0;
	planner->standing_asked = false;
}

void planner_spell_was_credited(struct planner *planner, const struct planner_step *step)
{
	usec_t spell_usec = step->tracker->spell_usec;
	usec_t micro_usec = earlier(planner->micro_from_spell_usec, spell_usec);

	if (spell_usec < step->settings->walk_limit_usec) {
		bool nudged = planner->nudged && spell_usec >= step->settings->walk_limit_usec / 2;

		planner_reset_spell(planner);
		planner->nudged = nudged;
	} else if (planner->walk == WALK_UNANSWERED || planner->walk == WALK_SILENT) {
		/* The person was up. A walk that was skipped stays skipped. */
		planner->walk = WALK_NOT_ASKED;
	}
	planner->micro_from_spell_usec = micro_usec;
}

static bool is_the_walk_of_the_spell(const struct planner_step *step, const struct prompt *prompt)
{
	return prompt->cause == PROMPT_CAUSE_LIMIT || prompt->cause == PROMPT_CAUSE_LAST_LINE ||
	       (prompt->cause == PROMPT_CAUSE_ASKED && prompt->kind == KIND_WALK &&
		       tracker_spell_usec(step->tracker, step->now->boot_usec) >=
			       step->settings->walk_limit_usec);
}

static void end_asking(struct planner *planner, const struct planner_step *step,
	const struct prompt *prompt, enum outcome outcome)
{
	bool last_line = prompt->cause == PROMPT_CAUSE_LAST_LINE;
	bool quiet = planner->walk == WALK_SKIPPED || planner->walk == WALK_SILENT;

	if (outcome == OUTCOME_WITHDRAWN) {
		/* Deferred: it comes again when the hold ends, and does not count twice. */
		if (prompt->cause == PROMPT_CAUSE_LIMIT) {
			planner->walk = WALK_NOT_ASKED;
			planner->withdrawn_by_hold = true;
		} else if (last_line) {
			planner->walk = WALK_UNANSWERED;
		} else if (prompt->cause == PROMPT_CAUSE_HALF_WAY) {
			planner->nudged = false;
		} else if (prompt->cause == PROMPT_CAUSE_STANDING) {
			planner->standing_asked = false;
		}
		return;
	}
	if (!is_the_walk_of_the_spell(step, prompt)) {
		return;
	}
	switch (outcome) {
	case OUTCOME_EXPIRED:
		/* One that was asked for does not end the quiet. */
		if (!quiet) {
			planner->walk = last_line ? WALK_SILENT : WALK_UNANSWERED;
		}
		break;
	case OUTCOME_SKIPPED:
		planner->walk = last_line ? WALK_SILENT : WALK_SKIPPED;
		break;
	case OUTCOME_SNOOZED:
		planner->walk = WALK_SNOOZED;
		break;
	case OUTCOME_DONE:
	case OUTCOME_CLAIMED:
	case OUTCOME_NATURAL:
		planner->walk = WALK_NOT_ASKED;
		break;
	case OUTCOME_WITHDRAWN:
	case OUTCOME_MAX:
		break;
	}
}

static void count_outcome(struct day_counts *counts, enum outcome outcome)
{
	switch (outcome) {
	case OUTCOME_DONE:
		counts->done++;
		break;
	case OUTCOME_CLAIMED:
		counts->claimed++;
		break;
	case OUTCOME_NATURAL:
		counts->natural++;
		break;
	case OUTCOME_SKIPPED:
		counts->skipped++;
		break;
	case OUTCOME_EXPIRED:
		counts->expired++;
		break;
	case OUTCOME_SNOOZED:
	case OUTCOME_WITHDRAWN:
	case OUTCOME_MAX:
		break;
	}
}

static void note_taken(struct effort *effort, const struct prompt *prompt)
{
	if (prompt->cause == PROMPT_CAUSE_LIMIT || prompt->cause == PROMPT_CAUSE_LAST_LINE) {
		effort->breaks_taken++;
	}
	if (prompt->kind == KIND_WALK) {
		effort->walk_usec +=
			prompt->duration_usec > 0 ? prompt->duration_usec : USEC_PER_MINUTE;
	}
}

void planner_close(struct planner *planner, const struct planner_step *step,
	enum prompt_event event, enum outcome outcome)
{
	struct prompt prompt = planner->prompt;
	bool answered = outcome == OUTCOME_DONE || outcome == OUTCOME_CLAIMED ||
			outcome == OUTCOME_SKIPPED || outcome == OUTCOME_SNOOZED;
	bool done = outcome == OUTCOME_DONE || outcome == OUTCOME_CLAIMED;
	/* With the movement that follows it, it is one: that counts. */
	bool leads_on = done && prompt.follow_up != CATALOGUE_NO_ENTRY;
	struct core_action *action;

	prompt_take(&prompt, event);
	prompt.closed_boot_usec = step->now->boot_usec;
	planner->prompt = (struct prompt){.state = PROMPT_NONE};
	if (prompt.cause != PROMPT_CAUSE_CARE) {
		proof_end(&step->tracker->proof, step->now->boot_usec, answered);
	}
	end_asking(planner, step, &prompt, outcome);
	if (!leads_on && prompt.cause != PROMPT_CAUSE_CARE) {
		count_outcome(&planner->counts, outcome);
	}
	if ((done || outcome == OUTCOME_NATURAL) && prompt.cause != PROMPT_CAUSE_CARE) {
		note_taken(&planner->effort, &prompt);
	}
	planner_add_action(step, ACTION_WITHDRAW)->prompt = prompt;
	action = planner_add_action(step, ACTION_CLOSED);
	action->prompt = prompt;
	action->outcome = outcome;
	if (outcome == OUTCOME_CLAIMED && !leads_on) {
		planner->claim = prompt;
	}
}

/* -- answers
 * --------------------------------------------------------------------------------------------------
 */

/* The programme of twelve weeks goes by what was done. */
static void note_strength(
	struct planner *planner, const struct planner_step *step, const struct prompt *prompt)
{
	bool done = prompt->kind == KIND_STRENGTH;

	for (size_t i = 0; i < PROMPT_CARRIED_MAX; i++) {
		done |= prompt->carried[i] < step->catalogue->n_entries &&
			step->catalogue->entries[prompt->carried[i]].kind == KIND_STRENGTH;
	}
	if (done && step->care->strength.active) {
		(void)planner_tell_care(
			planner, step, &(struct care_event){.type = CARE_STRENGTH_DONE});
	}
}

void planner_note_areas(
	struct planner *planner, const struct planner_step *step, const struct prompt *prompt)
{
	choose_note_done(&planner->chooser, step->catalogue, prompt->entry, now_usec(step));
	for (size_t i = 0; i < PROMPT_CARRIED_MAX; i++) {
		choose_note_done(
			&planner->chooser, step->catalogue, prompt->carried[i], now_usec(step));
	}
}

/* Movement restarts the walk's clock, by the activity's own length, once. */
static void credit_activity(
	struct planner *planner, const struct planner_step *step, const struct prompt *prompt)
{
	usec_t before_usec = step->tracker->spell_usec;
	usec_t activity_usec =
		prompt->cause == PROMPT_CAUSE_LAST_LINE ? USEC_PER_MINUTE : prompt->duration_usec;

	planner_note_areas(planner, step, prompt);
	note_strength(planner, step, prompt);
	if (!kind_is_movement[prompt->kind]) {
		return;
	}
	planner->claim_up_usec = 0;
	if (planner->up_ended_boot_usec <= prompt->shown_boot_usec) {
		/* No rest since it was shown, which would have counted. */
		planner->claim_up_usec = activity_usec;
		planner->effort.up_usec += activity_usec;
	}
	tracker_credit_claim(step->tracker, step->settings, activity_usec);
	planner_spell_was_credited(planner, step);
	planner_decide(step, DECISION_CREDITED, prompt->kind, REASON_CLAIM_CREDITED, activity_usec,
		before_usec, step->tracker->spell_usec);
}

/* Of a primer: what may be shown now. */
static struct prompt take_what_follows(struct planner *planner, const struct planner_step *step)
{
	planner->prompt.follow_up = planner_follow_up_now(planner, step);
	return planner->prompt;
}

void planner_claim(struct planner *planner, const struct planner_step *step)
{
	struct prompt prompt = take_what_follows(planner, step);

	planner_close(planner, step, PROMPT_EVENT_CLAIM, OUTCOME_CLAIMED);
	credit_activity(planner, step, &prompt);
	planner_lead_on(planner, step, &prompt);
}

void planner_start(struct planner *planner, const struct planner_step *step)
{
	struct prompt *prompt = &planner->prompt;

	prompt_take(prompt, PROMPT_EVENT_START);
	prompt->started_boot_usec = step->now->boot_usec;
	prompt->started_real_usec = step->now->real_usec;
	/* The steps have to fit in before it expires. */
	prompt->expires_boot_usec =
		step->now->boot_usec + prompt->duration_usec + step->settings->prompt_expire_usec;
	planner_add_action(step, ACTION_SHOW)->prompt = *prompt;
}

void planner_finish(struct planner *planner, const struct planner_step *step)
{
	struct prompt prompt = take_what_follows(planner, step);

	planner_close(planner, step, PROMPT_EVENT_FINISH, OUTCOME_DONE);
	credit_activity(planner, step, &prompt);
	planner_lead_on(planner, step, &prompt);
}

bool planner_offers_snooze(const struct planner *planner, const struct core_settings *settings)
{
	return planner->prompt.cause != PROMPT_CAUSE_CARE &&
	       planner->prompt.snoozes < settings->prompt_snooze_limit;
}

void planner_snooze(struct planner *planner, const struct planner_step *step, usec_t length_usec)
{
	const struct prompt prompt = planner->prompt;

	planner_close(planner, step, PROMPT_EVENT_SNOOZE, OUTCOME_SNOOZED);
	planner->snoozed = true;
	planner->snoozes = prompt.snoozes + 1;
	planner->snoozed_for_usec = length_usec;
	planner->snooze_until_boot_usec = step->now->boot_usec + length_usec;
	planner->snoozed_kind = prompt.kind;
	planner->snoozed_cause = prompt.cause;
	planner->snoozed_entry = prompt.entry;
	planner_decide(step, DECISION_DROPPED, prompt.kind, REASON_SNOOZED, length_usec,
		planner->snoozes, 0);
}

void planner_skip(struct planner *planner, const struct planner_step *step)
{
	enum kind kind = planner->prompt.kind;

	planner_close(planner, step, PROMPT_EVENT_SKIP, OUTCOME_SKIPPED);
	planner_decide(step, DECISION_DROPPED, kind, REASON_SKIPPED, 0, 0, 0);
}

/* What cannot be shown, and would if it were not for safety, is held for that. */
static enum planner_asked refuse(const struct planner *planner)
{
	return planner->limits.level >= CARE_LEVEL_DOCTOR_FIRST || planner->limits.checklist_pending
		       ? PLANNER_HELD_FOR_SAFETY
		       : PLANNER_NOTHING_FITS;
}

enum planner_asked planner_prompt_now(
	struct planner *planner, const struct planner_step *step, enum kind kind, uint16_t entry)
{
	struct prompt open = planner->prompt;

	if (planner->limits.level == CARE_LEVEL_EMERGENCY) {
		return PLANNER_HELD_FOR_SAFETY;
	}
	if (entry == CATALOGUE_NO_ENTRY) {
		entry = planner_pick_of_kind(planner, step, kind == KIND_NONE ? KIND_WALK : kind);
	}
	/* One that was named needs no tool declared: the person knows what is at hand. */
	if (entry >= step->catalogue->n_entries || !is_allowed(planner, step, entry)) {
		return refuse(planner);
	}
	if (step->catalogue->entries[entry].kind == KIND_PRIMER &&
		planner_choose_follow_up(planner, step, entry) == CATALOGUE_NO_ENTRY) {
		return refuse(planner);
	}
	if (prompt_is_open(&open)) {
		planner_decide(step, DECISION_DROPPED, open.kind, REASON_REPLACED, 0, 0, 0);
		planner_close(planner, step, PROMPT_EVENT_WITHDRAW, OUTCOME_WITHDRAWN);
	}
	(void)planner_open(planner, step, PROMPT_CAUSE_ASKED, kind, entry, true);
	planner_decide(step, DECISION_SHOWN, planner->prompt.kind, REASON_ASKED_FOR, 0, 0, 0);
	return PLANNER_SHOWN;
}
