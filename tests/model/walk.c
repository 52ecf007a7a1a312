/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Property: a projection goes on as its line does. The model steps projections; here a real line,
 * whose clock and ids grow, walks beside them through every small world, at random from fixed
 * seeds. What can happen is the same to both, and after each move they have one projection.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model.h"

#define SEEDS    20u
#define STEPS    2000u
#define BEGIN_US (30 * 86400ull * 1000000) /* what is past is not before the clock's zero */

static struct hf_actions actions;

static void complain(char *what)
{
    fprintf(stderr, "model: %s\n", what);
    exit(1);
}

void (*Uerror)(char *what) = complain;

static uint32_t draw(uint64_t *state, uint32_t n)
{
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(*state >> 33) % n;
}

/* The move's event, to each by its own ids. */
static void apply(const struct model_world *world, struct hf_line *line, const struct move *move)
{
    struct hf_event event = move_event(world, line, move);

    for (unsigned i = 0; i < 64; i++) {
        if (hf_line_step(line, &event, &actions) != HF_OK)
            complain("an honest event is refused");
        if (move->kind != MOVE_WAKE || hf_line_deadline(line).at_us > event.at_us)
            return;
    }
    complain("a line is woken for ever at one moment");
}

static void begin(const struct model_world *world, struct hf_line *line)
{
    static struct hf_config config;
    struct hf_event event = {.at_us = BEGIN_US,
                             .kind = HF_EVENT_CONFIGURED,
                             .u.configured = {.config = &config, .seed = 1}};

    world->configure(&config, 0);
    hf_line_init(line, sizeof *line, HF_ABI);
    hf_line_step(line, &event, &actions);
    event = (struct hf_event){.at_us = BEGIN_US, .kind = HF_EVENT_STARTED};
    hf_line_step(line, &event, &actions);
}

/* Healing is no event, and ends the walk: it is left out. */
static struct move pick(const struct move *moves, unsigned n, uint64_t *state)
{
    struct move move;

    do
        move = moves[draw(state, n)];
    while (move.kind == MOVE_HEAL);
    return move;
}

/* Projections have the abandoned in the order of their numbers. */
static uint8_t place_of(const struct hf_line *line, const struct move *move)
{
    if (move->kind != MOVE_ABANDONED && move->kind != MOVE_LATE)
        return move->at;
    for (uint8_t i = 0; i < HF_LINE_ABANDONED; i++) {
        unsigned older = 0;
        for (uint8_t k = 0; k < HF_LINE_ABANDONED; k++)
            older += line->watched[k].number != 0 &&
                     line->watched[k].number < line->watched[i].number;
        if (line->watched[i].number != 0 && older == move->at)
            return i;
    }
    complain("an abandoned attempt is forgotten");
    return 0;
}

static bool is_stuck(const struct move *moves, unsigned n)
{
    for (unsigned i = 0; i < n; i++) {
        if (moves[i].kind != MOVE_HEAL)
            return false;
    }
    return true;
}

static unsigned walk(const struct model_world *world, uint64_t seed)
{
    static struct hf_line line, projection, ours, theirs;
    struct move moves[MOVES_MOST], same[MOVES_MOST];
    uint64_t state = seed;
    unsigned step;

    begin(world, &line);
    hf_line_normalize(&line, &projection, sizeof projection);
    for (step = 0; step < STEPS; step++) {
        unsigned n = moves_of(world, &projection, HEALED_NOT, moves);
        struct move move;
        if (n > MOVES_MOST)
            complain("more can happen than the model has room for");
        if (is_stuck(moves, n))
            break;
        move = pick(moves, n, &state);
        if (n != moves_of(world, &line, HEALED_NOT, same))
            complain("to a line and its projection happens what is not the same");
        apply(world, &projection, &move);
        move.at = place_of(&line, &move);
        apply(world, &line, &move);
        hf_line_normalize(&line, &ours, sizeof ours);
        hf_line_normalize(&projection, &theirs, sizeof theirs);
        if (memcmp(&ours, &theirs, sizeof ours) != 0)
            complain("a line and its projection have come to be two");
        projection = theirs;
    }
    return step;
}

int main(void)
{
    for (unsigned i = 0; model_world_at(i) != NULL; i++) {
        unsigned steps = 0;
        for (uint64_t seed = 1; seed <= SEEDS; seed++)
            steps += walk(model_world_at(i), seed);
        printf("%-15s %u steps, one projection\n", model_world_at(i)->name, steps);
    }
    return 0;
}
