/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Registration: bindings, kept by passes over candidates, again and again for as long as the line
 * is wanted. Successive mode has one registration over all servers (C1), concurrent mode one a
 * server (C2); `k` is its index. This file enters the states; registration_hear.c hears the passes,
 * registration_facts.c takes the events.
 *
 * OFF          the line is disabled
 * REGISTERING  a pass runs: the first one, a refresh, the user's, or one of C3's other reasons
 * REGISTERED   a candidate accepted; at the deadline comes the refresh, or what next_why says
 * WAITING      no candidate accepted, or one said no, or all rest: again after a wait
 * REFUSED      the credentials are wrong: again after half an hour, or with new ones
 * STOPPING     the bindings are being removed, two seconds at most
 *
 * There is no state without a deadline but OFF and REGISTERING, and REGISTERING ends because its
 * pass does (C13). Every pass begins in begin(), which knows where it starts (C5, D2 to D6) and
 * whether it may (C12).
 *
 * Rules: A9 (waits for resting targets), C1, C2, C4, C5, C6, C7, C8, C11, C12, C13, D2, D4, D6, D7,
 * D8 (refreshes stay where they are).
 */
#include "registration.h"

#include "attempt.h"
#include "backoff.h"
#include "binding.h"
#include "calls.h"
#include "candidates.h"
#include "decision.h"
#include "failback.h"
#include "hf_assert.h"
#include "hf_time.h"
#include "holdfast/budget.h"
#include "host_targets.h"
#include "moves.h"
#include "pace.h"
#include "pass.h"
#include "proxy_failback.h"
#include "random.h"
#include "registration_states.h"
#include "removal.h"
#include "service.h"
#include "target_failback.h"

#define REFRESH_LEAST_US 5000000u /* C4 */

static const uint16_t moves[HF_REGISTRATION_COUNT] = {
    [HF_REGISTRATION_OFF] = HF_MOVE(HF_REGISTRATION_REGISTERING) |
                            HF_MOVE(HF_REGISTRATION_WAITING) | HF_MOVE(HF_REGISTRATION_STOPPING),
    [HF_REGISTRATION_REGISTERING] = HF_MOVE(HF_REGISTRATION_REGISTERING) |
                                    HF_MOVE(HF_REGISTRATION_REGISTERED) |
                                    HF_MOVE(HF_REGISTRATION_WAITING) |
                                    HF_MOVE(HF_REGISTRATION_REFUSED) |
                                    HF_MOVE(HF_REGISTRATION_STOPPING),
    [HF_REGISTRATION_REGISTERED] = HF_MOVE(HF_REGISTRATION_REGISTERING) |
                                   HF_MOVE(HF_REGISTRATION_REGISTERED) |
                                   HF_MOVE(HF_REGISTRATION_WAITING) |
                                   HF_MOVE(HF_REGISTRATION_STOPPING),
    [HF_REGISTRATION_WAITING] = HF_MOVE(HF_REGISTRATION_REGISTERING) |
                                HF_MOVE(HF_REGISTRATION_REGISTERED) |
                                HF_MOVE(HF_REGISTRATION_WAITING) |
                                HF_MOVE(HF_REGISTRATION_STOPPING),
    [HF_REGISTRATION_REFUSED] = HF_MOVE(HF_REGISTRATION_REGISTERING) |
                                HF_MOVE(HF_REGISTRATION_REGISTERED) |
                                HF_MOVE(HF_REGISTRATION_WAITING) |
                                HF_MOVE(HF_REGISTRATION_STOPPING),
    [HF_REGISTRATION_STOPPING] = HF_MOVE(HF_REGISTRATION_OFF) |
                                 HF_MOVE(HF_REGISTRATION_REGISTERING) |
                                 HF_MOVE(HF_REGISTRATION_WAITING) |
                                 HF_MOVE(HF_REGISTRATION_STOPPING),
};

struct hf_moves hf_registration_moves(void)
{
    return (struct hf_moves){.next = moves, .n_states = HF_REGISTRATION_COUNT};
}

struct hf_registration *hf_registration_at(struct hf_context *x, uint8_t k)
{
    return &x->line->registrations[k];
}

struct step { /* a move: where to, until when, and why */
    uint64_t deadline_us;
    uint64_t setting_value;
    uint16_t setting;          /* enum hf_setting that gave the deadline */
    uint16_t why;              /* enum hf_why */
    uint16_t next_why;         /* enum hf_why: what the deadline, or the pass, is for */
    struct hf_failure failure; /* that brought it; zero where none did */
    uint8_t to;                /* enum hf_registration_state */
    uint8_t from_candidate;
    uint8_t reserved[4];
};

