/* SPDX-License-Identifier: Apache-2.0 */
/* One stream, and packets of a peer that are made by hand. */
#ifndef HF_TESTS_STREAM_SUPPORT_H
#define HF_TESTS_STREAM_SUPPORT_H

#include <stdlib.h>

#include "holdfast/media/stream.h"
#include "support.h"

#define OUR_SSRC 0x0a0b0c0d
#define HIS_SSRC 0x01020304
#define EVENTS   101

static struct hf_stream *stream;
static struct hf_stream_agreed agreed;
static uint64_t now = 5000000;

static inline struct hf_stream_status status(void)
{
    struct hf_stream_status s;
    hf_stream_status(stream, now, &s);
    return s;
}

static inline void agree(void)
{
    cr_assert_eq(hf_stream_agree(stream, &agreed, now), 0);
}

/* µ-law with a peer at 192.0.2.1:4000 whose signalling comes from 192.0.2.9. */
static inline void begin_stream(void)
{
    struct hf_stream_setup setup = {.now_us = now,
                                    .random = 1,
                                    .ssrc = OUR_SSRC,
                                    .timestamp = 1000,
                                    .sequence = 65534,
                                    .codecs = 1u << HF_CODEC_PCMU | 1u << HF_CODEC_PCMA,
                                    .cname = "us@test"};
    size_t size = hf_stream_size(setup.codecs);
    stream = aligned_alloc(16, (size + 15) / 16 * 16);
    cr_assert_eq(hf_stream_init(stream, size, &setup), 0);
    agreed = (struct hf_stream_agreed){.formats = {{HF_CODEC_PCMU, 0}, {HF_CODEC_PCMA, 8}},
                                       .n_formats = 2,
                                       .events_type = EVENTS,
                                       .sends = true,
                                       .receives = true,
                                       .remote = address(1, 4000),
                                       .signalling = address(9, 5060)};
    agree();
}

static inline void end_stream(void)
{
    free(stream);
}

static struct hf_stream_heard heard;

static inline uint32_t receive_bytes(struct hf_target from, const uint8_t *bytes, size_t n)
{
    struct hf_stream_received received = {from, now, false, bytes, n};
    hf_stream_receive(stream, &received, &heard);
    return heard.taken;
}

struct his { /* a packet of the peer's, or of somebody who would be he */
    uint32_t sequence, ssrc;
    uint8_t payload_type;
    size_t n_payload; /* 0: 160 */
};

static inline uint32_t receive_his(struct hf_target from, struct his his)
{
    static const uint8_t sound[1000];
    uint8_t bytes[1100];
    struct hf_rtp packet = {.payload_type = his.payload_type,
                            .sequence = (uint16_t)his.sequence,
                            .timestamp = his.sequence * 160,
                            .ssrc = his.ssrc == 0 ? HIS_SSRC : his.ssrc,
                            .payload = sound,
                            .n_payload = his.n_payload == 0 ? 160 : his.n_payload};
    now += 20 * MS;
    return receive_bytes(from, bytes, (size_t)hf_rtp_print(&packet, bytes, sizeof bytes));
}

static inline uint32_t receive(struct hf_target from, uint32_t sequence)
{
    return receive_his(from, (struct his){.sequence = sequence});
}

/* What we send next: its address, and its header; false: nothing. */
static inline bool capture(struct hf_stream_datagram *datagram, struct hf_rtp *packet)
{
    now += 20 * MS;
    if (!hf_stream_capture(stream, NULL, now, datagram))
        return false;
    cr_assert_not(datagram->is_control);
    cr_assert_eq(hf_rtp_parse(packet, datagram->bytes, datagram->n_bytes, NULL), 0);
    return true;
}

/* Where packets go: the port, 0 for nowhere. */
static inline uint16_t destination(void)
{
    struct hf_stream_datagram datagram;
    struct hf_rtp packet;
    return capture(&datagram, &packet) ? datagram.to.port : 0;
}

#endif
