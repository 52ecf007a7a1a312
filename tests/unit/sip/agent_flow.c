/* SPDX-License-Identifier: Apache-2.0 */
/* Requests over connections: what they say, which failure is whose, when one is open (A3, A6a,
 * C3a, E8, B14). */
#include "agent_support.h"

#include "agent_state.h"

#define PORT   40001u
#define LISTEN 5066u

/* One server over TCP or TLS, reached by flow 11. */
static void stage_over(struct stage *s, uint8_t transport)
{
    stage_open(s, "secret");
    s->server.transport = transport;
    s->way.local = s->local;
    s->way.local.port = PORT;
    s->way.local.transport = transport;
    s->way.flow = s->came_on = 11;
    s->way.open = 1;
    s->way.sent_by = transport == HF_TRANSPORT_TCP ? LISTEN : 0;
}

static void send(struct stage *s, uint64_t id)
{
    struct hf_action action = register_to(s, id);
    act(s, &action);
}

static const struct hf_attempt_failed *failure(struct stage *s)
{
    return &only_event(s, HF_EVENT_ATTEMPT_FAILED)->u.failed;
}

static void assert_via(const struct stage *s, const char *begin)
{
    struct hf_slice via = field(s, HF_HEADER_VIA);
    cr_assert(via.length > strlen(begin) && memcmp(via.at, begin, strlen(begin)) == 0, "%.*s",
              (int)via.length, via.at);
}

Test(agent_flow, over_tcp_via_names_the_listener_and_contact_the_connection)
{
    char uri[256];
    struct stage s;
    stage_over(&s, HF_TRANSPORT_TCP);
    send(&s, 100);
    assert_via(&s, "SIP/2.0/TCP 192.0.2.100:5066;");
    contact_uri(&s, uri, sizeof uri);
    cr_assert_not_null(strstr(uri, "@192.0.2.100:40001;transport=tcp"), "%s", uri);
    cr_assert_eq(s.out.datagrams[0].flow, 11);
    cr_assert_eq(s.out.datagrams[0].reply, 0);
    cr_assert_eq(hf_agent_flow(s.agent, 100), 11);
    cr_assert_eq(hf_agent_flow(s.agent, 101), 0);
    stage_close(&s);
}

/* A registrar has the connection; whoever is told by another request has to make one of his own. */
Test(agent_flow, over_tcp_the_contact_of_other_requests_names_the_listener)
{
    char uri[256];
    struct stage s;
    stage_over(&s, HF_TRANSPORT_TCP);
    struct hf_action action = register_to(&s, 100);
    action.u.send.kind = HF_REQUEST_OPTIONS;
    act(&s, &action);
    contact_uri(&s, uri, sizeof uri);
    cr_assert_not_null(strstr(uri, "@192.0.2.100:5066;transport=tcp"), "%s", uri);
    s.way.sent_by = 0;
    action.u.send.attempt = 101;
    act(&s, &action);
    contact_uri(&s, uri, sizeof uri);
    cr_assert_not_null(strstr(uri, "@192.0.2.100:40001;transport=tcp"), "%s", uri);
    stage_close(&s);
}

Test(agent_flow, over_tls_both_name_the_connection)
{
    char uri[256];
    struct stage s;
    stage_over(&s, HF_TRANSPORT_TLS);
    s.way.local = s.server6;
    s.way.local.port = PORT; /* whatever its transport says */
    send(&s, 100);
    assert_via(&s, "SIP/2.0/TLS [2001:db8::2]:40001;");
    contact_uri(&s, uri, sizeof uri);
    cr_assert_not_null(strstr(uri, "@[2001:db8::2]:40001;transport=tls"), "%s", uri);
    cr_assert_eq(memcmp(uri, "sip:", 4), 0);
    stage_close(&s);
}

