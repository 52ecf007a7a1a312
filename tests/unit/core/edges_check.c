/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Edges of what hf_line_check calls sound, found by measuring (./run coverage): lines that differ
 * from a sound one in what a single condition is there for. Damage by chance (check_damage.c)
 * comes to none of them: each takes several members that fit together.
 */
#include "branches.h"
#include "calls.h"
#include "candidates.h"
#include "check_passes.h"
#include "locate.h"
#include "situations.h"

static struct rig rig;

#define CHECK_IS(number, ...) cr_expect_eq(hf_line_check(&rig.line), number, __VA_ARGS__)

/* ---- failback ---- */

/* The probe, and what is known of it, at that candidate of that server. */
static void probe_elsewhere(uint8_t server, uint8_t candidate)
{
    struct hf_pass *p = &rig.line.passes[HF_SLOT_PROBE];

    rig.line.failback.server = server;
    p->server = server;
    p->candidate = p->attempt.candidate = candidate;
    p->tried = (uint16_t)(1u << candidate);
}

Test(edges_check, H9_a_probe_is_of_a_better_server)
{
    at_probing(&rig);
    probe_elsewhere(1, 0);
    CHECK_IS(0, "as it was");
    probe_elsewhere(2, 1);
    CHECK_IS(9, "where the line works");
}

Test(edges_check, H9_a_probe_is_a_REGISTER_and_no_registration)
{
    struct hf_pass *p = &rig.line.passes[HF_SLOT_PROBE];

    at_probing(&rig);
    p->kind = p->attempt.kind = HF_REQUEST_OPTIONS;
    CHECK_IS(9, "an OPTIONS");
    at_probing(&rig);
    p->purpose = p->attempt.purpose = HF_PURPOSE_REGISTER;
    CHECK_IS(9, "a registration's");
}

/* C1b: a registration that has begun a pass has sent its probe home. */
Test(edges_check, C1b_no_probe_of_a_proxy_beside_a_pass_of_its_registration)
{
    struct hf_pass *p = &rig.line.passes[HF_SLOT_REGISTER];

    at_proxy_probing(&rig);
    rig.line.registrations[0].state = HF_REGISTRATION_REGISTERING;
    rig.line.registrations[0].deadline_us = HF_NEVER;
    p->state = HF_PASS_TURN;
    p->candidate = rig.line.registrations[0].working;
    p->other = HF_SLOT_PROBE;
    CHECK_IS(9, "it waits for the probe's turn");
}

/* ---- OPTIONS ---- */

Test(edges_check, H9_OPTIONS_that_are_asked_have_a_request_pass_of_their_own)
{
    static const uint8_t slots[] = {HF_SLOT_REGISTER, HF_LINE_PASSES, HF_SLOT_REQUEST};

    for (size_t i = 0; i < sizeof slots; i++) {
        at_options_waiting(&rig);
        rig.line.options.state = HF_OPTIONS_ASKING;
        rig.line.options.deadline_us = HF_NEVER;
        rig.line.options.slot = slots[i];
        CHECK_IS(9, "slot %u", slots[i]);
    }
    rig.line.passes[HF_SLOT_REQUEST].purpose = HF_PURPOSE_KEEPALIVE;
    CHECK_IS(9, "a pass that does not run");
}

/* ---- requests and calls ---- */

Test(edges_check, H9_a_request_of_the_user_is_no_REGISTER)
{
    struct hf_pass *p = &rig.line.passes[HF_SLOT_REQUEST];

    at_requests_full(&rig);
    p->kind = p->attempt.kind = HF_REQUEST_REGISTER;
    CHECK_IS(9, "the line registers, nobody else");
}

/* A second pass of the only call. */
static void and_a_bye(void)
{
    rig.line.passes[HF_SLOT_REQUEST + 1] = rig.line.passes[HF_SLOT_REQUEST];
    rig.line.passes[HF_SLOT_REQUEST + 1].kind = HF_REQUEST_BYE;
}

Test(edges_check, H9_nobody_hangs_up_what_is_dialled_or_rings)
{
    at_calling(&rig);
    cr_assert(hf_call_are_sound(&rig.line));
    and_a_bye();
    cr_assert_not(hf_call_are_sound(&rig.line));
    at_ringing(&rig);
    cr_assert(hf_call_are_sound(&rig.line));
    and_a_bye();
    cr_assert_not(hf_call_are_sound(&rig.line));
}

