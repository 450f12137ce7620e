/* SPDX-License-Identifier: MIT */
/* What is shown for which cause, and what rides on it. Source: behaviour, "Choice" and "Tags". */
#include "planner_internal.h"

/* These come when they are asked for, and in their own time. */
#define TAGS_ASKED_FOR (TAG_DAILY_TARGET | TAG_SETUP | TAG_FLOOR_SESSION)

static uint16_t choose(
	const struct planner *planner, const struct planner_step *step, struct wish *wish)
{
	wish->limits = &planner->limits;
	return choose_entry(&planner->chooser, step->catalogue, step->settings, wish,
		step->now->boot_usec, step->random);
}

/* What care prefers now is drawn from its own: the stroll after a massage takes the place of a walk
 * of the usual length. */
static uint16_t choose_preferred(
	const struct planner *planner, const struct planner_step *step, const struct wish *wish)
{
	struct wish preferred = *wish;

	preferred.tags_all =
		(wish->tags_all & ~(uint32_t)TAG_SIT_BREAK) | planner->limits.prefer_tags;
	preferred.tags_none = TAGS_ASKED_FOR;
	if (wish->kinds == 1U << KIND_WALK) {
		preferred.duration_max_sec = 0;
	}
	if (step->tracker->meeting) {
		preferred.tags_all |= TAG_MEETING_FRIENDLY;
	}
	return choose(planner, step, &preferred);
}

/* One that was not asked for. */
static uint16_t choose_planned(
	const struct planner *planner, const struct planner_step *step, struct wish *wish)
{
	if (planner->limits.prefer_tags) {
		uint16_t preferred = choose_preferred(planner, step, wish);

		if (preferred != CATALOGUE_NO_ENTRY) {
			return preferred;
		}
	}
	wish->tags_none |= TAGS_ASKED_FOR;
	if (step->tracker->meeting) {
		/* One that lets prompts through. */
		wish->tags_all |= TAG_MEETING_FRIENDLY;
	}
	return choose(planner, step, wish);
}

/* A walk not longer than Walk.Break, and not shorter than half of it where there is one: it takes
 * off as much as it is long, and after less the next prompt would be ten minutes off. The shortest
 * one if Walk.Break is shorter than all. Where no walk may be shown, a sit break of another kind.
 */
static uint16_t pick_sit_break(const struct planner *planner, const struct planner_step *step,
	uint32_t kinds, bool short_version)
{
	struct wish wish = {
		.kinds = kinds & (1U << KIND_WALK),
		.tags_all = TAG_SIT_BREAK | (short_version ? TAG_SHORT_VERSION : 0U),
		.duration_max_sec = (uint32_t)(step->settings->walk_break_usec / USEC_PER_SEC),
	};
	uint16_t entry;

	if (!short_version) {
		wish.duration_min_sec = wish.duration_max_sec / 2;
	}
	entry = choose_planned(planner, step, &wish);
	if (entry == CATALOGUE_NO_ENTRY && wish.duration_min_sec > 0) {
		wish.duration_min_sec = 0;
		entry = choose_planned(planner, step, &wish);
	}
	if (entry == CATALOGUE_NO_ENTRY) {
		entry = choose_shortest(step->catalogue, step->settings, &wish);
	}
	if (entry == CATALOGUE_NO_ENTRY) {
		wish.kinds = kinds;
		wish.tags_all = TAG_SIT_BREAK;
		entry = choose_planned(planner, step, &wish);
	}
	if (entry == CATALOGUE_NO_ENTRY && (kinds & (1U << KIND_MOBILITY))) {
		wish.kinds = 1U << KIND_MOBILITY;
		wish.tags_all = TAG_BUNDLE;
		entry = choose_planned(planner, step, &wish);
	}
	return entry;
}

/* Of strength, what the programme is for comes first, as long as it need not come twice a day. */
static uint16_t pick_of_programme(
	const struct planner *planner, const struct planner_step *step, struct wish *wish)
{
	struct wish preferred = *wish;
	uint16_t entry;

	preferred.areas = CARE_STRENGTH_AREAS;
	entry = choose_planned(planner, step, &preferred);
	if (entry == CATALOGUE_NO_ENTRY ||
		choose_is_repeat(&planner->chooser, entry, now_usec(step))) {
		return choose_planned(planner, step, wish);
	}
	return entry;
}

