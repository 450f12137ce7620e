/* SPDX-License-Identifier: MIT */
/* What the fields of an entry owe each other, and primers their movement: the rules of
 * data_rules.py, for a user's own entries. */
#include <stdio.h>
#include <string.h>

#include <backcare/cleanup.h>

#include "own.h"
#include "vocabulary.h"

#define MICRO_MAX_SEC 60
#define MESSAGE_MAX 200
#define KIND_BIT(kind_) (1U << (kind_))
#define MOVEMENTS (KIND_BIT(KIND_WALK) | KIND_BIT(KIND_MOBILITY) | KIND_BIT(KIND_STRENGTH))

static bool is_movement(const struct own_entry *entry)
{
	return KIND_BIT(entry->core.kind) & MOVEMENTS;
}

/* Conditions under which it is not shown, whatever its author thinks. */
static uint32_t required_conditions(const struct catalogue_entry *entry)
{
	bool upper_body = entry->area == AREA_NECK || entry->area == AREA_SHOULDERS ||
			  entry->area == AREA_CHEST || entry->area == AREA_WRISTS_HANDS;
	bool is_primer = entry->kind == KIND_PRIMER, is_strength = entry->kind == KIND_STRENGTH;
	uint32_t conditions = 0;

	if (is_primer || is_strength || entry->kind == KIND_WALK ||
		(entry->kind == KIND_MOBILITY && !upper_body)) {
		conditions |= CONDITION_LEG_SYMPTOMS;
	}
	if (is_primer || is_strength || entry->intensity > 1) {
		conditions |= CONDITION_ACUTE_FLARE | CONDITION_SORENESS_OVER_48H |
			      CONDITION_POST_MASSAGE_WINDOW;
	}
	if (is_primer || entry->intensity > 2) {
		conditions |= CONDITION_POST_MASSAGE_DAY;
	}
	if (is_primer) {
		conditions |= CONDITION_PRESSURE_CAUTION;
	}
	if (entry->kind == KIND_HYDRATE) {
		conditions |= CONDITION_FLUID_RESTRICTION;
	}
	return conditions;
}

static void list_conditions(uint32_t conditions, char *buffer, size_t size)
{
	buffer[0] = '\0';
	for (size_t i = 0; i < VOCABULARY_CONDITIONS; i++) {
		size_t used = strlen(buffer);

		if (conditions & (1U << i)) {
			(void)snprintf(buffer + used, size - used, "%s%s", used > 0 ? ", " : "",
				vocabulary_conditions[i]);
		}
	}
}

bool own_check_entry(
	const struct own *own, const struct own_entry *entry, own_tell_fn tell, void *userdata)
{
	const struct catalogue_entry *core = &entry->core;
	const char *kind = vocabulary_kinds[core->kind], *id = own_text(own, entry->text.id);
	uint32_t missing = required_conditions(core) & ~core->contraindicated_when;
	size_t kind_length = strlen(kind);
	char message[MESSAGE_MAX], list[MESSAGE_MAX - 40];
	bool good = true;

	if (strncmp(id, kind, kind_length) != 0 || id[kind_length] != '-') {
		(void)snprintf(message, sizeof(message), "it begins with the kind: '%s-...'", kind);
		tell("id", message, userdata);
		good = false;
	}
	if (missing) {
		list_conditions(missing, list, sizeof(list));
		(void)snprintf(message, sizeof(message),
			"with this kind, area and intensity add: %s", list);
		tell("contraindicated_when", message, userdata);
		good = false;
	}
	if ((core->tags & TAG_MICRO) && core->duration_sec > MICRO_MAX_SEC) {
		(void)snprintf(
			message, sizeof(message), "with the tag micro at most %d", MICRO_MAX_SEC);
		tell("duration_s", message, userdata);
		good = false;
	}
	if ((core->kind == KIND_PRIMER) != (entry->follow_ids[0] != 0)) {
		tell("follow_up",
			core->kind == KIND_PRIMER ? "a primer names the movement that follows it"
						  : "only a primer has one; leave it out, or null",
			userdata);
		good = false;
	}
	return good;
}

/* -- primers and their movements
 * ----------------------------------------------------------------------------- */

