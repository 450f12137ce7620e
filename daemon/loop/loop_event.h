/* SPDX-License-Identifier: MIT */
/* The libevent base of the loop, for the one module that uses bufferevents (varlink/). */
#pragma once

struct event_base;
struct loop;

/* Borrowed. Nobody but the loop runs it. */
struct event_base *loop_get_event_base(struct loop *loop);
