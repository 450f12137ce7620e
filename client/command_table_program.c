/* SPDX-License-Identifier: MIT */
/* What there is to show, the settings, and the program itself. */
#include <backcare/cleanup.h>

#include "command_table.h"
#include "commands.h"

static const struct command rows[] = {
	{
		.name = "prompts",
		.arguments = "[list [--kind KIND] [--area AREA]|show ENTRY|check FILE]",
		.summary = "look at the prompts there are, and check files of your own",
		.help = "list names them by kind, with what they are called and how long they "
			"take; those that could not be shown now are marked. With --kind and "
			"--area only some: as --kind strength, --area neck.\n"
			"show tells all of one ENTRY: its steps, what it needs, when it is left "
			"out, and whether it could be shown now.\n"
			"check reads a FILE of your own prompts and tells what is wrong with it "
			"by line, entry and field, without a running daemon. Such files lie in "
			"~/.config/backcare/prompts.d; after a change: `backcarectl config "
			"reload`.",
		.examples = "backcarectl prompts list --kind walk\n"
			    "backcarectl prompts show walk-five-easy\n"
			    "backcarectl prompts check ~/.config/backcare/prompts.d/mine.json\n",
		.options =
			{
				{OPTION_KIND, "posture, walk, mobility, strength, hydrate, primer "
					      "or relax"},
				{OPTION_AREA, "a part of the body, as neck or low-back"},
			},
		.words_max = 2,
		.run = command_prompts,
	},
	{
		.name = "evidence",
		.arguments = "[ENTRY]",
		.summary = "tell what stands behind the prompts: findings and their limits",
		.help = "For each source: what was found, how strong that is, where its limits "
			"are, and where to read it. With an ENTRY only what stands behind that "
			"one, and of the walk that is open also what rides on it.",
		.examples = "backcarectl evidence\nbackcarectl evidence walk-five-easy\n",
		.words_max = 1,
		.run = command_evidence,
	},
	{
		.name = "config",
		.arguments = "[show [KEY]|set KEY VALUE|unset KEY|reload|check [FILE]]",
		.summary = "look at the settings and change them",
		.help = "show lists the settings in effect and where they come from; KEY is "
			"one of them, as Walk.Limit, or a section, as Walk.\n"
			"set writes the VALUE into a file of its own, 50-backcarectl.conf in "
			"~/.config/backcare/backcared.conf.d, and has it read at once. If the "
			"daemon does not accept it, everything stays as it was. A length of "
			"time needs its unit; an empty VALUE is \"\". unset takes it out "
			"again.\n"
			"reload has the files read again after you edited them.\n"
			"check reads the files, or the one FILE, and tells what is wrong with "
			"them, without a running daemon.",
		.examples =
			"backcarectl config show Walk\nbackcarectl config set Walk.Limit 30min\n"
			"backcarectl config unset Walk.Limit\n"
			"backcarectl config set Hours.Quiet \"\"\n",
		.words_max = COMMAND_WORDS_MAX,
		.run = command_config,
	},
	{
		.name = "doctor",
		.arguments = "[--brief] [--test|--no-test]",
		.summary = "tell what works here, what does not, and what to do about it",
		.help = "Looks at the daemon and who starts it, also where there is none; has the "
			"daemon look at the desktop, the notifications, the bus and whatever else "
			"it needs; and on a terminal asks for a key, to see that it is seen. What "
			"is not well has below it what can be done. The last line says whether "
			"the main job works.\n"
			"It ends with 0 if Backcare sees you and can prompt, 1 if not, 3 if there "
			"is no daemon.",
		.examples = "backcarectl doctor\nbackcarectl doctor --json | jq .works\n",
		.options =
			{
				{OPTION_BRIEF, "only what is not well, and the last line"},
				{OPTION_TEST, "ask for a key also where this is no terminal"},
				{OPTION_NO_TEST, "do not ask for a key"},
			},
		.run = command_doctor,
	},
	{
		.name = "help",
		.arguments = "[COMMAND]",
		.summary = "show this overview, or the help of a command",
		.help = "`backcarectl COMMAND --help` shows the same.",
		.examples = "backcarectl help pause\n",
		.words_max = 1,
		.run = command_help,
	},
};

const struct command_group command_group_program = {rows, ELEMENTSOF(rows)};
