/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <json-c/json.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <check.h>

#include <backcare/cleanup.h>
#include <backcare/protocol.h>
#include <backcare/sockpath.h>

#include "api_idl.h"
#include "archive_internal.h"
#include "archive_json.h"
#include "history.h"
#include "idl.h"
#include "jsonvalue.h"
#include "rig.h"
#include "symptoms.h"

#define MESSAGE_MAX PROTOCOL_MESSAGE_MAX_BYTES
/* Passes of the loop that anything may take. */
#define PASSES_MAX 64

static void fail_idl(const char *text, void *userdata)
{
	ck_abort_msg("%s: %s", (const char *)userdata, text);
}

void rig_write_settings(struct rig *rig, const char *settings)
{
	char path[256];
	FILE *file;

	(void)snprintf(path, sizeof(path), "%s/backcare", rig->directory);
	(void)mkdir(path, 0700);
	(void)snprintf(path, sizeof(path), "%s/backcare/backcared.conf", rig->directory);
	file = fopen(path, "we");
	ck_assert_ptr_nonnull(file);
	ck_assert_int_ge(fputs(settings, file), 0);
	ck_assert_int_eq(fclose(file), 0);
}

static void write_snapshot(const struct rig *rig, struct archive_writer *writer)
{
	struct core_now now = {.real_usec = rig->manual.real_usec};
	struct history_batch batch = {.is_durable = true, .snapshot_version = 1};
	AUTO_FREE char *text = NULL;
	struct history *history;
	char path[256];

	ck_assert_int_eq(archive_writer_end(writer, &text, &batch.snapshot_bytes), 0);
	batch.snapshot = text;
	(void)snprintf(path, sizeof(path), "%s/backcare/history.db", rig->directory);
	history = history_new(path, 4 * USEC_PER_HOUR);
	ck_assert_ptr_nonnull(history);
	ck_assert_int_eq(history_write(history, &now, &batch), 0);
	(void)history_free(history);
}

/* Most stories are of somebody who has answered the questions on symptoms: none of them. That is
 * all that is known. */
static void tell_nothing_fits(const struct rig *rig)
{
	const struct archive_names names = {.symptoms = symptoms_get(),
		.symptom_id = symptoms_get_id,
		.message_id = symptoms_get_message_id};
	struct core_now now = {.real_usec = rig->manual.real_usec};
	struct care_at at = {&now, 4 * USEC_PER_HOUR, &names.symptoms};
	struct archive_writer writer;
	struct care care;

	care_init(&care);
	(void)care_step(&care, &at, &(struct care_event){.type = CARE_REPORT_SYMPTOMS});
	archive_writer_begin(&writer, &names);
	ck_assert(writer.archive.ops->begin_object(&writer.archive, "core"));
	archive_care(&writer.archive, &care, &names.symptoms);
	writer.archive.ops->end(&writer.archive);
	write_snapshot(rig, &writer);
}

void rig_start(struct rig *rig)
{
	struct app_options options = {.clock = &rig->clock,
		.bus_address = rig->bus_address ? rig->bus_address : "unix:path=/nonexistent/bus",
		.system_bus_address = rig->system_bus_address};

	ck_assert_int_eq(app_new(&options, &rig->app), 0);
	rig_settle(rig);
}

void rig_stop(struct rig *rig)
{
	rig->app = app_free(rig->app);
}

void rig_restart(struct rig *rig)
{
	rig_stop(rig);
	rig_start(rig);
}

static void set_up(struct rig *rig, const char *settings, const char *zone, usec_t real_usec,
	const char *system_bus_address)
{
	strcpy(rig->directory, "/tmp/backcare-rig-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(rig->directory));
	ck_assert_int_eq(setenv("XDG_RUNTIME_DIR", rig->directory, 1), 0);
	ck_assert_int_eq(setenv("XDG_CONFIG_HOME", rig->directory, 1), 0);
	ck_assert_int_eq(setenv("XDG_STATE_HOME", rig->directory, 1), 0);
	ck_assert_int_eq(setenv("TZ", zone, 1), 0);
	(void)unsetenv("WAYLAND_DISPLAY");
	(void)unsetenv("DISPLAY");
	rig_write_settings(rig, settings);
	manual_clock_init(&rig->manual);
	if (real_usec > 0) {
		rig->manual.real_usec = real_usec;
	}
	rig->clock = manual_clock_get(&rig->manual);
	if (!rig->is_new) {
		tell_nothing_fits(rig);
	}
	rig->system_bus_address = system_bus_address;
	rig_start(rig);
}

void rig_setup(struct rig *rig, const char *settings)
{
	set_up(rig, settings, "UTC", 0, "unix:path=/nonexistent/system");
}

void rig_setup_at(struct rig *rig, const char *settings, const char *zone, usec_t real_usec)
{
	set_up(rig, settings, zone, real_usec, "unix:path=/nonexistent/system");
}

void rig_setup_on(struct rig *rig, const char *settings, const char *system_bus_address)
{
	set_up(rig, settings, "UTC", 0, system_bus_address);
}

void rig_teardown(struct rig *rig)
{
	char command[128];

	rig->app = app_free(rig->app);
	(void)snprintf(command, sizeof(command), "rm -rf '%s'", rig->directory);
	ck_assert_int_eq(system(command), 0);
}

int rig_connect(struct rig *rig)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	(void)rig;
	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(sockpath_get(address.sun_path, sizeof(address.sun_path), false), 0);
	ck_assert_int_eq(connect(fd, (struct sockaddr *)&address, sizeof(address)), 0);
	return fd;
}

