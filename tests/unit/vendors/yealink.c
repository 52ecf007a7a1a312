/* SPDX-License-Identifier: Apache-2.0 */
/* Yealink's keys: default, least, greatest, one beyond, nonsense; the guide's example. */
#include "support.h"

#define A  "account.1."
#define S1 "account.1.sip_server.1."
#define S2 "account.1.sip_server.2."

static const struct key_case cases[] = {
    {S1 "port", "", "5060", HF_SETTING_PORT, 1, 0},
    {S1 "port", "0", "0", HF_SETTING_PORT, 1, 0},
    {S1 "port", "65535", "65535", HF_SETTING_PORT, 1, 0},
    {S1 "port", "65536", NULL, HF_SETTING_PORT, 1, 0},
    {S1 "port", "5060x", NULL, HF_SETTING_PORT, 1, 0},
    {S2 "port", "", "5060", HF_SETTING_PORT, 2, 0},
    {S2 "port", "1", "1", HF_SETTING_PORT, 2, 0},
    {S2 "port", "-5", NULL, HF_SETTING_PORT, 2, 0},
    {S1 "expires", "", "3600", HF_SETTING_EXPIRES, 1, 0},
    {S1 "expires", "30", "30", HF_SETTING_EXPIRES, 1, 1},
    {S1 "expires", "2147483647", "2147483647", HF_SETTING_EXPIRES, 1, 0},
    {S1 "expires", "29", NULL, HF_SETTING_EXPIRES, 1, 0},
    {S1 "expires", "2147483648", NULL, HF_SETTING_EXPIRES, 1, 0},
    {S1 "expires", "long", NULL, HF_SETTING_EXPIRES, 1, 0},
    {S2 "expires", "30", "30", HF_SETTING_EXPIRES, 2, 1},
    {S2 "expires", "29", NULL, HF_SETTING_EXPIRES, 2, 0},
    {S1 "retry_counts", "", "3", HF_SETTING_RETRY_COUNTS, 1, 0},
    {S1 "retry_counts", "0", "0", HF_SETTING_RETRY_COUNTS, 1, 0},
    {S1 "retry_counts", "20", "20", HF_SETTING_RETRY_COUNTS, 1, 0},
    {S1 "retry_counts", "21", NULL, HF_SETTING_RETRY_COUNTS, 1, 0},
    {S1 "retry_counts", "1e1", NULL, HF_SETTING_RETRY_COUNTS, 1, 0},
    {S2 "retry_counts", "20", "20", HF_SETTING_RETRY_COUNTS, 2, 0},
    {S2 "retry_counts", "21", NULL, HF_SETTING_RETRY_COUNTS, 2, 0},
    {A "retry_counts", "7", "7", HF_SETTING_RETRY_COUNTS, 2, 0},
    {S1 "invite_retry_counts", "", "as retry_counts", HF_SETTING_INVITE_RETRY_COUNTS, 1, 0},
    {S1 "invite_retry_counts", "1", "1", HF_SETTING_INVITE_RETRY_COUNTS, 1, 0},
    {S1 "invite_retry_counts", "10", "10", HF_SETTING_INVITE_RETRY_COUNTS, 1, 0},
    {S1 "invite_retry_counts", "11", NULL, HF_SETTING_INVITE_RETRY_COUNTS, 1, 0},
    {S1 "invite_retry_counts", "0", NULL, HF_SETTING_INVITE_RETRY_COUNTS, 1, 0},
    {A "transport", "", "udp", HF_SETTING_TRANSPORT, 1, 0},
    {A "transport", "0", "udp", HF_SETTING_TRANSPORT, 1, 0},
    {A "transport", "1", "tcp", HF_SETTING_TRANSPORT, 2, 0},
    {A "transport", "2", "tls", HF_SETTING_TRANSPORT, 1, 1},
    {A "transport", "3", "dns-naptr", HF_SETTING_TRANSPORT, 1, 1},
    {A "transport", "4", NULL, HF_SETTING_TRANSPORT, 1, 0},
    {A "transport", "tls", NULL, HF_SETTING_TRANSPORT, 1, 0},
    {S2 "transport_type", "2", "tls", HF_SETTING_TRANSPORT, 2, 1},
    {S2 "transport_type", "2", "udp", HF_SETTING_TRANSPORT, 1, 1},
    {S2 "transport_type", "4", NULL, HF_SETTING_TRANSPORT, 2, 0},
    {A "naptr_build", "", "udp", HF_SETTING_NAPTR_BUILD, 0, 0},
    {A "naptr_build", "1", "tls tcp", HF_SETTING_NAPTR_BUILD, 0, 1},
    {A "naptr_build", "2", NULL, HF_SETTING_NAPTR_BUILD, 0, 0},
    {A "naptr_build", "on", NULL, HF_SETTING_NAPTR_BUILD, 0, 0},
    {A "fallback.redundancy_type", "", "concurrent", HF_SETTING_MODE, 0, 0},
    {A "fallback.redundancy_type", "0", "concurrent", HF_SETTING_MODE, 0, 0},
    {A "fallback.redundancy_type", "1", "successive", HF_SETTING_MODE, 0, 0},
    {A "fallback.redundancy_type", "2", NULL, HF_SETTING_MODE, 0, 0},
    {A "fallback.redundancy_type", "successive", NULL, HF_SETTING_MODE, 0, 0},
    {A "fallback.timeout", "", "120", HF_SETTING_FAILBACK_INTERVAL, 0, 0},
    {A "fallback.timeout", "10", "10", HF_SETTING_FAILBACK_INTERVAL, 0, 1},
    {A "fallback.timeout", "2147483647", "2147483647", HF_SETTING_FAILBACK_INTERVAL, 0, 1},
    {A "fallback.timeout", "9", NULL, HF_SETTING_FAILBACK_INTERVAL, 0, 0},
    {A "fallback.timeout", "2147483648", NULL, HF_SETTING_FAILBACK_INTERVAL, 0, 0},
    {A "fallback.timeout", "2 min", NULL, HF_SETTING_FAILBACK_INTERVAL, 0, 0},
    {S1 "failback_mode", "", "new_requests", HF_SETTING_FAILBACK_MODE, 1, 0},
    {S1 "failback_mode", "0", "new_requests", HF_SETTING_FAILBACK_MODE, 1, 0},
    {S1 "failback_mode", "1", "dns_ttl", HF_SETTING_FAILBACK_MODE, 1, 1},
    {S1 "failback_mode", "2", "registration", HF_SETTING_FAILBACK_MODE, 1, 1},
    {S1 "failback_mode", "3", "duration", HF_SETTING_FAILBACK_MODE, 1, 1},
    {S1 "failback_mode", "4", NULL, HF_SETTING_FAILBACK_MODE, 1, 0},
    {S1 "failback_mode", "duration", NULL, HF_SETTING_FAILBACK_MODE, 1, 0},
    {S2 "failback_mode", "3", "duration", HF_SETTING_FAILBACK_MODE, 2, 1},
    {S1 "failback_timeout", "", "3600", HF_SETTING_FAILBACK_TIMEOUT, 1, 0},
    {S1 "failback_timeout", "60", "60", HF_SETTING_FAILBACK_TIMEOUT, 1, 1},
    {S1 "failback_timeout", "1", "60", HF_SETTING_FAILBACK_TIMEOUT, 1, 1},
    {S1 "failback_timeout", "59", "60", HF_SETTING_FAILBACK_TIMEOUT, 1, 1},
    {S1 "failback_timeout", "0", "0", HF_SETTING_FAILBACK_TIMEOUT, 1, 1},
    {S1 "failback_timeout", "65535", "65535", HF_SETTING_FAILBACK_TIMEOUT, 1, 1},
    {S1 "failback_timeout", "65536", NULL, HF_SETTING_FAILBACK_TIMEOUT, 1, 0},
    {S1 "failback_timeout", "-1", NULL, HF_SETTING_FAILBACK_TIMEOUT, 1, 0},
    {S1 "register_on_enable", "", "off", HF_SETTING_REGISTER_ON_ENABLE, 1, 0},
    {S1 "register_on_enable", "1", "on", HF_SETTING_REGISTER_ON_ENABLE, 1, 1},
    {S1 "register_on_enable", "2", NULL, HF_SETTING_REGISTER_ON_ENABLE, 1, 0},
    {S1 "only_signal_with_registered", "", "off", HF_SETTING_ONLY_SIGNAL_WITH_REGISTERED, 1, 0},
    {S1 "only_signal_with_registered", "1", "on", HF_SETTING_ONLY_SIGNAL_WITH_REGISTERED, 1, 1},
    {S1 "only_signal_with_registered", "2", NULL, HF_SETTING_ONLY_SIGNAL_WITH_REGISTERED, 1, 0},
    {A "reg_fail_retry_interval", "", "30", HF_SETTING_RETRY_MAX, 0, 0},
    {A "reg_fail_retry_interval", "0", "1", HF_SETTING_RETRY_BASE, 0, 1},
    {A "reg_fail_retry_interval", "1800", "1800", HF_SETTING_RETRY_BASE, 0, 0},
    {A "reg_fail_retry_interval", "1801", NULL, HF_SETTING_RETRY_BASE, 0, 0},
    {A "reg_failed_retry_min_time", "40", "60", HF_SETTING_RETRY_MAX, 0, 0},
    {A "reg_failed_retry_min_time", "40", "40", HF_SETTING_RETRY_BASE, 0, 0},
    {A "reg_failed_retry_min_time", "86401", NULL, HF_SETTING_RETRY_BASE, 0, 0},
    {A "reg_failed_retry_max_time", "300", "300", HF_SETTING_RETRY_MAX, 0, 0},
    {A "reg_failed_retry_max_time", "300", "30", HF_SETTING_RETRY_BASE, 0, 0},
    {A "reg_failed_retry_max_time", "20", "30", HF_SETTING_RETRY_MAX, 0, 1},
    {A "reg_failed_retry_max_time", "-1", NULL, HF_SETTING_RETRY_MAX, 0, 0},
    {"sip.timer_t1", "", "500", HF_SETTING_T1, 0, 0},
    {"sip.timer_t1", "0.5", "500", HF_SETTING_T1, 0, 0},
    {"sip.timer_t1", "0.05", "50", HF_SETTING_T1, 0, 1},
    {"sip.timer_t1", "0.010", "10", HF_SETTING_T1, 0, 1},
    {"sip.timer_t1", "0.009", NULL, HF_SETTING_T1, 0, 0},
    {"sip.timer_t1", "10.001", NULL, HF_SETTING_T1, 0, 0},
    {"sip.timer_t1", "0.5s", NULL, HF_SETTING_T1, 0, 0},
    {"sip.timer_t1", "0.0505", NULL, HF_SETTING_T1, 0, 0},
    {"sip.timer_t2", "40", "40000", HF_SETTING_T2, 0, 0},
    {"sip.timer_t2", "40.1", NULL, HF_SETTING_T2, 0, 0},
    {"sip.timer_t2", "1", "1000", HF_SETTING_T2, 0, 1},
    {"sip.timer_t4", "60", "60000", HF_SETTING_T4, 0, 0},
    {"sip.timer_t4", "61", NULL, HF_SETTING_T4, 0, 0},
    {"sip.reg_surge_prevention", "60", "60", HF_SETTING_START_SPREAD, 0, 0},
    {"sip.reg_surge_prevention", "61", NULL, HF_SETTING_START_SPREAD, 0, 0},
    {A "nat.udp_update_enable", "", "30", HF_SETTING_KEEPALIVE, 0, 0},
    {A "nat.udp_update_enable", "0", "0", HF_SETTING_KEEPALIVE, 0, 0},
    {A "nat.udp_update_enable", "1", "30", HF_SETTING_KEEPALIVE, 0, 0},
    {A "nat.udp_update_enable", "2", "30", HF_SETTING_KEEPALIVE, 0, 1},
    {A "nat.udp_update_enable", "3", "30", HF_SETTING_KEEPALIVE, 0, 1},
    {A "nat.udp_update_enable", "4", NULL, HF_SETTING_KEEPALIVE, 0, 0},
    {A "nat.udp_update_enable", "on", NULL, HF_SETTING_KEEPALIVE, 0, 0},
    {A "nat.udp_update_time", "15", "15", HF_SETTING_KEEPALIVE, 0, 0},
    {A "nat.udp_update_time", "14", NULL, HF_SETTING_KEEPALIVE, 0, 0},
    {A "nat.udp_update_time", "86400", "86400", HF_SETTING_KEEPALIVE, 0, 0},
    {A "nat.udp_update_time", "2147483647", "86400", HF_SETTING_KEEPALIVE, 0, 1},
    {A "nat.udp_update_time", "2147483648", NULL, HF_SETTING_KEEPALIVE, 0, 0},
    {A "static_cache_pri", "1", "on", HF_SETTING_STATIC_FIRST, 0, 1},
    {A "static_cache_pri", "2", NULL, HF_SETTING_STATIC_FIRST, 0, 0},
    {A "enable", "2", NULL, 0, 0, 0},
    {A "enable", "yes", NULL, 0, 0, 0},
    {A "expires", "", "3600", HF_SETTING_EXPIRES, 1, 0},
    {A "expires", "600", "600", HF_SETTING_EXPIRES, 2, 0},
    {A "expires", "29", NULL, HF_SETTING_EXPIRES, 1, 0},
    {A "expires", "2147483648", NULL, HF_SETTING_EXPIRES, 1, 0},
    {A "sip_server_port", "", "5060", HF_SETTING_PORT, 1, 0},
    {A "sip_server_port", "0", "0", HF_SETTING_PORT, 1, 0},
    {A "sip_server_port", "65535", "65535", HF_SETTING_PORT, 1, 0},
    {A "sip_server_port", "65535", "5060", HF_SETTING_PORT, 2, 0},
    {A "sip_server_port", "65536", NULL, HF_SETTING_PORT, 1, 0},
    {A "sip_server_port", "sip", NULL, HF_SETTING_PORT, 1, 0},
    {A "retry_counts", "20", "20", HF_SETTING_RETRY_COUNTS, 1, 0},
    {A "retry_counts", "21", NULL, HF_SETTING_RETRY_COUNTS, 1, 0},
    {A "retry_counts", "-1", NULL, HF_SETTING_RETRY_COUNTS, 1, 0},
    {A "failback_mode", "", "new_requests", HF_SETTING_FAILBACK_MODE, 1, 0},
    {A "failback_mode", "4", NULL, HF_SETTING_FAILBACK_MODE, 1, 0},
    {A "failback_mode", "DNSTTL", NULL, HF_SETTING_FAILBACK_MODE, 1, 0},
    {A "outbound_proxy_enable", "2", NULL, 0, 0, 0},
    {A "outbound_port", "65536", NULL, 0, 0, 0},
    {A "backup_outbound_port", "-1", NULL, 0, 0, 0},
    {A "sip_server.2.outbound_proxy_enable", "on", NULL, 0, 0, 0},
    {A "reg_failed_retry_min_time", "x", NULL, HF_SETTING_RETRY_MAX, 0, 0},
    {A "reg_failed_retry_min_time", "-1", NULL, HF_SETTING_RETRY_MAX, 0, 0},
    {A "reg_failed_retry_max_time", "86401", NULL, HF_SETTING_RETRY_MAX, 0, 0},
    {A "reg_fail_retry_interval", "-1", NULL, HF_SETTING_RETRY_BASE, 0, 0},
    {A "reg_fail_retry_interval", "30s", NULL, HF_SETTING_RETRY_BASE, 0, 0},
    {"sip.reg_surge_prevention", "", "0", HF_SETTING_START_SPREAD, 0, 0},
    {"sip.reg_surge_prevention", "-1", NULL, HF_SETTING_START_SPREAD, 0, 0},
    {"sip.timer_t2", "", "4000", HF_SETTING_T2, 0, 0},
    {"sip.timer_t2", "fast", NULL, HF_SETTING_T2, 0, 0},
    {"sip.timer_t4", "", "5000", HF_SETTING_T4, 0, 0},
    {"sip.timer_t4", "0.009", NULL, HF_SETTING_T4, 0, 0},
    {"sip.timer_t4", "-5", NULL, HF_SETTING_T4, 0, 0},
    {A "static_cache_pri", "", "off", HF_SETTING_STATIC_FIRST, 0, 0},
    {A "static_cache_pri", "on", NULL, HF_SETTING_STATIC_FIRST, 0, 0},
    {A "nat.udp_update_time", "", "30", HF_SETTING_KEEPALIVE, 0, 0},
    {A "nat.udp_update_time", "soon", NULL, HF_SETTING_KEEPALIVE, 0, 0},
};

