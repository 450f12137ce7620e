/* SPDX-License-Identifier: MIT */
/*
 * In charge is the first source of the order that is up and believed; what it says is handed on.
 *
 * When another source takes charge, no time gets lost or counted twice: what it knows of the time
 * since the last proof of the source before is handed on backdated, but never to before what was
 * handed on already, nor to before the last input that anyone saw.
 *
 * A source that flaps is damped: one that comes and goes would have each other one take charge in
 * turn, and one that says "idle" again and again right after input contradicts itself, since idle
 * is the absence of input for the whole threshold.
 */
#include "arbiter.h"

#include <string.h>

static usec_t latest(usec_t one, usec_t other)
{
	return one > other ? one : other;
}

void arbiter_init(struct arbiter *arbiter)
{
	*arbiter = (struct arbiter){.in_charge = ARBITER_NO_SOURCE};
	for (size_t i = 0; i < ARBITER_SOURCES_MAX; i++) {
		arbiter_forget(arbiter, i);
	}
}

void arbiter_start(struct arbiter *arbiter, usec_t now_boot_usec)
{
	arbiter->since_boot_usec = now_boot_usec;
}

void arbiter_forget(struct arbiter *arbiter, size_t source)
{
	arbiter->sources[source] = (struct arbiter_source){.last = {.state = SOURCE_UNAVAILABLE}};
}

void arbiter_forgive(struct arbiter *arbiter, size_t source)
{
	arbiter->sources[source].n_strikes = 0;
	arbiter->sources[source].distrusted_until_boot_usec = 0;
}

static void strike(struct arbiter_source *source, usec_t now_boot_usec)
{
	if (now_boot_usec - source->strikes_since_boot_usec > ARBITER_STRIKES_WITHIN_USEC) {
		source->n_strikes = 0;
		source->strikes_since_boot_usec = now_boot_usec;
	}
	if (++source->n_strikes < ARBITER_STRIKES_MAX) {
		return;
	}
	if (now_boot_usec - source->distrusted_until_boot_usec > ARBITER_DISTRUST_MAX_USEC) {
		source->distrust_usec = 0; /* long behaved */
	}
	source->distrust_usec =
		source->distrust_usec > 0 ? 2 * source->distrust_usec : ARBITER_DISTRUST_MIN_USEC;
	if (source->distrust_usec > ARBITER_DISTRUST_MAX_USEC) {
		source->distrust_usec = ARBITER_DISTRUST_MAX_USEC;
	}
	source->distrusted_until_boot_usec = now_boot_usec + source->distrust_usec;
	source->n_strikes = 0;
}

/* Idle is known when there was no input for the threshold; half of it leaves room for delays. */
static bool contradicts_itself(const struct arbiter *arbiter, const struct arbiter_source *source,
	const struct arbiter_report *report, usec_t now_boot_usec)
{
	return report->state == SOURCE_UP && report->input == INPUT_IDLE &&
	       source->last.input == INPUT_ACTIVE &&
	       now_boot_usec - source->active_boot_usec < arbiter->idle_after_usec / 2;
}

void arbiter_take(struct arbiter *arbiter, size_t at, const struct arbiter_report *report,
	usec_t now_boot_usec)
{
	struct arbiter_source *source = &arbiter->sources[at];
	bool was_up = source->last.state == SOURCE_UP;

	if (was_up && (report->state != SOURCE_UP ||
			      contradicts_itself(arbiter, source, report, now_boot_usec))) {
		strike(source, now_boot_usec);
	}
	if (report->state == SOURCE_UP && report->input == INPUT_ACTIVE) {
		if (was_up && source->last.input == INPUT_IDLE) {
			source->active_boot_usec = now_boot_usec;
		}
		if (arbiter_distrusted_until_boot_usec(arbiter, at, now_boot_usec) == 0) {
			arbiter->last_input_boot_usec =
				latest(arbiter->last_input_boot_usec, report->since_boot_usec);
		}
	}
	source->last = *report;
}

usec_t arbiter_distrusted_until_boot_usec(
	const struct arbiter *arbiter, size_t source, usec_t now_boot_usec)
{
	usec_t until_usec = arbiter->sources[source].distrusted_until_boot_usec;

	return until_usec > now_boot_usec ? until_usec : 0;
}

usec_t arbiter_next_boot_usec(const struct arbiter *arbiter, usec_t now_boot_usec)
{
	usec_t next_usec = USEC_INFINITY;

	for (size_t i = 0; i < arbiter->n_order; i++) {
		usec_t until_usec = arbiter_distrusted_until_boot_usec(
			arbiter, arbiter->order[i], now_boot_usec);

		if (until_usec > 0 && until_usec < next_usec) {
			next_usec = until_usec;
		}
	}
	return next_usec;
}

static size_t choose(const struct arbiter *arbiter, usec_t now_boot_usec)
{
	for (size_t i = 0; i < arbiter->n_order; i++) {
		size_t at = arbiter->order[i];

		if (arbiter->sources[at].last.state == SOURCE_UP &&
			arbiter_distrusted_until_boot_usec(arbiter, at, now_boot_usec) == 0) {
			return at;
		}
	}
	return ARBITER_NO_SOURCE;
}

/* Since when what the new one in charge says is true, as far as that is new. */
static usec_t hand_over(
	const struct arbiter *arbiter, const struct arbiter_report *report, usec_t now_boot_usec)
{
	if (report->input == INPUT_UNKNOWN) {
		return now_boot_usec; /* the one before was right until now */
	}
	if (report->input == INPUT_IDLE) {
		return latest(report->since_boot_usec, arbiter->last_input_boot_usec);
	}
	if (arbiter->input == INPUT_IDLE && report->since_boot_usec <= arbiter->since_boot_usec) {
		return now_boot_usec; /* idle was proven since; only this moment is new */
	}
	return report->since_boot_usec;
}

bool arbiter_decide(struct arbiter *arbiter, usec_t now_boot_usec)
{
	static const struct arbiter_report nothing = {.state = SOURCE_DOWN, .input = INPUT_UNKNOWN};
	size_t in_charge = choose(arbiter, now_boot_usec);
	const struct arbiter_report *best =
		in_charge != ARBITER_NO_SOURCE ? &arbiter->sources[in_charge].last : &nothing;
	usec_t since_boot_usec = best == &nothing ? now_boot_usec : best->since_boot_usec;

	if (in_charge != arbiter->in_charge) {
		arbiter->in_charge = in_charge;
		since_boot_usec = hand_over(arbiter, best, now_boot_usec);
	}
	if (arbiter->told && best->input == arbiter->input) {
		return false;
	}
	since_boot_usec = latest(since_boot_usec, arbiter->since_boot_usec);
	arbiter->told = true;
	arbiter->input = best->input;
	arbiter->since_boot_usec =
		since_boot_usec < now_boot_usec ? since_boot_usec : now_boot_usec;
	return true;
}
