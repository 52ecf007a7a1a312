/* SPDX-License-Identifier: Apache-2.0 */
/*
 * INVITEs that the line has given up, at its shell (A11). What comes late is asked about: kept, it
 * is the call's own again; otherwise a 101..199 is CANCELled, a 2xx acknowledged and ended by BYE.
 *
 * CANCEL goes where a provisional response has come, never before (RFC 3261 9.1): at once when the
 * line gives up what has had one; behind a late 100 when the call goes on without it or is over, or
 * when its watch ends. It has A1's budget; 64*T1 after one that was answered the INVITE counts as
 * ended (E6).
 */
#include "inside.h"

#include <stdio.h>

static struct line *line_of(struct hf_sim_world *world, unsigned line)
{
    return &world->lines[line - 1];
}

static uint64_t lifetime_us(const struct transaction *transaction)
{
    return UINT64_C(64000) * transaction->send.t1_ms;
}

/* A1's budget of a request that is no INVITE. */
static uint64_t budget_us(const struct transaction *transaction)
{
    const struct hf_send *send = &transaction->send;
    uint64_t sum_us = 0, interval_us = UINT64_C(1000) * send->t1_ms;

    for (uint32_t i = 0; i <= send->retransmissions && sum_us < lifetime_us(transaction); i++) {
        sum_us += interval_us;
        interval_us *= 2;
        if (interval_us > UINT64_C(1000) * send->t2_ms)
            interval_us = UINT64_C(1000) * send->t2_ms;
    }
    return sum_us < lifetime_us(transaction) ? sum_us : lifetime_us(transaction);
}

/* ---- CANCEL, and the BYE of a late call ---- */

static void emit(struct hf_sim_world *world, unsigned number, const struct transaction *transaction)
{
    const struct hf_send *send = &transaction->send;
    const struct hf_sim_server *server = hf_sim_server_at(world, &send->target);

    world_note(world, &(struct hf_sim_note){.kind = HF_SIM_NOTE_OWN,
                                            .line = number,
                                            .attempt = send->attempt,
                                            .target = send->target,
                                            .status = transaction->ending_resent != 0,
                                            .text = transaction->ending == ENDING_CANCEL ? "CANCEL"
                                                                                         : "BYE"});
    if (server == NULL || allowed_is_down(line_of(world, number), &send->target))
        return;
    world_post(world, &(struct message){.kind = MESSAGE_ENDING,
                                        .at_us = world->now_us + server->round_trip_us / 2,
                                        .line = number,
                                        .attempt = send->attempt,
                                        .call = transaction->call,
                                        .branch = transaction->branch,
                                        .connection = transaction->connection,
                                        .target = send->target,
                                        .ending = transaction->ending});
}

static void begin(struct hf_sim_world *world, unsigned number, struct transaction *transaction,
                  enum ending ending)
{
    if (ending == ENDING_CANCEL && transaction->told == 0) {
        world_fault(world, number, "CANCELs before any provisional response (RFC 3261 9.1)");
        return;
    }
    transaction->ending = (uint8_t)ending;
    transaction->is_answered = 0;
    transaction->ended_us = world->now_us;
    transaction->ending_resent = 0;
    transaction->ending_interval_us = UINT64_C(1000) * transaction->send.t1_ms;
    transaction->ending_resend_us = world->now_us + transaction->ending_interval_us;
    emit(world, number, transaction);
}

/* ---- what the line orders ---- */

void ending_abandoned(struct hf_sim_world *world, unsigned number, struct transaction *transaction)
{
    if (transaction->told != 0)
        begin(world, number, transaction, ENDING_CANCEL);
}

void ending_ordered(struct hf_sim_world *world, unsigned number, const struct hf_action *action)
{
    struct transaction *transaction = shell_find(line_of(world, number), action->u.attempt.attempt);

    if (transaction == NULL || transaction->state != TRANSACTION_WATCHED ||
        transaction->asked == 0) {
        world_fault(world, number, "Keep or End for what was not asked about (A11)");
        return;
    }
    promises_late(world, number, transaction, action->kind == HF_ACTION_KEEP);
    if (action->kind == HF_ACTION_KEEP) {
        transaction->state = TRANSACTION_PROCEEDING;
        transaction->ending = ENDING_NONE;
        transaction->told_us = world->now_us;
    } else {
        transaction->is_unwanted = 1;
        begin(world, number, transaction, transaction->asked < 200 ? ENDING_CANCEL : ENDING_BYE);
    }
    transaction->asked = 0;
}

