/* SPDX-License-Identifier: Apache-2.0 */
/* The transaction layer's door: memory, ids, room in the out, lost flows, what is unreadable. */
#include "layer_support.h"

#include <stdlib.h>

#include "address.h"
#include "layer_state.h"

Test(layer, a_setup_out_of_range_is_refused)
{
    static uint64_t memory[65536];
    struct hf_layer_setup cases[12];
    for (size_t i = 0; i < 12; i++) {
        cases[i] = layer_setup_usual();
    }
    cases[0].n_clients = HF_LAYER_PLACES_MAX + 1;
    cases[1].n_servers = HF_LAYER_PLACES_MAX + 1;
    cases[2].message_bytes = HF_LAYER_MESSAGE_MIN - 1;
    cases[3].message_bytes = HF_SIP_MESSAGE_MAX + 1;
    cases[4].t1_ms = 0;
    cases[5].t2_ms = 0;
    cases[6].t4_ms = 0;
    cases[7].t1_ms = 60001;
    cases[8].t2_ms = 60001;
    cases[9].t4_ms = 60001;
    cases[10].n_clients = UINT32_MAX;
    cases[11].n_servers = UINT32_MAX;
    for (size_t i = 0; i < 12; i++) {
        cr_assert_eq(hf_layer_size(&cases[i]), 0, "case %zu", i);
        cr_assert_eq(hf_layer_init(memory, sizeof memory, &cases[i]), HF_E_VALUE, "case %zu", i);
    }
    struct hf_layer_setup usual = layer_setup_usual();
    size_t size = hf_layer_size(&usual);
    cr_assert_eq(hf_layer_init(memory, size - 1, &usual), HF_E_SPACE);
    cr_assert_eq(hf_layer_init(memory, size, &usual), HF_OK);
    cr_assert_eq(hf_layer_deadline((struct hf_layer *)memory), HF_NEVER);
}

Test(layer, a_setup_at_the_ends_of_its_range_is_taken)
{
    struct layer_stage s;
    struct hf_layer_setup setup = layer_setup_usual();
    setup.n_clients = setup.n_servers = HF_LAYER_PLACES_MAX;
    setup.message_bytes = HF_SIP_MESSAGE_MAX;
    setup.t1_ms = setup.t2_ms = setup.t4_ms = 60000;
    layer_open(&s, &setup);
    for (unsigned i = 0; i < HF_LAYER_PLACES_MAX; i++) {
        layer_ask(&s, REQUEST("OPTIONS"));
    }
    layer_close(&s);

    setup.n_clients = setup.n_servers = 0; /* nothing of our own, and 503 to all */
    setup.message_bytes = HF_LAYER_MESSAGE_MIN;
    setup.t1_ms = setup.t2_ms = setup.t4_ms = 1;
    layer_open(&s, &setup);
    uint64_t id;
    cr_assert_eq(layer_request(&s, REQUEST("OPTIONS"), &id), HF_E_SPACE);
    cr_assert_eq(id, 0);
    layer_incoming(&s, &(struct layer_incoming){.method = "OPTIONS"});
    layer_expect(&s, "DROPPED 503", "503");
    layer_close(&s);
}

Test(layer, an_id_is_never_used_again)
{
    struct layer_stage s;
    uint64_t before = 0;
    struct hf_layer_setup setup = layer_setup_usual();
    setup.n_clients = setup.n_servers = 1;
    layer_open(&s, &setup);
    for (unsigned i = 0; i < 1000; i++) {
        uint64_t id = layer_ask(&s, REQUEST("OPTIONS"));
        cr_assert_gt(id, before);
        cr_assert_eq(hf_layer_abandon(s.layer, before), HF_E_UNKNOWN_ID);
        before = id;
        layer_reply(&s, "200 OK", "");
        layer_expect(&s, "RESPONSE 200, OVER", "");
        cr_assert_eq(s.out.news[1].id, id);

        id = layer_asked(&s, "OPTIONS");
        cr_assert_gt(id, before);
        cr_assert_eq(layer_respond(&s, before, 200), HF_E_UNKNOWN_ID);
        before = id;
        cr_assert_eq(layer_respond(&s, id, 200), HF_OK);
        layer_wake(&s, s.now_us / MS + 32000);
        layer_expect(&s, "OVER", "");
    }
    layer_close(&s);
}

