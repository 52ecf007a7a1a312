/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Edges of locating servers, found by measuring (./run coverage): answers that lead to one target
 * twice, that lead back, that lead to more than there is room for, and families that are asked for
 * when there is none. Rules B1, B5, B7, B8a, B9, B10, B14.
 */
#include "lookup.h"
#include "order.h"
#include "queries.h"
#include "resolution.h"
#include "zone_bench.h"

/* ---- one target, named twice ---- */

/* B1: two ways to write an IPv6 address are two records and one target; the better one gives it. */
static void two_ways_to_write(uint16_t first, uint16_t second)
{
    zone_begin(HF_TRANSPORT_UDP, 0);
    b.config.address_family = HF_ADDRESS_ANY;
    bench_configure(&b, (const uint8_t[HF_LINE_SERVERS + 1]){0, 1, 2});
    SRV("_sip._udp.one.example", first, 0, 5060, "2001:db8::7");
    SRV("_sip._udp.one.example", second, 0, 5060, "2001:db8:0::7");
    SRV("_sip._udp.one.example", 15, 0, 5060, "2001:db8::8");
    zone_resolve();
}

Test(edges_names, B1_the_better_record_gives_a_target_that_two_name)
{
    two_ways_to_write(10, 20);
    zone_expect("udp :7:5060 udp :8:5060");
    two_ways_to_write(20, 10);
    zone_expect("udp :7:5060 udp :8:5060");
}

Test(edges_names, B10_a_record_that_is_there_twice_gives_its_target_once)
{
    zone_begin(HF_TRANSPORT_UDP, 0);
    SRV("_sip._udp.one.example", 10, 0, 5060, "192.0.2.7");
    SRV("_sip._udp.one.example", 10, 0, 5060, "192.0.2.7");
    zone_resolve();
    zone_expect("udp 7:5060");
}

/* B13, B14: the first proxy's address is not used for want of TLS, and the second one's records
 * name it too: it is wished for once, and is refused as the first one's. */
Test(edges_names, B10_what_two_proxies_of_a_server_have_is_the_first_ones)
{
    struct hf_server_config *server;

    zone_begin(HF_TRANSPORT_UDP, 0);
    server = &b.config.servers[0];
    bench_proxy(&b, server, "192.0.2.7");
    bench_proxy(&b, server, "two.example");
    server->proxies[1].transport = HF_TRANSPORT_NAPTR;
    server->proxies[1].port = 0;
    bench_configure(&b, NULL);
    SRV("_sips._tcp.two.example", 10, 0, 5061, "192.0.2.8");
    SRV("_sip._udp.two.example", 10, 0, 5060, "192.0.2.7");
    zone_ask();
    cr_assert(zone_answer_to("two.example", HF_DNS_NAPTR));
    zone_expect("udp 7:5060");
    cr_assert(zone_answer_to("_sips._tcp.two.example", HF_DNS_SRV));
    zone_expect("tls 8:5061");
    cr_assert(zone_answer_to("_sip._udp.two.example", HF_DNS_SRV));
    zone_expect("tls 8:5061");
    zone_answer_all();
    zone_expect("tls 8:5061");
}

/* ---- NAPTR that leads nowhere ---- */

/* B5: a name is the same with and without the dot at its end. */
Test(edges_names, B5_a_NAPTR_record_that_leads_back_past_the_dot)
{
    static const char *const own[] = {"one.example", "one.example."};

    for (size_t i = 0; i < 2; i++) {
        zone_begin(HF_TRANSPORT_NAPTR, 0);
        b.config.n_servers = 0;
        bench_server(&b, own[i])->transport = HF_TRANSPORT_NAPTR;
        bench_configure(&b, NULL);
        NAPTR(own[i], 10, 10, 0, HF_TRANSPORT_UDP, "one.example");
        zone_ask();
        cr_assert_str_eq(zone.asked[0].name, own[i]);
        zone_answer(0);
        cr_assert_not_null(bench_decision(&b, HF_WHY_NAPTR_LOOP), "%s", own[i]);
    }
}

static const char *const eight[] = {"a.example", "b.example", "c.example", "d.example",
                                    "e.example", "f.example", "g.example", "h.example"};

