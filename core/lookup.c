/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The states of a lookup and being in them: what each sets, keeps and says. Which fact leads to
 * which state is locate.c's and resolution.c's, with the theory.
 *
 * Rules: B8a, B11.
 */
#include "lookup.h"

#include "branches.h"
#include "candidates.h"
#include "decision.h"
#include "hf_assert.h"
#include "hf_time.h"
#include "locate.h"
#include "moves.h"

#define ASK_AGAIN_US     30000000u     /* B11: while an expired answer is used */
#define STALE_LONGEST_US 259200000000u /* B11: 3 days */

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
    uint64_t value;     /* of the setting, or what the reason counts */
    uint16_t why;       /* enum hf_why */
    uint16_t setting;   /* enum hf_setting */
    uint8_t from_state; /* enum hf_lookup_state */
    uint8_t cause;      /* enum hf_cause */
    uint8_t reserved[2];
};

static void explain(struct hf_context *x, uint8_t host, const struct said *said)
{
    uint8_t server = hf_host_place(&x->line->config, host).server;

    hf_explain(x, &(struct hf_decision){
                      .until_us = said->until_us,
                      .setting_value = said->value,
                      .why = said->why,
                      .setting = said->setting,
                      .machine = HF_MACHINE_LOCATE,
                      .subject = server,
                      .from_state = said->from_state,
                      .to_state = lookup_at(x, host)->state,
                      .from_server = server,
                      .to_server = server,
                      .cause = said->cause,
                  });
}

void hf_lookup_note(struct hf_context *x, uint8_t host, enum hf_why why, uint32_t count)
{
    explain(x, host,
            &(struct said){.until_us = HF_NEVER,
                           .value = count,
                           .why = (uint16_t)why,
                           .from_state = lookup_at(x, host)->state});
}

static uint64_t value_of(const struct hf_config *config, uint8_t host, enum hf_setting setting)
{
    switch (setting) {
    case HF_SETTING_TRANSPORT: return hf_host_transport(config, host);
    case HF_SETTING_NAPTR_BUILD: return config->naptr_build;
    case HF_SETTING_SRV_ORDER: return config->srv_order;
    case HF_SETTING_STATIC_FIRST: return config->static_first;
    case HF_SETTING_ALLOW_DOWNGRADE: return config->allow_downgrade;
    default: break;
    }
    HF_UNREACHABLE();
}

void hf_lookup_note_by(struct hf_context *x, uint8_t host, enum hf_why why, enum hf_setting setting)
{
    explain(x, host,
            &(struct said){.until_us = HF_NEVER,
                           .value = value_of(&x->line->config, host, setting),
                           .why = (uint16_t)why,
                           .setting = (uint16_t)setting,
                           .from_state = lookup_at(x, host)->state});
}

static void move(struct hf_lookup *l, enum hf_lookup_state to)
{
    HF_ASSERT((moves[l->state] & HF_MOVE(to)) != 0);
    l->state = (uint8_t)to;
    l->deadline_us = HF_NEVER;
}

/* ---- asking ---- */

/* Nothing of an earlier resolution is waited for: its answers will be late. */
static void begin(struct hf_context *x, uint8_t host)
{
    struct hf_lookup *l = lookup_at(x, host);

    hf_lookup_forget_queries(x->line, host);
    l->stage = (uint8_t)hf_host_first_stage(&x->line->config, host);
    l->flags = HF_LOOKUP_ASKED | (l->flags & HF_LOOKUP_STATIC);
}

/* ASKING, and STALE, where nobody waits for it. */
static void ask(struct hf_context *x, uint8_t host, enum hf_lookup_state to)
{
    struct hf_lookup *l = lookup_at(x, host);
    struct said said = {.why = HF_WHY_NAME_ASKED, .from_state = l->state};

    move(l, to);
    l->deadline_us = hf_time_add(x->now_us, HF_RESOLUTION_LONGEST_US); /* B8a */
    said.until_us = l->deadline_us;
    explain(x, host, &said);
    begin(x, host);
}

