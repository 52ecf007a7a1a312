/* SPDX-License-Identifier: Apache-2.0 */
/* The promises of an embedder, followed line by line through its log; see log_contract.h. */
#define _GNU_SOURCE
#include "log_contract.h"

#include <stdlib.h>
#include <string.h>

#include "holdfast/line.h"
#include "holdfast/uv/log_resume.h"
#include "log_contract_parts.h"
#include "log_walk.h"

#define T1_TIMES       64
#define CALL_TIMES     2u         /* an INVITE: until the CANCEL, and once more for its answer */
#define SLACK_US       5000000u   /* what a busy shell may take beside */
#define QUERY_US       300000000u /* no resolver tries longer */
#define CHECK_EVERY_US 1000000u
#define CLOCK_SET_US   2000000u
#define CROSSED_US     100000u /* where no note says when Abandon was carried out */

static const struct {
    const char *token, *what, *promise;
} promises[] = {
#define HF_PROMISE(name, token, what, promise) {token, what, promise},
#include "log_promise.def"
#undef HF_PROMISE
};

const char *hf_log_promise_token(enum hf_log_promise promise)
{
    return promises[promise].token;
}

const char *hf_log_promise_what(enum hf_log_promise promise)
{
    return promises[promise].what;
}

const char *hf_log_promise_text(enum hf_log_promise promise)
{
    return promises[promise].promise;
}

struct hf_log_contract *hf_log_contract_new(const struct hf_log_contract_to *to, uint64_t late_us)
{
    struct hf_log_contract *contract = calloc(1, sizeof(*contract));

    if (contract == NULL)
        return NULL;
    contract->to = *to;
    contract->late_us = late_us;
    return contract;
}

void hf_log_contract_free(struct hf_log_contract *contract)
{
    for (uint32_t i = 0; contract != NULL && i < contract->n_lines; i++)
        free(contract->lines[i]);
    if (contract != NULL) {
        free(contract->lines);
        free(contract->file);
    }
    free(contract);
}

/* A breach that was held says itself where it was seen. */
void hf_contract_say(struct hf_log_contract *contract, const struct hf_log_breach *what)
{
    const struct hf_contract_place *place = &contract->place;
    struct hf_log_breach breach = *what;

    contract->said++;
    breach.detail = what->detail != NULL ? what->detail : "";
    if (what->file == NULL) {
        breach.file = place->file;
        breach.offset = place->offset;
        breach.sequence = place->sequence;
        breach.wall_us = place->wall_us;
        breach.line = place->line;
    }
    contract->to.breach(contract->to.context, &breach);
}

void hf_contract_say_id(struct hf_log_contract *contract, enum hf_log_promise promise, uint64_t id)
{
    hf_contract_say(contract, &(struct hf_log_breach){.promise = promise, .id = id});
}

/* ---- lines ---- */

static struct hf_contract_line *line_of(struct hf_log_contract *contract, uint32_t number)
{
    if (number < 1 || number > HF_LOG_LINES_MAX)
        return NULL;
    if (number > contract->n_lines) {
        uint32_t n = number * 2;
        struct hf_contract_line **lines = realloc(contract->lines, n * sizeof(*lines));

        if (lines == NULL)
            return NULL;
        for (uint32_t i = contract->n_lines; i < n; i++)
            lines[i] = NULL;
        contract->lines = lines;
        contract->n_lines = n;
    }
    if (contract->lines[number - 1] == NULL)
        contract->lines[number - 1] = calloc(1, sizeof(struct hf_contract_line));
    return contract->lines[number - 1];
}

struct hf_contract_attempt *hf_contract_find(struct hf_contract_line *line, uint64_t id)
{
    for (unsigned i = 0; i < HF_CONTRACT_ATTEMPTS; i++)
        if (line->attempts[i].phase != HF_CONTRACT_NONE && line->attempts[i].id == id)
            return &line->attempts[i];
    return NULL;
}

/* Ids are issued in order, so that one between the first and the last was issued. */
static int was_issued(uint64_t first, uint64_t last, uint64_t id)
{
    return first != 0 && id >= first && id <= last;
}

/* The attempt that an event is about; NULL: it is too old to be known, or a breach that was
 * said. */
static struct hf_contract_attempt *attempt_of(struct hf_log_contract *contract,
                                              struct hf_contract_line *line, uint64_t id,
                                              enum hf_log_promise if_over)
{
    struct hf_contract_attempt *attempt = hf_contract_find(line, id);

