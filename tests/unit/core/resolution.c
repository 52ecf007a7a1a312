/* SPDX-License-Identifier: Apache-2.0 */
/* Resolutions: what is asked in which order, what follows what, and when it is settled. */
#include "zone_bench.h"

#define SIPS "_sips._tcp.one.example"
#define TCP  "_sip._tcp.one.example"
#define UDP  "_sip._udp.one.example"

/* ---- what is asked, stage by stage ---- */

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
    for (unsigned i = 0; i < 3; i++)
        cr_assert_eq(zone.asked[i].server, 1);
    zone_expect("tcp 1:5070");
    expect_why(HF_WHY_NAME_ANSWERED, HF_LOOKUP_ASKING, HF_LOOKUP_KNOWN);
    for (unsigned i = 0; i < HF_LINE_BRANCHES; i++)
        cr_assert_eq(b.line.branches[i].host, 0, "nothing is left of it");
}

Test(resolution, B4_a_fixed_transport_asks_for_its_srv_then_for_addresses)
{
    static const struct {
        uint8_t transport;
        const char *owner, *found;
    } cases[] = {{HF_TRANSPORT_UDP, UDP, "udp 1:5060"},
                 {HF_TRANSPORT_TCP, TCP, "tcp 1:5060"},
                 {HF_TRANSPORT_TLS, SIPS, "tls 1:5061"}};

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        zone_begin(cases[i].transport, 0);
        A("one.example", "192.0.2.1");
        zone_resolve();
        ZONE_ASKED(cases[i].owner, "one.example");
        zone_expect(cases[i].found);
    }
}

Test(resolution, B4_a_name_too_long_for_srv_is_asked_for_its_addresses)
{
    char name[251];

    memset(name, 'a', sizeof name);
    for (size_t i = 50; i < sizeof name - 1; i += 50)
        name[i] = '.';
    name[250] = '\0';
    zone_begin(HF_TRANSPORT_NAPTR, 0);
    b.config.servers[0].host.length = 0;
    b.config.names_used = 0;
    memset(b.config.names, 0, sizeof b.config.names);
    cr_assert_eq(hf_config_name(&b.config, &b.config.servers[0].host, name, 250), HF_OK);
    b.config.n_servers = 1;
    bench_configure(&b, NULL);
    zone_ask();
    zone_answer(0);
    cr_assert_eq(bench_decision(&b, HF_WHY_NAME_TOO_LONG)->setting_value, 250);
    cr_assert_eq(zone.n_open, 1);
    cr_assert_eq(zone.open[0].type, HF_DNS_A);
    cr_assert_eq(zone.open[0].name_length, 250);
}

Test(resolution, B6_without_naptr_services_are_asked_for_by_the_setting_and_kept_in_order)
{
    static const struct {
        uint8_t build;
        const char *found;
    } cases[] = {{HF_BUILD_UDP, "udp 1:5060"},
                 {HF_BUILD_TLS_TCP, "tls 1:5061 tcp 1:5060"},
                 {HF_BUILD_ALL, "tls 1:5061 tcp 1:5060 udp 1:5060"}};

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        zone_begin(HF_TRANSPORT_NAPTR, 0);
        b.line.config.allow_downgrade = 1;
        b.line.config.naptr_build = cases[i].build;
        SRV(UDP, 1, 1, 5060, "h.example");
        SRV(TCP, 1, 1, 5060, "h.example");
        SRV(SIPS, 1, 1, 5061, "h.example");
        A("h.example", "192.0.2.1");
        zone_ask();
        zone_answer(0);
        cr_assert_eq(bench_decision(&b, HF_WHY_SRV_ASKED)->setting, HF_SETTING_NAPTR_BUILD);
        cr_assert_eq(bench_decision(&b, HF_WHY_SRV_ASKED)->setting_value, cases[i].build);
        while (zone.n_open > 0) /* the last first: the order is that of the sets */
            zone_answer(zone.n_open - 1);
        zone_expect(cases[i].found);
    }
}

