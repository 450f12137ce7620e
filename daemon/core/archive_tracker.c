/* SPDX-License-Identifier: MIT */
#include "archive_internal.h"

static void archive_window(struct archive *archive, const char *key, struct proof_window *window)
{
	if (archive_begin_object(archive, key)) {
		ARCHIVE_USEC(archive, "fromBootUSec", window->from_boot_usec);
		ARCHIVE_USEC(archive, "untilBootUSec", window->until_boot_usec);
		archive_end(archive);
	}
}

static void archive_facts(struct archive *archive, struct tracker *tracker)
{
	ARCHIVE_BOOL(archive, "asleep", tracker->asleep);
	ARCHIVE_BOOL(archive, "locked", tracker->locked);
	ARCHIVE_BOOL(archive, "sessionAbsent", tracker->session_absent);
	ARCHIVE_BOOL(archive, "inhibited", tracker->inhibited);
	ARCHIVE_BOOL(archive, "microphone", tracker->microphone);
	ARCHIVE_BOOL(archive, "emptyRoom", tracker->empty_room);
	ARCHIVE_BOOL(archive, "meeting", tracker->meeting);
	ARCHIVE_BOOL(archive, "meetingBounded", tracker->meeting_bounded);
	ARCHIVE_USEC(archive, "meetingSinceBootUSec", tracker->meeting_since_boot_usec);
	ARCHIVE_USEC(archive, "meetingUntilBootUSec", tracker->meeting_until_boot_usec);
	ARCHIVE_ENUM(archive, "posture", POSTURE_MAX, tracker->posture);
	ARCHIVE_USEC(archive, "postureUntilBootUSec", tracker->posture_until_boot_usec);
	ARCHIVE_ENUM(archive, "input", INPUT_STATE_MAX, tracker->input);
	ARCHIVE_USEC(archive, "inputSinceBootUSec", tracker->input_since_boot_usec);
	ARCHIVE_BOOL(archive, "unseen", tracker->unseen);
	ARCHIVE_USEC(archive, "unseenUntilBootUSec", tracker->unseen_until_boot_usec);
	ARCHIVE_BOOL(archive, "reported", tracker->reported);
	ARCHIVE_ENUM(archive, "report", PRESENCE_MAX, tracker->report);
	ARCHIVE_USEC(archive, "reportUntilBootUSec", tracker->report_until_boot_usec);
	archive_window(archive, "lastProof", &tracker->proof.last);
	archive_window(archive, "proofBefore", &tracker->proof.before);
}

static void archive_state(struct archive *archive, const char *key, struct past_state *state)
{
	if (archive_begin_object(archive, key)) {
		ARCHIVE_USEC(archive, "spellUSec", state->spell_usec);
		ARCHIVE_USEC(archive, "runUSec", state->run_usec);
		ARCHIVE_USEC(archive, "longestUSec", state->longest_usec);
		archive_end(archive);
	}
}

static void archive_stretch(struct archive *archive, struct tracker *tracker)
{
	ARCHIVE_ENUM(archive, "presence", PRESENCE_MAX, tracker->presence);
	ARCHIVE_USEC(archive, "presenceSinceBootUSec", tracker->presence_since_boot_usec);
	ARCHIVE_ENUM(archive, "span", SPAN_MAX, tracker->span);
	ARCHIVE_BOOL(archive, "spanEstimated", tracker->span_estimated);
	ARCHIVE_USEC(archive, "spanFromBootUSec", tracker->span_from_boot_usec);
	archive_state(archive, "spanBefore", &tracker->span_before);
	ARCHIVE_USEC(archive, "settledBootUSec", tracker->settled_boot_usec);
	ARCHIVE_BOOL(archive, "ruled", tracker->ruled);
	ARCHIVE_USEC(archive, "ruledUntilBootUSec", tracker->ruled_until_boot_usec);
	ARCHIVE_USEC(archive, "suspendedSeenUSec", tracker->suspended_seen_usec);
	ARCHIVE_USEC(archive, "nextBootUSec", tracker->next_boot_usec);
	ARCHIVE_USEC(archive, "asleepSinceBootUSec", tracker->asleep_since_boot_usec);
	ARCHIVE_USEC(archive, "wokeBootUSec", tracker->woke_boot_usec);
	ARCHIVE_BOOL(archive, "resting", tracker->resting);
	ARCHIVE_BOOL(archive, "restFull", tracker->rest_full);
	ARCHIVE_USEC(archive, "restFromBootUSec", tracker->rest_from_boot_usec);
	ARCHIVE_USEC(archive, "undecidedUSec", tracker->undecided_usec);
	ARCHIVE_USEC(archive, "undecidedTodayUSec", tracker->undecided_today_usec);
}

static void archive_tally(struct archive *archive, const char *key, struct tally *tally)
{
	if (archive_begin_object(archive, key)) {
		ARCHIVE_USEC(archive, "seatedUSec", tally->seated_usec);
		ARCHIVE_USEC(archive, "standingUSec", tally->standing_usec);
		ARCHIVE_USEC(archive, "awayUSec", tally->away_usec);
		ARCHIVE_USEC(archive, "asleepUSec", tally->asleep_usec);
		ARCHIVE_USEC(archive, "estimatedUSec", tally->estimated_usec);
		archive_end(archive);
	}
}

