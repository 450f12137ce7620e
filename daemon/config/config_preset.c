/* SPDX-License-Identifier: MIT */
/* Plan.Preset: what a few keys are where no file sets them. Source of the figures: rules,
 * scheduling.presets. */
#include <assert.h>
#include <stdlib.h>

#include <backcare/cleanup.h>

#include "config_internal.h"

static const char *const preset_words[PRESET_MAX] = {"light", "standard", "meetings"};

/* The light one is what the defaults of the keys say. */
static const struct {
	enum preset preset;
	enum config_key key;
	const char *value;
} rows[] = {
	{PRESET_STANDARD, CONFIG_WALK_LIMIT, "30min"},
	{PRESET_STANDARD, CONFIG_WALK_BREAK, "5min"},
	{PRESET_STANDARD, CONFIG_PROMPT_MAX_PER_HOUR, "3"},
	{PRESET_MEETINGS, CONFIG_WALK_LIMIT, "60min"},
	{PRESET_MEETINGS, CONFIG_WALK_BREAK, "5min"},
	{PRESET_MEETINGS, CONFIG_PROMPT_MAX_PER_HOUR, "2"},
};

const char *config_preset_name(enum preset preset)
{
	assert(preset < PRESET_MAX);
	return preset_words[preset];
}

const char *config_get_default(const struct config *config, enum config_key key)
{
	for (size_t i = 0; i < ELEMENTSOF(rows); i++) {
		if (rows[i].preset == config->preset && rows[i].key == key) {
			return rows[i].value;
		}
	}
	return config_key_default(key);
}

bool config_is_of_preset(const struct config *config, enum config_key key)
{
	const struct config_origin *origin = &config->origins[key];

	return !origin->from_file && !origin->from_former &&
	       config_get_default(config, key) != config_key_default(key);
}

void config_take_preset(struct config *config)
{
	const struct config_origin *origin = &config->origins[CONFIG_PLAN_PRESET];
	char message[CONFIG_PROBLEM_MAX];

	/* Who writes it down has chosen it. */
	config->core.offers_standard =
		config->preset == PRESET_LIGHT && !origin->from_file && !origin->from_former;
	for (enum config_key key = 0; key < CONFIG_KEY_MAX; key++) {
		if (config_is_of_preset(config, key) &&
			config_set(config, key, config_get_default(config, key), message) < 0) {
			abort(); /* a value that is not allowed is our own mistake */
		}
	}
}
