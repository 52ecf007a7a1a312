/* SPDX-License-Identifier: Apache-2.0 */
/* Situations that a line can be in: together they cover every state of every machine, each mode
 * and each table that can be full. The tests of the door feed every event in each of them. */
#ifndef TESTS_CORE_SITUATIONS_H
#define TESTS_CORE_SITUATIONS_H

#include "rig.h"

#define SITUATION_S 1000000ull

static inline void at_unconfigured(struct rig *r)
{
    rig_init(r);
}

static inline void at_disabled(struct rig *r)
{
    rig_init_servers(r, 2);
    cr_assert_eq(rig_configure(r), HF_OK);
}

static inline void at_sent(struct rig *r)
{
    rig_start(r);
}

static inline void at_registered(struct rig *r)
{
    rig_start(r);
    rig_accept(r, 600);
}

static inline void at_refresh(struct rig *r)
{
    at_registered(r);
    rig_wake(r);
}

static inline void at_backup(struct rig *r)
{
    rig_start(r);
    rig_wake(r);
    rig_accept(r, 600);
}

static inline void at_probing(struct rig *r)
{
    at_backup(r);
    rig_wake(r);
}

static inline void at_failback_due(struct rig *r)
{
    rig_init_servers(r, 2);
    r->config.failback_when = HF_WHEN_IDLE;
    rig_begin(r);
    rig_fail(r, HF_CAUSE_ICMP);
    rig_accept(r, 600);
    rig_call(r, HF_EVENT_CALL_ARRIVED, 7);
    rig_wake(r);
}

static inline void at_waiting(struct rig *r)
{
    rig_start(r);
    rig_fail(r, HF_CAUSE_ICMP);
    rig_fail(r, HF_CAUSE_ICMP);
}

static inline void at_refused(struct rig *r)
{
    rig_start(r);
    rig_fail(r, HF_CAUSE_CREDENTIALS);
}

static inline void at_stopping(struct rig *r)
{
    at_registered(r);
    rig_fact(r, HF_EVENT_STOPPED);
}

static inline void at_last_one(struct rig *r)
{
    rig_start(r);
    rig_wake(r);
    rig_wake(r);
}

static inline void at_alive(struct rig *r)
{
    rig_start(r);
    rig_provisional(r, r->last_attempt);
}

static inline void at_challenged(struct rig *r)
{
    rig_start(r);
    rig_challenged(r, r->last_attempt, 0, 0);
}

static inline void at_start_spread(struct rig *r)
{
    rig_init_servers(r, 2);
    r->config.start_spread_s = 60;
    rig_begin(r);
}

static inline void at_storm_spread(struct rig *r)
{
    rig_init_servers(r, 2);
    r->config.storm_spread_ms = 60000;
    rig_begin(r);
    rig_accept(r, 600);
    rig_wake(r);
    rig_fail(r, HF_CAUSE_ICMP);
}

static inline void at_all_rest(struct rig *r)
{
    rig_start(r);
    rig_answer(r, 503, 100);
    rig_answer(r, 503, 200);
}

static inline void at_put_off(struct rig *r)
{
    at_registered(r);
    for (int i = 0; i < 11; i++) {
        rig_network(r, 3, 1);
        if (rig_count(r, HF_ACTION_SEND) > 0)
            rig_accept(r, 600);
    }
}

/* The refresh comes while server 1 is under probe, and the backup refuses it. */
static inline void at_joined(struct rig *r)
{
    at_probing(r);
    r->line.registrations[0].deadline_us = r->now_us;
    rig_fact(r, HF_EVENT_TIME_PASSED);
    rig_answer(r, 503, HF_RETRY_AFTER_NONE);
}

static inline void at_turn(struct rig *r)
{
    rig_init_servers(r, 2);
    rig_two_targets(r, 1);
    rig_begin(r);
    rig_fail(r, HF_CAUSE_ICMP);
    rig_fail(r, HF_CAUSE_ICMP);
    rig_accept(r, 600);
    rig_wake(r);
    rig_fail(r, HF_CAUSE_ICMP); /* the probe is at the second target of server 1 */
    r->line.registrations[0].deadline_us = r->now_us;
    rig_fact(r, HF_EVENT_TIME_PASSED);
    rig_answer(r, 503, HF_RETRY_AFTER_NONE);
}

/* ---- names ---- */

static inline void situation_names(struct rig *r)
{
    rig_init(r);
    rig_server(r, "one.example");
    rig_server(r, "192.0.2.2");
    r->config.servers[0].failback_mode = HF_FAILBACK_DNS_TTL;
    r->config.address_family = HF_ADDRESS_IPV4;
    rig_begin(r);
}

