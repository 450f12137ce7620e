/* SPDX-License-Identifier: MIT */
/* now: ask for a prompt. done, snooze, skip, answer: answer it. */
#include "commands.h"

#include <string.h>

#include "call.h"
#include "care.h"
#include "field.h"
#include "jsonvalue.h"
#include "names.h"
#include "nearest.h"
#include "timearg.h"
#include "timetext.h"
#include "view_prompt.h"

enum outcome command_now(struct client *client, const struct arguments *arguments)
{
	AUTO_REQUEST struct request request;
	AUTO_REPLY struct reply reply = REPLY_NULL;
	const char *word = arguments->word_count > 0 ? arguments->words[0] : NULL;
	enum outcome outcome;

	request_init(&request, "PromptNow");
	if (word && !names_is_kind(word)) {
		/* Names of entries have a dash in them: "walk-fetch-water". */
		const char *nearest = strchr(word, '-')
					      ? NULL
					      : nearest_word(word, names_kinds, names_kind_count);

		if (nearest) {
			return command_misused(
				client, "now", "there is no such kind. Did you mean %s?", nearest);
		}
		json_add_string(&request.error, request.parameters, "entry", word);
	} else if (word) {
		json_add_string(&request.error, request.parameters, "kind", word);
	}
	outcome = call_daemon(client, &request, &reply);
	if (outcome != OUTCOME_DONE || client->json) {
		return outcome != OUTCOME_DONE ? outcome : call_write_json(client, &reply);
	}
	json_object *prompt = field_object(reply.parameters, "prompt");
	view_prompt_write(client->out, &client->style, prompt);
	view_prompt_write_choices(client->out, &client->style, 0, prompt);
	return OUTCOME_DONE;
}

static enum outcome respond(struct client *client, const char *answer, const char *choice,
	usec_t length_usec, struct reply *ret_reply)
{
	AUTO_REQUEST struct request request;

	request_init(&request, "Respond");
	json_add_string(&request.error, request.parameters, "answer", answer);
	json_add_string(&request.error, request.parameters, "choice", choice);
	json_add_usec(&request.error, request.parameters, "durationUSec", length_usec);
	return call_daemon(client, &request, ret_reply);
}

/* Answers, and prints 'sentence' and how it goes on. */
static enum outcome respond_and_tell(struct client *client, const char *answer, const char *choice,
	usec_t length_usec, const char *sentence)
{
	AUTO_REPLY struct reply reply = REPLY_NULL;
	enum outcome outcome = respond(client, answer, choice, length_usec, &reply);

	if (outcome != OUTCOME_DONE || client->json) {
		return outcome != OUTCOME_DONE ? outcome : call_write_json(client, &reply);
	}
	(void)fprintf(client->out, "%s\n", sentence);
	command_write_standing(client);
	return OUTCOME_DONE;
}

enum outcome command_done(struct client *client, const struct arguments *arguments)
{
	(void)arguments;
	return respond_and_tell(client, "done", NULL, USEC_INFINITY, "Noted, thank you.");
}

enum outcome command_skip(struct client *client, const struct arguments *arguments)
{
	(void)arguments;
	return respond_and_tell(client, "skip", NULL, USEC_INFINITY, "Skipped.");
}

enum outcome command_answer(struct client *client, const struct arguments *arguments)
{
	enum outcome outcome = respond_and_tell(
		client, "choose", arguments->words[0], USEC_INFINITY, "Noted, thank you.");

	return outcome == OUTCOME_DONE && !client->json
		       ? care_follow_choice(client, arguments->words[0])
		       : outcome;
}

enum outcome command_snooze(struct client *client, const struct arguments *arguments)
{
	char length[TIMETEXT_LENGTH_MAX];
	char clock[TIMETEXT_CLOCK_MAX];
	struct text_line line;
	usec_t length_usec;
	enum outcome outcome;

	outcome = timearg_from_arguments(client, "snooze", arguments, 0, &length_usec);
	if (outcome != OUTCOME_DONE) {
		return outcome;
	}
	text_line_clear(&line);
	text_line_add(&line, "Put off");
	if (length_usec != USEC_INFINITY) {
		text_line_add(&line, " for %s, until %s",
			timetext_length(length, sizeof(length), length_usec),
			timetext_clock(clock, sizeof(clock), &client->style,
				client->style.real_usec + length_usec));
	}
	text_line_add(&line, ".");
	return respond_and_tell(client, "snooze", NULL, length_usec, line.bytes);
}
