/* SPDX-License-Identifier: MIT */
/* Between the files of content/. */
#pragma once

#include "content.h"
#include "content_data.h"

/* Set in offsets into the strings of a user's own files. */
#define CONTENT_OWN_TEXT (UINT32_C(1) << 31)

struct content {
	struct catalogue catalogue;
	const struct content_data_text *texts; /* as many as entries */
	/* Of own files; all owned, NULL without any */
	char *own_blob;
	struct catalogue_entry *own_entries;
	struct content_data_text *own_texts;
	struct content_data_source *own_sources; /* their indices are behind those built in */
	size_t n_own_sources;
	size_t n_own;
	size_t n_off;
	char (*files)[CONTENT_PATH_MAX];
	size_t n_files;
	struct content_problem *problems;
	size_t n_problems;
	size_t n_problems_unsaid;
};
