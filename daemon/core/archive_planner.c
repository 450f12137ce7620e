/* SPDX-License-Identifier: MIT */
#include "archive_internal.h"

static void archive_asking(struct archive *archive, struct planner *planner)
{
	ARCHIVE_ENUM(archive, "walk", WALK_ASK_MAX, planner->walk);
	ARCHIVE_NUMBER(archive, "snoozes", UINT32_MAX, planner->snoozes);
	ARCHIVE_BOOL(archive, "snoozed", planner->snoozed);
	ARCHIVE_USEC(archive, "snoozeUntilBootUSec", planner->snooze_until_boot_usec);
	ARCHIVE_USEC(archive, "snoozedForUSec", planner->snoozed_for_usec);
	ARCHIVE_ENUM(archive, "snoozedKind", KIND_MAX + 1, planner->snoozed_kind);
	ARCHIVE_ENUM(archive, "snoozedCause", PROMPT_CAUSE_MAX, planner->snoozed_cause);
	archive_entry(archive, "snoozedEntry", &planner->snoozed_entry);
	ARCHIVE_BOOL(archive, "withdrawnByHold", planner->withdrawn_by_hold);
	ARCHIVE_BOOL(archive, "nudged", planner->nudged);
	ARCHIVE_USEC(archive, "microFromSpellUSec", planner->micro_from_spell_usec);
	ARCHIVE_USEC(archive, "backUntilBootUSec", planner->back_until_boot_usec);
	ARCHIVE_USEC(archive, "backAfterUSec", planner->back_after_usec);
	ARCHIVE_BOOL(archive, "standingAsked", planner->standing_asked);
	ARCHIVE_BOOL(archive, "carryMobility", planner->carry_mobility);
	ARCHIVE_NUMBER(archive, "ridingKinds", UINT32_MAX, planner->riding);
}

static void archive_holds(struct archive *archive, struct planner *planner)
{
	ARCHIVE_BOOL(archive, "paused", planner->paused);
	ARCHIVE_USEC(archive, "pausedUntilBootUSec", planner->paused_until_boot_usec);
	ARCHIVE_BOOL(archive, "onLookout", planner->on_lookout);
	ARCHIVE_BOOL(archive, "restCounted", planner->rest_counted);
	ARCHIVE_NUMBER(archive, "held", UINT32_MAX, planner->held);
	ARCHIVE_NUMBER(archive, "heldPublished", UINT32_MAX, planner->held_published);
	ARCHIVE_USEC(archive, "heldPublishedBootUSec", planner->held_published_boot_usec);
	ARCHIVE_NUMBER(archive, "toldHeld", UINT32_MAX, planner->told_held);
	ARCHIVE_USEC(archive, "graceUntilBootUSec", planner->grace_until_boot_usec);
}

static void archive_surroundings(struct archive *archive, struct surroundings *surroundings)
{
	size_t n;

	if (!archive_begin_object(archive, "surroundings")) {
		return;
	}
	ARCHIVE_NUMBER(archive, "on", SURROUNDINGS, surroundings->on);
	n = archive_begin_list(archive, "told", HOLD_REASON_MAX, HOLD_REASON_MAX);
	for (size_t i = 0; i < n; i++) {
		if (archive_begin_object(archive, NULL)) {
			ARCHIVE_BOOL(archive, "ever", surroundings->told[i].ever);
			ARCHIVE_USEC(
				archive, "sinceBootUSec", surroundings->told[i].since_boot_usec);
			ARCHIVE_USEC(
				archive, "endedBootUSec", surroundings->told[i].ended_boot_usec);
			archive_end(archive);
		}
	}
	if (n > 0) {
		archive_end(archive);
	}
	archive_end(archive);
}

/* -- what was shown and done when -- */

static size_t count_shown(const struct chooser *chooser)
{
	size_t n = 0;

	for (size_t i = 0; i < CATALOGUE_ENTRIES_MAX; i++) {
		n += chooser->entry_shown_usec[i] > 0;
	}
	return n;
}

