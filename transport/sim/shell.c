/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The modelled shell: carries out what a line orders, as action.h documents it, so that each
 * attempt can be answered exactly once (receive.c). Retransmission follows RFC 3261 17.1.2.2
 * (Timer E) under the line's limit; Timer F is the line's own budget, and a line that lets an
 * attempt outlive it is at fault.
 */
#include "inside.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static struct line *line_of(struct hf_sim_world *world, unsigned line)
{
    return &world->lines[line - 1];
}

struct transaction *shell_find(struct line *line, uint64_t attempt)
{
    for (unsigned i = 0; i < HF_SIM_TRANSACTIONS; i++) {
        struct transaction *transaction = &line->transactions[i];

        if (transaction->state != TRANSACTION_FREE && transaction->send.attempt == attempt)
            return transaction;
    }
    return NULL;
}

void shell_release(struct transaction *transaction)
{
    *transaction = (struct transaction){0};
}

int shell_is_under_way(const struct transaction *transaction)
{
    return transaction->state == TRANSACTION_CALLING ||
           transaction->state == TRANSACTION_PROCEEDING;
}

static uint64_t lifetime_us(const struct transaction *transaction)
{
    return UINT64_C(64000) * transaction->send.t1_ms;
}

/* ---- sending ---- */

void shell_emit(struct hf_sim_world *world, unsigned number, const struct transaction *transaction)
{
    const struct line *line = line_of(world, number);
    const struct hf_send *send = &transaction->send;
    const struct hf_sim_server *server = hf_sim_server_at(world, &send->target);
    struct message request = {.kind = MESSAGE_REQUEST,
                              .line = number,
                              .attempt = send->attempt,
                              .call = transaction->call,
                              .branch = transaction->branch,
                              .connection = transaction->connection,
                              .request = send->kind,
                              .target = send->target,
                              .server = send->server,
                              .proxy = send->proxy,
                              .expires_s = send->expires_s,
                              .wrong_password = line->wrong_password};

    if (server == NULL || allowed_is_down(line, &send->target))
        return;
    if (send->target.transport != HF_TRANSPORT_UDP && transaction->connection == 0)
        request.kind = MESSAGE_CONNECT; /* the request follows when the connection is open */
    memcpy(request.credentials_us, transaction->credentials_us, sizeof(request.credentials_us));
    request.at_us = world->now_us + server->round_trip_us / 2;
    world_post(world, &request);
}

void shell_note(struct hf_sim_world *world, unsigned line, const struct transaction *transaction,
                enum hf_sim_note_kind kind)
{
    world_note(world, &(struct hf_sim_note){.kind = kind,
                                            .line = line,
                                            .attempt = transaction->send.attempt,
                                            .request = transaction->send.kind,
                                            .target = transaction->send.target});
}

static void begin(struct hf_sim_world *world, unsigned line, struct transaction *transaction)
{
    const struct flow *flow = flow_at(world, line, &transaction->send.target);
    const int is_first = transaction->branch == 0;

    transaction->state = TRANSACTION_CALLING;
    transaction->branch++;
    transaction->resent = 0;
    transaction->told = 0;
    transaction->limit = transaction->send.retransmissions;
    transaction->began_us = world->now_us;
    transaction->interval_us = UINT64_C(1000) * transaction->send.t1_ms;
    transaction->resend_us = world->now_us + transaction->interval_us;
    transaction->connection = flow == NULL || (is_first && transaction->send.fresh)
                                  ? 0
                                  : flow->connection;
    transaction->reused = is_first && transaction->connection != 0;
    shell_emit(world, line, transaction);
    if (!allowed_is_down(line_of(world, line), &transaction->send.target) &&
        (transaction->send.target.transport == HF_TRANSPORT_UDP || transaction->connection != 0))
        shell_note(world, line, transaction, HF_SIM_NOTE_SENT);
}

/* Promises are about how it came to this Send; T1 is that of the ghosts it may leave. */
static void note_call(struct hf_sim_world *world, unsigned number, struct transaction *transaction)
{
    struct call *call = call_find(line_of(world, number), transaction->call);

    transaction->is_followed = line_of(world, number)->is_redirected;
    promises_sent(world, number, transaction);
    if (call != NULL && call->t1_ms < transaction->send.t1_ms)
        call->t1_ms = transaction->send.t1_ms;
}

