/* SPDX-License-Identifier: MIT */
/*
 * The atoms first; then the root is listened to, and asked for the active window; then that window
 * is listened to, and asked for its states and its class. A change of either property that comes in
 * between begins it anew when the answers are there: what is known is never older than the last
 * change. A window may be gone before it is asked: then it is none, and the next one is told of.
 */
#include "x11_front_window.h"

#include <errno.h>
#include <string.h>

#include "plaintext.h"
#include "x11_protocol.h"
#include "x11_setup.h"

/* At once; then others in the loop have their turn. */
#define MESSAGES_AT_ONCE 64

static const char *const atom_names[] = {
	[X11_FRONT_ATOM_MANAGER] = "_NET_SUPPORTING_WM_CHECK",
	[X11_FRONT_ATOM_ACTIVE_WINDOW] = "_NET_ACTIVE_WINDOW",
	[X11_FRONT_ATOM_STATE] = "_NET_WM_STATE",
	[X11_FRONT_ATOM_FULLSCREEN] = "_NET_WM_STATE_FULLSCREEN",
};

_Static_assert(sizeof(atom_names) / sizeof(atom_names[0]) == X11_FRONT_ATOM_MAX, "each");

enum question {
	/* The atoms, by their numbers, and then: */
	QUESTION_MANAGER = X11_FRONT_ATOM_MAX,
	QUESTION_ACTIVE,
	QUESTION_LISTENING,
	QUESTION_STATE,
	QUESTION_CLASS,
	QUESTION_MAX,
};

static void ask_for_property(struct x11_front_window *front, enum question question,
	uint32_t window, uint32_t property, uint32_t type, uint32_t n_words)
{
	const uint32_t words[] = {window, property, type, 0, n_words};

	x11_wire_ask(&front->wire, (uint8_t)question, X11_GET_PROPERTY, 0, words, sizeof(words));
}

static void listen_to(struct x11_front_window *front, uint32_t window, uint32_t events)
{
	const uint32_t words[] = {window, X11_ATTRIBUTE_EVENTS, events};

	x11_wire_try(&front->wire, QUESTION_LISTENING, X11_CHANGE_WINDOW_ATTRIBUTES, 0, words,
		sizeof(words));
}

static void ask_for_active(struct x11_front_window *front)
{
	front->active_again = false;
	front->window_again = false;
	front->step = X11_FRONT_ACTIVE;
	ask_for_property(front, QUESTION_ACTIVE, front->root,
		front->atoms[X11_FRONT_ATOM_ACTIVE_WINDOW], X11_ATOM_WINDOW, 1);
}

static void ask_for_window(struct x11_front_window *front)
{
	front->window_again = false;
	front->step = X11_FRONT_WINDOW;
	ask_for_property(front, QUESTION_STATE, front->window, front->atoms[X11_FRONT_ATOM_STATE],
		X11_ATOM_ATOM, X11_FRONT_STATES_MAX);
	/* The last. */
	ask_for_property(front, QUESTION_CLASS, front->window, X11_ATOM_WM_CLASS, X11_ATOM_STRING,
		X11_FRONT_CLASS_MAX_BYTES / X11_WORD_BYTES);
}

/* All that was asked is answered. */
static void settle(struct x11_front_window *front)
{
	front->step = X11_FRONT_KNOWN;
	if (front->active_again) {
		ask_for_active(front);
	} else if (front->window_again && front->window != 0) {
		ask_for_window(front);
	}
}

/* How many items of this kind there are, as far as they are in the message. */
static size_t count_items(const struct x11_message *answer, uint32_t type, size_t bits)
{
	size_t n = x11_message_u32(answer, X11_PROPERTY_LENGTH_OFFSET);
	size_t room = (answer->size - X11_PROPERTY_VALUE_OFFSET) / (bits / 8);

	if (x11_message_u32(answer, X11_PROPERTY_TYPE_OFFSET) != type ||
		x11_message_u8(answer, X11_PROPERTY_FORMAT_OFFSET) != bits) {
		return 0;
	}
	return n < room ? n : room;
}

static void set_window(struct x11_front_window *front, uint32_t window)
{
	if (front->window != 0 && window != front->window) {
		listen_to(front, front->window, 0);
	}
	front->window = window;
	if (window != 0) {
		/* Also if it has the number of the one before: servers give them again. */
		listen_to(front, window, X11_EVENTS_OF_PROPERTIES);
		ask_for_window(front);
		return;
	}
	front->is_full = false;
	settle(front);
}

static void read_active(struct x11_front_window *front, const struct x11_message *answer)
{
	size_t n = count_items(answer, X11_ATOM_WINDOW, 32);

	/* Without any window it may say nothing at all. */
	front->is_told = front->has_manager || n > 0;
	set_window(front, n > 0 ? x11_message_u32(answer, X11_PROPERTY_VALUE_OFFSET) : 0);
}

static void read_state(struct x11_front_window *front, const struct x11_message *answer)
{
	uint32_t fullscreen = front->atoms[X11_FRONT_ATOM_FULLSCREEN];
	size_t n = count_items(answer, X11_ATOM_ATOM, 32);

	front->is_full = false;
	for (size_t i = 0; i < n && fullscreen != 0; i++) {
		front->is_full = front->is_full ||
				 x11_message_u32(answer, X11_PROPERTY_VALUE_OFFSET +
								 i * X11_WORD_BYTES) == fullscreen;
	}
}

