/* SPDX-License-Identifier: MIT */
/* Any bytes as a database of dconf: nothing is read behind them, what is not found leaves the
 * answer alone, and a file says the same as its bytes. */
#include <errno.h>
#include <sys/mman.h>

#include <backcare/cleanup.h>

#include "dconf.h"
#include "fuzz.h"

#define BREAKS_KEY "/org/gnome/desktop/break-reminders/selected-breaks"
#define KEY "/org/gnome/desktop/notifications/show-banners"

static int look(const uint8_t *data, size_t size, const char *key, bool *truth)
{
	bool again = !*truth, before = *truth;
	int r = dconf_get_truth(data, size, key, truth);

	FUZZ_CHECK(r == 0 || r == -ENOENT || r == -EBADMSG, "%d", r);
	FUZZ_CHECK(r == 0 || *truth == before, "touched");
	FUZZ_CHECK(dconf_get_truth(data, size, key, &again) == r, "not the same again");
	FUZZ_CHECK(r < 0 || again == *truth, "depends on what it was");
	return r;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	AUTO_CLOSE int fd = memfd_create("gvdb", MFD_CLOEXEC);
	bool truth = true, of_file = true, has = true;
	char path[64];
	int r;

	(void)look(data, size, "", &truth);
	(void)look(data, size, "/", &truth);
	r = dconf_has_word(data, size, BREAKS_KEY, "movement", &has);
	FUZZ_CHECK(r == 0 || r == -ENOENT || r == -EBADMSG, "%d", r);
	FUZZ_CHECK(r == 0 || has, "touched");
	truth = true;
	r = look(data, size, KEY, &truth);
	FUZZ_CHECK(fd >= 0 && pwrite(fd, data, size, 0) == (ssize_t)size, "memory");
	(void)snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	FUZZ_CHECK(dconf_read_truth(path, KEY, &of_file) == (size > 0 ? r : -ENOENT), "file");
	FUZZ_CHECK(size == 0 || of_file == truth, "file");
	return 0;
}
