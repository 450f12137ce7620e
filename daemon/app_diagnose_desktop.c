/* SPDX-License-Identifier: MIT */
/* Diagnose: what the desktop, the buses and the system around the daemon give it. */
#include <stdio.h>
#include <string.h>

#include <backcare/cleanup.h>

#include "app_internal.h"
#include "logind.h"

#define IMPORT "systemctl --user import-environment "

/* -- the session
 * ------------------------------------------------------------------------------------------------
 */

static void report_session(
	const struct app_report *report, const struct presence_session_info *info)
{
	const struct logind_session *session = info->logind;

	if (!session->is_known) {
		app_report(report, "session", API_CHECK_ABSENT, false, NULL,
			"no logind: locking the screen, other users in front and sleep are seen by "
			"their lack of input only");
	} else if (!info->is_present) {
		app_report(report, "session", API_CHECK_FAILED, true,
			"Log in at the machine, or switch back to your session (Ctrl+Alt+F1 and "
			"so on). Nothing is prompted while you are not there.",
			session->is_present ? "session %s is not in front"
					    : "you have no session at this machine%s",
			session->is_present ? session->id : "");
	} else if (!session->is_present || session->is_remote) {
		app_report(report, "session", API_CHECK_LIMITED, true, NULL,
			"logind knows no session of yours at this machine, but a desktop of yours "
			"is seen");
	} else {
		app_report(report, "session", API_CHECK_OK, true, NULL, "session %s, %s, %s, %s",
			session->id, session->type,
			session->is_in_foreground ? "in front" : "not in front",
			info->is_locked ? "locked" : "not locked");
	}
}

static void report_sleep(const struct app_report *report, const struct presence_session_info *info)
{
	if (info->sleep_waits) {
		app_report(report, "sleep", API_CHECK_OK, false, NULL,
			"the machine waits for the daemon before it sleeps");
	} else if (info->sleep_wait_is_refused) {
		app_report(report, "sleep", API_CHECK_LIMITED, false,
			"Nothing is lost but the exact second. With polkit it would be allowed: "
			"'sudo apt install polkitd'.",
			"logind does not let the daemon hold sleep back for a moment; sleep is "
			"seen by the clock");
	} else {
		app_report(report, "sleep", API_CHECK_ABSENT, false, NULL,
			"nobody announces sleep; it is seen by the clock");
	}
}

static void report_inhibitors(
	const struct app_report *report, const struct presence_session_info *info)
{
	if (info->logind->is_known || info->gnome_is_there) {
		app_report(report, "inhibitors", API_CHECK_OK, false, NULL,
			"who keeps the screen on is heard from %s",
			!info->gnome_is_there     ? "logind"
			: !info->logind->is_known ? "the GNOME session"
						  : "logind and the GNOME session");
	} else {
		app_report(report, "inhibitors", API_CHECK_ABSENT, false,
			"Say it yourself in a call: 'backcarectl meeting start'.",
			"nobody tells who keeps the screen on");
	}
}

/* -- sources of presence
 * ------------------------------------------------------------------------------------------
 */

static void report_in_charge(
	const struct app_report *report, const struct presence_source_info *source)
{
	if (strcmp(source->name, "none") == 0) {
		app_report(report, "source", API_CHECK_FAILED, true,
			"See 'environment' first; without systemd start backcared from within your "
			"desktop. A Wayland desktop has to offer ext-idle-notify-v1 (sway from "
			"1.8, "
			"KDE Plasma from 5.27, Hyprland, niri, labwc and wayfire do; GNOME has a "
			"way of its own), an X server the extension SYNC. For all others a sensor "
			"or a script can tell: see report-presence.sh in "
			"/usr/local/share/doc/backcare/examples.",
			"nothing tells whether you are at the keyboard; all time counts as "
			"sitting");
	} else if (strcmp(source->name, "logind") == 0) {
		app_report(report, "source", API_CHECK_LIMITED, true,
			"It is good enough for walks of some minutes. A desktop that is seen "
			"itself is better: see 'environment' and the sources.",
			"logind: the desktop tells only after some minutes without input");
	} else if (source->hears_films) {
		app_report(report, "source", API_CHECK_LIMITED, true,
			"With a newer compositor a film that plays on while you are away is told "
			"from you. Until then lock the screen when you go.",
			"%s: %.200s", source->name, source->detail);
	} else {
		app_report(report, "source", API_CHECK_OK, true, NULL, "%s: %s", source->name,
			source->detail);
	}
}