void rig_send(int fd, const char *text)
{
	size_t size = strlen(text) + 1;

	ck_assert_int_eq(send(fd, text, size, MSG_NOSIGNAL), (ssize_t)size);
}

static bool readable(int fd)
{
	return poll(&(struct pollfd){.fd = fd, .events = POLLIN}, 1, 0) > 0;
}

/* A connection that is answered at once keeps the loop from waiting for ever. */
static void pass(struct rig *rig, int fd)
{
	static const char call[] = "{\"method\":\"org.varlink.service.GetInfo\"}";

	rig_send(fd, call);
	for (size_t i = 0; i < PASSES_MAX; i++) {
		ck_assert_int_eq(app_run_once(rig->app), 0);
		if (readable(fd)) {
			char reply[4096];

			ck_assert_int_gt(recv(fd, reply, sizeof(reply), 0), 0);
			return;
		}
	}
	ck_abort_msg("the daemon does not answer");
}

void rig_settle(struct rig *rig)
{
	int fd = rig_connect(rig);

	for (size_t i = 0; i < 4; i++) {
		pass(rig, fd);
	}
	(void)close(fd);
	ck_assert_int_eq(app_run_once(rig->app), 0);
}

void rig_wait(struct rig *rig, usec_t length_usec)
{
	usec_t end_usec = rig->manual.boot_usec + length_usec;

	for (;;) {
		usec_t alarm_usec = manual_clock_next_alarm(&rig->manual);

		if (alarm_usec > end_usec) {
			break;
		}
		manual_clock_advance(&rig->manual, alarm_usec > rig->manual.boot_usec
							   ? alarm_usec - rig->manual.boot_usec
							   : 0);
		rig_settle(rig);
	}
	manual_clock_advance(&rig->manual, end_usec - rig->manual.boot_usec);
	rig_settle(rig);
}

void rig_suspend(struct rig *rig, usec_t length_usec)
{
	manual_clock_suspend(&rig->manual, length_usec);
	rig_settle(rig);
}

void rig_set_real(struct rig *rig, usec_t real_usec)
{
	manual_clock_set_real(&rig->manual, real_usec);
	rig_settle(rig);
}

bool rig_has_message(struct rig *rig, int fd)
{
	rig_settle(rig);
	return readable(fd);
}

/* What is there of one message, and nothing of the next. */
static size_t receive_some(int fd, char *text, size_t room)
{
	ssize_t n = recv(fd, text, room, MSG_PEEK);
	const char *end;

	ck_assert_int_gt(n, 0);
	end = memchr(text, '\0', (size_t)n);
	n = end ? end + 1 - text : n;
	ck_assert_int_eq(recv(fd, text, (size_t)n, 0), n);
	return (size_t)n;
}

struct json_object *rig_receive(struct rig *rig, int fd)
{
	AUTO_FREE char *text = malloc(MESSAGE_MAX);
	struct json_object *object = NULL;
	size_t size = 0;

	ck_assert_ptr_nonnull(text);
	while (size == 0 || text[size - 1] != '\0') {
		for (size_t i = 0; i < PASSES_MAX && !readable(fd); i++) {
			rig_settle(rig);
		}
		ck_assert_msg(readable(fd), "no message came");
		size += receive_some(fd, text + size, MESSAGE_MAX - size);
	}
	ck_assert_int_eq(json_parse_strict(text, size - 1, &object), 0);
	return object;
}

/* "Catalogue.List", "Care.GetCare", "History.List"; of Backcare without a prefix. */
static bool is_of(const char *method, const char *prefix)
{
	return strncmp(method, prefix, strlen(prefix)) == 0;
}

static struct idl *idl_of(const char *method)
{
	const char *text = io_github_backcare_Backcare_varlink;

	if (is_of(method, "Catalogue.")) {
		text = io_github_backcare_Catalogue_varlink;
	} else if (is_of(method, "Care.")) {
		text = io_github_backcare_Care_varlink;
	} else if (is_of(method, "History.")) {
		text = io_github_backcare_History_varlink;
	}
	return idl_new(text, fail_idl, NULL);
}

