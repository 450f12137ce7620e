/* SPDX-License-Identifier: MIT */
/* What a step of the core brings, as entries of the history. Stretches of the same that touch are
 * one spell: it is put in the place of itself, longer. */
#include <stdio.h>
#include <string.h>

#include "app_internal.h"
#include "encode.h"
#include "names.h"
#include "reason.h"
#include "symptoms.h"

/* Ids with a space between. */
#define CARRIED_MAX (PROMPT_CARRIED_MAX * (HISTORY_WORD_MAX_BYTES + 1))
/* The clock was set by less than this in between, if at all. */
#define TOUCH_USEC USEC_PER_SEC

void app_new_entry_id(struct app *app, char *ret_id)
{
	struct prompt_id id;
	uint64_t random;

	app_make_id(clock_real_usec(&app->clock), &id, &random);
	encode_id(&id, ret_id);
}

/* -- spells
 * --------------------------------------------------------------------------------------------------
 */

static const char *const span_words[SPAN_MAX] = {
	[SPAN_SEATED] = "seated",
	[SPAN_STANDING] = "standing",
	[SPAN_AWAY] = "away",
	[SPAN_ASLEEP] = "away",
};

const char *app_spell_word(enum span span)
{
	return span_words[span];
}

void app_put_spell(struct app *app, const struct record_spell *spell)
{
	struct record_entry entry;
	char estimated[RECORD_NUMBER_MAX];

	record_begin(&app->record, &entry, HISTORY_SPELL, span_words[spell->span],
		spell->from_real_usec, spell->utc_offset_usec);
	entry.entry.id = spell->id;
	entry.entry.has_duration = true;
	entry.entry.duration_usec = spell->to_boot_usec - spell->from_boot_usec;
	if (spell->span == SPAN_ASLEEP) {
		record_add_detail(&entry, RECORD_DETAIL_PRESENCE, RECORD_PRESENCE_ASLEEP);
	}
	if (spell->estimated_usec > 0) {
		record_add_number(&entry, "estimated_usec", spell->estimated_usec, estimated);
	}
	if (spell->is_continued && spell->span == SPAN_SEATED) {
		record_add_detail(&entry, HISTORY_DETAIL_CONTINUES, "yes");
	}
	record_change(&app->record, HISTORY_PUT, &entry);
}

static bool goes_on(const struct record_spell *spell, const struct core_span *span)
{
	usec_t ends_usec = spell->from_real_usec + spell->to_boot_usec - spell->from_boot_usec;
	usec_t gap_usec = ends_usec > span->from_real_usec ? ends_usec - span->from_real_usec
							   : span->from_real_usec - ends_usec;

	return spell->id[0] != '\0' && spell->span == span->span &&
	       spell->to_boot_usec == span->from_boot_usec &&
	       spell->utc_offset_usec == span->utc_offset_usec && gap_usec < TOUCH_USEC &&
	       span->to_boot_usec - spell->from_boot_usec <= HISTORY_DURATION_MAX_USEC;
}

static void take_span(struct app *app, const struct core_span *span)
{
	struct record_spell *spell = &app->record.spell;

	if (!goes_on(spell, span)) {
		*spell = (struct record_spell){
			.span = span->span,
			.from_real_usec = span->from_real_usec,
			.from_boot_usec = span->from_boot_usec,
			.utc_offset_usec = span->utc_offset_usec,
			.is_continued = span->is_continued,
		};
		app_new_entry_id(app, spell->id);
	}
	spell->to_boot_usec = span->to_boot_usec;
	if (span->is_estimated && span->span != SPAN_AWAY) {
		spell->estimated_usec += span->to_boot_usec - span->from_boot_usec;
	}
	app_put_spell(app, spell);
}

/* -- prompts
 * -------------------------------------------------------------------------------------------------
 */

static const char *const causes[PROMPT_CAUSE_MAX] = {
	[PROMPT_CAUSE_LIMIT] = "limit",
	[PROMPT_CAUSE_LAST_LINE] = "last_line",
	[PROMPT_CAUSE_HALF_WAY] = "half_way",
	[PROMPT_CAUSE_BACK] = "back",
	[PROMPT_CAUSE_MICRO] = "micro",
	[PROMPT_CAUSE_FOLLOW_UP] = "follow_up",
	[PROMPT_CAUSE_STANDING] = "standing",
	[PROMPT_CAUSE_ASKED] = "asked",
	[PROMPT_CAUSE_CARE] = "care",
};

static const char *get_entry_id(const struct app *app, uint16_t entry)
{
	return entry < content_get_catalogue(app->content)->n_entries
		       ? content_get_id(app->content, entry)
		       : NULL;
}

static enum kind get_kind(const struct app *app, uint16_t entry)
{
	const struct catalogue *catalogue = content_get_catalogue(app->content);

	return entry < catalogue->n_entries ? catalogue->entries[entry].kind : KIND_NONE;
}

static void add_carried(const struct app *app, const struct prompt *prompt,
	struct record_entry *entry, char carried[CARRIED_MAX], char *sets_text)
{
	uint32_t sets = prompt->kind == KIND_STRENGTH;
	size_t at = 0;

