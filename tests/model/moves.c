/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What can happen to a line now. The line itself says which of its orders are open: checks.c holds
 * it to what it ordered. After healing the world does one thing after another: servers that live
 * answer at once, calls end, and time passes where nothing is left to answer.
 */
#include "moves.h"

void moves_add(struct moves *moves, struct move move)
{
    if (moves->n < MOVES_MOST)
        moves->all[moves->n] = move;
    moves->n++;
}

bool moves_may(const struct moves *moves, uint32_t what)
{
    return (moves->world->may & what) != 0;
}

unsigned moves_n_watched(const struct hf_line *line)
{
    unsigned n = 0;

    for (uint8_t i = 0; i < HF_LINE_ABANDONED; i++)
        n += line->watched[i].number != 0;
    return n;
}

/* An attempt that owes an answer: one that is cancelled is among the abandoned. */
static bool is_open(const struct hf_attempt *a)
{
    return a->state == HF_ATTEMPT_SENT || a->state == HF_ATTEMPT_LAST ||
           a->state == HF_ATTEMPT_ALIVE || a->state == HF_ATTEMPT_RINGING;
}

static uint8_t server_of(const struct hf_line *line, uint8_t pass)
{
    uint8_t candidate = line->passes[pass].attempt.candidate;

    return candidate < line->n_live ? line->candidates[candidate].server : 0;
}

/* ---- before healing ---- */

/* A8: what is answered for realm and nonce; a second answer to one realm would go on for ever. */
static void add_challenges(struct moves *moves, uint8_t pass)
{
    const struct hf_attempt *a = &moves->line->passes[pass].attempt;

    if (!moves_may(moves, MAY_CHALLENGE) || a->state == HF_ATTEMPT_RINGING)
        return;
    moves_add(moves, (struct move){MOVE_CHALLENGE, pass, CHALLENGE_FIRST, 0});
    if (a->n_realms == 0)
        return;
    moves_add(moves, (struct move){MOVE_CHALLENGE, pass, CHALLENGE_WRONG, 0});
    moves_add(moves, (struct move){MOVE_CHALLENGE, pass, CHALLENGE_STALE, 0});
}

static void add_failures(struct moves *moves, uint8_t pass)
{
    if (moves_may(moves, MAY_ICMP))
        moves_add(moves, (struct move){MOVE_FAIL, pass, HF_CAUSE_ICMP, 0});
    if (moves_may(moves, MAY_NETWORK))
        moves_add(moves, (struct move){MOVE_FAIL, pass, HF_CAUSE_LOCAL, 0});
    if (!moves_may(moves, MAY_RESET))
        return;
    moves_add(moves, (struct move){MOVE_FAIL, pass, HF_CAUSE_RESET, 0});
    if (!moves->line->passes[pass].attempt.second_used)
        moves_add(moves, (struct move){MOVE_FAIL, pass, HF_CAUSE_RESET, 1});
}

/* What rings may still be refused, or lost (A7). */
static void add_invite(struct moves *moves, uint8_t pass)
{
    const struct hf_attempt *a = &moves->line->passes[pass].attempt;
    bool rings = a->state == HF_ATTEMPT_RINGING;

    if (moves_may(moves, MAY_LIVE) && !rings && a->state != HF_ATTEMPT_ALIVE)
        moves_add(moves, (struct move){MOVE_PROGRESS, pass, 0, 100});
    if (!rings)
        moves_add(moves, (struct move){MOVE_PROGRESS, pass, 0, 180});
    moves_add(moves, (struct move){MOVE_ANSWER, pass, 0, 200});
    moves_add(moves, (struct move){MOVE_ANSWER, pass, 0, 486});
    if (!moves_may(moves, MAY_FAIL_CALLS))
        return;
    moves_add(moves, (struct move){MOVE_ANSWER, pass, 0, 503});
    moves_add(moves, (struct move){MOVE_FAIL, pass, HF_CAUSE_ICMP, 0});
}

static void add_answers(struct moves *moves, uint8_t pass)
{
    static const struct {
        uint32_t may;
        uint16_t status;
    } answers[] = {{MAY_BUSY, 503}, {MAY_REFUSE, 403}, {MAY_BE_BRIEF, 423}, {MAY_REDIRECT, 302}};
    const struct hf_attempt *a = &moves->line->passes[pass].attempt;

    add_challenges(moves, pass);
    if (a->kind == HF_REQUEST_INVITE) {
        add_invite(moves, pass);
        return;
    }
    moves_add(moves, (struct move){MOVE_ANSWER, pass, 0, 200});
    for (unsigned i = 0; i < sizeof answers / sizeof *answers; i++) {
        if (moves_may(moves, answers[i].may))
            moves_add(moves, (struct move){MOVE_ANSWER, pass, 0, answers[i].status});
    }
    add_failures(moves, pass);
    if (a->kind == HF_REQUEST_BYE && !moves_may(moves, MAY_ICMP)) /* E5: it moves on */
        moves_add(moves, (struct move){MOVE_FAIL, pass, HF_CAUSE_ICMP, 0});
    if (moves_may(moves, MAY_LIVE) && a->state != HF_ATTEMPT_ALIVE)
        moves_add(moves, (struct move){MOVE_PROGRESS, pass, 0, 100});
}

