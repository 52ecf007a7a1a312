/* SPDX-License-Identifier: Apache-2.0 */
/* Another identity and configuration while anything runs (C14). */
#include "agent_support.h"

#include "agent_state.h"

static struct hf_action removal_at_former(const struct stage *s, uint64_t id, uint8_t server)
{
    struct hf_action send = register_to(s, id);
    send.u.send.server = server;
    send.u.send.former = 1;
    send.u.send.expires_s = 0;
    send.u.send.purpose = HF_PURPOSE_REMOVE;
    return send;
}

static void fails_here(struct stage *s, const struct hf_action *send)
{
    act(s, send);
    const struct hf_attempt_failed *failed = &only_event(s, HF_EVENT_ATTEMPT_FAILED)->u.failed;
    cr_assert_eq(failed->attempt, send->u.send.attempt);
    cr_assert_eq(failed->cause, HF_CAUSE_LOCAL);
    cr_assert_eq(failed->reused, 0);
    cr_assert_eq(s->out.n_datagrams, 0);
    cr_assert_str_neq(note_text(s, HF_NOTE_OTHER), "");
}

/* C14: what is removed at a server that is gone speaks to it as it was. */
Test(agent_profile, a_former_send_counts_and_speaks_as_before)
{
    for (enum place place = IN_PLACE; place <= APART; place++) {
        struct stage s;
        stage_open(&s, "secret");
        struct hf_action removal = removal_at_former(&s, 90, 1);
        fails_here(&s, &removal); /* there was no configuration before */
        servers(&s, "a-rather-longer-name.example", NULL);
        s.setup.identity.user = "bob";
        change(&s, place);
        struct hf_action send = register_to(&s, 100);
        act(&s, &send);
        assert_slice(s.request.uri, "sip:a-rather-longer-name.example");
        assert_slice(field(&s, HF_HEADER_TO), "<sip:bob@a-rather-longer-name.example>");
        removal = removal_at_former(&s, 101, 1);
        act(&s, &removal);
        assert_slice(s.request.uri, "sip:example.com");
        assert_slice(field(&s, HF_HEADER_TO), "<sip:alice@example.com>");
        removal = removal_at_former(&s, 102, 2);
        act(&s, &removal);
        assert_slice(s.request.uri, "sip:[2001:db8::2]");
        removal = removal_at_former(&s, 103, 3);
        fails_here(&s, &removal);
        send = register_to(&s, 104);
        send.u.send.server = 2;
        fails_here(&s, &send);

        servers(&s, "x.example", "y.example"); /* the former is always the last before */
        change(&s, place);
        removal = removal_at_former(&s, 105, 1);
        act(&s, &removal);
        assert_slice(s.request.uri, "sip:a-rather-longer-name.example");
        assert_slice(field(&s, HF_HEADER_TO), "<sip:bob@a-rather-longer-name.example>");
        removal = removal_at_former(&s, 106, 2);
        fails_here(&s, &removal);
        stage_close(&s);
    }
}

Test(agent_profile, what_was_begun_before_is_repeated_as_it_was)
{
    static char first[8192];
    struct stage s;
    stage_open(&s, "secret");
    challenge_and_accept(&s, 99);
    uint64_t zero_us = s.now_us;
    struct hf_action send = register_to(&s, 100);
    act(&s, &send);
    strcpy(first, s.sent);
    servers(&s, "other.example", NULL);
    s.setup.identity.user = "bob";
    s.setup.identity.password = "another";
    change(&s, IN_PLACE);
    wake(&s, zero_us + 500 * MS);
    cr_assert_eq(s.out.n_datagrams, 1);
    cr_assert_str_eq(s.sent, first);

    /* a challenge is answered as the one who asked */
    answer(&s, "401 Unauthorized", CHALLENGE("n2"));
    only_event(&s, HF_EVENT_CHALLENGED);
    act_on(&s, HF_ACTION_AUTHENTICATE, 100);
    cr_assert_eq(proven_nc(&s, HF_HEADER_AUTHORIZATION, "secret"), 1);
    assert_slice(s.request.uri, "sip:example.com");
    stage_close(&s);
}

