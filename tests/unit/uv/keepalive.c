/* SPDX-License-Identifier: Apache-2.0 */
/* Keep-alives in the test's own time. */
#include "keepalive.h"

#include <criterion/criterion.h>
#include <string.h>

#define S 1000000u

struct world {
    struct hf_keepalive *keepalive;
    struct hf_keepalive_use *lines[3];
    unsigned n_sent;
    struct hf_target last;
    uint64_t last_flow;
};

static void on_send(void *context, const struct hf_target *target, uint64_t flow)
{
    struct world *world = context;

    world->n_sent++;
    world->last = *target;
    world->last_flow = flow;
}

static struct hf_target target_of(uint8_t number, uint8_t transport)
{
    return (struct hf_target){.address = {192, 0, 2, number},
                              .port = 5060,
                              .transport = transport,
                              .family = HF_FAMILY_IPV4};
}

static void open_world(struct world *world)
{
    memset(world, 0, sizeof *world);
    world->keepalive = hf_keepalive_open(on_send, world);
    cr_assert_not_null(world->keepalive);
}

static void close_world(struct world *world)
{
    for (unsigned i = 0; i < 3; i++)
        hf_keepalive_forget(world->keepalive, &world->lines[i]);
    hf_keepalive_close(world->keepalive);
}

static void order(struct world *world, unsigned line, uint32_t interval_s, uint64_t now_us)
{
    struct hf_keepalive_order order = {
        .order = {.target = target_of(1, HF_TRANSPORT_UDP), .interval_s = interval_s},
        .now_us = now_us};

    cr_assert_eq(hf_keepalive_obey(world->keepalive, &world->lines[line], &order), 0);
}

Test(keepalive, sends_once_an_interval)
{
    struct world world;

    open_world(&world);
    cr_assert_eq(hf_keepalive_due(world.keepalive), HF_NEVER);
    order(&world, 0, 30, 5 * S);
    cr_assert_eq(hf_keepalive_due(world.keepalive), 35 * S);
    hf_keepalive_wake(world.keepalive, 35 * S - 1);
    cr_assert_eq(world.n_sent, 0);
    hf_keepalive_wake(world.keepalive, 35 * S);
    cr_assert_eq(world.n_sent, 1);
    cr_assert_eq(world.last.address[3], 1);
    cr_assert_eq(hf_keepalive_due(world.keepalive), 65 * S);
    close_world(&world);
}

Test(keepalive, lines_share_a_flow_at_the_smallest_interval)
{
    struct world world;

    open_world(&world);
    order(&world, 0, 60, 0);
    order(&world, 1, 20, 0);
    order(&world, 2, 60, 0);
    for (uint64_t s = 1; s <= 60; s++)
        hf_keepalive_wake(world.keepalive, s * S);
    cr_assert_eq(world.n_sent, 3, "one each 20 s for all three");
    order(&world, 1, 0, 60 * S);
    for (uint64_t s = 61; s <= 200; s++)
        hf_keepalive_wake(world.keepalive, s * S);
    cr_assert_eq(world.n_sent, 6, "at 80 as it was due, then 140 and 200");
    close_world(&world);
}

Test(keepalive, ends_with_its_last_line)
{
    struct world world;

    open_world(&world);
    order(&world, 0, 30, 0);
    order(&world, 1, 30, 0);
    order(&world, 0, 0, 1);
    cr_assert(!hf_keepalive_keeps(world.lines[0], &(struct hf_target){.family = 0}));
    cr_assert_null(world.lines[0]);
    hf_keepalive_wake(world.keepalive, 30 * S);
    cr_assert_eq(world.n_sent, 1);
    hf_keepalive_forget(world.keepalive, &world.lines[1]);
    hf_keepalive_wake(world.keepalive, 60 * S);
    cr_assert_eq(world.n_sent, 1);
    cr_assert_eq(hf_keepalive_due(world.keepalive), HF_NEVER);
    close_world(&world);
}

Test(keepalive, a_line_may_change_its_interval)
{
    struct world world;

    open_world(&world);
    order(&world, 0, 30, 0);
    order(&world, 0, 10, 0);
    cr_assert_eq(hf_keepalive_due(world.keepalive), 10 * S);
    order(&world, 0, 100, 0);
    hf_keepalive_wake(world.keepalive, 10 * S);
    cr_assert_eq(world.n_sent, 1);
    cr_assert_eq(hf_keepalive_due(world.keepalive), 110 * S);
    order(&world, 0, 0, 11 * S);
    cr_assert_null(world.lines[0]);
    close_world(&world);
}

Test(keepalive, counts_more_intervals_than_it_tells_apart)
{
    struct world world;

    open_world(&world);
    for (uint32_t i = 0; i < 3; i++)
        for (uint8_t n = 1; n <= 20; n++) {
            struct hf_keepalive_order one = {
                .order = {.target = target_of(1, HF_TRANSPORT_UDP), .interval_s = 100u - n}};

            one.order.target.port = (uint16_t)(5060 + i); /* three flows, twenty intervals each */
            cr_assert_eq(hf_keepalive_obey(world.keepalive, &world.lines[i], &one), 0);
        }
    cr_assert_eq(hf_keepalive_due(world.keepalive), 80 * S);
    close_world(&world);
}

