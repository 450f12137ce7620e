/* SPDX-License-Identifier: MIT */
#include "restore.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include <backcare/cleanup.h>

#include "content.h"
#include "symptoms.h"

static const char *entry_id(uint16_t entry, void *userdata)
{
	(void)userdata;
	return content_get_id(content_builtin(), entry);
}

static uint16_t find_entry(const char *id, void *userdata)
{
	(void)userdata;
	return content_find(content_builtin(), id);
}

const struct archive_names *restore_names(void)
{
	static struct archive_names names;

	names = (struct archive_names){
		.n_entries = content_get_catalogue(content_builtin())->n_entries,
		.entry_id = entry_id,
		.find_entry = find_entry,
		.symptoms = symptoms_get(),
		.symptom_id = symptoms_get_id,
		.message_id = symptoms_get_message_id,
	};
	return &names;
}

char *restore_write(struct core *core)
{
	struct archive_writer writer;
	char *text = NULL, *with_nul;
	size_t size = 0;
	int r;

	archive_writer_begin(&writer, restore_names());
	core_archive(core, &writer.archive);
	r = archive_writer_end(&writer, &text, &size);
	assert(r == 0);
	with_nul = realloc(text, size + 1);
	assert(with_nul);
	with_nul[size] = '\0';
	return with_nul;
}

void restore_read(const char *text, const struct core_settings *settings,
	const struct catalogue *catalogue, const struct core_now *now, struct core *ret_core,
	struct archive *ret_archive)
{
	struct care_symptoms symptoms = symptoms_get();
	struct archive_reader reader;
	int r;

	core_init(ret_core, settings, catalogue, &symptoms, NULL, now);
	r = archive_reader_begin(&reader, restore_names(), text, strlen(text));
	assert(r == 0);
	core_archive(ret_core, &reader.archive);
	*ret_archive = reader.archive;
	archive_reader_end(&reader);
}

bool restore_anew(struct core *core, const struct catalogue *catalogue)
{
	AUTO_FREE char *text = restore_write(core);
	struct core_settings settings = core->settings;
	struct core_now now = core->last;
	struct archive archive;

	memset(core, 0xa5, sizeof(*core));
	restore_read(text, &settings, catalogue, &now, core, &archive);
	return archive.n_missing == 0 && archive.is_care_whole;
}
