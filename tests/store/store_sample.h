/* SPDX-License-Identifier: MIT */
/* A little history with one of everything; what is in the history-vN.db of each version. Append
 * only what older versions could keep as well. */
#pragma once

#include "history.h"

/* Into an empty history; as history_write(). */
int store_sample_write(struct history *history, const struct core_now *now);
