/* SPDX-License-Identifier: Apache-2.0 */
/* What Fanvil's keys mean together: the guide's example, proxies, lookups, timers. */
#include "fanvil_dialects.h"

Test(fanvil, the_guides_example_means_what_the_guide_says)
{
    const char *path = HF_TESTS_DATA "/vendors/fanvil-guide.txt";
    struct hf_phone_config phone;
    const struct hf_account *account;

    cr_assert_eq(hf_vendors_read(&phone, &path, 1), 0);
    cr_assert_eq(phone.n_accounts, 1u);
    account = &phone.accounts[0];
    cr_assert_str_eq(account->name, "SIP1");
    cr_assert_str_eq(account->user, "1001");
    cr_assert_str_eq(account->auth_name, "1001");
    cr_assert_str_eq(account->label, "Reception");
    cr_assert_str_eq(account->password, "hold:fast=1");
    cr_assert_eq(account->enabled, 1);
    cr_assert_eq(account->config.n_servers, 2);
    cr_assert_eq(account->config.mode, HF_MODE_SUCCESSIVE);
    cr_assert_eq(account->config.failback_servers, HF_FAILBACK_PROBE);
    cr_assert_eq(account->config.failback_when, HF_WHEN_ANY);
    cr_assert_eq(account->config.servers[0].failback_mode, HF_FAILBACK_REGISTRATION);
    cr_assert_eq(account->config.servers[0].register_on_enable, 0);
    cr_assert_eq(account->config.address_family, HF_ADDRESS_IPV4);
    cr_assert_eq(account->config.jitter_percent, 0);
    cr_assert_eq(account->config.quarantine_s, 0u);
    cr_assert_eq(account->config.share_rests, 0);
    cr_assert_eq(account->config.flap_damping, 0);
    cr_assert_eq(account->config.register_first, 1);
    cr_assert_eq(account->config.failover_other, 0);
    cr_assert_eq(account->config.register_failover_statuses.codes[0], 500);
    cr_assert_eq(account->config.register_failover_statuses.codes[1], 503);
    cr_assert_eq(hf_config_check(&account->config, &(struct hf_refusal){0}), 0);
    cr_assert_eq(phone.n_remarks, 1u, "only the unknown keys are remarked on");
    cr_assert_str_eq(phone.remarks[0].rule, "G2");
    hf_phone_config_free(&phone);
}

Test(fanvil, a_setting_remembers_its_line_and_a_default_has_none)
{
    struct hf_phone_config phone;
    const struct hf_account *account;

    cr_assert_eq(read_text(&phone, FANVIL_LINE "SIP1 Backup Addr:192.0.2.2\n"
                                               "SIP1 Backup Port:5070\n" FANVIL_END),
                 0);
    account = &phone.accounts[0];
    cr_assert_eq(account->origins[HF_SETTING_HOST][1].line, 5u);
    cr_assert_eq(account->origins[HF_SETTING_PORT][2].line, 7u);
    cr_assert_eq(account->origins[HF_SETTING_PORT][2].file, 1u);
    cr_assert_eq(account->origins[HF_SETTING_PORT][1].file, 0u);
    hf_phone_config_free(&phone);
}

Test(fanvil, a_line_without_an_address_does_not_exist)
{
    struct hf_phone_config phone;

    cr_assert_eq(read_text(&phone, FANVIL "SIP1 Register Addr :\nSIP1 Enable Reg:1\n"
                                          "SIP2 Backup Addr:192.0.2.2\n" FANVIL_END),
                 0);
    cr_assert_eq(phone.n_accounts, 0u);
    cr_assert_not_null(remark_with(&phone, "SIP2 Backup Addr"));
    hf_phone_config_free(&phone);
}

