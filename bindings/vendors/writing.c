/* SPDX-License-Identifier: Apache-2.0 */
/* A growing text; see writing.h. What it grows out of is wiped, since a password may be in it. */
#include "writing.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "memory.h"

#define FIRST_ROOM 4096

static void grow(struct hf_writing *writing, size_t need)
{
    size_t room = writing->room > 0 ? writing->room : FIRST_ROOM;
    char *grown;

    while (room < need)
        room *= 2;
    grown = hf_memory_new(room, 1);
    if (writing->length > 0)
        memcpy(grown, writing->bytes, writing->length);
    hf_memory_wipe(writing->bytes, writing->length);
    free(writing->bytes);
    writing->bytes = grown;
    writing->room = room;
}

void hf_write(struct hf_writing *writing, const char *format, ...)
{
    va_list list, again;
    int n;

    if (writing->room == 0)
        grow(writing, 1);
    va_start(list, format);
    va_copy(again, list);
    n = vsnprintf(writing->bytes + writing->length, writing->room - writing->length, format, list);
    va_end(list);
    if (n > 0 && (size_t)n >= writing->room - writing->length) {
        grow(writing, writing->length + (size_t)n + 1);
        n = vsnprintf(writing->bytes + writing->length, (size_t)n + 1, format, again);
    }
    va_end(again);
    if (n > 0)
        writing->length += (size_t)n;
}
