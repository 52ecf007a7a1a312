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

/* B7: what is kept stands in its old order in front of what came, and stays there when a question
 * that might have given it again ends without it; another may give it yet. */
Test(mutants_names, B7_what_came_is_new_once)
{
    zone_begin(HF_TRANSPORT_UDP, 0);
    A("h.example", "192.0.2.9");
    for (int round = 0; round < 2; round++) {
        SRV(UDP, 1, 1, 5060, "h.example");
        SRV(UDP, 2, 1, 5060, "i.example");
        SRV(UDP, 3, 1, 5060, "j.example");
        A("i.example", round == 0 ? "192.0.2.2" : "192.0.2.3");
        A("j.example", "192.0.2.4");
        if (round == 0) {
            zone_resolve();
            zone_expect("udp 9:5060 udp 2:5060 udp 4:5060");
            zone.n = 0;
        }
    }
    bench_at(&b, b.line.now_us + 100 * S);
    zone_ask();
    zone_answer(0);
    cr_assert(zone_answer_to("i.example", HF_DNS_A));
    deadline();
    zone_expect("udp 9:5060 udp 2:5060 udp 4:5060 udp 3:5060");
    cr_assert(zone_answer_to("h.example", HF_DNS_A));
    zone_expect("udp 9:5060 udp 2:5060 udp 4:5060 udp 3:5060");
    cr_assert(zone_answer_to("j.example", HF_DNS_A));
    zone_expect("udp 3:5060 udp 4:5060");
}

/* B5, B9: a name that has the one family not keeps its place while the other is waited for. */
Test(mutants_names, B9_a_name_waits_in_front_with_either_family)
{
    static const uint8_t same[HF_LINE_SERVERS + 1] = {0, 1, 2};

    zone_begin(HF_TRANSPORT_UDP, 0);
    b.config.address_family = HF_ADDRESS_ANY;
    bench_configure(&b, same);
    SRV(UDP, 1, 1, 5060, "h.example");
    SRV(UDP, 2, 1, 5060, "i.example");
    AAAA("h.example", "2001:db8::1");
    A("i.example", "192.0.2.2");
    AAAA("i.example", "2001:db8::2");
    zone_ask();
    zone_answer(0);
    cr_assert(zone_answer_to("h.example", HF_DNS_A));
    cr_assert(zone_answer_to("i.example", HF_DNS_A));
    cr_assert(zone_answer_to("i.example", HF_DNS_AAAA));
    cr_assert(hf_locate_is_asking(&b.line, 0));
    cr_assert_eq(b.line.lookups[0].deadline_us, 103 * S);
    zone_answer_all();
    zone_expect("udp :1:5060 udp :2:5060 udp 2:5060");
}

/* B14: proxy 2 has TLS now, so that what proxy 1 has is not used when it is settled; a TLS target
 * that proxy 1 had once, and of which a rest for that name is remembered, is not there for that. */
Test(mutants_names, B14_a_rest_for_a_name_brings_no_target_back)
{
    struct hf_target gone = bench_target(7);
    struct hf_server_config *server;
    uint64_t second;

    bench_init(&b);
    server = bench_server(&b, "pbx.example");
    bench_proxy(&b, server, "one.example");
    bench_proxy(&b, server, "two.example");
    server->proxies[1].transport = HF_TRANSPORT_TLS;
    b.config.address_family = HF_ADDRESS_IPV4;
    bench_configure(&b, NULL);
    b.line.registrations[0].state = HF_REGISTRATION_REGISTERING;
    bench_at(&b, 100 * S);
    ask();
    second = resolve(1)->query;
    give(resolve(0)->query, HF_DNS_A, 1, 60);
    bench_at(&b, 161 * S);
    ask();
    {
        uint64_t anew = resolve(0)->query;

        give(second, HF_DNS_A, 2, 60);
        BENCH_EXPECT(&b, 1, 2);
        gone.transport = HF_TRANSPORT_TLS;
        hf_rest_set(
            &b.line,
            &(struct hf_rest){.until_us = 9000 * S, .target = gone, .place = {1, 1}, .named = 1});
        cr_assert_eq(b.line.n_candidates, 3);
        give(anew, HF_DNS_A, 1, 60);
    }
    BENCH_EXPECT(&b, 2);
}
