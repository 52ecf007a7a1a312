/* SPDX-License-Identifier: Apache-2.0 */
/* The transaction layer's server side: requests of others, and our responses. */
#include "layer_support.h"

#include "layer_state.h"

/* ---- told once, answered as often as asked ---- */

Test(layer_server, a_request_is_told_once_and_answered_as_often_as_it_comes)
{
    struct layer_stage s;
    char first[2048];
    layer_open_usual(&s);
    uint64_t id = layer_asked(&s, "INFO");
    layer_hear_usual(&s, "INFO");
    layer_expect(&s, "", "");
    layer_say(&s, id, 200);
    layer_expect(&s, "", "200");
    strcpy(first, s.sent);
    for (unsigned i = 0; i < 3; i++) {
        s.now_us += 5 * S;
        layer_hear_usual(&s, "INFO");
        layer_expect(&s, "", "200");
        cr_assert_str_eq(s.sent, first);
    }
    cr_assert_str_eq(layer_story(&s, 90000), "32000 OVER"); /* Timer J */
    cr_assert_eq(hf_layer_deadline(s.layer), HF_NEVER);
    layer_close(&s);
}

/* RFC 4320: 100 when the client's timer has reached T2, and no answer behind its end. */
Test(layer_server, a_request_without_an_answer_is_told)
{
    struct layer_stage s;
    layer_open_usual(&s);
    uint64_t id = layer_asked(&s, "INFO");
    cr_assert_eq(layer_respond(&s, id, 100), HF_E_STATE);
    cr_assert_eq(layer_respond(&s, id, 180), HF_E_STATE);
    cr_assert_eq(layer_respond(&s, id, 408), HF_E_STATE);
    const char *story = layer_story(&s, 20000);
    cr_assert_not_null(strstr(story, " 100"), "%s", story);
    layer_hear_usual(&s, "INFO");
    layer_expect(&s, "", "100");
    cr_assert_str_eq(layer_story(&s, 90000), "32000 UNANSWERED, 32000 OVER");
    cr_assert_eq(layer_respond(&s, id, 200), HF_E_UNKNOWN_ID);
    cr_assert_eq(hf_layer_deadline(s.layer), HF_NEVER);
    layer_close(&s);
}

Test(layer_server, over_a_stream_an_answered_request_is_over_at_once)
{
    struct layer_stage s;
    layer_open_usual(&s);
    s.peer.transport = s.here.transport = HF_TRANSPORT_TCP;
    s.peer.port = 40000;
    uint64_t id = layer_asked(&s, "INFO");
    layer_say(&s, id, 200);
    layer_expect(&s, "OVER", "200");
    cr_assert_eq(s.out.datagrams[0].target.port, 40000); /* the connection */
    cr_assert_eq(layer_respond(&s, id, 200), HF_E_UNKNOWN_ID);
    cr_assert_eq(hf_layer_deadline(s.layer), HF_NEVER);
    cr_assert_eq(hf_layer_tag(s.layer, id).length, HF_LAYER_TAG_LENGTH); /* for a dialog */
    layer_close(&s);
}

/* RFC 3261 18.2.2, RFC 3581 4: where the last copy came from, which is not where the first did when
 * a NAT has bound anew or the connection is another. */
