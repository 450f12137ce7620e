/* SPDX-License-Identifier: MIT */
/*
 * A week, a month and a year are a table in which the bar takes what room the figures leave; the
 * less there is of it, the fewer figures. A day is its figures in words, and a chart by the hour,
 * which begins where the day does: what came after midnight stands at its end.
 */
#include "view_stats.h"

#include <string.h>

#include <backcare/cleanup.h>

#include "dates.h"
#include "timetext.h"

#define LABEL_COLUMNS 11
#define LENGTH_COLUMNS 9
#define COUNT_COLUMNS 9
#define SMALL_COLUMNS 6
#define BAR_COLUMNS_MIN 8
#define BAR_COLUMNS_MAX 40
#define ROW_COLUMNS 9 /* the words before the figures of a day */

/* -- the table
 * ------------------------------------------------------------------------------------------------
 */

enum figure { FIGURE_LONGEST, FIGURE_PROMPTS, FIGURE_DONE, FIGURE_OWN, FIGURE_WALKED, FIGURE_MAX };

static const struct {
	const char *head;
	unsigned columns;
} figures[FIGURE_MAX] = {
	[FIGURE_LONGEST] = {"Longest", LENGTH_COLUMNS},
	[FIGURE_PROMPTS] = {"Prompts", COUNT_COLUMNS},
	[FIGURE_DONE] = {"Done", SMALL_COLUMNS},
	[FIGURE_OWN] = {"Own", SMALL_COLUMNS},
	[FIGURE_WALKED] = {"Walked", LENGTH_COLUMNS},
};

struct layout {
	unsigned bar;          /* columns */
	enum figure last;      /* figures from this one on are left out */
	usec_t bar_whole_usec; /* a full bar */
};

static struct layout choose_layout(const struct text_style *style, const struct stats_table *table)
{
	struct layout layout = {.last = FIGURE_LONGEST, .bar_whole_usec = 1};
	unsigned used = LABEL_COLUMNS + LENGTH_COLUMNS + 2; /* blanks beside the bar */

	while (layout.last < FIGURE_MAX &&
		used + figures[layout.last].columns + BAR_COLUMNS_MIN <= style->columns) {
		used += figures[layout.last++].columns;
	}
	layout.bar = style->columns - used;
	if (layout.bar > BAR_COLUMNS_MAX) {
		layout.bar = BAR_COLUMNS_MAX;
	}
	for (size_t i = 0; i < table->row_count; i++) {
		const struct stats_sums *sums = &table->rows[i].sums;
		usec_t seated_usec = stats_mean_usec(sums, sums->seated_usec);

		if (seated_usec > layout.bar_whole_usec) {
			layout.bar_whole_usec = seated_usec;
		}
	}
	return layout;
}

static void write_length(FILE *out, usec_t length_usec)
{
	char text[TIMETEXT_LENGTH_MAX];

	(void)fprintf(
		out, "%*s", LENGTH_COLUMNS, timetext_minutes(text, sizeof(text), length_usec));
}

/* How often on a day: whole where that is exact. */
static void write_count(FILE *out, unsigned columns, unsigned long count, unsigned long days)
{
	char text[32];

	if (days <= 1) {
		(void)snprintf(text, sizeof(text), "%lu", count);
	} else {
		(void)snprintf(text, sizeof(text), "%.1f", (double)count / (double)days);
	}
	(void)fprintf(out, "%*s", (int)columns, text);
}

static void write_figure(FILE *out, enum figure figure, const struct stats_sums *sums)
{
	unsigned columns = figures[figure].columns;

	switch (figure) {
	case FIGURE_LONGEST:
		write_length(out, stats_mean_usec(sums, sums->longest_sum_usec));
		break;
	case FIGURE_PROMPTS:
		write_count(out, columns, sums->prompted, sums->days);
		break;
	case FIGURE_DONE:
		write_count(out, columns, sums->done + sums->claimed, sums->days);
		break;
	case FIGURE_OWN:
		write_count(out, columns, sums->natural, sums->days);
		break;
	case FIGURE_WALKED:
		write_length(out, stats_mean_usec(sums, sums->walk_usec));
		break;
	case FIGURE_MAX:
		break;
	}
}

