/* SPDX-License-Identifier: Apache-2.0 */
/* The jitter buffer, in virtual time: what is played when, by patterns of arrival whose results are
 * known to the sample. */
#include "holdfast/media/jitter.h"

#include "support.h"

#define RATE  8000
#define TICKS 160
#define BASE  70000u /* sequence number and timestamp begin near an end: both wrap in each test */

static struct hf_jitter jitter;
static uint64_t start_us;

static void begin(uint16_t min_ms, uint16_t max_ms, uint16_t initial_ms)
{
    struct hf_jitter_setup setup = {RATE, min_ms, max_ms, initial_ms, 0};
    start_us = 123456789;
    hf_jitter_init(&jitter, &setup);
}

static void setup(void)
{
    begin(10, 200, 40);
}

TestSuite(jitter, .init = setup);

static uint64_t at(uint32_t ms)
{
    return start_us + (uint64_t)ms * MS;
}

/* Packet `number` of a sender who sends one each 20 ms. */
static struct hf_jitter_packet packet(uint32_t number)
{
    static uint8_t payload[4];
    payload[0] = (uint8_t)(number >> 8);
    payload[1] = (uint8_t)number;
    return (struct hf_jitter_packet){.sequence = (uint16_t)(BASE + number),
                                     .timestamp = (uint32_t)0 - 3200 + number * TICKS,
                                     .ticks = TICKS,
                                     .payload = {payload, sizeof payload},
                                     .tag = number};
}

static enum hf_jitter_put put(uint32_t number, uint32_t ms)
{
    struct hf_jitter_packet p = packet(number);
    return hf_jitter_put(&jitter, &p, at(ms));
}

static struct hf_jitter_piece piece;

/* What is to be played at a time: a packet's number, or a word and its length in units. */
static const char *get(uint32_t ms)
{
    static const char *const words[] = {"idle", "", "lost", "empty", "pause"};
    static char text[32];
    struct hf_jitter_asked asked = {at(ms), TICKS, 0};
    hf_jitter_get(&jitter, &asked, &piece);
    cr_assert_neq(piece.ticks, 0);
    if (piece.kind == HF_JITTER_PACKET) {
        cr_assert_eq(piece.payload.n_bytes, 4);
        cr_assert_eq(piece.payload.bytes[0] << 8 | piece.payload.bytes[1], piece.tag & 0xffff);
        snprintf(text, sizeof text, "%u", piece.tag);
    } else if (piece.kind == HF_JITTER_IDLE || piece.ticks == TICKS) {
        snprintf(text, sizeof text, "%s", words[piece.kind]);
    } else {
        snprintf(text, sizeof text, "%s %u", words[piece.kind], piece.ticks);
    }
    return text;
}

/* What is played from ms on, a piece each 20 ms, a word each. */
static void expect(uint32_t ms, const char *words)
{
    char all[512] = "";
    size_t n = 1;
    for (const char *p = words; *p != '\0'; p++)
        n += *p == ',';
    for (size_t i = 0; i < n; i++, ms += 20) {
        if (i != 0)
            strcat(all, ",");
        strcat(all, get(ms));
    }
    cr_assert_str_eq(all, words, "%s", all);
}

/* Packets from..to in time, each played 50 ms after it came. */
static void run(uint32_t from, uint32_t to)
{
    for (uint32_t i = from; i <= to; i++) {
        cr_assert_eq(put(i, i * 20), HF_PUT_TAKEN, "%u", i);
        (void)get(i * 20 + 10);
    }
}

Test(jitter, is_idle_before_the_first_packet)
{
    expect(0, "idle,idle");
    cr_assert_eq(hf_jitter_delay_ms(&jitter, at(50)), 0);
    cr_assert_eq(hf_jitter_target_ms(&jitter), 40);
}

Test(jitter, begins_when_the_first_packet_has_waited_long_enough)
{
    put(0, 0);
    put(1, 20);
    put(2, 40);
    expect(0, "idle,idle,0,1,2,empty");
    setup();
    put(0, 0);
    put(1, 20);
    cr_assert_str_eq(get(39), "idle");
    cr_assert_str_eq(get(40), "0");
    cr_assert_eq(hf_jitter_delay_ms(&jitter, at(60)), 40);
}