/* The movement of this id; n_entries, and told, if it is none. */
static size_t find_movement(struct own *own, const struct own_entry *primer, uint32_t id)
{
	size_t found = own_find(own, own_text(own, id));

	if (found == own->n_entries) {
		own_add_entry_problem(own, primer, "%s, follow_up: there is no entry '%s'",
			own_text(own, primer->text.id), own_text(own, id));
		return found;
	}
	/* So there are no cycles: only primers are followed, and what follows is never one. */
	if (!is_movement(&own->entries[found])) {
		own_add_entry_problem(own, primer,
			"%s, follow_up: '%s' is no movement (walk, mobility or strength)",
			own_text(own, primer->text.id), own_text(own, id));
		return own->n_entries;
	}
	return found;
}

/* With what the primer forbids and needs, its movement can be done as well. */
static bool movements_fit(struct own *own, const struct own_entry *primer, const size_t *movements,
	size_t n_movements)
{
	uint32_t missing = 0;
	bool can_be_done = false;
	char list[MESSAGE_MAX];

	if (n_movements > 0) {
		missing = own->entries[movements[0]].core.contraindicated_when &
			  ~primer->core.contraindicated_when;
	}
	for (size_t i = 0; i < n_movements; i++) {
		can_be_done = can_be_done ||
			      !(own->entries[movements[i]].core.needs & ~primer->core.needs);
	}
	if (missing) {
		list_conditions(missing, list, sizeof(list));
		own_add_entry_problem(own, primer,
			"%s, contraindicated_when: add what the movement after it has: %s",
			own_text(own, primer->text.id), list);
	}
	if (!can_be_done) {
		own_add_entry_problem(own, primer,
			"%s, follow_up: one of them has to need nothing that the primer does not "
			"need",
			own_text(own, primer->text.id));
	}
	return !missing && can_be_done;
}

/* Movements that are switched off make room for the next. */
static void take_movements(
	struct own *own, struct own_entry *primer, const size_t *movements, size_t n_movements)
{
	size_t n_taken = 0;

	primer->core.follow_up = CATALOGUE_NO_ENTRY;
	for (size_t i = 0; i < CATALOGUE_ALTERNATES_MAX; i++) {
		primer->core.alternates[i] = CATALOGUE_NO_ENTRY;
	}
	for (size_t i = 0; i < n_movements; i++) {
		if (own->entries[movements[i]].off) {
			continue;
		}
		if (n_taken == 0) {
			primer->core.follow_up = (uint16_t)movements[i];
		} else {
			primer->core.alternates[n_taken - 1] = (uint16_t)movements[i];
		}
		n_taken++;
	}
}

static bool tie(struct own *own, struct own_entry *primer)
{
	size_t movements[OWN_FOLLOW_UPS_MAX], n_movements = 0;

	if (!primer->is_own) {
		movements[n_movements++] = primer->core.follow_up;
		for (size_t i = 0; i < CATALOGUE_ALTERNATES_MAX &&
				   primer->core.alternates[i] != CATALOGUE_NO_ENTRY;
			i++) {
			movements[n_movements++] = primer->core.alternates[i];
		}
	} else {
		for (size_t i = 0; i < OWN_FOLLOW_UPS_MAX && primer->follow_ids[i]; i++) {
			movements[n_movements] = find_movement(own, primer, primer->follow_ids[i]);
			if (movements[n_movements++] == own->n_entries) {
				return false;
			}
		}
		if (!movements_fit(own, primer, movements, n_movements)) {
			return false;
		}
	}
	take_movements(own, primer, movements, n_movements);
	if (primer->core.follow_up == CATALOGUE_NO_ENTRY && primer->is_own) {
		own_add_entry_problem(own, primer, "%s, follow_up: what follows it is switched off",
			own_text(own, primer->text.id));
	}
	return primer->core.follow_up != CATALOGUE_NO_ENTRY;
}

void own_tie_follow_ups(struct own *own)
{
	for (size_t i = 0; i < own->n_entries; i++) {
		struct own_entry *entry = &own->entries[i];
		bool is_tied = entry->core.kind != KIND_PRIMER || entry->off || tie(own, entry);

		if (!is_tied && entry->is_own && i < CONTENT_DATA_ENTRIES) {
			/* What is refused leaves the one built in as it was. */
			*entry = (struct own_entry){
				.core = content_data_entries[i], .text = content_data_texts[i]};
			is_tied = tie(own, entry);
		}
		/* A primer without its movement is not shown at all. */
		entry->off = entry->off || !is_tied;
	}
}
