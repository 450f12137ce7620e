/* SPDX-License-Identifier: MIT */
/* An event is a line of a story with at most one length of time in it, so that a script is printed
 * and lived by the same words. It shrinks by leaving out chunks, halved until they are single
 * lines, then by making each length shorter and rounder, each way to pass time plain work, and by
 * joining neighbours of one kind. */
#include <string.h>

#include <backcare/cleanup.h>

#include "script.h"

#define LINE_MAX_BYTES 128

enum scale { SCALE_ANY, SCALE_SHORT, SCALE_ZONE, SCALE_YEARS };

#define VERB_WORK 0

/* '@': a length of time. */
static const struct {
	const char *text;
	uint8_t weight;
	enum scale scale;
} verbs[] = {
	[VERB_WORK] = {"work @", 40, SCALE_ANY},
	{"still @", 30, SCALE_ANY},
	{"wait @", 12, SCALE_ANY},
	{"stall @", 6, SCALE_ANY},
	{"suspend @", 6, SCALE_ANY},
	{"sleep @", 4, SCALE_ANY},
	{"asleep", 3, SCALE_ANY},
	{"awake", 6, SCALE_ANY},
	{"clock +@", 2, SCALE_ANY},
	{"clock -@", 2, SCALE_ANY},
	{"clock +@", 1, SCALE_YEARS},
	{"clock -@", 1, SCALE_YEARS},
	{"try zone +@", 1, SCALE_ZONE},
	{"try zone -@", 1, SCALE_ZONE},
	{"lock", 6, SCALE_ANY},
	{"unlock", 10, SCALE_ANY},
	{"session gone", 2, SCALE_ANY},
	{"session here", 6, SCALE_ANY},
	{"inhibit on", 3, SCALE_ANY},
	{"inhibit off", 4, SCALE_ANY},
	{"do_not_disturb on", 3, SCALE_ANY},
	{"do_not_disturb off", 5, SCALE_ANY},
	{"microphone on", 3, SCALE_ANY},
	{"microphone off", 4, SCALE_ANY},
	{"fullscreen on", 2, SCALE_ANY},
	{"fullscreen off", 3, SCALE_ANY},
	{"source lost", 2, SCALE_ANY},
	{"source back", 4, SCALE_ANY},
	{"report active @", 3, SCALE_ANY},
	{"report away @", 3, SCALE_ANY},
	{"report passive @", 1, SCALE_ANY},
	{"report locked @", 1, SCALE_ANY},
	{"report unknown @", 2, SCALE_ANY},
	{"meeting on", 3, SCALE_ANY},
	{"meeting on @", 3, SCALE_ANY},
	{"meeting off", 6, SCALE_ANY},
	{"pause", 1, SCALE_ANY},
	{"pause @", 3, SCALE_ANY},
	{"resume", 3, SCALE_ANY},
	{"stand", 4, SCALE_ANY},
	{"stand @", 4, SCALE_ANY},
	{"sit", 6, SCALE_ANY},
	{"try now", 3, SCALE_ANY},
	{"try now posture", 2, SCALE_ANY},
	{"try now mobility", 2, SCALE_ANY},
	{"try now strength", 1, SCALE_ANY},
	{"try now primer", 2, SCALE_ANY},
	{"try now primer-foot-ball", 1, SCALE_ANY},
	{"try set Tools.Own chair wall", 1, SCALE_ANY},
	{"try set Tools.Own chair wall floor ball foam-roller", 2, SCALE_ANY},
	{"try now walk-one-minute", 2, SCALE_ANY},
	{"try answer done", 8, SCALE_ANY},
	{"try answer start", 4, SCALE_ANY},
	{"try answer finish", 3, SCALE_ANY},
	{"try answer snooze", 5, SCALE_ANY},
	{"try answer snooze @", 4, SCALE_ANY},
	{"try answer skip", 3, SCALE_ANY},
	{"correct seated @", 4, SCALE_ANY},
	{"correct away @", 4, SCALE_ANY},
	{"correct standing @", 2, SCALE_ANY},
	{"try set Walk.Limit @", 2, SCALE_ANY},
	{"try set Walk.Break @", 2, SCALE_SHORT},
	{"try set Walk.ShortBreak @", 1, SCALE_SHORT},
	{"try set Prompt.MinGap @", 1, SCALE_SHORT},
	{"try set Prompt.Expire @", 1, SCALE_SHORT},
	{"try set Stand.Limit @", 1, SCALE_ANY},
	{"try set Presence.PassiveMax @", 1, SCALE_ANY},
	{"try set Hold.Grace @", 1, SCALE_SHORT},
	{"try set Hold.Meeting let through", 1, SCALE_ANY},
	{"try set Hold.Meeting hold", 1, SCALE_ANY},
	{"try set Hold.DoNotDisturb let through", 1, SCALE_ANY},
	{"try set Hold.DoNotDisturb hold", 1, SCALE_ANY},
	{"try set Hold.Microphone let through", 1, SCALE_ANY},
	{"try set Hold.Microphone hold", 1, SCALE_ANY},
	{"try set Hold.Inhibitor let through", 1, SCALE_ANY},
	{"try set Hold.Inhibitor hold", 1, SCALE_ANY},
	{"try set MicroBreak.Interval @", 2, SCALE_ANY},
	{"try set MicroBreak.Interval", 2, SCALE_ANY},
	{"try set Prompt.MaxPerHour 1", 1, SCALE_ANY},
	{"try set Prompt.MaxPerHour 6", 1, SCALE_ANY},
	{"try set Prompt.SnoozeLimit 0", 1, SCALE_ANY},
	{"try set Prompt.SnoozeLimit 3", 1, SCALE_ANY},
	{"try set Hours.Quiet", 1, SCALE_ANY},
	{"try set Hours.Quiet 12:00-13:00 22:00-06:30", 1, SCALE_ANY},
	{"try set Hours.Office", 4, SCALE_ANY},
	{"try set Hours.Office Mon-Fri 08:00-12:00 13:00-18:00", 1, SCALE_ANY},
	{"try set Hours.Office Fri-Tue 20:00-04:00", 1, SCALE_ANY},
	{"try set Day.Start 00:00", 1, SCALE_ANY},
	{"try set Day.Start 04:00", 1, SCALE_ANY},
	/* What is told of body and treatment; each hold is lifted again soon. */
	{"try care symptoms none", 2, SCALE_ANY},
	{"try care symptoms one-leg-tingling", 1, SCALE_ANY},
	{"try care symptoms fever-with-back-symptoms", 1, SCALE_ANY},
	{"try care symptoms saddle-numbness", 1, SCALE_ANY},
	{"try care clear yes yes yes", 6, SCALE_ANY},
	{"try care clear no not_discussed no", 1, SCALE_ANY},
	{"try care massage", 3, SCALE_ANY},
	{"try care forget", 1, SCALE_ANY},
	{"try care flare on", 1, SCALE_ANY},
	{"try care flare off", 3, SCALE_ANY},
	{"try care check-in comfortable", 2, SCALE_ANY},
	{"try care check-in quite_sore", 1, SCALE_ANY},
	{"try care check-in something_new", 1, SCALE_ANY},
	{"try care course", 1, SCALE_ANY},
	{"try care strength", 2, SCALE_ANY},
	{"try care choose ok", 2, SCALE_ANY},
	{"try care choose a-little-sore", 1, SCALE_ANY},
	{"try care choose something-fits", 1, SCALE_ANY},
};

