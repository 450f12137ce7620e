/* SPDX-License-Identifier: MIT */
/* Any text as the file of settings: what comes out is within its ranges, problems name a line that
 * is there, and what is in effect, written as a file, is read as the same without a problem. */
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <backcare/cleanup.h>

#include "config.h"
#include "fuzz.h"

/* Files in memory, under a name. */
#define FILE_PATH "/proc/self/fd/%d"

static int open_file(char *path, size_t size)
{
	int fd = memfd_create("settings", MFD_CLOEXEC);

	FUZZ_CHECK(fd >= 0, "memfd_create");
	(void)snprintf(path, size, FILE_PATH, fd);
	return fd;
}

static struct config *load(int fd, const char *path, const void *text, size_t size)
{
	struct config *config = NULL;

	FUZZ_CHECK(ftruncate(fd, 0) == 0, "ftruncate");
	FUZZ_CHECK(pwrite(fd, text, size, 0) == (ssize_t)size, "pwrite");
	FUZZ_CHECK(config_load_file(path, &config) == 0, "memory");
	return config;
}

static void check_length(usec_t value_usec, usec_t min_usec, usec_t max_usec, const char *name)
{
	FUZZ_CHECK(value_usec >= min_usec && value_usec <= max_usec, "%s: %llu", name,
		(unsigned long long)value_usec);
}

#define CHECK_DAY(field) check_length(config->core.field, USEC_PER_SEC, USEC_PER_DAY, #field)

static void check_ranges(const struct config *config)
{
	const struct core_settings *core = &config->core;

	check_length(config->idle_after_usec, USEC_PER_SEC, USEC_PER_HOUR, "idle_after");
	check_length(core->passive_max_usec, USEC_PER_MINUTE, USEC_PER_DAY, "passive_max");
	check_length(core->hold_grace_usec, 0, USEC_PER_HOUR, "hold_grace");
	check_length(core->day_start_usec, 0, USEC_PER_DAY - USEC_PER_MINUTE, "day_start");
	CHECK_DAY(walk_limit_usec);
	CHECK_DAY(walk_break_usec);
	CHECK_DAY(walk_short_break_usec);
	CHECK_DAY(stand_limit_usec);
	CHECK_DAY(prompt_min_gap_usec);
	CHECK_DAY(prompt_snooze_usec);
	CHECK_DAY(prompt_expire_usec);
	check_length(core->prompt_max_per_hour, 1, SETTINGS_PROMPTS_PER_HOUR_MAX, "per hour");
	check_length(core->prompt_snooze_limit, 0, 100, "snooze_limit");
	check_length(core->posture_per_day, 0, 1000, "per day");
	FUZZ_CHECK(core->kinds < 128 && core->tools < 64, "%x %x", core->kinds, core->tools);
	FUZZ_CHECK(core->quiet_hours.n_ranges <= HOURS_RANGES_MAX, "hours");
	for (size_t i = 0; i < core->quiet_hours.n_ranges; i++) {
		const struct hours_range *range = &core->quiet_hours.ranges[i];

		FUZZ_CHECK(range->weekdays == HOURS_EVERY_DAY && range->from_min < 24 * 60 &&
				   range->to_min <= 24 * 60 && range->from_min != range->to_min,
			"%u-%u", range->from_min, range->to_min);
	}
	FUZZ_CHECK(config->n_sources <= 6, "%zu sources", config->n_sources);
}

