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
 * READY   the REGISTER in front of the request was accepted (E2); its owner hears it before the
 *         step ends, and says go
 * SIBLING  an INVITE was answered 482: an abandoned one of the same call has come there before it,
 *         and its answer is waited for (A11)
 * ENDED   the result is known; its owner hears it before the step ends
 *
 * A pass in TURN or JOINED has no attempt of its own, so that no two passes wait for one another.
 * Every failure is reported with its cause by the attempt's decision (A12); the result carries
 * the last one. This file enters the states, pass_hear.c hears attempts and names.
 *
 * Rules: A9 (who waits for resting targets), A12, A14, B8a, C1a, C1b, C11 (storm spread), E2, E3,
 * E5 (the dialog's next hop).
 */
#include "pass.h"

#include <string.h>

#include "pass_states.h"

#include "attempt.h"
#include "candidates.h"
#include "decision.h"
#include "hf_assert.h"
#include "hf_time.h"
#include "host_targets.h"
#include "locate.h"
#include "moves.h"
#include "terms.h"
#include "turns.h"

#define NEXT_ATTEMPT                                                                               \
    (HF_MOVE(HF_PASS_TRYING) | HF_MOVE(HF_PASS_TURN) | HF_MOVE(HF_PASS_JOINED) |                   \
     HF_MOVE(HF_PASS_LOCATING) | HF_MOVE(HF_PASS_ENDED))

static const uint16_t moves[HF_PASS_STATE_COUNT] = {
    [HF_PASS_IDLE] = NEXT_ATTEMPT,
    [HF_PASS_TRYING] = NEXT_ATTEMPT | HF_MOVE(HF_PASS_READY) | HF_MOVE(HF_PASS_SIBLING) |
                       HF_MOVE(HF_PASS_IDLE),
    [HF_PASS_TURN] = NEXT_ATTEMPT | HF_MOVE(HF_PASS_IDLE),
    [HF_PASS_JOINED] = NEXT_ATTEMPT | HF_MOVE(HF_PASS_READY) | HF_MOVE(HF_PASS_IDLE),
    [HF_PASS_LOCATING] = HF_MOVE(HF_PASS_TRYING) | HF_MOVE(HF_PASS_TURN) | HF_MOVE(HF_PASS_JOINED) |
                         HF_MOVE(HF_PASS_ENDED) | HF_MOVE(HF_PASS_IDLE),
    [HF_PASS_ENDED] = HF_MOVE(HF_PASS_IDLE),
    [HF_PASS_READY] = HF_MOVE(HF_PASS_TRYING),
    [HF_PASS_SIBLING] = HF_MOVE(HF_PASS_TRYING) | HF_MOVE(HF_PASS_LOCATING) |
                        HF_MOVE(HF_PASS_ENDED) | HF_MOVE(HF_PASS_IDLE),
};

struct hf_moves hf_pass_moves(void)
{
    return (struct hf_moves){.next = moves, .n_states = HF_PASS_STATE_COUNT};
}

void hf_pass_move(struct hf_pass *p, enum hf_pass_state to)
{
    HF_ASSERT((moves[p->state] & HF_MOVE(to)) != 0);
    p->state = (uint8_t)to;
    p->other = HF_NONE;
}

void hf_pass_explain(struct hf_context *x, const struct hf_pass *p, uint8_t from_state,
                     enum hf_why why)
{
    uint8_t server = hf_candidate_server(x->line, p->candidate);
    bool alone = why == HF_WHY_NO_CANDIDATE_LEFT && p->purpose == HF_PURPOSE_REQUEST &&
                 (p->flags & (HF_PASS_SINGLE | HF_PASS_IN_DIALOG)) == HF_PASS_SINGLE &&
                 x->line->config.failover_other == 0 && x->line->n_live > 1; /* E12 */

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

/* E5: what it tries now is its dialog's own next hop. */
static bool is_at_next_hop(const struct hf_pass *p)
{
    return (p->flags & (HF_PASS_IN_DIALOG | HF_PASS_HOP_TRIED)) == HF_PASS_IN_DIALOG &&
           p->tried == 0;
}

/* E5: inside a dialog the first goes to its next hop; where that fails, another takes its place. */
static uint8_t dialog_flags(const struct hf_pass *p)
{
    if ((p->flags & HF_PASS_IN_DIALOG) == 0)
        return 0;
    return p->tried == hf_pass_bit(p->candidate) && (p->flags & HF_PASS_HOP_TRIED) == 0
               ? HF_ATTEMPT_IN_DIALOG
               : HF_ATTEMPT_IN_DIALOG | HF_ATTEMPT_NEW_HOP;
}

void hf_pass_begin_attempt(struct hf_context *x, struct hf_pass *p,
                           const struct hf_pass_start *start)
{
    bool in_front = hf_pass_is_in_front(p, start->kind);

    hf_pass_move(p, HF_PASS_TRYING);
    p->tried |= hf_pass_bit(p->candidate);
    hf_attempt_begin(
        x, &p->attempt,
        &(struct hf_attempt_order){
            .request = p->request,
            .first_us = start->first_us,
            .series = hf_terms_series(x->line, p, start->kind),
            .expires_s = hf_terms_expires_s(x->line, p, start->kind),
            .passed_over = hf_candidates_passed_over(x->line, p),
            .spread_ms = start->spread_ms,
            .candidate = p->candidate,
            .purpose = in_front ? HF_PURPOSE_REGISTER : p->purpose,
            .kind = start->kind,
            .former = p->former,
            .brief_used = p->expires_s != 0, /* a removal is never too brief */
            .from_candidate = start->from,
            .flags = in_front ? HF_ATTEMPT_FOR_ONE : (uint8_t)(start->flags | dialog_flags(p)),
        },
        (enum hf_why)start->why);
}

/* C1b: joins the REGISTER under way at this candidate, or waits for its end. */
void hf_pass_wait_for(struct hf_context *x, struct hf_pass *p, uint8_t busy)
{
    uint8_t from = p->state;
    bool same = hf_turns_may_join(&x->line->passes[busy], p);

    hf_pass_move(p, same ? HF_PASS_JOINED : HF_PASS_TURN);
    if (same)
        p->tried |= hf_pass_bit(p->candidate);
    p->other = busy;
    hf_pass_explain(x, p, from, same ? HF_WHY_JOINS_REGISTER : HF_WHY_WAITS_TURN);
}

/* E2: REGISTER goes in front of the request here. BYE: not at the dialog's own next hop (E5). */
static enum hf_why why_register_first(const struct hf_line *line, const struct hf_pass *p)
{
    if ((p->flags & HF_PASS_REGISTERS) == 0 || is_at_next_hop(p))
        return HF_WHY_NONE;
    return hf_terms_register_first(line, p->candidate);
}

static void explain_register_first(struct hf_context *x, const struct hf_pass *p, enum hf_why why)
{
    const struct hf_config *config = &x->line->config;
    enum hf_setting setting = why == HF_WHY_SIGNALS_REGISTERED
                                  ? HF_SETTING_ONLY_SIGNAL_WITH_REGISTERED
                              : config->register_first ? HF_SETTING_REGISTER_FIRST
                                                       : HF_SETTING_REGISTER_ON_ENABLE;
    uint8_t server = hf_candidate_server(x->line, p->candidate);

    hf_explain(x, &(struct hf_decision){.until_us = HF_NEVER,
                                        .setting_value = 1,
                                        .why = (uint16_t)why,
                                        .setting = (uint16_t)setting,
                                        .machine = HF_MACHINE_PASS,
                                        .subject = p->purpose,
                                        .from_state = p->state,
                                        .to_state = p->state,
                                        .to_server = server,
                                        .to_candidate = (uint8_t)(p->candidate + 1)});
}

void hf_pass_take(struct hf_context *x, struct hf_pass *p, uint8_t candidate, enum hf_why why)
{
    struct hf_pass_start start = {.first_us = x->now_us,
                                  .spread_ms = hf_terms_spread_ms(x->line, p, candidate),
                                  .why = (uint16_t)why,
                                  .from = p->candidate,
                                  .kind = p->kind};
    enum hf_why first;
    uint8_t busy;

    p->candidate = candidate;
    p->redirected = 0;
    p->hops = 0;
    p->expires_s = 0;
    first = why_register_first(x->line, p);
    if (first != HF_WHY_NONE) {
        start.kind = HF_REQUEST_REGISTER;
        explain_register_first(x, p, first);
    }
    busy = start.kind == HF_REQUEST_REGISTER ? hf_turns_busy(x->line, p, candidate) : HF_NONE;
    if (busy == HF_NONE)
        hf_pass_begin_attempt(x, p, &start);
    else
        hf_pass_wait_for(x, p, busy);
}

void hf_pass_go(struct hf_context *x, uint8_t slot)
{
    struct hf_pass *p = &x->line->passes[slot];
    struct hf_pass_start start = {.first_us = p->attempt.first_us,
                                  .why = HF_WHY_REGISTERED_FIRST,
                                  .from = p->candidate,
                                  .kind = p->kind,
                                  .flags = HF_ATTEMPT_FOR_ONE};

    HF_ASSERT(p->state == HF_PASS_READY);
    p->attempt.first_us = 0;
    p->series = 0; /* that of the server's binding now (C1a) */
    p->expires_s = 0;
    p->contact_missing = 0;
    p->redirected = 0;
    p->hops = 0;
    hf_pass_begin_attempt(x, p, &start);
}

/* ---- results ---- */

void hf_pass_enter_ended(struct hf_context *x, struct hf_pass *p, enum hf_result result,
                         enum hf_why why)
{
    uint8_t from = p->state;

    hf_pass_move(p, HF_PASS_ENDED);
    p->result = (uint8_t)result;
    if (result != HF_RESULT_ACCEPTED)
        hf_pass_explain(x, p, from, why);
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
    for (uint8_t host = 0; x->line->names >> host != 0; host++) { /* an address has not failed */
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

    hf_pass_move(p, HF_PASS_LOCATING);
    if (p->tried != 0)
        p->candidate = HF_NONE;
    hf_pass_explain(x, p, from, HF_WHY_WAITS_FOR_NAME);
}

/* A12: nothing is left; A9: or nothing was tried, since everything rests. */
static void enter_exhausted(struct hf_context *x, struct hf_pass *p)
{
    bool all_rest = p->tried == 0 && wakes_us(x->line, p) != HF_NEVER;

    hf_pass_enter_ended(x, p, all_rest ? HF_RESULT_RESTING : HF_RESULT_EXHAUSTED,
                        all_rest ? HF_WHY_ALL_REST : HF_WHY_NO_CANDIDATE_LEFT);
}

void hf_pass_follow_pick(struct hf_context *x, struct hf_pass *p, struct hf_pick pick,
                         enum hf_why why)
{
    bool rests = pick.candidate != HF_NONE && hf_rest_counts(x->line, p, pick.candidate);

    note_unresolved(x, p);
    if (pick.candidate != HF_NONE)
        hf_pass_take(x, p, pick.candidate, rests ? HF_WHY_FIRST_TO_WAKE : why);
    else if (!pick.waits)
        enter_exhausted(x, p);
    else
        enter_locating(x, p);
}

void hf_pass_go_on(struct hf_context *x, struct hf_pass *p)
{
    hf_pass_follow_pick(x, p, hf_candidates_next(x->line, p), HF_WHY_NEXT_CANDIDATE);
}

bool hf_pass_goes_where_it_is_sent(const struct hf_line *line, const struct hf_pass *p)
{
    bool is_there = hf_candidate_server(line, p->candidate) != 0 || p->former != 0;

    return is_there && ((p->flags & HF_PASS_SINGLE) != 0 || is_at_next_hop(p) ||
                        p->purpose == HF_PURPOSE_REMOVE);
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
    p->call = order->call;
    p->candidate = order->start;
    if (hf_pass_goes_where_it_is_sent(x->line, p)) {
        hf_pass_take(x, p, order->start, why);
        return;
    }
    hf_locate_ask(x, order->server);
    pick = hf_candidates_start(x->line, p);
    hf_pass_follow_pick(
        x, p, pick,
        order->start == HF_NONE || pick.candidate == order->start ? why : HF_WHY_NEXT_CANDIDATE);
}

/* ---- giving up, going on ---- */

static void reset(struct hf_pass *p)
{
    HF_ASSERT(p->attempt.state == HF_ATTEMPT_IDLE);
    if (p->state != HF_PASS_IDLE)
        hf_pass_move(p, HF_PASS_IDLE);
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
    if ((was->flags & HF_PASS_IN_DIALOG) != 0)
        p->flags |= HF_PASS_HOP_TRIED;
    p->request = was->request;
    p->call = was->call;
    hf_pass_move(p, HF_PASS_LOCATING);
    hf_pass_explain(x, p, HF_PASS_IDLE, HF_WHY_CONFIG_CHANGED);
}

void hf_pass_register_no_longer(struct hf_context *x, uint8_t slot, enum hf_why why)
{
    struct hf_pass *p = &x->line->passes[slot];
    bool waits = p->state == HF_PASS_TURN || p->state == HF_PASS_JOINED;
    bool registers = p->state == HF_PASS_TRYING && hf_pass_is_in_front(p, p->attempt.kind);

    p->flags &= (uint8_t)~HF_PASS_REGISTERS;
    if (!waits && !registers)
        return;
    hf_attempt_give_up(x, &p->attempt, why);
    hf_pass_take(x, p, p->candidate, why);
}

void hf_pass_keep(struct hf_context *x, uint8_t slot, uint64_t id, uint8_t candidate)
{
    struct hf_pass *p = &x->line->passes[slot];
    bool same = p->attempt.id == id;

    if (!same) {
        hf_attempt_give_up(x, &p->attempt, HF_WHY_LATE_CALL_KEPT);
        p->redirected = 0;
        p->hops = 0;
    }
    p->candidate = candidate;
    p->expires_s = 0;
    p->tried |= hf_pass_bit(candidate);
    p->failed &= (uint16_t)~hf_pass_bit(candidate);
    hf_pass_move(p, HF_PASS_TRYING);
    hf_attempt_keep(x, &p->attempt, id, candidate);
}

void hf_pass_note_sibling(struct hf_context *x, uint8_t slot, const struct hf_watched *sibling,
                          uint16_t status)
{
    struct hf_pass *p = &x->line->passes[slot];

    if (p->state != HF_PASS_SIBLING)
        return;
    p->status = status;
    p->why = HF_WHY_REJECTED;
    if (sibling->candidate < HF_LINE_TARGETS) /* it has answered after all (A13) */
        p->failed &= (uint16_t)~hf_pass_bit(sibling->candidate);
}

void hf_pass_hurry(struct hf_context *x, uint8_t slot)
{
    x->line->passes[slot].flags |= HF_PASS_URGENT;
}

void hf_pass_note_alive(struct hf_context *x, uint8_t candidate)
{
    for (uint8_t i = 0; i < HF_LINE_PASSES; i++) {
        if (x->line->passes[i].purpose == HF_PURPOSE_REQUEST)
            x->line->passes[i].failed &= (uint16_t)~hf_pass_bit(candidate);
    }
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

uint8_t hf_pass_free_request_slot(const struct hf_line *line)
{
    for (uint8_t i = HF_SLOT_REQUEST; i < HF_LINE_PASSES; i++) {
        if (line->passes[i].state == HF_PASS_IDLE)
            return i;
    }
    return HF_NONE;
}
