/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Single rules of behaviour.md, as far as one step shows whether they are kept: where requests go,
 * what rests, what is not given up. See checks.c.
 */
#include <string.h>

#include "holdfast/line.h"
#include "model.h"

static uint8_t snapshot[HF_SNAPSHOT_BYTES_MAX];

/* ---- where requests go ---- */

static const struct hf_candidate *candidate_of(const struct hf_line *line,
                                               const struct hf_target *target)
{
    for (uint8_t i = 0; i < line->n_candidates; i++) {
        if (memcmp(&line->candidates[i].target, target, sizeof *target) == 0)
            return &line->candidates[i];
    }
    return NULL;
}

static bool rests(const struct hf_line *line, const struct hf_target *target, uint64_t now_us)
{
    const struct hf_candidate *c = candidate_of(line, target);

    return c != NULL && c->rest_until_us > now_us;
}

static bool any_call(const struct hf_line *line)
{
    for (uint8_t i = 0; i < HF_CALL_ENTRIES; i++) {
        if (line->calls[i].id != 0)
            return true;
    }
    return false;
}

/* A user waits for it (A9); one that is over is not asked any more. */
static bool is_urgent(const struct hf_line *line, uint64_t attempt)
{
    for (uint8_t i = 0; i < HF_LINE_PASSES; i++) {
        if (line->passes[i].attempt.id == attempt)
            return (line->passes[i].flags & (HF_PASS_URGENT | HF_PASS_EMERGENCY)) != 0;
    }
    return true;
}

static bool is_redirect(const struct hf_line *line, const struct hf_target *target)
{
    for (uint8_t i = 0; i < HF_LINE_REDIRECTS; i++) {
        if (line->redirects[i].pass != 0 &&
            memcmp(&line->redirects[i].target, target, sizeof *target) == 0)
            return true;
    }
    return false;
}

static const struct hf_pass *pass_of(const struct hf_line *line, uint64_t attempt)
{
    for (uint8_t i = 0; i < HF_LINE_PASSES; i++) {
        if (line->passes[i].attempt.id == attempt)
            return &line->passes[i];
    }
    return NULL;
}

/* A pass passes over what it has tried, what is not its own, what failed in it under another
 * server, and what rests. */
static bool is_passed_over(const struct hf_line *line, const struct hf_pass *p, uint8_t i)
{
    const struct hf_candidate *c = &line->candidates[i];

    for (uint8_t k = 0; k < line->n_candidates; k++) {
        if ((p->failed >> k & 1u) != 0 &&
            memcmp(&line->candidates[k].target, &c->target, sizeof c->target) == 0)
            return true;
    }
    return (p->tried >> i & 1u) != 0 || (p->server != 0 && p->server != c->server) ||
           (p->proxy != 0 && p->proxy != c->proxy) || c->rest_until_us > line->now_us;
}

/* A14: what it takes next, after its start, is the first that is left; where all rest, an urgent
 * one takes the first to wake. */
static bool is_in_order(const struct hf_line *before, const struct hf_line *after, uint64_t attempt)
{
    const struct hf_pass *p = pass_of(after, attempt);
    const struct hf_pass *was = p == NULL ? NULL : &before->passes[p - after->passes];

    if (p == NULL || was->state != HF_PASS_TRYING || was->attempt.candidate == p->candidate ||
        was->tried == 0 || (p->tried & was->tried) != was->tried ||
        (p->flags & HF_PASS_IN_DIALOG) != 0)
        return true;
    for (uint8_t i = 0; i < p->candidate && i < after->n_live; i++) {
        if (!is_passed_over(after, p, i))
            return false;
    }
    return true;
}

/* E2: REGISTER goes in front of what goes where no binding is, an emergency apart (E11). */
static bool is_registered_first(const struct hf_line *after, const struct hf_send *send)
{
    const struct hf_pass *p = pass_of(after, send->attempt);

    if (!after->config.register_first || send->purpose != HF_PURPOSE_REQUEST || p == NULL ||
        (p->flags & HF_PASS_EMERGENCY) != 0 || send->server == 0 || send->in_dialog != 0)
        return true;
    return after->bindings[send->server - 1].state == HF_BINDING_HELD;
}

/* A7: a call that rings is asked nowhere else, emergencies apart (E11). */
static bool rings_elsewhere(const struct hf_line *before, const struct hf_send *send)
{
    for (uint8_t i = 0; i < HF_CALL_ENTRIES; i++) {
        const struct hf_call_entry *c = &before->calls[i];
        if (send->kind == HF_REQUEST_INVITE && c->id != 0 && c->id == send->request &&
            c->state == HF_CALL_RINGING && (c->flags & HF_CALL_EMERGENCY) == 0)
            return true;
    }
    return false;
}

