/* SPDX-License-Identifier: MIT */
/*
 * Who of this user blocks idleness.
 *
 * The property BlockInhibited is that of the whole machine: what somebody else watches in the
 * session next door does not keep us awake. So whenever it is said to have changed, also if its
 * value did not, all are listed again and those who count are picked out. A program that takes one
 * and lets go of it all the time would have us do so each time: the first signal is acted on at
 * once, those that follow it soon are gathered.
 */
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

#include <systemd/sd-login.h>

#include <backcare/cleanup.h>

#include "log.h"
#include "logind_internal.h"
#include "loop.h"

/* How long signals that follow one soon are gathered. */
#define SETTLE_USEC (250 * USEC_PER_MSEC)

struct holder {
	const char *what, *who, *why, *mode;
	uint32_t uid, pid;
};

/* "sleep:idle" */
static bool has_word(const char *words, const char *word)
{
	size_t size = strlen(word);

	for (;;) {
		size_t length = strcspn(words, ":");

		if (length == size && strncmp(words, word, size) == 0) {
			return true;
		}
		if (words[length] == '\0') {
			return false;
		}
		words += length + 1;
	}
}

/* In a session that is not the one at the machine: a film over ssh, on the other terminal. */
static bool is_elsewhere(const struct logind *logind, pid_t pid)
{
	AUTO_FREE char *id = NULL;

	/* What the user manager started is in none. Of who has gone and left his descriptor to
	 * others nothing is known. */
	return sd_pid_get_session(pid, &id) >= 0 && strcmp(id, logind->session.told.id) != 0;
}

static bool counts(const struct logind *logind, const struct holder *holder)
{
	/* "block-weak" differs from "block" for those who ask for sleep, not for idleness. */
	return has_word(holder->what, "idle") &&
	       (strcmp(holder->mode, "block") == 0 || strcmp(holder->mode, "block-weak") == 0) &&
	       holder->uid == getuid() && (pid_t)holder->pid != getpid() &&
	       !is_elsewhere(logind, (pid_t)holder->pid);
}

static void tell(struct logind *logind, const struct inhibitor *inhibitors, size_t n)
{
	struct logind_inhibitors_part *part = &logind->inhibitors;

	if (n == part->n_told && inhibitors_are_same(inhibitors, part->told, n)) {
		return;
	}
	part->n_told = n;
	memcpy(part->told, inhibitors, sizeof(part->told));
	logind->callbacks->on_inhibitors(part->told, n, logind->userdata);
}

static int read_inhibitors(const struct logind *logind, sd_bus_message *reply,
	struct inhibitor inhibitors[INHIBITORS_MAX], size_t *ret_n)
{
	struct holder holder;
	size_t n = 0;
	int r = sd_bus_message_enter_container(reply, 'a', "(ssssuu)");

	while (r > 0 && (r = sd_bus_message_read(reply, "(ssssuu)", &holder.what, &holder.who,
				 &holder.why, &holder.mode, &holder.uid, &holder.pid)) > 0) {
		if (counts(logind, &holder)) {
			if (n < INHIBITORS_MAX) {
				inhibitor_set(&inhibitors[n], holder.who, holder.why);
			}
			n++;
		}
	}
	if (r >= 0) {
		*ret_n = n;
	}
	return r;
}

static int on_list(sd_bus_message *reply, void *userdata, sd_bus_error *ret_error)
{
	struct logind *logind = userdata;
	struct logind_inhibitors_part *part = &logind->inhibitors;
	struct inhibitor inhibitors[INHIBITORS_MAX] = {0};
	char text[256];
	size_t n = 0;
	int r;

	part->call = sd_bus_slot_unref(part->call);
	if (sd_bus_message_is_method_error(reply, NULL)) {
		log_debug("logind does not list inhibitors: %s",
			bus_error_text(reply, text, sizeof(text)));
	} else {
		r = read_inhibitors(logind, reply, inhibitors, &n);
		if (r < 0) {
			log_debug("Inhibitors of logind: %s", log_errno_text(r));
		}
	}
	tell(logind, inhibitors, n);
	return 0;
}

void logind_inhibitors_ask(struct logind *logind)
{
	struct logind_inhibitors_part *part = &logind->inhibitors;

	/* An answer that is on its way is newer than what came before it. */
	if (part->call == NULL) {
		logind_call(logind, &part->call, on_list, LOGIND_PATH, LOGIND_MANAGER,
			"ListInhibitors", "");
	}
}

static void on_settled(void *userdata)
{
	struct logind *logind = userdata;

	logind->inhibitors.asked_monotonic_usec = clock_system_monotonic_usec();
	logind_inhibitors_ask(logind);
}

int logind_inhibitors_init(struct logind *logind, struct loop *loop)
{
	return loop_timer_new(loop, on_settled, logind, &logind->inhibitors.settle);
}

void logind_inhibitors_deinit(struct logind *logind)
{
	logind->inhibitors.settle = loop_timer_free(logind->inhibitors.settle);
}

void logind_inhibitors_take_changed(struct logind *logind)
{
	struct logind_inhibitors_part *part = &logind->inhibitors;
	usec_t ago_usec = clock_system_monotonic_usec() - part->asked_monotonic_usec;

	if (ago_usec >= SETTLE_USEC) {
		on_settled(logind);
	} else if (!loop_timer_is_set(part->settle)) {
		(void)loop_timer_set(part->settle, SETTLE_USEC - ago_usec);
	}
}

void logind_inhibitors_drop(struct logind *logind)
{
	if (logind->inhibitors.settle != NULL) {
		(void)loop_timer_set(logind->inhibitors.settle, USEC_INFINITY);
	}
	logind->inhibitors.call = sd_bus_slot_unref(logind->inhibitors.call);
}

void logind_inhibitors_forget(struct logind *logind)
{
	const struct inhibitor none[INHIBITORS_MAX] = {0};

	tell(logind, none, 0);
}
