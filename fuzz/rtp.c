/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Property: whatever datagrams come, from whomever, in whatever order and at whatever times, a
 * stream gives a whole frame each time one is asked for, counts each datagram once, never plays or
 * sends more than it may, and never sends to an address that is not the peer's host or the one that
 * his signalling comes from. A packet that is read is printed to the same bytes, where it has
 * nothing that we do not print.
 *
 * Input: a first byte (codec, mux, direction), then steps: a byte that says what happens (a
 * datagram of known or any head, frames, a key, an agreement, a pause), and what that needs.
 */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "holdfast/line.h"
#include "holdfast/media/rtcp.h"
#include "holdfast/media/stream.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n_bytes);

#define OWN_SSRC   0x11223344u
#define STATE_SIZE 262144u
#define DATAGRAM   (3 * 255) /* bytes that a step can make */
#define HOST       1         /* the peer's, and the last byte of others' addresses */
#define SIGNALLING 2

#define UNTOUCHED     0x1235 /* no sample that G.711 knows */
#define UNTOUCHED_MAX 8      /* in a row: no sound is so */

struct run {
    const uint8_t *bytes;
    size_t n;
    uint64_t now_us, n_datagrams;
    struct hf_stream *stream;
    struct hf_stream_agreed agreed;
    uint16_t sequence; /* of a packet that follows the last one */
    uint32_t timestamp;
};

static void must(int holds)
{
    if (!holds) {
        abort();
    }
}

static uint8_t take(struct run *run)
{
    if (run->n == 0) {
        return 0;
    }
    run->n--;
    return *run->bytes++;
}

static struct hf_target address(uint8_t host, uint8_t port)
{
    struct hf_target target = {.address = {192, 0, 2, host}, .family = HF_FAMILY_IPV4};
    target.port = (uint16_t)(4000 + port % 4);
    return target;
}

static void check_datagram(const struct hf_stream_datagram *datagram)
{
    must(datagram->n_bytes >= 8 && datagram->n_bytes <= sizeof datagram->bytes);
    must(datagram->to.address[3] == HOST || datagram->to.address[3] == SIGNALLING);
    must(datagram->bytes[0] >> 6 == HF_RTP_VERSION);
}

/* Read and printed again, a packet without CSRCs, extension and padding is the same. */
static void check_packet(const uint8_t *bytes, size_t n)
{
    uint8_t again[DATAGRAM];
    struct hf_rtp packet;
    struct hf_rtcp rtcp;
    struct hf_media_error error = {NULL, 0};
    if (hf_rtp_parse(&packet, bytes, n, &error) < 0) {
        must(error.what != NULL && error.at <= n);
    } else {
        must(packet.payload >= bytes && packet.payload + packet.n_payload <= bytes + n);
        if (bytes[0] == HF_RTP_VERSION << 6) {
            must(hf_rtp_print(&packet, again, sizeof again) == (int)n);
            must(memcmp(again, bytes, n) == 0);
        }
    }
    error.what = NULL;
    if (hf_rtcp_parse(&rtcp, bytes, n, &error) < 0) {
        must(error.what != NULL && error.at <= n);
    } else {
        must(rtcp.n_reports <= HF_RTCP_REPORTS_MAX);
        must(hf_rtcp_print(&rtcp, again, sizeof again) != 0);
    }
}

/* A datagram in a block of its own size. how: bits of what it is like. */
static void receive(struct run *run, uint8_t how)
{
    size_t n = (size_t)take(run) * (how & 0x08 ? 3u : 1u);
    uint8_t *datagram = malloc(n == 0 ? 1 : n);
    struct hf_stream_received received = {.now_us = run->now_us, .n_bytes = n};
    struct hf_stream_heard heard;
    must(datagram != NULL);
    for (size_t i = 0; i < n; i++) {
        datagram[i] = i < 16 || run->n > 64 ? take(run) : (uint8_t)i;
    }
    if ((how & 0x10) != 0 && n >= HF_RTP_HEADER_BYTES) { /* what follows the last one */
        const uint8_t head[HF_RTP_HEADER_BYTES] = {0x80,
                                                   (uint8_t)(how & 0x20 ? 0 : datagram[1]),
                                                   (uint8_t)(run->sequence >> 8),
                                                   (uint8_t)run->sequence,
                                                   (uint8_t)(run->timestamp >> 24),
                                                   (uint8_t)(run->timestamp >> 16),
                                                   (uint8_t)(run->timestamp >> 8),
                                                   (uint8_t)run->timestamp,
                                                   0,
                                                   0,
                                                   0,
                                                   (uint8_t)(datagram[11] & 1)};
        memcpy(datagram, head, sizeof head);
        run->sequence++;
        run->timestamp += 160;
    }
    check_packet(datagram, n);
    received.from = address(how % 4, how & 0x40 ? take(run) : 0);
    received.is_control = (how & 0x80) != 0;
    received.bytes = datagram;
    hf_stream_receive(run->stream, &received, &heard);
    must(heard.taken < HF_TAKEN_COUNT);
    must(heard.taken != HF_DROPPED_MALFORMED || heard.error.what != NULL);
    run->n_datagrams++;
    free(datagram);
}