static void add_abandoned(struct moves *moves, uint8_t place)
{
    bool is_invite = moves->line->watched[place].kind == HF_REQUEST_INVITE;

    moves_add(moves, (struct move){MOVE_ABANDONED, place, HF_ABANDONED_NOTHING, 0});
    if (is_invite)
        moves_add(moves, (struct move){MOVE_ABANDONED, place, HF_ABANDONED_CANCELLED, 0});
    if (is_invite && moves_may(moves, MAY_LOSE_CANCEL))
        moves_add(moves, (struct move){MOVE_ABANDONED, place, HF_ABANDONED_CANCEL_TIMED_OUT, 0});
    if (!moves_may(moves, MAY_BE_LATE))
        return;
    if (is_invite) {
        moves_add(moves, (struct move){MOVE_LATE, place, 0, 180});
        moves_add(moves, (struct move){MOVE_LATE, place, 0, 200});
    } else {
        moves_add(moves, (struct move){MOVE_ABANDONED, place, HF_ABANDONED_ANSWERED, 200});
    }
}

/* how: 0 all targets, 1 without the first, 2 no such name */
static void add_names(struct moves *moves, uint8_t branch)
{
    moves_add(moves, (struct move){MOVE_NAMED, branch, 0, 0});
    if (moves_may(moves, MAY_CHANGE_DNS))
        moves_add(moves, (struct move){MOVE_NAMED, branch, 1, 0});
    if (moves_may(moves, MAY_LACK_DNS))
        moves_add(moves, (struct move){MOVE_NAMED, branch, 2, 0});
}

static void add_heals(struct moves *moves)
{
    for (uint8_t i = 1; i < HEALED_COUNT; i++) {
        if ((moves->world->heals >> i & 1u) != 0)
            moves_add(moves, (struct move){MOVE_HEAL, 0, i, 0});
    }
}

static void add_all(struct moves *moves)
{
    for (uint8_t i = 0; i < HF_LINE_PASSES; i++) {
        if (is_open(&moves->line->passes[i].attempt))
            add_answers(moves, i);
    }
    for (uint8_t i = 0; i < HF_LINE_ABANDONED; i++) {
        if (moves->line->watched[i].number != 0)
            add_abandoned(moves, i);
    }
    for (uint8_t i = 0; i < HF_LINE_BRANCHES; i++) {
        if (moves->line->branches[i].host != 0 && moves->line->branches[i].open != 0)
            add_names(moves, i);
    }
    moves_add_user(moves);
    add_heals(moves);
}

/* ---- after healing ---- */

static bool is_dead(const struct hf_line *line, uint8_t pass, uint8_t healed)
{
    uint8_t server = server_of(line, pass);

    return (healed == HEALED_FIRST && server == 2) || (healed == HEALED_SECOND && server == 1);
}

static void add_honest_answers(struct moves *moves, uint8_t healed)
{
    for (uint8_t i = 0; i < HF_LINE_PASSES; i++) {
        const struct hf_attempt *a = &moves->line->passes[i].attempt;
        if (is_open(a) && !is_dead(moves->line, i, healed))
            moves_add(moves,
                      (struct move){MOVE_ANSWER, i, 0, a->kind == HF_REQUEST_INVITE ? 486 : 200});
    }
}

/* The first of these happens. */
static void add_one(struct moves *moves, uint8_t healed)
{
    if (moves->line->service.families == 0)
        moves_add(moves, (struct move){MOVE_NETWORK, 0, NETWORK_BACK, 0});
    for (uint8_t i = 0; i < HF_LINE_BRANCHES; i++) {
        if (moves->line->branches[i].host != 0 && moves->line->branches[i].open != 0)
            moves_add(moves, (struct move){MOVE_NAMED, i, 0, 0});
    }
    add_honest_answers(moves, healed);
    for (uint8_t i = 0; i < HF_LINE_ABANDONED; i++) {
        if (moves->line->watched[i].number != 0)
            moves_add(moves, (struct move){MOVE_ABANDONED, i, HF_ABANDONED_NOTHING, 0});
    }
    for (uint8_t i = 0; i < HF_CALL_ENTRIES; i++) {
        const struct hf_call_entry *c = &moves->line->calls[i];
        if (c->id != 0 && (c->state == HF_CALL_TALKING || (c->flags & HF_CALL_INCOMING) != 0))
            moves_add(moves, (struct move){MOVE_CALL, i, HF_EVENT_CALL_ENDED, 0});
    }
}

/* What was abandoned is watched for 64*T1 from its sending (A11): ten minutes later its end has
 * been told. DNS, and removals of a line that stops (C8) or by a server that is gone (C14), are
 * answered before time passes: their ten and two seconds would make each phase between clocks a
 * state of its own. */
static bool may_wake(const struct hf_line *line)
{
    const uint64_t watch_us = UINT64_C(1000000) * UNIT_S;
    const uint64_t due_us = hf_line_deadline(line).at_us;
    const bool stops = line->registrations[0].state == HF_REGISTRATION_STOPPING;

    if (due_us == HF_NEVER || (due_us >= line->now_us + watch_us && moves_n_watched(line) > 0))
        return false;
    for (uint8_t i = 0; i < HF_LINE_BRANCHES; i++) {
        if (line->branches[i].host != 0 && line->branches[i].open != 0)
            return false;
    }
    for (uint8_t i = 0; i < HF_LINE_PASSES; i++) {
        if (is_open(&line->passes[i].attempt) && (stops || line->passes[i].former != 0))
            return false;
    }
    return true;
}

unsigned moves_of(const struct model_world *world, const struct hf_line *line, uint8_t healed,
                  struct move *all)
{
    struct moves moves = {.world = world, .line = line, .all = all};

    if (healed == HEALED_NOT)
        add_all(&moves);
    else
        add_one(&moves, healed);
    if (may_wake(line) && (healed == HEALED_NOT || moves.n == 0))
        moves_add(&moves, (struct move){.kind = MOVE_WAKE});
    return healed != HEALED_NOT && moves.n > 1 ? 1 : moves.n;
}
