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
	const char *own_blob;                  /* NULL without own files */
	/* Behind the ones built in */
	const struct content_data_source *own_sources;
	size_t n_own_sources;
};
