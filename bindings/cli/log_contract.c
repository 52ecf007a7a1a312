/* SPDX-License-Identifier: Apache-2.0 */
/* The promises of an embedder, followed line by line through its log; see log_contract.h. */
#include "log_contract.h"

#include <stdlib.h>
#include <string.h>

#include "holdfast/line.h"
#include "holdfast/sip/agent.h"
#include "holdfast/uv/log_resume.h"
#include "log_walk.h"

#define ATTEMPTS       64 /* followed at a time, of a line; older ones are forgotten */
#define QUERIES        64
#define T1_TIMES       64
#define CALL_TIMES     2u         /* an INVITE: until the CANCEL, and once more for its answer */
#define SLACK_US       5000000u   /* what a busy shell may take beside */
#define QUERY_US       300000000u /* no resolver tries longer */
#define CHECK_EVERY_US 1000000u
#define CROSSED_US     100000u /* where no note says when Abandon was carried out */

enum phase { PHASE_NONE = 0, PHASE_OPEN, PHASE_ABANDONED, PHASE_OVER };

struct attempt {
    uint64_t id, abandoned_us;
    struct hf_target target;
    uint32_t t1_ms;
    uint8_t phase; /* enum phase */
    uint8_t kind;  /* enum hf_request_kind */
    uint8_t in_dialog;
    uint8_t sent;         /* a note says so */
    uint8_t to_send;      /* times that it may be sent anew: its Send, each Authenticate */
    uint8_t abandon_seen; /* a note says that Abandon was carried out */
};

struct query {
    uint64_t id, asked_us;
    uint8_t phase; /* OPEN or OVER */
};

struct line {
    uint64_t now_us;
    uint64_t checked_us;                  /* when it was last looked for what is owed */
    uint64_t first_attempt, last_attempt; /* issued ids that were seen */
    uint64_t first_query, last_query;
    int seen;  /* an event came */
    int whole; /* all ids that it ever issued were seen */
    int notes; /* its requests are noted */
    unsigned next_attempt, next_query;
    struct attempt attempts[ATTEMPTS];
    struct query queries[QUERIES];
};

struct hf_log_contract {
    void (*breach)(void *context, const struct hf_log_breach *breach);
    void *context;
    uint64_t late_us, latest_us;
    struct line **lines; /* [number - 1] */
    uint32_t n_lines;
    unsigned said;                  /* breaches since it was set to 0 */
    const struct hf_log_before *at; /* the record that is being taken */
    struct hf_event event;
    struct hf_actions actions;
};

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

struct hf_log_contract *hf_log_contract_new(void (*breach)(void *context,
                                                           const struct hf_log_breach *breach),
                                            void *context, uint64_t late_us)
{
    struct hf_log_contract *contract = calloc(1, sizeof(*contract));

    if (contract == NULL)
        return NULL;
    contract->breach = breach;
    contract->context = context;
    contract->late_us = late_us;
    return contract;
}

void hf_log_contract_free(struct hf_log_contract *contract)
{
    for (uint32_t i = 0; contract != NULL && i < contract->n_lines; i++)
        free(contract->lines[i]);
    if (contract != NULL)
        free(contract->lines);
    free(contract);
}

static void say(struct hf_log_contract *contract, const struct hf_log_breach *what)
{
    struct hf_log_breach breach = *what;

    contract->said++;
    breach.detail = what->detail != NULL ? what->detail : "";
    breach.file = contract->at->item->file;
    breach.offset = contract->at->item->offset;
    breach.sequence = contract->at->item->sequence;
    breach.wall_us = contract->at->entry->wall_us;
    breach.line = contract->at->entry->line;
    contract->breach(contract->context, &breach);
}

static void say_id(struct hf_log_contract *contract, enum hf_log_promise promise, uint64_t id)
{
    say(contract, &(struct hf_log_breach){.promise = promise, .id = id});
}

/* ---- lines ---- */

static struct line *line_of(struct hf_log_contract *contract, uint32_t number)
{
    if (number < 1 || number > HF_LOG_LINES_MAX)
        return NULL;
    if (number > contract->n_lines) {
        uint32_t n = number * 2;
        struct line **lines = realloc(contract->lines, n * sizeof(*lines));

        if (lines == NULL)
            return NULL;
        for (uint32_t i = contract->n_lines; i < n; i++)
            lines[i] = NULL;
        contract->lines = lines;
        contract->n_lines = n;
    }
    if (contract->lines[number - 1] == NULL)
        contract->lines[number - 1] = calloc(1, sizeof(struct line));
    return contract->lines[number - 1];
}

