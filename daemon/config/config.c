/* SPDX-License-Identifier: MIT */
/* Files are read in order, a later assignment wins; where it is bad, the one before stays in effect
 * for this key. inih hands over assignments; lines are counted, and looked at for being none, as
 * inih fetches them, since it tells the first bad one only. */
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <ini.h>
#include <limits.h>
#include <pwd.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <backcare/cleanup.h>

#include "config_internal.h"
#include "regular.h"

#define BYTE_ORDER_MARK "\xef\xbb\xbf"

struct reading {
	struct config *config;
	const struct config *former;
	FILE *file;
	size_t file_index;
	unsigned line;
};

/* -- problems
 * -------------------------------------------------------------------------------------------------
 */

__attribute__((format(printf, 6, 7))) static void add_problem(struct config *config,
	enum config_key key, bool is_error, size_t file, unsigned line, const char *format, ...)
{
	struct config_problem *problem;
	va_list arguments;

	if (config->n_problems == CONFIG_PROBLEMS_MAX) {
		config->n_problems_unsaid++;
		return;
	}
	problem = &config->problems[config->n_problems++];
	*problem = (struct config_problem){
		.key = key, .is_error = is_error, .file = file, .line = line};
	va_start(arguments, format);
	(void)vsnprintf(problem->message, sizeof(problem->message), format, arguments);
	va_end(arguments);
}

const char *config_format_place(const struct config *config, const struct config_problem *problem,
	char *buffer, size_t size)
{
	const char *file = config->files[problem->file];

	if (problem->line > 0) {
		(void)snprintf(buffer, size, "%s:%u", file, problem->line);
	} else {
		(void)snprintf(buffer, size, "%s", file);
	}
	return buffer;
}

const struct config_problem *config_first_error(const struct config *config)
{
	for (size_t i = 0; i < config->n_problems; i++) {
		if (config->problems[i].is_error) {
			return &config->problems[i];
		}
	}
	return NULL;
}

/* -- one file
 * -------------------------------------------------------------------------------------------------
 */

static void check_line(struct reading *reading, const char *line, bool is_cut)
{
	while (isspace((unsigned char)*line)) {
		line++;
	}
	if (is_cut && *line != ';' && *line != '#') {
		add_problem(reading->config, CONFIG_KEY_MAX, true, reading->file_index,
			reading->line, "the line is longer than %d bytes and was passed over",
			INI_MAX_LINE - 2);
		return;
	}
	if (*line == '\0' || *line == ';' || *line == '#') {
		return;
	}
	if (*line == '[' ? !strchr(line, ']') : !strpbrk(line, "=:")) {
		add_problem(reading->config, CONFIG_KEY_MAX, true, reading->file_index,
			reading->line, "'%.40s' is neither [Section] nor Key=value", line);
	}
}

/* ini_reader: as fgets(), one line. A line that does not fit is passed over as a whole: its end
 * would be read as a line of its own. Indented lines are handed on without the indent: inih would
 * join them to the key before. */
static char *read_line(char *buffer, int size, void *userdata)
{
	struct reading *reading = userdata;
	size_t length = 0, length_max = (size_t)size - 2;
	bool is_cut = false;
	const char *text;
	int c;

	while ((c = fgetc(reading->file)) != EOF && c != '\n') {
		is_cut = length == length_max;
		if (!is_cut) {
			/* A NUL would hide what comes behind it; so it is a bad value. */
			buffer[length++] = (char)(c == '\0' ? '?' : c);
		}
	}
	if (c == EOF && length == 0) {
		return NULL;
	}
	reading->line++;
	buffer[length] = '\0';
	buffer[strcspn(buffer, "\r")] = '\0';
	if (reading->line == 1 && strncmp(buffer, BYTE_ORDER_MARK, strlen(BYTE_ORDER_MARK)) == 0) {
		memset(buffer, ' ', strlen(BYTE_ORDER_MARK));
	}
	check_line(reading, buffer, is_cut);
	text = buffer + strspn(buffer, " \t");
	if (is_cut) {
		*buffer = '\0';
	} else {
		memmove(buffer, text, strlen(text) + 1);
	}
	return buffer;
}

/* ini_handler: one assignment. */
static int take_assignment(void *userdata, const char *section, const char *name, const char *value)
{
	struct reading *reading = userdata;
	struct config *config = reading->config;
	enum config_key key = config_key_find(section, name);
	char message[CONFIG_PROBLEM_MAX];

	if (key == CONFIG_KEY_MAX) {
		add_problem(config, key, false, reading->file_index, reading->line,
			"'%.40s.%.40s' is not a setting; it was passed over", section, name);
		return 1;
	}
	if (config_set(config, key, value, message) < 0) {
		add_problem(config, key, true, reading->file_index, reading->line, "%s", message);
		if (reading->former) {
			/* What was in effect before is good. */
			(void)config_set(config, key, reading->former->values[key], message);
			config->origins[key].from_former = true;
		}
		return 1;
	}
	config->origins[key] = (struct config_origin){
		.from_file = true, .file = reading->file_index, .line = reading->line};
	return 1;
}

