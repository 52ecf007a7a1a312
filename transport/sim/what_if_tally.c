/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Counts what becomes of a line, by its events and actions alone, so that the log and what is
 * played are counted alike.
 */
#include <stdlib.h>
#include <string.h>

#include "what_if.h"

static int is_in_service(unsigned state)
{
    return state == HF_LINE_REGISTERED || state == HF_LINE_ON_BACKUP;
}

static void add_span(struct tally *tally, uint64_t at_us, const struct hf_line_status *status)
{
    void *spans = tally->spans;
    struct hf_what_if_span *last = tally->n_spans > 0 ? &tally->spans[tally->n_spans - 1] : NULL;

    if (last != NULL)
        last->to_us = at_us;
    if (!what_if_grow(&spans, tally->n_spans, &tally->room, sizeof(*tally->spans))) {
        tally->failed = 1;
        return;
    }
    tally->spans = spans;
    tally->spans[tally->n_spans++] = (struct hf_what_if_span){.from_us = at_us,
                                                              .to_us = at_us,
                                                              .target = status->target,
                                                              .why = status->why,
                                                              .status = status->status,
                                                              .state = status->state,
                                                              .server = status->server};
}

/* The line is in service no longer, or never was. */
static void go_out(struct tally *tally, uint64_t at_us)
{
    if (tally->out_from_us == HF_NEVER)
        tally->out_from_us = at_us;
}

static void come_in(struct tally *tally, uint64_t at_us)
{
    uint64_t out_us;

    if (tally->out_from_us == HF_NEVER)
        return;
    out_us = at_us - tally->out_from_us;
    tally->course.out_us += out_us;
    if (out_us > tally->course.longest_us)
        tally->course.longest_us = out_us;
    tally->out_from_us = HF_NEVER;
}

static void count_move(struct tally *tally, const struct hf_line_status *status)
{
    const int is_other = memcmp(&tally->at, &status->target, sizeof(tally->at)) != 0;

    if (tally->at_server != 0 && is_other) {
        tally->course.moves++;
        if (status->server >= tally->at_server)
            tally->course.failovers++;
    }
    tally->at = status->target;
    tally->at_server = status->server;
}

static void take_status(struct tally *tally, uint64_t at_us, const struct hf_line_status *status)
{
    const struct hf_what_if_span *last = tally->n_spans > 0 ? &tally->spans[tally->n_spans - 1]
                                                            : NULL;
    const int was_in = last != NULL && is_in_service(last->state);
    const int is_in = is_in_service(status->state);

    if (last != NULL && last->state == status->state && last->server == status->server &&
        memcmp(&last->target, &status->target, sizeof(last->target)) == 0)
        return;
    if (is_in)
        count_move(tally, status);
    if (is_in || status->state == HF_LINE_DISABLED)
        come_in(tally, at_us);
    else
        go_out(tally, at_us);
    if (was_in && !is_in && status->state != HF_LINE_DISABLED)
        tally->course.outages++;
    add_span(tally, at_us, status);
}

void what_if_tally_begin(struct tally *tally, uint64_t at_us, const struct hf_line_status *status)
{
    tally->out_from_us = HF_NEVER;
    tally->is_begun = 1;
    take_status(tally, at_us, status);
}

static void take_event(struct tally *tally, const struct hf_event *event,
                       const struct hf_actions *actions)
{
    int is_taken = 0;

    if (event->kind == HF_EVENT_WANTED && event->u.wanted.kind == HF_REQUEST_INVITE)
        tally->dialled[tally->course.calls++ % TALLY_DIALLED] = event->u.wanted.request;
    if (event->kind != HF_EVENT_CALL_ARRIVED)
        return;
    for (uint32_t i = 0; i < actions->n && i < HF_ACTIONS_MAX; i++)
        is_taken |= actions->items[i].kind == HF_ACTION_REPORT_CALL &&
                    actions->items[i].u.call.call == event->u.call.call;
    tally->course.incoming++;
    if (!is_taken)
        tally->course.incoming_lost++;
}

/* A call is lost where no candidate took it (A12); the latest that were dialled are remembered. */
static int is_lost(const struct tally *tally, const struct hf_request_report *report)
{
    for (unsigned i = 0; i < TALLY_DIALLED && report->outcome == HF_DONE_FAILED; i++)
        if (tally->dialled[i] == report->request)
            return 1;
    return 0;
}

