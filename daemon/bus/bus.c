/* SPDX-License-Identifier: MIT */
/*
 * A bus, as a thing that comes and goes.
 *
 * sd-bus says by three values what it waits for: descriptor, events and an absolute time-out. They
 * change with every call sent, answered or cancelled, and the time-out is in the past while
 * messages wait that are already read; so all three are read anew before every wait of the loop
 * (prepare()), and whatever wakes us does the same thing: process().
 *
 * A connection ends as a sequence, not as an event: replies with errors come first, with pauses in
 * which sd_bus_process() says 0; then the descriptor is closed, then the last handlers run, and
 * only then comes the error that means the end. Nothing but the time-out of 0 leads us through it.
 * What we watch is a copy of the descriptor: sd-bus closes its own before the last handlers run,
 * and a new descriptor of the same number, opened by one of them, would never be heard (libevent
 * still has the old one, epoll does not). The copy keeps the number taken until we let go.
 *
 * A closed connection is thrown away; the next one is a new object, on which the subscriptions of
 * all users are made again. A missing socket is waited for with inotify, one that is there and
 * refuses is tried again later and later, at most BACKOFF_TRIES_MAX times for the same socket.
 */
#include "bus.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <backcare/cleanup.h>

#include "backoff.h"
#include "bus_address.h"
#include "bus_user.h"
#include "clock.h"
#include "log.h"
#include "loop.h"
#include "pathwatch.h"

/* Messages handled before others have their turn. */
#define OPERATIONS_PER_WAKEUP 64
#define ADDRESS_MAX_BYTES 4096
#define DETAIL_MAX_BYTES 512

struct bus {
	struct loop *loop;
	enum bus_kind kind;
	enum bus_state state;
	char *address;
	char *path; /* of the socket; NULL if the address has none */
	char detail[DETAIL_MAX_BYTES];
	struct list users;

	sd_bus *connection;
	int source_fd; /* of sd-bus; compared, never used */
	int fd;        /* our copy */
	struct loop_io *io;
	struct loop_timer *timeout;
	usec_t timeout_monotonic_usec;
	struct loop_prepare prepare;

	struct pathwatch *watch; /* while it is not up */
	struct loop_timer *retry;
	struct loop_timer *patience; /* with a peer that accepts and says nothing */
	struct loop_work connect;
	struct backoff backoff;
};

static const char *const kind_names[] = {
	[BUS_SESSION] = "session bus",
	[BUS_SYSTEM] = "system bus",
};

static const char *const state_names[] = {
	[BUS_DOWN] = "down",
	[BUS_CONNECTING] = "connecting",
	[BUS_UP] = "up",
};

static void set_state(struct bus *bus, enum bus_state state)
{
	static const bool legal[BUS_STATE_MAX][BUS_STATE_MAX] = {
		[BUS_DOWN] = {[BUS_DOWN] = true, [BUS_CONNECTING] = true},
		[BUS_CONNECTING] = {[BUS_DOWN] = true, [BUS_UP] = true},
		[BUS_UP] = {[BUS_DOWN] = true},
	};

	assert(legal[bus->state][state]);
	bus->state = state;
}

/* "there is no" session bus ", waiting for it" */
static void set_detail(struct bus *bus, const char *before, const char *after)
{
	(void)snprintf(bus->detail, sizeof(bus->detail), "%s %s%s (%s)", before,
		kind_names[bus->kind], after, bus->path != NULL ? bus->path : bus->address);
}

static void drop_connection(struct bus *bus)
{
	(void)loop_io_watch(bus->io, -1, 0);
	if (bus->fd >= 0) {
		(void)close(bus->fd);
	}
	bus->fd = -1;
	bus->source_fd = -1;
	(void)loop_timer_set(bus->timeout, USEC_INFINITY);
	bus->timeout_monotonic_usec = USEC_INFINITY;
	(void)loop_timer_set(bus->patience, USEC_INFINITY);
	bus->connection = sd_bus_close_unref(bus->connection);
}

static void drop_slots(struct bus_user *user)
{
	for (unsigned i = 0; i < BUS_SUBSCRIPTIONS_MAX; i++) {
		user->slots[i] = sd_bus_slot_unref(user->slots[i]);
	}
}

