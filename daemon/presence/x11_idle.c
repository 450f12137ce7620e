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
 * Each step asks for all it needs and ends with the answer to its last question. A server that has
 * no use for a question of RandR, as an old one, refuses it, and is no Xwayland. What comes
 * unasked, as when somebody changes the keyboard's layout, is passed over; a server that sends
 * nothing else without end is left.
 */
#include "x11_idle.h"

#include <assert.h>
#include <errno.h>
#include <string.h>

#include "clock.h"
#include "x11_counters.h"
#include "x11_protocol.h"
#include "x11_setup.h"

#define COUNTER_NAME "IDLETIME"
#define XWAYLAND_NAME "XWAYLAND" /* the extension, and how its outputs' names begin */
#define WORDS_MAX 10             /* of what follows the length of a request: an alarm */
/* At once; then others in the loop have their turn. */
#define MESSAGES_AT_ONCE 64

enum question {
	QUESTION_SYNC,
	QUESTION_RANDR,
	QUESTION_XWAYLAND,
	QUESTION_SYNC_VERSION,
	QUESTION_COUNTERS,
	QUESTION_RANDR_VERSION,
	QUESTION_RESOURCES,
	QUESTION_OUTPUT,
	QUESTION_VALUE,
	QUESTION_WATCHED_VALUE,
	QUESTION_MAX,
};

struct words {
	uint32_t at[WORDS_MAX];
	size_t n;
};

static void put(struct words *words, uint32_t word)
{
	assert(words->n < WORDS_MAX);
	words->at[words->n++] = word;
}

static void put_msec(struct words *words, usec_t usec)
{
	usec_t msec = usec / USEC_PER_MSEC;

	put(words, (uint32_t)(msec >> 32));
	put(words, (uint32_t)msec);
}

static usec_t get_usec(const struct x11_message *message, size_t offset)
{
	uint32_t high = x11_message_u32(message, offset);
	usec_t msec = (usec_t)high << 32 | x11_message_u32(message, offset + X11_WORD_BYTES);

	if (high > INT32_MAX) {
		return 0; /* below zero */
	}
	return msec > USEC_INFINITY / USEC_PER_MSEC ? USEC_INFINITY : msec * USEC_PER_MSEC;
}

static void give_up(struct x11_idle *idle, const char *obstacle)
{
	idle->step = X11_IDLE_USELESS;
	idle->obstacle = obstacle;
}

static void set_value(struct x11_idle *idle, const struct x11_message *message, size_t offset)
{
	usec_t now_boot_usec = clock_boot_usec(idle->clock);
	usec_t idle_usec = get_usec(message, offset);
	bool is_idle = idle_usec >= idle->idle_after_usec;

	if (idle->is_known && idle->is_idle == is_idle) {
		return;
	}
	idle->is_known = true;
	idle->is_idle = is_idle;
	idle->since_boot_usec = now_boot_usec > idle_usec ? now_boot_usec - idle_usec : 0;
	idle->on_change(idle->userdata);
}

static void ask(struct x11_idle *idle, enum question question, uint8_t opcode, uint8_t minor,
	const struct words *words)
{
	x11_wire_ask(&idle->wire, (uint8_t)question, opcode, minor, words->at,
		words->n * X11_WORD_BYTES);
}

static void ask_for_extension(struct x11_idle *idle, enum question question, const char *name)
{
	x11_wire_ask_name(&idle->wire, (uint8_t)question, X11_QUERY_EXTENSION, 0, name);
}

static void ask_for_value(struct x11_idle *idle)
{
	const struct words words = {{idle->counter}, 1};

	ask(idle, QUESTION_VALUE, idle->sync_opcode, X11_SYNC_QUERY_COUNTER, &words);
	idle->step = X11_IDLE_ARMING;
}

static void create_alarm(
	struct x11_idle *idle, uint32_t alarm, uint32_t test, usec_t threshold_usec)
{
	struct words words = {0};

	put(&words, alarm);
	put(&words, X11_SYNC_SAYS_COUNTER | X11_SYNC_SAYS_VALUE_TYPE | X11_SYNC_SAYS_VALUE |
			    X11_SYNC_SAYS_TEST | X11_SYNC_SAYS_DELTA | X11_SYNC_SAYS_EVENTS);
	put(&words, idle->counter);
	put(&words, X11_SYNC_VALUE_ABSOLUTE);
	put_msec(&words, threshold_usec);
	put(&words, test);
	put_msec(&words, 0); /* it stays as it is when it goes off */
	put(&words, 1);
	x11_wire_send(&idle->wire, idle->sync_opcode, X11_SYNC_CREATE_ALARM, words.at,
		words.n * X11_WORD_BYTES);
}

