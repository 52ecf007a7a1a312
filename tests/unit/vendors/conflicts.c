/* SPDX-License-Identifier: Apache-2.0 */
/* G2a: what cannot work together is warned about, by rule, and nothing else is. */
#include "support.h"

#define TWO "account.1.sip_server.2.address = 192.0.2.2\naccount.1.fallback.redundancy_type = 1\n"
#define NAMED                                                                                      \
    YEALINK "account.1.enable = 1\naccount.1.user_name = a\n"                                      \
            "account.1.sip_server.1.address = pbx.example.com\n"

#define PROXY                                                                                      \
    "account.1.outbound_proxy_enable = 1\naccount.1.outbound_proxy.1.address = 198.51.100.1\n"

struct conflict_case {
    const char *text, *rule, *part; /* rule NULL: no warning at all */
};

static const struct conflict_case cases[] = {
    {YEALINK_LINE, NULL, NULL},
    {YEALINK_LINE TWO, NULL, NULL},
    {NAMED "account.1.transport = 3\naccount.1.sip_server.1.port = 0\n", "B14",
     "those without are left out"},
    {NAMED "account.1.sip_server.1.port = 0\n", NULL, NULL},
    {NAMED "account.1.transport = 1\naccount.1.sip_server.1.port = 0\n", NULL, NULL},
    {NAMED "account.1.transport = 2\naccount.1.sip_server.1.port = 0\n", "B14",
     "transport = 2: over TLS the server has to prove its name"},
    {FANVIL_LINE "SIP1 Transport:3\n" FANVIL_END, "B14", "has to prove its name"},
    /* What is not used over TLS proves nothing. */
    {YEALINK_LINE PROXY "account.1.transport = 0\n", NULL, NULL},
    {YEALINK_LINE "static.security.trust_certificates = 1\nstatic.security.cn_validation = 0\n",
     NULL, NULL},
    {YEALINK_LINE "static.security.trust_certificates = 0\n", "B14", "acts as 1"},
    {YEALINK_LINE "security.trust_certificates = 0\n", "B14", "tls_verify: off"},
    {YEALINK_LINE "account.1.sip_server.1.port = 0\n", NULL, NULL},
    {NAMED "account.1.naptr_build = 1\n", "B6", "does nothing"},
    {NAMED "account.1.naptr_build = 0\n", NULL, NULL},
    {NAMED "account.1.transport = 3\naccount.1.sip_server.1.port = 5060\n", "B2", "NAPTR"},
    {NAMED "account.1.transport = 3\n", "B2", "NAPTR"},
    {YEALINK_LINE "account.1.transport = 3\n", "B1", "UDP"},
    {NAMED "account.1.sip_server.1.failback_mode = 1\n", NULL, NULL},
    {YEALINK_LINE "account.1.sip_server.1.failback_mode = 1\n", "G2a", "does nothing"},
    {YEALINK_LINE "account.1.sip_server.1.register_on_enable = 1\n", "E2", "does nothing"},
    {YEALINK_LINE "account.1.sip_server.1.register_on_enable = 0\n", NULL, NULL},
    {NAMED "account.1.sip_server.1.register_on_enable = 1\n", NULL, NULL},
    {NAMED "account.1.sip_server.1.failback_timeout = 90\n", "D5", "failback_mode is 3"},
    {NAMED "account.1.sip_server.1.failback_timeout = 90\n"
           "account.1.sip_server.1.failback_mode = 3\n",
     NULL, NULL},
    {NAMED "account.1.sip_server.1.only_signal_with_registered = 1\n"
           "account.1.sip_server.1.failback_mode = 1\n",
     "E3", "register_on_enable"},
    {NAMED "account.1.sip_server.1.only_signal_with_registered = 1\n"
           "account.1.sip_server.1.register_on_enable = 1\n",
     "E3", "failback_mode"},
    {NAMED "account.1.sip_server.1.only_signal_with_registered = 1\n"
           "account.1.sip_server.1.register_on_enable = 1\n"
           "account.1.sip_server.1.failback_mode = 2\n",
     NULL, NULL},
    {YEALINK_LINE "account.1.fallback.timeout = 60\n", "D7", "redundancy_type = 1"},
    {YEALINK_LINE TWO "account.1.fallback.timeout = 60\n", NULL, NULL},
    {YEALINK_LINE "account.1.fallback.redundancy_type = 1\n", "C1", "only one server"},
    {YEALINK_LINE "account.1.fallback.redundancy_type = 0\n", NULL, NULL},
    {YEALINK_LINE "account.1.static_cache_pri = 1\n", "B11a", "no name is asked of DNS"},
    {NAMED "account.1.static_cache_pri = 1\n", NULL, NULL},
    {FANVIL_LINE "SIP1 Failback Interval:60\n" FANVIL_END, "D1", "only one server"},
    {YEALINK_LINE "account.1.sip_server.2.address = 192.0.2.1\n", "A14", "same address"},
    {NAMED "account.1.sip_server.2.address = PBX.example.COM\n", "A14", "same address"},
    {YEALINK_LINE "account.1.sip_server.2.address = 192.0.2.1\n"
                  "account.1.sip_server.2.port = 5061\n",
     "A14", "servers 1 and 2 are one machine, at another port"},
    {NAMED "account.1.sip_server.2.address = pbx.example.com\n"
           "account.1.sip_server.2.port = 5061\n",
     NULL, NULL},
    {YEALINK_LINE "account.1.sip_server.2.address = 192.0.2.1\n"
                  "account.1.sip_server.2.port = 0\n",
     "A14", "the same address and port"},
    {YEALINK_LINE TWO "account.1.sip_server.2.expires = 161\n", "C4", "ask for 162 s"},
    {YEALINK_LINE TWO "account.1.sip_server.2.expires = 162\n", NULL, NULL},
    /* B8a: a name takes 10 s more. */
    {NAMED "account.1.sip_server.1.expires = 102\n", "C4", "ask for 103 s"},
    {NAMED "account.1.sip_server.1.expires = 103\n", NULL, NULL},
    {NAMED TWO "account.1.sip_server.2.expires = 181\n", "C4", "over all servers can last 89.0 s"},
    {NAMED TWO "account.1.sip_server.2.expires = 182\n", NULL, NULL},
    /* C2: in concurrent mode each server is by itself. */
    {NAMED "account.1.sip_server.2.address = 192.0.2.2\naccount.1.sip_server.2.expires = 83\n",
     NULL, NULL},
    {NAMED "account.1.sip_server.2.address = 192.0.2.2\naccount.1.sip_server.2.expires = 82\n",
     "C4", "over this server can last 39.5 s"},
    {YEALINK_LINE "account.1.sip_server.2.address = 192.0.2.2\n"
                  "account.1.sip_server.1.expires = 82\n",
     "C4", "ask for 83 s"},
    {YEALINK_LINE "sip.timer_t1 = 5\n", "A1", "greater than T2"},
    {FANVIL_LINE "SIP1 Backup Addr:192.0.2.2\nSIP1 Enable Failback:0\n"
                 "SIP1 Failback Interval:60\n" FANVIL_END,
     "D1", "where failback is enabled"},
    {FANVIL_LINE "SIP1 Backup Addr:192.0.2.2\nSIP1 Enable Failback:0\n"
                 "SIP1 Failback Interval:1800\n" FANVIL_END,
     NULL, NULL},
    {FANVIL_LINE "SIP1 Enable Failback:0\n" FANVIL_END, "D11", "only one server"},
    {FANVIL_LINE "SIP1 Proxy Addr:192.0.2.9\n" FANVIL_END, NULL, NULL},
    {FANVIL_LINE "SIP1 DNS SRV:1\n" FANVIL_END, "B1", "there is no name"},
    {YEALINK_LINE "account.1.outbound_proxy_enable = 1\n"
                  "account.1.outbound_proxy.1.address = 192.0.2.9\n",
     NULL, NULL},
    /* What stands at its factory value was meant by nobody. */
    {YEALINK_LINE "account.1.sip_server.1.failback_mode = 0\n"
                  "account.1.sip_server.1.failback_timeout = 3600\n"
                  "account.1.sip_server.1.only_signal_with_registered = 0\n"
                  "account.1.naptr_build = 0\naccount.1.fallback.timeout = 120\n"
                  "account.1.outbound_proxy_fallback_interval = 3600\n",
     NULL, NULL},
    {YEALINK_LINE "account.1.outbound_proxy_fallback_interval = 60\n", "B13",
     "no server has two outbound proxies"},
    {FANVIL_LINE "SIP1 Failback Interval:1800\nSIP1 Signal Retry Counts:3\n" FANVIL_END, NULL,
     NULL},
    /* ... unless another one was chosen beside it. */
    {NAMED TWO "account.1.sip_server.1.failback_mode = 3\n"
               "account.1.sip_server.2.failback_mode = 0\n",
     "G2a", "server 2 is an address"},
    /* A key of all servers counts where one of them takes it, and is said once where none does. */
    {NAMED TWO "account.1.failback_mode = 3\n", NULL, NULL},
    {YEALINK_LINE TWO "account.1.failback_mode = 3\n", "G2a", "server 1 is an address"},
    /* B13: where there are proxies, they are what is looked for, and what E2 and D2 choose from. */
    {NAMED PROXY "account.1.sip_server.1.port = 0\naccount.1.outbound_proxy.1.port = 5060\n", "B13",
     "go to the outbound proxies"},
    {NAMED PROXY "account.1.outbound_proxy.2.address = 198.51.100.2\n"
                 "account.1.sip_server.1.failback_mode = 2\n",
     "B13", "requests to server 1 go to its outbound proxies"},
    {NAMED PROXY "account.1.outbound_proxy.2.address = proxy.example.com\n"
                 "account.1.sip_server.1.failback_mode = 2\n",
     NULL, NULL},
    {NAMED PROXY "account.1.sip_server.1.failback_mode = 2\n", "B13",
     "requests to server 1 go to its outbound proxies"},
    {NAMED PROXY "account.1.sip_server.1.port = 5070\n", "B13", "go to the outbound proxies"},
    {NAMED PROXY "account.1.outbound_proxy.1.register_on_enable = 1\n", "E2",
     "outbound proxy 1 of server 1 is an address"},
    {NAMED PROXY "account.1.outbound_proxy.2.address = 198.51.100.1\n", "B13",
     "both outbound proxies of server 1 are the same"},
    {NAMED PROXY "account.1.outbound_proxy.2.address = 198.51.100.1\n"
                 "account.1.outbound_proxy.2.port = 5061\n",
     "B13", "both outbound proxies of server 1 are one machine"},
    {NAMED PROXY "account.1.outbound_proxy.2.address = 198.51.100.2\n"
                 "account.1.outbound_proxy_fallback_interval = 3600\n",
     NULL, NULL},
    {NAMED PROXY "account.1.outbound_proxy.2.address = 198.51.100.2\n"
                 "account.1.outbound_proxy_fallback_interval = 900\n",
     NULL, NULL},
    {NAMED PROXY TWO, "B13", "all servers are reached through this one proxy"},
};

