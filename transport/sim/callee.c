/* SPDX-License-Identifier: Apache-2.0 */
/*
 * INVITEs at the servers, and the callee's phone behind them. A call has one callee, reached by way
 * of any server, so that his phone can tell an INVITE that he has already by another way: it is
 * answered 482 (RFC 3261 8.2.2.2). A server that is not there when its INVITE comes so far has
 * lost it. To a call that arrives the caller is the same: somebody who rings and talks.
 */
#include "inside.h"

#include <stdio.h>

static struct line *line_of(struct hf_sim_world *world, unsigned line)
{
    return &world->lines[line - 1];
}

/* ---- the phone ---- */

static struct peer *peer_of(struct hf_sim_world *world, const struct leg *leg)
{
    struct call *call = call_find(line_of(world, leg->invite.line), leg->invite.call);

    return call == NULL ? NULL : &call->peers[leg->phone];
}

static void note(struct hf_sim_world *world, const struct message *message, const char *what)
{
    world_note(world, &(struct hf_sim_note){.kind = HF_SIM_NOTE_PEER,
                                            .line = message->line,
                                            .attempt = message->call,
                                            .target = message->target,
                                            .text = what});
}

/* The phone that was reached by that INVITE; no other one stops by its end. */
static int is_reached_by(const struct peer *peer, const struct leg *leg)
{
    return peer != NULL && peer->state != PEER_QUIET && peer->attempt == leg->invite.attempt;
}

static void stop(struct hf_sim_world *world, const struct leg *leg)
{
    struct peer *peer = peer_of(world, leg);

    if (!is_reached_by(peer, leg))
        return;
    note(world, &leg->invite, peer->state == PEER_RINGS ? "rings no longer" : "talks no longer");
    peer->state = PEER_QUIET;
}

/* False: the phone has this call by another INVITE. */
static int reach(struct hf_sim_world *world, const struct leg *leg, enum peer_state state)
{
    const struct message *invite = &leg->invite;
    struct peer *peer = peer_of(world, leg);

    if (peer == NULL || (peer->state != PEER_QUIET && !is_reached_by(peer, leg)))
        return peer == NULL;
    if (peer->state == PEER_QUIET)
        promises_rings(world, invite->line, call_find(line_of(world, invite->line), invite->call),
                       peer);
    line_of(world, invite->line)->has_calls = 1;
    if (peer->state != state)
        note(world, invite, state == PEER_RINGS ? "rings" : "talks");
    peer->state = state;
    peer->attempt = invite->attempt;
    peer->since_us = world->now_us;
    peer->back_us = hf_sim_server_at(world, &invite->target)->round_trip_us;
    peer->is_excused = 0;
    return 1;
}

/* The phone that the call's dialog is with. What an INVITE that was given up has reached is told of
 * by CANCEL, or by a BYE of its own. */
void callee_quiet(struct hf_sim_world *world, unsigned line, uint64_t id)
{
    struct call *call = call_find(line_of(world, line), id);

    for (unsigned i = 0; i < PEERS && call != NULL; i++) {
        struct peer *peer = &call->peers[i];

        if (peer->state == PEER_QUIET || (!call->incoming && peer->attempt != call->attempt))
            continue;
        if (!call->incoming)
            note(world, &(struct message){.line = line, .call = id}, "talks no longer");
        peer->state = PEER_QUIET;
    }
}

void callee_calls(struct hf_sim_world *world, unsigned line, uint64_t id, enum peer_state state)
{
    struct call *call = call_find(line_of(world, line), id);

    if (call == NULL || !call->incoming)
        return;
    call->peers[0].state = state;
    call->peers[0].since_us = world->now_us;
}

/* ---- INVITEs ---- */

static struct leg *find(struct hf_sim_world *world, const struct message *message)
{
    for (unsigned i = 0; i < LEGS; i++) {
        struct leg *leg = &world->legs[i];

        if (leg->exists && leg->invite.line == message->line &&
            leg->invite.attempt == message->attempt && leg->invite.branch == message->branch)
            return leg;
    }
    return NULL;
}

static void say(struct hf_sim_world *world, struct leg *leg, const struct hf_response *response)
{
    const struct hf_sim_server *server = hf_sim_server_at(world, &leg->invite.target);
    struct message answer = leg->invite;

    answer.kind = response->status < 200 ? MESSAGE_PROVISIONAL : MESSAGE_FINAL;
    answer.response = *response;
    if (response->status < 200)
        leg->said = response->status;
    else
        leg->is_over = 1;
    server_send_back(world, server, &answer, 0);
}

