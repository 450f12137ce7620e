/* SPDX-License-Identifier: MIT */
/* The settings: files, drop-ins, what is wrong in them and what stays in effect. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <backcare/cleanup.h>

#include "catalogue.h"
#include "check_main.h"
#include "config.h"

static char home[64];

static void setup(void)
{
	char path[128];

	strcpy(home, "/tmp/backcare-config-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(home));
	ck_assert_int_eq(setenv("XDG_CONFIG_HOME", home, 1), 0);
	(void)snprintf(path, sizeof(path), "%s/backcare", home);
	ck_assert_int_eq(mkdir(path, 0700), 0);
	(void)snprintf(path, sizeof(path), "%s/backcare/backcared.conf.d", home);
	ck_assert_int_eq(mkdir(path, 0700), 0);
}

static void teardown(void)
{
	char command[128];

	(void)snprintf(command, sizeof(command), "rm -rf '%s'", home);
	ck_assert_int_eq(system(command), 0);
}

static void write_file(const char *name, const char *text, size_t size)
{
	char path[256];
	FILE *file;

	(void)snprintf(path, sizeof(path), "%s/backcare/%s", home, name);
	file = fopen(path, "we");
	ck_assert_ptr_nonnull(file);
	ck_assert_uint_eq(fwrite(text, 1, size, file), size);
	ck_assert_int_eq(fclose(file), 0);
}

static struct config *load(const struct config *former)
{
	struct config *config = NULL;

	ck_assert_int_eq(config_load(former, &config), 0);
	return config;
}

/* With the file holding 'text'. */
static struct config *load_text(const char *text, const struct config *former)
{
	write_file("backcared.conf", text, strlen(text));
	return load(former);
}

START_TEST(without_a_file_the_defaults_are_in_effect)
{
	AUTO_FREE struct config *config = load(NULL);

	ck_assert_uint_eq(config->n_problems, 0);
	ck_assert_uint_eq(config->n_files, 0);
	ck_assert_uint_eq(config->idle_after_usec, USEC_PER_MINUTE);
	ck_assert_uint_eq(config->core.walk_limit_usec, 45 * USEC_PER_MINUTE);
	ck_assert_uint_eq(config->core.walk_break_usec, 3 * USEC_PER_MINUTE);
	ck_assert_uint_eq(config->core.prompt_max_per_hour, 2);
	ck_assert_uint_eq(config->core.kinds, 0x7f);
	ck_assert_uint_eq(config->core.tools, TOOL_CHAIR | TOOL_WALL);
	ck_assert_uint_eq(config->core.quiet_hours.n_ranges, 1);
	ck_assert_uint_eq(config->core.office_hours.n_ranges, 0);
	ck_assert_uint_eq(config->core.day_start_usec, 4 * USEC_PER_HOUR);
	ck_assert(config->core.hold_meeting && config->core.hold_do_not_disturb);
	ck_assert(config->core.hold_microphone && config->core.hold_fullscreen);
	ck_assert(config->core.hold_inhibitor);
	for (enum config_key key = 0; key < CONFIG_KEY_MAX; key++) {
		ck_assert_str_eq(config->values[key], config_key_default(key));
		ck_assert(!config->origins[key].from_file);
	}
}
END_TEST

