/* SPDX-License-Identifier: Apache-2.0 */
/* A request through the proxy: what changes on the way, what is checked, repeats, passwords. */
#include "proxy_help.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <string.h>

#include "holdfast/sip/digest.h"

TestSuite(proxy, .fini = px_clean);

#define CONTACT "sip:b@" PX_BOB

/* ---- what leaves ---- */

Test(proxy, forwards_a_call_to_the_contact_with_its_marks)
{
    struct hf_sip_via via;
    px_plain();
    cr_assert_eq(px_register("bob", CONTACT, &px_bob), 200);
    cr_assert_eq(px_send(&(struct px_request){.branch = "z9hG4bKa",
                                              .via_port = ":5099",
                                              .fields = "X-Own: stays\r\nSubject: a\r\n b\r\n",
                                              .body = "v=0\r\n"}),
                 HF_REGISTRAR_FORWARDED);
    cr_expect_str_eq(px_where(), "udp:192.0.2.20:5080");
    cr_expect_str_eq(px_uri(), CONTACT);
    cr_expect_eq(px.answer.status, 0);
    cr_assert_eq(hf_sip_via_parse(hf_slice_text(px_element(HF_HEADER_VIA, 0)), &via, NULL), 0);
    cr_expect(hf_slice_is(via.host, "192.0.2.1"));
    cr_expect_eq(via.port, 5060);
    cr_expect_eq(memcmp(via.branch.at, "z9hG4bK", 7), 0);
    cr_expect_str_eq(px_element(HF_HEADER_VIA, 1),
                     "SIP/2.0/UDP 192.0.2.10:5099;branch=z9hG4bKa;received=192.0.2.10;rport=5070");
    cr_expect_str_eq(px_element(HF_HEADER_VIA, 2), "");
    cr_expect_str_eq(px_element(HF_HEADER_MAX_FORWARDS, 0), "69");
    cr_expect_str_eq(px_element(HF_HEADER_SUBJECT, 0), "a b");
    cr_expect_neq(strstr((const char *)px.answer.bytes, "\r\nX-Own: stays\r\n"), NULL);
    cr_expect(hf_slice_is(px.out.body, "v=0\r\n"));
    cr_expect_neq(strstr(px_element(HF_HEADER_RECORD_ROUTE, 0), "@192.0.2.1:5060;lr>"), NULL);
    cr_expect_str_eq(px_element(HF_HEADER_RECORD_ROUTE, 1), "");
}

Test(proxy, puts_itself_above_those_who_were_before)
{
    px_plain();
    px_register("bob", CONTACT, &px_bob);
    px_send(&(struct px_request){.fields = "Via: SIP/2.0/UDP a.b;branch=z9hG4bK1, "
                                           "SIP/2.0/TCP c.d;branch=z9hG4bK2\r\n"
                                           "Record-Route: <sip:a.b;lr>\r\n"});
    cr_expect_str_eq(px_element(HF_HEADER_VIA, 2), "SIP/2.0/UDP a.b;branch=z9hG4bK1");
    cr_expect_str_eq(px_element(HF_HEADER_VIA, 3), "SIP/2.0/TCP c.d;branch=z9hG4bK2");
    cr_expect_str_eq(px_element(HF_HEADER_RECORD_ROUTE, 1), "<sip:a.b;lr>");
}

/* RFC 3261 18.2.1: what a sender says of where it is must not count. */
Test(proxy, says_itself_where_a_request_came_from)
{
    static const char text[] =
        "OPTIONS sip:bob@192.0.2.1 SIP/2.0\r\n"
        "Via: SIP/2.0/UDP 10.0.0.1;received=203.0.113.7;rport=9;branch=z9hG4bKx\r\n"
        "From: <sip:a@b.c>;tag=1\r\nTo: <sip:a@b.c>\r\nCall-ID: x\r\nCSeq: 1 OPTIONS\r\n\r\n";
    px_plain();
    px_register("bob", CONTACT, &px_bob);
    px_feed(&px_alice, text, sizeof text - 1);
    cr_expect_str_eq(px_where(), "udp:192.0.2.20:5080");
    cr_expect_str_eq(px_element(HF_HEADER_VIA, 1),
                     "SIP/2.0/UDP 10.0.0.1;branch=z9hG4bKx;received=192.0.2.10;rport=5070");
    cr_expect_str_eq(px_element(HF_HEADER_MAX_FORWARDS, 0), "70", "16.6 step 3");
}