/* Keys that have no field here: what a phone does from the factory, what is said of another value,
 * and what is refused. */
static const struct noted_case {
    const char *key, *factory, *other, *beyond, *rule;
} noted[] = {
    {S1 "failback_subscribe.enable", "0", "1", "2", "E12"},
    {S2 "failback_subscribe.enable", "0", "1", "-1", "E12"},
    {A "outbound_proxy.2.failback_subscribe.enable", "-1", "0", "-2", "E12"},
    {"sip.skip_redundant_failover_addr", "1", "0", "2", "A14"},
    {A "dns_cache_type", "1", "0", "-1", "B11"},
    {A "dns_cache_type", "1", "2", "3", "B11"},
    {"sip.dns_transport_type", "0", "1", "2", "B8a"},
    {"static.network.dns.query_timeout", "3", "65535", "65536", "B8a"},
    {"static.network.dns.retry_times", "2", "0", "-1", "B8a"},
    {A "register_expires_overlap", "-1", "1", "0", "C4"},
    {A "subscribe_expires_overlap", "-1", "2147483647", "2147483648", "C4"},
    {A "unregister_on_reboot", "0", "1", "2", "C8"},
    {A "subscribe_register", "0", "1", "2", "C4"},
    {A "redundancy_with_reg_fail.enable", "0", "1", "2", "A6"},
    {A "srv_ttl_timer_enable", "0", "1", "2", "D10"},
    {"sip.unreg_with_socket_close", "0", "1", "2", "C3a"},
    {"sip.use_out_bound_in_dialog", "0", "1", "2", "E5"},
    {"sip.send_keepalive_by_socket", "1", NULL, "2", NULL},
    {"static.network.dns.ttl_enable", "0", NULL, "2", NULL},
    {"static.network.dns.last_cache_expired.enable", "1", NULL, "2", NULL},
    {"static.network.dns.last_cache_expired", "3600", NULL, "-1", NULL},
};