Test(fanvil, padding_markers_sections_and_line_ends_change_nothing)
{
    struct hf_phone_config phone;

    cr_assert_eq(read_text(&phone,
                           "\xEF\xBB\xBF<<VOIP CONFIG FILE>>Version:2.0000000000\r\n"
                           "<<NET CONFIG MODULE>>\r\nReg Fail Interval :99\r\n</NET CONFIG MODULE>"
                           "\r\n<SIP CONFIG MODULE>\r\n--SIP Line List--  :\r\n"
                           "  SIP1  Register   Addr      :  2001:db8::1  \r\n"
                           "SIP1 Phone Number:1001\r\nSIP1 Enable Reg:1\r\n<<END OF FILE>>\r\n"),
                 0);
    cr_assert_eq(phone.n_accounts, 1u);
    cr_assert_eq(phone.accounts[0].config.retry_base_s, 32u, "another section's key counted");
    cr_assert_eq(phone.accounts[0].config.servers[0].host.length, strlen("2001:db8::1"));
    hf_phone_config_free(&phone);
}

Test(fanvil, a_file_that_is_cut_off_is_refused)
{
    struct hf_phone_config phone;
    const struct hf_remark *remark;

    cr_assert_eq(read_text(&phone, FANVIL_LINE), -1);
    remark = remark_with(&phone, "the file is cut off");
    cr_assert_not_null(remark);
    cr_assert_eq(remark->line, 5u);
    cr_assert_str_eq(remark->rule, "G1");
    cr_assert_eq(phone.n_accounts, 0u);
    hf_phone_config_free(&phone);
    cr_assert_eq(read_text(&phone, FANVIL_LINE "<<END OF FI"), -1, "in its last line");
    hf_phone_config_free(&phone);
}

Test(fanvil, parts_without_a_first_line_may_lack_the_last_one)
{
    struct hf_phone_config phone;

    cr_assert_eq(read_text(&phone, "SIP1 Register Addr :192.0.2.1\nSIP1 Enable Reg :1\n"), 0);
    cr_assert_not_null(remark_with(&phone, "it may have been cut off"));
    cr_assert_eq(phone.n_cut, 1u);
    cr_assert_eq(phone.n_accounts, 1u);
    hf_phone_config_free(&phone);
}

Test(fanvil, a_lines_timer_counts_before_the_phones)
{
    static const struct fanvil_pair pairs[] = {{"Transaction TimerT1", "900"},
                                               {"SIP1 Register Addr", "192.0.2.1"},
                                               {"SIP1 Session Timer T1", "300"}};
    struct hf_phone_config phone;

    cr_assert_eq(fanvil_read(&phone, HF_DIALECT_FANVIL_TEXT, pairs, 3), 0);
    cr_assert_eq(phone.accounts[0].config.t1_ms, 300u);
    cr_assert_eq(phone.accounts[0].origins[HF_SETTING_T1][0].line, 6u);
    hf_phone_config_free(&phone);
}

#define PROXY(server, n) (1 + HF_LINE_SERVERS + ((server)-1) * HF_SERVER_PROXIES + (n)-1)

static void check_value(const struct hf_account *account, unsigned setting, unsigned place,
                        const char *expected)
{
    char value[64];

    hf_policy_value(&account->config, setting, place, value);
    cr_assert_str_eq(value, expected, "setting %u at %u is %s", setting, place, value);
}

Test(fanvil, proxies_are_those_of_every_server)
{
    static const struct fanvil_pair pairs[] = {
        {"SIP1 Register Addr", "192.0.2.1"},
        {"SIP1 Backup Addr", "192.0.2.2"},
        {"SIP1 Transport", "1"},
        {"SIP1 Proxy Addr", "192.0.2.3"},
        {"SIP1 Proxy Port", "5070"},
        {"SIP1 BakProxy Addr", "edge.example.com"},
        {"SIP1 BakProxy Port", "5080"},
        {"SIP1 Failback Interval", "77"},
        {"SIP1 Enable Reg", "1"},
    };
    struct hf_phone_config phone;
    const struct hf_account *account;

    cr_assert_eq(fanvil_read(&phone, HF_DIALECT_FANVIL_TEXT, pairs, 9), 0);
    account = &phone.accounts[0];
    for (unsigned k = 1; k <= 2; k++) {
        char host[HF_NAME_MAX + 1];

        cr_assert_eq(account->config.servers[k - 1].n_proxies, 2u);
        hf_policy_host(&account->config, PROXY(k, 1), host);
        cr_assert_str_eq(host, "192.0.2.3");
        hf_policy_host(&account->config, PROXY(k, 2), host);
        cr_assert_str_eq(host, "edge.example.com");
        check_value(account, HF_SETTING_PORT, PROXY(k, 1), "5070");
        check_value(account, HF_SETTING_PORT, PROXY(k, 2), "5080");
        check_value(account, HF_SETTING_TRANSPORT, PROXY(k, 2), k == 1 ? "tcp" : "udp");
        check_value(account, HF_SETTING_RETRY_COUNTS, PROXY(k, 1), "as server");
        cr_assert_eq(account->origins[HF_SETTING_PORT][PROXY(k, 2)].line, 10u);
    }
    cr_assert_eq(account->config.proxy_failback_interval_s, 77u);
    cr_assert_eq(hf_config_check(&account->config, &(struct hf_refusal){0}), 0);
    hf_phone_config_free(&phone);
}

