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
 * LOCATING  the name of the host whose turn it is is being looked up (A14); ends with the lookup
 * ENDED   the result is known; its owner hears it before the step ends
 *
 * A pass in TURN or JOINED has no attempt of its own, so that no two passes wait for one another.
 * Every failure is reported with its cause by the attempt's decision (A12); the result carries
 * the last one.
 *
 * Rules: A4, A8 (423, redirects), A9 (who waits for resting targets), A12, A13 (a failover status
 * to a request), A14, B8a, C1a, C1b, C11 (storm spread), E11.
 */
#include "pass.h"

#include <string.h>

#include "attempt.h"
#include "candidates.h"
#include "decision.h"
#include "hf_assert.h"
#include "hf_time.h"
#include "host_targets.h"
#include "locate.h"
#include "moves.h"
#include "redirects.h"
#include "terms.h"
#include "turns.h"
#include "verdict.h"

#define NEXT_ATTEMPT                                                                               \
    (HF_MOVE(HF_PASS_TRYING) | HF_MOVE(HF_PASS_TURN) | HF_MOVE(HF_PASS_JOINED) |                   \
     HF_MOVE(HF_PASS_LOCATING) | HF_MOVE(HF_PASS_ENDED))

static const uint16_t moves[HF_PASS_STATE_COUNT] = {
    [HF_PASS_IDLE] = NEXT_ATTEMPT,
    [HF_PASS_TRYING] = NEXT_ATTEMPT | HF_MOVE(HF_PASS_IDLE),
    [HF_PASS_TURN] = NEXT_ATTEMPT | HF_MOVE(HF_PASS_IDLE),
    [HF_PASS_JOINED] = NEXT_ATTEMPT | HF_MOVE(HF_PASS_IDLE),
    [HF_PASS_LOCATING] = HF_MOVE(HF_PASS_TRYING) | HF_MOVE(HF_PASS_TURN) | HF_MOVE(HF_PASS_JOINED) |
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
    bool alone = why == HF_WHY_NO_CANDIDATE_LEFT && p->purpose == HF_PURPOSE_REQUEST &&
                 (p->flags & HF_PASS_SINGLE) != 0 && x->line->n_live > 1; /* E12 */

    hf_explain(x, &(struct hf_decision){
                      .until_us = HF_NEVER,
                      .passed_over = hf_candidates_passed_over(x->line, p),
                      .why = (uint16_t)why,
                      .setting = alone ? HF_SETTING_FAILOVER_OTHER : HF_SETTING_NONE,
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

static uint16_t bit_of(uint8_t candidate)
{
    return (uint16_t)(1u << candidate);
}

struct start {          /* how an attempt came about */
    uint64_t first_us;  /* now, or when the row began that a 423 or 3xx goes on with */
    uint32_t spread_ms; /* it leaves so much later (C11) */
    uint16_t why;       /* enum hf_why */
    uint8_t from;       /* candidate that the pass comes from, or HF_NONE */
    uint8_t reserved;
};

static void begin_attempt(struct hf_context *x, struct hf_pass *p, const struct start *start)
{
    move(p, HF_PASS_TRYING);
    p->tried |= bit_of(p->candidate);
    hf_attempt_begin(x, &p->attempt,
                     &(struct hf_attempt_order){
                         .request = p->request,
                         .first_us = start->first_us,
                         .series = hf_terms_series(x->line, p),
                         .expires_s = hf_terms_expires_s(x->line, p),
                         .passed_over = hf_candidates_passed_over(x->line, p),
                         .spread_ms = start->spread_ms,
                         .candidate = p->candidate,
                         .purpose = p->purpose,
                         .kind = p->kind,
                         .former = p->former,
                         .brief_used = p->expires_s != 0 && p->purpose != HF_PURPOSE_REMOVE,
                         .from_candidate = start->from,
                     },
                     (enum hf_why)start->why);
}

/* C1b: joins the REGISTER under way at this candidate, or waits for its end. */
static void wait_for(struct hf_context *x, struct hf_pass *p, uint8_t busy)
{
    uint8_t from = p->state;
    bool same = hf_turns_may_join(&x->line->passes[busy], p);

    move(p, same ? HF_PASS_JOINED : HF_PASS_TURN);
    if (same)
        p->tried |= bit_of(p->candidate);
    p->other = busy;
    explain(x, p, from, same ? HF_WHY_JOINS_REGISTER : HF_WHY_WAITS_TURN);
}

static void take(struct hf_context *x, struct hf_pass *p, uint8_t candidate, enum hf_why why)
{
    uint8_t busy = hf_turns_busy(x->line, p, candidate);
    struct start start = {.first_us = x->now_us,
                          .spread_ms = hf_terms_spread_ms(x->line, p, candidate),
                          .why = (uint16_t)why,
                          .from = p->candidate};

    p->candidate = candidate;
    p->redirected = 0;
    p->hops = 0;
    p->expires_s = 0;
    if (busy == HF_NONE)
        begin_attempt(x, p, &start);
    else
        wait_for(x, p, busy);
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

static bool is_in_scope(const struct hf_pass *p, struct hf_place place)
{
    return (p->server == 0 || place.server == p->server) &&
           (p->proxy == 0 || place.proxy == p->proxy);
}

/* When the first target in the pass's scope wakes; HF_NEVER: none rests. */
static uint64_t wakes_us(const struct hf_line *line, const struct hf_pass *p)
{
    uint64_t at_us;

    if (p->proxy == 0)
        return hf_rest_next_us(line, p->server);
    at_us = hf_host_wakes_us(line, (struct hf_place){p->server, p->proxy});
    return at_us <= line->now_us ? HF_NEVER : at_us;
}

/* B8a, A12: hosts of the pass that have no address have failed, each once. */
static void note_unresolved(struct hf_context *x, struct hf_pass *p)
{
    for (uint8_t host = 0; host < hf_host_count(&x->line->config); host++) {
        struct hf_place place = hf_host_place(&x->line->config, host);
        uint8_t bit = (uint8_t)(1u << host);
        uint16_t why;

        if (!is_in_scope(p, place) || (p->unresolved & bit) != 0 ||
            !hf_locate_has_failed(x->line, host))
            continue;
        p->unresolved |= bit;
        why = (uint16_t)hf_locate_why(x->line, host);
        hf_explain(x, &(struct hf_decision){.until_us = HF_NEVER,
                                            .why = why,
                                            .machine = HF_MACHINE_PASS,
                                            .subject = p->purpose,
                                            .from_state = p->state,
                                            .to_state = p->state,
                                            .from_server = place.server,
                                            .cause = HF_CAUSE_UNRESOLVED});
        if (p->why == HF_WHY_NONE) {
            p->why = why;
            p->cause = HF_CAUSE_UNRESOLVED;
        }
    }
}

static void enter_locating(struct hf_context *x, struct hf_pass *p)
{
    uint8_t from = p->state;

    move(p, HF_PASS_LOCATING);
    if (p->tried != 0)
        p->candidate = HF_NONE;
    explain(x, p, from, HF_WHY_WAITS_FOR_NAME);
}

/* A12: nothing is left; A9: or nothing was tried, since everything rests. */
static void enter_exhausted(struct hf_context *x, struct hf_pass *p)
{
    bool all_rest = p->tried == 0 && wakes_us(x->line, p) != HF_NEVER;

    enter_ended(x, p, all_rest ? HF_RESULT_RESTING : HF_RESULT_EXHAUSTED,
                all_rest ? HF_WHY_ALL_REST : HF_WHY_NO_CANDIDATE_LEFT);
}

static void follow_pick(struct hf_context *x, struct hf_pass *p, struct hf_pick pick,
                        enum hf_why why)
{
    bool rests = pick.candidate != HF_NONE && hf_rest_counts(x->line, p, pick.candidate);

    note_unresolved(x, p);
    if (pick.candidate != HF_NONE)
        take(x, p, pick.candidate, rests ? HF_WHY_FIRST_TO_WAKE : why);
    else if (!pick.waits)
        enter_exhausted(x, p);
    else if (p->state != HF_PASS_LOCATING)
        enter_locating(x, p);
}

static void go_on(struct hf_context *x, struct hf_pass *p)
{
    follow_pick(x, p, hf_candidates_next(x->line, p), HF_WHY_NEXT_CANDIDATE);
}

/* A SINGLE pass and a removal go where they were sent, also where no other pass would go any
 * more: they wait for no name and for no rest. */
static bool goes_where_it_is_sent(const struct hf_pass *p)
{
    return p->candidate != HF_NONE &&
           ((p->flags & HF_PASS_SINGLE) != 0 || p->purpose == HF_PURPOSE_REMOVE);
}

void hf_pass_begin(struct hf_context *x, const struct hf_pass_order *order, enum hf_why why)
{
    struct hf_pass *p = &x->line->passes[order->slot];
    struct hf_pick pick;

    HF_ASSERT(p->state == HF_PASS_IDLE);
    p->purpose = order->purpose;
    p->kind = order->kind;
    p->flags = order->flags;
    p->server = order->server;
    p->proxy = order->proxy;
    p->series = order->series;
    p->request = order->request;
    p->former = order->former;
    p->candidate = order->start;
    if (goes_where_it_is_sent(p)) {
        take(x, p, order->start, why);
        return;
    }
    hf_locate_ask(x, order->server);
    pick = hf_candidates_start(x->line, p);
    follow_pick(x, p, pick,
                order->start == HF_NONE || pick.candidate == order->start ? why
                                                                          : HF_WHY_NEXT_CANDIDATE);
}

static void note_failure(struct hf_pass *p, const struct hf_attempt *a)
{
    p->cause = a->cause;
    p->status = a->status;
    p->why = a->why;
}

/* A8: the same request again to the same server, where a 3xx points, or for as long as a 423
 * asks. went: where the attempt before it went, or was sent by the 3xx. */
static void follow(struct hf_context *x, struct hf_pass *p, const struct hf_attempt *ended,
                   const struct hf_target *went)
{
    struct start start = {.first_us = ended->first_us, /* C4: together they keep to one bound */
                          .why = ended->why,
                          .from = p->candidate};

    if (ended->outcome == HF_OUTCOME_REDIRECTED) {
        p->hops++;
        p->redirected = 1;
    } else {
        p->expires_s = ended->expires_s;
    }
    if (!hf_target_equal(went, &x->line->candidates[p->candidate].target)) {
        bool has_room = hf_redirect_set(x->line, &p->attempt, went);
        HF_ASSERT(has_room); /* its own until now */
    }
    begin_attempt(x, p, &start);
}

/* A 3xx or a 423: no end of the request. */
static void hear_interim(struct hf_context *x, struct hf_pass *p, const struct hf_attempt *ended,
                         const struct hf_target *went)
{
    if (ended->outcome == HF_OUTCOME_TOO_BRIEF || p->hops < HF_REDIRECT_HOPS_MAX) {
        follow(x, p, ended, went);
        return;
    }
    note_failure(p, ended);
    p->why = HF_WHY_REDIRECT_UNUSABLE;
    enter_ended(x, p, HF_RESULT_REJECTED, HF_WHY_REDIRECT_UNUSABLE);
}

static void hear_failure(struct hf_context *x, struct hf_pass *p, const struct hf_attempt *ended)
{
    note_failure(p, ended);
    /* A14: it was the candidate's own target that failed, and not only its name (A9). */
    if (!p->redirected && ended->cause != HF_CAUSE_CERTIFICATE)
        p->failed |= bit_of(p->candidate);
    go_on(x, p);
}

static void hear_failover_status(struct hf_context *x, struct hf_pass *p,
                                 const struct hf_attempt *ended)
{
    note_failure(p, ended);
    if (p->purpose == HF_PURPOSE_REQUEST)
        x->line->service.accused = p->candidate; /* A13 */
    go_on(x, p);
}

static void hear_answer(struct hf_context *x, struct hf_pass *p, const struct hf_attempt *ended)
{
    bool wrong = ended->outcome == HF_OUTCOME_WRONG_CREDENTIALS;

    note_failure(p, ended);
    if ((p->flags & HF_PASS_INSISTS) != 0 && !hf_verdict_is_the_callees(ended->status))
        go_on(x, p);
    else
        enter_ended(x, p, wrong ? HF_RESULT_CREDENTIALS : HF_RESULT_REJECTED,
                    (enum hf_why)ended->why);
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
    case HF_OUTCOME_CHALLENGE_LOOP:
    case HF_OUTCOME_WRONG_CREDENTIALS: hear_answer(x, p, ended); break;
    case HF_OUTCOME_FAILOVER_STATUS: hear_failover_status(x, p, ended); break; /* A6 */
    case HF_OUTCOME_FAILED: hear_failure(x, p, ended); break;
    case HF_OUTCOME_TOO_BRIEF:
    case HF_OUTCOME_REDIRECTED:
    case HF_OUTCOME_NONE:
    case HF_OUTCOME_COUNT: HF_UNREACHABLE();
    }
}

/* ---- settling ---- */

/* A joined pass takes the outcome as its own. A 3xx or a 423 is none: it stays with the pass that
 * follows those. */
static void let_joined_hear(struct hf_context *x, uint8_t slot, const struct hf_attempt *ended)
{
    for (uint8_t i = 0; i < HF_LINE_PASSES; i++) {
        if (x->line->passes[i].state == HF_PASS_JOINED && x->line->passes[i].other == slot)
            hear(x, &x->line->passes[i], ended);
    }
}

/* Whether the pass would go on if its present candidate failed by silence: there is another, or a
 * name that is still being looked up (A4). */
static bool would_go_on(const struct hf_line *line, const struct hf_pass *p)
{
    struct hf_pass silent = *p;
    struct hf_pick pick;

    if (!p->redirected)
        silent.failed |= bit_of(p->candidate);
    pick = hf_candidates_next(line, &silent);
    return pick.candidate != HF_NONE || pick.waits;
}

static void decide_overdue(struct hf_context *x, struct hf_pass *p)
{
    if ((p->flags & HF_PASS_BRIEF) != 0 || would_go_on(x->line, p)) {
        hf_attempt_end_silent(x, &p->attempt);
        return;
    }
    hf_attempt_extend(x, &p->attempt); /* A4 */
}

static bool settle_trying(struct hf_context *x, uint8_t slot)
{
    struct hf_pass *p = &x->line->passes[slot];
    struct hf_attempt ended;
    struct hf_target went;

    if (p->attempt.state == HF_ATTEMPT_OVERDUE) {
        decide_overdue(x, p);
        return true;
    }
    if (p->attempt.state != HF_ATTEMPT_ENDED)
        return false;
    ended = p->attempt;
    went = hf_attempt_target(x->line, &p->attempt);
    hf_attempt_clear(x, &p->attempt);
    if (ended.outcome == HF_OUTCOME_TOO_BRIEF || ended.outcome == HF_OUTCOME_REDIRECTED) {
        hear_interim(x, p, &ended, &went);
        return true;
    }
    hear(x, p, &ended);
    let_joined_hear(x, slot, &ended);
    return true;
}

/* The target that the pass has waited for, unless it has left the table meanwhile (B12). */
static void go_there_or_on(struct hf_context *x, struct hf_pass *p)
{
    if (goes_where_it_is_sent(p) || hf_candidate_is_live(x->line, p->candidate))
        take(x, p, p->candidate, HF_WHY_TURN_CAME);
    else
        go_on(x, p);
}

/* Its attempt has outlived A1's budget, because that pass has nothing else to try (A4), or because
 * the server said that it works on it (A7). */
static bool goes_on_alone(const struct hf_pass *other)
{
    return other->attempt.state == HF_ATTEMPT_LAST || other->attempt.state == HF_ATTEMPT_ALIVE;
}

/* C1b: the other REGISTER at that server is over, or was never answered for good. */
static bool settle_turn(struct hf_context *x, struct hf_pass *p)
{
    uint8_t busy = hf_turns_busy(x->line, p, p->candidate);

    if (busy != HF_NONE && hf_turns_may_join(&x->line->passes[busy], p)) {
        wait_for(x, p, busy);
        return true;
    }
    if (busy == HF_NONE) {
        go_there_or_on(x, p);
        return true;
    }
    p->other = busy;
    if (!goes_on_alone(&x->line->passes[busy]) || !would_go_on(x->line, p))
        return false;
    p->tried |= bit_of(p->candidate); /* A1: this pass has no time for the other's last one */
    go_on(x, p);
    return true;
}

/* A1: the joined attempt goes on beyond its budget because its owner has no candidate left (A4);
 * this pass has. */
static void leave_joined(struct hf_context *x, struct hf_pass *p)
{
    p->cause = HF_CAUSE_SILENCE;
    p->status = 0;
    p->why = HF_WHY_SILENCE;
    p->failed |= bit_of(p->candidate);
    go_on(x, p);
}

static bool settle_joined(struct hf_context *x, struct hf_pass *p)
{
    const struct hf_pass *other = &x->line->passes[p->other];

    if (other->state != HF_PASS_TRYING || other->candidate != p->candidate) {
        go_there_or_on(x, p); /* its owner was stopped: try it oneself */
        return true;
    }
    if (other->attempt.state != HF_ATTEMPT_LAST || !would_go_on(x->line, p))
        return false;
    leave_joined(x, p);
    return true;
}

static bool settle_locating(struct hf_context *x, struct hf_pass *p)
{
    bool first = p->tried == 0 && hf_host_any_name(&x->line->config); /* else C14 put it here */
    struct hf_pick pick = p->tried == 0 ? hf_candidates_start(x->line, p)
                                        : hf_candidates_next(x->line, p);

    if (pick.waits)
        return false;
    follow_pick(x, p, pick, first ? HF_WHY_NAME_ANSWERED : HF_WHY_NEXT_CANDIDATE);
    return true;
}

static bool settle_one(struct hf_context *x, uint8_t slot)
{
    struct hf_pass *p = &x->line->passes[slot];

    switch ((enum hf_pass_state)p->state) {
    case HF_PASS_TRYING: return settle_trying(x, slot);
    case HF_PASS_TURN: return settle_turn(x, p);
    case HF_PASS_JOINED: return settle_joined(x, p);
    case HF_PASS_LOCATING: return settle_locating(x, p);
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

void hf_pass_resume(struct hf_context *x, uint8_t slot, const struct hf_pass *was)
{
    struct hf_pass *p = &x->line->passes[slot];

    p->purpose = was->purpose;
    p->kind = was->kind;
    p->flags = was->flags;
    p->request = was->request;
    move(p, HF_PASS_LOCATING);
    explain(x, p, HF_PASS_IDLE, HF_WHY_CONFIG_CHANGED);
}

void hf_pass_hurry(struct hf_context *x, uint8_t slot)
{
    x->line->passes[slot].flags |= HF_PASS_URGENT;
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

uint8_t hf_pass_free_request_slot(const struct hf_line *line)
{
    for (uint8_t i = HF_SLOT_REQUEST; i < HF_LINE_PASSES; i++) {
        if (line->passes[i].state == HF_PASS_IDLE)
            return i;
    }
    return HF_NONE;
}
