/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Calls: told when they are over, where a server failed one of their requests or the line moved
 * while they lasted. The others are counted.
 */
#include <string.h>

#include "explain.h"
#include "words_story.h"

static struct hf_explain_call *find(struct hf_explain_line *line, uint64_t id)
{
    for (unsigned i = 0; i < HF_EXPLAIN_CALLS && id != 0; i++)
        if (line->calls[i].id == id)
            return &line->calls[i];
    return NULL;
}

const struct hf_explain_call *hf_explain_call(const struct hf_explain_line *line, uint64_t id)
{
    for (unsigned i = 0; i < HF_EXPLAIN_CALLS && id != 0; i++)
        if (line->calls[i].id == id)
            return &line->calls[i];
    return NULL;
}

static struct hf_explain_call *open_call(struct hf_explain_step *step,
                                         const struct hf_call_report *report)
{
    struct hf_explain_line *line = step->line;

    for (unsigned i = 0; i < HF_EXPLAIN_CALLS; i++) {
        if (line->calls[i].id != 0)
            continue;
        line->calls[i] = (struct hf_explain_call){.id = report->call,
                                                  .began_us = line->now_us,
                                                  .began_wall_us = line->wall_us,
                                                  .incoming = step->event->kind ==
                                                              HF_EVENT_CALL_ARRIVED};
        if (!line->calls[i].incoming) {
            line->stay.dialled++;
            line->totals.dialled += line->in_range;
        }
        return &line->calls[i];
    }
    return NULL; /* the log does not say how another one ended */
}

static int is_told(const struct hf_explain_call *call)
{
    return call->up_us != 0 &&
           (call->begin.n > 0 || call->end.n > 0 || call->moved_to != 0 || call->is_unconfirmed);
}

static void tell(struct hf_explain_step *step, const struct hf_explain_call *call)
{
    struct hf_explain_line *line = step->line;
    struct hf_telling *telling = hf_telling_of(line, "call", call->began_wall_us);
    struct hf_prose prose = hf_explain_prose(step->explain, telling);

    telling->to_us = line->wall_us;
    telling->server = call->server;
    hf_telling_number(telling, "call", call->id);
    hf_telling_number(telling, "answered_us", call->up_us - call->began_us);
    hf_telling_number(telling, "lasted_us",
                      (call->hung_up_us != 0 ? call->hung_up_us : line->now_us) - call->up_us);
    hf_telling_number(telling, "servers_failed", call->begin.n + call->end.n);
    if (call->end_server != 0)
        hf_telling_number(telling, "end_server", call->end_server);
    if (call->moved_to != 0)
        hf_telling_number(telling, "moved_to", call->moved_to);
    hf_story_call(&prose, line, call);
    hf_tell(step->explain, telling);
}

void hf_explain_call_reported(struct hf_explain_step *step, const struct hf_call_report *report)
{
    struct hf_explain_line *line = step->line;
    struct hf_explain_call *call = find(line, report->call);

    if (call == NULL && report->state != HF_CALL_OVER)
        call = open_call(step, report);
    if (call == NULL)
        return;
    if (report->server != 0 && report->state <= HF_CALL_TALKING)
        call->server = report->server;
    if (report->state == HF_CALL_TALKING && call->up_us == 0)
        call->up_us = line->now_us;
    if (report->state == HF_CALL_ENDING && call->hung_up_us == 0)
        call->hung_up_us = line->now_us;
    if (report->state != HF_CALL_OVER)
        return;
    if (is_told(call))
        tell(step, call);
    call->id = 0;
}

static void add(struct hf_explain_tries *tries, const struct hf_explain_try *failed)
{
    if (tries->n < HF_EXPLAIN_TRIES)
        tries->tries[tries->n++] = *failed;
}

void hf_explain_call_tried(struct hf_explain_line *line, const struct hf_explain_attempt *attempt,
                           const struct hf_explain_try *failed)
{
    struct hf_explain_call *call = find(line, attempt->call);

    if (call != NULL && attempt->kind == HF_REQUEST_INVITE && call->up_us == 0)
        add(&call->begin, failed);
    else if (call != NULL && attempt->kind == HF_REQUEST_BYE)
        add(&call->end, failed);
}

void hf_explain_call_hung_up(struct hf_explain_line *line, uint64_t id,
                             const struct hf_request_report *report)
{
    struct hf_explain_call *call = find(line, id);

    if (call == NULL)
        return;
    if (report->outcome == HF_DONE_REJECTED)
        call->end.n = 0; /* E7: whoever says no knows of no call that goes on */
    else if (report->outcome == HF_DONE_ACCEPTED)
        call->end_server = report->server;
    else
        call->is_unconfirmed = 1;
}

void hf_explain_calls_moved(struct hf_explain_line *line, unsigned server)
{
    for (unsigned i = 0; i < HF_EXPLAIN_CALLS; i++) {
        struct hf_explain_call *call = &line->calls[i];

        if (call->id != 0 && call->up_us != 0 && call->hung_up_us == 0)
            call->moved_to = (uint8_t)server;
    }
}