/* Movement that may ride on a walk, or water. */
static uint16_t pick_riding(const struct planner *planner, const struct planner_step *step,
	uint32_t kinds, enum kind kind)
{
	struct care_strength_view strength;
	struct wish wish = {
		.kinds = kinds & (1U << kind),
		.tags_all = TAG_BUNDLE,
		.duration_min_sec = kind == KIND_MOBILITY ? PLANNER_MOBILITY_MIN_SEC : 0,
		.duration_max_sec = PLANNER_RIDING_MAX_SEC,
		.intensity_max = kind == KIND_STRENGTH ? PROGRAM_STRENGTH_INTENSITY : 0,
	};

	care_get_strength(step->care, &step->care_at, &strength);
	if (kind == KIND_STRENGTH && strength.active && strength.week > 0) {
		wish.intensity_max = strength.intensity;
		return pick_of_programme(planner, step, &wish);
	}
	return choose_planned(planner, step, &wish);
}

static uint16_t pick_nudge(
	const struct planner *planner, const struct planner_step *step, uint32_t kinds)
{
	return choose_planned(planner, step,
		&(struct wish){
			.kinds = kinds & (1U << KIND_POSTURE),
			.tags_none = TAG_SIT_BREAK | TAG_STAND_BREAK | TAG_POST_BREAK,
			.duration_max_sec = PLANNER_NUDGE_MAX_SEC,
		});
}

static uint16_t pick_relax(
	const struct planner *planner, const struct planner_step *step, uint32_t kinds)
{
	bool evening = planner_is_evening(planner, step, now_usec(step));
	struct wish wish = {
		.kinds = kinds & (1U << KIND_RELAX),
		.tags_all = evening ? TAG_EVENING : 0,
		.tags_none = TAG_POST_SESSION | (evening ? 0 : TAG_EVENING),
	};

	return choose_planned(planner, step, &wish);
}

static uint16_t pick_micro_break(
	const struct planner *planner, const struct planner_step *step, uint32_t kinds)
{
	return choose_planned(planner, step,
		&(struct wish){
			/* Water has its own measure. */
			.kinds = kinds & ~(1U << KIND_HYDRATE),
			.tags_all = TAG_MICRO,
			.duration_min_sec = PLANNER_MICRO_MIN_SEC,
			.duration_max_sec = PLANNER_MICRO_MAX_SEC,
		});
}

static uint16_t pick_half_way(const struct planner *planner, const struct planner_step *step,
	uint32_t kinds, enum kind kind)
{
	bool nudge_does = planner->counts.nudges < step->settings->posture_per_day;
	uint16_t entry;

	if (kind == KIND_POSTURE) {
		return pick_nudge(planner, step, kinds);
	}
	entry = kind == KIND_PRIMER ? planner_pick_primer(planner, step)
				    : pick_relax(planner, step, kinds);
	/* Where nothing of the kind fits, a change of position does as well. */
	return entry == CATALOGUE_NO_ENTRY && nudge_does ? pick_nudge(planner, step, kinds) : entry;
}

/* As it would be planned, else anything of the kind. */
uint16_t planner_pick_of_kind(
	const struct planner *planner, const struct planner_step *step, enum kind kind)
{
	uint32_t kinds = 1U << kind;
	uint16_t entry = CATALOGUE_NO_ENTRY;

	switch (kind) {
	case KIND_WALK:
		entry = pick_sit_break(planner, step, kinds, false);
		break;
	case KIND_POSTURE:
		entry = pick_nudge(planner, step, kinds);
		break;
	case KIND_MOBILITY:
	case KIND_STRENGTH:
	case KIND_HYDRATE:
		entry = pick_riding(planner, step, kinds, kind);
		break;
	case KIND_RELAX:
		entry = pick_relax(planner, step, kinds);
		break;
	case KIND_PRIMER:
		return choose(
			planner, step, &(struct wish){.kinds = kinds, .with_follow_up = true});
	case KIND_CHECKIN:
	case KIND_SAFETY:
	case KIND_MAX:
		break;
	}
	if (entry == CATALOGUE_NO_ENTRY) {
		entry = choose(planner, step, &(struct wish){.kinds = kinds});
	}
	return entry;
}

uint16_t planner_pick(const struct planner *planner, const struct planner_step *step,
	enum prompt_cause cause, enum kind kind, bool short_version)
{
	uint32_t kinds = step->settings->kinds;

	switch (cause) {
	case PROMPT_CAUSE_LIMIT:
		return pick_sit_break(planner, step, kinds, short_version);
	case PROMPT_CAUSE_HALF_WAY:
		return pick_half_way(planner, step, kinds, kind);
	case PROMPT_CAUSE_BACK:
		return choose_planned(planner, step,
			&(struct wish){
				.kinds = kinds & (1U << KIND_POSTURE), .tags_all = TAG_POST_BREAK});
	case PROMPT_CAUSE_MICRO:
		return pick_micro_break(planner, step, kinds);
	case PROMPT_CAUSE_STANDING:
		return choose_planned(planner, step,
			&(struct wish){.kinds = kinds & (1U << KIND_POSTURE),
				.tags_all = TAG_STAND_BREAK});
	case PROMPT_CAUSE_FOLLOW_UP:
	case PROMPT_CAUSE_ASKED:
	case PROMPT_CAUSE_CARE:
	case PROMPT_CAUSE_LAST_LINE:
	case PROMPT_CAUSE_MAX:
		break;
	}
	return CATALOGUE_NO_ENTRY;
}

