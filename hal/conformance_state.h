/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Between conformance.c, which keeps time and watches every callback, and the claims.
 */
#ifndef HOLDFAST_HAL_CONFORMANCE_STATE_H
#define HOLDFAST_HAL_CONFORMANCE_STATE_H

#include "conformance.h"

#include <stddef.h>

struct hf_conformance {
    const struct hf_conformance_asks *asks;
    struct hf_conformance_result result;
    struct hf_hal *hal;
    int turning;       /* within hf_hal_turn */
    unsigned rate;     /* that frames must have; 0: none may come */
    int stop_in_frame; /* the next frame turns audio off */
    unsigned frames, turns;
    unsigned most_frames; /* of one turn */
    uint64_t last_event_us;
    unsigned has_seen; /* sorts of keys that came, enum hf_hal_has */
    uint8_t down[256][HF_HAL_EVENT_KINDS];
    char wrong[256]; /* the first thing that a callback found */
};

struct hf_claim {
    const char *claim;
    void (*check)(struct hf_conformance *c); /* fails by hf_conformance_wrong */
};

extern const struct hf_claim hf_claims[];
extern const unsigned hf_claims_count;

uint64_t hf_conformance_now(void);

/* Runs the HAL as a loop does, by its descriptors and its deadline, for so long. */
void hf_conformance_loop(struct hf_conformance *c, unsigned ms);
void hf_conformance_turn(struct hf_conformance *c);

void hf_conformance_wrong(struct hf_conformance *c, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