static void carry_out_send(struct hf_sim_world *world, unsigned number, const struct hf_send *send)
{
    struct line *line = line_of(world, number);
    struct transaction *transaction = NULL;

    if (send->attempt <= line->last_attempt)
        world_fault(world, number, "an attempt id is used again (E: ids are never reused)");
    const char *objection = allowed_send(line, send);
    if (objection != NULL)
        world_fault(world, number, objection);
    line->last_attempt = send->attempt;
    for (unsigned i = 0; i < HF_SIM_TRANSACTIONS && transaction == NULL; i++) {
        if (line->transactions[i].state == TRANSACTION_FREE)
            transaction = &line->transactions[i];
    }
    if (transaction == NULL) {
        world_fault(world, number, "more attempts outstanding than this world has room for");
        return;
    }
    *transaction = (struct transaction){.send = *send, .call = call_of_send(line, send)};
    transaction->send.target = hf_sim_hop(world, number, send);
    const struct hf_sim_server *server = hf_sim_server_at(world, &transaction->send.target);
    for (unsigned realm = 0; realm < HF_SIM_REALMS; realm++)
        transaction->credentials_us[realm] =
            server == NULL ? HF_NEVER : line->credentials_us[server - world->servers][realm];
    note_call(world, number, transaction);
    begin(world, number, transaction);
    if (allowed_is_down(line, &transaction->send.target))
        world_post(world, &(struct message){.kind = MESSAGE_FAILURE,
                                            .at_us = world->now_us,
                                            .line = number,
                                            .attempt = send->attempt,
                                            .branch = transaction->branch,
                                            .target = transaction->send.target,
                                            .cause = HF_CAUSE_LOCAL});
}

/* ---- other orders ---- */

static void authenticate(struct hf_sim_world *world, unsigned number,
                         struct transaction *transaction)
{
    struct line *line = line_of(world, number);
    const struct hf_sim_server *server = hf_sim_server_at(world, &transaction->send.target);

    if (transaction->state != TRANSACTION_CHALLENGED || server == NULL) {
        world_fault(world, number, "Authenticate for an attempt that was not challenged");
        return;
    }
    transaction->credentials_us[transaction->realm] = world->now_us;
    line->credentials_us[server - world->servers][transaction->realm] = world->now_us;
    begin(world, number, transaction);
}

/* A line remembers HF_LINE_ABANDONED attempts that it gave up; for one more it forgets the oldest,
 * whose answer will be late. */
static void forget_oldest(struct line *line)
{
    struct transaction *oldest = NULL;
    unsigned n = 0;

    for (unsigned i = 0; i < HF_SIM_TRANSACTIONS; i++) {
        struct transaction *transaction = &line->transactions[i];

        if (transaction->state != TRANSACTION_WATCHED || transaction->is_forgotten)
            continue;
        n++;
        if (oldest == NULL || transaction->send.attempt < oldest->send.attempt)
            oldest = transaction;
    }
    if (n >= HF_LINE_ABANDONED)
        oldest->is_forgotten = 1;
}

static void abandon(struct hf_sim_world *world, unsigned number, struct transaction *transaction)
{
    if (transaction->state == TRANSACTION_WATCHED) {
        world_fault(world, number, "an attempt is abandoned twice");
        return;
    }
    shell_note(world, number, transaction, HF_SIM_NOTE_ABANDONED);
    if (shell_is_under_way(transaction)) {
        forget_oldest(line_of(world, number));
        transaction->state = TRANSACTION_WATCHED;
        if (transaction->send.kind == HF_REQUEST_INVITE)
            ending_abandoned(world, number, transaction);
        return;
    }
    /* Its challenge was the final response of its last transaction: nothing more can come. */
    world_post(world, &(struct message){.kind = MESSAGE_ABANDONED,
                                        .at_us = world->now_us,
                                        .line = number,
                                        .attempt = transaction->send.attempt});
    shell_release(transaction);
}