static struct attempt *find_attempt(struct line *line, uint64_t id)
{
    for (unsigned i = 0; i < ATTEMPTS; i++)
        if (line->attempts[i].phase != PHASE_NONE && line->attempts[i].id == id)
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
static struct attempt *attempt_of(struct hf_log_contract *contract, struct line *line, uint64_t id,
                                  enum hf_log_promise if_over)
{
    struct attempt *attempt = find_attempt(line, id);

    if (attempt != NULL)
        return attempt;
    if (was_issued(line->first_attempt, line->last_attempt, id))
        say_id(contract, if_over, id);
    else if (line->whole || id > line->last_attempt)
        say_id(contract, HF_PROMISE_UNKNOWN_ID, id);
    return NULL;
}

/* ---- answers ---- */

static void check_sent(struct hf_log_contract *contract, const struct line *line,
                       const struct attempt *attempt)
{
    if (line->notes && !attempt->sent)
        say_id(contract, HF_PROMISE_NOT_SENT, attempt->id);
}

static void on_outcome(struct hf_log_contract *contract, struct line *line, uint64_t id)
{
    struct attempt *attempt = attempt_of(contract, line, id, HF_PROMISE_ANSWERED_TWICE);
    int answered = contract->event.kind == HF_EVENT_RESPONSE_RECEIVED ||
                   contract->event.u.failed.cause == HF_CAUSE_SILENCE;

    if (attempt == NULL)
        return;
    if (attempt->phase == PHASE_OVER)
        say_id(contract, HF_PROMISE_ANSWERED_TWICE, id);
    else if (answered)
        check_sent(contract, line, attempt);
    attempt->phase = PHASE_OVER;
}

/* Abandon was carried out before this event. */
static int knew_of_abandon(const struct line *line, const struct attempt *attempt)
{
    return attempt->abandon_seen ||
           (!line->notes && line->now_us - attempt->abandoned_us > CROSSED_US);
}

static void on_progress(struct hf_log_contract *contract, struct line *line, uint64_t id)
{
    const struct attempt *attempt = attempt_of(contract, line, id, HF_PROMISE_PROGRESS_AFTER_END);

    if (attempt == NULL)
        return;
    if (attempt->phase == PHASE_OVER ||
        (attempt->phase == PHASE_ABANDONED && knew_of_abandon(line, attempt)))
        say_id(contract, HF_PROMISE_PROGRESS_AFTER_END, id);
    else if (contract->event.kind != HF_EVENT_CONNECTED)
        check_sent(contract, line, attempt);
}

static void on_abandoned(struct hf_log_contract *contract, struct line *line, uint64_t id)
{
    struct attempt *attempt = attempt_of(contract, line, id, HF_PROMISE_ANSWERED_TWICE);

    if (attempt == NULL)
        return;
    if (attempt->phase == PHASE_OVER)
        say_id(contract, HF_PROMISE_ANSWERED_TWICE, id);
    else if (attempt->phase == PHASE_OPEN)
        say_id(contract, HF_PROMISE_ABANDONED_UNASKED, id);
    attempt->phase = PHASE_OVER;
}

static void on_late(struct hf_log_contract *contract, struct line *line, uint64_t id)
{
    const struct attempt *attempt = attempt_of(contract, line, id, HF_PROMISE_ANSWERED_TWICE);

    if (attempt == NULL)
        return;
    if (attempt->phase == PHASE_OVER)
        say_id(contract, HF_PROMISE_ANSWERED_TWICE, id);
    else if (attempt->phase != PHASE_ABANDONED || attempt->kind != HF_REQUEST_INVITE)
        say_id(contract, HF_PROMISE_LATE_UNASKED, id);
}

static void on_query_answer(struct hf_log_contract *contract, struct line *line, uint64_t id)
{
    if (id == 0) /* Located, unasked */
        return;
    for (unsigned i = 0; i < QUERIES; i++) {
        struct query *query = &line->queries[i];

        if (query->phase == PHASE_NONE || query->id != id)
            continue;
        if (query->phase == PHASE_OVER)
            say_id(contract, HF_PROMISE_QUERY_ANSWERED_TWICE, id);
        query->phase = PHASE_OVER;
        return;
    }
    if (was_issued(line->first_query, line->last_query, id))
        say_id(contract, HF_PROMISE_QUERY_ANSWERED_TWICE, id);
    else if (line->whole || id > line->last_query)
        say_id(contract, HF_PROMISE_UNKNOWN_ID, id);
}

/* ---- what is owed ---- */

static uint64_t owed_us(const struct attempt *attempt)
{
    uint64_t most_us = (uint64_t)attempt->t1_ms * 1000u * T1_TIMES;

    return attempt->kind == HF_REQUEST_INVITE ? most_us * CALL_TIMES + SLACK_US
                                              : most_us + SLACK_US;
}

/* Those whose time is over, said once. */
static void say_owed(struct hf_log_contract *contract, struct line *line)
{
    if (line->now_us - line->checked_us < CHECK_EVERY_US)
        return;
    line->checked_us = line->now_us;
    for (unsigned i = 0; i < ATTEMPTS; i++) {
        struct attempt *attempt = &line->attempts[i];

        if (attempt->phase != PHASE_ABANDONED ||
            line->now_us - attempt->abandoned_us <= owed_us(attempt))
            continue;
        say_id(contract, HF_PROMISE_NEVER_ANSWERED, attempt->id);
        attempt->phase = PHASE_OVER;
    }
    for (unsigned i = 0; i < QUERIES; i++) {
        struct query *query = &line->queries[i];

        if (query->phase != PHASE_OPEN || line->now_us - query->asked_us <= QUERY_US)
            continue;
        say_id(contract, HF_PROMISE_QUERY_NEVER_ANSWERED, query->id);
        query->phase = PHASE_OVER;
    }
}

/* ---- orders ---- */

static void on_send(struct line *line, const struct hf_send *send)
{
    struct attempt *attempt = &line->attempts[line->next_attempt++ % ATTEMPTS];

    *attempt = (struct attempt){.id = send->attempt,
                                .target = send->target,
                                .t1_ms = send->t1_ms,
                                .phase = PHASE_OPEN,
                                .kind = send->kind,
                                .in_dialog = send->in_dialog,
                                .to_send = 1};
    if (line->first_attempt == 0)
        line->first_attempt = send->attempt;
    line->last_attempt = send->attempt;
}

static void on_resolve(struct line *line, uint64_t id)
{
    line->queries[line->next_query++ % QUERIES] = (struct query){
        .id = id, .asked_us = line->now_us, .phase = PHASE_OPEN};
    if (line->first_query == 0)
        line->first_query = id;
    line->last_query = id > line->last_query ? id : line->last_query;
}

static void on_order(struct line *line, const struct hf_action *action)
{
    struct attempt *attempt;

    switch (action->kind) {
    case HF_ACTION_SEND: on_send(line, &action->u.send); return;
    case HF_ACTION_RESOLVE: on_resolve(line, action->u.resolve.query); return;
    case HF_ACTION_AUTHENTICATE:
    case HF_ACTION_ABANDON:
    case HF_ACTION_KEEP: break;
    default: return;
    }
    attempt = find_attempt(line, action->u.attempt.attempt);
    if (attempt == NULL)
        return;
    if (action->kind == HF_ACTION_AUTHENTICATE) {
        attempt->to_send++;
        attempt->sent = 0;
    } else if (action->kind == HF_ACTION_KEEP) {
        attempt->phase = PHASE_OPEN; /* a late call is the call again */
    } else if (attempt->phase == PHASE_OPEN) {
        attempt->phase = PHASE_ABANDONED;
        attempt->abandoned_us = line->now_us;
    }
}

/* ---- steps ---- */

static void check_time(struct hf_log_contract *contract, struct line *line)
{
    const struct hf_event *event = &contract->event;
    uint64_t due_us = contract->at->deadline_us;

    if (event->kind == HF_EVENT_RESTORED) /* another clock */
        return;
    if (line->seen && event->at_us < line->now_us)
        say(contract, &(struct hf_log_breach){.promise = HF_PROMISE_TIME_WENT_BACK,
                                              .by_us = line->now_us - event->at_us});
    if (due_us == HF_NEVER || event->at_us <= due_us)
        return;
    if (event->at_us - due_us > contract->latest_us)
        contract->latest_us = event->at_us - due_us;
    if (event->at_us - due_us > contract->late_us)
        say(contract, &(struct hf_log_breach){.promise = HF_PROMISE_WOKEN_LATE,
                                              .by_us = event->at_us - due_us});
}

static void on_event(struct hf_log_contract *contract, struct line *line)
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
static void forget(struct line *line, int whole)
{
    memset(line->attempts, 0, sizeof(line->attempts));
    memset(line->queries, 0, sizeof(line->queries));
    line->whole = whole;
}

/* Nothing changes by it; what it would have broken is said, else that it was refused. */
static void take_refused(struct hf_log_contract *contract, struct line *line)
{
    struct line before = *line;

    contract->said = 0;
    on_event(contract, line);
    *line = before;
    if (contract->said == 0)
        say(contract,
            &(struct hf_log_breach){.promise = HF_PROMISE_REFUSED,
                                    .detail = hf_error_text(contract->at->entry->u.step.result)});
}

static void take_step(struct hf_log_contract *contract, struct line *line)
{
    const struct hf_log_step *step = &contract->at->entry->u.step;

    if (hf_log_walk_step(step, &contract->event, &contract->actions) < 0) {
        say(contract, &(struct hf_log_breach){.promise = HF_PROMISE_REFUSED,
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
    if (contract->event.kind == HF_EVENT_RESTORED)
        forget(line, line->whole);
    if (contract->event.kind == HF_EVENT_RESTORED || contract->event.at_us > line->now_us ||
        !line->seen)
        line->now_us = contract->event.at_us;
    line->seen = 1;
    on_event(contract, line);
    for (uint32_t i = 0; i < contract->actions.n; i++)
        on_order(line, &contract->actions.items[i]);
    say_owed(contract, line);
}

/* ---- notes ---- */

/* B14: a request inside a dialog goes to the dialog's next hop. */
static int is_elsewhere(const struct attempt *attempt, const struct hf_target *peer)
{
    return attempt->in_dialog == 0 && peer->family != HF_FAMILY_NONE &&
           memcmp(peer, &attempt->target, sizeof(*peer)) != 0;
}

static void check_order(struct hf_log_contract *contract, const struct line *line,
                        const struct attempt *sent)
{
    for (unsigned i = 0; i < ATTEMPTS; i++) {
        const struct attempt *other = &line->attempts[i];

        if (other->phase == PHASE_OPEN && !other->sent && other->id < sent->id &&
            memcmp(&other->target, &sent->target, sizeof(sent->target)) == 0) {
            say_id(contract, HF_PROMISE_OUT_OF_ORDER, sent->id);
            return;
        }
    }
}

static void on_first_send(struct hf_log_contract *contract, struct line *line,
                          const struct hf_log_note *note)
{
    struct attempt *attempt = find_attempt(line, note->attempt);

    if (attempt == NULL) {
        if (line->whole || note->attempt > line->last_attempt)
            say_id(contract, HF_PROMISE_SENT_UNASKED, note->attempt);
        return;
    }
    if (attempt->phase == PHASE_OVER)
        say_id(contract, HF_PROMISE_SENT_UNASKED, attempt->id);
    else if (attempt->abandon_seen)
        say_id(contract, HF_PROMISE_SENT_AFTER_ABANDON, attempt->id);
    else if (attempt->to_send == 0)
        say_id(contract, HF_PROMISE_SENT_TWICE, attempt->id);
    else
        attempt->to_send--;
    if (is_elsewhere(attempt, &note->peer))
        say_id(contract, HF_PROMISE_SENT_ELSEWHERE, attempt->id);
    if (!attempt->sent && attempt->phase == PHASE_OPEN)
        check_order(contract, line, attempt);
    attempt->sent = 1;
}

static void take_note(struct hf_log_contract *contract, struct line *line)
{
    const struct hf_log_note *note = &contract->at->entry->u.note;
    struct attempt *attempt = find_attempt(line, note->attempt);

    switch (note->kind) {
    case HF_NOTE_FIRST_SEND:
        line->notes = 1;
        on_first_send(contract, line, note);
        break;
    case HF_NOTE_RETRANSMISSION:
        if (attempt == NULL)
            break;
        attempt->sent = 1;
        if (attempt->abandon_seen && attempt->kind != HF_REQUEST_INVITE)
            say_id(contract, HF_PROMISE_SENT_AFTER_ABANDON, attempt->id);
        break;
    case HF_NOTE_ABANDON:
        if (attempt != NULL)
            attempt->abandon_seen = 1;
        break;
    case HF_NOTE_OTHER: /* it could not be sent, or not yet: said by the agent */
        if (attempt != NULL)
            attempt->sent = 1;
        break;
    default: break;
    }
}

/* ---- the door ---- */

void hf_log_contract_take(struct hf_log_contract *contract, const struct hf_log_before *before)
{
    struct line *line;

    if (before->entry->kind != HF_LOG_STEP && before->entry->kind != HF_LOG_NOTE)
        return;
    line = line_of(contract, before->entry->line);
    if (line == NULL)
        return;
    contract->at = before;
    if (before->entry->kind == HF_LOG_STEP)
        take_step(contract, line);
    else
        take_note(contract, line);
}

void hf_log_contract_gap(struct hf_log_contract *contract)
{
    for (uint32_t i = 0; i < contract->n_lines; i++)
        if (contract->lines[i] != NULL)
            memset(contract->lines[i], 0, sizeof(struct line));
}

uint64_t hf_log_contract_latest_us(const struct hf_log_contract *contract)
{
    return contract->latest_us;
}
