/* SPDX-License-Identifier: Apache-2.0 */
/* The way back from outbound proxy 2 to proxy 1 (B13, as D1). */
#include "proxy_failback.h"

#include "holdfast/line.h"
#include "rig.h"

#define S 1000000ull

static struct rig rig;

static const struct hf_proxy_failback *f(void)
{
    return &rig.line.proxy_failback;
}

static struct hf_registration *first(void)
{
    return &rig.line.registrations[0];
}

/* Server 1 is reached through 192.0.2.11 and .12; it works through the second since 5 s. */
static void away(void)
{
    rig_begin(&rig);
    rig.now_us = 5 * S;
    rig_fail(&rig, HF_CAUSE_ICMP);
    rig_accept(&rig, 3600);
    cr_assert_eq(first()->working, 1);
}

static void bench(void)
{
    rig_init_servers(&rig, 1);
    rig_two_proxies(&rig, 1);
    rig.config.proxy_failback_interval_s = 100;
}

static void probing(void)
{
    bench();
    away();
    rig_wake(&rig);
    cr_assert_eq(f()->state[0], HF_PROXIES_PROBING);
    cr_assert_eq(rig.last_send.purpose, HF_PURPOSE_PROBE);
    cr_assert_eq(rig.last_send.proxy, 1);
}

Test(proxy_failback, B13_proxy_1_is_probed_an_interval_after_the_move)
{
    bench();
    away();
    cr_assert_eq(f()->state[0], HF_PROXIES_AWAY);
    cr_assert_eq(f()->deadline_us[0], 105 * S);
    cr_assert_eq(hf_line_deadline(&rig.line).machine, HF_MACHINE_PROXY_FAILBACK);
    rig_wake(&rig);
    cr_assert_eq(rig.now_us, 105 * S);
    cr_assert_eq(rig.last_send.purpose, HF_PURPOSE_PROBE);
    cr_assert_neq(rig.last_send.series, rig.line.bindings[0].series, "C1a: its own Call-ID");
    cr_assert_eq(first()->state, HF_REGISTRATION_REGISTERED, "in service meanwhile");
}

Test(proxy_failback, B13_the_first_2xx_moves_the_line_and_its_call_id_stays)
{
    uint32_t series;

    probing();
    series = rig.last_send.series;
    rig_accept(&rig, 3600);
    cr_assert_eq(first()->working, 0);
    cr_assert_eq(rig.line.bindings[0].series, series);
    cr_assert_eq(f()->state[0], HF_PROXIES_HOME);
    cr_assert_eq(hf_line_status(&rig.line).why, HF_WHY_PROXY_PROBE_ACCEPTED);
    rig_until(&rig, first()->deadline_us);
    cr_assert_eq(rig.last_send.proxy, 1, "the refresh is there");
    cr_assert_eq(rig.last_send.series, series);
}

Test(proxy_failback, B13_any_other_end_starts_the_interval_again)
{
    for (int end = 0; end < 4; end++) {
        probing();
        rig.now_us += 3 * S;
        switch (end) {
        case 0: rig_answer(&rig, 403, HF_RETRY_AFTER_NONE); break;
        case 1: rig_answer(&rig, 503, HF_RETRY_AFTER_NONE); break;
        case 2: rig_fail(&rig, HF_CAUSE_CREDENTIALS); break;
        case 3: rig_fail(&rig, HF_CAUSE_REFUSED); break;
        }
        cr_assert_eq(f()->state[0], HF_PROXIES_AWAY);
        cr_assert_eq(f()->deadline_us[0], 208 * S);
        cr_assert_eq(first()->state, HF_REGISTRATION_REGISTERED);
        cr_assert_eq(first()->working, 1);
        cr_assert_eq(rig_count(&rig, HF_ACTION_SEND), 0, "and nothing else is tried");
    }
}

Test(proxy_failback, A4_a_silent_probe_has_all_the_time_of_the_last_one)
{
    probing();
    rig_wake(&rig);
    cr_assert_eq(rig_count(&rig, HF_ACTION_EXTEND), 1);
    rig_wake(&rig);
    cr_assert_eq(rig.now_us, (105 + 32) * S);
    cr_assert_eq(f()->deadline_us[0], (105 + 32 + 100) * S);
}

