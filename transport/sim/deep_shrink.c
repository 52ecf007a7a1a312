/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A failing plan without what its complaint does not need: first halves of what happens are left
 * out, then quarters, then single things, then phones and lines, as long as the complaint is of
 * the same kind. And the ways in which a seed is tried.
 */
#include <stdlib.h>
#include <string.h>

#include "deep.h"

#define PLAYS 400 /* at most */

struct shrinker {
    struct hf_deep_plan *plan, *smaller;
    const struct hf_deep_staging *staging;
    struct hf_deep_result *result;
    unsigned n_plays;
};

static bool still_fails(struct shrinker *s)
{
    struct hf_deep_staging staging = *s->staging;
    struct hf_deep_result result;

    staging.trace = NULL;
    s->n_plays++;
    hf_deep_play(s->smaller, &staging, &result);
    if (strcmp(result.kind, s->result->kind) != 0)
        return false;
    *s->result = result;
    *s->plan = *s->smaller;
    return true;
}

static void leave_out(struct hf_deep_plan *plan, uint32_t from, uint32_t n)
{
    memmove(&plan->ops[from], &plan->ops[from + n],
            (plan->n_ops - from - n) * sizeof(plan->ops[0]));
    plan->n_ops -= n;
}

static void shrink_ops(struct shrinker *s)
{
    uint32_t size = (s->plan->n_ops + 1) / 2;

    while (size > 0 && s->n_plays < PLAYS) {
        bool smaller = false;

        for (uint32_t at = 0; at < s->plan->n_ops && s->n_plays < PLAYS;) {
            const uint32_t n = s->plan->n_ops - at < size ? s->plan->n_ops - at : size;

            *s->smaller = *s->plan;
            leave_out(s->smaller, at, n);
            if (still_fails(s))
                smaller = true;
            else
                at += n;
        }
        if (size == 1 && !smaller)
            break;
        size = size > 1 ? size / 2 : 1;
    }
}

static void drop_phone(struct hf_deep_plan *plan, uint32_t phone)
{
    plan->phones[phone - 1].there = 0;
    for (uint32_t i = plan->n_ops; i > 0; i--) {
        const struct deep_op *op = &plan->ops[i - 1];

        if (deep_verb_has(op->verb, "phone") && op->phone == phone)
            leave_out(plan, i - 1, 1);
    }
}

static void shrink_phones(struct shrinker *s)
{
    for (uint32_t phone = s->plan->n_phones; phone > 0 && s->n_plays < PLAYS; phone--) {
        *s->smaller = *s->plan;
        drop_phone(s->smaller, phone);
        (void)still_fails(s);
    }
}

/* Behind the first; what happens to them goes as things that happen do. */
static void shrink_lines(struct shrinker *s)
{
    for (uint32_t i = s->plan->n_phones * DEEP_LINES; i > 0 && s->n_plays < PLAYS; i--) {
        const uint32_t phone = (i - 1) / DEEP_LINES, line = (i - 1) % DEEP_LINES;

        if (line == 0 || s->plan->phones[phone].lines[line].policy == 0)
            continue;
        *s->smaller = *s->plan;
        s->smaller->phones[phone].lines[line].policy = 0;
        (void)still_fails(s);
    }
}

/* Phones that ask for each name, and send what they will. */
static void shrink_beings(struct shrinker *s)
{
    for (uint32_t phone = 0; phone < s->plan->n_phones && s->n_plays < PLAYS; phone++) {
        if (s->plan->phones[phone].names + s->plan->phones[phone].gate == 0)
            continue;
        *s->smaller = *s->plan;
        s->smaller->phones[phone].names = 0;
        (void)still_fails(s);
        *s->smaller = *s->plan;
        s->smaller->phones[phone].gate = 0;
        (void)still_fails(s);
    }
}

static void shrink_times(struct shrinker *s)
{
    static const uint64_t quiet_ms = 1000;

    *s->smaller = *s->plan;
    s->smaller->heal_ms = quiet_ms;
    if (s->plan->n_ops > 0)
        s->smaller->heal_ms += s->plan->ops[s->plan->n_ops - 1].at_ms;
    (void)still_fails(s);
    *s->smaller = *s->plan;
    for (uint32_t i = 0; i < s->smaller->n_phones; i++)
        s->smaller->phones[i].clock = 0;
    (void)still_fails(s);
}

unsigned hf_deep_shrink(struct hf_deep_plan *plan, const struct hf_deep_staging *staging,
                        struct hf_deep_result *result)
{
    struct shrinker s = {
        .plan = plan, .smaller = malloc(sizeof(*plan)), .staging = staging, .result = result};

    if (s.smaller == NULL || result->kind[0] == 0) {
        free(s.smaller);
        return 0;
    }
    shrink_ops(&s);
    shrink_phones(&s);
    shrink_lines(&s);
    shrink_beings(&s);
    shrink_ops(&s);
    shrink_times(&s);
    free(s.smaller);
    return s.n_plays;
}

/* ---- trying a seed ---- */

static void differ(struct hf_deep_result *result, const struct hf_deep_result *other,
                   const char *kind)
{
    if (result->kind[0] != 0)
        return;
    if (other->kind[0] != 0)
        *result = *other;
    else if (other->digest != result->digest)
        snprintf(result->kind, sizeof(result->kind), "%s", kind);
}

void hf_deep_try(uint64_t seed, struct hf_deep_result *result)
{
    static const uint64_t clocks[] = {1, UINT64_C(777777777777), UINT64_C(1) << 40};
    struct hf_deep_plan *plan = hf_deep_plan_make(seed);
    struct hf_deep_staging staging = {.replay = 1, .timeless = seed % 8 == 0};
    struct hf_deep_result other;

    if (plan == NULL)
        abort();
    hf_deep_play(plan, &staging, result);
    if (staging.timeless) {
        hf_deep_play(plan, &staging, &other);
        differ(result, &other, "the same plan gives other bytes (H1)");
        staging.clock_us = clocks[seed / 8 % 3];
        hf_deep_play(plan, &staging, &other);
        differ(result, &other, "other clocks give other bytes (H1)");
    }
    hf_deep_plan_free(plan);
}
