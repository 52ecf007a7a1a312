/* SPDX-License-Identifier: Apache-2.0 */
/* The way back between the targets of one server (D2 to D6, D8, D10). */
#include "target_failback.h"

#include "holdfast/line.h"
#include "rig.h"

#define S 1000000ull

static struct rig rig;

static const struct hf_registration *first(void)
{
    return &rig.line.registrations[0];
}

static uint8_t state(void)
{
    return rig.line.target_failback.state[0];
}

/* One server, two targets; the line works at the second since 5 s. */
static void away(enum hf_failback mode, uint32_t timeout_s)
{
    rig_init_servers(&rig, 1);
    rig_two_targets(&rig, 1);
    rig.config.servers[0].failback_mode = (uint8_t)mode;
    rig.config.servers[0].failback_timeout_s = timeout_s;
    rig_begin(&rig);
    rig.now_us = 5 * S;
    rig_fail(&rig, HF_CAUSE_ICMP);
    rig_accept(&rig, 3600);
    cr_assert_eq(first()->working, 1);
}

/* A name with two addresses and that TTL. */
static void away_by_ttl(uint32_t ttl_s)
{
    struct hf_dns_record records[] = {{.type = HF_DNS_A, .address = {192, 0, 2, 21}},
                                      {.type = HF_DNS_A, .address = {192, 0, 2, 22}}};
    struct hf_dns_answered *dns;

    rig_init(&rig);
    rig_server(&rig, "one.example");
    rig.config.servers[0].failback_mode = HF_FAILBACK_DNS_TTL;
    rig.config.address_family = HF_ADDRESS_IPV4;
    rig_begin(&rig);
    dns = &rig_event(&rig, HF_EVENT_DNS_ANSWERED)->u.dns;
    dns->query = rig_query(&rig);
    dns->ttl_s = ttl_s;
    dns->records = records;
    dns->n_records = 2;
    cr_assert_eq(rig_step(&rig), HF_OK);
    rig.now_us = 5 * S;
    rig_fail(&rig, HF_CAUSE_ICMP);
    rig_accept(&rig, 3600);
    cr_assert_eq(first()->working, 1);
}

Test(target_failback, D2_every_registration_starts_at_the_first_and_no_clock_runs)
{
    away(HF_FAILBACK_NEW_REQUESTS, 0);
    cr_assert_eq(state(), HF_TARGETS_FIRST);
    rig_until(&rig, first()->deadline_us);
    cr_assert_eq(rig_sent_to(&rig), 11);
    cr_assert_not_null(rig_decision(&rig, HF_WHY_NEW_REQUEST_FIRST));
}

Test(target_failback, D4_the_refresh_starts_at_the_first_and_other_passes_where_it_works)
{
    away(HF_FAILBACK_REGISTRATION, 0);
    cr_assert_eq(state(), HF_TARGETS_FIRST);
    rig_network(&rig, 3, 1);
    cr_assert_eq(rig_sent_to(&rig), 12);
    rig_accept(&rig, 3600);
    rig_until(&rig, first()->deadline_us);
    cr_assert_eq(rig_sent_to(&rig), 11);
    cr_assert_not_null(rig_decision(&rig, HF_WHY_REFRESH_FIRST));
    rig_fail(&rig, HF_CAUSE_ICMP);
    cr_assert_eq(rig_sent_to(&rig), 12, "and fails over as any pass");
}

Test(target_failback, never_means_until_the_working_target_fails)
{
    away(HF_FAILBACK_NEVER, 60);
    cr_assert_eq(state(), HF_TARGETS_FIRST);
    rig_until(&rig, first()->deadline_us);
    cr_assert_eq(rig_sent_to(&rig), 12);
}

static const struct duration {
    uint32_t timeout_s;
    uint64_t runs_s;
} durations[] = {{1, 60}, {59, 60}, {60, 60}, {61, 61}, {65535, 65535}};

Test(target_failback, D5_the_clock_runs_from_the_failover_and_under_a_minute_means_one)
{
    for (size_t i = 0; i < sizeof durations / sizeof *durations; i++) {
        away(HF_FAILBACK_DURATION, durations[i].timeout_s);
        cr_assert_eq(state(), HF_TARGETS_AWAY);
        cr_assert_eq(rig.line.target_failback.deadline_us[0], (5 + durations[i].runs_s) * S);
    }
}

