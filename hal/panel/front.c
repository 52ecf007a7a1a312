/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What is before the user, one thing at a time:
 *
 *   REST   on-hook. Calls that ring, and calls left on hold, ring the bell.
 *   DIAL   off-hook: dial tone until the first digit, then digits until the plan or a key ends it.
 *   SENT   a DIAL went out; the report of its call is awaited.
 *   CALL   the active call, in whatever state: the only one that audio may go to.
 *   OVER   a call has ended, or a number was no good: busy or congestion tone, for 30 s.
 *   QUIET  off-hook with nothing but calls on hold: silence; digits, a line key or HOLD go on.
 *
 * Off-hook is the handset, or the speaker; REST is neither. What turns the user to something else
 * first puts the active call on hold, or gives it up where it cannot be held. Audio is no state:
 * settle() says whom it goes to after each step, by the active call's state alone.
 */
#include "inside.h"

#include <string.h>

#define TO(state) (1u << HF_FRONT_##state)

static const uint8_t moves[HF_FRONT_COUNT] = {
    [HF_FRONT_REST] = TO(DIAL) | TO(SENT) | TO(CALL) | TO(OVER),
    [HF_FRONT_DIAL] = TO(REST) | TO(DIAL) | TO(SENT) | TO(CALL) | TO(OVER),
    [HF_FRONT_SENT] = TO(REST) | TO(DIAL) | TO(CALL) | TO(OVER) | TO(QUIET),
    [HF_FRONT_CALL] = TO(REST) | TO(DIAL) | TO(CALL) | TO(OVER) | TO(QUIET),
    [HF_FRONT_OVER] = TO(REST) | TO(DIAL) | TO(SENT) | TO(CALL) | TO(OVER) | TO(QUIET),
    [HF_FRONT_QUIET] = TO(REST) | TO(DIAL) | TO(SENT) | TO(CALL) | TO(OVER),
};

const char *hf_panel_front_name(unsigned front)
{
    static const char *const names[] = {"REST", "DIAL", "SENT", "CALL", "OVER", "QUIET"};

    return front < HF_FRONT_COUNT ? names[front] : "unknown";
}

unsigned hf_panel_front_moves(unsigned front)
{
    return front < HF_FRONT_COUNT ? moves[front] : 0;
}

/* The only writer of the front's state. No deadline, digit or active call outlives the state that
 * they belong to. */
static void move(struct step *x, unsigned front)
{
    struct hf_panel *p = x->panel;

    HF_ASSERT((moves[p->front] >> front & 1u) != 0);
    p->front = (uint8_t)front;
    p->front_us = HF_PANEL_NEVER;
    p->active = 0;
    p->awaited = 0;
    p->n_digits = 0;
    memset(p->digits, 0, sizeof p->digits);
}

struct hf_panel_action *hf_panel_emit(struct step *x, unsigned kind, uint32_t call)
{
    struct hf_panel_action *action;

    HF_ASSERT(x->out->n < HF_PANEL_ACTIONS_MAX);
    action = &x->out->list[x->out->n++];
    memset(action, 0, sizeof *action);
    action->kind = (uint8_t)kind;
    action->call = call;
    return action;
}

/* ---- entering ---- */

void hf_panel_enter_rest(struct step *x)
{
    move(x, HF_FRONT_REST);
    x->panel->handset = 0;
    x->panel->speaker = 0;
}

void hf_panel_enter_dial(struct step *x)
{
    move(x, HF_FRONT_DIAL);
}

void hf_panel_enter_sent(struct step *x)
{
    move(x, HF_FRONT_SENT);
    x->panel->awaited = ++x->panel->wishes;
    x->panel->front_us = x->panel->now_us + HF_PANEL_SENT_US;
}

void hf_panel_enter_call(struct step *x, struct hf_panel_slot *slot)
{
    move(x, HF_FRONT_CALL);
    x->panel->active = slot->id;
    x->panel->selected = slot->line;
    slot->parked = 0;
}

void hf_panel_enter_over(struct step *x, unsigned tone, const char *words)
{
    struct hf_panel *p = x->panel;
    size_t n = strlen(words);

    n = n > HF_PANEL_TEXT ? HF_PANEL_TEXT : n;
    move(x, HF_FRONT_OVER);
    p->over_tone = (uint8_t)tone;
    memset(p->over_words, 0, sizeof p->over_words);
    memcpy(p->over_words, words, n);
    p->front_us = p->now_us + HF_PANEL_TONE_US;
}

void hf_panel_enter_quiet(struct step *x)
{
    move(x, HF_FRONT_QUIET);
}

/* ---- what moves take with them ---- */

