/* SPDX-License-Identifier: Apache-2.0 */
/* How a call sounds over networks of many kinds: tones measured at the other side, and how long
 * they took. With --verbose the tests print their figures. */
#include "call.h"
#include "support.h"

#include <criterion/logging.h>

#define SECONDS 30

static const double hz[2] = {440, 1004}; /* that each side hears */

/* Levels of the tone in each 100 ms of what a side heard: the lowest and the mean. */
static double lowest_db(const struct call *call, uint32_t side, uint32_t from_ms, double *mean)
{
    double low = 0, sum = 0;
    uint32_t n = 0;
    uint32_t end = (uint32_t)((uint64_t)call->sides[side].n_heard * 1000 /
                              hf_stream_rate(call->sides[side].stream));
    for (uint32_t at = from_ms; at + 100 <= end; at += 100, n++) {
        struct meter_sound sound = call_heard(call, side, at, at + 100);
        double level = meter_level_db(&sound, hz[side]);
        low = level < low ? level : low;
        sum += level;
    }
    *mean = sum / n;
    return low;
}

struct wanted { /* bounds of a run's figures */
    double lowest_db, mean_db;
    uint32_t delay_ms, concealed_ms, gap_ms;
};

static void check(const struct call *call, const char *what, const struct wanted *wanted)
{
    for (uint32_t side = 0; side < 2; side++) {
        double mean, lowest = lowest_db(call, side, 1000, &mean);
        struct hf_stream_status s = call_status(call, side);
        struct meter_sound all = call_heard(call, side, 1000,
                                            (uint32_t)((uint64_t)call->sides[side].n_heard * 1000 /
                                                       hf_stream_rate(call->sides[side].stream)));
        uint32_t gap = meter_gap_ms(&all, hz[side], -22);
        cr_log_info("%s, side %u: delay %u ms (target %u), level %.1f dB, lowest %.1f, gap %u ms, "
                    "lost %d, concealed %u ms, shortened %u ms, lengthened %u ms, late %u, "
                    "jitter %u us",
                    what, side, s.delay_ms, s.target_ms, mean, lowest, gap, (int)s.lost,
                    (unsigned)s.concealed_ms, (unsigned)s.shortened_ms, (unsigned)s.lengthened_ms,
                    (unsigned)s.taken[HF_DROPPED_LATE], s.jitter_us);
        cr_assert_geq(lowest, wanted->lowest_db, "%s: lowest %g dB", what, lowest);
        cr_assert_geq(mean, wanted->mean_db, "%s: mean %g dB", what, mean);
        cr_assert_leq(s.delay_ms, wanted->delay_ms, "%s: delay %u", what, s.delay_ms);
        cr_assert_leq(s.concealed_ms, wanted->concealed_ms, "%s: concealed %u", what,
                      (unsigned)s.concealed_ms);
        cr_assert_leq(gap, wanted->gap_ms, "%s: gap %u", what, gap);
    }
}

static void run(const char *what, const struct call_link *link, const struct wanted *wanted)
{
    struct call *call = call_begin(HF_CODEC_PCMU, SECONDS);
    call->sides[0].link = call->sides[1].link = *link;
    call_run(call, SECONDS * 1000 - 100);
    check(call, what, wanted);
    call_end(call);
}

Test(stream_play, passes_a_tone_unchanged_over_a_good_network)
{
    run("good network", &(struct call_link){.delay_us = 5000},
        &(struct wanted){-10.1, -10.1, 80, 0, 0});
}

Test(stream_play, keeps_a_tone_through_a_tenth_of_loss)
{
    run("10 % loss", &(struct call_link){.delay_us = 20000, .loss_percent = 10},
        &(struct wanted){-13, -10.6, 80, SECONDS * 140, 20});
}

Test(stream_play, keeps_a_tone_through_a_third_of_loss)
{
    run("30 % loss", &(struct call_link){.delay_us = 20000, .loss_percent = 30},
        &(struct wanted){-30, -12.5, 90, SECONDS * 360, 120});
}

Test(stream_play, follows_a_network_with_jitter)
{
    run("jitter 30 ms", &(struct call_link){.delay_us = 20000, .jitter_us = 30000},
        &(struct wanted){-13, -10.3, 115, 600, 20});
    run("jitter 80 ms", &(struct call_link){.delay_us = 20000, .jitter_us = 80000},
        &(struct wanted){-16, -10.6, 165, 900, 40});
}

Test(stream_play, survives_loss_jitter_and_duplicates_together)
{
    run("5 % loss, jitter 60 ms, 20 % double",
        &(struct call_link){
            .delay_us = 30000, .jitter_us = 60000, .loss_percent = 5, .double_percent = 20},
        &(struct wanted){-16, -11, 150, SECONDS * 100, 60});
}

/* Two clocks that differ, for ten minutes: nothing is lost, and the delay stays. */
Test(stream_play, follows_clocks_that_differ_by_200_ppm)
{
    struct call *call = call_begin(HF_CODEC_PCMU, 601);
    call->sides[0].frame_us = 20000 * (1 - 100e-6);
    call->sides[1].frame_us = 20000 * (1 + 100e-6);
    call_run(call, 600000);
    check(call, "200 ppm, 10 minutes", &(struct wanted){-10.5, -10.1, 85, 40, 0});
    struct hf_stream_status fast = call_status(call, 0), slow = call_status(call, 1);
    cr_assert_float_eq((double)slow.shortened_ms, 120 + 30, 30, "%u", (unsigned)slow.shortened_ms);
    cr_assert_leq(fast.lengthened_ms + fast.concealed_ms, 120 + 20);
    cr_assert_geq(fast.lengthened_ms + fast.concealed_ms, 60);
    cr_assert_eq(fast.lost + slow.lost, 0);
    call_end(call);
}

