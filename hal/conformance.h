/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What every back end must do, as a test that its maker can run: conformance.c opens the HAL that a
 * text names, in real time, and tries each claim; `hal_conformance TEXT` prints them. Takes about
 * six seconds; the microphone is on for some of it.
 */
#ifndef HOLDFAST_HAL_CONFORMANCE_H
#define HOLDFAST_HAL_CONFORMANCE_H

#include "holdfast/hal.h"

#include <stdint.h>

#define HF_CONFORMANCE_ALL UINT32_MAX

struct hf_conformance;

struct hf_conformance_asks {
    const char *text; /* what hf_hal_open takes */
    unsigned has;     /* what it is expected to have, enum hf_hal_has; ALL: do not compare */
    /* Keys are waited for, so long: one of each sort that the HAL has must come. 0: none is. */
    unsigned keys_s;
    /* A device that is missing is no failure: frames are silent, and nothing else changes. */
    int may_lack_audio;
    const char *only; /* claims that hold these words; NULL: all */
    /* Told of each claim, and with what was wrong, or NULL. May be NULL. */
    void (*told)(void *context, const char *claim, const char *wrong);
    /* Runs between turns: a test that presses the keys. May be NULL. */
    void (*meanwhile)(void *context);
    void *context;
};

struct hf_conformance_result {
    unsigned passed, failed;
    double frames_a_second; /* as measured with audio on; 50 within 2 % */
    unsigned wakeups;       /* of that second */
    int loudest;            /* sample that the microphone heard */
};

struct hf_conformance_result hf_conformance_run(const struct hf_conformance_asks *asks);

#endif
