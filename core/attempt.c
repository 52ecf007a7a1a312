/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Attempt: one request sent to one candidate, ending in exactly one outcome, or given up.
 *
 * IDLE     nothing is sent
 * SENT     unanswered; A1's budget (A2: period) runs
 * OVERDUE  the budget is over; before the step ends the pass either extends it (A4) or ends it
 * LAST     no candidate was left: it goes on to 64*T1 (A4)
 * ALIVE    a provisional response proved that the server lives: on to Timer F (A7)
 * ENDED    the outcome is known; the pass hears it before the step ends
 * SPREAD   chosen, and not sent before the deadline, so that not all phones come at once (C11)
 * RINGING, CANCELLING  an INVITE alone (attempt_invite.c)
 *
 * A challenge proves life too: the answer to it gets a fresh budget (SENT again), though never
 * beyond hf_attempt_longest_us after the first sending, so that a pass is bounded (C4, H6).
 * Outcomes: accepted, an answer that is no failure (A8), a failover status (A6), a failure with
 * its cause (A6), wrong credentials, challenge loop, 423 and 3xx to be followed (A8).
 * What is given up is watched until the shell says what became of it. A target that failed is
 * left alone for a while (A9, A10); one that accepts is not any more.
 *
 * Rules: A1, A2, A3, A4, A6, A6a, A7, A8, A9, A10, C11 (storm spread).
 */
#include "attempt.h"

#include <string.h>

#include "attempt_states.h"

#include "candidates.h"
#include "decision.h"
#include "hf_assert.h"
#include "hf_time.h"
#include "moves.h"
#include "random.h"
#include "redirects.h"
#include "verdict.h"
#include "watched.h"

#define MIN_EXPIRES_MAX_S 86400u /* A8 */

_Static_assert(HF_LINE_TARGETS <= 16, "passes keep a bit for each candidate in 16");

static const uint16_t moves[HF_ATTEMPT_COUNT] = {
    [HF_ATTEMPT_IDLE] = HF_MOVE(HF_ATTEMPT_SENT) | HF_MOVE(HF_ATTEMPT_SPREAD) |
                        HF_MOVE(HF_ATTEMPT_ALIVE),
    [HF_ATTEMPT_SENT] = HF_MOVE(HF_ATTEMPT_SENT) | HF_MOVE(HF_ATTEMPT_OVERDUE) |
                        HF_MOVE(HF_ATTEMPT_ALIVE) | HF_MOVE(HF_ATTEMPT_RINGING) |
                        HF_MOVE(HF_ATTEMPT_ENDED) | HF_MOVE(HF_ATTEMPT_IDLE),
    [HF_ATTEMPT_LAST] = HF_MOVE(HF_ATTEMPT_SENT) | HF_MOVE(HF_ATTEMPT_ALIVE) |
                        HF_MOVE(HF_ATTEMPT_RINGING) | HF_MOVE(HF_ATTEMPT_ENDED) |
                        HF_MOVE(HF_ATTEMPT_IDLE),
    [HF_ATTEMPT_ALIVE] = HF_MOVE(HF_ATTEMPT_SENT) | HF_MOVE(HF_ATTEMPT_RINGING) |
                         HF_MOVE(HF_ATTEMPT_CANCELLING) | HF_MOVE(HF_ATTEMPT_ENDED) |
                         HF_MOVE(HF_ATTEMPT_IDLE),
    [HF_ATTEMPT_RINGING] = HF_MOVE(HF_ATTEMPT_SENT) | HF_MOVE(HF_ATTEMPT_ENDED) |
                           HF_MOVE(HF_ATTEMPT_IDLE),
    [HF_ATTEMPT_CANCELLING] = HF_MOVE(HF_ATTEMPT_ALIVE) | HF_MOVE(HF_ATTEMPT_ENDED) |
                              HF_MOVE(HF_ATTEMPT_IDLE),
    [HF_ATTEMPT_OVERDUE] = HF_MOVE(HF_ATTEMPT_LAST) | HF_MOVE(HF_ATTEMPT_ENDED),
    [HF_ATTEMPT_ENDED] = HF_MOVE(HF_ATTEMPT_IDLE),
    [HF_ATTEMPT_SPREAD] = HF_MOVE(HF_ATTEMPT_SENT) | HF_MOVE(HF_ATTEMPT_IDLE),
};