    if (attempt != NULL)
        return attempt;
    if (was_issued(line->first_attempt, line->last_attempt, id))
        hf_contract_say_id(contract, if_over, id);
    else if (line->whole || id > line->last_attempt)
        hf_contract_say_id(contract, HF_PROMISE_UNKNOWN_ID, id);
    return NULL;
}

/* ---- answers ---- */

/* Silence and ICMP come of having sent something, at least where nothing is connected first. */
static int shows_sending(const struct hf_event *event, const struct hf_contract_attempt *attempt)
{
    return event->kind == HF_EVENT_RESPONSE_RECEIVED || event->u.failed.cause == HF_CAUSE_SILENCE ||
           (event->u.failed.cause == HF_CAUSE_ICMP && !attempt->connects);
}

static void on_outcome(struct hf_log_contract *contract, struct hf_contract_line *line, uint64_t id)
{
    struct hf_contract_attempt *attempt = attempt_of(contract, line, id, HF_PROMISE_ANSWERED_TWICE);

    if (attempt == NULL)
        return;
    if (attempt->phase == HF_CONTRACT_OVER)
        hf_contract_say_id(contract, HF_PROMISE_ANSWERED_TWICE, id);
    else if (shows_sending(&contract->event, attempt))
        hf_contract_must_be_sent(contract, attempt);
    attempt->phase = HF_CONTRACT_OVER;
}

/* Abandon was carried out before this event. */
static int knew_of_abandon(const struct hf_log_contract *contract,
                           const struct hf_contract_line *line,
                           const struct hf_contract_attempt *attempt)
{
    return attempt->abandon_seen ||
           (!contract->notes && line->now_us - attempt->abandoned_us > CROSSED_US);
}

/* What may have been sent before, it need not be sent again. */
static void on_connected(struct hf_log_contract *contract, const struct hf_contract_line *line,
                         struct hf_contract_attempt *attempt)
{
    if (!attempt->connects || attempt->sent)
        return;
    attempt->connects = 0;
    attempt->ordered_us = line->now_us;
    attempt->ordered_at = contract->steps;
}

static void on_progress(struct hf_log_contract *contract, struct hf_contract_line *line,
                        uint64_t id)
{
    struct hf_contract_attempt *attempt = attempt_of(contract, line, id,
                                                     HF_PROMISE_PROGRESS_AFTER_END);

    if (attempt == NULL)
        return;
    if (attempt->phase == HF_CONTRACT_OVER ||
        (attempt->phase == HF_CONTRACT_ABANDONED && knew_of_abandon(contract, line, attempt)))
        hf_contract_say_id(contract, HF_PROMISE_PROGRESS_AFTER_END, id);
    else if (contract->event.kind == HF_EVENT_CONNECTED)
        on_connected(contract, line, attempt);
    else
        hf_contract_must_be_sent(contract, attempt);
    attempt->progressed |= contract->event.kind == HF_EVENT_PROVISIONAL;
}

static void on_abandoned(struct hf_log_contract *contract, struct hf_contract_line *line,
                         uint64_t id)
{
    struct hf_contract_attempt *attempt = attempt_of(contract, line, id, HF_PROMISE_ANSWERED_TWICE);

    if (attempt == NULL)
        return;
    if (attempt->phase == HF_CONTRACT_OVER)
        hf_contract_say_id(contract, HF_PROMISE_ANSWERED_TWICE, id);
    else if (attempt->phase == HF_CONTRACT_OPEN)
        hf_contract_say_id(contract, HF_PROMISE_ABANDONED_UNASKED, id);
    attempt->phase = HF_CONTRACT_OVER;
}

static void on_late(struct hf_log_contract *contract, struct hf_contract_line *line, uint64_t id)
{
    const struct hf_contract_attempt *attempt = attempt_of(contract, line, id,
                                                           HF_PROMISE_ANSWERED_TWICE);

    if (attempt == NULL)
        return;
    if (attempt->phase == HF_CONTRACT_OVER)
        hf_contract_say_id(contract, HF_PROMISE_ANSWERED_TWICE, id);
    else if (attempt->phase != HF_CONTRACT_ABANDONED || attempt->kind != HF_REQUEST_INVITE)
        hf_contract_say_id(contract, HF_PROMISE_LATE_UNASKED, id);
}

