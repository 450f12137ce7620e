/* SPDX-License-Identifier: MIT */
/* The table of settings: one row a key. Everything that is said about a value (default, range, what
 * is allowed) stands in its row. */
#include <assert.h>
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <backcare/cleanup.h>

#include "catalogue.h"
#include "config_internal.h"

enum value_type {
	VALUE_LENGTH, /* length of time between min and max, microseconds */
	VALUE_LENGTH_OR_EMPTY,
	VALUE_COUNT, /* whole number between min and max */
	VALUE_TIME_OF_DAY,
	VALUE_QUIET_HOURS,
	VALUE_OFFICE_HOURS,
	VALUE_TOOLS,
	VALUE_KINDS,
	VALUE_HOLD,
	VALUE_PRESET,
	VALUE_SOURCES,
	VALUE_PHONE_NUMBER,
};

#define AS_TEXT SIZE_MAX
#define IN_CORE(field) offsetof(struct config, core.field)

struct row {
	const char *section;
	const char *name;
	const char *full_name;
	const char *standard;
	enum value_type type;
	size_t offset; /* into struct config; AS_TEXT: told as it is */
	uint64_t min;
	uint64_t max;
	const char *allowed;
};

#define ROW(section_, name_, default_, type_, offset_, min_, max_, allowed_) \
	{.section = section_,                                                \
		.name = name_,                                               \
		.full_name = section_ "." name_,                             \
		.standard = default_,                                        \
		.type = type_,                                               \
		.offset = offset_,                                           \
		.min = min_,                                                 \
		.max = max_,                                                 \
		.allowed = allowed_}

