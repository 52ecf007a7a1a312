/* SPDX-License-Identifier: Apache-2.0 */
/* A stream made, agreed upon, held, moved, asked about. */
#include "call.h"
#include "stream_support.h"

TestSuite(stream, .init = begin_stream, .fini = end_stream);

Test(stream, needs_as_much_memory_as_it_says)
{
    struct hf_stream_setup setup = {.codecs = 1, .cname = "a"};
    for (size_t size = 0; size < hf_stream_size(1); size += 97) {
        cr_assert_eq(hf_stream_init(stream, size, &setup), HF_E_SPACE, "%zu", size);
    }
    cr_assert_leq(hf_stream_size(1), 32768, "%zu", hf_stream_size(1));
    setup.codecs = 1u << 20;
    cr_assert_eq(hf_stream_init(stream, 1u << 20, &setup), HF_E_UNSUPPORTED);
}

Test(stream, is_silent_before_anything_was_agreed)
{
    struct hf_stream_setup setup = {.codecs = 1, .cname = "a"};
    struct hf_stream_datagram datagram;
    cr_assert_eq(hf_stream_init(stream, hf_stream_size(1), &setup), 0);
    cr_assert_eq(hf_stream_frame(stream), 0);
    cr_assert_eq(hf_stream_deadline(stream), UINT64_MAX);
    cr_assert_not(hf_stream_capture(stream, NULL, now, &datagram));
    cr_assert_not(hf_stream_wake(stream, now, &datagram));
    cr_assert_not(hf_stream_bye(stream, now, &datagram));
    hf_stream_play(stream, now, NULL);
    cr_assert_eq(receive(address(1, 4000), 1), HF_DROPPED_SOURCE);
    cr_assert_eq(hf_stream_press(stream, '1', 100), HF_E_STATE);
    cr_assert_eq(status().received, 0);
}

Test(stream, refuses_an_agreement_that_cannot_be_and_keeps_the_last_one)
{
    const struct hf_stream_agreed good = agreed;
    for (uint32_t i = 0; i < 9; i++) {
        agreed = good;
        switch (i) {
        case 0: agreed.n_formats = 0; break;
        case 1: agreed.n_formats = HF_STREAM_FORMATS + 1; break;
        case 2: agreed.formats[1].codec = HF_CODEC_COUNT; break;
        case 3: agreed.formats[0].codec = HF_CODEC_OPUS; break; /* not in the setup */
        case 4: agreed.formats[0].payload_type = 128; break;
        case 5: agreed.formats[1].payload_type = 0; break;
        case 6: agreed.events_type = 8; break;
        case 7: agreed.events_type = 128; break;
        case 8: agreed.events_type = 254; break;
        }
        agreed.remote = address(77, 77);
        cr_assert_eq(hf_stream_agree(stream, &agreed, now), HF_E_VALUE, "%u", i);
        cr_assert_eq(destination(), 4000);
    }
}

/* a=sendonly, recvonly, inactive, and 0.0.0.0 of RFC 3264 8.4. */
Test(stream, sends_and_plays_only_what_the_direction_allows)
{
    for (uint32_t i = 0; i < 4; i++) {
        agreed.sends = (i & 1) != 0;
        agreed.receives = (i & 2) != 0;
        agree();
        cr_assert_eq(destination(), agreed.sends ? 4000 : 0);
        cr_assert_eq(receive(address(1, 4000), 10 + i),
                     agreed.receives ? HF_TAKEN_SOUND : HF_DROPPED_HELD);
        cr_assert_eq(status().is_held, i != 3);
    }
    memset(agreed.remote.address, 0, sizeof agreed.remote.address);
    agree();
    cr_assert_eq(destination(), 0);
    agreed.remote = address(1, 0);
    agree();
    cr_assert_eq(destination(), 0);
    agreed.remote = (struct hf_target){.family = HF_FAMILY_NONE};
    agree();
    cr_assert_eq(destination(), 0);
}

Test(stream, moves_to_another_address)
{
    cr_assert_eq(receive(address(1, 4000), 1), HF_TAKEN_SOUND);
    agreed.remote = address(2, 6000);
    agree();
    cr_assert_eq(destination(), 6000);
    cr_assert_not(status().has_heard);
    cr_assert_eq(receive(address(1, 4000), 2), HF_DROPPED_SOURCE);
    cr_assert_eq(receive_his(address(2, 6000), (struct his){500, 9999, 0, 0}), HF_TAKEN_SOUND);
}

/* E9, E13: the same agreement again, as a refresh of the session brings it, changes nothing. */
Test(stream, goes_on_when_nothing_changes)
{
    struct call *call = call_begin(HF_CODEC_PCMU, 12);
    struct hf_stream_agreed same = call_agreed(call, 0, HF_CODEC_PCMU);
    for (uint32_t i = 0; i < 10; i++) {
        call_run(call, 1000);
        cr_assert_eq(hf_stream_agree(call->sides[0].stream, &same, call->now_us), 0);
    }
    struct meter_sound all = call_heard(call, 0, 200, 9900);
    cr_assert_eq(meter_gap_ms(&all, 440, -11), 0);
    cr_assert_eq(call_status(call, 0).concealed_ms, 0);
    call_end(call);
}

