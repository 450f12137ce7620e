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

#include "log.h"
#include "loop.h"
#include "mutter_monitor.h"

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
	char text[256];

	input->idle_time_call = sd_bus_slot_unref(input->idle_time_call);
	if (sd_bus_message_is_method_error(reply, NULL) > 0) {
		failed("GetIdletime", bus_error_text(reply, text, sizeof(text)));
		return 0;
	}
	(void)mutter_monitor_read_idle_time(reply, &idle_usec);
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
	int r = mutter_monitor_ask_idle_time(
		&input->name, &input->idle_time_call, on_idle_time, input);

	if (r < 0) {
		failed("GetIdletime", log_errno_text(r));
	}
}

static int on_watch(sd_bus_message *reply, void *userdata, sd_bus_error *ret_error)
{
	struct mutter_input *input = userdata;
	char text[256];

	input->watch_call = sd_bus_slot_unref(input->watch_call);
	if (mutter_monitor_read_watch(reply, &input->watch)) {
		ask_idle_time(input);
	} else {
		failed("AddUserActiveWatch", bus_error_text(reply, text, sizeof(text)));
	}
	return 0;
}

/* First the watch, so that no input slips through between it and the answer. */
static void look(void *userdata)
{
	struct mutter_input *input = userdata;
	int r;

	if (input->watch != 0) {
		ask_idle_time(input);
		return;
	}
	r = mutter_monitor_add_active_watch(&input->name, &input->watch_call, on_watch, input);
	if (r < 0) {
		failed("AddUserActiveWatch", log_errno_text(r));
	}
}

static int on_watch_fired(sd_bus_message *signal, void *userdata, sd_bus_error *ret_error)
{
	struct mutter_input *input = userdata;
	bool was_quiet = input->is_quiet;
	uint32_t watch = mutter_monitor_read_fired(&input->name, signal);

	if (watch == 0 || watch != input->watch) {
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

static const struct bus_subscription subscriptions[] = {{MUTTER_MONITOR_FIRED, on_watch_fired}};

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
	bus_name_init(&input->name, MUTTER_MONITOR_NAME, on_owner, input);
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
	mutter_monitor_remove_watch(&input->name, &input->watch);
	input->watch_call = sd_bus_slot_unref(input->watch_call);
	input->idle_time_call = sd_bus_slot_unref(input->idle_time_call);
	bus_name_remove(&input->name);
	input->pause = loop_timer_free(input->pause);
	free(input);
	return NULL;
}