Test(target_failback, D5_a_timeout_of_0_stays_until_the_working_target_fails)
{
    away(HF_FAILBACK_DURATION, 0);
    cr_assert_eq(state(), HF_TARGETS_FIRST);
    rig_until(&rig, first()->deadline_us);
    cr_assert_eq(rig_sent_to(&rig), 12);
    rig_fail(&rig, HF_CAUSE_ICMP);
    cr_assert_eq(rig_sent_to(&rig), 11);
}

Test(target_failback, D6_at_the_moment_a_registration_pass_leaves_from_the_first)
{
    away(HF_FAILBACK_DURATION, 60);
    rig_until(&rig, 65 * S);
    cr_assert_eq(state(), HF_TARGETS_TRYING);
    cr_assert_eq(rig.last_send.purpose, HF_PURPOSE_REGISTER);
    cr_assert_eq(rig_sent_to(&rig), 11);
    cr_assert_not_null(rig_decision(&rig, HF_WHY_DURATION_OVER));
    cr_assert_eq(hf_line_status(&rig.line).target.address[3], 12, "in service meanwhile");
    rig_accept(&rig, 3600);
    cr_assert_eq(first()->working, 0);
    cr_assert_eq(state(), HF_TARGETS_FIRST);
}

Test(target_failback, D6_when_the_first_is_still_gone_the_clock_starts_anew)
{
    away(HF_FAILBACK_DURATION, 60);
    rig_until(&rig, 65 * S);
    rig_fail(&rig, HF_CAUSE_ICMP);
    cr_assert_eq(rig_sent_to(&rig), 12);
    rig_accept(&rig, 3600);
    cr_assert_eq(state(), HF_TARGETS_AWAY);
    cr_assert_eq(rig.line.target_failback.deadline_us[0], 125 * S);
}

Test(target_failback, D5_a_refresh_meanwhile_stays_and_moves_no_clock)
{
    away(HF_FAILBACK_DURATION, 3600);
    rig.line.registrations[0].deadline_us = 100 * S;
    rig_until(&rig, 100 * S);
    cr_assert_eq(rig_sent_to(&rig), 12);
    rig_accept(&rig, 3600);
    cr_assert_eq(rig.line.target_failback.deadline_us[0], 3605 * S);
}

Test(target_failback, D3_the_clock_is_the_answers_ttl)
{
    away_by_ttl(300);
    cr_assert_eq(state(), HF_TARGETS_AWAY);
    cr_assert_eq(rig.line.target_failback.deadline_us[0], 305 * S);
    cr_assert_not_null(rig_decision(&rig, HF_WHY_TTL_RUNS));
}

Test(target_failback, D10_a_ttl_of_0_counts_as_one_second)
{
    away_by_ttl(0);
    cr_assert_eq(rig.line.target_failback.deadline_us[0], 6 * S);
    rig_until(&rig, 6 * S);
    cr_assert_eq(state(), HF_TARGETS_TRYING);
    cr_assert_eq(first()->state, HF_REGISTRATION_REGISTERING);
}

Test(target_failback, D8_during_a_call_it_is_remembered_and_done_when_the_last_one_ends)
{
    away(HF_FAILBACK_DURATION, 60);
    rig.config.failback_when = HF_WHEN_IDLE;
    rig.line.config.failback_when = HF_WHEN_IDLE;
    rig_call(&rig, HF_EVENT_CALL_ARRIVED, 7);
    rig_call(&rig, HF_EVENT_CALL_ARRIVED, 8);
    rig_until(&rig, 65 * S);
    cr_assert_eq(state(), HF_TARGETS_DUE);
    cr_assert_eq(rig_count(&rig, HF_ACTION_SEND), 0);
    rig.line.registrations[0].deadline_us = 70 * S;
    rig_until(&rig, 70 * S);
    cr_assert_eq(rig_sent_to(&rig), 12, "refreshes stay");
    rig_accept(&rig, 3600);
    rig_call(&rig, HF_EVENT_CALL_ENDED, 7);
    cr_assert_eq(rig_count(&rig, HF_ACTION_SEND), 0);
    rig_call(&rig, HF_EVENT_CALL_ENDED, 8);
    cr_assert_eq(rig_sent_to(&rig), 11);
    cr_assert_not_null(rig_decision(&rig, HF_WHY_LINE_IDLE));
}

