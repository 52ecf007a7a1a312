/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Pass: the sequence of attempts made for one request, in the order of A14, until one candidate
 * accepts, an answer ends it, or no candidate is left.
 *
 * IDLE    no request
 * TRYING  its attempt at `candidate` runs
 * TURN    another pass has a REGISTER under way at that server; this one waits for its end (C1b)
 * JOINED  another pass has a REGISTER under way at that very candidate; its outcome counts here
 *         too (C1b)
 * ENDED   the result is known; its owner hears it before the step ends
 *
 * A pass in TURN or JOINED has no attempt of its own, so that no two passes wait for one another.
 * Every failure is reported with its cause by the attempt's decision (A12); the result carries
 * the last one.
 *
 * Rules: A4, A8 (423, redirects), A12, A14, C1a, C1b.
 */
#include "pass.h"

#include <string.h>

#include "attempt.h"
#include "binding.h"
#include "candidates.h"
#include "decision.h"
#include "hf_assert.h"
#include "hf_time.h"
#include "moves.h"

static const uint16_t moves[HF_PASS_STATE_COUNT] = {
    [HF_PASS_IDLE] = HF_MOVE(HF_PASS_TRYING) | HF_MOVE(HF_PASS_TURN) | HF_MOVE(HF_PASS_JOINED),
    [HF_PASS_TRYING] = HF_MOVE(HF_PASS_TRYING) | HF_MOVE(HF_PASS_TURN) | HF_MOVE(HF_PASS_JOINED) |
                       HF_MOVE(HF_PASS_ENDED) | HF_MOVE(HF_PASS_IDLE),
    [HF_PASS_TURN] = HF_MOVE(HF_PASS_TRYING) | HF_MOVE(HF_PASS_JOINED) | HF_MOVE(HF_PASS_IDLE),
    [HF_PASS_JOINED] = HF_MOVE(HF_PASS_TRYING) | HF_MOVE(HF_PASS_TURN) | HF_MOVE(HF_PASS_JOINED) |
                       HF_MOVE(HF_PASS_ENDED) | HF_MOVE(HF_PASS_IDLE),
    [HF_PASS_ENDED] = HF_MOVE(HF_PASS_IDLE),
};

struct hf_moves hf_pass_moves(void)
{
    return (struct hf_moves){.next = moves, .n_states = HF_PASS_STATE_COUNT};
}

static void move(struct hf_pass *p, enum hf_pass_state to)
{
    HF_ASSERT((moves[p->state] & HF_MOVE(to)) != 0);
    p->state = (uint8_t)to;
    p->other = HF_NONE;
}

static void explain(struct hf_context *x, const struct hf_pass *p, uint8_t from_state,
                    enum hf_why why)
{
    uint8_t server = hf_candidate_server(x->line, p->candidate);

    hf_explain(x, &(struct hf_decision){
                      .until_us = HF_NEVER,
                      .passed_over = hf_candidates_passed_over(x->line, p),
                      .why = (uint16_t)why,
                      .status = p->status,
                      .machine = HF_MACHINE_PASS,
                      .subject = p->purpose,
                      .from_state = from_state,
                      .to_state = p->state,
                      .to_server = server,
                      .to_candidate = (uint8_t)(p->candidate + 1),
                      .cause = p->cause,
                  });
}

/* ---- taking a candidate ---- */

/* C1b: the pass that has a REGISTER under way at this server, or HF_NONE. */
static uint8_t busy_pass(const struct hf_line *line, const struct hf_pass *p, uint8_t candidate)
{
    uint8_t server = hf_candidate_server(line, candidate);

    for (uint8_t i = 0; i < HF_LINE_PASSES; i++) {
        const struct hf_pass *other = &line->passes[i];
        if (other != p && other->state == HF_PASS_TRYING && hf_attempt_is_live(&other->attempt) &&
            hf_candidate_server(line, other->candidate) == server)
            return i;
    }
    return HF_NONE;
}

static uint32_t series_for(struct hf_line *line, const struct hf_pass *p, uint8_t candidate)
{
    if (p->series != 0)
        return p->series;
    return hf_binding_series(line, hf_candidate_server(line, candidate)); /* C1a */
}