Test(jitter, puts_packets_into_order)
{
    static const uint32_t order[] = {0, 2, 1, 4, 3, 5, 6};
    for (uint32_t i = 0; i < 7; i++)
        cr_assert_eq(put(order[i], i * 20), HF_PUT_TAKEN);
    expect(50, "0,1,2,3,4,5,6");
    cr_assert_eq(jitter.counts.reordered, 2);
    cr_assert_eq(jitter.counts.lost_us, 0);
}

Test(jitter, drops_what_came_before)
{
    run(0, 10);
    cr_assert_eq(put(10, 201), HF_PUT_DUPLICATE);
    cr_assert_eq(put(3, 202), HF_PUT_DUPLICATE, "played already, and known");
    cr_assert_eq(jitter.counts.duplicates, 2);
    cr_assert_eq(jitter.counts.late, 0);
    for (uint32_t i = 11; i < 200; i++)
        run(i, i);
    cr_assert_eq(put(3, 4001), HF_PUT_STRAY, "too old for a packet of this stream");
}

Test(jitter, conceals_what_is_lost_and_counts_it)
{
    run(0, 9);
    put(11, 220);
    cr_assert_str_eq(get(210), "8");
    put(12, 240);
    expect(230, "9,lost,11,12");
    cr_assert_eq(jitter.counts.lost_us, 20 * MS);
    put(15, 300);
    put(16, 320);
    expect(310, "lost,lost,15,16");
    cr_assert_eq(jitter.counts.lost_us, 60 * MS);
    cr_assert_eq(jitter.counts.waited_us + jitter.counts.paused_us, 0);
}

Test(jitter, gives_the_packet_behind_a_loss_that_may_hold_a_copy)
{
    run(0, 9);
    put(12, 240);
    expect(210, "8,9,lost");
    cr_assert_null(piece.payload.bytes, "12 knows nothing of 10");
    cr_assert_str_eq(get(270), "lost");
    cr_assert_eq(piece.payload.n_bytes, 4);
    cr_assert_eq(piece.tag, 12);
}

Test(jitter, drops_what_comes_when_its_place_was_played)
{
    run(0, 9);
    put(11, 220);
    expect(210, "8,9,lost,11");
    cr_assert_eq(put(10, 280), HF_PUT_LATE);
    cr_assert_eq(jitter.counts.late, 1);
}

/* Nothing is at hand, then the very next packet comes: nothing is lost but time. */
Test(jitter, waits_for_a_packet_that_is_late)
{
    run(0, 9);
    expect(210, "8,9,empty,empty");
    put(10, 285);
    put(11, 285);
    put(12, 285);
    expect(290, "10,11,12");
    cr_assert_eq(jitter.counts.waited_us, 40 * MS);
    cr_assert_eq(jitter.counts.lost_us, 0);
    cr_assert_eq(hf_jitter_delay_ms(&jitter, at(350)), 350 - 13 * 20);
}

/* Nothing is at hand, and it is a later packet that comes: what was concealed was the loss. */
Test(jitter, knows_a_loss_at_the_edge_from_a_late_packet)
{
    run(0, 9);
    expect(210, "8,9,empty");
    put(11, 265);
    expect(270, "11");
    cr_assert_eq(jitter.counts.waited_us, 0);
    cr_assert_eq(jitter.counts.lost_us, 20 * MS);
}

/* A sender that suppresses silence: sequence numbers go on, timestamps jump. */
Test(jitter, knows_a_pause_from_a_loss)
{
    run(0, 9);
    expect(210, "8,9,empty,empty");
    struct hf_jitter_packet p = packet(25);
    p.sequence = (uint16_t)(BASE + 10);
    cr_assert_eq(hf_jitter_put(&jitter, &p, at(500)), HF_PUT_TAKEN);
    for (uint32_t ms = 290; ms < 550; ms += 20)
        (void)get(ms);
    cr_assert_eq(jitter.counts.lost_us, 0);
    cr_assert_eq(jitter.counts.waited_us, 0);
    cr_assert_eq(jitter.counts.paused_us, 300 * MS, "%u", (unsigned)jitter.counts.paused_us);
}

/* Packet `number` of a sender who was silent since `last`: when it is played, in ms behind when it
 * came. */
