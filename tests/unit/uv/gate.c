/* SPDX-License-Identifier: Apache-2.0 */
/* The gate before a target, with a thousand lines at it. */
#include "gate.h"

#include <criterion/criterion.h>

static struct hf_action send_to(uint8_t host, uint64_t attempt)
{
    struct hf_action action = {.kind = HF_ACTION_SEND};

    action.u.send.attempt = attempt;
    action.u.send.target = (struct hf_target){
        .address = {192, 0, 2, host}, .port = 5060, .family = HF_FAMILY_IPV4};
    action.u.send.retransmissions = 3;
    action.u.send.t1_ms = 500;
    action.u.send.t2_ms = 4000;
    return action;
}

/* n lines, each with an attempt of its number; how many left at once. */
static unsigned enter(struct hf_gate *gate, uint8_t host, uint32_t n)
{
    unsigned n_left = 0;

    for (uint32_t line = 1; line <= n; line++) {
        struct hf_action action = send_to(host, line);

        n_left += hf_gate_enter(gate, line, &action, 0) != 0;
    }
    return n_left;
}

static int leave(struct hf_gate *gate, uint32_t number)
{
    struct hf_gate_pass pass = {.attempt = number, .line = number};

    return hf_gate_leave(gate, &pass);
}

Test(gate, lets_64_through_and_the_others_in_order_as_room_is_made)
{
    struct hf_gate *gate = hf_gate_open();
    struct hf_action action;
    uint32_t line;

    cr_assert_eq(enter(gate, 1, 1000), 64);
    cr_assert_eq(hf_gate_next(gate, &line, &action, 0), 0);
    for (uint32_t i = 1; i <= 936; i++) {
        cr_assert_eq(leave(gate, i), 0);
        cr_assert_eq(hf_gate_next(gate, &line, &action, 0), 1);
        cr_assert_eq(line, i + 64);
        cr_assert_eq(action.u.send.attempt, i + 64);
        cr_assert_eq(hf_gate_next(gate, &line, &action, 0), 0);
    }
    for (uint32_t i = 937; i <= 1000; i++)
        cr_assert_eq(leave(gate, i), 0);
    cr_assert_eq(enter(gate, 1, 64), 64, "all places are free again");
    hf_gate_close(gate);
}

Test(gate, one_target_does_not_hold_another_up)
{
    struct hf_gate *gate = hf_gate_open();
    struct hf_action action = send_to(2, 7);

    cr_assert_eq(enter(gate, 1, 100), 64);
    cr_assert_eq(hf_gate_enter(gate, 5000, &action, 0), 1);
    hf_gate_close(gate);
}

Test(gate, who_gives_up_while_waiting_never_leaves)
{
    struct hf_gate *gate = hf_gate_open();
    struct hf_action action;
    uint32_t line;

    enter(gate, 1, 66);
    cr_assert_eq(leave(gate, 65), 1, "it waited");
    cr_assert_eq(leave(gate, 65), 0, "and is known no more");
    leave(gate, 1);
    cr_assert_eq(hf_gate_next(gate, &line, &action, 0), 1);
    cr_assert_eq(line, 66);
    hf_gate_close(gate);
}

Test(gate, what_is_ordered_while_waiting_counts_when_it_leaves)
{
    struct hf_gate *gate = hf_gate_open();
    struct hf_gate_pass waiting = {.attempt = 65, .line = 65}, out = {.attempt = 1, .line = 1};
    struct hf_action action;
    uint32_t line;

    enter(gate, 1, 65);
    cr_assert_eq(hf_gate_extend(gate, &waiting), 1);
    cr_assert_eq(hf_gate_extend(gate, &out), 0, "it has left: the agent's");
    hf_gate_reconfigure(gate, 65);
    leave(gate, 1);
    cr_assert_eq(hf_gate_next(gate, &line, &action, 0), 1);
    cr_assert_eq(action.u.send.retransmissions, HF_RETRANSMIT_FREELY);
    cr_assert_eq(action.u.send.former, 1);
    hf_gate_close(gate);
}

/* C14: nobody knows the servers of the configuration before the former one. */
Test(gate, what_waits_while_its_line_is_configured_twice_is_too_old)
{
    struct hf_gate *gate = hf_gate_open();
    struct hf_action action;
    uint32_t line;

    enter(gate, 1, 65);
    for (unsigned i = 0; i < 300; i++)
        hf_gate_reconfigure(gate, 65);
    leave(gate, 1);
    cr_assert_eq(hf_gate_next(gate, &line, &action, 0), 1);
    cr_assert_eq(action.u.send.former, 2);
    hf_gate_close(gate);
}