static void try_again(void *userdata)
{
	struct bus *bus = userdata;

	loop_work_queue(bus->loop, &bus->connect);
}

static void on_path(void *userdata)
{
	struct bus *bus = userdata;

	if (pathwatch_exists(bus->watch)) {
		backoff_reset(&bus->backoff);
		try_again(bus);
	}
}

static void wait_for_socket(struct bus *bus)
{
	if (bus->path != NULL && bus->watch == NULL) {
		int r = pathwatch_new(bus->loop, bus->path, on_path, bus, &bus->watch);

		if (r < 0) {
			log_warning("Cannot watch for the %s at %s: %s", kind_names[bus->kind],
				bus->path, log_errno_text(r));
		}
	}
}

/* The connection failed or ended, for the reason 'r'. */
static void connection_down(struct bus *bus, int r)
{
	bool was_up = bus->state == BUS_UP;
	usec_t wait_usec;
	struct bus_user *user;

	if (was_up) {
		log_info("The %s is gone: %s", kind_names[bus->kind], log_errno_text(r));
	} else {
		log_debug("No connection to the %s at %s: %s", kind_names[bus->kind], bus->address,
			log_errno_text(r));
	}
	set_state(bus, BUS_DOWN);
	wait_for_socket(bus);
	if (bus->watch != NULL && !pathwatch_exists(bus->watch)) {
		wait_usec = USEC_INFINITY;
		set_detail(bus, "there is no", ", waiting for it");
	} else {
		wait_usec = backoff_failed(&bus->backoff, clock_system_monotonic_usec());
		set_detail(bus, "the",
			wait_usec != USEC_INFINITY ? " does not answer, trying again"
						   : " does not answer");
	}
	(void)loop_timer_set(bus->retry, wait_usec);
	list_for_each (user, &bus->users, users) {
		drop_slots(user);
		if (was_up) {
			user->ops->on_lost(user->userdata);
		}
	}
	drop_connection(bus);
}

void bus_user_subscribe(
	struct bus_user *user, const char *match, sd_bus_message_handler_t handler, void *userdata)
{
	unsigned at = 0;
	int r;

	while (at < BUS_SUBSCRIPTIONS_MAX && user->slots[at] != NULL) {
		at++;
	}
	assert(at < BUS_SUBSCRIPTIONS_MAX);
	/* A match that the bus refuses ends the connection; sd-bus sees to that. */
	r = sd_bus_add_match_async(
		user->bus->connection, &user->slots[at], match, handler, NULL, userdata);
	if (r < 0) {
		log_warning("Cannot subscribe to %s: %s", match, log_errno_text(r));
	}
}

static void user_up(struct bus_user *user)
{
	for (unsigned i = 0; i < user->ops->n_subscriptions; i++) {
		const struct bus_subscription *subscription = &user->ops->subscriptions[i];

		bus_user_subscribe(
			user, subscription->match, subscription->handler, user->userdata);
	}
	user->ops->on_up(user->userdata);
}

static void connection_up(struct bus *bus)
{
	struct bus_user *user;

	set_state(bus, BUS_UP);
	set_detail(bus, "connected to the", "");
	backoff_succeeded(&bus->backoff, clock_system_monotonic_usec());
	(void)loop_timer_set(bus->patience, USEC_INFINITY);
	bus->watch = pathwatch_free(bus->watch);
	list_for_each (user, &bus->users, users) {
		user_up(user);
	}
}

static void process(struct bus *bus)
{
	int r = 1;

	for (unsigned i = 0; i < OPERATIONS_PER_WAKEUP && r > 0; i++) {
		r = sd_bus_process(bus->connection, NULL);
	}
	if (r >= 0 && bus->state == BUS_CONNECTING) {
		r = sd_bus_is_ready(bus->connection);
		if (r > 0) {
			connection_up(bus);
		}
	}
	if (r < 0) {
		connection_down(bus, r);
	}
}

static void on_io(unsigned events, void *userdata)
{
	process(userdata);
}

static void on_timeout(void *userdata)
{
	struct bus *bus = userdata;

	bus->timeout_monotonic_usec = USEC_INFINITY;
	process(bus);
}

