/* SPDX-License-Identifier: Apache-2.0 */
/*
 * See calls.h. An entry says only that a call is up and which server carries it: what the way back
 * must not disturb (D8) and what must not be taken from under a call (C9). Ids are the shell's.
 */
#include "calls.h"

#include <string.h>

#include "hf_assert.h"

/* The entry with this id (0: a free one), or HF_LINE_CALLS. */
static uint8_t find(const struct hf_line *line, uint64_t id)
{
    uint8_t i = 0;

    while (i < HF_LINE_CALLS && line->calls[i].id != id)
        i++;
    return i;
}

bool hf_calls_is_known(const struct hf_line *line, uint64_t call)
{
    return call != 0 && find(line, call) < HF_LINE_CALLS;
}

bool hf_calls_is_full(const struct hf_line *line)
{
    return find(line, 0) == HF_LINE_CALLS;
}

bool hf_calls_any(const struct hf_line *line)
{
    for (uint8_t i = 0; i < HF_LINE_CALLS; i++) {
        if (line->calls[i].id != 0)
            return true;
    }
    return false;
}

bool hf_calls_any_at(const struct hf_line *line, uint8_t server)
{
    for (uint8_t i = 0; i < HF_LINE_CALLS; i++) {
        if (line->calls[i].id != 0 && line->calls[i].server == server)
            return true;
    }
    return false;
}

void hf_calls_on_arrived(struct hf_context *x, const struct hf_call *call)
{
    uint8_t i = find(x->line, 0);

    HF_ASSERT(i < HF_LINE_CALLS && call->call != 0); /* validation has refused one too many */
    x->line->calls[i] = (struct hf_call_entry){.id = call->call, .server = call->server};
}

void hf_calls_on_ended(struct hf_context *x, uint64_t call)
{
    uint8_t i = find(x->line, call);

    HF_ASSERT(i < HF_LINE_CALLS && call != 0); /* validation has called it late */
    memset(&x->line->calls[i], 0, sizeof x->line->calls[i]);
}

void hf_calls_reconfigure(struct hf_line *line, const uint8_t server_map[HF_LINE_SERVERS + 1])
{
    for (uint8_t i = 0; i < HF_LINE_CALLS; i++) {
        if (line->calls[i].id != 0 && line->calls[i].server != 0)
            line->calls[i].server = server_map[line->calls[i].server]; /* C14 */
    }
}