/* The first two records of the second name have room; which of the others is named says `flag`. */
static void one_too_many(char flag, uint8_t service)
{
    zone_begin(HF_TRANSPORT_NAPTR, 0);
    for (uint16_t i = 0; i < 8; i++) {
        NAPTR("one.example", 10, i, 0, HF_TRANSPORT_UDP, eight[i]);
        NAPTR("a.example", 10, i, 's', HF_TRANSPORT_UDP, eight[i]);
    }
    for (uint16_t i = 0; i < 2; i++)
        NAPTR("b.example", 10, i, 's', HF_TRANSPORT_UDP, eight[i]);
    NAPTR("b.example", 10, 2, flag, service, "z.example");
    zone_ask();
    cr_assert(zone_answer_to("one.example", HF_DNS_NAPTR));
    cr_assert(zone_answer_to("a.example", HF_DNS_NAPTR));
    cr_assert_null(bench_decision(&b, HF_WHY_RECORDS_CUT));
    cr_assert(zone_answer_to("b.example", HF_DNS_NAPTR));
    cr_assert_not_null(bench_decision(&b, HF_WHY_RECORDS_CUT));
    cr_assert_eq(hf_branches_count(&b.line, 0), HF_LINE_BRANCHES);
}

/* B14: what found no room may have been the way to TLS, and is remembered as one. */
Test(edges_names, B10_B14_NAPTR_records_for_which_there_is_no_room)
{
    one_too_many('s', HF_TRANSPORT_TLS);
    cr_assert_neq(b.line.lookups[0].flags & HF_LOOKUP_TLS, 0);
    one_too_many('s', HF_TRANSPORT_UDP);
    cr_assert_eq(b.line.lookups[0].flags & HF_LOOKUP_TLS, 0, "another transport");
    one_too_many(0, HF_TRANSPORT_TLS);
    cr_assert_eq(b.line.lookups[0].flags & HF_LOOKUP_TLS, 0, "a name that may have any");
}

/* ---- no room at all ---- */

/* The host takes all that the others leave. */
static void take_rest(uint8_t host)
{
    const struct hf_branch_plan plan = {.asks = HF_ASKS_NAPTR, .open = 1};

    while (hf_branches_take(&b.line, host, &plan) != HF_NONE)
        continue;
}

static void two_names(uint16_t port)
{
    bench_init(&b);
    bench_server(&b, "one.example")->port = port;
    bench_server(&b, "two.example");
    bench_server(&b, "three.example");
    bench_configure(&b, NULL);
    b.line.registrations[0].state = HF_REGISTRATION_REGISTERING;
    b.line.service.families = HF_FAMILIES_IPV4;
    bench_at(&b, 100 * S);
}

/* The name is known by an address, for a minute. */
static void is_known(uint8_t host)
{
    b.line.lookups[host].state = HF_LOOKUP_KNOWN;
    b.line.lookups[host].expires_us = 160 * S;
}

/* B9: a family that becomes usable is asked for at the next need where there is no room now. */
Test(edges_names, B9_B10_a_family_for_which_there_is_no_room_is_asked_for_later)
{
    two_names(5060);
    is_known(0);
    is_known(1);
    b.line.service.families = HF_FAMILIES_IPV4 | HF_FAMILIES_IPV6;
    hf_resolution_begin_families(&b.x, 0, HF_QUERY_IPV6);
    cr_assert_eq(resolves(), 1, "there is room");
    hf_branches_free_host(&b.line, 0);
    take_rest(2);
    bench_at(&b, 101 * S);
    hf_resolution_begin_families(&b.x, 0, HF_QUERY_IPV6);
    cr_assert_eq(resolves(), 0);
    cr_assert_not_null(bench_decision(&b, HF_WHY_ROOM_SHARED));
    cr_assert_eq(state(), HF_LOOKUP_KNOWN);
    cr_assert_eq(b.line.lookups[0].flags, 0, "nothing is asked");
    cr_assert_eq(b.line.lookups[0].stage, 0);
}