static const struct {
	const char *text;
	unsigned line; /* of the one problem; 0: none */
	bool is_error;
	const char *message; /* in it */
} file_rows[] = {
	{"[Walk]\nLimit=30min\n", 0, false, NULL},
	{"  [Walk]\n  Limit = 30min  ; with a remark\n", 0, false, NULL},
	{"\xef\xbb\xbf[Walk]\r\nLimit=30min\r\n", 0, false, NULL},
	{"# nothing\n; nothing\n\n[Walk]\nLimit=1h 30min", 0, false, NULL},
	{"[Walk]\nLimit=soon\n", 2, true,
		"Walk.Limit: 'soon' is not allowed; give a length of time"},
	{"[Walk]\nLimit=\n", 2, true, "Walk.Limit"},
	{"[Walk]\nLimit=0\n", 2, true, "Walk.Limit"},
	{"[Walk]\nLimit=25h\n", 2, true, "from 1s to 24h"},
	{"[Walk]\nLimit=-5min\n", 2, true, "Walk.Limit"},
	{"[Walk]\nLimmit=5min\n", 2, false, "'Walk.Limmit' is not a setting"},
	{"[Walks]\nLimit=5min\n", 2, false, "'Walks.Limit' is not a setting"},
	{"Limit=5min\n", 1, false, "'.Limit' is not a setting"},
	{"[Walk]\n\nnonsense\n", 3, true, "'nonsense' is neither [Section] nor Key=value"},
	{"[Walk\n", 1, true, "'[Walk' is neither"},
	{"[Prompt]\nMaxPerHour=0\n", 2, true, "a whole number from 1 to 60"},
	{"[Prompt]\nMaxPerHour=61\n", 2, true, "a whole number from 1 to 60"},
	{"[Prompt]\nMaxPerHour=60\n", 0, false, NULL},
	{"[Prompt]\nMaxPerHour=2.5\n", 2, true, "a whole number"},
	{"[Prompt]\nMaxPerHour=99999999999999999999\n", 2, true, "a whole number"},
	{"[Prompt]\nKinds=walk dance\n", 2, true, "'walk dance' is not allowed; give names out of"},
	{"[Prompt]\nKinds=\n", 0, false, NULL},
	{"[Hours]\nQuiet=\n", 0, false, NULL},
	{"[Hours]\nQuiet=Mon 22:00-06:00\n", 2, true, "hours such as 22:00-06:30"},
	{"[Hours]\nOffice=Mon-Fri 08:00-12:00 13:00-18:00\n", 0, false, NULL},
	{"[Hours]\nOffice=Mon-Fri 08:00-12:00, Sat,Sun 22:00-02:00\n", 0, false, NULL},
	{"[Hours]\nOffice=\n", 0, false, NULL},
	{"[Hours]\nOffice=Mon-Fri\n", 2, true,
		"Hours.Office: 'Mon-Fri' is not allowed; give nothing (always), or hours and"},
	{"[Hours]\nOffice=Mon-Fri 8-18\n", 2, true, "such as Mon-Fri 08:00-12:00 13:00-18:00"},
	{"[Hours]\nOffice=Mo-Fr 08:00-18:00\n", 2, true, "before them their weekdays"},
	{"[Hours]\nOffice=08:00-25:00\n", 2, true, "'08:00-25:00' is not allowed"},
	{"[Hold]\nMeeting=let through\n", 0, false, NULL},
	{"[Hold]\nMeeting=maybe\n", 2, true, "hold or let through"},
	{"[Hold]\nDoNotDisturb=let through\nMicrophone=hold\nFullscreen=hold\n", 0, false, NULL},
	{"[Hold]\nInhibitor=let-through\n", 0, false, NULL},
	{"[Hours]\nQuiet=Sat 12:00-14:00\n", 2, true,
		"give nothing (none), or hours such as 22:00-06:30 13:00-14:00, each day the "
		"same"},
	{"[Hold]\nInhibitor=\n", 2, true, "Hold.Inhibitor: '' is not allowed; give hold or"},
	{"[Hold]\nFullscreen=yes\n", 2, true, "hold or let through"},
	{"[Day]\nStart=24:00\n", 2, true, "a time of the day"},
	{"[Presence]\nSources=wayland none\n", 0, false, NULL},
	{"[Presence]\nSources=wayland wayland\n", 2, true, "names out of"},
	{"[Plan]\nPreset=heavy\n", 2, true, "light, standard or meetings"},
	{"[Safety]\nEmergencyNumber=112\n", 0, false, NULL},
	{"[Safety]\nEmergencyNumber=call me\n", 2, true, "a telephone number"},
	{"[Tools]\nOwn=chair wall ball foam-roller floor stairs\n", 0, false, NULL},
	{"[History]\nKeep=1d\n", 0, false, NULL},
	{"[History]\nKeep=52w\n", 0, false, NULL},
	{"[History]\nKeep=23h\n", 2, true,
		"History.Keep: '23h' is not allowed; give nothing (for ever), or a length of time "
		"of a day or more, such as 365d"},
	{"[History]\nKeep=0\n", 2, true, "nothing (for ever)"},
	{"[History]\nKeep=for ever\n", 2, true, "nothing (for ever)"},
};

