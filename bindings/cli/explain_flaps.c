/* SPDX-License-Identifier: Apache-2.0 */
/* A line that comes and goes: the first moves are told one by one, the others as one. What is not
 * like those before, an outage of a minute or another failure, ends the group and is told. */
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
    telling->server = flaps->failed_server;
    telling->why = hf_why_token(flaps->failed_why);
    telling->status = flaps->failed_status;
    hf_telling_number(telling, "moves", flaps->moves);
    hf_telling_number(telling, "outages", flaps->outages);
    hf_telling_number(telling, "out_us", flaps->out_us);
    prose = hf_explain_prose(explain, telling);
    hf_story_flapped(&prose, line);
    hf_tell(explain, telling);
}

static void end_group(struct hf_explain *explain, struct hf_explain_line *line)
{
    struct hf_explain_flaps *flaps = &line->flaps;

    if (line->flapping)
        tell_grouped(explain, line);
    line->flapping = 0;
    flaps->grouped = flaps->moves = flaps->outages = 0;
    flaps->out_us = 0;
}

void hf_explain_flaps_end(struct hf_explain *explain, struct hf_explain_line *line)
{
    if (line->flapping && line->phase == HF_PHASE_OUT)
        hf_explain_flaps_out(explain, line);
    end_group(explain, line);
    memset(&line->flaps, 0, sizeof line->flaps);
}

/* The outage that goes on is told for itself. */
void hf_explain_flaps_out(struct hf_explain *explain, struct hf_explain_line *line)
{
    struct hf_explain_flaps *flaps = &line->flaps;

    flaps->grouped -= flaps->grouped > 0;
    flaps->outages -= flaps->outages > 0;
    flaps->last_wall_us = flaps->before_wall_us;
    end_group(explain, line);
    if (line->trouble.passes > 0)
        hf_explain_tell_out(explain, line);
}

void hf_explain_flaps_time(struct hf_explain *explain, struct hf_explain_line *line)
{
    if (line->flapping && line->phase == HF_PHASE_OUT &&
        line->now_us - line->stay.since_us >= HF_EXPLAIN_FLAP_OUT_US)
        hf_explain_flaps_out(explain, line);
    else if (line->now_us - line->flaps.last_us > HF_EXPLAIN_FLAP_STAY_US)
        hf_explain_flaps_end(explain, line);
}

/* The failure since the last move is of a kind that was not seen in this row of moves. */
static int is_new(struct hf_explain_line *line)
{
    struct hf_explain_flaps *flaps = &line->flaps;
    const uint32_t kind = (uint32_t)line->failed_server << 26 |
                          (uint32_t)(line->failed_status & 0x3FFu) << 16 | line->failed_why;

    if (line->failed_why == HF_WHY_NONE || line->failed_us <= flaps->last_us)
        return 0;
    for (unsigned i = 0; i < HF_EXPLAIN_FLAP_KINDS; i++) {
        if (flaps->kinds[i] == kind)
            return 0;
        if (flaps->kinds[i] != 0)
            continue;
        flaps->kinds[i] = kind;
        return 1;
    }
    return 0;
}

static void group(struct hf_explain_line *line)
{
    struct hf_explain_flaps *flaps = &line->flaps;

    if (!line->flapping) {
        line->flapping = 1;
        flaps->from_us = line->now_us;
        flaps->from_wall_us = line->wall_us;
    }
    flaps->grouped++;
    flaps->place = line->status;
    flaps->failed_server = line->failed_us >= flaps->from_us ? line->failed_server : 0;
    flaps->failed_why = line->failed_us >= flaps->from_us ? line->failed_why : HF_WHY_NONE;
    flaps->failed_status = line->failed_status;
}

int hf_explain_flaps_count(struct hf_explain *explain, struct hf_explain_line *line)
{
    struct hf_explain_flaps *flaps = &line->flaps;
    int news;

    if (flaps->n > 0)
        hf_explain_flaps_time(explain, line);
    if (flaps->n++ == 0) /* said once in a row of moves */
        line->remarked[HF_WHY_FLAPS / 64] &= ~(UINT64_C(1) << HF_WHY_FLAPS % 64);
    news = is_new(line) || (line->phase == HF_PHASE_OUT && line->stay.told);
    if (news)
        end_group(explain, line);
    flaps->before_wall_us = flaps->last_wall_us;
    flaps->last_us = line->now_us;
    flaps->last_wall_us = line->wall_us;
    if (news || flaps->n <= HF_EXPLAIN_FLAPS || explain->options.verbose)
        return 1;
    group(line);
    return 0;
}
