/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A call between two streams in virtual time: each has a microphone that says a tone, a loudspeaker
 * whose sound is kept, clocks of its own, and a network towards the other that loses, delays and
 * doubles datagrams by chance that repeats.
 */
#ifndef HF_TESTS_CALL_H
#define HF_TESTS_CALL_H

#include <stdbool.h>
#include <stdint.h>

#include "holdfast/media/stream.h"
#include "meter.h"

#define CALL_FLIGHTS 512
#define CALL_KEYS    64

struct call_link {                /* towards a side */
    uint32_t delay_us, jitter_us; /* each datagram takes delay_us and up to jitter_us more */
    uint32_t loss_percent, double_percent;
    uint32_t dead_from_ms, dead_to_ms; /* in which nothing arrives */
    uint32_t held_from_ms, held_to_ms; /* in which all is kept, to arrive at its end */
};

struct call_side {
    struct hf_stream *stream;
    struct hf_target address;
    struct meter_tone tone;
    double frame_us; /* between two frames, as its clock counts 20 ms */
    double capture_at_us, play_at_us;
    uint64_t n_captured;
    bool is_mute; /* captures nothing */
    struct call_link link;
    int16_t *heard; /* samples played */
    uint32_t n_heard, size;
    char keys[CALL_KEYS]; /* told */
    uint32_t n_keys;
};

struct call_flight {
    uint64_t at_us;
    uint32_t to;
    bool is_control;
    size_t n_bytes; /* 0: the place is free */
    uint8_t bytes[HF_STREAM_DATAGRAM_MAX];
};

struct call {
    struct call_side sides[2];
    uint64_t start_us, now_us, seed;
    struct call_flight flights[CALL_FLIGHTS];
};

/* With a codec, for at most `seconds`; side 0 says 1004 Hz, side 1 440 Hz, both at -10 dB. */
struct call *call_begin(enum hf_codec_id codec, uint32_t seconds);
void call_run(struct call *call, uint32_t ms); /* further */
void call_end(struct call *call);

/* What a side heard between two moments, ms from the begin of its sound. */
struct meter_sound call_heard(const struct call *call, uint32_t side, uint32_t from_ms,
                              uint32_t to_ms);
struct hf_stream_status call_status(const struct call *call, uint32_t side);

/* What one side has agreed upon in such a call: to change and agree again. */
struct hf_stream_agreed call_agreed(const struct call *call, uint32_t side, enum hf_codec_id codec);

#endif
