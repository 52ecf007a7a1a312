/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Who answers a request, and how. The log's own exchange, where the same line sent the same request
 * at the same moment. Else what the target did then: the last that was seen of it to this method,
 * unless something later says whether it is there at all; for `assume` at most. What nobody knows,
 * and when it changed, is answered at best, and not at worst.
 */
#include <string.h>

#include "what_if.h"

#define TALK_US (UINT64_C(5) * SECOND_US) /* nobody knows when he would have answered */

const struct place *what_if_place_of(const struct hf_what_if *again, const struct hf_target *target)
{
    for (size_t i = 0; i < again->n_places; i++)
        if (memcmp(&again->places[i].target, target, sizeof(*target)) == 0)
            return &again->places[i];
    return NULL;
}

const struct known_call *what_if_known_call(const struct hf_what_if *again, uint32_t line,
                                            uint64_t id)
{
    size_t low = 0, high = again->n_calls;

    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        const struct known_call *call = &again->calls[middle];

        if (call->line == line && call->id == id)
            return call;
        if (call->line < line || (call->line == line && call->id < id))
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

/* ---- the log's own ---- */

static uint64_t between(uint64_t a, uint64_t b)
{
    return a > b ? a - b : b - a;
}

struct exchange *what_if_own(struct hf_what_if *again, const struct question *question)
{
    const struct place *place = what_if_place_of(again, question->target);
    const uint64_t from_us = question->at_us > SAME_US ? question->at_us - SAME_US : 0;
    struct exchange *best = NULL;

    if (place == NULL)
        return NULL;
    for (size_t i = what_if_first_sent(again, place, from_us); i < place->exchanges.n; i++) {
        struct exchange *exchange = &again->exchanges[place->exchanges.items[i]];

        if (exchange->sent_us > question->at_us + SAME_US)
            break;
        if (exchange->line != question->line || exchange->kind != question->kind ||
            exchange->purpose != question->purpose ||
            exchange->is_removal != question->is_removal || exchange->played == again->n_plays)
            continue;
        if (best == NULL ||
            between(exchange->sent_us, question->at_us) < between(best->sent_us, question->at_us))
            best = exchange;
    }
    if (best != NULL)
        best->played = again->n_plays;
    return best;
}

/* ---- what the target did ---- */

/* How many points end at that moment or before. */
static size_t points_until(const struct place *place, uint64_t at_us)
{
    size_t low = 0, high = place->n_points;

    while (low < high) {
        const size_t middle = low + (high - low) / 2;

        if (place->points[middle].to_us <= at_us)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static int is_there(const struct hf_what_if_point *point)
{
    return point->state == HF_WHAT_IF_ALIVE || point->state == HF_WHAT_IF_REJECTING;
}

#define LOOK_BACK 4096

/* What was last seen of the place, by that method or by any. */
static const struct hf_what_if_point *last_seen(const struct hf_what_if *again,
                                                const struct place *place,
                                                const struct question *question, int by_method)
{
    const size_t n = points_until(place, question->at_us);

    for (size_t i = 0; i < n && i < LOOK_BACK; i++) {
        const struct hf_what_if_point *point = &place->points[n - 1 - i];

        if (question->at_us > point->to_us &&
            question->at_us - point->to_us > again->options.assume_us)
            return NULL;
        if (by_method ? point->request == question->kind
                      : point->request != HF_REQUEST_OPTIONS || point->state != HF_WHAT_IF_SILENT)
            return point;
    }
    return NULL;
}

static int is_final(const struct said *said)
{
    return said->kind == HF_EVENT_RESPONSE_RECEIVED ||
           (said->kind == HF_EVENT_ABANDONED && said->how == HF_ABANDONED_ANSWERED &&
            said->status != 401 && said->status != 407);
}

static int is_answered(const struct exchange *exchange)
{
    for (uint32_t i = 0; i < exchange->n_said; i++)
        if (is_final(&exchange->said[i]))
            return 1;
    return 0;
}

/* The last answered request of that method before, or at best the first behind. The same line's
 * goes before another's that is as old. */
static const struct exchange *last_answered(const struct hf_what_if *again,
                                            const struct place *place,
                                            const struct question *question)
{
    const size_t at = what_if_first_sent(again, place, question->at_us + 1);
    const struct exchange *found = NULL;

    for (size_t i = at; i > 0 && at - i < LOOK_BACK; i--) {
        const struct exchange *exchange = &again->exchanges[place->exchanges.items[i - 1]];

        if (found != NULL && (found->line == question->line || exchange->sent_us < found->sent_us))
            break;
        if (exchange->kind == question->kind && exchange->is_removal == question->is_removal &&
            is_answered(exchange) && (found == NULL || exchange->line == question->line))
            found = exchange;
    }
    for (size_t i = at; i < place->exchanges.n && found == NULL && i - at < LOOK_BACK; i++) {
        const struct exchange *exchange = &again->exchanges[place->exchanges.items[i]];

        if (exchange->kind == question->kind && exchange->is_removal == question->is_removal &&
            is_answered(exchange))
            found = exchange;
    }
    return found;
}

/* ---- replies ---- */

static struct said accepts(const struct place *place, const struct question *question)
{
    const uint64_t round_trip_us = place != NULL && place->round_trip_us != 0 ? place->round_trip_us
                                                                              : SECOND_US / 20;

    return (struct said){.after_us = question->kind == HF_REQUEST_INVITE ? TALK_US : round_trip_us,
                         .expires_s = HF_EXPIRES_NONE,
                         .retry_after_s = HF_RETRY_AFTER_NONE,
                         .status = 200,
                         .kind = HF_EVENT_RESPONSE_RECEIVED};
}

static unsigned last_status(const struct exchange *exchange)
{
    unsigned status = 0;

    for (uint32_t i = 0; i < exchange->n_said; i++)
        if (is_final(&exchange->said[i]))
            status = exchange->said[i].status;
    return status;
}

/* The server is there. A call's answer is the callee's: as in the log, wherever that found him. */
static struct reply talk(const struct hf_what_if *again, const struct place *place,
                         const struct question *question, int rejects)
{
    const struct exchange *as = last_answered(again, place, question);
    struct reply reply = {.said = accepts(place, question)};

    if (question->kind == HF_REQUEST_INVITE && !rejects) {
        const struct known_call *call = what_if_known_call(again, question->line, question->call);

        if (call != NULL && call->exchange != UINT32_MAX)
            reply.as = &again->exchanges[call->exchange];
        reply.is_guess = reply.as == NULL;
        return reply;
    }
    reply.as = as;
    reply.is_guess = as == NULL;
    if (as != NULL && !rejects && last_status(as) >= 400 && question->kind == HF_REQUEST_REGISTER &&
        last_status(as) != 423)
        reply = (struct reply){.said = accepts(place, question), .is_guess = 1};
    return reply;
}

static struct reply unknown(const struct place *place, const struct question *question)
{
    struct reply reply = {.is_guess = 1};

    if (question->unknown == HF_WHAT_IF_BEST)
        reply.said = accepts(place, question);
    return reply;
}

/* The next that is seen of the place, NULL: nothing. */
static const struct hf_what_if_point *next_seen(const struct place *place, uint64_t at_us)
{
    for (size_t i = points_until(place, at_us); i < place->n_points; i++)
        if (place->points[i].request != HF_REQUEST_OPTIONS ||
            place->points[i].state != HF_WHAT_IF_SILENT)
            return &place->points[i];
    return NULL;
}

/* Between a witness and a contrary one nobody knows the moment: at best the target was there for as
 * long as can be, at worst for as short. */
static const struct hf_what_if_point *choose(const struct place *place,
                                             const struct question *question,
                                             const struct hf_what_if_point *point, int *is_guess)
{
    const struct hf_what_if_point *next = next_seen(place, question->at_us);
    const int wants_there = question->unknown == HF_WHAT_IF_BEST;

    if (next == NULL || is_there(next) == is_there(point) || question->at_us <= point->to_us)
        return point;
    *is_guess = 1;
    return is_there(point) == wants_there ? point : next;
}

struct reply what_if_reply(const struct hf_what_if *again, const struct question *question)
{
    const struct place *place = what_if_place_of(again, question->target);
    const struct hf_what_if_point *point, *of_any;
    struct reply reply = {.said = {.kind = HF_EVENT_NONE}};
    int is_guess = 0;

    if (place == NULL)
        return unknown(NULL, question);
    point = last_seen(again, place, question, 1);
    of_any = last_seen(again, place, question, 0);
    if (point == NULL ||
        (of_any != NULL && of_any->to_us > point->to_us && is_there(of_any) != is_there(point)))
        point = of_any;
    if (point == NULL) {
        reply = unknown(place, question);
        if (question->unknown == HF_WHAT_IF_BEST)
            reply = talk(again, place, question, 0);
        reply.is_guess = 1;
        return reply;
    }
    point = choose(place, question, point, &is_guess);
    if (is_there(point))
        reply = talk(again, place, question,
                     point->state == HF_WHAT_IF_REJECTING && point->request == question->kind);
    else if (point->state != HF_WHAT_IF_SILENT)
        reply.said = (struct said){.after_us = point->to_us - point->from_us,
                                   .kind = HF_EVENT_ATTEMPT_FAILED,
                                   .cause = point->cause};
    reply.is_guess |= is_guess;
    return reply;
}
