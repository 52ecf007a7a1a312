/* SPDX-License-Identifier: Apache-2.0 */
/*
 * H10, H11: within which time. After healing what happens is determined, so that each state has one
 * that follows it. They are noted as the search finds them; when it is over, the longest time that
 * any has until it is where it should be, for good, is told beside what the world grants: the
 * longest rest (A9, A10) or wait (C6, C13) or an attempt that runs at what stays dead (A4), and
 * then the way back (D1, D5, D9, B13; C4 and D4 where a refresh is it).
 */
#include <stdio.h>
#include <stdlib.h>

#include "model.h"

#define UNKNOWN  UINT32_MAX
#define FOLLOWED (UINT32_MAX - 1)

struct noted {
    uint32_t to; /* state + 1; 0: this one has not been seen */
    uint32_t took_s;
    uint32_t left_s; /* until it is home for good */
    uint8_t is_home;
};

static struct {
    struct noted *of;
    uint32_t room;
} noted[HEALED_COUNT];
static uint32_t granted_s;

void bound_note(uint8_t healed, const struct bound_step *step)
{
    uint32_t room = noted[healed].room;

    if (step->from >= room) {
        room = step->from * 2 + 65536;
        noted[healed].of = realloc(noted[healed].of, room * sizeof *noted[healed].of);
        if (noted[healed].of == NULL)
            abort();
        for (uint32_t i = noted[healed].room; i < room; i++)
            noted[healed].of[i] = (struct noted){.left_s = UNKNOWN};
        noted[healed].room = room;
    }
    noted[healed].of[step->from] = (struct noted){
        .to = step->to + 1, .took_s = step->took_s, .left_s = UNKNOWN, .is_home = step->is_home};
}

static struct noted *at(uint8_t healed, uint32_t state)
{
    struct noted *n = state < noted[healed].room ? &noted[healed].of[state] : NULL;

    return n == NULL || n->to == 0 ? NULL : n;
}

/* Follows the way from a state to its end, or to where it is known, or round once; then back. */
static uint32_t left_s(uint8_t healed, uint32_t from, uint32_t *way)
{
    uint32_t n = 0, left = 0;
    struct noted *here;

    while ((here = at(healed, from)) != NULL && here->left_s == UNKNOWN) {
        here->left_s = FOLLOWED;
        way[n++] = from;
        from = here->to - 1;
    }
    if (here != NULL && here->left_s != FOLLOWED)
        left = here->left_s;
    while (n > 0) {
        here = at(healed, way[--n]);
        left = here->is_home && left == 0 ? 0 : left + here->took_s;
        here->left_s = left;
    }
    return left;
}

static void tell(void)
{
    uint32_t most_s = 0;

    for (uint8_t healed = 1; healed < HEALED_COUNT; healed++) {
        uint32_t *way = malloc((noted[healed].room + 1u) * sizeof *way);
        if (way == NULL)
            abort();
        for (uint32_t i = 0; i < noted[healed].room; i++) {
            uint32_t s = at(healed, i) == NULL ? 0 : left_s(healed, i, way);
            most_s = s > most_s ? s : most_s;
        }
        free(way);
    }
    printf("home within %u s, granted %u s\n", (unsigned)most_s, (unsigned)granted_s);
}

void bound_begin(uint32_t granted)
{
    granted_s = granted;
    (void)atexit(tell);
}
