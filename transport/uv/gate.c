/* SPDX-License-Identifier: Apache-2.0 */
/* Tickets by attempt, counters by target. A counter is READY when something waits at it and one
 * more may leave. Each has two queues: of what is out, the oldest first, and of what waits, by the
 * latest moment to leave. */
#define _GNU_SOURCE 1
#include "gate.h"

#include <stdlib.h>
#include <string.h>

#define BUCKETS    1024
#define CONNECT_MS 4000 /* A3 */

struct queue {
    struct ticket *first, *last;
    uint32_t n;
};

struct counter { /* of a target */
    struct counter *next_in_bucket, *next_ready;
    struct counter *before, *behind; /* of all */
    struct hf_target target;
    int ready; /* in the list of those */
    struct queue out, waiting;
};

struct ticket { /* an attempt that is under way, or waits */
    struct ticket *next_in_bucket;
    struct ticket *before, *behind; /* in its queue */
    struct counter *counter;
    struct hf_action *send; /* waiting; else NULL */
    uint64_t at_us;         /* waiting: leaves by then; else it left then */
    struct hf_gate_pass pass;
};

struct hf_gate {
    struct counter *counters[BUCKETS];
    struct ticket *tickets[BUCKETS];
    struct counter *first_ready, *last_ready;
    struct counter *first; /* of all */
};

static uint32_t hash_of(const void *bytes, size_t n)
{
    const uint8_t *at = bytes;
    uint32_t hash = 2166136261u;

    for (size_t i = 0; i < n; i++)
        hash = (hash ^ at[i]) * 16777619u;
    return hash % BUCKETS;
}

static struct ticket **place_of(struct hf_gate *gate, const struct hf_gate_pass *pass)
{
    struct ticket **place = &gate->tickets[hash_of(pass, sizeof *pass)];

    while (*place != NULL &&
           ((*place)->pass.attempt != pass->attempt || (*place)->pass.line != pass->line))
        place = &(*place)->next_in_bucket;
    return place;
}

static struct counter **counter_place(struct hf_gate *gate, const struct hf_target *target)
{
    struct counter **place = &gate->counters[hash_of(target, sizeof *target)];

    while (*place != NULL && memcmp(&(*place)->target, target, sizeof *target) != 0)
        place = &(*place)->next_in_bucket;
    return place;
}

struct hf_gate *hf_gate_open(void)
{
    return calloc(1, sizeof(struct hf_gate));
}

/* ---- queues ---- */

static void unqueue(struct queue *queue, struct ticket *ticket)
{
    *(ticket->before != NULL ? &ticket->before->behind : &queue->first) = ticket->behind;
    *(ticket->behind != NULL ? &ticket->behind->before : &queue->last) = ticket->before;
    queue->n--;
}

/* By time; behind those of the same. */
static void put(struct queue *queue, struct ticket *ticket, uint64_t at_us)
{
    struct ticket *before = queue->last;

    while (before != NULL && before->at_us > at_us)
        before = before->before;
    ticket->at_us = at_us;
    ticket->before = before;
    ticket->behind = before != NULL ? before->behind : queue->first;
    *(before != NULL ? &before->behind : &queue->first) = ticket;
    *(ticket->behind != NULL ? &ticket->behind->before : &queue->last) = ticket;
    queue->n++;
}

/* ---- counters ---- */

static struct counter *new_counter(struct hf_gate *gate, const struct hf_target *target)
{
    struct counter **place = counter_place(gate, target);

    if (*place != NULL)
        return *place;
    *place = calloc(1, sizeof **place);
    if (*place == NULL)
        return NULL;
    (*place)->target = *target;
    (*place)->behind = gate->first;
    if (gate->first != NULL)
        gate->first->before = *place;
    gate->first = *place;
    return *place;
}

static void free_unused(struct hf_gate *gate, struct counter *counter)
{
    if (counter->out.n > 0 || counter->waiting.n > 0 || counter->ready)
        return;
    *counter_place(gate, &counter->target) = counter->next_in_bucket;
    *(counter->before != NULL ? &counter->before->behind : &gate->first) = counter->behind;
    if (counter->behind != NULL)
        counter->behind->before = counter->before;
    free(counter);
}

