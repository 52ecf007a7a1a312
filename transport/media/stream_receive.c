/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Datagrams that come, and what becomes of each. The order of the questions: is it a packet, is its
 * type agreed, is its size right, does it come from the peer, is it his stream; so only packets
 * that are good in every other respect can make a source prove itself.
 */
#include "holdfast/media/stream.h"

#include <string.h>

#include "stream_state.h"
#include "holdfast/line.h"

#define COMFORT_TYPE 13 /* RFC 3389 4: static, and sent by some without being agreed */

struct arrival { /* a packet on its way through the questions */
    struct hf_rtp packet;
    const struct hf_codec *codec; /* of sound; NULL: an event or comfort noise */
    uint32_t ticks;               /* of sound */
    uint64_t now_us;
};

static bool is_event(const struct hf_stream *s, const struct hf_rtp *packet)
{
    return s->agreed.events_type != HF_STREAM_NO_EVENTS &&
           packet->payload_type == s->agreed.events_type;
}

/* HF_TAKEN_…, by type and size alone. */
static enum hf_stream_taken classify(const struct hf_stream *s, struct arrival *a)
{
    if (is_event(s, &a->packet)) {
        return a->packet.n_payload < HF_DTMF_BYTES ? HF_DROPPED_SIZE : HF_TAKEN_EVENT;
    }
    a->codec = hf_stream_codec(s, a->packet.payload_type);
    if (a->codec == NULL) {
        return a->packet.payload_type == COMFORT_TYPE ? HF_TAKEN_COMFORT : HF_DROPPED_PAYLOAD_TYPE;
    }
    struct hf_payload payload = {a->packet.payload, a->packet.n_payload};
    int ticks = a->codec->ticks(&payload);
    a->ticks = ticks > 0 ? (uint32_t)ticks : 0;
    return ticks > 0 ? HF_TAKEN_SOUND : HF_DROPPED_SIZE;
}

/* All that was known of the peer's stream is of another one. */
static void begin_peer(struct hf_stream *s, uint32_t ssrc)
{
    if (s->has_heard && s->peer != ssrc) {
        s->counts.restarts++;
        hf_jitter_reset(&s->jitter);
    }
    if (!s->has_heard || s->peer != ssrc) {
        s->counts.lost += hf_reception_lost(&s->reception); /* also of where he was before */
        memset(&s->reception, 0, sizeof s->reception);
        hf_dtmf_receiver_init(&s->events);
        s->last_sr = 0;
    }
    s->has_heard = true;
    s->has_new = false;
    s->peer = ssrc;
}

/* Whether a packet of the present source is of the peer's stream: two in a row make a new one. */
static bool is_his(struct hf_stream *s, const struct hf_rtp *packet)
{
    if (!s->has_heard) {
        begin_peer(s, packet->ssrc);
    }
    if (packet->ssrc == s->peer) {
        s->has_new = false;
        return true;
    }
    if (s->has_new && packet->ssrc == s->new_peer && packet->sequence == s->new_next) {
        begin_peer(s, packet->ssrc);
        return true;
    }
    s->has_new = true;
    s->new_peer = packet->ssrc;
    s->new_next = (uint16_t)(packet->sequence + 1u);
    return false;
}

/* True when the packet is the peer's; else *taken says why it is dropped. */
static bool is_peer(struct hf_stream *s, const struct hf_target *from, const struct arrival *a,
                    struct hf_stream_heard *heard)
{
    if (a->packet.ssrc == s->setup.ssrc) {
        heard->taken = HF_DROPPED_SSRC;
        return false;
    }
    switch (hf_source_heard(s, from, &a->packet)) {
    case HF_SOURCE_STRANGER: heard->taken = HF_DROPPED_SOURCE; return false;
    case HF_SOURCE_LATCHED:
        heard->is_latched = true;
        begin_peer(s, a->packet.ssrc);
        return true;
    case HF_SOURCE_OURS: break;
    }
    if (!is_his(s, &a->packet)) {
        heard->taken = HF_DROPPED_SSRC;
        return false;
    }
    return true;
}

static void tell_keys(const struct hf_stream *s, const struct hf_dtmf_heard *keys,
                      struct hf_stream_heard *heard)
{
    heard->key_begun = keys->begun;
    heard->key_ended = keys->ended;
    heard->key_ms = (uint32_t)((uint64_t)keys->units * 1000 / s->codec->clock_rate);
}

