/* SPDX-License-Identifier: MIT */
/* One row a reason. In a row, {0} to {2} stand for the decision's values as lengths of time, {#0}
 * to {#2} as counts, {hold} for the name of the hold in value 0, {entry} for the title of the entry
 * in value 0, {area} for the part of the body in value 2. */
#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "reason.h"

static const char *const sentences[REASON_MAX] = {
	[REASON_CHOSEN_AREA] =
		"“{entry}” was chosen: of what fits, {area} had its turn longest ago, {1} ago",
	[REASON_CHOSEN_NEW] = "“{entry}” was chosen: of what fits, {area} had no turn yet",
	[REASON_CHOSEN_AGAIN] = ("“{entry}” was chosen: all that fits was there within a day, this "
				 "longest ago, {1} ago"),
	[REASON_RIDES_MOBILITY] = "“{entry}” rides on it: every second walk carries mobility",
	[REASON_RIDES_STRENGTH] =
		"“{entry}” rides on it: today is a strength day, set {#1} of {#2}",
	[REASON_RIDES_WATER] = "“{entry}” rides on it: water, {#1} of {#2} today",
	[REASON_WALK_LIMIT_REACHED] = "you sat {0}, the limit is {1} (Walk.Limit)",
	[REASON_REMINDED] = "no answer for {0}: one reminder, then no more",
	[REASON_SNOOZE_OVER] = "you put it off by {0}, {#1} so far in this sitting; you sat {2}",
	[REASON_LAST_LINE] =
		"you sat {0}, twice the limit of {1}: one last line, then quiet until you are up",
	[REASON_HALF_WAY] = "you sat {0}, about half of the limit of {1}: a change of position",
	[REASON_RELAX] = "you have sat {0} today: a moment of calm, {#1} of {#2}",
	[REASON_EVENING] = "{0} until quiet hours: a moment of calm, {#1} of {#2} today",
	[REASON_BACK] = "back after {0}: a fresh seat",
	[REASON_MICRO] = ("{0} of sitting since the last break or prompt: a micro-break "
			  "(MicroBreak.Interval)"),
	[REASON_PRIMER] =
		"you have sat {0} today: a primer and the movement after it, {#1} of {#2}",
	[REASON_FOLLOWS] = "it follows “{entry}”: movement is what makes that last",
	[REASON_STAND_LIMIT_REACHED] = "you stood {0}, the limit is {1} (Stand.Limit)",
	[REASON_ASKED_FOR] = "you asked for it",
	[REASON_ASKED_BY_CARE] = "a question or a message from what you told of your back",
	[REASON_HELD] = "due after {1} of sitting (limit {2}), held back: {hold}",
	[REASON_HELD_LAST_LINE] =
		"due after {1} of sitting (twice the limit of {2}), held back: {hold}",
	[REASON_HELD_HALF_WAY] =
		"due after {1} of sitting (half of the limit of {2}), held back: {hold}",
	[REASON_HELD_STANDING] =
		"due after {1} of standing (limit {2}, Stand.Limit), held back: {hold}",
	[REASON_HELD_SNOOZED] = "put off by {1} and due again, held back: {hold}",
	[REASON_HELD_OTHER] = "held back: {hold}",
	[REASON_WITHDRAWN_BY_HOLD] = "taken back for now: {hold}; it comes again when that ends",
	[REASON_NUDGE_GIVES_WAY] = "gave way to the walk due in {0} (at most {#1} prompts an hour)",
	[REASON_MICRO_GIVES_WAY] = "gave way to the prompt about half-way, due in {0}",
	[REASON_REST_CLEARED_SPELL] =
		"a rest of {0}: {1} (Walk.Break) clear the spell; you had sat {2}",
	[REASON_REST_CREDITED] = "a rest of {0} takes the spell from {1} to {2}",
	[REASON_CLAIM_CREDITED] = "done: {0} of movement take the spell from {1} to {2}",
	[REASON_GAP_COUNTED_AS_SITTING] =
		"no input for {0}, less than {1} (Walk.Break): counted as sitting",
	[REASON_REST_TOO_SHORT] = "a rest of {0} is below Walk.ShortBreak: it takes nothing off",
	[REASON_RETURNED] = "back after {0} away, counted as a rest",
	[REASON_SUSPENDED] = "the machine was suspended for {0}, counted as asleep",
	[REASON_RAISED_TO_DONE] =
		"you were away for {0} after saying done ({1} needed): it counts as done",
	[REASON_LEFT_DESK] = "you left the desk for {0} while it was open ({1} needed): it counts",
	[REASON_PASSIVE_ENDED] =
		"no input for {0}: no longer counted as present (Presence.PassiveMax)",
	[REASON_MEETING_ENDED] = "the meeting ended after {0}",
	[REASON_STANDING_ENDED] = "counted as sitting again",
	[REASON_REPORT_EXPIRED] = "the report of an outside sensor ran out",
	[REASON_CORRECTED] = "put right as you said: {0}; the spell was {1} and is {2}",
	[REASON_EXPIRED] = "no answer for {0} (Prompt.Expire)",
	[REASON_SKIPPED] = "skipped: not asked again in this sitting",
	[REASON_SNOOZED] = "you put it off by {0}",
	[REASON_REPLACED] = "another one came in its place",
	[REASON_ANSWERED_OTHERWISE] = "taken back: you answered it another way",
	[REASON_NO_LONGER_DUE] = "you have sat {0} of {1}: no longer due",
	[REASON_NOTHING_FOLLOWS] = "no movement could follow the primer: {hold}",
	[REASON_FORBIDDEN] = "taken back: it does not suit you as things are now",
	[REASON_ENTRY_GONE] = "taken back: the catalogue has it no longer",
	[REASON_NOTHING_FITS] =
		"nothing in the catalogue fits now (settings Tools.Own, Prompt.Kinds)",
};

