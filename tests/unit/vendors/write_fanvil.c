/* SPDX-License-Identifier: Apache-2.0 */
/* Accounts written as Fanvil's text. */
#include "writing.h"

#include "holdfast/vendors/convert.h"
#include "support.h"

static const char *const dumps[] = {
    HF_TESTS_DATA "/vendors/fanvil-guide.txt", HF_TESTS_DATA "/vendors/fanvil-dump.txt",
    HF_TESTS_DATA "/vendors/fanvil-dump-old.xml", HF_TESTS_DATA "/vendors/fanvil-dump-kv.txt"};

Test(write_fanvil, what_a_fanvil_file_says_comes_back_whole)
{
    for (size_t i = 0; i < sizeof(dumps) / sizeof(dumps[0]); i++) {
        struct hf_phone_config phone;
        struct hf_conversion conversion;

        cr_assert_eq(hf_vendors_read(&phone, &dumps[i], 1), 0);
        cr_assert_eq(hf_convert(&phone, HF_DIALECT_FANVIL_TEXT, &conversion), 0, "%s", dumps[i]);
        cr_assert_eq(conversion.again.n_accounts, phone.n_accounts, "%s", dumps[i]);
        cr_assert_eq(conversion.again.unknown_keys, 0u, "%s", dumps[i]);
        for (size_t k = 0; k < phone.n_accounts; k++) {
            const struct hf_account *a = &phone.accounts[k], *b = &conversion.again.accounts[k];

            cr_assert_eq(memcmp(&a->config, &b->config, sizeof(a->config)), 0, "%s: %s", dumps[i],
                         a->name);
            cr_assert_str_eq(a->name, b->name);
            cr_assert_str_eq(a->user, b->user);
            cr_assert_str_eq(a->auth_name, b->auth_name);
            cr_assert_str_eq(a->password, b->password);
            cr_assert_str_eq(a->display_name, b->display_name);
            cr_assert_eq(a->enabled, b->enabled);
        }
        cr_assert_eq(conversion.lost.n, 0u, "%s: %s", dumps[i],
                     conversion.lost.n > 0 ? conversion.lost.list[0].what : "");
        hf_conversion_free(&conversion);
        hf_phone_config_free(&phone);
    }
}

static char *written(const struct hf_phone_config *phone)
{
    struct hf_writing writing = {.bytes = NULL};

    hf_write_fanvil(&writing, phone);
    return writing.bytes;
}

Test(write_fanvil, it_is_a_file_that_phones_take)
{
    static const char *const lines[] = {"\n<SIP CONFIG MODULE>\n",
                                        "\nReg Fail Interval  :32\n",
                                        "\n--SIP Line List--  :\n",
                                        "\nSIP1 Register Addr      :192.0.2.11\n",
                                        "\nSIP1 Register Pswd      :hold:fast=1\n",
                                        "\nSIP1 Signal Retry Counts:3\n",
                                        "\nSIP1 Proxy Addr         :\n",
                                        "\nSIP1 Proxy Port         :5060\n",
                                        "\nSIP1 DNS Mode           :0\n"};
    static const char first[] = "<<VOIP CONFIG FILE>>Version:2.0000000000\n";
    static const char last[] = "\n<<END OF FILE>>\n";
    struct hf_phone_config phone;
    char *text;

    cr_assert_eq(hf_vendors_read(&phone, &dumps[0], 1), 0);
    text = written(&phone);
    cr_assert_eq(strncmp(text, first, strlen(first)), 0);
    cr_assert_str_eq(text + strlen(text) - strlen(last), last);
    for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
        cr_assert_not_null(strstr(text, lines[i]), "%s", lines[i]);
    free(text);
    hf_phone_config_free(&phone);
}

Test(write_fanvil, no_line_is_an_empty_list)
{
    struct hf_phone_config none, again;
    char *text;

    memset(&none, 0, sizeof(none));
    text = written(&none);
    cr_assert_eq(read_text(&again, text), 0);
    cr_assert_eq(again.n_accounts, 0u);
    cr_assert_eq(again.n_remarks, 0u);
    free(text);
    hf_phone_config_free(&again);
}

/* A Yealink file, and what the Fanvil text has for it. */
static const struct {
    const char *text, *lines[3];
} cases[] = {
    {YEALINK_LINE, {"SIP1 Enable Reg         :1\n", "SIP1 Backup Addr        :\n"}},
    {YEALINK_LINE "account.1.sip_server.1.transport_type = 2\n",
     {"SIP1 Transport          :3\n", "SIP1 Backup Transport   :0\n"}},
    {YEALINK_LINE "account.1.sip_server.1.transport_type = 1\n", {"SIP1 Transport          :1\n"}},
    {YEALINK_LINE "account.1.sip_server.1.expires = 7200\n", {"SIP1 Register TTL       :7200\n"}},
    {YEALINK_LINE "account.1.sip_server.1.address = pbx.example.com\n"
                  "account.1.sip_server.1.port = 0\naccount.1.sip_server.1.transport_type = 1\n",
     {"SIP1 Register Port      :5060\n", "SIP1 DNS SRV            :1\n",
      "SIP1 DNS Mode           :1\n"}},
    {YEALINK_LINE "account.1.sip_server.1.address = pbx.example.com\n"
                  "account.1.sip_server.1.port = 0\naccount.1.sip_server.1.transport_type = 3\n",
     {"SIP1 Transport          :0\n", "SIP1 DNS SRV            :1\n",
      "SIP1 DNS Mode           :2\n"}},
    /* One name has a port of its own: SRV cannot be said for the other alone. */
    {YEALINK_LINE "account.1.sip_server.1.address = pbx.example.com\n"
                  "account.1.sip_server.1.port = 0\n"
                  "account.1.sip_server.2.address = pbx.example.net\n",
     {"SIP1 Register Port      :0\n", "SIP1 DNS SRV            :0\n",
      "SIP1 Backup Port        :5060\n"}},
    {YEALINK_LINE "account.1.sip_server.1.port = 0\n",
     {"SIP1 Register Port      :0\n", "SIP1 DNS SRV            :0\n"}},
    {YEALINK_LINE "account.1.nat.udp_update_enable = 0\n",
     {"SIP1 NAT UDPUpdate      :0\n", "SIP1 UDPUpdate TTL      :30\n"}},
    {YEALINK_LINE "sip.timer_t1 = 1\n", {"SIP1 Session Timer T1   :1000\n"}},
    {YEALINK_LINE "account.1.reg_fail_retry_interval = 50\n"
                  "account.1.reg_failed_retry_max_time = 0\n",
     {"Reg Fail Interval  :50\n"}},
};

