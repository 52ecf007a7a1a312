/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What holdfast.pml calls: states by number, and what a move makes of them. HF_MODEL_WORLD names
 * the world; with HF_MODEL_TELL each move is said, for the replay of a trail.
 */
#include "model.h"

#include "hf_assert.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define WAKES_MOST 64u /* of one moment (H9); more is H8's "woken for ever" */

static const struct model_world *world;
static struct hf_line before, line, projection;
static struct hf_actions actions;

struct model_after model_after;

static struct {
    uint32_t at;
    uint8_t healed;
    bool valid;
    unsigned n;
    struct move all[MOVES_MOST];
} moves;

/* The core's own assertions are SPIN's to tell, with the way that led there. */
void hf_assert_failed(const char *file, int at_line, const char *what)
{
    static char text[200];

    (void)file;
    (void)at_line;
    snprintf(text, sizeof text, "the core asserts: %s", what);
    Uerror(text);
    exit(1);
}

static bool tells(void)
{
    static int known;

    if (known == 0)
        known = getenv("HF_MODEL_TELL") != NULL ? 1 : -1;
    return known > 0;
}

static void tell(const char *what)
{
    if (tells())
        printf("    %s\n", what);
}

/* The line's own words for what it decided. */
static void tell_actions(void)
{
    if (!tells())
        return;
    for (uint32_t i = 0; i < actions.n; i++) {
        const struct hf_action *a = &actions.items[i];
        if (a->kind == HF_ACTION_SEND)
            printf("        %s to .%u, purpose %u\n", hf_request_kind_name(a->u.send.kind),
                   a->u.send.target.address[3], a->u.send.purpose);
        else if (a->kind == HF_ACTION_EXPLAIN && a->u.decision.from_state != a->u.decision.to_state)
            printf("        %s %s -> %s (%s)\n", hf_machine_name(a->u.decision.machine),
                   hf_state_name(a->u.decision.machine, a->u.decision.from_state),
                   hf_state_name(a->u.decision.machine, a->u.decision.to_state),
                   hf_why_token(a->u.decision.why));
    }
}

static void object(const char *what)
{
    static char text[160];

    snprintf(text, sizeof text, "%s", what);
    tell(text);
    Uerror(text);
}

static void step(const struct hf_event *event)
{
    const char *broken;

    before = line;
    if (hf_line_step(&line, event, &actions) != HF_OK) {
        tell(actions.refusal.what);
        object("H2: an honest event is refused");
        return;
    }
    tell_actions();
    broken = check_step(&before, event, &line, &actions);
    if (broken != NULL)
        object(broken);
}

static void wake(struct hf_event *event)
{
    for (unsigned i = 0; i < WAKES_MOST; i++) {
        step(event);
        if (hf_line_deadline(&line).at_us > event->at_us)
            return;
    }
    object("H8: the line is woken for ever at one moment");
}

static void list_moves(uint32_t at, uint8_t healed)
{
    if (moves.valid && moves.at == at && moves.healed == healed)
        return;
    pool_load(at, &line);
    moves.at = at;
    moves.healed = healed;
    moves.valid = true;
    moves.n = moves_of(world, &line, healed, moves.all);
    if (moves.n > MOVES_MOST)
        object("more can happen than the model has room for");
}

/* The claims on time leave out what the user and the power do again and again. */
static bool takes_time(const struct move *move, uint32_t took_s)
{
    switch (move->kind) {
    case MOVE_WAKE: return took_s > 0;
    case MOVE_FACT:
    case MOVE_WANT:
    case MOVE_CALL:
    case MOVE_CONFIGURE:
    case MOVE_FLOW:
    case MOVE_NETWORK:
    case MOVE_LATE: /* and a server that rings on although nobody asks it any more */
    case MOVE_REST: return true;
    case MOVE_HEAL:
    case MOVE_ANSWER:
    case MOVE_FAIL:
    case MOVE_PROGRESS:
    case MOVE_CHALLENGE:
    case MOVE_ABANDONED:
    case MOVE_NAMED: break;
    }
    return false;
}

static void settle(uint8_t healed, bool woke)
{
    uint32_t at;

    if (hf_line_normalize(&line, &projection, sizeof projection) != HF_OK)
        object("a line is not projected");
    at = pool_number(&projection);
    list_moves(at, healed);
    model_after = (struct model_after){.at = at,
                                       .healed = healed,
                                       .home = healed == HEALED_NOT ? HOME_NOT
                                                                    : home_of(&line, healed),
                                       .woke = woke,
                                       .n = (uint8_t)moves.n};
}

void model_begin(void)
{
    static struct hf_config config;
    const char *name = getenv("HF_MODEL_WORLD");

    world = model_world_named(name == NULL ? "register" : name);
    if (world == NULL) {
        fprintf(stderr, "model: there is no world '%s'; there are:\n", name);
        for (unsigned i = 0; model_world_at(i) != NULL; i++)
            fprintf(stderr, "  %-14s %s\n", model_world_at(i)->name, model_world_at(i)->about);
        exit(2);
    }
    world->configure(&config, 0);
    hf_line_init(&line, sizeof line, HF_ABI);
    step(&(struct hf_event){
        .kind = HF_EVENT_CONFIGURED,
        .u.configured = {.config = &config, .seed = 1},
    });
    step(&(struct hf_event){.kind = HF_EVENT_STARTED});
    bound_begin(world->home_within_s);
    settle(HEALED_NOT, false);
}

void model_move(uint32_t at, uint8_t healed, unsigned k)
{
    char text[160];
    struct hf_event event;
    struct move move;
    uint64_t before_us;
    uint32_t took_s;
    bool was_home;

    list_moves(at, healed);
    move = moves.all[k];
    pool_load(at, &line);
    if (tells()) {
        move_say(&line, &move, text, sizeof text);
        tell(text);
    }
    if (move.kind == MOVE_HEAL) {
        settle(move.how, false);
        return;
    }
    was_home = healed != HEALED_NOT && home_of(&line, healed) != HOME_NOT;
    before_us = line.now_us;
    event = move_event(world, &line, &move);
    if (move.kind == MOVE_WAKE)
        wake(&event);
    else
        step(&event);
    took_s = (uint32_t)((line.now_us - before_us) / 1000000);
    settle(healed, takes_time(&move, took_s));
    if (healed != HEALED_NOT)
        bound_note(healed, &(struct bound_step){at, model_after.at, took_s, was_home});
}
