/* SPDX-License-Identifier: Apache-2.0 */
/* See redirects.h. Equal lines are equal bytes, so the order is that of the passes and not that of
 * the redirects. Rule A8. */
#include "redirects.h"

#include <string.h>

#include "candidates.h"
#include "hf_assert.h"

static uint8_t pass_of(const struct hf_line *line, const struct hf_attempt *a)
{
    uint8_t slot = 0;

    while (slot < HF_LINE_PASSES && &line->passes[slot].attempt != a)
        slot++;
    HF_ASSERT(slot < HF_LINE_PASSES);
    return (uint8_t)(slot + 1);
}

/* Where a pass's entry stands, or would. */
static uint8_t place_of(const struct hf_line *line, uint8_t pass)
{
    uint8_t place = 0;

    while (place < HF_LINE_REDIRECTS && line->redirects[place].pass != 0 &&
           line->redirects[place].pass < pass)
        place++;
    return place;
}

static bool stands_at(const struct hf_line *line, uint8_t pass, uint8_t place)
{
    return place < HF_LINE_REDIRECTS && line->redirects[place].pass == pass;
}

/* Nearly always none is. */
static bool any_is_on(const struct hf_line *line)
{
    return line->redirects[0].pass != 0;
}

bool hf_redirect_is_on(const struct hf_line *line, const struct hf_attempt *a)
{
    uint8_t pass;

    if (!any_is_on(line))
        return false;
    pass = pass_of(line, a);
    return stands_at(line, pass, place_of(line, pass));
}

static const struct hf_target *target_of(const struct hf_line *line, uint8_t candidate)
{
    static const struct hf_target none = {.family = HF_FAMILY_NONE};

    return candidate < HF_LINE_TARGETS ? &line->candidates[candidate].target : &none;
}

struct hf_target hf_attempt_target(const struct hf_line *line, const struct hf_attempt *a)
{
    if (!hf_redirect_is_on(line, a))
        return *target_of(line, a->candidate);
    return line->redirects[place_of(line, pass_of(line, a))].target;
}

bool hf_redirect_set(struct hf_line *line, const struct hf_attempt *a,
                     const struct hf_target *target)
{
    uint8_t pass = pass_of(line, a);
    uint8_t place = place_of(line, pass);
    struct hf_redirect *entry = &line->redirects[place];

    if (!stands_at(line, pass, place)) {
        if (line->redirects[HF_LINE_REDIRECTS - 1].pass != 0)
            return false;
        memmove(entry + 1, entry, (HF_LINE_REDIRECTS - 1u - place) * sizeof *entry);
        memset(entry, 0, sizeof *entry);
        entry->pass = pass;
    }
    entry->target = *target;
    return true;
}

void hf_redirect_end(struct hf_line *line, const struct hf_attempt *a)
{
    struct hf_redirect *entry;
    uint8_t place;

    if (!hf_redirect_is_on(line, a))
        return;
    place = place_of(line, pass_of(line, a));
    entry = &line->redirects[place];
    memmove(entry, entry + 1, (HF_LINE_REDIRECTS - 1u - place) * sizeof *entry);
    memset(&line->redirects[HF_LINE_REDIRECTS - 1], 0, sizeof *entry);
}

static bool is_free(const struct hf_redirect *entry)
{
    static const struct hf_redirect none;

    return memcmp(entry, &none, sizeof none) == 0;
}

bool hf_redirects_are_sound(const struct hf_line *line)
{
    uint8_t before = 0;
    bool any_free = false;

    for (uint8_t i = 0; i < HF_LINE_REDIRECTS; i++) {
        const struct hf_redirect *entry = &line->redirects[i];
        if (entry->pass == 0) {
            any_free = true;
            if (!is_free(entry))
                return false;
        } else if (any_free || entry->pass <= before || entry->pass > HF_LINE_PASSES ||
                   entry->target.family == HF_FAMILY_NONE) {
            return false;
        }
        before = entry->pass;
    }
    return true;
}
