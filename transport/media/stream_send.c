/* SPDX-License-Identifier: Apache-2.0 */
/* Microphone and keys to packets: a packet a frame, of sound or of a key, never both. */
#include "holdfast/media/stream.h"

#include <string.h>

#include "media_assert.h"
#include "stream_state.h"
#include "holdfast/line.h"

#define PAUSE_US 500000u /* no frame for as long: a pause of ours, which timestamps show */

static uint32_t frame_ticks(const struct hf_stream *s)
{
    return s->codec->clock_rate / 1000 * HF_MEDIA_FRAME_MS;
}

/* Timestamps count time, not packets (RFC 3550 5.1): where the microphone made a pause, they do
 * not. Small irregularities of whoever calls are none. */
static void skip_pause(struct hf_stream *s, uint64_t now_us)
{
    if (s->frame_us != 0 && now_us > s->frame_us + PAUSE_US) {
        uint64_t frames = (now_us - s->frame_us) / HF_MEDIA_FRAME_US;
        s->timestamp += (uint32_t)(frames * frame_ticks(s));
        s->is_silent = true;
        s->frame_us = 0;
    }
    bool is_early = s->frame_us > now_us + PAUSE_US;
    s->frame_us = (s->frame_us == 0 || is_early ? now_us : s->frame_us) + HF_MEDIA_FRAME_US;
}

static void print(struct hf_stream *s, const struct hf_rtp *packet,
                  struct hf_stream_datagram *datagram)
{
    int n = hf_rtp_print(packet, datagram->bytes, sizeof datagram->bytes);
    HF_ASSERT(n > 0);
    datagram->to = s->current;
    datagram->is_control = false;
    datagram->n_bytes = (size_t)n;
    s->sequence++;
    s->is_silent = false;
    s->has_sent = true;
    s->counts.sent++;
    s->counts.sent_bytes += packet->n_payload;
}

static bool send_key(struct hf_stream *s, struct hf_stream_datagram *datagram)
{
    struct hf_dtmf_packet key;
    if (s->agreed.events_type == HF_STREAM_NO_EVENTS ||
        !hf_dtmf_next(&s->keys, s->timestamp, frame_ticks(s), &key)) {
        return false;
    }
    struct hf_rtp packet = {.payload_type = s->agreed.events_type,
                            .marker = key.marker,
                            .sequence = s->sequence,
                            .timestamp = key.timestamp,
                            .ssrc = s->setup.ssrc,
                            .payload = key.payload,
                            .n_payload = sizeof key.payload};
    print(s, &packet, datagram);
    s->is_silent = true; /* sound behind a key begins anew (RFC 3551 4.1) */
    return true;
}

static void send_sound(struct hf_stream *s, const int16_t *samples,
                       struct hf_stream_datagram *datagram)
{
    static const int16_t silence[HF_MEDIA_FRAME_MAX];
    uint8_t payload[HF_MEDIA_PAYLOAD_MAX];
    int n = s->codec->encode(hf_stream_codec_state(s), samples != NULL ? samples : silence, payload,
                             sizeof payload);
    HF_ASSERT(n > 0);
    struct hf_rtp packet = {.payload_type = s->agreed.formats[0].payload_type,
                            .marker = s->is_silent,
                            .sequence = s->sequence,
                            .timestamp = s->timestamp,
                            .ssrc = s->setup.ssrc,
                            .payload = payload,
                            .n_payload = (size_t)n};
    print(s, &packet, datagram);
}

bool hf_stream_capture(struct hf_stream *s, const int16_t *samples, uint64_t now_us,
                       struct hf_stream_datagram *datagram)
{
    if (s->codec == NULL) {
        return false;
    }
    skip_pause(s, now_us);
    bool is_sent = s->agreed.sends && hf_target_is_set(&s->current);
    if (is_sent && !send_key(s, datagram)) {
        send_sound(s, samples, datagram);
    }
    s->is_silent |= !is_sent;
    s->timestamp += frame_ticks(s);
    return is_sent;
}

int hf_stream_press(struct hf_stream *s, char key, uint32_t ms)
{
    if (s->codec == NULL || s->agreed.events_type == HF_STREAM_NO_EVENTS || !s->agreed.sends) {
        return HF_E_STATE;
    }
    return hf_dtmf_press(&s->keys, key, ms);
}

void hf_stream_release(struct hf_stream *s)
{
    if (s->codec != NULL) {
        hf_dtmf_release(&s->keys);
    }
}
