/* SPDX-License-Identifier: MIT */
/* The catalogue and its evidence, for a person. Replies of io.github.backcare.Catalogue. */
#pragma once

#include <stdio.h>

#include <json-c/json.h>

#include "text.h"

/* Reply of List(). */
void view_catalogue_write_list(FILE *out, const struct text_style *style, json_object *reply);
/* Reply of Get(). */
void view_catalogue_write_entry(FILE *out, const struct text_style *style, json_object *reply);
/* Reply of ListEvidence(). */
void view_catalogue_write_evidence(FILE *out, const struct text_style *style, json_object *reply);
/* Reply of Get(), for an entry that rides on the one before: its title, and what stands behind it.
 * What is in 'told', an array of ids, was told already and is only named; the others are added. */
void view_catalogue_write_riding_evidence(
	FILE *out, const struct text_style *style, json_object *reply, json_object *told);
