/* SPDX-License-Identifier: MIT */
/* io.github.backcare.History in few words. */
#pragma once

#include <stdint.h>
#include <stdio.h>

#include "rig.h"

/* Noon of 2026-03-02, a Monday, at which the daemon begins; what is imported lies before. */
#define NOON_USEC ((int64_t)1772452800 * 1000000)
#define DAY_USEC ((int64_t)USEC_PER_DAY)
#define MINUTE_USEC ((int64_t)USEC_PER_MINUTE)
/* As a parameter of List: all that was imported, and nothing that the daemon wrote. */
#define BEFORE "\"untilUSec\":1772400000000000"

/* One entry as JSON. */
#define SPELL(id_, start_, minutes_)                                    \
	"{\"id\":\"" id_ "\",\"type\":\"spell\",\"startUSec\":" #start_ \
	",\"durationUSec\":" #minutes_ "0000000,\"what\":\"seated\"}"
#define FULL_ENTRY                                                                            \
	"{\"id\":\"full\",\"type\":\"massage\",\"startUSec\":1772000000000000,"               \
	"\"durationUSec\":1800000000,\"what\":\"own_hands\",\"entry\":\"walk-five-easy\","    \
	"\"note\":\"after lunch \\\"quoted\\\" \xc3\xa4\",\"details\":{\"areas\":\"calves\"," \
	"\"pressure\":\"firm\"},\"utcOffsetUSec\":-3600000000,\"machine\":\"0123456789abcdef\"}"
/* Begin 100 s apart: a, b, ... */
#define FIVE                                                                                 \
	SPELL("a", 1772000000000000, 6)                                                      \
	"," SPELL("b", 1772000100000000, 6) "," SPELL(                                       \
		"c", 1772000200000000, 6) ","                                                \
					  "{\"id\":\"d\",\"type\":\"safety\",\"startUSec\":" \
					  "1772000300000000,\"what\":\"note\"}"              \
					  "," SPELL("e", 1772000400000000, 6)

/* Text that grows. */
struct words {
	char *text;
	size_t size;
	FILE *file;
};

void words_begin(struct words *words);
/* Returns the text, which is to be freed. */
const char *words_end(struct words *words);
/* Parameters of Import: spells of a minute, 'step_usec' apart, with ids from PREFIX-00000 on. */
void words_say_entries(struct words *words, const char *prefix, size_t from, size_t n,
	int64_t start_usec, int64_t step_usec, const char *note);

/* As many calls as it takes; all are new. */
void rig_import_many(
	struct rig *rig, const char *prefix, size_t n, int64_t start_usec, int64_t step_usec);
void rig_expect_import(struct rig *rig, const char *entries, int64_t added, int64_t present);
/* "a b c": the ids of a page. Free it. */
char *rig_ids_of(struct json_object *reply);
void rig_expect_list(struct rig *rig, const char *parameters, const char *expected);
void rig_expect_invalid(
	struct rig *rig, const char *method, const char *parameters, const char *name);

/* Sends a call and does not wait. */
void rig_begin_history(int fd, const char *method, const char *parameters, bool more);
bool rig_is_readable(int fd);
/* How many entries there are, asked by another client in as few passes of the loop as it takes. */
size_t rig_count_entries(struct rig *rig, int fd);
/* All replies of a call with 'more', each held against the interface file; returns how many, and
 * how many elements 'array' had in all of them. */
size_t rig_stream_history(struct rig *rig, const char *method, const char *parameters,
	const char *array, size_t *ret_n);
