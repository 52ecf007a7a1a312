/* SPDX-License-Identifier: Apache-2.0 */
/* An INVITE of theirs: its responses, their ACK or PRACK, and its CANCEL. */
#include "layer_support.h"

Test(layer_server_invite, an_invite_is_tried_rings_and_rings_each_minute)
{
    struct layer_stage s;
    layer_open_usual(&s);
    uint64_t id = layer_asked(&s, "INVITE");
    layer_hear_usual(&s, "INVITE");
    layer_expect(&s, "", "");
    cr_assert_str_eq(layer_story(&s, 500), "200 100");
    layer_hear_usual(&s, "INVITE");
    layer_expect(&s, "", "100");
    layer_say(&s, id, 180);
    layer_hear_usual(&s, "INVITE");
    layer_expect(&s, "", "180");
    cr_assert_str_eq(layer_story(&s, 130000), "60500 180, 120500 180"); /* 13.3.1.1 */
    layer_close(&s);
}

Test(layer_server_invite, an_answer_in_time_needs_no_100)
{
    struct layer_stage s;
    layer_open_usual(&s);
    uint64_t id = layer_asked(&s, "INVITE");
    layer_say(&s, id, 180);
    cr_assert_str_eq(layer_story(&s, 10000), "");
    layer_close(&s);
}

Test(layer_server_invite, a_failure_is_repeated_until_its_ack)
{
    struct layer_stage s;
    layer_open_usual(&s);
    layer_say(&s, layer_asked(&s, "INVITE"), 486);
    layer_expect(&s, "", "486");
    cr_assert_str_eq(layer_story(&s, 8000), "500 486, 1500 486, 3500 486, 7500 486");
    layer_hear_usual(&s, "INVITE");
    layer_expect(&s, "", "486");
    layer_ack(&s, "z9hG4bKb"); /* of another transaction */
    layer_expect(&s, "DROPPED", "");
    for (unsigned i = 0; i < 3; i++) {
        layer_ack(&s, "z9hG4bKa");
        layer_expect(&s, "", "");
    }
    layer_hear_usual(&s, "INVITE");
    layer_expect(&s, "", "");
    cr_assert_str_eq(layer_story(&s, 90000), "13000 OVER"); /* Timer I */
    layer_ack(&s, "z9hG4bKa");
    layer_expect(&s, "DROPPED", "");
    cr_assert_eq(hf_layer_deadline(s.layer), HF_NEVER);
    layer_close(&s);
}

#define REPEATED(status)                                                                           \
    "500 " status ", 1500 " status ", 3500 " status ", 7500 " status ", 11500 " status             \
    ", 15500 " status ", 19500 " status ", 23500 " status ", 27500 " status ", 31500 " status      \
    ", 32000 NO_ACK, 32000 OVER"

Test(layer_server_invite, a_final_response_without_ack_is_told)
{
    static const struct {
        unsigned status, transport;
        const char *story;
    } cases[] = {
        {486, HF_TRANSPORT_UDP, REPEATED("486")},
        {200, HF_TRANSPORT_UDP, REPEATED("200")},
        {486, HF_TRANSPORT_TCP, "32000 NO_ACK, 32000 OVER"},
        {200, HF_TRANSPORT_TCP, REPEATED("200")}, /* 13.3.1.4: a hop behind may lose it */
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct layer_stage s;
        layer_open_usual(&s);
        s.peer.transport = s.here.transport = (uint8_t)cases[i].transport;
        layer_say(&s, layer_asked(&s, "INVITE"), cases[i].status);
        cr_assert_str_eq(layer_story(&s, 90000), cases[i].story, "case %zu", i);
        cr_assert_eq(hf_layer_deadline(s.layer), HF_NEVER);
        layer_close(&s);
    }
}

