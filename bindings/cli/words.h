/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Text for people: what the core's reasons, states and failures mean to a phone's owner. The
 * machines know tokens and rule ids only.
 */
#ifndef HOLDFAST_CLI_WORDS_H
#define HOLDFAST_CLI_WORDS_H

#include <stddef.h>
#include <stdint.h>

#include "holdfast/status.h"
#include "holdfast/target.h"

/* A clause that can follow "because": "the server gave no answer". Each reason has one, or
 * words.c does not compile. */
const char *hf_words_why(unsigned why);

/* "switched off", "registering", "registered", "on a backup server", "not registered". */
const char *hf_words_line_state(unsigned state);

/* "Service Unavailable"; "" for a status without a usual name. */
const char *hf_words_status(unsigned status);

/* How an attempt at a server failed. */
struct hf_words_failure {
    uint64_t after_us; /* since it was asked; 0: not known */
    unsigned server;   /* 1.., or 0: not known */
    unsigned why;      /* enum hf_why */
    unsigned status;   /* of its response, or 0 */
};

#define HF_WORDS_MAX 200

/* "server 1 gave no answer for 7.5 s". Returns text. */
const char *hf_words_failure(const struct hf_words_failure *failure, char text[HF_WORDS_MAX]);

/* The same without the server: "gave no answer for 7.5 s"; NULL: only the whole can be said. */
const char *hf_words_failed(const struct hf_words_failure *failure, char text[HF_WORDS_MAX]);

/* "0.8 s", "32 s", "3 min", "2 h": as a person would say it. Returns text. */
#define HF_WORDS_SPAN 32
const char *hf_words_span(uint64_t us, char text[HF_WORDS_SPAN]);

/* "udp:127.0.0.12:5060", and the same without the transport. Return text. */
#define HF_WORDS_TARGET 64
const char *hf_words_target(const struct hf_target *target, char text[HF_WORDS_TARGET]);
const char *hf_words_address(const struct hf_target *target, char text[HF_WORDS_TARGET]);

/* "10:00:07", local time of microseconds since 1970. Returns text. */
#define HF_WORDS_CLOCK 16
const char *hf_words_clock(uint64_t wall_us, char text[HF_WORDS_CLOCK]);

#endif
