/* SPDX-License-Identifier: Apache-2.0 */
/* Codecs: how they are found, G.711 against ITU-T's own values, Opus by what comes through it. */
#include "holdfast/media/codec.h"

#include <stdlib.h>

#include "meter.h"
#include "support.h"

static const struct hf_codec *ulaw, *alaw;
static void *state;

static void setup(void)
{
    ulaw = hf_codec_get(HF_CODEC_PCMU);
    alaw = hf_codec_get(HF_CODEC_PCMA);
    state = malloc(ulaw->size());
    cr_assert(ulaw->start(state));
}

static void teardown(void)
{
    free(state);
}

TestSuite(codec, .init = setup, .fini = teardown);

Test(codec, is_found_by_what_sdp_says)
{
    cr_assert_eq(hf_codec_find("PCMU", 8000, 1), ulaw);
    cr_assert_eq(hf_codec_find("pcma", 8000, 1), alaw);
    cr_assert_null(hf_codec_find("PCMU", 16000, 1));
    cr_assert_null(hf_codec_find("PCMU", 8000, 2));
    cr_assert_null(hf_codec_find("PCM", 8000, 1));
    cr_assert_null(hf_codec_find("PCMUX", 8000, 1));
    cr_assert_null(hf_codec_find("", 8000, 1));
    cr_assert_eq(hf_codec_static(0), ulaw);
    cr_assert_eq(hf_codec_static(8), alaw);
    cr_assert_null(hf_codec_static(9));
    cr_assert_null(hf_codec_static(HF_PAYLOAD_TYPE_DYNAMIC));
    cr_assert_null(hf_codec_get(HF_CODEC_COUNT));
}

static int16_t decoded(const struct hf_codec *codec, uint8_t byte)
{
    uint8_t bytes[40];
    int16_t samples[40];
    struct hf_payload payload = {bytes, sizeof bytes};
    memset(bytes, byte, sizeof bytes);
    cr_assert_eq(codec->decode(state, &payload, samples), 40);
    return samples[39];
}

static uint8_t encoded(const struct hf_codec *codec, int32_t sample)
{
    int16_t samples[160];
    uint8_t bytes[160];
    for (uint32_t i = 0; i < 160; i++)
        samples[i] = (int16_t)sample;
    cr_assert_eq(codec->encode(state, samples, bytes, sizeof bytes), 160);
    return bytes[159];
}

/* G.711, tables 1 and 2: the first and the last value of each segment, as sent, and what a decoder
 * makes of it: in 13 bits for A-law, 14 for µ-law. */
static const struct known {
    uint8_t sent;
    int32_t value;
} a_known[] = {{0xd5, 1},    {0xda, 31},   {0xc5, 33},   {0xca, 63},  {0xf5, 66},  {0xfa, 126},
               {0xe5, 132},  {0xea, 252},  {0x95, 264},  {0x9a, 504}, {0x85, 528}, {0x8a, 1008},
               {0xb5, 1056}, {0xba, 2016}, {0xa5, 2112}, {0xaa, 4032}},
  u_known[] = {{0xff, 0},    {0xf0, 30},   {0xef, 33},   {0xe0, 93},  {0xdf, 99},   {0xd0, 219},
               {0xcf, 231},  {0xc0, 471},  {0xbf, 495},  {0xb0, 975}, {0xaf, 1023}, {0xa0, 1983},
               {0x9f, 2079}, {0x90, 3999}, {0x8f, 4191}, {0x80, 8031}};

Test(codec, decodes_g711_to_the_values_of_its_tables)
{
    for (size_t i = 0; i < 16; i++) {
        cr_assert_eq(decoded(alaw, a_known[i].sent), a_known[i].value * 8, "A %zu", i);
        cr_assert_eq(decoded(alaw, a_known[i].sent ^ 0x80), -a_known[i].value * 8, "A %zu", i);
        cr_assert_eq(decoded(ulaw, u_known[i].sent), u_known[i].value * 4, "mu %zu", i);
        cr_assert_eq(decoded(ulaw, u_known[i].sent ^ 0x80), -u_known[i].value * 4, "mu %zu", i);
    }
}

