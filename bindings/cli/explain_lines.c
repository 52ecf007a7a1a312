/* SPDX-License-Identifier: Apache-2.0 */
/* The lines of a log by their numbers: memory for those that there are, whatever their numbers. */
#include <stdlib.h>
#include <string.h>

#include "explain.h"

#define PAGE_LINES (HF_LOG_LINES_MAX / HF_EXPLAIN_PAGES)

struct hf_explain_page {
    struct hf_explain_line *lines[PAGE_LINES];
};

struct hf_explain_line *hf_explain_line_of(struct hf_explain *explain, uint32_t number)
{
    struct hf_explain_page **page;
    struct hf_explain_line **line;

    if (number < 1 || number > HF_LOG_LINES_MAX)
        return NULL;
    page = &explain->pages[(number - 1) / PAGE_LINES];
    if (*page == NULL)
        *page = calloc(1, sizeof **page);
    if (*page == NULL)
        return NULL;
    line = &(*page)->lines[(number - 1) % PAGE_LINES];
    if (*line == NULL) {
        *line = calloc(1, sizeof **line);
        if (*line == NULL)
            return NULL;
        (*line)->number = number;
        (*line)->probe_wall_us = HF_NEVER;
        (*line)->trouble.next_wall_us = HF_NEVER;
        (*line)->clock_step_us = explain->clock_step_us;
        explain->n_lines++;
    }
    return *line;
}

struct hf_explain_line *hf_explain_next_line(const struct hf_explain *explain,
                                             const struct hf_explain_line *before)
{
    uint32_t at = before != NULL ? before->number : 0;

    while (at < HF_LOG_LINES_MAX) {
        const struct hf_explain_page *page = explain->pages[at / PAGE_LINES];

        if (page == NULL) {
            at += PAGE_LINES - at % PAGE_LINES;
            continue;
        }
        if (page->lines[at % PAGE_LINES] != NULL)
            return page->lines[at % PAGE_LINES];
        at++;
    }
    return NULL;
}

void hf_explain_forget_lines(struct hf_explain *explain)
{
    for (unsigned i = 0; i < HF_EXPLAIN_PAGES; i++) {
        for (unsigned k = 0; explain->pages[i] != NULL && k < PAGE_LINES; k++) {
            if (explain->pages[i]->lines[k] == NULL)
                continue;
            hf_explain_forget_origins(explain->pages[i]->lines[k]);
            free(explain->pages[i]->lines[k]);
        }
        free(explain->pages[i]);
        explain->pages[i] = NULL;
    }
    explain->n_lines = 0;
}
