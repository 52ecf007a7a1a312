/* SPDX-License-Identifier: Apache-2.0 */
/* An INVITE of our own: its responses, their ACK, and its CANCEL. */
#include "layer_support.h"

#include "layer_state.h"

#define T_OVER "32000 TIMED_OUT, 32000 OVER"

Test(layer_client_invite, each_2xx_to_an_invite_is_told)
{
    struct layer_stage s;
    char invite[2048];
    layer_open_usual(&s);
    uint64_t id = layer_ask(&s, REQUEST("INVITE"));
    strcpy(invite, s.sent);
    layer_reply_to(&s, invite, "180 Ringing", "");
    layer_expect(&s, "RESPONSE 180", "");
    s.now_us = 3 * S;
    for (unsigned i = 0; i < 3; i++) {
        layer_reply_to(&s, invite, "200 OK", "");
        layer_expect(&s, "RESPONSE 200", "");
    }
    layer_reply_to(&s, invite, "183 Late", "");
    layer_expect(&s, "", "");
    cr_assert_eq(hf_layer_cancel(s.layer, id, s.now_us, &s.out), HF_E_UNKNOWN_ID);
    cr_assert_eq(hf_layer_extend(s.layer, id, s.now_us, &s.out), HF_E_UNKNOWN_ID);
    cr_assert_str_eq(layer_story(&s, 90000), "35000 OVER"); /* RFC 6026 Timer M */
    layer_reply_to(&s, invite, "200 OK", "");
    layer_expect(&s, "DROPPED", "");
    layer_close(&s);
}

#define ROUTED                                                                                     \
    "INVITE sip:peer@192.0.2.1;x=y SIP/2.0\r\nRoute: <sip:a;lr>, <sip:b;lr>\r\n" FIELDS(           \
        "4294967295", "INVITE") "Route: <sip:c>\r\nRequire: 100rel\r\nProxy-Require: p\r\n"        \
                                "Contact: <sip:us@192.0.2.9>\r\nContent-Length: 4\r\n\r\nbody"

#define HOP(method, to)                                                                            \
    method " sip:peer@192.0.2.1;x=y SIP/2.0\r\nVia: %.*s\r\nMax-Forwards: 70\r\n"                  \
           "Route: <sip:a;lr>, <sip:b;lr>\r\nRoute: <sip:c>\r\n"                                   \
           "From: <sip:us@example.com>;tag=us\r\nTo: " to "\r\nCall-ID: ours\r\n"                  \
           "CSeq: 4294967295 " method "\r\nContent-Length: 0\r\n\r\n"

static void expect_hop(const struct layer_stage *s, const char *invite, const char *format)
{
    struct hf_sip_message m;
    char expected[2048];
    cr_assert_eq(hf_sip_parse(&m, invite, strlen(invite)), 0);
    struct hf_slice via = hf_sip_value(&m, HF_HEADER_VIA);
    snprintf(expected, sizeof expected, format, (int)via.length, via.at);
    cr_assert_str_eq(s->sent, expected);
}

/* 17.1.1.3: Request-URI, top Via and Route of the INVITE, To of the response. */
Test(layer_client_invite, another_final_response_is_acknowledged_each_time)
{
    struct layer_stage s;
    char invite[2048];
    layer_open_usual(&s);
    uint64_t id = layer_ask(&s, ROUTED);
    strcpy(invite, s.sent);
    layer_reply_to(&s, invite, "486 Busy", "");
    layer_expect(&s, "RESPONSE 486", "ACK");
    expect_hop(&s, invite, HOP("ACK", "<sip:peer@example.com>;tag=peer"));
    cr_assert_eq(s.out.datagrams[0].target.port, s.peer.port);
    s.now_us = 2 * S;
    layer_reply_to(&s, invite, "486 Busy", "");
    layer_expect(&s, "", "ACK");
    expect_hop(&s, invite, HOP("ACK", "<sip:peer@example.com>;tag=peer"));
    layer_reply_to(&s, invite, "180 Late", "");
    layer_expect(&s, "", "");
    layer_reply_to(&s, invite, "200 OK", ""); /* no call is left that nobody ends */
    layer_expect(&s, "RESPONSE 200", "");
    cr_assert_eq(hf_layer_cancel(s.layer, id, s.now_us, &s.out), HF_E_UNKNOWN_ID);
    cr_assert_str_eq(layer_story(&s, 90000), "34000 OVER");
    layer_close(&s);
}

