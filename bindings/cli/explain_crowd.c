/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What happens to many lines of a phone within a minute is told once. What else happens to one
 * line among many is told with --line or --verbose.
 */
#include <string.h>

#include "explain.h"
#include "words_story.h"

#define CROWD_US UINT64_C(60000000) /* without another line it is over */

static int is_of_interest(const char *what)
{
    static const char *const all[] = {"moved",
                                      "came_back",
                                      "out_of_service",
                                      "registered",
                                      "switched_on",
                                      "in_service_again",
                                      "restarted",
                                      "not_running",
                                      "switched_off",
                                      "settings_changed",
                                      "credentials",
                                      "request_lost",
                                      "flapping",
                                      "network",
                                      "end"};

    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
        if (strcmp(what, all[i]) == 0)
            return 1;
    return 0;
}

static void tell(struct hf_explain *explain, struct hf_explain_crowd *crowd)
{
    struct hf_telling *telling = &crowd->first;
    struct hf_prose prose;

    if (crowd->n_lines > 1) {
        prose = hf_explain_prose(explain, telling);
        hf_story_crowd(&prose, crowd);
        telling->line = NULL;
        hf_telling_number(telling, "lines", crowd->n_lines);
        hf_telling_number(telling, "times", crowd->n_events);
        hf_telling_number(telling, "last_us", crowd->last_us);
    }
    hf_tell_alone(explain, telling);
    crowd->serial = 0;
}

void hf_crowd_pass(struct hf_explain *explain, uint64_t wall_us)
{
    for (;;) { /* in the order of their beginnings */
        struct hf_explain_crowd *first = NULL;

        for (unsigned i = 0; i < HF_EXPLAIN_CROWDS; i++) {
            struct hf_explain_crowd *crowd = &explain->crowds[i];

            if (crowd->serial != 0 && (first == NULL || crowd->serial < first->serial))
                first = crowd;
        }
        if (first == NULL || (wall_us >= first->last_us && wall_us - first->last_us < CROWD_US))
            return;
        tell(explain, first);
    }
}

static int fits(const struct hf_explain_crowd *crowd, const struct hf_telling *telling)
{
    return crowd->serial != 0 && strcmp(crowd->first.what, telling->what) == 0 &&
           crowd->to_server == telling->server && crowd->from_server == telling->from_server &&
           (crowd->why == telling->why_number || strcmp(telling->what, "out_of_service") == 0);
}

static struct hf_explain_crowd *crowd_of(struct hf_explain *explain,
                                         const struct hf_telling *telling)
{
    struct hf_explain_crowd *free = NULL, *oldest = NULL;

    for (unsigned i = 0; i < HF_EXPLAIN_CROWDS; i++) {
        struct hf_explain_crowd *crowd = &explain->crowds[i];

        if (fits(crowd, telling))
            return crowd;
        if (crowd->serial == 0)
            free = crowd;
        else if (oldest == NULL || crowd->serial < oldest->serial)
            oldest = crowd;
    }
    if (free == NULL) {
        tell(explain, oldest);
        free = oldest;
    }
    *free = (struct hf_explain_crowd){.first = *telling,
                                      .from_us = telling->from_us,
                                      .serial = ++explain->crowd_serial,
                                      .why = (uint16_t)telling->why_number,
                                      .status = (uint16_t)telling->status,
                                      .from_server = (uint8_t)telling->from_server,
                                      .to_server = (uint8_t)telling->server};
    return free;
}

void hf_crowd_take(struct hf_explain *explain, const struct hf_telling *telling)
{
    struct hf_explain_crowd *crowd;
    struct hf_explain_line *line = hf_explain_line_of(explain, telling->line->number);
    unsigned slot;

    hf_crowd_pass(explain, telling->line->wall_us);
    if (!is_of_interest(telling->what))
        return;
    crowd = crowd_of(explain, telling);
    slot = (unsigned)(crowd - explain->crowds);
    crowd->n_events++;
    crowd->n_lines += line->crowds[slot] != crowd->serial;
    line->crowds[slot] = crowd->serial;
    crowd->last_us = telling->line->wall_us;
    for (unsigned i = 0; i < telling->n; i++)
        if (strcmp(telling->numbers[i].key, "out_us") == 0 &&
            telling->numbers[i].value > crowd->longest_us)
            crowd->longest_us = telling->numbers[i].value;
}
