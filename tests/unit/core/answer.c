/* SPDX-License-Identifier: Apache-2.0 */
/* The order of a host's targets: while it is asked, when it is settled, and when nothing moves. */
#include "zone_bench.h"

#define UDP "_sip._udp.one.example"

static void again(void)
{
    bench_at(&b, b.line.now_us + 100 * S);
    zone_resolve();
}

/* Two hosts by priority, two addresses each. */
static void two_by_two(void)
{
    zone_begin(HF_TRANSPORT_UDP, 0);
    SRV(UDP, 1, 1, 5060, "h.example");
    SRV(UDP, 2, 1, 5060, "i.example");
    A("h.example", "192.0.2.1");
    A("h.example", "192.0.2.2");
    A("i.example", "192.0.2.3");
    A("i.example", "192.0.2.4");
}

Test(answer, B7_answers_that_are_turned_round_move_nothing)
{
    two_by_two();
    zone_resolve();
    zone_expect("udp 1:5060 udp 2:5060 udp 3:5060 udp 4:5060");
    zone.backwards = true;
    again();
    zone_expect("udp 1:5060 udp 2:5060 udp 3:5060 udp 4:5060");
}

Test(answer, B7_another_set_of_addresses_stands_as_it_is_given_and_the_others_stay)
{
    two_by_two();
    zone_resolve();
    zone.records[3].is = "192.0.2.9";
    zone.backwards = true;
    again();
    zone_expect("udp 9:5060 udp 1:5060 udp 3:5060 udp 4:5060");
}

Test(answer, B7_another_order_of_the_records_is_taken)
{
    two_by_two();
    zone_resolve();
    zone.records[0].priority = 3;
    again();
    zone_expect("udp 3:5060 udp 4:5060 udp 1:5060 udp 2:5060");
}

Test(answer, B7_what_is_kept_stands_first_while_it_is_asked)
{
    two_by_two();
    zone_resolve();
    zone.records[2].is = "192.0.2.9";
    bench_at(&b, 200 * S);
    zone_ask();
    zone_answer(0);
    cr_assert(zone_answer_to("h.example", HF_DNS_A) || zone.n_open > 0);
    cr_assert_eq(b.line.candidates[0].target.address[3], 9, "settled: i.example is behind");
    zone_answer_all();
    zone_expect("udp 9:5060 udp 2:5060 udp 3:5060 udp 4:5060");
}

Test(answer, B10_a_target_of_two_hosts_stands_at_its_first_place)
{
    two_by_two();
    A("i.example", "192.0.2.1");
    A("h.example", "192.0.2.4");
    zone_ask();
    zone_answer(0);
    cr_assert(zone_answer_to("i.example", HF_DNS_A));
    zone_answer_all();
    zone_expect("udp 1:5060 udp 2:5060 udp 4:5060 udp 3:5060");
}

Test(answer, B10_new_targets_get_room_before_those_that_were_kept)
{
    static char texts[2 * HF_LINE_TARGETS][16];

    zone_begin(HF_TRANSPORT_UDP, 0);
    SRV(UDP, 1, 1, 5060, "h.example");
    for (unsigned i = 0; i < HF_LINE_TARGETS - 1; i++) {
        snprintf(texts[i], sizeof texts[i], "192.0.2.%u", i + 1);
        A("h.example", texts[i]);
    }
    zone_resolve();
    cr_assert_eq(b.line.n_live, HF_LINE_TARGETS);
    zone.records[0].is = "i.example";
    zone.n = 1;
    A("i.example", "192.0.2.201");
    A("i.example", "192.0.2.202");
    A("i.example", "192.0.2.203");
    bench_at(&b, 200 * S);
    zone_ask();
    zone_answer(0);
    SRV(UDP, 9, 1, 5060, "j.example"); /* too late to be asked for */
    zone_answer(0);
    zone_expect("udp 201:5060 udp 202:5060 udp 203:5060");
}

Test(answer, B10_the_better_gets_the_room_however_late_it_is)
{
    static char texts[HF_LINE_TARGETS][16];

    zone_begin(HF_TRANSPORT_UDP, 0);
    SRV(UDP, 1, 1, 5060, "h.example");
    SRV(UDP, 2, 1, 5060, "i.example");
    A("h.example", "192.0.2.201");
    A("h.example", "192.0.2.202");
    for (unsigned i = 0; i < HF_LINE_TARGETS; i++) {
        snprintf(texts[i], sizeof texts[i], "192.0.2.%u", i + 1);
        A("i.example", texts[i]);
    }
    zone_ask();
    zone_answer(0);
    cr_assert(zone_answer_to("i.example", HF_DNS_A));
    zone_answer_all();
    cr_assert_eq(b.line.n_live, HF_LINE_TARGETS);
    cr_assert_eq(b.line.candidates[0].target.address[3], 201);
    cr_assert_eq(b.line.candidates[1].target.address[3], 202);
    cr_assert_eq(b.line.candidates[2].target.address[3], 1);
    cr_assert_eq(b.line.candidates[HF_LINE_TARGETS - 1].server, 2);
}

