/* SPDX-License-Identifier: Apache-2.0 */
/* Parts of sentences of words_story.c: times, places, failures, settings. Each adds to a prose. */
#ifndef HOLDFAST_CLI_WORDS_PARTS_H
#define HOLDFAST_CLI_WORDS_PARTS_H

#include "words_story.h"

void hf_part_duration(struct hf_prose *prose, uint64_t us);
void hf_part_moment(struct hf_prose *prose, uint64_t wall_us);

/* "once", "twice", "14 times". */
void hf_part_times(struct hf_prose *prose, uint64_t n);

/* "192.0.2.1", "192.0.2.1:5061 over TLS". */
void hf_part_address(struct hf_prose *prose, const struct hf_target *target);

/* "server 2 (192.0.2.2), the backup"; a comma must be able to follow. */
void hf_part_place(struct hf_prose *prose, hf_story_line line, const struct hf_line_status *at);

/* " (setting: failback_interval_s 120)"; nothing where no setting decided. */
void hf_part_setting(struct hf_prose *prose, const struct hf_setting_said *by);

/* "server 1 gave no answer for 7.5 s (asked 4 times; setting: retry_counts 3)". */
void hf_part_failure(struct hf_prose *prose, hf_story_line line, unsigned server);

/* ": certificate expired on ...", where the phone noted more than the reason. */
void hf_part_detail(struct hf_prose *prose, const struct hf_explain_server *server);

/* The same of all servers that failed since the line was well, behind `lead`; nothing where none
 * did. */
void hf_part_failures(struct hf_prose *prose, hf_story_line line, const char *lead);

/* ", when the registration had to be renewed"; nothing where it goes without saying. */
void hf_part_trigger(struct hf_prose *prose, unsigned why);

/* "server 1 gave no answer for 7.5 s when a call was to be ended". */
void hf_part_asked(struct hf_prose *prose, hf_story_line line);

/* " It had answered last at 09:57:10: ...", of a server that fell silent. */
void hf_part_last_answer(struct hf_prose *prose, hf_story_line line, unsigned server);

/* " Server 1 is left alone until ...". */
void hf_part_rest(struct hf_prose *prose, hf_story_line line, unsigned server);

/* The same of all servers that did not fail now, and so were not asked. */
void hf_part_rests(struct hf_prose *prose, hf_story_line line);

/* " Server 1 is asked again at ...". */
void hf_part_probe_next(struct hf_prose *prose, hf_story_line line);

/* "both servers", "server 2", "all 3 servers": that failed since the line was well. */
void hf_part_who_failed(struct hf_prose *prose, hf_story_line line);

/* "with waits of 30 s to 5 min in between". */
void hf_part_waits(struct hf_prose *prose, const struct hf_explain_trouble *trouble);

#endif