static void change_alarm(struct x11_idle *idle, uint32_t alarm, usec_t threshold_usec)
{
	struct words words = {0};

	put(&words, alarm);
	put(&words, X11_SYNC_SAYS_VALUE);
	put_msec(&words, threshold_usec);
	x11_wire_send(&idle->wire, idle->sync_opcode, X11_SYNC_CHANGE_ALARM, words.at,
		words.n * X11_WORD_BYTES);
}

static void destroy_alarm(struct x11_idle *idle, uint32_t alarm)
{
	x11_wire_send(
		&idle->wire, idle->sync_opcode, X11_SYNC_DESTROY_ALARM, &alarm, sizeof(alarm));
}

/* Two more alarms, and a question of their own, for as long as somebody watches. One at a time:
 * however often somebody changes his mind, the server has taken what was sent before. */
static void set_watch(struct x11_idle *idle)
{
	const struct words words = {{idle->counter}, 1};
	bool is_wanted = idle->on_watched != NULL;

	if (idle->step != X11_IDLE_ARMED || idle->watch_is_asked ||
		is_wanted == idle->watch_stands) {
		return;
	}
	idle->watch_stands = is_wanted;
	idle->is_quiet = false;
	if (is_wanted) {
		create_alarm(idle, idle->quiet_alarm, X11_SYNC_TEST_RISES_TO, idle->quiet_usec);
		create_alarm(idle, idle->input_alarm, X11_SYNC_TEST_FALLS_TO,
			idle->quiet_usec - USEC_PER_MSEC);
		idle->watch_is_asked = true;
		ask(idle, QUESTION_WATCHED_VALUE, idle->sync_opcode, X11_SYNC_QUERY_COUNTER,
			&words);
	} else {
		destroy_alarm(idle, idle->quiet_alarm);
		destroy_alarm(idle, idle->input_alarm);
	}
}

static void take_watched_value(
	struct x11_idle *idle, const struct x11_message *message, size_t offset)
{
	bool is_quiet = get_usec(message, offset) >= idle->quiet_usec;

	if (idle->on_watched != NULL && idle->watch_stands && is_quiet != idle->is_quiet) {
		idle->is_quiet = is_quiet;
		idle->on_watched(is_quiet, idle->userdata);
	}
}

static void arm(struct x11_idle *idle)
{
	create_alarm(idle, idle->idle_alarm, X11_SYNC_TEST_RISES_TO, idle->idle_after_usec);
	create_alarm(idle, idle->active_alarm, X11_SYNC_TEST_FALLS_TO,
		idle->idle_after_usec - USEC_PER_MSEC);
	ask_for_value(idle);
}

static void arm_again(struct x11_idle *idle)
{
	idle->again = false;
	change_alarm(idle, idle->idle_alarm, idle->idle_after_usec);
	change_alarm(idle, idle->active_alarm, idle->idle_after_usec - USEC_PER_MSEC);
	ask_for_value(idle);
}

/* Returns 0 if it is not there. */
static uint8_t read_opcode(const struct x11_message *answer)
{
	return x11_message_u8(answer, X11_EXTENSION_PRESENT_OFFSET) != 0
		       ? x11_message_u8(answer, X11_EXTENSION_OPCODE_OFFSET)
		       : 0;
}

/* All of them are told. */
static int on_extensions(struct x11_idle *idle, const struct x11_message *xwayland)
{
	static const struct words nothing = {0};
	struct words version = {0}, root = {{idle->root}, 1};
	unsigned char sync_version[X11_WORD_BYTES] = {X11_SYNC_MAJOR, X11_SYNC_MINOR};

	if (x11_message_u8(xwayland, X11_EXTENSION_PRESENT_OFFSET) != 0) {
		give_up(idle, "is Xwayland and tells of its own windows only");
		return 0;
	}
	if (idle->sync_opcode == 0) {
		give_up(idle, "does not offer XSync");
		return 0;
	}
	if (idle->sync_opcode < X11_EXTENSION_OPCODE_MIN ||
		idle->sync_first_event < X11_EXTENSION_EVENT_MIN ||
		(idle->randr_opcode != 0 && idle->randr_opcode < X11_EXTENSION_OPCODE_MIN)) {
		return -EPROTO;
	}
	x11_wire_ask(&idle->wire, QUESTION_SYNC_VERSION, idle->sync_opcode, X11_SYNC_INITIALIZE,
		sync_version, sizeof(sync_version));
	ask(idle, QUESTION_COUNTERS, idle->sync_opcode, X11_SYNC_LIST_SYSTEM_COUNTERS, &nothing);
	if (idle->randr_opcode != 0) {
		put(&version, X11_RANDR_MAJOR);
		put(&version, X11_RANDR_MINOR);
		ask(idle, QUESTION_RANDR_VERSION, idle->randr_opcode, X11_RANDR_QUERY_VERSION,
			&version);
		ask(idle, QUESTION_RESOURCES, idle->randr_opcode, X11_RANDR_GET_RESOURCES_CURRENT,
			&root);
	}
	idle->step = X11_IDLE_COUNTERS;
	return 0;
}

