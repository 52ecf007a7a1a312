/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The modelled shell: carries out what a line orders, as action.h documents it, and answers each
 * attempt exactly once. Retransmission follows RFC 3261 17.1.2.2 (Timer E) under the line's limit;
 * Timer F is the line's own budget, and a line that lets an attempt outlive it is at fault.
 */
#include "inside.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static struct line *line_of(struct hf_sim_world *world, unsigned line)
{
    return &world->lines[line - 1];
}

static struct transaction *find(struct line *line, uint64_t attempt)
{
    for (unsigned i = 0; i < HF_SIM_TRANSACTIONS; i++) {
        struct transaction *transaction = &line->transactions[i];

        if (transaction->state != TRANSACTION_FREE && transaction->send.attempt == attempt)
            return transaction;
    }
    return NULL;
}

static void release(struct transaction *transaction)
{
    *transaction = (struct transaction){0};
}

static int is_under_way(const struct transaction *transaction)
{
    return transaction->state == TRANSACTION_CALLING ||
           transaction->state == TRANSACTION_PROCEEDING;
}

static int same_target(const struct hf_target *a, const struct hf_target *b)
{
    return memcmp(a, b, sizeof(*a)) == 0;
}

static uint64_t lifetime_us(const struct transaction *transaction)
{
    return UINT64_C(64000) * transaction->send.t1_ms;
}

/* ---- sending ---- */

static void emit_request(struct hf_sim_world *world, unsigned line,
                         const struct transaction *transaction)
{
    const struct hf_sim_server *server = hf_sim_server_at(world, &transaction->send.target);
    struct message request = {.kind = MESSAGE_REQUEST,
                              .line = line,
                              .attempt = transaction->send.attempt,
                              .branch = transaction->branch,
                              .target = transaction->send.target,
                              .expires_s = transaction->send.expires_s,
                              .wrong_password = line_of(world, line)->wrong_password};

    if (server == NULL || line_of(world, line)->network_down)
        return;
    if (transaction->send.target.transport != HF_TRANSPORT_UDP &&
        !line_of(world, line)->connected[server - world->servers])
        request.kind = MESSAGE_CONNECT; /* the request follows when the connection is open */
    memcpy(request.credentials_us, transaction->credentials_us, sizeof(request.credentials_us));
    request.at_us = world->now_us + server->round_trip_us / 2;
    world_post(world, &request);
}

static void begin(struct hf_sim_world *world, unsigned line, struct transaction *transaction)
{
    transaction->state = TRANSACTION_CALLING;
    transaction->branch++;
    transaction->resent = 0;
    transaction->limit = transaction->send.retransmissions;
    transaction->began_us = world->now_us;
    transaction->interval_us = UINT64_C(1000) * transaction->send.t1_ms;
    transaction->resend_us = world->now_us + transaction->interval_us;
    emit_request(world, line, transaction);
}

static int is_allowed(const struct line *line, const struct hf_target *target)
{
    const struct hf_config *config = &line->configuration.config;

    for (unsigned i = 0; i < line->n_redirects; i++) {
        if (same_target(&line->redirects[i], target))
            return 1;
    }
    for (unsigned i = 0; i < config->n_servers; i++) {
        const struct hf_server_config *server = &config->servers[i];
        struct hf_target own = {.port = server->port ? server->port : 5060,
                                .transport = server->transport == HF_TRANSPORT_NAPTR
                                                 ? HF_TRANSPORT_UDP
                                                 : server->transport};

        if (hf_target_parse(&own, config->names + server->host.at, server->host.length) &&
            same_target(&own, target))
            return 1;
    }
    return 0;
}