/* ---- names ---- */

Test(edges_check, B8a_a_question_is_answered_or_not_known)
{
    struct hf_branch *b = &rig.line.branches[0];

    at_asking(&rig);
    cr_assert_eq(hf_branch_kind(b), HF_ASKS_ADDRESSES);
    b->open = HF_QUERY_IPV6;
    b->ended = HF_QUERY_IPV4;
    cr_assert(hf_branches_are_sound(&rig.line));
    b->ended |= HF_QUERY_IPV4 << 4;
    cr_assert_not(hf_branches_are_sound(&rig.line), "both");
}

Test(edges_check, H9_only_addresses_are_heard_and_kept)
{
    struct hf_branch *b = &rig.line.branches[0];

    at_asking(&rig);
    b->asks = HF_ASKS_SERVICES;
    b->port = 0;
    b->open = HF_SERVICE_TCP;
    b->ended = HF_SERVICE_TLS << 4;
    cr_assert(hf_branches_are_sound(&rig.line), "one not known");
    b->ended = HF_SERVICE_TLS;
    cr_assert_not(hf_branches_are_sound(&rig.line), "one has given targets");
}

Test(edges_check, H9_a_candidate_was_given_to_its_own_host)
{
    rig_init(&rig);
    rig_server(&rig, "one.example");
    rig_server(&rig, "two.example");
    rig_begin(&rig);
    rig_answered(&rig, rig_query(&rig), HF_DNS_A, 21);
    cr_assert_neq(rig.line.candidates[0].branch, 0);
    cr_assert(hf_branches_are_sound(&rig.line));
    rig.line.candidates[0].server = 2;
    cr_assert_not(hf_branches_are_sound(&rig.line), "another host's question");
}

Test(edges_check, H9_a_question_is_open_only_where_a_name_is_asked)
{
    static const uint8_t states[] = {HF_LOOKUP_IDLE, HF_LOOKUP_NONE};
    struct hf_lookup *l = &rig.line.lookups[0];

    for (size_t i = 0; i < sizeof states; i++) {
        at_asking(&rig);
        cr_assert(hf_locate_is_sound(&rig.line));
        memset(l, 0, sizeof *l);
        l->deadline_us = HF_NEVER;
        l->state = states[i];
        cr_assert_not(hf_locate_is_sound(&rig.line), "%u", states[i]);
    }
}

/* ---- candidates ---- */

Test(edges_check, H9_what_is_behind_the_live_ones_stands_once_by_each_proxy)
{
    struct hf_candidate *behind = &rig.line.candidates[2];

    rig_start(&rig);
    *behind = rig.line.candidates[0];
    behind->rest_until_us = 1;
    behind->proxy = 1;
    rig.line.n_candidates = 3;
    cr_assert(hf_candidates_are_sound(&rig.line), "by a former proxy");
    behind->proxy = 0;
    cr_assert_not(hf_candidates_are_sound(&rig.line), "the live one");
}

Test(edges_check, H9_a_servers_proxies_stand_in_their_order)
{
    struct hf_candidate *c = rig.line.candidates, first;

    rig_init_servers(&rig, 2);
    rig_two_proxies(&rig, 1);
    rig_begin(&rig);
    cr_assert(c[1].proxy == 2 && c[2].server == 2 && c[2].proxy == 0);
    cr_assert(hf_candidates_are_sound(&rig.line), "another server's has no proxy");
    first = c[0];
    c[0] = c[1];
    c[1] = first;
    cr_assert_not(hf_candidates_are_sound(&rig.line));
}

/* B14: what is missing for want of TLS has none. */
Test(edges_check, B14_a_TLS_target_is_missing_for_no_reason)
{
    rig_init_servers(&rig, 1);
    rig_two_proxies(&rig, 1);
    rig.config.servers[0].proxies[0].transport = HF_TRANSPORT_TLS;
    rig_begin(&rig);
    cr_assert_eq(rig.line.n_candidates, 1, "the second proxy has no TLS");
    cr_assert(hf_candidates_are_sound(&rig.line));
    rig.config.servers[0].proxies[1].transport = HF_TRANSPORT_TLS;
    hf_config_copy(&rig.line.config, &rig.config);
    cr_assert_not(hf_candidates_are_sound(&rig.line));
}

