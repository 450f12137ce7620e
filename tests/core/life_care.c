/* SPDX-License-Identifier: MIT */
/* What was told of body and treatment rules all that is shown: read a second time, from the tables
 * of the rules. */
#include "life.h"

/* A level falls by nothing but the dialogue, with each answer given. */
static bool is_whole_dialogue(const struct life *life, const struct core_event *event)
{
	const struct care_event *care = &event->care;
	uint32_t all = (1U << life->core.symptoms.n_items) - 1;

	if (event->type != CORE_CARE || care->type != CARE_CLEAR) {
		return false;
	}
	if (care->clear.how == CARE_ENTERED_BY_MISTAKE) {
		return care->clear.answered == all && care->clear.yes == 0;
	}
	return care->clear.phrase && care->clear.clinician && care->clear.seen_day != CARE_NO_DAY;
}

static const char *find_wrong_entry(const struct life *life, uint16_t index)
{
	const struct catalogue_entry *entry = &life->core.catalogue->entries[index];
	const struct care *care = &life->core.care;
	bool loads = entry->kind == KIND_STRENGTH || entry->kind == KIND_PRIMER;
	bool walks = entry->kind == KIND_WALK;
	bool gentle = care->flare.on || !care->checklist.answered || care->checklist.open ||
		      life->level >= CARE_LEVEL_DOCTOR_FIRST;

	if (life->level == CARE_LEVEL_EMERGENCY) {
		return "something else is open in an emergency";
	}
	if (walks && life->level >= CARE_LEVEL_DOCTOR_FIRST) {
		return "a walk is open under a hold";
	}
	if (gentle && (loads || entry->intensity > 1)) {
		return "what is open is not gentle";
	}
	for (size_t i = 0; i < care->n_massages; i++) {
		usec_t end_usec = care->massages[i].end_real_usec, now_usec = life->now.real_usec;

		if (now_usec >= end_usec && now_usec < end_usec + 2 * USEC_PER_HOUR &&
			(loads || entry->intensity > 1)) {
			return "what is open is not gentle after a massage";
		}
	}
	return NULL;
}

const char *life_find_wrong_care(struct life *life, const struct core_event *event)
{
	const struct prompt *prompt = &life->core.planner.prompt;
	enum care_level level = life->core.care.safety.level;
	const char *wrong = NULL;

	if (level < life->level && !is_whole_dialogue(life, event)) {
		wrong = "a level fell without the dialogue";
	}
	life->level = level;
	if (!life->open || prompt->entry == CATALOGUE_NO_ENTRY) {
		return wrong;
	}
	wrong = wrong ? wrong : find_wrong_entry(life, prompt->entry);
	for (size_t i = 0; i < PROMPT_CARRIED_MAX && !wrong; i++) {
		if (prompt->carried[i] != CATALOGUE_NO_ENTRY) {
			wrong = find_wrong_entry(life, prompt->carried[i]);
		}
	}
	return wrong;
}
