/* SPDX-License-Identifier: MIT */
/*
 * Options may stand anywhere among the words of a command, as --name VALUE, --name=VALUE, -x VALUE
 * or -xVALUE; after -- everything is a word. They are read by hand rather than by getopt_long(),
 * which would keep its state in globals and could not say which option was meant.
 */
#include "arguments.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>

#include <backcare/cleanup.h>

#include "command.h"
#include "nearest.h"
#include "text.h"

const struct option_form option_forms[OPTION_MAX] = {
	[OPTION_AREA] = {"area", 'a', "AREA"},
	[OPTION_BRIEF] = {"brief", 0, NULL},
	[OPTION_BY] = {"by", 0, "WHO"},
	[OPTION_CLINICIAN] = {"clinician", 0, "NAME"},
	[OPTION_COUNT] = {"lines", 'n', "N"},
	[OPTION_DATE] = {"date", 0, "DATE"},
	[OPTION_DAYS] = {"days", 0, "N"},
	[OPTION_EVERY] = {"every", 0, "DAYS"},
	[OPTION_EXERCISE] = {"exercise", 0, "WORD"},
	[OPTION_FOR] = {"for", 0, "TIME"},
	[OPTION_FORMAT] = {"format", 'f', "FORMAT"},
	[OPTION_HELP] = {"help", 'h', NULL},
	[OPTION_IDS] = {"ids", 0, NULL},
	[OPTION_JSON] = {"json", 'j', NULL},
	[OPTION_KIND] = {"kind", 'k', "KIND"},
	[OPTION_LINE] = {"line", 'l', NULL},
	[OPTION_MASSAGE] = {"massage", 0, "WORD"},
	[OPTION_MISTAKE] = {"mistake", 0, NULL},
	[OPTION_NONE] = {"none", 0, NULL},
	[OPTION_NOTE] = {"note", 0, "TEXT"},
	[OPTION_NO_TEST] = {"no-test", 0, NULL},
	[OPTION_NO_WAIT] = {"no-wait", 0, NULL},
	[OPTION_PHRASE] = {"phrase", 0, "TEXT"},
	[OPTION_PRESSURE] = {"pressure", 0, "WORD"},
	[OPTION_REASON] = {"reason", 'r', "TEXT"},
	[OPTION_SESSIONS] = {"sessions", 0, "N"},
	[OPTION_SET] = {"set", 's', "KEY=VALUE"},
	[OPTION_SINCE] = {"since", 0, "WHEN"},
	[OPTION_STYLE] = {"style", 0, "TEXT"},
	[OPTION_TEST] = {"test", 0, NULL},
	[OPTION_TYPE] = {"type", 't', "TYPE"},
	[OPTION_UNTIL] = {"until", 0, "CLOCK"},
	[OPTION_WALKING] = {"walking", 0, "WORD"},
	[OPTION_WATCH] = {"watch", 'w', NULL},
	[OPTION_YES] = {"yes", 'y', NULL},
};

const struct command_option common_options[] = {
	{OPTION_JSON, "print the daemon's answer as JSON"},
	{OPTION_HELP, "show this help"},
};
const size_t common_option_count = ELEMENTSOF(common_options);

static bool command_takes(const struct command *command, enum option option)
{
	for (size_t i = 0; command->options[i].help; i++) {
		if (command->options[i].option == option) {
			return true;
		}
	}
	for (size_t i = 0; i < common_option_count; i++) {
		if (common_options[i].option == option) {
			return true;
		}
	}
	return false;
}

static int refuse_option(const struct command *command, FILE *err, const char *given)
{
	const char *names[OPTION_MAX];
	size_t count = 0;

	(void)fprintf(err, "backcarectl %s: there is no option ", command->name);
	(void)text_write(err, given);
	for (enum option option = 0; option < OPTION_MAX; option++) {
		if (command_takes(command, option)) {
			names[count++] = option_forms[option].name;
		}
	}
	const char *nearest =
		strncmp(given, "--", 2) == 0 ? nearest_word(given + 2, names, count) : NULL;
	if (nearest) {
		(void)fprintf(err, ". Did you mean --%s?", nearest);
	}
	(void)fputc('\n', err);
	command_write_usage(err, command);
	return -EINVAL;
}

