/* SPDX-License-Identifier: MIT */
/* What the rows of the command table do. */
#pragma once

#include "command.h"

enum outcome command_status(struct client *client, const struct arguments *arguments);
enum outcome command_monitor(struct client *client, const struct arguments *arguments);
enum outcome command_now(struct client *client, const struct arguments *arguments);
enum outcome command_start(struct client *client, const struct arguments *arguments);
enum outcome command_done(struct client *client, const struct arguments *arguments);
enum outcome command_snooze(struct client *client, const struct arguments *arguments);
enum outcome command_skip(struct client *client, const struct arguments *arguments);
enum outcome command_answer(struct client *client, const struct arguments *arguments);
enum outcome command_pause(struct client *client, const struct arguments *arguments);
enum outcome command_resume(struct client *client, const struct arguments *arguments);
enum outcome command_meeting(struct client *client, const struct arguments *arguments);
enum outcome command_why(struct client *client, const struct arguments *arguments);
enum outcome command_sit(struct client *client, const struct arguments *arguments);
enum outcome command_stand(struct client *client, const struct arguments *arguments);
enum outcome command_sat(struct client *client, const struct arguments *arguments);
enum outcome command_away(struct client *client, const struct arguments *arguments);
enum outcome command_config(struct client *client, const struct arguments *arguments);
enum outcome command_massage(struct client *client, const struct arguments *arguments);
enum outcome command_checkin(struct client *client, const struct arguments *arguments);
enum outcome command_symptoms(struct client *client, const struct arguments *arguments);
enum outcome command_profile(struct client *client, const struct arguments *arguments);
enum outcome command_flare(struct client *client, const struct arguments *arguments);
enum outcome command_plan(struct client *client, const struct arguments *arguments);
enum outcome command_prompts(struct client *client, const struct arguments *arguments);
enum outcome command_evidence(struct client *client, const struct arguments *arguments);
enum outcome command_history(struct client *client, const struct arguments *arguments);
enum outcome command_stats(struct client *client, const struct arguments *arguments);
enum outcome command_preview(struct client *client, const struct arguments *arguments);
enum outcome command_export(struct client *client, const struct arguments *arguments);
enum outcome command_import(struct client *client, const struct arguments *arguments);
enum outcome command_forget(struct client *client, const struct arguments *arguments);
enum outcome command_doctor(struct client *client, const struct arguments *arguments);
enum outcome command_help(struct client *client, const struct arguments *arguments);

/* Adds "sitting 12min, walk in 33min" as a line to what a command has said. Nothing if the daemon
 * does not tell. */
void command_write_standing(struct client *client);
