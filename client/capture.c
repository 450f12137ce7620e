/* SPDX-License-Identifier: MIT */
/*
 * The program ends when it closes its output and can be waited for. One that hangs is killed at the
 * limit; one that leaves its output to a child of its own is not waited for longer than that.
 */
#include "capture.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <backcare/cleanup.h>
#include <backcare/sockpath.h>

#include "follow.h"

#define EXIT_NO_PROGRAM 127
#define WORDS_MAX 15

/* Between two looks at a program that has closed its output and not ended yet. */
#define LOOK_USEC (5 * USEC_PER_MSEC)

static void become_program(const char *const *argv, int output_fd) __attribute__((noreturn));

static void become_program(const char *const *argv, int output_fd)
{
	char directory[SOCKPATH_MAX];
	char *words[WORDS_MAX + 1];
	size_t count = 0;
	int null_fd = open("/dev/null", O_RDONLY | O_CLOEXEC);

	if (null_fd >= 0) {
		(void)dup2(null_fd, STDIN_FILENO);
	}
	(void)dup2(output_fd, STDOUT_FILENO);
	(void)dup2(output_fd, STDERR_FILENO);
	(void)signal(SIGPIPE, SIG_DFL);
	if (sockpath_runtime_directory(directory, sizeof(directory), false) == 0) {
		(void)setenv("XDG_RUNTIME_DIR", directory, 0);
	}
	/* execvp() is of a time without const. */
	for (; argv[count]; count++) {
		assert(count < WORDS_MAX);
		memcpy(&words[count], &argv[count], sizeof(words[count]));
	}
	assert(count > 0);
	words[count] = NULL;
	(void)execvp(words[0], words);
	_exit(EXIT_NO_PROGRAM);
}

/* Reads to the end, or to the deadline. Returns 0, -ETIMEDOUT, -errno. */
static int read_all(int fd, usec_t deadline_usec, char *output, size_t size)
{
	char rest[256];
	size_t used = 0;

	for (;;) {
		struct pollfd wanted = {.fd = fd, .events = POLLIN};
		usec_t now_usec = follow_now_boot_usec();

		output[used] = '\0';
		if (now_usec >= deadline_usec) {
			return -ETIMEDOUT;
		}
		int r = poll(&wanted, 1, (int)((deadline_usec - now_usec) / USEC_PER_MSEC) + 1);
		if (r < 0 && errno != EINTR) {
			return -errno;
		}
		if (r <= 0) {
			continue;
		}
		/* What does not fit is read and forgotten, so that the program can go on. */
		bool is_full = used + 1 >= size;
		ssize_t length = is_full ? read(fd, rest, sizeof(rest))
					 : read(fd, output + used, size - used - 1);
		if (length < 0 && errno != EINTR) {
			return -errno;
		}
		if (length == 0) {
			return 0;
		}
		if (length > 0 && !is_full) {
			used += (size_t)length;
		}
	}
}

/* Returns the exit status or as capture_run(). */
static int wait_for_end(pid_t pid, usec_t deadline_usec)
{
	const struct timespec look = {.tv_nsec = (long)LOOK_USEC * 1000};
	int status = 0;
	pid_t r;

	while ((r = waitpid(pid, &status, WNOHANG)) == 0 || (r < 0 && errno == EINTR)) {
		if (follow_now_boot_usec() >= deadline_usec) {
			return -ETIMEDOUT;
		}
		(void)nanosleep(&look, NULL);
	}
	if (r < 0) {
		return -errno;
	}
	if (!WIFEXITED(status)) {
		return -ECHILD;
	}
	return WEXITSTATUS(status) == EXIT_NO_PROGRAM ? -ENOENT : WEXITSTATUS(status);
}

int capture_run(const char *const *argv, usec_t limit_usec, char *output, size_t size)
{
	usec_t deadline_usec = follow_now_boot_usec() + limit_usec;
	int ends[2];

	if (pipe2(ends, O_CLOEXEC) < 0) {
		return -errno;
	}
	pid_t pid = fork();
	if (pid == 0) {
		become_program(argv, ends[1]);
	}
	AUTO_CLOSE int fd = ends[0];
	int r = pid < 0 ? -errno : 0;
	(void)close(ends[1]);
	if (r < 0) {
		return r;
	}
	r = read_all(fd, deadline_usec, output, size);
	if (r == 0) {
		r = wait_for_end(pid, deadline_usec);
	}
	if (r == -ETIMEDOUT) {
		(void)kill(pid, SIGKILL);
		while (waitpid(pid, NULL, 0) < 0 && errno == EINTR) {
		}
	}
	return r;
}
