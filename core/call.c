/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Call: from dialling or arriving to its end, as the user sees it (F2), and where its requests go.
 *
 * CALLING  an INVITE's pass goes over the candidates; no phone rings yet
 * RINGING  the callee's phone rings, or this one does
 * TALKING  answered
 * ENDING   the user has hung up: a BYE's pass goes to the dialog's next hop, and where that fails
 *          to the other candidates
 * OVER     its entry is free; never seen in an image
 *
 * Audio does not move with any of that (E9). The pass does the failover, by INVITEs that all name
 * the call (E4), with a REGISTER in front of the request where the policy says so (E2); this room
 * begins it, says what its end means, and lets the registration know where an answer came from
 * (A13). What belongs to an abandoned INVITE is abandoned.c's.
 *
 * Rules: A7 (what has rung), A13, C8, C9, C13, E1, E2, E4, E5, E6, E7, E8 (whose call it is), E10,
 * E11, F2.
 */
#include "call.h"

#include <string.h>

#include "calls.h"
#include "candidates.h"
#include "decision.h"
#include "hf_assert.h"
#include "moves.h"
#include "pass.h"
#include "removal.h"
#include "requests.h"
#include "room.h"
#include "service.h"
#include "starts.h"
#include "watched.h"

static const uint16_t moves[HF_CALL_STATE_COUNT] = {
    [HF_CALL_CALLING] = HF_MOVE(HF_CALL_RINGING) | HF_MOVE(HF_CALL_TALKING) | HF_MOVE(HF_CALL_OVER),
    [HF_CALL_RINGING] = HF_MOVE(HF_CALL_TALKING) | HF_MOVE(HF_CALL_OVER),
    [HF_CALL_TALKING] = HF_MOVE(HF_CALL_ENDING) | HF_MOVE(HF_CALL_OVER),
    [HF_CALL_ENDING] = HF_MOVE(HF_CALL_OVER),
    [HF_CALL_OVER] = HF_MOVE(HF_CALL_CALLING) | HF_MOVE(HF_CALL_RINGING),
};

struct hf_moves hf_call_moves(void)
{
    return (struct hf_moves){.next = moves, .n_states = HF_CALL_STATE_COUNT};
}

struct step {        /* a move: where to, and why */
    uint16_t why;    /* enum hf_why */
    uint16_t status; /* of the response behind it, or 0 */
    uint8_t to;      /* enum hf_call_state */
    uint8_t cause;   /* enum hf_cause of the failure behind it, or NONE */
    uint8_t reserved[2];
};

static void report(struct hf_context *x, const struct hf_call_entry *c, const struct step *step)
{
    hf_emit(x, HF_ACTION_REPORT_CALL)->u.call = (struct hf_call_report){
        .call = c->id,
        .why = step->why,
        .status = step->status,
        .state = step->to,
        .server = c->server,
    };
}

/* c: as it was before the step. */
static void say(struct hf_context *x, const struct hf_call_entry *c, const struct step *step)
{
    hf_explain(x, &(struct hf_decision){
                      .until_us = HF_NEVER,
                      .why = step->why,
                      .status = step->status,
                      .machine = HF_MACHINE_CALL,
                      .subject = c->server,
                      .from_state = c->state,
                      .to_state = step->to,
                      .to_server = c->server,
                      .to_candidate = (uint8_t)(c->candidate + 1),
                      .cause = step->cause,
                  });
    report(x, c, step);
}

static void move(struct hf_context *x, uint8_t entry, const struct step *step)
{
    struct hf_call_entry *c = &x->line->calls[entry];
    struct hf_call_entry was = *c;

    HF_ASSERT((moves[was.state] & HF_MOVE(step->to)) != 0);
    c->state = step->to;
    say(x, &was, step);
}

static void take(struct hf_context *x, uint8_t entry, const struct hf_call_entry *c)
{
    x->line->calls[entry] = *c;
    x->line->calls[entry].state = HF_CALL_OVER; /* until it moves, in a moment */
}

