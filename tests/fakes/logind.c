/* SPDX-License-Identifier: MIT */
/*
 * What the proxy of logind talks to, at its worst. Commands come by lines on standard input, what
 * happened goes out by lines on standard output.
 *
 *   logind ADDRESS
 *
 * in:  user on|off                   does logind know our user
 *      display ID                    the user's display, "-": none; nobody is told
 *      session ID [NAME=VALUE...]    makes a session or changes it; nobody is told
 *      gone ID                       there is no such object any more; nobody is told
 *      changed ID NAME=VALUE...      changes it, and the signal says so
 *      unsaid ID NAME=VALUE...       changes it, and the signal says what, but not to which value
 *      emit ID MEMBER                a signal of the session
 *      user-changed ID               the signal that the user's display is ID, whatever it is
 *      new ID, removed ID            SessionNew, SessionRemoved
 *      user-new UID, user-removed UID
 *      inhibitor WHAT|WHO|WHY|MODE|UID|PID    one more, told to nobody; UID 0: ours;
 *                                  PID 0: this process, -1: the one under test
 *      uninhibit                     all inhibitors go, told to nobody
 *      block N                       N signals that BlockInhibited changed
 *      preparing yes|no              the property; nobody is told
 *      sleep yes|no                  the same, with the signal
 *      mode MEMBER answer|silent|error|types|die    how to answer this from now on
 *      answer                        all that was kept back by "silent"
 *      release, claim                the name
 *      spoof                         signals from somebody else, all that there are
 * out: ready | ok (after each command) | asked MEMBER | lock | unlock (of a descriptor)
 */
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <systemd/sd-bus.h>

#include "bus_peer.h"

#define NAME "org.freedesktop.login1"
#define PATH "/org/freedesktop/login1"
#define MANAGER NAME ".Manager"
#define SESSION NAME ".Session"
#define USER NAME ".User"
#define PROPERTIES "org.freedesktop.DBus.Properties"

#define SESSIONS_MAX 4
#define VALUES_MAX 16
#define INHIBITORS_MAX 16
#define KEPT_MAX 16
#define LOCKS_MAX 8

struct value {
	char name[32];
	char text[64];
};

struct session {
	char id[16];
	struct value values[VALUES_MAX];
	size_t n_values;
};

struct mode {
	char member[32];
	char mode[16];
};

static struct session sessions[SESSIONS_MAX];
static char display[16] = "-";
static bool has_user, preparing;
static char inhibitors[INHIBITORS_MAX][256];
static size_t n_inhibitors;
static struct mode modes[8];
static size_t n_modes;
static sd_bus_message *kept[KEPT_MAX];
static size_t n_kept;
static struct pollfd locks[LOCKS_MAX];
_Static_assert(LOCKS_MAX <= BUS_PEER_MORE_MAX, "all are waited for");
static const char *address;
static char client[256], user_path[64];

static void say(const char *text, const char *more)
{
	printf("%s%s\n", text, more);
	fflush(stdout);
}

static void must(int r)
{
	if (r < 0) {
		(void)fprintf(stderr, "fake logind: %s\n", strerror(-r));
		_exit(1);
	}
}

static struct session *find_session(const char *id)
{
	for (size_t i = 0; i < SESSIONS_MAX; i++) {
		if (strcmp(sessions[i].id, id) == 0) {
			return &sessions[i];
		}
	}
	return NULL;
}

/* As logind does it: "2" is _32. */
static char *session_path(const char *id)
{
	char *path;

	must(sd_bus_path_encode(PATH "/session", id, &path));
	return path; /* as long as the test lives */
}

static void display_path(const char **ret_id, const char **ret_path)
{
	bool is_none = strcmp(display, "-") == 0;

	*ret_id = is_none ? "" : display;
	*ret_path = is_none ? "/" : session_path(display);
}