Test(layer_client_invite, over_a_stream_an_acknowledged_invite_is_over_at_once)
{
    struct layer_stage s;
    layer_open_usual(&s);
    s.peer.transport = s.here.transport = HF_TRANSPORT_TCP;
    layer_ask(&s, ROUTED);
    layer_reply(&s, "486 Busy", "");
    layer_expect(&s, "RESPONSE 486", "ACK");
    cr_assert_str_eq(layer_story(&s, 0), "0 OVER"); /* Timer D of 0 */
    cr_assert_eq(hf_layer_deadline(s.layer), HF_NEVER);
    layer_close(&s);
}

/* After a 1xx nothing else would ever end it. The server finds its transaction by the branch. */
Test(layer_client_invite, a_final_response_whose_to_cannot_be_said_is_acknowledged_with_our_own)
{
    static char long_to[40000], text[44000];
    static const char *const tos[] = {"", "To: (sip:b>;tag=x\r\n", "To: <sip:b>;tag=a;tag=b\r\n",
                                      long_to};
    memset(long_to, 'x', sizeof long_to - 1);
    memcpy(long_to, "To: <sip:b>;tag=", 16);
    memcpy(long_to + sizeof long_to - 3, "\r\n", 3);
    for (size_t i = 0; i < sizeof tos / sizeof tos[0]; i++) {
        struct layer_stage s;
        char invite[2048];
        layer_open_usual(&s);
        layer_ask(&s, ROUTED);
        strcpy(invite, s.sent);
        struct hf_slice via = hf_sip_value(&s.message, HF_HEADER_VIA);
        snprintf(text, sizeof text,
                 "SIP/2.0 486 Busy\r\nVia: %.*s\r\n%sCSeq: 4294967295 INVITE\r\n\r\n",
                 (int)via.length, via.at, tos[i]);
        layer_reply(&s, "180 Ringing", "");
        layer_hear(&s, text);
        layer_expect(&s, "RESPONSE 486", "ACK");
        expect_hop(&s, invite, HOP("ACK", "<sip:peer@example.com>"));
        layer_hear(&s, text);
        layer_expect(&s, "", "ACK");
        cr_assert_str_eq(layer_story(&s, 90000), "32000 OVER");
        layer_close(&s);
    }
}

static unsigned n_of(const char *text, const char *what)
{
    unsigned n = 0;
    for (const char *at = text; (at = strstr(at, what)) != NULL; at++) {
        n++;
    }
    return n;
}

/* 22.1. */
Test(layer_client_invite, an_ack_says_the_credentials_again_and_a_cancel_does_not)
{
    struct layer_stage s;
    char invite[2048];
    layer_open_usual(&s);
    uint64_t id = layer_ask(&s,
                            "INVITE sip:peer@example.com SIP/2.0\r\n" FIELDS(
                                "7", "INVITE") "Proxy-Authorization: Digest realm=\"a\"\r\n"
                                               "authorization: Digest realm=\"b\"\r\n"
                                               "Proxy-Authorization: Digest realm=\"c\"\r\n\r\n");
    strcpy(invite, s.sent);
    layer_reply_to(&s, invite, "180 Ringing", "");
    cr_assert_eq(hf_layer_cancel(s.layer, id, 0, &s.out), HF_OK);
    layer_expect(&s, "", "CANCEL");
    cr_assert_eq(n_of(s.sent, "uthorization"), 0);
    layer_reply_to(&s, invite, "487 Terminated", "");
    layer_expect(&s, "RESPONSE 487", "ACK");
    cr_assert_eq(n_of(s.sent, "\r\nProxy-Authorization: Digest realm=\"a\"\r\n"), 1);
    cr_assert_eq(n_of(s.sent, "\r\nProxy-Authorization: Digest realm=\"c\"\r\n"), 1);
    cr_assert_eq(n_of(s.sent, "\r\nAuthorization: Digest realm=\"b\"\r\n"), 1);
    layer_close(&s);
}

#define VIA_BYTES (sizeof "Via: SIP/2.0/UDP 192.0.2.9:5062;rport;branch=\r\n" - 1 + 39)

