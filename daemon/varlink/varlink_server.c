/* SPDX-License-Identifier: MIT */
/* Who may connect, and how many. Everything about one connection is in varlink_peer.c.
 *
 * Peers are freed here and nowhere else, in the turn after they were found to be gone: no event of
 * theirs is on the stack then. */
#include "varlink_server.h"

#include "log.h"
#include "varlink_host.h"
#include "varlink_limits.h"
#include "varlink_peer.h"
#include "varlink_server_internal.h"
#include "varlink_socket.h"

#include <backcare/cleanup.h>
#include <backcare/sockpath.h>

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include <event2/event.h>
#include <event2/listener.h>

struct listener {
	struct evconnlistener *evlistener;
	bool has_path; /* made by us, to be removed */
	char path[SOCKPATH_MAX];
	struct stat info;
};

struct varlink_server {
	struct varlink_host host;
	struct listener listeners[LIMIT_LISTENERS];
	size_t n_listeners;
	struct event *accept_timer; /* added while nothing is accepted */
	struct list peers;          /* varlink_peer.link */
	size_t n_peers;
	size_t peers_max;
};

static void remove_peer(struct varlink_server *server, struct varlink_peer *peer)
{
	void (*on_closed)(void *) = peer->on_closed;
	void *userdata = peer->userdata;

	(void)varlink_peer_free(peer);
	server->n_peers--;
	if (on_closed != NULL) {
		on_closed(userdata);
	}
}

static void on_work(void *userdata)
{
	struct varlink_server *server = userdata;
	struct list turn;

	/* Who asks for a further turn gets it after the others, and after the event loop has looked
	 * at everything else. */
	list_init(&turn);
	while (!list_is_empty(&server->host.work)) {
		struct list *link = server->host.work.next;

		list_remove(link);
		list_append(&turn, link);
	}
	while (!list_is_empty(&turn)) {
		struct varlink_peer *peer = list_entry(turn.next, struct varlink_peer, work_link);

		list_remove(&peer->work_link);
		if (peer->state == VARLINK_PEER_GONE) {
			remove_peer(server, peer);
		} else {
			varlink_peer_run(peer);
		}
	}
}

/* A quarter of the descriptors stays free for everything else. */
static size_t find_peers_max(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) < 0 || limit.rlim_cur == RLIM_INFINITY ||
		limit.rlim_cur / 4 * 3 > LIMIT_PEERS) {
		return LIMIT_PEERS;
	}
	return (size_t)(limit.rlim_cur / 4 * 3);
}

static void set_accepting(struct varlink_server *server, bool accepting)
{
	for (size_t i = 0; i < server->n_listeners; i++) {
		(void)(accepting ? evconnlistener_enable(server->listeners[i].evlistener)
				 : evconnlistener_disable(server->listeners[i].evlistener));
	}
}

static void on_accept_timer(evutil_socket_t fd, short events, void *userdata)
{
	set_accepting(userdata, true);
}

int varlink_server_new(struct event_base *base, const struct varlink_server_info *info,
	struct varlink_server **ret_server)
{
	struct varlink_server *server;
	int r;

	if ((event_base_get_features(base) & EV_FEATURE_ET) == 0) {
		return -EOPNOTSUPP;
	}
	server = calloc(1, sizeof(*server));
	if (server == NULL) {
		return -ENOMEM;
	}
	list_init(&server->peers);
	server->peers_max = find_peers_max();
	r = varlink_host_init(&server->host, base, info, on_work, server);
	server->accept_timer = evtimer_new(base, on_accept_timer, server);
	if (r < 0 || server->accept_timer == NULL) {
		(void)varlink_server_free(server);
		return -ENOMEM;
	}
	*ret_server = server;
	return 0;
}

struct varlink_server *varlink_server_free(struct varlink_server *server)
{
	if (server == NULL) {
		return NULL;
	}
	for (size_t i = 0; i < server->n_listeners; i++) {
		struct listener *listener = &server->listeners[i];

		if (listener->has_path) {
			varlink_socket_remove(listener->path, &listener->info);
		}
		evconnlistener_free(listener->evlistener);
	}
	while (!list_is_empty(&server->peers)) {
		struct varlink_peer *peer =
			list_entry(server->peers.next, struct varlink_peer, link);

		/* The answer to whoever asked us to stop. */
		varlink_outlet_flush(&peer->outlet);
		(void)varlink_peer_free(peer);
	}
	if (server->accept_timer != NULL) {
		event_free(server->accept_timer);
	}
	varlink_host_deinit(&server->host);
	free(server);
	return NULL;
}

