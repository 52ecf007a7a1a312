/* SPDX-License-Identifier: Apache-2.0 */
/* SRV answers: the order of their targets, and what of them is of use. */
#include "zone_bench.h"

#define UDP "_sip._udp.one.example"

static void begin(enum hf_srv_order order)
{
    zone_begin(HF_TRANSPORT_UDP, 0);
    b.line.config.srv_order = (uint8_t)order;
}

static void again(void)
{
    bench_at(&b, b.line.now_us + 100 * S);
    zone_resolve();
}

Test(srv, B7_priorities_stand_in_their_order)
{
    for (int order = 0; order < HF_SRV_COUNT; order++) {
        begin((enum hf_srv_order)order);
        SRV(UDP, 30, 9, 5060, "192.0.2.3");
        SRV(UDP, 10, 1, 5060, "192.0.2.1");
        SRV(UDP, 20, 5, 5060, "192.0.2.2");
        zone_ask();
        zone_answer(0);
        cr_assert_eq(bench_decision(&b, HF_WHY_SRV_FOUND)->setting, HF_SETTING_SRV_ORDER);
        cr_assert_eq(bench_decision(&b, HF_WHY_SRV_FOUND)->setting_value, order);
        zone_expect("udp 1:5060 udp 2:5060 udp 3:5060");
    }
}

Test(srv, B7_heaviest_first_and_equals_as_they_came)
{
    begin(HF_SRV_HEAVIEST_FIRST);
    SRV(UDP, 1, 0, 5060, "192.0.2.4");
    SRV(UDP, 1, 10, 5060, "192.0.2.3");
    SRV(UDP, 1, 20, 5060, "192.0.2.2");
    SRV(UDP, 1, 20, 5060, "192.0.2.1");
    zone_resolve();
    zone_expect("udp 2:5060 udp 1:5060 udp 3:5060 udp 4:5060");
    zone.backwards = true;
    again();
    zone_expect("udp 2:5060 udp 1:5060 udp 3:5060 udp 4:5060");
    zone.records[1].weight = 30; /* another set of records is ordered anew */
    again();
    zone_expect("udp 3:5060 udp 1:5060 udp 2:5060 udp 4:5060");
}

Test(srv, B7_the_yealink_guides_example)
{
    zone_begin(HF_TRANSPORT_NAPTR, 0);
    b.line.config.srv_order = HF_SRV_HEAVIEST_FIRST;
    NAPTR("one.example", 90, 50, 's', HF_TRANSPORT_TCP, "_sip._tcp.one.example");
    NAPTR("one.example", 100, 50, 's', HF_TRANSPORT_UDP, UDP);
    SRV("_sip._tcp.one.example", 0, 1, 5060, "server1.example");
    SRV("_sip._tcp.one.example", 0, 2, 5060, "server2.example");
    A("server1.example", "192.0.2.10");
    A("server2.example", "192.0.2.20");
    zone_resolve();
    zone_expect("tcp 20:5060 tcp 10:5060");
}

/* ---- weighted ---- */

/* Three of one priority; how often each is the first under 2000 seeds. */
static void count_firsts(const uint16_t weights[3], unsigned firsts[3])
{
    static const char *const hosts[] = {"192.0.2.1", "192.0.2.2", "192.0.2.3"};

    memset(firsts, 0, 3 * sizeof firsts[0]);
    for (uint64_t seed = 1; seed <= 2000; seed++) {
        begin(HF_SRV_WEIGHTED);
        b.line.seed = seed * 1000003;
        for (int i = 0; i < 3; i++)
            SRV(UDP, 1, weights[i], 5060, hosts[i]);
        zone_resolve();
        cr_assert_eq(b.line.n_live, 4);
        firsts[b.line.candidates[0].target.address[3] - 1]++;
    }
}

Test(srv, B7_weights_are_shares_of_the_first_place)
{
    unsigned firsts[3];

    count_firsts((const uint16_t[]){10, 60, 30}, firsts);
    cr_assert(firsts[0] > 140 && firsts[0] < 280, "%u", firsts[0]);
    cr_assert(firsts[1] > 1100 && firsts[1] < 1300, "%u", firsts[1]);
    cr_assert(firsts[2] > 500 && firsts[2] < 700, "%u", firsts[2]);
}

