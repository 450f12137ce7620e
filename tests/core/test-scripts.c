/* SPDX-License-Identifier: MIT */
/* Random stories: a million steps that keep the invariants, ways to live that make no difference,
 * and the shrinker that makes a failure readable. */
#include <stdlib.h>
#include <string.h>

#include <backcare/cleanup.h>

#include "check_main.h"
#include "script.h"

#define N_STEPS 1000000
#define N_STEPS_SANITIZED 100000
#define N_PAIRS 100
#define N_PAIRS_SANITIZED 20
#define N_EVENTS 1000

static struct script *script;
static struct story *story, *other;

static void setup(void)
{
	script = malloc(sizeof(*script));
	story = malloc(sizeof(*story));
	other = malloc(sizeof(*other));
	ck_assert(script && story && other);
}

static void teardown(void)
{
	free(script);
	free(story);
	free(other);
}

static void fail_with_story(uint64_t seed, script_breaks_fn breaks, const void *userdata)
{
	(void)script_shrink(script, breaks, (void *)(uintptr_t)userdata);
	(void)breaks(script, (void *)(uintptr_t)userdata);
	(void)printf("# seed %llu: %s\n", (unsigned long long)seed, story->life.broken);
	script_print(script, stdout, "# ");
	(void)fflush(stdout);
	ck_abort_msg("%s", story->life.broken);
}

static size_t breaks_an_invariant(const struct script *tried, void *userdata)
{
	static const struct script_way plainly;
	size_t i = 0;

	(void)userdata;
	script_begin(tried, &plainly, story);
	while (i < tried->n_events && script_step(tried, i, story)) {
		i++;
	}
	return i;
}

START_TEST(a_million_steps_keep_the_invariants)
{
	const uint64_t n_wanted = check_main_count(N_STEPS, N_STEPS_SANITIZED);
	uint64_t n_steps = 0, n_shown = 0, n_lives = 0;

	for (uint64_t seed = 1; n_steps < n_wanted; seed++) {
		script_make(script, seed, N_EVENTS);
		if (breaks_an_invariant(script, NULL) < script->n_events) {
			fail_with_story(seed, breaks_an_invariant, NULL);
		}
		n_steps += story->life.n_steps;
		n_shown += story->life.n_shown;
		n_lives++;
	}
	(void)printf("# %llu steps in %llu lives, %llu prompts\n", (unsigned long long)n_steps,
		(unsigned long long)n_lives, (unsigned long long)n_shown);
	/* They were alive. */
	ck_assert_uint_gt(n_shown, n_steps / 100);
}
END_TEST

/* -- what makes no difference
 * --------------------------------------------------------------------------------------------- */

struct difference {
	struct script_way way;
	bool actions; /* those have to be the same too */
};

static const char *find_difference(const struct difference *difference)
{
	const struct life *a = &story->life, *b = &other->life;
	struct core_view views[2];

	core_get_view(&a->core, &a->now, &views[0]);
	core_get_view(&b->core, &b->now, &views[1]);
	if (difference->actions && a->digest != b->digest) {
		return "other actions";
	}
	if (memcmp(&views[0].day.tally, &views[1].day.tally, sizeof(struct tally)) != 0) {
		return "today is counted otherwise";
	}
	if (views[0].seated_usec != views[1].seated_usec ||
		views[0].standing_usec != views[1].standing_usec) {
		return "another spell";
	}
	return views[0].presence != views[1].presence ? "another presence" : NULL;
}

/* Lived plainly and this way, side by side. */
static size_t makes_a_difference(const struct script *tried, void *userdata)
{
	const struct difference *difference = userdata;
	const struct script_way plainly = {.no_prompts = difference->way.no_prompts};
	size_t i = 0;

	script_begin(tried, &plainly, story);
	script_begin(tried, &difference->way, other);
	for (; i < tried->n_events; i++) {
		const char *what = NULL;

		(void)script_step(tried, i, story);
		if (!script_step(tried, i, other)) {
			what = other->life.broken;
		} else {
			what = find_difference(difference);
		}
		if (what) {
			(void)snprintf(story->life.broken, sizeof(story->life.broken), "%s", what);
			break;
		}
	}
	return i;
}

