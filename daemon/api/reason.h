/* SPDX-License-Identifier: MIT */
/* A decision of the core in a sentence, with the figures that led to it. */
#pragma once

#include "content.h"
#include "planner.h"

#define REASON_TEXT_MAX 256

/* Always ends 'buffer' with a NUL. */
void reason_format(
	const struct content *content, const struct decision *decision, char *buffer, size_t size);