struct hf_moves hf_attempt_moves(void)
{
    return (struct hf_moves){.next = moves, .n_states = HF_ATTEMPT_COUNT};
}

static uint8_t number_of(uint8_t candidate)
{
    return candidate == HF_NONE ? 0 : (uint8_t)(candidate + 1);
}

static struct hf_decision decision_of(const struct hf_context *x, const struct hf_attempt *a,
                                      enum hf_why why)
{
    uint8_t server = hf_candidate_server(x->line, a->candidate);

    return (struct hf_decision){
        .attempt = a->id,
        .until_us = HF_NEVER,
        .why = (uint16_t)why,
        .machine = HF_MACHINE_ATTEMPT,
        .subject = a->purpose,
        .from_state = a->state,
        .to_state = a->state,
        .from_server = server,
        .to_server = server,
        .from_candidate = (uint8_t)(a->candidate + 1),
        .to_candidate = (uint8_t)(a->candidate + 1),
    };
}

void hf_attempt_move(struct hf_attempt *a, enum hf_attempt_state to)
{
    HF_ASSERT((moves[a->state] & HF_MOVE(to)) != 0);
    a->state = (uint8_t)to;
    a->deadline_us = HF_NEVER;
}

static struct hf_send *emit_send(struct hf_context *x, const struct hf_attempt *a, uint64_t request)
{
    const struct hf_config *config = &x->line->config;
    const struct hf_candidate *c = &x->line->candidates[a->candidate];
    struct hf_send *send = &hf_emit(x, HF_ACTION_SEND)->u.send;

    send->attempt = a->id;
    send->request = request;
    send->target = hf_attempt_target(x->line, a);
    send->series = a->series;
    send->expires_s = a->expires_s;
    send->retransmissions = hf_attempt_retry_period_ms(x->line, a) != 0
                                ? HF_RETRANSMIT_FREELY /* A2 */
                                : hf_attempt_retry_counts(x->line, a);
    send->t1_ms = config->t1_ms;
    send->t2_ms = config->t2_ms;
    send->t4_ms = config->t4_ms;
    send->kind = a->kind;
    send->purpose = a->purpose;
    send->former = a->former != 0;
    send->server = a->former != 0 ? a->former : c->server;
    send->proxy = c->proxy;
    if ((a->flags & HF_ATTEMPT_IN_DIALOG) != 0) /* E5 */
        send->in_dialog = (a->flags & HF_ATTEMPT_NEW_HOP) != 0 ? 2 : 1;
    return send;
}

static void explain_begin(struct hf_context *x, const struct hf_attempt *a,
                          const struct hf_attempt_order *order, enum hf_why why)
{
    struct hf_decision decision = decision_of(x, a, why);

    decision.from_state = HF_ATTEMPT_IDLE;
    decision.from_server = hf_candidate_server(x->line, order->from_candidate);
    decision.from_candidate = number_of(order->from_candidate);
    decision.until_us = a->deadline_us;
    decision.passed_over = order->passed_over;
    hf_attempt_name_budget(x->line, a, a->state, &decision);
    hf_explain(x, &decision);
}

static void leave(struct hf_context *x, struct hf_attempt *a, const struct hf_attempt_order *order,
                  enum hf_why why)
{
    hf_attempt_move(a, HF_ATTEMPT_SENT);
    a->id = x->line->next_id++;
    a->first_us = order->first_us;
    a->sent_us = x->now_us;
    a->why = HF_WHY_NONE;
    hf_attempt_set_deadline(x, a, hf_attempt_connect_us(x->line, a));
    explain_begin(x, a, order, why);
    (void)emit_send(x, a, order->request);
}

/* C11: not sent before the deadline. */
static void hold_back(struct hf_context *x, struct hf_attempt *a,
                      const struct hf_attempt_order *order, enum hf_why why)
{
    struct hf_decision decision = decision_of(x, a, HF_WHY_STORM_SPREAD);

    hf_attempt_move(a, HF_ATTEMPT_SPREAD);
    a->why = (uint16_t)why;
    a->deadline_us = hf_time_add(x->now_us, (uint64_t)order->spread_ms * HF_US_PER_MS);
    decision.to_state = HF_ATTEMPT_SPREAD;
    decision.until_us = a->deadline_us;
    decision.setting = HF_SETTING_STORM_SPREAD;
    decision.setting_value = x->line->config.storm_spread_ms;
    hf_explain(x, &decision);
}

