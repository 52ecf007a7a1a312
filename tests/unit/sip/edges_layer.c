/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Edges of the transaction layer, found by measuring (./run coverage): what is almost ours, and
 * must not end, answer or confirm what is (RFC 3261 17, 18.1.2).
 */
#include <ctype.h>

#include "layer_support.h"

/* ---- responses to almost our request ---- */

#define BRANCH     "branch=z9hG4bK"
#define ANSWER_200 "SIP/2.0 200 OK\r\n"

/* The request that left, as a 200 to it: Via and the other fields are its own. */
static void answer_of(const struct layer_stage *s, char *text)
{
    const char *fields = strstr(s->sent, "\r\n") + 2;
    sprintf(text, ANSWER_200 "%s", fields);
}

/* 7.3.1, 17.1.3: in either case of letters it is our branch; with any other character, also those
 * that stand beside the digits and letters, it is somebody else's. */
Test(edges_layer, a_branch_that_differs_by_one_character_is_not_ours)
{
    static const char beside[] = "/:@G`g-";
    char text[4096];
    struct layer_stage s;
    layer_open_usual(&s);
    layer_ask(&s, REQUEST("OPTIONS"));
    for (const char *c = beside; *c != '\0'; c++) {
        answer_of(&s, text);
        strstr(text, BRANCH)[sizeof BRANCH - 1] = *c;
        layer_hear(&s, text);
        layer_expect(&s, "DROPPED", "");
    }
    answer_of(&s, text);
    for (char *c = strstr(text, BRANCH) + sizeof BRANCH - 1; isxdigit((unsigned char)*c); c++) {
        *c = (char)toupper((unsigned char)*c);
    }
    layer_hear(&s, text);
    layer_expect(&s, "RESPONSE 200, OVER", "");
    layer_close(&s);
}

/* 18.1.2: it is named by the topmost Via of a response, and of a response alone. */
Test(edges_layer, what_has_no_via_of_ours_names_none_of_our_requests)
{
    static struct hf_sip_message m;
    char text[4096];
    struct layer_stage s;
    layer_open_usual(&s);
    uint64_t id = layer_ask(&s, REQUEST("OPTIONS"));
    answer_of(&s, text);
    cr_assert_eq(hf_sip_parse(&m, text, strlen(text)), 0);
    cr_assert_eq(hf_layer_id_of(s.layer, &m), id);
    cr_assert_eq(hf_sip_parse(&m, s.sent, strlen(s.sent)), 0);
    cr_assert_eq(hf_layer_id_of(s.layer, &m), 0, "our own request");
    memcpy(strstr(text, "Via: "), "Vib: ", 5);
    cr_assert_eq(hf_sip_parse(&m, text, strlen(text)), 0);
    cr_assert_eq(hf_layer_id_of(s.layer, &m), 0, "no Via");
    layer_close(&s);
}

/* ICMP is of datagrams: what went over a connection to the same address hears of that. */
Test(edges_layer, what_is_unreachable_by_datagrams_ends_nothing_on_a_connection)
{
    struct layer_stage s;
    uint64_t by_flow, by_datagram;
    layer_open_usual(&s);
    struct hf_layer_request order = {.text = hf_slice_text(REQUEST("OPTIONS")),
                                     .target = s.peer,
                                     .local = s.here,
                                     .flow = 7,
                                     .retransmissions = HF_RETRANSMIT_FREELY};
    cr_assert_eq(hf_layer_request(s.layer, &order, &by_flow, &s.out), HF_OK);
    by_datagram = layer_ask(&s, REQUEST("OPTIONS"));
    hf_layer_unreachable(s.layer, &s.peer, &s.out);
    layer_expect(&s, "FAILED, OVER", "");
    cr_assert_eq(s.out.news[0].id, by_datagram);
    hf_layer_lost(s.layer, 7, &s.out);
    layer_expect(&s, "FAILED, OVER", "");
    cr_assert_eq(s.out.news[0].id, by_flow);
    layer_close(&s);
}

