/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a snapshot may say and no line does, found by measuring (./run coverage): states that look
 * sound one by one and do not fit together. Those that a machine could not go on from are refused;
 * from the others the line goes on. Rules C1b, C8, C10, D6, H9, H12.
 */
#include "call_bench.h"
#include "situations.h"

static struct rig rig;

/* The line as a file would bring it back. */
static int comes_back(void)
{
    static uint8_t bytes[HF_SNAPSHOT_BYTES_MAX], scratch[HF_WIRE_SCRATCH];
    int n = hf_line_snapshot(&rig.line, bytes, sizeof bytes);
    struct hf_wire wire = {.bytes = bytes, .scratch = scratch, .scratch_size = sizeof scratch};

    cr_assert_gt(n, 0);
    wire.n_bytes = (uint32_t)n;
    return hf_line_restore(&rig.line, sizeof rig.line, &wire);
}

#define IS_REFUSED(...) cr_expect_eq(comes_back(), HF_E_SNAPSHOT, __VA_ARGS__)

/* ---- passes ---- */

/* What it tries now it would try when the other one's REGISTER is over. */
static void waits_for(struct hf_pass *p, uint8_t other)
{
    memset(&p->attempt, 0, sizeof p->attempt);
    p->attempt.deadline_us = HF_NEVER;
    p->state = HF_PASS_TURN;
    p->other = other;
    p->tried = 0;
}

/* A pass that has not begun is as one that never did: it would begin with what was left in it. */
Test(edges_restored, H9_a_pass_that_is_idle_remembers_nothing)
{
    struct hf_pass *idle = &rig.line.passes[HF_SLOT_REQUEST];

    at_registered(&rig);
    cr_assert_eq(comes_back(), HF_OK);
    idle->tried = 1;
    IS_REFUSED("what it tried");
    at_registered(&rig);
    idle->hops = 1;
    IS_REFUSED("how far it was sent");
    at_registered(&rig);
    idle->kind = HF_REQUEST_BYE;
    IS_REFUSED("whose it was");
}

/* C8, C14: the places are enough for one removal at each server. */
Test(edges_restored, C8_a_server_has_one_removal)
{
    const struct hf_pass *first = &rig.line.passes[HF_SLOT_REQUEST - 1];
    struct hf_pass *second = &rig.line.passes[HF_SLOT_REQUEST - 2];

    at_stopping(&rig);
    cr_assert_eq(first->purpose, HF_PURPOSE_REMOVE);
    cr_assert_eq(comes_back(), HF_OK);
    *second = *first;
    waits_for(second, HF_SLOT_REQUEST - 1);
    IS_REFUSED("a present one's");
    at_former_removals(&rig);
    cr_assert_eq(comes_back(), HF_OK);
    second->former = first->former;
    IS_REFUSED("a former one's");
}

/* C10: an answer to OPTIONS is said of the candidate that is to show whether it lives. */
Test(edges_restored, C10_OPTIONS_are_asked_of_the_candidate_in_question)
{
    struct hf_pass *p = &rig.line.passes[HF_SLOT_REQUEST];

    at_options_asking(&rig);
    cr_assert_eq(comes_back(), HF_OK);
    p->candidate = p->attempt.candidate = 1;
    p->tried = 2;
    IS_REFUSED("another's");
    at_options_asking(&rig);
    p->kind = p->attempt.kind = HF_REQUEST_REGISTER;
    IS_REFUSED("no OPTIONS");
    at_options_asking(&rig);
    p->purpose = p->attempt.purpose = HF_PURPOSE_PROBE;
    IS_REFUSED("nobody's");
}

/* C1b, C10: OPTIONS wait for nobody. */
Test(edges_restored, C10_OPTIONS_are_on_their_way)
{
    struct hf_pass *p = &rig.line.passes[HF_SLOT_REQUEST];

    at_options_asking(&rig);
    cr_assert_eq(rig_wanted(&rig, 1), HF_OK);
    cr_assert_eq(rig.last_send.kind, HF_REQUEST_REGISTER);
    waits_for(p, HF_SLOT_REGISTER);
    IS_REFUSED("a turn");
}

/* C1b: who waits for a turn waits for a REGISTER. */
Test(edges_restored, C1b_nobody_waits_for_the_end_of_an_INVITE)
{
    struct hf_pass *p = &rig.line.passes[HF_SLOT_REQUEST];

    at_calling(&rig);
    cr_assert_eq(rig_request(&rig, 2), HF_OK);
    waits_for(&p[1], HF_SLOT_REQUEST);
    IS_REFUSED("");
}

/* ---- registrations ---- */

/* D6: a way back that is due where nothing works any more: the pass starts as any other. */
Test(edges_restored, D6_a_way_back_from_nowhere)
{
    at_waiting(&rig);
    rig.line.registrations[0].next_why = HF_WHY_DURATION_OVER;
    cr_assert_eq(comes_back(), HF_OK);
    rig_until(&rig, rig.line.registrations[0].deadline_us);
    cr_assert_eq(rig.last_send.purpose, HF_PURPOSE_REGISTER);
    cr_assert_eq(rig.last_send.server, 1);
    cr_assert_not_null(rig_decision(&rig, HF_WHY_FIRST_CANDIDATE));
    rig_accept(&rig, 600);
    cr_assert_eq(hf_line_status(&rig.line).state, HF_LINE_REGISTERED);
}