Test(answer, B10_an_address_given_many_times_is_one)
{
    zone_begin(HF_TRANSPORT_UDP, 5060);
    for (int i = 0; i < 20; i++)
        A("one.example", "192.0.2.1");
    A("one.example", "192.0.2.2");
    zone_resolve();
    zone_expect("udp 1:5060 udp 2:5060");
}

Test(answer, B9_families_take_turns_within_a_host_and_not_beyond)
{
    two_by_two();
    b.line.config.address_family = HF_ADDRESS_ANY;
    AAAA("h.example", "2001:db8::1");
    AAAA("i.example", "2001:db8::2");
    zone_resolve();
    zone_expect("udp :1:5060 udp 1:5060 udp 2:5060 udp :2:5060 udp 3:5060 udp 4:5060");
}

Test(answer, B8a_no_addresses_take_a_hosts_targets_away)
{
    two_by_two();
    zone_resolve();
    zone.n = 4; /* i.example has none any more */
    again();
    zone_expect("udp 1:5060 udp 2:5060");
}

Test(answer, D10_each_target_has_the_life_of_its_own_record)
{
    two_by_two();
    zone_ask();
    zone_answer(0);
    zone.ttl_s = 300;
    cr_assert(zone_answer_to("h.example", HF_DNS_A));
    zone.ttl_s = 90001;
    cr_assert(zone_answer_to("i.example", HF_DNS_A));
    cr_assert_eq(hf_locate_ttl_s(&b.line, 0), 300);
    cr_assert_eq(hf_locate_ttl_s(&b.line, 1), 300);
    cr_assert_eq(hf_locate_ttl_s(&b.line, 2), 86400);
    cr_assert_eq(hf_locate_ttl_s(&b.line, 4), 0, "a numeric host's has none");
    zone.ttl_s = 40001;
    again();
    for (uint8_t i = 0; i < 4; i++)
        cr_assert_eq(hf_locate_ttl_s(&b.line, i), 40000, "beyond 32,768 in steps of two");
    zone.ttl_s = 0;
    bench_at(&b, b.line.now_us + 90000 * (uint64_t)S);
    zone_resolve();
    cr_assert_eq(hf_locate_ttl_s(&b.line, 0), 1);
}

/* ---- B14 in a server of several hosts ---- */

static void two_proxies(void)
{
    struct hf_server_config *server;

    memset(&zone, 0, sizeof zone);
    zone.ttl_s = 60;
    bench_init(&b);
    server = bench_server(&b, "192.0.2.1");
    bench_proxy(&b, server, "one.example");
    bench_proxy(&b, server, "192.0.2.12");
    bench_proxy(&b, server, "192.0.2.13");
    server->n_proxies = 2;
    server->proxies[0].port = 0;
    server->proxies[0].transport = HF_TRANSPORT_NAPTR;
    b.config.address_family = HF_ADDRESS_IPV4;
    bench_configure(&b, NULL);
    bench_at(&b, 100 * S);
}

Test(answer, B14_tls_at_one_proxy_takes_the_others_without_it_away_and_gives_them_back)
{
    two_proxies();
    zone_expect("udp 12:5060");
    SRV("_sips._tcp.one.example", 1, 1, 5061, "192.0.2.7");
    zone_ask();
    zone_answer(0);
    cr_assert(zone_answer_to("_sips._tcp.one.example", HF_DNS_SRV));
    cr_assert_not_null(bench_decision(&b, HF_WHY_DOWNGRADE_REFUSED));
    zone_answer_all();
    zone_expect("tls 7:5061");
    zone.records[0].owner = UDP;
    again();
    zone_expect("udp 7:5061 udp 12:5060");
}

Test(answer, B14_a_name_that_lost_its_targets_is_asked_when_the_tls_target_is_gone)
{
    struct hf_server_config *server;

    two_proxies();
    server = &b.config.servers[0];
    server->proxies[1].host = server->proxies[0].host;
    server->proxies[1].port = 5070;
    server->proxies[1].transport = HF_TRANSPORT_UDP;
    bench_configure(&b, (const uint8_t[HF_LINE_SERVERS + 1]){0, 0});
    SRV("_sips._tcp.one.example", 1, 1, 5061, "192.0.2.7");
    A("one.example", "192.0.2.8");
    zone_resolve();
    zone_expect("tls 7:5061");
    zone_ask();
    cr_assert_eq(b.actions.n, 0, "nothing is due");
    b.line.lookups[0].expires_us = b.line.now_us;
    zone.n = 0;
    A("one.example", "192.0.2.8");
    zone_resolve();
    zone_expect("udp 8:5060");
    zone_resolve();
    zone_expect("udp 8:5060 udp 8:5070");
}