static void write_row(FILE *out, const struct text_style *style, const struct layout *layout,
	const char *label, const struct stats_sums *sums)
{
	usec_t seated_usec = stats_mean_usec(sums, sums->seated_usec);

	(void)fprintf(out, "%-*s", LABEL_COLUMNS, label);
	if (sums->days == 0) {
		text_shade_begin(out, style, TEXT_FAINT);
		(void)fprintf(out, "%*s%s", LENGTH_COLUMNS - 1, "", style->utf8 ? "–" : "-");
		text_shade_end(out, style, TEXT_FAINT);
		(void)fputc('\n', out);
		return;
	}
	write_length(out, seated_usec);
	(void)fputs("  ", out);
	text_write_bar(out, style, layout->bar, seated_usec, layout->bar_whole_usec);
	for (enum figure figure = 0; figure < layout->last; figure++) {
		write_figure(out, figure, sums);
	}
	(void)fputc('\n', out);
}

static void write_head(FILE *out, const struct text_style *style, const struct layout *layout)
{
	text_shade_begin(out, style, TEXT_FAINT);
	(void)fprintf(out, "%*s%*s  %*s", LABEL_COLUMNS, "", LENGTH_COLUMNS, "Sitting",
		(int)layout->bar, "");
	for (enum figure figure = 0; figure < layout->last; figure++) {
		(void)fprintf(out, "%*s", (int)figures[figure].columns, figures[figure].head);
	}
	text_shade_end(out, style, TEXT_FAINT);
	(void)fputc('\n', out);
}

static void write_table(FILE *out, const struct text_style *style, const struct stats_table *table)
{
	struct layout layout = choose_layout(style, table);

	write_head(out, style, &layout);
	for (size_t i = 0; i < table->row_count; i++) {
		write_row(out, style, &layout, table->rows[i].label, &table->rows[i].sums);
	}
	if (table->total.days > 1) {
		text_shade_begin(out, style, TEXT_STRONG);
		write_row(out, style, &layout, "On a day", &table->total);
		text_shade_end(out, style, TEXT_STRONG);
	}
	if (layout.last > FIGURE_OWN && table->total.natural > 0) {
		(void)fputs("Own: times you got up by yourself.\n", out);
	}
}

/* -- the chart of a day
 * ---------------------------------------------------------------------------------------
 */

#define CHART_ROWS 4
#define MARGIN_COLUMNS 7
#define HOUR_COLUMNS 3
#define LABEL_EVERY_HOURS 6