static uint32_t expires_for(const struct hf_line *line, const struct hf_pass *p, uint8_t candidate)
{
    if (p->purpose == HF_PURPOSE_REMOVE)
        return 0;
    if (p->expires_s != 0)
        return p->expires_s;
    return line->config.servers[hf_candidate_server(line, candidate) - 1].expires_s;
}

struct start {         /* how an attempt came about */
    uint64_t first_us; /* now, or when the row began that a 423 or 3xx goes on with */
    uint16_t why;      /* enum hf_why */
    uint8_t from;      /* candidate that the pass comes from, or HF_NONE */
    uint8_t reserved[5];
};

static void begin_attempt(struct hf_context *x, struct hf_pass *p, const struct start *start)
{
    bool redirected = p->redirect.family != HF_FAMILY_NONE;

    move(p, HF_PASS_TRYING);
    p->tried |= 1u << p->candidate;
    hf_attempt_begin(
        x, &p->attempt,
        &(struct hf_attempt_order){
            .request = p->request,
            .first_us = start->first_us,
            .target = redirected ? p->redirect : x->line->candidates[p->candidate].target,
            .series = series_for(x->line, p, p->candidate),
            .expires_s = expires_for(x->line, p, p->candidate),
            .passed_over = hf_candidates_passed_over(x->line, p),
            .candidate = p->candidate,
            .purpose = p->purpose,
            .brief_used = p->expires_s != 0 && p->purpose != HF_PURPOSE_REMOVE,
            .from_candidate = start->from,
        },
        (enum hf_why)start->why);
}

/* C1b: joins the REGISTER under way at this candidate, or waits for its end. */
static void wait_for(struct hf_context *x, struct hf_pass *p, uint8_t busy)
{
    uint8_t from = p->state;
    bool same = x->line->passes[busy].candidate == p->candidate;

    move(p, same ? HF_PASS_JOINED : HF_PASS_TURN);
    if (same)
        p->tried |= 1u << p->candidate;
    p->other = busy;
    explain(x, p, from, same ? HF_WHY_JOINS_REGISTER : HF_WHY_WAITS_TURN);
}

static void take(struct hf_context *x, struct hf_pass *p, uint8_t candidate, enum hf_why why)
{
    uint8_t busy = busy_pass(x->line, p, candidate);
    struct start start = {.first_us = x->now_us, .why = (uint16_t)why, .from = p->candidate};

    p->candidate = candidate;
    memset(&p->redirect, 0, sizeof p->redirect);
    p->hops = 0;
    p->expires_s = 0;
    if (busy == HF_NONE)
        begin_attempt(x, p, &start);
    else
        wait_for(x, p, busy);
}

void hf_pass_begin(struct hf_context *x, const struct hf_pass_order *order, enum hf_why why)
{
    struct hf_pass *p = &x->line->passes[order->slot];

    HF_ASSERT(p->state == HF_PASS_IDLE && order->start != HF_NONE);
    p->purpose = order->purpose;
    p->server = order->server;
    p->series = order->series;
    p->request = order->request;
    take(x, p, order->start, why);
}

/* ---- results ---- */

static void enter_ended(struct hf_context *x, struct hf_pass *p, enum hf_result result,
                        enum hf_why why)
{
    uint8_t from = p->state;

    move(p, HF_PASS_ENDED);
    p->result = (uint8_t)result;
    if (result != HF_RESULT_ACCEPTED)
        explain(x, p, from, why);
}

static void go_on(struct hf_context *x, struct hf_pass *p)
{
    uint8_t next = hf_candidates_next(x->line, p);

    if (next == HF_NONE)
        enter_ended(x, p, HF_RESULT_EXHAUSTED, HF_WHY_NO_CANDIDATE_LEFT); /* A12 */
    else
        take(x, p, next, HF_WHY_NEXT_CANDIDATE);
}

static void note_failure(struct hf_pass *p, const struct hf_attempt *a)
{
    p->cause = a->cause;
    p->status = a->status;
    p->why = a->why;
}

/* A8: the same request again to the same server, where a 3xx points, or for as long as a 423
 * asks. */
