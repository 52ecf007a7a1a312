/* SPDX-License-Identifier: Apache-2.0 */
/* The parts of `holdfast check`: reading and deciding (check.c), the table (check_print.c), the
 * same as JSON (check_json.c), two configurations beside one another (check_against.c). */
#ifndef HOLDFAST_CLI_CHECK_H
#define HOLDFAST_CLI_CHECK_H

#include "holdfast/action.h"
#include "holdfast/vendors/compare.h"
#include "holdfast/vendors/policy.h"
#include "holdfast/vendors/vendors.h"

#define HF_CHECK_FROM 512 /* room for "file:line"; what does not fit is cut */

struct hf_check_side { /* the files of one configuration */
    struct hf_phone_config phone;
    const char **paths;
    const char *name; /* "A", "B"; NULL where there is only one */
    size_t n_paths, n_obstacles;
    int unusable;
};

struct hf_check {
    struct hf_check_side a, b; /* b: what a is compared with, if anything */
    size_t n_warnings, n_errors;
    int json, strict, all, against, help;
};

struct hf_check_remark { /* of the reading, or an obstacle of this build */
    const char *line, *text, *rule;
    struct hf_origin at;
    enum hf_severity severity;
};

/* A file as it is called in a table: its last part, where no other file has the same. */
const char *hf_check_file(const struct hf_phone_config *phone, uint32_t file);

/* "file:line", or "default of yealink". */
void hf_check_origin(const struct hf_phone_config *phone, const struct hf_account *account,
                     struct hf_origin at, char text[HF_CHECK_FROM]);

/* It is about something that stands in a file, or has a default. */
int hf_check_has_origin(const struct hf_difference *difference);

/* "server 2", "server 2, outbound proxy 1", "line". */
void hf_check_place(unsigned place, char text[48]);

/* Whether a setting of enum hf_account_tls is shown, and the key that a file has it by, or "". */
int hf_check_shows_tls(const struct hf_account *account, unsigned which, char key[96]);

/* All lines of a configuration: policy and what it means. */
void hf_check_print(const struct hf_check *check);
void hf_check_print_json(const struct hf_check *check);
void hf_check_summary_json(const struct hf_check *check);
void hf_check_remark_json(const struct hf_check_side *side, const struct hf_check_remark *remark);

/* What differs; how many differences there are in effect. */
size_t hf_check_against(const struct hf_check *check);
void hf_check_differences_json(const struct hf_check *check,
                               const struct hf_differences *differences);

#endif
