/* SPDX-License-Identifier: Apache-2.0 */
/* Resolutions: what is asked in which order, what follows what, and when it is settled. */
#include "zone_bench.h"

#define NAPTR_OF "one.example"

/* ---- what is asked first ---- */

Test(resolution, B2_a_name_with_a_port_is_asked_for_its_addresses_alone)
{
    zone_begin(HF_TRANSPORT_NAPTR, 5070);
    A("one.example", "192.0.2.1");
    zone_resolve();
    ZONE_ASKED("one.example");
    cr_assert_eq(zone.asked[0].type, HF_DNS_A);
    zone_expect("udp 1:5070");
}

Test(resolution, B3_naptr_then_srv_then_addresses)
{
    zone_begin(HF_TRANSPORT_NAPTR, 0);
    NAPTR("one.example", 10, 10, 's', HF_TRANSPORT_TCP, "_sip._tcp.two.example");
    SRV("_sip._tcp.two.example", 1, 1, 5070, "h.example");
    A("h.example", "192.0.2.1");
    zone_resolve();
    ZONE_ASKED("one.example", "_sip._tcp.two.example", "h.example");
    cr_assert_eq(zone.asked[0].type, HF_DNS_NAPTR);
    cr_assert_eq(zone.asked[1].type, HF_DNS_SRV);
    cr_assert_eq(zone.asked[2].type, HF_DNS_A);
    zone_expect("tcp 1:5070");
    expect_why(HF_WHY_NAME_ANSWERED, HF_LOOKUP_ASKING, HF_LOOKUP_KNOWN);
    cr_assert_eq(b.line.lookups[0].expires_us, 160 * S);
}

Test(resolution, B4_a_fixed_transport_asks_for_its_srv_then_for_addresses)
{
    static const struct {
        uint8_t transport;
        const char *owner, *found;
    } cases[] = {{HF_TRANSPORT_UDP, "_sip._udp.one.example", "udp 1:5060"},
                 {HF_TRANSPORT_TCP, "_sip._tcp.one.example", "tcp 1:5060"},
                 {HF_TRANSPORT_TLS, "_sips._tcp.one.example", "tls 1:5061"}};

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        zone_begin(cases[i].transport, 0);
        A("one.example", "192.0.2.1");
        zone_resolve();
        ZONE_ASKED(cases[i].owner, "one.example");
        zone_expect(cases[i].found);
    }
}

Test(resolution, B6_without_naptr_all_services_are_asked_for_and_kept_in_order)
{
    zone_begin(HF_TRANSPORT_NAPTR, 0);
    b.line.config.allow_downgrade = 1;
    SRV("_sip._udp.one.example", 1, 1, 5060, "h.example");
    SRV("_sip._tcp.one.example", 1, 1, 5060, "h.example");
    SRV("_sips._tcp.one.example", 1, 1, 5061, "h.example");
    A("h.example", "192.0.2.1");
    zone_resolve();
    ZONE_ASKED("one.example", "_sips._tcp.one.example", "_sip._tcp.one.example",
               "_sip._udp.one.example", "h.example", "h.example", "h.example");
    zone_expect("tls 1:5061 tcp 1:5060 udp 1:5060");
}

Test(resolution, B14_where_there_is_tls_there_is_nothing_less)
{
    zone_begin(HF_TRANSPORT_NAPTR, 0);
    SRV("_sip._udp.one.example", 1, 1, 5060, "h.example");
    SRV("_sips._tcp.one.example", 1, 1, 5061, "h.example");
    A("h.example", "192.0.2.1");
    zone_resolve();
    zone_expect("tls 1:5061");
}
