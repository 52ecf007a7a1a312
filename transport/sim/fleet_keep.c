/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Keep-alive of a fleet's lines (C3a). Over UDP a ping changes something only where ICMP comes
 * back, and when that is stands in the plan: so no line is woken for its pings, but only for the
 * first that fails.
 */
#include "fleet_inside.h"

#define SECOND_US UINT64_C(1000000)

/* The first ping of a row (at_us, each interval) that finds the server failing; HF_NEVER. */
static uint64_t first_failing(const struct fleet_server *server, uint64_t at_us,
                              uint64_t interval_us)
{
    for (size_t i = 0; i < server->n_spells; i++) {
        const struct fleet_spell *spell = &server->spells[i];
        const uint64_t end_us = i + 1 < server->n_spells ? server->spells[i + 1].from_us : HF_NEVER;
        const uint64_t way_us = spell->server.round_trip_us / 2;
        uint64_t ping_us = at_us;

        if (spell->server.presence != HF_SIM_FAILS || end_us <= at_us + way_us)
            continue;
        if (ping_us + way_us < spell->from_us)
            ping_us += (spell->from_us - way_us - ping_us + interval_us - 1) / interval_us *
                       interval_us;
        if (ping_us + way_us < end_us)
            return ping_us;
    }
    return HF_NEVER;
}

static void plan_loss(const struct fleet_worker *worker, unsigned at)
{
    const struct fleet_server *server = &worker->plan->servers[at];
    struct fleet_place *place = &worker->line->places[at];

    place->ping_us = first_failing(server, place->ping_us, SECOND_US * place->interval_s);
    place->loss_us = HF_NEVER;
    if (place->ping_us != HF_NEVER)
        place->loss_us = place->ping_us + fleet_spell(server, place->ping_us)->server.round_trip_us;
}

void fleet_keep_alive(struct fleet_worker *worker, const struct hf_keep_alive *order)
{
    const unsigned at = fleet_server_at(worker->plan, &order->target);

    if (at == worker->plan->n_servers)
        return;
    worker->line->places[at].interval_s = order->interval_s;
    worker->line->places[at].ping_us = worker->now_us + SECOND_US * order->interval_s;
    worker->line->places[at].loss_us = HF_NEVER;
    if (order->interval_s != 0)
        plan_loss(worker, at);
}

void fleet_keep_lost(struct fleet_worker *worker, unsigned at)
{
    const struct fleet_server *server = &worker->plan->servers[at];
    struct fleet_place *place = &worker->line->places[at];
    struct hf_event event = {.kind = HF_EVENT_FLOW_LOST};

    event.u.flow_lost.target = server->target;
    event.u.flow_lost.cause = fleet_spell(server, place->ping_us)->server.cause;
    if (event.u.flow_lost.cause == HF_CAUSE_RESET)
        event.u.flow_lost.cause = HF_CAUSE_CLOSED;
    place->ping_us += SECOND_US * place->interval_s;
    plan_loss(worker, at);
    fleet_report(worker, &event);
}
