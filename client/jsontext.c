/* SPDX-License-Identifier: MIT */
#include "jsontext.h"

#include <errno.h>

#include "jsonvalue.h"

#define STYLE_PRETTY \
	(JSON_C_TO_STRING_PRETTY | JSON_C_TO_STRING_SPACED | JSON_C_TO_STRING_NOSLASHESCAPE)

int jsontext_write(FILE *out, json_object *value, bool pretty)
{
	const char *text = "{}";

	if (value) {
		text = pretty ? json_object_to_json_string_ext(value, STYLE_PRETTY)
			      : json_get_text(value, NULL);
	}
	if (!text) {
		return -ENOMEM;
	}
	/* json-c escapes what is below U+0020 but not DEL and the controls of U+0080 to U+009F
	 * (C2 80 to C2 9F), which terminals obey too. They can only stand inside of a string. */
	for (const char *at = text; *at != '\0'; at++) {
		unsigned char byte = (unsigned char)at[0];
		unsigned char next = (unsigned char)at[1];

		if (byte == 0x7f) {
			(void)fputs("\\u007f", out);
		} else if (byte == 0xc2 && next >= 0x80 && next <= 0x9f) {
			(void)fprintf(out, "\\u%04x", next);
			at++;
		} else {
			(void)fputc(byte, out);
		}
	}
	(void)fputc('\n', out);
	return 0;
}