/* Two configurations on, its words are gone: it is heard, not sent. */
Test(agent_profile, what_is_two_configurations_old_waits_in_silence)
{
    struct stage s;
    stage_open(&s, "secret");
    uint64_t zero_us = s.now_us;
    for (uint64_t id = 100; id <= 104; id++) {
        struct hf_action send = register_to(&s, id);
        send.u.send.series = (uint32_t)id;
        act(&s, &send);
        if (id == 101) {
            answer(&s, "401 Unauthorized", CHALLENGE("n1"));
        } else if (id == 102) {
            act_on(&s, HF_ACTION_ABANDON, id);
        }
    }
    change(&s, IN_PLACE);
    change(&s, APART);
    wake(&s, zero_us + 500 * MS);
    cr_assert_eq(s.out.n_datagrams, 0);
    act_on(&s, HF_ACTION_AUTHENTICATE, 101);
    cr_assert_eq(only_event(&s, HF_EVENT_ATTEMPT_FAILED)->u.failed.cause, HF_CAUSE_LOCAL);
    answer(&s, "401 Unauthorized", CHALLENGE("n1")); /* of 104, and cannot be answered */
    cr_assert_eq(only_event(&s, HF_EVENT_RESPONSE_RECEIVED)->u.response.status, 401);
    wake(&s, zero_us + 32 * S);
    cr_assert_eq(s.out.n_events, 3);
    cr_assert_eq(s.out.events[0].u.failed.attempt, 100);
    cr_assert_eq(s.out.events[0].u.failed.cause, HF_CAUSE_SILENCE);
    cr_assert_eq(s.out.events[1].u.failed.attempt, 103);
    cr_assert_eq(s.out.events[2].u.abandoned.attempt, 102);
    cr_assert_eq(hf_agent_deadline(s.agent), HF_NEVER);
    stage_close(&s);
}

Test(agent_profile, a_server_keeps_what_is_known_of_it_under_another_number)
{
    struct stage s;
    char call_id[128], contact[128], again[128];
    stage_open(&s, "secret");
    challenge_and_accept(&s, 99);
    snprintf(call_id, sizeof call_id, "%.*s", (int)field(&s, HF_HEADER_CALL_ID).length,
             field(&s, HF_HEADER_CALL_ID).at);
    contact_uri(&s, contact, sizeof contact);
    uint32_t cseq = cseq_of(&s);
    servers(&s, "2001:db8::2", "example.com");
    s.setup.seed ^= 1; /* does not count */
    s.setup.line++;
    change(&s, APART);
    struct hf_action send = register_to(&s, 100);
    send.u.send.server = 2;
    act(&s, &send);
    assert_slice(s.request.uri, "sip:example.com");
    assert_slice(field(&s, HF_HEADER_CALL_ID), call_id); /* C1a: by the core's series */
    cr_assert_eq(cseq_of(&s), cseq + 1);
    cr_assert_eq(proven_nc(&s, HF_HEADER_AUTHORIZATION, "secret"), 2);
    cr_assert_str_eq(contact_uri(&s, again, sizeof again), contact);
    send = register_to(&s, 101);
    send.u.send.series = 2;
    act(&s, &send);
    cr_assert_eq(hf_sip_find(&s.request, HF_HEADER_AUTHORIZATION), NULL);
    stage_close(&s);
}

static unsigned n_times(const void *memory, size_t size, const char *text)
{
    const char *bytes = memory;
    unsigned n = 0;
    for (size_t at = 0; at + strlen(text) <= size; at++) {
        n += memcmp(bytes + at, text, strlen(text)) == 0;
    }
    return n;
}