static void move(struct hf_context *x, uint8_t k, const struct step *step)
{
    struct hf_registration *r = hf_registration_at(x, k);
    uint8_t from = r->state;
    uint8_t scope = hf_service_scope(x->line, k);
    uint8_t from_server = hf_candidate_server(x->line, step->from_candidate);
    uint8_t to_server = hf_candidate_server(x->line, r->working);
    uint8_t subject = to_server != 0 ? to_server : from_server;

    HF_ASSERT((moves[from] & HF_MOVE(step->to)) != 0);
    r->state = step->to;
    r->deadline_us = step->deadline_us;
    r->next_why = step->next_why;
    if (step->to != HF_REGISTRATION_REGISTERING)
        r->again = 0;
    hf_explain(x, &(struct hf_decision){
                      .until_us = step->deadline_us,
                      .setting_value = step->setting_value,
                      .why = step->why,
                      .setting = step->setting,
                      .status = step->failure.status,
                      .machine = HF_MACHINE_REGISTRATION,
                      .subject = scope != 0 ? scope : subject,
                      .from_state = from,
                      .to_state = step->to,
                      .from_server = from_server,
                      .to_server = to_server,
                      .from_candidate = (uint8_t)(step->from_candidate + 1),
                      .to_candidate = (uint8_t)(r->working + 1),
                      .cause = step->failure.cause,
                  });
}

/* ---- where a pass starts (C5, D2 to D6, D8) ---- */

struct begin {        /* a registration pass: where it starts and why */
    uint16_t why;     /* enum hf_why: of the move */
    uint16_t chosen;  /* enum hf_why: of the starting candidate */
    uint8_t start;    /* candidate, or HF_NONE: the first whose name is known */
    uint8_t server;   /* 0: all servers, else this one alone */
    uint8_t flags;    /* enum hf_pass_flags */
    uint8_t value;    /* of the setting */
    uint16_t setting; /* enum hf_setting that chose the start, or NONE: C5 did */
    uint8_t reserved[6];
};

/* The first in A14's order, which may have to be looked up yet. */
static struct begin at_first(const struct hf_line *line, uint8_t k, enum hf_why why)
{
    return (struct begin){.why = (uint16_t)why,
                          .chosen = HF_WHY_FIRST_CANDIDATE,
                          .start = HF_NONE,
                          .server = hf_service_scope(line, k)};
}

/* D8: refreshes stay at the working candidate while a call is up. */
static bool must_stay(const struct hf_line *line)
{
    return line->config.failback_when == HF_WHEN_IDLE && hf_call_any(line);
}

static struct begin at_first_target(const struct hf_line *line, uint8_t k, enum hf_why chosen)
{
    uint8_t working = line->registrations[k].working;
    struct begin begin = at_first(line, k, HF_WHY_NONE);

    begin.start = hf_host_first(line, hf_candidate_place(line, working));
    begin.chosen = HF_WHY_WORKING_CANDIDATE;
    if (begin.start == working)
        return begin;
    begin.chosen = (uint16_t)chosen;
    begin.setting = HF_SETTING_FAILBACK_MODE;
    begin.value = hf_target_failback_mode(line, working);
    return begin;
}

/* D11: every request starts at the first server. */
static struct begin at_first_server(const struct hf_line *line, uint8_t k, enum hf_why why)
{
    struct begin begin = at_first(line, k, why);

    if (hf_candidate_place(line, line->registrations[k].working).server > 1 ||
        hf_candidate_place(line, line->registrations[k].working).proxy > 1) {
        begin.setting = HF_SETTING_FAILBACK_SERVERS;
        begin.value = line->config.failback_servers;
    }
    return begin;
}

/* C5: the working candidate, unless D2 to D5 say the first; where none works, the first. */
static struct begin at_working(const struct hf_line *line, uint8_t k, enum hf_why why)
{
    uint8_t working = line->registrations[k].working;
    struct begin begin = at_first(line, k, why);
    uint8_t mode;