Test(write_fanvil, what_another_vendor_says_is_said_as_near_as_can_be)
{
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct hf_phone_config phone, again;
        char *text;

        cr_assert_eq(read_text(&phone, cases[i].text), 0, "case %zu", i);
        text = written(&phone);
        for (size_t k = 0; k < 3 && cases[i].lines[k] != NULL; k++)
            cr_assert_not_null(strstr(text, cases[i].lines[k]), "case %zu: no %s", i,
                               cases[i].lines[k]);
        cr_assert_eq(read_text(&again, text), 0, "case %zu: cannot be read again", i);
        cr_assert_eq(again.accounts[0].config.servers[0].port,
                     phone.accounts[0].config.servers[0].port, "case %zu", i);
        cr_assert_eq(again.accounts[0].config.servers[0].transport,
                     phone.accounts[0].config.servers[0].transport, "case %zu", i);
        free(text);
        hf_phone_config_free(&again);
        hf_phone_config_free(&phone);
    }
}

/* Beyond what the keys take: the nearest that they do. */
Test(write_fanvil, a_number_beyond_a_keys_range_is_the_nearest)
{
    struct hf_phone_config phone;
    struct hf_config *config;
    char *text;

    cr_assert_eq(hf_vendors_read(&phone, &dumps[0], 1), 0);
    config = &phone.accounts[0].config;
    config->t1_ms = 1;
    config->t4_ms = 60000;
    config->failback_servers = HF_FAILBACK_NEW_REQUESTS;
    config->n_servers = 2;
    text = written(&phone);
    cr_assert_not_null(strstr(text, "\nSIP1 Session Timer T1   :10\n"));
    cr_assert_not_null(strstr(text, "\nSIP1 Session Timer T4   :60000\n"));
    cr_assert_not_null(strstr(text, "\nSIP1 Enable Failback    :1\n"));
    free(text);
    hf_phone_config_free(&phone);
}

/* What the text cannot say, and hf_convert finds. */
static const struct {
    const char *text, *lost; /* hf_difference.what */
} losses[] = {
    {YEALINK_LINE "account.1.sip_server.2.address = 192.0.2.2\n", "mode"},
    {YEALINK_LINE, "failover_other"},
    {YEALINK_LINE "account.2.enable = 1\naccount.2.sip_server.1.address = 192.0.2.1\n"
                  "account.2.reg_failed_retry_max_time = 0\n"
                  "account.2.reg_fail_retry_interval = 77\n",
     "retry_base_s"},
    {FANVIL_LINE "SIP1 Register Addr:a.example.com\nSIP1 Transport:3\n"
                 "SIP1 Backup Addr:b.example.com\nSIP1 DNS Mode:2\n" FANVIL_END,
     NULL},
    {FANVIL_LINE "SIP1 Proxy Addr:a.example.net\nSIP1 Proxy Port:65535\n"
                 "SIP1 BakProxy Addr:b.example.net\nSIP1 BakProxy Port:0\n"
                 "SIP1 DNS Mode:2\n" FANVIL_END,
     NULL},
    {FANVIL_LINE "SIP1 Register Addr:a.example.com\nSIP1 Register Port:0\n"
                 "SIP1 Backup Addr:b.example.com\n" FANVIL_END,
     NULL},
    {FANVIL_LINE "SIP1 Display Name:R\nSIP2 Register Addr:192.0.2.1\n" FANVIL_END, NULL},
};

Test(write_fanvil, what_it_cannot_say_is_lost_and_listed)
{
    for (size_t i = 0; i < sizeof(losses) / sizeof(losses[0]); i++) {
        struct hf_phone_config phone;
        struct hf_conversion conversion;
        int found = 0;

        cr_assert_eq(read_text(&phone, losses[i].text), 0, "case %zu", i);
        cr_assert_eq(hf_convert(&phone, HF_DIALECT_FANVIL_TEXT, &conversion), 0, "case %zu", i);
        for (size_t k = 0; k < conversion.lost.n && losses[i].lost != NULL; k++)
            found |= strcmp(conversion.lost.list[k].what, losses[i].lost) == 0;
        cr_assert_eq(found, losses[i].lost != NULL, "case %zu: %s is not listed", i,
                     losses[i].lost != NULL ? losses[i].lost : "");
        if (losses[i].lost == NULL)
            cr_assert_eq(conversion.lost.n, 0u, "case %zu", i);
        hf_conversion_free(&conversion);
        hf_phone_config_free(&phone);
    }
}