/* 13.3.1.4, RFC 6026: its ACK is another transaction, known by the dialog and the CSeq number. */
Test(layer_server_invite, a_2xx_is_repeated_until_the_ack_of_its_dialog)
{
    struct layer_stage s;
    char answer[2048];
    layer_open_usual(&s);
    uint64_t id = layer_asked(&s, "INVITE");
    layer_say(&s, id, 200);
    layer_expect(&s, "", "200");
    strcpy(answer, s.sent);
    cr_assert_str_eq(layer_story(&s, 1000), "500 200");
    layer_hear_usual(&s, "INVITE");
    layer_expect(&s, "", ""); /* absorbed */
    struct layer_incoming others[] = {
        {.method = "ACK", .via = VIA("z9hG4bKx"), .to_tag = ";tag=other"},
        {.method = "ACK", .via = VIA("z9hG4bKx")},
        {.method = "ACK", .via = VIA("z9hG4bKx"), .cseq = "2"},
        {.method = "ACK", .via = VIA("z9hG4bKx"), .call_id = "other"},
        {.method = "ACK", .via = VIA("z9hG4bKx"), .from_tag = "other"},
    };
    char tag[32];
    snprintf(tag, sizeof tag, ";tag=%.16s", hf_layer_tag(s.layer, id).at);
    for (size_t i = 0; i < 5; i++) {
        others[i].to_tag = i < 2 ? others[i].to_tag : tag;
        layer_incoming(&s, &others[i]);
        layer_expect(&s, "DROPPED", "");
    }
    layer_ack(&s, "z9hG4bKack");
    layer_expect(&s, "ACK", "");
    cr_assert_eq(s.out.news[0].id, id);
    layer_ack(&s, "z9hG4bKack2");
    layer_expect(&s, "", "");
    layer_hear_usual(&s, "INVITE");
    layer_expect(&s, "", "");
    cr_assert_str_eq(layer_story(&s, 90000), "32000 OVER"); /* Timer L */
    layer_close(&s);
}

/* A peer of RFC 2543 has the INVITE's branch, or none, in each ACK. */
Test(layer_server_invite, an_ack_with_the_branch_of_an_accepted_invite_is_one_to_its_2xx)
{
    static const char *const branches[] = {"z9hG4bKa", "1"};
    for (size_t i = 0; i < 2; i++) {
        struct layer_stage s;
        char via[128];
        layer_open_usual(&s);
        snprintf(via, sizeof via, "SIP/2.0/UDP 192.0.2.1:5060;branch=%s", branches[i]);
        layer_incoming(&s, &(struct layer_incoming){.method = "INVITE", .via = via});
        layer_expect(&s, "REQUEST", "");
        layer_say(&s, s.out.news[0].id, 200);
        layer_expect(&s, "", "200");
        layer_ack(&s, branches[i]);
        layer_expect(&s, "ACK", "");
        layer_close(&s);
    }
}

Test(layer_server_invite, a_peer_without_the_cookie_is_understood)
{
    static const char *const via = "SIP/2.0/UDP 192.0.2.1:5060";
    struct layer_stage s;
    layer_open_usual(&s);
    struct layer_incoming invite = {.method = "INVITE", .via = via};
    layer_incoming(&s, &invite);
    layer_expect(&s, "REQUEST", "");
    uint64_t id = s.out.news[0].id;
    layer_incoming(&s, &invite);
    layer_expect(&s, "", "");
    layer_incoming(&s, &(struct layer_incoming){.method = "CANCEL", .via = via});
    layer_expect(&s, "CANCEL", "200");
    layer_say(&s, id, 487);
    layer_expect(&s, "", "487");
    char to[64];
    snprintf(to, sizeof to, ";tag=%.16s", hf_layer_tag(s.layer, id).at);
    layer_incoming(&s, &(struct layer_incoming){.method = "ACK", .via = via, .to_tag = to});
    layer_expect(&s, "", "");
    cr_assert_str_eq(layer_story(&s, 90000), "5000 OVER");
    layer_close(&s);
}

/* ---- CANCEL ---- */

Test(layer_server_invite, a_cancel_is_answered_each_time_and_told_once)
{
    struct layer_stage s;
    struct hf_sip_party to;
    layer_open_usual(&s);
    uint64_t id = layer_asked(&s, "INVITE");
    layer_say(&s, id, 180);
    layer_hear_usual(&s, "CANCEL");
    layer_expect(&s, "CANCEL", "200");
    cr_assert_eq(s.out.news[0].id, id);
    assert_slice(hf_sip_value(&s.message, HF_HEADER_CSEQ), "1 CANCEL");
    cr_assert_eq(hf_sip_to(&s.message, &to, NULL), 1); /* 9.2: the INVITE's */
    cr_assert(hf_slice_equal(to.tag, hf_layer_tag(s.layer, id)));
    layer_hear_usual(&s, "CANCEL");
    layer_expect(&s, "DROPPED 200", "200");
    layer_say(&s, id, 487);
    layer_expect(&s, "", "487");
    layer_hear_usual(&s, "CANCEL");
    layer_expect(&s, "DROPPED 200", "200");
    layer_close(&s);
}

