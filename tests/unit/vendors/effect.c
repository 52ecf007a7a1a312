/* SPDX-License-Identifier: Apache-2.0 */
/* Policies in seconds, against the guides' own numbers. */
#include "support.h"

static void effect_of(const char *text, struct hf_effect *effect)
{
    struct hf_phone_config phone;

    cr_assert_eq(read_text(&phone, text), 0);
    cr_assert_eq(phone.n_accounts, 1u);
    hf_policy_effect(&phone.accounts[0].config, effect);
    hf_phone_config_free(&phone);
}

Test(effect, the_guides_defaults_leave_a_silent_primary_after_seven_and_a_half_seconds)
{
    struct hf_effect effect;

    effect_of(FANVIL_LINE "SIP1 Backup Addr:192.0.2.2\n" FANVIL_END, &effect);
    cr_assert_eq(effect.register_leave_ms[0], 7500u);
    cr_assert_eq(effect.last_ms, 32000u);
    cr_assert_eq(effect.pass_ms, 39500u);
    cr_assert_eq(effect.longest_ms, 79000u);
    cr_assert_eq(effect.refresh_ms[0], 3600000u - 79000u - 2000u);
    cr_assert_eq(effect.refresh_ms[1], 3600000u - 79000u - 2000u);
    cr_assert_eq(effect.again_ms, 0u);
    cr_assert_eq(effect.probe_ms, 1800000u);
    cr_assert_eq(effect.found_ms, 1804000u);
    cr_assert_eq(effect.pass_fits, 1);
}

Test(effect, retry_counts_of_zero_leaves_after_t1)
{
    struct hf_effect effect;

    effect_of(FANVIL_LINE "SIP1 Backup Addr:192.0.2.2\nSIP1 Signal Retry Counts:0\n" FANVIL_END,
              &effect);
    cr_assert_eq(effect.register_leave_ms[0], 500u);
    effect_of(FANVIL_LINE "SIP1 Signal Retry Counts:0\n" FANVIL_END, &effect);
    cr_assert_eq(effect.register_leave_ms[0], 32000u, "A4: there is nobody else");
    cr_assert_eq(effect.call_leave_ms[0], 32000u);
    cr_assert_eq(effect.pass_ms, 32000u);
    cr_assert_eq(effect.probe_ms, 0u);
}

Test(effect, a_budget_is_never_longer_than_64_t1)
{
    struct hf_effect effect;

    effect_of(FANVIL_LINE "SIP1 Backup Addr:192.0.2.2\nSIP1 Signal Retry Counts:20\n" FANVIL_END,
              &effect);
    cr_assert_eq(effect.register_leave_ms[0], 32000u);
}

Test(effect, intervals_are_capped_at_t2)
{
    struct hf_effect effect;

    effect_of(FANVIL_LINE "SIP1 Backup Addr:192.0.2.2\nSIP1 Signal Retry Counts:4\n" FANVIL_END,
              &effect);
    cr_assert_eq(effect.register_leave_ms[0], 500u + 1000u + 2000u + 4000u + 4000u);
}

Test(effect, connecting_has_four_seconds)
{
    struct hf_effect effect;

    effect_of(
        FANVIL_LINE
        "SIP1 Backup Addr:192.0.2.2\nSIP1 Transport:1\nSIP1 Signal Retry Counts:0\n" FANVIL_END,
        &effect);
    cr_assert_eq(effect.register_leave_ms[0], 4000u);
}

Test(effect, without_failback_nothing_is_probed)
{
    struct hf_effect effect;

    effect_of(FANVIL_LINE "SIP1 Backup Addr:192.0.2.2\nSIP1 Enable Failback:0\n" FANVIL_END,
              &effect);
    cr_assert_eq(effect.probe_ms, 0u);
}

Test(effect, a_pass_that_outlasts_half_the_expiry_does_not_fit)
{
    struct hf_effect effect;

    effect_of(FANVIL_LINE "SIP1 Backup Addr:192.0.2.2\nSIP1 Backup TTL:60\n" FANVIL_END, &effect);
    cr_assert_eq(effect.pass_fits, 0);
}

#define NAMED                                                                                      \
    YEALINK "account.1.enable = 1\naccount.1.user_name = a\n"                                      \
            "account.1.sip_server.1.address = pbx.example.com\n"
#define BACKUP "account.1.sip_server.2.address = 192.0.2.2\n"

