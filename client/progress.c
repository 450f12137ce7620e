/* SPDX-License-Identifier: MIT */
#include "progress.h"

#include <inttypes.h>
#include <time.h>
#include <unistd.h>

#define BAR_COLUMNS 30
#define TEXT_MAX 64
#define REDRAW_USEC (100 * USEC_PER_MSEC)

static usec_t monotonic_now_usec(void)
{
	struct timespec now;

	(void)clock_gettime(CLOCK_MONOTONIC, &now); /* cannot fail for this clock */
	return (usec_t)now.tv_sec * USEC_PER_SEC + (usec_t)now.tv_nsec / 1000;
}

void progress_begin(struct progress *progress, const struct client *client)
{
	*progress = (struct progress){
		.out = client->err,
		.is_wanted = !client->json && isatty(fileno(client->err)),
		.began_usec = monotonic_now_usec(),
	};
	text_style_init(&progress->style, client->err);
}

static void draw(struct progress *progress, uint64_t part, uint64_t whole, uint64_t count)
{
	unsigned columns, bar = BAR_COLUMNS;
	char text[TEXT_MAX];
	unsigned used;

	text_style_update_columns(&progress->style, progress->out);
	columns = progress->style.columns - 1; /* so that the line never runs over */
	if (whole > 0) {
		unsigned percent = (unsigned)((double)part / (double)whole * 100);

		(void)snprintf(text, sizeof(text), "  %3u%%  %" PRIu64 " entries",
			percent > 100 ? 100 : percent, count);
	} else {
		bar = 0;
		(void)snprintf(text, sizeof(text), "%" PRIu64 " entries", count);
	}
	used = text_width(text);
	if (bar + used > columns) {
		bar = columns > used ? columns - used : 0;
	}
	(void)fputc('\r', progress->out);
	text_shade_begin(progress->out, &progress->style, TEXT_GOOD);
	text_write_bar(progress->out, &progress->style, bar, part, whole);
	text_shade_end(progress->out, &progress->style, TEXT_GOOD);
	used += bar;
	(void)fprintf(progress->out, "%s%*s", text, (int)(columns > used ? columns - used : 0), "");
	(void)fflush(progress->out);
}

void progress_show(struct progress *progress, uint64_t part, uint64_t whole, uint64_t count)
{
	usec_t now_usec;

	if (!progress->is_wanted) {
		return;
	}
	now_usec = monotonic_now_usec();
	if (now_usec - progress->began_usec < PROGRESS_AFTER_USEC ||
		(progress->is_drawn && now_usec - progress->drawn_usec < REDRAW_USEC)) {
		return;
	}
	draw(progress, part, whole, count);
	progress->is_drawn = true;
	progress->drawn_usec = now_usec;
}

void progress_clear(struct progress *progress)
{
	if (progress->is_drawn) {
		(void)fprintf(progress->out, "\r%*s\r", (int)(progress->style.columns - 1), "");
		(void)fflush(progress->out);
		progress->is_drawn = false;
	}
}