void hf_lookup_enter_asking(struct hf_context *x, uint8_t host)
{
    ask(x, host, HF_LOOKUP_ASKING);
}

void hf_lookup_ask_beside_stale(struct hf_context *x, uint8_t host)
{
    ask(x, host, HF_LOOKUP_STALE);
}

void hf_lookup_ask_beside_known(struct hf_context *x, uint8_t host)
{
    const struct hf_lookup *l = lookup_at(x, host);

    explain(x, host,
            &(struct said){
                .until_us = l->expires_us, .why = HF_WHY_NAME_ASKED, .from_state = l->state});
    begin(x, host);
}

void hf_lookup_shorten(struct hf_context *x, uint8_t host, uint64_t until_us, enum hf_why why)
{
    struct hf_lookup *l = lookup_at(x, host);

    l->deadline_us = hf_time_min(l->deadline_us, until_us);
    explain(
        x, host,
        &(struct said){.until_us = l->deadline_us, .why = (uint16_t)why, .from_state = l->state});
}

/* ---- outcomes ---- */

void hf_lookup_forget_queries(struct hf_line *line, uint8_t host)
{
    struct hf_lookup *l = &line->lookups[host];

    hf_branches_free_host(line, host);
    l->heard = 0;
    l->chain_ms = 0;
    l->stage = 0;
    l->flags &= HF_LOOKUP_LOST | HF_LOOKUP_STATIC;
}

/* What is still open may be heard later. */
void hf_lookup_enter_known(struct hf_context *x, uint8_t host, enum hf_why why)
{
    struct hf_lookup *l = lookup_at(x, host);
    const struct said said = {
        .until_us = l->expires_us, .why = (uint16_t)why, .from_state = l->state};

    move(l, HF_LOOKUP_KNOWN);
    l->flags &= (uint16_t)~HF_LOOKUP_ASKED;
    l->chain_ms = 0;
    if (!hf_branches_open(x->line, host))
        hf_lookup_forget_queries(x->line, host);
    explain(x, host, &said);
}

void hf_lookup_enter_stale(struct hf_context *x, uint8_t host, uint64_t again_us)
{
    struct hf_lookup *l = lookup_at(x, host);
    const struct said said = {
        .until_us = again_us, .why = HF_WHY_ANSWER_STALE, .from_state = l->state};

    move(l, HF_LOOKUP_STALE);
    hf_lookup_forget_queries(x->line, host);
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
    hf_lookup_forget_queries(x->line, host);
    l->flags = why == HF_WHY_NO_SERVICE ? HF_LOOKUP_ABSENT : 0;
    l->expires_us = 0;
    l->records = 0;
    explain(x, host, &said);
    hf_candidates_set_host(x, host, NULL, 0);
}

