/* SPDX-License-Identifier: MIT */
/* Body and treatment. */
#include <backcare/cleanup.h>

#include "command_table.h"
#include "commands.h"

static const struct command rows[] = {
	{
		.name = "massage",
		.arguments = "[log|forget [ID|last]|plan [on|off]|status]",
		.summary = "log a massage, and see what follows from it",
		.help = "log asks, on a terminal, who or what worked on you, how long, when, how "
			"firm and where; with options it does not ask, and needs --by and --for. "
			"The hours after it are for gentle movement, and on the next day you "
			"are asked how your body feels.\n"
			"forget takes one back that was logged by mistake. plan is "
			"`backcarectl plan massage`. status tells where it stands.",
		.examples = "backcarectl massage log\n"
			    "backcarectl massage log --by professional --for 60min --until 18:00\n"
			    "backcarectl massage forget last\n",
		.options =
			{
				{OPTION_BY, "professional, partner, own-hands, ball, roller or "
					    "massage-gun"},
				{OPTION_FOR, "how long it took"},
				{OPTION_UNTIL, "when it ended, as 18:00; now if left out"},
				{OPTION_DATE, "on which day, as 2026-01-31; or when a plan begins"},
				{OPTION_STYLE, "what kind it was, in your words"},
				{OPTION_PRESSURE, "light, medium or firm"},
				{OPTION_AREA, "parts of the body, as neck,low-back"},
				{OPTION_NOTE, "what else you want to keep of it"},
				{OPTION_EVERY, "of a plan: days from one session to the next"},
				{OPTION_SESSIONS, "of a plan: how many sessions"},
			},
		.words_max = 3,
		.run = command_massage,
	},
	{
		.name = "checkin",
		.arguments = "[ANSWER]",
		.summary = "say how your body feels",
		.help = "The ANSWER is comfortable, a-little-sore, quite-sore, settled, "
			"still-sore or something-new; on a terminal it is asked for. Soreness "
			"makes prompts gentler until it has settled. Something new leads to the "
			"questions of `backcarectl symptoms report`.",
		.examples = "backcarectl checkin\nbackcarectl checkin a-little-sore\n",
		.options = {{OPTION_NOTE, "what else you want to keep of it"}},
		.words_max = 1,
		.run = command_checkin,
	},
	{
		.name = "symptoms",
		.arguments = "[status|list|report [SYMPTOM...]|clear]",
		.summary = "answer the questions about your body, or see what is noted",
		.help = "It is a list of questions and no diagnosis; all answers stay on this "
			"machine. status tells what is noted and what waits because of it. list "
			"shows the questions with their names.\n"
			"report asks them one by one on a terminal. Otherwise name the SYMPTOMs, "
			"or say --none. A report adds to what is noted and never takes anything "
			"away.\n"
			"clear is for when a clinician has cleared you, or it was entered by "
			"mistake; on a terminal it asks. With options: --clinician, --date, "
			"--walking, --exercise, --massage (yes, no or not-discussed) and "
			"--phrase 'cleared by clinician', all of them; or --mistake and an "
			"answer to every question, as one-leg-numbness=no.",
		.examples = "backcarectl symptoms report\n"
			    "backcarectl symptoms report one-leg-tingling\n"
			    "backcarectl symptoms clear\n",
		.options =
			{
				{OPTION_NONE, "report: none of them fits"},
				{OPTION_CLINICIAN, "clear: who saw you"},
				{OPTION_DATE, "clear: on which day, as 2026-01-31"},
				{OPTION_WALKING, "clear: what was said about walking"},
				{OPTION_EXERCISE, "clear: what was said about exercise"},
				{OPTION_MASSAGE, "clear: what was said about massage"},
				{OPTION_PHRASE, "clear: the words 'cleared by clinician'"},
				{OPTION_MISTAKE, "clear: it was entered by mistake"},
			},
		.words_max = COMMAND_WORDS_MAX,
		.run = command_symptoms,
	},
	{
		.name = "profile",
		.arguments = "[CONDITION...|show]",
		.summary = "tell what prompts have to respect: balance, pressure and the like",
		.help = "On a terminal it asks a few questions; Enter keeps an answer as it was. "
			"Otherwise name the CONDITIONs that fit, or say --none. show lists them. "
			"Prompts that do not fit are left out. All of it stays on this machine.",
		.examples = "backcarectl profile\nbackcarectl profile balance-caution\n",
		.options = {{OPTION_NONE, "none of them fits"}},
		.words_max = COMMAND_WORDS_MAX,
		.run = command_profile,
	},
	{
		.name = "flare",
		.arguments = "on|off",
		.summary = "turn gentle days on or off",
		.help = "While they are on, prompts ask for easy walks, soft movement and calm "
			"breathing only. After two days you are asked whether to go on.",
		.examples = "backcarectl flare on\nbackcarectl flare off\n",
		.words_min = 1,
		.words_max = 1,
		.run = command_flare,
	},
	{
		.name = "plan",
		.arguments = "[massage|strength [on|off]]",
		.summary = "look at the plans for massage and strength, and change them",
		.help = "Without more it shows them. massage is a course of sessions, a "
			"suggestion that no trial has tested: on a terminal on asks for its "
			"figures. strength is twelve weeks for glutes, hamstrings and back, "
			"which grow only after comfortable weeks. on also changes a plan that "
			"there is, off ends it.",
		.examples =
			"backcarectl plan\nbackcarectl plan massage on --every 14 --sessions 3\n"
			"backcarectl plan strength on\n",
		.options =
			{
				{OPTION_DATE, "when it begins, as 2026-01-31"},
				{OPTION_EVERY, "massage: days from one session to the next"},
				{OPTION_SESSIONS, "massage: how many sessions"},
			},
		.words_max = 2,
		.run = command_plan,
	},
};

const struct command_group command_group_care = {rows, ELEMENTSOF(rows)};
