/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the caller reports of calls, and what that changes before the user. Calls are also placed
 * and answered past the panel (by a command, say); the user then sees them as his own, and what he
 * was doing is put on hold.
 */
#include "inside.h"

#include <string.h>

static int is_terminated(const char *text, size_t size)
{
    return memchr(text, '\0', size) != NULL;
}

static int has_been_answered(unsigned state)
{
    return state == HF_PANEL_CALL_UP || state == HF_PANEL_CALL_HELD ||
           state == HF_PANEL_CALL_HELD_BY_PEER;
}

/* 0: not yet answered; 1: answered; 2: at its end. A call does not go back. */
static int stage(unsigned state)
{
    return has_been_answered(state) ? 1 : state >= HF_PANEL_CALL_ENDING ? 2 : 0;
}

int hf_panel_can_report(const struct hf_panel *panel, const struct hf_panel_call *call)
{
    const struct hf_panel_slot *slot = NULL;

    for (unsigned i = 0; i < HF_PANEL_CALLS; i++)
        if (panel->calls[i].id == call->id)
            slot = &panel->calls[i];
    if (call->id == 0 || call->state == 0 || call->state >= HF_PANEL_CALL_STATES)
        return 0;
    if (!is_terminated(call->name, sizeof call->name) ||
        !is_terminated(call->number, sizeof call->number) ||
        !is_terminated(call->words, sizeof call->words))
        return 0;
    if (slot == NULL && (call->line >= panel->n_lines || call->direction > HF_PANEL_OUT))
        return 0;
    if (stage(call->state) == 0) {
        const int outgoing = slot != NULL ? slot->outgoing : call->direction == HF_PANEL_OUT;

        if (outgoing == (call->state == HF_PANEL_CALL_INCOMING))
            return 0;
    }
    return slot == NULL || stage(call->state) >= stage(slot->state);
}

static void write_down(struct hf_panel *p, struct hf_panel_slot *slot,
                       const struct hf_panel_call *call)
{
    if (has_been_answered(call->state) && slot->up_us == HF_PANEL_NEVER)
        slot->up_us = p->now_us;
    slot->state = call->state;
    slot->early_media = call->early_media != 0;
    slot->muted = call->muted != 0;
    slot->on_backup = call->on_backup != 0;
    memcpy(slot->name, call->name, sizeof slot->name);
    memcpy(slot->number, call->number, sizeof slot->number);
}

/* ---- ends ---- */

static void end_before_user(struct step *x, const struct hf_panel_call *call, int was_up)
{
    const unsigned tone = hf_panel_tone_of_end(call->code, was_up);
    const char *words = call->words;

    if (words[0] == '\0' && was_up)
        words = "the call has ended";
    else if (words[0] == '\0')
        words = tone == HF_TONE_BUSY ? "busy" : "no connection";
    if (was_up && !x->panel->handset)
        hf_panel_enter_rest(x); /* nobody holds a speaker to his ear to hear the tone */
    else
        hf_panel_enter_over(x, tone, words);
}

static void end(struct step *x, struct hf_panel_slot *slot, const struct hf_panel_call *call)
{
    const int was_active = x->panel->active == slot->id;
    const int was_up = slot->up_us != HF_PANEL_NEVER || !slot->outgoing;

    hf_panel_forget(x->panel, slot);
    if (was_active)
        end_before_user(x, call, was_up);
}

/* ---- calls that are new ---- */

static void refuse(struct step *x, const struct hf_panel_call *call)
{
    if (call->state == HF_PANEL_CALL_INCOMING)
        hf_panel_emit(x, HF_PANEL_REJECT, call->id)->status = BUSY_HERE;
    else
        hf_panel_emit(x, HF_PANEL_HANGUP, call->id);
    hf_panel_forget_id(x->panel, call->id);
}

static int is_awaited(const struct hf_panel *p, const struct hf_panel_call *call)
{
    return p->front == HF_FRONT_SENT && call->wish != 0 && call->wish == p->awaited;
}

static void begin(struct step *x, const struct hf_panel_call *call)
{
    struct hf_panel *p = x->panel;
    struct hf_panel_slot *slot;

    if (call->state == HF_PANEL_CALL_INCOMING &&
        hf_panel_calls_on(p, call->line) >= HF_PANEL_CALLS_A_LINE) { /* E10 */
        refuse(x, call);
        return;
    }
    if (call->direction == HF_PANEL_OUT && call->wish != 0 && !is_awaited(p, call)) {
        refuse(x, call); /* the user has changed his mind since */
        return;
    }
    slot = hf_panel_add(p, call);
    if (slot == NULL) {
        refuse(x, call);
        return;
    }
    write_down(p, slot, call);
    if (call->state == HF_PANEL_CALL_INCOMING)
        return;
    hf_panel_turn_away(x);
    hf_panel_enter_call(x, slot);
}

static void hear_new(struct step *x, const struct hf_panel_call *call)
{
    if (call->state == HF_PANEL_CALL_GONE && is_awaited(x->panel, call)) {
        hf_panel_forget_id(x->panel, call->id);
        end_before_user(x, call, 0);
    } else if (stage(call->state) < 2) {
        begin(x, call);
    }
}

/* ---- calls that are known ---- */

static int talks(unsigned state)
{
    return state == HF_PANEL_CALL_UP || state == HF_PANEL_CALL_HELD_BY_PEER;
}

static void hear_known(struct step *x, struct hf_panel_slot *slot, const struct hf_panel_call *call)
{
    const unsigned before = slot->state;
    const int was_waiting = hf_panel_is_waiting(slot);

    write_down(x->panel, slot, call);
    if (slot->id == x->panel->active)
        return;
    if (was_waiting && has_been_answered(slot->state)) { /* past the panel */
        hf_panel_turn_away(x);
        hf_panel_enter_call(x, slot);
    } else if (talks(slot->state) && !talks(before)) {
        hf_panel_emit(x, HF_PANEL_HOLD, slot->id); /* the user turned away in the meantime */
    }
}

int hf_panel_hear_call(struct step *x, const struct hf_panel_call *call)
{
    struct hf_panel_slot *slot = hf_panel_find(x->panel, call->id);

    if (call->id != 0 && hf_panel_is_over(x->panel, call->id))
        return 0;
    if (!hf_panel_can_report(x->panel, call))
        return -1;
    if (slot == NULL)
        hear_new(x, call);
    else if (call->state == HF_PANEL_CALL_GONE)
        end(x, slot, call);
    else
        hear_known(x, slot, call);
    return 0;
}