static int read_noted(struct hf_phone_config *phone, const char *key, const char *value)
{
    char text[512];

    snprintf(text, sizeof(text), YEALINK_LINE "%s = %s\n", key, value);
    return read_text(phone, text);
}

Test(yealink, a_key_without_a_field_is_known_and_said_only_where_it_asks_for_something_else)
{
    for (size_t i = 0; i < sizeof(noted) / sizeof(noted[0]); i++) {
        const struct noted_case *c = &noted[i];
        const char *refused[] = {c->beyond, "nonsense"};
        struct hf_phone_config phone;

        cr_assert_eq(read_noted(&phone, c->key, c->factory), 0, "%s", c->key);
        cr_assert_eq(phone.n_remarks, 0u, "%s: %s", c->key, phone.remarks[0].text);
        cr_assert_eq(phone.unknown_keys, 0u, "%s", c->key);
        hf_phone_config_free(&phone);
        if (c->other != NULL) {
            cr_assert_eq(read_noted(&phone, c->key, c->other), 0, "%s", c->key);
            cr_assert_eq(phone.n_remarks, 1u, "%s", c->key);
            cr_assert_str_eq(phone.remarks[0].rule, c->rule, "%s", c->key);
            cr_assert_eq(phone.remarks[0].line, 5u);
            hf_phone_config_free(&phone);
        }
        for (size_t k = 0; k < 2; k++) {
            cr_assert_eq(read_noted(&phone, c->key, refused[k]), -1, "%s = %s is taken", c->key,
                         refused[k]);
            cr_assert_eq(phone.n_remarks, 1u, "%s = %s", c->key, refused[k]);
            cr_assert_not_null(remark_with(&phone, "allowed: "), "%s", phone.remarks[0].text);
            hf_phone_config_free(&phone);
        }
    }
}

