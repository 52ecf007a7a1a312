/* SPDX-License-Identifier: Apache-2.0 */
/* A line with calls on a bench: what it reported of them, and what it sent for them. */
#ifndef TESTS_CORE_CALL_BENCH_H
#define TESTS_CORE_CALL_BENCH_H

#include "rig.h"

#define CALL_S 1000000ull

/* Two servers, registered at the first, with exact times. */
static inline void call_bench(struct rig *rig)
{
    rig_init_servers(rig, 2);
}

static inline void call_bench_begin(struct rig *rig)
{
    rig_begin(rig);
    rig_accept(rig, 3600);
}

static inline void call_bench_registered(struct rig *rig)
{
    call_bench(rig);
    call_bench_begin(rig);
}

/* The last step's only report of a call. */
static inline const struct hf_call_report *call_reported(const struct rig *rig)
{
    cr_assert_eq(rig_count(rig, HF_ACTION_REPORT_CALL), 1);
    return &rig_action(rig, HF_ACTION_REPORT_CALL, 0)->u.call;
}

static inline const struct hf_request_report *call_request_reported(const struct rig *rig)
{
    cr_assert_eq(rig_count(rig, HF_ACTION_REPORT_REQUEST), 1);
    return &rig_action(rig, HF_ACTION_REPORT_REQUEST, 0)->u.request;
}

/* The last step's only Send of that kind. */
static inline const struct hf_send *call_sent(const struct rig *rig, enum hf_request_kind kind)
{
    const struct hf_send *found = NULL;

    for (uint32_t i = 0; i < rig->actions.n; i++) {
        const struct hf_action *a = &rig->actions.items[i];
        if (a->kind != HF_ACTION_SEND || a->u.send.kind != kind)
            continue;
        cr_assert_null(found, "two of a kind");
        found = &a->u.send;
    }
    cr_assert_not_null(found, "no %s is sent", hf_request_kind_name(kind));
    return found;
}

static inline unsigned call_count_sent(const struct rig *rig, enum hf_request_kind kind)
{
    unsigned n = 0;

    for (uint32_t i = 0; i < rig->actions.n; i++)
        n += rig->actions.items[i].kind == HF_ACTION_SEND &&
             rig->actions.items[i].u.send.kind == kind;
    return n;
}

/* An outgoing call with id 1 that talks, over the server where the line works. */
static inline void call_talks(struct rig *rig)
{
    cr_assert_eq(rig_dial(rig, 1, 0), HF_OK);
    cr_assert_eq(
        rig_response(rig, call_sent(rig, HF_REQUEST_INVITE)->attempt, 200, HF_EXPIRES_NONE), HF_OK);
    cr_assert_eq(call_reported(rig)->state, HF_CALL_TALKING);
}

static inline bool call_is_known(const struct rig *rig, uint64_t id)
{
    for (unsigned i = 0; i < HF_CALL_ENTRIES; i++) {
        if (rig->line.calls[i].id == id)
            return true;
    }
    return false;
}

#endif