/* B9: what is under way for a host is asked again together with the family that it lacks. */
Test(edges_names, B9_a_family_that_is_asked_for_already_is_asked_for_with_the_missing_one)
{
    two_names(5060);
    is_known(0);
    b.line.service.families = HF_FAMILIES_IPV6;
    hf_resolution_begin_families(&b.x, 0, HF_QUERY_IPV6);
    cr_assert_eq(resolves(), 1);
    b.line.service.families = HF_FAMILIES_IPV4 | HF_FAMILIES_IPV6;
    b.actions.n = 0;
    hf_locate_on_network(&b.x);
    cr_assert_eq(resolves(), 2);
    cr_assert_eq(resolve(0)->type, HF_DNS_A);
    cr_assert_eq(resolve(1)->type, HF_DNS_AAAA);
}

/* B8a, B10: the next question found no room, since another name needs its share again: what was not
 * asked is not known, and not "there is none". */
Test(edges_names, B8a_B10_a_next_question_that_finds_no_room)
{
    two_names(0);
    b.line.config.servers[0].transport = HF_TRANSPORT_NAPTR;
    is_known(0);
    is_known(1);
    take_rest(2);
    hf_branches_free(&b.line, HF_LINE_BRANCHES - 1);
    b.line.lookups[0].expires_us = b.line.now_us;
    hf_locate_ask(&b.x, 1);
    cr_assert_eq(resolves(), 1);
    cr_assert_eq(resolve(0)->type, HF_DNS_NAPTR);
    b.line.lookups[1].expires_us = b.line.now_us;
    {
        struct hf_dns_answered none = {.query = resolve(0)->query, .outcome = HF_DNS_NO_DATA};

        b.actions.n = 0;
        hf_locate_on_answered(&b.x, &none);
    }
    cr_assert_eq(resolves(), 0);
    cr_assert_not_null(bench_decision(&b, HF_WHY_ROOM_SHARED));
    cr_assert_null(bench_decision(&b, HF_WHY_NAME_NONE));
    cr_assert_not_null(bench_decision(&b, HF_WHY_NAME_UNKNOWN));
}

/* ---- B14: no way down, and the ways that are none ---- */

/* There is a service with TLS, whose server has no address: are the host's own ones asked for? */
static bool asks_addresses(uint8_t transport, bool allow)
{
    zone_begin(transport, 0);
    b.config.allow_downgrade = allow;
    bench_configure(&b, (const uint8_t[HF_LINE_SERVERS + 1]){0, 1, 2});
    NAPTR("one.example", 10, 10, 's', HF_TRANSPORT_TLS, "_sips._tcp.one.example");
    SRV("_sips._tcp.one.example", 0, 0, 5061, "gone.example");
    zone_resolve();
    for (unsigned i = 0; i < zone.n_asked; i++) {
        if (zone.asked[i].type == HF_DNS_A && strcmp(zone.asked[i].name, "one.example") == 0)
            return true;
    }
    return false;
}

Test(edges_names, B14_a_host_with_TLS_is_not_asked_for_addresses_without)
{
    cr_expect_not(asks_addresses(HF_TRANSPORT_NAPTR, false));
    cr_expect(asks_addresses(HF_TRANSPORT_NAPTR, true), "where it is allowed");
    cr_expect(asks_addresses(HF_TRANSPORT_TLS, false), "its own way has TLS");
}

/* ---- B11: a chain whose time is not known ---- */

Test(edges_names, B11_a_time_that_no_record_gave_changes_nothing)
{
    struct hf_lookup *l = &b.line.lookups[0];

    one_name();
    ask();
    cr_assert_eq(l->state, HF_LOOKUP_ASKING);
    l->expires_us = 777;
    hf_lookup_use_chain_ttl(&b.x, 0);
    cr_assert_eq(l->expires_us, 777);
    l->chain_ms = 5000;
    hf_lookup_use_chain_ttl(&b.x, 0);
    cr_assert_neq(l->expires_us, 777);
}

/* ---- B8a, B9: kept targets that were not asked for ---- */

/* Kept: IPv4's and IPv6's, of a line that may use one family alone. */
static struct hf_order kept_both(uint8_t allowed)
{
    struct hf_target targets[2];

    one_name();
    memset(targets, 0, sizeof targets);
    targets[0] = bench_target(1);
    targets[1] = bench_target(2);
    targets[1].family = HF_FAMILY_IPV6;
    hf_candidates_set_host(&b.x, 0, targets, 2);
    b.line.config.address_family = allowed;
    b.line.service.families = HF_FAMILIES_IPV4;
    return hf_order_of(&b.line, 0);
}