/* Returns 0 or -errno. */
static int open_file(const char *path, FILE **ret_file)
{
	AUTO_CLOSE int fd = regular_open(path, CONFIG_FILE_MAX_BYTES);

	if (fd < 0) {
		return fd;
	}
	*ret_file = fdopen(fd, "r");
	if (!*ret_file) {
		return -errno;
	}
	TAKE_FD(fd);
	return 0;
}

/* Returns whether the file was there. */
static bool read_file(struct config *config, const struct config *former, const char *path)
{
	struct reading reading = {.config = config, .former = former};
	int r;

	r = open_file(path, &reading.file);
	if (r == -ENOENT) {
		return false;
	}
	if (config->n_files == CONFIG_FILES_MAX || strlen(path) >= CONFIG_PATH_MAX) {
		config->n_problems_unsaid++;
		goto out;
	}
	reading.file_index = config->n_files++;
	strcpy(config->files[reading.file_index], path);
	if (!reading.file) {
		add_problem(config, CONFIG_KEY_MAX, true, reading.file_index, 0,
			"the file cannot be read: %s", regular_error_text(r));
		return true;
	}
	/* Lines that are none were told by read_line(). */
	(void)ini_parse_stream(read_line, &reading, take_assignment, &reading);
	if (ferror(reading.file)) {
		add_problem(config, CONFIG_KEY_MAX, true, reading.file_index, reading.line,
			"the file cannot be read any further: %s", strerror(EIO));
	}
out:
	if (reading.file) {
		(void)fclose(reading.file);
	}
	return true;
}

/* -- all of them
 * ---------------------------------------------------------------------------------------------- */

int config_get_directory(char *buffer, size_t size)
{
	const char *config_home = getenv("XDG_CONFIG_HOME");
	const char *home = getenv("HOME");
	int length;

	if (config_home && config_home[0] == '/') {
		length = snprintf(buffer, size, "%s/backcare", config_home);
	} else {
		if (!home || home[0] != '/') {
			const struct passwd *user = getpwuid(getuid());

			home = user ? user->pw_dir : "/";
		}
		length = snprintf(buffer, size, "%s/.config/backcare", home);
	}
	return length < 0 || (size_t)length >= size ? -ENAMETOOLONG : 0;
}

static int is_drop_in(const struct dirent *entry)
{
	size_t length = strlen(entry->d_name);

	return entry->d_name[0] != '.' && length > 5 &&
	       strcmp(entry->d_name + length - 5, ".conf") == 0;
}

static void read_drop_ins(struct config *config, const struct config *former, const char *directory)
{
	struct dirent **entries = NULL;
	int n_entries = scandir(directory, &entries, is_drop_in, alphasort);

	for (int i = 0; i < n_entries; i++) {
		char path[CONFIG_PATH_MAX];

		if ((size_t)snprintf(path, sizeof(path), "%s/%s", directory, entries[i]->d_name) <
			sizeof(path)) {
			(void)read_file(config, former, path);
		}
		free(entries[i]);
	}
	free(entries);
}

static int new_with_defaults(struct config **ret_config)
{
	struct config *config = calloc(1, sizeof(*config));

	if (!config) {
		return -ENOMEM;
	}
	for (enum config_key key = 0; key < CONFIG_KEY_MAX; key++) {
		char message[CONFIG_PROBLEM_MAX];

		if (config_set(config, key, config_key_default(key), message) < 0) {
			abort(); /* a default that is not allowed is our own mistake */
		}
	}
	*ret_config = config;
	return 0;
}

int config_load(const struct config *former, struct config **ret_config)
{
	AUTO_FREE struct config *config = NULL;
	char directory[CONFIG_PATH_MAX - 64];
	char path[CONFIG_PATH_MAX];
	int r;

	r = new_with_defaults(&config);
	if (r < 0) {
		return r;
	}
	if (config_get_directory(directory, sizeof(directory)) == 0) {
		(void)snprintf(path, sizeof(path), "%s/backcared.conf", directory);
		(void)read_file(config, former, path);
		(void)snprintf(path, sizeof(path), "%s/backcared.conf.d", directory);
		read_drop_ins(config, former, path);
	}
	config_take_preset(config);
	*ret_config = TAKE_PTR(config);
	return 0;
}

int config_load_file(const char *path, struct config **ret_config)
{
	AUTO_FREE struct config *config = NULL;
	int r;

	r = new_with_defaults(&config);
	if (r < 0) {
		return r;
	}
	if (!read_file(config, NULL, path)) {
		config->n_files = 1;
		(void)snprintf(config->files[0], CONFIG_PATH_MAX, "%s", path);
		add_problem(config, CONFIG_KEY_MAX, true, 0, 0, "there is no such file");
	}
	config_take_preset(config);
	*ret_config = TAKE_PTR(config);
	return 0;
}
