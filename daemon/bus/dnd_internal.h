/* SPDX-License-Identifier: MIT */
/* The parts of do_not_disturb: who shows the notifications (dnd_server.c), GNOME (dnd_gnome.c), and
 * what both have. Inner part of do_not_disturb. */
#pragma once

#include <stdbool.h>

#include "backoff.h"
#include "bus_name.h"
#include "do_not_disturb.h"
#include "pace.h"

struct loop_timer;

/* What one of them says, with its NUL: words of ours, and the name of a mode that is one of two. */
#define DND_WHO_MAX_BYTES 48

/* do_not_disturb.c: */

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
	struct bus_name name;
	struct dnd_voice voice;
	sd_bus_slot *call;
	bool is_due;        /* after the present call */
	bool is_understood; /* it said what we can read */
	struct pace pace;
	struct loop_timer *retry;
	struct backoff backoff;
};

int dnd_server_init(struct dnd_server *server, enum dnd_server_kind kind,
	struct do_not_disturb *dnd, struct bus *bus);
/* Harmless if it is zero or half made. */
void dnd_server_deinit(struct dnd_server *server);

/* dnd_gnome.c: */

struct dnd_gnome {
	struct bus_name shell;
	struct dnd_voice voice;
	struct pace pace;
};

int dnd_gnome_init(struct dnd_gnome *gnome, struct do_not_disturb *dnd, struct bus *bus);
void dnd_gnome_deinit(struct dnd_gnome *gnome);