static void carry_out_send(struct hf_sim_world *world, unsigned number, const struct hf_send *send)
{
    struct line *line = line_of(world, number);
    struct transaction *transaction = NULL;

    if (send->attempt <= line->last_attempt)
        world_fault(world, number, "an attempt id is used again (E: ids are never reused)");
    if (!is_allowed(line, &send->target))
        world_fault(world, number, "sends to what is no server of the line (H5)");
    line->last_attempt = send->attempt;
    for (unsigned i = 0; i < HF_SIM_TRANSACTIONS && transaction == NULL; i++) {
        if (line->transactions[i].state == TRANSACTION_FREE)
            transaction = &line->transactions[i];
    }
    if (transaction == NULL) {
        world_fault(world, number, "more attempts outstanding than this world has room for");
        return;
    }
    const struct hf_sim_server *server = hf_sim_server_at(world, &send->target);
    *transaction = (struct transaction){.send = *send};
    for (unsigned realm = 0; realm < HF_SIM_REALMS; realm++)
        transaction->credentials_us[realm] =
            server == NULL ? HF_NEVER : line->credentials_us[server - world->servers][realm];
    begin(world, number, transaction);
    if (line->network_down)
        world_post(world, &(struct message){.kind = MESSAGE_FAILURE,
                                            .at_us = world->now_us,
                                            .line = number,
                                            .attempt = send->attempt,
                                            .branch = transaction->branch,
                                            .target = send->target,
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

static void abandon(struct hf_sim_world *world, unsigned number, struct transaction *transaction)
{
    if (transaction->state == TRANSACTION_WATCHED) {
        world_fault(world, number, "an attempt is abandoned twice");
        return;
    }
    if (is_under_way(transaction)) {
        transaction->state = TRANSACTION_WATCHED;
        return;
    }
    /* Its challenge was the final response of its last transaction: nothing more can come. */
    world_post(world, &(struct message){.kind = MESSAGE_ABANDONED,
                                        .at_us = world->now_us,
                                        .line = number,
                                        .attempt = transaction->send.attempt});
    release(transaction);
}

static void carry_out_order(struct hf_sim_world *world, unsigned number,
                            const struct hf_action *action)
{
    struct line *line = line_of(world, number);
    const uint64_t attempt = action->u.attempt.attempt;
    struct transaction *transaction = find(line, attempt);

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

void shell_carry_out(struct hf_sim_world *world, unsigned line, const struct hf_action *action)
{
    switch (action->kind) {
    case HF_ACTION_SEND: carry_out_send(world, line, &action->u.send); break;
    case HF_ACTION_EXTEND:
    case HF_ACTION_AUTHENTICATE:
    case HF_ACTION_ABANDON: carry_out_order(world, line, action); break;
    case HF_ACTION_RESOLVE: world_fault(world, line, "asks DNS, which this world lacks"); break;
    default: break;
    }
}

/* ---- retransmission ---- */

static int may_resend(const struct transaction *transaction)
{
    if (!is_under_way(transaction) || transaction->send.target.transport != HF_TRANSPORT_UDP ||
        transaction->resend_us >= transaction->began_us + lifetime_us(transaction))
        return 0;
    if (transaction->send.kind == HF_REQUEST_INVITE && transaction->state == TRANSACTION_PROCEEDING)
        return 0; /* RFC 3261 17.1.1.2 */
    return transaction->limit == HF_RETRANSMIT_FREELY || transaction->resent < transaction->limit;
}

static uint64_t next_us(const struct transaction *transaction)
{
    const uint64_t end_us = transaction->began_us + lifetime_us(transaction);

    if (transaction->state == TRANSACTION_WATCHED)
        return end_us;
    if (may_resend(transaction))
        return transaction->resend_us;
    /* A microsecond later than the line's own deadline, which comes last at its moment. */
    return is_under_way(transaction) && transaction->send.kind != HF_REQUEST_INVITE ? end_us + 1
                                                                                    : HF_NEVER;
}

uint64_t shell_next_us(const struct line *line)
{
    uint64_t first_us = HF_NEVER;

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
    emit_request(world, line, transaction);
    world_note(world, &(struct hf_sim_note){.kind = HF_SIM_NOTE_RESEND,
                                            .line = line,
                                            .attempt = transaction->send.attempt,
                                            .request = transaction->send.kind,
                                            .target = transaction->send.target});
}

void shell_wake(struct hf_sim_world *world, unsigned number)
{
    struct line *line = line_of(world, number);

    for (unsigned i = 0; i < HF_SIM_TRANSACTIONS; i++) {
        struct transaction *transaction = &line->transactions[i];
        const uint64_t attempt = transaction->send.attempt;

        if (transaction->state == TRANSACTION_FREE || next_us(transaction) > world->now_us)
            continue;
        if (transaction->state == TRANSACTION_WATCHED) {
            release(transaction);
            world_post(world, &(struct message){.kind = MESSAGE_ABANDONED,
                                                .at_us = world->now_us,
                                                .line = number,
                                                .attempt = attempt});
        } else if (may_resend(transaction)) {
            resend(world, number, transaction);
        } else {
            world_fault(world, number, "an attempt outlives 64*T1 (H6)");
            return;
        }
    }
}

/* ---- receiving ---- */

static void report_abandoned(struct hf_sim_world *world, const struct message *message,
                             struct transaction *transaction)
{
    struct hf_event event = {.kind = HF_EVENT_ABANDONED};

    event.u.abandoned.attempt = message->attempt;
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
    if (transaction != NULL)
        release(transaction);
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
        release(transaction);
}

static void report_final(struct hf_sim_world *world, const struct message *message,
                         struct transaction *transaction)
{
    struct line *line = line_of(world, message->line);
    struct hf_event event = {.kind = HF_EVENT_RESPONSE_RECEIVED};

    event.u.response = message->response;
    event.u.response.attempt = message->attempt;
    for (unsigned i = 0; i < message->response.n_redirects; i++) {
        if (line->n_redirects < HF_SIM_SERVERS &&
            !is_allowed(line, &message->response.redirects[i]))
            line->redirects[line->n_redirects++] = message->response.redirects[i];
    }
    release(transaction);
    world_report(world, message->line, &event);
}

/* An error on the connected socket of a target is heard by all that waits on it. */
static void report_failure(struct hf_sim_world *world, const struct message *message)
{
    struct line *line = line_of(world, message->line);
    const struct hf_sim_server *server = hf_sim_server_at(world, &message->target);

    for (unsigned i = 0; i < HF_SIM_TRANSACTIONS; i++) {
        struct transaction *transaction = &line->transactions[i];
        struct hf_event event = {.kind = HF_EVENT_ATTEMPT_FAILED};
        const uint64_t attempt = transaction->send.attempt;
        const int is_its_own = attempt == message->attempt &&
                               transaction->branch == message->branch;

        if (!is_under_way(transaction) ||
            !(is_its_own || (same_target(&transaction->send.target, &message->target) &&
                             transaction->began_us < world->now_us)))
            continue;
        event.u.failed.attempt = attempt;
        event.u.failed.cause = message->cause;
        release(transaction);
        if (server != NULL)
            line->connected[server - world->servers] = 0;
        world_report(world, message->line, &event);
    }
}

static void report_provisional(struct hf_sim_world *world, const struct message *message,
                               struct transaction *transaction)
{
    struct hf_event event = {.kind = HF_EVENT_PROVISIONAL};

    if (transaction->state == TRANSACTION_CALLING)
        transaction->state = TRANSACTION_PROCEEDING;
    event.u.provisional.attempt = message->attempt;
    event.u.provisional.status = message->response.status;
    world_report(world, message->line, &event);
}

static void report_connected(struct hf_sim_world *world, const struct message *message,
                             const struct transaction *transaction)
{
    const struct hf_sim_server *server = hf_sim_server_at(world, &message->target);
    struct hf_event event = {.kind = HF_EVENT_CONNECTED};

    if (server != NULL)
        line_of(world, message->line)->connected[server - world->servers] = 1;
    event.u.connected.attempt = message->attempt;
    world_report(world, message->line, &event);
    emit_request(world, message->line, transaction);
}

void shell_receive(struct hf_sim_world *world, const struct message *message)
{
    struct line *line = line_of(world, message->line);
    struct transaction *transaction = find(line, message->attempt);

    if (line->halted || (line->network_down && message->kind != MESSAGE_ABANDONED &&
                         message->cause != HF_CAUSE_LOCAL))
        return;
    if (message->kind == MESSAGE_ABANDONED) {
        report_abandoned(world, message, transaction);
    } else if (transaction == NULL || transaction->branch != message->branch) {
        world_note(world, &(struct hf_sim_note){.kind = HF_SIM_NOTE_DROPPED,
                                                .line = message->line,
                                                .attempt = message->attempt,
                                                .target = message->target});
    } else if (transaction->state == TRANSACTION_WATCHED) {
        report_abandoned(world, message, transaction);
    } else if (message->kind == MESSAGE_FAILURE) {
        report_failure(world, message);
    } else if (message->kind == MESSAGE_CONNECTED) {
        report_connected(world, message, transaction);
    } else if (message->kind == MESSAGE_CHALLENGE) {
        report_challenge(world, message, transaction);
    } else if (message->kind == MESSAGE_FINAL) {
        report_final(world, message, transaction);
    } else {
        report_provisional(world, message, transaction);
    }
}

/* ---- the rest ---- */

void shell_forget(struct line *line)
{
    memset(line->transactions, 0, sizeof(line->transactions));
    memset(line->connected, 0, sizeof(line->connected));
}

void shell_answered(struct line *line, const struct hf_event *event)
{
    uint64_t attempt = 0;

    if (event->kind == HF_EVENT_RESPONSE_RECEIVED)
        attempt = event->u.response.attempt;
    else if (event->kind == HF_EVENT_ATTEMPT_FAILED)
        attempt = event->u.failed.attempt;
    else if (event->kind == HF_EVENT_ABANDONED)
        attempt = event->u.abandoned.attempt;
    struct transaction *transaction = attempt == 0 ? NULL : find(line, attempt);
    if (transaction != NULL)
        release(transaction);
}

int shell_is_waiting(const struct line *line)
{
    for (unsigned i = 0; i < HF_SIM_TRANSACTIONS; i++) {
        if (is_under_way(&line->transactions[i]))
            return 1;
    }
    return 0;
}
