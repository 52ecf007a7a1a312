/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The way back between the targets of one host: a server without proxies, or the proxy that the
 * registration works through; from proxy to proxy it is proxy_failback.c's. One state a
 * registration. What a request's start
 * says by itself (D2, D4) needs no state; this machine keeps the clocks of D3 and D5, and D6's
 * pass.
 *
 * FIRST   the registration works at its host's first target, or no clock is wanted
 * AWAY    it works at a later one, and goes there until the deadline
 * DUE     the moment has come, and waits: for the last call's end, for the idle limit, or for a
 *         pass that runs; until then requests start at the first target already (D6)
 * TRYING  the registration pass that starts at the first target is under way; when it ends at the
 *         later target again, the clock starts anew
 *
 * Rules: D3, D5, D6, D8, D9, D10, C11, A9; D2 and D4 by mode().
 */
#include "target_failback.h"

#include <stddef.h>

#include "candidates.h"
#include "decision.h"
#include "failback.h"
#include "hf_assert.h"
#include "hf_time.h"
#include "host_targets.h"
#include "locate.h"
#include "moves.h"
#include "registration.h"

#define DURATION_LEAST_S 60u /* D5: 1..59 means 60 */

static const uint16_t moves[HF_TARGETS_STATE_COUNT] = {
    [HF_TARGETS_FIRST] = HF_MOVE(HF_TARGETS_AWAY),
    [HF_TARGETS_AWAY] = HF_MOVE(HF_TARGETS_FIRST) | HF_MOVE(HF_TARGETS_AWAY) |
                        HF_MOVE(HF_TARGETS_DUE) | HF_MOVE(HF_TARGETS_TRYING),
    [HF_TARGETS_DUE] = HF_MOVE(HF_TARGETS_FIRST) | HF_MOVE(HF_TARGETS_AWAY) |
                       HF_MOVE(HF_TARGETS_TRYING),
    [HF_TARGETS_TRYING] = HF_MOVE(HF_TARGETS_FIRST) | HF_MOVE(HF_TARGETS_AWAY),
};

struct hf_moves hf_target_failback_moves(void)
{
    return (struct hf_moves){.next = moves, .n_states = HF_TARGETS_STATE_COUNT};
}

struct step {
    uint64_t deadline_us;
    uint64_t setting_value;
    uint16_t setting; /* enum hf_setting that gave the deadline */
    uint16_t why;     /* enum hf_why */
    uint8_t to;       /* enum hf_target_failback_state */
    uint8_t reserved[3];
};

static void move(struct hf_context *x, uint8_t k, const struct step *step)
{
    struct hf_target_failback *f = &x->line->target_failback;
    uint8_t from = f->state[k];
    uint8_t working = x->line->registrations[k].working;
    uint8_t server = hf_candidate_server(x->line, working);

    HF_ASSERT((moves[from] & HF_MOVE(step->to)) != 0);
    f->state[k] = step->to;
    f->deadline_us[k] = step->deadline_us;
    hf_explain(x, &(struct hf_decision){.until_us = step->deadline_us,
                                        .setting_value = step->setting_value,
                                        .why = step->why,
                                        .setting = step->setting,
                                        .machine = HF_MACHINE_TARGET_FAILBACK,
                                        .subject = server,
                                        .from_state = from,
                                        .to_state = step->to,
                                        .from_server = server,
                                        .to_server = server,
                                        .from_candidate = (uint8_t)(working + 1)});
}

/* ---- policy ---- */

static const struct hf_proxy_config *proxy_of(const struct hf_line *line, uint8_t candidate)
{
    const struct hf_candidate *c = &line->candidates[candidate];

    return c->proxy == 0 ? NULL : &line->config.servers[c->server - 1].proxies[c->proxy - 1];
}

uint8_t hf_target_failback_mode(const struct hf_line *line, uint8_t candidate)
{
    const struct hf_proxy_config *proxy;

    if (hf_candidate_server(line, candidate) == 0)
        return HF_FAILBACK_NEVER;
    proxy = proxy_of(line, candidate);
    if (proxy != NULL && proxy->failback_mode != HF_AS_SERVER) /* B13 */
        return (uint8_t)proxy->failback_mode;
    return line->config.servers[hf_candidate_server(line, candidate) - 1].failback_mode;
}

