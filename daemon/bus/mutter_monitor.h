/* SPDX-License-Identifier: MIT */
/* What is said to org.gnome.Mutter.IdleMonitor, and how it is read what that says. Inner part of
 * mutter and mutter_input, which make of it what they need. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "bus_name.h"

#define MUTTER_MONITOR_NAME "org.gnome.Mutter.IdleMonitor"
#define MUTTER_MONITOR_PATH "/org/gnome/Mutter/IdleMonitor/Core"

/* The signal that a watch fired, for bus_name_add(). */
#define MUTTER_MONITOR_FIRED                                                        \
	"type='signal',sender='" MUTTER_MONITOR_NAME "',path='" MUTTER_MONITOR_PATH \
	"',interface='" MUTTER_MONITOR_NAME "',member='WatchFired'"

/* 'monitor' is the name MUTTER_MONITOR_NAME. These ask, as bus_name_call(). Fires at the beginning
 * of every spell of so long without input: */
int mutter_monitor_add_idle_watch(struct bus_name *monitor, sd_bus_slot **slot,
	usec_t threshold_usec, sd_bus_message_handler_t handler, void *userdata);
/* With the next input, once: */
int mutter_monitor_add_active_watch(struct bus_name *monitor, sd_bus_slot **slot,
	sd_bus_message_handler_t handler, void *userdata);
int mutter_monitor_ask_idle_time(struct bus_name *monitor, sd_bus_slot **slot,
	sd_bus_message_handler_t handler, void *userdata);

/* 0: there is none; and so it is afterwards. */
void mutter_monitor_remove_watch(struct bus_name *monitor, uint32_t *watch);

/* The answers. False for one that is an error, or none. */
bool mutter_monitor_read_watch(sd_bus_message *reply, uint32_t *ret_watch);
bool mutter_monitor_read_idle_time(sd_bus_message *reply, usec_t *ret_idle_usec);

/* The watch that fired, if it is the compositor that says so; else 0. */
uint32_t mutter_monitor_read_fired(const struct bus_name *monitor, sd_bus_message *signal);
