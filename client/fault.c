/* SPDX-License-Identifier: MIT */
#include "fault.h"

#include <errno.h>
#include <string.h>

#include <backcare/cleanup.h>
#include <backcare/protocol.h>

#include "field.h"
#include "jsontext.h"
#include "text.h"

static void write_no_such_prompt(FILE *err, json_object *parameters)
{
	const char *id = field_string(parameters, "id");

	if (id && *id != '\0') {
		(void)fputs("That prompt is closed by now.", err);
	} else {
		(void)fputs("No prompt is open. `backcarectl now` asks for one.", err);
	}
}

static void write_no_such_entry(FILE *err, json_object *parameters)
{
	const char *id = field_string(parameters, "id");

	(void)fputs("There is no entry ", err);
	(void)text_write(err, id ? id : "of that name");
	(void)fputs("; `backcarectl prompts list` lists them.", err);
}

static void write_snooze_limit(FILE *err, json_object *parameters)
{
	unsigned long limit = field_count(parameters, "limit");

	(void)fputs("It cannot be put off again", err);
	if (limit > 0) {
		(void)fprintf(err, ": %lu time%s is the limit (Prompt.SnoozeLimit)", limit,
			limit == 1 ? "" : "s");
	}
	(void)fputs(". `backcarectl done` and `backcarectl skip` still work.", err);
}

static void write_held_for_safety(FILE *err, json_object *parameters)
{
	const char *message = field_string(parameters, "message");
	const char *level = field_string(parameters, "level");

	(void)text_write(err, message && *message != '\0'
				      ? message
				      : "Movement prompts wait because of what was reported.");
	if (level && *level != '\0') {
		(void)fputs(" (", err);
		(void)text_write(err, level);
		(void)fputc(')', err);
	}
}

static void write_nothing_fits(FILE *err, json_object *parameters)
{
	const char *message = field_string(parameters, "message");

	(void)text_write(err, message && *message != '\0' ? message : "Nothing fits right now.");
}

static void write_not_cleared(FILE *err, json_object *parameters)
{
	const char *message = field_string(parameters, "message");

	(void)fputs("Not cleared. ", err);
	(void)text_write(err, message && *message != '\0' ? message : "Something is missing.");
}

static void write_nothing_to_clear(FILE *err, json_object *parameters)
{
	(void)parameters;
	(void)fputs("There is nothing to clear.", err);
}

static void write_no_such_symptom(FILE *err, json_object *parameters)
{
	const char *id = field_string(parameters, "id");

	(void)fputs("There is no question ", err);
	(void)text_write(err, id ? id : "of that name");
	(void)fputs("; `backcarectl symptoms list` lists them. Nothing was noted.", err);
}

static void write_no_such_massage(FILE *err, json_object *parameters)
{
	(void)parameters;
	(void)fputs("That massage is not logged; `backcarectl massage status` shows the last one.",
		err);
}

static void write_bad_configuration(FILE *err, json_object *parameters)
{
	const char *file = field_string(parameters, "file");
	const char *message = field_string(parameters, "message");
	unsigned long line = field_count(parameters, "line");

	(void)text_write(err, file && *file != '\0' ? file : "the configuration");
	if (line > 0) {
		(void)fprintf(err, ":%lu", line);
	}
	(void)fputs(": ", err);
	(void)text_write(err, message && *message != '\0' ? message : "not accepted");
}

static void write_not_stored(FILE *err, json_object *parameters)
{
	const char *message = field_string(parameters, "message");

	(void)text_write(err, message && *message != '\0' ? message : "That could not be stored.");
}

static void write_no_such_record(FILE *err, json_object *parameters)
{
	(void)parameters;
	(void)fputs("There is no such entry; `backcarectl history --ids` shows what they are "
		    "called.",
		err);
}

static void write_entry_kept(FILE *err, json_object *parameters)
{
	const char *message = field_string(parameters, "message");

	(void)text_write(err, message && *message != '\0' ? message : "This one stays.");
}

static void write_bad_entry(FILE *err, json_object *parameters)
{
	const char *problem = field_string(parameters, "problem");

	(void)fputs("An entry is not taken", err);
	(void)fputs(problem ? ": " : "", err);
	(void)text_write(err, problem ? problem : "");
	(void)fputc('.', err);
}

static void write_bad_setting(FILE *err, json_object *parameters)
{
	const char *message = field_string(parameters, "message");

	(void)text_write(err, message && *message != '\0' ? message : "That is no setting");
	(void)fputs(". `backcarectl config show` lists them.", err);
}

static void write_storage_failed(FILE *err, json_object *parameters)
{
	const char *message = field_string(parameters, "message");

	(void)fputs("The history cannot be used now: ", err);
	(void)text_write(err, message && *message != '\0' ? message : "no reason was told");
}

