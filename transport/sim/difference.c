/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A line diff by the longest common subsequence of what is left when equal lines at both ends
 * are taken off. Stories are short; where they are not, the middle is printed whole.
 */
#include "difference.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define LINES_MAX 2000 /* a side, for the table of the subsequence */

struct slice {
    const char *at;
    size_t length;
};

struct lines {
    struct slice *items;
    size_t n;
};

static struct lines cut(const char *text, size_t n)
{
    struct lines lines = {calloc(n + 1, sizeof(struct slice)), 0};
    size_t at = 0;

    while (lines.items != NULL && at < n) {
        const char *end = memchr(text + at, '\n', n - at);
        const size_t length = end == NULL ? n - at : (size_t)(end - text) - at;

        lines.items[lines.n++] = (struct slice){text + at, length};
        at += length + 1;
    }
    return lines;
}

static int equal(const struct slice *a, const struct slice *b)
{
    return a->length == b->length && memcmp(a->at, b->at, a->length) == 0;
}

struct middle { /* what differs: lines from .. to of each side */
    struct lines expected, got;
    size_t from, expected_to, got_to;
    uint16_t *table; /* longest common subsequence of the rests, or NULL */
    size_t width;
};

static void find_middle(struct middle *m)
{
    m->expected_to = m->expected.n;
    m->got_to = m->got.n;
    while (m->from < m->expected_to && m->from < m->got_to &&
           equal(&m->expected.items[m->from], &m->got.items[m->from]))
        m->from++;
    while (m->expected_to > m->from && m->got_to > m->from &&
           equal(&m->expected.items[m->expected_to - 1], &m->got.items[m->got_to - 1])) {
        m->expected_to--;
        m->got_to--;
    }
}

static void fill_table(struct middle *m)
{
    const size_t rows = m->expected_to - m->from, columns = m->got_to - m->from;

    m->width = columns + 1;
    if (rows > LINES_MAX || columns > LINES_MAX)
        return;
    m->table = calloc((rows + 1) * m->width, sizeof(*m->table));
    if (m->table == NULL)
        return;
    for (size_t i = rows; i > 0; i--) {
        for (size_t k = columns; k > 0; k--) {
            uint16_t *cell = &m->table[(i - 1) * m->width + k - 1];
            const uint16_t down = cell[m->width], right = cell[1];

            if (equal(&m->expected.items[m->from + i - 1], &m->got.items[m->from + k - 1]))
                *cell = (uint16_t)(cell[m->width + 1] + 1);
            else
                *cell = down > right ? down : right;
        }
    }
}

struct printed {
    const struct slice *slice;
    size_t line; /* of the file: the told line, or the one that the new line stands before */
    char sign;
};

static void print_line(const struct difference *d, const struct printed *printed, FILE *to)
{
    fprintf(to, "%s:%zu: %c", d->name, printed->line, printed->sign);
    fwrite(printed->slice->at, 1, printed->slice->length, to);
    fputc('\n', to);
}

/* Whether the next line of the diff is one that was told: while nothing more was got, or where
 * dropping it keeps more in common. */
static int takes_told(const struct middle *m, size_t i, size_t k)
{
    if (k == m->got_to)
        return 1;
    if (i == m->expected_to)
        return 0;
    if (m->table == NULL)
        return 1;
    const uint16_t *cell = &m->table[(i - m->from) * m->width + k - m->from];
    return cell[m->width] >= cell[1];
}

static void print_middle(const struct difference *d, const struct middle *m, FILE *to)
{
    size_t i = m->from, k = m->from;

    while (i < m->expected_to || k < m->got_to) {
        const struct slice *told = i < m->expected_to ? &m->expected.items[i] : NULL;
        const struct slice *got = k < m->got_to ? &m->got.items[k] : NULL;
        const size_t line = d->first_line + i;

        if (m->table != NULL && told != NULL && got != NULL && equal(told, got)) {
            i++;
            k++;
        } else if (takes_told(m, i, k)) {
            print_line(d, &(struct printed){told, line, '-'}, to);
            i++;
        } else {
            print_line(d, &(struct printed){got, line, '+'}, to);
            k++;
        }
    }
}

void difference_print(const struct difference *difference, FILE *to)
{
    struct middle m = {.expected = cut(difference->expected, difference->n_expected),
                       .got = cut(difference->got, difference->n_got)};

    fprintf(to, "holdfast: %s: the story differs\n", difference->name);
    if (m.expected.items != NULL && m.got.items != NULL) {
        find_middle(&m);
        fill_table(&m);
        print_middle(difference, &m, to);
    }
    free(m.table);
    free(m.expected.items);
    free(m.got.items);
}
