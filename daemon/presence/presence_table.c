/* SPDX-License-Identifier: MIT */
/* Which sources there are, in the order of trust: those that tell of each key first, then the
 * coarse one, then the one that sees nothing. */
#include <assert.h>
#include <string.h>

#include <backcare/cleanup.h>

#include "presence_internal.h"

const struct source_ops *const source_table[] = {
	&source_wayland,
	&source_mutter,
	&source_x11,
	&source_logind,
	&source_none,
};
const size_t n_sources = ELEMENTSOF(source_table);

static_assert(ELEMENTSOF(source_table) <= SOURCES_MAX, "all of them and external");

bool presence_port_is_source(const char *name)
{
	for (size_t i = 0; i < n_sources; i++) {
		if (strcmp(source_table[i]->name, name) == 0) {
			return true;
		}
	}
	return strcmp(name, EXTERNAL_NAME) == 0;
}

size_t read_source_order(
	const char *const *names, size_t n_names, size_t order[SOURCES_MAX], bool *ret_external)
{
	size_t n_order = 0;

	*ret_external = n_names == 0;
	for (size_t i = 0; i < n_sources && n_names == 0; i++) {
		order[n_order++] = i;
	}
	for (size_t n = 0; n < n_names; n++) {
		bool is_new = true;
		size_t at = 0;

		if (strcmp(names[n], EXTERNAL_NAME) == 0) {
			*ret_external = true;
			continue;
		}
		while (strcmp(source_table[at]->name, names[n]) != 0) {
			at++;
		}
		for (size_t i = 0; i < n_order; i++) {
			is_new = is_new && order[i] != at;
		}
		if (is_new) {
			order[n_order++] = at;
		}
	}
	return n_order;
}