/* -- making
 * ---------------------------------------------------------------------------------------------------
 */

struct dice {
	uint64_t state;
};

static uint64_t roll(struct dice *dice, uint64_t sides)
{
	/* xorshift64*: the same lives everywhere */
	dice->state ^= dice->state >> 12;
	dice->state ^= dice->state << 25;
	dice->state ^= dice->state >> 27;
	return (dice->state * 2685821657736338717ULL >> 16) % sides;
}

static usec_t roll_length(struct dice *dice, enum scale scale)
{
	static const usec_t scales[] = {2 * USEC_PER_SEC, USEC_PER_MINUTE, 4 * USEC_PER_MINUTE,
		20 * USEC_PER_MINUTE, 50 * USEC_PER_MINUTE, 3 * USEC_PER_HOUR};

	switch (scale) {
	case SCALE_SHORT:
		return 1 + roll(dice, 10 * USEC_PER_MINUTE);
	case SCALE_ZONE:
		return (1 + roll(dice, 12)) * 30 * USEC_PER_MINUTE;
	case SCALE_YEARS:
		return roll(dice, 900 * USEC_PER_DAY);
	case SCALE_ANY:
		break;
	}
	if (roll(dice, 40) == 0) {
		return roll(dice, 40 * USEC_PER_HOUR);
	}
	return 1 + roll(dice, scales[roll(dice, ELEMENTSOF(scales))]);
}

