/* SPDX-License-Identifier: Apache-2.0 */
/* Where a request goes, and where it may not. */
#include "proxy_help.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

TestSuite(proxy_target, .fini = px_clean);

#define CONTACT "sip:b@" PX_BOB
#define AT_BOB  "udp:192.0.2.20:5080"

struct aim {
    const char *uri, *where;
};

static void check_aims(const struct aim *aims, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        px_send(&(struct px_request){.uri = aims[i].uri});
        cr_expect_str_eq(px_where(), aims[i].where, "%s: %s, %s", aims[i].uri, px_where(),
                         px.answer.why);
    }
}

#define CHECK_AIMS(aims) check_aims(aims, sizeof(aims) / sizeof(aims)[0])

Test(proxy_target, is_a_registered_user_or_a_registered_place)
{
    static const struct aim aims[] = {
        {"sip:bob@192.0.2.1", AT_BOB},
        {"sip:bob@192.0.2.1:5060;user=phone", AT_BOB},
        {"sip:%62ob@192.0.2.1", AT_BOB},
        {"sips:bob@192.0.2.1", AT_BOB},
        {"sip:BOB@192.0.2.1", "480"},
        {"sip:carol@192.0.2.1", "480"},
        {"sip:carol@elsewhere.example", "480"},
        {CONTACT, AT_BOB},
        {"sip:another@" PX_BOB, AT_BOB},
        {"sip:192.0.2.20:5080", AT_BOB},
        {"sip:b@" PX_BOB ";transport=tcp", "403"},
        {"sip:b@192.0.2.20", "403"},
        {"sip:b@192.0.2.20:5081", "403"},
        {"sip:b@203.0.113.1", "403"},
        {"sip:b@[2001:db8::1]", "403"},
        {"sip:192.0.2.1", "405"},
        {"sip:a%00b@192.0.2.1", "404"},
    };
    px_plain();
    px_register("bob", CONTACT, &px_bob);
    CHECK_AIMS(aims);
}

Test(proxy_target, knows_its_domain_and_its_users)
{
    static const struct aim aims[] = {
        {"sip:bob@pbx.example", AT_BOB}, {"sip:bob@PBX.example", AT_BOB},
        {"sip:bob@192.0.2.1", AT_BOB},   {"sip:carol@pbx.example", "480"},
        {"sip:dave@pbx.example", "404"}, {"sip:bob@other.example", "404"},
        {"sip:bob@203.0.113.1", "403"},
    };
    px_make(&(struct hf_registrar_options){.domain = "pbx.example", .expires_min_s = 1});
    px_send(&(struct px_request){.method = "REGISTER",
                                 .uri = "sip:pbx.example",
                                 .to = "<sip:bob@pbx.example>",
                                 .fields = "Contact: <" CONTACT ">\r\n"});
    cr_assert_eq(px.answer.status, 200);
    hf_registrar_add_user(px.registrar, "bob", "1");
    hf_registrar_add_user(px.registrar, "carol", "2");
    for (size_t i = 0; i < sizeof aims / sizeof aims[0]; i++) {
        /* An ACK goes unchallenged, and is not answered. */
        bool goes = strcmp(aims[i].where, AT_BOB) == 0;
        px_send(&(struct px_request){.uri = aims[i].uri, .method = goes ? "ACK" : "INVITE"});
        cr_expect_str_eq(px_where(), aims[i].where, "%s: %s", aims[i].uri, px_where());
    }
}

/* The address of an address-of-record need not be one that the server knows as its own. */
Test(proxy_target, finds_an_address_of_record_as_it_was_registered)
{
    px_plain();
    px_send(&(struct px_request){.method = "REGISTER",
                                 .uri = "sip:198.51.100.1",
                                 .to = "<sip:bob@198.51.100.1>",
                                 .fields = "Contact: <" CONTACT ">\r\n"});
    px_send(&(struct px_request){.uri = "sip:bob@198.51.100.1"});
    cr_expect_str_eq(px_where(), AT_BOB);
    px_send(&(struct px_request){.uri = "sip:carol@198.51.100.1"});
    cr_expect_str_eq(px_where(), "403");
}