Test(gate, turns_away_who_waits_for_a_dead_target)
{
    struct hf_gate *gate = hf_gate_open();
    struct hf_action action = send_to(1, 0);
    struct hf_gate_pass pass;

    enter(gate, 1, 70);
    for (uint64_t i = 65; i <= 70; i++) {
        cr_assert_eq(hf_gate_turn_away(gate, &action.u.send.target, &pass), 1);
        cr_assert_eq(pass.attempt, i);
    }
    cr_assert_eq(hf_gate_turn_away(gate, &action.u.send.target, &pass), 0);
    hf_gate_close(gate);
}

Test(gate, a_line_that_goes_makes_room)
{
    struct hf_gate *gate = hf_gate_open();
    struct hf_action action;
    uint32_t line;

    enter(gate, 1, 66);
    hf_gate_forget(gate, 65);
    hf_gate_forget(gate, 3);
    cr_assert_eq(hf_gate_next(gate, &line, &action, 0), 1);
    cr_assert_eq(line, 66);
    cr_assert_eq(hf_gate_next(gate, &line, &action, 0), 0);
    hf_gate_close(gate);
}

/* ---- those without an answer ---- */

static unsigned leave_by(struct hf_gate *gate, uint64_t now_us)
{
    struct hf_action action;
    uint32_t line;
    unsigned n = 0;

    hf_gate_wake(gate, now_us);
    while (hf_gate_next(gate, &line, &action, now_us))
        n++;
    return n;
}

Test(gate, H13_silent_ones_delay_others_by_a_second)
{
    struct hf_gate *gate = hf_gate_open();

    enter(gate, 1, 64);
    cr_assert_eq(hf_gate_due(gate), HF_NEVER, "nothing waits");
    hf_gate_forget(gate, 64);
    for (uint32_t line = 101; line <= 131; line++) {
        struct hf_action action = send_to(1, line);

        cr_assert_eq(hf_gate_enter(gate, line, &action, 0), line == 101);
    }
    cr_assert_eq(hf_gate_due(gate), HF_GATE_HOLD_US);
    cr_assert_eq(leave_by(gate, HF_GATE_HOLD_US - 1), 0);
    cr_assert_eq(leave_by(gate, HF_GATE_HOLD_US), 30);
    cr_assert_eq(hf_gate_due(gate), HF_NEVER);
    cr_assert_eq(leave(gate, 1), 0, "an answer that comes late does no harm");
    hf_gate_close(gate);
}

Test(gate, H13_all_leave_before_half_of_their_budget_is_over_and_not_at_once)
{
    struct hf_gate *gate = hf_gate_open();
    unsigned n_left = enter(gate, 1, 1000);
    uint64_t now_us = 0;

    while (n_left < 1000) {
        uint64_t due_us = hf_gate_due(gate);
        unsigned n;

        cr_assert_gt(due_us, now_us);
        now_us = due_us;
        n = leave_by(gate, now_us);
        cr_assert_leq(n, HF_GATE_WIDTH);
        n_left += n;
    }
    cr_assert_leq(now_us, 3750000);
    cr_assert_geq(now_us, 3000000, "it is spread over the time that there is");
    hf_gate_close(gate);
}

Test(gate, who_has_less_time_goes_first)
{
    struct hf_gate *gate = hf_gate_open();
    struct hf_action action = send_to(1, 300);
    uint32_t line;

    enter(gate, 1, 200);
    action.u.send.retransmissions = 0; /* 0.5 s */
    cr_assert_eq(hf_gate_enter(gate, 300, &action, 0), 0);
    cr_assert_leq(hf_gate_due(gate), 250000);
    leave(gate, 1);
    cr_assert_eq(hf_gate_next(gate, &line, &action, 0), 1);
    cr_assert_eq(line, 300);
    hf_gate_close(gate);
}

Test(gate, a_moment_that_has_come_needs_no_place)
{
    struct hf_gate *gate = hf_gate_open();
    struct hf_action action = send_to(1, 300);

    enter(gate, 1, 64);
    action.u.send.target.transport = HF_TRANSPORT_UDP;
    action.u.send.retransmissions = HF_RETRANSMIT_FREELY; /* A2: how long is not told */
    cr_assert_eq(hf_gate_enter(gate, 300, &action, 0), 0);
    cr_assert_eq(hf_gate_due(gate), 250000);
    cr_assert_eq(leave_by(gate, 250000), 1);
    hf_gate_close(gate);
}