/* ---- what comes late ---- */

static void post_abandoned(struct hf_sim_world *world, unsigned number,
                           struct transaction *transaction, enum hf_abandoned_how how)
{
    world_post(world, &(struct message){.kind = MESSAGE_ABANDONED,
                                        .at_us = world->now_us,
                                        .line = number,
                                        .attempt = transaction->send.attempt,
                                        .is_forgotten = transaction->is_forgotten,
                                        .cause = (uint8_t)how});
    shell_release(transaction);
}

/* It ended by itself, or by the CANCEL. */
static void hear_refusal(struct hf_sim_world *world, const struct message *message,
                         struct transaction *transaction, unsigned status)
{
    const int is_by_cancel = transaction->ending == ENDING_CANCEL && status == 487;
    const struct hf_abandoned abandoned = {.attempt = message->attempt,
                                           .expires_s = HF_EXPIRES_NONE,
                                           .status = (uint16_t)(is_by_cancel ? 0 : status),
                                           .how = is_by_cancel ? HF_ABANDONED_CANCELLED
                                                               : HF_ABANDONED_ANSWERED};
    const struct hf_event event = {.kind = HF_EVENT_ABANDONED, .u.abandoned = abandoned};
    const int is_forgotten = transaction->is_forgotten;

    shell_release(transaction);
    if (is_forgotten)
        world_report_late(world, message->line, &event);
    else
        world_report(world, message->line, &event);
}

static void ask(struct hf_sim_world *world, const struct message *message,
                struct transaction *transaction)
{
    struct hf_event event = {.kind = HF_EVENT_LATE};

    event.u.late.attempt = message->attempt;
    event.u.late.status = message->response.status;
    transaction->asked = message->response.status;
    world_report(world, message->line, &event);
    if (transaction->send.attempt != message->attempt)
        return;
    if (transaction->asked != 0)
        world_fault(world, message->line, "Late is answered by neither Keep nor End (A11)");
    transaction->asked = 0;
    if (transaction->state == TRANSACTION_PROCEEDING)
        shell_hear(world, message, transaction);
}

/* The call goes on without it, or is over. */
static int is_left_behind(struct line *line, const struct transaction *transaction)
{
    const struct call *call = call_find(line, transaction->call);

    return call == NULL || call->over_us != HF_NEVER || call->state != HF_CALL_CALLING;
}

static void hear_progress(struct hf_sim_world *world, const struct message *message,
                          struct transaction *transaction)
{
    const uint16_t status = message->response.status;

    if (transaction->told < status) {
        transaction->told = status;
        transaction->told_us = world->now_us;
    }
    if (transaction->ending != ENDING_NONE)
        return;
    if (status > 100)
        ask(world, message, transaction);
    else if (is_left_behind(line_of(world, message->line), transaction))
        begin(world, message->line, transaction, ENDING_CANCEL);
}

/* ICMP, or the connection is lost: nothing more can be told there. */
static void hear_failure(struct hf_sim_world *world, const struct message *message,
                         struct transaction *transaction)
{
    enum hf_abandoned_how how = HF_ABANDONED_NOTHING;

    if (transaction->ending == ENDING_CANCEL)
        how = transaction->is_answered ? HF_ABANDONED_CANCELLED : HF_ABANDONED_CANCEL_TIMED_OUT;
    else if (transaction->ending == ENDING_BYE)
        how = HF_ABANDONED_LATE_CALL_ENDED;
    call_excuse(line_of(world, message->line), message->attempt);
    post_abandoned(world, message->line, transaction, how);
}

static void hear_ended(struct hf_sim_world *world, const struct message *message,
                       struct transaction *transaction)
{
    transaction->is_answered = 1;
    if (transaction->ending == ENDING_BYE)
        post_abandoned(world, message->line, transaction, HF_ABANDONED_LATE_CALL_ENDED);
}