Test(proxy_target, is_the_contact_of_most_weight_and_then_the_newest)
{
    static const struct {
        const char *contact, *q, *where;
    } steps[] = {
        {"sip:b@192.0.2.21", "", "udp:192.0.2.21:5060"},
        {"sip:b@192.0.2.22", "", "udp:192.0.2.22:5060"},
        {"sip:b@192.0.2.21", "", "udp:192.0.2.21:5060"}, /* refreshed */
        {"sip:b@192.0.2.23", "q=0.5", "udp:192.0.2.21:5060"},
        {"sip:b@192.0.2.21", "expires=0", "udp:192.0.2.22:5060"},
        {"sip:b@192.0.2.22", "expires=0", "udp:192.0.2.23:5060"},
        {"sip:b@192.0.2.23", "expires=0", "480"},
    };
    char fields[128];
    px_plain();
    for (unsigned i = 0; i < sizeof steps / sizeof steps[0]; i++) {
        snprintf(fields, sizeof fields, "Contact: <%s>;%s\r\n", steps[i].contact, steps[i].q);
        px_send(&(struct px_request){
            .method = "REGISTER", .uri = "sip:192.0.2.1", .fields = fields, .cseq = i + 1});
        cr_assert_eq(px.answer.status, 200, "step %u", i);
        px_send(&(struct px_request){0});
        cr_expect_str_eq(px_where(), steps[i].where, "step %u: %s", i, px_where());
    }
}

Test(proxy_target, forgets_what_has_expired)
{
    px_plain();
    px_register_with("bob", CONTACT, "Expires: 60\r\n");
    px.now_us = 60 * PX_SECOND;
    px_send(&(struct px_request){0});
    cr_expect_str_eq(px_where(), "480");
    px_send(&(struct px_request){.uri = CONTACT});
    cr_expect_str_eq(px_where(), "403");
}

Test(proxy_target, takes_the_connection_of_a_registration)
{
    struct px_way tcp = px_over(1, 7, 20), tls = px_over(2, 9, 20);
    px_plain();
    px_register("bob", CONTACT ";transport=tcp", &tcp);
    px_send(&(struct px_request){0});
    cr_expect_str_eq(px_where(), "tcp#7");
    cr_expect_neq(strstr(px_element(HF_HEADER_VIA, 0), "SIP/2.0/TCP 192.0.2.1:5060;"), NULL);
    cr_expect_neq(
        strstr(px_element(HF_HEADER_RECORD_ROUTE, 0), "@192.0.2.1:5060;transport=tcp;lr>"), NULL);
    px_send(&(struct px_request){.uri = CONTACT ";transport=tcp"});
    cr_expect_str_eq(px_where(), "tcp#7", "its place, too");
    px_register("bob", "sip:b@" PX_BOB ";transport=tls", &tls);
    px_send(&(struct px_request){0});
    cr_expect_str_eq(px_where(), "tls#9");
    cr_expect_neq(
        strstr(px_element(HF_HEADER_RECORD_ROUTE, 0), "@192.0.2.1:5061;transport=tls;lr>"), NULL);
    tls.connection = 11;
    px_register("bob", "sip:b@" PX_BOB ";transport=tls", &tls);
    px_send(&(struct px_request){0});
    cr_expect_str_eq(px_where(), "tls#11", "it has connected again");
}

Test(proxy_target, knows_a_phone_again_that_has_connected_again)
{
    static const struct aim aims[] = {
        {"sip:token@192.0.2.20:33333;transport=tcp", "tcp#7"},
        {"sip:token@192.0.2.20:33334;transport=tcp", "tcp#8"},
        {"sip:token@192.0.2.20:1;transport=tcp", "tcp#8"}, /* the newest */
        {"sip:other@192.0.2.20:33333;transport=tcp", "tcp#7"},
        {"sip:other@192.0.2.20:1;transport=tcp", "403"},
        {"sip:192.0.2.20:1;transport=tcp", "403"},
        {"sip:token@192.0.2.21:33333;transport=tcp", "403"},
        {"sip:token@192.0.2.20:33333;transport=tls", "403"},
        {"sip:token@192.0.2.20:33333", "403"},
        {"sip:udp@192.0.2.20:1", "403"}, /* a port is a port where nothing connects */
    };
    struct px_way first = px_over(1, 7, 20), second = px_over(1, 8, 20);
    px_plain();
    px_register("bob", "sip:token@192.0.2.20:33333;transport=tcp", &first);
    px_register("bob", "sip:token@192.0.2.20:33334;transport=tcp", &second);
    px_register("carol", "sip:udp@192.0.2.20:5080", &px_bob);
    CHECK_AIMS(aims);
}

Test(proxy_target, opens_no_connection)
{
    px_plain();
    px_register("bob", CONTACT ";transport=tcp", &px_bob);
    px_send(&(struct px_request){0});
    cr_expect_str_eq(px_where(), "480");
    px_register("carol", "mailto:carol@example.com", &px_bob);
    px_send(&(struct px_request){.uri = "sip:carol@192.0.2.1"});
    cr_expect_str_eq(px_where(), "480");
}

Test(proxy_target, looks_up_no_name_and_asks_where_it_registered_from)
{
    px_plain();
    px_register("bob", "sip:b@phone.example", &px_bob);
    px_send(&(struct px_request){0});
    cr_expect_str_eq(px_where(), AT_BOB);
    cr_expect_str_eq(px_uri(), "sip:b@phone.example");
    px_send(&(struct px_request){.uri = "sip:b@phone.example"});
    cr_expect_str_eq(px_where(), AT_BOB);
}

