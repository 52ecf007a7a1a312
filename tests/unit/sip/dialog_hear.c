/* SPDX-License-Identifier: Apache-2.0 */
/* What messages change in a dialog: confirmation, target refresh, CSeq and RSeq (RFC 3261 12.2). */
#include "dialog_support.h"

Test(dialog_hear, a_2xx_confirms_it_and_brings_its_route_set)
{
    struct told invite, answer;
    struct hf_dialog d;
    tell_invite(&invite, CONTACT_A);
    tell_answer(&answer, 183, "bt", "Record-Route: <sip:p1>, <sip:p2>\n" CONTACT_B);
    cr_assert_eq(hf_dialog_make_caller(&d, &invite.m, &answer.m), 0);
    cr_assert_eq(hf_dialog_next_cseq(&d), 8); /* a PRACK */
    cr_assert(hf_dialog_hear_rseq(&d, 5));

    tell_answer(&answer, 180, "bt", "Record-Route: <sip:p9>\nContact: <sip:elsewhere>\n");
    struct hf_dialog before = d;
    cr_assert_eq(hf_dialog_hear_response(&d, &answer.m), 0);
    cr_assert_eq(memcmp(&d, &before, sizeof d), 0, "a 1xx changes nothing");

    tell_answer(&answer, 200, "bt",
                "Record-Route: <sip:p3;lr>, <sip:p4;lr>\nContact: <sip:b@192.0.2.9>\n");
    cr_assert_eq(hf_dialog_hear_response(&d, &answer.m), 0);
    assert_sound(&d);
    cr_assert_eq(d.state, HF_DIALOG_CONFIRMED);
    assert_text(&d, &d.route, "<sip:p4;lr>,<sip:p3;lr>");
    assert_text(&d, &d.target, "sip:b@192.0.2.9");
    cr_assert_eq(d.local_cseq, 8, "only the route set is taken anew (13.2.2.4)");
    cr_assert_eq(d.remote_rseq, 0);

    before = d;
    tell_answer(&answer, 200, "bt", "Record-Route: <sip:p5;lr>\nContact: <sip:b@192.0.2.8>\n");
    cr_assert_eq(hf_dialog_hear_response(&d, &answer.m), 0);
    cr_assert_eq(memcmp(&d, &before, sizeof d), 0, "a 2xx that came again changes nothing");
}

Test(dialog_hear, a_2xx_without_contact_or_routes_leaves_the_target_and_no_routes)
{
    struct told invite, answer;
    struct hf_dialog d;
    tell_invite(&invite, CONTACT_A);
    tell_answer(&answer, 183, "bt", "Record-Route: <sip:p1>, <sip:p2>\n" CONTACT_B);
    cr_assert_eq(hf_dialog_make_caller(&d, &invite.m, &answer.m), 0);
    tell_answer(&answer, 200, "bt", "");
    cr_assert_eq(hf_dialog_hear_response(&d, &answer.m), 0);
    cr_assert_eq(d.n_routes, 0);
    cr_assert_eq(d.route.length, 0);
    assert_text(&d, &d.target, "sip:bob@192.0.2.2:5070;transport=udp");
    assert_slice(hf_dialog_next_hop(&d), "sip:bob@192.0.2.2:5070;transport=udp");
}

/* 12.1.2, RFC 3262 4: a PRACK goes through the proxies to who rang. */
Test(dialog_hear, the_first_1xx_with_a_contact_says_where_requests_go)
{
    static const struct {
        unsigned status;
        const char *fields, *target, *route;
    } steps[] = {
        {180, "Record-Route: <sip:p0;lr>\n", "sip:bob@example.net", ""},
        {183, "Contact: <tel:1>\n", "sip:bob@example.net", ""},
        {183, "Contact: <sip:b1>\nRecord-Route: x\n", "sip:bob@example.net", ""},
        {100, "Contact: <sip:b1>\n", "sip:bob@example.net", ""},
        {183, "Contact: <sip:b2>\nRecord-Route: <sip:p1;lr>,<sip:p2;lr>\n", "sip:b2",
         "<sip:p2;lr>,<sip:p1;lr>"},
        {183, "Contact: <sip:b3>\n", "sip:b2", "<sip:p2;lr>,<sip:p1;lr>"},
    };
    struct told invite, t;
    struct hf_dialog d;
    tell_invite(&invite, CONTACT_A);
    tell_answer(&t, 180, "bt", "");
    cr_assert_eq(hf_dialog_make_caller(&d, &invite.m, &t.m), 0);
    cr_assert_eq(hf_dialog_next_cseq(&d), 8);
    struct hf_dialog updated = d, over = d;
    for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
        tell_answer(&t, steps[i].status, "bt", steps[i].fields);
        cr_assert_eq(hf_dialog_hear_response(&d, &t.m), 0);
        assert_sound(&d);
        assert_text(&d, &d.target, steps[i].target);
        assert_text(&d, &d.route, steps[i].route);
        cr_assert_eq(d.state, HF_DIALOG_EARLY);
        cr_assert_eq(d.local_cseq, 8);
    }
    tell_later(&t, 200, "8 UPDATE", "Contact: <sip:new>\n");
    cr_assert_eq(hf_dialog_hear_response(&updated, &t.m), 0);
    hf_dialog_end(&over);
    tell_answer(&t, 183, "bt", CONTACT_B);
    cr_assert_eq(hf_dialog_hear_response(&updated, &t.m), 0);
    cr_assert_eq(hf_dialog_hear_response(&over, &t.m), 0);
    assert_text(&updated, &updated.target, "sip:new");
    assert_text(&over, &over.target, "sip:bob@example.net");
}

