/* SPDX-License-Identifier: Apache-2.0 */
/* Stories of one line's agent: what leaves, what the core hears, in virtual time. */
#include "agent_support.h"

#include "agent_state.h"

Test(agent, a_register_says_what_it_must)
{
    struct stage s;
    char expected[128];
    stage_open(&s, "secret");
    struct hf_action send = register_to(&s, 100);
    act(&s, &send);
    no_event(&s);
    cr_assert_eq(s.out.n_datagrams, 1);
    cr_assert_eq(memcmp(&s.out.datagrams[0].target, &s.server, sizeof s.server), 0);
    assert_slice(s.request.uri, "sip:example.com");
    assert_slice(field(&s, HF_HEADER_TO), "<sip:alice@example.com>");
    struct hf_sip_party from;
    cr_assert_eq(hf_sip_from(&s.request, &from, NULL), 1);
    assert_slice(from.address.uri, "sip:alice@example.com");
    assert_slice(from.address.display, "Alice");
    cr_assert_geq(from.tag.length, 16);
    assert_slice(field(&s, HF_HEADER_MAX_FORWARDS), "70");
    assert_slice(field(&s, HF_HEADER_EXPIRES), "600");
    assert_slice(field(&s, HF_HEADER_USER_AGENT), "Holdfast/0.1");
    assert_slice(field(&s, HF_HEADER_CONTENT_LENGTH), "0");
    cr_assert_eq(hf_sip_find(&s.request, HF_HEADER_AUTHORIZATION), NULL);
    struct hf_sip_via via;
    cr_assert_eq(hf_sip_via(&s.request, &via, NULL), 1);
    cr_assert(via.has_rport && via.rport == 0 && via.port == 5066);
    assert_slice(via.host, "192.0.2.100");
    snprintf(expected, sizeof expected, "z9hG4bK%08x", LINE);
    cr_assert(begins_with(via.branch, expected));
    snprintf(expected, sizeof expected, "<sip:hf%08x", LINE);
    cr_assert(begins_with(field(&s, HF_HEADER_CONTACT), expected));
    cr_assert_str_eq(note_text(&s, HF_NOTE_FIRST_SEND), "REGISTER");
    stage_close(&s);
}

static void copy_field(const struct stage *s, unsigned id, char *out, size_t size)
{
    struct hf_slice value = field(s, id);
    snprintf(out, size, "%.*s", (int)value.length, value.at);
}

Test(agent, a_challenge_is_told_and_answered_when_the_core_says_so)
{
    struct stage s;
    char call_id[128];
    stage_open(&s, "secret");
    struct hf_action send = register_to(&s, 100);
    act(&s, &send);
    copy_field(&s, HF_HEADER_CALL_ID, call_id, sizeof call_id);
    struct hf_agent_branch first;
    memcpy(first.text, branch_of(&s).at, sizeof first.text);
    uint32_t cseq = cseq_of(&s);

    s.now_us += 20 * MS;
    answer(&s, "401 Unauthorized", CHALLENGE("n1"));
    const struct hf_challenged *challenged = &only_event(&s, HF_EVENT_CHALLENGED)->u.challenged;
    cr_assert_eq(challenged->attempt, 100);
    cr_assert_eq(challenged->after_credentials, 0);
    cr_assert_eq(challenged->stale, 0);
    assert_slice(bytes_of(challenged->realm.at, challenged->realm.length), "r");
    cr_assert_eq(hf_agent_deadline(s.agent), HF_NEVER);
    answer(&s, "401 Unauthorized", CHALLENGE("n1")); /* repeated by the network */
    no_event(&s);

    act_on(&s, HF_ACTION_AUTHENTICATE, 100);
    cr_assert_eq(cseq_of(&s), cseq + 1);
    assert_slice(field(&s, HF_HEADER_CALL_ID), call_id);
    cr_assert_neq(memcmp(first.text, branch_of(&s).at, sizeof first.text), 0);
    cr_assert_eq(proven_nc(&s, HF_HEADER_AUTHORIZATION, "secret"), 1);
    cr_assert_eq(strstr(s.sent, "secret"), NULL);
    stage_close(&s);
}