Test(agent_flow, what_waits_for_a_connection_hears_once_that_it_is_open)
{
    struct stage s;
    stage_over(&s, HF_TRANSPORT_TCP);
    s.way.open = 0;
    send(&s, 100);
    s.way.flow = 12;
    send(&s, 101);
    s.now_us += 30 * MS;
    connected(&s, 13);
    no_event(&s);
    connected(&s, 11);
    cr_assert_eq(only_event(&s, HF_EVENT_CONNECTED)->u.connected.attempt, 100);
    cr_assert_eq(s.out.n_notes, 1);
    cr_assert_eq(s.out.notes[0].kind, HF_NOTE_CONNECT);
    cr_assert_eq(s.out.notes[0].attempt, 100);
    cr_assert_eq(s.out.notes[0].round_trip_us, 30 * MS);
    connected(&s, 11);
    no_event(&s);
    stage_close(&s);
}

/* A3: the 4 s are for connecting alone. */
Test(agent_flow, what_has_an_open_connection_hears_so_at_once)
{
    struct stage s;
    stage_over(&s, HF_TRANSPORT_TCP);
    send(&s, 100);
    cr_assert_eq(only_event(&s, HF_EVENT_CONNECTED)->u.connected.attempt, 100);
    connected(&s, 11);
    no_event(&s);
    stage_close(&s);
}

Test(agent_flow, a_lost_connection_fails_what_waits_on_it_and_nothing_else)
{
    struct stage s;
    stage_over(&s, HF_TRANSPORT_TCP);
    send(&s, 100);
    s.way.flow = 12;
    send(&s, 101); /* to the same target */
    lose(&s, 12, HF_CAUSE_REFUSED);
    cr_assert_eq(failure(&s)->attempt, 101);
    cr_assert_eq(failure(&s)->cause, HF_CAUSE_REFUSED);
    cr_assert_str_eq(note_text(&s, HF_NOTE_CONNECTION_LOST), "refused");
    lose(&s, 12, HF_CAUSE_REFUSED);
    no_event(&s);
    cr_assert_eq(s.out.n_notes, 0);
    unreachable(&s, &s.server); /* UDP's news are none of a connection's */
    no_event(&s);
    lose(&s, 11, HF_CAUSE_CERTIFICATE);
    cr_assert_eq(failure(&s)->attempt, 100);
    cr_assert_eq(failure(&s)->cause, HF_CAUSE_CERTIFICATE);
    stage_close(&s);
}

/* A6a: one that was open before, and no byte of an answer. */
static int reused_after(unsigned cause, uint8_t reused, const char *answered)
{
    struct stage s;
    stage_over(&s, HF_TRANSPORT_TCP);
    s.way.reused = reused;
    send(&s, 100);
    if (answered != NULL) {
        answer(&s, answered, CHALLENGE("n1"));
        act_on(&s, HF_ACTION_AUTHENTICATE, 100);
    }
    lose(&s, 11, cause);
    int said = failure(&s)->reused;
    stage_close(&s);
    return said;
}

Test(agent_flow, says_when_a_reused_connection_failed_before_any_answer)
{
    cr_assert_eq(reused_after(HF_CAUSE_RESET, 1, NULL), 1);
    cr_assert_eq(reused_after(HF_CAUSE_CLOSED, 1, NULL), 1);
    cr_assert_eq(reused_after(HF_CAUSE_SILENCE, 1, NULL), 0);
    cr_assert_eq(reused_after(HF_CAUSE_LOCAL, 1, NULL), 0);
    cr_assert_eq(reused_after(HF_CAUSE_RESET, 0, NULL), 0);
    cr_assert_eq(reused_after(HF_CAUSE_RESET, 1, "100 Trying"), 0);
    cr_assert_eq(reused_after(HF_CAUSE_RESET, 1, "401 Unauthorized"), 0);
}

