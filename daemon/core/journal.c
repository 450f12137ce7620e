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
