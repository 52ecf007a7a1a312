/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Walks the tables of legal moves: random worlds make every move that a table allows, so that no
 * table allows more than happens; that nothing else happens is asserted by each move() itself. The
 * same worlds give every reason of why.def. The most actions that any step made is compared with
 * HF_ACTIONS_MAX on the way (H9).
 */
#include <stdio.h>

#include "moves.h"
#include "world.h"

#define SEEDS 2500
#define STEPS 250

static uint16_t seen[HF_MACHINE_COUNT][16];
static bool given[HF_WHY_COUNT];
static struct world world;

static void note_reason(const struct hf_action *a)
{
    switch ((enum hf_action_kind)a->kind) {
    case HF_ACTION_EXPLAIN: given[a->u.decision.why] = true; break;
    case HF_ACTION_REPORT_LINE: given[a->u.line.why] = true; break;
    case HF_ACTION_EXTEND:
    case HF_ACTION_AUTHENTICATE:
    case HF_ACTION_ABANDON: given[a->u.attempt.why] = true; break;
    default: break;
    }
}

static void note_decisions(void)
{
    for (uint32_t i = 0; i < world.rig.actions.n; i++) {
        const struct hf_decision *d = &world.rig.actions.items[i].u.decision;
        note_reason(&world.rig.actions.items[i]);
        if (world.rig.actions.items[i].kind == HF_ACTION_EXPLAIN)
            seen[d->machine][d->from_state] |= HF_MOVE(d->to_state);
    }
}

/* Passes and attempts explain what they decide, not each move. */
static void note_states(const struct hf_line *before, const struct hf_line *after)
{
    for (uint8_t i = 0; i < HF_LINE_PASSES; i++) {
        seen[HF_MACHINE_PASS][before->passes[i].state] |= HF_MOVE(after->passes[i].state);
        seen[HF_MACHINE_ATTEMPT][before->passes[i].attempt.state] |= HF_MOVE(
            after->passes[i].attempt.state);
    }
    for (uint8_t i = 0; i < HF_LINE_SERVERS; i++)
        seen[HF_MACHINE_BINDING][before->bindings[i].state] |= HF_MOVE(after->bindings[i].state);
}

static uint32_t run_worlds(void)
{
    uint32_t most = 0;

    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        world_init(&world, seed);
        world_take_actions(&world);
        for (int i = 0; i < STEPS; i++) {
            struct hf_line before = world.rig.line;
            world.rig.actions.n = 0;
            world_step(&world);
            note_decisions();
            note_states(&before, &world.rig.line);
        }
        if (world.rig.most_actions > most)
            most = world.rig.most_actions;
    }
    return most;
}

/* Marks that live inside one step only are neither explained nor left standing. And a pass in TURN
 * that must wait for a name takes one that is asked for again while another pass is at its server:
 * once in ten thousand worlds. As seldom one that had joined another finds a third one there. */
static int is_excused(unsigned machine, unsigned from, unsigned to)
{
    /* A probe's 2xx to a line that spreads its start after a restart: once in thousands. */
    if (machine == HF_MACHINE_REGISTRATION)
        return from == HF_REGISTRATION_WAITING && to == HF_REGISTRATION_REGISTERED;
    if (machine == HF_MACHINE_ATTEMPT)
        return from == HF_ATTEMPT_OVERDUE || to == HF_ATTEMPT_OVERDUE || from == HF_ATTEMPT_ENDED;
    if (machine != HF_MACHINE_PASS)
        return 0;
    return from == HF_PASS_ENDED || to == HF_PASS_ENDED || from == HF_PASS_READY ||
           to == HF_PASS_READY || (from == HF_PASS_TURN && to == HF_PASS_LOCATING) ||
           (from == HF_PASS_JOINED && to == HF_PASS_TURN);
}

static unsigned unseen_moves(unsigned machine)
{
    struct hf_moves moves = hf_moves_of(machine);
    unsigned n = 0;

    for (unsigned from = 0; from < moves.n_states; from++) {
        for (unsigned to = 0; to < moves.n_states; to++) {
            if ((moves.next[from] & HF_MOVE(to)) == 0 || (seen[machine][from] & HF_MOVE(to)) != 0 ||
                is_excused(machine, from, to))
                continue;
            fprintf(stderr, "never made: %s %s -> %s\n", hf_machine_name(machine),
                    hf_state_name(machine, from), hf_state_name(machine, to));
            n++;
        }
    }
    return n;
}

/* Reasons that no random world gives, and why. */
static const struct silent {
    enum hf_why why;
    const char *because;
} silents[] = {
    {HF_WHY_NONE, "it is none"},
    {HF_WHY_CONFIGURED, "a first configuration decides nothing"},
    {HF_WHY_BUDGET_OVER, "silence and the last candidate say it"},
    {HF_WHY_NAME_TOO_LONG, "no host of these worlds has a name of 243 bytes"},
    {HF_WHY_REMOVAL_NO_ROOM, "no line of four servers runs out of places for removals"},
};

static bool is_silent(enum hf_why why)
{
    for (size_t i = 0; i < sizeof silents / sizeof *silents; i++) {
        if (silents[i].why == why)
            return true;
    }
    return false;
}

static unsigned unheard_reasons(void)
{
    unsigned n = 0;

    for (unsigned why = 0; why < HF_WHY_COUNT; why++) {
        if (given[why] != is_silent((enum hf_why)why))
            continue;
        fprintf(stderr, "%s: %s\n", given[why] ? "given after all" : "never given",
                hf_why_token(why));
        n++;
    }
    return n;
}

Test(moves, every_allowed_move_is_made_and_every_reason_given_and_every_step_keeps_to_its_batch,
     .timeout = 240)
{
    uint32_t most = run_worlds();
    unsigned unseen = 0;

    for (unsigned machine = 1; machine < HF_MACHINE_COUNT; machine++)
        unseen += unseen_moves(machine);
    fprintf(stderr, "most actions in a step: %u of %u\n", most, HF_ACTIONS_MAX);
    cr_assert_eq(unseen, 0);
    cr_assert_eq(unheard_reasons(), 0);
    cr_assert_leq(most, HF_ACTIONS_MAX);
}

Test(moves, no_state_of_a_machine_is_a_dead_end)
{
    for (unsigned machine = 1; machine < HF_MACHINE_COUNT; machine++) {
        struct hf_moves moves = hf_moves_of(machine);
        for (unsigned state = 0; state < moves.n_states; state++)
            cr_assert_neq(moves.next[state], 0, "%s %s", hf_machine_name(machine),
                          hf_state_name(machine, state));
    }
}