Test(effect, a_name_puts_its_resolution_before_a_pass)
{
    struct hf_effect effect;

    effect_of(NAMED BACKUP "account.1.fallback.redundancy_type = 1\n", &effect);
    cr_assert_eq(effect.register_leave_ms[0], 7500u);
    cr_assert_eq(effect.longest_ms, 89000u);
    cr_assert_eq(effect.refresh_ms[0], 3600000u - 89000u - 2000u);
    cr_assert_eq(effect.probe_ms, 120000u);
    cr_assert_eq(effect.found_ms, 124000u);
}

Test(effect, in_concurrent_mode_each_server_is_refreshed_by_itself)
{
    struct hf_effect effect;

    effect_of(NAMED BACKUP "account.1.sip_server.2.expires = 600\n", &effect);
    cr_assert_eq(effect.refresh_ms[0], 3600000u - 49500u - 2000u);
    cr_assert_eq(effect.refresh_ms[1], 600000u - 39500u - 2000u);
    cr_assert_eq(effect.pass_fits, 1);
    cr_assert_eq(effect.pass_ms, 32000u);
}

Test(effect, in_concurrent_mode_a_lost_server_comes_back_by_the_waits_of_registration)
{
    struct hf_effect effect;

    effect_of(YEALINK_LINE BACKUP, &effect);
    cr_assert_eq(effect.probe_ms, 0u);
    cr_assert_eq(effect.again_ms, 30000u);
    cr_assert_eq(effect.found_ms, 34000u);
    effect_of(YEALINK_LINE BACKUP "account.1.reg_failed_retry_max_time = 600\n", &effect);
    cr_assert_eq(effect.again_ms, 600000u);
    effect_of(YEALINK_LINE, &effect);
    cr_assert_eq(effect.again_ms, 0u, "there is no other server");
    cr_assert_eq(effect.found_ms, 0u);
}

Test(effect, D7_a_probing_interval_bounds_the_waits_of_concurrent_mode)
{
    struct hf_config config;
    struct hf_effect effect;

    hf_config_init(&config);
    config.n_servers = 2;
    cr_assert_eq(hf_config_name(&config, &config.servers[0].host, "192.0.2.1", 9), 0);
    cr_assert_eq(hf_config_name(&config, &config.servers[1].host, "192.0.2.2", 9), 0);
    config.mode = HF_MODE_CONCURRENT;
    hf_policy_effect(&config, &effect);
    cr_assert_eq(effect.again_ms, 120000u, "failback_interval_s is less than retry_max_s");
    config.failback_servers = HF_FAILBACK_NEVER;
    hf_policy_effect(&config, &effect);
    cr_assert_eq(effect.again_ms, 300000u);
}

/* ---- calls ---- */

Test(effect, A5_an_invite_has_its_own_count)
{
    struct hf_effect effect;

    effect_of(YEALINK_LINE BACKUP "account.1.sip_server.1.invite_retry_counts = 1\n", &effect);
    /* C2: a registration has nobody else to go to in concurrent mode, a call has. */
    cr_assert_eq(effect.register_leave_ms[0], 32000u);
    cr_assert_eq(effect.call_leave_ms[0], 1500u);
    cr_assert_eq(effect.call_leave_ms[1], 7500u);
    /* A14: a pass that starts at the second ends at the first. */
    cr_assert_eq(effect.call_silent_ms, 7500u + 32000u);
}

Test(effect, A7_a_call_is_longest_when_each_says_100_at_the_last_moment)
{
    struct hf_effect effect;

    effect_of(YEALINK_LINE, &effect);
    cr_assert_eq(effect.call_silent_ms, 32000u);
    cr_assert_eq(effect.call_longest_ms, 32000u + 32000u + 7500u);
    effect_of(YEALINK_LINE BACKUP, &effect);
    cr_assert_eq(effect.call_longest_ms, 7500u + 32000u + 7500u + 32000u + 32000u + 7500u);
}

Test(effect, E2_registering_first_has_64_t1_together_with_the_call)
{
    struct hf_effect effect;

    effect_of(FANVIL_LINE "SIP1 Backup Addr:192.0.2.2\n" FANVIL_END, &effect);
    cr_assert_eq(effect.call_silent_ms, 7500u + 32000u);
    cr_assert_eq(effect.call_longest_ms, 2u * (32000u + 32000u + 7500u));
}

Test(effect, B8a_only_names_are_looked_up)
{
    struct hf_effect effect;

    effect_of(NAMED BACKUP, &effect);
    cr_assert_eq(effect.resolve_ms, 10000u);
    effect_of(YEALINK_LINE BACKUP, &effect);
    cr_assert_eq(effect.resolve_ms, 0u);
}

/* ---- native policies ---- */

