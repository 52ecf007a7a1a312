/* SPDX-License-Identifier: Apache-2.0 */
/* OPTIONS as keep-alive (C10, RFC 3261 11), and orders that are not the agent's. */
#include "agent_support.h"

static struct hf_action options_to(const struct stage *s, uint64_t id)
{
    struct hf_action send = register_to(s, id);
    send.u.send.kind = HF_REQUEST_OPTIONS;
    send.u.send.purpose = HF_PURPOSE_KEEPALIVE;
    send.u.send.series = 0;
    send.u.send.expires_s = 0;
    return send;
}

Test(agent_options, it_says_what_it_must)
{
    struct stage s;
    struct hf_sip_party from;
    char tag[64];
    stage_open(&s, "secret");
    struct hf_action send = options_to(&s, 100);
    act(&s, &send);
    assert_slice(s.request.method, "OPTIONS");
    assert_slice(s.request.uri, "sip:example.com");
    assert_slice(field(&s, HF_HEADER_TO), "<sip:alice@example.com>");
    cr_assert_eq(hf_sip_from(&s.request, &from, NULL), 1);
    assert_slice(from.address.uri, "sip:alice@example.com");
    snprintf(tag, sizeof tag, "%.*s", (int)from.tag.length, from.tag.at);
    assert_slice(field(&s, HF_HEADER_ACCEPT), "application/sdp");
    assert_slice(field(&s, HF_HEADER_MAX_FORWARDS), "70");
    cr_assert(begins_with(field(&s, HF_HEADER_CONTACT), "<sip:hf"));
    cr_assert_eq(hf_sip_find(&s.request, HF_HEADER_EXPIRES), NULL);
    cr_assert_str_eq(note_text(&s, HF_NOTE_FIRST_SEND), "OPTIONS");
    answer(&s, "200 OK", "");
    send = options_to(&s, 101);
    act(&s, &send);
    cr_assert_eq(hf_sip_from(&s.request, &from, NULL), 1);
    cr_assert(!hf_slice_is(from.tag, tag)); /* a tag of its own */
    stage_close(&s);
}

/* Nothing that a REGISTER's answer says is read from this one. */
Test(agent_options, its_answer_is_a_status)
{
    struct stage s;
    stage_open(&s, "secret");
    struct hf_action send = options_to(&s, 100);
    act(&s, &send);
    answer(&s, "200 OK", "Contact: <sip:192.0.2.9>;expires=5\r\nExpires: 60\r\n");
    const struct hf_response *response = &only_event(&s, HF_EVENT_RESPONSE_RECEIVED)->u.response;
    cr_assert_eq(response->status, 200);
    cr_assert_eq(response->expires_s, HF_EXPIRES_NONE);
    cr_assert_eq(response->contact_missing, 0);
    cr_assert_eq(response->n_redirects, 0);
    send = options_to(&s, 101);
    act(&s, &send);
    answer(&s, "503 Busy", "Retry-After: 7\r\n");
    response = &only_event(&s, HF_EVENT_RESPONSE_RECEIVED)->u.response;
    cr_assert_eq(response->status, 503);
    cr_assert_eq(response->retry_after_s, 7);
    stage_close(&s);
}

/* C10: the core takes a challenge for a sign of life, and gives the attempt up. */
Test(agent_options, a_challenge_is_told_where_it_can_be_answered)
{
    struct stage s;
    stage_open(&s, "secret");
    struct hf_action send = options_to(&s, 100);
    act(&s, &send);
    answer(&s, "407 Proxy", "Proxy-Authenticate: Digest realm=p, nonce=x\r\n");
    only_event(&s, HF_EVENT_CHALLENGED);
    act_on(&s, HF_ACTION_ABANDON, 100);
    cr_assert_eq(only_event(&s, HF_EVENT_ABANDONED)->u.abandoned.how, HF_ABANDONED_NOTHING);
    send = options_to(&s, 101);
    act(&s, &send);
    answer(&s, "401 Unauthorized", "WWW-Authenticate: Negotiate\r\n");
    cr_assert_eq(only_event(&s, HF_EVENT_RESPONSE_RECEIVED)->u.response.status, 401);
    stage_close(&s);
}

Test(agent_options, it_is_repeated_given_up_and_watched_like_the_others)
{
    static char first[8192];
    struct stage s;
    stage_open(&s, "secret");
    uint64_t zero_us = s.now_us;
    struct hf_action send = options_to(&s, 100);
    act(&s, &send);
    strcpy(first, s.sent);
    wake(&s, zero_us + 500 * MS);
    cr_assert_str_eq(s.sent, first);
    wake(&s, zero_us + 32 * S);
    cr_assert_eq(only_event(&s, HF_EVENT_ATTEMPT_FAILED)->u.failed.cause, HF_CAUSE_SILENCE);
    send = options_to(&s, 101);
    act(&s, &send);
    act_on(&s, HF_ACTION_ABANDON, 101);
    cr_assert_eq(hf_agent_deadline(s.agent), s.now_us + 32 * S);
    answer(&s, "200 OK", "Expires: 5\r\n");
    const struct hf_abandoned *abandoned = &only_event(&s, HF_EVENT_ABANDONED)->u.abandoned;
    cr_assert_eq(abandoned->how, HF_ABANDONED_ANSWERED);
    cr_assert_eq(abandoned->expires_s, HF_EXPIRES_NONE);
    stage_close(&s);
}

/* KeepAlive, ShareRest, Resolve and the reports are the shell's own. */
Test(agent_options, orders_to_the_shell_do_nothing_here)
{
    struct stage s;
    stage_open(&s, "secret");
    struct hf_action send = register_to(&s, 100);
    act(&s, &send);
    uint64_t deadline_us = hf_agent_deadline(s.agent);
    for (uint32_t kind = 0; kind <= HF_ACTION_COUNT; kind++) {
        struct hf_action action;
        if (kind >= HF_ACTION_SEND && kind <= HF_ACTION_ABANDON) {
            continue;
        }
        memset(&action, 0xA5, sizeof action);
        action.kind = kind;
        act(&s, &action);
        no_event(&s);
        cr_assert_eq(s.out.n_datagrams + s.out.n_notes, 0, "%u", kind);
        cr_assert_eq(hf_agent_deadline(s.agent), deadline_us);
    }
    unreachable(&s, &s.server);
    cr_assert_eq(only_event(&s, HF_EVENT_ATTEMPT_FAILED)->u.failed.reused, 0); /* A6a */
    stage_close(&s);
}
