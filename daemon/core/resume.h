/* SPDX-License-Identifier: MIT */
/* The daemon begins again: what the time that nobody saw counts for. Source: behaviour, "A restart
 * goes on where it was"; within core_step() of CORE_RESTART. */
#pragma once

#include "core.h"

/* The gap since the last step, before time passes up to 'now'. */
void resume_pass_gap(struct core *core, const struct core_now *now, const struct core_event *event,
	struct news_list *news);
/* What others tell is not known until they do. */
void resume_planner(
	struct planner *planner, const struct planner_step *step, const struct core_event *event);
/* What is still open is on the screen again, and keeps the gap. */
void resume_show(struct planner *planner, const struct planner_step *step);
