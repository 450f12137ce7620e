/* SPDX-License-Identifier: MIT */
/* What rules over input: whether the user's session is there and in front, is locked, goes to
 * sleep, and who keeps it from becoming idle. Inner part of presence. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "logind.h"
#include "types.h"

struct bus;
struct clock;
struct session;

/* The last input of who locks the screen comes this long after the wish, at most. */
#define SESSION_LOCK_KEY_USEC (10 * USEC_PER_SEC)

struct session_callbacks {
	/* Something that the functions below tell may be another. */
	void (*on_change)(void *userdata);
	/* The machine is about to sleep, and does so when this has returned; or it woke up. */
	void (*on_sleep)(bool asleep, void *userdata);
};

/* Nothing is asked from within. */
int session_new(struct bus *session_bus, struct bus *system_bus, const struct clock *clock,
	const struct session_callbacks *callbacks, void *userdata, struct session **ret_session);
struct session *session_free(struct session *session);

/* What logind says; never NULL. */
const struct logind_session *session_get_logind(const struct session *session);

/* For who asks what works. */
struct presence_session_info;
void session_get_info(const struct session *session, struct presence_session_info *ret_info);

/* Somebody said that there is input, or since when there is none: a wish to lock the screen that is
 * followed by idle was fulfilled, whether or not the locker tells logind. */
void session_take_input(struct session *session, enum input_state input, usec_t since_boot_usec);

/* 'desktop_works': a source sees a desktop of this user, which proves a session that logind knows
 * nothing of. */
bool session_is_present(const struct session *session, bool desktop_works);
bool session_is_locked(const struct session *session);

/* Does anybody who is known on a bus inhibit, and does the GNOME session know of one? */
bool session_is_inhibited(const struct session *session);
bool session_gnome_is_inhibited(const struct session *session);

/* For people, in 'buffer', which is returned: who inhibits; why no session is present. "" if there
 * is nothing to say. */
const char *session_describe_inhibitors(const struct session *session, char *buffer, size_t size);
const char *session_describe_absence(const struct session *session, char *buffer, size_t size);
