/* SPDX-License-Identifier: MIT */
/* The daemon as it looks from outside: where it should listen, whether it does, who starts it. */
#include "doctor.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <backcare/cleanup.h>
#include <backcare/sockpath.h>

/* On a line of its own, to be copied. */
#define UNITS "backcared.socket backcared.service"
#define START "\nsystemctl --user enable --now " UNITS
#define RESTART "\nsystemctl --user restart " UNITS
#define JOURNAL "\njournalctl --user -u backcared -n 20"
#define BY_HAND "\nsetsid -f backcared"
/* One that does not answer may be stopped, and heeds no mere SIGTERM then. It takes a moment to be
 * gone, and the next one gives way to it. */
#define END_STUCK "\npkill -KILL -u $(id -u) -x backcared && sleep 1"

void doctor_check_runtime(struct doctor *doctor)
{
	const char *given = getenv("XDG_RUNTIME_DIR");
	char path[SOCKPATH_MAX];
	struct stat info;
	int r = sockpath_runtime_directory(path, sizeof(path), false);

	if (r == -ENAMETOOLONG) {
		doctor_add(doctor, "runtime", CHECK_FAILED, false,
			"Set XDG_RUNTIME_DIR to a shorter path.",
			"XDG_RUNTIME_DIR is too long for a socket");
	} else if (r < 0) {
		doctor_add(doctor, "runtime", CHECK_FAILED, false,
			"Set XDG_RUNTIME_DIR to a directory that only you can enter.",
			"XDG_RUNTIME_DIR is not set, and the place in /tmp is not yours alone");
	} else if (!given || given[0] != '/') {
		doctor_add(doctor, "runtime", CHECK_LIMITED, false,
			"Usually a login sets it, and su and sudo do not. It works as long as "
			"the daemon is started without it as well.",
			"XDG_RUNTIME_DIR is not set; %s is used", path);
	} else if (lstat(path, &info) < 0) {
		doctor_add(doctor, "runtime", CHECK_FAILED, false,
			"Log in anew, or set XDG_RUNTIME_DIR to the directory of your session.",
			"XDG_RUNTIME_DIR is %s: %s", path, strerror(errno));
	} else if (info.st_uid != getuid()) {
		doctor_add(doctor, "runtime", CHECK_LIMITED, false,
			"This can be the terminal of somebody else, through su or sudo.",
			"%s belongs to another user", path);
	} else {
		doctor_add(doctor, "runtime", CHECK_OK, false, NULL, "%s", path);
	}
}

/* What to do about a daemon that nobody reaches. */
static const char *get_start_remedy(const struct units *units)
{
	switch (units->manager) {
	case UNITS_NO_SYSTEMD:
		return "Start it:" BY_HAND;
	case UNITS_UNREACHABLE:
		return "Log in as yourself, on the desktop or with ssh, rather than with su or "
		       "sudo; or start it by hand:" BY_HAND;
	case UNITS_SILENT:
		return "Your systemd does not answer; log out and in again. Until then:" BY_HAND;
	case UNITS_MANAGED:
		break;
	}
	if (!units_are_installed(units)) {
		return "Install Backcare with `sudo ./setup run` in its sources; for a single "
		       "session:" BY_HAND;
	}
	if (units_is_failed(&units->service) || units_is_failed(&units->socket)) {
		return "Why it failed:" JOURNAL "\nTry again:" RESTART;
	}
	if (units_is_active(&units->service) || units_is_active(&units->socket)) {
		return "It runs, but listens elsewhere: compare XDG_RUNTIME_DIR with what "
		       "`systemctl --user show-environment` says. Start it anew:" RESTART;
	}
	return "Start it, now and at each login:" START;
}

