/* SPDX-License-Identifier: MIT */
/* A port of presence in a loop of its own, without any bus. */
#pragma once

#include "presence.h"

struct clock;
struct loop;

/* Hears of nothing: to be copied by who wants to hear of one thing. */
extern const struct presence_callbacks presence_rig_deaf;

void presence_rig_begin(const struct clock *clock, const struct presence_callbacks *callbacks,
	struct loop **ret_loop, struct presence_port **ret_port);
/* Frees both. */
void presence_rig_end(void);
