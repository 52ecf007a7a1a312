/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Edges of the core's inner questions, found by measuring (./run coverage) and by mutants that
 * survived (./run mutate): what a question answers about nobody, about what is gone, and about
 * what differs in a single condition. Each is asked by itself, without a line's step around it.
 */
#include "attempt.h"
#include "calls.h"
#include "failback.h"
#include "locate.h"
#include "order.h"
#include "pass_states.h"
#include "rig.h"
#include "starts.h"
#include "target_failback.h"
#include "terms.h"
#include "turns.h"
#include "verdict.h"
#include "watched.h"

static struct rig rig;

/* Registered at the first of two servers; no candidate rests. */
static void registered(void)
{
    rig_start(&rig);
    rig_accept(&rig, 600);
}

static struct hf_context context(void)
{
    rig.actions.n = 0;
    return (struct hf_context){.line = &rig.line, .actions = &rig.actions, .now_us = rig.now_us};
}

/* ---- about nobody ---- */

Test(edges_units, nobody_rests_behind_the_table)
{
    registered();
    rig.line.candidates[rig.line.n_candidates].rest_until_us = HF_NEVER;
    cr_assert_not(hf_rest_is_on(&rig.line, rig.line.n_candidates));
    cr_assert_not(hf_rest_is_on(&rig.line, HF_NONE));
    rig.line.candidates[0].rest_until_us = rig.now_us + 1;
    cr_assert(hf_rest_is_on(&rig.line, 0));
    cr_assert_not(hf_rest_is_on(&rig.line, 1));
}

Test(edges_units, a_host_that_is_none_is_not_looked_up)
{
    registered();
    cr_assert_not(hf_locate_is_asking(&rig.line, HF_NONE));
    cr_assert_not(hf_locate_has_failed(&rig.line, HF_NONE));
    cr_assert_eq(hf_locate_host_of(&rig.line, rig.line.first_id), HF_NONE, "no such question");
}

Test(edges_units, D1_nobody_has_a_way_back)
{
    registered();
    cr_assert_eq(hf_target_failback_mode(&rig.line, HF_NONE), HF_FAILBACK_NEVER);
}

Test(edges_units, A11_no_call_is_watched_for_by_number_0)
{
    registered();
    rig.line.watched[0] = (struct hf_watched){.number = 1, .kind = HF_REQUEST_REGISTER};
    cr_assert_not(hf_watched_any_of(&rig.line, 0));
    rig.line.watched[0].call = 1;
    cr_assert(hf_watched_any_of(&rig.line, 1));
}

Test(edges_units, C8_a_BYE_of_no_call_is_not_its_own)
{
    const struct hf_pass pass = {.kind = HF_REQUEST_BYE};

    registered();
    cr_assert_not(hf_call_is_own_bye(&rig.line, &pass));
}

/* ---- what is gone ---- */

/* C14: the entry stays behind for what still refers to it. */
Test(edges_units, C14_a_request_does_not_start_at_a_server_that_is_gone)
{
    struct hf_start start;

    registered();
    rig.line.config.register_first = 1;
    cr_assert_eq(hf_terms_register_first(&rig.line, 1), HF_WHY_REGISTERS_FIRST);
    rig.line.candidates[1].server = 0;
    cr_assert_eq(hf_terms_register_first(&rig.line, 1), HF_WHY_NONE, "nowhere to register");
    rig.line.config.servers[0].failback_mode = HF_FAILBACK_NEW_REQUESTS;
    rig.line.candidates[0].server = 0;
    start = hf_start_of(&rig.line, 0);
    cr_assert_eq(start.candidate, 0, "there is no better one by that server's settings");
    cr_assert_eq(start.why, HF_WHY_REQUEST_WANTED);
}

/* C14: the removal at a former server goes where it was sent, whatever the table says. */
Test(edges_units, C14_a_former_servers_removal_goes_where_it_is_sent)
{
    struct hf_pass pass = {.purpose = HF_PURPOSE_REMOVE, .candidate = 1, .former = 2};

    registered();
    rig.line.candidates[1].server = 0;
    cr_assert(hf_pass_goes_where_it_is_sent(&rig.line, &pass));
    pass.former = 0;
    cr_assert_not(hf_pass_goes_where_it_is_sent(&rig.line, &pass));
}

/* ---- where a pass starts ---- */

Test(edges_units, a_pass_does_not_start_outside_of_its_servers)
{
    struct hf_pass pass = {.purpose = HF_PURPOSE_REQUEST, .candidate = 0, .other = HF_NONE};

    registered();
    cr_assert_eq(hf_candidates_start(&rig.line, &pass).candidate, 0);
    pass.server = 2;
    cr_assert_eq(hf_candidates_start(&rig.line, &pass).candidate, 1, "also where it works");
    pass.purpose = HF_PURPOSE_REGISTER;
    cr_assert_eq(hf_candidates_start(&rig.line, &pass).candidate, 1);
}

