/* SPDX-License-Identifier: Apache-2.0 */
/* Budgets exactly, and what each answer means to an attempt. */
#include "attempt.h"
#include "hf_time.h"
#include "rig.h"

static struct rig rig;

static const struct budget {
    uint32_t t1_ms, t2_ms, period_ms;
    uint8_t retry_counts;
    uint64_t budget_us;
} budgets[] = {
    {500, 4000, 0, 3, 7500000},     /* A1: 0.5 + 1 + 2 + 4 s */
    {500, 4000, 0, 0, 500000},      /* A1 */
    {500, 4000, 0, 1, 1500000},     /* A1 */
    {500, 4000, 0, 5, 15500000},    /* A1: T2 caps the intervals: 0.5 1 2 4 4 4 */
    {500, 4000, 0, 20, 32000000},   /* A1: never longer than 64*T1 */
    {50, 4000, 0, 3, 750000},       /* A1 */
    {500, 4000, 6000, 3, 6000000},  /* A2: the period takes the count's place */
    {500, 4000, 1, 20, 1000},       /* A2 */
    {100, 4000, 32000, 3, 6400000}, /* A2, A1: never longer than 64*T1 */
};

Test(attempt, A1_A2_has_its_budget_exactly)
{
    for (size_t i = 0; i < sizeof budgets / sizeof *budgets; i++) {
        const struct budget *b = &budgets[i];
        rig_init(&rig);
        rig_server(&rig, "192.0.2.1");
        rig_server(&rig, "192.0.2.2");
        rig.config.t1_ms = b->t1_ms;
        rig.config.t2_ms = b->t2_ms;
        rig.config.servers[0].retry_counts = b->retry_counts;
        rig.config.servers[0].retry_period_ms = b->period_ms;
        cr_assert_eq(rig_configure(&rig), HF_OK);
        rig_fact(&rig, HF_EVENT_STARTED);
        cr_assert_eq(hf_line_deadline(&rig.line).at_us, b->budget_us, "row %zu", i);
        cr_assert_eq(rig.last_send.retransmissions,
                     b->period_ms ? HF_RETRANSMIT_FREELY : b->retry_counts);
    }
}

Test(attempt, A3_connecting_has_four_seconds_and_the_answer_what_is_left)
{
    rig_init(&rig);
    rig_server(&rig, "192.0.2.1");
    rig_server(&rig, "192.0.2.2");
    rig.config.servers[0].transport = HF_TRANSPORT_TCP;
    rig.config.servers[0].retry_counts = 1;
    rig_configure(&rig);
    rig_fact(&rig, HF_EVENT_STARTED);
    cr_assert_eq(hf_line_deadline(&rig.line).at_us, 4000000);
    rig.now_us = 20000;
    rig_event(&rig, HF_EVENT_CONNECTED)->u.connected.attempt = rig.last_attempt;
    rig_step(&rig);
    cr_assert_eq(hf_line_deadline(&rig.line).at_us, 1520000, "a budget after the connection");
}

Test(attempt, A4_the_last_one_goes_on_to_64_t1)
{
    rig_start(&rig);
    rig_wake(&rig);
    rig_wake(&rig);
    cr_assert_eq(rig.now_us, 15000000);
    cr_assert_eq(rig_count(&rig, HF_ACTION_EXTEND), 1);
    cr_assert_eq(hf_line_deadline(&rig.line).at_us, 7500000 + 32000000);
}

Test(attempt, A7_a_provisional_lets_it_go_on_to_timer_f)
{
    rig_start(&rig);
    rig.now_us = 1000000;
    rig_provisional(&rig, rig.last_attempt);
    cr_assert_eq(rig_count(&rig, HF_ACTION_EXTEND), 1);
    cr_assert_eq(hf_line_deadline(&rig.line).at_us, 32000000);
    rig_provisional(&rig, rig.last_attempt);
    cr_assert_eq(rig.actions.n, 0, "a second one says nothing new");
}

