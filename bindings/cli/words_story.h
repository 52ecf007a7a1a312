/* SPDX-License-Identifier: Apache-2.0 */
/* The sentences of `holdfast explain`: what the facts of explain.h are called. Like words.c, the
 * only place for such text; a person without knowledge of SIP shall understand every one. */
#ifndef HOLDFAST_CLI_WORDS_STORY_H
#define HOLDFAST_CLI_WORDS_STORY_H

#include <stddef.h>
#include <stdint.h>

#include "explain.h"

struct hf_prose { /* text that grows in its owner's room; what does not fit is cut */
    char *text;
    size_t size;
    uint64_t wall_us; /* the paragraph's moment: other days are named */
    int exact;        /* times to the millisecond */
};

__attribute__((format(printf, 2, 3))) void hf_prose_add(struct hf_prose *prose, const char *format,
                                                        ...);

/* "20 ms", "7.5 s", "28 min 33 s", "3 d 4 h"; exact: "1713.541 s". Returns text. */
const char *hf_words_duration(uint64_t us, int exact, char text[HF_WORDS_SPAN]);

/* "10:00:07", "2026-01-06 10:00:07" where the day is not that of near_us. Returns text. */
#define HF_WORDS_MOMENT 40
struct hf_moment {
    uint64_t wall_us, near_us; /* near_us 0: always with its day */
    int exact;
};
const char *hf_words_moment(const struct hf_moment *moment, char text[HF_WORDS_MOMENT]);

/* "Monday 2026-01-05". Returns text. */
const char *hf_words_day(uint64_t wall_us, char text[HF_WORDS_DAY]);

typedef const struct hf_explain_line *hf_story_line;

void hf_story_begin(struct hf_prose *prose, const struct hf_log_segment *segment);
void hf_story_switched_on(struct hf_prose *prose, hf_story_line line);
void hf_story_registered(struct hf_prose *prose, hf_story_line line, uint64_t after_us);
void hf_story_already(struct hf_prose *prose, hf_story_line line);
void hf_story_stay(struct hf_prose *prose, hf_story_line line);

/* The line was at `from`, and is at line->status. */
void hf_story_moved(struct hf_prose *prose, hf_story_line line, const struct hf_line_status *from,
                    uint32_t passed_over);
void hf_story_came_back(struct hf_prose *prose, hf_story_line line,
                        const struct hf_line_status *from);
void hf_story_renumbered(struct hf_prose *prose, hf_story_line line, unsigned before);
void hf_story_out(struct hf_prose *prose, hf_story_line line);
void hf_story_tried(struct hf_prose *prose, hf_story_line line);
void hf_story_in_again(struct hf_prose *prose, hf_story_line line);
void hf_story_not_renewed(struct hf_prose *prose, hf_story_line line);
void hf_story_renewed_at_last(struct hf_prose *prose, hf_story_line line);
void hf_story_flapped(struct hf_prose *prose, hf_story_line line);
void hf_story_restarted(struct hf_prose *prose, int elapsed_unknown);
void hf_story_not_running(struct hf_prose *prose, hf_story_line line);
void hf_story_network(struct hf_prose *prose, const struct hf_network_changed *network);
void hf_story_remark(struct hf_prose *prose, hf_story_line line, const struct hf_decision *d);
/* "DNS gave 2 places for server 1, pbx.example, by NAPTR and SRV, with 3 addresses in all." */
void hf_story_found(struct hf_prose *prose, hf_story_line line, unsigned server);
void hf_story_name(struct hf_prose *prose, hf_story_line line, unsigned server);
/* words_call.c */
void hf_story_call(struct hf_prose *prose, hf_story_line line, const struct hf_explain_call *call);
void hf_story_request_lost(struct hf_prose *prose, hf_story_line line,
                           const struct hf_request_report *report,
                           const struct hf_explain_request *request);

void hf_story_end(struct hf_prose *prose, hf_story_line line, int at_end);
void hf_story_missing(struct hf_prose *prose, const struct hf_log_item *item);
void hf_story_clock_set(struct hf_prose *prose, uint64_t before_us, uint64_t now_us);
void hf_story_crowd(struct hf_prose *prose, const struct hf_explain_crowd *crowd);
void hf_story_total(struct hf_prose *prose, const struct hf_explain_totals *totals);

#endif