static void say_status(struct hf_sim_world *world, struct leg *leg, uint16_t status)
{
    say(world, leg,
        &(struct hf_response){
            .status = status, .expires_s = HF_EXPIRES_NONE, .retry_after_s = HF_RETRY_AFTER_NONE});
}

static void plan(struct hf_sim_world *world, const struct leg *leg, const struct hf_response *what,
                 uint64_t after_us)
{
    struct message progress = leg->invite;

    progress.kind = MESSAGE_PROGRESS;
    progress.response = *what;
    progress.at_us = world->now_us + after_us;
    world_post(world, &progress);
}

static struct hf_response final_of(const struct hf_sim_method *method)
{
    struct hf_response response = {.status = method->status,
                                   .expires_s = HF_EXPIRES_NONE,
                                   .retry_after_s = HF_RETRY_AFTER_NONE};

    if (method->status >= 300)
        response.retry_after_s = method->retry_after_s;
    if (method->status / 100 != 3)
        return response;
    response.n_redirects = method->n_redirects;
    for (unsigned i = 0; i < method->n_redirects; i++)
        response.redirects[i] = method->redirects[i];
    return response;
}

int callee_has(struct hf_sim_world *world, const struct message *invite)
{
    const struct leg *leg = find(world, invite);

    return leg != NULL && !leg->is_challenged;
}

void callee_challenged(struct hf_sim_world *world, const struct message *invite)
{
    if (find(world, invite) == NULL)
        world->legs[world->n_legs++ % LEGS] = (struct leg){
            .invite = *invite, .exists = 1, .is_over = 1, .is_challenged = 1};
}

void callee_invited(struct hf_sim_world *world, const struct hf_sim_server *server,
                    const struct message *invite)
{
    const struct hf_sim_method *method = &server->methods[HF_REQUEST_INVITE];
    const struct hf_response ringing = {.status = method->rings};
    const struct hf_response last = final_of(method);
    struct leg *leg = find(world, invite);
    uint64_t rings_us = method->rings != 0 ? method->rings_after_us : 0;

    if (leg != NULL) { /* RFC 3261 17.2.1: the last provisional response again */
        if (leg->said != 0 && !leg->is_over)
            say_status(world, leg, leg->said);
        return;
    }
    leg = &world->legs[world->n_legs++ % LEGS];
    *leg = (struct leg){.invite = *invite, .phone = server->reaches_another, .exists = 1};
    if (method->provisional != 0)
        say_status(world, leg, method->provisional);
    if (method->rings != 0)
        plan(world, leg, &ringing, rings_us);
    if (method->final_after_us != HF_NEVER)
        plan(world, leg, &last, rings_us + method->final_after_us);
}

void callee_progress(struct hf_sim_world *world, const struct message *progress)
{
    const struct hf_sim_server *server = hf_sim_server_at(world, &progress->target);
    const uint16_t status = progress->response.status;
    struct leg *leg = find(world, progress);

    if (leg == NULL || leg->is_over)
        return;
    if (server == NULL || server->presence != HF_SIM_ANSWERS) {
        leg->is_over = 1;
        call_excuse(line_of(world, progress->line), progress->attempt);
        return;
    }
    if (status >= 300)
        stop(world, leg);
    else if (!reach(world, leg, status < 200 ? PEER_RINGS : PEER_TALKS)) {
        say_status(world, leg, 482);
        return;
    }
    say(world, leg, &progress->response);
}

/* ---- CANCEL, and BYE of what was answered too late ---- */

static void cancel(struct hf_sim_world *world, struct leg *leg)
{
    struct peer *peer = peer_of(world, leg);

    if (is_reached_by(peer, leg))
        peer->was_cancelled = 1;
    stop(world, leg);
    say_status(world, leg, 487);
}

void callee_ended(struct hf_sim_world *world, const struct hf_sim_server *server,
                  const struct message *ending)
{
    const int is_cancel = ending->ending == ENDING_CANCEL;
    const struct hf_sim_method *method =
        &server->methods[is_cancel ? HF_SIM_CANCEL : HF_REQUEST_BYE];
    struct leg *leg = find(world, ending);
    struct message answer = *ending;

    if (method->is_silent)
        return;
    answer.kind = MESSAGE_ENDED;
    answer.response.status = 200;
    server_send_back(world, server, &answer, 0);
    if (leg != NULL && !is_cancel)
        stop(world, leg);
    else if (leg != NULL && !leg->is_over)
        cancel(world, leg);
}