Test(proxy, records_its_route_where_a_dialog_begins_and_only_there)
{
    static const struct {
        const char *method, *to;
        bool records;
    } cases[] = {
        {"INVITE", NULL, true},
        {"SUBSCRIBE", NULL, true},
        {"REFER", NULL, true},
        {"NOTIFY", NULL, true},
        {"MESSAGE", NULL, false},
        {"OPTIONS", NULL, false},
        {"PUBLISH", NULL, false},
        {"FROBNICATE", NULL, false},
        {"INVITE", "<sip:bob@192.0.2.1>;tag=t", false},
    };
    px_plain();
    px_register("bob", CONTACT, &px_bob);
    for (unsigned i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        px_send(&(struct px_request){.method = cases[i].method,
                                     .to = cases[i].to,
                                     .fields = "Contact: <sip:a@192.0.2.10>\r\n"});
        cr_expect_str_eq(px_where(), "udp:192.0.2.20:5080", "case %u", i);
        cr_expect_eq(px_element(HF_HEADER_RECORD_ROUTE, 0)[0] != '\0', cases[i].records, "case %u",
                     i);
    }
}

/* ---- what is checked first ---- */

Test(proxy, refuses_in_the_order_of_rfc_3261_16_3)
{
    static const struct {
        struct px_request request;
        const char *where;
    } cases[] = {
        {{.uri = "tel:+1234"}, "416"},
        {{.hops = "0"}, "483"},
        {{.hops = "0", .method = "OPTIONS"}, "483"},
        {{.hops = "256"}, "400"},
        {{.hops = "1"}, "udp:192.0.2.20:5080"},
        {{.hops = ""}, "udp:192.0.2.20:5080"},
        {{.fields = "Proxy-Require: privacy\r\n"}, "420"},
        {{.fields = "Require: privacy\r\n"}, "udp:192.0.2.20:5080"},
        {{.fields = "Route: sip:192.0.2.1\r\n"}, "400"},
        {{.fields = "Route: <sip:192.0.2.1;lr\r\n"}, "400"},
        {{.method = "ACK", .hops = "0"}, "0"},
        {{.method = "ACK"}, "udp:192.0.2.20:5080"},
        {{.method = "BYE", .hops = "many"}, "udp:192.0.2.20:5080"},
    };
    px_plain();
    px_register("bob", CONTACT, &px_bob);
    for (unsigned i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        px_send(&cases[i].request);
        cr_expect_str_eq(px_where(), cases[i].where, "case %u: %s %s", i, px_where(),
                         px.answer.why);
    }
    px_send(&(struct px_request){.fields = "Proxy-Require: privacy\r\n"});
    cr_expect_str_eq(px_element(HF_HEADER_UNSUPPORTED, 0), "privacy");
}

/* What was forwarded comes in again by the door that it left for, its Request-URI changed. */
static void send_round(const char *uri)
{
    static char bytes[8192];
    struct px_way self = {.from = {.address = {192, 0, 2, 1}, .port = 5060, .family = 4}};
    struct hf_sip_out out;
    hf_sip_out_start(&out, bytes, sizeof bytes);
    px.out.uri = hf_slice_text(uri);
    hf_sip_put_message(&out, &px.out);
    px_feed(&self, bytes, out.length);
}

Test(proxy, ends_a_loop_and_lets_a_spiral_go_on)
{
    px_plain();
    px_register("bob", "sip:carol@192.0.2.1", &px_bob);
    px_register("carol", "sip:bob@192.0.2.1", &px_bob);
    px_send(&(struct px_request){0});
    cr_assert_str_eq(px_where(), "udp:192.0.2.1:5060");
    send_round("sip:carol@192.0.2.1");
    cr_assert_str_eq(px_where(), "udp:192.0.2.1:5060", "another Request-URI");
    send_round("sip:bob@192.0.2.1");
    cr_assert_str_eq(px_where(), "482");
}

