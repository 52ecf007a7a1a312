/* SPDX-License-Identifier: Apache-2.0 */
/*
 * After a restart nothing that was on the way is any more: attempts and passes are forgotten
 * (their ids are owed no answer), deadlines and expiries move into the new clock, and what ran
 * out meanwhile is over. An unknown elapsed time means that every binding has expired.
 */
#include "restored.h"

#include <string.h>

#include "binding.h"
#include "call.h"
#include "candidates.h"
#include "failback.h"
#include "flow.h"
#include "hf_time.h"
#include "locate.h"
#include "options.h"
#include "proxy_failback.h"
#include "registration.h"
#include "requests.h"

/* What was lost of the log after the snapshot may have issued ids: none is issued again. */
#define UNSEEN_IDS     1000000u
#define UNSEEN_QUERIES 10000u

/* From here on ids are counted anew, so that watched.c has numbers for them. */
#define NUMBERS_ENOUGH (UINT32_MAX / 2)

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
    memset(line->redirects, 0, sizeof line->redirects);
    memset(line->watched, 0, sizeof line->watched);
}

static void rebase_bindings(struct hf_context *x, uint64_t elapsed_us)
{
    struct hf_line *line = x->line;

    for (uint8_t i = 0; i < HF_LINE_SERVERS; i++) {
        line->bindings[i].expires_us = ahead(x, line->bindings[i].expires_us, elapsed_us);
        line->registrations[i].deadline_us = ahead(x, line->registrations[i].deadline_us,
                                                   elapsed_us);
        line->target_failback.deadline_us[i] = ahead(x, line->target_failback.deadline_us[i],
                                                     elapsed_us);
        line->proxy_failback.deadline_us[i] = ahead(x, line->proxy_failback.deadline_us[i],
                                                    elapsed_us);
        if (line->pace.until_us[i] != 0)
            line->pace.until_us[i] = ahead(x, line->pace.until_us[i], elapsed_us);
    }
}

/* A9, B11: an unknown elapsed time ends every rest, and the life of every answer. */
static void rebase_targets(struct hf_context *x, uint64_t elapsed_us)
{
    struct hf_line *line = x->line;

    for (uint8_t i = 0; i < line->n_candidates; i++) {
        if (line->candidates[i].rest_until_us != 0)
            line->candidates[i].rest_until_us = ahead(x, line->candidates[i].rest_until_us,
                                                      elapsed_us);
    }
    for (uint8_t i = 0; i < HF_LINE_HOSTS; i++) {
        struct hf_lookup *lookup = &line->lookups[i];
        lookup->deadline_us = ahead(x, lookup->deadline_us, elapsed_us);
        if (lookup->expires_us != 0)
            lookup->expires_us = hf_time_max(1, lookup->expires_us > line->now_us
                                                    ? ahead(x, lookup->expires_us, elapsed_us)
                                                    : behind(x, lookup->expires_us, elapsed_us));
    }
}

static uint64_t past(const struct hf_context *x, uint64_t moment_us, uint64_t elapsed_us)
{
    return moment_us == HF_NEVER ? HF_NEVER : behind(x, moment_us, elapsed_us);
}

static void rebase_times(struct hf_context *x, uint64_t elapsed_us)
{
    struct hf_line *line = x->line;

    rebase_bindings(x, elapsed_us);
    rebase_targets(x, elapsed_us);
    line->failback.deadline_us = ahead(x, line->failback.deadline_us, elapsed_us);
    line->failback.moved_us[0] = past(x, line->failback.moved_us[0], elapsed_us);
    line->failback.moved_us[1] = past(x, line->failback.moved_us[1], elapsed_us);
    line->options.deadline_us = ahead(x, line->options.deadline_us, elapsed_us);
    line->reported.since_us = behind(x, line->reported.since_us, elapsed_us);
    line->reported.next_us = ahead(x, line->reported.next_us, elapsed_us);
}

void hf_restored_rebase(struct hf_context *x, uint64_t elapsed_us)
{
    struct hf_line *line = x->line;

    hf_requests_on_restored(x);
    hf_call_on_restored(x); /* what was talked about has ended with the program */
    forget_attempts(line);
    rebase_times(x, elapsed_us);
    line->now_us = x->now_us;
    if (line->next_id != 0)
        line->next_id += UNSEEN_IDS;
    if (line->next_id - line->first_id > NUMBERS_ENOUGH)
        line->first_id = line->next_id;
    line->next_query += UNSEEN_QUERIES;
    for (uint8_t server = 1; server <= line->config.n_servers; server++) {
        if (line->bindings[server - 1].expires_us <= x->now_us)
            hf_binding_drop(x, server, HF_WHY_BINDING_EXPIRED);
    }
    hf_flow_on_restored(line);
    hf_locate_on_restored(x);
    hf_candidates_tidy(line);
    hf_failback_on_restored(x);
    hf_proxy_failback_on_restored(x);
    hf_options_on_restored(x);
    hf_registration_on_restored(x);
}
