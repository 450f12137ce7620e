/* SPDX-License-Identifier: MIT */
/*
 * PipeWire is spoken without its library (pipewire_client.h): that one starts a thread and costs
 * more memory than all the rest of the daemon, and what is needed of the protocol is little, and
 * documented.
 *
 * While there is no socket, it is waited for; one that refuses or does not answer is tried again,
 * later and later. What PipeWire takes with it when it goes does not record any more: whether a
 * program goes on with the next PipeWire is told soon enough not to be noticed (Hold.Grace).
 */
#include "microphone.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <backcare/cleanup.h>
#include <backcare/sockpath.h>

#include "backoff.h"
#include "clock.h"
#include "log.h"
#include "loop.h"
#include "pace.h"
#include "pathwatch.h"
#include "pipewire_client.h"

/* How long PipeWire may take to say what is there. */
#define PATIENCE_USEC (5 * USEC_PER_SEC)
#define DETAIL_MAX_BYTES 256

struct microphone {
	struct loop *loop;
	struct clock clock;
	microphone_fn fn;
	void *userdata;
	struct sockaddr_un address; /* without a path: there is none */

	struct pipewire_client *client; /* NULL: no connection */
	struct loop_io *io;
	struct pathwatch *watch;
	struct loop_timer *patience;
	struct loop_timer *retry;
	struct backoff backoff;
	struct loop_work find_work;
	struct loop_work process_work;
	struct loop_work free_work;

	struct pace pace;
	char told[RECORDINGS_TEXT_MAX_BYTES];
	char detail[DETAIL_MAX_BYTES];
};

__attribute__((__format__(__printf__, 2, 3))) static void describe(
	struct microphone *microphone, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	(void)vsnprintf(microphone->detail, sizeof(microphone->detail), format, arguments);
	va_end(arguments);
}

bool microphone_is_known(const struct microphone *microphone)
{
	return microphone->client != NULL && microphone->client->is_listed;
}

const char *microphone_describe(const struct microphone *microphone)
{
	return microphone->detail;
}

static const char *name_who(const struct microphone *microphone, char *buffer)
{
	buffer[0] = '\0';
	return microphone->client != NULL
		       ? recordings_describe(&microphone->client->recordings, buffer)
		       : buffer;
}

static void tell(void *userdata)
{
	struct microphone *microphone = userdata;
	char who[RECORDINGS_TEXT_MAX_BYTES];

	if (strcmp(name_who(microphone, who), microphone->told) != 0) {
		memcpy(microphone->told, who, sizeof(microphone->told));
		microphone->fn(who[0] != '\0', microphone->told, microphone->userdata);
	}
}

static void look_who(struct microphone *microphone)
{
	char who[RECORDINGS_TEXT_MAX_BYTES];

	if (strcmp(name_who(microphone, who), microphone->told) != 0) {
		pace_request(&microphone->pace);
	} else {
		pace_cancel(&microphone->pace);
	}
}

static void disconnect(struct microphone *microphone)
{
	if (microphone->client == NULL) {
		return;
	}
	/* Before the descriptor is closed: see loop_io_watch(). */
	(void)loop_io_watch(microphone->io, -1, 0);
	(void)loop_timer_set(microphone->patience, USEC_INFINITY);
	loop_work_cancel(&microphone->process_work);
	pipewire_client_end(microphone->client);
	free(microphone->client);
	microphone->client = NULL;
}

static void find(void *userdata)
{
	struct microphone *microphone = userdata;

	loop_work_queue(microphone->loop, &microphone->find_work);
}

static void on_path(void *userdata)
{
	struct microphone *microphone = userdata;

	backoff_reset(&microphone->backoff);
	find(microphone);
}

static void watch_for_socket(struct microphone *microphone)
{
	int r;

	if (microphone->watch == NULL) {
		r = pathwatch_new(microphone->loop, microphone->address.sun_path, on_path,
			microphone, &microphone->watch);
		if (r < 0) {
			log_warning("Cannot watch for PipeWire at %s: %s",
				microphone->address.sun_path, log_errno_text(r));
		}
	}
}

/* There is a socket, and nobody answers as we need it. */
static void try_later(struct microphone *microphone, int r)
{
	usec_t wait_usec =
		backoff_failed(&microphone->backoff, clock_monotonic_usec(&microphone->clock));

	log_debug("No PipeWire on %s: %s", microphone->address.sun_path, log_errno_text(r));
	describe(microphone, "PipeWire on %s does not answer (%s)%s", microphone->address.sun_path,
		log_errno_text(r), wait_usec == USEC_INFINITY ? "" : ", trying again");
	(void)loop_timer_set(microphone->retry, wait_usec);
}

static void connection_lost(struct microphone *microphone, int r)
{
	if (microphone_is_known(microphone)) {
		log_info("PipeWire on %s is gone: %s", microphone->address.sun_path,
			log_errno_text(r));
	}
	disconnect(microphone);
	watch_for_socket(microphone);
	/* Also if it was up: after a moment, since a new one may be on its way. */
	try_later(microphone, r);
	look_who(microphone);
}

static void update_watch(struct microphone *microphone)
{
	unsigned events = LOOP_READ;

	if (microphone->client->wire.n_output > 0) {
		events |= LOOP_WRITE;
	}
	(void)loop_io_watch(microphone->io, microphone->client->wire.fd, events);
}

