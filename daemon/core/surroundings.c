/* SPDX-License-Identifier: MIT */
/* Do not disturb and a window that fills the screen are what the person sees and wants: they hold
 * as long as they are on. An inhibitor and a microphone are signs only, and are forgotten by
 * programs: from Presence.PassiveMax after their beginning on they hold no longer. */
#include "surroundings.h"

#include <assert.h>

static bool is_set_to_hold(const struct core_settings *settings, enum hold_reason reason)
{
	switch (reason) {
	case HOLD_DO_NOT_DISTURB:
		return settings->hold_do_not_disturb;
	case HOLD_MICROPHONE:
		return settings->hold_microphone;
	case HOLD_FULLSCREEN:
		return settings->hold_fullscreen;
	case HOLD_INHIBITOR:
		return settings->hold_inhibitor;
	case HOLD_PAUSED:
	case HOLD_MEETING:
	case HOLD_QUIET_HOURS:
	case HOLD_OFF_HOURS:
	case HOLD_AWAY:
	case HOLD_LOCKED:
	case HOLD_ASLEEP:
	case HOLD_NO_SESSION:
	case HOLD_CHECKLIST:
	case HOLD_SAFETY:
	case HOLD_QUIET_UNTIL_UP:
	case HOLD_SPACING:
	case HOLD_REASON_MAX:
		break;
	}
	return false;
}

void surroundings_set(struct surroundings *surroundings, const struct core_settings *settings,
	usec_t boot_usec, enum hold_reason reason, bool on)
{
	uint32_t bit = 1U << reason;

	assert(SURROUNDINGS & bit);
	if (on == ((surroundings->on & bit) != 0)) {
		return;
	}
	surroundings->on ^= bit;
	if (!on) {
		surroundings->told[reason].ended_boot_usec = boot_usec;
	} else if (!surroundings->told[reason].ever ||
		   boot_usec - surroundings->told[reason].ended_boot_usec >=
			   settings->hold_grace_usec) {
		surroundings->told[reason].ever = true;
		surroundings->told[reason].since_boot_usec = boot_usec;
	}
}

usec_t surroundings_until_boot_usec(const struct surroundings *surroundings,
	const struct core_settings *settings, enum hold_reason reason)
{
	if (reason != HOLD_MICROPHONE && reason != HOLD_INHIBITOR) {
		return USEC_INFINITY;
	}
	return surroundings->told[reason].since_boot_usec + settings->passive_max_usec;
}

uint32_t surroundings_hold(const struct surroundings *surroundings,
	const struct core_settings *settings, usec_t boot_usec)
{
	uint32_t held = 0;

	for (enum hold_reason reason = 0; surroundings->on && reason < HOLD_REASON_MAX; reason++) {
		if ((surroundings->on & (1U << reason)) && is_set_to_hold(settings, reason) &&
			boot_usec < surroundings_until_boot_usec(surroundings, settings, reason)) {
			held |= 1U << reason;
		}
	}
	return held;
}

usec_t surroundings_next_boot_usec(const struct surroundings *surroundings,
	const struct core_settings *settings, usec_t boot_usec)
{
	uint32_t held = surroundings_hold(surroundings, settings, boot_usec);
	usec_t next_usec = USEC_INFINITY;

	for (enum hold_reason reason = 0; held && reason < HOLD_REASON_MAX; reason++) {
		if (held & (1U << reason)) {
			usec_t until_usec =
				surroundings_until_boot_usec(surroundings, settings, reason);

			next_usec = until_usec < next_usec ? until_usec : next_usec;
		}
	}
	return next_usec;
}
