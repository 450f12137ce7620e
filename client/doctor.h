/* SPDX-License-Identifier: MIT */
/* The parts of the command doctor: each looks at one thing and adds a row about it. */
#pragma once

#include <stdbool.h>

#include <json-c/json.h>

#include "command.h"
#include "connection.h"
#include "units.h"

enum check_state { CHECK_OK, CHECK_LIMITED, CHECK_FAILED, CHECK_ABSENT, CHECK_STATE_MAX };

struct doctor {
	struct client *client;
	int error;           /* the first failure of building the rows, 0 for none */
	json_object *checks; /* owned; as printed with --json */
	struct units units;
	int connected; /* 0, or the error of connection.h */
	struct connection connection;
};

/* Adds a row of our own. 'remedy' may be NULL; each line of it is shown as one. */
void doctor_add(struct doctor *doctor, const char *id, enum check_state state, bool vital,
	const char *remedy, const char *detail, ...) __attribute__((format(printf, 6, 7)));

/* doctor_daemon.c: what can be told without a daemon. */
void doctor_check_runtime(struct doctor *doctor);
void doctor_check_daemon(struct doctor *doctor);
void doctor_check_units(struct doctor *doctor);

/* doctor_autostart.c: whether the desktop starts it, where systemd does not. units_are_known:
 * systemd is known not to; else it may do so unseen. */
void doctor_check_autostart(struct doctor *doctor, bool units_are_known);

/* doctor_settings.c: a row if a settings file cannot be read; without a daemon, which tells the
 * rest, one in any case. */
void doctor_check_settings(struct doctor *doctor);

/* doctor_input.c: asks for a key and adds a row that tells whether the daemon saw it. Ctrl-C ends
 * it without one. */
void doctor_test_input(struct doctor *doctor);
