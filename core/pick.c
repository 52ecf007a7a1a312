/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The order of a pass: where it starts, and what it takes next. It takes its starting candidate,
 * then all the others of its scope from the first on, each once; not those whose target failed by
 * silence or transport earlier in it, whatever their server, and not those that rest. A host whose
 * name is being looked up has its turn like any other: a pass that comes to it waits for the
 * answer, and goes on before it only with what stands before it.
 *
 * Rules: A9 (rests in a pass), A10 (another line's word), A14, B11 (expired answers are waited
 * for), B12, C4 (W), C5's "first", E11 (rests and emergencies).
 */
#include "candidates.h"

#include "attempt.h"
#include "locate.h"
#include "service.h"

static const struct hf_pick nothing = {.candidate = HF_NONE};
static const struct hf_pick waits = {.candidate = HF_NONE, .waits = 1};

static bool in_scope(const struct hf_line *line, uint8_t candidate, uint8_t server)
{
    return server == 0 || line->candidates[candidate].server == server;
}

static uint8_t host_of(const struct hf_line *line, uint8_t candidate)
{
    const struct hf_candidate *c = &line->candidates[candidate];

    return hf_host_of(&line->config, (struct hf_place){c->server, c->proxy});
}

static bool host_in_scope(const struct hf_line *line, uint8_t host, uint8_t server)
{
    return server == 0 || hf_host_place(&line->config, host).server == server;
}

/* B13: a pass may be for one of the server's proxies alone. */
static bool by_its_proxy(const struct hf_pass *pass, uint8_t proxy)
{
    return pass->proxy == 0 || pass->proxy == proxy;
}

/* The first host of the scope that is being looked up; HF_NONE, which is behind all, for none. */
static uint8_t first_asking(const struct hf_line *line, const struct hf_pass *pass)
{
    for (uint8_t host = 0; host < HF_LINE_HOSTS; host++) {
        if (hf_locate_is_asking(line, host) && host_in_scope(line, host, pass->server) &&
            by_its_proxy(pass, hf_host_place(&line->config, host).proxy))
            return host;
    }
    return HF_NONE;
}

static bool target_failed(const struct hf_line *line, const struct hf_pass *pass, uint8_t candidate)
{
    for (uint8_t i = 0; i < line->n_candidates && pass->failed != 0; i++) {
        if ((pass->failed & (1u << i)) != 0 &&
            hf_target_equal(&line->candidates[i].target, &line->candidates[candidate].target))
            return true;
    }
    return false;
}

/* A14: but for rests. */
static bool is_left(const struct hf_line *line, const struct hf_pass *pass, uint8_t candidate)
{
    return (pass->tried & (1u << candidate)) == 0 && in_scope(line, candidate, pass->server) &&
           by_its_proxy(pass, line->candidates[candidate].proxy) &&
           !target_failed(line, pass, candidate);
}

/* A10: another line's word does not move this one off what works for it. */
static bool works_nevertheless(const struct hf_line *line, uint8_t candidate)
{
    if ((line->candidates[candidate].rest_flags & HF_REST_SHARED) == 0)
        return false;
    for (uint8_t i = 0; i < HF_LINE_SERVERS; i++) {
        if (line->registrations[i].working == candidate)
            return true;
    }
    return false;
}

bool hf_rest_counts(const struct hf_line *line, const struct hf_pass *pass, uint8_t candidate)
{
    return (pass->flags & HF_PASS_EMERGENCY) == 0 && hf_rest_is_on(line, candidate) && /* E11 */
           !works_nevertheless(line, candidate);
}

static struct hf_pick first_to_wake(const struct hf_line *line, const struct hf_pass *pass)
{
    struct hf_pick pick = nothing;

    for (uint8_t i = 0; i < line->n_live; i++) {
        if (is_left(line, pass, i) &&
            (pick.candidate == HF_NONE ||
             line->candidates[i].rest_until_us < line->candidates[pick.candidate].rest_until_us))
            pick.candidate = i;
    }
    return pick;
}

struct hf_pick hf_candidates_next(const struct hf_line *line, const struct hf_pass *pass)
{
    uint8_t asking = first_asking(line, pass);