Test(codec, encodes_every_value_of_a_table_to_itself)
{
    for (uint32_t i = 0; i < 256; i++) {
        uint8_t byte = (uint8_t)i;
        cr_assert_eq(encoded(alaw, decoded(alaw, byte)), byte, "A %u", i);
        if (byte != 0x7f) /* minus nothing is sent as nothing */
            cr_assert_eq(encoded(ulaw, decoded(ulaw, byte)), byte, "mu %u", i);
    }
    cr_assert_eq(encoded(ulaw, 0), 0xff);
}

/* The nearest value of the table, or as near as another one: a step of the segment at most apart.
 */
Test(codec, encodes_every_sample_as_near_as_its_step)
{
    for (int32_t sample = -32768; sample <= 32767; sample++) {
        int32_t magnitude = sample < 0 ? -sample : sample;
        int32_t a = abs(decoded(alaw, encoded(alaw, sample)) - sample);
        int32_t u = abs(decoded(ulaw, encoded(ulaw, sample)) - sample);
        int32_t a_step = magnitude < 512 ? 8 : magnitude / 32 + 1;
        cr_assert_leq(a, a_step, "A-law makes %d of %d", decoded(alaw, encoded(alaw, sample)),
                      sample);
        cr_assert(u <= (magnitude + 132) / 32 + 1 || magnitude > 32124, "mu-law makes %d of %d",
                  decoded(ulaw, encoded(ulaw, sample)), sample);
    }
}

/* G.711, tables 5 and 6: these bytes, repeated, are 1 kHz at 0 dBm0, with full scale 3.14 dB above
 * it in A-law and 3.17 dB in µ-law. */
Test(codec, has_the_level_of_the_digital_milliwatt)
{
    static const struct {
        uint8_t bytes[8];
        double level_db;
    } known[2] = {{{0x1e, 0x0b, 0x0b, 0x1e, 0x9e, 0x8b, 0x8b, 0x9e}, -3.17},
                  {{0x34, 0x21, 0x21, 0x34, 0xb4, 0xa1, 0xa1, 0xb4}, -3.14}};
    for (uint32_t law = 0; law < 2; law++) {
        uint8_t bytes[400];
        int16_t samples[400];
        for (size_t i = 0; i < sizeof bytes; i++)
            bytes[i] = known[law].bytes[i % 8];
        struct hf_payload payload = {bytes, sizeof bytes};
        cr_assert_eq(hf_codec_get(law)->decode(state, &payload, samples), 400);
        struct meter_sound sound = {samples, 400, 8000};
        cr_assert_float_eq(meter_level_db(&sound, 1000), known[law].level_db, 0.15, "%g",
                           meter_level_db(&sound, 1000));
        cr_assert_float_eq(meter_frequency(&sound), 1000, 1);
    }
}

Test(codec, refuses_g711_of_a_wrong_size)
{
    static const uint8_t bytes[1000];
    for (size_t n = 0; n <= sizeof bytes; n++) {
        struct hf_payload payload = {bytes, n};
        int expected = n >= 40 && n <= 480 && n % 8 == 0 ? (int)n : HF_E_VALUE;
        cr_assert_eq(ulaw->ticks(&payload), expected, "%zu", n);
        cr_assert_eq(alaw->ticks(&payload), expected, "%zu", n);
    }
    int16_t samples[160] = {0};
    uint8_t out[160];
    cr_assert_eq(ulaw->encode(state, samples, out, 159), HF_E_SPACE);
    cr_assert_eq(alaw->encode(state, samples, out, 159), HF_E_SPACE);
}

/* ---- Opus ---- */

#define OPUS_FRAMES 100
#define OPUS_FRAME  320

struct through { /* a tone that went through Opus */
    int16_t in[OPUS_FRAMES * OPUS_FRAME], out[OPUS_FRAMES * OPUS_FRAME];
    uint32_t n_bytes, largest;
};

