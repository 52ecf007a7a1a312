/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Hook, digits, function keys and line keys: what each means before what the user has before him.
 * README.md has the table for people.
 */
#include "inside.h"

/* ---- hook and speaker ---- */

/* On-hook before, off-hook now: what the user most likely lifts for. */
static void lift(struct step *x)
{
    struct hf_panel *p = x->panel;
    struct hf_panel_slot *waiting = hf_panel_waiting(p, ANY_LINE);
    struct hf_panel_slot *held = hf_panel_held_first(p, ANY_LINE);

    if (waiting != NULL)
        hf_panel_answer(x, waiting);
    else if (held != NULL)
        hf_panel_resume(x, held);
    else if (p->n_digits > 0)
        hf_panel_send_digits(x);
    else
        hf_panel_enter_dial(x);
}

static void hear_hook(struct step *x, int off)
{
    struct hf_panel *p = x->panel;

    if (off == p->handset)
        return;
    p->handset = off != 0;
    if (off && p->front == HF_FRONT_REST)
        lift(x);
    else if (off)
        p->speaker = 0; /* the handset takes over */
    else if (!p->speaker || p->front == HF_FRONT_OVER)
        hf_panel_put_down(x);
}

static void press_speaker(struct step *x)
{
    struct hf_panel *p = x->panel;

    if (p->front == HF_FRONT_REST) {
        p->speaker = 1;
        lift(x);
    } else if (p->handset) {
        p->speaker = !p->speaker; /* with the speaker on, the handset may be put down */
    } else {
        hf_panel_put_down(x);
    }
}

/* ---- function keys ---- */

static void press_hold(struct step *x)
{
    struct hf_panel *p = x->panel;
    struct hf_panel_slot *active = hf_panel_active(p);
    struct hf_panel_slot *held = hf_panel_held_last(p);

    if (active != NULL && active->state == HF_PANEL_CALL_HELD) {
        hf_panel_emit(x, HF_PANEL_RESUME, active->id);
    } else if (active != NULL &&
               (active->state == HF_PANEL_CALL_UP || active->state == HF_PANEL_CALL_HELD_BY_PEER)) {
        hf_panel_turn_away(x);
        hf_panel_enter_quiet(x);
    } else if (active == NULL && held != NULL && p->front != HF_FRONT_SENT) {
        hf_panel_resume(x, held);
    }
}

static void press_send(struct step *x)
{
    struct hf_panel *p = x->panel;
    struct hf_panel_slot *waiting = hf_panel_waiting(p, ANY_LINE);
    struct hf_panel_slot *held = hf_panel_held_first(p, ANY_LINE);

    if (p->front == HF_FRONT_DIAL && p->n_digits > 0)
        hf_panel_send_digits(x);
    else if (waiting != NULL)
        hf_panel_answer(x, waiting);
    else if (p->front == HF_FRONT_REST && held != NULL)
        hf_panel_resume(x, held);
    else if (p->front == HF_FRONT_REST && p->n_digits > 0)
        hf_panel_send_digits(x);
}

/* Of calls that nobody talks to: the one that rings, then the one that waits on hold. */
static void refuse_ringing(struct step *x)
{
    struct hf_panel *p = x->panel;
    struct hf_panel_slot *slot = hf_panel_waiting(p, ANY_LINE);

    if (slot == NULL && p->front == HF_FRONT_REST)
        slot = hf_panel_held_first(p, ANY_LINE);
    if (slot != NULL)
        hf_panel_drop(x, slot, p->reject_status);
    else if (p->front != HF_FRONT_REST && !p->handset)
        hf_panel_enter_rest(x);
}

static void press_cancel(struct step *x)
{
    struct hf_panel *p = x->panel;
    struct hf_panel_slot *active = hf_panel_active(p);

    if (p->n_digits > 0) {
        while (p->n_digits > 0)
            hf_panel_undo_digit(x);
        return;
    }
    switch (p->front) {
    case HF_FRONT_REST:
    case HF_FRONT_DIAL:
    case HF_FRONT_QUIET: refuse_ringing(x); break;
    case HF_FRONT_CALL:
        if (active != NULL)
            hf_panel_drop(x, active, p->reject_status);
        hf_panel_step_back(x);
        break;
    case HF_FRONT_SENT:
    case HF_FRONT_OVER: hf_panel_step_back(x); break;
    }
}

static void press_delete(struct step *x)
{
    struct hf_panel_slot *waiting = hf_panel_waiting(x->panel, ANY_LINE);

    if (x->panel->n_digits > 0)
        hf_panel_undo_digit(x);
    else if (waiting != NULL)
        hf_panel_drop(x, waiting, x->panel->reject_status);
}

