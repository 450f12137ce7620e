/* SPDX-License-Identifier: MIT */
/* The composition root: makes every module, hands events to the core and carries its actions out.
 */
#pragma once

#include <stddef.h>

struct app;
struct clock;

struct app_options {
	const struct clock *clock;      /* copied; NULL: the kernel's */
	const char *bus_address;        /* NULL: the session bus of the environment */
	const char *system_bus_address; /* likewise */
	/* Sockets passed to the process; they belong to the app if app_new() succeeds. */
	const int *passed_fds;
	size_t n_passed_fds;
	void (*on_ready)(void *userdata); /* serving; may be NULL */
	void *userdata;
};

/* Logs what goes wrong. Returns 0, -EADDRINUSE if another daemon serves this user, -errno. */
int app_new(const struct app_options *options, struct app **ret_app);
/* Until a signal or app_quit(), or, when a connected socket was passed, its end. Returns 0 or
 * -errno. */
int app_run(struct app *app);
/* One pass of the loop; for tests. */
int app_run_once(struct app *app);
void app_quit(struct app *app);
/* Takes shown prompts off the screen. Takes NULL. */
struct app *app_free(struct app *app);

/* Reads the settings again, as SIGHUP does. */
void app_reload(struct app *app);