Test(yealink, each_key_takes_its_range_and_refuses_the_rest)
{
    const char *before = YEALINK "account.1.user_name = 1001\n" S1 "address = 192.0.2.1\n" S2
                                 "address = 192.0.2.2\n";

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
        check_key_case(&cases[i], before, " = ", "");
}

Test(yealink, the_guides_example_loads_with_the_warnings_it_deserves)
{
    const char *path = HF_TESTS_DATA "/vendors/yealink-guide.cfg";
    struct hf_phone_config phone;
    const struct hf_config *config;

    cr_assert_eq(hf_vendors_read(&phone, &path, 1), 0);
    cr_assert_eq(phone.n_accounts, 1u);
    config = &phone.accounts[0].config;
    cr_assert_eq(config->n_servers, 2);
    cr_assert_eq(config->mode, HF_MODE_SUCCESSIVE);
    cr_assert_eq(config->servers[0].transport, HF_TRANSPORT_NAPTR);
    cr_assert_eq(config->servers[0].failback_mode, HF_FAILBACK_DURATION);
    cr_assert_eq(config->servers[0].failback_timeout_s, 120u);
    cr_assert_eq(config->servers[1].failback_mode, HF_FAILBACK_NEW_REQUESTS);
    cr_assert_eq(config->failback_when, HF_WHEN_IDLE);
    cr_assert_eq(config->failback_interval_s, 120u);
    cr_assert_eq(config->srv_order, HF_SRV_HEAVIEST_FIRST);
    cr_assert_eq(config->failover_other, 1);
    cr_assert_eq(phone.n_remarks, 3u);
    cr_assert_not_null(remark_with(&phone, "neither NAPTR nor SRV is asked"));
    cr_assert_eq(remark_with(&phone, "neither NAPTR nor SRV is asked")->line, 18u);
    cr_assert_not_null(remark_with(&phone, "192.168.1.15 is an address"));
    cr_assert_not_null(remark_with(&phone, "sip_server.2.failback_mode = 0: does nothing"));
    hf_phone_config_free(&phone);
}