static void process(void *userdata)
{
	struct microphone *microphone = userdata;
	bool was_known = microphone_is_known(microphone);
	int r = pipewire_client_process(microphone->client);

	if (r < 0) {
		connection_lost(microphone, r);
		return;
	}
	if (r > 0) {
		/* What was read and not handed out does not wake the loop. */
		loop_work_queue(microphone->loop, &microphone->process_work);
	}
	if (!was_known && microphone_is_known(microphone)) {
		(void)loop_timer_set(microphone->patience, USEC_INFINITY);
		backoff_succeeded(&microphone->backoff, clock_monotonic_usec(&microphone->clock));
		/* Found: what else happens in its directory wakes us no more. */
		microphone->watch = pathwatch_free(microphone->watch);
		describe(microphone, "PipeWire on %s", microphone->address.sun_path);
	}
	update_watch(microphone);
	look_who(microphone);
}

static void on_io(unsigned events, void *userdata)
{
	(void)events;
	process(userdata);
}

static void on_patience(void *userdata)
{
	connection_lost(userdata, -ETIMEDOUT);
}

static int open_connection(struct microphone *microphone)
{
	AUTO_CLOSE int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

	if (fd < 0 || connect(fd, (const struct sockaddr *)&microphone->address,
			      sizeof(microphone->address)) < 0) {
		return -errno;
	}
	microphone->client = malloc(sizeof(*microphone->client));
	if (microphone->client == NULL) {
		return -ENOMEM;
	}
	pipewire_client_begin(microphone->client, TAKE_FD(fd));
	if (microphone->backoff.failures == 0) {
		describe(microphone, "asking PipeWire on %s", microphone->address.sun_path);
	}
	update_watch(microphone);
	return loop_timer_set(microphone->patience, PATIENCE_USEC);
}

static void on_find(void *userdata)
{
	struct microphone *microphone = userdata;
	int r;

	if (microphone->client != NULL || microphone->address.sun_path[0] == '\0') {
		return;
	}
	(void)loop_timer_set(microphone->retry, USEC_INFINITY);
	/* The watch comes before the look. */
	watch_for_socket(microphone);
	r = open_connection(microphone);
	if (r == -ENOENT) {
		backoff_reset(&microphone->backoff);
		describe(microphone, "waiting for PipeWire on %s", microphone->address.sun_path);
	} else if (r < 0) {
		disconnect(microphone);
		try_later(microphone, r);
	}
}

void microphone_retry(struct microphone *microphone)
{
	on_path(microphone);
}

/* As PipeWire's own clients look for it. */
static int set_address(struct microphone *microphone)
{
	const char *name = getenv("PIPEWIRE_REMOTE");
	const char *directory = getenv("PIPEWIRE_RUNTIME_DIR");
	char own[sizeof(microphone->address.sun_path)];
	size_t size = sizeof(microphone->address.sun_path);
	int r, length;

	name = name != NULL && name[0] != '\0' ? name : "pipewire-0";
	if (directory == NULL || directory[0] == '\0') {
		r = sockpath_runtime_directory(own, sizeof(own), false);
		if (r < 0) {
			return r;
		}
		directory = own;
	}
	microphone->address.sun_family = AF_UNIX;
	length = name[0] == '/'
			 ? snprintf(microphone->address.sun_path, size, "%s", name)
			 : snprintf(microphone->address.sun_path, size, "%s/%s", directory, name);
	if (length < 0 || (size_t)length >= size) {
		return -ENAMETOOLONG;
	}
	return microphone->address.sun_path[0] == '/' ? 0 : -EINVAL;
}

static void free_microphone(void *userdata)
{
	free(userdata);
}

struct microphone *microphone_free(struct microphone *microphone)
{
	if (microphone == NULL) {
		return NULL;
	}
	disconnect(microphone);
	pace_deinit(&microphone->pace);
	microphone->watch = pathwatch_free(microphone->watch);
	microphone->io = loop_io_free(microphone->io);
	microphone->patience = loop_timer_free(microphone->patience);
	microphone->retry = loop_timer_free(microphone->retry);
	loop_work_cancel(&microphone->find_work);
	loop_work_cancel(&microphone->process_work);
	loop_work_queue(microphone->loop, &microphone->free_work);
	return NULL;
}

int microphone_new(struct loop *loop, const struct clock *clock, microphone_fn fn, void *userdata,
	struct microphone **ret_microphone)
{
	struct microphone *microphone = calloc(1, sizeof(*microphone));
	int r;

	if (microphone == NULL) {
		return -ENOMEM;
	}
	microphone->loop = loop;
	microphone->clock = *clock;
	microphone->fn = fn;
	microphone->userdata = userdata;
	loop_work_init(&microphone->find_work, on_find, microphone);
	loop_work_init(&microphone->process_work, process, microphone);
	loop_work_init(&microphone->free_work, free_microphone, microphone);
	backoff_init(&microphone->backoff);
	r = pace_init(&microphone->pace, loop, tell, microphone);
	if (r >= 0) {
		r = loop_io_new(loop, on_io, microphone, &microphone->io);
	}
	if (r >= 0) {
		r = loop_timer_new(loop, on_patience, microphone, &microphone->patience);
	}
	if (r >= 0) {
		r = loop_timer_new(loop, find, microphone, &microphone->retry);
	}
	if (r < 0) {
		(void)microphone_free(microphone);
		return r;
	}
	r = set_address(microphone);
	if (r < 0) {
		microphone->address.sun_path[0] = '\0';
		describe(microphone, "no place to look for PipeWire: %s", log_errno_text(r));
	} else {
		describe(microphone, "looking for PipeWire on %s", microphone->address.sun_path);
		find(microphone);
	}
	*ret_microphone = microphone;
	return 0;
}
