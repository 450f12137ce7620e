/* SPDX-License-Identifier: MIT */
/* Between the files of config/: the texts of values. */
#pragma once

#include "config.h"

/* Sets what no file has set to what the preset says. */
void config_take_preset(struct config *config);

/* Each returns 0 or -EINVAL; *ret is left alone on failure. */
int config_parse_hours(const char *text, bool weekdays_allowed, struct hours *ret_hours);
int config_parse_time_of_day(const char *text, usec_t *ret_usec);
/* A list of words, parted by blanks or commas, each one of 'words'; bit i stands for words[i]. */
int config_parse_words(
	const char *text, const char *const *words, size_t n_words, uint32_t *ret_bits);
