/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Flows of a modelled phone: its connections over TCP and TLS, one a server, and the keep-alive
 * that a line orders (C3a). Every interval the server is pinged. A flow has failed when ICMP comes
 * back, when the connection turns out to be broken, or, over TCP and TLS, when no pong has come
 * after 10 s (RFC 5626 4.4.1); over UDP silence proves nothing.
 */
#include "inside.h"

#include <string.h>

#define PONG_US UINT64_C(10000000)

static struct line *line_of(struct hf_sim_world *world, unsigned line)
{
    return &world->lines[line - 1];
}

/* ---- connections ---- */

struct flow *flow_at(struct hf_sim_world *world, unsigned line, const struct hf_target *target)
{
    const struct hf_sim_server *server = hf_sim_server_at(world, target);

    return server == NULL ? NULL : &line_of(world, line)->flows[server - world->servers];
}

uint32_t flow_open(struct hf_sim_world *world, unsigned number, const struct hf_target *target)
{
    struct flow *flow = flow_at(world, number, target);

    *flow = (struct flow){.connection = ++line_of(world, number)->last_connection};
    return flow->connection;
}

/* ---- keeping alive ---- */

static struct keep_alive *find_kept(struct line *line, const struct hf_target *target)
{
    for (unsigned i = 0; i < HF_SIM_SERVERS; i++) {
        if (line->kept[i].interval_us != 0 && world_same_target(&line->kept[i].target, target))
            return &line->kept[i];
    }
    return NULL;
}

int flow_is_kept(const struct line *line)
{
    for (unsigned i = 0; i < HF_SIM_SERVERS; i++) {
        if (line->kept[i].interval_us != 0)
            return 1;
    }
    return 0;
}

static void report_lost(struct hf_sim_world *world, unsigned line, const struct hf_target *target,
                        uint8_t cause)
{
    struct hf_event event = {.kind = HF_EVENT_FLOW_LOST};

    event.u.flow_lost.target = *target;
    event.u.flow_lost.cause = cause == HF_CAUSE_RESET ? HF_CAUSE_CLOSED : cause;
    world_report(world, line, &event);
}

void flow_close(struct hf_sim_world *world, unsigned number, const struct failure *failure)
{
    struct line *line = line_of(world, number);
    struct flow *flow = flow_at(world, number, &failure->target);
    int is_missed = 0;

    if (flow != NULL && flow->connection == failure->connection) {
        is_missed = flow->carries || find_kept(line, &failure->target) != NULL;
        *flow = (struct flow){0};
    }
    shell_fail(world, number, failure);
    if (is_missed)
        report_lost(world, number, &failure->target, failure->cause);
}

void flow_carry_out(struct hf_sim_world *world, unsigned number, const struct hf_keep_alive *order)
{
    struct line *line = line_of(world, number);
    struct keep_alive *kept = find_kept(line, &order->target);

    if ((kept == NULL) == (order->interval_s == 0)) {
        world_fault(world, number,
                    kept == NULL ? "ends a keep-alive that it never ordered (C3a)"
                                 : "orders a keep-alive that it has already (C3a)");
        return;
    }
    if (kept != NULL) {
        *kept = (struct keep_alive){0};
        return;
    }
    for (unsigned i = 0; i < HF_SIM_SERVERS && kept == NULL; i++) {
        if (line->kept[i].interval_us == 0)
            kept = &line->kept[i];
    }
    if (kept == NULL) {
        world_fault(world, number, "keeps more flows alive than there are servers (H9)");
        return;
    }
    kept->target = order->target;
    kept->interval_us = UINT64_C(1000000) * order->interval_s;
    kept->next_us = world->now_us + kept->interval_us;
}

uint64_t flow_next_us(const struct line *line)
{
    uint64_t first_us = HF_NEVER;

    for (unsigned i = 0; i < HF_SIM_SERVERS && !line->halted; i++) {
        if (line->kept[i].interval_us != 0 && line->kept[i].next_us < first_us)
            first_us = line->kept[i].next_us;
    }
    return first_us;
}