Test(yealink, the_guides_example_can_run)
{
    const char *path = HF_TESTS_DATA "/vendors/yealink-guide.cfg";
    struct hf_phone_config phone;
    struct hf_refusal refusal;
    char text[512];

    cr_assert_eq(hf_vendors_read(&phone, &path, 1), 0);
    cr_assert_eq(hf_config_check(&phone.accounts[0].config, &refusal), 0);
    cr_assert(hf_account_runnable(&phone.accounts[0], text, sizeof(text)), "%s", text);
    phone.accounts[0].config.mode = HF_MODE_CONCURRENT;
    cr_assert(hf_account_runnable(&phone.accounts[0], text, sizeof(text)), "%s", text);
    hf_phone_config_free(&phone);
}

Test(yealink, D7_concurrent_mode_has_no_interval_and_successive_mode_probes)
{
    struct hf_phone_config phone;
    const struct hf_account *account;
    char key[96];

    cr_assert_eq(read_text(&phone, YEALINK_LINE), 0);
    account = &phone.accounts[0];
    cr_assert_eq(account->config.mode, HF_MODE_CONCURRENT);
    cr_assert_eq(account->config.failback_servers, HF_FAILBACK_NEVER);
    cr_assert_eq(account->origins[HF_SETTING_FAILBACK_SERVERS][0].file, 0u);
    hf_phone_config_free(&phone);
    cr_assert_eq(read_text(&phone, YEALINK_LINE "account.1.fallback.redundancy_type = 1\n"), 0);
    account = &phone.accounts[0];
    cr_assert_eq(account->config.failback_servers, HF_FAILBACK_PROBE);
    cr_assert_eq(account->origins[HF_SETTING_FAILBACK_SERVERS][0].line, 5u);
    hf_policy_key(account, HF_SETTING_FAILBACK_SERVERS, 0, key);
    cr_assert_str_eq(key, "account.1.fallback.redundancy_type");
    hf_phone_config_free(&phone);
}

