/* SPDX-License-Identifier: Apache-2.0 */
/* Requests inside of dialogs: Routes that name this server, and what proves that it was there. */
#include "proxy_help.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

TestSuite(proxy_route, .fini = px_clean);

#define CONTACT  "sip:b@" PX_BOB
#define AT_BOB   "udp:192.0.2.20:5080"
#define AT_ALICE "udp:192.0.2.10:5070"

static char route[256]; /* our Record-Route, as who was called has it */
static char back[256];  /* as who called has it */

static const char *fields_with(const char *format, const char *one)
{
    static char text[600];
    snprintf(text, sizeof text, format, one);
    return text;
}

/* A call from alice's way to who is registered as bob, answered. */
static void call(const struct px_way *alice, const struct px_way *bob)
{
    px_send(&(struct px_request){.way = alice});
    cr_assert_eq(px.answer.outcome, HF_REGISTRAR_FORWARDED, "%s", px.answer.why);
    snprintf(route, sizeof route, "%s", px_element(HF_HEADER_RECORD_ROUTE, 0));
    cr_assert_eq(px_reply("SIP/2.0 200 OK", bob), HF_REGISTRAR_FORWARDED);
    snprintf(back, sizeof back, "%s", px_element(HF_HEADER_RECORD_ROUTE, 0));
    cr_assert_str_eq(px_element(HF_HEADER_RECORD_ROUTE, 1), "");
}

/* Where a request inside of the dialog goes. */
static const char *bye(const char *uri, const char *fields, const struct px_way *way)
{
    px_send(&(struct px_request){.method = "BYE",
                                 .uri = uri,
                                 .to = "<sip:x@192.0.2.1>;tag=t",
                                 .fields = fields,
                                 .way = way});
    return px_where();
}

static void call_bob(void)
{
    px_plain();
    px_register("bob", CONTACT, &px_bob);
    call(&px_alice, &px_bob);
}

Test(proxy_route, leads_from_either_side_to_the_other)
{
    call_bob();
    cr_expect_str_eq(route, back);
    cr_expect_str_eq(bye(CONTACT, fields_with("Route: %s\r\n", back), &px_alice), AT_BOB);
    cr_expect_str_eq(px_uri(), CONTACT);
    cr_expect_str_eq(px_element(HF_HEADER_ROUTE, 0), "");
    /* Alice is not registered: the token lets it through. */
    cr_expect_str_eq(bye("sip:a@" PX_ALICE, fields_with("Route: %s\r\n", route), &px_bob),
                     AT_ALICE);
}

Test(proxy_route, leads_on_to_the_routes_behind_it)
{
    char fields[600];
    call_bob();
    snprintf(fields, sizeof fields, "Route: %s, <sip:192.0.2.77:5099;lr>\r\nRoute: <sip:z;lr>\r\n",
             route);
    cr_expect_str_eq(bye("sip:a@a.example", fields, &px_bob), "udp:192.0.2.77:5099");
    cr_expect_str_eq(px_uri(), "sip:a@a.example");
    cr_expect_str_eq(px_element(HF_HEADER_ROUTE, 0), "<sip:192.0.2.77:5099;lr>");
    cr_expect_str_eq(px_element(HF_HEADER_ROUTE, 1), "<sip:z;lr>");
    snprintf(fields, sizeof fields, "Route: %s, <sip:edge.example;lr>\r\n", route);
    cr_expect_str_eq(bye("sip:a@a.example", fields, &px_bob), "502", "no name is looked up");
}

/* RFC 3261 16.6 step 6, and 16.4 the other way round. */
Test(proxy_route, gets_along_with_strict_routers)
{
    char fields[600], uri[256];
    size_t length;
    call_bob();
    snprintf(fields, sizeof fields, "Route: %s, <sip:s@192.0.2.77>, <sip:z;lr>\r\n", route);
    cr_expect_str_eq(bye("sip:a@a.example", fields, &px_bob), "udp:192.0.2.77:5060");
    cr_expect_str_eq(px_uri(), "sip:s@192.0.2.77");
    cr_expect_str_eq(px_element(HF_HEADER_ROUTE, 0), "<sip:z;lr>");
    cr_expect_str_eq(px_element(HF_HEADER_ROUTE, 1), "<sip:a@a.example>");
    length = strlen(route) - 2;
    snprintf(uri, sizeof uri, "%.*s", (int)length, route + 1);
    cr_expect_str_eq(bye(uri, "Route: <sip:a@" PX_ALICE ">\r\n", &px_bob), AT_ALICE);
    cr_expect_str_eq(px_uri(), "sip:a@" PX_ALICE);
    cr_expect_str_eq(px_element(HF_HEADER_ROUTE, 0), "");
}

Test(proxy_route, proves_nothing_when_it_is_another_calls_or_changed)
{
    char forged[256];
    call_bob();
    px_send(&(struct px_request){.method = "BYE",
                                 .call_id = "another",
                                 .uri = "sip:a@" PX_ALICE,
                                 .fields = fields_with("Route: %s\r\n", route)});
    cr_expect_str_eq(px_where(), "403");
    /* <sip:0.0.0.0.SEAL@...: each character up to the '@' counts. */
    for (size_t i = 5; route[i] != '@'; i++) {
        memcpy(forged, route, sizeof forged);
        forged[i] = forged[i] == '1' ? '2' : '1';
        cr_expect_str_eq(bye("sip:a@" PX_ALICE, fields_with("Route: %s\r\n", forged), &px_bob),
                         "403", "character %zu", i);
    }
    cr_expect_str_eq(bye("sip:a@" PX_ALICE, "Route: <sip:192.0.2.1;lr>\r\n", &px_bob), "403");
    cr_expect_str_eq(bye("sip:a@" PX_ALICE, "", &px_bob), "403");
    cr_expect_str_eq(bye(CONTACT, "Route: <sip:192.0.2.77;lr>\r\n", &px_bob), "403",
                     "a Route that is not ours");
    cr_expect_str_eq(bye(CONTACT, "Route: <sip:192.0.2.1;lr>, <sip:192.0.2.77;lr>\r\n", &px_bob),
                     "403");
}