static uint32_t duration_s(const struct hf_line *line, uint8_t candidate)
{
    const struct hf_proxy_config *proxy = proxy_of(line, candidate);
    uint32_t s = line->config.servers[hf_candidate_server(line, candidate) - 1].failback_timeout_s;

    if (proxy != NULL && proxy->failback_timeout_s != HF_AS_SERVER)
        s = (uint32_t)proxy->failback_timeout_s;
    return s > 0 && s < DURATION_LEAST_S ? DURATION_LEAST_S : s;
}

/* The clock of the mode in seconds; 0: none runs. D10: a TTL of 0 counts as 1 s. */
static uint32_t clock_s(const struct hf_line *line, uint8_t candidate)
{
    uint32_t ttl_s;

    switch ((enum hf_failback)hf_target_failback_mode(line, candidate)) {
    case HF_FAILBACK_DNS_TTL:
        ttl_s = hf_locate_ttl_s(line, candidate);
        return ttl_s == 0 ? 1 : ttl_s;
    case HF_FAILBACK_DURATION: return duration_s(line, candidate);
    case HF_FAILBACK_NEVER:
    case HF_FAILBACK_NEW_REQUESTS:
    case HF_FAILBACK_REGISTRATION:
    case HF_FAILBACK_PROBE:
    case HF_FAILBACK_COUNT: break;
    }
    return 0;
}

static bool is_at_first(const struct hf_line *line, uint8_t working)
{
    return working == hf_host_first(line, hf_candidate_place(line, working));
}

static bool by_ttl(const struct hf_line *line, uint8_t k)
{
    return hf_target_failback_mode(line, line->registrations[k].working) == HF_FAILBACK_DNS_TTL;
}

bool hf_target_failback_is_due(const struct hf_line *line, uint8_t k)
{
    uint8_t state = line->target_failback.state[k];

    return state == HF_TARGETS_DUE || state == HF_TARGETS_TRYING ||
           (state == HF_TARGETS_AWAY && line->target_failback.deadline_us[k] <= line->now_us);
}

bool hf_target_failback_is_reason(enum hf_why why)
{
    return why == HF_WHY_TTL_OVER || why == HF_WHY_DURATION_OVER;
}

/* ---- entering the states ---- */

static void enter_first(struct hf_context *x, uint8_t k)
{
    if (x->line->target_failback.state[k] != HF_TARGETS_FIRST)
        move(x, k,
             &(struct step){.to = HF_TARGETS_FIRST,
                            .deadline_us = HF_NEVER,
                            .why = HF_WHY_FAILBACK_NOT_NEEDED});
}

static void enter_away(struct hf_context *x, uint8_t k, uint32_t seconds)
{
    uint64_t wait_us = hf_failback_wait_us(x, (uint64_t)seconds * HF_US_PER_S);
    bool ttl = by_ttl(x->line, k);

    move(x, k,
         &(struct step){.to = HF_TARGETS_AWAY,
                        .deadline_us = hf_time_add(x->now_us, wait_us),
                        .setting = ttl ? HF_SETTING_FAILBACK_MODE : HF_SETTING_FAILBACK_TIMEOUT,
                        .setting_value = ttl ? HF_FAILBACK_DNS_TTL : seconds,
                        .why = ttl ? HF_WHY_TTL_RUNS : HF_WHY_DURATION_RUNS});
}

static void enter_due(struct hf_context *x, uint8_t k)
{
    uint64_t limit_us = (uint64_t)x->line->config.idle_limit_s * HF_US_PER_S;
    bool limited = limit_us != 0 && hf_failback_must_wait(x->line);

    move(x, k,
         &(struct step){.to = HF_TARGETS_DUE,
                        .deadline_us = limited ? hf_time_add(x->now_us, limit_us) : HF_NEVER,
                        .setting = limited ? HF_SETTING_IDLE_LIMIT : HF_SETTING_NONE,
                        .setting_value = limited ? x->line->config.idle_limit_s : 0,
                        .why = hf_failback_must_wait(x->line) ? HF_WHY_WAITS_FOR_IDLE
                                                              : HF_WHY_WAITS_TURN});
}

