/* SPDX-License-Identifier: MIT */
/*
 * The compositor keeps watches for us, which end with its process or our connection. One fires at
 * the beginning of every idle spell (at once if there is one when it is made), and stays. The other
 * fires with the next input, once, and is made in every idle spell. So nothing wakes us in between.
 *
 * Idle is told when both are known: that a watch for the return stands, and how long there has been
 * no input. The question goes out after the watch, so no input slips through between them.
 *
 * A firing idle watch proves the spell by itself; the idle time only makes it exact. It cannot
 * disprove it: the idle time is also set back to 0 when an inhibitor ends, or begins that is not
 * about idleness, which is not input (mutter does not move its watches for the latter). For the
 * same reason a watch that fires while we know of a spell says nothing new: an inhibitor came and
 * went, the last input is the one before. Only one that fires sooner after a return than it may is
 * doubted: it may have been sent twice.
 *
 * While idleness is inhibited the idle watch is silent, the other is not. Then we ask, and only
 * then is there a timer.
 */
#include "mutter.h"

#include <errno.h>
#include <stdlib.h>

#include <backcare/cleanup.h>

#include "backoff.h"
#include "clock.h"
#include "log.h"
#include "loop.h"
#include "mutter_monitor.h"

/* By which timers and what they measure may disagree. */
#define SLACK_USEC (100 * USEC_PER_MSEC)

struct mutter {
	struct bus_name name;
	const struct mutter_callbacks *callbacks;
	void *userdata;
	usec_t threshold_usec;
	bool is_inhibited;
	enum mutter_state state;

	/* 0: none stands. */
	uint32_t idle_watch, active_watch;
	usec_t watched_usec; /* the threshold of the idle watch */
	sd_bus_slot *idle_watch_call, *active_watch_call, *idle_time_call;

	bool is_told;
	bool is_idle;
	bool is_proven;  /* the idle watch fired, and that is not told yet */
	bool is_secured; /* a watch for the return was made before the question */
	bool is_answered;
	usec_t idle_time_usec; /* what the answer was */

	usec_t last_input_monotonic_usec;  /* the newest known of */
	usec_t last_return_monotonic_usec; /* that a watch told of, 0: none */
	usec_t inhibited_since_monotonic_usec;
	usec_t last_question_monotonic_usec; /* while inhibited, 0: none */
	struct loop_timer *question;
	struct loop_timer *again;
	struct backoff backoff;
};

static void ask_idle_time(struct mutter *mutter);
static void look(struct mutter *mutter);

static usec_t before(usec_t now_usec, usec_t ago_usec)
{
	return now_usec > ago_usec ? now_usec - ago_usec : 0;
}

usec_t mutter_next_question_usec(
	usec_t last_input_usec, usec_t threshold_usec, usec_t last_question_usec)
{
	usec_t idle_usec = last_input_usec + threshold_usec;
	usec_t allowed_usec = last_question_usec + MUTTER_QUESTION_MIN_USEC;

	if (idle_usec < last_input_usec) {
		return USEC_INFINITY;
	}
	return last_question_usec == 0 || idle_usec > allowed_usec ? idle_usec : allowed_usec;
}

static void set_state(struct mutter *mutter, enum mutter_state state)
{
	if (mutter->state != state) {
		mutter->state = state;
		mutter->callbacks->on_state(state, mutter->userdata);
	}
}

static void tell(struct mutter *mutter, bool is_idle, usec_t ago_usec)
{
	mutter->is_told = true;
	mutter->is_idle = is_idle;
	mutter->callbacks->on_input(is_idle, ago_usec, mutter->userdata);
}

/* What was known of the owner. */
static void forget(struct mutter *mutter)
{
	mutter->idle_watch_call = sd_bus_slot_unref(mutter->idle_watch_call);
	mutter->active_watch_call = sd_bus_slot_unref(mutter->active_watch_call);
	mutter->idle_time_call = sd_bus_slot_unref(mutter->idle_time_call);
	mutter->idle_watch = mutter->active_watch = 0;
	mutter->is_told = mutter->is_idle = mutter->is_proven = false;
	mutter->last_return_monotonic_usec = 0;
	(void)loop_timer_set(mutter->question, USEC_INFINITY);
	(void)loop_timer_set(mutter->again, USEC_INFINITY);
}