static inline uint64_t situation_query(const struct rig *r)
{
    return rig_query(r);
}

static inline void at_asking(struct rig *r)
{
    situation_names(r);
}

static inline void at_known(struct rig *r)
{
    situation_names(r);
    rig_answered(r, situation_query(r), HF_DNS_A, 21);
    rig_accept(r, 600);
}

static inline void at_no_such_name(struct rig *r)
{
    situation_names(r);
    rig_answered(r, situation_query(r), HF_DNS_A, 0);
}

/* The answer ran out, and nobody answers the next query. */
static inline void at_stale(struct rig *r)
{
    at_known(r);
    rig_until(r, r->line.registrations[0].deadline_us);
    rig_until(r, r->now_us + 11 * SITUATION_S);
}

static inline void at_located_by_stack(struct rig *r)
{
    rig_init(r);
    rig_server(r, "one.example");
    rig_server(r, "192.0.2.2");
    r->config.locate_by = HF_LOCATE_BY_STACK;
    rig_begin(r);
}

/* ---- OPTIONS ---- */

static inline void at_options_waiting(struct rig *r)
{
    rig_init_servers(r, 2);
    r->config.options_interval_s = 30;
    rig_begin(r);
    rig_accept(r, 600);
}

static inline void at_options_asking(struct rig *r)
{
    at_options_waiting(r);
    rig_wake(r);
}

static inline void at_options_doubted(struct rig *r)
{
    at_options_asking(r);
    rig_fail(r, HF_CAUSE_ICMP);
}

static inline void at_options_mute(struct rig *r)
{
    at_options_doubted(r);
    rig_accept(r, 600);
}

/* ---- a server's targets ---- */

static inline void at_second_target(struct rig *r)
{
    rig_init_servers(r, 1);
    rig_two_targets(r, 1);
    r->config.servers[0].failback_mode = HF_FAILBACK_DURATION;
    r->config.servers[0].failback_timeout_s = 60;
    r->config.failback_when = HF_WHEN_IDLE;
    rig_begin(r);
    rig_fail(r, HF_CAUSE_ICMP);
    rig_accept(r, 600);
}

static inline void at_targets_trying(struct rig *r)
{
    at_second_target(r);
    rig_wake(r);
}

static inline void at_targets_due(struct rig *r)
{
    at_second_target(r);
    rig_call(r, HF_EVENT_CALL_ARRIVED, 7);
    rig_wake(r);
}

/* ---- a server's proxies (B13) ---- */

static inline void at_second_proxy(struct rig *r)
{
    rig_init_servers(r, 1);
    rig_two_proxies(r, 1);
    r->config.proxy_failback_interval_s = 60;
    r->config.failback_when = HF_WHEN_IDLE;
    rig_begin(r);
    rig_fail(r, HF_CAUSE_ICMP);
    rig_accept(r, 600);
}

static inline void at_proxy_probing(struct rig *r)
{
    at_second_proxy(r);
    rig_wake(r);
}

static inline void at_proxy_due(struct rig *r)
{
    at_second_proxy(r);
    rig_call(r, HF_EVENT_CALL_ARRIVED, 7);
    rig_wake(r);
}

/* ---- concurrent mode ---- */

static inline void at_concurrent_start(struct rig *r)
{
    rig_init_servers(r, HF_LINE_SERVERS);
    r->config.mode = HF_MODE_CONCURRENT;
    rig_begin(r);
}

static inline void at_concurrent(struct rig *r)
{
    at_concurrent_start(r);
    for (uint64_t i = HF_LINE_SERVERS; i > 0; i--)
        rig_response(r, r->last_attempt - i + 1, 200, 600);
}

static inline void at_concurrent_mixed(struct rig *r)
{
    at_concurrent_start(r);
    rig_failed(r, r->last_attempt, HF_CAUSE_CREDENTIALS);
    rig_failed(r, r->last_attempt - 1, HF_CAUSE_ICMP);
    rig_response(r, r->last_attempt - 2, 200, 600);
}

/* ---- what can be full, removals, going on ---- */

static inline void at_calls_full(struct rig *r)
{
    at_registered(r);
    for (uint64_t i = 1; i <= HF_LINE_CALLS; i++)
        rig_call(r, HF_EVENT_CALL_ARRIVED, i);
}

static inline void at_requests_full(struct rig *r)
{
    at_registered(r);
    for (uint64_t i = 1; i <= HF_LINE_CALLS; i++)
        rig_request(r, i);
}

static inline void at_wishes_full(struct rig *r)
{
    rig_start(r);
    for (uint64_t i = 1; i <= HF_LINE_REQUESTS; i++)
        rig_wanted(r, i);
}

