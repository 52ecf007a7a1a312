/* SPDX-License-Identifier: Apache-2.0 */
/* A growing text; see writing.h. */
#include "writing.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "memory.h"

void hf_write(struct hf_writing *writing, const char *format, ...)
{
    va_list list, again;
    char *grown;
    int n;

    va_start(list, format);
    va_copy(again, list);
    n = vsnprintf(NULL, 0, format, list);
    va_end(list);
    if (n >= 0) {
        if (writing->room < writing->length + (size_t)n + 1) {
            writing->room = 2 * (writing->length + (size_t)n + 1);
            grown = hf_memory_new(writing->room, 1);
            if (writing->length > 0)
                memcpy(grown, writing->bytes, writing->length);
            free(writing->bytes);
            writing->bytes = grown;
        }
        writing->length += (size_t)vsnprintf(writing->bytes + writing->length, (size_t)n + 1,
                                             format, again);
    }
    va_end(again);
}
