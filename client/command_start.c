/* SPDX-License-Identifier: MIT */
/*
 * start: run the steps of the open prompt, with a bar for the time they take.
 *
 * The stream of Monitor() is opened before the daemon is told that the steps begin, so that a
 * prompt which closes meanwhile (the person was seen to leave, a hold began) ends the bar at once.
 */
#include "commands.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>
#include <unistd.h>

#include "call.h"
#include "field.h"
#include "follow.h"
#include "jsonvalue.h"
#include "keys.h"
#include "names.h"
#include "view_prompt.h"

#define BAR_COLUMNS 24
#define HINT_COLUMNS 36
#define BAR_LINE_COLUMNS (BAR_COLUMNS + 18 + HINT_COLUMNS)
#define TIMES_MAX 64
#define HEAD_MAX 48

struct run {
	struct client *client;
	struct follow follow;
	struct reply snapshot;
	json_object *prompt; /* within the snapshot */
	const char *id;      /* likewise; NULL if no prompt is open */
	struct keys keys;
	usec_t began_boot_usec; /* later by each pause */
	bool paused;
	usec_t paused_boot_usec;
	size_t step; /* the last one told, counted from one */
	bool keys_told;
};

static enum outcome respond(struct run *run, const char *answer, struct reply *ret_reply)
{
	AUTO_REQUEST struct request request;

	request_init(&request, "Respond");
	json_add_string(&request.error, request.parameters, "id", run->id);
	json_add_string(&request.error, request.parameters, "answer", answer);
	return call_daemon(run->client, &request, ret_reply);
}

static enum outcome get_snapshot(struct run *run)
{
	int r = follow_open(&run->follow, fileno(run->client->out));

	while (r == FOLLOW_NOTHING) {
		r = follow_next(&run->follow, USEC_INFINITY, &run->snapshot);
	}
	if (r < 0) {
		return call_failed(run->client, r);
	}
	if (run->snapshot.error) {
		return call_refused(run->client, &run->snapshot);
	}
	run->prompt = field_object(run->snapshot.parameters, "prompt");
	run->id = field_string(run->prompt, "id");
	return OUTCOME_DONE;
}

/* So long the steps have run, pauses left out. */
static usec_t elapsed(const struct run *run)
{
	usec_t now_usec = run->paused ? run->paused_boot_usec : follow_now_boot_usec();

	return now_usec - run->began_boot_usec;
}

static void pause_or_go_on(struct run *run)
{
	usec_t now_usec = follow_now_boot_usec();

	if (run->paused) {
		run->began_boot_usec += now_usec - run->paused_boot_usec;
	}
	run->paused = !run->paused;
	run->paused_boot_usec = now_usec;
}

/* One less than there are, so that the line never runs over. The terminal may be another size now.
 */
static unsigned line_columns(struct run *run)
{
	text_style_update_columns(&run->client->style, run->client->out);
	return run->client->style.columns - 1;
}

/* A line above the bar, for which the bar gives way. */
static void begin_line_above(struct run *run, unsigned columns)
{
	(void)fprintf(run->client->out, "\r%*s\r", (int)columns, "");
}

/* Each step has the same share of the time; the one that begins is told above the bar. */
static void draw_step(struct run *run, usec_t elapsed_usec, usec_t duration_usec, unsigned columns)
{
	json_object *steps = field_array(run->prompt, "steps");
	size_t n_steps = field_array_length(steps);
	size_t step = (size_t)(elapsed_usec * n_steps / duration_usec);
	FILE *out = run->client->out;
	const char *text;
	char head[HEAD_MAX];

	if (step >= n_steps || step + 1 == run->step) {
		return;
	}
	run->step = step + 1;
	begin_line_above(run, columns);
	text = json_object_get_string(json_object_array_get_idx(steps, step));
	(void)snprintf(head, sizeof(head), "%zu of %zu: ", run->step, n_steps);
	(void)fputs(head, out);
	(void)text_write_wrapped(
		out, &run->client->style, text_width(head), text_width(head), text ? text : "");
	(void)fputc('\n', out);
}

/* What the keys do stands behind the bar, or once above it where there is no room for that. */
static const char *choose_hint(struct run *run, unsigned columns)
{
	if (run->follow.input_fd < 0) {
		return "";
	}
	if (columns >= BAR_LINE_COLUMNS) {
		return run->paused ? "  paused; p: go on  q: quit"
				   : "  p: pause  q: quit  Enter: finished";
	}
	if (!run->keys_told) {
		begin_line_above(run, columns);
		(void)fputs("p: pause  q: quit  Enter: finished\n", run->client->out);
		run->keys_told = true;
	}
	return run->paused ? "  paused" : "";
}

static void draw(struct run *run, usec_t elapsed_usec, usec_t duration_usec)
{
	usec_t elapsed_sec = elapsed_usec / USEC_PER_SEC;
	usec_t duration_sec = duration_usec / USEC_PER_SEC;
	unsigned columns = line_columns(run), bar_columns = BAR_COLUMNS, used;
	FILE *out = run->client->out;
	const char *hint;
	char times[TIMES_MAX];

	draw_step(run, elapsed_usec, duration_usec, columns);
	hint = choose_hint(run, columns);
	(void)snprintf(times, sizeof(times),
		"  %" PRIu64 ":%02" PRIu64 " of %" PRIu64 ":%02" PRIu64, elapsed_sec / 60,
		elapsed_sec % 60, duration_sec / 60, duration_sec % 60);
	used = text_width(times) + text_width(hint);
	if (used + bar_columns > columns) {
		bar_columns = columns > used ? columns - used : 0;
	}
	(void)fputc('\r', out);
	text_shade_begin(out, &run->client->style, TEXT_GOOD);
	text_write_bar(out, &run->client->style, bar_columns, elapsed_usec, duration_usec);
	text_shade_end(out, &run->client->style, TEXT_GOOD);
	used += bar_columns;
	/* Over what stood there before */
	(void)fprintf(out, "%s%s%*s", times, hint, (int)(columns > used ? columns - used : 0), "");
}

