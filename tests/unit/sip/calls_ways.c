/* SPDX-License-Identifier: Apache-2.0 */
/* Where the requests of calls go: routes, next hops, other candidates (E5), connections. */
#include "calls_support.h"

#define CONTACT "Contact: <sip:p@192.0.2.9:5070>\r\n"

static void answer(struct calls_world *w, struct calls_answer answer)
{
    answer.request = answer.request != NULL ? answer.request : w->phones[ALICE].request;
    calls_answer(w, ALICE, &answer);
    calls_run(w, 2 * HOP_US);
}

static uint64_t talk(struct calls_world *w, const char *fields)
{
    char text[512];
    snprintf(text, sizeof text, TYPE "%s", fields);
    uint64_t call = calls_dial(w, ALICE, "sip:p@192.0.2.9");
    calls_run(w, HOP_US);
    answer(w, (struct calls_answer){.status = "200 OK", .tag = "p", .fields = text, .body = SDP});
    w->phones[ALICE].said[0] = w->phones[ALICE].sent[0] = '\0';
    return call;
}

/* Of the datagram that left last. */
static struct hf_target sent_to(const struct calls_world *w)
{
    cr_assert_gt(w->n_packets, 0);
    return w->packets[w->n_packets - 1].to;
}

static void finish(struct calls_world *w)
{
    calls_run(w, 2 * HOP_US);
    answer(w, (struct calls_answer){.status = "200 OK"});
    calls_close(w);
}

/* 12.2.1.1: the route set of the answer, in reverse; the first of it is the next hop. */
Test(calls_ways, requests_inside_go_along_the_route)
{
    struct calls_world w;
    char route[512];
    calls_open_alone(&w);
    uint64_t call = talk(&w, CONTACT "Record-Route: <sip:192.0.2.8;lr>\r\n"
                                     "Record-Route: <sip:192.0.2.9:5090;lr>\r\n");
    WISH(&w, ALICE, hangup, .call = call);
    cr_assert_eq(sent_to(&w).address[3], 9);
    cr_assert_eq(sent_to(&w).port, 5090);
    cr_assert_str_eq(calls_field(w.phones[ALICE].request, HF_HEADER_ROUTE, route),
                     "<sip:192.0.2.9:5090;lr>,<sip:192.0.2.8;lr>");
    cr_assert_not_null(strstr(w.phones[ALICE].request, "BYE sip:p@192.0.2.9:5070 SIP/2.0\r\n"));
    finish(&w);
}

/* A next hop with a name is the core's to locate: its target is taken. */
Test(calls_ways, a_next_hop_with_a_name_is_the_cores)
{
    struct calls_world w;
    calls_open_alone(&w);
    uint64_t call = talk(&w, "Contact: <sip:p@phones.example.com>\r\n");
    struct hf_send send = {.kind = HF_REQUEST_BYE, .in_dialog = 1, .target = w.peer};
    cr_assert_eq(hf_calls_target(w.phones[ALICE].calls, &send).port, 5060); /* of no call */
    w.phones[ALICE].silent = true;
    WISH(&w, ALICE, hangup, .call = call);
    send.request = w.phones[ALICE].event.u.wanted.request;
    send.target.port = 5099;
    cr_assert_eq(hf_calls_target(w.phones[ALICE].calls, &send).port, 5099);
    w.phones[ALICE].silent = false;
    calls_send(&w, ALICE, send);
    cr_assert_eq(sent_to(&w).port, 5099);
    finish(&w);
}

/* E5: the BYE moves on: with a route set the candidate stands in for its first element, without one
 * the Request-URI stays; the same dialog, and the next CSeq. */