void hf_attempt_begin(struct hf_context *x, struct hf_attempt *a,
                      const struct hf_attempt_order *order, enum hf_why why)
{
    HF_ASSERT(order->candidate < x->line->n_candidates);
    a->series = order->series;
    a->expires_s = order->expires_s;
    a->candidate = order->candidate;
    a->purpose = order->purpose;
    a->kind = order->kind;
    a->former = order->former;
    a->flags = order->flags;
    a->brief_used = order->brief_used;
    if (order->spread_ms == 0)
        leave(x, a, order, why);
    else
        hold_back(x, a, order, why);
}

static void leave_late(struct hf_context *x, struct hf_attempt *a, uint64_t request)
{
    leave(x, a,
          &(struct hf_attempt_order){
              .request = request, .first_us = x->now_us, .from_candidate = HF_NONE},
          (enum hf_why)a->why);
}

/* ---- ending ---- */

void hf_attempt_enter_ended(struct hf_context *x, struct hf_attempt *a, enum hf_outcome outcome,
                            enum hf_why why)
{
    struct hf_decision decision = decision_of(x, a, why);
    bool time_is_up = a->state == HF_ATTEMPT_OVERDUE || a->deadline_us <= x->now_us;

    if (why == HF_WHY_SILENCE && time_is_up) /* else a foreign stack's own timer said so */
        hf_attempt_name_budget(x->line, a, a->state, &decision);
    hf_attempt_move(a, HF_ATTEMPT_ENDED);
    a->outcome = (uint8_t)outcome;
    a->why = (uint16_t)why;
    decision.to_state = HF_ATTEMPT_ENDED;
    decision.status = a->status;
    decision.cause = a->cause;
    if (why == HF_WHY_FAILOVER_STATUS && hf_verdict_is_by_invites_list(a))
        decision.setting = HF_SETTING_INVITE_FAILOVER_STATUSES;
    hf_explain(x, &decision);
}

/* ---- outcomes ---- */

void hf_attempt_end_failed(struct hf_context *x, struct hf_attempt *a, uint8_t cause)
{
    a->cause = cause;
    hf_attempt_enter_ended(x, a, HF_OUTCOME_FAILED, hf_why_of_cause(cause));
    hf_attempt_quarantine(x, a);
}

void hf_attempt_end_silent(struct hf_context *x, struct hf_attempt *a)
{
    HF_ASSERT(a->state != HF_ATTEMPT_IDLE && a->state != HF_ATTEMPT_ENDED);
    hf_attempt_end_failed(x, a, HF_CAUSE_SILENCE);
    hf_watched_begin(x, a, HF_WHY_SILENCE);
}

/* A6a: the server may just have closed an idle connection. Once, to the same target, within the
 * same budget. */
static void try_second_time(struct hf_context *x, struct hf_attempt *a, uint64_t request)
{
    struct hf_decision decision = decision_of(x, a, HF_WHY_SECOND_TRY);

    a->second_used = 1;
    a->id = x->line->next_id++;
    decision.attempt = a->id;
    decision.until_us = a->deadline_us;
    hf_attempt_name_budget(x->line, a, a->state, &decision);
    hf_explain(x, &decision);
    emit_send(x, a, request)->fresh = 1;
}

void hf_attempt_on_failed(struct hf_context *x, struct hf_attempt *a,
                          const struct hf_attempt_failed *failed, uint64_t request)
{
    a->status = 0;
    if (failed->cause == HF_CAUSE_CREDENTIALS)
        hf_attempt_enter_ended(x, a, HF_OUTCOME_WRONG_CREDENTIALS, HF_WHY_WRONG_CREDENTIALS);
    else if (a->state == HF_ATTEMPT_RINGING)
        hf_attempt_end_lost(x, a, failed->cause);
    else if (failed->reused && !a->second_used && a->state != HF_ATTEMPT_ALIVE)
        try_second_time(x, a, request);
    else
        hf_attempt_end_failed(x, a,
                              failed->cause); /* A6, and a foreign stack's Timer F as silence */
}

