/* SPDX-License-Identifier: Apache-2.0 */
/* NAPTR answers: which records count, in which order, and what they lead to. */
#include "zone_bench.h"

#define TCP "_sip._tcp.two.example"
#define UDP "_sip._udp.two.example"

static void begin(void)
{
    zone_begin(HF_TRANSPORT_NAPTR, 0);
    b.line.config.allow_downgrade = 1;
    SRV(TCP, 1, 1, 5060, "192.0.2.1");
    SRV(UDP, 1, 1, 5060, "192.0.2.2");
}

Test(naptr, B5_the_lowest_order_counts_and_its_records_by_preference)
{
    begin();
    NAPTR("one.example", 20, 1, 's', HF_TRANSPORT_TLS, "_sips._tcp.three.example");
    NAPTR("one.example", 10, 7, 's', HF_TRANSPORT_TCP, TCP);
    NAPTR("one.example", 10, 5, 's', HF_TRANSPORT_UDP, UDP);
    zone_ask();
    zone_answer(0);
    cr_assert_eq(bench_decision(&b, HF_WHY_NAPTR_FOUND)->setting, HF_SETTING_TRANSPORT);
    cr_assert_eq(bench_decision(&b, HF_WHY_NAPTR_FOUND)->setting_value, HF_TRANSPORT_NAPTR);
    zone_answer_all();
    ZONE_ASKED("one.example", UDP, TCP);
    zone_expect("udp 2:5060 tcp 1:5060");
}

Test(naptr, B5_preference_counts_however_late_an_answer_comes)
{
    begin();
    NAPTR("one.example", 10, 7, 's', HF_TRANSPORT_TCP, TCP);
    NAPTR("one.example", 10, 5, 's', HF_TRANSPORT_UDP, UDP);
    zone_ask();
    zone_answer(0);
    cr_assert(zone_answer_to(TCP, HF_DNS_SRV));
    zone_answer_all();
    zone_expect("udp 2:5060 tcp 1:5060");
}

Test(naptr, B5_records_of_no_use_are_ignored_with_their_orders_and_said)
{
    begin();
    NAPTR("one.example", 1, 1, 's', HF_TRANSPORT_COUNT, "_sip._sctp.two.example");
    NAPTR("one.example", 2, 1, 'u', HF_TRANSPORT_TCP, TCP);
    NAPTR("one.example", 3, 1, 's', HF_TRANSPORT_TCP, TCP);
    zone.records[zone.n - 1].regexp = 1;
    NAPTR("one.example", 4, 1, 's', HF_TRANSPORT_TCP, "");
    NAPTR("one.example", 5, 1, 's', HF_TRANSPORT_NAPTR, TCP);
    NAPTR("one.example", 6, 1, 'a', HF_TRANSPORT_TCP, "-.example");
    NAPTR("one.example", 7, 1, 's', HF_TRANSPORT_UDP, UDP);
    zone_ask();
    zone_answer(0);
    cr_assert_eq(bench_decision(&b, HF_WHY_RECORDS_IGNORED)->setting_value, 6);
    zone_answer_all();
    ZONE_ASKED("one.example", UDP);
    zone_expect("udp 2:5060");
}

Test(naptr, B6_comes_when_no_record_is_usable)
{
    begin();
    NAPTR("one.example", 1, 1, 's', HF_TRANSPORT_COUNT, "_sip._sctp.two.example");
    SRV("_sip._tcp.one.example", 1, 1, 5060, "192.0.2.7");
    zone_resolve();
    ZONE_ASKED("one.example", "_sips._tcp.one.example", "_sip._tcp.one.example",
               "_sip._udp.one.example");
    zone_expect("tcp 7:5060");
}

Test(naptr, B5_one_whose_srv_is_missing_is_passed_over_and_B6_comes_when_none_is_left)
{
    begin();
    NAPTR("one.example", 1, 1, 's', HF_TRANSPORT_TLS, "_sips._tcp.two.example");
    NAPTR("one.example", 1, 2, 's', HF_TRANSPORT_UDP, UDP);
    NAPTR("one.example", 2, 1, 's', HF_TRANSPORT_TCP, TCP);
    zone_resolve();
    zone_expect("udp 2:5060");

    zone_begin(HF_TRANSPORT_NAPTR, 0);
    NAPTR("one.example", 1, 1, 's', HF_TRANSPORT_TLS, "_sips._tcp.two.example");
    NAPTR("one.example", 2, 1, 's', HF_TRANSPORT_TCP, TCP); /* another order does not count */
    SRV(TCP, 1, 1, 5060, "192.0.2.1");
    SRV("_sip._udp.one.example", 1, 1, 5060, "192.0.2.7");
    zone_resolve();
    zone_expect("udp 7:5060");
}