Test(conflicts, are_warned_about_and_nothing_else_is)
{
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct hf_phone_config phone;

        cr_assert_eq(read_text(&phone, cases[i].text), 0, "case %zu", i);
        cr_assert_eq(phone.n_accounts, 1u, "case %zu", i);
        if (cases[i].rule == NULL) {
            cr_assert_eq(phone.n_remarks, 0u, "case %zu: %s", i, phone.remarks[0].text);
        } else {
            cr_assert_eq(phone.n_remarks, 1u, "case %zu: %zu remarks", i, phone.n_remarks);
            cr_assert_str_eq(phone.remarks[0].rule, cases[i].rule, "case %zu: %s", i,
                             phone.remarks[0].rule);
            cr_assert_not_null(strstr(phone.remarks[0].text, cases[i].part), "case %zu: %s", i,
                               phone.remarks[0].text);
            cr_assert_eq(phone.remarks[0].severity, HF_SEVERITY_WARNING);
        }
        hf_phone_config_free(&phone);
    }
}

#define NATIVE(line, server)                                                                       \
    "holdfast: 1\nlines:\n  - number: 1\n    enabled: true\n    user: a\n" line                    \
    "    servers:\n      - host: pbx.example.com\n" server

#define ADDRESSES(line)                                                                            \
    "holdfast: 1\nlines:\n  - user: a\n" line                                                      \
    "    servers: [{host: 192.0.2.1}, {host: 192.0.2.2}]\n"
