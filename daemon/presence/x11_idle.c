/* SPDX-License-Identifier: MIT */
/*
 * The server counts the milliseconds since the last input on any device in a counter of XSync,
 * IDLETIME. Two alarms tell when it passes the threshold, upwards and downwards; both stay armed,
 * and between them nothing is heard. What is believed is the counter's value that comes with an
 * alarm: it says exactly when the last input was. An alarm that is set when its threshold is passed
 * already does not go off, so after setting them the counter is asked for once.
 *
 * XWayland has the counter too, but knows only of the input to its own windows, and takes all other
 * work for idleness. It is told by its extension XWAYLAND, or if it is older than 23.1 (Debian 12
 * has 22.1) by an output whose name begins so.
 *
 * No call of libxcb here waits. Only the answer to the last request of a step is polled for; since
 * answers come in the order of the requests, those before it are there too, and so is what
 * xcb_get_extension_data() would wait for. There are never more than a few requests on their way,
 * so the socket has room for them though the server may be stopped. That an answer which has begun
 * also ends soon is taken for granted: the server writes each in one piece.
 */
#include "x11_idle.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <xcb/randr.h>
#include <xcb/sync.h>
#include <xcb/xcb.h>
#include <xcb/xcbext.h>

#include <backcare/cleanup.h>

#include "clock.h"
#include "log.h"
#include "x11_counters.h"

#define COUNTER_NAME "IDLETIME"
#define XWAYLAND_NAME "XWAYLAND" /* the extension, and how its outputs' names begin */

#define EVENT_TYPE_MASK 0x7f /* the rest says that another client sent it */
#define EVENT_ERROR 0
/* Of every reply; its length counts what follows, in units of four bytes. */
#define REPLY_HEAD_BYTES 32

static xcb_sync_int64_t to_value(usec_t usec)
{
	usec_t msec = usec / USEC_PER_MSEC;

	return (xcb_sync_int64_t){.hi = (int32_t)(msec >> 32), .lo = (uint32_t)msec};
}

static usec_t from_value(xcb_sync_int64_t value)
{
	if (value.hi < 0) {
		return 0;
	}
	return ((usec_t)(uint32_t)value.hi << 32 | value.lo) * USEC_PER_MSEC;
}

static void give_up(struct x11_idle *idle, const char *obstacle)
{
	idle->step = X11_IDLE_USELESS;
	idle->obstacle = obstacle;
}

static void set_value(struct x11_idle *idle, xcb_sync_int64_t value)
{
	usec_t now_boot_usec = clock_boot_usec(idle->clock);
	usec_t idle_usec = from_value(value);
	bool is_idle = idle_usec >= idle->idle_after_usec;

	if (idle->is_known && idle->is_idle == is_idle) {
		return;
	}
	idle->is_known = true;
	idle->is_idle = is_idle;
	idle->since_boot_usec = now_boot_usec > idle_usec ? now_boot_usec - idle_usec : 0;
	idle->on_change(idle->userdata);
}

static void ask_for_counter(struct x11_idle *idle)
{
	idle->awaited = xcb_sync_query_counter(idle->connection, idle->counter).sequence;
	idle->step = X11_IDLE_ARMING;
}

static xcb_sync_create_alarm_value_list_t get_alarm(
	const struct x11_idle *idle, xcb_sync_testtype_t type)
{
	usec_t below_usec = type == XCB_SYNC_TESTTYPE_NEGATIVE_TRANSITION ? USEC_PER_MSEC : 0;

	/* Delta 0: it stays as it is when it goes off. */
	return (xcb_sync_create_alarm_value_list_t){
		.counter = idle->counter,
		.valueType = XCB_SYNC_VALUETYPE_ABSOLUTE,
		.value = to_value(idle->idle_after_usec - below_usec),
		.testType = type,
		.events = 1,
	};
}

static uint32_t create_alarm(struct x11_idle *idle, xcb_sync_testtype_t type)
{
	const xcb_sync_create_alarm_value_list_t values = get_alarm(idle, type);
	uint32_t alarm = xcb_generate_id(idle->connection);

	(void)xcb_sync_create_alarm_aux(idle->connection, alarm,
		XCB_SYNC_CA_COUNTER | XCB_SYNC_CA_VALUE_TYPE | XCB_SYNC_CA_VALUE |
			XCB_SYNC_CA_TEST_TYPE | XCB_SYNC_CA_DELTA | XCB_SYNC_CA_EVENTS,
		&values);
	return alarm;
}

