/* SPDX-License-Identifier: MIT */
/* What was recorded. */
#include <backcare/cleanup.h>

#include "command_table.h"
#include "commands.h"

#define WHEN_HELP "as 2026-01-31, 14:05, yesterday or 3d (ago)"

static const struct command rows[] = {
	{
		.name = "stats",
		.arguments = "[day|week|month|year] [DATE]",
		.summary = "show how much you sat, and what came of the prompts",
		.help = "A week (7 days), a month (30 days) or a year (by month, a day on "
			"average) as a table with bars, a day with a chart by the hour; the week "
			"if left out. It ends on DATE, as 2026-01-31, today or yesterday; today "
			"if left out. A day begins at Day.Start, 04:00 unless you set it.\n"
			"Done are prompts that you did or noted as done; own is how often you got "
			"up by yourself.",
		.examples = "backcarectl stats\nbackcarectl stats day yesterday\n"
			    "backcarectl stats year 2026-12-31\n",
		.words_max = 2,
		.run = command_stats,
	},
	{
		.name = "preview",
		.arguments = "[--set KEY=VALUE]... [--days N]",
		.summary = "try settings on the last days: prompts and longest sitting",
		.help = "Lives the last days once more under other settings, and shows for each "
			"how often you were prompted and how long the longest sitting was, beside "
			"how it would have been. Nothing is changed by it; `backcarectl config "
			"set` does that.\n"
			"What you would have done nobody knows, so there are three guesses. Same "
			"presence: you sit and go as it was recorded, whatever is prompted. Walks "
			"as often: the short rests with which you answered a prompt are taken out, "
			"and you take as large a part of the walks that come as you did, at once "
			"and for Walk.Break. Every walk: likewise, and you take each.\n"
			"Meetings, calls, films, do not disturb, pauses and what you pressed are "
			"not replayed. Without --set it shows how near the replay comes under the "
			"settings in effect.",
		.examples = "backcarectl preview --set Walk.Limit=30min --days 14\n"
			    "backcarectl preview --set Plan.Preset=standard "
			    "--set Prompt.MaxPerHour=2\n",
		.options =
			{
				{OPTION_SET, "a setting to try, as Walk.Limit=30min; may be given "
					     "several times"},
				{OPTION_DAYS, "the last N days, 1 to 90, without today; 14 if left "
					      "out"},
			},
		.run = command_preview,
	},
	{
		.name = "history",
		.arguments = "[list]|remove ID",
		.summary = "list what was recorded, or remove one entry",
		.help = "Lists the last entries, or all from --since on: sitting, standing and "
			"being away, prompts with what came of them, massages, check-ins, reports "
			"of symptoms and plans. Times are those of the place where it was.\n"
			"remove takes out one entry that was made by mistake; --ids shows what it "
			"is called. What follows from a massage goes on: `backcarectl massage "
			"forget` takes back both. Reports of symptoms stay.",
		.examples = "backcarectl history\nbackcarectl history --since yesterday\n"
			    "backcarectl history --type massage,checkin -n 10 --ids\n",
		.options =
			{
				{OPTION_COUNT, "the last N, up to 1000; 20 if --since is left out"},
				{OPTION_SINCE, "from then on, " WHEN_HELP},
				{OPTION_UNTIL, "what began before, likewise; a day is included"},
				{OPTION_TYPE, "spell, prompt, massage, checkin, safety or plan, "
					      "also several with commas between"},
				{OPTION_IDS, "show what remove takes"},
			},
		.words_max = 2,
		.run = command_history,
	},
	{
		.name = "export",
		.arguments = "[FILE]",
		.summary = "write what was recorded as JSON Lines or CSV",
		.help = "To the standard output, or to a FILE that is then readable for you "
			"alone, and there whole or not at all. JSON Lines is a line of JSON for "
			"each entry; a FILE whose name ends with .csv is CSV. Times are "
			"microseconds since 1970, lengths microseconds. import takes both back.",
		.examples = "backcarectl export backcare.jsonl\n"
			    "backcarectl export --since 2026-01-01 year.csv\n"
			    "backcarectl export | jq -r .what | sort | uniq -c\n",
		.options =
			{
				{OPTION_FORMAT, "jsonl or csv, whatever the name"},
				{OPTION_SINCE, "from then on, " WHEN_HELP},
				{OPTION_UNTIL, "what began before, likewise; a day is included"},
				{OPTION_TYPE, "spell, prompt, massage, checkin, safety or plan, "
					      "also several with commas between"},
			},
		.words_max = 1,
		.run = command_export,
	},
	{
		.name = "import",
		.arguments = "FILE...",
		.summary = "take in what export wrote, here or on another machine",
		.help = "Entries that are here already are passed over, so that a file may be "
			"taken twice, and files of several machines may come in any order. A "
			"line that is no entry is named and passed over; then it ends with 1. "
			"- is the standard input. After Ctrl-C it says how far it came.\n"
			"It fills the history and nothing else: what is prompted, held or planned "
			"now does not follow from it.",
		.examples = "backcarectl import backcare.jsonl\n"
			    "ssh laptop backcarectl export | backcarectl import -\n",
		.words_min = 1,
		.words_max = COMMAND_WORDS_MAX,
		.run = command_import,
	},
	{
		.name = "forget",
		.arguments = "WHEN|all [--yes]",
		.summary = "delete what was recorded, up to a point in time",
		.help = "All that ended before WHEN, " WHEN_HELP
			"; or all there is. On a terminal it shows what goes, and asks. Plans and "
			"reports of symptoms stay, since prompts keep to them. It cannot be "
			"undone, but for what export wrote before.",
		.examples = "backcarectl forget 2026-01-01\nbackcarectl forget 365d --yes\n",
		.options = {{OPTION_YES, "do not ask"}},
		.words_min = 1,
		.words_max = 1,
		.run = command_forget,
	},
};

const struct command_group command_group_history = {rows, ELEMENTSOF(rows)};