Test(calls_ways, a_bye_moves_to_another_candidate)
{
    static const struct {
        const char *fields, *route;
    } cases[] = {
        {CONTACT "Record-Route: <sip:192.0.2.8;lr>, <sip:192.0.2.9:5090;lr>\r\n",
         "<sip:192.0.2.9:5077;lr>,<sip:192.0.2.8;lr>"},
        {CONTACT, ""},
    };
    for (unsigned i = 0; i < 2; i++) {
        struct calls_world w;
        char first[512], value[512];
        calls_open_alone(&w);
        uint64_t call = talk(&w, cases[i].fields);
        struct calls_phone *alice = &w.phones[ALICE];
        alice->silent = true;
        WISH(&w, ALICE, hangup, .call = call);
        struct hf_send send = {
            .kind = HF_REQUEST_BYE, .in_dialog = 1, .request = alice->event.u.wanted.request};
        uint64_t attempt = calls_send(&w, ALICE, send);
        calls_field(alice->request, HF_HEADER_TO, first);
        calls_order(&w, ALICE, HF_ACTION_ABANDON, attempt);
        send.in_dialog = 2;
        send.target = w.peer;
        send.target.port = 5077;
        alice->silent = false;
        calls_send(&w, ALICE, send);
        cr_assert_eq(sent_to(&w).port, 5077);
        cr_assert_str_eq(calls_field(alice->request, HF_HEADER_TO, value), first);
        cr_assert_str_eq(calls_field(alice->request, HF_HEADER_CSEQ, value), "3 BYE");
        cr_assert_str_eq(calls_field(alice->request, HF_HEADER_ROUTE, value), cases[i].route);
        cr_assert_not_null(strstr(alice->request, "BYE sip:p@192.0.2.9:5070 SIP/2.0\r\n"));
        calls_run(&w, 2 * HOP_US);
        answer(&w, (struct calls_answer){.status = "481 Gone"}); /* E7 */
        calls_expect(&w, ALICE, "Wanted BYE, Response 481, OVER by us, 481");
        cr_assert_eq(alice->last.confirmed, 1);
        calls_close(&w);
    }
}

/* The first BYE's answer is late: it changes nothing more. */
Test(calls_ways, a_bye_that_was_given_up_is_answered_late)
{
    struct calls_world w;
    char first[CALLS_TEXT];
    calls_open_alone(&w);
    uint64_t call = talk(&w, CONTACT);
    struct calls_phone *alice = &w.phones[ALICE];
    alice->silent = true;
    WISH(&w, ALICE, hangup, .call = call);
    struct hf_send send = {
        .kind = HF_REQUEST_BYE, .in_dialog = 1, .request = alice->event.u.wanted.request};
    calls_order(&w, ALICE, HF_ACTION_ABANDON, calls_send(&w, ALICE, send));
    strcpy(first, alice->request);
    alice->silent = false;
    calls_send(&w, ALICE, send);
    answer(&w, (struct calls_answer){.request = first, .status = "100 Trying"});
    answer(&w, (struct calls_answer){.request = first, .status = "200 OK"});
    calls_expect(&w, ALICE, "Wanted BYE, Abandoned answered");
    finish(&w);
}

/* ---- connections ---- */

static void use_tcp(struct calls_world *w, uint64_t flow)
{
    struct calls_phone *alice = &w->phones[ALICE];
    calls_open_alone(w);
    alice->server.transport = HF_TRANSPORT_TCP;
    alice->way.flow = flow;
    alice->way.sent_by = 5060;
    alice->way.local.port = 40000;
}

static void lose(struct calls_world *w, uint64_t flow, unsigned cause)
{
    struct calls_phone *alice = &w->phones[ALICE];
    struct hf_calls_at at = {alice->agent, &alice->next_id, w->now_us};
    struct hf_agent_unreachable failure = {
        .now_us = w->now_us, .flow = flow, .target = alice->server, .cause = (uint8_t)cause};
    static struct hf_calls_out out;
    hf_calls_unreachable(alice->calls, &at, &failure, &out);
    alice->out = out;
    calls_order(w, ALICE, HF_ACTION_EXPLAIN, 0); /* nothing, but the out is another one */
    alice->out = out;
}

