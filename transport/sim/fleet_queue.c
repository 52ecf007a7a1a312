/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The requests for whose answers lines wait: a list for each epoch of a window. Adding one costs
 * the same however many there are, and only those of one epoch are ever put into order.
 */
#include "fleet_queue.h"

#include <stdlib.h>
#include <string.h>

struct fleet_waiting {
    struct fleet_request request;
    uint32_t next; /* like heads */
    uint32_t reserved;
};

int fleet_queue_init(struct fleet_queue *queue, size_t n_epochs)
{
    *queue = (struct fleet_queue){.n_epochs = n_epochs};
    queue->heads = calloc(n_epochs, sizeof(*queue->heads));
    return queue->heads == NULL ? -1 : 0;
}

void fleet_queue_free(struct fleet_queue *queue)
{
    free(queue->heads);
    free(queue->items);
    *queue = (struct fleet_queue){.n_epochs = 0};
}

void fleet_queue_open(struct fleet_queue *queue, uint64_t first)
{
    queue->first = first;
    queue->next = 0;
}

/* Room for so many more. */
static int need_room(struct fleet_queue *queue, size_t n)
{
    const size_t room = queue->n_items + n + queue->room / 4;
    struct fleet_waiting *items;

    if (queue->room - queue->n_items >= n)
        return 0;
    items = room < UINT32_MAX ? realloc(queue->items, room * sizeof(*items)) : NULL;
    if (items == NULL)
        return -1;
    queue->items = items;
    queue->room = (uint32_t)room;
    return 0;
}

int fleet_queue_add(struct fleet_queue *queue, const struct fleet_request *requests, size_t n)
{
    if (need_room(queue, n) < 0)
        return -1;
    for (size_t i = 0; i < n; i++) {
        uint32_t *head = &queue->heads[requests[i].epoch - queue->first];
        uint32_t at = queue->spare;

        if (at == 0)
            at = ++queue->n_items;
        else
            queue->spare = queue->items[at - 1].next;
        queue->items[at - 1] = (struct fleet_waiting){.request = requests[i], .next = *head};
        *head = at;
    }
    return 0;
}

/* ---- one epoch's ---- */

static int by_order(const struct fleet_request *a, const struct fleet_request *b)
{
    return a->order < b->order ? -1 : a->order > b->order;
}

static int by_arrival(const void *left, const void *right)
{
    const struct fleet_request *a = left, *b = right;

    if (a->at_us != b->at_us)
        return a->at_us < b->at_us ? -1 : 1;
    if (a->line != b->line)
        return a->line < b->line ? -1 : 1;
    return by_order(a, b);
}

static int by_line(const void *left, const void *right)
{
    const struct fleet_request *a = left, *b = right;

    if (a->line != b->line)
        return a->line < b->line ? -1 : 1;
    if (a->at_us != b->at_us)
        return a->at_us < b->at_us ? -1 : 1;
    return by_order(a, b);
}

static void sort(struct fleet_round *round, int (*compare)(const void *, const void *))
{
    if (round->n > 1)
        qsort(round->requests, round->n, sizeof(*round->requests), compare);
}

static int put(struct fleet_round *round, const struct fleet_request *request)
{
    if (round->n == round->room) {
        const size_t room = round->room == 0 ? 64 : 2 * round->room;
        struct fleet_request *requests = realloc(round->requests, room * sizeof(*requests));

        if (requests == NULL)
            return -1;
        round->requests = requests;
        round->room = room;
    }
    round->requests[round->n++] = *request;
    return 0;
}

static int empty_list(struct fleet_queue *queue, uint32_t *head, struct fleet_round *round)
{
    while (*head != 0) {
        const uint32_t at = *head;
        struct fleet_waiting *item = &queue->items[at - 1];

        if (put(round, &item->request) < 0)
            return -1;
        *head = item->next;
        item->next = queue->spare;
        queue->spare = at;
    }
    return 0;
}

int fleet_queue_take(struct fleet_queue *queue, const struct hf_fleet_plan *plan, uint32_t *heard,
                     struct fleet_round *round)
{
    round->n = 0;
    while (queue->next < queue->n_epochs && queue->heads[queue->next] == 0)
        queue->next++;
    if (queue->next == queue->n_epochs)
        return 0;
    if (empty_list(queue, &queue->heads[queue->next++], round) < 0)
        return -1;
    sort(round, by_arrival);
    for (size_t i = 0; i < round->n; i++)
        fleet_decide(plan, &round->requests[i], heard);
    sort(round, by_line);
    return 0;
}