Test(resolution, B8_without_srv_the_names_own_addresses)
{
    zone_begin(HF_TRANSPORT_NAPTR, 0);
    A("one.example", "192.0.2.1");
    zone_ask();
    zone_answer(0);
    zone_answer(0);
    zone_answer(0);
    zone_answer(0);
    cr_assert_eq(bench_decision(&b, HF_WHY_ADDRESSES_ASKED)->setting, HF_SETTING_TRANSPORT);
    cr_assert_eq(bench_decision(&b, HF_WHY_ADDRESSES_ASKED)->setting_value, HF_TRANSPORT_NAPTR);
    zone_answer_all();
    ZONE_ASKED("one.example", SIPS, TCP, UDP, "one.example");
    zone_expect("udp 1:5060");
}

Test(resolution, B8_nothing_at_all_is_none)
{
    zone_begin(HF_TRANSPORT_NAPTR, 0);
    zone_resolve();
    expect_why(HF_WHY_NAME_NONE, HF_LOOKUP_ASKING, HF_LOOKUP_NONE);
    ZONE_ASKED("one.example", SIPS, TCP, UDP, "one.example");
}

Test(resolution, B8_a_set_of_the_root_alone_is_no_service_and_no_address)
{
    zone_begin(HF_TRANSPORT_UDP, 0);
    SRV(UDP, 0, 0, 0, "");
    A("one.example", "192.0.2.1");
    zone_resolve();
    cr_assert_not_null(bench_decision(&b, HF_WHY_SERVICE_ABSENT));
    expect_why(HF_WHY_NO_SERVICE, HF_LOOKUP_ASKING, HF_LOOKUP_NONE);
    ZONE_ASKED(UDP);
}

Test(resolution, B8_one_service_is_absent_and_another_is_there)
{
    zone_begin(HF_TRANSPORT_NAPTR, 0);
    SRV(SIPS, 0, 0, 0, ".");
    SRV(UDP, 1, 1, 5060, "h.example");
    A("h.example", "192.0.2.1");
    zone_resolve();
    zone_expect("udp 1:5060");
}

Test(resolution, B8_an_absent_service_by_naptr_leaves_the_other_services)
{
    zone_begin(HF_TRANSPORT_NAPTR, 0);
    NAPTR("one.example", 1, 1, 's', HF_TRANSPORT_TCP, "_sip._tcp.two.example");
    SRV("_sip._tcp.two.example", 0, 0, 0, "");
    SRV(UDP, 1, 1, 5070, "192.0.2.7");
    zone_resolve();
    zone_expect("udp 7:5070");
}

/* ---- not known ---- */

Test(resolution, B8a_not_known_is_never_gone_on_from)
{
    static const struct {
        const char *name;
        uint16_t type;
        unsigned n_asked; /* when it has failed */
    } cases[] = {
        {"one.example", HF_DNS_NAPTR, 1}, {UDP, HF_DNS_SRV, 4}, {"h.example", HF_DNS_A, 5}};

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        for (int outcome = HF_DNS_TIMEOUT; outcome < HF_DNS_COUNT; outcome++) {
            zone_begin(HF_TRANSPORT_NAPTR, 0);
            A("one.example", "192.0.2.1");
            if (cases[i].type == HF_DNS_A)
                SRV(UDP, 1, 1, 5060, "h.example");
            zone_fails(cases[i].name, cases[i].type, (enum hf_dns_outcome)outcome);
            zone_resolve();
            expect_why(HF_WHY_NAME_UNKNOWN, HF_LOOKUP_ASKING, HF_LOOKUP_NONE);
            cr_assert_eq(zone.n_asked, cases[i].n_asked);
        }
    }
}

