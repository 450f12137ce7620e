/* SPDX-License-Identifier: MIT */
/*
 * A table with two figures for what was recorded and for each guess, and below it in words what the
 * guesses are and how far they can be trusted: the same days replayed under the settings in effect
 * should come out as they were recorded, and do not quite.
 *
 * Where the terminal has no room for all of them, the guess that changes least is left out first.
 */
#include "view_preview.h"

#include <string.h>

#include <backcare/cleanup.h>

#include "dates.h"
#include "field.h"
#include "timetext.h"

#define LABEL_COLUMNS 10
/* With the blanks before it; the longest is "20h 05min". */
#define PROMPTS_COLUMNS 7
#define LONGEST_COLUMNS 10
#define PAIR_COLUMNS (PROMPTS_COLUMNS + LONGEST_COLUMNS)
/* More than the daemon ever sends. */
#define DAYS_MAX 400

enum pair { PAIR_RECORDED, PAIR_SAME, PAIR_OFTEN, PAIR_EVERY, PAIR_MAX };

static const struct {
	const char *head;
	const char *field;   /* of a day; NULL: the day itself */
	unsigned from_pairs; /* shown where there is room for so many */
} pairs[PAIR_MAX] = {
	[PAIR_RECORDED] = {"Recorded", NULL, 2},
	[PAIR_SAME] = {"Same presence", "samePresence", 4},
	[PAIR_OFTEN] = {"Walks as often", "walksAsBefore", 1},
	[PAIR_EVERY] = {"Every walk", "everyWalk", 3},
};

struct sums {
	unsigned long prompted;
	usec_t longest_usec;
};

static bool is_shown(const struct text_style *style, enum pair pair)
{
	unsigned room = (style->columns - LABEL_COLUMNS) / PAIR_COLUMNS;

	return pairs[pair].from_pairs <= (room > 0 ? room : 1);
}

static json_object *get_pair(json_object *day, enum pair pair)
{
	return pairs[pair].field ? field_object(day, pairs[pair].field) : day;
}

static usec_t get_longest_usec(json_object *object)
{
	usec_t longest_usec = field_usec_or(object, "longestSeatedUSec", 0);

	/* So that sums of what cannot be do not overflow. */
	return longest_usec < 366 * USEC_PER_DAY ? longest_usec : 366 * USEC_PER_DAY;
}

static size_t count_days(json_object *days)
{
	size_t n_days = field_array_length(days);

	return n_days < DAYS_MAX ? n_days : DAYS_MAX;
}

static struct sums add_up(json_object *days, enum pair pair)
{
	struct sums sums = {0};

	for (size_t i = 0; i < count_days(days); i++) {
		json_object *object = get_pair(json_object_array_get_idx(days, i), pair);

		sums.prompted += field_count(object, "prompted");
		sums.longest_usec += get_longest_usec(object);
	}
	return sums;
}

/* -- the table
 * ------------------------------------------------------------------------------------------------
 */

static void write_head(FILE *out, const struct text_style *style)
{
	text_shade_begin(out, style, TEXT_FAINT);
	(void)fprintf(out, "%*s", LABEL_COLUMNS, "");
	for (enum pair pair = 0; pair < PAIR_MAX; pair++) {
		if (is_shown(style, pair)) {
			(void)fprintf(out, "%*s", PAIR_COLUMNS, pairs[pair].head);
		}
	}
	(void)fprintf(out, "\n%*s", LABEL_COLUMNS, "");
	for (enum pair pair = 0; pair < PAIR_MAX; pair++) {
		if (is_shown(style, pair)) {
			(void)fprintf(out, "%*s%*s", PROMPTS_COLUMNS, "asked", LONGEST_COLUMNS,
				"longest");
		}
	}
	text_shade_end(out, style, TEXT_FAINT);
	(void)fputc('\n', out);
}

static void write_label(FILE *out, json_object *day)
{
	const char *date = field_string(day, "date");
	long number;

	if (date && dates_parse(date, &number)) {
		struct dates_day parts = dates_of(number);

		(void)fprintf(out, "%s %2u %s", dates_weekday_name(parts.weekday), parts.day,
			dates_month_name(parts.month));
	} else {
		(void)fprintf(out, "%*s", LABEL_COLUMNS, "?");
	}
}

static void write_longest(FILE *out, usec_t longest_usec)
{
	char text[TIMETEXT_LENGTH_MAX];

	(void)fprintf(
		out, "%*s", LONGEST_COLUMNS, timetext_minutes(text, sizeof(text), longest_usec));
}

static void write_day(FILE *out, const struct text_style *style, json_object *day)
{
	write_label(out, day);
	for (enum pair pair = 0; pair < PAIR_MAX; pair++) {
		json_object *object = get_pair(day, pair);

		if (is_shown(style, pair)) {
			(void)fprintf(
				out, "%*lu", PROMPTS_COLUMNS, field_count(object, "prompted"));
			write_longest(out, get_longest_usec(object));
		}
	}
	(void)fputc('\n', out);
}

