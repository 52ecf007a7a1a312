/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What is promised of calls (E, F2, A7, A11, D8), held against what a line does and what happens at
 * the callee: no ghost (64*T1 after a call is over for the user nobody's phone rings or talks), one
 * ring, each request reported, no failover of what has rung, a call that talks ends when somebody
 * ends it. Where nobody could be told (the connection is lost, CANCEL or BYE is heard by nobody,
 * the program was restarted) a ghost is excused.
 */
#include "inside.h"

#include <inttypes.h>
#include <stdio.h>

static struct line *line_of(struct hf_sim_world *world, unsigned line)
{
    return &world->lines[line - 1];
}

static void object(struct hf_sim_world *world, unsigned line, uint64_t call, const char *what)
{
    char text[160];

    snprintf(text, sizeof(text), "call %" PRIu64 ": %s", call, what);
    world_fault(world, line, text);
}

/* ---- reports (F2) ---- */

static int may_follow(unsigned from, unsigned to)
{
    switch ((enum hf_call_state)from) {
    case HF_CALL_CALLING: return to != HF_CALL_CALLING && to != HF_CALL_ENDING;
    case HF_CALL_RINGING: return to == HF_CALL_TALKING || to == HF_CALL_OVER;
    case HF_CALL_TALKING: return to == HF_CALL_ENDING || to == HF_CALL_OVER;
    case HF_CALL_ENDING: return to == HF_CALL_OVER;
    case HF_CALL_OVER:
    case HF_CALL_STATE_COUNT: break;
    }
    return 0;
}

/* C13: a line that is off turns away what arrives, and nothing else. */
static int may_begin(struct line *line, const struct call *call,
                     const struct hf_call_report *report)
{
    const int is_off = hf_line_status(line->line).state == HF_LINE_DISABLED;

    if (!call->incoming)
        return report->state == HF_CALL_CALLING;
    return report->state == HF_CALL_RINGING
               ? !is_off
               : report->state == HF_CALL_OVER && report->why == HF_WHY_LINE_DISABLED;
}

/* E5: 481, or 408, to what was said inside of it. */
static int knows_nothing_of_it(struct line *line, const struct call *call,
                               const struct hf_event *event)
{
    const struct hf_send *send = rules_send(line, event->u.response.attempt);

    return event->kind == HF_EVENT_RESPONSE_RECEIVED && send != NULL &&
           send->kind == HF_REQUEST_OTHER && call_of_send(line, send) == call->id &&
           (event->u.response.status == 481 || event->u.response.status == 408);
}

/* D8: nothing but the two that talk, the line's end and the program's ends a call. */
static int may_end_talk(struct line *line, const struct call *call, const struct hf_event *event)
{
    switch (event->kind) {
    case HF_EVENT_CALL_ENDED: return event->u.call.call == call->id;
    case HF_EVENT_STOPPED:
    case HF_EVENT_RESTORED: return 1;
    default: return knows_nothing_of_it(line, call, event);
    }
}

static int may_hang_up(const struct call *call, const struct hf_event *event)
{
    return event->kind == HF_EVENT_STOPPED ||
           (event->kind == HF_EVENT_WANTED && event->u.wanted.kind == HF_REQUEST_BYE &&
            event->u.wanted.call == call->id);
}

static int is_answer(const struct call *call, const struct hf_event *event)
{
    if (call->incoming)
        return event->kind == HF_EVENT_CALL_ANSWERED && event->u.call.call == call->id;
    return event->kind == HF_EVENT_RESPONSE_RECEIVED && event->u.response.status < 300;
}

void promises_report(struct hf_sim_world *world, unsigned number, const struct hf_event *event,
                     const struct hf_call_report *report)
{
    struct line *line = line_of(world, number);
    const struct call *call = call_find(line, report->call);
    const unsigned to = report->state;

    if (call == NULL)
        object(world, number, report->call, "is reported, and nobody has it (F2)");
    else if (call->over_us != HF_NEVER)
        object(world, number, call->id, "is reported when it is over (F2)");
    else if (call->is_new ? !may_begin(line, call, report) : !may_follow(call->state, to))
        object(world, number, call->id, "is reported in a state that cannot follow (F2)");
    else if (to == HF_CALL_TALKING && !is_answer(call, event))
        object(world, number, call->id, "talks, and nobody has answered (F2)");
    else if (to == HF_CALL_ENDING && !may_hang_up(call, event))
        object(world, number, call->id, "is hung up by nobody (E5)");
    else if (call->state == HF_CALL_TALKING && to == HF_CALL_OVER && !call->is_new &&
             !may_end_talk(line, call, event))
        object(world, number, call->id, "talks and is torn down (D8)");
}

/* ---- requests ---- */

/* Another INVITE of the call that is under way, and has had a provisional response above `told`. */
static int is_another_told(const struct line *line, const struct transaction *transaction,
                           unsigned told)
{
    for (unsigned i = 0; i < HF_SIM_TRANSACTIONS; i++) {
        const struct transaction *other = &line->transactions[i];

        if (other != transaction && other->call == transaction->call &&
            other->send.kind == HF_REQUEST_INVITE &&
            (shell_is_under_way(other) || other->state == TRANSACTION_CHALLENGED) &&
            other->told >= told)
            return 1;
    }
    return 0;
}

static void check_invite(struct hf_sim_world *world, unsigned number,
                         const struct transaction *transaction, const struct call *call)
{
    const int has_rung = call->state != HF_CALL_CALLING;

    if (call->over_us != HF_NEVER)
        object(world, number, call->id, "is over, and calls on (E6)");
    else if (has_rung && !call->emergency && !transaction->is_followed)
        object(world, number, call->id, "has rung, and is moved (A7)");
    else if (is_another_told(line_of(world, number), transaction, 0))
        object(world, number, call->id, "has two INVITEs at a time (H4)");
}

/* E2, as far as it can be seen from outside: where no REGISTER was ever accepted, none goes before.
 * What a 3xx points to is no candidate, and a line that stops has no time for it (C8). */
static void check_registered(struct hf_sim_world *world, unsigned number,
                             const struct transaction *transaction, const struct call *call)
{
    const struct line *line = line_of(world, number);
    const struct hf_send *send = &transaction->send;
    const int is_moved = send->kind == HF_REQUEST_INVITE ||
                         (send->in_dialog == 2 && send->request != call->id);

    if (!hf_line_config(line->line)->register_first || !is_moved || call->emergency ||
        transaction->is_followed || line->is_stopped || rules_was_registered(line, &send->target))
        return;
    object(world, number, call->id, "goes where the line has not registered first (E2)");
}

/* E5: what is said inside a dialog, BYE apart, goes to its next hop alone. */
static void check_said(struct hf_sim_world *world, unsigned number, const struct hf_send *send)
{
    struct line *line = line_of(world, number);
    const struct wish *found = call_wish(line, send->request);
    struct wish *wish = found == NULL ? NULL : &line->wishes[found - line->wishes];

    if (wish == NULL)
        return;
    if (wish->target.family == HF_FAMILY_NONE)
        wish->target = send->target;
    else if (!world_same_target(&wish->target, &send->target))
        object(world, number, wish->call, "what is said in it is moved to another server (E5)");
}

void promises_sent(struct hf_sim_world *world, unsigned number,
                   const struct transaction *transaction)
{
    const struct hf_send *send = &transaction->send;
    const struct call *call = call_find(line_of(world, number), transaction->call);

    if (send->kind == HF_REQUEST_OTHER && send->in_dialog != 0)
        check_said(world, number, send);
    if (send->kind != HF_REQUEST_INVITE && send->kind != HF_REQUEST_BYE)
        return;
    if (call == NULL)
        object(world, number, transaction->call, "calls or hangs up what nobody has (H5)");
    else if (send->kind == HF_REQUEST_INVITE)
        check_invite(world, number, transaction, call);
    else if (call->state != HF_CALL_ENDING)
        object(world, number, call->id, "is not being hung up, and BYE is sent (E5)");
    if (call != NULL)
        check_registered(world, number, transaction, call);
}

/* A11: the first that rings is the call's own, and the only one. */
void promises_late(struct hf_sim_world *world, unsigned number,
                   const struct transaction *transaction, int is_kept)
{
    const struct line *line = line_of(world, number);
    struct call *call = call_find(line_of(world, number), transaction->call);
    const int is_alive = call != NULL && call->over_us == HF_NEVER;
    const int is_first = is_alive && call->state == HF_CALL_CALLING &&
                         !is_another_told(line, transaction, 101);
    const int may_be_gone = line->n_configurations > 1 || line->n_found != 0 || line->n_named != 0;

    if (is_kept && !is_first)
        object(world, number, transaction->call, "is kept, and rings elsewhere or is over (A11)");
    if (!is_kept && is_first && !may_be_gone)
        object(world, number, transaction->call, "rings at last, and is ended (A11)");
    if (!is_kept && is_first)
        call->was_gone = 1;
}

/* C14: a server that was gone when the phone rang by it may be found again, or another by which the
 * same phone is reached. */
void promises_rings(struct hf_sim_world *world, unsigned number, const struct call *call,
                    const struct peer *peer)
{
    if (peer->was_cancelled && call->over_us == HF_NEVER && call->state == HF_CALL_CALLING &&
        !call->emergency && !call->was_gone)
        object(world, number, call->id, "rings at the callee a second time (A11, E4)");
}

/* ---- at every turn ---- */

/* Since when nobody wants this phone to ring or talk; HF_NEVER: somebody does. */
static uint64_t unwanted_since_us(const struct call *call, const struct peer *peer)
{
    uint64_t since_us = call->over_us;

    if (since_us == HF_NEVER && call->state == HF_CALL_TALKING && !call->incoming &&
        peer->attempt != call->attempt)
        since_us = call->up_us;
    return since_us != HF_NEVER && peer->since_us > since_us ? peer->since_us : since_us;
}

static void check_peer(struct hf_sim_world *world, unsigned number, const struct call *call,
                       const struct peer *peer)
{
    const uint64_t since_us = unwanted_since_us(call, peer);
    const uint64_t most_us = UINT64_C(64000) * call->t1_ms + 2 * peer->back_us;

    if (peer->state == PEER_QUIET || peer->is_excused || since_us == HF_NEVER)
        return;
    if (world->now_us > since_us + most_us)
        object(world, number, call->id,
               peer->state == PEER_RINGS ? "is over, and the callee's phone still rings (A11, E6)"
                                         : "is over, and the callee still talks (A11, E5)");
}

static void check_line(struct hf_sim_world *world, unsigned number)
{
    struct line *line = line_of(world, number);
    unsigned n_up = 0, n_emergencies = 0;

    line->has_calls = 0;
    for (unsigned i = 0; i < HF_SIM_CALLS; i++) {
        const struct call *call = &line->calls[i];

        if (call->id == 0)
            continue;
        for (unsigned k = 0; k < PEERS; k++) {
            check_peer(world, number, call, &call->peers[k]);
            line->has_calls |= call->peers[k].state != PEER_QUIET;
        }
        if (call->over_us != HF_NEVER && rules_is_wanted(line, call->id))
            object(world, number, call->id, "is over, and its request is not reported (H3)");
        n_up += call->over_us == HF_NEVER;
        line->has_calls |= call->over_us == HF_NEVER;
        n_emergencies += call->over_us == HF_NEVER && call->emergency;
    }
    if (n_up > HF_LINE_CALLS + (n_emergencies != 0))
        world_fault(world, number, "has more calls than a line may have (E10)");
}

void promises_check(struct hf_sim_world *world)
{
    for (unsigned number = 1; number <= world->n_lines; number++) {
        if (world->lines[number - 1].has_calls)
            check_line(world, number);
    }
}
