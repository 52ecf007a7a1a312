/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Attempts: a request to one target, from its Send to its one answer; the states stand in
 * calls_state.h. Behind a challenge an attempt goes on in another transaction; what comes for the
 * one before is nobody's.
 */
#include "calls_state.h"

#include <string.h>

#include "clock.h"
#include "holdfast/line.h"

#define BIT(state) (uint8_t)(1u << HF_CALLS_ATTEMPT_##state)

const uint8_t hf_calls_attempt_moves[HF_CALLS_ATTEMPT_COUNT] = {
    [HF_CALLS_ATTEMPT_FREE] = BIT(WAITING) | BIT(OWN),
    [HF_CALLS_ATTEMPT_WAITING] = BIT(FREE) | BIT(CHALLENGED) | BIT(WATCHED) | BIT(ENDING),
    [HF_CALLS_ATTEMPT_CHALLENGED] = BIT(FREE) | BIT(WAITING),
    [HF_CALLS_ATTEMPT_WATCHED] = BIT(FREE) | BIT(ASKED) | BIT(ENDING),
    [HF_CALLS_ATTEMPT_ASKED] = BIT(FREE) | BIT(WAITING) | BIT(ENDING),
    [HF_CALLS_ATTEMPT_ENDING] = BIT(FREE) | BIT(ASKED),
    [HF_CALLS_ATTEMPT_OWN] = BIT(FREE),
};

void hf_calls_attempt_move(struct hf_calls_attempt *attempt, enum hf_calls_attempt_state to)
{
    HF_ASSERT((hf_calls_attempt_moves[attempt->state] & (1u << to)) != 0);
    attempt->state = (uint8_t)to;
    attempt->deadline_us = HF_NEVER;
}

struct hf_calls_attempt *hf_calls_attempt_find(struct hf_calls *calls, uint64_t id)
{
    for (unsigned i = 0; i < HF_CALLS_ATTEMPTS; i++) {
        struct hf_calls_attempt *attempt = &calls->attempts[i];
        if (id != 0 && attempt->state != HF_CALLS_ATTEMPT_FREE && attempt->id == id) {
            return attempt;
        }
    }
    return NULL;
}

struct hf_calls_attempt *hf_calls_attempt_of(struct hf_calls *calls, uint64_t layer)
{
    for (unsigned i = 0; i < HF_CALLS_ATTEMPTS; i++) {
        struct hf_calls_attempt *attempt = &calls->attempts[i];
        if (layer != 0 && attempt->state != HF_CALLS_ATTEMPT_FREE &&
            attempt->state != HF_CALLS_ATTEMPT_CHALLENGED && attempt->layer == layer) {
            return attempt;
        }
    }
    return NULL;
}

struct hf_calls_attempt *hf_calls_attempt_new(struct hf_calls_x *x,
                                              enum hf_calls_attempt_state state)
{
    for (unsigned i = 0; i < HF_CALLS_ATTEMPTS; i++) {
        struct hf_calls_attempt *attempt = &x->calls->attempts[i];
        if (attempt->state == HF_CALLS_ATTEMPT_FREE) {
            memset(attempt, 0, sizeof *attempt);
            hf_calls_attempt_move(attempt, state);
            attempt->credential[0] = attempt->credential[1] = HF_AGENT_NONE;
            return attempt;
        }
    }
    return NULL;
}

static void enter_free(struct hf_calls_x *x, struct hf_calls_attempt *attempt)
{
    if (x->calls->late == attempt->id) {
        x->calls->late = 0;
    }
    hf_calls_attempt_move(attempt, HF_CALLS_ATTEMPT_FREE);
}

/* ---- its one answer ---- */

/* A6a: the server may just have closed a connection that was idle. */
static bool may_have_been_idle(const struct hf_calls_attempt *attempt, unsigned cause)
{
    return (cause == HF_CAUSE_RESET || cause == HF_CAUSE_CLOSED) && attempt->told == 0 &&
           (attempt->bits & (HF_CALLS_REUSED | HF_CALLS_CONNECTING)) == HF_CALLS_REUSED;
}

void hf_calls_attempt_failed(struct hf_calls_x *x, struct hf_calls_attempt *attempt, unsigned cause)
{
    hf_agent_failed(&x->out->sip, attempt->id, cause, x->now_us);
    x->out->sip.events[x->out->sip.n_events - 1].u.failed.reused = may_have_been_idle(attempt,
                                                                                      cause);
    enter_free(x, attempt);
}

void hf_calls_attempt_abandoned(struct hf_calls_x *x, struct hf_calls_attempt *attempt,
                                unsigned how)
{
    hf_agent_abandoned(&x->out->sip, attempt->id, x->now_us);
    struct hf_abandoned *said = &x->out->sip.events[x->out->sip.n_events - 1].u.abandoned;
    said->how = (uint8_t)how;
    said->status = how == HF_ABANDONED_ANSWERED ? x->message->status : 0;
    enter_free(x, attempt);
}

