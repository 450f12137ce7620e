/* SPDX-License-Identifier: MIT */
/* Sitting, breaks and what one tells of oneself. */
#include <backcare/cleanup.h>

#include "command_table.h"
#include "commands.h"

static const struct command rows[] = {
	{
		.name = "status",
		.arguments = "[--line] [--watch]",
		.summary = "show how it stands: sitting, next prompt, what keeps prompts back",
		.help = "Shows how long you have been sitting and of which limit, the next "
			"prompt, the prompt that is open with the commands that answer it, "
			"what keeps prompts back and until when, the day so far, the sources of "
			"presence, and what else is worth knowing about the daemon.\n"
			"With --watch it follows: on a terminal it paints over what it showed, "
			"elsewhere it prints a line whenever that line changes. It ends when "
			"the daemon does.",
		.examples = "backcarectl status\nbackcarectl status --line --watch\n",
		.options =
			{
				{OPTION_LINE, "one line, for a bar or a shell prompt"},
				{OPTION_WATCH, "go on and show every change, until Ctrl-C"},
			},
		.run = command_status,
	},
	{
		.name = "monitor",
		.arguments = "",
		.summary = "follow what happens, a line for each event",
		.help = "Begins with how it stands and then prints every change of presence, "
			"prompt, hold and settings as it happens, until Ctrl-C. With --json "
			"each event is one line.",
		.examples = "backcarectl monitor\n"
			    "backcarectl monitor --json | jq -r .event\n",
		.run = command_monitor,
	},
	{
		.name = "now",
		.arguments = "[KIND|ENTRY]",
		.summary = "ask for a prompt now",
		.help = "Shows what fits best now, or the KIND that is named: posture, walk, "
			"mobility, strength, hydrate, primer or relax; or one ENTRY of the "
			"catalogue by its name. It replaces a prompt that is open. Pauses and "
			"quiet hours do not keep it back.",
		.examples = "backcarectl now\nbackcarectl now walk\n",
		.words_max = 1,
		.run = command_now,
	},
	{
		.name = "start",
		.arguments = "[--no-wait]",
		.summary = "run the steps of the open prompt",
		.help = "Shows the steps and, on a terminal, a bar for the time they take. At "
			"its end they count as done; Enter says so earlier. Space or p pauses and "
			"goes on, q or Ctrl-C leaves the prompt open.",
		.examples = "backcarectl start\n",
		.options = {{OPTION_NO_WAIT, "show the steps and return at once"}},
		.run = command_start,
	},
	{
		.name = "done",
		.arguments = "",
		.summary = "say that you did what the open prompt asks for",
		.help = "The prompt closes and the time until the next one starts afresh.",
		.examples = "backcarectl done\n",
		.run = command_done,
	},
	{
		.name = "snooze",
		.arguments = "[TIME]",
		.summary = "put the open prompt off",
		.help = "Without a TIME for as long as Prompt.Snooze says. It works as often "
			"as Prompt.SnoozeLimit allows.",
		.examples = "backcarectl snooze\nbackcarectl snooze 5min\n",
		.words_max = COMMAND_WORDS_MAX,
		.run = command_snooze,
	},
	{
		.name = "skip",
		.arguments = "",
		.summary = "let the open prompt go",
		.help = "A walk that is skipped is not asked for again until you have been up.",
		.examples = "backcarectl skip\n",
		.run = command_skip,
	},
	{
		.name = "answer",
		.arguments = "CHOICE",
		.summary = "choose one of the answers that the open prompt offers",
		.help = "Some prompts ask a question. `backcarectl status` lists the answers "
			"they take. Some lead on, as to the questions of `backcarectl symptoms "
			"report`; on a terminal those follow at once.",
		.examples = "backcarectl answer later\n",
		.words_min = 1,
		.words_max = 1,
		.run = command_answer,
	},
	{
		.name = "pause",
		.arguments = "[TIME|until tomorrow] [--until CLOCK] [--reason TEXT]",
		.summary = "keep all prompts back for a while",
		.help = "Without a TIME until `backcarectl resume`. Sitting time is still "
			"counted. What becomes due meanwhile is not lost; it comes once, "
			"afterwards. Tomorrow begins at the next Day.Start, which is 04:00 unless "
			"you set it: at 02:00 at night that is two hours away.",
		.examples = "backcarectl pause 1h\nbackcarectl pause until tomorrow\n"
			    "backcarectl pause --until 15:30 --reason Workshop\n",
		.options =
			{
				{OPTION_UNTIL,
					"the time of day at which it ends, as 15:30, or tomorrow"},
				{OPTION_REASON, "shown by status"},
			},
		.words_max = COMMAND_WORDS_MAX,
		.run = command_pause,
	},
	{
		.name = "resume",
		.arguments = "",
		.summary = "end a pause",
		.help = "What is still due comes after a moment. It is no error if there was "
			"no pause.",
		.examples = "backcarectl resume\n",
		.run = command_resume,
	},
	{
		.name = "meeting",
		.arguments = "start [TIME]|stop",
		.summary = "say that a meeting began or ended",
		.help = "A meeting puts prompts off. It counts as sitting, never as a break. "
			"Without a TIME it ends with stop, when you lock the screen, or after "
			"three hours.",
		.examples = "backcarectl meeting start --for 45min\nbackcarectl meeting stop\n",
		.options =
			{
				{OPTION_FOR, "how long it will take"},
				{OPTION_UNTIL, "the time of day at which it ends, as 15:30"},
			},
		.words_min = 1,
		.words_max = COMMAND_WORDS_MAX,
		.run = command_meeting,
	},
	{
		.name = "why",
		.arguments = "[-n N]",
		.summary = "tell why prompts came, were put off or did not come",
		.help = "Lists the last decisions with the figures that led to them, newest "
			"first. What keeps prompts back at this moment is in "
			"`backcarectl status`.",
		.examples = "backcarectl why\nbackcarectl why -n 100\n",
		.options = {{OPTION_COUNT, "how many decisions, from 1 to 1000; 20 if left out"}},
		.run = command_why,
	},
	{
		.name = "sit",
		.arguments = "",
		.summary = "say that you sit",
		.help = "For after `backcarectl stand`; sitting is what is assumed otherwise.",
		.examples = "backcarectl sit\n",
		.run = command_sit,
	},
	{
		.name = "stand",
		.arguments = "[TIME]",
		.summary = "say that you work standing",
		.help = "Sitting time stops growing. Without a TIME it holds until "
			"`backcarectl sit` or until you have been away for long.",
		.examples = "backcarectl stand\nbackcarectl stand --for 30min\n",
		.options =
			{
				{OPTION_FOR, "how long"},
				{OPTION_UNTIL, "the time of day at which it ends, as 15:30"},
			},
		.words_max = COMMAND_WORDS_MAX,
		.run = command_stand,
	},
	{
		.name = "sat",
		.arguments = "TIME [--until CLOCK]",
		.summary = "put right: you were sitting, not away",
		.help = "For reading on paper, a call by phone and the like: the last TIME "
			"until now counts as sitting. `backcarectl away` takes it back.",
		.examples = "backcarectl sat 20min\nbackcarectl sat 20min --until 14:10\n",
		.options = {{OPTION_UNTIL, "when it ended, as 14:10; now if left out"}},
		.words_min = 1,
		.words_max = COMMAND_WORDS_MAX,
		.run = command_sat,
	},
	{
		.name = "away",
		.arguments = "TIME [--until CLOCK]",
		.summary = "put right: you were away, not sitting",
		.help = "For a rest that was taken for sitting: the last TIME until now counts "
			"as a rest. `backcarectl sat` takes it back.",
		.examples = "backcarectl away 5min\nbackcarectl away 5min --until 14:10\n",
		.options = {{OPTION_UNTIL, "when it ended, as 14:10; now if left out"}},
		.words_min = 1,
		.words_max = COMMAND_WORDS_MAX,
		.run = command_away,
	},
};

const struct command_group command_group_day = {rows, ELEMENTSOF(rows)};