Test(agent_flow, a_challenge_is_answered_on_its_connection)
{
    struct stage s;
    stage_over(&s, HF_TRANSPORT_TCP);
    send(&s, 100);
    answer(&s, "401 Unauthorized", CHALLENGE("n1"));
    struct hf_agent_way way = s.way;
    memset(&s.way, 0, sizeof s.way);
    act_on(&s, HF_ACTION_AUTHENTICATE, 100);
    s.way = way;
    cr_assert_eq(s.out.datagrams[0].flow, 11);
    assert_via(&s, "SIP/2.0/TCP 192.0.2.100:5066;");
    proven_nc(&s, HF_HEADER_AUTHORIZATION, "secret");
    stage_close(&s);
}

Test(agent_flow, a_challenge_whose_connection_is_gone_is_answered_on_another)
{
    struct hf_agent_place place;
    char uri[256];
    struct stage s;
    stage_over(&s, HF_TRANSPORT_TCP);
    send(&s, 100);
    answer(&s, "401 Unauthorized", CHALLENGE("n1"));
    cr_assert(hf_agent_place(s.agent, 100, &place));
    cr_assert_eq(place.flow, 11);
    lose(&s, 11, HF_CAUSE_CLOSED);
    no_event(&s);
    cr_assert(hf_agent_place(s.agent, 100, &place));
    cr_assert_eq(place.flow, 0);
    cr_assert_eq(place.target.port, 5060);
    assert_slice(place.host, "example.com");
    s.way.flow = 12;
    s.way.local.port = PORT + 1;
    s.way.open = 0;
    act_on(&s, HF_ACTION_AUTHENTICATE, 100);
    cr_assert_eq(s.out.datagrams[0].flow, 12);
    contact_uri(&s, uri, sizeof uri);
    cr_assert_not_null(strstr(uri, ":40002;transport=tcp"), "%s", uri);
    proven_nc(&s, HF_HEADER_AUTHORIZATION, "secret");
    connected(&s, 12);
    only_event(&s, HF_EVENT_CONNECTED);
    s.came_on = 12;
    answer(&s, "200 OK", "");
    only_event(&s, HF_EVENT_RESPONSE_RECEIVED);
    stage_close(&s);
}

Test(agent_flow, a_challenge_without_any_way_to_answer_fails)
{
    struct stage s;
    stage_over(&s, HF_TRANSPORT_TCP);
    send(&s, 100);
    answer(&s, "401 Unauthorized", CHALLENGE("n1"));
    lose(&s, 11, HF_CAUSE_CLOSED);
    memset(&s.way, 0, sizeof s.way);
    act_on(&s, HF_ACTION_AUTHENTICATE, 100);
    cr_assert_eq(failure(&s)->cause, HF_CAUSE_LOCAL);
    stage_close(&s);
}

Test(agent_flow, an_answer_on_another_connection_counts)
{
    struct stage s;
    stage_over(&s, HF_TRANSPORT_TCP);
    struct hf_target from = s.server, elsewhere = s.stranger;
    from.port = 50123; /* the server has connected to us */
    elsewhere.transport = HF_TRANSPORT_TCP;
    send(&s, 100);
    s.came_on = 77;
    answer_from(&s, &elsewhere, "200 OK", "");
    no_event(&s);
    answer_from(&s, &from, "200 OK", "Expires: 60\r\n");
    cr_assert_eq(only_event(&s, HF_EVENT_RESPONSE_RECEIVED)->u.response.expires_s, 60);
    send(&s, 101);
    act_on(&s, HF_ACTION_ABANDON, 101);
    answer_from(&s, &elsewhere, "200 OK", "");
    no_event(&s);
    answer_from(&s, &from, "200 OK", "Expires: 60\r\n");
    only_event(&s, HF_EVENT_ABANDONED);
    stage_close(&s);
}

Test(agent_flow, an_answer_over_a_lesser_transport_does_not_count)
{
    struct stage s;
    stage_over(&s, HF_TRANSPORT_TLS);
    struct hf_target from = s.server;
    send(&s, 100);
    from.transport = HF_TRANSPORT_TCP;
    answer_from(&s, &from, "200 OK", "");
    no_event(&s);
    from.transport = HF_TRANSPORT_UDP;
    answer_from(&s, &from, "200 OK", "");
    no_event(&s);
    stage_close(&s);
}

