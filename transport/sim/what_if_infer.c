/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From exchanges to what a target did. A point is a moment at which it was seen to do that; an
 * interval is what follows from points, one after the other: the same as before, as far as it may
 * be assumed, or unknown.
 *
 * Silence takes a whole budget (A1), of two packets at least over UDP, and that nothing came later
 * either (A11): a lost packet is no silence, nor is a slow server. What OPTIONS get from a server
 * that says nothing to them is OPTIONS' alone (C10).
 */
#include <stdlib.h>
#include <string.h>

#include "what_if.h"

#define LONG_US (UINT64_C(4) * SECOND_US) /* A3: connecting has that */

/* ---- points ---- */

static int add_point(struct place *place, const struct hf_what_if_point *point)
{
    void *points = place->points;

    if (!what_if_grow(&points, place->n_points, &place->points_room, sizeof(*place->points)))
        return -1;
    place->points = points;
    place->points[place->n_points++] = *point;
    return 0;
}

/* What a final answer says of the server rather than of who was called. */
static int is_rejection(unsigned request, unsigned status)
{
    if (request == HF_REQUEST_REGISTER)
        return status >= 400 && status != 401 && status != 407 && status != 423;
    return status / 100 == 5;
}

static int is_refusal(unsigned cause)
{
    switch (cause) {
    case HF_CAUSE_ICMP:
    case HF_CAUSE_REFUSED:
    case HF_CAUSE_RESET:
    case HF_CAUSE_CLOSED:
    case HF_CAUSE_TLS:
    case HF_CAUSE_CERTIFICATE: return 1;
    default: return 0;
    }
}

static unsigned state_of(const struct exchange *exchange, const struct said *said)
{
    switch (said->kind) {
    case HF_EVENT_PROVISIONAL:
    case HF_EVENT_CHALLENGED:
    case HF_EVENT_LATE: return HF_WHAT_IF_ALIVE;
    case HF_EVENT_ATTEMPT_FAILED:
        return is_refusal(said->cause) && !said->reused ? HF_WHAT_IF_REFUSING : HF_WHAT_IF_UNKNOWN;
    case HF_EVENT_ABANDONED:
        if (said->how != HF_ABANDONED_ANSWERED)
            return HF_WHAT_IF_UNKNOWN;
        break;
    case HF_EVENT_RESPONSE_RECEIVED: break;
    default: return HF_WHAT_IF_UNKNOWN;
    }
    return is_rejection(exchange->kind, said->status) ? HF_WHAT_IF_REJECTING : HF_WHAT_IF_ALIVE;
}

/* Each packet since from_us that was left alone, and had a quarter of 64*T1 at least. */
static int add_silence(struct place *place, const struct exchange *exchange, uint64_t from_us)
{
    const int is_invite = exchange->kind == HF_REQUEST_INVITE;
    struct packets packets = what_if_packet(exchange->t1_ms);
    struct hf_what_if_point point = {.state = HF_WHAT_IF_SILENT,
                                     .line = exchange->line,
                                     .request = exchange->kind,
                                     .retry_after_s = HF_RETRY_AFTER_NONE};
    const uint64_t watch_us = TIMER_US * exchange->t1_ms;
    uint32_t sent = 0;

    while (from_us + packets.at_us < exchange->end_us) {
        const uint64_t at_us = from_us + packets.at_us;

        if (exchange->is_udp && at_us + watch_us / 4 > watch_us)
            break;
        if (sent <= exchange->retransmissions || at_us >= exchange->extend_us) {
            point.from_us = point.to_us = exchange->sent_us + at_us;
            if (add_point(place, &point) < 0)
                return -1;
            sent++;
        }
        if (!exchange->is_udp) /* what is sent again is not the line's */
            break;
        what_if_next_packet(&packets, exchange->t2_ms, is_invite);
    }
    return 0;
}

/* A1: all of its packets have left, and had their time. */
static int is_whole(const struct exchange *exchange, uint64_t from_us)
{
    const int is_invite = exchange->kind == HF_REQUEST_INVITE;
    struct packets packets = what_if_packet(exchange->t1_ms);
    uint64_t life_us = TIMER_US * exchange->t1_ms, budget_us;

    if (!exchange->is_udp)
        return exchange->end_us - from_us >= LONG_US;
    if (exchange->retransmissions == 0)
        return 0;
    for (uint32_t i = 0; i <= exchange->retransmissions && packets.at_us < life_us; i++)
        what_if_next_packet(&packets, exchange->t2_ms, is_invite);
    budget_us = packets.at_us < life_us ? packets.at_us : life_us;
    return exchange->end_us - from_us >= budget_us;
}

