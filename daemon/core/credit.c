/* SPDX-License-Identifier: MIT */
#include "credit.h"

usec_t credit_for_rest_usec(const struct core_settings *settings, usec_t rest_usec)
{
	if (rest_usec >= settings->walk_break_usec) {
		return USEC_INFINITY;
	}
	/* In milliseconds the product fits for all that the settings allow (a day times a day). */
	return rest_usec / USEC_PER_MSEC * (settings->walk_limit_usec / USEC_PER_MSEC) /
	       (settings->walk_break_usec / USEC_PER_MSEC) * USEC_PER_MSEC;
}

usec_t credit_shortest_usec(const struct core_settings *settings)
{
	return settings->walk_short_break_usec < settings->walk_break_usec
		       ? settings->walk_short_break_usec
		       : settings->walk_break_usec;
}

void credit_claim(const struct core_settings *settings, usec_t activity_usec, usec_t *spell_usec)
{
	usec_t worth_usec = credit_for_rest_usec(settings, activity_usec);

	if (*spell_usec > settings->walk_limit_usec) {
		*spell_usec = settings->walk_limit_usec;
	}
	*spell_usec = *spell_usec > worth_usec ? *spell_usec - worth_usec : 0;
}
