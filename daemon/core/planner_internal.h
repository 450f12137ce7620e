/* SPDX-License-Identifier: MIT */
/* Between the files of the planner: planner.c (what is due is shown), news.c (what the tracker
 * found out), asking.c (messages of care), ahead.c (when to look again), wants.c (what wants to be
 * shown), holds.c (what holds back), showing.c (a prompt comes and goes). */
#pragma once

#include "core.h"
#include "planner.h"

/* Holds that take an open prompt back; the others (away, locked, asleep) let it stand, up to the
 * break. */
#define HOLDS_THAT_WITHDRAW \
	(~((1U << HOLD_AWAY) | (1U << HOLD_LOCKED) | (1U << HOLD_ASLEEP) | (1U << HOLD_SPACING)))

/* Nobody is there to see: also what breaks through all others waits for the return. */
#define HOLDS_OF_ABSENCE \
	((1U << HOLD_AWAY) | (1U << HOLD_LOCKED) | (1U << HOLD_ASLEEP) | (1U << HOLD_NO_SESSION))

static inline usec_t earlier(usec_t a, usec_t b)
{
	return a < b ? a : b;
}

static inline usec_t later(usec_t a, usec_t b)
{
	return a > b ? a : b;
}

static inline usec_t now_usec(const struct planner_step *step)
{
	return step->now->boot_usec;
}

static inline usec_t spell_usec(const struct planner_step *step)
{
	return tracker_spell_usec(step->tracker, now_usec(step));
}

static inline usec_t seated_today_usec(const struct planner_step *step)
{
	return tracker_seated_today_usec(step->tracker, now_usec(step));
}

static inline usec_t boot_usec_at(const struct core_now *now, usec_t real_usec)
{
	return real_usec == USEC_INFINITY ? USEC_INFINITY
					  : now->boot_usec + real_usec - now->real_usec;
}

static inline enum hold_reason planner_first_hold(uint32_t held)
{
	enum hold_reason reason = 0;

	while (!(held & (1U << reason))) {
		reason++;
	}
	return reason;
}

struct core_action *planner_add_action(const struct planner_step *step, enum core_action_type type);
void planner_decide(const struct planner_step *step, enum decision_type type, enum kind kind,
	enum reason reason, uint64_t a, uint64_t b, uint64_t c);

/* 1 << enum hold_reason; ends a pause that is over. */
uint32_t planner_holds_now(struct planner *planner, const struct planner_step *step);
/* Recomputes planner->held; a change is an action, and the end of the last hold begins the grace. A
 * change of the surroundings alone is told at most each PLANNER_SURROUNDINGS_TOLD_EACH_USEC: the
 * first at once, and then how it stands after that time. */
void planner_update_holds(struct planner *planner, const struct planner_step *step);
/* When planner_update_holds() has to be called again; USEC_INFINITY: only at an event. */
usec_t planner_holds_change_boot_usec(
	const struct planner *planner, const struct planner_step *step);

/* From when on a prompt may be shown as far as gap and limit per hour go. 'counted': it is one more
 * in that hour. */
usec_t planner_spacing_until_boot_usec(
	const struct planner *planner, const struct core_settings *settings, bool counted);
/* Prompts first shown at or after this. */
uint32_t planner_count_shown_since(const struct planner *planner, usec_t since_boot_usec);

/* Chooses for the cause and shows; false if nothing fits. 'counted': it is one more in that hour
 * and day. */
bool planner_open(struct planner *planner, const struct planner_step *step, enum prompt_cause cause,
	enum kind kind, uint16_t entry, bool counted);
/* Fills in the rest of the prompt. */
void planner_show(struct planner *planner, const struct planner_step *step, struct prompt *prompt,
	bool counted);
void planner_show_again(struct planner *planner, const struct planner_step *step);
void planner_close(struct planner *planner, const struct planner_step *step,
	enum prompt_event event, enum outcome outcome);

/* The spell is over, or below the limit again. */
void planner_reset_spell(struct planner *planner);
void planner_spell_was_credited(struct planner *planner, const struct planner_step *step);

/* -- pick.c -- */

/* What is shown for a cause that is not PROMPT_CAUSE_ASKED; CATALOGUE_NO_ENTRY if nothing fits. */
uint16_t planner_pick(const struct planner *planner, const struct planner_step *step,
	enum prompt_cause cause, enum kind kind, bool short_version);
/* One of a kind that was asked for. */
uint16_t planner_pick_of_kind(
	const struct planner *planner, const struct planner_step *step, enum kind kind);
/* Say why what is shown is in it. */
/* 'shown_usec': when it was shown before, one more than the point in time; 0: not within a day. */
void planner_tell_chosen(const struct planner *planner, const struct planner_step *step,
	uint16_t entry, usec_t shown_usec);
void planner_tell_riding(const struct planner *planner, const struct planner_step *step);
/* Fills 'carried' of a walk. 'new_walk': it does not come again. */
void planner_pick_riding(struct planner *planner, const struct planner_step *step,
	struct prompt *prompt, bool new_walk);

/* -- primer.c -- */

