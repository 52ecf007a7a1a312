/* SPDX-License-Identifier: Apache-2.0 */
/* See room.h. Who gives way is told so: a request is reported as failed, a call is over. */
#include "room.h"

#include <stdbool.h>

#include "call.h"
#include "calls.h"
#include "hf_assert.h"
#include "options.h"
#include "pass.h"
#include "requests.h"

/* Who gives way, the first first (E11). */
enum rank {
    RANK_OWN = 0,     /* the line's OPTIONS */
    RANK_OPTIONS = 1, /* the user's */
    RANK_OTHER = 2,
    RANK_CALLING = 3, /* another call that nobody has answered */
    RANK_RINGING = 4,
    RANK_ENDING = 5, /* one that the user has hung up */
    RANK_NEVER = 6
};

static enum rank rank_of_call(const struct hf_call_entry *c)
{
    if ((c->flags & HF_CALL_EMERGENCY) != 0)
        return RANK_NEVER;
    switch ((enum hf_call_state)c->state) {
    case HF_CALL_CALLING: return RANK_CALLING;
    case HF_CALL_RINGING: return RANK_RINGING;
    case HF_CALL_ENDING: return RANK_ENDING;
    case HF_CALL_TALKING:
    case HF_CALL_OVER:
    case HF_CALL_STATE_COUNT: break;
    }
    return RANK_NEVER;
}

static enum rank rank_of_pass(const struct hf_line *line, const struct hf_pass *p)
{
    if (p->purpose == HF_PURPOSE_KEEPALIVE)
        return RANK_OWN;
    if (p->kind == HF_REQUEST_OPTIONS)
        return RANK_OPTIONS;
    if (p->kind == HF_REQUEST_OTHER)
        return (p->flags & HF_PASS_EMERGENCY) != 0 ? RANK_NEVER : RANK_OTHER;
    HF_ASSERT(p->call != 0); /* an INVITE or a BYE */
    return rank_of_call(&line->calls[p->call - 1]);
}

/* The last rank that gives way to such a request, and one more. */
static enum rank bound_of(const struct hf_wanted *wanted)
{
    if (wanted->kind == HF_REQUEST_INVITE)
        return wanted->emergency ? RANK_NEVER : RANK_OPTIONS;
    return wanted->kind == HF_REQUEST_BYE ? RANK_CALLING : RANK_OWN;
}

uint8_t hf_room_slot(const struct hf_line *line, const struct hf_wanted *wanted)
{
    uint8_t best = hf_pass_free_request_slot(line);
    enum rank least = bound_of(wanted);

    if (best != HF_NONE)
        return best;
    for (uint8_t i = HF_SLOT_REQUEST; i < HF_LINE_PASSES; i++) {
        enum rank rank = rank_of_pass(line, &line->passes[i]);
        if (rank >= least)
            continue;
        least = rank;
        best = i;
    }
    return best;
}

uint8_t hf_room_entry(const struct hf_line *line, const struct hf_wanted *wanted)
{
    enum rank least = RANK_ENDING;
    uint8_t best = hf_call_find(line, 0);

    if (!wanted->emergency)
        return hf_call_is_full(line) ? HF_NONE : best; /* E10 */
    if (best != HF_NONE)
        return best;
    for (uint8_t i = 0; i < HF_CALL_ENTRIES; i++) {
        enum rank rank = rank_of_call(&line->calls[i]);
        if (rank >= least)
            continue;
        least = rank;
        best = i;
    }
    return best;
}

static void give_way(struct hf_context *x, uint8_t slot)
{
    const struct hf_pass *p = &x->line->passes[slot];

    if (p->purpose == HF_PURPOSE_KEEPALIVE)
        hf_options_give_way(x);
    else if (p->kind == HF_REQUEST_INVITE || p->kind == HF_REQUEST_BYE)
        hf_call_give_way(x, (uint8_t)(p->call - 1));
    else
        hf_request_fail(x, slot, HF_WHY_GAVE_WAY);
}

uint8_t hf_room_take_slot(struct hf_context *x, const struct hf_wanted *wanted)
{
    uint8_t slot = hf_room_slot(x->line, wanted);

    HF_ASSERT(slot != HF_NONE); /* validation has refused one too many */
    if (x->line->passes[slot].state != HF_PASS_IDLE)
        give_way(x, slot);
    return slot;
}

uint8_t hf_room_take_entry(struct hf_context *x, const struct hf_wanted *wanted)
{
    uint8_t entry = hf_room_entry(x->line, wanted);

    HF_ASSERT(entry != HF_NONE);
    if (x->line->calls[entry].id != 0)
        hf_call_give_way(x, entry);
    return entry;
}
