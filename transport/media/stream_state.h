/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Every byte of a stream, and which of its files does what:
 *   stream.c          made, agreed upon, asked about
 *   stream_send.c     microphone and keys to packets
 *   stream_receive.c  datagrams: what becomes of each
 *   stream_source.c   whose datagrams they are (the rule is in stream.h)
 *   stream_play.c     packets to frames
 *   stream_control.c  RTCP
 */
#ifndef HF_MEDIA_STREAM_STATE_H
#define HF_MEDIA_STREAM_STATE_H

#include "holdfast/media/dtmf.h"
#include "holdfast/media/jitter.h"
#include "holdfast/media/rtcp.h"
#include "holdfast/media/stream.h"
#include "stretch.h"

#define HF_STREAM_NEVER UINT64_MAX
#define HF_STREAM_READY (HF_MEDIA_PACKET_MAX + 2 * HF_MEDIA_FRAME_MAX)

struct hf_source { /* one that has still to prove itself */
    struct hf_target from;
    uint32_t ssrc;
    uint16_t next;   /* sequence number that would be next in a row */
    uint16_t n_good; /* packets in a row; 0: there is none */
};

struct hf_stream {
    struct hf_stream_setup setup;
    struct hf_stream_agreed agreed;
    const struct hf_codec *codec;   /* of what is sent; NULL before anything was agreed */
    struct hf_stream_status counts; /* only what is counted as it happens */

    /* sent */
    uint16_t sequence;
    bool is_silent;     /* nothing was sent just before: the next packet has a marker */
    bool has_sent;      /* since the last report */
    uint32_t timestamp; /* of the next frame */
    uint64_t frame_us;  /* when the next frame is expected; 0: none was captured */
    struct hf_dtmf_sender keys;

    /* whose packets are taken */
    struct hf_target current;         /* where packets go, and whose are taken */
    struct hf_target current_control; /* where RTCP goes */
    struct hf_source candidate;
    bool has_heard; /* of the present source; then: */
    uint32_t peer;  /* its SSRC */
    uint32_t new_peer;
    uint16_t new_next; /* what would be the second packet in a row of new_peer */
    bool has_new;

    /* received */
    uint64_t heard_us; /* when a packet was taken last; 0: none was */
    struct hf_reception reception;
    struct hf_dtmf_receiver events;
    struct hf_jitter jitter;

    /* played */
    uint32_t n_ready;   /* samples */
    uint32_t unchanged; /* packets since the last one that was stretched */
    uint64_t shortened_us, lengthened_us;
    int16_t ready[HF_STREAM_READY];

    /* RTCP */
    uint64_t report_us;  /* when the next one is due */
    uint32_t n_reports;  /* sent: the number of the next draw */
    uint32_t last_sr;    /* of the peer, middle 32 bits; 0: none came */
    uint64_t last_sr_us; /* when it came */
    int64_t round_trip_us;
    int64_t remote_lost;
    uint32_t remote_jitter;
};

/* The codec's state stands behind the stream's own. */
void *hf_stream_codec_state(struct hf_stream *stream);

/* A payload type's codec among those agreed upon, NULL for none. */
const struct hf_codec *hf_stream_codec(const struct hf_stream *stream, uint8_t payload_type);

/* ---- stream_source.c ---- */

bool hf_target_is(const struct hf_target *a, const struct hf_target *b);
bool hf_target_is_host(const struct hf_target *a, const struct hf_target *b);
bool hf_target_is_set(const struct hf_target *target);

/* Sends to what was agreed, and knows nobody yet. */
void hf_source_begin(struct hf_stream *stream);

enum hf_source_says { HF_SOURCE_OURS, HF_SOURCE_LATCHED, HF_SOURCE_STRANGER };

/* Whether a packet of agreed type and size comes from the peer. */
enum hf_source_says hf_source_heard(struct hf_stream *stream, const struct hf_target *from,
                                    const struct hf_rtp *packet);

/* Whether a source could be the peer at all. */
bool hf_source_is_known(const struct hf_stream *stream, const struct hf_target *from);

/* ---- stream_control.c ---- */

void hf_control_begin(struct hf_stream *stream);
void hf_control_receive(struct hf_stream *stream, const struct hf_stream_received *received,
                        struct hf_stream_heard *heard);

#endif
