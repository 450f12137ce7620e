/* SPDX-License-Identifier: MIT */
#include <assert.h>

#include "journal.h"

void journal_add(struct journal *journal, const struct decision *decision)
{
	journal->decisions[journal->next] = *decision;
	journal->next = (journal->next + 1) % JOURNAL_DECISIONS_MAX;
	if (journal->n_decisions < JOURNAL_DECISIONS_MAX) {
		journal->n_decisions++;
	}
}

const struct decision *journal_get(const struct journal *journal, size_t index)
{
	assert(index < journal->n_decisions);
	return &journal->decisions[(journal->next + JOURNAL_DECISIONS_MAX - 1 - index) %
				   JOURNAL_DECISIONS_MAX];
}

static bool names_entry(enum reason reason)
{
	return reason == REASON_CHOSEN_AREA || reason == REASON_CHOSEN_NEW ||
	       reason == REASON_CHOSEN_AGAIN || reason == REASON_RIDES_MOBILITY ||
	       reason == REASON_RIDES_STRENGTH || reason == REASON_RIDES_WATER ||
	       reason == REASON_FOLLOWS;
}

void journal_renumber(struct journal *journal, const uint16_t *new_index, size_t n_old)
{
	for (size_t i = 0; i < journal->n_decisions; i++) {
		struct decision *decision = &journal->decisions[i];
		uint64_t entry = decision->value[0];

		if (names_entry(decision->reason)) {
			decision->value[0] = entry < n_old ? new_index[entry] : CATALOGUE_NO_ENTRY;
		}
	}
}