static const struct wanted {
    uint8_t servers, mode, is_wanted;
} wanted[] = {
    {HF_FAILBACK_PROBE, HF_MODE_SUCCESSIVE, 1},
    {HF_FAILBACK_PROBE, HF_MODE_CONCURRENT, 1},
    {HF_FAILBACK_NEVER, HF_MODE_SUCCESSIVE, 0},
    {HF_FAILBACK_NEVER, HF_MODE_CONCURRENT, 1},
    {HF_FAILBACK_NEW_REQUESTS, HF_MODE_SUCCESSIVE, 0},
    {HF_FAILBACK_NEW_REQUESTS, HF_MODE_CONCURRENT, 1},
};

Test(proxy_failback, D11_says_nothing_of_proxies_in_concurrent_mode)
{
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++) {
        bench();
        rig.config.mode = wanted[i].mode;
        rig.config.failback_servers = wanted[i].servers;
        away();
        cr_assert_eq(f()->state[0] == HF_PROXIES_AWAY, wanted[i].is_wanted, "%zu", i);
    }
}

Test(proxy_failback, D11_new_requests_refresh_from_proxy_1)
{
    bench();
    rig.config.failback_servers = HF_FAILBACK_NEW_REQUESTS;
    away();
    rig_until(&rig, first()->deadline_us);
    cr_assert_eq(rig.last_send.proxy, 1);
}

Test(proxy_failback, D4_a_refresh_stays_with_the_proxy_that_it_works_through)
{
    static const uint8_t modes[] = {HF_FAILBACK_REGISTRATION, HF_FAILBACK_NEW_REQUESTS};

    for (size_t i = 0; i < sizeof modes; i++) {
        bench();
        rig.config.proxy_failback_interval_s = 36000;
        rig.config.servers[0].failback_mode = modes[i];
        away();
        rig_until(&rig, first()->deadline_us);
        cr_assert_eq(rig.last_send.purpose, HF_PURPOSE_REGISTER);
        cr_assert_eq(rig.last_send.proxy, 2);
    }
}

Test(proxy_failback, D5_the_clock_between_targets_is_not_for_proxies)
{
    bench();
    rig.config.servers[0].failback_mode = HF_FAILBACK_DURATION;
    rig.config.servers[0].failback_timeout_s = 60;
    away();
    cr_assert_eq(rig.line.target_failback.state[0], HF_TARGETS_FIRST, "at proxy 2's first");
}

/* ---- where it works changes ---- */

Test(proxy_failback, A13_the_interval_runs_on_while_it_stays_with_proxy_2)
{
    bench();
    away();
    rig.now_us = 50 * S;
    rig_network(&rig, 3, 1);
    rig_accept(&rig, 3600);
    cr_assert_eq(f()->deadline_us[0], 105 * S);
}

Test(proxy_failback, A13_the_clock_starts_anew_at_another_servers_proxy_2)
{
    rig_init_servers(&rig, 2);
    rig_two_proxies(&rig, 1);
    rig_two_proxies(&rig, 2);
    rig.config.proxy_failback_interval_s = 100;
    away();
    rig.now_us = 50 * S;
    rig_network(&rig, 3, 1);
    for (int i = 0; i < 3; i++) /* .12, .11, .21 */
        rig_fail(&rig, HF_CAUSE_ICMP);
    rig_accept(&rig, 3600);
    cr_assert_eq(rig.last_send.server, 2);
    cr_assert_eq(rig.last_send.proxy, 2);
    cr_assert_eq(f()->deadline_us[0], 150 * S);
}

Test(proxy_failback, it_ends_when_nothing_serves_the_line_and_when_it_is_disabled)
{
    bench();
    away();
    rig_network(&rig, 3, 1);
    rig_fail(&rig, HF_CAUSE_ICMP);
    rig_fail(&rig, HF_CAUSE_ICMP);
    cr_assert_eq(first()->state, HF_REGISTRATION_WAITING);
    cr_assert_eq(f()->state[0], HF_PROXIES_HOME);
    probing();
    rig_fact(&rig, HF_EVENT_STOPPED);
    cr_assert_eq(rig_count(&rig, HF_ACTION_ABANDON), 1);
    cr_assert_eq(f()->state[0], HF_PROXIES_HOME);
}

/* ---- C1b ---- */

static void refresh_now(void)
{
    first()->deadline_us = rig.now_us;
    rig_fact(&rig, HF_EVENT_TIME_PASSED);
}