/* How full a row is that stands for the share of an hour from 'row' of CHART_ROWS on. */
static const char *cell(const struct text_style *style, usec_t seated_usec, unsigned row)
{
	static const char *const eighths[] = {" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
	const usec_t row_usec = USEC_PER_HOUR / CHART_ROWS;
	usec_t below_usec = row * row_usec;
	usec_t part_usec = seated_usec > below_usec ? seated_usec - below_usec : 0;

	if (!style->utf8) {
		/* Half a cell and more is one; the lowest shows that there was something. */
		return part_usec >= row_usec / 2 ? "#" : part_usec > 0 && row == 0 ? "." : " ";
	}
	if (part_usec >= row_usec) {
		return eighths[8];
	}
	return part_usec == 0 ? " " : eighths[1 + part_usec * 7 / row_usec];
}

static void write_chart_row(FILE *out, const struct text_style *style,
	const struct stats_sums *sums, unsigned first_hour, unsigned row, unsigned hour_columns)
{
	static const char *const margins[CHART_ROWS] = {"", "30min", "", "1h"};
	unsigned blanks = 1;

	if (margins[row][0] != '\0') {
		(void)fprintf(out, "%*s", MARGIN_COLUMNS - 1, margins[row]);
	} else {
		blanks += MARGIN_COLUMNS - 1;
	}
	for (unsigned i = 0; i < STATS_HOURS; i++) {
		const char *piece =
			cell(style, sums->by_hour_usec[(first_hour + i) % STATS_HOURS], row);

		if (piece[0] == ' ') {
			blanks += hour_columns; /* none at the end of a line */
			continue;
		}
		(void)fprintf(out, "%*s%s%s", (int)blanks, "", piece,
			hour_columns == HOUR_COLUMNS ? piece : "");
		blanks = hour_columns == HOUR_COLUMNS ? 1 : 0;
	}
	(void)fputc('\n', out);
}

static void write_chart(FILE *out, const struct text_style *style, const struct stats_sums *sums,
	unsigned first_hour)
{
	unsigned hour_columns =
		MARGIN_COLUMNS + STATS_HOURS * HOUR_COLUMNS < style->columns ? HOUR_COLUMNS : 1;

	for (unsigned row = CHART_ROWS; row-- > 0;) {
		write_chart_row(out, style, sums, first_hour, row, hour_columns);
	}
	(void)fprintf(out, "%*s", MARGIN_COLUMNS, "");
	for (unsigned i = 0; i < STATS_HOURS; i += LABEL_EVERY_HOURS) {
		bool is_last = i + LABEL_EVERY_HOURS >= STATS_HOURS;

		(void)fprintf(out, "%-*u", is_last ? 0 : (int)(LABEL_EVERY_HOURS * hour_columns),
			(first_hour + i) % STATS_HOURS);
	}
	(void)fputc('\n', out);
}

static void add_times(struct text_line *line, unsigned long count, const char *words)
{
	if (count > 0) {
		text_line_add_item(line, "%lu %s", count, words);
	}
}

static void write_times(FILE *out, const struct text_style *style, const struct stats_sums *sums)
{
	char sat[TIMETEXT_LENGTH_MAX], longest[TIMETEXT_LENGTH_MAX], other[TIMETEXT_LENGTH_MAX];
	struct text_line line;

	text_line_clear(&line);
	text_line_add(&line, "%s, longest %s",
		timetext_minutes(sat, sizeof(sat), sums->seated_usec),
		timetext_minutes(longest, sizeof(longest), sums->longest_usec));
	text_write_row(out, style, ROW_COLUMNS, "Sat", line.bytes);
	if (sums->standing_usec > 0) {
		text_write_row(out, style, ROW_COLUMNS, "Stood",
			timetext_minutes(other, sizeof(other), sums->standing_usec));
	}
	if (sums->away_usec > 0) {
		text_write_row(out, style, ROW_COLUMNS, "Away",
			timetext_minutes(other, sizeof(other), sums->away_usec));
	}
}

static void write_prompts(FILE *out, const struct text_style *style, const struct stats_sums *sums)
{
	struct text_line counts, line;
	char walked[TIMETEXT_LENGTH_MAX];

	text_line_clear(&counts);
	add_times(&counts, sums->done, "done");
	add_times(&counts, sums->claimed, "noted as done");
	add_times(&counts, sums->natural,
		sums->natural == 1 ? "time up by yourself" : "times up by yourself");
	add_times(&counts, sums->skipped, "skipped");
	add_times(&counts, sums->expired, "not answered");
	text_line_clear(&line);
	text_line_add(&line, "%lu%s%s", sums->prompted, counts.size > 0 ? ": " : "", counts.bytes);
	text_write_row(out, style, ROW_COLUMNS, "Prompts", line.bytes);
	if (sums->walk_usec > 0) {
		text_write_row(out, style, ROW_COLUMNS, "Walked",
			timetext_minutes(walked, sizeof(walked), sums->walk_usec));
	}
	if (sums->strength_sets > 0) {
		text_line_clear(&line);
		add_times(&line, sums->strength_sets, sums->strength_sets == 1 ? "set" : "sets");
		text_write_row(out, style, ROW_COLUMNS, "Strength", line.bytes);
	}
}

/* -- both
 * -----------------------------------------------------------------------------------------------------
 */

void view_stats_write(FILE *out, const struct text_style *style, const struct stats_table *table,
	unsigned first_hour)
{
	char first[DATES_NAME_MAX], last[DATES_NAME_MAX];

	(void)dates_write_name(table->first, first);
	(void)dates_write_name(table->last, last);
	text_shade_begin(out, style, TEXT_STRONG);
	if (table->period == STATS_DAY) {
		(void)fputs(last, out);
	} else {
		(void)fprintf(out, "%s %s %s%s", first, style->utf8 ? "–" : "to", last,
			table->period == STATS_YEAR ? ", a day on average" : "");
	}
	text_shade_end(out, style, TEXT_STRONG);
	(void)fputc('\n', out);
	if (table->total.days == 0) {
		(void)fputs("Nothing was recorded.\n", out);
	} else if (table->period == STATS_DAY) {
		write_times(out, style, &table->total);
		write_prompts(out, style, &table->total);
		if (table->total.seated_usec > 0) {
			(void)fputc('\n', out);
			write_chart(out, style, &table->total, first_hour);
		}
	} else {
		write_table(out, style, table);
	}
}