/* Its passes are given up, and the user hears what became of their requests. */
static void stop_passes(struct hf_context *x, uint8_t entry, const struct hf_done *done)
{
    for (uint8_t slot = HF_SLOT_REQUEST; slot < HF_LINE_PASSES; slot++) {
        const struct hf_pass *p = &x->line->passes[slot];
        uint64_t request = p->request;
        bool owed = hf_request_is_owed(x->line, p);

        if (p->state == HF_PASS_IDLE || p->call != entry + 1)
            continue;
        hf_pass_stop(x, slot, (enum hf_why)done->why);
        if (owed)
            hf_request_report(x, request, done);
    }
}

static void forget(struct hf_context *x, uint8_t entry)
{
    memset(&x->line->calls[entry], 0, sizeof x->line->calls[entry]);
    hf_watched_forget_call(x->line, (uint8_t)(entry + 1));
}

/* The entry is free from now on. What still runs of it is reported as `done` says, unless that is
 * an answer to another request. */
static void enter_over(struct hf_context *x, uint8_t entry, const struct hf_done *done)
{
    static const struct hf_done ended = {.outcome = HF_DONE_FAILED, .why = HF_WHY_CALL_ENDED};
    bool answered = done->outcome == HF_DONE_ACCEPTED || done->outcome == HF_DONE_REJECTED;

    stop_passes(x, entry, answered ? &ended : done);
    move(x, entry,
         &(struct step){
             .to = HF_CALL_OVER, .why = done->why, .status = done->status, .cause = done->cause});
    forget(x, entry);
    hf_removal_of_old(x); /* C9: not before the last call that the old server carries */
}

/* ---- the user ---- */

static void begin_invite(struct hf_context *x, const struct hf_wanted *wanted)
{
    uint8_t flags = wanted->emergency ? HF_PASS_URGENT | HF_PASS_EMERGENCY | HF_PASS_INSISTS
                                      : HF_PASS_URGENT | HF_PASS_REGISTERS;
    uint8_t slot = hf_room_take_slot(x, wanted);
    struct hf_start start = hf_start_of(x->line,
                                        flags); /* D6: the call itself keeps nothing busy */
    bool usual = start.why == HF_WHY_REQUEST_WANTED;
    uint8_t entry = hf_room_take_entry(x, wanted);

    take(x, entry,
         &(struct hf_call_entry){.id = wanted->request,
                                 .candidate = HF_NONE,
                                 .flags = wanted->emergency ? HF_CALL_EMERGENCY : 0});
    move(x, entry, &(struct step){.to = HF_CALL_CALLING, .why = HF_WHY_CALL_WANTED});
    hf_start_explain(x, &start);
    hf_pass_begin(x,
                  &(struct hf_pass_order){
                      .request = wanted->request,
                      .slot = slot,
                      .purpose = HF_PURPOSE_REQUEST,
                      .kind = HF_REQUEST_INVITE,
                      .flags = flags,
                      .start = start.candidate,
                      .call = (uint8_t)(entry + 1),
                  },
                  usual ? HF_WHY_CALL_WANTED : (enum hf_why)start.why);
}

/* E11: an emergency runs on a line that is disabled too, where it has servers. */
static void on_invite_wanted(struct hf_context *x, const struct hf_wanted *wanted)
{
    bool may_run = wanted->emergency ? x->line->config.n_servers > 0 : !hf_service_is_off(x->line);

    if (may_run)
        begin_invite(x, wanted);
    else
        hf_request_report(
            x, wanted->request, /* C13 */
            &(struct hf_done){.outcome = HF_DONE_DISABLED, .why = HF_WHY_LINE_DISABLED});
}

/* E5: first to the dialog's next hop, then to the others, which Fanvil's lines register with
 * before. */
