/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The user's requests outside dialogs (SUBSCRIBE, MESSAGE, PUBLISH and the like). Each takes a
 * free pass, goes through the line's candidates as a REGISTER does, and is reported exactly once:
 * when its pass has ended, when the user gives it up, when the line is disabled, and after a
 * restart. The room has no state of its own: a request is a pass with the purpose REQUEST.
 *
 * A request moves nothing: what it is answered by serves that request alone (A13).
 *
 * Rules: E12, E11, A9, A12, D2, D6, D8, D11.
 */
#include "requests.h"

#include "calls.h"
#include "candidates.h"
#include "decision.h"
#include "hf_assert.h"
#include "host_targets.h"
#include "pass.h"
#include "service.h"
#include "target_failback.h"

/* ---- reporting ---- */

struct done { /* how a request ended; zero but for the outcome: nothing is known of servers */
    uint16_t status;
    uint16_t why;    /* enum hf_why: of the outcome */
    uint8_t outcome; /* enum hf_request_outcome */
    uint8_t cause;   /* enum hf_cause */
    uint8_t server;  /* that accepted, else 0 */
    uint8_t reserved;
};

static void report(struct hf_context *x, uint64_t request, const struct done *done)
{
    struct hf_request_report *report = &hf_emit(x, HF_ACTION_REPORT_REQUEST)->u.request;

    report->request = request;
    report->status = done->status;
    report->why = done->why;
    report->outcome = done->outcome;
    report->cause = done->cause;
    report->server = done->server;
}

static struct done done_of(const struct hf_line *line, const struct hf_pass *pass)
{
    bool said_no = pass->result == HF_RESULT_REJECTED || pass->result == HF_RESULT_CREDENTIALS;
    bool rests = pass->result == HF_RESULT_RESTING;

    if (pass->result == HF_RESULT_ACCEPTED)
        return (struct done){.outcome = HF_DONE_ACCEPTED,
                             .why = HF_WHY_ACCEPTED,
                             .server = hf_candidate_server(line, pass->candidate)};
    return (struct done){
        .status = pass->status, /* A12: the last one's */
        .why = said_no ? pass->why
               : rests ? HF_WHY_ALL_REST
                       : HF_WHY_NO_CANDIDATE_LEFT,
        .outcome = said_no ? HF_DONE_REJECTED : HF_DONE_FAILED,
        .cause = pass->cause,
    };
}

/* ---- the passes ---- */

static bool is_request(const struct hf_pass *pass)
{
    return pass->state != HF_PASS_IDLE && pass->purpose == HF_PURPOSE_REQUEST;
}

uint8_t hf_requests_find(const struct hf_line *line, uint64_t request)
{
    for (uint8_t slot = HF_SLOT_REQUEST; slot < HF_LINE_PASSES; slot++) {
        if (is_request(&line->passes[slot]) && line->passes[slot].request == request)
            return slot;
    }
    return HF_NONE;
}

bool hf_requests_settle(struct hf_context *x)
{
    bool moved = false;

    for (uint8_t slot = HF_SLOT_REQUEST; slot < HF_LINE_PASSES; slot++) {
        const struct hf_pass *pass = &x->line->passes[slot];
        struct done done;

        if (!is_request(pass) || pass->state != HF_PASS_ENDED)
            continue;
        done = done_of(x->line, pass);
        report(x, pass->request, &done);
        hf_pass_clear(x, slot);
        moved = true;
    }
    return moved;
}

/* ---- where one starts ---- */

struct start {
    uint16_t why; /* enum hf_why */
    uint8_t candidate;
    uint8_t reserved;
};

/* D6: the moment of the way back has come, and the next request does not wait for the REGISTER,
 * but for the end of the calls where D8 says so. */
static bool is_way_back_open(const struct hf_line *line)
{
    if (line->config.failback_when == HF_WHEN_IDLE && hf_calls_any(line))
        return false;
    return hf_target_failback_is_due(line, hf_service_working_registration(line));
}

/* What a pass with that scope would take now if it were to start there; rests win over D2 (A9). */
static uint8_t taken(const struct hf_line *line, const struct hf_pass_order *order)
{
    const struct hf_pass pass = {
        .purpose = HF_PURPOSE_REQUEST,
        .kind = HF_REQUEST_OTHER,
        .flags = order->flags,
        .candidate = order->start,
        .server = order->server,
        .proxy = order->proxy,
        .other = HF_NONE,
    };

    return hf_candidates_start(line, &pass).candidate;
}

/* The first of a host (server 0: of the line) that can be tried, or HF_NONE. */
static uint8_t first_awake(const struct hf_line *line, struct hf_place place, uint8_t flags)
{
    bool any = place.server == 0;

    return taken(line, &(struct hf_pass_order){
                           .flags = flags & HF_PASS_EMERGENCY,
                           .start = any ? hf_candidates_first(line, 0) : hf_host_first(line, place),
                           .server = place.server,
                           .proxy = place.proxy,
                       });
}

static bool is_at(const struct hf_line *line, uint8_t candidate, struct hf_place place)
{
    struct hf_place other = hf_candidate_place(line, candidate);

    return other.server == place.server && other.proxy == place.proxy;
}