	carried[0] = '\0';
	for (size_t i = 0; i < PROMPT_CARRIED_MAX; i++) {
		const char *id = get_entry_id(app, prompt->carried[i]);

		if (id && at < CARRIED_MAX) {
			at += (size_t)snprintf(
				carried + at, CARRIED_MAX - at, "%s%s", at > 0 ? " " : "", id);
			sets += get_kind(app, prompt->carried[i]) == KIND_STRENGTH;
		}
	}
	record_add_detail(entry, "carried", carried);
	if (sets > 0) {
		record_add_number(entry, HISTORY_DETAIL_SETS, sets, sets_text);
	}
}

/* As the counts of the day have it. */
static bool outcome_counts(const struct prompt *prompt, enum outcome outcome)
{
	bool leads_on = (outcome == OUTCOME_DONE || outcome == OUTCOME_CLAIMED) &&
			prompt->follow_up != CATALOGUE_NO_ENTRY;

	return prompt->cause != PROMPT_CAUSE_CARE && !leads_on;
}

static void take_closed(struct app *app, const struct core_now *now, const struct prompt *prompt,
	enum outcome outcome)
{
	char id[RECORD_ID_MAX], carried[CARRIED_MAX], sets[RECORD_NUMBER_MAX];
	char snoozes[RECORD_NUMBER_MAX];
	struct record_entry entry;

	record_begin(&app->record, &entry, HISTORY_PROMPT, names_outcome[outcome],
		prompt->shown_real_usec, now->utc_offset_usec);
	encode_id(&prompt->id, id);
	entry.entry.id = id;
	entry.entry.entry = get_entry_id(app, prompt->entry);
	entry.entry.has_duration = prompt->duration_usec > 0;
	entry.entry.duration_usec = prompt->duration_usec;
	record_add_detail(&entry, HISTORY_DETAIL_KIND, names_kind[prompt->kind]);
	record_add_detail(&entry, "cause", causes[prompt->cause]);
	if (prompt->cause == PROMPT_CAUSE_CARE) {
		record_add_detail(&entry, "message", symptoms_get_message_id(prompt->message));
	}
	add_carried(app, prompt, &entry, carried, sets);
	record_add_detail(&entry, "follow_up", get_entry_id(app, prompt->follow_up));
	if (prompt->snoozes > 0) {
		record_add_number(&entry, "snoozes", prompt->snoozes, snoozes);
	}
	if (prompt->reminded) {
		record_add_detail(&entry, "reminded", "yes");
	}
	if (!prompt->is_counted) {
		record_add_detail(&entry, HISTORY_DETAIL_SHOWN, "no");
	}
	if (!outcome_counts(prompt, outcome)) {
		record_add_detail(&entry, HISTORY_DETAIL_COUNTS, "no");
	}
	/* A claim that is raised to done comes again. */
	record_change(&app->record, HISTORY_PUT, &entry);
}

static void take_natural(struct app *app, const struct core_now *now, usec_t from_real_usec)
{
	struct record_entry entry;
	char id[RECORD_ID_MAX];

	record_begin(&app->record, &entry, HISTORY_PROMPT, names_outcome[OUTCOME_NATURAL],
		from_real_usec, now->utc_offset_usec);
	app_new_entry_id(app, id);
	entry.entry.id = id;
	record_add_detail(&entry, HISTORY_DETAIL_SHOWN, "no");
	record_change(&app->record, HISTORY_ADD, &entry);
}

/* -- decisions
 * -----------------------------------------------------------------------------------------------
 */

static void take_decision(struct app *app, const struct decision *decision)
{
	char text[REASON_TEXT_MAX];

	reason_format(app->content, decision, text, sizeof(text));
	record_decision(&app->record,
		&(struct history_decision){
			.real_usec = (int64_t)decision->real_usec,
			.kind = decision->kind < KIND_MAX ? names_kind[decision->kind] : NULL,
			.decision = names_decision[decision->type],
			.reason = text,
		});
}

void app_record_action(
	struct app *app, const struct core_now *now, const struct core_action *action)
{
	if (!app->history) {
		return;
	}
	switch (action->type) {
	case ACTION_CLOSED:
		take_closed(app, now, &action->prompt, action->outcome);
		break;
	case ACTION_DECISION:
		take_decision(app, &action->decision);
		break;
	case ACTION_SPAN:
		take_span(app, &action->span);
		break;
	case ACTION_RECOUNTED:
		app_record_recount(app, now, &action->recount);
		break;
	case ACTION_NATURAL:
		take_natural(app, now, action->natural.from_real_usec);
		break;
	case ACTION_CARE:
		app_record_care(app, now, &action->care.event, action->care.outcome);
		break;
	case ACTION_SHOW:
	case ACTION_WITHDRAW:
	case ACTION_PRESENCE:
	case ACTION_HOLD:
	case ACTION_DAY:
	case ACTION_TYPE_MAX:
		break;
	}
}
