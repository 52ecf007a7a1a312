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
    {NAMED MODE "0\n", "D2", "each new request starts at the first address"},
    {NAMED MODE "1\n", "D3", "until the time to live of its DNS answer has passed"},
    {NAMED MODE "2\n", "D4", "until the next refresh, 3549 s (59 min) at most"},
    {NAMED MODE "3\n", "D5", "until 3600 s (60 min) have passed since the failover"},
    {NAMED MODE "3\naccount.1.sip_server.1.failback_timeout = 0\n", "D5", "until it fails"},
    {NAMED MODE "0\n", NULL, "during a call"},
    {NAMED MODE "3\n", "D8", "during a call nothing fails back"},
    {YEALINK_LINE MODE "3\n", NULL, "failover"},
    {YEALINK_LINE MODE "3\n", NULL, "during a call"},
    {NAMED, "B8a", "looked up for 10 s at most"},
    {YEALINK_LINE, NULL, "looked up"},
    {NAMED, NULL, "DNS is asked"},
    {NAMED "account.1.sip_server.1.port = 0\n", "B4",
     "server 1: DNS is asked for SRV of _sip._udp.pbx.example.com; where it has none, for the "
     "addresses of pbx.example.com, at port 5060"},
    {NAMED "account.1.sip_server.1.port = 0\naccount.1.transport = 2\n", "B4",
     "SRV of _sips._tcp.pbx.example.com; where it has none, for the addresses of "
     "pbx.example.com, at port 5061"},
    {NAMED "account.1.sip_server.1.port = 0\naccount.1.transport = 3\n", "B3",
     "NAPTR of pbx.example.com, else for SRV over UDP;"},
    {NAMED "account.1.sip_server.1.port = 0\naccount.1.transport = 3\n", "B14",
     "server 1: where DNS gives a target with TLS, those without are left out"},
    {NAMED "account.1.sip_server.1.port = 0\n", "B10", "up to 16 of the line"},
    {NAMED "account.1.transport = 2\n", "B14", "has to be for pbx.example.com, unless"},
    {YEALINK_LINE "account.1.transport = 2\n", "B14", "has to be for 192.0.2.1, unless"},
    {NAMED, NULL, "certificate"},
    /* A3: DNS may say that it is a connection. */
    {NAMED BACKUP "account.1.sip_server.1.port = 0\naccount.1.transport = 3\n"
                  "account.1.sip_server.1.retry_counts = 0\n",
     "A5", "a call leaves a silent server 1 after 4 s"},
    {NAMED, "A4", "given up after 32 s"},
    {NAMED BACKUP, "C2", "registered with both servers at once"},
    {NAMED BACKUP, "D7",
     "tried again within 30 s after each try: one that is back is found after at most 34 s"},
    /* C2, A4: a registration has its own server alone, a call has the other one too. */
    {NAMED BACKUP, "A4", "a registration with a silent server 1 is lost after 32 s"},
    {NAMED BACKUP, "A5", "a call leaves a silent server 2 after 7.5 s"},
    {NAMED BACKUP "account.1.fallback.redundancy_type = 1\n", "A1",
     "a registration leaves a silent server 1 after 7.5 s"},
    {NAMED, "A1", "a registration leaves a silent server 1 after 32 s"},
    {YEALINK_LINE, NULL, "leaves a silent"},
    {NAMED, "B10",
     "one more of server 1 adds at most 7.5 s to leaving it and to a failed registration, 79 s to "
     "the expiry that fits, and makes a refresh up to 39.5 s earlier"},
    {NAMED BACKUP "account.1.fallback.redundancy_type = 1\n", "B10",
     "32 s to finding a server again"},
    {YEALINK_LINE BACKUP, NULL, "one address"},
    {NAMED, "C4", "does, as long as each name has one address (B10)"},
    {YEALINK_LINE, "A5", "calls are not in this build yet; what follows holds when they are"},
    {FANVIL_LINE FANVIL_END, "A5", "calls, and registering before a request (E2, E3), are not"},
    {YEALINK_LINE BACKUP, "E12", "other requests (SUBSCRIBE, MESSAGE) go on to the next server"},
    {FANVIL_LINE "SIP1 Backup Addr:192.0.2.2\n" FANVIL_END, "E12",
     "and to no other: they fail after 32 s of silence there"},
    {FANVIL_LINE FANVIL_END, NULL, "other requests"},
    {NAMED BACKUP, "C4", "at server 1 is refreshed after 3549 s (59 min)"},
    {NAMED BACKUP, "C4", "at server 2 is refreshed after 3559 s (59 min)"},
    {NAMED BACKUP, NULL, "on a backup"},
    {NAMED BACKUP "account.1.fallback.redundancy_type = 1\n", "D1",
     "probed every 120 s: one that is back is found after at most 124 s (2 min 4 s)"},
    {NAMED BACKUP "account.1.fallback.redundancy_type = 1\n", "C4",
     "a registration is refreshed after 3509 s (58 min)"},
    {NAMED "account.1.sip_server.1.expires = 60\n", "C4", "set the expiry to 103 s or more"},
    {NAMED, "C4", "finds nobody ends before the registration"},
    {NAMED "account.1.reg_failed_retry_min_time = 10\n", "C6",
     "grow from 10 s at least to 30 s to 60 s"},
    {NAMED, "C6", "tried again 30 s later"},
    {NAMED "account.1.sip_server.1.register_on_enable = 1\n", "E2", "before a request"},
    {NAMED "account.1.sip_server.1.register_on_enable = 1\n" MODE "2\n"
           "account.1.sip_server.1.only_signal_with_registered = 1\n",
     "E3", "only where something is registered"},
    {NAMED "account.1.nat.udp_update_time = 45\n", "C3a", "kept open by a packet every 45 s"},
    {NAMED "account.1.nat.udp_update_enable = 0\n", NULL, "kept open"},
    {FANVIL_LINE "SIP1 Backup Addr:192.0.2.2\nSIP1 Enable Failback:0\n" FANVIL_END, "D1",
     "nothing looks for the servers before it"},
    {NAMED, "A9", "left alone that long, 1800 s (30 min) at most"},
    {YEALINK_LINE, NULL, "silent or refused"},
    {NAMED, NULL, "was silent or refused is left alone"},
    {NAMED, "A6", "answers a registration with 503 is left at once"},
    {YEALINK_LINE, "A6", "answers a call with 503 fails the call at once"},
    {NAMED, "A8", "such as 403 or 404, is final"},
    {NAMED, "A7", "is answered or fails is 71.5 s, with the look-up of names 10 s more"},
    {YEALINK_LINE BACKUP "account.1.sip_server.1.invite_retry_counts = 1\n", "A5",
     "a call leaves a silent server 1 after 1.5 s"},
    {FANVIL_LINE FANVIL_END, "E2", "a registration is made there"},
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

