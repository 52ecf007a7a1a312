/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Codecs: a table of them, each with what SDP says of it and functions over a state that the caller
 * gives. G.711 is always there; Opus where its library was found when this was built.
 *
 * A frame is 20 ms of samples, 16 bits, one channel, at the codec's sample rate. The clock of the
 * timestamps is another matter: Opus counts at 48 kHz whatever it samples (RFC 7587 4.1).
 */
#ifndef HOLDFAST_MEDIA_CODEC_H
#define HOLDFAST_MEDIA_CODEC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define HF_MEDIA_FRAME_MS    20
#define HF_MEDIA_FRAME_US    20000u
#define HF_MEDIA_RATE_MAX    16000 /* samples a second of any codec here */
#define HF_MEDIA_FRAME_MAX   (HF_MEDIA_RATE_MAX / 1000 * HF_MEDIA_FRAME_MS) /* samples */
#define HF_MEDIA_PACKET_MS   60 /* of the longest packet that is taken, and the maxptime to say */
#define HF_MEDIA_PACKET_MAX  (HF_MEDIA_RATE_MAX / 1000 * HF_MEDIA_PACKET_MS) /* samples */
#define HF_MEDIA_PAYLOAD_MAX 640 /* bytes: 60 ms of G.711 are 480, 20 ms of Opus rarely 160 */

enum hf_codec_id { HF_CODEC_PCMU = 0, HF_CODEC_PCMA = 1, HF_CODEC_OPUS = 2, HF_CODEC_COUNT };

#define HF_PAYLOAD_TYPE_DYNAMIC 255 /* SDP gives a number of 96 to 127 (RFC 3551 6) */

struct hf_payload { /* borrowed */
    const uint8_t *bytes;
    size_t n_bytes;
};

struct hf_codec {
    const char *name; /* as in a=rtpmap */
    uint8_t id;       /* enum hf_codec_id */
    uint8_t payload_type;
    uint8_t channels;     /* as in a=rtpmap; samples are always of one */
    uint32_t clock_rate;  /* Hz, of timestamps and in a=rtpmap */
    uint32_t sample_rate; /* Hz, of frames */
    const char *format;   /* a=fmtp parameters to offer; "" for none */

    size_t (*size)(void);       /* bytes of a state, one for both directions */
    bool (*start)(void *state); /* of memory aligned for any type; false: not possible here */

    /* One frame to a payload. Its length, or HF_E_SPACE. */
    int (*encode)(void *state, const int16_t *samples, uint8_t *out, size_t size);

    /* How long a payload plays, in units of the timestamp; HF_E_VALUE when it is of a wrong size:
     * not of whole milliseconds from 5 to 60, or no payload of this codec. */
    int (*ticks)(const struct hf_payload *payload);

    /* A payload, of which ticks() knows the length, to at most HF_MEDIA_PACKET_MAX samples. How
     * many, or HF_E_MALFORMED. */
    int (*decode)(void *state, const struct hf_payload *payload, int16_t *samples);

    /* n samples, a frame at most, in place of a packet that is missing. following: the payload
     * behind it where that is there, else NULL: Opus carries a poor copy of each frame in the
     * next packet (RFC 6716 2.1.7). */
    void (*conceal)(void *state, const struct hf_payload *following, int16_t *samples, uint32_t n);
};

/* NULL where this build does not have it. */
const struct hf_codec *hf_codec_get(enum hf_codec_id id);

/* By a=rtpmap's name (case does not count), clock rate and channels; NULL when there is none. */
const struct hf_codec *hf_codec_find(const char *name, uint32_t clock_rate, uint32_t channels);

/* The codec that a static payload type means (RFC 3551 6), NULL for none of ours. */
const struct hf_codec *hf_codec_static(uint8_t payload_type);

#endif
