/* SPDX-License-Identifier: MIT */
/* Every limit of the Varlink server, beside those which the protocol itself has
 * (<backcare/protocol.h>). Each is tested at its value and one above. */
#pragma once

#include <backcare/protocol.h>
#include <backcare/timespan.h>

/* Connections served at a time; the next one is accepted and closed, so that its client learns of
 * it at once. Lower if that is needed to keep a quarter of RLIMIT_NOFILE free. */
#define LIMIT_PEERS 128

/* Interfaces of one server, org.varlink.service not counted. */
#define LIMIT_INTERFACES 16

/* Listening sockets of one server. */
#define LIMIT_LISTENERS 4

/* Calls answered, and chunks read, for one peer before the others have their turn. */
#define LIMIT_CALLS_PER_WAKEUP 64
#define LIMIT_READS_PER_WAKEUP 16

/* Bytes that are read with one system call. */
#define LIMIT_READ_BYTES ((size_t)16 * 1024)

/* Bytes that a peer sent and that wait for their turn: no more is read above it. One whole message
 * always fits. */
#define LIMIT_INPUT_BYTES PROTOCOL_MESSAGE_MAX_BYTES

/* Room for input that a connection keeps while it is idle. */
#define LIMIT_IDLE_BYTES ((size_t)32 * 1024)

/* Bytes that a peer did not fetch yet: no further call of it is begun above the first figure, a
 * stream is asked for more at or below the second. */
#define LIMIT_OUTPUT_PAUSE_BYTES ((size_t)256 * 1024)
#define LIMIT_OUTPUT_RESUME_BYTES ((size_t)64 * 1024)

/* Bytes of a stream that its subscriber does not fetch; one notification more and it is dropped. */
#define LIMIT_STREAM_OUTPUT_BYTES ((size_t)2 * 1024 * 1024)

/* A name that the client made up (method, interface, parameter) is cut to this many bytes before it
 * is sent back or logged. */
#define LIMIT_ECHO_BYTES 256

/* Calls still done for a client that is gone, those not counted that want no answer. */
#define LIMIT_ABANDONED_CALLS 256

/* Elements of an array or members of a map in the parameters, unless the field says otherwise. */
#define LIMIT_ELEMENTS 1024

/* A message that was begun has to be complete within this time. No other deadline: an idle client
 * and a subscriber may stay for ever. */
#define LIMIT_PARTIAL_USEC (30 * USEC_PER_SEC)

/* How long nothing is accepted after the process ran out of descriptors. */
#define LIMIT_ACCEPT_BACKOFF_USEC (1 * USEC_PER_SEC)

/* Complaints about peers that are logged: so many in this length of time. */
#define LIMIT_LOG_BURST 5
#define LIMIT_LOG_INTERVAL_USEC (10 * USEC_PER_SEC)