static void on_accepted(struct hf_context *x, struct hf_attempt *a, const struct hf_response *r)
{
    struct hf_target target = hf_attempt_target(x->line, a);
    bool is_register = a->kind == HF_REQUEST_REGISTER;

    if (is_register && r->expires_s == 0 && a->expires_s != 0) { /* C4: our Contact was removed */
        hf_attempt_enter_ended(x, a, HF_OUTCOME_FAILOVER_STATUS, HF_WHY_CONTACT_REMOVED);
        return;
    }
    if (is_register && r->expires_s != HF_EXPIRES_NONE && r->expires_s < a->expires_s)
        a->expires_s = r->expires_s; /* RFC 3261 10.3: a registrar grants no more than asked */
    if (is_register)
        hf_rest_end(x->line, &target); /* A9: the line may work there now */
    hf_attempt_enter_ended(
        x, a, is_register && r->contact_missing ? HF_OUTCOME_UNLISTED : HF_OUTCOME_ACCEPTED,
        HF_WHY_ACCEPTED);
}

static void on_too_brief(struct hf_context *x, struct hf_attempt *a, const struct hf_response *r)
{
    bool useful = r->min_expires_s > a->expires_s && r->min_expires_s <= MIN_EXPIRES_MAX_S;

    if (a->brief_used) { /* A8: one 423 in an attempt */
        hf_attempt_enter_ended(x, a, HF_OUTCOME_CHALLENGE_LOOP, HF_WHY_CHALLENGE_LOOP);
        return;
    }
    if (!useful || a->expires_s == 0) {
        hf_attempt_enter_ended(x, a, HF_OUTCOME_REJECTED, HF_WHY_REJECTED);
        return;
    }
    a->expires_s = r->min_expires_s;
    hf_attempt_enter_ended(x, a, HF_OUTCOME_TOO_BRIEF, HF_WHY_EXPIRY_TOO_BRIEF);
}

/* False: the line's other attempts have taken the room for that. */
static bool send_to(struct hf_line *line, const struct hf_attempt *a,
                    const struct hf_target *target)
{
    if (!hf_target_equal(target, &line->candidates[a->candidate].target))
        return hf_redirect_set(line, a, target);
    hf_redirect_end(line, a);
    return true;
}

static void on_redirect(struct hf_context *x, struct hf_attempt *a, const struct hf_response *r)
{
    struct hf_target from = hf_attempt_target(x->line, a);
    bool is_gone = a->kind == HF_REQUEST_INVITE && a->former != 0; /* C14: it went on ringing */

    for (uint8_t i = 0; i < r->n_redirects && !is_gone; i++) {
        if (hf_verdict_may_follow(&from, &r->redirects[i]) &&
            send_to(x->line, a, &r->redirects[i])) {
            hf_attempt_enter_ended(x, a, HF_OUTCOME_REDIRECTED, HF_WHY_REDIRECTED);
            return;
        }
    }
    hf_attempt_enter_ended(x, a, HF_OUTCOME_REJECTED, HF_WHY_REDIRECT_UNUSABLE);
}

static void on_failover_status(struct hf_context *x, struct hf_attempt *a,
                               const struct hf_response *r)
{
    hf_attempt_enter_ended(x, a, HF_OUTCOME_FAILOVER_STATUS, HF_WHY_FAILOVER_STATUS); /* A6 */
    hf_attempt_retry_after(x, a, r->retry_after_s);
}

void hf_attempt_on_response(struct hf_context *x, struct hf_attempt *a, const struct hf_response *r)
{
    bool is_register = a->kind == HF_REQUEST_REGISTER;

    a->status = r->status;
    if (r->status < 300)
        on_accepted(x, a, r);
    else if (hf_verdict_is_failover(x->line, a, r->status))
        on_failover_status(x, a, r);
    else if (r->status < 400 && a->purpose != HF_PURPOSE_KEEPALIVE &&
             (a->flags & HF_ATTEMPT_IN_DIALOG) == 0)
        on_redirect(x, a, r);
    else if ((r->status == 401 || r->status == 407) && a->n_realms > 0)
        hf_attempt_enter_ended(x, a, HF_OUTCOME_WRONG_CREDENTIALS, HF_WHY_WRONG_CREDENTIALS);
    else if (r->status == 423 && is_register)
        on_too_brief(x, a, r);
    else /* A8: an answer, not a failure */
        hf_attempt_enter_ended(x, a, HF_OUTCOME_REJECTED, HF_WHY_REJECTED);
}

