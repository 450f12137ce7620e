/* SPDX-License-Identifier: MIT */
#include "mutter_monitor.h"

int mutter_monitor_add_idle_watch(struct bus_name *monitor, sd_bus_slot **slot,
	usec_t threshold_usec, sd_bus_message_handler_t handler, void *userdata)
{
	return bus_name_call(monitor, slot, MUTTER_MONITOR_PATH, MUTTER_MONITOR_NAME,
		"AddIdleWatch", handler, userdata, "t", threshold_usec / USEC_PER_MSEC);
}

int mutter_monitor_add_active_watch(struct bus_name *monitor, sd_bus_slot **slot,
	sd_bus_message_handler_t handler, void *userdata)
{
	return bus_name_call(monitor, slot, MUTTER_MONITOR_PATH, MUTTER_MONITOR_NAME,
		"AddUserActiveWatch", handler, userdata, "");
}

int mutter_monitor_ask_idle_time(struct bus_name *monitor, sd_bus_slot **slot,
	sd_bus_message_handler_t handler, void *userdata)
{
	return bus_name_call(monitor, slot, MUTTER_MONITOR_PATH, MUTTER_MONITOR_NAME, "GetIdletime",
		handler, userdata, "");
}

void mutter_monitor_remove_watch(struct bus_name *monitor, uint32_t *watch)
{
	if (*watch != 0) {
		(void)bus_name_call(monitor, NULL, MUTTER_MONITOR_PATH, MUTTER_MONITOR_NAME,
			"RemoveWatch", NULL, NULL, "u", *watch);
		*watch = 0;
	}
}

bool mutter_monitor_read_watch(sd_bus_message *reply, uint32_t *ret_watch)
{
	uint32_t watch;

	if (sd_bus_message_is_method_error(reply, NULL) > 0 ||
		sd_bus_message_read(reply, "u", &watch) <= 0 || watch == 0) {
		return false;
	}
	*ret_watch = watch;
	return true;
}

bool mutter_monitor_read_idle_time(sd_bus_message *reply, usec_t *ret_idle_usec)
{
	uint64_t idle_time_msec;

	/* Not supported is said as -1. */
	if (sd_bus_message_is_method_error(reply, NULL) > 0 ||
		sd_bus_message_read(reply, "t", &idle_time_msec) <= 0 ||
		idle_time_msec > TIMESPAN_MAX_USEC / USEC_PER_MSEC) {
		return false;
	}
	*ret_idle_usec = idle_time_msec * USEC_PER_MSEC;
	return true;
}

uint32_t mutter_monitor_read_fired(const struct bus_name *monitor, sd_bus_message *signal)
{
	uint32_t watch;

	return bus_name_is_sender(monitor, signal) && sd_bus_message_read(signal, "u", &watch) > 0
		       ? watch
		       : 0;
}
