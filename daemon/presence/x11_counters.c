/* SPDX-License-Identifier: MIT */
/*
 * The name begins in the middle of a word. (Where a structure's size is taken for its place, as in
 * xcb_sync_systemcounter_name() of libxcb-sync 1.15, IDLETIME reads "LETIMECo".)
 */
#include "x11_counters.h"

#include <string.h>

/* Number (4), resolution (8), length of the name (2), the name, and what fills up to four bytes. */
#define LENGTH_OFFSET 12
#define NAME_OFFSET 14

uint32_t x11_counters_find(const void *list, size_t size, const char *name)
{
	const unsigned char *at = list;

	while (size >= NAME_OFFSET) {
		uint16_t length;
		uint32_t number;
		size_t entry_size;

		memcpy(&number, at, sizeof(number));
		memcpy(&length, at + LENGTH_OFFSET, sizeof(length));
		if (length > size - NAME_OFFSET) {
			break;
		}
		if (length == strlen(name) && memcmp(at + NAME_OFFSET, name, length) == 0) {
			return number;
		}
		entry_size = (size_t)(NAME_OFFSET + length + 3) & ~(size_t)3;
		if (entry_size > size) {
			break;
		}
		at += entry_size;
		size -= entry_size;
	}
	return 0;
}