/* Each packet whose number is a multiple of lose_each is lost; 0: none. */
static void opus_through(struct through *t, uint32_t lose_each)
{
    const struct hf_codec *opus = hf_codec_get(HF_CODEC_OPUS);
    void *own = aligned_alloc(16, (opus->size() + 15) / 16 * 16);
    uint8_t bytes[OPUS_FRAMES][HF_MEDIA_PAYLOAD_MAX];
    int n[OPUS_FRAMES];
    struct meter_tone tone = {1004, -10, 16000};
    cr_assert(opus->start(own));
    t->n_bytes = t->largest = 0;
    meter_make(&tone, 0, t->in, OPUS_FRAMES * OPUS_FRAME);
    for (uint32_t i = 0; i < OPUS_FRAMES; i++) {
        n[i] = opus->encode(own, t->in + i * OPUS_FRAME, bytes[i], sizeof bytes[i]);
        cr_assert_gt(n[i], 0);
        t->n_bytes += (uint32_t)n[i];
        t->largest = (uint32_t)n[i] > t->largest ? (uint32_t)n[i] : t->largest;
    }
    for (uint32_t i = 0; i < OPUS_FRAMES; i++) {
        struct hf_payload payload = {bytes[i], (size_t)n[i]};
        bool is_lost = lose_each != 0 && i % lose_each == lose_each - 1;
        cr_assert_eq(opus->ticks(&payload), 960);
        if (is_lost && i + 1 < OPUS_FRAMES) {
            struct hf_payload following = {bytes[i + 1], (size_t)n[i + 1]};
            opus->conceal(own, &following, t->out + i * OPUS_FRAME, OPUS_FRAME);
        } else if (is_lost) {
            opus->conceal(own, NULL, t->out + i * OPUS_FRAME, OPUS_FRAME);
        } else {
            cr_assert_eq(opus->decode(own, &payload, t->out + i * OPUS_FRAME), OPUS_FRAME);
        }
    }
    free(own);
}

Test(codec, carries_a_tone_through_opus)
{
    static struct through t;
    if (hf_codec_get(HF_CODEC_OPUS) == NULL)
        return;
    opus_through(&t, 0);
    struct meter_sound sound = {t.out + 16000, 16000, 16000};
    cr_assert_float_eq(meter_level_db(&sound, 1004), -10, 1, "%g", meter_level_db(&sound, 1004));
    sound.n = 1600;
    cr_assert_float_eq(meter_frequency(&sound), 1004, 1);
    cr_assert_leq(t.n_bytes, OPUS_FRAMES * 24000 / 8 / 50 * 5 / 4, "%u", t.n_bytes);
    cr_assert_leq(t.largest, 200, "%u", t.largest);
}

Test(codec, conceals_with_opus_what_is_lost)
{
    static struct through t;
    if (hf_codec_get(HF_CODEC_OPUS) == NULL)
        return;
    opus_through(&t, 10);
    struct meter_sound sound = {t.out + 16000, 16000, 16000};
    cr_assert_float_eq(meter_level_db(&sound, 1004), -10, 2, "%g", meter_level_db(&sound, 1004));
    cr_assert_leq(meter_gap_ms(&sound, 1004, -20), 40, "%u", meter_gap_ms(&sound, 1004, -20));
}

Test(codec, refuses_opus_of_a_wrong_size_and_survives_any_bytes)
{
    const struct hf_codec *opus = hf_codec_get(HF_CODEC_OPUS);
    static int16_t samples[HF_MEDIA_PACKET_MAX];
    uint64_t seed = 4;
    if (opus == NULL)
        return;
    void *own = aligned_alloc(16, (opus->size() + 15) / 16 * 16);
    cr_assert(opus->start(own));
    struct hf_payload none = {(const uint8_t *)"", 0}, huge = {NULL, HF_MEDIA_PAYLOAD_MAX + 1};
    cr_assert_eq(opus->ticks(&none), HF_E_VALUE);
    cr_assert_eq(opus->ticks(&huge), HF_E_VALUE);
    for (uint32_t i = 0; i < 5000; i++) {
        uint8_t bytes[80];
        struct hf_payload payload = {bytes, 1 + chance(&seed) % sizeof bytes};
        for (size_t k = 0; k < sizeof bytes; k++)
            bytes[k] = (uint8_t)chance(&seed);
        int ticks = opus->ticks(&payload);
        if (ticks < 0)
            continue;
        cr_assert(ticks >= 120 && ticks <= 2880, "%d", ticks);
        int n = opus->decode(own, &payload, samples);
        cr_assert(n < 0 || n == ticks / 3, "%d of %d", n, ticks);
        opus->conceal(own, &payload, samples, OPUS_FRAME);
        opus->conceal(own, NULL, samples, 1 + chance(&seed) % OPUS_FRAME);
    }
    free(own);
}
