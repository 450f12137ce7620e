/* SPDX-License-Identifier: MIT */
/* Is the person at the keyboard? The port of all sources, which of them is in charge, and the
 * reports of outside sensors. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "types.h"

struct bus;
struct clock;
struct logind_session;
struct loop;
struct presence_port;
struct userenv_values;

/* Names of outside sensors that are told apart at a time; and the length of one. */
#define PRESENCE_EXTERNALS_MAX 8
#define PRESENCE_EXTERNAL_NAME_MAX_BYTES 64
/* A report is used no longer than this. */
#define PRESENCE_EXTERNAL_VALID_MAX_USEC USEC_PER_DAY

/* Presence.IdleAfter, limits and default. */
#define PRESENCE_IDLE_AFTER_MIN_USEC USEC_PER_SEC
#define PRESENCE_IDLE_AFTER_MAX_USEC USEC_PER_HOUR
#define PRESENCE_IDLE_AFTER_DEFAULT_USEC USEC_PER_MINUTE

#define PRESENCE_DETAIL_MAX_BYTES 256

enum source_state {
	SOURCE_UP,
	SOURCE_STARTING,
	SOURCE_DOWN,        /* not there now, waited for */
	SOURCE_UNAVAILABLE, /* cannot work here, or is not built in or not wanted */
	SOURCE_STATE_MAX,
};

/* One line of GetStatus. */
struct presence_source_info {
	const char *name; /* constant */
	enum source_state state;
	bool in_charge;
	bool hears_films; /* up, and cannot tell a film that plays from input */
	char detail[PRESENCE_DETAIL_MAX_BYTES]; /* for people */
};

/* Enough for presence_list_sources(). */
#define PRESENCE_SOURCES_MAX 8

/* What is behind the session, sleep and inhibitors; for who asks what works. */
struct presence_session_info {
	const struct logind_session *logind; /* never NULL; valid until the loop runs */
	bool sleep_waits;                    /* the machine waits for us before it sleeps */
	bool sleep_wait_is_refused;
	bool gnome_is_there; /* a GNOME session, which lists who inhibits */
	bool is_present;     /* as the core was told */
	bool is_locked;
};

/* None but on_external is run from within a function of this header. They may call all of them but
 * free. */
struct presence_callbacks {
	/* What the source in charge says: since when there is input, or since when there is none
	 * (backdated to the last input), or that nothing is known. 'since_boot_usec' never goes
	 * back behind that of the call before, and is never in the future. The first call comes
	 * from the first pass of the loop. */
	void (*on_input)(enum input_state state, usec_t since_boot_usec, void *userdata);
	/* The newest report of an outside sensor, used until then; from within
	 * presence_port_report_external() or presence_port_set_sources(), so that whoever asks next
	 * finds it. 'proven': a rest that it reports was seen, not guessed. PRESENCE_UNKNOWN takes
	 * back what was said before.
	 */
	void (*on_external)(
		enum presence presence, bool proven, usec_t until_boot_usec, void *userdata);
	/* What rules over input. At first the session is there and unlocked, the machine awake and
	 * nobody inhibits; told when it is otherwise, and each change. When on_sleep(true) returns,
	 * the machine may go to sleep at any moment. */
	void (*on_session)(bool present, void *userdata);
	void (*on_lock)(bool locked, void *userdata);
	void (*on_sleep)(bool asleep, void *userdata);
	/* Something of this user's session keeps it from becoming idle: a film, a call. */
	void (*on_inhibit)(bool inhibited, void *userdata);
	/* presence_port_list_sources() says something else than before. */
	void (*on_sources_changed)(void *userdata);
	/* A desktop may have come: its environment is worth asking for (userenv_refresh()). May be
	 * NULL. */
	void (*on_desktop_hint)(void *userdata);
};

/* '*clock' is copied; 'callbacks' are constant and outlive it, as do the buses. Nothing is started
 * yet. */
