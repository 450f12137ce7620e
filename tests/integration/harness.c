/* SPDX-License-Identifier: MIT */
#include "harness.h"

#include <dirent.h>
#include <fcntl.h>
#include <ftw.h>
#include <grp.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <backcare/timespan.h>

#include "loop.h"

#define PATHS 8
#define WAIT_MSEC 20000

static char directory[64];
static char paths[PATHS][256];
static unsigned next_path;
/* A program that nobody may get at any more by its path, and how it is got at instead. */
static const char *kept_program;
static char kept_path[32];

const char *harness_begin(void)
{
	static const char *const foreign[] = {"DBUS_SESSION_BUS_ADDRESS", "WAYLAND_DISPLAY",
		"DISPLAY", "WAYLAND_SOCKET", "XDG_CURRENT_DESKTOP"};

	for (size_t i = 0; i < sizeof(foreign) / sizeof(foreign[0]); i++) {
		(void)unsetenv(foreign[i]);
	}
	(void)strcpy(directory, "/tmp/backcare-test-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(directory));
	ck_assert_int_eq(setenv("XDG_RUNTIME_DIR", directory, 1), 0);
	(void)signal(SIGPIPE, SIG_IGN);
	return directory;
}

static int remove_entry(const char *path, const struct stat *status, int type, struct FTW *position)
{
	return remove(path);
}

void harness_end(void)
{
	(void)nftw(directory, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
}

const char *harness_path(const char *name)
{
	char *path = paths[next_path++ % PATHS];

	ck_assert_int_lt(
		snprintf(path, sizeof(paths[0]), "%s/%s", directory, name), (int)sizeof(paths[0]));
	return path;
}

void harness_write(const char *path, const char *text)
{
	FILE *file = fopen(path, "we");

	ck_assert_ptr_nonnull(file);
	ck_assert_int_ge(fputs(text, file), 0);
	ck_assert_int_eq(fclose(file), 0);
}

bool harness_have(const char *program)
{
	const char *path = getenv("PATH");
	char candidate[512];

	while (path != NULL && *path != '\0') {
		size_t size = strcspn(path, ":");

		(void)snprintf(candidate, sizeof(candidate), "%.*s/%s", (int)size, path, program);
		if (access(candidate, X_OK) == 0) {
			return true;
		}
		path += size + (path[size] == ':' ? 1 : 0);
	}
	printf("# not tested: the program %s is not installed\n", program);
	return false;
}

static void keep_at_hand(const char *program)
{
	int fd = open(program, O_PATH); /* NOLINT(android-cloexec-open): for the children */

	if (fd < 0) {
		perror(program);
		exit(EXIT_FAILURE);
	}
	kept_program = program;
	(void)snprintf(kept_path, sizeof(kept_path), "/proc/self/fd/%d", fd);
}

void harness_drop_root(const char *peer)
{
	static const unsigned nobody = 65534;

	if (geteuid() == 0) {
		if (peer) {
			keep_at_hand(peer);
		}
		(void)setenv("HOME", "/tmp", 1);
		if (setgroups(0, NULL) < 0 || setresgid(nobody, nobody, nobody) < 0 ||
			setresuid(nobody, nobody, nobody) < 0) {
			perror("cannot become nobody");
			exit(EXIT_FAILURE);
		}
		(void)prctl(PR_SET_DUMPABLE, 1); /* for /proc/self */
		/* Where the sources are a terminal may not be allowed to go, and does not start. */
		if (chdir("/") < 0) {
			perror("/");
			exit(EXIT_FAILURE);
		}
		/* Nobody may be kept out of where the sources are, and a terminal that cannot go
		 * there does not start. */
		if (chdir("/") < 0) {
			perror("/");
			exit(EXIT_FAILURE);
		}
	}
}

struct child child_start(const char *const *arguments)
{
	const char *program = arguments[0];
	struct child child = {0};
	int in[2], out[2];

	if (kept_program && strcmp(program, kept_program) == 0) {
		program = kept_path;
	}

	ck_assert_int_eq(pipe2(in, O_CLOEXEC), 0);
	ck_assert_int_eq(pipe2(out, O_CLOEXEC), 0);
	child.pid = fork();
	ck_assert_int_ge(child.pid, 0);
	if (child.pid == 0) {
		(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
		(void)dup2(in[0], STDIN_FILENO);
		(void)dup2(out[1], STDOUT_FILENO);
		if (getenv("BACKCARE_TEST_VERBOSE") == NULL) {
			int null = open("/dev/null", O_WRONLY | O_CLOEXEC);

			(void)dup2(null, STDERR_FILENO);
		}
		(void)execvp(program, (char *const *)(uintptr_t)arguments);
		_exit(127);
	}
	(void)close(in[0]);
	(void)close(out[1]);
	child.to = in[1];
	child.from = out[0];
	ck_assert_int_eq(fcntl(child.from, F_SETFL, O_NONBLOCK), 0);
	return child;
}

struct child child_start_ready(const char *const *arguments)
{
	struct child child = child_start(arguments);

	ck_assert_str_eq(child_wait_line(&child), "ready");
	return child;
}

void child_end(struct child *child, int signal_number)
{
	if (child->pid > 0) {
		(void)kill(child->pid, signal_number);
		(void)kill(child->pid, SIGCONT);
		(void)waitpid(child->pid, NULL, 0);
		(void)close(child->to);
		(void)close(child->from);
	}
	child->pid = 0;
}

void child_send(struct child *child, const char *format, ...)
{
	char line[512];
	va_list arguments;
	int size;

	va_start(arguments, format);
	size = vsnprintf(line, sizeof(line) - 1, format, arguments);
	va_end(arguments);
	line[size++] = '\n';
	ck_assert_int_eq(write(child->to, line, (size_t)size), size);
}

const char *child_get_line(struct child *child)
{
	static char line[sizeof(child->line)];
	char *end;
	ssize_t size;

	if (child->pid <= 0) {
		return NULL;
	}
	size = read(
		child->from, child->line + child->filled, sizeof(child->line) - 1 - child->filled);
	if (size > 0) {
		child->filled += (size_t)size;
	}
	end = memchr(child->line, '\n', child->filled);
	if (end == NULL) {
		return NULL;
	}
	*end = '\0';
	(void)strcpy(line, child->line);
	child->filled -= (size_t)(end + 1 - child->line);
	memmove(child->line, end + 1, child->filled);
	return line;
}

const char *child_wait_line(struct child *child)
{
	struct pollfd wait = {.fd = child->from, .events = POLLIN};
	const char *line;

	while ((line = child_get_line(child)) == NULL) {
		ck_assert_int_eq(poll(&wait, 1, WAIT_MSEC), 1);
		ck_assert_msg((wait.revents & POLLIN) != 0, "a child ended");
	}
	return line;
}

void child_expect_line(struct child *child, struct loop *loop, const char *wanted)
{
	const char *line = NULL;

	RUN_UNTIL(loop, (line = child_get_line(child)) != NULL);
	ck_assert_str_eq(line, wanted);
}

struct child dbus_daemon_start(const char *socket_name)
{
	static const char config[] =
		"<!DOCTYPE busconfig PUBLIC \"-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN\""
		" \"http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd\">\n"
		"<busconfig><type>session</type><listen>unix:path=%s</listen>"
		"<auth>EXTERNAL</auth><servicedir>%s</servicedir>"
		"<policy context=\"default\"><allow send_destination=\"*\" eavesdrop=\"true\"/>"
		"<allow eavesdrop=\"true\"/><allow own=\"*\"/></policy></busconfig>\n";
	const char *file = harness_path("bus.conf"), *services = harness_path("services");
	const char *arguments[] = {"dbus-daemon", "--nofork", "--nopidfile", "--nosyslog",
		"--print-address", NULL, NULL};
	char option[300], text[1024];
	struct child child;

	(void)mkdir(services, 0700);
	(void)snprintf(text, sizeof(text), config, harness_path(socket_name), services);
	harness_write(file, text);
	(void)snprintf(option, sizeof(option), "--config-file=%s", file);
	arguments[5] = option;
	child = child_start(arguments);
	(void)child_wait_line(&child); /* it listens now */
	return child;
}

static void on_over(void *userdata)
{
	struct run_limit *limit = userdata;

	limit->over = true;
}

static void on_beat(void *userdata)
{
	struct run_limit *limit = userdata;

	ck_assert_int_eq(loop_timer_set(limit->beat_timer, limit->beat_usec), 0);
}

void run_limit_begin(struct run_limit *limit, struct loop *loop, usec_t usec, usec_t beat_usec)
{
	*limit = (struct run_limit){.loop = loop, .beat_usec = beat_usec};
	ck_assert_int_eq(loop_timer_new(loop, on_over, limit, &limit->timer), 0);
	ck_assert_int_eq(loop_timer_set(limit->timer, usec), 0);
	ck_assert_int_eq(loop_timer_new(loop, on_beat, limit, &limit->beat_timer), 0);
	on_beat(limit);
}

bool run_limit_pass(struct run_limit *limit)
{
	if (!limit->over) {
		ck_assert_int_eq(loop_run_once(limit->loop), 0);
	}
	return !limit->over;
}

void run_limit_end(struct run_limit *limit)
{
	limit->timer = loop_timer_free(limit->timer);
	limit->beat_timer = loop_timer_free(limit->beat_timer);
}

unsigned long count_sleeps(pid_t pid)
{
	static const char key[] = "voluntary_ctxt_switches:";
	char path[64], line[256];
	unsigned long sleeps = 0;
	FILE *file;

	(void)snprintf(path, sizeof(path), "/proc/%d/status", (int)pid);
	file = fopen(path, "re");
	ck_assert_ptr_nonnull(file);
	while (fgets(line, sizeof(line), file) != NULL) {
		if (strncmp(line, key, sizeof(key) - 1) == 0) {
			sleeps = strtoul(line + sizeof(key) - 1, NULL, 10);
		}
	}
	(void)fclose(file);
	return sleeps;
}

unsigned count_descriptors(void)
{
	DIR *open_files = opendir("/proc/self/fd");
	unsigned n = 0;

	ck_assert_ptr_nonnull(open_files);
	while (readdir(open_files) != NULL) {
		n++;
	}
	(void)closedir(open_files);
	return n - 3; /* ".", "..", and the directory itself */
}
