/* SPDX-License-Identifier: MIT */
/* The environment of the user manager: a desktop that was started after the daemon puts there where
 * it can be found. */
#pragma once

#include <stdbool.h>

struct bus;
struct userenv;

/* NULL: not set. Valid until the loop runs. */
struct userenv_values {
	const char *wayland_display;
	const char *display;
	const char *session_type;
	const char *xauthority;
};

/* Run when one of the values changed; the first time when they are known. They stay as they were
 * while there is no bus. May not free the userenv. */
typedef void (*userenv_fn)(const struct userenv_values *values, void *userdata);

/* 'bus' is borrowed and outlives it. */
int userenv_new(struct bus *bus, userenv_fn fn, void *userdata, struct userenv **ret_userenv);
struct userenv *userenv_free(struct userenv *userenv);

/* The values of now; false, and nothing in *ret_values, if no user manager has told them. */
bool userenv_get_values(const struct userenv *userenv, struct userenv_values *ret_values);

/* Asks again: something appeared that a new desktop brings. Nothing while there is no bus. */
void userenv_refresh(struct userenv *userenv);
