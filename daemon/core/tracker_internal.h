/* SPDX-License-Identifier: MIT */
/* Between the files of the tracker: tracker.c (presence and rests from facts), tracker_time.c (time
 * passing), tracker_correct.c (corrections). */
#pragma once

#include "tracker.h"

void tracker_add_news(
	struct news_list *news, enum news_type type, usec_t at, usec_t a, usec_t b, usec_t c);

void tracker_begin_rest(struct tracker *tracker, usec_t boot_usec);
/* The present rest has reached Walk.Break. */
void tracker_fill_rest(struct tracker *tracker, usec_t boot_usec, struct news_list *news);

void tracker_end_meeting(struct tracker *tracker, usec_t boot_usec, struct news_list *news);
void tracker_end_standing(struct tracker *tracker, usec_t boot_usec, struct news_list *news);
