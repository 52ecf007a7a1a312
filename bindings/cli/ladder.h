/* SPDX-License-Identifier: Apache-2.0 */
/*
 * `holdfast replay LOG --ladder out.svg|out.html`: what went between the phone and its servers, as
 * a picture: columns for the phone and each target, time downwards.
 *   ladder.c          the file: beside and renamed, so that nothing is half done
 *   ladder_scout.c    which line is drawn when none was chosen
 *   ladder_read.c     the log once more, record by record
 *   ladder_note.c, ladder_step.c   records to marks
 *   ladder_episode.c, ladder_group.c   marks to rows; quiet time, and what is too much, becomes
 *                     groups
 *   ladder_words.c    what stands at a row and in its box
 *   ladder_layout.c   where a row stands
 *   ladder_text.c, ladder_svg.c, ladder_draw.c, ladder_html.c  ink
 */
#ifndef HOLDFAST_CLI_LADDER_H
#define HOLDFAST_CLI_LADDER_H

#include <stdint.h>

#include "log_walk.h"

/* 0, or 2 after it was said that the file's ending says no kind of picture. */
int hf_ladder_check(const struct hf_log_options *options, const char *path);

/* What is seen of the lines while the log is walked. */
struct hf_ladder_scout {
    uint8_t *lines; /* by number: what has happened to it */
    uint32_t n_lines;
    uint32_t first;  /* the first line of all */
    uint32_t out;    /* the first that fell out of service */
    uint32_t moved;  /* the first that left its server */
    uint32_t others; /* lines beside the first */
};

void hf_ladder_scout_take(struct hf_ladder_scout *scout, const struct hf_log_options *options,
                          const struct hf_log_entry *entry);
void hf_ladder_scout_end(struct hf_ladder_scout *scout);

/* Draws to path. 0, 1 when it cannot be written, 2 when there is nothing to draw; said. */
int hf_ladder_draw(const struct hf_log_options *options, const struct hf_ladder_scout *scout,
                   const char *path);

#endif
