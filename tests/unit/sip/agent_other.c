/* SPDX-License-Identifier: Apache-2.0 */
/* Requests of the shell's own (E12): what may be sent, and how it is. */
#include "agent_support.h"

#include "agent_state.h"

#define FIELDS "Event: message-summary\r\nExpires: 300\r\n"

static const struct hf_agent_request message = {.method = "MESSAGE",
                                                .uri = "sip:bob:x@Example.com;user=phone",
                                                .fields = "Subject: a, \"b\"\r\n",
                                                .content_type = "text/plain",
                                                .body = "hello",
                                                .n_body = 5};
static const struct hf_agent_request subscribe = {
    .method = "SUBSCRIBE", .uri = "", .fields = FIELDS, .content_type = "", .body = NULL};

static int set(struct stage *s, uint64_t id, const struct hf_agent_request *text)
{
    struct hf_refusal refusal;
    int result = hf_agent_request_set(s->agent, id, text, &refusal);
    cr_assert_eq(refusal.error, result);
    cr_assert((refusal.what == NULL) == (result == HF_OK));
    return result;
}

static struct hf_action send_other(const struct stage *s, uint64_t attempt, uint64_t request)
{
    struct hf_action send = register_to(s, attempt);
    send.u.send.kind = HF_REQUEST_OTHER;
    send.u.send.purpose = HF_PURPOSE_REQUEST;
    send.u.send.request = request;
    send.u.send.series = 0;
    send.u.send.expires_s = 0;
    return send;
}

Test(agent_other, it_says_what_the_shell_gave)
{
    struct stage s;
    stage_open(&s, "secret");
    cr_assert_eq(set(&s, 7, &message), HF_OK);
    cr_assert_eq(set(&s, 8, &subscribe), HF_OK);
    struct hf_action send = send_other(&s, 100, 7);
    act(&s, &send);
    cr_assert_str_eq(note_text(&s, HF_NOTE_FIRST_SEND), "MESSAGE");
    assert_slice(s.request.method, "MESSAGE");
    assert_slice(s.request.uri, "sip:bob:x@example.com;user=phone");
    assert_slice(field(&s, HF_HEADER_TO), "<sip:bob:x@example.com;user=phone>");
    assert_slice(field(&s, HF_HEADER_SUBJECT), "a, \"b\"");
    assert_slice(field(&s, HF_HEADER_CONTENT_TYPE), "text/plain");
    assert_slice(s.request.body, "hello");
    cr_assert_eq(hf_sip_find(&s.request, HF_HEADER_CONTACT), NULL); /* RFC 3428 4 */
    cr_assert_eq(cseq_of(&s), 1);
    struct hf_sip_party from;
    cr_assert_eq(hf_sip_from(&s.request, &from, NULL), 1);
    assert_slice(from.address.uri, "sip:alice@example.com");

    send = send_other(&s, 101, 8);
    act(&s, &send);
    assert_slice(s.request.uri, "sip:alice@example.com");
    assert_slice(field(&s, HF_HEADER_TO), "<sip:alice@example.com>");
    assert_slice(field(&s, HF_HEADER_EVENT), "message-summary");
    assert_slice(field(&s, HF_HEADER_EXPIRES), "300");
    cr_assert(begins_with(field(&s, HF_HEADER_CONTACT), "<sip:hf"));
    assert_slice(field(&s, HF_HEADER_CONTENT_LENGTH), "0");
    stage_close(&s);
}

