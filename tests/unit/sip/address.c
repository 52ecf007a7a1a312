/* SPDX-License-Identifier: Apache-2.0 */
/* Targets as texts, and where a reply goes. */
#include "address.h"

#include "holdfast/config.h"
#include "support.h"

static struct hf_target target_of(const char *address, uint16_t port)
{
    struct hf_target target;
    memset(&target, 0, sizeof target);
    cr_assert(hf_target_parse(&target, address, strlen(address)));
    target.port = port;
    return target;
}

Test(address, is_printed_as_rfc_5952_says)
{
    static const struct {
        const char *text, *printed;
    } cases[] = {
        {"192.0.2.1", "192.0.2.1"},
        {"255.10.0.9", "255.10.0.9"},
        {"2001:db8::1", "2001:db8::1"},
        {"::", "::"},
        {"::1", "::1"},
        {"2001:DB8:0:0:1:0:0:1", "2001:db8::1:0:0:1"},
        {"2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"},
        {"1:2:3:4:5:6:7:0", "1:2:3:4:5:6:7:0"},
        {"1:0:0:4:5:0:0:0", "1:0:0:4:5::"},
        {"fe80::a0b:c", "fe80::a0b:c"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct hf_target target = target_of(cases[i].text, 5060);
        struct hf_sip_out out;
        char text[64];
        hf_sip_out_start(&out, text, sizeof text);
        hf_sip_put_address(&out, &target);
        assert_slice(bytes_of(text, out.length), cases[i].printed);
    }
}

Test(address, with_a_port_an_ipv6_address_has_brackets)
{
    static const struct {
        const char *text;
        uint16_t port;
        const char *printed;
    } cases[] = {
        {"192.0.2.1", 5060, "192.0.2.1:5060"},
        {"2001:db8::1", 1, "[2001:db8::1]:1"},
        {"::", 65535, "[::]:65535"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct hf_target target = target_of(cases[i].text, cases[i].port);
        struct hf_sip_out out;
        char text[64];
        hf_sip_out_start(&out, text, sizeof text);
        hf_sip_put_host_port(&out, &target);
        assert_slice(bytes_of(text, out.length), cases[i].printed);
    }
}

Test(address, targets_are_the_same_in_all_that_counts)
{
    struct hf_target a = target_of("192.0.2.1", 5060), b = a;
    cr_assert(hf_sip_same_target(&a, &b));
    b.port++;
    cr_assert(!hf_sip_same_target(&a, &b));
    b = a;
    b.transport = HF_TRANSPORT_TCP;
    cr_assert(!hf_sip_same_target(&a, &b));
    b = a;
    b.address[3]++;
    cr_assert(!hf_sip_same_target(&a, &b));
    a = b = target_of("::", 5060);
    b.family = HF_FAMILY_IPV4;
    cr_assert(!hf_sip_same_target(&a, &b));
}

/* RFC 3261 18.2.2, RFC 3581 4: always to the address that it came from. */
Test(address, a_reply_goes_where_its_request_asks)
{
    static const struct {
        const char *via;
        uint8_t transport;
        uint16_t port;
    } cases[] = {
        {"SIP/2.0/UDP 10.0.0.9:5080;rport;branch=z9hG4bKa", HF_TRANSPORT_UDP, 40000},
        {"SIP/2.0/UDP 10.0.0.9:5080;branch=z9hG4bKa", HF_TRANSPORT_UDP, 5080},
        {"SIP/2.0/UDP 10.0.0.9;branch=z9hG4bKa", HF_TRANSPORT_UDP, 5060},
        {"SIP/2.0/UDP [::9]:7;branch=z9hG4bKa", HF_TRANSPORT_UDP, 7},
        {"SIP/2.0/UDP h:5080;maddr=10.9.9.9;received=10.8.8.8", HF_TRANSPORT_UDP, 5080},
        {"SIP/2.0/UDP h:5080;rport=9", HF_TRANSPORT_UDP, 40000},
        {"SIP/2.0/TCP h:5080", HF_TRANSPORT_TCP, 40000}, /* on the connection */
        {"SIP/2.0/TLS h", HF_TRANSPORT_TLS, 40000},
        {"SIP/2.0/TCP h:5080", HF_TRANSPORT_UDP, 5080}, /* how it came counts, not what it says */
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct hf_target from = target_of("203.0.113.9", 40000);
        struct hf_sip_via via;
        from.transport = cases[i].transport;
        cr_assert_eq(hf_sip_via_parse(hf_slice_text(cases[i].via), &via, NULL), 0);
        struct hf_target to = hf_sip_reply_target(&via, &from);
        cr_assert_eq(to.port, cases[i].port, "%s: %u", cases[i].via, to.port);
        to.port = from.port;
        cr_assert(hf_sip_same_target(&to, &from), "%s", cases[i].via);
    }
}
