/* SPDX-License-Identifier: Apache-2.0 */
/* Fanvil's keys: default, least, greatest, one beyond, nonsense; the guide's example. */
#include "support.h"

static const struct key_case cases[] = {
    {"SIP1 Register Port", "", "5060", HF_SETTING_PORT, 1, 0},
    {"SIP1 Register Port", "0", "0", HF_SETTING_PORT, 1, 0},
    {"SIP1 Register Port", "65535", "65535", HF_SETTING_PORT, 1, 0},
    {"SIP1 Register Port", "65536", NULL, HF_SETTING_PORT, 1, 0},
    {"SIP1 Register Port", "-1", NULL, HF_SETTING_PORT, 1, 0},
    {"SIP1 Register Port", "sip", NULL, HF_SETTING_PORT, 1, 0},
    {"SIP1 Register TTL", "", "3600", HF_SETTING_EXPIRES, 1, 0},
    {"SIP1 Register TTL", "10", "10", HF_SETTING_EXPIRES, 1, 1},
    {"SIP1 Register TTL", "2147483647", "2147483647", HF_SETTING_EXPIRES, 1, 0},
    {"SIP1 Register TTL", "9", NULL, HF_SETTING_EXPIRES, 1, 0},
    {"SIP1 Register TTL", "2147483648", NULL, HF_SETTING_EXPIRES, 1, 0},
    {"SIP1 Register TTL", "1h", NULL, HF_SETTING_EXPIRES, 1, 0},
    {"SIP1 Transport", "", "udp", HF_SETTING_TRANSPORT, 1, 0},
    {"SIP1 Transport", "0", "udp", HF_SETTING_TRANSPORT, 1, 0},
    {"SIP1 Transport", "1", "tcp", HF_SETTING_TRANSPORT, 1, 0},
    {"SIP1 Transport", "3", "tls", HF_SETTING_TRANSPORT, 1, 0},
    {"SIP1 Transport", "2", NULL, HF_SETTING_TRANSPORT, 1, 0},
    {"SIP1 Transport", "4", NULL, HF_SETTING_TRANSPORT, 1, 0},
    {"SIP1 Transport", "UDP", NULL, HF_SETTING_TRANSPORT, 1, 0},
    {"SIP1 Backup Port", "", "5060", HF_SETTING_PORT, 2, 0},
    {"SIP1 Backup Port", "0", "0", HF_SETTING_PORT, 2, 0},
    {"SIP1 Backup Port", "65535", "65535", HF_SETTING_PORT, 2, 0},
    {"SIP1 Backup Port", "65536", NULL, HF_SETTING_PORT, 2, 0},
    {"SIP1 Backup Port", "50 60", NULL, HF_SETTING_PORT, 2, 0},
    {"SIP1 Backup TTL", "", "3600", HF_SETTING_EXPIRES, 2, 0},
    {"SIP1 Backup TTL", "10", "10", HF_SETTING_EXPIRES, 2, 1},
    {"SIP1 Backup TTL", "2147483647", "2147483647", HF_SETTING_EXPIRES, 2, 0},
    {"SIP1 Backup TTL", "9", NULL, HF_SETTING_EXPIRES, 2, 0},
    {"SIP1 Backup TTL", "3600.0", NULL, HF_SETTING_EXPIRES, 2, 0},
    {"SIP1 Backup Transport", "", "udp", HF_SETTING_TRANSPORT, 2, 0},
    {"SIP1 Backup Transport", "3", "tls", HF_SETTING_TRANSPORT, 2, 0},
    {"SIP1 Backup Transport", "2", NULL, HF_SETTING_TRANSPORT, 2, 0},
    {"SIP1 Backup Transport", "-", NULL, HF_SETTING_TRANSPORT, 2, 0},
    {"SIP1 Enable Failback", "", "probe", HF_SETTING_FAILBACK_SERVERS, 0, 0},
    {"SIP1 Enable Failback", "0", "never", HF_SETTING_FAILBACK_SERVERS, 0, 0},
    {"SIP1 Enable Failback", "1", "probe", HF_SETTING_FAILBACK_SERVERS, 0, 0},
    {"SIP1 Enable Failback", "2", NULL, HF_SETTING_FAILBACK_SERVERS, 0, 0},
    {"SIP1 Enable Failback", "yes", NULL, HF_SETTING_FAILBACK_SERVERS, 0, 0},
    {"SIP1 Failback Interval", "", "1800", HF_SETTING_FAILBACK_INTERVAL, 0, 0},
    {"SIP1 Failback Interval", "1", "1", HF_SETTING_FAILBACK_INTERVAL, 0, 0},
    {"SIP1 Failback Interval", "2147483647", "2147483647", HF_SETTING_FAILBACK_INTERVAL, 0, 0},
    {"SIP1 Failback Interval", "0", NULL, HF_SETTING_FAILBACK_INTERVAL, 0, 0},
    {"SIP1 Failback Interval", "2147483648", NULL, HF_SETTING_FAILBACK_INTERVAL, 0, 0},
    {"SIP1 Failback Interval", "often", NULL, HF_SETTING_FAILBACK_INTERVAL, 0, 0},
    {"SIP1 Signal Retry Counts", "", "3", HF_SETTING_RETRY_COUNTS, 2, 0},
    {"SIP1 Signal Retry Counts", "0", "0", HF_SETTING_RETRY_COUNTS, 1, 0},
    {"SIP1 Signal Retry Counts", "20", "20", HF_SETTING_RETRY_COUNTS, 1, 0},
    {"SIP1 Signal Retry Counts", "21", NULL, HF_SETTING_RETRY_COUNTS, 1, 0},
    {"SIP1 Signal Retry Counts", "-1", NULL, HF_SETTING_RETRY_COUNTS, 1, 0},
    {"SIP1 Signal Retry Counts", "three", NULL, HF_SETTING_RETRY_COUNTS, 1, 0},
    {"SIP1 Session Timer T1", "", "500", HF_SETTING_T1, 0, 0},
    {"SIP1 Session Timer T1", "10", "10", HF_SETTING_T1, 0, 0},
    {"SIP1 Session Timer T1", "9", NULL, HF_SETTING_T1, 0, 0},
    {"SIP1 Session Timer T1", "60001", NULL, HF_SETTING_T1, 0, 0},
    {"SIP1 Session Timer T1", "0.5", NULL, HF_SETTING_T1, 0, 0},
    {"SIP1 Session Timer T2", "", "4000", HF_SETTING_T2, 0, 0},
    {"SIP1 Session Timer T2", "60000", "60000", HF_SETTING_T2, 0, 0},
    {"SIP1 Session Timer T2", "60001", NULL, HF_SETTING_T2, 0, 0},
    {"SIP1 Session Timer T4", "", "5000", HF_SETTING_T4, 0, 0},
    {"SIP1 Session Timer T4", "60000", "60000", HF_SETTING_T4, 0, 0},
    {"SIP1 Session Timer T4", "x", NULL, HF_SETTING_T4, 0, 0},
    {"SIP1 NAT UDPUpdate", "", "30", HF_SETTING_KEEPALIVE, 0, 0},
    {"SIP1 NAT UDPUpdate", "0", "0", HF_SETTING_KEEPALIVE, 0, 0},
    {"SIP1 NAT UDPUpdate", "1", "30", HF_SETTING_KEEPALIVE, 0, 1},
    {"SIP1 NAT UDPUpdate", "2", "30", HF_SETTING_KEEPALIVE, 0, 0},
    {"SIP1 NAT UDPUpdate", "3", NULL, HF_SETTING_KEEPALIVE, 0, 0},
    {"SIP1 UDPUpdate TTL", "60", "60", HF_SETTING_KEEPALIVE, 0, 0},
    {"SIP1 UDPUpdate TTL", "1", "1", HF_SETTING_KEEPALIVE, 0, 0},
    {"SIP1 UDPUpdate TTL", "0", NULL, HF_SETTING_KEEPALIVE, 0, 0},
    {"SIP1 UDPUpdate TTL", "86401", "86400", HF_SETTING_KEEPALIVE, 0, 1},
    {"SIP1 UDPUpdate TTL", "often", NULL, HF_SETTING_KEEPALIVE, 0, 0},
    {"Reg Fail Interval", "", "32", HF_SETTING_RETRY_BASE, 0, 0},
    {"Reg Fail Interval", "1", "1", HF_SETTING_RETRY_MAX, 0, 0},
    {"Reg Fail Interval", "86400", "86400", HF_SETTING_RETRY_BASE, 0, 0},
    {"Reg Fail Interval", "0", NULL, HF_SETTING_RETRY_BASE, 0, 0},
    {"Reg Fail Interval", "86401", NULL, HF_SETTING_RETRY_BASE, 0, 0},
    {"Reg Fail Interval", "soon", NULL, HF_SETTING_RETRY_BASE, 0, 0},
};

Test(fanvil, each_key_takes_its_range_and_refuses_the_rest)
{
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
        check_key_case(&cases[i], FANVIL_LINE "SIP1 Backup Addr:192.0.2.2\n", " :", FANVIL_END);
}

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

Test(fanvil, a_file_that_is_cut_off_is_read_with_a_warning)
{
    struct hf_phone_config phone;

    cr_assert_eq(read_text(&phone, FANVIL_LINE), 0);
    cr_assert_not_null(remark_with(&phone, "cut off"));
    cr_assert_eq(phone.n_accounts, 1u);
    hf_phone_config_free(&phone);
}
