/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The lamp of a line key. Calls come first: FAST rings, ON is in use, SLOW is on hold. A line with
 * no call shows where it stands, by winks: one, two or three short ones in three seconds, which no
 * call shows, so that the lamp alone tells them apart. The panel makes the winks itself, from ON
 * and OFF; every back end can show them.
 */
#include "inside.h"

#define WINK_US  250000u  /* on, and as long off */
#define ROUND_US 3000000u /* winks begin with it */

static const uint8_t winks[HF_PANEL_LINE_STATES] = {
    [HF_PANEL_LINE_OFF] = 0,    [HF_PANEL_LINE_PRIMARY] = 0, /* dark: all is well */
    [HF_PANEL_LINE_BACKUP] = 1, [HF_PANEL_LINE_MOVING] = 2,  [HF_PANEL_LINE_FAILED] = 3,
};

static int is_alive(const struct hf_panel_slot *slot)
{
    return slot->state != HF_PANEL_CALL_ENDING;
}

static int is_in_use(const struct hf_panel_slot *slot)
{
    return !slot->parked && !hf_panel_is_waiting(slot) && slot->state != HF_PANEL_CALL_ENDING;
}

static int has_call(const struct hf_panel *p, unsigned line)
{
    return hf_panel_any(p, line, is_alive) ||
           (line == p->selected && (p->front == HF_FRONT_DIAL || p->front == HF_FRONT_SENT));
}

static unsigned call_lamp(const struct hf_panel *p, unsigned line)
{
    if (hf_panel_any(p, line, hf_panel_is_waiting) ||
        (p->front == HF_FRONT_REST && hf_panel_any(p, line, hf_panel_is_held)))
        return HF_LAMP_FAST;
    if (hf_panel_any(p, line, is_in_use) ||
        (line == p->selected && (p->front == HF_FRONT_DIAL || p->front == HF_FRONT_SENT)))
        return HF_LAMP_ON;
    return hf_panel_any(p, line, hf_panel_is_held) ? HF_LAMP_SLOW : HF_LAMP_OFF;
}

static int winks_now(unsigned n, uint64_t now_us)
{
    const uint64_t phase = now_us % ROUND_US;

    return phase / (2 * WINK_US) < n && phase % (2 * WINK_US) < WINK_US;
}

unsigned hf_panel_line_lamp(const struct hf_panel *p, unsigned line)
{
    if (has_call(p, line))
        return call_lamp(p, line);
    return winks_now(winks[p->lines[line].state], p->now_us) ? HF_LAMP_ON : HF_LAMP_OFF;
}

/* The next edge of any wink. */
uint64_t hf_panel_lamps_deadline(const struct hf_panel *p)
{
    const uint64_t phase = p->now_us % ROUND_US;
    unsigned most = 0;

    for (unsigned line = 0; line < p->n_lines; line++)
        if (!has_call(p, line) && winks[p->lines[line].state] > most)
            most = winks[p->lines[line].state];
    if (most == 0)
        return HF_PANEL_NEVER;
    if (phase < (2 * most - 1) * (uint64_t)WINK_US)
        return p->now_us - phase + (phase / WINK_US + 1) * WINK_US;
    return p->now_us - phase + ROUND_US;
}