/* The next that was ever shown, from 'entry' on. */
static uint16_t next_shown(const struct chooser *chooser, uint16_t entry)
{
	while (entry < CATALOGUE_ENTRIES_MAX && chooser->entry_shown_usec[entry] == 0) {
		entry++;
	}
	return entry;
}

/* Only those that were; what is gone from the catalogue is left out. */
static void archive_shown_entries(struct archive *archive, struct chooser *chooser)
{
	size_t n = archive_begin_list(
		archive, "entriesShown", CATALOGUE_ENTRIES_MAX, count_shown(chooser));
	uint16_t at = 0;

	for (size_t i = 0; i < n; i++) {
		uint16_t entry = archive->is_reading ? CATALOGUE_NO_ENTRY : next_shown(chooser, at);
		usec_t shown_usec = archive->is_reading ? 0 : chooser->entry_shown_usec[entry];

		if (archive_begin_object(archive, NULL)) {
			archive_entry(archive, "entry", &entry);
			ARCHIVE_USEC(archive, "shownBootPlusOneUSec", shown_usec);
			archive_end(archive);
		}
		if (entry < CATALOGUE_ENTRIES_MAX) {
			chooser->entry_shown_usec[entry] = shown_usec;
		}
		at = (uint16_t)(entry + 1);
	}
	if (n > 0) {
		archive_end(archive);
	}
}

static void archive_points(
	struct archive *archive, const char *key, size_t max, usec_t *points, size_t *n_points)
{
	*n_points = archive_begin_list(archive, key, max, *n_points);
	for (size_t i = 0; i < *n_points; i++) {
		ARCHIVE_USEC(archive, NULL, points[i]);
	}
	if (*n_points > 0) {
		archive_end(archive);
	}
}

static void archive_done(struct archive *archive, struct planner *planner)
{
	struct chooser *chooser = &planner->chooser;
	size_t n_areas = AREA_MAX;

	archive_shown_entries(archive, chooser);
	archive_points(
		archive, "areasDoneBootPlusOneUSec", AREA_MAX, chooser->area_done_usec, &n_areas);
	archive_points(archive, "shownBootUSec", SETTINGS_PROMPTS_PER_HOUR_MAX,
		planner->shown_boot_usec, &planner->n_shown);
	ARCHIVE_USEC(archive, "lastShownBootUSec", planner->last_shown_boot_usec);
}

/* -- days and weeks -- */

static void archive_counts(struct archive *archive, struct day_counts *counts)
{
	if (archive_begin_object(archive, "counts")) {
		ARCHIVE_NUMBER(archive, "prompted", UINT32_MAX, counts->prompted);
		ARCHIVE_NUMBER(archive, "done", UINT32_MAX, counts->done);
		ARCHIVE_NUMBER(archive, "claimed", UINT32_MAX, counts->claimed);
		ARCHIVE_NUMBER(archive, "natural", UINT32_MAX, counts->natural);
		ARCHIVE_NUMBER(archive, "skipped", UINT32_MAX, counts->skipped);
		ARCHIVE_NUMBER(archive, "expired", UINT32_MAX, counts->expired);
		ARCHIVE_NUMBER(archive, "nudges", UINT32_MAX, counts->nudges);
		archive_end(archive);
	}
}

static void archive_program(struct archive *archive, struct program *program)
{
	if (archive_begin_object(archive, "program")) {
		ARCHIVE_DAY(archive, "firstDay", program->first_day);
		ARCHIVE_DAY(archive, "day", program->day);
		ARCHIVE_NUMBER(archive, "strengthDays", UINT32_MAX, program->strength_days);
		ARCHIVE_NUMBER(archive, "strengthSets", UINT32_MAX, program->strength_sets);
		ARCHIVE_NUMBER(archive, "waters", UINT32_MAX, program->waters);
		ARCHIVE_USEC(archive, "waterAtSeatedUSec", program->water_at_seated_usec);
		ARCHIVE_NUMBER(archive, "relaxes", UINT32_MAX, program->relaxes);
		ARCHIVE_USEC(archive, "relaxAtSeatedUSec", program->relax_at_seated_usec);
		ARCHIVE_NUMBER(archive, "primers", UINT32_MAX, program->primers);
		ARCHIVE_USEC(archive, "primerAtSeatedUSec", program->primer_at_seated_usec);
		archive_end(archive);
	}
}

