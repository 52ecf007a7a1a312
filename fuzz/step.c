/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Property: whatever events a line is handed, legal or not, in whatever order and at whatever
 * times, it either applies one or refuses it and stays byte for byte what it was (H2). After each,
 * its invariants hold and its snapshot restores to the same image (H, H12).
 *
 * An observer (step/observe.c) keeps ledgers by line.h's contract, over any configuration, another
 * one in service, and restarts:
 * - Attempt and query ids only grow. Orders name attempts that are live. An honest answer to a live
 *   attempt is never refused or called late; a second one, or one from before a restart, is late,
 *   and then nothing is ordered.
 * - A query asks for a name of the line, as configured; a wrong answer is not taken, a second one
 *   is late.
 * - Each request of the user is reported exactly once, and nothing is sent for it after that; it
 *   has one live attempt at a time (H4). Calls are counted exactly.
 * - A request goes to what its host was said to be, or where the answer just heard leads (H5,
 *   step/where.c).
 * - Keep-alive orders are balanced by target; rests are shared of targets that were asked, and fit.
 * - The status reported is the one shown, and makes sense.
 * At the end everybody answers and the line comes into service; then it is stopped, and nothing is
 * left (step/finish.c).
 *
 * The input is a configuration and a list of operations, one byte each with the bytes they use.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "step/world.h"

#define STEPS_MAX 300
#define WAKES_DUE 64 /* that one moment can need, with H9's bound on actions */

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

_Noreturn void objection(const struct world *world, const char *what)
{
    fprintf(stderr, "step: %s (at %" PRIu64 " us)\n", what, world->now_us);
    abort();
}

/* ---- stepping ---- */

int step(struct world *world, const struct hf_event *event)
{
    char text[256];
    const struct hf_sim_verdict verdict = {.text = text, .size = sizeof(text)};

    memcpy(world->before, world->line, hf_line_size());
    const int result = hf_line_step(world->line, event, &world->actions);
    if (result < 0 && memcmp(world->before, world->line, hf_line_size()) != 0)
        objection(world, "a refused event changed the line (H2)");
    if (result < 0 &&
        (world->actions.refusal.error != result || world->actions.refusal.what == NULL))
        objection(world, "a refusal does not say what was refused");
    if (hf_line_now(world->line) > world->now_us)
        world->now_us = hf_line_now(world->line);
    if (result == HF_OK)
        observe(world, event);
    if (hf_sim_check(world->checker, world->line, result == HF_OK ? &world->actions : NULL,
                     &verdict) < 0)
        objection(world, text);
    return result;
}

void step_honest(struct world *world, const struct hf_event *event)
{
    if (step(world, event) != HF_OK)
        objection(world, "an honest event was refused");
    if (world->actions.late_events != 0)
        objection(world, "an honest event was called late");
}

/* ---- time ---- */

/* A moment may take several wakes (H9), but not for ever. */
static void wake_until_done(struct world *world)
{
    const struct hf_event event = {.at_us = world->now_us, .kind = HF_EVENT_TIME_PASSED};

    for (int i = 0; i < WAKES_DUE; i++) {
        step_honest(world, &event);
        if (hf_line_deadline(world->line).at_us > world->now_us)
            return;
    }
    objection(world, "the line is woken for ever at one moment (H8)");
}

static void pass_time(struct world *world, uint8_t how)
{
    struct hf_event event = {.kind = HF_EVENT_TIME_PASSED};
    const uint64_t deadline_us = hf_line_deadline(world->line).at_us;

    if (how % 5 == 4) { /* into the past, or far ahead of every deadline */
        event.at_us = take_32(&world->input) * UINT64_C(1000);
        step_honest(world, &event);
        return;
    }
    if (how % 5 == 3)
        world->now_us += take_32(&world->input) * UINT64_C(10000);
    else if (how % 5 == 2)
        world->now_us += take(&world->input) * UINT64_C(100000);
    else if (deadline_us != HF_NEVER && deadline_us > world->now_us)
        world->now_us = deadline_us;
    wake_until_done(world);
}

/* ---- running ---- */

static void operate(struct world *world)
{
    const uint8_t operation = take(&world->input);
    const uint8_t how = operation / 16;

    switch (operation % 16) {
    case 0:
    case 1:
    case 2:
    case 3: answer_live(world, (uint8_t)(operation / 16 + operation % 2)); break;
    case 4: how % 2 == 0 ? answer_abandoned(world) : answer_late(world); break;
    case 5: answer_again(world); break;
    case 6:
    case 7:
    case 8: pass_time(world, how); break;
    case 9:
    case 10: wish(world, how); break;
    case 11: answer_query(world, how); break;
    case 12: tell_of_targets(world, how); break;
    case 13: call(world, how); break;
    case 14: reconfigure(world, take(&world->input)); break;
    default:
        if (how % 4 == 0)
            nonsense(world);
        else if (how % 4 == 1)
            restart(world);
        else
            how % 4 == 2 ? locate_unasked(world) : answer_query(world, how);
        break;
    }
}

static void begin(struct world *world)
{
    struct hf_event event = {.kind = HF_EVENT_CONFIGURED};
    static struct hf_config config;

    make_config(&world->input, &config);
    event.u.configured.config = &config;
    event.u.configured.seed = take_32(&world->input);
    if (step(world, &event) != HF_OK)
        return; /* operations go on with a line that is not configured */
    event = (struct hf_event){.kind = HF_EVENT_STARTED};
    step_honest(world, &event);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    struct world *world = calloc(1, sizeof(*world));

    if (world == NULL)
        return 0;
    world->input = (struct input){bytes, n};
    world->line = calloc(1, hf_line_size());
    world->before = calloc(1, hf_line_size());
    world->checker = hf_sim_checker_new();
    if (world->line == NULL || world->before == NULL || world->checker == NULL ||
        hf_line_init(world->line, hf_line_size(), HF_ABI) != HF_OK)
        objection(world, "a fresh line is not made");
    begin(world);
    for (int i = 0; i < STEPS_MAX && world->input.left > 0; i++)
        operate(world);
    finish(world);
    hf_sim_checker_free(world->checker);
    free(world->before);
    free(world->line);
    free(world);
    return 0;
}
