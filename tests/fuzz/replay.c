/* SPDX-License-Identifier: MIT */
/* The driver without libFuzzer: hands every file of the folders given to the target, as TAP. A
 * finding ends the program, and the number of tests is then short of the plan. */
#include <dirent.h>
#include <string.h>
#include <sys/stat.h>

#include <backcare/cleanup.h>

#include "fuzz.h"

#define PATH_MAX_BYTES 1024

static int is_visible(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

static bool replay(const char *path)
{
	AUTO_FREE uint8_t *data = NULL;
	struct stat info;
	FILE *file = fopen(path, "re");
	bool read = false;

	if (!file) {
		return false;
	}
	if (fstat(fileno(file), &info) == 0) {
		size_t size = (size_t)info.st_size;

		data = malloc(size > 0 ? size : 1);
		read = data && fread(data, 1, size, file) == size;
		if (read) {
			(void)LLVMFuzzerTestOneInput(data, size);
		}
	}
	(void)fclose(file);
	return read;
}

int main(int argc, char **argv)
{
	unsigned count = 0, failed = 0;

	for (int i = 1; i < argc; i++) {
		struct dirent **entries = NULL;
		int n_entries = scandir(argv[i], &entries, is_visible, alphasort);

		if (n_entries <= 0) {
			(void)printf("not ok %u - nothing in %s\n", ++count, argv[i]);
			failed++;
		}
		for (int j = 0; j < n_entries; j++) {
			char path[PATH_MAX_BYTES];
			bool done;

			(void)snprintf(path, sizeof(path), "%s/%s", argv[i], entries[j]->d_name);
			done = replay(path);
			failed += done ? 0 : 1;
			(void)printf("%s %u - %s\n", done ? "ok" : "not ok", ++count,
				entries[j]->d_name);
			(void)fflush(stdout);
			free(entries[j]);
		}
		free(entries);
	}
	(void)printf("1..%u\n", count);
	return failed == 0 && count > 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
