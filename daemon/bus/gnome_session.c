/* SPDX-License-Identifier: MIT */
/*
 * A round asks for the list of inhibitors, then each of them for what it inhibits, and those that
 * inhibit idleness for a name and a reason. Questions go out one after the other: there are few
 * inhibitors, they seldom change, and so there is one answer at a time to go wrong.
 *
 * The signals carry a path only, which may be gone by the time it is asked about; and programs that
 * inhibit for a moment at a time come in bursts. So a signal only says that a round is due, which
 * waits until the burst is over. What was told stands until a whole round says otherwise.
 */
#include "gnome_session.h"

#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <backcare/cleanup.h>

#include "backoff.h"
#include "bus_name.h"
#include "clock.h"
#include "log.h"
#include "loop.h"

#define SESSION_NAME "org.gnome.SessionManager"
#define SESSION_INTERFACE SESSION_NAME
#define SESSION_PATH "/org/gnome/SessionManager"
#define INHIBITOR_INTERFACE SESSION_NAME ".Inhibitor"

#define INHIBITS_IDLE 8

/* How long signals are gathered before they are asked about. */
#define SETTLE_USEC (250 * USEC_PER_MSEC)

/* Inhibitors of all kinds that are asked what they are. */
#define PATHS_MAX 32

enum question { ASK_FLAGS, ASK_WHO, ASK_WHY, QUESTION_MAX };

static const char *const question_members[QUESTION_MAX] = {
	[ASK_FLAGS] = "GetFlags",
	[ASK_WHO] = "GetAppId",
	[ASK_WHY] = "GetReason",
};

struct gnome_session {
	struct bus_name name;
	gnome_session_fn fn;
	void *userdata;

	/* As told: */
	struct inhibitor told[INHIBITORS_MAX];
	size_t n_told;

	/* A round, while call is not NULL: */
	sd_bus_slot *call;
	char *paths[PATHS_MAX];
	size_t n_paths, at;
	enum question question;
	char who[INHIBITOR_TEXT_MAX_BYTES];
	struct inhibitor found[INHIBITORS_MAX];
	size_t n_found;

	bool is_due; /* after the present round */
	bool is_excess_said;
	struct loop_timer *settle;
	struct backoff backoff;
};

static void ask(struct gnome_session *session);

static void tell(struct gnome_session *session)
{
	if (session->n_found != session->n_told ||
		!inhibitors_are_same(session->found, session->told, session->n_found)) {
		session->n_told = session->n_found;
		memcpy(session->told, session->found, sizeof(session->told));
		session->fn(session->told, session->n_told, session->userdata);
	}
}

/* As at the beginning of a round. */
static void clear(struct gnome_session *session)
{
	session->call = sd_bus_slot_unref(session->call);
	for (size_t i = 0; i < session->n_paths; i++) {
		free(session->paths[i]);
	}
	session->n_paths = session->at = session->n_found = 0;
	session->is_due = false;
}

static void forget(struct gnome_session *session)
{
	clear(session);
	(void)loop_timer_set(session->settle, USEC_INFINITY);
	backoff_reset(&session->backoff);
}

/* It is there and does not answer: what was told stands, until somebody has something new or it
 * answers after all. */
static void failed(struct gnome_session *session, const char *what, const char *text)
{
	usec_t wait_usec = backoff_failed(&session->backoff, clock_system_monotonic_usec());

	log_debug("The GNOME session does not say who inhibits idleness: %s: %s", what, text);
	clear(session);
	(void)loop_timer_set(session->settle, wait_usec);
}

static void round_over(struct gnome_session *session)
{
	bool is_due = session->is_due;

	backoff_succeeded(&session->backoff, clock_system_monotonic_usec());
	tell(session);
	clear(session);
	if (is_due) {
		(void)loop_timer_set(session->settle, SETTLE_USEC);
	}
}

static void next_path(struct gnome_session *session)
{
	session->at++;
	session->question = ASK_FLAGS;
	ask(session);
}

/* It inhibits idleness; texts are not asked for beyond those that are listed. */
static void found(struct gnome_session *session, const char *who, const char *why)
{
	if (session->n_found < INHIBITORS_MAX) {
		inhibitor_set(&session->found[session->n_found], who, why);
	}
	session->n_found++;
	next_path(session);
}

static void take_flags(struct gnome_session *session, sd_bus_message *reply)
{
	uint32_t flags;

	if (sd_bus_message_read(reply, "u", &flags) <= 0 || (flags & INHIBITS_IDLE) == 0) {
		next_path(session);
	} else if (session->n_found >= INHIBITORS_MAX) {
		found(session, "", "");
	} else {
		session->question = ASK_WHO;
		ask(session);
	}
}

static void take_text(struct gnome_session *session, sd_bus_message *reply)
{
	const char *text = "";
	struct inhibitor who;

	(void)sd_bus_message_read(reply, "s", &text);
	if (session->question == ASK_WHY) {
		found(session, session->who, text);
		return;
	}
	inhibitor_set(&who, text, "");
	(void)strcpy(session->who, who.who);
	session->question = ASK_WHY;
	ask(session);
}