Test(layer_server, responses_follow_a_request_that_comes_again_from_elsewhere)
{
    static const struct {
        unsigned transport, last_transport;
        const char *via, *host;
        uint16_t port, to_port;
        uint8_t to_host;
    } cases[] = {
        {HF_TRANSPORT_UDP, HF_TRANSPORT_UDP, VIA("z9hG4bKa;rport"), "192.0.2.1", 41000, 41000, 1},
        {HF_TRANSPORT_UDP, HF_TRANSPORT_UDP, VIA("z9hG4bKa"), "192.0.2.1", 41000, 5060, 1},
        {HF_TRANSPORT_UDP, HF_TRANSPORT_UDP, VIA("z9hG4bKa;rport"), "192.0.2.7", 41000, 40000, 1},
        {HF_TRANSPORT_UDP, HF_TRANSPORT_TCP, VIA("z9hG4bKa;rport"), "192.0.2.1", 41000, 40000, 1},
        {HF_TRANSPORT_TCP, HF_TRANSPORT_TCP, VIA("z9hG4bKa"), "192.0.2.1", 41000, 41000, 1},
        {HF_TRANSPORT_TCP, HF_TRANSPORT_TCP, VIA("z9hG4bKa"), "192.0.2.7", 41000, 41000, 7},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct layer_stage s;
        struct layer_incoming request = {.method = "INVITE", .via = cases[i].via};
        layer_open_usual(&s);
        s.peer = layer_target("192.0.2.1", 40000, cases[i].transport);
        layer_incoming(&s, &request);
        layer_expect(&s, "REQUEST", "");
        uint64_t id = s.out.news[0].id;
        layer_say(&s, id, 180);
        s.peer = layer_target(cases[i].host, cases[i].port, cases[i].last_transport);
        s.here.port = 5070;
        for (unsigned said = 0; said < 2; said++) { /* the last one again, and the next */
            layer_incoming(&s, &request);
            if (said == 1) {
                layer_say(&s, id, 486);
            }
            layer_expect(&s, "", said == 0 ? "180" : "486");
            const struct hf_layer_datagram *sent = &s.out.datagrams[0];
            cr_assert_eq(sent->target.port, cases[i].to_port, "%zu", i);
            cr_assert_eq(sent->target.address[3], cases[i].to_host, "%zu", i);
            cr_assert_eq(sent->target.transport, cases[i].transport, "%zu", i);
            cr_assert_eq(sent->local.port, cases[i].to_port == 40000 ? 5062 : 5070, "%zu", i);
        }
        layer_close(&s);
    }
}

/* ---- what a response says ---- */

#define RICH(method)                                                                               \
    method " sip:us@192.0.2.9:5062 SIP/2.0\r\n"                                                    \
           "Via: SIP/2.0/UDP 10.0.0.7:5061;rport;branch=z9hG4bKtop;x=\"y z\", SIP/2.0/TCP b\r\n"   \
           "v: SIP/2.0/UDP c;branch=2\r\nRecord-Route: <sip:p2;lr>,\r\n <sip:p1>\r\n"              \
           "f: \"A\" <sip:peer@example.com>;tag=them\r\nt: <sip:us@example.com>\r\n"               \
           "i: theirs\r\nCSeq: 9 " method "\r\nRecord-Route: <sip:p0;lr>\r\n"                      \
           "Timestamp: 12.5 3\r\nMax-Forwards: 70\r\nContact: <sip:peer@10.0.0.7>\r\nl: 0\r\n\r\n"

#define COPIED(method)                                                                             \
    "Via: SIP/2.0/UDP 10.0.0.7:5061;branch=z9hG4bKtop;x=\"y z\";received=192.0.2.1;rport=5060\r\n" \
    "Via: SIP/2.0/TCP b\r\nVia: SIP/2.0/UDP c;branch=2\r\n"                                        \
    "From: \"A\" <sip:peer@example.com>;tag=them\r\nTo: <sip:us@example.com>;tag=%s\r\n"           \
    "Call-ID: theirs\r\nCSeq: 9 " method "\r\nTimestamp: 12.5 %s\r\n"
#define RECORD_ROUTE "Record-Route: <sip:p2;lr>,\r\n <sip:p1>\r\nRecord-Route: <sip:p0;lr>\r\n"
#define NO_BODY      "Content-Length: 0\r\n\r\n"

static void expect_response(const struct layer_stage *s, uint64_t id, const char *format,
                            const char *held)
{
    char expected[2048], tag[HF_LAYER_TAG_LENGTH + 1];
    struct hf_slice drawn = hf_layer_tag(s->layer, id);
    cr_assert_eq(drawn.length, HF_LAYER_TAG_LENGTH);
    snprintf(tag, sizeof tag, "%.*s", (int)drawn.length, drawn.at);
    snprintf(expected, sizeof expected, format, tag, held);
    cr_assert_str_eq(s->sent, expected);
}

