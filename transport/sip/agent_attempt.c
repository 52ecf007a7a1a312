/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The agent's attempts: one request to one target, from its Send to its one answer.
 *
 * FREE        no attempt is here
 * WAITING     its request is under way: transaction.c says when to send it again
 * CHALLENGED  the core was told of a challenge; it says Authenticate or Abandon
 *
 * Answers: a final response (agent_response.c), a failure (timeout, ICMP), or Abandoned, at once
 * from CHALLENGED, else once the watch over a late response is over.
 *
 * Each has the profile that it was begun under (agent_profile.c). One whose profile is gone, or
 * whose text the shell forgot, is not sent again, and waits for its answer all the same.
 */
#include "agent_state.h"

#include <string.h>

#include "holdfast/line.h"

#define T1_CONNECT_MS 63u /* times 64 */

#define BIT(state) (uint8_t)(1u << HF_AGENT_##state)

const uint8_t hf_agent_moves[HF_AGENT_ATTEMPT_COUNT] = {
    [HF_AGENT_FREE] = BIT(WAITING),
    [HF_AGENT_WAITING] = BIT(FREE) | BIT(CHALLENGED),
    [HF_AGENT_CHALLENGED] = BIT(FREE) | BIT(WAITING),
};

static void move(struct hf_agent_attempt *attempt, enum hf_agent_attempt_state to)
{
    HF_ASSERT((hf_agent_moves[attempt->state] & (1u << to)) != 0);
    attempt->state = (uint8_t)to;
    hf_transaction_on_end(&attempt->transaction); /* no deadline outlives its state */
}

static void enter_free(struct hf_agent_attempt *attempt)
{
    move(attempt, HF_AGENT_FREE);
}

/* What was sent may have been taken by the server, which nobody will ever hear. */
static void enter_free_unanswered(struct hf_agent *agent, struct hf_agent_attempt *attempt)
{
    bool binds = attempt->kind == HF_REQUEST_REGISTER && attempt->expires_s != 0 &&
                 attempt->age == HF_AGENT_NOW;
    enter_free(attempt);
    if (binds && (attempt->bits & HF_AGENT_CONNECTING) == 0) {
        struct hf_agent_contact contact = hf_agent_contact(hf_agent_profile_of(agent, attempt),
                                                           attempt->server, &attempt->local);
        hf_agent_contact_strays(agent, &contact);
    }
}

/* CSeq of the next REGISTER of a series: one more than its last (RFC 3261 10.2). A series that was
 * forgotten for newer ones goes on above every CSeq ever used. */
static uint32_t next_cseq(struct hf_agent *agent, uint32_t series)
{
    struct hf_agent_series *place = &agent->series[0];
    for (unsigned i = 0; i < HF_AGENT_SERIES; i++) {
        struct hf_agent_series *entry = &agent->series[i];
        if (entry->cseq != 0 && entry->series == series) {
            place = entry;
            break;
        }
        if (entry->cseq < place->cseq) {
            place = entry;
        }
    }
    bool known = place->cseq != 0 && place->series == series;
    place->cseq = known ? place->cseq + 1 : agent->cseq_max + 1;
    place->series = series;
    if (place->cseq > agent->cseq_max) {
        agent->cseq_max = place->cseq;
    }
    return place->cseq;
}

/* RFC 3261 8.1.1.5: grows with each transaction of a Call-ID. */
static uint32_t cseq_for(struct hf_agent *agent, const struct hf_agent_attempt *attempt)
{
    if (attempt->kind == HF_REQUEST_REGISTER) {
        return next_cseq(agent, attempt->series);
    }
    if (attempt->kind != HF_REQUEST_OTHER) {
        return attempt->cseq + 1;
    }
    struct hf_dialog *dialog = hf_agent_dialog_of(agent, attempt);
    return dialog != NULL ? hf_dialog_next_cseq(dialog) : ++agent->others[attempt->request].cseq;
}

static void note_method(const struct hf_agent *agent, const struct hf_agent_attempt *attempt,
                        struct hf_agent_note *note)
{
    struct hf_slice method = hf_agent_method(agent, attempt);
    HF_ASSERT(method.length < sizeof note->text);
    memcpy(note->text, method.at, method.length);
    note->attempt = attempt->id;
}

