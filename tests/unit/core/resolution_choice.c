/* SPDX-License-Identifier: Apache-2.0 */
/* Resolutions: what is not used though it is known, TLS before all else and static records last. */
#include "zone_bench.h"

#define SIPS "_sips._tcp.one.example"
#define TCP  "_sip._tcp.one.example"
#define UDP  "_sip._udp.one.example"

/* ---- B14 ---- */

Test(resolution_choice, B14_where_there_is_tls_there_is_nothing_less)
{
    zone_begin(HF_TRANSPORT_NAPTR, 0);
    SRV(UDP, 1, 1, 5060, "h.example");
    SRV(SIPS, 1, 1, 5061, "h.example");
    A("h.example", "192.0.2.1");
    zone_resolve();
    zone_expect("tls 1:5061");
}

Test(resolution_choice, B14_a_question_that_may_bring_tls_is_waited_for)
{
    zone_begin(HF_TRANSPORT_NAPTR, 0);
    NAPTR("one.example", 1, 1, 's', HF_TRANSPORT_UDP, "_sip._udp.two.example");
    NAPTR("one.example", 1, 2, 's', HF_TRANSPORT_TLS, "_sips._tcp.two.example");
    SRV("_sip._udp.two.example", 1, 1, 5060, "192.0.2.1");
    SRV("_sips._tcp.two.example", 1, 1, 5061, "192.0.2.2");
    zone_ask();
    zone_answer(0);
    cr_assert(zone_answer_to("_sip._udp.two.example", HF_DNS_SRV));
    cr_assert(hf_locate_is_asking(&b.line, 0), "though UDP is the first");
    cr_assert_eq(b.line.lookups[0].deadline_us, 110 * S, "what does not count shortens nothing");
    zone_answer_all();
    zone_expect("tls 2:5061");
    cr_assert_eq(bench_decision(&b, HF_WHY_DOWNGRADE_REFUSED)->setting, HF_SETTING_ALLOW_DOWNGRADE);
}

static void udp_answers_and_tls_does_not(void)
{
    SRV(UDP, 1, 1, 5060, "192.0.2.1");
    zone_fails(SIPS, HF_DNS_SRV, HF_DNS_TIMEOUT);
    zone_ask();
    zone_answer(0);
    cr_assert(zone_answer_to(SIPS, HF_DNS_SRV));
    cr_assert(zone_answer_to(TCP, HF_DNS_SRV));
    cr_assert(zone_answer_to(UDP, HF_DNS_SRV));
}

Test(resolution_choice, B14_whether_there_is_tls_is_not_known_what_is_known_is_used_and_said)
{
    zone_begin(HF_TRANSPORT_NAPTR, 0);
    udp_answers_and_tls_does_not();
    cr_assert_not_null(bench_decision(&b, HF_WHY_TLS_NOT_KNOWN));
    zone_expect("udp 1:5060");

    zone_begin(HF_TRANSPORT_NAPTR, 0); /* it may have none, and nothing is said */
    b.line.config.allow_downgrade = 1;
    udp_answers_and_tls_does_not();
    cr_assert_not_null(bench_decision(&b, HF_WHY_NAME_ANSWERED));
    cr_assert_null(bench_decision(&b, HF_WHY_TLS_NOT_KNOWN));
    zone_expect("udp 1:5060");

    zone_begin(HF_TRANSPORT_NAPTR, 0); /* no answer in time */
    SRV(UDP, 1, 1, 5060, "192.0.2.1");
    zone_ask();
    zone_answer(0);
    cr_assert(zone_answer_to(UDP, HF_DNS_SRV));
    deadline();
    cr_assert_eq(b.line.now_us, 110 * S);
    cr_assert_not_null(bench_decision(&b, HF_WHY_TLS_NOT_KNOWN));
    zone_expect("udp 1:5060");
}

