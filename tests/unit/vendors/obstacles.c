/* SPDX-License-Identifier: Apache-2.0 */
/* What cannot be run is named by the file's own key, with what to set instead. */
#include "support.h"

#define NATIVE "holdfast: 1\nlines:\n  - number: 1\n    enabled: true\n"

struct obstacle_case {
    const char *text, *part; /* part NULL: it can run */
    unsigned line;
};

static const struct obstacle_case cases[] = {
    {YEALINK_LINE, NULL, 0},
    {YEALINK_LINE "account.1.transport = 3\n", NULL, 0},
    {FANVIL_LINE "SIP1 Backup Addr:2001:db8::2\n" FANVIL_END, NULL, 0},
    {YEALINK_LINE "account.1.sip_server.2.address = 192.0.2.2\n", NULL, 0},
    {YEALINK_LINE "account.1.sip_server.2.address = 192.0.2.2\n"
                  "account.1.fallback.redundancy_type = 0\n",
     NULL, 0},
    {YEALINK_LINE "account.1.sip_server.1.address = pbx.example.com\n", NULL, 0},
    {YEALINK_LINE "account.1.sip_server.1.address = pbx.example.com\n"
                  "account.1.sip_server.1.port = 0\naccount.1.transport = 3\n",
     NULL, 0},
    {FANVIL_LINE "SIP1 Backup Addr:pbx.example.com.\n" FANVIL_END, NULL, 0},
    {YEALINK_LINE "account.1.transport = 1\n", NULL, 0},
    {YEALINK_LINE "account.1.sip_server.1.transport_type = 2\n", NULL, 0},
    {FANVIL_LINE "SIP1 Transport:3\n" FANVIL_END, NULL, 0},
    {YEALINK_LINE "account.1.user_name = \n", "set account.1.user_name", 0},
    {FANVIL "SIP1 Enable Reg :1\nSIP1 Register Addr :192.0.2.1\n" FANVIL_END,
     "set SIP1 Phone Number", 0},
    {"#<Voip Config File>#\nVersion = 2.0000000000\nsip.line.1.RegAddr = 192.0.2.1\n"
     "sip.line.1.RegEnabled = 1\n",
     "no user to register; set sip.line.1.", 0},
    {YEALINK_LINE "account.1.outbound_proxy_enable = 1\n"
                  "account.1.outbound_proxy.1.address = 192.0.2.9\naccount.1.transport = 2\n",
     NULL, 0},
    {NATIVE "    user: a\n    servers:\n      - host: 192.0.2.1\n        transport: tls\n", NULL,
     0},
    {NATIVE "    servers:\n      - host: 192.0.2.1\n", "set lines[1].user", 0},
    {YEALINK_LINE "sip.timer_t1 = 5\n", "refused by the core: t2_ms", 0},
};

Test(obstacles, are_named_by_key_and_line)
{
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct hf_phone_config phone;
        struct hf_obstacle obstacles[HF_OBSTACLES_MAX];
        char text[512];
        int runnable;
        size_t n;

        cr_assert_eq(read_text(&phone, cases[i].text), 0, "case %zu", i);
        cr_assert_eq(phone.n_accounts, 1u);
        n = hf_account_obstacles(&phone.accounts[0], obstacles);
        runnable = hf_account_runnable(&phone.accounts[0], text, sizeof(text));
        cr_assert_eq(runnable, cases[i].part == NULL, "case %zu: %s", i, text);
        cr_assert_eq(n, cases[i].part == NULL ? 0u : 1u, "case %zu: %zu obstacles", i, n);
        if (cases[i].part != NULL) {
            cr_assert_not_null(strstr(text, cases[i].part), "case %zu: %s", i, text);
            cr_assert_eq(obstacles[0].at.line, cases[i].line, "case %zu", i);
        } else {
            cr_assert_str_eq(text, "");
        }
        hf_phone_config_free(&phone);
    }
}
