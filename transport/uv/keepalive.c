/* SPDX-License-Identifier: Apache-2.0 */
/* A flow for each UDP target or connection that is kept; how many lines want which interval. */
#define _GNU_SOURCE 1
#include "keepalive.h"

#include <stdlib.h>
#include <string.h>

#define BUCKETS       256
#define INTERVALS_MAX 8 /* different ones on a flow; beyond, the smallest stays until all end */
#define US_IN_S       1000000u

struct wish { /* of n lines */
    uint32_t interval_s, n;
};

struct flow {
    struct flow *next;
    struct hf_target target;
    uint64_t number; /* of the connection, or 0 */
    struct wish wishes[INTERVALS_MAX];
    uint32_t n_users;
    uint64_t due_us;
};

struct hf_keepalive_use {
    struct hf_keepalive_use *next;
    struct flow *flow;
    uint32_t interval_s;
};

struct hf_keepalive {
    hf_keepalive_send *send;
    void *context;
    uint64_t due_us; /* no flow is due earlier */
    struct flow *buckets[BUCKETS];
};

struct hf_keepalive *hf_keepalive_open(hf_keepalive_send *send, void *context)
{
    struct hf_keepalive *keepalive = calloc(1, sizeof *keepalive);

    if (keepalive == NULL)
        return NULL;
    keepalive->send = send;
    keepalive->context = context;
    keepalive->due_us = HF_NEVER;
    return keepalive;
}

/* ---- flows ---- */

static struct flow **bucket_of(struct hf_keepalive *keepalive, const struct hf_target *target)
{
    const uint8_t *bytes = (const uint8_t *)target;
    uint32_t hash = 2166136261u;

    for (size_t i = 0; i < sizeof *target; i++)
        hash = (hash ^ bytes[i]) * 16777619u;
    return &keepalive->buckets[hash % BUCKETS];
}

static int same_target(const struct hf_target *a, const struct hf_target *b)
{
    return memcmp(a, b, sizeof *a) == 0;
}

/* Made when there is none; NULL without memory. */
static struct flow *flow_of(struct hf_keepalive *keepalive, const struct hf_target *target,
                            uint64_t number)
{
    struct flow **bucket = bucket_of(keepalive, target), *flow = *bucket;

    while (flow != NULL && (flow->number != number || !same_target(&flow->target, target)))
        flow = flow->next;
    if (flow != NULL)
        return flow;
    flow = calloc(1, sizeof *flow);
    if (flow == NULL)
        return NULL;
    flow->target = *target;
    flow->number = number;
    flow->due_us = HF_NEVER;
    flow->next = *bucket;
    *bucket = flow;
    return flow;
}

static void free_flow(struct hf_keepalive *keepalive, struct flow *flow)
{
    struct flow **place = bucket_of(keepalive, &flow->target);

    while (*place != flow)
        place = &(*place)->next;
    *place = flow->next;
    free(flow);
}

static uint32_t smallest_s(const struct flow *flow)
{
    uint32_t smallest_s = UINT32_MAX;

    for (unsigned i = 0; i < INTERVALS_MAX; i++)
        if (flow->wishes[i].n > 0 && flow->wishes[i].interval_s < smallest_s)
            smallest_s = flow->wishes[i].interval_s;
    return smallest_s;
}

static uint64_t next_us(const struct flow *flow, uint64_t now_us)
{
    return flow->target.transport == HF_TRANSPORT_UDP || flow->number != 0
               ? now_us + (uint64_t)smallest_s(flow) * US_IN_S
               : HF_NEVER;
}

/* Where an interval is counted: its own place, a free one, or the smallest interval's. */
static struct wish *place_of(struct flow *flow, uint32_t interval_s)
{
    struct wish *free_place = NULL, *smallest = &flow->wishes[0];

    for (unsigned i = 0; i < INTERVALS_MAX; i++) {
        struct wish *wish = &flow->wishes[i];

        if (wish->n > 0 && wish->interval_s == interval_s)
            return wish;
        if (wish->n == 0)
            free_place = wish;
        else if (wish->interval_s < smallest->interval_s)
            smallest = wish;
    }
    if (free_place == NULL) {
        if (interval_s < smallest->interval_s)
            smallest->interval_s = interval_s;
        return smallest;
    }
    free_place->interval_s = interval_s;
    return free_place;
}

/* ---- uses ---- */

static int add_use(struct hf_keepalive *keepalive, struct hf_keepalive_use **uses,
                   const struct hf_keepalive_order *order, uint64_t number)
{
    struct hf_keepalive_use *use = malloc(sizeof *use);
    struct flow *flow = use != NULL ? flow_of(keepalive, &order->order.target, number) : NULL;
    struct wish *wish;
    uint64_t due_us;

    if (flow == NULL) {
        free(use);
        return -1;
    }
    wish = place_of(flow, order->order.interval_s);
    wish->n++;
    flow->n_users++;
    *use = (struct hf_keepalive_use){.next = *uses, .flow = flow, .interval_s = wish->interval_s};
    *uses = use;
    due_us = next_us(flow, order->now_us);
    if (due_us < flow->due_us)
        flow->due_us = due_us;
    if (flow->due_us < keepalive->due_us)
        keepalive->due_us = flow->due_us;
    return 0;
}

