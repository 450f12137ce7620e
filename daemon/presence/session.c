/* SPDX-License-Identifier: MIT */
#include "session.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "clock.h"
#include "gnome_session.h"
#include "presence.h"

struct inhibitors {
	struct inhibitor listed[INHIBITORS_MAX];
	size_t n; /* may be more than are listed */
};

struct session {
	const struct clock *clock;
	const struct session_callbacks *callbacks;
	void *userdata;
	struct logind *logind;
	struct gnome_session *gnome;

	struct logind_session last;
	struct inhibitors of_logind;
	struct inhibitors of_gnome;

	enum input_state input;
	bool lock_wished;
	usec_t lock_wished_boot_usec;
	bool wish_fulfilled; /* as far as can be told from input */
};

static void forget_wish(struct session *session)
{
	session->lock_wished = false;
	session->wish_fulfilled = false;
}

static void on_session(const struct logind_session *now, void *userdata)
{
	struct session *session = userdata;

	if ((session->last.is_locked && !now->is_locked) ||
		strcmp(session->last.id, now->id) != 0) {
		forget_wish(session);
	}
	session->last = *now;
	session->callbacks->on_change(session->userdata);
}

static void on_lock_request(bool lock, void *userdata)
{
	struct session *session = userdata;

	forget_wish(session);
	session->lock_wished = lock;
	session->lock_wished_boot_usec = clock_boot_usec(session->clock);
	session->wish_fulfilled = lock && session->input == INPUT_IDLE;
	session->callbacks->on_change(session->userdata);
}

void session_take_input(struct session *session, enum input_state input, usec_t since_boot_usec)
{
	session->input = input;
	if (!session->lock_wished) {
		return;
	}
	if (input == INPUT_IDLE &&
		since_boot_usec <= session->lock_wished_boot_usec + SESSION_LOCK_KEY_USEC) {
		session->wish_fulfilled = true;
	} else if (input != INPUT_UNKNOWN) {
		forget_wish(session);
	}
}

static void on_sleep(bool asleep, void *userdata)
{
	struct session *session = userdata;

	session->callbacks->on_sleep(asleep, session->userdata);
}

static void take_inhibitors(
	struct session *session, struct inhibitors *to, const struct inhibitor *from, size_t n)
{
	size_t n_listed = n < INHIBITORS_MAX ? n : INHIBITORS_MAX;

	to->n = n;
	if (n_listed > 0) {
		memcpy(to->listed, from, n_listed * sizeof(*from));
	}
	session->callbacks->on_change(session->userdata);
}

static void on_logind_inhibitors(const struct inhibitor *inhibitors, size_t n, void *userdata)
{
	struct session *session = userdata;

	take_inhibitors(session, &session->of_logind, inhibitors, n);
}

static void on_gnome_inhibitors(const struct inhibitor *inhibitors, size_t n, void *userdata)
{
	struct session *session = userdata;

	take_inhibitors(session, &session->of_gnome, inhibitors, n);
}

static const struct logind_callbacks logind_callbacks = {
	.on_session = on_session,
	.on_lock_request = on_lock_request,
	.on_sleep = on_sleep,
	.on_inhibitors = on_logind_inhibitors,
};

int session_new(struct bus *session_bus, struct bus *system_bus, const struct clock *clock,
	const struct session_callbacks *callbacks, void *userdata, struct session **ret_session)
{
	struct session *session = calloc(1, sizeof(*session));
	int r;

	if (session == NULL) {
		return -ENOMEM;
	}
	session->clock = clock;
	session->callbacks = callbacks;
	session->userdata = userdata;
	r = logind_new(system_bus, clock, &logind_callbacks, session, &session->logind);
	if (r >= 0) {
		r = gnome_session_new(session_bus, on_gnome_inhibitors, session, &session->gnome);
	}
	if (r < 0) {
		session = session_free(session);
		return r;
	}
	*ret_session = session;
	return 0;
}

struct session *session_free(struct session *session)
{
	if (session == NULL) {
		return NULL;
	}
	session->gnome = gnome_session_free(session->gnome);
	session->logind = logind_free(session->logind);
	free(session);
	return NULL;
}

const struct logind_session *session_get_logind(const struct session *session)
{
	return &session->last;
}

void session_get_info(const struct session *session, struct presence_session_info *ret_info)
{
	enum logind_sleep_lock lock = logind_get_sleep_lock(session->logind);

	*ret_info = (struct presence_session_info){
		.logind = &session->last,
		.sleep_waits = lock == LOGIND_SLEEP_LOCK_TAKEN,
		.sleep_wait_is_refused = lock == LOGIND_SLEEP_LOCK_REFUSED,
		.gnome_is_there = gnome_session_is_there(session->gnome),
		.is_locked = session_is_locked(session),
	};
}

/* Who came by ssh may be anywhere. */
static bool is_at_machine(const struct logind_session *session)
{
	return session->is_present && !session->is_remote;
}

bool session_is_present(const struct session *session, bool desktop_works)
{
	const struct logind_session *last = &session->last;

	if (!last->is_known) {
		return true;
	}
	return is_at_machine(last) ? last->is_in_foreground : desktop_works;
}

bool session_is_locked(const struct session *session)
{
	const struct logind_session *last = &session->last;

	return session->wish_fulfilled || (last->is_known && last->is_present && last->is_locked);
}

bool session_gnome_is_inhibited(const struct session *session)
{
	return session->of_gnome.n > 0;
}

bool session_is_inhibited(const struct session *session)
{
	return session->of_logind.n > 0 || session_gnome_is_inhibited(session);
}

__attribute__((__format__(__printf__, 3, 4))) static void add_text(
	char *buffer, size_t size, const char *format, ...)
{
	size_t used = strlen(buffer);
	va_list arguments;

	va_start(arguments, format);
	(void)vsnprintf(buffer + used, size - used, format, arguments);
	va_end(arguments);
}

static void add_inhibitors(const struct inhibitors *inhibitors, char *buffer, size_t size)
{
	size_t n_listed = inhibitors->n < INHIBITORS_MAX ? inhibitors->n : INHIBITORS_MAX;

	for (size_t i = 0; i < n_listed; i++) {
		const struct inhibitor *inhibitor = &inhibitors->listed[i];

		add_text(buffer, size, "%s%s", buffer[0] != '\0' ? ", " : "",
			inhibitor->who[0] != '\0' ? inhibitor->who : "a program without a name");
		if (inhibitor->why[0] != '\0') {
			add_text(buffer, size, " (%s)", inhibitor->why);
		}
	}
	if (inhibitors->n > n_listed) {
		add_text(buffer, size, ", %zu more", inhibitors->n - n_listed);
	}
}

const char *session_describe_inhibitors(const struct session *session, char *buffer, size_t size)
{
	buffer[0] = '\0';
	add_inhibitors(&session->of_gnome, buffer, size);
	add_inhibitors(&session->of_logind, buffer, size);
	return buffer;
}

const char *session_describe_absence(const struct session *session, char *buffer, size_t size)
{
	const struct logind_session *last = &session->last;

	buffer[0] = '\0';
	if (!last->is_known) {
		return buffer;
	}
	if (!is_at_machine(last)) {
		add_text(buffer, size, "you have no session at this machine");
	} else if (!last->is_in_foreground) {
		add_text(buffer, size, "another session is in front of yours (%s)", last->id);
	}
	return buffer;
}