static void archive_effort(struct archive *archive, struct planner *planner)
{
	struct effort *effort = &planner->effort;

	if (archive_begin_object(archive, "effort")) {
		ARCHIVE_USEC(archive, "upUSec", effort->up_usec);
		ARCHIVE_USEC(archive, "walkUSec", effort->walk_usec);
		ARCHIVE_NUMBER(archive, "breaksOffered", UINT32_MAX, effort->breaks_offered);
		ARCHIVE_NUMBER(archive, "breaksTaken", UINT32_MAX, effort->breaks_taken);
		archive_end(archive);
	}
	ARCHIVE_USEC(archive, "upEndedBootUSec", planner->up_ended_boot_usec);
	ARCHIVE_USEC(archive, "claimUpUSec", planner->claim_up_usec);
}

/* -- can it be? -- */

static bool entry_is_valid(uint16_t entry, const struct catalogue *catalogue)
{
	return entry == CATALOGUE_NO_ENTRY || entry < catalogue->n_entries;
}

static bool prompt_is_valid(
	const struct prompt *prompt, const struct catalogue *catalogue, usec_t last_boot_usec)
{
	if (prompt->state == PROMPT_NONE) {
		return true;
	}
	return prompt->kind < KIND_MAX &&
	       (prompt->cause != PROMPT_CAUSE_CARE || prompt->message < CARE_MESSAGE_MAX) &&
	       prompt->shown_boot_usec <= last_boot_usec &&
	       prompt->started_boot_usec <= last_boot_usec &&
	       prompt->closed_boot_usec <= last_boot_usec &&
	       prompt->duration_usec < ARCHIVE_USEC_MAX &&
	       entry_is_valid(prompt->entry, catalogue) &&
	       entry_is_valid(prompt->follow_up, catalogue);
}

static bool planner_is_valid(
	const struct planner *planner, const struct catalogue *catalogue, usec_t last_boot_usec)
{
	for (size_t i = 0; i < planner->n_shown; i++) {
		if (planner->shown_boot_usec[i] > last_boot_usec ||
			(i > 0 && planner->shown_boot_usec[i] < planner->shown_boot_usec[i - 1])) {
			return false;
		}
	}
	return (planner->prompt.state == PROMPT_NONE || prompt_is_open(&planner->prompt)) &&
	       (planner->claim.state == PROMPT_NONE || planner->claim.state == PROMPT_CLAIMED) &&
	       prompt_is_valid(&planner->prompt, catalogue, last_boot_usec) &&
	       prompt_is_valid(&planner->claim, catalogue, last_boot_usec) &&
	       planner->last_shown_boot_usec <= last_boot_usec &&
	       (!planner->snoozed || planner->snoozed_kind < KIND_MAX) &&
	       planner->program.first_day <= planner->program.day;
}

bool archive_planner(struct archive *archive, struct planner *planner,
	const struct catalogue *catalogue, usec_t last_boot_usec)
{
	if (!archive_begin_object(archive, "planner")) {
		return false;
	}
	archive_prompt(archive, "prompt", &planner->prompt);
	archive_prompt(archive, "claim", &planner->claim);
	archive_asking(archive, planner);
	archive_holds(archive, planner);
	archive_surroundings(archive, &planner->surroundings);
	archive_done(archive, planner);
	archive_counts(archive, &planner->counts);
	archive_program(archive, &planner->program);
	archive_effort(archive, planner);
	archive_end(archive);
	return planner_is_valid(planner, catalogue, last_boot_usec);
}
