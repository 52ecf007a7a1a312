/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What becomes of attempts that were given up. A late 2xx to a REGISTER is a binding. A late
 * 101..199 or 2xx to an INVITE, when no other attempt of its call has had one, makes it the call's
 * own again, and the newer one is abandoned; otherwise it is ended, so that no ghost of a call is
 * left. What the shell says of a CANCEL, and of the sibling that a 482 pointed at, goes to the
 * pass that waits for it.
 *
 * Rules: A7 (a CANCEL after a lone 100), A9, A11, C3 (a CANCEL that times out).
 */
#include "abandoned.h"

#include <stdbool.h>
#include <string.h>

#include "attempt.h"
#include "calls.h"
#include "candidates.h"
#include "decision.h"
#include "hf_time.h"
#include "pass.h"
#include "registration.h"
#include "watched.h"

static bool is_late_binding(const struct hf_line *line, const struct hf_watched *watched,
                            uint16_t status, uint32_t expires_s)
{
    return watched->kind == HF_REQUEST_REGISTER && watched->purpose != HF_PURPOSE_REMOVE &&
           hf_candidate_server(line, watched->candidate) != 0 && status >= 200 && status < 300 &&
           expires_s != 0;
}

/* No longer watched. */
static struct hf_watched take(struct hf_line *line, uint64_t id)
{
    struct hf_watched *place = &line->watched[hf_watched_place(line, id)];
    struct hf_watched watched = *place;

    memset(place, 0, sizeof *place);
    return watched;
}

/* ---- INVITE ---- */

/* The slot of the pass of a call's INVITE, or HF_NONE. */
static uint8_t slot_of(const struct hf_line *line, uint8_t call)
{
    for (uint8_t i = HF_SLOT_REQUEST; i < HF_LINE_PASSES; i++) {
        if (call != 0 && line->passes[i].call == call && line->passes[i].kind == HF_REQUEST_INVITE)
            return i;
    }
    return HF_NONE;
}

static void hear_invite(struct hf_context *x, const struct hf_watched *watched,
                        const struct hf_abandoned *abandoned)
{
    uint8_t slot = slot_of(x->line, watched->call);
    struct hf_attempt *a = slot == HF_NONE ? NULL : &x->line->passes[slot].attempt;
    bool answered = abandoned->how == HF_ABANDONED_ANSWERED && abandoned->status >= 300 &&
                    abandoned->status != 487;

    if (abandoned->how == HF_ABANDONED_CANCEL_TIMED_OUT)
        hf_registration_on_cancel_ignored(x, watched->candidate); /* C3 */
    if (a == NULL)
        return;
    if (a->state == HF_ATTEMPT_CANCELLING && a->id == abandoned->attempt)
        hf_attempt_on_cancelled(x, a, abandoned);
    else if (answered)
        hf_pass_note_sibling(x, slot, watched, abandoned->status);
}

/* A11: CALLING says that no attempt of the call has had 101..199 or 2xx. */
static bool may_be_kept(const struct hf_line *line, const struct hf_watched *watched)
{
    return watched->call != 0 && line->calls[watched->call - 1].state == HF_CALL_CALLING &&
           hf_candidate_server(line, watched->candidate) != 0;
}

static uint8_t keep(struct hf_context *x, uint64_t id)
{
    struct hf_watched watched = take(x->line, id);
    uint8_t slot = slot_of(x->line, watched.call);

    hf_pass_keep(x, slot, id, watched.candidate);
    return slot;
}

static void end(struct hf_context *x, uint64_t id, const struct hf_watched *watched)
{
    uint8_t candidate = watched == NULL ? HF_NONE : watched->candidate;
    uint8_t server = hf_candidate_server(x->line, candidate);
    bool over = watched == NULL || watched->call == 0;
    uint8_t state = over ? HF_CALL_OVER : x->line->calls[watched->call - 1].state;

    hf_explain(x, &(struct hf_decision){.attempt = id,
                                        .until_us = HF_NEVER,
                                        .why = HF_WHY_LATE_CALL_ENDED,
                                        .machine = HF_MACHINE_CALL,
                                        .subject = server,
                                        .from_state = state,
                                        .to_state = state,
                                        .from_server = server,
                                        .from_candidate = (uint8_t)(candidate + 1)});
    hf_emit_order(x, HF_ACTION_END, id, HF_WHY_LATE_CALL_ENDED);
}

void hf_abandoned_on_late(struct hf_context *x, const struct hf_late *late)
{
    uint8_t place = hf_watched_place(x->line, late->attempt);
    const struct hf_watched *watched = place == HF_NONE ? NULL : &x->line->watched[place];

    if (watched != NULL && may_be_kept(x->line, watched))
        (void)keep(x, late->attempt);
    else
        end(x, late->attempt, watched);
}

/* The 2xx came while the order to abandon was on its way to the shell. */
static void on_crossing(struct hf_context *x, const struct hf_response *response)
{
    const struct hf_watched *watched =
        &x->line->watched[hf_watched_place(x->line, response->attempt)];

    if (may_be_kept(x->line, watched)) {
        uint8_t slot = keep(x, response->attempt);
        hf_attempt_on_response(x, &x->line->passes[slot].attempt, response);
        return;
    }
    end(x, response->attempt, watched);
    (void)take(x->line, response->attempt);
}

/* ---- all kinds ---- */

void hf_abandoned_on_end(struct hf_context *x, const struct hf_abandoned *abandoned)
{
    struct hf_watched watched = take(x->line, abandoned->attempt);
    uint16_t status = abandoned->how == HF_ABANDONED_ANSWERED ? abandoned->status : 0;

    if (watched.kind == HF_REQUEST_INVITE) {
        hear_invite(x, &watched, abandoned);
        return;
    }
    if (!is_late_binding(x->line, &watched, status, abandoned->expires_s))
        return;
    hf_rest_end(x->line, &x->line->candidates[watched.candidate].target); /* A9, A11 */
    hf_registration_on_late(x, &watched,
                            (uint32_t)hf_time_min(abandoned->expires_s, watched.expires_s));
}

void hf_abandoned_on_response(struct hf_context *x, const struct hf_response *response)
{
    uint8_t place = hf_watched_place(x->line, response->attempt);

    if (x->line->watched[place].kind == HF_REQUEST_INVITE && response->status < 300)
        on_crossing(x, response);
    else
        hf_abandoned_on_end(x, &(struct hf_abandoned){.attempt = response->attempt,
                                                      .expires_s = response->expires_s,
                                                      .status = response->status,
                                                      .how = HF_ABANDONED_ANSWERED});
}

void hf_abandoned_on_failed(struct hf_context *x, uint64_t attempt)
{
    hf_abandoned_on_end(x, &(struct hf_abandoned){.attempt = attempt, .how = HF_ABANDONED_NOTHING});
}
