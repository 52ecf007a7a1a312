/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Failback between a server's outbound proxies, in both modes, one state a registration: while it
 * works through proxy 2, proxy 1 is probed by a REGISTER of its own with a Call-ID of its own, as
 * better servers are (failback.c).
 *
 * HOME     it works through proxy 1, or without proxies, or nowhere; or the user wants no way back
 * AWAY     it works through proxy 2; the next probe comes at the deadline
 * DUE      the probe's moment has come and waits: for the last call's end or the idle limit, for
 *          another probe (a line has one at a time), or for a pass of the registration
 * PROBING  the probe pass runs, at proxy 1's targets alone
 *
 * A pass of the registration goes to the same server, and comes first (C1b): the probe gives way,
 * and is made once more when the pass is over, once in an interval, so that a refresh that falls on
 * every probe does not keep the line at proxy 2 for good. A pass that starts at the first candidate
 * tries proxy 1 itself. A probe that is accepted moves the registration, which is its own news
 * (A13).
 *
 * Rules: B13, A9, A11, C1b, C11, C14, D1, D8, D9.
 */
#include "proxy_failback.h"

#include "binding.h"
#include "candidates.h"
#include "decision.h"
#include "failback.h"
#include "hf_assert.h"
#include "hf_time.h"
#include "host_targets.h"
#include "moves.h"
#include "pass.h"
#include "service.h"

static const uint16_t moves[HF_PROXIES_STATE_COUNT] = {
    [HF_PROXIES_HOME] = HF_MOVE(HF_PROXIES_AWAY),
    [HF_PROXIES_AWAY] = HF_MOVE(HF_PROXIES_HOME) | HF_MOVE(HF_PROXIES_AWAY) |
                        HF_MOVE(HF_PROXIES_DUE) | HF_MOVE(HF_PROXIES_PROBING),
    [HF_PROXIES_DUE] = HF_MOVE(HF_PROXIES_HOME) | HF_MOVE(HF_PROXIES_AWAY) |
                       HF_MOVE(HF_PROXIES_PROBING),
    [HF_PROXIES_PROBING] = HF_MOVE(HF_PROXIES_HOME) | HF_MOVE(HF_PROXIES_AWAY) |
                           HF_MOVE(HF_PROXIES_DUE),
};

struct hf_moves hf_proxy_failback_moves(void)
{
    return (struct hf_moves){.next = moves, .n_states = HF_PROXIES_STATE_COUNT};
}

struct step { /* a move: where to, until when, and why */
    uint64_t deadline_us;
    uint16_t why;  /* enum hf_why */
    uint8_t to;    /* enum hf_proxies_state */
    uint8_t flags; /* enum hf_proxies_flags */
    uint8_t reserved[4];
};

static struct hf_place place_of(const struct hf_line *line, uint8_t k)
{
    return hf_candidate_place(line, line->registrations[k].working);
}

static struct hf_place better_place(const struct hf_line *line, uint8_t k)
{
    return (struct hf_place){place_of(line, k).server, 1};
}

static void move(struct hf_context *x, uint8_t k, const struct step *step)
{
    const struct hf_config *config = &x->line->config;
    struct hf_proxy_failback *f = &x->line->proxy_failback;
    uint8_t from = f->state[k];
    uint8_t server = place_of(x->line, k).server;
    bool by_interval = step->to == HF_PROXIES_AWAY && step->why != HF_WHY_ALL_REST;
    bool by_limit = step->to == HF_PROXIES_DUE && step->deadline_us != HF_NEVER;

    HF_ASSERT((moves[from] & HF_MOVE(step->to)) != 0);
    f->state[k] = step->to;
    f->deadline_us[k] = step->deadline_us;
    f->flags[k] = step->flags;
    hf_explain(x, &(struct hf_decision){
                      .until_us = step->deadline_us,
                      .setting_value = by_interval ? config->proxy_failback_interval_s
                                       : by_limit  ? config->idle_limit_s
                                                   : 0,
                      .why = step->why,
                      .setting = by_interval ? HF_SETTING_PROXY_FAILBACK_INTERVAL
                                 : by_limit  ? HF_SETTING_IDLE_LIMIT
                                             : HF_SETTING_NONE,
                      .machine = HF_MACHINE_PROXY_FAILBACK,
                      .subject = server,
                      .from_state = from,
                      .to_state = step->to,
                      .from_server = server,
                      .to_server = server,
                      .from_candidate = (uint8_t)(x->line->registrations[k].working + 1),
                  });
}

/* ---- policy ---- */

/* D11: never is never; with new_requests every pass and request starts at the first anyway. In
 * concurrent mode that says nothing of one server's proxies. */
static bool has_way_back(const struct hf_line *line)
{
    return line->config.failback_servers == HF_FAILBACK_PROBE || hf_service_is_concurrent(line);
}

static bool is_wanted(const struct hf_line *line, uint8_t k)
{
    return place_of(line, k).proxy > 1 && has_way_back(line);
}

