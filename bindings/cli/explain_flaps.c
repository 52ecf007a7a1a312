/* SPDX-License-Identifier: Apache-2.0 */
/* A line that comes and goes: the first moves are told one by one, the others as one. */
#include <string.h>

#include "explain.h"
#include "words_story.h"

static void tell_grouped(struct hf_explain *explain, struct hf_explain_line *line)
{
    const struct hf_explain_flaps *flaps = &line->flaps;
    struct hf_telling *telling = hf_telling_of(line, "flapping", flaps->from_wall_us);
    struct hf_prose prose;

    if (flaps->grouped == 0)
        return;
    telling->to_us = flaps->last_wall_us;
    telling->server = line->failed_server;
    telling->why = hf_why_token(line->failed_why);
    telling->status = line->failed_status;
    hf_telling_number(telling, "moves", flaps->grouped);
    hf_telling_number(telling, "outages", flaps->outages);
    hf_telling_number(telling, "out_us", flaps->out_us);
    prose = hf_explain_prose(explain, telling);
    hf_story_flapped(&prose, line);
    hf_tell(explain, telling);
}

void hf_explain_flaps_end(struct hf_explain *explain, struct hf_explain_line *line)
{
    if (line->flapping)
        tell_grouped(explain, line);
    line->flapping = 0;
    memset(&line->flaps, 0, sizeof line->flaps);
}

void hf_explain_flaps_time(struct hf_explain *explain, struct hf_explain_line *line)
{
    if (line->now_us - line->flaps.last_us > HF_EXPLAIN_FLAP_STAY_US)
        hf_explain_flaps_end(explain, line);
}

int hf_explain_flaps_count(struct hf_explain *explain, struct hf_explain_line *line)
{
    struct hf_explain_flaps *flaps = &line->flaps;

    if (flaps->n > 0)
        hf_explain_flaps_time(explain, line);
    if (flaps->n++ == 0) /* said once in a row of moves */
        line->remarked[HF_WHY_FLAPS / 64] &= ~(UINT64_C(1) << HF_WHY_FLAPS % 64);
    flaps->last_us = line->now_us;
    flaps->last_wall_us = line->wall_us;
    if (flaps->n <= HF_EXPLAIN_FLAPS || explain->options.verbose)
        return 1;
    if (!line->flapping) {
        line->flapping = 1;
        flaps->from_us = line->now_us;
        flaps->from_wall_us = line->wall_us;
    }
    flaps->grouped++;
    return 0;
}
