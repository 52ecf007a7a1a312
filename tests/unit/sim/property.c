/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What holds in every world (behaviour.md H): time can be shifted, lines do not touch one another,
 * snapshots and replay lose nothing, and when faults stop every line finds its way home. A failure
 * names the seed that shows it.
 */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "plan.h"

static uint64_t number_from(const char *variable, uint64_t otherwise)
{
    const char *text = getenv(variable);

    return text == NULL ? otherwise : strtoull(text, NULL, 10);
}

/* HF_SEEDS and HF_FIRST_SEED widen the run: CI and `./run soak` set them. */
static uint64_t n_seeds(void)
{
    return number_from("HF_SEEDS", 300);
}

static uint64_t first_seed(void)
{
    return number_from("HF_FIRST_SEED", 1);
}

static int is_content(const struct trace *trace, uint64_t seed)
{
    cr_expect(trace->fault[0] == 0, "seed %lu: %s", (unsigned long)seed, trace->fault);
    return trace->fault[0] == 0;
}

/* The next step of that line from i on, or n. */
static size_t next_of(const struct trace *trace, size_t i, unsigned line)
{
    while (i < trace->n && trace->steps[i].line != line)
        i++;
    return i;
}

/* Steps of line `a_line` in a and of `b_line` in b: same moments, same actions. */
struct pair {
    const struct trace *a, *b;
    unsigned a_line, b_line;
};

static void expect_same(const struct pair *pair, uint64_t seed)
{
    size_t i = next_of(pair->a, 0, pair->a_line), k = next_of(pair->b, 0, pair->b_line);

    while (i < pair->a->n && k < pair->b->n) {
        const struct step *a = &pair->a->steps[i], *b = &pair->b->steps[k];
        const int same = a->at_us == b->at_us && a->n_actions == b->n_actions &&
                         memcmp(a->actions, b->actions, a->n_actions) == 0;

        cr_expect(same, "seed %lu: steps %zu and %zu differ at %lu and %lu us", (unsigned long)seed,
                  i, k, (unsigned long)a->at_us, (unsigned long)b->at_us);
        if (!same)
            return;
        i = next_of(pair->a, i + 1, pair->a_line);
        k = next_of(pair->b, k + 1, pair->b_line);
    }
    cr_expect(i == pair->a->n && k == pair->b->n, "seed %lu: one has more steps",
              (unsigned long)seed);
}

Test(property, shifting_all_times_shifts_the_actions_only)
{
    static const uint64_t clocks[] = {1, 86400000000, UINT64_C(1) << 52};

    for (uint64_t seed = first_seed(); seed < first_seed() + n_seeds() / 3; seed++) {
        const struct plan plan = plan_make(seed, 1);
        struct trace at_zero = plan_play(&plan, &(struct staging){.lines = 1});
        struct trace shifted = plan_play(
            &plan, &(struct staging){.lines = 1, .clock_us = clocks[seed % 3]});

        if (is_content(&at_zero, seed) && is_content(&shifted, seed))
            expect_same(&(struct pair){&at_zero, &shifted, 1, 1}, seed);
        trace_free(&at_zero);
        trace_free(&shifted);
    }
}

Test(property, two_lines_in_one_world_do_what_each_does_alone)
{
    for (uint64_t seed = first_seed() + 1000; seed < first_seed() + 1000 + n_seeds() / 3; seed++) {
        const struct plan plan = plan_make(seed, 0);
        struct trace both = plan_play(&plan, &(struct staging){.lines = 3});
        struct trace first = plan_play(&plan, &(struct staging){.lines = 1});
        struct trace second = plan_play(&plan, &(struct staging){.lines = 2});

        if (is_content(&both, seed) && is_content(&first, seed) && is_content(&second, seed)) {
            expect_same(&(struct pair){&both, &first, 1, 1}, seed);
            expect_same(&(struct pair){&both, &second, 2, 1}, seed);
        }
        trace_free(&both);
        trace_free(&first);
        trace_free(&second);
    }
}

/* ---- replay ---- */

struct replayer {
    struct hf_line *line;
    uint8_t snapshot[HF_SNAPSHOT_BYTES_MAX], actions[HF_ACTIONS_BYTES_MAX];
    _Alignas(max_align_t) uint8_t scratch[HF_WIRE_SCRATCH];
};

static void pass_through_snapshot(struct replayer *r, uint64_t seed)
{
    struct hf_wire wire = {
        .bytes = r->snapshot, .scratch = r->scratch, .scratch_size = sizeof(r->scratch)};
    const int length = hf_line_snapshot(r->line, r->snapshot, sizeof(r->snapshot));

    cr_assert(length > 0, "seed %lu: no snapshot", (unsigned long)seed);
    wire.n_bytes = (size_t)length;
    free(r->line);
    r->line = malloc(hf_line_size());
    cr_assert(hf_line_restore(r->line, hf_line_size(), &wire) == HF_OK,
              "seed %lu: not restored: %s", (unsigned long)seed, wire.refusal.what);
}

