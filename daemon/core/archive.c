/* SPDX-License-Identifier: MIT */
#include <assert.h>
#include <string.h>

#include "archive_internal.h"
#include "core.h"

/* No zone is so far from UTC. */
#define OFFSET_MAX_USEC ((int64_t)(2 * USEC_PER_DAY))

/* -- values -- */

static void count(struct archive *archive, bool there)
{
	archive->n_missing += !there;
}

bool archive_bool(struct archive *archive, const char *key, bool value)
{
	count(archive, archive->ops->boolean(archive, key, &value));
	return value;
}

int64_t archive_signed(
	struct archive *archive, const char *key, int64_t min, int64_t max, int64_t value)
{
	count(archive, archive->ops->integer(archive, key, min, max, &value));
	return value;
}

uint64_t archive_number(struct archive *archive, const char *key, uint64_t max, uint64_t value)
{
	return (uint64_t)archive_signed(
		archive, key, 0, max < INT64_MAX ? (int64_t)max : INT64_MAX, (int64_t)value);
}

usec_t archive_usec(struct archive *archive, const char *key, usec_t value)
{
	int64_t number = value > INT64_MAX ? -1 : (int64_t)value;

	number = archive_signed(archive, key, -1, INT64_MAX, number);
	return number < 0 ? USEC_INFINITY : (usec_t)number;
}

void archive_offset(struct archive *archive, const char *key, int64_t *utc_offset_usec)
{
	*utc_offset_usec =
		archive_signed(archive, key, -OFFSET_MAX_USEC, OFFSET_MAX_USEC, *utc_offset_usec);
}

void archive_id(struct archive *archive, const char *key, struct prompt_id *id)
{
	count(archive, archive->ops->id(archive, key, id));
}

void archive_entry(struct archive *archive, const char *key, uint16_t *entry)
{
	count(archive, archive->ops->entry(archive, key, entry));
}

void archive_message(struct archive *archive, const char *key, enum care_message *message)
{
	count(archive, archive->ops->message(archive, key, message));
}

void archive_symptoms(struct archive *archive, const char *key, uint32_t *symptoms)
{
	count(archive, archive->ops->symptoms(archive, key, symptoms));
}

size_t archive_begin_list(struct archive *archive, const char *key, size_t max, size_t n)
{
	bool there;

	n = n < max ? n : max;
	there = archive->ops->begin_list(archive, key, &n);
	count(archive, there && n <= max);
	if (there && (n == 0 || n > max)) {
		archive->ops->end(archive);
	}
	return there && n <= max ? n : 0;
}

bool archive_begin_object(struct archive *archive, const char *key)
{
	bool there = archive->ops->begin_object(archive, key);

	count(archive, there);
	return there;
}

void archive_end(struct archive *archive)
{
	archive->ops->end(archive);
}

/* -- the whole -- */

static void archive_now(struct archive *archive, struct core_now *now)
{
	ARCHIVE_USEC(archive, "bootUSec", now->boot_usec);
	ARCHIVE_USEC(archive, "realUSec", now->real_usec);
	ARCHIVE_USEC(archive, "suspendedUSec", now->suspended_usec);
	archive_offset(archive, "utcOffsetUSec", &now->utc_offset_usec);
	ARCHIVE_USEC(archive, "utcOffsetUntilUSec", now->offset_until_real_usec);
}

/* The last step, and until when nothing changed by time alone. */
static bool last_is_valid(const struct core *core)
{
	const struct core_now *last = &core->last;

	return last->boot_usec < ARCHIVE_USEC_MAX && last->real_usec < ARCHIVE_USEC_MAX &&
	       last->suspended_usec <= last->boot_usec;
}

static void write_rooms(struct core *core, struct archive *archive)
{
	(void)archive_tracker(archive, &core->tracker, core->last.boot_usec);
	(void)archive_planner(archive, &core->planner, core->catalogue, core->last.boot_usec);
	archive_care(archive, &core->care, &core->symptoms);
}

/* What planner_init() and each step work out. */
static void work_out(struct core *core)
{
	core->planner.quiet = (struct hours_answer){0};
	core->planner.office = (struct hours_answer){0};
	hours_answer(&core->planner.quiet, &core->settings.quiet_hours, &core->last);
	hours_answer(&core->planner.office, &core->settings.office_hours, &core->last);
	care_get_limits(&core->care,
		&(struct care_at){&core->last, core->settings.day_start_usec, &core->symptoms},
		&core->planner.limits);
}

static void read_rooms(struct core *core, struct archive *archive)
{
	const struct tracker tracker = core->tracker;
	const struct planner planner = core->planner;
	usec_t last_usec = core->last.boot_usec;

	archive->is_time_whole = archive_tracker(archive, &core->tracker, last_usec);
	if (!archive->is_time_whole) {
		core->tracker = tracker;
	}
	if (!archive_planner(archive, &core->planner, core->catalogue, last_usec)) {
		core->planner = planner;
	}
	archive_care(archive, &core->care, &core->symptoms);
	work_out(core);
	/* What core_init() found due at once was not. */
	core->n_overdue = 0;
}

void core_archive(struct core *core, struct archive *archive)
{
	const struct core_now last = core->last;
	usec_t deadline_usec = core->deadline_boot_usec;

	archive_now(archive, &core->last);
	ARCHIVE_USEC(archive, "deadlineBootUSec", core->deadline_boot_usec);
	ARCHIVE_BOOL(archive, "clockIsDoubted", core->clock_is_doubted);
	ARCHIVE_USEC(archive, "clockDoubtedBootUSec", core->clock_doubted_boot_usec);
	if (core->clock_doubted_boot_usec > core->last.boot_usec) {
		/* The next step finds it out anew. */
		core->clock_is_doubted = false;
	}
	if (!archive->is_reading) {
		write_rooms(core, archive);
	} else if (last_is_valid(core)) {
		read_rooms(core, archive);
	} else {
		/* Nothing can be told from when the rest is. */
		core->last = last;
		core->deadline_boot_usec = deadline_usec;
		archive_care(archive, &core->care, &core->symptoms);
	}
}