static void end_use(struct hf_keepalive *keepalive, struct hf_keepalive_use **place)
{
    struct hf_keepalive_use *use = *place;
    struct flow *flow = use->flow;
    unsigned at = 0;

    while (at < INTERVALS_MAX - 1 &&
           (flow->wishes[at].n == 0 || flow->wishes[at].interval_s != use->interval_s))
        at++;
    if (flow->wishes[at].n > 0)
        flow->wishes[at].n--;
    *place = use->next;
    free(use);
    if (--flow->n_users == 0)
        free_flow(keepalive, flow);
}

static struct hf_keepalive_use **find_use(struct hf_keepalive_use **uses,
                                          const struct hf_target *target)
{
    while (*uses != NULL && !same_target(&(*uses)->flow->target, target))
        uses = &(*uses)->next;
    return uses;
}

static int add_uses(struct hf_keepalive *keepalive, struct hf_keepalive_use **uses,
                    const struct hf_keepalive_order *order)
{
    struct hf_keepalive_use *former = *uses;

    if (order->order.interval_s == 0)
        return 0;
    for (uint32_t i = 0; i < (order->n_flows > 0 ? order->n_flows : 1); i++)
        if (add_use(keepalive, uses, order, order->n_flows > 0 ? order->flows[i] : 0) < 0) {
            while (*uses != former)
                end_use(keepalive, uses);
            return -1;
        }
    return 0;
}

int hf_keepalive_obey(struct hf_keepalive *keepalive, struct hf_keepalive_use **uses,
                      const struct hf_keepalive_order *order)
{
    /* The new wishes first: a flow that goes on keeps its moment. */
    struct hf_keepalive_use *former = *uses, **place = uses;

    if (add_uses(keepalive, uses, order) < 0)
        return -1;
    while (*place != former)
        place = &(*place)->next;
    for (place = find_use(place, &order->order.target); *place != NULL;
         place = find_use(place, &order->order.target))
        end_use(keepalive, place);
    return 0;
}

/* Whether the line's uses of the target, the first of which this is, are those of the order. */
static int is_as_ordered(struct hf_keepalive_use *use, const struct hf_keepalive_order *order)
{
    uint32_t n = 0;

    for (; use != NULL; use = *find_use(&use->next, &order->order.target)) {
        uint32_t i = 0;

        while (i < order->n_flows && order->flows[i] != use->flow->number)
            i++;
        if (order->n_flows > 0 ? i == order->n_flows : use->flow->number != 0)
            return 0;
        n++;
    }
    return n == (order->n_flows > 0 ? order->n_flows : 1);
}

int hf_keepalive_ride(struct hf_keepalive *keepalive, struct hf_keepalive_use **uses,
                      const struct hf_keepalive_order *order)
{
    struct hf_keepalive_use *use = *find_use(uses, &order->order.target);
    struct hf_keepalive_order anew = *order;

    if (use == NULL || is_as_ordered(use, order))
        return 0;
    anew.order.interval_s = use->interval_s;
    return hf_keepalive_obey(keepalive, uses, &anew);
}

void hf_keepalive_forget(struct hf_keepalive *keepalive, struct hf_keepalive_use **uses)
{
    while (*uses != NULL)
        end_use(keepalive, uses);
}

int hf_keepalive_keeps(const struct hf_keepalive_use *uses, const struct hf_target *target)
{
    for (const struct hf_keepalive_use *use = uses; use != NULL; use = use->next)
        if (same_target(&use->flow->target, target))
            return 1;
    return 0;
}

/* ---- the clock ---- */

uint64_t hf_keepalive_due(const struct hf_keepalive *keepalive)
{
    return keepalive->due_us;
}

void hf_keepalive_wake(struct hf_keepalive *keepalive, uint64_t now_us)
{
    uint64_t due_us = HF_NEVER;

    if (now_us < keepalive->due_us)
        return;
    for (unsigned i = 0; i < BUCKETS; i++) {
        for (struct flow *flow = keepalive->buckets[i]; flow != NULL; flow = flow->next) {
            if (flow->due_us <= now_us) {
                flow->due_us = next_us(flow, now_us);
                keepalive->send(keepalive->context, &flow->target, flow->number);
            }
            if (flow->due_us < due_us)
                due_us = flow->due_us;
        }
    }
    keepalive->due_us = due_us;
}

void hf_keepalive_close(struct hf_keepalive *keepalive)
{
    free(keepalive);
}