/* Without a watch we would hear of one half of it only. */
static void failed(struct mutter *mutter, const char *what, const char *text)
{
	usec_t wait_usec;

	log_warning("The GNOME shell does not tell of input: %s: %s", what, text);
	mutter_monitor_remove_watch(&mutter->name, &mutter->idle_watch);
	mutter_monitor_remove_watch(&mutter->name, &mutter->active_watch);
	forget(mutter);
	wait_usec = backoff_failed(&mutter->backoff, clock_system_monotonic_usec());
	(void)loop_timer_set(mutter->again, wait_usec);
	set_state(mutter, MUTTER_FAILED);
}

static void schedule(struct mutter *mutter)
{
	usec_t now_usec = clock_system_monotonic_usec(), at_usec = USEC_INFINITY;

	if (mutter->state == MUTTER_READY && mutter->is_inhibited && !mutter->is_idle &&
		mutter->idle_time_call == NULL) {
		/* The shell sets the idle time back when an inhibitor comes (seen with mutter 48,
		 * not with 43): a question before the threshold is over from there is in vain. */
		usec_t from_usec = mutter->last_input_monotonic_usec;

		if (from_usec < mutter->inhibited_since_monotonic_usec) {
			from_usec = mutter->inhibited_since_monotonic_usec;
		}
		at_usec = mutter_next_question_usec(
			from_usec, mutter->threshold_usec, mutter->last_question_monotonic_usec);
	}
	(void)loop_timer_set(mutter->question,
		at_usec == USEC_INFINITY ? USEC_INFINITY : before(at_usec, now_usec));
}

/* 'watch' is where the answer goes. False if it failed. */
static bool read_watch(struct mutter *mutter, sd_bus_message *reply, uint32_t *watch)
{
	char text[256];

	if (mutter_monitor_read_watch(reply, watch)) {
		return true;
	}
	*watch = 0;
	failed(mutter, "no watch",
		sd_bus_message_is_method_error(reply, NULL)
			? bus_error_text(reply, text, sizeof(text))
			: "an answer that is none");
	return false;
}

static int on_idle_watch(sd_bus_message *reply, void *userdata, sd_bus_error *ret_error);
static int on_active_watch(sd_bus_message *reply, void *userdata, sd_bus_error *ret_error);

/* For the threshold as it is now, in the place of the one before. */
static void add_idle_watch(struct mutter *mutter)
{
	int r;

	if (mutter->idle_watch_call != NULL) {
		return; /* its answer sees that the threshold is another one */
	}
	mutter_monitor_remove_watch(&mutter->name, &mutter->idle_watch);
	mutter->is_proven = false;
	mutter->watched_usec = mutter->threshold_usec;
	r = mutter_monitor_add_idle_watch(&mutter->name, &mutter->idle_watch_call,
		mutter->watched_usec, on_idle_watch, mutter);
	if (r < 0) {
		failed(mutter, "AddIdleWatch", log_errno_text(r));
	}
}

static int on_idle_watch(sd_bus_message *reply, void *userdata, sd_bus_error *ret_error)
{
	struct mutter *mutter = userdata;

	mutter->idle_watch_call = sd_bus_slot_unref(mutter->idle_watch_call);
	if (!read_watch(mutter, reply, &mutter->idle_watch)) {
		return 0;
	}
	if (mutter->watched_usec != mutter->threshold_usec) {
		add_idle_watch(mutter);
		return 0;
	}
	backoff_succeeded(&mutter->backoff, clock_system_monotonic_usec());
	set_state(mutter, MUTTER_READY);
	if (!mutter->is_idle) {
		look(mutter);
	}
	return 0;
}

