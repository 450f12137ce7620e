/* SPDX-License-Identifier: MIT */
/*
 * One watch of the compositor's at a time, which fires with the next input, once. When it stands,
 * the idle time is asked for: if it is long enough, the moment is quiet, and nothing wakes us until
 * the watch fires. If not, it is asked again when it may be. A watch that fires before the moment
 * is quiet is made again only then, so that somebody who moves the mouse all the time costs a few
 * calls a second. This also works while idleness is inhibited, when watches for idleness are
 * silent.
 */
#include "mutter_input.h"

#include <errno.h>
#include <stdlib.h>

#include <backcare/cleanup.h>

#include "bus_name.h"
#include "log.h"
#include "loop.h"

#define MUTTER_NAME "org.gnome.Mutter.IdleMonitor"
#define MUTTER_INTERFACE MUTTER_NAME
#define MUTTER_PATH "/org/gnome/Mutter/IdleMonitor/Core"

/* Between two questions at least. */
#define PAUSE_MIN_USEC (50 * USEC_PER_MSEC)

struct mutter_input {
	struct bus_name name;
	usec_t quiet_usec;
	mutter_input_fn fn;
	void *userdata;
	uint32_t watch; /* 0: none stands */
	bool is_quiet;
	sd_bus_slot *watch_call, *idle_time_call;
	struct loop_timer *pause;
};

static int on_watch(sd_bus_message *reply, void *userdata, sd_bus_error *ret_error);

static void remove_watch(struct mutter_input *input)
{
	if (input->watch != 0) {
		(void)bus_name_call(&input->name, NULL, MUTTER_PATH, MUTTER_INTERFACE,
			"RemoveWatch", NULL, NULL, "u", input->watch);
		input->watch = 0;
	}
}

static void forget(struct mutter_input *input)
{
	input->watch_call = sd_bus_slot_unref(input->watch_call);
	input->idle_time_call = sd_bus_slot_unref(input->idle_time_call);
	input->watch = 0;
	input->is_quiet = false;
	(void)loop_timer_set(input->pause, USEC_INFINITY);
}

static void failed(const char *what, const char *text)
{
	log_debug("The GNOME shell does not tell of the next input: %s: %s", what, text);
}

static int on_idle_time(sd_bus_message *reply, void *userdata, sd_bus_error *ret_error)
{
	struct mutter_input *input = userdata;
	usec_t idle_usec = 0, wait_usec;
	uint64_t idle_time_msec;
	char text[256];

	input->idle_time_call = sd_bus_slot_unref(input->idle_time_call);
	if (sd_bus_message_is_method_error(reply, NULL) > 0) {
		failed("GetIdletime", bus_error_text(reply, text, sizeof(text)));
		return 0;
	}
	/* Not supported is said as -1. */
	if (sd_bus_message_read(reply, "t", &idle_time_msec) > 0 &&
		idle_time_msec <= TIMESPAN_MAX_USEC / USEC_PER_MSEC) {
		idle_usec = idle_time_msec * USEC_PER_MSEC;
	}
	if (idle_usec >= input->quiet_usec && input->watch != 0) {
		input->is_quiet = true;
		input->fn(true, input->userdata);
		return 0;
	}
	wait_usec = idle_usec < input->quiet_usec ? input->quiet_usec - idle_usec : 0;
	(void)loop_timer_set(input->pause, wait_usec > PAUSE_MIN_USEC ? wait_usec : PAUSE_MIN_USEC);
	return 0;
}

static void ask_idle_time(struct mutter_input *input)
{
	int r = bus_name_call(&input->name, &input->idle_time_call, MUTTER_PATH, MUTTER_INTERFACE,
		"GetIdletime", on_idle_time, input, "");

	if (r < 0) {
		failed("GetIdletime", log_errno_text(r));
	}
}

static int on_watch(sd_bus_message *reply, void *userdata, sd_bus_error *ret_error)
{
	struct mutter_input *input = userdata;
	char text[256];

	input->watch_call = sd_bus_slot_unref(input->watch_call);
	if (!sd_bus_message_is_method_error(reply, NULL) &&
		sd_bus_message_read(reply, "u", &input->watch) > 0 && input->watch != 0) {
		ask_idle_time(input);
	} else {
		input->watch = 0;
		failed("AddUserActiveWatch", bus_error_text(reply, text, sizeof(text)));
	}
	return 0;
}

/* First the watch, so that no input slips through between it and the answer. */
static void look(void *userdata)
{
	struct mutter_input *input = userdata;
	int r = 0;

	if (input->watch != 0) {
		ask_idle_time(input);
		return;
	}
	r = bus_name_call(&input->name, &input->watch_call, MUTTER_PATH, MUTTER_INTERFACE,
		"AddUserActiveWatch", on_watch, input, "");
	if (r < 0) {
		failed("AddUserActiveWatch", log_errno_text(r));
	}
}

static int on_watch_fired(sd_bus_message *signal, void *userdata, sd_bus_error *ret_error)
{
	struct mutter_input *input = userdata;
	bool was_quiet = input->is_quiet;
	uint32_t watch;

	if (!bus_name_is_sender(&input->name, signal) ||
		sd_bus_message_read(signal, "u", &watch) <= 0 || watch == 0 ||
		watch != input->watch) {
		return 0;
	}
	forget(input);
	(void)loop_timer_set(input->pause, input->quiet_usec);
	if (was_quiet) {
		input->fn(false, input->userdata);
	}
	return 0;
}

static void on_owner(void *userdata)
{
	struct mutter_input *input = userdata;

	forget(input);
	if (input->name.owner[0] != '\0') {
		look(input);
	}
}

static const struct bus_subscription subscriptions[] = {
	{"type='signal',sender='" MUTTER_NAME "',path='" MUTTER_PATH
	 "',interface='" MUTTER_INTERFACE "',member='WatchFired'",
		on_watch_fired},
};

int mutter_input_new(struct bus *bus, usec_t quiet_usec, mutter_input_fn fn, void *userdata,
	struct mutter_input **ret_input)
{
	struct mutter_input *input = calloc(1, sizeof(*input));
	int r;

	if (input == NULL) {
		return -ENOMEM;
	}
	input->quiet_usec = quiet_usec;
	input->fn = fn;
	input->userdata = userdata;
	bus_name_init(&input->name, MUTTER_NAME, on_owner, input);
	r = loop_timer_new(bus_get_loop(bus), look, input, &input->pause);
	if (r < 0) {
		free(input);
		return r;
	}
	bus_name_add(&input->name, bus, subscriptions, ELEMENTSOF(subscriptions));
	*ret_input = input;
	return 0;
}

struct mutter_input *mutter_input_free(struct mutter_input *input)
{
	if (input == NULL) {
		return NULL;
	}
	remove_watch(input);
	input->watch_call = sd_bus_slot_unref(input->watch_call);
	input->idle_time_call = sd_bus_slot_unref(input->idle_time_call);
	bus_name_remove(&input->name);
	input->pause = loop_timer_free(input->pause);
	free(input);
	return NULL;
}
