/* SPDX-License-Identifier: MIT */
/* Names and limits of the API, known to both programs. The interfaces themselves are the .varlink
 * files beside this header. */
#pragma once

#define PROTOCOL_INTERFACE "io.github.backcare.Backcare"
#define PROTOCOL_CATALOGUE_INTERFACE "io.github.backcare.Catalogue"
#define PROTOCOL_CARE_INTERFACE "io.github.backcare.Care"
#define PROTOCOL_HISTORY_INTERFACE "io.github.backcare.History"
#define PROTOCOL_VENDOR "Backcare"
#define PROTOCOL_PRODUCT "backcared"
#define PROTOCOL_URL "https://github.com/backcare/backcare"

/* Below the runtime directory of the user; see sockpath.h. */
#define PROTOCOL_SOCKET_DIRECTORY "backcare"
#define PROTOCOL_SOCKET_NAME PROTOCOL_INTERFACE

/* One message with its NUL byte, either way. A longer one closes the connection. */
#define PROTOCOL_MESSAGE_MAX_BYTES ((size_t)1 << 20)
/* Objects and arrays within each other in one message. */
#define PROTOCOL_JSON_DEPTH_MAX 32
/* Any one string that is kept or shown (reasons, sources, notes), in bytes without the NUL. */
#define PROTOCOL_STRING_MAX_BYTES 1024

/* Length of time after which a ReportPresence() without validUSec is no longer used. */
#define PROTOCOL_REPORT_VALID_DEFAULT_USEC (2 * USEC_PER_MINUTE)
