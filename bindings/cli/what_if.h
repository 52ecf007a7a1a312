/* SPDX-License-Identifier: Apache-2.0 */
/* `holdfast what-if`: a captured outage under another configuration. */
#ifndef HOLDFAST_CLI_WHAT_IF_H
#define HOLDFAST_CLI_WHAT_IF_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "holdfast/sim/what_if.h"
#include "holdfast/vendors/vendors.h"
#include "log_walk.h"

enum { HF_AGAIN_LOG, HF_AGAIN_BEST, HF_AGAIN_WORST, HF_AGAIN_COLUMNS };

struct hf_again_course { /* a line's, kept while others are played */
    struct hf_what_if_course course;
    struct hf_what_if_span *spans;
};

struct hf_again_line {
    struct hf_what_if_line line;
    struct hf_again_course courses[HF_AGAIN_COLUMNS];
    const struct hf_account *account; /* NULL: it keeps the log's configuration */
    uint64_t changes_same, changes;   /* of status: under its own configuration as in the log */
    uint64_t requests_again;          /* under its own configuration */
};

struct hf_again {
    struct hf_log_options options;
    struct hf_log_walk walk;
    uint32_t line;                     /* --line, or 0 */
    const char *assume_text, *picture; /* options, or NULL */
    const char **files;                /* --config */
    size_t n_files;
    struct hf_what_if *what_if;
    struct hf_phone_config config;
    struct hf_again_line *lines;
    size_t n_lines;
    uint64_t assume_us, log_id;
    uint64_t guessed[2], from_log[2];
    int is_cut, gap_said;
};

int hf_cli_what_if(int argc, char **argv);

/* what_if_match.c: which account each line of the log gets. 0, or the exit code after a
 * complaint. */
int hf_again_match(struct hf_again *again);

/* what_if_print.c, what_if_json.c, what_if_svg.c */
void hf_again_print(const struct hf_again *again);
void hf_again_json(const struct hf_again *again);
int hf_again_draw(const struct hf_again *again); /* the exit code */

/* The line that is shown in full. */
const struct hf_again_line *hf_again_shown(const struct hf_again *again);

/* "answered", "silent", ... */
const char *hf_again_state(unsigned state);
/* "registered at server 1", "not registered". Returns text. */
#define HF_AGAIN_WORDS 96
const char *hf_again_status(const struct hf_what_if_span *span, char text[HF_AGAIN_WORDS]);
extern const char *const hf_again_columns[HF_AGAIN_COLUMNS];

#endif