/* Which option is meant by "--name", "--name=value" or "-xvalue", and where its value begins if it
 * is attached. OPTION_MAX if the command has no such option. */
static enum option option_lookup(
	const struct command *command, const char *given, const char **ret_attached)
{
	const char *equals = strchr(given, '=');
	bool is_long = given[1] == '-';
	size_t name_length = equals ? (size_t)(equals - given) - 2 : strlen(given) - 2;

	for (enum option option = 0; option < OPTION_MAX; option++) {
		const char *name = option_forms[option].name;

		if (!command_takes(command, option)) {
			continue;
		}
		if (is_long && strlen(name) == name_length &&
			strncmp(name, given + 2, name_length) == 0) {
			*ret_attached = equals ? equals + 1 : NULL;
			return option;
		}
		if (!is_long && option_forms[option].letter == given[1]) {
			*ret_attached = given[2] != '\0' ? given + 2 : NULL;
			return option;
		}
	}
	return OPTION_MAX;
}

static int check_word_count(
	const struct command *command, const struct arguments *arguments, FILE *err)
{
	if (arguments->word_count < command->words_min) {
		(void)fprintf(err, "backcarectl %s: something is missing.\n", command->name);
		command_write_usage(err, command);
		return -EINVAL;
	}
	if (arguments->word_count > command->words_max) {
		(void)fprintf(err, "backcarectl %s: '", command->name);
		(void)text_write(err, arguments->words[command->words_max]);
		(void)fputs("' is more than it takes.\n", err);
		command_write_usage(err, command);
		return -EINVAL;
	}
	return 0;
}

/* Of all options but --set the last one counts. */
static int take_option(const struct command *command, struct arguments *arguments,
	enum option option, const char *value, FILE *err)
{
	if (option == OPTION_SET) {
		if (arguments->setting_count == COMMAND_SETTINGS_MAX) {
			(void)fprintf(err, "backcarectl %s: too many settings.\n", command->name);
			return -EINVAL;
		}
		arguments->settings[arguments->setting_count++] = value;
	}
	arguments->options[option] = value;
	return 0;
}

int arguments_parse(const struct command *command, int argc, char *const *argv, FILE *err,
	struct arguments *ret_arguments)
{
	struct arguments arguments = {.word_count = 0};
	bool only_words = false;

	for (int i = 0; i < argc; i++) {
		const char *attached = NULL;

		if (only_words || argv[i][0] != '-' || argv[i][1] == '\0') {
			if (arguments.word_count == COMMAND_WORDS_MAX) {
				(void)fprintf(
					err, "backcarectl %s: too many words.\n", command->name);
				command_write_usage(err, command);
				return -EINVAL;
			}
			arguments.words[arguments.word_count++] = argv[i];
			continue;
		}
		if (strcmp(argv[i], "--") == 0) {
			only_words = true;
			continue;
		}
		enum option option = option_lookup(command, argv[i], &attached);
		if (option == OPTION_MAX) {
			return refuse_option(command, err, argv[i]);
		}
		if (!option_forms[option].value) {
			if (attached) {
				(void)fprintf(err, "backcarectl %s: --%s takes no value.\n",
					command->name, option_forms[option].name);
				return -EINVAL;
			}
			arguments.options[option] = "";
			continue;
		}
		if (!attached && i + 1 < argc) {
			attached = argv[++i];
		}
		if (!attached || *attached == '\0') {
			(void)fprintf(err, "backcarectl %s: --%s needs a %s behind it.\n",
				command->name, option_forms[option].name,
				option_forms[option].value);
			return -EINVAL;
		}
		if (take_option(command, &arguments, option, attached, err) < 0) {
			return -EINVAL;
		}
	}
	if (!arguments.options[OPTION_HELP]) {
		int r = check_word_count(command, &arguments, err);
		if (r < 0) {
			return r;
		}
	}
	*ret_arguments = arguments;
	return 0;
}
