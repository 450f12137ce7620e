/* SPDX-License-Identifier: MIT */
#include "check_main.h"

#include <errno.h>
#include <locale.h>
#include <stdio.h>
#include <string.h>

#include <json-c/json.h>

#include <backcare/cleanup.h>
#include <backcare/protocol.h>

#include "fault.h"
#include "jsonvalue.h"

#define OURS PROTOCOL_INTERFACE "."
#define CARE PROTOCOL_CARE_INTERFACE "."
#define VARLINK "org.varlink.service."

static const struct {
	const char *error, *parameters, *sentence;
} rows[] = {
	{OURS "NoSuchPrompt", "{\"id\":\"\"}",
		"No prompt is open. `backcarectl now` asks for one.\n"},
	{OURS "NoSuchPrompt", "{}", "No prompt is open. `backcarectl now` asks for one.\n"},
	{OURS "NoSuchPrompt", "{\"id\":\"0195\"}", "That prompt is closed by now.\n"},
	{OURS "SnoozeLimitReached", "{\"limit\":2}",
		"It cannot be put off again: 2 times is the limit (Prompt.SnoozeLimit). "
		"`backcarectl done` and `backcarectl skip` still work.\n"},
	{OURS "SnoozeLimitReached", "{\"limit\":1}",
		"It cannot be put off again: 1 time is the limit (Prompt.SnoozeLimit). "
		"`backcarectl done` and `backcarectl skip` still work.\n"},
	{OURS "SnoozeLimitReached", "{\"limit\":\"x\"}",
		"It cannot be put off again. `backcarectl done` and `backcarectl skip` still "
		"work.\n"},
	{OURS "HeldForSafety", "{\"level\":\"urgent\",\"message\":\"Please see a doctor.\"}",
		"Please see a doctor. (urgent)\n"},
	{CARE "NotCleared", "{\"field\":\"phrase\",\"message\":\"Type the words.\"}",
		"Not cleared. Type the words.\n"},
	{CARE "NotCleared", "{}", "Not cleared. Something is missing.\n"},
	{CARE "NothingToClear", "{}", "There is nothing to clear.\n"},
	{CARE "NotStored", "{\"message\":\"No room.\"}", "No room.\n"},
	{CARE "NotStored", "{}", "That could not be stored.\n"},
	{CARE "NoSuchSymptom", "{\"id\":\"a\\u001bb\"}",
		"There is no question a\\x1bb; `backcarectl symptoms list` lists them. "
		"Nothing was noted.\n"},
	{CARE "NoSuchMassage", "{}",
		"That massage is not logged; `backcarectl massage status` shows the last "
		"one.\n"},
	{OURS "HeldForSafety", "{}", "Movement prompts wait because of what was reported.\n"},
	{OURS "NothingFits", "{\"message\":\"There is no such entry.\"}",
		"There is no such entry.\n"},
	{OURS "NothingFits", "{}", "Nothing fits right now.\n"},
	{OURS "BadConfiguration",
		"{\"file\":\"/home/a/x.conf\",\"line\":7,\"message\":\"'soon' is no length of "
		"time\"}",
		"/home/a/x.conf:7: 'soon' is no length of time\n"},
	{OURS "BadConfiguration", "{\"line\":0}", "the configuration: not accepted\n"},
	{VARLINK "MethodNotImplemented", "{\"method\":\"x\"}",
		"This daemon does not do that yet.\n"},
	{VARLINK "MethodNotFound", "{}",
		"This daemon does not know how to do that. `systemctl --user restart backcared` "
		"helps "
		"after an update.\n"},
	{VARLINK "InvalidParameter", "{\"parameter\":\"durationUSec\"}",
		"That length of time is not accepted.\n"},
	{VARLINK "InvalidParameter", "{\"parameter\":\"mood\"}",
		"The daemon does not accept 'mood'. Is it of another version? `systemctl --user "
		"restart "
		"backcared` helps after an update.\n"},
	{VARLINK "InvalidParameter", "{}",
		"The daemon does not accept '?'. Is it of another version? `systemctl --user "
		"restart "
		"backcared` helps after an update.\n"},
	{VARLINK "PermissionDenied", "{}", "The daemon does not let you do that.\n"},
	{"org.example.Odd", "{}", "The daemon refused: org.example.Odd\n"},
	{"org.example.Odd", "{\"a\":1}", "The daemon refused: org.example.Odd {\"a\":1}\n"},
	{"org.example.Odd", "{\"message\":\"so\"}", "The daemon refused: org.example.Odd: so\n"},
	{"\033[31m", "{}", "The daemon refused: \\x1b[31m\n"},
	{OURS "NothingFits", "{\"message\":\"\\u001b[2J\"}", "\\x1b[2J\n"},
};

START_TEST(test_sentence)
{
	AUTO_JSON json_object *parameters = NULL;
	AUTO_FREE char *sentence = NULL;
	AUTO_FREE char *without = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&sentence, &size);

	ck_assert_int_eq(
		json_parse_strict(rows[_i].parameters, strlen(rows[_i].parameters), &parameters),
		0);
	fault_write_reply(out, rows[_i].error, parameters);
	ck_assert_int_eq(fclose(out), 0);
	ck_assert_str_eq(sentence, rows[_i].sentence);

	/* Nor does it need any. */
	out = open_memstream(&without, &size);
	fault_write_reply(out, rows[_i].error, NULL);
	ck_assert_int_eq(fclose(out), 0);
	ck_assert_uint_gt(strlen(without), 0);
}
END_TEST

static const struct {
	int error;
	enum outcome outcome;
	const char *part;
} connection_rows[] = {
	{-ENOENT, OUTCOME_NO_DAEMON, "systemctl --user start backcared.socket"},
	{-ECONNREFUSED, OUTCOME_NO_DAEMON, "or run `backcared`"},
	{-ETIMEDOUT, OUTCOME_NO_DAEMON, "does not answer"},
	{-ECONNRESET, OUTCOME_NO_DAEMON, "closed the connection"},
	{-ENAMETOOLONG, OUTCOME_NO_DAEMON, "XDG_RUNTIME_DIR"},
	{-EPERM, OUTCOME_NO_DAEMON, "Operation not permitted"},
	{-EPROTO, OUTCOME_REFUSED, "not understood"},
	{-EMSGSIZE, OUTCOME_REFUSED, "not understood"},
};

START_TEST(test_connection)
{
	AUTO_FREE char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	ck_assert_int_eq(fault_write_connection(out, connection_rows[_i].error),
		connection_rows[_i].outcome);
	ck_assert_int_eq(fclose(out), 0);
	ck_assert_msg(strstr(text, connection_rows[_i].part), "%s", text);
}
END_TEST

static void add_tests(TCase *tcase)
{
	tcase_add_loop_test(tcase, test_sentence, 0, ELEMENTSOF(rows));
	tcase_add_loop_test(tcase, test_connection, 0, ELEMENTSOF(connection_rows));
}

int main(void)
{
	return check_main("fault", add_tests);
}