static void report_sources(const struct app_report *report)
{
	static const enum api_check_state states[SOURCE_STATE_MAX] = {
		[SOURCE_UP] = API_CHECK_OK,
		[SOURCE_STARTING] = API_CHECK_LIMITED,
		[SOURCE_DOWN] = API_CHECK_ABSENT,
		[SOURCE_UNAVAILABLE] = API_CHECK_ABSENT,
	};
	struct presence_source_info infos[PRESENCE_SOURCES_MAX];
	size_t n_infos = presence_port_list_sources(report->app->presence, infos);
	bool is_any_in_charge = false;
	char id[32];

	for (size_t i = 0; i < n_infos; i++) {
		if (infos[i].in_charge) {
			is_any_in_charge = true;
			report_in_charge(report, &infos[i]);
		}
	}
	if (!is_any_in_charge) {
		app_report(report, "source", API_CHECK_FAILED, true,
			"If it stays so, look at the setting Presence.Sources.",
			"no source of presence is in charge at present");
	}
	for (size_t i = 0; i < n_infos; i++) {
		(void)snprintf(id, sizeof(id), "source_%s", infos[i].name);
		app_report(report, id, states[infos[i].state], false, NULL, "%s%s",
			infos[i].in_charge ? "in charge: " : "", infos[i].detail);
	}
}

/* -- the buses, and what is on them
 * -------------------------------------------------------------------------------
 */

static void report_bus(const struct app_report *report, const char *id, const struct bus *bus,
	bool vital, const char *remedy)
{
	if (bus_get_state(bus) == BUS_UP) {
		app_report(report, id, API_CHECK_OK, vital, NULL, "%s", bus_get_detail(bus));
	} else {
		app_report(report, id, vital ? API_CHECK_FAILED : API_CHECK_ABSENT, vital, remedy,
			"%s", bus_get_detail(bus));
	}
}

static void report_buses(const struct app_report *report)
{
	report_bus(report, "session_bus", report->app->bus, true,
		"Without it no prompt is shown. With systemd: 'sudo apt install "
		"dbus-user-session', "
		"then log in anew. Else start your desktop with 'dbus-run-session', and backcared "
		"from within it.");
	report_bus(report, "system_bus", report->app->system_bus, false,
		"Locks, sleep and other users are heard over it. 'sudo apt install dbus', if it is "
		"missing.");
}

/* The user manager hands its environment to what it starts, which is more than the daemon. */
static void report_environment(
	const struct app_report *report, const struct presence_session_info *info)
{
	static const char remedy_wayland[] =
		"In a terminal of that desktop:\n" IMPORT "WAYLAND_DISPLAY DISPLAY\n"
		"backcarectl config reload\n"
		"For good, as a line of ~/.config/sway/config:\n"
		"exec " IMPORT "WAYLAND_DISPLAY DISPLAY\n"
		"In labwc without exec, in ~/.config/labwc/autostart; in Hyprland with "
		"'exec-once = ' before it, in hyprland.conf.";
	static const char remedy_x11[] =
		"In a terminal of that desktop:\n" IMPORT "DISPLAY XAUTHORITY\n"
		"backcarectl config reload\n"
		"For good, as a line of ~/.config/i3/config:\n"
		"exec --no-startup-id " IMPORT "DISPLAY XAUTHORITY\n"
		"Elsewhere from systemctl on, in ~/.xsessionrc or ~/.xinitrc, before the line that "
		"starts the desktop.";
	struct userenv_values values = {0};
	bool is_known = userenv_get_values(report->app->userenv, &values);
	const char *type = values.session_type ? values.session_type : info->logind->type;
	bool is_x11 = strcmp(type, "x11") == 0;

	/* For the next time: nobody tells of a change. */
	userenv_refresh(report->app->userenv);
	if (!is_known) {
		app_report(report, "environment", API_CHECK_ABSENT, false, NULL,
			"no user manager (systemd) on the session bus; the daemon looks for the "
			"desktop itself");
	} else if (!values.wayland_display && (!values.display || strcmp(type, "wayland") == 0)) {
		app_report(report, "environment", API_CHECK_LIMITED, false,
			is_x11 ? remedy_x11 : remedy_wayland,
			"the user manager does not know %s%s%s, so programs that it starts do not "
			"find your desktop",
			is_x11 ? "DISPLAY" : "WAYLAND_DISPLAY",
			is_x11 || values.display ? "" : " nor DISPLAY",
			values.display ? " (DISPLAY it does)" : "");
	} else {
		app_report(report, "environment", API_CHECK_OK, false, NULL, "%s%.100s%s%s%.100s",
			values.wayland_display ? "WAYLAND_DISPLAY=" : "",
			values.wayland_display ? values.wayland_display : "",
			values.wayland_display && values.display ? ", " : "",
			values.display ? "DISPLAY=" : "", values.display ? values.display : "");
	}
}