    if ((pass->flags & HF_PASS_SINGLE) != 0 && pass->tried != 0)
        return nothing;
    for (uint8_t i = 0; i < line->n_live; i++) {
        if (!is_left(line, pass, i) || hf_rest_counts(line, pass, i))
            continue;
        if (asking != HF_NONE && host_of(line, i) >= asking)
            return waits;
        return (struct hf_pick){.candidate = i};
    }
    if (asking != HF_NONE)
        return waits;
    return (pass->flags & HF_PASS_URGENT) != 0 ? first_to_wake(line, pass) : nothing; /* A9 */
}

bool hf_rest_is_on_all(const struct hf_line *line, uint8_t server)
{
    const struct hf_pass pass = {.server = server, .candidate = HF_NONE, .other = HF_NONE};
    struct hf_pick pick = hf_candidates_next(line, &pass);

    return pick.candidate == HF_NONE && !pick.waits && hf_rest_next_us(line, server) != HF_NEVER;
}

/* B12: until the line has moved, requests go where it works: they wait for no name, and a new
 * answer that has that target no more does not turn them away. */
static bool serves_on(const struct hf_line *line, const struct hf_pass *pass, uint8_t candidate)
{
    return pass->purpose == HF_PURPOSE_REQUEST && candidate != HF_NONE &&
           candidate == hf_service_working(line) && !hf_rest_counts(line, pass, candidate);
}

struct hf_pick hf_candidates_start(const struct hf_line *line, const struct hf_pass *pass)
{
    uint8_t start = pass->candidate;

    if (serves_on(line, pass, start) && is_left(line, pass, start))
        return (struct hf_pick){.candidate = start};
    if (!hf_candidate_is_live(line, start) || !is_left(line, pass, start) ||
        hf_rest_counts(line, pass, start))
        return hf_candidates_next(line, pass);
    if (hf_locate_is_asking(line, host_of(line, start)))
        return waits; /* B11, B12: its new answer may not have it any more */
    return (struct hf_pick){.candidate = start};
}

bool hf_candidate_is_open(const struct hf_line *line, uint8_t candidate)
{
    const struct hf_pass usual = {.candidate = candidate, .other = HF_NONE};

    return hf_candidate_is_live(line, candidate) && !hf_rest_counts(line, &usual, candidate);
}

uint8_t hf_candidates_first(const struct hf_line *line, uint8_t server)
{
    for (uint8_t i = 0; i < line->n_live; i++) {
        if (in_scope(line, i, server))
            return i;
    }
    return HF_NONE;
}

uint32_t hf_candidates_passed_over(const struct hf_line *line, const struct hf_pass *pass)
{
    uint32_t bits = 0;

    for (uint8_t i = 0; i < line->n_live; i++) {
        if ((pass->tried & (1u << i)) == 0 && in_scope(line, i, pass->server) &&
            by_its_proxy(pass, line->candidates[i].proxy) &&
            (target_failed(line, pass, i) || hf_rest_counts(line, pass, i)))
            bits |= 1u << i;
    }
    return bits;
}

/* A name without targets counts as one: it may have one by then. */
static uint64_t names_us(const struct hf_line *line, uint8_t server)
{
    uint32_t present = 0;
    uint64_t sum_us = 0;
    bool any = false;

    for (uint8_t i = 0; i < line->n_live && line->names != 0; i++)
        present |= 1u << host_of(line, i);
    for (uint8_t host = 0; line->names >> host != 0; host++) {
        if (!host_in_scope(line, host, server) || (line->names >> host & 1u) == 0)
            continue;
        any = true;
        if ((present >> host & 1u) == 0)
            sum_us += hf_budget_longest_us(&line->config, hf_host_place(&line->config, host));
    }
    return any ? sum_us + HF_RESOLUTION_LONGEST_US : 0;
}

uint64_t hf_candidates_pass_us(const struct hf_line *line, uint8_t server)
{
    uint64_t sum_us = names_us(line, server);

    for (uint8_t i = 0; i < line->n_live; i++) {
        if (in_scope(line, i, server))
            sum_us += hf_attempt_longest_us(line, i);
    }
    return sum_us;
}
