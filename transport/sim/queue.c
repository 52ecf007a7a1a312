/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Messages under way: a binary heap by arrival, equal arrivals in the order of sending.
 */
#include "inside.h"

#include <stdlib.h>

static int is_before(const struct message *a, const struct message *b)
{
    return a->at_us < b->at_us || (a->at_us == b->at_us && a->order < b->order);
}

static void swap(struct message *a, struct message *b)
{
    const struct message kept = *a;

    *a = *b;
    *b = kept;
}

int queue_push(struct queue *queue, const struct message *message)
{
    if (queue->n == queue->room) {
        size_t room = queue->room == 0 ? 64 : 2 * queue->room;
        struct message *items = realloc(queue->items, room * sizeof(*items));

        if (items == NULL)
            return 0;
        queue->items = items;
        queue->room = room;
    }
    size_t at = queue->n++;
    queue->items[at] = *message;
    queue->items[at].order = queue->next_order++;
    while (at > 0 && is_before(&queue->items[at], &queue->items[(at - 1) / 2])) {
        swap(&queue->items[at], &queue->items[(at - 1) / 2]);
        at = (at - 1) / 2;
    }
    return 1;
}

struct message queue_pop(struct queue *queue)
{
    const struct message first = queue->items[0];
    size_t at = 0;

    queue->items[0] = queue->items[--queue->n];
    for (size_t child = 1; child < queue->n; child = 2 * at + 1) {
        if (child + 1 < queue->n && is_before(&queue->items[child + 1], &queue->items[child]))
            child++;
        if (!is_before(&queue->items[child], &queue->items[at]))
            break;
        swap(&queue->items[child], &queue->items[at]);
        at = child;
    }
    return first;
}

uint64_t queue_next_us(const struct queue *queue)
{
    return queue->n == 0 ? HF_NEVER : queue->items[0].at_us;
}

void queue_free(struct queue *queue)
{
    for (size_t i = 0; i < queue->n; i++)
        free(queue->items[i].answer);
    free(queue->items);
    *queue = (struct queue){0};
}
