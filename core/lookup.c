/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The states of a lookup and being in them: what each sets, keeps and says. Which fact leads to
 * which state is locate.c's, with the theory.
 *
 * Rules: B8a, B9 (the other family's moment), B11, D10.
 */
#include "lookup.h"

#include "candidates.h"
#include "decision.h"
#include "hf_assert.h"
#include "hf_time.h"
#include "locate.h"
#include "moves.h"
#include "queries.h"

#define FAMILY_WAIT_US   50000u        /* RFC 8305 3: for the other family */
#define ASK_AGAIN_US     30000000u     /* B11: while an expired answer is used */
#define STALE_LONGEST_US 259200000000u /* B11: 3 days */
#define TTL_LEAST_S      1u
#define TTL_MOST_S       86400u
#define TTL_UNKNOWN_S    60u

static const uint16_t moves[HF_LOOKUP_STATE_COUNT] = {
    [HF_LOOKUP_IDLE] = HF_MOVE(HF_LOOKUP_ASKING) | HF_MOVE(HF_LOOKUP_KNOWN) |
                       HF_MOVE(HF_LOOKUP_NONE),
    [HF_LOOKUP_ASKING] = HF_MOVE(HF_LOOKUP_ASKING) | HF_MOVE(HF_LOOKUP_KNOWN) |
                         HF_MOVE(HF_LOOKUP_STALE) | HF_MOVE(HF_LOOKUP_NONE) |
                         HF_MOVE(HF_LOOKUP_IDLE),
    [HF_LOOKUP_KNOWN] = HF_MOVE(HF_LOOKUP_ASKING) | HF_MOVE(HF_LOOKUP_KNOWN) |
                        HF_MOVE(HF_LOOKUP_NONE),
    [HF_LOOKUP_STALE] = HF_MOVE(HF_LOOKUP_STALE) | HF_MOVE(HF_LOOKUP_KNOWN) |
                        HF_MOVE(HF_LOOKUP_NONE),
    [HF_LOOKUP_NONE] = HF_MOVE(HF_LOOKUP_ASKING) | HF_MOVE(HF_LOOKUP_KNOWN) |
                       HF_MOVE(HF_LOOKUP_NONE),
};

struct hf_moves hf_locate_moves(void)
{
    return (struct hf_moves){.next = moves, .n_states = HF_LOOKUP_STATE_COUNT};
}

/* ---- what is told ---- */

static struct hf_lookup *lookup_at(struct hf_context *x, uint8_t host)
{
    return &x->line->lookups[host];
}

struct said { /* of a decision */
    uint64_t until_us;
    uint16_t why;       /* enum hf_why */
    uint8_t from_state; /* enum hf_lookup_state */
    uint8_t cause;      /* enum hf_cause */
    uint8_t reserved[4];
};

static void explain(struct hf_context *x, uint8_t host, const struct said *said)
{
    uint8_t server = hf_host_place(&x->line->config, host).server;

    hf_explain(x, &(struct hf_decision){
                      .until_us = said->until_us,
                      .why = said->why,
                      .machine = HF_MACHINE_LOCATE,
                      .subject = server,
                      .from_state = said->from_state,
                      .to_state = lookup_at(x, host)->state,
                      .from_server = server,
                      .to_server = server,
                      .cause = said->cause,
                  });
}

static void move(struct hf_lookup *l, enum hf_lookup_state to)
{
    HF_ASSERT((moves[l->state] & HF_MOVE(to)) != 0);
    l->state = (uint8_t)to;
    l->deadline_us = HF_NEVER;
}

/* ---- asking ---- */

/* ASKING, and STALE, where nobody waits for it. */
static void ask(struct hf_context *x, uint8_t host, enum hf_lookup_state to)
{
    struct hf_lookup *l = lookup_at(x, host);
    struct said said = {.why = HF_WHY_NAME_ASKED, .from_state = l->state};

    move(l, to);
    l->deadline_us = hf_time_add(x->now_us, HF_RESOLUTION_LONGEST_US); /* B8a */
    said.until_us = l->deadline_us;
    explain(x, host, &said);
    hf_queries_send(x, host, hf_queries_wanted(x->line));
}

void hf_lookup_enter_asking(struct hf_context *x, uint8_t host)
{
    ask(x, host, HF_LOOKUP_ASKING);
}

void hf_lookup_ask_beside_stale(struct hf_context *x, uint8_t host)
{
    ask(x, host, HF_LOOKUP_STALE);
}

/* ---- outcomes ---- */

void hf_lookup_forget_queries(struct hf_lookup *l)
{
    l->query = 0;
    l->open = 0;
    l->heard = 0;
    l->unknown = 0;
}

/* What is still open may be heard later. */
void hf_lookup_enter_known(struct hf_context *x, uint8_t host, enum hf_why why)
{
    struct hf_lookup *l = lookup_at(x, host);
    const struct said said = {
        .until_us = l->expires_us, .why = (uint16_t)why, .from_state = l->state};

    move(l, HF_LOOKUP_KNOWN);
    l->heard = 0;
    l->unknown = 0;
    if (l->open == 0)
        l->query = 0;
    explain(x, host, &said);
}

void hf_lookup_enter_stale(struct hf_context *x, uint8_t host, uint64_t again_us)
{
    struct hf_lookup *l = lookup_at(x, host);
    const struct said said = {
        .until_us = again_us, .why = HF_WHY_ANSWER_STALE, .from_state = l->state};

    move(l, HF_LOOKUP_STALE);
    hf_lookup_forget_queries(l);
    l->deadline_us = again_us;
    explain(x, host, &said);
}

void hf_lookup_enter_none(struct hf_context *x, uint8_t host, enum hf_why why)
{
    struct hf_lookup *l = lookup_at(x, host);
    const struct said said = {.until_us = HF_NEVER,
                              .why = (uint16_t)why,
                              .from_state = l->state,
                              .cause = HF_CAUSE_UNRESOLVED};

    move(l, HF_LOOKUP_NONE);
    hf_lookup_forget_queries(l);
    l->expires_us = 0;
    l->ttl_s = 0;
    explain(x, host, &said);
    hf_candidates_set_host(x, host, NULL, 0);
}

void hf_lookup_enter_idle(struct hf_context *x, uint8_t host, enum hf_why why)
{
    struct hf_lookup *l = lookup_at(x, host);
    const struct said said = {.until_us = HF_NEVER, .why = (uint16_t)why, .from_state = l->state};

    move(l, HF_LOOKUP_IDLE);
    hf_lookup_forget_queries(l);
    l->expires_us = 0;
    l->ttl_s = 0;
    explain(x, host, &said);
}

bool hf_lookup_has_target(const struct hf_line *line, uint8_t host)
{
    struct hf_place place = hf_host_place(&line->config, host);

    for (uint8_t i = 0; i < line->n_live; i++) {
        if (line->candidates[i].server == place.server && line->candidates[i].proxy == place.proxy)
            return true;
    }
    return false;
}

bool hf_lookup_keeps_answer(const struct hf_line *line, uint8_t host)
{
    return line->lookups[host].expires_us != 0 && hf_lookup_has_target(line, host);
}

static uint64_t too_old_us(const struct hf_lookup *l)
{
    return hf_time_add(l->expires_us, STALE_LONGEST_US);
}

bool hf_lookup_is_too_old(const struct hf_context *x, uint8_t host)
{
    return x->now_us >= too_old_us(&x->line->lookups[host]);
}

/* B8a, B11: the kept answer, where it is not too old. */
void hf_lookup_enter_unknown(struct hf_context *x, uint8_t host)
{
    uint64_t end_us = too_old_us(lookup_at(x, host));

    if (hf_lookup_keeps_answer(x->line, host) && !hf_lookup_is_too_old(x, host))
        hf_lookup_enter_stale(x, host, hf_time_min(hf_time_add(x->now_us, ASK_AGAIN_US), end_us));
    else
        hf_lookup_enter_none(x, host, HF_WHY_NAME_UNKNOWN);
}

/* All queries have been answered, or time is up. */
void hf_lookup_conclude(struct hf_context *x, uint8_t host)
{
    const struct hf_lookup *l = lookup_at(x, host);

    if (l->heard != 0)
        hf_lookup_enter_known(x, host, HF_WHY_NAME_ANSWERED);
    else if (l->unknown != 0)
        hf_lookup_enter_unknown(x, host);
    else
        hf_lookup_enter_none(x, host, HF_WHY_NAME_NONE);
}

/* D10, B11: the smallest of what was heard, in its bounds. */
void hf_lookup_note_ttl(const struct hf_context *x, struct hf_lookup *l, uint32_t ttl_s,
                        bool is_first)
{
    uint64_t expires_us;

    if (ttl_s == HF_TTL_UNKNOWN)
        ttl_s = TTL_UNKNOWN_S;
    ttl_s = (uint32_t)hf_time_min(hf_time_max(ttl_s, TTL_LEAST_S), TTL_MOST_S);
    expires_us = hf_time_add(x->now_us, (uint64_t)ttl_s * HF_US_PER_S);
    if (is_first || ttl_s < l->ttl_s)
        l->ttl_s = ttl_s;
    if (is_first || expires_us < l->expires_us)
        l->expires_us = expires_us;
}

/* RFC 8305 3: the other family has a moment yet. */
void hf_lookup_wait_for_other_family(struct hf_context *x, uint8_t host)
{
    struct hf_lookup *l = lookup_at(x, host);

    l->deadline_us = hf_time_min(l->deadline_us, hf_time_add(x->now_us, FAMILY_WAIT_US));
    explain(x, host,
            &(struct said){
                .until_us = l->deadline_us, .why = HF_WHY_NAME_ANSWERED, .from_state = l->state});
}

/* What is known is used meanwhile; the new family's addresses join it. */
void hf_lookup_ask_beside_known(struct hf_context *x, uint8_t host, uint8_t queries)
{
    const struct hf_lookup *l = lookup_at(x, host);

    explain(x, host,
            &(struct said){
                .until_us = l->expires_us, .why = HF_WHY_NAME_ASKED, .from_state = l->state});
    hf_queries_send(x, host, queries | l->open);
}

/* ---- soundness ---- */

static bool queries_are_sound(const struct hf_line *line, const struct hf_lookup *l)
{
    uint8_t all = HF_QUERY_IPV4 | HF_QUERY_IPV6 | HF_QUERY_LOCATE;
    bool is_open = l->open != 0;

    return ((l->open | l->heard | l->unknown) & ~all) == 0 && (l->heard & l->unknown) == 0 &&
           ((l->heard | l->unknown) & l->open) == 0 && is_open == (l->query != 0) &&
           (!is_open || l->query < line->next_query);
}

static bool has_nothing(const struct hf_lookup *l)
{
    return l->expires_us == 0 && l->ttl_s == 0 && l->open == 0 && l->unknown == 0;
}

static bool fits_its_state(const struct hf_lookup *l)
{
    bool waits = l->deadline_us != HF_NEVER;

    if (l->heard != 0 && l->state != HF_LOOKUP_ASKING)
        return false;
    switch ((enum hf_lookup_state)l->state) {
    case HF_LOOKUP_IDLE:
    case HF_LOOKUP_NONE: return !waits && has_nothing(l);
    case HF_LOOKUP_ASKING: return waits && l->open != 0;
    case HF_LOOKUP_KNOWN: return !waits && l->expires_us != 0 && l->unknown == 0;
    case HF_LOOKUP_STALE: return waits && l->expires_us != 0 && (l->unknown == 0 || l->open != 0);
    case HF_LOOKUP_STATE_COUNT: break;
    }
    return false;
}

bool hf_locate_is_sound(const struct hf_line *line)
{
    uint8_t n_hosts = hf_host_count(&line->config);

    for (uint8_t host = 0; host < HF_LINE_HOSTS; host++) {
        const struct hf_lookup *l = &line->lookups[host];
        bool is_name = host < n_hosts && !hf_host_is_numeric(&line->config, host);
        if (!fits_its_state(l) || !queries_are_sound(line, l) ||
            (!is_name && l->state != HF_LOOKUP_IDLE))
            return false;
    }
    return true;
}
