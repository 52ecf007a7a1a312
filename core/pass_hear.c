/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What passes hear: their own attempt, the attempt that they joined or wait behind, names, and the
 * abandoned INVITE that a 482 points at. The states are entered in pass.c, where the theory is.
 *
 * Rules: A4, A7 (what has rung), A8 (423, redirects), A11 (482), A12, A13 (a failover status to a
 * request), A14, C1b, C2 (an INVITE's silence), E2, E11.
 */
#include "attempt.h"
#include "candidates.h"
#include "hf_assert.h"
#include "hf_time.h"
#include "host_targets.h"
#include "pass_states.h"
#include "redirects.h"
#include "turns.h"
#include "verdict.h"
#include "watched.h"

/* A7: its call rings, wherever it is now: nothing moves it to another candidate. An emergency goes
 * on all the same (E11). */
bool hf_pass_has_rung(const struct hf_line *line, const struct hf_pass *p)
{
    if (p->kind != HF_REQUEST_INVITE || (p->flags & HF_PASS_INSISTS) != 0)
        return false;
    HF_ASSERT(p->call != 0); /* every INVITE is a call's */
    return line->calls[p->call - 1].state == HF_CALL_RINGING;
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
    struct hf_pass_start start = {
        .first_us = ended->first_us, /* C4: together they keep to one bound */
        .why = ended->why,
        .from = p->candidate,
        .kind = ended->kind,
        .flags = ended->flags & HF_ATTEMPT_FOR_ONE};

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
    hf_pass_begin_attempt(x, p, &start);
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
    hf_pass_enter_ended(x, p, HF_RESULT_REJECTED, HF_WHY_REDIRECT_UNUSABLE);
}

static void hear_failure(struct hf_context *x, struct hf_pass *p, const struct hf_attempt *ended)
{
    uint8_t server = hf_candidate_server(x->line, p->candidate);

    note_failure(p, ended);
    /* A14: it was the candidate's own target that failed, and not only its name (A9). */
    if (!p->redirected && ended->cause != HF_CAUSE_CERTIFICATE)
        p->failed |= hf_pass_bit(p->candidate);
    if (ended->kind == HF_REQUEST_INVITE && !p->redirected && server != 0 &&
        ended->cause != HF_CAUSE_LOCAL)
        x->line->service.silent |= (uint8_t)(1u << (server - 1)); /* C2 */
    if (hf_pass_has_rung(x->line, p))
        hf_pass_enter_ended(x, p, HF_RESULT_LOST, (enum hf_why)ended->why);
    else
        hf_pass_go_on(x, p);
}

/* A7: it rang, and its answer will not come. An emergency goes on all the same (E11). */
static void hear_lost(struct hf_context *x, struct hf_pass *p, const struct hf_attempt *ended)
{
    note_failure(p, ended);
    if ((p->flags & HF_PASS_INSISTS) != 0)
        hf_pass_go_on(x, p);
    else
        hf_pass_enter_ended(x, p, HF_RESULT_LOST, (enum hf_why)ended->why);
}

static void hear_failover_status(struct hf_context *x, struct hf_pass *p,
                                 const struct hf_attempt *ended)
{
    note_failure(p, ended);
    if (hf_pass_has_rung(x->line, p)) {
        hf_pass_enter_ended(x, p, HF_RESULT_REJECTED, (enum hf_why)ended->why);
        return;
    }
    if (p->purpose == HF_PURPOSE_REQUEST)
        x->line->service.accused = p->candidate; /* A13 */
    hf_pass_go_on(x, p);
}

static void hear_answer(struct hf_context *x, struct hf_pass *p, const struct hf_attempt *ended)
{
    bool wrong = ended->outcome == HF_OUTCOME_WRONG_CREDENTIALS;

    note_failure(p, ended);
    if ((p->flags & HF_PASS_INSISTS) != 0 && !hf_verdict_is_the_callees(ended->status))
        hf_pass_go_on(x, p);
    else
        hf_pass_enter_ended(x, p, wrong ? HF_RESULT_CREDENTIALS : HF_RESULT_REJECTED,
                            (enum hf_why)ended->why);
}

/* E2: any final answer but 2xx to the REGISTER in front fails the candidate, with its reason
 * kept. */
static void hear_refusal_in_front(struct hf_context *x, struct hf_pass *p,
                                  const struct hf_attempt *ended)
{
    note_failure(p, ended);
    hf_pass_go_on(x, p);
}

static void hear_acceptance(struct hf_context *x, struct hf_pass *p, const struct hf_attempt *ended)
{
    p->series = ended->series;
    p->expires_s = ended->expires_s;
    p->contact_missing = ended->outcome == HF_OUTCOME_UNLISTED;
    if (!hf_pass_is_in_front(p, ended->kind)) {
        hf_pass_enter_ended(x, p, HF_RESULT_ACCEPTED, HF_WHY_ACCEPTED);
        return;
    }
    hf_pass_move(p, HF_PASS_READY); /* E2 */
    p->attempt.first_us = ended->first_us;
}

/* A11, RFC 3261 8.2.2.2: the callee has this call from an INVITE that was abandoned. */
static bool is_merged(const struct hf_line *line, const struct hf_pass *p,
                      const struct hf_attempt *ended)
{
    return ended->kind == HF_REQUEST_INVITE && ended->status == 482 &&
           hf_watched_any_of(line, p->call);
}

static void wait_for_sibling(struct hf_context *x, struct hf_pass *p,
                             const struct hf_attempt *ended)
{
    note_failure(p, ended);
    hf_pass_move(p, HF_PASS_SIBLING);
    hf_pass_explain(x, p, HF_PASS_TRYING, HF_WHY_WAITS_FOR_SIBLING);
}

/* Own or joined attempt: the same meaning. */
static void hear(struct hf_context *x, struct hf_pass *p, const struct hf_attempt *ended)
{
    bool in_front = hf_pass_is_in_front(p, ended->kind);

    if (is_merged(x->line, p, ended)) {
        wait_for_sibling(x, p, ended);
        return;
    }
    switch ((enum hf_outcome)ended->outcome) {
    case HF_OUTCOME_ACCEPTED:
    case HF_OUTCOME_UNLISTED: hear_acceptance(x, p, ended); break;
    case HF_OUTCOME_REJECTED:
    case HF_OUTCOME_CHALLENGE_LOOP:
    case HF_OUTCOME_WRONG_CREDENTIALS:
        if (in_front)
            hear_refusal_in_front(x, p, ended);
        else
            hear_answer(x, p, ended);
        break;
    case HF_OUTCOME_FAILOVER_STATUS: /* A6 */
        if (in_front)
            hear_refusal_in_front(x, p, ended);
        else
            hear_failover_status(x, p, ended);
        break;
    case HF_OUTCOME_FAILED: hear_failure(x, p, ended); break;
    case HF_OUTCOME_LOST: hear_lost(x, p, ended); break;
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

    if (hf_pass_has_rung(line, p))
        return false;
    if (!p->redirected)
        silent.failed |= hf_pass_bit(p->candidate);
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
    if (hf_pass_goes_where_it_is_sent(x->line, p) || hf_candidate_is_live(x->line, p->candidate))
        hf_pass_take(x, p, p->candidate, HF_WHY_TURN_CAME);
    else
        hf_pass_go_on(x, p);
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

    if (hf_turns_are_settled_next(x->line, p->candidate))
        return false;
    if (busy != HF_NONE && hf_turns_may_join(&x->line->passes[busy], p)) {
        hf_pass_wait_for(x, p, busy);
        return true;
    }
    if (busy == HF_NONE) {
        go_there_or_on(x, p);
        return true;
    }
    p->other = busy;
    if (!goes_on_alone(&x->line->passes[busy]) || !would_go_on(x->line, p))
        return false;
    p->tried |= hf_pass_bit(p->candidate); /* A1: this pass has no time for the other's last one */
    hf_pass_go_on(x, p);
    return true;
}

/* A1: the joined attempt goes on beyond its budget because its owner has no candidate left (A4);
 * this pass has. */
static void leave_joined(struct hf_context *x, struct hf_pass *p)
{
    p->cause = HF_CAUSE_SILENCE;
    p->status = 0;
    p->why = HF_WHY_SILENCE;
    p->failed |= hf_pass_bit(p->candidate);
    hf_pass_go_on(x, p);
}

static bool settle_joined(struct hf_context *x, struct hf_pass *p)
{
    const struct hf_pass *other = &x->line->passes[p->other];

    if (other->state != HF_PASS_TRYING || other->candidate != p->candidate ||
        other->attempt.kind != HF_REQUEST_REGISTER) {
        go_there_or_on(x, p); /* its owner was stopped: try it oneself */
        return true;
    }
    if (other->attempt.state != HF_ATTEMPT_LAST || !would_go_on(x->line, p))
        return false;
    leave_joined(x, p);
    return true;
}

/* Rests begin and end by these (A9, A10); names are answered by others. */
static bool is_about_targets(uint16_t event)
{
    return event == HF_EVENT_RESPONSE_RECEIVED || event == HF_EVENT_ATTEMPT_FAILED ||
           event == HF_EVENT_ABANDONED || event == HF_EVENT_TARGET_RESTED;
}

static bool settle_locating(struct hf_context *x, struct hf_pass *p)
{
    bool first = p->tried == 0 && x->line->names != 0; /* else C14 put it here */
    struct hf_pick pick = p->tried == 0 ? hf_candidates_start(x->line, p)
                                        : hf_candidates_next(x->line, p);
    bool answered = pick.candidate == p->candidate || !is_about_targets(x->cause_event);

    if (pick.waits)
        return false;
    hf_pass_follow_pick(x, p, pick,
                        first && answered ? HF_WHY_NAME_ANSWERED : HF_WHY_NEXT_CANDIDATE);
    return true;
}

/* A11: the sibling's end is told by the shell; its late answer makes it the pass's own. */
static bool settle_sibling(struct hf_context *x, struct hf_pass *p)
{
    if (hf_watched_any_of(x->line, p->call))
        return false;
    if ((p->flags & HF_PASS_INSISTS) != 0)
        hf_pass_go_on(x, p); /* E11 */
    else
        hf_pass_enter_ended(x, p, HF_RESULT_REJECTED, (enum hf_why)p->why);
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
    case HF_PASS_SIBLING: return settle_sibling(x, p);
    case HF_PASS_READY: /* its owner's turn (E2) */
    case HF_PASS_IDLE:
    case HF_PASS_ENDED: return false;
    case HF_PASS_STATE_COUNT: break;
    }
    HF_UNREACHABLE();
}

bool hf_pass_settle(struct hf_context *x)
{
    bool moved = false;

    for (uint8_t i = 0; i < HF_LINE_PASSES; i++) {
        if (x->line->passes[i].state != HF_PASS_IDLE) /* most are, in each step */
            moved = settle_one(x, i) || moved;
    }
    return moved;
}