/* 13.2.2.4: its ACK has the number of the INVITE, and nothing else of it counts any more. */
Test(dialog_hear, a_2xx_that_crossed_our_bye_says_the_number_of_its_ack)
{
    static const struct {
        unsigned status;
        const char *cseq;
        uint32_t invite_cseq;
    } steps[] = {{180, "8 INVITE", 7}, {491, "8 INVITE", 7}, {200, "9 BYE", 7},
                 {200, "7 INVITE", 7}, {200, "8 INVITE", 8}, {200, "7 INVITE", 8}};
    struct hf_dialog d = alices(200);
    hf_dialog_next_cseq(&d); /* a re-INVITE */
    hf_dialog_next_cseq(&d); /* BYE */
    hf_dialog_end(&d);
    for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
        struct told t;
        struct hf_dialog before = d;
        tell_later(&t, steps[i].status, steps[i].cseq,
                   "Contact: <sip:new>\nRecord-Route: <sip:p>\n");
        cr_assert_eq(hf_dialog_hear_response(&d, &t.m), 0);
        cr_assert_eq(d.invite_cseq, steps[i].invite_cseq, "%zu", i);
        before.invite_cseq = d.invite_cseq;
        cr_assert_eq(memcmp(&d, &before, sizeof d), 0, "%zu", i);
    }
}

/* 13.2.2.4. */
Test(dialog_hear, a_2xx_to_a_later_invite_is_taken_whatever_its_contact)
{
    const char *contacts[] = {"Contact: <tel:1>\n", "Contact: *\n", "Contact: <sip:b@>\n",
                              contact_of(HF_DIALOG_TEXTS)};
    for (size_t i = 0; i < sizeof contacts / sizeof contacts[0]; i++) {
        struct hf_dialog d = alices(200), before;
        struct told t;
        hf_dialog_next_cseq(&d);
        hf_dialog_next_cseq(&d);
        before = d;
        tell_later(&t, 200, "9 UPDATE", contacts[i]);
        cr_assert_lt(hf_dialog_hear_response(&d, &t.m), 0);
        cr_assert_eq(memcmp(&d, &before, sizeof d), 0);
        tell_later(&t, 200, "8 INVITE", contacts[i]);
        cr_assert_eq(hf_dialog_hear_response(&d, &t.m), 0);
        before.invite_cseq = 8;
        cr_assert_eq(memcmp(&d, &before, sizeof d), 0);
    }
}

#define NEW_TARGET "sip:new@192.0.2.77"