/* A line has one probe at a time, and a server one REGISTER (C1b). */
static bool may_begin(const struct hf_line *line, uint8_t k)
{
    return line->registrations[k].state == HF_REGISTRATION_REGISTERED &&
           line->passes[HF_SLOT_PROBE].state == HF_PASS_IDLE;
}

/* ---- entering the states ---- */

static void enter_home(struct hf_context *x, uint8_t k, enum hf_why why)
{
    if (x->line->proxy_failback.state[k] != HF_PROXIES_HOME)
        move(x, k,
             &(struct step){.to = HF_PROXIES_HOME, .deadline_us = HF_NEVER, .why = (uint16_t)why});
}

static void enter_away(struct hf_context *x, uint8_t k, enum hf_why why, uint8_t flags)
{
    uint64_t interval_us = (uint64_t)x->line->config.proxy_failback_interval_s * HF_US_PER_S;

    move(x, k,
         &(struct step){.to = HF_PROXIES_AWAY,
                        .deadline_us = hf_time_add(x->now_us, hf_failback_wait_us(x, interval_us)),
                        .why = (uint16_t)why,
                        .flags = flags & HF_PROXIES_HURRIED});
}

static void enter_due(struct hf_context *x, uint8_t k, uint8_t flags)
{
    uint64_t limit_us = (uint64_t)x->line->config.idle_limit_s * HF_US_PER_S;
    bool in_call = hf_failback_must_wait(x->line);

    move(x, k,
         &(struct step){.to = HF_PROXIES_DUE,
                        .deadline_us = in_call && limit_us != 0 ? hf_time_add(x->now_us, limit_us)
                                                                : HF_NEVER,
                        .why = in_call ? HF_WHY_WAITS_FOR_IDLE : HF_WHY_WAITS_TURN,
                        .flags = flags});
}

static void enter_probing(struct hf_context *x, uint8_t k, enum hf_why why, uint8_t flags)
{
    struct hf_place better = better_place(x->line, k);

    move(x, k,
         &(struct step){.to = HF_PROXIES_PROBING,
                        .deadline_us = HF_NEVER,
                        .why = (uint16_t)why,
                        .flags = flags});
    hf_pass_begin(x,
                  &(struct hf_pass_order){
                      .series = hf_binding_new_series(x->line), /* D1, C1a */
                      .slot = HF_SLOT_PROBE,
                      .purpose = HF_PURPOSE_PROBE,
                      .kind = HF_REQUEST_REGISTER,
                      .start = HF_NONE,
                      .server = better.server,
                      .proxy = better.proxy,
                  },
                  why);
}

/* A9: proxy 1 is not probed while all its targets rest. */
static bool wait_for_rests(struct hf_context *x, uint8_t k)
{
    uint64_t wakes_us = hf_host_wakes_us(x->line, better_place(x->line, k));
    uint8_t flags = x->line->proxy_failback.flags[k];

    if (wakes_us <= x->now_us)
        return false;
    move(x, k,
         &(struct step){.to = HF_PROXIES_AWAY,
                        .deadline_us = wakes_us,
                        .why = HF_WHY_ALL_REST,
                        .flags = flags & HF_PROXIES_HURRIED});
    return true;
}

static void stop_probe(struct hf_context *x, uint8_t k, enum hf_why why)
{
    if (x->line->proxy_failback.state[k] == HF_PROXIES_PROBING)
        hf_pass_stop(x, HF_SLOT_PROBE, why);
}

/* ---- facts ---- */

static bool same_place(struct hf_place a, struct hf_place b)
{
    return a.server == b.server && a.proxy == b.proxy;
}

void hf_proxy_failback_on_registered(struct hf_context *x, uint8_t k, uint8_t before)
{
    bool stays = same_place(hf_candidate_place(x->line, before), place_of(x->line, k));
    bool came_back = x->line->passes[HF_SLOT_PROBE].result == HF_RESULT_ACCEPTED &&
                     x->line->proxy_failback.state[k] == HF_PROXIES_PROBING;
    enum hf_why why = came_back ? HF_WHY_PROXY_PROBE_ACCEPTED : HF_WHY_PROXY_PROBE_NOT_NEEDED;

    if (stays && x->line->proxy_failback.state[k] != HF_PROXIES_HOME)
        return; /* the interval runs on */
    stop_probe(x, k, why);
    if (is_wanted(x->line, k))
        enter_away(x, k, HF_WHY_PROXY_PROBE_WAITS, 0);
    else
        enter_home(x, k, why);
}

void hf_proxy_failback_on_lost(struct hf_context *x, uint8_t k, enum hf_why why)
{
    stop_probe(x, k, why);
    enter_home(x, k, why);
}

