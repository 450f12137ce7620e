/* SPDX-License-Identifier: MIT */
/* A directory of its own for each test, a history in it, and entries in one line. */
#pragma once

#include <check.h>

#include "history.h"

/* 2026-03-02, a Monday, 00:00 UTC; day 20514 where days begin at midnight. */
#define RIG_MONDAY_USEC ((int64_t)1772409600 * 1000000)
#define RIG_MONDAY 20514

#define HOURS(n) ((int64_t)(n) * 3600000000)
#define MINUTES(n) ((int64_t)(n) * 60000000)
#define SECONDS(n) ((int64_t)(n) * 1000000)

struct rig {
	char directory[64];
	char path[128];
	struct history *history;
	struct core_now now;
};

/* The history is not in the directory itself, but in a folder that is not there yet. */
void rig_begin(struct rig *rig);
/* Another program takes over: the daemon is started again. */
void rig_restart(struct rig *rig);
void rig_end(struct rig *rig);

/* history_work() until there is nothing left to do at once. */
void rig_settle(struct rig *rig);

struct history_entry rig_spell(
	const char *id, const char *what, int64_t start_usec, int64_t length_usec);
struct history_entry rig_prompt(const char *id, const char *outcome, int64_t start_usec);
/* Of another type. */
struct history_entry rig_said(const char *id, enum history_type type, int64_t start_usec);

/* One change; returns what history_write() does. */
int rig_write(struct rig *rig, enum history_change_type type, struct history_entry entry,
	bool is_durable);
/* It has to go well. */
void rig_add(struct rig *rig, struct history_entry entry);

/* All entries, page by page; the caller frees it. Each as one line of all that it says. */
char *rig_dump(struct rig *rig, size_t page_size);
/* The number of entries. */
size_t rig_count(struct rig *rig);

/* One day; it must be there. */
struct history_day rig_day(struct rig *rig, int64_t number);
bool rig_has_day(struct rig *rig, int64_t number);
/* All of them, each as one line. */
char *rig_dump_days(struct rig *rig);

struct history_status rig_status(struct rig *rig);

/* Names in the folder of the history that begin so. */
size_t rig_count_files(struct rig *rig, const char *beginning);
