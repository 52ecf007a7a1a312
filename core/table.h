/* SPDX-License-Identifier: Apache-2.0 */
/* From one table of candidates to the next. The theory is in candidates.c. */
#ifndef HF_TABLE_H
#define HF_TABLE_H

#include "candidates.h"
#include "references.h"

#define HF_WISHES_MOST (3 * HF_LINE_TARGETS + HF_LINE_HOSTS)

struct hf_wish {
    const struct hf_target *target;
    uint8_t server, proxy;
    uint8_t old;    /* index in the old table, or HF_NONE */
    uint8_t branch; /* as struct hf_candidate has it */
    uint16_t rank;  /* of that branch; UINT16_MAX: kept from before, gets room last in its host */
    uint8_t flags;  /* enum hf_wish_flags */
    uint8_t reserved;
};

enum hf_wish_flags {
    HF_WISH_NUMERIC = 1,
    HF_WISH_LIVE = 2,   /* it has been given a place */
    HF_WISH_REFUSED = 4 /* its server has TLS, and it has none (B14) */
};

struct hf_plan { /* from the old table to the new one */
    struct hf_candidate old[HF_LINE_TARGETS];
    uint16_t old_ttl[HF_LINE_TARGETS];
    struct hf_target numeric[HF_LINE_HOSTS];
    struct hf_wish wishes[HF_WISHES_MOST];
    struct hf_references references; /* into old */
    uint64_t now_us;
    uint32_t keeps;    /* bits of old that stay behind the live ones */
    uint32_t overflow; /* wishes beyond HF_WISHES_MOST */
    uint8_t n_old, n_old_live, n_wishes, room;
    uint8_t to[HF_LINE_TARGETS]; /* new index of each old entry, or HF_NONE */
    uint8_t n_live;
    uint8_t turns[HF_WISHES_MOST]; /* the wishes in the order in which they get room */
    uint8_t reserved[8 - (5 + HF_LINE_TARGETS + HF_WISHES_MOST) % 8];
};

/* Takes the old table over; the line's is not changed before hf_table_write. */
void hf_table_begin(struct hf_plan *plan, const struct hf_line *line);

/* In the line's order. The target is borrowed until hf_table_write. */
void hf_table_wish(struct hf_plan *plan, struct hf_place place, const struct hf_target *target);

/* The same of all that DNS has given it; borrowed too. */
void hf_table_wish_given(struct hf_plan *plan, struct hf_place place,
                         const struct hf_given_all *given);

/* What the host has: its address (B1), or its live entries. */
void hf_table_wish_as_before(struct hf_plan *plan, const struct hf_config *config, uint8_t host);

/* Writes the new table. The line's references still name old entries; plan->to is for them. */
void hf_table_write(struct hf_plan *plan, struct hf_line *line);

/* B10: how many wishes have got no place, but for what was only kept. */
uint32_t hf_table_count_cut(const struct hf_plan *plan);

/* B14: how many of a host were given, or stood in the table, and have got none for want of TLS. */
uint32_t hf_table_count_refused(const struct hf_plan *plan, struct hf_place place);

#endif
