/* SPDX-License-Identifier: MIT */
#include "doctor.h"

#include <errno.h>
#include <glob.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <backcare/protocol.h>

#include "capture.h"
#include "conffile.h"
#include "config.h"

#define CHECK_LIMIT_USEC (5 * USEC_PER_SEC)
#define SAID_MAX_BYTES 1024
/* Of what to do about a file, without its two paths. */
#define REMEDY_WORDS_MAX 128

/* Cuts the last part off a path. */
static void go_up(char *path)
{
	char *slash = strrchr(path, '/');

	if (slash) {
		*slash = '\0';
	}
}

/* The first of the files that is there and cannot be read; 0 if there is none. */
static int find_closed(const char *directory, char *closed, size_t size)
{
	static const char *const patterns[] = {
		"%s/backcared.conf", "%s/backcared.conf.d", "%s/backcared.conf.d/*.conf"};
	glob_t found = {.gl_pathc = 0};
	int r = 0;

	for (size_t i = 0; i < sizeof(patterns) / sizeof(patterns[0]); i++) {
		char pattern[PATH_MAX];
		size_t length = strlen(directory) + strlen(patterns[i]);

		if (length >= sizeof(pattern)) {
			continue;
		}
		(void)stpcpy(stpcpy(pattern, directory), patterns[i] + 2);
		(void)glob(pattern, i == 0 ? 0 : GLOB_APPEND, NULL, &found);
	}
	for (size_t i = 0; i < found.gl_pathc && r == 0; i++) {
		if (access(found.gl_pathv[i], R_OK) < 0) {
			r = -errno;
			(void)snprintf(closed, size, "%s", found.gl_pathv[i]);
		}
	}
	globfree(&found);
	return r;
}

static void add_closed(struct doctor *doctor, const char *path, int error)
{
	char remedy[2 * PATH_MAX + REMEDY_WORDS_MAX];

	(void)snprintf(remedy, sizeof(remedy),
		"Make it yours and readable:\nsudo chown \"$USER\": '%s'\nchmod u+rX '%s'", path,
		path);
	doctor_add(doctor, "settings_files", CHECK_FAILED, false, remedy, "%s: %s", path,
		strerror(-error));
}

/* Nobody else tells about bad settings while there is no daemon. */
static void check_without_daemon(struct doctor *doctor)
{
	char program[PATH_MAX];
	char said[SAID_MAX_BYTES] = "";
	const char *argv[] = {program, "--check-config", NULL};

	config_find_daemon_program(program, sizeof(program));
	if (program[0] == '\0') {
		argv[0] = PROTOCOL_PRODUCT;
	}
	int r = capture_run(argv, CHECK_LIMIT_USEC, said, sizeof(said));
	if (r == 0) {
		doctor_add(doctor, "settings_files", CHECK_OK, false, NULL, "no errors");
	} else if (r > 0) {
		said[strcspn(said, "\n")] = '\0';
		doctor_add(doctor, "settings_files", CHECK_LIMITED, false,
			"`backcarectl config check` tells all that is wrong.", "%s", said);
	} else if (r == -ENOENT) {
		doctor_add(doctor, "program", CHECK_FAILED, false,
			"Install it, or put its directory into PATH.",
			"backcared is neither beside backcarectl nor in PATH");
	} else {
		doctor_add(doctor, "program", CHECK_FAILED, false, NULL,
			"backcared --check-config: %s", strerror(-r));
	}
}

void doctor_check_settings(struct doctor *doctor)
{
	char directory[PATH_MAX];
	char closed[PATH_MAX];
	int r = conffile_get_path(directory, sizeof(directory));

	if (r == 0) {
		go_up(directory);
		go_up(directory);
		r = find_closed(directory, closed, sizeof(closed));
		if (r < 0) {
			add_closed(doctor, closed, r);
			return;
		}
	}
	if (doctor->connected < 0) {
		check_without_daemon(doctor);
	}
}