/* One key at a time, and none that stays down behind the user's back (RFC 4733 2.5). */
void hf_panel_release_key(struct step *x)
{
    struct hf_panel *p = x->panel;

    if (p->key_call != 0)
        hf_panel_emit(x, HF_PANEL_DTMF, p->key_call)->digit = p->key;
    p->key_call = 0;
    p->key = 0;
}

/* Hanging up ends the call for the user at once (E6); what signalling still has to do is done
 * behind him. */
void hf_panel_drop(struct step *x, struct hf_panel_slot *slot, unsigned status)
{
    if (hf_panel_is_waiting(slot))
        hf_panel_emit(x, HF_PANEL_REJECT, slot->id)->status = (uint16_t)status;
    else if (slot->state != HF_PANEL_CALL_ENDING)
        hf_panel_emit(x, HF_PANEL_HANGUP, slot->id);
    hf_panel_forget(x->panel, slot);
}

/* A call that nobody has answered yet cannot be held: turning away gives it up. One whose answer
 * or resumption is under way is held as soon as it is up (reports.c). */
static void park(struct step *x, struct hf_panel_slot *slot)
{
    hf_panel_release_key(x);
    switch (slot->state) {
    case HF_PANEL_CALL_TRYING:
    case HF_PANEL_CALL_RINGING: hf_panel_drop(x, slot, 0); return;
    case HF_PANEL_CALL_UP:
    case HF_PANEL_CALL_HELD_BY_PEER:
    case HF_PANEL_CALL_HELD: hf_panel_emit(x, HF_PANEL_HOLD, slot->id); break;
    case HF_PANEL_CALL_INCOMING:
    case HF_PANEL_CALL_ENDING: break;
    }
    slot->parked = 1;
    slot->order = ++x->panel->order;
    x->panel->active = 0;
}

void hf_panel_turn_away(struct step *x)
{
    struct hf_panel_slot *slot = hf_panel_active(x->panel);

    if (slot != NULL)
        park(x, slot);
    x->panel->awaited = 0; /* its call is hung up when it is reported */
    if (!x->panel->handset)
        x->panel->speaker = 1;
}

void hf_panel_answer(struct step *x, struct hf_panel_slot *slot)
{
    hf_panel_turn_away(x);
    slot->answering = 1;
    hf_panel_emit(x, HF_PANEL_ANSWER, slot->id);
    hf_panel_enter_call(x, slot);
}

void hf_panel_resume(struct step *x, struct hf_panel_slot *slot)
{
    hf_panel_turn_away(x);
    if (slot->state != HF_PANEL_CALL_INCOMING) /* answered, and parked before it was up */
        hf_panel_emit(x, HF_PANEL_RESUME, slot->id);
    hf_panel_enter_call(x, slot);
}

void hf_panel_put_down(struct step *x)
{
    struct hf_panel_slot *slot = hf_panel_active(x->panel);

    if (slot != NULL)
        hf_panel_drop(x, slot, 0);
    hf_panel_enter_rest(x);
}

void hf_panel_step_back(struct step *x)
{
    if (!x->panel->handset)
        hf_panel_enter_rest(x);
    else if (hf_panel_any(x->panel, ANY_LINE, hf_panel_is_held))
        hf_panel_enter_quiet(x);
    else
        hf_panel_enter_dial(x);
}

void hf_panel_front_over(struct step *x)
{
    struct hf_panel *p = x->panel;

    p->front_us = HF_PANEL_NEVER;
    switch (p->front) {
    case HF_FRONT_REST:
        p->n_digits = 0;
        memset(p->digits, 0, sizeof p->digits);
        break;
    case HF_FRONT_DIAL: hf_panel_send_digits(x); break;
    case HF_FRONT_SENT: hf_panel_enter_over(x, HF_TONE_CONGESTION, "the call did not start"); break;
    case HF_FRONT_OVER: hf_panel_step_back(x); break;
    case HF_FRONT_CALL:
    case HF_FRONT_QUIET: break;
    }
}

/* ---- after each step ---- */

void hf_panel_settle(struct step *x)
{
    struct hf_panel *p = x->panel;
    const struct hf_panel_slot *slot;
    uint32_t audio;

    if (p->front == HF_FRONT_QUIET && !hf_panel_any(p, ANY_LINE, hf_panel_is_held))
        hf_panel_step_back(x);
    slot = hf_panel_active(p);
    audio = slot != NULL && hf_panel_can_hear(slot) ? slot->id : 0;
    if (p->key_call != 0 && p->key_call != audio)
        hf_panel_release_key(x);
    if (audio != p->audio)
        hf_panel_emit(x, HF_PANEL_AUDIO_TO, audio);
    p->audio = audio;
}
