/* SPDX-License-Identifier: Apache-2.0 */
/* What is counted of a sender's packets: loss, jitter, cycles, and the round trip, by patterns
 * whose results are known. */
#include "holdfast/media/rtcp.h"

#include "support.h"

#define RATE 8000

static enum hf_reception_result hear(struct hf_reception *r, uint16_t sequence, uint32_t timestamp,
                                     uint64_t at_us)
{
    struct hf_rtp packet = {.sequence = sequence, .timestamp = timestamp};
    return hf_reception_heard(r, &packet, at_us, RATE);
}

/* n packets in order and in time, from sequence number `from`. */
static void hear_row(struct hf_reception *r, uint32_t from, uint32_t n)
{
    for (uint32_t i = from; i < from + n; i++)
        cr_assert_eq(hear(r, (uint16_t)i, i * 160, (uint64_t)i * 20 * MS), HF_RECEPTION_COUNTED);
}

Test(reception, counts_nothing_before_the_first_packet)
{
    struct hf_reception r = {0};
    struct hf_rtcp_report report;
    hf_reception_report(&r, &report);
    cr_assert_eq(report.lost, 0);
    cr_assert_eq(report.fraction, 0);
    cr_assert_eq(report.highest, 0);
}

Test(reception, counts_what_is_missing)
{
    struct hf_reception r = {0};
    struct hf_rtcp_report report;
    for (uint32_t i = 0; i < 100; i++) {
        if (i % 10 != 5)
            hear(&r, (uint16_t)i, i * 160, (uint64_t)i * 20 * MS);
    }
    cr_assert_eq(hf_reception_lost(&r), 10);
    hf_reception_report(&r, &report);
    cr_assert_eq(report.fraction, 256 * 10 / 100);
    cr_assert_eq(report.lost, 10);
    cr_assert_eq(report.highest, 99);
    cr_assert_eq(report.jitter, 0);
    hear_row(&r, 100, 50); /* and none since */
    hf_reception_report(&r, &report);
    cr_assert_eq(report.fraction, 0);
    cr_assert_eq(report.lost, 10);
}

Test(reception, extends_the_sequence_number_over_its_end)
{
    struct hf_reception r = {0};
    hear_row(&r, 65530, 200000);
    cr_assert_eq(hf_reception_highest(&r), 65530 + 200000 - 1);
    cr_assert_eq(hf_reception_lost(&r), 0);
}

Test(reception, counts_duplicates_against_the_loss)
{
    struct hf_reception r = {0};
    struct hf_rtcp_report report;
    hear_row(&r, 10, 5);
    hear_row(&r, 12, 3); /* again */
    cr_assert_eq(hf_reception_lost(&r), -3);
    hf_reception_report(&r, &report);
    cr_assert_eq(report.fraction, 0);
    cr_assert_eq(report.lost, -3);
}

Test(reception, takes_what_comes_late_over_the_end_of_the_numbers)
{
    struct hf_reception r = {0};
    static const uint16_t order[] = {65534, 0, 65535, 2, 1, 3};
    for (size_t i = 0; i < 6; i++)
        cr_assert_eq(hear(&r, order[i], 0, 0), HF_RECEPTION_COUNTED);
    cr_assert_eq(hf_reception_highest(&r), 65536 + 3);
    cr_assert_eq(hf_reception_lost(&r), 0);
}

Test(reception, does_not_count_a_stray_but_believes_two_in_a_row)
{
    struct hf_reception r = {0};
    hear_row(&r, 0, 10);
    cr_assert_eq(hear(&r, 30000, 1600, 0), HF_RECEPTION_STRAY);
    hear_row(&r, 10, 10);
    cr_assert_eq(hf_reception_lost(&r), 0);
    cr_assert_eq(hear(&r, 40000, 1600, 0), HF_RECEPTION_STRAY);
    cr_assert_eq(hear(&r, 40002, 1600, 0), HF_RECEPTION_STRAY);
    cr_assert_eq(hear(&r, 40003, 1600, 0), HF_RECEPTION_RESTARTED);
    cr_assert_eq(hf_reception_highest(&r), 40003);
    cr_assert_eq(hf_reception_lost(&r), 0);
}

/* A.1's limits, from both sides. */
Test(reception, knows_a_gap_from_a_jump)
{
    struct hf_reception r = {0};
    hear_row(&r, 5000, 1);
    cr_assert_eq(hear(&r, 5000 + HF_RECEPTION_DROPOUT_MAX - 1, 0, 0), HF_RECEPTION_COUNTED);
    r = (struct hf_reception){0};
    hear_row(&r, 5000, 1);
    cr_assert_eq(hear(&r, 5000 + HF_RECEPTION_DROPOUT_MAX, 0, 0), HF_RECEPTION_STRAY);
    r = (struct hf_reception){0};
    hear_row(&r, 5000, 1);
    cr_assert_eq(hear(&r, 5000 - HF_RECEPTION_MISORDER_MAX + 1, 0, 0), HF_RECEPTION_COUNTED);
    cr_assert_eq(hear(&r, 5000 - HF_RECEPTION_MISORDER_MAX, 0, 0), HF_RECEPTION_STRAY);
}

