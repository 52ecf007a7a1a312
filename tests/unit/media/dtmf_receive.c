/* SPDX-License-Identifier: Apache-2.0 */
/* Keys received: each told once, whatever gets lost of its packets. */
#include "holdfast/media/dtmf.h"

#include "support.h"

#define RATE  8000
#define TICKS 160

static struct hf_dtmf_receiver receiver;

static void setup(void)
{
    hf_dtmf_receiver_init(&receiver);
}

TestSuite(dtmf_receive, .init = setup);

/* "key+ key-ms" of what a packet told. */
static const char *told(const struct hf_dtmf_heard *heard)
{
    static char text[32];
    int n = 0;
    text[0] = '\0';
    if (heard->begun != '\0')
        n += sprintf(text + n, "%c+", heard->begun);
    if (heard->ended != '\0')
        sprintf(text + n, "%c-%u", heard->ended, heard->units);
    return text;
}

struct event {
    uint32_t timestamp, duration;
    uint8_t code;
    bool is_end, marker;
};

static const char *hear(struct event e)
{
    uint8_t payload[4] = {e.code, (uint8_t)(e.is_end ? 0x8a : 0x0a), (uint8_t)(e.duration >> 8),
                          (uint8_t)e.duration};
    struct hf_rtp packet = {
        .marker = e.marker, .timestamp = e.timestamp, .payload = payload, .n_payload = 4};
    struct hf_dtmf_heard heard;
    cr_assert_eq(hf_dtmf_receive(&receiver, &packet, &heard), 0);
    return told(&heard);
}

Test(dtmf_receive, tells_a_key_when_it_begins_and_when_it_ends)
{
    cr_assert_str_eq(hear((struct event){1000, 160, 5, false, true}), "5+");
    cr_assert_str_eq(hear((struct event){1000, 320, 5, false, false}), "");
    cr_assert_str_eq(hear((struct event){1000, 480, 5, true, false}), "5-480");
    cr_assert_str_eq(hear((struct event){1000, 480, 5, true, false}), "");
    cr_assert_str_eq(hear((struct event){1000, 480, 5, true, false}), "");
    cr_assert_str_eq(hear((struct event){2000, 160, 5, false, true}), "5+"); /* again */
}

Test(dtmf_receive, tells_a_key_of_which_only_an_end_comes)
{
    cr_assert_str_eq(hear((struct event){1000, 480, 11, true, false}), "#+#-480");
    cr_assert_str_eq(hear((struct event){1000, 480, 11, true, false}), "");
}

Test(dtmf_receive, ends_a_key_when_another_one_begins)
{
    cr_assert_str_eq(hear((struct event){1000, 160, 1, false, true}), "1+");
    cr_assert_str_eq(hear((struct event){2000, 160, 2, false, true}), "2+1-160");
    cr_assert_str_eq(hear((struct event){1000, 480, 1, true, false}), ""); /* late */
    cr_assert_str_eq(hear((struct event){2000, 320, 2, true, false}), "2-320");
}

Test(dtmf_receive, ends_a_key_when_sound_comes_behind_it)
{
    struct hf_rtp sound = {.timestamp = 1160};
    struct hf_dtmf_heard heard;
    hear((struct event){1000, 160, 1, false, true});
    hf_dtmf_receive_sound(&receiver, &sound, &heard);
    cr_assert_str_eq(told(&heard), "", "it may be of the same moment");
    sound.timestamp = 1320;
    hf_dtmf_receive_sound(&receiver, &sound, &heard);
    cr_assert_str_eq(told(&heard), "1-160");
    cr_assert_str_eq(hear((struct event){1000, 480, 1, true, false}), "", "told before");
}