Test(resolution, B8a_a_part_that_is_not_known_is_only_missed)
{
    zone_begin(HF_TRANSPORT_NAPTR, 0);
    SRV(UDP, 1, 1, 5060, "h.example");
    SRV(UDP, 2, 1, 5060, "i.example");
    A("i.example", "192.0.2.2");
    zone_fails("h.example", HF_DNS_A, HF_DNS_TIMEOUT);
    zone_fails(TCP, HF_DNS_SRV, HF_DNS_SERVFAIL);
    zone_resolve();
    zone_expect("udp 2:5060");
    cr_assert_not_null(bench_decision(&b, HF_WHY_PART_UNKNOWN));
    cr_assert_eq(bench_decision(&b, HF_WHY_PART_UNKNOWN)->setting_value, 0, "it counts nothing");
    expect_why(HF_WHY_NAME_ANSWERED, HF_LOOKUP_ASKING, HF_LOOKUP_KNOWN);
}

Test(resolution, B11_what_is_kept_serves_where_a_part_is_not_known)
{
    zone_begin(HF_TRANSPORT_UDP, 0);
    SRV(UDP, 1, 1, 5060, "h.example");
    SRV(UDP, 2, 1, 5060, "i.example");
    A("h.example", "192.0.2.1");
    A("i.example", "192.0.2.2");
    zone_resolve();
    zone_expect("udp 1:5060 udp 2:5060");
    bench_at(&b, 200 * S);
    zone_fails("h.example", HF_DNS_A, HF_DNS_TIMEOUT);
    zone_resolve();
    zone_expect("udp 1:5060 udp 2:5060"); /* nothing has changed that is known */
    bench_at(&b, 300 * S);
    A("i.example", "192.0.2.3");
    zone_resolve();
    zone_expect("udp 1:5060 udp 2:5060 udp 3:5060"); /* what is kept keeps its place */
    bench_at(&b, 400 * S);
    zone.n_faults = 0;
    zone_resolve();
    zone_expect("udp 1:5060 udp 2:5060 udp 3:5060");
}

Test(resolution, B11_all_of_it_serves_where_nothing_is_known)
{
    static const uint16_t types[] = {HF_DNS_SRV, HF_DNS_A};
    static const char *const names[] = {UDP, "h.example"};

    for (size_t i = 0; i < 2; i++) {
        zone_begin(HF_TRANSPORT_UDP, 0);
        SRV(UDP, 1, 1, 5060, "h.example");
        A("h.example", "192.0.2.1");
        zone_resolve();
        bench_at(&b, 161 * S);
        zone_fails(names[i], types[i], HF_DNS_REFUSED);
        zone_resolve();
        expect_why(HF_WHY_ANSWER_STALE, HF_LOOKUP_ASKING, HF_LOOKUP_STALE);
        zone_expect("udp 1:5060");
        cr_assert_eq(b.line.lookups[0].expires_us, 160 * S, "three days count from here");
        deadline();
        zone_hear();
        zone_answer_all();
        cr_assert_eq(b.line.lookups[0].expires_us, 160 * S);
        zone.n_faults = 0;
        deadline();
        zone_hear();
        zone_answer_all();
        expect_why(HF_WHY_NAME_ANSWERED, HF_LOOKUP_STALE, HF_LOOKUP_KNOWN);
    }
}

Test(resolution, B8a_ends_after_10_s_with_the_questions_that_are_open)
{
    zone_begin(HF_TRANSPORT_NAPTR, 0);
    zone_ask();
    bench_at(&b, 104 * S);
    zone_answer(0);
    cr_assert_eq(b.line.lookups[0].deadline_us, 110 * S, "the next stage has what is left");
    deadline();
    expect_why(HF_WHY_NAME_UNKNOWN, HF_LOOKUP_ASKING, HF_LOOKUP_NONE);
    for (unsigned i = 0; i < zone.n_open; i++)
        cr_assert_eq(hf_locate_query(&b.line, zone.open[i].query), HF_QUERY_OVER);
}

