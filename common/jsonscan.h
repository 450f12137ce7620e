/* SPDX-License-Identifier: MIT */
/* Strict check of JSON text: RFC 8259 and UTF-8, to the letter. */
#pragma once

#include <stddef.h>

/* Is the span one JSON value with nothing but white space around it? Refused beside what RFC 8259
 * does not have: text that is not UTF-8, \u0000, lone surrogates, a byte order mark, NUL bytes, and
 * more than 'depth_max' objects and arrays within each other. The range of numbers and doubled keys
 * are not looked at; see jsonvalue.h. Returns 0 or -EBADMSG. */
int json_scan(const char *text, size_t size, unsigned depth_max);

/* The same; *ret_offset is where it ceases to be one, in bytes, if it is none. */
int json_scan_place(const char *text, size_t size, unsigned depth_max, size_t *ret_offset);
