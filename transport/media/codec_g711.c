/* SPDX-License-Identifier: Apache-2.0 */
/*
 * G.711 (ITU-T G.711, RFC 3551 4.5.14): 8 kHz, a byte a sample. Both laws keep a sign, three bits
 * of exponent and four of mantissa. They are written out here: libspandsp has them too, but inline
 * under a licence that every object file would inherit, in a package that needs libtiff and nine
 * others to be built against. What a missing packet is replaced with: conceal.c.
 */
#include "codecs.h"
#include "conceal.h"
#include "media_assert.h"
#include "holdfast/line.h"

#define RATE         8000u
#define PER_MS       (RATE / 1000)
#define SAMPLES      (PER_MS * HF_MEDIA_FRAME_MS)
#define PAYLOAD_MIN  (5 * PER_MS)
#define PAYLOAD_LONG (HF_MEDIA_PACKET_MS * PER_MS)

#define SIGN           0x80
#define EXPONENT_SHIFT 4
#define MANTISSA       0x0f

/* G.711's laws are of 14 and 13 bits; in 16 bits each value stands two and three bits higher. */
#define ULAW_BIAS 132 /* 33 of 14 bits: makes each segment begin at a power of two */
#define ULAW_CLIP 32635
#define ALAW_EVEN 0x55 /* each second bit is sent inverted */

/* The segment of a magnitude: 0 below 256, and one more for each doubling. */
static uint32_t segment(uint32_t magnitude)
{
    uint32_t found = 0;
    while (magnitude > 0xff) {
        magnitude >>= 1;
        found++;
    }
    return found;
}

static uint8_t to_ulaw(int32_t sample)
{
    uint32_t magnitude = (uint32_t)(sample < 0 ? -sample : sample);
    magnitude = (magnitude > ULAW_CLIP ? ULAW_CLIP : magnitude) + ULAW_BIAS;
    uint32_t exponent = segment(magnitude);
    uint32_t code = exponent << EXPONENT_SHIFT | ((magnitude >> (exponent + 3)) & MANTISSA);
    return (uint8_t) ~(code | (sample < 0 ? SIGN : 0u)); /* all bits are sent inverted */
}

static int16_t from_ulaw(uint8_t sent)
{
    uint32_t code = ~(uint32_t)sent & 0xff;
    uint32_t exponent = (code & 0x70) >> EXPONENT_SHIFT;
    int32_t magnitude = (int32_t)(((code & MANTISSA) << 3 | 0x84) << exponent) - ULAW_BIAS;
    return (int16_t)((code & SIGN) != 0 ? -magnitude : magnitude);
}

/* A negative sample belongs to the segment of its complement, so that -1 and 0 differ in the sign
 * alone: the decision values of both signs are the same (G.711, table 1). */
static uint8_t to_alaw(int32_t sample)
{
    uint32_t magnitude = (uint32_t)(sample < 0 ? ~sample : sample);
    uint32_t exponent = segment(magnitude);
    uint32_t shift = exponent == 0 ? 4 : exponent + 3; /* segments 0 and 1 have equal steps */
    uint32_t code = exponent << EXPONENT_SHIFT | ((magnitude >> shift) & MANTISSA);
    return (uint8_t)((code | (sample < 0 ? 0u : SIGN)) ^ ALAW_EVEN);
}

static int16_t from_alaw(uint8_t sent)
{
    uint32_t code = sent ^ (uint32_t)ALAW_EVEN;
    uint32_t exponent = (code & 0x70) >> EXPONENT_SHIFT;
    uint32_t mantissa = (code & MANTISSA) << 4;
    int32_t magnitude = (int32_t)(exponent == 0 ? mantissa + 8
                                                : (mantissa + 0x108) << (exponent - 1));
    return (int16_t)((code & SIGN) != 0 ? magnitude : -magnitude);
}

static size_t state_size(void)
{
    return sizeof(struct hf_conceal);
}

static bool start(void *state)
{
    hf_conceal_init(state);
    return true;
}

static int ticks(const struct hf_payload *payload)
{
    size_t n = payload->n_bytes;
    return n < PAYLOAD_MIN || n > PAYLOAD_LONG || n % PER_MS != 0 ? HF_E_VALUE : (int)n;
}

static void conceal(void *state, const struct hf_payload *following, int16_t *samples, uint32_t n)
{
    (void)following; /* it says nothing of what came before it */
    hf_conceal_make(state, samples, n);
}

static int encode(uint8_t (*law)(int32_t), const int16_t *samples, uint8_t *out, size_t size)
{
    if (size < SAMPLES) {
        return HF_E_SPACE;
    }
    for (uint32_t i = 0; i < SAMPLES; i++) {
        out[i] = law(samples[i]);
    }
    return SAMPLES;
}

static int encode_ulaw(void *state, const int16_t *samples, uint8_t *out, size_t size)
{
    (void)state;
    return encode(to_ulaw, samples, out, size);
}

static int encode_alaw(void *state, const int16_t *samples, uint8_t *out, size_t size)
{
    (void)state;
    return encode(to_alaw, samples, out, size);
}

static int decode(int16_t (*law)(uint8_t), void *state, const struct hf_payload *payload,
                  int16_t *samples)
{
    HF_ASSERT(payload->n_bytes <= PAYLOAD_LONG);
    for (size_t i = 0; i < payload->n_bytes; i++) {
        samples[i] = law(payload->bytes[i]);
    }
    hf_conceal_heard(state, samples, (uint32_t)payload->n_bytes);
    return (int)payload->n_bytes;
}

static int decode_ulaw(void *state, const struct hf_payload *payload, int16_t *samples)
{
    return decode(from_ulaw, state, payload, samples);
}

static int decode_alaw(void *state, const struct hf_payload *payload, int16_t *samples)
{
    return decode(from_alaw, state, payload, samples);
}

#define G711(its_name, its_id, its_type, its_encode, its_decode)                                   \
    {                                                                                              \
        .name = its_name, .id = its_id, .payload_type = its_type, .channels = 1,                   \
        .clock_rate = RATE, .sample_rate = RATE, .format = "", .size = state_size, .start = start, \
        .encode = its_encode, .ticks = ticks, .decode = its_decode, .conceal = conceal             \
    }

const struct hf_codec hf_codec_pcmu = G711("PCMU", HF_CODEC_PCMU, 0, encode_ulaw, decode_ulaw);
const struct hf_codec hf_codec_pcma = G711("PCMA", HF_CODEC_PCMA, 8, encode_alaw, decode_alaw);