struct number_case {
    uint32_t interval_s;
    const char *part;
};

static const struct number_case numbers[] = {
    {119, "every 119 s"},
    {120, "every 120 s: one"},
    {143, "every 143 s (2 min 23 s)"},
    {180, "every 180 s (3 min)"},
    {7199, "every 7199 s (2 h)"},
    {9000, "every 9000 s (2 h 30 min)"},
    {172800, "every 172800 s (2 days)"},
};

Test(meaning, durations_are_said_in_seconds_and_as_people_count)
{
    for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
        struct hf_phone_config phone;
        struct hf_sentence sentences[HF_SENTENCES_MAX];
        size_t n, found = 0;

        cr_assert_eq(read_text(&phone, NAMED BACKUP "account.1.fallback.redundancy_type = 1\n"), 0);
        phone.accounts[0].config.failback_interval_s = numbers[i].interval_s;
        n = hf_policy_meaning(&phone.accounts[0].config, sentences);
        for (size_t k = 0; k < n; k++)
            found += strstr(sentences[k].text, numbers[i].part) != NULL;
        cr_assert_eq(found, 1u, "%s", numbers[i].part);
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
        config.servers[k].invite_retry_counts = 1;
        config.servers[k].n_proxies = HF_SERVER_PROXIES;
        for (unsigned p = 0; p < HF_SERVER_PROXIES; p++)
            config.servers[k].proxies[p] = (struct hf_proxy_config){
                .host = config.servers[k].host,
                .transport = HF_TRANSPORT_NAPTR,
                .retry_counts = HF_AS_SERVER,
                .invite_retry_counts = HF_AS_SERVER,
                .failback_mode = HF_AS_SERVER,
                .failback_timeout_s = HF_AS_SERVER,
                .register_on_enable = HF_AS_SERVER,
                .only_signal_with_registered = HF_AS_SERVER};
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
        cr_assert_str_eq(sentences[n - 1].rule, "E3", "the last one is there");
        for (size_t k = 0; k < n; k++)
            cr_assert_lt(strlen(sentences[k].text), sizeof(sentences[k].text) - 1, "%s",
                         sentences[k].text);
    }
}

static size_t count_of(const struct hf_config *config, const char *part)
{
    struct hf_sentence sentences[HF_SENTENCES_MAX];
    size_t n = hf_policy_meaning(config, sentences), found = 0;

    for (size_t k = 0; k < n; k++)
        found += strstr(sentences[k].text, part) != NULL;
    return found;
}

