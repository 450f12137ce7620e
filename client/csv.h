/* SPDX-License-Identifier: MIT */
/* Comma-separated values as in RFC 4180. A cell that is left out is empty; one that is there and
 * empty is "", in quotes. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* NULL: left out. The first cell of a record has no comma before it; a record ends with a newline.
 */
void csv_write_cell(FILE *out, const char *cell, bool is_first);

/* Splits a record (without its newline) in place; cells[i] is NULL where it was left out. Returns
 * how many there are, -E2BIG (more than 'max'), -EBADMSG (a quote that does not belong there). */
int csv_split(char *record, char **cells, size_t max);

/* Bytes of the first record in 'text', its newline included; 0 if there is no end of it. */
size_t csv_record_size(const char *text, size_t size);
