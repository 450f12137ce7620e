/* SPDX-License-Identifier: MIT */
#include "archive_internal.h"

/* The list has no gaps before its end, also where an entry is gone. */
static void archive_carried(struct archive *archive, struct prompt *prompt)
{
	size_t n = archive_begin_list(archive, "carried", PROMPT_CARRIED_MAX, PROMPT_CARRIED_MAX);
	size_t n_kept = 0;

	for (size_t i = 0; i < PROMPT_CARRIED_MAX; i++) {
		uint16_t entry =
			i < n || !archive->is_reading ? prompt->carried[i] : CATALOGUE_NO_ENTRY;

		if (i < n) {
			archive_entry(archive, NULL, &entry);
		}
		if (archive->is_reading) {
			prompt->carried[i] = CATALOGUE_NO_ENTRY;
			if (entry != CATALOGUE_NO_ENTRY) {
				prompt->carried[n_kept++] = entry;
			}
		}
	}
	if (n > 0) {
		archive_end(archive);
	}
}

void archive_prompt(struct archive *archive, const char *key, struct prompt *prompt)
{
	if (!archive_begin_object(archive, key)) {
		return;
	}
	ARCHIVE_ENUM(archive, "state", PROMPT_STATE_MAX, prompt->state);
	archive_id(archive, "id", &prompt->id);
	ARCHIVE_ENUM(archive, "cause", PROMPT_CAUSE_MAX, prompt->cause);
	ARCHIVE_ENUM(archive, "kind", KIND_MAX + 1, prompt->kind);
	archive_entry(archive, "entry", &prompt->entry);
	archive_carried(archive, prompt);
	archive_entry(archive, "followUp", &prompt->follow_up);
	ARCHIVE_USEC(archive, "durationUSec", prompt->duration_usec);
	ARCHIVE_USEC(archive, "shownBootUSec", prompt->shown_boot_usec);
	ARCHIVE_USEC(archive, "shownRealUSec", prompt->shown_real_usec);
	ARCHIVE_USEC(archive, "startedBootUSec", prompt->started_boot_usec);
	ARCHIVE_USEC(archive, "startedRealUSec", prompt->started_real_usec);
	ARCHIVE_USEC(archive, "expiresBootUSec", prompt->expires_boot_usec);
	ARCHIVE_USEC(archive, "closedBootUSec", prompt->closed_boot_usec);
	ARCHIVE_BOOL(archive, "reminded", prompt->reminded);
	archive_message(archive, "message", &prompt->message);
	ARCHIVE_DAY(archive, "messageDay", prompt->message_day);
	ARCHIVE_BOOL(archive, "isCounted", prompt->is_counted);
	ARCHIVE_BOOL(archive, "persistent", prompt->persistent);
	ARCHIVE_NUMBER(archive, "snoozes", UINT32_MAX, prompt->snoozes);
	archive_end(archive);
}