static void press_mute(struct step *x)
{
    const struct hf_panel_slot *active = hf_panel_active(x->panel);

    if (active != NULL && active->up_us != HF_PANEL_NEVER && active->state != HF_PANEL_CALL_ENDING)
        hf_panel_emit(x, HF_PANEL_MUTE, active->id)->on = !active->muted;
}

/* Numbers that are not typed go out where no call is before the user, and no digits are. */
static int may_dial(const struct hf_panel *p)
{
    return p->front != HF_FRONT_CALL && p->front != HF_FRONT_SENT && p->n_digits == 0;
}

static void press_function(struct step *x, unsigned function)
{
    switch (function) {
    case HF_KEY_HOLD: press_hold(x); break;
    case HF_KEY_MUTE: press_mute(x); break;
    case HF_KEY_SPEAKER: press_speaker(x); break;
    case HF_KEY_REDIAL:
        if (may_dial(x->panel))
            hf_panel_redial(x);
        break;
    case HF_KEY_MESSAGES:
        if (may_dial(x->panel))
            hf_panel_dial_messages(x);
        break;
    case HF_KEY_SEND: press_send(x); break;
    case HF_KEY_CANCEL: press_cancel(x); break;
    case HF_KEY_DELETE: press_delete(x); break;
    case HF_KEY_LOUDER: hf_panel_emit(x, HF_PANEL_VOLUME, 0)->on = 1; break;
    default: hf_panel_emit(x, HF_PANEL_VOLUME, 0); break; /* softer */
    }
}

/* ---- line keys ---- */

static void press_line(struct step *x, unsigned line)
{
    struct hf_panel *p = x->panel;
    struct hf_panel_slot *waiting = hf_panel_waiting(p, line);
    struct hf_panel_slot *held = hf_panel_held_first(p, line);
    const struct hf_panel_slot *active = hf_panel_active(p);

    if (waiting != NULL) {
        hf_panel_answer(x, waiting);
    } else if (p->n_digits > 0) { /* dials them if on-hook, else they move to that line */
        p->selected = (uint8_t)line;
        if (p->front == HF_FRONT_REST)
            hf_panel_send_digits(x);
    } else if (held != NULL) {
        hf_panel_resume(x, held);
    } else if (line != p->selected || (active == NULL && p->front != HF_FRONT_SENT)) {
        hf_panel_turn_away(x);
        p->selected = (uint8_t)line;
        hf_panel_enter_dial(x);
    }
}

/* ---- all of them ---- */

static int is_known(const struct hf_panel *p, const struct hf_hal_event *event)
{
    switch (event->kind) {
    case HF_HAL_HOOK:
    case HF_HAL_AUDIO_LOST:
    case HF_HAL_AUDIO_BACK:
    case HF_HAL_KEYS_LOST:
    case HF_HAL_KEYS_BACK: return 1;
    case HF_HAL_DIGIT: return hf_digit_index((char)event->key) >= 0;
    case HF_HAL_FUNCTION: return event->key > 0 && event->key < HF_KEY_FUNCTIONS;
    case HF_HAL_LINE_KEY: return event->key > 0 && event->key <= p->n_lines;
    default: return 0;
    }
}

int hf_panel_hear_key(struct step *x, const struct hf_hal_event *event)
{
    struct hf_panel *p = x->panel;

    if (!is_known(p, event))
        return -1;
    switch (event->kind) {
    case HF_HAL_HOOK: hear_hook(x, event->pressed != 0); break;
    case HF_HAL_DIGIT:
        if (event->pressed)
            hf_panel_digit(x, (char)event->key);
        else if (event->key == p->key)
            hf_panel_release_key(x);
        break;
    case HF_HAL_FUNCTION:
        if (event->pressed)
            press_function(x, event->key);
        break;
    case HF_HAL_LINE_KEY:
        if (event->pressed)
            press_line(x, event->key - 1u);
        break;
    case HF_HAL_AUDIO_LOST:
    case HF_HAL_AUDIO_BACK: p->audio_lost = event->kind == HF_HAL_AUDIO_LOST; break;
    case HF_HAL_KEYS_LOST:
    case HF_HAL_KEYS_BACK:
        p->keys_lost = event->kind == HF_HAL_KEYS_LOST;
        hf_panel_release_key(x); /* none is known to be down */
        break;
    default: break;
    }
    return 0;
}