Test(edges_units, D2_a_start_that_A9_chooses_is_explained_by_A9)
{
    struct hf_context x;
    struct hf_start start = {.why = HF_WHY_NEW_REQUEST_FIRST, .candidate = HF_NONE};

    registered();
    x = context();
    hf_start_explain(&x, &start);
    cr_assert_eq(rig.actions.n, 0);
    start.candidate = 1;
    hf_start_explain(&x, &start);
    cr_assert_not_null(rig_decision(&rig, HF_WHY_NEW_REQUEST_FIRST));
}

/* ---- C1b: turns ---- */

/* Another pass's REGISTER to the first server. */
static struct hf_pass *another(uint8_t slot)
{
    struct hf_pass *p = &rig.line.passes[slot];

    registered();
    *p = (struct hf_pass){.state = HF_PASS_TRYING, .candidate = 0};
    p->attempt.kind = HF_REQUEST_REGISTER;
    return p;
}

Test(edges_units, C1b_a_REGISTER_that_is_followed_is_not_over)
{
    struct hf_pass *p = another(HF_SLOT_PROBE);
    static const uint8_t followed[] = {HF_OUTCOME_TOO_BRIEF, HF_OUTCOME_REDIRECTED};

    for (size_t i = 0; i < sizeof followed; i++) {
        p->attempt.outcome = followed[i];
        p->attempt.state = HF_ATTEMPT_ENDED;
        cr_assert_eq(hf_turns_busy(&rig.line, NULL, 0), HF_SLOT_PROBE);
        p->attempt.state = HF_ATTEMPT_IDLE;
        cr_assert_eq(hf_turns_busy(&rig.line, NULL, 0), HF_NONE, "it has not begun");
    }
    p->attempt.outcome = HF_OUTCOME_ACCEPTED;
    p->attempt.state = HF_ATTEMPT_ENDED;
    cr_assert_eq(hf_turns_busy(&rig.line, NULL, 0), HF_NONE);
}

Test(edges_units, C1b_only_an_accepted_REGISTER_of_this_server_is_settled_next)
{
    struct hf_pass *p = another(HF_SLOT_REQUEST);
    struct hf_pass accepted;

    p->attempt.state = HF_ATTEMPT_ENDED;
    p->attempt.outcome = HF_OUTCOME_ACCEPTED;
    accepted = *p;
    cr_assert(hf_turns_are_settled_next(&rig.line, 0));
    cr_assert_not(hf_turns_are_settled_next(&rig.line, 1), "another server's");
    p->attempt.kind = HF_REQUEST_OTHER;
    cr_assert_not(hf_turns_are_settled_next(&rig.line, 0), "the request itself");
    *p = accepted;
    p->state = HF_PASS_LOCATING;
    cr_assert_not(hf_turns_are_settled_next(&rig.line, 0), "no attempt runs");
    *p = accepted;
    p->attempt.state = HF_ATTEMPT_SENT;
    cr_assert_not(hf_turns_are_settled_next(&rig.line, 0), "what an earlier one came to");
    *p = accepted;
    p->attempt.outcome = HF_OUTCOME_FAILED;
    cr_assert_not(hf_turns_are_settled_next(&rig.line, 0));
    *p = accepted;
    p->attempt.outcome = HF_OUTCOME_UNLISTED;
    cr_assert(hf_turns_are_settled_next(&rig.line, 0));
}

/* ---- E3: which failback modes signal only with a binding ---- */

Test(edges_units, E3_a_proxys_own_failback_mode_counts_before_its_servers)
{
    static const struct {
        int8_t own;
        uint8_t servers;
        uint16_t why;
    } cases[] = {
        {HF_AS_SERVER, HF_FAILBACK_DNS_TTL, HF_WHY_SIGNALS_REGISTERED},
        {HF_AS_SERVER, HF_FAILBACK_NEW_REQUESTS, HF_WHY_NONE},
        {HF_FAILBACK_REGISTRATION, HF_FAILBACK_NEW_REQUESTS, HF_WHY_SIGNALS_REGISTERED},
        {HF_FAILBACK_DURATION, HF_FAILBACK_NEVER, HF_WHY_SIGNALS_REGISTERED},
        {HF_FAILBACK_NEW_REQUESTS, HF_FAILBACK_DNS_TTL, HF_WHY_NONE},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        rig_init_servers(&rig, 2);
        rig_two_proxies(&rig, 1);
        rig.config.servers[0].register_on_enable = 1;
        rig.config.servers[0].only_signal_with_registered = 1;
        rig.config.servers[0].failback_mode = cases[i].servers;
        rig.config.servers[0].proxies[0].failback_mode = cases[i].own;
        rig_begin(&rig);
        cr_assert_eq(hf_terms_register_first(&rig.line, 0), cases[i].why, "%zu", i);
    }
}

/* ---- A8: redirects ---- */

