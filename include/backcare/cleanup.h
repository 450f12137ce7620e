/* SPDX-License-Identifier: MIT */
/* Scope-bound release of what a function acquired. */
#pragma once

#include <stdlib.h>
#include <unistd.h>

#define CLEANUP(fn) __attribute__((__cleanup__(fn)))

/* Hands the pointer over: evaluates to its value and leaves NULL behind. */
#define TAKE_PTR(ptr)                                            \
	({                                                       \
		__typeof__(ptr) *take_ptr_at_ = &(ptr);          \
		__typeof__(ptr) take_ptr_value_ = *take_ptr_at_; \
		*take_ptr_at_ = NULL;                            \
		take_ptr_value_;                                 \
	})

/* Hands the descriptor over: evaluates to its value and leaves -1 behind. */
#define TAKE_FD(fd)                                \
	({                                         \
		int *take_fd_at_ = &(fd);          \
		int take_fd_value_ = *take_fd_at_; \
		*take_fd_at_ = -1;                 \
		take_fd_value_;                    \
	})

#define ELEMENTSOF(array) (sizeof(array) / sizeof((array)[0]))

static inline void cleanup_free(void *at)
{
	free(*(void **)at);
}

static inline void cleanup_close(int *fd)
{
	if (*fd >= 0) {
		(void)close(*fd);
	}
}

#define AUTO_FREE CLEANUP(cleanup_free)
#define AUTO_CLOSE CLEANUP(cleanup_close)
