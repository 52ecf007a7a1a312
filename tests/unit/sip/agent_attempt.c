/* SPDX-License-Identifier: Apache-2.0 */
/* Attempts in virtual time: when they are sent again, and each way in which they end. */
#include "agent_support.h"

#include "agent_state.h"

/* A1: at 0, 0.5, 1.5, 3.5 s, the same bytes; silent until Extend; A4: then to 32 s. */
Test(agent_attempt, retransmissions_are_the_same_bytes_at_their_moments)
{
    static const uint64_t moments_ms[] = {500,   1500,  3500,  7500,  11500,
                                          15500, 19500, 23500, 27500, 31500};
    static char first[8192];
    struct stage s;
    stage_open(&s, "secret");
    challenge_and_accept(&s, 99); /* with credentials, nc and all */
    uint64_t zero_us = s.now_us;
    struct hf_action send = register_to(&s, 100);
    act(&s, &send);
    strcpy(first, s.sent);
    for (size_t i = 0; i < 10; i++) {
        uint64_t at_us = zero_us + moments_ms[i] * MS;
        if (i == 3) {
            cr_assert_eq(hf_agent_deadline(s.agent), zero_us + 32 * S);
            s.now_us = at_us;
            act_on(&s, HF_ACTION_EXTEND, 100);
        } else {
            cr_assert_eq(hf_agent_deadline(s.agent), at_us);
            wake(&s, at_us - 1);
            cr_assert_eq(s.out.n_datagrams, 0);
            wake(&s, at_us);
        }
        cr_assert_eq(s.out.n_datagrams, 1, "%zu", i);
        cr_assert_str_eq(s.sent, first);
        no_event(&s);
    }
    wake(&s, zero_us + 32 * S);
    cr_assert_eq(s.out.n_datagrams, 0);
    struct hf_attempt_failed *failed = &only_event(&s, HF_EVENT_ATTEMPT_FAILED)->u.failed;
    cr_assert_eq(failed->attempt, 100);
    cr_assert_eq(failed->cause, HF_CAUSE_SILENCE);
    cr_assert_eq(hf_agent_deadline(s.agent), HF_NEVER);
    stage_close(&s);
}

Test(agent_attempt, after_a_100_the_interval_is_t2)
{
    struct stage s;
    stage_open(&s, "secret");
    uint64_t zero_us = s.now_us;
    struct hf_action send = register_to(&s, 100);
    act(&s, &send);
    s.now_us = zero_us + 100 * MS;
    answer(&s, "100 Trying", "");
    struct hf_provisional *provisional = &only_event(&s, HF_EVENT_PROVISIONAL)->u.provisional;
    cr_assert_eq(provisional->status, 100);
    cr_assert_eq(provisional->attempt, 100);
    wake(&s, hf_agent_deadline(s.agent));
    cr_assert_eq(s.now_us, zero_us + 500 * MS);
    cr_assert_eq(hf_agent_deadline(s.agent), zero_us + 4500 * MS);
    stage_close(&s);
}

Test(agent_attempt, a_storm_of_provisional_responses_is_told_once)
{
    struct stage s;
    unsigned told = 0, noted = 0;
    stage_open(&s, "secret");
    struct hf_action send = register_to(&s, 100);
    act(&s, &send);
    for (int i = 0; i < 50; i++) {
        answer(&s, "100 Trying", "");
        told += s.out.n_events;
        noted += s.out.n_notes;
        answer(&s, "183 Session Progress", "");
        told += s.out.n_events;
        noted += s.out.n_notes;
    }
    cr_assert_eq(told, 2);
    cr_assert_eq(noted, 2);
    answer(&s, "401 Unauthorized", CHALLENGE("n1"));
    act_on(&s, HF_ACTION_AUTHENTICATE, 100);
    answer(&s, "100 Trying", ""); /* a new transaction */
    only_event(&s, HF_EVENT_PROVISIONAL);
    act_on(&s, HF_ACTION_ABANDON, 100);
    noted = 0;
    for (int i = 0; i < 50; i++) {
        answer(&s, "100 Trying", "");
        no_event(&s);
        noted += s.out.n_notes;
    }
    cr_assert_eq(noted, 1);
    stage_close(&s);
}

Test(agent_attempt, an_abandoned_request_is_watched_to_its_end)
{
    struct stage s;
    stage_open(&s, "secret");
    uint64_t zero_us = s.now_us;
    struct hf_action send = register_to(&s, 100);
    act(&s, &send);
    s.now_us += 7500 * MS;
    act_on(&s, HF_ACTION_ABANDON, 100);
    no_event(&s);
    cr_assert_eq(hf_agent_deadline(s.agent), zero_us + 32 * S);
    answer(&s, "100 Trying", "");
    no_event(&s);
    wake(&s, zero_us + 32 * S - 1);
    no_event(&s);
    wake(&s, zero_us + 32 * S);
    struct hf_abandoned *abandoned = &only_event(&s, HF_EVENT_ABANDONED)->u.abandoned;
    cr_assert_eq(abandoned->how, HF_ABANDONED_NOTHING);
    cr_assert_eq(abandoned->expires_s, HF_EXPIRES_NONE);
    cr_assert_eq(hf_agent_deadline(s.agent), HF_NEVER);
    stage_close(&s);
}