/* The network stands still for 400 ms and then gives everything. */
Test(stream_play, comes_back_after_a_network_that_stood_still)
{
    struct call *call = call_begin(HF_CODEC_PCMU, SECONDS);
    call->sides[1].link.held_from_ms = 10000;
    call->sides[1].link.held_to_ms = 10400;
    call_run(call, 20000);
    struct meter_sound before = call_heard(call, 1, 1000, 9900),
                       after = call_heard(call, 1, 10700, 19900);
    struct hf_stream_status s = call_status(call, 1);
    cr_log_info("stood still for 400 ms: delay %u ms, concealed %u ms, shortened %u ms", s.delay_ms,
                (unsigned)s.concealed_ms, (unsigned)s.shortened_ms);
    cr_assert_eq(meter_gap_ms(&before, 1004, -13), 0);
    cr_assert_leq(meter_gap_ms(&after, 1004, -13), 20);
    cr_assert_leq(s.delay_ms, 80, "%u", s.delay_ms);
    cr_assert(s.concealed_ms >= 360 && s.concealed_ms <= 440, "%u", (unsigned)s.concealed_ms);
    call_end(call);
}

/* A gap in the network is as long as a gap in the sound, and no longer. */
Test(stream_play, hears_a_gap_as_long_as_it_is)
{
    struct call *call = call_begin(HF_CODEC_PCMU, SECONDS);
    call->sides[1].link.dead_from_ms = 10000;
    call->sides[1].link.dead_to_ms = 10300;
    call_run(call, 20000);
    struct meter_sound all = call_heard(call, 1, 1000, 19900);
    uint32_t gap = meter_gap_ms(&all, 1004, -22);
    cr_log_info("dead for 300 ms: gap %u ms", gap);
    cr_assert(gap >= 220 && gap <= 300, "%u", gap);
    cr_assert_eq(call_status(call, 1).lost, 15);
    call_end(call);
}

Test(stream_play, carries_a_tone_with_opus)
{
    if (hf_codec_get(HF_CODEC_OPUS) == NULL)
        return;
    struct call *call = call_begin(HF_CODEC_OPUS, 11);
    call->sides[0].link.loss_percent = call->sides[1].link.loss_percent = 5;
    call_run(call, 10000);
    check(call, "Opus, 5 % loss", &(struct wanted){-20, -12, 85, 1000, 60});
    call_end(call);
}

/* A packet of 10 to 60 ms of 440 Hz from where it is in the sound; each law says ten packets. */
static size_t long_packet(uint32_t number, uint32_t ms, uint8_t *bytes, size_t size)
{
    const struct hf_codec *codec = hf_codec_get(number / 10 % 2);
    uint8_t payload[480 + 160];
    int16_t samples[480 + 160];
    meter_make(&(struct meter_tone){440, -10, 8000}, (uint64_t)number * ms * 8, samples, 480 + 160);
    for (uint32_t at = 0; at < ms * 8; at += 160)
        cr_assert_eq(codec->encode(NULL, samples + at, payload + at, 160), 160);
    struct hf_rtp packet = {.payload_type = codec->payload_type,
                            .sequence = (uint16_t)number,
                            .timestamp = number * ms * 8,
                            .ssrc = 7,
                            .payload = payload,
                            .n_payload = ms * 8};
    return (size_t)hf_rtp_print(&packet, bytes, size);
}

/* Whatever was agreed, and of either law. */
static void play_long(struct call *call, uint32_t ms)
{
    struct hf_stream *stream = call->sides[0].stream;
    static int16_t sound[8000 * 5];
    uint32_t number = 0;
    for (uint32_t played = 0; played < 5000; played += 20) {
        uint64_t now = call->start_us + played * MS;
        for (; number * ms <= played; number++) {
            uint8_t bytes[HF_STREAM_DATAGRAM_MAX];
            struct hf_stream_received received = {.from = call->sides[1].address, .now_us = now};
            struct hf_stream_heard heard;
            received.n_bytes = long_packet(number, ms, bytes, sizeof bytes);
            received.bytes = bytes;
            hf_stream_receive(stream, &received, &heard);
            cr_assert_eq(heard.taken, HF_TAKEN_SOUND, "%u ms: %u", ms, heard.taken);
        }
        hf_stream_play(stream, now, sound + played * 8);
    }
    struct meter_sound all = {sound + 8000, 8000 * 4 - 160, 8000};
    struct hf_stream_status s;
    hf_stream_status(stream, call->start_us + 5000 * MS, &s);
    cr_assert_eq(meter_gap_ms(&all, 440, -11.5), 0, "%u ms", ms);
    cr_assert_eq(s.concealed_ms, 0, "%u ms: %u", ms, (unsigned)s.concealed_ms);
    cr_assert_leq(s.delay_ms, 20 + 10 + 20 + ms, "%u ms: %u", ms, s.delay_ms);
}

Test(stream_play, plays_packets_of_other_lengths)
{
    for (uint32_t ms = 10; ms <= HF_MEDIA_PACKET_MS; ms += 10) {
        struct call *call = call_begin(HF_CODEC_PCMU, 1);
        struct hf_stream_agreed agreed = call_agreed(call, 0, HF_CODEC_PCMU);
        agreed.n_formats = 2;
        agreed.formats[1] = (struct hf_stream_format){HF_CODEC_PCMA, 8};
        cr_assert_eq(hf_stream_agree(call->sides[0].stream, &agreed, call->start_us), 0);
        play_long(call, ms);
        call_end(call);
    }
}