Test(stream, holds_and_resumes)
{
    struct call *call = call_begin(HF_CODEC_PCMU, 12);
    struct hf_stream_agreed held = call_agreed(call, 0, HF_CODEC_PCMU);
    call_run(call, 3000);
    held.sends = held.receives = false;
    cr_assert_eq(hf_stream_agree(call->sides[0].stream, &held, call->now_us), 0);
    call_run(call, 3000);
    held.sends = held.receives = true;
    cr_assert_eq(hf_stream_agree(call->sides[0].stream, &held, call->now_us), 0);
    call_run(call, 4000);
    for (uint32_t side = 0; side < 2; side++) {
        double hz = side == 0 ? 440 : 1004;
        struct meter_sound before = call_heard(call, side, 200, 2900);
        struct meter_sound during = call_heard(call, side, 3200, 5900);
        struct meter_sound after = call_heard(call, side, 6300, 9900);
        cr_assert_eq(meter_gap_ms(&before, hz, -11), 0);
        cr_assert_lt(meter_total_db(&during), -100, "side %u: %g", side, meter_total_db(&during));
        cr_assert_eq(meter_gap_ms(&after, hz, -11.5), 0, "side %u", side);
        cr_assert_eq(call_status(call, side).lost, 0, "side %u", side);
    }
    call_end(call);
}

/* What came just before a hold is not said when it ends. */
Test(stream, does_not_play_after_a_hold_what_came_before_it)
{
    int16_t frame[160];
    for (uint32_t i = 0; i < 4; i++)
        cr_assert_eq(receive(address(1, 4000), i), HF_TAKEN_SOUND);
    agreed.receives = false;
    agree();
    now += 200 * MS;
    agreed.receives = true;
    agree();
    hf_stream_play(stream, now, frame);
    for (uint32_t i = 0; i < 160; i++)
        cr_assert_eq(frame[i], 0);
}

/* Another codec, with another clock, in the middle of a call. */
Test(stream, changes_its_codec)
{
    struct call *call = call_begin(HF_CODEC_PCMU, 12);
    call_run(call, 3000);
    for (uint32_t side = 0; side < 2; side++) {
        struct hf_stream_agreed other = call_agreed(call, side, HF_CODEC_PCMA);
        cr_assert_eq(hf_stream_agree(call->sides[side].stream, &other, call->now_us), 0);
    }
    call_run(call, 4000);
    for (uint32_t side = 0; side < 2; side++) {
        struct meter_sound all = call_heard(call, side, 300, 6900);
        cr_assert_leq(meter_gap_ms(&all, side == 0 ? 440 : 1004, -20), 60);
    }
    call_end(call);
    if (hf_codec_get(HF_CODEC_OPUS) == NULL)
        return;
    call = call_begin(HF_CODEC_OPUS, 12);
    call_run(call, 2000);
    for (uint32_t side = 0; side < 2; side++) {
        struct hf_stream_agreed other = call_agreed(call, side, HF_CODEC_PCMU);
        cr_assert_eq(hf_stream_agree(call->sides[side].stream, &other, call->now_us), 0);
        call->sides[side].n_heard = 0;
        cr_assert_eq(call_status(call, side).sample_rate, 8000);
    }
    call_run(call, 3000);
    for (uint32_t side = 0; side < 2; side++) {
        struct meter_sound all = call_heard(call, side, 300, 2900);
        cr_assert_eq(meter_gap_ms(&all, side == 0 ? 440 : 1004, -11.5), 0, "side %u", side);
    }
    call_end(call);
}

Test(stream, tells_how_it_goes)
{
    struct call *call = call_begin(HF_CODEC_PCMU, 32);
    call->sides[0].link = (struct call_link){.delay_us = 30000, .loss_percent = 10};
    call->sides[1].link = (struct call_link){.delay_us = 50000};
    call_run(call, 30000);
    struct hf_stream_status a = call_status(call, 0), b = call_status(call, 1);
    cr_assert_eq(a.sent, 1501);
    cr_assert_eq(a.sent_bytes, 1501 * 160);
    cr_assert_float_eq((double)b.received, 1498, 3);
    cr_assert_float_eq((double)a.lost, 150, 40, "%d", (int)a.lost);
    cr_assert_float_eq((double)(b.sent - a.received) - (double)a.lost, 2, 2); /* on their way */
    cr_assert_eq(b.lost, 0);
    cr_assert_float_eq((double)a.round_trip_us, 80000, 50, "%d", (int)a.round_trip_us);
    cr_assert_float_eq((double)b.round_trip_us, 80000, 50, "%d", (int)b.round_trip_us);
    cr_assert_eq(a.remote_lost, 0);
    cr_assert(b.remote_lost > a.lost * 7 / 10 && b.remote_lost <= a.lost, "%d", (int)b.remote_lost);
    cr_assert_eq(a.concealed_ms, (uint64_t)a.lost * 20);
    cr_assert_eq(a.jitter_us, 0);
    call_end(call);
}

Test(stream, does_not_forget_what_was_lost_when_the_peer_moves)
{
    for (uint32_t i = 1; i < 20; i++) {
        if (i % 5 != 0)
            cr_assert_eq(receive(address(1, 4000), i), HF_TAKEN_SOUND);
    }
    cr_assert_eq(status().lost, 3);
    agreed.remote.port = 4002;
    agree();
    cr_assert_eq(status().lost, 3);
    for (uint32_t i = 100; i < 110; i++)
        cr_assert_eq(receive_his(address(1, 4002), (struct his){i, 77, 0, 0}), HF_TAKEN_SOUND);
    cr_assert_eq(status().lost, 3);
}