Test(agent, a_2xx_ends_the_attempt)
{
    struct stage s;
    char uri[128], fields[256];
    stage_open(&s, "secret");
    struct hf_action send = register_to(&s, 100);
    act(&s, &send);
    s.now_us += 30 * MS;
    snprintf(fields, sizeof fields,
             "Contact: <sip:other@h>;expires=5, <%s>;expires=300\r\nExpires: 900\r\n",
             contact_uri(&s, uri, sizeof uri));
    answer(&s, "200 OK", fields);
    const struct hf_response *response = &only_event(&s, HF_EVENT_RESPONSE_RECEIVED)->u.response;
    cr_assert_eq(response->attempt, 100);
    cr_assert_eq(response->status, 200);
    cr_assert_eq(response->expires_s, 300);
    cr_assert_eq(response->contact_missing, 0);
    cr_assert_eq(response->retry_after_s, HF_RETRY_AFTER_NONE);
    cr_assert_eq(s.out.notes[0].round_trip_us, 30 * MS);
    cr_assert_eq(hf_agent_deadline(s.agent), HF_NEVER);
    answer(&s, "200 OK", fields);
    no_event(&s);
    cr_assert_str_neq(note_text(&s, HF_NOTE_DROPPED), "");
    stage_close(&s);
}

Test(agent, a_refresh_keeps_the_call_id_and_answers_at_once)
{
    struct stage s;
    char call_id[128];
    stage_open(&s, "secret");
    challenge_and_accept(&s, 100);
    copy_field(&s, HF_HEADER_CALL_ID, call_id, sizeof call_id);
    uint32_t cseq = cseq_of(&s);
    struct hf_action send = register_to(&s, 101);
    act(&s, &send);
    assert_slice(field(&s, HF_HEADER_CALL_ID), call_id);
    cr_assert_eq(cseq_of(&s), cseq + 1);
    cr_assert_eq(proven_nc(&s, HF_HEADER_AUTHORIZATION, "secret"), 2);

    /* A8: credentials from earlier that are refused are a first challenge */
    answer(&s, "401 Unauthorized",
           "WWW-Authenticate: Digest realm=r, nonce=n2, stale=TRUE, algorithm=SHA-256\r\n");
    struct hf_challenged *challenged = &only_event(&s, HF_EVENT_CHALLENGED)->u.challenged;
    cr_assert_eq(challenged->stale, 1);
    cr_assert_eq(challenged->after_credentials, 0);
    act_on(&s, HF_ACTION_AUTHENTICATE, 101);
    cr_assert_eq(proven_nc(&s, HF_HEADER_AUTHORIZATION, "secret"), 0); /* no qop, no nc */
    answer(&s, "401 Unauthorized", CHALLENGE("n3"));
    challenged = &only_event(&s, HF_EVENT_CHALLENGED)->u.challenged;
    cr_assert_eq(challenged->after_credentials, 1);
    cr_assert_eq(challenged->stale, 0);

    /* another series is another Call-ID, another server has no credentials yet */
    send = register_to(&s, 102);
    send.u.send.series = 2;
    send.u.send.server = 2;
    act(&s, &send);
    cr_assert(!hf_slice_is(field(&s, HF_HEADER_CALL_ID), call_id));
    cr_assert_eq(hf_sip_find(&s.request, HF_HEADER_AUTHORIZATION), NULL);
    assert_slice(s.request.uri, "sip:[2001:db8::2]");
    stage_close(&s);
}

Test(agent, server_and_proxy_are_answered_in_one_request)
{
    struct stage s;
    stage_open(&s, "secret");
    struct hf_action send = register_to(&s, 100);
    act(&s, &send);
    answer(&s, "407 Proxy", "Proxy-Authenticate: Digest realm=p, nonce=x, qop=auth\r\n");
    only_event(&s, HF_EVENT_CHALLENGED);
    act_on(&s, HF_ACTION_AUTHENTICATE, 100);
    answer(&s, "401 Unauthorized", CHALLENGE("n1"));
    cr_assert_eq(only_event(&s, HF_EVENT_CHALLENGED)->u.challenged.after_credentials, 0);
    act_on(&s, HF_ACTION_AUTHENTICATE, 100);
    cr_assert_eq(proven_nc(&s, HF_HEADER_AUTHORIZATION, "secret"), 1);
    cr_assert_eq(proven_nc(&s, HF_HEADER_PROXY_AUTHORIZATION, "secret"), 2);
    stage_close(&s);
}

