/* SPDX-License-Identifier: MIT */
/* Months and years, which systemd has too, are left out: they have no fixed length. A number
 * without a unit is in seconds, and stands alone: "1h 30" would be read as half a minute by the
 * machine and half an hour by the person. */
#include <backcare/timespan.h>

#include <backcare/cleanup.h>

#include <assert.h>
#include <errno.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

/* clang-format off */
static const struct unit {
	const char *name;
	usec_t usec;
} units[] = {
	{"us", 1}, {"usec", 1}, {"\xC2\xB5s", 1}, {"\xCE\xBCs", 1},
	{"ms", USEC_PER_MSEC}, {"msec", USEC_PER_MSEC},
	{"s", USEC_PER_SEC}, {"sec", USEC_PER_SEC}, {"second", USEC_PER_SEC}, {"seconds", USEC_PER_SEC},
	{"m", USEC_PER_MINUTE}, {"min", USEC_PER_MINUTE}, {"minute", USEC_PER_MINUTE}, {"minutes", USEC_PER_MINUTE},
	{"h", USEC_PER_HOUR}, {"hr", USEC_PER_HOUR}, {"hour", USEC_PER_HOUR}, {"hours", USEC_PER_HOUR},
	{"d", USEC_PER_DAY}, {"day", USEC_PER_DAY}, {"days", USEC_PER_DAY},
	{"w", 7 * USEC_PER_DAY}, {"week", 7 * USEC_PER_DAY}, {"weeks", 7 * USEC_PER_DAY},
};

static const struct unit written_units[] = {
	{"w", 7 * USEC_PER_DAY}, {"d", USEC_PER_DAY}, {"h", USEC_PER_HOUR}, {"min", USEC_PER_MINUTE},
	{"s", USEC_PER_SEC}, {"ms", USEC_PER_MSEC}, {"us", 1},
};
/* clang-format on */

static const char *skip_white_space(const char *at)
{
	return at + strspn(at, " \t\n\r");
}

static bool is_digit(char byte)
{
	return byte >= '0' && byte <= '9';
}

/* Reads the unit at *at and steps over it. Returns 1, 0 if no letter is there, -EINVAL. */
static int take_unit(const char **at, usec_t *ret_usec)
{
	size_t length = strcspn(*at, " \t\n\r0123456789.");

	if (length == 0) {
		return 0;
	}
	for (size_t i = 0; i < ELEMENTSOF(units); i++) {
		if (strlen(units[i].name) == length && memcmp(units[i].name, *at, length) == 0) {
			*at += length;
			*ret_usec = units[i].usec;
			return 1;
		}
	}
	return -EINVAL;
}

/* Reads "12" or "1.5" times the unit behind it. Returns 1 if there was a unit, 0, -EINVAL, -ERANGE.
 */
static int take_part(const char **at, usec_t *ret_usec)
{
	const char *fraction = NULL;
	uint64_t number = 0;
	usec_t unit = USEC_PER_SEC;
	usec_t usec;
	bool too_large = false;
	int r;

	if (!is_digit(**at)) {
		return -EINVAL;
	}
	for (; is_digit(**at); (*at)++) {
		too_large = too_large || __builtin_mul_overflow(number, (uint64_t)10, &number) ||
			    __builtin_add_overflow(number, (uint64_t)(**at - '0'), &number);
	}
	if (**at == '.') {
		fraction = ++*at;
		if (!is_digit(*fraction)) {
			return -EINVAL;
		}
		*at += strspn(*at, "0123456789");
	}
	*at = skip_white_space(*at);
	r = take_unit(at, &unit);
	if (r < 0) {
		return r;
	}
	if (too_large || __builtin_mul_overflow(number, unit, &usec) || usec > TIMESPAN_MAX_USEC) {
		return -ERANGE;
	}
	/* Digits of no weight any more are read over. */
	for (usec_t weight = unit; fraction != NULL && is_digit(*fraction) && weight > 0;
		fraction++) {
		usec += weight / 10 * (usec_t)(*fraction - '0') +
			weight % 10 * (usec_t)(*fraction - '0') / 10;
		weight /= 10;
	}
	*ret_usec = usec;
	return r;
}

int timespan_parse(const char *text, usec_t *ret_usec)
{
	const char *at = skip_white_space(text);
	usec_t sum = 0;
	bool too_large = false;

	for (bool first = true;; first = false) {
		usec_t part = 0;
		int r = take_part(&at, &part);

		if (r == -ERANGE) {
			too_large = true;
		} else if (r < 0) {
			return r;
		}
		at = skip_white_space(at);
		if (r == 0 && (!first || *at != '\0')) {
			return -EINVAL;
		}
		sum += part;
		too_large = too_large || sum > TIMESPAN_MAX_USEC;
		if (*at == '\0') {
			break;
		}
		if (too_large) {
			sum = 0;
		}
	}
	if (too_large) {
		return -ERANGE;
	}
	*ret_usec = sum;
	return 0;
}

/* The digits behind the point: 'rest' of 'unit', which is a power of ten, without zeros at the end.
 */
static int put_fraction(char *at, size_t size, usec_t rest, usec_t unit)
{
	int digits = 0;

	for (; unit > 1; unit /= 10) {
		digits++;
	}
	while (rest % 10 == 0) {
		rest /= 10;
		digits--;
	}
	return snprintf(at, size, ".%0*" PRIu64, digits, rest);
}

char *timespan_format(char *buffer, size_t buffer_size, usec_t length_usec, usec_t accuracy_usec)
{
	char text[TIMESPAN_TEXT_MAX];
	size_t at = 0;

	assert(buffer_size > 0);

	text[0] = '\0';
	if (length_usec == USEC_INFINITY) {
		(void)snprintf(buffer, buffer_size, "infinity");
		return buffer;
	}
	if (accuracy_usec > 1) {
		length_usec -= length_usec % accuracy_usec;
	}
	for (size_t i = 0; i < ELEMENTSOF(written_units) && length_usec > 0; i++) {
		const struct unit *unit = &written_units[i];
		usec_t count = length_usec / unit->usec;
		usec_t rest = length_usec % unit->usec;

		if (count == 0) {
			continue;
		}
		at += (size_t)snprintf(
			text + at, sizeof(text) - at, "%s%" PRIu64, at > 0 ? " " : "", count);
		/* "1.5s", as systemd writes what is below a minute. */
		if (rest > 0 && unit->usec <= USEC_PER_SEC) {
			at += (size_t)put_fraction(text + at, sizeof(text) - at, rest, unit->usec);
			rest = 0;
		}
		at += (size_t)snprintf(text + at, sizeof(text) - at, "%s", unit->name);
		length_usec = rest;
	}
	(void)snprintf(buffer, buffer_size, "%s", at > 0 ? text : "0");
	return buffer;
}
