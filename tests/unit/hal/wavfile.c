/* SPDX-License-Identifier: Apache-2.0 */
#include "wavfile.h"

#include "world.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

static char error[256];
static const struct hf_hal_problem problem = {error, sizeof error};

/* A file that is right, to be broken: bytes of header and four samples. */
static uint8_t good[44 + 8];

static void put(unsigned at, unsigned bytes, uint32_t value)
{
    for (unsigned i = 0; i < bytes; i++) {
        good[at + i] = (uint8_t)(value >> 8 * i);
    }
}

static void make_good(void)
{
    memcpy(good, "RIFF\x2c\0\0\0WAVEfmt \x10\0\0\0", 20);
    put(20, 2, 1);
    put(22, 2, 1);
    put(24, 4, 8000);
    put(28, 4, 16000);
    put(32, 2, 2);
    put(34, 2, 16);
    memcpy(good + 36, "data\x08\0\0\0\x01\0\xff\xff\0\x80\xff\x7f", 16);
}

Test(wavfile, sixteen_bit_samples_are_read, .fini = world_close)
{
    struct hf_wav_source source;
    int16_t samples[8];

    make_good();
    cr_assert_eq(hf_wav_source_open(&source, world_file("a", good, 52), &problem), 0, "%s", error);
    cr_assert_eq(source.rate, 8000);
    cr_assert_eq(source.n, 4);
    cr_assert_eq(hf_wav_source_read(&source, samples, 3), 3);
    cr_assert_eq(samples[0], 1);
    cr_assert_eq(samples[1], -1);
    cr_assert_eq(samples[2], -32768);
    cr_assert_eq(hf_wav_source_read(&source, samples, 8), 1);
    cr_assert_eq(samples[0], 32767);
    cr_assert_eq(hf_wav_source_read(&source, samples, 8), 0);
    hf_wav_source_close(&source);
}

/* G.711: its end points, its smallest steps, and what tables 1a and 2a give for some codes. */
Test(wavfile, g711_is_expanded_as_its_tables_say)
{
    static const struct {
        uint8_t code;
        int16_t alaw, ulaw;
    } codes[] = {
        {0x00, -5504, -32124}, {0x80, 5504, 32124}, {0xff, 848, 0},      {0x7f, -848, 0},
        {0xd5, 8, 716},        {0x55, -8, -716},    {0xaa, 32256, 5372}, {0x2a, -32256, -5372},
        {0xfe, 880, 8},        {0x7e, -880, -8},
    };

    for (size_t i = 0; i < sizeof codes / sizeof *codes; i++) {
        cr_expect_eq(hf_wav_from_alaw(codes[i].code), codes[i].alaw, "A %#x: %d", codes[i].code,
                     hf_wav_from_alaw(codes[i].code));
        cr_expect_eq(hf_wav_from_ulaw(codes[i].code), codes[i].ulaw, "mu %#x: %d", codes[i].code,
                     hf_wav_from_ulaw(codes[i].code));
    }
}

Test(wavfile, g711_files_and_unknown_chunks_are_read, .fini = world_close)
{
    static const uint8_t bytes[] = "RIFF\x36\0\0\0WAVEfmt \x12\0\0\0\x07\0\x01\0\x40\x1f\0\0"
                                   "\x40\x1f\0\0\x01\0\x08\0\0\0LIST\x03\0\0\0abc\0data\x02\0\0\0"
                                   "\x80\xff";
    struct hf_wav_source source;
    int16_t samples[2];

    cr_assert_eq(hf_wav_source_open(&source, world_file("u", bytes, sizeof bytes - 1), &problem), 0,
                 "%s", error);
    cr_assert_eq(hf_wav_source_read(&source, samples, 2), 2);
    cr_assert_eq(samples[0], 32124);
    cr_assert_eq(samples[1], 0);
    hf_wav_source_close(&source);
}

Test(wavfile, what_is_wrong_is_named_with_its_byte, .fini = world_close)
{
    static const struct {
        unsigned at, bytes;
        uint32_t value;
        const char *says;
    } cases[] = {
        {0, 1, 'X', "byte 0: no WAV file: it does not begin with RIFF and WAVE"},
        {8, 1, 'X', "byte 0: no WAV file"},
        {16, 4, 8, "byte 16: the format chunk is shorter than 16 bytes"},
        {20, 2, 3, "byte 20: neither 16-bit PCM nor G.711 (A-law or mu-law of 8 bits)"},
        {22, 2, 2, "byte 22: not one channel; mono would be right"},
        {24, 4, 44100, "byte 24: not 8000, 16000 or 48000 samples a second"},
        {34, 2, 24, "byte 20: neither 16-bit PCM nor G.711"},
        {36, 1, 'x', "byte 52: the file ends within its header"},
        {12, 1, 'x', "byte 36: samples come before their format"},
        {16, 4, 0xfffffff0, "the file ends within its header"},
    };
    struct hf_wav_source source;

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        make_good();
        put(cases[i].at, cases[i].bytes, cases[i].value);
        cr_expect_eq(hf_wav_source_open(&source, world_file("b", good, 52), &problem), -1);
        cr_expect_not_null(strstr(error, cases[i].says), "case %zu: %s", i, error);
    }
    cr_expect_eq(hf_wav_source_open(&source, world_file("b", good, 30), &problem), -1);
    cr_expect_eq(hf_wav_source_open(&source, "/tmp", &problem), -1);
    cr_expect_not_null(strstr(error, "not a file"), "%s", error);
    cr_expect_eq(hf_wav_source_open(&source, world_path("no"), &problem), -1);
    cr_expect_not_null(strstr(error, "No such file"), "%s", error);
}