Test(calls_ways, a_call_over_tcp_stays_on_its_connection)
{
    struct calls_world w;
    char via[256];
    use_tcp(&w, 5);
    uint64_t call = w.phones[ALICE].next_id++;
    WISH(&w, ALICE, dial, .call = call, .uri = "sip:p@192.0.2.9", .local.port = 16384);
    cr_assert_eq(w.packets[0].flow, 5);
    cr_assert_eq(strncmp(calls_field(w.phones[ALICE].request, HF_HEADER_VIA, via),
                         "SIP/2.0/TCP 192.0.2.1:5060;", 27),
                 0);
    cr_assert_not_null(strstr(calls_field(w.phones[ALICE].request, HF_HEADER_CONTACT, via),
                              ":5060;transport=tcp>")); /* a peer without a route to us */
    struct hf_agent_connected connected = {w.now_us, 5};
    struct hf_calls_at at = {w.phones[ALICE].agent, &w.phones[ALICE].next_id, w.now_us};
    hf_calls_connected(w.phones[ALICE].calls, &at, &connected, &w.phones[ALICE].out);
    cr_assert_eq(w.phones[ALICE].out.sip.events[0].kind, HF_EVENT_CONNECTED);
    hf_calls_connected(w.phones[ALICE].calls, &at, &connected, &w.phones[ALICE].out);
    cr_assert_eq(w.phones[ALICE].out.sip.n_events, 0); /* once */
    calls_run(&w, HOP_US);
    w.peer.transport = HF_TRANSPORT_TCP;
    answer(&w, (struct calls_answer){
                   .status = "200 OK", .tag = "p", .fields = CONTACT TYPE, .body = SDP});
    calls_expect(&w, ALICE, "Wanted INVITE, Response 200, MEDIA, UP");
    cr_assert_not_null(strstr(w.heard, "ACK sip:p@192.0.2.9:5070"));
    w.phones[ALICE].way.open = 1;
    WISH(&w, ALICE, hangup, .call = call);
    cr_assert_not_null(strstr(w.phones[ALICE].said, "Connected"));
    finish(&w);
}

/* A6, A6a: what waits on a connection fails with it; what rings goes on (A7). */
Test(calls_ways, a_connection_that_is_lost_fails_what_waits_on_it)
{
    for (unsigned rings = 0; rings < 2; rings++) {
        struct calls_world w;
        use_tcp(&w, 5);
        struct calls_phone *alice = &w.phones[ALICE];
        alice->way.open = alice->way.reused = 1;
        w.peer.transport = HF_TRANSPORT_TCP;
        uint64_t call = calls_dial(&w, ALICE, "sip:p@192.0.2.9");
        calls_run(&w, HOP_US);
        if (rings) {
            answer(&w,
                   (struct calls_answer){.status = "180 Ringing", .tag = "p", .fields = CONTACT});
        }
        struct hf_calls_at at = {alice->agent, &alice->next_id, w.now_us};
        struct hf_agent_unreachable failure = {
            .now_us = w.now_us, .flow = 6, .target = alice->server, .cause = HF_CAUSE_RESET};
        hf_calls_unreachable(alice->calls, &at, &failure, &alice->out);
        cr_assert_eq(alice->out.sip.n_events, 0); /* another one's */
        failure.flow = 5;
        hf_calls_unreachable(alice->calls, &at, &failure, &alice->out);
        cr_assert_eq(alice->out.sip.n_events, rings ? 0 : 1);
        if (!rings) {
            cr_assert_eq(alice->out.sip.events[0].u.failed.cause, HF_CAUSE_RESET);
            cr_assert_eq(alice->out.sip.events[0].u.failed.reused, 1);
            alice->sends[0].is_over = 1;
        }
        WISH(&w, ALICE, hangup, .call = call);
        calls_close(&w);
    }
}