/* Before the connection is up sd-bus may try one socket after the other, under the same number. */
static bool is_copy(const struct bus *bus, int fd)
{
	struct stat ours, theirs;

	if (bus->fd < 0 || bus->source_fd != fd) {
		return false;
	}
	return bus->state == BUS_UP || (fstat(fd, &theirs) == 0 && fstat(bus->fd, &ours) == 0 &&
					       ours.st_ino == theirs.st_ino);
}

static int watch_connection(struct bus *bus)
{
	int fd = sd_bus_get_fd(bus->connection);
	int wanted = sd_bus_get_events(bus->connection);
	uint64_t timeout_usec;
	unsigned events = 0;
	int r = sd_bus_get_timeout(bus->connection, &timeout_usec);

	if (fd < 0 || wanted < 0 || r < 0) {
		return fd < 0 ? fd : wanted < 0 ? wanted : r;
	}
	if (!is_copy(bus, fd)) {
		(void)loop_io_watch(bus->io, -1, 0);
		if (bus->fd >= 0) {
			(void)close(bus->fd);
		}
		bus->fd = fcntl(fd, F_DUPFD_CLOEXEC, 0);
		if (bus->fd < 0) {
			return -errno;
		}
		bus->source_fd = fd;
	}
	if ((wanted & POLLIN) != 0) {
		events |= LOOP_READ;
	}
	if ((wanted & POLLOUT) != 0) {
		events |= LOOP_WRITE;
	}
	r = loop_io_watch(bus->io, bus->fd, events);
	if (r >= 0 && timeout_usec != bus->timeout_monotonic_usec) {
		usec_t now_usec = clock_system_monotonic_usec();

		/* Absolute, and in the past while messages wait in memory. */
		r = loop_timer_set(bus->timeout, timeout_usec == UINT64_MAX ? USEC_INFINITY
						 : timeout_usec > now_usec ? timeout_usec - now_usec
									   : 0);
		bus->timeout_monotonic_usec = timeout_usec;
	}
	return r;
}

static bool prepare(void *userdata)
{
	struct bus *bus = userdata;
	int r;

	if (bus->connection == NULL) {
		return false;
	}
	r = watch_connection(bus);
	if (r < 0) {
		connection_down(bus, r);
		return true;
	}
	return false;
}

static int open_connection(struct bus *bus)
{
	int r = sd_bus_new(&bus->connection);

	if (r >= 0) {
		r = sd_bus_set_address(bus->connection, bus->address);
	}
	if (r >= 0) {
		r = sd_bus_set_bus_client(bus->connection, 1);
	}
	if (r >= 0) {
		r = sd_bus_set_method_call_timeout(bus->connection, BUS_CALL_TIMEOUT_USEC);
	}
	if (r >= 0) {
		r = sd_bus_start(bus->connection);
	}
	return r;
}

static void on_connect(void *userdata)
{
	struct bus *bus = userdata;
	int r;

	if (bus->state == BUS_UP) {
		return;
	}
	(void)loop_timer_set(bus->retry, USEC_INFINITY);
	if (bus->state == BUS_CONNECTING) { /* to a socket that is not the one any more */
		drop_connection(bus);
		set_state(bus, BUS_DOWN);
	}
	wait_for_socket(bus);
	if (bus->watch != NULL && !pathwatch_exists(bus->watch)) {
		set_detail(bus, "there is no", ", waiting for it");
		return;
	}
	set_state(bus, BUS_CONNECTING);
	set_detail(bus, "connecting to the", "");
	r = open_connection(bus);
	if (r >= 0) {
		r = loop_timer_set(bus->patience, BUS_CALL_TIMEOUT_USEC);
	}
	if (r < 0) {
		connection_down(bus, r);
	}
}

static void on_patience(void *userdata)
{
	connection_down(userdata, -ETIMEDOUT);
}

