/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Packets to frames. Pieces of sound from the jitter buffer, decoded or concealed, gather until
 * they are a frame; each third one at most is stretched where the buffer wishes for it.
 */
#include "holdfast/media/stream.h"

#include <string.h>

#include "media_assert.h"
#include "stream_state.h"
#include "holdfast/line.h"

#define PIECES_MAX    16 /* for one frame: a gap may be of a few samples, but not many are */
#define US_PER_SECOND 1000000u
#define UNSTRETCHED   2 /* packets at least between two that are stretched */

static uint32_t to_samples(const struct hf_stream *s, uint32_t ticks)
{
    return (uint32_t)((uint64_t)ticks * s->codec->sample_rate / s->codec->clock_rate);
}

static void stretch(struct hf_stream *s, const struct hf_jitter_piece *piece, uint32_t n)
{
    struct hf_stretch sound = {.samples = s->ready + s->n_ready,
                               .n = n,
                               .rate = s->codec->sample_rate,
                               .is_urgent = piece->is_urgent};
    bool is_due = piece->is_urgent || s->unchanged >= UNSTRETCHED;
    s->unchanged++;
    if (is_due && piece->wish == HF_WISH_SHORTEN && hf_stretch_shorten(&sound)) {
        s->shortened_us += (uint64_t)(n - sound.n) * US_PER_SECOND / sound.rate;
        s->unchanged = 0;
    } else if (is_due && piece->wish == HF_WISH_LENGTHEN && hf_stretch_lengthen(&sound)) {
        s->lengthened_us += (uint64_t)(sound.n - n) * US_PER_SECOND / sound.rate;
        s->unchanged = 0;
    }
    s->n_ready += sound.n;
}

/* A frame at most, in place of what is not there. */
static void make_up(struct hf_stream *s, const struct hf_jitter_piece *piece)
{
    uint32_t n = to_samples(s, piece->ticks);
    const struct hf_payload *following = piece->payload.bytes != NULL ? &piece->payload : NULL;
    HF_ASSERT(n <= hf_stream_frame(s));
    if (n == 0) {
        return;
    }
    s->codec->conceal(hf_stream_codec_state(s), following, s->ready + s->n_ready, n);
    s->n_ready += n;
}

static void play_packet(struct hf_stream *s, const struct hf_jitter_piece *piece)
{
    const struct hf_codec *codec = hf_stream_codec(s, (uint8_t)piece->tag);
    struct hf_payload payload = piece->payload;
    codec = codec != NULL ? codec : s->codec; /* agreed no more, since a re-INVITE just now */
    int n = codec->decode(hf_stream_codec_state(s), &payload, s->ready + s->n_ready);
    if (n > 0) {
        stretch(s, piece, (uint32_t)n);
        return;
    }
    struct hf_jitter_piece gap = {.ticks = s->codec->clock_rate / 1000 * HF_MEDIA_FRAME_MS};
    make_up(s, &gap); /* a payload that only looked like one */
}

static void silence(struct hf_stream *s)
{
    memset(s->ready + s->n_ready, 0, hf_stream_frame(s) * sizeof *s->ready);
    s->n_ready += hf_stream_frame(s);
}

/* The next piece. False when the player has to make silence himself. */
static bool fetch(struct hf_stream *s, uint64_t now_us)
{
    uint32_t per_ms = s->codec->clock_rate / 1000;
    struct hf_jitter_piece piece;
    struct hf_jitter_asked asked = {
        .now_us = now_us,
        .ticks = per_ms * HF_MEDIA_FRAME_MS,
        .ahead = (uint32_t)((uint64_t)s->n_ready * s->codec->clock_rate / s->codec->sample_rate)};
    hf_jitter_get(&s->jitter, &asked, &piece);
    switch (piece.kind) {
    case HF_JITTER_IDLE: return false;
    case HF_JITTER_PACKET: play_packet(s, &piece); break;
    case HF_JITTER_LOST:
    case HF_JITTER_EMPTY:
    case HF_JITTER_PAUSE: make_up(s, &piece); break;
    default: break;
    }
    return true;
}

void hf_stream_play(struct hf_stream *s, uint64_t now_us, int16_t *samples)
{
    uint32_t frame = hf_stream_frame(s);
    if (s->codec == NULL) {
        return;
    }
    if (!s->agreed.receives) {
        memset(samples, 0, frame * sizeof *samples);
        return;
    }
    for (uint32_t i = 0; s->n_ready < frame; i++) {
        if (i == PIECES_MAX || !fetch(s, now_us)) {
            silence(s);
        }
    }
    memcpy(samples, s->ready, frame * sizeof *samples);
    s->n_ready -= frame;
    memmove(s->ready, s->ready + frame, s->n_ready * sizeof *s->ready);
}