void hf_proxy_failback_give_way(struct hf_context *x, uint8_t k, bool tries_it)
{
    uint8_t flags = x->line->proxy_failback.flags[k];

    if (x->line->proxy_failback.state[k] != HF_PROXIES_PROBING)
        return;
    stop_probe(x, k, tries_it ? HF_WHY_PROBE_GIVES_WAY : HF_WHY_WAITS_TURN);
    if (tries_it)
        enter_away(x, k, HF_WHY_PROBE_GIVES_WAY, flags);
    else if ((flags & HF_PROXIES_YIELDED) != 0)
        enter_away(x, k, HF_WHY_WAITS_TURN, flags);
    else
        enter_due(x, k, flags | HF_PROXIES_YIELDED);
}

void hf_proxy_failback_on_sign_of_life(struct hf_context *x, uint8_t k, uint8_t candidate)
{
    const struct hf_proxy_failback *f = &x->line->proxy_failback;

    /* Once an interval: a proxy that answers each probe too late must not be asked without end. */
    if (f->state[k] == HF_PROXIES_AWAY && (f->flags[k] & HF_PROXIES_HURRIED) == 0 &&
        same_place(hf_candidate_place(x->line, candidate), better_place(x->line, k)) &&
        may_begin(x->line, k) && !hf_failback_must_wait(x->line))
        enter_probing(x, k, HF_WHY_LATE_BINDING, HF_PROXIES_HURRIED);
}

void hf_proxy_failback_on_reconfigured(struct hf_context *x)
{
    for (uint8_t k = 0; k < HF_LINE_SERVERS; k++) {
        stop_probe(x, k, HF_WHY_CONFIG_CHANGED);
        if (is_wanted(x->line, k))
            enter_away(x, k, HF_WHY_CONFIG_CHANGED, 0);
        else
            enter_home(x, k, HF_WHY_CONFIG_CHANGED);
    }
}

void hf_proxy_failback_on_restored(struct hf_context *x)
{
    for (uint8_t k = 0; k < HF_LINE_SERVERS; k++) {
        if (x->line->proxy_failback.state[k] == HF_PROXIES_PROBING)
            enter_away(x, k, HF_WHY_RESTORED, 0);
    }
}

/* D8: the idle limit is over; what else it waits for, it still does. */
static void on_limit(struct hf_context *x, uint8_t k)
{
    struct hf_proxy_failback *f = &x->line->proxy_failback;

    f->deadline_us[k] = HF_NEVER;
    f->flags[k] |= HF_PROXIES_PRESSED;
}

void hf_proxy_failback_on_deadline(struct hf_context *x, uint8_t k)
{
    switch ((enum hf_proxies_state)x->line->proxy_failback.state[k]) {
    case HF_PROXIES_AWAY:
        if (wait_for_rests(x, k))
            break;
        if (may_begin(x->line, k) && !hf_failback_must_wait(x->line))
            enter_probing(x, k, HF_WHY_PROXY_PROBE_DUE, 0);
        else
            enter_due(x, k, 0);
        break;
    case HF_PROXIES_DUE: on_limit(x, k); break;
    case HF_PROXIES_HOME:
    case HF_PROXIES_PROBING:
    case HF_PROXIES_STATE_COUNT: HF_UNREACHABLE();
    }
}

uint8_t hf_proxy_failback_prober(const struct hf_line *line)
{
    for (uint8_t k = 0; k < HF_LINE_SERVERS; k++) {
        if (line->proxy_failback.state[k] == HF_PROXIES_PROBING)
            return k;
    }
    return HF_NONE;
}

static void hear_probe(struct hf_context *x, uint8_t k)
{
    HF_ASSERT(x->line->passes[HF_SLOT_PROBE].result != HF_RESULT_ACCEPTED);
    hf_pass_clear(x, HF_SLOT_PROBE);
    enter_away(x, k, HF_WHY_PROXY_PROBE_FAILED, x->line->proxy_failback.flags[k]);
}

static bool begin_due(struct hf_context *x, uint8_t k)
{
    uint8_t flags = x->line->proxy_failback.flags[k];
    bool pressed = (flags & HF_PROXIES_PRESSED) != 0;

    if (x->line->proxy_failback.state[k] != HF_PROXIES_DUE || !may_begin(x->line, k) ||
        (hf_failback_must_wait(x->line) && !pressed))
        return false;
    if (!wait_for_rests(x, k))
        enter_probing(x, k, pressed ? HF_WHY_IDLE_LIMIT_OVER : hf_failback_why_due(x),
                      flags & (HF_PROXIES_HURRIED | HF_PROXIES_YIELDED));
    return true;
}

bool hf_proxy_failback_settle(struct hf_context *x)
{
    uint8_t prober = hf_proxy_failback_prober(x->line);

    if (prober != HF_NONE && x->line->passes[HF_SLOT_PROBE].state == HF_PASS_ENDED) {
        hear_probe(x, prober);
        return true;
    }
    for (uint8_t k = 0; k < HF_LINE_SERVERS; k++) {
        if (begin_due(x, k))
            return true;
    }
    return false;
}
