/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What log_contract.c (ids, answers, time) and log_contract_sent.c (what was sent, as far as the
 * notes show it) share: what is known of each line of the log.
 */
#ifndef HOLDFAST_CLI_LOG_CONTRACT_PARTS_H
#define HOLDFAST_CLI_LOG_CONTRACT_PARTS_H

#include "holdfast/action.h"
#include "holdfast/event.h"
#include "log_contract.h"

#define HF_CONTRACT_ATTEMPTS 64 /* followed at a time, of a line; older ones are forgotten */
#define HF_CONTRACT_QUERIES  64
#define HF_CONTRACT_HELD     16

enum hf_contract_phase {
    HF_CONTRACT_NONE = 0,
    HF_CONTRACT_OPEN,
    HF_CONTRACT_ABANDONED,
    HF_CONTRACT_OVER
};

struct hf_contract_attempt {
    uint64_t id, abandoned_us;
    uint64_t ordered_us;  /* its Send or latest Authenticate; where a connection came up, then */
    uint64_t ordered_at;  /* the step that did so */
    uint64_t extended_us; /* an Extend that nothing has followed yet; else HF_NEVER */
    struct hf_target target;
    uint32_t t1_ms, t2_ms;
    uint32_t limit, repeats; /* retransmissions: how many may be, how many were */
    uint8_t phase;           /* enum hf_contract_phase */
    uint8_t kind;            /* enum hf_request_kind */
    uint8_t in_dialog;
    uint8_t connects;     /* it waits for a connection, as far as is known */
    uint8_t progressed;   /* a 1xx came: how often it is repeated is the transaction's matter */
    uint8_t sent;         /* a note says so */
    uint8_t to_send;      /* times that it may be sent anew: its Send, each Authenticate */
    uint8_t abandon_seen; /* a note says that Abandon was carried out */
};

struct hf_contract_query {
    uint64_t id, asked_us;
    uint8_t phase; /* OPEN or OVER */
};

struct hf_contract_line {
    uint64_t now_us;
    uint64_t at_us, wall_us, step;        /* of its latest event */
    uint64_t checked_us;                  /* when it was last looked for what is owed */
    uint64_t first_attempt, last_attempt; /* issued ids that were seen */
    uint64_t first_query, last_query;
    int seen;  /* an event came */
    int whole; /* all ids that it ever issued were seen */
    unsigned next_attempt, next_query;
    struct hf_contract_attempt attempts[HF_CONTRACT_ATTEMPTS];
    struct hf_contract_query queries[HF_CONTRACT_QUERIES];
};

struct hf_contract_place { /* where in the log */
    const char *file;
    uint64_t offset, sequence, wall_us;
    uint32_t line;
};

struct hf_log_contract {
    struct hf_log_contract_to to;
    uint64_t late_us, latest_us;
    struct hf_contract_line **lines; /* [number - 1] */
    uint32_t n_lines;
    unsigned said;                  /* breaches since it was set to 0 */
    const struct hf_log_before *at; /* the record that is being taken */
    struct hf_contract_place place; /* of the latest record */
    char *file;                     /* its file's name, kept */
    uint64_t steps, clock_set;      /* so far; the step at which the wall clock had been set */
    uint64_t sends, unjudged;       /* of this log; of all logs without a note of sending */
    int notes;                      /* what is sent is noted */
    /* Not sent, as it seems: breaches as soon as a note shows that sending is noted here. */
    struct hf_log_breach held[HF_CONTRACT_HELD];
    unsigned n_held;
    struct hf_event event;
    struct hf_actions actions;
};

void hf_contract_say(struct hf_log_contract *contract, const struct hf_log_breach *breach);
void hf_contract_say_id(struct hf_log_contract *contract, enum hf_log_promise promise, uint64_t id);
struct hf_contract_attempt *hf_contract_find(struct hf_contract_line *line, uint64_t id);

/* ---- log_contract_sent.c ---- */

void hf_contract_note(struct hf_log_contract *contract, struct hf_contract_line *line);

/* It has been ordered to be sent; with `connects`, once its connection is there. */
void hf_contract_order(struct hf_log_contract *contract, const struct hf_contract_line *line,
                       struct hf_contract_attempt *attempt);

/* Something has come that nobody could have got without sending. */
void hf_contract_must_be_sent(struct hf_log_contract *contract,
                              struct hf_contract_attempt *attempt);

/* Abandon is being ordered. */
void hf_contract_given_up(struct hf_log_contract *contract, struct hf_contract_attempt *attempt);

/* What should have been sent for long, or again after an Extend. */
void hf_contract_check_sent(struct hf_log_contract *contract, struct hf_contract_line *line);

/* Breaches that were held are forgotten: this log does not note what is sent. */
void hf_contract_let_go(struct hf_log_contract *contract);

#endif