/* C3a: another connection is another Contact, and the old one goes in the same REGISTER. */
Test(agent_flow, a_new_connection_takes_the_old_contact_back)
{
    char old[256], now[256], text[512];
    struct stage s;
    stage_over(&s, HF_TRANSPORT_TCP);
    send(&s, 100);
    contact_uri(&s, old, sizeof old);
    answer(&s, "200 OK", "Expires: 60\r\n");
    lose(&s, 11, HF_CAUSE_RESET);
    no_event(&s);
    s.way.flow = s.came_on = 12;
    s.way.local.port = PORT + 1;
    send(&s, 101);
    contact_uri(&s, now, sizeof now);
    cr_assert_str_neq(old, now);
    snprintf(text, sizeof text, "Contact: <%s>;expires=0\r\n", old);
    cr_assert_not_null(strstr(s.sent, text), "%s", s.sent);
    snprintf(text, sizeof text, "Contact: <%s>\r\n", now);
    cr_assert_not_null(strstr(s.sent, text), "%s", s.sent);
    answer(&s, "200 OK", "Expires: 60\r\n");
    send(&s, 102);
    cr_assert_null(strstr(s.sent, "expires=0"), "%s", s.sent);
    stage_close(&s);
}

/* A11: what nobody can have read is nowhere; what was sent on an open connection may be. */
Test(agent_flow, only_what_was_sent_may_have_been_taken)
{
    char lost[256], text[512];
    struct stage s;
    stage_over(&s, HF_TRANSPORT_TCP);
    s.way.open = 0;
    send(&s, 100);
    lose(&s, 11, HF_CAUSE_REFUSED);
    s.way.flow = s.came_on = 12;
    s.way.local.port++;
    s.way.open = 1;
    send(&s, 101);
    cr_assert_null(strstr(s.sent, "expires=0"), "%s", s.sent);
    contact_uri(&s, lost, sizeof lost);
    lose(&s, 12, HF_CAUSE_RESET);
    s.way.flow = s.came_on = 13;
    s.way.local.port++;
    send(&s, 102);
    snprintf(text, sizeof text, "Contact: <%s>;expires=0\r\n", lost);
    cr_assert_not_null(strstr(s.sent, text), "%s", s.sent);
    stage_close(&s);
}

static void ask(struct stage *s, const struct hf_target *from, const char *uri)
{
    char text[1024];
    snprintf(text, sizeof text,
             "OPTIONS %s SIP/2.0\r\nVia: SIP/2.0/TCP 192.0.2.1:5099;branch=z9hG4bKa\r\n"
             "Max-Forwards: 70\r\nFrom: <sip:x@y>;tag=1\r\nTo: <sip:z@y>\r\nCall-ID: 1\r\n"
             "CSeq: 1 OPTIONS\r\nContent-Length: 0\r\n\r\n",
             uri);
    receive_from(s, from, text);
}

static int status_of(const struct stage *s)
{
    cr_assert_eq(s->out.n_datagrams, 1);
    cr_assert_eq(s->out.datagrams[0].reply, 1);
    return atoi((const char *)s->out.bytes + s->out.datagrams[0].at + 8);
}

/* E8 */
Test(agent_flow, what_comes_over_the_lines_own_connection_is_accepted)
{
    struct stage s;
    stage_over(&s, HF_TRANSPORT_TCP);
    struct hf_target other = s.server;
    send(&s, 100);
    ask(&s, &s.server, "sip:192.0.2.100:40001");
    cr_assert_eq(status_of(&s), 404, "nothing stands on it yet");
    answer(&s, "200 OK", "Expires: 60\r\n");
    ask(&s, &s.server, "sip:192.0.2.100:40001");
    cr_assert_eq(status_of(&s), 200);
    cr_assert_eq(s.out.datagrams[0].flow, 11);
    cr_assert_eq(s.out.datagrams[0].target.port, 5099, "where there is no connection any more");
    ask(&s, &s.server, "sip:hf00000007000000000000000000000000@192.0.2.100:40001");
    cr_assert_eq(status_of(&s), 404, "a Contact that was never the line's");
    other.port = 50000; /* from the server, on a connection that it has made */
    s.came_on = 12;
    s.way.local.port = LISTEN;
    ask(&s, &other, "sip:192.0.2.100");
    cr_assert_eq(status_of(&s), 404);
    cr_assert_eq(s.out.datagrams[0].flow, 12);
    stage_close(&s);
}

