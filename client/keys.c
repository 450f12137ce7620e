/* SPDX-License-Identifier: MIT */
#include "keys.h"

#include <unistd.h>

#define CTRL_C '\003'

void keys_begin(struct keys *keys, int fd)
{
	struct termios single;

	if (tcgetattr(fd, &keys->former) < 0) {
		return;
	}
	single = keys->former;
	single.c_lflag &= ~(tcflag_t)(ICANON | ECHO | ISIG);
	single.c_cc[VMIN] = 1;
	single.c_cc[VTIME] = 0;
	if (tcsetattr(fd, TCSANOW, &single) == 0) {
		keys->fd = fd;
	}
}

void keys_end(struct keys *keys)
{
	if (keys->fd >= 0) {
		(void)tcsetattr(keys->fd, TCSANOW, &keys->former);
		keys->fd = -1;
	}
}

enum key keys_read(const struct keys *keys)
{
	char byte;

	if (read(keys->fd, &byte, 1) <= 0) {
		return KEY_END;
	}
	switch (byte) {
	case '\n':
	case '\r':
		return KEY_ENTER;
	case ' ':
	case 'p':
	case 'P':
		return KEY_PAUSE;
	case 'q':
	case 'Q':
	case CTRL_C:
		return KEY_QUIT;
	default:
		return KEY_NONE;
	}
}
