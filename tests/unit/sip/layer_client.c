/* SPDX-License-Identifier: Apache-2.0 */
/* The transaction layer's client side: requests of our own. */
#include "layer_support.h"

#include "layer_state.h"

/* ---- what is sent ---- */

Test(layer_client, the_via_comes_first_and_asks_for_rport)
{
    struct layer_stage s;
    char expected[1024];
    layer_open_usual(&s);
    uint64_t id = layer_ask(&s, REQUEST("OPTIONS"));
    struct hf_layer_branch branch = hf_layer_branch(s.layer, id);
    snprintf(expected, sizeof expected,
             "OPTIONS sip:peer@example.com SIP/2.0\r\n"
             "Via: SIP/2.0/UDP 192.0.2.9:5062;rport;branch=%.39s\r\n" FIELDS(
                 "7", "OPTIONS") "Content-Length: 0\r\n\r\n",
             branch.text);
    cr_assert_str_eq(s.sent, expected);
    cr_assert_eq(s.out.datagrams[0].target.port, 5060);
    cr_assert_eq(s.out.datagrams[0].local.port, 5062);
    struct hf_slice text = hf_layer_text(s.layer, id);
    cr_assert_eq(text.length, s.n_sent);
    cr_assert_eq(memcmp(text.at, s.sent, s.n_sent), 0);
    layer_close(&s);
}

Test(layer_client, the_via_says_transport_and_address)
{
    static const char *const vias[] = {"SIP/2.0/UDP ", "SIP/2.0/TCP ", "SIP/2.0/TLS "};
    struct layer_stage s;
    layer_open_usual(&s);
    s.here.family = HF_FAMILY_IPV6;
    memset(s.here.address, 0, sizeof s.here.address);
    s.here.address[15] = 7;
    for (uint8_t transport = 0; transport < 3; transport++) {
        char expected[64];
        s.peer.transport = s.here.transport = transport;
        layer_ask(&s, REQUEST("OPTIONS"));
        snprintf(expected, sizeof expected, "%s[::7]:5062;rport;branch=z9hG4bK", vias[transport]);
        cr_assert(begins_with(hf_sip_value(&s.message, HF_HEADER_VIA), expected));
    }
    layer_close(&s);
}

/* Empty lines before a request and bytes behind its body are not sent. */
Test(layer_client, nothing_but_the_request_is_sent)
{
    struct layer_stage s;
    layer_open_usual(&s);
    layer_ask(&s, "\r\n\r\nMESSAGE sip:a SIP/2.0\r\n" FIELDS("1", "MESSAGE") "l: 2\r\n\r\nhiXXX");
    cr_assert_eq(strncmp(s.sent, "MESSAGE sip:a SIP/2.0\r\nVia: ", 28), 0);
    cr_assert_str_eq(s.sent + s.n_sent - 6, "\r\n\r\nhi");
    layer_close(&s);
}

Test(layer_client, what_is_no_sound_request_is_refused)
{
    static const struct {
        const char *text;
        int result;
    } cases[] = {
        {"", HF_E_MALFORMED},
        {"SIP/2.0 200 OK\r\n" FIELDS("1", "INVITE") "\r\n", HF_E_MALFORMED},
        {"OPTIONS sip:a SIP/2.0\r\n\r\n", HF_E_MALFORMED},
        {"OPTIONS sip:a SIP/2.0\r\n" FIELDS("1", "INVITE") "\r\n", HF_E_MALFORMED},
        {"OPTIONS sip:a SIP/2.0\r\n" FIELDS("1", "OPTIONS"), HF_E_MALFORMED},
        {"OPTIONS sip:a SIP/2.0\r\n" FIELDS("1", "OPTIONS") "To: <sip:b>\r\n\r\n", HF_E_MALFORMED},
        {"ACK sip:a SIP/2.0\r\n" FIELDS("1", "INVITE") "\r\n", HF_E_MALFORMED},
        {"OPTIONS sip:a SIP/2.0\r\n" FIELDS("1", "OPTIONS") "v: SIP/2.0/UDP a\r\n\r\n",
         HF_E_MALFORMED},
        {"CANCEL sip:a SIP/2.0\r\n" FIELDS("1", "CANCEL") "\r\n", HF_E_VALUE},
    };
    struct layer_stage s;
    uint64_t id;
    layer_open_usual(&s);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        cr_assert_eq(layer_request(&s, cases[i].text, &id), cases[i].result, "%s", cases[i].text);
        layer_expect(&s, "", "");
        cr_assert_eq(id, 0);
        cr_assert_eq(hf_layer_deadline(s.layer), HF_NEVER);
    }
    layer_close(&s);
}