/* -- what rides on a walk -- */

/* The way to the water and back is water. */
static bool is_water(const struct catalogue_entry *entry)
{
	return entry->kind == KIND_HYDRATE ||
	       (entry->contraindicated_when & CONDITION_FLUID_RESTRICTION) != 0;
}

/* What the walk of a new spell carries: 1 << enum kind. */
static uint32_t decide_riding(
	struct planner *planner, const struct planner_step *step, uint16_t entry)
{
	uint32_t riding = 0;

	if (planner->carry_mobility) {
		riding |= 1U << KIND_MOBILITY;
	} else if (program_wants_strength(&planner->program)) {
		riding |= 1U << KIND_STRENGTH;
	}
	planner->carry_mobility = !planner->carry_mobility;
	if (is_water(&step->catalogue->entries[entry])) {
		/* Also before its time: else the next walk would lead past the tap again. */
		program_note_water(&planner->program, seated_today_usec(step));
	} else if (program_wants_water(&planner->program, seated_today_usec(step))) {
		riding |= 1U << KIND_HYDRATE;
	}
	return riding;
}

/* Its share of the day's sets, and of the water. */
static void note_riding(struct planner *planner, const struct planner_step *step, enum kind kind)
{
	if (kind == KIND_STRENGTH) {
		program_note_strength(&planner->program);
	} else if (kind == KIND_HYDRATE) {
		program_note_water(&planner->program, seated_today_usec(step));
	}
}

void planner_tell_riding(const struct planner *planner, const struct planner_step *step)
{
	const struct program *program = &planner->program;

	for (size_t i = 0; i < PROMPT_CARRIED_MAX; i++) {
		uint16_t entry = planner->prompt.carried[i];
		enum kind kind = entry < step->catalogue->n_entries
					 ? step->catalogue->entries[entry].kind
					 : KIND_NONE;

		if (kind == KIND_MOBILITY) {
			planner_decide(
				step, DECISION_PLANNED, kind, REASON_RIDES_MOBILITY, entry, 0, 0);
		} else if (kind == KIND_STRENGTH) {
			planner_decide(step, DECISION_PLANNED, kind, REASON_RIDES_STRENGTH, entry,
				program->strength_sets, PROGRAM_STRENGTH_SETS_PER_DAY);
		} else if (kind == KIND_HYDRATE) {
			planner_decide(step, DECISION_PLANNED, kind, REASON_RIDES_WATER, entry,
				program->waters, PROGRAM_WATER_PER_DAY);
		}
	}
}

void planner_tell_chosen(const struct planner *planner, const struct planner_step *step,
	uint16_t entry, usec_t shown_usec)
{
	const struct catalogue_entry *chosen = &step->catalogue->entries[entry];
	usec_t done_usec = planner->chooser.area_done_usec[chosen->area];

	if (shown_usec > 0) {
		planner_decide(step, DECISION_PLANNED, chosen->kind, REASON_CHOSEN_AGAIN, entry,
			now_usec(step) + 1 - shown_usec, chosen->area);
	} else if (done_usec > 0) {
		/* One more than the point in time: 0 stands for never. */
		planner_decide(step, DECISION_PLANNED, chosen->kind, REASON_CHOSEN_AREA, entry,
			now_usec(step) + 1 - done_usec, chosen->area);
	} else {
		planner_decide(step, DECISION_PLANNED, chosen->kind, REASON_CHOSEN_NEW, entry, 0,
			chosen->area);
	}
}

void planner_pick_riding(struct planner *planner, const struct planner_step *step,
	struct prompt *prompt, bool new_walk)
{
	static const enum kind kinds[] = {KIND_MOBILITY, KIND_STRENGTH, KIND_HYDRATE};
	size_t n_carried = 0;

	if (new_walk) {
		planner->riding = decide_riding(planner, step, prompt->entry);
	}
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		uint16_t entry = CATALOGUE_NO_ENTRY;

		/* Another walk may come again than the one it was decided for. */
		if ((planner->riding & (1U << kinds[i])) &&
			!(kinds[i] == KIND_HYDRATE &&
				is_water(&step->catalogue->entries[prompt->entry]))) {
			entry = pick_riding(planner, step, step->settings->kinds, kinds[i]);
		}
		if (entry != CATALOGUE_NO_ENTRY) {
			prompt->carried[n_carried++] = entry;
			if (new_walk) {
				note_riding(planner, step, kinds[i]);
			}
		}
	}
}