Test(dialog_hear, responses_refresh_the_target_by_method_status_and_order)
{
    static const struct {
        unsigned status;
        const char *cseq;
        bool confirmed; /* before */
        int result;
        bool refreshes;
        uint32_t invite_cseq; /* after */
    } cases[] = {
        {200, "9 INVITE", true, 0, true, 9},
        {200, "8 INVITE", true, 0, true, 8},
        {200, "7 INVITE", true, 0, false, 7}, /* the first one's, again */
        {200, "6 INVITE", true, 0, false, 7},
        {200, "10 INVITE", true, HF_E_MALFORMED, false, 7}, /* never sent */
        {180, "9 INVITE", true, 0, false, 7},
        {300, "9 INVITE", true, 0, false, 7},
        {491, "9 INVITE", true, 0, false, 7},
        {200, "9 UPDATE", true, 0, true, 7},
        {202, "9 REFER", true, 0, true, 7},
        {299, "9 SUBSCRIBE", true, 0, true, 7},
        {200, "9 NOTIFY", true, 0, true, 7},
        {200, "10 UPDATE", true, HF_E_MALFORMED, false, 7},
        {199, "9 UPDATE", true, 0, false, 7},
        {300, "9 UPDATE", true, 0, false, 7},
        {200, "9 INFO", true, 0, false, 7},
        {200, "9 PRACK", true, 0, false, 7},
        {200, "9 OPTIONS", true, 0, false, 7},
        {200, "9 BYE", true, 0, false, 7},
        {200, "9 FOO", true, 0, false, 7},
        {200, "9 UPDATE", false, 0, true, 7},
        {200, "9 INVITE", false, HF_E_MALFORMED, false, 7}, /* before the first one is answered */
        {200, "7 INVITE", false, 0, true, 7},
        {480, "7 INVITE", false, 0, false, 7},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct hf_dialog d = alices(cases[i].confirmed ? 200 : 180);
        struct told answer;
        hf_dialog_next_cseq(&d);
        hf_dialog_next_cseq(&d);
        struct hf_dialog before = d;
        tell_later(&answer, cases[i].status, cases[i].cseq, "Contact: <" NEW_TARGET ">\n");
        cr_assert_eq(hf_dialog_hear_response(&d, &answer.m), cases[i].result, "%zu", i);
        assert_sound(&d);
        bool refreshed = hf_slice_is(hf_dialog_text(&d, &d.target), NEW_TARGET);
        cr_assert_eq(refreshed, cases[i].refreshes, "%zu", i);
        cr_assert_eq(d.invite_cseq, cases[i].invite_cseq, "%zu", i);
        if (cases[i].result < 0) {
            cr_assert_eq(memcmp(&d, &before, sizeof d), 0, "%zu", i);
        }
    }
}

Test(dialog_hear, a_late_copy_of_a_2xx_does_not_take_a_refresh_back)
{
    struct hf_dialog d = alices(200);
    struct told ok;
    hf_dialog_next_cseq(&d);
    tell_later(&ok, 200, "8 UPDATE", "Contact: <" NEW_TARGET ">\n");
    cr_assert_eq(hf_dialog_hear_response(&d, &ok.m), 0);
    tell_answer(&ok, 200, "bt", CONTACT_B);
    cr_assert_eq(hf_dialog_hear_response(&d, &ok.m), 0);
    assert_text(&d, &d.target, NEW_TARGET);
}

Test(dialog_hear, responses_of_others_are_refused)
{
    struct hf_dialog d = alices(180), before = d;
    struct told t;
    tell_answer(&t, 200, "other", CONTACT_B);
    cr_assert_eq(hf_dialog_hear_response(&d, &t.m), HF_E_MALFORMED);
    tell_request(&t, "UPDATE", 1, "");
    cr_assert_eq(hf_dialog_hear_response(&d, &t.m), HF_E_MALFORMED);
    tell(&t, "SIP/2.0 200 X\n" FROM_ALICE "To: <sip:b>;tag=bt\n" CALL_ID);
    cr_assert_eq(hf_dialog_hear_response(&d, &t.m), HF_E_MALFORMED);
    cr_assert_eq(memcmp(&d, &before, sizeof d), 0);
}

Test(dialog_hear, the_callee_can_refresh_it_by_an_invite_of_its_own)
{
    struct hf_dialog d = bobs();
    struct told ok, t;
    static const char answer[] = "SIP/2.0 200 X\n" VIA "From: <sip:bob@example.net>;tag=bt\n"
                                 "To: <sip:alice@example.com>;tag=at\n" CALL_ID
                                 "CSeq: 1 INVITE\nContact: <" NEW_TARGET ">\n";
    tell(&ok, "%s", answer);
    cr_assert_eq(hf_dialog_hear_response(&d, &ok.m), HF_E_MALFORMED, "it sent none");
    tell(&t,
         "SIP/2.0 200 X\nFrom: <sip:b>;tag=bt\nTo: <sip:a>;tag=at\n" CALL_ID "CSeq: 0 INVITE\n");
    cr_assert_eq(hf_dialog_hear_response(&d, &t.m), HF_E_MALFORMED, "nor that one");
    cr_assert_eq(hf_dialog_next_cseq(&d), 1);
    cr_assert_eq(hf_dialog_hear_response(&d, &ok.m), HF_E_MALFORMED, "it may not yet (14.1)");
    hf_dialog_confirm(&d);
    cr_assert_eq(hf_dialog_hear_response(&d, &ok.m), 0);
    assert_text(&d, &d.target, NEW_TARGET);
    cr_assert_eq(d.invite_cseq, 1);
}

