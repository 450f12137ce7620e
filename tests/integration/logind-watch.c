/* SPDX-License-Identifier: MIT */
/*
 * Says by lines what the proxy of logind tells of the real one, until it is ended:
 *
 *   known|unknown present|absent ID TYPE DISPLAY front|back locked|unlocked local|remote HINT AGO
 *   lock | unlock            somebody wishes it
 *   asleep | awake           with an argument: asleep takes so many seconds
 *   inhibitors N WHO (WHY)...
 *
 * For a machine, or a container, with a logind of its own: not a test.
 */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "bus.h"
#include "clock.h"
#include "log.h"
#include "logind.h"
#include "loop.h"

static struct clock system_clock;
static unsigned hold_sec;

static void on_session(const struct logind_session *session, void *userdata)
{
	usec_t ago_usec = clock_boot_usec(&system_clock) - session->idle_since_boot_usec;

	printf("%s %s %s %s %s %s %s %s", session->is_known ? "known" : "unknown",
		session->is_present ? "present" : "absent",
		session->id[0] != '\0' ? session->id : "-",
		session->type[0] != '\0' ? session->type : "-",
		session->display[0] != '\0' ? session->display : "-",
		session->is_in_foreground ? "front" : "back",
		session->is_locked ? "locked" : "unlocked",
		session->is_remote ? "remote" : "local");
	if (session->is_idle_hint_used) {
		printf(" %s %.1fs\n", session->is_idle ? "idle" : "active",
			(double)ago_usec / (double)USEC_PER_SEC);
	} else {
		printf(" no-hint -\n");
	}
}

static void on_lock_request(bool lock, void *userdata)
{
	puts(lock ? "lock" : "unlock");
}

static void on_sleep(bool asleep, void *userdata)
{
	puts(asleep ? "asleep" : "awake");
	if (asleep && hold_sec > 0) {
		(void)sleep(hold_sec); /* how long does the machine wait? */
		puts("let go");
	}
}

static void on_inhibitors(const struct inhibitor *inhibitors, size_t n, void *userdata)
{
	printf("inhibitors %zu", n);
	for (size_t i = 0; i < n && i < INHIBITORS_MAX; i++) {
		printf(" %s (%s)", inhibitors[i].who, inhibitors[i].why);
	}
	puts("");
}

static const struct logind_callbacks callbacks = {
	.on_session = on_session,
	.on_lock_request = on_lock_request,
	.on_sleep = on_sleep,
	.on_inhibitors = on_inhibitors,
};

int main(int argc, char **argv)
{
	struct logind *logind = NULL;
	struct loop *loop = NULL;
	struct bus *bus = NULL;
	int r;

	setvbuf(stdout, NULL, _IOLBF, 0);
	log_set_level(LOG_LEVEL_DEBUG);
	hold_sec = argc > 1 ? (unsigned)atoi(argv[1]) : 0;
	system_clock = clock_system();
	r = loop_new(&loop);
	if (r >= 0) {
		r = bus_new(loop, BUS_SYSTEM, NULL, &bus);
	}
	if (r >= 0) {
		r = logind_new(bus, &system_clock, &callbacks, NULL, &logind);
	}
	if (r >= 0) {
		r = loop_run(loop);
	}
	(void)fprintf(stderr, "logind-watch: %s\n", log_errno_text(r));
	logind = logind_free(logind);
	bus = bus_free(bus);
	loop = loop_free(loop);
	return EXIT_FAILURE;
}
