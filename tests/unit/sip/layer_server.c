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
    static const char *const fields[] = {"no field\r\n",    "A: b",
                                         "A: b\n",          "\r\n",
                                         "A: b\r\n\r\n",    "A: b\r\n\r\nc",
                                         " x: y\r\n",       "A: \x01\r\n",
                                         "To: <sip:a>\r\n", "Content-Length: 1\r\n",
                                         "Via: x\r\n"};
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

/* ---- what is answered without a place ---- */

/* 8.2.2.2. */
Test(layer_server, a_request_that_came_over_two_ways_is_482)
{
    static const struct {
        struct layer_incoming request;
        const char *news, *sent;
    } cases[] = {
        {{.method = "INVITE"}, "DROPPED 482", "482"},
        {{.method = "INVITE", .to_tag = ";tag=x"}, "REQUEST", ""},
        {{.method = "INVITE", .cseq = "2"}, "REQUEST", ""},
        {{.method = "INVITE", .call_id = "other"}, "REQUEST", ""},
        {{.method = "INVITE", .from_tag = "other"}, "REQUEST", ""},
        {{.method = "INFO"}, "REQUEST", ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct layer_stage s;
        struct layer_incoming again = cases[i].request;
        layer_open_usual(&s);
        layer_asked(&s, "INVITE");
        again.via = VIA("z9hG4bKother");
        layer_incoming(&s, &again);
        layer_expect(&s, cases[i].news, cases[i].sent);
        layer_close(&s);
    }
}

Test(layer_server, what_is_unsound_is_400_and_says_why)
{
    static const struct {
        const char *from, *to, *why;
    } cases[] = {
        {"To: <sip:us@example.com>\r\n", "", "no To"},
        {"From:", "X-From:", "no From"},
        {"Call-ID: theirs\r\n", "", "no Call-ID"},
        {"CSeq: 1 INFO", "CSeq: 1 INVITE", "a CSeq of another method"},
        {"Max-Forwards: 70", "Max-Forwards: x", "Max-Forwards"},
        {"sip:us@192.0.2.9:5062 ", "<sip:us@192.0.2.9> ", "Request-URI"},
        {"SIP/2.0\r\n", "SIP/3.0\r\n", "SIP/2.0"},
        {"Content-Length: 0", "Content-Length: 1", "Content-Length"},
        {"z9hG4bKa", "z9hG4bK", "nothing but the magic cookie"},
        {"z9hG4bKa", "Z9Hg4Bk", "nothing but the magic cookie"},
    };
    static const char usual[] =
        "INFO sip:us@192.0.2.9:5062 SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bKa\r\n"
        "From: <sip:peer@example.com>;tag=them\r\nTo: <sip:us@example.com>\r\nCall-ID: theirs\r\n"
        "CSeq: 1 INFO\r\nMax-Forwards: 70\r\nContent-Length: 0\r\n\r\n";
    struct layer_stage s;
    layer_open_usual(&s);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char text[1024], first[2048];
        const char *at = strstr(usual, cases[i].from);
        cr_assert_not_null(at);
        snprintf(text, sizeof text, "%.*s%s%s", (int)(at - usual), usual, cases[i].to,
                 at + strlen(cases[i].from));
        layer_hear(&s, text);
        layer_expect(&s, "DROPPED 400", "400");
        struct hf_slice warning = hf_sip_value(&s.message, HF_HEADER_WARNING);
        cr_assert(begins_with(warning, "399 holdfast \""), "%s", s.sent);
        cr_assert_not_null(strstr(warning.at, cases[i].why), "%s", s.sent);
        cr_assert_not_null(strstr(layer_why(&s), cases[i].why));
        strcpy(first, s.sent);
        layer_hear(&s, text); /* the same again, To tag included */
        layer_expect(&s, "DROPPED 400", "400");
        cr_assert_str_eq(s.sent, first);
    }
    cr_assert_eq(hf_layer_deadline(s.layer), HF_NEVER);
    layer_close(&s);
}

Test(layer_server, a_request_with_too_many_fields_is_400)
{
    char fields[2048] = "";
    struct layer_stage s;
    layer_open_usual(&s);
    for (unsigned i = 0; i < 130; i++) {
        strcat(fields, "X: y\r\n");
    }
    layer_incoming(&s, &(struct layer_incoming){.method = "INFO", .fields = fields});
    layer_expect(&s, "DROPPED 400", "400");
    layer_close(&s);
}