static void arm(struct x11_idle *idle)
{
	idle->idle_alarm = create_alarm(idle, XCB_SYNC_TESTTYPE_POSITIVE_TRANSITION);
	idle->active_alarm = create_alarm(idle, XCB_SYNC_TESTTYPE_NEGATIVE_TRANSITION);
	ask_for_counter(idle);
}

/* The same alarms: each new one would use up an id. */
static void arm_again(struct x11_idle *idle)
{
	const xcb_sync_change_alarm_value_list_t idle_values = {
		.value = to_value(idle->idle_after_usec)};
	const xcb_sync_change_alarm_value_list_t active_values = {
		.value = to_value(idle->idle_after_usec - USEC_PER_MSEC)};

	idle->again = false;
	(void)xcb_sync_change_alarm_aux(
		idle->connection, idle->idle_alarm, XCB_SYNC_CA_VALUE, &idle_values);
	(void)xcb_sync_change_alarm_aux(
		idle->connection, idle->active_alarm, XCB_SYNC_CA_VALUE, &active_values);
	ask_for_counter(idle);
}

static void on_extensions(struct x11_idle *idle, const xcb_query_extension_reply_t *xwayland)
{
	const xcb_query_extension_reply_t *sync, *randr;
	xcb_window_t root;

	if (xwayland->present != 0) {
		give_up(idle, "is Xwayland and tells of its own windows only");
		return;
	}
	sync = xcb_get_extension_data(idle->connection, &xcb_sync_id);
	randr = xcb_get_extension_data(idle->connection, &xcb_randr_id);
	if (sync == NULL || sync->present == 0) {
		give_up(idle, "does not offer XSync");
		return;
	}
	idle->first_event = sync->first_event;
	xcb_discard_reply(idle->connection, xcb_sync_initialize(idle->connection,
						    XCB_SYNC_MAJOR_VERSION, XCB_SYNC_MINOR_VERSION)
						    .sequence);
	idle->counters = xcb_sync_list_system_counters(idle->connection).sequence;
	idle->awaited = idle->counters;
	if (randr != NULL && randr->present != 0) {
		xcb_discard_reply(
			idle->connection, xcb_randr_query_version(idle->connection, 1, 3).sequence);
		root = xcb_setup_roots_iterator(xcb_get_setup(idle->connection)).data->root;
		idle->awaited =
			xcb_randr_get_screen_resources_current(idle->connection, root).sequence;
	}
	idle->step = X11_IDLE_COUNTERS;
}

/* Does this part of a reply lie within it? */
static bool is_within(const void *reply, uint32_t length, const void *part, size_t size)
{
	size_t whole = REPLY_HEAD_BYTES + (size_t)length * 4;
	size_t offset = (size_t)((const char *)part - (const char *)reply);

	return offset <= whole && size <= whole - offset;
}

/* 'reply' is NULL if there is no RandR, or only an old one. */
static void on_resources(
	struct x11_idle *idle, const xcb_randr_get_screen_resources_current_reply_t *resources)
{
	const xcb_randr_output_t *outputs;

	if (resources != NULL && resources->num_outputs > 0) {
		outputs = xcb_randr_get_screen_resources_current_outputs(resources);
		if (is_within(resources, resources->length, outputs, sizeof(*outputs))) {
			/* One is enough: they are all of the same kind. */
			idle->awaited = xcb_randr_get_output_info(
				idle->connection, outputs[0], resources->config_timestamp)
						.sequence;
			idle->step = X11_IDLE_OUTPUT;
			return;
		}
	}
	arm(idle);
}

static void on_counters(struct x11_idle *idle, const void *awaited)
{
	AUTO_FREE void *polled = NULL;
	const xcb_sync_list_system_counters_reply_t *counters = awaited;
	bool have_resources = idle->awaited != idle->counters;

	if (have_resources) {
		xcb_generic_error_t *error = NULL;

		(void)xcb_poll_for_reply(idle->connection, idle->counters, &polled, &error);
		free(error);
		counters = polled;
	}
	if (counters != NULL) {
		idle->counter = x11_counters_find((const char *)counters + REPLY_HEAD_BYTES,
			(size_t)counters->length * 4, COUNTER_NAME);
	}
	if (idle->counter == 0) {
		give_up(idle, "does not count idle time");
	} else {
		on_resources(idle, have_resources ? awaited : NULL);
	}
}

