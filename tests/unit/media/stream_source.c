/* SPDX-License-Identifier: Apache-2.0 */
/* Whose packets are taken and where ours go: the rule of stream.h, sentence by sentence. The peer's
 * SDP says 192.0.2.1:4000, his signalling comes from 192.0.2.9. */
#include "stream_support.h"

TestSuite(stream_source, .init = begin_stream, .fini = end_stream);

/* n packets from there, of one SSRC; what became of the last one. */
static uint32_t row(struct hf_target from, uint32_t sequence, uint32_t n, uint32_t ssrc)
{
    for (uint32_t i = 0; i < n; i++)
        (void)receive_his(from, (struct his){sequence + i, ssrc, 0, 0});
    return heard.taken;
}

Test(stream_source, sends_where_sdp_says_and_takes_what_comes_from_there)
{
    cr_assert_eq(destination(), 4000);
    cr_assert_eq(receive(address(1, 4000), 1), HF_TAKEN_SOUND);
    cr_assert_eq(destination(), 4000);
    cr_assert_not(status().is_latched);
}

Test(stream_source, follows_a_peer_behind_a_nat_after_five_packets_in_a_row)
{
    for (uint32_t i = 1; i < HF_STREAM_LATCH; i++) {
        cr_assert_eq(receive(address(1, 61000), i), HF_DROPPED_SOURCE, "%u", i);
        cr_assert_eq(destination(), 4000);
    }
    cr_assert_eq(receive(address(1, 61000), HF_STREAM_LATCH), HF_TAKEN_SOUND);
    cr_assert(heard.is_latched);
    cr_assert(status().is_latched);
    cr_assert_eq(destination(), 61000);
    cr_assert_eq(receive(address(1, 61000), HF_STREAM_LATCH + 1), HF_TAKEN_SOUND);
    cr_assert_not(heard.is_latched);
}

Test(stream_source, follows_a_peer_whose_signalling_comes_from_there)
{
    cr_assert_eq(row(address(9, 61000), 1, HF_STREAM_LATCH, 0), HF_TAKEN_SOUND);
    cr_assert_eq(destination(), 61000);
}

Test(stream_source, never_follows_a_stranger)
{
    cr_assert_eq(row(address(3, 4000), 1, 1000, 0), HF_DROPPED_SOURCE);
    cr_assert_eq(destination(), 4000);
    struct hf_target six = {.address = {192, 0, 2, 1}, .port = 4000, .family = HF_FAMILY_IPV6};
    cr_assert_eq(row(six, 1, 100, 0), HF_DROPPED_SOURCE);
    cr_assert_eq(status().received, 0);
    cr_assert_eq(status().taken[HF_DROPPED_SOURCE], 1100);
}

Test(stream_source, wants_a_row_without_a_gap_of_one_ssrc_and_one_port)
{
    for (uint32_t i = 0; i < 40; i++) /* a gap in each row of four */
        cr_assert_eq(receive(address(1, 61000), i + i / 4), HF_DROPPED_SOURCE);
    for (uint32_t i = 0; i < 40; i++) /* two SSRCs */
        cr_assert_eq(receive_his(address(1, 61000), (struct his){i, 5 + i % 2, 0, 0}),
                     HF_DROPPED_SOURCE);
    for (uint32_t i = 0; i < 40; i++) /* two ports */
        cr_assert_eq(receive(address(1, (uint16_t)(61000 + i % 2)), i), HF_DROPPED_SOURCE);
    for (uint32_t i = 0; i < 40; i++) /* a type that was not agreed */
        (void)receive_his(address(1, 61000), (struct his){i, 0, 18, 0});
    cr_assert_eq(destination(), 4000);
}

Test(stream_source, is_not_taken_from_a_peer_that_still_sends)
{
    for (uint32_t i = 1; i < 100; i++) {
        cr_assert_eq(receive(address(1, 4000), i), HF_TAKEN_SOUND);
        for (uint32_t k = 0; k < 4; k++) { /* even from one that knows his SSRC */
            cr_assert_eq(receive(address(1, 61000), i * 4 + k), HF_DROPPED_SOURCE);
            now -= 20 * MS;
        }
    }
    cr_assert_eq(destination(), 4000);
}

/* Whoever merely knows the port: in a pause of the peer, from his own address. */
Test(stream_source, is_not_given_in_a_pause_to_who_merely_knows_the_port)
{
    cr_assert_eq(row(address(1, 4000), 1, 10, 0), HF_TAKEN_SOUND);
    cr_assert_eq(status().silent_ms, 0);
    now += 10000 * MS;
    cr_assert_eq(status().silent_ms, 10000);
    cr_assert_eq(row(address(1, 61000), 1, 1000, 4711), HF_DROPPED_SOURCE);
    cr_assert_eq(destination(), 4000);
    cr_assert_eq(status().received, 10);
}

/* A NAT that forgot, and gave the peer another port: he goes on with his SSRC. */
Test(stream_source, follows_a_peer_whose_port_changes_in_the_call)
{
    cr_assert_eq(row(address(1, 4000), 1, 10, 0), HF_TAKEN_SOUND);
    cr_assert_eq(row(address(1, 61000), 11, HF_STREAM_LATCH, 0), HF_TAKEN_SOUND);
    cr_assert_eq(destination(), 61000);
    cr_assert_eq(row(address(1, 62000), 16, HF_STREAM_LATCH, 0), HF_TAKEN_SOUND);
    cr_assert_eq(destination(), 62000);
    cr_assert_eq(status().restarts, 0);
}

/* Another call's packets, late, from the same gateway: the right ones get the call back. */
Test(stream_source, gives_the_call_back_to_the_address_of_sdp)
{
    cr_assert_eq(row(address(1, 61000), 1, 20, 4711), HF_TAKEN_SOUND);
    cr_assert_eq(destination(), 61000);
    for (uint32_t i = 1; i < HF_STREAM_LATCH; i++) { /* though the other goes on */
        cr_assert_eq(receive(address(1, 4000), i), HF_DROPPED_SOURCE);
        cr_assert_eq(receive_his(address(1, 61000), (struct his){20 + i, 4711, 0, 0}),
                     HF_TAKEN_SOUND);
    }
    cr_assert_eq(receive(address(1, 4000), HF_STREAM_LATCH), HF_TAKEN_SOUND);
    cr_assert_eq(destination(), 4000);
    cr_assert_not(status().is_latched);
    cr_assert_eq(row(address(1, 61000), 40, 100, 4711), HF_DROPPED_SOURCE);
}

Test(stream_source, does_not_follow_anybody_in_hold_without_an_address)
{
    memset(agreed.remote.address, 0, sizeof agreed.remote.address); /* c=0.0.0.0 */
    agree();
    cr_assert_eq(row(address(9, 61000), 1, 100, 0), HF_DROPPED_SOURCE);
    cr_assert_eq(destination(), 0);
}

Test(stream_source, forgets_who_it_followed_when_another_address_is_agreed)
{
    cr_assert_eq(row(address(1, 61000), 1, HF_STREAM_LATCH, 0), HF_TAKEN_SOUND);
    agree();
    cr_assert_eq(destination(), 61000, "the same agreement changes nothing");
    agreed.remote.port = 4002;
    agree();
    cr_assert_eq(destination(), 4002);
}