Test(layer, ids_of_nothing_are_unknown)
{
    struct layer_stage s;
    layer_open_usual(&s);
    uint64_t ours = layer_ask(&s, REQUEST("INVITE"));
    uint64_t theirs = layer_asked(&s, "INVITE");
    uint64_t none[] = {0, 1, 0x40, 0x80, 0xFF, ours + 1, ours + 256, theirs + 256, UINT64_MAX};
    for (size_t i = 0; i < sizeof none / sizeof none[0]; i++) {
        cr_assert_eq(hf_layer_extend(s.layer, none[i], 0, &s.out), HF_E_UNKNOWN_ID);
        cr_assert_eq(hf_layer_cancel(s.layer, none[i], 0, &s.out), HF_E_UNKNOWN_ID);
        cr_assert_eq(hf_layer_abandon(s.layer, none[i]), HF_E_UNKNOWN_ID);
        cr_assert_eq(hf_layer_pracked(s.layer, none[i], 1), HF_E_UNKNOWN_ID);
        cr_assert_eq(layer_respond(&s, none[i], 200), HF_E_UNKNOWN_ID);
        cr_assert_eq(hf_layer_tag(s.layer, none[i]).length, 0);
        cr_assert_eq(hf_layer_text(s.layer, none[i]).length, 0);
        layer_expect(&s, "", "");
    }
    /* neither is one side's id one of the other's */
    cr_assert_eq(layer_respond(&s, ours, 200), HF_E_UNKNOWN_ID);
    cr_assert_eq(hf_layer_cancel(s.layer, theirs, 0, &s.out), HF_E_UNKNOWN_ID);
    cr_assert_eq(hf_layer_abandon(s.layer, theirs), HF_E_UNKNOWN_ID);
    cr_assert_eq(hf_layer_text(s.layer, theirs).length, 0);
    cr_assert_eq(hf_layer_tag(s.layer, ours).length, 0);
    layer_close(&s);
}

/* What one call cannot say, the next ones do, and nothing is lost or said twice. */
Test(layer, a_full_out_leaves_the_rest_to_the_next_call)
{
    struct layer_stage s;
    struct hf_layer_setup setup = layer_setup_usual();
    setup.n_clients = HF_LAYER_PLACES_MAX;
    layer_open(&s, &setup);
    for (unsigned i = 0; i < HF_LAYER_PLACES_MAX; i++) {
        layer_ask(&s, REQUEST("OPTIONS"));
    }
    unsigned calls = 0, sent = 0, said = 0;
    for (; hf_layer_deadline(s.layer) <= 500 * MS; calls++) {
        layer_wake(&s, 500);
        cr_assert_leq(s.out.n_datagrams, HF_LAYER_OUT_DATAGRAMS);
        cr_assert_gt(s.out.n_datagrams, 0);
        sent += s.out.n_datagrams;
    }
    cr_assert_eq(sent, HF_LAYER_PLACES_MAX);
    cr_assert_eq(calls, HF_LAYER_PLACES_MAX / HF_LAYER_OUT_DATAGRAMS);

    for (; hf_layer_deadline(s.layer) != HF_NEVER; said += s.out.n_news) {
        layer_wake(&s, 40000);
        cr_assert_gt(s.out.n_news, 0);
        cr_assert_leq(s.out.n_news, HF_LAYER_OUT_NEWS);
    }
    cr_assert_eq(said, 2 * HF_LAYER_PLACES_MAX); /* TIMED_OUT and OVER of each */
    layer_close(&s);
}

Test(layer, large_messages_share_the_out)
{
    static char text[24000];
    struct layer_stage s;
    struct hf_layer_setup setup = layer_setup_usual();
    setup.message_bytes = 20000;
    layer_open(&s, &setup);
    snprintf(text, sizeof text,
             "OPTIONS sip:a SIP/2.0\r\n" FIELDS("1", "OPTIONS") "Subject: %015000d\r\n\r\n", 1);
    layer_ask(&s, text);
    layer_ask(&s, text);
    layer_ask(&s, text);
    for (unsigned i = 0; i < 2; i++) { /* two of 15 kB find room */
        layer_wake(&s, 500);
        cr_assert_eq(s.out.n_datagrams, i == 0 ? 2 : 1);
    }
    cr_assert_eq(hf_layer_deadline(s.layer), 1500 * MS);
    layer_close(&s);
}