/* E5: the first Route of a dialog over another server was replaced by ours. */
Test(proxy_route, of_a_lost_server_leads_to_registered_places)
{
    static const struct {
        const char *uri, *fields, *where;
    } cases[] = {
        {CONTACT, "Route: <sip:192.0.2.1:5060;lr>\r\n", AT_BOB},
        {CONTACT, "Route: <sip:192.0.2.1:5060;transport=tcp;lr>\r\n", AT_BOB},
        {CONTACT, "", AT_BOB},
        {"sip:of-the-other-server@" PX_BOB, "Route: <sip:192.0.2.1;lr>\r\n", AT_BOB},
        {CONTACT, "Route: <sip:backup.example;lr>\r\n", AT_BOB}, /* a name that led here */
        {"sip:a@" PX_ALICE, "Route: <sip:192.0.2.1;lr>\r\n", "403"},
        {CONTACT, "Route: <sip:192.0.2.1;lr>, <sip:lost.example;lr>\r\n", "403"},
    };
    px_plain();
    px_register("bob", CONTACT, &px_bob);
    for (unsigned i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        cr_expect_str_eq(bye(cases[i].uri, cases[i].fields, &px_alice), cases[i].where,
                         "case %u: %s", i, px_where());
        if (px.answer.outcome == HF_REGISTRAR_FORWARDED)
            cr_expect_str_eq(px_uri(), cases[i].uri, "case %u", i);
    }
}

Test(proxy_route, leads_to_the_connection_of_who_called)
{
    struct px_way tcp = px_over(1, 7, 10), tls = px_over(2, 9, 20), again = px_over(1, 12, 10);
    px_plain();
    px_register("bob", CONTACT ";transport=tls", &tls);
    call(&tcp, &tls);
    cr_expect_neq(strstr(route, "@192.0.2.1:5061;transport=tls;lr>"), NULL, "%s", route);
    cr_expect_neq(strstr(back, "@192.0.2.1:5060;transport=tcp;lr>"), NULL, "%s", back);
    cr_expect_str_eq(bye("sip:a@10.0.0.1;transport=tcp", fields_with("Route: %s\r\n", route), &tls),
                     "tcp#7");
    cr_expect_str_eq(bye("sip:b@10.0.0.2;transport=tls", fields_with("Route: %s\r\n", back), &tcp),
                     "tls#9");
    /* Over a new connection it is not told any more which side asks. */
    cr_expect_str_eq(
        bye("sip:b@10.0.0.2;transport=tls", fields_with("Route: %s\r\n", back), &again), "480");
    cr_expect_str_eq(bye(CONTACT ";transport=tls", fields_with("Route: %s\r\n", back), &again),
                     "tls#9", "but its registration is");
}

Test(proxy_route, leads_to_contacts_without_a_user)
{
    struct px_way tcp = px_over(1, 7, 10);
    px_plain();
    px_register("bob", "sip:" PX_BOB, &px_bob);
    call(&tcp, &px_bob);
    cr_expect_str_eq(bye("sip:" PX_BOB, fields_with("Route: %s\r\n", back), &tcp), AT_BOB);
    cr_expect_str_eq(bye("sip:alice.example", fields_with("Route: %s\r\n", route), &px_bob),
                     "tcp#7");
    cr_expect_str_eq(bye("sip:alice.example", "Route: <sip:192.0.2.1;lr>\r\n", &px_bob), "404");
    cr_expect_str_eq(bye("sip:alice.example", "", &px_bob), "481");
}

Test(proxy_route, leads_between_udp_and_a_connection)
{
    struct px_way tcp = px_over(1, 7, 10);
    px_plain();
    px_register("bob", CONTACT, &px_bob);
    call(&tcp, &px_bob);
    cr_expect_str_eq(
        bye("sip:a@10.0.0.1;transport=tcp", fields_with("Route: %s\r\n", route), &px_bob), "tcp#7");
    cr_expect_str_eq(bye(CONTACT, fields_with("Route: %s\r\n", back), &tcp), AT_BOB);
    cr_expect_str_eq(bye("sip:b@192.0.2.99", fields_with("Route: %s\r\n", back), &tcp),
                     "udp:192.0.2.99:5060");
}

Test(proxy_route, leads_back_over_one_connection_that_both_share)
{
    struct px_way tcp = px_over(1, 7, 10);
    px_plain();
    px_register("bob", CONTACT ";transport=tcp", &tcp);
    call(&tcp, &tcp);
    cr_expect_str_eq(bye("sip:a@10.0.0.1;transport=tcp", fields_with("Route: %s\r\n", route), &tcp),
                     "tcp#7");
}

Test(proxy_route, to_this_server_itself_ends_here)
{
    call_bob();
    cr_expect_str_eq(bye("sip:192.0.2.1", fields_with("Route: %s\r\n", back), &px_alice), "481");
    px_send(&(struct px_request){.fields = "Route: <sip:192.0.2.1;lr>\r\n"});
    cr_expect_str_eq(px_where(), AT_BOB, "an outbound proxy that is its own registrar");
    cr_expect_str_eq(px_element(HF_HEADER_ROUTE, 0), "");
}