/* ---- the smallest life of the chain ---- */

Test(resolution, B11_the_smallest_life_of_the_chain_counts)
{
    static const struct {
        uint32_t srv_s, a_s, kept_s;
    } cases[] = {{30, 90, 30}, {90, 30, 31}, {60, 60, 60}};

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        zone_begin(HF_TRANSPORT_UDP, 0);
        SRV(UDP, 1, 1, 5060, "h.example");
        A("h.example", "192.0.2.1");
        zone.ttl_s = cases[i].srv_s;
        zone_ask();
        bench_at(&b, 102 * S);
        zone_answer(0);
        zone.ttl_s = cases[i].a_s;
        bench_at(&b, 103 * S); /* which the SRV answer is older */
        zone_answer(0);
        cr_assert_eq(b.line.lookups[0].expires_us, (102 + (uint64_t)cases[i].kept_s) * S);
        cr_assert_eq(hf_locate_ttl_s(&b.line, 0), cases[i].a_s, "D10: of the address record");
    }
}

/* ---- who waits for what ---- */

/* UDP's SRV has two targets, of which the first has not answered yet. */
static void second_is_known(void)
{
    zone_begin(HF_TRANSPORT_UDP, 0);
    SRV(UDP, 1, 1, 5060, "h.example");
    SRV(UDP, 2, 1, 5060, "i.example");
    A("h.example", "192.0.2.1");
    A("i.example", "192.0.2.2");
    zone_ask();
    zone_answer(0);
    cr_assert(zone_answer_to("i.example", HF_DNS_A));
}

Test(resolution, what_is_in_front_has_3_s_more)
{
    second_is_known();
    cr_assert_not_null(bench_decision(&b, HF_WHY_WAITS_IN_FRONT));
    cr_assert_eq(b.line.lookups[0].deadline_us, 103 * S);
    cr_assert(hf_locate_is_asking(&b.line, 0));
    deadline();
    expect_why(HF_WHY_NAME_WAITED, HF_LOOKUP_ASKING, HF_LOOKUP_KNOWN);
    cr_assert_not(hf_locate_is_asking(&b.line, 0));
    zone_expect("udp 2:5060");
    zone_answer_all();
    expect_why(HF_WHY_NAME_ANSWERED, HF_LOOKUP_KNOWN, HF_LOOKUP_KNOWN);
    zone_expect("udp 1:5060 udp 2:5060");
    cr_assert_not(hf_branches_open(&b.line, 0));
}

Test(resolution, what_is_in_front_ends_the_wait)
{
    second_is_known();
    bench_at(&b, 101 * S);
    zone_answer_all();
    expect_why(HF_WHY_NAME_ANSWERED, HF_LOOKUP_ASKING, HF_LOOKUP_KNOWN);
    zone_expect("udp 1:5060 udp 2:5060");

    second_is_known();
    zone_fails("h.example", HF_DNS_A, HF_DNS_NO_DATA);
    zone_answer_all();
    zone_expect("udp 2:5060");
    cr_assert_eq(state(), HF_LOOKUP_KNOWN);
}

Test(resolution, nobody_waits_for_what_is_behind)
{
    zone_begin(HF_TRANSPORT_UDP, 0);
    SRV(UDP, 1, 1, 5060, "h.example");
    SRV(UDP, 2, 1, 5060, "i.example");
    A("h.example", "192.0.2.1");
    A("i.example", "192.0.2.2");
    zone_ask();
    zone_answer(0);
    cr_assert(zone_answer_to("h.example", HF_DNS_A));
    expect_why(HF_WHY_NAME_ANSWERED, HF_LOOKUP_ASKING, HF_LOOKUP_KNOWN);
    zone_expect("udp 1:5060");
    zone_answer_all();
    zone_expect("udp 1:5060 udp 2:5060");
}