#define ADDRESS(line) "holdfast: 1\nlines:\n  - user: a\n" line "    servers: [{host: 192.0.2.1}]\n"

/* Native keys are called by their own names; what is the native default anyway, or stands among the
 * defaults of all lines, is not warned about. */
static const struct conflict_case natives[] = {
    {NATIVE("", ""), NULL, NULL},
    {NATIVE("    allow_downgrade: true\n", "        port: 0\n        transport: dns-naptr\n"),
     "B14", "may be used without it"},
    {NATIVE("    tls_verify: off\n", "        transport: tls\n"), "B14",
     "lines[1].tls_verify = off: the server does not have to prove who it is"},
    {NATIVE("    tls_verify: on\n", "        transport: tls\n"), NULL, NULL},
    {NATIVE("    tls_verify: off\n    tls_ca: ca.pem\n", "        transport: tls\n"), "B14",
     "tls_ca = ca.pem: does nothing: tls_verify is off"},
    {NATIVE("    tls_key: a.key\n", "        transport: tls\n"), "B14",
     "does nothing: there is no tls_certificate"},
    {NATIVE("    tls_ca: ca.pem\n", "        transport: tcp\n"), "B14",
     "does nothing: nothing is reached over TLS"},
    {NATIVE("    tls_ca: ca.pem\n", "        transport: dns-naptr\n        port: 0\n"), NULL, NULL},
    {"holdfast: 1\ndefaults: {tls_ca: ca.pem}\nlines:\n  - user: a\n"
     "    servers: [{host: pbx.example.com}]\n",
     NULL, NULL},
    {NATIVE("    failback_interval_s: 60\n", ""), "D1", "only one server"},
    {NATIVE("    failback_interval_s: 1800\n", ""), "D1", "only one server"},
    {NATIVE("    failback_interval_s: 120\n", ""), NULL, NULL},
    {NATIVE("    failback_servers: never\n    failback_interval_s: 60\n", ""), "D11",
     "failback_servers is probe"},
    {"holdfast: 1\ndefaults:\n  failback_interval_s: 60\nlines:\n  - number: 1\n"
     "    enabled: true\n    user: a\n    servers:\n      - host: pbx.example.com\n",
     NULL, NULL},
    {NATIVE("    idle_limit_s: 60\n", ""), "D8", "nothing waits"},
    {NATIVE("", "        retry_period_ms: 4000\n        retry_counts: 5\n"), "A2",
     "retry_period_ms counts instead"},
    {NATIVE("", "        only_signal_with_registered: true\n"), "E3",
     "it needs register_on_enable"},
    {NATIVE("", "        failback_timeout_s: 90\n"), "D5", "failback_mode is duration"},
    {NATIVE("    naptr_build: tls tcp\n", ""), "B6", "transport dns-naptr and port 0"},
    {ADDRESS("    mode: concurrent\n    retry_max_s: 120\n"), "C1", "only one server"},
    {ADDRESS("    mode: concurrent\n"), NULL, NULL}, /* D7 */
    {ADDRESS("    failback_servers: never\n"), "D11", "only one server"},
    {ADDRESS("    failback_when: idle\n"), "D8", "nothing goes back here"},
    {ADDRESS("    flap_damping: off\n"), "D9", "nothing goes back after a time"},
    {ADDRESS("    contact_per_server: on\n"), "C1a", "only one server"},
    {ADDRESS("    storm_spread_ms: 400\n"), "C11", "only one server"},
    {ADDRESS("    contact_per_server: on\n    unregister_old: on\n"), "C9", "only one server"},
    {ADDRESS("    failover_other: off\n"), "E12", "only one target"},
    {ADDRESS("    locate_by: stack\n"), "B3", "no name"},
    {ADDRESS("    srv_order: heaviest-first\n"), "B7", "a name with port 0"},
    {ADDRESS("    address_family: ipv4\n"), "B9", "no name is asked of DNS"},
    {ADDRESS("    static_first: on\n"), "B11a", "no name is asked of DNS"},
    {ADDRESS("    allow_downgrade: on\n"), "B14", "with TLS and without"},
    {ADDRESS("    quarantine_s: 0\n    retry_after_max_s: 0\n    share_rests: off\n"), "A10",
     "quarantine_s and retry_after_max_s are 0"},
    {ADDRESSES("    mode: concurrent\n    storm_spread_ms: 400\n"), "C11", "in concurrent mode"},
    {ADDRESSES("    mode: concurrent\n    contact_per_server: on\n    unregister_old: on\n"), "C9",
     "in concurrent mode"},
    {ADDRESSES("    mode: concurrent\n    retry_max_s: 60\n    failback_servers: never\n"), "D7",
     "failback_interval_s is less than retry_max_s"},
    {"holdfast: 1\nlines:\n  - user: a\n    servers:\n      - host: 192.0.2.1\n"
     "        failback_mode: new_requests\n",
     "G2a", "server 1 is an address"},
    {"holdfast: 1\nlines:\n  - user: a\n    servers:\n      - host: 192.0.2.1\n"
     "        failback_mode: registration\n",
     NULL, NULL},
    {"holdfast: 1\nlines:\n  - user: a\n    servers: [{host: 192.0.2.1}, {host: 192.0.2.1, "
     "transport: udp, port: 5070}]\n",
     "A14", "one machine, at another port"},
};

