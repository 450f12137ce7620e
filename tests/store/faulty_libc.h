/* SPDX-License-Identifier: MIT */
/* Stands between the store (SQLite too) and the kernel: calls that write fail when they are told
 * to. To be linked into a program whose symbols are exported, so that a library which is loaded
 * later finds these first. */
#pragma once

#include <stdbool.h>

enum fault {
	FAULT_NONE,
	FAULT_ONCE_EIO,   /* this call alone */
	FAULT_ONCE_SHORT, /* half of it is written, and the rest has no room */
	FAULT_FULL,       /* from this call on there is no room */
	FAULT_BROKEN,     /* from this call on nothing can be written */
	FAULT_EXIT,       /* the process is gone, before the call */
	FAULT_MAX,
};

/* The call with this number from now on, counted from 1. Nothing is really synced. */
void faulty_libc_arm(enum fault fault, unsigned long call);
void faulty_libc_disarm(void);

/* Calls since it was armed. */
unsigned long faulty_libc_count(void);
/* Writes to files since the last of them was synced. */
unsigned long faulty_libc_unsynced(void);

/* Each file is copied to this directory, under its name, when it is synced: what is there is what
 * a power cut leaves of it. NULL: no more. */
void faulty_libc_shadow(const char *directory);
