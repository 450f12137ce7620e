/* SPDX-License-Identifier: MIT */
/* A second opinion on JSON text: a recursive recogniser along the grammar of RFC 8259, written
 * apart from common/jsonscan.c and sharing nothing with it. For tests; it is slow and plain. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/* Is it one JSON value? As json_scan() has it: no \u0000, no lone surrogates, UTF-8, at most
 * 'depth_max' containers within each other. *ret_members: members of all objects, doubled ones
 * included. */
bool json_oracle_accepts(
	const unsigned char *text, size_t size, unsigned depth_max, size_t *ret_members);