Test(resolution, B9_the_other_family_of_the_best_has_50_ms)
{
    zone_begin(HF_TRANSPORT_UDP, 0);
    b.line.config.address_family = HF_ADDRESS_ANY;
    SRV(UDP, 1, 1, 5060, "h.example");
    A("h.example", "192.0.2.1");
    AAAA("h.example", "2001:db8::7");
    zone_ask();
    zone_answer(0);
    cr_assert(zone_answer_to("h.example", HF_DNS_A));
    cr_assert_eq(b.line.lookups[0].deadline_us, 100 * S + 50000);
    deadline();
    cr_assert_eq(state(), HF_LOOKUP_KNOWN);
    zone_answer_all();
    zone_expect("udp :7:5060 udp 1:5060");
}

/* ---- the network, stopping, another configuration ---- */

Test(resolution, a_family_that_comes_has_the_whole_asked_anew_beside_what_is_known)
{
    zone_begin(HF_TRANSPORT_UDP, 0);
    b.line.config.address_family = HF_ADDRESS_ANY;
    b.line.service.families = HF_FAMILIES_IPV4;
    SRV(UDP, 1, 1, 5060, "h.example");
    SRV(UDP, 2, 1, 5060, "i.example");
    A("h.example", "192.0.2.1");
    AAAA("h.example", "2001:db8::7");
    A("i.example", "192.0.2.2");
    zone_resolve();
    zone_expect("udp 1:5060 udp 2:5060");
    b.line.service.families = HF_FAMILIES_IPV4 | HF_FAMILIES_IPV6;
    b.actions.n = 0;
    zone.n_asked = 0;
    hf_locate_on_network(&b.x);
    bench_sound(&b);
    zone_hear();
    expect_why(HF_WHY_NAME_ASKED, HF_LOOKUP_KNOWN, HF_LOOKUP_KNOWN);
    cr_assert_not(hf_locate_is_asking(&b.line, 0));
    zone_answer(0);
    cr_assert(zone_answer_to("i.example", HF_DNS_A));
    zone_expect("udp 1:5060 udp 2:5060"); /* nothing moves before the best is known */
    zone_answer_all();
    zone_expect("udp :7:5060 udp 1:5060 udp 2:5060");
    ZONE_ASKED(UDP, "h.example", "h.example", "i.example", "i.example");
    cr_assert_eq(state(), HF_LOOKUP_KNOWN);
}

Test(resolution, what_is_asked_anew_beside_what_is_known_and_fails_changes_nothing)
{
    zone_begin(HF_TRANSPORT_UDP, 0);
    b.line.config.address_family = HF_ADDRESS_ANY;
    b.line.service.families = HF_FAMILIES_IPV4;
    SRV(UDP, 1, 1, 5060, "192.0.2.1");
    zone_resolve();
    b.line.service.families = HF_FAMILIES_IPV4 | HF_FAMILIES_IPV6;
    b.actions.n = 0;
    hf_locate_on_network(&b.x);
    zone_hear();
    zone_fails(UDP, HF_DNS_SRV, HF_DNS_TIMEOUT);
    zone_answer_all();
    expect_why(HF_WHY_NAME_UNKNOWN, HF_LOOKUP_KNOWN, HF_LOOKUP_KNOWN);
    zone_expect("udp 1:5060");
    cr_assert_eq(b.line.lookups[0].expires_us, 160 * S);
}

Test(resolution, C8_one_that_is_stopped_half_way_is_asked_anew_at_the_next_need)
{
    second_is_known();
    hf_locate_stop(&b.x);
    bench_sound(&b);
    expect_why(HF_WHY_STOPPED, HF_LOOKUP_ASKING, HF_LOOKUP_KNOWN);
    zone_expect("udp 2:5060");
    cr_assert_not(hf_branches_open(&b.line, 0));
    zone_ask();
    expect_why(HF_WHY_NAME_ASKED, HF_LOOKUP_KNOWN, HF_LOOKUP_ASKING);
}