Test(attempt, A7_a_challenge_gives_a_fresh_budget)
{
    rig_start(&rig);
    rig.now_us = 7000000;
    rig_challenged(&rig, rig.last_attempt, 0, 0);
    cr_assert_eq(rig_count(&rig, HF_ACTION_AUTHENTICATE), 1);
    cr_assert_eq(hf_line_deadline(&rig.line).at_us, 14500000);
}

Test(attempt, A7_challenge_and_provisional_together_never_outlive_budget_and_64_t1)
{
    rig_start(&rig);
    rig.now_us = 7499999;
    rig_challenged(&rig, rig.last_attempt, 0, 0);
    rig.now_us = 14999998;
    rig_challenged(&rig, rig.last_attempt, 1, 1);
    rig.now_us = 15000000;
    rig_provisional(&rig, rig.last_attempt);
    cr_assert_eq(hf_line_deadline(&rig.line).at_us, 7500000 + 32000000);
}

Test(attempt, A8_the_same_realm_twice_is_wrong_credentials)
{
    rig_start(&rig);
    rig_challenged(&rig, rig.last_attempt, 0, 0);
    rig_challenged(&rig, rig.last_attempt, 0, 1);
    cr_assert_eq(rig.line.registrations[0].state, HF_REGISTRATION_REFUSED);
    cr_assert_eq(rig_count(&rig, HF_ACTION_ABANDON), 1, "its id still owes an answer");
    cr_assert_eq(rig_count(&rig, HF_ACTION_SEND), 0, "no failover");
}

Test(attempt, A8_one_stale_challenge_is_answered_and_no_second_one)
{
    rig_start(&rig);
    rig_challenged(&rig, rig.last_attempt, 0, 0);
    rig_challenged(&rig, rig.last_attempt, 1, 1);
    cr_assert_eq(rig_count(&rig, HF_ACTION_AUTHENTICATE), 1);
    rig_challenged(&rig, rig.last_attempt, 1, 1);
    cr_assert_eq(rig.line.registrations[0].state, HF_REGISTRATION_WAITING, "a challenge loop");
}

Test(attempt, A8_423_is_repeated_once_with_what_it_asks)
{
    struct hf_response *r;

    rig_start(&rig);
    for (int i = 0; i < 2; i++) {
        r = &rig_event(&rig, HF_EVENT_RESPONSE_RECEIVED)->u.response;
        r->attempt = rig.last_attempt;
        r->status = 423;
        r->min_expires_s = 7200u * (unsigned)(i + 1);
        rig_step(&rig);
        cr_assert_eq(rig_count(&rig, HF_ACTION_SEND), i == 0);
    }
    cr_assert_eq(rig.last_send.expires_s, 7200);
    cr_assert_eq(rig.line.registrations[0].state, HF_REGISTRATION_WAITING);
}

Test(attempt, A8_423_beyond_a_day_fails)
{
    struct hf_response *r;

    rig_start(&rig);
    r = &rig_event(&rig, HF_EVENT_RESPONSE_RECEIVED)->u.response;
    r->attempt = rig.last_attempt;
    r->status = 423;
    r->min_expires_s = 86401;
    rig_step(&rig);
    cr_assert_eq(rig.line.registrations[0].state, HF_REGISTRATION_WAITING);
}

static int redirect(uint8_t last_octet, uint8_t transport)
{
    struct hf_response *r = &rig_event(&rig, HF_EVENT_RESPONSE_RECEIVED)->u.response;

    r->attempt = rig.last_attempt;
    r->status = 302;
    r->n_redirects = 1;
    r->redirects[0] = (struct hf_target){.address = {192, 0, 2, last_octet},
                                         .port = 5060,
                                         .transport = transport,
                                         .family = HF_FAMILY_IPV4};
    return rig_step(&rig);
}

