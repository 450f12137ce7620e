/* SPDX-License-Identifier: MIT */
#include "view_doctor.h"

#include <string.h>

#include <backcare/cleanup.h>

#include "field.h"

#define MARK_COLUMNS 8
#define THING_COLUMNS 16
#define DETAIL_COLUMN (MARK_COLUMNS + THING_COLUMNS)

/* A check that is not known (a younger daemon) goes by its id. */
static const struct {
	const char *id, *thing;
	const char *verdict; /* for the last line, if it is this one that does not work */
} things[] = {
	{"runtime", "Runtime folder", NULL},
	{"daemon", "Daemon", "Backcare does not work here"},
	{"version", "Versions", NULL},
	{"units", "User units", NULL},
	{"autostart", "Start at login", NULL},
	{"settings_files", "Settings files", NULL},
	{"program", "Program", NULL},
	{"diagnosis", "Diagnosis", "Backcare cannot tell how it does here"},
	{"session", "Session", "Backcare does not see you here"},
	{"source", "Presence", "Backcare does not see you here"},
	{"source_wayland", "  Wayland", NULL},
	{"source_mutter", "  GNOME", NULL},
	{"source_x11", "  X11", NULL},
	{"source_logind", "  logind", NULL},
	{"source_external", "  sensors", NULL},
	{"source_none", "  no source", NULL},
	{"notifications", "Notifications", NULL},
	{"session_bus", "Session bus", NULL},
	{"system_bus", "System bus", NULL},
	{"environment", "Environment", NULL},
	{"sleep", "Sleep", NULL},
	{"do_not_disturb", "Do not disturb", NULL},
	{"microphone", "Microphone", NULL},
	{"fullscreen", "Full screen", NULL},
	{"inhibitors", "Calls and films", NULL},
	{"reminders", "Other reminders", NULL},
	{"settings", "Settings", NULL},
	{"content", "Prompts", NULL},
	{"clock", "Clock", NULL},
	{"input_test", "Live test", "Backcare does not see you here"},
};

static const struct {
	const char *state, *mark;
	enum text_shade shade;
} marks[] = {
	{"ok", "ok", TEXT_GOOD},
	{"limited", "partly", TEXT_NOTE},
	{"failed", "fails", TEXT_NOTE},
	{"absent", "absent", TEXT_FAINT},
};

static bool is_state(json_object *check, const char *state)
{
	const char *found = field_string(check, "state");

	return found && strcmp(found, state) == 0;
}

static const char *get_thing(json_object *check)
{
	const char *id = field_string(check, "id");

	for (size_t i = 0; id && i < ELEMENTSOF(things); i++) {
		if (strcmp(things[i].id, id) == 0) {
			return things[i].thing;
		}
	}
	return id ? id : "?";
}

static void write_mark(FILE *out, const struct text_style *style, json_object *check)
{
	const char *mark = field_string(check, "state");
	enum text_shade shade = TEXT_NOTE;

	for (size_t i = 0; i < ELEMENTSOF(marks); i++) {
		if (is_state(check, marks[i].state)) {
			mark = marks[i].mark;
			shade = marks[i].shade;
		}
	}
	text_shade_begin(out, style, shade);
	text_write_padded(out, style, mark ? mark : "?", MARK_COLUMNS - 1);
	text_shade_end(out, style, shade);
	(void)fputc(' ', out);
}

/* Each line of a remedy stands for itself: it may be one to type. */
static void write_remedy(FILE *out, const struct text_style *style, const char *remedy)
{
	const char *arrow = style->utf8 ? "→" : ">";

	while (*remedy != '\0') {
		size_t size = strcspn(remedy, "\n");
		AUTO_FREE char *line = strndup(remedy, size);

		if (line && line[strspn(line, " \t\r")] != '\0') {
			(void)fprintf(out, "%*s%s ", MARK_COLUMNS, "", arrow);
			arrow = " ";
			(void)text_write_wrapped(
				out, style, MARK_COLUMNS + 2, MARK_COLUMNS + 2, line);
			(void)fputc('\n', out);
		}
		remedy += size + (remedy[size] == '\n');
	}
}