/* C13: new credentials for the same servers; the old ones are nowhere any more. */
Test(agent_profile, an_identity_alone_leaves_the_configuration)
{
    struct stage s;
    stage_open(&s, "first-password");
    servers(&s, "b.example", NULL);
    change(&s, IN_PLACE);
    s.setup.config = NULL;
    s.setup.identity.password = "x";
    s.setup.identity.display_name = "";
    size_t size = hf_agent_size_after(s.agent, &s.setup);
    s.agent = realloc(s.agent, size + 100);
    cr_assert_eq(n_times(s.agent, size, "st-password"), 2);
    cr_assert_eq(hf_agent_reconfigure(s.agent, s.agent, size + 100, &s.setup), HF_OK);
    cr_assert_eq(n_times(s.agent, size + 100, "st-password"), 1); /* the former's */
    struct hf_action send = removal_at_former(&s, 100, 1);        /* nothing has grown older */
    act(&s, &send);
    assert_slice(s.request.uri, "sip:example.com");
    send = register_to(&s, 101);
    act(&s, &send);
    assert_slice(s.request.uri, "sip:b.example");
    cr_assert(begins_with(field(&s, HF_HEADER_FROM), "<sip:alice@b.example>"));
    answer(&s, "401 Unauthorized", CHALLENGE("n1"));
    act_on(&s, HF_ACTION_AUTHENTICATE, 101);
    cr_assert_eq(proven_nc(&s, HF_HEADER_AUTHORIZATION, "x"), 1);
    s.setup.config = &s.config;
    cr_assert_eq(hf_agent_reconfigure(s.agent, s.agent, size + 100, &s.setup), HF_OK);
    cr_assert_eq(n_times(s.agent, size + 100, "st-password"), 0);
    stage_close(&s);
}

Test(agent_profile, a_change_that_is_refused_changes_nothing)
{
    static char long_text[HF_AGENT_TEXT_MAX + 2];
    struct stage s;
    stage_open(&s, "secret");
    size_t size = hf_agent_size_for(&s.setup);
    char *before = malloc(size);
    memcpy(before, s.agent, size);
    memset(long_text, 'x', sizeof long_text - 1);
    s.setup.identity.password = long_text;
    cr_assert_eq(hf_agent_reconfigure(s.agent, s.agent, hf_agent_size(), &s.setup), HF_E_LIMIT);
    s.setup.identity.password = "secret";
    cr_assert_eq(hf_agent_reconfigure(s.agent, s.agent, size, &s.setup), HF_E_SPACE);
    cr_assert_eq(memcmp(before, s.agent, size), 0);
    free(before);
    stage_close(&s);
}

/* However often, and whatever their lengths: hf_agent_size() is enough in place. */
Test(agent_profile, any_number_of_changes_fits)
{
    static const char *const hosts[] = {"a", "bb.example", "a-long-name-of-a-server.example.com"};
    static const char *const users[] = {"", "u", "a-user-with-a-long-name"};
    struct stage s;
    stage_open(&s, "secret");
    s.agent = realloc(s.agent, hf_agent_size());
    for (unsigned i = 0; i < 81; i++) {
        char expected[128], former[128];
        snprintf(former, sizeof former, "sip:%s", i == 0 ? "example.com" : hosts[(i - 1) % 3]);
        servers(&s, hosts[i % 3], hosts[i / 3 % 3]);
        s.setup.identity.user = users[i / 9 % 3];
        s.setup.identity.password = users[i / 27 % 3];
        cr_assert_eq(hf_agent_reconfigure(s.agent, s.agent, hf_agent_size(), &s.setup), HF_OK);
        struct hf_action send = register_to(&s, 2 * i + 100);
        act(&s, &send);
        snprintf(expected, sizeof expected, "<sip:%s%s%s>", s.setup.identity.user,
                 s.setup.identity.user[0] == '\0' ? "" : "@", hosts[i % 3]);
        assert_slice(field(&s, HF_HEADER_TO), expected);
        answer(&s, "200 OK", "");
        send = removal_at_former(&s, 2 * i + 101, 1);
        act(&s, &send);
        assert_slice(s.request.uri, former);
        answer(&s, "200 OK", "");
    }
    stage_close(&s);
}