Test(layer_server_invite, a_cancel_too_late_or_for_nothing_has_no_effect)
{
    static const unsigned finals[] = {200, 486};
    for (size_t i = 0; i < 2; i++) {
        struct layer_stage s;
        layer_open_usual(&s);
        layer_say(&s, layer_asked(&s, "INVITE"), finals[i]);
        layer_hear_usual(&s, "CANCEL");
        layer_expect(&s, "DROPPED 200", "200");
        layer_close(&s);
    }
    struct layer_stage s;
    layer_open_usual(&s);
    layer_asked(&s, "INFO"); /* only an INVITE is cancelled */
    layer_hear_usual(&s, "CANCEL");
    layer_expect(&s, "DROPPED 481", "481");
    layer_incoming(&s, &(struct layer_incoming){.method = "INVITE", .call_id = "2"});
    layer_expect(&s, "REQUEST", "");
    layer_incoming(&s, &(struct layer_incoming){.method = "CANCEL", .via = VIA("z9hG4bKb")});
    layer_expect(&s, "DROPPED 481", "481");
    layer_close(&s);
}

/* 8.2.2: a dropped ACK would be a lost call. */
Test(layer_server_invite, an_ack_is_heard_whatever_stands_in_fields_that_it_does_not_need)
{
    static const char *const fields[] = {
        "Contact: <sip:>\r\n", "Contact: *\r\n",       "Expires: never\r\n",
        "Call-ID: twice\r\n",  "Max-Forwards: 1\r\n",  "Max-Forwards: x\r\n",
        "Record-Route: x\r\n", "Authorization: x\r\n", "Via: \r\n"};
    static const unsigned finals[] = {200, 486};
    for (size_t i = 0; i < 2 * sizeof fields / sizeof fields[0]; i++) {
        struct layer_stage s;
        struct hf_sip_party to;
        char tag[64];
        bool accepted = finals[i % 2] == 200;
        layer_open_usual(&s);
        layer_say(&s, layer_asked(&s, "INVITE"), finals[i % 2]);
        layer_expect(&s, "", accepted ? "200" : "486");
        cr_assert_eq(hf_sip_to(&s.message, &to, NULL), 1);
        snprintf(tag, sizeof tag, ";tag=%.*s", (int)to.tag.length, to.tag.at);
        layer_incoming(
            &s, &(struct layer_incoming){.method = "ACK",
                                         .via = accepted ? VIA("z9hG4bKack") : VIA("z9hG4bKa"),
                                         .to_tag = tag,
                                         .fields = fields[i / 2]});
        layer_expect(&s, accepted ? "ACK" : "", "");
        cr_assert_str_eq(layer_story(&s, 90000), accepted ? "32000 OVER" : "5000 OVER");
        layer_close(&s);
    }
}

/* 7.3.1. */
Test(layer_server_invite, the_tag_of_an_ack_counts_without_regard_to_case)
{
    struct layer_stage s;
    char text[2048];
    layer_open_usual(&s);
    layer_say(&s, layer_asked(&s, "INVITE"), 200);
    layer_expect(&s, "", "200");
    struct hf_sip_party to;
    cr_assert_eq(hf_sip_to(&s.message, &to, NULL), 1);
    int length = snprintf(text, sizeof text, ";tag=%.*s", (int)to.tag.length, to.tag.at);
    for (int i = 5; i < length; i++) {
        text[i] = (char)(text[i] >= 'a' && text[i] <= 'f' ? text[i] - 'a' + 'A' : text[i]);
    }
    cr_assert(strpbrk(text + 5, "ABCDEF") != NULL);
    layer_incoming(
        &s, &(struct layer_incoming){.method = "ACK", .via = VIA("z9hG4bKack"), .to_tag = text});
    layer_expect(&s, "ACK", "");
    layer_close(&s);
}

/* ---- RFC 3262 ---- */

static int ring_reliably(struct layer_stage *s, uint64_t id, uint32_t rseq)
{
    struct hf_layer_response response = layer_response_of(s, id, 183);
    response.rseq = rseq;
    return layer_respond_with(s, &response);
}

