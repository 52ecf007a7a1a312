/* SPDX-License-Identifier: Apache-2.0 */
/* Numbers in network order, at any address. Who calls has checked that the bytes are there. */
#ifndef HF_MEDIA_BYTES_H
#define HF_MEDIA_BYTES_H

#include <stdint.h>

static inline uint16_t hf_get16(const uint8_t *p)
{
    return (uint16_t)(p[0] << 8 | p[1]);
}

static inline uint32_t hf_get32(const uint8_t *p)
{
    return (uint32_t)hf_get16(p) << 16 | hf_get16(p + 2);
}

static inline void hf_put16(uint8_t *p, uint16_t value)
{
    p[0] = (uint8_t)(value >> 8);
    p[1] = (uint8_t)value;
}

static inline void hf_put32(uint8_t *p, uint32_t value)
{
    hf_put16(p, (uint16_t)(value >> 16));
    hf_put16(p + 2, (uint16_t)value);
}

#endif