START_TEST(a_file_is_read)
{
	AUTO_FREE struct config *config = NULL;

	config = load_text(file_rows[_i].text, NULL);
	if (file_rows[_i].line == 0) {
		ck_assert_msg(config->n_problems == 0, "%s: %s", file_rows[_i].text,
			config->problems[0].message);
		return;
	}
	ck_assert_msg(config->n_problems == 1, "%s: %zu problems", file_rows[_i].text,
		config->n_problems);
	ck_assert_uint_eq(config->problems[0].line, file_rows[_i].line);
	ck_assert(config->problems[0].is_error == file_rows[_i].is_error);
	ck_assert_msg(strstr(config->problems[0].message, file_rows[_i].message) != NULL, "%s",
		config->problems[0].message);
	ck_assert(!config_first_error(config) == !file_rows[_i].is_error);
}
END_TEST

START_TEST(the_history_is_kept_for_ever_or_so_long)
{
	AUTO_FREE struct config *always = load_text("[History]\nKeep=\n", NULL);
	AUTO_FREE struct config *year = load_text("[History]\nKeep=365d\n", NULL);
	AUTO_FREE struct config *always_again = NULL;

	ck_assert_uint_eq(always->history_keep_usec, 0);
	ck_assert_uint_eq(year->history_keep_usec, 365 * USEC_PER_DAY);
	always_again = load_text("[History]\nKeep=\n", year);
	ck_assert_uint_eq(always_again->history_keep_usec, 0);
}
END_TEST

START_TEST(a_bad_value_leaves_the_key_as_it_was_and_the_others_are_taken)
{
	static const char good[] = "[Walk]\nLimit=30min\nBreak=2min\n";
	static const char bad[] = "[Walk]\nLimit=ever\nBreak=4min\n";
	AUTO_FREE struct config *former = NULL;
	AUTO_FREE struct config *config = NULL;

	former = load_text(good, NULL);
	config = load_text(bad, former);
	ck_assert_uint_eq(config->core.walk_limit_usec, 30 * USEC_PER_MINUTE);
	ck_assert_uint_eq(config->core.walk_break_usec, 4 * USEC_PER_MINUTE);
	ck_assert_ptr_nonnull(config_first_error(config));
}
END_TEST

START_TEST(drop_ins_come_after_the_file_in_their_order)
{
	static const char first[] = "[Walk]\nLimit=10min\nBreak=1min\n[Stand]\nLimit=11min\n";
	static const char second[] = "[Walk]\nLimit=20min\n";
	AUTO_FREE struct config *config = NULL;

	write_file("backcared.conf.d/50-b.conf", second, strlen(second));
	write_file("backcared.conf.d/10-a.conf", first, strlen(first));
	write_file("backcared.conf", first, strlen(first));
	write_file("backcared.conf.d/99-not.txt", "garbage", 7);
	write_file("backcared.conf.d/.hidden.conf", "garbage", 7);
	config = load(NULL);
	ck_assert_uint_eq(config->n_problems, 0);
	ck_assert_uint_eq(config->n_files, 3);
	ck_assert_uint_eq(config->core.walk_limit_usec, 20 * USEC_PER_MINUTE);
	ck_assert_uint_eq(config->core.stand_limit_usec, 11 * USEC_PER_MINUTE);
	ck_assert_uint_eq(config->origins[CONFIG_WALK_LIMIT].file, 2);
	ck_assert_uint_eq(config->origins[CONFIG_WALK_LIMIT].line, 2);
	ck_assert_uint_eq(config->origins[CONFIG_WALK_BREAK].file, 1);
}
END_TEST

