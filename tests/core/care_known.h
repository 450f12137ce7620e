/* SPDX-License-Identifier: MIT */
/* For tests that are about something else: nobody has symptoms, and said so. */
#pragma once

#include "core.h"
#include "symptoms.h"

/* As core_init(), with the checklist answered just now: none of them. */
static inline void core_init_well(struct core *core, const struct core_settings *settings,
	const struct catalogue *catalogue, const struct core_now *now)
{
	struct care_symptoms symptoms = symptoms_get();
	struct care_at at = {now, settings->day_start_usec, &symptoms};
	struct care care;

	care_init(&care);
	(void)care_step(&care, &at, &(struct care_event){.type = CARE_REPORT_SYMPTOMS});
	core_init(core, settings, catalogue, &symptoms, &care, now);
}
