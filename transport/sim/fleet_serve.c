/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a server of a fleet answers to a request, as server.c does, and what is counted of it. A
 * server with a bound takes the first so many of each second, whatever they are; the others it
 * refuses, or does not hear.
 */
#include "fleet_inside.h"

#define SECOND_US UINT64_C(1000000)

static void count(struct fleet_worker *worker, const struct fleet_request *request,
                  enum hf_fleet_count what)
{
    const struct hf_fleet_tally *tally = &worker->tally;
    const size_t second = (size_t)(request->at_us / SECOND_US);

    tally->rates[(request->server * (size_t)HF_FLEET_COUNTS + what) * tally->n_seconds + second]++;
}

/* The first of two answers is heard; what its transaction does not wait for any more is lost. */
static void send_back(struct fleet_line *line, const struct fleet_request *request,
                      const struct fleet_answer *answer)
{
    struct fleet_txn *txn = fleet_txn_find(line, request->attempt);

    if (txn == NULL || txn->branch != request->branch || txn->state == FLEET_TXN_OVER ||
        (txn->final.kind != FLEET_ANSWER_NONE && txn->final.at_us <= answer->at_us))
        return;
    txn->final = *answer;
    txn->final.order = request->order;
}

static void send_provisional(struct fleet_line *line, const struct fleet_request *request,
                             uint16_t status, uint64_t at_us)
{
    struct fleet_txn *txn = fleet_txn_find(line, request->attempt);

    if (txn == NULL || txn->branch != request->branch || txn->provisional_us <= at_us)
        return;
    txn->provisional = status;
    txn->provisional_us = at_us;
    txn->provisional_order = request->order;
}

/* ---- answers ---- */

struct door { /* a request at a server */
    const struct hf_fleet_plan *plan;
    const struct fleet_spell *spell;
    struct fleet_line *line;
    const struct fleet_request *request;
    uint64_t back_us; /* an answer that leaves at once is there */
};

static int is_wrong(const struct door *door)
{
    return door->spell->server.rejects_credentials ||
           door->plan->scenario->lines[door->line->kind].wrong_password;
}

static int is_challenged(const struct door *door)
{
    const struct hf_sim_server *server = &door->spell->server;
    const uint64_t made_us = door->request->credentials_us;

    return server->n_realms != 0 && (made_us == HF_NEVER || made_us < server->nonces_from_us ||
                                     server->stale_always || is_wrong(door));
}

static uint32_t granted_s(const struct hf_sim_server *server, uint32_t asked_s)
{
    if (asked_s == 0 || server->expires_s == HF_EXPIRES_NONE)
        return asked_s == 0 ? 0 : HF_EXPIRES_NONE;
    return server->expires_s < asked_s ? server->expires_s : asked_s;
}

static struct fleet_answer answer_register(const struct hf_sim_server *server, uint32_t asked_s)
{
    struct fleet_answer answer = {.kind = FLEET_ANSWER_FINAL,
                                  .status = server->status,
                                  .expires_s = HF_EXPIRES_NONE,
                                  .retry_after_s = HF_RETRY_AFTER_NONE};

    if (server->status == 423 && (asked_s == 0 || asked_s >= server->min_expires_s))
        answer.status = 200;
    if (answer.status == 423)
        answer.min_expires_s = server->min_expires_s;
    if (answer.status < 300) {
        answer.expires_s = granted_s(server, asked_s);
        answer.contact_missing = server->contact_missing;
    } else {
        answer.retry_after_s = server->retry_after_s;
    }
    return answer;
}

static struct fleet_answer answer_other(const struct hf_sim_method *method)
{
    return (struct fleet_answer){.kind = FLEET_ANSWER_FINAL,
                                 .status = method->status,
                                 .expires_s = HF_EXPIRES_NONE,
                                 .retry_after_s = method->status >= 300 ? method->retry_after_s
                                                                        : HF_RETRY_AFTER_NONE};
}