static const struct {
	const char *text;
	usec_t limit_min, break_min;
	uint32_t max_per_hour;
	bool limit_is_of_preset;
} preset_rows[] = {
	{"[Plan]\nPreset=light\n", 45, 3, 2, false},
	{"[Plan]\nPreset=standard\n", 30, 5, 3, true},
	{"[Plan]\nPreset=meetings\n", 60, 5, 2, true},
	/* What the user set stays, whichever comes first. */
	{"[Plan]\nPreset=standard\n[Walk]\nLimit=40min\n", 40, 5, 3, false},
	{"[Walk]\nLimit=40min\n[Plan]\nPreset=standard\n", 40, 5, 3, false},
	{"[Walk]\nLimit=45min\n[Plan]\nPreset=standard\n", 45, 5, 3, false},
	{"[Prompt]\nMaxPerHour=1\n[Plan]\nPreset=meetings\n", 60, 5, 1, true},
	/* At start a bad value is as none. */
	{"[Walk]\nLimit=soon\n[Plan]\nPreset=standard\n", 30, 5, 3, true},
	{"[Plan]\nPreset=standard\nPreset=heavy\n", 30, 5, 3, true},
};

START_TEST(a_preset_gives_what_no_file_sets)
{
	const char *text = preset_rows[_i].text;
	AUTO_FREE struct config *config = NULL;
	const char *limit;

	config = load_text(text, NULL);
	limit = config->values[CONFIG_WALK_LIMIT];
	ck_assert_uint_eq(
		config->core.walk_limit_usec, preset_rows[_i].limit_min * USEC_PER_MINUTE);
	ck_assert_uint_eq(
		config->core.walk_break_usec, preset_rows[_i].break_min * USEC_PER_MINUTE);
	ck_assert_uint_eq(config->core.prompt_max_per_hour, preset_rows[_i].max_per_hour);
	ck_assert_int_eq(
		config_is_of_preset(config, CONFIG_WALK_LIMIT), preset_rows[_i].limit_is_of_preset);
	if (preset_rows[_i].limit_is_of_preset) {
		ck_assert_str_eq(limit, config_get_default(config, CONFIG_WALK_LIMIT));
	}
	ck_assert(!config_is_of_preset(config, CONFIG_STAND_LIMIT));
}
END_TEST

/* The standard preset is offered to who has not chosen the light one. */
START_TEST(who_writes_the_preset_down_has_chosen_it)
{
	static const struct {
		const char *text;
		bool offers;
	} rows[] = {
		{"", true},
		{"[Walk]\nLimit=40min\n", true},
		{"[Plan]\nPreset=light\n", false},
		{"[Plan]\nPreset=standard\n", false},
		{"[Plan]\nPreset=meetings\n", false},
	};

	for (size_t i = 0; i < ELEMENTSOF(rows); i++) {
		AUTO_FREE struct config *config = NULL;

		config = load_text(rows[i].text, NULL);
		ck_assert_msg(config->core.offers_standard == rows[i].offers, "row %zu", i);
	}
}
END_TEST

/* A value that was in effect stays when the file goes bad, and is not the preset's. */
START_TEST(a_bad_value_keeps_the_former_one_under_a_preset)
{
	static const char good[] = "[Walk]\nLimit=40min\n[Plan]\nPreset=standard\n";
	static const char bad[] = "[Walk]\nLimit=soon\n[Plan]\nPreset=standard\n";
	AUTO_FREE struct config *former = NULL;
	AUTO_FREE struct config *config = NULL;

	former = load_text(good, NULL);
	config = load_text(bad, former);
	ck_assert_uint_eq(config->core.walk_limit_usec, 40 * USEC_PER_MINUTE);
	ck_assert(!config_is_of_preset(config, CONFIG_WALK_LIMIT));
	ck_assert(config_is_of_preset(config, CONFIG_WALK_BREAK));
}
END_TEST

