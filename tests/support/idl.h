/* SPDX-License-Identifier: MIT */
/* Reads interface files, for tests: holds them against the tables of methods and errors that the
 * daemon has, and against what it answers. It takes only what every parser out there takes (those
 * of systemd, libvarlink, Go and Python), which is less than the language allows. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct idl;
struct json_object;
struct varlink_interface;

/* Called once for each difference, with a text such as "method Respond, field answer: ...". */
typedef void (*idl_report)(const char *text, void *userdata);

/* Reads the text. Returns NULL after having reported what is wrong with it. */
struct idl *idl_new(const char *text, idl_report report, void *userdata);
/* Takes NULL, returns NULL. */
struct idl *idl_free(struct idl *idl);

const char *idl_get_name(const struct idl *idl);

/* Compares in both directions: methods, their parameters in order, types, what may be null, values
 * of enumerations, elements and structs all the way down; errors likewise. Returns the number of
 * differences. */
unsigned idl_compare(const struct idl *idl, const struct varlink_interface *interface,
	idl_report report, void *userdata);

/* Holds the parameters of a reply of that method against the file. NULL is no parameters. Unknown
 * fields, null where a value has to be, wrong types and unknown values are reported. Returns the
 * number of reports. */
unsigned idl_check_reply(const struct idl *idl, const char *method, struct json_object *parameters,
	idl_report report, void *userdata);

/* The same for the parameters of an error. */
unsigned idl_check_error(const struct idl *idl, const char *error, struct json_object *parameters,
	idl_report report, void *userdata);