static const char *name_in_idl(const char *method)
{
	const char *dot = strchr(method, '.');

	return dot ? dot + 1 : method;
}

static struct json_object *exchange(struct rig *rig, const char *method, const char *parameters)
{
	size_t size = strlen(parameters) + 128;
	AUTO_FREE char *text = malloc(size);
	struct json_object *reply;
	int fd = rig_connect(rig);

	ck_assert_ptr_nonnull(text);
	(void)snprintf(text, size, "{\"method\":\"%s%s\",\"parameters\":%s}",
		strchr(method, '.') ? "io.github.backcare." : PROTOCOL_INTERFACE ".", method,
		parameters);
	rig_send(fd, text);
	reply = rig_receive(rig, fd);
	(void)close(fd);
	return reply;
}

struct json_object *rig_call(struct rig *rig, const char *method, const char *parameters)
{
	AUTO_JSON struct json_object *reply = exchange(rig, method, parameters);
	struct idl *idl = idl_of(method);
	struct json_object *error = json_object_object_get(reply, "error");
	struct json_object *result = json_object_object_get(reply, "parameters");

	ck_assert_msg(!error, "%s: %s", method, json_object_to_json_string(reply));
	(void)idl_check_reply(
		idl, name_in_idl(method), result, fail_idl, (char *)(uintptr_t)method);
	(void)idl_free(idl);
	return json_object_get(result);
}

struct json_object *rig_call_error(
	struct rig *rig, const char *method, const char *parameters, const char *error)
{
	AUTO_JSON struct json_object *reply = exchange(rig, method, parameters);
	struct idl *idl = idl_of(method);
	struct json_object *result = json_object_object_get(reply, "parameters");
	const char *name = json_object_get_string(json_object_object_get(reply, "error"));

	ck_assert_msg(name != NULL, "%s succeeds: %s", method, json_object_to_json_string(reply));
	ck_assert_str_eq(name, error);
	if (strncmp(error, "io.github.backcare.", strlen("io.github.backcare.")) == 0) {
		(void)idl_check_error(
			idl, strrchr(error, '.') + 1, result, fail_idl, (char *)(uintptr_t)method);
	}
	(void)idl_free(idl);
	return json_object_get(result);
}

/* Up to the end of the file; the daemon goes on meanwhile. */
static size_t read_beside(struct rig *rig, int fd, char *text, size_t size)
{
	size_t used = 0;

	for (;;) {
		ssize_t n = 0;

		if (poll(&(struct pollfd){.fd = fd, .events = POLLIN}, 1, 1) > 0) {
			n = read(fd, text + used, size - 1 - used);
			ck_assert_int_ge(n, 0);
			if (n == 0) {
				text[used] = '\0';
				return used;
			}
			used += (size_t)n;
			ck_assert_uint_lt(used, size - 1);
		}
		rig_settle(rig);
	}
}

char *rig_run_client(struct rig *rig, const char *program, const char *arguments, int exit_status)
{
	char *text = malloc(MESSAGE_MAX);
	char command[512];
	int status;
	FILE *pipe;

	ck_assert_ptr_nonnull(text);
	ck_assert_int_lt(snprintf(command, sizeof(command), "exec '%s' %s 2>&1 </dev/null", program,
				 arguments),
		(int)sizeof(command));
	pipe = popen(command, "re");
	ck_assert_ptr_nonnull(pipe);
	(void)read_beside(rig, fileno(pipe), text, MESSAGE_MAX);
	status = pclose(pipe);
	ck_assert_msg(WIFEXITED(status) && WEXITSTATUS(status) == exit_status, "backcarectl %s: %s",
		arguments, text);
	return text;
}

static struct json_object *member(struct json_object *object, const char *path)
{
	char name[64];
	size_t length = strcspn(path, ".");
	struct json_object *value;

	ck_assert_uint_lt(length, sizeof(name));
	memcpy(name, path, length);
	name[length] = '\0';
	if (json_object_is_type(object, json_type_array)) {
		value = json_object_array_get_idx(object, strtoul(name, NULL, 10));
	} else {
		value = json_object_object_get(object, name);
	}
	return value && path[length] == '.' ? member(value, path + length + 1) : value;
}

bool rig_has(struct json_object *object, const char *path)
{
	return member(object, path) != NULL;
}

const char *rig_string(struct json_object *object, const char *path)
{
	struct json_object *value = member(object, path);

	ck_assert_msg(json_object_is_type(value, json_type_string), "%s in %s", path,
		json_object_to_json_string(object));
	return json_object_get_string(value);
}

int64_t rig_int(struct json_object *object, const char *path)
{
	struct json_object *value = member(object, path);

	ck_assert_msg(json_object_is_type(value, json_type_int), "%s in %s", path,
		json_object_to_json_string(object));
	return json_object_get_int64(value);
}