static void begin_bye(struct hf_context *x, const struct hf_wanted *wanted, enum hf_why why)
{
    uint8_t slot = hf_room_take_slot(x, wanted);
    uint8_t entry = hf_call_find(x->line, wanted->call);
    const struct hf_call_entry *c = &x->line->calls[entry];
    bool registers = !hf_service_is_off(x->line) && (c->flags & HF_CALL_EMERGENCY) == 0 &&
                     why != HF_WHY_STOPPED;

    move(x, entry, &(struct step){.to = HF_CALL_ENDING, .why = (uint16_t)why});
    hf_pass_begin(x,
                  &(struct hf_pass_order){
                      .request = wanted->request,
                      .slot = slot,
                      .purpose = HF_PURPOSE_REQUEST,
                      .kind = HF_REQUEST_BYE,
                      .flags = (uint8_t)(HF_PASS_URGENT | HF_PASS_IN_DIALOG |
                                         (registers ? HF_PASS_REGISTERS : 0)),
                      .start = hf_start_of_call(x->line, c),
                      .call = (uint8_t)(entry + 1),
                  },
                  why);
}

/* E5: re-INVITE, UPDATE, INFO and the like: to the dialog's next hop alone. */
static void begin_other(struct hf_context *x, const struct hf_wanted *wanted)
{
    uint8_t entry = hf_call_find(x->line, wanted->call);

    hf_pass_begin(x,
                  &(struct hf_pass_order){
                      .request = wanted->request,
                      .slot = hf_room_take_slot(x, wanted),
                      .purpose = HF_PURPOSE_REQUEST,
                      .kind = HF_REQUEST_OTHER,
                      .flags = HF_PASS_URGENT | HF_PASS_SINGLE | HF_PASS_IN_DIALOG,
                      .start = hf_start_of_call(x->line, &x->line->calls[entry]),
                      .call = (uint8_t)(entry + 1),
                  },
                  HF_WHY_IN_DIALOG);
}

void hf_call_on_wanted(struct hf_context *x, const struct hf_wanted *wanted)
{
    if (wanted->kind == HF_REQUEST_INVITE)
        on_invite_wanted(x, wanted);
    else if (wanted->kind == HF_REQUEST_BYE)
        begin_bye(x, wanted, HF_WHY_HANGS_UP);
    else
        begin_other(x, wanted);
}

void hf_call_on_withdrawn(struct hf_context *x, uint64_t request)
{
    uint8_t slot = hf_requests_find(x->line, request);
    const struct hf_pass *p = &x->line->passes[slot];
    bool invites = p->kind == HF_REQUEST_INVITE;

    if (p->kind == HF_REQUEST_OTHER) {
        hf_requests_on_withdrawn(x, request);
        return;
    }
    enter_over(x, (uint8_t)(p->call - 1), /* E6: at once; A11's watch goes on behind */
               &(struct hf_done){.outcome = HF_DONE_WITHDRAWN,
                                 .why = invites ? HF_WHY_CALL_GIVEN_UP : HF_WHY_BYE_NOT_CONFIRMED});
}

/* ---- the shell ---- */

/* C13: nobody is at home. It has no entry: its OVER is all that is said of it. */
static void turn_away(struct hf_context *x, const struct hf_call *call)
{
    say(x,
        &(struct hf_call_entry){
            .id = call->call, .server = call->server, .candidate = HF_NONE, .state = HF_CALL_OVER},
        &(struct step){.to = HF_CALL_OVER, .why = HF_WHY_LINE_DISABLED});
}

void hf_call_on_arrived(struct hf_context *x, const struct hf_call *call)
{
    uint8_t entry = hf_call_find(x->line, 0);

    if (hf_service_is_off(x->line)) {
        turn_away(x, call);
        return;
    }
    HF_ASSERT(entry != HF_NONE); /* validation has refused one too many */
    take(x, entry,
         &(struct hf_call_entry){.id = call->call,
                                 .server = call->server,
                                 .candidate = HF_NONE,
                                 .flags = HF_CALL_INCOMING});
    move(x, entry, &(struct step){.to = HF_CALL_RINGING, .why = HF_WHY_CALL_ARRIVED});
}

void hf_call_on_answered(struct hf_context *x, uint64_t call)
{
    move(x, hf_call_find(x->line, call),
         &(struct step){.to = HF_CALL_TALKING, .why = HF_WHY_CALL_ANSWERED});
}

void hf_call_on_ended(struct hf_context *x, uint64_t call)
{
    enter_over(x, hf_call_find(x->line, call),
               &(struct hf_done){.outcome = HF_DONE_FAILED, .why = HF_WHY_CALL_ENDED});
}

