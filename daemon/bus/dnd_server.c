/* SPDX-License-Identifier: MIT */
/*
 * One property of who shows the notifications says it; mako too has no other name on the bus. A
 * signal either has the new value in it, or says that there is one: then it is asked for, one
 * question at a time and one more after it. A service without the property says so, and is asked
 * again only when another process has its name.
 *
 * A value in a signal ends a question that is on its way: nothing that was said before it counts,
 * and what is said after it comes with a signal of its own.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include <backcare/cleanup.h>

#include "clock.h"
#include "dnd_internal.h"
#include "log.h"
#include "loop.h"

#define PROPERTIES "org.freedesktop.DBus.Properties"
#define SERVICE "org.freedesktop.Notifications"
#define SERVICE_PATH "/org/freedesktop/Notifications"
#define MAKO_INTERFACE "fr.emersion.Mako"
#define MAKO_PATH "/fr/emersion/Mako"
#define DUNST_INTERFACE "org.dunstproject.cmd0"

struct server_row {
	const char *path, *interface, *property;
	/* Reads the variant at which the message is into 'who' of DND_WHO_MAX_BYTES. Returns 0 or
	 * -errno, -EBADMSG for another type. */
	int (*read)(sd_bus_message *message, char *who);
	struct bus_subscription changed;
};

static const struct server_row *get_row(const struct dnd_server *server);

static int read_truth(sd_bus_message *message, char *who, const char *text)
{
	int truth, r = sd_bus_message_read(message, "v", "b", &truth);

	if (r <= 0) {
		return r < 0 ? r : -EBADMSG;
	}
	(void)snprintf(who, DND_WHO_MAX_BYTES, "%s", truth != 0 ? text : "");
	return 0;
}

static int read_inhibited(sd_bus_message *message, char *who)
{
	return read_truth(message, who, "the notification server");
}

static int read_paused(sd_bus_message *message, char *who)
{
	return read_truth(message, who, "dunst");
}

static int read_modes(sd_bus_message *message, char *who)
{
	const char *mode;
	int r = sd_bus_message_enter_container(message, 'v', "as");

	if (r > 0) {
		r = sd_bus_message_enter_container(message, 'a', "s");
	}
	if (r <= 0) {
		return r < 0 ? r : -EBADMSG;
	}
	who[0] = '\0';
	while ((r = sd_bus_message_read(message, "s", &mode)) > 0) {
		if (who[0] == '\0' &&
			(strcasecmp(mode, "do-not-disturb") == 0 || strcasecmp(mode, "dnd") == 0)) {
			(void)snprintf(who, DND_WHO_MAX_BYTES, "mako, mode %s", mode);
		}
	}
	return r;
}

/* No question is on its way, and none is due. */
static void clear(struct dnd_server *server)
{
	server->call = sd_bus_slot_unref(server->call);
	server->is_due = false;
	pace_cancel(&server->pace);
	(void)loop_timer_set(server->retry, USEC_INFINITY);
}

static void ask_soon(struct dnd_server *server)
{
	if (server->call != NULL) {
		server->is_due = true;
	} else {
		pace_request(&server->pace);
	}
}

/* It is there and does not answer. */
static void failed(struct dnd_server *server, const char *text)
{
	const struct server_row *row = get_row(server);
	usec_t wait_usec = backoff_failed(&server->backoff, clock_system_monotonic_usec());

	log_debug("The notification server does not say %s: %s", row->property, text);
	dnd_voice_doubt(&server->voice);
	(void)loop_timer_set(server->retry, wait_usec);
}

static bool is_no_answer(sd_bus_message *reply)
{
	return sd_bus_message_is_method_error(reply, SD_BUS_ERROR_NO_REPLY) > 0 ||
	       sd_bus_message_is_method_error(reply, SD_BUS_ERROR_TIMEOUT) > 0 ||
	       sd_bus_message_is_method_error(reply, SD_BUS_ERROR_DISCONNECTED) > 0;
}

static int on_answer(sd_bus_message *reply, void *userdata, sd_bus_error *ret_error)
{
	struct dnd_server *server = userdata;
	const struct server_row *row = get_row(server);
	bool is_due = server->is_due;
	char who[DND_WHO_MAX_BYTES], text[256];

	clear(server);
	if (is_no_answer(reply)) {
		failed(server, bus_error_text(reply, text, sizeof(text)));
	} else {
		backoff_succeeded(&server->backoff, clock_system_monotonic_usec());
		server->is_understood = false;
		if (sd_bus_message_is_method_error(reply, NULL) > 0) {
			log_debug("The notification server has no %s: %s", row->property,
				bus_error_text(reply, text, sizeof(text)));
			who[0] = '\0';
		} else if (row->read(reply, who) < 0) {
			log_debug("The notification server has another kind of %s", row->property);
			who[0] = '\0';
		} else {
			server->is_understood = true;
		}
		dnd_voice_say(&server->voice, who);
	}
	if (is_due) {
		pace_request(&server->pace);
	}
	return 0;
}