/* Feeds recorded events, as bytes, to a fresh line; every n-th time it goes through a snapshot. */
static void expect_replay(const struct trace *trace, uint64_t seed, size_t every)
{
    struct replayer *r = calloc(1, sizeof(*r));

    r->line = calloc(1, hf_line_size());
    cr_assert(hf_line_init(r->line, hf_line_size(), HF_ABI) == HF_OK);
    for (size_t i = 0; i < trace->n; i++) {
        const struct step *step = &trace->steps[i];
        struct hf_bytes_step bytes = {.event = step->event,
                                      .n_event = step->n_event,
                                      .actions = r->actions,
                                      .actions_size = sizeof(r->actions),
                                      .scratch = r->scratch,
                                      .scratch_size = sizeof(r->scratch)};
        const int result = hf_line_step_bytes(r->line, &bytes);
        const int same = result < 0 ? step->count == 0
                                    : bytes.n_actions == step->n_actions &&
                                          memcmp(r->actions, step->actions, step->n_actions) == 0;

        cr_expect(same, "seed %lu: step %zu at %lu us replays differently (%s)",
                  (unsigned long)seed, i, (unsigned long)step->at_us, hf_error_text(result));
        if (!same)
            break;
        if (every != 0 && i % every == every - 1)
            pass_through_snapshot(r, seed);
    }
    free(r->line);
    free(r);
}

Test(property, recorded_events_replay_to_the_same_bytes)
{
    for (uint64_t seed = first_seed() + 2000; seed < first_seed() + 2000 + n_seeds() / 3; seed++) {
        const struct plan plan = plan_make(seed, 1);
        struct trace trace = plan_play(&plan, &(struct staging){.lines = 1});

        if (is_content(&trace, seed))
            expect_replay(&trace, seed, 0);
        trace_free(&trace);
    }
}

Test(property, a_run_cut_by_snapshots_goes_on_as_if_uncut)
{
    for (uint64_t seed = first_seed() + 3000; seed < first_seed() + 3000 + n_seeds() / 3; seed++) {
        const struct plan plan = plan_make(seed, 1);
        struct trace trace = plan_play(&plan, &(struct staging){.lines = 1});

        if (is_content(&trace, seed))
            expect_replay(&trace, seed, 1 + seed % 5);
        trace_free(&trace);
    }
}

/* ---- liveness ---- */

static void expect_home(const struct hf_line_status *status, uint64_t seed, const char *when)
{
    cr_expect(status->state == HF_LINE_REGISTERED && status->server == 1,
              "seed %lu: %s the line is %s, not REGISTERED on server 1 (why=%s)",
              (unsigned long)seed, when, hf_line_state_name(status->state),
              hf_why_token(status->why));
}

static int is_in_service(const struct hf_line_status *status)
{
    return status->state == HF_LINE_REGISTERED || status->state == HF_LINE_ON_BACKUP;
}

/* H11: the one that the last entry of the list leads to. */
Test(property, once_one_server_answers_the_line_is_in_service)
{
    for (uint64_t seed = first_seed() + 5000; seed < first_seed() + 5000 + n_seeds() / 3; seed++) {
        const struct plan plan = plan_make(seed, 1);
        struct trace trace = plan_play(&plan, &(struct staging){.lines = 1, .one_answers = 1});

        if (is_content(&trace, seed)) {
            cr_expect(is_in_service(&trace.at_bound[0]) && is_in_service(&trace.at_end[0]),
                      "seed %lu: the line is %s, and %s half an hour later", (unsigned long)seed,
                      hf_line_state_name(trace.at_bound[0].state),
                      hf_line_state_name(trace.at_end[0].state));
        }
        trace_free(&trace);
    }
}

Test(property, once_all_servers_answer_the_line_comes_home_and_stays)
{
    uint32_t most_actions = 0;

    for (uint64_t seed = first_seed() + 4000; seed < first_seed() + 4000 + n_seeds(); seed++) {
        const struct plan plan = plan_make(seed, 1);
        struct trace trace = plan_play(&plan, &(struct staging){.lines = 1});

        if (is_content(&trace, seed)) {
            expect_home(&trace.at_bound[0], seed, "when the bound of H10 is over");
            expect_home(&trace.at_end[0], seed, "half an hour later");
        }
        if (trace.most_actions > most_actions)
            most_actions = trace.most_actions;
        trace_free(&trace);
    }
    cr_log_info("most actions in one step: %u of %d", most_actions, HF_ACTIONS_MAX);
    cr_expect(most_actions <= HF_ACTIONS_MAX);
}