Test(yealink, D8_modes_one_to_three_wait_for_an_idle_line)
{
    static const unsigned idle[] = {HF_WHEN_ANY, HF_WHEN_IDLE, HF_WHEN_IDLE, HF_WHEN_IDLE};

    for (unsigned mode = 0; mode < 4; mode++) {
        struct hf_phone_config phone;
        const struct hf_account *account;
        char text[256];

        snprintf(text, sizeof(text),
                 YEALINK_LINE "account.1.sip_server.2.address = pbx.example\n"
                              "account.1.sip_server.2.failback_mode = %u\n",
                 mode);
        cr_assert_eq(read_text(&phone, text), 0);
        account = &phone.accounts[0];
        cr_assert_eq(account->config.failback_when, idle[mode], "mode %u", mode);
        cr_assert_eq(account->config.idle_limit_s, 0u);
        cr_assert_eq(account->origins[HF_SETTING_FAILBACK_WHEN][0].line, mode == 0 ? 0u : 6u);
        hf_phone_config_free(&phone);
    }
}

Test(yealink, a_keepalive_that_is_off_has_no_interval)
{
    struct hf_phone_config phone;

    cr_assert_eq(read_text(&phone, YEALINK_LINE "account.1.nat.udp_update_enable = 0\n"
                                                "account.1.nat.udp_update_time = 60\n"),
                 0);
    cr_assert_eq(phone.accounts[0].config.keepalive_s, 0u);
    cr_assert_eq(phone.accounts[0].origins[HF_SETTING_KEEPALIVE][0].line, 5u);
    cr_assert_eq(remark_with(&phone, "does nothing")->line, 6u);
    hf_phone_config_free(&phone);
}