void hf_calls_attempt_answered(struct hf_calls_x *x, struct hf_calls_attempt *attempt)
{
    const struct hf_sip_message *m = x->message;
    struct hf_response *response = &hf_calls_event(x, HF_EVENT_RESPONSE_RECEIVED)->u.response;
    response->attempt = attempt->id;
    response->status = m->status;
    response->expires_s = HF_EXPIRES_NONE;
    if (hf_sip_number(m, HF_HEADER_RETRY_AFTER, &response->retry_after_s) != 1) {
        response->retry_after_s = HF_RETRY_AFTER_NONE;
    }
    if (m->status >= 300 && m->status < 400) {
        hf_agent_read_redirects(m, response);
    }
    enter_free(x, attempt);
}

void hf_calls_attempt_provisional(struct hf_calls_x *x, struct hf_calls_attempt *attempt)
{
    attempt->proceeds = 1;
    if (x->message->status <= attempt->told) {
        return; /* each would be a record of the log: only what is further says something new */
    }
    attempt->told = (uint8_t)x->message->status;
    struct hf_provisional *said = &hf_calls_event(x, HF_EVENT_PROVISIONAL)->u.provisional;
    said->attempt = attempt->id;
    said->status = x->message->status;
}

void hf_calls_attempt_lives(struct hf_calls_x *x, struct hf_calls_attempt *attempt)
{
    if (attempt->told < 100) {
        struct hf_provisional *said = &hf_calls_event(x, HF_EVENT_PROVISIONAL)->u.provisional;
        said->attempt = attempt->id;
        said->status = attempt->told = 100;
    }
}

/* ENDING: what became of it, where nothing else came. */
static unsigned how_of(const struct hf_calls_attempt *attempt)
{
    if ((attempt->bits & HF_CALLS_BYED) != 0) {
        return HF_ABANDONED_LATE_CALL_ENDED;
    }
    if ((attempt->bits & HF_CALLS_CANCELLED) == 0) {
        return HF_ABANDONED_NOTHING; /* a late 2xx that did not come again */
    }
    return (attempt->bits & HF_CALLS_ANSWERED) != 0 ? HF_ABANDONED_CANCELLED
                                                    : HF_ABANDONED_CANCEL_TIMED_OUT;
}

void hf_calls_attempt_ended(struct hf_calls_x *x, struct hf_calls_attempt *attempt, unsigned cause)
{
    switch ((enum hf_calls_attempt_state)attempt->state) {
    case HF_CALLS_ATTEMPT_WAITING: hf_calls_attempt_failed(x, attempt, cause); break;
    case HF_CALLS_ATTEMPT_WATCHED:
    case HF_CALLS_ATTEMPT_ASKED:
        hf_calls_attempt_abandoned(x, attempt, HF_ABANDONED_NOTHING);
        break;
    case HF_CALLS_ATTEMPT_ENDING: hf_calls_attempt_abandoned(x, attempt, how_of(attempt)); break;
    case HF_CALLS_ATTEMPT_OWN: enter_free(x, attempt); break;
    case HF_CALLS_ATTEMPT_CHALLENGED: /* has no transaction */
    case HF_CALLS_ATTEMPT_FREE:
    case HF_CALLS_ATTEMPT_COUNT: break;
    }
}

/* ---- challenges (A8) ---- */

/* What the agent's functions change, back to where it is kept. */
static void keep_credentials(struct hf_calls_x *x, struct hf_calls_attempt *attempt,
                             const struct hf_agent_attempt *as)
{
    for (unsigned slot = 0; slot < HF_AGENT_ANSWERS; slot++) {
        unsigned index = as->credential[slot];
        attempt->credential[slot] = (uint8_t)index;
        attempt->own[slot] = as->own[slot];
        attempt->serial[slot] = index == HF_AGENT_NONE ? 0 : x->agent->credentials[index].serial;
    }
}

static bool take_challenge(struct hf_calls_x *x, struct hf_calls_attempt *attempt,
                           struct hf_agent_challenge *challenge)
{
    struct hf_agent_attempt as;
    if (!hf_calls_as(x->agent, attempt->key, &as)) {
        challenge->why = "a challenge of a server that is not known any more";
        return false;
    }
    for (unsigned slot = 0; slot < HF_AGENT_ANSWERS; slot++) {
        unsigned index = attempt->credential[slot];
        bool stands = index != HF_AGENT_NONE &&
                      x->agent->credentials[index].serial == attempt->serial[slot];
        as.credential[slot] = stands ? (uint8_t)index : HF_AGENT_NONE;
        as.own[slot] = attempt->own[slot];
    }
    switch (hf_agent_challenge(x->agent, &as, x->message, challenge)) {
    case HF_CHALLENGE_TAKEN: break;
    case HF_CHALLENGE_NO_ROOM: challenge->why = "a challenge too many at once"; return false;
    case HF_CHALLENGE_UNANSWERABLE: return false;
    }
    keep_credentials(x, attempt, &as);
    return true;
}