static size_t roll_verb(struct dice *dice)
{
	uint64_t sum = 0, at;
	size_t verb = 0;

	for (size_t i = 0; i < ELEMENTSOF(verbs); i++) {
		sum += verbs[i].weight;
	}
	for (at = roll(dice, sum); at >= verbs[verb].weight; verb++) {
		at -= verbs[verb].weight;
	}
	return verb;
}

void script_make(struct script *script, uint64_t seed, size_t n_events)
{
	struct dice dice = {.state = seed * 0x9E3779B97F4A7C15ULL};

	*script = (struct script){
		.start_min = (unsigned)roll(&dice, 24 * 60),
		.n_events = n_events < SCRIPT_EVENTS_MAX ? n_events : SCRIPT_EVENTS_MAX,
	};
	for (size_t i = 0; i < script->n_events; i++) {
		size_t verb = roll_verb(&dice);

		script->events[i] = (struct script_event){
			.verb = (uint8_t)verb,
			.length_usec = roll_length(&dice, verbs[verb].scale),
		};
	}
}

/* -- living
 * ---------------------------------------------------------------------------------------------------
 */

static void format_event(const struct script_event *event, char *line, size_t size)
{
	const char *text = verbs[event->verb].text;
	const char *at = strchr(text, '@');
	char length[TIMESPAN_TEXT_MAX] = "";

	if (at) {
		(void)timespan_format(length, sizeof(length), event->length_usec, 1);
	}
	(void)snprintf(
		line, size, "%.*s%s", at ? (int)(at - text) : (int)strlen(text), text, length);
}

void script_begin(const struct script *script, const struct script_way *way, struct story *story)
{
	char line[LINE_MAX_BYTES], message[256];

	story_init(story);
	(void)snprintf(line, sizeof(line), "time %02u:%02u", script->start_min / 60,
		script->start_min % 60);
	(void)story_take_line(story, line, message, sizeof(message));
	if (way->no_prompts) {
		(void)story_take_line(story, "set Prompt.Kinds", message, sizeof(message));
	}
	(void)story_take_line(story, "wait 0", message, sizeof(message));
	story->life.split = way->split;
	story->life.restored = way->restored;
	story->life.late = way->late;
}

bool script_step(const struct script *script, size_t index, struct story *story)
{
	char line[LINE_MAX_BYTES], message[256];

	format_event(&script->events[index], line, sizeof(line));
	if (story->settings.kinds == 0 && strncmp(line, "try now", strlen("try now")) == 0) {
		return true; /* a life without prompts; one can be had by its name */
	}
	(void)story_take_line(story, line, message, sizeof(message));
	return !story->life.broken[0];
}

void script_print(const struct script *script, FILE *file, const char *prefix)
{
	char line[LINE_MAX_BYTES];

	(void)fprintf(file, "%sstory found at random\n%stime %02u:%02u\n", prefix, prefix,
		script->start_min / 60, script->start_min % 60);
	for (size_t i = 0; i < script->n_events; i++) {
		format_event(&script->events[i], line, sizeof(line));
		(void)fprintf(file, "%s%s\n", prefix, line);
	}
}

/* -- shrinking
 * ------------------------------------------------------------------------------------------------
 */

struct shrinking {
	struct script *script; /* the smallest that breaks */
	struct script tried;
	script_breaks_fn breaks;
	void *userdata;
	size_t n_lives;
};

/* Keeps what was tried if it still breaks, up to where it does. */
static bool keep_if_broken(struct shrinking *shrinking)
{
	size_t at = shrinking->breaks(&shrinking->tried, shrinking->userdata);

	shrinking->n_lives++;
	if (at == shrinking->tried.n_events) {
		return false;
	}
	*shrinking->script = shrinking->tried;
	shrinking->script->n_events = at + 1;
	return true;
}

