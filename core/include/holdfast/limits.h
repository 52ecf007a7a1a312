/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Every bound of a line, and what one more costs in bytes of the line's block.
 * HF_SMALL selects the profile for small microcontrollers (2 KiB a line); the
 * snapshot and the log name the limits they were written under.
 */
#ifndef HOLDFAST_LIMITS_H
#define HOLDFAST_LIMITS_H

#ifdef HF_SMALL
#define HF_LINE_SERVERS   2   /* 304 bytes each: entry, binding, registration, pass, two hosts */
#define HF_LINE_TARGETS   8   /* 34 bytes each: target, rest, time to live */
#define HF_LINE_CALLS     2   /* 120 bytes each: the call, and the pass of one request outside it */
#define HF_LINE_NAMES     256 /* 1 byte each: host names of servers and proxies */
#define HF_LINE_ABANDONED 4   /* 16 bytes each: attempts given up, not yet answered */
#define HF_LINE_REQUESTS  2   /* 8 bytes each: "register now" wishes that wait for one pass */
#define HF_LINE_BRANCHES  8   /* 12 bytes each: questions to DNS under way, and what they led to */
#define HF_LINE_REDIRECTS 1   /* 24 bytes each: attempts that go where a 3xx sent them (A8) */
#define HF_LINE_BYTES_MAX 2048
#else
#define HF_LINE_SERVERS   4
#define HF_LINE_TARGETS   16
#define HF_LINE_CALLS     4
#define HF_LINE_NAMES     768
#define HF_LINE_ABANDONED 16
#define HF_LINE_REQUESTS  4
#define HF_LINE_BRANCHES  16
#define HF_LINE_REDIRECTS 2
#define HF_LINE_BYTES_MAX 4096
#endif

#define HF_SERVER_PROXIES 2                                     /* 20 bytes each */
#define HF_LINE_HOSTS     (HF_LINE_SERVERS * HF_SERVER_PROXIES) /* what is looked up */
#define HF_STATUSES_MAX   8 /* 2 bytes each: single codes in a failover list, beside classes */

#define HF_NAME_MAX          255 /* RFC 1035 2.3.4: a host name in text */
#define HF_RETRY_COUNTS_MAX  20  /* A1 */
#define HF_REDIRECT_HOPS_MAX 5   /* A8 */
#define HF_EVENT_REDIRECTS   4   /* Contacts of a 3xx that an event can carry */
#define HF_EVENT_RECORDS     64  /* DNS records that one answer can carry */
#define HF_EVENT_TARGETS     HF_LINE_TARGETS

/* One step never fills more than this; tests/unit/core/moves.c tries it over random worlds. */
#ifdef HF_SMALL
#define HF_ACTIONS_MAX 56
#else
#define HF_ACTIONS_MAX 88
#endif

/* Bounds of the bytes door and of snapshots; tests/unit/core/wire.c proves them. */
#define HF_EVENT_BYTES_MAX    8192
#define HF_ACTIONS_BYTES_MAX  (HF_ACTIONS_MAX * 300)
#define HF_WIRE_SCRATCH       65536
#define HF_SNAPSHOT_BYTES_MAX 8192

#endif