Test(proxy, is_not_fooled_into_a_loop_by_others_branches)
{
    char branch[64], fields[128];
    struct hf_sip_via via;
    px_plain();
    px_register("bob", CONTACT, &px_bob);
    px_send(&(struct px_request){0});
    cr_assert_eq(hf_sip_via_parse(hf_slice_text(px_element(HF_HEADER_VIA, 0)), &via, NULL), 0);
    snprintf(branch, sizeof branch, "%.*s", (int)via.branch.length, via.branch.at);
    snprintf(fields, sizeof fields, "Via: SIP/2.0/UDP 203.0.113.1:5060;branch=%s\r\n", branch);
    px_send(&(struct px_request){.fields = fields});
    cr_expect_str_eq(px_where(), "udp:192.0.2.20:5080", "not our address");
    snprintf(fields, sizeof fields, "Via: SIP/2.0/UDP 192.0.2.1:5060;branch=%s\r\n", branch);
    px_send(&(struct px_request){.fields = fields});
    cr_expect_str_eq(px_where(), "482");
}

Test(proxy, forwards_nothing_that_grows_beyond_its_transport)
{
    static char body[HF_REGISTRAR_BYTES_MAX];
    static const struct {
        size_t n;
        uint8_t door;
        const char *where;
    } cases[] = {
        {60000, 0, "udp:192.0.2.20:5080"},
        {65100, 0, "513"},
        {65000, 1, "tcp#7"},
        {65190, 1, "513"},
    };
    struct px_way bob = px_over(1, 7, 20), alice = px_over(1, 8, 10);
    px_plain();
    for (unsigned i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        px_register("bob", CONTACT, cases[i].door == 0 ? &px_bob : &bob);
        memset(body, 'x', cases[i].n);
        body[cases[i].n] = '\0';
        px_send(&(struct px_request){.body = body, .way = cases[i].door == 0 ? &px_alice : &alice});
        cr_expect_str_eq(px_where(), cases[i].where, "case %u", i);
        cr_expect_leq(px.answer.n_bytes, HF_REGISTRAR_BYTES_MAX);
    }
}

Test(proxy, cannot_forward_by_a_door_without_a_name)
{
    struct px_way tcp = px_over(1, 7, 20);
    struct hf_target nowhere = {.port = 5060, .family = HF_FAMILY_IPV4};
    px_plain();
    px_register("bob", CONTACT, &px_bob);
    hf_registrar_set_door(px.registrar, 0, &nowhere);
    px_send(&(struct px_request){0});
    cr_expect_str_eq(px_where(), "500");
    px_send(&(struct px_request){.way = &tcp});
    cr_expect_str_eq(px_where(), "500");
    px_register("bob", CONTACT, &tcp);
    px_send(&(struct px_request){.way = &tcp});
    cr_expect_str_eq(px_where(), "tcp#7");
}

/* ---- repeats ---- */

Test(proxy, sends_a_repeat_its_cancel_and_its_ack_to_the_same_place)
{
    struct px_request invite = {.branch = "z9hG4bKone"};
    struct px_request cancel = {.branch = "z9hG4bKone", .method = "CANCEL"};
    struct px_request ack = {
        .branch = "z9hG4bKone", .method = "ACK", .to = "<sip:bob@192.0.2.1>;tag=t"};
    char via[256];
    px_plain();
    px_register("bob", CONTACT, &px_bob);
    px_send(&invite);
    snprintf(via, sizeof via, "%s", px_element(HF_HEADER_VIA, 0));
    cr_expect_eq(px.answer.repeated, 0);
    px_register("bob", "sip:b@192.0.2.30", &px_bob);
    px_send(&invite);
    cr_expect_str_eq(px_where(), "udp:192.0.2.20:5080");
    cr_expect_str_eq(px_uri(), CONTACT);
    cr_expect_str_eq(px_element(HF_HEADER_VIA, 0), via);
    cr_expect_eq(px.answer.repeated, 1);
    px_send(&cancel);
    cr_expect_str_eq(px_where(), "udp:192.0.2.20:5080");
    cr_expect_str_eq(px_element(HF_HEADER_VIA, 0), via, "RFC 3261 9.1, 16.10");
    px_send(&ack);
    cr_expect_str_eq(px_where(), "udp:192.0.2.20:5080");
    cr_expect_str_eq(px_uri(), CONTACT);
    cr_expect_str_eq(px_element(HF_HEADER_VIA, 0), via, "RFC 3261 17.1.1.3");
    px_send(&(struct px_request){0});
    cr_expect_str_eq(px_where(), "udp:192.0.2.30:5060", "a new one to the newest");
}

