/* SPDX-License-Identifier: MIT */
#include "varlink_host.h"

#include "log.h"
#include "varlink_limits.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include <event2/event.h>

static void on_work_event(evutil_socket_t fd, short events, void *userdata)
{
	struct varlink_host *host = userdata;

	host->on_work(host->userdata);
}

int varlink_host_init(struct varlink_host *host, struct event_base *base,
	const struct varlink_server_info *info, void (*on_work)(void *userdata), void *userdata)
{
	*host = (struct varlink_host){
		.base = base,
		.partial_usec = LIMIT_PARTIAL_USEC,
		.on_work = on_work,
		.userdata = userdata,
	};
	varlink_registry_init(&host->registry, info);
	list_init(&host->work);
	host->work_event = evtimer_new(base, on_work_event, host);
	return host->work_event != NULL ? 0 : -ENOMEM;
}

void varlink_host_deinit(struct varlink_host *host)
{
	if (host->work_event != NULL) {
		event_free(host->work_event);
		host->work_event = NULL;
	}
}

void varlink_host_want_work(struct varlink_host *host, struct list *work_link)
{
	/* A timer and not event_active(), which libevent would run in this same turn, before it
	 * looks at any other descriptor. */
	static const struct timeval now = {0};

	if (list_is_linked(work_link)) {
		return;
	}
	if (list_is_empty(&host->work) && evtimer_add(host->work_event, &now) < 0) {
		log_error("Cannot arm a timer of the Varlink server");
	}
	list_append(&host->work, work_link);
}

static usec_t now_monotonic_usec(void)
{
	struct timespec now;

	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return (usec_t)now.tv_sec * USEC_PER_SEC + (usec_t)now.tv_nsec / 1000;
}

void varlink_host_complain(struct varlink_host *host, const char *format, ...)
{
	char text[LOG_MESSAGE_MAX_BYTES];
	usec_t now_usec = now_monotonic_usec();
	va_list arguments;

	if (host->complaints == 0 ||
		now_usec - host->complaints_begin_usec >= LIMIT_LOG_INTERVAL_USEC) {
		host->complaints_begin_usec = now_usec;
		host->complaints = 0;
	}
	if (host->complaints >= LIMIT_LOG_BURST) {
		host->complaints_hidden++;
		return;
	}
	host->complaints++;
	va_start(arguments, format);
	(void)vsnprintf(text, sizeof(text), format, arguments);
	va_end(arguments);
	if (host->complaints_hidden > 0) {
		log_warning(
			"%s (%u messages like it were not logged)", text, host->complaints_hidden);
		host->complaints_hidden = 0;
	} else {
		log_warning("%s", text);
	}
}
