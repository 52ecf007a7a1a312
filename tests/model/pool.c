/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Projections by number. Kept is where one differs from the first: some hundred bytes instead of
 * four thousand, so that millions of states fit. They are compared byte for byte: no state is taken
 * for another one.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model.h"

#define CHUNK_BYTES (32u << 20)
#define PACKED_MOST (2 * sizeof(struct hf_line))
#define WORD        sizeof(uint64_t)
#define GAP         4u /* equal bytes that end a run of differing ones */

_Static_assert(sizeof(struct hf_line) % WORD == 0, "a line is whole words");

struct packed {
    const uint8_t *at;
    uint32_t n;
    uint32_t hash;
};

static struct hf_line first;
static struct packed *all;
static uint32_t *slots; /* number + 1, or 0 */
static uint32_t n_all, room, n_slots;
static uint8_t *chunk;
static size_t chunk_left;
static uint64_t n_bytes;

static void *more(void *old, size_t size)
{
    void *memory = realloc(old, size);

    if (memory == NULL) {
        fprintf(stderr, "model: out of memory at %u states\n", (unsigned)n_all);
        exit(3);
    }
    return memory;
}

static uint32_t pack(const uint8_t *image, uint8_t *out)
{
    const uint8_t *base = (const uint8_t *)&first;
    uint32_t n = 0;

    for (uint16_t i = 0; i < sizeof first; i++) {
        uint16_t end = i, length;
        while (i % WORD == 0 && i < sizeof first && memcmp(image + i, base + i, WORD) == 0)
            i += WORD;
        if (i == sizeof first)
            break;
        if (image[i] == base[i])
            continue;
        end = i;
        for (uint16_t j = i; j < sizeof first && j <= end + GAP; j++)
            end = image[j] != base[j] ? j : end;
        length = (uint16_t)(end - i + 1);
        memcpy(out + n, &i, sizeof i);
        memcpy(out + n + sizeof i, &length, sizeof length);
        memcpy(out + n + 2 * sizeof i, image + i, length);
        n += (uint32_t)(2 * sizeof i + length);
        i = end;
    }
    return n;
}

static uint32_t hash_of(const uint8_t *bytes, uint32_t n)
{
    uint64_t hash = 0xCBF29CE484222325u, word; /* FNV-1a, a word at a time */

    for (uint32_t i = 0; i < n; i += (uint32_t)WORD) {
        word = 0;
        memcpy(&word, bytes + i, n - i < WORD ? n - i : WORD);
        hash = (hash ^ word) * 0x00000100000001B3u;
        hash ^= hash >> 32;
    }
    return (uint32_t)(hash ^ hash >> 32);
}

static const uint8_t *keep(const uint8_t *bytes, uint32_t n)
{
    uint8_t *at;

    if (chunk_left < n) {
        chunk = more(NULL, CHUNK_BYTES);
        chunk_left = CHUNK_BYTES;
    }
    at = chunk;
    if (n > 0)
        memcpy(at, bytes, n);
    chunk += n;
    chunk_left -= n;
    n_bytes += n + sizeof(struct packed) + 2 * sizeof(uint32_t);
    return at;
}

static uint32_t *slot_of(const uint8_t *bytes, uint32_t n, uint32_t hash)
{
    uint32_t i = hash & (n_slots - 1);

    while (slots[i] != 0) {
        const struct packed *p = &all[slots[i] - 1];
        if (p->hash == hash && p->n == n && (n == 0 || memcmp(p->at, bytes, n) == 0))
            break;
        i = (i + 1) & (n_slots - 1);
    }
    return &slots[i];
}

static void grow(void)
{
    room = room == 0 ? 1u << 16 : room * 2;
    all = more(all, room * sizeof *all);
    n_slots = room * 2;
    free(slots);
    slots = more(NULL, n_slots * sizeof *slots);
    memset(slots, 0, n_slots * sizeof *slots);
    for (uint32_t i = 0; i < n_all; i++)
        *slot_of(all[i].at, all[i].n, all[i].hash) = i + 1;
}

uint32_t pool_number(const struct hf_line *projection)
{
    static uint8_t bytes[PACKED_MOST];
    uint32_t n, hash, *slot;

    if (n_all == 0)
        first = *projection;
    if (n_all == room)
        grow();
    n = pack((const uint8_t *)projection, bytes);
    hash = hash_of(bytes, n);
    slot = slot_of(bytes, n, hash);
    if (*slot == 0) {
        all[n_all] = (struct packed){.at = keep(bytes, n), .n = n, .hash = hash};
        *slot = ++n_all;
    }
    return *slot - 1;
}

void pool_load(uint32_t number, struct hf_line *projection)
{
    const uint8_t *at = all[number].at, *end = at + all[number].n;
    uint16_t from, length;

    *projection = first;
    while (at < end) {
        memcpy(&from, at, sizeof from);
        memcpy(&length, at + sizeof from, sizeof length);
        memcpy((uint8_t *)projection + from, at + 2 * sizeof from, length);
        at += 2 * sizeof from + length;
    }
}

uint32_t pool_count(void)
{
    return n_all;
}

uint64_t pool_bytes(void)
{
    return n_bytes;
}