/* A13: it was answered here, after it had failed by silence or transport where the line works; the
 * registration hears of it. */
static void note_answered(struct hf_context *x, const struct hf_pass *p)
{
    uint8_t server = hf_candidate_server(x->line, p->candidate);
    uint8_t k = server == 0 ? 0 : hf_service_registration_of(x->line, server);
    uint8_t working = x->line->registrations[k].working;

    if (server != 0 && working != HF_NONE && ((uint32_t)p->failed >> working & 1u) != 0)
        x->line->service.answered = p->candidate;
}

static void carry(struct hf_line *line, uint8_t entry, const struct hf_pass *p)
{
    line->calls[entry].candidate = p->candidate;
    line->calls[entry].server = hf_candidate_server(line, p->candidate);
}

void hf_call_on_provisional(struct hf_context *x, uint8_t slot)
{
    const struct hf_pass *p = &x->line->passes[slot];
    uint8_t entry = (uint8_t)(p->call - 1);

    if (p->attempt.state != HF_ATTEMPT_RINGING)
        return;
    HF_ASSERT(p->call != 0); /* what rings is an INVITE, and every INVITE is a call's */
    carry(x->line, entry, p);
    note_answered(x, p);
    if (x->line->calls[entry].state == HF_CALL_CALLING)
        move(x, entry, &(struct step){.to = HF_CALL_RINGING, .why = HF_WHY_CALL_RINGS});
}

/* ---- hearing the passes ---- */

static bool is_answered(const struct hf_pass *p)
{
    return p->result == HF_RESULT_ACCEPTED || p->result == HF_RESULT_REJECTED ||
           p->result == HF_RESULT_CREDENTIALS;
}

static void hear_invite(struct hf_context *x, uint8_t slot)
{
    struct hf_pass p = x->line->passes[slot];
    struct hf_done done = hf_request_done(x->line, &p);
    uint8_t entry = (uint8_t)(p.call - 1);

    hf_pass_clear(x, slot);
    if (is_answered(&p))
        note_answered(x, &p);
    hf_request_report(x, p.request, &done);
    if (p.result != HF_RESULT_ACCEPTED) {
        enter_over(x, entry, &done);
        return;
    }
    carry(x->line, entry, &p);
    move(x, entry, &(struct step){.to = HF_CALL_TALKING, .why = HF_WHY_CALL_ANSWERED});
}

/* E7: any final answer ends the call normally; E5: where none comes, it is over all the same. */
static void hear_bye(struct hf_context *x, uint8_t slot)
{
    struct hf_pass p = x->line->passes[slot];
    struct hf_done done = hf_request_done(x->line, &p);
    bool own = hf_call_is_own_bye(x->line, &p);

    hf_pass_clear(x, slot);
    if (is_answered(&p))
        note_answered(x, &p);
    else
        done.why = HF_WHY_BYE_NOT_CONFIRMED;
    if (!own)
        hf_request_report(x, p.request, &done);
    if (is_answered(&p))
        done.why = HF_WHY_BYE_ANSWERED;
    enter_over(x, (uint8_t)(p.call - 1), &done);
}

/* E5: 481, and 408, say that the other side knows nothing of the call; silence does not. */
static void hear_other(struct hf_context *x, uint8_t slot)
{
    struct hf_pass p = x->line->passes[slot];
    struct hf_done done = hf_request_done(x->line, &p);
    uint8_t entry = (uint8_t)(p.call - 1);
    bool gone = p.result == HF_RESULT_REJECTED && (p.status == 481 || p.status == 408);

    hf_pass_clear(x, slot);
    hf_request_report(x, p.request, &done);
    if (gone && x->line->calls[entry].state != HF_CALL_ENDING)
        enter_over(x, entry,
                   &(struct hf_done){
                       .outcome = HF_DONE_FAILED, .why = HF_WHY_DIALOG_GONE, .status = p.status});
}

static void hear(struct hf_context *x, uint8_t slot)
{
    switch ((enum hf_request_kind)x->line->passes[slot].kind) {
    case HF_REQUEST_INVITE: hear_invite(x, slot); break;
    case HF_REQUEST_BYE: hear_bye(x, slot); break;
    case HF_REQUEST_OTHER: hear_other(x, slot); break;
    case HF_REQUEST_REGISTER:
    case HF_REQUEST_OPTIONS:
    case HF_REQUEST_COUNT: HF_UNREACHABLE();
    }
}