/* A new transaction with a new branch; the request leaves now. It can be printed. */
static void enter_waiting(struct hf_agent *agent, struct hf_agent_attempt *attempt,
                          const struct hf_transaction_order *order, struct hf_agent_out *out)
{
    move(attempt, HF_AGENT_WAITING);
    attempt->provisional = 0;
    attempt->branch = ++agent->branches;
    attempt->cseq = cseq_for(agent, attempt);
    hf_agent_count_credentials(agent, attempt);
    hf_transaction_start(&attempt->transaction, order);
    if (!hf_agent_put_request(agent, attempt, out)) {
        /* The caller's out is full of other things; the transaction sends it again soon. */
        hf_agent_note(out, HF_NOTE_OTHER, &attempt->target, "no room to send; waits for T1");
        return;
    }
    note_method(agent, attempt, hf_agent_note(out, HF_NOTE_FIRST_SEND, &attempt->target, ""));
}

struct hf_agent_attempt *hf_agent_find(struct hf_agent *agent, uint64_t id)
{
    for (unsigned i = 0; i < HF_AGENT_ATTEMPTS; i++) {
        if (agent->attempts[i].state != HF_AGENT_FREE && agent->attempts[i].id == id) {
            return &agent->attempts[i];
        }
    }
    return NULL;
}

static bool is_watched(const struct hf_agent *agent, uint64_t id)
{
    for (unsigned i = 0; i < HF_LINE_ABANDONED; i++) {
        if (agent->watched[i].deadline_us != HF_NEVER && agent->watched[i].id == id) {
            return true;
        }
    }
    return false;
}

static struct hf_agent_attempt *free_attempt(struct hf_agent *agent)
{
    for (unsigned i = 0; i < HF_AGENT_ATTEMPTS; i++) {
        if (agent->attempts[i].state == HF_AGENT_FREE) {
            return &agent->attempts[i];
        }
    }
    return NULL;
}

/* C14: `former` counts servers as the configuration before did. */
static const struct hf_agent_profile *profile_for(const struct hf_agent *agent,
                                                  const struct hf_send *send)
{
    return &agent->profiles[send->former != 0 ? HF_AGENT_FORMER : HF_AGENT_NOW];
}

/* Why a request cannot leave from here, or NULL. */
static const char *obstacle(const struct hf_agent *agent, const struct hf_agent_order *order)
{
    const struct hf_send *send = &order->action->u.send;
    if (order->way.local.family == HF_FAMILY_NONE || order->way.local.port == 0 ||
        order->way.local.transport > HF_TRANSPORT_TLS) {
        return "no local address to send from";
    }
    if (send->kind == HF_REQUEST_OTHER &&
        hf_agent_find_other(agent, send->request) == HF_AGENT_NONE) {
        return "a request whose text is not known";
    }
    if ((send->kind != HF_REQUEST_REGISTER && send->kind != HF_REQUEST_OPTIONS &&
         send->kind != HF_REQUEST_OTHER) ||
        send->in_dialog > 1 || (send->in_dialog != 0) != hf_agent_has_dialog(agent, send)) {
        return "a request of a kind that this agent does not send";
    }
    if (send->server == 0 || send->server > profile_for(agent, send)->n_servers ||
        send->target.family == HF_FAMILY_NONE || send->target.transport > HF_TRANSPORT_TLS) {
        return "no such server or target";
    }
    return NULL;
}

static struct hf_transaction_order order_of(const struct hf_agent_attempt *attempt, uint64_t now_us)
{
    struct hf_transaction_order order = {
        .now_us = now_us,
        .retransmissions = attempt->retransmissions,
        .t1_ms = attempt->transaction.t1_ms,
        .t2_ms = attempt->transaction.t2_ms,
        .reliable = attempt->target.transport != HF_TRANSPORT_UDP, /* A3 */
    };
    return order;
}

static uint16_t timer_ms(uint32_t ms) /* config.h: 1..60000 */
{
    return ms == 0 ? 1 : ms > UINT16_MAX ? UINT16_MAX : (uint16_t)ms;
}

/* A3: a connection and its handshake have 4 s: 64*T1 is no less there, as the core has it. */
static uint16_t t1_of(const struct hf_send *send)
{
    uint16_t t1_ms = timer_ms(send->t1_ms);
    return send->target.transport != HF_TRANSPORT_UDP && t1_ms < T1_CONNECT_MS ? T1_CONNECT_MS
                                                                               : t1_ms;
}

