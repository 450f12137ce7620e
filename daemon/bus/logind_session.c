/* SPDX-License-Identifier: MIT */
/*
 * This user's session at the machine.
 *
 * A user service is in no session of its own (sd_pid_get_session() says -ENODATA), so the session
 * is the one that logind calls the user's display. sd_uid_get_display() would still name it after
 * it ended, and the signal that is sent at its end carries it as well (seen with systemd 257). Only
 * the property, read at that moment, tells the truth: whatever happens to any session or to our
 * user, the question is asked anew, and a session that was removed is gone at once.
 *
 * Signals come from the path of the session, never from its aliases (session/auto); so there is a
 * match for each session that is ours, which goes with it. What such a signal says is taken as it
 * comes: somebody who was idle for a moment was idle.
 *
 * IdleHint is no news where nobody sets it. In a session on a terminal logind works it out from the
 * terminal when it is asked, and sends no signal.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <backcare/cleanup.h>

#include "log.h"
#include "logind_internal.h"

enum {
	ID,
	CLASS,
	STATE,
	TYPE,
	DISPLAY,
	ACTIVE,
	REMOTE,
	LOCKED,
	IDLE,
	IDLE_SINCE,
};

#define AT(member) offsetof(struct logind_session_values, member)

static const struct logind_property properties[] = {
	[ID] = {"Id", 's', AT(id)},
	[CLASS] = {"Class", 's', AT(class)},
	[STATE] = {"State", 's', AT(state)},
	[TYPE] = {"Type", 's', AT(type)},
	[DISPLAY] = {"Display", 's', AT(display)},
	[ACTIVE] = {"Active", 'b', AT(is_active)},
	[REMOTE] = {"Remote", 'b', AT(is_remote)},
	[LOCKED] = {"LockedHint", 'b', AT(is_locked)},
	[IDLE] = {"IdleHint", 'b', AT(is_idle)},
	[IDLE_SINCE] = {"IdleSinceHintMonotonic", 't', AT(idle_since_monotonic_usec)},
};

static bool is_graphical(const struct logind_session_values *values)
{
	return strcmp(values->type, "wayland") == 0 || strcmp(values->type, "x11") == 0 ||
	       strcmp(values->type, "mir") == 0;
}

/* Not that of a login or lock screen, of a cron job, of the user manager. "user" may have a word
 * after it ("user-early"). */
static bool is_of_a_person(const struct logind_session_values *values)
{
	size_t size = strlen("user");

	return strncmp(values->class, "user", size) == 0 &&
	       (values->class[size] == '\0' || values->class[size] == '-');
}

static bool is_same(const struct logind_session *one, const struct logind_session *other)
{
	return one->is_known == other->is_known && one->is_present == other->is_present &&
	       one->is_in_foreground == other->is_in_foreground &&
	       one->is_remote == other->is_remote && one->is_locked == other->is_locked &&
	       one->is_idle_hint_used == other->is_idle_hint_used &&
	       one->is_idle == other->is_idle &&
	       one->idle_since_boot_usec == other->idle_since_boot_usec &&
	       strcmp(one->id, other->id) == 0 && strcmp(one->type, other->type) == 0 &&
	       strcmp(one->display, other->display) == 0;
}

static void tell(struct logind *logind, const struct logind_session *session)
{
	struct logind_session_part *part = &logind->session;
	bool is_another = strcmp(part->told.id, session->id) != 0;

	if (session->is_known) {
		logind_trust(logind);
	}
	if (!is_same(&part->told, session)) {
		part->told = *session;
		logind->callbacks->on_session(&part->told, logind->userdata);
	}
	/* Who is in another session than the one at the machine does not inhibit it. */
	if (is_another && logind->name.owner[0] != '\0') {
		logind_inhibitors_ask(logind);
	}
}

static void tell_absent(struct logind *logind)
{
	const struct logind_session absent = {.is_known = true};

	tell(logind, &absent);
}

/* On the boot clock; never in the future. */
static usec_t get_idle_since(const struct logind *logind)
{
	usec_t since_monotonic_usec = logind->session.values.idle_since_monotonic_usec;
	usec_t now_monotonic_usec = clock_monotonic_usec(&logind->clock);
	usec_t now_boot_usec = clock_boot_usec(&logind->clock);

	if (since_monotonic_usec == 0 || since_monotonic_usec >= now_monotonic_usec) {
		return now_boot_usec;
	}
	return now_boot_usec - (now_monotonic_usec - since_monotonic_usec);
}

