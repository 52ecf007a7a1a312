/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A line of a fleet: whose turn it is, stepping it, hearing what comes back. At one moment verbs
 * come first, then answers in the order of their requests' sending, then retransmissions, then the
 * line's own deadline, as in world.c.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fleet_inside.h"

#define WAKES 64 /* at one moment */

void fleet_fault(struct fleet_worker *worker, const char *text)
{
    if (worker->tally.fault[0] == 0)
        snprintf(worker->tally.fault, sizeof(worker->tally.fault),
                 "line %" PRIu32 " of seed %" PRIu64 " at %" PRIu64 " us: %s",
                 worker->line == NULL ? 0 : worker->line->number, worker->seed, worker->now_us,
                 text);
}

/* ---- a step ---- */

void fleet_report(struct fleet_worker *worker, const struct hf_event *event)
{
    struct fleet_line *line = worker->line;
    struct hf_event timed = *event;
    char text[128];

    timed.at_us = worker->now_us;
    worker->tally.n_steps++;
    const int result = hf_line_step(line->state, &timed, &worker->actions);
    if (result != HF_OK) {
        snprintf(text, sizeof(text), "%s was refused: %s", hf_event_name(event->kind),
                 hf_error_text(result));
        fleet_fault(worker, text);
        return;
    }
    line->own_us = hf_line_deadline(line->state).at_us;
    for (uint32_t i = 0; i < worker->actions.n; i++)
        fleet_carry_out(worker, &worker->actions.items[i]);
}

static void report_plain(struct fleet_worker *worker, uint32_t kind)
{
    fleet_report(worker, &(struct hf_event){.kind = kind});
}

static void configure(struct fleet_worker *worker, const struct hf_config *config)
{
    struct hf_event event = {.kind = HF_EVENT_CONFIGURED};
    struct hf_config own = *config;

    if (worker->without_jitter) {
        own.jitter_percent = 0;
        own.storm_spread_ms = 0;
    }
    event.u.configured.config = &own;
    event.u.configured.seed = hf_fleet_line_seed(worker->seed, worker->line->number);
    fleet_report(worker, &event);
}

/* ---- verbs ---- */

/* Verbs are few; the next of this line's kind. */
static void skip_acts(const struct hf_fleet_plan *plan, struct fleet_line *line)
{
    while (line->next_act < plan->n_acts && plan->acts[line->next_act]->line != line->kind + 1u)
        line->next_act++;
}

static uint64_t act_us(const struct hf_fleet_plan *plan, const struct fleet_line *line)
{
    return line->next_act < plan->n_acts ? plan->acts[line->next_act]->at_us : HF_NEVER;
}

static void switch_on(struct fleet_worker *worker, int is_on)
{
    fleet_settle(worker, worker->now_us);
    worker->line->is_on = (uint8_t)is_on;
    worker->line->was_on |= (uint8_t)is_on;
    worker->line->was_ever_on |= (uint8_t)is_on;
    report_plain(worker, is_on ? HF_EVENT_STARTED : HF_EVENT_STOPPED);
}

static void act(struct fleet_worker *worker)
{
    struct fleet_line *line = worker->line;
    const struct command *command = worker->plan->acts[line->next_act++];
    struct hf_event event = {.kind = HF_EVENT_WANTED};

    skip_acts(worker->plan, line);
    if (command->verb == VERB_CONFIGURE) {
        configure(worker, &command->configuration.config);
    } else if (command->verb == VERB_REGISTER) {
        event.u.wanted = command->event.u.wanted;
        event.u.wanted.request = command->number;
        fleet_report(worker, &event);
    } else {
        switch_on(worker, command->verb == VERB_START);
    }
}

/* ---- what comes back ---- */

static void hear_binding(struct fleet_worker *worker, const struct fleet_txn *txn,
                         const struct fleet_answer *answer)
{
    struct fleet_place *place = &worker->line->places[txn->server];

    if (txn->kind != HF_REQUEST_REGISTER || answer->status >= 300)
        return;
    fleet_settle(worker, worker->now_us);
    place->until_us = 0;
    if (txn->expires_s != 0) /* C4: ours, else Expires, else what was asked */
        place->until_us = worker->now_us + UINT64_C(1000000) * (answer->expires_s != HF_EXPIRES_NONE
                                                                    ? answer->expires_s
                                                                    : txn->expires_s);
}

static void hear_abandoned(struct fleet_worker *worker, struct fleet_txn *txn,
                           const struct fleet_answer *answer)
{
    struct hf_event event = {.kind = HF_EVENT_ABANDONED};

    event.u.abandoned.attempt = txn->attempt;
    event.u.abandoned.expires_s = HF_EXPIRES_NONE;
    if (answer->kind == FLEET_ANSWER_FINAL) {
        hear_binding(worker, txn, answer);
        event.u.abandoned.expires_s = answer->expires_s;
    }
    if (answer->kind == FLEET_ANSWER_FINAL || answer->kind == FLEET_ANSWER_CHALLENGE) {
        event.u.abandoned.how = HF_ABANDONED_ANSWERED;
        event.u.abandoned.status = answer->kind == FLEET_ANSWER_FINAL ? answer->status : 401;
    }
    fleet_txn_release(txn);
    fleet_report(worker, &event);
}