Test(attempt, A8_redirects_are_followed_five_hops_at_most)
{
    rig_start(&rig);
    for (uint8_t hop = 1; hop <= 6; hop++) {
        redirect((uint8_t)(50 + hop), HF_TRANSPORT_UDP);
        cr_assert_eq(rig_count(&rig, HF_ACTION_SEND), hop <= 5, "hop %u", hop);
        if (hop <= 5)
            cr_assert_eq(rig.last_send.server, 1, "within the same server");
    }
    cr_assert_eq(rig.line.registrations[0].state, HF_REGISTRATION_WAITING);
}

Test(attempt, A8_a_redirect_to_where_it_has_just_been_is_not_followed)
{
    rig_start(&rig);
    redirect(1, HF_TRANSPORT_UDP);
    cr_assert_eq(rig_count(&rig, HF_ACTION_SEND), 0);
}

Test(attempt, A8_a_redirect_never_leaves_tls)
{
    rig_init(&rig);
    rig_server(&rig, "192.0.2.1");
    rig.config.servers[0].transport = HF_TRANSPORT_TLS;
    rig_configure(&rig);
    rig_fact(&rig, HF_EVENT_STARTED);
    redirect(50, HF_TRANSPORT_TCP);
    cr_assert_eq(rig_count(&rig, HF_ACTION_SEND), 0);
}

static const struct meaning {
    uint16_t status;
    int fails_over;
} meanings[] = {{200, 0}, {299, 0}, {400, 0}, {403, 0}, {404, 0}, {408, 0}, {480, 0}, {486, 0},
                {500, 1}, {501, 0}, {502, 1}, {503, 1}, {504, 1}, {600, 0}, {699, 0}};

Test(attempt, A6_fails_over_on_the_statuses_of_its_list_alone)
{
    for (size_t i = 0; i < sizeof meanings / sizeof *meanings; i++) {
        rig_start(&rig);
        rig_response(&rig, rig.last_attempt, meanings[i].status, 600);
        cr_assert_eq(rig_count(&rig, HF_ACTION_SEND), (unsigned)meanings[i].fails_over, "status %u",
                     meanings[i].status);
    }
}

Test(attempt, A6_a_class_matches_but_never_a_challenge)
{
    static const uint16_t statuses[] = {401, 404, 407, 423, 486};
    static const unsigned fail_over[] = {0, 1, 0, 0, 1};

    for (size_t i = 0; i < sizeof statuses / sizeof *statuses; i++) {
        rig_init(&rig);
        rig_server(&rig, "192.0.2.1");
        rig_server(&rig, "192.0.2.2");
        rig.config.register_failover_statuses = (struct hf_statuses){.classes = 1u << 4};
        rig_configure(&rig);
        rig_fact(&rig, HF_EVENT_STARTED);
        rig_response(&rig, rig.last_attempt, statuses[i], 600);
        cr_assert_eq(rig_count(&rig, HF_ACTION_SEND), fail_over[i], "status %u", statuses[i]);
    }
}

Test(attempt, A6_every_cause_fails_over_at_once)
{
    for (unsigned cause = HF_CAUSE_SILENCE; cause <= HF_CAUSE_LOCAL; cause++) {
        rig_start(&rig);
        rig.now_us = 5000;
        rig_failed(&rig, rig.last_attempt, (enum hf_cause)cause);
        cr_assert_eq(rig_count(&rig, HF_ACTION_SEND), 1, "%s", hf_cause_name(cause));
        cr_assert_eq(rig.last_send.server, 2);
        cr_assert_eq(rig.line.now_us, 5000);
    }
}

Test(attempt, C4_a_2xx_that_removes_our_contact_is_that_candidates_failure)
{
    rig_start(&rig);
    rig_response(&rig, rig.last_attempt, 200, 0);
    cr_assert_eq(rig.last_send.server, 2);
}

Test(attempt, the_oldest_abandoned_attempt_makes_room)
{
    uint64_t first;

    rig_start(&rig);
    first = rig.last_attempt;
    for (unsigned i = 0; i < HF_LINE_ABANDONED + 2; i++) {
        rig_fact(&rig, HF_EVENT_STOPPED);
        rig_fact(&rig, HF_EVENT_STARTED);
    }
    rig_abandoned(&rig, first, 0);
    cr_assert_eq(rig.actions.late_events, 1);
}