/* How long after its beginning the last word came that leaves the rest of the request without
 * answer: 0, or a challenge's; HF_NEVER: it was answered. */
static uint64_t quiet_since(const struct exchange *exchange)
{
    uint64_t since_us = 0;

    for (uint32_t i = 0; i < exchange->n_said; i++) {
        const struct said *said = &exchange->said[i];

        if (said->kind == HF_EVENT_CHALLENGED)
            since_us = said->after_us;
        else if (said->kind == HF_EVENT_ATTEMPT_FAILED && said->cause == HF_CAUSE_SILENCE)
            return since_us;
        else if (state_of(exchange, said) != HF_WHAT_IF_UNKNOWN ||
                 said->kind == HF_EVENT_ATTEMPT_FAILED)
            return HF_NEVER;
    }
    return exchange->is_watched ? since_us : HF_NEVER;
}

/* An error ended it, be it another's: widen_refusals. */
static int has_fallen(const struct exchange *exchange, const struct said *said)
{
    if (said->kind == HF_EVENT_ATTEMPT_FAILED)
        return is_refusal(said->cause);
    return said->kind == HF_EVENT_ABANDONED && said->how == HF_ABANDONED_NOTHING &&
           said->after_us < TIMER_US * exchange->t1_ms;
}

static int add_points(struct hf_what_if *again, const struct exchange *exchange)
{
    struct place *place = &again->places[exchange->place];
    const uint64_t quiet_us = quiet_since(exchange);
    uint64_t began_us = exchange->sent_us;

    for (uint32_t i = 0; i < exchange->n_said; i++) {
        const struct said *said = &exchange->said[i];
        /* Where a request in a dialog went is the dialog's own business (E5). */
        const unsigned state = exchange->is_in_dialog ? HF_WHAT_IF_UNKNOWN
                                                      : state_of(exchange, said);
        const struct hf_what_if_point point = {.from_us = began_us,
                                               .to_us = exchange->sent_us + said->after_us,
                                               .retry_after_s = said->retry_after_s,
                                               .line = exchange->line,
                                               .status = said->status,
                                               .state = (uint8_t)state,
                                               .cause = said->cause,
                                               .request = exchange->kind};

        if ((state != HF_WHAT_IF_UNKNOWN || has_fallen(exchange, said)) &&
            add_point(place, &point) < 0)
            return -1;
        if (said->kind == HF_EVENT_CHALLENGED)
            began_us = exchange->sent_us + said->after_us;
    }
    if (exchange->is_in_dialog || quiet_us == HF_NEVER || exchange->end_us == HF_NEVER ||
        exchange->is_tainted || exchange->end_us < quiet_us || !is_whole(exchange, quiet_us))
        return 0;
    return add_silence(place, exchange, quiet_us);
}

static int by_moment(const void *left, const void *right)
{
    const struct hf_what_if_point *a = left, *b = right;

    if (a->to_us != b->to_us)
        return a->to_us < b->to_us ? -1 : 1;
    if (a->from_us != b->from_us)
        return a->from_us < b->from_us ? -1 : 1;
    return memcmp(a, b, sizeof(*a));
}

/* What waits on a target fails with whatever brought the error: all that failed at one moment did
 * so by a packet of one of them, which may be one that is no witness itself: UNKNOWN, till here. */
static void widen_refusals(struct place *place)
{
    uint64_t from_us = 0, to_us = HF_NEVER;
    size_t n = 0;

    for (size_t i = 0; i < place->n_points; i++) {
        struct hf_what_if_point point = place->points[i];

        if (point.state == HF_WHAT_IF_REFUSING || point.state == HF_WHAT_IF_UNKNOWN) {
            if (point.to_us != to_us) /* the first of a moment began first: by_moment */
                from_us = point.from_us;
            to_us = point.to_us;
            point.from_us = from_us;
        }
        if (point.state != HF_WHAT_IF_UNKNOWN)
            place->points[n++] = point;
    }
    place->n_points = n;
}

/* ---- intervals ---- */

static int add_interval(struct place *place, const struct hf_what_if_interval *interval)
{
    void *intervals = place->intervals;

    if (interval->from_us >= interval->to_us && interval->n_witnesses == 0)
        return 0;
    if (!what_if_grow(&intervals, place->n_intervals, &place->intervals_room,
                      sizeof(*place->intervals)))
        return -1;
    place->intervals = intervals;
    place->intervals[place->n_intervals++] = *interval;
    return 0;
}

static int goes_on(const struct hf_what_if_interval *interval, const struct hf_what_if_point *point)
{
    return interval->n_witnesses > 0 && interval->state == point->state &&
           interval->cause == point->cause &&
           (point->state != HF_WHAT_IF_REJECTING || interval->status == point->status);
}

