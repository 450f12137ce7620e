/* SPDX-License-Identifier: MIT */
/*
 * A source only notes what it has to say, in the queue of its port: it speaks from within the
 * callbacks of its library, where nobody may stop it, and the settings may do just that. The queue
 * keeps every step of it: someone who was idle and came back while the daemon was not running for a
 * moment was idle all the same.
 */
#include "source.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "presence_internal.h"

static void note(struct source *source)
{
	struct presence_port *port = source->port;

	struct said *said;

	if (port->n_queued < QUEUE_MAX) {
		said = &port->queue[port->n_queued++];
	} else {
		/* In the place of what it said last: nobody loses his last word to another. */
		said = &port->queue[QUEUE_MAX - 1];
		for (size_t i = 0; i < QUEUE_MAX; i++) {
			if (port->queue[i].source == source) {
				said = &port->queue[i];
			}
		}
	}
	*said = (struct said){
		.source = source,
		.report =
			{
				.state = source->state,
				.input = source->input,
				.since_boot_usec = source->since_boot_usec,
			},
	};
	loop_work_queue(port->loop, &port->work);
}

void source_set_state(struct source *source, enum source_state state, const char *detail, ...)
{
	char text[PRESENCE_DETAIL_MAX_BYTES];
	va_list arguments;

	va_start(arguments, detail);
	(void)vsnprintf(text, sizeof(text), detail, arguments);
	va_end(arguments);
	if (source->state == state && strcmp(source->detail, text) == 0) {
		return;
	}
	(void)strcpy(source->detail, text);
	if (state != SOURCE_UP) {
		source->input = INPUT_UNKNOWN;
		source->inhibited = false;
		source->since_boot_usec = clock_boot_usec(source->clock);
	}
	source->state = state;
	source->port->sources_changed = true;
	if (state == SOURCE_UP && source->input == INPUT_UNKNOWN) {
		/* What it sees follows; before that it is nobody to take charge. */
		loop_work_queue(source->port->loop, &source->port->work);
	} else {
		note(source);
	}
}

void source_set_input(struct source *source, enum input_state input, usec_t since_boot_usec)
{
	assert(source->state == SOURCE_UP);
	source->input = input;
	source->since_boot_usec = since_boot_usec;
	note(source);
}

void source_set_inhibited(struct source *source, bool inhibited)
{
	assert(source->state == SOURCE_UP);
	if (source->inhibited != inhibited) {
		source->inhibited = inhibited;
		loop_work_queue(source->port->loop, &source->port->work);
	}
}

void source_hint_desktop(struct source *source)
{
	source->port->desktop_hint = true;
	loop_work_queue(source->port->loop, &source->port->work);
}