    if (working == HF_NONE)
        return begin;
    begin.start = working;
    begin.chosen = HF_WHY_WORKING_CANDIDATE;
    if (must_stay(line) || why == HF_WHY_FLOW_LOST || why == HF_WHY_ADDRESS_CHANGED || /* C3a */
        why == HF_WHY_REMOVED_ELSEWHERE || why == HF_WHY_LATE_BINDING ||
        why == HF_WHY_STAYS_IN_SERVICE)
        return begin;
    if (line->config.failback_servers == HF_FAILBACK_NEW_REQUESTS &&
        !hf_service_is_concurrent(line))
        return at_first_server(line, k, why);
    mode = hf_target_failback_mode(line, working);
    if (mode == HF_FAILBACK_NEW_REQUESTS) /* D2 */
        begin = at_first_target(line, k, HF_WHY_NEW_REQUEST_FIRST);
    else if (mode == HF_FAILBACK_REGISTRATION && why == HF_WHY_REFRESH_DUE) /* D4 */
        begin = at_first_target(line, k, HF_WHY_REFRESH_FIRST);
    else if (hf_target_failback_is_due(line, k)) /* D6: the next request, whichever is earlier */
        begin = at_first_target(line, k, HF_WHY_TARGET_FAILBACK_DUE);
    begin.why = (uint16_t)why;
    return begin;
}

static bool is_the_users(enum hf_why why)
{
    return why == HF_WHY_STARTED || why == HF_WHY_USER_WISH || why == HF_WHY_CREDENTIALS_CHANGED ||
           why == HF_WHY_CONFIG_CHANGED || why == HF_WHY_RESTORED;
}

/* A pass that begins at the refresh's moment or later is the refresh, whatever it is for. */
static bool is_refresh(const struct hf_context *x, uint8_t k)
{
    uint8_t server = hf_candidate_server(x->line, x->line->registrations[k].working);
    const struct hf_binding *binding = &x->line->bindings[server == 0 ? 0 : server - 1];
    uint64_t pass_us = hf_candidates_pass_us(x->line, hf_service_scope(x->line, k));

    return server != 0 && hf_binding_is_held(x->line, server) &&
           hf_binding_moment_us(binding, hf_budget_refresh_us(&x->line->config, binding->granted_s,
                                                              pass_us)) <= x->now_us;
}

/* C12: a refresh keeps its own distance (C4), and without it the user would be out of service. */
static bool is_free(const struct hf_context *x, uint8_t k, enum hf_why why)
{
    return x->line->wishes.n > 0 || is_the_users(why) || why == HF_WHY_REFRESH_DUE ||
           why == HF_WHY_BINDING_EXPIRED || is_refresh(x, k);
}

/* A9: nothing waits for a rest when the user does, or when the world has changed. */
static bool is_urgent(const struct hf_line *line, enum hf_why why)
{
    return line->wishes.n > 0 || is_the_users(why) || why == HF_WHY_NETWORK_BACK ||
           why == HF_WHY_ADDRESS_CHANGED || why == HF_WHY_FLOW_LOST;
}

static struct begin beginning_of(const struct hf_line *line, uint8_t k, enum hf_why why)
{
    struct begin begin;

    if (why == HF_WHY_STARTED || why == HF_WHY_USER_WISH || why == HF_WHY_OPTIONS_FAILED ||
        why == HF_WHY_CANCEL_IGNORED) /* C5 */
        return at_first(line, k, why);
    if (!hf_target_failback_is_reason(why) || line->registrations[k].working == HF_NONE)
        return at_working(line, k, why);
    begin = at_first_target(line, k, why); /* D6 */
    begin.why = (uint16_t)why;
    return begin;
}

/* ---- beginning a pass ---- */

void hf_registration_stop_pass(struct hf_context *x, uint8_t k, enum hf_why why)
{
    uint8_t slot = (uint8_t)(HF_SLOT_REGISTER + k);

    if (x->line->passes[slot].purpose == HF_PURPOSE_REGISTER) /* else a removal has the place */
        hf_pass_stop(x, slot, why);
}

static void enter_registering(struct hf_context *x, uint8_t k, const struct begin *begin)
{
    const struct hf_wishes *wishes = &x->line->wishes;
    bool urgent = is_urgent(x->line, (enum hf_why)begin->why);

    hf_proxy_failback_give_way(x, k, begin->start == HF_NONE); /* C1b */
    move(x, k,
         &(struct step){.to = HF_REGISTRATION_REGISTERING,
                        .deadline_us = HF_NEVER,
                        .why = begin->why,
                        .next_why = begin->why,
                        .setting = begin->setting,
                        .setting_value = begin->value,
                        .from_candidate = hf_registration_at(x, k)->working});
    hf_pass_begin(x,
                  &(struct hf_pass_order){
                      .request = wishes->n > 0 ? wishes->requests[0] : 0,
                      .slot = (uint8_t)(HF_SLOT_REGISTER + k),
                      .purpose = HF_PURPOSE_REGISTER,
                      .kind = HF_REQUEST_REGISTER,
                      .flags = urgent ? HF_PASS_URGENT : 0,
                      .start = begin->start,
                      .server = begin->server,
                  },
                  (enum hf_why)begin->chosen);
}