Test(layer_server, an_ack_is_never_answered)
{
    static const char *const texts[] = {
        "ACK sip:us@192.0.2.9 SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bK\r\n\r\n",
        "ACK sip:us@192.0.2.9 SIP/3.0\r\nVia: SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bKa\r\n\r\n",
        "ACK sip:us@192.0.2.9 SIP/2.0\r\n\r\n",
    };
    struct layer_stage s;
    layer_open_usual(&s);
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        layer_hear(&s, texts[i]);
        layer_expect(&s, "DROPPED", "");
    }
    layer_hear_usual(&s, "ACK");
    layer_expect(&s, "DROPPED", "");
    layer_asked(&s, "INVITE");
    layer_hear_usual(&s, "ACK"); /* of what has no final response yet */
    layer_expect(&s, "DROPPED", "");
    layer_close(&s);
}

Test(layer_server, without_a_place_a_request_is_503)
{
    struct layer_stage s;
    char first[2048];
    struct hf_layer_setup setup = layer_setup_usual();
    setup.n_servers = 1;
    layer_open(&s, &setup);
    uint64_t id = layer_asked(&s, "INVITE");
    struct layer_incoming other = {.method = "INFO", .via = VIA("z9hG4bKb"), .call_id = "2"};
    for (unsigned i = 0; i < 2; i++) {
        layer_ask(&s, REQUEST("OPTIONS")); /* its tag is its own, whatever happened between */
        layer_incoming(&s, &other);
        layer_expect(&s, "DROPPED 503", "503");
        assert_slice(hf_sip_value(&s.message, HF_HEADER_RETRY_AFTER), "5");
        cr_assert(i == 0 || strcmp(first, s.sent) == 0);
        strcpy(first, s.sent);
    }
    hf_layer_unreachable(s.layer, &s.peer, &s.out);
    layer_hear_usual(&s, "INVITE"); /* one that has a place is heard still, and so is its CANCEL */
    layer_expect(&s, "", "");
    layer_hear_usual(&s, "CANCEL");
    layer_expect(&s, "CANCEL", "200");
    layer_say(&s, id, 487);
    layer_expect(&s, "", "487");
    layer_ack(&s, "z9hG4bKa");
    layer_wake(&s, 10000);
    layer_expect(&s, "OVER", "");
    layer_incoming(&s, &other);
    layer_expect(&s, "REQUEST", "");
    layer_close(&s);
}

/* What has more in it than our responses could copy. */
Test(layer_server, a_request_too_large_to_be_answered_is_513)
{
    struct layer_stage s;
    char fields[2048], vias[2048] = "SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bKa";
    struct hf_layer_setup setup = layer_setup_usual();
    setup.message_bytes = HF_LAYER_MESSAGE_MIN;
    layer_open(&s, &setup);
    snprintf(fields, sizeof fields, "Record-Route: <sip:%0400d>\r\n", 1);
    layer_incoming(&s, &(struct layer_incoming){.method = "INFO", .fields = fields});
    layer_expect(&s, "DROPPED 513", "513");
    layer_close(&s);

    setup.message_bytes = 8192;
    layer_open(&s, &setup); /* 129 Vias in one field are more fields than a message may have */
    for (unsigned i = 0; i < 128; i++) {
        strcat(vias, ",SIP/2.0/UDP a");
    }
    layer_incoming(&s, &(struct layer_incoming){.method = "INFO", .via = vias});
    cr_assert_eq(s.out.n_datagrams, 1);
    cr_assert_eq(s.out.news[0].kind, HF_LAYER_DROPPED);
    cr_assert_eq(s.out.news[0].status, 513);
    cr_assert_eq(hf_layer_deadline(s.layer), HF_NEVER);
    layer_close(&s);
}

/* Nor is anything said that the out has no room for. */
Test(layer_server, a_request_whose_answer_is_too_large_is_dropped)
{
    static char text[60000];
    struct layer_stage s;
    layer_open_usual(&s);
    snprintf(text, sizeof text,
             "INFO sip:us SIP/2.0\r\nVia: SIP/2.0/UDP a;branch=z9hG4bK%040000d\r\n\r\n", 1);
    layer_hear(&s, text);
    layer_expect(&s, "DROPPED", "");
    cr_assert_not_null(strstr(layer_why(&s), "larger"));
    layer_close(&s);
}