static uint32_t delay_after_pause(uint32_t last, uint32_t number)
{
    struct hf_jitter_packet p = packet(number);
    uint32_t ms = (last + 1) * 20 + 10;
    p.sequence = (uint16_t)(BASE + last + 1);
    for (; ms < number * 20; ms += 20)
        (void)get(ms);
    cr_assert_eq(hf_jitter_put(&jitter, &p, at(number * 20)), HF_PUT_TAKEN);
    while (get(ms), piece.kind != HF_JITTER_PACKET || piece.tag != number)
        ms += 20;
    return ms - number * 20;
}

Test(jitter, goes_to_its_target_in_a_pause)
{
    run(0, 19);
    cr_assert_eq(hf_jitter_delay_ms(&jitter, at(410)), 50);
    cr_assert_eq(hf_jitter_target_ms(&jitter), 10);
    cr_assert_eq(delay_after_pause(19, 26), 30);
    begin(10, 200, 10);
    for (uint32_t i = 0; i < 48; i++) { /* each 16th is overtaken by three others */
        if (i % 16 != 5)
            put(i, i * 20);
        if (i % 16 == 8)
            (void)put(i - 3, i * 20 + 9);
        (void)get(i * 20 + 10);
    }
    cr_assert_eq(hf_jitter_target_ms(&jitter), 69);
    cr_assert_eq(delay_after_pause(47, 60), 70);
}

/* One packet of thirty was lost at the edge of a pause: that does not make a loss of it all. */
Test(jitter, knows_a_pause_with_a_loss_in_it)
{
    run(0, 9);
    struct hf_jitter_packet p = packet(40);
    p.sequence = (uint16_t)(BASE + 11);
    for (uint32_t ms = 210; ms < 790; ms += 20)
        (void)get(ms);
    cr_assert_eq(hf_jitter_put(&jitter, &p, at(800)), HF_PUT_TAKEN);
    for (uint32_t ms = 790; ms < 900; ms += 20)
        (void)get(ms);
    cr_assert_eq(jitter.counts.played, 11);
    cr_assert_leq(jitter.counts.lost_us, 40 * MS);
    cr_assert_eq(jitter.counts.lost_us + jitter.counts.paused_us, 600 * MS);
}

Test(jitter, takes_the_numbers_of_events_for_no_loss)
{
    run(0, 9);
    for (uint32_t i = 10; i < 15; i++) {
        struct hf_jitter_packet p = packet(i);
        p.ticks = 0;
        p.payload.n_bytes = 0;
        p.timestamp = packet(10).timestamp;
        cr_assert_eq(hf_jitter_put(&jitter, &p, at(i * 20)), HF_PUT_TAKEN);
    }
    put(15, 300);
    put(16, 320);
    for (uint32_t ms = 210; ms < 350; ms += 20)
        (void)get(ms);
    cr_assert_str_eq(get(350), "15");
    cr_assert_eq(jitter.counts.lost_us, 0);
    cr_assert_eq(jitter.counts.paused_us, 100 * MS);
}

Test(jitter, begins_anew_after_a_second_without_packets)
{
    run(0, 9);
    for (uint32_t ms = 210; ms < 1300; ms += 20)
        (void)get(ms);
    cr_assert_str_eq(get(1300), "idle");
    put(70, 1400);
    put(71, 1420);
    expect(1410, "idle,idle,70,71");
}

Test(jitter, drops_a_stray_and_follows_two_in_a_row)
{
    run(0, 9);
    cr_assert_eq(put(5000, 200), HF_PUT_STRAY);
    cr_assert_eq(put(10, 201), HF_PUT_TAKEN);
    cr_assert_eq(put(5001, 202), HF_PUT_STRAY, "the one before was forgotten");
    cr_assert_eq(put(5002, 203), HF_PUT_RESTARTED);
    cr_assert_eq(jitter.counts.restarts, 1);
    cr_assert_eq(jitter.counts.strays, 2);
    cr_assert_eq(put(5003, 223), HF_PUT_TAKEN);
    expect(223, "idle,5002,5003");
}