Test(edges_units, A8_a_redirect_names_a_port)
{
    struct hf_target from = {.address = {192, 0, 2, 1}, .port = 5060, .family = HF_FAMILY_IPV4};
    struct hf_target to = from;

    to.address[3] = 2;
    cr_assert(hf_verdict_may_follow(&from, &to));
    to.port = 0;
    cr_assert_not(hf_verdict_may_follow(&from, &to));
}

/* ---- A11: what is watched ---- */

Test(edges_units, A11_an_attempt_of_no_pass_is_watched_for_no_call)
{
    struct hf_context x;
    struct hf_attempt alone = {.kind = HF_REQUEST_INVITE, .candidate = 0};

    registered();
    x = context();
    alone.id = rig.line.first_id;
    hf_watched_begin(&x, &alone, HF_WHY_WITHDRAWN);
    cr_assert_eq(hf_watched_place(&rig.line, alone.id), 0);
    cr_assert_eq(rig.line.watched[0].call, 0);
}

/* ---- D8: what the way back has waited for ---- */

Test(edges_units, D8_the_way_back_says_what_it_has_waited_for)
{
    struct hf_context x;

    registered();
    x = context();
    cr_assert_eq(hf_failback_why_due(&x), HF_WHY_TURN_CAME);
    rig.actions.items[rig.actions.n++] = (struct hf_action){.kind = HF_ACTION_REPORT_CALL,
                                                            .u.call.state = HF_CALL_RINGING};
    cr_assert_eq(hf_failback_why_due(&x), HF_WHY_TURN_CAME, "a call that goes on");
    rig.actions.items[rig.actions.n++] = (struct hf_action){.kind = HF_ACTION_REPORT_CALL,
                                                            .u.call.state = HF_CALL_OVER};
    cr_assert_eq(hf_failback_why_due(&x), HF_WHY_LINE_IDLE);
    rig.actions.n = 0;
    x.cause_event = HF_EVENT_CONFIGURED;
    cr_assert_eq(hf_failback_why_due(&x), HF_WHY_LINE_IDLE, "calls do not count any more");
}

/* ---- configurations as they come ---- */

Test(edges_units, H1_a_name_that_is_none_has_one_form)
{
    struct hf_config from, to;

    hf_config_init(&from);
    from.n_servers = 2;
    cr_assert_eq(hf_config_name(&from, &from.servers[0].host, "192.0.2.1", 9), HF_OK);
    from.servers[1].host = (struct hf_name){.at = 5, .length = 0};
    hf_config_copy(&to, &from);
    cr_assert_eq(to.servers[1].host.at, 0, "though names stand before it");
    cr_assert_eq(to.servers[1].host.length, 0);
    cr_assert_eq(to.names_used, 9);
}

/* ---- B7: what stands behind the table's live part is in no order ---- */

Test(edges_units, B7_only_live_targets_leave)
{
    struct hf_order order;

    rig_init(&rig);
    rig_server(&rig, "one.example");
    rig_server(&rig, "192.0.2.2");
    rig.config.address_family = HF_ADDRESS_IPV4;
    rig_begin(&rig);
    rig_answered(&rig, rig_query(&rig), HF_DNS_A, 21);
    order = hf_order_of(&rig.line, 0);
    rig.line.candidates[2] = rig.line.candidates[0]; /* a rest by name alone */
    rig.line.candidates[2].target.address[3] = 22;
    rig.line.candidates[2].rest_until_us = HF_NEVER;
    rig.line.n_candidates = 3;
    rig.line.candidates[0].branch = 1;
    cr_assert_not(hf_order_any_leaves(&order));
    rig.line.candidates[0].branch = 0;
    cr_assert(hf_order_any_leaves(&order), "nothing is asked that could give it");
}

/* The block has times to live behind the branches: one that looks like a branch is none. */
Test(edges_units, D10_a_time_to_live_gives_no_addresses)
{
    static const struct hf_branch like = {
        .host = 1, .asks = HF_ASKS_ADDRESSES, .ended = HF_QUERY_IPV4};

    rig_init(&rig);
    rig_server(&rig, "one.example");
    rig_begin(&rig);
    cr_assert_eq(hf_order_of(&rig.line, 0).gives, 0);
    memcpy(&rig.line.ttls, &like, sizeof like);
    cr_assert_eq(hf_order_of(&rig.line, 0).gives, 0);
}

/* What another host's question has given says nothing of this one. */
Test(edges_units, B9_a_host_gives_addresses_by_its_own_questions)
{
    rig_init(&rig);
    rig_server(&rig, "one.example");
    rig_server(&rig, "two.example");
    rig_begin(&rig);
    rig_answered(&rig, rig_query(&rig), HF_DNS_A, 21);
    cr_assert_eq(rig.line.branches[0].host, 1);
    cr_assert_eq(hf_order_of(&rig.line, 0).gives, 1);
    cr_assert_eq(hf_order_of(&rig.line, 1).gives, 0);
}
