/* SPDX-License-Identifier: MIT */
/* Diagnose: what the daemon depends on and how that does, for people who look why something does
 * not work. It only tells what is known anyway; nothing is asked and waited for. Here are the
 * checks of the daemon itself; those of the desktop are in app_diagnose_desktop.c.
 *
 * A remedy has to work when it is followed to the letter, by somebody who knows a terminal and
 * nothing of D-Bus. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <backcare/cleanup.h>

#include "app_internal.h"
#include "content.h"

void app_report(const struct app_report *report, const char *id, enum api_check_state state,
	bool vital, const char *remedy, const char *detail, ...)
{
	struct api_check check = {.state = state, .vital = vital};
	va_list arguments;

	(void)snprintf(check.id, sizeof(check.id), "%s", id);
	va_start(arguments, detail);
	(void)vsnprintf(check.detail, sizeof(check.detail), detail, arguments);
	va_end(arguments);
	(void)snprintf(check.remedy, sizeof(check.remedy), "%s", remedy ? remedy : "");
	report->fn(&check, report->userdata);
}

static void report_reminders(const struct app_report *report)
{
	const char *name, *remedy;
	char names[API_CHECK_DETAIL_MAX / 2] = "", remedies[API_CHECK_REMEDY_MAX] = "";
	size_t n = 0;

	if (app_look_for_reminders(report->app)) {
		/* Warnings are others now. */
		api_publish(report->app->api, API_SETTINGS, NULL, OUTCOME_NONE);
	}
	for (; app_get_reminder(report->app, n, &name, &remedy); n++) {
		size_t names_size = strlen(names), remedies_size = strlen(remedies);

		(void)snprintf(names + names_size, sizeof(names) - names_size, "%s%s",
			n > 0 ? ", " : "", name);
		(void)snprintf(remedies + remedies_size, sizeof(remedies) - remedies_size,
			"%s%s: %s", n > 0 ? " " : "", name, remedy);
	}
	if (n == 0) {
		app_report(report, "reminders", API_CHECK_OK, false, NULL,
			"no other program that is known to remind of breaks runs");
	} else {
		app_report(report, "reminders", API_CHECK_LIMITED, false, remedies,
			"%s also %s you of breaks: you will be prompted twice", names,
			n == 1 ? "reminds" : "remind");
	}
}

static void report_settings(const struct app_report *report)
{
	const struct config *config = report->app->config;
	const struct config_problem *first = config_first_error(config);
	size_t n_problems = config->n_problems + config->n_problems_unsaid;
	enum api_check_state state = first ? API_CHECK_FAILED : API_CHECK_LIMITED;
	char place[CONFIG_PLACE_MAX], more[48] = "";

	if (n_problems == 0) {
		app_report(report, "settings", API_CHECK_OK, false, NULL,
			config->n_files == 0 ? "no settings files; everything has its default"
					     : "settings files read: %zu",
			config->n_files);
		return;
	}
	if (!first) {
		first = &config->problems[0];
	}
	if (n_problems > 1) {
		(void)snprintf(more, sizeof(more), " (and %zu more)", n_problems - 1);
	}
	app_report(report, "settings", state, false,
		"Put it right in that file, see the whole list with 'backcarectl config check', "
		"and "
		"have it read again with 'backcarectl config reload'.",
		"%.150s: %.300s%s", config_format_place(config, first, place, sizeof(place)),
		first->message, more);
}

static void report_content(const struct app_report *report)
{
	const struct content *content = report->app->content;
	size_t n_problems = content_count_problems(content);
	const struct content_problem *first;
	char place[CONTENT_PLACE_MAX];

	if (n_problems == 0) {
		app_report(report, "content", API_CHECK_OK, true, NULL,
			"%zu prompts, %zu of them your own",
			content_get_catalogue(content)->n_entries, content_count_own(content));
		return;
	}
	first = content_get_problem(content, 0);
	app_report(report, "content", API_CHECK_LIMITED, true,
		"Put it right in that file, see the whole list with 'backcarectl prompts check "
		"FILE', and have it read again with 'backcarectl config reload'.",
		"%zu prompts; %.150s: %.300s", content_get_catalogue(content)->n_entries,
		content_format_place(content, first, place, sizeof(place)), first->message);
}

static void report_clock(const struct app_report *report)
{
	struct core_now now;
	int64_t minutes;

	app_get_now(report->app, &now);
	minutes = now.utc_offset_usec / (int64_t)USEC_PER_MINUTE;
	app_report(report, "clock", API_CHECK_OK, true, NULL,
		"local time is UTC%c%02d:%02d; suspended for %llu s since the machine was started",
		minutes < 0 ? '-' : '+', (int)((minutes < 0 ? -minutes : minutes) / 60),
		(int)((minutes < 0 ? -minutes : minutes) % 60),
		(unsigned long long)(now.suspended_usec / USEC_PER_SEC));
}

void app_diagnose(api_check_fn fn, void *fn_userdata, void *userdata)
{
	struct app *app = userdata;
	const struct app_report report = {.app = app, .fn = fn, .userdata = fn_userdata};

	if (app->serving_connection) {
		app_report(&report, "source", API_CHECK_FAILED, true,
			"Ask the daemon of your session: start it with 'systemctl --user start "
			"backcared', or run backcared.",
			"this daemon was started for one connection and watches nothing");
	} else {
		app_diagnose_desktop(&report);
		report_reminders(&report);
	}
	report_settings(&report);
	report_content(&report);
	report_clock(&report);
}
