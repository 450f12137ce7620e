/* SPDX-License-Identifier: MIT */
/* Between the files of the port: presence.c (sources and what is new), source.c (what they say),
 * presence_table.c (which sources there are), presence_external.c (outside sensors),
 * presence_watch.c (the next input, for who tries whether it is seen), presence_describe.c (what is
 * told to people). */
#pragma once

#include "arbiter.h"
#include "clock.h"
#include "external.h"
#include "list.h"
#include "loop.h"
#include "presence.h"
#include "source.h"

struct session;

#define EXTERNAL_NAME "external"

/* Without "external", which has its line among them but is none. */
#define SOURCES_MAX (PRESENCE_SOURCES_MAX - 1)

/* Best first. */
extern const struct source_ops *const source_table[];
extern const size_t n_sources;

/* The places in the table that the names stand for, each once; without names all of them. The names
 * are known ones. Returns how many. */
size_t read_source_order(
	const char *const *names, size_t n_names, size_t order[SOURCES_MAX], bool *ret_external);

/* Things said in one pass of the loop; what is more replaces the newest. */
#define QUEUE_MAX 32

/* What a source said, and which. */
struct said {
	const struct source *source;
	struct arbiter_report report;
};

/* The values of struct userenv_values, as they are kept. */
enum {
	ENVIRONMENT_WAYLAND_DISPLAY,
	ENVIRONMENT_DISPLAY,
	ENVIRONMENT_SESSION_TYPE,
	ENVIRONMENT_XAUTHORITY,
	ENVIRONMENT_MAX,
};

/* The facts as they were handed on. */
struct told {
	bool session_present;
	bool locked;
	bool inhibited;
};

/* Input is watched for who tries whether it is seen (presence_watch.c). */
struct input_watch {
	struct list watches; /* struct presence_watch */
	size_t n_watches;
	struct source *source; /* asked to tell of it; NULL: none */
	bool is_external;      /* the reports of outside sensors are the input */
	bool is_quiet;
	bool input_came; /* and nobody was told yet */
};

struct presence_port {
	struct loop *loop;
	struct clock clock;
	struct bus *session_bus;
	struct bus *system_bus;
	const struct presence_callbacks *callbacks;
	void *userdata;
	usec_t idle_after_usec;
	bool started;
	bool external_allowed;
	struct external external;
	struct loop_timer *external_timer;

	/* As in the table; NULL: left out by the settings */
	struct source *sources[SOURCES_MAX];
	struct arbiter arbiter; /* knows them by their places in the table */
	struct said queue[QUEUE_MAX];
	size_t n_queued;
	bool sources_changed;
	bool desktop_hint;
	struct loop_work work;
	struct loop_timer *timer; /* to decide again */

	struct session *session;
	struct told told;

	struct input_watch input_watch;

	/* The user manager's; NULL: not set */
	char *environment[ENVIRONMENT_MAX];
};

/* The source in charge sees for itself that something inhibits. */
bool presence_source_is_inhibited(const struct presence_port *port);

/* Whoever watches is told what is new; and the source that is in charge now is asked. */
void presence_settle_watches(struct presence_port *port);
/* This source is about to go. */
void presence_unwatch_source(struct presence_port *port, const struct source *source);
/* An outside sensor saw somebody. */
void presence_note_report(struct presence_port *port, enum presence presence);

/* Takes back all reports. */
void presence_forget_external(struct presence_port *port);
/* The newest report ended: 'userdata' is the port. */
void presence_on_external_timer(void *userdata);