/* A frame, in a block of its own size: all of it is written, and silence where nothing is heard. */
static void play(struct run *run, int16_t *samples)
{
    uint32_t n = hf_stream_frame(run->stream), n_untouched = 0;
    int16_t *frame = malloc(n * sizeof *frame);
    must(n > 0 && n <= HF_MEDIA_FRAME_MAX && frame != NULL);
    for (uint32_t i = 0; i < n; i++) {
        frame[i] = UNTOUCHED;
    }
    hf_stream_play(run->stream, run->now_us, frame);
    for (uint32_t i = 0; i < n; i++) {
        must(run->agreed.receives || frame[i] == 0);
        n_untouched = frame[i] == UNTOUCHED ? n_untouched + 1 : 0;
        must(n_untouched < UNTOUCHED_MAX);
    }
    memcpy(samples, frame, n * sizeof *frame);
    free(frame);
}

static void frames(struct run *run, uint8_t how)
{
    int16_t samples[HF_MEDIA_FRAME_MAX] = {0};
    struct hf_stream_datagram datagram;
    for (uint32_t i = 0; i < 1u + how % 8u; i++) {
        run->now_us += (uint64_t)(how & 0xf0) * 500;
        play(run, samples);
        if (hf_stream_capture(run->stream, samples, run->now_us, &datagram)) {
            must(run->agreed.sends && !datagram.is_control);
            check_datagram(&datagram);
        }
        if (hf_stream_wake(run->stream, run->now_us, &datagram)) {
            check_datagram(&datagram);
        }
    }
}

static void agree(struct run *run, uint8_t how)
{
    bool is_alaw = (how & 1) != 0;
    run->agreed = (struct hf_stream_agreed){
        .formats = {{is_alaw ? HF_CODEC_PCMA : HF_CODEC_PCMU, is_alaw ? 8 : 0},
                    {is_alaw ? HF_CODEC_PCMU : HF_CODEC_PCMA, is_alaw ? 0 : 8}},
        .n_formats = how & 2 ? 2 : 1,
        .events_type = how & 4 ? 101 : HF_STREAM_NO_EVENTS,
        .sends = (how & 8) != 0,
        .receives = (how & 16) != 0,
        .is_muxed = (how & 32) != 0,
        .remote = address(HOST, how >> 6),
        .signalling = address(SIGNALLING, 0)};
    if ((how & 0x40) != 0 && hf_codec_get(HF_CODEC_OPUS) != NULL) {
        run->agreed.formats[0] = (struct hf_stream_format){HF_CODEC_OPUS, 96};
    }
    must(hf_stream_agree(run->stream, &run->agreed, run->now_us) == HF_OK);
}

static void step(struct run *run)
{
    uint8_t what = take(run), how = take(run);
    switch (what % 8) {
    case 0: agree(run, how); break;
    case 1: (void)hf_stream_press(run->stream, (char)how, what); break;
    case 2: hf_stream_release(run->stream); break;
    case 3: run->now_us += (uint64_t)how << (what >> 3); break;
    case 4: frames(run, how); break;
    case 5: run->timestamp += (uint32_t)how << (what >> 3); break;
    default: receive(run, how); break;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n_bytes)
{
    static _Alignas(16) uint8_t memory[STATE_SIZE];
    struct hf_stream_setup setup = {.now_us = 1000000, .random = 7, .ssrc = OWN_SSRC, .cname = "a"};
    struct run run = {.bytes = bytes, .n = n_bytes, .now_us = setup.now_us};
    struct hf_stream_status status;
    uint64_t counted = 0;
    setup.codecs = 1u << HF_CODEC_PCMU | 1u << HF_CODEC_PCMA;
    setup.codecs |= hf_codec_get(HF_CODEC_OPUS) != NULL ? 1u << HF_CODEC_OPUS : 0;
    run.stream = (struct hf_stream *)(void *)memory;
    must(hf_stream_init(memory, sizeof memory, &setup) == HF_OK);
    agree(&run, take(&run));
    while (run.n > 0) {
        step(&run);
    }
    hf_stream_status(run.stream, run.now_us, &status);
    for (uint32_t i = 0; i < HF_TAKEN_COUNT; i++) {
        counted += status.taken[i];
    }
    must(counted == run.n_datagrams);
    return 0;
}