/* ---- almost an ACK ---- */

#define ACK_LINE "ACK sip:us@192.0.2.9:5062 SIP/2.0\r\nVia: " VIA("z9hG4bKack") "\r\n"
#define ACK_FROM "From: <sip:peer@example.com>;tag=them\r\n"
#define ACK_ID   "Call-ID: theirs\r\n"
#define ACK_CSEQ "CSeq: 1 ACK\r\nContent-Length: 0\r\n\r\n"

/* 13.2.2.4: what does not say whose 2xx it is for confirms none, which is repeated on. */
Test(edges_layer, an_ack_without_its_dialog_confirms_no_call)
{
    static const char *const lame[] = {ACK_LINE ACK_FROM ACK_ID ACK_CSEQ,
                                       ACK_LINE ACK_FROM "To: <sip:us@example.com>\r\n" ACK_CSEQ,
                                       ACK_LINE ACK_ID "To: <sip:us@example.com>\r\n" ACK_CSEQ};
    struct layer_stage s;
    layer_open_usual(&s);
    layer_say(&s, layer_asked(&s, "INVITE"), 200);
    layer_expect(&s, "", "200");
    for (size_t i = 0; i < sizeof lame / sizeof lame[0]; i++) {
        layer_hear(&s, lame[i]);
        layer_expect(&s, "DROPPED", "");
    }
    cr_assert_str_eq(layer_story(&s, 500), "500 200");
    layer_ack(&s, "z9hG4bKack");
    layer_expect(&s, "ACK", "");
    layer_close(&s);
}

/* ---- our responses ---- */

/* A place has a tag of ours where the request had none in To, and nobody else's id has one. */
Test(edges_layer, the_tag_of_a_request_inside_a_dialog_is_not_the_places)
{
    struct layer_stage s;
    layer_open_usual(&s);
    uint64_t id = layer_asked(&s, "INVITE");
    cr_assert_neq(hf_layer_tag(s.layer, id).length, 0);
    cr_assert_eq(hf_layer_tag(s.layer, id + 0x100).length, 0);
    layer_incoming(&s, &(struct layer_incoming){
                           .method = "OPTIONS", .via = VIA("z9hG4bKb"), .to_tag = ";tag=ours"});
    layer_expect(&s, "REQUEST", "");
    cr_assert_eq(hf_layer_tag(s.layer, s.out.news[0].id).length, 0);
    layer_close(&s);
}

Test(edges_layer, fields_of_a_response_are_whole_lines)
{
    static const char *const broken[] = {" folded: x\r\n", "Allow: x", "Allow: x\r ", "Allow: x \n",
                                         "x"};
    struct layer_stage s;
    layer_open_usual(&s);
    uint64_t id = layer_asked(&s, "OPTIONS");
    struct hf_layer_response response = layer_response_of(&s, id, 200);
    for (size_t i = 0; i < sizeof broken / sizeof broken[0]; i++) {
        response.fields = broken[i];
        cr_expect_eq(layer_respond_with(&s, &response), HF_E_VALUE, "%zu", i);
        cr_expect_eq(s.out.n_datagrams, 0, "%zu", i);
    }
    response.fields = "Allow: x\r\n";
    cr_assert_eq(layer_respond_with(&s, &response), HF_OK);
    layer_expect(&s, "", "200");
    layer_close(&s);
}

/* RFC 3262 3: RSeq 0 is none, and acknowledges nothing. */
Test(edges_layer, a_prack_of_no_number_acknowledges_nothing)
{
    struct layer_stage s;
    layer_open_usual(&s);
    uint64_t id = layer_asked(&s, "INVITE");
    layer_say(&s, id, 180);
    cr_assert_eq(hf_layer_pracked(s.layer, id, 0), HF_E_UNKNOWN_ID);
    layer_close(&s);
}
