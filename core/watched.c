/* SPDX-License-Identifier: Apache-2.0 */
/*
 * See watched.h. An attempt is kept by its number, how many the line had sent since first_id. When
 * no place or no number is left for one, its answer will count as late and change nothing: a line
 * that sends one attempt a second has numbers for 136 years, and restored.c counts anew.
 * Rules: A11, H2.
 */
#include "watched.h"

#include <string.h>

#include "decision.h"

/* 0 where 32 bits do not hold it. */
static uint32_t number_of(const struct hf_line *line, uint64_t id)
{
    uint64_t behind = id - line->first_id;

    return behind < UINT32_MAX ? (uint32_t)behind + 1 : 0;
}

/* Room for one more: a free place, else the oldest one's. */
static struct hf_watched *place_for(struct hf_line *line)
{
    struct hf_watched *place = &line->watched[0];

    for (uint8_t i = 0; i < HF_LINE_ABANDONED; i++) {
        struct hf_watched *w = &line->watched[i];
        if (w->number == 0)
            return w;
        if (w->number < place->number)
            place = w;
    }
    return place;
}

/* A11: of an INVITE the call, whose pass has this attempt. */
static uint8_t call_of(const struct hf_line *line, const struct hf_attempt *a)
{
    for (uint8_t i = 0; i < HF_LINE_PASSES; i++) {
        if (&line->passes[i].attempt == a)
            return a->kind == HF_REQUEST_INVITE ? line->passes[i].call : 0;
    }
    return 0;
}

void hf_watched_begin(struct hf_context *x, const struct hf_attempt *a, enum hf_why why)
{
    uint32_t number = number_of(x->line, a->id);

    if (number != 0)
        *place_for(x->line) = (struct hf_watched){.number = number,
                                                  .series = a->series,
                                                  .expires_s = a->expires_s,
                                                  .candidate = a->candidate,
                                                  .purpose = a->purpose,
                                                  .kind = a->kind,
                                                  .call = call_of(x->line, a)};
    hf_emit_order(x, HF_ACTION_ABANDON, a->id, why);
}

uint8_t hf_watched_place(const struct hf_line *line, uint64_t id)
{
    uint32_t number = number_of(line, id);

    for (uint8_t i = 0; i < HF_LINE_ABANDONED; i++) {
        if (line->watched[i].number == number && number != 0)
            return i;
    }
    return HF_NONE;
}

bool hf_watched_any_of(const struct hf_line *line, uint8_t call)
{
    for (uint8_t i = 0; i < HF_LINE_ABANDONED; i++) {
        if (line->watched[i].number != 0 && line->watched[i].call == call && call != 0)
            return true;
    }
    return false;
}

void hf_watched_forget_call(struct hf_line *line, uint8_t call)
{
    for (uint8_t i = 0; i < HF_LINE_ABANDONED; i++) {
        if (line->watched[i].call == call)
            line->watched[i].call = 0;
    }
}