Test(dialog_hear, counts_the_requests_of_the_peer)
{
    static const struct {
        const char *method;
        unsigned cseq;
        int verdict;
        uint32_t counted;
    } steps[] = {
        {"INFO", 5, HF_DIALOG_TAKEN, 5},
        {"INFO", 5, HF_DIALOG_REPEATED, 5},
        {"BYE", 4, HF_DIALOG_REPEATED, 5},
        {"ACK", 5, HF_DIALOG_TAKEN, 5},
        {"CANCEL", 5, HF_DIALOG_TAKEN, 5},
        {"ACK", 9, HF_DIALOG_TAKEN, 5},
        {"INFO", 6, HF_DIALOG_TAKEN, 6},
        {"INVITE", 900, HF_DIALOG_TAKEN, 900}, /* gaps are no fault (12.2.2) */
        {"ACK", 900, HF_DIALOG_TAKEN, 900},
        {"INVITE", 899, HF_DIALOG_REPEATED, 900},
        {"FOO", 2147483648u, HF_DIALOG_TAKEN, 2147483648u}, /* too large, but larger */
        {"FOO", 4294967295u, HF_DIALOG_TAKEN, 4294967295u},
        {"FOO", 0, HF_DIALOG_REPEATED, 4294967295u},
    };
    struct hf_dialog d = alices(200);
    for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
        struct told t;
        tell_request(&t, steps[i].method, steps[i].cseq, "");
        cr_assert_eq(hf_dialog_hear_request(&d, &t.m), steps[i].verdict, "%zu", i);
        cr_assert_eq(d.remote_cseq, steps[i].counted, "%zu", i);
    }
    d = bobs(); /* its INVITE's CSeq was 7 */
    struct told t;
    tell(&t, "BYE sip:b SIP/2.0\n" VIA FROM_ALICE "To: <sip:b>;tag=bt\n" CALL_ID "CSeq: 7 BYE\n");
    cr_assert_eq(hf_dialog_hear_request(&d, &t.m), HF_DIALOG_REPEATED);
    d = alices(200); /* a first CSeq of 0 is one too */
    tell_request(&t, "INFO", 0, "");
    cr_assert_eq(hf_dialog_hear_request(&d, &t.m), HF_DIALOG_TAKEN);
    cr_assert_eq(hf_dialog_hear_request(&d, &t.m), HF_DIALOG_REPEATED);
}

Test(dialog_hear, requests_refresh_the_target_by_their_method)
{
    static const struct {
        const char *method;
        bool refreshes;
    } cases[] = {{"INVITE", true}, {"UPDATE", true}, {"SUBSCRIBE", true}, {"NOTIFY", true},
                 {"REFER", true},  {"ACK", false},   {"CANCEL", false},   {"BYE", false},
                 {"INFO", false},  {"PRACK", false}, {"MESSAGE", false},  {"OPTIONS", false},
                 {"FOO", false}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct hf_dialog d = alices(200);
        struct told t;
        tell_request(&t, cases[i].method, 1, "Contact: <" NEW_TARGET ">\nRecord-Route: <sip:p>\n");
        cr_assert_eq(hf_dialog_hear_request(&d, &t.m), HF_DIALOG_TAKEN);
        assert_text(&d, &d.target,
                    cases[i].refreshes ? NEW_TARGET : "sip:bob@192.0.2.2:5070;transport=udp");
        cr_assert_eq(d.n_routes, 0, "the route set stays (12.2)");
        tell_request(&t, cases[i].method, 1, "Contact: <sip:late@192.0.2.66>\n");
        hf_dialog_hear_request(&d, &t.m);
        cr_assert(!hf_slice_is(hf_dialog_text(&d, &d.target), "sip:late@192.0.2.66"),
                  "a repeated one refreshes nothing");
    }
}