static bool leave_out(struct shrinking *shrinking, size_t from, size_t n)
{
	struct script *tried = &shrinking->tried;

	*tried = *shrinking->script;
	memmove(&tried->events[from], &tried->events[from + n],
		(tried->n_events - from - n) * sizeof(tried->events[0]));
	tried->n_events -= n;
	return keep_if_broken(shrinking);
}

static bool leave_out_chunks(struct shrinking *shrinking)
{
	bool any = false;

	for (size_t n = shrinking->script->n_events / 2; n > 0; n /= 2) {
		for (size_t from = 0; from + n <= shrinking->script->n_events;) {
			if (leave_out(shrinking, from, n)) {
				any = true;
			} else {
				from += n;
			}
		}
	}
	return any;
}

/* Two of the same, one after the other, are one that is as long as both. */
static bool join(struct shrinking *shrinking, size_t index)
{
	struct script *tried = &shrinking->tried;
	const struct script_event *next = &shrinking->script->events[index + 1];

	if (index + 1 >= shrinking->script->n_events ||
		next->verb != shrinking->script->events[index].verb ||
		!strchr(verbs[next->verb].text, '@')) {
		return false;
	}
	*tried = *shrinking->script;
	tried->events[index].length_usec += next->length_usec;
	memmove(&tried->events[index + 1], &tried->events[index + 2],
		(tried->n_events - index - 2) * sizeof(tried->events[0]));
	tried->n_events--;
	return keep_if_broken(shrinking);
}

static bool try_length(struct shrinking *shrinking, size_t index, usec_t length_usec)
{
	if (index >= shrinking->script->n_events ||
		length_usec >= shrinking->script->events[index].length_usec) {
		return false;
	}
	shrinking->tried = *shrinking->script;
	shrinking->tried.events[index].length_usec = length_usec;
	return keep_if_broken(shrinking);
}

static bool shorten(struct shrinking *shrinking, size_t index)
{
	static const usec_t units[] = {USEC_PER_HOUR, 10 * USEC_PER_MINUTE, USEC_PER_MINUTE,
		10 * USEC_PER_SEC, USEC_PER_SEC};
	bool any = false;

	if (!strchr(verbs[shrinking->script->events[index].verb].text, '@')) {
		return false;
	}
	while (try_length(shrinking, index, shrinking->script->events[index].length_usec / 2)) {
		any = true;
	}
	for (size_t i = 0; i < ELEMENTSOF(units) && index < shrinking->script->n_events; i++) {
		usec_t length_usec = shrinking->script->events[index].length_usec;

		any |= try_length(shrinking, index, length_usec - length_usec % units[i]);
		if (index < shrinking->script->n_events) {
			length_usec = shrinking->script->events[index].length_usec;
			any |= length_usec > units[i] &&
			       try_length(shrinking, index, length_usec - units[i]);
		}
	}
	return any;
}

/* Work is the plainest way to pass time, and two pieces of it are one. */
static bool make_plain(struct shrinking *shrinking, size_t index)
{
	if (index >= shrinking->script->n_events ||
		shrinking->script->events[index].verb == VERB_WORK ||
		!strchr(verbs[shrinking->script->events[index].verb].text, '@')) {
		return false;
	}
	shrinking->tried = *shrinking->script;
	shrinking->tried.events[index].verb = VERB_WORK;
	return keep_if_broken(shrinking);
}

size_t script_shrink(struct script *script, script_breaks_fn breaks, void *userdata)
{
	static struct shrinking shrinking;
	bool any = true;

	shrinking = (struct shrinking){.script = script, .breaks = breaks, .userdata = userdata};
	/* What is shorter may let more be left out. Each round makes it smaller, so it ends. */
	while (any) {
		any = leave_out_chunks(&shrinking);
		for (size_t i = 0; i < script->n_events; i++) {
			any |= shorten(&shrinking, i);
			any |= make_plain(&shrinking, i);
			any |= join(&shrinking, i);
		}
	}
	return shrinking.n_lives;
}