Test(yealink, what_no_key_says_is_as_the_phones_do)
{
    struct hf_phone_config phone;
    const struct hf_config *config;

    cr_assert_eq(read_text(&phone, YEALINK_LINE), 0);
    config = &phone.accounts[0].config;
    cr_assert_eq(config->jitter_percent, 0);
    cr_assert_eq(config->quarantine_s, 0u);
    cr_assert_eq(config->share_rests, 0);
    cr_assert_eq(config->unregister_old, 0);
    cr_assert_eq(config->contact_per_server, 0);
    cr_assert_eq(config->flap_damping, 0);
    cr_assert_eq(config->options_interval_s, 0u);
    cr_assert_eq(config->address_family, HF_ADDRESS_IPV4);
    cr_assert_eq(config->register_first, 0);
    cr_assert_eq(config->failover_other, 1);
    hf_phone_config_free(&phone);
}

Test(yealink, of_two_generations_of_a_key_the_later_one_counts)
{
    struct hf_phone_config phone;

    cr_assert_eq(read_text(&phone, YEALINK_LINE "account.1.sip_server.1.transport_type = 1\n"
                                                "account.1.transport = 2\n"),
                 0);
    cr_assert_eq(phone.accounts[0].config.servers[0].transport, HF_TRANSPORT_TLS);
    cr_assert_eq(phone.accounts[0].origins[HF_SETTING_TRANSPORT][1].line, 6u);
    cr_assert_not_null(remark_with(&phone, "transport_type = 1: does not count"));
    hf_phone_config_free(&phone);
    cr_assert_eq(read_text(&phone, YEALINK_LINE "account.1.transport = 2\n"
                                                "account.1.sip_server.1.transport_type = 1\n"),
                 0);
    cr_assert_eq(phone.accounts[0].config.servers[0].transport, HF_TRANSPORT_TCP);
    hf_phone_config_free(&phone);
}

Test(yealink, a_generation_that_comes_in_a_later_file_counts_for_both_servers)
{
    const char *paths[] = {HF_TESTS_DATA "/vendors/yealink-newer.cfg",
                           HF_TESTS_DATA "/vendors/yealink-older.cfg"};
    const char *turned[] = {paths[1], paths[0]};
    struct hf_phone_config phone;

    cr_assert_eq(hf_vendors_read(&phone, paths, 2), 0);
    for (unsigned server = 1; server <= 2; server++) {
        const struct hf_server_config *entry = &phone.accounts[0].config.servers[server - 1];

        cr_assert_eq(entry->transport, HF_TRANSPORT_TLS);
        cr_assert_eq(entry->failback_mode, HF_FAILBACK_REGISTRATION);
        cr_assert_eq(entry->retry_counts, 7);
        cr_assert_eq(entry->expires_s, 700u);
        cr_assert_eq(phone.accounts[0].origins[HF_SETTING_TRANSPORT][server].file, 2u);
    }
    cr_assert_not_null(remark_with(&phone, "sip_server.1.transport_type = 1: does not count"));
    cr_assert_not_null(remark_with(&phone, "sip_server.2.transport_type = 1: does not count"));
    hf_phone_config_free(&phone);
    cr_assert_eq(hf_vendors_read(&phone, turned, 2), 0);
    cr_assert_eq(phone.accounts[0].config.servers[1].transport, HF_TRANSPORT_TCP);
    cr_assert_eq(phone.accounts[0].config.servers[1].retry_counts, 5);
    cr_assert_not_null(remark_with(&phone, "account.1.transport = 2: does not count for server 1"));
    hf_phone_config_free(&phone);
}

