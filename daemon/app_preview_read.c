/* SPDX-License-Identifier: MIT */
#include "app_preview.h"

#include <string.h>

static const char *get_detail(const struct history_entry *entry, const char *name)
{
	for (size_t i = 0; i < entry->n_details; i++) {
		if (strcmp(entry->details[i].name, name) == 0) {
			return entry->details[i].value;
		}
	}
	return "";
}

static bool has_detail(const struct history_entry *entry, const char *name, const char *value)
{
	return strcmp(get_detail(entry, name), value) == 0;
}

static const char *machine_of(const struct history_entry *entry)
{
	return entry->machine ? entry->machine : "";
}

static struct preview_machine *find_machine(struct preview_reader *reader, const char *name)
{
	struct preview_machine *machine = reader->machines;

	for (size_t i = 0; i < reader->n_machines; i++, machine++) {
		if (strcmp(machine->name, name) == 0) {
			return machine;
		}
	}
	if (reader->n_machines == PREVIEW_MACHINES_MAX || strlen(name) >= sizeof(machine->name)) {
		return NULL;
	}
	strcpy(machine->name, name);
	reader->n_machines++;
	return machine;
}

static bool is_counted(const struct preview_reader *reader, const struct history_entry *entry)
{
	int64_t offset_usec = entry->has_utc_offset ? entry->utc_offset_usec : 0;
	int64_t local_usec = entry->start_real_usec + offset_usec - (int64_t)reader->day_start_usec;
	int64_t day = local_usec / (int64_t)USEC_PER_DAY;

	return local_usec >= 0 && day >= reader->first_day && day <= reader->last_day;
}

/* A prompt to get up: a walk, or mobility in the place of one. What nobody prompted has no cause;
 * one that came in mid-spell was none to get up for. */
static bool asked_to_get_up(const struct history_entry *entry)
{
	return entry->type == HISTORY_PROMPT &&
	       (has_detail(entry, "cause", "limit") || has_detail(entry, "cause", "last_line"));
}

/* The person was seen to go, or did the steps. A claim alone is not seen. */
static bool was_taken(const struct history_entry *entry)
{
	return strcmp(entry->what, "done") == 0 || strcmp(entry->what, "natural") == 0;
}

/* It came to nothing; what was put off or taken back comes again, as another prompt. */
static bool was_not_taken(const struct history_entry *entry)
{
	return strcmp(entry->what, "claimed") == 0 || strcmp(entry->what, "skipped") == 0 ||
	       strcmp(entry->what, "expired") == 0;
}

void preview_count(struct preview_reader *reader, const struct history_entry *entry)
{
	struct preview_machine *machine;

	if (!is_counted(reader, entry)) {
		return;
	}
	machine = find_machine(reader, machine_of(entry));
	if (!machine) {
		return;
	}
	if (entry->type == HISTORY_SPELL && strcmp(entry->what, "seated") == 0) {
		machine->seated_usec += entry->duration_usec;
	} else if (asked_to_get_up(entry)) {
		machine->n_walks_taken += was_taken(entry);
		machine->n_walks_prompted += was_taken(entry) || was_not_taken(entry);
	}
}

void preview_choose(struct preview_reader *reader)
{
	for (size_t i = 0; i < reader->n_machines; i++) {
		const struct preview_machine *machine = &reader->machines[i];

		if (!reader->chosen || machine->seated_usec > reader->chosen->seated_usec) {
			reader->chosen = machine;
		}
	}
}

static enum span span_of(const struct history_entry *entry)
{
	if (strcmp(entry->what, "seated") == 0) {
		return SPAN_SEATED;
	}
	if (strcmp(entry->what, "standing") == 0) {
		return SPAN_STANDING;
	}
	return has_detail(entry, "presence", "asleep") ? SPAN_ASLEEP : SPAN_AWAY;
}

/* The first rest after such a prompt, if it is not long after it. */
static bool is_answer(struct preview_reader *reader, const struct history_entry *entry)
{
	int64_t since_usec = entry->start_real_usec - reader->answered_real_usec;
	bool found = reader->expects_rest && span_of(entry) == SPAN_AWAY && since_usec >= 0 &&
		     since_usec <= (int64_t)reader->answer_usec;

	reader->expects_rest = reader->expects_rest && !found;
	return found;
}

bool preview_read(struct preview_reader *reader, const struct history_entry *entry,
	struct replay_stretch *ret_stretch)
{
	if (!reader->chosen || strcmp(machine_of(entry), reader->chosen->name) != 0) {
		return false;
	}
	if (asked_to_get_up(entry) && was_taken(entry)) {
		reader->expects_rest = true;
		reader->answered_real_usec = entry->start_real_usec;
	}
	if (entry->type != HISTORY_SPELL || entry->start_real_usec < 0) {
		return false;
	}
	*ret_stretch = (struct replay_stretch){
		.span = span_of(entry),
		.start_real_usec = (usec_t)entry->start_real_usec,
		.length_usec = entry->duration_usec,
		.utc_offset_usec = entry->has_utc_offset ? entry->utc_offset_usec : 0,
		.answered = is_answer(reader, entry),
	};
	return true;
}
