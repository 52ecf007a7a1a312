/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What `holdfast` does when one of its own assertions fails: it says where, and ends with a core
 * dump, which holds no password. The event log has all that led there; a supervisor restarts the
 * phone, and its lines go on from the log.
 */
#include <stdio.h>
#include <stdlib.h>

void hf_assert_failed(const char *file, int line, const char *what);

void hf_assert_failed(const char *file, int line, const char *what)
{
    fprintf(stderr, "holdfast: %s:%d: this must never happen: %s\n", file, line, what);
    abort();
}
