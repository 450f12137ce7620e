/* SPDX-License-Identifier: MIT */
/* Reports of outside sensors, as they are handed on. */
#include <errno.h>

#include "presence_internal.h"

/* The newest report that is fresh; and when it ends there may be an older one. */
static void tell_external(struct presence_port *port, usec_t now_boot_usec)
{
	const struct external_report *newest = external_newest(&port->external, now_boot_usec);
	usec_t next_boot_usec = external_next_change_boot_usec(&port->external, now_boot_usec);

	(void)loop_timer_set(port->external_timer,
		next_boot_usec == USEC_INFINITY ? USEC_INFINITY : next_boot_usec - now_boot_usec);
	if (newest == NULL) {
		port->callbacks->on_external(
			PRESENCE_UNKNOWN, false, now_boot_usec, port->userdata);
	} else {
		port->callbacks->on_external(
			newest->presence, true, newest->until_boot_usec, port->userdata);
	}
}

void presence_forget_external(struct presence_port *port)
{
	usec_t now_boot_usec = clock_boot_usec(&port->clock);
	bool is_told = external_newest(&port->external, now_boot_usec) != NULL;

	port->external = (struct external){0};
	if (is_told) {
		tell_external(port, now_boot_usec);
	}
}

void presence_on_external_timer(void *userdata)
{
	struct presence_port *port = userdata;

	tell_external(port, clock_boot_usec(&port->clock));
	port->sources_changed = true;
	loop_work_queue(port->loop, &port->work);
}

int presence_port_report_external(
	struct presence_port *port, const char *source, enum presence presence, usec_t valid_usec)
{
	usec_t now_boot_usec = clock_boot_usec(&port->clock);
	int r;

	if (!port->external_allowed) {
		return -EACCES;
	}
	r = external_report(&port->external, source, presence, valid_usec, now_boot_usec);
	if (r < 0) {
		return r;
	}
	tell_external(port, now_boot_usec);
	presence_note_report(port, presence);
	port->sources_changed = true;
	loop_work_queue(port->loop, &port->work);
	return 0;
}