void ending_receive(struct hf_sim_world *world, const struct message *message,
                    struct transaction *transaction)
{
    switch (message->kind) {
    case MESSAGE_PROVISIONAL: hear_progress(world, message, transaction); break;
    case MESSAGE_CHALLENGE: hear_refusal(world, message, transaction, 401); break;
    case MESSAGE_FINAL:
        if (message->response.status >= 300)
            hear_refusal(world, message, transaction, message->response.status);
        else if (transaction->is_unwanted)
            begin(world, message->line, transaction, ENDING_BYE);
        else
            ask(world, message, transaction);
        break;
    case MESSAGE_FAILURE: hear_failure(world, message, transaction); break;
    case MESSAGE_ENDED:
        if (message->ending == transaction->ending)
            hear_ended(world, message, transaction);
        break;
    default: break; /* its connection is open: nothing leaves over it any more */
    }
}

void ending_stray(struct hf_sim_world *world, const struct message *message)
{
    const struct hf_sim_server *server = hf_sim_server_at(world, &message->target);
    const struct call *call = call_find(line_of(world, message->line), message->call);

    if (call != NULL && call->attempt == message->attempt)
        return; /* it is the call's own, which the answer has overtaken */
    call_excuse(line_of(world, message->line), message->attempt);
    if (message->kind != MESSAGE_FINAL || message->response.status >= 300 || server == NULL)
        return;
    struct message bye = *message;
    bye.kind = MESSAGE_ENDING;
    bye.ending = ENDING_BYE;
    bye.at_us = world->now_us + server->round_trip_us / 2;
    world_post(world, &bye);
}

/* ---- time ---- */

static int may_resend(const struct transaction *transaction)
{
    const uint64_t n = transaction->send.retransmissions;

    return transaction->send.target.transport == HF_TRANSPORT_UDP && !transaction->is_answered &&
           (transaction->ending == ENDING_BYE || n == HF_RETRANSMIT_FREELY ||
            transaction->ending_resent < n);
}

/* When it counts as over, or, behind a late 100, is CANCELled. */
static uint64_t end_us(const struct transaction *transaction)
{
    const uint64_t t1_us = UINT64_C(1000) * transaction->send.t1_ms;

    if (transaction->ending == ENDING_CANCEL && !transaction->is_answered)
        return transaction->ended_us + budget_us(transaction);
    if (transaction->ending != ENDING_NONE)
        return transaction->ended_us + lifetime_us(transaction);
    return transaction->began_us + lifetime_us(transaction) - (transaction->told != 0 ? t1_us : 0);
}

uint64_t ending_next_us(const struct transaction *transaction)
{
    const uint64_t at_us = end_us(transaction);

    if (transaction->ending != ENDING_NONE && may_resend(transaction) &&
        transaction->ending_resend_us < at_us)
        return transaction->ending_resend_us;
    return at_us;
}

static void resend(struct hf_sim_world *world, unsigned number, struct transaction *transaction)
{
    const uint64_t t2_us = UINT64_C(1000) * transaction->send.t2_ms;

    transaction->ending_resent++;
    transaction->ending_interval_us *= 2;
    if (transaction->ending_interval_us > t2_us)
        transaction->ending_interval_us = t2_us;
    transaction->ending_resend_us += transaction->ending_interval_us;
    emit(world, number, transaction);
}

void ending_wake(struct hf_sim_world *world, unsigned number, struct transaction *transaction)
{
    if (end_us(transaction) > world->now_us)
        resend(world, number, transaction);
    else if (transaction->ending == ENDING_BYE) {
        call_excuse(line_of(world, number), transaction->send.attempt);
        post_abandoned(world, number, transaction, HF_ABANDONED_LATE_CALL_ENDED);
    } else if (transaction->ending == ENDING_CANCEL)
        post_abandoned(world, number, transaction,
                       transaction->is_answered ? HF_ABANDONED_CANCELLED
                                                : HF_ABANDONED_CANCEL_TIMED_OUT);
    else if (transaction->told != 0)
        begin(world, number, transaction, ENDING_CANCEL);
    else
        post_abandoned(world, number, transaction, HF_ABANDONED_NOTHING);
}
