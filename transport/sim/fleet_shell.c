/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The shell of a fleet's line: carries out what it orders, as shell.c does, over UDP. Its slots for
 * outstanding requests are given as they are needed: most lines wait for nothing most of the time.
 */
#include <stdlib.h>
#include <string.h>

#include "fleet_inside.h"

#define MS_US UINT64_C(1000)

static uint64_t lifetime_us(const struct fleet_txn *txn)
{
    return 64 * MS_US * txn->t1_ms;
}

int fleet_txn_is_under_way(const struct fleet_txn *txn)
{
    return txn->state == FLEET_TXN_CALLING || txn->state == FLEET_TXN_PROCEEDING;
}

void fleet_txn_release(struct fleet_txn *txn)
{
    *txn = (struct fleet_txn){.provisional_us = HF_NEVER};
}

struct fleet_txn *fleet_txn_find(const struct fleet_line *line, uint64_t attempt)
{
    for (unsigned i = 0; i < line->n_txns; i++) {
        if (line->txns[i].state != FLEET_TXN_FREE && line->txns[i].attempt == attempt)
            return &line->txns[i];
    }
    return NULL;
}

/* ---- sending ---- */

static struct fleet_txn *find_slot(struct fleet_worker *worker)
{
    struct fleet_line *line = worker->line;

    for (unsigned i = 0; i < line->n_txns; i++) {
        if (line->txns[i].state == FLEET_TXN_FREE)
            return &line->txns[i];
    }
    const unsigned room = line->n_txns == 0 ? 1 : 2u * line->n_txns;
    struct fleet_txn *txns = room > HF_SIM_TRANSACTIONS ? NULL
                                                        : realloc(line->txns, room * sizeof(*txns));
    if (txns == NULL) {
        fleet_fault(worker, "out of memory for its requests");
        return NULL;
    }
    const unsigned first = line->n_txns;
    for (unsigned i = first; i < room; i++)
        fleet_txn_release(&txns[i]);
    line->txns = txns;
    line->n_txns = (uint16_t)room;
    return &txns[first];
}

/* Answered when all others' requests of this epoch are known: the line waits for that. */
static void wait_for(struct fleet_worker *worker, const struct fleet_request *request)
{
    const uint64_t epoch_us = worker->plan->epoch_us;
    const uint64_t epoch = worker->now_us / epoch_us;

    if (worker->until_us > (epoch + 1) * epoch_us)
        worker->until_us = (epoch + 1) * epoch_us;
    if (worker->n_sent == worker->room_sent) {
        const size_t room = worker->room_sent == 0 ? 1024 : 2 * worker->room_sent;
        struct fleet_request *sent = realloc(worker->sent, room * sizeof(*sent));

        if (sent == NULL) {
            fleet_fault(worker, "out of memory for requests");
            return;
        }
        worker->sent = sent;
        worker->room_sent = room;
    }
    worker->sent[worker->n_sent] = *request;
    worker->sent[worker->n_sent++].epoch = (uint32_t)epoch;
}

static void emit(struct fleet_worker *worker, const struct fleet_txn *txn, int is_again)
{
    const struct hf_fleet_plan *plan = worker->plan;
    struct fleet_request request = {.attempt = txn->attempt,
                                    .credentials_us = txn->credentials_us,
                                    .line = worker->line->number,
                                    .order = worker->line->next_order++,
                                    .expires_s = txn->expires_s,
                                    .server = txn->server,
                                    .kind = txn->kind,
                                    .branch = txn->branch,
                                    .is_again = (uint8_t)is_again};

    if (txn->server == plan->n_servers)
        return; /* nobody is there */
    const struct fleet_server *server = &plan->servers[txn->server];
    request.at_us = worker->now_us + fleet_spell(server, worker->now_us)->server.round_trip_us / 2;
    if (fleet_is_contended(server, request.at_us))
        wait_for(worker, &request);
    else
        fleet_serve(worker, worker->line, &request);
}

static void begin(struct fleet_worker *worker, struct fleet_txn *txn, uint32_t limit)
{
    txn->state = FLEET_TXN_CALLING;
    txn->branch++;
    txn->resent = 0;
    txn->limit = limit;
    txn->began_us = worker->now_us;
    txn->interval_ms = txn->t1_ms;
    txn->resend_us = worker->now_us + MS_US * txn->interval_ms;
    txn->final.kind = FLEET_ANSWER_NONE;
    txn->provisional_us = HF_NEVER;
    emit(worker, txn, 0);
}

static void send_first(struct fleet_worker *worker, const struct hf_send *send)
{
    struct fleet_txn *txn = find_slot(worker);

    if (txn == NULL)
        return;
    txn->attempt = send->attempt;
    txn->kind = send->kind;
    txn->expires_s = send->expires_s;
    txn->t1_ms = send->t1_ms;
    txn->t2_ms = send->t2_ms;
    txn->server = (uint8_t)fleet_server_at(worker->plan, &send->target);
    txn->credentials_us = txn->server == worker->plan->n_servers
                              ? HF_NEVER
                              : worker->line->places[txn->server].credentials_us;
    txn->ordered = send->retransmissions;
    begin(worker, txn, send->retransmissions);
}