/* E4: on the next candidate the same request but for a new transaction; the domain follows. */
Test(agent_other, all_attempts_of_one_are_one_request)
{
    static const struct {
        const char *uri, *at_first, *at_second;
    } cases[] = {
        {"sip:bob@example.com", "sip:bob@example.com", "sip:bob@[2001:db8::2]"},
        {"sip:bob@[2001:DB8:0::2]", "sip:bob@example.com", "sip:bob@[2001:db8::2]"},
        {"sip:example.com;a=b", "sip:example.com;a=b", "sip:[2001:db8::2];a=b"},
        {"", "sip:alice@example.com", "sip:alice@[2001:db8::2]"},
        {"sip:bob@example.com:5070", "sip:bob@example.com:5070", "sip:bob@example.com:5070"},
        {"sip:bob@elsewhere.example", "sip:bob@elsewhere.example", "sip:bob@elsewhere.example"},
        {"tel:+49-30-1", "tel:+49-30-1", "tel:+49-30-1"},
    };
    struct stage s;
    stage_open(&s, "secret");
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct hf_agent_request text = message;
        char call_id[128], from[256];
        text.uri = cases[i].uri;
        cr_assert_eq(set(&s, 7, &text), HF_OK, "%s", text.uri);
        struct hf_action send = send_other(&s, 100, 7);
        act(&s, &send);
        assert_slice(s.request.uri, cases[i].at_first);
        struct hf_sip_party party;
        cr_assert_eq(hf_sip_from(&s.request, &party, NULL), 1);
        snprintf(from, sizeof from, "%.*s", (int)party.tag.length, party.tag.at);
        snprintf(call_id, sizeof call_id, "%.*s", (int)field(&s, HF_HEADER_CALL_ID).length,
                 field(&s, HF_HEADER_CALL_ID).at);
        struct hf_agent_branch first;
        memcpy(first.text, branch_of(&s).at, sizeof first.text);
        answer(&s, "503 Busy", "Retry-After: 9\r\n");
        cr_assert_eq(only_event(&s, HF_EVENT_RESPONSE_RECEIVED)->u.response.retry_after_s, 9);

        send = send_other(&s, 101, 7);
        send.u.send.server = 2;
        act(&s, &send);
        assert_slice(s.request.uri, cases[i].at_second);
        assert_slice(field(&s, HF_HEADER_CALL_ID), call_id);
        cr_assert_eq(hf_sip_from(&s.request, &party, NULL), 1);
        assert_slice(party.tag, from);
        assert_slice(party.address.uri, "sip:alice@[2001:db8::2]");
        cr_assert_eq(cseq_of(&s), 2);
        cr_assert_neq(memcmp(first.text, branch_of(&s).at, sizeof first.text), 0);
        answer(&s, "200 OK", "");
        only_event(&s, HF_EVENT_RESPONSE_RECEIVED);
        hf_agent_request_forget(s.agent, 7);
    }
    stage_close(&s);
}

/* The domain was the line's when it was given: it still follows when the line has another. */
Test(agent_other, the_domain_follows_over_a_change)
{
    struct stage s;
    stage_open(&s, "secret");
    set(&s, 7, &message);
    servers(&s, "new.example", NULL);
    change(&s, APART);
    struct hf_action send = send_other(&s, 100, 7);
    act(&s, &send);
    assert_slice(s.request.uri, "sip:bob:x@new.example;user=phone");
    stage_close(&s);
}

Test(agent_other, challenges_are_answered_with_its_method_and_uri)
{
    static char first[8192];
    struct stage s;
    stage_open(&s, "secret");
    set(&s, 7, &message);
    struct hf_action send = send_other(&s, 100, 7);
    act(&s, &send);
    answer(&s, "407 Proxy", "Proxy-Authenticate: Digest realm=p, nonce=x, qop=auth\r\n");
    cr_assert_eq(only_event(&s, HF_EVENT_CHALLENGED)->u.challenged.attempt, 100);
    act_on(&s, HF_ACTION_AUTHENTICATE, 100);
    cr_assert_eq(cseq_of(&s), 2);
    cr_assert_eq(proven_nc(&s, HF_HEADER_PROXY_AUTHORIZATION, "secret"), 1);
    strcpy(first, s.sent);
    wake(&s, s.now_us + 500 * MS);
    cr_assert_str_eq(s.sent, first);
    answer(&s, "202 Accepted", "Expires: 5\r\nContact: <sip:x@y>\r\n");
    const struct hf_response *response = &only_event(&s, HF_EVENT_RESPONSE_RECEIVED)->u.response;
    cr_assert_eq(response->expires_s, HF_EXPIRES_NONE); /* a REGISTER's alone */
    cr_assert_eq(response->contact_missing, 0);
    stage_close(&s);
}

/* RFC 7616 3.4.3: auth-int takes the body in. */
Test(agent_other, its_body_is_in_the_digest)
{
    struct stage s;
    struct hf_sip_auth auth;
    struct hf_digest_hex hex;
    stage_open(&s, "secret");
    set(&s, 7, &message);
    struct hf_action send = send_other(&s, 100, 7);
    act(&s, &send);
    answer(&s, "401 Unauthorized", "WWW-Authenticate: Digest realm=r, nonce=x, qop=auth-int\r\n");
    act_on(&s, HF_ACTION_AUTHENTICATE, 100);
    cr_assert_eq(hf_sip_auth_parse(field(&s, HF_HEADER_AUTHORIZATION), &auth, NULL), 0);
    assert_slice(auth.qop, "auth-int");
    struct hf_digest digest = {.username = auth.username,
                               .realm = auth.realm,
                               .password = hf_slice_text("secret"),
                               .nonce = auth.nonce,
                               .cnonce = auth.cnonce,
                               .nc = auth.nc,
                               .method = hf_slice_text("MESSAGE"),
                               .uri = auth.uri,
                               .body = hf_slice_text("hello"),
                               .algorithm = HF_DIGEST_MD5,
                               .qop = HF_QOP_AUTH_INT};
    cr_assert_eq(hf_digest_response(&digest, &hex), 0);
    assert_slice(auth.response, hex.text);
    stage_close(&s);
}

