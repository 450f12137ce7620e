/* SPDX-License-Identifier: MIT */
/*
 * Which way to ask: on a desktop of X11 its server, else compositors. Not Xwayland: it knows of its
 * own windows only, and a connection starts it. A way that comes to nothing is followed by the next
 * one, and after the last there is nothing more until it is watched again: nobody waits for an
 * answer, so nobody tries again.
 *
 * A connection lives from one fullscreen_watch() to the next, or, to learn what the desktop is able
 * to, until it answers. It is made and ended in work of the loop, never from what it calls.
 */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fullscreen.h"
#include "fullscreen_front.h"
#include "loop.h"
#include "x11_desktop.h"

#define WAYS_MAX 2

struct fullscreen {
	struct loop *loop;
	fullscreen_fn fn;
	void *userdata;
	struct x11_desktop desktop;
	bool is_watched;
	bool is_probed;              /* until it answers */
	bool is_new;                 /* to begin from the start */
	front_new_fn ways[WAYS_MAX]; /* in this order */
	size_t n_ways;
	size_t next_way;
	struct front *front; /* NULL: nobody is asked */
	struct loop_work work;

	/* As it was told: */
	bool on;
	char who[FULLSCREEN_NAME_MAX_BYTES];
	/* Of the last time: */
	bool is_noted; /* it is this time */
	enum fullscreen_ability ability;
	char where[FULLSCREEN_TEXT_MAX_BYTES];
};

void front_set(struct front *front, enum front_state state, const char *where, ...)
{
	va_list arguments;

	front->state = state;
	va_start(arguments, where);
	(void)vsnprintf(front->where, sizeof(front->where), where, arguments);
	va_end(arguments);
}

static void tell(struct fullscreen *fullscreen, bool on, const char *who)
{
	if (!fullscreen->is_watched ||
		(on == fullscreen->on && strcmp(who, fullscreen->who) == 0)) {
		return;
	}
	fullscreen->on = on;
	(void)snprintf(fullscreen->who, sizeof(fullscreen->who), "%s", who);
	fullscreen->fn(on, fullscreen->who, fullscreen->userdata);
}

static void on_change(void *userdata)
{
	struct fullscreen *fullscreen = userdata;

	loop_work_queue(fullscreen->loop, &fullscreen->work);
}

static void end(struct fullscreen *fullscreen)
{
	if (fullscreen->front != NULL) {
		fullscreen->front->ops->free(fullscreen->front);
		fullscreen->front = NULL;
	}
}

static void begin(struct fullscreen *fullscreen)
{
	fullscreen->is_new = false;
	fullscreen->is_noted = false;
	fullscreen->n_ways = 0;
	fullscreen->next_way = 0;
	x11_desktop_judge(&fullscreen->desktop);
	if (fullscreen->desktop.kind == X11_DESKTOP_LOCAL) {
		fullscreen->ways[fullscreen->n_ways++] = fullscreen_x11_new;
	}
	fullscreen->ways[fullscreen->n_ways++] = fullscreen_wayland_new;
}

/* What is able to tell counts, else who answered, else the first that did not. */
static void note_ability(struct fullscreen *fullscreen, const struct front *front)
{
	enum fullscreen_ability ability = front->state == FRONT_KNOWN    ? FULLSCREEN_TOLD
					  : front->state == FRONT_UNABLE ? FULLSCREEN_NOT_TOLD
									 : FULLSCREEN_NOT_ASKED;

	if (!fullscreen->is_noted || ability != FULLSCREEN_NOT_ASKED) {
		fullscreen->is_noted = true;
		fullscreen->ability = ability;
		(void)strcpy(fullscreen->where, front->where);
	}
}

/* One way after the other, until one answers or is waited for. */
static void go_on(struct fullscreen *fullscreen)
{
	struct front *front = fullscreen->front;

	while (front == NULL || front->state >= FRONT_UNANSWERED) {
		if (front != NULL) {
			note_ability(fullscreen, front);
		}
		end(fullscreen);
		if (fullscreen->next_way == fullscreen->n_ways) {
			return;
		}
		front = fullscreen->ways[fullscreen->next_way++](
			fullscreen->loop, &fullscreen->desktop, on_change, fullscreen);
		fullscreen->front = front;
	}
}

static void on_work(void *userdata)
{
	struct fullscreen *fullscreen = userdata;
	struct front *front;

	if (!fullscreen->is_watched && !fullscreen->is_probed) {
		end(fullscreen);
		return;
	}
	if (fullscreen->is_new) {
		end(fullscreen);
		begin(fullscreen);
	}
	go_on(fullscreen);
	front = fullscreen->front;
	if (front != NULL && front->state == FRONT_KNOWN) {
		note_ability(fullscreen, front);
	}
	if (front == NULL || front->state == FRONT_KNOWN) {
		fullscreen->is_probed = false;
	}
	if (!fullscreen->is_watched && !fullscreen->is_probed) {
		end(fullscreen);
		return;
	}
	/* The last: it may say that nobody wants to know any more. */
	if (front == NULL) {
		tell(fullscreen, false, "");
	} else if (front->state == FRONT_KNOWN) {
		tell(fullscreen, front->is_full, front->is_full ? front->who : "");
	}
}

void fullscreen_watch(struct fullscreen *fullscreen, bool on)
{
	if (on == fullscreen->is_watched) {
		return;
	}
	fullscreen->is_watched = on;
	fullscreen->on = false;
	fullscreen->who[0] = '\0';
	fullscreen->is_new = fullscreen->is_new || (on && fullscreen->front == NULL);
	loop_work_queue(fullscreen->loop, &fullscreen->work);
}

static void probe(struct fullscreen *fullscreen)
{
	fullscreen->is_probed = true;
	/* What is asked now may be the wrong one. */
	fullscreen->is_new = true;
	loop_work_queue(fullscreen->loop, &fullscreen->work);
}

void fullscreen_set_environment(struct fullscreen *fullscreen, const struct userenv_values *values)
{
	if (x11_desktop_set_environment(&fullscreen->desktop, values) && !fullscreen->is_watched) {
		probe(fullscreen);
	}
}

void fullscreen_probe(struct fullscreen *fullscreen)
{
	if (!fullscreen->is_watched && !fullscreen->is_probed) {
		probe(fullscreen);
	}
}

enum fullscreen_ability fullscreen_describe(
	const struct fullscreen *fullscreen, char *buffer, size_t size)
{
	(void)snprintf(buffer, size, "%s",
		fullscreen->where[0] != '\0' ? fullscreen->where : "not asked yet");
	return fullscreen->ability;
}

int fullscreen_new(
	struct loop *loop, fullscreen_fn fn, void *userdata, struct fullscreen **ret_fullscreen)
{
	struct fullscreen *fullscreen = calloc(1, sizeof(*fullscreen));

	if (fullscreen == NULL) {
		return -ENOMEM;
	}
	fullscreen->loop = loop;
	fullscreen->fn = fn;
	fullscreen->userdata = userdata;
	loop_work_init(&fullscreen->work, on_work, fullscreen);
	*ret_fullscreen = fullscreen;
	return 0;
}

struct fullscreen *fullscreen_free(struct fullscreen *fullscreen)
{
	if (fullscreen == NULL) {
		return NULL;
	}
	loop_work_cancel(&fullscreen->work);
	end(fullscreen);
	x11_desktop_deinit(&fullscreen->desktop);
	free(fullscreen);
	return NULL;
}
