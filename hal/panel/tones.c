/* SPDX-License-Identifier: Apache-2.0 */
/* What the user hears that is no call: the tone, and the bell. */
#include "inside.h"

static const struct end {
    uint16_t code; /* the final response */
    uint8_t tone;
} ends[] = {
    {486, HF_TONE_BUSY}, /* busy here, RFC 3261 21.4.24 */
    {600, HF_TONE_BUSY}, /* busy everywhere, 21.6.1 */
    {603, HF_TONE_BUSY}, /* declined, 21.6.2: the callee is there, and does not want to */
};

/* All else is the network's fault, or a wrong number, and has the other tone: 404, 408, 480, 503,
 * silence. A call that talked and was hung up has the busy tone, as telephones have it. */
unsigned hf_panel_tone_of_end(unsigned code, int was_up)
{
    if (was_up && (code == 0 || code / 100 == 2))
        return HF_TONE_BUSY;
    for (unsigned i = 0; i < sizeof ends / sizeof *ends; i++)
        if (ends[i].code == code)
            return ends[i].tone;
    return HF_TONE_CONGESTION;
}

/* Dial tone says what a number would find: a message, a line, or none (which tries all the same,
 * and takes emergency numbers). */
static unsigned dial_tone(const struct hf_panel *p)
{
    const struct hf_panel_line *line = &p->lines[p->selected];

    if (line->state < HF_PANEL_LINE_MOVING)
        return HF_TONE_CONGESTION;
    return line->messages > 0 ? HF_TONE_MESSAGES : HF_TONE_DIAL;
}

static int rings_there(const struct hf_panel_slot *slot)
{
    return slot->state == HF_PANEL_CALL_RINGING && !slot->early_media;
}

static const struct hf_panel_slot *active_of(const struct hf_panel *p)
{
    for (unsigned i = 0; i < HF_PANEL_CALLS && p->active != 0; i++)
        if (p->calls[i].id == p->active)
            return &p->calls[i];
    return 0;
}

/* Ringback is not interrupted; all other tones, and silence, give way to a call that waits. */
unsigned hf_panel_tone(const struct hf_panel *p)
{
    const struct hf_panel_slot *active = active_of(p);

    if (p->front == HF_FRONT_REST)
        return HF_TONE_NONE;
    if (active != 0 && rings_there(active))
        return HF_TONE_RINGBACK;
    if (hf_panel_any(p, ANY_LINE, hf_panel_is_waiting))
        return HF_TONE_CALL_WAITING;
    if (p->front == HF_FRONT_OVER)
        return p->over_tone;
    if (p->front == HF_FRONT_DIAL && p->n_digits == 0)
        return dial_tone(p);
    return HF_TONE_NONE;
}

/* On-hook the bell rings for new calls, and for those that were left on hold. */
int hf_panel_rings(const struct hf_panel *p)
{
    return p->front == HF_FRONT_REST && (hf_panel_any(p, ANY_LINE, hf_panel_is_waiting) ||
                                         hf_panel_any(p, ANY_LINE, hf_panel_is_held));
}