Test(agent_other, without_its_text_it_fails_here)
{
    struct stage s;
    stage_open(&s, "secret");
    set(&s, 7, &message);
    for (uint64_t request = 0; request <= 8; request += 8) {
        struct hf_action send = send_other(&s, 100 + request, request);
        act(&s, &send);
        cr_assert_eq(only_event(&s, HF_EVENT_ATTEMPT_FAILED)->u.failed.cause, HF_CAUSE_LOCAL);
        cr_assert_str_eq(note_text(&s, HF_NOTE_OTHER), "a request whose text is not known");
    }
    struct hf_action send = send_other(&s, 120, 7);
    send.u.send.in_dialog = 1;
    act(&s, &send);
    only_event(&s, HF_EVENT_ATTEMPT_FAILED);
    stage_close(&s);
}

/* Forgotten too early: nothing more leaves, and its answer is still heard. */
Test(agent_other, what_is_forgotten_is_not_sent_again)
{
    struct stage s;
    stage_open(&s, "secret");
    set(&s, 7, &message);
    for (uint64_t id = 100; id <= 103; id++) {
        struct hf_action send = send_other(&s, id, 7);
        act(&s, &send);
        if (id == 101) {
            answer(&s, "401 Unauthorized", CHALLENGE("n1"));
        }
    }
    act_on(&s, HF_ACTION_ABANDON, 103);
    hf_agent_request_forget(s.agent, 99); /* never heard of */
    hf_agent_request_forget(s.agent, 7);
    cr_assert_eq(set(&s, 8, &subscribe), HF_OK); /* in its place, and nothing to it */
    wake(&s, s.now_us + 500 * MS);
    cr_assert_eq(s.out.n_datagrams, 0);
    act_on(&s, HF_ACTION_AUTHENTICATE, 101);
    cr_assert_eq(only_event(&s, HF_EVENT_ATTEMPT_FAILED)->u.failed.cause, HF_CAUSE_LOCAL);
    answer(&s, "200 OK", ""); /* of 103, which is watched */
    cr_assert_eq(only_event(&s, HF_EVENT_ABANDONED)->u.abandoned.status, 200);
    wake(&s, s.now_us + 32 * S);
    cr_assert_eq(s.out.n_events, 2);
    cr_assert_eq(s.out.events[0].u.failed.attempt, 100);
    stage_close(&s);
}

