/* SPDX-License-Identifier: MIT */
/* GNOME's compositor as a source, over its service on the session bus: it offers no protocol of
 * Wayland for this, and is the same under X11. */
#include "mutter.h"
#include "mutter_input.h"

#include <stdlib.h>

#include "clock.h"
#include "source.h"

struct mutter_source {
	struct source source;
	struct mutter *mutter;
	struct mutter_input *input; /* NULL: nobody watches */
	bool is_inhibited;          /* may be told before start */
};

static void tell_up(struct source *source)
{
	char threshold[TIMESPAN_TEXT_MAX];

	source_set_state(source, SOURCE_UP, "GNOME shell, idle after %s",
		timespan_format(
			threshold, sizeof(threshold), source->idle_after_usec, USEC_PER_MSEC));
}

static void on_state(enum mutter_state state, void *userdata)
{
	struct source *source = userdata;

	switch (state) {
	case MUTTER_ABSENT:
		source_set_state(source, SOURCE_DOWN, "no GNOME shell on the session bus");
		break;
	case MUTTER_ASKING:
		source_set_state(source, SOURCE_STARTING, "asking the GNOME shell");
		break;
	case MUTTER_FAILED:
		source_set_state(
			source, SOURCE_DOWN, "the GNOME shell does not answer as it should");
		break;
	case MUTTER_READY: /* up when it said what it sees */
	case MUTTER_STATE_MAX:
		break;
	}
}

static void on_input(bool is_idle, usec_t ago_usec, void *userdata)
{
	struct source *source = userdata;
	usec_t now_boot_usec = clock_boot_usec(source->clock);

	tell_up(source);
	source_set_input(source, is_idle ? INPUT_IDLE : INPUT_ACTIVE,
		now_boot_usec > ago_usec ? now_boot_usec - ago_usec : 0);
}

static const struct mutter_callbacks callbacks = {.on_state = on_state, .on_input = on_input};

static struct source *mutter_source_new(void)
{
	struct mutter_source *mutter = calloc(1, sizeof(*mutter));

	return mutter != NULL ? &mutter->source : NULL;
}

static void mutter_source_free(struct source *source)
{
	struct mutter_source *mutter = (struct mutter_source *)source;

	mutter->input = mutter_input_free(mutter->input);
	mutter->mutter = mutter_free(mutter->mutter);
	free(mutter);
}

static int mutter_source_start(struct source *source)
{
	struct mutter_source *mutter = (struct mutter_source *)source;
	int r;

	on_state(MUTTER_ABSENT, source);
	r = mutter_new(
		source->session_bus, source->idle_after_usec, &callbacks, source, &mutter->mutter);
	if (r >= 0) {
		mutter_set_inhibited(mutter->mutter, mutter->is_inhibited);
	}
	return r;
}

static void mutter_source_idle_after_changed(struct source *source)
{
	struct mutter_source *mutter = (struct mutter_source *)source;

	if (mutter->mutter != NULL) {
		mutter_set_threshold(mutter->mutter, source->idle_after_usec);
	}
	if (source->state == SOURCE_UP) {
		tell_up(source);
	}
}

static void mutter_source_inhibited_changed(struct source *source, bool inhibited)
{
	struct mutter_source *mutter = (struct mutter_source *)source;

	mutter->is_inhibited = inhibited;
	if (mutter->mutter != NULL) {
		mutter_set_inhibited(mutter->mutter, inhibited);
	}
}

static void mutter_source_watch_input(struct source *source, bool on)
{
	struct mutter_source *mutter = (struct mutter_source *)source;

	if (!on) {
		mutter->input = mutter_input_free(mutter->input);
	} else if (mutter->input == NULL) {
		/* Without memory nothing is seen, and that is said. */
		(void)mutter_input_new(source->session_bus, PRESENCE_QUIET_USEC,
			source_tell_watched, source, &mutter->input);
	}
}

static void mutter_source_retry(struct source *source)
{
	struct mutter_source *mutter = (struct mutter_source *)source;

	if (mutter->mutter != NULL) {
		mutter_retry(mutter->mutter);
	}
}

const struct source_ops source_mutter = {
	.name = "mutter",
	.sees_desktop = true,
	.new = mutter_source_new,
	.free = mutter_source_free,
	.start = mutter_source_start,
	.idle_after_changed = mutter_source_idle_after_changed,
	.inhibited_changed = mutter_source_inhibited_changed,
	.retry = mutter_source_retry,
	.watch_input = mutter_source_watch_input,
};