/* All that an INVITE may be large by: what the layer prints of it has room all the same. */
Test(layer_client_invite, the_largest_invite_can_be_acknowledged_and_cancelled)
{
    static char text[40000];
    struct layer_stage s;
    struct hf_layer_setup setup = layer_setup_usual();
    uint64_t id;
    setup.message_bytes = HF_SIP_MESSAGE_MAX;
    layer_open(&s, &setup);
    size_t length = (size_t)snprintf(text, sizeof text,
                                     "INVITE sip:a SIP/2.0\r\nf:<sip:us@example.com>;tag=u\r\n"
                                     "t:<sip:a>\r\ni:1\r\nCSeq:4294967295 INVITE\r\n");
    for (unsigned i = 0; i < 110; i++) {
        length += (size_t)snprintf(text + length, sizeof text - length, "%s:%0280d\r\n",
                                   i % 2 ? "Route" : "Authorization", 1);
    }
    size_t left = HF_LAYER_OUT_BYTES - HF_LAYER_OF_CANCEL - VIA_BYTES - length;
    snprintf(text + length, sizeof text - length, "Route:%0*d\r\n\r\n", (int)left - 10, 1);
    cr_assert_eq(layer_request(&s, text, &id), HF_OK);
    layer_expect(&s, "", "INVITE");
    cr_assert_eq(s.n_sent, HF_LAYER_OUT_BYTES - HF_LAYER_OF_CANCEL);
    struct hf_slice via = hf_sip_value(&s.message, HF_HEADER_VIA);
    char responses[2][256];
    for (unsigned i = 0; i < 2; i++) {
        snprintf(responses[i], sizeof responses[i],
                 "SIP/2.0 %u X\r\nVia: %.*s\r\nCSeq: 4294967295 INVITE\r\n\r\n",
                 i == 0 ? 180u : 486u, (int)via.length, via.at);
    }
    layer_hear(&s, responses[0]);
    cr_assert_eq(hf_layer_cancel(s.layer, id, 0, &s.out), HF_OK);
    layer_expect(&s, "", "CANCEL");
    layer_hear(&s, responses[1]);
    layer_expect(&s, "RESPONSE 486", "ACK");
    layer_close(&s);
}

/* ---- CANCEL ---- */

Test(layer_client_invite, a_cancel_waits_for_a_provisional_response)
{
    struct layer_stage s;
    char invite[2048], cancel[2048];
    layer_open_usual(&s);
    uint64_t id = layer_ask(&s, ROUTED);
    strcpy(invite, s.sent);
    for (unsigned i = 0; i < 2; i++) {
        cr_assert_eq(hf_layer_cancel(s.layer, id, 0, &s.out), HF_OK);
        layer_expect(&s, "", "");
    }
    cr_assert_str_eq(layer_story(&s, 600), "500 INVITE");
    layer_reply_to(&s, invite, "100 Trying", "");
    layer_expect(&s, "RESPONSE 100", "CANCEL");
    expect_hop(&s, invite, HOP("CANCEL", "<sip:peer@example.com>"));
    strcpy(cancel, s.sent);
    layer_reply_to(&s, invite, "180 Ringing", "");
    layer_expect(&s, "RESPONSE 180", "");
    cr_assert_eq(hf_layer_cancel(s.layer, id, s.now_us, &s.out), HF_OK);
    layer_expect(&s, "", ""); /* once is enough */
    cr_assert_str_eq(layer_story(&s, 2500), "1100 CANCEL, 2100 CANCEL");
    cr_assert_str_eq(s.sent, cancel);
    layer_reply_to(&s, cancel, "200 OK", "");
    layer_expect(&s, "", "");
    layer_reply_to(&s, cancel, "200 OK", "");
    layer_expect(&s, "DROPPED", "");
    cr_assert_str_eq(layer_story(&s, 4000), "");
    layer_reply_to(&s, invite, "487 Terminated", "");
    layer_expect(&s, "RESPONSE 487", "ACK");
    cr_assert_str_eq(layer_story(&s, 90000), "36000 OVER");
    cr_assert_eq(hf_layer_deadline(s.layer), HF_NEVER);
    layer_close(&s);
}

Test(layer_client_invite, a_cancel_behind_a_provisional_response_goes_at_once)
{
    struct layer_stage s;
    layer_open_usual(&s);
    uint64_t id = layer_ask(&s, ROUTED);
    layer_reply(&s, "180 Ringing", "");
    cr_assert_eq(hf_layer_cancel(s.layer, id, 0, &s.out), HF_OK);
    layer_expect(&s, "", "CANCEL");
    layer_reply(&s, "100 Trying", ""); /* to the CANCEL */
    layer_expect(&s, "", "");
    /* 9.1: 64*T1 later the INVITE counts as ended; the CANCEL's own end is not told */
    const char *story = layer_story(&s, 90000);
    cr_assert_not_null(strstr(story, "28500 CANCEL, " T_OVER), "%s", story);
    cr_assert_eq(hf_layer_deadline(s.layer), HF_NEVER);
    cr_assert_eq(hf_layer_cancel(s.layer, id, 0, &s.out), HF_E_UNKNOWN_ID);
    layer_close(&s);
}