Test(wavfile, any_header_is_read_or_refused, .fini = world_close)
{
    unsigned seed = 7;

    for (unsigned round = 0; round < 2000; round++) {
        struct hf_wav_source source;
        int16_t samples[960];
        make_good();
        for (unsigned i = 0; i < 1 + round % 4; i++) {
            seed = seed * 1103515245u + 12345u;
            good[seed >> 8 & 0x3f ? (seed >> 16) % 52 : 40] = (uint8_t)(seed >> 24);
        }
        size_t n = 52 - round % 9;
        if (hf_wav_source_open(&source, world_file("f", good, n), &problem) == 0) {
            cr_assert_leq(hf_wav_source_read(&source, samples, 960), 40);
            hf_wav_source_close(&source);
        }
    }
}

Test(wavfile, what_is_written_is_read_again, .fini = world_close)
{
    struct hf_wav_sink sink;
    struct hf_wav_source source;
    const char *path = world_path("out");
    int16_t samples[320], again[320];

    for (int i = 0; i < 320; i++) {
        samples[i] = (int16_t)(i * 200 - 32000);
    }
    cr_assert_eq(hf_wav_sink_open(&sink, path, 16000, &problem), 0);
    cr_assert_eq(hf_wav_sink_write(&sink, samples, 320), 0);
    cr_assert_eq(hf_wav_source_open(&source, path, &problem), 0, "%s", error); /* not closed yet */
    cr_assert_eq(source.rate, 16000);
    cr_assert_eq(hf_wav_source_read(&source, again, 320), 320);
    cr_assert_arr_eq(samples, again, sizeof samples);
    hf_wav_source_close(&source);
    hf_wav_sink_close(&sink);
}

/* A writer that is killed in the middle of its work leaves a file that reads as a whole. */
Test(wavfile, a_killed_writer_leaves_a_valid_file, .fini = world_close)
{
    const char *path = world_path("killed");
    struct hf_wav_source source;
    int pipes[2];
    char byte;

    cr_assert_eq(pipe(pipes), 0);
    pid_t child = fork();
    if (child == 0) {
        struct hf_wav_sink sink;
        int16_t samples[160] = {1};
        if (hf_wav_sink_open(&sink, path, 8000, NULL) != 0) {
            _exit(1);
        }
        for (unsigned i = 0;; i++) {
            hf_wav_sink_write(&sink, samples, 160);
            if (i == 100 && write(pipes[1], "x", 1) < 0) {
                _exit(1);
            }
        }
    }
    cr_assert_eq(read(pipes[0], &byte, 1), 1);
    kill(child, SIGKILL);
    waitpid(child, NULL, 0);
    cr_assert_eq(hf_wav_source_open(&source, path, &problem), 0, "%s", error);
    cr_assert_geq(source.n, 100 * 160);
    cr_assert_eq(source.n % 160, 0);
    cr_assert_geq((uint64_t)lseek(source.fd, 0, SEEK_END), 44 + 2 * source.n);
    hf_wav_source_close(&source);
    close(pipes[0]);
    close(pipes[1]);
}

Test(wavfile, a_full_disk_leaves_a_valid_file, .fini = world_close)
{
    const struct rlimit limit = {44 + 2 * 400, 44 + 2 * 400};
    const char *path = world_path("full");
    struct hf_wav_sink sink;
    struct hf_wav_source source;
    int16_t samples[160] = {1};

    signal(SIGXFSZ, SIG_IGN);
    cr_assert_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
    cr_assert_eq(hf_wav_sink_open(&sink, path, 8000, &problem), 0);
    cr_assert_eq(hf_wav_sink_write(&sink, samples, 160), 0);
    cr_assert_eq(hf_wav_sink_write(&sink, samples, 160), 0);
    cr_assert_eq(hf_wav_sink_write(&sink, samples, 160), -1);
    hf_wav_sink_close(&sink);
    cr_assert_eq(hf_wav_source_open(&source, path, &problem), 0, "%s", error);
    cr_assert_eq(source.n, 320);
    hf_wav_source_close(&source);
}

Test(wavfile, it_stops_before_its_sizes_wrap, .fini = world_close)
{
    struct hf_wav_sink sink;
    int16_t samples[160] = {0};

    cr_assert_eq(hf_wav_sink_open(&sink, world_path("long"), 8000, &problem), 0);
    sink.n = (0xffffff00u - 44) / 2 - 160;
    cr_assert_eq(hf_wav_sink_write(&sink, samples, 160), 0);
    cr_assert_eq(hf_wav_sink_write(&sink, samples, 160), -1);
    cr_assert_eq(errno, EFBIG);
    hf_wav_sink_close(&sink);
}