void what_if_tally_hear(struct tally *tally, uint64_t at_us, const struct hf_event *event,
                        const struct hf_actions *actions)
{
    take_event(tally, event, actions);
    for (uint32_t i = 0; i < actions->n && i < HF_ACTIONS_MAX; i++) {
        const struct hf_action *action = &actions->items[i];

        switch (action->kind) {
        case HF_ACTION_SEND:
            tally->course.requests++;
            if (action->u.send.kind == HF_REQUEST_REGISTER)
                tally->course.registers++;
            break;
        case HF_ACTION_AUTHENTICATE: tally->course.requests++; break;
        case HF_ACTION_REPORT_LINE: take_status(tally, at_us, &action->u.line); break;
        case HF_ACTION_REPORT_REQUEST:
            if (is_lost(tally, &action->u.request))
                tally->course.calls_lost++;
            break;
        default: break;
        }
    }
}

/* ---- the end ---- */

static int is_there(const struct hf_what_if_interval *interval)
{
    return interval->state == HF_WHAT_IF_ALIVE || interval->state == HF_WHAT_IF_REJECTING;
}

/* Whether the next that is known of the place contradicts that interval. */
static int is_contradicted(const struct place *place, size_t at)
{
    for (size_t i = at + 1; i < place->n_intervals; i++)
        if (place->intervals[i].n_witnesses > 0)
            return is_there(&place->intervals[i]) != is_there(&place->intervals[at]);
    return 0;
}

/* The part of an interval in which nobody was there: as what_if_reply has it. */
static struct hf_what_if_interval dead_of(const struct place *place, size_t at, unsigned count)
{
    struct hf_what_if_interval dead = place->intervals[at];

    if (dead.n_witnesses == 0 && count != WHAT_IF_COUNT_WORST)
        dead.to_us = dead.from_us;
    if (dead.n_witnesses == 0)
        return dead;
    if (!is_there(&dead)) {
        if (count == WHAT_IF_COUNT_BEST && is_contradicted(place, at))
            dead.to_us = dead.known_to_us;
        return dead;
    }
    dead.from_us = dead.to_us;
    if (count == WHAT_IF_COUNT_WORST && is_contradicted(place, at))
        dead.from_us = dead.known_to_us;
    return dead;
}

static uint64_t overlap_us(const struct hf_what_if_span *span,
                           const struct hf_what_if_interval *interval)
{
    const uint64_t from_us = span->from_us > interval->from_us ? span->from_us : interval->from_us;
    const uint64_t to_us = span->to_us < interval->to_us ? span->to_us : interval->to_us;

    return to_us > from_us ? to_us - from_us : 0;
}

static uint64_t unheard_us(const struct hf_what_if *again, const struct hf_what_if_span *span,
                           unsigned count)
{
    const struct place *place = what_if_place_of(again, &span->target);
    uint64_t sum_us = 0;

    for (size_t i = 0; place != NULL && i < place->n_intervals; i++) {
        const struct hf_what_if_interval dead = dead_of(place, i, count);

        sum_us += overlap_us(span, &dead);
    }
    return sum_us;
}

void what_if_tally_end(const struct hf_what_if *again, struct tally *tally, uint64_t at_us,
                       unsigned count)
{
    if (!tally->is_begun)
        return;
    if (tally->out_from_us != HF_NEVER && at_us > tally->out_from_us)
        come_in(tally, at_us);
    if (tally->n_spans > 0 && at_us > tally->spans[tally->n_spans - 1].to_us)
        tally->spans[tally->n_spans - 1].to_us = at_us;
    for (size_t i = 0; i < tally->n_spans; i++) {
        const struct hf_what_if_span *span = &tally->spans[i];

        if (!is_in_service(span->state))
            continue;
        tally->course.unheard_us += unheard_us(again, span, count);
        if (span->state == HF_LINE_ON_BACKUP)
            tally->course.backup_us += span->to_us - span->from_us;
    }
}

void what_if_tally_free(struct tally *tally)
{
    free(tally->spans);
    tally->spans = NULL;
}