Test(agent_other, what_cannot_be_sent_is_refused_by_name)
{
    static char large[HF_AGENT_BODY_MAX + 2];
    static const struct {
        struct hf_agent_request text;
        int error;
        const char *what;
    } cases[] = {
        {{"", "", "", "", NULL, 0}, HF_E_VALUE, "method"},
        {{"A B", "", "", "", NULL, 0}, HF_E_VALUE, "method"},
        {{"INVITE", "", "", "", NULL, 0}, HF_E_VALUE, "method"},
        {{"REGISTER", "", "", "", NULL, 0}, HF_E_VALUE, "method"},
        {{large, "", "", "", NULL, 0}, HF_E_LIMIT, "method"},
        {{"X", large, "", "", NULL, 0}, HF_E_LIMIT, "uri"},
        {{"X", "bob", "", "", NULL, 0}, HF_E_VALUE, "uri"},
        {{"X", "sip:b@h>\r\nA: b", "", "", NULL, 0}, HF_E_VALUE, "uri"},
        {{"X", "sips:b@h", "", "", NULL, 0}, HF_E_VALUE, "uri"},
        {{"X", "sip:b@h?a=b", "", "", NULL, 0}, HF_E_VALUE, "uri"},
        {{"X", "mailto:b@h", "", "", NULL, 0}, HF_E_VALUE, "uri"},
        {{"X", "", large, "", NULL, 0}, HF_E_LIMIT, "fields"},
        {{"X", "", "A: b", "", NULL, 0}, HF_E_VALUE, "fields"},
        {{"X", "", "A: b\n", "", NULL, 0}, HF_E_VALUE, "fields"},
        {{"X", "", "A: b\r\n\r\nX", "", NULL, 0}, HF_E_VALUE, "fields"},
        {{"X", "", "A: b\r\n c\r\n", "", NULL, 0}, HF_E_VALUE, "fields"},
        {{"X", "", "A\r\n", "", NULL, 0}, HF_E_VALUE, "fields"},
        {{"X", "", "A: b\001\r\n", "", NULL, 0}, HF_E_VALUE, "fields"},
        {{"X", "", "v: SIP/2.0/UDP h\r\n", "", NULL, 0}, HF_E_VALUE, "fields"},
        {{"X", "", "route: <sip:h;lr>\r\n", "", NULL, 0}, HF_E_VALUE, "fields"},
        {{"X", "", "", "text/plain", large, HF_AGENT_BODY_MAX + 1}, HF_E_LIMIT, "body"},
        {{"X", "", "", large, "b", 1}, HF_E_LIMIT, "content_type"},
        {{"X", "", "", "", "b", 1}, HF_E_VALUE, "content_type"},
        {{"X", "", "", "text", "b", 1}, HF_E_VALUE, "content_type"},
        {{"X", "", "", "a/b\r\nC: d", "b", 1}, HF_E_VALUE, "content_type"},
    };
    struct stage s;
    struct hf_refusal refusal;
    stage_open(&s, "secret");
    memset(large, 'x', sizeof large - 1);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        cr_assert_eq(hf_agent_request_set(s.agent, 7, &cases[i].text, &refusal), cases[i].error,
                     "%zu", i);
        cr_assert_eq(strncmp(refusal.what, cases[i].what, strlen(cases[i].what)), 0, "%zu: %s", i,
                     refusal.what);
        cr_assert_eq(refusal.value, 7);
    }
    struct hf_agent_request text = {"X", "", "A: b\r\nVia: c\r\n", "", NULL, 0};
    cr_assert_eq(hf_agent_request_set(s.agent, 7, &text, &refusal), HF_E_VALUE);
    cr_assert_eq(refusal.index, 2); /* the second field */
    cr_assert_eq(set(&s, 0, &message), HF_E_VALUE);
    for (uint64_t id = 1; id <= HF_AGENT_REQUESTS; id++) {
        cr_assert_eq(set(&s, id, &message), HF_OK);
    }
    cr_assert_eq(set(&s, 1, &message), HF_E_STATE);
    cr_assert_eq(set(&s, 99, &message), HF_E_LIMIT);
    hf_agent_request_forget(s.agent, 1);
    cr_assert_eq(set(&s, 99, &message), HF_OK);
    stage_close(&s);
}

/* The largest that is taken still leaves, with credentials and all. */
Test(agent_other, the_largest_fits)
{
    static char body[HF_AGENT_BODY_MAX], uri[HF_AGENT_URI_MAX + 1], user[HF_AGENT_TEXT_MAX + 1];
    static char fields[HF_AGENT_FIELDS_MAX + 1];
    struct stage s;
    stage_open(&s, "secret");
    memset(body, 'b', sizeof body);
    memset(user, '>', sizeof user - 1); /* each is escaped */
    memset(uri, 'u', sizeof uri - 1);
    memcpy(uri, "sip:", 4);
    memcpy(uri + sizeof uri - 13, "@example.com", 12);
    memset(fields, 'f', sizeof fields - 1);
    memcpy(fields, "A: ", 3);
    memcpy(fields + sizeof fields - 3, "\r\n", 2);
    s.setup.identity.user = s.setup.identity.auth_name = s.setup.identity.display_name = user;
    change(&s, APART);
    struct hf_agent_request text = {"X", uri, fields, "a/b", body, sizeof body};
    cr_assert_eq(set(&s, 7, &text), HF_OK);
    struct hf_action send = send_other(&s, 100, 7);
    act(&s, &send);
    answer(&s, "407 Proxy", "Proxy-Authenticate: Digest realm=p, nonce=x, qop=auth\r\n");
    act_on(&s, HF_ACTION_AUTHENTICATE, 100);
    answer(&s, "401 Unauthorized", CHALLENGE("n1"));
    act_on(&s, HF_ACTION_AUTHENTICATE, 100);
    cr_assert_eq(s.out.n_datagrams, 1);
    cr_assert_eq(s.request.body.length, sizeof body);
    cr_assert_not_null(hf_sip_find(&s.request, HF_HEADER_PROXY_AUTHORIZATION));
    text.uri = "";
    hf_agent_request_forget(s.agent, 7);
    cr_assert_eq(set(&s, 8, &text), HF_OK);
    send = send_other(&s, 101, 8);
    act(&s, &send);
    cr_assert_eq(s.out.n_datagrams, 1);
    stage_close(&s);
}
