/* SPDX-License-Identifier: MIT */
/* Databases as dconf 0.40 wrote them, and what becomes of them in bad hands. */
#include "check_main.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <check.h>

#include <backcare/cleanup.h>

#include "dconf.h"

#define KEY "/org/gnome/desktop/notifications/show-banners"
#define FILE_MAX_BYTES 1024

/* In "off", the database with this key only. */
#define TABLE_START 16
#define TABLE_END 20
#define N_BUCKETS 28
#define KEY_ITEM 80
#define ITEM_PARENT 4
#define ITEM_PART 8
#define ITEM_TYPE 14
#define ITEM_VALUE_START 16
#define ITEM_VALUE_END 20
#define VALUE 0xe0

static char folder[64];

static const char *get_path(const char *name)
{
	static char path[128];

	(void)snprintf(path, sizeof(path), "%s/%s", folder, name);
	return path;
}

static void setup(void)
{
	(void)snprintf(folder, sizeof(folder), "/tmp/backcare-gvdb-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(folder));
}

static void teardown(void)
{
	(void)unlink(get_path("user"));
	(void)rmdir(get_path("user"));
	ck_assert_int_eq(rmdir(folder), 0);
}

static size_t load(const char *name, uint8_t *data)
{
	char path[512];
	AUTO_CLOSE int fd = -1;
	ssize_t size;

	(void)snprintf(path, sizeof(path), "%s/%s", DATABASES, name);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	size = read(fd, data, FILE_MAX_BYTES);
	ck_assert_int_gt(size, 0);
	return (size_t)size;
}

static void put_u32(uint8_t *at, uint32_t value)
{
	for (unsigned i = 0; i < 4; i++) {
		at[i] = (uint8_t)(value >> 8 * i);
	}
}

/* 0: false, 1: true, -errno; from an allocation of its own, so that a sanitizer sees its end. */
static int look(const uint8_t *data, size_t size, const char *key)
{
	AUTO_FREE uint8_t *copy = malloc(size > 0 ? size : 1);
	bool truth = false;
	int r;

	ck_assert_ptr_nonnull(copy);
	memcpy(copy, data, size);
	r = dconf_get_truth(copy, size, key, &truth);
	return r < 0 ? r : truth;
}

static const struct {
	const char *name, *key;
	int found;
} written[] = {
	{"off", KEY, 0},
	{"on", KEY, 1},
	{"reset", KEY, -ENOENT},
	{"others", KEY, -ENOENT},
	{"others", "/org/gnome/desktop/notifications/show-in-lock-screen", 0},
	{"others", "/org/gnome/desktop/notifications/application/firefox/enable", 0},
	{"others", "/org/gnome/desktop/interface/color-scheme", -EBADMSG},
	{"many", KEY, 0},
	{"many", "/org/example/many/key9", -EBADMSG},
	{"many", "/org/example/many/key10", -ENOENT},
	{"text", KEY, -EBADMSG},
	{"off", "/org/gnome/desktop/notifications/", -ENOENT},
	{"off", "show-banners", -ENOENT},
	{"off", "", -ENOENT},
};

START_TEST(as_dconf_wrote_it)
{
	uint8_t data[FILE_MAX_BYTES];
	char path[512];
	bool truth = false;
	int r;

	ck_assert_int_eq(
		look(data, load(written[_i].name, data), written[_i].key), written[_i].found);
	(void)snprintf(path, sizeof(path), "%s/%s", DATABASES, written[_i].name);
	r = dconf_read_truth(path, written[_i].key, &truth);
	ck_assert_int_eq(r < 0 ? r : truth, written[_i].found);
}
END_TEST

static const struct {
	size_t at;
	uint32_t value;
	int found;
} broken[] = {
	{0, 0x12345678, -EBADMSG},
	{TABLE_START, 276 - 8, -EBADMSG},
	{TABLE_START, 0xc9, -EBADMSG}, /* behind the end of the table */
	{TABLE_START, UINT32_MAX, -EBADMSG},
	{TABLE_END, 277, -EBADMSG},
	{TABLE_END, UINT32_MAX, -EBADMSG},
	{TABLE_END, 199, -EBADMSG},     /* not a whole number of items */
	{TABLE_END, 200 - 24, -ENOENT}, /* one item less, a parent of it */
	{TABLE_END, 32, -EBADMSG},      /* no room for the buckets */
	{24, 0x07ffffff, -EBADMSG},     /* a filter of half a GiB */
	{N_BUCKETS, 0, -ENOENT},
	{N_BUCKETS, 1, -EBADMSG}, /* then the items are no whole number */
	{N_BUCKETS, UINT32_MAX, -EBADMSG},
	{KEY_ITEM, 0, -ENOENT},
	{KEY_ITEM + ITEM_PARENT, 2, -ENOENT}, /* itself */
	{KEY_ITEM + ITEM_PARENT, 6, -ENOENT}, /* as many as there are */
	{KEY_ITEM + ITEM_PARENT, UINT32_MAX, -ENOENT},
	{KEY_ITEM + ITEM_PART, 276 - 11, -ENOENT},
	{KEY_ITEM + ITEM_PART, UINT32_MAX, -ENOENT},
	{KEY_ITEM + ITEM_TYPE - 2, 0x004c000c, -ENOENT}, /* a list, not a value */
	{KEY_ITEM + ITEM_TYPE - 2, 0x0076ffff, -ENOENT}, /* longer than the key */
	{KEY_ITEM + ITEM_VALUE_START, 276, -EBADMSG},
	{KEY_ITEM + ITEM_VALUE_START, UINT32_MAX, -EBADMSG},
	{KEY_ITEM + ITEM_VALUE_END, UINT32_MAX, -EBADMSG},
	{KEY_ITEM + ITEM_VALUE_END, VALUE + 2, -EBADMSG},
	{VALUE, 0x2f620000, 0},
	{VALUE, 0x2f620001, 1},
	{VALUE, 0x2f620002, -EBADMSG},
	{VALUE, 0x2f620100, -EBADMSG},
	{VALUE, 0x2f790000, -EBADMSG},
};

START_TEST(one_number_is_wrong)
{
	uint8_t data[FILE_MAX_BYTES];
	size_t size = load("off", data);

	put_u32(data + broken[_i].at, broken[_i].value);
	ck_assert_int_eq(look(data, size, KEY), broken[_i].found);
}
END_TEST

/* An end is allowed to lie at the end. */
START_TEST(value_at_the_end)
{
	uint8_t data[FILE_MAX_BYTES];
	size_t size = load("off", data);

	memcpy(data + size, "\1\0b", 3);
	put_u32(data + KEY_ITEM + ITEM_VALUE_START, (uint32_t)size);
	put_u32(data + KEY_ITEM + ITEM_VALUE_END, (uint32_t)size + 3);
	ck_assert_int_eq(look(data, size + 3, KEY), 1);
	ck_assert_int_eq(look(data, size + 2, KEY), -EBADMSG);
}
END_TEST

/* Whatever is cut off, nothing behind the end is read, and nothing is made of it but this key. */
START_TEST(cut_short)
{
	uint8_t data[FILE_MAX_BYTES];
	size_t size = load("many", data);

	for (size_t i = 0; i < size; i++) {
		int found = look(data, i, KEY);

		ck_assert_int_le(found, 0);
		ck_assert_int_eq(look(data, i, "/org/example/none"), i < 24 ? -EBADMSG
								     : found < 0 && found != -ENOENT
									     ? -EBADMSG
									     : -ENOENT);
	}
}
END_TEST

/* Parents of parents without a part of their own: so many are gone through, and no more. */
START_TEST(nested)
{
	uint8_t data[FILE_MAX_BYTES * 2];
	const uint32_t hash = 5381 * 33 + 'k', n = DCONF_DEPTH_MAX + 1;
	const size_t items = 24 + 8 + 4, texts = items + 24 * n;

	memset(data, 0, sizeof(data));
	memcpy(data, "GVariant", 8);
	put_u32(data + TABLE_START, 24);
	put_u32(data + TABLE_END, (uint32_t)texts);
	put_u32(data + N_BUCKETS, 1);
	for (uint32_t i = 0; i < n; i++) {
		put_u32(data + items + 24 * i + ITEM_PARENT, i + 1 < n ? i + 1 : UINT32_MAX);
	}
	for (uint32_t first = 0; first < 2; first++) {
		uint8_t *item = data + items + 24 * first;

		put_u32(item, hash);
		put_u32(item + ITEM_PART, (uint32_t)texts);
		put_u32(item + ITEM_PART + 4, 1 | 'v' << 16);
		put_u32(item + ITEM_VALUE_START, (uint32_t)texts + 1);
		put_u32(item + ITEM_VALUE_END, (uint32_t)texts + 4);
		memcpy(data + texts, "k\1\0b", 4);
		ck_assert_int_eq(look(data, texts + 4, "k"), first == 0 ? -ENOENT : 1);
		put_u32(item, 0);
		put_u32(item + ITEM_PART + 4, 0);
	}
}
END_TEST

START_TEST(files_that_are_none)
{
	bool truth = true;
	AUTO_CLOSE int fd = -1;

	ck_assert_int_eq(dconf_read_truth(get_path("user"), KEY, &truth), -ENOENT);
	ck_assert_int_eq(dconf_read_truth(folder, KEY, &truth), -EBADF);
	ck_assert_int_eq(dconf_read_truth("/dev/zero", KEY, &truth), -EBADF);
	ck_assert_int_eq(mkfifo(get_path("user"), 0600), 0);
	ck_assert_int_eq(dconf_read_truth(get_path("user"), KEY, &truth), -EBADF);
	ck_assert_int_eq(unlink(get_path("user")), 0);
	fd = open(get_path("user"), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	ck_assert_int_eq(dconf_read_truth(get_path("user"), KEY, &truth), -ENOENT);
	ck_assert_int_eq(ftruncate(fd, DCONF_MAX_BYTES), 0);
	ck_assert_int_eq(dconf_read_truth(get_path("user"), KEY, &truth), -EBADMSG);
	ck_assert_int_eq(ftruncate(fd, DCONF_MAX_BYTES + 1), 0);
	ck_assert_int_eq(dconf_read_truth(get_path("user"), KEY, &truth), -EFBIG);
	ck_assert(truth);
}
END_TEST

#define BREAKS_KEY "/org/gnome/desktop/break-reminders/selected-breaks"

static int look_for_word(const uint8_t *data, size_t size, const char *key, const char *word)
{
	AUTO_FREE uint8_t *copy = malloc(size);
	bool has = true;
	int r;

	ck_assert_ptr_nonnull(copy);
	memcpy(copy, data, size);
	r = dconf_has_word(copy, size, key, word, &has);
	ck_assert(r == 0 || has);
	return r < 0 ? r : has;
}

static const struct {
	const char *database, *key, *word;
	int result;
} words[] = {
	{"movement", BREAKS_KEY, "movement", 1},
	{"both-breaks", BREAKS_KEY, "movement", 1},
	{"both-breaks", BREAKS_KEY, "eyesight", 1},
	{"both-breaks", BREAKS_KEY, "move", 0},
	{"both-breaks", BREAKS_KEY, "", 0},
	{"eyesight", BREAKS_KEY, "movement", 0},
	{"no-breaks", BREAKS_KEY, "movement", 0},
	{"movement", KEY, "movement", -EBADMSG}, /* a truth */
	{"off", BREAKS_KEY, "movement", -ENOENT},
	{"reset", BREAKS_KEY, "movement", -ENOENT},
};

START_TEST(words_as_dconf_wrote_them)
{
	uint8_t data[FILE_MAX_BYTES];
	size_t size = load(words[_i].database, data);
	char path[512];
	bool has = true;
	int r;

	ck_assert_int_eq(
		look_for_word(data, size, words[_i].key, words[_i].word), words[_i].result);
	(void)snprintf(path, sizeof(path), "%s/%s", DATABASES, words[_i].database);
	r = dconf_read_word(path, words[_i].key, words[_i].word, &has);
	ck_assert_int_eq(r < 0 ? r : has, words[_i].result);
	/* The other way round. */
	if (words[_i].result >= 0) {
		ck_assert_int_eq(look(data, size, BREAKS_KEY), -EBADMSG);
	}
}
END_TEST

/* Each byte of the list and of its offsets at its worst: never a read outside, never a hang. */
START_TEST(words_with_one_byte_wrong)
{
	static const uint8_t values[] = {0, 1, 0x12, 0x7f, 0xff};
	uint8_t data[FILE_MAX_BYTES], was;
	size_t size = load("both-breaks", data);
	const uint8_t *list = memmem(data, size, "eyesight", strlen("eyesight"));
	size_t n_refused = 0;

	ck_assert_ptr_nonnull(list);
	for (size_t at = (size_t)(list - data); at < (size_t)(list - data) + 23; at++) {
		for (size_t i = 0; i < ELEMENTSOF(values); i++) {
			int r;

			was = data[at];
			data[at] = values[i];
			r = look_for_word(data, size, BREAKS_KEY, "movement");
			ck_assert(r == 0 || r == 1 || r == -EBADMSG);
			n_refused += r == -EBADMSG;
			data[at] = was;
		}
	}
	ck_assert_uint_gt(n_refused, 10);
}
END_TEST

static void add_tests(TCase *tcase)
{
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_loop_test(tcase, as_dconf_wrote_it, 0, ELEMENTSOF(written));
	tcase_add_loop_test(tcase, one_number_is_wrong, 0, ELEMENTSOF(broken));
	tcase_add_test(tcase, value_at_the_end);
	tcase_add_test(tcase, cut_short);
	tcase_add_test(tcase, nested);
	tcase_add_test(tcase, files_that_are_none);
	tcase_add_loop_test(tcase, words_as_dconf_wrote_them, 0, ELEMENTSOF(words));
	tcase_add_test(tcase, words_with_one_byte_wrong);
}

int main(void)
{
	return check_main("dconf", add_tests);
}
