/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What comes back to the modelled shell, as events of its line: answers, failures, connections,
 * and what other lines of the phone have found out.
 */
#include "inside.h"

#include <string.h>

static struct line *line_of(struct hf_sim_world *world, unsigned line)
{
    return &world->lines[line - 1];
}

static void note_answer(struct hf_sim_world *world, const struct message *message,
                        const struct transaction *transaction)
{
    const int is_challenge = message->kind == MESSAGE_CHALLENGE;
    const struct hf_sim_server *server = hf_sim_server_at(world, &message->target);

    world_note(world, &(struct hf_sim_note){.kind = HF_SIM_NOTE_ANSWER,
                                            .line = message->line,
                                            .attempt = message->attempt,
                                            .target = message->target,
                                            .status = is_challenge ? 401 : message->response.status,
                                            .round_trip_us = world->now_us - transaction->began_us,
                                            .is_late = transaction->state == TRANSACTION_WATCHED});
    if (is_challenge && transaction->state != TRANSACTION_WATCHED)
        world_note(world, &(struct hf_sim_note){
                              .kind = HF_SIM_NOTE_CHALLENGE,
                              .line = message->line,
                              .attempt = message->attempt,
                              .target = message->target,
                              .text = server == NULL ? "" : server->realms[message->realm]});
}

static void note_failure(struct hf_sim_world *world, const struct message *message)
{
    world_note(world, &(struct hf_sim_note){.kind = HF_SIM_NOTE_FAILED,
                                            .line = message->line,
                                            .attempt = message->attempt,
                                            .target = message->target,
                                            .text = hf_cause_name(message->cause)});
}

static void report_abandoned(struct hf_sim_world *world, const struct message *message,
                             struct transaction *transaction)
{
    struct hf_event event = {.kind = HF_EVENT_ABANDONED};

    event.u.abandoned.attempt = message->attempt;
    if (message->kind == MESSAGE_ABANDONED)
        event.u.abandoned.how = message->cause; /* enum hf_abandoned_how */
    event.u.abandoned.expires_s = HF_EXPIRES_NONE;
    if (message->kind == MESSAGE_PROVISIONAL || message->kind == MESSAGE_CONNECTED)
        return;
    if (message->kind == MESSAGE_FINAL || message->kind == MESSAGE_CHALLENGE) {
        event.u.abandoned.how = HF_ABANDONED_ANSWERED;
        event.u.abandoned.status = 401;
    }
    if (message->kind == MESSAGE_FINAL) {
        event.u.abandoned.status = message->response.status;
        event.u.abandoned.expires_s = message->response.expires_s;
    }
    const int is_forgotten = message->is_forgotten ||
                             (transaction != NULL && transaction->is_forgotten);
    if (transaction != NULL)
        shell_release(transaction);
    if (is_forgotten)
        world_report_late(world, message->line, &event);
    else
        world_report(world, message->line, &event);
}

static void report_challenge(struct hf_sim_world *world, const struct message *message,
                             struct transaction *transaction)
{
    const struct hf_sim_server *server = hf_sim_server_at(world, &message->target);
    const char *realm = server == NULL ? "" : server->realms[message->realm];
    struct hf_event event = {.kind = HF_EVENT_CHALLENGED};

    transaction->state = TRANSACTION_CHALLENGED;
    transaction->realm = message->realm;
    event.u.challenged.attempt = message->attempt;
    event.u.challenged.realm = (struct hf_text){.at = realm, .length = (uint32_t)strlen(realm)};
    event.u.challenged.stale = message->stale;
    event.u.challenged.after_credentials = message->after_credentials;
    world_report(world, message->line, &event);
    /* Neither answered nor abandoned: the line took the challenge for the attempt's end (A8). */
    if (transaction->state == TRANSACTION_CHALLENGED &&
        transaction->send.attempt == message->attempt)
        shell_release(transaction);
}

/* A connection that a binding was made over is worth a FlowLost when it goes. */
static void note_binding(struct hf_sim_world *world, const struct message *message,
                         const struct transaction *transaction)
{
    struct flow *flow = flow_at(world, message->line, &message->target);

    if (flow == NULL || flow->connection == 0 || flow->connection != transaction->connection ||
        transaction->send.kind != HF_REQUEST_REGISTER || message->response.status >= 300)
        return;
    flow->carries = transaction->send.expires_s != 0;
}

static void report_final(struct hf_sim_world *world, const struct message *message,
                         struct transaction *transaction)
{
    struct hf_event event = {.kind = HF_EVENT_RESPONSE_RECEIVED};

    event.u.response = message->response;
    event.u.response.attempt = message->attempt;
    note_binding(world, message, transaction);
    shell_release(transaction);
    line_of(world, message->line)->is_redirected = message->response.status / 100 == 3;
    world_report(world, message->line, &event);
    line_of(world, message->line)->is_redirected = 0;
}

/* An error on the connected socket of a target is heard by all that waits on it; one on a
 * connection by all that waits on that. */
static int is_hit(const struct hf_sim_world *world, const struct transaction *transaction,
                  const struct failure *failure)
{
    const struct hf_send *send = &transaction->send;

    if (!shell_is_under_way(transaction))
        return 0;
    if (failure->attempt != 0 && send->attempt == failure->attempt)
        return transaction->branch == failure->branch;
    return world_same_target(&send->target, &failure->target) &&
           transaction->connection == failure->connection &&
           (failure->connection != 0 || transaction->began_us < world->now_us);
}