Test(srv, B7_no_weight_is_hardly_ever_first_and_none_at_all_are_equal_shares)
{
    unsigned firsts[3];

    count_firsts((const uint16_t[]){0, 65535, 65535}, firsts);
    cr_assert_leq(firsts[0], 2);
    cr_assert(firsts[1] > 900 && firsts[1] < 1100, "%u", firsts[1]);
    count_firsts((const uint16_t[]){0, 0, 0}, firsts);
    for (int i = 0; i < 3; i++)
        cr_assert(firsts[i] > 570 && firsts[i] < 770, "%u", firsts[i]);
}

static void remember(uint8_t order[6])
{
    cr_assert_eq(b.line.n_live, 7);
    for (uint8_t i = 0; i < 6; i++)
        order[i] = b.line.candidates[i].target.address[3];
}

static void six(void)
{
    static const char *const hosts[] = {"192.0.2.1", "192.0.2.2", "192.0.2.3",
                                        "192.0.2.4", "192.0.2.5", "192.0.2.6"};

    for (uint16_t i = 0; i < 6; i++)
        SRV(UDP, 1, (uint16_t)(10 * i), 5060, hosts[i]);
}

Test(srv, B7_the_same_set_gives_the_same_order_however_it_comes_and_another_line_another)
{
    uint8_t first[6], other[6];
    bool differs = false;

    for (uint64_t seed = 1; seed <= 20; seed++) {
        begin(HF_SRV_WEIGHTED);
        b.line.seed = seed;
        six();
        zone_resolve();
        remember(first);
        zone.backwards = true;
        again();
        remember(other);
        cr_assert_arr_eq(first, other, 6);
        begin(HF_SRV_WEIGHTED); /* as after a restart: nothing is kept */
        b.line.seed = seed;
        zone.backwards = true;
        six();
        zone_resolve();
        remember(other);
        cr_assert_arr_eq(first, other, 6);
        b.line.lookups[0].state = HF_LOOKUP_IDLE;
        begin(HF_SRV_WEIGHTED);
        b.line.seed = seed + 100;
        six();
        zone_resolve();
        remember(other);
        differs = differs || memcmp(first, other, 6) != 0;
    }
    cr_assert(differs);
}

/* ---- records ---- */

Test(srv, B1_a_numeric_target_is_used_as_it_is)
{
    begin(HF_SRV_WEIGHTED);
    SRV(UDP, 1, 1, 5071, "192.0.2.1");
    SRV(UDP, 2, 1, 5072, "2001:db8::2");
    zone.ttl_s = 90;
    zone_resolve();
    ZONE_ASKED(UDP);
    zone_expect("udp 1:5071 udp :2:5072");
    cr_assert_eq(b.line.lookups[0].expires_us, 190 * S);
    cr_assert_eq(hf_locate_ttl_s(&b.line, 0), 90);
    cr_assert_eq(state(), HF_LOOKUP_KNOWN);
}

Test(srv, records_of_no_use_are_ignored_and_said)
{
    begin(HF_SRV_WEIGHTED);
    SRV(UDP, 1, 1, 0, "192.0.2.1");
    SRV(UDP, 1, 1, 5060, "-.example");
    SRV(UDP, 1, 1, 5060, ".");
    SRV(UDP, 1, 1, 5060, "192.0.2");
    SRV(UDP, 9, 1, 5060, "192.0.2.7");
    zone_ask();
    zone_answer(0);
    cr_assert_eq(bench_decision(&b, HF_WHY_RECORDS_IGNORED)->setting_value, 4);
    zone_expect("udp 7:5060");
}

Test(srv, none_of_use_are_none)
{
    begin(HF_SRV_WEIGHTED);
    SRV(UDP, 1, 1, 0, "192.0.2.1");
    A("one.example", "192.0.2.7");
    zone_resolve();
    zone_expect("udp 7:5060");
}

Test(srv, B10_a_target_is_asked_for_once_whatever_its_case)
{
    begin(HF_SRV_HEAVIEST_FIRST);
    SRV(UDP, 1, 1, 5060, "h.example");
    SRV(UDP, 2, 1, 5060, "H.example");
    SRV(UDP, 2, 1, 5061, "h.example");
    A("h.example", "192.0.2.1");
    A("H.example", "192.0.2.2");
    zone_resolve();
    ZONE_ASKED(UDP, "h.example", "h.example");
    zone_expect("udp 1:5060 udp 1:5061");
}

