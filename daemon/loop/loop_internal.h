/* SPDX-License-Identifier: MIT */
/* What the modules of this folder share of the loop. */
#pragma once

struct loop;
struct loop_signals;
struct pathwatch_hub;

/* Where the loop keeps what all its pathwatches share; NULL while there is none. */
struct pathwatch_hub **loop_get_pathwatch_hub(struct loop *loop);

/* The same for the signals watched. */
struct loop_signals **loop_get_signals(struct loop *loop);
struct loop_signals *loop_signals_free(struct loop_signals *signals);