/* A.8 by hand: D is 5 ms, 40 units, each time; J += (D - J) / 16, in sixteenths, rounded. */
Test(reception, measures_jitter_as_the_standard_does)
{
    struct hf_reception r = {0};
    uint32_t by_hand = 0;
    for (uint32_t i = 0; i < 50; i++) {
        hear(&r, (uint16_t)i, i * 160, ((uint64_t)i * 20 + i % 2 * 5) * MS);
        if (i > 0)
            by_hand += 40 - ((by_hand + 8) >> 4);
        cr_assert_eq(hf_reception_jitter(&r), by_hand >> 4, "%u", i);
    }
    cr_assert_eq(hf_reception_jitter(&r), 38); /* of 40, from which it is not far any more */
}

Test(reception, measures_no_jitter_where_all_are_equally_late)
{
    struct hf_reception r = {0};
    for (uint32_t i = 0; i < 1000; i++) /* over the end of timestamps */
        hear(&r, (uint16_t)i, 0xffffff00u + i * 160, 777 + (uint64_t)i * 20 * MS);
    cr_assert_eq(hf_reception_jitter(&r), 0);
}

Test(reception, ignores_the_times_of_events)
{
    struct hf_reception r = {0};
    hear_row(&r, 0, 2);
    for (uint16_t i = 2; i < 20; i++) {
        struct hf_rtp packet = {.sequence = i, .timestamp = 320};
        hf_reception_heard(&r, &packet, (uint64_t)i * 20 * MS, 0);
    }
    hear_row(&r, 20, 2);
    cr_assert_eq(hf_reception_jitter(&r), 0);
    cr_assert_eq(hf_reception_lost(&r), 0);
}

Test(reception, keeps_jitter_a_number_whatever_timestamps_say)
{
    struct hf_reception r = {0};
    uint64_t seed = 3;
    for (uint32_t i = 0; i < 10000; i++) {
        hear(&r, (uint16_t)i, chance(&seed) << 1, (uint64_t)i * 20 * MS);
        cr_assert_leq(hf_reception_jitter(&r), 0x07ffffffu);
    }
}

/* RFC 3550 6.4.1, figure 2: 6.125 s. */
Test(reception, finds_the_round_trip_of_the_standards_example)
{
    struct hf_rtcp_report report = {.last_sr = 0xb7052000, .delay = 0x00054000};
    cr_assert_eq(hf_rtcp_round_trip_us(&report, 0xb7108000), 6125000);
}

Test(reception, finds_no_round_trip_in_nonsense)
{
    struct hf_rtcp_report report = {.last_sr = 0, .delay = 0};
    cr_assert_eq(hf_rtcp_round_trip_us(&report, 1000), -1);
    report = (struct hf_rtcp_report){.last_sr = 500, .delay = 501};
    cr_assert_eq(hf_rtcp_round_trip_us(&report, 1000), -1);
    report.delay = 500;
    cr_assert_eq(hf_rtcp_round_trip_us(&report, 1000), 0);
    report.last_sr = 2000; /* from the future */
    cr_assert_eq(hf_rtcp_round_trip_us(&report, 1000), -1);
}

Test(reception, writes_ntp_times)
{
    cr_assert_eq(hf_ntp_from_us(0), 0);
    cr_assert_eq(hf_ntp_from_us(1500000), 0x0000000180000000u);
    cr_assert_eq(hf_ntp_middle(0x123456789abcdef0u), 0x56789abcu);
    cr_assert_eq(hf_ntp_from_us(((uint64_t)UINT32_MAX + 2) * 1000000), (uint64_t)1 << 32);
}

/* A sender that begins anew, or whose timestamps leave out a hold, was not late by hours: what the
 * user is told of jitter stays true. */
Test(reception, takes_a_jump_of_the_timestamps_for_no_jitter)
{
    struct hf_reception r = {0};
    hear_row(&r, 0, 10);
    for (uint16_t i = 10; i < 20; i++)
        hear(&r, i, 0x40000000u + i * 160, (uint64_t)i * 20 * MS);
    cr_assert_eq(hf_reception_jitter(&r), 0);
    for (uint16_t i = 20; i < 30; i++) /* the longest change that is one: a second */
        hear(&r, i, 0x40000000u + i * 160, ((uint64_t)i * 20 + 1000) * MS);
    cr_assert_gt(hf_reception_jitter(&r), 0);
}