/* Whether primers come without being asked for. */
bool planner_plans_primers(const struct core_settings *settings);
/* One for now, with its movement and the time for both; or CATALOGUE_NO_ENTRY. */
uint16_t planner_pick_primer(const struct planner *planner, const struct planner_step *step);
uint16_t planner_choose_follow_up(
	const struct planner *planner, const struct planner_step *step, uint16_t primer);
/* The movement that may be shown now after the open prompt; CATALOGUE_NO_ENTRY: none. */
uint16_t planner_follow_up_now(const struct planner *planner, const struct planner_step *step);
/* Shows what follows what was done just now, if that was a primer. */
void planner_lead_on(
	struct planner *planner, const struct planner_step *step, const struct prompt *primer);

/* -- news.c -- */

/* How long an absence has to be to count as the prompt's activity. */
usec_t planner_needed_absence_usec(const struct planner_step *step, const struct prompt *prompt);

/* Gone for so long with the prompt open: it ends as natural. */
/* The areas that the prompt moves had their turn. */
void planner_note_areas(
	struct planner *planner, const struct planner_step *step, const struct prompt *prompt);
void planner_leave(struct planner *planner, const struct planner_step *step, usec_t away_usec);

/* The claim turned out true. */
void planner_raise_claim(
	struct planner *planner, const struct planner_step *step, usec_t away_usec);

/* Whether an absence that began then can prove the last claim. */
bool planner_claim_is_provable(const struct planner *planner, usec_t from_boot_usec);

/* Takes the open prompt back if the spell got shorter, the limit longer, or who stood has sat down.
 */
bool planner_withdraw_if_not_due(struct planner *planner, const struct planner_step *step);

/* -- ahead.c: each USEC_INFINITY for never -- */

usec_t planner_reminder_boot_usec(const struct planner *planner, const struct planner_step *step);
/* When the present absence is long enough for the open prompt. */
usec_t planner_leaving_boot_usec(const struct planner *planner, const struct planner_step *step);
usec_t planner_expiry_boot_usec(const struct planner *planner, const struct planner_step *step);
/* When the present absence proves the last claim. */
usec_t planner_raise_boot_usec(const struct planner *planner, const struct planner_step *step);

/* -- lookout.c -- */

/* Begins or ends the lookout. A hold that is known by it alone ends with it. */
void planner_update_lookout(struct planner *planner, const struct planner_step *step);
/* When planner_update_lookout() has to be called again; USEC_INFINITY: only at an event. */
usec_t planner_lookout_changes_boot_usec(
	const struct planner *planner, const struct planner_step *step);

/* -- wants.c -- */

/* Something that wants to be shown. */
struct wanted {
	enum prompt_cause cause;
	enum kind kind;       /* to tell; what is chosen may be another */
	usec_t due_boot_usec; /* as sitting or standing goes on; USEC_INFINITY: not foreseeable */
	bool counted;         /* one more in this hour */
	bool spaced;          /* has to keep the gap */
	bool snoozed;         /* comes back at the time that the person named */
	bool critical;        /* keeps to no hold but absence, and to no gap */
	struct care_ask ask;  /* of PROMPT_CAUSE_CARE */
};

#define PLANNER_WANTS 9

/* In the order of precedence; false if there is nothing of this kind to want. */
bool planner_get_want(const struct planner *planner, const struct planner_step *step, size_t index,
	struct wanted *ret_wanted);

/* From when on it may be shown, holds with an unknown end apart. */
usec_t planner_allowed_from_boot_usec(const struct planner *planner,
	const struct planner_step *step, const struct wanted *wanted);

/* What stands back says why, and how long until that comes for which it does. */
struct way {
	enum reason reason;
	usec_t in_usec;
};

/* What is lesser must not cost the walk its time, neither by the gap nor by the limit per hour, and
 * a micro-break not what comes half-way. 'ret_way' is only filled in where the answer is true. */
bool planner_gives_way(const struct planner *planner, const struct planner_step *step,
	const struct wanted *wanted, struct way *ret_way);

/* Whether this is in the last hour before quiet hours. */
bool planner_is_evening(
	const struct planner *planner, const struct planner_step *step, usec_t boot_usec);

/* -- asking.c -- */

enum kind planner_kind_of_message(enum care_message message);
/* Emergency and urgent. */
bool planner_message_is_critical(enum care_message message);
/* Tells care something, and takes in what follows. */
struct care_result planner_tell_care(
	struct planner *planner, const struct planner_step *step, const struct care_event *event);
enum ask_weight {
	ASK_CRITICAL, /* emergency and urgent */
	ASK_SAFETY,   /* before any walk */
	ASK_CHECK_IN, /* after it */
};

/* What care asks for, if it is of that weight. */
bool planner_want_ask(
	const struct planner_step *step, enum ask_weight weight, struct wanted *ret_wanted);
/* The holds that keep this one back: 1 << enum hold_reason. */
uint32_t planner_held_for(const struct planner *planner, const struct wanted *wanted);
void planner_show_ask(
	struct planner *planner, const struct planner_step *step, const struct care_ask *ask);
/* Whether the open prompt is a message that may not stand any more. */
bool planner_ask_is_forbidden(const struct planner *planner);
/* Takes the open prompt back where a critical message is due. */
void planner_make_room(struct planner *planner, const struct planner_step *step);
