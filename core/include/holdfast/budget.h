/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a policy means in time: how long an attempt and a pass can last, and when a binding is
 * refreshed. The line uses these, and so does whoever explains a configuration. The
 * configuration is sound (hf_config_check). All results are microseconds.
 */
#ifndef HOLDFAST_BUDGET_H
#define HOLDFAST_BUDGET_H

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

/* C4: W, the longest that a registration pass over all candidates can last. */
uint64_t hf_budget_pass_us(const struct hf_config *config);

/* C4: after this a binding of granted_s is refreshed. */
uint64_t hf_budget_refresh_us(const struct hf_config *config, uint32_t granted_s);

#endif
