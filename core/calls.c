/* SPDX-License-Identifier: Apache-2.0 */
/*
 * See calls.h. To the ways back, to removals and flows a call is an entry: one is up, and a server
 * carries it (D8, C9). Ids are the shell's. Rules: C8, C9, C14, D8, E10, E11.
 */
#include "calls.h"

#include <string.h>

#include "hf_assert.h"
#include "watched.h"

uint8_t hf_call_find(const struct hf_line *line, uint64_t id)
{
    for (uint8_t i = 0; i < HF_CALL_ENTRIES; i++) {
        if (line->calls[i].id == id)
            return i;
    }
    return HF_NONE;
}

bool hf_call_is_known(const struct hf_line *line, uint64_t call)
{
    return call != 0 && hf_call_find(line, call) != HF_NONE;
}

static uint8_t count(const struct hf_line *line)
{
    uint8_t n = 0;

    for (uint8_t i = 0; i < HF_CALL_ENTRIES; i++)
        n = (uint8_t)(n + (line->calls[i].id != 0));
    return n;
}

bool hf_call_is_full(const struct hf_line *line)
{
    return count(line) >= HF_LINE_CALLS;
}

bool hf_call_any(const struct hf_line *line)
{
    return count(line) != 0;
}

bool hf_call_any_at(const struct hf_line *line, uint8_t server)
{
    for (uint8_t i = 0; i < HF_CALL_ENTRIES; i++) {
        if (line->calls[i].id != 0 && line->calls[i].server == server)
            return true;
    }
    return false;
}

bool hf_call_is_own_bye(const struct hf_line *line, const struct hf_pass *pass)
{
    return pass->kind == HF_REQUEST_BYE && pass->call != 0 &&
           pass->request == line->calls[pass->call - 1].id;
}

bool hf_call_any_ends(const struct hf_line *line)
{
    for (uint8_t i = 0; i < HF_CALL_ENTRIES; i++) {
        if (line->calls[i].id != 0 && line->calls[i].state == HF_CALL_ENDING &&
            (line->calls[i].flags & HF_CALL_EMERGENCY) == 0)
            return true;
    }
    return false;
}

void hf_call_reconfigure(struct hf_line *line, const uint8_t server_map[HF_LINE_SERVERS + 1])
{
    for (uint8_t i = 0; i < HF_CALL_ENTRIES; i++) {
        if (line->calls[i].id != 0 && line->calls[i].server != 0)
            line->calls[i].server = server_map[line->calls[i].server]; /* C14 */
    }
}

/* ---- soundness ---- */

static bool entry_is_bounded(const struct hf_line *line, uint8_t i)
{
    static const struct hf_call_entry none;
    const struct hf_call_entry *c = &line->calls[i];

    if (c->id == 0)
        return memcmp(c, &none, sizeof none) == 0;
    for (uint8_t j = 0; j < i; j++) {
        if (line->calls[j].id == c->id)
            return false;
    }
    return c->state < HF_CALL_OVER && c->server <= line->config.n_servers &&
           (c->candidate == HF_NONE || c->candidate < line->n_candidates) &&
           c->flags < (HF_CALL_INCOMING | HF_CALL_EMERGENCY); /* never both */
}

/* E10, E11: one more than a line may have, where there is an emergency among them. */
static bool keeps_to_the_limit(const struct hf_line *line)
{
    bool any_emergency = false;

    for (uint8_t i = 0; i < HF_CALL_ENTRIES; i++)
        any_emergency = any_emergency || (line->calls[i].flags & HF_CALL_EMERGENCY) != 0;
    return any_emergency || count(line) <= HF_LINE_CALLS;
}

bool hf_call_are_bounded(const struct hf_line *line)
{
    for (uint8_t i = 0; i < HF_CALL_ENTRIES; i++) {
        if (!entry_is_bounded(line, i))
            return false;
    }
    for (uint8_t i = 0; i < HF_LINE_PASSES; i++) {
        uint8_t call = line->passes[i].call;
        if (call > HF_CALL_ENTRIES || (call != 0 && line->calls[call - 1].id == 0))
            return false;
    }
    for (uint8_t i = 0; i < HF_LINE_ABANDONED; i++) {
        const struct hf_watched *w = &line->watched[i];
        if (w->call != 0 && (w->call > HF_CALL_ENTRIES || line->calls[w->call - 1].id == 0 ||
                             w->kind != HF_REQUEST_INVITE || w->number == 0))
            return false; /* A11: the call of a watched INVITE is there */
    }
    return keeps_to_the_limit(line);
}

/* How many passes of a kind are the call's. */
static uint8_t passes_of(const struct hf_line *line, uint8_t entry, uint8_t kind)
{
    uint8_t n = 0;

    for (uint8_t i = HF_SLOT_REQUEST; i < HF_LINE_PASSES; i++) {
        const struct hf_pass *p = &line->passes[i];
        n = (uint8_t)(n + (p->state != HF_PASS_IDLE && p->call == entry + 1 && p->kind == kind));
    }
    return n;
}

static bool entry_is_sound(const struct hf_line *line, uint8_t i)
{
    const struct hf_call_entry *c = &line->calls[i];
    uint8_t invites = passes_of(line, i, HF_REQUEST_INVITE);
    uint8_t byes = passes_of(line, i, HF_REQUEST_BYE);
    bool incoming = (c->flags & HF_CALL_INCOMING) != 0;

    switch ((enum hf_call_state)c->state) {
    case HF_CALL_CALLING: return !incoming && invites == 1 && byes == 0;
    case HF_CALL_RINGING: return invites == (incoming ? 0 : 1) && byes == 0;
    case HF_CALL_TALKING: return invites == 0 && byes == 0;
    case HF_CALL_ENDING: return invites == 0 && byes == 1;
    case HF_CALL_OVER:
    case HF_CALL_STATE_COUNT: break;
    }
    HF_UNREACHABLE(); /* hf_call_are_bounded was asked before */
}

bool hf_call_are_sound(const struct hf_line *line)
{
    for (uint8_t i = 0; i < HF_CALL_ENTRIES; i++) {
        if (line->calls[i].id != 0 && !entry_is_sound(line, i))
            return false;
    }
    return true;
}