static const struct row rows[CONFIG_KEY_MAX] = {
	[CONFIG_PRESENCE_IDLE_AFTER] = ROW("Presence", "IdleAfter", "60s", VALUE_LENGTH,
		offsetof(struct config, idle_after_usec), USEC_PER_SEC, USEC_PER_HOUR,
		"a length of time from 1s to 1h"),
	[CONFIG_PRESENCE_SOURCES] = ROW("Presence", "Sources", "", VALUE_SOURCES, 0, 0, 0,
		"nothing (automatic), or names out of: wayland mutter x11 logind external none"),
	[CONFIG_PRESENCE_PASSIVE_MAX] =
		ROW("Presence", "PassiveMax", "90min", VALUE_LENGTH, IN_CORE(passive_max_usec),
			USEC_PER_MINUTE, USEC_PER_DAY, "a length of time from 1min to 24h"),
	[CONFIG_PLAN_PRESET] = ROW("Plan", "Preset", "light", VALUE_PRESET,
		offsetof(struct config, preset), 0, 0, "light, standard or meetings"),
	[CONFIG_WALK_LIMIT] = ROW("Walk", "Limit", "45min", VALUE_LENGTH, IN_CORE(walk_limit_usec),
		USEC_PER_SEC, USEC_PER_DAY, "a length of time from 1s to 24h"),
	[CONFIG_WALK_BREAK] = ROW("Walk", "Break", "3min", VALUE_LENGTH, IN_CORE(walk_break_usec),
		USEC_PER_SEC, USEC_PER_DAY, "a length of time from 1s to 24h"),
	[CONFIG_WALK_SHORT_BREAK] =
		ROW("Walk", "ShortBreak", "1min", VALUE_LENGTH, IN_CORE(walk_short_break_usec),
			USEC_PER_SEC, USEC_PER_DAY, "a length of time from 1s to 24h"),
	[CONFIG_POSTURE_PER_DAY] = ROW("Posture", "PerDay", "8", VALUE_COUNT,
		IN_CORE(posture_per_day), 0, 1000, "a whole number from 0 (none) to 1000"),
	[CONFIG_MICRO_BREAK_INTERVAL] = ROW("MicroBreak", "Interval", "", VALUE_LENGTH_OR_EMPTY,
		IN_CORE(micro_interval_usec), USEC_PER_MINUTE, USEC_PER_DAY,
		"nothing (off), or a length of time from 1min to 24h"),
	[CONFIG_STAND_LIMIT] =
		ROW("Stand", "Limit", "40min", VALUE_LENGTH, IN_CORE(stand_limit_usec),
			USEC_PER_SEC, USEC_PER_DAY, "a length of time from 1s to 24h"),
	[CONFIG_TOOLS_OWN] = ROW("Tools", "Own", "chair wall", VALUE_TOOLS, IN_CORE(tools), 0, 0,
		"names out of: chair wall floor stairs ball foam-roller"),
	[CONFIG_SAFETY_EMERGENCY_NUMBER] = ROW("Safety", "EmergencyNumber", "", VALUE_PHONE_NUMBER,
		AS_TEXT, 0, 0, "nothing, or a telephone number of 2 to 20 digits"),
	[CONFIG_PROMPT_MIN_GAP] =
		ROW("Prompt", "MinGap", "10min", VALUE_LENGTH, IN_CORE(prompt_min_gap_usec),
			USEC_PER_SEC, USEC_PER_DAY, "a length of time from 1s to 24h"),
	[CONFIG_PROMPT_MAX_PER_HOUR] =
		ROW("Prompt", "MaxPerHour", "2", VALUE_COUNT, IN_CORE(prompt_max_per_hour), 1,
			SETTINGS_PROMPTS_PER_HOUR_MAX, "a whole number from 1 to 60"),
	[CONFIG_PROMPT_SNOOZE] =
		ROW("Prompt", "Snooze", "10min", VALUE_LENGTH, IN_CORE(prompt_snooze_usec),
			USEC_PER_SEC, USEC_PER_DAY, "a length of time from 1s to 24h"),
	[CONFIG_PROMPT_SNOOZE_LIMIT] = ROW("Prompt", "SnoozeLimit", "2", VALUE_COUNT,
		IN_CORE(prompt_snooze_limit), 0, 100, "a whole number from 0 to 100"),
	[CONFIG_PROMPT_EXPIRE] =
		ROW("Prompt", "Expire", "15min", VALUE_LENGTH, IN_CORE(prompt_expire_usec),
			USEC_PER_SEC, USEC_PER_DAY, "a length of time from 1s to 24h"),
	[CONFIG_PROMPT_KINDS] = ROW("Prompt", "Kinds",
		"posture walk mobility strength hydrate primer relax", VALUE_KINDS, IN_CORE(kinds),
		0, 0, "names out of: posture walk mobility strength hydrate primer relax"),
	[CONFIG_HOLD_MEETING] = ROW("Hold", "Meeting", "hold", VALUE_HOLD, IN_CORE(hold_meeting), 0,
		0, "hold or let through"),
	[CONFIG_HOLD_DO_NOT_DISTURB] = ROW("Hold", "DoNotDisturb", "hold", VALUE_HOLD,
		IN_CORE(hold_do_not_disturb), 0, 0, "hold or let through"),
	[CONFIG_HOLD_MICROPHONE] = ROW("Hold", "Microphone", "hold", VALUE_HOLD,
		IN_CORE(hold_microphone), 0, 0, "hold or let through"),
	[CONFIG_HOLD_FULLSCREEN] = ROW("Hold", "Fullscreen", "hold", VALUE_HOLD,
		IN_CORE(hold_fullscreen), 0, 0, "hold or let through"),
	[CONFIG_HOLD_INHIBITOR] = ROW("Hold", "Inhibitor", "hold", VALUE_HOLD,
		IN_CORE(hold_inhibitor), 0, 0, "hold or let through"),
	[CONFIG_HOLD_GRACE] = ROW("Hold", "Grace", "15s", VALUE_LENGTH, IN_CORE(hold_grace_usec), 0,
		USEC_PER_HOUR, "a length of time from 0s to 1h"),
	[CONFIG_HOURS_QUIET] = ROW("Hours", "Quiet", "22:00-06:30", VALUE_QUIET_HOURS,
		IN_CORE(quiet_hours), 0, 0,
		"nothing (none), or hours such as 22:00-06:30 13:00-14:00, each day the same"),
	[CONFIG_HOURS_OFFICE] =
		ROW("Hours", "Office", "", VALUE_OFFICE_HOURS, IN_CORE(office_hours), 0, 0,
			"nothing (always), or hours and before them their weekdays, such as "
			"Mon-Fri 08:00-12:00 13:00-18:00 Sat 09:00-12:00"),
	[CONFIG_DAY_START] = ROW("Day", "Start", "04:00", VALUE_TIME_OF_DAY,
		IN_CORE(day_start_usec), 0, 0, "a time of the day such as 04:00"),
	[CONFIG_HISTORY_KEEP] = ROW("History", "Keep", "", VALUE_LENGTH_OR_EMPTY,
		offsetof(struct config, history_keep_usec), USEC_PER_DAY, TIMESPAN_MAX_USEC,
		"nothing (for ever), or a length of time of a day or more, such as 365d"),
};

static const char *const tool_words[] = {"chair", "wall", "floor", "stairs", "ball", "foam-roller"};
static const char *const kind_words[] = {
	"posture", "walk", "mobility", "strength", "hydrate", "primer", "relax"};
static const char *const source_words[] = {
	"wayland", "mutter", "x11", "logind", "external", "none"};

static void *field_at(struct config *config, const struct row *row)
{
	return (char *)config + row->offset;
}

static int parse_count(const char *text, uint64_t min, uint64_t max, uint32_t *ret_count)
{
	unsigned long value;
	char *end = NULL;

	if (!isdigit((unsigned char)*text)) {
		return -EINVAL;
	}
	errno = 0;
	value = strtoul(text, &end, 10);
	if (errno != 0 || *end != '\0' || value < min || value > max) {
		return -EINVAL;
	}
	*ret_count = (uint32_t)value;
	return 0;
}

