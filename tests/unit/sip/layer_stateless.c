/* SPDX-License-Identifier: Apache-2.0 */
/* What the transaction layer answers without keeping anything, and what it drops. */
#include "layer_support.h"

/* 8.2.2.2. */
Test(layer_stateless, a_request_that_came_over_two_ways_is_482)
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

/* A proxy that tries its ways in turn would take 482 for a loop, and what a refusal says is its
 * user's (401 without a challenge is none). */
Test(layer_stateless, behind_a_refusal_the_same_request_is_refused_alike)
{
    static const struct {
        const char *method;
        unsigned status, again;
    } cases[] = {{"INVITE", 180, 482}, {"INVITE", 200, 482}, {"INVITE", 480, 480},
                 {"INVITE", 401, 401}, {"INVITE", 302, 302}, {"INFO", 200, 482},
                 {"INFO", 503, 503}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct layer_stage s;
        char news[32], sent[32];
        layer_open_usual(&s);
        struct hf_layer_response response = layer_response_of(&s, layer_asked(&s, cases[i].method),
                                                              cases[i].status);
        response.fields = "Retry-After: 9\r\nWWW-Authenticate: x\r\nContent-Type: a/b\r\n";
        response.body = hf_slice_text("body");
        cr_assert_eq(layer_respond_with(&s, &response), HF_OK);
        layer_expect(&s, "", (snprintf(sent, sizeof sent, "%u", cases[i].status), sent));
        for (unsigned acked = 0; acked < 2; acked++) {
            struct layer_incoming again = {.method = cases[i].method, .via = VIA("z9hG4bKother")};
            layer_incoming(&s, &again);
            snprintf(news, sizeof news, "DROPPED %u", cases[i].again);
            snprintf(sent, sizeof sent, "%u", cases[i].again);
            layer_expect(&s, news, sent);
            assert_slice(hf_sip_value(&s.message, HF_HEADER_VIA), VIA("z9hG4bKother"));
            bool alike = cases[i].again != 482;
            cr_assert_eq(hf_sip_find(&s.message, HF_HEADER_WWW_AUTHENTICATE) != NULL, alike);
            cr_assert_eq(strstr(s.sent, "Retry-After: 9") != NULL, alike);
            cr_assert_null(strstr(s.sent, "Retry-After: 5"));
            cr_assert_null(hf_sip_find(&s.message, HF_HEADER_CONTENT_TYPE));
            cr_assert_eq(s.message.body.length, 0);
            layer_ack(&s, "z9hG4bKa");
        }
        layer_close(&s);
    }
}

Test(layer_stateless, what_is_unsound_is_400_and_says_why)
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

Test(layer_stateless, a_request_with_too_many_fields_is_400)
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

Test(layer_stateless, an_ack_is_never_answered)
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

Test(layer_stateless, without_a_place_a_request_is_503)
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
Test(layer_stateless, a_request_too_large_to_be_answered_is_513)
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
Test(layer_stateless, a_request_whose_answer_is_too_large_is_dropped)
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