static void on_query_answer(struct hf_log_contract *contract, struct hf_contract_line *line,
                            uint64_t id)
{
    if (id == 0) /* Located, unasked */
        return;
    for (unsigned i = 0; i < HF_CONTRACT_QUERIES; i++) {
        struct hf_contract_query *query = &line->queries[i];

        if (query->phase == HF_CONTRACT_NONE || query->id != id)
            continue;
        if (query->phase == HF_CONTRACT_OVER)
            hf_contract_say_id(contract, HF_PROMISE_QUERY_ANSWERED_TWICE, id);
        query->phase = HF_CONTRACT_OVER;
        return;
    }
    if (was_issued(line->first_query, line->last_query, id))
        hf_contract_say_id(contract, HF_PROMISE_QUERY_ANSWERED_TWICE, id);
    else if (line->whole || id > line->last_query)
        hf_contract_say_id(contract, HF_PROMISE_UNKNOWN_ID, id);
}

/* ---- what is owed ---- */

static uint64_t owed_us(const struct hf_contract_attempt *attempt)
{
    uint64_t most_us = (uint64_t)attempt->t1_ms * 1000u * T1_TIMES;

    return attempt->kind == HF_REQUEST_INVITE ? most_us * CALL_TIMES + SLACK_US
                                              : most_us + SLACK_US;
}

/* Those whose time is over, said once. */
static void say_owed(struct hf_log_contract *contract, struct hf_contract_line *line)
{
    if (line->now_us - line->checked_us < CHECK_EVERY_US)
        return;
    line->checked_us = line->now_us;
    for (unsigned i = 0; i < HF_CONTRACT_ATTEMPTS; i++) {
        struct hf_contract_attempt *attempt = &line->attempts[i];

        if (attempt->phase != HF_CONTRACT_ABANDONED ||
            line->now_us - attempt->abandoned_us <= owed_us(attempt))
            continue;
        hf_contract_say_id(contract, HF_PROMISE_NEVER_ANSWERED, attempt->id);
        attempt->phase = HF_CONTRACT_OVER;
    }
    for (unsigned i = 0; i < HF_CONTRACT_QUERIES; i++) {
        struct hf_contract_query *query = &line->queries[i];

        if (query->phase != HF_CONTRACT_OPEN || line->now_us - query->asked_us <= QUERY_US)
            continue;
        hf_contract_say_id(contract, HF_PROMISE_QUERY_NEVER_ANSWERED, query->id);
        query->phase = HF_CONTRACT_OVER;
    }
}

/* ---- orders ---- */

static void on_send(struct hf_log_contract *contract, struct hf_contract_line *line,
                    const struct hf_send *send)
{
    struct hf_contract_attempt *attempt =
        &line->attempts[line->next_attempt++ % HF_CONTRACT_ATTEMPTS];

    *attempt = (struct hf_contract_attempt){.id = send->attempt,
                                            .target = send->target,
                                            .t1_ms = send->t1_ms,
                                            .t2_ms = send->t2_ms,
                                            .limit = send->retransmissions,
                                            .phase = HF_CONTRACT_OPEN,
                                            .kind = send->kind,
                                            .in_dialog = send->in_dialog,
                                            .connects = send->target.transport != HF_TRANSPORT_UDP,
                                            .to_send = 1};
    hf_contract_order(contract, line, attempt);
    contract->sends++;
    if (line->first_attempt == 0)
        line->first_attempt = send->attempt;
    line->last_attempt = send->attempt;
}

static void on_resolve(struct hf_contract_line *line, uint64_t id)
{
    line->queries[line->next_query++ % HF_CONTRACT_QUERIES] = (struct hf_contract_query){
        .id = id, .asked_us = line->now_us, .phase = HF_CONTRACT_OPEN};
    if (line->first_query == 0)
        line->first_query = id;
    line->last_query = id > line->last_query ? id : line->last_query;
}

static void on_reference(struct hf_log_contract *contract, struct hf_contract_line *line,
                         const struct hf_action *action)
{
    struct hf_contract_attempt *attempt = hf_contract_find(line, action->u.attempt.attempt);

    if (attempt == NULL)
        return;
    if (action->kind == HF_ACTION_AUTHENTICATE) {
        attempt->to_send++;
        hf_contract_order(contract, line, attempt);
    } else if (action->kind == HF_ACTION_EXTEND) {
        attempt->limit = HF_RETRANSMIT_FREELY;
        attempt->extended_us = line->now_us;
    } else if (action->kind == HF_ACTION_KEEP) {
        attempt->phase = HF_CONTRACT_OPEN; /* a late call is the call again */
        attempt->sent = 1;
    } else if (attempt->phase == HF_CONTRACT_OPEN) {
        hf_contract_given_up(contract, attempt);
        attempt->phase = HF_CONTRACT_ABANDONED;
        attempt->abandoned_us = line->now_us;
    }
}

