/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Digits, and when they are a number: the dial plan and its timers, emergency numbers before it,
 * and the line that the number goes out on. What no plan lets through is said with a tone and
 * words; an emergency number is never refused by anything here (E11).
 */
#include "inside.h"

#include <string.h>

static int is_emergency(const struct hf_panel *p, const char *digits, size_t n)
{
    for (unsigned i = 0; i < HF_PANEL_EMERGENCY; i++)
        if (p->emergency[i][0] != '\0' && strlen(p->emergency[i]) == n &&
            memcmp(p->emergency[i], digits, n) == 0)
            return 1;
    return 0;
}

static int begins_emergency(const struct hf_panel *p, const char *digits, size_t n)
{
    for (unsigned i = 0; i < HF_PANEL_EMERGENCY; i++)
        if (strlen(p->emergency[i]) > n && memcmp(p->emergency[i], digits, n) == 0)
            return 1;
    return 0;
}

/* The plan's answer, which an emergency number can only widen. */
static unsigned match(const struct hf_panel *p, unsigned n)
{
    unsigned found = hf_digit_map_match(&p->plan, p->digits, n);

    if (begins_emergency(p, p->digits, n))
        found |= HF_DIGITS_MORE;
    if (is_emergency(p, p->digits, n))
        found |= HF_DIGITS_COMPLETE;
    return found;
}

static int is_number(unsigned found)
{
    return (found & (HF_DIGITS_COMPLETE | HF_DIGITS_TIMED)) != 0;
}

/* ---- the line ---- */

static unsigned first_line_in(const struct hf_panel *p, unsigned state)
{
    unsigned line = 0;

    while (line < p->n_lines && p->lines[line].state != state)
        line++;
    return line;
}

/* The selected line if it has a server, or may get one; else the best of the others; else the
 * selected one all the same: the core tries where no registration is (E11). */
static unsigned emergency_line(const struct hf_panel *p)
{
    static const uint8_t usable[] = {HF_PANEL_LINE_PRIMARY, HF_PANEL_LINE_BACKUP,
                                     HF_PANEL_LINE_MOVING};

    if (p->lines[p->selected].state >= HF_PANEL_LINE_MOVING)
        return p->selected;
    for (unsigned i = 0; i < sizeof usable; i++) {
        const unsigned line = first_line_in(p, usable[i]);

        if (line < p->n_lines)
            return line;
    }
    if (p->lines[p->selected].state == HF_PANEL_LINE_OFF &&
        first_line_in(p, HF_PANEL_LINE_FAILED) < p->n_lines)
        return first_line_in(p, HF_PANEL_LINE_FAILED);
    return p->selected;
}

/* Why a number cannot go out on the selected line, or NULL. A line without a server is tried: one
 * may be back (E1). */
static const char *line_refuses(const struct hf_panel *p)
{
    if (p->lines[p->selected].state == HF_PANEL_LINE_OFF)
        return "this line is off";
    if (hf_panel_calls_on(p, p->selected) >= HF_PANEL_CALLS_A_LINE)
        return "this line has four calls"; /* E10 */
    return NULL;
}

/* ---- sending ---- */

struct number {
    char digits[HF_PANEL_DIGITS + 1];
    int emergency;
};

/* The user is off-hook, and has turned away from everything else. */
static void dial(struct step *x, const struct number *number)
{
    struct hf_panel *p = x->panel;
    const char *refused = number->emergency ? NULL : line_refuses(p);
    struct hf_panel_action *action;

    if (p->n_lines == 0)
        refused = "there is no line";
    if (refused != NULL) {
        hf_panel_enter_over(x, HF_TONE_CONGESTION, refused);
        return;
    }
    if (number->emergency)
        p->selected = (uint8_t)emergency_line(p);
    hf_panel_enter_sent(x);
    action = hf_panel_emit(x, HF_PANEL_DIAL, 0);
    action->line = p->selected;
    action->wish = p->awaited;
    action->emergency = number->emergency != 0;
    memcpy(action->digits, number->digits, sizeof action->digits);
}

/* The first n digits are the number. */
static void send(struct step *x, unsigned n)
{
    struct hf_panel *p = x->panel;
    struct number number = {.emergency = is_emergency(p, p->digits, n)};

    memcpy(number.digits, p->digits, n);
    if (!number.emergency) { /* that one is not to be dialled again by a slip */
        memcpy(p->last_digits, number.digits, sizeof p->last_digits);
        p->last_line = p->selected;
    }
    dial(x, &number);
}

