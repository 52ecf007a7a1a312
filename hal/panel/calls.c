/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The calls that the user may still do something with. A call that is over for him leaves the
 * table at once (E6), and its id is remembered: what the caller still reports of it is not news,
 * and no action names it again.
 */
#include "inside.h"

#include <string.h>

struct hf_panel_slot *hf_panel_find(struct hf_panel *panel, uint32_t id)
{
    for (unsigned i = 0; i < HF_PANEL_CALLS && id != 0; i++)
        if (panel->calls[i].id == id)
            return &panel->calls[i];
    return NULL;
}

struct hf_panel_slot *hf_panel_active(struct hf_panel *panel)
{
    return hf_panel_find(panel, panel->active);
}

/* A free slot for a call that is new; NULL: the table is full. */
struct hf_panel_slot *hf_panel_add(struct hf_panel *panel, const struct hf_panel_call *call)
{
    for (unsigned i = 0; i < HF_PANEL_CALLS; i++) {
        struct hf_panel_slot *slot = &panel->calls[i];

        if (slot->id != 0)
            continue;
        memset(slot, 0, sizeof *slot);
        slot->id = call->id;
        slot->line = call->line;
        slot->outgoing = call->direction == HF_PANEL_OUT;
        slot->order = ++panel->order;
        slot->up_us = HF_PANEL_NEVER;
        return slot;
    }
    return NULL;
}

void hf_panel_forget_id(struct hf_panel *panel, uint32_t id)
{
    panel->over[panel->n_over++ % HF_PANEL_OVER] = id;
}

void hf_panel_forget(struct hf_panel *panel, struct hf_panel_slot *slot)
{
    hf_panel_forget_id(panel, slot->id);
    if (panel->key_call == slot->id) {
        panel->key_call = 0;
        panel->key = 0;
    }
    if (panel->active == slot->id)
        panel->active = 0;
    memset(slot, 0, sizeof *slot);
}

int hf_panel_is_over(const struct hf_panel *panel, uint32_t id)
{
    for (unsigned i = 0; i < HF_PANEL_OVER; i++)
        if (panel->over[i] == id)
            return 1;
    return 0;
}

unsigned hf_panel_calls_on(const struct hf_panel *panel, unsigned line)
{
    unsigned n = 0;

    for (unsigned i = 0; i < HF_PANEL_CALLS; i++)
        n += panel->calls[i].id != 0 && panel->calls[i].line == line;
    return n;
}

int hf_panel_is_waiting(const struct hf_panel_slot *slot)
{
    return slot->state == HF_PANEL_CALL_INCOMING && !slot->answering;
}

int hf_panel_is_held(const struct hf_panel_slot *slot)
{
    return slot->parked && slot->state != HF_PANEL_CALL_ENDING;
}

/* What the peer plays while it holds us is heard: RFC 3264 8.4. A call on hold by us is silent. */
int hf_panel_can_hear(const struct hf_panel_slot *slot)
{
    return slot->state == HF_PANEL_CALL_UP || slot->state == HF_PANEL_CALL_HELD_BY_PEER ||
           (slot->state == HF_PANEL_CALL_RINGING && slot->early_media);
}

int hf_panel_any(const struct hf_panel *panel, unsigned line,
                 int (*is)(const struct hf_panel_slot *slot))
{
    for (unsigned i = 0; i < HF_PANEL_CALLS; i++) {
        const struct hf_panel_slot *slot = &panel->calls[i];

        if (slot->id != 0 && (line == ANY_LINE || slot->line == line) && is(slot))
            return 1;
    }
    return 0;
}

/* The earliest of a kind. */
static struct hf_panel_slot *first(struct hf_panel *panel, unsigned line,
                                   int (*is)(const struct hf_panel_slot *slot))
{
    struct hf_panel_slot *best = NULL;

    for (unsigned i = 0; i < HF_PANEL_CALLS; i++) {
        struct hf_panel_slot *slot = &panel->calls[i];

        if (slot->id == 0 || (line != ANY_LINE && slot->line != line) || !is(slot))
            continue;
        if (best == NULL || slot->order < best->order)
            best = slot;
    }
    return best;
}

struct hf_panel_slot *hf_panel_waiting(struct hf_panel *panel, unsigned line)
{
    return first(panel, line, hf_panel_is_waiting);
}

/* The one that has been on hold longest, so that a line key goes round its line's calls. */
struct hf_panel_slot *hf_panel_held_first(struct hf_panel *panel, unsigned line)
{
    return first(panel, line, hf_panel_is_held);
}

/* The one that was put on hold last: what the hold key takes back. */
struct hf_panel_slot *hf_panel_held_last(struct hf_panel *panel)
{
    struct hf_panel_slot *best = NULL;

    for (unsigned i = 0; i < HF_PANEL_CALLS; i++) {
        struct hf_panel_slot *slot = &panel->calls[i];

        if (slot->id != 0 && hf_panel_is_held(slot) && (best == NULL || slot->order > best->order))
            best = slot;
    }
    return best;
}
