/* SPDX-License-Identifier: MIT */
/* The key to a local X server, from the file that $XAUTHORITY names. */
#pragma once

#include <stddef.h>

/* The one kind of key that local servers use. */
#define X11_AUTHORITY_NAME "MIT-MAGIC-COOKIE-1"
/* Keys are 16 bytes; what is longer is none of that kind. */
#define X11_AUTHORITY_KEY_MAX_BYTES 64
/* A file that is longer is no authority file. */
#define X11_AUTHORITY_FILE_MAX_BYTES (64 * 1024)

struct x11_authority {
	unsigned char key[X11_AUTHORITY_KEY_MAX_BYTES];
	size_t size; /* 0: none */
};

/* Looks in the bytes of such a file for the key to a display of this machine. What follows a broken
 * entry is not looked at. Returns 0, or -ENOENT. */
int x11_authority_find(const unsigned char *bytes, size_t size, const char *host_name,
	unsigned number, struct x11_authority *ret_authority);

/* The same in a file. Reads it at once; does not wait on one that is no regular file. Returns 0,
 * -ENOENT (no file or no key), or what regular_read() says. */
int x11_authority_load(const char *path, unsigned number, struct x11_authority *ret_authority);

/* Leaves nothing of it in memory. */
void x11_authority_forget(struct x11_authority *authority);