Test(proxy, still_finds_the_way_of_a_call_whose_binding_is_gone)
{
    struct px_request invite = {.branch = "z9hG4bKone"};
    struct px_request cancel = {.branch = "z9hG4bKone", .method = "CANCEL"};
    px_plain();
    px_register_with("bob", CONTACT, "Expires: 60\r\n");
    px_send(&invite);
    px.now_us = 61 * PX_SECOND;
    px_send(&cancel);
    cr_expect_str_eq(px_where(), "udp:192.0.2.20:5080");
    px_send(&(struct px_request){0});
    cr_expect_str_eq(px_where(), "480");
    px_register("carol", "sip:c@192.0.2.40", &px_bob); /* takes the slot */
    px_send(&cancel);
    cr_expect_str_eq(px_where(), "480", "not to whoever has the place now");
}

Test(proxy, takes_each_transaction_by_itself)
{
    char first[256], other[256];
    px_plain();
    px_register("bob", CONTACT, &px_bob);
    px_send(&(struct px_request){0});
    snprintf(first, sizeof first, "%s", px_element(HF_HEADER_VIA, 0));
    px_send(&(struct px_request){0});
    snprintf(other, sizeof other, "%s", px_element(HF_HEADER_VIA, 0));
    cr_expect_str_neq(first, other);
    cr_expect_eq(px.answer.repeated, 0);
}

Test(proxy, keeps_the_ack_of_its_own_refusal_and_answers_its_cancel)
{
    struct px_request invite = {.branch = "z9hG4bKone"};
    struct px_request ack = {.branch = "z9hG4bKone", .method = "ACK"};
    struct px_request cancel = {.branch = "z9hG4bKone", .method = "CANCEL"};
    px_plain();
    px_send(&invite);
    cr_assert_str_eq(px_where(), "480");
    px_register("bob", CONTACT, &px_bob);
    px_send(&ack);
    cr_expect_eq(px.answer.outcome, HF_REGISTRAR_ABSORBED);
    px_send(&cancel);
    cr_expect_str_eq(px_where(), "200");
    px_send(&invite);
    cr_expect_str_eq(px_where(), "480", "the same answer again");
    cr_expect_eq(px.answer.repeated, 1);
}

static void feed(struct hf_registrar_received *received, const char *method)
{
    static char bytes[512];
    received->from = px_alice.from;
    received->bytes = (const uint8_t *)bytes;
    received->n_bytes = (size_t)snprintf(
        bytes, sizeof bytes,
        "%s sip:bob@192.0.2.1 SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.10;rport;"
        "branch=z9hG4bK%s\r\nFrom: <sip:a@b>;tag=1\r\nTo: <sip:bob@b>\r\n"
        "Call-ID: c\r\nCSeq: 1 %s\r\n\r\n",
        method, method, method);
    hf_registrar_receive(px.registrar, received, &px.answer);
}

