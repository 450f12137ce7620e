/* SPDX-License-Identifier: MIT */
/* The arithmetic of local days: what a day gets of each entry. Pure. */
#pragma once

#include "history.h"

/* One spell touches the next if no more than this lies between them. */
#define DAY_SUM_TOUCH_USEC USEC_PER_SEC

/* What the sums need to know of an entry. */
struct day_sum_entry {
	enum history_type type;
	int64_t start_real_usec;
	int64_t duration_usec; /* 0: none */
	int64_t utc_offset_usec;
	const char *what, *kind, *sets, *shown, *counts, *continues; /* NULL: none */
	bool is_other_machine;                                       /* than the entry before */
};

struct day_sum {
	struct history_day day;
	int64_t day_start_usec;
	bool is_empty; /* nothing was observed */
	/* The run of sitting that the last spell belongs to */
	usec_t run_usec;
	int64_t run_end_real_usec;
};

/* The days that an entry counts for: *ret_first to *ret_last. */
void day_sum_span(const struct day_sum_entry *entry, int64_t day_start_usec, int64_t *ret_first,
	int64_t *ret_last);

void day_sum_begin(struct day_sum *sum, int64_t day_number, int64_t day_start_usec);
/* Machine by machine, and in the order of their starts. Those of other days add nothing. */
void day_sum_add(struct day_sum *sum, const struct day_sum_entry *entry);
