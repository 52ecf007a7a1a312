/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The line's status, derived from its machines after each step and reported when it changed (F1).
 * It holds no state of its own but the last report.
 */
#include "report.h"

#include <stdbool.h>
#include <string.h>

#include "binding.h"
#include "candidates.h"
#include "decision.h"
#include "hf_time.h"
#include "service.h"

static enum hf_line_state in_service(uint8_t server)
{
    return server == 1 ? HF_LINE_REGISTERED : HF_LINE_ON_BACKUP;
}

static bool any_is(const struct hf_line *line, enum hf_registration_state state)
{
    for (uint8_t k = 0; k < hf_service_registrations(line); k++) {
        if (line->registrations[k].state == state)
            return true;
    }
    return false;
}

/* C11, C14: what has only been told to wait has not failed. */
static bool any_waits_to_begin(const struct hf_line *line)
{
    for (uint8_t k = 0; k < hf_service_registrations(line); k++) {
        const struct hf_registration *r = &line->registrations[k];
        if (r->state == HF_REGISTRATION_WAITING &&
            (r->next_why == HF_WHY_STARTED || r->next_why == HF_WHY_RESTORED ||
             r->next_why == HF_WHY_CONFIG_CHANGED))
            return true;
    }
    return false;
}

static enum hf_line_state state_now(const struct hf_line *line)
{
    uint8_t server = hf_candidate_server(line, hf_service_working(line));

    if (any_is(line, HF_REGISTRATION_OFF))
        return HF_LINE_DISABLED;
    if (server != 0 && hf_binding_is_held(line, server)) /* a refresh does not end the service */
        return in_service(server);
    if (any_is(line, HF_REGISTRATION_REGISTERING) || any_waits_to_begin(line))
        return HF_LINE_REGISTERING;
    return HF_LINE_FAILED;
}

/* Whose reason the user sees: on a backup, why the first server does not serve the line. */
static const struct hf_registration *telling(const struct hf_line *line, uint8_t state)
{
    if (state == HF_LINE_REGISTERED)
        return &line->registrations[hf_service_working_registration(line)];
    return &line->registrations[0];
}

static uint64_t next_try_us(const struct hf_line *line)
{
    uint64_t next_us = HF_NEVER;

    for (uint8_t k = 0; k < hf_service_registrations(line); k++)
        next_us = hf_time_min(next_us, line->registrations[k].deadline_us);
    return next_us;
}

static bool is_in_service(const struct hf_line_status *status)
{
    return status->state == HF_LINE_REGISTERED || status->state == HF_LINE_ON_BACKUP;
}

static void set_where(const struct hf_line *line, struct hf_line_status *status)
{
    const struct hf_candidate *working = &line->candidates[hf_service_working(line)];

    status->target = working->target;
    status->server = working->server;
    status->proxy = working->proxy;
}

static bool same_place(const struct hf_line_status *a, const struct hf_line_status *b)
{
    return a->state == b->state && a->server == b->server && a->proxy == b->proxy &&
           hf_target_equal(&a->target, &b->target);
}

static uint8_t candidate_at(const struct hf_line *line, const struct hf_line_status *status)
{
    for (uint8_t i = 0; i < line->n_candidates; i++) {
        const struct hf_candidate *c = &line->candidates[i];
        if (c->server == status->server && c->proxy == status->proxy && status->server != 0 &&
            hf_target_equal(&c->target, &status->target))
            return (uint8_t)(i + 1);
    }
    return 0;
}

/* A registration's decision in this batch says it already. */
static bool is_said(const struct hf_actions *actions, const struct hf_line_status *now)
{
    for (uint32_t i = actions->n; i > 0; i--) {
        const struct hf_action *a = &actions->items[i - 1];
        const struct hf_decision *d = &a->u.decision;
        if (a->kind == HF_ACTION_EXPLAIN && d->machine == HF_MACHINE_REGISTRATION &&
            d->why == now->why && d->to_server == now->server && d->status == now->status &&
            d->cause == now->cause)
            return true;
    }
    return false;
}

/* F3: what the user sees has moved, for a reason that no machine has in this step: what failed
 * before a candidate accepted, what the way back was for. */
static void explain(struct hf_context *x, const struct hf_line_status *was,
                    const struct hf_line_status *now)
{
    hf_explain(x, &(struct hf_decision){
                      .until_us = HF_NEVER,
                      .why = now->why,
                      .status = now->status,
                      .machine = HF_MACHINE_LINE,
                      .subject = now->server != 0 ? now->server : was->server,
                      .from_state = was->state,
                      .to_state = now->state,
                      .from_server = was->server,
                      .to_server = now->server,
                      .from_candidate = candidate_at(x->line, was),
                      .to_candidate = candidate_at(x->line, now),
                      .cause = now->cause,
                  });
}

/* C2: the first server is doubtful already while its pass runs on. */
static void tell_what_fails(const struct hf_line *line, struct hf_line_status *now)
{
    const struct hf_pass *p = &line->passes[HF_SLOT_REGISTER];

    if (!hf_service_is_concurrent(line) || p->purpose != HF_PURPOSE_REGISTER || p->why == 0)
        return;
    now->why = p->why;
    now->status = p->status;
    now->cause = p->cause;
}

void hf_report_settle(struct hf_context *x)
{
    struct hf_line_status *reported = &x->line->reported;
    const struct hf_registration *r;
    struct hf_line_status now;

    if (any_is(x->line, HF_REGISTRATION_STOPPING)) /* until the bindings are gone */
        return;
    memset(&now, 0, sizeof now);
    now.state = (uint8_t)state_now(x->line);
    r = telling(x->line, now.state);
    now.next_us = now.state == HF_LINE_FAILED ? next_try_us(x->line) : HF_NEVER;
    now.why = r->why;
    now.status = r->status;
    now.cause = r->cause;
    if (now.state == HF_LINE_ON_BACKUP)
        tell_what_fails(x->line, &now);
    if (is_in_service(&now))
        set_where(x->line, &now);
    now.since_us = same_place(&now, reported) ? reported->since_us : x->now_us;
    if (memcmp(&now, reported, sizeof now) == 0)
        return;
    if (!same_place(&now, reported) && !is_said(x->actions, &now))
        explain(x, reported, &now);
    *reported = now;
    hf_emit(x, HF_ACTION_REPORT_LINE)->u.line = now;
}
