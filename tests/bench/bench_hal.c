/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a second of a phone's audio costs in the HAL, in virtual time: fifty frames that are heard,
 * played and paced, with and without a tone, over a null device and over files.
 */
#include "holdfast/hal.h"
#include "timing.h"

#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct work {
    const char *text;
    unsigned rate;
    enum hf_hal_tone tone;
    struct hf_hal *hal;
    uint64_t now_us;
};

static void on_frame(void *context, const int16_t *heard, int16_t *played, size_t n)
{
    (void)context;
    memcpy(played, heard, n * sizeof *played);
}

/* A second of audio. */
static void second(void *context)
{
    struct work *work = context;
    const struct hf_hal_callbacks callbacks = {.frame = on_frame};

    if (work->hal == NULL) {
        char error[256] = "";
        work->hal = hf_hal_open(work->text, &callbacks, &(struct hf_hal_problem){error, 256});
        if (work->hal == NULL) {
            fprintf(stderr, "bench_hal: %s\n", error);
            exit(1);
        }
        hf_hal_audio(work->hal, work->rate, NULL);
        hf_hal_tone(work->hal, work->tone, HF_COUNTRY_US);
    }
    for (unsigned i = 0; i < 50; i++, work->now_us += HF_HAL_FRAME_US) {
        hf_hal_turn(work->hal, work->now_us);
    }
}

int main(int argc, char **argv)
{
    static struct work null8 = {"null", 8000, HF_TONE_NONE, NULL, 1};
    static struct work null48 = {"null", 48000, HF_TONE_NONE, NULL, 1};
    static struct work tone8 = {"null", 8000, HF_TONE_DIAL, NULL, 1};
    static struct work tone48 = {"null", 48000, HF_TONE_DIAL, NULL, 1};
    static struct work file8 = {"wav:out=/dev/null", 8000, HF_TONE_NONE, NULL, 1};
    static struct work file48 = {"wav:out=/dev/null", 48000, HF_TONE_NONE, NULL, 1};
    const struct bench_work works[] = {
        {"null_8000", second, &null8, 1},
        {"null_48000", second, &null48, 1},
        {"tone_8000", second, &tone8, 1},
        {"tone_48000", second, &tone48, 1},
        {"wav_8000", second, &file8, 1},
        {"wav_48000_to_8000", second, &file48, 1},
        {NULL, NULL, NULL, 0},
    };

    if (argc == 2 && strcmp(argv[1], "memory") == 0) {
        const size_t before = mallinfo2().uordblks;
        struct hf_hal *hal = hf_hal_open("null", &(struct hf_hal_callbacks){0}, NULL);
        printf("memory of an open null HAL: %zu bytes\n", mallinfo2().uordblks - before);
        hf_hal_close(hal);
        return 0;
    }
    return bench_main(argc, argv, works);
}