static void append_value(sd_bus_message *message, const struct value *value)
{
	static const char *const truths[] = {
		"Active", "Remote", "LockedHint", "IdleHint", "TypesHint"};
	bool truth = strcmp(value->text, "yes") == 0;

	for (size_t i = 0; i < sizeof(truths) / sizeof(truths[0]); i++) {
		if (strcmp(value->name, truths[i]) == 0) {
			must(sd_bus_message_append(message, "{sv}", value->name, "b", truth));
			return;
		}
	}
	if (strncmp(value->name, "IdleSince", 9) == 0) {
		must(sd_bus_message_append(message, "{sv}", value->name, "t",
			(uint64_t)strtoull(value->text, NULL, 10)));
	} else {
		must(sd_bus_message_append(message, "{sv}", value->name, "s", value->text));
	}
}

static void set_values(struct session *session, char *words)
{
	for (char *word = strtok(words, " "); word != NULL; word = strtok(NULL, " ")) {
		char *text = strchr(word, '=');
		size_t i = 0;

		*text++ = '\0';
		while (i < session->n_values && strcmp(session->values[i].name, word) != 0) {
			i++;
		}
		session->n_values += i == session->n_values ? 1 : 0;
		(void)snprintf(session->values[i].name, 32, "%s", word);
		(void)snprintf(session->values[i].text, 64, "%s", text);
	}
}

static void reply_session(sd_bus_message *call, sd_bus_message *reply)
{
	struct session *session = NULL;
	char *id = NULL;

	must(sd_bus_path_decode(sd_bus_message_get_path(call), PATH "/session", &id));
	session = id != NULL ? find_session(id) : NULL;
	if (session == NULL) {
		must(sd_bus_reply_method_errorf(
			call, SD_BUS_ERROR_UNKNOWN_OBJECT, "Unknown object"));
		free(id);
		return;
	}
	must(sd_bus_message_open_container(reply, 'a', "{sv}"));
	/* What nobody asks for, of types that nobody knows. */
	must(sd_bus_message_append(reply, "{sv}", "User", "(uo)", getuid(), user_path));
	must(sd_bus_message_append(reply, "{sv}", "Id", "s", id));
	must(sd_bus_message_append(reply, "{sv}", "VTNr", "u", 7));
	for (size_t i = 0; i < session->n_values; i++) {
		append_value(reply, &session->values[i]);
	}
	must(sd_bus_message_close_container(reply));
	must(sd_bus_send(NULL, reply, NULL));
	free(id);
}

static void reply_inhibitors(sd_bus_message *reply)
{
	must(sd_bus_message_open_container(reply, 'a', "(ssssuu)"));
	for (size_t i = 0; i < n_inhibitors; i++) {
		char line[256];
		char *fields[6], *at = line;
		uint32_t uid;
		pid_t pid;

		(void)strcpy(line, inhibitors[i]);
		for (size_t f = 0; f < 6; f++) {
			fields[f] = strsep(&at, "|");
		}
		uid = (uint32_t)atoi(fields[4]);
		pid = atoi(fields[5]);
		must(sd_bus_message_append(reply, "(ssssuu)", fields[0], fields[1], fields[2],
			fields[3], uid == 0 ? getuid() : uid,
			pid == 0  ? getpid()
			: pid < 0 ? getppid()
				  : pid));
	}
	must(sd_bus_message_close_container(reply));
	must(sd_bus_send(NULL, reply, NULL));
}

static void reply_lock(sd_bus_message *call, sd_bus_message *reply)
{
	const char *what, *who, *why, *mode;
	size_t i = 0;
	int ends[2];

	must(sd_bus_message_read(call, "ssss", &what, &who, &why, &mode));
	if (strcmp(what, "sleep") != 0 || strcmp(mode, "delay") != 0) {
		must(-EINVAL);
	}
	must(pipe2(ends, O_CLOEXEC | O_NONBLOCK) < 0 ? -errno : 0);
	while (i < LOCKS_MAX && locks[i].fd >= 0) {
		i++;
	}
	locks[i].fd = ends[0];
	must(sd_bus_message_append(reply, "h", ends[1]));
	must(sd_bus_send(NULL, reply, NULL));
	(void)close(ends[1]);
	say("lock", "");
}