/* A binding still stands where it works. */
static bool is_served(const struct hf_line *line, uint8_t k)
{
    uint8_t working = line->registrations[k].working;

    return working != HF_NONE && hf_binding_is_held(line, hf_candidate_server(line, working));
}

/* C4, and C11: jitter makes it only earlier. */
static uint64_t refresh_at_us(struct hf_context *x, uint8_t k, const struct hf_binding *binding)
{
    const struct hf_config *config = &x->line->config;
    uint64_t pass_us = hf_candidates_pass_us(x->line, hf_service_scope(x->line, k));
    uint64_t after_us = hf_budget_refresh_us(config, binding->granted_s, pass_us);
    uint64_t most = (uint64_t)config->jitter_percent * 10000;

    if (most > 0)
        after_us -= after_us / 1000000 * hf_random_between(x->line, HF_DRAW_JITTER, 0, most);
    return hf_binding_moment_us(binding, hf_time_max(after_us, REFRESH_LEAST_US));
}

struct later { /* a pass that may not begin yet */
    uint64_t at_us;
    uint16_t why;      /* enum hf_why: it may not */
    uint16_t next_why; /* enum hf_why: what it is for */
    uint32_t reserved;
};

/* What a registration in service would have done next: its refresh, or what it waits for. */
static struct later due_anyway(struct hf_context *x, uint8_t k)
{
    const struct hf_registration *r = hf_registration_at(x, k);
    uint8_t server = hf_candidate_server(x->line, r->working);

    if (r->state == HF_REGISTRATION_REGISTERED)
        return (struct later){.at_us = r->deadline_us, .next_why = r->next_why};
    return (struct later){.at_us = refresh_at_us(x, k, &x->line->bindings[server - 1])};
}

/* D1: where no candidate serves the line, passes ask all its servers. */
static void give_up_probing(struct hf_context *x)
{
    if (!hf_service_is_concurrent(x->line))
        hf_failback_on_moved(x, HF_WHY_PROBE_NOT_NEEDED);
}

/* Put off, not dropped; never beyond the refresh, which does as well. */
static void put_off(struct hf_context *x, uint8_t k, const struct later *later)
{
    bool served = is_served(x->line, k);
    uint8_t was = served ? hf_registration_at(x, k)->working : hf_registration_forget_working(x, k);
    struct later next = *later;

    if (served) {
        struct later anyway = due_anyway(x, k);
        if (anyway.at_us > x->now_us && anyway.at_us < later->at_us)
            next = anyway;
    }
    move(x, k,
         &(struct step){.to = served ? HF_REGISTRATION_REGISTERED : HF_REGISTRATION_WAITING,
                        .deadline_us = next.at_us,
                        .why = later->why,
                        .next_why = next.next_why,
                        .from_candidate = was});
    if (!served)
        give_up_probing(x);
}

static void begin_pass(struct hf_context *x, uint8_t k, const struct begin *begin)
{
    uint8_t scope = begin->server != 0 ? begin->server : 1;
    uint8_t server = begin->start != HF_NONE ? hf_candidate_server(x->line, begin->start) : scope;
    uint64_t ready_us = hf_pace_ready_us(x, server);
    bool free = is_free(x, k, (enum hf_why)begin->why);

    if (x->line->passes[HF_SLOT_REGISTER + k].state != HF_PASS_IDLE) {
        put_off(x, k, /* C14: a removal at a server that is gone has its place, for 2 s at most */
                &(struct later){.at_us = hf_time_add(x->now_us, HF_REMOVAL_LONGEST_US),
                                .why = HF_WHY_SERVER_REMOVED,
                                .next_why = begin->why});
        return;
    }
    if (ready_us > x->now_us && !free) {
        put_off(x, k, /* C12: to the minute's end */
                &(struct later){.at_us = ready_us, .why = HF_WHY_PUT_OFF, .next_why = begin->why});
        return;
    }
    if (!free)
        hf_pace_count(x, server);
    enter_registering(x, k, begin);
}