static bool is_elsewhere(const struct hf_agent_attempt *attempt,
                         const struct hf_agent_contact *contact)
{
    return contact != NULL && !hf_sip_same_target(&contact->local, &attempt->local);
}

/* How the request reaches its target, from now on. */
static void take_way(struct hf_agent *agent, struct hf_agent_attempt *attempt,
                     const struct hf_agent_way *way)
{
    uint32_t key = hf_agent_profile_of(agent, attempt)->keys[attempt->server - 1];
    attempt->local = way->local;
    attempt->local.transport = attempt->target.transport;
    attempt->flow = way->flow;
    attempt->bits = 0;
    if (attempt->target.transport == HF_TRANSPORT_TCP) {
        agent->sent_by = way->sent_by;
    }
    if (way->flow != 0) {
        attempt->bits = way->open != 0 ? 0 : HF_AGENT_CONNECTING;
        attempt->bits |= way->reused != 0 ? HF_AGENT_REUSED : 0;
    }
    if (attempt->kind == HF_REQUEST_REGISTER) { /* C3a */
        attempt->bits |= is_elsewhere(attempt, hf_agent_contact_known(agent, key))
                             ? HF_AGENT_TAKES_BACK
                             : 0;
        attempt->bits |= is_elsewhere(attempt, hf_agent_contact_stray(agent, key))
                             ? HF_AGENT_TAKES_STRAY
                             : 0;
    }
}

static void begin(struct hf_agent *agent, struct hf_agent_attempt *attempt,
                  const struct hf_send *send, const struct hf_agent_way *way)
{
    memset(attempt, 0, sizeof *attempt);
    attempt->id = send->attempt;
    attempt->target = send->target;
    attempt->series = send->series;
    attempt->expires_s = send->expires_s;
    attempt->retransmissions = send->retransmissions;
    attempt->kind = send->kind;
    attempt->server = send->server;
    attempt->proxy = send->proxy;
    attempt->age = send->former != 0 ? HF_AGENT_FORMER : HF_AGENT_NOW;
    attempt->request = HF_AGENT_NONE;
    attempt->transaction.t1_ms = t1_of(send);
    attempt->transaction.t2_ms = timer_ms(send->t2_ms);
    if (send->kind == HF_REQUEST_OTHER) {
        attempt->request = (uint8_t)hf_agent_find_other(agent, send->request);
    }
    take_way(agent, attempt, way);
    hf_agent_take_credentials(agent, attempt);
}

void hf_agent_send(struct hf_agent *agent, const struct hf_agent_order *order,
                   struct hf_agent_out *out)
{
    const struct hf_send *send = &order->action->u.send;
    if (hf_agent_find(agent, send->attempt) != NULL || is_watched(agent, send->attempt)) {
        hf_agent_note(out, HF_NOTE_OTHER, &send->target, "a Send with an id that is in use");
        return;
    }
    struct hf_agent_attempt *attempt = free_attempt(agent);
    const char *why = attempt == NULL ? "more requests at once than passes"
                                      : obstacle(agent, order);
    if (why != NULL) {
        hf_agent_note(out, HF_NOTE_OTHER, &send->target, why)->attempt = send->attempt;
        hf_agent_failed(out, send->attempt, HF_CAUSE_LOCAL, order->now_us);
        return;
    }
    begin(agent, attempt, send, &order->way);
    struct hf_transaction_order start = order_of(attempt, order->now_us);
    enter_waiting(agent, attempt, &start, out);
    if (attempt->flow != 0 && order->way.open != 0) { /* A3: nothing is left to wait for */
        hf_agent_event(out, HF_EVENT_CONNECTED, order->now_us)->u.connected.attempt = attempt->id;
    }
}

static bool send_again(const struct hf_agent *agent, const struct hf_agent_attempt *attempt,
                       struct hf_agent_out *out)
{
    if (!hf_agent_can_print(attempt)) {
        return true; /* nothing to send */
    }
    if (!hf_agent_put_request(agent, attempt, out)) {
        return false;
    }
    hf_agent_note(out, HF_NOTE_RETRANSMISSION, &attempt->target, "")->attempt = attempt->id;
    return true;
}

