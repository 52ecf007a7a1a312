/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a policy means in time: how long an attempt and a pass can last, and when a binding is
 * refreshed. The line uses these, and so does whoever explains a configuration. The
 * configuration is sound (hf_config_check). All results are microseconds.
 */
#ifndef HOLDFAST_BUDGET_H
#define HOLDFAST_BUDGET_H

#include <stdbool.h>
#include <stdint.h>

#include "holdfast/config.h"

#define HF_CONNECT_LEAST_US 4000000u /* A3: connecting and the TLS handshake have this together */

struct hf_place {   /* where an attempt goes */
    uint8_t server; /* 1.. */
    uint8_t proxy;  /* 1.. or 0 */
};

/* A1: how often a request is repeated there; a proxy may have its own number (B13). */
uint32_t hf_budget_retry_counts(const struct hf_config *config, struct hf_place place);

/* A1, A2: from a request's sending until silence is a failure. */
uint64_t hf_budget_answer_us(const struct hf_config *config, struct hf_place place);

/* A3: the same while a TCP or TLS connection may still have to be made. */
uint64_t hf_budget_connect_us(const struct hf_config *config, struct hf_place place);

/* 64*T1: the last candidate's budget (A4), Timer F (A7). */
uint64_t hf_budget_timer_f_us(const struct hf_config *config);

/* A7, H6: no attempt there lasts longer, whatever signs of life come in between. */
uint64_t hf_budget_longest_us(const struct hf_config *config, struct hf_place place);

/* A5: the same of an INVITE, which may have a number of its own, and whose intervals T2 does not
 * bound (RFC 3261 17.1.1.2). */
bool hf_budget_has_invite_retry_counts(const struct hf_config *config, struct hf_place place);
uint32_t hf_budget_invite_retry_counts(const struct hf_config *config, struct hf_place place);
uint64_t hf_budget_invite_answer_us(const struct hf_config *config, struct hf_place place);
uint64_t hf_budget_invite_longest_us(const struct hf_config *config, struct hf_place place);

/* C4: W, the longest that a registration pass can last, each name taken for one address, which is
 * looked up for 10 s at most (B8a): over all servers, or in concurrent mode, where each server has
 * passes of its own, over the one that takes longest. */
uint64_t hf_budget_pass_us(const struct hf_config *config);

/* The same for a pass over one server (1..) alone. */
uint64_t hf_budget_server_pass_us(const struct hf_config *config, uint8_t server);

/* C4: after this a binding of granted_s is refreshed, so that a whole failed pass of pass_us (W:
 * hf_budget_pass_us, or what the line makes of its present candidates) ends before it does. */
uint64_t hf_budget_refresh_us(const struct hf_config *config, uint32_t granted_s, uint64_t pass_us);

#endif
