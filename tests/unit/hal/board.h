/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A back end of the tests' own, beside those of the build, as a board's maker would add his: a
 * device whose clock goes wrong, and one that breaks each rule.
 */
#ifndef HOLDFAST_TESTS_HAL_BOARD_H
#define HOLDFAST_TESTS_HAL_BOARD_H

#include <stdint.h>

struct board {
    int ppm;             /* how much faster its clock goes than the caller's */
    uint64_t now_us;     /* of its clock; 0: the time of the frame */
    int64_t least, most; /* samples that it held when a frame was heard, after `settled` frames */
    unsigned settled, heard, short_of; /* frames; those for which it held too little */

    unsigned blocks_us; /* a turn takes so long */
    int never_sleeps, closed_descriptor, no_such_key, from_the_future;
};

extern struct board board; /* "board:" opens it */

#endif
