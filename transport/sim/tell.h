/* SPDX-License-Identifier: Apache-2.0 */
/* What story.c and tell.c share: the list of lines, and words for notes. */
#ifndef HF_SIM_TELL_H
#define HF_SIM_TELL_H

#include "holdfast/sim/story.h"

struct numbers { /* ids in the order of their appearance */
    uint64_t *ids;
    size_t n, room;
};

struct hf_sim_story {
    struct hf_sim_world *world;
    struct hf_sim_story_line *lines;
    size_t n_lines, room;
    struct numbers attempts[HF_SIM_LINES];
    struct hf_sim_story_line unseen; /* written instead of a line that is not shown */
    unsigned show;
    unsigned width;  /* of the first column */
    unsigned n_told; /* the highest line number told */
};

uint64_t story_number(struct hf_sim_story *story, unsigned line, uint64_t attempt);
struct hf_sim_story_line *story_add(struct hf_sim_story *story, unsigned show, unsigned line);
void story_attribute(struct hf_sim_story_line *line, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
void story_time(uint64_t at_us, char *text, size_t size);

/* tell.c: the observer. */
void tell_note(void *context, const struct hf_sim_note *note);

#endif