static void archive_day(struct archive *archive, const char *key, struct day_summary *day)
{
	if (archive_begin_object(archive, key)) {
		ARCHIVE_DAY(archive, "number", day->number);
		archive_tally(archive, "tally", &day->tally);
		ARCHIVE_USEC(archive, "longestSeatedUSec", day->longest_seated_usec);
		archive_end(archive);
	}
}

static void archive_piece(struct archive *archive, struct past_piece *piece)
{
	if (archive_begin_object(archive, NULL)) {
		ARCHIVE_USEC(archive, "fromBootUSec", piece->from_boot_usec);
		ARCHIVE_USEC(archive, "toBootUSec", piece->to_boot_usec);
		ARCHIVE_ENUM(archive, "span", SPAN_MAX, piece->span);
		ARCHIVE_BOOL(archive, "estimated", piece->estimated);
		ARCHIVE_USEC(archive, "claimedUSec", piece->claimed_usec);
		archive_state(archive, "before", &piece->before);
		archive_end(archive);
	}
}

static void archive_past(struct archive *archive, struct past *past)
{
	past->n_pieces = archive_begin_list(archive, "past", PAST_PIECES_MAX, past->n_pieces);
	for (size_t i = 0; i < past->n_pieces; i++) {
		archive_piece(archive, &past->pieces[i]);
	}
	if (past->n_pieces > 0) {
		archive_end(archive);
	}
}

static void archive_results(struct archive *archive, struct tracker *tracker)
{
	ARCHIVE_USEC(archive, "beganBootUSec", tracker->began_boot_usec);
	archive_tally(archive, "total", &tracker->total);
	archive_day(archive, "today", &tracker->today);
	archive_day(archive, "dayBefore", &tracker->day_before);
	ARCHIVE_USEC(archive, "todayFromBootUSec", tracker->today_from_boot_usec);
	ARCHIVE_USEC(archive, "spellUSec", tracker->spell_usec);
	ARCHIVE_USEC(archive, "standingSpellUSec", tracker->standing_spell_usec);
	ARCHIVE_USEC(archive, "runUSec", tracker->run_usec);
	archive_past(archive, &tracker->past);
	archive_spans(archive, &tracker->spans);
}

/* -- can it be? What time passing relies on. -- */

static usec_t sum_of(const struct tally *tally)
{
	return tally->seated_usec + tally->standing_usec + tally->away_usec + tally->asleep_usec;
}

static bool tally_is_valid(const struct tally *tally)
{
	return tally->seated_usec < ARCHIVE_USEC_MAX && tally->standing_usec < ARCHIVE_USEC_MAX &&
	       tally->away_usec < ARCHIVE_USEC_MAX && tally->asleep_usec < ARCHIVE_USEC_MAX &&
	       tally->estimated_usec <= tally->seated_usec;
}

static bool past_is_valid(const struct past *past, usec_t end_boot_usec)
{
	for (size_t i = past->n_pieces; i > 0; i--) {
		const struct past_piece *piece = &past->pieces[i - 1];

		if (piece->to_boot_usec != end_boot_usec ||
			piece->from_boot_usec > piece->to_boot_usec ||
			(piece->claimed_usec == 0 &&
				piece->from_boot_usec == piece->to_boot_usec) ||
			piece->claimed_usec > ARCHIVE_USEC_MAX) {
			return false;
		}
		end_boot_usec = piece->from_boot_usec;
	}
	return true;
}

/* Conservation, of all and of today; the points in time in their order. */
static bool tracker_is_valid(const struct tracker *tracker, usec_t last_boot_usec)
{
	return tracker->settled_boot_usec <= last_boot_usec &&
	       tracker->span_from_boot_usec <= tracker->settled_boot_usec &&
	       tracker->began_boot_usec <= tracker->today_from_boot_usec &&
	       tracker->today_from_boot_usec <= tracker->settled_boot_usec &&
	       tally_is_valid(&tracker->total) && tally_is_valid(&tracker->today.tally) &&
	       tracker->undecided_usec < ARCHIVE_USEC_MAX &&
	       tracker->undecided_today_usec <= tracker->undecided_usec &&
	       sum_of(&tracker->total) + tracker->undecided_usec ==
		       tracker->settled_boot_usec - tracker->began_boot_usec &&
	       sum_of(&tracker->today.tally) + tracker->undecided_today_usec ==
		       tracker->settled_boot_usec - tracker->today_from_boot_usec &&
	       tracker->spell_usec < ARCHIVE_USEC_MAX && tracker->run_usec < ARCHIVE_USEC_MAX &&
	       tracker->standing_spell_usec < ARCHIVE_USEC_MAX &&
	       tracker->rest_from_boot_usec <= tracker->settled_boot_usec &&
	       (tracker->resting || tracker->undecided_usec == 0) &&
	       past_is_valid(&tracker->past, tracker->span_from_boot_usec) &&
	       archive_spans_are_valid(&tracker->spans, tracker->span_from_boot_usec);
}

bool archive_tracker(struct archive *archive, struct tracker *tracker, usec_t last_boot_usec)
{
	if (!archive_begin_object(archive, "tracker")) {
		return false;
	}
	archive_facts(archive, tracker);
	archive_stretch(archive, tracker);
	archive_results(archive, tracker);
	archive_end(archive);
	return tracker_is_valid(tracker, last_boot_usec);
}
