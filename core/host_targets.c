/* SPDX-License-Identifier: Apache-2.0 */
/* See host_targets.h. Rules: A9, B13, D2 to D6. */
#include "host_targets.h"

#include <stdbool.h>

#include "candidates.h"
#include "hf_time.h"

struct hf_place hf_candidate_place(const struct hf_line *line, uint8_t candidate)
{
    uint8_t server = hf_candidate_server(line, candidate);

    return (struct hf_place){server, server == 0 ? 0 : line->candidates[candidate].proxy};
}

static bool is_of(const struct hf_line *line, uint8_t candidate, struct hf_place place)
{
    const struct hf_candidate *c = &line->candidates[candidate];

    return c->server == place.server && c->proxy == place.proxy;
}

uint8_t hf_host_first(const struct hf_line *line, struct hf_place place)
{
    for (uint8_t i = 0; i < line->n_live; i++) {
        if (is_of(line, i, place))
            return i;
    }
    return HF_NONE;
}

uint64_t hf_host_wakes_us(const struct hf_line *line, struct hf_place place)
{
    uint64_t wakes_us = HF_NEVER;

    for (uint8_t i = 0; i < line->n_live; i++) {
        if (!is_of(line, i, place))
            continue;
        if (!hf_rest_is_on(line, i))
            return line->now_us;
        wakes_us = hf_time_min(wakes_us, line->candidates[i].rest_until_us);
    }
    return wakes_us == HF_NEVER ? line->now_us : wakes_us;
}
