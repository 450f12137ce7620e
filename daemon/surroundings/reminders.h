/* SPDX-License-Identifier: MIT */
/* Other programs that remind of breaks: with one of them a person is prompted twice. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/* Programs told apart; each is named once, however often it runs. */
#define REMINDERS_MAX 8
/* Processes looked at; nobody has so many who wants to be reminded of breaks. */
#define REMINDERS_PROCESSES_MAX 8192

struct reminder {
	const char *name;   /* for people; constant, as is the next */
	const char *remedy; /* for people: how to switch it off, one or more sentences */
	pid_t pid;
};

struct reminders {
	struct reminder found[REMINDERS_MAX];
	size_t n_found;
};

/* Looks through all processes of this user, below 'proc' ("/proc"). Returns whether others were
 * found than before. It takes some 10 us for each process: for moments at which the daemon is awake
 * and has more to do anyway. */
bool reminders_look(struct reminders *reminders, const char *proc);

/* Forgets those found that have ended since. Costs nothing if none was found. Returns whether one
 * has. */
bool reminders_confirm(struct reminders *reminders, const char *proc);