static void reply_property(sd_bus_message *call, sd_bus_message *reply)
{
	const char *interface, *name, *id, *path;

	must(sd_bus_message_read(call, "ss", &interface, &name));
	if (strcmp(name, "PreparingForSleep") == 0) {
		must(sd_bus_message_append(reply, "v", "b", preparing));
	} else if (has_user) {
		display_path(&id, &path);
		must(sd_bus_message_append(reply, "v", "(so)", id, path));
	} else {
		must(sd_bus_reply_method_errorf(
			call, SD_BUS_ERROR_UNKNOWN_OBJECT, "Unknown object"));
		return;
	}
	must(sd_bus_send(NULL, reply, NULL));
}

static void answer(sd_bus_message *call)
{
	const char *member = sd_bus_message_get_member(call);
	sd_bus_message *reply = NULL;

	must(sd_bus_message_rewind(call, 1));
	must(sd_bus_message_new_method_return(call, &reply));
	if (strcmp(member, "GetUser") == 0) {
		must(has_user ? sd_bus_reply_method_return(call, "o", user_path)
			      : sd_bus_reply_method_errorf(call, NAME ".NoSuchUser",
					"User ID %u is not logged in or lingering", getuid()));
	} else if (strcmp(member, "Get") == 0) {
		reply_property(call, reply);
	} else if (strcmp(member, "GetAll") == 0) {
		reply_session(call, reply);
	} else if (strcmp(member, "ListInhibitors") == 0) {
		reply_inhibitors(reply);
	} else if (strcmp(member, "Inhibit") == 0) {
		reply_lock(call, reply);
	} else {
		must(sd_bus_reply_method_errorf(call, SD_BUS_ERROR_UNKNOWN_METHOD, "No"));
	}
	sd_bus_message_unref(reply);
}

static const char *get_mode(const char *member)
{
	for (size_t i = 0; i < n_modes; i++) {
		if (strcmp(modes[i].member, member) == 0) {
			return modes[i].mode;
		}
	}
	return "answer";
}

static int on_message(sd_bus_message *message, void *userdata, sd_bus_error *error)
{
	const char *member = sd_bus_message_get_member(message);
	const char *path = sd_bus_message_get_path(message);
	const char *mode;
	uint8_t type;

	must(sd_bus_message_get_type(message, &type));
	if (type != SD_BUS_MESSAGE_METHOD_CALL) {
		return 0;
	}
	/* Not to be started by being asked. */
	if (sd_bus_message_get_auto_start(message) != 0) {
		member = "something with auto-start";
	}
	(void)snprintf(client, sizeof(client), "%s", sd_bus_message_get_sender(message));
	if (strcmp(member, "Get") == 0) {
		member = strcmp(path, PATH) == 0 ? "PreparingForSleep" : "Display";
	}
	mode = get_mode(member);
	say("asked ", member);
	if (strcmp(mode, "silent") == 0) {
		kept[n_kept++] = sd_bus_message_ref(message);
	} else if (strcmp(mode, "error") == 0) {
		must(sd_bus_reply_method_errorf(message, SD_BUS_ERROR_ACCESS_DENIED, "No"));
	} else if (strcmp(mode, "types") == 0) {
		must(sd_bus_reply_method_return(message, "y", 7));
	} else if (strcmp(mode, "die") == 0) {
		_exit(0);
	} else {
		answer(message);
	}
	return 1;
}