START_TEST(a_long_line_is_told_and_its_end_is_no_line)
{
	char text[700];
	AUTO_FREE struct config *config = NULL;

	memset(text, 'x', sizeof(text));
	memcpy(text, "[Walk]\nBreak=", 13);
	memcpy(text + 620, "\nLimit=7min\n", 12);
	write_file("backcared.conf", text, 632);
	config = load(NULL);
	ck_assert_uint_eq(config->core.walk_limit_usec, 7 * USEC_PER_MINUTE);
	ck_assert_uint_eq(config->n_problems, 1);
	ck_assert_uint_eq(config->problems[0].line, 2);
}
END_TEST

/* Found by fuzzing: a NUL hid how long the line was, and a value ended at it without a word. */
START_TEST(a_nul_neither_ends_a_value_nor_hides_the_length_of_a_line)
{
	static const char nul[] = "[Walk]\nLimit=30min\0 or so\nBreak=2min\n";
	char text[700];
	AUTO_FREE struct config *config = NULL;
	AUTO_FREE struct config *of_long = NULL;

	write_file("backcared.conf", nul, sizeof(nul) - 1);
	config = load(NULL);
	ck_assert_uint_eq(config->n_problems, 1);
	ck_assert_uint_eq(config->problems[0].line, 2);
	ck_assert_uint_eq(config->core.walk_limit_usec, 45 * USEC_PER_MINUTE);
	ck_assert_uint_eq(config->core.walk_break_usec, 2 * USEC_PER_MINUTE);

	memset(text, 'x', sizeof(text));
	memcpy(text, "[Walk]\nBreak=\0", 14);
	memcpy(text + 620, "\nLimit=7min\n", 12);
	write_file("backcared.conf", text, 632);
	of_long = load(NULL);
	ck_assert_uint_eq(of_long->core.walk_limit_usec, 7 * USEC_PER_MINUTE);
	ck_assert_uint_eq(of_long->origins[CONFIG_WALK_LIMIT].line, 3);
	ck_assert_uint_eq(of_long->n_problems, 1);
	ck_assert_uint_eq(of_long->problems[0].line, 2);
}
END_TEST

START_TEST(garbage_does_no_harm)
{
	char text[4096];
	AUTO_FREE struct config *config = NULL;

	for (size_t i = 0; i < sizeof(text); i++) {
		text[i] = (char)(i * 131 + i / 7);
	}
	write_file("backcared.conf", text, sizeof(text));
	config = load(NULL);
	ck_assert_ptr_nonnull(config_first_error(config));
	ck_assert_uint_le(config->n_problems, CONFIG_PROBLEMS_MAX);
	ck_assert_uint_eq(config->core.walk_limit_usec, 45 * USEC_PER_MINUTE);
}
END_TEST

START_TEST(a_directory_in_place_of_the_file_is_told)
{
	char path[256];
	AUTO_FREE struct config *config = NULL;

	(void)snprintf(path, sizeof(path), "%s/backcare/backcared.conf", home);
	ck_assert_int_eq(mkdir(path, 0700), 0);
	config = load(NULL);
	ck_assert_ptr_nonnull(config_first_error(config));
}
END_TEST

/* Neither waits for a writer nor reads without an end. */
START_TEST(what_is_no_file_is_told)
{
	static const struct {
		const char *target; /* NULL: a fifo */
		bool good;
	} rows[] = {{NULL, false}, {"/dev/zero", false}, {"/dev/null", true}};
	char path[256];
	AUTO_FREE struct config *config = NULL;

	(void)snprintf(path, sizeof(path), "%s/backcare/backcared.conf", home);
	ck_assert_int_eq(rows[_i].target ? symlink(rows[_i].target, path) : mkfifo(path, 0600), 0);
	config = load(NULL);
	ck_assert_int_eq(config_first_error(config) == NULL, rows[_i].good);
	ck_assert_uint_eq(config->n_files, 1);
}
END_TEST

