/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "life_digest.h"

uint64_t life_mix(uint64_t digest, uint64_t value)
{
	digest = (digest ^ value) * 0x9E3779B97F4A7C15ULL;
	return digest ^ (digest >> 29);
}

static uint64_t mix_prompt(uint64_t digest, const struct prompt *prompt)
{
	uint64_t id[2];

	memcpy(id, prompt->id.bytes, sizeof(id));
	digest = life_mix(life_mix(digest, id[0]), id[1]);
	digest = life_mix(life_mix(life_mix(digest, prompt->state), prompt->cause), prompt->kind);
	digest = life_mix(life_mix(digest, prompt->entry), prompt->duration_usec);
	for (size_t i = 0; i < PROMPT_CARRIED_MAX; i++) {
		digest = life_mix(digest, prompt->carried[i]);
	}
	digest = life_mix(digest, prompt->follow_up);
	digest = life_mix(life_mix(digest, prompt->shown_real_usec), prompt->expires_boot_usec);
	return life_mix(life_mix(digest, prompt->reminded), prompt->snoozes);
}

static uint64_t mix_tally(uint64_t digest, const struct tally *tally)
{
	digest = life_mix(life_mix(digest, tally->seated_usec), tally->standing_usec);
	digest = life_mix(life_mix(digest, tally->away_usec), tally->asleep_usec);
	return life_mix(digest, tally->estimated_usec);
}

/* Field by field: what lies between the fields is anybody's. */
void life_note_action(struct life *life, const struct core_action *action)
{
	uint64_t digest = life_mix(life_mix(life->digest, life->now.boot_usec), action->type);

	switch (action->type) {
	case ACTION_SHOW:
	case ACTION_WITHDRAW:
	case ACTION_CLOSED:
		digest = life_mix(mix_prompt(digest, &action->prompt), action->outcome);
		break;
	case ACTION_DECISION:
		digest = life_mix(life_mix(digest, action->decision.type), action->decision.kind);
		digest = life_mix(
			life_mix(digest, action->decision.reason), action->decision.real_usec);
		for (size_t i = 0; i < 3; i++) {
			digest = life_mix(digest, action->decision.value[i]);
		}
		break;
	case ACTION_DAY:
		digest = mix_tally(digest, &action->day.tally);
		digest = life_mix(life_mix(digest, (uint64_t)action->day.number),
			action->day.longest_seated_usec);
		break;
	case ACTION_SPAN:
		digest = life_mix(
			life_mix(digest, action->span.from_boot_usec), action->span.to_boot_usec);
		digest = life_mix(life_mix(digest, action->span.span), action->span.is_estimated);
		digest = life_mix(
			life_mix(digest, action->span.from_real_usec), action->span.is_continued);
		break;
	case ACTION_RECOUNTED:
		digest = life_mix(life_mix(digest, action->recount.from_boot_usec),
			action->recount.to_boot_usec);
		digest = life_mix(digest, action->recount.span);
		break;
	case ACTION_NATURAL:
		digest = life_mix(digest, action->natural.from_real_usec);
		break;
	case ACTION_PRESENCE:
	case ACTION_HOLD:
	case ACTION_CARE:
	case ACTION_TYPE_MAX:
		break;
	}
	life->digest = digest;
}
