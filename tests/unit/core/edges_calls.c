/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Edges of calls that meet at a server, found by measuring (./run coverage): who waits for another
 * one's REGISTER there, and what becomes of it. Rules A11, C1b, C14, E2.
 */
#include "call_bench.h"

static struct rig rig;

/* The line works on server 2 by now, and the INVITE that server 1 works on is given up for other
 * timers: the call registers at server 1 before it is sent there again. */
static uint64_t a_call_that_begins_anew(void)
{
    uint64_t invite;

    call_bench(&rig);
    rig.config.register_first = 1;
    call_bench_begin(&rig);
    rig_dial(&rig, 1, 0);
    invite = call_sent(&rig, HF_REQUEST_INVITE)->attempt;
    rig_provisional(&rig, invite);
    rig_wanted(&rig, 9);
    rig_fail(&rig, HF_CAUSE_ICMP);
    rig_accept(&rig, 3600);
    cr_assert_eq(hf_line_status(&rig.line).server, 2);
    rig.config.t1_ms = 600;
    cr_assert_eq(rig_configure(&rig), HF_OK);
    return invite;
}

/* A11, C1b: another call waits for that REGISTER when the INVITE that was given up rings after all.
 * Nobody hears of the REGISTER any more: the other call sends its own. */
Test(edges_calls, C1b_A11_who_joined_a_REGISTER_that_a_late_answer_ends_sends_its_own)
{
    uint64_t invite = a_call_that_begins_anew();
    const struct hf_pass *second = &rig.line.passes[HF_SLOT_REQUEST + 1];

    cr_assert_eq(rig.line.passes[HF_SLOT_REQUEST].attempt.kind, HF_REQUEST_REGISTER);
    rig_dial(&rig, 2, 0);
    cr_assert_eq(call_sent(&rig, HF_REQUEST_INVITE)->server, 2);
    rig_fail(&rig, HF_CAUSE_ICMP);
    cr_assert_eq(second->state, HF_PASS_JOINED);
    cr_assert_eq(rig_late(&rig, invite, 180), HF_OK);
    cr_assert_eq(rig.line.passes[HF_SLOT_REQUEST].attempt.id, invite);
    cr_assert_eq(call_sent(&rig, HF_REQUEST_REGISTER)->request, 2);
    cr_assert_eq(rig.last_send.server, 1);
    rig_accept(&rig, 3600);
    cr_assert_eq(call_sent(&rig, HF_REQUEST_INVITE)->request, 2);
    cr_assert_eq(rig.last_send.server, 1);
}