START_TEST(size_limit)
{
	char *text = malloc(CONFIG_FILE_MAX_BYTES + 1);

	ck_assert_ptr_nonnull(text);
	memset(text, '\n', CONFIG_FILE_MAX_BYTES + 1);
	for (size_t over = 0; over < 2; over++) {
		AUTO_FREE struct config *config = NULL;

		write_file("backcared.conf", text, CONFIG_FILE_MAX_BYTES + over);
		config = load(NULL);
		ck_assert_int_eq(config_first_error(config) == NULL, over == 0);
	}
	free(text);
}
END_TEST

/* The file that ships: every key, each with its default, once its '#' is taken off. */
START_TEST(the_file_that_ships_shows_every_default)
{
	FILE *file = fopen(DEFAULT_FILE, "re");
	char line[512], text[16384] = "";
	AUTO_FREE struct config *config = NULL;

	ck_assert_ptr_nonnull(file);
	while (fgets(line, sizeof(line), file)) {
		size_t used = strlen(text);

		/* Remarks begin with "# ", settings that are off with "#Key". */
		if (line[0] == '#' && line[1] != ' ') {
			(void)snprintf(text + used, sizeof(text) - used, "%s", line + 1);
		} else {
			(void)snprintf(text + used, sizeof(text) - used, "%s", line);
		}
	}
	ck_assert_int_eq(fclose(file), 0);
	config = load_text(text, NULL);
	ck_assert_msg(config->n_problems == 0, "%s", config->problems[0].message);
	for (enum config_key key = 0; key < CONFIG_KEY_MAX; key++) {
		ck_assert_msg(config->origins[key].from_file, "%s is not in the file",
			config_key_name(key));
		ck_assert_str_eq(config->values[key], config_key_default(key));
	}
}
END_TEST

START_TEST(a_file_by_name_has_to_be_there)
{
	AUTO_FREE struct config *config = NULL;

	ck_assert_int_eq(config_load_file("/nonexistent/backcared.conf", &config), 0);
	ck_assert_ptr_nonnull(config_first_error(config));
	ck_assert_str_eq(config->problems[0].message, "there is no such file");
}
END_TEST

/* -- settings tried over those in effect -- */

static const struct overlay_row {
	const char *file;
	struct config_change changes[2];
	size_t n_changes;
	const char *limit, *walk_break, *per_hour;
} overlay_rows[] = {
	{"", {{"Walk.Limit", "30min"}}, 1, "30min", "3min", "2"},
	{"[Walk]\nLimit=50min\n", {{"Walk.Limit", "1h"}, {"Prompt.MaxPerHour", "4"}}, 2, "1h",
		"3min", "4"},
	/* The preset gives what neither a file nor the trial says. */
	{"[Walk]\nBreak=4min\n", {{"Plan.Preset", "standard"}, {"Walk.Limit", "20min"}}, 2, "20min",
		"4min", "3"},
	{"[Plan]\nPreset=standard\n", {{"Plan.Preset", "light"}}, 1, "45min", "3min", "2"},
	{"[Plan]\nPreset=standard\n", {{"Walk.Limit", "45min"}}, 1, "45min", "5min", "3"},
	{"[Plan]\nPreset=meetings\n", {{0}}, 0, "60min", "5min", "2"},
};

START_TEST(what_is_tried_lies_over_the_files)
{
	const struct overlay_row *row = &overlay_rows[_i];
	AUTO_FREE struct config *base = NULL;
	AUTO_FREE struct config *config = NULL;
	AUTO_FREE struct config *before = malloc(sizeof(*before));
	char message[CONFIG_PROBLEM_MAX];
	size_t bad;

	ck_assert_ptr_nonnull(before);
	write_file("backcared.conf", row->file, strlen(row->file));
	base = load(NULL);
	*before = *base;
	ck_assert_int_eq(
		config_overlay(base, row->changes, row->n_changes, &config, &bad, message), 0);
	ck_assert_str_eq(config->values[CONFIG_WALK_LIMIT], row->limit);
	ck_assert_str_eq(config->values[CONFIG_WALK_BREAK], row->walk_break);
	ck_assert_str_eq(config->values[CONFIG_PROMPT_MAX_PER_HOUR], row->per_hour);
	/* What is in effect is as it was. */
	ck_assert_mem_eq(base, before, sizeof(*base));
}
END_TEST