static int parse_length(const char *text, uint64_t min, uint64_t max, usec_t *ret_usec)
{
	usec_t usec;

	if (timespan_parse(text, &usec) < 0 || usec < min || usec > max) {
		return -EINVAL;
	}
	*ret_usec = usec;
	return 0;
}

static int parse_hold(const char *text, bool *ret_hold)
{
	if (strcasecmp(text, "hold") == 0) {
		*ret_hold = true;
	} else if (strcasecmp(text, "let through") == 0 || strcasecmp(text, "let-through") == 0) {
		*ret_hold = false;
	} else {
		return -EINVAL;
	}
	return 0;
}

static int parse_preset(const char *text, enum preset *ret_preset)
{
	for (enum preset preset = 0; preset < PRESET_MAX; preset++) {
		if (strcmp(text, config_preset_name(preset)) == 0) {
			*ret_preset = preset;
			return 0;
		}
	}
	return -EINVAL;
}

static bool is_phone_number(const char *text)
{
	size_t n_digits = 0;

	for (; *text; text++) {
		if (isdigit((unsigned char)*text)) {
			n_digits++;
		} else if (!strchr("+ -", *text)) {
			return false;
		}
	}
	return n_digits >= 2 && n_digits <= 20;
}

static int parse_sources(struct config *config, const char *text)
{
	char copy[CONFIG_VALUE_MAX];
	char *state = NULL;
	uint32_t seen = 0;
	size_t n_sources = 0;
	char sources[CONFIG_SOURCES_MAX][CONFIG_NAME_MAX];

	if (strlen(text) >= sizeof(copy)) {
		return -EINVAL;
	}
	strcpy(copy, text);
	for (char *word = strtok_r(copy, " \t,", &state); word;
		word = strtok_r(NULL, " \t,", &state)) {
		uint32_t bit;

		/* In the order given; each once. */
		if (config_parse_words(word, source_words, ELEMENTSOF(source_words), &bit) < 0 ||
			(seen & bit) || n_sources == CONFIG_SOURCES_MAX) {
			return -EINVAL;
		}
		seen |= bit;
		(void)snprintf(sources[n_sources++], CONFIG_NAME_MAX, "%s", word);
	}
	memcpy(config->sources, sources, n_sources * sizeof(sources[0]));
	config->n_sources = n_sources;
	return 0;
}

static int take_value(struct config *config, const struct row *row, const char *text)
{
	usec_t length_usec = 0;

	switch (row->type) {
	case VALUE_LENGTH:
		return parse_length(text, row->min, row->max, field_at(config, row));
	case VALUE_LENGTH_OR_EMPTY:
		if (*text && parse_length(text, row->min, row->max, &length_usec) < 0) {
			return -EINVAL;
		}
		*(usec_t *)field_at(config, row) = length_usec;
		return 0;
	case VALUE_COUNT:
		return parse_count(text, row->min, row->max, field_at(config, row));
	case VALUE_TIME_OF_DAY:
		return config_parse_time_of_day(text, field_at(config, row));
	case VALUE_QUIET_HOURS:
		return config_parse_hours(text, false, field_at(config, row));
	case VALUE_OFFICE_HOURS:
		return config_parse_hours(text, true, field_at(config, row));
	case VALUE_TOOLS:
		return config_parse_words(
			text, tool_words, ELEMENTSOF(tool_words), field_at(config, row));
	case VALUE_KINDS:
		return config_parse_words(
			text, kind_words, ELEMENTSOF(kind_words), field_at(config, row));
	case VALUE_HOLD:
		return parse_hold(text, field_at(config, row));
	case VALUE_PRESET:
		return parse_preset(text, field_at(config, row));
	case VALUE_SOURCES:
		return parse_sources(config, text);
	case VALUE_PHONE_NUMBER:
		return *text == '\0' || is_phone_number(text) ? 0 : -EINVAL;
	}
	return -EINVAL;
}

int config_set(struct config *config, enum config_key key, const char *text, char *message)
{
	const struct row *row = &rows[key];
	int r;

	assert(key < CONFIG_KEY_MAX);
	r = strlen(text) < CONFIG_VALUE_MAX ? take_value(config, row, text) : -EINVAL;
	if (r < 0) {
		(void)snprintf(message, CONFIG_PROBLEM_MAX, "%s: '%.60s' is not allowed; give %s",
			row->full_name, text, row->allowed);
		return r;
	}
	(void)snprintf(config->values[key], CONFIG_VALUE_MAX, "%s", text);
	return 0;
}

const char *config_key_name(enum config_key key)
{
	assert(key < CONFIG_KEY_MAX);
	return rows[key].full_name;
}

const char *config_key_default(enum config_key key)
{
	assert(key < CONFIG_KEY_MAX);
	return rows[key].standard;
}

enum config_key config_key_find(const char *section, const char *name)
{
	enum config_key key = 0;

	while (key < CONFIG_KEY_MAX &&
		(strcmp(rows[key].section, section) != 0 || strcmp(rows[key].name, name) != 0)) {
		key++;
	}
	return key;
}