Test(conflicts, of_native_files_are_said_in_their_own_words)
{
    for (size_t i = 0; i < sizeof(natives) / sizeof(natives[0]); i++) {
        struct hf_phone_config phone;
        const struct hf_remark *found;

        cr_assert_eq(read_text(&phone, natives[i].text), 0, "case %zu: %s", i,
                     phone.remarks[0].text);
        found = natives[i].part != NULL ? remark_with(&phone, natives[i].part) : NULL;
        if (natives[i].rule == NULL) {
            cr_assert_eq(phone.n_remarks, 0u, "case %zu: %s", i, phone.remarks[0].text);
        } else {
            cr_assert_not_null(found, "case %zu: %s", i,
                               phone.n_remarks > 0 ? phone.remarks[0].text : "nothing");
            cr_assert_str_eq(found->rule, natives[i].rule, "case %zu: %s", i, found->rule);
            cr_assert_null(strstr(found->text, "fallback."), "%s", found->text);
            cr_assert_gt(found->line, 0u);
        }
        hf_phone_config_free(&phone);
    }
}

/* C4: in concurrent mode each server has an expiry that fits, and each that is too short is said;
 * a key that stands for several once. */
Test(conflicts, each_expiry_that_is_too_short_is_said)
{
    static const char text[] =
        "holdfast: 1\nlines:\n  - user: a\n    mode: concurrent\n    servers:\n"
        "      - {host: 192.0.2.1, expires_s: 70}\n      - {host: 192.0.2.2, expires_s: 90}\n"
        "      - {host: 192.0.2.3, expires_s: 74, retry_counts: 2}\n";
    struct hf_phone_config phone;

    cr_assert_eq(read_text(&phone, text), 0);
    cr_assert_eq(phone.n_remarks, 2u);
    cr_assert_not_null(strstr(phone.remarks[0].text, "servers[1].expires_s = 70"), "%s",
                       phone.remarks[0].text);
    cr_assert_not_null(strstr(phone.remarks[0].text, "ask for 83 s"));
    cr_assert_not_null(strstr(phone.remarks[1].text, "servers[3].expires_s = 74"), "%s",
                       phone.remarks[1].text);
    cr_assert_not_null(strstr(phone.remarks[1].text, "ask for 75 s"));
    hf_phone_config_free(&phone);
}