void hf_lookup_enter_idle(struct hf_context *x, uint8_t host, enum hf_why why)
{
    struct hf_lookup *l = lookup_at(x, host);
    const struct said said = {.until_us = HF_NEVER, .why = (uint16_t)why, .from_state = l->state};

    move(l, HF_LOOKUP_IDLE);
    hf_lookup_forget_queries(x->line, host);
    l->flags = 0;
    l->expires_us = 0;
    l->records = 0;
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

/* ---- times to live ---- */

static uint64_t end_of(const struct hf_context *x, uint32_t ttl_s)
{
    return hf_time_add(x->now_us, (uint64_t)hf_ttl_in_bounds(ttl_s) * HF_US_PER_S);
}

/* The resolution's beginning, as long as nothing has shortened it. */
static uint64_t beginning_us(const struct hf_lookup *l)
{
    return hf_time_less(l->deadline_us, HF_RESOLUTION_LONGEST_US);
}

static uint64_t chain_end_us(const struct hf_lookup *l)
{
    return l->chain_ms == 0 ? HF_NEVER
                            : hf_time_add(beginning_us(l), (uint64_t)l->chain_ms * HF_US_PER_MS);
}

/* B11: the smallest of the chain. */
void hf_lookup_note_ttl(const struct hf_context *x, uint8_t host, uint32_t ttl_s)
{
    struct hf_lookup *l = &x->line->lookups[host];
    uint64_t end_us = end_of(x, ttl_s);

    if (l->state != HF_LOOKUP_KNOWN && (l->flags & HF_LOOKUP_TIMED) == 0)
        l->expires_us = hf_time_min(end_us, chain_end_us(l));
    else
        l->expires_us = hf_time_min(end_us, l->expires_us);
    l->flags |= HF_LOOKUP_TIMED;
}

void hf_lookup_note_chain_ttl(const struct hf_context *x, uint8_t host, uint32_t ttl_s)
{
    struct hf_lookup *l = &x->line->lookups[host];
    uint64_t end_us = end_of(x, ttl_s), life_us;

    if (l->state == HF_LOOKUP_KNOWN || (l->flags & HF_LOOKUP_TIMED) != 0) {
        l->expires_us = hf_time_min(end_us, l->expires_us);
        return;
    }
    life_us = hf_time_less(end_us, beginning_us(l));
    life_us = hf_time_min(life_us, (uint64_t)UINT32_MAX * HF_US_PER_MS);
    if (l->chain_ms == 0 || life_us / HF_US_PER_MS < l->chain_ms)
        l->chain_ms = (uint32_t)(life_us / HF_US_PER_MS);
}

void hf_lookup_use_chain_ttl(const struct hf_context *x, uint8_t host)
{
    struct hf_lookup *l = &x->line->lookups[host];

    if (l->state == HF_LOOKUP_KNOWN || (l->flags & HF_LOOKUP_TIMED) != 0 || l->chain_ms == 0)
        return;
    l->expires_us = chain_end_us(l);
    l->flags |= HF_LOOKUP_TIMED;
}

void hf_lookup_set_ttl(const struct hf_context *x, uint8_t host, uint32_t ttl_s)
{
    x->line->lookups[host].expires_us = end_of(x, ttl_s);
}

/* ---- soundness ---- */

/* What is not asked has no question open, and next to nothing to remember. */
static bool is_at_rest(const struct hf_lookup *l, uint16_t flags)
{
    return l->stage == 0 && l->heard == 0 && l->chain_ms == 0 && (l->flags & ~flags) == 0;
}

static bool has_nothing(const struct hf_lookup *l, uint16_t flags)
{
    return l->expires_us == 0 && l->records == 0 && is_at_rest(l, flags);
}

static bool is_asked(const struct hf_lookup *l)
{
    return (l->flags & HF_LOOKUP_ASKED) != 0;
}

static bool questions_are_sound(const struct hf_line *line, uint8_t host)
{
    const struct hf_lookup *l = &line->lookups[host];

    if (l->stage >= HF_STAGE_COUNT || l->flags > HF_LOOKUP_FLAGS)
        return false;
    if (hf_branches_open(line, host))
        return l->state != HF_LOOKUP_IDLE && l->state != HF_LOOKUP_NONE;
    return is_at_rest(l, HF_LOOKUP_LOST | HF_LOOKUP_ABSENT | HF_LOOKUP_STATIC);
}

static bool fits_its_state(const struct hf_line *line, uint8_t host)
{
    const struct hf_lookup *l = &line->lookups[host];
    bool waits = l->deadline_us != HF_NEVER;

    switch ((enum hf_lookup_state)l->state) {
    case HF_LOOKUP_IDLE: return !waits && has_nothing(l, 0);
    case HF_LOOKUP_NONE: return !waits && has_nothing(l, HF_LOOKUP_ABSENT);
    case HF_LOOKUP_ASKING: return waits && is_asked(l);
    case HF_LOOKUP_KNOWN: return !waits && l->expires_us != 0 && l->chain_ms == 0;
    case HF_LOOKUP_STALE:
        return waits && l->expires_us != 0 && is_asked(l) == hf_branches_open(line, host);
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
        if (!fits_its_state(line, host) || !questions_are_sound(line, host) ||
            is_name != ((line->names >> host & 1u) != 0) ||
            (!is_name && l->state != HF_LOOKUP_IDLE))
            return false;
    }
    return hf_branches_are_sound(line);
}