static void add_unreached(struct doctor *doctor, const char *path)
{
	const char *remedy = get_start_remedy(&doctor->units);

	switch (doctor->connected) {
	case -ENOENT:
	case -ENOTDIR:
		doctor_add(
			doctor, "daemon", CHECK_FAILED, true, remedy, "nobody listens at %s", path);
		break;
	case -ECONNREFUSED:
		doctor_add(doctor, "daemon", CHECK_FAILED, true, remedy,
			"nobody listens any more at %s", path);
		break;
	case -EACCES:
	case -EPERM:
		doctor_add(doctor, "daemon", CHECK_FAILED, true,
			"Ask as the user whose desktop it is, without su or sudo.",
			"%s is not open to you", path);
		break;
	case -ETIMEDOUT:
	case -ECONNRESET:
		doctor_add(doctor, "daemon", CHECK_FAILED, true,
			doctor->units.manager == UNITS_MANAGED
				? "How it does:\nsystemctl --user status backcared\nStart it "
				  "anew:" RESTART
				: "End it and start it anew:" END_STUCK BY_HAND,
			"it listens at %s, but does not answer", path);
		break;
	case -EPROTO:
	case -EMSGSIZE:
		doctor_add(doctor, "daemon", CHECK_FAILED, true,
			"Find out who listens there; the place belongs to backcared.",
			"what answers at %s is not backcared", path);
		break;
	default:
		doctor_add(doctor, "daemon", CHECK_FAILED, true, remedy, "%s: %s", path,
			strerror(-doctor->connected));
	}
}

void doctor_check_daemon(struct doctor *doctor)
{
	char path[SOCKPATH_MAX];

	if (sockpath_get(path, sizeof(path), false) < 0) {
		doctor_add(doctor, "daemon", CHECK_FAILED, true, NULL,
			"there is no place for its socket");
	} else if (doctor->connected < 0) {
		add_unreached(doctor, path);
	} else {
		doctor_add(doctor, "daemon", CHECK_OK, true, NULL, "listens at %s", path);
	}
}

static void add_managed(struct doctor *doctor)
{
	const struct units *units = &doctor->units;
	bool is_active = units_is_active(&units->service) || units_is_active(&units->socket);

	if (strcmp(units->service.load, "masked") == 0 ||
		strcmp(units->socket.load, "masked") == 0) {
		doctor_add(doctor, "units", CHECK_FAILED, false,
			"Unmask them:\nsystemctl --user unmask " UNITS START,
			"masked: systemd is told not to start them");
	} else if (!units_are_installed(units)) {
		doctor_add(doctor, "units", CHECK_ABSENT, false,
			"After installing them:\nsystemctl --user daemon-reload",
			"backcared.service and backcared.socket are not installed");
		doctor_check_autostart(doctor, true);
	} else if (units_is_failed(&units->service) || units_is_failed(&units->socket)) {
		bool is_service = units_is_failed(&units->service);
		doctor_add(doctor, "units", CHECK_FAILED, false, "Why:" JOURNAL, "%s failed (%s)",
			is_service ? "backcared.service" : "backcared.socket",
			is_service ? units->service.result : units->socket.result);
	} else if (!is_active && doctor->connected == 0) {
		doctor_add(doctor, "units", CHECK_LIMITED, false,
			"To have systemd start it, end the one that runs, then:" START,
			"installed, but the daemon was started by something else");
	} else if (!units_are_enabled(units)) {
		doctor_add(doctor, "units", CHECK_LIMITED, false,
			"To have it start at each login:\nsystemctl --user enable " UNITS,
			"installed, but not started at login");
	} else {
		doctor_add(doctor, "units", is_active ? CHECK_OK : CHECK_LIMITED, false, NULL,
			is_active ? "enabled and active" : "enabled, not active");
	}
}

void doctor_check_units(struct doctor *doctor)
{
	switch (doctor->units.manager) {
	case UNITS_NO_SYSTEMD:
		doctor_add(doctor, "units", CHECK_ABSENT, false, NULL,
			"no systemd for users on this machine");
		doctor_check_autostart(doctor, true);
		break;
	case UNITS_UNREACHABLE:
		doctor_add(doctor, "units", CHECK_ABSENT, false, NULL,
			"no systemd manager of yours can be reached from here");
		doctor_check_autostart(doctor, false);
		break;
	case UNITS_SILENT:
		doctor_add(doctor, "units", CHECK_FAILED, false, NULL,
			"systemctl --user does not answer");
		break;
	case UNITS_MANAGED:
		add_managed(doctor);
		break;
	}
}