/* The server may close behind its challenge: the answer goes on another connection. */
Test(calls_ways, a_challenge_is_answered_on_another_connection)
{
    struct calls_world w;
    struct hf_agent_place place;
    use_tcp(&w, 5);
    struct calls_phone *alice = &w.phones[ALICE];
    w.peer.transport = HF_TRANSPORT_TCP;
    uint64_t call = calls_dial(&w, ALICE, "sip:p@192.0.2.9");
    calls_run(&w, HOP_US);
    alice->silent = true;
    answer(&w, (struct calls_answer){.status = "401 Who",
                                     .tag = "p",
                                     .fields = "WWW-Authenticate: Digest realm=\"r\", "
                                               "nonce=\"n\", qop=\"auth\"\r\n"});
    struct hf_calls_at at = {alice->agent, &alice->next_id, w.now_us};
    struct hf_agent_unreachable failure = {
        .now_us = w.now_us, .flow = 5, .target = alice->server, .cause = HF_CAUSE_CLOSED};
    cr_assert(hf_calls_place(alice->calls, alice->agent, alice->attempt, &place));
    cr_assert_eq(place.flow, 5);
    assert_slice(place.host, "192.0.2.9");
    hf_calls_unreachable(alice->calls, &at, &failure, &alice->out);
    cr_assert(hf_calls_place(alice->calls, alice->agent, alice->attempt, &place));
    cr_assert_eq(place.flow, 0);
    alice->silent = false;
    alice->way.flow = 6;
    calls_order(&w, ALICE, HF_ACTION_AUTHENTICATE, alice->attempt);
    cr_assert_eq(w.packets[w.n_packets - 1].flow, 6);
    answer(&w, (struct calls_answer){.status = "486 Busy", .tag = "p"});
    calls_expect(&w, ALICE, "Wanted INVITE, Challenged, Response 486, OVER by peer, 486");
    (void)call;
    calls_close(&w);
}

Test(calls_ways, an_icmp_error_fails_what_waits)
{
    struct calls_world w;
    calls_open_alone(&w);
    struct calls_phone *alice = &w.phones[ALICE];
    calls_dial(&w, ALICE, "sip:p@192.0.2.9");
    lose(&w, 0, HF_CAUSE_ICMP);
    cr_assert_eq(alice->out.sip.n_events, 1);
    cr_assert_eq(alice->out.sip.events[0].u.failed.cause, HF_CAUSE_ICMP);
    alice->sends[0].is_over = 1;
    WISH(&w, ALICE, hangup, .call = 100);
    calls_close(&w);
}

/* Without a way, a server or a call a request fails as LOCAL, at once. */
Test(calls_ways, a_request_that_cannot_leave_fails)
{
    struct calls_world w;
    calls_open_alone(&w);
    struct calls_phone *alice = &w.phones[ALICE];
    alice->silent = true;
    uint64_t call = calls_dial(&w, ALICE, "sip:p@192.0.2.9");
    struct hf_agent_way way = alice->way;
    memset(&alice->way, 0, sizeof alice->way);
    calls_send(&w, ALICE, (struct hf_send){.kind = HF_REQUEST_INVITE, .request = call});
    alice->way = way;
    calls_send(&w, ALICE, (struct hf_send){.kind = HF_REQUEST_INVITE, .request = 999});
    calls_send(&w, ALICE,
               (struct hf_send){.kind = HF_REQUEST_INVITE, .request = call, .server = 3});
    calls_send(&w, ALICE,
               (struct hf_send){.kind = HF_REQUEST_BYE, .request = call, .in_dialog = 1});
    calls_expect(&w, ALICE,
                 "Wanted INVITE, Failed local, Failed local, Failed local, Failed local");
    calls_expect_sent(&w, ALICE, "");
    alice->silent = false;
    WISH(&w, ALICE, hangup, .call = call);
    calls_close(&w);
}