bool hf_call_settle(struct hf_context *x)
{
    for (uint8_t slot = HF_SLOT_REQUEST; slot < HF_LINE_PASSES; slot++) {
        const struct hf_pass *p = &x->line->passes[slot];

        if (p->call == 0)
            continue;
        if (hf_request_settle_register(x, slot))
            return true;
        if (p->state == HF_PASS_ENDED) {
            hear(x, slot);
            return true;
        }
    }
    return false;
}

/* ---- the line ---- */

void hf_call_give_way(struct hf_context *x, uint8_t entry)
{
    enter_over(x, entry, &(struct hf_done){.outcome = HF_DONE_FAILED, .why = HF_WHY_GAVE_WAY});
}

/* C8: its other requests first, which may have the place that the BYE needs. */
static void hang_up(struct hf_context *x, uint8_t entry)
{
    uint64_t id = x->line->calls[entry].id;

    stop_passes(x, entry, &(struct hf_done){.outcome = HF_DONE_DISABLED, .why = HF_WHY_STOPPED});
    begin_bye(x, &(struct hf_wanted){.request = id, .call = id, .kind = HF_REQUEST_BYE},
              HF_WHY_STOPPED);
}

static bool finds_room(const struct hf_line *line)
{
    return hf_room_slot(line, &(struct hf_wanted){.kind = HF_REQUEST_BYE}) != HF_NONE;
}

/* Its BYE is under way; a line that stops registers nowhere for it. */
static void go_on_unregistered(struct hf_context *x, uint8_t entry)
{
    for (uint8_t slot = HF_SLOT_REQUEST; slot < HF_LINE_PASSES; slot++) {
        const struct hf_pass *p = &x->line->passes[slot];
        if (p->call == entry + 1 && p->kind == HF_REQUEST_BYE)
            hf_pass_register_no_longer(x, slot, HF_WHY_STOPPED);
    }
}

static void stop(struct hf_context *x, uint8_t entry)
{
    static const struct hf_done stopped = {.outcome = HF_DONE_DISABLED, .why = HF_WHY_STOPPED};
    const struct hf_call_entry *c = &x->line->calls[entry];

    switch ((enum hf_call_state)c->state) {
    case HF_CALL_CALLING:
    case HF_CALL_RINGING: enter_over(x, entry, &stopped); break;
    case HF_CALL_TALKING:
        if (finds_room(x->line))
            hang_up(x, entry);
        else
            enter_over(x, entry, &stopped);
        break;
    case HF_CALL_ENDING: go_on_unregistered(x, entry); break;
    case HF_CALL_OVER:
    case HF_CALL_STATE_COUNT: HF_UNREACHABLE();
    }
}

void hf_call_stop_all(struct hf_context *x)
{
    for (uint8_t i = 0; i < HF_CALL_ENTRIES; i++) {
        const struct hf_call_entry *c = &x->line->calls[i];
        if (c->id != 0 && (c->flags & HF_CALL_EMERGENCY) == 0) /* E11 */
            stop(x, i);
    }
}

void hf_call_stop_waiting(struct hf_context *x)
{
    for (uint8_t i = 0; i < HF_CALL_ENTRIES; i++) {
        const struct hf_call_entry *c = &x->line->calls[i];
        if (c->id != 0 && c->state == HF_CALL_ENDING && (c->flags & HF_CALL_EMERGENCY) == 0)
            enter_over(
                x, i,
                &(struct hf_done){.outcome = HF_DONE_FAILED, .why = HF_WHY_BYE_NOT_CONFIRMED});
    }
}

void hf_call_on_restored(struct hf_context *x)
{
    for (uint8_t i = 0; i < HF_CALL_ENTRIES; i++) {
        if (x->line->calls[i].id == 0)
            continue;
        move(x, i, &(struct step){.to = HF_CALL_OVER, .why = HF_WHY_RESTORED});
        forget(x, i);
    }
}