static void carry_out_order(struct hf_sim_world *world, unsigned number,
                            const struct hf_action *action)
{
    struct line *line = line_of(world, number);
    const uint64_t attempt = action->u.attempt.attempt;
    struct transaction *transaction = shell_find(line, attempt);

    if (transaction == NULL) {
        char text[96];

        snprintf(text, sizeof(text), "%s for attempt %" PRIu64 ", which is over",
                 hf_action_name(action->kind), attempt);
        world_fault(world, number, text);
        return;
    }
    if (action->kind == HF_ACTION_EXTEND)
        transaction->limit = HF_RETRANSMIT_FREELY;
    else if (action->kind == HF_ACTION_AUTHENTICATE)
        authenticate(world, number, transaction);
    else
        abandon(world, number, transaction);
}

/* The phone's other lines hear of it; each has a clock of its own. */
static void share_rest(struct hf_sim_world *world, unsigned number,
                       const struct hf_share_rest *rest)
{
    const uint64_t own_us = rest->until_us - line_of(world, number)->clock_us;
    const uint64_t until_us = rest->until_us == HF_NEVER ? HF_NEVER : own_us;

    for (unsigned other = 1; other <= world->n_lines; other++) {
        if (other != number)
            world_post(world, &(struct message){.kind = MESSAGE_RESTED,
                                                .at_us = world->now_us,
                                                .line = other,
                                                .target = rest->target,
                                                .until_us = until_us,
                                                .cause = rest->cause});
    }
}

void shell_carry_out(struct hf_sim_world *world, unsigned line, const struct hf_action *action)
{
    switch (action->kind) {
    case HF_ACTION_SEND: carry_out_send(world, line, &action->u.send); break;
    case HF_ACTION_EXTEND:
    case HF_ACTION_AUTHENTICATE:
    case HF_ACTION_ABANDON: carry_out_order(world, line, action); break;
    case HF_ACTION_KEEP:
    case HF_ACTION_END: ending_ordered(world, line, action); break;
    case HF_ACTION_RESOLVE: dns_carry_out(world, line, &action->u.resolve); break;
    case HF_ACTION_SHARE_REST: share_rest(world, line, &action->u.rest); break;
    case HF_ACTION_KEEP_ALIVE: flow_carry_out(world, line, &action->u.keep_alive); break;
    default: break; /* reports and decisions are the observer's */
    }
}

/* ---- retransmission ---- */

static int may_resend(const struct transaction *transaction)
{
    if (!shell_is_under_way(transaction) ||
        transaction->send.target.transport != HF_TRANSPORT_UDP ||
        transaction->resend_us >= transaction->began_us + lifetime_us(transaction))
        return 0;
    if (transaction->send.kind == HF_REQUEST_INVITE && transaction->state == TRANSACTION_PROCEEDING)
        return 0; /* RFC 3261 17.1.1.2 */
    return transaction->limit == HF_RETRANSMIT_FREELY || transaction->resent < transaction->limit;
}

/* A7: behind a lone 100 an INVITE has 64*T1, behind 101..199 what ring_timeout_s says. */
static uint64_t end_us(const struct transaction *transaction)
{
    const int is_invite = transaction->send.kind == HF_REQUEST_INVITE;

    if (is_invite && transaction->told > 100)
        return HF_NEVER;
    return lifetime_us(transaction) +
           (is_invite && transaction->told != 0 ? transaction->told_us : transaction->began_us);
}

static uint64_t next_us(const struct transaction *transaction)
{
    const uint64_t at_us = end_us(transaction);

    if (transaction->state == TRANSACTION_WATCHED)
        return transaction->send.kind == HF_REQUEST_INVITE ? ending_next_us(transaction) : at_us;
    if (may_resend(transaction))
        return transaction->resend_us;
    /* A microsecond later than the line's own deadline, which comes last at its moment. */
    return shell_is_under_way(transaction) && at_us != HF_NEVER ? at_us + 1 : HF_NEVER;
}

uint64_t shell_next_us(const struct line *line)
{
    uint64_t first_us = flow_next_us(line);

    for (unsigned i = 0; i < HF_SIM_TRANSACTIONS; i++) {
        const struct transaction *transaction = &line->transactions[i];

        if (transaction->state != TRANSACTION_FREE && next_us(transaction) < first_us)
            first_us = next_us(transaction);
    }
    return first_us;
}

