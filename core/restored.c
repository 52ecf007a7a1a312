/* SPDX-License-Identifier: Apache-2.0 */
/*
 * After a restart nothing that was on the way is any more: attempts and passes are forgotten
 * (their ids are owed no answer), deadlines and expiries move into the new clock, and what ran
 * out meanwhile is over. An unknown elapsed time means that every binding has expired.
 */
#include "restored.h"

#include <string.h>

#include "binding.h"
#include "failback.h"
#include "hf_time.h"
#include "registration.h"

/* What was lost of the log after the snapshot may have issued ids: none is issued again. */
#define UNSEEN_IDS 1000000u

/* A moment ahead of the snapshot's time, in the new clock; never before now. */
static uint64_t ahead(const struct hf_context *x, uint64_t moment_us, uint64_t elapsed_us)
{
    uint64_t left_us = hf_time_less(moment_us, x->line->now_us);

    if (moment_us == HF_NEVER)
        return HF_NEVER;
    if (elapsed_us == HF_ELAPSED_UNKNOWN)
        return x->now_us;
    return hf_time_add(x->now_us, hf_time_less(left_us, elapsed_us));
}

/* A moment in the past; what lies before the new clock's zero counts as its zero. */
static uint64_t behind(const struct hf_context *x, uint64_t moment_us, uint64_t elapsed_us)
{
    uint64_t ago_us = hf_time_less(x->line->now_us, moment_us);

    if (elapsed_us == HF_ELAPSED_UNKNOWN)
        elapsed_us = 0;
    return hf_time_less(x->now_us, hf_time_add(ago_us, elapsed_us));
}

static void forget_attempts(struct hf_line *line)
{
    for (uint8_t i = 0; i < HF_LINE_PASSES; i++) {
        struct hf_pass *p = &line->passes[i];
        memset(p, 0, sizeof *p);
        p->attempt.deadline_us = HF_NEVER;
        p->candidate = HF_NONE;
        p->other = HF_NONE;
    }
    memset(line->watched, 0, sizeof line->watched);
}

static void rebase_times(struct hf_context *x, uint64_t elapsed_us)
{
    struct hf_line *line = x->line;

    for (uint8_t i = 0; i < HF_LINE_SERVERS; i++)
        line->bindings[i].expires_us = ahead(x, line->bindings[i].expires_us, elapsed_us);
    line->registration.deadline_us = ahead(x, line->registration.deadline_us, elapsed_us);
    line->failback.deadline_us = ahead(x, line->failback.deadline_us, elapsed_us);
    line->reported.since_us = behind(x, line->reported.since_us, elapsed_us);
    line->reported.next_us = ahead(x, line->reported.next_us, elapsed_us);
}

void hf_restored_rebase(struct hf_context *x, uint64_t elapsed_us)
{
    forget_attempts(x->line);
    rebase_times(x, elapsed_us);
    x->line->now_us = x->now_us;
    if (x->line->next_id != 0)
        x->line->next_id += UNSEEN_IDS;
    for (uint8_t server = 1; server <= x->line->config.n_servers; server++) {
        if (x->line->bindings[server - 1].expires_us <= x->now_us)
            hf_binding_drop(x, server, HF_WHY_BINDING_EXPIRED);
    }
    hf_failback_on_restored(x);
    hf_registration_on_restored(x);
}