/* What there is to know of counters and outputs is known. */
static void on_counters(struct x11_idle *idle)
{
	if (idle->counter == 0) {
		give_up(idle, "does not count idle time");
	} else if (idle->output != 0) {
		const struct words words = {{idle->output, idle->output_time}, 2};

		ask(idle, QUESTION_OUTPUT, idle->randr_opcode, X11_RANDR_GET_OUTPUT_INFO, &words);
		idle->step = X11_IDLE_OUTPUT;
	} else {
		arm(idle);
	}
}

static void read_counters(struct x11_idle *idle, const struct x11_message *answer)
{
	idle->counter = x11_counters_find(answer->bytes + X11_SYNC_COUNTERS_OFFSET,
		answer->size - X11_SYNC_COUNTERS_OFFSET, COUNTER_NAME);
	if (idle->randr_opcode == 0) {
		on_counters(idle);
	}
}

static void read_resources(struct x11_idle *idle, const struct x11_message *answer)
{
	size_t crtcs_bytes =
		x11_message_u16(answer, X11_RANDR_N_CRTCS_OFFSET) * (size_t)X11_WORD_BYTES;

	if (x11_message_u16(answer, X11_RANDR_N_OUTPUTS_OFFSET) > 0) {
		/* One is enough: they are all of the same kind. */
		idle->output = x11_message_u32(answer, X11_RANDR_CRTCS_OFFSET + crtcs_bytes);
		idle->output_time = x11_message_u32(answer, X11_RANDR_CONFIG_TIME_OFFSET);
	}
	on_counters(idle);
}

static void read_output(struct x11_idle *idle, const struct x11_message *answer)
{
	static const char prefix[] = XWAYLAND_NAME;
	size_t n_words = (size_t)x11_message_u16(answer, X11_RANDR_OUTPUT_N_CRTCS_OFFSET) +
			 x11_message_u16(answer, X11_RANDR_OUTPUT_N_MODES_OFFSET) +
			 x11_message_u16(answer, X11_RANDR_OUTPUT_N_CLONES_OFFSET);
	size_t offset = X11_RANDR_OUTPUT_LISTS_OFFSET + n_words * X11_WORD_BYTES;

	if (x11_message_u16(answer, X11_RANDR_OUTPUT_NAME_LENGTH_OFFSET) >= strlen(prefix) &&
		offset <= answer->size && answer->size - offset >= strlen(prefix) &&
		memcmp(answer->bytes + offset, prefix, strlen(prefix)) == 0) {
		give_up(idle, "is Xwayland and tells of its own windows only");
	} else {
		arm(idle);
	}
}

static void read_value(struct x11_idle *idle, const struct x11_message *answer)
{
	idle->step = X11_IDLE_ARMED;
	set_value(idle, answer, X11_SYNC_VALUE_OFFSET);
	if (idle->again) {
		arm_again(idle);
	}
	set_watch(idle);
}

static int on_answer(struct x11_idle *idle, const struct x11_message *answer)
{
	switch ((enum question)answer->question) {
	case QUESTION_SYNC:
		idle->sync_opcode = read_opcode(answer);
		idle->sync_first_event = x11_message_u8(answer, X11_EXTENSION_FIRST_EVENT_OFFSET);
		break;
	case QUESTION_RANDR:
		idle->randr_opcode = read_opcode(answer);
		break;
	case QUESTION_XWAYLAND:
		return on_extensions(idle, answer);
	case QUESTION_COUNTERS:
		read_counters(idle, answer);
		break;
	case QUESTION_RESOURCES:
		read_resources(idle, answer);
		break;
	case QUESTION_OUTPUT:
		read_output(idle, answer);
		break;
	case QUESTION_VALUE:
		read_value(idle, answer);
		break;
	case QUESTION_WATCHED_VALUE:
		idle->watch_is_asked = false;
		take_watched_value(idle, answer, X11_SYNC_VALUE_OFFSET);
		set_watch(idle);
		break;
	case QUESTION_SYNC_VERSION:
	case QUESTION_RANDR_VERSION:
	case QUESTION_MAX:
		break;
	}
	return 0;
}