/* Makes sure that we hear of the return, and asks for what is exact. */
static void secure(struct mutter *mutter)
{
	int r = 0;

	mutter->is_secured = true;
	if (mutter->active_watch == 0 && mutter->active_watch_call == NULL) {
		r = mutter_monitor_add_active_watch(
			&mutter->name, &mutter->active_watch_call, on_active_watch, mutter);
	}
	if (r < 0) {
		failed(mutter, "AddUserActiveWatch", log_errno_text(r));
		return;
	}
	/* An answer to a question from before the watch would prove nothing. */
	mutter->idle_time_call = sd_bus_slot_unref(mutter->idle_time_call);
	ask_idle_time(mutter);
}

/* Both answers are there. */
static void decide(struct mutter *mutter)
{
	usec_t ago_usec = mutter->is_answered ? mutter->idle_time_usec : 0;
	usec_t last_input_usec = before(clock_system_monotonic_usec(), ago_usec);
	bool is_idle = mutter->is_proven ||
		       (mutter->is_answered && ago_usec + SLACK_USEC >= mutter->threshold_usec);

	if (mutter->idle_time_call != NULL || mutter->active_watch_call != NULL ||
		mutter->is_idle) {
		return;
	}
	if (is_idle && !mutter->is_secured) {
		secure(mutter);
		return;
	}
	/* If it stands no more the person came back in the meantime. */
	if (is_idle && mutter->active_watch != 0) {
		if (mutter->is_proven && ago_usec < mutter->watched_usec) {
			ago_usec = mutter->watched_usec;
		}
		mutter->is_proven = false;
		tell(mutter, true, ago_usec);
	} else {
		mutter->is_proven = false;
		mutter->last_input_monotonic_usec = last_input_usec;
		if (!mutter->is_told) {
			tell(mutter, false, ago_usec);
		}
	}
	schedule(mutter);
}

static int on_active_watch(sd_bus_message *reply, void *userdata, sd_bus_error *ret_error)
{
	struct mutter *mutter = userdata;

	mutter->active_watch_call = sd_bus_slot_unref(mutter->active_watch_call);
	if (read_watch(mutter, reply, &mutter->active_watch)) {
		decide(mutter);
	}
	return 0;
}

static int on_idle_time(sd_bus_message *reply, void *userdata, sd_bus_error *ret_error)
{
	struct mutter *mutter = userdata;
	char text[256];

	mutter->idle_time_call = sd_bus_slot_unref(mutter->idle_time_call);
	mutter->is_answered = mutter_monitor_read_idle_time(reply, &mutter->idle_time_usec);
	if (!mutter->is_answered) {
		log_debug("No idle time of the GNOME shell: %s",
			bus_error_text(reply, text, sizeof(text)));
	}
	decide(mutter);
	return 0;
}

static void ask_idle_time(struct mutter *mutter)
{
	int r = mutter_monitor_ask_idle_time(
		&mutter->name, &mutter->idle_time_call, on_idle_time, mutter);

	if (r < 0) {
		failed(mutter, "GetIdletime", log_errno_text(r));
	}
}

/* Nothing speaks for an idle spell yet. */
static void look(struct mutter *mutter)
{
	if (mutter->idle_time_call == NULL) {
		mutter->is_secured = false;
		ask_idle_time(mutter);
	}
}

static void on_question(void *userdata)
{
	struct mutter *mutter = userdata;

	mutter->last_question_monotonic_usec = clock_system_monotonic_usec();
	look(mutter);
}

static void on_return(struct mutter *mutter)
{
	mutter->active_watch = 0;
	mutter->last_input_monotonic_usec = clock_system_monotonic_usec();
	mutter->last_return_monotonic_usec = mutter->last_input_monotonic_usec;
	if (mutter->is_proven) { /* and is over before it was told */
		mutter->is_proven = false;
		tell(mutter, true, mutter->watched_usec);
	}
	if (mutter->is_idle || !mutter->is_told) {
		tell(mutter, false, 0);
	}
	if (mutter->watched_usec != mutter->threshold_usec) {
		add_idle_watch(mutter);
	}
	schedule(mutter);
}

