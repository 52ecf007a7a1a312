/* SPDX-License-Identifier: Apache-2.0 */
/* What becomes of each datagram, and that each kind of refusal is counted. */
#include "stream_support.h"

TestSuite(stream_receive, .init = begin_stream, .fini = end_stream);

static const struct hf_target peer = {
    .address = {192, 0, 2, 1}, .port = 4000, .family = HF_FAMILY_IPV4};

Test(stream_receive, takes_what_was_agreed)
{
    cr_assert_eq(receive_his(peer, (struct his){1, 0, 0, 0}), HF_TAKEN_SOUND);
    cr_assert_eq(receive_his(peer, (struct his){2, 0, 8, 0}), HF_TAKEN_SOUND);
    cr_assert_eq(receive_his(peer, (struct his){3, 0, EVENTS, 4}), HF_TAKEN_EVENT);
    cr_assert_eq(heard.key_begun, '0');
    cr_assert_eq(receive_his(peer, (struct his){4, 0, 13, 1}), HF_TAKEN_COMFORT);
    cr_assert_eq(receive_his(peer, (struct his){5, 0, 0, 80}), HF_TAKEN_SOUND);
    cr_assert_eq(heard.key_ended, '0');
    cr_assert_eq(status().received, 5);
    cr_assert_eq(status().lost, 0);
}

static const struct {
    struct his his;
    uint8_t from;
    enum hf_stream_taken taken;
} refused[] = {
    {{2, 0, 3, 0}, 1, HF_DROPPED_PAYLOAD_TYPE},  {{2, 0, 9, 0}, 1, HF_DROPPED_PAYLOAD_TYPE},
    {{2, 0, 96, 0}, 1, HF_DROPPED_PAYLOAD_TYPE}, {{2, 0, 127, 0}, 1, HF_DROPPED_PAYLOAD_TYPE},
    {{2, 0, 0, 1}, 1, HF_DROPPED_SIZE},          {{2, 0, 0, 39}, 1, HF_DROPPED_SIZE},
    {{2, 0, 0, 161}, 1, HF_DROPPED_SIZE},        {{2, 0, 0, 488}, 1, HF_DROPPED_SIZE},
    {{2, 0, 8, 1000}, 1, HF_DROPPED_SIZE},       {{2, 0, EVENTS, 3}, 1, HF_DROPPED_SIZE},
    {{2, 0, EVENTS, 5}, 1, HF_DROPPED_SIZE},     {{2, 0, 0, 0}, 3, HF_DROPPED_SOURCE},
    {{2, OUR_SSRC, 0, 0}, 1, HF_DROPPED_SSRC},   {{2, 77, 0, 0}, 1, HF_DROPPED_SSRC},
    {{1, 0, 0, 0}, 1, HF_DROPPED_DUPLICATE},     {{30000, 0, 0, 0}, 1, HF_DROPPED_STRAY},
};

Test(stream_receive, refuses_what_is_wrong_and_counts_it)
{
    uint32_t counts[HF_TAKEN_COUNT] = {0};
    cr_assert_eq(receive(peer, 1), HF_TAKEN_SOUND);
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        struct hf_target from = address(refused[i].from, 4000);
        cr_assert_eq(receive_his(from, refused[i].his), refused[i].taken, "%zu: %u", i,
                     heard.taken);
        counts[refused[i].taken]++;
        cr_assert_eq(status().taken[refused[i].taken], counts[refused[i].taken]);
        cr_assert_eq(status().received, 1);
    }
    cr_assert_eq(receive(peer, 2), HF_TAKEN_SOUND);
}

Test(stream_receive, says_what_is_wrong_with_bytes_that_are_no_packet)
{
    uint8_t bytes[172] = {0x40};
    cr_assert_eq(receive_bytes(peer, bytes, sizeof bytes), HF_DROPPED_MALFORMED);
    cr_assert_str_eq(heard.error.what, "not version 2 of RTP");
    cr_assert_eq(receive_bytes(peer, bytes, 5), HF_DROPPED_MALFORMED);
    cr_assert_str_eq(heard.error.what, "shorter than an RTP header");
    cr_assert_eq(heard.error.at, 5);
    cr_assert_eq(status().taken[HF_DROPPED_MALFORMED], 2);
}

Test(stream_receive, follows_a_new_ssrc_after_two_packets_in_a_row)
{
    for (uint32_t i = 1; i < 10; i++)
        cr_assert_eq(receive(peer, i), HF_TAKEN_SOUND);
    cr_assert_eq(receive_his(peer, (struct his){500, 77, 0, 0}), HF_DROPPED_SSRC);
    cr_assert_eq(receive(peer, 10), HF_TAKEN_SOUND, "the old one still speaks");
    cr_assert_eq(receive_his(peer, (struct his){501, 77, 0, 0}), HF_DROPPED_SSRC, "no row");
    cr_assert_eq(receive_his(peer, (struct his){502, 77, 0, 0}), HF_TAKEN_SOUND);
    cr_assert_eq(receive_his(peer, (struct his){503, 77, 0, 0}), HF_TAKEN_SOUND);
    cr_assert_eq(receive(peer, 11), HF_DROPPED_SSRC, "and now the old one is strange");
    cr_assert_eq(status().restarts, 1);
    cr_assert_eq(status().lost, 0);
}