Test(attempt, A4_the_last_one_is_known_also_where_two_servers_share_an_address)
{
    rig_init(&rig);
    rig_server(&rig, "192.0.2.1");
    rig_server(&rig, "192.0.2.1");
    rig_configure(&rig);
    rig_fact(&rig, HF_EVENT_STARTED);
    rig_wake(&rig);
    cr_assert_eq(rig_count(&rig, HF_ACTION_EXTEND), 1);
    cr_assert_eq(hf_line_deadline(&rig.line).at_us, 32000000);
}

Test(attempt, C4_redirects_and_a_423_keep_to_one_bound_together)
{
    rig_start(&rig);
    for (uint8_t hop = 1; hop <= 5; hop++) {
        rig.now_us += 7000000;
        redirect((uint8_t)(50 + hop), HF_TRANSPORT_UDP);
    }
    rig.now_us += 1000000;
    rig_provisional(&rig, rig.last_attempt);
    cr_assert_eq(rig.line.passes[HF_SLOT_REGISTER].attempt.deadline_us, 39500000);
}

static int challenge(const char *realm, int stale, int after)
{
    struct hf_challenged *c = &rig_event(&rig, HF_EVENT_CHALLENGED)->u.challenged;

    c->attempt = rig.last_attempt;
    c->realm = (struct hf_text){realm, 4, 0};
    c->stale = (uint8_t)stale;
    c->after_credentials = (uint8_t)after;
    return rig_step(&rig);
}

Test(attempt, A8_two_realms_may_both_be_stale_at_a_refresh)
{
    rig_start(&rig);
    challenge("edge", 1, 0);
    challenge("home", 1, 0);
    cr_assert_eq(rig_count(&rig, HF_ACTION_AUTHENTICATE), 1);
}

Test(attempt, A3_a_sign_of_life_never_shortens_what_a_connection_had)
{
    rig_init(&rig);
    rig_server(&rig, "192.0.2.1");
    rig.config.servers[0].transport = HF_TRANSPORT_TCP;
    rig.config.t1_ms = 50;
    rig_configure(&rig);
    rig_fact(&rig, HF_EVENT_STARTED);
    rig.now_us = 3300000;
    rig_provisional(&rig, rig.last_attempt);
    cr_assert_geq(hf_line_deadline(&rig.line).at_us, 4000000);
}

Test(attempt, A3_a_redirect_to_tcp_has_time_to_connect)
{
    rig_init(&rig);
    rig_server(&rig, "192.0.2.1");
    rig.config.servers[0].retry_counts = 0;
    rig_configure(&rig);
    rig_fact(&rig, HF_EVENT_STARTED);
    redirect(50, HF_TRANSPORT_TCP);
    cr_assert_eq(hf_line_deadline(&rig.line).at_us, 4000000);
}

/* ---- A6a ---- */

static int closed(uint64_t attempt, enum hf_cause cause, uint8_t reused)
{
    struct hf_attempt_failed *failed = &rig_event(&rig, HF_EVENT_ATTEMPT_FAILED)->u.failed;

    failed->attempt = attempt;
    failed->cause = (uint8_t)cause;
    failed->reused = reused;
    return rig_step(&rig);
}

static void over_tcp(void)
{
    rig_init_servers(&rig, 2);
    rig.config.servers[0].transport = HF_TRANSPORT_TCP;
    rig_begin(&rig);
}