/* Whether the event says that our prompt is closed; then *ret_outcome is how, or NULL. */
static bool is_closed(const struct run *run, const struct reply *reply, const char **ret_outcome)
{
	const char *event = field_string(reply->parameters, "event");
	const char *id = field_string(field_object(reply->parameters, "prompt"), "id");

	if (!event || strcmp(event, "prompt_closed") != 0 || (id && strcmp(id, run->id) != 0)) {
		return false;
	}
	*ret_outcome = field_string(reply->parameters, "outcome");
	return true;
}

static void tell_outcome(struct client *client, const char *outcome)
{
	if (!outcome || strcmp(outcome, "done") == 0 || strcmp(outcome, "claimed") == 0) {
		(void)fputs("Well moved. Noted.\n", client->out);
	} else {
		(void)fputs("Closed: ", client->out);
		(void)text_write(client->out, names_outcome(outcome));
		(void)fputs(".\n", client->out);
	}
	command_write_standing(client);
}

/* Before the time is over it is only the person's word: "done" rather than "finish". */
static enum outcome finish(struct run *run, const char *answer)
{
	AUTO_REPLY struct reply reply = REPLY_NULL;
	enum outcome outcome = respond(run, answer, &reply);

	if (outcome == OUTCOME_DONE) {
		tell_outcome(run->client, field_string(reply.parameters, "outcome"));
	}
	return outcome;
}

static enum outcome run_steps(struct run *run)
{
	usec_t duration_usec = field_usec_or(run->prompt, "durationUSec", 0);

	run->began_boot_usec = follow_now_boot_usec();
	run->follow.input_fd = run->keys.fd;
	run->follow.signal_fd = run->keys.signals.fd;
	for (;;) {
		AUTO_REPLY struct reply reply = REPLY_NULL;
		usec_t elapsed_usec = elapsed(run);
		const char *closed = NULL;

		draw(run, elapsed_usec < duration_usec ? elapsed_usec : duration_usec,
			duration_usec);
		enum outcome outcome = call_flush(run->client);
		if (outcome != OUTCOME_DONE) {
			return outcome;
		}
		if (elapsed_usec >= duration_usec) {
			(void)fputc('\n', run->client->out);
			return finish(run, "finish");
		}
		/* A pause takes as long as it takes. */
		int r = follow_next(&run->follow,
			run->paused ? USEC_INFINITY : USEC_PER_SEC - elapsed_usec % USEC_PER_SEC,
			&reply);
		if (r < 0) {
			(void)fputc('\n', run->client->out);
			return call_failed(run->client, r);
		}
		if (r == FOLLOW_INPUT) {
			switch (keys_read(&run->keys)) {
			case KEY_ENTER:
				(void)fputc('\n', run->client->out);
				return finish(run, "done");
			case KEY_PAUSE:
				pause_or_go_on(run);
				break;
			case KEY_QUIT:
				(void)fputs("\nThe prompt stays open.\n", run->client->out);
				return OUTCOME_DONE;
			case KEY_END:
				if (run->paused) {
					/* Nobody is left who could go on. */
					pause_or_go_on(run);
				}
				run->follow.input_fd = -1;
				break;
			case KEY_NONE:
				break;
			}
		}
		if (r == FOLLOW_REPLY && reply.error) {
			(void)fputc('\n', run->client->out);
			return call_refused(run->client, &reply);
		}
		if (r == FOLLOW_REPLY && is_closed(run, &reply, &closed)) {
			(void)fputc('\n', run->client->out);
			tell_outcome(run->client, closed);
			return OUTCOME_DONE;
		}
	}
}

enum outcome command_start(struct client *client, const struct arguments *arguments)
{
	struct run run = {
		.client = client, .follow = FOLLOW_NULL, .snapshot = REPLY_NULL, .keys = KEYS_NULL};
	AUTO_REPLY struct reply reply = REPLY_NULL;
	bool guided =
		isatty(fileno(client->out)) && !client->json && !arguments->options[OPTION_NO_WAIT];
	enum outcome outcome = get_snapshot(&run);

	if (outcome == OUTCOME_DONE) {
		outcome = respond(&run, "start", &reply);
	}
	if (outcome == OUTCOME_DONE && client->json) {
		outcome = call_write_json(client, &reply);
	} else if (outcome == OUTCOME_DONE && run.prompt) {
		view_prompt_write(client->out, &client->style, run.prompt);
		if (guided && run.id && field_usec_or(run.prompt, "durationUSec", 0) > 0) {
			keys_begin(&run.keys, STDIN_FILENO);
			outcome = run_steps(&run);
			/* A signal may be all that comes after it. */
			outcome = outcome == OUTCOME_DONE ? call_flush(client) : outcome;
			keys_end(&run.keys);
		} else {
			(void)fputs("`backcarectl done` when you are through.\n", client->out);
		}
	}
	follow_close(&run.follow);
	reply_deinit(&run.snapshot);
	return outcome;
}
