/* SPDX-License-Identifier: Apache-2.0 */
/* RTCP of a call: when it is sent, where to, and whose is believed. */
#include "holdfast/media/rtcp.h"
#include "stream_support.h"

TestSuite(stream_control, .init = begin_stream, .fini = end_stream);

static struct hf_stream_datagram datagram;
static struct hf_rtcp rtcp;

static void wake(void)
{
    now = hf_stream_deadline(stream);
    cr_assert(hf_stream_wake(stream, now, &datagram));
    cr_assert(datagram.is_control);
    cr_assert_eq(hf_rtcp_parse(&rtcp, datagram.bytes, datagram.n_bytes, NULL), 0);
    cr_assert_eq(rtcp.ssrc, OUR_SSRC);
    cr_assert_eq(rtcp.n_cname, 7);
    cr_assert_arr_eq(rtcp.cname, "us@test", 7);
}

/* 0.5 to 1.5 of 5 s, the first one of 2.5 s; 5 s in the mean. */
Test(stream_control, reports_each_five_seconds_or_so)
{
    uint64_t first = hf_stream_deadline(stream) - now, begin, last;
    cr_assert(first >= 1250 * MS && first <= 3750 * MS, "%u", (unsigned)first);
    cr_assert_not(hf_stream_wake(stream, now, &datagram));
    wake();
    begin = last = now;
    uint64_t least = UINT64_MAX, most = 0;
    for (uint32_t i = 0; i < 1000; i++) {
        wake();
        uint64_t interval = now - last;
        least = interval < least ? interval : least;
        most = interval > most ? interval : most;
        last = now;
    }
    cr_assert(least >= 2500 * MS && least < 2600 * MS, "%u", (unsigned)least);
    cr_assert(most <= 7500 * MS && most > 7400 * MS, "%u", (unsigned)most);
    cr_assert_float_eq((double)(now - begin) / 1000, 5000.0 * MS, 100.0 * MS);
}

Test(stream_control, says_what_was_sent_and_received)
{
    struct hf_rtp packet;
    wake();
    cr_assert_not(rtcp.is_sender);
    cr_assert_eq(rtcp.n_reports, 0);
    for (uint32_t i = 0; i < 10; i++)
        cr_assert(capture(&datagram, &packet));
    for (uint32_t i = 0; i < 10; i++) {
        if (i != 5)
            cr_assert_eq(receive(address(1, 4000), 100 + i), HF_TAKEN_SOUND);
    }
    wake();
    cr_assert(rtcp.is_sender);
    cr_assert_eq(rtcp.packets, 10);
    cr_assert_eq(rtcp.bytes, 1600);
    cr_assert_eq(rtcp.n_reports, 1);
    cr_assert_eq(rtcp.reports[0].ssrc, HIS_SSRC);
    cr_assert_eq(rtcp.reports[0].lost, 1);
    cr_assert_eq(rtcp.reports[0].fraction, 25);
    cr_assert_eq(rtcp.reports[0].highest, 109);
    cr_assert_eq(rtcp.reports[0].last_sr, 0);
    wake();
    cr_assert_not(rtcp.is_sender, "nothing was sent since");
    cr_assert_eq(rtcp.reports[0].fraction, 0);
}

static uint32_t hear(struct hf_target from, const struct hf_rtcp *said)
{
    uint8_t bytes[256];
    struct hf_stream_received received = {from, now, true, bytes, 0};
    received.n_bytes = (size_t)hf_rtcp_print(said, bytes, sizeof bytes);
    hf_stream_receive(stream, &received, &heard);
    return heard.taken;
}

static struct hf_rtcp his(uint32_t ssrc)
{
    struct hf_rtcp said = {.ssrc = ssrc,
                           .is_sender = true,
                           .ntp = 0x1234567800000000u,
                           .cname = "x",
                           .n_cname = 1,
                           .n_reports = 1};
    said.reports[0] = (struct hf_rtcp_report){.ssrc = OUR_SSRC, .lost = 5, .jitter = 80};
    return said;
}