Test(layer_client, a_target_that_is_none_is_refused)
{
    struct layer_stage s;
    uint64_t id;
    layer_open_usual(&s);
    for (unsigned i = 0; i < 6; i++) {
        struct hf_target *target = i < 3 ? &s.peer : &s.here;
        struct hf_target was = *target;
        target->family = i % 3 == 0 ? HF_FAMILY_NONE : target->family;
        target->port = i % 3 == 1 ? 0 : target->port;
        target->transport = i % 3 == 2 ? HF_TRANSPORT_NAPTR : target->transport;
        cr_assert_eq(layer_request(&s, REQUEST("OPTIONS"), &id), HF_E_VALUE, "%u", i);
        *target = was;
    }
    layer_ask(&s, REQUEST("OPTIONS"));
    layer_close(&s);
}

/* RFC 3261 20.14: a stream has no other end of a message. */
Test(layer_client, over_a_stream_a_request_says_its_length)
{
    struct layer_stage s;
    uint64_t id;
    layer_open_usual(&s);
    s.peer.transport = s.here.transport = HF_TRANSPORT_TCP;
    cr_assert_eq(layer_request(&s, "OPTIONS sip:a SIP/2.0\r\n" FIELDS("1", "OPTIONS") "\r\n", &id),
                 HF_E_MALFORMED);
    layer_ask(&s, REQUEST("OPTIONS"));
    layer_close(&s);
}

static char *of_length(size_t length) /* a request, without its Via */
{
    static char text[70000];
    int head = snprintf(text, sizeof text,
                        "MESSAGE sip:a SIP/2.0\r\n" FIELDS("1", "MESSAGE") "\r\n");
    memset(text + head, 'x', length - (size_t)head);
    text[length] = '\0';
    return text;
}

#define VIA_BYTES (sizeof "Via: SIP/2.0/UDP 192.0.2.9:5062;rport;branch=\r\n" - 1 + 39)

Test(layer_client, a_request_fills_a_place_and_no_more)
{
    static const struct {
        uint32_t place;
        size_t most;
    } cases[] = {
        {512, 512}, {2048, 2048}, {HF_SIP_MESSAGE_MAX, HF_LAYER_OUT_BYTES - HF_LAYER_OF_CANCEL}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct layer_stage s;
        uint64_t id;
        struct hf_layer_setup setup = layer_setup_usual();
        setup.message_bytes = cases[i].place;
        layer_open(&s, &setup);
        layer_ask(&s, of_length(cases[i].most - VIA_BYTES));
        cr_assert_eq(s.n_sent, cases[i].most);
        cr_assert_eq(layer_request(&s, of_length(cases[i].most - VIA_BYTES + 1), &id), HF_E_LIMIT);
        layer_expect(&s, "", "");
        cr_assert_eq(layer_request(&s, of_length(66000), &id), HF_E_LIMIT);
        layer_close(&s);
    }
}

Test(layer_client, the_129th_field_is_refused)
{
    static char text[8192];
    struct layer_stage s;
    uint64_t id;
    layer_open_usual(&s);
    int length = snprintf(text, sizeof text, "OPTIONS sip:a SIP/2.0\r\n" FIELDS("1", "OPTIONS"));
    for (int i = 0; i < 122; i++) {
        length += snprintf(text + length, sizeof text - (size_t)length, "A: b\r\n");
    }
    strcpy(text + length, "\r\n");
    layer_ask(&s, text); /* 5 + 122 and a Via */
    strcpy(text + length, "A: b\r\n\r\n");
    cr_assert_eq(layer_request(&s, text, &id), HF_E_LIMIT);
    layer_close(&s);
}

Test(layer_client, without_a_place_a_request_is_refused_and_an_ack_is_not)
{
    struct layer_stage s;
    uint64_t id, ids[4];
    layer_open_usual(&s);
    for (unsigned i = 0; i < 4; i++) {
        ids[i] = layer_ask(&s, REQUEST("OPTIONS"));
    }
    cr_assert_eq(layer_request(&s, REQUEST("OPTIONS"), &id), HF_E_SPACE);
    layer_expect(&s, "", "");
    uint64_t deadline_us = hf_layer_deadline(s.layer);
    cr_assert_eq(layer_request(&s, REQUEST("ACK"), &id), HF_OK);
    layer_expect(&s, "", "ACK");
    cr_assert_eq(id, 0);
    cr_assert_eq(hf_layer_deadline(s.layer), deadline_us);
    layer_reply(&s, "200 OK", ""); /* nobody answers an ACK, and nobody hears that */
    layer_expect(&s, "DROPPED", "");
    hf_layer_unreachable(s.layer, &s.peer, &s.out);
    cr_assert_eq(s.out.n_news, 8);
    cr_assert_neq(layer_ask(&s, REQUEST("OPTIONS")), ids[0]);
    layer_close(&s);
}

