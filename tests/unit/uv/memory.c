/* SPDX-License-Identifier: Apache-2.0 */
/* ld's --wrap=malloc,--wrap=calloc,--wrap=realloc lead here from all objects that are linked in. */
#include "memory.h"

#include <stddef.h>

void *__real_malloc(size_t n) __attribute__((weak));
void *__real_calloc(size_t n, size_t size) __attribute__((weak));
void *__real_realloc(void *at, size_t n) __attribute__((weak));
void *__wrap_malloc(size_t n);
void *__wrap_calloc(size_t n, size_t size);
void *__wrap_realloc(void *at, size_t n);

static unsigned left; /* until the one that fails; 0: none will */
static int failed;

int memory_can_fail(void)
{
    return __real_malloc != NULL;
}

void memory_fail_at(unsigned n)
{
    left = n;
    failed = 0;
}

int memory_has_failed(void)
{
    return failed;
}

static int fails(void)
{
    if (left == 0 || --left > 0)
        return 0;
    failed = 1;
    return 1;
}

void *__wrap_malloc(size_t n)
{
    return fails() ? NULL : __real_malloc(n);
}

void *__wrap_calloc(size_t n, size_t size)
{
    return fails() ? NULL : __real_calloc(n, size);
}

void *__wrap_realloc(void *at, size_t n)
{
    return fails() ? NULL : __real_realloc(at, n);
}