static void ask(void *userdata)
{
	struct dnd_server *server = userdata;
	const struct server_row *row = get_row(server);
	int r;

	clear(server);
	r = bus_name_call(&server->name, &server->call, row->path, PROPERTIES, "Get", on_answer,
		server, "ss", row->interface, row->property);
	if (r < 0) {
		failed(server, log_errno_text(r));
	}
}

static void on_retry(void *userdata)
{
	struct dnd_server *server = userdata;

	pace_request(&server->pace);
}

enum news { NEWS_NONE, NEWS_VALUE, NEWS_NO_VALUE };

/* What the signal PropertiesChanged says of the property. */
static enum news read_changed(struct dnd_server *server, sd_bus_message *signal, char *who)
{
	const struct server_row *row = get_row(server);
	const char *name;
	int r;

	if (sd_bus_message_has_signature(signal, "sa{sv}as") <= 0 ||
		sd_bus_message_read(signal, "s", &name) <= 0 || strcmp(name, row->interface) != 0) {
		return NEWS_NONE;
	}
	r = sd_bus_message_enter_container(signal, 'a', "{sv}");
	while (r >= 0 && (r = sd_bus_message_enter_container(signal, 'e', "sv")) > 0) {
		r = sd_bus_message_read(signal, "s", &name);
		if (r > 0 && strcmp(name, row->property) == 0) {
			return row->read(signal, who) >= 0 ? NEWS_VALUE : NEWS_NO_VALUE;
		}
		r = r > 0 ? sd_bus_message_skip(signal, "v") : -EBADMSG;
		if (r >= 0) {
			r = sd_bus_message_exit_container(signal);
		}
	}
	if (r >= 0) {
		r = sd_bus_message_exit_container(signal);
	}
	if (r >= 0) {
		r = sd_bus_message_enter_container(signal, 'a', "s");
	}
	while (r > 0 && (r = sd_bus_message_read(signal, "s", &name)) > 0) {
		if (strcmp(name, row->property) == 0) {
			return NEWS_NO_VALUE;
		}
	}
	return NEWS_NONE;
}

static int on_changed(sd_bus_message *signal, void *userdata, sd_bus_error *ret_error)
{
	struct dnd_server *server = userdata;
	char who[DND_WHO_MAX_BYTES];
	enum news news = NEWS_NONE;

	if (bus_name_is_sender(&server->name, signal)) {
		news = read_changed(server, signal, who);
	}
	if (news != NEWS_NONE) {
		/* It speaks. */
		backoff_reset(&server->backoff);
		(void)loop_timer_set(server->retry, USEC_INFINITY);
	}
	if (news == NEWS_VALUE) {
		clear(server);
		server->is_understood = true;
		dnd_voice_say(&server->voice, who);
	} else if (news == NEWS_NO_VALUE) {
		ask_soon(server);
	}
	return 0;
}

static void on_owner(void *userdata)
{
	struct dnd_server *server = userdata;

	clear(server);
	server->is_understood = false;
	backoff_reset(&server->backoff);
	pace_reset(&server->pace);
	dnd_voice_doubt(&server->voice);
	if (server->name.owner[0] != '\0') {
		pace_request(&server->pace);
	}
}

#define CHANGED(path, interface)                                                     \
	{"type='signal',sender='" SERVICE "',path='" path "',interface='" PROPERTIES \
	 "',member='PropertiesChanged',arg0='" interface "'",                        \
		on_changed}

static const struct server_row rows[DND_SERVER_KIND_MAX] = {
	[DND_INHIBITED] = {SERVICE_PATH, SERVICE, "Inhibited", read_inhibited,
		CHANGED(SERVICE_PATH, SERVICE)},
	[DND_MAKO] = {MAKO_PATH, MAKO_INTERFACE, "Modes", read_modes,
		CHANGED(MAKO_PATH, MAKO_INTERFACE)},
	[DND_DUNST] = {SERVICE_PATH, DUNST_INTERFACE, "paused", read_paused,
		CHANGED(SERVICE_PATH, DUNST_INTERFACE)},
};

static const struct server_row *get_row(const struct dnd_server *server)
{
	return &rows[server->kind];
}

int dnd_server_init(struct dnd_server *server, enum dnd_server_kind kind,
	struct do_not_disturb *dnd, struct bus *bus)
{
	struct loop *loop = bus_get_loop(bus);
	int r;

	*server = (struct dnd_server){.kind = kind};
	bus_name_init(&server->name, SERVICE, on_owner, server);
	backoff_init(&server->backoff);
	r = dnd_voice_init(&server->voice, dnd, loop);
	if (r >= 0) {
		r = pace_init(&server->pace, loop, ask, server);
	}
	if (r >= 0) {
		r = loop_timer_new(loop, on_retry, server, &server->retry);
	}
	if (r >= 0) {
		bus_name_add(&server->name, bus, &rows[kind].changed, 1);
	}
	return r;
}

void dnd_server_deinit(struct dnd_server *server)
{
	bus_name_remove(&server->name);
	server->call = sd_bus_slot_unref(server->call);
	server->retry = loop_timer_free(server->retry);
	pace_deinit(&server->pace);
	dnd_voice_deinit(&server->voice);
}
