/* SPDX-License-Identifier: MIT */
/* Who else reminds of breaks: in a /proc made by hand, and among real processes. */
#include "check_main.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <backcare/cleanup.h>
#include <backcare/timespan.h>

#include "reminders.h"

static char proc[64];
static struct reminders reminders;

static void setup(void)
{
	strcpy(proc, "/tmp/backcare-proc-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(proc));
	reminders = (struct reminders){.n_found = 0};
}

static void remove_all(const char *below)
{
	char command[128];

	(void)snprintf(command, sizeof(command), "rm -rf %s%s", proc, below);
	ck_assert_int_eq(system(command), 0);
}

static void teardown(void)
{
	remove_all("");
}

static void put(int pid, const char *file, const char *text, size_t size)
{
	char path[128];
	FILE *stream;

	(void)snprintf(path, sizeof(path), "%s/%d", proc, pid);
	(void)mkdir(path, 0700);
	(void)snprintf(path, sizeof(path), "%s/%d/%s", proc, pid, file);
	stream = fopen(path, "we");
	ck_assert_ptr_nonnull(stream);
	ck_assert_uint_eq(fwrite(text, 1, size, stream), size);
	ck_assert_int_eq(fclose(stream), 0);
}

static void add_process(int pid, const char *comm)
{
	char line[64];

	(void)snprintf(line, sizeof(line), "%s\n", comm);
	put(pid, "comm", line, strlen(line));
	put(pid, "cmdline", comm, strlen(comm) + 1);
}

#define LINE(text) (text), sizeof(text)

static const struct {
	const char *comm, *line;
	size_t line_size;
	const char *name; /* NULL: none of ours */
} rows[] = {
	{"workrave", LINE("workrave"), "Workrave"},
	{"rsibreak", LINE("/usr/bin/rsibreak\0-autostart"), "RSIBreak"},
	{"stretchly", LINE("/opt/Stretchly/stretchly"), "Stretchly"},
	{"breaktimer", LINE("/opt/BreakTimer/breaktimer"), "BreakTimer"},
	{"ianny", LINE("ianny"), "Ianny"},
	{"xwrits", LINE("xwrits"), "xwrits"},
	{"safeeyes", LINE("/usr/bin/python3\0/usr/bin/safeeyes"), "Safe Eyes"},
	{"python3", LINE("python3\0-m\0safeeyes"), "Safe Eyes"},
	{"python3.11", LINE("/app/bin/python3.11\0/app/bin/safeeyes\0-d"), "Safe Eyes"},
	{"gnome-break-tim", LINE("/usr/bin/gnome-break-timer-daemon"), "Break Timer"},
	{"gnome-break-tim", LINE("/usr/bin/gnome-break-timer-settings"), NULL},
	{"python3", LINE("python3\0notes.py\0safeeyes"), NULL}, /* about it */
	{"python3", LINE(""), NULL},
	{"python3", "", 0, NULL},
	{"workrave", "", 0, NULL}, /* has ended, and nobody has asked how */
	{"workrave-backup", LINE("workrave-backup"), NULL},
	{"vim", LINE("vim\0workrave"), NULL},
	{"", LINE(""), NULL},
};

START_TEST(programs)
{
	bool is_known = rows[_i].name != NULL;

	add_process(4711, rows[_i].comm);
	put(4711, "cmdline", rows[_i].line, rows[_i].line_size);
	ck_assert_int_eq(reminders_look(&reminders, proc), is_known);
	ck_assert_uint_eq(reminders.n_found, is_known ? 1 : 0);
	if (is_known) {
		ck_assert_str_eq(reminders.found[0].name, rows[_i].name);
		ck_assert_int_eq(reminders.found[0].pid, 4711);
		ck_assert_str_ne(reminders.found[0].remedy, "");
	}
	/* The same again is no news. */
	ck_assert(!reminders_look(&reminders, proc));
	ck_assert(!reminders_confirm(&reminders, proc));
	ck_assert_uint_eq(reminders.n_found, is_known ? 1 : 0);
}
END_TEST

START_TEST(come_and_go)
{
	add_process(100, "workrave");
	add_process(101, "workrave");
	add_process(102, "rsibreak");
	add_process(103, "bash");
	ck_assert(reminders_look(&reminders, proc));
	ck_assert_uint_eq(reminders.n_found, 2);
	remove_all("/102");
	ck_assert(reminders_confirm(&reminders, proc));
	ck_assert_uint_eq(reminders.n_found, 1);
	ck_assert_str_eq(reminders.found[0].name, "Workrave");
	/* Its number is another's now. */
	remove_all("/100");
	remove_all("/101");
	add_process(100, "bash");
	add_process(101, "bash");
	ck_assert(reminders_confirm(&reminders, proc));
	ck_assert_uint_eq(reminders.n_found, 0);
	ck_assert(!reminders_confirm(&reminders, proc));
	ck_assert(!reminders_look(&reminders, proc));
}
END_TEST

/* Of somebody else, and what is no process. */
START_TEST(not_ours)
{
	char path[128];

	add_process(200, "workrave");
	(void)snprintf(path, sizeof(path), "%s/200", proc);
	if (chown(path, 65534, (gid_t)-1) == 0) {
		ck_assert(!reminders_look(&reminders, proc));
	}
	remove_all("/200");
	(void)snprintf(path, sizeof(path), "%s/self", proc);
	ck_assert_int_eq(mkdir(path, 0700), 0);
	(void)snprintf(path, sizeof(path), "%s/300", proc);
	ck_assert_int_eq(symlink(".", path), 0);
	(void)snprintf(path, sizeof(path), "%s/400", proc);
	ck_assert_int_eq(mkdir(path, 0700), 0); /* it ended as it was looked at */
	ck_assert(!reminders_look(&reminders, proc));
	ck_assert(!reminders_look(&reminders, "/nonexistent"));
	ck_assert_uint_eq(reminders.n_found, 0);
}
END_TEST

START_TEST(so_many_and_no_more)
{
	for (int i = 0; i < REMINDERS_PROCESSES_MAX; i++) {
		add_process(1000 + i, i == 0 ? "workrave" : "bash");
	}
	(void)reminders_look(&reminders, proc);
	ck_assert_uint_eq(reminders.n_found, 1);
	add_process(1, "bash");
	(void)reminders_look(&reminders, proc); /* one is not looked at; it does not hang */
	ck_assert_uint_le(reminders.n_found, 1);
}
END_TEST

static usec_t now_usec(void)
{
	struct timespec now;

	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return (usec_t)now.tv_sec * USEC_PER_SEC + (usec_t)now.tv_nsec / 1000;
}

/* A real process of that name, and what it costs to look for it. */
START_TEST(real_processes)
{
	char command[256], path[128];
	char *const arguments[] = {path, (char[]){"60"}, NULL};
	usec_t before_usec;
	pid_t child;

	(void)snprintf(path, sizeof(path), "%s/rsibreak", proc);
	(void)snprintf(command, sizeof(command), "cp /bin/sleep %s", path);
	ck_assert_int_eq(system(command), 0);
	child = fork();
	if (child == 0) {
		(void)execv(path, arguments);
		_exit(1);
	}
	for (unsigned i = 0; i < 200; i++) {
		(void)reminders_look(&reminders, "/proc");
		if (reminders.n_found > 0) {
			break;
		}
		(void)usleep(5000);
	}
	ck_assert_uint_eq(reminders.n_found, 1);
	ck_assert_str_eq(reminders.found[0].name, "RSIBreak");
	before_usec = now_usec();
	for (unsigned i = 0; i < 10; i++) {
		(void)reminders_look(&reminders, "/proc");
	}
	printf("# a look takes %u us\n", (unsigned)((now_usec() - before_usec) / 10));
	before_usec = now_usec();
	for (unsigned i = 0; i < 10; i++) {
		(void)reminders_confirm(&reminders, "/proc");
	}
	printf("# to see that it still runs takes %u us\n",
		(unsigned)((now_usec() - before_usec) / 10));
	(void)kill(child, SIGKILL);
	ck_assert_int_eq(waitpid(child, NULL, 0), child);
	ck_assert(reminders_confirm(&reminders, "/proc"));
	ck_assert_uint_eq(reminders.n_found, 0);
}
END_TEST

static void add_tests(TCase *tcase)
{
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_loop_test(tcase, programs, 0, ELEMENTSOF(rows));
	tcase_add_test(tcase, come_and_go);
	tcase_add_test(tcase, not_ours);
	tcase_add_test(tcase, so_many_and_no_more);
	tcase_add_test(tcase, real_processes);
}

int main(void)
{
	return check_main("reminders", add_tests);
}
