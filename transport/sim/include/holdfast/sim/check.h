/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Checkers that hold after every event whatever the events are (behaviour.md H). Worlds, tests
 * and fuzz targets share them.
 */
#ifndef HOLDFAST_SIM_CHECK_H
#define HOLDFAST_SIM_CHECK_H

#include <stddef.h>

#include "holdfast/action.h"
#include "holdfast/line.h"

/* Room for a restored line and its snapshot; made once, used for many checks. */
struct hf_sim_checker;

struct hf_sim_checker *hf_sim_checker_new(void); /* NULL: out of memory */
void hf_sim_checker_free(struct hf_sim_checker *checker);

/* Writes what does not hold to text and returns -1; or returns 0, text "":
 * hf_line_check; the actions within their bound (H9); the snapshot of the line restores to the
 * same image, byte for byte, and to the same deadline (H12). */
struct hf_sim_verdict {
    char *text;
    size_t size;
};
int hf_sim_check(struct hf_sim_checker *checker, const struct hf_line *line,
                 const struct hf_actions *actions, const struct hf_sim_verdict *verdict);

/* Restores the line's snapshot into memory of hf_line_size() bytes. As hf_sim_check. */
int hf_sim_restore(struct hf_sim_checker *checker, const struct hf_line *line, void *memory,
                   const struct hf_sim_verdict *verdict);

#endif