static void on_output(struct x11_idle *idle, const xcb_randr_get_output_info_reply_t *output)
{
	static const char prefix[] = XWAYLAND_NAME;

	if (output != NULL && output->name_len >= strlen(prefix)) {
		const uint8_t *name = xcb_randr_get_output_info_name(output);

		if (is_within(output, output->length, name, strlen(prefix)) &&
			memcmp(name, prefix, strlen(prefix)) == 0) {
			give_up(idle, "is Xwayland and tells of its own windows only");
			return;
		}
	}
	arm(idle);
}

static int on_reply(struct x11_idle *idle, const void *reply)
{
	const xcb_sync_query_counter_reply_t *counter = reply;

	switch (idle->step) {
	case X11_IDLE_EXTENSIONS:
		if (reply == NULL) {
			return -EPROTO;
		}
		on_extensions(idle, reply);
		return 1;
	case X11_IDLE_COUNTERS:
		on_counters(idle, reply);
		return 1;
	case X11_IDLE_OUTPUT:
		on_output(idle, reply);
		return 1;
	case X11_IDLE_ARMING:
		if (counter == NULL) {
			return -EPROTO;
		}
		idle->step = X11_IDLE_ARMED;
		set_value(idle, counter->counter_value);
		if (idle->again) {
			arm_again(idle);
		}
		return 1;
	case X11_IDLE_ARMED:
	case X11_IDLE_USELESS:
	case X11_IDLE_STEP_MAX:
		break;
	}
	return 0;
}

/* Others than ours come unasked, as when somebody changes the keyboard's layout. */
static int on_event(struct x11_idle *idle, const xcb_generic_event_t *event)
{
	xcb_sync_alarm_notify_event_t notify;
	uint8_t type = event->response_type & EVENT_TYPE_MASK;

	if (type == EVENT_ERROR) {
		xcb_generic_error_t error;

		memcpy(&error, event, sizeof(error));
		log_debug("The X server refused request %u.%u with error %u.", error.major_code,
			error.minor_code, error.error_code);
		return -EPROTO;
	}
	if (idle->first_event == 0 || type != idle->first_event + XCB_SYNC_ALARM_NOTIFY) {
		return 1;
	}
	memcpy(&notify, event, sizeof(notify));
	if (notify.alarm == idle->idle_alarm || notify.alarm == idle->active_alarm) {
		set_value(idle, notify.counter_value);
	}
	return 1;
}

static int handle_events(struct x11_idle *idle, bool read)
{
	int n = 0;

	for (;;) {
		AUTO_FREE xcb_generic_event_t *event =
			read ? xcb_poll_for_event(idle->connection)
			     : xcb_poll_for_queued_event(idle->connection);
		int r;

		if (event == NULL) {
			return n;
		}
		r = on_event(idle, event);
		if (r < 0) {
			return r;
		}
		n = 1;
	}
}

int x11_idle_process(struct x11_idle *idle, bool read)
{
	int n = handle_events(idle, read);

	while (n >= 0 && x11_idle_is_waiting(idle) &&
		xcb_connection_has_error(idle->connection) == 0) {
		AUTO_FREE void *reply = NULL;
		AUTO_FREE xcb_generic_error_t *error = NULL;

		if (xcb_poll_for_reply(idle->connection, idle->awaited, &reply, &error) == 0) {
			break;
		}
		if (xcb_connection_has_error(idle->connection) == 0) {
			n = on_reply(idle, reply);
		}
	}
	return n >= 0 && xcb_connection_has_error(idle->connection) != 0 ? -ECONNRESET : n;
}

void x11_idle_init(struct x11_idle *idle, struct xcb_connection_t *connection,
	const struct clock *clock, usec_t idle_after_usec, void (*on_change)(void *userdata),
	void *userdata)
{
	*idle = (struct x11_idle){
		.connection = connection,
		.clock = clock,
		.idle_after_usec = idle_after_usec,
		.on_change = on_change,
		.userdata = userdata,
		.step = X11_IDLE_EXTENSIONS,
	};
	xcb_prefetch_extension_data(connection, &xcb_sync_id);
	xcb_prefetch_extension_data(connection, &xcb_randr_id);
	/* The last: its answer says that theirs are there. */
	idle->awaited =
		xcb_query_extension(connection, strlen(XWAYLAND_NAME), XWAYLAND_NAME).sequence;
}

void x11_idle_set_idle_after(struct x11_idle *idle, usec_t idle_after_usec)
{
	idle->idle_after_usec = idle_after_usec;
	if (idle->step == X11_IDLE_ARMED) {
		arm_again(idle);
	} else if (idle->step == X11_IDLE_ARMING) {
		idle->again = true;
	}
}

bool x11_idle_is_waiting(const struct x11_idle *idle)
{
	return idle->step < X11_IDLE_ARMED;
}
