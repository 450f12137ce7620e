/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include <backcare/cleanup.h>
#include <backcare/protocol.h>
#include <backcare/sockpath.h>

#include "app_internal.h"
#include "log.h"
#include "loop_event.h"
#include "names.h"
#include "symptoms.h"
#include "varlink_server.h"

/* -- what the modules tell
 * ------------------------------------------------------------------------------------ */

static void tick(void *userdata)
{
	(void)app_step(userdata, &(struct core_event){.type = CORE_TICK});
}

static const struct deadline_callbacks deadline_callbacks = {
	.on_due = tick,
	.on_clock_change = tick,
};

static void on_input(enum input_state state, usec_t since_boot_usec, void *userdata)
{
	(void)app_step(
		userdata, &(struct core_event){.type = CORE_INPUT,
				  .input = {.state = state, .since_boot_usec = since_boot_usec}});
}

static void on_external(enum presence presence, bool proven, usec_t until_boot_usec, void *userdata)
{
	struct app *app = userdata;
	usec_t now_usec = clock_boot_usec(&app->clock);

	/* A sensor is always proof so far. */
	(void)proven;
	(void)app_step(app, &(struct core_event){.type = CORE_REPORT,
				    .report = {.presence = presence,
					    .valid_usec = until_boot_usec > now_usec
								  ? until_boot_usec - now_usec
								  : 0}});
}

static void on_session(bool present, void *userdata)
{
	(void)app_step(
		userdata, &(struct core_event){.type = CORE_SESSION, .session_present = present});
}

static void on_lock(bool locked, void *userdata)
{
	(void)app_step(userdata, &(struct core_event){.type = CORE_LOCK, .locked = locked});
}

static void on_sleep(bool asleep, void *userdata)
{
	(void)app_step(userdata, &(struct core_event){.type = CORE_SLEEP, .asleep = asleep});
}

static void on_sources_changed(void *userdata)
{
	struct app *app = userdata;

	api_publish(app->api, API_PRESENCE, NULL, OUTCOME_NONE);
}

static void on_desktop_hint(void *userdata)
{
	struct app *app = userdata;

	userenv_refresh(app->userenv);
}

static const struct presence_callbacks presence_callbacks = {
	.on_input = on_input,
	.on_external = on_external,
	.on_session = on_session,
	.on_lock = on_lock,
	.on_sleep = on_sleep,
	.on_inhibit = app_on_inhibit,
	.on_sources_changed = on_sources_changed,
	.on_desktop_hint = on_desktop_hint,
};

static void on_environment(const struct userenv_values *values, void *userdata)
{
	struct app *app = userdata;

	presence_port_set_environment(app->presence, values);
	fullscreen_set_environment(app->fullscreen, values);
}

static void log_state(struct app *app)
{
	struct core_now now;
	struct core_view view;

	app_get_now(app, &now);
	core_get_view(&app->core, &now, &view);
	log_info("presence %s, seated %llu s of %llu s, %zu holds, prompt %s, bus %s, %zu peers",
		names_presence[view.presence],
		(unsigned long long)(view.seated_usec / USEC_PER_SEC),
		(unsigned long long)(view.seated_limit_usec / USEC_PER_SEC), view.n_holds,
		view.prompt_open ? "open" : "none",
		app->bus ? bus_state_to_string(bus_get_state(app->bus)) : "not used",
		varlink_server_count_peers(app->server));
}

static void on_signal(int signal_number, void *userdata)
{
	struct app *app = userdata;

	switch (signal_number) {
	case SIGHUP:
		app_reload(app);
		break;
	case SIGUSR1:
		log_state(app);
		break;
	default:
		app_quit(app);
		break;
	}
}

static void on_connection_closed(void *userdata)
{
	app_quit(userdata);
}

/* -- making
 * ---------------------------------------------------------------------------------------------------
 */

static int make_time(struct app *app)
{
	static const int signals[] = {SIGTERM, SIGINT, SIGHUP, SIGUSR1};
	int r;

	r = loop_new(&app->loop);
	if (r < 0) {
		return r;
	}
	r = loop_watch_signals(app->loop, signals, ELEMENTSOF(signals), on_signal, app);
	if (r < 0) {
		return r;
	}
	r = zone_new(app->loop, tick, app, &app->zone);
	if (r < 0) {
		return r;
	}
	return deadline_new(app->loop, &app->clock, &deadline_callbacks, app, &app->deadline);
}

static int listen_at_own_path(struct app *app)
{
	char path[SOCKPATH_MAX];
	int r;

	r = sockpath_get(path, sizeof(path), true);
	if (r < 0) {
		log_error("cannot make the directory of the socket: %s", log_errno_text(r));
		return r;
	}
	r = varlink_server_listen_path(app->server, path);
	if (r == -EADDRINUSE) {
		log_error("another backcared serves %s already", path);
	} else if (r < 0) {
		log_error("cannot listen at %s: %s", path, log_errno_text(r));
	}
	return r;
}