/* RTP's own count; a sender that begins anew is a new stream but for his SSRC. */
static void count_reception(struct hf_stream *s, const struct arrival *a)
{
    struct hf_reception before = s->reception;
    if (hf_reception_heard(&s->reception, &a->packet, a->now_us,
                           a->codec != NULL ? a->codec->clock_rate : 0) == HF_RECEPTION_RESTARTED) {
        s->counts.lost += hf_reception_lost(&before);
        hf_dtmf_receiver_init(&s->events);
    }
}

static enum hf_stream_taken take(struct hf_stream *s, const struct arrival *a,
                                 enum hf_stream_taken taken)
{
    struct hf_jitter_packet packet = {.sequence = a->packet.sequence,
                                      .timestamp = a->packet.timestamp,
                                      .ticks = a->ticks,
                                      .payload = {a->packet.payload, a->packet.n_payload},
                                      .tag = a->packet.payload_type};
    if (a->codec == NULL) {
        packet.payload = (struct hf_payload){a->packet.payload, 0};
    }
    switch (hf_jitter_put(&s->jitter, &packet, a->now_us)) {
    case HF_PUT_TAKEN: return taken;
    case HF_PUT_RESTARTED: /* keys of the new timestamps would seem older than those before */
        hf_dtmf_receiver_init(&s->events);
        return taken;
    case HF_PUT_DUPLICATE: return HF_DROPPED_DUPLICATE;
    case HF_PUT_LATE: return HF_DROPPED_LATE;
    case HF_PUT_STRAY: return HF_DROPPED_STRAY;
    case HF_PUT_COUNT: break;
    }
    return HF_DROPPED_STRAY;
}

/* A key that was down when the sender began anew: its end never comes. */
static void end_lost_key(const struct hf_stream *s, const struct hf_dtmf_receiver *before,
                         struct hf_dtmf_heard *keys)
{
    bool is_forgotten = !s->events.has_begun || s->events.timestamp != before->timestamp;
    if (before->has_begun && !before->is_over && is_forgotten && s->events.before == 0 &&
        keys->ended == '\0') {
        keys->ended = hf_dtmf_key(before->code);
        keys->units = before->before + before->duration;
    }
}

static void receive_rtp(struct hf_stream *s, const struct hf_stream_received *received,
                        struct hf_stream_heard *heard)
{
    struct arrival a = {.now_us = received->now_us};
    struct hf_dtmf_heard keys = {'\0', '\0', 0};
    const struct hf_dtmf_receiver before = s->events;
    if (hf_rtp_parse(&a.packet, received->bytes, received->n_bytes, &heard->error) < 0) {
        heard->taken = HF_DROPPED_MALFORMED;
        return;
    }
    heard->taken = classify(s, &a);
    if (heard->taken > HF_TAKEN_CONTROL || !is_peer(s, &received->from, &a, heard)) {
        return;
    }
    count_reception(s, &a);
    if (!s->agreed.receives) {
        heard->taken = HF_DROPPED_HELD;
        return;
    }
    if (heard->taken == HF_TAKEN_EVENT && hf_dtmf_receive(&s->events, &a.packet, &keys) < 0) {
        heard->taken = HF_DROPPED_SIZE;
        return;
    }
    heard->taken = take(s, &a, heard->taken);
    if (heard->taken == HF_TAKEN_SOUND) {
        hf_dtmf_receive_sound(&s->events, &a.packet, &keys);
    }
    end_lost_key(s, &before, &keys);
    tell_keys(s, &keys, heard);
}

void hf_stream_receive(struct hf_stream *s, const struct hf_stream_received *received,
                       struct hf_stream_heard *heard)
{
    memset(heard, 0, sizeof *heard);
    bool is_control = received->is_control ||
                      (s->agreed.is_muxed && hf_rtp_is_rtcp(received->bytes, received->n_bytes));
    if (s->codec == NULL) {
        heard->taken = HF_DROPPED_SOURCE; /* nobody was agreed upon */
    } else if (is_control) {
        hf_control_receive(s, received, heard);
    } else {
        receive_rtp(s, received, heard);
    }
    s->counts.taken[heard->taken]++;
    s->heard_us = heard->taken < HF_TAKEN_CONTROL ? received->now_us : s->heard_us;
}
