/* SPDX-License-Identifier: MIT */
/* What the daemon of a rig wrote into its history, read from the file itself. */
#pragma once

#include "history.h"
#include "rig.h"

#define MINUTE ((int64_t)USEC_PER_MINUTE)
#define HOUR ((int64_t)USEC_PER_HOUR)
/* As the rig's clock begins: 2026-01-05, 09:00 UTC. */
#define BEGAN_USEC ((int64_t)1767603600 * 1000000)

extern struct rig rig;

/* Of a person who sits without posture prompts, and whom nothing holds. */
void history_file_setup(void);
void history_file_teardown(void);

void call(const char *method, const char *parameters);
void report(const char *presence);
/* For so long. */
void be(const char *presence, int64_t length_usec);

/* A second one beside the daemon's; history_free(). */
struct history *open_history(void);
/* Of these types, oldest first; history_page_free(). */
struct history_page *read_entries(unsigned types);
/* "" if there is none. */
const char *get_detail(const struct history_entry *entry, const char *name);
/* The one entry of this type; valid until 'page' is freed. */
const struct history_entry *get_only(enum history_type type, struct history_page **ret_page);
