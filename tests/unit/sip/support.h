/* SPDX-License-Identifier: Apache-2.0 */
/* What the tests of this room share: texts, test data, and lines of tables. */
#ifndef TESTS_SIP_SUPPORT_H
#define TESTS_SIP_SUPPORT_H

#include <stdio.h>
#include <string.h>

#include <criterion/criterion.h>

#include "holdfast/line.h"
#include "holdfast/sip/message.h"

#define DATA_MAX 65536

static inline struct hf_slice bytes_of(const char *text, size_t length)
{
    struct hf_slice slice = {text, length};
    return slice;
}

static inline void assert_slice(struct hf_slice slice, const char *text)
{
    cr_assert(slice.length == strlen(text) && memcmp(slice.at, text, slice.length) == 0,
              "\"%.*s\" instead of \"%s\"", (int)slice.length, slice.length == 0 ? "" : slice.at,
              text);
}

/* A file under tests/data; its length. */
static inline size_t read_data(const char *name, char *out)
{
    char path[512];
    snprintf(path, sizeof path, "%s/%s", HF_TESTS_DATA, name);
    FILE *file = fopen(path, "rb");
    cr_assert_not_null(file, "%s cannot be opened", path);
    size_t n = fread(out, 1, DATA_MAX - 1, file);
    fclose(file);
    out[n] = '\0';
    return n;
}

/* Field `index` (from 0) of a line of tab-separated values. */
static inline struct hf_slice tsv_field(struct hf_slice line, int index)
{
    const char *p = line.at;
    const char *end = line.at + line.length;
    for (; index > 0; index--) {
        p = memchr(p, '\t', (size_t)(end - p));
        cr_assert_not_null(p);
        p++;
    }
    const char *tab = memchr(p, '\t', (size_t)(end - p));
    return bytes_of(p, (size_t)((tab == NULL ? end : tab) - p));
}

/* Takes the next line, without its LF, from a text. */
static inline int next_line(const char **text, struct hf_slice *line)
{
    if (**text == '\0') {
        return 0;
    }
    const char *end = strchr(*text, '\n');
    size_t length = end == NULL ? strlen(*text) : (size_t)(end - *text);
    *line = bytes_of(*text, length);
    *text += length + (end != NULL);
    return 1;
}

static inline int begins_with(struct hf_slice text, const char *prefix)
{
    return text.length >= strlen(prefix) && memcmp(text.at, prefix, strlen(prefix)) == 0;
}

#endif
