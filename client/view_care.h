/* SPDX-License-Identifier: MIT */
/* Replies of io.github.backcare.Care as text. */
#pragma once

#include <stdio.h>

#include <json-c/json.h>

#include "text.h"

/* "title" (may be left out) and "advice" of a reply, "Noted." if both are empty. */
void view_care_write_advice(FILE *out, const struct text_style *style, json_object *reply);
/* Of LogMassage, ReportSymptoms, SetProfile, SetPlan, GetCare. */
void view_care_write_logged(FILE *out, const struct text_style *style, json_object *reply);
void view_care_write_report(FILE *out, const struct text_style *style, json_object *reply);
void view_care_write_profile(FILE *out, const struct text_style *style, json_object *reply);
void view_care_write_plan(FILE *out, const struct text_style *style, json_object *reply);
void view_care_write_cleared(FILE *out, const struct text_style *style, json_object *reply);
/* Parts of GetCare: level and what was noted; the last massage; plans. */
void view_care_write_safety(FILE *out, const struct text_style *style, json_object *care);
/* The symptoms alone. */
void view_care_write_noted(FILE *out, const struct text_style *style, json_object *care);
void view_care_write_massage(FILE *out, const struct text_style *style, json_object *care);
void view_care_write_plans(FILE *out, const struct text_style *style, json_object *care);
/* "Until Tue 14:05, after the massage that you logged: post-massage-day" for each. */
void view_care_write_conditions(FILE *out, const struct text_style *style, json_object *reply);
/* Of ListSymptoms. */
void view_care_write_questions(FILE *out, const struct text_style *style, json_object *reply);
void view_care_write_profile_questions(
	FILE *out, const struct text_style *style, json_object *reply);