Test(keepalive, knows_who_keeps_what_and_sends_over_flows_alone)
{
    struct world world;
    struct hf_target tcp = target_of(2, HF_TRANSPORT_TCP), udp = target_of(1, HF_TRANSPORT_UDP);
    struct hf_keepalive_order over_tcp = {.order = {.target = tcp, .interval_s = 30}};

    open_world(&world);
    order(&world, 0, 30, 0);
    cr_assert_eq(hf_keepalive_obey(world.keepalive, &world.lines[1], &over_tcp), 0);
    cr_assert(hf_keepalive_keeps(world.lines[0], &udp));
    cr_assert(!hf_keepalive_keeps(world.lines[0], &tcp));
    cr_assert(hf_keepalive_keeps(world.lines[1], &tcp));
    hf_keepalive_wake(world.keepalive, 1000 * S);
    cr_assert_eq(world.n_sent, 1);
    cr_assert_eq(world.last.transport, HF_TRANSPORT_UDP);
    close_world(&world);
}

static void order_on(struct world *world, unsigned line, uint32_t interval_s, uint64_t flow)
{
    struct hf_keepalive_order order = {
        .order = {.target = target_of(2, HF_TRANSPORT_TLS), .interval_s = interval_s},
        .flows = {flow},
        .n_flows = flow != 0};

    cr_assert_eq(hf_keepalive_obey(world->keepalive, &world->lines[line], &order), 0);
}

static void ride(struct world *world, unsigned line, uint64_t flow, uint64_t now_us)
{
    struct hf_keepalive_order order = {.order.target = target_of(2, HF_TRANSPORT_TLS),
                                       .flows = {flow},
                                       .n_flows = flow != 0,
                                       .now_us = now_us};

    cr_assert_eq(hf_keepalive_ride(world->keepalive, &world->lines[line], &order), 0);
}

Test(keepalive, each_connection_to_a_target_has_its_own_interval)
{
    struct world world;

    open_world(&world);
    order_on(&world, 0, 30, 5);
    order_on(&world, 1, 20, 6);
    order_on(&world, 2, 10, 5);
    hf_keepalive_wake(world.keepalive, 10 * S);
    cr_assert_eq(world.n_sent, 1);
    cr_assert_eq(world.last_flow, 5);
    hf_keepalive_wake(world.keepalive, 20 * S);
    cr_assert_eq(world.n_sent, 3);
    order_on(&world, 2, 0, 0); /* wherever it is */
    hf_keepalive_wake(world.keepalive, 30 * S);
    cr_assert_eq(world.n_sent, 4);
    cr_assert_eq(hf_keepalive_due(world.keepalive), 40 * S);
    close_world(&world);
}

Test(keepalive, what_is_kept_follows_the_line_to_its_next_connection)
{
    struct world world;

    open_world(&world);
    ride(&world, 0, 5, 0); /* nothing is kept */
    cr_assert_eq(hf_keepalive_due(world.keepalive), HF_NEVER);
    order_on(&world, 0, 30, 0);
    cr_assert_eq(hf_keepalive_due(world.keepalive), HF_NEVER, "there is no connection yet");
    ride(&world, 0, 5, 2 * S);
    cr_assert_eq(hf_keepalive_due(world.keepalive), 32 * S);
    ride(&world, 0, 5, 20 * S); /* a refresh on the same one puts nothing off */
    cr_assert_eq(hf_keepalive_due(world.keepalive), 32 * S);
    ride(&world, 0, 0, 20 * S); /* lost */
    hf_keepalive_wake(world.keepalive, 40 * S);
    cr_assert_eq(world.n_sent, 0);
    ride(&world, 0, 6, 50 * S);
    hf_keepalive_wake(world.keepalive, 80 * S);
    cr_assert_eq(world.n_sent, 1);
    cr_assert_eq(world.last_flow, 6);
    close_world(&world);
}

/* Two servers that share a TLS target under two names. */
Test(keepalive, a_line_may_have_two_connections_to_a_target)
{
    struct hf_keepalive_order two = {
        .order.target = target_of(2, HF_TRANSPORT_TLS), .flows = {5, 6}, .n_flows = 2};
    struct world world;

    open_world(&world);
    order_on(&world, 0, 30, 5);
    two.now_us = 10 * S;
    cr_assert_eq(hf_keepalive_ride(world.keepalive, &world.lines[0], &two), 0);
    hf_keepalive_wake(world.keepalive, 30 * S);
    cr_assert_eq(world.last_flow, 5, "its moment is the same");
    cr_assert_eq(world.n_sent, 1);
    hf_keepalive_wake(world.keepalive, 40 * S);
    cr_assert_eq(world.last_flow, 6);
    two.now_us = 55 * S;
    cr_assert_eq(hf_keepalive_ride(world.keepalive, &world.lines[0], &two), 0);
    hf_keepalive_wake(world.keepalive, 60 * S);
    cr_assert_eq(world.n_sent, 3, "nothing was put off");
    ride(&world, 0, 5, 65 * S); /* 6 is lost */
    hf_keepalive_wake(world.keepalive, 70 * S);
    cr_assert_eq(world.n_sent, 3);
    hf_keepalive_wake(world.keepalive, 90 * S);
    cr_assert_eq(world.n_sent, 4);
    cr_assert_eq(world.last_flow, 5);
    order_on(&world, 0, 0, 0);
    cr_assert_null(world.lines[0]);
    close_world(&world);
}