static void check_same(uint64_t seed, const struct difference *difference)
{
	script_make(script, seed, N_EVENTS);
	if (makes_a_difference(script, (void *)(uintptr_t)difference) < script->n_events) {
		fail_with_story(seed, makes_a_difference, difference);
	}
}

static const struct difference differences[] = {
	{{0}, .actions = true},                /* the same events, the same actions */
	{{.split = true}, .actions = true},    /* steps in between */
	{{.restored = true}, .actions = true}, /* from a snapshot */
	{{.split = true, .restored = true}, .actions = true},
	/* A loop that comes late shows later what it shows; what it counts is the same. */
	{{.late = true, .no_prompts = true}, .actions = false},
};

START_TEST(it_makes_no_difference)
{
	const uint64_t n_pairs = check_main_count(N_PAIRS, N_PAIRS_SANITIZED);

	for (uint64_t seed = 1; seed <= n_pairs; seed++) {
		check_same(seed, &differences[_i]);
	}
}
END_TEST

/* -- the shrinker
 * --------------------------------------------------------------------------------------------- */

/* A fault that needs three things together: standing, a pause, and time. */
static void plant(struct life *life)
{
	const struct planner *planner = &life->core.planner;

	if (life->core.tracker.posture == POSTURE_STANDING && planner->paused &&
		planner->prompt.state != PROMPT_OPEN &&
		tracker_standing_spell_usec(&life->core.tracker, life->now.boot_usec) >
			20 * USEC_PER_MINUTE) {
		(void)snprintf(life->broken, sizeof(life->broken), "planted");
	}
}

static size_t breaks_as_planted(const struct script *tried, void *userdata)
{
	static const struct script_way plainly;
	size_t i = 0;

	(void)userdata;
	script_begin(tried, &plainly, story);
	for (; i < tried->n_events; i++) {
		(void)script_step(tried, i, story);
		plant(&story->life);
		if (story->life.broken[0]) {
			break;
		}
	}
	return i;
}

/* Whether the text, read line by line, breaks in the same way. */
static bool replays(char *text)
{
	char message[256];
	char *state = NULL;

	story_init(story);
	for (char *line = strtok_r(text, "\n", &state); line; line = strtok_r(NULL, "\n", &state)) {
		if (strncmp(line, "story ", 6) != 0 &&
			!story_take_line(story, line, message, sizeof(message))) {
			return false;
		}
		if (story->began) {
			plant(&story->life);
		}
	}
	return strcmp(story->life.broken, "planted") == 0;
}

START_TEST(a_planted_fault_becomes_a_short_story)
{
	size_t n_found = 0;

	for (uint64_t seed = 1; n_found < 10; seed++) {
		char *text = NULL;
		size_t size = 0, n_lives;
		FILE *file;

		ck_assert_uint_lt(seed, 1000);
		script_make(script, seed, N_EVENTS);
		if (breaks_as_planted(script, NULL) == script->n_events) {
			continue;
		}
		n_found++;
		n_lives = script_shrink(script, breaks_as_planted, NULL);
		file = open_memstream(&text, &size);
		ck_assert_ptr_nonnull(file);
		script_print(script, file, "");
		(void)fclose(file);
		if (n_found == 1) {
			(void)printf("# %zu events after %zu lives\n", script->n_events, n_lives);
			script_print(script, stdout, "# ");
		}
		/* To stand, to pause, to let time pass; or a call that makes a time without input
		 * count. */
		ck_assert_msg(script->n_events <= 5, "%s", text);
		ck_assert_uint_lt(n_lives, 5000);
		ck_assert(replays(text));
		free(text);
	}
}
END_TEST

static void add_tests(TCase *tcase)
{
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, a_million_steps_keep_the_invariants);
	tcase_add_loop_test(tcase, it_makes_no_difference, 0, ELEMENTSOF(differences));
	tcase_add_test(tcase, a_planted_fault_becomes_a_short_story);
	tcase_set_timeout(tcase, 300);
}

int main(void)
{
	return check_main("scripts", add_tests);
}