void hf_agent_extend(struct hf_agent *agent, const struct hf_agent_order *order,
                     struct hf_agent_out *out)
{
    struct hf_agent_attempt *attempt = hf_agent_find(agent, order->action->u.attempt.attempt);
    if (attempt == NULL) {
        return; /* its answer and the order crossed */
    }
    attempt->retransmissions = HF_RETRANSMIT_FREELY;
    if (attempt->state == HF_AGENT_WAITING &&
        hf_transaction_on_extend(&attempt->transaction, order->now_us) ==
            HF_TRANSACTION_SEND_AGAIN) {
        send_again(agent, attempt, out);
    }
}

/* Why a challenge cannot be answered from here, or NULL. */
static const char *obstacle_to_answer(const struct hf_agent_attempt *attempt,
                                      const struct hf_agent_way *way)
{
    if (!hf_agent_can_print(attempt)) {
        return "what it says is not known any more";
    }
    if ((attempt->bits & HF_AGENT_LOST) != 0 && way->flow == 0) {
        return "its connection is gone, and there is no other";
    }
    return NULL;
}

void hf_agent_authenticate(struct hf_agent *agent, const struct hf_agent_order *order,
                           struct hf_agent_out *out)
{
    struct hf_agent_attempt *attempt = hf_agent_find(agent, order->action->u.attempt.attempt);
    if (attempt == NULL || attempt->state != HF_AGENT_CHALLENGED) {
        hf_agent_note(out, HF_NOTE_OTHER, NULL, "nothing to authenticate");
        return;
    }
    const char *why = obstacle_to_answer(attempt, &order->way);
    if (why != NULL) {
        hf_agent_note(out, HF_NOTE_OTHER, &attempt->target, why)->attempt = attempt->id;
        hf_agent_failed(out, attempt->id, HF_CAUSE_LOCAL, order->now_us);
        enter_free(attempt);
        return;
    }
    if (order->way.flow != 0) {
        take_way(agent, attempt, &order->way);
        attempt->bits &= (uint8_t)~HF_AGENT_REUSED; /* A6a: the server has answered */
    }
    struct hf_transaction_order start = order_of(attempt, order->now_us);
    enter_waiting(agent, attempt, &start, out);
}

/* A free place; with none left the watch that has the least time to go ends now. */
static struct hf_agent_watched *place_to_watch(struct hf_agent *agent, uint64_t now_us,
                                               struct hf_agent_out *out)
{
    struct hf_agent_watched *oldest = &agent->watched[0];
    for (unsigned i = 0; i < HF_LINE_ABANDONED; i++) {
        if (agent->watched[i].deadline_us == HF_NEVER) {
            return &agent->watched[i];
        }
        if (agent->watched[i].deadline_us < oldest->deadline_us) {
            oldest = &agent->watched[i];
        }
    }
    hf_agent_abandoned(out, oldest->id, now_us);
    return oldest;
}

void hf_agent_abandon(struct hf_agent *agent, const struct hf_agent_order *order,
                      struct hf_agent_out *out)
{
    struct hf_agent_attempt *attempt = hf_agent_find(agent, order->action->u.attempt.attempt);
    if (attempt == NULL) {
        return; /* its answer and the order crossed */
    }
    hf_agent_note(out, HF_NOTE_ABANDON, &attempt->target, "")->attempt = attempt->id;
    if (attempt->state == HF_AGENT_CHALLENGED) {
        hf_agent_abandoned(out, attempt->id, order->now_us);
        enter_free(attempt);
        return;
    }
    struct hf_agent_watched *watched = place_to_watch(agent, order->now_us, out);
    memset(watched, 0, sizeof *watched);
    watched->id = attempt->id;
    watched->deadline_us = hf_transaction_end_us(&attempt->transaction);
    watched->target_mark = hf_agent_target_mark(agent, &attempt->target);
    watched->branch = attempt->branch;
    watched->kind = attempt->kind;
    watched->server = attempt->server;
    watched->age = attempt->age;
    if (attempt->kind == HF_REQUEST_REGISTER && attempt->expires_s != 0) {
        watched->local = attempt->local;
    }
    enter_free_unanswered(agent, attempt);
}

void hf_agent_attempt_challenged(struct hf_agent_attempt *attempt)
{
    move(attempt, HF_AGENT_CHALLENGED);
    attempt->bits &= (uint8_t) ~(HF_AGENT_REUSED | HF_AGENT_CONNECTING);
}

static bool is_on(const struct hf_agent_attempt *attempt,
                  const struct hf_agent_unreachable *failure)
{
    return attempt->flow == failure->flow &&
           (failure->flow != 0 || hf_sip_same_target(&attempt->target, &failure->target));
}