/* 8.2.6, 12.1.1, RFC 3581 4: Via, From, To, Call-ID, CSeq, Timestamp always, Record-Route in what
 * may make a dialog. */
Test(layer_server, a_response_copies_what_it_must)
{
    struct layer_stage s;
    layer_open_usual(&s);
    layer_hear(&s, RICH("INVITE"));
    layer_expect(&s, "REQUEST", "");
    uint64_t id = s.out.news[0].id;
    cr_assert_str_eq(layer_story(&s, 1000), "200 100");
    expect_response(&s, id, "SIP/2.0 100 Trying\r\n" COPIED("INVITE") NO_BODY, "0.000");
    layer_say(&s, id, 180);
    layer_expect(&s, "", "180");
    expect_response(&s, id, "SIP/2.0 180 Ringing\r\n" COPIED("INVITE") RECORD_ROUTE NO_BODY,
                    "1.000");
    cr_assert_eq(s.out.datagrams[0].target.port, s.peer.port);
    cr_assert_eq(s.out.datagrams[0].local.port, s.here.port);
    s.now_us = 2005 * MS;
    struct hf_layer_response response = layer_response_of(&s, id, 200);
    response.fields = "Contact: <sip:us@192.0.2.9>\r\nContent-Type: a/b\r\n";
    response.body = hf_slice_text("\r\nbody");
    cr_assert_eq(layer_respond_with(&s, &response), HF_OK);
    layer_expect(&s, "", "200");
    expect_response(&s, id,
                    "SIP/2.0 200 OK\r\n" COPIED("INVITE") RECORD_ROUTE
                    "Contact: <sip:us@192.0.2.9>\r\nContent-Type: a/b\r\n"
                    "Content-Length: 6\r\n\r\n\r\nbody",
                    "2.005");
    layer_close(&s);
}

Test(layer_server, only_what_may_make_a_dialog_has_the_record_route)
{
    static const struct {
        const char *text;
        unsigned status;
        bool has;
    } cases[] = {
        {RICH("INVITE"), 183, true},    {RICH("INVITE"), 299, true},
        {RICH("INVITE"), 300, false},   {RICH("INVITE"), 486, false},
        {RICH("SUBSCRIBE"), 200, true}, {RICH("SUBSCRIBE"), 489, false},
        {RICH("REGISTER"), 200, false}, {RICH("REGISTER"), 401, false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct layer_stage s;
        layer_open_usual(&s);
        layer_hear(&s, cases[i].text);
        layer_expect(&s, "REQUEST", "");
        layer_say(&s, s.out.news[0].id, cases[i].status);
        cr_assert_eq(s.out.n_datagrams, 1);
        cr_assert_eq(strstr((const char *)s.out.bytes, "Record-Route") != NULL, cases[i].has,
                     "case %zu", i);
        layer_close(&s);
    }
}

/* 18.2.2, RFC 3581: back to the sender's address, and to its port where rport asks for that. */
Test(layer_server, a_response_goes_where_the_request_says)
{
    static const struct {
        const char *via;
        const char *printed;
        uint16_t port;
    } cases[] = {
        {"SIP/2.0/UDP 192.0.2.1:5090;branch=z9hG4bK1",
         "Via: SIP/2.0/UDP 192.0.2.1:5090;branch=z9hG4bK1\r\n", 5090},
        {"SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK2", "Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK2\r\n",
         5060},
        {"SIP/2.0/UDP a.example:5090;branch=z9hG4bK3",
         "Via: SIP/2.0/UDP a.example:5090;branch=z9hG4bK3;received=192.0.2.1\r\n", 5090},
        {"SIP/2.0/UDP 192.0.2.1:5090;rport;branch=z9hG4bK4",
         "Via: SIP/2.0/UDP 192.0.2.1:5090;branch=z9hG4bK4;received=192.0.2.1;rport=40000\r\n",
         40000},
    };
    struct layer_stage s;
    layer_open_usual(&s);
    s.peer.port = 40000;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        layer_incoming(&s, &(struct layer_incoming){.method = "INFO",
                                                    .via = cases[i].via,
                                                    .call_id = cases[i].via + 12});
        layer_expect(&s, "REQUEST", "");
        layer_say(&s, s.out.news[0].id, 200);
        layer_expect(&s, "", "200");
        cr_assert_eq(s.out.datagrams[0].target.port, cases[i].port, "%s", cases[i].via);
        cr_assert_not_null(strstr(s.sent, cases[i].printed), "%s", s.sent);
        layer_incoming(&s, &(struct layer_incoming){.method = "CANCEL", .via = cases[i].via});
        layer_expect(&s, "DROPPED 481", "481");
        cr_assert_eq(s.out.datagrams[0].target.port, cases[i].port);
    }
    layer_close(&s);
}

