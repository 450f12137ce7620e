/* SPDX-License-Identifier: MIT */
/* Every command with its help. What stands here is what --help and the manual page promise. */
#include <backcare/cleanup.h>

#include "command.h"
#include "commands.h"

#define ANY_WORDS COMMAND_WORDS_MAX

const struct command commands[] = {
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
		.option_count = 2,
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
		.option_count = 1,
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
		.words_max = ANY_WORDS,
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
		.option_count = 2,
		.words_max = ANY_WORDS,
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
		.option_count = 2,
		.words_min = 1,
		.words_max = ANY_WORDS,
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
		.option_count = 1,
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
		.option_count = 2,
		.words_max = ANY_WORDS,
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
		.option_count = 1,
		.words_min = 1,
		.words_max = ANY_WORDS,
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
		.option_count = 1,
		.words_min = 1,
		.words_max = ANY_WORDS,
		.run = command_away,
	},
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
				{OPTION_PRESSURE, "light, medium or firm"},
				{OPTION_AREA, "parts of the body, as neck,low-back"},
				{OPTION_EVERY, "of a plan: days from one session to the next"},
				{OPTION_SESSIONS, "of a plan: how many sessions"},
			},
		.option_count = 8,
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
		.option_count = 8,
		.words_max = ANY_WORDS,
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
		.option_count = 1,
		.words_max = ANY_WORDS,
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
		.option_count = 3,
		.words_max = 2,
		.run = command_plan,
	},
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
		.option_count = 2,
		.words_max = 2,
		.run = command_prompts,
	},
	{
		.name = "evidence",
		.arguments = "[ENTRY]",
		.summary = "tell what stands behind the prompts: findings and their limits",
		.help = "For each source: what was found, how strong that is, where its limits "
			"are, and where to read it. With an ENTRY only what stands behind that "
			"one.",
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
		.words_max = ANY_WORDS,
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
			"is "
			"no daemon.",
		.examples = "backcarectl doctor\nbackcarectl doctor --json | jq .works\n",
		.options =
			{
				{OPTION_BRIEF, "only what is not well, and the last line"},
				{OPTION_TEST, "ask for a key also where this is no terminal"},
				{OPTION_NO_TEST, "do not ask for a key"},
			},
		.option_count = 3,
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

const size_t command_count = ELEMENTSOF(commands);
