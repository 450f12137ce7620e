/* SPDX-License-Identifier: MIT */
#include "x11_script.h"

#include <stdlib.h>
#include <string.h>

#define SETUP_BYTES 80

void x11_script_set_u16(unsigned char *at, unsigned value)
{
	uint16_t number = (uint16_t)value;

	memcpy(at, &number, sizeof(number));
}

void x11_script_set_u32(unsigned char *at, uint32_t value)
{
	memcpy(at, &value, sizeof(value));
}

void x11_script_init(struct x11_script *script)
{
	*script = (struct x11_script){.bytes = calloc(1, X11_SCRIPT_MAX_BYTES)};
	if (script->bytes == NULL) {
		abort();
	}
}

void x11_script_deinit(struct x11_script *script)
{
	free(script->bytes);
	script->bytes = NULL;
}

unsigned char *x11_script_put(struct x11_script *script, size_t size)
{
	unsigned char *at = script->bytes + script->size;

	if (size > X11_SCRIPT_MAX_BYTES - script->size) {
		abort();
	}
	memset(at, 0, size);
	script->size += size;
	return at;
}

unsigned char *x11_script_put_setup(struct x11_script *script, size_t size)
{
	unsigned char *at = x11_script_put(script, size);

	at[0] = 1;
	x11_script_set_u16(at + 2, 11);
	x11_script_set_u16(at + 6, (unsigned)(size - 8) / 4);
	x11_script_set_u32(at + 12, X11_SCRIPT_IDS_BASE);
	x11_script_set_u32(at + 16, X11_SCRIPT_IDS_MASK);
	x11_script_set_u16(at + 26, 65535);
	at[28] = 1;
	x11_script_set_u32(at + 40, X11_SCRIPT_ROOT);
	return at;
}

unsigned char *x11_script_put_answer(struct x11_script *script, uint16_t number, size_t more)
{
	unsigned char *at = x11_script_put(script, 32 + more);

	at[0] = 1;
	x11_script_set_u16(at + 2, number);
	x11_script_set_u32(at + 4, (uint32_t)more / 4);
	return at;
}

unsigned char *x11_script_put_error(struct x11_script *script, uint16_t number)
{
	unsigned char *at = x11_script_put(script, 32);

	at[1] = 1;
	x11_script_set_u16(at + 2, number);
	return at;
}

unsigned char *x11_script_put_event(struct x11_script *script, uint8_t type)
{
	unsigned char *at = x11_script_put(script, 32);

	at[0] = type;
	return at;
}

unsigned char *x11_script_put_alarm(struct x11_script *script, unsigned which, uint32_t idle_msec)
{
	unsigned char *at = x11_script_put_event(script, X11_SCRIPT_SYNC_EVENT + 1);

	x11_script_set_u32(at + 4, X11_SCRIPT_IDS_BASE | 1u << which);
	x11_script_set_u32(at + 12, idle_msec);
	return at;
}

static void put_extension(
	struct x11_script *script, uint16_t number, uint8_t opcode, uint8_t first_event)
{
	unsigned char *at = x11_script_put_answer(script, number, 0);

	at[8] = opcode != 0;
	at[9] = opcode;
	at[10] = first_event;
}

static void put_counters(struct x11_script *script, uint16_t number)
{
	static const char *const names[] = {"DEVICEIDLETIME 2", "IDLETIME", "SERVERTIME"};
	static const size_t sizes[] = {32, 24, 24};
	unsigned char *at = x11_script_put_answer(script, number, 32 + 24 + 24);

	x11_script_set_u32(at + 8, 3);
	at += 32;
	for (unsigned i = 0; i < 3; i++) {
		x11_script_set_u32(at, X11_SCRIPT_COUNTER - 1 + i);
		x11_script_set_u16(at + 12, (unsigned)strlen(names[i]));
		memcpy(at + 14, names[i], strlen(names[i]));
		at += sizes[i];
	}
}

static void put_resources(struct x11_script *script, uint16_t number)
{
	/* Two things that show, one output, and the rest of which nothing is read. */
	unsigned char *at = x11_script_put_answer(script, number, 3 * 4 + 32);

	x11_script_set_u32(at + 12, 7);
	x11_script_set_u16(at + 16, 2);
	x11_script_set_u16(at + 18, 1);
	x11_script_set_u16(at + 20, 1);
	x11_script_set_u32(at + 32 + 8, X11_SCRIPT_OUTPUT);
}

static void put_output(struct x11_script *script, uint16_t number)
{
	static const char name[] = "screen--0"; /* as long as XWAYLAND0 */
	unsigned char *at = x11_script_put_answer(script, number, 4 + 3 * 4 + 12);

	x11_script_set_u16(at + 26, 1);
	x11_script_set_u16(at + 28, 1);
	x11_script_set_u16(at + 32, 1);
	x11_script_set_u16(at + 34, sizeof(name) - 1);
	memcpy(at + 36 + 12, name, sizeof(name) - 1);
}

void x11_script_put_right(struct x11_script *script, unsigned number, uint32_t idle_msec)
{
	uint16_t n = (uint16_t)number;

	switch (number) {
	case X11_SCRIPT_ASKS_SYNC:
		put_extension(script, n, X11_SCRIPT_SYNC, X11_SCRIPT_SYNC_EVENT);
		break;
	case X11_SCRIPT_ASKS_RANDR:
		put_extension(script, n, X11_SCRIPT_RANDR, 89);
		break;
	case X11_SCRIPT_ASKS_XWAYLAND:
		put_extension(script, n, 0, 0);
		break;
	case X11_SCRIPT_ASKS_SYNC_VERSION:
	case X11_SCRIPT_ASKS_RANDR_VERSION:
		x11_script_put_answer(script, n, 0);
		break;
	case X11_SCRIPT_ASKS_COUNTERS:
		put_counters(script, n);
		break;
	case X11_SCRIPT_ASKS_RESOURCES:
		put_resources(script, n);
		break;
	case X11_SCRIPT_ASKS_OUTPUT:
		put_output(script, n);
		break;
	case X11_SCRIPT_ASKS_VALUE:
		x11_script_set_u32(x11_script_put_answer(script, n, 0) + 12, idle_msec);
		break;
	default:
		break; /* an alarm has no answer */
	}
}

void x11_script_put_all(struct x11_script *script, uint32_t idle_msec)
{
	x11_script_put_setup(script, SETUP_BYTES);
	for (unsigned i = X11_SCRIPT_ASKS_SYNC; i < X11_SCRIPT_NUMBER_MAX; i++) {
		script->at[i] = script->size;
		x11_script_put_right(script, i, idle_msec);
	}
}
