/* SPDX-License-Identifier: Apache-2.0 */
/* The other side of the calls under test: answers to what they sent, and requests of its own. */
#ifndef FUZZ_CALLS_PEER_H
#define FUZZ_CALLS_PEER_H

#include "holdfast/sip/message.h"

#define PEER_KEPT 8
#define PEER_TEXT 4096

struct peer {
    char requests[PEER_KEPT][PEER_TEXT]; /* of theirs, the last ones; with their lengths */
    size_t n_request[PEER_KEPT];
    char inside[PEER_TEXT]; /* the last message that has both tags */
    size_t n_inside;
    unsigned n_kept;
    uint32_t cseq;
    unsigned branch;
};

/* Remembers a message that left. */
void peer_keep(struct peer *peer, const uint8_t *bytes, size_t n);

/* A response to one of the kept requests; `how` chooses what stands in it. 0: none is kept. */
size_t peer_answer(struct peer *peer, const uint8_t how[4], char *out);
/* A request, inside the last dialog or outside. */
size_t peer_ask(struct peer *peer, const uint8_t how[4], char *out);

#endif