static enum hf_why clock_over(const struct hf_line *line, uint8_t k)
{
    return by_ttl(line, k) ? HF_WHY_TTL_OVER : HF_WHY_DURATION_OVER;
}

/* The mode is the setting that leads back; how long it took was said when the clock began. */
static void enter_trying(struct hf_context *x, uint8_t k, enum hf_why why)
{
    bool by_clock = hf_target_failback_is_reason(why);

    move(x, k,
         &(struct step){.to = HF_TARGETS_TRYING,
                        .deadline_us = HF_NEVER,
                        .setting_value = by_clock ? hf_target_failback_mode(
                                                        x->line, x->line->registrations[k].working)
                                                  : 0,
                        .setting = by_clock ? HF_SETTING_FAILBACK_MODE : HF_SETTING_NONE,
                        .why = (uint16_t)why});
}

static void go_back(struct hf_context *x, uint8_t k, enum hf_why why)
{
    enter_trying(x, k, why);
    hf_registration_from_first_target(x, k, clock_over(x->line, k)); /* D6 */
}

void hf_target_failback_on_begun(struct hf_context *x, uint8_t k)
{
    if (x->line->target_failback.state[k] != HF_TARGETS_TRYING)
        enter_trying(x, k, clock_over(x->line, k));
}

/* ---- facts ---- */

void hf_target_failback_on_registered(struct hf_context *x, uint8_t k, bool moved)
{
    uint8_t working = x->line->registrations[k].working;
    uint8_t state = x->line->target_failback.state[k];
    uint32_t seconds = clock_s(x->line, working);
    bool tried = state == HF_TARGETS_TRYING;

    if (is_at_first(x->line, working) || seconds == 0)
        enter_first(x, k);
    else if (moved || tried || state == HF_TARGETS_FIRST)
        enter_away(x, k, seconds);
}

void hf_target_failback_on_lost(struct hf_context *x, uint8_t k)
{
    enter_first(x, k);
}

/* A9: since when, or from when on, the first target may be asked: a way back to one that rests
 * leads elsewhere. */
static uint64_t first_wakes_us(const struct hf_line *line, uint8_t k)
{
    uint8_t first = hf_host_first(line, hf_candidate_place(line, line->registrations[k].working));

    return first != HF_NONE ? line->candidates[first].rest_until_us : line->now_us;
}

static void wait_for_rest(struct hf_context *x, uint8_t k)
{
    move(x, k,
         &(struct step){.to = HF_TARGETS_AWAY,
                        .deadline_us = first_wakes_us(x->line, k),
                        .why = HF_WHY_ALL_REST});
}

static bool may_begin(const struct hf_line *line, uint8_t k)
{
    return line->registrations[k].state == HF_REGISTRATION_REGISTERED;
}

void hf_target_failback_on_deadline(struct hf_context *x, uint8_t k)
{
    switch ((enum hf_target_failback_state)x->line->target_failback.state[k]) {
    case HF_TARGETS_AWAY:
        if (first_wakes_us(x->line, k) > x->now_us)
            wait_for_rest(x, k);
        else if (may_begin(x->line, k) && !hf_failback_must_wait(x->line))
            go_back(x, k, clock_over(x->line, k));
        else
            enter_due(x, k);
        break;
    case HF_TARGETS_DUE:
        if (first_wakes_us(x->line, k) > x->now_us)
            wait_for_rest(x, k);
        else if (may_begin(x->line, k))
            go_back(x, k, HF_WHY_IDLE_LIMIT_OVER);
        else
            x->line->target_failback.deadline_us[k] = HF_NEVER; /* the pass that runs ends it */
        break;
    case HF_TARGETS_FIRST:
    case HF_TARGETS_TRYING:
    case HF_TARGETS_STATE_COUNT: HF_UNREACHABLE();
    }
}

bool hf_target_failback_settle(struct hf_context *x)
{
    for (uint8_t k = 0; k < HF_LINE_SERVERS; k++) {
        if (x->line->target_failback.state[k] != HF_TARGETS_DUE || !may_begin(x->line, k) ||
            hf_failback_must_wait(x->line))
            continue;
        if (first_wakes_us(x->line, k) > x->now_us)
            wait_for_rest(x, k);
        else
            go_back(x, k, HF_WHY_LINE_IDLE);
        return true;
    }
    return false;
}