/* It was given by no question of this resolution: it has its rest, or what stands there. */
Test(edges_check, H9_what_is_behind_the_live_ones_was_given_by_nobody)
{
    rig_init(&rig);
    rig_server(&rig, "one.example");
    rig_begin(&rig);
    rig_answered(&rig, rig_query(&rig), HF_DNS_A, 21);
    cr_assert_neq(rig.line.candidates[0].branch, 0);
    rig.line.candidates[1] = rig.line.candidates[0];
    rig.line.n_candidates = 2;
    cr_assert_not(hf_branches_are_sound(&rig.line));
    rig.line.candidates[1].branch = 0;
    cr_assert(hf_branches_are_sound(&rig.line));
}

/* ---- the line ---- */

Test(edges_check, H9_a_line_without_a_configuration_has_nothing)
{
    at_unconfigured(&rig);
    CHECK_IS(0, "as it was made");
    rig.line.n_candidates = 1;
    CHECK_IS(9, "a candidate");
    at_unconfigured(&rig);
    rig.line.registrations[0].state = HF_REGISTRATION_REFUSED;
    rig.line.registrations[0].deadline_us = 1;
    CHECK_IS(9, "a registration");
}

/* H2: ids and numbers of questions are far from where they would begin anew. */
Test(edges_check, H9_the_numbers_of_questions_have_a_bound)
{
    at_registered(&rig);
    rig.line.next_query = HF_QUERIES_MOST;
    CHECK_IS(0, "the last");
    rig.line.next_query++;
    CHECK_IS(9, "beyond it");
}

Test(edges_check, B13_a_pass_is_at_a_proxy_that_there_can_be)
{
    at_proxy_probing(&rig);
    rig.line.passes[HF_SLOT_PROBE].proxy = HF_SERVER_PROXIES + 1;
    cr_assert_not(hf_passes_are_bounded(&rig.line));
}

/* C11, C14: one that is to begin in a moment alone knows where it was. */
Test(edges_check, H9_a_registration_that_waits_works_nowhere)
{
    struct hf_registration *r = &rig.line.registrations[0];

    at_waiting(&rig);
    r->working = 0;
    CHECK_IS(9, "it failed");
    r->next_why = HF_WHY_CONFIG_CHANGED;
    CHECK_IS(0, "it begins in a moment");
    r->next_why = HF_WHY_RESTORED;
    CHECK_IS(0, "and so it does here");
}

Test(edges_check, C1_a_line_in_successive_mode_has_one_registration)
{
    at_registered(&rig);
    rig.line.registrations[1].state = HF_REGISTRATION_REGISTERING;
    CHECK_IS(9, "another one");
}

Test(edges_check, C10_who_is_asked_no_OPTIONS_and_when)
{
    at_registered(&rig);
    rig.line.options.candidate = 0;
    CHECK_IS(9, "nobody is asked");
    at_options_waiting(&rig);
    rig.line.options.slot = HF_SLOT_REQUEST;
    CHECK_IS(9, "not now");
    at_options_waiting(&rig);
    rig.line.options.candidate = HF_NONE;
    CHECK_IS(9, "whom");
}

/* E2: only where the settings say so does a request have a REGISTER in front of it. */
Test(edges_check, E2_a_request_without_a_REGISTER_in_front_is_what_it_is)
{
    at_registering_first(&rig);
    CHECK_IS(0, "as it was");
    rig.line.passes[HF_SLOT_REQUEST].flags &= (uint8_t)~HF_PASS_REGISTERS;
    CHECK_IS(9, "nobody wanted it");
}

Test(edges_check, H9_a_request_of_the_user_has_an_id_and_is_nothing_else)
{
    struct hf_pass *p = &rig.line.passes[HF_SLOT_REQUEST];

    at_requests_full(&rig);
    p->request = 0;
    CHECK_IS(9, "nobody's");
    at_requests_full(&rig);
    p->purpose = p->attempt.purpose = HF_PURPOSE_PROBE;
    CHECK_IS(9, "a probe's");
}
