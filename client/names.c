/* SPDX-License-Identifier: MIT */
#include "names.h"

#include <string.h>

#include <backcare/cleanup.h>

struct word {
	const char *value, *word;
};

const char *const names_kinds[] = {"posture", "walk", "mobility", "strength", "hydrate", "primer",
	"relax", "checkin", "safety"};
const size_t names_kind_count = ELEMENTSOF(names_kinds);

bool names_is_kind(const char *word)
{
	for (size_t i = 0; i < names_kind_count; i++) {
		if (strcmp(names_kinds[i], word) == 0) {
			return true;
		}
	}
	return false;
}

static const char *lookup(const struct word *words, size_t count, const char *value)
{
	for (size_t i = 0; i < count; i++) {
		if (strcmp(words[i].value, value) == 0) {
			return words[i].word;
		}
	}
	return value;
}

const char *names_kind(const char *kind)
{
	static const struct word words[] = {
		{"posture", "fresh position"},
		{"hydrate", "water"},
		{"primer", "self-massage"},
		{"checkin", "check-in"},
		{"safety", "safety message"},
	};

	return lookup(words, ELEMENTSOF(words), kind);
}

const char *names_hold(const char *reason)
{
	static const struct word words[] = {
		{"do_not_disturb", "do not disturb"},
		{"microphone", "microphone in use"},
		{"fullscreen", "full screen"},
		{"quiet_hours", "quiet hours"},
		{"off_hours", "outside of office hours"},
		{"locked", "screen locked"},
		{"no_session", "no session in front"},
		{"checklist", "first questions still open"},
		{"quiet_until_up", "quiet until you are up"},
		{"spacing", "a moment after the last one"},
		{"inhibitor", "call or film"},
	};

	return lookup(words, ELEMENTSOF(words), reason);
}

const char *names_outcome(const char *outcome)
{
	static const struct word words[] = {
		{"claimed", "noted as done"},
		{"natural", "you got up yourself"},
		{"snoozed", "put off"},
		{"expired", "not answered"},
		{"withdrawn", "taken back"},
	};

	return lookup(words, ELEMENTSOF(words), outcome);
}

const char *names_event(const char *event)
{
	static const struct word words[] = {
		{"snapshot", "now"},
		{"prompt_shown", "prompt"},
		{"prompt_closed", "closed"},
		{"day", "new day"},
	};

	return lookup(words, ELEMENTSOF(words), event);
}

const char *names_safety(const char *level)
{
	static const struct word words[] = {
		{"flare", "a day to take it easy: only gentle prompts"},
		{"soreness", "still sore: only gentle prompts"},
		{"doctor_first", "talk with a doctor first; prompts that need it wait until then"},
		{"urgent", "get medical advice soon; movement prompts wait until then"},
		{"emergency", "get medical help now; movement prompts wait"},
	};

	return strcmp(level, "none") == 0 ? NULL : lookup(words, ELEMENTSOF(words), level);
}

const char *names_massage_by(const char *by)
{
	static const struct word words[] = {
		{"professional", "a professional"},
		{"partner", "a partner"},
		{"own_hands", "your own hands"},
		{"ball", "ball"},
		{"roller", "foam roller"},
		{"massage_gun", "massage gun"},
	};

	return lookup(words, ELEMENTSOF(words), by);
}
