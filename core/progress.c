/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How far a resolution is: whether something is known that counts, and what is still in front of
 * it. It is settled when the best that gave addresses is known with both families, and so is all in
 * front of it; where all that is known rests (A9), everything is in front of it. Without
 * allow_downgrade nothing counts while a question is open that may bring TLS, nor where DNS names a
 * target with TLS and it is not known.
 *
 * Rules: A9, B8a, B9, B14.
 */
#include "progress.h"

#include "candidates.h"
#include "hf_assert.h"

static bool is_addresses(const struct hf_branch *b, uint8_t host)
{
    return hf_branch_is_of(b, host) && hf_branch_kind(b) == HF_ASKS_ADDRESSES;
}

static bool has_tls(const struct hf_branch *b)
{
    return hf_branch_transport(b) == HF_TRANSPORT_TLS;
}

bool hf_progress_has_tls(const struct hf_line *line, uint8_t host)
{
    for (uint8_t i = 0; i < HF_LINE_BRANCHES; i++) {
        const struct hf_branch *b = &line->branches[i];
        if (is_addresses(b, host) && has_tls(b) && hf_branch_heard(b) != 0)
            return true;
    }
    return false;
}

/* B14: it exists, and no address of it is known. */
bool hf_progress_misses_tls(const struct hf_line *line, uint8_t host)
{
    return !line->config.allow_downgrade && (line->lookups[host].flags & HF_LOOKUP_TLS) != 0 &&
           !hf_progress_has_tls(line, host);
}

/* An open question after which there may be a target with TLS. */
bool hf_branch_may_bring_tls(const struct hf_branch *b)
{
    switch (hf_branch_kind(b)) {
    case HF_ASKS_NAPTR: return b->open != 0;
    case HF_ASKS_SERVICES: return (b->open & HF_SERVICE_TLS) != 0;
    case HF_ASKS_SRV:
    case HF_ASKS_ADDRESSES: return b->open != 0 && has_tls(b);
    case HF_ASKS_LOCATE:
    case HF_ASKS_COUNT: break;
    }
    return false;
}

/* B14: one is open, and no address with TLS is known. */
bool hf_progress_may_bring_tls(const struct hf_line *line, uint8_t host)
{
    bool may = false;

    for (uint8_t i = 0; i < HF_LINE_BRANCHES; i++)
        may = may || (hf_branch_is_of(&line->branches[i], host) &&
                      hf_branch_may_bring_tls(&line->branches[i]));
    return may && !line->config.allow_downgrade && !hf_progress_has_tls(line, host);
}

/* The best that gave addresses, and that counts (B14); HF_NONE for none. */
uint8_t hf_progress_first(const struct hf_line *line, uint8_t host)
{
    bool only_tls = hf_progress_misses_tls(line, host) ||
                    (!line->config.allow_downgrade && hf_progress_has_tls(line, host));
    uint8_t first = HF_NONE;

    for (uint8_t i = 0; i < HF_LINE_BRANCHES; i++) {
        const struct hf_branch *b = &line->branches[i];
        if (!is_addresses(b, host) || hf_branch_heard(b) == 0 || (only_tls && !has_tls(b)))
            continue;
        if (first == HF_NONE || b->rank < line->branches[first].rank)
            first = i;
    }
    return first;
}

/* Of the best that its open questions may bring. */
uint16_t hf_branch_open_rank(const struct hf_branch *b)
{
    return hf_branch_kind(b) == HF_ASKS_SERVICES ? hf_branch_rank_of(b, b->open) : b->rank;
}

static bool is_open_in_front(const struct hf_line *line, uint8_t host, uint8_t first)
{
    bool only_tls = !line->config.allow_downgrade && has_tls(&line->branches[first]);

    for (uint8_t i = 0; i < HF_LINE_BRANCHES; i++) {
        const struct hf_branch *b = &line->branches[i];
        if (hf_branch_is_of(b, host) && b->open != 0 && i != first &&
            hf_branch_open_rank(b) < line->branches[first].rank &&
            (!only_tls || hf_branch_may_bring_tls(b)))
            return true;
    }
    return false;
}

/* A9: what is known is left alone for a while, and what is not known yet may not be. */
static bool all_rest(const struct hf_line *line, uint8_t host)
{
    struct hf_place place = hf_host_place(&line->config, host);

    for (uint8_t i = 0; i < line->n_live; i++) {
        const struct hf_candidate *c = &line->candidates[i];
        if (c->server == place.server && c->proxy == place.proxy && c->branch != 0 &&
            !hf_rest_is_on(line, i))
            return false;
    }
    return true;
}

enum hf_progress hf_progress_of(const struct hf_line *line, uint8_t host)
{
    uint8_t first = hf_progress_first(line, host);

    if (!hf_branches_open(line, host))
        return HF_PROGRESS_OVER;
    if (first == HF_NONE || hf_progress_may_bring_tls(line, host))
        return HF_PROGRESS_WAITS;
    if (is_open_in_front(line, host, first) || all_rest(line, host))
        return HF_PROGRESS_WAITS_IN_FRONT;
    return line->branches[first].open != 0 ? HF_PROGRESS_WAITS_FOR_FAMILY : HF_PROGRESS_OVER;
}
