/* SPDX-License-Identifier: Apache-2.0 */
/* B13: outbound proxies by Yealink's keys, in both generations, and what is the server's. */
#include "support.h"

#define A  "account.1."
#define P1 "account.1.outbound_proxy.1."
#define P2 "account.1.outbound_proxy.2."

#define PLACE(server, proxy) (HF_LINE_SERVERS + ((server)-1) * HF_SERVER_PROXIES + (proxy))

#define BY_PROXY                                                                                   \
    YEALINK_LINE A "sip_server.2.address = 192.0.2.2\n" A "outbound_proxy_enable = 1\n" P1         \
                   "address = sbc-1.example.net\n" P2 "address = sbc-2.example.net\n"

static const struct key_case cases[] = {
    {P1 "port", "", "5060", HF_SETTING_PORT, PLACE(1, 1), 0},
    {P1 "port", "1", "1", HF_SETTING_PORT, PLACE(2, 1), 0},
    {P1 "port", "65535", "65535", HF_SETTING_PORT, PLACE(1, 1), 0},
    {P1 "port", "65536", NULL, HF_SETTING_PORT, PLACE(1, 1), 0},
    {P1 "port", "-1", NULL, HF_SETTING_PORT, PLACE(1, 1), 0},
    {P2 "port", "5070", "5070", HF_SETTING_PORT, PLACE(1, 2), 0},
    {P2 "port", "sip", NULL, HF_SETTING_PORT, PLACE(1, 2), 0},
    {P1 "retry_counts", "", "as server", HF_SETTING_RETRY_COUNTS, PLACE(1, 1), 0},
    {P1 "retry_counts", "-1", "as server", HF_SETTING_RETRY_COUNTS, PLACE(1, 1), 0},
    {P1 "retry_counts", "0", "0", HF_SETTING_RETRY_COUNTS, PLACE(2, 1), 0},
    {P1 "retry_counts", "20", "20", HF_SETTING_RETRY_COUNTS, PLACE(1, 1), 0},
    {P1 "retry_counts", "21", NULL, HF_SETTING_RETRY_COUNTS, PLACE(1, 1), 0},
    {P1 "retry_counts", "-2", NULL, HF_SETTING_RETRY_COUNTS, PLACE(1, 1), 0},
    {P2 "retry_counts", "few", NULL, HF_SETTING_RETRY_COUNTS, PLACE(1, 2), 0},
    {P1 "invite_retry_counts", "", "as server", HF_SETTING_INVITE_RETRY_COUNTS, PLACE(1, 1), 0},
    {P1 "invite_retry_counts", "-1", "as server", HF_SETTING_INVITE_RETRY_COUNTS, PLACE(1, 1), 0},
    {P1 "invite_retry_counts", "1", "1", HF_SETTING_INVITE_RETRY_COUNTS, PLACE(1, 1), 0},
    {P2 "invite_retry_counts", "10", "10", HF_SETTING_INVITE_RETRY_COUNTS, PLACE(2, 2), 0},
    {P1 "invite_retry_counts", "0", NULL, HF_SETTING_INVITE_RETRY_COUNTS, PLACE(1, 1), 0},
    {P1 "invite_retry_counts", "11", NULL, HF_SETTING_INVITE_RETRY_COUNTS, PLACE(1, 1), 0},
    {P1 "failback_mode", "", "as server", HF_SETTING_FAILBACK_MODE, PLACE(1, 1), 0},
    {P1 "failback_mode", "-1", "as server", HF_SETTING_FAILBACK_MODE, PLACE(1, 1), 0},
    {P1 "failback_mode", "0", "new_requests", HF_SETTING_FAILBACK_MODE, PLACE(1, 1), 0},
    {P1 "failback_mode", "3", "duration", HF_SETTING_FAILBACK_MODE, PLACE(1, 1), 0},
    {P1 "failback_mode", "4", NULL, HF_SETTING_FAILBACK_MODE, PLACE(1, 1), 0},
    {P2 "failback_mode", "-2", NULL, HF_SETTING_FAILBACK_MODE, PLACE(1, 2), 0},
    {P1 "failback_timeout", "", "as server", HF_SETTING_FAILBACK_TIMEOUT, PLACE(1, 1), 0},
    {P1 "failback_timeout", "-1", "as server", HF_SETTING_FAILBACK_TIMEOUT, PLACE(1, 1), 0},
    {P1 "failback_timeout", "65536", NULL, HF_SETTING_FAILBACK_TIMEOUT, PLACE(1, 1), 0},
    {P1 "failback_timeout", "1", "60", HF_SETTING_FAILBACK_TIMEOUT, PLACE(1, 1), 1},
    {P1 "failback_timeout", "59", "60", HF_SETTING_FAILBACK_TIMEOUT, PLACE(1, 1), 1},
    {P1 "register_on_enable", "", "as server", HF_SETTING_REGISTER_ON_ENABLE, PLACE(1, 1), 0},
    {P1 "register_on_enable", "-1", "as server", HF_SETTING_REGISTER_ON_ENABLE, PLACE(1, 1), 0},
    {P1 "register_on_enable", "1", "on", HF_SETTING_REGISTER_ON_ENABLE, PLACE(1, 1), 0},
    {P1 "register_on_enable", "2", NULL, HF_SETTING_REGISTER_ON_ENABLE, PLACE(1, 1), 0},
    {P2 "register_on_enable", "yes", NULL, HF_SETTING_REGISTER_ON_ENABLE, PLACE(1, 2), 0},
    {P1 "only_signal_with_registered", "", "as server", HF_SETTING_ONLY_SIGNAL_WITH_REGISTERED,
     PLACE(1, 1), 0},
    {P1 "only_signal_with_registered", "0", "off", HF_SETTING_ONLY_SIGNAL_WITH_REGISTERED,
     PLACE(2, 1), 1},
    {P1 "only_signal_with_registered", "2", NULL, HF_SETTING_ONLY_SIGNAL_WITH_REGISTERED,
     PLACE(1, 1), 0},
    {P1 "failback_subscribe.enable", "-1", "5060", HF_SETTING_PORT, PLACE(1, 1), 0},
    {P1 "failback_subscribe.enable", "1", "5060", HF_SETTING_PORT, PLACE(1, 1), 1},
    {P1 "failback_subscribe.enable", "2", NULL, HF_SETTING_PORT, PLACE(1, 1), 0},
    {A "outbound_proxy_fallback_interval", "", "3600", HF_SETTING_PROXY_FAILBACK_INTERVAL, 0, 0},
    {A "outbound_proxy_fallback_interval", "0", "1", HF_SETTING_PROXY_FAILBACK_INTERVAL, 0, 1},
    {A "outbound_proxy_fallback_interval", "1", "1", HF_SETTING_PROXY_FAILBACK_INTERVAL, 0, 0},
    {A "outbound_proxy_fallback_interval", "65535", "65535", HF_SETTING_PROXY_FAILBACK_INTERVAL, 0,
     0},
    {A "outbound_proxy_fallback_interval", "65536", NULL, HF_SETTING_PROXY_FAILBACK_INTERVAL, 0, 0},
    {A "outbound_proxy_fallback_interval", "1h", NULL, HF_SETTING_PROXY_FAILBACK_INTERVAL, 0, 0},
    {A "sip_server.1.outbound_proxy_enable", "2", NULL, 0, 0, 0},
};

