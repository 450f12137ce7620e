/* SPDX-License-Identifier: MIT */
/* The parts of do_not_disturb: who shows the notifications (dnd_server.c), GNOME (dnd_gnome.c), and
 * what both have. Inner part of do_not_disturb. */
#pragma once

#include <stdbool.h>

#include "backoff.h"
#include "bus_name.h"
#include "bus_user.h"
#include "do_not_disturb.h"

struct loop_timer;

/* What one of them says, with its NUL: words of ours, and the name of a mode that is one of two. */
#define DND_WHO_MAX_BYTES 48

/* Between one and the next of what others may ask of us as often as they like. */
#define DND_PACE_USEC (250 * USEC_PER_MSEC)

/* do_not_disturb.c: */

/* The first is done at once, what comes too soon after it together and later. No timer runs while
 * there is nothing to do. */
struct dnd_pace {
	struct loop_timer *timer;
	void (*fn)(void *userdata);
	void *userdata;
	usec_t not_before_monotonic_usec;
};

int dnd_pace_init(
	struct dnd_pace *pace, struct loop *loop, void (*fn)(void *userdata), void *userdata);
void dnd_pace_deinit(struct dnd_pace *pace);
void dnd_pace_request(struct dnd_pace *pace);
/* Nothing is due. */
void dnd_pace_cancel(struct dnd_pace *pace);
/* Nor does it matter when it was done the last time. */
void dnd_pace_reset(struct dnd_pace *pace);

struct dnd_voice {
	struct do_not_disturb *dnd;
	struct loop_timer *patience;
	char who[DND_WHO_MAX_BYTES]; /* "": need not be left alone */
};

int dnd_voice_init(struct dnd_voice *voice, struct do_not_disturb *dnd, struct loop *loop);
void dnd_voice_deinit(struct dnd_voice *voice);
/* May run the callback of the user. */
void dnd_voice_say(struct dnd_voice *voice, const char *who);
/* It is gone or does not answer: what it said stands for a while. */
void dnd_voice_doubt(struct dnd_voice *voice);

/* dnd_server.c: */

enum dnd_server_kind { DND_INHIBITED, DND_MAKO, DND_DUNST, DND_SERVER_KIND_MAX };

struct dnd_server {
	enum dnd_server_kind kind;
	struct bus_user user;
	struct bus *bus;
	struct bus_name name;
	struct dnd_voice voice;
	sd_bus_slot *call;
	bool is_due;        /* after the present call */
	bool is_understood; /* it said what we can read */
	struct dnd_pace pace;
	struct loop_timer *retry;
	struct backoff backoff;
};

int dnd_server_init(struct dnd_server *server, enum dnd_server_kind kind,
	struct do_not_disturb *dnd, struct bus *bus);
/* Harmless if it is zero or half made. */
void dnd_server_deinit(struct dnd_server *server);

/* dnd_gnome.c: */

struct dnd_gnome {
	struct bus_user user;
	struct bus *bus;
	struct bus_name shell;
	struct dnd_voice voice;
	struct dnd_pace pace;
};

int dnd_gnome_init(struct dnd_gnome *gnome, struct do_not_disturb *dnd, struct bus *bus);
void dnd_gnome_deinit(struct dnd_gnome *gnome);
