/* SPDX-License-Identifier: MIT */
/* The settings: INI files to values. Source of keys and defaults: behaviour, "Settings".
 * A key that is not known is a warning, a bad value an error; either way all others are taken. */
#pragma once

#include "settings.h"

#define CONFIG_VALUE_MAX 160
#define CONFIG_PROBLEM_MAX 320
#define CONFIG_PROBLEMS_MAX 16
/* A larger file is refused: nobody wrote it. */
#define CONFIG_FILE_MAX_BYTES (1024 * 1024)
#define CONFIG_FILES_MAX 32
#define CONFIG_PATH_MAX 512
#define CONFIG_SOURCES_MAX 8
#define CONFIG_NAME_MAX 16

enum config_key {
	CONFIG_PRESENCE_IDLE_AFTER,
	CONFIG_PRESENCE_SOURCES,
	CONFIG_PRESENCE_PASSIVE_MAX,
	CONFIG_PLAN_PRESET,
	CONFIG_WALK_LIMIT,
	CONFIG_WALK_BREAK,
	CONFIG_WALK_SHORT_BREAK,
	CONFIG_POSTURE_PER_DAY,
	CONFIG_MICRO_BREAK_INTERVAL,
	CONFIG_STAND_LIMIT,
	CONFIG_TOOLS_OWN,
	CONFIG_SAFETY_EMERGENCY_NUMBER,
	CONFIG_PROMPT_MIN_GAP,
	CONFIG_PROMPT_MAX_PER_HOUR,
	CONFIG_PROMPT_SNOOZE,
	CONFIG_PROMPT_SNOOZE_LIMIT,
	CONFIG_PROMPT_EXPIRE,
	CONFIG_PROMPT_KINDS,
	CONFIG_HOLD_MEETING,
	CONFIG_HOLD_DO_NOT_DISTURB,
	CONFIG_HOLD_MICROPHONE,
	CONFIG_HOLD_FULLSCREEN,
	CONFIG_HOLD_INHIBITOR,
	CONFIG_HOLD_GRACE,
	CONFIG_HOURS_QUIET,
	CONFIG_HOURS_OFFICE,
	CONFIG_DAY_START,
	CONFIG_HISTORY_KEEP,
	CONFIG_KEY_MAX,
};

/* One thing amiss in a file. */
struct config_problem {
	enum config_key key;              /* CONFIG_KEY_MAX: about no known key */
	bool is_error;                    /* else a warning */
	size_t file;                      /* index into config.files */
	unsigned line;                    /* 0: the file as a whole */
	char message[CONFIG_PROBLEM_MAX]; /* for people: what is wrong and what is allowed */
};

/* How much is prompted; the values of a few keys where no file sets them. */
enum preset { PRESET_LIGHT, PRESET_STANDARD, PRESET_MEETINGS, PRESET_MAX };

/* Where the value in effect comes from. */
struct config_origin {
	bool from_file;
	bool from_former; /* the one in the file is bad, and there was one in effect before */
	size_t file;
	unsigned line;
};

struct config {
	struct core_settings core;
	usec_t idle_after_usec;
	usec_t history_keep_usec;                          /* 0: for ever */
	enum preset preset;                                /* Plan.Preset */
	char sources[CONFIG_SOURCES_MAX][CONFIG_NAME_MAX]; /* none: automatic */
	size_t n_sources;

	char values[CONFIG_KEY_MAX][CONFIG_VALUE_MAX]; /* as text, in effect */
	struct config_origin origins[CONFIG_KEY_MAX];
	char files[CONFIG_FILES_MAX][CONFIG_PATH_MAX]; /* that were read */
	size_t n_files;
	struct config_problem problems[CONFIG_PROBLEMS_MAX];
	size_t n_problems;
	size_t n_problems_unsaid; /* above CONFIG_PROBLEMS_MAX */
};

/* $XDG_CONFIG_HOME/backcare, where all that the user writes lies. Returns 0 or -ENAMETOOLONG. */
int config_get_directory(char *buffer, size_t size);

/* The file and its drop-ins. A key whose value is bad keeps its value of 'former' (NULL: the
 * default). A file that is not there is no problem; one that cannot be read is one. Returns 0 or
 * -ENOMEM; *ret_config is freed with free(). */
int config_load(const struct config *former, struct config **ret_config);

/* Reads one file instead, over the defaults. */
int config_load_file(const char *path, struct config **ret_config);

struct config_change {
	const char *name; /* "Section.Key" */
	const char *value;
};

/* What 'base' would be if one more file, read after all others, said this. Returns 0 (free() it),
 * -ENOMEM, or -EINVAL with which one is bad, and a sentence on it in 'message', which has
 * CONFIG_PROBLEM_MAX bytes. No file is read, and none is named as its origin. */
int config_overlay(const struct config *base, const struct config_change *changes, size_t n_changes,
	struct config **ret_config, size_t *ret_bad, char *message);

/* "FILE:LINE", or "FILE" for one as a whole. */
#define CONFIG_PLACE_MAX (CONFIG_PATH_MAX + 16)
const char *config_format_place(const struct config *config, const struct config_problem *problem,
	char *buffer, size_t size);

/* The first error, NULL if there is none. */
const struct config_problem *config_first_error(const struct config *config);

/* "Section.Key" */
const char *config_key_name(enum config_key key);
/* As it is without a file. */
const char *config_key_default(enum config_key key);
/* As it is where no file sets the key: by Plan.Preset, or config_key_default(). */
const char *config_get_default(const struct config *config, enum config_key key);
/* Whether the value in effect is there by Plan.Preset. */
bool config_is_of_preset(const struct config *config, enum config_key key);
const char *config_preset_name(enum preset preset);
/* CONFIG_KEY_MAX for a name that is none. */
enum config_key config_key_find(const char *section, const char *name);

/* Takes the text as the value of the key. Returns 0, or -EINVAL with a sentence on what is allowed
 * in 'message', which has CONFIG_PROBLEM_MAX bytes; then 'config' is as before. */
int config_set(struct config *config, enum config_key key, const char *text, char *message);
