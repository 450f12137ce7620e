/* SPDX-License-Identifier: MIT */
/* Replays the stories of the files given: one TAP line a story. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <backcare/cleanup.h>

#include "story.h"

struct report {
	size_t n_stories;
	size_t n_failed;
	char name[128];
	bool running;
	bool failed;
};

static void end_story(struct report *report)
{
	if (!report->running) {
		return;
	}
	report->n_stories++;
	report->n_failed += report->failed;
	(void)printf(
		"%sok %zu - %s\n", report->failed ? "not " : "", report->n_stories, report->name);
	report->running = false;
}

static int replay(struct report *report, struct story *story, const char *path)
{
	FILE *file = fopen(path, "re");
	char line[512], message[256];
	unsigned number = 0;

	if (!file) {
		(void)printf("Bail out! %s: %s\n", path, strerror(errno));
		return -errno;
	}
	while (fgets(line, sizeof(line), file)) {
		number++;
		if (strncmp(line, "story ", 6) == 0) {
			end_story(report);
			line[strcspn(line, "\n")] = '\0';
			(void)snprintf(report->name, sizeof(report->name), "%.120s", line + 6);
			report->running = true;
			report->failed = false;
			story_init(story);
		} else if (report->running && !report->failed &&
			   !story_take_line(story, line, message, sizeof(message))) {
			report->failed = true;
			(void)printf("# %s:%u: %s# %s\n", path, number, line, message);
		}
	}
	end_story(report);
	(void)fclose(file);
	return 0;
}

int main(int argc, char **argv)
{
	AUTO_FREE struct story *story = malloc(sizeof(*story));
	struct report report = {.running = false};

	for (int i = 1; i < argc; i++) {
		if (!story || replay(&report, story, argv[i]) < 0) {
			return EXIT_FAILURE;
		}
	}
	(void)printf("1..%zu\n", report.n_stories);
	return report.n_failed > 0 || report.n_stories == 0 ? EXIT_FAILURE : EXIT_SUCCESS;
}
