/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Rests: a target is left alone until a stated moment. A rest belongs to a transport, an address
 * and a port, wherever they stand in the table; one that a certificate caused belongs to the name
 * too, that is, to one host of the line. It is kept with the table's entries. Behind the live ones
 * an entry may stand for its rest alone, so that a target that comes back still rests
 * (candidates.c gives it to it).
 *
 * A rest ends at its stated time and never earlier by another one. One that another line told of
 * (A10) is marked: it does not move a line off a target that works for it (pick.c).
 *
 * Rules: A9, A10.
 */
#include "candidates.h"

#include <string.h>

#include "references.h"

bool hf_rest_is_on(const struct hf_line *line, uint8_t candidate)
{
    return candidate < line->n_candidates &&
           line->candidates[candidate].rest_until_us > line->now_us;
}

static bool is_meant(const struct hf_candidate *c, const struct hf_rest *rest)
{
    if (!hf_target_equal(&c->target, &rest->target))
        return false;
    return !rest->named || (c->server == rest->place.server && c->proxy == rest->place.proxy);
}

static uint8_t flags_of(const struct hf_rest *rest)
{
    return (uint8_t)((rest->named ? HF_REST_NAMED : 0) | (rest->shared ? HF_REST_SHARED : 0));
}

/* The later end counts, with whom it is for; one's own experience is one's own for good. */
static void lengthen(struct hf_candidate *c, const struct hf_rest *rest, bool is_on)
{
    bool is_own = !rest->shared || (is_on && (c->rest_flags & HF_REST_SHARED) == 0);

    if (!is_on || rest->until_us > c->rest_until_us) {
        c->rest_until_us = rest->until_us;
        c->rest_flags = flags_of(rest);
    }
    if (is_own)
        c->rest_flags &= (uint8_t)~HF_REST_SHARED;
}

/* A place behind the live ones for a rest alone: a free one, else that of the rest that is over
 * soonest, if that is sooner than this one; or HF_NONE. No other entry moves. */
static uint8_t place_for(const struct hf_line *line, const struct hf_rest *rest)
{
    uint32_t needed = hf_references_of(line).held | hf_references_of(line).watched;
    uint64_t soonest_us = rest->until_us;
    uint8_t place = HF_NONE;

    if (line->n_candidates < HF_LINE_TARGETS)
        return line->n_candidates;
    for (uint8_t i = line->n_live; i < line->n_candidates; i++) {
        if ((needed & (1u << i)) != 0 || line->candidates[i].rest_until_us >= soonest_us)
            continue;
        soonest_us = line->candidates[i].rest_until_us;
        place = i;
    }
    return place;
}

static void remember(struct hf_line *line, const struct hf_rest *rest)
{
    uint8_t place = place_for(line, rest);
    struct hf_candidate *c;

    if (place == HF_NONE)
        return;
    c = &line->candidates[place];
    memset(c, 0, sizeof *c);
    c->target = rest->target;
    c->server = rest->named ? rest->place.server : 0;
    c->proxy = rest->named ? rest->place.proxy : 0;
    c->rest_until_us = rest->until_us;
    c->rest_flags = flags_of(rest);
    if (place == line->n_candidates)
        line->n_candidates++;
}

void hf_rest_set(struct hf_line *line, const struct hf_rest *rest)
{
    bool found = false;

    if (rest->until_us <= line->now_us)
        return;
    for (uint8_t i = 0; i < line->n_candidates; i++) {
        if (!is_meant(&line->candidates[i], rest))
            continue;
        lengthen(&line->candidates[i], rest, hf_rest_is_on(line, i));
        /* Where a name's own rest is longer, it does not say that the target rests for all. */
        found = found || rest->named || (line->candidates[i].rest_flags & HF_REST_NAMED) == 0;
    }
    if (!found)
        remember(line, rest);
}

void hf_rest_end(struct hf_line *line, const struct hf_target *target)
{
    for (uint8_t i = 0; i < line->n_candidates; i++) {
        if (!hf_target_equal(&line->candidates[i].target, target))
            continue;
        line->candidates[i].rest_until_us = 0;
        line->candidates[i].rest_flags = 0;
    }
}

uint64_t hf_rest_next_us(const struct hf_line *line, uint8_t server)
{
    uint64_t next_us = HF_NEVER;

    for (uint8_t i = 0; i < line->n_live; i++) {
        const struct hf_candidate *c = &line->candidates[i];
        if ((server == 0 || c->server == server) && hf_rest_is_on(line, i) &&
            c->rest_until_us < next_us)
            next_us = c->rest_until_us;
    }
    return next_us;
}