/* ---- B10: what there is room for ---- */

/* A set of 64, of which the pool takes what it has room for. */
static void sixty_four(struct hf_dns_record records[64])
{
    static const char names[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZABCDEFGHIJKLMNOPQRSTUVWXYZABCDEFGHIJKLMNOPQRSTUVWXYZ";

    for (uint16_t i = 0; i < 64; i++) {
        memset(&records[i], 0, sizeof records[i]);
        records[i].type = HF_DNS_SRV;
        records[i].priority = i;
        records[i].port = (uint16_t)(5000 + i);
        records[i].name = (struct hf_text){.at = names + i % 26, .length = 3};
    }
}

Test(srv, B10_a_large_answer_is_cut_to_the_room_and_said)
{
    struct hf_dns_record records[64];

    begin(HF_SRV_WEIGHTED);
    zone_ask();
    sixty_four(records);
    b.actions.n = 0;
    hf_locate_on_answered(
        &b.x, &(struct hf_dns_answered){
                  .records = records, .query = zone.open[0].query, .ttl_s = 60, .n_records = 64});
    bench_sound(&b);
    cr_assert_eq(resolves(), HF_LINE_BRANCHES);
    cr_assert_eq(bench_decision(&b, HF_WHY_RECORDS_CUT)->setting_value, 64 - HF_LINE_BRANCHES);
    cr_assert_str_eq(resolve(0)->name, "ABC");
    cr_assert_str_eq(resolve(1)->name, "BCD");
}

Test(srv, B10_another_host_keeps_its_share)
{
    struct hf_dns_record records[64];

    zone_begin(HF_TRANSPORT_UDP, 0);
    bench_server(&b, "two.example")->port = 0;
    bench_configure(&b, (const uint8_t[HF_LINE_SERVERS + 1]){0, 1, 2});
    hf_locate_ask(&b.x, 1);
    zone_hear();
    sixty_four(records);
    b.actions.n = 0;
    hf_locate_on_answered(
        &b.x, &(struct hf_dns_answered){
                  .records = records, .query = zone.open[0].query, .ttl_s = 60, .n_records = 64});
    bench_sound(&b);
    cr_assert_eq(resolves(), HF_LINE_BRANCHES / 2);
    cr_assert_eq(bench_decision(&b, HF_WHY_ROOM_SHARED)->setting_value, 64 - HF_LINE_BRANCHES / 2);
    cr_assert_null(bench_decision(&b, HF_WHY_RECORDS_CUT));
    b.actions.n = 0;
    hf_locate_ask(&b.x, 3);
    cr_assert_eq(resolves(), 1);
    cr_assert_str_eq(resolve(0)->name, "_sip._udp.two.example");
}

Test(srv, B10_a_cut_that_leaves_nothing_is_not_known)
{
    struct hf_dns_record records[64];

    begin(HF_SRV_WEIGHTED);
    zone_ask();
    sixty_four(records);
    hf_locate_on_answered(
        &b.x, &(struct hf_dns_answered){
                  .records = records, .query = zone.open[0].query, .ttl_s = 60, .n_records = 64});
    zone_hear();
    zone.open[0] = zone.open[--zone.n_open];
    zone_answer_all();
    expect_why(HF_WHY_NAME_UNKNOWN, HF_LOOKUP_ASKING, HF_LOOKUP_NONE);
}

Test(srv, B10_what_is_cut_does_not_depend_on_how_an_answer_is_turned)
{
    static char texts[2 * HF_SRV_PLACES][16];
    uint8_t first;

    begin(HF_SRV_HEAVIEST_FIRST);
    for (unsigned i = 0; i < HF_SRV_PLACES + 4; i++) {
        snprintf(texts[i], sizeof texts[i], "192.0.2.%u", 1 + i * 7 % 20);
        SRV(UDP, 1, 1, 5060, texts[i]);
    }
    zone_resolve();
    first = b.line.candidates[0].target.address[3];
    zone.backwards = true;
    again();
    cr_assert_eq(b.line.candidates[0].target.address[3], first);
}
