/* SPDX-License-Identifier: MIT */
/* Other programs that remind of breaks as well. It is looked for them only when the daemon is awake
 * for something else: at its start, when a prompt is shown, at Reload and at Diagnose. That one of
 * them has ended is noticed with each status. */
#include <stdio.h>

#include "app_internal.h"
#include "gnome_breaks.h"

#define PROC "/proc"
#define GNOME_NAME "GNOME"
#define GNOME_REMEDY                                                                               \
	"Switch its movement reminders off under 'Wellbeing' in its settings, or with 'gsettings " \
	"set org.gnome.desktop.break-reminders selected-breaks \"[]\"'."

bool app_look_for_reminders(struct app *app)
{
	struct do_not_disturb_info dnd = {0};
	bool gnome_reminded = app->gnome_reminds, changed;

	if (app->serving_connection) {
		return false;
	}
	do_not_disturb_get_info(app->dnd, &dnd);
	app->gnome_reminds = (dnd.speakers & DO_NOT_DISTURB_GNOME) != 0 && gnome_breaks_are_on();
	changed = reminders_look(&app->reminders, PROC);
	return changed || gnome_reminded != app->gnome_reminds;
}

bool app_get_reminder(struct app *app, size_t index, const char **ret_name, const char **ret_remedy)
{
	if (index == 0) {
		(void)reminders_confirm(&app->reminders, PROC);
	}
	if (index < app->reminders.n_found) {
		*ret_name = app->reminders.found[index].name;
		*ret_remedy = app->reminders.found[index].remedy;
		return true;
	}
	if (index == app->reminders.n_found && app->gnome_reminds) {
		*ret_name = GNOME_NAME;
		*ret_remedy = GNOME_REMEDY;
		return true;
	}
	return false;
}