Test(layer_client_invite, an_invite_that_ends_first_is_not_cancelled)
{
    static const char *const ends[] = {"200 OK", "486 Busy"};
    for (size_t i = 0; i < 2; i++) {
        struct layer_stage s;
        layer_open_usual(&s);
        uint64_t id = layer_ask(&s, REQUEST("INVITE"));
        cr_assert_eq(hf_layer_cancel(s.layer, id, 0, &s.out), HF_OK);
        layer_reply(&s, ends[i], "");
        layer_expect(&s, i == 0 ? "RESPONSE 200" : "RESPONSE 486", i == 0 ? "" : "ACK");
        cr_assert_str_eq(layer_story(&s, 90000), "32000 OVER");
        layer_close(&s);
    }
}

/* Its place is another's then, which nobody cancelled. */
Test(layer_client_invite, a_cancel_that_never_went_is_forgotten)
{
    struct layer_stage s;
    struct hf_layer_setup setup = layer_setup_usual();
    setup.n_clients = 1;
    layer_open(&s, &setup);
    uint64_t id = layer_ask(&s, REQUEST("INVITE"));
    cr_assert_eq(hf_layer_cancel(s.layer, id, 0, &s.out), HF_OK);
    layer_story(&s, 40000);
    layer_ask(&s, REQUEST("INVITE"));
    layer_reply(&s, "180 Ringing", "");
    layer_expect(&s, "RESPONSE 180", "");
    layer_close(&s);
}

Test(layer_client_invite, each_cancel_hears_its_own_response)
{
    struct layer_stage s;
    char invites[2][2048], cancels[2][2048];
    layer_open_usual(&s);
    for (unsigned i = 0; i < 2; i++) {
        uint64_t id = layer_ask(&s, REQUEST("INVITE"));
        strcpy(invites[i], s.sent);
        layer_reply(&s, "180 Ringing", "");
        cr_assert_eq(hf_layer_cancel(s.layer, id, 0, &s.out), HF_OK);
        layer_expect(&s, "", "CANCEL");
        strcpy(cancels[i], s.sent);
    }
    layer_reply_to(&s, cancels[1], "200 OK", "");
    layer_expect(&s, "", "");
    cr_assert_str_eq(layer_story(&s, 500), "500 CANCEL");
    cr_assert_str_eq(s.sent, cancels[0]);
    layer_reply_to(&s, cancels[1], "200 OK", "");
    layer_expect(&s, "DROPPED", "");
    layer_close(&s);
}

Test(layer_client_invite, only_an_invite_can_be_cancelled)
{
    struct layer_stage s;
    layer_open_usual(&s);
    uint64_t id = layer_ask(&s, REQUEST("INFO"));
    cr_assert_eq(hf_layer_cancel(s.layer, id, 0, &s.out), HF_E_STATE);
    layer_expect(&s, "", "");
    layer_close(&s);
}

/* It is sent once, and so is one whose text is larger than a place. */
Test(layer_client_invite, without_a_place_a_cancel_is_sent_all_the_same)
{
    char text[1024];
    struct layer_stage s;
    struct hf_layer_setup setup = layer_setup_usual();
    setup.n_clients = 1;
    layer_open(&s, &setup);
    uint64_t id = layer_ask(&s, REQUEST("INVITE"));
    layer_reply(&s, "180 Ringing", "");
    cr_assert_eq(hf_layer_cancel(s.layer, id, 0, &s.out), HF_OK);
    layer_expect(&s, "", "CANCEL");
    cr_assert_str_eq(layer_story(&s, 90000), T_OVER);
    layer_close(&s);

    setup.n_clients = 4;
    setup.message_bytes = HF_LAYER_MESSAGE_MIN;
    layer_open(&s, &setup);
    snprintf(text, sizeof text,
             "INVITE sip:a SIP/2.0\r\nf:<sip:us@example.com>;tag=%0150d\r\n"
             "t:<sip:a>\r\ni:%0150d\r\nCSeq:7 INVITE\r\n\r\n",
             1, 1);
    id = layer_ask(&s, text);
    cr_assert_leq(s.n_sent, HF_LAYER_MESSAGE_MIN);
    layer_reply(&s, "180 Ringing", "");
    cr_assert_eq(hf_layer_cancel(s.layer, id, 0, &s.out), HF_OK);
    layer_expect(&s, "", "CANCEL");
    cr_assert_gt(s.n_sent, HF_LAYER_MESSAGE_MIN);
    cr_assert_str_eq(layer_story(&s, 90000), T_OVER);
    layer_close(&s);
}