Test(agent_attempt, a_late_answer_is_told_with_its_expiry)
{
    struct stage s;
    char uri[128], fields[200];
    stage_open(&s, "secret");
    struct hf_action send = register_to(&s, 100);
    act(&s, &send);
    act_on(&s, HF_ACTION_ABANDON, 100);
    snprintf(fields, sizeof fields, "Contact: <%s>;expires=77\r\n",
             contact_uri(&s, uri, sizeof uri));
    answer_from(&s, &s.server6, "200 OK", fields);
    no_event(&s);
    answer(&s, "200 OK", fields);
    struct hf_abandoned *abandoned = &only_event(&s, HF_EVENT_ABANDONED)->u.abandoned;
    cr_assert_eq(abandoned->attempt, 100);
    cr_assert_eq(abandoned->how, HF_ABANDONED_ANSWERED);
    cr_assert_eq(abandoned->status, 200);
    cr_assert_eq(abandoned->expires_s, 77);
    cr_assert_eq(hf_agent_deadline(s.agent), HF_NEVER);
    stage_close(&s);
}

Test(agent_attempt, abandoning_a_challenged_request_ends_it_at_once)
{
    struct stage s;
    stage_open(&s, "secret");
    struct hf_action send = register_to(&s, 100);
    act(&s, &send);
    answer(&s, "401 Unauthorized", CHALLENGE("n1"));
    act_on(&s, HF_ACTION_ABANDON, 100);
    cr_assert_eq(only_event(&s, HF_EVENT_ABANDONED)->u.abandoned.how, HF_ABANDONED_NOTHING);
    act_on(&s, HF_ACTION_AUTHENTICATE, 100);
    cr_assert_eq(s.out.n_datagrams, 0);
    stage_close(&s);
}

Test(agent_attempt, when_the_watches_are_full_the_oldest_ends)
{
    struct stage s;
    stage_open(&s, "secret");
    for (uint64_t id = 100; id <= 100 + HF_LINE_ABANDONED; id++) {
        struct hf_action send = register_to(&s, id);
        act(&s, &send);
        act_on(&s, HF_ACTION_ABANDON, id);
        cr_assert_eq(s.out.n_events, id == 100 + HF_LINE_ABANDONED);
        s.now_us += MS;
    }
    cr_assert_eq(s.out.events[0].u.abandoned.attempt, 100);
    unreachable(&s, &s.server);
    cr_assert_eq(s.out.n_events, HF_LINE_ABANDONED);
    stage_close(&s);
}

Test(agent_attempt, what_cannot_leave_fails_locally)
{
    struct stage s;
    stage_open(&s, "secret");
    struct hf_action send = register_to(&s, 100);
    s.local.family = HF_FAMILY_NONE;
    act(&s, &send);
    cr_assert_eq(only_event(&s, HF_EVENT_ATTEMPT_FAILED)->u.failed.cause, HF_CAUSE_LOCAL);
    cr_assert_eq(s.out.n_datagrams, 0);
    s.local.family = HF_FAMILY_IPV4;
    s.local.port = 0;
    act(&s, &send);
    cr_assert_eq(only_event(&s, HF_EVENT_ATTEMPT_FAILED)->u.failed.cause, HF_CAUSE_LOCAL);
    s.local.port = 5066;
    send.u.send.kind = HF_REQUEST_INVITE;
    act(&s, &send);
    cr_assert_eq(only_event(&s, HF_EVENT_ATTEMPT_FAILED)->u.failed.cause, HF_CAUSE_LOCAL);
    send.u.send.kind = HF_REQUEST_REGISTER;
    send.u.send.server = 3;
    act(&s, &send);
    cr_assert_eq(only_event(&s, HF_EVENT_ATTEMPT_FAILED)->u.failed.attempt, 100);
    stage_close(&s);
}

Test(agent_attempt, many_requests_at_once_wake_in_turn)
{
    struct stage s;
    stage_open(&s, "secret");
    for (uint64_t id = 0; id < HF_AGENT_ATTEMPTS; id++) {
        struct hf_action send = register_to(&s, 100 + id);
        send.u.send.series = (uint32_t)id + 1;
        act(&s, &send);
        cr_assert_eq(s.out.n_datagrams, 1);
    }
    struct hf_action send = register_to(&s, 200);
    act(&s, &send);
    only_event(&s, HF_EVENT_ATTEMPT_FAILED);
    wake(&s, s.now_us + 500 * MS);
    cr_assert_eq(s.out.n_datagrams, HF_AGENT_ATTEMPTS);
    wake(&s, s.now_us + 32 * S);
    cr_assert_eq(s.out.n_events, HF_AGENT_ATTEMPTS);
    stage_close(&s);
}
