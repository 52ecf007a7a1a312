/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The media of a call without sockets, in virtual time: two streams that talk to each other in
 * G.711. What 20 ms of one side cost (a frame of the microphone becomes a packet, a packet comes, a
 * frame is played), what a side weighs, and how long a sound is on its way from the microphone of
 * one to the earpiece of the other where the network takes no time.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "holdfast/hal.h"
#include "holdfast/media/stream.h"
#include "timing.h"

#define RATE      8000
#define FRAME     160
#define FRAME_US  20000u
#define ALIGNMENT 16
#define PORT      4000
#define LOSS      50 /* one packet of as many, in the lossy call */
#define START_US  UINT64_C(1000000007)
#define TALK_US   UINT64_C(5000000)
#define NOTE      1.8817615379 /* twice the cosine of the angle between two samples: 440 Hz */
#define FIRST     2709.90336   /* its first sample, of an amplitude of 8000 */

struct side {
    struct hf_stream *stream;
    struct hf_target address;
};

struct call {
    struct side sides[2];
    uint64_t now_us;
    uint32_t loses; /* one packet of as many; 0: none */
    uint32_t n_sent;
};

static int16_t tone[RATE]; /* a second of it, made before anything is counted */

/* ---- a call ---- */

static void fail(const char *what)
{
    fprintf(stderr, "bench_call: %s\n", what);
    exit(1);
}