/* The candidate that the failback settings choose, or HF_NONE: the working one. */
static uint8_t better_start(const struct hf_line *line, uint8_t working, uint8_t flags)
{
    struct hf_place place = hf_candidate_place(line, working);

    if (line->config.failback_servers == HF_FAILBACK_NEW_REQUESTS && /* D2, D11 */
        !hf_service_is_concurrent(line)) {
        uint8_t first = first_awake(line, (struct hf_place){0, 0}, flags);
        if (!is_at(line, first, place))
            return first;
    }
    if (place.server == 0) /* C14: its server is gone */
        return HF_NONE;
    if (hf_target_failback_mode(line, working) == HF_FAILBACK_NEW_REQUESTS || /* D2 */
        is_way_back_open(line))
        return first_awake(line, place, flags);
    return HF_NONE;
}

static struct start start_of(const struct hf_line *line, uint8_t flags)
{
    struct start start = {.why = HF_WHY_REQUEST_WANTED, .candidate = hf_service_working(line)};
    uint8_t better;

    if (start.candidate == HF_NONE)
        return start;
    better = better_start(line, start.candidate, flags);
    if (better != HF_NONE && better != start.candidate)
        start = (struct start){.why = HF_WHY_NEW_REQUEST_FIRST, .candidate = better};
    /* A pass of one candidate goes where it is sent; where that rests, A9 chooses. */
    if ((flags & HF_PASS_SINGLE) != 0 &&
        taken(line, &(struct hf_pass_order){.flags = flags, .start = start.candidate}) !=
            start.candidate)
        start.candidate = HF_NONE;
    return start;
}

/* D2, D6, D11: it starts elsewhere than where the line works. */
static void explain_better(struct hf_context *x, uint8_t better)
{
    uint8_t working = hf_service_working(x->line);
    uint8_t from = hf_candidate_server(x->line, working);
    uint8_t to = hf_candidate_server(x->line, better);
    bool stays = is_at(x->line, better, hf_candidate_place(x->line, working));

    hf_explain(x, &(struct hf_decision){
                      .until_us = HF_NEVER,
                      .setting_value = stays ? hf_target_failback_mode(x->line, working)
                                             : x->line->config.failback_servers,
                      .why = HF_WHY_NEW_REQUEST_FIRST,
                      .setting = stays ? HF_SETTING_FAILBACK_MODE : HF_SETTING_FAILBACK_SERVERS,
                      .machine = HF_MACHINE_PASS,
                      .subject = HF_PURPOSE_REQUEST,
                      .from_state = HF_PASS_IDLE,
                      .to_state = HF_PASS_IDLE,
                      .from_server = from,
                      .to_server = to,
                      .from_candidate = (uint8_t)(working + 1),
                      .to_candidate = (uint8_t)(better + 1),
                  });
}

static uint8_t flags_of(const struct hf_config *config, const struct hf_wanted *wanted)
{
    if (wanted->emergency != 0) /* E11 */
        return HF_PASS_URGENT | HF_PASS_EMERGENCY | HF_PASS_INSISTS;
    if (config->failover_other == 0) /* E12 */
        return HF_PASS_URGENT | HF_PASS_SINGLE;
    return HF_PASS_URGENT;
}

/* ---- facts ---- */

void hf_requests_on_wanted(struct hf_context *x, const struct hf_wanted *wanted)
{
    uint8_t slot = hf_pass_free_request_slot(x->line);
    uint8_t flags = flags_of(&x->line->config, wanted);
    struct start start;

    if (hf_service_is_off(x->line)) {
        report(x, wanted->request, /* C13 */
               &(struct done){.outcome = HF_DONE_DISABLED, .why = HF_WHY_LINE_DISABLED});
        return;
    }
    HF_ASSERT(slot != HF_NONE); /* validation has refused one too many */
    start = start_of(x->line, flags);
    if (start.why == HF_WHY_NEW_REQUEST_FIRST && start.candidate != HF_NONE)
        explain_better(x, start.candidate);
    hf_pass_begin(x,
                  &(struct hf_pass_order){
                      .request = wanted->request,
                      .slot = slot,
                      .purpose = HF_PURPOSE_REQUEST,
                      .kind = wanted->kind,
                      .flags = flags,
                      .start = start.candidate,
                  },
                  (enum hf_why)start.why);
}

void hf_requests_on_withdrawn(struct hf_context *x, uint64_t request)
{
    uint8_t slot = hf_requests_find(x->line, request);

    HF_ASSERT(slot != HF_NONE); /* validation has called it late */
    hf_pass_stop(x, slot, HF_WHY_WITHDRAWN);
    report(x, request, &(struct done){.outcome = HF_DONE_WITHDRAWN, .why = HF_WHY_WITHDRAWN});
}

void hf_requests_stop(struct hf_context *x)
{
    (void)hf_requests_settle(x);
    for (uint8_t slot = HF_SLOT_REQUEST; slot < HF_LINE_PASSES; slot++) {
        uint64_t request = x->line->passes[slot].request;

        if (!is_request(&x->line->passes[slot]))
            continue;
        hf_pass_stop(x, slot, HF_WHY_STOPPED);
        report(x, request, &(struct done){.outcome = HF_DONE_DISABLED, .why = HF_WHY_STOPPED});
    }
}

void hf_requests_on_restored(struct hf_context *x)
{
    for (uint8_t slot = HF_SLOT_REQUEST; slot < HF_LINE_PASSES; slot++) {
        const struct hf_pass *pass = &x->line->passes[slot];

        if (is_request(pass)) /* what was on the way is owed no answer, and its answer is lost */
            report(x, pass->request,
                   &(struct done){.outcome = HF_DONE_FAILED,
                                  .why = HF_WHY_RESTORED,
                                  .status = pass->status,
                                  .cause = pass->cause == HF_CAUSE_NONE && pass->status == 0
                                               ? HF_CAUSE_LOCAL
                                               : pass->cause});
    }
}