Test(dtmf_receive, takes_segments_for_one_key)
{
    cr_assert_str_eq(hear((struct event){1000, 65440, 3, false, true}), "3+");
    cr_assert_str_eq(hear((struct event){1000, 65535, 3, false, false}), "");
    cr_assert_str_eq(hear((struct event){66535, 225, 3, false, false}), "");
    cr_assert_str_eq(hear((struct event){66535, 385, 3, true, false}), "3-65920");
    setup();
    cr_assert_str_eq(hear((struct event){1000, 65440, 3, false, true}), "3+");
    cr_assert_str_eq(hear((struct event){66535, 225, 3, true, false}), "3-65760"); /* end lost */
    setup();
    cr_assert_str_eq(hear((struct event){1000, 65535, 3, false, true}), "3+");
    cr_assert_str_eq(hear((struct event){66535, 225, 3, false, true}), "3+3-65535"); /* a marker */
}

Test(dtmf_receive, takes_packets_out_of_order_and_over_the_end_of_timestamps)
{
    cr_assert_str_eq(hear((struct event){0xffffff00, 320, 4, false, false}), "4+");
    cr_assert_str_eq(hear((struct event){0xffffff00, 160, 4, false, true}), "");
    cr_assert_str_eq(hear((struct event){0xffffff00, 480, 4, true, false}), "4-480");
    cr_assert_str_eq(hear((struct event){0x00000500, 160, 4, false, true}), "4+");
    cr_assert_str_eq(hear((struct event){0xffffff00, 480, 4, true, false}), "");
}

Test(dtmf_receive, refuses_what_is_no_key)
{
    static const uint8_t fax[8] = {32, 0, 0, 0}, key[8] = {1, 0, 0, 160, 2, 0, 0, 160};
    struct hf_dtmf_heard heard;
    struct hf_rtp packet = {.payload = fax, .n_payload = 4};
    cr_assert_eq(hf_dtmf_receive(&receiver, &packet, &heard), HF_E_VALUE);
    packet.payload = key;
    for (size_t n = 0; n <= 8; n++) {
        setup();
        packet.n_payload = n;
        cr_assert_eq(hf_dtmf_receive(&receiver, &packet, &heard), n == 4 || n == 8 ? 0 : HF_E_VALUE,
                     "%zu", n);
    }
    cr_assert_eq(heard.begun, '1'); /* of two, the first */
}

/* What a sender sends, through loss, delay and duplication of every kind: as many keys as were
 * pressed, in their order, unless all packets of one are lost. */
Test(dtmf_receive, tells_each_key_once_through_loss_and_disorder)
{
    static const char keys[] = "0123456789*#ABCD11223344";
    for (uint64_t run = 1; run <= 300; run++) {
        struct hf_dtmf_sender sender;
        struct hf_dtmf_packet packets[1000];
        uint32_t n = 0, now = 5000, at = 0;
        uint64_t seed = run;
        char heard_keys[64];
        setup();
        hf_dtmf_sender_init(&sender, RATE);
        for (const char *key = keys; *key != '\0'; key++)
            cr_assert_eq(hf_dtmf_press(&sender, *key, 40 + chance(&seed) % 100), 0);
        for (uint32_t i = 0; i < 1000; i++, now += TICKS)
            n += hf_dtmf_next(&sender, now, TICKS, &packets[n]);
        for (uint32_t i = 0; i < n; i++) {
            bool is_last_end = i + 1 == n || packets[i + 1].timestamp != packets[i].timestamp;
            uint32_t times = is_last_end ? 1 : chance(&seed) % 3; /* all lost but the last end */
            struct hf_rtp packet = {.timestamp = packets[i].timestamp, .n_payload = 4};
            struct hf_dtmf_heard heard;
            packet.payload = packets[i].payload;
            packet.marker = packets[i].marker;
            for (uint32_t k = 0; k < times; k++) {
                cr_assert_eq(hf_dtmf_receive(&receiver, &packet, &heard), 0);
                if (heard.begun != '\0')
                    heard_keys[at++] = heard.begun;
            }
        }
        heard_keys[at] = '\0';
        cr_assert_str_eq(heard_keys, keys, "run %u: %s", (unsigned)run, heard_keys);
    }
}
