/* SPDX-License-Identifier: MIT */
/* Files that people write: opened so that nothing which lies in their place is waited for. */
#pragma once

#include <stddef.h>

/* Opens for reading, only a file: a fifo would be waited for, and there are devices without an end.
 * /dev/null is one without a content, by which a file is masked. Returns a descriptor or -errno:
 * -EBADF if it is none, -EFBIG if it is larger than size_max. */
int regular_open(const char *path, size_t size_max);

/* All of it, with a NUL behind; free with free(). As regular_open(), and -EFBIG if it grew
 * meanwhile, -ENOMEM. */
int regular_read(const char *path, size_t size_max, char **ret_text, size_t *ret_size);

/* What such an error means, for people. */
const char *regular_error_text(int error);
