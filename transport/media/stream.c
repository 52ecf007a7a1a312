/* SPDX-License-Identifier: Apache-2.0 */
/* A call's media: made, agreed upon, asked about. */
#include "holdfast/media/stream.h"

#include <string.h>

#include "media_assert.h"
#include "stream_state.h"
#include "holdfast/line.h"

#define ALIGNMENT  16
#define MIN_MS     10
#define MAX_MS     200
#define INITIAL_MS 40 /* before the network is known */
#define US_PER_MS  1000u

/* ---- memory ---- */

static size_t own_size(void)
{
    return (sizeof(struct hf_stream) + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
}

size_t hf_stream_size(uint32_t codecs)
{
    size_t largest = 0;
    for (uint32_t i = 0; i < HF_CODEC_COUNT; i++) {
        const struct hf_codec *codec = hf_codec_get(i);
        if (codec != NULL && (codecs >> i & 1) != 0 && codec->size() > largest) {
            largest = codec->size();
        }
    }
    return own_size() + largest;
}

void *hf_stream_codec_state(struct hf_stream *s)
{
    return (uint8_t *)s + own_size();
}

static bool has_all(uint32_t codecs)
{
    for (uint32_t i = 0; i < 32; i++) {
        if ((codecs >> i & 1) != 0 && hf_codec_get(i) == NULL) {
            return false;
        }
    }
    return true;
}

int hf_stream_init(void *memory, size_t size, const struct hf_stream_setup *setup)
{
    struct hf_stream *s = memory;
    HF_ASSERT(memory != NULL && memchr(setup->cname, '\0', sizeof setup->cname) != NULL);
    HF_ASSERT(setup->min_ms <= setup->max_ms);
    if (!has_all(setup->codecs)) {
        return HF_E_UNSUPPORTED;
    }
    if (size < hf_stream_size(setup->codecs)) {
        return HF_E_SPACE;
    }
    memset(s, 0, sizeof *s);
    s->setup = *setup;
    if (setup->max_ms == 0) {
        s->setup.min_ms = MIN_MS;
        s->setup.max_ms = MAX_MS;
    }
    s->sequence = setup->sequence;
    s->timestamp = setup->timestamp;
    s->is_silent = true;
    hf_control_begin(s);
    return HF_OK;
}

/* ---- what was agreed ---- */

/* One state serves both laws of G.711: a peer may change between them with each packet. Another
 * clock or another state would begin all anew, and is taken only when it is agreed upon. */
const struct hf_codec *hf_stream_codec(const struct hf_stream *s, uint8_t payload_type)
{
    for (uint32_t i = 0; i < s->agreed.n_formats; i++) {
        const struct hf_codec *codec = hf_codec_get(s->agreed.formats[i].codec);
        if (s->agreed.formats[i].payload_type == payload_type &&
            codec->clock_rate == s->codec->clock_rate && codec->size == s->codec->size) {
            return codec;
        }
    }
    return NULL;
}

static bool is_type_twice(const struct hf_stream_agreed *agreed, uint32_t at)
{
    uint8_t type = agreed->formats[at].payload_type;
    for (uint32_t i = 0; i < at; i++) {
        if (agreed->formats[i].payload_type == type) {
            return true;
        }
    }
    return type == agreed->events_type;
}

static bool is_sound(const struct hf_stream *s, const struct hf_stream_agreed *agreed)
{
    if (agreed->n_formats == 0 || agreed->n_formats > HF_STREAM_FORMATS) {
        return false;
    }
    for (uint32_t i = 0; i < agreed->n_formats; i++) {
        const struct hf_stream_format *format = &agreed->formats[i];
        if (format->codec >= HF_CODEC_COUNT || (s->setup.codecs >> format->codec & 1) == 0 ||
            format->payload_type > HF_RTP_PAYLOAD_TYPE_MAX || is_type_twice(agreed, i)) {
            return false;
        }
    }
    return agreed->events_type <= HF_RTP_PAYLOAD_TYPE_MAX ||
           agreed->events_type == HF_STREAM_NO_EVENTS;
}

/* How it sounds begins anew: another codec. */
static void begin_codec(struct hf_stream *s, const struct hf_codec *codec)
{
    struct hf_jitter_setup jitter = {.clock_rate = codec->clock_rate,
                                     .min_ms = s->setup.min_ms,
                                     .max_ms = s->setup.max_ms,
                                     .initial_ms = INITIAL_MS};
    struct hf_jitter_counts counts = s->jitter.counts;
    bool could = codec->start(hf_stream_codec_state(s));
    HF_ASSERT(could); /* its memory is large enough, and nothing else can be wrong */
    hf_jitter_init(&s->jitter, &jitter);
    s->jitter.counts = counts;
    s->reception.has_transit = false; /* it is in units of another clock */
    s->reception.jitter = 0;
    hf_dtmf_sender_init(&s->keys, codec->clock_rate);
    hf_dtmf_receiver_init(&s->events);
    s->n_ready = 0;
    s->codec = codec;
}

int hf_stream_agree(struct hf_stream *s, const struct hf_stream_agreed *agreed, uint64_t now_us)
{
    (void)now_us;
    if (!is_sound(s, agreed)) {
        return HF_E_VALUE;
    }
    const struct hf_codec *codec = hf_codec_get(agreed->formats[0].codec);
    bool is_moved = s->codec == NULL || !hf_target_is(&s->agreed.remote, &agreed->remote);
    bool is_resumed = agreed->receives && !s->agreed.receives;
    bool is_other = s->codec == NULL || s->codec->size != codec->size;
    s->agreed = *agreed;
    if (is_other) {
        begin_codec(s, codec);
    }
    s->codec = codec;
    if (!agreed->sends) { /* what was typed before a hold is not for whoever is there after it */
        hf_dtmf_sender_init(&s->keys, codec->clock_rate);
    }
    if (is_moved) {
        hf_source_begin(s);
    }
    if (is_moved || is_resumed) {
        hf_jitter_reset(&s->jitter);
        s->n_ready = 0;
    }
    return HF_OK;
}

uint32_t hf_stream_rate(const struct hf_stream *s)
{
    return s->codec == NULL ? 0 : s->codec->sample_rate;
}

uint32_t hf_stream_frame(const struct hf_stream *s)
{
    return hf_stream_rate(s) / 1000 * HF_MEDIA_FRAME_MS;
}

/* ---- status ---- */

static uint32_t to_us(const struct hf_stream *s, uint32_t units)
{
    return s->codec == NULL ? 0 : (uint32_t)((uint64_t)units * 1000000u / s->codec->clock_rate);
}

static void tell_sound(const struct hf_stream *s, uint64_t now_us, struct hf_stream_status *status)
{
    const struct hf_jitter_counts *counts = &s->jitter.counts;
    status->reordered = counts->reordered;
    status->restarts += counts->restarts;
    status->concealed_ms = (counts->lost_us + counts->waited_us) / US_PER_MS;
    status->paused_ms = counts->paused_us / US_PER_MS;
    status->shortened_ms = s->shortened_us / US_PER_MS;
    status->lengthened_ms = s->lengthened_us / US_PER_MS;
    if (s->codec == NULL) {
        return;
    }
    status->sample_rate = s->codec->sample_rate;
    status->target_ms = hf_jitter_target_ms(&s->jitter);
    status->delay_ms = HF_MEDIA_FRAME_MS + hf_jitter_delay_ms(&s->jitter, now_us) +
                       s->n_ready * 1000 / s->codec->sample_rate;
}

void hf_stream_status(const struct hf_stream *s, uint64_t now_us, struct hf_stream_status *status)
{
    *status = s->counts;
    status->received = status->taken[HF_TAKEN_SOUND] + status->taken[HF_TAKEN_EVENT] +
                       status->taken[HF_TAKEN_COMFORT];
    status->lost += hf_reception_lost(&s->reception);
    status->jitter_us = to_us(s, hf_reception_jitter(&s->reception));
    status->round_trip_us = s->round_trip_us;
    status->remote_lost = s->remote_lost;
    status->remote_jitter_us = to_us(s, s->remote_jitter);
    status->remote = s->current;
    status->silent_ms = s->heard_us != 0 && now_us > s->heard_us
                            ? (now_us - s->heard_us) / US_PER_MS
                            : 0;
    status->is_latched = !hf_target_is(&s->current, &s->agreed.remote);
    status->has_heard = s->has_heard;
    status->is_held = !s->agreed.sends || !s->agreed.receives;
    tell_sound(s, now_us, status);
}