Test(agent, a_challenge_that_cannot_be_answered_is_a_response)
{
    static const char *const challenges[] = {
        "WWW-Authenticate: Digest realm=r, nonce=n, algorithm=FOO\r\n",
        "WWW-Authenticate: Basic realm=r\r\n",
        "WWW-Authenticate: Digest realm=\"r\r\n",
        "",
    };
    struct stage s;
    char large[600];
    stage_open(&s, "secret");
    for (size_t i = 0; i < 4; i++) {
        struct hf_action send = register_to(&s, 100 + i);
        act(&s, &send);
        answer(&s, "401 Unauthorized", challenges[i]);
        cr_assert_eq(only_event(&s, HF_EVENT_RESPONSE_RECEIVED)->u.response.status, 401);
    }
    struct hf_action send = register_to(&s, 110);
    act(&s, &send);
    snprintf(large, sizeof large, "WWW-Authenticate: Digest realm=r, nonce=%0300d\r\n", 1);
    answer(&s, "401 Unauthorized", large);
    only_event(&s, HF_EVENT_RESPONSE_RECEIVED);
    stage_close(&s);

    stage_open(&s, "");
    send = register_to(&s, 100);
    act(&s, &send);
    answer(&s, "407 Proxy", "Proxy-Authenticate: Digest realm=r, nonce=n\r\n");
    cr_assert_eq(only_event(&s, HF_EVENT_RESPONSE_RECEIVED)->u.response.status, 407);
    stage_close(&s);
}

Test(agent, a_response_from_elsewhere_is_dropped)
{
    struct stage s;
    stage_open(&s, "secret");
    struct hf_action send = register_to(&s, 100);
    act(&s, &send);
    uint64_t deadline_us = hf_agent_deadline(s.agent);
    struct hf_target others[3] = {s.server, s.server, s.server6};
    others[0].port++;
    others[1].address[3]++;
    for (size_t i = 0; i < 3; i++) {
        answer_from(&s, &others[i], "200 OK", "");
        no_event(&s);
        cr_assert_str_eq(note_text(&s, HF_NOTE_DROPPED),
                         "a response from an address that was not asked");
        cr_assert_eq(hf_agent_deadline(s.agent), deadline_us);
    }
    answer(&s, "200 OK", "");
    only_event(&s, HF_EVENT_RESPONSE_RECEIVED);
    stage_close(&s);
}

Test(agent, a_response_to_something_else_is_dropped)
{
    struct stage s;
    char text[8192];
    stage_open(&s, "secret");
    struct hf_action send = register_to(&s, 100);
    act(&s, &send);
    struct hf_slice branch = branch_of(&s);
    static const char *const formats[] = {
        "SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP h;branch=%.*s\r\nCSeq: 77 REGISTER\r\n\r\n",
        "SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP h;branch=%.*s\r\nCSeq: 1 OPTIONS\r\n\r\n",
        "SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP h;branch=%.*s\r\n\r\n",
        "SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP h;branch=%.*s, SIP/2.0/UDP i\r\n\r\n",
        "SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP h;branch=%.*sx\r\nCSeq: 1 REGISTER\r\n\r\n",
        "SIP/2.0 200 OK\r\nCSeq: 1 REGISTER\r\n\r\n",
    };
    for (size_t i = 0; i < sizeof formats / sizeof formats[0]; i++) {
        snprintf(text, sizeof text, formats[i], (int)branch.length, branch.at);
        receive(&s, text);
        no_event(&s);
        cr_assert_str_neq(note_text(&s, HF_NOTE_DROPPED), "", "%zu", i);
    }
    char *last = text + strlen(text); /* one digit of the branch changed */
    snprintf(text, sizeof text, formats[1], (int)branch.length, branch.at);
    last = strstr(text, "\r\nCSeq") - 1;
    *last = *last == '0' ? '1' : '0';
    receive(&s, text);
    no_event(&s);
    snprintf(text, sizeof text,
             "SIP/2.0 200 OK\r\nv: SIP/2.0/UDP h;branch=%.*s\r\nCSeq: 1 "
             "REGISTER\r\n\r\n",
             (int)branch.length, branch.at);
    receive(&s, text);
    only_event(&s, HF_EVENT_RESPONSE_RECEIVED);
    stage_close(&s);
}

