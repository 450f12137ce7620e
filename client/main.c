/* SPDX-License-Identifier: MIT */
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <time.h>

#include "call.h"
#include "command.h"

int main(int argc, char **argv)
{
	struct client client = {.out = stdout, .err = stderr};
	enum outcome outcome;

	/* Only what the characters are; numbers and dates look the same everywhere. */
	(void)setlocale(LC_CTYPE, ""); /* else it stays "C" */
	/* A reader that goes away shows as an error of the write, which is reported. */
	(void)signal(SIGPIPE, SIG_IGN);
	text_style_init(&client.style, stdout);
	if (!client.style.utf8) {
		/* What the daemon tells is UTF-8 in any case, and has to be measured. */
		(void)setlocale(LC_CTYPE, "C.UTF-8");
	}
	tzset();

	outcome = command_run(&client, argc > 0 ? argc - 1 : 0, argv + (argc > 0 ? 1 : 0));

	if (outcome == OUTCOME_DONE) {
		outcome = call_flush(&client);
	} else {
		(void)fflush(stdout); /* the outcome is known already */
	}
	return (int)outcome;
}
