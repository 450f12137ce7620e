/* SPDX-License-Identifier: MIT */
/* Another program, run for what it says, and for no longer than it may take. */
#pragma once

#include <stddef.h>

#include <backcare/timespan.h>

/* Runs argv[0] (at most 15 words) from PATH with nothing to read, and waits until it has ended.
 * What it writes, also as errors, goes into 'output' as far as it fits, with a NUL. XDG_RUNTIME_DIR
 * is set for it if it is not for us. Returns its exit status; -ENOENT if there is no such program,
 * -ETIMEDOUT after killing it, -ECHILD if a signal ended it, -errno. */
int capture_run(const char *const *argv, usec_t limit_usec, char *output, size_t size);