/* ---- signs of life ---- */

void hf_attempt_explain_move(struct hf_context *x, const struct hf_attempt *a, uint8_t from_state,
                             enum hf_why why)
{
    struct hf_decision decision = decision_of(x, a, why);

    decision.from_state = from_state;
    decision.until_us = a->deadline_us;
    hf_attempt_name_budget(x->line, a, a->state, &decision);
    hf_explain(x, &decision);
}

void hf_attempt_on_provisional(struct hf_context *x, struct hf_attempt *a, uint16_t status)
{
    uint8_t from = a->state;

    if (a->kind == HF_REQUEST_INVITE && status > 100) {
        hf_attempt_ring(x, a);
        return;
    }
    if (a->state == HF_ATTEMPT_ALIVE || a->state == HF_ATTEMPT_RINGING)
        return;
    hf_attempt_move(a, HF_ATTEMPT_ALIVE);
    if (a->kind == HF_REQUEST_INVITE)
        hf_attempt_wait_on(x, a);
    else
        hf_attempt_set_to_timer_f(x, a); /* A7 */
    hf_attempt_explain_move(x, a, from, HF_WHY_SERVER_LIVES);
    if (from == HF_ATTEMPT_SENT)
        hf_emit_order(x, HF_ACTION_EXTEND, a->id, HF_WHY_SERVER_LIVES);
}

static void refuse_challenge(struct hf_context *x, struct hf_attempt *a, enum hf_why verdict)
{
    enum hf_outcome outcome = verdict == HF_WHY_WRONG_CREDENTIALS ? HF_OUTCOME_WRONG_CREDENTIALS
                                                                  : HF_OUTCOME_CHALLENGE_LOOP;

    a->status = 401;
    hf_attempt_enter_ended(x, a, outcome, verdict);
    hf_watched_begin(x, a, verdict); /* the id still owes its answer */
}

/* C10: any response to OPTIONS shows that the server lives; there is nothing to authenticate. */
static void end_alive(struct hf_context *x, struct hf_attempt *a)
{
    a->status = 401;
    hf_attempt_enter_ended(x, a, HF_OUTCOME_REJECTED, HF_WHY_REJECTED);
    hf_watched_begin(x, a, HF_WHY_CHALLENGED); /* the id still owes its answer */
}

void hf_attempt_on_challenged(struct hf_context *x, struct hf_attempt *a,
                              const struct hf_challenged *challenge)
{
    uint32_t realm = hf_random_hash_text(challenge->realm.at, challenge->realm.length);
    bool answered = hf_verdict_knows_realm(a, realm);
    enum hf_why verdict = hf_verdict_of_challenge(a, challenge, answered);
    uint8_t from = a->state;

    if (a->purpose == HF_PURPOSE_KEEPALIVE) {
        end_alive(x, a);
        return;
    }
    if (verdict != HF_WHY_NONE) {
        refuse_challenge(x, a, verdict);
        return;
    }
    if (answered)
        a->stale_used = 1;
    else
        a->realms[a->n_realms++] = realm;
    hf_attempt_move(a, HF_ATTEMPT_SENT);
    a->sent_us = x->now_us;
    hf_attempt_set_deadline(x, a, hf_attempt_answer_us(x->line, a)); /* A7: a fresh budget */
    hf_attempt_explain_move(x, a, from, HF_WHY_CHALLENGED);
    hf_emit_order(x, HF_ACTION_AUTHENTICATE, a->id, HF_WHY_CHALLENGED);
}

void hf_attempt_on_connected(struct hf_context *x, struct hf_attempt *a)
{
    uint64_t budget_us = hf_attempt_answer_us(x->line, a);
    uint64_t answer_by_us = hf_time_add(x->now_us, budget_us);
    uint64_t was_us = a->deadline_us;

    if (a->state != HF_ATTEMPT_SENT)
        return;
    /* A3: connecting counts against the budget; the answer gets what is left, and where the
     * connection took longer than the budget, as much of the 4 s as a budget asks. */
    a->deadline_us = hf_time_min(
        hf_time_max(hf_time_min(a->deadline_us, answer_by_us), hf_time_add(a->sent_us, budget_us)),
        hf_attempt_hard_end_us(x->line, a));
    if (a->deadline_us != was_us)
        hf_attempt_explain_move(x, a, a->state, HF_WHY_CONNECTED);
}

