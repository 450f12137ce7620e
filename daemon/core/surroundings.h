/* SPDX-License-Identifier: MIT */
/* What goes on around the person and may keep prompts back: do not disturb, a microphone in use, a
 * window that fills the screen, an idle inhibitor. */
#pragma once

#include "settings.h"
#include "types.h"

/* The reasons that surroundings_set() takes: 1 << enum hold_reason. */
#define SURROUNDINGS                                                                       \
	((1U << HOLD_DO_NOT_DISTURB) | (1U << HOLD_MICROPHONE) | (1U << HOLD_FULLSCREEN) | \
		(1U << HOLD_INHIBITOR))

struct surroundings {
	uint32_t on; /* 1 << enum hold_reason */
	struct {
		bool ever; /* was on before */
		usec_t since_boot_usec;
		usec_t ended_boot_usec;
	} told[HOLD_REASON_MAX];
};

/* Twice the same changes nothing. What comes again within Hold.Grace has gone on: nothing would
 * have been shown in between. */
void surroundings_set(struct surroundings *surroundings, const struct core_settings *settings,
	usec_t boot_usec, enum hold_reason reason, bool on);

/* Those that hold at this moment, as set: 1 << enum hold_reason. */
uint32_t surroundings_hold(const struct surroundings *surroundings,
	const struct core_settings *settings, usec_t boot_usec);

/* Until when this one holds at the longest; USEC_INFINITY: as long as it is on. Source: behaviour,
 * "Nothing lasts for ever". */
usec_t surroundings_until_boot_usec(const struct surroundings *surroundings,
	const struct core_settings *settings, enum hold_reason reason);

/* When surroundings_hold() changes by time alone; USEC_INFINITY for never. */
usec_t surroundings_next_boot_usec(const struct surroundings *surroundings,
	const struct core_settings *settings, usec_t boot_usec);