void hf_calls_take_credentials(struct hf_calls_x *x, struct hf_calls_attempt *attempt)
{
    struct hf_agent_attempt as;
    if (hf_calls_as(x->agent, attempt->key, &as)) {
        hf_agent_take_credentials(x->agent, &as);
        keep_credentials(x, attempt, &as);
    }
}

/* What the core hears as the realm: a proxy and a server that say the same one are two protection
 * spaces (RFC 3261 22.1, 22.3). */
static struct hf_text protection_space(struct hf_calls_x *x,
                                       const struct hf_agent_challenge *challenge)
{
    struct hf_sip_out printer = hf_agent_print(&x->out->sip);
    if (challenge->proxy) {
        hf_sip_put_text(&printer, "proxy \"");
    }
    hf_sip_put(&printer, challenge->realm);
    if (challenge->proxy) {
        hf_sip_put_text(&printer, "\"");
    }
    HF_ASSERT(!printer.overflow); /* little else is printed while a response is heard */
    x->out->sip.n_bytes += (uint32_t)printer.length;
    struct hf_text text = {printer.at, (uint32_t)printer.length, 0};
    return text;
}

void hf_calls_attempt_challenged(struct hf_calls_x *x, struct hf_calls_attempt *attempt)
{
    struct hf_agent_challenge challenge;
    memset(&challenge, 0, sizeof challenge);
    if (!take_challenge(x, attempt, &challenge)) {
        hf_calls_note(x, attempt, HF_NOTE_OTHER, challenge.why);
        hf_calls_attempt_answered(x, attempt);
        return;
    }
    hf_calls_note(x, attempt, HF_NOTE_CHALLENGE, "");
    struct hf_text realm = protection_space(x, &challenge);
    struct hf_challenged *said = &hf_calls_event(x, HF_EVENT_CHALLENGED)->u.challenged;
    said->attempt = attempt->id;
    said->realm = realm;
    said->stale = challenge.choice.stale;
    said->after_credentials = challenge.after_credentials;
    hf_calls_attempt_move(attempt, HF_CALLS_ATTEMPT_CHALLENGED);
    attempt->bits &= (uint8_t) ~(HF_CALLS_REUSED | HF_CALLS_CONNECTING);
}

bool hf_calls_attempt_answers(struct hf_calls_x *x, struct hf_calls_attempt *attempt)
{
    struct hf_agent_challenge challenge;
    struct hf_calls_again again = {.cseq = 0};
    if ((attempt->bits & HF_CALLS_TRIED) != 0 || !take_challenge(x, attempt, &challenge)) {
        return false;
    }
    attempt->bits |= HF_CALLS_TRIED;
    again.cseq = hf_calls_next_cseq(x, attempt);
    return hf_calls_leave_again(x, attempt, &again) == HF_OK;
}

/* ---- CANCEL ---- */

/* A1's budget of a request that is no INVITE, 64*T1 at most. */
static uint64_t budget_us(const struct hf_calls_attempt *attempt)
{
    uint64_t sum_ms = 0, interval_ms = attempt->t1_ms;
    for (uint32_t i = 0; i <= attempt->retransmissions && sum_ms < 64u * attempt->t1_ms; i++) {
        sum_ms += interval_ms;
        interval_ms = 2 * interval_ms < attempt->t2_ms ? 2 * interval_ms : attempt->t2_ms;
    }
    return (sum_ms < 64u * attempt->t1_ms ? sum_ms : 64u * attempt->t1_ms) * 1000u;
}

void hf_calls_attempt_cancel(struct hf_calls_x *x, struct hf_calls_attempt *attempt)
{
    (void)hf_layer_cancel(hf_calls_layer(x->calls), attempt->layer, x->now_us, x->layer_out);
    hf_calls_flush(x, HF_NOTE_OTHER, attempt);
    hf_calls_attempt_move(attempt, HF_CALLS_ATTEMPT_ENDING);
    attempt->bits |= HF_CALLS_CANCELLED;
    attempt->deadline_us = x->now_us + budget_us(attempt);
}

/* WATCHED: a server that has said 100 and nothing more may ring yet, when nobody would hear it any
 * more. ENDING: nobody answers the CANCEL; the INVITE itself is still waited for, by the layer. */
void hf_calls_attempt_wake(struct hf_calls_x *x, struct hf_calls_attempt *attempt)
{
    switch ((enum hf_calls_attempt_state)attempt->state) {
    case HF_CALLS_ATTEMPT_WATCHED: hf_calls_attempt_cancel(x, attempt); break;
    case HF_CALLS_ATTEMPT_ENDING:
        hf_calls_attempt_abandoned(x, attempt, HF_ABANDONED_CANCEL_TIMED_OUT);
        break;
    case HF_CALLS_ATTEMPT_FREE:
    case HF_CALLS_ATTEMPT_WAITING:
    case HF_CALLS_ATTEMPT_CHALLENGED:
    case HF_CALLS_ATTEMPT_ASKED:
    case HF_CALLS_ATTEMPT_OWN:
    case HF_CALLS_ATTEMPT_COUNT: break;
    }
}
