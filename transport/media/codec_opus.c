/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Opus (RFC 6716, RFC 7587) by libopus: wideband speech of one channel, 24 kbit/s, with a copy of
 * each frame in the next packet where packets get lost. Encoder and decoder stand in the caller's
 * memory; libopus allocates nothing then. Concealment is its own.
 */
#include <opus/opus.h>

#include <string.h>

#include "codecs.h"
#include "media_assert.h"
#include "holdfast/line.h"

#define CLOCK          48000u /* of timestamps, always (RFC 7587 4.1) */
#define RATE           16000u
#define SAMPLES        (RATE / 1000 * HF_MEDIA_FRAME_MS)
#define BITS_PER_S     24000
#define COMPLEXITY     5  /* of 10: half of the work, and a difference that few can hear */
#define LOSS_PERCENT   5  /* what the copies are made for */
#define STEP_MS_HALVES 5  /* frames of Opus are of 2.5 ms and its multiples */
#define ALIGNMENT      16 /* of the decoder behind the encoder */

static size_t encoder_size(void)
{
    return ((size_t)opus_encoder_get_size(1) + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
}

static OpusDecoder *decoder_of(void *state)
{
    return (OpusDecoder *)(void *)((uint8_t *)state + encoder_size());
}

static size_t state_size(void)
{
    return encoder_size() + (size_t)opus_decoder_get_size(1);
}

static bool start(void *state)
{
    OpusEncoder *encoder = state;
    return opus_encoder_init(encoder, RATE, 1, OPUS_APPLICATION_VOIP) == OPUS_OK &&
           opus_decoder_init(decoder_of(state), RATE, 1) == OPUS_OK &&
           opus_encoder_ctl(encoder, OPUS_SET_BITRATE(BITS_PER_S)) == OPUS_OK &&
           opus_encoder_ctl(encoder, OPUS_SET_COMPLEXITY(COMPLEXITY)) == OPUS_OK &&
           opus_encoder_ctl(encoder, OPUS_SET_INBAND_FEC(1)) == OPUS_OK &&
           opus_encoder_ctl(encoder, OPUS_SET_PACKET_LOSS_PERC(LOSS_PERCENT)) == OPUS_OK;
}

static int encode(void *state, const int16_t *samples, uint8_t *out, size_t size)
{
    size_t room = size > HF_MEDIA_PAYLOAD_MAX ? HF_MEDIA_PAYLOAD_MAX : size;
    int n = opus_encode(state, samples, SAMPLES, out, (opus_int32)room);
    return n > 0 ? n : HF_E_SPACE;
}

static int ticks(const struct hf_payload *payload)
{
    if (payload->n_bytes == 0 || payload->n_bytes > HF_MEDIA_PAYLOAD_MAX) {
        return HF_E_VALUE;
    }
    int n = opus_packet_get_nb_samples(payload->bytes, (opus_int32)payload->n_bytes, CLOCK);
    bool fits = n >= (int)(CLOCK / 1000 * STEP_MS_HALVES) &&
                n <= (int)(CLOCK / 1000 * HF_MEDIA_PACKET_MS);
    return fits ? n : HF_E_VALUE;
}

static int decode(void *state, const struct hf_payload *payload, int16_t *samples)
{
    int n = opus_decode(decoder_of(state), payload->bytes, (opus_int32)payload->n_bytes, samples,
                        HF_MEDIA_PACKET_MAX, 0);
    return n > 0 ? n : HF_E_MALFORMED;
}

/* libopus conceals in steps of 2.5 ms, and from a copy as long a frame as the packet has. */
static void conceal(void *state, const struct hf_payload *following, int16_t *samples, uint32_t n)
{
    const uint8_t *bytes = following != NULL ? following->bytes : NULL;
    opus_int32 n_bytes = following != NULL ? (opus_int32)following->n_bytes : 0;
    int whole = (int)(n - n % (RATE * STEP_MS_HALVES / 2000));
    int made = 0;
    if (whole > 0) {
        made = opus_decode(decoder_of(state), bytes, n_bytes, samples, whole, bytes != NULL);
    }
    made = made > 0 ? made : 0;
    HF_ASSERT((uint32_t)made <= n);
    memset(samples + made, 0, (n - (uint32_t)made) * sizeof *samples);
}

const struct hf_codec hf_codec_opus = {.name = "opus",
                                       .id = HF_CODEC_OPUS,
                                       .payload_type = HF_PAYLOAD_TYPE_DYNAMIC,
                                       .channels = 2, /* always 2 in SDP (RFC 7587 7) */
                                       .clock_rate = CLOCK,
                                       .sample_rate = RATE,
                                       .format = "useinbandfec=1;maxplaybackrate=16000",
                                       .size = state_size,
                                       .start = start,
                                       .encode = encode,
                                       .ticks = ticks,
                                       .decode = decode,
                                       .conceal = conceal};
