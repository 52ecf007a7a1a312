/* SPDX-License-Identifier: Apache-2.0 */
/* Which line a ladder shows when none was chosen: the first one with an outage. */
#include <stdlib.h>
#include <string.h>

#include "holdfast/uv/log_resume.h"
#include "ladder.h"

#define SEEN    0x80u /* there are records of the line */
#define SERVED  0x40u /* it was in service before */
#define SERVERS 0x0Fu /* the server that it was at */

static uint8_t *line_of(struct hf_ladder_scout *scout, uint32_t number)
{
    if (number >= scout->n_lines) {
        const uint32_t n = number * 2 + 16;
        uint8_t *lines = realloc(scout->lines, n);

        if (lines == NULL)
            return NULL;
        memset(lines + scout->n_lines, 0, n - scout->n_lines);
        scout->lines = lines;
        scout->n_lines = n;
    }
    return &scout->lines[number];
}

static void take_status(struct hf_ladder_scout *scout, uint32_t number,
                        const struct hf_line_status *status)
{
    uint8_t *line = &scout->lines[number];
    const uint8_t server = status->server & SERVERS;
    const int serves = status->state == HF_LINE_REGISTERED || status->state == HF_LINE_ON_BACKUP;

    if (scout->out == 0 && (status->state == HF_LINE_FAILED ||
                            (status->state == HF_LINE_REGISTERING && (*line & SERVED) != 0)))
        scout->out = number;
    if (scout->moved == 0 && (status->state == HF_LINE_ON_BACKUP ||
                              (serves && (*line & SERVED) != 0 && (*line & SERVERS) != server)))
        scout->moved = number;
    if (serves)
        *line = (uint8_t)(SEEN | SERVED | server);
    else if (status->state == HF_LINE_DISABLED)
        *line = SEEN;
}

void hf_ladder_scout_take(struct hf_ladder_scout *scout, const struct hf_log_options *options,
                          const struct hf_log_entry *entry)
{
    static struct hf_event event;
    static struct hf_actions actions;
    uint8_t *line;

    if (options->line != 0 || scout->out != 0 || entry->line == 0 ||
        entry->line > HF_LOG_LINES_MAX || entry->wall_us > options->to_us)
        return;
    line = line_of(scout, entry->line);
    if (line == NULL)
        return;
    if (scout->first == 0)
        scout->first = entry->line;
    else if (scout->first != entry->line && *line == 0)
        scout->others++;
    *line |= SEEN;
    if (entry->kind != HF_LOG_STEP || entry->wall_us < options->from_us ||
        hf_log_walk_step(&entry->u.step, &event, &actions) < 0 || entry->u.step.result < 0)
        return;
    for (uint32_t i = 0; i < actions.n; i++)
        if (actions.items[i].kind == HF_ACTION_REPORT_LINE)
            take_status(scout, entry->line, &actions.items[i].u.line);
}

void hf_ladder_scout_end(struct hf_ladder_scout *scout)
{
    free(scout->lines);
    scout->lines = NULL;
}