Test(edges_names, B9_a_family_that_the_settings_exclude_is_not_kept_for)
{
    struct hf_order o = kept_both(HF_ADDRESS_ANY);

    cr_assert(hf_order_stays(&o, &b.line.candidates[1]), "not usable now");
    o = kept_both(HF_ADDRESS_IPV4);
    cr_assert_not(hf_order_stays(&o, &b.line.candidates[1]), "not wanted any more");
}

Test(edges_names, B8a_what_was_not_asked_for_is_kept_alone)
{
    (void)kept_both(HF_ADDRESS_ANY);
    cr_assert(hf_order_keep_unasked(&b.x, 0));
    cr_assert_eq(b.line.n_live, 2, "and the other server's");
    cr_assert_eq(b.line.candidates[0].target.family, HF_FAMILY_IPV6);
    (void)kept_both(HF_ADDRESS_ANY);
    b.line.candidates[1].branch = 1;
    cr_assert_not(hf_order_keep_unasked(&b.x, 0), "an answer has given it");
    b.line.candidates[0].target.family = HF_FAMILY_IPV6;
    cr_assert(hf_order_keep_unasked(&b.x, 0));
    cr_assert_eq(b.line.candidates[0].target.address[3], 1, "the one that none has given");
    cr_assert_eq(b.line.n_live, 2);
}

/* A kept target stays as long as a question may give it. */
Test(edges_names, B8a_a_kept_target_stays_for_what_may_give_it)
{
    static const struct {
        struct hf_branch branch;
        bool stays;
    } cases[] = {
        {{.host = 1, .asks = HF_ASKS_LOCATE, .open = 1}, true},
        {{.host = 1, .asks = HF_ASKS_LOCATE, .open = 0}, false},
        {{.host = 1, .asks = HF_ASKS_SRV, .open = 1}, true},
        {{.host = 1, .asks = HF_ASKS_SRV, .open = 0}, false},
        {{.host = 1, .asks = HF_ASKS_SRV | HF_TRANSPORT_TCP << 3, .open = 1}, false},
        {{.host = 2, .asks = HF_ASKS_SRV, .open = 1}, false},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct hf_order o = kept_both(HF_ADDRESS_ANY);

        b.line.branches[0] = cases[i].branch;
        cr_assert_eq(hf_order_stays(&o, &b.line.candidates[0]), cases[i].stays, "%zu", i);
    }
}

/* ---- A9: one rest, remembered once ---- */

/* Two servers had the target, which rests; both are gone at once (C14), and what is watched still
 * refers to the first one's entry: that entry remembers the rest for all. */
Test(edges_names, A9_a_rest_that_an_entry_has_is_not_remembered_twice)
{
    static const uint8_t gone[HF_LINE_SERVERS + 1];

    bench_init(&b);
    bench_server(&b, "one.example");
    bench_server(&b, "two.example");
    bench_configure(&b, NULL);
    bench_at(&b, 100 * S);
    BENCH_SET(&b, 0, 1);
    BENCH_SET(&b, 1, 1);
    for (uint8_t i = 0; i < 2; i++)
        b.line.candidates[i].rest_until_us = 200 * S;
    b.line.watched[0] = (struct hf_watched){.number = 1, .candidate = 0};
    hf_config_init(&b.config);
    bench_server(&b, "three.example");
    bench_configure(&b, gone);
    cr_assert_eq(b.line.n_live, 0);
    cr_assert_eq(b.line.n_candidates, 1);
    cr_assert_eq(b.line.candidates[0].target.address[3], 1);
}

/* B14: of what has come only TLS stays. */
Test(edges_names, B14_what_has_no_TLS_is_dropped)
{
    struct hf_target targets[2];

    one_name();
    memset(targets, 0, sizeof targets);
    targets[0] = bench_target(1);
    targets[1] = bench_target(2);
    b.line.config.allow_downgrade = 1;
    targets[1].transport = HF_TRANSPORT_TLS;
    hf_candidates_set_host(&b.x, 0, targets, 2);
    cr_assert_eq(b.line.n_live, 3);
    hf_order_drop_weaker(&b.x, 0);
    cr_assert_eq(b.line.n_live, 2, "and the other server's");
    cr_assert_eq(b.line.candidates[0].target.address[3], 2);
}