static void send_changed(sd_bus *bus, const char *id, char *words, bool is_said)
{
	struct session changed = {0};
	sd_bus_message *signal = NULL;

	set_values(&changed, words);
	must(sd_bus_message_new_signal(
		bus, &signal, session_path(id), PROPERTIES, "PropertiesChanged"));
	must(sd_bus_message_append(signal, "s", SESSION));
	must(sd_bus_message_open_container(signal, 'a', "{sv}"));
	for (size_t i = 0; i < changed.n_values && is_said; i++) {
		append_value(signal, &changed.values[i]);
	}
	must(sd_bus_message_close_container(signal));
	must(sd_bus_message_open_container(signal, 'a', "s"));
	for (size_t i = 0; i < changed.n_values && !is_said; i++) {
		must(sd_bus_message_append(signal, "s", changed.values[i].name));
	}
	must(sd_bus_message_close_container(signal));
	must(sd_bus_send(bus, signal, NULL));
	sd_bus_message_unref(signal);
}

static void send_block(sd_bus *bus)
{
	sd_bus_message *signal = NULL;

	must(sd_bus_message_new_signal(bus, &signal, PATH, PROPERTIES, "PropertiesChanged"));
	must(sd_bus_message_append(
		signal, "sa{sv}as", MANAGER, 1, "BlockInhibited", "s", "idle", 0));
	must(sd_bus_send(bus, signal, NULL));
	sd_bus_message_unref(signal);
}

/* Somebody sends them to everyone, and to the client itself, where no match is asked. */
static void spoof(void)
{
	static char locked[] = "LockedHint=yes";
	sd_bus *other = bus_peer_open(address);
	sd_bus_message *signal = NULL;

	must(sd_bus_emit_signal(other, PATH, MANAGER, "PrepareForSleep", "b", 1));
	must(sd_bus_message_new_signal(other, &signal, PATH, MANAGER, "PrepareForSleep"));
	must(sd_bus_message_append(signal, "b", 1));
	must(sd_bus_send_to(other, signal, client, NULL));
	signal = sd_bus_message_unref(signal);
	must(sd_bus_message_new_signal(other, &signal, session_path(display), SESSION, "Lock"));
	must(sd_bus_send_to(other, signal, client, NULL));
	signal = sd_bus_message_unref(signal);
	must(sd_bus_message_new_signal(other, &signal, "/org/freedesktop/DBus",
		"org.freedesktop.DBus", "NameOwnerChanged"));
	must(sd_bus_message_append(signal, "sss", NAME, "", ":1.1"));
	must(sd_bus_send_to(other, signal, client, NULL));
	sd_bus_message_unref(signal);
	send_changed(other, display, locked, true);
	must(sd_bus_flush(other));
	sd_bus_close_unref(other);
}

static void obey_user(sd_bus *bus, const char *word, const char *rest)
{
	if (strcmp(word, "user") == 0) {
		has_user = strcmp(rest, "on") == 0;
	} else if (strcmp(word, "user-new") == 0 || strcmp(word, "user-removed") == 0) {
		must(sd_bus_emit_signal(bus, PATH, MANAGER,
			strcmp(word, "user-new") == 0 ? "UserNew" : "UserRemoved", "uo",
			(uint32_t)atoi(rest), user_path));
	} else if (strcmp(word, "user-changed") == 0) {
		must(sd_bus_emit_signal(bus, user_path, PROPERTIES, "PropertiesChanged", "sa{sv}as",
			USER, 1, "Display", "(so)", rest, session_path(rest), 0));
	} else {
		exit(2);
	}
}

static void obey_session(sd_bus *bus, const char *word, char *rest)
{
	char *id = strsep(&rest, " "), words[512];
	struct session *session = find_session(id);
	const char *member = NULL;

	(void)snprintf(words, sizeof(words), "%s", rest != NULL ? rest : "");
	if (strcmp(word, "new") == 0) {
		member = "SessionNew";
	} else if (strcmp(word, "removed") == 0) {
		member = "SessionRemoved";
	} else if (strcmp(word, "emit") == 0) {
		must(sd_bus_emit_signal(bus, session_path(id), SESSION, rest, ""));
	} else if (strcmp(word, "gone") == 0) {
		session->id[0] = '\0';
	} else {
		if (session == NULL) {
			session = find_session("");
			must(session != NULL ? 0 : -ENOSPC);
			*session = (struct session){0};
			(void)snprintf(session->id, sizeof(session->id), "%s", id);
		}
		set_values(session, words);
		if (strcmp(word, "session") != 0) {
			send_changed(bus, id, rest, strcmp(word, "changed") == 0);
		}
	}
	if (member != NULL) {
		must(sd_bus_emit_signal(bus, PATH, MANAGER, member, "so", id, session_path(id)));
	}
}