Test(proxy_failback, C1b_a_refresh_comes_first_and_the_probe_once_more_behind_it)
{
    probing();
    rig.now_us += 2 * S;
    refresh_now();
    cr_assert_eq(rig_count(&rig, HF_ACTION_ABANDON), 1);
    cr_assert_eq(f()->state[0], HF_PROXIES_DUE);
    cr_assert_eq(rig.last_send.proxy, 2);
    rig_accept(&rig, 3600);
    cr_assert_eq(f()->state[0], HF_PROXIES_PROBING);
    cr_assert_eq(rig.last_send.proxy, 1);
    cr_assert_not_null(rig_decision(&rig, HF_WHY_TURN_CAME));
    refresh_now();
    cr_assert_eq(f()->state[0], HF_PROXIES_AWAY, "once in an interval");
    cr_assert_eq(f()->deadline_us[0], rig.now_us + 100 * S);
    rig_accept(&rig, 3600);
    cr_assert_eq(rig_count(&rig, HF_ACTION_SEND), 0);
    rig_wake(&rig);
    refresh_now();
    cr_assert_eq(f()->state[0], HF_PROXIES_DUE, "another interval");
}

Test(proxy_failback, C1b_the_users_request_tries_proxy_1_itself)
{
    probing();
    rig_wanted(&rig, 7);
    cr_assert_eq(rig_count(&rig, HF_ACTION_ABANDON), 1);
    cr_assert_not_null(rig_decision(&rig, HF_WHY_PROBE_GIVES_WAY));
    cr_assert_eq(rig.last_send.purpose, HF_PURPOSE_REGISTER);
    cr_assert_eq(rig.last_send.proxy, 1);
    cr_assert_eq(f()->state[0], HF_PROXIES_AWAY);
    rig_fail(&rig, HF_CAUSE_ICMP);
    rig_accept(&rig, 3600);
    cr_assert_eq(f()->deadline_us[0], 205 * S);
}

Test(proxy_failback, C1b_what_falls_due_during_a_pass_waits_for_its_end)
{
    bench();
    away();
    rig.now_us = 104 * S;
    refresh_now();
    rig_until(&rig, 105 * S);
    cr_assert_eq(f()->state[0], HF_PROXIES_DUE);
    cr_assert_eq(rig_count(&rig, HF_ACTION_SEND), 0);
    rig_accept(&rig, 3600);
    cr_assert_eq(rig.last_send.purpose, HF_PURPOSE_PROBE);
}

/* ---- D8 ---- */

Test(proxy_failback, D8_it_waits_for_the_last_calls_end)
{
    bench();
    rig.config.failback_when = HF_WHEN_IDLE;
    rig.config.idle_limit_s = 0;
    away();
    rig_call(&rig, HF_EVENT_CALL_ARRIVED, 7);
    rig_until(&rig, 105 * S);
    cr_assert_eq(f()->state[0], HF_PROXIES_DUE);
    cr_assert_eq(f()->deadline_us[0], HF_NEVER);
    rig_call(&rig, HF_EVENT_CALL_ENDED, 7);
    cr_assert_eq(rig.last_send.purpose, HF_PURPOSE_PROBE);
    cr_assert_not_null(rig_decision(&rig, HF_WHY_LINE_IDLE));
}

/* The limit comes while the registration has a pass: the probe leaves behind it, call or not. */
Test(proxy_failback, D8_behind_the_idle_limit_it_waits_for_its_turn_alone)
{
    bench();
    rig.config.failback_when = HF_WHEN_IDLE;
    rig.config.idle_limit_s = 50;
    away();
    rig_call(&rig, HF_EVENT_CALL_ARRIVED, 7);
    rig_until(&rig, 154 * S);
    cr_assert_eq(f()->deadline_us[0], 155 * S);
    refresh_now();
    rig_until(&rig, 155 * S);
    cr_assert_eq(f()->state[0], HF_PROXIES_DUE);
    cr_assert_eq(f()->deadline_us[0], HF_NEVER);
    rig_accept(&rig, 3600);
    cr_assert_eq(rig.last_send.purpose, HF_PURPOSE_PROBE);
    cr_assert_not_null(rig_decision(&rig, HF_WHY_IDLE_LIMIT_OVER));
}

/* ---- A9, A11 ---- */

static void rest(uint8_t candidate, uint64_t until_us)
{
    rig.line.candidates[candidate].rest_until_us = until_us;
}