static void ping(struct hf_sim_world *world, unsigned number, const struct hf_target *target)
{
    const struct hf_sim_server *server = hf_sim_server_at(world, target);
    const struct flow *flow = flow_at(world, number, target);

    if (server == NULL || allowed_is_down(line_of(world, number), target) ||
        (target->transport != HF_TRANSPORT_UDP && flow->connection == 0))
        return; /* nothing is open, and whoever opened it has been told */
    world_post(world, &(struct message){.kind = MESSAGE_PING,
                                        .at_us = world->now_us + server->round_trip_us / 2,
                                        .line = number,
                                        .target = *target,
                                        .connection = flow->connection,
                                        .sent_us = world->now_us});
}

void flow_wake(struct hf_sim_world *world, unsigned number)
{
    struct line *line = line_of(world, number);

    for (unsigned i = 0; i < HF_SIM_SERVERS; i++) {
        struct keep_alive *kept = &line->kept[i];

        if (kept->interval_us == 0 || kept->next_us > world->now_us)
            continue;
        kept->next_us = world->now_us + kept->interval_us;
        ping(world, number, &kept->target);
    }
}

/* The ping has failed, or its pong has not come. */
void flow_receive(struct hf_sim_world *world, const struct message *message)
{
    struct line *line = line_of(world, message->line);
    const uint64_t late_us = message->sent_us + PONG_US;

    if (line->halted || allowed_is_down(line, &message->target) ||
        find_kept(line, &message->target) == NULL)
        return;
    if (message->cause == HF_CAUSE_SILENCE && world->now_us < late_us) {
        struct message later = *message;

        later.at_us = late_us;
        world_post(world, &later);
        return;
    }
    if (message->target.transport == HF_TRANSPORT_UDP) {
        report_lost(world, message->line, &message->target, message->cause);
        return;
    }
    const struct flow *flow = flow_at(world, message->line, &message->target);
    /* The phone closes a connection that gives no pong: what waits on it fails as well. */
    if (flow->connection == message->connection)
        flow_close(world, message->line,
                   &(struct failure){.target = message->target,
                                     .connection = message->connection,
                                     .cause = message->cause});
}

/* ---- what happens to connections ---- */

void hf_sim_break(struct hf_sim_world *world, const struct hf_sim_server *server, unsigned line)
{
    for (unsigned number = 1; number <= world->n_lines; number++) {
        const struct flow *flow = flow_at(world, number, &server->target);

        if ((line != 0 && line != number) || flow->connection == 0 ||
            line_of(world, number)->halted)
            continue;
        flow_close(world, number,
                   &(struct failure){.target = server->target,
                                     .connection = flow->connection,
                                     .cause = HF_CAUSE_RESET});
    }
}

static int is_waited_on(const struct line *line, uint32_t connection)
{
    for (unsigned i = 0; i < HF_SIM_TRANSACTIONS; i++) {
        if (line->transactions[i].state != TRANSACTION_FREE &&
            line->transactions[i].connection == connection)
            return 1;
    }
    return 0;
}

void hf_sim_close_idle(struct hf_sim_world *world, const struct hf_sim_server *server)
{
    for (unsigned number = 1; number <= world->n_lines; number++) {
        struct flow *flow = flow_at(world, number, &server->target);

        if (flow->connection != 0 && !is_waited_on(line_of(world, number), flow->connection))
            flow->dead_by = HF_CAUSE_CLOSED;
    }
}

void hf_sim_restart_server(struct hf_sim_world *world, const struct hf_sim_server *server)
{
    for (unsigned number = 1; number <= world->n_lines; number++) {
        struct flow *flow = flow_at(world, number, &server->target);

        if (flow->connection != 0)
            flow->dead_by = HF_CAUSE_RESET;
    }
}