static void on_order(struct hf_log_contract *contract, struct hf_contract_line *line,
                     const struct hf_action *action)
{
    switch (action->kind) {
    case HF_ACTION_SEND: on_send(contract, line, &action->u.send); break;
    case HF_ACTION_RESOLVE: on_resolve(line, action->u.resolve.query); break;
    case HF_ACTION_EXTEND:
    case HF_ACTION_AUTHENTICATE:
    case HF_ACTION_ABANDON:
    case HF_ACTION_KEEP: on_reference(contract, line, action); break;
    default: break;
    }
}

/* ---- steps ---- */

static void check_woken(struct hf_log_contract *contract, uint64_t due_us, uint64_t now_us,
                        const char *detail)
{
    if (due_us == HF_NEVER || now_us <= due_us)
        return;
    if (now_us - due_us > contract->latest_us)
        contract->latest_us = now_us - due_us;
    if (now_us - due_us > contract->late_us)
        hf_contract_say(contract, &(struct hf_log_breach){.promise = HF_PROMISE_WOKEN_LATE,
                                                          .by_us = now_us - due_us,
                                                          .detail = detail});
}

static void check_time(struct hf_log_contract *contract, struct hf_contract_line *line)
{
    const struct hf_event *event = &contract->event;

    if (event->kind == HF_EVENT_RESTORED) /* another clock */
        return;
    if (line->seen && event->at_us < line->now_us)
        hf_contract_say(contract, &(struct hf_log_breach){.promise = HF_PROMISE_TIME_WENT_BACK,
                                                          .by_us = line->now_us - event->at_us});
    check_woken(contract, contract->at->deadline_us, event->at_us, NULL);
}

/* From one event of a line to the next both clocks go on alike, if nobody sets the wall's. */
static void compare_clocks(struct hf_log_contract *contract, struct hf_contract_line *line)
{
    const struct hf_event *event = &contract->event;
    uint64_t wall_us = contract->at->entry->wall_us;
    uint64_t is_us = wall_us - line->wall_us, should_us = event->at_us - line->at_us;
    uint64_t off_us = is_us - should_us < should_us - is_us ? is_us - should_us : should_us - is_us;

    contract->steps++;
    if (line->seen && event->kind != HF_EVENT_RESTORED && off_us > CLOCK_SET_US)
        contract->clock_set = contract->steps;
    line->at_us = event->at_us;
    line->wall_us = wall_us;
    line->step = contract->steps;
}

static void on_event(struct hf_log_contract *contract, struct hf_contract_line *line)
{
    const struct hf_event *event = &contract->event;

    switch (event->kind) {
    case HF_EVENT_RESPONSE_RECEIVED: on_outcome(contract, line, event->u.response.attempt); break;
    case HF_EVENT_ATTEMPT_FAILED: on_outcome(contract, line, event->u.failed.attempt); break;
    case HF_EVENT_PROVISIONAL: on_progress(contract, line, event->u.provisional.attempt); break;
    case HF_EVENT_CHALLENGED: on_progress(contract, line, event->u.challenged.attempt); break;
    case HF_EVENT_CONNECTED: on_progress(contract, line, event->u.connected.attempt); break;
    case HF_EVENT_ABANDONED: on_abandoned(contract, line, event->u.abandoned.attempt); break;
    case HF_EVENT_LATE: on_late(contract, line, event->u.late.attempt); break;
    case HF_EVENT_DNS_ANSWERED: on_query_answer(contract, line, event->u.dns.query); break;
    case HF_EVENT_LOCATED: on_query_answer(contract, line, event->u.located.query); break;
    default: break;
    }
}

/* After Restored no id of before is owed an answer, and none of them can come. */
static void forget(struct hf_contract_line *line, int whole)
{
    memset(line->attempts, 0, sizeof(line->attempts));
    memset(line->queries, 0, sizeof(line->queries));
    line->whole = whole;
}