Test(stream_control, finds_the_round_trip_and_what_the_peer_misses)
{
    struct hf_rtcp said = his(HIS_SSRC);
    (void)receive(address(1, 4000), 1);
    wake();
    said.reports[0].last_sr = 0;
    cr_assert_eq(hear(address(1, 4001), &said), HF_TAKEN_CONTROL);
    cr_assert_eq(status().round_trip_us, -1);
    cr_assert_eq(status().remote_lost, 5);
    cr_assert_eq(status().remote_jitter_us, 10000);
    said.reports[0].last_sr = hf_ntp_middle(rtcp.ntp);
    said.reports[0].last_sr = said.reports[0].last_sr != 0
                                  ? said.reports[0].last_sr
                                  : hf_ntp_middle(hf_ntp_from_us(now - 5000000));
    said.reports[0].delay = 65536 / 2;
    now += 620 * MS;
    cr_assert_eq(hear(address(1, 4001), &said), HF_TAKEN_CONTROL);
    cr_assert_float_eq((double)status().round_trip_us, 120000, 40, "%d",
                       (int)status().round_trip_us);
    now += 1000 * MS; /* and ours answers his SR */
    uint64_t sr_came = now - 1000 * MS;
    wake();
    cr_assert_eq(rtcp.reports[0].last_sr, 0x56780000u);
    cr_assert_float_eq(rtcp.reports[0].delay / 65536.0, (double)(now - sr_came) / 1e6, 0.001);
}

Test(stream_control, believes_only_the_peer)
{
    struct hf_rtcp said = his(HIS_SSRC), other = his(77);
    (void)receive(address(1, 4000), 1);
    said.is_bye = other.is_bye = true;
    cr_assert_eq(hear(address(3, 4001), &said), HF_DROPPED_SOURCE);
    cr_assert_not(heard.is_bye);
    cr_assert_eq(hear(address(1, 4001), &other), HF_DROPPED_SOURCE, "another SSRC");
    cr_assert_eq(status().remote_lost, -1);
    cr_assert_eq(hear(address(1, 4001), &said), HF_TAKEN_CONTROL);
    cr_assert(heard.is_bye);
    uint8_t bytes[4] = {0x80, 0xcb, 0, 0};
    struct hf_stream_received received = {address(1, 4001), now, true, bytes, 4};
    hf_stream_receive(stream, &received, &heard);
    cr_assert_eq(heard.taken, HF_DROPPED_MALFORMED);
    cr_assert_str_eq(heard.error.what, "does not begin with SR or RR");
}

Test(stream_control, goes_to_the_port_above_or_where_sdp_says)
{
    wake();
    cr_assert_eq(datagram.to.port, 4001);
    agreed.remote = address(1, 4100);
    agreed.remote_control = address(1, 4444);
    agree();
    wake();
    cr_assert_eq(datagram.to.port, 4444);
    agreed.remote = address(1, 4200);
    agreed.is_muxed = true;
    agree();
    wake();
    cr_assert_eq(datagram.to.port, 4200);
}

Test(stream_control, follows_the_peer_like_sound_does)
{
    struct hf_rtcp said = his(HIS_SSRC);
    for (uint32_t i = 1; i <= HF_STREAM_LATCH; i++)
        (void)receive(address(1, 61000), i);
    wake();
    cr_assert_eq(datagram.to.port, 61001);
    cr_assert_eq(hear(address(1, 62000), &said), HF_TAKEN_CONTROL);
    wake();
    cr_assert_eq(datagram.to.port, 62000, "where his reports come from");
}

Test(stream_control, comes_over_the_port_of_sound_where_that_was_agreed)
{
    struct hf_rtcp said = his(HIS_SSRC);
    uint8_t bytes[256];
    size_t n = (size_t)hf_rtcp_print(&said, bytes, sizeof bytes);
    (void)receive(address(1, 4000), 1);
    cr_assert_eq(receive_bytes(address(1, 4000), bytes, n), HF_DROPPED_PAYLOAD_TYPE);
    agreed.is_muxed = true;
    agreed.remote.port = 4002;
    agree();
    (void)receive(address(1, 4002), 1);
    cr_assert_eq(receive_bytes(address(1, 4002), bytes, n), HF_TAKEN_CONTROL);
}

Test(stream_control, says_goodbye_and_goes_on_in_hold)
{
    cr_assert(hf_stream_bye(stream, now, &datagram));
    cr_assert_eq(hf_rtcp_parse(&rtcp, datagram.bytes, datagram.n_bytes, NULL), 0);
    cr_assert(rtcp.is_bye);
    agreed.sends = agreed.receives = false;
    agree();
    wake();
    cr_assert_not(rtcp.is_bye);
    agreed.remote.family = HF_FAMILY_NONE;
    agree();
    cr_assert_not(hf_stream_bye(stream, now, &datagram), "nobody is there");
}