/* 13.2.2.4: it goes out again for each repetition of the 2xx, and is the same ACK then. */
Test(layer_client, the_same_ack_is_the_same_bytes)
{
    struct layer_stage s;
    char first[2048];
    uint64_t id;
    layer_open_usual(&s);
    for (unsigned i = 0; i < 3; i++) {
        cr_assert_eq(layer_request(&s,
                                   i < 2 ? REQUEST("ACK")
                                         : "ACK sip:a SIP/2.0\r\n" FIELDS("7", "ACK") "\r\n",
                                   &id),
                     HF_OK);
        layer_expect(&s, "", "ACK");
        struct hf_slice via = hf_sip_value(&s.message, HF_HEADER_VIA);
        cr_assert(i != 1 || strcmp(s.sent, first) == 0);
        cr_assert(i != 2 || memcmp(strstr(first, "branch="), strstr(s.sent, "branch="), 46) != 0);
        cr_assert_eq(via.length, sizeof "SIP/2.0/UDP 192.0.2.9:5062;rport;branch=" - 1 + 39);
        strcpy(first, s.sent);
        layer_ask(&s, REQUEST("OPTIONS"));
    }
    layer_close(&s);
}

/* ---- when ---- */

#define T_OVER "32000 TIMED_OUT, 32000 OVER"

Test(layer_client, a_request_is_repeated_with_the_same_bytes_until_64_t1)
{
    static const struct {
        const char *text, *story;
    } cases[] = {
        {REQUEST("INVITE"), "500 INVITE, 1500 INVITE, 3500 INVITE, 7500 INVITE, 15500 INVITE, "
                            "31500 INVITE, " T_OVER},
        {REQUEST("INFO"), "500 INFO, 1500 INFO, 3500 INFO, 7500 INFO, 11500 INFO, 15500 INFO, "
                          "19500 INFO, 23500 INFO, 27500 INFO, 31500 INFO, " T_OVER},
    };
    for (size_t i = 0; i < 2; i++) {
        struct layer_stage s;
        char first[2048];
        layer_open_usual(&s);
        layer_ask(&s, cases[i].text);
        strcpy(first, s.sent);
        cr_assert_str_eq(layer_story(&s, 90000), cases[i].story);
        cr_assert_str_eq(s.sent, first);
        cr_assert_eq(hf_layer_deadline(s.layer), HF_NEVER);
        layer_close(&s);
    }
}

Test(layer_client, over_a_stream_nothing_is_repeated)
{
    static const char *const texts[] = {REQUEST("INVITE"), REQUEST("INFO")};
    for (size_t i = 0; i < 2; i++) {
        struct layer_stage s;
        layer_open_usual(&s);
        s.peer.transport = s.here.transport = HF_TRANSPORT_TLS;
        layer_ask(&s, texts[i]);
        cr_assert_str_eq(layer_story(&s, 90000), T_OVER);
        layer_close(&s);
    }
}

/* A1 and A4: as often as allowed, and as the schedule says once that limit is lifted. */
Test(layer_client, a_limit_holds_until_it_is_lifted)
{
    static const struct {
        const char *text, *one, *again, *rest;
    } cases[] = {
        {REQUEST("INVITE"), "500 INVITE", "INVITE",
         "9000 INVITE, 13000 INVITE, 21000 INVITE, " T_OVER},
        {REQUEST("INFO"), "500 INFO", "INFO",
         "9000 INFO, 13000 INFO, 17000 INFO, 21000 INFO, 25000 INFO, 29000 INFO, " T_OVER},
    };
    for (size_t i = 0; i < 2; i++) {
        struct layer_stage s;
        uint64_t id;
        layer_open_usual(&s);
        struct hf_layer_request order = {.text = hf_slice_text(cases[i].text),
                                         .target = s.peer,
                                         .local = s.here,
                                         .retransmissions = 1};
        cr_assert_eq(hf_layer_request(s.layer, &order, &id, &s.out), HF_OK);
        cr_assert_str_eq(layer_story(&s, 7000), cases[i].one);
        cr_assert_eq(hf_layer_extend(s.layer, id, 7000 * MS, &s.out), HF_OK);
        layer_expect(&s, "", cases[i].again); /* the one of 1500 is late */
        cr_assert_eq(hf_layer_extend(s.layer, id, 7000 * MS, &s.out), HF_OK);
        layer_expect(&s, "", "");
        cr_assert_str_eq(layer_story(&s, 90000), cases[i].rest);
        cr_assert_eq(hf_layer_extend(s.layer, id, 90 * S, &s.out), HF_E_UNKNOWN_ID);
        layer_close(&s);
    }
}

