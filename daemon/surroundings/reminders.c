/* SPDX-License-Identifier: MIT */
/*
 * A program is known by what the kernel calls its process, which is the name of its file, cut to 15
 * bytes; for a script too, if it was started by its name. One that an interpreter was started with
 * ("python3 -m safeeyes", as pipx and Flatpak do) is known by the words of its command line.
 * Programs in a sandbox are seen as all others are.
 *
 * Safe Eyes, Workrave, RSIBreak and xwrits are called so by their packages in Debian 12; Break
 * Timer and Ianny by their sources. Stretchly and BreakTimer are not packaged there.
 */
#include "reminders.h"

#include <assert.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <backcare/cleanup.h>

/* As the kernel cuts it, with its NUL. */
#define COMM_BYTES 16
/* The beginning of a command line that is looked at. */
#define COMMAND_LINE_BYTES 512
#define COMMAND_LINE_WORDS 4
#define PATH_BYTES 64

#define FROM_ITS_ICON "Quit it from its icon. "
#define NOT_AT_LOGIN(file)                                                             \
	"To keep it from starting with your desktop: '"                                \
	"mkdir -p ~/.config/autostart && printf \"[Desktop Entry]\\nHidden=true\\n\" " \
	">~/.config/autostart/" file "'."

static const struct row {
	const char *comm; /* 15 bytes at most */
	const char *file; /* as the command line has it, where the name is longer; else NULL */
	const char *name;
	const char *remedy;
} rows[] = {
	{"safeeyes", NULL, "Safe Eyes",
		"Quit it: 'safeeyes --quit'. To keep it from starting with your desktop: 'rm -f "
		"~/.config/autostart/safeeyes.desktop "
		"~/.config/autostart/io.github.slgobinath.SafeEyes.desktop'."},
	{"workrave", NULL, "Workrave",
		FROM_ITS_ICON "To keep it from starting with your desktop: 'rm -f "
			      "~/.config/autostart/workrave.desktop "
			      "~/.config/autostart/org.workrave.Workrave.desktop'."},
	{"rsibreak", NULL, "RSIBreak", FROM_ITS_ICON NOT_AT_LOGIN("rsibreak_autostart.desktop")},
	{"stretchly", NULL, "Stretchly",
		FROM_ITS_ICON "To keep it from starting with your desktop, untick 'Start at login' "
			      "in its preferences first."},
	{"breaktimer", NULL, "BreakTimer",
		FROM_ITS_ICON "To keep it from starting with your desktop, untick 'Start at login' "
			      "in its settings first."},
	{"gnome-break-tim", "gnome-break-timer-daemon", "Break Timer",
		"Switch it off in its window: 'gnome-break-timer-settings'."},
	{"ianny", NULL, "Ianny",
		"Quit it: 'pkill -x ianny', and take it out of what your desktop starts."},
	{"xwrits", NULL, "xwrits",
		"Quit it: 'pkill -x xwrits', and take it out of what your desktop starts."},
};

static_assert(ELEMENTSOF(rows) <= REMINDERS_MAX, "each has its place");