static const char *const hold_words[HOLD_REASON_MAX] = {
	[HOLD_PAUSED] = "paused",
	[HOLD_MEETING] = "a meeting",
	[HOLD_DO_NOT_DISTURB] = "do not disturb",
	[HOLD_MICROPHONE] = "the microphone is in use",
	[HOLD_FULLSCREEN] = "a fullscreen window",
	[HOLD_QUIET_HOURS] = "quiet hours (Hours.Quiet)",
	[HOLD_OFF_HOURS] = "outside office hours (Hours.Office)",
	[HOLD_AWAY] = "you are away",
	[HOLD_LOCKED] = "the screen is locked",
	[HOLD_ASLEEP] = "the machine sleeps",
	[HOLD_NO_SESSION] = "no session",
	[HOLD_CHECKLIST] = "the first questions are not answered yet",
	[HOLD_SAFETY] = "a safety hold",
	[HOLD_QUIET_UNTIL_UP] = "quiet until you have been up",
	[HOLD_SPACING] = "the last prompt is too near (Prompt.MinGap, Prompt.MaxPerHour)",
	[HOLD_INHIBITOR] = "a call or a film keeps the screen awake",
};

static const char *const area_words[AREA_MAX] = {
	[AREA_WHOLE_BODY] = "the whole body",
	[AREA_EYES] = "the eyes",
	[AREA_JAW] = "the jaw",
	[AREA_NECK] = "the neck",
	[AREA_SHOULDERS] = "the shoulders",
	[AREA_CHEST] = "the chest",
	[AREA_UPPER_BACK] = "the upper back",
	[AREA_LOW_BACK] = "the low back",
	[AREA_TRUNK] = "the trunk",
	[AREA_HIPS] = "the hips",
	[AREA_GLUTES] = "the glutes",
	[AREA_THIGHS] = "the thighs",
	[AREA_HAMSTRINGS] = "the hamstrings",
	[AREA_CALVES] = "the calves",
	[AREA_FEET] = "the feet",
	[AREA_WRISTS_HANDS] = "the hands",
};

/* Decisions outlive a catalogue that is read again. */
static const char *entry_title(const struct content *content, uint64_t entry)
{
	return entry < content_get_catalogue(content)->n_entries
		       ? content_get_title(content, (uint16_t)entry)
		       : "one that is gone";
}

/* Writes what a placeholder stands for; 'name' is what lies between the braces. */
static void expand(const struct content *content, const struct decision *decision, const char *name,
	size_t length, char *buffer, size_t size)
{
	size_t index = (size_t)(name[length - 1] - '0');

	if (strncmp(name, "hold", length) == 0) {
		assert(decision->value[0] <= HOLD_REASON_MAX);
		(void)snprintf(buffer, size, "%s",
			decision->value[0] < HOLD_REASON_MAX ? hold_words[decision->value[0]]
							     : "nothing fits");
	} else if (strncmp(name, "entry", length) == 0) {
		(void)snprintf(buffer, size, "%s", entry_title(content, decision->value[0]));
	} else if (strncmp(name, "area", length) == 0) {
		assert(decision->value[2] < AREA_MAX);
		(void)snprintf(buffer, size, "%s", area_words[decision->value[2]]);
	} else if (name[0] == '#') {
		(void)snprintf(buffer, size, "%llu", (unsigned long long)decision->value[index]);
	} else {
		/* Whole seconds, rounded: 2min 59.9s of a clock that was read a little early is
		 * 3min. */
		(void)timespan_format(
			buffer, size, decision->value[index] + USEC_PER_SEC / 2, USEC_PER_SEC);
	}
}

void reason_format(
	const struct content *content, const struct decision *decision, char *buffer, size_t size)
{
	const char *at;
	size_t used = 0;

	assert(decision->reason < REASON_MAX && size > 0);
	for (at = sentences[decision->reason]; *at && used + 1 < size;) {
		const char *end = *at == '{' ? strchr(at, '}') : NULL;

		if (!end) {
			buffer[used++] = *at++;
			continue;
		}
		buffer[used] = '\0';
		expand(content, decision, at + 1, (size_t)(end - at - 1), buffer + used,
			size - used);
		used += strlen(buffer + used);
		at = end + 1;
	}
	buffer[used] = '\0';
}
