/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A log as the fold that it is: each line's state is its last snapshot plus the events after it.
 * The fold takes records one by one and says whether this build's core gives the logged
 * actions (replay); hf_log_last_snapshots runs it to the end (resume after a restart).
 */
#ifndef HOLDFAST_UV_LOG_RESUME_H
#define HOLDFAST_UV_LOG_RESUME_H

#include <stddef.h>
#include <stdint.h>

#include "holdfast/line.h"
#include "holdfast/uv/log_record.h"

#define HF_LOG_LINES_MAX 1048576u /* a line's number is not above this */

struct hf_log_fold;

enum hf_fold_kind {
    HF_FOLD_OTHER = 0,       /* nothing to compare: a note, a clean end, a line added */
    HF_FOLD_IDENTICAL = 1,   /* the step gave the logged result and actions, byte for byte */
    HF_FOLD_DIFFERS = 2,     /* it did not: result and actions are this build's */
    HF_FOLD_SKIPPED = 3,     /* the line's state is not known (after a gap, before a snapshot) */
    HF_FOLD_RESTORED = 4,    /* the line's state came from this snapshot */
    HF_FOLD_SAME_STATE = 5,  /* a snapshot, and the line was in just that state */
    HF_FOLD_OTHER_STATE = 6, /* a snapshot of another state; the line goes on from the snapshot */
    HF_FOLD_REFUSED = 7      /* the snapshot or the line cannot be taken: refusal says why */
};

struct hf_fold_outcome {
    enum hf_fold_kind kind;
    int result;             /* of the step or restore: HF_OK or a negative hf_error */
    const uint8_t *actions; /* DIFFERS: this build's; valid until the next record */
    size_t n_actions;
    uint64_t digest; /* OTHER_STATE: of the line as it was before the snapshot */
    struct hf_refusal refusal;
};

struct hf_log_fold *hf_log_fold_new(void); /* NULL: no memory */
void hf_log_fold_free(struct hf_log_fold *fold);

/* Takes one decoded record. */
struct hf_fold_outcome hf_log_fold_take(struct hf_log_fold *fold, const struct hf_log_entry *entry);

/* Records are missing here: no line's state is known until its next snapshot. */
void hf_log_fold_gap(struct hf_log_fold *fold);

/* The same for one line, whose state went another way. */
void hf_log_fold_lose(struct hf_log_fold *fold, uint32_t line);

/* The line as it is now, or NULL when there is none or its state is not known. */
const struct hf_line *hf_log_fold_line(const struct hf_log_fold *fold, uint32_t line);

/* Its name, "" when it was never said. */
const char *hf_log_fold_name(const struct hf_log_fold *fold, uint32_t line);

/* Numbers of lines seen are 1..hf_log_fold_lines(fold), with holes. */
uint32_t hf_log_fold_lines(const struct hf_log_fold *fold);

struct hf_log_resumed {
    const char *name; /* terminated; "" when the log does not say it */
    const uint8_t *snapshot;
    size_t n_snapshot;
    uint64_t wall_us; /* when the line's time was what the snapshot says: its last event. The
                         time since then is Restored's elapsed */
    uint32_t line;    /* its number in the log */
    int stale;        /* 1: later records of the log are missing; take elapsed as unknown */
};

/* Calls `line` for each line of the log in the directory, in the order of their numbers, with
 * its last logged state. Lines of an earlier log in the same directory do not count. Returns how
 * many lines there were; 0 for a directory that is missing or has no segment; -1 with the error
 * text (size bytes) when it cannot be read. */
struct hf_log_resume {
    const char *directory;
    void *context;
    void (*line)(void *context, const struct hf_log_resumed *resumed);
    char *error;
    size_t size;
};
int hf_log_last_snapshots(const struct hf_log_resume *resume);

#endif