int presence_port_new(struct loop *loop, const struct clock *clock, struct bus *session_bus,
	struct bus *system_bus, const struct presence_callbacks *callbacks, void *userdata,
	struct presence_port **ret_port);
struct presence_port *presence_port_free(struct presence_port *port);

/* Presence.IdleAfter: no input for so long is idle. Live. -ERANGE outside the limits. */
int presence_port_set_idle_after(struct presence_port *port, usec_t idle_after_usec);

/* Presence.Sources: only these, in this order; n_names 0: automatic. Live. -EINVAL for a name that
 * is none (presence_port_is_source()); then nothing changes. "external" may be named: without it
 * reports are refused, and those there are taken back. */
int presence_port_set_sources(struct presence_port *port, const char *const *names, size_t n_names);
bool presence_port_is_source(const char *name);

/* Where the desktop is, from the user manager; copied. */
void presence_port_set_environment(struct presence_port *port, const struct userenv_values *values);

/* Begins to look, from the next pass of the loop on. */
int presence_port_start(struct presence_port *port);

/* Tries again now what failed too often (SIGHUP). */
void presence_port_retry(struct presence_port *port);

/* ReportPresence. 'source' is copied. valid_usec 0, or PRESENCE_UNKNOWN: takes the report of this
 * source back. Calls on_external. Returns 0, -EINVAL for a name that is empty,
 * too long or not plain text, -ERANGE above PRESENCE_EXTERNAL_VALID_MAX_USEC, -ENOBUFS when
 * PRESENCE_EXTERNALS_MAX others are fresh, -EACCES if the settings leave external out. */
int presence_port_report_external(
	struct presence_port *port, const char *source, enum presence presence, usec_t valid_usec);

/* All sources that there are, in the order of precedence. Returns how many (at most
 * PRESENCE_SOURCES_MAX, the room of 'infos'). */
size_t presence_port_list_sources(
	const struct presence_port *port, struct presence_source_info *infos);

void presence_port_get_session(
	const struct presence_port *port, struct presence_session_info *ret_info);

/* What else there is to say of a presence that input does not tell: why the session is not there,
 * which sensor said so, who inhibits; for people, "" if there is nothing. In 'buffer', which is
 * returned. */
const char *presence_port_describe(
	const struct presence_port *port, enum presence presence, char *buffer, size_t size);

/* A person tries whether input is seen. */
struct presence_watch;

/* At a time. */
#define PRESENCE_WATCHES_MAX 16
/* The moment without input that comes first: what led to the call is over then. */
#define PRESENCE_QUIET_USEC (300 * USEC_PER_MSEC)

enum presence_watch_state {
	PRESENCE_WATCH_WAITING, /* for a moment without input */
	PRESENCE_WATCH_READY,   /* the next input is seen */
	PRESENCE_WATCH_ENDED,   /* it was, or the time is over */
	PRESENCE_WATCH_UNABLE,  /* the source in charge cannot tell of single input */
	PRESENCE_WATCH_STATE_MAX,
};

struct presence_watch_report {
	const char *source; /* constant; the one in charge */
	enum presence_watch_state state;
	bool seen;
	usec_t after_usec;  /* if it was: from the call on */
	const char *detail; /* for people: why nothing was seen, or can be; NULL */
};

/* Run from the loop for each new state, the first time soon after the call. With ENDED or UNABLE
 * the watch is gone when it returns. May neither free a watch nor begin one. */
typedef void (*presence_watch_fn)(const struct presence_watch_report *report, void *userdata);

/* Watches for the next input, for so long: see WatchInput. What the core is told stays as it is.
 * Returns 0, -ENOBUFS above PRESENCE_WATCHES_MAX, -errno. */
int presence_port_watch_input(struct presence_port *port, usec_t length_usec, presence_watch_fn fn,
	void *userdata, struct presence_watch **ret_watch);
/* Before its last report. Not from a callback of the port. The port may be freed only after all
 * watches have gone. */
struct presence_watch *presence_watch_free(struct presence_watch *watch);

const char *source_state_to_string(enum source_state state);
