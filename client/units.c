/* SPDX-License-Identifier: MIT */
#include "units.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <backcare/cleanup.h>
#include <backcare/timespan.h>

#include "capture.h"

#define ASK_LIMIT_USEC (5 * USEC_PER_SEC)
#define ANSWER_MAX_BYTES 4096

/* sd_booted(3) */
#define SYSTEMD_MARK "/run/systemd/system/"

static void take_word(char *word, const char *line, const char *key)
{
	size_t length = strlen(key);

	if (strncmp(line, key, length) == 0 && line[length] == '=') {
		(void)snprintf(word, UNITS_WORD_MAX, "%s", line + length + 1);
	}
}

/* The units come in the order asked for, an empty line between them. */
static void parse(char *answer, struct units *units)
{
	struct unit *unit = &units->service;
	char *rest = answer;

	for (char *line = strsep(&rest, "\n"); line; line = strsep(&rest, "\n")) {
		if (*line == '\0') {
			unit = &units->socket;
			continue;
		}
		take_word(unit->load, line, "LoadState");
		take_word(unit->active, line, "ActiveState");
		take_word(unit->enabled, line, "UnitFileState");
		take_word(unit->result, line, "Result");
	}
}

void units_look(struct units *ret_units)
{
	static const char *const argv[] = {"systemctl", "--user", "show",
		"--property=LoadState,ActiveState,UnitFileState,Result", "backcared.service",
		"backcared.socket", NULL};
	char answer[ANSWER_MAX_BYTES];

	*ret_units = (struct units){.manager = UNITS_NO_SYSTEMD};
	int r = capture_run(argv, ASK_LIMIT_USEC, answer, sizeof(answer));
	if (r == 0 && strstr(answer, "LoadState=")) {
		ret_units->manager = UNITS_MANAGED;
		parse(answer, ret_units);
	} else if (r == -ETIMEDOUT) {
		ret_units->manager = UNITS_SILENT;
	} else if (access(SYSTEMD_MARK, F_OK) == 0) {
		ret_units->manager = UNITS_UNREACHABLE;
	}
}

bool units_are_installed(const struct units *units)
{
	return strcmp(units->service.load, "loaded") == 0 &&
	       strcmp(units->socket.load, "loaded") == 0;
}

bool units_is_failed(const struct unit *unit)
{
	return strcmp(unit->active, "failed") == 0;
}

bool units_is_active(const struct unit *unit)
{
	return strcmp(unit->active, "active") == 0 || strcmp(unit->active, "reloading") == 0;
}

static bool is_enabled(const struct unit *unit)
{
	return strncmp(unit->enabled, "enabled", strlen("enabled")) == 0;
}

bool units_are_enabled(const struct units *units)
{
	return is_enabled(&units->service) || is_enabled(&units->socket);
}