static int on_answer(sd_bus_message *reply, void *userdata, sd_bus_error *ret_error)
{
	struct gnome_session *session = userdata;
	char text[256];

	session->call = sd_bus_slot_unref(session->call);
	if (sd_bus_message_is_method_error(reply, SD_BUS_ERROR_NO_REPLY) ||
		sd_bus_message_is_method_error(reply, SD_BUS_ERROR_TIMEOUT)) {
		failed(session, question_members[session->question],
			bus_error_text(reply, text, sizeof(text)));
	} else if (sd_bus_message_is_method_error(reply, NULL)) {
		next_path(session); /* it is gone */
	} else if (session->question == ASK_FLAGS) {
		take_flags(session, reply);
	} else {
		take_text(session, reply);
	}
	return 0;
}

static void ask(struct gnome_session *session)
{
	int r;

	if (session->at >= session->n_paths) {
		round_over(session);
		return;
	}
	r = bus_name_call(&session->name, &session->call, session->paths[session->at],
		INHIBITOR_INTERFACE, question_members[session->question], on_answer, session, "");
	if (r < 0) {
		failed(session, question_members[session->question], log_errno_text(r));
	}
}

static int read_paths(struct gnome_session *session, sd_bus_message *reply)
{
	const char *path;
	int r = sd_bus_message_enter_container(reply, 'a', "o");

	while (r > 0 && (r = sd_bus_message_read(reply, "o", &path)) > 0) {
		if (session->n_paths == PATHS_MAX) {
			if (!session->is_excess_said) { /* once, not with each round */
				log_warning("The GNOME session has more than %d inhibitors; the "
					    "rest is not looked at.",
					PATHS_MAX);
			}
			session->is_excess_said = true;
			return 0;
		}
		session->paths[session->n_paths] = strdup(path);
		if (session->paths[session->n_paths] == NULL) {
			return -ENOMEM;
		}
		session->n_paths++;
	}
	return r;
}

static int on_inhibitors(sd_bus_message *reply, void *userdata, sd_bus_error *ret_error)
{
	struct gnome_session *session = userdata;
	char text[256];
	int r;

	session->call = sd_bus_slot_unref(session->call);
	if (sd_bus_message_is_method_error(reply, NULL)) {
		failed(session, "GetInhibitors", bus_error_text(reply, text, sizeof(text)));
		return 0;
	}
	r = read_paths(session, reply);
	if (r < 0) {
		failed(session, "GetInhibitors", log_errno_text(r));
		return 0;
	}
	session->question = ASK_FLAGS;
	ask(session);
	return 0;
}

static void begin(void *userdata)
{
	struct gnome_session *session = userdata;
	int r;

	clear(session);
	r = bus_name_call(&session->name, &session->call, SESSION_PATH, SESSION_INTERFACE,
		"GetInhibitors", on_inhibitors, session, "");
	if (r < 0) {
		failed(session, "GetInhibitors", log_errno_text(r));
	}
}

static int on_changed(sd_bus_message *signal, void *userdata, sd_bus_error *ret_error)
{
	struct gnome_session *session = userdata;

	if (!bus_name_is_sender(&session->name, signal)) {
		return 0;
	}
	if (session->call != NULL) {
		session->is_due = true;
	} else if (!loop_timer_is_set(session->settle) || session->backoff.failures > 0) {
		backoff_reset(&session->backoff);
		(void)loop_timer_set(session->settle, SETTLE_USEC);
	}
	return 0;
}

static void nobody(struct gnome_session *session)
{
	session->is_excess_said = false;
	forget(session);
	tell(session);
}

static void on_owner(void *userdata)
{
	struct gnome_session *session = userdata;

	nobody(session);
	if (session->name.owner[0] != '\0') {
		begin(session);
	}
}

#define SESSION_SIGNAL                                                          \
	"type='signal',sender='" SESSION_NAME "',interface='" SESSION_INTERFACE \
	"',path='" SESSION_PATH "',member="

static const struct bus_subscription subscriptions[] = {
	{SESSION_SIGNAL "'InhibitorAdded'", on_changed},
	{SESSION_SIGNAL "'InhibitorRemoved'", on_changed},
};

int gnome_session_new(struct bus *bus, gnome_session_fn on_inhibitors_changed, void *userdata,
	struct gnome_session **ret_session)
{
	struct gnome_session *session = calloc(1, sizeof(*session));
	int r;

	if (session == NULL) {
		return -ENOMEM;
	}
	session->fn = on_inhibitors_changed;
	session->userdata = userdata;
	bus_name_init(&session->name, SESSION_NAME, on_owner, session);
	backoff_init(&session->backoff);
	r = loop_timer_new(bus_get_loop(bus), begin, session, &session->settle);
	if (r < 0) {
		session = gnome_session_free(session);
		return r;
	}
	bus_name_add(&session->name, bus, subscriptions, ELEMENTSOF(subscriptions));
	*ret_session = session;
	return 0;
}

struct gnome_session *gnome_session_free(struct gnome_session *session)
{
	if (session == NULL) {
		return NULL;
	}
	bus_name_remove(&session->name);
	clear(session);
	session->settle = loop_timer_free(session->settle);
	free(session);
	return NULL;
}

bool gnome_session_is_there(const struct gnome_session *session)
{
	return session->name.owner[0] != '\0';
}