void shell_fail(struct hf_sim_world *world, unsigned number, const struct failure *failure)
{
    struct line *line = line_of(world, number);

    for (unsigned i = 0; i < HF_SIM_TRANSACTIONS; i++) {
        struct transaction *transaction = &line->transactions[i];
        struct hf_event event = {.kind = HF_EVENT_ATTEMPT_FAILED};

        if (!is_hit(world, transaction, failure))
            continue;
        event.u.failed.attempt = transaction->send.attempt;
        event.u.failed.cause = failure->cause;
        /* A6a: the server may have closed the connection before it saw the request. */
        event.u.failed.reused = transaction->reused && !transaction->heard &&
                                (failure->cause == HF_CAUSE_RESET ||
                                 failure->cause == HF_CAUSE_CLOSED);
        shell_release(transaction);
        world_report(world, number, &event);
    }
}

static void report_failure(struct hf_sim_world *world, const struct message *message)
{
    const struct failure failure = {.target = message->target,
                                    .attempt = message->attempt,
                                    .branch = message->branch,
                                    .connection = message->connection,
                                    .cause = message->cause};

    if (message->connection != 0)
        flow_close(world, message->line, &failure);
    else
        shell_fail(world, message->line, &failure);
}

static void report_provisional(struct hf_sim_world *world, const struct message *message,
                               struct transaction *transaction)
{
    struct hf_event event = {.kind = HF_EVENT_PROVISIONAL};

    if (transaction->state == TRANSACTION_CALLING)
        transaction->state = TRANSACTION_PROCEEDING;
    if (transaction->told == 0 || (transaction->told == 100 && message->response.status > 100))
        transaction->told_us = world->now_us;
    if (transaction->told < message->response.status)
        transaction->told = message->response.status;
    event.u.provisional.attempt = message->attempt;
    event.u.provisional.status = message->response.status;
    world_report(world, message->line, &event);
}

static void report_connected(struct hf_sim_world *world, const struct message *message,
                             struct transaction *transaction)
{
    struct hf_event event = {.kind = HF_EVENT_CONNECTED};

    transaction->connection = flow_open(world, message->line, &message->target);
    event.u.connected.attempt = message->attempt;
    shell_note(world, message->line, transaction, HF_SIM_NOTE_CONNECTED);
    world_report(world, message->line, &event);
    shell_emit(world, message->line, transaction);
    shell_note(world, message->line, transaction, HF_SIM_NOTE_SENT);
}

static void report_rested(struct hf_sim_world *world, const struct message *message)
{
    struct hf_event event = {.kind = HF_EVENT_TARGET_RESTED};

    event.u.rested.target = message->target;
    event.u.rested.cause = message->cause;
    event.u.rested.until_us = message->until_us == HF_NEVER
                                  ? HF_NEVER
                                  : message->until_us + line_of(world, message->line)->clock_us;
    world_report(world, message->line, &event);
}

/* An answer to a transaction that has not been given up. */
void shell_hear(struct hf_sim_world *world, const struct message *message,
                struct transaction *transaction)
{
    transaction->heard = 1;
    note_answer(world, message, transaction);
    if (message->kind == MESSAGE_CHALLENGE)
        report_challenge(world, message, transaction);
    else if (message->kind == MESSAGE_FINAL)
        report_final(world, message, transaction);
    else
        report_provisional(world, message, transaction);
}

/* What the phone cannot hear now: answers from a family of addresses that is gone. */
static int is_lost(const struct line *line, const struct message *message)
{
    return message->kind != MESSAGE_ABANDONED && message->cause != HF_CAUSE_LOCAL &&
           allowed_is_down(line, &message->target);
}

void shell_receive(struct hf_sim_world *world, const struct message *message)
{
    struct line *line = line_of(world, message->line);
    struct transaction *transaction = shell_find(line, message->attempt);

    if (line->halted)
        return;
    if (message->kind == MESSAGE_RESTED) {
        report_rested(world, message);
    } else if (is_lost(line, message)) {
        if (message->request == HF_REQUEST_INVITE) /* the phone never hears that it rings there */
            call_excuse(line, message->attempt);
    } else if (message->kind == MESSAGE_ABANDONED) {
        report_abandoned(world, message, transaction);
    } else if (transaction == NULL || transaction->branch != message->branch) {
        world_note(world, &(struct hf_sim_note){.kind = HF_SIM_NOTE_DROPPED,
                                                .line = message->line,
                                                .attempt = message->attempt,
                                                .target = message->target});
        if (message->request == HF_REQUEST_INVITE && transaction == NULL)
            ending_stray(world, message);
    } else if (transaction->state == TRANSACTION_WATCHED) {
        if (message->kind == MESSAGE_FINAL || message->kind == MESSAGE_CHALLENGE)
            note_answer(world, message, transaction);
        if (transaction->send.kind == HF_REQUEST_INVITE)
            ending_receive(world, message, transaction);
        else
            report_abandoned(world, message, transaction);
    } else if (message->kind == MESSAGE_ENDED) {
        return; /* it was kept */
    } else if (message->kind == MESSAGE_FAILURE) {
        note_failure(world, message);
        report_failure(world, message);
    } else if (message->kind == MESSAGE_CONNECTED) {
        report_connected(world, message, transaction);
    } else {
        shell_hear(world, message, transaction);
    }
}
