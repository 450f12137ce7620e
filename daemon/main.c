/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <systemd/sd-daemon.h>

#include <backcare/cleanup.h>

#include "app.h"
#include "config.h"
#include "content.h"
#include "log.h"

#define FD_PASSED_MAX 4

/* Exit codes beside 0 and 1. */
#define EXIT_USAGE 2

static const char help[] =
	"Usage: backcared [OPTION]...\n"
	"\n"
	"Tracks how long you sit and prompts for walks, mobility and changes of posture.\n"
	"Usually started by: systemctl --user enable --now backcared.socket backcared.service\n"
	"Ask it with: backcarectl status\n"
	"\n"
	"      --check-config[=FILE]  check the settings, or this file, and exit: 0 good, 1 bad\n"
	"      --check-prompts=FILE   check a file of own prompts and exit, likewise\n"
	"      --log-level=LEVEL      error, warning, info (usual) or debug\n"
	"      --help                 show this help and exit\n"
	"      --version              show the version and exit\n"
	"\n"
	"See backcared(8) and backcared.conf(5).\n";

static int check_config(const char *path)
{
	AUTO_FREE struct config *config = NULL;

	if ((path ? config_load_file(path, &config) : config_load(NULL, &config)) < 0) {
		(void)fprintf(stderr, "backcared: out of memory\n");
		return EXIT_FAILURE;
	}
	for (size_t i = 0; i < config->n_problems; i++) {
		const struct config_problem *problem = &config->problems[i];

		char place[CONFIG_PLACE_MAX];

		(void)fprintf(stderr, "%s: %s: %s\n",
			config_format_place(config, problem, place, sizeof(place)),
			problem->is_error ? "error" : "warning", problem->message);
	}
	return config_first_error(config) ? EXIT_FAILURE : EXIT_SUCCESS;
}

static int check_prompts(const char *path)
{
	struct content *content;
	size_t n_problems;

	if (content_load_file(path, &content) < 0) {
		(void)fprintf(stderr, "backcared: out of memory\n");
		return EXIT_FAILURE;
	}
	n_problems = content_count_problems(content);
	for (size_t i = 0; i < n_problems; i++) {
		const struct content_problem *problem = content_get_problem(content, i);
		char place[CONTENT_PLACE_MAX];

		(void)fprintf(stderr, "%s: %s\n",
			content_format_place(content, problem, place, sizeof(place)),
			problem->message);
	}
	if (content_count_problems_unsaid(content) > 0) {
		(void)fprintf(stderr, "%s: %zu more problems\n", path,
			content_count_problems_unsaid(content));
	}
	(void)content_free(content);
	return n_problems > 0 ? EXIT_FAILURE : EXIT_SUCCESS;
}

static int set_log_level(const char *name)
{
	static const struct {
		const char *name;
		enum log_level level;
	} levels[] = {
		{"error", LOG_LEVEL_ERROR},
		{"warning", LOG_LEVEL_WARNING},
		{"info", LOG_LEVEL_INFO},
		{"debug", LOG_LEVEL_DEBUG},
	};

	for (size_t i = 0; i < ELEMENTSOF(levels); i++) {
		if (strcmp(levels[i].name, name) == 0) {
			log_set_level(levels[i].level);
			return 0;
		}
	}
	return -EINVAL;
}

static void on_ready(void *userdata)
{
	(void)userdata;
	(void)sd_notify(0, "READY=1");
}

static int serve(void)
{
	int fds[FD_PASSED_MAX];
	struct app_options options = {.passed_fds = fds, .on_ready = on_ready};
	struct app *app = NULL;
	int r;

	r = sd_listen_fds(1);
	if (r > FD_PASSED_MAX) {
		log_error("%d sockets were passed, at most %d are taken", r, FD_PASSED_MAX);
		return EXIT_FAILURE;
	}
	for (int i = 0; i < r; i++) {
		fds[options.n_passed_fds++] = SD_LISTEN_FDS_START + i;
	}
	r = app_new(&options, &app);
	if (r < 0) {
		return EXIT_FAILURE;
	}
	r = app_run(app);
	(void)sd_notify(0, "STOPPING=1");
	(void)app_free(app);
	return r < 0 ? EXIT_FAILURE : EXIT_SUCCESS;
}

int main(int argc, char **argv)
{
	enum {
		OPTION_CHECK = 256,
		OPTION_CHECK_PROMPTS,
		OPTION_LOG_LEVEL,
		OPTION_HELP,
		OPTION_VERSION
	};
	static const struct option options[] = {
		{"check-config", optional_argument, NULL, OPTION_CHECK},
		{"check-prompts", required_argument, NULL, OPTION_CHECK_PROMPTS},
		{"log-level", required_argument, NULL, OPTION_LOG_LEVEL},
		{"help", no_argument, NULL, OPTION_HELP},
		{"version", no_argument, NULL, OPTION_VERSION},
		{NULL, 0, NULL, 0},
	};
	int option;

	log_init("backcared");
	/* Whoever read the log may be gone. */
	(void)signal(SIGPIPE, SIG_IGN);
	while ((option = getopt_long(argc, argv, "", options, NULL)) >= 0) {
		switch (option) {
		case OPTION_CHECK:
			/* "--check-config FILE" is what most people type. */
			if (!optarg && optind < argc) {
				optarg = argv[optind];
			}
			return check_config(optarg);
		case OPTION_CHECK_PROMPTS:
			return check_prompts(optarg);
		case OPTION_LOG_LEVEL:
			if (set_log_level(optarg) < 0) {
				(void)fprintf(stderr,
					"backcared: '%s' is no log level; give error, warning, "
					"info or debug\n",
					optarg);
				return EXIT_USAGE;
			}
			break;
		case OPTION_HELP:
			(void)fputs(help, stdout);
			return EXIT_SUCCESS;
		case OPTION_VERSION:
			(void)puts("backcared " BACKCARE_VERSION);
			return EXIT_SUCCESS;
		default:
			return EXIT_USAGE;
		}
	}
	if (optind < argc) {
		(void)fprintf(stderr, "backcared: '%s' is not expected; see backcared --help\n",
			argv[optind]);
		return EXIT_USAGE;
	}
	return serve();
}