Test(proxy, answers_for_what_could_not_be_sent)
{
    struct px_way bob = px_over(1, 7, 20);
    struct hf_registrar_received received = {0};
    px_plain();
    px_register("bob", CONTACT, &bob);
    feed(&received, "INVITE");
    cr_assert_str_eq(px_where(), "tcp#7");
    hf_registrar_unsent(px.registrar, &received, &px.answer, "its connection is closed");
    cr_expect_str_eq(px_where(), "480");
    cr_expect_str_eq(px.answer.why, "its connection is closed");
    feed(&received, "INVITE");
    cr_expect_str_eq(px_where(), "480");
    cr_expect_eq(px.answer.repeated, 1);
    feed(&received, "ACK");
    cr_assert_str_eq(px_where(), "tcp#7");
    hf_registrar_unsent(px.registrar, &received, &px.answer, "its connection is closed");
    cr_expect_eq(px.answer.outcome, HF_REGISTRAR_ABSORBED, "an ACK is never answered");
}

/* ---- passwords ---- */

static char nonce[128];

static void learn_nonce(void)
{
    struct hf_sip_auth auth;
    cr_assert_eq(
        hf_sip_auth_parse(hf_sip_value(&px.out, HF_HEADER_PROXY_AUTHENTICATE), &auth, NULL), 0);
    snprintf(nonce, sizeof nonce, "%.*s", (int)auth.nonce.length, auth.nonce.at);
}

static const char *credentials(const char *method, const char *password)
{
    static char text[512];
    struct hf_sip_out out;
    struct hf_digest digest = {
        .username = hf_slice_text("alice"),
        .password = hf_slice_text(password),
        .realm = hf_slice_text("holdfast"),
        .nonce = hf_slice_text(nonce),
        .cnonce = hf_slice_text("c"),
        .nc = hf_slice_text("00000001"),
        .method = hf_slice_text(method),
        .uri = hf_slice_text("sip:bob@192.0.2.1"),
        .algorithm = HF_DIGEST_MD5,
        .qop = HF_QOP_AUTH,
    };
    hf_sip_out_start(&out, text, sizeof text - 1);
    cr_assert_eq(hf_digest_put_credentials(&out, "Proxy-Authorization", &digest, NULL), 0);
    text[out.length] = '\0';
    return text;
}

/* With a user, bob is registered by who knows his password; here by an earlier REGISTER. */
static void with_users(void)
{
    px_plain();
    cr_assert_eq(px_register("bob", CONTACT, &px_bob), 200);
    cr_assert_eq(hf_registrar_add_user(px.registrar, "alice", "secret"), 0);
}

Test(proxy, asks_for_a_password_once_and_keeps_it_to_itself)
{
    struct px_request proven = {.branch = "z9hG4bKtwo"};
    with_users();
    px_send(&(struct px_request){.branch = "z9hG4bKone"});
    cr_assert_str_eq(px_where(), "407");
    learn_nonce();
    px_send(&(struct px_request){.branch = "z9hG4bKone", .method = "ACK"});
    cr_expect_eq(px.answer.outcome, HF_REGISTRAR_ABSORBED);
    px_send(&(struct px_request){.fields = credentials("INVITE", "guess")});
    cr_expect_str_eq(px_where(), "407");
    proven.fields = credentials("INVITE", "secret");
    px_send(&proven);
    cr_assert_str_eq(px_where(), "udp:192.0.2.20:5080");
    cr_expect_str_eq(px_element(HF_HEADER_PROXY_AUTHORIZATION, 0), "", "RFC 3261 22.3");
    px_send(&proven);
    cr_expect_str_eq(px_where(), "udp:192.0.2.20:5080", "a repeat has used no nonce twice");
    proven.branch = "z9hG4bKthree";
    px_send(&proven);
    cr_expect_str_eq(px_where(), "407", "a replay has");
    cr_expect_neq(strstr((const char *)px.answer.bytes, "stale=true"), NULL);
}

Test(proxy, leaves_the_credentials_for_others)
{
    px_plain();
    px_register("bob", CONTACT, &px_bob);
    px_send(&(struct px_request){
        .fields = "Proxy-Authorization: Digest realm=\"other\", nonce=\"1\", username=\"u\", "
                  "uri=\"sip:x\", response=\"2\"\r\n"});
    cr_expect_neq(px_element(HF_HEADER_PROXY_AUTHORIZATION, 0)[0], '\0');
}

