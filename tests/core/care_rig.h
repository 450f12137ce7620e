/* SPDX-License-Identifier: MIT */
/* Care alone, on a clock moved by hand, told in words: steps apart by ';'. A step that does not
 * come out as written is noted in .broken and ends the script.
 *
 *   massage [1h30m]            log a session that ended now, or so long ago
 *   forget                     take the last one back
 *   checkin ANSWER             by the id of the button: a-little-sore, …
 *   report [ID…]               symptoms; none: none of them
 *   clear [WEM]                the whole dialogue, seen today; y, n or d for each of three
 *   mistake                    every question answered no
 *   flare on|off   profile [CONDITION…]   login   ack [ID]   doubt
 *   course [START EVERY COUNT] | course off     START in days from today
 *   strength [START] | strength off   sets      a set of strength was done today
 *   +1d2h3m                    time passes       clock ±1d    the clock is set
 *   unsure on|off              the clock is in doubt, as the core finds out
 *   zone ±9h                   travel            fresh        nothing was ever told
 *   show ID                    this is due, and shown   choose CHOICE   a button of what was shown
 *
 *   level NAME    has CONDITION…   not CONDITION…   off KIND…   on KIND…   max N
 *   due ID | due nothing       next ID 24h    due in exactly so long
 *   advice ID   offers N       escalation on|off      gentle|free  (checklist pending or not)
 *   refused FIELD              the last step was not taken
 *   opens checklist|clearing|plan|none             what the person wants to do now
 *   week N INTENSITY [reps]    done N         sessions of the course that were done
 *   window relaxed|day|sore|over   lighter yes|no   kept yes|no   prefers 0|1
 */
#pragma once

#include "care.h"

struct care_rig {
	struct care care;
	struct core_now now;
	struct care_symptoms symptoms;
	struct care_result last;
	enum care_message shown;
	bool unsure;
	uint8_t n_ids;
	char broken[256];
};

/* Monday, 2026-01-05, 09:00 UTC; none of the symptoms. */
void care_rig_init(struct care_rig *rig);
struct care_at care_rig_at(struct care_rig *rig);
struct care_result care_rig_step(struct care_rig *rig, const struct care_event *event);
void care_rig_wait(struct care_rig *rig, usec_t length_usec);
struct prompt_id care_rig_id(struct care_rig *rig);
/* A dialogue with every field as it should be. */
struct care_event care_rig_clearing(struct care_rig *rig);
int32_t care_rig_today(struct care_rig *rig);

/* False: see .broken. */
bool care_rig_run(struct care_rig *rig, const char *script);
