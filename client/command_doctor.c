/* SPDX-License-Identifier: MIT */
/*
 * doctor: what works here, what does not, and what to do about it.
 *
 * First what can be told without a daemon, then what the daemon says of itself, then a key to
 * press. Every part adds rows to one list, which is what --json prints and what the table and the
 * last line are made of.
 */
#include "commands.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "call.h"
#include "doctor.h"
#include "field.h"
#include "jsontext.h"
#include "jsonvalue.h"
#include "view_doctor.h"

/* Longer texts do not come from us. */
#define DETAIL_MAX 1024

/* Fields of a check as the daemon sends it; anything else it may carry one day comes along. */
static const char *const state_names[CHECK_STATE_MAX] = {
	[CHECK_OK] = "ok",
	[CHECK_LIMITED] = "limited",
	[CHECK_FAILED] = "failed",
	[CHECK_ABSENT] = "absent",
};

void doctor_add(struct doctor *doctor, const char *id, enum check_state state, bool vital,
	const char *remedy, const char *detail, ...)
{
	json_object *check = json_new_object(&doctor->error);
	char text[DETAIL_MAX];
	va_list list;

	va_start(list, detail);
	(void)vsnprintf(text, sizeof(text), detail, list);
	va_end(list);
	json_add_string(&doctor->error, check, "id", id);
	json_add_string(&doctor->error, check, "state", state_names[state]);
	json_add_bool(&doctor->error, check, "vital", vital);
	json_add_string(&doctor->error, check, "detail", text);
	json_add_string(&doctor->error, check, "remedy", remedy);
	json_add_string(&doctor->error, check, "from", "client");
	json_append_take(&doctor->error, doctor->checks, check);
}

/* Asks on the one connection. A failure of it is kept as "connected". Returns false without a good
 * reply. */
static bool ask(struct doctor *doctor, const char *method, struct reply *ret_reply)
{
	int r;

	if (doctor->connected < 0) {
		return false;
	}
	r = connection_call(&doctor->connection, method, NULL, ret_reply);
	if (r < 0) {
		doctor->connected = r;
		connection_close(&doctor->connection);
		return false;
	}
	return !ret_reply->error;
}

static void check_versions(struct doctor *doctor, json_object *status)
{
	const char *version = field_string(status, "version");

	if (!version) {
		return;
	}
	if (strcmp(version, BACKCARE_VERSION) == 0) {
		doctor_add(doctor, "version", CHECK_OK, false, NULL, "%s", version);
		return;
	}
	doctor_add(doctor, "version", CHECK_LIMITED, false,
		doctor->units.manager == UNITS_MANAGED
			? "After an update:\nsystemctl --user restart backcared.socket "
			  "backcared.service"
			: "After an update end the daemon, and start it anew:\n"
			  "pkill -u $(id -u) -x backcared && sleep 1\nsetsid -f backcared",
		"backcared is %s, backcarectl " BACKCARE_VERSION, version);
}

static void add_diagnosis(struct doctor *doctor, json_object *reply)
{
	json_object *checks = field_array(reply, "checks");

	for (size_t i = 0; i < field_array_length(checks); i++) {
		json_object *check = json_object_array_get_idx(checks, i);

		if (field_string(check, "id")) {
			json_object_object_del(check, "from");
			json_add_string(&doctor->error, check, "from", "daemon");
			json_append_take(&doctor->error, doctor->checks, json_object_get(check));
		}
	}
}

static void look(struct doctor *doctor)
{
	AUTO_REPLY struct reply status = REPLY_NULL;
	AUTO_REPLY struct reply former = REPLY_NULL;
	AUTO_REPLY struct reply diagnosis = REPLY_NULL;

	/* To be asked makes the daemon look again at what nobody tells it of; while systemctl runs
	 * it has the time, and the second answer is of now. */
	doctor->connected = connection_open(&doctor->connection);
	(void)ask(doctor, "Diagnose", &former);
	units_look(&doctor->units);
	(void)ask(doctor, "GetStatus", &status);
	bool is_diagnosed = ask(doctor, "Diagnose", &diagnosis);

	doctor_check_runtime(doctor);
	doctor_check_daemon(doctor);
	check_versions(doctor, status.parameters);
	doctor_check_units(doctor);
	doctor_check_settings(doctor);
	if (is_diagnosed) {
		add_diagnosis(doctor, diagnosis.parameters);
	} else if (doctor->connected == 0) {
		doctor_add(doctor, "diagnosis", CHECK_FAILED, true,
			"If it is older than backcarectl, start it anew.", "backcared refused: %s",
			diagnosis.error);
	}
}

static int write_json(struct doctor *doctor)
{
	AUTO_JSON json_object *whole = json_new_object(&doctor->error);

	json_add_take(&doctor->error, whole, "checks", json_object_get(doctor->checks));
	json_add_bool(&doctor->error, whole, "works", view_doctor_works(doctor->checks));
	return doctor->error < 0 ? doctor->error : jsontext_write(doctor->client->out, whole, true);
}

static bool wants_test(const struct doctor *doctor, const struct arguments *arguments)
{
	struct client *client = doctor->client;

	if (doctor->connected < 0 || arguments->options[OPTION_NO_TEST]) {
		return false;
	}
	return arguments->options[OPTION_TEST] || (!client->json && isatty(fileno(client->out)));
}

static enum outcome report(struct doctor *doctor, const struct arguments *arguments)
{
	struct client *client = doctor->client;
	bool brief = arguments->options[OPTION_BRIEF] != NULL;
	size_t shown = field_array_length(doctor->checks);

	if (!client->json) {
		view_doctor_write(client->out, &client->style, doctor->checks, 0, brief);
	}
	if (doctor->error == 0 && wants_test(doctor, arguments)) {
		doctor_test_input(doctor);
	}
	if (client->json) {
		(void)write_json(doctor);
	} else {
		view_doctor_write(client->out, &client->style, doctor->checks, shown, brief);
		view_doctor_write_verdict(client->out, &client->style, doctor->checks);
	}
	if (doctor->error < 0) {
		return call_failed(client, doctor->error);
	}
	if (doctor->connected < 0) {
		return OUTCOME_NO_DAEMON;
	}
	return view_doctor_works(doctor->checks) ? OUTCOME_DONE : OUTCOME_REFUSED;
}

enum outcome command_doctor(struct client *client, const struct arguments *arguments)
{
	struct doctor doctor = {.client = client, .connection = CONNECTION_NULL};
	enum outcome outcome;

	if (arguments->options[OPTION_TEST] && arguments->options[OPTION_NO_TEST]) {
		return command_misused(client, "doctor", "--test or --no-test, not both.");
	}
	doctor.checks = json_new_array(&doctor.error);
	look(&doctor);
	outcome = report(&doctor, arguments);
	connection_close(&doctor.connection);
	json_object_put(doctor.checks);
	return outcome;
}