/* A6a: the server may just have closed a connection that was idle, or closes after an answer. */
static bool may_have_been_idle(const struct hf_agent_attempt *attempt, unsigned cause)
{
    return (cause == HF_CAUSE_RESET || cause == HF_CAUSE_CLOSED) && attempt->provisional == 0 &&
           (attempt->bits & (HF_AGENT_REUSED | HF_AGENT_CONNECTING)) == HF_AGENT_REUSED;
}

void hf_agent_attempt_unreachable(struct hf_agent *agent, struct hf_agent_attempt *attempt,
                                  const struct hf_agent_unreachable *failure,
                                  struct hf_agent_out *out)
{
    if (attempt->state == HF_AGENT_FREE || !is_on(attempt, failure)) {
        return;
    }
    if (attempt->state == HF_AGENT_CHALLENGED) { /* it needs another one, if it goes on */
        attempt->bits |= failure->flow != 0 ? HF_AGENT_LOST : 0;
        attempt->flow = 0;
        return;
    }
    if (failure->flow != 0) {
        hf_agent_note(out, HF_NOTE_CONNECTION_LOST, &attempt->target, hf_cause_name(failure->cause))
            ->attempt = attempt->id;
    }
    hf_agent_failed(out, attempt->id, failure->cause, failure->now_us);
    out->events[out->n_events - 1].u.failed.reused = may_have_been_idle(attempt, failure->cause);
    enter_free_unanswered(agent, attempt);
}

void hf_agent_attempt_connected(struct hf_agent_attempt *attempt, uint64_t now_us,
                                struct hf_agent_out *out)
{
    uint64_t started_us = attempt->transaction.started_us;
    if (attempt->state != HF_AGENT_WAITING || (attempt->bits & HF_AGENT_CONNECTING) == 0) {
        return;
    }
    attempt->bits &= (uint8_t)~HF_AGENT_CONNECTING;
    struct hf_agent_note *note = hf_agent_note(out, HF_NOTE_CONNECT, &attempt->target, "");
    note->attempt = attempt->id;
    note->round_trip_us = now_us > started_us ? now_us - started_us : 0;
    hf_agent_event(out, HF_EVENT_CONNECTED, now_us)->u.connected.attempt = attempt->id;
}

uint64_t hf_agent_flow(const struct hf_agent *agent, uint64_t attempt)
{
    struct hf_agent_place place;
    return hf_agent_place(agent, attempt, &place) ? place.flow : 0;
}

bool hf_agent_place(const struct hf_agent *agent, uint64_t attempt, struct hf_agent_place *place)
{
    memset(place, 0, sizeof *place);
    for (unsigned i = 0; i < HF_AGENT_ATTEMPTS; i++) {
        const struct hf_agent_attempt *a = &agent->attempts[i];
        if (a->state == HF_AGENT_FREE || a->id != attempt) {
            continue;
        }
        place->target = a->target;
        place->flow = a->flow;
        place->former = a->age != HF_AGENT_NOW;
        if (a->age != HF_AGENT_GONE) {
            place->host = hf_agent_verified_host(agent, hf_agent_profile_of(agent, a), a->server,
                                                 a->proxy);
        }
        return true;
    }
    return false;
}

void hf_agent_attempt_answered(struct hf_agent_attempt *attempt)
{
    enter_free(attempt);
}

bool hf_agent_attempt_wake(struct hf_agent *agent, struct hf_agent_attempt *attempt,
                           uint64_t now_us, struct hf_agent_out *out)
{
    struct hf_transaction before = attempt->transaction;
    if (attempt->state != HF_AGENT_WAITING || now_us < before.deadline_us) {
        return true;
    }
    if (!hf_agent_out_has_room(out)) {
        return false;
    }
    switch (hf_transaction_on_deadline(&attempt->transaction, now_us)) {
    case HF_TRANSACTION_SEND_AGAIN:
        if (!send_again(agent, attempt, out)) {
            attempt->transaction = before;
            return false;
        }
        break;
    case HF_TRANSACTION_TIMED_OUT:
        hf_agent_failed(out, attempt->id, HF_CAUSE_SILENCE, now_us);
        enter_free_unanswered(agent, attempt);
        break;
    case HF_TRANSACTION_NOTHING: break;
    }
    return true;
}