static void resend(struct hf_sim_world *world, unsigned line, struct transaction *transaction)
{
    const uint64_t t2_us = UINT64_C(1000) * transaction->send.t2_ms;

    transaction->resent++;
    transaction->interval_us *= 2;
    if (transaction->send.kind != HF_REQUEST_INVITE &&
        (transaction->interval_us > t2_us || transaction->state == TRANSACTION_PROCEEDING))
        transaction->interval_us = t2_us;
    /* A limit that was lifted late leaves one retransmission due, not a burst of them. */
    transaction->resend_us += transaction->interval_us;
    if (transaction->resend_us <= world->now_us)
        transaction->resend_us = world->now_us + transaction->interval_us;
    shell_emit(world, line, transaction);
    shell_note(world, line, transaction, HF_SIM_NOTE_RESEND);
}

/* Timer F of the shell's own. The line's comes first, unless its T1 has grown since the Send and
 * the request stays where it is, in a dialog (C14). */
static void time_out(struct hf_sim_world *world, unsigned number,
                     const struct transaction *transaction)
{
    const struct hf_send *send = &transaction->send;

    if (hf_line_config(line_of(world, number)->line)->t1_ms <= send->t1_ms) {
        world_fault(world, number, "an attempt outlives 64*T1 (H6)");
        return;
    }
    world_post(world, &(struct message){.kind = MESSAGE_FAILURE,
                                        .at_us = world->now_us,
                                        .line = number,
                                        .attempt = send->attempt,
                                        .branch = transaction->branch,
                                        .target = send->target,
                                        .cause = HF_CAUSE_SILENCE});
}

void shell_wake(struct hf_sim_world *world, unsigned number)
{
    struct line *line = line_of(world, number);

    flow_wake(world, number);
    for (unsigned i = 0; i < HF_SIM_TRANSACTIONS; i++) {
        struct transaction *transaction = &line->transactions[i];
        const uint64_t attempt = transaction->send.attempt;
        const uint8_t is_forgotten = transaction->is_forgotten;

        if (transaction->state == TRANSACTION_FREE || next_us(transaction) > world->now_us)
            continue;
        if (transaction->state == TRANSACTION_WATCHED &&
            transaction->send.kind == HF_REQUEST_INVITE) {
            ending_wake(world, number, transaction);
        } else if (transaction->state == TRANSACTION_WATCHED) {
            shell_release(transaction);
            world_post(world, &(struct message){.kind = MESSAGE_ABANDONED,
                                                .at_us = world->now_us,
                                                .line = number,
                                                .attempt = attempt,
                                                .is_forgotten = is_forgotten});
        } else if (may_resend(transaction)) {
            resend(world, number, transaction);
        } else {
            time_out(world, number, transaction);
            return;
        }
    }
}

/* ---- the rest ---- */

void shell_forget(struct line *line)
{
    memset(line->transactions, 0, sizeof(line->transactions));
    memset(line->flows, 0, sizeof(line->flows));
    memset(line->kept, 0, sizeof(line->kept));
    memset(line->queries, 0, sizeof(line->queries));
    calls_forget(line);
}

void shell_answered(struct line *line, const struct hf_event *event)
{
    uint64_t attempt = 0;

    if (event->kind == HF_EVENT_DNS_ANSWERED)
        dns_answered(line, event->u.dns.query);
    if (event->kind == HF_EVENT_RESPONSE_RECEIVED)
        attempt = event->u.response.attempt;
    else if (event->kind == HF_EVENT_ATTEMPT_FAILED)
        attempt = event->u.failed.attempt;
    else if (event->kind == HF_EVENT_ABANDONED)
        attempt = event->u.abandoned.attempt;
    struct transaction *transaction = attempt == 0 ? NULL : shell_find(line, attempt);
    if (transaction != NULL)
        shell_release(transaction);
}

int shell_is_waiting(const struct line *line)
{
    for (unsigned i = 0; i < HF_SIM_TRANSACTIONS; i++) {
        const struct transaction *transaction = &line->transactions[i];
        const int rings = transaction->send.kind == HF_REQUEST_INVITE && transaction->told > 100;

        if (shell_is_under_way(transaction) && !rings) /* A7: without ring_timeout_s, for ever */
            return 1;
    }
    return 0;
}