/* Two texts, each with its end: of the instance ("mpv"), and of the class ("mpv", "Firefox"). */
static void read_class(struct x11_front_window *front, const struct x11_message *answer)
{
	char text[X11_FRONT_CLASS_MAX_BYTES + 1] = "";
	size_t n = count_items(answer, X11_ATOM_STRING, 8), at;

	n = n < X11_FRONT_CLASS_MAX_BYTES ? n : X11_FRONT_CLASS_MAX_BYTES;
	memcpy(text, answer->bytes + X11_PROPERTY_VALUE_OFFSET, n);
	at = strlen(text) + 1;
	plaintext_copy(front->who, sizeof(front->who), at < n ? text + at : text);
	settle(front);
}

static void on_atoms(struct x11_front_window *front)
{
	listen_to(front, front->root, X11_EVENTS_OF_PROPERTIES);
	if (front->atoms[X11_FRONT_ATOM_MANAGER] == 0 ||
		front->atoms[X11_FRONT_ATOM_ACTIVE_WINDOW] == 0 ||
		front->atoms[X11_FRONT_ATOM_STATE] == 0) {
		/* No window manager ever said so; and no change of some of it is heard. */
		memset(front->atoms, 0, sizeof(front->atoms));
		front->active_again = false;
		front->step = X11_FRONT_KNOWN;
		return;
	}
	ask_for_property(front, QUESTION_MANAGER, front->root, front->atoms[X11_FRONT_ATOM_MANAGER],
		X11_ATOM_WINDOW, 1);
	ask_for_active(front);
}

static void on_answer(struct x11_front_window *front, const struct x11_message *answer)
{
	switch (answer->question) {
	case QUESTION_MANAGER:
		front->has_manager = count_items(answer, X11_ATOM_WINDOW, 32) > 0;
		break;
	case QUESTION_ACTIVE:
		read_active(front, answer);
		break;
	case QUESTION_STATE:
		read_state(front, answer);
		break;
	case QUESTION_CLASS:
		read_class(front, answer);
		break;
	case QUESTION_LISTENING:
		break;
	default:
		front->atoms[answer->question] = x11_message_u32(answer, X11_ATOM_OFFSET);
		if (answer->question == X11_FRONT_ATOM_MAX - 1) {
			on_atoms(front);
		}
		break;
	}
}

static int on_refusal(struct x11_front_window *front, const struct x11_message *refusal)
{
	switch (refusal->question) {
	case QUESTION_LISTENING:
		return 0; /* gone: its properties are refused as well */
	case QUESTION_STATE:
		front->is_full = false;
		return 0;
	case QUESTION_CLASS:
		front->is_full = false;
		front->window = 0;
		settle(front);
		return 0;
	default:
		return -EPROTO;
	}
}

static void on_event(struct x11_front_window *front, const struct x11_message *event)
{
	uint32_t window = x11_message_u32(event, X11_PROPERTY_NOTIFY_WINDOW_OFFSET);
	uint32_t atom = x11_message_u32(event, X11_PROPERTY_NOTIFY_ATOM_OFFSET);

	/* The whole type: one that another client made is none of the server's. */
	if (x11_message_u8(event, 0) != X11_PROPERTY_NOTIFY || atom == 0) {
		return;
	}
	if (window == front->root && atom == front->atoms[X11_FRONT_ATOM_ACTIVE_WINDOW]) {
		front->active_again = true;
	} else if (window == front->window && atom == front->atoms[X11_FRONT_ATOM_STATE]) {
		front->window_again = true;
	}
	if (front->step == X11_FRONT_KNOWN) {
		settle(front);
	}
}

int x11_front_window_process(struct x11_front_window *front)
{
	for (unsigned i = 0; i < MESSAGES_AT_ONCE; i++) {
		struct x11_message message;
		int r = x11_wire_receive(&front->wire, &message);

		if (r == 0) {
			break;
		}
		if (r > 0 && message.kind == X11_MESSAGE_REFUSAL) {
			r = on_refusal(front, &message);
		} else if (r > 0 && message.kind == X11_MESSAGE_ANSWER) {
			on_answer(front, &message);
		} else if (r > 0) {
			on_event(front, &message);
		}
		if (r < 0) {
			return r;
		}
	}
	return x11_wire_flush(&front->wire);
}

void x11_front_window_init(struct x11_front_window *front)
{
	*front = (struct x11_front_window){0};
	x11_wire_init(&front->wire, -1);
}

void x11_front_window_deinit(struct x11_front_window *front)
{
	x11_wire_deinit(&front->wire);
}

void x11_front_window_begin(struct x11_front_window *front, struct x11_setup *setup)
{
	*front = (struct x11_front_window){.root = setup->root};
	x11_wire_init(&front->wire, x11_setup_take_fd(setup));
	for (enum x11_front_atom atom = 0; atom < X11_FRONT_ATOM_MAX; atom++) {
		x11_wire_ask_name(&front->wire, (uint8_t)atom, X11_INTERN_ATOM,
			X11_INTERN_ONLY_IF_EXISTS, atom_names[atom]);
	}
}

bool x11_front_window_is_waiting(const struct x11_front_window *front)
{
	return front->step < X11_FRONT_KNOWN || x11_wire_is_in_message(&front->wire);
}
