/* SPDX-License-Identifier: Apache-2.0 */
/* What a policy means in sentences: each failback mode, each way of coming back. */
#include "support.h"

#define NAMED                                                                                      \
    YEALINK "account.1.enable = 1\naccount.1.user_name = a\n"                                      \
            "account.1.sip_server.1.address = pbx.example.com\n"
#define MODE   "account.1.sip_server.1.failback_mode = "
#define BACKUP "account.1.sip_server.2.address = 192.0.2.2\n"

struct meaning_case {
    const char *text, *rule, *part; /* rule NULL: nothing says part */
};

static const struct meaning_case cases[] = {
    {NAMED MODE "0\n", "D2", "each new request starts at its first address"},
    {NAMED MODE "1\n", "D3", "until the TTL of its answer has passed"},
    {NAMED MODE "2\n", "D4", "until the next refresh, 3548.5 s at most"},
    {NAMED MODE "3\n", "D5", "until 3600 s have passed since the failover"},
    {NAMED MODE "3\naccount.1.sip_server.1.failback_timeout = 0\n", "D5", "until it fails"},
    {NAMED MODE "0\n", NULL, "during a call"},
    {NAMED MODE "3\n", "D8", "during a call nothing fails back"},
    {YEALINK_LINE MODE "3\n", "B1", "server 1 is one address"},
    {NAMED, "B8a", "looked up for 10 s at most"},
    {YEALINK_LINE, NULL, "looked up"},
    {NAMED, "A4", "given up after 32 s"},
    {NAMED BACKUP, "C2", "registered with all 2 servers at once"},
    {NAMED BACKUP, "D7",
     "tried again 30 s after each try at most: one that is back is found after at most "
     "34 s"},
    {NAMED BACKUP, "A1", "a silent address of server 1 after 7.5 s"},
    {NAMED BACKUP, "A1", "a silent server 2 after 7.5 s"},
    {NAMED BACKUP, "C4", "at server 1 is refreshed after 3548.5 s"},
    {NAMED BACKUP, "C4", "at server 2 is refreshed after 3558.5 s"},
    {NAMED BACKUP, NULL, "on a backup"},
    {NAMED BACKUP "account.1.fallback.redundancy_type = 1\n", "D1",
     "probed every 120 s: one that is back is found after at most 124 s"},
    {NAMED BACKUP "account.1.fallback.redundancy_type = 1\n", "C4",
     "a registration is refreshed after 3509 s"},
    {NAMED "account.1.sip_server.1.expires = 60\n", "C4", "too late for a whole pass"},
    {NAMED, NULL, "too late"},
    {NAMED "account.1.reg_failed_retry_min_time = 10\n", "C6", "grow from 10 s to 60 s"},
    {NAMED, "C6", "tried again 30 s later"},
    {NAMED "account.1.sip_server.1.register_on_enable = 1\n", "E2", "before a request"},
    {NAMED "account.1.sip_server.1.register_on_enable = 1\n" MODE "2\n"
           "account.1.sip_server.1.only_signal_with_registered = 1\n",
     "E3", "only where something is registered"},
    {NAMED "account.1.nat.udp_update_time = 45\n", "C3a", "kept open every 45 s"},
    {NAMED "account.1.nat.udp_update_enable = 0\n", NULL, "kept open"},
    {FANVIL_LINE "SIP1 Backup Addr:192.0.2.2\nSIP1 Enable Failback:0\n" FANVIL_END, "D1",
     "nothing looks for the servers before it"},
    {FANVIL_LINE FANVIL_END, "E2", "REGISTER goes there"},
};

Test(meaning, is_said_with_its_rule)
{
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct hf_phone_config phone;
        struct hf_sentence sentences[HF_SENTENCES_MAX];
        const struct hf_sentence *found = NULL;
        size_t n;

        cr_assert_eq(read_text(&phone, cases[i].text), 0, "case %zu", i);
        n = hf_policy_meaning(&phone.accounts[0].config, sentences);
        for (size_t k = 0; k < n; k++)
            if (strstr(sentences[k].text, cases[i].part) != NULL)
                found = &sentences[k];
        cr_assert_eq(found != NULL, cases[i].rule != NULL, "case %zu: %s", i, cases[i].part);
        if (found != NULL)
            cr_assert_str_eq(found->rule, cases[i].rule, "case %zu", i);
        hf_phone_config_free(&phone);
    }
}

static struct hf_config native(void)
{
    struct hf_config config;

    hf_config_init(&config);
    config.n_servers = HF_LINE_SERVERS;
    for (unsigned k = 0; k < HF_LINE_SERVERS; k++) {
        cr_assert_eq(hf_config_name(&config, &config.servers[k].host, "pbx.example", 11), 0);
        config.servers[k].retry_counts = (uint8_t)(k + 1);
        config.servers[k].expires_s = 100 + k;
        config.servers[k].register_on_enable = 1;
        config.servers[k].only_signal_with_registered = 1;
        config.servers[k].failback_mode = HF_FAILBACK_DURATION;
        config.servers[k].failback_timeout_s = 65535;
    }
    config.failback_when = HF_WHEN_IDLE;
    return config;
}

Test(meaning, even_the_longest_policy_fits)
{
    struct hf_config config = native();
    struct hf_sentence sentences[HF_SENTENCES_MAX];

    for (unsigned mode = 0; mode < HF_MODE_COUNT; mode++) {
        size_t n;

        config.mode = (uint8_t)mode;
        n = hf_policy_meaning(&config, sentences);
        cr_assert_lt(n, (size_t)HF_SENTENCES_MAX);
        cr_assert_str_eq(sentences[n - 1].rule, "C3a", "the last one is there");
        for (size_t k = 0; k < n; k++)
            cr_assert_lt(strlen(sentences[k].text), sizeof(sentences[k].text) - 1, "%s",
                         sentences[k].text);
    }
}

Test(meaning, new_requests_between_servers_is_said)
{
    struct hf_config config = native();
    struct hf_sentence sentences[HF_SENTENCES_MAX];
    size_t n, found = 0;

    config.failback_servers = HF_FAILBACK_NEW_REQUESTS;
    n = hf_policy_meaning(&config, sentences);
    for (size_t k = 0; k < n; k++)
        found += strcmp(sentences[k].rule, "D11") == 0;
    cr_assert_eq(found, 1u);
}
