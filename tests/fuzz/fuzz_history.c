/* SPDX-License-Identifier: MIT */
#include "fuzz_history.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include <backcare/cleanup.h>

#include "calendar.h"
#include "fuzz.h"
#include "history.h"

static struct {
	struct history *history; /* NULL until it is asked */
	const struct core_now *now;
	size_t n_previews; /* that were begun and not ended */
} world;

#define PREVIEW_STEPS 3

struct preview {
	struct api_preview preview;
	struct api_preview_day day;
	unsigned n_steps;
};

#define HISTORY_DIRECTORY "/dev/shm/backcare-fuzz-dispatch-%d"

static void format_directory(char *buffer, size_t size)
{
	(void)snprintf(buffer, size, HISTORY_DIRECTORY, (int)getpid());
}

static void remove_history_files(void)
{
	static const char *const names[] = {"history.db", "history.db-wal", "history.db-shm"};
	char path[64], file[128];

	format_directory(path, sizeof(path));
	for (size_t i = 0; i < ELEMENTSOF(names); i++) {
		(void)snprintf(file, sizeof(file), "%s/%s", path, names[i]);
		(void)unlink(file);
	}
	(void)rmdir(path);
}

/* With one entry of each type. */
static struct history *get_history(void)
{
	char path[64], file[80], ids[HISTORY_TYPE_MAX][2] = {{'\0'}};
	struct history_change changes[HISTORY_TYPE_MAX];
	const struct history_batch batch = {.changes = changes, .n_changes = HISTORY_TYPE_MAX};

	if (world.history) {
		return world.history;
	}
	remove_history_files();
	format_directory(path, sizeof(path));
	(void)snprintf(file, sizeof(file), "%s/history.db", path);
	world.history = history_new(file, 4 * USEC_PER_HOUR);
	FUZZ_CHECK(world.history, "memory");
	for (enum history_type type = 0; type < HISTORY_TYPE_MAX; type++) {
		ids[type][0] = (char)('a' + (int)type);
		changes[type] = (struct history_change){
			.type = HISTORY_ADD,
			.entry = {.id = ids[type],
				.type = type,
				.start_real_usec = (int64_t)world.now->real_usec,
				.has_duration = true,
				.duration_usec = USEC_PER_MINUTE,
				.what = "seated"},
		};
	}
	FUZZ_CHECK(history_write(world.history, world.now, &batch) == 0, "history");
	return world.history;
}

int fuzz_list_history(
	const struct history_query *query, struct history_page **ret_page, void *userdata)
{
	(void)userdata;
	return history_list(get_history(), query, ret_page);
}

int64_t fuzz_get_today(void *userdata)
{
	(void)userdata;
	return calendar_day_number(world.now, 4 * USEC_PER_HOUR);
}

int fuzz_list_days(int64_t first, int64_t last, size_t limit, struct history_day **ret_days,
	size_t *ret_n_days, void *userdata)
{
	const struct history_days_query query = {
		.first_number = first, .last_number = last, .limit = limit};

	(void)userdata;
	return history_list_days(get_history(), &query, ret_days, ret_n_days);
}

int fuzz_import_history(const struct history_entry *entries, size_t n_entries, size_t *ret_added,
	size_t *ret_present, void *userdata)
{
	int r = history_import(
		get_history(), world.now, entries, n_entries, ret_added, ret_present);

	(void)userdata;
	FUZZ_CHECK(r == 0, "import of entries that were looked at: %d", r);
	return r;
}

int fuzz_remove_history(const char *id, void *userdata)
{
	(void)userdata;
	return history_remove(get_history(), world.now, id);
}

int fuzz_forget_history(int64_t until_real_usec, size_t *ret_removed, void *userdata)
{
	(void)userdata;
	return history_forget(get_history(), world.now, until_real_usec, ret_removed);
}

void fuzz_describe_history(int error, char *buffer, size_t size, void *userdata)
{
	FUZZ_CHECK(false, "the history fails: %d", error);
}

/* Done after some steps; every other setting is bad. */
int fuzz_preview_begin(const struct api_preview_request *request, void **ret_preview,
	size_t *ret_bad, char *message, void *userdata)
{
	struct preview *preview;

	(void)userdata;
	FUZZ_CHECK(request->n_days >= 1 && request->n_days <= API_PREVIEW_DAYS_MAX &&
			   request->n_settings <= API_PREVIEW_SETTINGS_MAX,
		"unchecked parameters");
	for (size_t i = 0; i < request->n_settings; i++) {
		if (strlen(request->settings[i].name) % 2 == 1) {
			*ret_bad = i;
			(void)snprintf(message, API_PREVIEW_MESSAGE_MAX, "bad");
			return -EINVAL;
		}
	}
	preview = calloc(1, sizeof(*preview));
	FUZZ_CHECK(preview, "memory");
	preview->day.longest_seated_usec = USEC_PER_DAY;
	preview->preview = (struct api_preview){.days = &preview->day, .n_days = 1};
	world.n_previews++;
	*ret_preview = preview;
	return 0;
}

int fuzz_preview_step(void *preview, void *userdata)
{
	struct preview *present = preview;

	(void)userdata;
	return ++present->n_steps < PREVIEW_STEPS;
}

const struct api_preview *fuzz_preview_get(void *preview, void *userdata)
{
	struct preview *present = preview;

	(void)userdata;
	FUZZ_CHECK(present->n_steps == PREVIEW_STEPS, "asked too early");
	return &present->preview;
}

void fuzz_preview_end(void *preview, void *userdata)
{
	(void)userdata;
	world.n_previews--;
	free(preview);
}

void fuzz_history_begin(const struct core_now *now)
{
	world.now = now;
}

void fuzz_history_end(void)
{
	FUZZ_CHECK(world.n_previews == 0, "%zu previews are left", world.n_previews);
	if (world.history) {
		world.history = history_free(world.history);
		remove_history_files();
	}
}
