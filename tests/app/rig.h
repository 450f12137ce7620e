/* SPDX-License-Identifier: MIT */
/* The whole daemon (the real app, loop, server and adapters) in this process, on a clock moved by
 * hand, in directories of its own; and clients that talk to it in raw JSON. Every reply is held
 * against the interface file. */
#pragma once

#include "app.h"
#include "manual_clock.h"

struct json_object;

#define RIG_CLIENTS_MAX 4

struct rig {
	struct manual_clock manual;
	struct clock clock;
	struct app *app;
	char directory[64];
	const char *system_bus_address;
	const char *bus_address; /* NULL: none; set before the setup */
	bool is_new;             /* set before the setup: nothing was told yet */
};

/* 'settings': text of backcared.conf. */
void rig_setup(struct rig *rig, const char *settings);
/* The same in this zone ($TZ), from this point in real time on. */
void rig_setup_at(struct rig *rig, const char *settings, const char *zone, usec_t real_usec);
/* As rig_setup(), with a system bus at this address. */
void rig_setup_on(struct rig *rig, const char *settings, const char *system_bus_address);
void rig_teardown(struct rig *rig);
/* The daemon ends, and begins again where it was. */
void rig_stop(struct rig *rig);
void rig_start(struct rig *rig);
void rig_restart(struct rig *rig);
void rig_write_settings(struct rig *rig, const char *settings);

/* Lets the daemon do what it has to do now. */
void rig_settle(struct rig *rig);
/* Time passes; the daemon is woken at each of its alarms. */
void rig_wait(struct rig *rig, usec_t length_usec);
void rig_suspend(struct rig *rig, usec_t length_usec);
/* Somebody sets the real clock. */
void rig_set_real(struct rig *rig, usec_t real_usec);

/* Returns a descriptor. */
int rig_connect(struct rig *rig);
void rig_send(int fd, const char *text);
/* The next message; fails the test if none comes. Put with json_object_put(). */
struct json_object *rig_receive(struct rig *rig, int fd);
bool rig_has_message(struct rig *rig, int fd);

/* Calls a method of io.github.backcare.Backcare, or "Catalogue.List", "Care.GetCare" of the other
 * interfaces, on a connection of its own; the reply's parameters (NULL: none),
 * held against the interface file. An error fails the test. */
struct json_object *rig_call(struct rig *rig, const char *method, const char *parameters);
/* The same where an error is expected; the error's parameters. */
struct json_object *rig_call_error(
	struct rig *rig, const char *method, const char *parameters, const char *error);

/* Runs 'backcarectl ARGUMENTS', the program at this path, beside the daemon; what it wrote. Fails
 * the test if it ends otherwise than with this exit status. Free it. */
char *rig_run_client(struct rig *rig, const char *program, const char *arguments, int exit_status);

/* Members by path, such as "today.seatedUSec"; each fails the test if there is none. */
const char *rig_string(struct json_object *object, const char *path);
int64_t rig_int(struct json_object *object, const char *path);
bool rig_has(struct json_object *object, const char *path);
