/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where a URI leads (RFC 3263 4): the cases of tests/data/server-location that are a URI's own,
 * with addresses for names, among them what no line is configured as, sips with transport=udp. Then
 * what peers may say besides.
 */
#include <stdio.h>

#include "address.h"
#include "holdfast/config.h"
#include "support.h"

#define CASES 58

static uint8_t transport_of(const char *text)
{
    static const char *const names[] = {"UDP", "TCP", "TLS"};
    uint8_t i = 0;
    while (i < 3 && strcmp(names[i], text) != 0) {
        i++;
    }
    cr_assert_lt(i, 3, "%s", text);
    return i == 0 ? HF_TRANSPORT_UDP : i == 1 ? HF_TRANSPORT_TCP : HF_TRANSPORT_TLS;
}

static bool leads(const char *text, struct hf_target *target)
{
    struct hf_sip_uri uri;
    memset(target, 0xa5, sizeof *target);
    return hf_sip_uri_parse(bytes_of(text, strlen(text)), &uri, NULL) == 0 &&
           hf_sip_uri_target(&uri, target);
}

/* expected: "transport address port", or "nowhere". */
static bool is_as_expected(const char *uri, const char *expected)
{
    struct hf_target target, wanted;
    char transport[8], address[64];
    unsigned port;
    bool found = leads(uri, &target);
    if (sscanf(expected, "%7s %63s %u", transport, address, &port) != 3) {
        return !found;
    }
    memset(&wanted, 0, sizeof wanted);
    cr_assert(hf_target_parse(&wanted, address, strlen(address)), "%s", address);
    wanted.transport = transport_of(transport);
    wanted.port = (uint16_t)port;
    return found && memcmp(&target, &wanted, sizeof target) == 0;
}

Test(uri_target, cases_of_rfcs_and_other_projects_come_out)
{
    FILE *from = popen("/usr/bin/python3 " HF_TESTS_DATA "/server-location/cases.py --uris", "r");
    char line[1024], id[32], uri[256], expected[128];
    unsigned n = 0, n_nowhere = 0;
    cr_assert_not_null(from);
    while (fgets(line, sizeof line, from) != NULL) {
        cr_assert_eq(sscanf(line, "uri %31s %255s %127[^\n]", id, uri, expected), 3, "%s", line);
        n_nowhere += strcmp(expected, "nowhere") == 0;
        n++;
        cr_expect(is_as_expected(uri, expected), "%s: %s is not %s", id, uri, expected);
    }
    cr_assert_eq(pclose(from), 0);
    cr_expect_eq(n, CASES);
    cr_expect_eq(n_nowhere, 4, "sips with transport=udp");
}

Test(uri_target, what_peers_say_besides)
{
    static const struct {
        const char *uri, *expected;
    } cases[] = {
        {"sip:a:b@192.0.2.1;lr;transport=TCP", "TCP 192.0.2.1 5060"},
        {"sip:192.0.2.1;tr%61nsport=tls", "TLS 192.0.2.1 5061"},
        {"sips:[2001:db8::1]:5080;transport=Tls", "TLS 2001:db8::1 5080"},
        {"sip:[2001:db8::1];maddr=[2001:db8::2]", "UDP 2001:db8::2 5060"},
        {"sip:192.0.2.1;maddr=pbx.example", "nowhere"},
        {"sip:192.0.2.1;maddr", "nowhere"},
        {"sip:pbx.example", "nowhere"},
        {"sip:192.0.2.1;transport=sctp", "nowhere"},
        {"sips:192.0.2.1;transport=sctp", "nowhere"},
        {"sip:192.0.2.1;transport", "nowhere"},
        {"sips:192.0.2.1;transport=", "nowhere"},
        {"sips:192.0.2.1;transport=UDP", "nowhere"},
        {"tel:+49", "nowhere"},
        {"im:a@192.0.2.1", "nowhere"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        cr_expect(is_as_expected(cases[i].uri, cases[i].expected), "%s", cases[i].uri);
    }
}

Test(uri_target, is_wiped_where_a_uri_leads_nowhere)
{
    static const struct hf_target nowhere;
    struct hf_target target;
    cr_assert_not(leads("sips:192.0.2.1;transport=udp", &target));
    cr_assert_eq(memcmp(&target, &nowhere, sizeof target), 0);
}