int varlink_server_add_interface(
	struct varlink_server *server, const struct varlink_interface *interface, void *userdata)
{
	return varlink_registry_add(&server->host.registry, interface, userdata);
}

/* Takes the descriptor over if it succeeds. */
static int add_peer(struct varlink_server *server, int fd, struct varlink_peer **ret_peer)
{
	struct varlink_peer *peer;
	pid_t pid;
	uid_t uid;
	int r;

	if (server->n_peers >= server->peers_max) {
		return -EMFILE;
	}
	r = varlink_socket_get_peer(fd, &pid, &uid);
	if (r < 0) {
		return r;
	}
	r = varlink_peer_new(&server->host, fd, pid, uid, &peer);
	if (r < 0) {
		return r;
	}
	list_append(&server->peers, &peer->link);
	server->n_peers++;
	*ret_peer = peer;
	return 0;
}

static void on_accept(struct evconnlistener *evlistener, evutil_socket_t fd,
	struct sockaddr *address, int address_size, void *userdata)
{
	struct varlink_server *server = userdata;
	struct varlink_peer *peer;
	int r = add_peer(server, fd, &peer);

	if (r < 0) {
		varlink_host_complain(&server->host, "Refusing a connection: %s",
			r == -EMFILE ? "there are too many" : log_errno_text(r));
		(void)close(fd);
	}
}

/* Most likely there is no descriptor left. The listening socket stays readable, so going on would
 * spin. */
static void on_accept_error(struct evconnlistener *evlistener, void *userdata)
{
	static const struct timeval backoff = {.tv_sec = LIMIT_ACCEPT_BACKOFF_USEC / USEC_PER_SEC};
	struct varlink_server *server = userdata;

	varlink_host_complain(&server->host, "Cannot accept a connection: %s",
		log_errno_text(EVUTIL_SOCKET_ERROR()));
	set_accepting(server, false);
	(void)evtimer_add(server->accept_timer, &backoff);
}

/* Takes the descriptor over if it succeeds. */
static int add_listener(struct varlink_server *server, int fd, struct listener **ret_listener)
{
	struct listener *listener = &server->listeners[server->n_listeners];

	/* A backlog of 0: it listens already. */
	listener->evlistener = evconnlistener_new(server->host.base, on_accept, server,
		LEV_OPT_CLOSE_ON_FREE | LEV_OPT_CLOSE_ON_EXEC, 0, fd);
	if (listener->evlistener == NULL) {
		return -ENOMEM;
	}
	evconnlistener_set_error_cb(listener->evlistener, on_accept_error);
	server->n_listeners++;
	*ret_listener = listener;
	return 0;
}

int varlink_server_listen_path(struct varlink_server *server, const char *path)
{
	AUTO_CLOSE int fd = -1;
	struct listener *listener;
	struct stat info;
	int r;

	if (server->n_listeners >= LIMIT_LISTENERS) {
		return -E2BIG;
	}
	r = varlink_socket_listen(path, &fd, &info);
	if (r < 0) {
		return r;
	}
	r = add_listener(server, fd, &listener);
	if (r < 0) {
		varlink_socket_remove(path, &info);
		return r;
	}
	TAKE_FD(fd);
	listener->has_path = true;
	strcpy(listener->path, path);
	listener->info = info;
	return 0;
}

int varlink_server_add_passed(
	struct varlink_server *server, int fd, void (*on_closed)(void *userdata), void *userdata)
{
	struct varlink_peer *peer;
	struct listener *listener;
	bool listening;
	int r = varlink_socket_examine(fd, &listening);

	if (r < 0) {
		return r;
	}
	r = varlink_socket_prepare(fd);
	if (r < 0) {
		return r;
	}
	if (listening) {
		if (server->n_listeners >= LIMIT_LISTENERS) {
			return -E2BIG;
		}
		r = add_listener(server, fd, &listener);
		return r < 0 ? r : VARLINK_PASSED_LISTENING;
	}
	r = add_peer(server, fd, &peer);
	if (r < 0) {
		return r;
	}
	peer->on_closed = on_closed;
	peer->userdata = userdata;
	return VARLINK_PASSED_CONNECTED;
}

size_t varlink_server_count_peers(const struct varlink_server *server)
{
	return server->n_peers;
}

void varlink_server_set_partial(struct varlink_server *server, usec_t partial_usec)
{
	server->host.partial_usec = partial_usec;
}
