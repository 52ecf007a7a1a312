/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Dial plans: digit maps as RFC 3435 section 2.1.5 writes them, which say when a number that is
 * being dialled is complete.
 *
 *     (0T|00T|[1-7]xxx|8xxxxxxx|#xx|91xxxxxxxxxx|9011x.T)
 *
 * 0-9 A-D * #   that key           x         any of 0-9
 * [1-37*]       any of these       .         the position before it, any number of times, or never
 * |             or                 T         at an alternative's end: only when no digit follows
 *
 * Parentheses around the whole are optional; spaces stand only beside | and parentheses.
 */
#ifndef HOLDFAST_DIGIT_MAP_H
#define HOLDFAST_DIGIT_MAP_H

#include <stdint.h>

#define HF_DIGIT_MAP_MAX 256 /* positions of all alternatives, with one for the end of each */

struct hf_digit_map {
    uint16_t keys[HF_DIGIT_MAP_MAX]; /* a bit a key; 0 ends an alternative */
    uint8_t marks[HF_DIGIT_MAP_MAX];
    uint16_t n;
};

struct hf_digit_map_error {
    unsigned column;   /* 1.. */
    const char *what;  /* what is wrong there; lives for ever */
    const char *right; /* what would be right */
};

/* What digits mean to a map: bits. None: no alternative begins like this. */
enum hf_digit_match {
    HF_DIGITS_COMPLETE = 1, /* an alternative matches */
    HF_DIGITS_TIMED = 2,    /* one matches if no digit follows (T) */
    HF_DIGITS_MORE = 4      /* one matches if more digits follow */
};

/* 0, or -1 with the error; then the map is as it was. */
int hf_digit_map_read(struct hf_digit_map *map, const char *text, struct hf_digit_map_error *error);

unsigned hf_digit_map_match(const struct hf_digit_map *map, const char *digits, unsigned n);

/* 0..15 for 0-9, *, #, A-D (a-d); -1: no key of a telephone. */
int hf_digit_index(char key);

#endif