/* Nothing changes by it; what it would have broken is said, else that it was refused. */
static void take_refused(struct hf_log_contract *contract, struct hf_contract_line *line)
{
    struct hf_contract_line before = *line;

    contract->said = 0;
    on_event(contract, line);
    *line = before;
    if (contract->said == 0)
        hf_contract_say(contract, &(struct hf_log_breach){
                                      .promise = HF_PROMISE_REFUSED,
                                      .detail = hf_error_text(contract->at->entry->u.step.result)});
}

static void take_step(struct hf_log_contract *contract, struct hf_contract_line *line)
{
    const struct hf_log_step *step = &contract->at->entry->u.step;

    if (hf_log_walk_step(step, &contract->event, &contract->actions) < 0) {
        hf_contract_say(contract, &(struct hf_log_breach){.promise = HF_PROMISE_REFUSED,
                                                          .detail = "it cannot be decoded"});
        return;
    }
    if (contract->at->unconfigured) { /* a line that began anew, with ids of its own */
        memset(line, 0, sizeof(*line));
        line->whole = 1;
    }
    if (step->result != HF_OK) {
        take_refused(contract, line);
        return;
    }
    check_time(contract, line);
    compare_clocks(contract, line);
    if (contract->event.kind == HF_EVENT_RESTORED)
        forget(line, line->whole);
    if (contract->event.kind == HF_EVENT_RESTORED || contract->event.at_us > line->now_us ||
        !line->seen)
        line->now_us = contract->event.at_us;
    line->seen = 1;
    hf_contract_check_sent(contract, line);
    on_event(contract, line);
    for (uint32_t i = 0; i < contract->actions.n; i++)
        on_order(contract, line, &contract->actions.items[i]);
    say_owed(contract, line);
}

/* ---- the door ---- */

static int keep_place(struct hf_log_contract *contract, const struct hf_log_before *before)
{
    const struct hf_log_item *item = before->item;

    if (contract->file == NULL || strcmp(contract->file, item->file) != 0) {
        free(contract->file);
        contract->file = strdup(item->file);
    }
    contract->place = (struct hf_contract_place){.file = item->file,
                                                 .offset = item->offset,
                                                 .sequence = item->sequence,
                                                 .wall_us = before->entry->wall_us,
                                                 .line = before->entry->line};
    return contract->file != NULL;
}

void hf_log_contract_take(struct hf_log_contract *contract, const struct hf_log_before *before)
{
    struct hf_contract_line *line;

    if (!keep_place(contract, before) ||
        (before->entry->kind != HF_LOG_STEP && before->entry->kind != HF_LOG_NOTE))
        return;
    line = line_of(contract, before->entry->line);
    if (line == NULL)
        return;
    contract->at = before;
    if (before->entry->kind == HF_LOG_STEP)
        take_step(contract, line);
    else
        hf_contract_note(contract, line);
}

void hf_log_contract_gap(struct hf_log_contract *contract)
{
    hf_contract_let_go(contract);
    for (uint32_t i = 0; i < contract->n_lines; i++)
        if (contract->lines[i] != NULL)
            memset(contract->lines[i], 0, sizeof(struct hf_contract_line));
}

/* ---- the end ---- */

/* What has passed since a line's latest event says the wall clock, if nobody has set it since. */
static void end_line(struct hf_log_contract *contract, struct hf_contract_line *line,
                     uint32_t number)
{
    uint64_t due_us = contract->to.deadline(contract->to.context, number);
    uint64_t wall_us = contract->place.wall_us;

    if (!line->seen || due_us == HF_NEVER || contract->clock_set > line->step ||
        wall_us <= line->wall_us)
        return;
    contract->place.line = number;
    line->now_us += wall_us - line->wall_us;
    check_woken(contract, due_us, line->now_us, "the log ends, and it still had not been woken");
    line->checked_us = 0;
    hf_contract_check_sent(contract, line);
    say_owed(contract, line);
}

void hf_log_contract_end(struct hf_log_contract *contract)
{
    contract->place.file = contract->file;
    for (uint32_t i = 0; i < contract->n_lines; i++)
        if (contract->lines[i] != NULL)
            end_line(contract, contract->lines[i], i + 1);
    if (!contract->notes)
        contract->unjudged += contract->sends;
    contract->sends = 0;
    contract->notes = 0;
    contract->steps = contract->clock_set = 0;
    hf_log_contract_gap(contract);
}

uint64_t hf_log_contract_latest_us(const struct hf_log_contract *contract)
{
    return contract->latest_us;
}

uint64_t hf_log_contract_unjudged(const struct hf_log_contract *contract)
{
    return contract->unjudged;
}
