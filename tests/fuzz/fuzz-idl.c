/* SPDX-License-Identifier: MIT */
/* Any text as an interface file: it is read, or something is said about it. */
#include <string.h>

#include <backcare/cleanup.h>

#include "fuzz.h"
#include "idl.h"

static void note(const char *text, void *userdata)
{
	size_t *said = userdata;

	FUZZ_CHECK(text[0], "nothing is said");
	(*said)++;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	AUTO_FREE char *text = malloc(size + 1);
	struct idl *idl;
	size_t said = 0;

	FUZZ_CHECK(text, "memory");
	memcpy(text, data, size);
	text[size] = '\0';
	idl = idl_new(text, note, &said);
	FUZZ_CHECK(idl || said > 0, "refused without a word");
	FUZZ_CHECK(!idl || strchr(idl_get_name(idl), '.'), "%s", idl_get_name(idl));
	(void)idl_free(idl);
	return 0;
}
