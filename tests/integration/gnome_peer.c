/* SPDX-License-Identifier: MIT */
#include "gnome_peer.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static void take(struct gnome_peer *peer, const char *line)
{
	size_t size = strlen(peer->calls);

	if (strcmp(line, "ok") == 0) {
		peer->n_ok++;
	} else {
		ck_assert_int_lt(
			snprintf(peer->calls + size, sizeof(peer->calls) - size, "%s;", line),
			(int)(sizeof(peer->calls) - size));
	}
}

void gnome_peer_start(
	struct gnome_peer *peer, const char *socket_name, const char *name, const char *other)
{
	char address[300];
	const char *arguments[] = {FAKE_MUTTER, address, name, other, NULL};

	*peer = (struct gnome_peer){0};
	(void)snprintf(address, sizeof(address), "unix:path=%s", harness_path(socket_name));
	peer->child = child_start_ready(arguments);
}

void gnome_peer_tell(struct gnome_peer *peer, const char *format, ...)
{
	unsigned wanted = peer->n_ok + 1;
	char command[512];
	va_list arguments;

	va_start(arguments, format);
	(void)vsnprintf(command, sizeof(command), format, arguments);
	va_end(arguments);
	child_send(&peer->child, "%s", command);
	while (peer->n_ok < wanted) {
		take(peer, child_wait_line(&peer->child));
	}
}

unsigned gnome_peer_count(struct gnome_peer *peer, const char *call)
{
	const char *line;
	unsigned n = 0;

	while ((line = child_get_line(&peer->child)) != NULL) {
		take(peer, line);
	}
	for (line = peer->calls; *line != '\0'; line = strchr(line, ';') + 1) {
		n += strncmp(line, call, strlen(call)) == 0 ? 1 : 0;
	}
	return n;
}

void gnome_peer_clear(struct gnome_peer *peer)
{
	(void)gnome_peer_count(peer, "");
	peer->calls[0] = '\0';
}