/* Ends the interval where the next begins, or where nothing more may be assumed. */
static int close_interval(const struct hf_what_if *again, struct place *place,
                          const struct hf_what_if_interval *open, uint64_t next_us)
{
    struct hf_what_if_interval interval = *open;
    const uint64_t until_us = open->known_to_us + again->options.assume_us;

    if (open->n_witnesses == 0) {
        interval.to_us = next_us;
        return add_interval(place, &interval);
    }
    interval.to_us = until_us < next_us && until_us >= open->known_to_us ? until_us : next_us;
    if (interval.to_us < interval.known_to_us)
        interval.to_us = interval.known_to_us;
    if (add_interval(place, &interval) < 0)
        return -1;
    return add_interval(place, &(struct hf_what_if_interval){.from_us = interval.to_us,
                                                             .known_to_us = interval.to_us,
                                                             .to_us = next_us});
}

static int is_of_options_alone(const struct hf_what_if_point *point)
{
    return point->request == HF_REQUEST_OPTIONS && point->state == HF_WHAT_IF_SILENT;
}

static int build_intervals(const struct hf_what_if *again, struct place *place)
{
    struct hf_what_if_interval open = {.from_us = again->first_us};

    for (size_t i = 0; i < place->n_points; i++) {
        const struct hf_what_if_point *point = &place->points[i];
        uint64_t from_us = point->from_us;

        if (is_of_options_alone(point))
            continue;
        if (from_us < open.known_to_us)
            from_us = open.known_to_us; /* answers that overlap: each has its moment */
        if (goes_on(&open, point) && (from_us < open.known_to_us + again->options.assume_us ||
                                      again->options.assume_us > UINT64_MAX - open.known_to_us)) {
            open.known_to_us = point->to_us;
            open.n_witnesses++;
            continue;
        }
        if (close_interval(again, place, &open, from_us) < 0)
            return -1;
        open = (struct hf_what_if_interval){.from_us = from_us,
                                            .known_to_us = point->to_us,
                                            .n_witnesses = 1,
                                            .retry_after_s = point->retry_after_s,
                                            .status = point->status,
                                            .state = point->state,
                                            .cause = point->cause};
    }
    return close_interval(again, place, &open,
                          again->last_us > open.known_to_us ? again->last_us : open.known_to_us);
}

/* ---- sorting ---- */

static int by_number(const void *left, const void *right)
{
    const uint64_t a = *(const uint64_t *)left, b = *(const uint64_t *)right;

    return a < b ? -1 : a > b;
}

static void find_round_trip(const struct hf_what_if *again, struct place *place)
{
    const unsigned n = place->n_samples < SAMPLES ? place->n_samples : SAMPLES;
    uint64_t sorted[SAMPLES];

    memcpy(sorted, place->samples, sizeof(sorted));
    qsort(sorted, n, sizeof(sorted[0]), by_number);
    place->round_trip_us = n > 0 ? sorted[n / 2] : 0;
    for (size_t i = 0; i < place->exchanges.n && place->round_trip_us == 0; i++) {
        const struct exchange *exchange = &again->exchanges[place->exchanges.items[i]];

        for (uint32_t k = 0; k < exchange->n_said && place->round_trip_us == 0; k++)
            if (state_of(exchange, &exchange->said[k]) != HF_WHAT_IF_UNKNOWN)
                place->round_trip_us = exchange->said[k].after_us;
    }
}

/* Lines' clocks may differ, so that the log's order is not that of the moments: nearly sorted. */
static void sort_exchanges(const struct hf_what_if *again, struct numbers *numbers)
{
    for (size_t i = 1; i < numbers->n; i++) {
        const uint32_t one = numbers->items[i];
        const uint64_t at_us = again->exchanges[one].sent_us;
        size_t k = i;

        for (; k > 0 && again->exchanges[numbers->items[k - 1]].sent_us > at_us && i - k < 4096;
             k--)
            numbers->items[k] = numbers->items[k - 1];
        numbers->items[k] = one;
    }
}

static void sort_asked(const struct hf_what_if *again, struct numbers *numbers)
{
    for (size_t i = 1; i < numbers->n; i++) {
        const uint32_t one = numbers->items[i];
        const uint64_t at_us = again->asked[one].at_us;
        size_t k = i;

        for (; k > 0 && again->asked[numbers->items[k - 1]].at_us > at_us && i - k < 4096; k--)
            numbers->items[k] = numbers->items[k - 1];
        numbers->items[k] = one;
    }
}