static void hear_final(struct fleet_worker *worker, struct fleet_txn *txn,
                       const struct fleet_answer *answer)
{
    struct hf_event event = {.kind = HF_EVENT_RESPONSE_RECEIVED};

    event.u.response = (struct hf_response){.attempt = txn->attempt,
                                            .expires_s = answer->expires_s,
                                            .min_expires_s = answer->min_expires_s,
                                            .retry_after_s = answer->retry_after_s,
                                            .status = answer->status,
                                            .contact_missing = answer->contact_missing};
    hear_binding(worker, txn, answer);
    fleet_txn_release(txn);
    fleet_report(worker, &event);
}

static void hear_challenge(struct fleet_worker *worker, struct fleet_txn *txn,
                           const struct fleet_answer *answer)
{
    const struct fleet_server *server = &worker->plan->servers[txn->server];
    const char *realm = fleet_spell(server, worker->now_us)->server.realms[0];
    struct hf_event event = {.kind = HF_EVENT_CHALLENGED};
    const uint64_t attempt = txn->attempt;

    txn->state = FLEET_TXN_CHALLENGED;
    event.u.challenged.attempt = attempt;
    event.u.challenged.realm = (struct hf_text){.at = realm, .length = (uint32_t)strlen(realm)};
    event.u.challenged.stale = answer->stale;
    event.u.challenged.after_credentials = answer->after_credentials;
    fleet_report(worker, &event);
    txn = fleet_txn_find(worker->line, attempt);
    if (txn != NULL && txn->state == FLEET_TXN_CHALLENGED) /* the attempt's end (A8) */
        fleet_txn_release(txn);
}

/* An error on the socket of a target is heard by all that waits on it. */
static void hear_failure(struct fleet_worker *worker, const struct fleet_txn *failed)
{
    struct fleet_line *line = worker->line;
    const uint64_t attempt = failed->attempt;
    const uint8_t server = failed->server;
    const uint8_t cause = failed->final.cause;

    for (unsigned i = 0; i < line->n_txns; i++) {
        struct fleet_txn *txn = &line->txns[i];
        struct hf_event event = {.kind = HF_EVENT_ATTEMPT_FAILED};

        if (!fleet_txn_is_under_way(txn) || txn->server != server ||
            (txn->attempt != attempt && txn->began_us >= worker->now_us))
            continue;
        event.u.failed.attempt = txn->attempt;
        event.u.failed.cause = cause;
        fleet_txn_release(txn);
        fleet_report(worker, &event);
    }
}

static void hear_provisional(struct fleet_worker *worker, struct fleet_txn *txn)
{
    struct hf_event event = {.kind = HF_EVENT_PROVISIONAL};

    txn->provisional_us = HF_NEVER;
    if (!fleet_txn_is_under_way(txn))
        return;
    txn->state = FLEET_TXN_PROCEEDING;
    event.u.provisional.attempt = txn->attempt;
    event.u.provisional.status = txn->provisional;
    fleet_report(worker, &event);
}

static void hear_answer(struct fleet_worker *worker, struct fleet_txn *txn)
{
    const struct fleet_answer answer = txn->final;

    txn->final.kind = FLEET_ANSWER_NONE;
    if (txn->state == FLEET_TXN_WATCHED || txn->state == FLEET_TXN_OVER) {
        hear_abandoned(worker, txn, &answer);
    } else if (answer.kind == FLEET_ANSWER_FINAL) {
        hear_final(worker, txn, &answer);
    } else if (answer.kind == FLEET_ANSWER_CHALLENGE) {
        hear_challenge(worker, txn, &answer);
    } else {
        txn->final.cause = answer.cause;
        hear_failure(worker, txn);
    }
}

/* ---- turns ---- */

enum from { FROM_NOWHERE, FROM_PROVISIONAL, FROM_ANSWER, FROM_NAMES, FROM_PING };

struct arrival {
    uint64_t at_us;
    uint32_t order;
    unsigned slot;
    enum from from;
};

static void consider(struct arrival *first, const struct arrival *other)
{
    if (other->at_us < first->at_us ||
        (other->at_us == first->at_us && other->at_us != HF_NEVER && other->order < first->order))
        *first = *other;
}