Test(yealink, the_oldest_keys_name_a_server)
{
    struct hf_phone_config phone;

    cr_assert_eq(read_text(&phone, YEALINK "account.2.enable = 1\naccount.2.user_name = a\n"
                                           "account.2.sip_server_host = 192.0.2.7\n"
                                           "account.2.sip_server_port = 5070\n"
                                           "account.2.sip_server.2.address = 192.0.2.8\n"),
                 0);
    cr_assert_eq(phone.n_remarks, 0u);
    cr_assert_eq(phone.accounts[0].config.n_servers, 2);
    cr_assert_eq(phone.accounts[0].config.servers[0].port, 5070);
    cr_assert_eq(phone.accounts[0].config.servers[1].port, 5060);
    hf_phone_config_free(&phone);
    cr_assert_eq(read_text(&phone, YEALINK_LINE "account.1.sip_server_host = 192.0.2.7\n"
                                                "account.1.sip_server_port = 5070\n"),
                 0);
    cr_assert_eq(phone.accounts[0].config.servers[0].port, 5070);
    cr_assert_not_null(remark_with(&phone, "sip_server.1.address = 192.0.2.1: does not count"));
    hf_phone_config_free(&phone);
}

Test(yealink, a_second_server_alone_becomes_the_first)
{
    struct hf_phone_config phone;

    cr_assert_eq(read_text(&phone, YEALINK "account.7.enable = 1\naccount.7.user_name = a\n"
                                           "account.7.sip_server.2.address = 192.0.2.2\n"
                                           "account.7.sip_server.2.port = 5099\n"),
                 0);
    cr_assert_eq(phone.n_accounts, 1u);
    cr_assert_eq(phone.accounts[0].number, 7u);
    cr_assert_eq(phone.accounts[0].config.n_servers, 1);
    cr_assert_eq(phone.accounts[0].config.servers[0].port, 5099);
    cr_assert_not_null(remark_with(&phone, "server 1 has no address"));
    hf_phone_config_free(&phone);
}

Test(yealink, an_enabled_account_without_a_server_is_said)
{
    struct hf_phone_config phone;

    cr_assert_eq(read_text(&phone, YEALINK "account.3.enable = 1\n"), 0);
    cr_assert_eq(phone.n_accounts, 0u);
    cr_assert_not_null(remark_with(&phone, "account.3.enable = 1: the account has no server"));
    hf_phone_config_free(&phone);
}

Test(yealink, a_key_that_counts_for_one_server_is_said_not_to_count_for_the_other)
{
    struct hf_phone_config phone;

    cr_assert_eq(read_text(&phone, YEALINK_LINE "account.1.sip_server.2.address = 192.0.2.2\n"
                                                "account.1.transport = 2\n"
                                                "account.1.sip_server.1.transport_type = 0\n"),
                 0);
    cr_assert_eq(phone.accounts[0].config.servers[0].transport, HF_TRANSPORT_UDP);
    cr_assert_eq(phone.accounts[0].config.servers[1].transport, HF_TRANSPORT_TLS);
    cr_assert_not_null(remark_with(&phone, "account.1.transport = 2: does not count for server 1: "
                                           "sip_server.1.transport_type means the same there"));
    cr_assert_null(remark_with(&phone, "for server 2"));
    hf_phone_config_free(&phone);
}

Test(yealink, a_value_in_a_message_is_printable_and_whole)
{
    struct hf_phone_config phone;
    const struct hf_remark *remark;

    cr_assert_eq(read_text(&phone, YEALINK_LINE "account.1.sip_server.1.expires = 600\n"
                                                "account.1.expires = \x1B[31m700\n"),
                 -1);
    remark = remark_with(&phone, "does not count");
    cr_assert_not_null(remark);
    cr_assert_null(strchr(remark->text, '\x1B'));
    cr_assert_not_null(strstr(remark->text, "with ?[31m700"), "%s", remark->text);
    hf_phone_config_free(&phone);
}

Test(yealink, a_timer_below_the_vendors_range_is_taken_and_the_range_is_said)
{
    struct hf_phone_config phone;

    cr_assert_eq(read_text(&phone, YEALINK_LINE "sip.timer_t1 = 0.49\nsip.timer_t2 = 1\n"
                                                "sip.timer_t4 = 2.4\n"),
                 0);
    cr_assert_eq(phone.accounts[0].config.t1_ms, 490u);
    cr_assert_not_null(remark_with(&phone, "vendor's range of 0.5 to 10 seconds"));
    cr_assert_not_null(remark_with(&phone, "vendor's range of 2.0 to 40 seconds"));
    cr_assert_not_null(remark_with(&phone, "vendor's range of 2.5 to 60 seconds"));
    hf_phone_config_free(&phone);
}
