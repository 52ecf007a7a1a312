/* SPDX-License-Identifier: Apache-2.0 */
/* A call between two streams in virtual time: whatever is due first happens first. */
#include "call.h"

#include <stdlib.h>

#include "support.h"

#define ALIGNMENT 16
#define OPUS_TYPE 96
#define PORT      4000

struct hf_stream_agreed call_agreed(const struct call *call, uint32_t side, enum hf_codec_id codec)
{
    struct hf_stream_agreed agreed = {.formats = {{(uint8_t)codec, 0}},
                                      .n_formats = 1,
                                      .events_type = 101,
                                      .sends = true,
                                      .receives = true,
                                      .remote = call->sides[1 - side].address};
    agreed.formats[0].payload_type = codec == HF_CODEC_OPUS ? OPUS_TYPE
                                                            : hf_codec_get(codec)->payload_type;
    return agreed;
}

static void begin_side(struct call *call, uint32_t i, enum hf_codec_id codec, uint32_t seconds)
{
    struct call_side *side = &call->sides[i];
    uint32_t codecs = 1u << HF_CODEC_PCMU | 1u << HF_CODEC_PCMA | 1u << codec;
    struct hf_stream_setup setup = {.now_us = call->start_us,
                                    .wall_us = 3960000000000000u + i * 777777u,
                                    .random = 42 + i,
                                    .ssrc = 0x1000 + i,
                                    .timestamp = 0xffff0000u + i,
                                    .sequence = 65000,
                                    .codecs = codecs,
                                    .cname = "a@test"};
    size_t size = hf_stream_size(codecs);
    struct hf_stream_agreed agreed = call_agreed(call, i, codec);
    side->stream = aligned_alloc(ALIGNMENT, (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT);
    cr_assert_eq(hf_stream_init(side->stream, size, &setup), 0);
    cr_assert_eq(hf_stream_agree(side->stream, &agreed, call->start_us), 0);
    side->frame_us = 20000;
    side->capture_at_us = (double)call->start_us + i * 7000;
    side->play_at_us = (double)call->start_us + 3000 + i * 9000;
    side->tone = (struct meter_tone){i == 0 ? 1004 : 440, -10, hf_codec_get(codec)->sample_rate};
    side->link.delay_us = 5000;
    side->size = seconds * HF_MEDIA_RATE_MAX;
    side->heard = malloc(side->size * sizeof *side->heard);
}

struct call *call_begin(enum hf_codec_id codec, uint32_t seconds)
{
    struct call *call = calloc(1, sizeof *call);
    call->start_us = call->now_us = 1000000007;
    call->seed = 11;
    for (uint32_t i = 0; i < 2; i++)
        call->sides[i].address = address((uint8_t)(10 + i), PORT);
    for (uint32_t i = 0; i < 2; i++)
        begin_side(call, i, codec, seconds);
    return call;
}

void call_end(struct call *call)
{
    for (uint32_t i = 0; i < 2; i++) {
        free(call->sides[i].stream);
        free(call->sides[i].heard);
    }
    free(call);
}

static bool is_within(const struct call *call, uint32_t from_ms, uint32_t to_ms)
{
    uint64_t ms = (call->now_us - call->start_us) / MS;
    return ms >= from_ms && ms < to_ms;
}

static void fly(struct call *call, uint32_t to, const struct hf_stream_datagram *datagram)
{
    const struct call_link *link = &call->sides[to].link;
    cr_assert_eq(datagram->to.address[3], 10 + to);
    if (chance(&call->seed) % 100 < link->loss_percent ||
        is_within(call, link->dead_from_ms, link->dead_to_ms))
        return;
    for (uint32_t i = 0, n = 0; i < CALL_FLIGHTS; i++) {
        struct call_flight *flight = &call->flights[i];
        if (flight->n_bytes != 0)
            continue;
        flight->at_us = call->now_us + link->delay_us;
        flight->at_us += link->jitter_us != 0 ? chance(&call->seed) % link->jitter_us : 0;
        if (is_within(call, link->held_from_ms, link->held_to_ms))
            flight->at_us = call->start_us + (uint64_t)link->held_to_ms * MS;
        flight->to = to;
        flight->is_control = datagram->is_control;
        flight->n_bytes = datagram->n_bytes;
        memcpy(flight->bytes, datagram->bytes, datagram->n_bytes);
        if (n++ == 1 || chance(&call->seed) % 100 >= link->double_percent)
            return;
    }
    cr_assert_fail("too many datagrams on their way");
}

static void arrive(struct call *call, struct call_flight *flight)
{
    struct call_side *side = &call->sides[flight->to];
    struct hf_target from = call->sides[1 - flight->to].address;
    struct hf_stream_heard heard;
    from.port = (uint16_t)(from.port + flight->is_control);
    struct hf_stream_received received = {from, call->now_us, flight->is_control, flight->bytes,
                                          flight->n_bytes};
    hf_stream_receive(side->stream, &received, &heard);
    if (heard.key_begun != '\0' && side->n_keys + 1 < CALL_KEYS)
        side->keys[side->n_keys++] = heard.key_begun;
    flight->n_bytes = 0;
}

static void capture(struct call *call, uint32_t i)
{
    struct call_side *side = &call->sides[i];
    int16_t samples[HF_MEDIA_FRAME_MAX];
    struct hf_stream_datagram datagram;
    uint32_t n = hf_stream_frame(side->stream);
    side->tone.rate = hf_stream_rate(side->stream);
    meter_make(&side->tone, side->n_captured, samples, n);
    side->n_captured += n;
    if (!side->is_mute && hf_stream_capture(side->stream, samples, call->now_us, &datagram))
        fly(call, 1 - i, &datagram);
    side->capture_at_us += side->frame_us;
}

static void play(struct call *call, uint32_t i)
{
    struct call_side *side = &call->sides[i];
    uint32_t n = hf_stream_frame(side->stream);
    cr_assert_leq(side->n_heard + n, side->size);
    hf_stream_play(side->stream, call->now_us, side->heard + side->n_heard);
    side->n_heard += n;
    side->play_at_us += side->frame_us;
}

static void report(struct call *call, uint32_t i)
{
    struct hf_stream_datagram datagram;
    if (hf_stream_wake(call->sides[i].stream, call->now_us, &datagram))
        fly(call, 1 - i, &datagram);
}

struct next {
    uint64_t at_us;
    void (*happens)(struct call *call, uint32_t side);
    uint32_t side;
    struct call_flight *flight;
};

static void consider(struct next *next, const struct next *other)
{
    if (other->at_us < next->at_us)
        *next = *other;
}

static struct next find_next(struct call *call)
{
    struct next next = {UINT64_MAX, NULL, 0, NULL};
    for (uint32_t i = 0; i < CALL_FLIGHTS; i++) {
        struct call_flight *flight = &call->flights[i];
        if (flight->n_bytes != 0)
            consider(&next, &(struct next){flight->at_us, NULL, flight->to, flight});
    }
    for (uint32_t i = 0; i < 2; i++) {
        const struct call_side *side = &call->sides[i];
        consider(&next, &(struct next){(uint64_t)side->capture_at_us, capture, i, NULL});
        consider(&next, &(struct next){(uint64_t)side->play_at_us, play, i, NULL});
        consider(&next, &(struct next){hf_stream_deadline(side->stream), report, i, NULL});
    }
    return next;
}

void call_run(struct call *call, uint32_t ms)
{
    uint64_t until = call->now_us + (uint64_t)ms * MS;
    for (struct next next = find_next(call); next.at_us <= until; next = find_next(call)) {
        call->now_us = next.at_us > call->now_us ? next.at_us : call->now_us;
        if (next.flight != NULL)
            arrive(call, next.flight);
        else
            next.happens(call, next.side);
    }
    call->now_us = until;
}

struct meter_sound call_heard(const struct call *call, uint32_t side, uint32_t from_ms,
                              uint32_t to_ms)
{
    uint32_t rate = hf_stream_rate(call->sides[side].stream);
    uint32_t from = rate / 1000 * from_ms, to = rate / 1000 * to_ms;
    cr_assert(from < to && to <= call->sides[side].n_heard, "%u to %u of %u", from, to,
              call->sides[side].n_heard);
    return (struct meter_sound){call->sides[side].heard + from, to - from, rate};
}

struct hf_stream_status call_status(const struct call *call, uint32_t side)
{
    struct hf_stream_status status;
    hf_stream_status(call->sides[side].stream, call->now_us, &status);
    return status;
}