static int find_address(struct bus *bus, const char *address)
{
	char buffer[ADDRESS_MAX_BYTES], path[PATH_MAX];
	int r;

	if (address == NULL) {
		r = bus_address_from_environment(bus->kind, buffer, sizeof(buffer));
		if (r < 0) {
			return r;
		}
		address = buffer;
	}
	r = bus_address_get_path(address, path, sizeof(path));
	if (r < 0) {
		return r;
	}
	bus->address = strdup(address);
	if (bus->address == NULL) {
		return -ENOMEM;
	}
	if (r > 0 && path[0] == '/') {
		bus->path = strdup(path);
		if (bus->path == NULL) {
			return -ENOMEM;
		}
	}
	return 0;
}

int bus_new(struct loop *loop, enum bus_kind kind, const char *address, struct bus **ret_bus)
{
	struct bus *bus = calloc(1, sizeof(*bus));
	int r;

	if (bus == NULL) {
		return -ENOMEM;
	}
	bus->loop = loop;
	bus->kind = kind;
	bus->source_fd = -1;
	bus->fd = -1;
	bus->timeout_monotonic_usec = USEC_INFINITY;
	list_init(&bus->users);
	backoff_init(&bus->backoff);
	loop_work_init(&bus->connect, on_connect, bus);
	loop_prepare_add(loop, &bus->prepare, LOOP_ORDER_BUS, prepare, bus);
	r = find_address(bus, address);
	if (r >= 0) {
		r = loop_io_new(loop, on_io, bus, &bus->io);
	}
	if (r >= 0) {
		r = loop_timer_new(loop, on_timeout, bus, &bus->timeout);
	}
	if (r >= 0) {
		r = loop_timer_new(loop, try_again, bus, &bus->retry);
	}
	if (r >= 0) {
		r = loop_timer_new(loop, on_patience, bus, &bus->patience);
	}
	if (r < 0) {
		bus = bus_free(bus);
		return r;
	}
	set_detail(bus, "looking for the", "");
	loop_work_queue(loop, &bus->connect);
	*ret_bus = bus;
	return 0;
}

struct bus *bus_free(struct bus *bus)
{
	if (bus == NULL) {
		return NULL;
	}
	assert(list_is_empty(&bus->users));
	loop_prepare_remove(&bus->prepare);
	loop_work_cancel(&bus->connect);
	if (bus->connection != NULL) {
		drop_connection(bus);
	}
	bus->watch = pathwatch_free(bus->watch);
	bus->retry = loop_timer_free(bus->retry);
	bus->patience = loop_timer_free(bus->patience);
	bus->timeout = loop_timer_free(bus->timeout);
	bus->io = loop_io_free(bus->io);
	free(bus->address);
	free(bus->path);
	free(bus);
	return NULL;
}

enum bus_state bus_get_state(const struct bus *bus)
{
	return bus->state;
}

const char *bus_state_to_string(enum bus_state state)
{
	assert(state < BUS_STATE_MAX);
	return state_names[state];
}

const char *bus_get_detail(const struct bus *bus)
{
	return bus->detail;
}

void bus_retry(struct bus *bus)
{
	if (bus->state == BUS_DOWN) {
		backoff_reset(&bus->backoff);
		try_again(bus);
	}
}

sd_bus *bus_get_connection(const struct bus *bus)
{
	return bus->state == BUS_UP ? bus->connection : NULL;
}

struct loop *bus_get_loop(const struct bus *bus)
{
	return bus->loop;
}

void bus_user_add(
	struct bus_user *user, struct bus *bus, const struct bus_user_ops *ops, void *userdata)
{
	assert(ops->n_subscriptions <= BUS_SUBSCRIPTIONS_MAX);
	*user = (struct bus_user){.bus = bus, .ops = ops, .userdata = userdata};
	list_append(&bus->users, &user->users);
	if (bus->state == BUS_UP) {
		user_up(user);
	}
}

void bus_user_remove(struct bus_user *user)
{
	if (user->users.next != NULL) {
		drop_slots(user);
		list_remove(&user->users);
	}
}

const char *bus_error_text(sd_bus_message *reply, char *buffer, size_t size)
{
	const sd_bus_error *error = sd_bus_message_get_error(reply);

	if (error == NULL || error->name == NULL) {
		(void)snprintf(buffer, size, "no error");
	} else {
		(void)snprintf(buffer, size, "%s: %s", error->name,
			error->message != NULL ? error->message : "");
	}
	return buffer;
}