Test(layer_server, the_to_tag_is_the_transactions)
{
    struct layer_stage s;
    char first[HF_LAYER_TAG_LENGTH];
    struct hf_sip_party to;
    layer_open_usual(&s);
    uint64_t id = layer_asked(&s, "INFO");
    memcpy(first, hf_layer_tag(s.layer, id).at, sizeof first);
    layer_say(&s, id, 200);
    layer_expect(&s, "", "200");
    cr_assert_eq(hf_sip_to(&s.message, &to, NULL), 1);
    cr_assert_eq(to.tag.length, HF_LAYER_TAG_LENGTH);
    cr_assert_eq(memcmp(to.tag.at, first, sizeof first), 0);

    layer_incoming(
        &s, &(struct layer_incoming){.method = "INFO", .via = VIA("z9hG4bKb"), .call_id = "2"});
    layer_expect(&s, "REQUEST", "");
    cr_assert_neq(memcmp(hf_layer_tag(s.layer, s.out.news[0].id).at, first, sizeof first), 0);

    layer_incoming(&s, &(struct layer_incoming){
                           .method = "INFO", .via = VIA("z9hG4bKc"), .to_tag = ";tag=old"});
    layer_expect(&s, "REQUEST", "");
    id = s.out.news[0].id;
    cr_assert_eq(hf_layer_tag(s.layer, id).length, 0);
    layer_say(&s, id, 200);
    layer_expect(&s, "", "200");
    assert_slice(hf_sip_value(&s.message, HF_HEADER_TO), "<sip:us@example.com>;tag=old");
    layer_close(&s);
}

Test(layer_server, what_may_not_be_said_is_refused)
{
    struct layer_stage s;
    layer_open_usual(&s);
    uint64_t invite = layer_asked(&s, "INVITE");
    static const unsigned never[] = {0, 99, 700, 65535};
    for (size_t i = 0; i < 4; i++) {
        cr_assert_eq(layer_respond(&s, invite, never[i]), HF_E_VALUE);
    }
    static const char *const fields[] = {"no field\r\n",
                                         "A: b",
                                         "A: b\n",
                                         "\r\n",
                                         "A: b\r\n\r\n",
                                         "A: b\r\n\r\nc",
                                         " x: y\r\n",
                                         "A: \x01\r\n",
                                         "To: <sip:a>\r\n",
                                         "Content-Length: 1\r\n",
                                         "Via: x\r\n",
                                         "v: SIP/2.0/UDP a\r\n",
                                         "A: b\r\nVia: SIP/2.0/UDP a\r\n",
                                         "Record-Route: <sip:p>\r\n",
                                         "timestamp: 1\r\n"};
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
        struct hf_layer_response response = layer_response_of(&s, invite, 200);
        response.fields = fields[i];
        cr_assert_eq(layer_respond_with(&s, &response), HF_E_VALUE, "%s", fields[i]);
        layer_expect(&s, "", "");
    }
    layer_say(&s, invite, 486);
    cr_assert_eq(layer_respond(&s, invite, 180), HF_E_STATE);
    cr_assert_eq(layer_respond(&s, invite, 486), HF_E_STATE);
    cr_assert_eq(layer_respond(&s, invite, 200), HF_E_STATE);
    layer_expect(&s, "", "");
    layer_close(&s);
}

