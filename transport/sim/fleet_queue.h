/* SPDX-License-Identifier: Apache-2.0 */
/* The requests for whose answers lines wait, by the epoch in which they were sent. */
#ifndef HF_SIM_FLEET_QUEUE_H
#define HF_SIM_FLEET_QUEUE_H

#include "fleet_inside.h"

struct fleet_waiting;

struct fleet_queue { /* of one window */
    uint64_t first;  /* epoch of it */
    size_t n_epochs, next;
    uint32_t *heads; /* of each epoch: 1 + index of a request, the others behind it; 0: none */
    struct fleet_waiting *items;
    uint32_t n_items, room, spare; /* spare: like heads */
};

struct fleet_round { /* of one epoch: by line, then by arrival */
    struct fleet_request *requests;
    size_t n, room;
};

/* 0, or -1: no memory. */
int fleet_queue_init(struct fleet_queue *queue, size_t n_epochs);
void fleet_queue_free(struct fleet_queue *queue);

/* A window begins with that epoch; nobody waits. */
void fleet_queue_open(struct fleet_queue *queue, uint64_t first);

/* Of epochs of the window that have not been taken. 0, or -1: no memory. */
int fleet_queue_add(struct fleet_queue *queue, const struct fleet_request *requests, size_t n);

/* The next epoch in which there are any, decided: heard holds, by server and second, how many have
 * come. Nothing is left in the window: the round is empty. 0, or -1: no memory. */
int fleet_queue_take(struct fleet_queue *queue, const struct hf_fleet_plan *plan, uint32_t *heard,
                     struct fleet_round *round);

#endif