void hf_registration_begin(struct hf_context *x, uint8_t k, enum hf_why why)
{
    struct begin begin = beginning_of(x->line, k, why);

    if (begin.chosen == HF_WHY_TARGET_FAILBACK_DUE)
        hf_target_failback_on_begun(x, k);
    begin_pass(x, k, &begin);
}

void hf_registration_begin_awake(struct hf_context *x, uint8_t k, enum hf_why why)
{
    struct later later = {.why = (uint16_t)why, .next_why = (uint16_t)why};

    later.at_us = x->line->candidates[hf_registration_at(x, k)->working].rest_until_us;
    if (later.at_us > x->now_us)
        put_off(x, k, &later);
    else
        hf_registration_begin(x, k, why);
}

void hf_registration_begin_at(struct hf_context *x, uint8_t k, uint8_t candidate, enum hf_why why)
{
    struct begin begin = {.why = (uint16_t)why,
                          .chosen = (uint16_t)why,
                          .start = candidate,
                          .server = hf_service_scope(x->line, k)};

    begin_pass(x, k, &begin);
}

void hf_registration_begin_only(struct hf_context *x, uint8_t k, uint8_t candidate, enum hf_why why)
{
    struct begin begin = {.why = (uint16_t)why,
                          .chosen = (uint16_t)why,
                          .start = candidate,
                          .server = hf_candidate_server(x->line, candidate)};

    begin_pass(x, k, &begin);
}

/* ---- entering the other states ---- */

void hf_registration_enter_registered(struct hf_context *x, uint8_t k, const struct hf_stay *stay)
{
    uint8_t server = hf_candidate_server(x->line, hf_registration_at(x, k)->working);
    const struct hf_binding *binding = &x->line->bindings[server - 1];
    struct step step = {.to = HF_REGISTRATION_REGISTERED,
                        .deadline_us = refresh_at_us(x, k, binding),
                        .why = stay->why,
                        .next_why = stay->next_why,
                        .from_candidate = stay->from_candidate,
                        .failure = stay->failure};

    if (stay->exactly ? stay->not_before_us <= step.deadline_us || step.deadline_us <= x->now_us
                      : step.deadline_us < stay->not_before_us) {
        step.deadline_us = stay->not_before_us;
        step.setting = stay->by.setting;
        step.setting_value = stay->by.value;
    } else if (binding->granted_s == x->line->config.servers[server - 1].expires_s) {
        step.setting = HF_SETTING_EXPIRES; /* else the server decided (C4) */
        step.setting_value = binding->granted_s;
    }
    move(x, k, &step);
}

uint8_t hf_registration_forget_working(struct hf_context *x, uint8_t k)
{
    struct hf_registration *r = hf_registration_at(x, k);
    uint8_t was = r->working;

    hf_binding_leave_scope(x, hf_service_scope(x->line, k), 0);
    r->working = HF_NONE;
    r->doubted = 0;
    hf_target_failback_on_lost(x, k);
    hf_proxy_failback_on_lost(x, k, HF_WHY_PROXY_PROBE_NOT_NEEDED);
    return was;
}

/* C6; D7: a lost server is asked at least once an interval. */
static uint64_t wait_us(struct hf_context *x, uint8_t k, struct step *step)
{
    const struct hf_config *config = &x->line->config;
    uint16_t failures = hf_registration_at(x, k)->failed_passes;
    struct hf_backoff_by by = hf_backoff_setting(x->line, failures);
    uint64_t drawn_us = hf_backoff_draw_us(x->line, failures);
    uint64_t interval_us = (uint64_t)config->failback_interval_s * HF_US_PER_S;

    step->setting = by.setting;
    step->setting_value = by.value;
    if (!hf_service_is_concurrent(x->line) || config->failback_servers != HF_FAILBACK_PROBE ||
        interval_us >= drawn_us)
        return drawn_us;
    step->setting = HF_SETTING_FAILBACK_INTERVAL;
    step->setting_value = config->failback_interval_s;
    return interval_us;
}

/* A9: where everything rests, there is nothing to try before the first of them wakes. */
static void wait_for_rests(const struct hf_context *x, uint8_t k, struct step *step)
{
    uint8_t scope = hf_service_scope(x->line, k);

    if (!hf_rest_is_on_all(x->line, scope) || hf_rest_next_us(x->line, scope) <= step->deadline_us)
        return;
    step->deadline_us = hf_rest_next_us(x->line, scope);
    step->next_why = HF_WHY_REST_OVER;
    step->setting = HF_SETTING_NONE;
    step->setting_value = 0;
}

