/* SPDX-License-Identifier: MIT */
/* A real history in memory for the API that is fuzzed, new for each input that asks it. */
#pragma once

#include "api.h"

/* 'now' stays valid until the end. */
void fuzz_history_begin(const struct core_now *now);
void fuzz_history_end(void);

/* Of api_ops. */
int fuzz_list_history(
	const struct history_query *query, struct history_page **ret_page, void *userdata);
int64_t fuzz_get_today(void *userdata);
int fuzz_list_days(int64_t first, int64_t last, size_t limit, struct history_day **ret_days,
	size_t *ret_n_days, void *userdata);
int fuzz_import_history(const struct history_entry *entries, size_t n_entries, size_t *ret_added,
	size_t *ret_present, void *userdata);
int fuzz_remove_history(const char *id, void *userdata);
int fuzz_forget_history(int64_t until_real_usec, size_t *ret_removed, void *userdata);
int fuzz_preview_begin(const struct api_preview_request *request, void **ret_preview,
	size_t *ret_bad, char *message, void *userdata);
int fuzz_preview_step(void *preview, void *userdata);
const struct api_preview *fuzz_preview_get(void *preview, void *userdata);
void fuzz_preview_end(void *preview, void *userdata);
void fuzz_describe_history(int error, char *buffer, size_t size, void *userdata);