Test(layer_server_invite, a_reliable_response_is_repeated_until_its_prack)
{
    struct layer_stage s;
    layer_open_usual(&s);
    uint64_t id = layer_asked(&s, "INVITE");
    cr_assert_eq(ring_reliably(&s, id, 77), HF_OK);
    layer_expect(&s, "", "183");
    assert_slice(hf_sip_value(&s.message, HF_HEADER_RSEQ), "77");
    assert_slice(hf_sip_value(&s.message, HF_HEADER_REQUIRE), "100rel");
    cr_assert_str_eq(layer_story(&s, 2000), "500 183, 1500 183");
    cr_assert_eq(hf_layer_pracked(s.layer, id, 78), HF_E_UNKNOWN_ID);
    cr_assert_eq(hf_layer_pracked(s.layer, id, 77), HF_OK);
    cr_assert_eq(hf_layer_pracked(s.layer, id, 77), HF_E_UNKNOWN_ID);
    cr_assert_str_eq(layer_story(&s, 50000), "");
    layer_close(&s);
}

Test(layer_server_invite, one_reliable_response_at_a_time_each_one_above_the_last)
{
    struct layer_stage s;
    layer_open_usual(&s);
    uint64_t id = layer_asked(&s, "INVITE");
    cr_assert_eq(ring_reliably(&s, id, 0x80000000u), HF_E_VALUE);
    cr_assert_eq(ring_reliably(&s, id, 7), HF_OK);
    cr_assert_eq(ring_reliably(&s, id, 8), HF_E_STATE);
    cr_assert_eq(layer_respond(&s, id, 180), HF_E_STATE); /* it would take the place of 183 */
    cr_assert_eq(hf_layer_pracked(s.layer, id, 7), HF_OK);
    cr_assert_eq(ring_reliably(&s, id, 7), HF_E_VALUE);
    cr_assert_eq(ring_reliably(&s, id, 9), HF_E_VALUE);
    layer_say(&s, id, 180);
    layer_expect(&s, "", "180");
    cr_assert_null(strstr(s.sent, "RSeq"));
    cr_assert_null(strstr(s.sent, "Require"));
    cr_assert_eq(ring_reliably(&s, id, 8), HF_OK);
    layer_close(&s);
}

Test(layer_server_invite, only_a_provisional_response_to_an_invite_is_reliable)
{
    static const unsigned statuses[] = {100, 200, 486};
    struct layer_stage s;
    layer_open_usual(&s);
    uint64_t id = layer_asked(&s, "INVITE");
    for (size_t i = 0; i < 3; i++) {
        struct hf_layer_response response = layer_response_of(&s, id, statuses[i]);
        response.rseq = 1;
        cr_assert_eq(layer_respond_with(&s, &response), HF_E_VALUE);
    }
    layer_incoming(&s, &(struct layer_incoming){.method = "INFO", .call_id = "2"});
    layer_expect(&s, "REQUEST", "");
    cr_assert_eq(ring_reliably(&s, s.out.news[0].id, 1), HF_E_VALUE);
    layer_close(&s);
}

Test(layer_server_invite, a_final_response_ends_a_reliable_one)
{
    struct layer_stage s;
    layer_open_usual(&s);
    uint64_t id = layer_asked(&s, "INVITE");
    cr_assert_eq(ring_reliably(&s, id, 1), HF_OK);
    layer_say(&s, id, 486);
    cr_assert_eq(hf_layer_pracked(s.layer, id, 1), HF_E_UNKNOWN_ID);
    cr_assert_str_eq(layer_story(&s, 90000), REPEATED("486"));
    layer_close(&s);
}

Test(layer_server_invite, without_a_prack_the_invite_can_still_be_refused)
{
    struct layer_stage s;
    layer_open_usual(&s);
    uint64_t id = layer_asked(&s, "INVITE");
    cr_assert_eq(ring_reliably(&s, id, 1), HF_OK);
    cr_assert_str_eq(layer_story(&s, 40000), "500 183, 1500 183, 3500 183, 7500 183, 15500 183, "
                                             "31500 183, 32000 NO_PRACK");
    layer_say(&s, id, 504);
    layer_expect(&s, "", "504");
    layer_ack(&s, "z9hG4bKa");
    cr_assert_str_eq(layer_story(&s, 90000), "45000 OVER");
    cr_assert_eq(hf_layer_deadline(s.layer), HF_NEVER);
    layer_close(&s);
}
