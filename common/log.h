/* SPDX-License-Identifier: MIT */
/* Where the messages of both programs go: standard error, with the prefixes of sd-daemon(3) if that
 * is the journal. */
#pragma once

#include <stddef.h>

/* As in syslog(3), with the same numbers. */
enum log_level {
	LOG_LEVEL_ERROR = 3,
	LOG_LEVEL_WARNING = 4,
	LOG_LEVEL_INFO = 6,
	LOG_LEVEL_DEBUG = 7,
};

/* A message, with its NUL. What is longer is cut, at a whole character, and ends in "...". */
#define LOG_MESSAGE_MAX_BYTES 1024

/* 'program' is put before each message when no journal does that, and outlives the last message;
 * NULL: nothing is put. Looks at $JOURNAL_STREAM. Without a call of this: level info, no journal.
 */
void log_init(const char *program);

/* Messages above this level (less grave) are dropped. */
void log_set_level(enum log_level level);
enum log_level log_get_level(void);

/* Messages go to 'sink' instead, already escaped and cut; NULL: back to standard error. */
typedef void (*log_sink)(enum log_level level, const char *message, void *userdata);
void log_set_sink(log_sink sink, void *userdata);

/* One message, without a line end. Control characters and what is not UTF-8 are written as \xNN,
 * since names and notes come from outside. Keeps errno. */
void log_message(enum log_level level, const char *format, ...)
	__attribute__((__format__(__printf__, 2, 3)));

#define log_error(...) log_message(LOG_LEVEL_ERROR, __VA_ARGS__)
#define log_warning(...) log_message(LOG_LEVEL_WARNING, __VA_ARGS__)
#define log_info(...) log_message(LOG_LEVEL_INFO, __VA_ARGS__)
#define log_debug(...) log_message(LOG_LEVEL_DEBUG, __VA_ARGS__)

/* The text of an errno of either sign; valid until the next call. */
const char *log_errno_text(int error);

/* Writes 'text' as log_message() would, into 'buffer' (size > 4); returns 'buffer'. */
char *log_escape(char *buffer, size_t size, const char *text);
