/* SPDX-License-Identifier: MIT */
/* What is in the file, and how an older file becomes one of today. */
#pragma once

#define SCHEMA_APPLICATION_ID 0x42636172 /* "Bcar" */
#define SCHEMA_VERSION 2

/* From version 'version' to the next; 0 is an empty file. */
const char *schema_step_text(int version);