Test(proxy_target, goes_along_the_path_of_a_registration)
{
    px_plain();
    cr_assert_eq(px_register_with("bob", "sip:b@10.0.0.1",
                                  "Path: <sip:192.0.2.50:5062;lr>, <sip:edge.example;lr>\r\n"
                                  "Path: <sip:192.0.2.51;lr>\r\n"),
                 200);
    cr_expect_str_eq(px_element(HF_HEADER_PATH, 2), "<sip:192.0.2.51;lr>", "RFC 3327 5.3");
    px_send(&(struct px_request){0});
    cr_expect_str_eq(px_where(), "udp:192.0.2.50:5062");
    cr_expect_str_eq(px_uri(), "sip:b@10.0.0.1");
    cr_expect_str_eq(px_element(HF_HEADER_ROUTE, 0), "<sip:192.0.2.50:5062;lr>");
    cr_expect_str_eq(px_element(HF_HEADER_ROUTE, 1), "<sip:edge.example;lr>");
    cr_expect_str_eq(px_element(HF_HEADER_ROUTE, 2), "<sip:192.0.2.51;lr>");
    cr_assert_eq(px_register_with("bob", "sip:b@10.0.0.1", "Path: <sip:edge.example;lr>\r\n"), 200);
    px_send(&(struct px_request){0});
    cr_expect_str_eq(px_where(), AT_BOB, "by name: whence it came");
    cr_expect_eq(px_register_with("bob", "sip:b@10.0.0.1", "Path: sip:192.0.2.50\r\n"), 400);
    cr_assert_eq(px_register_with("bob", "sip:b@10.0.0.1", ""), 200);
    px_send(&(struct px_request){0});
    cr_expect_str_eq(px_where(), "udp:10.0.0.1:5060", "no Path any more");
}

/* ---- no open relay ---- */

Test(proxy_target, may_be_any_private_address_where_that_is_wished)
{
    static const struct aim aims[] = {
        {"sip:x@127.0.0.1:5071", "udp:127.0.0.1:5071"},
        {"sip:x@10.1.2.3", "udp:10.1.2.3:5060"},
        {"sip:x@172.31.0.1", "udp:172.31.0.1:5060"},
        {"sip:x@192.168.0.1", "udp:192.168.0.1:5060"},
        {"sip:x@169.254.0.1", "udp:169.254.0.1:5060"},
        {"sip:x@172.32.0.1", "403"},
        {"sip:x@11.0.0.1", "403"},
        {"sip:x@203.0.113.1", "403"},
        {"sip:x@[2001:db8::1]", "403"},
        {"sip:x@[::1]", "480"}, /* no door of that family */
        {"sip:x@10.1.2.3;transport=tcp", "480"},
        {"sip:x@elsewhere.example", "480"},
    };
    px_make(&(struct hf_registrar_options){.relay = HF_REGISTRAR_RELAY_ANY});
    CHECK_AIMS(aims);
    px_send(&(struct px_request){.fields = "Route: <sip:10.9.9.9;lr>\r\n"});
    cr_expect_str_eq(px_where(), "udp:10.9.9.9:5060");
    px_send(&(struct px_request){.fields = "Route: <sip:203.0.113.1;lr>\r\n"});
    cr_expect_str_eq(px_where(), "403");
}

Test(proxy_target, reaches_ipv6_by_a_door_of_its_own)
{
    struct hf_target door = {.address = {[15] = 1}, .port = 5060, .family = HF_FAMILY_IPV6};
    px_make(&(struct hf_registrar_options){.relay = HF_REGISTRAR_RELAY_ANY});
    hf_registrar_set_door(px.registrar, 3, &door);
    px_send(&(struct px_request){.uri = "sip:x@[::1]:5071"});
    cr_assert_eq(px.answer.outcome, HF_REGISTRAR_FORWARDED);
    cr_expect_eq(px.answer.door, 3);
    cr_expect_eq(px.answer.to.port, 5071);
    cr_expect_neq(strstr(px_element(HF_HEADER_VIA, 0), " [0:0:0:0:0:0:0:1]:5060;"), NULL);
    cr_expect_neq(strstr(px_element(HF_HEADER_RECORD_ROUTE, 0), "@[0:0:0:0:0:0:0:1]:5060;lr>"),
                  NULL);
    cr_expect_eq(px_reply("SIP/2.0 200 OK", &px_bob), HF_REGISTRAR_FORWARDED);
    cr_expect_str_eq(px_where(), "udp:192.0.2.10:5070");
    cr_expect_eq(px.answer.door, 0);
}
