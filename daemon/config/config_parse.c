/* SPDX-License-Identifier: MIT */
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include <backcare/cleanup.h>

#include "config_internal.h"

#define SEPARATORS " \t,"

static const char *const weekday_names[] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};

/* "HH:MM" at the start of *text; moves it on. Up to 24:00. */
static int take_minutes(const char **text, uint16_t *ret_min)
{
	const char *at = *text;
	unsigned hours = 0, minutes = 0;
	int n_digits;

	for (n_digits = 0; isdigit((unsigned char)*at) && n_digits < 2; n_digits++) {
		hours = hours * 10 + (unsigned)(*at++ - '0');
	}
	if (n_digits == 0 || *at++ != ':') {
		return -EINVAL;
	}
	for (n_digits = 0; isdigit((unsigned char)*at) && n_digits < 2; n_digits++) {
		minutes = minutes * 10 + (unsigned)(*at++ - '0');
	}
	if (n_digits != 2 || minutes > 59 || hours * 60 + minutes > 24 * 60) {
		return -EINVAL;
	}
	*text = at;
	*ret_min = (uint16_t)(hours * 60 + minutes);
	return 0;
}

int config_parse_time_of_day(const char *text, usec_t *ret_usec)
{
	uint16_t minutes;

	if (take_minutes(&text, &minutes) < 0 || *text != '\0' || minutes == 24 * 60) {
		return -EINVAL;
	}
	*ret_usec = minutes * USEC_PER_MINUTE;
	return 0;
}

static int take_weekday(const char **text, unsigned *ret_weekday)
{
	for (unsigned i = 0; i < ELEMENTSOF(weekday_names); i++) {
		if (strncasecmp(*text, weekday_names[i], 3) == 0) {
			*text += 3;
			*ret_weekday = i;
			return 0;
		}
	}
	return -EINVAL;
}

/* "Mon" or "Fri-Sun" or "Sat-Mon", the whole word. */
static int parse_weekdays(const char *word, uint8_t *ret_weekdays)
{
	unsigned first, last;
	uint8_t weekdays = 0;

	if (take_weekday(&word, &first) < 0) {
		return -EINVAL;
	}
	last = first;
	if (*word == '-') {
		word++;
		if (take_weekday(&word, &last) < 0) {
			return -EINVAL;
		}
	}
	if (*word != '\0') {
		return -EINVAL;
	}
	for (unsigned day = first;; day = (day + 1) % 7) {
		weekdays = (uint8_t)(weekdays | 1U << day);
		if (day == last) {
			break;
		}
	}
	*ret_weekdays = weekdays;
	return 0;
}

static int parse_range(const char *word, struct hours_range *ret_range)
{
	struct hours_range range = {0};

	if (take_minutes(&word, &range.from_min) < 0 || *word++ != '-' ||
		take_minutes(&word, &range.to_min) < 0 || *word != '\0' ||
		range.from_min == 24 * 60 || range.from_min == range.to_min) {
		return -EINVAL;
	}
	*ret_range = range;
	return 0;
}

int config_parse_hours(const char *text, bool weekdays_allowed, struct hours *ret_hours)
{
	struct hours hours = {.n_ranges = 0};
	uint8_t weekdays = HOURS_EVERY_DAY;
	bool days_without_range = false;
	char copy[CONFIG_VALUE_MAX];
	char *state = NULL;

	if (strlen(text) >= sizeof(copy)) {
		return -EINVAL;
	}
	strcpy(copy, text);
	for (char *word = strtok_r(copy, SEPARATORS, &state); word;
		word = strtok_r(NULL, SEPARATORS, &state)) {
		struct hours_range range;

		if (weekdays_allowed && isalpha((unsigned char)*word)) {
			uint8_t more;

			if (parse_weekdays(word, &more) < 0) {
				return -EINVAL;
			}
			weekdays = days_without_range ? (uint8_t)(weekdays | more) : more;
			days_without_range = true;
			continue;
		}
		if (parse_range(word, &range) < 0 || hours.n_ranges == HOURS_RANGES_MAX) {
			return -EINVAL;
		}
		range.weekdays = weekdays;
		days_without_range = false;
		hours.ranges[hours.n_ranges++] = range;
	}
	if (days_without_range) {
		return -EINVAL;
	}
	*ret_hours = hours;
	return 0;
}

int config_parse_words(
	const char *text, const char *const *words, size_t n_words, uint32_t *ret_bits)
{
	uint32_t bits = 0;
	char copy[CONFIG_VALUE_MAX];
	char *state = NULL;

	if (strlen(text) >= sizeof(copy)) {
		return -EINVAL;
	}
	strcpy(copy, text);
	for (char *word = strtok_r(copy, SEPARATORS, &state); word;
		word = strtok_r(NULL, SEPARATORS, &state)) {
		size_t i = 0;

		while (i < n_words && strcmp(word, words[i]) != 0) {
			i++;
		}
		if (i == n_words) {
			return -EINVAL;
		}
		bits |= 1U << i;
	}
	*ret_bits = bits;
	return 0;
}
