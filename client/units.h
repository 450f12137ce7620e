/* SPDX-License-Identifier: MIT */
/* What the systemd of this user knows of backcared's two units. */
#pragma once

#include <stdbool.h>

enum units_manager {
	UNITS_NO_SYSTEMD,  /* this machine was not booted with it */
	UNITS_UNREACHABLE, /* it was, but no manager of this user answers */
	UNITS_SILENT,      /* one is there and does not answer in time */
	UNITS_MANAGED
};

#define UNITS_WORD_MAX 32

/* The words are those of `systemctl show`; "" where it does not say. */
struct unit {
	char load[UNITS_WORD_MAX];    /* loaded, not-found, masked */
	char active[UNITS_WORD_MAX];  /* active, inactive, failed, activating */
	char enabled[UNITS_WORD_MAX]; /* enabled, disabled */
	char result[UNITS_WORD_MAX];  /* success, exit-code, signal */
};

struct units {
	enum units_manager manager;
	struct unit service, socket;
};

/* Asks; takes a few seconds at the worst. */
void units_look(struct units *ret_units);

/* Both files are there and usable. */
bool units_are_installed(const struct units *units);
bool units_is_failed(const struct unit *unit);
bool units_is_active(const struct unit *unit);
/* One of the two is enough: the socket starts the service when somebody asks, and the service
 * brings its socket. */
bool units_are_enabled(const struct units *units);
