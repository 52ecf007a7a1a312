/* SPDX-License-Identifier: Apache-2.0 */
/* What the tests of fleets share; see fleet_help.h. */
#define _POSIX_C_SOURCE 200809L
#include "fleet_help.h"

#include <criterion/criterion.h>
#include <pthread.h>
#include <string.h>

struct hf_fleet_plan *fleet_plan_of(const char *text)
{
    struct hf_sim_complaint complaint;
    const struct hf_sim_source source = {.name = "f", .bytes = text, .n_bytes = strlen(text)};
    struct hf_fleet_plan *plan = hf_fleet_read(&source, &complaint);

    cr_assert_not_null(plan, "%s", complaint.text);
    return plan;
}

const char *fleet_complaint(const char *text)
{
    static struct hf_sim_complaint complaint;
    const struct hf_sim_source source = {.name = "f", .bytes = text, .n_bytes = strlen(text)};
    struct hf_fleet_plan *plan = hf_fleet_read(&source, &complaint);

    cr_assert_null(plan, "this is a scenario of a fleet:\n%s", text);
    return complaint.text;
}

/* ---- running ---- */

struct crew {
    struct hf_fleet *fleet;
    pthread_barrier_t barrier;
    int goes_on;
};

struct hand {
    struct crew *crew;
    unsigned part;
    pthread_t thread;
};

static void *work(void *context)
{
    const struct hand *hand = context;
    struct crew *crew = hand->crew;

    for (;;) {
        if (hand->part == 0)
            crew->goes_on = hf_fleet_advance(crew->fleet);
        pthread_barrier_wait(&crew->barrier);
        if (!crew->goes_on)
            return NULL;
        hf_fleet_run(crew->fleet, hand->part);
        pthread_barrier_wait(&crew->barrier);
    }
}

struct hf_fleet_tally fleet_tally(const struct hf_fleet_plan *plan,
                                  const struct hf_fleet_order *order)
{
    struct hf_fleet_tally tally;
    struct crew crew = {.fleet = hf_fleet_new(plan, order)};
    struct hand hands[HF_FLEET_PARTS_MAX];

    cr_assert_not_null(crew.fleet);
    cr_assert_eq(hf_fleet_tally_init(&tally, plan), 0);
    cr_assert_eq(pthread_barrier_init(&crew.barrier, NULL, order->parts), 0);
    for (unsigned part = 0; part < order->parts; part++) {
        hands[part] = (struct hand){.crew = &crew, .part = part};
        if (part != 0)
            cr_assert_eq(pthread_create(&hands[part].thread, NULL, work, &hands[part]), 0);
    }
    work(&hands[0]);
    for (unsigned part = 1; part < order->parts; part++)
        pthread_join(hands[part].thread, NULL);
    pthread_barrier_destroy(&crew.barrier);
    hf_fleet_finish(crew.fleet, &tally);
    cr_assert_str_empty(tally.fault);
    return tally;
}