/* ---- lost flows ---- */

Test(layer, a_lost_flow_ends_what_waits_there)
{
    struct layer_stage s;
    layer_open_usual(&s);
    uint64_t id = layer_ask(&s, REQUEST("INVITE"));
    uint64_t other = layer_ask(&s, REQUEST("OPTIONS"));
    struct hf_target elsewhere = layer_target("192.0.2.1", 5070, HF_TRANSPORT_UDP);
    hf_layer_unreachable(s.layer, &elsewhere, &s.out);
    layer_expect(&s, "", "");
    hf_layer_unreachable(s.layer, &s.peer, &s.out);
    layer_expect(&s, "FAILED, OVER, FAILED, OVER", "");
    cr_assert_eq(s.out.news[1].id, id);
    cr_assert_eq(s.out.news[3].id, other);
    cr_assert_eq(hf_layer_deadline(s.layer), HF_NEVER);
    hf_layer_unreachable(s.layer, &s.peer, &s.out);
    layer_expect(&s, "", "");
    layer_close(&s);
}

/* One that was answered has had its end; its ACKs go on. An abandoned one still waits; a CANCEL's
 * end is not told. */
Test(layer, a_lost_flow_is_told_where_an_answer_is_awaited)
{
    struct layer_stage s;
    char invite[2048];
    layer_open_usual(&s);
    uint64_t id = layer_ask(&s, REQUEST("INVITE"));
    strcpy(invite, s.sent);
    layer_reply(&s, "180 Ringing", "");
    cr_assert_eq(hf_layer_cancel(s.layer, id, 0, &s.out), HF_OK);
    layer_reply_to(&s, invite, "487 Terminated", "");
    layer_expect(&s, "RESPONSE 487", "ACK");
    uint64_t abandoned = layer_ask(&s, REQUEST("OPTIONS"));
    cr_assert_eq(hf_layer_abandon(s.layer, abandoned), HF_OK);
    hf_layer_unreachable(s.layer, &s.peer, &s.out);
    layer_expect(&s, "FAILED, OVER", "");
    cr_assert_eq(s.out.news[0].id, abandoned);
    layer_reply_to(&s, invite, "487 Terminated", "");
    layer_expect(&s, "", "ACK");
    cr_assert_str_eq(layer_story(&s, 40000), "32000 OVER");
    cr_assert_eq(hf_layer_deadline(s.layer), HF_NEVER);
    layer_close(&s);
}

Test(layer, a_lost_flow_of_many_is_told_by_and_by)
{
    struct layer_stage s;
    char last[2048];
    unsigned failed = 0, over = 0;
    struct hf_layer_setup setup = layer_setup_usual();
    setup.n_clients = HF_LAYER_PLACES_MAX;
    layer_open(&s, &setup);
    s.now_us = 7 * S;
    for (unsigned i = 0; i < HF_LAYER_PLACES_MAX; i++) {
        layer_ask(&s, REQUEST("OPTIONS"));
    }
    strcpy(last, s.sent);
    hf_layer_unreachable(s.layer, &s.peer, &s.out);
    do {
        cr_assert_eq(s.out.n_datagrams, 0);
        for (uint32_t i = 0; i < s.out.n_news; i++) {
            failed += s.out.news[i].kind == HF_LAYER_FAILED;
            over += s.out.news[i].kind == HF_LAYER_OVER;
        }
        if (over < HF_LAYER_PLACES_MAX) { /* its answer does not count any more */
            cr_assert_leq(hf_layer_deadline(s.layer), s.now_us);
            layer_reply_to(&s, last, "200 OK", "");
            layer_expect(&s, "DROPPED", "");
        }
        layer_wake(&s, 7000);
    } while (s.out.n_news != 0);
    cr_assert_eq(failed, HF_LAYER_PLACES_MAX);
    cr_assert_eq(over, HF_LAYER_PLACES_MAX);
    cr_assert_eq(hf_layer_deadline(s.layer), HF_NEVER);
    layer_close(&s);
}

