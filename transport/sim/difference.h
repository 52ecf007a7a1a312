/* SPDX-License-Identifier: Apache-2.0 */
/* Where two texts differ, line by line. */
#ifndef HF_SIM_DIFFERENCE_H
#define HF_SIM_DIFFERENCE_H

#include <stddef.h>
#include <stdio.h>

struct difference {
    const char *name;
    const char *expected, *got; /* not terminated */
    size_t n_expected, n_got;
    unsigned first_line; /* number of the first expected line in its file */
};

/* Prints "name:line: - expected" and "+ got" for the lines that differ. */
void difference_print(const struct difference *difference, FILE *to);

#endif