Test(resolution_choice, B14_tls_whose_address_is_not_known_opens_no_way_down)
{
    zone_begin(HF_TRANSPORT_NAPTR, 0);
    SRV(SIPS, 1, 1, 5061, "h.example");
    SRV(UDP, 1, 1, 5060, "192.0.2.1");
    zone_fails("h.example", HF_DNS_A, HF_DNS_TIMEOUT);
    zone_ask();
    zone_answer(0);
    cr_assert(zone_answer_to(SIPS, HF_DNS_SRV));
    cr_assert(zone_answer_to(UDP, HF_DNS_SRV));
    cr_assert(zone_answer_to(TCP, HF_DNS_SRV));
    cr_assert_eq(b.line.lookups[0].deadline_us, 110 * S, "what does not count shortens nothing");
    zone_answer_all();
    cr_assert_not_null(bench_decision(&b, HF_WHY_TLS_NOT_REACHED));
    expect_why(HF_WHY_NAME_UNKNOWN, HF_LOOKUP_ASKING, HF_LOOKUP_NONE);
    zone_expect("");

    zone_begin(HF_TRANSPORT_NAPTR, 0); /* nor does one that has none, or by NAPTR alone */
    SRV(SIPS, 1, 1, 5061, "h.example");
    SRV(UDP, 1, 1, 5060, "192.0.2.1");
    A("one.example", "192.0.2.2");
    zone_resolve();
    zone_expect("");
    expect_why(HF_WHY_NAME_NONE, HF_LOOKUP_ASKING, HF_LOOKUP_NONE);

    zone_begin(HF_TRANSPORT_NAPTR, 0);
    NAPTR("one.example", 1, 1, 's', HF_TRANSPORT_TLS, SIPS);
    NAPTR("one.example", 1, 2, 's', HF_TRANSPORT_UDP, UDP);
    SRV(UDP, 1, 1, 5060, "192.0.2.1");
    zone_fails(SIPS, HF_DNS_SRV, HF_DNS_SERVFAIL);
    zone_resolve();
    zone_expect("");

    zone_begin(HF_TRANSPORT_NAPTR, 0); /* B5: one whose SRV is missing is passed over */
    NAPTR("one.example", 1, 1, 's', HF_TRANSPORT_TLS, SIPS);
    NAPTR("one.example", 1, 2, 's', HF_TRANSPORT_UDP, UDP);
    SRV(UDP, 1, 1, 5060, "192.0.2.1");
    zone_resolve();
    zone_expect("udp 1:5060");

    zone_begin(HF_TRANSPORT_NAPTR, 0);
    b.line.config.allow_downgrade = 1;
    SRV(SIPS, 1, 1, 5061, "h.example");
    SRV(UDP, 1, 1, 5060, "192.0.2.1");
    zone_fails("h.example", HF_DNS_A, HF_DNS_TIMEOUT);
    zone_resolve();
    zone_expect("udp 1:5060");
}

Test(resolution_choice, B14_what_was_kept_serves_where_tls_has_come_and_is_not_known)
{
    zone_begin(HF_TRANSPORT_NAPTR, 0);
    SRV(UDP, 1, 1, 5060, "192.0.2.1");
    zone_resolve();
    bench_at(&b, 161 * S);
    SRV(UDP, 1, 1, 5060, "192.0.2.2");
    SRV(SIPS, 1, 1, 5061, "h.example");
    zone_fails("h.example", HF_DNS_A, HF_DNS_TIMEOUT);
    zone_resolve();
    zone_expect("udp 1:5060");
    cr_assert_eq(state(), HF_LOOKUP_STALE);
}

Test(resolution_choice, B14_tls_that_comes_late_takes_the_others_place)
{
    zone_begin(HF_TRANSPORT_NAPTR, 0);
    SRV(UDP, 1, 1, 5060, "192.0.2.1");
    SRV(SIPS, 1, 1, 5061, "192.0.2.2");
    zone_ask();
    zone_answer(0);
    cr_assert(zone_answer_to(UDP, HF_DNS_SRV));
    deadline();
    zone_expect("udp 1:5060");
    zone_answer_all();
    zone_expect("tls 2:5061");
}

/* ---- B11a ---- */

Test(resolution_choice, B11a_a_static_answer_is_used_for_30_s_where_nothing_is_kept)
{
    zone_begin(HF_TRANSPORT_UDP, 0);
    SRV(UDP, 1, 1, 5060, "h.example");
    A("h.example", "192.0.2.1");
    zone.from_static = true;
    zone.ttl_s = 600;
    zone_ask();
    zone_answer(0);
    cr_assert_eq(bench_decision(&b, HF_WHY_STATIC_USED)->setting, HF_SETTING_STATIC_FIRST);
    zone_answer_all();
    zone_expect("udp 1:5060");
    cr_assert_eq(b.line.lookups[0].expires_us, 130 * S);
    cr_assert_eq(hf_locate_ttl_s(&b.line, 0), 600);
}

Test(resolution_choice, B11a_static_first_counts_as_any)
{
    zone_begin(HF_TRANSPORT_UDP, 5060);
    A("one.example", "192.0.2.1");
    b.line.config.static_first = 1;
    zone_resolve();
    bench_at(&b, 161 * S);
    A("one.example", "192.0.2.2");
    zone.from_static = true;
    zone.ttl_s = 600;
    zone_resolve();
    zone_expect("udp 1:5060 udp 2:5060");
    cr_assert_eq(b.line.lookups[0].expires_us, 761 * S);
    cr_assert_eq(bench_decision(&b, HF_WHY_STATIC_USED)->setting_value, 1);
}

