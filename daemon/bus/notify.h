/* SPDX-License-Identifier: MIT */
/* Shows prompts through the desktop's notification server (org.freedesktop.Notifications). What is
 * to be seen is kept here: it is sent once, when bus and server are there, and sent again to a
 * server that took the place of the one which showed it. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "types.h"

struct bus;
struct notify;

/* Prompts kept at a time. */
#define NOTIFY_PROMPTS_MAX 4
/* GNOME shows three buttons; the fourth is the click on the body, "default". */
#define NOTIFY_ACTIONS_MAX 4
#define NOTIFY_SUMMARY_MAX_BYTES 256
#define NOTIFY_BODY_MAX_BYTES 2048
#define NOTIFY_LABEL_MAX_BYTES 64 /* also of a key */

/* As in the specification, with its numbers. GNOME shows no banner for low. */
enum notify_urgency { NOTIFY_LOW, NOTIFY_NORMAL, NOTIFY_CRITICAL, NOTIFY_URGENCY_MAX };

struct notify_action {
	const char *key; /* "default": a click on the body */
	const char *label;
};

struct notify_request {
	struct prompt_id id;
	const char *summary;  /* plain UTF-8; what is longer than the limit is cut */
	const char *body;     /* the same, or NULL; escaped here for servers that take markup */
	const char *category; /* or NULL */
	enum notify_urgency urgency;
	/* Stays after an action, so that its text can be replaced; else the prompt is forgotten
	 * here, and closed, as soon as one was chosen. */
	bool resident;
	/* Not kept in a list once its banner has gone (GNOME, dunst). */
	bool transient;
	struct notify_action actions[NOTIFY_ACTIONS_MAX];
	size_t n_actions;
};

enum notify_server_state {
	NOTIFY_NO_BUS,
	NOTIFY_ABSENT,   /* no server; one will be started, if it can be, when there is a prompt */
	NOTIFY_STARTING, /* it is there, or being started, and was asked what it can do */
	NOTIFY_READY,
	NOTIFY_SLOW,   /* has not answered for 5 s; prompts wait, or may be seen late */
	NOTIFY_FAILED, /* refused the last prompt; the next one is tried */
	NOTIFY_SERVER_STATE_MAX,
};

enum notify_capability {
	NOTIFY_CAN_ACTIONS = 1 << 0,
	NOTIFY_CAN_BODY = 1 << 1,
	NOTIFY_CAN_BODY_MARKUP = 1 << 2,
	NOTIFY_CAN_PERSISTENCE = 1 << 3,
};

/* Whether the bus would start a server with the next prompt. */
enum notify_startable { NOTIFY_STARTABLE_UNKNOWN, NOTIFY_STARTABLE_NO, NOTIFY_STARTABLE_YES };

struct notify_server {
	enum notify_server_state state;
	unsigned capabilities; /* of enum notify_capability */
	const char *name;      /* these three: "" if not known, valid until the loop runs */
	const char *vendor;
	const char *version;
	const char *detail;              /* for people: what is amiss, "" if nothing is */
	enum notify_startable startable; /* as notify_look_for_server() found it */
	bool start_failed;               /* the last time one was to be started */
};

/* As in the specification of NotificationClosed, with its numbers. */
enum notify_closed {
	NOTIFY_CLOSED_EXPIRED = 1,   /* the server timed out */
	NOTIFY_CLOSED_DISMISSED = 2, /* by the user */
	NOTIFY_CLOSED_BY_CALL = 3,   /* by somebody else's call: never for notify_withdraw() */
	NOTIFY_CLOSED_UNDEFINED = 4,
};

/* Each may call notify_show(), notify_withdraw() and notify_get_server(), but not free. */
struct notify_callbacks {
	/* The user chose; 'key' is one of the request's. The prompt is forgotten unless resident.
	 */
	void (*on_action)(const struct prompt_id *id, const char *key, void *userdata);
	/* It is not to be seen any more, and forgotten here. */
	void (*on_closed)(const struct prompt_id *id, enum notify_closed reason, void *userdata);
	/* What notify_get_server() says changed. */
	void (*on_server)(const struct notify_server *server, void *userdata);
	/* The server has put it on the screen, or replaced it: notify_get_trace() says another
	 * thing. */
	void (*on_shown)(const struct prompt_id *id, void *userdata);
};

/* 'callbacks' are constant and outlive it; each may be NULL. 'bus' is borrowed and outlives it. */
int notify_new(struct bus *bus, const struct notify_callbacks *callbacks, void *userdata,
	struct notify **ret_notify);
/* Leaves on the screen what is shown: withdraw it before. Not from its callbacks. */
struct notify *notify_free(struct notify *notify);

/* Wants the prompt to be seen; one of the same id is replaced, on the screen as well. Everything is
 * copied. Returns 0 also while there is no server. -EINVAL without a summary or for text that is
 * not UTF-8, -ENOBUFS above NOTIFY_PROMPTS_MAX, -ENOMEM. */
int notify_show(struct notify *notify, const struct notify_request *request);

/* Wants it gone, also one whose showing was not answered yet. Harmless for an unknown id. */
void notify_withdraw(struct notify *notify, const struct prompt_id *id);

/* Is it (as far as the server said) on the screen? */
bool notify_is_shown(const struct notify *notify, const struct prompt_id *id);

/* By which the prompt can be found on the screen by a program that comes after this one. */
#define NOTIFY_OWNER_MAX_BYTES 255
struct notify_trace {
	uint32_t server_id;
	uint8_t bus_id[16];
	char owner[NOTIFY_OWNER_MAX_BYTES + 1]; /* of the server, on that bus */
};

/* False: it is not on the screen. */
bool notify_get_trace(
	const struct notify *notify, const struct prompt_id *id, struct notify_trace *ret_trace);
/* The program before this one left it on the screen: if the same server is there it is replaced
 * when it is shown again, and taken back if it is not. Before anything else is done with 'notify';
 * one at most. Returns 0 or -ENOMEM. */
int notify_adopt(
	struct notify *notify, const struct prompt_id *id, const struct notify_trace *trace);

void notify_get_server(const struct notify *notify, struct notify_server *ret_server);
/* Asks the bus whether it could start a server, while there is none. The answer comes later and is
 * told by notify_get_server() alone. */
void notify_look_for_server(struct notify *notify);
const char *notify_server_state_to_string(enum notify_server_state state);