Test(yealink_proxies, each_key_takes_its_range_and_refuses_the_rest)
{
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
        check_key_case(&cases[i], BY_PROXY, " = ", "");
}

Test(yealink_proxies, B13_every_server_has_them_with_its_own_transport)
{
    struct hf_phone_config phone;
    const struct hf_account *account;
    char text[HF_NAME_MAX + 1], key[96];

    cr_assert_eq(read_text(&phone, BY_PROXY A "sip_server.2.transport_type = 1\n"), 0);
    cr_assert_eq(phone.n_remarks, 0u, "%s", phone.remarks[0].text);
    account = &phone.accounts[0];
    for (unsigned server = 1; server <= 2; server++) {
        cr_assert_eq(account->config.servers[server - 1].n_proxies, 2);
        hf_policy_host(&account->config, hf_place_of(server, 2), text);
        cr_assert_str_eq(text, "sbc-2.example.net");
        cr_assert_eq(account->origins[HF_SETTING_HOST][hf_place_of(server, 2)].line, 8u);
        cr_assert_eq(account->origins[HF_SETTING_PROXIES][server].line, 7u);
    }
    cr_assert_eq(account->config.servers[0].proxies[0].transport, HF_TRANSPORT_UDP);
    cr_assert_eq(account->config.servers[1].proxies[1].transport, HF_TRANSPORT_TCP);
    hf_policy_key(account, HF_SETTING_TRANSPORT, hf_place_of(2, 1), key);
    cr_assert_str_eq(key, "account.1.sip_server.2.transport_type");
    hf_policy_key(account, HF_SETTING_RETRY_COUNTS, hf_place_of(2, 2), key);
    cr_assert_str_eq(key, "account.1.outbound_proxy.2.retry_counts");
    hf_phone_config_free(&phone);
}