/* Each case adds to a line with a primary, and to one with a backup too where it says so. */
static const struct {
    struct fanvil_pair pairs[4];
    const char *rule, *part; /* NULL: nothing is said */
} warnings[] = {
    {{{"SIP1 Proxy Addr", "192.0.2.3"}}, NULL, NULL},
    {{{"SIP1 Proxy Addr", "192.0.2.3"}, {"SIP1 Backup Addr", "192.0.2.2"}},
     "B13",
     "this one proxy"},
    {{{"SIP1 BakProxy Addr", "192.0.2.3"}}, "B13", "there is none; set SIP1 Proxy Addr"},
    {{{"SIP1 Proxy Addr", "192.0.2.3"}, {"SIP1 Proxy User", "1001"}}, NULL, NULL},
    {{{"SIP1 Proxy Addr", "192.0.2.3"}, {"SIP1 Proxy User", "2"}}, "A8", "SIP1 Register User"},
    {{{"SIP1 Proxy User", "2"}, {"SIP1 Proxy Pswd", "hushed"}}, NULL, NULL},
    {{{"SIP1 Proxy Addr", "192.0.2.3"},
      {"SIP1 Register Pswd", "hushed"},
      {"SIP1 Proxy Pswd", "hushed"}},
     NULL,
     NULL},
    {{{"SIP1 Proxy Addr", "192.0.2.3"}, {"SIP1 Proxy Pswd", "hushed"}}, "A8", "SIP1 Register Pswd"},
    {{{"SIP1 DNS SRV", "1"}}, "B1", "there is no name"},
    {{{"SIP1 DNS SRV", "1"}, {"SIP1 Backup Addr", "pbx.example.com"}, {"SIP1 Backup Port", "5070"}},
     "B2",
     "has port 5070"},
    {{{"SIP1 DNS Mode", "2"}, {"SIP1 Transport", "3"}, {"SIP1 Proxy Addr", "edge.example.com"}},
     "B4",
     "is found by SRV"},
};

Test(fanvil, what_does_nothing_or_defeats_the_backup_is_warned_about)
{
    for (size_t i = 0; i < sizeof(warnings) / sizeof(warnings[0]); i++) {
        struct fanvil_pair pairs[7] = {{"SIP1 Register Addr", "192.0.2.1"},
                                       {"SIP1 Phone Number", "1001"},
                                       {"SIP1 Enable Reg", "1"}};
        struct hf_phone_config phone;
        const struct hf_remark *remark;
        size_t n = 3;

        for (size_t k = 0; k < 4 && warnings[i].pairs[k].key != NULL; k++)
            pairs[n++] = warnings[i].pairs[k];
        cr_assert_eq(fanvil_read(&phone, HF_DIALECT_FANVIL_TEXT, pairs, n), 0, "case %zu", i);
        cr_assert_null(remark_with(&phone, "hushed"), "case %zu says a password", i);
        remark = remark_with(&phone, warnings[i].part != NULL ? warnings[i].part : "");
        cr_assert_eq(remark != NULL, warnings[i].part != NULL, "case %zu", i);
        if (remark != NULL) {
            cr_assert_str_eq(remark->rule, warnings[i].rule, "case %zu", i);
            cr_assert_eq(remark->severity, HF_SEVERITY_WARNING);
        }
        hf_phone_config_free(&phone);
    }
}

