/* SPDX-License-Identifier: Apache-2.0 */
/* Tickets by attempt, counters by target. A counter is READY when something waits at it and one
 * more may leave. */
#define _GNU_SOURCE 1
#include "gate.h"

#include <stdlib.h>
#include <string.h>

#define BUCKETS 1024

struct counter { /* of a target */
    struct counter *next_in_bucket, *next_ready;
    struct hf_target target;
    uint32_t n_out;
    int ready; /* in the list of those */
    struct ticket *first, *last;
};

struct ticket { /* an attempt that is under way, or waits */
    struct ticket *next_in_bucket;
    struct ticket *before, *behind; /* waiting */
    struct counter *counter;
    struct hf_action *send; /* waiting; else NULL */
    struct hf_gate_pass pass;
};

struct hf_gate {
    struct counter *counters[BUCKETS];
    struct ticket *tickets[BUCKETS];
    struct counter *first_ready, *last_ready;
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

/* ---- counters ---- */

static void look_at(struct hf_gate *gate, struct counter *counter)
{
    if (counter->ready || counter->first == NULL || counter->n_out >= HF_GATE_WIDTH)
        return;
    counter->ready = 1;
    counter->next_ready = NULL;
    if (gate->last_ready != NULL)
        gate->last_ready->next_ready = counter;
    else
        gate->first_ready = counter;
    gate->last_ready = counter;
}

static void free_unused(struct hf_gate *gate, struct counter *counter)
{
    struct counter **place = counter_place(gate, &counter->target);

    if (counter->n_out > 0 || counter->first != NULL || counter->ready)
        return;
    *place = counter->next_in_bucket;
    free(counter);
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

static void queue(struct counter *counter, struct ticket *ticket)
{
    ticket->before = counter->last;
    ticket->behind = NULL;
    if (counter->last != NULL)
        counter->last->behind = ticket;
    else
        counter->first = ticket;
    counter->last = ticket;
}

static void unqueue(struct counter *counter, struct ticket *ticket)
{
    if (ticket->before != NULL)
        ticket->before->behind = ticket->behind;
    else
        counter->first = ticket->behind;
    if (ticket->behind != NULL)
        ticket->behind->before = ticket->before;
    else
        counter->last = ticket->before;
}

/* ---- tickets ---- */

static struct ticket *new_ticket(struct hf_gate *gate, uint32_t line, const struct hf_send *send)
{
    struct counter **counter = counter_place(gate, &send->target);
    struct ticket *ticket = calloc(1, sizeof *ticket);

    if (*counter == NULL && ticket != NULL) {
        *counter = calloc(1, sizeof **counter);
        if (*counter != NULL)
            (*counter)->target = send->target;
    }
    if (ticket == NULL || *counter == NULL) {
        free(ticket);
        return NULL;
    }
    ticket->counter = *counter;
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
    if (ticket->send != NULL)
        unqueue(counter, ticket);
    else
        counter->n_out--;
    free(ticket->send);
    free(ticket);
    look_at(gate, counter);
    free_unused(gate, counter);
}

int hf_gate_enter(struct hf_gate *gate, uint32_t line, const struct hf_action *send)
{
    struct ticket *ticket = new_ticket(gate, line, &send->u.send);
    struct counter *counter;

    if (ticket == NULL)
        return 1; /* better sent uncounted than not at all */
    counter = ticket->counter;
    if (counter->n_out >= HF_GATE_WIDTH || counter->first != NULL)
        ticket->send = malloc(sizeof *ticket->send);
    if (ticket->send == NULL) {
        counter->n_out++;
        return 1;
    }
    *ticket->send = *send;
    queue(counter, ticket);
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

static int take_next(struct hf_gate *gate, struct counter *counter, uint32_t *line,
                     struct hf_action *send)
{
    struct ticket *ticket = counter->first;

    if (ticket == NULL || counter->n_out >= HF_GATE_WIDTH) {
        free_unused(gate, counter);
        return 0;
    }
    unqueue(counter, ticket);
    *line = ticket->pass.line;
    *send = *ticket->send;
    free(ticket->send);
    ticket->send = NULL;
    counter->n_out++;
    look_at(gate, counter);
    return 1;
}

int hf_gate_next(struct hf_gate *gate, uint32_t *line, struct hf_action *send)
{
    while (gate->first_ready != NULL)
        if (take_next(gate, take_ready(gate), line, send))
            return 1;
    return 0;
}

int hf_gate_turn_away(struct hf_gate *gate, const struct hf_target *target,
                      struct hf_gate_pass *pass)
{
    struct counter *counter = *counter_place(gate, target);

    if (counter == NULL || counter->first == NULL)
        return 0;
    *pass = counter->first->pass;
    end_ticket(gate, place_of(gate, pass));
    return 1;
}

void hf_gate_reconfigure(struct hf_gate *gate, uint32_t line)
{
    for (unsigned i = 0; i < BUCKETS; i++)
        for (struct ticket *at = gate->tickets[i]; at != NULL; at = at->next_in_bucket)
            if (at->pass.line == line && at->send != NULL)
                at->send->u.send.former = 1;
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