Test(yealink_proxies, they_count_only_where_they_are_switched_on)
{
    struct hf_phone_config phone;

    cr_assert_eq(read_text(&phone, YEALINK_LINE P1 "address = sbc-1.example.net\n"), 0);
    cr_assert_eq(phone.accounts[0].config.servers[0].n_proxies, 0);
    cr_assert_eq(remark_with(&phone, "outbound_proxy_enable = 1")->line, 5u);
    hf_phone_config_free(&phone);
    cr_assert_eq(read_text(&phone, YEALINK_LINE A "outbound_proxy_enable = 1\n"), 0);
    cr_assert_eq(phone.accounts[0].config.servers[0].n_proxies, 0);
    cr_assert_eq(remark_with(&phone, "there is no account.1.outbound_proxy.1.address")->line, 5u);
    hf_phone_config_free(&phone);
    cr_assert_eq(read_text(&phone, YEALINK_LINE P1 "port = 70000\n"), -1,
                 "G1: also where nothing asks for it");
    hf_phone_config_free(&phone);
}

Test(yealink_proxies, a_server_can_go_without_them)
{
    struct hf_phone_config phone;
    const struct hf_remark *remark;

    cr_assert_eq(read_text(&phone, BY_PROXY A "sip_server.2.outbound_proxy_enable = 0\n" A
                                              "sip_server.1.outbound_proxy_enable = 1\n"),
                 0);
    cr_assert_eq(phone.accounts[0].config.servers[0].n_proxies, 2);
    cr_assert_eq(phone.accounts[0].config.servers[1].n_proxies, 0);
    cr_assert_eq(phone.n_remarks, 1u);
    remark = remark_with(&phone, "understood as");
    cr_assert_not_null(remark);
    cr_assert_eq(remark->line, 9u);
    hf_phone_config_free(&phone);
}

Test(yealink_proxies, a_second_one_alone_is_the_first)
{
    struct hf_phone_config phone;

    cr_assert_eq(read_text(&phone, YEALINK_LINE A "outbound_proxy_enable = 1\n" P2
                                                  "address = 192.0.2.9\n" P2 "port = 5070\n"),
                 0);
    cr_assert_eq(phone.accounts[0].config.servers[0].n_proxies, 1);
    cr_assert_eq(phone.accounts[0].config.servers[0].proxies[0].port, 5070);
    hf_phone_config_free(&phone);
}

Test(yealink_proxies, the_oldest_keys_are_read_and_the_later_generation_counts)
{
    struct hf_phone_config phone;
    const struct hf_server_config *server;
    char host[HF_NAME_MAX + 1];

    cr_assert_eq(read_text(&phone, YEALINK_LINE A
                           "outbound_proxy_enable = 1\n" A "outbound_host = 192.0.2.8\n" A
                           "outbound_port = 5080\n" A "backup_outbound_host = 192.0.2.9\n" A
                           "backup_outbound_port = 0\n"),
                 0);
    cr_assert_eq(phone.n_remarks, 0u);
    server = &phone.accounts[0].config.servers[0];
    cr_assert_eq(server->n_proxies, 2);
    cr_assert_eq(server->proxies[0].port, 5080);
    cr_assert_eq(server->proxies[1].port, 0);
    hf_phone_config_free(&phone);
    cr_assert_eq(read_text(&phone, YEALINK_LINE A
                           "outbound_proxy_enable = 1\n" A "outbound_host = 192.0.2.8\n" A
                           "outbound_port = 5080\n" P1 "address = sbc-1.example.net\n"),
                 0);
    hf_policy_host(&phone.accounts[0].config, hf_place_of(1, 1), host);
    cr_assert_str_eq(host, "sbc-1.example.net");
    cr_assert_eq(phone.accounts[0].config.servers[0].proxies[0].port, 5060,
                 "the port of another host does not count");
    cr_assert_not_null(remark_with(&phone, "outbound_host = 192.0.2.8: does not count"));
    cr_assert_not_null(remark_with(&phone, "outbound_port = 5080: does not count"));
    hf_phone_config_free(&phone);
}

Test(yealink_proxies, D8_a_proxys_own_mode_says_whether_the_line_waits)
{
    static const struct {
        const char *server, *proxy;
        unsigned when;
    } modes[] = {{"0", "-1", HF_WHEN_ANY},
                 {"0", "2", HF_WHEN_IDLE},
                 {"1", "-1", HF_WHEN_IDLE},
                 {"1", "0", HF_WHEN_ANY}};

    for (size_t i = 0; i < sizeof(modes) / sizeof(modes[0]); i++) {
        struct hf_phone_config phone;
        char text[512];

        snprintf(text, sizeof(text),
                 YEALINK_LINE A "outbound_proxy_enable = 1\n" P1 "address = sbc-1.example.net\n" A
                                "sip_server.1.failback_mode = %s\n" P1 "failback_mode = %s\n",
                 modes[i].server, modes[i].proxy);
        cr_assert_eq(read_text(&phone, text), 0);
        cr_assert_eq(phone.accounts[0].config.failback_when, modes[i].when, "case %zu", i);
        hf_phone_config_free(&phone);
    }
}