/* ---- the name to verify (B14) ---- */

static void assert_host(const struct stage *s, unsigned server, unsigned proxy, const char *host)
{
    struct hf_send send = {.server = (uint8_t)server, .proxy = (uint8_t)proxy};
    assert_slice(hf_agent_host_of(s->agent, &send), host);
}

static void add_proxies(struct hf_config *config)
{
    static const char *const names[] = {"p1.example", "proxy2.example", "192.0.2.9"};
    struct hf_server_config *servers = config->servers;
    struct hf_name *hosts[] = {&servers[0].proxies[0].host, &servers[0].proxies[1].host,
                               &servers[1].proxies[0].host};
    servers[0].n_proxies = 2;
    servers[1].n_proxies = 1;
    for (unsigned i = 0; i < 3; i++) {
        cr_assert_eq(hf_config_name(config, hosts[i], names[i], strlen(names[i])), 0);
    }
}

Test(agent_flow, knows_the_host_to_verify_of_each_server_and_proxy)
{
    struct stage s;
    stage_over(&s, HF_TRANSPORT_TLS);
    assert_host(&s, 1, 0, "example.com");
    assert_host(&s, 2, 0, "2001:db8::2");
    assert_host(&s, 0, 0, "");
    assert_host(&s, 3, 0, "");
    assert_host(&s, 1, 3, "");
    add_proxies(&s.config);
    change(&s, APART);
    assert_host(&s, 1, 0, "example.com");
    assert_host(&s, 1, 1, "p1.example");
    assert_host(&s, 1, 2, "proxy2.example");
    assert_host(&s, 2, 1, "192.0.2.9");
    assert_host(&s, 2, 2, "");
    struct hf_action action = register_to(&s, 100);
    struct hf_agent_place place;
    action.u.send.proxy = 2;
    act(&s, &action);
    servers(&s, "other.example", NULL);
    change(&s, IN_PLACE);
    assert_host(&s, 1, 0, "other.example");
    assert_host(&s, 1, 1, "");
    struct hf_send former = {.server = 2, .proxy = 1, .former = 1};
    assert_slice(hf_agent_host_of(s.agent, &former), "192.0.2.9");
    cr_assert(hf_agent_place(s.agent, 100, &place));
    assert_slice(place.host, "proxy2.example");
    s.setup.config = NULL; /* another identity alone */
    s.setup.identity.password = "another password, longer than before";
    change(&s, IN_PLACE);
    assert_host(&s, 1, 0, "other.example");
    assert_slice(hf_agent_host_of(s.agent, &former), "192.0.2.9");
    stage_close(&s);
}

/* A3: the core's 4 s are over first. */
Test(agent_flow, the_end_of_a_request_leaves_a_connection_its_4_s)
{
    struct stage s;
    stage_over(&s, HF_TRANSPORT_TLS);
    struct hf_action action = register_to(&s, 100);
    action.u.send.t1_ms = 20;
    act(&s, &action);
    cr_assert_gt(hf_agent_deadline(s.agent), s.now_us + 4 * S);
    cr_assert_lt(hf_agent_deadline(s.agent), s.now_us + 5 * S);
    action.u.send.attempt = 101;
    action.u.send.t1_ms = 500;
    s.now_us += 60 * S;
    wake(&s, s.now_us);
    act(&s, &action);
    cr_assert_eq(hf_agent_deadline(s.agent), s.now_us + 32 * S);
    stage_close(&s);
}
