/* SPDX-License-Identifier: MIT */
/* Does a program record from a microphone? PipeWire knows, also of programs that speak PulseAudio,
 * JACK or ALSA to it. */
#pragma once

#include <stdbool.h>

struct clock;
struct loop;
struct microphone;

/* 'who': the names of the programs that record, for people, on one line ("Firefox and Zoom"); "" if
 * none does; valid until it returns. Run from the loop when either changed, the first time only if
 * it is on; at most four times a second, and then with the last state. May not free the object. */
typedef void (*microphone_fn)(bool on, const char *who, void *userdata);

/* Looks for PipeWire where the environment says it is ($PIPEWIRE_REMOTE, $PIPEWIRE_RUNTIME_DIR,
 * $XDG_RUNTIME_DIR), and waits for it. '*clock' is copied. Returns 0 or -errno.
 *
 * Streams count that record and run, of programs and of virtual devices. A recording of what the
 * desktop plays, and a meter of levels, is no call, and does not. */
int microphone_new(struct loop *loop, const struct clock *clock, microphone_fn fn, void *userdata,
	struct microphone **ret_microphone);
/* Without a call of fn. */
struct microphone *microphone_free(struct microphone *microphone);

/* Tries again at once where it had given up or was waiting. */
void microphone_retry(struct microphone *microphone);

/* Is it known whether a microphone is in use? */
bool microphone_is_known(const struct microphone *microphone);
/* What is known of PipeWire, for people ("PipeWire on /run/user/1000/pipewire-0"); valid until the
 * loop runs. */
const char *microphone_describe(const struct microphone *microphone);