size_t what_if_first_sent(const struct hf_what_if *again, const struct place *place, uint64_t at_us)
{
    size_t low = 0, high = place->exchanges.n;

    while (low < high) {
        const size_t middle = low + (high - low) / 2;

        if (again->exchanges[place->exchanges.items[middle]].sent_us < at_us)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

size_t what_if_first_asked(const struct hf_what_if *again, const struct name *name, uint64_t at_us)
{
    size_t low = 0, high = name->asked.n;

    while (low < high) {
        const size_t middle = low + (high - low) / 2;

        if (again->asked[name->asked.items[middle]].at_us < at_us)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static int by_fact(const void *left, const void *right)
{
    const struct fact *a = left, *b = right;

    if (a->at_us != b->at_us)
        return a->at_us < b->at_us ? -1 : 1;
    if (a->rank != b->rank)
        return a->rank < b->rank ? -1 : 1;
    return a->kind == b->kind ? 0 : a->kind > b->kind ? -1 : 1; /* BEGIN and HALT before others */
}

/* ---- calls ---- */

static int by_call(const void *left, const void *right)
{
    const struct known_call *a = left, *b = right;

    if (a->line != b->line)
        return a->line < b->line ? -1 : 1;
    return a->id == b->id ? 0 : a->id < b->id ? -1 : 1;
}

static int add_call(struct hf_what_if *again, const struct known_call *call)
{
    void *calls = again->calls;

    if (!what_if_grow(&calls, again->n_calls, &again->calls_room, sizeof(*again->calls)))
        return -1;
    again->calls = calls;
    again->calls[again->n_calls++] = *call;
    return 0;
}

/* An entry for each INVITE and each end; those of one call become one. */
static int find_calls(struct hf_what_if *again)
{
    size_t n = 0;

    for (size_t i = 0; i < again->n_exchanges; i++) {
        const struct exchange *exchange = &again->exchanges[i];
        struct known_call call = {.id = exchange->request,
                                  .ended_us = HF_NEVER,
                                  .line = exchange->line,
                                  .exchange = UINT32_MAX};

        for (uint32_t k = 0; k < exchange->n_said; k++)
            if (exchange->said[k].status / 100 == 2)
                call.exchange = (uint32_t)i;
        if (exchange->kind == HF_REQUEST_INVITE && add_call(again, &call) < 0)
            return -1;
    }
    for (size_t i = 0; i < again->n_facts; i++) {
        const struct fact *fact = &again->facts[i];
        const struct known_call call = {
            .id = fact->id, .ended_us = fact->at_us, .line = fact->line, .exchange = UINT32_MAX};

        if ((fact->kind == HF_EVENT_WANTED || fact->kind == HF_EVENT_WITHDRAWN ||
             fact->kind == HF_EVENT_CALL_ENDED) &&
            fact->id != 0 && add_call(again, &call) < 0)
            return -1;
    }
    if (again->n_calls > 1)
        qsort(again->calls, again->n_calls, sizeof(*again->calls), by_call);
    for (size_t i = 0; i < again->n_calls; i++) {
        struct known_call *last = n > 0 ? &again->calls[n - 1] : NULL;
        const struct known_call *call = &again->calls[i];

        if (last == NULL || by_call(last, call) != 0) {
            again->calls[n++] = *call;
            continue;
        }
        if (call->exchange != UINT32_MAX)
            last->exchange = call->exchange;
        if (call->ended_us != HF_NEVER &&
            (last->ended_us == HF_NEVER || call->ended_us > last->ended_us))
            last->ended_us = call->ended_us;
    }
    again->n_calls = n;
    return 0;
}

int hf_what_if_infer(struct hf_what_if *again)
{
    for (size_t i = 0; i < again->n_exchanges; i++)
        if (add_points(again, &again->exchanges[i]) < 0)
            return -1;
    for (size_t i = 0; i < again->n_places; i++) {
        struct place *place = &again->places[i];

        if (place->n_points > 1)
            qsort(place->points, place->n_points, sizeof(*place->points), by_moment);
        widen_refusals(place);
        sort_exchanges(again, &place->exchanges);
        find_round_trip(again, place);
        if (build_intervals(again, place) < 0)
            return -1;
    }
    for (size_t i = 0; i < again->n_names; i++)
        sort_asked(again, &again->names[i].asked);
    if (again->n_facts > 1)
        qsort(again->facts, again->n_facts, sizeof(*again->facts), by_fact);
    if (find_calls(again) < 0)
        return -1;
    for (size_t i = 0; i < again->n_lines; i++)
        if (again->lines[i].is_begun)
            what_if_tally_end(again, &again->lines[i].log, again->last_us, WHAT_IF_COUNT_LOG);
    again->is_inferred = 1;
    return 0;
}