Test(dialog_hear, requests_that_cannot_be_taken_change_nothing)
{
    struct hf_dialog d = alices(200), before = d;
    struct told t;
    tell_request(&t, "INVITE", 1, "Contact: <tel:1>\n");
    cr_assert_eq(hf_dialog_hear_request(&d, &t.m), HF_E_MALFORMED);
    tell_request(&t, "UPDATE", 1, contact_of(HF_DIALOG_TEXTS));
    cr_assert_eq(hf_dialog_hear_request(&d, &t.m), HF_E_LIMIT);
    tell_answer(&t, 200, "bt", CONTACT_B);
    cr_assert_eq(hf_dialog_hear_request(&d, &t.m), HF_E_MALFORMED, "a response");
    tell(&t, "INFO sip:a SIP/2.0\nFrom: <sip:b>;tag=bt\nTo: <sip:a>;tag=at\n" CALL_ID);
    cr_assert_eq(hf_dialog_hear_request(&d, &t.m), HF_E_MALFORMED, "no CSeq");
    tell(&t, "INFO sip:a SIP/2.0\nFrom: <sip:b>;tag=bt\nTo: <sip:a>\n" CALL_ID "CSeq: 1 INFO\n");
    cr_assert_eq(hf_dialog_hear_request(&d, &t.m), HF_E_MALFORMED, "no tag of ours");
    cr_assert_eq(memcmp(&d, &before, sizeof d), 0);
}

Test(dialog_hear, targets_may_grow_and_shrink_for_ever)
{
    struct hf_dialog d = alices(200);
    size_t others = (size_t)d.n_texts - d.target.length;
    uint32_t random = 1;
    for (unsigned cseq = 1; cseq < 500; cseq++) {
        struct told t;
        random = random * 1664525u + 1013904223u;
        size_t length = 5 + (random >> 8) % (HF_DIALOG_TEXTS - 4);
        bool fits = others + length <= HF_DIALOG_TEXTS;
        struct hf_dialog before = d;
        tell_request(&t, "UPDATE", cseq, contact_of(length));
        cr_assert_eq(hf_dialog_hear_request(&d, &t.m), fits ? HF_DIALOG_TAKEN : HF_E_LIMIT);
        assert_sound(&d);
        if (fits) {
            cr_assert_eq(d.n_texts, others + length);
            assert_text(&d, &d.call_id, "c1@alice");
            assert_text(&d, &d.remote_tag, "bt");
        } else {
            cr_assert_eq(memcmp(&d, &before, sizeof d), 0);
        }
    }
}

Test(dialog_hear, equal_dialogs_are_equal_bytes_whatever_came_before)
{
    struct hf_dialog straight = alices(200), around = straight;
    struct told t;
    tell_request(&t, "UPDATE", 1, contact_of(300));
    cr_assert_eq(hf_dialog_hear_request(&around, &t.m), HF_DIALOG_TAKEN);
    tell_request(&t, "UPDATE", 2, CONTACT_B);
    cr_assert_eq(hf_dialog_hear_request(&around, &t.m), HF_DIALOG_TAKEN);
    cr_assert_eq(hf_dialog_hear_request(&straight, &t.m), HF_DIALOG_TAKEN);
    cr_assert_eq(memcmp(&straight, &around, sizeof straight), 0);
}

Test(dialog_hear, takes_reliable_responses_in_their_order)
{
    static const struct {
        uint32_t rseq;
        bool is_next;
    } steps[] = {{0, false}, {7, true},  {7, false},  {9, false}, {6, false},
                 {8, true},  {8, false}, {10, false}, {9, true},  {0, false}};
    struct hf_dialog d = alices(180);
    for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
        cr_assert_eq(hf_dialog_hear_rseq(&d, steps[i].rseq), steps[i].is_next, "%zu", i);
    }
    d = alices(180);
    cr_assert(hf_dialog_hear_rseq(&d, UINT32_MAX));
    cr_assert(!hf_dialog_hear_rseq(&d, 0), "they do not wrap");
}

Test(dialog_hear, a_final_response_to_an_invite_ends_the_count_of_reliable_ones)
{
    static const struct {
        unsigned status;
        const char *cseq;
        bool ends;
    } cases[] = {{200, "8 INVITE", true},
                 {491, "8 INVITE", true},
                 {200, "7 INVITE", false},
                 {180, "8 INVITE", false},
                 {200, "8 PRACK", false}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct hf_dialog d = alices(200);
        struct told t;
        hf_dialog_next_cseq(&d);
        cr_assert(hf_dialog_hear_rseq(&d, 100));
        tell_later(&t, cases[i].status, cases[i].cseq, "");
        cr_assert_eq(hf_dialog_hear_response(&d, &t.m), 0);
        cr_assert_eq(hf_dialog_hear_rseq(&d, 1), cases[i].ends, "%zu", i);
    }
}
