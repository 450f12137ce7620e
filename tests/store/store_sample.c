/* SPDX-License-Identifier: MIT */
#include "store_sample.h"

#include "store_rig.h"

#include <stdio.h>

#define SPELLS 60

int store_sample_write(struct history *history, const struct core_now *now)
{
	struct history_change changes[SPELLS + 5];
	char ids[SPELLS][16];
	struct history_decision decision = {
		(int64_t)now->real_usec, "walk", "planned", "45min seated"};
	struct history_batch batch = {.changes = changes,
		.n_changes = SPELLS + 5,
		.decisions = &decision,
		.n_decisions = 1,
		.snapshot = "where it stood",
		.snapshot_bytes = 14,
		.snapshot_version = 3,
		.is_durable = true};
	static const enum history_type said[] = {
		HISTORY_MASSAGE, HISTORY_CHECKIN, HISTORY_SAFETY, HISTORY_PLAN};
	static const char *const said_ids[] = {"massage", "checkin", "safety", "plan"};

	for (size_t i = 0; i < SPELLS; i++) {
		(void)snprintf(ids[i], sizeof(ids[i]), "spell-%zu", i);
		changes[i] = (struct history_change){HISTORY_ADD,
			rig_spell(ids[i], i % 3 == 2 ? "away" : "seated",
				RIG_MONDAY_USEC + (int64_t)i * MINUTES(50), MINUTES(50))};
	}
	for (size_t i = 0; i < 4; i++) {
		changes[SPELLS + i] = (struct history_change){
			HISTORY_ADD, rig_said(said_ids[i], said[i], RIG_MONDAY_USEC + (int64_t)i)};
	}
	changes[SPELLS + 4] = (struct history_change){
		HISTORY_ADD, rig_prompt("prompt", "done", RIG_MONDAY_USEC + HOURS(9))};
	return history_write(history, now, &batch);
}
