/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Memory for what must not be written to a disk: the agents hold passwords. It is left out of
 * core dumps, and wiped when it is given back. Handed out in one direction, freed at once; what
 * one line gives back is used again for another that needs no more.
 */
#ifndef HF_UV_SECRET_H
#define HF_UV_SECRET_H

#include <stddef.h>

struct hf_secret_chunk;
struct hf_secret_spare;

struct hf_secret { /* zero it */
    struct hf_secret_chunk *chunks;
    struct hf_secret_spare *spares; /* given back, wiped */
};

/* Zeroed and aligned for any type; NULL without memory. */
void *hf_secret_alloc(struct hf_secret *secret, size_t size);

/* Wipes what hf_secret_alloc gave for that size. */
void hf_secret_give_back(struct hf_secret *secret, void *memory, size_t size);

void hf_secret_free(struct hf_secret *secret);

#endif
