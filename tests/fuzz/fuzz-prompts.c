/* SPDX-License-Identifier: MIT */
/* Any text as a file of own prompts: what comes out keeps the rules that the core relies on, and
 * problems name a place that is there. */
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <backcare/cleanup.h>

#include "content.h"
#include "content_data.h"
#include "fuzz.h"
#include "utf8.h"

/* Files in memory, under a name. */
#define FILE_PATH "/proc/self/fd/%d"
#define MOVEMENTS (1U << KIND_WALK | 1U << KIND_MOBILITY | 1U << KIND_STRENGTH)
/* Characters of four bytes. */
#define TITLE_MAX_BYTES (40 * 4)
#define BODY_MAX_BYTES (160 * 4)
#define STEP_MAX_BYTES (90 * 4)

static struct content *load(const void *text, size_t size)
{
	AUTO_CLOSE int fd = memfd_create("prompts", MFD_CLOEXEC);
	struct content *content = NULL;
	char path[64];

	FUZZ_CHECK(fd >= 0, "memfd_create");
	FUZZ_CHECK(pwrite(fd, text, size, 0) == (ssize_t)size, "pwrite");
	(void)snprintf(path, sizeof(path), FILE_PATH, fd);
	FUZZ_CHECK(content_load_file(path, &content) == 0, "memory");
	return content;
}

static void check_text(const char *text, size_t min_bytes, size_t max_bytes, const char *name)
{
	size_t size = strlen(text);

	FUZZ_CHECK(size >= min_bytes && size <= max_bytes, "%s: %zu bytes", name, size);
	FUZZ_CHECK(utf8_is_valid(text, size), "%s", name);
}

static void check_follow_up(const struct catalogue *catalogue, uint16_t follow_up)
{
	FUZZ_CHECK(follow_up < catalogue->n_entries, "%u", follow_up);
	FUZZ_CHECK(1U << catalogue->entries[follow_up].kind & MOVEMENTS, "%u", follow_up);
}

static void check_core(const struct catalogue *catalogue, const struct catalogue_entry *entry)
{
	FUZZ_CHECK(entry->kind <= KIND_RELAX && entry->area < AREA_MAX, "kind and area");
	FUZZ_CHECK(entry->duration_sec >= 10 && entry->duration_sec <= 3600, "%u",
		entry->duration_sec);
	FUZZ_CHECK(entry->intensity >= 1 && entry->intensity <= 3, "%u", entry->intensity);
	FUZZ_CHECK(entry->needs < 1U << 6 && entry->tags < 1U << 17 &&
			   entry->contraindicated_when < 1U << 11,
		"bits");
	FUZZ_CHECK(!(1U << entry->kind &
			   (1U << KIND_WALK | 1U << KIND_STRENGTH | 1U << KIND_PRIMER)) ||
			   (entry->contraindicated_when & CONDITION_LEG_SYMPTOMS),
		"leg-symptoms");
	if (entry->kind != KIND_PRIMER) {
		FUZZ_CHECK(entry->follow_up == CATALOGUE_NO_ENTRY, "follow_up");
		return;
	}
	check_follow_up(catalogue, entry->follow_up);
	for (size_t i = 0;
		i < CATALOGUE_ALTERNATES_MAX && entry->alternates[i] != CATALOGUE_NO_ENTRY; i++) {
		check_follow_up(catalogue, entry->alternates[i]);
	}
}

static void check_entry(const struct content *content, uint16_t entry)
{
	size_t n_steps = content_count_steps(content, entry);
	size_t n_sources = content_count_entry_sources(content, entry);

	check_core(content_get_catalogue(content), &content_get_catalogue(content)->entries[entry]);
	check_text(content_get_id(content, entry), 1, 64, "id");
	check_text(content_get_title(content, entry), 3, TITLE_MAX_BYTES, "title");
	check_text(content_get_body(content, entry), 20, BODY_MAX_BYTES, "body");
	FUZZ_CHECK(n_steps >= 2 && n_steps <= CONTENT_STEPS_MAX, "%zu steps", n_steps);
	for (size_t i = 0; i < n_steps; i++) {
		check_text(content_get_step(content, entry, i), 3, STEP_MAX_BYTES, "step");
	}
	FUZZ_CHECK(n_sources >= 1 && n_sources <= CONTENT_SOURCES_MAX, "%zu sources", n_sources);
	for (size_t i = 0; i < n_sources; i++) {
		struct content_source source;

		content_get_entry_source(content, entry, i, &source);
		check_text(source.id, 1, 4 * 120, "source");
		check_text(source.finding, 10, 4 * 400, "finding");
	}
	FUZZ_CHECK(content_find(content, content_get_id(content, entry)) == entry, "an id twice");
}

static void check_problems(const struct content *content, size_t n_lines)
{
	size_t n = content_count_problems(content);

	FUZZ_CHECK(n <= CONTENT_PROBLEMS_MAX && content_count_files(content) == 1, "how many");
	for (size_t i = 0; i < n; i++) {
		const struct content_problem *problem = content_get_problem(content, i);

		FUZZ_CHECK(problem->file == 0 && problem->line <= n_lines, "line %u of %zu",
			problem->line, n_lines);
		FUZZ_CHECK(problem->message[0] && strnlen(problem->message, CONTENT_PROBLEM_MAX) <
							  CONTENT_PROBLEM_MAX,
			"message");
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct content *content = load(data, size);
	size_t n_entries = content_get_catalogue(content)->n_entries, n_lines = 1;
	uint16_t new_index[CATALOGUE_ENTRIES_MAX];

	for (size_t i = 0; i < size; i++) {
		n_lines += data[i] == '\n';
	}
	check_problems(content, n_lines);
	FUZZ_CHECK(n_entries <= CATALOGUE_ENTRIES_MAX, "%zu entries", n_entries);
	for (uint16_t i = 0; i < n_entries; i++) {
		check_entry(content, i);
	}
	content_renumber(content_builtin(), content, new_index);
	for (uint16_t i = 0; i < CONTENT_DATA_ENTRIES; i++) {
		FUZZ_CHECK(new_index[i] == CATALOGUE_NO_ENTRY || new_index[i] < n_entries, "%u", i);
	}
	(void)content_free(content);
	return 0;
}
