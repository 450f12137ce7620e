/* SPDX-License-Identifier: MIT */
/* What an X server sends, byte for byte, written ahead: from its answer to the setup on. Needs no
 * server, and can go wrong anywhere. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#define X11_SCRIPT_MAX_BYTES (1024 * 1024)

#define X11_SCRIPT_ROOT 0x123
#define X11_SCRIPT_IDS_BASE 0x200000
#define X11_SCRIPT_IDS_MASK 0x1fffff
#define X11_SCRIPT_SYNC 134
#define X11_SCRIPT_SYNC_EVENT 83
#define X11_SCRIPT_RANDR 140
#define X11_SCRIPT_COUNTER 0x22
#define X11_SCRIPT_OUTPUT 0x41

/* Our requests are numbered from 1. */
enum x11_script_number {
	X11_SCRIPT_ASKS_SYNC = 1,
	X11_SCRIPT_ASKS_RANDR,
	X11_SCRIPT_ASKS_XWAYLAND,
	X11_SCRIPT_ASKS_SYNC_VERSION,
	X11_SCRIPT_ASKS_COUNTERS,
	X11_SCRIPT_ASKS_RANDR_VERSION,
	X11_SCRIPT_ASKS_RESOURCES,
	X11_SCRIPT_ASKS_OUTPUT,
	X11_SCRIPT_MAKES_ALARM,
	X11_SCRIPT_MAKES_OTHER_ALARM,
	X11_SCRIPT_ASKS_VALUE,
	X11_SCRIPT_NUMBER_MAX,
};

struct x11_script {
	unsigned char *bytes;
	size_t size;
	/* Where the answer to each request begins; where there is none, as the one before. */
	size_t at[X11_SCRIPT_NUMBER_MAX];
};

void x11_script_init(struct x11_script *script);
void x11_script_deinit(struct x11_script *script);

/* Each returns where it put it, to be changed. */
unsigned char *x11_script_put(struct x11_script *script, size_t size);
/* That lets us in; 'size' of the whole, 80 at least. */
unsigned char *x11_script_put_setup(struct x11_script *script, size_t size);
/* With so much behind the 32 bytes. */
unsigned char *x11_script_put_answer(struct x11_script *script, uint16_t number, size_t more);
unsigned char *x11_script_put_error(struct x11_script *script, uint16_t number);
unsigned char *x11_script_put_event(struct x11_script *script, uint8_t type);
/* Of the first or second alarm that we made. */
unsigned char *x11_script_put_alarm(struct x11_script *script, unsigned which, uint32_t idle_msec);

/* The right answer to the request with this number, where it has one. */
void x11_script_put_right(struct x11_script *script, unsigned number, uint32_t idle_msec);
/* All, from the setup until the alarms are set. */
void x11_script_put_all(struct x11_script *script, uint32_t idle_msec);

void x11_script_set_u16(unsigned char *at, unsigned value);
void x11_script_set_u32(unsigned char *at, uint32_t value);
