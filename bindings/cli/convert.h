/* SPDX-License-Identifier: Apache-2.0 */
/*
 * `holdfast convert` from inside.
 *   convert.c         the arguments, and the order of things
 *   convert_say.c     what the other format cannot say, in words and as objects
 *   convert_write.c   where the text goes
 */
#ifndef HOLDFAST_CLI_CONVERT_H
#define HOLDFAST_CLI_CONVERT_H

#include <stddef.h>

#include "holdfast/vendors/convert.h"

struct hf_cli_conversion {
    struct hf_phone_config phone; /* as read */
    struct hf_conversion made;
    const char **paths;
    size_t n_paths;
    enum hf_dialect to;
    const char *output; /* NULL: standard output */
    int json, strict, help;
};

/* ---- convert_say.c ---- */

/* Remarks of a reading: on standard error; as objects, on standard output. */
void hf_cli_convert_remarks(const struct hf_cli_conversion *convert,
                            const struct hf_phone_config *phone);

/* How many differences count: not those of settings that do nothing, nor what follows. */
size_t hf_cli_convert_count(const struct hf_cli_conversion *convert);

/* Says what is lost, what does nothing and is lost, and what is left behind. */
void hf_cli_convert_say(const struct hf_cli_conversion *convert);

/* ---- convert_write.c ---- */

/* 0; or -1 after saying why the text cannot go where it is to go: to a file that was read, or to
 * what is no file. */
int hf_cli_convert_may_write(const struct hf_cli_conversion *convert);

/* The text into the file, as a whole or not at all. 0, or -1 after saying why not. */
int hf_cli_convert_write(const struct hf_cli_conversion *convert);

/* The text on standard output; as an object. */
int hf_cli_convert_print(const struct hf_cli_conversion *convert);
void hf_cli_convert_json_text(const struct hf_cli_conversion *convert);

#endif