Test(resolution, H12_after_a_restart_nothing_of_it_is_under_way)
{
    second_is_known();
    hf_locate_on_restored(&b.x);
    bench_sound(&b);
    cr_assert_eq(state(), HF_LOOKUP_KNOWN, "passes use what is kept");
    zone_expect("udp 2:5060");
    cr_assert_eq(b.line.lookups[0].expires_us, b.line.now_us, "until the next need");
    for (unsigned i = 0; i < HF_LINE_BRANCHES; i++)
        cr_assert_eq(b.line.branches[i].host, 0);
}

Test(resolution, C14_settings_that_lead_elsewhere_are_asked_by_at_the_next_need)
{
    static const size_t settings[] = {
        offsetof(struct hf_config, naptr_build), offsetof(struct hf_config, srv_order),
        offsetof(struct hf_config, static_first), offsetof(struct hf_config, allow_downgrade)};
    const uint8_t map[HF_LINE_SERVERS + 1] = {0, 1, 2};

    for (size_t i = 0; i < sizeof settings / sizeof settings[0]; i++) {
        zone_begin(HF_TRANSPORT_NAPTR, 0);
        SRV(UDP, 1, 1, 5060, "192.0.2.1");
        zone_resolve();
        ((uint8_t *)&b.config)[settings[i]] ^= 1;
        bench_configure(&b, map);
        bench_sound(&b);
        zone_expect("udp 1:5060");
        zone_ask();
        expect_why(HF_WHY_NAME_ASKED, HF_LOOKUP_KNOWN, HF_LOOKUP_ASKING);
    }
}

Test(resolution, C14_what_is_under_way_moves_with_its_server)
{
    second_is_known();
    hf_config_init(&b.config);
    bench_server(&b, "192.0.2.99");
    bench_server(&b, "one.example");
    b.config.servers[1].port = 0;
    b.config.address_family = HF_ADDRESS_IPV4;
    bench_configure(&b, (const uint8_t[HF_LINE_SERVERS + 1]){0, 2, 1});
    bench_sound(&b);
    zone_answer_all();
    cr_assert_eq(b.line.n_live, 3);
    cr_assert_eq(b.line.candidates[1].target.address[3], 1);
    cr_assert_eq(b.line.candidates[2].target.address[3], 2);
    cr_assert_eq(b.line.lookups[1].state, HF_LOOKUP_KNOWN);
}

Test(resolution, A9_while_all_that_is_known_rests_the_rest_is_waited_for)
{
    zone_begin(HF_TRANSPORT_UDP, 0);
    hf_rest_set(&b.line, &(struct hf_rest){.until_us = 500 * S, .target = bench_target(1)});
    SRV(UDP, 1, 1, 5060, "h.example");
    SRV(UDP, 2, 1, 5060, "i.example");
    A("h.example", "192.0.2.1");
    A("i.example", "192.0.2.2");
    zone_ask();
    zone_answer(0);
    cr_assert(zone_answer_to("h.example", HF_DNS_A));
    cr_assert(hf_locate_is_asking(&b.line, 0));
    cr_assert_eq(b.line.lookups[0].deadline_us, 103 * S);
    zone_answer_all();
    cr_assert_eq(state(), HF_LOOKUP_KNOWN);
    zone_expect("udp 1:5060 udp 2:5060");
}

Test(resolution, B8a_what_was_only_cut_is_not_called_unknown)
{
    zone_begin(HF_TRANSPORT_NAPTR, 0);
    for (uint16_t i = 0; i < 10; i++)
        NAPTR("one.example", 1, i, 'a', HF_TRANSPORT_UDP, "192.0.2.7");
    zone_resolve();
    cr_assert_null(bench_decision(&b, HF_WHY_PART_UNKNOWN));
    cr_assert_eq(state(), HF_LOOKUP_KNOWN);
}