Test(proxy, asks_for_a_password_outside_of_its_dialogs_only)
{
    static const struct {
        const char *method, *where;
    } cases[] = {
        {"INVITE", "407"},
        {"BYE", "407"},
        {"MESSAGE", "407"},
        {"FROBNICATE", "407"},
        {"ACK", "udp:192.0.2.20:5080"},
        {"CANCEL", "udp:192.0.2.20:5080"},
    };
    char route[256];
    with_users();
    for (unsigned i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        px_send(&(struct px_request){.method = cases[i].method});
        cr_expect_str_eq(px_where(), cases[i].where, "%s", cases[i].method);
    }
    px_send(&(struct px_request){.method = "CANCEL", .branch = "z9hG4bKsly"});
    px_send(&(struct px_request){.method = "ACK", .branch = "z9hG4bKsly"});
    px_send(&(struct px_request){.branch = "z9hG4bKsly"});
    cr_expect_str_eq(px_where(), "407", "a CANCEL opens no door");
    px_send(&(struct px_request){.method = "BYE"});
    learn_nonce();
    px_send(&(struct px_request){.method = "BYE", .fields = credentials("BYE", "secret")});
    cr_expect_str_eq(px_where(), "udp:192.0.2.20:5080");
    px_send(&(struct px_request){0});
    learn_nonce();
    px_send(&(struct px_request){.fields = credentials("INVITE", "secret")});
    snprintf(route, sizeof route, "Route: %s\r\n", px_element(HF_HEADER_RECORD_ROUTE, 0));
    px_send(&(struct px_request){.method = "BYE", .uri = CONTACT, .fields = route});
    cr_expect_str_eq(px_where(), "udp:192.0.2.20:5080");
}

/* ---- faults ---- */

Test(proxy, obeys_faults_of_all_methods_and_of_one)
{
    static const struct {
        const char *command, *invite, *options, *ack;
    } cases[] = {
        {"drop", "0", "0", "0"},
        {"answer INVITE", "udp:192.0.2.20:5080", "0", "0"},
        {"answer", "udp:192.0.2.20:5080", "udp:192.0.2.20:5080", "udp:192.0.2.20:5080"},
        {"drop INVITE", "0", "udp:192.0.2.20:5080", "udp:192.0.2.20:5080"},
        {"reject 503 INVITE", "503", "udp:192.0.2.20:5080", "udp:192.0.2.20:5080"},
        {"reject 486 retry-after=7 OPTIONS", "503", "486", "udp:192.0.2.20:5080"},
        {"answer OPTIONS", "503", "udp:192.0.2.20:5080", "udp:192.0.2.20:5080"},
        {"reject 500", "500", "500", "udp:192.0.2.20:5080"},
        {"drop ACK", "500", "500", "0"},
        {"answer", "udp:192.0.2.20:5080", "udp:192.0.2.20:5080", "udp:192.0.2.20:5080"},
    };
    px_plain();
    px_register("bob", CONTACT, &px_bob);
    for (unsigned i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        px_command(cases[i].command);
        px_send(&(struct px_request){0});
        cr_expect_str_eq(px_where(), cases[i].invite, "%s: INVITE", cases[i].command);
        px_send(&(struct px_request){.method = "OPTIONS"});
        cr_expect_str_eq(px_where(), cases[i].options, "%s: OPTIONS", cases[i].command);
        px_send(&(struct px_request){.method = "ACK"});
        cr_expect_str_eq(px_where(), cases[i].ack, "%s: ACK", cases[i].command);
    }
}

Test(proxy, delays_what_it_forwards_and_not_what_comes_back)
{
    px_plain();
    px_register("bob", CONTACT, &px_bob);
    px_command("delay 600 INVITE");
    px.now_us = 1000;
    px_send(&(struct px_request){0});
    cr_expect_eq(px.answer.send_us, 601000);
    px_reply("SIP/2.0 180 Ringing", &px_bob);
    cr_expect_eq(px.answer.send_us, 1000);
    px_send(&(struct px_request){.method = "OPTIONS"});
    cr_expect_eq(px.answer.send_us, 1000);
}