/* ---- other orders ---- */

static void authenticate(struct fleet_worker *worker, struct fleet_txn *txn)
{
    if (txn->state != FLEET_TXN_CHALLENGED || txn->server == worker->plan->n_servers) {
        fleet_fault(worker, "Authenticate for an attempt that was not challenged");
        return;
    }
    txn->credentials_us = worker->now_us;
    worker->line->places[txn->server].credentials_us = worker->now_us;
    begin(worker, txn, txn->ordered);
}

/* Nothing more can come: the line is told so at once. */
static void end_watch(struct fleet_worker *worker, struct fleet_txn *txn)
{
    txn->state = FLEET_TXN_OVER;
    txn->provisional_us = HF_NEVER;
    txn->final = (struct fleet_answer){
        .kind = FLEET_ANSWER_NOTHING, .at_us = worker->now_us, .order = worker->line->next_order++};
}

static void carry_out_order(struct fleet_worker *worker, const struct hf_action *action)
{
    struct fleet_txn *txn = fleet_txn_find(worker->line, action->u.attempt.attempt);

    if (txn == NULL)
        fleet_fault(worker, "an order for an attempt that is over");
    else if (action->kind == HF_ACTION_EXTEND)
        txn->limit = HF_RETRANSMIT_FREELY;
    else if (action->kind == HF_ACTION_AUTHENTICATE)
        authenticate(worker, txn);
    else if (fleet_txn_is_under_way(txn))
        txn->state = FLEET_TXN_WATCHED;
    else if (txn->state == FLEET_TXN_CHALLENGED)
        end_watch(worker, txn);
    else
        fleet_fault(worker, "an attempt is abandoned twice");
}

void fleet_carry_out(struct fleet_worker *worker, const struct hf_action *action)
{
    switch (action->kind) {
    case HF_ACTION_SEND: send_first(worker, &action->u.send); break;
    case HF_ACTION_EXTEND:
    case HF_ACTION_AUTHENTICATE:
    case HF_ACTION_ABANDON: carry_out_order(worker, action); break;
    case HF_ACTION_RESOLVE: fleet_resolve(worker, &action->u.resolve); break;
    case HF_ACTION_KEEP_ALIVE: fleet_keep_alive(worker, &action->u.keep_alive); break;
    default:
        break; /* each phone has one line: nobody to share rests with; reports and decisions
                       are nobody's here */
    }
}

/* ---- retransmission ---- */

static int may_resend(const struct fleet_txn *txn)
{
    return fleet_txn_is_under_way(txn) && txn->resend_us < txn->began_us + lifetime_us(txn) &&
           (txn->limit == HF_RETRANSMIT_FREELY || txn->resent < txn->limit);
}

static uint64_t next_us(const struct fleet_txn *txn)
{
    const uint64_t end_us = txn->began_us + lifetime_us(txn);

    if (txn->state == FLEET_TXN_WATCHED)
        return end_us;
    if (may_resend(txn))
        return txn->resend_us;
    /* A microsecond later than the line's own deadline, which comes last at its moment. */
    return fleet_txn_is_under_way(txn) ? end_us + 1 : HF_NEVER;
}

uint64_t fleet_shell_next_us(const struct fleet_line *line)
{
    uint64_t first_us = HF_NEVER;

    for (unsigned i = 0; i < line->n_txns; i++) {
        const uint64_t at_us = next_us(&line->txns[i]);

        first_us = at_us < first_us ? at_us : first_us;
    }
    return first_us;
}

/* RFC 3261 17.1.2.2. */
static void resend(struct fleet_worker *worker, struct fleet_txn *txn)
{
    txn->resent++;
    txn->interval_ms *= 2;
    if (txn->interval_ms > txn->t2_ms || txn->state == FLEET_TXN_PROCEEDING)
        txn->interval_ms = txn->t2_ms;
    /* A limit that was lifted late leaves one retransmission due, not a burst of them. */
    txn->resend_us += MS_US * txn->interval_ms;
    if (txn->resend_us <= worker->now_us)
        txn->resend_us = worker->now_us + MS_US * txn->interval_ms;
    emit(worker, txn, 1);
}

void fleet_shell_wake(struct fleet_worker *worker)
{
    struct fleet_line *line = worker->line;

    for (unsigned i = 0; i < line->n_txns; i++) {
        struct fleet_txn *txn = &line->txns[i];

        if (txn->state == FLEET_TXN_FREE || next_us(txn) > worker->now_us)
            continue;
        if (txn->state == FLEET_TXN_WATCHED)
            end_watch(worker, txn);
        else if (may_resend(txn))
            resend(worker, txn);
        else
            fleet_fault(worker, "an attempt outlives 64*T1 (H6)");
    }
}
