/* SPDX-License-Identifier: MIT */
/* Breaks to rest the eyes are another thing: only those to move are what Backcare does. */
#include "gnome_breaks.h"

#include <errno.h>
#include <limits.h>

#include "dconf.h"
#include "log.h"

#define KEY "/org/gnome/desktop/break-reminders/selected-breaks"
#define WORD "movement"

bool gnome_breaks_are_on(void)
{
	char path[PATH_MAX];
	bool are_on = false;
	int r = dconf_find(path, sizeof(path));

	if (r >= 0) {
		r = dconf_read_word(path, KEY, WORD, &are_on);
	}
	if (r < 0 && r != -ENOENT) {
		log_debug("Cannot read %s in %s: %s", KEY, path, log_errno_text(r));
	}
	return are_on;
}
