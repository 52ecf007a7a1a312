/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What whoever carries a line out has promised it (line.h, event.h), checked in the log that it
 * wrote: `holdfast log verify --contract`. Ids are answered exactly once, time goes forward, wakes
 * come in time, up to the log's end; orders to send are carried out, as given and in order, as far
 * as the notes show it. No note tells of keep-alives, nor of a rest that other lines were told of.
 *
 * What crosses is no breach: an answer that was under way when Abandon was ordered is the attempt's
 * one answer.
 */
#ifndef HOLDFAST_CLI_LOG_CONTRACT_H
#define HOLDFAST_CLI_LOG_CONTRACT_H

#include <stdint.h>

#include "holdfast/uv/log_reader.h"
#include "holdfast/uv/log_record.h"

enum hf_log_promise {
#define HF_PROMISE(name, token, what, promise) HF_PROMISE_##name,
#include "log_promise.def"
#undef HF_PROMISE
    HF_PROMISE_COUNT
};

const char *hf_log_promise_token(enum hf_log_promise promise);
const char *hf_log_promise_what(enum hf_log_promise promise); /* what was done */
const char *hf_log_promise_text(enum hf_log_promise promise); /* what is promised */

struct hf_log_breach {
    enum hf_log_promise promise;
    uint64_t id;        /* of the attempt or query; 0: it is about none */
    uint64_t by_us;     /* how late, how far back; 0: that does not matter here */
    const char *detail; /* or "" */
    const char *file;   /* where it was seen */
    uint64_t offset, sequence, wall_us;
    uint32_t line;
};

struct hf_log_contract;

struct hf_log_contract_to {
    void (*breach)(void *context, const struct hf_log_breach *breach); /* hears of each */
    /* When a line wants to be woken now, or HF_NEVER; of one that is not known, or is switched
     * off, HF_NEVER. */
    uint64_t (*deadline)(void *context, uint32_t line);
    void *context;
};

/* NULL: no memory. */
struct hf_log_contract *hf_log_contract_new(const struct hf_log_contract_to *to, uint64_t late_us);
void hf_log_contract_free(struct hf_log_contract *contract);

/* A record, and how the line was before it. */
struct hf_log_before {
    const struct hf_log_item *item;
    const struct hf_log_entry *entry;
    uint64_t deadline_us; /* when it wanted to be woken, or HF_NEVER */
    int unconfigured;     /* 1: nothing has happened to it yet */
};
void hf_log_contract_take(struct hf_log_contract *contract, const struct hf_log_before *before);

/* Records are missing: ids of before are not known. */
void hf_log_contract_gap(struct hf_log_contract *contract);

/* The log ends, or another one begins: what is still owed is a breach. */
void hf_log_contract_end(struct hf_log_contract *contract);

/* How many orders to send stand in logs that do not note what is sent: nobody can tell whether they
 * were carried out. */
uint64_t hf_log_contract_unjudged(const struct hf_log_contract *contract);

/* How late the latest wake-up was; 0 when all were in time. */
uint64_t hf_log_contract_latest_us(const struct hf_log_contract *contract);

#endif