static const struct bad_overlay_row {
	struct config_change change;
	const char *said;
} bad_overlay_rows[] = {
	{{"Walk.Limti", "30min"}, "'Walk.Limti' is not a setting"},
	{{"Limit", "30min"}, "'Limit' is not a setting"},
	{{"walk.limit", "30min"}, "'walk.limit' is not a setting"},
	{{"", ""}, "'' is not a setting"},
	{{"Walk.Limit", "soon"}, "Walk.Limit: 'soon' is not allowed; give "},
	{{"Walk.Limit", ""}, "Walk.Limit: '' is not allowed; give "},
	{{"Plan.Preset", "heavy"}, "Plan.Preset: 'heavy' is not allowed; give "},
	{{"ASectionWithANameThatIsMuchTooLongToBeOne.Key", "1"},
		"'ASectionWithANameThatIsMuchTooLongToBeOne.Key' is not a setting"},
};

START_TEST(what_is_tried_and_bad_is_named)
{
	const struct bad_overlay_row *row = &bad_overlay_rows[_i];
	struct config_change changes[] = {{"Walk.Break", "4min"}, row->change};
	AUTO_FREE struct config *base = load(NULL);
	struct config *config = NULL;
	char message[CONFIG_PROBLEM_MAX] = "";
	size_t bad = 99;

	ck_assert_int_eq(config_overlay(base, changes, 2, &config, &bad, message), -EINVAL);
	ck_assert_uint_eq(bad, 1);
	ck_assert_msg(strncmp(message, row->said, strlen(row->said)) == 0, "%s", message);
	ck_assert_ptr_null(config);
}
END_TEST

static void add_tests(TCase *tcase)
{
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, without_a_file_the_defaults_are_in_effect);
	tcase_add_loop_test(tcase, a_file_is_read, 0, ELEMENTSOF(file_rows));
	tcase_add_test(tcase, the_history_is_kept_for_ever_or_so_long);
	tcase_add_test(tcase, a_bad_value_leaves_the_key_as_it_was_and_the_others_are_taken);
	tcase_add_test(tcase, drop_ins_come_after_the_file_in_their_order);
	tcase_add_loop_test(tcase, a_preset_gives_what_no_file_sets, 0, ELEMENTSOF(preset_rows));
	tcase_add_test(tcase, who_writes_the_preset_down_has_chosen_it);
	tcase_add_test(tcase, a_bad_value_keeps_the_former_one_under_a_preset);
	tcase_add_test(tcase, a_long_line_is_told_and_its_end_is_no_line);
	tcase_add_test(tcase, a_nul_neither_ends_a_value_nor_hides_the_length_of_a_line);
	tcase_add_test(tcase, garbage_does_no_harm);
	tcase_add_test(tcase, a_directory_in_place_of_the_file_is_told);
	tcase_add_loop_test(tcase, what_is_no_file_is_told, 0, 3);
	tcase_add_test(tcase, size_limit);
	tcase_add_test(tcase, the_file_that_ships_shows_every_default);
	tcase_add_test(tcase, a_file_by_name_has_to_be_there);
	tcase_add_loop_test(tcase, what_is_tried_lies_over_the_files, 0, ELEMENTSOF(overlay_rows));
	tcase_add_loop_test(tcase, what_is_tried_and_bad_is_named, 0, ELEMENTSOF(bad_overlay_rows));
}

int main(void)
{
	return check_main("config", add_tests);
}