static void report_server_ready(const struct app_report *report, const struct notify_server *server)
{
	bool has_actions = (server->capabilities & NOTIFY_CAN_ACTIONS) != 0;
	bool has_body = (server->capabilities & NOTIFY_CAN_BODY) != 0;

	app_report(report, "notifications",
		has_actions && has_body ? API_CHECK_OK : API_CHECK_LIMITED, true,
		!has_actions ? "Answer prompts with 'backcarectl done', 'snooze' and 'skip'."
		: !has_body  ? "Read the steps with 'backcarectl status'."
			     : NULL,
		"%s %s%s%s%s", server->name[0] ? server->name : "a server without a name",
		server->version, has_actions ? "" : ", shows no buttons",
		has_body ? "" : ", shows titles only",
		(server->capabilities & NOTIFY_CAN_PERSISTENCE) != 0 ? ", keeps a list" : "");
}

static void report_no_server(const struct app_report *report, const struct notify_server *server)
{
	if (server->startable == NOTIFY_STARTABLE_UNKNOWN && !server->start_failed) {
		app_report(report, "notifications", API_CHECK_LIMITED, true,
			"Ask again in a moment.",
			"no notification server runs now; whether one can be started is not known "
			"yet");
	} else if (server->startable == NOTIFY_STARTABLE_YES && !server->start_failed) {
		app_report(report, "notifications", API_CHECK_OK, true, NULL,
			"no notification server runs now; the next prompt starts one");
	} else {
		app_report(report, "notifications", API_CHECK_FAILED, true,
			"Install one, and start it with your desktop. For sway and its like:\n"
			"sudo apt install mako-notifier\n"
			"and in ~/.config/sway/config the line: exec mako\n"
			"For X11:\n"
			"sudo apt install dunst\n"
			"Then `backcarectl now` shows a prompt.",
			"%s",
			server->start_failed ? server->detail
					     : "no notification server runs, and none can "
					       "be started");
	}
}

static void report_notifications(const struct app_report *report)
{
	struct notify_server server;

	notify_get_server(report->app->notify, &server);
	/* For the next time: nobody tells what is installed. */
	notify_look_for_server(report->app->notify);
	switch (server.state) {
	case NOTIFY_READY:
		report_server_ready(report, &server);
		break;
	case NOTIFY_NO_BUS:
		app_report(report, "notifications", API_CHECK_FAILED, true,
			"See the session bus, below. Until then 'backcarectl status' has the "
			"prompts.",
			"no session bus, so prompts are not shown");
		break;
	case NOTIFY_ABSENT:
		report_no_server(report, &server);
		break;
	case NOTIFY_STARTING:
		app_report(report, "notifications", API_CHECK_LIMITED, true,
			"Ask again in a moment.", "a notification server is being started");
		break;
	case NOTIFY_SLOW:
	case NOTIFY_FAILED:
	case NOTIFY_SERVER_STATE_MAX:
		app_report(report, "notifications", API_CHECK_FAILED, true,
			"Start it anew, or log in anew; where two are installed, remove one of "
			"them. "
			"Until then 'backcarectl status' has the prompts.",
			"%s%s%s%s%s", server.name, server.name[0] ? " " : "", server.version,
			server.name[0] ? ": " : "", server.detail);
		break;
	}
}