static void be_ready(struct hf_gate *gate, struct counter *counter)
{
    if (counter->ready || counter->waiting.n == 0)
        return;
    counter->ready = 1;
    counter->next_ready = NULL;
    if (gate->last_ready != NULL)
        gate->last_ready->next_ready = counter;
    else
        gate->first_ready = counter;
    gate->last_ready = counter;
}

static void look_at(struct hf_gate *gate, struct counter *counter)
{
    if (counter->out.n < HF_GATE_WIDTH)
        be_ready(gate, counter);
}

static struct counter *take_ready(struct hf_gate *gate)
{
    struct counter *counter = gate->first_ready;

    gate->first_ready = counter->next_ready;
    if (gate->first_ready == NULL)
        gate->last_ready = NULL;
    counter->ready = 0;
    return counter;
}

/* ---- time ---- */

/* Half of its budget, as far as a Send tells that: A1, A3; of A2's period it tells nothing. */
static uint64_t patience_us(const struct hf_send *send)
{
    const uint64_t most_ms = (uint64_t)send->t1_ms * 64;
    uint64_t interval_ms = send->t1_ms, sum_ms = 0;
    uint32_t n = send->retransmissions == HF_RETRANSMIT_FREELY ? 0 : send->retransmissions;

    for (uint32_t i = 0; i <= n && sum_ms < most_ms; i++) {
        sum_ms += interval_ms;
        interval_ms = interval_ms * 2 < send->t2_ms ? interval_ms * 2 : send->t2_ms;
    }
    if (sum_ms > most_ms)
        sum_ms = most_ms;
    if (send->target.transport != HF_TRANSPORT_UDP && sum_ms < CONNECT_MS)
        sum_ms = CONNECT_MS;
    return sum_ms * 1000 / 2;
}

/* How long a place is had, so that all that wait have left in time. */
static uint64_t hold_us(const struct counter *counter, uint64_t now_us)
{
    const struct ticket *last = counter->waiting.last;
    uint64_t left_us = last->at_us > now_us ? last->at_us - now_us : 0;
    uint64_t hold_us = left_us * HF_GATE_WIDTH / counter->waiting.n;

    return hold_us < HF_GATE_HOLD_US ? hold_us : HF_GATE_HOLD_US;
}

/* ---- tickets ---- */

static struct ticket *new_ticket(struct hf_gate *gate, uint32_t line, const struct hf_send *send)
{
    struct ticket *ticket = calloc(1, sizeof *ticket);
    struct counter *counter = ticket != NULL ? new_counter(gate, &send->target) : NULL;

    if (counter == NULL) {
        free(ticket);
        return NULL;
    }
    ticket->counter = counter;
    ticket->pass = (struct hf_gate_pass){.attempt = send->attempt, .line = line};
    ticket->next_in_bucket = NULL;
    *place_of(gate, &ticket->pass) = ticket;
    return ticket;
}

static void end_ticket(struct hf_gate *gate, struct ticket **place)
{
    struct ticket *ticket = *place;
    struct counter *counter = ticket->counter;

    *place = ticket->next_in_bucket;
    unqueue(ticket->send != NULL ? &counter->waiting : &counter->out, ticket);
    free(ticket->send);
    free(ticket);
    look_at(gate, counter);
    free_unused(gate, counter);
}

int hf_gate_enter(struct hf_gate *gate, uint32_t line, const struct hf_action *send,
                  uint64_t now_us)
{
    struct ticket *ticket = new_ticket(gate, line, &send->u.send);
    struct counter *counter;

    if (ticket == NULL)
        return 1; /* better sent uncounted than not at all */
    counter = ticket->counter;
    if (counter->out.n >= HF_GATE_WIDTH || counter->waiting.n > 0)
        ticket->send = malloc(sizeof *ticket->send);
    if (ticket->send == NULL) {
        put(&counter->out, ticket, now_us);
        return 1;
    }
    *ticket->send = *send;
    put(&counter->waiting, ticket, now_us + patience_us(&send->u.send));
    look_at(gate, counter);
    return 0;
}

int hf_gate_leave(struct hf_gate *gate, const struct hf_gate_pass *pass)
{
    struct ticket **place = place_of(gate, pass);
    int waited;

    if (*place == NULL)
        return 0;
    waited = (*place)->send != NULL;
    end_ticket(gate, place);
    return waited;
}

