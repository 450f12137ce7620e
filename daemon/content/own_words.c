/* SPDX-License-Identifier: MIT */
/* Words that are not said, in all entries of a file. Each term is made once and looked for in all
 * of them, so the first of each entry is kept until all were, to be told in the order of the file.
 */
#include <stdio.h>
#include <string.h>

#include <backcare/cleanup.h>

#include "jsonplace.h"
#include "lexicon.h"
#include "own.h"

struct find {
	const char *field; /* NULL: nothing was found */
	const char *instead;
	char found[LEXICON_FOUND_MAX];
};

static void look(const struct lexicon_term *term, const struct own *own, uint32_t text,
	const char *field, struct find *find)
{
	if (!find->field && lexicon_term_finds(term, own_text(own, text), find->found)) {
		find->field = field;
		find->instead = term->instead;
	}
}

static void look_at_entry(const struct lexicon_term *term, const struct own *own,
	const struct own_entry *entry, struct find *find)
{
	const struct content_data_text *text = &entry->text;

	look(term, own, text->title, "title", find);
	look(term, own, text->body, "body", find);
	for (size_t i = 0; i < text->n_steps; i++) {
		look(term, own, text->steps[i], "steps", find);
	}
	for (size_t i = 0; i < text->n_sources && term->is_hard; i++) {
		if (text->sources[i] >= CONTENT_DATA_SOURCES) {
			look(term, own, own->sources[text->sources[i] - CONTENT_DATA_SOURCES].id,
				"sources", find);
		}
	}
}

static void tell(struct own *own, struct own_entry *entry, const struct find *find)
{
	own_add_problem(own, json_place_member(own->text, entry->offset, find->field),
		"%s, %s: '%s' is not said in a prompt; instead: %s", own_text(own, entry->text.id),
		find->field, find->found, find->instead);
	entry->refused = true;
}

void own_check_words(struct own *own, struct own_entry *entries, size_t n_entries)
{
	AUTO_FREE struct find *finds = calloc(n_entries, sizeof(*finds));

	for (size_t i = 0; i < lexicon_count_terms() && !own->no_memory; i++) {
		struct lexicon_term term;

		if (!finds || lexicon_term_init(&term, i) < 0) {
			own->no_memory = true;
			return;
		}
		for (size_t j = 0; j < n_entries; j++) {
			look_at_entry(&term, own, &entries[j], &finds[j]);
		}
		lexicon_term_deinit(&term);
	}
	for (size_t i = 0; i < n_entries; i++) {
		if (finds[i].field) {
			tell(own, &entries[i], &finds[i]);
		}
	}
}