static void obey_line(sd_bus *bus, char *line)
{
	static const char *const of_session[] = {
		"session", "gone", "changed", "unsaid", "emit", "new", "removed"};
	char *rest = line, *word = strsep(&rest, " ");

	for (size_t i = 0; i < sizeof(of_session) / sizeof(of_session[0]); i++) {
		if (strcmp(word, of_session[i]) == 0) {
			obey_session(bus, word, rest);
			return;
		}
	}
	if (strcmp(word, "display") == 0) {
		(void)snprintf(display, sizeof(display), "%s", rest);
	} else if (strcmp(word, "inhibitor") == 0) {
		(void)snprintf(inhibitors[n_inhibitors++], sizeof(inhibitors[0]), "%s", rest);
	} else if (strcmp(word, "uninhibit") == 0) {
		n_inhibitors = 0;
	} else if (strcmp(word, "block") == 0) {
		for (int i = atoi(rest); i > 0; i--) {
			send_block(bus);
		}
	} else if (strcmp(word, "preparing") == 0 || strcmp(word, "sleep") == 0) {
		preparing = strcmp(rest, "yes") == 0;
		if (strcmp(word, "sleep") == 0) {
			must(sd_bus_emit_signal(
				bus, PATH, MANAGER, "PrepareForSleep", "b", preparing));
		}
	} else if (strcmp(word, "mode") == 0) {
		if (sscanf(rest, "%31s %15s", modes[n_modes].member, modes[n_modes].mode) != 2) {
			exit(2);
		}
		for (size_t i = 0; i < n_modes; i++) {
			if (strcmp(modes[i].member, modes[n_modes].member) == 0) {
				modes[i] = modes[n_modes--];
			}
		}
		n_modes++;
	} else if (strcmp(word, "answer") == 0) {
		for (size_t i = 0; i < n_kept; i++) {
			answer(kept[i]);
			sd_bus_message_unref(kept[i]);
		}
		n_kept = 0;
	} else if (strcmp(word, "release") == 0) {
		must(sd_bus_release_name(bus, NAME));
	} else if (strcmp(word, "claim") == 0) {
		must(sd_bus_request_name(bus, NAME, 0));
	} else if (strcmp(word, "spoof") == 0) {
		spoof();
	} else {
		obey_user(bus, word, rest);
	}
}

static struct bus_peer peer;

static void obey(char *line)
{
	obey_line(peer.bus, line);
	must(sd_bus_flush(peer.bus));
	say("ok", "");
}

static void check_locks(void)
{
	for (size_t i = 0; i < LOCKS_MAX; i++) {
		if (locks[i].fd >= 0 && locks[i].revents != 0) {
			(void)close(locks[i].fd);
			locks[i].fd = -1;
			say("unlock", "");
		}
	}
}

int main(int argc, char **argv)
{
	if (argc < 2) {
		return 2;
	}
	(void)snprintf(user_path, sizeof(user_path), PATH "/user/_%u", getuid());
	for (size_t i = 0; i < LOCKS_MAX; i++) {
		locks[i] = (struct pollfd){.fd = -1};
	}
	address = argv[1];
	peer = (struct bus_peer){
		.bus = bus_peer_open(address),
		.obey = obey,
		.more = locks,
		.n_more = LOCKS_MAX,
		.look = check_locks,
	};
	must(sd_bus_add_filter(peer.bus, NULL, on_message, NULL));
	return bus_peer_run(&peer);
}
