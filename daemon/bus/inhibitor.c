/* SPDX-License-Identifier: MIT */
#include "inhibitor.h"

#include <string.h>

#include "plaintext.h"

void inhibitor_set(struct inhibitor *inhibitor, const char *who, const char *why)
{
	plaintext_copy(inhibitor->who, sizeof(inhibitor->who), who);
	plaintext_copy(inhibitor->why, sizeof(inhibitor->why), why);
}

bool inhibitors_are_same(const struct inhibitor *some, const struct inhibitor *others, size_t n)
{
	for (size_t i = 0; i < n && i < INHIBITORS_MAX; i++) {
		if (strcmp(some[i].who, others[i].who) != 0 ||
			strcmp(some[i].why, others[i].why) != 0) {
			return false;
		}
	}
	return true;
}