Test(target_failback, D8_a_call_that_does_not_end_holds_it_up_to_the_idle_limit)
{
    away(HF_FAILBACK_DURATION, 60);
    rig.line.config.failback_when = HF_WHEN_IDLE;
    rig.line.config.idle_limit_s = 600;
    rig_call(&rig, HF_EVENT_CALL_ARRIVED, 7);
    rig_until(&rig, 65 * S);
    cr_assert_eq(rig.line.target_failback.deadline_us[0], 665 * S);
    rig_until(&rig, 665 * S);
    cr_assert_eq(rig_sent_to(&rig), 11);
    cr_assert_not_null(rig_decision(&rig, HF_WHY_IDLE_LIMIT_OVER));
}

Test(target_failback, D8_no_limit_waits_for_the_end_alone)
{
    away(HF_FAILBACK_DURATION, 60);
    rig.line.config.failback_when = HF_WHEN_IDLE;
    rig.line.config.idle_limit_s = 0;
    rig_call(&rig, HF_EVENT_CALL_ARRIVED, 7);
    rig_until(&rig, 65 * S);
    cr_assert_eq(state(), HF_TARGETS_DUE);
    cr_assert_eq(rig.line.target_failback.deadline_us[0], HF_NEVER);
}

Test(target_failback, D8_any_time_is_any_time)
{
    away(HF_FAILBACK_DURATION, 60);
    rig_call(&rig, HF_EVENT_CALL_ARRIVED, 7);
    rig_until(&rig, 65 * S);
    cr_assert_eq(rig_sent_to(&rig), 11);
}

Test(target_failback, C11_jitter_makes_the_moment_only_later)
{
    uint64_t least_us = HF_NEVER, most_us = 0;

    for (uint64_t seed = 1; seed <= 100; seed++) {
        uint64_t after_us;
        rig_init_servers(&rig, 1);
        rig_two_targets(&rig, 1);
        rig.config.jitter_percent = 10;
        rig.config.servers[0].failback_mode = HF_FAILBACK_DURATION;
        rig.config.servers[0].failback_timeout_s = 1000;
        rig_event(&rig, HF_EVENT_CONFIGURED)->u.configured = (struct hf_configured){
            .config = &rig.config, .seed = seed};
        rig_step(&rig);
        rig_fact(&rig, HF_EVENT_STARTED);
        rig_answer_pairs(&rig);
        rig_fail(&rig, HF_CAUSE_ICMP);
        rig_accept(&rig, 3600);
        after_us = rig.line.target_failback.deadline_us[0];
        least_us = after_us < least_us ? after_us : least_us;
        most_us = after_us > most_us ? after_us : most_us;
    }
    cr_assert(least_us >= 1000 * S && least_us < 1010 * S);
    cr_assert(most_us <= 1100 * S && most_us > 1090 * S);
}

Test(target_failback, D11_the_way_back_between_targets_is_each_servers_own)
{
    rig_init_servers(&rig, 2);
    rig.config.mode = HF_MODE_CONCURRENT;
    rig_two_targets(&rig, 1);
    rig_two_targets(&rig, 2);
    rig.config.servers[1].failback_mode = HF_FAILBACK_DURATION;
    rig.config.servers[1].failback_timeout_s = 60;
    rig_begin(&rig);
    rig_fail(&rig, HF_CAUSE_ICMP); /* server 2's first target */
    rig_accept(&rig, 3600);
    cr_assert_eq(rig.line.target_failback.state[1], HF_TARGETS_AWAY);
    cr_assert_eq(rig.line.target_failback.state[0], HF_TARGETS_FIRST);
}

/* B13: a proxy's own setting is the proxy's, also where it is 0; the server's counts where it has
 * none. */
Test(target_failback, D5_a_proxys_own_duration_counts)
{
    static const int32_t own_s[] = {HF_AS_SERVER, 0, 120};
    static const uint64_t after_s[] = {60, 0, 120};

    for (size_t i = 0; i < 3; i++) {
        struct hf_server_config *server = &rig.config.servers[0];

        rig_init_servers(&rig, 1);
        server->failback_mode = HF_FAILBACK_DURATION;
        server->failback_timeout_s = 60;
        server->n_proxies = 1;
        server->proxies[0].failback_timeout_s = own_s[i];
        cr_assert_eq(hf_config_name(&rig.config, &server->proxies[0].host, "pair.example", 12),
                     HF_OK);
        rig.config.address_family = HF_ADDRESS_IPV4;
        rig_begin(&rig);
        rig_fail(&rig, HF_CAUSE_ICMP);
        rig_accept(&rig, 3600);
        cr_assert_eq(first()->working, 1);
        cr_assert_eq(rig.line.target_failback.deadline_us[0],
                     own_s[i] == 0 ? HF_NEVER : after_s[i] * S, "%d", own_s[i]);
    }
}