static void refuse(const struct door *door)
{
    const struct fleet_bound *bound = &door->spell->bound;

    if (bound->status != 0)
        send_back(door->line, door->request,
                  &(struct fleet_answer){.kind = FLEET_ANSWER_FINAL,
                                         .at_us = door->back_us,
                                         .status = bound->status,
                                         .expires_s = HF_EXPIRES_NONE,
                                         .retry_after_s = bound->retry_after_s});
}

static void challenge(const struct door *door)
{
    const int has_credentials = door->request->credentials_us != HF_NEVER;

    send_back(door->line, door->request,
              &(struct fleet_answer){.kind = FLEET_ANSWER_CHALLENGE,
                                     .at_us = door->back_us,
                                     .after_credentials = (uint8_t)has_credentials,
                                     .stale = has_credentials && !is_wrong(door)});
}

/* The status that it sends, or 0: none ever. */
static uint16_t answer_final(const struct door *door)
{
    const struct hf_sim_server *server = &door->spell->server;
    const int is_register = door->request->kind == HF_REQUEST_REGISTER;
    const struct hf_sim_method *method = &server->methods[door->request->kind];
    const uint64_t after_us = is_register ? server->final_after_us : method->final_after_us;
    struct fleet_answer answer = is_register ? answer_register(server, door->request->expires_s)
                                             : answer_other(method);

    if (is_register && server->provisional != 0)
        send_provisional(door->line, door->request, server->provisional, door->back_us);
    if (after_us == HF_NEVER)
        return 0;
    answer.at_us = door->back_us + after_us;
    send_back(door->line, door->request, &answer);
    return answer.status;
}

/* ---- arrival ---- */

static void answer(struct fleet_worker *worker, const struct door *door)
{
    const struct fleet_request *request = door->request;
    const struct hf_sim_server *server = &door->spell->server;

    if (server->methods[request->kind].is_silent) {
        count(worker, request, HF_FLEET_UNANSWERED);
    } else if (is_challenged(door)) {
        challenge(door);
    } else {
        const uint16_t status = answer_final(door);

        if (status == 0)
            count(worker, request, HF_FLEET_UNANSWERED);
        else if (status < 300 && request->kind == HF_REQUEST_REGISTER)
            count(worker, request, HF_FLEET_ACCEPTED);
    }
}

void fleet_decide(const struct hf_fleet_plan *plan, struct fleet_request *request, uint32_t *heard)
{
    const struct fleet_spell *spell = fleet_spell(&plan->servers[request->server], request->at_us);

    if (request->at_us > plan->until_us || spell->server.presence != HF_SIM_ANSWERS)
        return;
    heard += request->server * hf_fleet_seconds(plan) + request->at_us / SECOND_US;
    request->is_over = ++*heard > spell->bound.takes && spell->bound.takes != 0;
}

void fleet_serve(struct fleet_worker *worker, struct fleet_line *line,
                 const struct fleet_request *request)
{
    const struct hf_fleet_plan *plan = worker->plan;
    struct door door = {.plan = plan, .line = line, .request = request};

    if (request->at_us > plan->until_us)
        return;
    door.spell = fleet_spell(&plan->servers[request->server], request->at_us);
    const struct hf_sim_server *server = &door.spell->server;
    door.back_us = request->at_us + server->round_trip_us - server->round_trip_us / 2;
    worker->tally.n_requests++;
    count(worker, request, HF_FLEET_REQUESTS);
    if (request->is_again)
        count(worker, request, HF_FLEET_AGAIN);
    if (server->presence == HF_SIM_FAILS) {
        count(worker, request, HF_FLEET_UNANSWERED);
        send_back(line, request,
                  &(struct fleet_answer){
                      .kind = FLEET_ANSWER_FAILURE, .at_us = door.back_us, .cause = server->cause});
    } else if (server->presence != HF_SIM_ANSWERS) {
        count(worker, request, HF_FLEET_UNANSWERED);
    } else if (request->is_over) {
        count(worker, request, HF_FLEET_OVER);
        refuse(&door);
    } else {
        answer(worker, &door);
    }
}