Test(resolution_choice, B11a_the_kept_answer_goes_before_a_static_one)
{
    zone_begin(HF_TRANSPORT_UDP, 5060);
    A("one.example", "192.0.2.1");
    zone_resolve();
    bench_at(&b, 161 * S);
    A("one.example", "192.0.2.2");
    zone.from_static = true;
    zone_resolve();
    cr_assert_not_null(bench_decision(&b, HF_WHY_STATIC_BEHIND));
    expect_why(HF_WHY_ANSWER_STALE, HF_LOOKUP_ASKING, HF_LOOKUP_STALE);
    zone_expect("udp 1:5060");
    bench_at(&b, (160 + 3 * 86400) * (uint64_t)S - 5 * S); /* until it is too old */
    hf_locate_on_deadline(&b.x, 0);
    zone_hear();
    bench_at(&b, (160 + 3 * 86400) * (uint64_t)S);
    zone_answer_all();
    zone_expect("udp 1:5060 udp 2:5060");
    cr_assert_eq(state(), HF_LOOKUP_KNOWN);
}

Test(resolution_choice, B14_that_there_is_tls_turns_out_late_and_drops_what_was_used)
{
    zone_begin(HF_TRANSPORT_NAPTR, 0);
    SRV(UDP, 1, 1, 5060, "192.0.2.1");
    SRV(SIPS, 1, 1, 5061, "h.example");
    zone_fails("h.example", HF_DNS_A, HF_DNS_SERVFAIL);
    zone_ask();
    zone_answer(0);
    cr_assert(zone_answer_to(UDP, HF_DNS_SRV));
    deadline();
    zone_expect("udp 1:5060");
    b.line.registrations[0].working = 0;
    cr_assert(zone_answer_to(SIPS, HF_DNS_SRV));
    zone_expect("udp 1:5060"); /* its address may yet be known */
    cr_assert(zone_answer_to("h.example", HF_DNS_A));
    cr_assert_not_null(bench_decision(&b, HF_WHY_PART_UNKNOWN));
    cr_assert_not_null(bench_decision(&b, HF_WHY_TLS_NOT_REACHED));
    zone_expect("");
    zone_answer_all();
    cr_assert_eq(b.line.registrations[0].working, 1, "B12: what works is not torn down");
    cr_assert_eq(state(), HF_LOOKUP_NONE);
}

/* The second proxy's target with TLS takes the first one's place, whose other family comes then. */
Test(resolution_choice, B14_a_host_whose_targets_had_to_go_is_known_all_the_same)
{
    struct hf_server_config *server;

    zone_begin(HF_TRANSPORT_UDP, 5060);
    b.config.address_family = HF_ADDRESS_ANY;
    server = &b.config.servers[0];
    bench_proxy(&b, server, "one.example");
    bench_proxy(&b, server, "two.example");
    server->proxies[1].transport = HF_TRANSPORT_TLS;
    server->proxies[1].port = 5061;
    bench_configure(&b, NULL);
    A("one.example", "192.0.2.1");
    A("two.example", "192.0.2.2");
    zone_ask();
    cr_assert(zone_answer_to("one.example", HF_DNS_A));
    deadline();
    cr_assert_eq(state(), HF_LOOKUP_KNOWN);
    cr_assert(zone_answer_to("two.example", HF_DNS_A));
    cr_assert(zone_answer_to("two.example", HF_DNS_AAAA));
    zone_expect("tls 2:5061");
    cr_assert(zone_answer_to("one.example", HF_DNS_AAAA));
    cr_assert_eq(state(), HF_LOOKUP_KNOWN, "it has an address");
}

Test(resolution_choice, B14_is_said_once_a_resolution)
{
    unsigned n = 0;

    zone_begin(HF_TRANSPORT_NAPTR, 0);
    SRV(UDP, 1, 1, 5060, "192.0.2.1");
    SRV(UDP, 1, 1, 5060, "192.0.2.2");
    SRV(TCP, 1, 1, 5060, "192.0.2.3");
    SRV(SIPS, 1, 1, 5061, "192.0.2.4");
    zone_ask();
    while (zone.n_open > 0) {
        zone_answer(0);
        for (uint32_t i = 0; i < b.actions.n; i++)
            n += b.actions.items[i].kind == HF_ACTION_EXPLAIN &&
                 b.actions.items[i].u.decision.why == HF_WHY_DOWNGRADE_REFUSED;
    }
    cr_assert_eq(n, 1);
    zone_expect("tls 4:5061");
}

Test(resolution_choice, B8_why_there_is_nothing_is_remembered)
{
    zone_begin(HF_TRANSPORT_UDP, 0);
    SRV(UDP, 0, 0, 0, "");
    zone_resolve();
    cr_assert_eq(hf_locate_why(&b.line, 0), HF_WHY_NO_SERVICE);
    zone.n = 0;
    zone_resolve();
    cr_assert_eq(hf_locate_why(&b.line, 0), HF_WHY_NAME_UNKNOWN);
}
