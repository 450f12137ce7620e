/* SPDX-License-Identifier: MIT */
#include <assert.h>

#include "prompt.h"

#define NO PROMPT_STATE_MAX /* no such edge */

static const enum prompt_state edges[PROMPT_STATE_MAX][PROMPT_EVENT_MAX] = {
	/* clang-format off */
	/*                   SHOW         START           CLAIM           FINISH         SNOOZE         SKIP           EXPIRE         LEAVE          WITHDRAW       RAISE          SETTLE */
	[PROMPT_NONE]    = { PROMPT_OPEN, NO,             NO,             NO,            NO,            NO,            NO,            NO,            NO,            NO,            NO },
	[PROMPT_OPEN]    = { NO,          PROMPT_STARTED, PROMPT_CLAIMED, PROMPT_CLOSED, PROMPT_CLOSED, PROMPT_CLOSED, PROMPT_CLOSED, PROMPT_CLOSED, PROMPT_CLOSED, NO,            NO },
	[PROMPT_STARTED] = { NO,          PROMPT_STARTED, PROMPT_CLAIMED, PROMPT_CLOSED, PROMPT_CLOSED, PROMPT_CLOSED, PROMPT_CLOSED, PROMPT_CLOSED, PROMPT_CLOSED, NO,            NO },
	[PROMPT_CLAIMED] = { NO,          NO,             NO,             NO,            NO,            NO,            NO,            NO,            NO,            PROMPT_CLOSED, PROMPT_CLOSED },
	[PROMPT_CLOSED]  = { NO,          NO,             NO,             NO,            NO,            NO,            NO,            NO,            NO,            NO,            NO },
	/* clang-format on */
};

bool prompt_can_take(const struct prompt *prompt, enum prompt_event event)
{
	assert(prompt->state < PROMPT_STATE_MAX && event < PROMPT_EVENT_MAX);
	return edges[prompt->state][event] != NO;
}

void prompt_take(struct prompt *prompt, enum prompt_event event)
{
	assert(prompt_can_take(prompt, event));
	prompt->state = edges[prompt->state][event];
}

enum outcome prompt_choice_outcome(enum care_choice choice)
{
	return choice == CARE_CHOICE_LATER || choice == CARE_CHOICE_NOT_YET ? OUTCOME_SNOOZED
									    : OUTCOME_DONE;
}

bool prompt_is_open(const struct prompt *prompt)
{
	return prompt->state == PROMPT_OPEN || prompt->state == PROMPT_STARTED;
}
