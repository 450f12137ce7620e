/* SPDX-License-Identifier: MIT */
/* Idle is told late, when its threshold has passed: by then the next prompt may be open, and gone
 * again. So the window of the prompt before it is kept as well. An answer is input, so that idle
 * begins after the last one: what counts is the prompt that was answered last and one shown since.
 * Prompt.MinGap keeps a third away, unless it is shorter than Presence.IdleAfter. */
#include "proof.h"

static bool window_holds(const struct proof_window *window, usec_t boot_usec)
{
	return boot_usec >= window->from_boot_usec && boot_usec <= window->until_boot_usec;
}

void proof_init(struct proof *proof)
{
	*proof = (struct proof){
		.last = {.from_boot_usec = USEC_INFINITY},
		.before = {.from_boot_usec = USEC_INFINITY},
	};
}

void proof_begin(struct proof *proof, usec_t boot_usec)
{
	proof->before = proof->last;
	proof->last = (struct proof_window){
		.from_boot_usec = boot_usec,
		.until_boot_usec = USEC_INFINITY,
	};
}

void proof_end(struct proof *proof, usec_t boot_usec, bool answered)
{
	proof->last.until_boot_usec = boot_usec + (answered ? PROOF_AFTER_ANSWER_USEC : 0);
}

bool proof_holds(const struct proof *proof, usec_t idle_from_boot_usec)
{
	return window_holds(&proof->last, idle_from_boot_usec) ||
	       window_holds(&proof->before, idle_from_boot_usec);
}
