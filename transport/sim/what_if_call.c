/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What came upon a line, told to one that does otherwise than in the log. Wishes stay as they were
 * where they still make sense: a user whose call is answered hangs up by BYE where he gave up
 * waiting in the log, and the other way round. A call that was lost in the log and is answered when
 * played lasts CALL_US. A call that came comes again, over the server that serves the line.
 */
#include <string.h>

#include "what_if_play.h"

#define CALL_US (UINT64_C(120) * SECOND_US)

static struct played_call *find(struct played_line *line, uint64_t id)
{
    for (unsigned i = 0; i < PLAYED_CALLS; i++)
        if (id != 0 && line->calls[i].id == id)
            return &line->calls[i];
    return NULL;
}

static void note(struct played_line *line, const struct hf_call_report *report)
{
    struct played_call *call = find(line, report->call);

    for (unsigned i = 0; i < PLAYED_CALLS && call == NULL; i++)
        if (line->calls[i].id == 0 || line->calls[i].state == HF_CALL_OVER)
            call = &line->calls[i];
    if (call == NULL)
        return;
    call->id = report->state == HF_CALL_OVER ? 0 : report->call;
    call->state = report->state;
}

void call_report(struct stage *stage, uint32_t number, const struct hf_call_report *report)
{
    struct played_line *line = &stage->lines[number - 1];
    const struct played_call *before = find(line, report->call);
    const int was_up = before != NULL && before->state == HF_CALL_TALKING;
    const struct known_call *known = what_if_known_call(stage->again, number, report->call);

    note(line, report);
    if (report->state != HF_CALL_TALKING || was_up || known == NULL ||
        known->exchange != UINT32_MAX ||
        (known->ended_us != HF_NEVER && known->ended_us >= stage->now_us))
        return; /* its end is still to come, be it at this very moment */
    stage_post(stage, &(struct item){.at_us = stage->now_us + CALL_US,
                                     .rank = stage_rank(stage),
                                     .id = report->call,
                                     .line = number,
                                     .kind = ITEM_CALL});
}

/* The user ends a call of his own, whatever has become of it. */
static void adapt_end(struct stage *stage, const struct fact *fact)
{
    const struct played_call *call = find(&stage->lines[fact->line - 1], fact->id);
    struct hf_event *event = &stage->event;

    if (call == NULL)
        return;
    if (fact->kind == HF_EVENT_WITHDRAWN && call->state == HF_CALL_TALKING) {
        *event = (struct hf_event){.kind = HF_EVENT_WANTED};
        event->u.wanted = (struct hf_wanted){
            .request = REQUEST_MADE + stage->made++, .call = fact->id, .kind = HF_REQUEST_BYE};
    } else if (fact->kind == HF_EVENT_WANTED && event->u.wanted.kind == HF_REQUEST_BYE &&
               (call->state == HF_CALL_CALLING || call->state == HF_CALL_RINGING)) {
        *event = (struct hf_event){.kind = HF_EVENT_WITHDRAWN};
        event->u.withdrawn.request = fact->id;
    }
}

static int same_host(const struct hf_config *a, const struct hf_config *b, unsigned server)
{
    const struct hf_name *left, *right;

    if (server < 1 || server > a->n_servers || server > b->n_servers)
        return 0;
    left = &a->servers[server - 1].host;
    right = &b->servers[server - 1].host;
    return left->length == right->length &&
           memcmp(a->names + left->at, b->names + right->at, left->length) == 0;
}

/* Over the same server, where it still is one; else over the one that serves the line. */
static void adapt_arrival(struct stage *stage, uint32_t number)
{
    const struct known_line *known = &stage->again->lines[number - 1];
    const struct hf_line *line = stage->lines[number - 1].line;
    struct hf_call *call = &stage->event.u.call;
    const struct hf_line_status status = hf_line_status(line);

    if (known->other == NULL ||
        (known->own != NULL && same_host(known->own, known->other, call->server) &&
         status.server == call->server))
        return;
    call->server = status.server != 0 ? status.server : 1;
}

void call_fact(struct stage *stage, const struct fact *fact)
{
    if (fact->kind == HF_EVENT_WITHDRAWN || fact->kind == HF_EVENT_WANTED)
        adapt_end(stage, fact);
    if (fact->kind == HF_EVENT_CALL_ARRIVED)
        adapt_arrival(stage, fact->line);
    (void)stage_step(stage, fact->line, &stage->event);
}
