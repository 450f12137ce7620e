/* SPDX-License-Identifier: MIT */
/* What calls of io.github.backcare.History take in the whole daemon, with ten years in the file,
 * and with SQLite loaded and unloaded around each call as it is when nobody else asks. The bars
 * stand beside the figures; nobody fails by them. */
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include <backcare/protocol.h>

#include "check_main.h"
#include "history.h"
#include "rig.h"

#define YEARS 10
#define DAYS (YEARS * 365)
#define ENTRIES_A_DAY 110
#define ROUNDS 50
/* 2026-03-02 12:00 */
#define NOON_USEC ((int64_t)1772452800 * 1000000)

static struct rig rig;
static char answer[PROTOCOL_MESSAGE_MAX_BYTES];

static usec_t clock_usec(clockid_t clock)
{
	struct timespec time;

	(void)clock_gettime(clock, &time);
	return (usec_t)time.tv_sec * USEC_PER_SEC + (usec_t)time.tv_nsec / 1000;
}

/* As the store's own bench has them: every fifth a prompt. */
static void fill(const char *path)
{
	static struct history_entry entries[ENTRIES_A_DAY];
	static char ids[ENTRIES_A_DAY][40];
	static const struct history_detail walk[] = {{"kind", "walk"}};
	struct history *history = history_new(path, 4 * USEC_PER_HOUR);
	struct core_now now = {.real_usec = (usec_t)NOON_USEC};
	int64_t length_usec = (int64_t)USEC_PER_DAY / ENTRIES_A_DAY;
	size_t added, present;

	ck_assert_ptr_nonnull(history);
	for (int day = DAYS; day > 0; day--) {
		for (int i = 0; i < ENTRIES_A_DAY; i++) {
			bool is_prompt = i % 5 == 4;

			(void)snprintf(ids[i], sizeof(ids[i]), "%08d-0000-7000-8000-%012d", day, i);
			entries[i] = (struct history_entry){
				.id = ids[i],
				.type = is_prompt ? HISTORY_PROMPT : HISTORY_SPELL,
				.start_real_usec =
					NOON_USEC - day * (int64_t)USEC_PER_DAY + i * length_usec,
				.has_duration = true,
				.duration_usec = (usec_t)length_usec,
				.what = is_prompt    ? "done"
					: i % 3 == 2 ? "away"
						     : "seated",
				.details = walk,
				.n_details = is_prompt,
				.machine = "0123456789abcdef",
			};
		}
		ck_assert_int_eq(
			history_import(history, &now, entries, ENTRIES_A_DAY, &added, &present), 0);
	}
	while (history_work(history, &now) > 0) {
	}
	(void)history_free(history);
}

static size_t receive(int fd)
{
	size_t size = 0;

	while (size == 0 || answer[size - 1] != '\0') {
		if (poll(&(struct pollfd){.fd = fd, .events = POLLIN}, 1, 0) > 0) {
			ssize_t n = recv(fd, answer + size, sizeof(answer) - size, 0);

			ck_assert_int_gt(n, 0);
			size += (size_t)n;
		} else {
			ck_assert_int_eq(app_run_once(rig.app), 0);
		}
	}
	return size;
}

static int by_size(const void *a, const void *b)
{
	usec_t first = *(const usec_t *)a, second = *(const usec_t *)b;

	return (first > second) - (first < second);
}

static void measure(const char *what, const char *call)
{
	static usec_t took[ROUNDS], took_cpu[ROUNDS];
	int fd = rig_connect(&rig);
	size_t size = 0;

	for (int i = 0; i < ROUNDS; i++) {
		usec_t began_usec = clock_usec(CLOCK_MONOTONIC);
		usec_t began_cpu_usec = clock_usec(CLOCK_PROCESS_CPUTIME_ID);

		rig_send(fd, call);
		size = receive(fd);
		took[i] = clock_usec(CLOCK_MONOTONIC) - began_usec;
		took_cpu[i] = clock_usec(CLOCK_PROCESS_CPUTIME_ID) - began_cpu_usec;
		ck_assert_msg(!strstr(answer, "\"error\""), "%s", answer);
		rig_settle(&rig);
	}
	qsort(took, ROUNDS, sizeof(took[0]), by_size);
	qsort(took_cpu, ROUNDS, sizeof(took_cpu[0]), by_size);
	(void)printf("# %-32s median %6.2f  longest %6.2f  processor %6.2f ms, %zu KiB\n", what,
		(double)took[ROUNDS / 2] / 1000, (double)took[ROUNDS - 1] / 1000,
		(double)took_cpu[ROUNDS / 2] / 1000, size / 1024);
	(void)close(fd);
}

START_TEST(history)
{
	char path[128];

	rig_setup_at(&rig, "[Hours]\nQuiet=\n", "UTC", (usec_t)NOON_USEC);
	rig_stop(&rig);
	(void)snprintf(path, sizeof(path), "%s/backcare/history.db", rig.directory);
	fill(path);
	rig_start(&rig);
	measure("GetDays of a year (bar 10 ms)",
		"{\"method\":\"" PROTOCOL_HISTORY_INTERFACE
		".GetDays\",\"parameters\":{\"firstDate\":\"2025-03-02\"}}");
	measure("GetDays of a week", "{\"method\":\"" PROTOCOL_HISTORY_INTERFACE ".GetDays\"}");
	measure("List, a page of 100", "{\"method\":\"" PROTOCOL_HISTORY_INTERFACE ".List\"}");
	measure("List, a page of 1000", "{\"method\":\"" PROTOCOL_HISTORY_INTERFACE
					".List\",\"parameters\":{\"limit\":1000}}");
	rig_teardown(&rig);
}
END_TEST

static void add_tests(TCase *tcase)
{
	tcase_set_timeout(tcase, 600);
	tcase_add_test(tcase, history);
}

int main(void)
{
	return check_main("bench-history", add_tests);
}
