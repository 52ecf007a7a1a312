/* SPDX-License-Identifier: Apache-2.0 */
/* What the tests of core/wire*.c share: a sample of every event and action, and room. */
#ifndef HF_TESTS_WIRE_SAMPLES_H
#define HF_TESTS_WIRE_SAMPLES_H

#include <stdbool.h>
#include <stddef.h>

#include "holdfast/line.h"

#define ID     UINT64_C(0x8142434445464748)
#define MOMENT UINT64_C(0x0102030405060708)

struct gap { /* bytes of a member that mean nothing */
    size_t at, size;
};

struct sample {
    const char *name;
    struct hf_event event;
    size_t size;    /* of the event's member */
    struct gap gap; /* reserved */
};

struct action_sample {
    struct hf_action action;
    size_t size;
    struct gap gap;
};

#define N_EVENTS  (HF_EVENT_COUNT - 1)
#define N_ACTIONS (HF_ACTION_COUNT - 1)

/* Every member of every kind, each byte of it different from zero; in the order of kinds. */
extern const struct sample wire_events[N_EVENTS];
extern const struct action_sample wire_actions[N_ACTIONS];

/* The configuration of the Configured sample: every field and every entry in use. */
extern struct hf_config wire_config;
void wire_fill_config(void);

/* Two servers, numeric, native defaults; entries out of use are zero. */
void wire_configure(struct hf_config *config);

extern uint8_t wire_scratch[HF_WIRE_SCRATCH];
extern uint8_t wire_bytes[HF_ACTIONS_BYTES_MAX];

struct hf_wire wire_of(const void *bytes, size_t n);

/* Encodes into wire_bytes; asserts that it can be. */
size_t wire_encode(const struct hf_event *event);

/* Equal, with what the events point to compared by content. */
void wire_assert_same(const struct hf_event *a, const struct hf_event *b, const char *name);

bool wire_is_zero(const void *at, size_t size);

struct refusal_case {
    const char *bytes;
    size_t n;
    int error;
    const char *what;
    uint64_t value;
    uint32_t index;
};
#define BYTES(text) text, sizeof(text) - 1

/* Asserts that decoding the case's event is refused as it says, and leaves nothing behind. */
void wire_assert_refused(const struct refusal_case *c, const char *name);

#endif
