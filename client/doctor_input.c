/* SPDX-License-Identifier: MIT */
/*
 * The live test: does the daemon see it when a key is pressed?
 *
 * Where keys come in through our own terminal they are taken without Enter and not echoed, so that
 * nothing of them is left for the shell, and a key that came here and not to the daemon is told
 * from no key at all. Signals are held back while the terminal is changed: it is put right before
 * any of them takes effect. Ctrl-C ends the test, not the command.
 */
#include "doctor.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include <backcare/cleanup.h>

#include "call.h"
#include "field.h"
#include "follow.h"
#include "held_signals.h"
#include "jsonvalue.h"
#include "timetext.h"

#define TEST_LENGTH_USEC (10 * USEC_PER_SEC)
/* The daemon answers by itself at the end of the test; this is for one that does not. */
#define GRACE_USEC (2 * USEC_PER_SEC)
/* A key that came to this terminal is at the daemon by then, if it comes there at all. */
#define TYPED_GRACE_USEC (2 * USEC_PER_SEC)

struct input_test {
	struct connection connection;
	struct held_signals signals;
	bool reads_keys;
	struct termios former;
	bool is_ready;      /* the daemon sees the next input */
	bool is_typed;      /* a key came to this terminal since then */
	int error;          /* of connection.h, or -errno */
	struct reply reply; /* the last that came */
};

/* One who is in the background must not touch the terminal. */
static void begin_keys(struct input_test *test)
{
	struct termios changed;

	if (!isatty(STDIN_FILENO) || tcgetpgrp(STDIN_FILENO) != getpgrp() ||
		tcgetattr(STDIN_FILENO, &test->former) < 0) {
		return;
	}
	changed = test->former;
	changed.c_lflag &= ~(tcflag_t)(ICANON | ECHO);
	changed.c_cc[VMIN] = 1;
	changed.c_cc[VTIME] = 0;
	/* What was typed ahead is no answer. */
	test->reads_keys = tcsetattr(STDIN_FILENO, TCSAFLUSH, &changed) == 0;
}

static void end(struct input_test *test)
{
	if (test->reads_keys) {
		(void)tcsetattr(STDIN_FILENO, TCSAFLUSH, &test->former);
	}
	if (test->signals.signal == SIGINT) {
		/* It ended the test. */
		test->signals.signal = 0;
	}
	held_signals_end(&test->signals);
	connection_close(&test->connection);
	reply_deinit(&test->reply);
}

/* Takes what the terminal and the signals have. */
static void take_others(struct input_test *test, const struct pollfd *fds)
{
	char bytes[64];

	if (fds[1].revents != 0) {
		(void)held_signals_take(&test->signals);
	}
	if ((fds[2].revents & POLLIN) != 0 && read(STDIN_FILENO, bytes, sizeof(bytes)) > 0) {
		test->is_typed = test->is_ready;
	} else if (fds[2].revents != 0) {
		test->reads_keys = false; /* the terminal is gone */
	}
}

/* Waits for something of all that can come. Returns 0, or -errno. */
static int wait_for_any(struct input_test *test, usec_t timeout_usec)
{
	struct pollfd fds[] = {
		{.fd = test->connection.fd, .events = POLLIN},
		{.fd = test->signals.fd, .events = POLLIN},
		{.fd = test->reads_keys ? STDIN_FILENO : -1, .events = POLLIN},
	};
	int r = poll(fds, ELEMENTSOF(fds), (int)(timeout_usec / USEC_PER_MSEC) + 1);

	if (r > 0) {
		take_others(test, fds);
	}
	return r < 0 && errno != EINTR ? -errno : 0;
}

/* What to do now, from the state that the daemon tells. */
static void instruct(struct input_test *test, struct client *client)
{
	const char *state = field_string(test->reply.parameters, "state");
	const char *line = NULL;

	if (state && strcmp(state, "waiting") == 0) {
		line = "Live test: hands off for a moment ...\n";
	} else if (state && strcmp(state, "ready") == 0) {
		test->is_ready = true;
		line = "Now press a key or move the pointer, within 10 s ...\n";
	}
	if (line && !client->json) {
		(void)fputs(line, client->out);
		(void)fflush(client->out);
	}
}

