/* SPDX-License-Identifier: MIT */
/* What tests of the server change about it. */
#pragma once

#include <backcare/timespan.h>

struct varlink_server;

/* Instead of LIMIT_PARTIAL_USEC. */
void varlink_server_set_partial(struct varlink_server *server, usec_t partial_usec);
