/* SPDX-License-Identifier: MIT */
/* Another catalogue: entries have other numbers, or are gone. Numbers change before time passes, so
 * that all that a step tells is of the new catalogue; what was open and is gone is taken back where
 * the event happens. */
#include <string.h>

#include "planner_internal.h"

static uint16_t renumbered(const uint16_t *new_index, size_t n_old, uint16_t entry)
{
	return entry < n_old ? new_index[entry] : CATALOGUE_NO_ENTRY;
}

static void renumber_prompt(struct prompt *prompt, const uint16_t *new_index, size_t n_old)
{
	size_t n_carried = 0;

	if (prompt->state == PROMPT_NONE) {
		return;
	}
	prompt->entry = renumbered(new_index, n_old, prompt->entry);
	prompt->follow_up = renumbered(new_index, n_old, prompt->follow_up);
	for (size_t i = 0; i < PROMPT_CARRIED_MAX; i++) {
		uint16_t entry = renumbered(new_index, n_old, prompt->carried[i]);

		/* Before the end of the list there are no gaps. */
		prompt->carried[i] = CATALOGUE_NO_ENTRY;
		if (entry != CATALOGUE_NO_ENTRY) {
			prompt->carried[n_carried++] = entry;
		}
	}
}

void planner_renumber(struct planner *planner, const uint16_t *new_index, size_t n_old)
{
	const struct chooser old = planner->chooser;

	memset(planner->chooser.entry_shown_usec, 0, sizeof(planner->chooser.entry_shown_usec));
	for (size_t i = 0; i < n_old; i++) {
		if (new_index[i] < CATALOGUE_ENTRIES_MAX) {
			planner->chooser.entry_shown_usec[new_index[i]] = old.entry_shown_usec[i];
		}
	}
	renumber_prompt(&planner->prompt, new_index, n_old);
	renumber_prompt(&planner->claim, new_index, n_old);
	/* One that was asked for, put off and is gone: another of its kind comes. */
	planner->snoozed_entry = renumbered(new_index, n_old, planner->snoozed_entry);
}

void planner_withdraw_gone(struct planner *planner, const struct planner_step *step)
{
	const struct prompt *prompt = &planner->prompt;
	enum kind kind = prompt->kind;

	/* A primer goes with the movement that would follow it. */
	if (!prompt_is_open(prompt) || prompt->cause == PROMPT_CAUSE_LAST_LINE ||
		prompt->cause == PROMPT_CAUSE_CARE ||
		(prompt->entry != CATALOGUE_NO_ENTRY &&
			(kind != KIND_PRIMER || prompt->follow_up != CATALOGUE_NO_ENTRY))) {
		return;
	}
	planner_close(planner, step, PROMPT_EVENT_WITHDRAW, OUTCOME_WITHDRAWN);
	planner_decide(step, DECISION_DROPPED, kind, REASON_ENTRY_GONE, 0, 0, 0);
}