static void tell_values(struct logind *logind)
{
	struct logind_session_part *part = &logind->session;
	const struct logind_session_values *values = &part->values;
	const struct logind_session *told = &part->told;
	struct logind_session session = {.is_known = true, .is_present = true};

	/* A session is closing while processes of it are left behind: nobody sits there. */
	if (!is_of_a_person(values) || strcmp(values->state, "closing") == 0) {
		tell_absent(logind);
		return;
	}
	session.is_in_foreground = values->is_active;
	session.is_remote = values->is_remote;
	session.is_locked = values->is_locked;
	(void)strcpy(session.id, values->id);
	(void)strcpy(session.type, values->type);
	(void)strcpy(session.display, values->display);
	if (is_graphical(values) &&
		(values->idle_since_monotonic_usec != 0 || part->hint_was_set)) {
		session.is_idle_hint_used = true;
		session.is_idle = values->is_idle;
		/* Made once of each value: the clocks drift apart in suspend, and by a microsecond
		 * between two looks at them. */
		if (told->is_idle_hint_used && told->is_idle == session.is_idle &&
			strcmp(told->id, session.id) == 0 &&
			part->told_since_monotonic_usec == values->idle_since_monotonic_usec) {
			session.idle_since_boot_usec = told->idle_since_boot_usec;
		} else {
			session.idle_since_boot_usec = get_idle_since(logind);
		}
		part->told_since_monotonic_usec = values->idle_since_monotonic_usec;
	}
	tell(logind, &session);
}

static void drop_session(struct logind_session_part *part)
{
	part->match = sd_bus_slot_unref(part->match);
	part->values_call = sd_bus_slot_unref(part->values_call);
	part->values = (struct logind_session_values){0};
	part->hint_was_set = false;
	part->path[0] = '\0';
}

static void lose_session(struct logind *logind)
{
	drop_session(&logind->session);
	tell_absent(logind);
}

static void log_failure(const char *what, sd_bus_message *reply, int r)
{
	char text[256];

	log_debug("logind, %s: %s", what,
		r < 0 ? log_errno_text(r) : bus_error_text(reply, text, sizeof(text)));
}

static int on_values(sd_bus_message *reply, void *userdata, sd_bus_error *ret_error)
{
	struct logind *logind = userdata;
	struct logind_session_part *part = &logind->session;
	struct logind_session_values values = {0};
	unsigned seen;
	int r = 0;

	part->values_call = sd_bus_slot_unref(part->values_call);
	if (sd_bus_message_is_method_error(reply, SD_BUS_ERROR_UNKNOWN_OBJECT)) {
		lose_session(logind); /* the signal that it was removed is late */
		return 0;
	}
	if (!sd_bus_message_is_method_error(reply, NULL)) {
		r = logind_read_properties(
			reply, properties, ELEMENTSOF(properties), &values, &seen);
		if (r >= 0) {
			part->values = values;
			tell_values(logind);
			return 0;
		}
	}
	log_failure("session", reply, r);
	drop_session(part); /* so that it is asked again */
	logind_doubt(logind);
	return 0;
}

static void ask_values(struct logind *logind)
{
	struct logind_session_part *part = &logind->session;

	if (part->values_call != NULL) {
		return; /* an answer that is on its way is newer than what came before it */
	}
	logind_call(logind, &part->values_call, on_values, part->path, DBUS_PROPERTIES, "GetAll",
		"s", LOGIND_SESSION);
}

static int on_session_signal(sd_bus_message *signal, void *userdata, sd_bus_error *ret_error)
{
	struct logind *logind = userdata;
	struct logind_session_part *part = &logind->session;
	unsigned seen, unsaid;

	if (!bus_name_is_sender(&logind->name, signal)) {
		return 0;
	}
	if (sd_bus_message_is_signal(signal, LOGIND_SESSION, "Lock") ||
		sd_bus_message_is_signal(signal, LOGIND_SESSION, "Unlock")) {
		logind->callbacks->on_lock_request(
			strcmp(sd_bus_message_get_member(signal), "Lock") == 0, logind->userdata);
		return 0;
	}
	if (logind_read_changed(signal, LOGIND_SESSION, properties, ELEMENTSOF(properties),
		    &part->values, &seen, &unsaid) <= 0) {
		return 0;
	}
	part->hint_was_set = part->hint_was_set || ((seen | unsaid) & 1U << IDLE) != 0;
	if (part->values_call != NULL) {
		return 0; /* the answer tells all */
	}
	if (unsaid != 0) {
		ask_values(logind);
	} else if (seen != 0) {
		tell_values(logind);
	}
	return 0;
}

static int add_match(struct logind *logind, const char *path, sd_bus_message_handler_t handler,
	sd_bus_slot **ret_slot)
{
	char match[LOGIND_PATH_MAX_BYTES + 128];

	(void)snprintf(
		match, sizeof(match), "type='signal',sender='" LOGIND_SERVICE "',path='%s'", path);
	return sd_bus_add_match_async(
		logind->name.connection, ret_slot, match, handler, NULL, logind);
}

