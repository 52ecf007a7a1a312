/* SPDX-License-Identifier: Apache-2.0 */
/* Fanvil's two line formats. */
#include "support.h"

#define KV "#<Voip Config File>#\nVersion = 2.0000000000\n"

Test(fanvil_lines, keys_that_are_cut_count_and_are_said_once)
{
    struct hf_phone_config phone;
    const struct hf_remark *remark;

    cr_assert_eq(read_text(&phone, FANVIL_LINE "SIP1 Backup Addr:192.0.2.2\n"
                                               "SIP1 Backup Transpo:1\nSIP1 Signal Retry C:7\n"
                                               "SIP1 Enable Failbac:0\n" FANVIL_END),
                 0);
    cr_assert_eq(phone.accounts[0].config.servers[1].transport, HF_TRANSPORT_TCP);
    cr_assert_eq(phone.accounts[0].config.servers[0].retry_counts, 7u);
    cr_assert_eq(phone.accounts[0].config.failback_servers, HF_FAILBACK_NEVER);
    cr_assert_eq(phone.n_remarks, 1u);
    remark = remark_with(&phone, "SIP1 Backup Transpo is taken as Backup Transport");
    cr_assert_not_null(remark);
    cr_assert_not_null(strstr(remark->text, "3 such keys"));
    cr_assert_eq(remark->line, 7u);
    hf_phone_config_free(&phone);
}

Test(fanvil_lines, the_whole_key_and_its_cut_form_are_one_key)
{
    struct hf_phone_config phone;

    cr_assert_eq(read_text(&phone, FANVIL_LINE "SIP1 Signal Retry Counts:2\n"
                                               "SIP1 Signal Retry C:5\n" FANVIL_END),
                 0);
    cr_assert_eq(phone.accounts[0].config.servers[0].retry_counts, 5u);
    cr_assert_not_null(remark_with(&phone, "set twice"));
    hf_phone_config_free(&phone);
}

Test(fanvil_lines, key_and_value_are_read_with_either_name)
{
    struct hf_phone_config phone;
    const struct hf_account *account;

    cr_assert_eq(read_text(&phone, KV "\r\n# a comment = 1\r\n\r\n  sip.RegFailInterval=44\r\n"
                                      "sip.line.2.RegAddr = pbx.example.com \r\n"
                                      "sip.line.2.PhoneNumber\t=\t2002\n"
                                      "sip.line.2.RegPswd = a=b # c : d\n"
                                      "sip.line.2.RegEnabled=1\n"
                                      "sip.line.2.RegPort = 5070\n"
                                      "sip.line.2.RegTTL =700\n"
                                      "sip.line.2.RegUser = u\n"
                                      "sip.line.2.BackupAddr = 192.0.2.2\n"),
                 0);
    cr_assert_eq(phone.n_remarks, 0u);
    cr_assert_eq(phone.unknown_keys, 0u);
    cr_assert_eq(phone.n_accounts, 1u);
    account = &phone.accounts[0];
    cr_assert_str_eq(account->name, "SIP2");
    cr_assert_str_eq(account->user, "2002");
    cr_assert_str_eq(account->auth_name, "u");
    cr_assert_str_eq(account->password, "a=b # c : d");
    cr_assert_eq(account->enabled, 1);
    cr_assert_eq(account->config.retry_base_s, 44u);
    cr_assert_eq(account->config.servers[0].port, 5070u);
    cr_assert_eq(account->config.servers[0].expires_s, 700u);
    cr_assert_eq(account->config.n_servers, 2u);
    cr_assert_eq(account->origins[HF_SETTING_PORT][1].line, 11u);
    hf_phone_config_free(&phone);
}

static const struct {
    const char *text, *part;
    int refused;
    unsigned line;
} cases[] = {
    {KV "sip.line.1.RegAddr 192.0.2.1\n", "expected key = value", 0, 3},
    {KV "sip.line.16385.RegAddr = 192.0.2.1\n", "16385: too great", 1, 3},
    {KV "sip.line.0.RegAddr = 192.0.2.1\n", "sip.line.0.RegAddr", 0, 0},
    {KV "sip.line.one.RegAddr = 192.0.2.1\n", "sip.line.one.RegAddr", 0, 0},
    {KV "sip.line.RegAddr = 192.0.2.1\n", "sip.line.RegAddr", 0, 0},
    {KV "phone.RegFailInterval = x\n", "phone.RegFailInterval", 0, 0},
    {KV "sip.line.1.RegAddr = 192.0.2.1\nsip.line.1.RegisterAddr = 192.0.2.2\n", "set twice", 0, 4},
    {KV "sip.line.1.RegAddr = 192.0.2.1\nsip.line.1.Transport = 2\n", "3 TLS", 1, 4},
    {"sip.line.1.RegAddr = 192.0.2.1\n", "the first line is not #<Voip Config File>#", 0, 1},
    {KV "sip.line.1.BackupAddr = 192.0.2.1\n", "set sip.line.1.RegisterAddr", 0, 3},
    {KV "sip.line.1.RegAddr = 192.0.2.1\n", "sip.line.1.EnableReg is not set", 0, 3},
    {KV "sip.line.1.RegAddr = 192.0.2.1\nsip.line.1.DisplayName = B\xFCro\n", "Latin-1", 0, 4},
    {FANVIL_LINE "SIP1 Transport 1\n" FANVIL_END, "expected Key :value", 0, 6},
    {FANVIL_LINE FANVIL_END "SIP1 Transport :9\n", "is not read", 0, 7},
    {FANVIL_LINE FANVIL_END "\n\n" FANVIL_END "SIP1 Transport :9\n", "is not read", 0, 10},
};

Test(fanvil_lines, blank_lines_behind_the_end_are_nothing)
{
    struct hf_phone_config phone;

    cr_assert_eq(read_text(&phone, FANVIL_LINE FANVIL_END "\r\n  \r\n\n"), 0);
    cr_assert_eq(phone.n_remarks, 0u);
    cr_assert_eq(phone.n_cut, 0u);
    hf_phone_config_free(&phone);
}

Test(fanvil_lines, what_is_no_key_is_said_where_it_stands)
{
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct hf_phone_config phone;
        const struct hf_remark *remark;

        cr_assert_eq(read_text(&phone, cases[i].text), cases[i].refused ? -1 : 0, "case %zu", i);
        remark = remark_with(&phone, cases[i].part);
        cr_assert_not_null(remark, "case %zu", i);
        cr_assert_eq(remark->line, cases[i].line, "case %zu: line %u", i, remark->line);
        hf_phone_config_free(&phone);
    }
}