static void write_check(FILE *out, const struct text_style *style, json_object *check)
{
	const char *detail = field_string(check, "detail");
	const char *remedy = field_string(check, "remedy");

	write_mark(out, style, check);
	text_write_padded(out, style, get_thing(check), THING_COLUMNS - 1);
	(void)fputc(' ', out);
	(void)text_write_wrapped(out, style, DETAIL_COLUMN, DETAIL_COLUMN, detail ? detail : "");
	(void)fputc('\n', out);
	if (remedy && !is_state(check, "ok")) {
		write_remedy(out, style, remedy);
	}
}

/* What is not there, and is not needed, is as it should be. */
static bool is_finding(json_object *check)
{
	return !is_state(check, "ok") &&
	       (!is_state(check, "absent") || field_bool(check, "vital", false));
}

static json_object *find_check(json_object *checks, const char *id)
{
	for (size_t i = 0; i < field_array_length(checks); i++) {
		json_object *check = json_object_array_get_idx(checks, i);
		const char *found = field_string(check, "id");

		if (found && strcmp(found, id) == 0) {
			return check;
		}
	}
	return NULL;
}

/* Each desktop has a source of its own; the others are of interest where it is not seen. */
static bool is_desktop_seen(json_object *checks)
{
	return is_state(find_check(checks, "source"), "ok") ||
	       is_state(find_check(checks, "source_wayland"), "ok") ||
	       is_state(find_check(checks, "source_mutter"), "ok") ||
	       is_state(find_check(checks, "source_x11"), "ok");
}

void view_doctor_write(
	FILE *out, const struct text_style *style, json_object *checks, size_t from, bool brief)
{
	bool skips_sources = brief || is_desktop_seen(checks);

	for (size_t i = from; i < field_array_length(checks); i++) {
		json_object *check = json_object_array_get_idx(checks, i);
		const char *id = field_string(check, "id");
		bool is_source = id && strncmp(id, "source_", strlen("source_")) == 0;

		if ((!brief || is_finding(check)) && !(is_source && skips_sources)) {
			write_check(out, style, check);
		}
	}
}

static bool is_in_the_way(json_object *check)
{
	return field_bool(check, "vital", false) && !is_state(check, "ok") &&
	       !is_state(check, "limited");
}

static json_object *find_in_the_way(json_object *checks)
{
	for (size_t i = 0; i < field_array_length(checks); i++) {
		json_object *check = json_object_array_get_idx(checks, i);

		if (is_in_the_way(check)) {
			return check;
		}
	}
	return NULL;
}

bool view_doctor_works(json_object *checks)
{
	return field_array_length(checks) > 0 && !find_in_the_way(checks);
}

void view_doctor_write_verdict(FILE *out, const struct text_style *style, json_object *checks)
{
	json_object *check = find_in_the_way(checks);
	const char *id = field_string(check, "id");
	const char *detail = field_string(check, "detail");
	const char *verdict = "Backcare cannot prompt here";
	struct text_line line;

	text_line_clear(&line);
	if (!check) {
		text_line_add(&line, "%s",
			is_state(find_check(checks, "input_test"), "limited")
				? "Backcare works here, though no key was seen to prove it."
				: "Backcare works here: it sees you and can prompt.");
	}
	for (size_t i = 0; id && i < ELEMENTSOF(things); i++) {
		if (strcmp(things[i].id, id) == 0 && things[i].verdict) {
			verdict = things[i].verdict;
		}
	}
	if (check) {
		text_line_add(&line, "%s: %s", verdict, detail ? detail : get_thing(check));
	}
	text_shade_begin(out, style, TEXT_STRONG);
	(void)text_write_wrapped(out, style, 0, 0, line.bytes);
	text_shade_end(out, style, TEXT_STRONG);
	(void)fputc('\n', out);
}
