/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What locating servers does that no test had asked for: each test here notices a mutant of the
 * core (./run mutate) that all others had let pass.
 */
#include "order.h"
#include "zone_bench.h"

#define UDP "_sip._udp.one.example"

static void again(void)
{
    bench_at(&b, b.line.now_us + 100 * S);
    zone_resolve();
}

/* B8a: a kept target stays while the service that may give it again is not known, and no longer;
 * for each of the services alike. */
Test(mutants_names, B8a_a_kept_target_stays_for_its_own_service)
{
    static const uint8_t transports[] = {HF_TRANSPORT_TLS, HF_TRANSPORT_TCP, HF_TRANSPORT_UDP};
    static const uint8_t services[] = {HF_SERVICE_TLS, HF_SERVICE_TCP, HF_SERVICE_UDP};

    for (unsigned kept = 0; kept < 3; kept++) {
        for (unsigned asked = 0; asked < 3; asked++) {
            struct hf_target target = bench_target(1);
            struct hf_order o;

            zone_begin(HF_TRANSPORT_NAPTR, 0);
            target.transport = transports[kept];
            hf_candidates_set_host(&b.x, 0, &target, 1);
            b.line.branches[0] = (struct hf_branch){
                .host = 1, .asks = HF_ASKS_SERVICES, .open = services[asked]};
            o = hf_order_of(&b.line, 0);
            cr_assert_eq(hf_order_stays(&o, &b.line.candidates[0]), kept == asked, "%u %u", kept,
                         asked);
            b.line.branches[0].open = 0;
            b.line.branches[0].ended = (uint8_t)(services[asked] << 4);
            cr_assert_eq(hf_order_stays(&o, &b.line.candidates[0]), kept == asked, "%u %u", kept,
                         asked);
        }
    }
}

/* B4, RFC 1035 2.3.4: the dot at the end of a name takes no room in DNS. Each label has nine
 * letters and a dot, so that 242 of them fit behind "_sip._udp.", which has eleven with its dot. */
static bool asks_srv(size_t length, bool dot)
{
    char name[HF_NAME_MAX + 1];

    memset(&zone, 0, sizeof zone);
    memset(name, 'n', sizeof name);
    for (size_t i = 9; i < length; i += 10)
        name[i] = '.';
    name[length - 1] = 'n';
    name[length] = '.';
    name[length + dot] = '\0';
    bench_init(&b);
    bench_server(&b, name)->port = 0;
    b.config.address_family = HF_ADDRESS_IPV4;
    bench_configure(&b, NULL);
    b.line.registrations[0].state = HF_REGISTRATION_REGISTERING;
    bench_at(&b, 100 * S);
    zone_ask();
    return zone.asked[0].type == HF_DNS_SRV;
}

Test(mutants_names, B4_the_dot_at_the_end_of_a_name_takes_no_room)
{
    for (int dot = 0; dot < 2; dot++) {
        cr_expect(asks_srv(243, dot != 0), "%d", dot);
        cr_expect_not(asks_srv(244, dot != 0), "%d", dot);
    }
}

/* B7: what is only remembered, since it rests, is none of the host's addresses: an answer that is
 * turned round moves nothing beside it either. */
Test(mutants_names, B7_a_target_that_is_gone_makes_no_other_set)
{
    zone_begin(HF_TRANSPORT_UDP, 5060);
    b.config.n_servers = 1; /* nothing stands behind the host's targets */
    bench_configure(&b, (const uint8_t[HF_LINE_SERVERS + 1]){0, 1, 0});
    A("one.example", "192.0.2.2");
    A("one.example", "192.0.2.3");
    A("one.example", "192.0.2.1");
    zone_resolve();
    zone_expect("udp 2:5060 udp 3:5060 udp 1:5060");
    hf_rest_set(&b.line, &(struct hf_rest){.target = bench_target(1), .until_us = 9000 * S});
    zone.n = 2;
    again();
    zone_expect("udp 2:5060 udp 3:5060");
    cr_assert_eq(b.line.n_candidates, 3, "it rests");
    zone.backwards = true;
    again();
    zone_expect("udp 2:5060 udp 3:5060");
}