/* Until the last reply is there, or a signal, an error, no more time. */
static void wait_for_end(struct input_test *test, struct client *client)
{
	usec_t deadline_usec = follow_now_boot_usec() + TEST_LENGTH_USEC + GRACE_USEC;

	while (test->signals.signal == 0 && test->error == 0) {
		bool was_typed = test->is_typed;
		usec_t now_usec = follow_now_boot_usec();
		struct reply reply = REPLY_NULL;

		test->error = connection_receive(&test->connection, &reply);
		if (test->error > 0) {
			test->error = 0;
			reply_deinit(&test->reply);
			test->reply = reply;
			if (!reply.continues) {
				return;
			}
			instruct(test, client);
			continue;
		}
		if (test->error == 0 && now_usec >= deadline_usec) {
			test->error = test->is_typed ? 0 : -ETIMEDOUT;
			return;
		}
		if (test->error == 0) {
			test->error = wait_for_any(test, deadline_usec - now_usec);
		}
		if (test->is_typed && !was_typed &&
			follow_now_boot_usec() + TYPED_GRACE_USEC < deadline_usec) {
			deadline_usec = follow_now_boot_usec() + TYPED_GRACE_USEC;
		}
	}
}

static bool is_remote(void)
{
	const char *ssh = getenv("SSH_CONNECTION");

	return ssh && *ssh != '\0';
}

/* The daemon's own word of why, if it has one. */
static void add_unseen(struct doctor *doctor, const struct input_test *test, const char *source)
{
	const char *detail = field_string(test->reply.parameters, "detail");

	if (!test->is_typed) {
		doctor_add(doctor, "input_test", CHECK_LIMITED, false,
			"If you did press one: `backcarectl status --json` has the state of each "
			"source, and `backcarectl config reload` asks all of them again.",
			"not seen by %s%s%s", source, detail ? ": " : " within 10 s",
			detail ? detail : "");
	} else if (is_remote()) {
		doctor_add(doctor, "input_test", CHECK_LIMITED, false,
			"Press one at the desk itself, while this runs.",
			"a key came here, over the network; that is not one at the desk");
	} else {
		doctor_add(doctor, "input_test", CHECK_FAILED, true,
			"Is this terminal on that desktop? If so, `backcarectl config reload` "
			"asks the desktop again; a report of a bug is welcome.",
			"a key came to this terminal, but was not seen by %s", source);
	}
}

static void add_row(struct doctor *doctor, const struct input_test *test)
{
	json_object *reply = test->reply.parameters;
	const char *source = field_string(reply, "source");
	usec_t after_usec = 0;

	const char *state = field_string(reply, "state");

	source = source && *source != '\0' ? source : "the daemon";
	if (test->error < 0) {
		doctor_add(doctor, "input_test", CHECK_FAILED, false, NULL, "%s",
			test->error == -ETIMEDOUT ? "the daemon did not answer"
						  : "the daemon closed the connection");
	} else if (test->reply.error) {
		doctor_add(doctor, "input_test", CHECK_ABSENT, false, NULL,
			"this daemon has no such test (%s)", test->reply.error);
	} else if (state && strcmp(state, "unable") == 0) {
		const char *detail = field_string(reply, "detail");
		doctor_add(doctor, "input_test", CHECK_LIMITED, false, NULL, "%s",
			detail ? detail : "what tells of you cannot tell of a single key");
	} else if (!field_bool(reply, "seen", false)) {
		add_unseen(doctor, test, source);
	} else if (field_usec(reply, "afterUSec", &after_usec)) {
		doctor_add(doctor, "input_test", CHECK_OK, false, NULL, "seen by %s after %.1f s",
			source, (double)after_usec / (double)USEC_PER_SEC);
	} else {
		doctor_add(doctor, "input_test", CHECK_OK, false, NULL, "seen by %s", source);
	}
}

static int call(struct input_test *test)
{
	AUTO_REQUEST struct request request;
	int r;

	request_init(&request, "WatchInput");
	json_add_usec(&request.error, request.parameters, "durationUSec", TEST_LENGTH_USEC);
	if (request.error < 0) {
		return request.error;
	}
	r = connection_open(&test->connection);
	return r < 0 ? r : connection_stream(&test->connection, request.method, request.parameters);
}

void doctor_test_input(struct doctor *doctor)
{
	struct input_test test = {
		.connection = CONNECTION_NULL, .signals = HELD_SIGNALS_NULL, .reply = REPLY_NULL};

	held_signals_begin(&test.signals, true);
	begin_keys(&test);
	test.error = call(&test);
	if (test.error == 0) {
		wait_for_end(&test, doctor->client);
	}
	if (test.signals.signal == 0) {
		add_row(doctor, &test);
	}
	end(&test);
}
