/* SPDX-License-Identifier: Apache-2.0 */
/* What a registrant is known by (RFC 3261 10.2, 17.1.2), as stories of one line's agent. That a
 * refresh comes inside of the granted lifetime is the core's: tests/unit/core and its stories. */
#include "agent_support.h"

static void copy(const struct stage *s, unsigned id, char out[256])
{
    struct hf_slice value = field(s, id);
    snprintf(out, 256, "%.*s", (int)value.length, value.at);
}

/* 10.2: the domain alone; To and From are the address-of-record, To without a tag. */
Test(agent_registrant, names_the_domain_and_the_address_of_record)
{
    static const struct {
        const char *user, *host, *uri, *record;
    } cases[] = {
        {"alice", "example.com", "sip:example.com", "sip:alice@example.com"},
        {"1001", "192.0.2.7", "sip:192.0.2.7", "sip:1001@192.0.2.7"},
        {"alice", "2001:db8::7", "sip:[2001:db8::7]", "sip:alice@[2001:db8::7]"},
        {"al ice@x", "h.example", "sip:h.example", "sip:al%20ice%40x@h.example"},
        {"+49(30)1", "h.example", "sip:h.example", "sip:+49(30)1@h.example"},
        {"", "h.example", "sip:h.example", "sip:h.example"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct stage s;
        struct hf_sip_party from, to;
        stage_open(&s, "secret");
        servers(&s, cases[i].host, NULL);
        s.setup.identity.user = cases[i].user;
        change(&s, APART);
        struct hf_action send = register_to(&s, 1);
        for (unsigned round = 0; round < 3; round++) { /* first, challenged, refresh */
            if (round != 1) {
                send.u.send.attempt = 1 + round;
                act(&s, &send);
            } else {
                answer(&s, "401 Unauthorized", CHALLENGE("n"));
                act_on(&s, HF_ACTION_AUTHENTICATE, 1);
            }
            assert_slice(s.request.uri, cases[i].uri);
            cr_assert_eq(hf_sip_from(&s.request, &from, NULL), 1);
            cr_assert_eq(hf_sip_to(&s.request, &to, NULL), 1);
            assert_slice(from.address.uri, cases[i].record);
            assert_slice(to.address.uri, cases[i].record);
            cr_assert_eq(to.tag.length, 0);
            cr_assert_geq(from.tag.length, 16);
            if (round == 1) {
                answer(&s, "200 OK", "");
            }
        }
        stage_close(&s);
    }
}

/* 22.2, 8.1.3.5: the same request again but for CSeq, branch and credentials. */
Test(agent_registrant, answers_a_challenge_with_the_next_cseq)
{
    struct stage s;
    char call_id[256], from[256], contact[256], branch[256];
    stage_open(&s, "secret");
    struct hf_action send = register_to(&s, 1);
    act(&s, &send);
    uint32_t cseq = cseq_of(&s);
    for (unsigned round = 0; round < 2; round++) {
        copy(&s, HF_HEADER_CALL_ID, call_id);
        copy(&s, HF_HEADER_FROM, from);
        copy(&s, HF_HEADER_CONTACT, contact);
        snprintf(branch, sizeof branch, "%.*s", (int)branch_of(&s).length, branch_of(&s).at);
        answer(&s, round == 0 ? "401 Unauthorized" : "407 Proxy",
               round == 0 ? CHALLENGE("n") : "Proxy-Authenticate: Digest realm=p, nonce=n\r\n");
        act_on(&s, HF_ACTION_AUTHENTICATE, 1);
        cr_assert_eq(cseq_of(&s), ++cseq);
        assert_slice(field(&s, HF_HEADER_CALL_ID), call_id);
        assert_slice(field(&s, HF_HEADER_FROM), from);
        assert_slice(field(&s, HF_HEADER_CONTACT), contact);
        cr_assert(!hf_slice_is(branch_of(&s), branch));
    }
    stage_close(&s);
}

/* 10.2.4: one Call-ID, and a higher CSeq each time, also to the next target of the server. */
Test(agent_registrant, refreshes_with_its_call_id_and_a_higher_cseq)
{
    struct stage s;
    char call_id[256], contact[256];
    stage_open(&s, "secret");
    challenge_and_accept(&s, 1);
    copy(&s, HF_HEADER_CALL_ID, call_id);
    copy(&s, HF_HEADER_CONTACT, contact);
    uint32_t cseq = cseq_of(&s);
    for (uint64_t id = 2; id < 8; id++) {
        struct hf_action send = register_to(&s, id);
        send.u.send.target.address[3] = (uint8_t)(1 + id % 2);
        send.u.send.expires_s = id == 7 ? 0 : 600; /* 10.2.2: the removal too */
        s.now_us += 50 * S;
        act(&s, &send);
        cr_assert_eq(cseq_of(&s), ++cseq);
        assert_slice(field(&s, HF_HEADER_CALL_ID), call_id);
        cr_assert(begins_with(field(&s, HF_HEADER_CONTACT), "<sip:hf"));
        if (id < 7) {
            assert_slice(field(&s, HF_HEADER_CONTACT), contact);
        }
        answer_from(&s, &send.u.send.target, "200 OK", "");
        only_event(&s, HF_EVENT_RESPONSE_RECEIVED);
    }
    stage_close(&s);
}

/* 17.1.2.1: Timer E doubles up to T2, Timer F ends it. */
Test(agent_registrant, sends_eleven_times_in_32_seconds_and_stops)
{
    static const uint64_t moments_ms[] = {500,   1500,  3500,  7500,  11500,
                                          15500, 19500, 23500, 27500, 31500};
    static char first[8192];
    struct stage s;
    stage_open(&s, "secret");
    uint64_t zero_us = s.now_us;
    struct hf_action send = register_to(&s, 1);
    send.u.send.retransmissions = HF_RETRANSMIT_FREELY;
    act(&s, &send);
    strcpy(first, s.sent);
    for (size_t i = 0; i < sizeof moments_ms / sizeof moments_ms[0]; i++) {
        cr_assert_eq(hf_agent_deadline(s.agent), zero_us + moments_ms[i] * MS, "%zu", i);
        wake(&s, zero_us + moments_ms[i] * MS);
        cr_assert_eq(s.out.n_datagrams, 1);
        cr_assert_str_eq(s.sent, first);
        cr_assert_str_eq(s.out.notes[0].text, "");
        cr_assert_eq(s.out.notes[0].kind, HF_NOTE_RETRANSMISSION);
    }
    cr_assert_eq(hf_agent_deadline(s.agent), zero_us + 32 * S);
    wake(&s, zero_us + 32 * S);
    cr_assert_eq(s.out.n_datagrams, 0);
    cr_assert_eq(only_event(&s, HF_EVENT_ATTEMPT_FAILED)->u.failed.cause, HF_CAUSE_SILENCE);
    cr_assert_eq(hf_agent_deadline(s.agent), HF_NEVER);
    wake(&s, zero_us + 100 * S);
    cr_assert_eq(s.out.n_datagrams + s.out.n_events, 0);
    stage_close(&s);
}

/* 17.1.2.2, Proceeding: what runs ends as it was set, and then it is T2 each time. */
Test(agent_registrant, after_a_100_the_interval_is_t2)
{
    struct stage s;
    unsigned n = 0;
    stage_open(&s, "secret");
    uint64_t zero_us = s.now_us;
    struct hf_action send = register_to(&s, 1);
    act(&s, &send);
    s.now_us += 100 * MS;
    answer(&s, "100 Trying", "");
    only_event(&s, HF_EVENT_PROVISIONAL);
    for (uint64_t at_ms = 500; at_ms < 32000; at_ms += 4000) {
        cr_assert_eq(hf_agent_deadline(s.agent), zero_us + at_ms * MS);
        wake(&s, zero_us + at_ms * MS);
        cr_assert_eq(s.out.n_datagrams, 1);
        answer(&s, "100 Trying", ""); /* again and again: nothing changes */
        no_event(&s);
        n++;
    }
    cr_assert_eq(n, 8);
    wake(&s, zero_us + 32 * S);
    cr_assert_eq(only_event(&s, HF_EVENT_ATTEMPT_FAILED)->u.failed.cause, HF_CAUSE_SILENCE);
    stage_close(&s);
}