void hf_registration_enter_waiting(struct hf_context *x, uint8_t k, const struct hf_stay *stay)
{
    struct step step = {.to = HF_REGISTRATION_WAITING,
                        .why = stay->why,
                        .next_why = stay->next_why,
                        .failure = stay->failure};

    step.from_candidate = hf_registration_forget_working(x, k);
    hf_backoff_count(hf_registration_at(x, k), stay->failure.cause);
    step.deadline_us = hf_time_add(x->now_us, wait_us(x, k, &step));
    wait_for_rests(x, k, &step);
    move(x, k, &step);
    give_up_probing(x);
}

void hf_registration_enter_resting(struct hf_context *x, uint8_t k, const struct hf_stay *stay)
{
    bool served = is_served(x->line, k);
    uint8_t was = served ? hf_registration_at(x, k)->working : hf_registration_forget_working(x, k);
    bool doubted = hf_registration_at(x, k)->doubted != 0; /* C3a: it goes on by C6's waits */

    move(x, k,
         &(struct step){.to = served ? HF_REGISTRATION_REGISTERED : HF_REGISTRATION_WAITING,
                        .deadline_us = hf_rest_next_us(x->line, hf_service_scope(x->line, k)),
                        .why = stay->why,
                        .next_why = doubted ? HF_WHY_STAYS_IN_SERVICE : HF_WHY_REST_OVER,
                        .from_candidate = was,
                        .failure = stay->failure});
    if (!served)
        give_up_probing(x);
}

void hf_registration_enter_refused(struct hf_context *x, uint8_t k, struct hf_failure failure)
{
    uint8_t was = hf_registration_forget_working(x, k);

    hf_backoff_count(hf_registration_at(x, k), failure.cause);
    move(x, k,
         &(struct step){.to = HF_REGISTRATION_REFUSED,
                        .deadline_us = hf_time_add(x->now_us, HF_REFUSED_WAIT_US), /* C13 */
                        .why = HF_WHY_CREDENTIALS_REFUSED,
                        .from_candidate = was,
                        .failure = failure});
    give_up_probing(x);
}

void hf_registration_enter_spread(struct hf_context *x, uint8_t k, enum hf_why next_why)
{
    uint32_t most_s = x->line->config.start_spread_s;
    uint64_t ms = hf_random_between(x->line, HF_DRAW_SPREAD, 0, (uint64_t)most_s * 1000);
    bool served = is_served(x->line, k);

    move(x, k,
         &(struct step){.to = served ? HF_REGISTRATION_REGISTERED : HF_REGISTRATION_WAITING,
                        .deadline_us = hf_time_add(x->now_us, ms * HF_US_PER_MS),
                        .why = HF_WHY_START_SPREAD,
                        .next_why = (uint16_t)next_why,
                        .setting = HF_SETTING_START_SPREAD,
                        .setting_value = most_s,
                        .from_candidate = hf_registration_at(x, k)->working});
}

/* ---- stopping (C8) ---- */

void hf_registration_enter_off(struct hf_context *x, enum hf_why why)
{
    hf_binding_drop_all(x, why);
    for (uint8_t k = 0; k < hf_service_registrations(x->line); k++) {
        move(x, k,
             &(struct step){.to = HF_REGISTRATION_OFF,
                            .deadline_us = HF_NEVER,
                            .why = (uint16_t)why,
                            .from_candidate = HF_NONE});
        hf_registration_at(x, k)->failed_passes = 0;
        hf_registration_at(x, k)->flow_losses = 0;
        hf_registration_at(x, k)->suspect = 0;
    }
}

bool hf_registration_must_stop_first(const struct hf_line *line)
{
    return hf_removal_is_running(line) || hf_call_any_ends(line);
}

void hf_registration_enter_stopping(struct hf_context *x, enum hf_why why)
{
    for (uint8_t k = 0; k < hf_service_registrations(x->line); k++)
        move(x, k,
             &(struct step){.to = HF_REGISTRATION_STOPPING,
                            .deadline_us = hf_time_add(x->now_us, HF_REMOVAL_LONGEST_US),
                            .why = (uint16_t)why,
                            .from_candidate = HF_NONE});
    for (uint8_t server = 1; server <= x->line->config.n_servers; server++)
        hf_removal_begin(x, server, HF_WHY_STOPPED);
    if (!hf_registration_must_stop_first(x->line))
        hf_registration_enter_off(x, why);
}