static int make_server(struct app *app, const struct app_options *options)
{
	static const struct varlink_server_info info = {
		.vendor = PROTOCOL_VENDOR,
		.product = PROTOCOL_PRODUCT,
		.version = BACKCARE_VERSION,
		.url = PROTOCOL_URL,
	};
	int r;

	r = app_new_api(app);
	if (r < 0) {
		return r;
	}
	r = varlink_server_new(loop_get_event_base(app->loop), &info, &app->server);
	if (r < 0) {
		return r;
	}
	r = api_register(app->api, app->server);
	if (r < 0) {
		return r;
	}
	if (options->n_passed_fds == 0) {
		return listen_at_own_path(app);
	}
	for (size_t i = 0; i < options->n_passed_fds; i++) {
		r = varlink_server_add_passed(
			app->server, options->passed_fds[i], on_connection_closed, app);
		if (r < 0) {
			log_error("socket %zu that was passed to the daemon is of no use: %s", i,
				log_errno_text(r));
			return r;
		}
		if (r == VARLINK_PASSED_CONNECTED) {
			app->serving_connection = true;
		}
	}
	return 0;
}

static int make_desktop(struct app *app, const struct app_options *options)
{
	int r;

	r = bus_new(app->loop, BUS_SESSION, options->bus_address, &app->bus);
	if (r < 0) {
		return r;
	}
	r = bus_new(app->loop, BUS_SYSTEM, options->system_bus_address, &app->system_bus);
	if (r < 0) {
		return r;
	}
	r = notify_new(app->bus, &app_notify_callbacks, app, &app->notify);
	if (r < 0) {
		return r;
	}
	r = do_not_disturb_new(app->loop, app->bus, app_on_do_not_disturb, app, &app->dnd);
	if (r < 0) {
		return r;
	}
	r = microphone_new(app->loop, &app->clock, app_on_microphone, app, &app->microphone);
	if (r < 0) {
		return r;
	}
	r = fullscreen_new(app->loop, app_on_fullscreen, app, &app->fullscreen);
	if (r < 0) {
		return r;
	}
	r = presence_port_new(app->loop, &app->clock, app->bus, app->system_bus,
		&presence_callbacks, app, &app->presence);
	if (r < 0) {
		return r;
	}
	r = userenv_new(app->bus, on_environment, app, &app->userenv);
	if (r < 0) {
		return r;
	}
	app_apply_settings(app);
	(void)app_look_for_reminders(app);
	return presence_port_start(app->presence);
}

int app_new(const struct app_options *options, struct app **ret_app)
{
	struct app *app = calloc(1, sizeof(*app));
	int r;

	if (!app) {
		return -ENOMEM;
	}
	app->clock = options->clock ? *options->clock : clock_system();
	app->clock.boot_shift_usec = &app->resume.boot_shift_usec;
	r = config_load(NULL, &app->config);
	if (r < 0) {
		goto fail;
	}
	app_log_problems(app->config);
	r = app_load_content(app);
	if (r < 0) {
		goto fail;
	}
	r = make_time(app);
	if (r < 0) {
		log_error("cannot make the event loop: %s", log_errno_text(r));
		goto fail;
	}
	/* Before the history is opened: a second daemon ends here. */
	r = make_server(app, options);
	if (r < 0) {
		goto fail;
	}
	if (!app->serving_connection) {
		r = app_history_new(app);
		if (r < 0) {
			log_error("cannot make the history: %s", log_errno_text(r));
			goto fail;
		}
	}
	app_resume(app);
	if (!app->serving_connection) {
		r = make_desktop(app, options);
		if (r < 0) {
			log_error("cannot look for the desktop: %s", log_errno_text(r));
			goto fail;
		}
	}
	app_go_on(app);
	app_greet(app);
	if (options->on_ready) {
		options->on_ready(options->userdata);
	}
	app->is_running = true;
	*ret_app = app;
	return 0;

fail:
	(void)app_free(app);
	return r;
}

int app_run(struct app *app)
{
	return loop_run(app->loop);
}

int app_run_once(struct app *app)
{
	return loop_run_once(app->loop);
}

void app_quit(struct app *app)
{
	loop_quit(app->loop, 0);
}

struct app *app_free(struct app *app)
{
	if (!app) {
		return NULL;
	}
	if (app->is_running) {
		app_end(app);
	}
	if (app->notify && prompt_is_open(&app->core.planner.prompt)) {
		/* Its buttons would do nothing. */
		notify_withdraw(app->notify, &app->core.planner.prompt.id);
	}
	/* Before the API: it is told of the end of every call. */
	app->server = varlink_server_free(app->server);
	app->userenv = userenv_free(app->userenv);
	app->presence = presence_port_free(app->presence);
	app->fullscreen = fullscreen_free(app->fullscreen);
	app->microphone = microphone_free(app->microphone);
	app->dnd = do_not_disturb_free(app->dnd);
	app->notify = notify_free(app->notify);
	app->system_bus = bus_free(app->system_bus);
	app->bus = bus_free(app->bus);
	app_history_free(app);
	app_free_api(app);
	app->deadline = deadline_free(app->deadline);
	app->zone = zone_free(app->zone);
	app->loop = loop_free(app->loop);
	app->content = content_free(app->content);
	free(app->config);
	free(app);
	return NULL;
}