static void begin_side(struct call *call, unsigned i)
{
    const struct hf_stream_setup setup = {.now_us = call->now_us,
                                          .random = 42 + i,
                                          .ssrc = 0x1000 + i,
                                          .timestamp = 7000 * i,
                                          .sequence = (uint16_t)(100 * i),
                                          .codecs = 1u << HF_CODEC_PCMU | 1u << HF_CODEC_PCMA,
                                          .cname = "bench"};
    const struct hf_stream_agreed agreed = {.formats = {{HF_CODEC_PCMU, 0}, {HF_CODEC_PCMA, 8}},
                                            .n_formats = 2,
                                            .events_type = 101,
                                            .sends = true,
                                            .receives = true,
                                            .remote = call->sides[1 - i].address};
    const size_t size = hf_stream_size(setup.codecs);
    struct hf_stream *stream = aligned_alloc(ALIGNMENT,
                                             (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT);

    if (stream == NULL || hf_stream_init(stream, size, &setup) != 0 ||
        hf_stream_agree(stream, &agreed, call->now_us) != 0)
        fail("the stream cannot begin");
    call->sides[i].stream = stream;
}

static void begin(struct call *call)
{
    call->now_us = START_US;
    for (unsigned i = 0; i < 2; i++)
        call->sides[i].address = (struct hf_target){.address = {192, 0, 2, (uint8_t)(1 + i)},
                                                    .port = PORT,
                                                    .family = HF_FAMILY_IPV4,
                                                    .transport = HF_TRANSPORT_UDP};
    for (unsigned i = 0; i < 2; i++)
        begin_side(call, i);
}

/* A datagram arrives at the moment when it is sent. */
static void send_to(struct call *call, unsigned i, const struct hf_stream_datagram *datagram)
{
    struct hf_stream_heard heard;
    struct hf_stream_received received = {.from = call->sides[1 - i].address,
                                          .now_us = call->now_us,
                                          .is_control = datagram->is_control,
                                          .bytes = datagram->bytes,
                                          .n_bytes = datagram->n_bytes};

    received.from.port = (uint16_t)(received.from.port + datagram->is_control);
    if (call->loses != 0 && ++call->n_sent % call->loses == 0)
        return;
    hf_stream_receive(call->sides[i].stream, &received, &heard);
}

static void say(struct call *call, unsigned i, const int16_t *samples)
{
    struct side *side = &call->sides[i];
    struct hf_stream_datagram datagram;

    if (hf_stream_capture(side->stream, samples, call->now_us, &datagram))
        send_to(call, 1 - i, &datagram);
    if (hf_stream_deadline(side->stream) <= call->now_us &&
        hf_stream_wake(side->stream, call->now_us, &datagram))
        send_to(call, 1 - i, &datagram);
}

/* ---- what 20 ms cost ---- */

static void hum(void)
{
    double now = FIRST, last = 0;

    for (unsigned i = 0; i < RATE; i++) {
        const double next = NOTE * now - last;

        tone[i] = (int16_t)now;
        last = now;
        now = next;
    }
}

/* A round: 20 ms of both sides. */
static void run_frame(void *context)
{
    struct call *call = context;
    int16_t played[FRAME];

    if (call->sides[0].stream == NULL) {
        hum();
        begin(call);
    }
    for (unsigned i = 0; i < 2; i++) {
        say(call, i, tone + call->now_us / FRAME_US % (RATE / FRAME) * FRAME);
        hf_stream_play(call->sides[1 - i].stream, call->now_us, played);
    }
    call->now_us += FRAME_US;
}

/* ---- from mouth to ear ---- */

struct talk {
    struct call call;
    uint64_t heard_us, played_us; /* the first frame of the microphone, of the earpiece */
};

static void on_heard(void *context, const int16_t *heard, int16_t *played, size_t n)
{
    struct talk *talk = context;

    memset(played, 0, n * sizeof *played);
    if (talk->heard_us == 0)
        talk->heard_us = talk->call.now_us;
    say(&talk->call, 0, heard);
}

static void on_played(void *context, const int16_t *heard, int16_t *played, size_t n)
{
    struct talk *talk = context;

    (void)heard;
    (void)n;
    if (talk->played_us == 0)
        talk->played_us = talk->call.now_us;
    hf_stream_play(talk->call.sides[1].stream, talk->call.now_us, played);
}

static struct hf_hal *open_hal(const char *text, const struct hf_hal_callbacks *callbacks)
{
    char error[256] = "";
    struct hf_hal *hal = hf_hal_open(text, callbacks, &(struct hf_hal_problem){error, 256});

    if (hal == NULL || hf_hal_audio(hal, RATE, &(struct hf_hal_problem){error, 256}) != 0)
        fail(error);
    return hal;
}

static uint64_t later(uint64_t a, uint64_t b)
{
    return a > b ? a : b;
}

/* One phone says IN, the other, whose frames are due phase_us later, writes OUT. */
static int print_delay(const char *in, const char *out, uint64_t phase_us)
{
    static struct talk talk;
    const struct hf_hal_callbacks hears = {.context = &talk, .frame = on_heard};
    const struct hf_hal_callbacks plays = {.context = &talk, .frame = on_played};
    char text[2][512];
    struct hf_stream_status status;

    (void)snprintf(text[0], sizeof text[0], "wav:in=%s", in);
    (void)snprintf(text[1], sizeof text[1], "wav:out=%s", out);
    begin(&talk.call);
    struct hf_hal *one = open_hal(text[0], &hears), *two = open_hal(text[1], &plays);
    while (talk.call.now_us < START_US + TALK_US) {
        const uint64_t first_us = later(hf_hal_deadline(one), START_US);
        const uint64_t second_us = later(hf_hal_deadline(two), START_US + phase_us);

        talk.call.now_us = first_us <= second_us ? first_us : second_us;
        hf_hal_turn(first_us <= second_us ? one : two, talk.call.now_us);
    }
    hf_hal_close(one);
    hf_hal_close(two);
    hf_stream_status(talk.call.sides[1].stream, talk.call.now_us, &status);
    /* The first frame of the microphone was recorded before it was there. */
    return printf("%lld %u %u\n", (long long)(talk.played_us - talk.heard_us) + FRAME_US,
                  status.target_ms, status.delay_ms) < 0;
}

int main(int argc, char **argv)
{
    static struct call clean, lossy = {.loses = LOSS};
    const struct bench_work works[] = {
        {"call_frame", run_frame, &clean, 2},
        {"call_frame_lossy", run_frame, &lossy, 2},
        {NULL, NULL, NULL, 0},
    };

    if (argc == 2 && strcmp(argv[1], "sizes") == 0)
        return printf("stream_bytes %zu\n",
                      hf_stream_size(1u << HF_CODEC_PCMU | 1u << HF_CODEC_PCMA)) < 0;
    if (argc == 5 && strcmp(argv[1], "delay") == 0)
        return print_delay(argv[2], argv[3], strtoull(argv[4], NULL, 10));
    return bench_main(argc, argv, works);
}