Test(answer, B14_a_name_that_lost_its_targets_is_asked_in_the_step_that_brings_them_back)
{
    struct hf_server_config *server;

    two_proxies();
    server = &b.config.servers[0];
    server->proxies[1].host = server->proxies[0].host;
    server->proxies[1].port = 5070;
    server->proxies[1].transport = HF_TRANSPORT_UDP;
    bench_configure(&b, (const uint8_t[HF_LINE_SERVERS + 1]){0, 0});
    b.line.registrations[0].state = HF_REGISTRATION_REGISTERING;
    SRV("_sips._tcp.one.example", 1, 1, 5061, "192.0.2.7");
    A("one.example", "192.0.2.8");
    zone_resolve();
    zone_expect("tls 7:5061");
    b.line.lookups[0].expires_us = b.line.now_us;
    zone.n = 0;
    A("one.example", "192.0.2.8");
    zone_resolve();
    zone_expect("udp 8:5060 udp 8:5070");
}

/* ---- what is not known ---- */

Test(answer, B8a_what_is_kept_keeps_its_place_while_its_host_is_not_known)
{
    two_by_two();
    zone_resolve();
    A("i.example", "192.0.2.9");
    zone_fails("h.example", HF_DNS_A, HF_DNS_SERVFAIL);
    again();
    zone_expect("udp 1:5060 udp 2:5060 udp 3:5060 udp 4:5060 udp 9:5060");
    zone.n_faults = 0;
    again();
    zone_expect("udp 1:5060 udp 2:5060 udp 3:5060 udp 4:5060 udp 9:5060");
}

Test(answer, B8a_of_services_too)
{
    zone_begin(HF_TRANSPORT_NAPTR, 0);
    b.line.config.allow_downgrade = 1;
    SRV("_sip._tcp.one.example", 1, 1, 5060, "192.0.2.1");
    SRV(UDP, 1, 1, 5060, "192.0.2.2");
    zone_resolve();
    zone_expect("tcp 1:5060 udp 2:5060");
    SRV(UDP, 2, 1, 5060, "192.0.2.3");
    zone_fails("_sip._tcp.one.example", HF_DNS_SRV, HF_DNS_SERVFAIL);
    again();
    zone_expect("tcp 1:5060 udp 2:5060 udp 3:5060");
    zone.n_faults = 0;
    zone.records[0].is = "192.0.2.4";
    again();
    zone_expect("tcp 4:5060 udp 2:5060 udp 3:5060");
}

Test(answer, B9_a_family_that_is_not_usable_now_is_not_none)
{
    zone_begin(HF_TRANSPORT_UDP, 5060);
    b.line.config.address_family = HF_ADDRESS_ANY;
    A("one.example", "192.0.2.1");
    zone_resolve();
    b.line.service.families = HF_FAMILIES_IPV6;
    again();
    expect_why(HF_WHY_ANSWER_STALE, HF_LOOKUP_ASKING, HF_LOOKUP_STALE);
    zone_expect("udp 1:5060");
    AAAA("one.example", "2001:db8::7");
    deadline();
    zone_hear();
    zone_answer_all();
    zone_expect("udp :7:5060"); /* another has given something: it leaves */
}

Test(answer, B9_a_family_that_comes_is_asked_for_whatever_is_kept)
{
    zone_begin(HF_TRANSPORT_UDP, 5060);
    b.line.config.address_family = HF_ADDRESS_ANY;
    A("one.example", "192.0.2.1");
    zone_resolve();
    b.line.service.families = HF_FAMILIES_IPV6;
    bench_at(&b, 300 * S);
    zone_ask();
    b.line.service.families = HF_FAMILIES_IPV4 | HF_FAMILIES_IPV6;
    b.actions.n = 0;
    hf_locate_on_network(&b.x);
    cr_assert_eq(resolves(), 2, "A too");
    zone_hear();
    zone_answer_all();
    zone_expect("udp 1:5060");
    cr_assert_eq(state(), HF_LOOKUP_KNOWN);
}

Test(answer, C14_another_way_to_order_is_taken_at_the_next_answer)
{
    zone_begin(HF_TRANSPORT_UDP, 0);
    b.config.srv_order = HF_SRV_HEAVIEST_FIRST;
    bench_configure(&b, (const uint8_t[HF_LINE_SERVERS + 1]){0, 1, 2});
    SRV(UDP, 1, 1, 5060, "192.0.2.1");
    SRV(UDP, 1, 60000, 5060, "192.0.2.2");
    zone_resolve();
    zone_expect("udp 2:5060 udp 1:5060");
    b.config.srv_order = HF_SRV_WEIGHTED;
    bench_configure(&b, (const uint8_t[HF_LINE_SERVERS + 1]){0, 1, 2});
    for (b.line.seed = 1; b.line.candidates[0].target.address[3] == 2 && b.line.seed < 400000;) {
        b.line.seed += 7;
        b.line.lookups[0].records = HF_RECORDS_DISORDER;
        again();
    }
    cr_assert_lt(b.line.seed, 400000, "some seed draws the light one");
    bench_sound(&b);
}
