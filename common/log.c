/* SPDX-License-Identifier: MIT */
/* The one place with state of its own in the whole project: what the program is called, how much it
 * says, and where to. */
#include "log.h"

#include "utf8.h"

#include <assert.h>
#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char cut_mark[] = "...";

static struct {
	const char *program;
	enum log_level level;
	bool to_journal;
	log_sink sink;
	void *sink_userdata;
} state = {.level = LOG_LEVEL_INFO};

/* Is standard error really the stream that $JOURNAL_STREAM means, and not one that it was replaced
 * by since? */
static bool is_journal(void)
{
	const char *stream = getenv("JOURNAL_STREAM");
	uintmax_t device;
	uintmax_t inode;
	struct stat info;

	return stream != NULL && sscanf(stream, "%ju:%ju", &device, &inode) == 2 &&
	       fstat(STDERR_FILENO, &info) == 0 && info.st_dev == device && info.st_ino == inode;
}

void log_init(const char *program)
{
	state.program = program;
	state.to_journal = is_journal();
}

void log_set_level(enum log_level level)
{
	state.level = level;
}

enum log_level log_get_level(void)
{
	return state.level;
}

void log_set_sink(log_sink sink, void *userdata)
{
	state.sink = sink;
	state.sink_userdata = userdata;
}

/* Is it a C1 control character, U+0080 to U+009F? A terminal may obey those too. */
static bool is_c1_control(const char *at, size_t length)
{
	return length == 2 && (unsigned char)at[0] == 0xC2 && (unsigned char)at[1] < 0xA0;
}

static char *escape(char *buffer, size_t size, const char *text, size_t text_size, bool cut)
{
	size_t at = 0;
	size_t mark_at = 0; /* how far it goes if the mark has to fit behind it */

	for (size_t i = 0; i < text_size;) {
		size_t length = utf8_character_size(text + i, text_size - i);
		bool plain = length > 0 && (unsigned char)text[i] >= 0x20 && text[i] != 0x7F &&
			     !is_c1_control(text + i, length);

		if (at + (plain ? length : strlen("\\xNN")) >= size) {
			cut = true;
			break;
		}
		if (plain) {
			memcpy(buffer + at, text + i, length);
			at += length;
			i += length;
		} else {
			at += (size_t)snprintf(
				buffer + at, size - at, "\\x%02x", (unsigned char)text[i]);
			i++;
		}
		if (at + sizeof(cut_mark) <= size) {
			mark_at = at;
		}
	}
	buffer[at] = '\0';
	if (cut) {
		memcpy(buffer + mark_at, cut_mark, sizeof(cut_mark));
	}
	return buffer;
}

char *log_escape(char *buffer, size_t size, const char *text)
{
	assert(size > sizeof(cut_mark));
	return escape(buffer, size, text, strlen(text), false);
}

static void write_line(enum log_level level, const char *message)
{
	char line[LOG_MESSAGE_MAX_BYTES + 128];
	int length;

	if (state.to_journal) {
		length = snprintf(line, sizeof(line), "<%d>%s\n", (int)level, message);
	} else if (state.program != NULL) {
		length = snprintf(line, sizeof(line), "%.64s: %s\n", state.program, message);
	} else {
		length = snprintf(line, sizeof(line), "%s\n", message);
	}
	/* One write, so that the lines of several processes do not mix. There is nobody to tell
	 * that it failed. */
	if (length > 0) {
		(void)!write(STDERR_FILENO, line, (size_t)length);
	}
}

void log_message(enum log_level level, const char *format, ...)
{
	char text[LOG_MESSAGE_MAX_BYTES];
	char message[LOG_MESSAGE_MAX_BYTES];
	int saved_errno = errno;
	va_list arguments;
	int length;

	if (level > state.level) {
		return;
	}
	va_start(arguments, format);
	length = vsnprintf(text, sizeof(text), format, arguments);
	va_end(arguments);
	if (length >= 0) {
		bool cut = (size_t)length >= sizeof(text);

		(void)escape(message, sizeof(message), text,
			cut ? utf8_cut(text, sizeof(text), sizeof(text) - 4) : (size_t)length, cut);
		if (state.sink != NULL) {
			state.sink(level, message, state.sink_userdata);
		} else {
			write_line(level, message);
		}
	}
	errno = saved_errno;
}

const char *log_errno_text(int error)
{
	return strerror(error < 0 ? -error : error);
}
