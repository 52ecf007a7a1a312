/* SPDX-License-Identifier: Apache-2.0 */
/* Allocation for the readers. They run before a phone does, so there is nothing to save when
 * memory is out. */
#define _DEFAULT_SOURCE 1
#include "memory.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void *checked(void *memory)
{
    if (memory == NULL) {
        fputs("holdfast: out of memory while reading configuration\n", stderr);
        abort();
    }
    return memory;
}

void *hf_memory_new(size_t n, size_t size)
{
    return checked(calloc(n > 0 ? n : 1, size));
}

void *hf_memory_room(void *list, size_t n, size_t size)
{
    if (n > 0 && (n & (n - 1)) != 0)
        return list; /* room was made for the next power of two */
    if (n > SIZE_MAX / 2 / size)
        return checked(NULL);
    return checked(realloc(list, (n > 0 ? 2 * n : 1) * size));
}

char *hf_memory_text(const char *text, size_t length)
{
    char *copy = checked(malloc(length + 1));

    memcpy(copy, text, length);
    copy[length] = '\0';
    return copy;
}

void hf_memory_wipe(void *memory, size_t size)
{
    if (size > 0)
        explicit_bzero(memory, size);
}

void hf_memory_forget(char *text)
{
    if (text != NULL)
        explicit_bzero(text, strlen(text));
    free(text);
}