/* A provisional response lifts a limit; a request other than INVITE goes on every T2. */
Test(layer_client, a_provisional_response_slows_down)
{
    struct layer_stage s;
    layer_open_usual(&s);
    layer_ask(&s, REQUEST("INVITE"));
    layer_reply(&s, "100 Trying", "");
    layer_expect(&s, "RESPONSE 100", "");
    cr_assert_str_eq(layer_story(&s, 300000), "");
    cr_assert_eq(hf_layer_deadline(s.layer), HF_NEVER);
    layer_close(&s);

    layer_open_usual(&s);
    layer_ask(&s, REQUEST("INFO"));
    layer_reply(&s, "100 Trying", "");
    layer_reply(&s, "100 Trying", "");
    layer_expect(&s, "RESPONSE 100", "");
    cr_assert_str_eq(layer_story(&s, 90000),
                     "500 INFO, 4500 INFO, 8500 INFO, 12500 INFO, 16500 INFO, 20500 INFO, "
                     "24500 INFO, 28500 INFO, " T_OVER);
    layer_close(&s);
}

Test(layer_client, a_final_response_ends_a_request)
{
    struct layer_stage s;
    char first[2048];
    layer_open_usual(&s);
    uint64_t id = layer_ask(&s, REQUEST("INFO"));
    strcpy(first, s.sent);
    layer_reply(&s, "481 Gone", "");
    layer_expect(&s, "RESPONSE 481, OVER", "");
    cr_assert_eq(s.out.news[0].id, id);
    cr_assert_eq(s.out.news[1].id, id);
    cr_assert_eq(hf_layer_text(s.layer, id).length, strlen(first)); /* for a dialog */
    cr_assert_eq(hf_layer_extend(s.layer, id, 0, &s.out), HF_E_UNKNOWN_ID);
    cr_assert_eq(hf_layer_abandon(s.layer, id), HF_E_UNKNOWN_ID);
    layer_reply_to(&s, first, "481 Gone", "");
    layer_expect(&s, "DROPPED", "");
    cr_assert_eq(hf_layer_deadline(s.layer), HF_NEVER);
    for (uint32_t i = 1; i < s.setup.n_clients; i++) { /* in places that were free for longer */
        layer_ask(&s, REQUEST("INFO"));
        cr_assert_eq(hf_layer_text(s.layer, id).length, strlen(first));
    }
    layer_ask(&s, REQUEST("INFO"));
    cr_assert_eq(hf_layer_text(s.layer, id).length, 0);
    layer_close(&s);
}

/* ---- A11 ---- */

Test(layer_client, an_abandoned_request_is_silent_and_still_heard)
{
    static const char *const texts[] = {REQUEST("INVITE"), REQUEST("INFO")};
    for (size_t i = 0; i < 2; i++) {
        struct layer_stage s;
        layer_open_usual(&s);
        uint64_t id = layer_ask(&s, texts[i]);
        layer_story(&s, 600);
        for (unsigned twice = 0; twice < 2; twice++) {
            cr_assert_eq(hf_layer_abandon(s.layer, id), HF_OK);
        }
        if (i == 1) {
            cr_assert_eq(hf_layer_extend(s.layer, id, s.now_us, &s.out), HF_OK);
            layer_expect(&s, "", "");
        }
        cr_assert_str_eq(layer_story(&s, 20000), "");
        layer_reply(&s, "100 Trying", "");
        layer_expect(&s, "RESPONSE 100", "");
        cr_assert_str_eq(layer_story(&s, 90000), T_OVER);

        id = layer_ask(&s, texts[i]);
        cr_assert_eq(hf_layer_abandon(s.layer, id), HF_OK);
        layer_reply(&s, "503 Busy", "");
        layer_expect(&s, i == 0 ? "RESPONSE 503" : "RESPONSE 503, OVER", i == 0 ? "ACK" : "");
        layer_close(&s);
    }
}

/* What rings after all is the user's to cancel, or to let ring. */
Test(layer_client, an_abandoned_invite_that_rings_is_one_like_any_other)
{
    struct layer_stage s;
    layer_open_usual(&s);
    uint64_t id = layer_ask(&s, REQUEST("INVITE"));
    cr_assert_eq(hf_layer_abandon(s.layer, id), HF_OK);
    layer_reply(&s, "180 Ringing", "");
    layer_expect(&s, "RESPONSE 180", "");
    cr_assert_str_eq(layer_story(&s, 90000), "");
    cr_assert_eq(hf_layer_cancel(s.layer, id, s.now_us, &s.out), HF_OK);
    layer_expect(&s, "", "CANCEL");
    layer_close(&s);
}
