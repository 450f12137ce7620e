/* SPDX-License-Identifier: MIT */
/* org.freedesktop.login1: this user's session at the machine, suspend, and who of this user keeps
 * it from becoming idle. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include <backcare/timespan.h>

#include "inhibitor.h"

struct bus;
struct clock;
struct logind;

#define LOGIND_TEXT_MAX_BYTES 64

/* The user's session at the machine: the graphical one if there is one. Texts are "" if not told.
 */
struct logind_session {
	bool is_known;   /* logind answered; else nothing below is worth anything */
	bool is_present; /* else the rest is not */
	bool is_in_foreground;
	bool is_remote;              /* by ssh, by a remote desktop */
	bool is_locked;              /* LockedHint */
	bool is_idle_hint_used;      /* somebody sets it; else the next two are 0 */
	bool is_idle;                /* IdleHint */
	usec_t idle_since_boot_usec; /* since when it says so, idle or not */
	char id[LOGIND_TEXT_MAX_BYTES];
	char type[LOGIND_TEXT_MAX_BYTES];    /* wayland, x11, mir, tty, unspecified */
	char display[LOGIND_TEXT_MAX_BYTES]; /* of X11, e.g. ":0" */
};

/* Run from the loop; they may not free the proxy. */
struct logind_callbacks {
	/* Something of it is another than before. Valid until the callback returns. */
	void (*on_session)(const struct logind_session *session, void *userdata);
	/* Somebody asked the session to lock (or unlock) itself. Whether it does so is another
	 * thing: is_locked says so, where the locker tells logind. */
	void (*on_lock_request)(bool lock, void *userdata);
	/* The machine is about to sleep: it waits until this has returned (but not for ever). Or:
	 * it woke up. */
	void (*on_sleep)(bool asleep, void *userdata);
	/* Who of this user blocks idleness, in this session or from outside any. 'n' may be more
	 * than the INHIBITORS_MAX listed. */
	void (*on_inhibitors)(const struct inhibitor *inhibitors, size_t n, void *userdata);
};

/* 'bus' is the system bus. All but 'callbacks' and 'bus' is copied. If logind goes away, what was
 * told stands for LOGIND_PATIENCE_USEC, in which a new one may say otherwise; then it is unknown,
 * nobody inhibits and the machine is awake. Returns 0 or -errno. */
int logind_new(struct bus *bus, const struct clock *clock, const struct logind_callbacks *callbacks,
	void *userdata, struct logind **ret_logind);
struct logind *logind_free(struct logind *logind);

/* Does the machine wait for us before it sleeps? */
enum logind_sleep_lock {
	LOGIND_SLEEP_LOCK_NONE, /* no logind, or it has not answered yet, or sleep is being prepared
				 */
	LOGIND_SLEEP_LOCK_TAKEN,
	LOGIND_SLEEP_LOCK_REFUSED,
};
enum logind_sleep_lock logind_get_sleep_lock(const struct logind *logind);

#define LOGIND_PATIENCE_USEC (10 * USEC_PER_SEC)