int hf_gate_extend(struct hf_gate *gate, const struct hf_gate_pass *pass)
{
    struct ticket *ticket = *place_of(gate, pass);

    if (ticket == NULL || ticket->send == NULL)
        return 0;
    ticket->send->u.send.retransmissions = HF_RETRANSMIT_FREELY;
    return 1;
}

static int take_next(struct hf_gate *gate, uint32_t *line, struct hf_action *send, uint64_t now_us)
{
    struct counter *counter = take_ready(gate);
    struct ticket *ticket = counter->waiting.first;

    if (ticket == NULL || (counter->out.n >= HF_GATE_WIDTH && ticket->at_us > now_us)) {
        free_unused(gate, counter);
        return 0;
    }
    unqueue(&counter->waiting, ticket);
    *line = ticket->pass.line;
    *send = *ticket->send;
    free(ticket->send);
    ticket->send = NULL;
    put(&counter->out, ticket, now_us);
    be_ready(gate, counter); /* the next one may have no more time */
    return 1;
}

int hf_gate_next(struct hf_gate *gate, uint32_t *line, struct hf_action *send, uint64_t now_us)
{
    while (gate->first_ready != NULL)
        if (take_next(gate, line, send, now_us))
            return 1;
    return 0;
}

uint64_t hf_gate_due(const struct hf_gate *gate)
{
    uint64_t due_us = HF_NEVER;

    for (const struct counter *at = gate->first; at != NULL; at = at->behind) {
        const struct ticket *oldest = at->out.first;

        if (at->waiting.n == 0)
            continue;
        if (at->waiting.first->at_us < due_us)
            due_us = at->waiting.first->at_us;
        if (oldest != NULL && oldest->at_us + hold_us(at, oldest->at_us) < due_us)
            due_us = oldest->at_us + hold_us(at, oldest->at_us);
    }
    return due_us;
}

void hf_gate_wake(struct hf_gate *gate, uint64_t now_us)
{
    struct counter *at = gate->first, *behind;

    for (; at != NULL; at = behind) {
        behind = at->behind;
        while (at->waiting.n > 0 && at->out.n > 0 &&
               at->out.first->at_us + hold_us(at, at->out.first->at_us) <= now_us)
            end_ticket(gate, place_of(gate, &at->out.first->pass));
        if (at->waiting.n > 0 && at->waiting.first->at_us <= now_us)
            be_ready(gate, at);
    }
}

int hf_gate_turn_away(struct hf_gate *gate, const struct hf_target *target,
                      struct hf_gate_pass *pass)
{
    struct counter *counter = *counter_place(gate, target);

    if (counter == NULL || counter->waiting.n == 0)
        return 0;
    *pass = counter->waiting.first->pass;
    end_ticket(gate, place_of(gate, pass));
    return 1;
}

void hf_gate_reconfigure(struct hf_gate *gate, uint32_t line)
{
    for (unsigned i = 0; i < BUCKETS; i++)
        for (struct ticket *at = gate->tickets[i]; at != NULL; at = at->next_in_bucket)
            if (at->pass.line == line && at->send != NULL)
                at->send->u.send.former = at->send->u.send.former == 0 ? 1 : 2;
}

void hf_gate_forget(struct hf_gate *gate, uint32_t line)
{
    for (unsigned i = 0; i < BUCKETS; i++) {
        struct ticket **place = &gate->tickets[i];

        while (*place != NULL) {
            if ((*place)->pass.line == line)
                end_ticket(gate, place);
            else
                place = &(*place)->next_in_bucket;
        }
    }
}

void hf_gate_close(struct hf_gate *gate)
{
    if (gate == NULL)
        return;
    for (unsigned i = 0; i < BUCKETS; i++)
        while (gate->tickets[i] != NULL)
            end_ticket(gate, &gate->tickets[i]);
    for (unsigned i = 0; i < BUCKETS; i++) {
        while (gate->counters[i] != NULL) {
            struct counter *counter = gate->counters[i];

            gate->counters[i] = counter->next_in_bucket;
            free(counter);
        }
    }
    free(gate);
}
