/* SPDX-License-Identifier: Apache-2.0 */
/* What the tests of this room share: addresses, bytes, chance that repeats. */
#ifndef HF_TESTS_MEDIA_SUPPORT_H
#define HF_TESTS_MEDIA_SUPPORT_H

#include <criterion/criterion.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "holdfast/line.h"
#include "holdfast/media/rtp.h"
#include "holdfast/target.h"

#define MS 1000u /* microseconds */

static inline struct hf_target address(uint8_t last, uint16_t port)
{
    return (struct hf_target){.address = {192, 0, 2, last}, .port = port, .family = HF_FAMILY_IPV4};
}

static inline uint32_t chance(uint64_t *seed)
{
    *seed = *seed * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(*seed >> 33);
}

/* Bytes written as hexadecimal digits; what is none is skipped. */
static inline size_t from_hex(const char *text, uint8_t *out)
{
    size_t n = 0;
    int high = -1;
    for (; *text != '\0'; text++) {
        const char *digits = "0123456789abcdef", *at = strchr(digits, *text);
        if (at == NULL)
            continue;
        if (high < 0) {
            high = (int)(at - digits);
        } else {
            out[n++] = (uint8_t)(high << 4 | (int)(at - digits));
            high = -1;
        }
    }
    return n;
}

#endif
