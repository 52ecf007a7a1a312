/* SPDX-License-Identifier: Apache-2.0 */
/* What is sent: numbers, times, markers, keys. */
#include "call.h"
#include "stream_support.h"

TestSuite(stream_send, .init = begin_stream, .fini = end_stream);

static struct hf_stream_datagram datagram;
static struct hf_rtp packet;

Test(stream_send, counts_packets_and_time)
{
    for (uint32_t i = 0; i < 5; i++) {
        cr_assert(capture(&datagram, &packet));
        cr_assert_eq(packet.sequence, (uint16_t)(65534 + i));
        cr_assert_eq(packet.timestamp, 1000 + i * 160);
        cr_assert_eq(packet.ssrc, OUR_SSRC);
        cr_assert_eq(packet.payload_type, 0);
        cr_assert_eq(packet.marker, i == 0);
        cr_assert_eq(packet.n_payload, 160);
        cr_assert_eq(packet.payload[0], 0xff, "silence");
    }
    cr_assert_eq(status().sent, 5);
    cr_assert_eq(status().sent_bytes, 800);
}

Test(stream_send, counts_time_in_hold_too)
{
    cr_assert(capture(&datagram, &packet));
    agreed.sends = false;
    agree();
    for (uint32_t i = 0; i < 10; i++)
        cr_assert_not(capture(&datagram, &packet));
    agreed.sends = true;
    agree();
    cr_assert(capture(&datagram, &packet));
    cr_assert_eq(packet.timestamp, 1000 + 11 * 160);
    cr_assert_eq(packet.sequence, 65535);
    cr_assert(packet.marker);
}

/* A microphone that was away for three seconds, and one that is called unevenly. */
Test(stream_send, counts_the_time_of_a_pause_but_not_a_tremor)
{
    cr_assert(capture(&datagram, &packet));
    now += 3000 * MS;
    cr_assert(capture(&datagram, &packet));
    cr_assert_eq(packet.timestamp, 1000 + 160 + 3000 * 8);
    cr_assert(packet.marker);
    for (uint32_t i = 0; i < 20; i++) {
        uint32_t before = packet.timestamp;
        now += i % 2 == 0 ? 100 * MS : 0;
        now -= i % 2 == 0 ? 0 : 100 * MS;
        cr_assert(capture(&datagram, &packet));
        cr_assert_eq(packet.timestamp, before + 160);
        cr_assert_not(packet.marker);
    }
}

Test(stream_send, sends_a_key_in_place_of_sound)
{
    cr_assert(capture(&datagram, &packet));
    cr_assert_eq(hf_stream_press(stream, '7', 40), 0);
    for (uint32_t i = 0; i < 4; i++) { /* 160, 320 and the end three times */
        cr_assert(capture(&datagram, &packet));
        cr_assert_eq(packet.payload_type, EVENTS);
        cr_assert_eq(packet.timestamp, 1160);
        cr_assert_eq(packet.sequence, (uint16_t)(65535 + i));
        cr_assert_eq(packet.marker, i == 0);
        cr_assert_eq(packet.n_payload, 4);
        cr_assert_eq(packet.payload[0], 7);
    }
    cr_assert(capture(&datagram, &packet));
    cr_assert_eq(packet.payload_type, 0);
    cr_assert_eq(packet.timestamp, 1160 + 4 * 160);
    cr_assert(packet.marker);
}

Test(stream_send, sends_no_keys_that_were_not_agreed)
{
    agreed.sends = false;
    agree();
    cr_assert_eq(hf_stream_press(stream, '7', 40), HF_E_STATE);
    agreed.sends = true;
    agreed.events_type = HF_STREAM_NO_EVENTS;
    agree();
    cr_assert_eq(hf_stream_press(stream, '7', 40), HF_E_STATE);
    cr_assert(capture(&datagram, &packet));
    cr_assert_eq(packet.payload_type, 0);
}

/* Keys of both sides at once, through networks that lose a tenth. */
Test(stream_send, carries_keys_both_ways)
{
    static const char keys[] = "0123456789*#ABCD";
    struct call *call = call_begin(HF_CODEC_PCMA, 12);
    call->sides[0].link.loss_percent = call->sides[1].link.loss_percent = 10;
    call->sides[1].link.jitter_us = 30000;
    call_run(call, 500);
    for (const char *key = keys; *key != '\0'; key++) {
        cr_assert_eq(hf_stream_press(call->sides[0].stream, *key, 80), 0);
        cr_assert_eq(hf_stream_press(call->sides[1].stream, *key, 120), 0);
    }
    call_run(call, 8000);
    cr_assert_str_eq(call->sides[0].keys, keys);
    cr_assert_str_eq(call->sides[1].keys, keys);
    struct hf_stream_status s = call_status(call, 0);
    cr_assert_leq(s.concealed_ms, (uint64_t)s.lost * 40 + 40, "a key is no loss of sound");
    cr_assert_geq(s.paused_ms, 16 * 100);
    call_end(call);
}

Test(stream_send, sends_a_key_as_long_as_it_is_held)
{
    cr_assert_eq(hf_stream_press(stream, '1', 0), 0);
    for (uint32_t i = 1; i <= 50; i++) {
        cr_assert(capture(&datagram, &packet));
        cr_assert_eq(packet.payload[2] << 8 | packet.payload[3], (int)i * 160);
        cr_assert_eq(packet.payload[1] & 0x80, 0);
    }
    hf_stream_release(stream);
    cr_assert(capture(&datagram, &packet));
    cr_assert_neq(packet.payload[1] & 0x80, 0);
}

/* Who is there after a hold may be somebody else, and was not meant by what was typed before it. */
Test(stream_send, forgets_keys_that_a_hold_came_between)
{
    cr_assert_eq(hf_stream_press(stream, '1', 100), 0);
    cr_assert_eq(hf_stream_press(stream, '2', 100), 0);
    cr_assert(capture(&datagram, &packet));
    cr_assert_eq(packet.payload_type, EVENTS);
    agreed.sends = false;
    agree();
    now += 60000 * MS;
    agreed.sends = true;
    agree();
    for (uint32_t i = 0; i < 30; i++) {
        cr_assert(capture(&datagram, &packet));
        cr_assert_eq(packet.payload_type, 0, "%u", i);
    }
    cr_assert_eq(hf_stream_press(stream, '3', 100), 0);
    cr_assert(capture(&datagram, &packet));
    cr_assert_eq(packet.payload_type, EVENTS);
    cr_assert_eq(packet.payload[0], 3);
}
