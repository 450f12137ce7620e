/* SPDX-License-Identifier: MIT */
/* The list of an X server's counters. Inner part of x11. */
#pragma once

#include <stddef.h>
#include <stdint.h>

/* The number of the counter with this name, or 0. 'list' are the bytes that follow the head of a
 * reply to ListSystemCounters. */
uint32_t x11_counters_find(const void *list, size_t size, const char *name);
