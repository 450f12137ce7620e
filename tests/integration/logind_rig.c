/* SPDX-License-Identifier: MIT */
#include "logind_rig.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <systemd/sd-login.h>

#include "loop.h"

#define SETTLE_USEC (60 * USEC_PER_MSEC)

struct logind_rig rig;
static char heard[8192];

/* In place of that of libsystemd, which looks at control groups: 91 and 92 are in sessions. */
int sd_pid_get_session(pid_t pid, char **ret_id)
{
	if (pid != 91 && pid != 92) {
		return pid == 93 ? -ESRCH : -ENODATA;
	}
	*ret_id = strdup(pid == 91 ? "2" : "7");
	return 0;
}

static void note(const char *line)
{
	size_t size = strlen(heard);

	ck_assert_uint_lt(size + strlen(line) + 1, sizeof(heard));
	(void)snprintf(heard + size, sizeof(heard) - size, "%s\n", line);
}

unsigned rig_count(const char *line)
{
	const char *said;
	char whole[64];
	unsigned n = 0;

	while ((said = child_get_line(&rig.server)) != NULL) {
		note(said);
	}
	(void)snprintf(whole, sizeof(whole), "%s\n", line);
	for (const char *at = heard; (at = strstr(at, whole)) != NULL; at += strlen(whole)) {
		n += at == heard || at[-1] == '\n' ? 1 : 0;
	}
	return n;
}

static void on_session(const struct logind_session *told, void *userdata)
{
	rig.session = *told;
	rig.n_session++;
}

static void on_lock_request(bool lock, void *userdata)
{
	(void)strcat(rig.locks, lock ? "lock " : "unlock ");
}

static void on_sleep(bool asleep, void *userdata)
{
	(void)strcat(rig.sleeps, asleep ? "asleep " : "awake ");
	(void)usleep(SETTLE_USEC); /* the server would see the lock go */
	rig.locked_while_told = rig_count("lock") > rig_count("unlock");
	rig.n_sleep++;
}

static void on_inhibitors(const struct inhibitor *inhibitors, size_t n, void *userdata)
{
	int at = snprintf(rig.who, sizeof(rig.who), "%zu:", n);

	for (size_t i = 0; i < n && i < INHIBITORS_MAX; i++) {
		at += snprintf(rig.who + at, sizeof(rig.who) - (size_t)at, " %s (%s)",
			inhibitors[i].who, inhibitors[i].why);
	}
	rig.n_inhibitors++;
}

static const struct logind_callbacks callbacks = {
	.on_session = on_session,
	.on_lock_request = on_lock_request,
	.on_sleep = on_sleep,
	.on_inhibitors = on_inhibitors,
};

void rig_setup(void)
{
	struct clock clock;

	(void)harness_begin();
	rig = (struct logind_rig){.descriptors = count_descriptors()};
	heard[0] = '\0';
	manual_clock_init(&rig.clock);
	clock = manual_clock_get(&rig.clock);
	ck_assert_int_eq(loop_new(&rig.loop), 0);
	ck_assert_int_eq(bus_new(rig.loop, BUS_SESSION, NULL, &rig.bus), 0);
	ck_assert_int_eq(logind_new(rig.bus, &clock, &callbacks, NULL, &rig.proxy), 0);
}

void rig_teardown(void)
{
	rig.proxy = logind_free(rig.proxy);
	rig.bus = bus_free(rig.bus);
	rig.loop = loop_free(rig.loop);
	child_end(&rig.server, SIGKILL);
	child_end(&rig.daemon_child, SIGKILL);
	ck_assert_uint_eq(count_descriptors(), rig.descriptors);
	harness_end();
}

static void start_server(void)
{
	char address[300];
	const char *arguments[] = {LOGIND, address, NULL};

	heard[0] = '\0';
	(void)snprintf(address, sizeof(address), "unix:path=%s", harness_path("bus"));
	rig.server = child_start_ready(arguments);
}

void rig_start_bus(void)
{
	(void)unlink(harness_path("bus"));
	rig.daemon_child = dbus_daemon_start("bus");
	start_server();
}

void rig_restart_server(void)
{
	child_end(&rig.server, SIGKILL);
	start_server();
}

void rig_start_desktop(void)
{
	rig_tell("user on");
	rig_tell("session 2 " DESK);
	rig_tell("display 2");
	rig_tell("claim");
}

void rig_begin(void)
{
	rig_start_bus();
	rig_start_desktop();
	RUN_UNTIL(rig.loop, rig.session.is_present && rig_count("lock") > 0);
	rig_settle();
	ck_assert_uint_eq(rig.n_session, 1);
}

void rig_tell(const char *command)
{
	unsigned n = rig_count("ok");

	child_send(&rig.server, "%s", command);
	while (rig_count("ok") == n) {
		note(child_wait_line(&rig.server));
	}
}

void rig_settle(void)
{
	RUN_FOR(rig.loop, SETTLE_USEC);
}