static int on_refusal(struct x11_idle *idle, const struct x11_message *refusal)
{
	switch ((enum question)refusal->question) {
	case QUESTION_RANDR_VERSION:
		return 0;
	case QUESTION_RESOURCES:
		on_counters(idle);
		return 0;
	case QUESTION_OUTPUT:
		arm(idle);
		return 0;
	case QUESTION_COUNTERS:
		give_up(idle, "does not count idle time");
		return 0;
	case QUESTION_SYNC:
	case QUESTION_RANDR:
	case QUESTION_XWAYLAND:
	case QUESTION_SYNC_VERSION:
	case QUESTION_VALUE:
	case QUESTION_WATCHED_VALUE:
	case QUESTION_MAX:
		break;
	}
	return -EPROTO;
}

static int on_event(struct x11_idle *idle, const struct x11_message *event)
{
	usec_t now_usec = clock_boot_usec(idle->clock);
	uint32_t alarm;

	if (now_usec - idle->events_since_usec >= X11_IDLE_FLOOD_USEC) {
		idle->events_since_usec = now_usec;
		idle->n_events = 0;
	}
	if (++idle->n_events > X11_IDLE_FLOOD_EVENTS) {
		return -EPROTO;
	}
	/* The whole type: one that another client made is none of an alarm's. */
	if (idle->step != X11_IDLE_ARMING && idle->step != X11_IDLE_ARMED) {
		return 0;
	}
	if (x11_message_u8(event, 0) != idle->sync_first_event + X11_SYNC_ALARM_EVENT) {
		return 0;
	}
	alarm = x11_message_u32(event, X11_SYNC_ALARM_OFFSET);
	if (alarm == idle->idle_alarm || alarm == idle->active_alarm) {
		set_value(idle, event, X11_SYNC_ALARM_VALUE_OFFSET);
	} else if (alarm == idle->quiet_alarm || alarm == idle->input_alarm) {
		take_watched_value(idle, event, X11_SYNC_ALARM_VALUE_OFFSET);
	}
	return 0;
}

static int on_message(struct x11_idle *idle, const struct x11_message *message)
{
	switch (message->kind) {
	case X11_MESSAGE_ANSWER:
		return on_answer(idle, message);
	case X11_MESSAGE_REFUSAL:
		return on_refusal(idle, message);
	case X11_MESSAGE_EVENT:
		return on_event(idle, message);
	case X11_MESSAGE_KIND_MAX:
		break;
	}
	return 0;
}

int x11_idle_process(struct x11_idle *idle)
{
	for (unsigned i = 0; i < MESSAGES_AT_ONCE && idle->step != X11_IDLE_USELESS; i++) {
		struct x11_message message;
		int r = x11_wire_receive(&idle->wire, &message);

		if (r > 0) {
			r = on_message(idle, &message);
		} else if (r == 0) {
			break;
		}
		if (r < 0) {
			return r;
		}
	}
	return x11_wire_flush(&idle->wire);
}

void x11_idle_init(struct x11_idle *idle)
{
	*idle = (struct x11_idle){0};
	x11_wire_init(&idle->wire, -1);
}

void x11_idle_deinit(struct x11_idle *idle)
{
	x11_wire_deinit(&idle->wire);
}

void x11_idle_begin(struct x11_idle *idle, struct x11_setup *setup, const struct clock *clock,
	usec_t idle_after_usec, void (*on_change)(void *userdata), void *userdata)
{
	*idle = (struct x11_idle){
		.clock = clock,
		.idle_after_usec = idle_after_usec,
		.on_change = on_change,
		.userdata = userdata,
		.step = X11_IDLE_EXTENSIONS,
		.root = setup->root,
		.idle_alarm = setup->ids[0],
		.active_alarm = setup->ids[1],
		.quiet_alarm = setup->ids[2],
		.input_alarm = setup->ids[3],
		.events_since_usec = clock_boot_usec(clock),
	};
	x11_wire_init(&idle->wire, x11_setup_take_fd(setup));
	ask_for_extension(idle, QUESTION_SYNC, X11_SYNC_NAME);
	ask_for_extension(idle, QUESTION_RANDR, X11_RANDR_NAME);
	/* The last: its answer says that theirs are there. */
	ask_for_extension(idle, QUESTION_XWAYLAND, XWAYLAND_NAME);
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

void x11_idle_watch_input(
	struct x11_idle *idle, usec_t quiet_usec, void (*on_watched)(bool is_quiet, void *userdata))
{
	idle->on_watched = on_watched;
	idle->quiet_usec = quiet_usec;
	set_watch(idle);
}

bool x11_idle_is_waiting(const struct x11_idle *idle)
{
	return idle->step < X11_IDLE_ARMED || x11_wire_is_in_message(&idle->wire);
}