static const char *check_send(const struct hf_line *before, const struct hf_line *after,
                              const struct hf_send *send)
{
    bool is_own = send->purpose != HF_PURPOSE_REMOVE && !is_urgent(after, send->attempt) &&
                  !is_redirect(after, &send->target); /* a 302 may lead to one that rests */

    if (candidate_of(before, &send->target) == NULL && candidate_of(after, &send->target) == NULL &&
        !is_redirect(after, &send->target))
        return "H5: a request goes where nothing of the line stands";
    if (is_own && rests(before, &send->target, after->now_us) &&
        rests(after, &send->target, after->now_us))
        return "A9: the line's own REGISTER goes to a target that rests";
    if (send->purpose == HF_PURPOSE_PROBE && after->config.failback_when == HF_WHEN_IDLE &&
        after->config.idle_limit_s == 0 && any_call(before) && any_call(after))
        return "D8: a probe leaves during a call";
    if (!is_in_order(before, after, send->attempt))
        return "A14: a pass leaves its order";
    if (!is_registered_first(after, send))
        return "E2: a request leaves before the REGISTER in front of it";
    if (rings_elsewhere(before, send))
        return "A7: a call that rings is moved";
    return NULL;
}

/* ---- what an answer makes of the line ---- */

/* A9 */
static bool has_rested(const struct hf_line *before, const struct hf_response *r,
                       const struct hf_line *after)
{
    const struct hf_pass *p = pass_of(before, r->attempt);
    const struct hf_candidate *c;

    if (p == NULL || r->status != 503 || r->retry_after_s == HF_RETRY_AFTER_NONE ||
        p->attempt.purpose == HF_PURPOSE_REMOVE || p->redirected)
        return true;
    c = candidate_of(after, &before->candidates[p->attempt.candidate].target);
    return c == NULL || c->rest_until_us >= after->now_us + UINT64_C(1000000) * RETRY_AFTER_S;
}

/* E5: a BYE that fails at its next hop goes on while another candidate is left. */
static bool bye_goes_on(const struct hf_line *before, const struct hf_event *event,
                        const struct hf_line *after)
{
    bool failed = event->kind == HF_EVENT_ATTEMPT_FAILED;
    const struct hf_pass *p = failed ? pass_of(before, event->u.failed.attempt) : NULL;

    if (p == NULL || p->kind != HF_REQUEST_BYE || p->attempt.kind != HF_REQUEST_BYE ||
        (p->tried & (p->tried - 1)) != 0 || before->n_live < 2)
        return true;
    return after->passes[p - before->passes].state != HF_PASS_IDLE;
}

/* C8: a line that is stopped asks for its bindings to be removed first. */
static bool stops_cleanly(const struct hf_line *before, const struct hf_event *event,
                          const struct hf_line *after)
{
    bool held = false;

    for (uint8_t i = 0; i < HF_LINE_SERVERS; i++)
        held = held || before->bindings[i].state == HF_BINDING_HELD;
    return event->kind != HF_EVENT_STOPPED || !held ||
           before->registrations[0].state == HF_REGISTRATION_STOPPING ||
           after->registrations[0].state != HF_REGISTRATION_OFF;
}

/* H12: what is restored is the line, byte for byte. */
static bool is_restored(const struct hf_line *line, const struct hf_event *event)
{
    static uint64_t scratch[HF_WIRE_SCRATCH / sizeof(uint64_t)];
    static struct hf_line again;
    struct hf_wire wire = {.bytes = snapshot, .scratch = scratch, .scratch_size = sizeof scratch};
    int n;

    if (event->kind != HF_EVENT_RESTORED)
        return true;
    n = hf_line_snapshot(line, snapshot, sizeof snapshot);
    if (n < 0)
        return false;
    wire.n_bytes = (size_t)n;
    return hf_line_restore(&again, sizeof again, &wire) == HF_OK &&
           memcmp(&again, line, sizeof again) == 0;
}

/* ---- all ---- */

const char *check_rules(const struct hf_line *before, const struct hf_event *event,
                        const struct hf_line *after, const struct hf_actions *actions)
{
    const char *broken = NULL;

    for (uint32_t i = 0; i < actions->n && broken == NULL; i++) {
        if (actions->items[i].kind == HF_ACTION_SEND)
            broken = check_send(before, after, &actions->items[i].u.send);
    }
    if (broken != NULL)
        return broken;
    if (event->kind == HF_EVENT_RESPONSE_RECEIVED && !has_rested(before, &event->u.response, after))
        return "A9: a 503 with Retry-After rests nothing";
    if (!bye_goes_on(before, event, after))
        return "E5: a BYE is given up at its next hop";
    if (!stops_cleanly(before, event, after))
        return "C8: a line stops, and leaves a binding";
    if (!is_restored(before, event))
        return "H12: what is restored is another line";
    return NULL;
}