/* The beginning of a file of this process. Returns its size, or -errno. */
static ssize_t read_beginning(int proc_fd, pid_t pid, const char *file, char *text, size_t size)
{
	char path[PATH_BYTES];
	AUTO_CLOSE int fd = -1;
	ssize_t n;

	(void)snprintf(path, sizeof(path), "%d/%s", (int)pid, file);
	fd = openat(proc_fd, path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	if (fd < 0) {
		return -errno;
	}
	n = read(fd, text, size - 1);
	if (n < 0) {
		return -errno;
	}
	text[n] = '\0';
	return n;
}

static const struct row *find_row(const char *name)
{
	for (size_t i = 0; i < ELEMENTSOF(rows); i++) {
		if (strcmp(name, rows[i].comm) == 0) {
			return &rows[i];
		}
	}
	return NULL;
}

static const char *get_last_part(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

/* The script behind an interpreter, if it is one of ours: the first word that is no option. */
static const struct row *find_script(int proc_fd, pid_t pid)
{
	char line[COMMAND_LINE_BYTES];
	ssize_t n = read_beginning(proc_fd, pid, "cmdline", line, sizeof(line));
	const char *word = line, *end = line + (n > 0 ? n : 0);

	for (size_t i = 0; word < end && i < COMMAND_LINE_WORDS; i++) {
		if (i > 0 && word[0] != '-') {
			return find_row(get_last_part(word));
		}
		word += strlen(word) + 1;
	}
	return NULL;
}

/* One that has ended, and of whom nobody has asked how, has its name still, and no command line. */
static bool is_alive_as(int proc_fd, pid_t pid, const char *file)
{
	char line[COMMAND_LINE_BYTES];

	return read_beginning(proc_fd, pid, "cmdline", line, sizeof(line)) > 0 &&
	       (!file || strcmp(get_last_part(line), file) == 0);
}

static const struct row *identify(int proc_fd, pid_t pid)
{
	char comm[COMM_BYTES + 1];
	ssize_t n = read_beginning(proc_fd, pid, "comm", comm, sizeof(comm));
	const struct row *row;

	if (n <= 0) {
		return NULL;
	}
	comm[strcspn(comm, "\n")] = '\0';
	if (strncmp(comm, "python", strlen("python")) == 0) {
		return find_script(proc_fd, pid);
	}
	row = find_row(comm);
	return row && is_alive_as(proc_fd, pid, row->file) ? row : NULL;
}

static bool is_listed(const struct reminders *reminders, const char *name)
{
	for (size_t i = 0; i < reminders->n_found; i++) {
		if (strcmp(reminders->found[i].name, name) == 0) {
			return true;
		}
	}
	return false;
}

static bool is_ours(int proc_fd, const char *name)
{
	struct stat info;

	return fstatat(proc_fd, name, &info, AT_SYMLINK_NOFOLLOW) == 0 && info.st_uid == getuid();
}

static void look_at(struct reminders *reminders, int proc_fd, const char *name)
{
	pid_t pid = (pid_t)strtol(name, NULL, 10);
	const struct row *row = NULL;

	if (pid > 0 && is_ours(proc_fd, name)) {
		row = identify(proc_fd, pid);
	}
	if (row && !is_listed(reminders, row->name)) {
		reminders->found[reminders->n_found++] =
			(struct reminder){.name = row->name, .remedy = row->remedy, .pid = pid};
	}
}

static bool is_same(const struct reminders *one, const struct reminders *other)
{
	bool same = one->n_found == other->n_found;

	for (size_t i = 0; same && i < one->n_found; i++) {
		same = is_listed(other, one->found[i].name);
	}
	return same;
}

bool reminders_look(struct reminders *reminders, const char *proc)
{
	struct reminders now = {.n_found = 0};
	DIR *directory = opendir(proc);
	int fd = directory ? dirfd(directory) : -1;
	const struct dirent *entry;
	size_t n_processes = 0;
	bool changed;

	while (fd >= 0 && n_processes < REMINDERS_PROCESSES_MAX && (entry = readdir(directory))) {
		if (entry->d_name[0] >= '1' && entry->d_name[0] <= '9') {
			n_processes++;
			look_at(&now, fd, entry->d_name);
		}
	}
	if (directory) {
		(void)closedir(directory);
	}
	changed = !is_same(reminders, &now);
	*reminders = now;
	return changed;
}

bool reminders_confirm(struct reminders *reminders, const char *proc)
{
	AUTO_CLOSE int fd = -1;
	size_t n_kept = 0, n_before = reminders->n_found;

	if (n_before == 0) {
		return false;
	}
	fd = open(proc, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	for (size_t i = 0; i < n_before; i++) {
		const struct row *row = fd >= 0 ? identify(fd, reminders->found[i].pid) : NULL;

		if (row && strcmp(row->name, reminders->found[i].name) == 0) {
			reminders->found[n_kept++] = reminders->found[i];
		}
	}
	reminders->n_found = n_kept;
	return n_kept != n_before;
}