Test(stream_receive, follows_a_sender_that_begins_anew)
{
    for (uint32_t i = 1; i < 10; i++)
        cr_assert_eq(receive(peer, i), HF_TAKEN_SOUND);
    cr_assert_eq(receive(peer, 40000), HF_DROPPED_STRAY);
    cr_assert_eq(receive(peer, 40001), HF_TAKEN_SOUND);
    cr_assert_eq(receive(peer, 40002), HF_TAKEN_SOUND);
    cr_assert_eq(status().restarts, 1);
    cr_assert_eq(status().lost, 0);
}

/* Any bytes from anybody at any time: nothing but the agreed sound is played, nothing asserts. */
Test(stream_receive, survives_any_datagrams)
{
    uint64_t seed = 12;
    int16_t frame[160];
    for (uint32_t i = 0; i < 100000; i++) {
        size_t n = chance(&seed) % 200;
        uint8_t *bytes = malloc(n + 1);
        struct hf_stream_received received = {
            address((uint8_t)(1 + chance(&seed) % 3), (uint16_t)(3999 + chance(&seed) % 4)), now,
            chance(&seed) % 4 == 0, bytes, n};
        for (size_t k = 0; k < n; k++)
            bytes[k] = (uint8_t)chance(&seed);
        if (n > 12 && i % 4 != 0) {
            static const uint8_t types[] = {0, 8, EVENTS, 13, 0x80, 0xc8, 0xc9};
            bytes[0] = (uint8_t)(0x80 | (chance(&seed) % 20 == 0 ? bytes[0] & 0x3f : 0));
            bytes[1] = types[chance(&seed) % sizeof types];
            bytes[2] = 0;
            bytes[3] = (uint8_t)(i / 8);
            memset(bytes + 4, 0, 8);
            bytes[6] = (uint8_t)(i / 8 * 160 >> 8);
            bytes[7] = (uint8_t)(i / 8 * 160);
            bytes[11] = (uint8_t)(chance(&seed) % 100 == 0);
        }
        agreed.is_muxed = i / 1000 % 2 == 0;
        if (i % 1000 == 0)
            agree();
        hf_stream_receive(stream, &received, &heard);
        cr_assert_lt(heard.taken, HF_TAKEN_COUNT);
        now += chance(&seed) % 10000;
        hf_stream_play(stream, now, frame);
        free(bytes);
    }
    cr_assert_gt(status().received, 100, "%u", (unsigned)status().received);
    cr_assert_gt(status().taken[HF_DROPPED_MALFORMED], 100);
}

/* A gateway's other source: the timestamps go back, SSRC and sequence numbers go on. */
static uint32_t receive_at(uint32_t sequence, uint32_t timestamp, const char *event)
{
    uint8_t sound[160] = {0}, bytes[200];
    struct hf_rtp p = {.sequence = (uint16_t)sequence,
                       .timestamp = timestamp,
                       .ssrc = HIS_SSRC,
                       .payload_type = event != NULL ? EVENTS : 0,
                       .payload = sound,
                       .n_payload = event != NULL ? from_hex(event, sound) : sizeof sound};
    now += 20 * MS;
    return receive_bytes(address(1, 4000), bytes, (size_t)hf_rtp_print(&p, bytes, sizeof bytes));
}

Test(stream_receive, hears_keys_of_a_sender_whose_timestamps_went_back)
{
    uint32_t sequence = 1;
    for (uint32_t i = 0; i < 5; i++)
        (void)receive_at(sequence++, 9000000 + i * 160, NULL);
    cr_assert_eq(receive_at(sequence++, 9000800, "05 0a 00a0"), HF_TAKEN_EVENT);
    cr_assert_eq(heard.key_begun, '5');
    char ended = '\0';
    for (uint32_t i = 0; i < 5; i++) {
        (void)receive_at(sequence++, 4000 + i * 160, NULL);
        ended = heard.key_ended != '\0' ? heard.key_ended : ended;
    }
    cr_assert_eq(ended, '5', "whose end will never come");
    cr_assert_eq(receive_at(sequence++, 4800, "07 0a 00a0"), HF_TAKEN_EVENT);
    cr_assert_eq(heard.key_begun, '7');
    cr_assert_eq(heard.key_ended, '\0');
    (void)receive_at(sequence++, 4800, "07 8a 0140");
    cr_assert_eq(heard.key_ended, '7');
    cr_assert_eq(heard.key_ms, 40);
}

Test(stream_receive, ends_a_key_whose_sender_becomes_another)
{
    (void)receive_at(1, 800, "05 0a 00a0");
    cr_assert_eq(heard.key_begun, '5');
    (void)receive_his(address(1, 4000), (struct his){100, 77, 0, 0});
    (void)receive_his(address(1, 4000), (struct his){101, 77, 0, 0});
    cr_assert_eq(heard.key_ended, '5');
    cr_assert_eq(heard.key_ms, 20);
}
