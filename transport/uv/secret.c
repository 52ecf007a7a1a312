/* SPDX-License-Identifier: Apache-2.0 */
/* Mapped chunks that the kernel leaves out of core dumps. */
#define _GNU_SOURCE 1
#include "secret.h"

#include <stddef.h>
#include <string.h>
#include <sys/mman.h>

#define CHUNK_BYTES ((size_t)256 * 1024)
#define ALIGNMENT   (sizeof(max_align_t))

struct hf_secret_chunk {
    struct hf_secret_chunk *next;
    size_t size, used;
};

struct hf_secret_spare { /* at the beginning of memory that was given back */
    struct hf_secret_spare *next;
    size_t size;
};

/* At least a spare's. */
static size_t aligned(size_t size)
{
    if (size < sizeof(struct hf_secret_spare))
        size = sizeof(struct hf_secret_spare);
    return (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
}

static struct hf_secret_chunk *new_chunk(size_t wanted)
{
    size_t size = wanted > CHUNK_BYTES ? wanted : CHUNK_BYTES;
    void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    if (memory == MAP_FAILED)
        return NULL;
    (void)madvise(memory, size, MADV_DONTDUMP); /* kernels before 3.4 do not have it */
    struct hf_secret_chunk *chunk = memory;

    chunk->size = size;
    chunk->used = aligned(sizeof *chunk);
    return chunk;
}

/* A spare that is large enough, or NULL. */
static void *take_spare(struct hf_secret *secret, size_t wanted)
{
    struct hf_secret_spare **place = &secret->spares;

    while (*place != NULL && (*place)->size < wanted)
        place = &(*place)->next;
    struct hf_secret_spare *spare = *place;

    if (spare == NULL)
        return NULL;
    *place = spare->next;
    memset(spare, 0, sizeof *spare);
    return spare;
}

void hf_secret_give_back(struct hf_secret *secret, void *memory, size_t size)
{
    struct hf_secret_spare *spare = memory;

    explicit_bzero(memory, aligned(size));
    spare->size = aligned(size);
    spare->next = secret->spares;
    secret->spares = spare;
}

void *hf_secret_alloc(struct hf_secret *secret, size_t size)
{
    size_t wanted = aligned(size);
    struct hf_secret_chunk *chunk = secret->chunks;
    void *spare = take_spare(secret, wanted);

    if (spare != NULL)
        return spare;
    if (chunk == NULL || chunk->size - chunk->used < wanted) {
        chunk = new_chunk(wanted + aligned(sizeof *chunk));
        if (chunk == NULL)
            return NULL;
        chunk->next = secret->chunks;
        secret->chunks = chunk;
    }
    void *memory = (char *)chunk + chunk->used;

    chunk->used += wanted;
    return memory;
}

void hf_secret_free(struct hf_secret *secret)
{
    secret->spares = NULL;
    while (secret->chunks != NULL) {
        struct hf_secret_chunk *chunk = secret->chunks;
        size_t size = chunk->size;

        secret->chunks = chunk->next;
        explicit_bzero(chunk, size);
        munmap(chunk, size);
    }
}