static void write_invalid_parameter(FILE *err, json_object *parameters)
{
	static const struct {
		const char *parameter, *sentence;
	} sentences[] = {
		{"kind", "There is no such kind of prompt."},
		{"entry", "There is no such entry in the catalogue."},
		{"choice",
			"The prompt does not offer that; `backcarectl status` shows its choices."},
		{"answer", "The prompt cannot be answered so."},
		{"durationUSec", "That length of time is not accepted."},
		{"validUSec", "That length of time is not accepted."},
		{"sinceUSec", "That span of time cannot be put right."},
		{"untilUSec", "That span of time cannot be put right."},
		{"limit", "The number of lines has to be from 1 to 1000."},
		{"reason", "That reason is too long, or no text."},
		{"endUSec", "A massage has ended by now, and not more than a year ago."},
		{"areas", "There is no such area; `backcarectl help prompts` names some."},
		{"conditions",
			"That is no question of the profile; `backcarectl profile show` lists "
			"them."},
		{"startDate", "A plan begins on a date within a year of today, as 2026-01-31."},
		{"everyDays", "From one session to the next it is 1 to 90 days."},
		{"count", "A plan has 1 to 20 sessions."},
	};
	const char *parameter = field_string(parameters, "parameter");

	for (size_t i = 0; parameter && i < ELEMENTSOF(sentences); i++) {
		if (strcmp(sentences[i].parameter, parameter) == 0) {
			(void)fputs(sentences[i].sentence, err);
			return;
		}
	}
	(void)fputs("The daemon does not accept '", err);
	(void)text_write(err, parameter ? parameter : "?");
	(void)fputs(
		"'. Is it of another version? `systemctl --user restart backcared` helps after an "
		"update.",
		err);
}

static void write_not_implemented(FILE *err, json_object *parameters)
{
	(void)parameters;
	(void)fputs("This daemon does not do that yet.", err);
}

static void write_not_known(FILE *err, json_object *parameters)
{
	(void)parameters;
	(void)fputs("This daemon does not know how to do that. "
		    "`systemctl --user restart backcared` helps after an update.",
		err);
}

static void write_permission_denied(FILE *err, json_object *parameters)
{
	(void)parameters;
	(void)fputs("The daemon does not let you do that.", err);
}

static const struct {
	const char *error;
	void (*write)(FILE *err, json_object *parameters);
} faults[] = {
	{PROTOCOL_CATALOGUE_INTERFACE ".NoSuchEntry", write_no_such_entry},
	{PROTOCOL_INTERFACE ".NoSuchPrompt", write_no_such_prompt},
	{PROTOCOL_INTERFACE ".SnoozeLimitReached", write_snooze_limit},
	{PROTOCOL_INTERFACE ".HeldForSafety", write_held_for_safety},
	{PROTOCOL_INTERFACE ".NothingFits", write_nothing_fits},
	{PROTOCOL_INTERFACE ".BadConfiguration", write_bad_configuration},
	{PROTOCOL_CARE_INTERFACE ".NotCleared", write_not_cleared},
	{PROTOCOL_CARE_INTERFACE ".NothingToClear", write_nothing_to_clear},
	{PROTOCOL_CARE_INTERFACE ".NoSuchSymptom", write_no_such_symptom},
	{PROTOCOL_CARE_INTERFACE ".NoSuchMassage", write_no_such_massage},
	{PROTOCOL_CARE_INTERFACE ".NotStored", write_not_stored},
	{PROTOCOL_HISTORY_INTERFACE ".NoSuchEntry", write_no_such_record},
	{PROTOCOL_HISTORY_INTERFACE ".EntryKept", write_entry_kept},
	{PROTOCOL_HISTORY_INTERFACE ".BadEntry", write_bad_entry},
	{PROTOCOL_HISTORY_INTERFACE ".BadSetting", write_bad_setting},
	{PROTOCOL_HISTORY_INTERFACE ".StorageFailed", write_storage_failed},
	{"org.varlink.service.InvalidParameter", write_invalid_parameter},
	{"org.varlink.service.MethodNotImplemented", write_not_implemented},
	{"org.varlink.service.MethodNotFound", write_not_known},
	{"org.varlink.service.InterfaceNotFound", write_not_known},
	{"org.varlink.service.ExpectedMore", write_not_known},
	{"org.varlink.service.PermissionDenied", write_permission_denied},
};

void fault_write_reply(FILE *err, const char *error, json_object *parameters)
{
	for (size_t i = 0; i < ELEMENTSOF(faults); i++) {
		if (strcmp(faults[i].error, error) == 0) {
			faults[i].write(err, parameters);
			(void)fputc('\n', err);
			return;
		}
	}
	(void)fputs("The daemon refused: ", err);
	(void)text_write(err, error);
	const char *message = field_string(parameters, "message");
	if (message) {
		(void)fputs(": ", err);
		(void)text_write(err, message);
	} else if (parameters && json_object_object_length(parameters) > 0) {
		(void)fputc(' ', err);
		(void)jsontext_write(err, parameters, false);
		return;
	}
	(void)fputc('\n', err);
}

enum outcome fault_write_connection(FILE *err, int error)
{
	switch (error) {
	case -ENOENT:
	case -ENOTDIR:
	case -ECONNREFUSED:
		(void)fputs("backcared is not running.\nStart it with `systemctl --user start "
			    "backcared.socket`, or run `backcared`.\n"
			    "`backcarectl doctor` tells what is in the way.\n",
			err);
		return OUTCOME_NO_DAEMON;
	case -ETIMEDOUT:
		(void)fputs("backcared is there but does not answer.\n"
			    "`systemctl --user status backcared` tells how it does.\n",
			err);
		return OUTCOME_NO_DAEMON;
	case -ECONNRESET:
		(void)fputs("backcared closed the connection.\n"
			    "`systemctl --user status backcared` tells how it does.\n",
			err);
		return OUTCOME_NO_DAEMON;
	case -EPROTO:
	case -EMSGSIZE:
		(void)fputs(
			"What came back is not understood. Is it backcared that listens there?\n",
			err);
		return OUTCOME_REFUSED;
	case -ENAMETOOLONG:
		(void)fputs(
			"The path of the socket is too long: XDG_RUNTIME_DIR has to be shorter.\n",
			err);
		return OUTCOME_NO_DAEMON;
	default:
		(void)fprintf(err, "backcared cannot be reached: %s.\n", strerror(-error));
		return OUTCOME_NO_DAEMON;
	}
}
