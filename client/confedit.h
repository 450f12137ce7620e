/* SPDX-License-Identifier: MIT */
/* Changing one value in the text of a settings file. */
#pragma once

/* Puts "name=value" into the section of the text (NULL: no text yet), in place of any former value;
 * takes the name out for value NULL. Everything else stays as it is. Returns 0, -EINVAL for a value
 * that a line cannot hold, -ENOMEM; *ret_text is freed with free(). */
int confedit_set(const char *text, const char *section, const char *name, const char *value,
	char **ret_text);