/* How many of the digits are a number: all of them, or all but a # that sends; 0: none. */
static unsigned number_length(const struct hf_panel *p)
{
    const unsigned n = p->n_digits;

    if (n > 0 && is_number(match(p, n)))
        return n;
    if (n > 1 && p->digits[n - 1] == '#' && is_number(match(p, n - 1)))
        return n - 1;
    return 0;
}

void hf_panel_send_digits(struct step *x)
{
    struct hf_panel *p = x->panel;
    const unsigned n = number_length(p);
    const int more = (match(p, p->n_digits) & HF_DIGITS_MORE) != 0;

    if (!p->handset)
        p->speaker = 1;
    if (n > 0)
        send(x, n);
    else
        hf_panel_enter_over(x, HF_TONE_CONGESTION,
                            more ? "the number is not complete" : "not in the dial plan");
}

/* ---- digits ---- */

static void append(struct hf_panel *p, char digit)
{
    if (p->n_digits < HF_PANEL_DIGITS)
        p->digits[p->n_digits++] = digit;
}

/* Off-hook: goes now, waits for T, waits for more, or is none. */
static void judge(struct step *x)
{
    struct hf_panel *p = x->panel;
    const unsigned found = match(p, p->n_digits);

    const int whole = (found & HF_DIGITS_COMPLETE) != 0 && (found & HF_DIGITS_MORE) == 0;

    if (whole || is_emergency(p, p->digits, p->n_digits))
        send(x, p->n_digits);
    else if (is_number(found))
        p->front_us = p->now_us + HF_PANEL_CRITICAL_US;
    else if (found == HF_DIGITS_MORE)
        p->front_us = p->now_us + HF_PANEL_PARTIAL_US;
    else
        hf_panel_send_digits(x); /* a # that sends, or no number */
}

void hf_panel_digit(struct step *x, char digit)
{
    struct hf_panel *p = x->panel;

    switch (p->front) {
    case HF_FRONT_REST:
        append(p, digit);
        p->front_us = p->now_us + HF_PANEL_TYPED_US;
        break;
    case HF_FRONT_OVER:
    case HF_FRONT_QUIET:
        hf_panel_enter_dial(x);
        append(p, digit);
        judge(x);
        break;
    case HF_FRONT_DIAL:
        append(p, digit);
        judge(x);
        break;
    case HF_FRONT_CALL:
        hf_panel_release_key(x);
        if (p->audio == 0)
            break;
        p->key_call = p->audio;
        p->key = (uint8_t)digit;
        hf_panel_emit(x, HF_PANEL_DTMF, p->key_call)->digit = p->key;
        x->out->list[x->out->n - 1].on = 1;
        break;
    case HF_FRONT_SENT: break;
    }
}

void hf_panel_undo_digit(struct step *x)
{
    struct hf_panel *p = x->panel;

    p->digits[--p->n_digits] = '\0';
    p->front_us = HF_PANEL_NEVER;
    if (p->n_digits == 0)
        return;
    if (p->front == HF_FRONT_DIAL)
        judge(x);
    else
        p->front_us = p->now_us + HF_PANEL_TYPED_US;
}

/* ---- numbers that are not typed ---- */

void hf_panel_redial(struct step *x)
{
    struct hf_panel *p = x->panel;
    struct number number = {.emergency = 0};

    if (p->last_digits[0] == '\0')
        return;
    memcpy(number.digits, p->last_digits, sizeof number.digits);
    hf_panel_turn_away(x);
    if (p->last_line < p->n_lines)
        p->selected = p->last_line;
    dial(x, &number);
}

/* The selected line's box if it has news, else that of the first line that has, else its own. */
void hf_panel_dial_messages(struct step *x)
{
    struct hf_panel *p = x->panel;
    struct number number = {.emergency = 0};
    unsigned line = p->selected;

    if (p->lines[line].messages == 0)
        for (unsigned other = p->n_lines; other-- > 0;)
            if (p->lines[other].messages > 0 && p->lines[other].voicemail[0] != '\0')
                line = other;
    hf_panel_turn_away(x);
    if (p->lines[line].voicemail[0] == '\0') {
        hf_panel_enter_over(x, HF_TONE_CONGESTION, "no number for messages is set");
        return;
    }
    p->selected = (uint8_t)line;
    memcpy(number.digits, p->lines[line].voicemail, sizeof number.digits);
    dial(x, &number);
}
