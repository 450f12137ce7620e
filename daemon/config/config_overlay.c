/* SPDX-License-Identifier: MIT */
/* Other settings over those in effect, for who only wants to see what would be. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <backcare/cleanup.h>

#include "config_internal.h"

#define SECTION_MAX 32

static enum config_key find_key(const char *name)
{
	const char *dot = strchr(name, '.');
	char section[SECTION_MAX];

	if (!dot || (size_t)(dot - name) >= sizeof(section)) {
		return CONFIG_KEY_MAX;
	}
	memcpy(section, name, (size_t)(dot - name));
	section[dot - name] = '\0';
	return config_key_find(section, dot + 1);
}

static int take_change(struct config *config, const struct config_change *change, char *message)
{
	enum config_key key = find_key(change->name);
	int r;

	if (key == CONFIG_KEY_MAX) {
		(void)snprintf(
			message, CONFIG_PROBLEM_MAX, "'%.80s' is not a setting", change->name);
		return -EINVAL;
	}
	r = config_set(config, key, change->value, message);
	if (r == 0) {
		/* The preset does not take it away. */
		config->origins[key] = (struct config_origin){.from_former = true};
	}
	return r;
}

/* Back to the default, where only a preset had set it: another preset may leave it there. */
static void leave_preset(struct config *config)
{
	char message[CONFIG_PROBLEM_MAX];

	for (enum config_key key = 0; key < CONFIG_KEY_MAX; key++) {
		if (config_is_of_preset(config, key) &&
			config_set(config, key, config_key_default(key), message) < 0) {
			abort(); /* a default that is not allowed is our own mistake */
		}
	}
}

int config_overlay(const struct config *base, const struct config_change *changes, size_t n_changes,
	struct config **ret_config, size_t *ret_bad, char *message)
{
	AUTO_FREE struct config *config = malloc(sizeof(*config));

	if (!config) {
		return -ENOMEM;
	}
	*config = *base;
	leave_preset(config);
	for (size_t i = 0; i < n_changes; i++) {
		int r = take_change(config, &changes[i], message);

		if (r < 0) {
			*ret_bad = i;
			return r;
		}
	}
	config_take_preset(config);
	*ret_config = TAKE_PTR(config);
	return 0;
}