static void follow(struct hf_context *x, struct hf_pass *p, const struct hf_attempt *ended)
{
    struct start start = {.first_us = ended->first_us, /* C4: together they keep to one bound */
                          .why = HF_WHY_EXPIRY_TOO_BRIEF,
                          .from = p->candidate};

    if (ended->outcome == HF_OUTCOME_REDIRECTED) {
        start.why = HF_WHY_REDIRECTED;
        p->hops++;
        p->redirect = ended->target;
    } else {
        p->expires_s = ended->expires_s;
    }
    begin_attempt(x, p, &start);
}

static void hear_redirect(struct hf_context *x, struct hf_pass *p, const struct hf_attempt *ended)
{
    if (p->hops >= HF_REDIRECT_HOPS_MAX) {
        note_failure(p, ended);
        p->why = HF_WHY_REDIRECT_UNUSABLE;
        enter_ended(x, p, HF_RESULT_REJECTED, HF_WHY_REDIRECT_UNUSABLE);
        return;
    }
    follow(x, p, ended);
}

static void hear_failure(struct hf_context *x, struct hf_pass *p, const struct hf_attempt *ended)
{
    bool redirected = p->redirect.family != HF_FAMILY_NONE;

    note_failure(p, ended);
    if (!redirected) /* it was the candidate's own target that failed (A14) */
        p->failed |= 1u << p->candidate;
    go_on(x, p);
}

/* Own or joined attempt: the same meaning. */
static void hear(struct hf_context *x, struct hf_pass *p, const struct hf_attempt *ended)
{
    switch ((enum hf_outcome)ended->outcome) {
    case HF_OUTCOME_ACCEPTED:
        p->series = ended->series;
        p->expires_s = ended->expires_s;
        p->contact_missing = ended->contact_missing;
        enter_ended(x, p, HF_RESULT_ACCEPTED, HF_WHY_ACCEPTED);
        break;
    case HF_OUTCOME_REJECTED:
        note_failure(p, ended);
        enter_ended(x, p, HF_RESULT_REJECTED, (enum hf_why)ended->why);
        break;
    case HF_OUTCOME_CHALLENGE_LOOP:
        note_failure(p, ended);
        enter_ended(x, p, HF_RESULT_REJECTED, HF_WHY_CHALLENGE_LOOP);
        break;
    case HF_OUTCOME_WRONG_CREDENTIALS:
        note_failure(p, ended);
        enter_ended(x, p, HF_RESULT_CREDENTIALS, HF_WHY_WRONG_CREDENTIALS);
        break;
    case HF_OUTCOME_FAILOVER_STATUS: /* A6 */
        note_failure(p, ended);
        go_on(x, p);
        break;
    case HF_OUTCOME_FAILED: hear_failure(x, p, ended); break;
    case HF_OUTCOME_TOO_BRIEF: follow(x, p, ended); break;
    case HF_OUTCOME_REDIRECTED: hear_redirect(x, p, ended); break;
    case HF_OUTCOME_NONE:
    case HF_OUTCOME_COUNT: HF_UNREACHABLE();
    }
}

/* ---- settling ---- */

static bool is_joined_to(const struct hf_pass *p, uint8_t slot)
{
    return p->state == HF_PASS_JOINED && p->other == slot;
}

/* A joined pass takes the outcome as its own, but follows no 3xx and no 423 itself: it stays
 * with the pass that does. */
static void let_joined_hear(struct hf_context *x, uint8_t slot, const struct hf_attempt *ended)
{
    if (ended->outcome == HF_OUTCOME_TOO_BRIEF || ended->outcome == HF_OUTCOME_REDIRECTED)
        return;
    for (uint8_t i = 0; i < HF_LINE_PASSES; i++) {
        if (is_joined_to(&x->line->passes[i], slot))
            hear(x, &x->line->passes[i], ended);
    }
}

/* What the pass would take next if its present candidate failed by silence. */
static uint8_t next_if_silent(const struct hf_line *line, const struct hf_pass *p)
{
    struct hf_pass silent = *p;

    if (p->redirect.family == HF_FAMILY_NONE)
        silent.failed |= 1u << p->candidate;
    return hf_candidates_next(line, &silent);
}

