/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What is under way in a deep world: a heap by time, and of one time by the order of sending, so
 * that the order never depends on how the heap was filled.
 */
#include "deep.h"

#include <stdlib.h>
#include <string.h>

void *deep_grow(void *memory, size_t *room, size_t item)
{
    void *grown;

    *room = *room == 0 ? 64 : 2 * *room;
    grown = realloc(memory, *room * item);
    if (grown == NULL)
        abort(); /* a world without memory has no story to tell */
    return grown;
}

struct deep_packet *deep_packet_new(unsigned kind, const void *bytes, size_t n)
{
    struct deep_packet *packet = calloc(1, sizeof(*packet) + n);

    if (packet == NULL)
        abort();
    packet->kind = (uint8_t)kind;
    packet->n = (uint32_t)n;
    if (n > 0)
        memcpy(packet->bytes, bytes, n);
    return packet;
}

static bool is_before(const struct deep_packet *a, const struct deep_packet *b)
{
    return a->at_us != b->at_us ? a->at_us < b->at_us : a->number < b->number;
}

void deep_push(struct deep_world *world, struct deep_packet *packet, uint64_t at_us)
{
    size_t at = world->n_heap;

    packet->at_us = at_us;
    packet->number = world->number++;
    if (world->n_heap == world->heap_room)
        world->heap = deep_grow(world->heap, &world->heap_room, sizeof(world->heap[0]));
    world->n_heap++;
    while (at > 0 && is_before(packet, world->heap[(at - 1) / 2])) {
        world->heap[at] = world->heap[(at - 1) / 2];
        at = (at - 1) / 2;
    }
    world->heap[at] = packet;
}

struct deep_packet *deep_pop(struct deep_world *world)
{
    struct deep_packet *first = world->heap[0], *last = world->heap[--world->n_heap];
    size_t at = 0, n = world->n_heap;

    for (size_t child = 1; child < n; child = 2 * at + 1) {
        if (child + 1 < n && is_before(world->heap[child + 1], world->heap[child]))
            child++;
        if (!is_before(world->heap[child], last))
            break;
        world->heap[at] = world->heap[child];
        at = child;
    }
    if (n > 0)
        world->heap[at] = last;
    return first;
}
