/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The text that hf_hal_open takes: parts between '+', each a back end's name and, behind a colon,
 * its options between commas. A backslash takes '+', ',' and itself literally.
 */
#ifndef HOLDFAST_HAL_OPTIONS_H
#define HOLDFAST_HAL_OPTIONS_H

#include "holdfast/hal.h"

struct hf_option {
    const char *name;  /* "in=" with a value, "loop" without one, "" for a bare first piece */
    const char *means; /* "FILE": for the message that lists what would be right */
    char *value;       /* out: NULL where it was not given; "" for one without a value */
};

struct hf_options {
    const char *backend; /* said in messages */
    struct hf_option *list;
    unsigned n;
    /* A piece that is no option belongs to the value before it: ALSA's names have commas. */
    int values_have_commas;
};

/* Ends the next part of *text with NUL and steps over it; NULL behind the last one. */
char *hf_options_part(char **text);

/* Reads options out of text, which it changes and which the values point into. */
int hf_options_read(char *text, const struct hf_options *options,
                    const struct hf_hal_problem *problem);

#endif
