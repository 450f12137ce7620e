/* SPDX-License-Identifier: MIT */
/* What the port tells people: a line for each source, and what is behind a presence. */
#include <assert.h>
#include <stdio.h>

#include "presence_internal.h"
#include "session.h"

static const char *const source_state_names[] = {
	[SOURCE_UP] = "up",
	[SOURCE_STARTING] = "starting",
	[SOURCE_DOWN] = "down",
	[SOURCE_UNAVAILABLE] = "unavailable",
};

const char *source_state_to_string(enum source_state state)
{
	assert(state < SOURCE_STATE_MAX);
	return source_state_names[state];
}

static void describe(
	const struct presence_port *port, size_t at, struct presence_source_info *ret_info)
{
	const struct source *source = port->sources[at];
	usec_t now_boot_usec = clock_boot_usec(&port->clock);
	usec_t until_boot_usec =
		arbiter_distrusted_until_boot_usec(&port->arbiter, at, now_boot_usec);
	char left[TIMESPAN_TEXT_MAX];

	*ret_info = (struct presence_source_info){
		.name = source_table[at]->name,
		.state = source != NULL ? source->state : SOURCE_UNAVAILABLE,
		.in_charge = at == port->arbiter.in_charge,
		.hears_films = source != NULL && source->state == SOURCE_UP && source->hears_films,
	};
	if (until_boot_usec > 0) {
		if (ret_info->state == SOURCE_UP) {
			ret_info->state = SOURCE_DOWN;
		}
		(void)snprintf(ret_info->detail, sizeof(ret_info->detail),
			"it comes and goes, or contradicts itself: not believed for %s more; "
			"%.128s",
			timespan_format(
				left, sizeof(left), until_boot_usec - now_boot_usec, USEC_PER_SEC),
			source->detail);
		return;
	}
	(void)snprintf(ret_info->detail, sizeof(ret_info->detail), "%s",
		source != NULL ? source->detail : "left out by the settings");
}

size_t presence_port_list_sources(
	const struct presence_port *port, struct presence_source_info *infos)
{
	size_t n = 0;

	for (size_t i = 0; i < n_sources; i++) {
		if (source_table[i] == &source_none) {
			infos[n] = (struct presence_source_info){.name = EXTERNAL_NAME};
			if (port->external_allowed) {
				external_describe(
					&port->external, clock_boot_usec(&port->clock), &infos[n]);
			} else {
				infos[n].state = SOURCE_UNAVAILABLE;
				(void)snprintf(infos[n].detail, sizeof(infos[n].detail),
					"left out by the settings");
			}
			n++;
		}
		describe(port, i, &infos[n++]);
	}
	return n;
}

void presence_port_get_session(
	const struct presence_port *port, struct presence_session_info *ret_info)
{
	session_get_info(port->session, ret_info);
	ret_info->is_present = port->told.session_present;
}

/* The sensor that told of this presence, or NULL. */
static const char *get_sensor(const struct presence_port *port, enum presence presence)
{
	const struct external_report *newest =
		external_newest(&port->external, clock_boot_usec(&port->clock));

	return newest != NULL && newest->presence == presence ? newest->source : NULL;
}

const char *presence_port_describe(
	const struct presence_port *port, enum presence presence, char *buffer, size_t size)
{
	const char *sensor = get_sensor(port, presence);
	size_t in_charge = port->arbiter.in_charge;

	buffer[0] = '\0';
	if (presence != PRESENCE_PASSIVE && presence != PRESENCE_AWAY) {
		return buffer;
	}
	if (presence == PRESENCE_AWAY && !port->told.session_present) {
		(void)session_describe_absence(port->session, buffer, size);
	} else if (sensor != NULL) {
		(void)snprintf(buffer, size, "%s says so", sensor);
	} else if (presence == PRESENCE_PASSIVE) {
		(void)session_describe_inhibitors(port->session, buffer, size);
		if (buffer[0] == '\0' && presence_source_is_inhibited(port)) {
			(void)snprintf(buffer, size,
				"a window that the compositor (%s) does not name",
				source_table[in_charge]->name);
		}
	}
	return buffer;
}