static void set_session(struct logind *logind, const char *path)
{
	struct logind_session_part *part = &logind->session;
	int r;

	if (strcmp(path, "/") == 0 || strlen(path) >= sizeof(part->path)) {
		lose_session(logind);
		return;
	}
	if (strcmp(path, part->path) != 0) {
		drop_session(part);
		(void)strcpy(part->path, path);
		/* First the match, then the question: nothing is lost between them. */
		r = add_match(logind, path, on_session_signal, &part->match);
		if (r < 0) {
			log_warning("Cannot follow the session %s: %s", path, log_errno_text(r));
		}
	}
	/* Also of the one that is known: it stays the display while it is closing, and nobody is
	 * told of that (seen with systemd 252 and 257). */
	ask_values(logind);
}

static void end_question(struct logind *logind)
{
	if (logind->session.again) {
		logind->session.again = false;
		logind_session_ask(logind);
	}
}

static int on_display(sd_bus_message *reply, void *userdata, sd_bus_error *ret_error)
{
	struct logind *logind = userdata;
	const char *id, *path;
	int r = 0;

	logind->session.call = sd_bus_slot_unref(logind->session.call);
	if (sd_bus_message_is_method_error(reply, SD_BUS_ERROR_UNKNOWN_OBJECT)) {
		lose_session(logind); /* the user went in between */
	} else if (sd_bus_message_is_method_error(reply, NULL) ||
		   (r = sd_bus_message_read(reply, "v", "(so)", &id, &path)) < 0) {
		log_failure("display", reply, r);
		logind_doubt(logind);
	} else {
		set_session(logind, path);
	}
	end_question(logind);
	return 0;
}

static int on_user_signal(sd_bus_message *signal, void *userdata, sd_bus_error *ret_error)
{
	struct logind *logind = userdata;

	/* What it says of the display is that of before. */
	if (bus_name_is_sender(&logind->name, signal) &&
		sd_bus_message_is_signal(signal, DBUS_PROPERTIES, "PropertiesChanged")) {
		logind_session_ask(logind);
	}
	return 0;
}

static void set_user(struct logind *logind, const char *path)
{
	struct logind_session_part *part = &logind->session;
	int r;

	if (strcmp(path, part->user_path) == 0) {
		return;
	}
	part->user_match = sd_bus_slot_unref(part->user_match);
	(void)snprintf(part->user_path, sizeof(part->user_path), "%s", path);
	r = add_match(logind, path, on_user_signal, &part->user_match);
	if (r < 0) {
		log_warning("Cannot follow %s: %s", path, log_errno_text(r));
	}
}

static int on_user(sd_bus_message *reply, void *userdata, sd_bus_error *ret_error)
{
	struct logind *logind = userdata;
	struct logind_session_part *part = &logind->session;
	const char *path;
	int r = 0;

	part->call = sd_bus_slot_unref(part->call);
	if (sd_bus_message_is_method_error(reply, "org.freedesktop.login1.NoSuchUser")) {
		lose_session(logind); /* logged in nowhere */
	} else if (sd_bus_message_is_method_error(reply, NULL) ||
		   (r = sd_bus_message_read(reply, "o", &path)) < 0) {
		log_failure("user", reply, r);
		logind_doubt(logind);
	} else {
		set_user(logind, path);
		logind_call(logind, &part->call, on_display, path, DBUS_PROPERTIES, "Get", "ss",
			LOGIND_USER, "Display");
		return 0;
	}
	end_question(logind);
	return 0;
}

void logind_session_ask(struct logind *logind)
{
	struct logind_session_part *part = &logind->session;

	if (part->call != NULL) {
		part->again = true;
		return;
	}
	logind_call(logind, &part->call, on_user, LOGIND_PATH, LOGIND_MANAGER, "GetUser", "u",
		(uint32_t)getuid());
}

void logind_session_take_removed(struct logind *logind, const char *path)
{
	if (strcmp(path, logind->session.path) == 0) {
		lose_session(logind);
	}
	logind_session_ask(logind);
}

void logind_session_drop(struct logind *logind)
{
	struct logind_session_part *part = &logind->session;

	drop_session(part);
	part->call = sd_bus_slot_unref(part->call);
	part->again = false;
	part->user_match = sd_bus_slot_unref(part->user_match);
	part->user_path[0] = '\0';
}

void logind_session_forget(struct logind *logind)
{
	const struct logind_session unknown = {0};

	tell(logind, &unknown);
}
