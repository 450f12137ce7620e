/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "logind_internal.h"
#include "utf8.h"

/* Reads the content of a variant of the type of 'property'. */
static int read_value(sd_bus_message *message, const struct logind_property *property, void *to)
{
	const char *text;
	uint64_t number;
	int truth, r;

	switch (property->type) {
	case 's':
		r = sd_bus_message_read(message, "v", "s", &text);
		if (r > 0) {
			(void)snprintf(to, LOGIND_TEXT_MAX_BYTES, "%.*s",
				(int)utf8_cut(text, strlen(text), LOGIND_TEXT_MAX_BYTES - 1), text);
		}
		return r;
	case 'b':
		r = sd_bus_message_read(message, "v", "b", &truth);
		if (r > 0) {
			*(bool *)to = truth != 0;
		}
		return r;
	default:
		r = sd_bus_message_read(message, "v", "t", &number);
		if (r > 0) {
			*(usec_t *)to = number;
		}
		return r;
	}
}

static size_t find(const struct logind_property *table, size_t n, const char *name)
{
	size_t i = 0;

	while (i < n && strcmp(table[i].name, name) != 0) {
		i++;
	}
	return i;
}

static int read_property(sd_bus_message *message, const struct logind_property *table, size_t n,
	void *values, unsigned *seen)
{
	const char *name, *contents;
	char type;
	size_t i;
	int r = sd_bus_message_read(message, "s", &name);

	if (r >= 0) {
		r = sd_bus_message_peek_type(message, &type, &contents);
	}
	if (r < 0) {
		return r;
	}
	i = find(table, n, name);
	if (i == n) {
		return sd_bus_message_skip(message, "v");
	}
	*seen |= 1U << i;
	if (contents == NULL || contents[0] != table[i].type || contents[1] != '\0') {
		return sd_bus_message_skip(message, "v");
	}
	return read_value(message, &table[i], (char *)values + table[i].offset);
}

int logind_read_properties(sd_bus_message *message, const struct logind_property *table, size_t n,
	void *values, unsigned *ret_seen)
{
	unsigned seen = 0;
	int r = sd_bus_message_enter_container(message, 'a', "{sv}");

	if (r == 0) {
		return -EBADMSG;
	}
	while (r > 0 && (r = sd_bus_message_enter_container(message, 'e', "sv")) > 0) {
		r = read_property(message, table, n, values, &seen);
		if (r >= 0) {
			r = sd_bus_message_exit_container(message);
		}
	}
	if (r >= 0) {
		r = sd_bus_message_exit_container(message);
	}
	if (r >= 0) {
		*ret_seen = seen;
	}
	return r;
}

int logind_read_changed(sd_bus_message *signal, const char *interface,
	const struct logind_property *table, size_t n, void *values, unsigned *ret_seen,
	unsigned *ret_unsaid)
{
	const char *name;
	unsigned seen, unsaid = 0;
	int r;

	if (!sd_bus_message_is_signal(signal, DBUS_PROPERTIES, "PropertiesChanged")) {
		return 0;
	}
	r = sd_bus_message_read(signal, "s", &name);
	if (r <= 0 || strcmp(name, interface) != 0) {
		return r;
	}
	r = logind_read_properties(signal, table, n, values, &seen);
	if (r >= 0) {
		r = sd_bus_message_enter_container(signal, 'a', "s");
	}
	while (r > 0 && (r = sd_bus_message_read(signal, "s", &name)) > 0) {
		size_t i = find(table, n, name);

		if (i < n) {
			unsaid |= 1U << i;
		}
	}
	if (r < 0) {
		return r;
	}
	*ret_seen = seen;
	*ret_unsaid = unsaid;
	return 1;
}