static void check_said(const struct config *config, size_t n_lines)
{
	FUZZ_CHECK(config->n_problems <= CONFIG_PROBLEMS_MAX && config->n_files == 1, "how many");
	for (size_t i = 0; i < config->n_problems; i++) {
		const struct config_problem *problem = &config->problems[i];

		FUZZ_CHECK(problem->key <= CONFIG_KEY_MAX && problem->file == 0 &&
				   problem->line > 0 && problem->line <= n_lines,
			"line %u of %zu", problem->line, n_lines);
		FUZZ_CHECK(problem->message[0] && strnlen(problem->message, CONFIG_PROBLEM_MAX) <
							  CONFIG_PROBLEM_MAX,
			"message");
	}
	for (enum config_key key = 0; key < CONFIG_KEY_MAX; key++) {
		const struct config_origin *origin = &config->origins[key];

		FUZZ_CHECK(!origin->from_file || (origin->line > 0 && origin->line <= n_lines),
			"%s is from line %u", config_key_name(key), origin->line);
		FUZZ_CHECK(origin->from_file || strcmp(config->values[key],
							config_get_default(config, key)) == 0,
			"%s is '%s' from nowhere", config_key_name(key), config->values[key]);
	}
}

/* The last of the numbers and bools that lie without gaps. */
#define BEFORE_HOURS_BYTES                                \
	(offsetof(struct core_settings, hold_inhibitor) + \
		sizeof(((struct core_settings *)NULL)->hold_inhibitor))

static void check_same_hours(const struct hours *one, const struct hours *other)
{
	FUZZ_CHECK(one->n_ranges == other->n_ranges, "hours");
	for (size_t i = 0; i < one->n_ranges; i++) {
		FUZZ_CHECK(one->ranges[i].weekdays == other->ranges[i].weekdays &&
				   one->ranges[i].from_min == other->ranges[i].from_min &&
				   one->ranges[i].to_min == other->ranges[i].to_min,
			"range %zu", i);
	}
}

/* Has each key the same text and, where it has an effect, the same value? */
static void check_same(const struct config *one, const struct config *other)
{
	struct core_settings settings = one->core;

	for (enum config_key key = 0; key < CONFIG_KEY_MAX; key++) {
		FUZZ_CHECK(strcmp(one->values[key], other->values[key]) == 0, "%s: '%s', '%s'",
			config_key_name(key), one->values[key], other->values[key]);
	}
	check_same_hours(&one->core.quiet_hours, &other->core.quiet_hours);
	check_same_hours(&one->core.office_hours, &other->core.office_hours);
	/* Offered to who has not written a preset down, and here all is written down. */
	FUZZ_CHECK(!other->core.offers_standard, "offered");
	settings.offers_standard = false;
	/* All before the hours are numbers without gaps, and bools at their end. */
	FUZZ_CHECK(memcmp(&settings, &other->core, BEFORE_HOURS_BYTES) == 0, "a value");
	FUZZ_CHECK(one->idle_after_usec == other->idle_after_usec, "idle_after");
	FUZZ_CHECK(one->n_sources == other->n_sources, "sources");
	for (size_t i = 0; i < one->n_sources; i++) {
		FUZZ_CHECK(strcmp(one->sources[i], other->sources[i]) == 0, "source %zu", i);
	}
}

static void check_written(int fd, const char *path, const struct config *config)
{
	char text[CONFIG_KEY_MAX * (CONFIG_VALUE_MAX + 64)];
	AUTO_FREE struct config *again = NULL;
	size_t used = 0;

	for (enum config_key key = 0; key < CONFIG_KEY_MAX; key++) {
		const char *name = config_key_name(key), *dot = strchr(name, '.');

		used += (size_t)snprintf(text + used, sizeof(text) - used, "[%.*s]\n%s=%s\n",
			(int)(dot - name), name, dot + 1, config->values[key]);
	}
	again = load(fd, path, text, used);
	FUZZ_CHECK(again->n_problems == 0, "%s", again->problems[0].message);
	check_same(config, again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char path[64];
	AUTO_CLOSE int fd = open_file(path, sizeof(path));
	AUTO_FREE struct config *config = load(fd, path, data, size);
	size_t n_lines = 1;

	for (size_t i = 0; i < size; i++) {
		n_lines += data[i] == '\n';
	}
	check_ranges(config);
	check_said(config, n_lines);
	check_written(fd, path, config);
	return 0;
}