static void write_mean(FILE *out, const struct text_style *style, json_object *days)
{
	size_t n_days = count_days(days);

	text_shade_begin(out, style, TEXT_STRONG);
	(void)fprintf(out, "%-*s", LABEL_COLUMNS, "On a day");
	for (enum pair pair = 0; pair < PAIR_MAX; pair++) {
		struct sums sums = add_up(days, pair);

		if (is_shown(style, pair)) {
			(void)fprintf(out, "%*.1f", PROMPTS_COLUMNS,
				(double)sums.prompted / (double)n_days);
			write_longest(out, sums.longest_usec / n_days);
		}
	}
	text_shade_end(out, style, TEXT_STRONG);
	(void)fputc('\n', out);
}

/* -- in words
 * -------------------------------------------------------------------------------------------------
 */

static void write_sentence(FILE *out, const struct text_style *style, const struct text_line *line)
{
	(void)text_write_wrapped(out, style, 0, 0, line->bytes);
	(void)fputc('\n', out);
}

/* One sentence for each guess in the table. */
static void write_guesses(FILE *out, const struct text_style *style, json_object *reply)
{
	unsigned long prompted = field_count(reply, "walksPrompted");
	struct text_line line;

	text_line_clear(&line);
	text_line_add(
		&line, "Asked: how often you were prompted. What you would have done is a guess. ");
	if (is_shown(style, PAIR_SAME)) {
		text_line_add(&line,
			"Same presence: you sit and go as it was recorded, whatever is "
			"prompted. ");
	}
	text_line_add(&line, "Walks as often: the short walks with which you answered a prompt are "
			     "taken out, and of those that come instead you take ");
	if (prompted > 0) {
		text_line_add(&line, "as many as you did (%lu of %lu).",
			field_count(reply, "walksTaken"), prompted);
	} else {
		text_line_add(&line, "none, since no walk was prompted in these days.");
	}
	if (is_shown(style, PAIR_EVERY)) {
		text_line_add(&line, " Every walk: likewise, and you take each.");
	}
	write_sentence(out, style, &line);
}

/* How near the replay comes where it should come out as it was. */
static void write_trust(
	FILE *out, const struct text_style *style, json_object *days, bool in_effect)
{
	size_t n_days = count_days(days);
	char replayed_text[TIMETEXT_LENGTH_MAX], recorded_text[TIMETEXT_LENGTH_MAX];
	struct sums replayed = add_up(days, PAIR_OFTEN), recorded = add_up(days, PAIR_RECORDED);
	struct text_line line;

	if (n_days == 0) {
		return;
	}
	text_line_clear(&line);
	text_line_add(&line,
		"Under the settings in effect the replay with walks as often has %.1f prompts on a "
		"day and %s as the longest sitting; %.1f and %s were recorded. By so much%s it may "
		"be wrong.",
		(double)replayed.prompted / (double)n_days,
		timetext_minutes(
			replayed_text, sizeof(replayed_text), replayed.longest_usec / n_days),
		(double)recorded.prompted / (double)n_days,
		timetext_minutes(
			recorded_text, sizeof(recorded_text), recorded.longest_usec / n_days),
		in_effect ? "" : ", and more,");
	write_sentence(out, style, &line);
}

static void write_without_effect(FILE *out, const struct text_style *style, json_object *reply)
{
	json_object *names = field_array(reply, "withoutEffect");
	size_t n_names = field_array_length(names);
	struct text_line line;

	text_line_clear(&line);
	for (size_t i = 0; i < n_names; i++) {
		const char *name = json_object_get_string(json_object_array_get_idx(names, i));

		text_line_add_item(&line, "%s", name ? name : "?");
	}
	if (n_names > 0) {
		text_line_add(&line, n_names > 1 ? " make no difference to a replay."
						 : " makes no difference to a replay.");
		write_sentence(out, style, &line);
	}
}

void view_preview_write(
	FILE *out, const struct text_style *style, json_object *reply, json_object *now)
{
	json_object *days = field_array(reply, "days");
	size_t n_days = count_days(days);
	struct text_line line;

	if (n_days == 0) {
		(void)fputs(
			"There is no whole day in the history yet that could be replayed.\n", out);
		write_without_effect(out, style, reply);
		return;
	}
	write_head(out, style);
	for (size_t i = 0; i < n_days; i++) {
		write_day(out, style, json_object_array_get_idx(days, i));
	}
	if (n_days > 1) {
		write_mean(out, style, days);
	}
	(void)fputc('\n', out);
	write_guesses(out, style, reply);
	write_trust(out, style, now ? field_array(now, "days") : days, !now);
	text_line_clear(&line);
	text_line_add(&line,
		"Meetings, calls, films, do not disturb, pauses and what you pressed are "
		"not in a replay.");
	write_sentence(out, style, &line);
	write_without_effect(out, style, reply);
}