static void name(struct hf_config *config, struct hf_name *host, const char *text)
{
    cr_assert_eq(hf_config_name(config, host, text, strlen(text)), 0);
}

static void start(struct hf_config *config, uint8_t n_servers)
{
    static const char *const hosts[] = {"192.0.2.1", "192.0.2.2", "192.0.2.3"};

    hf_config_init(config);
    config->n_servers = n_servers;
    config->jitter_percent = 0;
    for (uint8_t k = 0; k < n_servers; k++)
        name(config, &config->servers[k].host, hosts[k]);
}

static void add_proxies(struct hf_config *config)
{
    config->servers[0].n_proxies = 2;
    name(config, &config->servers[0].proxies[0].host, "198.51.100.1");
    name(config, &config->servers[0].proxies[1].host, "198.51.100.2");
}

Test(effect, B13_a_server_is_left_after_all_its_proxies)
{
    struct hf_config config;
    struct hf_effect effect;

    start(&config, 2);
    add_proxies(&config);
    config.servers[0].proxies[1].retry_counts = 0;
    hf_policy_effect(&config, &effect);
    cr_assert_eq(effect.register_leave_ms[0], 7500u + 500u);
    cr_assert_eq(effect.register_leave_ms[1], 7500u);
    cr_assert_eq(effect.pass_ms, 7500u + 7500u + 32000u, "it may end at the second proxy");
    cr_assert_eq(effect.longest_ms, 3u * 32000u + 7500u + 500u + 7500u);
    cr_assert_eq(effect.proxy_back_ms[0], 3604000u, "B13");
    cr_assert_eq(effect.proxy_back_ms[1], 0u);
    /* D1: the first proxy may come back while the second is tried, which is the last there. */
    cr_assert_eq(effect.found_ms, 120000u + 4000u + 32000u);
}

Test(effect, B13_in_concurrent_mode_a_pass_is_over_the_proxies_of_one_server)
{
    struct hf_config config;
    struct hf_effect effect;

    start(&config, 2);
    add_proxies(&config);
    config.mode = HF_MODE_CONCURRENT;
    hf_policy_effect(&config, &effect);
    cr_assert_eq(effect.pass_ms, 7500u + 32000u);
    cr_assert_eq(effect.register_leave_ms[0], 7500u + 32000u);
    cr_assert_eq(effect.register_leave_ms[1], 32000u);
    cr_assert_eq(effect.call_leave_ms[0], 7500u + 7500u);
    cr_assert_eq(effect.call_silent_ms, 7500u + 7500u + 32000u, "A14: a call tries all of them");
}

Test(effect, B13_a_proxys_own_name_is_looked_up_and_its_servers_is_not)
{
    struct hf_config config;
    struct hf_effect effect;

    start(&config, 1);
    name(&config, &config.servers[0].host, "pbx.example.com");
    add_proxies(&config);
    hf_policy_effect(&config, &effect);
    cr_assert_eq(effect.resolve_ms, 0u);
    name(&config, &config.servers[0].proxies[1].host, "proxy.example.com");
    hf_policy_effect(&config, &effect);
    cr_assert_eq(effect.resolve_ms, 10000u);
}

Test(effect, D1_each_better_server_has_its_turn_in_a_round)
{
    struct hf_config config;
    struct hf_effect effect;

    start(&config, 3);
    hf_policy_effect(&config, &effect);
    cr_assert_eq(effect.found_ms, 120000u + 4000u + 32000u);
    config.jitter_percent = 10; /* C11: only later */
    hf_policy_effect(&config, &effect);
    cr_assert_eq(effect.found_ms, 132000u + 4000u + 32000u);
    config.quarantine_s = 120; /* A10: it has rested when the next round comes */
    hf_policy_effect(&config, &effect);
    cr_assert_eq(effect.found_ms, 132000u + 4000u + 32000u);
    config.quarantine_s = 600; /* it wakes just after a round began without it */
    hf_policy_effect(&config, &effect);
    cr_assert_eq(effect.found_ms, 600000u + 32000u + 132000u + 4000u + 32000u);
    config.n_servers = 2; /* the round waits for the only one */
    hf_policy_effect(&config, &effect);
    cr_assert_eq(effect.found_ms, 600000u + 4000u);
}

Test(effect, C12_ten_tries_a_minute_at_one_server)
{
    struct hf_config config;
    struct hf_effect effect;

    start(&config, 2);
    config.quarantine_s = 0;
    config.failback_interval_s = 2;
    hf_policy_effect(&config, &effect);
    cr_assert_eq(effect.found_ms, 60000u - 9u * 2000u + 4000u);
    config.failback_interval_s = 6;
    hf_policy_effect(&config, &effect);
    cr_assert_eq(effect.found_ms, 6000u + 4000u);
}