/* What does not fit a place or the out changes nothing, and the last response is still there. */
Test(layer_server, a_response_fills_a_place_and_no_more)
{
    static const uint32_t places[] = {512, 2048, HF_SIP_MESSAGE_MAX};
    static char body[70000];
    for (size_t i = 0; i < 3; i++) {
        struct layer_stage s;
        struct hf_layer_setup setup = layer_setup_usual();
        setup.message_bytes = places[i];
        size_t most = places[i] < HF_LAYER_OUT_BYTES ? places[i] : HF_LAYER_OUT_BYTES;
        layer_open(&s, &setup);
        uint64_t id = layer_asked(&s, "INVITE");
        layer_say(&s, id, 180);
        layer_expect(&s, "", "180");
        struct hf_layer_response response = layer_response_of(&s, id, 486);
        size_t left = most - s.n_sent - strlen("Busy Here") + strlen("Ringing");
        left -= most - s.n_sent > 10000 ? 4 : most - s.n_sent > 1000 ? 3 : 2; /* its length */
        memset(body, 'x', sizeof body);
        response.body = bytes_of(body, left + 1);
        cr_assert_eq(layer_respond_with(&s, &response), HF_E_LIMIT);
        layer_expect(&s, "", "");
        layer_hear_usual(&s, "INVITE");
        layer_expect(&s, "", "180");
        response.body.length = left;
        cr_assert_eq(layer_respond_with(&s, &response), HF_OK);
        layer_expect(&s, "", "486");
        cr_assert_eq(s.n_sent, most);
        layer_close(&s);
    }
}

/* Else its place would never be free again. As late as it may be, and with all that grows. */
Test(layer_server, what_was_taken_can_be_refused_whatever_its_size)
{
    static const uint32_t places[] = {512, 2048};
    char longest[HF_SIP_MESSAGE_MAX / 16];
    for (size_t i = 0; i < 2; i++) {
        unsigned taken = 0, refused = 0;
        for (uint32_t n = places[i] - 512; n < places[i]; n++) {
            struct layer_stage s;
            struct hf_layer_setup setup = layer_setup_usual();
            setup.message_bytes = places[i];
            layer_open(&s, &setup);
            snprintf(longest, sizeof longest, "Timestamp: 1\r\nX: y\r\n");
            s.peer = s.here = layer_target("192.0.2.1", 1, HF_TRANSPORT_TCP);
            char via[4096];
            snprintf(via, sizeof via, "SIP/2.0/TCP 192.0.2.1;rport;branch=z9hG4bK%0*u", (int)n + 1,
                     1);
            struct layer_incoming request = {.method = "INVITE", .via = via, .fields = longest};
            layer_incoming(&s, &request);
            if (s.out.news[0].kind == HF_LAYER_REQUEST) {
                uint64_t id = s.out.news[0].id;
                taken++;
                s.now_us = 400000 * S; /* it may ring for ever */
                s.peer.port = 65535;
                memset(s.peer.address, 255, sizeof s.peer.address);
                s.peer.family = HF_FAMILY_IPV6;
                layer_incoming(&s, &request);
                cr_assert_eq(layer_respond(&s, id, 555), HF_OK, "%u of %u", n, places[i]);
            } else {
                cr_assert_eq(s.out.news[0].status, 513);
                refused++;
            }
            layer_close(&s);
        }
        cr_assert(taken != 0 && refused != 0);
    }
}

/* 17.2.2: what is answered waits for its own repetitions alone. Neither an INVITE nor what is not
 * answered gives way. */