Test(attempt, A6a_a_reused_connection_that_was_closed_gets_a_second_try_on_a_fresh_one)
{
    static const enum hf_cause causes[] = {HF_CAUSE_RESET, HF_CAUSE_CLOSED};
    struct hf_send first_send;

    for (unsigned i = 0; i < 2; i++) {
        over_tcp();
        first_send = rig.last_send;
        rig.now_us = 2000000;
        closed(rig.last_attempt, causes[i], 1);
        cr_assert_eq(rig_count(&rig, HF_ACTION_SEND), 1);
        cr_assert_eq(rig.last_send.fresh, 1);
        cr_assert_neq(rig.last_send.attempt, first_send.attempt, "an id of its own");
        cr_assert_eq(memcmp(&rig.last_send.target, &first_send.target, sizeof first_send.target),
                     0);
        cr_assert_eq(rig.last_send.series, first_send.series);
        cr_assert_eq(hf_line_deadline(&rig.line).at_us, 7500000, "the budget of the first");
        cr_assert_eq(rig_response(&rig, first_send.attempt, 200, 600), HF_OK);
        cr_assert_eq(rig.actions.late_events, 1, "the first was answered already");
    }
}

Test(attempt, A6a_there_is_no_third_try)
{
    over_tcp();
    closed(rig.last_attempt, HF_CAUSE_RESET, 1);
    closed(rig.last_attempt, HF_CAUSE_RESET, 1);
    cr_assert_eq(rig.last_send.server, 2);
    cr_assert_eq(rig.last_send.fresh, 0);
}

Test(attempt, A6a_none_on_a_connection_of_its_own_and_none_after_a_sign_of_life)
{
    over_tcp();
    closed(rig.last_attempt, HF_CAUSE_RESET, 0);
    cr_assert_eq(rig.last_send.server, 2);
    over_tcp();
    rig_provisional(&rig, rig.last_attempt);
    closed(rig.last_attempt, HF_CAUSE_RESET, 1);
    cr_assert_eq(rig.last_send.server, 2);
}

Test(attempt, A6a_the_second_try_ends_with_the_budget)
{
    over_tcp();
    rig.now_us = 7000000;
    closed(rig.last_attempt, HF_CAUSE_CLOSED, 1);
    rig_wake(&rig);
    cr_assert_eq(rig.now_us, 7500000);
    cr_assert_eq(rig.last_send.server, 2);
}

Test(attempt, A6a_a_second_try_names_the_users_request_again)
{
    rig_init_servers(&rig, 1);
    rig_begin(&rig);
    rig_accept(&rig, 600);
    rig_request(&rig, 7);
    closed(rig.last_attempt, HF_CAUSE_CLOSED, 1);
    cr_assert_eq(rig.last_send.request, 7);
    rig_accept(&rig, 0);
    cr_assert_eq(rig_count(&rig, HF_ACTION_REPORT_REQUEST), 1);
}

static unsigned shares(void)
{
    unsigned n = 0;

    for (uint32_t i = 0; i < rig.actions.n; i++)
        n += rig.actions.items[i].kind == HF_ACTION_SHARE_REST;
    return n;
}

/* What TLS met may come of the line's own settings, or of the name. */
Test(attempt, A10_what_TLS_failed_by_is_kept_from_other_lines_and_names)
{
    static const struct {
        enum hf_cause cause;
        unsigned shares;
    } causes[] = {{HF_CAUSE_TLS, 0}, {HF_CAUSE_CERTIFICATE, 0}, {HF_CAUSE_REFUSED, 1}};

    for (size_t i = 0; i < sizeof causes / sizeof *causes; i++) {
        rig_init(&rig);
        rig_server(&rig, "192.0.2.1");
        rig_server(&rig, "192.0.2.2");
        rig.config.quarantine_s = 30;
        rig.config.share_rests = 1;
        cr_assert_eq(rig_configure(&rig), HF_OK);
        rig_fact(&rig, HF_EVENT_STARTED);
        cr_assert_eq(rig_failed(&rig, rig.last_attempt, causes[i].cause), HF_OK);
        cr_assert_eq(shares(), causes[i].shares, "row %zu", i);
        cr_assert_neq(rig.line.candidates[0].rest_until_us, 0, "row %zu", i);
        cr_assert_eq((rig.line.candidates[0].rest_flags & HF_REST_NAMED) != 0,
                     causes[i].shares == 0, "row %zu", i);
    }
}