/* What DNS SRV and DNS Mode make of port and transport of a server that is a name. */
static const struct {
    const char *srv, *mode, *port, *transport; /* in the file */
    const char *then_port, *then_transport;
} lookups[] = {
    {"0", "0", "5060", "0", "5060", "udp"}, {"1", "0", "5060", "0", "0", "udp"},
    {"0", "1", "5060", "0", "0", "udp"},    {"1", "1", "0", "1", "0", "tcp"},
    {"1", "1", "5061", "3", "5061", "tls"}, {"0", "2", "5060", "0", "0", "dns-naptr"},
    {"1", "2", "", "", "0", "dns-naptr"},   {"0", "2", "5060", "3", "0", "tls"},
    {"0", "2", "5070", "0", "5070", "udp"}, {"0", "0", "0", "0", "0", "udp"},
};

Test(fanvil, a_lookup_by_srv_or_naptr_is_a_port_of_0)
{
    for (size_t i = 0; i < sizeof(lookups) / sizeof(lookups[0]); i++)
        for (unsigned proxied = 0; proxied < 2; proxied++) {
            const struct fanvil_pair pairs[] = {
                {"SIP1 Register Addr", "pbx.example.com"},
                {"SIP1 DNS SRV", lookups[i].srv},
                {"SIP1 DNS Mode", lookups[i].mode},
                {"SIP1 Transport", lookups[i].transport},
                {proxied ? "SIP1 Proxy Port" : "SIP1 Register Port", lookups[i].port},
                {"SIP1 Proxy Addr", proxied ? "edge.example.com" : ""},
            };
            unsigned place = proxied ? PROXY(1, 1) : 1;
            struct hf_phone_config phone;

            cr_assert_eq(fanvil_read(&phone, HF_DIALECT_FANVIL_TEXT, pairs, 6), 0);
            check_value(&phone.accounts[0], HF_SETTING_PORT, place, lookups[i].then_port);
            check_value(&phone.accounts[0], HF_SETTING_TRANSPORT, place, lookups[i].then_transport);
            if (proxied) /* it is not looked up itself */
                check_value(&phone.accounts[0], HF_SETTING_PORT, 1, "5060");
            if (strcmp(lookups[i].port, lookups[i].then_port) != 0)
                cr_assert_gt(phone.accounts[0].origins[HF_SETTING_PORT][place].line, 0u,
                             "case %zu: the port comes from nowhere", i);
            hf_phone_config_free(&phone);
        }
}

Test(fanvil, a_later_file_of_another_dialect_counts_with_its_own_number_of_tls)
{
    static const struct fanvil_pair first[] = {{"SIP1 Register Addr", "192.0.2.1"},
                                               {"SIP1 Transport", "2"}};
    static const struct fanvil_pair second[] = {{"SIP1 Transport", "3"}};
    const char *const paths[] = {"fanvil-first.tmp", "fanvil-second.tmp"};
    struct hf_phone_config phone;

    for (size_t i = 0; i < 2; i++) {
        FILE *file = fopen(paths[i], "w");
        char text[8192];

        cr_assert_not_null(file);
        if (i == 0)
            fanvil_file(HF_DIALECT_FANVIL_XML_OLD, first, 2, text);
        else
            fanvil_file(HF_DIALECT_FANVIL_TEXT, second, 1, text);
        fputs(text, file);
        fclose(file);
    }
    cr_assert_eq(hf_vendors_read(&phone, paths, 1), 0);
    check_value(&phone.accounts[0], HF_SETTING_TRANSPORT, 1, "tls");
    hf_phone_config_free(&phone);
    cr_assert_eq(hf_vendors_read(&phone, paths, 2), 0);
    check_value(&phone.accounts[0], HF_SETTING_TRANSPORT, 1, "tls");
    cr_assert_eq(phone.accounts[0].origins[HF_SETTING_TRANSPORT][1].file, 2u);
    hf_phone_config_free(&phone);
    remove(paths[0]);
    remove(paths[1]);
}