/* The sender's clock jumps: by an hour, back, and by half of all timestamps. */
Test(jitter, follows_a_jump_of_the_timestamps)
{
    static const uint32_t jumps[] = {28800000, (uint32_t)0 - 28800000, 0x80000000u, 16000};
    for (uint32_t k = 0; k < 4; k++) {
        setup();
        run(0, 9);
        for (uint32_t i = 10; i < 20; i++) {
            struct hf_jitter_packet p = packet(i);
            p.timestamp += jumps[k];
            enum hf_jitter_put result = hf_jitter_put(&jitter, &p, at(i * 20));
            cr_assert_eq(result,
                         i == 10   ? HF_PUT_STRAY
                         : i == 11 ? HF_PUT_RESTARTED
                                   : HF_PUT_TAKEN,
                         "jump %u, packet %u: %u", k, i, result);
            (void)get(i * 20 + 10);
        }
        cr_assert_str_eq(get(410), "18", "jump %u", k);
    }
}

Test(jitter, keeps_as_many_packets_as_it_may_and_the_newest)
{
    begin(10, 900, 900);
    for (uint32_t i = 0; i < 40; i++)
        put(i, i * 20);
    cr_assert_eq(jitter.counts.discarded, 40 - HF_JITTER_PACKETS);
    expect(1060, "8,9,10");
}

/* A network that stood still, and gives everything at once: the delay is not kept. */
Test(jitter, catches_up_after_a_burst)
{
    run(0, 20);
    for (uint32_t ms = 430; ms < 930; ms += 20)
        (void)get(ms);
    for (uint32_t i = 21; i < 46; i++)
        put(i, 925);
    (void)get(930);
    cr_assert_leq(hf_jitter_delay_ms(&jitter, at(930)), 200, "%u",
                  hf_jitter_delay_ms(&jitter, at(930)));
    cr_assert_gt(jitter.counts.discarded, 0);
}

/* ---- the target ---- */

/* 300 packets, each later by delay_of(i) ms. */
static void arrive(uint32_t (*delay_of)(uint32_t))
{
    for (uint32_t i = 0; i < 300; i++)
        put(i, 1000 + i * 20 + delay_of(i));
}

static uint32_t none(uint32_t i)
{
    (void)i;
    return 0;
}

static uint32_t each_50th_by_80(uint32_t i) /* 2 %: more than one in 64 */
{
    return i % 50 == 0 ? 80 : 0;
}

static uint32_t each_100th_by_80(uint32_t i) /* 1 %: fewer */
{
    return i % 100 == 0 ? 80 : 0;
}

static uint32_t ramp(uint32_t i)
{
    return i * 7 % 60; /* 0 to 59 */
}

static uint32_t spread(uint32_t i)
{
    return i % 2 * 900;
}

Test(jitter, aims_at_what_all_but_one_in_64_need)
{
    static const struct {
        uint32_t (*delay_of)(uint32_t);
        uint32_t target_ms;
    } cases[] = {
        {none, 10}, {each_50th_by_80, 80}, {each_100th_by_80, 10}, {ramp, 58}, {spread, 200}};
    for (size_t i = 0; i < 5; i++) {
        setup();
        arrive(cases[i].delay_of);
        cr_assert_eq(hf_jitter_target_ms(&jitter), cases[i].target_ms, "%zu: %u", i,
                     hf_jitter_target_ms(&jitter));
    }
}

Test(jitter, forgets_a_bad_time_after_256_packets)
{
    for (uint32_t i = 0; i < 300; i++)
        put(i, i * 20 + (i >= 20 && i < 40 ? 100 : 0));
    cr_assert_eq(hf_jitter_target_ms(&jitter), 10, "%u", hf_jitter_target_ms(&jitter));
    setup();
    for (uint32_t i = 0; i < 280; i++)
        put(i, i * 20 + (i >= 20 && i < 40 ? 100 : 0));
    cr_assert_eq(hf_jitter_target_ms(&jitter), 100, "%u", hf_jitter_target_ms(&jitter));
}