/* ---- time ---- */

void hf_attempt_on_deadline(struct hf_context *x, struct hf_attempt *a, uint64_t request)
{
    switch ((enum hf_attempt_state)a->state) {
    case HF_ATTEMPT_SPREAD: leave_late(x, a, request); break;
    case HF_ATTEMPT_SENT: hf_attempt_move(a, HF_ATTEMPT_OVERDUE); break;
    case HF_ATTEMPT_ALIVE:
        if (a->kind == HF_REQUEST_INVITE) {
            hf_attempt_cancel(x, a);
            break;
        }
        hf_attempt_end_silent(x, a);
        break;
    case HF_ATTEMPT_LAST: hf_attempt_end_silent(x, a); break;
    case HF_ATTEMPT_RINGING: hf_attempt_end_ringing(x, a); break;
    case HF_ATTEMPT_CANCELLING: hf_attempt_end_failed(x, a, HF_CAUSE_SILENCE); break; /* A7 */
    case HF_ATTEMPT_IDLE:
    case HF_ATTEMPT_OVERDUE:
    case HF_ATTEMPT_ENDED:
    case HF_ATTEMPT_COUNT: HF_UNREACHABLE();
    }
}

void hf_attempt_extend(struct hf_context *x, struct hf_attempt *a)
{
    HF_ASSERT(a->state == HF_ATTEMPT_OVERDUE);
    hf_attempt_move(a, HF_ATTEMPT_LAST);
    hf_attempt_set_to_timer_f(x, a); /* A4 */
    hf_attempt_explain_move(x, a, HF_ATTEMPT_SENT, HF_WHY_LAST_CANDIDATE);
    hf_emit_order(x, HF_ACTION_EXTEND, a->id, HF_WHY_LAST_CANDIDATE);
}

void hf_attempt_on_reconfigured(struct hf_context *x, struct hf_attempt *a)
{
    uint64_t was_us = a->deadline_us;
    uint64_t most_us;

    if (!hf_attempt_is_live(a))
        return;
    if (a->kind == HF_REQUEST_INVITE &&
        (a->state == HF_ATTEMPT_RINGING || a->state == HF_ATTEMPT_ALIVE)) {
        hf_attempt_wait_no_longer(x, a);
        return;
    }
    most_us = hf_time_max(hf_budget_timer_f_us(&x->line->config),
                          hf_attempt_connect_us(x->line, a));
    a->deadline_us = hf_time_min(a->deadline_us, hf_time_min(hf_time_add(a->sent_us, most_us),
                                                             hf_attempt_hard_end_us(x->line, a)));
    if (a->deadline_us != was_us)
        hf_attempt_explain_move(x, a, a->state, HF_WHY_CONFIG_CHANGED);
}

void hf_attempt_give_up(struct hf_context *x, struct hf_attempt *a, enum hf_why why)
{
    if (a->state == HF_ATTEMPT_IDLE)
        return;
    if (hf_attempt_is_live(a))
        hf_watched_begin(x, a, why);
    hf_attempt_clear(x, a);
}

void hf_attempt_clear(struct hf_context *x, struct hf_attempt *a)
{
    hf_attempt_move(a, HF_ATTEMPT_IDLE);
    hf_redirect_end(x->line, a);
    memset(a, 0, sizeof *a);
    a->deadline_us = HF_NEVER;
}

bool hf_attempt_is_live(const struct hf_attempt *a)
{
    switch ((enum hf_attempt_state)a->state) {
    case HF_ATTEMPT_SENT:
    case HF_ATTEMPT_LAST:
    case HF_ATTEMPT_ALIVE:
    case HF_ATTEMPT_RINGING:
    case HF_ATTEMPT_OVERDUE: return true;
    case HF_ATTEMPT_IDLE:
    case HF_ATTEMPT_ENDED:
    case HF_ATTEMPT_SPREAD:
    case HF_ATTEMPT_CANCELLING:
    case HF_ATTEMPT_COUNT: break;
    }
    return false;
}

bool hf_attempt_is_under_way(const struct hf_attempt *a)
{
    return a->state == HF_ATTEMPT_SPREAD || a->state == HF_ATTEMPT_CANCELLING ||
           hf_attempt_is_live(a);
}