Test(proxy_failback, A9_a_resting_proxy_is_probed_when_it_wakes)
{
    bench();
    away();
    rest(0, 130 * S);
    rest(1, 120 * S);
    rig_until(&rig, 105 * S);
    cr_assert_eq(f()->deadline_us[0], 130 * S, "whatever proxy 2 does");
    cr_assert_not_null(rig_decision(&rig, HF_WHY_ALL_REST));
    rig_until(&rig, 130 * S);
    cr_assert_eq(rig.last_send.purpose, HF_PURPOSE_PROBE);
}

/* Proxy 1 has two targets, of which one rests. */
Test(proxy_failback, A9_a_proxy_with_a_target_awake_is_probed_there)
{
    rig_init_servers(&rig, 1);
    rig.config.servers[0].n_proxies = 2;
    hf_config_name(&rig.config, &rig.config.servers[0].proxies[0].host, "pair.example", 12);
    hf_config_name(&rig.config, &rig.config.servers[0].proxies[1].host, "192.0.2.9", 9);
    rig.config.address_family = HF_ADDRESS_IPV4;
    rig.config.proxy_failback_interval_s = 100;
    rig_begin(&rig);
    rig_fail(&rig, HF_CAUSE_ICMP);
    rig_fail(&rig, HF_CAUSE_ICMP);
    rig_accept(&rig, 3600);
    rest(0, 130 * S);
    rig_until(&rig, 100 * S);
    cr_assert_eq(rig_sent_to(&rig), 12);
    rig_fail(&rig, HF_CAUSE_ICMP);
    cr_assert_eq(f()->state[0], HF_PROXIES_AWAY, "proxy 2 is not tried");
    cr_assert_eq(f()->deadline_us[0], 200 * S);
}

Test(proxy_failback, A11_a_late_2xx_of_proxy_1_starts_the_probe_at_once_once_an_interval)
{
    unsigned works;
    uint64_t late;

    bench();
    rig_begin(&rig);
    late = rig.last_attempt;
    rig_wake(&rig); /* silent */
    works = rig_sent_to(&rig);
    rig_accept(&rig, 3600);
    rig_abandoned(&rig, late, 200);
    cr_assert_eq(rig_count(&rig, HF_ACTION_SEND), 1);
    cr_assert_eq(f()->state[0], HF_PROXIES_PROBING);
    late = rig.last_attempt;
    rig_wake(&rig);
    rig_wake(&rig); /* and this one is too late as well */
    cr_assert_eq(f()->state[0], HF_PROXIES_AWAY);
    rig_abandoned(&rig, late, 200);
    cr_assert_eq(f()->state[0], HF_PROXIES_AWAY);
    cr_assert_eq(rig_count(&rig, HF_ACTION_SEND), 1);
    cr_assert_eq(rig.last_send.purpose, HF_PURPOSE_REGISTER, "the refresh, where it works");
    cr_assert_eq(rig_sent_to(&rig), works);
}

/* ---- C11, D9 ---- */

Test(proxy_failback, C11_jitter_makes_the_moment_only_later)
{
    uint64_t least_us = HF_NEVER, most_us = 0;

    for (uint64_t seed = 1; seed <= 100; seed++) {
        bench();
        rig.config.jitter_percent = 10;
        rig_event(&rig, HF_EVENT_CONFIGURED)->u.configured = (struct hf_configured){
            .config = &rig.config, .seed = seed};
        rig_step(&rig);
        rig_fact(&rig, HF_EVENT_STARTED);
        rig_fail(&rig, HF_CAUSE_ICMP);
        rig_accept(&rig, 3600);
        least_us = f()->deadline_us[0] < least_us ? f()->deadline_us[0] : least_us;
        most_us = f()->deadline_us[0] > most_us ? f()->deadline_us[0] : most_us;
    }
    cr_assert(least_us >= 100 * S && least_us < 101 * S);
    cr_assert(most_us <= 110 * S && most_us > 109 * S);
}

Test(proxy_failback, D9_a_line_that_flaps_between_its_proxies_waits_longer)
{
    bench();
    away();
    for (int i = 0; i < 2; i++) { /* back by the probe, and away again: four moves in all */
        rig_until(&rig, f()->deadline_us[0]);
        rig_accept(&rig, 3600);
        rig_network(&rig, 3, 1);
        rig_fail(&rig, HF_CAUSE_ICMP);
        rig_accept(&rig, 3600);
    }
    cr_assert_gt(rig.line.failback.doublings, 0);
    cr_assert_geq(f()->deadline_us[0] - rig.now_us, 200 * S);
}

