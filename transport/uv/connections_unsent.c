/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Messages that wait for their connection: while it is being opened, through the handshake of TLS,
 * and behind what the peer has not read yet. They are handed to TLS and to the system one by one,
 * as late as can be, so that what is given up meanwhile can be taken back: the SYN that is repeated
 * may get through a minute after the request was abandoned, and its watch be over by then (A11).
 * What the system has taken is out of reach.
 */
#define _GNU_SOURCE 1
#include <stdlib.h>
#include <string.h>

#include "connections_state.h"

static int must_wait(const struct hf_connection *connection)
{
    return connection->state != HF_CONNECTION_OPEN || connection->first_unsent != NULL ||
           hf_connection_waiting(connection) > 0;
}

static enum hf_cause keep(struct hf_connection *connection,
                          const struct hf_connection_sending *sending)
{
    struct hf_unsent *unsent = malloc(sizeof *unsent + sending->n_bytes);

    if (unsent == NULL)
        return HF_CAUSE_LOCAL;
    *unsent = (struct hf_unsent){
        .n = sending->n_bytes, .line = sending->line, .attempt = sending->attempt};
    memcpy(unsent->bytes, sending->bytes, sending->n_bytes);
    *(connection->last_unsent != NULL ? &connection->last_unsent->next
                                      : &connection->first_unsent) = unsent;
    connection->last_unsent = unsent;
    connection->n_unsent += unsent->n;
    connection->all->n_unsent++;
    return HF_CAUSE_NONE;
}

enum hf_cause hf_connection_put(struct hf_connection *connection,
                                const struct hf_connection_sending *sending)
{
    size_t waits = hf_connection_waiting(connection) + connection->n_unsent;

    if (connection->state >= HF_CONNECTION_LOST)
        return HF_CAUSE_CLOSED;
    if (sending->n_bytes > HF_CONNECTION_QUEUE_MAX ||
        waits + sending->n_bytes > HF_CONNECTION_QUEUE_MAX)
        return HF_CAUSE_LOCAL;
    if (!must_wait(connection))
        return hf_connection_write(connection, sending->bytes, sending->n_bytes);
    connection->last_ms = hf_connections_now_ms();
    return keep(connection, sending);
}

/* Unlinks and frees the one behind `before`, or the first. */
static void drop(struct hf_connection *connection, struct hf_unsent *before)
{
    struct hf_unsent **place = before != NULL ? &before->next : &connection->first_unsent;
    struct hf_unsent *unsent = *place;

    *place = unsent->next;
    if (connection->last_unsent == unsent)
        connection->last_unsent = before;
    connection->n_unsent -= unsent->n;
    connection->all->n_unsent--;
    free(unsent);
}

void hf_connection_send_on(struct hf_connection *connection)
{
    while (connection->state == HF_CONNECTION_OPEN && !connection->all->closing &&
           connection->first_unsent != NULL && hf_connection_waiting(connection) == 0) {
        const struct hf_unsent *unsent = connection->first_unsent;

        (void)hf_connection_write(connection, unsent->bytes, unsent->n);
        drop(connection, NULL);
    }
}

void hf_connection_free_unsent(struct hf_connection *connection)
{
    while (connection->first_unsent != NULL)
        drop(connection, NULL);
}

/* ---- taking back ---- */

static unsigned take_back_from(struct hf_connection *connection, uint32_t line, uint64_t attempt)
{
    struct hf_unsent *before = NULL, *at = connection->first_unsent, *next;
    unsigned n = 0;

    for (; at != NULL; at = next) {
        next = at->next;
        if (at->line == line && (attempt == 0 || at->attempt == attempt)) {
            drop(connection, before);
            n++;
        } else
            before = at;
    }
    return n;
}

unsigned hf_connections_take_back(struct hf_connections *all, uint32_t line, uint64_t attempt)
{
    unsigned n = 0;

    for (struct hf_connection *at = all->first; at != NULL && all->n_unsent > 0; at = at->behind)
        n += line != 0 ? take_back_from(at, line, attempt) : 0;
    return n;
}
