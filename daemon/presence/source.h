/* SPDX-License-Identifier: MIT */
/* One source of presence as its port sees it. Each source is one file behind a row of the table in
 * presence_table.c. */
#pragma once

#include "presence.h"

struct logind_session;
struct source;

struct source_ops {
	const char *name;
	/* While it is up there is a desktop of this user. */
	bool sees_desktop;
	/* Makes an object that begins with struct source and is zero otherwise. NULL: no memory. */
	struct source *(*new)(void);
	/* Stops it. Its memory may go later. */
	void (*free)(struct source *source);
	/* Begins to look. From here on it reports. Returns 0 or -errno. */
	int (*start)(struct source *source);
	/* These may be NULL. */
	void (*idle_after_changed)(struct source *source);
	/* Values that are not known are NULL. */
	void (*environment_changed)(struct source *source, const struct userenv_values *values);
	/* What logind says of the session; also after start, and when nothing is another. */
	void (*session_changed)(struct source *source, const struct logind_session *session);
	/* Somebody keeps the GNOME session from becoming idle, or nobody does. Also told again when
	 * it is as before. */
	void (*inhibited_changed)(struct source *source, bool inhibited);
	void (*retry)(struct source *source);
	/* From now on (or no more) it also tells of a moment without input and of the next input,
	 * with the function below; only while it is SOURCE_UP, and forgotten when it is not. NULL:
	 * it cannot, and says why in 'cannot_watch'. */
	void (*watch_input)(struct source *source, bool on);
	const char *cannot_watch;
};

/* Set by the port before start; hears_films by the source itself before it says that it is up, and
 * the last part by the source_*() functions only. */
struct source {
	const struct source_ops *ops;
	struct presence_port *port;
	struct loop *loop;
	const struct clock *clock;
	struct bus *session_bus;
	usec_t idle_after_usec;

	bool hears_films; /* and takes them for input */

	enum source_state state;
	enum input_state input;
	usec_t since_boot_usec;
	bool inhibited;
	char detail[PRESENCE_DETAIL_MAX_BYTES];
};

/* What the source is like now. The port acts on it before the loop waits again, and in the order
 * in which it was said; nothing is called from within. One that is SOURCE_UP counts from its first
 * source_set_input() on. */
void source_set_state(struct source *source, enum source_state state, const char *detail, ...)
	__attribute__((__format__(__printf__, 3, 4)));
/* Only while it is SOURCE_UP: state of the input, since when. */
void source_set_input(struct source *source, enum input_state input, usec_t since_boot_usec);
/* Only while it is SOURCE_UP: it sees for itself that something keeps the session from becoming
 * idle, though it cannot say what. Ends with that state. */
void source_set_inhibited(struct source *source, bool inhibited);
/* While input is watched: there was none for PRESENCE_QUIET_USEC, up to now; or (false) there was
 * the first after that, or any. 'userdata' is the struct source, or what begins with it, so that
 * who sees the input can be given this to call. */
void source_tell_watched(bool is_quiet, void *userdata);
/* A desktop may have come. */
void source_hint_desktop(struct source *source);

extern const struct source_ops source_wayland;
extern const struct source_ops source_mutter;
extern const struct source_ops source_x11;
extern const struct source_ops source_logind;
extern const struct source_ops source_none;