static struct arrival first_arrival(const struct fleet_worker *worker,
                                    const struct fleet_line *line)
{
    struct arrival first = {.at_us = HF_NEVER};

    for (unsigned i = 0; i < line->n_txns; i++) {
        const struct fleet_txn *txn = &line->txns[i];

        if (txn->state == FLEET_TXN_FREE)
            continue;
        consider(&first, &(struct arrival){txn->provisional_us, txn->provisional_order, i,
                                           FROM_PROVISIONAL});
        if (txn->final.kind != FLEET_ANSWER_NONE)
            consider(&first, &(struct arrival){txn->final.at_us, txn->final.order, i, FROM_ANSWER});
    }
    for (unsigned i = 0; i < line->n_queries; i++) {
        if (line->queries[i].records != NULL)
            consider(&first, &(struct arrival){line->queries[i].at_us, line->queries[i].order, i,
                                               FROM_NAMES});
    }
    for (unsigned i = 0; i < worker->plan->n_servers; i++) {
        if (line->places[i].interval_s != 0)
            consider(&first, &(struct arrival){line->places[i].loss_us, UINT32_MAX, i, FROM_PING});
    }
    return first;
}

static void hear(struct fleet_worker *worker, const struct arrival *arrival)
{
    struct fleet_line *line = worker->line;

    switch (arrival->from) {
    case FROM_PROVISIONAL: hear_provisional(worker, &line->txns[arrival->slot]); break;
    case FROM_ANSWER: hear_answer(worker, &line->txns[arrival->slot]); break;
    case FROM_NAMES: fleet_names_report(worker, &line->queries[arrival->slot]); break;
    case FROM_PING: fleet_keep_lost(worker, arrival->slot); break;
    case FROM_NOWHERE: break;
    }
}

static void wake(struct fleet_worker *worker)
{
    struct fleet_line *line = worker->line;

    if (line->woken_us != worker->now_us)
        line->n_woken = 0;
    line->woken_us = worker->now_us;
    if (++line->n_woken > WAKES)
        fleet_fault(worker, "asks to be woken again and again at one moment (H8)");
    report_plain(worker, HF_EVENT_TIME_PASSED);
}

/* One turn; false: none is due in this run, and next_us says when. */
static int turn(struct fleet_worker *worker, uint64_t *next_us)
{
    struct fleet_line *line = worker->line;
    const struct arrival arrival = first_arrival(worker, line);
    const uint64_t verb_us = act_us(worker->plan, line);
    const uint64_t shell_us = fleet_shell_next_us(line);
    const uint64_t own_us = line->own_us < worker->now_us ? worker->now_us : line->own_us;
    uint64_t at_us;

    at_us = verb_us < arrival.at_us ? verb_us : arrival.at_us;
    at_us = shell_us < at_us ? shell_us : at_us;
    at_us = own_us < at_us ? own_us : at_us;
    *next_us = at_us;
    if (at_us >= worker->until_us)
        return 0;
    worker->now_us = at_us > worker->now_us ? at_us : worker->now_us;
    if (verb_us == at_us)
        act(worker);
    else if (arrival.at_us == at_us)
        hear(worker, &arrival);
    else if (shell_us == at_us)
        fleet_shell_wake(worker);
    else
        wake(worker);
    return 1;
}

/* Most lines wait for nothing most of the time: a million of them need no room for that. */
static void give_back(struct fleet_line *line)
{
    for (unsigned i = 0; i < line->n_txns; i++) {
        if (line->txns[i].state != FLEET_TXN_FREE)
            return;
    }
    free(line->txns);
    line->txns = NULL;
    line->n_txns = 0;
}

uint64_t fleet_line_run(struct fleet_worker *worker, struct fleet_line *line)
{
    uint64_t next_us = 0;

    worker->line = line;
    worker->now_us = 0; /* its next turn's */
    /* Bounded: time grows, and one moment holds WAKES wake-ups of a line at most. */
    while (worker->tally.fault[0] == 0 && turn(worker, &next_us))
        continue;
    give_back(line);
    return next_us;
}

void fleet_line_begin(struct fleet_worker *worker, struct fleet_line *line)
{
    const struct hf_fleet_plan *plan = worker->plan;

    worker->line = line;
    worker->now_us = 0;
    line->kind = (uint8_t)((line->number - 1) % plan->n_kinds);
    line->woken_us = HF_NEVER;
    for (unsigned i = 0; i < plan->n_servers; i++)
        line->places[i] = (struct fleet_place){.credentials_us = HF_NEVER, .loss_us = HF_NEVER};
    skip_acts(plan, line);
    if (hf_line_init(line->state, hf_line_size(), HF_ABI) < 0)
        fleet_fault(worker, "cannot be made");
    else
        configure(worker, &worker->configs[line->kind]);
}

void fleet_line_end(struct fleet_worker *worker, struct fleet_line *line)
{
    worker->line = line;
    worker->now_us = worker->plan->until_us;
    fleet_settle(worker, HF_NEVER);
    worker->tally.n_lines++;
    worker->tally.lines_digest += hf_line_digest(line->state);
    fleet_line_free(line);
}

void fleet_line_free(struct fleet_line *line)
{
    free(line->txns);
    free(line->queries);
    line->txns = NULL;
    line->queries = NULL;
    line->n_txns = line->n_queries = 0;
}