Test(naptr, B5_flag_a_asks_for_addresses_with_the_services_port)
{
    begin();
    NAPTR("one.example", 1, 1, 'a', HF_TRANSPORT_TLS, "h.example");
    NAPTR("one.example", 1, 2, 'a', HF_TRANSPORT_TCP, "192.0.2.9");
    A("h.example", "192.0.2.8");
    zone_resolve();
    ZONE_ASKED("one.example", "h.example");
    zone_expect("tls 8:5061 tcp 9:5060");
}

Test(naptr, B5_an_empty_flag_asks_for_naptr_again_in_its_place)
{
    begin();
    NAPTR("one.example", 1, 1, 0, HF_TRANSPORT_NAPTR, "three.example");
    NAPTR("one.example", 1, 2, 's', HF_TRANSPORT_UDP, UDP);
    NAPTR("three.example", 1, 2, 's', HF_TRANSPORT_TCP, TCP);
    NAPTR("three.example", 1, 1, 'a', HF_TRANSPORT_TCP, "192.0.2.9");
    zone_ask();
    zone_answer(0);
    cr_assert(zone_answer_to(UDP, HF_DNS_SRV));
    zone_answer_all();
    zone_expect("tcp 9:5060 tcp 1:5060 udp 2:5060");
}

Test(naptr, B5_the_fourth_is_the_last)
{
    begin();
    NAPTR("one.example", 1, 1, 0, HF_TRANSPORT_TCP, "n1.example");
    NAPTR("n1.example", 1, 1, 0, HF_TRANSPORT_TCP, "n2.example");
    NAPTR("n2.example", 1, 1, 0, HF_TRANSPORT_TCP, "n3.example");
    NAPTR("n3.example", 1, 1, 's', HF_TRANSPORT_TCP, TCP);
    zone_resolve();
    zone_expect("tcp 1:5060");

    begin();
    NAPTR("one.example", 1, 1, 0, HF_TRANSPORT_TCP, "n1.example");
    NAPTR("n1.example", 1, 1, 0, HF_TRANSPORT_TCP, "n2.example");
    NAPTR("n2.example", 1, 1, 0, HF_TRANSPORT_TCP, "n1.example");
    NAPTR("one.example", 1, 2, 's', HF_TRANSPORT_UDP, UDP);
    zone_ask();
    for (int i = 0; i < 4; i++)
        cr_assert(zone_answer_to(i == 0   ? "one.example"
                                 : i == 2 ? "n2.example"
                                          : "n1.example",
                                 HF_DNS_NAPTR));
    cr_assert_eq(bench_decision(&b, HF_WHY_NAPTR_LOOP)->setting_value, 4);
    zone_answer_all();
    zone_expect("udp 2:5060");
}

Test(naptr, B5_a_record_that_leads_back_to_the_host_is_a_loop_at_once)
{
    begin();
    NAPTR("one.example", 1, 1, 0, HF_TRANSPORT_TCP, "ONE.example");
    SRV("_sip._udp.one.example", 1, 1, 5060, "192.0.2.7");
    zone_ask();
    zone_answer(0);
    cr_assert_eq(bench_decision(&b, HF_WHY_NAPTR_LOOP)->setting_value, 1);
    zone_answer_all();
    zone_expect("udp 7:5060");
}

Test(naptr, B10_more_records_than_places_are_cut_and_said)
{
    begin();
    for (uint16_t i = 0; i < 10; i++)
        NAPTR("one.example", 1, i, 'a', HF_TRANSPORT_UDP, i == 0 ? "192.0.2.7" : "192.0.2.8");
    zone_ask();
    zone_answer(0);
    cr_assert_eq(bench_decision(&b, HF_WHY_RECORDS_CUT)->setting_value, 2);
    zone_expect("udp 7:5060 udp 8:5060");
}

Test(naptr, B7_equal_preferences_keep_their_order_when_the_answer_is_turned_round)
{
    begin();
    NAPTR("one.example", 1, 1, 's', HF_TRANSPORT_UDP, UDP);
    NAPTR("one.example", 1, 1, 's', HF_TRANSPORT_TCP, TCP);
    zone_resolve();
    zone_expect("udp 2:5060 tcp 1:5060");
    zone.backwards = true;
    bench_at(&b, 200 * S);
    zone_resolve();
    zone_expect("udp 2:5060 tcp 1:5060");
}

/* The same targets, but the other transport first. */
Test(naptr, B7_another_preference_is_another_order)
{
    begin();
    NAPTR("one.example", 1, 1, 's', HF_TRANSPORT_UDP, UDP);
    NAPTR("one.example", 1, 2, 's', HF_TRANSPORT_TCP, TCP);
    zone_resolve();
    zone_expect("udp 2:5060 tcp 1:5060");
    for (unsigned i = 0; i < zone.n; i++) {
        if (zone.records[i].type == HF_DNS_NAPTR)
            zone.records[i].weight = zone.records[i].service == HF_TRANSPORT_UDP ? 2 : 1;
    }
    bench_at(&b, 200 * S);
    zone_resolve();
    zone_expect("tcp 1:5060 udp 2:5060");
}