/* A7: one that rings is never given up; its 200 comes over a new connection. A lone 100 is none. */
Test(layer, a_lost_flow_spares_an_invite_that_rings)
{
    static const struct {
        const char *status;
        bool cancelled, spared;
    } cases[] = {
        {"100 Trying", false, false}, {"180 Ringing", false, true}, {"183 Progress", true, true}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct layer_stage s;
        char invite[2048];
        layer_open_usual(&s);
        s.peer.transport = s.here.transport = HF_TRANSPORT_TCP;
        uint64_t id = layer_ask(&s, REQUEST("INVITE"));
        strcpy(invite, s.sent);
        layer_reply_to(&s, invite, cases[i].status, "");
        layer_reply_to(&s, invite, "100 Trying", "");
        if (cases[i].cancelled) {
            cr_assert_eq(hf_layer_cancel(s.layer, id, 0, &s.out), HF_OK);
        }
        hf_layer_unreachable(s.layer, &s.peer, &s.out);
        layer_expect(&s, cases[i].spared ? "" : "FAILED, OVER", "");
        s.peer.port = 41000;
        layer_reply_to(&s, invite, "200 OK", "");
        layer_expect(&s, cases[i].spared ? "RESPONSE 200" : "DROPPED", "");
        layer_close(&s);
    }
    struct layer_stage s; /* its place is another's then, which does not ring */
    struct hf_layer_setup setup = layer_setup_usual();
    setup.n_clients = 1;
    layer_open(&s, &setup);
    layer_ask(&s, REQUEST("INVITE"));
    layer_reply(&s, "180 Ringing", "");
    layer_reply(&s, "486 Busy", "");
    layer_expect(&s, "RESPONSE 486", "ACK");
    cr_assert_str_eq(layer_story(&s, 40000), "32000 OVER");
    layer_ask(&s, REQUEST("INVITE"));
    hf_layer_unreachable(s.layer, &s.peer, &s.out);
    layer_expect(&s, "FAILED, OVER", "");
    layer_close(&s);
}

/* ---- what is unreadable ---- */

Test(layer, what_is_no_message_is_dropped_with_a_reason)
{
    static const char *const cases[] = {
        "",
        "\r\n\r\n",
        "hello",
        "SIP/2.0 99 Low\r\n\r\n",
        "SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP 192.0.2.9;branch=z9hG4bK1\r\nCSeq: 1 A",
        "SIP/2.0 200 OK\r\nContent-Length: 5\r\n\r\n",
        "INVITE sip:us@192.0.2.9 SIP/2.0\r\n",
        "INVITE sip:us@192.0.2.9 SIP/2.0\r\n\r\n",
        "INVITE sip:us@192.0.2.9 SIP/2.0\r\nVia: nonsense\r\n\r\n",
        "INVITE  sip:us@192.0.2.9 SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.1\r\n",
    };
    struct layer_stage s;
    layer_open_usual(&s);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        layer_hear(&s, cases[i]);
        layer_expect(&s, "DROPPED", "");
        cr_assert_gt(strlen(layer_why(&s)), 5, "%s", cases[i]);
    }
    cr_assert_eq(hf_layer_deadline(s.layer), HF_NEVER);
    layer_close(&s);
}

/* ---- names ---- */

Test(layer, a_branch_says_an_id_and_proves_it)
{
    struct layer_stage s;
    struct hf_layer *other;
    layer_open_usual(&s);
    s.setup.random[31]++;
    other = malloc(hf_layer_size(&s.setup));
    cr_assert_eq(hf_layer_init(other, hf_layer_size(&s.setup), &s.setup), HF_OK);
    static const uint64_t ids[] = {1, 255, 256, 0x1234567890abcdef, UINT64_MAX};
    for (size_t i = 0; i < sizeof ids / sizeof ids[0]; i++) {
        struct hf_layer_branch branch = hf_layer_branch(s.layer, ids[i]);
        struct hf_slice text = bytes_of(branch.text, sizeof branch.text);
        uint64_t id;
        cr_assert(hf_layer_branch_id(s.layer, text, &id));
        cr_assert_eq(id, ids[i]);
        cr_assert_not(hf_layer_branch_id(other, text, &id));
        text.length--;
        cr_assert_not(hf_layer_branch_id(s.layer, text, &id));
        text.length++;
        for (size_t at = 0; at < sizeof branch.text; at++) { /* each byte counts */
            char was = branch.text[at];
            branch.text[at] = was == '1' ? '2' : '1';
            cr_assert_not(hf_layer_branch_id(s.layer, text, &id), "byte %zu", at);
            branch.text[at] = was;
        }
    }
    free(other);
    layer_close(&s);
}