/* ---- one probe at a time ---- */

/* Working on server 2 through its proxy 2. */
static void away_twice(uint32_t servers_s, uint32_t proxies_s)
{
    rig_init_servers(&rig, 2);
    rig_two_proxies(&rig, 2);
    rig.config.failback_interval_s = servers_s;
    rig.config.proxy_failback_interval_s = proxies_s;
    rig_begin(&rig);
    rig_fail(&rig, HF_CAUSE_ICMP);
    rig_fail(&rig, HF_CAUSE_ICMP);
    rig_accept(&rig, 3600);
    cr_assert_eq(rig.last_send.proxy, 2);
}

Test(proxy_failback, D1_the_better_servers_probe_waits_for_the_proxys_end)
{
    away_twice(110, 100);
    rig_until(&rig, 110 * S);
    cr_assert_eq(f()->state[0], HF_PROXIES_PROBING);
    cr_assert_eq(rig.line.failback.state, HF_FAILBACK_DUE);
    cr_assert_not_null(rig_decision(&rig, HF_WHY_WAITS_TURN));
    rig_answer(&rig, 403, HF_RETRY_AFTER_NONE);
    cr_assert_eq(rig.line.failback.state, HF_FAILBACK_PROBING);
    cr_assert_eq(rig.last_send.server, 1);
    cr_assert_not_null(rig_decision(&rig, HF_WHY_TURN_CAME));
}

Test(proxy_failback, B13_the_proxys_probe_waits_for_the_better_servers_end)
{
    away_twice(100, 110);
    rig_until(&rig, 110 * S);
    cr_assert_eq(rig.line.failback.state, HF_FAILBACK_PROBING);
    cr_assert_eq(f()->state[0], HF_PROXIES_DUE);
    rig_answer(&rig, 403, HF_RETRY_AFTER_NONE);
    cr_assert_eq(f()->state[0], HF_PROXIES_PROBING);
    cr_assert_eq(rig.last_send.server, 2);
    cr_assert_eq(rig.last_send.proxy, 1);
}

Test(proxy_failback, A13_back_on_server_1_the_other_servers_proxies_are_no_matter)
{
    away_twice(100, 110);
    rig_until(&rig, 110 * S);
    rig_accept(&rig, 3600);
    cr_assert_eq(first()->working, 0);
    cr_assert_eq(f()->state[0], HF_PROXIES_HOME);
}

/* Idle mode, and a call that begins when proxy 1 is under probe already. */
Test(proxy_failback, D8_behind_its_idle_limit_the_better_servers_probe_waits_for_its_turn_alone)
{
    away_twice(110, 100);
    rig.line.config.failback_when = HF_WHEN_IDLE;
    rig.line.config.idle_limit_s = 15;
    rig_until(&rig, 100 * S);
    cr_assert_eq(f()->state[0], HF_PROXIES_PROBING);
    rig_call(&rig, HF_EVENT_CALL_ARRIVED, 7);
    rig_until(&rig, 110 * S);
    cr_assert_eq(rig.line.failback.deadline_us, 125 * S);
    rig_until(&rig, 125 * S);
    cr_assert_eq(rig.line.failback.state, HF_FAILBACK_DUE);
    cr_assert_eq(rig.line.failback.deadline_us, HF_NEVER);
    rig_answer(&rig, 403, HF_RETRY_AFTER_NONE);
    cr_assert_eq(rig.line.failback.state, HF_FAILBACK_PROBING);
    cr_assert_not_null(rig_decision(&rig, HF_WHY_IDLE_LIMIT_OVER));
}

Test(proxy_failback, C2_in_concurrent_mode_they_take_turns)
{
    rig_init_servers(&rig, 2);
    rig.config.mode = HF_MODE_CONCURRENT;
    rig_two_proxies(&rig, 1);
    rig_two_proxies(&rig, 2);
    rig.config.proxy_failback_interval_s = 100;
    rig_begin(&rig);
    for (uint64_t i = 0; i < 2; i++)
        rig_failed(&rig, rig.line.first_id + i, HF_CAUSE_ICMP);
    for (uint64_t i = 0; i < 2; i++)
        cr_assert_eq(rig_response(&rig, rig.line.first_id + 2 + i, 200, 3600), HF_OK);
    rig_until(&rig, 100 * S);
    cr_assert_eq(f()->state[0], HF_PROXIES_PROBING);
    cr_assert_eq(f()->state[1], HF_PROXIES_DUE);
    cr_assert_eq(hf_proxy_failback_prober(&rig.line), 0);
    rig_accept(&rig, 3600);
    cr_assert_eq(rig.line.registrations[0].working, 0);
    cr_assert_eq(f()->state[0], HF_PROXIES_HOME);
    cr_assert_eq(hf_proxy_failback_prober(&rig.line), 1);
    cr_assert_eq(rig.last_send.server, 2);
    rig_accept(&rig, 3600);
    cr_assert_eq(rig.line.candidates[rig.line.registrations[1].working].proxy, 1);
}

