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
    return action;
}

/* n lines, each with an attempt of its number; how many left at once. */
static unsigned enter(struct hf_gate *gate, uint8_t host, uint32_t n)
{
    unsigned n_left = 0;

    for (uint32_t line = 1; line <= n; line++) {
        struct hf_action action = send_to(host, line);

        n_left += hf_gate_enter(gate, line, &action) != 0;
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
    cr_assert_eq(hf_gate_next(gate, &line, &action), 0);
    for (uint32_t i = 1; i <= 936; i++) {
        cr_assert_eq(leave(gate, i), 0);
        cr_assert_eq(hf_gate_next(gate, &line, &action), 1);
        cr_assert_eq(line, i + 64);
        cr_assert_eq(action.u.send.attempt, i + 64);
        cr_assert_eq(hf_gate_next(gate, &line, &action), 0);
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
    cr_assert_eq(hf_gate_enter(gate, 5000, &action), 1);
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
    cr_assert_eq(hf_gate_next(gate, &line, &action), 1);
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
    cr_assert_eq(hf_gate_next(gate, &line, &action), 1);
    cr_assert_eq(action.u.send.retransmissions, HF_RETRANSMIT_FREELY);
    cr_assert_eq(action.u.send.former, 1);
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
    cr_assert_eq(hf_gate_next(gate, &line, &action), 1);
    cr_assert_eq(line, 66);
    cr_assert_eq(hf_gate_next(gate, &line, &action), 0);
    hf_gate_close(gate);
}
