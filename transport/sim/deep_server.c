/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The servers of a deep world: a registrar and proxy each, as `holdfast server` runs it, and what
 * is done to it. All know the same users; one that challenges knows their passwords.
 */
#include "deep.h"

#include <stdio.h>
#include <string.h>

#include "holdfast/sip/message.h"

enum { DOOR_UDP, DOOR_TCP, DOOR_TLS };

static struct hf_target door_of(unsigned server, unsigned door)
{
    struct hf_target where = deep_server_address(server);

    where.transport = (uint8_t)(door == DOOR_UDP   ? HF_TRANSPORT_UDP
                                : door == DOOR_TCP ? HF_TRANSPORT_TCP
                                                   : HF_TRANSPORT_TLS);
    where.port = door == DOOR_TLS ? DEEP_TLS_PORT : DEEP_SIP_PORT;
    return where;
}

void deep_server_make(struct deep_world *world, unsigned number)
{
    const struct deep_server_plan *plan = &world->plan->servers[number - 1];
    struct deep_server *server = &world->servers[number - 1];
    struct hf_registrar_options options = {.realm = "deep",
                                           .expires_min_s = plan->expires_min,
                                           .expires_max_s = plan->expires_max,
                                           .nonce_life_s = plan->nonce_life};
    uint64_t state = world->plan->seed * 977 + number * 31 + server->lives++;
    char user[16];

    for (unsigned i = 0; i < sizeof(options.random); i++)
        options.random[i] = (uint8_t)deep_draw(&state);
    hf_registrar_free(server->registrar);
    server->address = deep_server_address(number);
    server->registrar = hf_registrar_new(&options);
    if (server->registrar == NULL) {
        deep_object(world, 0, "out of memory: server %u", number);
        return;
    }
    for (unsigned door = DOOR_UDP; door <= DOOR_TLS; door++) {
        const struct hf_target where = door_of(number, door);

        hf_registrar_set_door(server->registrar, door, &where);
    }
    for (unsigned i = 0; plan->auth && i < world->plan->n_phones * DEEP_LINES; i++) {
        const unsigned line = i % DEEP_LINES + 1, phone = i / DEEP_LINES + 1;

        if (line > 1 && world->plan->phones[phone - 1].lines[line - 1].policy == 0)
            continue;
        snprintf(user, sizeof(user), "%u", DEEP_WHO * line + phone);
        (void)hf_registrar_add_user(server->registrar, user, DEEP_SECRET);
    }
}

/* ---- messages ---- */

/* 0: the connection is gone. */
static int send_on(struct deep_world *world, unsigned server, uint64_t connection)
{
    const struct hf_registrar_answer *answer = &world->answer;
    struct deep_flow *flow = connection <= world->n_flows ? world->flows[connection - 1] : NULL;
    struct hf_slice bytes = {(const char *)answer->bytes, answer->n_bytes};

    if (flow == NULL || !flow->at_server || flow->server != server)
        return 0;
    deep_flow_write(world, flow, 0, bytes);
    return 1;
}

static int send_answer(struct deep_world *world, unsigned server)
{
    const struct hf_registrar_answer *answer = &world->answer;
    struct deep_datagram datagram = {.from = deep_server_address(server),
                                     .to = answer->to,
                                     .bytes = answer->bytes,
                                     .n = answer->n_bytes};
    const uint64_t at_us = answer->send_us > world->now_us ? answer->send_us : world->now_us;

    if (answer->connection != 0)
        return send_on(world, server, answer->connection);
    if (answer->to.transport != HF_TRANSPORT_UDP)
        return 0; /* it makes no connections of its own */
    deep_send(world, &datagram, at_us);
    return 1;
}

static bool has_something(const struct hf_registrar_answer *answer)
{
    return answer->outcome == HF_REGISTRAR_ANSWERED || answer->outcome == HF_REGISTRAR_FORWARDED;
}

void deep_server_hear(struct deep_world *world, unsigned server,
                      const struct hf_registrar_received *received)
{
    struct hf_registrar *registrar = world->servers[server - 1].registrar;
    struct hf_registrar_answer *answer = &world->answer;

    hf_registrar_receive(registrar, received, answer);
    deep_trace(world, 0, "server %u: %s of %s: %s %u %s", server, answer->method, answer->user,
               answer->outcome == HF_REGISTRAR_ANSWERED    ? "answers"
               : answer->outcome == HF_REGISTRAR_FORWARDED ? "forwards"
                                                           : "keeps",
               answer->status, answer->why);
    if (!has_something(answer) || send_answer(world, server) ||
        answer->outcome == HF_REGISTRAR_ANSWERED)
        return;
    hf_registrar_unsent(registrar, received, answer, "its connection is gone");
    if (has_something(answer))
        (void)send_answer(world, server);
}

/* ---- what is done to them ---- */

static void obey(struct deep_world *world, const struct deep_op *op, unsigned order)
{
    struct hf_registrar_command command = {.order = (uint8_t)order,
                                           .method = (uint8_t)op->method,
                                           .status = (uint16_t)op->status,
                                           .retry_after_s = op->retry_after,
                                           .delay_ms = op->ms};

    hf_registrar_obey(world->servers[op->server - 1].registrar, &command);
}

static void begin(struct deep_world *world, const struct deep_op *op)
{
    if (op->how == 1)
        deep_server_make(world, op->server);
    world->servers[op->server - 1].halted = 0;
}

void deep_server_do(struct deep_world *world, const struct deep_op *op)
{
    struct deep_server *server = &world->servers[op->server - 1];

    switch ((enum deep_verb)op->verb) {
    case DEEP_HALT:
        server->halted = op->how == 1 ? 2 : 1;
        deep_flows_break(world, op->server, op->how == 1);
        break;
    case DEEP_BEGIN:
        deep_flows_break(world, op->server, false);
        begin(world, op);
        break;
    case DEEP_ANSWER: obey(world, op, HF_REGISTRAR_ANSWER); break;
    case DEEP_DROP: obey(world, op, HF_REGISTRAR_DROP); break;
    case DEEP_REJECT: obey(world, op, HF_REGISTRAR_REJECT); break;
    case DEEP_DELAY: obey(world, op, HF_REGISTRAR_DELAY); break;
    case DEEP_WIPE: obey(world, op, HF_REGISTRAR_WIPE); break;
    case DEEP_RESET: deep_flows_break(world, op->server, op->how == 0); break;
    case DEEP_MUTE: server->mute = op->how == 1; break;
    default: break;
    }
}

void deep_server_heal(struct deep_world *world, unsigned server)
{
    struct deep_op op = {.verb = DEEP_ANSWER, .server = server};

    deep_server_do(world, &op);
    op.verb = DEEP_DELAY;
    deep_server_do(world, &op);
    world->servers[server - 1].halted = 0;
    world->servers[server - 1].mute = 0;
}
