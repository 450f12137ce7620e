/* SPDX-License-Identifier: MIT */
/* `config check`, `prompts check`: the daemon's program knows what is allowed, so it is asked; it
 * need not run as a daemon for that. */
#include "config.h"

#include <errno.h>
#include <limits.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <backcare/protocol.h>

void config_find_daemon_program(char *buffer, size_t size)
{
	ssize_t length = readlink("/proc/self/exe", buffer, size - 1);

	if (length > 0) {
		buffer[length] = '\0';
		char *slash = strrchr(buffer, '/');
		size_t room = slash ? size - (size_t)(slash + 1 - buffer) : 0;

		if (room > strlen(PROTOCOL_PRODUCT)) {
			(void)snprintf(slash + 1, room, "%s", PROTOCOL_PRODUCT);
			if (access(buffer, X_OK) == 0) {
				return;
			}
		}
	}
	buffer[0] = '\0';
}

/* Runs the daemon's program as a checker. Returns its exit status, or -errno. */
static int run_check(const char *option, const char *file, bool quiet_output)
{
	char program[PATH_MAX];
	int status = 0;

	config_find_daemon_program(program, sizeof(program));
	pid_t pid = fork();
	if (pid < 0) {
		return -errno;
	}
	if (pid == 0) {
		if (quiet_output) {
			(void)dup2(STDERR_FILENO, STDOUT_FILENO);
		}
		(void)execlp(program[0] != '\0' ? program : PROTOCOL_PRODUCT, PROTOCOL_PRODUCT,
			option, file, (char *)NULL); /* file NULL ends the list as well */
		_exit(127);
	}
	while (waitpid(pid, &status, 0) < 0) {
		if (errno != EINTR) {
			return -errno;
		}
	}
	if (!WIFEXITED(status)) {
		return -ECHILD;
	}
	return WEXITSTATUS(status) == 127 ? -ENOENT : WEXITSTATUS(status);
}

enum outcome config_run_check(
	struct client *client, const char *option, const char *file, const char *good)
{
	int r = run_check(option, file, client->json);

	if (r < 0) {
		(void)fprintf(client->err,
			r == -ENOENT ? "backcared is neither beside backcarectl nor in PATH.\n"
				     : "backcared did not come to an end.\n");
		return OUTCOME_REFUSED;
	}
	if (client->json) {
		(void)fprintf(client->out, "{\"valid\":%s}\n", r == 0 ? "true" : "false");
	} else if (r == 0) {
		(void)fprintf(client->out, "%s\n", good);
	}
	return r == 0 ? OUTCOME_DONE : OUTCOME_REFUSED;
}

enum outcome config_check(struct client *client, const char *file)
{
	return config_run_check(client, "--check-config", file, "No errors in the settings.");
}
