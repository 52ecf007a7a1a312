/* SPDX-License-Identifier: Apache-2.0 */
/* See random.h. The mixer is the finaliser of splitmix64 (public domain constants). */
#include "random.h"

static uint64_t mix(uint64_t x)
{
    x ^= x >> 30;
    x *= 0xbf58476d1ce4e5b9u;
    x ^= x >> 27;
    x *= 0x94d049bb133111ebu;
    return x ^ (x >> 31);
}

uint64_t hf_random_of(const struct hf_line *line, enum hf_draw purpose, uint64_t number)
{
    return mix(mix(line->seed + 0x9e3779b97f4a7c15u * ((uint64_t)purpose + 1)) + number);
}

uint64_t hf_random_draw(struct hf_line *line, enum hf_draw purpose)
{
    return hf_random_of(line, purpose, line->draws[purpose]++);
}

uint64_t hf_random_between(struct hf_line *line, enum hf_draw purpose, uint64_t low, uint64_t high)
{
    uint64_t span = high - low + 1;
    uint64_t drawn = hf_random_draw(line, purpose);

    return span == 0 ? drawn : low + drawn % span;
}

uint32_t hf_random_hash_text(const char *text, uint32_t length)
{
    uint32_t hash = 2166136261u; /* FNV-1a */

    for (uint32_t i = 0; i < length; i++)
        hash = (hash ^ (uint8_t)text[i]) * 16777619u;
    return hash == 0 ? 1 : hash;
}
