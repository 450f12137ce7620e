/* SPDX-License-Identifier: MIT */
/* History.Keep: what ended longer ago than that is forgotten, as by History.Forget. It is looked
 * for at the start, when settings are read, and when a day has ended, for which the core is awake
 * anyway; a step a pass of the loop. Where the file cannot be written, the next of these tries
 * again. */
#include "app_internal.h"
#include "log.h"

/* A spell that goes on does not bring back what was forgotten of it. */
static void cut_spell(struct app *app, int64_t until_real_usec)
{
	struct record_spell *spell = &app->record.spell;

	if ((int64_t)(spell->from_real_usec + spell->to_boot_usec - spell->from_boot_usec) <
		until_real_usec) {
		spell->id[0] = '\0';
	}
}

static bool is_salvaging(const struct app *app)
{
	struct history_status status;

	history_get_status(app->history, &status);
	return status.is_salvaging;
}

void app_forget_old(struct app *app)
{
	app->keep_is_due = app->history && app->config->history_keep_usec > 0;
}

bool app_forget_old_step(struct app *app, const struct core_now *now)
{
	usec_t keep_usec = app->config->history_keep_usec;
	int64_t until_real_usec = (int64_t)now->real_usec - (int64_t)keep_usec;
	size_t n_removed = 0;
	int r;

	/* Whatever is on its way into the file comes first. */
	if (!app->keep_is_due || app->record.is_due || is_salvaging(app)) {
		return false;
	}
	cut_spell(app, until_real_usec);
	r = history_forget(app->history, now, until_real_usec, &n_removed);
	app->keep_is_due = r > 0;
	if (r < 0) {
		log_warning("what is older than History.Keep cannot be forgotten: %s",
			log_errno_text(r));
	}
	app->n_forgotten += n_removed;
	if (!app->keep_is_due && app->n_forgotten > 0) {
		log_info("history: %zu entries older than History.Keep are forgotten",
			app->n_forgotten);
		app->n_forgotten = 0;
	}
	return r > 0;
}
