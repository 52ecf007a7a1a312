/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Sound in place of packets that are missing, at 8 kHz, in the manner of G.711 Appendix I: the last
 * period of what was heard is said again, at its level for 20 ms, then ever quieter until it is
 * silent after 60 ms. What comes behind a gap is faded in over what is being made. Nothing is
 * delayed for it.
 */
#ifndef HF_MEDIA_CONCEAL_H
#define HF_MEDIA_CONCEAL_H

#include <stdint.h>

#define HF_CONCEAL_LAG_MIN 40  /* 5 ms: shorter periods are found as several of them */
#define HF_CONCEAL_LAG_MAX 120 /* 15 ms: a voice of 67 Hz */
#define HF_CONCEAL_WINDOW  160 /* 20 ms are compared */
#define HF_CONCEAL_HISTORY (HF_CONCEAL_LAG_MAX + HF_CONCEAL_WINDOW)

struct hf_conceal {
    int16_t history[HF_CONCEAL_HISTORY]; /* what was played, the newest last */
    int16_t cycle[HF_CONCEAL_LAG_MAX];   /* the period that is repeated */
    uint32_t lag;                        /* of it, in samples */
    uint32_t missing;                    /* samples made since something was heard */
    int32_t step;                        /* from what was heard to the cycle's begin */
};

void hf_conceal_init(struct hf_conceal *c);

/* n samples that came; behind a gap their begin is changed. */
void hf_conceal_heard(struct hf_conceal *c, int16_t *samples, uint32_t n);

/* Makes n samples. */
void hf_conceal_make(struct hf_conceal *c, int16_t *samples, uint32_t n);

#endif
