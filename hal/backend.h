/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a back end is: one file, one struct hf_backend, one line in backends.c. hal.c paces audio,
 * makes tones, cleans texts and checks arguments, so that a back end only moves samples, keys and
 * lamps. Any function may be NULL where there is nothing to do.
 *
 * Rules for each of them, which conformance.c checks from outside:
 *   - nothing blocks: descriptors are non-blocking, devices too;
 *   - the microphone's device is open only between microphone(rate) and microphone(0);
 *   - a device that fails says so by hf_port_event (AUDIO_LOST, KEYS_LOST) and hf_port_remark, goes
 *     on with silence, tries again by its own deadline, and says AUDIO_BACK or KEYS_BACK.
 */
#ifndef HOLDFAST_HAL_BACKEND_H
#define HOLDFAST_HAL_BACKEND_H

#include "holdfast/hal.h"

#define HF_RETRY_US 1000000u /* between two attempts to open a device that is gone */

/* The way from a back end to who uses the HAL. Outside of a turn, what is said waits for one. */
struct hf_port;
void hf_port_event(struct hf_port *port, const struct hf_hal_event *event);
void hf_port_remark(struct hf_port *port, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Within a turn, the time of what is being done; outside, of the last. */
uint64_t hf_port_now_us(const struct hf_port *port);

/* An event of a kind without a key: AUDIO_LOST and its like. */
void hf_port_news(struct hf_port *port, uint64_t at_us, enum hf_hal_event_kind kind);

struct hf_opening {
    struct hf_port *port;
    char *options; /* behind the colon; lives, and may be changed, until close */
    const struct hf_hal_problem *problem;
    unsigned has; /* out: enum hf_hal_has */
};

struct hf_backend {
    const char *name;
    void *(*open)(struct hf_opening *opening); /* NULL: refused, and the problem is said */

    /* rate 0: off. 0, or -1 with the problem said: it then tries again by itself. */
    int (*microphone)(void *self, unsigned rate, const struct hf_hal_problem *problem);
    int (*earpiece)(void *self, unsigned rate, const struct hf_hal_problem *problem);
    /* One frame; called only while the microphone (the earpiece) is on. heard is zero at first. */
    void (*hear)(void *self, int16_t *heard, size_t n);
    void (*play)(void *self, const int16_t *played, size_t n);
    void (*miss)(void *self, unsigned frames); /* the caller came too late for these */
    /* How much more sound than wanted the device held when the last frame was heard (or, without a
     * microphone, less than wanted when it was played), in microseconds; 0 where it has no clock
     * of its own. hal.c lets frames follow the device's clock by it. */
    int64_t (*surplus)(const void *self);

    /* 1: it rings. NULL, or 0: it has no bell; hal.c rings by its earpiece where it has
     * HF_HAS_RINGER all the same. */
    int (*ring)(void *self, int on);
    void (*lamp)(void *self, unsigned key, enum hf_hal_lamp lamp); /* key 0: messages */
    void (*display)(void *self, unsigned row, const char *text);   /* clean UTF-8 that fits */

    unsigned (*descriptors)(const void *self, struct hf_hal_descriptor *list, unsigned room);
    uint64_t (*deadline)(const void *self);
    void (*turn)(void *self, uint64_t now_us);
    void (*close)(void *self);
};

extern const struct hf_backend *const hf_backends[]; /* ends with NULL */

/* Writes the reason of a refusal, and returns -1. */
int hf_problem(const struct hf_hal_problem *problem, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