static void report_do_not_disturb(const struct app_report *report)
{
	static const struct {
		enum do_not_disturb_speaker speaker;
		const char *name;
	} rows[] = {
		{DO_NOT_DISTURB_INHIBITED, "the notification server"},
		{DO_NOT_DISTURB_MAKO, "mako (modes 'do-not-disturb' and 'dnd')"},
		{DO_NOT_DISTURB_DUNST, "dunst"},
		{DO_NOT_DISTURB_GNOME, "GNOME"},
	};
	struct do_not_disturb_info info;
	char names[160] = "";

	do_not_disturb_get_info(report->app->dnd, &info);
	for (size_t i = 0; i < ELEMENTSOF(rows); i++) {
		size_t used = strlen(names);

		if ((info.speakers & rows[i].speaker) != 0) {
			(void)snprintf(names + used, sizeof(names) - used, "%s%s",
				used > 0 ? ", " : "", rows[i].name);
		}
	}
	if (names[0] == '\0') {
		app_report(report, "do_not_disturb", API_CHECK_ABSENT, false,
			"Say it yourself: 'backcarectl pause 1h'. Heard are GNOME, KDE "
			"Plasma, mako from 1.8 on, dunst, and every server that has the property "
			"Inhibited.",
			"nobody here tells when you do not want to be disturbed");
	} else {
		app_report(report, "do_not_disturb", API_CHECK_OK, false, NULL, "heard from %s%s%s",
			names, info.who[0] ? "; on now: " : "; off now", info.who);
	}
}

static void report_microphone(const struct app_report *report)
{
	const struct microphone *microphone = report->app->microphone;
	const char *who = report->app->surroundings_who[HOLD_MICROPHONE];

	if (microphone_is_known(microphone)) {
		app_report(report, "microphone", API_CHECK_OK, false, NULL, "%s; in use %s%s",
			microphone_describe(microphone), who[0] ? "by " : "by nobody now", who);
	} else {
		app_report(report, "microphone", API_CHECK_ABSENT, false,
			"Say it yourself in a call: 'backcarectl meeting start'. With PipeWire "
			"calls are seen: 'sudo apt install pipewire-audio', then log in anew.",
			"%s", microphone_describe(microphone));
	}
}

static void report_fullscreen(const struct app_report *report)
{
	static const char remedy[] = "Say it yourself: 'backcarectl meeting start', or for a film "
				     "'backcarectl pause 2h'. Do not disturb is heard as well.";
	struct app *app = report->app;
	const char *who = app->surroundings_who[HOLD_FULLSCREEN];
	char where[FULLSCREEN_TEXT_MAX_BYTES];
	enum fullscreen_ability ability =
		fullscreen_describe(app->fullscreen, where, sizeof(where));

	/* For the next time: it is asked only when a prompt is near. */
	fullscreen_probe(app->fullscreen);
	if (ability == FULLSCREEN_TOLD) {
		app_report(report, "fullscreen", API_CHECK_OK, false, NULL, "%s%s%s", where,
			who[0] ? "; now by " : "", who);
	} else {
		app_report(report, "fullscreen", API_CHECK_ABSENT, false, remedy,
			"whether a window fills the screen %s: %s",
			ability == FULLSCREEN_NOT_TOLD ? "is not told by this desktop"
						       : "is not known",
			where);
	}
}

void app_diagnose_desktop(const struct app_report *report)
{
	struct presence_session_info info;

	presence_port_get_session(report->app->presence, &info);
	report_session(report, &info);
	report_sources(report);
	report_notifications(report);
	report_buses(report);
	report_environment(report, &info);
	report_sleep(report, &info);
	report_do_not_disturb(report);
	report_microphone(report);
	report_fullscreen(report);
	/* A row for each adapter in daemon/surroundings/ that can describe itself comes here. */
	report_inhibitors(report, &info);
}
