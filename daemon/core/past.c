/* SPDX-License-Identifier: MIT */
#include <assert.h>
#include <string.h>

#include "credit.h"
#include "past.h"

void past_add(struct past *past, const struct past_piece *piece)
{
	if (piece->to_boot_usec <= piece->from_boot_usec && piece->claimed_usec == 0) {
		return;
	}
	if (past->n_pieces == PAST_PIECES_MAX) {
		memmove(&past->pieces[0], &past->pieces[1],
			(PAST_PIECES_MAX - 1) * sizeof(past->pieces[0]));
		past->n_pieces--;
	}
	past->pieces[past->n_pieces++] = *piece;
}

void past_decide(struct past *past, enum span span)
{
	for (size_t i = 0; i < past->n_pieces; i++) {
		if (past->pieces[i].span == SPAN_UNDECIDED) {
			past->pieces[i].span = span;
			past->pieces[i].estimated = true;
		}
	}
}

void past_forget(struct past *past)
{
	past->n_pieces = 0;
}

static usec_t overlap_usec(const struct past_piece *piece, usec_t from_usec, usec_t to_usec)
{
	usec_t from = piece->from_boot_usec > from_usec ? piece->from_boot_usec : from_usec;
	usec_t to = piece->to_boot_usec < to_usec ? piece->to_boot_usec : to_usec;

	return to > from ? to - from : 0;
}

usec_t past_differs_usec(
	const struct past *past, usec_t from_boot_usec, usec_t to_boot_usec, enum span span)
{
	usec_t differs_usec = 0;

	for (size_t i = 0; i < past->n_pieces; i++) {
		const struct past_piece *piece = &past->pieces[i];

		if (piece->span != span && piece->span != SPAN_ASLEEP) {
			differs_usec += overlap_usec(piece, from_boot_usec, to_boot_usec);
		}
	}
	return differs_usec;
}

static void split_at(struct past *past, usec_t at_usec)
{
	for (size_t i = 0; i < past->n_pieces; i++) {
		struct past_piece *piece = &past->pieces[i];

		if (piece->from_boot_usec < at_usec && at_usec < piece->to_boot_usec) {
			memmove(piece + 1, piece, (past->n_pieces - i) * sizeof(past->pieces[0]));
			past->n_pieces++;
			piece[0].to_boot_usec = at_usec;
			piece[1].from_boot_usec = at_usec;
			return;
		}
	}
}

bool past_split(struct past *past, usec_t from_boot_usec, usec_t to_boot_usec)
{
	if (past->n_pieces + 2 > PAST_PIECES_MAX) {
		/* The two oldest make room, unless it is they who are meant. */
		if (past->pieces[2].from_boot_usec > from_boot_usec) {
			return false;
		}
		memmove(&past->pieces[0], &past->pieces[2],
			(past->n_pieces - 2) * sizeof(past->pieces[0]));
		past->n_pieces -= 2;
	}
	split_at(past, from_boot_usec);
	split_at(past, to_boot_usec);
	return true;
}

/* -- replay
 * ---------------------------------------------------------------------------------------------------
 */

struct replay {
	const struct core_settings *settings;
	struct past_state state;
	usec_t rest_usec; /* of the present rest; 0: none */
};

static void end_run(struct past_state *state)
{
	if (state->run_usec > state->longest_usec) {
		state->longest_usec = state->run_usec;
	}
	state->run_usec = 0;
}

static void take_off(struct past_state *state, usec_t amount_usec)
{
	state->spell_usec = state->spell_usec > amount_usec ? state->spell_usec - amount_usec : 0;
}

static void end_rest(struct replay *replay)
{
	if (replay->rest_usec >= credit_shortest_usec(replay->settings)) {
		end_run(&replay->state);
		take_off(&replay->state, credit_for_rest_usec(replay->settings, replay->rest_usec));
	}
	replay->rest_usec = 0;
}

static void replay_piece(struct replay *replay, const struct past_piece *piece)
{
	usec_t length_usec = piece->to_boot_usec - piece->from_boot_usec;

	if (piece->claimed_usec > 0) {
		credit_claim(replay->settings, piece->claimed_usec, &replay->state.spell_usec);
		return;
	}
	switch (piece->span) {
	case SPAN_SEATED:
		end_rest(replay);
		replay->state.spell_usec += length_usec;
		replay->state.run_usec += length_usec;
		break;
	case SPAN_STANDING:
		end_rest(replay);
		end_run(&replay->state);
		break;
	case SPAN_AWAY:
	case SPAN_ASLEEP:
	case SPAN_UNDECIDED:
		replay->rest_usec += length_usec;
		break;
	case SPAN_MAX:
		assert(false);
	}
}

struct past_state past_replay(struct past *past, const struct core_settings *settings)
{
	struct replay replay = {.settings = settings};

	if (past->n_pieces > 0) {
		replay.state = past->pieces[0].before;
	}
	for (size_t i = 0; i < past->n_pieces; i++) {
		past->pieces[i].before = replay.state;
		replay_piece(&replay, &past->pieces[i]);
	}
	end_rest(&replay);
	return replay.state;
}