Test(agent, an_icmp_error_fails_all_that_waits_there)
{
    struct stage s;
    stage_open(&s, "secret");
    struct hf_action send = register_to(&s, 100);
    act(&s, &send);
    send.u.send.attempt = 101;
    act(&s, &send);
    act_on(&s, HF_ACTION_ABANDON, 101);
    send.u.send.attempt = 102;
    send.u.send.target = s.server6;
    send.u.send.server = 2;
    act(&s, &send);
    unreachable(&s, &s.server);
    cr_assert_eq(s.out.n_events, 2);
    cr_assert_eq(s.out.events[0].kind, HF_EVENT_ATTEMPT_FAILED);
    cr_assert_eq(s.out.events[0].u.failed.attempt, 100);
    cr_assert_eq(s.out.events[0].u.failed.cause, HF_CAUSE_ICMP);
    cr_assert_eq(s.out.events[1].kind, HF_EVENT_ABANDONED);
    cr_assert_eq(s.out.events[1].u.abandoned.attempt, 101);
    cr_assert_eq(s.out.events[1].u.abandoned.how, HF_ABANDONED_NOTHING);
    unreachable(&s, &s.server);
    no_event(&s);
    stage_close(&s);
}

/* RFC 3261 10.2: one more each time, whatever other series do; a forgotten series still grows. */
Test(agent, cseq_of_a_series_grows_by_one)
{
    struct stage s;
    uint32_t last = 0, high = 0;
    stage_open(&s, "secret");
    for (uint32_t i = 0; i < 60; i++) {
        struct hf_action send = register_to(&s, 100 + i);
        send.u.send.series = i % 3 == 0 ? 1 : 1 + i % 5;
        act(&s, &send);
        answer(&s, "200 OK", "");
        if (send.u.send.series == 1) {
            cr_assert(last == 0 || cseq_of(&s) == last + 1);
            last = cseq_of(&s);
        }
        high = cseq_of(&s) > high ? cseq_of(&s) : high;
    }
    for (uint32_t i = 0; i < 20; i++) { /* more series than there are places */
        struct hf_action send = register_to(&s, 200 + i);
        send.u.send.series = 10 + i;
        act(&s, &send);
        answer(&s, "200 OK", "");
    }
    struct hf_action send = register_to(&s, 300);
    act(&s, &send);
    cr_assert_gt(cseq_of(&s), last);
    stage_close(&s);
}

Test(agent, an_options_has_its_own_call_id)
{
    struct stage s;
    char call_id[128];
    stage_open(&s, "secret");
    struct hf_action send = register_to(&s, 100);
    send.u.send.kind = HF_REQUEST_OPTIONS;
    act(&s, &send);
    assert_slice(s.request.method, "OPTIONS");
    cr_assert_eq(cseq_of(&s), 1);
    copy_field(&s, HF_HEADER_CALL_ID, call_id, sizeof call_id);
    answer(&s, "401 Unauthorized", CHALLENGE("n1"));
    act_on(&s, HF_ACTION_AUTHENTICATE, 100);
    cr_assert_eq(cseq_of(&s), 2);
    assert_slice(field(&s, HF_HEADER_CALL_ID), call_id);
    cr_assert_eq(proven_nc(&s, HF_HEADER_AUTHORIZATION, "secret"), 1);
    answer(&s, "404 Not Found", "");
    cr_assert_eq(only_event(&s, HF_EVENT_RESPONSE_RECEIVED)->u.response.status, 404);
    send.u.send.attempt = 101;
    act(&s, &send);
    cr_assert(!hf_slice_is(field(&s, HF_HEADER_CALL_ID), call_id));
    stage_close(&s);
}
