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

static size_t aligned(size_t size)
{
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

void *hf_secret_alloc(struct hf_secret *secret, size_t size)
{
    size_t wanted = aligned(size);
    struct hf_secret_chunk *chunk = secret->chunks;

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
    while (secret->chunks != NULL) {
        struct hf_secret_chunk *chunk = secret->chunks;
        size_t size = chunk->size;

        secret->chunks = chunk->next;
        explicit_bzero(chunk, size);
        munmap(chunk, size);
    }
}