Test(layer_server, the_request_answered_longest_ago_gives_its_place_to_a_new_one)
{
    struct layer_stage s;
    struct hf_layer_setup setup = layer_setup_usual();
    uint64_t ids[4];
    layer_open(&s, &setup);
    static const char *const methods[] = {"INVITE", "INFO", "OPTIONS", "MESSAGE"};
    for (unsigned i = 0; i < 4; i++) {
        char number[] = {(char)('1' + i), '\0'};
        layer_incoming(&s, &(struct layer_incoming){.method = methods[i], .call_id = number});
        layer_expect(&s, "REQUEST", "");
        ids[i] = s.out.news[0].id;
    }
    layer_say(&s, ids[0], 200);
    s.now_us += MS;
    layer_say(&s, ids[3], 404);
    s.now_us += MS;
    layer_say(&s, ids[1], 200);
    static const unsigned gone[] = {3, 1};
    for (unsigned i = 0; i < 2; i++) {
        char number[] = {(char)('5' + i), '\0'};
        layer_incoming(&s, &(struct layer_incoming){.method = "BYE", .call_id = number});
        layer_expect(&s, "OVER, REQUEST", "");
        cr_assert_eq(s.out.news[0].id, ids[gone[i]]);
        cr_assert_eq(layer_respond(&s, ids[gone[i]], 200), HF_E_UNKNOWN_ID);
    }
    layer_incoming(&s, &(struct layer_incoming){.method = "BYE", .call_id = "7"});
    layer_expect(&s, "DROPPED 503", "503");
    layer_incoming(&s, &(struct layer_incoming){.method = "INVITE", .call_id = "1"});
    layer_expect(&s, "", ""); /* its 2xx goes by its own timer (RFC 6026) */
    layer_close(&s);
}

/* Who holds and resumes every few seconds. A first INVITE keeps its place: a late copy would
 * ring. */
Test(layer_server, an_acknowledged_change_gives_its_place_to_a_new_request)
{
    struct layer_stage s;
    struct hf_layer_setup setup = layer_setup_usual();
    char cseq[] = "0";
    layer_open(&s, &setup);
    layer_incoming(&s, &(struct layer_incoming){.method = "INVITE", .call_id = "first"});
    layer_say(&s, s.out.news[0].id, 200);
    for (unsigned i = 0; i < 9; i++) {
        cseq[0]++;
        layer_incoming(
            &s, &(struct layer_incoming){.method = "INVITE", .to_tag = ";tag=x", .cseq = cseq});
        layer_expect(&s, i < 3 ? "REQUEST" : "OVER, REQUEST", "");
        layer_say(&s, s.out.news[i < 3 ? 0 : 1].id, 200);
        layer_incoming(
            &s, &(struct layer_incoming){
                    .method = "ACK", .via = VIA("z9hG4bKx"), .to_tag = ";tag=x", .cseq = cseq});
        layer_expect(&s, "ACK", "");
        s.now_us += MS;
    }
    layer_incoming(&s, &(struct layer_incoming){.method = "INVITE", .call_id = "first"});
    layer_expect(&s, "", ""); /* its 2xx goes by its own timer (RFC 6026) */
    layer_close(&s);
}

/* A peer that uses one branch for all: 17.2.3 alone would absorb its second call. */
Test(layer_server, a_branch_used_again_is_another_request)
{
    struct layer_stage s;
    layer_open_usual(&s);
    uint64_t id = layer_asked(&s, "INVITE");
    layer_say(&s, id, 401);
    layer_incoming(&s, &(struct layer_incoming){.method = "INVITE", .cseq = "2"});
    layer_expect(&s, "REQUEST", "");
    layer_incoming(&s, &(struct layer_incoming){.method = "INVITE", .call_id = "another"});
    layer_expect(&s, "REQUEST", "");
    layer_incoming(&s, &(struct layer_incoming){.method = "CANCEL", .cseq = "2"});
    layer_expect(&s, "CANCEL", "200");
    layer_hear_usual(&s, "INVITE");
    layer_expect(&s, "", "401");
    layer_close(&s);
}

/* 8.2.2: a BYE that is refused leaves the call up. */
Test(layer_server, a_bye_is_told_whatever_stands_in_fields_that_it_does_not_need)
{
    static const char *const fields[] = {"Contact: <sip:>\r\n", "Expires: never\r\n",
                                         "Max-Forwards: x\r\n", "Via: SIP/2.0/UDP b:0\r\n"};
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
        struct layer_stage s;
        layer_open_usual(&s);
        layer_incoming(
            &s, &(struct layer_incoming){.method = "BYE", .to_tag = ";tag=x", .fields = fields[i]});
        layer_expect(&s, "REQUEST", "");
        layer_say(&s, s.out.news[0].id, 200);
        layer_expect(&s, "", "200");
        layer_close(&s);
    }
}
