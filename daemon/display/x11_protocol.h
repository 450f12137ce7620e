/* SPDX-License-Identifier: MIT */
/* What we use of the protocol of X11 and of two of its extensions, by number. Offsets are those in
 * the whole message. */
#pragma once

/* Core. A query names an extension; its answer says how its requests and events are numbered. */
#define X11_QUERY_EXTENSION 98
#define X11_EXTENSION_PRESENT_OFFSET 8
#define X11_EXTENSION_OPCODE_OFFSET 9
#define X11_EXTENSION_FIRST_EVENT_OFFSET 10
#define X11_EXTENSION_OPCODE_MIN 128
#define X11_EXTENSION_EVENT_MIN 64

/* Core. Properties, which are named by atoms. */
#define X11_CHANGE_WINDOW_ATTRIBUTES 2
#define X11_ATTRIBUTE_EVENTS (1u << 11)
#define X11_EVENTS_OF_PROPERTIES (1u << 22)
#define X11_INTERN_ATOM 16
#define X11_INTERN_ONLY_IF_EXISTS 1
#define X11_ATOM_OFFSET 8
#define X11_GET_PROPERTY 20
#define X11_PROPERTY_FORMAT_OFFSET 1 /* how many bits an item has; 0: there is none */
#define X11_PROPERTY_TYPE_OFFSET 8
#define X11_PROPERTY_LENGTH_OFFSET 16 /* in items */
#define X11_PROPERTY_VALUE_OFFSET 32
#define X11_PROPERTY_NOTIFY 28
#define X11_PROPERTY_NOTIFY_WINDOW_OFFSET 4
#define X11_PROPERTY_NOTIFY_ATOM_OFFSET 8
#define X11_ATOM_ATOM 4
#define X11_ATOM_STRING 31
#define X11_ATOM_WINDOW 33
#define X11_ATOM_WM_CLASS 67

/* XSync. A value is two words, the high one first. */
#define X11_SYNC_NAME "SYNC"
#define X11_SYNC_MAJOR 3
#define X11_SYNC_MINOR 1
#define X11_SYNC_INITIALIZE 0
#define X11_SYNC_LIST_SYSTEM_COUNTERS 1
#define X11_SYNC_QUERY_COUNTER 5
#define X11_SYNC_CREATE_ALARM 8
#define X11_SYNC_CHANGE_ALARM 9
#define X11_SYNC_DESTROY_ALARM 11
#define X11_SYNC_COUNTERS_OFFSET 32
#define X11_SYNC_VALUE_OFFSET 8
/* What is said of an alarm; the values follow in this order. */
#define X11_SYNC_SAYS_COUNTER (1u << 0)
#define X11_SYNC_SAYS_VALUE_TYPE (1u << 1)
#define X11_SYNC_SAYS_VALUE (1u << 2)
#define X11_SYNC_SAYS_TEST (1u << 3)
#define X11_SYNC_SAYS_DELTA (1u << 4)
#define X11_SYNC_SAYS_EVENTS (1u << 5)
#define X11_SYNC_VALUE_ABSOLUTE 0
#define X11_SYNC_TEST_RISES_TO 0
#define X11_SYNC_TEST_FALLS_TO 1
/* The event of an alarm, behind the first of the extension. */
#define X11_SYNC_ALARM_EVENT 1
#define X11_SYNC_ALARM_OFFSET 4
#define X11_SYNC_ALARM_VALUE_OFFSET 8

/* RandR: what is connected. */
#define X11_RANDR_NAME "RANDR"
#define X11_RANDR_MAJOR 1
#define X11_RANDR_MINOR 3
#define X11_RANDR_QUERY_VERSION 0
#define X11_RANDR_GET_OUTPUT_INFO 9
#define X11_RANDR_GET_RESOURCES_CURRENT 25
#define X11_RANDR_CONFIG_TIME_OFFSET 12
#define X11_RANDR_N_CRTCS_OFFSET 16
#define X11_RANDR_N_OUTPUTS_OFFSET 18
#define X11_RANDR_CRTCS_OFFSET 32 /* the outputs follow */
#define X11_RANDR_OUTPUT_N_CRTCS_OFFSET 26
#define X11_RANDR_OUTPUT_N_MODES_OFFSET 28
#define X11_RANDR_OUTPUT_N_CLONES_OFFSET 32
#define X11_RANDR_OUTPUT_NAME_LENGTH_OFFSET 34
#define X11_RANDR_OUTPUT_LISTS_OFFSET 36 /* the name follows */

#define X11_WORD_BYTES 4
