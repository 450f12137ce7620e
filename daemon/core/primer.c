/* SPDX-License-Identifier: MIT */
/* A self-massage primer leads into the movement that makes it last, and is never shown where that
 * movement could not follow. The pair is one prompt to the limits and to the counts of the day; the
 * movement is shown in the moment in which the primer is said to be done.
 * Source: behaviour, "Massage is the primer, movement is what makes it last". */
#include "planner_internal.h"

/* Who declared one of these wants to massage; nobody else is told to, unless asked. */
#define TOOLS_OF_MASSAGE (TOOL_BALL | TOOL_FOAM_ROLLER)

/* When a hold begins that can be foreseen; USEC_INFINITY if none does. */
static usec_t hold_begins_boot_usec(const struct planner *planner, const struct planner_step *step)
{
	usec_t quiet_usec = planner->quiet.inside
				    ? now_usec(step)
				    : boot_usec_at(step->now, planner->quiet.until_real_usec);

	if (step->settings->office_hours.n_ranges == 0) {
		return quiet_usec;
	}
	return earlier(quiet_usec, boot_usec_at(step->now, planner->office.until_real_usec));
}

static bool time_is_left(
	const struct planner *planner, const struct planner_step *step, uint16_t primer)
{
	const struct catalogue_entry *entries = step->catalogue->entries;
	uint16_t follow_up = planner_choose_follow_up(planner, step, primer);
	usec_t needed_usec;

	if (follow_up == CATALOGUE_NO_ENTRY) {
		return false;
	}
	needed_usec = (entries[primer].duration_sec + entries[primer].follow_up_within_sec +
			      entries[follow_up].duration_sec) *
		      USEC_PER_SEC;
	return hold_begins_boot_usec(planner, step) >= now_usec(step) + needed_usec;
}

bool planner_plans_primers(const struct core_settings *settings)
{
	return (settings->kinds & (1U << KIND_PRIMER)) && (settings->tools & TOOLS_OF_MASSAGE);
}

uint16_t planner_choose_follow_up(
	const struct planner *planner, const struct planner_step *step, uint16_t primer)
{
	return choose_follow_up(step->catalogue, step->settings, &planner->limits, primer);
}

uint16_t planner_pick_primer(const struct planner *planner, const struct planner_step *step)
{
	uint16_t entry = planner_plans_primers(step->settings)
				 ? planner_pick_of_kind(planner, step, KIND_PRIMER)
				 : CATALOGUE_NO_ENTRY;

	/* There is nothing to be massaged on a call. */
	return entry != CATALOGUE_NO_ENTRY && !step->tracker->meeting &&
			       time_is_left(planner, step, entry)
		       ? entry
		       : CATALOGUE_NO_ENTRY;
}

uint16_t planner_follow_up_now(const struct planner *planner, const struct planner_step *step)
{
	const struct prompt *prompt = &planner->prompt;

	if (prompt->kind != KIND_PRIMER || prompt->entry >= step->catalogue->n_entries ||
		(planner->held && prompt->cause != PROMPT_CAUSE_ASKED)) {
		return CATALOGUE_NO_ENTRY;
	}
	return planner_choose_follow_up(planner, step, prompt->entry);
}

void planner_lead_on(
	struct planner *planner, const struct planner_step *step, const struct prompt *primer)
{
	/* What follows one that was asked for is asked for as well, and no hold is for it. */
	enum prompt_cause cause =
		primer->cause == PROMPT_CAUSE_ASKED ? PROMPT_CAUSE_ASKED : PROMPT_CAUSE_FOLLOW_UP;

	if (primer->kind != KIND_PRIMER) {
		return;
	}
	if (primer->follow_up == CATALOGUE_NO_ENTRY) {
		planner_decide(step, DECISION_DROPPED, KIND_PRIMER, REASON_NOTHING_FOLLOWS,
			planner->held != 0 ? planner_first_hold(planner->held) : HOLD_REASON_MAX, 0,
			0);
		return;
	}
	(void)planner_open(planner, step, cause, KIND_NONE, primer->follow_up, false);
	planner_decide(
		step, DECISION_SHOWN, planner->prompt.kind, REASON_FOLLOWS, primer->entry, 0, 0);
}
