/* SPDX-License-Identifier: MIT */
/*
 * The file is a row of entries: family (2 bytes), then address, display number, name of the kind of
 * key, and key, each after its length (2 bytes); the most significant byte first.
 *
 * $XAUTHORITY of our own is that of the moment when the daemon was started, often before there was
 * a desktop; the user manager is told later where the file is, which may be elsewhere at each
 * login.
 */
#include "x11_authority.h"

#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <backcare/cleanup.h>

#include "regular.h"

#define FAMILY_LOCAL 256 /* the address is the name of a machine */
#define FAMILY_WILD 65535

enum field {
	FIELD_ADDRESS,
	FIELD_NUMBER,
	FIELD_NAME,
	FIELD_KEY,
	FIELD_MAX,
};

struct text {
	const unsigned char *bytes;
	size_t size;
};

struct reader {
	const unsigned char *at;
	size_t left;
};

static bool read_number(struct reader *reader, unsigned *ret_number)
{
	if (reader->left < 2) {
		return false;
	}
	*ret_number = (unsigned)reader->at[0] << 8 | reader->at[1];
	reader->at += 2;
	reader->left -= 2;
	return true;
}

static bool read_text(struct reader *reader, struct text *ret_text)
{
	unsigned size;

	if (!read_number(reader, &size) || reader->left < size) {
		return false;
	}
	*ret_text = (struct text){reader->at, size};
	reader->at += size;
	reader->left -= size;
	return true;
}

static bool is_text(const struct text *text, const char *wanted)
{
	return text->size == strlen(wanted) && memcmp(text->bytes, wanted, text->size) == 0;
}

int x11_authority_find(const unsigned char *bytes, size_t size, const char *host_name,
	unsigned number, struct x11_authority *ret_authority)
{
	struct reader reader = {bytes, size};
	struct text fields[FIELD_MAX];
	char wanted_number[16];
	unsigned family;

	(void)snprintf(wanted_number, sizeof(wanted_number), "%u", number);
	while (read_number(&reader, &family)) {
		const struct text *key = &fields[FIELD_KEY];

		for (size_t i = 0; i < FIELD_MAX; i++) {
			if (!read_text(&reader, &fields[i])) {
				return -ENOENT;
			}
		}
		/* An entry without a number is for all. */
		if ((family == FAMILY_WILD ||
			    (family == FAMILY_LOCAL &&
				    is_text(&fields[FIELD_ADDRESS], host_name))) &&
			(fields[FIELD_NUMBER].size == 0 ||
				is_text(&fields[FIELD_NUMBER], wanted_number)) &&
			is_text(&fields[FIELD_NAME], X11_AUTHORITY_NAME) && key->size > 0 &&
			key->size <= sizeof(ret_authority->key)) {
			memcpy(ret_authority->key, key->bytes, key->size);
			ret_authority->size = key->size;
			return 0;
		}
	}
	return -ENOENT;
}

int x11_authority_load(const char *path, unsigned number, struct x11_authority *ret_authority)
{
	AUTO_FREE char *bytes = NULL;
	char host_name[HOST_NAME_MAX + 1];
	size_t size = 0;
	int r = regular_read(path, X11_AUTHORITY_FILE_MAX_BYTES, &bytes, &size);

	if (r < 0) {
		return r;
	}
	if (gethostname(host_name, sizeof(host_name)) < 0) {
		return -errno;
	}
	host_name[sizeof(host_name) - 1] = '\0';
	return x11_authority_find(
		(const unsigned char *)bytes, size, host_name, number, ret_authority);
}

void x11_authority_forget(struct x11_authority *authority)
{
	explicit_bzero(authority, sizeof(*authority));
}
