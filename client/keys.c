/* SPDX-License-Identifier: MIT */
#include "keys.h"

#include <poll.h>
#include <unistd.h>

#define CTRL_C '\003'

void keys_begin(struct keys *keys, int fd)
{
	struct termios single;

	if (tcgetpgrp(fd) != getpgrp() || tcgetattr(fd, &keys->former) < 0) {
		return;
	}
	/* Else one that comes would leave a shell that shows nothing of what is typed. */
	held_signals_begin(&keys->signals, true);
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
	held_signals_end(&keys->signals);
}

enum key keys_read(struct keys *keys)
{
	struct pollfd input = {.fd = keys->fd, .events = POLLIN};
	char byte;

	if (held_signals_take(&keys->signals) != 0) {
		return KEY_QUIT;
	}
	if (keys->fd < 0 || poll(&input, 1, 0) <= 0) {
		return KEY_NONE;
	}
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
