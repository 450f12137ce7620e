/* SPDX-License-Identifier: MIT */
/*
 * Whoever of several says so is enough: one program seldom knows of another, and who has set any of
 * them wants to be left alone.
 *
 * Programs restart, and the bus does. A prompt in the pause would be the very thing that was not
 * wanted, so what was said stands for a while; in that time who comes back is asked.
 */
#include "do_not_disturb.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <backcare/cleanup.h>

#include "dnd_internal.h"
#include "loop.h"

#define VOICES_MAX (DND_SERVER_KIND_MAX + 1)
#define BETWEEN " and "

struct do_not_disturb {
	do_not_disturb_fn fn;
	void *userdata;
	struct dnd_server servers[DND_SERVER_KIND_MAX];
	struct dnd_gnome gnome;
	const struct dnd_voice *voices[VOICES_MAX];
	struct pace pace;
	char told[VOICES_MAX * (DND_WHO_MAX_BYTES + sizeof(BETWEEN))];
};

/* 'text' has the size of dnd->told. */
static void join(const struct do_not_disturb *dnd, char *text)
{
	size_t used = 0;

	text[0] = '\0';
	for (size_t i = 0; i < VOICES_MAX; i++) {
		if (dnd->voices[i]->who[0] != '\0') {
			used += (size_t)snprintf(text + used, sizeof(dnd->told) - used, "%s%s",
				used > 0 ? BETWEEN : "", dnd->voices[i]->who);
		}
	}
}

static void tell(void *userdata)
{
	struct do_not_disturb *dnd = userdata;
	char text[sizeof(dnd->told)];

	join(dnd, text);
	if (strcmp(text, dnd->told) != 0) {
		memcpy(dnd->told, text, sizeof(dnd->told));
		dnd->fn(text[0] != '\0', text, dnd->userdata);
	}
}

static void changed(struct do_not_disturb *dnd)
{
	char text[sizeof(dnd->told)];

	join(dnd, text);
	if (strcmp(text, dnd->told) != 0) {
		pace_request(&dnd->pace);
	}
}

void dnd_voice_say(struct dnd_voice *voice, const char *who)
{
	(void)loop_timer_set(voice->patience, USEC_INFINITY);
	(void)snprintf(voice->who, sizeof(voice->who), "%s", who);
	changed(voice->dnd);
}

void dnd_voice_doubt(struct dnd_voice *voice)
{
	if (voice->who[0] != '\0' && !loop_timer_is_set(voice->patience)) {
		(void)loop_timer_set(voice->patience, DO_NOT_DISTURB_PATIENCE_USEC);
	}
}

static void on_patience(void *userdata)
{
	dnd_voice_say(userdata, "");
}

int dnd_voice_init(struct dnd_voice *voice, struct do_not_disturb *dnd, struct loop *loop)
{
	*voice = (struct dnd_voice){.dnd = dnd};
	return loop_timer_new(loop, on_patience, voice, &voice->patience);
}

void dnd_voice_deinit(struct dnd_voice *voice)
{
	voice->patience = loop_timer_free(voice->patience);
}

int do_not_disturb_new(struct loop *loop, struct bus *bus, do_not_disturb_fn fn, void *userdata,
	struct do_not_disturb **ret_dnd)
{
	struct do_not_disturb *dnd = calloc(1, sizeof(*dnd));
	int r;

	if (dnd == NULL) {
		return -ENOMEM;
	}
	dnd->fn = fn;
	dnd->userdata = userdata;
	for (size_t i = 0; i < DND_SERVER_KIND_MAX; i++) {
		dnd->voices[i] = &dnd->servers[i].voice;
	}
	dnd->voices[DND_SERVER_KIND_MAX] = &dnd->gnome.voice;
	r = pace_init(&dnd->pace, loop, tell, dnd);
	for (enum dnd_server_kind kind = 0; r >= 0 && kind < DND_SERVER_KIND_MAX; kind++) {
		r = dnd_server_init(&dnd->servers[kind], kind, dnd, bus);
	}
	if (r >= 0) {
		r = dnd_gnome_init(&dnd->gnome, dnd, bus);
	}
	if (r < 0) {
		dnd = do_not_disturb_free(dnd);
		return r;
	}
	*ret_dnd = dnd;
	return 0;
}

struct do_not_disturb *do_not_disturb_free(struct do_not_disturb *dnd)
{
	if (dnd == NULL) {
		return NULL;
	}
	for (size_t i = 0; i < DND_SERVER_KIND_MAX; i++) {
		dnd_server_deinit(&dnd->servers[i]);
	}
	dnd_gnome_deinit(&dnd->gnome);
	pace_deinit(&dnd->pace);
	free(dnd);
	return NULL;
}

void do_not_disturb_get_info(const struct do_not_disturb *dnd, struct do_not_disturb_info *ret_info)
{
	static const enum do_not_disturb_speaker speakers[DND_SERVER_KIND_MAX] = {
		[DND_INHIBITED] = DO_NOT_DISTURB_INHIBITED,
		[DND_MAKO] = DO_NOT_DISTURB_MAKO,
		[DND_DUNST] = DO_NOT_DISTURB_DUNST,
	};

	*ret_info = (struct do_not_disturb_info){.who = dnd->told};
	for (enum dnd_server_kind kind = 0; kind < DND_SERVER_KIND_MAX; kind++) {
		if (dnd->servers[kind].is_understood) {
			ret_info->speakers |= speakers[kind];
		}
	}
	if (dnd->gnome.shell.owner[0] != '\0') {
		ret_info->speakers |= DO_NOT_DISTURB_GNOME;
	}
}
