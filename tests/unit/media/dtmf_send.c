/* SPDX-License-Identifier: Apache-2.0 */
/* Keys sent: every packet of an event, as RFC 4733 wants it. */
#include "holdfast/media/dtmf.h"

#include "support.h"

#define RATE  8000
#define TICKS 160

static struct hf_dtmf_sender sender;
static uint32_t now;

static void setup(void)
{
    now = 1000;
    hf_dtmf_sender_init(&sender, RATE);
}

TestSuite(dtmf_send, .init = setup);

/* The next interval as "code timestamp duration", M: the marker, E: the end; "-" for sound. */
static const char *next(void)
{
    static char text[64];
    struct hf_dtmf_packet p;
    bool is_sent = hf_dtmf_next(&sender, now, TICKS, &p);
    now += TICKS;
    if (!is_sent)
        return "-";
    cr_assert_eq(p.payload[1] & 0x7f, HF_DTMF_VOLUME);
    snprintf(text, sizeof text, "%u %u %u%s%s", p.payload[0], p.timestamp,
             (unsigned)(p.payload[2] << 8 | p.payload[3]), p.marker ? " M" : "",
             p.payload[1] & 0x80 ? " E" : "");
    return text;
}

static void expect(const char *const *texts, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const char *text = next();
        cr_assert_str_eq(text, texts[i], "%zu: %s", i, text);
    }
}
#define EXPECT(...)                                                                                \
    do {                                                                                           \
        static const char *const texts[] = {__VA_ARGS__};                                          \
        expect(texts, sizeof texts / sizeof *texts);                                               \
    } while (0)

Test(dtmf_send, sends_a_key_with_its_marker_and_three_ends)
{
    EXPECT("-", "-");
    cr_assert_eq(hf_dtmf_press(&sender, '5', 100), 0);
    EXPECT("5 1320 160 M", "5 1320 320", "5 1320 480", "5 1320 640", "5 1320 800 E", "5 1320 800 E",
           "5 1320 800 E", "-", "-");
}

Test(dtmf_send, ends_where_the_key_ended_and_not_where_the_interval_does)
{
    cr_assert_eq(hf_dtmf_press(&sender, '#', 50), 0);
    EXPECT("11 1000 160 M", "11 1000 320", "11 1000 400 E", "11 1000 400 E", "11 1000 400 E", "-");
}

Test(dtmf_send, makes_a_key_as_long_as_it_has_to_be)
{
    cr_assert_eq(hf_dtmf_press(&sender, '1', 1), 0);
    EXPECT("1 1000 160 M", "1 1000 320 E", "1 1000 320 E", "1 1000 320 E", "-");
}

Test(dtmf_send, keeps_a_silence_between_keys)
{
    cr_assert_eq(hf_dtmf_press(&sender, '1', 40), 0);
    cr_assert_eq(hf_dtmf_press(&sender, '1', 40), 0);
    EXPECT("1 1000 160 M", "1 1000 320 E", "1 1000 320 E", "1 1000 320 E", "-", "-", "-",
           "1 2120 160 M", "1 2120 320 E", "1 2120 320 E", "1 2120 320 E", "-");
}

Test(dtmf_send, sends_a_key_as_long_as_it_is_held)
{
    cr_assert_eq(hf_dtmf_press(&sender, '9', HF_DTMF_HELD), 0);
    EXPECT("9 1000 160 M", "9 1000 320", "9 1000 480");
    hf_dtmf_release(&sender);
    EXPECT("9 1000 480 E", "9 1000 480 E", "9 1000 480 E", "-");
}

Test(dtmf_send, holds_a_key_that_was_released_at_once_for_the_shortest_time)
{
    cr_assert_eq(hf_dtmf_press(&sender, '9', HF_DTMF_HELD), 0);
    hf_dtmf_release(&sender);
    EXPECT("9 1000 160 M", "9 1000 320 E", "9 1000 320 E", "9 1000 320 E", "-");
    setup();
    cr_assert_eq(hf_dtmf_press(&sender, '9', HF_DTMF_HELD), 0);
    EXPECT("9 1000 160 M");
    hf_dtmf_release(&sender);
    EXPECT("9 1000 320 E", "9 1000 320 E", "9 1000 320 E", "-");
}

/* 2.5.1.3: 65535 units, then a new segment from there on, and no marker. */
Test(dtmf_send, goes_on_in_a_new_segment_when_a_key_is_held_long)
{
    cr_assert_eq(hf_dtmf_press(&sender, '3', HF_DTMF_HELD), 0);
    EXPECT("3 1000 160 M");
    for (uint32_t i = 2; i < 409; i++)
        (void)next();
    EXPECT("3 1000 65440", "3 1000 65535", "3 66535 225", "3 66535 385");
    hf_dtmf_release(&sender);
    EXPECT("3 66535 385 E", "3 66535 385 E", "3 66535 385 E", "-");
}

Test(dtmf_send, ends_a_key_that_ends_with_its_segment)
{
    cr_assert_eq(hf_dtmf_press(&sender, '3', 8200), 0); /* 65600 units: 410 intervals */
    for (uint32_t i = 1; i < 410; i++)
        (void)next();
    EXPECT("3 1000 65535", "3 66535 65 E", "3 66535 65 E", "3 66535 65 E", "-");
}

Test(dtmf_send, forgets_a_key_that_is_never_released)
{
    uint32_t n = 0;
    cr_assert_eq(hf_dtmf_press(&sender, '3', HF_DTMF_HELD), 0);
    while (strcmp(next(), "-") != 0)
        n++;
    cr_assert_eq(n, HF_DTMF_MS_MAX / 20 + 2, "%u", n);
}

Test(dtmf_send, refuses_what_is_no_key_and_too_many)
{
    cr_assert_eq(hf_dtmf_press(&sender, 'x', 100), HF_E_VALUE);
    cr_assert_eq(hf_dtmf_press(&sender, '1', HF_DTMF_MS_MAX + 1), HF_E_VALUE);
    for (uint32_t i = 0; i < HF_DTMF_QUEUE; i++)
        cr_assert_eq(hf_dtmf_press(&sender, '1', 100), 0);
    cr_assert_eq(hf_dtmf_press(&sender, '1', 100), HF_E_LIMIT);
    hf_dtmf_release(&sender); /* of nothing that is held */
    EXPECT("1 1000 160 M");
}
