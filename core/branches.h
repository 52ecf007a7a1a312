/* SPDX-License-Identifier: Apache-2.0 */
/* The line's pool of branches: pieces of resolutions under way. The theory is in branches.c. */
#ifndef HF_BRANCHES_H
#define HF_BRANCHES_H

#include <stdbool.h>

#include "state.h"

#define HF_NAPTR_LEVELS  4u  /* B5: NAPTR questions that may follow one another */
#define HF_NAPTR_RECORDS 8u  /* that one answer can lead to */
#define HF_SRV_PLACES    16u /* the same of SRV */

static inline enum hf_branch_asks hf_branch_kind(const struct hf_branch *b)
{
    return (enum hf_branch_asks)(b->asks & 7u);
}

/* enum hf_transport: of an SRV question, and of the targets that ADDRESSES give. */
static inline uint8_t hf_branch_transport(const struct hf_branch *b)
{
    return b->asks >> 3 & 3u;
}

/* NAPTR: how many were asked before it; SRV: the level of the record that led to it. */
static inline uint8_t hf_branch_level(const struct hf_branch *b)
{
    return b->asks >> 5 & 3u;
}

static inline uint8_t hf_branch_heard(const struct hf_branch *b)
{
    return b->ended & 15u;
}

static inline uint8_t hf_branch_unknown(const struct hf_branch *b)
{
    return (uint8_t)(b->ended >> 4);
}

static inline bool hf_branch_is_of(const struct hf_branch *b, uint8_t host)
{
    return b->host == host + 1;
}

/* The branch that gave a candidate, HF_NONE: it is kept from before. */
static inline uint8_t hf_branch_of(const struct hf_candidate *c)
{
    return c->branch == 0 ? HF_NONE : (uint8_t)((c->branch & ~HF_BRANCH_NEW) - 1u);
}

static inline bool hf_branch_is_new(const struct hf_candidate *c)
{
    return (c->branch & HF_BRANCH_NEW) != 0;
}

/* A branch to be. */
struct hf_branch_plan {
    enum hf_branch_asks asks;
    uint16_t rank, port;
    uint8_t transport, level;
    uint8_t open; /* the bits that are asked */
    uint8_t reserved;
};

/* B5, B7: the rank of record `i` of a NAPTR answer at that level, and of place `i` of an SRV
 * answer, below the rank of the question. SERVICES' sets follow one another like NAPTR records. */
static inline uint16_t hf_rank_of_record(uint16_t rank, uint8_t level, uint8_t i)
{
    return (uint16_t)(rank | (unsigned)i << (13u - 3u * level));
}

/* What is asked by the bits of an SRV question of the host's own name ranks in their order (B6). */
static inline uint16_t hf_branch_rank_of(const struct hf_branch *b, uint8_t bits)
{
    uint8_t i = 0;

    while (((unsigned)bits >> i & 1u) == 0)
        i++;
    return hf_rank_of_record(b->rank, 0, i);
}

/* How many branches a host has, and how many more it may take now: each other host that is asked,
 * or will be at its next need, keeps its share (B10). */
uint8_t hf_branches_count(const struct hf_line *line, uint8_t host);
uint8_t hf_branches_room(const struct hf_line *line, uint8_t host);

/* A free one for the host, under new numbers: its index, or HF_NONE where there is no room. */
uint8_t hf_branches_take(struct hf_line *line, uint8_t host, const struct hf_branch_plan *plan);

/* It is over, or given up: candidates that it gave have their place; later answers are late. */
void hf_branches_free(struct hf_line *line, uint8_t branch);
void hf_branches_free_host(struct hf_line *line, uint8_t host);

/* The branch that has this question open, HF_NONE for none; and which bit it is. */
uint8_t hf_branches_find(const struct hf_line *line, uint64_t query);
uint8_t hf_branches_bit(const struct hf_line *line, uint64_t query);

/* The host has a question open. */
bool hf_branches_open(const struct hf_line *line, uint8_t host);

/* C14: hosts have other numbers; to[host] is HF_NONE where the host is gone. */
void hf_branches_renumber(struct hf_line *line, const uint8_t to[HF_LINE_HOSTS]);

/* check.c: each branch is what its kind may be, and its candidates are its host's. */
bool hf_branches_are_sound(const struct hf_line *line);

#endif