static inline void at_former_removals(struct rig *r)
{
    at_concurrent(r);
    for (uint8_t i = 0; i < HF_LINE_SERVERS; i++)
        r->config.servers[i].port = 5070;
    cr_assert_eq(rig_configure(r), HF_OK);
}

static inline void at_old_removal(struct rig *r)
{
    rig_init_servers(r, 2);
    r->config.contact_per_server = 1;
    r->config.unregister_old = 1;
    rig_begin(r);
    rig_accept(r, 600);
    rig_wake(r);
    rig_answer(r, 503, HF_RETRY_AFTER_NONE);
    rig_accept(r, 600);
}

static inline void at_restored(struct rig *r)
{
    at_probing(r);
    rig_event(r, HF_EVENT_RESTORED)->u.restored.elapsed_us = SITUATION_S;
    cr_assert_eq(rig_step(r), HF_OK);
}

/* ---- calls ---- */

static inline void at_calling(struct rig *r)
{
    at_registered(r);
    rig_dial(r, 1, 0);
}

static inline void at_ringing(struct rig *r)
{
    at_calling(r);
    rig_rings(r, r->last_attempt);
}

static inline void at_talking(struct rig *r)
{
    at_ringing(r);
    rig_response(r, r->last_attempt, 200, HF_EXPIRES_NONE);
}

static inline void at_in_call(struct rig *r)
{
    at_talking(r);
    rig_in_call(r, 2, 1);
}

static inline void at_ending(struct rig *r)
{
    at_talking(r);
    rig_hang_up(r, 2, 1);
}

/* 64*T1 after a lone 100. */
static inline void at_cancelling(struct rig *r)
{
    at_calling(r);
    rig_provisional(r, r->last_attempt);
    rig_wake(r);
}

/* Server 1 was silent, and server 2 says that the callee has the call already. */
static inline void at_sibling(struct rig *r)
{
    at_calling(r);
    rig_wake(r);
    rig_response(r, r->last_attempt, 482, HF_EXPIRES_NONE);
}

/* E2: the REGISTER in front of an INVITE. */
static inline void at_registering_first(struct rig *r)
{
    rig_init_servers(r, 2);
    r->config.register_first = 1;
    rig_begin(r);
    rig_accept(r, 600);
    rig_dial(r, 1, 0);
    rig_fail(r, HF_CAUSE_ICMP);
}

static inline void at_emergency(struct rig *r)
{
    at_disabled(r);
    rig_dial(r, 1, 1);
}

static inline void at_stopping_a_call(struct rig *r)
{
    at_talking(r);
    rig_fact(r, HF_EVENT_STOPPED);
}

struct situation {
    const char *name;
    void (*come)(struct rig *);
};

#define SITUATION(name)                                                                            \
    {                                                                                              \
#name, at_##name                                                                           \
    }
static const struct situation situations[] = {
    SITUATION(unconfigured),
    SITUATION(disabled),
    SITUATION(sent),
    SITUATION(registered),
    SITUATION(refresh),
    SITUATION(backup),
    SITUATION(probing),
    SITUATION(failback_due),
    SITUATION(waiting),
    SITUATION(refused),
    SITUATION(stopping),
    SITUATION(last_one),
    SITUATION(alive),
    SITUATION(challenged),
    SITUATION(start_spread),
    SITUATION(storm_spread),
    SITUATION(all_rest),
    SITUATION(put_off),
    SITUATION(joined),
    SITUATION(turn),
    SITUATION(asking),
    SITUATION(known),
    SITUATION(no_such_name),
    SITUATION(stale),
    SITUATION(located_by_stack),
    SITUATION(options_waiting),
    SITUATION(options_asking),
    SITUATION(options_doubted),
    SITUATION(options_mute),
    SITUATION(second_target),
    SITUATION(targets_trying),
    SITUATION(targets_due),
    SITUATION(second_proxy),
    SITUATION(proxy_probing),
    SITUATION(proxy_due),
    SITUATION(concurrent_start),
    SITUATION(concurrent),
    SITUATION(concurrent_mixed),
    SITUATION(calls_full),
    SITUATION(requests_full),
    SITUATION(wishes_full),
    SITUATION(former_removals),
    SITUATION(old_removal),
    SITUATION(restored),
    SITUATION(calling),
    SITUATION(ringing),
    SITUATION(talking),
    SITUATION(in_call),
    SITUATION(ending),
    SITUATION(cancelling),
    SITUATION(sibling),
    SITUATION(registering_first),
    SITUATION(emergency),
    SITUATION(stopping_a_call),
};
#define N_SITUATIONS (sizeof situations / sizeof *situations)

#endif