/* ---- C14, H12 ---- */

Test(proxy_failback, C14_another_interval_counts_from_then_on)
{
    bench();
    away();
    rig.now_us = 20 * S;
    rig.config.proxy_failback_interval_s = 60;
    cr_assert_eq(rig_configure(&rig), HF_OK);
    cr_assert_eq(f()->deadline_us[0], 80 * S);
    rig_accept(&rig, 3600);
    cr_assert_eq(f()->deadline_us[0], 80 * S);
}

Test(proxy_failback, C14_what_is_not_about_it_lets_the_interval_run_on)
{
    bench();
    away();
    rig.now_us = 20 * S;
    rig.config.quarantine_s = 10;
    cr_assert_eq(rig_configure(&rig), HF_OK);
    cr_assert_eq(f()->deadline_us[0], 105 * S);
}

Test(proxy_failback, C14_with_other_timers_the_probe_ends_with_the_rest)
{
    probing();
    rig.config.t1_ms = 400;
    cr_assert_eq(rig_configure(&rig), HF_OK);
    cr_assert_geq(rig_count(&rig, HF_ACTION_ABANDON), 1);
    cr_assert_eq(f()->state[0], HF_PROXIES_HOME);
    rig_accept(&rig, 3600);
    cr_assert_eq(f()->state[0], HF_PROXIES_AWAY, "it works through proxy 2 still");
}

Test(proxy_failback, H12_a_restart_ends_the_probe_and_keeps_the_interval)
{
    for (int i = 0; i < 2; i++) {
        bench();
        away();
        if (i > 0)
            rig_wake(&rig);
        rig_event(&rig, HF_EVENT_RESTORED)->u.restored.elapsed_us = 20 * S;
        rig.now_us += 1000 * S;
        cr_assert_eq(rig_step(&rig), HF_OK);
        cr_assert_eq(f()->state[0], HF_PROXIES_AWAY);
        cr_assert_eq(f()->deadline_us[0] - rig.now_us, i == 0 ? 80 * S : 100 * S);
    }
}

Test(proxy_failback, one_proxy_alone_has_no_way_back)
{
    bench();
    rig.config.servers[0].n_proxies = 1;
    memset(&rig.config.servers[0].proxies[1], 0, sizeof rig.config.servers[0].proxies[1]);
    rig_begin(&rig);
    rig_accept(&rig, 3600);
    cr_assert_eq(f()->state[0], HF_PROXIES_HOME);
}

/* A9, F3: proxy 1's name is asked for anew by its probe; where all that it has rests, or where it
 * has nothing, the probe says so. */
Test(proxy_failback, A9_a_probe_says_whether_proxy_1_rests_or_is_nowhere)
{
    for (uint8_t last = 0; last <= 13; last += 13) {
        struct hf_target target = {.address = {192, 0, 2, 13}, .port = 5060, .family = 4};

        bench();
        rig.config.address_family = HF_ADDRESS_IPV4;
        hf_config_name(&rig.config, &rig.config.servers[0].proxies[0].host, "one.example", 11);
        rig_begin(&rig);
        rig_answered(&rig, rig_query(&rig), HF_DNS_A, 11);
        rig_fail(&rig, HF_CAUSE_ICMP);
        rig_accept(&rig, 3600);
        rig_until(&rig, f()->deadline_us[0]);
        rig_rested(&rig, target, rig.now_us + 60 * S);
        rig_answered(&rig, rig_query(&rig), HF_DNS_A, last);
        cr_assert_eq(f()->state[0], HF_PROXIES_AWAY);
        cr_assert_eq(rig_decision(&rig, HF_WHY_ALL_REST) != NULL, last == 13);
        cr_assert_eq(rig_decision(&rig, HF_WHY_NO_CANDIDATE_LEFT) != NULL, last == 0);
    }
}