Test(effect, D11_new_requests_find_the_first_server_at_the_refresh)
{
    struct hf_config config;
    struct hf_effect effect;

    start(&config, 2);
    config.failback_servers = HF_FAILBACK_NEW_REQUESTS;
    hf_policy_effect(&config, &effect);
    cr_assert_eq(effect.probe_ms, 0u);
    cr_assert_eq(effect.found_ms, effect.refresh_ms[1] + effect.pass_ms);
    config.quarantine_s = 7200; /* A10: a refresh leaves out what rests */
    hf_policy_effect(&config, &effect);
    cr_assert_eq(effect.found_ms, 7200000u + effect.refresh_ms[1] + effect.pass_ms);
    config.failback_servers = HF_FAILBACK_NEVER;
    hf_policy_effect(&config, &effect);
    cr_assert_eq(effect.found_ms, 0u);
}

Test(effect, A3_a_tiny_t1_leaves_four_seconds_to_connect)
{
    struct hf_config config;
    struct hf_effect effect;

    start(&config, 1);
    config.t1_ms = 10;
    config.servers[0].transport = HF_TRANSPORT_TCP;
    hf_policy_effect(&config, &effect);
    cr_assert_eq(effect.last_ms, 640u);
    cr_assert_eq(effect.pass_ms, 4000u);
}

Test(effect, B13_the_second_proxy_is_left_by_its_interval)
{
    struct hf_config config;
    struct hf_effect effect;

    start(&config, 1);
    add_proxies(&config);
    config.servers[0].proxies[1].failback_mode = HF_FAILBACK_DURATION; /* says nothing of it */
    config.servers[0].proxies[1].failback_timeout_s = 30;
    config.jitter_percent = 10;
    hf_policy_effect(&config, &effect);
    cr_assert_eq(effect.proxy_back_ms[0], 3600000u + 360000u + 4000u, "C11 makes it later");
    config.proxy_failback_interval_s = 60;
    hf_policy_effect(&config, &effect);
    cr_assert_eq(effect.proxy_back_ms[0], 70000u);
    config.failback_servers = HF_FAILBACK_NEW_REQUESTS;
    hf_policy_effect(&config, &effect);
    cr_assert_eq(effect.proxy_back_ms[0], effect.refresh_ms[0], "D11");
    config.mode = HF_MODE_CONCURRENT;
    hf_policy_effect(&config, &effect);
    cr_assert_eq(effect.proxy_back_ms[0], 70000u);
    config.failback_servers = HF_FAILBACK_NEVER;
    hf_policy_effect(&config, &effect);
    cr_assert_eq(effect.proxy_back_ms[0], 0u);
}

Test(effect, B10_an_address_more_has_its_own_time)
{
    struct hf_config config;
    struct hf_effect effect;

    start(&config, 2);
    hf_policy_effect(&config, &effect);
    cr_assert_eq(effect.address_leave_ms[0], 0u);
    name(&config, &config.servers[0].host, "pbx.example.com");
    hf_policy_effect(&config, &effect);
    cr_assert_eq(effect.address_leave_ms[0], 7500u);
    /* While the other one is tried, which is the last there, nothing is heard of the first. */
    cr_assert_eq(effect.address_found_ms[0], 32000u);
    cr_assert_eq(effect.address_fit_ms[0], 2u * (32000u + 7500u));
    cr_assert_eq(effect.address_leave_ms[1], 0u);
    config.quarantine_s = 600; /* A10: of two, one may rest while the other is tried */
    hf_policy_effect(&config, &effect);
    cr_assert_eq(effect.address_found_ms[0], 32000u + 120000u + 32000u);
}

Test(effect, C6_the_first_wait_is_half_of_twice_the_base)
{
    static const struct {
        uint32_t base_s, max_s, least_ms;
    } waits[] = {{30, 300, 30000}, {200, 300, 150000}, {30, 30, 30000}, {30, 60, 30000}};
    struct hf_config config;
    struct hf_effect effect;

    start(&config, 1);
    for (size_t i = 0; i < sizeof(waits) / sizeof(waits[0]); i++) {
        config.retry_base_s = waits[i].base_s;
        config.retry_max_s = waits[i].max_s;
        hf_policy_effect(&config, &effect);
        cr_assert_eq(effect.retry_least_ms, waits[i].least_ms, "case %zu", i);
        cr_assert_eq(effect.retry_most_ms, 1000 * waits[i].max_s, "case %zu", i);
    }
}
