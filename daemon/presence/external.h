/* SPDX-License-Identifier: MIT */
/* Reports of outside sensors: by whom, what, until when. Inner part of presence. */
#pragma once

#include "presence.h"

struct external_report {
	char source[PRESENCE_EXTERNAL_NAME_MAX_BYTES + 1]; /* "": free */
	enum presence presence;
	usec_t at_boot_usec;
	usec_t until_boot_usec;
};

struct external {
	struct external_report reports[PRESENCE_EXTERNALS_MAX];
};

/* Keeps the report in the place of the one before of this source. Returns as
 * presence_port_report_external(). */
int external_report(struct external *external, const char *source, enum presence presence,
	usec_t valid_usec, usec_t now_boot_usec);

/* The newest that is fresh, or NULL. */
const struct external_report *external_newest(
	const struct external *external, usec_t now_boot_usec);

/* When external_newest() will be another, or none: the end of the one it is now. USEC_INFINITY if
 * there is none. An older report that is fresh then is the newest again. */
usec_t external_next_change_boot_usec(const struct external *external, usec_t now_boot_usec);

void external_describe(const struct external *external, usec_t now_boot_usec,
	struct presence_source_info *ret_info);