static void on_idle_watch_fired(struct mutter *mutter)
{
	if (mutter->is_idle || mutter->is_proven) {
		return;
	}
	mutter->is_proven = mutter->last_return_monotonic_usec == 0 ||
			    clock_system_monotonic_usec() + SLACK_USEC >=
				    mutter->last_return_monotonic_usec + mutter->watched_usec;
	secure(mutter);
}

static int on_watch_fired(sd_bus_message *signal, void *userdata, sd_bus_error *ret_error)
{
	struct mutter *mutter = userdata;
	uint32_t watch = mutter_monitor_read_fired(&mutter->name, signal);

	if (watch != 0 && watch == mutter->active_watch) {
		on_return(mutter);
	} else if (watch != 0 && watch == mutter->idle_watch) {
		on_idle_watch_fired(mutter);
	}
	return 0;
}

static void begin(struct mutter *mutter)
{
	set_state(mutter, MUTTER_ASKING);
	add_idle_watch(mutter);
}

static void on_again(void *userdata)
{
	begin(userdata);
}

static void on_owner(void *userdata)
{
	struct mutter *mutter = userdata;

	forget(mutter);
	backoff_reset(&mutter->backoff);
	if (mutter->name.owner[0] == '\0') {
		set_state(mutter, MUTTER_ABSENT);
	} else {
		begin(mutter);
	}
}

static const struct bus_subscription subscriptions[] = {{MUTTER_MONITOR_FIRED, on_watch_fired}};

int mutter_new(struct bus *bus, usec_t threshold_usec, const struct mutter_callbacks *callbacks,
	void *userdata, struct mutter **ret_mutter)
{
	struct mutter *mutter = calloc(1, sizeof(*mutter));
	int r;

	if (mutter == NULL) {
		return -ENOMEM;
	}
	mutter->callbacks = callbacks;
	mutter->userdata = userdata;
	mutter->threshold_usec = threshold_usec;
	bus_name_init(&mutter->name, MUTTER_MONITOR_NAME, on_owner, mutter);
	backoff_init(&mutter->backoff);
	r = loop_timer_new(bus_get_loop(bus), on_question, mutter, &mutter->question);
	if (r >= 0) {
		r = loop_timer_new(bus_get_loop(bus), on_again, mutter, &mutter->again);
	}
	if (r < 0) {
		mutter = mutter_free(mutter);
		return r;
	}
	bus_name_add(&mutter->name, bus, subscriptions, ELEMENTSOF(subscriptions));
	*ret_mutter = mutter;
	return 0;
}

struct mutter *mutter_free(struct mutter *mutter)
{
	if (mutter == NULL) {
		return NULL;
	}
	mutter_monitor_remove_watch(&mutter->name, &mutter->idle_watch);
	mutter_monitor_remove_watch(&mutter->name, &mutter->active_watch);
	mutter->idle_watch_call = sd_bus_slot_unref(mutter->idle_watch_call);
	mutter->active_watch_call = sd_bus_slot_unref(mutter->active_watch_call);
	mutter->idle_time_call = sd_bus_slot_unref(mutter->idle_time_call);
	bus_name_remove(&mutter->name);
	mutter->question = loop_timer_free(mutter->question);
	mutter->again = loop_timer_free(mutter->again);
	free(mutter);
	return NULL;
}

void mutter_set_threshold(struct mutter *mutter, usec_t threshold_usec)
{
	mutter->threshold_usec = threshold_usec;
	if (mutter->state == MUTTER_READY && !mutter->is_idle &&
		mutter->watched_usec != threshold_usec) {
		add_idle_watch(mutter);
		schedule(mutter);
	}
}

void mutter_set_inhibited(struct mutter *mutter, bool inhibited)
{
	if (mutter->is_inhibited != inhibited) {
		mutter->is_inhibited = inhibited;
		mutter->inhibited_since_monotonic_usec = clock_system_monotonic_usec();
		schedule(mutter);
	}
}

void mutter_retry(struct mutter *mutter)
{
	if (mutter->state == MUTTER_FAILED) {
		backoff_reset(&mutter->backoff);
		(void)loop_timer_set(mutter->again, 0);
	}
}