static void decide_overdue(struct hf_context *x, struct hf_pass *p)
{
    if (next_if_silent(x->line, p) != HF_NONE) {
        hf_attempt_end_silent(x, &p->attempt);
        return;
    }
    hf_attempt_extend(x, &p->attempt); /* A4 */
}

static bool settle_trying(struct hf_context *x, uint8_t slot)
{
    struct hf_pass *p = &x->line->passes[slot];
    struct hf_attempt ended;

    if (p->attempt.state == HF_ATTEMPT_OVERDUE) {
        decide_overdue(x, p);
        return true;
    }
    if (p->attempt.state != HF_ATTEMPT_ENDED)
        return false;
    ended = p->attempt;
    hf_attempt_clear(x, &p->attempt);
    hear(x, p, &ended);
    let_joined_hear(x, slot, &ended);
    return true;
}

/* C1b: the other REGISTER at that server is over, or was never answered for good. */
static bool settle_turn(struct hf_context *x, struct hf_pass *p)
{
    uint8_t busy = busy_pass(x->line, p, p->candidate);

    if (busy != HF_NONE && x->line->passes[busy].candidate == p->candidate) {
        wait_for(x, p, busy);
        return true;
    }
    if (busy != HF_NONE) {
        p->other = busy;
        return false;
    }
    begin_attempt(x, p,
                  &(struct start){.first_us = x->now_us, .why = HF_WHY_TURN_CAME, .from = HF_NONE});
    return true;
}

/* A1: the joined attempt goes on beyond its budget because its owner has no candidate left (A4);
 * this pass has. */
static void leave_joined(struct hf_context *x, struct hf_pass *p)
{
    p->cause = HF_CAUSE_SILENCE;
    p->status = 0;
    p->why = HF_WHY_SILENCE;
    p->failed |= 1u << p->candidate;
    go_on(x, p);
}

static bool settle_joined(struct hf_context *x, struct hf_pass *p)
{
    const struct hf_pass *other = &x->line->passes[p->other];

    if (other->state != HF_PASS_TRYING || other->candidate != p->candidate) {
        take(x, p, p->candidate, HF_WHY_TURN_CAME); /* its owner was stopped: try it oneself */
        return true;
    }
    if (other->attempt.state != HF_ATTEMPT_LAST || next_if_silent(x->line, p) == HF_NONE)
        return false;
    leave_joined(x, p);
    return true;
}

static bool settle_one(struct hf_context *x, uint8_t slot)
{
    struct hf_pass *p = &x->line->passes[slot];

    switch ((enum hf_pass_state)p->state) {
    case HF_PASS_TRYING: return settle_trying(x, slot);
    case HF_PASS_TURN: return settle_turn(x, p);
    case HF_PASS_JOINED: return settle_joined(x, p);
    case HF_PASS_IDLE:
    case HF_PASS_ENDED: return false;
    case HF_PASS_STATE_COUNT: break;
    }
    HF_UNREACHABLE();
}

bool hf_pass_settle(struct hf_context *x)
{
    bool moved = false;

    for (uint8_t i = 0; i < HF_LINE_PASSES; i++)
        moved = settle_one(x, i) || moved;
    return moved;
}

static void reset(struct hf_pass *p)
{
    HF_ASSERT(p->attempt.state == HF_ATTEMPT_IDLE);
    if (p->state != HF_PASS_IDLE)
        move(p, HF_PASS_IDLE);
    memset(p, 0, sizeof *p);
    p->attempt.deadline_us = HF_NEVER;
    p->candidate = HF_NONE;
    p->other = HF_NONE;
}

void hf_pass_stop(struct hf_context *x, uint8_t slot, enum hf_why why)
{
    struct hf_pass *p = &x->line->passes[slot];

    hf_attempt_give_up(x, &p->attempt, why);
    reset(p);
}

void hf_pass_forget_request(struct hf_context *x, uint8_t slot)
{
    x->line->passes[slot].request = 0;
}

void hf_pass_clear(struct hf_context *x, uint8_t slot)
{
    HF_ASSERT(x->line->passes[slot].state == HF_PASS_ENDED);
    reset(&x->line->passes[slot]);
}

bool hf_pass_is_running(const struct hf_pass *pass)
{
    return pass->state != HF_PASS_IDLE && pass->state != HF_PASS_ENDED;
}