Test(jitter, wishes_for_the_delay_that_it_aims_at)
{
    run(0, 40); /* played 50 ms later than they came; 10 would do */
    cr_assert_eq(piece.wish, HF_WISH_SHORTEN);
    cr_assert_not(piece.is_urgent);
    begin(10, 200, 10);
    for (uint32_t i = 0; i < 200; i++) { /* each 16th is overtaken by three others */
        if (i % 16 != 5)
            put(i, i * 20);
        if (i % 16 == 8)
            cr_assert_eq(put(i - 3, i * 20 + 9), HF_PUT_LATE);
        (void)get(i * 20 + 10);
    }
    cr_assert_eq(hf_jitter_target_ms(&jitter), 69);
    cr_assert_eq(piece.kind, HF_JITTER_PACKET);
    cr_assert_eq(piece.wish, HF_WISH_LENGTHEN);
    cr_assert(piece.is_urgent, "more than a frame below the target");
    cr_assert_eq(hf_jitter_delay_ms(&jitter, at(4000)), 0, "the next one is expected just now");
}

/* Any packets at any times: in order, none twice, and never more of them than came. */
Test(jitter, plays_each_packet_once_and_in_order_whatever_comes)
{
    for (uint64_t run_no = 1; run_no <= 60; run_no++) {
        uint64_t seed = run_no;
        uint32_t now = 0, sent = 0, n_played = 0;
        int64_t last = -1;
        setup();
        for (uint32_t i = 0; i < 3000; i++) {
            uint32_t what = chance(&seed) % 8;
            now += chance(&seed) % 12;
            if (what < 5) {
                uint32_t back = chance(&seed) % 4 == 0 ? chance(&seed) % 6 : 0;
                sent += back == 0 ? 1 + (chance(&seed) % 10 == 0) : 0;
                put(sent < back ? 0 : sent - back, now);
                continue;
            }
            (void)get(now);
            if (piece.kind != HF_JITTER_PACKET)
                continue;
            cr_assert_gt((int64_t)piece.tag, last, "run %u", (unsigned)run_no);
            last = piece.tag;
            n_played++;
        }
        cr_assert_eq(n_played, jitter.counts.played);
        cr_assert_leq(jitter.counts.played + jitter.counts.discarded, jitter.counts.taken);
        cr_assert_gt(n_played, 100, "run %u: %u", (unsigned)run_no, n_played);
    }
}

/* Any numbers at all: nothing asserts, nothing stands still for ever. */
Test(jitter, survives_any_numbers)
{
    uint64_t seed = 9;
    uint64_t now = 0;
    for (uint32_t i = 0; i < 100000; i++) {
        static const uint8_t bytes[4];
        struct hf_jitter_packet p = {.sequence = (uint16_t)chance(&seed),
                                     .timestamp = chance(&seed) << 1,
                                     .ticks = chance(&seed) % 4 == 0 ? 0 : chance(&seed) % 481,
                                     .payload = {bytes, 4}};
        struct hf_jitter_asked asked = {now, TICKS, chance(&seed) % 300};
        if (chance(&seed) % 2 == 0) { /* near the last one */
            p.sequence = (uint16_t)(jitter.highest + chance(&seed) % 200 - 100);
            p.timestamp = (uint32_t)jitter.newest + chance(&seed) % 4000 - 2000;
        }
        now = chance(&seed) % 50 == 0 ? (uint64_t)chance(&seed) << 20 : now + chance(&seed) % 20000;
        (void)hf_jitter_put(&jitter, &p, now);
        hf_jitter_get(&jitter, &asked, &piece);
        cr_assert_leq(piece.ticks, 480);
    }
}

/* A sender whose packets claim more than the time between them, or who says one moment twice under
 * two numbers: each moment is played once, and nothing is reckoned with less than no gap. */
Test(jitter, plays_each_moment_once_where_packets_overlap)
{
    for (uint32_t i = 0; i < 7; i++) {
        struct hf_jitter_packet p = packet(i);
        p.ticks = 3 * TICKS;
        cr_assert_eq(hf_jitter_put(&jitter, &p, at(i * 5)), HF_PUT_TAKEN);
    }
    expect(160, "0,3,6");
    cr_assert_eq(jitter.counts.lost_us, 0);
    cr_assert_eq(jitter.counts.waited_us, 0);
    cr_assert_eq(jitter.counts.paused_us, 0);
    cr_assert_eq(jitter.counts.played, 3);
    cr_assert_eq(jitter.counts.discarded, 4);
}
