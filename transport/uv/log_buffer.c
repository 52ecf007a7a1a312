/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Buffers of pending records. They hold whom a phone's user called, so they live on pages of
 * their own that a core dump leaves out.
 */
#define _GNU_SOURCE
#include "log_internal.h"

#include <sys/mman.h>

#define BUFFER_FIRST (64u << 10)
#define BUFFER_KEPT  (1u << 20)

int hf_log_buffer_need(struct hf_log_buffer *buffer, size_t more)
{
    size_t size = buffer->size ? buffer->size : BUFFER_FIRST;
    if (more > SIZE_MAX / 4 - buffer->used)
        return -1;
    while (size < buffer->used + more) /* at most 64 rounds: the size doubles */
        size *= 2;
    if (size == buffer->size)
        return 0;
    void *bytes = buffer->bytes ? mremap(buffer->bytes, buffer->size, size, MREMAP_MAYMOVE)
                                : mmap(NULL, size, PROT_READ | PROT_WRITE,
                                       MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (bytes == MAP_FAILED)
        return -1;
    buffer->bytes = bytes;
    buffer->size = size;
    (void)madvise(bytes, size, MADV_DONTDUMP); /* a kernel without it only dumps more */
    return 0;
}

void hf_log_buffer_empty(struct hf_log_buffer *buffer)
{
    buffer->used = 0;
    if (buffer->size > BUFFER_KEPT)
        hf_log_buffer_free(buffer);
}

void hf_log_buffer_free(struct hf_log_buffer *buffer)
{
    if (buffer->bytes)
        munmap(buffer->bytes, buffer->size);
    *buffer = (struct hf_log_buffer){0};
}