Test(meaning, B13_proxies_are_places_of_their_own)
{
    struct hf_config config = native();

    cr_assert_eq(
        count_of(&config, "a registration leaves a silent server 1 with both its outbound proxies"),
        1u);
    cr_assert_eq(count_of(&config, "the first is probed every 3600 s (60 min)"),
                 (size_t)HF_LINE_SERVERS);
    cr_assert_eq(count_of(&config, "server 2, proxy 1: requests stay"), 1u);
    cr_assert_eq(count_of(&config, "server 2, proxy 2: requests stay"), 1u);
    cr_assert_eq(count_of(&config, "server 2: requests stay"), 0u);
    cr_assert_eq(count_of(&config, "server 1, proxy 2: requests go only where"), 1u);
    config.servers[0].proxies[1].failback_mode = HF_FAILBACK_NEVER;
    cr_assert_eq(count_of(&config, "server 1, proxy 2: requests stay at the address that works "
                                   "until it fails"),
                 1u);
    cr_assert_eq(count_of(&config, "server 1, proxy 2: requests go only where"), 0u);
}

Test(meaning, of_native_policies_names_what_only_they_have)
{
    struct hf_config config = native();

    cr_assert_eq(count_of(&config, "was silent or refused is left alone for 30 s"), 1u);
    cr_assert_eq(count_of(&config, "with 500, 502, 503 or 504"), 1u);
    cr_assert_eq(count_of(&config, "later when it comes and goes (D9)"), 1u);
    cr_assert_eq(count_of(&config, "noticed by the next request"), 1u);
    config.options_interval_s = 20;
    cr_assert_eq(count_of(&config, "noticed by OPTIONS, sent every 20 s"), 1u);
    cr_assert_eq(count_of(&config, "set the expiry to"), 1u);
}

static struct hf_config two_servers(void)
{
    struct hf_config config;

    hf_config_init(&config);
    config.n_servers = 2;
    for (unsigned k = 0; k < 2; k++)
        cr_assert_eq(hf_config_name(&config, &config.servers[k].host, "192.0.2.1", 9), 0);
    return config;
}

Test(meaning, C11_jitter_makes_spans)
{
    struct hf_config config = two_servers();

    cr_assert_eq(count_of(&config, "is refreshed 3167 s (53 min) to 3519 s (59 min) after"), 1u);
    cr_assert_eq(count_of(&config, "are probed every 120 s to 132 s (2 min 12 s): one"), 1u);
    config.jitter_percent = 0;
    cr_assert_eq(count_of(&config, "is refreshed after 3519 s (59 min)"), 1u);
}

Test(meaning, C6_waits_are_said_from_the_shortest_on)
{
    struct hf_config config = two_servers();

    cr_assert_eq(count_of(&config, "waits that grow from 30 s at least to 150 s (2 min 30 s) to "
                                   "300 s"),
                 1u);
    config.mode = HF_MODE_CONCURRENT;
    cr_assert_eq(count_of(&config, "waits that grow from 30 s at least to 120 s"), 1u, "D7");
    config.mode = HF_MODE_SUCCESSIVE;
    config.retry_base_s = 200;
    cr_assert_eq(count_of(&config, "after waits of 150 s (2 min 30 s) to 300 s"), 1u);
    config.retry_base_s = config.retry_max_s = 5;
    cr_assert_eq(count_of(&config, "is tried again 5 s later"), 1u);
    cr_assert_eq(count_of(&config, "no more than ten registrations a minute"), 1u, "C12");
    cr_assert_eq(count_of(&config, "where all were silent or refused, that is not before the first "
                                   "of them has been left alone for 30 s"),
                 1u);
    config.mode = HF_MODE_CONCURRENT;
    cr_assert_eq(count_of(&config, "where its server was silent or refused, that is not before it "
                                   "has been left alone for 30 s"),
                 1u);
    config.n_servers = 1;
    cr_assert_eq(count_of(&config, "where the server was silent or refused"), 1u);
    config.quarantine_s = 5;
    cr_assert_eq(count_of(&config, "silent or refused, that is"), 0u);
}

Test(meaning, C4_each_server_with_too_short_an_expiry_is_named)
{
    struct hf_config config = two_servers();

    config.mode = HF_MODE_CONCURRENT;
    config.servers[0].expires_s = 82;
    config.servers[1].expires_s = 70;
    config.servers[1].retry_counts = 2;
    cr_assert_eq(count_of(&config, "set the expiry of server 1 to 83 s or more"), 1u);
    cr_assert_eq(count_of(&config, "set the expiry of server 2 to 75 s or more"), 1u);
    config.servers[1].expires_s = 75;
    cr_assert_eq(count_of(&config, "set the expiry"), 1u);
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
